//! Accessibility: what controls say of themselves, the tree that is collected from them, the bridge to the system.
//!
//! Built on AccessKit (<https://accesskit.dev>). The widgets stand in [`crate::ui::widget`]; nothing here draws.

mod adapter;
pub mod announce;
pub mod bridge;
pub mod ids;
pub mod reader;
pub mod scheme;
pub mod semantics;
pub mod spoken;
pub mod survey;
pub mod text;
pub mod tree;

pub use announce::{Announcement, Politeness, announce};
pub use reader::screen_reader_running;
pub use scheme::system_scheme;
pub use semantics::{Roving, Seat, Semantics, Sheet, Subtree};
pub use spoken::{Cause, Echo, Entered, Passage, Spoken};
