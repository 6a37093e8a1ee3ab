//! The child's half: one document, read page by page, within limits. What makes it fail costs a page, not the program.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::ExitCode;

use lopdf::{Document, Object};

use super::confine::confine;
use super::content;
use super::document;
use super::fonts::{Fonts, plain};
use super::glyphs::{Sheet, Stage};
use super::head;
use super::lines;
use super::objects::{as_dictionary, resolve};
use super::protocol::{Answer, Page, Question, Refusal, receive, send};
use super::tree::{self, Leaf};
use crate::format::limits;

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
    tell(bytes, &question, &mut |answer| send(&mut output, &answer))
}

/// Answers a question about the document of these bytes, as long as somebody listens.
pub(super) fn tell(
    bytes: impl std::ops::Deref<Target = [u8]>,
    question: &Question,
    listener: &mut dyn FnMut(Answer) -> io::Result<()>,
) -> io::Result<()> {
    let loaded = document::load(&bytes, question.password.as_deref());
    drop(bytes);
    let (mut document, mended) = match loaded {
        Ok(loaded) => loaded,
        Err(refusal) => return listener(Answer::Refused(refusal)),
    };
    let (leaves, whole) = tree::leaves(&document, limits::SPINE_ITEMS);
    if leaves.is_empty() {
        return listener(Answer::Refused(Refusal::Damaged("no pages".to_owned())));
    }
    let described = panic::catch_unwind(AssertUnwindSafe(|| head::read(&document, &leaves)));
    let mut head = described.unwrap_or_default();
    head.pages = leaves.len();
    head.mended = mended;
    head.cut = !whole;
    listener(Answer::Head(Box::new(head)))?;

    let stage = Stage::new(&mut document);
    let mut fonts = Fonts::default();
    let mut done = HashSet::new();
    for &(from, to) in &question.order {
        for (index, leaf) in leaves.iter().enumerate().take(to).skip(from) {
            if !done.insert(index) {
                continue;
            }
            let answer = match page(&mut document, &stage, &mut fonts, leaf, index) {
                Some(page) => Answer::Page(page),
                None => Answer::Lost(index),
            };
            listener(answer)?;
        }
    }
    listener(Answer::End)
}

/// The lines of a page; `None` when the reader of glyphs stops at it with and without the programs of its fonts.
fn page(document: &mut Document, stage: &Stage, fonts: &mut Fonts, leaf: &Leaf, index: usize) -> Option<Page> {
    [false, true].into_iter().find_map(|bare| {
        panic::catch_unwind(AssertUnwindSafe(|| read_page(document, stage, fonts, leaf, index, bare))).ok()
    })
}

fn read_page(document: &mut Document, stage: &Stage, fonts: &mut Fonts, leaf: &Leaf, index: usize, bare: bool) -> Page {
    let (sheet, images, cut) = {
        let resources = leaf.resources.as_ref().and_then(|it| as_dictionary(resolve(document, it)?));
        let text = content::read(document, fonts, &painted(document, leaf), resources);
        (Sheet::of(document, &text, bare), text.images, text.cut)
    };
    let (glyphs, glyphs_cut) = stage.glyphs(document, sheet);
    let (lines, unread) = lines::read(&glyphs, leaf.frame);
    let (width, height) = leaf.frame.size();
    Page { index, width: width as f32, height: height as f32, lines, images, unread, cut: cut || glyphs_cut }
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
enum Bytes {
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
struct Mapped {
    start: *mut libc::c_void,
    length: usize,
}

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
