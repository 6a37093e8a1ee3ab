//! How much of a file is read: sizes, counts, depth and time, so that any file is answered within 5 s and 512 MB.

use std::time::{Duration, Instant};

pub(super) const MEBIBYTE: u64 = 1 << 20;

/// One document of markup, unpacked.
pub(super) const MARKUP_BYTES: u64 = 16 * MEBIBYTE;
/// All documents of a book, unpacked.
pub(super) const TEXT_BYTES: u64 = 64 * MEBIBYTE;
/// One picture or sound, unpacked.
pub(super) const RESOURCE_BYTES: u64 = 64 * MEBIBYTE;
/// A zip's list of entries.
pub(super) const DIRECTORY_BYTES: u64 = 16 * MEBIBYTE;
/// A zip without its list of entries is read whole, up to this size, to mend it.
pub(super) const MENDED_BYTES: u64 = 128 * MEBIBYTE;
pub(super) const ENTRIES: usize = 100_000;
pub(super) const MANIFEST_ITEMS: usize = 50_000;
pub(super) const SPINE_ITEMS: usize = 10_000;
/// Elements inside elements; what lies deeper is flattened.
pub(super) const DEPTH: usize = 192;
/// Elements and runs of text of one document.
pub(super) const NODES: usize = 800_000;
/// Elements and runs of text of all documents of a book.
pub(super) const BOOK_NODES: usize = 3_000_000;
/// Fragment identifiers of one document.
pub(super) const ANCHORS: usize = 200_000;
/// A name, a title, a caption as a label.
pub(super) const LABEL_BYTES: usize = 2000;
/// Text that names of elements borrow from elsewhere, in one document.
pub(super) const BORROWED_BYTES: usize = 2 << 20;
/// Blocks of a book.
pub(super) const BLOCKS: usize = 400_000;
/// Entries of a contents list, a page list, the landmarks.
pub(super) const OUTLINE_ENTRIES: usize = 50_000;
/// Columns of a table.
pub(super) const COLUMNS: usize = 1000;
pub(super) const DEFECTS: usize = 1000;
/// After this the rest of a book is left out.
pub(super) const READING: Duration = Duration::from_millis(3500);
/// After this the reader is told that the file took too long.
pub(super) const ANSWER: Duration = Duration::from_millis(4700);

/// The moment after which no more is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline(Instant);

impl Deadline {
    pub(super) fn start() -> Self {
        Self(Instant::now() + READING)
    }

    pub(super) fn has_passed(self) -> bool {
        Instant::now() >= self.0
    }
}
