//! Speech into sound instead of the air: what a voice would say, as samples, much faster than it would be heard.
//!
//! The words, languages and manners are those of reading aloud ([`Diction`]); the engine is one that can be had without
//! the system's speech service, which has no way to give its sound away.

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod child;
#[cfg(target_os = "linux")]
mod espeak;
pub mod opus;
#[cfg(target_os = "macos")]
mod say;
mod wav;
#[cfg(windows)]
mod winrt;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::diction::{Diction, Told};
use super::message::Message;
use super::resample::Resample;
use super::{Options, Prosody, Utterance, Voice};
use crate::book::Language;

/// Samples of one channel in a second of what is recorded: all that a synthesiser has to give, and a whole number of them
/// in a millisecond.
pub const RATE: u32 = 24_000;

/// Samples in a millisecond.
pub const IN_MILLISECOND: u64 = RATE as u64 / 1000;

/// Longest sound of one message, in samples: an engine that never ends must not fill the disk.
const LONGEST: usize = RATE as usize * 60 * 30;

/// Asks for the end of a recording from another thread.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn stop(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Why something is not recorded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It was asked for.
    #[error("stopped")]
    Stopped,
    #[error(transparent)]
    Voice(#[from] super::Error),
    /// The sound cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Where samples go.
pub type Sink<'a> = &'a mut dyn FnMut(&[f32]) -> io::Result<()>;

/// An engine whose sound can be had. It blocks until a message is said.
trait Engine: Send + std::fmt::Debug {
    /// As [`Voice::engine`] tells it.
    fn name(&self) -> &'static str;
    fn voices(&mut self) -> Result<Vec<Voice>, super::Error>;
    fn say(&mut self, message: &Message, stop: &Stop, feed: &mut Feed<'_>) -> Result<(), Error>;
}

/// A voice that is recorded.
#[derive(Debug)]
pub struct Recorder {
    engine: Box<dyn Engine>,
    diction: Diction,
    prosody: Prosody,
    /// Languages (primary subtags) whose chosen voice belongs to an engine that cannot be recorded.
    without: Vec<Language>,
    /// Of these, in the order in which they were said.
    replaced: Vec<Language>,
}

impl Recorder {
    /// With the voices, manners and words of reading aloud. How loud the voice is set is left to whoever plays it.
    pub fn open(options: &Options) -> Result<Self, super::Error> {
        Self::with(system()?, options)
    }

    fn with(mut engine: Box<dyn Engine>, options: &Options) -> Result<Self, super::Error> {
        let mut diction =
            Diction::new(options.voices.clone(), options.manners.clone(), &options.pronunciations, options.punctuation);
        diction.voices.opened(engine.name(), &[]);
        let mut voices = engine.voices()?;
        if voices.is_empty() {
            return Err(super::Error::NoEngine(None));
        }
        voices.sort_by(|one, other| one.language.cmp(&other.language));
        let lacks = |name: &String| !voices.iter().any(|voice| voice.name == *name);
        let chosen = options.voices.iter().filter(|(_, name)| lacks(name));
        let without = chosen.map(|(language, _)| language.clone()).collect();
        diction.voices.told(Some(voices));
        let prosody = Prosody { volume: 0, ..options.prosody }.clamped();
        Ok(Self { engine, diction, prosody, without, replaced: Vec::new() })
    }

    /// The languages that were said in another voice than the reader chose, since that one cannot be recorded.
    pub fn replaced(&self) -> &[Language] {
        &self.replaced
    }

    /// The engine that speaks.
    pub fn engine(&self) -> &'static str {
        self.engine.name()
    }

    /// The voices that can be recorded, in the order of their languages.
    pub fn voices(&self) -> &[Voice] {
        self.diction.voices.installed().unwrap_or_default()
    }

    /// Uses the voice of this name for this language.
    pub fn choose(&mut self, language: &Language, voice: &str) {
        self.without.retain(|other| other.primary() != language.primary());
        self.diction.voices.choose(language, Some(voice.to_owned()));
    }

    /// Says an utterance: mono samples of [`RATE`] go to the sink as they come.
    pub fn say(&mut self, utterance: &Utterance, stop: &Stop, sink: Sink<'_>) -> Result<(), Error> {
        let (messages, missing) = match self.diction.messages(utterance, self.prosody) {
            Told::Known { messages, missing } => (messages, missing),
            Told::Wait => return Err(super::Error::Refused(None).into()),
        };
        if let (true, Some(language)) = (messages.is_empty(), missing.into_iter().next()) {
            return Err(super::Error::NoVoice(language).into());
        }
        for message in &messages {
            if stop.is_asked() {
                return Err(Error::Stopped);
            }
            let mut feed = Feed { sink, resample: None, made: Vec::new(), given: 0 };
            self.engine.say(message, stop, &mut feed)?;
            feed.end()?;
            self.note(message);
        }
        Ok(())
    }

    /// Keeps in mind that a message was not said in the voice that was chosen for its language.
    fn note(&mut self, message: &Message) {
        let spoken = message.language.as_deref().and_then(Language::parse);
        let same = |one: &Language| spoken.as_ref().is_some_and(|spoken| spoken.primary() == one.primary());
        if let Some(at) = self.without.iter().position(same) {
            self.replaced.push(self.without.remove(at));
        }
    }
}

/// The way of an engine's sound to the sink, at whatever rate it comes.
struct Feed<'a> {
    sink: Sink<'a>,
    resample: Option<Resample>,
    made: Vec<f32>,
    given: usize,
}

impl Feed<'_> {
    /// How the samples come that follow.
    fn comes_as(&mut self, rate: u32, channels: usize) {
        self.resample = Some(Resample::new(rate, channels, RATE, 1));
    }

    /// Whole frames, interleaved.
    fn samples(&mut self, samples: &[f32]) -> Result<(), Error> {
        if let Some(resample) = &mut self.resample {
            resample.feed(samples, &mut self.made);
        }
        self.give()
    }

    fn end(&mut self) -> Result<(), Error> {
        if let Some(resample) = &mut self.resample {
            resample.end(&mut self.made);
        }
        self.give()
    }

    fn give(&mut self) -> Result<(), Error> {
        self.given += self.made.len();
        if self.given > LONGEST {
            return Err(super::Error::Refused(None).into());
        }
        (self.sink)(&self.made)?;
        self.made.clear();
        Ok(())
    }
}

/// The system's engine.
fn system() -> Result<Box<dyn Engine>, super::Error> {
    #[cfg(target_os = "linux")]
    {
        Ok(Box::new(espeak::Espeak::find()?))
    }
    #[cfg(target_os = "macos")]
    {
        Ok(Box::new(say::Say::default()))
    }
    #[cfg(windows)]
    {
        Ok(Box::new(super::winrt::Synthesiser::open()?))
    }
    #[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
    {
        Err(super::Error::NoEngine(None))
    }
}

#[cfg(test)]
pub(crate) mod tests;
