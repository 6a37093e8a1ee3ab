//! The reader's shelf: holdings, places, bookmarks and known libraries in SQLite (<https://sqlite.org/wal.html>).
//!
//! One worker thread owns the connection; a [`Shelf`] is a cheap handle to it. Every method waits for its own answer,
//! in order, and needs no runtime: the command line waits with [`wait`]. What was answered is on the disk.

mod agreed;
mod clock;
mod collation;
pub mod due;
mod ended;
mod files;
pub mod hold;
pub mod holding;
mod id;
mod libraries;
mod migration;
mod moment;
mod notes;
mod patron;
pub mod pending;
mod place;
mod recovery;
mod store;
mod travel;

use std::collections::HashSet;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use futures::channel::oneshot;

pub(super) use files::store;

pub use clock::{Clock, judge};
pub use collation::{Key as CollationKey, collation_key};
pub use ended::Ended;
pub use hold::Hold;
pub use holding::{Card, Holding, Loan, Sample, Shelved, Ties};
pub use libraries::{Library, LibraryKind, Visit};
pub use moment::Moment;
pub use patron::Unsent;
pub use pending::Pending;
pub use place::{Bookmark, Place, bookmark};
pub use recovery::Recovery;

use crate::book::Locator;
use crate::format;
use crate::home::Home;
use crate::library::room;
use store::Store;

/// Why the shelf did not do it, by what the reader can do next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Not a book that can be read: choose another file.
    #[error(transparent)]
    NotABook(#[from] format::Error),
    /// The file is not there any more.
    #[error("{} is gone", .0.display())]
    Gone(PathBuf),
    /// The system does not let us read or write it.
    #[error("no permission for {}", .0.display())]
    Forbidden(PathBuf),
    /// A folder, a device, a pipe: choose a file.
    #[error("{} is not a file", .0.display())]
    NotAFile(PathBuf),
    /// No space is left where the home folder lies: make room.
    #[error("the disk is full")]
    Full,
    /// Another program holds the shelf for too long: try again.
    #[error("the shelf is busy")]
    Busy,
    /// The shelf was written by a newer version of the program, this is its number: update the program.
    #[error("the shelf has version {0}, which this program does not know")]
    Newer(i64),
    /// Not on the shelf (any more).
    #[error("there is no holding {0}")]
    Unknown(holding::Id),
    /// The shelf was found damaged while it was open: start again, it will be mended.
    #[error("the shelf is damaged")]
    Damaged,
    /// The worker has ended: start again.
    #[error("the shelf is closed")]
    Closed,
    #[error("{0}")]
    Io(Arc<std::io::Error>),
    #[error("{0}")]
    Database(Arc<rusqlite::Error>),
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        if room::is_full(&error) { Self::Full } else { Self::Io(Arc::new(error)) }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ if room::is_full_database(&error) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            _ => Self::Database(Arc::new(error)),
        }
    }
}

/// A file error that concerns this path.
fn at(path: &std::path::Path, error: std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::NotFound => Error::Gone(path.to_path_buf()),
        std::io::ErrorKind::PermissionDenied => Error::Forbidden(path.to_path_buf()),
        _ => error.into(),
    }
}

/// So long one program waits for another to hear what a library says.
const LENDING: Duration = Duration::from_secs(60);

type Work = Box<dyn FnOnce(&mut Store) + Send>;

/// The handle to the shelf. Clones share one worker, which ends with the last of them.
#[derive(Debug, Clone)]
pub struct Shelf {
    worker: mpsc::Sender<Work>,
    home: Home,
    recovery: Option<Arc<Recovery>>,
}

/// Waits on this thread for what a shelf answers.
pub fn wait<T>(answer: impl Future<Output = T>) -> T {
    futures::executor::block_on(answer)
}

impl Shelf {
    /// Opens the shelf of this home, makes it when there is none, brings it to the newest form, mends it when it is
    /// damaged. Blocks for some milliseconds; longer when a damaged shelf is made again from the books.
    pub fn open(home: &Home) -> Result<Self, Error> {
        let (mut store, recovery) = recovery::open(home)?;
        let (worker, requests) = mpsc::channel::<Work>();
        std::thread::Builder::new().name("shelf".to_owned()).spawn(move || {
            while let Ok(work) = requests.recv() {
                // One request that panics is answered as closed and rolled back; the others go on.
                let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&mut store)));
                if done.is_err() {
                    tracing::error!("a request to the shelf panicked");
                }
            }
        })?;
        Ok(Self { worker, home: home.clone(), recovery: recovery.map(Arc::new) })
    }

    /// What was done about a damaged shelf when this one was opened; tell the reader.
    pub fn recovery(&self) -> Option<&Recovery> {
        self.recovery.as_deref()
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |store| {
            // Nobody waits any more when the screen that asked is gone; the work is done all the same.
            let _ = answer.send(work(store));
        });
        self.worker.send(work).map_err(|_| Error::Closed)?;
        answered.await.map_err(|_| Error::Closed)?
    }

    /// Everything on the shelf: what was opened last first, the rest by title as Kazakh and Russian sort.
    pub async fn holdings(&self) -> Result<Vec<Holding>, Error> {
        self.ask(|store| store.holdings()).await
    }

    /// One holding, `None` when it is not on the shelf (any more).
    pub async fn holding(&self, id: holding::Id) -> Result<Option<Holding>, Error> {
        self.ask(move |store| store.holding(id)).await
    }

    /// The holding with this identifier of the publication.
    pub async fn find_identifier(&self, identifier: impl Into<String>) -> Result<Option<Holding>, Error> {
        let identifier = identifier.into();
        self.ask(move |store| store.find_identifier(&identifier)).await
    }

    /// The holding whose file has this SHA-256, 64 hexadecimal digits.
    pub async fn find_sha256(&self, sha256: impl Into<String>) -> Result<Option<Holding>, Error> {
        let sha256 = sha256.into();
        self.ask(move |store| store.find_sha256(&sha256)).await
    }

    /// The holding that this file was put on the shelf from, or lies in it.
    pub async fn find_file(&self, path: impl Into<PathBuf>) -> Result<Option<Holding>, Error> {
        let path = path.into();
        let sha256 = beside(move || files::sha256_of(&path)).await?;
        self.find_sha256(sha256).await
    }

    /// Copies a reader's own file to the shelf when it is a book that opens. The original is never changed. The same
    /// book is not shelved twice. Slow work (reading, checking, copying) is done beside the worker.
    pub async fn add_file(&self, path: impl Into<PathBuf>) -> Result<Shelved, Error> {
        let (path, books) = (path.into(), self.home.books());
        let (incoming, card) = beside(move || files::copy_own(&path, &books)).await?;
        self.ask(move |store| store.shelve(incoming, card, None)).await
    }

    /// Takes one book of the archive in this file into the shelf, by its name there.
    pub async fn add_member(&self, archive: impl Into<PathBuf>, member: String) -> Result<Shelved, Error> {
        self.shelve_member(archive, member, Card::default()).await
    }

    /// As [`Self::add_member`], of an archive that came from a catalogue: what is told about it, where the book itself does
    /// not tell.
    pub async fn shelve_member(
        &self,
        archive: impl Into<PathBuf>,
        member: String,
        about: Card,
    ) -> Result<Shelved, Error> {
        let (archive, books) = (archive.into(), self.home.books());
        let (incoming, mut card) = beside(move || files::copy_member(&archive, &member, &books)).await?;
        (card.source, card.loan, card.ties) = (about.source, about.loan, about.ties);
        card.pending = about.pending;
        if card.authors.is_empty() {
            card.authors = about.authors;
        }
        if card.languages.is_empty() {
            card.languages = about.languages;
        }
        self.ask(move |store| store.shelve(incoming, card, None)).await
    }

    /// Takes a finished, checked download (a file under the home folder) into the shelf: the file is moved there. The
    /// same book is not shelved twice: a newer file and loan replace the older ones, the place stays.
    pub async fn shelve(&self, file: impl Into<PathBuf>, card: Card) -> Result<Shelved, Error> {
        let (path, books) = (file.into(), self.home.books());
        let incoming = beside(move || files::take(&path, &books)).await?;
        self.ask(move |store| store.shelve(incoming, card, None)).await
    }

    /// Gives a holding its file again (or another one) from this file, which is checked and copied. Place and bookmarks
    /// stay.
    pub async fn relink(&self, id: holding::Id, path: impl Into<PathBuf>) -> Result<Holding, Error> {
        let (path, books) = (path.into(), self.home.books());
        let (incoming, card) = beside(move || files::copy_own(&path, &books)).await?;
        self.ask(move |store| store.shelve(incoming, card, Some(id))).await.map(Shelved::into_holding)
    }

    /// Takes a book off the shelf, with its file, place and bookmarks, and what was spoken in it.
    pub async fn remove(&self, id: holding::Id) -> Result<(), Error> {
        self.ask(move |store| store.remove(id)).await?;
        let folder = self.spoken(id);
        // Nobody finds it any more; what stays costs a little room.
        let _ = beside(move || Ok(std::fs::remove_dir_all(folder)?)).await;
        Ok(())
    }

    /// Notes that the book was opened now.
    pub async fn opened(&self, id: holding::Id) -> Result<(), Error> {
        self.ask(move |store| store.opened(id, Moment::now())).await
    }

    /// Notes when the reader came to the end; `None` takes the note back.
    pub async fn set_finished(&self, id: holding::Id, finished: Option<Moment>) -> Result<(), Error> {
        self.ask(move |store| store.set_finished(id, finished)).await
    }

    /// The loan as the library tells it now.
    pub async fn set_loan(&self, id: holding::Id, loan: Option<Loan>) -> Result<(), Error> {
        self.ask(move |store| store.set_loan(id, loan)).await
    }

    /// Where the reader is in this book; `None` when it was never begun.
    pub async fn place(&self, id: holding::Id) -> Result<Option<Place>, Error> {
        self.ask(move |store| store.place(id)).await
    }

    /// Keeps the place. Answered when it is on the disk.
    pub async fn save_place(&self, id: holding::Id, place: Place) -> Result<(), Error> {
        self.ask(move |store| store.save_place(id, &place)).await
    }

    /// The bookmarks of a book, in the order of the book.
    pub async fn bookmarks(&self, id: holding::Id) -> Result<Vec<Bookmark>, Error> {
        self.ask(move |store| store.bookmarks(id)).await
    }

    /// Marks a place; `text` is the words at the place, `note` the reader's own.
    pub async fn add_bookmark(
        &self,
        id: holding::Id,
        locator: Locator,
        progress: f64,
        text: impl Into<String>,
        note: Option<String>,
    ) -> Result<Bookmark, Error> {
        let (kind, text, created) = (bookmark::Kind::Bookmark, text.into(), Moment::now());
        self.mark(id, bookmark::New { kind, locator, end: None, progress, text, note, sound: None, created }).await
    }

    /// Keeps what the reader marked: a place, or a passage by both its ends.
    pub async fn mark(&self, id: holding::Id, mark: bookmark::New) -> Result<Bookmark, Error> {
        self.ask(move |store| store.mark(id, mark)).await
    }

    /// Changes the reader's own words at a bookmark. False when there is no such bookmark (any more).
    pub async fn set_note(&self, id: bookmark::Id, note: Option<String>) -> Result<bool, Error> {
        self.ask(move |store| store.set_note(id, note, Moment::now())).await
    }

    /// Changes the file of what the reader has spoken at a bookmark. False when there is no such bookmark (any more).
    pub async fn set_sound(&self, id: bookmark::Id, sound: Option<String>) -> Result<bool, Error> {
        self.ask(move |store| store.set_sound(id, sound, Moment::now())).await
    }

    /// The folder of what the reader has spoken in this book; it is not there before the first.
    pub fn spoken(&self, id: holding::Id) -> PathBuf {
        self.home.spoken().join(id.to_string())
    }

    /// Deletes what was spoken in this book and belongs to none of these bookmarks (any more).
    pub async fn tidy_spoken(&self, id: holding::Id, bookmarks: &[Bookmark]) {
        let folder = self.spoken(id);
        let wanted: HashSet<String> = bookmarks.iter().filter_map(|bookmark| bookmark.sound.clone()).collect();
        let tidy = move || {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            for entry in entries.filter(|entry| entry.file_name().to_str().is_none_or(|name| !wanted.contains(name))) {
                // What stays costs a little room.
                let _ = std::fs::remove_file(entry.path());
            }
            Ok(())
        };
        let _ = beside(tidy).await;
    }

    /// False when there was no such bookmark (any more).
    pub async fn remove_bookmark(&self, id: bookmark::Id) -> Result<bool, Error> {
        self.ask(move |store| store.remove_bookmark(id)).await
    }

    /// The origins that the reader agreed to ask without protection, as [`crate::library::Error::Unprotected`] names them.
    pub async fn confirmed(&self) -> Result<Vec<String>, Error> {
        self.ask(|store| store.confirmed()).await
    }

    /// Keeps that the reader agreed to ask this origin without protection.
    pub async fn confirm(&self, origin: impl Into<String>) -> Result<(), Error> {
        let origin = origin.into();
        self.ask(move |store| store.confirm(&origin, Moment::now())).await
    }

    /// Keeps other programs with this home from changing loans, until what is answered is dropped.
    ///
    /// # Errors
    /// [`Error::Busy`] when another one takes too long.
    pub async fn alone(&self) -> Result<Option<File>, Error> {
        let path = self.home.root().join("loans.lock");
        beside(move || recovery::lock(&path, LENDING)).await
    }

    /// Answers when everything that was asked before is done; wait for it before the program ends.
    pub async fn settled(&self) -> Result<(), Error> {
        self.ask(|_| Ok(())).await
    }
}

/// Runs slow work on a thread of its own, so that places can be saved meanwhile.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    let (answer, answered) = oneshot::channel();
    std::thread::Builder::new().name("shelving".to_owned()).spawn(move || {
        let _ = answer.send(work());
    })?;
    answered.await.map_err(|_| Error::Closed)?
}
