//! A book as a file to take along: plain text, a page of HTML, EPUB 3, braille for an embosser or a display.
//!
//! What is written is the book as we understand it, not the file that it came in: a PDF gets headings and paragraphs, a
//! scan its recognised text. Doubts about recognised words are ours and stay here; pages as they were printed do, too.

mod braille;
mod epub;
mod flow;
mod html;
mod text;

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::package::identifier;
use crate::book::Book;
use crate::format::{Resource, Resources};
use crate::library::papers::Draft;
use crate::voice::record::Stop;

pub use braille::{Grade, Sheet};

/// What is made of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    #[default]
    Text,
    /// One page with its pictures inside.
    Html,
    /// EPUB 3.3.
    Epub,
    /// Braille Ready Format: braille in the letters of the North American code.
    Brf,
    /// Portable Embosser Format 2008-1.
    Pef,
}

impl Form {
    pub const ALL: [Self; 5] = [Self::Text, Self::Html, Self::Epub, Self::Brf, Self::Pef];

    /// The ending of its files, which is also its name on the command line.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Html => "html",
            Self::Epub => "epub",
            Self::Brf => "brf",
            Self::Pef => "pef",
        }
    }

    /// The form with this [`Form::ending`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.ending() == name)
    }

    /// Braille, which is laid out on sheets.
    pub fn is_braille(self) -> bool {
        matches!(self, Self::Brf | Self::Pef)
    }
}

/// What is to be saved.
#[derive(Debug, Clone)]
pub struct Work {
    /// Whole: no section of it pending.
    pub book: Arc<Book>,
    pub resources: Resources,
    pub cover: Option<Resource>,
    /// As the shelf names a book that does not tell its own title.
    pub title: String,
    pub form: Form,
    /// For braille.
    pub sheet: Sheet,
    /// What the contents are headed with, in words.
    pub contents: String,
}

impl Work {
    /// The book's title.
    pub fn name(&self) -> String {
        let own = self.book.metadata.title.trim();
        if own.is_empty() { self.title.clone() } else { own.to_owned() }
    }

    /// The identifier of what is made, always the same of the same book. With the book's own, a shelf would take one for
    /// the other; that is named as the source.
    fn identifier(&self) -> String {
        let source = self.source().unwrap_or_default();
        identifier(&format!("export {}", self.form.ending()), source, &self.name())
    }

    /// The book's own identifier.
    fn source(&self) -> Option<&str> {
        self.book.metadata.identifier.as_deref().map(str::trim).filter(|own| !own.is_empty())
    }
}

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It was asked for.
    #[error("stopped")]
    Stopped,
    /// The program that writes braille is not installed.
    #[error("lou_translate is missing")]
    NoTranslator,
    /// The program that writes braille has no table of this name, or an old one.
    #[error("no braille table {0}")]
    NoTable(&'static str),
    /// The program that writes braille failed.
    #[error("lou_translate failed: {0}")]
    Translator(String),
    /// The file cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Saves a work to a file that is to have this name, and answers the one that it got. `tell` hears how much is done, 0
/// to 1. Until it is whole, nothing is left of it when it fails or is stopped.
pub fn export(work: &Work, target: &Path, stop: &Stop, tell: &mut dyn FnMut(f64)) -> Result<PathBuf, Error> {
    let draft = Draft::begin(target)?;
    let mut out = BufWriter::new(draft.file()?);
    match work.form {
        Form::Epub => epub::write(work, out, stop, tell)?,
        _ => {
            write(work, &mut out, stop, tell)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)?;
        }
    }
    Ok(draft.keep()?)
}

/// Writes a work of a form that is text.
///
/// # Errors
///
/// An EPUB is an archive and no text: [`Error::Io`].
pub fn write(work: &Work, out: &mut dyn Write, stop: &Stop, tell: &mut dyn FnMut(f64)) -> Result<(), Error> {
    match work.form {
        Form::Text => text::write(work, out, stop, tell)?,
        Form::Html => html::write(work, out, stop, tell)?,
        Form::Brf | Form::Pef => braille::write(work, out, stop, tell)?,
        Form::Epub => return Err(Error::Io(io::ErrorKind::Unsupported.into())),
    }
    out.flush()?;
    Ok(())
}

/// One section after the other is written, as long as it is wanted.
fn each_section(
    book: &Book,
    stop: &Stop,
    tell: &mut dyn FnMut(f64),
    write: &mut dyn FnMut(usize) -> Result<(), Error>,
) -> Result<(), Error> {
    let count = book.sections.len().max(1) as f64;
    for number in 0..book.sections.len() {
        if stop.is_asked() {
            return Err(Error::Stopped);
        }
        write(number)?;
        tell((number + 1) as f64 / count);
    }
    Ok(())
}
