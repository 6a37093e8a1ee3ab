//! What is known about a book: title, people, languages, accessibility.

use serde::{Deserialize, Serialize};

use super::{BaseDirection, Language};

/// The format that a book came in; the names are those of the command line's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    #[default]
    Epub,
    Daisy202,
    Daisy3,
    Dtbook,
    Pdf,
    /// Page images without text.
    Scan,
    Fb2,
    Text,
    Html,
    Markdown,
    Docx,
    Odt,
    Rtf,
    /// Braille Ready Format.
    Brf,
    /// A Readium or W3C web publication of text.
    Webpub,
    /// A Readium or W3C audiobook.
    Audiobook,
    /// W3C Lightweight Packaging Format.
    Lpf,
    /// A recording or a folder of recordings without a manifest.
    Audio,
}

impl Format {
    pub const ALL: [Self; 18] = [
        Self::Epub,
        Self::Daisy202,
        Self::Daisy3,
        Self::Dtbook,
        Self::Pdf,
        Self::Scan,
        Self::Fb2,
        Self::Text,
        Self::Html,
        Self::Markdown,
        Self::Docx,
        Self::Odt,
        Self::Rtf,
        Self::Brf,
        Self::Webpub,
        Self::Audiobook,
        Self::Lpf,
        Self::Audio,
    ];

    /// The format with this [`Format::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The name that `oqyrman info` prints.
    pub fn name(self) -> &'static str {
        match self {
            Self::Epub => "epub",
            Self::Daisy202 => "daisy202",
            Self::Daisy3 => "daisy3",
            Self::Dtbook => "dtbook",
            Self::Pdf => "pdf",
            Self::Scan => "scan",
            Self::Fb2 => "fb2",
            Self::Text => "text",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Rtf => "rtf",
            Self::Brf => "brf",
            Self::Webpub => "webpub",
            Self::Audiobook => "audiobook",
            Self::Lpf => "lpf",
            Self::Audio => "audio",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contributor {
    pub name: String,
    /// MARC relator code (`aut`, `trl`, `nrt`, `ill` …), `aut` for a creator without one.
    pub role: String,
}

/// A series or another collection that a book belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Collection {
    pub name: String,
    /// Which of its books this is, as the book writes it (`2`, `3.5`).
    pub position: Option<String>,
}

/// Schema.org accessibility metadata as EPUB Accessibility 1.1 asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Accessibility {
    pub access_modes: Vec<String>,
    pub access_modes_sufficient: Vec<String>,
    pub features: Vec<String>,
    pub hazards: Vec<String>,
    pub summary: Option<String>,
    pub conforms_to: Vec<String>,
    /// Why the publisher need not make it accessible, by the vocabulary of EPUB Accessibility 1.1 (`eaa-microenterprise`).
    pub exemptions: Vec<String>,
    /// Who has looked whether it is accessible, by what right, and with what result (an address).
    pub certified_by: Vec<String>,
    pub certifier_credentials: Vec<String>,
    pub certifier_reports: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    pub format: Format,
    /// Empty when the book does not tell; the interface then names the file.
    pub title: String,
    pub subtitle: Option<String>,
    pub contributors: Vec<Contributor>,
    /// The book's own first.
    pub languages: Vec<Language>,
    /// To which side the pages of the printed book are turned, where it says so. Books from top to bottom say it too: it
    /// tells nothing of the lines.
    pub page_progression: Option<BaseDirection>,
    pub identifier: Option<String>,
    pub publisher: Option<String>,
    /// As the book writes it (`1905`, `2021-05-01`).
    pub published: Option<String>,
    /// Plain text.
    pub description: Option<String>,
    pub subjects: Vec<String>,
    /// Of collections in collections the innermost alone.
    pub collections: Vec<Collection>,
    pub accessibility: Accessibility,
}

impl Metadata {
    /// The names of the authors, in the book's order.
    pub fn authors(&self) -> impl Iterator<Item = &str> {
        self.contributors.iter().filter(|person| person.role == "aut").map(|person| person.name.as_str())
    }
}
