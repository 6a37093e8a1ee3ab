//! Books of a folder on their way to the shelf: copied into the downloads, as a book of the web comes there.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use url::Url;

use super::{Address, Place, beside, failed, list};
use crate::format;
use crate::home::Home;
use crate::library::Error;
use crate::library::client::Client;
use crate::library::download::{self, Progress, Received};
use crate::library::shelf;
use crate::library::volume;

/// Bytes that are copied at a time; in between it can be given up.
const PIECE: usize = 1024 * 1024;

/// Copies a book of a folder; of a book that is a folder one file is made.
///
/// # Errors
/// As [`super::feed`]; [`Error::TooLarge`]; those of this machine's own disk.
pub(in crate::library) async fn fetch(
    client: &Client,
    home: &Home,
    address: &Url,
    report: &(dyn Fn(Progress) + Sync),
) -> Result<Received, Error> {
    let at = Address::parse(address).ok_or_else(|| Error::Address(address.to_string()))?;
    let not_found = Error::NotFound { address: address.to_string() };
    let Place::Book(relative) = at.place.clone() else { return Err(Error::NoAcquisition) };
    let home = home.clone();
    let limit = client.limits().download_bytes;
    let key = download::key(address.as_str());
    let folder = at.root.clone();
    let asked = at.clone();
    let (source, whole) = beside(&folder, move || {
        let root = list::root(&asked)?;
        let path = volume::inside(&root, &relative).ok_or(not_found)?;
        Ok((path.clone(), format::folder_of(&path).filter(|folder| folder.starts_with(&root))))
    })
    .await?;
    let title = source.file_stem().unwrap_or_default().to_string_lossy().replace('_', " ");
    let received =
        |path: PathBuf, length: u64, title: String| Received { path, title, address: address.clone(), length };
    if let Some(book) = whole {
        let title = super::name_of(&book);
        let (path, length) = beside(&folder, move || pack(&home, &key, &book, limit)).await?;
        return Ok(received(path, length, title));
    }
    let (mut from, mut into, path, total) = beside(&folder, {
        let source = source.clone();
        move || {
            let from = File::open(&source).map_err(|error| failed(&source, error))?;
            let total = from.metadata().map_err(|error| failed(&source, error))?.len();
            if total > limit {
                return Err(Error::TooLarge { limit });
            }
            let (into, path) = desk(&home, &key, &source)?;
            Ok((from, into, path, total))
        }
    })
    .await?;
    let mut copied: u64 = 0;
    loop {
        let source = source.clone();
        let (back, count) = beside(&folder, move || {
            let mut piece = vec![0; PIECE];
            let count = from.read(&mut piece).map_err(|error| failed(&source, error))?;
            into.write_all(&piece[..count])?;
            if count == 0 {
                into.sync_all()?;
            }
            Ok(((from, into), count))
        })
        .await?;
        (from, into) = back;
        copied += count as u64;
        if copied > limit {
            return Err(Error::TooLarge { limit });
        }
        report(Progress { received: copied, total: Some(total) });
        if count == 0 {
            break;
        }
    }
    // It was changed meanwhile, or the share went away in the middle.
    if copied != total {
        return Err(Error::BrokeOff { host: super::name_of(&folder), source: None });
    }
    Ok(received(path, copied, title))
}

/// An empty file among the downloads, locked while it is open. It has the ending of the book, by which some formats are
/// known, and the same name each time: what a crash left is written over.
fn desk(home: &Home, key: &str, source: &Path) -> Result<(File, PathBuf), Error> {
    fs::create_dir_all(home.downloads())?;
    let ending = source.extension().and_then(|ending| ending.to_str()).unwrap_or("book").to_ascii_lowercase();
    for number in 1..10 {
        let path = home.downloads().join(format!("{key}-{number}.{ending}"));
        let file = File::options().read(true).write(true).create(true).truncate(false).open(&path)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)?;
                return Ok((file, path));
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(Error::NotFound { address: source.display().to_string() })
}

/// Makes one file of a book that is a folder.
fn pack(home: &Home, key: &str, book: &Path, limit: u64) -> Result<(PathBuf, u64), Error> {
    let opened = format::open(book).map_err(|error| match error {
        format::Error::Io(cause) => Error::Disk(cause),
        other => Error::NotABook(std::sync::Arc::new(other)),
    })?;
    let files = opened.files();
    let bytes = files.iter().filter_map(|(_, path)| fs::metadata(path).ok()).map(|about| about.len()).sum::<u64>();
    if bytes > limit {
        return Err(Error::TooLarge { limit });
    }
    let (into, path) = desk(home, key, Path::new("book.zip"))?;
    shelf::store(&into, &files)?;
    Ok((path, into.metadata()?.len()))
}

/// The cover picture of a book of a folder.
pub(in crate::library) async fn cover(address: &Url) -> Result<Vec<u8>, Error> {
    let at = Address::parse(address).ok_or_else(|| Error::Address(address.to_string()))?;
    let not_found = Error::NotFound { address: address.to_string() };
    let Place::Book(relative) = at.place.clone() else { return Err(not_found) };
    beside(&at.root.clone(), move || {
        let path = volume::inside(&list::root(&at)?, &relative).ok_or(not_found)?;
        let book = format::folder_of(&path).unwrap_or(path);
        let opened = format::open(&book).map_err(|error| Error::NotABook(std::sync::Arc::new(error)))?;
        let cover = opened.cover().ok_or(Error::NotFound { address: at.url().to_string() })?;
        Ok(cover.bytes)
    })
    .await
}
