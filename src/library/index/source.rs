//! Libraries in the index, walks through them, and how the whole of it stands.

use url::Url;

use crate::book::{Format, Language};
use crate::library::shelf::Moment;

/// A library in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub(super) i64);

/// A branch of a library, by the number that the library has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Branch(pub u32);

/// What kind of library it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Opds = 0,
    Daisy = 1,
    Folder = 2,
}

impl Kind {
    pub(super) fn of(number: i64) -> Self {
        match number {
            1 => Self::Daisy,
            2 => Self::Folder,
            _ => Self::Opds,
        }
    }
}

/// What is known of a library in the index.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    pub id: SourceId,
    /// Where its catalogue begins; what it is known by.
    pub url: Option<Url>,
    pub title: String,
    pub kind: Kind,
    /// Whether it was once walked through to its end.
    pub complete: bool,
    /// When the last walk ended that was not broken off.
    pub checked: Option<Moment>,
    /// When everything was walked through last.
    pub whole: Option<Moment>,
    /// Whether the last walk was broken off: what it did not come to may be missing.
    pub broken: bool,
    /// The newest moment that the library told of an entry.
    pub newest: Option<Moment>,
    pub titles: u64,
}

/// How a walk through a library has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Everything was met that the library has.
    Whole,
    /// As far as the limits go, or the ways that there are.
    Limited,
    /// To where nothing is new.
    Part,
    /// Not as it was meant to: the next one begins anew.
    Broken,
}

/// What titles can be told apart by: what a filter may offer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// By their primary tags, the most frequent first, and so are the others.
    pub languages: Vec<(Language, u64)>,
    pub formats: Vec<(Format, u64)>,
    pub branches: Vec<(Branch, u64)>,
}

/// How the index stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Status {
    /// Titles of all sources.
    pub titles: u64,
    /// Words by which mistakes are forgiven.
    pub words: usize,
    /// How often the file was damaged and made again since the start: what was in it has to be fetched again.
    pub rebuilt: u32,
}

#[cfg(test)]
impl SourceId {
    /// A number as the index would give it.
    pub(crate) fn for_test(number: i64) -> Self {
        Self(number)
    }
}
