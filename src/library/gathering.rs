//! A book that comes as many files: fetched one by one, packed into one that opens, ready for the shelf.
//!
//! They lie in a folder of their own under the downloads, under numbers, until all are there. A download that was cut, or
//! whose program ended, goes on with what is missing.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use percent_encoding::percent_decode_str;
use url::Url;

use super::Error;
use super::client::Client;
use super::download::{self, Outcome, Progress};
use super::growing::{Entry, Growing, MAX_TEXT, Many};
use super::papers;
use super::shelf;
use crate::format;
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
    files.sort_by_key(|file| !is_first(file));
    Ok(files)
}

/// What a talking book begins with.
fn is_first(file: &Resource) -> bool {
    let name = file.path.to_ascii_lowercase();
    name.ends_with("ncc.html") || name.ends_with(".opf") || name.ends_with(".ncx")
}

fn is_sound(file: &Resource) -> bool {
    file.media_type.as_deref().is_some_and(|it| it.starts_with("audio/")) || format::is_sound(&file.path)
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

    /// Fetches what is not there yet; answers the bytes of all files. Whoever hears the book meanwhile is given first what she
    /// wants next.
    pub(super) async fn fetch(
        &self,
        client: &Client,
        home: &Home,
        files: &[Resource],
        report: &(dyn Fn(Progress) + Sync),
        growing: &Growing,
    ) -> Result<u64, Error> {
        let there: Vec<u64> = (0..files.len()).map(|at| fs::metadata(self.file(at)).map_or(0, |it| it.len())).collect();
        // Of books that do not tell the size of each file nobody knows how far they are.
        let total = files.iter().map(|file| file.size).try_fold(0_u64, |sum, size| Some(sum + size?));
        let work = Work { desk: self, client, home, files, report, total, received: Mutex::new(there) };
        let (sounds, others): (Vec<usize>, Vec<usize>) = (0..files.len()).partition(|at| is_sound(&files[*at]));
        work.all(others, None).await?;
        let many = self.many(files, growing).await?;
        work.all(sounds, many.as_deref()).await?;
        Ok(work.sum())
    }

    /// The book as it can be heard before all its sounds are there; `None` for one of which that cannot be.
    async fn many(&self, files: &[Resource], growing: &Growing) -> Result<Option<Arc<Many>>, Error> {
        let named: Vec<(String, PathBuf, Option<u64>)> = files
            .iter()
            .enumerate()
            .map(|(at, file)| (file.path.clone(), self.file(at), file.size.filter(|_| is_sound(file))))
            .collect();
        let begins = |file: &Resource| is_first(file) && !file.path.to_ascii_lowercase().ends_with(".ncx");
        let is_whole = files.iter().all(|file| !is_sound(file) || file.size.is_some_and(|size| size > 0));
        if !is_whole || !files.iter().any(begins) || !files.iter().any(is_sound) {
            return Ok(None);
        }
        let read = move || {
            let mut room = MAX_TEXT;
            let mut entries = Vec::new();
            for (name, path, sound) in named {
                let entry = match sound {
                    Some(length) => Entry::Sound(length),
                    None => {
                        let bytes = fs::read(path)?;
                        let Some(left) = room.checked_sub(bytes.len() as u64) else { return Ok(None) };
                        room = left;
                        Entry::Text(bytes)
                    }
                };
                entries.push((name, entry));
            }
            Ok::<_, io::Error>(Many::new(entries))
        };
        let many = tokio::task::spawn_blocking(read).await.map_err(io::Error::other)??;
        let many = many.map(|many| growing.spread(many));
        for at in (0..files.len()).filter(|at| self.file(*at).exists()) {
            if let Some(many) = &many {
                many.complete(at, self.file(at));
            }
        }
        Ok(many)
    }

    /// Packs the files, and others that are written here, into one beside the folder, which goes.
    pub(super) async fn pack(
        self,
        files: Vec<Resource>,
        written: Vec<(String, Vec<u8>)>,
        growing: &Growing,
    ) -> Result<PathBuf, Error> {
        let many = growing.many();
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
            if let Some(many) = many {
                many.settle(file)?;
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

/// The files of a book, being fetched.
struct Work<'a> {
    desk: &'a Desk,
    client: &'a Client,
    home: &'a Home,
    files: &'a [Resource],
    report: &'a (dyn Fn(Progress) + Sync),
    total: Option<u64>,
    /// Bytes of each.
    received: Mutex<Vec<u64>>,
}

impl Work<'_> {
    fn sum(&self) -> u64 {
        let received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        received.iter().copied().fold(0, u64::saturating_add)
    }

    fn tell(&self, number: usize, bytes: u64) -> u64 {
        if let Some(received) = self.received.lock().unwrap_or_else(PoisonError::into_inner).get_mut(number) {
            *received = bytes;
        }
        let all = self.sum();
        let received = self.total.map_or(all, |total| all.min(total));
        (self.report)(Progress { received, total: self.total });
        all
    }

    /// Fetches these, some at a time; what somebody waits for at once, and after it what follows it.
    async fn all(&self, numbers: Vec<usize>, many: Option<&Many>) -> Result<(), Error> {
        let mut waiting: VecDeque<usize> = numbers.into_iter().filter(|at| !self.desk.file(*at).exists()).collect();
        let mut coming = FuturesUnordered::new();
        loop {
            while coming.len() < AT_ONCE
                && let Some(number) = waiting.pop_front()
            {
                coming.push(self.one(number, many));
            }
            let wanted = async {
                match many {
                    Some(many) => many.wanted().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                done = coming.next() => match done {
                    Some(done) => done?,
                    None => return Ok(()),
                },
                wanted = wanted => {
                    if let Some(at) = waiting.iter().position(|number| *number == wanted) {
                        waiting.rotate_left(at);
                        waiting.pop_front();
                        coming.push(self.one(wanted, many));
                    }
                }
            }
        }
    }

    async fn one(&self, number: usize, many: Option<&Many>) -> Result<(), Error> {
        let (file, target) = (&self.files[number], self.desk.file(number));
        let growing = many.map(|many| many.begin(number)).unwrap_or_default();
        let mut heard = |progress: Progress| {
            self.tell(number, progress.received);
        };
        let fetched = download::fetch_heard(self.client, self.home, &file.uri, &mut heard, &growing);
        let received = tokio::select! {
            outcome = fetched => match outcome? {
                Outcome::File(received) => received,
                // A file of a book is none of a catalogue.
                Outcome::Document(_) => return Err(Error::NoAcquisition),
            },
            never = download::supply(self.client, &growing) => match never {},
        };
        let limit = self.client.limits().download_bytes;
        if self.tell(number, received.length) > limit {
            received.discard();
            return Err(Error::TooLarge { limit });
        }
        fs::rename(&received.path, &target)?;
        received.discard();
        if let Some(many) = many {
            many.complete(number, target);
        }
        // That it can be heard by now is told at once.
        self.tell(number, fs::metadata(self.desk.file(number))?.len());
        Ok(())
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
