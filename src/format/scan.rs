//! Pages that are pictures, read by Tesseract (<https://tesseract-ocr.github.io/>), a program of the system's.
//!
//! Pages are drawn, cleaned and recognised in the background, those ahead of the reader first; what was recognised once is
//! remembered. The program is given a picture and has no other way to us: what it answers is believed as much as the scan.

use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::pdf::Origin;
use super::pdf::protocol::Page;
use super::sheets::{DOTS, Fit, POINTS, Sheets};
use super::tool::Fault;
use super::{Error, Opened, Options, limits};
use crate::book::Language;

mod clean;
mod djvu;
mod hocr;
mod packs;
mod pictures;
mod tesseract;

use clean::Grey;

/// What is remembered is of this make; another one is recognised anew.
const MAKE: u32 = 1;
/// Of a document, this much of its beginning, middle and end tells it from others.
const TELLING_BYTES: u64 = 1 << 20;
/// A page of which the recogniser is this sure in the mean was read in the right language.
const SURE: f32 = 80.0;

/// How pages without text are read.
#[derive(Debug, Clone, Default)]
pub struct Recognition {
    /// The reader's languages, for a book that does not tell its own.
    pub languages: Vec<Language>,
    pub memory: Option<Arc<dyn Memory>>,
}

/// Where recognised pages are kept.
pub trait Memory: fmt::Debug + Send + Sync {
    /// What was kept under this key: letters, digits, `-`, `+` and one `/`.
    fn recall(&self, key: &str) -> Option<Vec<u8>>;
    fn keep(&self, key: &str, page: &[u8]);
}

/// What of the recogniser is not installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Missing {
    Program,
    /// The pack of the first of the book's languages, by its name.
    Pack(&'static str),
}

/// A document under recognition. Dropping it ends the work.
#[derive(Debug)]
pub(super) struct Recogniser {
    answers: Receiver<(usize, Result<Page, Fault>)>,
    shared: Arc<Shared>,
    /// What is missing of what would be best.
    pub missing: Option<Missing>,
}

#[derive(Debug)]
struct Shared {
    sheets: Arc<dyn Sheets>,
    memory: Option<Arc<dyn Memory>>,
    key: Option<String>,
    packs: packs::Packs,
    left: Mutex<HashSet<usize>>,
    /// The page that the reader is at.
    at: Arc<AtomicUsize>,
    stop: AtomicBool,
}

impl Recogniser {
    /// Begins with these pages of a document, those from the reader's place on first.
    ///
    /// # Errors
    /// What is missing where nothing can be recognised.
    pub fn start(
        sheets: Arc<dyn Sheets>,
        key: Option<String>,
        languages: &[Language],
        recognition: &Recognition,
        pages: impl IntoIterator<Item = usize>,
        at: Arc<AtomicUsize>,
    ) -> Result<Self, Missing> {
        let installed = tesseract::packs().ok_or(Missing::Program)?;
        let (packs, missing) = packs::Packs::choose(&installed, languages, &recognition.languages)?;
        let shared = Arc::new(Shared {
            sheets,
            memory: recognition.memory.clone(),
            key,
            packs,
            left: Mutex::new(pages.into_iter().collect()),
            at,
            stop: AtomicBool::new(false),
        });
        let at_once = std::thread::available_parallelism().map_or(1, usize::from).min(limits::RECOGNISED_AT_ONCE);
        let (answer, answers) = sync_channel(at_once);
        for _ in 0..at_once {
            let (shared, answer) = (Arc::clone(&shared), answer.clone());
            let work = move || shared.work(&answer);
            if let Err(error) = std::thread::Builder::new().name("recogniser".to_owned()).spawn(work) {
                tracing::warn!(%error, "no thread for recognition");
            }
        }
        Ok(Self { answers, shared, missing })
    }

    /// The next page that is done, whichever it is; `None` when there is none within this time, `Some(Err)` when all are done.
    pub fn next(&self, within: std::time::Duration) -> Option<Option<(usize, Result<Page, Fault>)>> {
        use std::sync::mpsc::RecvTimeoutError::{Disconnected, Timeout};
        match self.answers.recv_timeout(within) {
            Ok(answer) => Some(Some(answer)),
            Err(Timeout) => None,
            Err(Disconnected) => Some(None),
        }
    }
}

impl Drop for Recogniser {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
    }
}

impl Shared {
    fn work(&self, answer: &SyncSender<(usize, Result<Page, Fault>)>) {
        while let Some(page) = self.take() {
            let read = super::quietly(|| self.page(page)).unwrap_or(Err(Fault::Damaged(None)));
            if self.stop.load(Ordering::Relaxed) || answer.send((page, read)).is_err() {
                return;
            }
        }
    }

    /// The next page: from the reader's place on, then those before it.
    fn take(&self) -> Option<usize> {
        let at = self.at.load(Ordering::Relaxed);
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let ahead = left.iter().copied().filter(|&page| page >= at).min();
        let page = ahead.or_else(|| left.iter().copied().min())?;
        left.remove(&page);
        Some(page)
    }

    fn page(&self, page: usize) -> Result<Page, Fault> {
        let packs = self.packs.now();
        let key = self.key.as_ref().map(|key| format!("{key}/{page}-{}-{MAKE}", self.packs.name()));
        if let (Some(key), Some(memory)) = (&key, &self.memory)
            && let Some(kept) = memory.recall(key).and_then(|bytes| serde_json::from_slice::<Page>(&bytes).ok())
            && kept.index == page
        {
            self.packs.learn(&kept);
            return Ok(kept);
        }
        let drawn = self.sheets.draw(page, Fit::Dots(DOTS)).map_err(|error| match error {
            Error::TooLarge(_) => Fault::TooLarge,
            _ => Fault::Damaged(None),
        })?;
        let dots = drawn.width as f32 / drawn.size.0.max(1.0) * POINTS;
        let size = drawn.size;
        let grey = Grey::of(&drawn);
        drop(drawn);
        let file = grey.cleaned().pgm();
        let recognise = |packs: &str| {
            let answer = tesseract::recognise(&file, packs, dots, &self.stop)?;
            Ok::<_, Fault>(hocr::page(&answer, page, size, dots))
        };
        let mut read = recognise(&packs)?;
        // Another language than that of the pages before.
        if let Some(all) = self.packs.others(&packs).filter(|_| read.lines.len() > 3 && sureness(&read) < SURE) {
            let again = recognise(&all)?;
            if sureness(&again) > sureness(&read) {
                read = again;
            }
        }
        self.packs.learn(&read);
        if let (Some(key), Some(memory)) = (&key, &self.memory)
            && let Ok(bytes) = serde_json::to_vec(&read)
        {
            memory.keep(key, &bytes);
        }
        Ok(read)
    }
}

/// Reads an answer of each of the programs, for those who look for faults in what reads them.
pub(super) fn here(answer: &str) {
    let page = hocr::page(answer, 0, (595.0, 842.0), DOTS);
    debug_assert!(page.lines.iter().all(|line| line.doubtful.iter().all(|(start, end)| start <= end)));
    djvu::here(answer);
}

/// What holds pictures of pages, by its first bytes.
pub(super) fn is_tiff(head: &[u8]) -> bool {
    head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") || head.starts_with(b"II+\0") || head.starts_with(b"MM\0+")
}

pub(super) fn is_djvu(head: &[u8]) -> bool {
    head.starts_with(b"AT&TFORM") && matches!(head.get(12..16), Some(b"DJVU" | b"DJVM"))
}

/// PNG and JPEG.
pub(super) fn is_picture(head: &[u8]) -> bool {
    head.starts_with(b"\x89PNG\r\n\x1a\n") || head.starts_with(b"\xff\xd8\xff")
}

/// Opens a file of pictures of pages, which begins so. `whole` waits until all of them are recognised.
pub(super) fn open(origin: Origin, head: &[u8], options: &Options, whole: bool) -> Result<Opened, Error> {
    let (sheets, pages, text): (Arc<dyn Sheets>, usize, Vec<Page>) = if is_djvu(head) {
        let (document, text) = djvu::Document::open(origin.clone())?;
        let pages = document.pages();
        (Arc::new(document), pages, text)
    } else {
        let pictures = pictures::Pictures::open(origin.clone(), is_tiff(head))?;
        let pages = pictures.pages();
        (Arc::new(pictures), pages, Vec::new())
    };
    super::pdf::open_pictured(origin, sheets, pages, text, options, whole)
}

/// How much of a page the recogniser is sure of, in percent.
fn sureness(page: &Page) -> f32 {
    let letters: usize = page.lines.iter().map(|line| line.text.len()).sum();
    let doubtful: usize = page.lines.iter().flat_map(|line| &line.doubtful).map(|(start, end)| end - start).sum();
    100.0 - doubtful as f32 * 100.0 / letters.max(1) as f32
}

/// What tells a document from others, whatever it is called; `None` when it cannot be read.
pub(super) fn key(origin: &Origin) -> Option<String> {
    let mut digest = Sha256::new();
    match origin {
        Origin::File(path) => {
            let mut file = File::open(path).ok()?;
            let length = file.metadata().ok()?.len();
            digest.update(length.to_le_bytes());
            for start in [0, (length / 2).saturating_sub(TELLING_BYTES / 2), length.saturating_sub(TELLING_BYTES)] {
                let mut part = Vec::new();
                file.seek(SeekFrom::Start(start)).ok()?;
                file.by_ref().take(TELLING_BYTES).read_to_end(&mut part).ok()?;
                digest.update(&part);
            }
        }
        Origin::Bytes(bytes) => {
            digest.update((bytes.len() as u64).to_le_bytes());
            let (length, telling) = (bytes.len(), TELLING_BYTES as usize);
            for start in [0, (length / 2).saturating_sub(telling / 2), length.saturating_sub(telling)] {
                digest.update(&bytes[start..(start + telling).min(length)]);
            }
        }
    }
    Some(digest.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_one_key_wherever_it_lies() {
        let folder = tempfile::tempdir().expect("a folder");
        let bytes: Vec<u8> = (0..5_000_000u32).map(|it| (it * 7 % 251) as u8).collect();
        let path = folder.path().join("a");
        std::fs::write(&path, &bytes).expect("written");
        let of_file = key(&Origin::File(path.clone()));
        assert!(of_file.is_some());
        assert_eq!(of_file, key(&Origin::Bytes(bytes.clone().into())));
        let mut other = bytes;
        other[2_500_000] ^= 1;
        assert_ne!(of_file, key(&Origin::Bytes(other.into())));
        assert_eq!(key(&Origin::File(folder.path().join("b"))), None);
    }
}
