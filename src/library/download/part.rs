//! What lies in the folder of downloads: the parts that are there of files, and whose they are.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use reqwest::header::{self, HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use super::{Progress, disposition, name};
use crate::home::Home;
use crate::library::Error;

/// A download that was left before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub address: Url,
    pub progress: Progress,
}

/// The downloads that were left before their end, in no order.
pub fn pending(home: &Home) -> Vec<Pending> {
    let Ok(folder) = std::fs::read_dir(home.downloads()) else { return Vec::new() };
    folder
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "json"))
        .take(10_000)
        .filter_map(|path| {
            let record = Record::read(&path)?;
            let received = std::fs::metadata(path.with_extension("part")).ok()?.len();
            let address = Url::parse(&record.address).ok()?;
            Some(Pending { address, progress: Progress { received, total: record.length } })
        })
        .collect()
}

/// How many bytes of what stands at this address are there already.
pub fn received(home: &Home, address: &Url) -> u64 {
    fs::metadata(path(home, address)).map_or(0, |it| it.len())
}

/// Forgets a download that was left before its end.
pub fn forget(home: &Home, address: &Url) {
    let path = path(home, address);
    // One that is under way is left alone.
    if let Ok(file) = File::open(&path)
        && file.try_lock().is_ok()
    {
        let _ = std::fs::remove_file(path.with_extension("json"));
        let _ = std::fs::remove_file(path);
    }
}

/// Whether somebody fetches what stands at this address just now, this program or another one with the same home.
pub fn is_taken(home: &Home, address: &Url) -> bool {
    File::open(path(home, address)).is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

/// Throws away what was left so long ago that nobody comes back to it, but nothing of these addresses, and nothing that is
/// under way. Books of many files are told from one another by nothing here: they go only where `books_too`.
pub fn tidy(home: &Home, wanted: &[Url], older: Duration, books_too: bool) {
    let wanted: HashSet<String> = wanted.iter().map(|address| key(address.as_str())).collect();
    let now = SystemTime::now();
    for entry in fs::read_dir(home.downloads()).into_iter().flatten().flatten() {
        let path = entry.path();
        let age = entry.metadata().and_then(|it| it.modified()).ok().and_then(|at| now.duration_since(at).ok());
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let stem = stem.split('-').next().unwrap_or_default();
        if age.is_none_or(|age| age < older) || wanted.contains(stem) {
            continue;
        }
        let is_free = |path: &Path| File::open(path).is_ok_and(|file| file.try_lock().is_ok());
        match ending {
            "part" if is_free(&path) => {
                let _ = fs::remove_file(path.with_extension("json"));
                let _ = fs::remove_file(&path);
            }
            "json" if !path.with_extension("part").exists() => {
                let _ = fs::remove_file(&path);
            }
            "zip" | "lock" if books_too && is_free(&path) => {
                let _ = fs::remove_file(&path);
            }
            "book" if books_too && is_free(&path.join("lock")) => {
                let _ = fs::remove_dir_all(&path);
            }
            _ => {}
        }
    }
}

/// What a part is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Where it is asked for, before redirects.
    pub(super) address: String,
    pub(super) title: String,
    /// A strong one, else `None`.
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    /// Of the whole file, in bytes.
    pub(super) length: Option<u64>,
}

impl Record {
    pub(super) fn of(address: &Url, last: &Url, headers: &HeaderMap, length: Option<u64>) -> Self {
        let text = |name| headers.get(name).and_then(|it: &HeaderValue| it.to_str().ok()).map(str::to_owned);
        Self {
            address: address.to_string(),
            title: name::title(
                &headers
                    .get(header::CONTENT_DISPOSITION)
                    .and_then(|value| disposition::file_name(value.as_bytes()))
                    .or_else(|| name::of_address(last))
                    .unwrap_or_default(),
            ),
            etag: text(header::ETAG).filter(|etag| etag.starts_with('"')),
            last_modified: text(header::LAST_MODIFIED),
            length,
        }
    }

    pub(super) fn read(path: &Path) -> Option<Self> {
        let mut text = String::new();
        File::open(path).ok()?.take(64 * 1024).read_to_string(&mut text).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// What a server can tell the same file by. Without it, and without a length, a part is not taken up again.
    pub(super) fn validator(&self) -> Option<&str> {
        self.length?;
        self.etag.as_deref().or(self.last_modified.as_deref())
    }
}

/// The file that a download grows in. It is locked: two programs with one home do not write one part.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) path: PathBuf,
    record: PathBuf,
    pub(super) file: File,
}

impl Part {
    pub(super) fn open(home: &Home, address: &Url) -> Result<Self, Error> {
        std::fs::create_dir_all(home.downloads())?;
        let key = key(address.as_str());
        for number in 1..10 {
            let name = if number == 1 { key.clone() } else { format!("{key}-{number}") };
            let path = home.downloads().join(&name).with_extension("part");
            let file = File::options().read(true).write(true).create(true).truncate(false).open(&path)?;
            match file.try_lock() {
                Ok(()) => return Ok(Self { record: path.with_extension("json"), path, file }),
                Err(std::fs::TryLockError::WouldBlock) => {}
                Err(std::fs::TryLockError::Error(error)) => return Err(error.into()),
            }
        }
        Err(io::Error::from(io::ErrorKind::ResourceBusy).into())
    }

    /// The bytes that are there and may be continued, and what they are of.
    pub(super) fn begun(&self, address: &Url) -> Option<(u64, Record)> {
        let record = Record::read(&self.record).filter(|record| record.address == address.as_str())?;
        record.validator()?;
        let there = self.file.metadata().ok()?.len();
        (there > 0 && Some(there) <= record.length).then_some((there, record))
    }

    pub(super) fn restart(&mut self, record: &Record) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        let mut file = File::create(&self.record)?;
        file.write_all(serde_json::to_string(record)?.as_bytes())
    }

    pub(super) fn discard(self) {
        let _ = std::fs::remove_file(&self.record);
        let _ = std::fs::remove_file(&self.path);
    }
}

/// What the files of a download are named by, in the folder of downloads: its address, or what else tells it from others.
pub(in crate::library) fn key(of: &str) -> String {
    Sha256::digest(of).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// The file in which what stands at this address grows, when nobody else fetches it.
fn path(home: &Home, address: &Url) -> PathBuf {
    home.downloads().join(key(address.as_str())).with_extension("part")
}
