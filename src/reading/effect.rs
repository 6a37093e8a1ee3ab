//! What the session asks of the program, as data and without wording.

use std::sync::Arc;
use std::time::Duration;

use crate::book::{Formula, Language, Point};
use crate::voice::player::{self, Route};
use crate::voice::{self, RequestId, Utterance};

use super::{Annotation, CellTold, Direction, Note, Passage, Unit, Whereabouts, annotations};

/// To be done in the order in which they stand.
#[derive(Debug, Clone)]
pub enum Effect {
    /// The book falls silent now: its voice, and the recording of its text.
    Hush,
    /// Play the recording of the text from here. Always after a [`Effect::Hush`] when something may be sounding.
    Play { id: RequestId, at: Duration, route: Route },
    /// Say this now. Always after a [`Effect::Hush`] when something may be sounding.
    Say(Utterance),
    /// Say this after everything that was asked for before; at once when that is nothing.
    Queue(Utterance),
    /// The cursor stands here now.
    Moved(Point),
    /// To be announced.
    Notice(Notice),
    /// This address leads out of the book: ask the reader, never just open it.
    OpenExternal(String),
    /// Show the parts of this formula.
    Explore(Arc<Formula>),
    /// Show the picture at this place in the whole window.
    ShowPicture(Point),
    /// Show this note where it is referred to.
    ShowNote(Note),
    /// Show this description.
    Describe(String),
    /// Write this annotation to the shelf now.
    Keep(Box<Annotation>),
    /// Write the text of this annotation, which is kept already, to the shelf now.
    Amend(Box<Annotation>),
    /// Take this annotation from the shelf.
    Discard(annotations::Id),
    /// Write the place to the shelf now. After a plain [`Effect::Moved`] a few seconds' delay is enough.
    Save,
}

/// How much of the whereabouts is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    Short,
    Long,
}

/// What a place begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Structure {
    /// Level 1 to 6.
    Heading(u8),
    Link,
    List {
        items: usize,
    },
    Table {
        rows: usize,
        columns: usize,
        /// Its caption, where that is no block of its own.
        label: Option<String>,
    },
}

/// Something to announce; the wording is the interface's.
#[derive(Debug, Clone)]
pub enum Notice {
    /// There is no next (previous) one of these.
    Nothing(Direction, Unit),
    BeginningOfBook,
    EndOfBook,
    /// There is no text to read in the whole book.
    NothingToRead,
    /// After a move to a page.
    PageChanged(String),
    NoSuchPage(String),
    /// After a move to the start of a section, when it has a title.
    SectionChanged(String),
    /// After a move to a heading, list or table: what it is, which a screen reader tells by itself.
    Structure(Structure),
    /// The cursor went over a break of the text.
    Break,
    /// No link at the cursor.
    NoLink,
    /// The link leads nowhere.
    DeadLink,
    /// Nowhere to go back (forward) to.
    NoHistory(Direction),
    BookmarkAdded(annotations::Id),
    Discarded(annotations::Kind),
    /// What was discarded last is there again.
    Restored(annotations::Kind),
    NothingToRestore,
    /// It has another text.
    Amended(annotations::Kind),
    AlreadyBookmarked,
    NoBookmarkHere,
    HighlightAdded(annotations::Id),
    NoteAdded(annotations::Id),
    /// `index` counts from 1. `wrapped`: the search went on from the other end of the book. `more`: there are more places
    /// than are counted.
    Found {
        index: usize,
        count: usize,
        wrapped: bool,
        more: bool,
    },
    /// So many places hold the words; nobody was brought to one of them.
    FoundAll {
        count: usize,
        more: bool,
    },
    NotFound(String),
    /// Nothing was searched for yet.
    NoSearch,
    /// This section is still being worked on; what was asked for is done when it is ready.
    Waiting(usize),
    Whereabouts(Whereabouts, Detail),
    /// The sleep timer asks whether anybody listens; somebody answers.
    StillThere,
    GoesOn,
    /// After a move from cell to cell.
    Cell(Box<CellTold>),
    /// There is no cell beyond.
    EdgeOfTable,
    NotInTable,
    /// There are no words here.
    Empty,
    /// Words of the book that were asked for.
    Passage(Passage),
    Selection(Passage),
    NothingSelected,
    Title {
        /// May be empty.
        book: String,
        chapter: Option<String>,
        language: Option<Language>,
    },
    /// A word by its letters, or by a word for each of them.
    Spelling {
        word: Passage,
        with_words: bool,
    },
    /// The cursor went to a character (grapheme cluster) that a voice does not say by itself: a space, a comma.
    Character(String),
    /// The details at the cursor opened (closed).
    Expanded,
    Collapsed,
    /// No details at the cursor.
    NoDetails,
    NoFormula,
    NoDescription,
    /// What a move came to is described: by these words, or elsewhere.
    Described(Option<String>),
    /// The voice could not say the phrase at the cursor; reading is paused there.
    NotSpoken(voice::Error),
    /// A part of the recording could not be played.
    NotPlayed(player::Error),
    /// Nothing that can be left at once is being heard.
    NothingToLeave,
}
