//! How much of a file is read: sizes, counts, depth and time, so that any file is answered within 5 s and 512 MB.

use std::time::{Duration, Instant};

pub(super) const MEBIBYTE: u64 = 1 << 20;

/// One document of markup, unpacked.
pub(super) const MARKUP_BYTES: u64 = 16 * MEBIBYTE;
/// All documents of a book, unpacked.
pub(super) const TEXT_BYTES: u64 = 64 * MEBIBYTE;
/// A document that is not a container, as it lies: all of it may be in memory.
pub(super) const DOCUMENT_BYTES: u64 = 384 * MEBIBYTE;
/// One picture or sound, unpacked.
pub(super) const RESOURCE_BYTES: u64 = 64 * MEBIBYTE;
/// A sound that lies deflated in a zip or in a zip that was mended: it is unpacked into memory.
pub(super) const SOUND_BYTES: u64 = 192 * MEBIBYTE;
/// The description of an MP4's tracks: twelve bytes a packet, so that this is enough for a day.
pub(super) const MOVIE_BYTES: u64 = 64 * MEBIBYTE;
/// One packet of a sound.
pub(super) const PACKET_BYTES: usize = 4 << 20;
/// A cover picture inside a sound.
pub(super) const COVER_BYTES: usize = 16 << 20;
/// The manifest of an audiobook: read into a tree, it takes many times as much.
pub(super) const MANIFEST_BYTES: u64 = 4 * MEBIBYTE;
/// Sounds of one book.
pub(super) const TRACKS: usize = 5000;
/// Of a recording of more sounds each is only glanced at, for so long; the rest is guessed by the size of the files.
pub(super) const FEW_TRACKS: usize = 200;
pub(super) const GLANCES: Duration = Duration::from_millis(500);
/// Chapters of one recording.
pub(super) const CHAPTERS: usize = 10_000;
/// Phrases of one narrated book.
pub(super) const CLIPS: usize = 400_000;
/// Files of sound that are looked into because no list tells where a phrase of theirs ends.
pub(super) const LENGTHS: usize = 500;
/// Files of a folder that are looked at, and folders inside folders.
pub(super) const FOLDER_FILES: usize = 20_000;
pub(super) const FOLDER_DEPTH: usize = 3;
/// A zip's list of entries.
pub(super) const DIRECTORY_BYTES: u64 = 16 * MEBIBYTE;
/// A zip without its list of entries is read whole, up to this size, to mend it.
pub(super) const MENDED_BYTES: u64 = 128 * MEBIBYTE;
pub(super) const ENTRIES: usize = 100_000;
pub(super) const MANIFEST_ITEMS: usize = 50_000;
pub(super) const SPINE_ITEMS: usize = 10_000;
/// One book of an archive: it is unpacked into memory.
pub(super) const MEMBER_BYTES: u64 = 128 * MEBIBYTE;
/// Books of an archive that are offered.
pub(super) const MEMBERS: usize = 2000;
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
/// Lines of a plain text.
pub(super) const TEXT_LINES: usize = 2_000_000;
/// Blocks of a book.
pub(super) const BLOCKS: usize = 400_000;
/// Entries of a contents list, a page list, the landmarks.
pub(super) const OUTLINE_ENTRIES: usize = 50_000;
/// All style sheets of a book, and how many of them lie in files of their own.
pub(super) const STYLE_BYTES: u64 = 8 * MEBIBYTE;
pub(super) const STYLE_SHEETS: usize = 500;
/// Columns of a table.
pub(super) const COLUMNS: usize = 1000;
pub(super) const DEFECTS: usize = 1000;
/// After this the rest of a book is left out.
pub(super) const READING: Duration = Duration::from_millis(3500);
/// After this the reader is told that the file took too long.
pub(super) const ANSWER: Duration = Duration::from_millis(4700);

/// Pixels of a picture that is decoded: a page of a scan at 600 dots an inch has fewer.
pub(super) const PICTURE_PIXELS: u64 = 40_000_000;
/// Pixels of a picture that is handed over.
pub(super) const SHOWN_PIXELS: f32 = 12_000_000.0;
/// Memory in which one picture is decoded.
pub(super) const DECODING_BYTES: u64 = 256 * MEBIBYTE;
/// For a drawing.
pub(super) const DRAWING: Duration = Duration::from_secs(6);

/// Of the child that reads a document: memory of its own, the file that it reads not counted.
pub(super) const CHILD_BYTES: u64 = 384 * MEBIBYTE;
/// Its addresses, the program itself and the file included.
#[cfg(unix)]
pub(super) const CHILD_ADDRESSES: u64 = 2048 * MEBIBYTE;
/// Its time of the processor, for a whole document.
pub(super) const CHILD_SECONDS: u64 = 600;
/// The answer of a program of the system's, where it is wanted whole: the pixels of a page.
pub(super) const TOOL_BYTES: usize = 96 << 20;

// In the background, for pages that are pictures.

/// Pixels of a page that is drawn: a sheet of A4 at 300 dots an inch has nine million.
pub(super) const SHEET_PIXELS: f32 = 16_000_000.0;
/// For drawing one.
pub(super) const SHEET: Duration = Duration::from_secs(20);
/// Pixels of a picture that is a page: a sheet of A3 at 600 dots an inch has seventy million.
pub(super) const SCAN_PIXELS: u64 = 80_000_000;
/// For recognising one page, and how many are recognised at once.
pub(super) const RECOGNISING: Duration = Duration::from_secs(60);
pub(super) const RECOGNISED_AT_ONCE: usize = 4;

/// The moment after which no more is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline(Instant);

impl Deadline {
    /// So long from now on; with no time at all, what has to be looked at is looked at all the same.
    pub(super) fn within(time: Duration) -> Self {
        Self(Instant::now() + time)
    }

    pub(super) fn start() -> Self {
        Self(Instant::now() + READING)
    }

    pub(super) fn has_passed(self) -> bool {
        Instant::now() >= self.0
    }
}
