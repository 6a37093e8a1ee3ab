//! A book on the shelf.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

use super::Moment;
use crate::book::{Format, Language, Metadata};

super::id::id! {
    /// The shelf's number for a holding; never given twice.
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

/// Where the library is asked about a book that it lent or keeps: addresses as its catalogue told them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ties {
    /// The catalogue's entry of the book.
    #[serde(default, with = "address", skip_serializing_if = "Option::is_none")]
    pub entry: Option<Url>,
    /// Asked to lend it, and to place a hold.
    #[serde(default, with = "address", skip_serializing_if = "Option::is_none")]
    pub borrow: Option<Url>,
    /// Asked to take it back, and to cancel a hold.
    #[serde(default, with = "address", skip_serializing_if = "Option::is_none")]
    pub revoke: Option<Url>,
    /// Asked to lend it for longer.
    #[serde(default, with = "address", skip_serializing_if = "Option::is_none")]
    pub renew: Option<Url>,
    /// The file, of a book that is lent already.
    #[serde(default, with = "address", skip_serializing_if = "Option::is_none")]
    pub file: Option<Url>,
    /// A hold is cancelled by taking the loan's own address away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancellable: bool,
}

impl Ties {
    /// These, and the others where there is none of these.
    pub fn or(self, other: Self) -> Self {
        Self {
            entry: self.entry.or(other.entry),
            borrow: self.borrow.or(other.borrow),
            revoke: self.revoke.or(other.revoke),
            renew: self.renew.or(other.renew),
            file: self.file.or(other.file),
            cancellable: self.cancellable || other.cancellable,
        }
    }
}

/// Addresses as texts; what is none is left out.
mod address {
    use serde::{Deserialize, Deserializer, Serializer};
    use url::Url;

    pub fn serialize<S: Serializer>(url: &Option<Url>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_some(url.as_ref().map_or("", Url::as_str))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.and_then(|text| Url::parse(&text).ok()))
    }
}

/// A part of a book, to see whether one wants all of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sample {
    /// Where the library has the whole book.
    #[serde(default, with = "address", skip_serializing_if = "Option::is_none")]
    pub whole: Option<Url>,
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
    pub ties: Option<Ties>,
    pub sample: Option<Sample>,
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
            ties: None,
            sample: None,
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
    /// Where the library is asked about it, of a book that was lent.
    pub ties: Option<Ties>,
    /// It is a part of a book alone.
    pub sample: Option<Sample>,
    /// Since when the loan is over: the file is gone, the place and what the reader wrote are kept.
    pub gone: Option<Moment>,
    /// The library has been asked to take it back, and has not answered yet.
    pub returning: bool,
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
