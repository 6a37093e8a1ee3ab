//! A book on the shelf.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Moment;
use crate::book::{Format, Language, Metadata};

/// The shelf's number for a holding; never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(pub(super) i64);

impl Id {
    pub fn number(self) -> i64 {
        self.0
    }
}

impl From<i64> for Id {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a library lent, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loan {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Moment>,
    /// `None` when the library does not say when it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

impl Loan {
    pub fn is_over(&self, now: Moment) -> bool {
        self.until.is_some_and(|until| until < now)
    }
}

/// What is written down about a book when it is shelved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// Empty titles are replaced by the file's name.
    pub title: String,
    pub authors: Vec<String>,
    pub languages: Vec<Language>,
    /// The publication's own identifier (a URN, an ISBN …): by it the same book is known again.
    pub identifier: Option<String>,
    pub format: Format,
    /// The catalogue that it came from; `None` for the reader's own file.
    pub source: Option<String>,
    pub loan: Option<Loan>,
    /// The download that it comes of, whose row goes with the holding's coming.
    pub pending: Option<super::pending::Id>,
}

impl Card {
    /// The card of a reader's own book.
    pub fn of(metadata: &Metadata) -> Self {
        Self {
            title: metadata.title.clone(),
            authors: metadata.authors().map(str::to_owned).collect(),
            languages: metadata.languages.clone(),
            identifier: metadata.identifier.clone(),
            format: metadata.format,
            source: None,
            loan: None,
            pending: None,
        }
    }

    /// The card of a book that tells nothing about itself without its password.
    pub fn locked() -> Self {
        Self { format: Format::Pdf, ..Self::default() }
    }
}

/// A book on the shelf.
#[derive(Debug, Clone, PartialEq)]
pub struct Holding {
    pub id: Id,
    /// Never empty.
    pub title: String,
    pub authors: Vec<String>,
    pub languages: Vec<Language>,
    pub identifier: Option<String>,
    pub format: Format,
    /// The whole path of its file, which lies in the home's folder of books.
    pub file: PathBuf,
    /// False when somebody took the file away; see [`super::Shelf::relink`].
    pub present: bool,
    /// Of the file, 64 hexadecimal digits.
    pub sha256: String,
    /// The catalogue that it came from; `None` for the reader's own file.
    pub source: Option<String>,
    pub loan: Option<Loan>,
    pub added: Moment,
    pub last_opened: Option<Moment>,
    /// When the reader came to the end.
    pub finished: Option<Moment>,
    /// How far the reader is, 0 to 1; `None` for a book that was never begun.
    pub progress: Option<f64>,
}

impl Holding {
    /// The name of its file in the folder of books.
    pub fn file_name(&self) -> &str {
        self.file.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }
}

/// What became of a book that was brought to the shelf.
#[derive(Debug, Clone, PartialEq)]
pub enum Shelved {
    New(Holding),
    /// It stood there already; the place in it is kept, the loan and the file are the newer ones.
    Again(Holding),
}

impl Shelved {
    pub fn holding(&self) -> &Holding {
        match self {
            Self::New(holding) | Self::Again(holding) => holding,
        }
    }

    pub fn into_holding(self) -> Holding {
        match self {
            Self::New(holding) | Self::Again(holding) => holding,
        }
    }
}

/// The title of a book that does not tell one: its file's name without the ending.
pub(super) fn title_of(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let title = stem.replace('_', " ").trim().to_owned();
    if title.is_empty() { "?".to_owned() } else { title }
}
