//! A book saved in another form: plain text, HTML, EPUB, and braille for an embosser.

mod braille;
mod html;
mod text;

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::record::{Publication, Work};
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
    Html,
    Epub,
    /// Braille Ready Format: pages in Braille ASCII.
    Brf,
    /// Portable Embosser Format, <https://braillespecs.github.io/pef/pef-specification.html>.
    Pef,
}

impl Form {
    pub const ALL: [Self; 5] = [Self::Text, Self::Html, Self::Epub, Self::Brf, Self::Pef];

    /// The name on the command line, and the ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Html => "html",
            Self::Epub => "epub",
            Self::Brf => "brf",
            Self::Pef => "pef",
        }
    }

    /// The form of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.ending().eq_ignore_ascii_case(name))
    }
}

/// What is to be saved.
#[derive(Debug, Clone)]
pub struct Order {
    /// Whole: no section of it pending.
    pub book: Arc<Book>,
    pub resources: Resources,
    pub cover: Option<Resource>,
    /// As the shelf names a book that does not tell its own title.
    pub title: String,
    pub form: Form,
    /// Of braille.
    pub sheet: Sheet,
}

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It was asked for.
    #[error("stopped")]
    Stopped,
    /// The program that writes braille is not installed.
    #[error("liblouis is missing")]
    NoBraille,
    /// The file cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Order {
    fn name(&self) -> &str {
        let own = self.book.metadata.title.trim();
        if own.is_empty() { &self.title } else { own }
    }
}

/// Saves a book to a file that is to have this name, and answers the one that it got. Until it is whole, nothing is left of it
/// when it fails or is stopped.
pub fn export(order: &Order, target: &Path, stop: &Stop) -> Result<PathBuf, Error> {
    let draft = Draft::begin(target)?;
    if order.form == Form::Epub {
        let work = Work {
            book: Arc::clone(&order.book),
            resources: order.resources.clone(),
            cover: order.cover.clone(),
            title: order.title.clone(),
            chapter: None,
            form: super::record::Form::Epub,
            hearing: super::Hearing::default(),
        };
        Publication::begin(&work, "", draft.file()?)?.finish()?;
    } else {
        let mut out = BufWriter::new(draft.file()?);
        write(order, &mut out, stop)?;
        out.flush()?;
    }
    if stop.is_asked() {
        return Err(Error::Stopped);
    }
    Ok(draft.keep()?)
}

/// Writes a form that is a text; EPUB is none.
pub fn write(order: &Order, out: &mut dyn Write, stop: &Stop) -> Result<(), Error> {
    match order.form {
        Form::Text => text::write(&order.book, out)?,
        Form::Html => html::write(order, out)?,
        Form::Brf | Form::Pef => braille::write(order, out, stop)?,
        Form::Epub => return Err(io::Error::from(io::ErrorKind::Unsupported).into()),
    }
    Ok(())
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.ending())
    }
}

#[cfg(test)]
mod tests;
