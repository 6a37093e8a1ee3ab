//! A folder of the reader's machine, or one that another machine shares, as a library: its pages are made of what lies in
//! it.
//!
//! A folder is a `file:` address; what lies inside it (sections, books, what was searched for) has addresses of ours
//! ([`Address`]), so that it goes the ways that catalogues go: [`Client::feed`], [`Client::search`], [`super::acquire`].
//! No page of the web can lead here: [`super::catalog`] resolves no `file:` address.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use url::Url;

use super::Error;
use super::catalog::Feed;
use super::client::Client;
use super::places;
use super::volume::{Bounds, Entry, Found};

mod copy;
mod list;

pub(super) use copy::{cover, fetch};

/// Relation of the way to all books of a folder, whose title the interface says.
pub const ALL: &str = "https://oqyrman.kz/rel/all-books";

/// Books of one page.
const PAGE: usize = 50;
/// Folders of one page.
const MOST_FOLDERS: usize = 2_000;
/// How long the books of one page are opened to see what they are; the others are known by their names until then.
const LOOKING: Duration = Duration::from_secs(6);
/// How long all books of a folder are looked for.
const WALKING: Duration = Duration::from_secs(10);
/// After so long a share does not answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a list of all books is good for.
const FRESH: Duration = Duration::from_secs(60);
/// Entries and lists that are remembered.
const MOST_REMEMBERED: usize = 20_000;
const MOST_LISTS: usize = 8;

/// Where in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder in it, by its path below it; empty for itself. `first`: the book that the page begins with, from 0.
    Inside { path: PathBuf, first: usize },
    /// All its books.
    All { first: usize },
    /// The books with these words.
    Search { words: String, first: usize },
    /// A book, by its path.
    Book(PathBuf),
}

/// A place in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub root: PathBuf,
    pub place: Place,
}

/// Whether an address is one of a folder.
pub fn is_address(address: &Url) -> bool {
    address.scheme() == "file"
}

/// The address of a folder; `None` for a path that is not absolute.
pub fn address_of(folder: &Path) -> Option<Url> {
    Url::from_file_path(folder).ok()
}

impl Address {
    pub fn parse(address: &Url) -> Option<Self> {
        is_address(address).then_some(())?;
        let root = address.to_file_path().ok()?;
        let mut found = Self { root, place: Place::Inside { path: PathBuf::new(), first: 0 } };
        let mut from = 0;
        for pair in address.fragment().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=')?;
            match key {
                "path" => found.place = Place::Inside { path: path_of(value), first: 0 },
                "book" => found.place = Place::Book(path_of(value)),
                "all" => found.place = Place::All { first: 0 },
                "words" => {
                    let words = percent_decode_str(value).decode_utf8_lossy().into_owned();
                    found.place = Place::Search { words, first: 0 };
                }
                "first" => from = value.parse().ok()?,
                _ => return None,
            }
        }
        if let Place::Inside { first, .. } | Place::All { first } | Place::Search { first, .. } = &mut found.place {
            *first = from;
        }
        Some(found)
    }

    pub fn url(&self) -> Url {
        let encoded = |path: &Path| percent_encode(&bytes_of(path), NON_ALPHANUMERIC).to_string();
        let (mut fragment, first) = match &self.place {
            Place::Inside { path, first } if path.as_os_str().is_empty() => (String::new(), *first),
            Place::Inside { path, first } => (format!("path={}", encoded(path)), *first),
            Place::All { first } => ("all=1".to_owned(), *first),
            Place::Search { words, first } => {
                (format!("words={}", percent_encode(words.as_bytes(), NON_ALPHANUMERIC)), *first)
            }
            Place::Book(path) => (format!("book={}", encoded(path)), 0),
        };
        if first > 0 {
            fragment.push_str(&format!("&first={first}"));
        }
        // A root that is not absolute has no address; it is none of ours then either.
        let mut url = address_of(&self.root).unwrap_or_else(|| Url::parse("file:///").expect("an address"));
        url.set_fragment(Some(fragment.trim_start_matches('&')).filter(|fragment| !fragment.is_empty()));
        url
    }

    fn at(&self, place: Place) -> Self {
        Self { root: self.root.clone(), place }
    }

    fn start(&self) -> Self {
        self.at(Place::Inside { path: PathBuf::new(), first: 0 })
    }
}

#[cfg(unix)]
fn bytes_of(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(not(unix))]
fn bytes_of(path: &Path) -> Vec<u8> {
    path.to_string_lossy().replace('\\', "/").into_bytes()
}

#[cfg(unix)]
fn path_of(encoded: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(percent_decode_str(encoded).collect()).into()
}

#[cfg(not(unix))]
fn path_of(encoded: &str) -> PathBuf {
    percent_decode_str(encoded).decode_utf8_lossy().into_owned().into()
}

/// What folders are known to hold, so that a page that is shown again comes at once.
#[derive(Default)]
pub(super) struct Memory {
    /// By the whole path: the stamp of the file, what it is.
    entries: Mutex<HashMap<PathBuf, (String, Entry)>>,
    /// By the folder: when it was looked through, what was found, whether that is all.
    lists: Mutex<HashMap<PathBuf, List>>,
}

type List = (Instant, Arc<Vec<Found>>, bool);

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

impl Memory {
    fn entry(&self, path: &Path, stamp: &str) -> Option<Entry> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(path).filter(|(known, _)| known == stamp).map(|(_, entry)| entry.clone())
    }

    fn remember(&self, path: PathBuf, stamp: String, entry: Entry) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MOST_REMEMBERED {
            entries.clear();
        }
        entries.insert(path, (stamp, entry));
    }

    fn list(&self, root: &Path) -> (Arc<Vec<Found>>, bool) {
        let known = self.lists.lock().unwrap_or_else(PoisonError::into_inner).get(root).cloned();
        if let Some((at, list, whole)) = known.filter(|(at, ..)| at.elapsed() < FRESH) {
            let _ = at;
            return (list, whole);
        }
        let bounds = Bounds { books: 20_000, depth: 16, names: 200_000, until: Some(Instant::now() + WALKING) };
        let (list, whole) = list::books_below(root, bounds);
        let list = Arc::new(list);
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if lists.len() >= MOST_LISTS {
            lists.clear();
        }
        lists.insert(root.to_path_buf(), (Instant::now(), Arc::clone(&list), whole));
        (list, whole)
    }
}

/// A page of a folder.
///
/// # Errors
/// [`Error::Place`] when it is not there (any more) or may not be read, [`Error::NotFound`] when what was asked for is not
/// in it, [`Error::TimedOut`] when it does not answer.
pub(super) async fn feed(client: &Client, address: &Url) -> Result<Feed, Error> {
    let at = Address::parse(address).ok_or_else(|| Error::Address(address.to_string()))?;
    let memory = Arc::clone(client.folders());
    beside(&at.root.clone(), move || list::feed(&at, &memory)).await
}

/// How many books lie in a folder; `None` when there are more than can be counted in a moment.
///
/// # Errors
/// As [`feed`].
pub(super) async fn count(client: &Client, address: &Url) -> Result<Option<u64>, Error> {
    let at = Address::parse(address).ok_or_else(|| Error::Address(address.to_string()))?;
    let memory = Arc::clone(client.folders());
    beside(&at.root.clone(), move || {
        let root = list::root(&at)?;
        let (found, whole) = memory.list(&root);
        Ok(whole.then_some(found.len() as u64))
    })
    .await
}

/// The address at which the books with these words are, in the folder that an address belongs to.
pub(super) fn search(address: &Url, words: &str) -> Option<Url> {
    let at = Address::parse(address)?;
    Some(at.at(Place::Search { words: words.trim().to_owned(), first: 0 }).url())
}

/// Works with a disk that may be far away, on a thread that nobody has to wait for.
async fn beside<T: Send + 'static>(
    root: &Path,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(work)).await {
        Ok(Ok(done)) => done,
        Ok(Err(error)) => std::panic::resume_unwind(error.into_panic()),
        Err(_) => Err(Error::TimedOut { host: name_of(root) }),
    }
}

/// What a folder is called.
pub fn name_of(folder: &Path) -> String {
    places::share_name(folder)
        .unwrap_or_else(|| folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned())
}

fn failed(path: &Path, error: io::Error) -> Error {
    Error::Place(match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::NotConnected
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::StaleNetworkFileHandle
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::TimedOut => places::Error::Gone(path.to_path_buf()),
        io::ErrorKind::PermissionDenied => places::Error::Forbidden(path.to_path_buf()),
        io::ErrorKind::NotADirectory => places::Error::NotAFolder(path.to_path_buf()),
        _ => places::Error::Unreadable(path.to_path_buf(), Arc::new(error)),
    })
}

#[cfg(test)]
mod tests;
