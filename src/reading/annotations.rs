//! What the reader leaves in a book: bookmarks, highlights, notes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::book::{Book, Locator, Span};
use crate::library::shelf::{Bookmark, Moment, bookmark};

use super::movement::{self, settle};
use super::{Effect, Notice, Reading};

/// The number of an annotation in its book; never used twice while the session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Of a place; its span is empty.
    Bookmark,
    /// Of a passage.
    Highlight,
    /// Of a passage, with the reader's own text.
    Note,
}

/// An annotation as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub id: Id,
    pub kind: Kind,
    pub start: Locator,
    /// `None` for a bookmark.
    pub end: Option<Locator>,
    /// A bookmark's label or a note's text; may be empty.
    pub text: String,
    /// The name of the file of what the reader has spoken.
    pub sound: Option<String>,
    pub created: SystemTime,
    /// When the text was changed last.
    pub modified: Option<SystemTime>,
}

impl Kept {
    /// What the shelf keeps.
    pub fn of(bookmark: Bookmark) -> Self {
        let time = |moment: Moment| UNIX_EPOCH + Duration::from_millis(moment.unix_millis().max(0).unsigned_abs());
        Self {
            id: Id(bookmark.id.number().unsigned_abs()),
            kind: match bookmark.kind {
                bookmark::Kind::Bookmark => Kind::Bookmark,
                bookmark::Kind::Highlight => Kind::Highlight,
                bookmark::Kind::Note => Kind::Note,
            },
            start: bookmark.locator,
            end: bookmark.end,
            text: bookmark.note.unwrap_or_default(),
            sound: bookmark.sound.as_deref().and_then(plain_name),
            created: time(bookmark.created),
            modified: bookmark.modified.map(time),
        }
    }

    /// The reader's own words as the shelf keeps them.
    pub fn note(&self) -> Option<String> {
        Some(self.text.clone()).filter(|text| !text.is_empty())
    }

    /// As the shelf is to keep it. `progress` and `words` are those of its place.
    pub fn for_shelf(&self, progress: f64, words: String) -> bookmark::New {
        bookmark::New {
            kind: match self.kind {
                Kind::Bookmark => bookmark::Kind::Bookmark,
                Kind::Highlight => bookmark::Kind::Highlight,
                Kind::Note => bookmark::Kind::Note,
            },
            locator: self.start.clone(),
            end: self.end.clone(),
            progress,
            text: words,
            note: self.note(),
            sound: self.sound.clone(),
            created: self.created.into(),
        }
    }
}

/// The last part of a name, so that a damaged or foreign database leads to no other folder.
fn plain_name(name: &str) -> Option<String> {
    std::path::Path::new(name).file_name()?.to_str().map(str::to_owned)
}

/// An annotation in the book as it is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotation {
    pub kept: Kept,
    pub span: Span,
}

impl Annotation {
    pub fn id(&self) -> Id {
        self.kept.id
    }

    pub fn kind(&self) -> Kind {
        self.kept.kind
    }
}

/// All annotations of a book, in the book's order.
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    all: Vec<Annotation>,
    /// Those that were discarded in this session, the last one last.
    discarded: Vec<Annotation>,
    /// The one that was taken back last.
    restored: Option<Id>,
    next: u64,
}

impl Annotations {
    /// Finds the kept ones' places in the book again.
    pub fn restore(book: &Book, kept: impl IntoIterator<Item = Kept>) -> Self {
        let mut restored = Self::default();
        for kept in kept {
            restored.next = restored.next.max(kept.id.0.saturating_add(1));
            let span = span_of(book, &kept);
            restored.insert(Annotation { kept, span });
        }
        restored
    }

    /// Finds those again whose sections were not ready in the book as it was before, and are now.
    pub(super) fn find_again(&mut self, before: &Book, book: &Book) {
        let pending = |book: &Book, index: usize| book.section(index).is_some_and(|section| section.pending);
        let moved = |annotation: &Annotation| {
            [annotation.span.start, annotation.span.end]
                .iter()
                .any(|point| pending(before, point.section) && !pending(book, point.section))
        };
        if self.all.iter().any(moved) {
            for mut annotation in std::mem::take(&mut self.all) {
                if moved(&annotation) {
                    annotation.span = span_of(book, &annotation.kept);
                }
                self.insert(annotation);
            }
        }
    }

    pub(super) fn add(
        &mut self,
        book: &Book,
        kind: Kind,
        span: Span,
        text: String,
        created: SystemTime,
    ) -> &Annotation {
        let id = Id(self.next);
        self.next += 1;
        let end = (kind != Kind::Bookmark).then(|| book.locate(span.end));
        let kept = Kept { id, kind, start: book.locate(span.start), end, text, sound: None, created, modified: None };
        let at = self.insert(Annotation { kept, span });
        &self.all[at]
    }

    fn insert(&mut self, annotation: Annotation) -> usize {
        let at = self.all.partition_point(|other| other.span.start <= annotation.span.start);
        self.all.insert(at, annotation);
        at
    }

    pub(super) fn remove(&mut self, id: Id) -> Option<Annotation> {
        let at = self.all.iter().position(|annotation| annotation.id() == id)?;
        let removed = self.all.remove(at);
        self.discarded.push(removed.clone());
        Some(removed)
    }

    /// Takes the last one back that was discarded.
    fn restore_last(&mut self, book: &Book) -> Option<&Annotation> {
        let mut back = self.discarded.pop()?;
        // More of the book may be there than when it was discarded.
        back.span = span_of(book, &back.kept);
        self.restored = Some(back.id());
        let at = self.insert(back);
        self.all.get(at)
    }

    /// The one that was taken back last, for a list to show.
    pub fn restored(&self) -> Option<Id> {
        self.restored
    }

    /// Whether something was discarded that can be taken back.
    pub fn can_restore(&self) -> bool {
        !self.discarded.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Annotation> {
        self.all.iter()
    }

    pub fn get(&self, id: Id) -> Option<&Annotation> {
        self.all.iter().find(|annotation| annotation.id() == id)
    }

    pub fn bookmarks(&self) -> impl DoubleEndedIterator<Item = &Annotation> {
        self.all.iter().filter(|annotation| annotation.kind() == Kind::Bookmark)
    }

    /// The first bookmark in this span, or at its start when it is empty.
    pub fn bookmark_in(&self, span: Span) -> Option<&Annotation> {
        self.bookmarks().find(|mark| span.contains(mark.span.start) || mark.span.start == span.start)
    }
}

fn span_of(book: &Book, kept: &Kept) -> Span {
    let place = |locator| settle(book, book.resolve(locator));
    let start = place(&kept.start);
    let end = match &kept.end {
        Some(end) => place(end),
        None if kept.kind == Kind::Bookmark => start,
        // A passage whose end was not kept goes to the end of its phrase.
        None => movement::phrase_around(book, start).map_or(start, |phrase| phrase.end),
    };
    Span::between(start, end)
}

impl Reading {
    pub(super) fn add_bookmark(&mut self, label: String, now: SystemTime, effects: &mut Vec<Effect>) {
        let here = Span { start: self.cursor, end: self.cursor };
        if self.annotations.bookmark_in(self.passage()).is_some() {
            return self.announce(Notice::AlreadyBookmarked, effects);
        }
        let added = self.annotations.add(&self.book, Kind::Bookmark, here, label, now).clone();
        let notice = Notice::BookmarkAdded(added.id());
        effects.push(Effect::Keep(Box::new(added)));
        self.announce(notice, effects);
    }

    pub(super) fn remove_bookmark(&mut self, effects: &mut Vec<Effect>) {
        match self.annotations.bookmark_in(self.passage()).map(Annotation::id) {
            Some(id) => self.discard(id, effects),
            None => self.announce(Notice::NoBookmarkHere, effects),
        }
    }

    pub(super) fn annotate(&mut self, kind: Kind, text: String, now: SystemTime, effects: &mut Vec<Effect>) {
        self.annotate_passage(kind, self.chosen(), text, now, effects);
    }

    /// What a highlight or a note made now would be about: the selection, else the phrase at the cursor.
    pub fn chosen(&self) -> Span {
        let selected = self.selection.map(super::Selection::span).filter(|span| !span.is_empty());
        selected.unwrap_or_else(|| self.passage())
    }

    pub(super) fn annotate_passage(
        &mut self,
        kind: Kind,
        passage: Span,
        text: String,
        now: SystemTime,
        effects: &mut Vec<Effect>,
    ) {
        let passage = Span::between(settle(&self.book, passage.start), settle(&self.book, passage.end));
        let added = self.annotations.add(&self.book, kind, passage, text, now).clone();
        let notice = match kind {
            Kind::Bookmark => Notice::BookmarkAdded(added.id()),
            Kind::Highlight => Notice::HighlightAdded(added.id()),
            Kind::Note => Notice::NoteAdded(added.id()),
        };
        effects.push(Effect::Keep(Box::new(added)));
        self.announce(notice, effects);
    }

    pub(super) fn discard(&mut self, id: Id, effects: &mut Vec<Effect>) {
        let Some(removed) = self.annotations.remove(id) else { return };
        effects.push(Effect::Discard(id));
        self.announce(Notice::Discarded(removed.kind()), effects);
    }

    /// Takes back what was discarded last.
    pub(super) fn restore(&mut self, effects: &mut Vec<Effect>) {
        match self.annotations.restore_last(&self.book).cloned() {
            Some(back) => {
                let notice = Notice::Restored(back.kind());
                effects.push(Effect::Keep(Box::new(back)));
                self.announce(notice, effects);
            }
            None => self.announce(Notice::NothingToRestore, effects),
        }
    }

    /// Gives an annotation another text.
    pub(super) fn amend(&mut self, id: Id, text: String, now: SystemTime, effects: &mut Vec<Effect>) {
        let Some(found) = self.annotations.all.iter_mut().find(|annotation| annotation.id() == id) else { return };
        if found.kept.text != text {
            found.kept.text = text;
            found.kept.modified = Some(now);
            effects.push(Effect::Amend(Box::new(found.clone())));
        }
        let notice = Notice::Amended(found.kind());
        self.announce(notice, effects);
    }

    /// The phrase at the cursor, or the bare place where there is none.
    fn passage(&self) -> Span {
        let here = Span { start: self.cursor, end: self.cursor };
        movement::phrase_around(&self.book, self.cursor).unwrap_or(here)
    }
}
