//! A book that comes as many files: fetched one by one, packed into one that opens, ready for the shelf.
//!
//! They lie in a folder of their own under the downloads, under numbers, until all are there. A download that was cut, or
//! whose program ended, goes on with what is missing.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use futures::{StreamExt, TryStreamExt, stream};
use percent_encoding::percent_decode_str;
use url::Url;

use super::Error;
use super::client::Client;
use super::download::{self, Outcome, Progress};
use super::papers;
use super::shelf;
use crate::home::Home;

/// Files of one book.
pub(super) const MAX_FILES: usize = 4_096;
/// Bytes of one name inside a book, and of one of its parts.
const MAX_PATH: usize = 1_024;
const MAX_PART: usize = 200;
/// Files that are fetched at the same time.
const AT_ONCE: usize = 2;

/// A file of a book.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    pub uri: Url,
    /// Inside the book: relative, without `.` and `..`, with `/` between its parts, of names that every system takes.
    pub path: String,
    pub media_type: Option<String>,
    /// Bytes, as the service says.
    pub size: Option<u64>,
    /// As the service writes it.
    pub modified: Option<String>,
}

/// What a service names a file, as a path inside the book: relative, `/` between its parts, without anything that leads
/// elsewhere or that some system cannot name. `None` for what is no such name.
pub(super) fn safe_path(named: &str) -> Option<String> {
    let named = named.split(['?', '#']).next().unwrap_or_default();
    let decoded = percent_decode_str(named).decode_utf8().ok()?.replace('\\', "/");
    if decoded.is_empty() || decoded.len() > MAX_PATH || decoded.starts_with('/') {
        return None;
    }
    let mut parts = Vec::new();
    for part in decoded.split('/') {
        match part.trim() {
            "" | "." => {}
            ".." => return None,
            part if part.len() > MAX_PART || part.contains([':', '*', '"', '<', '>', '|']) => return None,
            part if part.chars().any(char::is_control) || papers::reserved(part) => return None,
            part => parts.push(part.to_owned()),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// What may be fetched: within the limits, each name once, what a book begins with first, so that a broken one fails early.
///
/// # Errors
/// [`Error::TooLarge`]; [`Error::NoAcquisition`] for a book without files.
pub(super) fn checked(client: &Client, mut files: Vec<Resource>) -> Result<Vec<Resource>, Error> {
    let limit = client.limits().download_bytes;
    let whole = files.iter().filter_map(|file| file.size).fold(0, u64::saturating_add);
    if files.len() > MAX_FILES || whole > limit {
        return Err(Error::TooLarge { limit });
    }
    let mut names = std::collections::HashSet::new();
    files.retain(|file| names.insert(file.path.to_lowercase()));
    if files.is_empty() {
        return Err(Error::NoAcquisition);
    }
    let is_first = |file: &Resource| {
        let name = file.path.to_ascii_lowercase();
        name.ends_with("ncc.html") || name.ends_with(".opf") || name.ends_with(".ncx")
    };
    files.sort_by_key(|file| !is_first(file));
    Ok(files)
}

/// The folder in which a book's files come together. It is locked: two programs with one home do not share one.
pub(super) struct Desk {
    folder: PathBuf,
    _lock: File,
}

impl Desk {
    /// The folder of this book in this form: when the library has changed its files, those of before are thrown away.
    pub(super) fn open(home: &Home, identity: &str, files: &[Resource]) -> Result<Self, Error> {
        let book = download::key(identity);
        // Not by their addresses: in those some services write who asks and when.
        let form: String =
            files.iter().map(|file| format!("{}\n{:?}\n{:?}\n", file.path, file.size, file.modified)).collect();
        let form = download::key(&form);
        let downloads = home.downloads();
        fs::create_dir_all(&downloads)?;
        for number in 1..10 {
            let folder = downloads.join(format!("{book}-{number}.book"));
            fs::create_dir_all(&folder)?;
            let lock = File::options().read(true).write(true).create(true).truncate(false).open(folder.join("lock"))?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(fs::TryLockError::WouldBlock) => continue,
                Err(fs::TryLockError::Error(error)) => return Err(error.into()),
            }
            let note = folder.join("form");
            if fs::read_to_string(&note).ok().as_deref() != Some(&form) {
                for entry in fs::read_dir(&folder)?.flatten().filter(|entry| entry.file_name() != "lock") {
                    fs::remove_file(entry.path())?;
                }
                fs::write(&note, &form)?;
            }
            return Ok(Self { folder, _lock: lock });
        }
        Err(io::Error::from(io::ErrorKind::ResourceBusy).into())
    }

    fn file(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number:05}"))
    }

    /// Files that are there.
    pub(super) fn count(&self, of: usize) -> usize {
        (0..of).filter(|number| self.file(*number).exists()).count()
    }

    /// Fetches what is not there yet; answers the bytes of all files.
    pub(super) async fn fetch(
        &self,
        client: &Client,
        home: &Home,
        files: &[Resource],
        report: &(dyn Fn(Progress) + Sync),
    ) -> Result<u64, Error> {
        let limit = client.limits().download_bytes;
        // Of books that do not tell the size of each file nobody knows how far they are.
        let total = files.iter().map(|file| file.size).try_fold(0_u64, |sum, size| Some(sum + size?));
        let there: Vec<u64> = (0..files.len()).map(|at| fs::metadata(self.file(at)).map_or(0, |it| it.len())).collect();
        let received = Mutex::new(there);
        let sum = |received: &[u64]| received.iter().copied().fold(0, u64::saturating_add);
        let tell = |number: usize, bytes: u64| {
            let mut received = received.lock().unwrap_or_else(PoisonError::into_inner);
            received[number] = bytes;
            let all = sum(&received);
            report(Progress { received: total.map_or(all, |total| all.min(total)), total });
            all
        };
        stream::iter(0..files.len())
            .map(|number| {
                let (tell, file, target) = (&tell, &files[number], self.file(number));
                async move {
                    if target.exists() {
                        return Ok(());
                    }
                    let mut heard = |progress: Progress| {
                        tell(number, progress.received);
                    };
                    let received = match download::fetch(client, home, &file.uri, &mut heard).await? {
                        Outcome::File(received) => received,
                        // A file of a book is none of a catalogue.
                        Outcome::Document(_) => return Err(Error::NoAcquisition),
                    };
                    if tell(number, received.length) > limit {
                        received.discard();
                        return Err(Error::TooLarge { limit });
                    }
                    fs::rename(&received.path, &target)?;
                    received.discard();
                    Ok(())
                }
            })
            .buffer_unordered(AT_ONCE)
            .try_collect::<()>()
            .await?;
        Ok(sum(&received.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Packs the files, and others that are written here, into one beside the folder, which goes.
    pub(super) async fn pack(self, files: Vec<Resource>, written: Vec<(String, Vec<u8>)>) -> Result<PathBuf, Error> {
        let packed = tokio::task::spawn_blocking(move || {
            let whole = self.folder.with_extension("zip");
            let mut named: Vec<(String, PathBuf)> =
                files.into_iter().enumerate().map(|(number, file)| (file.path, self.file(number))).collect();
            for (number, (name, bytes)) in written.into_iter().enumerate() {
                let path = self.folder.join(format!("written-{number}"));
                fs::write(&path, bytes)?;
                named.push((name, path));
            }
            let file = File::options().read(true).write(true).create(true).truncate(true).open(&whole)?;
            if let Err(error) = shelf::store(&file, &named) {
                // On a full disk half of it would make things worse; the files themselves stay, to be gone on with.
                let _ = fs::remove_file(&whole);
                return Err(error);
            }
            throw_away(&self.folder);
            Ok::<_, shelf::Error>(whole)
        });
        match packed.await {
            Ok(whole) => Ok(whole?),
            Err(error) => Err(io::Error::other(error).into()),
        }
    }
}

/// What stays costs a little room.
fn throw_away(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        for (named, path) in [
            ("ncc.html", "ncc.html"),
            ("audio/part%201.mp3", "audio/part 1.mp3"),
            ("audio\\part.mp3", "audio/part.mp3"),
            ("./a//b.smil", "a/b.smil"),
            ("Қара%20сөз.mp3?x=1", "Қара сөз.mp3"),
            ("a%252e.mp3", "a%2e.mp3"),
        ] {
            assert_eq!(safe_path(named).as_deref(), Some(path), "{named}");
        }
        for named in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "%2e%2e/x",
            "..%2fx",
            "..\\x",
            "c:\\x",
            "c:/x",
            "a%00b",
            "nul",
            "x/COM1.mp3",
            "%ff",
            ".",
            "a|b",
            "\\\\server\\share",
        ] {
            assert_eq!(safe_path(named), None, "{named}");
        }
        assert_eq!(safe_path(&"a".repeat(MAX_PART + 1)), None);
    }
}
