//! A container of resources: a zip, bounded, and mended when its list of entries is lost; a folder; a file that stands
//! alone.
//!
//! <https://www.w3.org/TR/epub-33/#sec-zip-container-zipreqs>

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use zip::{CompressionMethod, ZipArchive};

use super::{Defects, Error, Supply, href, limits};
use crate::book::Code;

mod mend;
mod names;
mod stream;

pub(super) use stream::Stream;
use stream::{Bytes, Part};

/// The bytes of a file.
#[derive(Debug)]
pub(super) enum Source {
    File(BufReader<Part>),
    Bytes(Cursor<Arc<[u8]>>),
}

impl Source {
    pub(super) fn file(file: File) -> io::Result<Self> {
        Ok(Self::File(BufReader::new(Part::of_file(file)?)))
    }

    pub(super) fn elsewhere(supply: Arc<dyn Supply>) -> Self {
        let length = supply.length();
        Self::File(BufReader::new(Part::new(Bytes::Elsewhere(supply), 0, length)))
    }

    /// The same bytes, for a reader with a place of its own.
    fn part(&self) -> Part {
        match self {
            Self::File(file) => Part::new(file.get_ref().origin().clone(), 0, file.get_ref().length()),
            Self::Bytes(bytes) => {
                let bytes = bytes.get_ref();
                Part::new(Bytes::Memory(Arc::clone(bytes)), 0, bytes.len() as u64)
            }
        }
    }

    /// The first bytes, at most this many; the next read begins at the start again.
    pub(super) fn head(&mut self, most: usize) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.rewind()?;
        self.by_ref().take(most as u64).read_to_end(&mut head)?;
        self.rewind()?;
        Ok(head)
    }

    fn length(&mut self) -> io::Result<u64> {
        let length = self.seek(SeekFrom::End(0))?;
        self.rewind()?;
        Ok(length)
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Bytes(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Bytes(bytes) => bytes.seek(to),
        }
    }
}

/// A source that gives no more than an allowance of bytes, so that a list of entries cannot fill the memory.
#[derive(Debug)]
struct Metered {
    source: Source,
    allowance: Arc<AtomicU64>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.load(Ordering::Relaxed);
        if left == 0 {
            return Err(io::Error::other("more entries than are read"));
        }
        let count = self.source.read(buffer)?;
        if left != u64::MAX {
            self.allowance.store(left.saturating_sub(count as u64), Ordering::Relaxed);
        }
        Ok(count)
    }
}

impl Seek for Metered {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}

#[derive(Debug)]
enum Archive {
    /// With the bytes that it lies in.
    Zip(Box<ZipArchive<Metered>>, Part),
    Mended(mend::Mended),
    /// The paths of the files of a folder.
    Folder(Vec<PathBuf>),
    Alone(Part),
}

/// Why a resource is not there, in whole or at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Missing,
    TooLarge,
    Protected,
    Unreadable,
}

/// What was read of a resource.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    /// False when the end is lost or the checksum is wrong.
    pub(super) whole: bool,
}

/// A zip, opened.
#[derive(Debug)]
pub(super) struct Container {
    archive: Mutex<Archive>,
    /// Name → index in the archive; only names that lie inside the container.
    names: HashMap<String, usize>,
    /// [`names::fold`] of a name → name, for books that were made where case does not count.
    folded: OnceLock<HashMap<String, String>>,
    /// Of a folder: the folders in it, with a slash behind each, whose files were asked for.
    used: Mutex<HashSet<String>>,
    /// Names that lead out of the container; they are not offered.
    outside: Vec<String>,
    /// True when the list of entries was lost.
    mended: bool,
}

impl Container {
    /// Opens a zip, at most [`limits::ENTRIES`] entries.
    pub(super) fn open(mut source: Source) -> Result<Self, Error> {
        let length = source.length()?;
        let allowance = Arc::new(AtomicU64::new(limits::DIRECTORY_BYTES));
        let spare = source.part();
        let archive = ZipArchive::new(Metered { source, allowance: Arc::clone(&allowance) });
        if allowance.swap(u64::MAX, Ordering::Relaxed) == 0 {
            return Err(Error::TooLarge("entries".into()));
        }
        match archive {
            Ok(archive) if archive.len() > limits::ENTRIES => Err(Error::TooLarge("entries".into())),
            Ok(archive) => {
                let names: Vec<String> = (0..archive.len())
                    .zip(archive.file_names_raw())
                    .map(|(index, raw)| match archive.name_for_index(index) {
                        Some(Ok(name)) => names::read(name, raw),
                        Some(Err(_)) | None => String::new(),
                    })
                    .collect();
                Ok(Self::with(Archive::Zip(Box::new(archive), spare), names, false))
            }
            Err(error) => {
                tracing::debug!(%error, "the zip's list of entries is lost");
                if length > limits::MENDED_BYTES {
                    return Err(Error::Damaged("zip".into()));
                }
                let mut bytes = Vec::new();
                spare.take(limits::MENDED_BYTES).read_to_end(&mut bytes)?;
                let (mended, names) = mend::Mended::scan(bytes);
                if names.is_empty() {
                    return Err(Error::Damaged("zip".into()));
                }
                Ok(Self::with(Archive::Mended(mended), names, true))
            }
        }
    }

    /// A file that is all of its book, under a name of ours: its own may change.
    pub(super) fn alone(name: &str, source: &Source) -> Self {
        Self::with(Archive::Alone(source.part()), vec![name.to_owned()], false)
    }

    /// The files of a folder and of the folders in it, at most [`limits::FOLDER_FILES`]. Links are left aside: they may
    /// lead anywhere.
    pub(super) fn folder(root: &Path) -> io::Result<Self> {
        let mut names = Vec::new();
        let mut paths = Vec::new();
        let mut folders = vec![(root.to_path_buf(), String::new(), 0)];
        while let Some((folder, name, depth)) = folders.pop() {
            // What cannot be looked into inside is left out; the folder itself has to be read.
            let entries = match fs::read_dir(&folder) {
                Err(error) if depth == 0 => return Err(error),
                Err(_) => continue,
                Ok(entries) => entries,
            };
            for entry in entries.flatten() {
                let Ok(kind) = entry.file_type() else { continue };
                let Ok(plain) = entry.file_name().into_string() else { continue };
                if plain.starts_with('.') || names.len() >= limits::FOLDER_FILES {
                    continue;
                }
                let inside = if name.is_empty() { plain } else { format!("{name}/{plain}") };
                if kind.is_file() {
                    names.push(inside);
                    paths.push(entry.path());
                } else if kind.is_dir() && depth < limits::FOLDER_DEPTH {
                    folders.push((entry.path(), inside, depth + 1));
                }
            }
        }
        Ok(Self::with(Archive::Folder(paths), names, false))
    }

    /// The files of a folder, where they lie; of another container none.
    pub(super) fn files(&self) -> Vec<(String, PathBuf)> {
        let archive = self.archive.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Archive::Folder(paths) = &*archive else { return Vec::new() };
        let files = self.names.iter().filter_map(|(name, &index)| Some((name.clone(), paths.get(index)?.clone())));
        files.collect()
    }

    /// Whether this file lies beside one that was asked for, or in the folder itself.
    pub(super) fn is_beside_used(&self, name: &str) -> bool {
        let used = self.used.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        name.rfind('/').is_none_or(|end| used.contains(&name[..=end]))
    }

    /// Forgets what was asked for so far.
    pub(super) fn forget_used(&self) {
        self.used.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }

    /// Remembers that a file was asked for.
    fn note(&self, name: &str) {
        let Some(end) = name.rfind('/') else { return };
        let mut used = self.used.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !used.contains(&name[..=end]) {
            used.insert(name[..=end].to_owned());
        }
    }

    fn with(archive: Archive, entries: Vec<String>, mended: bool) -> Self {
        let mut names = HashMap::with_capacity(entries.len());
        let mut outside = Vec::new();
        for (index, name) in entries.into_iter().enumerate() {
            if name.is_empty() || name.ends_with('/') {
                continue;
            }
            if href::is_inside(&name) {
                names.insert(names::usual(&name), index);
            } else if outside.len() < limits::DEFECTS {
                outside.push(name);
            }
        }
        Self { archive: Mutex::new(archive), names, folded: OnceLock::new(), used: Mutex::default(), outside, mended }
    }

    /// Tells the faults of the container itself.
    pub(super) fn report(&self, defects: &mut Defects) {
        if self.mended {
            defects.add(Code::Unreadable, "zip");
        }
        for name in &self.outside {
            defects.add(Code::Unsafe, name);
        }
    }

    /// The names of all entries that are files, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.names.contains_key(path)
    }

    /// The name that this path has in the container: the same, else the one that differs in case or in how its letters
    /// are encoded alone.
    pub(super) fn find(&self, path: &str) -> Option<&str> {
        if let Some((name, _)) = self.names.get_key_value(path) {
            self.note(name);
            return Some(name);
        }
        let folded = self
            .folded
            .get_or_init(|| self.names.keys().map(|name| (names::fold(name), name.clone())).collect::<HashMap<_, _>>());
        let name = folded.get(&names::fold(path))?;
        self.note(name);
        Some(name)
    }

    /// One resource, at most this many bytes of it unpacked.
    pub(super) fn read(&self, path: &str, most: u64) -> Result<Content, Fault> {
        let index = *self.find(path).and_then(|name| self.names.get(name)).ok_or(Fault::Missing)?;
        let mut archive = self.archive.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match &mut *archive {
            Archive::Zip(archive, _) => {
                let entry = archive.by_index(index).map_err(|error| match error {
                    zip::result::ZipError::UnsupportedArchive(text) if text.contains("assword") => Fault::Protected,
                    zip::result::ZipError::InvalidPassword => Fault::Protected,
                    _ => Fault::Unreadable,
                })?;
                if entry.size() > most {
                    return Err(Fault::TooLarge);
                }
                read_bounded(entry, most)
            }
            Archive::Mended(mended) => mended.read(index, most),
            Archive::Folder(_) | Archive::Alone(_) => {
                drop(archive);
                let stream = self.stream(path)?;
                if stream.length() > most { Err(Fault::TooLarge) } else { read_bounded(stream, most) }
            }
        }
    }

    /// How many bytes one resource has, unpacked; nothing of it is read.
    pub(super) fn length(&self, path: &str) -> Result<u64, Fault> {
        let index = *self.find(path).and_then(|name| self.names.get(name)).ok_or(Fault::Missing)?;
        let mut archive = self.archive.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match &mut *archive {
            Archive::Zip(archive, _) => {
                archive.by_index_raw(index).map(|entry| entry.size()).map_err(|_| Fault::Unreadable)
            }
            Archive::Folder(paths) => {
                let path = paths.get(index).ok_or(Fault::Missing)?;
                let about = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).ok_or(Fault::Missing)?;
                Ok(about.len())
            }
            Archive::Mended(_) | Archive::Alone(_) => {
                drop(archive);
                self.stream(path).map(|stream| stream.length())
            }
        }
    }

    /// One resource as a stream, of any length where it is stored as it is, else at most [`limits::SOUND_BYTES`].
    pub(super) fn stream(&self, path: &str) -> Result<Stream, Fault> {
        let index = *self.find(path).and_then(|name| self.names.get(name)).ok_or(Fault::Missing)?;
        let mut archive = self.archive.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match &mut *archive {
            Archive::Zip(archive, bytes) => {
                let entry = archive.by_index_raw(index).map_err(|_| Fault::Unreadable)?;
                if entry.encrypted() {
                    return Err(Fault::Protected);
                }
                let start = entry.data_start().ok_or(Fault::Unreadable)?;
                let packed = entry.compressed_size().min(bytes.length().saturating_sub(start));
                let part = Part::new(bytes.origin().clone(), start, packed);
                match entry.compression() {
                    CompressionMethod::Stored => Ok(Stream::new(part)),
                    CompressionMethod::Deflated if entry.size() > limits::SOUND_BYTES => Err(Fault::TooLarge),
                    CompressionMethod::Deflated => Ok(Stream::deflated(part, entry.size())),
                    _ => Err(Fault::Unreadable),
                }
            }
            Archive::Mended(mended) => {
                let content = mended.read(index, limits::SOUND_BYTES)?;
                let length = content.bytes.len() as u64;
                Ok(Stream::new(Part::new(Bytes::Memory(content.bytes.into()), 0, length)))
            }
            Archive::Folder(paths) => {
                let path = paths.get(index).ok_or(Fault::Missing)?;
                // Between the look into the folder and now it may have become anything.
                let is_file = fs::symlink_metadata(path).is_ok_and(|about| about.is_file());
                let file = File::open(path).ok().filter(|_| is_file).ok_or(Fault::Missing)?;
                Ok(Stream::new(Part::of_file(file).map_err(|_| Fault::Unreadable)?))
            }
            Archive::Alone(part) => Ok(Stream::new(part.clone())),
        }
    }
}

/// All of a reader, or what came before a fault; nothing when it is more than `most`.
fn read_bounded(mut reader: impl Read, most: u64) -> Result<Content, Fault> {
    let mut bytes = Vec::new();
    let mut whole = true;
    let mut chunk = vec![0; 64 << 10];
    loop {
        match reader.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => {
                whole = false;
                break;
            }
        }
        if bytes.len() as u64 > most {
            return Err(Fault::TooLarge);
        }
    }
    if bytes.is_empty() && !whole { Err(Fault::Unreadable) } else { Ok(Content { bytes, whole }) }
}

/// A zip of these entries, for tests.
#[cfg(test)]
pub(super) fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write;

    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content.as_bytes()).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}
