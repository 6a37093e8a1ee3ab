//! The voices of Windows, whose sound comes as a stream
//! (<https://learn.microsoft.com/uwp/api/windows.media.speechsynthesis.speechsynthesisstream>).

use std::sync::Arc;

use windows::Storage::Streams::DataReader;

use super::wav::Wav;
use super::{Engine, Error, Feed, Stop};
use crate::voice::message::Message;
use crate::voice::winrt::{ENGINE, Synthesiser};
use crate::voice::{self, Voice};

impl Engine for Synthesiser {
    fn name(&self) -> &'static str {
        ENGINE
    }

    fn voices(&mut self) -> Result<Vec<Voice>, voice::Error> {
        Self::voices(self)
    }

    fn say(&mut self, message: &Message, stop: &Stop, feed: &mut Feed<'_>) -> Result<(), Error> {
        let bytes = sound(self, message).map_err(|error| voice::Error::Refused(Some(Arc::new(error))))?;
        if stop.is_asked() {
            return Err(Error::Stopped);
        }
        let mut wav = Wav::default();
        wav.take(&bytes, feed)?;
        if wav.began() { Ok(()) } else { Err(voice::Error::Refused(None).into()) }
    }
}

/// The bytes of a WAVE file.
fn sound(synthesiser: &Synthesiser, message: &Message) -> windows::core::Result<Vec<u8>> {
    let stream = synthesiser.begin(message)?.get()?;
    let size = u32::try_from(stream.Size()?).unwrap_or(u32::MAX);
    let reader = DataReader::CreateDataReader(&stream.GetInputStreamAt(0)?)?;
    let loaded = reader.LoadAsync(size)?.get()?;
    let mut bytes = vec![0; loaded as usize];
    reader.ReadBytes(&mut bytes)?;
    Ok(bytes)
}
