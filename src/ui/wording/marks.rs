//! Bookmarks, highlights and notes as lines of a list.

use super::whereabouts;
use crate::book::Span;
use crate::locale::Locale;
use crate::reading::annotations::{Annotation, Kind};
use crate::reading::{Detail, Reading, Whereabouts, movement};
use crate::ui::keymap::{self, Act, Scope};

/// Letters of the book's text that are shown of an annotation.
const EXCERPT: usize = 120;

/// What an annotation is.
pub fn mark_kind(locale: &Locale, kind: Kind) -> String {
    locale.text(match kind {
        Kind::Bookmark => "mark-bookmark",
        Kind::Highlight => "mark-highlight",
        Kind::Note => "mark-note",
    })
}

/// The keys that work on a row of the list, in a sentence.
pub fn mark_keys(locale: &Locale) -> String {
    let key = |act| keymap::shortcut(locale, Scope::Outline, act).unwrap_or_default();
    locale.with("marks-keys", &[("edit", key(&Act::EditMark).into()), ("remove", key(&Act::RemoveMark).into())])
}

/// The words of the book that an annotation is about; at a bookmark the rest of its phrase.
pub fn excerpt(reading: &Reading, mark: &Annotation) -> String {
    let book = reading.book();
    let mut words = movement::text_of(book, mark.span).replace('\n', " ");
    if words.trim().is_empty()
        && let Some(phrase) = movement::phrase_around(book, mark.span.start)
    {
        let rest = Span { start: mark.span.start, end: phrase.end };
        words = movement::text_of(book, rest);
        // At the very end of a phrase, the phrase.
        if words.trim().is_empty() {
            words = movement::text_of(book, phrase);
        }
    }
    let words = words.trim();
    if words.chars().count() > EXCERPT {
        words.chars().take(EXCERPT).collect::<String>().trim_end().to_owned() + "…"
    } else {
        words.to_owned()
    }
}

/// An annotation in a line: the reader's own words, the book's, what it is, where it stands.
pub fn mark_line(locale: &Locale, reading: &Reading, mark: &Annotation) -> String {
    let place = whereabouts(locale, &Whereabouts::of(reading.book(), mark.span.start), Detail::Short);
    let mut values = vec![
        ("words", excerpt(reading, mark).into()),
        ("kind", mark_kind(locale, mark.kind()).into()),
        ("place", place.into()),
    ];
    match mark.kept.text.trim() {
        "" => locale.with("marks-row", &values),
        text => {
            values.push(("text", text.to_owned().into()));
            locale.with("marks-row-with-text", &values)
        }
    }
}
