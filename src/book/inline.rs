//! Spans inside a block's text.

use std::ops::Range;
use std::sync::Arc;

use super::{Formula, Isolate, Language, Picture};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// Into the book: a section's href (decoded, relative to the container's root) and a fragment.
    Internal { href: String, fragment: Option<String> },
    /// Out of the book: an absolute address. Never followed without asking.
    External(String),
}

/// What a span of a block's text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Style {
    Emphasis,
    Strong,
    Code,
    Superscript,
    Subscript,
    Link(Target),
    NoteReference(Target),
    Language(Language),
    /// Its letters are put in order by themselves (`dir`, `bdi`, `bdo`).
    Isolate(Isolate),
    /// The text is the formula's words.
    Math(Arc<Formula>),
    /// Recognised in a picture, and perhaps not what stands there.
    Doubtful,
    /// A picture without words before a byte of the text, of which nothing is told. Its range is empty.
    Ornament(Picture),
}

/// A style over a half-open byte range of its block's text. Inlines may nest; outer ones come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inline {
    pub range: Range<usize>,
    pub style: Style,
}
