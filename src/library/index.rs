//! The titles of all libraries that the reader knows, found at once and without the network, in SQLite with FTS5
//! (<https://sqlite.org/fts5.html>).
//!
//! An [`Index`] is a cheap handle. One thread writes; another one answers over a connection of its own, so that typing
//! never waits for a library that is read meanwhile. What is asked last is answered: a question that another one follows
//! ends at once with [`Error::Outdated`].
//!
//! A screen calls [`Index::ask`] with every keystroke and [`Index::publication`] when a title is chosen. Who walks through
//! a library calls [`Index::source`], [`Index::walk`], [`Index::add`] for each page and [`Index::finish`].
//!
//! The file lies among what can be thrown away (`cache/index.sqlite`); a damaged one is made again, empty, and
//! [`Status::rebuilt`] asks for a new walk.

use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, mpsc};
use std::time::Duration;

use futures::channel::oneshot;
use rusqlite::{Connection, InterruptHandle};
use tokio::sync::watch;
use url::Url;

use super::catalog::Publication;
use super::shelf::Moment;
use crate::home::Home;

mod build;
pub mod crawl;
mod error;
mod facets;
mod found;
pub mod held;
mod order;
mod query;
mod question;
pub mod rounds;
mod row;
mod schema;
pub mod sieve;
mod source;
#[cfg(test)]
mod tests;
mod title;
mod words;

pub use build::{Generation, Page, Written};
pub use error::Error;
pub use question::{Answer, Filter, Hit, How, Question, TitleId};
pub use source::{Branch, End, Facets, Kind, Source, SourceId, Status};
pub use title::{Formats, Title};

use build::Store;
use words::Words;

type Work = Box<dyn FnOnce(&mut Store) + Send>;
type Reading = Box<dyn FnOnce(&Connection) + Send>;

/// What the thread that answers is asked.
enum Request {
    Answer {
        number: u64,
        question: Box<Question>,
        answer: oneshot::Sender<Result<Answer, Error>>,
    },
    Read(Reading),
    /// Let the file go, and say so.
    Close(mpsc::Sender<()>),
}

/// What both threads know.
struct Shared {
    path: PathBuf,
    /// The number of the last question.
    newest: AtomicU64,
    /// The number of the question that is being answered, with the handle that ends it. Under one lock, so that no
    /// question is ended in the place of another one.
    running: Mutex<Option<(u64, InterruptHandle)>>,
    words: RwLock<Option<Arc<Words>>>,
    status: watch::Sender<Status>,
}

impl Shared {
    fn is_outdated(&self, number: u64) -> bool {
        self.newest.load(Ordering::Acquire) > number
    }

    fn words(&self) -> Option<Arc<Words>> {
        self.words.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Publishes what was counted.
    fn tell(&self, store: &Store, words: Option<Arc<Words>>) {
        let titles = store.titles().unwrap_or_default();
        let counted = words.as_ref().map(|words| words.len());
        // Whoever hears of the words may ask with them at once.
        if let Some(words) = words {
            *self.words.write().unwrap_or_else(PoisonError::into_inner) = Some(words);
        }
        self.status.send_modify(|status| {
            status.titles = titles;
            status.words = counted.unwrap_or(status.words);
        });
    }
}

/// The handle to the index. Clones share two threads, which end with the last of them.
#[derive(Clone)]
pub struct Index {
    writer: mpsc::Sender<Work>,
    reader: mpsc::Sender<Request>,
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("path", &self.shared.path).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index of this home, makes it when there is none or when it is damaged. Blocks for some milliseconds; the
    /// vocabulary is read afterwards.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::Full`] when the file can be neither opened nor made.
    pub fn open(home: &Home) -> Result<Self, Error> {
        let path = home.cache().join("index.sqlite");
        let mut store = Store::open(&path)?;
        let (status, _) = watch::channel(Status { rebuilt: u32::from(store.rebuilt), ..Status::default() });
        let shared = Arc::new(Shared {
            path,
            newest: AtomicU64::new(0),
            running: Mutex::new(None),
            words: RwLock::new(None),
            status,
        });
        let (writer, work) = mpsc::channel::<Work>();
        let (reader, requests) = mpsc::channel::<Request>();
        let of_writer = Arc::clone(&shared);
        std::thread::Builder::new().name("index".to_owned()).spawn(move || {
            match store.words() {
                Ok(words) => of_writer.tell(&store, Some(words)),
                Err(error) => tracing::warn!(%error, "the vocabulary cannot be read"),
            }
            while let Ok(work) = work.recv() {
                // One request that panics is answered as closed and rolled back; the others go on.
                let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&mut store)));
                if done.is_err() {
                    tracing::error!("a request to the index panicked");
                }
            }
        })?;
        let of_reader = Arc::clone(&shared);
        std::thread::Builder::new().name("finding".to_owned()).spawn(move || read(&of_reader, &requests))?;
        Ok(Self { writer, reader, shared })
    }

    /// Answers a question, the newest one alone: those before it end with [`Error::Outdated`], and so does one whose
    /// future is dropped. It counts from this call on, not from the first poll.
    pub fn ask(&self, question: Question) -> impl Future<Output = Result<Answer, Error>> + Send + use<> {
        let (answer, answered) = oneshot::channel();
        let number = {
            let running = self.shared.running.lock().unwrap_or_else(PoisonError::into_inner);
            let number = self.shared.newest.fetch_add(1, Ordering::AcqRel) + 1;
            if let Some((_, handle)) = &*running {
                handle.interrupt();
            }
            number
        };
        let sent = self.reader.send(Request::Answer { number, question: Box::new(question), answer });
        let index = self.clone();
        async move {
            sent.map_err(|_| Error::Closed)?;
            let answer = answered.await.map_err(|_| Error::Closed)?;
            index.mended(answer)
        }
    }

    /// What is known of a title, with the address where the rest is
    /// ([`Client::publication`](super::client::Client::publication)); `None` when it is not in the index any more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn publication(&self, id: TitleId) -> Result<Option<Publication>, Error> {
        let (answer, answered) = oneshot::channel();
        let reading: Reading = Box::new(move |connection| {
            let _ = answer.send(found::publication(connection, id));
        });
        self.reader.send(Request::Read(reading)).map_err(|_| Error::Closed)?;
        self.mended(answered.await.map_err(|_| Error::Closed)?)
    }

    /// How the index stands, now and whenever that changes.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.shared.status.subscribe()
    }

    /// The library whose catalogue begins at this address; it is added, or told anew.
    ///
    /// # Errors
    /// What the database says.
    pub async fn source(&self, url: Url, title: String, kind: Kind) -> Result<SourceId, Error> {
        self.write(move |store, _| store.source(&url, &title, kind)).await
    }

    /// The libraries in the index, in the order in which they were added.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sources(&self) -> Result<Vec<Source>, Error> {
        self.write(|store, _| store.sources()).await
    }

    /// Begins to walk through a library.
    ///
    /// # Errors
    /// [`Error::Unknown`] when it was removed.
    pub async fn walk(&self, source: SourceId) -> Result<Generation, Error> {
        self.write(move |store, _| store.walk(source)).await
    }

    /// Adds the titles of a page, or what changed in them. They are found from now on; mistakes in their words are
    /// forgiven after a while.
    ///
    /// # Errors
    /// [`Error::Unknown`] when the library was removed.
    pub async fn add(&self, walk: Generation, page: Option<Page>, titles: Vec<Title>) -> Result<Written, Error> {
        self.write(move |store, shared| {
            let written = store.add(walk, page.as_ref(), &titles)?;
            let words = if store.is_due() { Some(store.count_words()?) } else { None };
            shared.tell(store, words);
            Ok(written)
        })
        .await
    }

    /// What is known of a page of this library from an earlier walk.
    ///
    /// # Errors
    /// What the database says.
    pub async fn known_page(&self, source: SourceId, url: Url) -> Result<Option<Page>, Error> {
        self.write(move |store, _| store.known_page(source, &url)).await
    }

    /// A page is what it was: its titles count as met. Says how many there are; `None` when not all of them are there any
    /// more, so that the page has to be added again.
    ///
    /// # Errors
    /// What the database says.
    pub async fn keep(&self, walk: Generation, url: Url) -> Result<Option<u64>, Error> {
        self.write(move |store, _| store.keep(walk, &url)).await
    }

    /// Ends a walk. After a whole one titles go that it did not meet. `newest` is the newest moment that the library told
    /// of an entry.
    ///
    /// # Errors
    /// What the database says.
    pub async fn finish(&self, walk: Generation, end: End, newest: Option<Moment>) -> Result<Written, Error> {
        self.write(move |store, shared| {
            let written = store.finish(walk, end, newest, Moment::now())?;
            let words = store.count_words()?;
            shared.tell(store, Some(words));
            Ok(written)
        })
        .await
    }

    /// What titles can be told apart by.
    ///
    /// # Errors
    /// What the database says.
    pub async fn facets(&self) -> Result<Facets, Error> {
        self.write(|store, _| store.facets()).await
    }

    /// The leave to walk through libraries, which one program has at a time: that of another one would only fetch the same.
    /// It ends when it is dropped. `None` while another program has it.
    pub fn alone(&self) -> Option<File> {
        let path = self.shared.path.with_extension("walk");
        let file = File::options().create(true).truncate(false).write(true).open(path).ok()?;
        match file.try_lock() {
            Err(std::fs::TryLockError::WouldBlock) => None,
            // A file system without locks: that two fetch the same does no harm.
            _ => Some(file),
        }
    }

    /// Takes single titles of a library away, by their identifiers. Says how many there were.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remove(&self, source: SourceId, identifiers: Vec<String>) -> Result<u64, Error> {
        self.write(move |store, shared| {
            let gone = store.remove(source, &identifiers)?;
            shared.tell(store, None);
            Ok(gone)
        })
        .await
    }

    /// Takes a library out of the index, with all its titles. Says how many there were.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remove_source(&self, source: SourceId) -> Result<u64, Error> {
        self.write(move |store, shared| {
            let gone = store.remove_source(source)?;
            let words = store.count_words()?;
            shared.tell(store, Some(words));
            Ok(gone)
        })
        .await
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store, &Shared) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        let shared = Arc::clone(&self.shared);
        let work: Work = Box::new(move |store| {
            // Nobody waits any more when the one who asked is gone; the work is done all the same.
            let _ = answer.send(work(store, &shared));
        });
        self.writer.send(work).map_err(|_| Error::Closed)?;
        self.mended(answered.await.map_err(|_| Error::Closed)?)
    }

    /// Passes an answer on. When the file is damaged it is made again meanwhile.
    fn mended<T>(&self, answer: Result<T, Error>) -> Result<T, Error> {
        if matches!(answer, Err(Error::Damaged)) {
            let (reader, shared) = (self.reader.clone(), Arc::clone(&self.shared));
            let seen = self.shared.status.borrow().rebuilt;
            let mend: Work = Box::new(move |store| {
                // Several may have met the same damage.
                if shared.status.borrow().rebuilt == seen {
                    mend(store, &reader, &shared);
                }
            });
            // A thread that has ended mends nothing.
            let _ = self.writer.send(mend);
        }
        answer
    }
}

fn mend(store: &mut Store, reader: &mpsc::Sender<Request>, shared: &Shared) {
    tracing::warn!("the index is damaged and is made again");
    let (closed, wait) = mpsc::channel();
    // Some systems delete no file that is open.
    if reader.send(Request::Close(closed)).is_ok() {
        let _ = wait.recv_timeout(Duration::from_secs(10));
    }
    match store.again() {
        Ok(()) => {
            shared.tell(store, Some(Arc::default()));
            shared.status.send_modify(|status| status.rebuilt += 1);
        }
        Err(error) => tracing::error!(%error, "the index cannot be made again"),
    }
}

/// What the thread that answers does.
fn read(shared: &Shared, requests: &mpsc::Receiver<Request>) {
    let mut connection: Option<Connection> = None;
    while let Ok(request) = requests.recv() {
        match request {
            Request::Close(closed) => {
                connection = None;
                let _ = closed.send(());
            }
            Request::Read(reading) => match opened(&mut connection, shared) {
                Ok(connection) => {
                    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| reading(connection)));
                }
                // The one who asked is answered that nobody is there.
                Err(error) => tracing::warn!(%error, "the index cannot be read"),
            },
            Request::Answer { number, question, answer } => {
                let answered = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    let stop = || shared.is_outdated(number) || answer.is_canceled();
                    respond(&mut connection, shared, number, &question, &stop)
                }));
                *shared.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
                match answered {
                    Ok(answered) => {
                        let _ = answer.send(answered);
                    }
                    Err(_) => tracing::error!("a question to the index panicked"),
                }
            }
        }
    }
}

fn opened<'a>(connection: &'a mut Option<Connection>, shared: &Shared) -> Result<&'a Connection, Error> {
    match connection {
        Some(open) => Ok(open),
        None => Ok(connection.insert(schema::open_reader(&shared.path)?)),
    }
}

fn respond(
    connection: &mut Option<Connection>,
    shared: &Shared,
    number: u64,
    question: &Question,
    stop: &dyn Fn() -> bool,
) -> Result<Answer, Error> {
    if stop() {
        return Err(Error::Outdated);
    }
    let connection = opened(connection, shared)?;
    *shared.running.lock().unwrap_or_else(PoisonError::into_inner) = Some((number, connection.get_interrupt_handle()));
    let words = shared.words();
    query::answer(connection, words.as_deref(), question, Moment::now(), stop)
}
