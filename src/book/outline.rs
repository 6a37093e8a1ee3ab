//! The ways into a book: table of contents, page list, landmarks.

use super::{Point, Target};

/// An entry of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineEntry {
    pub title: String,
    /// 1 for the outermost.
    pub level: u8,
    /// `None` for a heading without a link.
    pub target: Option<Target>,
    /// Where the target lies; `None` when it leads nowhere.
    pub point: Option<Point>,
    pub children: Vec<OutlineEntry>,
}

/// A page of the printed book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLabel {
    pub label: String,
    pub point: Point,
}

/// The landmarks of EPUB's structural semantics that a reader jumps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LandmarkKind {
    Cover,
    TitlePage,
    Contents,
    BodyMatter,
    Glossary,
    Index,
    Bibliography,
    Notes,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landmark {
    pub kind: LandmarkKind,
    /// As the book writes it; may be empty.
    pub title: String,
    pub point: Point,
}
