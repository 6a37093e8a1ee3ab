//! The voices of Windows, whose sound comes as a stream
//! (<https://learn.microsoft.com/uwp/api/windows.media.speechsynthesis.speechsynthesizer>).

use std::sync::Arc;

use windows::Media::SpeechSynthesis::{SpeechSynthesizer, VoiceInformation};
use windows::Storage::Streams::DataReader;
use windows::core::HSTRING;

use super::wav::Wav;
use super::{Engine, Error, Feed, Stop};
use crate::book::Language;
use crate::voice::message::Message;
use crate::voice::{self, Voice};

pub(super) struct Synthesiser {
    synthesiser: SpeechSynthesizer,
    /// As [`Voice`] and as the system knows it.
    voices: Vec<(Voice, VoiceInformation)>,
}

impl std::fmt::Debug for Synthesiser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Synthesiser").field("voices", &self.voices.len()).finish()
    }
}

impl Synthesiser {
    pub(super) fn open() -> Result<Self, voice::Error> {
        let synthesiser = SpeechSynthesizer::new().map_err(missing)?;
        Ok(Self { synthesiser, voices: Vec::new() })
    }

    /// The bytes of a WAVE file.
    fn sound(&self, message: &Message) -> windows::core::Result<Vec<u8>> {
        let language = message.language.as_deref().and_then(Language::parse);
        let named =
            message.voice.as_ref().and_then(|wanted| self.voices.iter().find(|(own, _)| own.name == wanted.name));
        let own = || {
            let language = language.as_ref()?;
            let primary = |(own, _): &&(Voice, VoiceInformation)| {
                Language::parse(&own.language).is_some_and(|own| own.primary() == language.primary())
            };
            let exact = self.voices.iter().find(|(own, _)| own.language == language.tag());
            exact.or_else(|| self.voices.iter().find(primary))
        };
        if let Some((_, voice)) = named.or_else(own) {
            self.synthesiser.SetVoice(voice)?;
        }
        let options = self.synthesiser.Options()?;
        let rate = f64::from(message.prosody.rate) / 100.0;
        // From half to three times as fast; from the lowest to the highest.
        options.SetSpeakingRate(if rate < 0.0 { 1.0 + rate / 2.0 } else { 1.0 + rate * 2.0 })?;
        options.SetAudioPitch(1.0 + f64::from(message.prosody.pitch) / 100.0)?;
        let stream = self.synthesiser.SynthesizeTextToStreamAsync(&HSTRING::from(message.text.as_str()))?.get()?;
        let size = u32::try_from(stream.Size()?).unwrap_or(u32::MAX);
        let reader = DataReader::CreateDataReader(&stream.GetInputStreamAt(0)?)?;
        let loaded = reader.LoadAsync(size)?.get()?;
        let mut bytes = vec![0; loaded as usize];
        reader.ReadBytes(&mut bytes)?;
        Ok(bytes)
    }
}

impl Engine for Synthesiser {
    fn name(&self) -> &'static str {
        "winrt"
    }

    fn voices(&mut self) -> Result<Vec<Voice>, voice::Error> {
        let mut known = Vec::new();
        for voice in SpeechSynthesizer::AllVoices().map_err(missing)? {
            let (Ok(name), Ok(language)) = (voice.DisplayName(), voice.Language()) else { continue };
            if let Some(language) = Language::parse(&language.to_string()) {
                let language = language.tag().to_owned();
                known.push((Voice { name: name.to_string(), language, engine: self.name().to_owned() }, voice));
            }
        }
        self.voices = known;
        Ok(self.voices.iter().map(|(voice, _)| voice.clone()).collect())
    }

    fn say(&mut self, message: &Message, stop: &Stop, feed: &mut Feed<'_>) -> Result<(), Error> {
        let bytes = self.sound(message).map_err(|error| voice::Error::Refused(Some(Arc::new(error))))?;
        if stop.is_asked() {
            return Err(Error::Stopped);
        }
        let mut wav = Wav::default();
        wav.take(&bytes, feed)?;
        if wav.began() { Ok(()) } else { Err(voice::Error::Refused(None).into()) }
    }
}

fn missing(error: windows::core::Error) -> voice::Error {
    voice::Error::NoEngine(Some(Arc::new(error)))
}
