//! The books that are served: found in a folder (or in the program), looked at in the background, remembered by size
//! and time.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::search::Index;
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
/// How long a request waits for a later look.
const LATER_WAIT: Duration = Duration::from_millis(300);
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
    pub index: Index,
}

impl Volume {
    /// Of its file.
    pub fn media_type(&self) -> &'static str {
        media_type::of_file(&self.file_name)
    }

    pub fn authors(&self) -> impl Iterator<Item = &str> {
        self.entry.authors()
    }
}

/// What is known at one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// By title.
    pub volumes: Vec<Arc<Volume>>,
    by_id: HashMap<String, usize>,
}

impl Snapshot {
    fn new(mut volumes: Vec<Arc<Volume>>) -> Self {
        volumes.sort_by_cached_key(|volume| (collation_key(&volume.entry.title), volume.id.clone()));
        let by_id = volumes.iter().enumerate().map(|(at, volume)| (volume.id.clone(), at)).collect();
        Self { volumes, by_id }
    }

    pub fn volume(&self, id: &str) -> Option<&Arc<Volume>> {
        self.by_id.get(id).map(|&at| &self.volumes[at])
    }

    /// When the newest book came.
    pub fn modified(&self) -> Moment {
        self.volumes.iter().map(|volume| volume.modified).max().unwrap_or(Moment::from_unix_millis(0))
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

/// What is kept between runs.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    version: String,
    /// By id: size and time, what is known.
    entries: BTreeMap<String, (String, Entry)>,
}

/// A file that was found, before it is opened.
#[derive(Debug, Clone)]
struct Found {
    /// What its id is made of: the path below the folder.
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
        Self { bytes: Bytes::File(path.clone()), path, size, modified, stamp }
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
    looked: Mutex<Option<Instant>>,
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
        let stale = {
            let looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            looked.is_none_or(|at| at.elapsed() > FRESH)
        };
        let watched = matches!(self.origin, Origin::Folder(_)) || ended == 0;
        if stale && watched {
            self.look();
            let patience = if ended == 0 { FIRST_WAIT } else { LATER_WAIT };
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
            collection.read();
            *collection.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
            collection.looking.store(false, Ordering::Release);
            collection.looks.send_modify(|looks| *looks += 1);
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
        let mut remembered = if first { self.remembered() } else { BTreeMap::new() };
        let known: HashMap<&str, &Arc<Volume>> =
            before.volumes.iter().map(|volume| (volume.id.as_str(), volume)).collect();
        let mut volumes: Vec<Arc<Volume>> = Vec::new();
        let mut changed = false;
        let mut shown = Instant::now();
        let found = self.find();
        let many = found.len();
        for found in found {
            let id = id_of(&found.path);
            let etag = format!("\"{}\"", found.stamp);
            if let Some(volume) = known.get(id.as_str()).filter(|volume| volume.etag == etag) {
                volumes.push(Arc::clone(volume));
                continue;
            }
            let entry = remembered.remove(&id).filter(|(stamp, _)| *stamp == found.stamp).map(|(_, entry)| entry);
            let entry = match entry {
                Some(entry) => entry,
                None if self.is_stranger(&found) => continue,
                None => {
                    changed = true;
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
        if first || changed {
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

    fn remembered(&self) -> BTreeMap<String, (String, Entry)> {
        let text = self.cache.as_ref().and_then(|path| fs::read(path).ok()).unwrap_or_default();
        let memory: Memory = serde_json::from_slice(&text).unwrap_or_default();
        if memory.version == VERSION { memory.entries } else { BTreeMap::new() }
    }

    /// Losing this costs time, so that it is only told to the log.
    fn remember(&self) {
        let Some(path) = &self.cache else { return };
        let snapshot = self.snapshot();
        // A book that does not open is tried again at the next start.
        let sound = snapshot.volumes.iter().filter(|volume| !volume.entry.damaged);
        let entries =
            sound.map(|volume| (volume.id.clone(), (volume.etag.trim_matches('"').to_owned(), volume.entry.clone())));
        let memory = Memory { version: VERSION.to_owned(), entries: entries.collect() };
        let written = serde_json::to_vec(&memory).map_err(std::io::Error::from).and_then(|text| write(path, &text));
        if let Err(error) = written {
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
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn volume(id: String, etag: String, found: Found, entry: Entry) -> Volume {
    let names = |author: bool| {
        let people = entry.people.iter().filter(move |(_, role)| (role == "aut") == author);
        people.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ")
    };
    let rest = [&entry.subtitle, &entry.description, &entry.publisher, &entry.identifier];
    let rest: Vec<&str> = rest.into_iter().flatten().map(String::as_str).collect();
    let index = Index {
        title: fold(&entry.title),
        authors: fold(&names(true)),
        rest: fold(&format!("{} {} {}", rest.join(" "), names(false), entry.subjects.join(" "))),
    };
    let file_name = found.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Volume { id, entry, bytes: found.bytes, file_name, size: found.size, modified: found.modified, etag, index }
}
