//! What the session in a recording asks of the program, as data and without wording.

use std::time::Duration;

use super::{Leap, Mark, Speed, Unit, Whereabouts};
use crate::reading::{Detail, Direction, annotations};
use crate::voice::{RequestId, player};

/// To be done in the order in which they stand.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Sound from here; what sounded stops.
    Play {
        id: RequestId,
        at: Duration,
    },
    Pause,
    /// From now on, and kept for other books, too.
    Speed(Speed),
    /// So far go jumps from now on.
    Leap(Leap),
    /// The place is another one.
    Moved,
    /// To be announced at once.
    Notice(Notice),
    /// To be announced after a moment, unless something is announced before: it sounds meanwhile, and the reader may go on
    /// at once.
    Soon(Notice),
    /// Write this bookmark to the shelf now.
    Keep(Box<Mark>),
    /// Write the name of this bookmark, which is kept already, to the shelf now.
    Amend(Box<Mark>),
    /// Take this bookmark from the shelf.
    Discard(annotations::Id),
    /// Write the place to the shelf now. After a plain [`Effect::Moved`] a few seconds' delay is enough.
    Save,
}

/// Something to announce; the wording is the interface's.
#[derive(Debug, Clone)]
pub enum Notice {
    /// The reader went here. `other_chapter`: it lies in another chapter than the place that was left.
    Arrived {
        at: Whereabouts,
        other_chapter: bool,
    },
    /// The reader went to this page of the printed book.
    Page(String),
    NoSuchPage(String),
    /// There is no next (previous) one of these.
    Nothing(Direction, Unit),
    BeginningOfBook,
    EndOfBook,
    /// Nowhere to go back (forward) to.
    NoHistory(Direction),
    Speed(Speed),
    Leap(Leap),
    Whereabouts(Whereabouts, Detail),
    /// What follows is still being fetched; it goes on by itself.
    Waiting,
    BookmarkAdded(annotations::Id),
    AlreadyBookmarked,
    NoBookmarkHere,
    BookmarkRemoved,
    /// The bookmark that was discarded last is there again.
    BookmarkRestored,
    NothingToRestore,
    /// It has another name.
    BookmarkRenamed,
    /// This track, counted from one, could not be heard (to its end); the next one sounds.
    Skipped {
        number: usize,
        title: Option<String>,
        error: player::Error,
    },
    /// Nothing sounds; the place is kept.
    NotPlayed(player::Error),
}
