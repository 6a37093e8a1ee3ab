//! What the voice says of that which is no running text, where it is silent, and how the reader gets out of a table.
//!
//! What is passed over can be gone to: begun at, it is heard.

use std::ops::Range;
use std::time::Duration;

use crate::book::{Block, GroupKind, Kind, Point, Section, Skippable, Span, Style};
use crate::settings::{self, Gap, Settings, Silences, Structure};
use crate::voice;

use super::movement::{self, Stop};
use super::narrator::Aloud;
use super::recorded::Next;
use super::utterance::{self, Spoken, Stretch};
use super::{Effect, Narrator, Notice, Reading, whereabouts};

/// How a book is heard by the reader's wish.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hearing {
    /// Of recordings, too.
    pub passed_over: Vec<Skippable>,
    /// Said in another pitch.
    pub apart: Vec<Skippable>,
    /// The voice tells printed pages where they begin.
    pub pages: bool,
    pub silences: Silences,
}

impl From<&Settings> for Hearing {
    fn from(settings: &Settings) -> Self {
        let all = |wanted| settings.heard.all(wanted).map(kind).collect();
        let pages = settings.heard.of(Structure::PageNumbers);
        Self {
            passed_over: all(settings::Hearing::PassedOver),
            apart: all(settings::Hearing::OtherVoice),
            pages: matches!(pages, settings::Hearing::Heard | settings::Hearing::OtherVoice),
            silences: settings.aloud.silences,
        }
    }
}

/// As narrations and texts name it.
fn kind(structure: Structure) -> Skippable {
    match structure {
        Structure::Headings => Skippable::Heading,
        Structure::Links => Skippable::Link,
        Structure::NoteReferences => Skippable::NoteReference,
        Structure::Notes => Skippable::Note,
        Structure::Pictures => Skippable::Picture,
        Structure::Sidebars => Skippable::Sidebar,
        Structure::PageNumbers => Skippable::PageNumber,
        Structure::Annotations => Skippable::Annotation,
        Structure::LineNumbers => Skippable::LineNumber,
        Structure::ProducerNotes => Skippable::ProducerNote,
    }
}

impl Hearing {
    pub(super) fn is_passed(&self, kind: Skippable) -> bool {
        self.passed_over.contains(&kind)
    }
}

/// What a whole block is.
fn kinds_of(section: &Section, index: usize) -> impl Iterator<Item = Skippable> + '_ {
    let own = section.blocks.get(index).and_then(|block| match block.kind {
        Kind::Heading(_) => Some(Skippable::Heading),
        Kind::Note => Some(Skippable::Note),
        Kind::Image => Some(Skippable::Picture),
        _ => None,
    });
    let around = section.groups_of(index).filter_map(|group| match group.kind {
        GroupKind::Aside => Some(Skippable::Sidebar),
        GroupKind::Notes => Some(Skippable::Note),
        _ => None,
    });
    own.into_iter().chain(around)
}

/// What stretches of a block are, by the bytes.
fn kinds_in(block: &Block) -> impl Iterator<Item = (Range<usize>, Skippable)> + '_ {
    block.inlines.iter().filter_map(|inline| match inline.style {
        Style::NoteReference(_) => Some((inline.range.clone(), Skippable::NoteReference)),
        Style::Link(_) => Some((inline.range.clone(), Skippable::Link)),
        _ => None,
    })
}

impl Reading {
    /// How what is no running text is heard from the next phrase on.
    pub fn set_hearing(&mut self, hearing: Hearing) {
        self.hearing = hearing;
    }

    /// What the voice says behind this place: of what is passed over nothing, unless reading began in it.
    pub(super) fn heard_from(&self, from: Point) -> Result<Span, Stop> {
        let mut from = from;
        loop {
            let span = match self.audible_from(from) {
                // Where reading ends is known before what comes behind it is.
                Err(Stop::Wait(section)) if self.narration.until.is_some_and(|until| until.section < section) => {
                    return Err(Stop::Edge);
                }
                found => found?,
            };
            let here = (span.start.section, span.start.block);
            let begun = self.narration.begun == Some(here);
            if !begun && self.is_passed_over(span.start) {
                from = Point::new(here.0, here.1, usize::MAX);
            } else if self.leaves_something(span) || begun && self.narration.begun_phrase == Some(span.start) {
                return Ok(span);
            } else {
                from = span.end;
            }
        }
    }

    /// Whether the whole block that this place lies in is passed over.
    pub(super) fn is_passed_over(&self, place: Point) -> bool {
        let section = self.book.section(place.section);
        section.is_some_and(|section| kinds_of(section, place.block).any(|kind| self.hearing.is_passed(kind)))
    }

    fn leaves_something(&self, span: Span) -> bool {
        let Some(block) = self.book.block(span.start) else { return true };
        let text = |stretch: &Stretch| block.text.get(stretch.bytes.clone()).unwrap_or_default();
        self.stretches(span).iter().any(|stretch| movement::audible(text(stretch)))
    }

    /// What is said of a span inside one block: all but what is passed over, and what of it in another pitch.
    fn stretches(&self, span: Span) -> Vec<Stretch> {
        let whole = span.start.byte..span.end.byte;
        let section = self.book.section(span.start.section);
        let (Some(section), Some(block)) = (section, self.book.block(span.start)) else { return Vec::new() };
        let apart = kinds_of(section, span.start.block).any(|kind| self.hearing.apart.contains(&kind));
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut at = whole.start;
        for (range, kind) in kinds_in(block) {
            let range = range.start.max(at)..range.end.min(whole.end);
            let (passed, other) = (self.hearing.is_passed(kind), self.hearing.apart.contains(&kind));
            if range.is_empty() || !passed && !other {
                continue;
            }
            stretches.push(Stretch { bytes: at..range.start, apart });
            if !passed {
                stretches.push(Stretch { bytes: range.clone(), apart: true });
            }
            at = range.end;
        }
        stretches.push(Stretch { bytes: at..whole.end, apart });
        stretches.retain(|stretch| !stretch.bytes.is_empty());
        stretches
    }

    /// What the voice is handed for this span. `behind` is the span that is said before it.
    pub(super) fn spoken(&self, span: Span, behind: Option<Span>) -> Spoken {
        let mut stretches = self.stretches(span);
        if !self.leaves_something(span) {
            // Reading began in it.
            stretches = vec![Stretch { bytes: span.start.byte..span.end.byte, apart: false }];
        }
        let mut spoken = utterance::compose(&self.book, &self.surroundings, span, &stretches);
        if let Some(behind) = behind {
            spoken.utterance.silence = self.silence(behind, span);
            if let Some(label) = self.page_between(behind.start, span.start) {
                let language = self.book.language_at(span.start);
                let apart = self.hearing.apart.contains(&Skippable::PageNumber);
                let text = format!("{} ", voice::page_told(label, language));
                let part = voice::Part { text, language: language.cloned(), range: 0..0, apart };
                spoken.utterance.parts.insert(0, part);
            }
        }
        spoken
    }

    /// The printed page that begins behind the first place and not behind the second, where the voice tells pages.
    fn page_between(&self, from: Point, to: Point) -> Option<&str> {
        // A narrator has told them in his own way.
        if !self.hearing.pages || self.book.narration.is_some() {
            return None;
        }
        let pages = &self.book.pages;
        let first = pages.iter().any(|page| page.point > from && page.point <= to);
        if first { whereabouts::page_at(&self.book, to) } else { None }
    }

    /// How long the voice is silent between these two.
    fn silence(&self, before: Span, after: Span) -> Duration {
        self.gap(before, after).map_or(Duration::ZERO, |gap| self.hearing.silences.time(gap))
    }

    fn gap(&self, before: Span, after: Span) -> Option<Gap> {
        let (last, next) = (before.start, after.start);
        if (last.section, last.block) == (next.section, next.block) {
            return None;
        }
        let begins = |point: Point| last < point && point <= next;
        let chapters = movement::chapters_of_one(&self.book).unwrap_or_default();
        let entered =
            || chapters.iter().filter_map(|entry| entry.point).any(|point| begins(movement::settle(&self.book, point)));
        if last.section != next.section || entered() {
            return Some(Gap::Chapter);
        }
        let blocks = &self.book.section(last.section)?.blocks;
        let between = blocks.get(last.block + 1..next.block).unwrap_or_default();
        // Stars are a separator, whatever the markup calls them.
        let parts =
            |block: &Block| block.kind == Kind::Separator || block.kind != Kind::PageBreak && is_ornament(&block.text);
        if between.iter().any(parts) {
            return Some(Gap::Scene);
        }
        let kind = |point: Point| blocks.get(point.block).map(|block| block.kind);
        match (kind(last), kind(next)) {
            (Some(Kind::Heading(_)), _) => Some(Gap::Heading),
            // A row is read in one go.
            (Some(Kind::Cell), Some(Kind::Cell)) => None,
            _ => Some(Gap::Paragraph),
        }
    }

    /// Leaves the table, the list, the note that is being heard, or that the cursor stands in, and goes on behind it.
    pub(super) fn leave(&mut self, effects: &mut Vec<Effect>) {
        let Some(next) = self.behind_structure() else {
            return self.announce(Notice::NothingToLeave, effects);
        };
        if self.narration.state == Narrator::Speaking {
            self.hush(effects);
            return self.carry(next, self.cursor, Aloud::Now, effects);
        }
        let start = match next {
            Ok(Next::Voice(span, _)) => span.start,
            Ok(Next::Sound(clip)) => self.start_of_clip(clip),
            Err(_) => movement::last_phrase(&self.book),
        };
        self.arrive(start, super::travel::Said::Phrase, Vec::new(), effects);
    }

    /// What is heard behind the innermost structure at the cursor; `None` where it stands in none.
    fn behind_structure(&self) -> Option<Result<Next, Stop>> {
        if self.book.narration.is_some() {
            return self.behind_clip();
        }
        let section = self.book.section(self.cursor.section)?;
        let index = self.cursor.block;
        let can_be_left = |kind: &GroupKind| {
            use GroupKind::{Aside, Details, Figure, List, Notes, Table};
            matches!(kind, List { .. } | Table { .. } | Figure | Aside | Notes | Details { .. })
        };
        let group = section.groups_of(index).filter(|group| can_be_left(&group.kind)).last();
        let is_note = |index: usize| section.blocks.get(index).is_some_and(|block| block.kind == Kind::Note);
        // A note without a group around it is one block after the other.
        let note = || is_note(index).then(|| (index..).find(|index| !is_note(*index))).flatten();
        let end = group.map(|group| group.blocks.end).or_else(note)?;
        let behind = Point::new(self.cursor.section, end - 1, usize::MAX);
        Some(self.heard_from(behind).map(|span| Next::Voice(span, None)))
    }
}

/// Whether a block holds signs and nothing else.
fn is_ornament(text: &str) -> bool {
    !text.is_empty() && !movement::audible(text)
}
