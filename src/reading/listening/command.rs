//! What the session in a recording is asked for.

use std::time::Duration;

pub use crate::settings::Leap;

use crate::reading::{self, Direction, annotations};

/// What has a beginning in a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    Chapter,
    /// A file of the recording.
    Track,
    /// A page of the printed book; where the recording tells none, a file.
    Page,
    /// As the narrator parted the text; where the recording tells none, nothing.
    Phrase,
    /// The reader's own. Going there is a jump that is remembered.
    Bookmark,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Command {
    /// Playing → paused; paused → goes on.
    Toggle,
    /// Goes on; at the end from the beginning.
    Play,
    Pause,
    /// So much further or back; not beyond the beginning and the end.
    Leap(Direction, Leap),
    /// As far as the reader has chosen.
    Jump(Direction),
    LongerJumps,
    ShorterJumps,
    /// To the nearest beginning of these; backward first to that of the one that is being heard.
    Move(Direction, Unit),
    /// To this time from the recording's beginning.
    GoTo(Duration),
    /// By its number, from zero.
    GoToChapter(usize),
    /// 0 to 100.
    GoToPercent(f64),
    Beginning,
    End,
    /// To where a jump was made from. Leaps and moves by chapters and tracks are no jumps.
    Back,
    Forward,
    Faster,
    Slower,
    /// Short, and long when asked twice at the same place.
    WhereAmI,
    AddBookmark,
    /// The one that is nearest, when it is near.
    RemoveBookmark,
    Discard(annotations::Id),
    /// Takes back what was discarded last.
    Restore,
}

impl Command {
    /// What a command to the session in a text comes to in a recording; `None` for what only a text has.
    pub fn like(command: &reading::Command) -> Option<Self> {
        use reading::Command as Text;
        use reading::Unit as Of;
        Some(match command {
            Text::Read | Text::ReadFromHere => Self::Play,
            Text::Toggle => Self::Toggle,
            Text::Stop => Self::Pause,
            Text::Move(direction, Of::Section | Of::Heading(_)) => Self::Move(*direction, Unit::Chapter),
            Text::Move(direction, Of::Page) => Self::Move(*direction, Unit::Page),
            Text::Move(direction, Of::Sentence | Of::Paragraph) => Self::Move(*direction, Unit::Phrase),
            Text::Move(direction, Of::Bookmark) => Self::Move(*direction, Unit::Bookmark),
            Text::GoToPercent(percent) => Self::GoToPercent(*percent),
            Text::Beginning => Self::Beginning,
            Text::End => Self::End,
            Text::Back => Self::Back,
            Text::Forward => Self::Forward,
            Text::WhereAmI => Self::WhereAmI,
            Text::AddBookmark { .. } => Self::AddBookmark,
            Text::RemoveBookmark => Self::RemoveBookmark,
            Text::Discard(id) => Self::Discard(*id),
            Text::Restore => Self::Restore,
            _ => return None,
        })
    }
}
