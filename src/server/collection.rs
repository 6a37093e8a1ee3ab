//! The books that are served: found in a folder (or in the program), looked at in the background, remembered by size
//! and time.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::lists::Lists;
use super::search::{Index, Words};
use crate::format::{self, Resource};
use crate::library::catalog::media_type;
use crate::library::folding::fold;
use crate::library::shelf::{Moment, collation_key};
use crate::library::volume::{self, Bounds};

pub use crate::library::volume::Entry;

/// What one service has at most, and how deep its folder is looked into.
const BOUNDS: Bounds = Bounds { books: 200_000, depth: 32, names: usize::MAX, until: None };
/// How long a look at the folder is good for.
const FRESH: Duration = Duration::from_secs(5);
/// How long the first request waits for the first look to end; later it is answered with what is known by then.
const FIRST_WAIT: Duration = Duration::from_secs(4);
/// How long a request waits for a later look; for one that takes longer nobody waits.
const LATER_WAIT: Duration = Duration::from_millis(300);
/// A look at a large folder is worth so many times as long as it takes.
const WORTH: u32 = 20;
/// How often what is known so far is shown during a long look.
const SHOWN_EVERY: Duration = Duration::from_millis(500);

/// Where the bytes are.
#[derive(Debug, Clone)]
pub enum Bytes {
    /// A file, relative to the folder that is served.
    File(PathBuf),
    Shipped(&'static [u8]),
}

/// A book of the collection.
#[derive(Debug)]
pub struct Volume {
    /// 16 hexadecimal digits, of the place in the folder: the same as long as the file stays there.
    pub id: String,
    pub entry: Entry,
    pub bytes: Bytes,
    pub file_name: String,
    pub size: u64,
    pub modified: Moment,
    /// Changes with the file; in quotes, as HTTP writes it.
    pub etag: String,
    index: OnceLock<Index>,
}

impl Volume {
    /// Of its file.
    pub fn media_type(&self) -> &'static str {
        media_type::of_file(&self.file_name)
    }

    pub fn authors(&self) -> impl Iterator<Item = &str> {
        self.entry.authors()
    }

    /// What it is found by; made when it is first looked for.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| index(&self.entry))
    }
}

/// What is known at one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// By title.
    pub volumes: Vec<Arc<Volume>>,
    by_id: HashMap<String, usize>,
    modified: Option<Moment>,
    /// The lists that were asked for lately.
    pub lists: Lists,
    /// The words of all books, once they are in order.
    words: OnceLock<Words>,
}

impl Snapshot {
    fn new(mut volumes: Vec<Arc<Volume>>) -> Self {
        volumes.sort_by_cached_key(|volume| (collation_key(&volume.entry.title), volume.id.clone()));
        Self::in_order(volumes)
    }

    /// Of books that are in order by title.
    fn in_order(volumes: Vec<Arc<Volume>>) -> Self {
        let by_id = volumes.iter().enumerate().map(|(at, volume)| (volume.id.clone(), at)).collect();
        let modified = volumes.iter().map(|volume| volume.modified).max();
        Self { volumes, by_id, modified, ..Self::default() }
    }

    /// The words of all books, where they are in order already.
    pub fn words(&self) -> Option<&Words> {
        self.words.get()
    }

    pub fn volume(&self, id: &str) -> Option<&Arc<Volume>> {
        self.by_id.get(id).map(|&at| &self.volumes[at])
    }

    /// The place of the book with this id among [`Self::volumes`].
    pub fn place(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).and_then(|at| u32::try_from(*at).ok())
    }

    /// When the newest book came.
    pub fn modified(&self) -> Moment {
        self.modified.unwrap_or(Moment::from_unix_millis(0))
    }
}

/// What is served.
#[derive(Debug, Clone)]
pub enum Origin {
    Folder(PathBuf),
    /// File names and bytes.
    Shipped(&'static [(&'static str, &'static [u8])]),
}

/// The version that looked at the books: another one may see more in them.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the last run knew of a book.
#[derive(Debug)]
struct Known {
    /// Its turn among all books by title.
    turn: usize,
    stamp: String,
    entry: Entry,
}

/// A file that was found, before it is opened.
#[derive(Debug, Clone)]
struct Found {
    /// Of the path.
    id: String,
    /// Below the folder.
    path: PathBuf,
    bytes: Bytes,
    size: u64,
    modified: Moment,
    /// Changes with the file.
    stamp: String,
}

impl From<volume::Found> for Found {
    fn from(found: volume::Found) -> Self {
        let volume::Found { path, size, modified, stamp } = found;
        Self { id: id_of(&path), bytes: Bytes::File(path.clone()), path, size, modified, stamp }
    }
}

/// The collection; it looks after itself.
#[derive(Debug)]
pub struct Collection {
    origin: Origin,
    /// Where what is known is kept between runs.
    cache: Option<PathBuf>,
    snapshot: RwLock<Arc<Snapshot>>,
    looking: AtomicBool,
    /// When the last look ended, and how long it took.
    looked: Mutex<Option<(Instant, Duration)>>,
    /// How many looks have ended.
    looks: tokio::sync::watch::Sender<u64>,
}

impl Collection {
    /// A collection of this origin; begins to look at once. A folder must be canonical.
    pub fn new(origin: Origin, cache: Option<PathBuf>) -> Arc<Self> {
        let collection = Arc::new(Self {
            origin,
            cache,
            snapshot: RwLock::default(),
            looking: AtomicBool::new(false),
            looked: Mutex::default(),
            looks: tokio::sync::watch::Sender::new(0),
        });
        collection.look();
        collection
    }

    /// What is known now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What is known after a fresh look, or after a patient reader's wait for it.
    pub async fn fresh(self: &Arc<Self>) -> Arc<Snapshot> {
        let mut looks = self.looks.subscribe();
        let ended = *looks.borrow_and_update();
        let looked = *self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let stale = looked.is_none_or(|(at, took)| at.elapsed() > FRESH.max(took * WORTH));
        let watched = matches!(self.origin, Origin::Folder(_)) || ended == 0;
        if stale && watched {
            self.look();
            let patience = match looked {
                None => FIRST_WAIT,
                Some((_, took)) if took > LATER_WAIT => Duration::ZERO,
                Some(_) => LATER_WAIT,
            };
            let _ = tokio::time::timeout(patience, looks.wait_for(|looks| *looks > ended)).await;
        }
        self.snapshot()
    }

    /// Looks at the folder again on a thread of its own, unless somebody is looking.
    fn look(self: &Arc<Self>) {
        if self.looking.swap(true, Ordering::AcqRel) {
            return;
        }
        let collection = Arc::clone(self);
        let thread = std::thread::Builder::new().name("collection".to_owned());
        let started = thread.spawn(move || {
            let began = Instant::now();
            collection.read();
            let ended = (Instant::now(), began.elapsed());
            *collection.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(ended);
            collection.looks.send_modify(|looks| *looks += 1);
            // Nobody waits for this: until then, each book is looked at by itself.
            let snapshot = collection.snapshot();
            snapshot.words.get_or_init(|| Words::new(snapshot.volumes.iter().map(|volume| volume.index())));
            collection.looking.store(false, Ordering::Release);
        });
        if let Err(error) = started {
            tracing::error!(%error, "no thread to look at the books");
            self.looking.store(false, Ordering::Release);
        }
    }

    fn publish(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    fn read(&self) {
        let before = self.snapshot();
        let first = before.volumes.is_empty();
        // What was known the last time is read while the folder is gone through.
        let (mut remembered, found) = std::thread::scope(|scope| {
            let remembered = first.then(|| scope.spawn(|| self.remembered()));
            let found = self.find();
            (remembered.and_then(|reading| reading.join().ok()).unwrap_or_default(), found)
        });
        let known: HashMap<&str, &Arc<Volume>> =
            before.volumes.iter().map(|volume| (volume.id.as_str(), volume)).collect();
        let mut volumes: Vec<Arc<Volume>> = Vec::new();
        // The turns of those that the last run knew, as long as it knew all of them.
        let mut turns = first.then(Vec::new);
        let mut changed = false;
        let mut shown = Instant::now();
        let many = found.len();
        for found in found {
            let id = found.id.clone();
            let etag = format!("\"{}\"", found.stamp);
            if let Some(volume) = known.get(id.as_str()).filter(|volume| volume.etag == etag) {
                volumes.push(Arc::clone(volume));
                continue;
            }
            let entry = match remembered.remove(&id).filter(|known| known.stamp == found.stamp) {
                Some(known) => {
                    turns.as_mut().into_iter().for_each(|turns| turns.push(known.turn));
                    known.entry
                }
                None if self.is_stranger(&found) => continue,
                None => {
                    (changed, turns) = (true, None);
                    self.entry(&found)
                }
            };
            volumes.push(Arc::new(volume(id, etag, found, entry)));
            if first && shown.elapsed() > SHOWN_EVERY {
                self.publish(Snapshot::new(volumes.clone()));
                shown = Instant::now();
            }
        }
        // A book was taken away, or the memory knows books that are not there.
        changed |= volumes.len() != before.volumes.len() && !first || !remembered.is_empty();
        tracing::info!(books = many, changed, "looked at the books");
        if let Some(turns) = turns {
            // Putting many titles in order takes longer than remembering their order.
            let mut volumes: Vec<_> = turns.into_iter().zip(volumes).collect();
            volumes.sort_unstable_by_key(|(turn, _)| *turn);
            self.publish(Snapshot::in_order(volumes.into_iter().map(|(_, volume)| volume).collect()));
        } else if first || changed {
            self.publish(Snapshot::new(volumes));
        }
        if changed {
            self.remember();
        }
    }

    fn find(&self) -> Vec<Found> {
        match &self.origin {
            Origin::Folder(root) => {
                let (found, _) = volume::walk(root, BOUNDS);
                found.into_iter().map(Found::from).collect()
            }
            Origin::Shipped(books) => books
                .iter()
                .map(|&(name, bytes)| Found {
                    id: id_of(Path::new(name)),
                    path: PathBuf::from(name),
                    bytes: Bytes::Shipped(bytes),
                    size: bytes.len() as u64,
                    modified: Moment::from_unix_millis(0),
                    stamp: hexadecimal(&Sha256::digest(bytes)[..16]),
                })
                .collect(),
        }
    }

    fn is_stranger(&self, found: &Found) -> bool {
        let Bytes::File(relative) = &found.bytes else { return false };
        self.path(relative).is_none_or(|path| volume::is_stranger(&path))
    }

    fn entry(&self, found: &Found) -> Entry {
        Entry::of(self.open(&found.bytes), &found.path)
    }

    fn open(&self, bytes: &Bytes) -> Result<format::Opened, format::Error> {
        match bytes {
            Bytes::File(relative) => format::open(&self.path(relative).ok_or(format::Error::NotABook)?),
            Bytes::Shipped(bytes) => format::open_bytes(Arc::from(*bytes)),
        }
    }

    /// The cover as it lies in the book. Slow: opens the book.
    pub fn cover(&self, volume: &Volume) -> Option<Resource> {
        self.open(&volume.bytes).ok()?.cover()
    }

    /// The file at this path below the folder, when it (still) lies in it, links followed.
    pub fn path(&self, relative: &Path) -> Option<PathBuf> {
        let Origin::Folder(root) = &self.origin else { return None };
        volume::inside(root, relative)
    }

    /// By id.
    fn remembered(&self) -> HashMap<String, Known> {
        let text = self.cache.as_ref().and_then(|path| fs::read(path).ok()).unwrap_or_default();
        let (first, rest) = text.split_at(text.iter().position(|byte| *byte == b'\n').unwrap_or(0));
        if serde_json::from_slice::<String>(first).ok().as_deref() != Some(VERSION) {
            return HashMap::new();
        }
        let half = rest.len() / 2;
        let half = half + rest[half..].iter().position(|byte| *byte == b'\n').unwrap_or(0);
        let (one, other) = rest.split_at(half);
        let read = |lines: &[u8]| -> Vec<(String, String, Entry)> {
            lines.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
        };
        let (one, other) = std::thread::scope(|scope| {
            let other = scope.spawn(|| read(other));
            (read(one), other.join().unwrap_or_default())
        });
        let known = one.into_iter().chain(other).enumerate();
        known.map(|(turn, (id, stamp, entry))| (id, Known { turn, stamp, entry })).collect()
    }

    /// A line for the version, and one for each book by title, as JSON. Losing this costs time, so that it is only told to
    /// the log.
    fn remember(&self) {
        let Some(path) = &self.cache else { return };
        let snapshot = self.snapshot();
        let mut text = Vec::new();
        let mut line = |value: &dyn Fn(&mut Vec<u8>) -> serde_json::Result<()>| {
            let written = value(&mut text);
            text.push(b'\n');
            written.map_err(std::io::Error::from)
        };
        let written = line(&|to| serde_json::to_writer(to, VERSION)).and_then(|()| {
            // A book that does not open is tried again at the next start.
            snapshot.volumes.iter().filter(|volume| !volume.entry.damaged).try_for_each(|volume| {
                let known = (&volume.id, volume.etag.trim_matches('"'), &volume.entry);
                line(&|to| serde_json::to_writer(to, &known))
            })
        });
        if let Err(error) = written.and_then(|()| write(path, &text)) {
            tracing::warn!(%error, "what is known about the books is not kept");
        }
    }
}

/// Writes a file so that it is either the old or the new one.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let part = path.with_extension(format!("{}.part", std::process::id()));
    fs::write(&part, bytes)?;
    fs::rename(&part, path)
}

fn id_of(path: &Path) -> String {
    hexadecimal(&Sha256::digest(path.as_os_str().as_encoded_bytes())[..8])
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

fn volume(id: String, etag: String, found: Found, entry: Entry) -> Volume {
    let file_name = found.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let index = OnceLock::new();
    Volume { id, entry, bytes: found.bytes, file_name, size: found.size, modified: found.modified, etag, index }
}

fn index(entry: &Entry) -> Index {
    let names = |author: bool| {
        let people = entry.people.iter().filter(move |(_, role)| (role == "aut") == author);
        people.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ")
    };
    let rest = [&entry.subtitle, &entry.description, &entry.publisher, &entry.identifier];
    let rest: Vec<&str> = rest.into_iter().flatten().map(String::as_str).collect();
    Index {
        title: fold(&entry.title),
        authors: fold(&names(true)),
        rest: fold(&format!("{} {} {}", rest.join(" "), names(false), entry.subjects.join(" "))),
    }
}
