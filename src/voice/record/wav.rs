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
    /// Bytes of sound that are still to come, where the header knows: other chunks may follow.
    left: Option<usize>,
}

impl Wav {
    pub(super) fn take(&mut self, bytes: &[u8], feed: &mut Feed<'_>) -> Result<(), Error> {
        self.bytes.extend_from_slice(bytes);
        if self.frame.is_none() {
            match header(&self.bytes) {
                Header::Known { rate, channels, data, length } => {
                    feed.comes_as(rate, channels);
                    self.frame = Some(channels * 2);
                    self.left = length;
                    self.bytes.drain(..data);
                }
                Header::Short if self.bytes.len() <= HEADER => return Ok(()),
                Header::Short | Header::Other => return Err(crate::voice::Error::Refused(None).into()),
            }
        }
        let Some(frame) = self.frame else { return Ok(()) };
        if let Some(left) = self.left {
            self.bytes.truncate(left);
        }
        let whole = self.bytes.len() / frame * frame;
        let (pairs, _) = self.bytes[..whole].as_chunks::<2>();
        let samples: Vec<f32> = pairs.iter().map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32_768.0).collect();
        self.bytes.drain(..whole);
        self.left = self.left.map(|left| left - whole);
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
        /// How many bytes they are; `None` when that was not known when it was written.
        length: Option<usize>,
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
                let length = Some(length as usize).filter(|_| !matches!(length, 0 | u32::MAX));
                return Header::Known { rate, channels, data: inside, length };
            }
            _ => {}
        }
        at = inside.saturating_add(length as usize).saturating_add(length as usize % 2);
    }
    Header::Short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::record::RATE;

    fn chunk(name: &[u8; 4], length: usize, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(length).expect("a short chunk").to_le_bytes();
        [name.as_slice(), &length, content].concat()
    }

    /// How many samples are heard of a file whose header tells this length of its sound, and something behind it.
    fn heard(told: usize, sound: &[u8], behind: &[u8]) -> usize {
        let mut format = Vec::new();
        format.extend([1u16, 1].map(u16::to_le_bytes).concat());
        format.extend([RATE, RATE * 2].map(u32::to_le_bytes).concat());
        format.extend([2u16, 16].map(u16::to_le_bytes).concat());
        let file = [
            b"RIFF\0\0\0\0WAVE".to_vec(),
            chunk(b"fmt ", format.len(), &format),
            chunk(b"FLLR", 100, &[0; 100]),
            chunk(b"data", told, sound),
            behind.to_vec(),
        ];
        let mut samples = Vec::new();
        let mut sink = |made: &[f32]| {
            samples.extend_from_slice(made);
            Ok(())
        };
        let mut feed = Feed { sink: &mut sink, resample: None, made: Vec::new(), given: 0 };
        let mut wav = Wav::default();
        for piece in file.concat().chunks(7) {
            wav.take(piece, &mut feed).expect("sound");
        }
        feed.end().expect("its end");
        samples.len()
    }

    #[test]
    fn what_stands_behind_the_sound_is_not_heard() {
        let sound = [1; 2 * 500];
        let behind = chunk(b"LIST", 300, &[9; 300]);
        let alone = heard(sound.len(), &sound, &[]);
        assert!(alone >= 500, "{alone}");
        assert_eq!(heard(sound.len(), &sound, &behind), alone);
    }

    #[test]
    fn a_length_that_was_not_known_is_as_long_as_it_comes() {
        let sound = [1; 2 * 500];
        let alone = heard(sound.len(), &sound, &[]);
        for told in [0, 0x7fff_f000, u32::MAX as usize] {
            assert_eq!(heard(told, &sound, &[]), alone, "{told:#x}");
        }
    }
}
