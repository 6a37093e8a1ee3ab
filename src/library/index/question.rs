//! What a screen asks the index, and what it is answered.

use std::time::Duration;

use super::title::NOW;
use super::{Branch, Formats, SourceId, Title};
use crate::book::{Format, Language};
use crate::library::catalog::State;
use crate::library::shelf::Moment;

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

impl Filter {
    /// Days for which a title is new.
    pub(super) const NEW: i64 = 30;

    /// Whether a title that is not in the index is let through, as it would be if it were. What its library does not tell
    /// of it is no reason to show it to somebody who asked for that. Which library it is of is told by nothing here.
    pub fn admits(&self, title: &Title, now: Moment) -> bool {
        let spoken = |wanted: &Language| title.languages.iter().any(|own| own.primary() == wanted.primary());
        (self.languages.is_empty() || self.languages.iter().any(spoken))
            && (self.formats.is_empty() || self.formats.iter().any(|format| title.formats.contains(*format)))
            && (!self.sound || title.sound)
            && (!self.now || title.flags() & NOW != 0)
            && (!self.new || title.added.is_some_and(|added| added.days_until(now) <= Self::NEW))
            && self.branch.is_none_or(|branch| title.branches.contains(&branch))
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Language;

    #[test]
    fn a_title_that_is_not_in_the_index_is_filtered_as_one_that_is() {
        let now = Moment::parse("2026-11-28T10:00:00Z").expect("a moment");
        let title = Title {
            languages: Language::parse("kk-KZ").into_iter().collect(),
            formats: Formats::default().with(Format::Epub),
            state: Some(State::Unavailable),
            added: Some(now.plus_days(-40)),
            ..Title::default()
        };
        let admits = |filter: Filter| filter.admits(&title, now);
        let languages = |tag: &str| Language::parse(tag).into_iter().collect::<Vec<_>>();
        assert!(admits(Filter::default()));
        assert!(admits(Filter {
            languages: languages("kk"),
            formats: vec![Format::Epub, Format::Pdf],
            ..Filter::default()
        }));
        assert!(!admits(Filter { languages: languages("ru"), ..Filter::default() }));
        assert!(!admits(Filter { formats: vec![Format::Pdf], ..Filter::default() }));
        assert!(!admits(Filter { sound: true, ..Filter::default() }));
        assert!(!admits(Filter { now: true, ..Filter::default() }), "all copies are away");
        assert!(!admits(Filter { new: true, ..Filter::default() }));
        assert!(!admits(Filter { branch: Some(Branch(3)), ..Filter::default() }));
        let untold = Title::default();
        assert!(!Filter { languages: languages("kk"), ..Filter::default() }.admits(&untold, now));
        assert!(Filter { now: true, ..Filter::default() }.admits(&untold, now), "nothing says that it is away");
    }
}
