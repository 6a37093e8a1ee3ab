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
//! - the silence before an utterance begins when those before it have ended, and a request ends it at once;
//! - [`Event::Mark`] comes only between [`Event::Began`] and the end of the same utterance;
//! - what another program silences of the book is said again from its last word, a few times; the interface's words are not.

mod diction;
mod language;
mod message;
pub mod microphone;
mod pace;
pub mod panel;
pub mod player;
pub mod record;
mod resample;
mod said;
mod speech;
#[cfg(windows)]
mod winrt;
mod worker;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::channel::mpsc::UnboundedReceiver;

pub use pace::{CHARACTERS_A_MINUTE, characters_a_minute};

use crate::book::Language;
use crate::settings::{Manner, Pronunciations, Punctuation};

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
    /// It stands apart from the rest and is said in another pitch.
    pub apart: bool,
}

/// What is said in one breath: a phrase of a book, a message of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    pub id: RequestId,
    pub parts: Vec<Part>,
    pub purpose: Purpose,
    /// Silence before it, behind everything that was sent before.
    pub silence: Duration,
}

impl Utterance {
    /// A whole text in one language, with a fresh id; its marks count from the text's first byte.
    pub fn new(text: impl Into<String>, language: Option<Language>, purpose: Purpose) -> Self {
        let text = text.into();
        let range = 0..text.len();
        Self {
            id: RequestId::fresh(),
            parts: vec![Part { text, language, range, apart: false }],
            purpose,
            silence: Duration::ZERO,
        }
    }

    /// What is left of it from this byte of the phrase on, with a fresh id: how reading goes on after a pause. Marks keep
    /// counting in the whole phrase.
    pub fn rest(&self, byte: usize) -> Self {
        let parts = self.parts.iter().filter(|part| part.range.end > byte).map(|part| part.from(byte)).collect();
        Self { id: RequestId::fresh(), parts, purpose: self.purpose, silence: Duration::ZERO }
    }
}

impl Part {
    fn from(&self, byte: usize) -> Self {
        let cut = byte.saturating_sub(self.range.start);
        if cut == 0 || self.text.len() != self.range.len() || !self.text.is_char_boundary(cut) {
            return self.clone();
        }
        let text = self.text[cut..].to_owned();
        Self { text, language: self.language.clone(), range: byte..self.range.end, apart: self.apart }
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
    /// The same for a language that is spoken in a manner of its own.
    fn in_manner(self, manner: Manner) -> Self {
        let rate = self.rate.saturating_add(manner.rate);
        let volume = self.volume.saturating_add(manner.volume);
        Self { rate, volume, ..self }.clamped()
    }

    /// The same in another timbre, which every engine has: so much lower that it is told apart at once; higher where the
    /// voice is low already.
    fn apart(self) -> Self {
        let pitch = if self.pitch >= APART - 100 { self.pitch - APART } else { self.pitch + APART };
        Self { pitch, ..self }
    }

    /// The same with every number inside its limits.
    pub fn clamped(self) -> Self {
        let within = |value: i8| value.clamp(-100, 100);
        Self { rate: within(self.rate), pitch: within(self.pitch), volume: within(self.volume) }
    }
}

/// A value of [`Prosody`] on an engine's scale of lowest, usual and highest.
#[cfg(any(test, windows, target_os = "macos"))]
fn scaled(value: i8, (low, usual, high): (f64, f64, f64)) -> f64 {
    let share = f64::from(value) / 100.0;
    let reach = if share < 0.0 { usual - low } else { high - usual };
    (usual + share * reach).clamp(low, high)
}

/// By so much in pitch differs what stands apart.
const APART: i8 = 50;

/// How a printed page with this label is told in this language.
pub fn page_told(label: &str, language: Option<&Language>) -> String {
    said::page(label, language)
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
    /// Stop what the interface says when that is what sounds; the book goes on where it was.
    HushInterface,
    /// Speak like this from the next utterance on.
    Adjust(Prosody),
    /// Speak the interface like this from the next utterance on.
    AdjustInterface(Prosody),
    /// Read books in this language (its primary subtag counts) by so much faster and louder than the rest from the next
    /// utterance on.
    AdjustLanguage { language: Language, manner: Manner },
    /// Use the voice of this name for this language (its primary subtag counts); `None` leaves it to the system. A reader
    /// who chooses a voice of another language for it gets her way; a voice that is gone is as none.
    Choose { language: Language, voice: Option<String> },
    /// Say words as this dictionary has it from the next utterance of a book on.
    Pronounce(Pronunciations),
    /// Name the signs of this level from the next utterance of a book on, in Kazakh, Russian and English.
    Punctuate(Punctuation),
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
    /// Silenced by a request; of the interface's words, also by another program (a screen reader that speaks).
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
    /// Another program (a screen reader that speaks) silenced it each time that it was begun again.
    #[error("another program silences the voice again and again")]
    Silenced,
}

/// How the voice starts.
#[derive(Debug, Clone)]
pub struct Options {
    /// The name under which the system's speech service knows this connection.
    pub connection: String,
    pub prosody: Prosody,
    /// How the interface is spoken; `None` as the book.
    pub interface: Option<Prosody>,
    /// The reader's voices: (language, the voice's name).
    pub voices: Vec<(Language, String)>,
    /// How books in a language are read in another way than the rest.
    pub manners: Vec<(Language, Manner)>,
    /// How the reader wants words of books to be said.
    pub pronunciations: Pronunciations,
    /// Which signs of books are named.
    pub punctuation: Punctuation,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connection: "reading".to_owned(),
            prosody: Prosody::default(),
            interface: None,
            voices: Vec::new(),
            manners: Vec::new(),
            pronunciations: Pronunciations::default(),
            punctuation: Punctuation::default(),
        }
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

/// Does work that waits for the voice where there is no window, whose loop macOS tells of speech by. To be called on the main
/// thread.
pub fn without_window<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    #[cfg(target_os = "macos")]
    {
        speech::beside_loop(work)
    }
    #[cfg(not(target_os = "macos"))]
    {
        work()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_phrase_counts_in_the_whole_phrase() {
        let texts = [("Ол ", "kk"), ("reader ", "en"), ("деді кеше.", "kk")];
        let mut start = 0;
        let parts = texts.map(|(text, language)| {
            let range = start..start + text.len();
            start = range.end;
            Part { text: text.to_owned(), language: Language::parse(language), range, apart: false }
        });
        let parts = parts.to_vec();
        let utterance = Utterance { parts, ..Utterance::new("", None, Purpose::Reading) };
        let word = start - "кеше.".len();
        let rest = utterance.rest(word);
        assert_ne!(rest.id, utterance.id);
        let expected =
            Part { text: "кеше.".to_owned(), language: Language::parse("kk"), range: word..start, apart: false };
        assert_eq!(rest.parts, [expected]);
        let inside_a_letter = utterance.rest(1);
        assert_eq!(inside_a_letter.parts, utterance.parts);
        assert!(utterance.rest(start).parts.is_empty());
    }

    #[test]
    fn the_middle_of_a_scale_need_not_be_its_half() {
        let rate = |value| scaled(value, (0.5, 1.0, 4.0));
        assert_eq!([-100, -50, 0, 50, 100].map(rate), [0.5, 0.75, 1.0, 2.5, 4.0]);
        assert_eq!([-100, 0, 100].map(|value| scaled(value, (0.0, 1.0, 1.0))), [0.0, 1.0, 1.0]);
    }

    #[test]
    fn numbers_are_never_used_twice() {
        let (one, other) = (RequestId::fresh(), RequestId::fresh());
        assert!(one < other);
    }
}
