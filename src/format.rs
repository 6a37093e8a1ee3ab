//! Bytes → [`Book`]: sniffing by content, one door for every format, limits and a panic boundary.
//!
//! Nothing here panics, hangs, writes a file or asks the network, whatever the bytes are. A format is one row of the
//! [`table`] and one room under `format/`.

use std::cell::Cell;
use std::collections::HashSet;
use std::fs::File;
use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once, mpsc};

use crate::book::{Book, Code, Defect, Format};

mod archive;
mod audio;
mod brf;
mod container;
mod contents;
mod daisy;
pub(crate) mod data;
mod docx;
mod encoding;
mod epub;
mod fb2;
mod href;
mod html;
mod limits;
mod manifest;
mod manuscript;
mod markdown;
mod markup;
mod odt;
mod opened;
mod overlay;
mod parting;
mod pdf;
mod picture;
mod places;
mod revision;
mod rtf;
mod scan;
mod sheets;
mod sniff;
mod sound;
mod styling;
mod supply;
pub mod table;
mod text;
pub(crate) mod tool;
#[cfg(test)]
mod trial;
mod webpub;

use container::{Container, Source};
use limits::Deadline;
use opened::{failed, usual_type};
use sniff::Guess;
use table::Door;

pub use daisy::stretches::{Stretch, clock, stretches};
pub use opened::{Opened, Resource, Resources};
pub use pdf::{COMMAND as PDF_COMMAND, use_program};
pub use picture::{Nature, Pixels, invert, thumbnail, use_fonts};
pub use revision::{ReadersPlace, Revision, Revisions};
pub use scan::{Memory, Recognition};
pub use sound::{Packet, Sound};
pub use supply::Supply;

/// Why there is nothing to read, by what the reader can do next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Not a book of any format that we know: choose another file.
    #[error("not a book")]
    NotABook,
    /// A format that is known and not read yet: look for the book in another format.
    #[error("{} is not read yet", .0.name())]
    Unsupported(Format),
    /// Broken beyond reading: fetch it again.
    #[error("damaged beyond reading: {0}")]
    Damaged(Arc<str>),
    /// Encrypted; the name of the scheme when it is known: ask the library for an open copy.
    #[error("protected: {0}")]
    Protected(Arc<str>),
    /// Only who knows its password may read it: ask the reader for it.
    #[error("a password is needed")]
    PasswordNeeded,
    /// The password is another: ask the reader again.
    #[error("not the password")]
    WrongPassword,
    /// Larger or more than the limits allow.
    #[error("too large: {0}")]
    TooLarge(Arc<str>),
    /// The file took longer than the limits allow.
    #[error("took too long")]
    TimedOut,
    /// A program of the system's is missing that reads it: install it. The name of its package.
    #[error("needs {0}")]
    Needs(Arc<str>),
    /// An archive of these books: choose one of them.
    #[error("{} books", .0.len())]
    Several(Arc<[String]>),
    /// The file could not be read.
    #[error("{0}")]
    Io(Arc<std::io::Error>),
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(Arc::new(error))
    }
}

/// The password of one book. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    pub fn new(password: impl Into<String>) -> Self {
        Self(password.into())
    }

    fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(***)")
    }
}

/// How a book is opened.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub password: Option<Password>,
    /// The href of the section to begin with, where a book is read bit by bit.
    pub start: Option<String>,
    /// Which of the books of an archive, by its name there.
    pub member: Option<String>,
    /// How pages without text are recognised; `None` leaves them pictures.
    pub recognition: Option<Recognition>,
}

/// Faults on their way, each once.
#[derive(Debug, Default)]
struct Defects {
    list: Vec<Defect>,
    known: HashSet<(Code, String)>,
}

impl Defects {
    fn add(&mut self, code: Code, subject: &str) {
        let subject: String = subject.chars().filter(|c| !c.is_control()).take(300).collect();
        if self.list.len() < limits::DEFECTS && self.known.insert((code, subject.clone())) {
            self.list.push(Defect { code, subject });
        }
    }
}

/// Opens the book in this file, or the talking book or the recording in this folder. Slow (up to 5 s with a hostile file):
/// call it on a worker thread.
///
/// A book that is read bit by bit is answered as soon as there is something to read; its later sections are pending, and
/// [`Opened::revisions`] brings them.
pub fn open(path: &Path) -> Result<Opened, Error> {
    open_with(path, &Options::default())
}

pub fn open_with(path: &Path, options: &Options) -> Result<Opened, Error> {
    open_file(path, options, false)
}

/// Opens the book in this file and waits for all of its sections: as long as it takes while it goes well, else 5 s.
pub fn open_whole(path: &Path, options: &Options) -> Result<Opened, Error> {
    open_file(path, options, true)
}

fn open_file(path: &Path, options: &Options, whole: bool) -> Result<Opened, Error> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        let path = path.to_path_buf();
        return guarded(move || read_container(Container::folder(&path)?, Deadline::start()));
    }
    // A pipe or a device may never end.
    if !metadata.is_file() {
        return Err(Error::NotABook);
    }
    // The reader chose the file that a talking book begins with: the book is what lies beside it.
    if let Some(folder) = sniff::folder_of(path) {
        return guarded(move || read_container(Container::folder(&folder)?, Deadline::start()));
    }
    let mut source = Source::file(File::open(path)?)?;
    if let Some(opened) = elsewhere(&mut source, || pdf::Origin::File(path.to_path_buf()), options, whole) {
        return opened;
    }
    open_source(source, options, whole)
}

/// Opens a book from its bytes, all of it.
pub fn open_bytes(bytes: Arc<[u8]>) -> Result<Opened, Error> {
    let mut source = Source::Bytes(Cursor::new(Arc::clone(&bytes)));
    let origin = || pdf::Origin::Bytes(Arc::clone(&bytes));
    if let Some(opened) = elsewhere(&mut source, origin, &Options::default(), true) {
        return opened;
    }
    open_source(source, &Options::default(), true)
}

/// Opens what is no PDF, or lies in an archive.
fn open_source(source: Source, options: &Options, whole: bool) -> Result<Opened, Error> {
    let member = options.member.clone();
    let bytes = match guarded(move || read(source, member.as_deref()))? {
        Read::Book(opened) => return Ok(*opened),
        Read::Member(bytes) => bytes,
    };
    let mut source = Source::Bytes(Cursor::new(Arc::clone(&bytes)));
    if let Some(opened) = elsewhere(&mut source, || pdf::Origin::Bytes(Arc::clone(&bytes)), options, whole) {
        return opened;
    }
    match guarded(move || read(source, None))? {
        Read::Book(opened) => Ok(*opened),
        // An archive in an archive is nobody's book.
        Read::Member(_) => Err(Error::NotABook),
    }
}

/// What a file was read as.
enum Read {
    Book(Box<Opened>),
    /// A book out of an archive, which is to be opened for itself.
    Member(Arc<[u8]>),
}

/// Opens a recording in one file, or a talking book of many in an archive, that is still on its way. The one file is never
/// counted through, and nothing waits.
///
/// # Errors
/// [`Error::Io`] with [`std::io::ErrorKind::WouldBlock`] while something is not there that it cannot be opened without.
pub fn open_growing(supply: Arc<dyn Supply>) -> Result<Opened, Error> {
    let open = move || {
        let mut source = Source::elsewhere(supply);
        // A talking book begins with a sound, of which no byte need be there.
        if source.head(4)? == *b"PK\x03\x04" {
            let container = Container::open(source)?;
            let format =
                sniff::by_container(&container).filter(|format| matches!(format, Format::Daisy202 | Format::Daisy3));
            return format
                .map_or(Err(Error::NotABook), |format| pass(table::row(format), container, Deadline::start()));
        }
        match sniff::by_head(&source.head(sniff::HEAD_BYTES)?) {
            Guess::Is(Format::Audio) => audio::open_alone(&source, Deadline::within(std::time::Duration::ZERO)),
            _ => Err(Error::NotABook),
        }
    };
    quietly(open).unwrap_or_else(|| Err(Error::Damaged("reader".into())))
}

/// A PDF is read by a process of its own, and what holds pictures of pages by another, each with limits of its own; `None` for
/// all else.
fn elsewhere(
    source: &mut Source,
    origin: impl FnOnce() -> pdf::Origin,
    options: &Options,
    whole: bool,
) -> Option<Result<Opened, Error>> {
    let head = match source.head(sniff::HEAD_BYTES) {
        Ok(head) => head,
        Err(error) => return Some(Err(error.into())),
    };
    let Guess::Is(format) = sniff::by_mark(&head) else { return None };
    match table::row(format).door {
        Door::Process => Some(pdf::open(origin(), options, whole)),
        Door::Pages => Some(scan::open(origin(), &head, options, whole)),
        Door::Container(_) | Door::Alone(_) | Door::Both(..) => None,
    }
}

/// Is the process that reads a PDF: the program does this and nothing else when it is called with [`PDF_COMMAND`].
pub fn read_pdf(file: Option<&Path>) -> std::process::ExitCode {
    pdf::work(file)
}

/// Reads a PDF in this process, without its limits of time and memory: for those who look for faults in what reads it.
pub fn read_pdf_here(bytes: &[u8]) -> Option<Book> {
    pdf::here(bytes)
}

/// The bytes of one book of an archive, by its name there.
pub fn member(archive: &Path, name: &str) -> Result<Arc<[u8]>, Error> {
    let source = Source::file(File::open(archive)?)?;
    let name = name.to_owned();
    guarded(move || archive::unpack(&Container::open(source)?, Some(&name)))
}

/// Reads what a recogniser or DjVuLibre may answer: for those who look for faults in what reads it.
pub fn read_recognised_here(bytes: &[u8]) {
    scan::here(&String::from_utf8_lossy(bytes));
}

/// The folder that is the book, when this is the file that a book in a folder begins with.
pub fn folder_of(path: &Path) -> Option<PathBuf> {
    sniff::folder_of(path)
}

/// Whether a file of this name may be a recording.
pub fn is_sound(name: &str) -> bool {
    audio::is_sound(name)
}

/// The ending that fits what a file of sound holds; `None` for another file.
pub fn sound_ending(path: &Path) -> Result<Option<&'static str>, Error> {
    let mut source = Source::file(File::open(path)?)?;
    Ok(audio::ending(&source.head(sniff::HEAD_BYTES)?))
}

/// What a file is, by its first bytes and, for a zip, by what lies in it; `None` when it is no book, or several.
pub fn sniff(path: &Path) -> Result<Option<Format>, Error> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        return Ok(sniff::by_container(&Container::folder(path)?).filter(|format| table::row(*format).is_of_folder()));
    }
    if !metadata.is_file() {
        return Ok(None);
    }
    let mut source = Source::file(File::open(path)?)?;
    Ok(match sniff::by_head(&source.head(sniff::HEAD_BYTES)?) {
        Guess::Zip => {
            let container = Container::open(source)?;
            sniff::by_container(&container).or_else(|| archive::only(&container))
        }
        Guess::Is(format) => Some(format),
        Guess::Other => None,
    })
}

const READER_THREAD: &str = "oqyrman-format";
const READER_STACK_BYTES: usize = 16 << 20;

/// Reads behind a panic boundary and a clock: a reader that does not come back in time is left to itself; its own
/// deadline ends it soon after.
fn guarded<T: Send + 'static>(read: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    let (answer, answered) = mpsc::sync_channel(1);
    let reader = move || {
        let result = quietly(read).unwrap_or_else(|| Err(Error::Damaged("reader".into())));
        // Nobody waits any more when this fails.
        let _ = answer.send(result);
    };
    std::thread::Builder::new().name(READER_THREAD.to_owned()).stack_size(READER_STACK_BYTES).spawn(reader)?;
    answered.recv_timeout(limits::ANSWER).unwrap_or(Err(Error::TimedOut))
}

thread_local! {
    /// A panic on this thread is an answer just now.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs what parses or decodes foreign bytes: `None` when it panicked, which goes to the log and not to the reader.
pub fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    quiet_panics();
    let outer = GUARDED.replace(true);
    let answer = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    answer.ok()
}

/// A panic of a reader is an answer, not a message: it goes to the log.
fn quiet_panics() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // A thread that ends has no such value any more.
            if GUARDED.try_with(Cell::get).unwrap_or(false) {
                tracing::error!(%info, "a reader of a format panicked");
            } else {
                others(info);
            }
        }));
    });
}

fn read_container(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    // What is nothing else is a folder of sound, or no book.
    let found = sniff::by_container(&container).map(table::row).filter(|row| row.is_of_folder());
    pass(found.unwrap_or(table::row(Format::Audio)), container, deadline)
}

fn read(mut source: Source, member: Option<&str>) -> Result<Read, Error> {
    let deadline = Deadline::start();
    let opened = match sniff::by_head(&source.head(sniff::HEAD_BYTES)?) {
        Guess::Zip => {
            let container = Container::open(source)?;
            match sniff::by_container(&container) {
                Some(format) => pass(table::row(format), container, deadline),
                None => return archive::unpack(&container, member).map(Read::Member),
            }
        }
        Guess::Is(format) => match table::row(format).door {
            Door::Alone(open) | Door::Both(_, open) => open(&source, deadline),
            // The package of a book that lies elsewhere.
            Door::Container(_) | Door::Process | Door::Pages => Err(Error::Unsupported(format)),
        },
        Guess::Other => Err(Error::NotABook),
    };
    opened.map(|opened| Read::Book(Box::new(opened)))
}

fn pass(row: &table::Row, container: Container, deadline: Deadline) -> Result<Opened, Error> {
    match row.door {
        Door::Container(open) | Door::Both(open, _) => open(container, deadline),
        Door::Alone(_) | Door::Process | Door::Pages => Err(Error::Unsupported(row.format)),
    }
}
