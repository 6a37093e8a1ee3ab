//! The voices of Windows: which there are, and the sound that one makes of a message
//! (<https://learn.microsoft.com/uwp/api/windows.media.speechsynthesis.speechsynthesizer>).
//!
//! Reading aloud plays that sound, saving an audiobook writes it.

use std::borrow::Cow;
use std::sync::Arc;

use windows::Foundation::IAsyncOperation;
use windows::Media::SpeechSynthesis::{
    SpeechAppendedSilence, SpeechSynthesisStream, SpeechSynthesizer, VoiceInformation,
};
use windows::core::HSTRING;

use super::message::Message;
use super::{Error, Voice, language, scaled};
use crate::book::Language;

/// As [`Voice::engine`] tells it.
pub(super) const ENGINE: &str = "winrt";

/// From half to four times as fast; it takes six, of which nobody understands a word.
const RATES: (f64, f64, f64) = (0.5, 1.0, 4.0);
const PITCHES: (f64, f64, f64) = (0.0, 1.0, 2.0);
/// As loud as it can is its usual.
const VOLUMES: (f64, f64, f64) = (0.0, 1.0, 1.0);

pub(super) struct Synthesiser {
    synthesiser: SpeechSynthesizer,
    voices: Vec<Voice>,
    /// The same, as the system knows them.
    known: Vec<VoiceInformation>,
}

impl Synthesiser {
    pub(super) fn open() -> Result<Self, Error> {
        let synthesiser = SpeechSynthesizer::new().map_err(missing)?;
        Ok(Self { synthesiser, voices: Vec::new(), known: Vec::new() })
    }

    /// Asks which voices are installed. A message is said in one of those that were told last.
    pub(super) fn voices(&mut self) -> Result<Vec<Voice>, Error> {
        let mut known = Vec::new();
        let mut voices = Vec::new();
        for voice in SpeechSynthesizer::AllVoices().map_err(missing)? {
            let (Ok(name), Ok(language)) = (voice.DisplayName(), voice.Language()) else { continue };
            let Some(language) = Language::parse(&language.to_string()) else { continue };
            let language = language.tag().to_owned();
            voices.push(Voice { name: name.to_string(), language, engine: ENGINE.to_owned() });
            known.push(voice);
        }
        language::tell_apart(&mut voices);
        (self.voices, self.known) = (voices.clone(), known);
        Ok(voices)
    }

    /// Begins the sound of a message: a WAVE file, with its words as timed metadata that count in UTF-16 code units.
    pub(super) fn begin(&self, message: &Message) -> windows::core::Result<IAsyncOperation<SpeechSynthesisStream>> {
        let voice = language::position(&self.voices, message).and_then(|at| self.known.get(at).cloned());
        let voice = match voice {
            Some(voice) => voice,
            None => SpeechSynthesizer::DefaultVoice()?,
        };
        self.synthesiser.SetVoice(&voice)?;
        let options = self.synthesiser.Options()?;
        options.SetSpeakingRate(scaled(message.prosody.rate, RATES))?;
        options.SetAudioPitch(scaled(message.prosody.pitch, PITCHES))?;
        options.SetAudioVolume(scaled(message.prosody.volume, VOLUMES))?;
        options.SetIncludeWordBoundaryMetadata(true)?;
        options.SetIncludeSentenceBoundaryMetadata(false)?;
        // The pause behind a sentence is ours. Windows before 1803 has no choice.
        let _ = options.SetAppendedSilence(SpeechAppendedSilence::Min);
        if message.spelled {
            let text = HSTRING::from(spelled(&message.text, &voice.Language()?.to_string()));
            return self.synthesiser.SynthesizeSsmlToStreamAsync(&text);
        }
        self.synthesiser.SynthesizeTextToStreamAsync(&HSTRING::from(message.text.as_str()))
    }
}

impl std::fmt::Debug for Synthesiser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Synthesiser").field("voices", &self.voices.len()).finish_non_exhaustive()
    }
}

/// A character that is named rather than read (<https://www.w3.org/TR/speech-synthesis11/#S3.1.9>).
fn spelled(text: &str, language: &str) -> String {
    let (text, language): (Cow<'_, str>, Cow<'_, str>) =
        (quick_xml::escape::escape(text.trim()), quick_xml::escape::escape(language));
    format!(
        "<speak version=\"1.0\" xmlns=\"http://www.w3.org/2001/10/synthesis\" xml:lang=\"{language}\">\
         <say-as interpret-as=\"characters\">{text}</say-as></speak>"
    )
}

/// There is nothing here that speaks.
pub(super) fn missing(error: windows::core::Error) -> Error {
    Error::NoEngine(Some(Arc::new(error)))
}
