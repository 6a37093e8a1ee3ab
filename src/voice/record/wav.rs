//! The sound of an engine as it comes: RIFF WAVE with PCM of 16 bits, whose lengths nobody knew when they were written.
//!
//! <https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html>

use super::{Error, Feed};

/// No header is longer.
const HEADER: usize = 4096;

/// Takes in bytes in pieces of any length.
#[derive(Debug, Default)]
pub(super) struct Wav {
    /// What was not taken in yet.
    bytes: Vec<u8>,
    /// Bytes of a frame, once the header is known.
    frame: Option<usize>,
}

impl Wav {
    pub(super) fn take(&mut self, bytes: &[u8], feed: &mut Feed<'_>) -> Result<(), Error> {
        self.bytes.extend_from_slice(bytes);
        if self.frame.is_none() {
            match header(&self.bytes) {
                Header::Known { rate, channels, data } => {
                    feed.comes_as(rate, channels);
                    self.frame = Some(channels * 2);
                    self.bytes.drain(..data);
                }
                Header::Short if self.bytes.len() <= HEADER => return Ok(()),
                Header::Short | Header::Other => return Err(crate::voice::Error::Refused(None).into()),
            }
        }
        let Some(frame) = self.frame else { return Ok(()) };
        let whole = self.bytes.len() / frame * frame;
        let (pairs, _) = self.bytes[..whole].as_chunks::<2>();
        let samples: Vec<f32> = pairs.iter().map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32_768.0).collect();
        self.bytes.drain(..whole);
        feed.samples(&samples)
    }

    /// Whether there was any sound at all.
    pub(super) fn began(&self) -> bool {
        self.frame.is_some()
    }
}

enum Header {
    Known {
        rate: u32,
        channels: usize,
        /// Where the samples begin.
        data: usize,
    },
    /// More of it is to come.
    Short,
    Other,
}

fn header(bytes: &[u8]) -> Header {
    let word = |at: usize| bytes.get(at..at + 4).and_then(|word| word.try_into().ok()).map(u32::from_le_bytes);
    let half = |at: usize| bytes.get(at..at + 2).and_then(|half| half.try_into().ok()).map(u16::from_le_bytes);
    if bytes.len() < 12 {
        return Header::Short;
    }
    if !(bytes.starts_with(b"RIFF") && bytes[8..].starts_with(b"WAVE")) {
        return Header::Other;
    }
    let mut format = None;
    let mut at = 12;
    while let (Some(name), Some(length)) = (bytes.get(at..at + 4), word(at + 4)) {
        let inside = at + 8;
        match name {
            b"fmt " => {
                let (Some(kind), Some(channels), Some(rate), Some(bits)) =
                    (half(inside), half(inside + 2), word(inside + 4), half(inside + 14))
                else {
                    return Header::Short;
                };
                let known = matches!(kind, 1 | 0xfffe) && bits == 16;
                if !known || !(1..=2).contains(&channels) || !(8_000..=96_000).contains(&rate) {
                    return Header::Other;
                }
                format = Some((rate, usize::from(channels)));
            }
            b"data" => {
                let Some((rate, channels)) = format else { return Header::Other };
                return Header::Known { rate, channels, data: inside };
            }
            _ => {}
        }
        at = inside.saturating_add(length as usize).saturating_add(length as usize % 2);
    }
    Header::Short
}
