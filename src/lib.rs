//! Oqyrman, a reading app for people who cannot read ordinary print.
//!
//! # The house
//!
//! Floors, from the ground up. A floor uses only what stands below it; `tests/layers.rs` holds us to that.
//!
//! | floor | rooms | what happens there |
//! |---|---|---|
//! | 0 | [`locale`], [`home`], [`settings`] | the language of the interface; the one folder that everything is kept in; the reader's choices |
//! | 1 | [`book`] | what a book is; pure: no files, no threads, no window |
//! | 2 | [`format`] | bytes → [`book::Book`], behind limits and a panic boundary |
//! | 3 | [`library`], [`voice`] | catalogues, downloads, the shelf; one worker that speaks, what it says as a file of sound, the microphone (sisters) |
//! | 4 | [`reading`], [`access`] | the session with its one cursor, a book saved as it is read aloud; the accessibility tree (sisters) |
//! | 5 | [`ui`] | theme, keys, wording, controls, screens |
//! | 6 | [`app`], [`cli`], [`server`] | the window, the same library without a window, the small library service |
//!
//! # Invariants
//!
//! - A [`book::Book`] never changes once it is published. Movement is a pure function of the book and a point.
//! - [`reading::Reading`] owns the place, in a recording of sound alone [`reading::Listening`]. Voice, player, highlight, caret, braille and the saved position follow it.
//! - The accessibility tree is collected from the widget tree, never kept beside it.
//! - Only `ui`, `access` and `app` know iced. Human wording exists only in `ui` and `cli`.
//! - Everything that the program keeps lies under [`home::Home`].
//!
//! # Where do I …
//!
//! - add a key? `ui/keymap.rs`: one table, from which help, README and tests read
//! - add a word? `locales/{kk,ru,en}/*.ftl`, all three
//! - read another format? `format.rs`, one line in the table of formats, one room under `format/`

pub mod access;
pub mod app;
pub mod book;
pub mod cli;
pub mod format;
pub mod home;
pub mod library;
pub mod locale;
pub mod reading;
pub mod server;
pub mod settings;
pub mod ui;
pub mod voice;
