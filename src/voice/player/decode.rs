//! A track as samples, from any place, to the sample.

use std::sync::OnceLock;
use std::time::Duration;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error as Symphonia;
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration as Ticks, Timestamp};

use super::Error;
use crate::format::{self, Sound};

/// Packets in a row that cannot be decoded, after which a track is given up: a quarter of a minute.
const BROKEN_PACKETS: u32 = 600;

fn codecs() -> &'static CodecRegistry {
    static CODECS: OnceLock<CodecRegistry> = OnceLock::new();
    CODECS.get_or_init(|| {
        let mut registry = CodecRegistry::new();
        symphonia::default::register_enabled_codecs(&mut registry);
        registry.register_audio_decoder::<symphonia_adapter_libopus::OpusDecoder>();
        registry
    })
}

/// The samples that a track gives in one piece.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chunk {
    /// Interleaved, −1 to 1; at least one frame.
    pub(super) samples: Vec<f32>,
    pub(super) rate: u32,
    pub(super) channels: usize,
    /// When its first frame is heard, from the track's beginning.
    pub(super) at: Duration,
}

pub(super) struct Decoder {
    sound: Sound,
    decoder: Box<dyn AudioDecoder>,
    /// What is before this time is not given.
    from: Duration,
    /// The frame that follows the last that was decoded.
    next: Option<i64>,
    broken: u32,
    ever: bool,
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder").field("sound", &self.sound).field("next", &self.next).finish_non_exhaustive()
    }
}

fn decoder_of(sound: &Sound) -> Result<Box<dyn AudioDecoder>, Error> {
    let made = codecs().make_audio_decoder(sound.codec(), &AudioDecoderOptions::default().gapless(false));
    made.map_err(|error| Error::Unreadable(error.to_string().into()))
}

impl Decoder {
    /// A decoder that begins at this time of the sound.
    pub(super) fn open(mut sound: Sound, from: Duration) -> Result<Self, Error> {
        let decoder = decoder_of(&sound)?;
        if !from.is_zero() {
            sound.seek(from).map_err(unreadable)?;
        }
        Ok(Self { sound, decoder, from, next: None, broken: 0, ever: false })
    }

    /// The next samples; `None` at the end of the sound.
    pub(super) fn next(&mut self) -> Result<Option<Chunk>, Error> {
        loop {
            let Some(packet) = self.sound.next_packet().map_err(unreadable)? else { return Ok(None) };
            let told = Packet::new(0, Timestamp::new(packet.start), Ticks::new(packet.length), packet.data);
            let decoded = match self.decoder.decode(&told) {
                Ok(decoded) => decoded,
                Err(Symphonia::ResetRequired | Symphonia::DecodeError(_) | Symphonia::IoError(_)) => {
                    self.broken += 1;
                    if self.broken > BROKEN_PACKETS {
                        return Err(Error::Unreadable("packets".into()));
                    }
                    // Files that were joined change their rate in the middle: then a fresh decoder goes on.
                    if self.ever && self.broken == 1 {
                        self.decoder = decoder_of(&self.sound)?;
                        self.next = None;
                    }
                    continue;
                }
                Err(error) => return Err(Error::Unreadable(error.to_string().into())),
            };
            let frames = decoded.frames();
            let (rate, channels) = (decoded.spec().rate(), decoded.num_planes());
            if frames == 0 || rate == 0 || channels == 0 {
                continue;
            }
            self.broken = 0;
            self.ever = true;
            let scale = i128::from(self.sound.scale().max(1));
            let in_frames = |ticks: i128| (ticks * i128::from(rate)).div_euclid(scale);
            let mut samples = Vec::new();
            decoded.copy_to_vec_interleaved::<f32>(&mut samples);
            // Rounding between ticks and frames is no gap.
            let told = in_frames(i128::from(packet.start) - i128::from(self.sound.delay())) as i64;
            let start = self.next.filter(|next| next.abs_diff(told) <= 2).unwrap_or(told);
            self.next = Some(start + frames as i64);
            let wanted = (self.from.as_nanos() * u128::from(rate) / 1_000_000_000) as i64;
            let end = self.sound.length().map_or(i64::MAX, |length| in_frames(length.into()) as i64);
            let skipped = usize::try_from(wanted.max(0) - start).unwrap_or(0).min(frames);
            let kept = usize::try_from(end.saturating_sub(start)).unwrap_or(0).min(frames);
            if kept == 0 && start >= end {
                return Ok(None);
            }
            if skipped >= kept {
                continue;
            }
            samples.truncate(kept * channels);
            samples.drain(..skipped * channels);
            let first = u128::from((start + skipped as i64).unsigned_abs());
            let at = Duration::from_nanos((first * 1_000_000_000 / u128::from(rate)) as u64);
            return Ok(Some(Chunk { samples, rate, channels, at }));
        }
    }
}

pub(super) fn unreadable(error: format::Error) -> Error {
    match error {
        format::Error::Protected(scheme) => Error::Protected(scheme),
        format::Error::Io(error) if error.kind() == std::io::ErrorKind::WouldBlock => Error::NotYet,
        other => Error::Unreadable(other.to_string().into()),
    }
}
