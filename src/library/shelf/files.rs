//! The files of the books on the shelf: how they come into the folder of books, under which names, and out of it.
//!
//! A file that is not whole yet or not wanted any more has a name with a dot before it, so that a crash leaves nothing
//! that looks like a book.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::holding::{Card, title_of};
use super::{Error, at};
use crate::format;
use crate::library::papers;

const INCOMING: &str = ".incoming-";
const GONE: &str = ".gone-";

/// A file in the folder of books that has no name there yet; deleted when it is dropped without being placed.
#[derive(Debug)]
pub(super) struct Incoming {
    path: PathBuf,
    pub sha256: String,
    /// The title to take when the card has none.
    pub title: String,
    extension: Option<String>,
}

impl Drop for Incoming {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

impl Incoming {
    /// Gives the file its name in the folder and answers it. On the disk when this returns.
    pub fn place(&self, books: &Path, card: &Card) -> Result<String, Error> {
        let stem = stem(card, &self.title);
        let extension = match (card.format.name(), &self.extension) {
            ("pdf", _) | ("scan", None) => "pdf",
            // A download has no ending: its content tells.
            ("audio", None) => format::sound_ending(&self.path).ok().flatten().unwrap_or("audio"),
            ("epub", _) | (_, None) => card.format.name(),
            (_, Some(extension)) => extension,
        };
        let mut name = format!("{stem}.{extension}");
        let mut number = 2;
        // The name of a file that is just being taken away is not free yet: should that be undone, it comes back.
        let taken = |name: &str| {
            [name.to_owned(), format!("{GONE}{name}")].iter().any(|name| books.join(name).symlink_metadata().is_ok())
        };
        while taken(&name) {
            name = format!("{stem} ({number}).{extension}");
            number += 1;
        }
        fs::rename(&self.path, books.join(&name))?;
        sync_folder(books)?;
        Ok(name)
    }
}

/// Checks that the reader's file is a book and copies it into the folder of books.
pub(super) fn copy_own(path: &Path, books: &Path) -> Result<(Incoming, Card), Error> {
    // Opening a pipe or a device would wait for ever: ask first what it is.
    let before = fs::metadata(path).map_err(|error| at(path, error))?;
    // Of a talking book in a folder the reader may have chosen the file that it begins with.
    let folder = format::folder_of(path).filter(|_| before.is_file());
    let path = folder.as_deref().unwrap_or(path);
    if before.is_dir() || folder.is_some() {
        let opened = open(path).map_err(|error| match error {
            Error::NotABook(format::Error::NotABook) => Error::NotAFile(path.to_path_buf()),
            other => other,
        })?;
        return Ok((pack(path, &opened, books)?, Card::of(&opened.book.metadata)));
    }
    if !before.is_file() {
        return Err(Error::NotAFile(path.to_path_buf()));
    }
    let mut card = card(path)?;
    let incoming = copy(path, books)?;
    let after = fs::metadata(path).map_err(|error| at(path, error))?;
    if before.len() != after.len() || before.modified().ok() != after.modified().ok() {
        card = self::card(&incoming.path)?;
    }
    Ok((incoming, card))
}

/// Unpacks one book of the reader's archive into the folder of books, and checks it there.
pub(super) fn copy_member(archive: &Path, member: &str, books: &Path) -> Result<(Incoming, Card), Error> {
    let bytes = format::member(archive, member).map_err(Error::NotABook)?;
    let name = Path::new(member);
    let target = fresh(books, name)?;
    let mut incoming =
        Incoming { path: target, sha256: String::new(), title: title_of(name), extension: extension(name) };
    let mut file = File::create_new(&incoming.path)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    incoming.sha256 = sha256(&File::open(&incoming.path)?)?;
    let card = card(&incoming.path)?;
    Ok((incoming, card))
}

/// What a book's file tells about itself. A book with a password stands on the shelf too; it is asked for when it is opened.
pub(super) fn card(path: &Path) -> Result<Card, Error> {
    match open(path) {
        Ok(opened) => Ok(Card::of(&opened.book.metadata)),
        Err(Error::NotABook(format::Error::PasswordNeeded)) => Ok(Card::locked()),
        Err(error) => Err(error),
    }
}

/// Takes a finished download into the folder of books; copied only where it cannot be moved.
pub(super) fn take(path: &Path, books: &Path) -> Result<Incoming, Error> {
    let about = fs::symlink_metadata(path).map_err(|error| at(path, error))?;
    if !about.is_file() {
        return Err(Error::NotAFile(path.to_path_buf()));
    }
    let file = File::options().read(true).write(true).open(path).map_err(|error| at(path, error))?;
    let sha256 = sha256(&file)?;
    file.sync_all()?;
    drop(file);
    let target = fresh(books, path)?;
    if fs::rename(path, &target).is_err() {
        let incoming = copy(path, books)?;
        let _ = fs::remove_file(path);
        return Ok(incoming);
    }
    Ok(Incoming { path: target, sha256, title: title_of(path), extension: extension(path) })
}

fn open(path: &Path) -> Result<format::Opened, Error> {
    format::open(path).map_err(|error| match error {
        format::Error::Io(cause) if cause.kind() == std::io::ErrorKind::PermissionDenied => {
            Error::Forbidden(path.to_path_buf())
        }
        other => Error::NotABook(other),
    })
}

fn copy(path: &Path, books: &Path) -> Result<Incoming, Error> {
    let mut source = File::open(path).map_err(|error| at(path, error))?;
    let target = fresh(books, path)?;
    let mut incoming =
        Incoming { path: target, sha256: String::new(), title: title_of(path), extension: extension(path) };
    let mut file = File::create_new(&incoming.path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let count = source.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hash.update(&buffer[..count]);
        file.write_all(&buffer[..count])?;
    }
    file.sync_all()?;
    incoming.sha256 = hexadecimal(&hash.finalize());
    Ok(incoming)
}

/// Packs a folder of recordings into one file: a zip whose sounds are stored as they are, so that they are played from it
/// without unpacking. The same folder makes the same file.
fn pack(folder: &Path, opened: &format::Opened, books: &Path) -> Result<Incoming, Error> {
    let name = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let mut incoming = Incoming {
        path: fresh(books, Path::new("folder.zip"))?,
        sha256: String::new(),
        title: name.unwrap_or_default().replace('_', " "),
        extension: Some("zip".to_owned()),
    };
    let files = opened.files();
    let file = File::options().read(true).write(true).create_new(true).open(&incoming.path)?;
    store(&file, &files)?;
    (&file).rewind()?;
    incoming.sha256 = sha256(&file)?;
    Ok(incoming)
}

/// Writes a zip of these files, each under its name and stored as it is. On the disk when this returns.
pub(in crate::library) fn store(zip: &File, files: &[(String, PathBuf)]) -> Result<(), Error> {
    let mut writer = ZipWriter::new(BufWriter::new(zip));
    if let Err(error) = store_each(&mut writer, files) {
        // Dropped, it would try to end the archive and complain to the reader in words of its own.
        std::mem::forget(writer);
        return Err(error);
    }
    writer.finish().map_err(std::io::Error::from)?.flush()?;
    Ok(zip.sync_all()?)
}

fn store_each(writer: &mut ZipWriter<BufWriter<&File>>, files: &[(String, PathBuf)]) -> Result<(), Error> {
    for (name, path) in files {
        let mut source = File::open(path).map_err(|error| at(path, error))?;
        let large = source.metadata()?.len() >= u64::from(u32::MAX);
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(large);
        writer.start_file(name.as_str(), options).map_err(std::io::Error::from)?;
        std::io::copy(&mut source, writer).map_err(|error| at(path, error))?;
    }
    Ok(())
}

/// A name with a dot before it that no other thread or process takes. The ending stays: formats may be known by it.
fn fresh(books: &Path, path: &Path) -> Result<PathBuf, Error> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    fs::create_dir_all(books)?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let extension = extension(path).unwrap_or_default();
    loop {
        let nanos = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let target = books.join(format!("{INCOMING}{}-{number}-{nanos}.{extension}", std::process::id()));
        if target.symlink_metadata().is_err() {
            return Ok(target);
        }
    }
}

fn extension(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    let plain = (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    (plain && !matches!(extension.as_str(), "part" | "tmp" | "download")).then_some(extension)
}

/// Of the file at this path.
pub(super) fn sha256_of(path: &Path) -> Result<String, Error> {
    sha256(&File::open(path).map_err(|error| at(path, error))?)
}

/// Of the whole file, 64 hexadecimal digits.
pub(super) fn sha256(mut file: &File) -> Result<String, Error> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hexadecimal(&hash.finalize())),
            count => hash.update(&buffer[..count]),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// «Title - Author» without what some file system forbids.
fn stem(card: &Card, title: &str) -> String {
    let title = if card.title.trim().is_empty() { title } else { &card.title };
    let whole = match card.authors.first() {
        Some(author) if !author.trim().is_empty() => format!("{title} - {author}"),
        _ => title.to_owned(),
    };
    papers::safe_stem(&whole)
}

/// The path of this name in the folder of books. Only the last part of a name counts, so that a damaged or foreign
/// database leads nowhere else.
pub(super) fn path_in(books: &Path, name: &str) -> PathBuf {
    match Path::new(name).file_name() {
        Some(plain) => books.join(plain),
        None => books.join(".nothing"),
    }
}

/// The first half of taking a file away: it is still there, under a name that [`tidy`] knows.
pub(super) fn hide(books: &Path, name: &str) -> Result<(), Error> {
    let file = path_in(books, name);
    let Some(plain) = file.file_name().and_then(|plain| plain.to_str()) else { return Ok(()) };
    match fs::rename(&file, books.join(format!("{GONE}{plain}"))) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(at(&file, error)),
        _ => sync_folder(books).map_err(Error::from),
    }
}

/// The second half, when the database has forgotten it.
pub(super) fn delete_hidden(books: &Path, name: &str) {
    let file = path_in(books, name);
    if let Some(plain) = file.file_name().and_then(|plain| plain.to_str()) {
        let _ = fs::remove_file(books.join(format!("{GONE}{plain}")));
    }
}

/// Ends what a crash left half done and answers the names of the files that nobody `knows`. Called while the lock for
/// writing is held, so that no other process is in the middle of something.
pub(super) fn tidy(books: &Path, knows: impl Fn(&str) -> bool) -> Result<Vec<String>, Error> {
    let mut strangers = Vec::new();
    for entry in fs::read_dir(books)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        if let Some(plain) = name.strip_prefix(GONE) {
            let target = books.join(plain);
            if knows(plain) && target.symlink_metadata().is_err() {
                fs::rename(entry.path(), target)?;
            } else {
                fs::remove_file(entry.path())?;
            }
        } else if name.starts_with(INCOMING) {
            if is_old(&entry) {
                let _ = fs::remove_file(entry.path());
            }
        } else if !name.starts_with('.') && !knows(&name) && entry.file_type()?.is_file() {
            strangers.push(name);
        }
    }
    strangers.sort();
    Ok(strangers)
}

/// A file on its way for more than a day is on no way any more.
fn is_old(entry: &fs::DirEntry) -> bool {
    let modified = entry.metadata().and_then(|about| about.modified());
    modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > Duration::from_secs(86_400)))
}

/// Puts the folder's list of names on the disk.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(title: &str, author: &str) -> String {
        stem(&Card { title: title.to_owned(), authors: vec![author.to_owned()], ..Card::default() }, "file")
    }

    #[test]
    fn names_keep_their_letters_and_lose_what_systems_forbid() {
        assert_eq!(named("Қара сөздер", "Абай"), "Қара сөздер - Абай");
        assert_eq!(named("../../etc/passwd", ""), "etc passwd");
        assert_eq!(named("AC/DC: «a?»\n\u{202e}", "B|C"), "AC DC «a » - B C");
        assert_eq!(named("...", ""), "book");
        assert_eq!(named("nul.x", ""), "book nul.x");
        assert_eq!(named("", ""), "file");
        assert!(named(&"ә".repeat(500), "").len() <= papers::LONGEST);
    }

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        assert_eq!(path_in(Path::new("/b"), "../../x"), Path::new("/b/x"));
        assert_eq!(path_in(Path::new("/b"), ".."), Path::new("/b/.nothing"));
        assert_eq!(path_in(Path::new("/b"), "/etc/passwd"), Path::new("/b/passwd"));
    }
}
