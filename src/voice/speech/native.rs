//! Windows (WinRT) and macOS (AVFoundation) through `tts`.
//!
//! What it does not tell: word boundaries; so there are no marks and a phrase that was paused begins anew. It has no
//! languages either, only voices: the first voice of a language speaks it. On Windows `speak` blocks while it
//! synthesises and calls back from inside; on macOS a process may have one synthesiser only, and the numbers of
//! utterances can be told apart by their printed form alone.

use tts::{Backends, Tts, UtteranceId};

use std::sync::Arc;

use super::translator::{Happening, Translator};
use super::{Ear, Engine, Fault, News, Opened, Ticket};
use crate::voice::message::Message;
use crate::voice::{Error, Voice};

#[cfg(windows)]
const BACKEND: (Backends, &str) = (Backends::WinRt, "winrt");
#[cfg(target_os = "macos")]
const BACKEND: (Backends, &str) = (Backends::AvFoundation, "avfoundation");

/// AVFoundation takes up to 1, though `tts` says 2; beyond that WinRT is noise.
const FASTEST: f32 = if cfg!(target_os = "macos") { 1.0 } else { 4.0 };

pub(super) fn open(ear: Ear) -> Result<Opened, Error> {
    let (backend, name) = BACKEND;
    let tts = Tts::new(backend).map_err(|error| missing(&error))?;
    let voices = tts.voices().map_err(|error| missing(&error))?;
    if voices.is_empty() {
        return Err(Error::NoEngine(None));
    }
    let translator = Translator::new(ear.clone());
    let tell = |happening: Happening| -> Option<Box<dyn FnMut(UtteranceId)>> {
        let translator = translator.clone();
        Some(Box::new(move |id| translator.happened(format!("{id:?}"), happening)))
    };
    tts.on_utterance_begin(tell(Happening::Began)).map_err(|error| missing(&error))?;
    tts.on_utterance_end(tell(Happening::Ended)).map_err(|error| missing(&error))?;
    tts.on_utterance_stop(tell(Happening::Cancelled)).map_err(|error| missing(&error))?;
    let told = voices.iter().map(|voice| Voice {
        name: voice.name(),
        language: voice.language().to_string(),
        engine: name.to_owned(),
    });
    ear.tell(News::Voices(Some(told.collect())));
    Ok(Opened { engine: Box::new(Native { tts, voices, translator, voice: None }), name: name.to_owned(), covers: &[] })
}

/// `tts` errors hold system handles that must stay on their thread; their words may travel.
fn missing(error: &tts::Error) -> Error {
    Error::NoEngine(Some(Arc::new(std::io::Error::other(error.to_string()))))
}

struct Native {
    tts: Tts,
    voices: Vec<tts::Voice>,
    translator: Translator<String>,
    /// The identifier of the voice that was set last: setting one walks all of them on Windows.
    voice: Option<String>,
}

impl Engine for Native {
    fn speak(&mut self, ticket: Ticket, message: &Message) -> Result<(), Fault> {
        self.set(message).map_err(|error| Fault::Lost(missing(&error)))?;
        match self.tts.speak(message.text.as_str(), false) {
            Ok(Some(id)) => {
                self.translator.learn(format!("{id:?}"), ticket);
                Ok(())
            }
            Ok(None) => Err(Fault::Lost(Error::NoEngine(None))),
            Err(error) => Err(Fault::Lost(missing(&error))),
        }
    }

    fn cancel(&mut self) -> Result<(), Fault> {
        self.translator.forget();
        self.tts.stop().map(drop).map_err(|error| Fault::Lost(missing(&error)))
    }

    fn close(mut self: Box<Self>) {
        let _ = self.tts.stop();
    }
}

impl Native {
    fn set(&mut self, message: &Message) -> Result<(), tts::Error> {
        if let Some(voice) = self.voice_of(message)
            && self.voice.as_ref() != Some(&voice.id())
        {
            self.tts.set_voice(&voice)?;
            self.voice = Some(voice.id());
        }
        let prosody = message.prosody;
        let (low, usual, high) = (self.tts.min_rate(), self.tts.normal_rate(), self.tts.max_rate().min(FASTEST));
        self.tts.set_rate(between(low, usual, high, prosody.rate))?;
        let (low, usual, high) = (self.tts.min_pitch(), self.tts.normal_pitch(), self.tts.max_pitch());
        self.tts.set_pitch(between(low, usual, high, prosody.pitch))?;
        let (low, usual, high) = (self.tts.min_volume(), self.tts.normal_volume(), self.tts.max_volume());
        self.tts.set_volume(between(low, usual, high, prosody.volume))?;
        Ok(())
    }

    /// The voice that is meant: by name, else the first of the language, nearest variety first.
    fn voice_of(&self, message: &Message) -> Option<tts::Voice> {
        if let Some(meant) = &message.voice {
            return self.voices.iter().find(|voice| voice.name() == meant.name).cloned();
        }
        let language = message.language.as_deref()?;
        let is = |tag: &str| {
            self.voices.iter().find(|voice| {
                let own = voice.language().to_string();
                own.eq_ignore_ascii_case(tag)
                    || own.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(tag))
            })
        };
        is(language).or_else(|| is(language.split('-').next()?)).cloned()
    }
}

/// −100, 0 and 100 on a scale of the engine's lowest, usual and highest.
fn between(low: f32, usual: f32, high: f32, value: i8) -> f32 {
    let share = f32::from(value) / 100.0;
    let end = if share < 0.0 { usual - low } else { high - usual };
    (usual + share * end).clamp(low, high)
}
