//! What keys, buttons, media keys and assistive technology all say.

use crate::book::{Point, Span, Target};

use super::search::Matching;
use super::{Asked, Toward, annotations};

/// Along the text or against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    Forward,
    Backward,
}

/// What a move goes by. Every unit has starts; a move forward goes to the nearest start after the cursor, a move backward
/// to the nearest one before it, so that from inside a sentence «previous» is that sentence's own start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A grapheme cluster (UAX #29).
    Character,
    /// A word with a letter or digit (UAX #29).
    Word,
    /// A line of the window. Only the view knows where lines end: it answers with [`Command::PlaceOn`]. Said to a session
    /// without a view, a line is a paragraph.
    Line,
    /// A phrase that can be heard; blocks without one (page breaks, decorative images, separators) are passed over.
    Sentence,
    /// A block that can be heard.
    Paragraph,
    /// Of this level (1 to 6), or of any.
    Heading(Option<u8>),
    /// A section of the spine, mostly a chapter.
    Section,
    /// A page of the printed book.
    Page,
    List,
    /// An item of a list.
    Item,
    Table,
    /// Note references are links, too.
    Link,
    /// An image with an alternative.
    Image,
    /// A note, or a reference to one.
    Note,
    /// The reader's own. Going there is a jump.
    Bookmark,
    /// A block quotation.
    Quote,
}

impl Unit {
    /// All of them, headings as those of any level.
    pub const ALL: [Self; 16] = [
        Self::Character,
        Self::Word,
        Self::Line,
        Self::Sentence,
        Self::Paragraph,
        Self::Heading(None),
        Self::Section,
        Self::Page,
        Self::List,
        Self::Item,
        Self::Table,
        Self::Quote,
        Self::Link,
        Self::Image,
        Self::Note,
        Self::Bookmark,
    ];
}

/// How much is read aloud, before it is silent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Portion {
    /// The paragraph at the cursor, from its beginning.
    Paragraph,
    /// The chapter, from its beginning. Going there is a jump.
    Chapter,
    /// From the phrase at the cursor to the end of the chapter.
    RestOfChapter,
}

impl Portion {
    pub const ALL: [Self; 3] = [Self::Paragraph, Self::Chapter, Self::RestOfChapter];
}

/// What the session is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Move(Direction, Unit),
    /// Moves the selection's end; the selection begins at the cursor when there is none.
    Extend(Direction, Unit),
    /// The view's or assistive technology's caret went here.
    Place(Point),
    /// The same, and what is said of it is this much: a line of the view.
    PlaceOn(Span),
    Select {
        anchor: Point,
        focus: Point,
    },
    Deselect,

    /// A jump.
    GoTo(Point),
    /// To an entry of the contents: kept out of the history.
    GoToEntry(Point),
    /// To where a link leads; a jump, or the question whether to leave the book.
    GoToTarget(Target),
    /// What is at the cursor: a link, a formula, a picture, a summary; else what is in its phrase; else what describes it; from a note
    /// its reference.
    Follow,
    /// Opens or closes the details at this point.
    ToggleDetails(Point),
    /// Walks through the formula at the cursor, else the first one in its phrase.
    Explore,
    /// Goes to the description of what is at the cursor, or shows it.
    Describe,
    /// To the page with this label.
    GoToPage(String),
    /// 0 to 100.
    GoToPercent(f64),
    Beginning,
    End,
    Back,
    Forward,

    /// Goes on after a pause; reads the selection when there is one; else reads from the phrase at the cursor.
    Read,
    /// Reads from the very character at the cursor.
    ReadFromHere,
    /// Reads this much and no more.
    ReadThis(Portion),
    /// Speaking → paused; paused → goes on; silent → reads.
    Toggle,
    Stop,
    /// Says the phrase at the cursor once more; reading goes on after it when it was going on.
    RepeatPhrase,
    /// Leaves the table, the list, the note that is heard, or that the cursor stands in, and goes on behind it.
    Leave,
    /// Short, and long when asked twice at the same place.
    WhereAmI,
    /// Says something of the place.
    Say(Asked),
    /// Says this much of the book: a line of the view.
    SayThis(crate::book::Span),
    /// From cell to cell of the table at the cursor.
    Cell(Toward),

    /// At the cursor; an empty label leaves it to the view to show the text.
    AddBookmark {
        label: String,
    },
    /// The one in the phrase at the cursor.
    RemoveBookmark,
    /// Marks the selection, else the phrase at the cursor.
    AddHighlight,
    /// Writes a note on the selection, else on the phrase at the cursor.
    AddNote {
        text: String,
    },
    /// Writes a note on this passage, wherever the cursor has gone meanwhile.
    NoteOn {
        passage: Span,
        text: String,
    },
    Discard(annotations::Id),
    /// Takes back what was discarded last.
    Restore,
    /// Gives an annotation another text: a bookmark its label, a note its words.
    Amend {
        id: annotations::Id,
        text: String,
    },

    /// Finds the words in the whole book and goes to the first place from the cursor on.
    Find {
        query: String,
        matching: Matching,
    },
    /// Finds the words in the whole book; the cursor stays.
    FindAll {
        query: String,
        matching: Matching,
    },
    /// To the place of the search with this number, from zero.
    GoToHit(usize),
    FindNext,
    FindPrevious,
    /// Ends the search; marks are taken off the text.
    CloseSearch,
}
