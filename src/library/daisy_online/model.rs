//! What services say, in both versions' words.

use url::Url;

use crate::book::Language;
pub use crate::library::gathering::Resource;
use crate::library::shelf::Moment;

/// Where ways of a service's start lead, as relations of [`crate::library::catalog::Navigation`]. A service has no words
/// for them.
pub mod way {
    /// What the library has new.
    pub const NEW: &str = "urn:x-dodp:new";
    /// What is lent to the reader.
    pub const ISSUED: &str = "urn:x-dodp:issued";
    /// Loans that are over.
    pub const EXPIRED: &str = "urn:x-dodp:expired";
    /// What the reader may take, and has.
    pub const BOOKSHELF: &str = "urn:x-dodp:bookshelf";
    /// What the service offers by questions.
    pub const MENU: &str = "urn:x-dodp:menu";
    /// Its search by questions.
    pub const SEARCH: &str = "urn:x-dodp:search";
}

/// What a service can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    /// The library's name, else empty.
    pub name: String,
    pub search: bool,
    /// It keeps the way back through its questions.
    pub back: bool,
    /// Lists are found without its questions.
    pub out_of_band: bool,
    pub browse: bool,
    /// As the service writes them: `SERVICE_ANNOUNCEMENTS`, `SET_BOOKMARKS` …
    pub operations: Vec<String>,
    /// The place that the reader is at may be told.
    pub progress: bool,
}

impl Service {
    pub fn offers(&self, operation: &str) -> bool {
        self.operations.iter().any(|own| own == operation)
    }
}

/// Words of the library, to be read and heard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    pub text: String,
    pub language: Option<Language>,
    /// The same, spoken.
    pub audio: Option<Url>,
}

/// How much an announcement matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Priority {
    High,
    #[default]
    Medium,
    Low,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    pub id: String,
    /// `WARNING`, `ERROR`, `INFORMATION`, `SYSTEM`: as the service writes it.
    pub kind: String,
    pub priority: Priority,
    pub label: Label,
}

/// A part of a list, or all of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ContentList {
    pub id: String,
    pub label: Option<Label>,
    pub total: Option<u64>,
    /// The number of the first item here.
    pub first: u64,
    pub items: Vec<Item>,
}

/// A book in a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    pub id: String,
    pub label: Label,
    /// In lists of the second version; the first tells it of each book alone.
    pub metadata: Option<Metadata>,
    pub modified: Option<Moment>,
    pub return_by: Option<Moment>,
    /// It may be taken here, and not only heard over the net.
    pub may_download: bool,
    pub category: Option<String>,
}

/// What is known about a book.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    pub title: String,
    pub identifier: Option<String>,
    pub creators: Vec<String>,
    pub narrators: Vec<String>,
    pub publisher: Option<String>,
    pub date: Option<String>,
    pub subjects: Vec<String>,
    pub languages: Vec<Language>,
    pub description: Option<String>,
    /// As the service writes it; real ones write it wrong.
    pub format: Option<String>,
    /// Bytes of all its files.
    pub size: Option<u64>,
    pub category: Option<String>,
    pub requires_return: bool,
}

/// What a service asks, or leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    Choice {
        id: String,
        label: Label,
        choices: Vec<(String, Label)>,
        /// More than one may be chosen.
        several: bool,
    },
    /// Words, or what else is taken.
    Input { id: String, label: Label, inputs: Vec<Input>, default: Option<String> },
    /// Something that is said, not asked.
    Label(Label),
    /// A list of contents, by its id.
    Contents(String),
}

/// How a question may be answered; other ways are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// `TEXT_ALPHANUMERIC`
    Words,
    /// `TEXT_NUMERIC`
    Figures,
    /// `AUDIO`
    Voice,
}

/// The reader's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The question's id; `default`, `search` and `back` are there without having been asked.
    pub question: String,
    /// Ids of what was chosen, or the words; none for `default`, `search` and `back`.
    pub values: Vec<String>,
}

impl Answer {
    pub fn bare(question: &str) -> Self {
        Self { question: question.to_owned(), values: Vec::new() }
    }
}

/// All files of a book.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resources {
    pub files: Vec<Resource>,
    pub return_by: Option<Moment>,
}

/// How far the reader is, for the library's statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Start,
    Pause,
    Resume,
    Finish,
}

impl Progress {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Start => "START",
            Self::Pause => "PAUSE",
            Self::Resume => "RESUME",
            Self::Finish => "FINISH",
        }
    }
}
