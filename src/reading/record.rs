//! A book, or a chapter of it, saved as it would be read aloud: one file of sound with its chapters, or a book whose text
//! is heard phrase by phrase.
//!
//! The phrases, languages, voices and silences are those of reading aloud. It goes as it comes: no more than a message's sound is
//! held at a time.

mod publication;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::{Annotations, Hearing, Reading, movement};
use crate::book::{Book, Kind, Language, OutlineEntry, Point, Span};
use crate::format::{Resource, Resources};
use crate::library::papers::Draft;
use crate::voice::record::{Error as Fault, IN_MILLISECOND, RATE, Recorder, Stop, opus};
use crate::voice::{self};
use publication::Publication;

/// After this many phrases in a row that the engine refused, it is given up.
const REFUSALS: usize = 5;

/// What is made of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    /// Opus in Ogg, with chapters.
    #[default]
    Opus,
    /// EPUB 3 with media overlays.
    Epub,
}

impl Form {
    pub const ALL: [Self; 2] = [Self::Opus, Self::Epub];

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::Epub => "epub",
        }
    }

    /// The form of a file of this name.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        match ending.as_str() {
            "opus" | "ogg" | "oga" => Some(Self::Opus),
            "epub" => Some(Self::Epub),
            _ => None,
        }
    }
}

/// A chapter as a reader chooses one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    pub title: String,
    pub span: Span,
}

/// The chapters of a book: the outermost entries of its contents that have a sister, else its outermost headings.
pub fn chapters(book: &Book) -> Vec<Chapter> {
    let mut entries: &[OutlineEntry] = &book.outline;
    while let [only] = entries
        && !only.children.is_empty()
    {
        entries = &only.children;
    }
    let mut starts: Vec<(Point, String)> =
        entries.iter().filter_map(|entry| Some((first_point(entry)?, entry.title.clone()))).collect();
    // Contents of one entry («Beginning») are none.
    if starts.len() < 2 {
        let found = headings(book);
        starts = if found.len() > starts.len() { found } else { starts };
    }
    starts.sort_by_key(|(point, _)| *point);
    starts.dedup_by_key(|(point, _)| *point);
    let ends: Vec<Point> = starts.iter().skip(1).map(|(point, _)| *point).chain([end(book)]).collect();
    let spans = starts.into_iter().zip(ends);
    spans.map(|((start, title), end)| Chapter { title, span: Span { start, end } }).collect()
}

fn first_point(entry: &OutlineEntry) -> Option<Point> {
    entry.point.or_else(|| entry.children.iter().find_map(first_point))
}

fn headings(book: &Book) -> Vec<(Point, String)> {
    let blocks = || {
        let sections = book.sections.iter().enumerate();
        sections.flat_map(|(section, content)| {
            let blocks = content.blocks.iter().enumerate();
            blocks.filter_map(move |(index, block)| match block.kind {
                Kind::Heading(level) if !block.text.is_empty() => Some((level, Point::new(section, index, 0), block)),
                _ => None,
            })
        })
    };
    let top = blocks().map(|(level, ..)| level).min();
    blocks().filter(|(level, ..)| Some(*level) == top).map(|(_, point, block)| (point, block.text.clone())).collect()
}

fn end(book: &Book) -> Point {
    Point::new(book.sections.len(), 0, 0)
}

/// What is to be saved.
#[derive(Debug, Clone)]
pub struct Work {
    /// Whole: no section of it pending.
    pub book: Arc<Book>,
    pub resources: Resources,
    pub cover: Option<Resource>,
    /// As the shelf names a book that does not tell its own title.
    pub title: String,
    /// `None` for the whole book.
    pub chapter: Option<Chapter>,
    pub form: Form,
    pub hearing: Hearing,
}

impl Work {
    fn span(&self) -> Span {
        let whole = || Span { start: self.book.beginning(), end: end(&self.book) };
        self.chapter.as_ref().map_or_else(whole, |chapter| chapter.span)
    }

    /// The book's title, with that of the chapter.
    pub fn name(&self) -> String {
        let own = self.book.metadata.title.trim();
        let book = if own.is_empty() { self.title.as_str() } else { own };
        match &self.chapter {
            Some(chapter) if chapter.title.trim() != book => format!("{book} – {}", chapter.title.trim()),
            _ => book.to_owned(),
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    pub path: PathBuf,
    /// Of the sound.
    pub duration: Duration,
    /// Phrases that no voice could say.
    pub left_out: usize,
    /// Languages that were said in another voice than the one that is chosen for them.
    pub replaced: Vec<Language>,
}

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It was asked for.
    #[error("stopped")]
    Stopped,
    /// No words stand there.
    #[error("there is nothing to say")]
    Nothing,
    #[error(transparent)]
    Voice(voice::Error),
    /// The file cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Stopped => Self::Stopped,
            Fault::Voice(error) => Self::Voice(error),
            Fault::Io(error) => Self::Io(error),
        }
    }
}

/// A phrase that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    /// Inside one block.
    span: Span,
    /// In its file, in whole milliseconds.
    start: Duration,
}

/// Saves a work to a file that is to have this name, and answers the one that it got. `tell` hears how much is done, 0
/// to 1. Until it is whole, nothing is left of it when it fails or is stopped.
pub fn record(
    work: &Work,
    recorder: &mut Recorder,
    target: &Path,
    stop: &Stop,
    tell: &mut dyn FnMut(f64),
) -> Result<Made, Error> {
    let draft = Draft::begin(target)?;
    let mut out = match work.form {
        Form::Opus => Out::Opus(Box::new(Sound::begin(work, draft.file()?)?)),
        Form::Epub => Out::Epub(Box::new(Publication::begin(work, recorder.engine(), draft.file()?)?)),
    };
    let book = &work.book;
    let mut reading = Reading::open(Arc::clone(book), None, Annotations::default());
    reading.set_hearing(work.hearing.clone());
    let whole = work.span();
    let part = |point: Point| book.progress(point);
    let (from, to) = (part(whole.start), if whole.end == end(book) { 1.0 } else { part(whole.end) });
    let mut at = whole.start;
    let mut before: Option<Span> = None;
    let (mut said, mut left_out, mut refused, mut missing) = (0, 0, 0, None);
    while let Ok(span) = reading.heard_from(at) {
        if span.start >= whole.end {
            break;
        }
        if stop.is_asked() {
            return Err(Error::Stopped);
        }
        at = span.end;
        let text = reading.spoken(span, before).utterance;
        let fresh = out.begin(span.start.section)?;
        out.silence(pause(book, before.filter(|_| !fresh), span, text.silence))?;
        let begun = out.samples();
        out.line(span);
        match recorder.say(&text, stop, &mut |samples| out.write(samples)) {
            Ok(()) if out.samples() > begun => {
                (said, refused) = (said + 1, 0);
                before = Some(span);
            }
            // Signs that no engine has a word for.
            Ok(()) => out.unsay(),
            Err(Fault::Voice(error @ voice::Error::Refused(_))) if refused == REFUSALS => {
                return Err(Error::Voice(error));
            }
            Err(Fault::Voice(error @ (voice::Error::Refused(_) | voice::Error::NoVoice(_)))) => {
                refused += usize::from(matches!(error, voice::Error::Refused(_)));
                left_out += 1;
                missing.get_or_insert(error);
                out.unsay();
            }
            Err(fault) => return Err(fault.into()),
        }
        tell(((part(span.end) - from) / (to - from).max(f64::EPSILON)).clamp(0.0, 1.0));
    }
    if said == 0 {
        return Err(missing.map_or(Error::Nothing, Error::Voice));
    }
    let duration = out.finish()?;
    let path = draft.keep()?;
    Ok(Made { path, duration, left_out, replaced: recorder.replaced().to_vec() })
}

/// The silence before a phrase, in samples: what an engine leaves between two sentences, and the `own` of their places.
fn pause(book: &Book, before: Option<Span>, span: Span, own: Duration) -> u64 {
    let Some(before) = before else { return 200 * IN_MILLISECOND };
    let block = book.block(before.start);
    let ends = || block.is_some_and(|block| block.phrases().iter().any(|phrase| phrase.end == before.end.byte));
    let same = (before.start.section, before.start.block) == (span.start.section, span.start.block);
    // A long phrase comes in pieces.
    if same && !ends() { 0 } else { (250 + own.as_millis() as u64) * IN_MILLISECOND }
}

/// Samples up to the next whole millisecond, so that times are exact.
fn to_millisecond(samples: u64) -> u64 {
    samples.next_multiple_of(IN_MILLISECOND) - samples
}

enum Out {
    Opus(Box<Sound>),
    Epub(Box<Publication>),
}

impl Out {
    /// A phrase of this section comes. True when a file begins with it.
    fn begin(&mut self, section: usize) -> io::Result<bool> {
        match self {
            Self::Opus(sound) => Ok(sound.lines.is_empty()),
            Self::Epub(publication) => publication.begin_section(section),
        }
    }

    /// So many samples of silence, and those up to a whole millisecond.
    fn silence(&mut self, samples: u64) -> io::Result<()> {
        match self {
            Self::Opus(sound) => sound.writer.silence(samples + to_millisecond(sound.writer.samples() + samples)),
            Self::Epub(publication) => publication.silence(samples),
        }
    }

    fn samples(&self) -> u64 {
        match self {
            Self::Opus(sound) => sound.writer.samples(),
            Self::Epub(publication) => publication.samples(),
        }
    }

    /// This phrase begins.
    fn line(&mut self, span: Span) {
        match self {
            Self::Opus(sound) => sound.lines.push(Line { span, start: sound.writer.time() }),
            Self::Epub(publication) => publication.line(span),
        }
    }

    /// The phrase that began was not said.
    fn unsay(&mut self) {
        match self {
            Self::Opus(sound) => {
                sound.lines.pop();
            }
            Self::Epub(publication) => publication.unsay(),
        }
    }

    fn write(&mut self, samples: &[f32]) -> io::Result<()> {
        match self {
            Self::Opus(sound) => sound.writer.write(samples),
            Self::Epub(publication) => publication.write(samples),
        }
    }

    /// Answers the time of the sound.
    fn finish(self) -> io::Result<Duration> {
        match self {
            Self::Opus(sound) => sound.finish(),
            Self::Epub(publication) => publication.finish(),
        }
    }
}

/// One file of sound, with chapters.
struct Sound {
    writer: opus::Writer<BufWriter<File>>,
    tags: opus::Tags,
    /// Where the chapters begin in the text.
    starts: Vec<Point>,
    lines: Vec<Line>,
}

impl Sound {
    fn begin(work: &Work, file: File) -> io::Result<Self> {
        let metadata = &work.book.metadata;
        let mut comments = vec![("TITLE", work.name())];
        if work.chapter.is_some() && !metadata.title.is_empty() {
            comments.push(("ALBUM", metadata.title.clone()));
        }
        comments.extend(metadata.authors().map(|name| ("ARTIST", name.to_owned())));
        comments.extend(metadata.languages.first().map(|language| ("LANGUAGE", language.tag().to_owned())));
        comments.extend(metadata.publisher.iter().map(|name| ("ORGANIZATION", name.clone())));
        comments.extend(metadata.published.iter().map(|date| ("DATE", date.clone())));
        let span = work.span();
        let mut entries = Vec::new();
        flatten(&work.book.outline, &mut entries);
        if entries.len() < 2 {
            let found = headings(&work.book);
            entries = if found.len() > entries.len() { found } else { entries };
        }
        entries.sort_by_key(|(point, _)| *point);
        entries.dedup_by_key(|(point, _)| *point);
        entries.retain(|(point, title)| span.contains(*point) && !title.trim().is_empty());
        // What stands before the first chapter has the book's name.
        if entries.first().is_none_or(|(point, _)| audible_before(&work.book, span.start, *point)) {
            entries.insert(0, (span.start, work.name()));
        }
        entries.truncate(opus::CHAPTERS);
        let (starts, titles): (Vec<Point>, Vec<String>) = entries.into_iter().unzip();
        let chapters = titles.into_iter().map(|title| (title, Duration::ZERO)).collect();
        let tags = opus::Tags { comments, chapters };
        let writer = opus::Writer::new(BufWriter::new(file), &tags)?;
        Ok(Self { writer, tags, starts, lines: Vec::new() })
    }

    fn finish(mut self) -> io::Result<Duration> {
        let end = self.writer.time();
        for (start, (_, time)) in self.starts.iter().zip(&mut self.tags.chapters) {
            let first = self.lines.partition_point(|line| line.span.end <= *start);
            *time = self.lines.get(first).map_or(end, |line| line.start);
        }
        if let Some((_, first)) = self.tags.chapters.first_mut() {
            *first = Duration::ZERO;
        }
        let head = self.writer.head(&self.tags)?;
        let mut file = self.writer.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&head)?;
        Ok(end)
    }
}

fn audible_before(book: &Book, from: Point, to: Point) -> bool {
    movement::audible_from(book, from).is_ok_and(|span| span.start < to)
}

fn flatten(entries: &[OutlineEntry], found: &mut Vec<(Point, String)>) {
    for entry in entries {
        found.extend(entry.point.map(|point| (point, entry.title.clone())));
        flatten(&entry.children, found);
    }
}

/// Samples as a time.
fn time_of(samples: u64) -> Duration {
    Duration::from_nanos(samples * 1_000_000_000 / u64::from(RATE))
}
