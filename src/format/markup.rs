//! Markup → blocks: the room that EPUB's XHTML, and later DTBook and others, share.
//!
//! <https://www.w3.org/TR/epub-33/#sec-xhtml>, read leniently: nothing is refused for being badly formed.

pub(super) mod blocks;
mod characters;
mod flow;
mod math;
mod names;
pub(super) mod styles;
mod table;
pub(super) mod tree;

pub(super) use super::encoding::of_markup as decode;
pub(super) use names::{is_of_type, landmark, types};
pub(super) use tree::{Dialect, Tree};
