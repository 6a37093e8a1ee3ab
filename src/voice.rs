//! The voice: one worker thread, requests in, events out, every request with an id.
//!
//! The worker never blocks its callers and nothing of the system's speech shows through: on Linux it is Speech Dispatcher
//! (SSIP, <https://htmlpreview.github.io/?https://github.com/brailcom/speechd/blob/master/doc/ssip.html>), on Windows and
//! macOS the system's own synthesiser. Words carry marks (SSML 1.1, <https://www.w3.org/TR/speech-synthesis11/>), so that
//! what is heard can be shown and pausing is silence followed by the rest of the phrase.
//!
//! What a caller can rely on:
//! - every [`Utterance`] that was sent ends in exactly one of [`Event::Ended`], [`Event::Stopped`], [`Event::Failed`];
//! - utterances that were queued begin and end in the order in which they were sent;
//! - [`Event::Mark`] comes only between [`Event::Began`] and the end of the same utterance.

mod language;
mod message;
mod speech;
mod worker;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::channel::mpsc::UnboundedReceiver;

use crate::book::{Book, Language, Point, Style};

/// The number of an utterance, increasing over the life of the process and never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(u64);

impl RequestId {
    /// A number that nothing else has.
    pub fn fresh() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The book.
    Reading,
    /// The program itself: a control, a message. Spoken at once, it takes nothing from the book's place.
    Interface,
}

/// A stretch of an utterance in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub text: String,
    /// `None` where nobody knows; the voice then goes by the letters.
    pub language: Option<Language>,
    /// Where the text stands in the phrase, in bytes. When its length is the text's, marks are exact; otherwise the whole
    /// part answers with its start.
    pub range: Range<usize>,
}

/// What is said in one breath: a phrase of a book, a message of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    pub id: RequestId,
    pub parts: Vec<Part>,
    pub purpose: Purpose,
}

impl Utterance {
    /// A whole text in one language, with a fresh id; its marks count from the text's first byte.
    pub fn new(text: impl Into<String>, language: Option<Language>, purpose: Purpose) -> Self {
        let text = text.into();
        let range = 0..text.len();
        Self { id: RequestId::fresh(), parts: vec![Part { text, language, range }], purpose }
    }

    /// The phrase that stands in this range of bytes of a block of the book, with a fresh id: a part for each language in
    /// it, as the book marks them; where it marks none the letters may tell better than the language of the whole book.
    /// Empty when there is no such text.
    pub fn of_phrase(book: &Book, block: Point, range: Range<usize>) -> Self {
        let mut utterance = Self { id: RequestId::fresh(), parts: Vec::new(), purpose: Purpose::Reading };
        let Some(found) = book.block(block) else { return utterance };
        let marked = |byte: usize| {
            found.inlines.iter().rev().find_map(|inline| match &inline.style {
                Style::Language(language) if inline.range.contains(&byte) => Some(language.clone()),
                _ => None,
            })
        };
        let languages = found.inlines.iter().filter(|inline| matches!(inline.style, Style::Language(_)));
        let mut cuts: Vec<usize> = languages.flat_map(|inline| [inline.range.start, inline.range.end]).collect();
        cuts.retain(|cut| range.contains(cut) && *cut > range.start && found.text.is_char_boundary(*cut));
        cuts.push(range.end);
        cuts.sort_unstable();
        cuts.dedup();
        let section = book.section(block.section).and_then(|section| section.language.as_ref());
        let around = found.language.as_ref().or(section).or_else(|| book.metadata.languages.first());
        let mut start = range.start;
        for end in cuts {
            if let Some(text) = found.text.get(start..end).filter(|text| !text.is_empty()) {
                let language = marked(start).or_else(|| language::by_letters(text, around)).or_else(|| around.cloned());
                let range = start - range.start..end - range.start;
                utterance.parts.push(Part { text: text.to_owned(), language, range });
            }
            start = end;
        }
        utterance
    }

    /// What is left of it from this byte of the phrase on, with a fresh id: how reading goes on after a pause. Marks keep
    /// counting in the whole phrase.
    pub fn rest(&self, byte: usize) -> Self {
        let parts = self.parts.iter().filter(|part| part.range.end > byte).map(|part| part.from(byte)).collect();
        Self { id: RequestId::fresh(), parts, purpose: self.purpose }
    }
}

impl Part {
    fn from(&self, byte: usize) -> Self {
        let cut = byte.saturating_sub(self.range.start);
        if cut == 0 || self.text.len() != self.range.len() || !self.text.is_char_boundary(cut) {
            return self.clone();
        }
        Self { text: self.text[cut..].to_owned(), language: self.language.clone(), range: byte..self.range.end }
    }
}

/// How the voice speaks; zero is the voice's own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Prosody {
    /// −100 slowest, 0 usual, 100 fastest.
    pub rate: i8,
    /// −100 lowest, 0 usual, 100 highest.
    pub pitch: i8,
    /// −100 silent, 0 as loud as the system is set, 100 as loud as the engine can.
    pub volume: i8,
}

impl Prosody {
    /// The same with every number inside its limits.
    pub fn clamped(self) -> Self {
        let within = |value: i8| value.clamp(-100, 100);
        Self { rate: within(self.rate), pitch: within(self.pitch), volume: within(self.volume) }
    }
}

/// A voice that is installed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Voice {
    /// As the engine calls it; unique inside the engine.
    pub name: String,
    /// BCP 47.
    pub language: String,
    /// The engine that has it: a Speech Dispatcher module (`espeak-ng`), `winrt`, `avfoundation`.
    pub engine: String,
}

/// What the voice is asked for.
#[derive(Debug, Clone)]
pub enum Request {
    /// Say it now; what is being said and what waits is stopped.
    Say(Utterance),
    /// Say it after everything that was sent before, without a gap.
    Queue(Utterance),
    /// Be silent now; everything that was sent is stopped.
    Hush,
    /// Speak like this from the next utterance on.
    Adjust(Prosody),
    /// Use the voice of this name for this language (its primary subtag counts); `None` leaves it to the system. A reader
    /// who chooses a voice of another language for it gets her way; a voice that is gone is as none.
    Choose { language: Language, voice: Option<String> },
    /// Answered by [`Event::Voices`], at once when they are known already.
    ListVoices,
}

/// What the voice tells.
#[derive(Debug, Clone)]
pub enum Event {
    /// An engine answers: at the start and whenever it came back.
    Ready { engine: String },
    /// The first sound of this utterance.
    Began(RequestId),
    /// The word that begins at this byte of the phrase is about to be heard.
    Mark(RequestId, usize),
    /// Said to its end.
    Ended(RequestId),
    /// Silenced, by a request or by another program (a screen reader that speaks).
    Stopped(RequestId),
    /// Not said.
    Failed(RequestId, Error),
    /// The installed voices, in the order of their languages.
    Voices(Vec<Voice>),
    /// The engine went away; the worker keeps trying to get it back and goes on with what it was saying if that succeeds
    /// at once.
    Lost(Error),
    /// There is no engine, or (once for each language) no voice for a language that is being read.
    Unavailable(Error),
}

/// Why something is not said, by what the reader can do next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// No speech service answers: one has to be installed or started.
    #[error("no speech engine")]
    NoEngine(#[source] Option<Arc<dyn std::error::Error + Send + Sync>>),
    /// No installed voice speaks this language: one has to be installed or chosen.
    #[error("no voice for {0}")]
    NoVoice(Language),
    /// The engine refused this text; the next may well go.
    #[error("the speech engine refused the text")]
    Refused(#[source] Option<Arc<dyn std::error::Error + Send + Sync>>),
}

/// How the voice starts.
#[derive(Debug, Clone)]
pub struct Options {
    /// The name under which the system's speech service knows this connection.
    pub connection: String,
    pub prosody: Prosody,
    /// The reader's voices: (language, the voice's name).
    pub voices: Vec<(Language, String)>,
}

impl Default for Options {
    fn default() -> Self {
        Self { connection: "reading".to_owned(), prosody: Prosody::default(), voices: Vec::new() }
    }
}

/// What the voice tells, as a stream; it ends after the last [`Speaker`] is gone.
pub type Events = UnboundedReceiver<Event>;

/// The way to the voice. Cheap to clone; when the last one is dropped the voice falls silent and its worker ends.
#[derive(Debug, Clone)]
pub struct Speaker {
    worker: Arc<worker::Handle>,
}

impl Speaker {
    /// Hands over a request and returns at once.
    pub fn send(&self, request: Request) {
        self.worker.send(request);
    }
}

/// Starts the worker. Its first event is [`Event::Ready`] or [`Event::Unavailable`]; requests may be sent at once.
pub fn start(options: Options) -> (Speaker, Events) {
    let connection = options.connection.clone();
    let (worker, events) = worker::start(options, speech::system(&connection));
    (Speaker { worker: Arc::new(worker) }, events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Block, Inline, Kind, Metadata, Section};

    fn book(text: &str, language: Option<&str>, marked: &[(&str, &str)]) -> Book {
        let mut block = Block::new(Kind::Paragraph, text);
        block.inlines = marked
            .iter()
            .map(|(words, language)| {
                let start = text.find(words).unwrap();
                Inline { range: start..start + words.len(), style: Style::Language(Language::parse(language).unwrap()) }
            })
            .collect();
        let mut section = Section::new("one.xhtml");
        section.blocks.push(block);
        let languages = language.and_then(Language::parse).into_iter().collect();
        Book::new(Metadata { languages, ..Metadata::default() }, vec![Arc::new(section)], vec![], vec![], vec![])
    }

    fn parts(utterance: &Utterance) -> Vec<(&str, Option<&str>, Range<usize>)> {
        utterance
            .parts
            .iter()
            .map(|part| (part.text.as_str(), part.language.as_ref().map(Language::tag), part.range.clone()))
            .collect()
    }

    #[test]
    fn a_phrase_parts_where_the_book_marks_a_language() {
        let text = "Ол «sapere aude» деді. Соңы.";
        let book = book(text, Some("kk"), &[("sapere aude", "la")]);
        let end = text.find("Соңы").unwrap();
        let utterance = Utterance::of_phrase(&book, Point::default(), 0..end);
        let latin = text.find("sapere").unwrap();
        let after = latin + "sapere aude".len();
        assert_eq!(
            parts(&utterance),
            [
                (&text[..latin], Some("kk"), 0..latin),
                ("sapere aude", Some("la"), latin..after),
                (&text[after..end], Some("kk"), after..end),
            ]
        );
        let second = Utterance::of_phrase(&book, Point::default(), end..text.len());
        assert_eq!(parts(&second), [("Соңы.", Some("kk"), 0.."Соңы.".len())]);
        assert!(Utterance::of_phrase(&book, Point::new(7, 0, 0), 0..3).parts.is_empty());
        assert!(Utterance::of_phrase(&book, Point::default(), 0..10_000).parts.len() <= 3);
    }

    #[test]
    fn a_book_that_marks_nothing_is_spoken_by_its_letters() {
        let tag = |text: &str, language| {
            let book = book(text, language, &[]);
            let utterance = Utterance::of_phrase(&book, Point::default(), 0..text.len());
            utterance.parts[0].language.as_ref().map(|language| language.tag().to_owned())
        };
        assert_eq!(tag("Ғылым таппай мақтанба", None).as_deref(), Some("kk"));
        assert_eq!(tag("Ғылым таппай мақтанба", Some("ru")).as_deref(), Some("kk"));
        assert_eq!(tag("Бала келді", Some("kk")).as_deref(), Some("kk"));
        assert_eq!(tag("1905", None), None);
    }

    #[test]
    fn the_rest_of_a_phrase_counts_in_the_whole_phrase() {
        let text = "Ол reader деді.";
        let book = book(text, Some("kk"), &[("reader", "en")]);
        let utterance = Utterance::of_phrase(&book, Point::default(), 0..text.len());
        let inside = text.find("деді").unwrap();
        let rest = utterance.rest(inside);
        assert_ne!(rest.id, utterance.id);
        assert_eq!(parts(&rest), [("деді.", Some("kk"), inside..text.len())]);
        let odd = utterance.rest(1);
        assert_eq!(odd.parts[0].text, "Ол ");
        assert!(utterance.rest(text.len()).parts.is_empty());
    }

    #[test]
    fn numbers_are_never_used_twice() {
        let (one, other) = (RequestId::fresh(), RequestId::fresh());
        assert!(one < other);
    }
}
