//! The child's half: one document, read page by page, within limits. What makes it fail costs a page, not the program.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use lopdf::{Document, Object, ObjectId};

use super::confine::confine;
use super::content;
use super::document;
use super::fonts::{Fonts, plain};
use super::glyphs::{Glyph, Sheet, Stage};
use super::head;
use super::legible::Tally;
use super::lines::{self, Frame};
use super::objects::{as_dictionary, resolve};
use super::protocol::{Answer, Head, Page, Question, Refusal, receive, send};
use super::second::Second;
use super::tags::pieces::{self, Marked};
use super::tags::structure::{Sequence, Structure};
use super::tree::{self, Leaf};
use crate::format::limits;
use crate::format::sheets::Drawn;

const STACK_BYTES: usize = 32 << 20;

/// Reads the document of this path, or the one that follows the question, and answers on standard output.
pub(super) fn work(file: Option<&Path>) -> ExitCode {
    // A panic is an answer, not a message.
    panic::set_hook(Box::new(|_| {}));
    confine();
    let file = file.map(Path::to_path_buf);
    let worker = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || answer(file.as_deref()));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        // Nobody listens any more, or the question was none.
        _ => ExitCode::FAILURE,
    }
}

fn answer(file: Option<&Path>) -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = BufWriter::new(io::stdout().lock());
    let Some(question) = receive::<Question>(&mut input)? else { return Ok(()) };
    let bytes = match read(file, &question, &mut input) {
        Ok(bytes) => bytes,
        Err(error) => return send(&mut output, &Answer::Refused(Refusal::Damaged(error.to_string()))),
    };
    if let Some((page, fit)) = question.draw {
        return match Second::open(Arc::new(bytes), question.password.as_deref()).and_then(|it| it.draw(page, fit)) {
            Some(Drawn { width, height, rgba, size }) => {
                send(&mut output, &Answer::Drawn { width, height, size })?;
                output.write_all(&rgba)?;
                output.flush()
            }
            None => send(&mut output, &Answer::Lost(page)),
        };
    }
    tell(bytes, &question, &mut |answer| send(&mut output, &answer))
}

/// Answers a question about the document of these bytes, as long as somebody listens.
pub(super) fn tell(
    bytes: Bytes,
    question: &Question,
    listener: &mut dyn FnMut(Answer) -> io::Result<()>,
) -> io::Result<()> {
    let bytes = Arc::new(bytes);
    let password = question.password.as_deref();
    let loaded = document::load(&bytes, password);
    let second = || Second::open(Arc::clone(&bytes), password);
    let (mut reader, mut head) = match loaded {
        Ok((document, mended)) => {
            let (leaves, whole) = tree::leaves(&document, limits::SPINE_ITEMS);
            let described = panic::catch_unwind(AssertUnwindSafe(|| head::read(&document, &leaves)));
            let head = Head { mended, cut: !whole, ..described.unwrap_or_default() };
            (Reader { first: Some(First::new(document, leaves)), second: None }, head)
        }
        Err(refusal @ (Refusal::Damaged(_) | Refusal::Protected(_))) => match second() {
            Some(second) => {
                let head = Head { mended: true, cut: second.pages() > limits::SPINE_ITEMS, ..Head::default() };
                (Reader { first: None, second: Some(Some(second)) }, head)
            }
            None => return listener(Answer::Refused(refusal)),
        },
        Err(refusal) => return listener(Answer::Refused(refusal)),
    };
    let pages = reader.pages();
    if pages == 0 {
        return listener(Answer::Refused(Refusal::Damaged("no pages".to_owned())));
    }
    head.pages = pages;
    listener(Answer::Head(Box::new(head)))?;

    let mut done = HashSet::new();
    for &(from, to) in &question.order {
        for index in from..to.min(pages) {
            if !done.insert(index) {
                continue;
            }
            let alone = question.doubted.contains(&index);
            let answer = match reader.page(index, alone, &second) {
                Some(page) => Answer::Page(page),
                None => Answer::Lost(index),
            };
            listener(answer)?;
        }
    }
    listener(Answer::End)
}

/// A document with its readers of glyphs.
struct Reader {
    /// `None` where it does not find its way in the document.
    first: Option<First>,
    /// `None` until it is needed, `Some(None)` where it does not find its way either.
    second: Option<Option<Second>>,
}

/// The document as the first reader has it.
struct First {
    document: Document,
    leaves: Vec<Leaf>,
    stage: Stage,
    fonts: Fonts,
    catalog: Option<ObjectId>,
    /// `None` until the first page is asked for.
    structure: Option<Structure>,
}

impl Reader {
    fn pages(&self) -> usize {
        let first = self.first.as_ref().map(|first| first.leaves.len());
        let second = || self.second.iter().flatten().map(Second::pages).next();
        first.or_else(second).unwrap_or_default().min(limits::SPINE_ITEMS)
    }

    /// A page, by the reader that sees more of it. `alone` leaves out the second one, at which reading has failed.
    fn page(&mut self, index: usize, alone: bool, open: &dyn Fn() -> Option<Second>) -> Option<Page> {
        let read = self.first.as_mut().and_then(|first| first.page(index));
        if alone || read.as_ref().is_some_and(|(page, whole)| *whole && is_plausible(page)) {
            return read.map(|(page, _)| page);
        }
        let frame = self.first.as_ref().map(|first| (first.leaves.len(), first.leaves[index].frame));
        let second = self.second.get_or_insert_with(open).as_ref();
        // Who counts other pages has another document before him.
        let second = second.filter(|second| frame.is_none_or(|(pages, _)| pages == second.pages()));
        let structure = self.first.as_ref().and_then(|first| first.structure.as_ref());
        let marks = structure.map(|structure| structure.marks(index)).unwrap_or_default();
        let other = second.and_then(|second| {
            let frame = frame.map_or_else(|| second.frame(index), |(_, frame)| Some(frame))?;
            let seen = second.glyphs(index, &marks)?;
            let marked = structure.map(|structure| Marked { structure, languages: &seen.languages });
            Some(laid_out(index, frame, &seen.glyphs, seen.images, seen.cut, marked))
        });
        match (read, other) {
            (Some((page, _)), Some(other)) => Some(if letters(&other) > letters(&page) { other } else { page }),
            (read, other) => read.map(|(page, _)| page).or(other),
        }
    }
}

/// What there is on the page to read aloud; of garbage nothing.
fn letters(page: &Page) -> usize {
    if !is_plausible(page) {
        return 0;
    }
    page.lines.iter().flat_map(|line| line.text.chars()).filter(|c| c.is_alphanumeric()).count()
}

/// The text says what the page shows. A page without any is not: it may be there for the other reader.
fn is_plausible(page: &Page) -> bool {
    let tally = Tally::of(page.lines.iter().map(|line| line.text.as_str()), page.unread);
    tally.has_text() && tally.is_legible()
}

fn laid_out(index: usize, frame: Frame, glyphs: &[Glyph], images: bool, cut: bool, marked: Option<Marked<'_>>) -> Page {
    let (lines, unread) = lines::read(glyphs, frame);
    let (width, height) = frame.size();
    let tagged = marked.and_then(|marked| pieces::read(marked, index, glyphs, frame, &lines));
    Page { index, width: width as f32, height: height as f32, lines, images, unread, cut, tagged }
}

impl First {
    fn new(mut document: Document, leaves: Vec<Leaf>) -> Self {
        let catalog = document.trailer.get(b"Root").and_then(Object::as_reference).ok();
        let stage = Stage::new(&mut document);
        Self { document, leaves, stage, fonts: Fonts::default(), catalog, structure: None }
    }

    /// A page, and whether all that it shows was found; `None` when the reader of glyphs stops at it with and without the
    /// programs of its fonts.
    fn page(&mut self, index: usize) -> Option<(Page, bool)> {
        if self.structure.is_none() {
            let catalog = self.catalog.and_then(|id| self.document.get_dictionary(id).ok());
            let read = || Some(Structure::read(&self.document, catalog?, &self.leaves));
            let read = panic::catch_unwind(AssertUnwindSafe(read));
            self.structure = Some(read.ok().flatten().unwrap_or_default());
        }
        [false, true]
            .into_iter()
            .find_map(|bare| panic::catch_unwind(AssertUnwindSafe(|| self.read_page(index, bare))).ok())
    }

    fn read_page(&mut self, index: usize, bare: bool) -> (Page, bool) {
        let Self { document, leaves, stage, fonts, structure, .. } = self;
        let structure = structure.as_ref().filter(|structure| !structure.is_empty());
        let marks: HashMap<Sequence, u32> = structure.map(|structure| structure.marks(index)).unwrap_or_default();
        let leaf = &leaves[index];
        let (sheet, images, cut, shown, languages) = {
            let resources = leaf.resources.as_ref().and_then(|it| as_dictionary(resolve(document, it)?));
            let text = content::read(document, fonts, &painted(document, leaf), resources, &marks);
            (Sheet::of(document, &text, bare), text.images, text.cut, text.shown, text.languages)
        };
        let (glyphs, stopped) = stage.glyphs(document, sheet);
        let whole = !stopped && glyphs.len() * 10 >= shown * 9;
        let marked = structure.map(|structure| Marked { structure, languages: &languages });
        (laid_out(index, leaf.frame, &glyphs, images, cut || stopped, marked), whole)
    }
}

/// What the page paints, in one piece.
fn painted(document: &Document, leaf: &Leaf) -> Vec<u8> {
    let Ok(page) = document.get_dictionary(leaf.id) else { return Vec::new() };
    let mut all = Vec::new();
    let mut add = |object: &Object| {
        if let Some(Object::Stream(stream)) = resolve(document, object) {
            all.extend(plain(stream));
            // A word may not run from one stream into the next.
            all.push(b'\n');
        }
    };
    match page.get(b"Contents").ok().and_then(|it| Some((it, resolve(document, it)?))) {
        Some((_, Object::Array(parts))) => parts.iter().for_each(&mut add),
        Some((object, _)) => add(object),
        None => {}
    }
    all
}

/// The bytes of a document, in memory or looked at where they lie.
pub(super) enum Bytes {
    Own(Vec<u8>),
    #[cfg(unix)]
    Mapped(Mapped),
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            #[cfg(unix)]
            Self::Mapped(mapped) => mapped.bytes(),
        }
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

fn read(file: Option<&Path>, question: &Question, input: &mut impl BufRead) -> io::Result<Bytes> {
    let most = limits::DOCUMENT_BYTES;
    match (file, question.bytes) {
        (Some(file), _) => {
            let file = File::open(file)?;
            let length = file.metadata()?.len();
            if length > most {
                return Err(io::Error::other("too large"));
            }
            #[cfg(unix)]
            if let Some(mapped) = Mapped::of(&file, length as usize) {
                return Ok(Bytes::Mapped(mapped));
            }
            let mut bytes = Vec::new();
            file.take(most).read_to_end(&mut bytes)?;
            Ok(Bytes::Own(bytes))
        }
        (None, Some(length)) => {
            let mut bytes = Vec::new();
            input.take(length.min(most)).read_to_end(&mut bytes)?;
            Ok(Bytes::Own(bytes))
        }
        (None, None) => Err(io::Error::other("no document")),
    }
}

/// A file in memory without a copy of its own. Should it be cut short meanwhile, the system ends this process, which its
/// parent takes for a document that cannot be read.
#[cfg(unix)]
pub(super) struct Mapped {
    start: *mut libc::c_void,
    length: usize,
}

// SAFETY: the mapping is only ever read, and nobody but its owner lets go of it.
#[cfg(unix)]
unsafe impl Send for Mapped {}
// SAFETY: as above.
#[cfg(unix)]
unsafe impl Sync for Mapped {}

#[cfg(unix)]
impl Mapped {
    fn of(file: &File, length: usize) -> Option<Self> {
        use std::os::fd::AsRawFd;
        if length == 0 {
            return None;
        }
        // SAFETY: a new mapping of an open file, for reading only; the system chooses where it lies.
        let start = unsafe {
            libc::mmap(std::ptr::null_mut(), length, libc::PROT_READ, libc::MAP_PRIVATE, file.as_raw_fd(), 0)
        };
        (start != libc::MAP_FAILED).then_some(Self { start, length })
    }

    fn bytes(&self) -> &[u8] {
        // SAFETY: the mapping is as long as this, and lives as long as `self`.
        unsafe { std::slice::from_raw_parts(self.start.cast(), self.length) }
    }
}

#[cfg(unix)]
impl Drop for Mapped {
    fn drop(&mut self) {
        // SAFETY: it was mapped with this start and length, and nobody looks at it any more.
        unsafe {
            libc::munmap(self.start, self.length);
        }
    }
}
