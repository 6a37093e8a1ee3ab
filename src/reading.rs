//! The session: one reader in one book, with the one cursor that voice, highlight, caret, braille and the saved place follow.
//!
//! Pure and synchronous: [`Reading::perform`] takes what the reader asks, [`Reading::hear`] what the voice tells,
//! [`Reading::hear_player`] what the player of a narrated text tells; all
//! answer with [`Effect`]s, which the program carries out in their order. Nothing here knows threads, clocks or windows.
//!
//! Invariants: the cursor is always a place of the book; an event of an utterance that is not awaited changes nothing;
//! while the narrator speaks, the cursor stands where the voice is, or at the beginning of its phrase.

pub mod annotations;
pub mod collection;
mod command;
mod effect;
pub mod export;
mod folds;
mod hearing;
mod history;
pub mod language;
pub mod listening;
mod markup;
pub mod movement;
mod narrator;
mod notes;
mod package;
pub mod record;
mod recorded;
pub mod search;
pub mod sleep;
mod structure;
pub mod table;
mod telling;
mod travel;
#[cfg(test)]
mod trial;
mod utterance;
mod whereabouts;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::SystemTime;

pub use annotations::{Annotation, Annotations};
pub use command::{Command, Direction, Portion, Unit};
pub use effect::{Detail, Effect, Notice, Structure};
pub use hearing::Hearing;
pub use history::History;
pub use listening::Listening;
pub use movement::Stop;
pub use narrator::Narrator;
pub use notes::Note;
pub use search::{Matching, Search};
pub use table::{CellTold, Toward};
pub use telling::{Asked, Passage};
pub use whereabouts::{Chapter, Heard, Whereabouts, page_at};

use crate::book::{Book, Locator, Point, Span, Style, Target};
use folds::Folds;
use language::Surroundings;
use narrator::{Aloud, Narration};

/// What is chosen of the text, for copying, marking, reading aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Where it began.
    pub anchor: Point,
    /// Where it can be stretched; the cursor stands here.
    pub focus: Point,
}

impl Selection {
    pub fn span(self) -> Span {
        Span::between(self.anchor, self.focus)
    }
}

/// What is done when a section that is being worked on is ready.
#[derive(Debug, Clone)]
enum Waiting {
    Read(Point),
    Perform(Command),
    /// The place at which the session began.
    Return(Box<Locator>),
}

/// A reader's session in a book.
#[derive(Debug)]
pub struct Reading {
    book: Arc<Book>,
    surroundings: Surroundings,
    cursor: Point,
    selection: Option<Selection>,
    narration: Narration,
    history: History,
    annotations: Annotations,
    search: Option<Search>,
    /// The place of the search that the reader was brought to.
    hit: Option<Span>,
    speak_moves: bool,
    hearing: Hearing,
    /// Parts of the recording that could not be read.
    unplayable: HashSet<usize>,
    /// Notes are shown where they are referred to.
    notes_in_place: bool,
    folds: Folds,
    waiting: Option<(usize, Waiting)>,
    /// Where «where am I» was asked last, for as long as nothing else is asked.
    asked_at: Option<Point>,
    /// The word that was spelled last, for as long as nothing else is asked.
    spelled: Option<Span>,
    /// Which row and column the walk from cell to cell goes along, while the cursor stands where it came to.
    slot: Option<(Point, table::Slot)>,
    /// Characters (Unicode scalars) that the voice says in a minute.
    pace: usize,
}

impl Reading {
    /// Opens the session at a place that was kept, or at the book's beginning.
    pub fn open(book: Arc<Book>, place: Option<&Locator>, annotations: Annotations) -> Self {
        let start = place.map_or_else(|| book.beginning(), |place| book.resolve(place));
        let pending = book.section(start.section).is_some_and(|section| section.pending);
        let returning = place.filter(|_| pending).map(|place| Waiting::Return(Box::new(place.clone())));
        let mut reading = Self {
            surroundings: Surroundings::of(&book),
            cursor: movement::settle(&book, start),
            selection: None,
            narration: Narration::default(),
            history: History::default(),
            annotations,
            search: None,
            hit: None,
            speak_moves: false,
            hearing: Hearing::default(),
            unplayable: HashSet::new(),
            notes_in_place: false,
            folds: Folds::default(),
            waiting: returning.map(|returning| (start.section, returning)),
            asked_at: None,
            spelled: None,
            slot: None,
            pace: crate::voice::CHARACTERS_A_MINUTE,
            book,
        };
        reading.reveal(reading.cursor);
        reading
    }

    /// Whether a move says what it came to, for a reader without a screen reader.
    pub fn set_speak_moves(&mut self, speak: bool) {
        self.speak_moves = speak;
    }

    /// How many characters (Unicode scalars) are read in a minute, for the time that is left.
    pub fn set_pace(&mut self, characters_a_minute: usize) {
        self.pace = characters_a_minute.max(1);
    }

    pub fn book(&self) -> &Arc<Book> {
        &self.book
    }

    pub fn cursor(&self) -> Point {
        self.cursor
    }

    /// The cursor as it is kept. Until the place of the beginning can be found again, it is that place.
    pub fn locator(&self) -> Locator {
        match &self.waiting {
            Some((section, Waiting::Return(place))) if *section == self.cursor.section => (**place).clone(),
            _ => self.book.locate(self.cursor),
        }
    }

    /// The cursor stands in a section that is being worked on.
    pub fn is_pending(&self) -> bool {
        self.book.section(self.cursor.section).is_some_and(|section| section.pending)
    }

    pub fn narrator(&self) -> Narrator {
        self.narration.state
    }

    pub fn selection(&self) -> Option<Selection> {
        self.selection
    }

    /// The selected text, blocks parted by newlines.
    pub fn selected_text(&self) -> Option<String> {
        let span = self.selection?.span();
        (!span.is_empty()).then(|| movement::text_of(&self.book, span))
    }

    /// What to highlight: the phrase that is heard, of a recorded text all of it, else the phrase at the cursor.
    pub fn phrase(&self) -> Option<Span> {
        if let Some(text) = self.recorded_text() {
            return Some(text);
        }
        let place = self.narration.phrase().map_or(self.cursor, |phrase| phrase.start);
        movement::phrase_around(&self.book, place)
    }

    /// The word that is heard, while the voice marks its words.
    pub fn word(&self) -> Option<Span> {
        self.narration.word
    }

    /// What is marked and written in the book is this from now on: another device has had a hand in it.
    pub fn take_annotations(&mut self, kept: Vec<annotations::Kept>) {
        self.annotations = Annotations::restore(&self.book, kept);
    }

    pub fn annotations(&self) -> &Annotations {
        &self.annotations
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    pub fn search(&self) -> Option<&Search> {
        self.search.as_ref()
    }

    /// The place of the search that the reader was brought to, to highlight.
    pub fn hit(&self) -> Option<Span> {
        self.hit
    }

    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts { pace: self.pace, ..Whereabouts::of(&self.book, self.cursor) }
    }

    /// The link at the cursor, else the first one in its phrase.
    pub fn link(&self) -> Option<&Target> {
        let block = self.book.block(self.cursor)?;
        let phrase = movement::phrase_around(&self.book, self.cursor)?;
        let links = || {
            block.inlines.iter().filter_map(|inline| match &inline.style {
                Style::Link(target) | Style::NoteReference(target) => Some((&inline.range, target)),
                _ => None,
            })
        };
        links()
            .find(|(range, _)| range.contains(&self.cursor.byte))
            .or_else(|| links().find(|(range, _)| phrase.start.byte <= range.start && range.start < phrase.end.byte))
            .map(|(_, target)| target)
    }

    /// Does what the reader asks. `now` is the time that new annotations get.
    pub fn perform(&mut self, command: Command, now: SystemTime) -> Vec<Effect> {
        let mut effects = Vec::new();
        let (asked_at, spelled) = (self.asked_at.take(), self.spelled.take());
        match command {
            Command::Move(direction, unit) => self.go_by(direction, unit, &mut effects),
            Command::Extend(direction, unit) => self.extend(direction, unit, &mut effects),
            Command::Place(point) => self.place(point, None, &mut effects),
            Command::PlaceOn(span) => self.place(span.start, Some(span), &mut effects),
            Command::Select { anchor, focus } => self.select(anchor, focus, &mut effects),
            Command::Deselect => self.selection = None,
            Command::GoTo(point) => self.jump(point, Vec::new(), &mut effects),
            Command::GoToEntry(point) => self.go_to_entry(point, &mut effects),
            Command::GoToTarget(target) => self.go_to_target(target, &mut effects),
            Command::Follow => self.follow(&mut effects),
            Command::GoToPage(label) => self.go_to_page(label, &mut effects),
            Command::GoToPercent(percent) => self.go_to_percent(percent, &mut effects),
            Command::Beginning => self.jump(self.first(), vec![Notice::BeginningOfBook], &mut effects),
            Command::End => self.jump(self.last(), vec![Notice::EndOfBook], &mut effects),
            Command::Back => self.travel(Direction::Backward, &mut effects),
            Command::Forward => self.travel(Direction::Forward, &mut effects),
            Command::Read => self.read(&mut effects),
            Command::ReadFromHere => self.read_from(self.cursor, None, &mut effects),
            Command::ReadThis(portion) => self.read_this(portion, &mut effects),
            Command::Toggle => self.toggle(&mut effects),
            Command::Stop => self.stop(&mut effects),
            Command::RepeatPhrase => self.repeat_phrase(&mut effects),
            Command::Leave => self.leave(&mut effects),
            Command::WhereAmI => self.tell_whereabouts(asked_at, &mut effects),
            Command::Say(asked) => self.say_asked(asked, spelled, &mut effects),
            Command::SayThis(span) => self.say_this(span, &mut effects),
            Command::Cell(toward) => self.go_by_cell(toward, &mut effects),
            Command::AddBookmark { label } => self.add_bookmark(label, now, &mut effects),
            Command::RemoveBookmark => self.remove_bookmark(&mut effects),
            Command::AddHighlight => self.annotate(annotations::Kind::Highlight, String::new(), now, &mut effects),
            Command::AddNote { text } => self.annotate(annotations::Kind::Note, text, now, &mut effects),
            Command::NoteOn { passage, text } => {
                self.annotate_passage(annotations::Kind::Note, passage, text, now, &mut effects);
            }
            Command::Discard(id) => self.discard(id, &mut effects),
            Command::Restore => self.restore(&mut effects),
            Command::Amend { id, text } => self.amend(id, text, now, &mut effects),
            Command::Find { query, matching } => self.find(&query, matching, &mut effects),
            Command::FindAll { query, matching } => self.find_all(&query, matching, &mut effects),
            Command::GoToHit(index) => self.go_to_numbered(index, &mut effects),
            Command::FindNext => self.find_again(Direction::Forward, &mut effects),
            Command::FindPrevious => self.find_again(Direction::Backward, &mut effects),
            Command::ToggleDetails(_) | Command::Explore | Command::Describe => {
                self.perform_on_structure(command, &mut effects);
            }
            Command::CloseSearch => {
                self.search = None;
                self.hit = None;
            }
        }
        effects
    }

    /// Takes a newer revision of the same book; what waited for one of its sections is done.
    pub fn revise(&mut self, book: Arc<Book>, now: SystemTime) -> Vec<Effect> {
        let before = std::mem::replace(&mut self.book, book);
        self.surroundings = Surroundings::of(&self.book);
        let was_awaited = before.section(self.cursor.section).is_some_and(|section| section.pending);
        self.cursor = movement::settle(&self.book, self.cursor);
        // Who waited at the beginning for what turned out to be nothing begins behind it.
        let is_nothing = self.book.section(self.cursor.section).is_some_and(|it| !it.pending && it.blocks.is_empty());
        if was_awaited && is_nothing && self.waiting.is_none() {
            self.cursor = self.first();
        }
        self.annotations.find_again(&before, &self.book);
        if let Some(search) = &self.search {
            self.search = Some(Search::run(&self.book, search.query(), search.matching()));
        }
        let ready = |section: usize| self.book.section(section).is_none_or(|section| !section.pending);
        let mut effects = Vec::new();
        match self.waiting.take_if(|(section, _)| ready(*section)) {
            Some((_, Waiting::Read(from))) => self.narrate(from, Aloud::Now, &mut effects),
            Some((_, Waiting::Perform(command))) => effects = self.perform(command, now),
            Some((_, Waiting::Return(place))) => {
                let place = movement::settle(&self.book, self.book.resolve(&place));
                self.stand(place, &mut effects);
            }
            None => {}
        }
        effects
    }

    fn first(&self) -> Point {
        movement::settle(&self.book, self.book.beginning())
    }

    /// The last phrase that is open.
    fn last(&self) -> Point {
        let last = movement::last_phrase(&self.book);
        match self.folds.around(&self.book, last) {
            Some(_) => self.step_over_folds(last, Unit::Sentence, Direction::Backward).unwrap_or(last),
            None => last,
        }
    }

    /// Puts the cursor somewhere.
    fn stand(&mut self, point: Point, effects: &mut Vec<Effect>) {
        self.reveal(point);
        if self.cursor != point {
            self.cursor = point;
            effects.push(Effect::Moved(point));
        }
    }

    fn wait(&mut self, section: usize, waiting: Waiting, effects: &mut Vec<Effect>) {
        self.waiting = Some((section, waiting));
        effects.push(Effect::Notice(Notice::Waiting(section)));
    }
}
