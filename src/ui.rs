//! What the reader sees, feels and presses: theme, type, keys, wording, controls, screens, dialogs.

pub mod covers;
pub mod dialog;
pub mod export;
pub mod hyphenation;
pub mod keymap;
pub mod pictures;
pub mod screen;
pub mod theme;
pub mod typography;
pub mod widget;
pub mod wording;
