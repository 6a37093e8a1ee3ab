//! The surface that a book is read on: one focusable document with a caret, a marked phrase and a selection.
//!
//! The widget draws and asks; the session owns the cursor and answers with a new one.

mod answer;
mod around;
mod caption;
mod draw;
mod figure;
mod flash;
mod focus;
mod formula;
mod grid;
mod kept;
mod mark;
mod modes;
mod movement;
mod noted;
mod ornament;
mod page;
mod pages;
mod pieces;
mod reach;
mod strip;
mod surface;
mod table;
mod tell;

pub(super) use draw::fill;

use std::ops::Range;
use std::sync::Arc;

use accesskit::{Action, Role};
use iced::advanced::widget;
use iced::{Color, Font};

use super::Element;
use super::look::Look;
use crate::access::Semantics;
use crate::access::semantics::READ_ALOUD;
use crate::book::{Point, Section, Span, Target};
use crate::settings::{Alignment, FigureSettings, Hyphenation, ModeSettings};
use crate::ui::pictures::{Album, Near};
use crate::ui::typography;

/// Colours and sizes of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageLook {
    /// For the focus ring and the border.
    pub look: Look,
    pub background: Color,
    pub text: Color,
    /// Behind the phrase that is read, and the text on it.
    pub highlight: Color,
    pub highlight_text: Color,
    pub selection: Color,
    pub selection_text: Color,
    pub link: Color,
    /// Behind what the reader has marked; text and links are readable on it.
    pub mark: Color,
    pub caret: Color,
    pub font: Font,
    /// Of headings.
    pub bold: Font,
    pub italic: Font,
    /// Of what is strong.
    pub strong: Font,
    /// Of listings.
    pub code: Font,
    /// By how much strokes are thickened, in em.
    pub thicker: f32,
    /// The text's size in logical pixels.
    pub size: f32,
    /// Line height as a multiple of the size; 1.5 or more.
    pub line_height: f32,
    /// Between letters, in em.
    pub letter_spacing: f32,
    /// Between words, in em, added to the space.
    pub word_spacing: f32,
    /// Between paragraphs, as a multiple of the size.
    pub paragraph_spacing: f32,
    /// Before the first line of a paragraph, in em.
    pub indent: f32,
    /// Left and right of the text, in logical pixels at least.
    pub margin: f32,
    /// The same, as a part of the window's width.
    pub margin_share: f32,
    /// The longest line, in characters.
    pub measure: f32,
    pub alignment: Alignment,
    pub hyphenation: Hyphenation,
    /// In em.
    pub caret_width: f32,
}

impl Default for PageLook {
    /// Black on white in the interface's typeface.
    fn default() -> Self {
        let look = Look::default();
        Self {
            look,
            background: Color::WHITE,
            text: Color::BLACK,
            highlight: Color::from_rgb8(0x10, 0x2a, 0x6b),
            highlight_text: Color::WHITE,
            selection: Color::from_rgb8(0x00, 0x4a, 0x1f),
            selection_text: Color::WHITE,
            link: look.link,
            mark: Color::from_rgb8(0xff, 0xf3, 0xb0),
            caret: Color::BLACK,
            font: typography::REGULAR,
            bold: typography::BOLD,
            italic: typography::ITALIC,
            strong: typography::BOLD,
            code: typography::CODE,
            thicker: 0.0,
            size: 24.0,
            line_height: 1.5,
            letter_spacing: 0.0,
            word_spacing: 0.0,
            paragraph_spacing: 0.8,
            indent: 0.0,
            margin: 24.0,
            margin_share: 0.0,
            measure: 66.0,
            alignment: Alignment::Left,
            hyphenation: Hyphenation::LongWords,
            caret_width: 0.1,
        }
    }
}

/// What the reader has marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub span: Span,
    /// There are words of the reader's own on it.
    pub note: bool,
}

/// What the reader does on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The caret is to be here; a selection ends.
    Placed(Point),
    /// From the anchor, which stays, to the caret.
    Selected {
        anchor: Point,
        caret: Point,
    },
    /// This line, which the caret is in, is to be said.
    LineAsked(Span),
    /// A link or note reference was pressed.
    Activated(Target),
    /// The summary of these details was pressed.
    Turned(Point),
    /// A picture was pressed, or a formula by assistive technology.
    Followed(Point),
    /// The eyes went on: the caret is to be here, and nothing is said of it.
    Shown(Point),
    /// They went on beyond this section.
    Passed {
        forward: bool,
    },
    /// The page of the window is another one; `None` where there are no pages.
    Leafed(Option<Leaf>),
    /// These pictures come near and are not there as they are to be seen.
    PicturesNear(Near),
    /// The caret cannot go further in this section.
    BeyondStart,
    BeyondEnd,
    /// The selection is to reach further than this section.
    StretchedBeyond {
        forward: bool,
    },
}

/// The number of a page of the window, among those of its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// From 1.
    pub number: usize,
    pub count: usize,
    /// Both are counted, not guessed.
    pub counted: bool,
}

/// What assistive technology is told in words, in the interface's language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Of a picture, a table or a formula that is described elsewhere.
    pub described: String,
    /// What a listing is, for which AT-SPI has no role.
    pub code: String,
    /// What stands beside the text, where the author has not called it anything.
    pub aside: String,
    /// What stands before and after the label of a printed page.
    pub page: (String, String),
}

/// A section as a page.
pub struct Prose<'a, Message> {
    page: PageLook,
    name: String,
    language: String,
    section: &'a Arc<Section>,
    index: usize,
    around: Vec<around::Around<'a>>,
    id: Option<widget::Id>,
    cursor: Option<Point>,
    anchor: Option<Point>,
    highlight: Option<Span>,
    word: Option<Span>,
    marks: Vec<Mark>,
    folded: Vec<Range<usize>>,
    words: Words,
    reading: ModeSettings,
    running: bool,
    figures: FigureSettings,
    pictures: Option<&'a Album>,
    noted: bool,
    autofocus: bool,
    read_aloud: bool,
    on_event: Option<Box<dyn Fn(Event) -> Message + 'a>>,
}

/// This section, which has this number in its book, as a page. `name` is the book's or the chapter's title; `language`
/// is the book's, BCP 47, and holds wherever the section says nothing else.
pub fn prose<'a, Message: Clone + 'a>(
    page: &PageLook,
    name: impl Into<String>,
    language: impl Into<String>,
    section: &'a Arc<Section>,
    index: usize,
) -> Prose<'a, Message> {
    Prose {
        page: *page,
        name: name.into(),
        language: language.into(),
        section,
        index,
        around: Vec::new(),
        id: None,
        cursor: None,
        anchor: None,
        highlight: None,
        word: None,
        marks: Vec::new(),
        folded: Vec::new(),
        words: Words::default(),
        reading: ModeSettings::default(),
        running: false,
        figures: FigureSettings::default(),
        pictures: None,
        noted: false,
        autofocus: false,
        read_aloud: false,
        on_event: None,
    }
}

impl<'a, Message: Clone + 'a> Prose<'a, Message> {
    /// By which `operation::focus` finds it.
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sections that lie around it, with their numbers and what is closed in them: they are told to assistive technology
    /// and not shown.
    pub fn around(mut self, sections: impl IntoIterator<Item = (usize, &'a Arc<Section>, Vec<Range<usize>>)>) -> Self {
        self.around = sections.into_iter().collect();
        self
    }

    /// Where the caret is. It is kept in view.
    pub fn cursor(mut self, point: Point) -> Self {
        self.cursor = Some(point);
        self
    }

    /// The end of the selection that stays, when something is selected.
    pub fn anchor(mut self, anchor: Option<Point>) -> Self {
        self.anchor = anchor;
        self
    }

    /// The phrase that is read. It is kept in the upper middle of the view.
    pub fn highlight(mut self, phrase: Option<Span>) -> Self {
        self.highlight = phrase;
        self
    }

    /// The word that is heard, while the voice marks its words.
    pub fn word(mut self, word: Option<Span>) -> Self {
        self.word = word;
        self
    }

    /// How it is shown.
    pub fn reading(mut self, reading: ModeSettings) -> Self {
        self.reading = reading;
        self
    }

    /// The text runs at the reader's pace.
    pub fn running(mut self, now: bool) -> Self {
        self.running = now;
        self
    }

    /// What the reader has marked, in the order of the book.
    pub fn marks(mut self, marks: impl IntoIterator<Item = Mark>) -> Self {
        self.marks = marks.into_iter().collect();
        self
    }

    /// The blocks that are closed, ranges in order: they are neither seen nor told.
    pub fn folded(mut self, folded: Vec<Range<usize>>) -> Self {
        self.folded = folded;
        self
    }

    /// What assistive technology is told in words.
    pub fn words(mut self, words: Words) -> Self {
        self.words = words;
        self
    }

    /// How pictures, tables and formulas are shown.
    pub fn figures(mut self, figures: FigureSettings) -> Self {
        self.figures = figures;
        self
    }

    /// The pictures that are there. Without any, alternatives stand for them.
    pub fn pictures(mut self, pictures: impl Into<Option<&'a Album>>) -> Self {
        self.pictures = pictures.into();
        self
    }

    /// A note is shown below the line of the caret, which makes room for it.
    pub fn noted(mut self, now: bool) -> Self {
        self.noted = now;
        self
    }

    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    /// The program reads it aloud now, and the caret goes along.
    pub fn read_aloud(mut self, now: bool) -> Self {
        self.read_aloud = now;
        self
    }

    pub fn on_event(mut self, event: impl Fn(Event) -> Message + 'a) -> Self {
        self.on_event = Some(Box::new(event));
        self
    }
}

impl<'a, Message: Clone + 'a> Prose<'a, Message> {
    fn stated(&self) -> Semantics {
        let mut semantics = Semantics::new(Role::Document, self.name.clone()).focusable().read_only();
        // Click is there to be ignored: without it a routing key sends a real press into the page's middle.
        for action in
            [Action::Click, Action::SetTextSelection, Action::ScrollToPoint, Action::ScrollUp, Action::ScrollDown]
        {
            semantics = semantics.action(action);
        }
        if !self.language.is_empty() {
            semantics = semantics.language(self.language.clone());
        }
        if self.autofocus {
            semantics = semantics.autofocus();
        }
        if self.read_aloud {
            semantics = semantics.with(|node| node.set_class_name(READ_ALOUD));
        }
        semantics
    }
}

impl<'a, Message: Clone + 'a> From<Prose<'a, Message>> for Element<'a, Message> {
    fn from(prose: Prose<'a, Message>) -> Self {
        Element::new(prose)
    }
}
