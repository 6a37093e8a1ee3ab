//! What a key can ask for, and the message that says it.

use super::{Look, Walk, Way, formula, modes, picture, player, structure};
use crate::locale::Tongue;
use crate::reading::{Command, Direction, Unit, listening};

/// A screen that a key shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    Shelf,
    Catalog,
    /// The libraries that the reader knows.
    Libraries,
    Reader,
    Outline,
    Settings,
    /// How books look.
    Page,
    /// How words are said.
    Pronunciation,
    /// How books are read aloud.
    Aloud,
    Help,
    Add,
    /// A book, in all libraries and on the shelf.
    Find,
    /// Books on their way.
    Downloads,
    /// What the library's people do for the reader.
    Patron,
}

/// What a key asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    Show(Place),
    /// Silence first; then a dialog or message closes; then the screen that was before.
    Back,
    /// The screen's own search: on the shelf, in the catalogue, in the book.
    Find,
    /// On a screen without a book, the name of the screen.
    WhereAmI,
    /// Of the book and the chapter; on a screen without a book, of the screen.
    SayTitle,
    /// Reading or paused, the rate, the voice, the letters, the time.
    SayStatus,
    /// The last announcement once more.
    Again,
    Larger,
    Smaller,
    UsualSize,
    NextColours,
    Faster,
    Slower,
    FullScreen,
    Quit,

    /// To the session in a text; in a recording, what comes closest.
    Read(Command),
    /// To the session in a recording.
    Listen(listening::Command),
    /// Of the recording.
    Louder,
    Quieter,
    /// The next choice of the sleep timer.
    SleepTimer,
    /// Asks for a time or a percentage.
    GoToTime,
    /// Asks for a page or a percentage.
    GoTo,
    /// Asks for the words of a note.
    WriteNote,
    /// Asks for a note to be spoken.
    SpeakNote,
    /// Plays the spoken note at the focus.
    PlayNote,
    /// Shows the bookmarks.
    Bookmarks,
    /// Shows all headings of the book.
    Headings,
    /// Shows all places that a search found.
    FindAll,
    /// Of the bookmark or note at the focus.
    EditMark,
    RemoveMark,
    /// Saves bookmarks and notes to a file.
    Export,
    /// Saves the book as it is read aloud.
    Record,
    /// Saves the book in another form.
    SaveAs,
    Copy,
    /// Tables in another form.
    NextTables,
    /// The page as it was printed, in the whole window.
    Printed,
    /// The same beside the text, or not.
    PrintedBeside,
    /// To another part of the formula.
    Part(Walk),
    /// How the text is shown, and whether it runs.
    Way(Way),
    /// At a picture, closer or elsewhere.
    Look(Look),

    /// The book at the focus.
    Details,
    Remove,
    /// The download at the focus goes before all others.
    PutFirst,
    /// The download at the focus is wanted no more.
    CancelDownload,
    NextPage,
    PreviousPage,
    Reload,
    /// The catalogue of the next library.
    NextLibrary,

    Choose(Tongue),
}

impl Act {
    /// The message that says what it does.
    pub fn id(&self) -> &'static str {
        use Command as C;
        match self {
            Self::Show(Place::Shelf) => "act-shelf",
            Self::Show(Place::Catalog) => "act-catalog",
            Self::Show(Place::Libraries) => "act-libraries",
            Self::Show(Place::Reader) => "act-reader",
            Self::Show(Place::Outline) => "act-outline",
            Self::Show(Place::Settings) => "act-settings",
            Self::Show(Place::Page) => "act-page",
            Self::Show(Place::Pronunciation) => "act-pronunciation",
            Self::Show(Place::Aloud) => "act-aloud",
            Self::Show(Place::Help) => "act-help",
            Self::Show(Place::Add) => "act-add",
            Self::Show(Place::Find) => "act-find-book",
            Self::Show(Place::Downloads) => "act-downloads",
            Self::Show(Place::Patron) => "act-patron",
            Self::Back => "act-back",
            Self::Find => "act-find",
            Self::WhereAmI => "act-where-am-i",
            Self::SayTitle => "act-say-title",
            Self::SayStatus => "act-say-status",
            Self::Again => "act-again",
            Self::Larger => "act-larger",
            Self::Smaller => "act-smaller",
            Self::UsualSize => "act-usual-size",
            Self::NextColours => "act-colours",
            Self::Faster => "act-faster",
            Self::Slower => "act-slower",
            Self::FullScreen => "act-full-screen",
            Self::Quit => "act-quit",
            Self::GoTo => "act-go-to",
            Self::GoToTime => "act-go-to-time",
            Self::Louder => "act-louder",
            Self::Quieter => "act-quieter",
            Self::SleepTimer => "act-sleep-timer",
            Self::Listen(command) => player::id(command),
            Self::WriteNote => "act-write-note",
            Self::SpeakNote => "act-speak-note",
            Self::PlayNote => "act-play-note",
            Self::Bookmarks => "act-bookmarks",
            Self::Headings => "act-headings",
            Self::FindAll => "act-find-all",
            Self::EditMark => "act-edit-mark",
            Self::RemoveMark => "act-remove-mark",
            Self::Export => "act-export",
            Self::Record => "act-record",
            Self::SaveAs => "act-save-as",
            Self::Copy => "act-copy",
            Self::NextTables => "act-tables",
            Self::Printed => "act-printed",
            Self::PrintedBeside => "act-printed-beside",
            Self::Part(walk) => formula::id(*walk),
            Self::Way(way) => modes::id(*way),
            Self::Look(look) => picture::id(*look),
            Self::Read(C::Explore) => "act-explore-formula",
            Self::Read(C::Describe) => "act-describe",
            Self::Details => "act-details",
            Self::Remove => "act-remove",
            Self::PutFirst => "act-put-first",
            Self::CancelDownload => "act-cancel-download",
            Self::NextPage => "act-next-page",
            Self::PreviousPage => "act-previous-page",
            Self::Reload => "act-reload",
            Self::NextLibrary => "act-next-library",
            Self::Choose(Tongue::Kk) => "act-kazakh",
            Self::Choose(Tongue::Ru) => "act-russian",
            Self::Choose(Tongue::En) => "act-english",
            Self::Read(C::Move(direction, unit)) => moves(*direction, *unit),
            Self::Read(C::Extend(direction, unit)) => extends(*direction, *unit),
            Self::Read(C::Toggle) => "act-play-pause",
            Self::Read(C::Stop) => "act-stop",
            Self::Read(C::ReadFromHere) => "act-read-from-here",
            Self::Read(C::ReadThis(portion)) => structure::portion(*portion),
            Self::Read(C::Leave) => "act-leave",
            Self::Read(C::RepeatPhrase) => "act-repeat",
            Self::Read(C::Follow) => "act-follow",
            Self::Read(C::Beginning) => "act-beginning",
            Self::Read(C::End) => "act-end",
            Self::Read(C::Back) => "act-history-back",
            Self::Read(C::Forward) => "act-history-forward",
            Self::Read(C::AddBookmark { .. }) => "act-add-bookmark",
            Self::Read(C::RemoveBookmark) => "act-remove-bookmark",
            Self::Read(C::AddHighlight) => "act-highlight",
            Self::Read(C::Cell(toward)) => structure::cell(*toward),
            Self::Read(C::Say(asked)) => structure::asked(*asked),
            Self::Read(C::Restore) => "act-restore",
            Self::Read(C::FindNext) => "act-find-next",
            Self::Read(C::FindPrevious) => "act-find-previous",
            // The rest comes from controls and from assistive technology, never from a key of its own.
            Self::Read(_) => "act-other",
        }
    }
}

fn moves(direction: Direction, unit: Unit) -> &'static str {
    match (direction, unit) {
        (Direction::Forward, Unit::Character) => "act-next-character",
        (Direction::Backward, Unit::Character) => "act-previous-character",
        (Direction::Forward, Unit::Word) => "act-next-word",
        (Direction::Backward, Unit::Word) => "act-previous-word",
        (Direction::Forward, Unit::Line) => "act-next-line",
        (Direction::Backward, Unit::Line) => "act-previous-line",
        (Direction::Forward, Unit::Sentence) => "act-next-sentence",
        (Direction::Backward, Unit::Sentence) => "act-previous-sentence",
        (Direction::Forward, Unit::Paragraph) => "act-next-paragraph",
        (Direction::Backward, Unit::Paragraph) => "act-previous-paragraph",
        (_, Unit::Heading(Some(level))) => structure::heading(direction, level),
        (Direction::Forward, Unit::Heading(_)) => "act-next-heading",
        (Direction::Backward, Unit::Heading(_)) => "act-previous-heading",
        (Direction::Forward, Unit::Section) => "act-next-chapter",
        (Direction::Backward, Unit::Section) => "act-previous-chapter",
        (Direction::Forward, Unit::Page) => "act-next-printed-page",
        (Direction::Backward, Unit::Page) => "act-previous-printed-page",
        (Direction::Forward, Unit::List) => "act-next-list",
        (Direction::Backward, Unit::List) => "act-previous-list",
        (Direction::Forward, Unit::Item) => "act-next-item",
        (Direction::Backward, Unit::Item) => "act-previous-item",
        (Direction::Forward, Unit::Table) => "act-next-table",
        (Direction::Backward, Unit::Table) => "act-previous-table",
        (Direction::Forward, Unit::Link) => "act-next-link",
        (Direction::Backward, Unit::Link) => "act-previous-link",
        (Direction::Forward, Unit::Image) => "act-next-picture",
        (Direction::Backward, Unit::Image) => "act-previous-picture",
        (Direction::Forward, Unit::Note) => "act-next-footnote",
        (Direction::Backward, Unit::Note) => "act-previous-footnote",
        (Direction::Forward, Unit::Quote) => "act-next-quote",
        (Direction::Backward, Unit::Quote) => "act-previous-quote",
        (Direction::Forward, Unit::Bookmark) => "act-next-bookmark",
        (Direction::Backward, Unit::Bookmark) => "act-previous-bookmark",
    }
}

fn extends(direction: Direction, unit: Unit) -> &'static str {
    match (direction, unit) {
        (Direction::Forward, Unit::Character) => "act-select-next-character",
        (Direction::Backward, Unit::Character) => "act-select-previous-character",
        (Direction::Forward, Unit::Word) => "act-select-next-word",
        (Direction::Backward, Unit::Word) => "act-select-previous-word",
        (Direction::Forward, Unit::Line) => "act-select-next-line",
        (Direction::Backward, Unit::Line) => "act-select-previous-line",
        (Direction::Forward, Unit::Sentence) => "act-select-next-sentence",
        (Direction::Backward, Unit::Sentence) => "act-select-previous-sentence",
        (Direction::Forward, Unit::Paragraph) => "act-select-next-paragraph",
        (Direction::Backward, Unit::Paragraph) => "act-select-previous-paragraph",
        _ => "act-other",
    }
}
