//! Bytes → [`Book`]: sniffing by content, one door for every format, limits and a panic boundary.
//!
//! Nothing here panics, hangs, writes a file or asks the network, whatever the bytes are. A format is one line in
//! [`READERS`] and one room under `format/`.

use std::path::Path;
use std::sync::Arc;

use crate::book::{Book, Defect, Format};

/// Why there is nothing to read, by what the reader can do next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Not a book of any format that we know: choose another file.
    #[error("not a book")]
    NotABook,
    /// A format that is known and not read yet: look for the book in another format.
    #[error("{} is not read yet", .0.name())]
    Unsupported(Format),
    /// Broken beyond reading: fetch it again.
    #[error("damaged beyond reading: {0}")]
    Damaged(Arc<str>),
    /// Encrypted; the name of the scheme when it is known: ask the library for an open copy.
    #[error("protected: {0}")]
    Protected(Arc<str>),
    /// Larger or more than the limits allow.
    #[error("too large: {0}")]
    TooLarge(Arc<str>),
    /// The file took longer than the limits allow.
    #[error("took too long")]
    TimedOut,
    /// The file could not be read.
    #[error("{0}")]
    Io(Arc<std::io::Error>),
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(Arc::new(error))
    }
}

/// A book that was opened, with what it misses and the way to its pictures and sound.
#[derive(Debug, Clone)]
pub struct Opened {
    pub book: Arc<Book>,
    /// Faults of content, in the order they were met; at most a thousand.
    pub defects: Vec<Defect>,
    pub resources: Resources,
    /// The href of the cover picture.
    pub cover: Option<String>,
}

impl Opened {
    /// The cover picture as it lies in the book, when there is one and it is within the limits. Not decoded.
    pub fn cover(&self) -> Option<Resource> {
        self.resources.read(self.cover.as_deref()?).ok()
    }
}

/// A resource of a book: a picture, a sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub bytes: Vec<u8>,
    /// As the book declares it, else by its name.
    pub media_type: String,
}

/// The resources that stay in the container and are read when needed. Cheap to clone; may be used from any thread.
#[derive(Debug, Clone, Default)]
pub struct Resources;

impl Resources {
    /// One resource by its href (decoded, relative to the container's root), at most 64 MiB. Slow: not on the
    /// interface's thread.
    pub fn read(&self, _href: &str) -> Result<Resource, Error> {
        Err(Error::NotABook)
    }
}

/// Opens the book in this file. Slow (up to 5 s with a hostile file): call it on a worker thread.
pub fn open(_path: &Path) -> Result<Opened, Error> {
    Err(Error::NotABook)
}

/// Opens a book from its bytes.
pub fn open_bytes(_bytes: Arc<[u8]>) -> Result<Opened, Error> {
    Err(Error::NotABook)
}
