//! A book of many files that is heard while they are fetched: shown as the archive that they are packed into in the end.
//!
//! Sounds stand first in it, then everything else, which is there before it is shown, then the list of entries
//! (<https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>). Checksums of sounds are not known and are not asked for:
//! sounds are read as they are stored.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flate2::Crc;
use tokio::sync::Notify;
use zip::ZipArchive;

use super::{ENOUGH, Growing};
use crate::format::Supply;

/// What stands before the list of entries: whoever looks for its end backwards does not meet a sound that is not there.
const GAP: usize = 64 << 10;
/// Bytes of everything but sound: it is held in memory.
pub(in crate::library) const MAX_TEXT: u64 = 64 << 20;
/// Longer archives are written otherwise.
const MAX_LENGTH: u64 = u32::MAX as u64;

/// A file of the book.
#[derive(Debug)]
pub(in crate::library) enum Entry {
    Text(Vec<u8>),
    /// Its length in bytes.
    Sound(u64),
}

/// How much of a sound is there.
#[derive(Debug, Clone)]
enum Part {
    Missing,
    Coming(Arc<Growing>),
    /// All of it, in a file.
    There(PathBuf),
    /// All of it, in an archive: from this place on so many bytes.
    Packed(Arc<File>, u64, u64),
}

#[derive(Debug)]
enum Bit {
    Bytes(Vec<u8>),
    /// The sound with this number, and its length.
    Sound(usize, u64),
}

#[derive(Debug)]
pub(in crate::library) struct Many {
    /// By the place where each begins.
    bits: Vec<(u64, Bit)>,
    length: u64,
    /// The first sound, with its length.
    first: Option<(usize, u64)>,
    /// By the numbers of the book's files.
    parts: Mutex<Vec<Part>>,
    wanted: Mutex<Option<usize>>,
    asked: Notify,
}

impl Many {
    /// The book of these files. `None` for one that is too long for this.
    pub(in crate::library) fn new(files: Vec<(String, Entry)>) -> Option<Self> {
        let mut bits = Vec::new();
        let mut at = 0_u64;
        let mut list = Vec::new();
        let mut put = |at: &mut u64, bit: Bit| {
            let length = match &bit {
                Bit::Bytes(bytes) => bytes.len() as u64,
                Bit::Sound(_, length) => *length,
            };
            if length > 0 {
                bits.push((*at, bit));
            }
            *at += length;
        };
        let count = files.len();
        let mut first = None;
        let mut numbered: Vec<(usize, (String, Entry))> = files.into_iter().enumerate().collect();
        numbered.sort_by_key(|(_, (_, entry))| matches!(entry, Entry::Text(_)));
        for (number, (name, entry)) in numbered {
            let (length, sum) = match &entry {
                Entry::Text(bytes) => {
                    let mut sum = Crc::new();
                    sum.update(bytes);
                    (bytes.len() as u64, sum.sum())
                }
                Entry::Sound(length) => (*length, 0),
            };
            if at + length + GAP as u64 > MAX_LENGTH {
                return None;
            }
            let about = about(&name, u32::try_from(length).ok()?, sum)?;
            list.extend(b"PK\x01\x02\x14\0");
            list.extend(&about);
            list.extend([0; 10]);
            list.extend(u32::try_from(at).ok()?.to_le_bytes());
            list.extend(name.as_bytes());
            let header = [b"PK\x03\x04", about.as_slice(), name.as_bytes()].concat();
            put(&mut at, Bit::Bytes(header));
            match entry {
                Entry::Text(bytes) => put(&mut at, Bit::Bytes(bytes)),
                Entry::Sound(length) => {
                    first = first.or(Some((number, length)));
                    put(&mut at, Bit::Sound(number, length));
                }
            }
        }
        put(&mut at, Bit::Bytes(vec![0; GAP]));
        let count_short = u16::try_from(count).ok()?.to_le_bytes();
        let mut end = list;
        let list_length = u32::try_from(end.len()).ok()?.to_le_bytes();
        end.extend(b"PK\x05\x06\0\0\0\0");
        end.extend([count_short, count_short].concat());
        end.extend(list_length);
        end.extend(u32::try_from(at).ok()?.to_le_bytes());
        end.extend([0; 2]);
        put(&mut at, Bit::Bytes(end));
        if at > MAX_LENGTH {
            return None;
        }
        let parts = Mutex::new(vec![Part::Missing; count]);
        Some(Self { bits, length: at, first, parts, wanted: Mutex::default(), asked: Notify::new() })
    }

    fn parts(&self) -> MutexGuard<'_, Vec<Part>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, number: usize, part: Part) {
        if let Some(known) = self.parts().get_mut(number) {
            *known = part;
        }
    }

    /// The sound with this number begins to come.
    pub(in crate::library) fn begin(&self, number: usize) -> Arc<Growing> {
        let growing = match self.parts().get(number) {
            // What was held of it before a cut is held on.
            Some(Part::Coming(growing)) => Arc::clone(growing),
            _ => Arc::default(),
        };
        self.set(number, Part::Coming(Arc::clone(&growing)));
        growing
    }

    /// It lies in this file.
    pub(in crate::library) fn complete(&self, number: usize, path: PathBuf) {
        self.set(number, Part::There(path));
    }

    /// All are packed into this archive, in the order of their numbers.
    pub(in crate::library) fn settle(&self, file: File) -> io::Result<()> {
        let mut archive = ZipArchive::new(file.try_clone()?).map_err(io::Error::from)?;
        let file = Arc::new(file);
        let count = self.parts().len();
        for number in 0..count {
            let entry = archive.by_index_raw(number).map_err(io::Error::from)?;
            if let Some(start) = entry.data_start() {
                self.set(number, Part::Packed(Arc::clone(&file), start, entry.size()));
            }
        }
        Ok(())
    }

    /// The sound that somebody waits for and that does not come yet.
    pub(in crate::library) async fn wanted(&self) -> usize {
        loop {
            let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner).take();
            match wanted {
                Some(number) => return number,
                None => self.asked.notified().await,
            }
        }
    }

    /// Whether the book can be begun.
    pub(super) fn can_be_heard(&self) -> bool {
        let Some((first, length)) = self.first else { return false };
        match self.parts().get(first) {
            Some(Part::There(_) | Part::Packed(..)) => true,
            Some(Part::Coming(growing)) => growing.there() >= ENOUGH.min(length),
            _ => false,
        }
    }

    /// Whether these are the same files.
    pub(in crate::library) fn is_like(&self, other: &Self) -> bool {
        let told = |many: &Self| {
            many.bits
                .iter()
                .map(|(at, bit)| match bit {
                    Bit::Bytes(bytes) => (*at, None, bytes.len() as u64),
                    Bit::Sound(number, length) => (*at, Some(*number), *length),
                })
                .collect::<Vec<_>>()
        };
        self.length == other.length && told(self) == told(other)
    }

    fn sound(&self, number: usize, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let part = self.parts().get(number).cloned();
        let count = match part {
            None | Some(Part::Missing) => {
                *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some(number);
                self.asked.notify_one();
                return Err(io::ErrorKind::WouldBlock.into());
            }
            Some(Part::Coming(growing)) => growing.read_at(buffer, at)?,
            Some(Part::There(path)) => match File::open(path) {
                Ok(mut file) => {
                    file.seek(SeekFrom::Start(at))?;
                    file.read(buffer)?
                }
                // Just now it is being packed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(io::ErrorKind::WouldBlock.into()),
                Err(error) => return Err(error),
            },
            Some(Part::Packed(file, start, length)) => {
                let room = usize::try_from(length.saturating_sub(at)).unwrap_or(usize::MAX).min(buffer.len());
                super::read_file(&file, &mut buffer[..room], start.saturating_add(at))?
            }
        };
        // The library said that it is longer.
        if count == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(count) }
    }
}

/// What an entry's own header and that in the list have in common.
fn about(name: &str, length: u32, sum: u32) -> Option<Vec<u8>> {
    // Version 2.0; names in UTF-8; stored; the first day that can be written.
    let mut about = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
    about.extend(sum.to_le_bytes());
    about.extend(length.to_le_bytes());
    about.extend(length.to_le_bytes());
    about.extend(u16::try_from(name.len()).ok()?.to_le_bytes());
    about.extend([0, 0]);
    Some(about)
}

impl Supply for Many {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        if at >= self.length || buffer.is_empty() {
            return Ok(0);
        }
        let index = self.bits.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        let Some((start, bit)) = self.bits.get(index) else { return Ok(0) };
        let inside = at - start;
        match bit {
            Bit::Bytes(bytes) => {
                let rest = &bytes[usize::try_from(inside).unwrap_or(usize::MAX).min(bytes.len())..];
                let count = rest.len().min(buffer.len());
                buffer[..count].copy_from_slice(&rest[..count]);
                Ok(count)
            }
            Bit::Sound(number, length) => {
                let room = usize::try_from(length - inside).unwrap_or(usize::MAX).min(buffer.len());
                self.sound(*number, &mut buffer[..room], inside)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn an_archive_opens_before_its_sounds_are_there_and_asks_for_what_is_wanted() {
        let text = |text: &str| Entry::Text(text.as_bytes().to_vec());
        let files = vec![
            ("ncc.html".to_owned(), text("<html/>")),
            ("1.mp3".to_owned(), Entry::Sound(4)),
            ("Қара/2.mp3".to_owned(), Entry::Sound(3)),
            ("a.smil".to_owned(), text("<smil/>")),
        ];
        let many = Arc::new(Many::new(files).expect("an archive"));
        let mut whole = vec![0; GAP + 1];
        // Read from its end as whoever opens it does.
        assert!(many.read_at(&mut whole, many.length() - 100).is_ok());
        assert!(!many.can_be_heard());
        let at_sound = |number: usize| {
            many.bits.iter().find(|(_, bit)| matches!(bit, Bit::Sound(own, _) if *own == number)).expect("a sound").0
        };
        let mut buffer = [0; 16];
        let failed = many.read_at(&mut buffer, at_sound(2)).expect_err("not there");
        assert_eq!(failed.kind(), io::ErrorKind::WouldBlock);
        assert_eq!(futures::executor::block_on(many.wanted()), 2);

        let folder = tempfile::tempdir().expect("a folder");
        let lay = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("written");
            path
        };
        many.complete(1, lay("1", b"abcd"));
        assert!(many.can_be_heard());
        many.complete(2, lay("2", b"xy"));
        assert_eq!(many.read_at(&mut buffer, at_sound(1) + 1).expect("read"), 3);
        assert_eq!(&buffer[..3], b"bcd");
        // Shorter than the library said.
        let short = many.read_at(&mut buffer, at_sound(2) + 2).expect_err("the end");
        assert_eq!(short.kind(), io::ErrorKind::UnexpectedEof);
        many.complete(2, lay("2", b"xyz"));

        // All of it is an archive.
        let mut bytes = Vec::new();
        while let count @ 1.. = many.read_at(&mut buffer, bytes.len() as u64).expect("read") {
            bytes.extend_from_slice(&buffer[..count]);
        }
        let mut archive = ZipArchive::new(io::Cursor::new(bytes)).expect("an archive");
        let mut smil = String::new();
        archive.by_name("a.smil").expect("there").read_to_string(&mut smil).expect("whole");
        assert_eq!(smil, "<smil/>");
        assert_eq!(archive.by_name("Қара/2.mp3").expect("there").size(), 3);

        // Packed otherwise, it is read from there.
        let mut packed = zip::ZipWriter::new(tempfile::tempfile().expect("a file"));
        for (name, content) in
            [("ncc.html", "<html/>"), ("1.mp3", "ABCD"), ("Қара/2.mp3", "XYZ"), ("a.smil", "<smil/>")]
        {
            let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            packed.start_file(name, stored).expect("written");
            packed.write_all(content.as_bytes()).expect("written");
        }
        many.settle(packed.finish().expect("written")).expect("an archive");
        assert_eq!(many.read_at(&mut buffer, at_sound(2)).expect("read"), 3);
        assert_eq!(&buffer[..3], b"XYZ");
    }
}
