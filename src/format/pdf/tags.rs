//! The tags of a document: what its text is and in which order it is read, as its author has marked it.
//!
//! ISO 32000-1, 14.7 (logical structure) and 14.8 (tagged PDF); PDF/UA. The child reads the [`structure`] once, for all
//! pages, and makes [`pieces`] of the glyphs of each; the parent keeps what a book may hold of them ([`content`]) and makes [`blocks`] of it. Tags that do not fit what a page
//! shows are not believed: the page is read by its layout.

pub(super) mod blocks;
pub(super) mod content;
mod grid;
pub(super) mod pieces;
mod roles;
pub(super) mod structure;

pub(in crate::format) use roles::Role;
