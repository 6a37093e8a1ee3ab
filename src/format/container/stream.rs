//! A resource as bytes that are read where they are needed, so that a sound of any length is never read whole.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

use flate2::read::DeflateDecoder;

use crate::format::{Supply, limits};

/// Bytes that any number of readers share; none moves the place of another.
#[derive(Debug, Clone)]
pub(in crate::format) enum Bytes {
    File(Arc<File>),
    Memory(Arc<[u8]>),
    Elsewhere(Arc<dyn Supply>),
}

impl Bytes {
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        match self {
            #[cfg(unix)]
            Self::File(file) => std::os::unix::fs::FileExt::read_at(&**file, buffer, at),
            #[cfg(windows)]
            Self::File(file) => std::os::windows::fs::FileExt::seek_read(&**file, buffer, at),
            Self::Memory(bytes) => {
                let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                let count = rest.len().min(buffer.len());
                buffer[..count].copy_from_slice(&rest[..count]);
                Ok(count)
            }
            Self::Elsewhere(supply) => supply.read_at(buffer, at),
        }
    }
}

/// A stretch of bytes with a place of its own.
#[derive(Debug, Clone)]
pub(in crate::format) struct Part {
    bytes: Bytes,
    start: u64,
    length: u64,
    at: u64,
}

impl Part {
    pub(in crate::format) fn new(bytes: Bytes, start: u64, length: u64) -> Self {
        Self { bytes, start, length, at: 0 }
    }

    /// All of a file.
    pub(in crate::format) fn of_file(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self::new(Bytes::File(Arc::new(file)), 0, length))
    }

    pub(in crate::format) fn origin(&self) -> &Bytes {
        &self.bytes
    }

    pub(in crate::format) fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(at)).unwrap_or(usize::MAX);
        let room = buffer.len().min(left);
        self.bytes.read_at(&mut buffer[..room], self.start.saturating_add(at))
    }
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.read_at(buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Part {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = target(to, self.at, self.length)?;
        Ok(self.at)
    }
}

fn target(to: SeekFrom, at: u64, length: u64) -> io::Result<u64> {
    let target = match to {
        SeekFrom::Start(at) => Some(at),
        SeekFrom::End(offset) => length.checked_add_signed(offset),
        SeekFrom::Current(offset) => at.checked_add_signed(offset),
    };
    target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))
}

/// A resource that is unpacked as far as it is asked for.
#[derive(Debug)]
struct Unpacked {
    packed: DeflateDecoder<BufReader<Part>>,
    bytes: Vec<u8>,
    ended: bool,
}

impl Unpacked {
    fn reach(&mut self, end: u64) -> io::Result<()> {
        let end = end.min(limits::SOUND_BYTES + 1);
        while !self.ended && (self.bytes.len() as u64) < end {
            let step = (end - self.bytes.len() as u64).max(64 << 10);
            if self.packed.by_ref().take(step).read_to_end(&mut self.bytes)? == 0 {
                self.ended = true;
            }
        }
        if self.bytes.len() as u64 > limits::SOUND_BYTES {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        Ok(())
    }
}

#[derive(Debug)]
enum Origin {
    Part(Part),
    Unpacked(Box<Unpacked>),
}

/// Bytes that are fetched at once.
const BLOCK_BYTES: usize = 64 << 10;

/// The bytes of one resource, readable at any place.
#[derive(Debug)]
pub(in crate::format) struct Stream {
    origin: Origin,
    length: u64,
    at: u64,
    /// What was fetched last, and where it begins.
    block: Vec<u8>,
    block_start: u64,
}

impl Stream {
    pub(in crate::format) fn new(part: Part) -> Self {
        let length = part.length;
        Self { origin: Origin::Part(part), length, at: 0, block: Vec::new(), block_start: 0 }
    }

    /// A deflated resource, whose whole length the container declares.
    pub(in crate::format) fn deflated(packed: Part, length: u64) -> Self {
        let packed = DeflateDecoder::new(BufReader::new(packed));
        let unpacked = Unpacked { packed, bytes: Vec::new(), ended: false };
        Self { origin: Origin::Unpacked(Box::new(unpacked)), length, at: 0, block: Vec::new(), block_start: 0 }
    }

    pub(in crate::format) fn length(&self) -> u64 {
        self.length
    }

    /// Up to `most` bytes from this place on; fewer only where the resource ends.
    pub(in crate::format) fn view(&mut self, at: u64, most: usize) -> io::Result<&[u8]> {
        let most = usize::try_from(self.length.saturating_sub(at)).unwrap_or(usize::MAX).min(most);
        let held = self.block_start..self.block_start + self.block.len() as u64;
        if at < held.start || at.saturating_add(most as u64) > held.end {
            self.fetch(at, most, most.max(BLOCK_BYTES))?;
        }
        let from = usize::try_from(at - self.block_start).unwrap_or(usize::MAX).min(self.block.len());
        let to = from.saturating_add(most).min(self.block.len());
        Ok(&self.block[from..to])
    }

    /// Fetches so many bytes, or at least those that are needed.
    fn fetch(&mut self, at: u64, needed: usize, count: usize) -> io::Result<()> {
        self.block.resize(count, 0);
        self.block_start = at;
        let mut filled = 0;
        let result = loop {
            match self.fetch_into(at + filled as u64, filled) {
                Ok(0) => break Ok(()),
                Ok(more) => filled += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) if filled >= needed && needed > 0 => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        self.block.truncate(filled);
        result
    }

    fn fetch_into(&mut self, at: u64, filled: usize) -> io::Result<usize> {
        let room = &mut self.block[filled..];
        if room.is_empty() {
            return Ok(0);
        }
        match &mut self.origin {
            Origin::Part(part) => part.read_at(room, at),
            Origin::Unpacked(unpacked) => {
                unpacked.reach(at.saturating_add(room.len() as u64))?;
                let rest = usize::try_from(at).ok().and_then(|at| unpacked.bytes.get(at..)).unwrap_or_default();
                let count = rest.len().min(room.len());
                room[..count].copy_from_slice(&rest[..count]);
                Ok(count)
            }
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let at = self.at;
        let view = self.view(at, buffer.len())?;
        let count = view.len();
        buffer[..count].copy_from_slice(view);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Stream {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = target(to, self.at, self.length)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::*;

    fn check(mut stream: Stream, expected: &[u8]) {
        for (at, most) in [(0, 10), (100_000, 70_000), (5, 5), (expected.len() - 3, 10), (expected.len() + 9, 4)] {
            let end = (at + most).min(expected.len());
            assert_eq!(stream.view(at as u64, most).unwrap(), expected.get(at..end).unwrap_or_default());
        }
        stream.seek(SeekFrom::End(-7)).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, expected[expected.len() - 7..]);
        assert!(stream.seek(SeekFrom::Current(-(expected.len() as i64) - 1)).is_err());
    }

    #[test]
    fn a_stream_is_read_at_any_place_stored_or_deflated() {
        let bytes: Vec<u8> = (0..300_000u32).map(|number| (number * 7 % 251) as u8).collect();
        let memory = |bytes: &[u8]| Bytes::Memory(Arc::from(bytes));
        let mut around = vec![9; 11];
        around.extend_from_slice(&bytes);
        around.extend_from_slice(&[9; 13]);
        check(Stream::new(Part::new(memory(&around), 11, bytes.len() as u64)), &bytes);
        let mut deflated = DeflateEncoder::new(Vec::new(), Compression::fast());
        deflated.write_all(&bytes).unwrap();
        let deflated = deflated.finish().unwrap();
        let part = Part::new(memory(&deflated), 0, deflated.len() as u64);
        check(Stream::deflated(part, bytes.len() as u64), &bytes);
    }

    #[test]
    fn two_readers_of_a_file_do_not_move_each_other() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let mut one = Part::of_file(file).unwrap();
        let mut other = one.clone();
        let mut buffer = [0; 2];
        one.seek(SeekFrom::Start(6)).unwrap();
        other.read_exact(&mut buffer).unwrap();
        assert_eq!(&buffer, b"01");
        one.read_exact(&mut buffer).unwrap();
        assert_eq!(&buffer, b"67");
    }
}
