//! The keys of the player, and what its acts are called.

use super::chord::Named;
use super::{Act, Chord, Lines};
use crate::reading::Direction;
use crate::reading::listening::{Command, Leap, Unit};

/// The message that says what a command to the recording does.
pub(super) fn id(command: &Command) -> &'static str {
    use Direction::{Backward, Forward};
    match command {
        Command::Toggle => "act-listen-pause",
        Command::Jump(Forward) => "act-jump-forward",
        Command::Jump(Backward) => "act-jump-back",
        Command::LongerJumps => "act-longer-jumps",
        Command::ShorterJumps => "act-shorter-jumps",
        Command::Leap(Forward, Leap::FiveSeconds) => "act-forward-five-seconds",
        Command::Leap(Backward, Leap::FiveSeconds) => "act-back-five-seconds",
        Command::Leap(Forward, Leap::HalfMinute) => "act-forward-half-minute",
        Command::Leap(Backward, Leap::HalfMinute) => "act-back-half-minute",
        Command::Leap(Forward, Leap::FiveMinutes) => "act-forward-five-minutes",
        Command::Leap(Backward, Leap::FiveMinutes) => "act-back-five-minutes",
        Command::Leap(Forward, Leap::TenSeconds) => "act-forward-ten-seconds",
        Command::Leap(Backward, Leap::TenSeconds) => "act-back-ten-seconds",
        Command::Leap(Forward, Leap::Minute) => "act-forward-minute",
        Command::Leap(Backward, Leap::Minute) => "act-back-minute",
        Command::Leap(Forward, Leap::TenMinutes) => "act-forward-ten-minutes",
        Command::Leap(Backward, Leap::TenMinutes) => "act-back-ten-minutes",
        Command::Move(Forward, Unit::Chapter) => "act-next-chapter",
        Command::Move(Backward, Unit::Chapter) => "act-previous-chapter",
        Command::Move(Forward, Unit::Track) => "act-next-track",
        Command::Move(Backward, Unit::Track) => "act-previous-track",
        Command::Move(Forward, Unit::Page) => "act-next-page-or-track",
        Command::Move(Backward, Unit::Page) => "act-previous-page-or-track",
        Command::Move(Forward, Unit::Phrase) => "act-next-phrase",
        Command::Move(Backward, Unit::Phrase) => "act-previous-phrase",
        Command::Move(Forward, Unit::Bookmark) => "act-next-bookmark",
        Command::Move(Backward, Unit::Bookmark) => "act-previous-bookmark",
        Command::Beginning => "act-beginning",
        Command::End => "act-end",
        Command::Back => "act-history-back",
        Command::Forward => "act-history-forward",
        Command::AddBookmark => "act-add-bookmark",
        Command::RemoveBookmark => "act-remove-bookmark",
        // The rest comes from controls and from assistive technology, never from a key of its own.
        _ => "act-other",
    }
}

/// As in the reader wherever the same is meant: chapters, pages, phrases, bookmarks, the way back. Left and right, which go by characters
/// and words there, leap here: the more keys are held, the further.
pub(super) fn lines() -> Lines {
    use Named::{
        ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Backspace, End, Home, MediaTrackNext, MediaTrackPrevious, PageDown,
        PageUp, Space,
    };
    let key = Chord::named;
    let letter = Chord::character;
    let ctrl = |char| Chord::character(char).control();
    let listen = |chord: Chord, command: Command| (chord, Act::Listen(command));
    let both = |forward: Chord, backward: Chord, make: fn(Direction) -> Command| {
        [listen(forward, make(Direction::Forward)), listen(backward, make(Direction::Backward))]
    };
    let chapter: fn(Direction) -> Command = |direction| Command::Move(direction, Unit::Chapter);
    let page: fn(Direction) -> Command = |direction| Command::Move(direction, Unit::Page);
    let phrase: fn(Direction) -> Command = |direction| Command::Move(direction, Unit::Phrase);
    let bookmark: fn(Direction) -> Command = |direction| Command::Move(direction, Unit::Bookmark);

    let mut lines = vec![listen(key(Space), Command::Toggle), (letter('w'), Act::WhereAmI)];
    lines.extend(both(key(ArrowRight), key(ArrowLeft), Command::Jump));
    lines.extend(both(key(ArrowRight).shift(), key(ArrowLeft).shift(), |direction| {
        Command::Leap(direction, Leap::Minute)
    }));
    lines.extend(both(key(ArrowRight).control(), key(ArrowLeft).control(), |direction| {
        Command::Leap(direction, Leap::TenMinutes)
    }));
    for chord in [letter('j'), letter('j').alt()] {
        lines.extend([listen(chord, Command::LongerJumps), listen(chord.shift(), Command::ShorterJumps)]);
    }
    lines.extend(both(key(PageDown).control(), key(PageUp).control(), chapter));
    lines.extend(both(letter('c'), letter('c').shift(), chapter));
    lines.extend(both(key(MediaTrackNext), key(MediaTrackPrevious), chapter));
    lines.extend(both(key(PageDown).alt(), key(PageUp).alt(), page));
    lines.extend(both(key(ArrowDown).alt(), key(ArrowUp).alt(), phrase));
    lines.extend(both(letter('n'), letter('p'), phrase));
    lines.extend([
        listen(key(Home).control(), Command::Beginning),
        listen(key(End).control(), Command::End),
        (ctrl('g'), Act::GoToTime),
        (letter('z'), Act::SleepTimer),
        (letter('z').alt(), Act::SleepTimer),
        (letter('z').shift(), Act::SleepTimer),
        (letter('z').alt().shift(), Act::SleepTimer),
        (key(ArrowUp).control(), Act::Louder),
        (key(ArrowDown).control(), Act::Quieter),
        listen(key(Backspace), Command::Back),
        listen(key(ArrowLeft).alt(), Command::Back),
        listen(key(Backspace).shift(), Command::Forward),
        listen(key(ArrowRight).alt(), Command::Forward),
        listen(letter('b'), Command::AddBookmark),
        listen(ctrl('b'), Command::AddBookmark),
        listen(letter('b').shift(), Command::RemoveBookmark),
        listen(ctrl('b').shift(), Command::RemoveBookmark),
        (letter('e'), Act::WriteNote),
        (ctrl('e'), Act::WriteNote),
        (letter('e').shift(), Act::SpeakNote),
        (ctrl('e').shift(), Act::SpeakNote),
        (ctrl('l'), Act::Bookmarks),
    ]);
    lines.extend(both(letter('m'), letter('m').shift(), bookmark));
    lines.extend(both(ctrl('m'), ctrl('m').shift(), bookmark));
    lines.extend([(ctrl('z'), Act::Read(crate::reading::Command::Restore)), (ctrl('s'), Act::Export)]);
    lines
}
