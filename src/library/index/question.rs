//! What a screen asks the index, and what it is answered.

use std::time::Duration;

use super::{Branch, Formats, SourceId};
use crate::book::{Format, Language};
use crate::library::catalog::State;

/// A title in the index, as long as it is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TitleId(pub(super) i64);

/// What is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// As typed so far. The last word may go on, unless a space follows it. Nothing is typed: whatever the filter lets
    /// through.
    pub words: String,
    pub filter: Filter,
    /// Answers that are wanted, 100,000 at most.
    pub limit: usize,
}

impl Question {
    /// A screenful of answers to these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), filter: Filter::default(), limit: 60 }
    }
}

/// What is let through: all of these hold, of several of one kind one. Nothing that is empty or false hinders.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// By their primary tags.
    pub languages: Vec<Language>,
    pub formats: Vec<Format>,
    /// Read aloud by somebody.
    pub sound: bool,
    /// Can be had now.
    pub now: bool,
    /// In the library for no longer than a month.
    pub new: bool,
    pub branch: Option<Branch>,
    pub sources: Vec<SourceId>,
}

/// A title that answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub id: TitleId,
    pub source: SourceId,
    pub title: String,
    pub authors: Vec<String>,
    pub narrators: Vec<String>,
    pub languages: Vec<Language>,
    pub formats: Formats,
    pub sound: bool,
    /// As the library told last; `None` when it does not tell.
    pub state: Option<State>,
    pub sold: bool,
    pub year: Option<u16>,
    /// The same work in other libraries.
    pub also: Vec<(SourceId, TitleId)>,
    pub how: How,
}

/// How a title answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// It is what was typed.
    Exact,
    /// It begins so.
    Beginning,
    /// It has these words, in title or names.
    Words,
    /// They are told about it: its subject, its series.
    Elsewhere,
    /// It has this word in the place of a mistaken one.
    Forgiven { meant: String },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    pub hits: Vec<Hit>,
    /// Whether there are more than were wanted.
    pub more: bool,
    /// When nothing is as it was typed: the words that were answered in place of those. Tell the reader.
    pub forgiven: Option<String>,
    pub took: Duration,
}

#[cfg(test)]
impl TitleId {
    /// A number as the index would give it.
    pub(crate) fn for_test(number: i64) -> Self {
        Self(number)
    }
}
