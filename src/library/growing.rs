//! A file that is heard while it is fetched: what of it is there, and what is wanted before its turn.
//!
//! What was fetched lies in the download's own file. What lies behind it, the end of an MP4 with its table, a place that the
//! listener went to, is asked for by range (<https://www.rfc-editor.org/rfc/rfc9110#name-range-requests>) and held in memory.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(super) use many::{Entry, MAX_TEXT, Many};
use tokio::sync::Notify;
use url::Url;

use crate::format::Supply;

mod many;

/// What is so near is waited for.
const NEAR: u64 = 256 << 10;
/// Fetched at once before its turn.
pub(super) const PIECE: u64 = 512 << 10;
/// Pieces that are held.
const PIECES: usize = 48;
/// From so much on a beginning can be heard: half a minute of most books.
const ENOUGH: u64 = 256 << 10;

#[derive(Debug, Default)]
struct State {
    /// `None` before the first answer.
    source: Option<Source>,
    /// Bytes from the beginning that are in the file.
    there: u64,
    /// In the order in which they came.
    pieces: VecDeque<(u64, Arc<[u8]>)>,
    wanted: Option<u64>,
    /// The server gives no parts.
    whole_only: bool,
    /// It is a book of many files.
    many: Option<Arc<Many>>,
}

#[derive(Debug, Clone)]
struct Source {
    file: Arc<File>,
    origin: Origin,
}

/// Whose bytes they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) address: Url,
    /// What the server tells the same file by.
    pub(super) validator: Option<String>,
    /// Of the whole, in bytes.
    pub(super) length: u64,
    /// By its media type or its name.
    pub(super) is_sound: bool,
}

/// The file as far as it is there. It stays the same over cuts and new tries of its download.
#[derive(Debug, Default)]
pub struct Growing {
    state: Mutex<State>,
    asked: Notify,
}

impl Growing {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The download begins, or goes on, with this much in this file.
    pub(super) fn attach(&self, file: File, origin: Origin, there: u64) {
        let mut state = self.lock();
        if state.source.as_ref().is_some_and(|source| source.origin != origin) {
            state.pieces.clear();
        }
        state.source = Some(Source { file: Arc::new(file), origin });
        state.there = there;
    }

    /// So much is in the file now.
    pub(super) fn reach(&self, there: u64) {
        self.lock().there = there;
    }

    /// It is this book of many files. What is known of the same book already stays.
    pub(super) fn spread(&self, many: Many) -> Arc<Many> {
        let mut state = self.lock();
        match &state.many {
            Some(known) if known.is_like(&many) => Arc::clone(known),
            _ => Arc::clone(state.many.insert(Arc::new(many))),
        }
    }

    pub(super) fn many(&self) -> Option<Arc<Many>> {
        self.lock().many.clone()
    }

    /// Bytes from the beginning.
    fn there(&self) -> u64 {
        self.lock().there
    }

    /// Whether it is a recording of which enough is there to begin.
    pub fn can_be_heard(&self) -> bool {
        if let Some(many) = self.many() {
            return many.can_be_heard();
        }
        let state = self.lock();
        let source = state.source.as_ref().filter(|source| source.origin.is_sound);
        source.is_some_and(|source| state.there >= ENOUGH.min(source.origin.length))
    }

    /// The place that is wanted before its turn, once there is one, and whose bytes.
    pub(super) async fn wanted(&self) -> (u64, Origin) {
        loop {
            let wanted = {
                let mut state = self.lock();
                let origin = state.source.as_ref().map(|source| source.origin.clone());
                origin.and_then(|origin| Some((state.wanted.take()?, origin)))
            };
            match wanted {
                Some(wanted) => return wanted,
                None => self.asked.notified().await,
            }
        }
    }

    /// These bytes stand at this place.
    pub(super) fn put(&self, at: u64, bytes: Arc<[u8]>) {
        let mut state = self.lock();
        if state.pieces.len() == PIECES {
            state.pieces.pop_front();
        }
        state.pieces.push_back((at, bytes));
    }

    /// The server gives no parts: everything has its turn.
    pub(super) fn give_up_parts(&self) {
        self.lock().whole_only = true;
    }
}

impl State {
    /// Whether this place is there.
    fn has(&self, at: u64) -> bool {
        at < self.there || self.piece(at).is_some()
    }

    fn piece(&self, at: u64) -> Option<&(u64, Arc<[u8]>)> {
        self.pieces.iter().rev().find(|(from, bytes)| (*from..from + bytes.len() as u64).contains(&at))
    }

    /// Asks for a place before its turn; whether somebody has to be told.
    fn ask(&mut self, at: u64) -> bool {
        let far = at.saturating_sub(self.there) > NEAR && !self.whole_only;
        if far {
            self.wanted = Some(at);
        }
        far
    }
}

/// Reads from a place of a file, whoever else reads it.
fn read_file(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_at(file, buffer, at);
    #[cfg(windows)]
    return std::os::windows::fs::FileExt::seek_read(file, buffer, at);
}

impl Supply for Growing {
    fn length(&self) -> u64 {
        if let Some(many) = self.many() {
            return many.length();
        }
        self.lock().source.as_ref().map_or(0, |source| source.origin.length)
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        if let Some(many) = self.many() {
            return many.read_at(buffer, at);
        }
        let mut state = self.lock();
        let Some(source) = state.source.clone() else { return Err(io::ErrorKind::WouldBlock.into()) };
        if at >= source.origin.length || buffer.is_empty() {
            return Ok(0);
        }
        if at < state.there {
            let room = usize::try_from(state.there - at).unwrap_or(usize::MAX).min(buffer.len());
            drop(state);
            return read_file(&source.file, &mut buffer[..room], at);
        }
        if let Some((from, bytes)) = state.piece(at) {
            let rest = &bytes[usize::try_from(at - from).unwrap_or(usize::MAX).min(bytes.len())..];
            let count = rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            // What follows comes before it is needed.
            let end = from + bytes.len() as u64;
            let nearly = rest.len() < bytes.len() / 2 && end < source.origin.length;
            if nearly && !state.has(end) && state.ask(end) {
                self.asked.notify_one();
            }
            return Ok(count);
        }
        if state.ask(at) {
            self.asked.notify_one();
        }
        Err(io::ErrorKind::WouldBlock.into())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn origin(length: u64) -> Origin {
        let address = Url::parse("http://host/a.mp3").expect("an address");
        Origin { address, validator: None, length, is_sound: true }
    }

    #[test]
    fn what_is_there_is_read_and_what_is_far_is_asked_for() {
        let growing = Growing::default();
        let mut buffer = [0; 8];
        let would_block = |growing: &Growing, at| {
            let failed = growing.read_at(&mut [0; 8], at).expect_err("not there");
            assert_eq!(failed.kind(), io::ErrorKind::WouldBlock);
        };
        would_block(&growing, 0);
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"0123456789").expect("written");
        growing.attach(file.try_clone().expect("a file"), origin(4 << 20), 10);
        assert!(!growing.can_be_heard(), "not enough yet");
        assert_eq!(growing.read_at(&mut buffer, 6).expect("read"), 4);
        assert_eq!(&buffer[..4], b"6789");
        would_block(&growing, 10);
        assert_eq!(growing.lock().wanted, None, "what is near has its turn soon");
        would_block(&growing, 3 << 20);
        let (at, _) = futures::executor::block_on(growing.wanted());
        assert_eq!(at, 3 << 20);
        growing.put(at, vec![7; 1000].into());
        assert_eq!(growing.read_at(&mut buffer, at + 2).expect("read"), 8);
        assert_eq!(growing.lock().wanted, None);
        assert_eq!(growing.read_at(&mut buffer, at + 998).expect("read"), 2);
        assert_eq!(futures::executor::block_on(growing.wanted()).0, at + 1000, "what follows is asked for ahead");
        assert_eq!(growing.read_at(&mut buffer, 4 << 20).expect("the end"), 0);
        growing.give_up_parts();
        would_block(&growing, 2 << 20);
        assert_eq!(growing.lock().wanted, None);
        growing.reach(ENOUGH);
        assert!(growing.can_be_heard());
        // Another file at the same address: what was held is not its.
        growing.attach(file, origin(5 << 20), 0);
        would_block(&growing, at);
    }
}
