//! The sound of a file, packet by packet, from any place: what a player decodes.
//!
//! MP3 and MP4 are taken apart here, so that a place in a file of ten hours is found at once and exactly; Ogg, FLAC and
//! WAVE by Symphonia's readers.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::time::Duration;

use symphonia::core::audio::layouts;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_ALAC, CODEC_ID_FLAC, CODEC_ID_MP3, CODEC_ID_OPUS,
};
use symphonia::core::errors::Error as Symphonia;
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::units::Timestamp;

use super::Error;
use super::audio::mp4::{Kind, Movie, Walk as MovieWalk};
use super::audio::mpeg::{Frames, Walk as FrameWalk};
pub use super::audio::packet::Packet;
use super::container::Stream;

/// What Symphonia's readers need before a place, beside what they allow for themselves.
const RUN_IN: Duration = Duration::from_millis(100);

/// What was learned about a file when its book was opened.
#[derive(Debug, Clone)]
pub(super) enum Known {
    Mpeg(Arc<Frames>),
    Movie(Arc<Movie>),
    Other,
}

impl MediaSource for Stream {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length())
    }
}

enum Way {
    Mpeg(Arc<Frames>, FrameWalk, Stream),
    Movie(Arc<Movie>, MovieWalk, Stream),
    /// With the time of its first sample.
    Other {
        reader: Box<dyn FormatReader>,
        track: u32,
        origin: i64,
    },
}

/// A file's sound.
pub struct Sound {
    way: Way,
    codec: AudioCodecParameters,
    /// Ticks a second.
    scale: u32,
    /// Ticks before the sound begins.
    delay: u64,
    /// Ticks of the sound itself, when they are known.
    length: Option<u64>,
}

impl std::fmt::Debug for Sound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sound").field("scale", &self.scale).field("length", &self.length).finish_non_exhaustive()
    }
}

impl Sound {
    pub(super) fn open(stream: Stream, known: Known) -> Result<Self, Error> {
        match known {
            Known::Mpeg(frames) => {
                let mut codec = AudioCodecParameters::new();
                codec.for_codec(CODEC_ID_MP3).with_sample_rate(frames.rate());
                codec.with_channels(layout(if frames.is_mono() { 1 } else { 2 }));
                let (scale, delay, length) = (frames.rate(), frames.delay().into(), frames.length());
                let walk = FrameWalk::new(&frames);
                Ok(Self { way: Way::Mpeg(frames, walk, stream), codec, scale, delay, length: Some(length) })
            }
            Known::Movie(movie) => {
                let mut codec = AudioCodecParameters::new();
                codec.for_codec(match movie.codec.kind {
                    Kind::Aac => CODEC_ID_AAC,
                    Kind::Alac => CODEC_ID_ALAC,
                    Kind::Flac => CODEC_ID_FLAC,
                    Kind::Mp3 => CODEC_ID_MP3,
                    Kind::Opus => CODEC_ID_OPUS,
                });
                codec.with_sample_rate(movie.codec.rate).with_channels(layout(movie.codec.channels));
                if !movie.codec.setup.is_empty() {
                    codec.with_extra_data(movie.codec.setup.clone().into());
                }
                let (scale, delay, length) = (movie.scale, movie.delay, movie.length);
                let way = Way::Movie(movie, MovieWalk::default(), stream);
                Ok(Self { way, codec, scale, delay, length: Some(length) })
            }
            Known::Other => Self::of_reader(reader(stream)?),
        }
    }

    /// The sound that one of Symphonia's readers gives.
    pub(super) fn of_reader(reader: Box<dyn FormatReader>) -> Result<Self, Error> {
        let unreadable = || Error::Damaged("sound".into());
        // Its reader of Ogg goes round for ever where it looks for a place among several streams.
        let is_ogg = reader.format_info().short_name == "ogg";
        if is_ogg && reader.tracks().len() > 1 {
            return Err(Error::Unsupported(crate::book::Format::Audio));
        }
        let audio = |params: &Option<CodecParameters>| match params {
            Some(CodecParameters::Audio(codec)) => Some(codec.clone()),
            _ => None,
        };
        let (track, mut codec) = reader
            .tracks()
            .iter()
            .find_map(|track| Some((track, audio(&track.codec_params)?)))
            .ok_or_else(unreadable)?;
        let base = track.time_base.ok_or_else(unreadable)?;
        // All our readers count samples.
        let scale = if base.numer.get() == 1 { base.denom.get() } else { return Err(unreadable()) };
        let is_opus = codec.codec == CODEC_ID_OPUS;
        // Its Opus decoder would leave out the delay again at every place that it begins at.
        let delay = if is_opus { track.delay.unwrap_or_default().into() } else { 0 };
        if is_opus {
            codec.extra_data = None;
        }
        let length = track.num_frames.or(track.duration.map(|ticks| ticks.get()));
        let length = length.map(|length| length.saturating_sub(delay));
        let (origin, track) = (track.start_ts.get().max(0), track.id);
        Ok(Self { way: Way::Other { reader, track, origin }, codec, scale, delay, length })
    }

    pub fn codec(&self) -> &AudioCodecParameters {
        &self.codec
    }

    /// Ticks a second.
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// Ticks that a decoder gives before the sound begins; they are not heard.
    pub fn delay(&self) -> u64 {
        self.delay
    }

    /// Ticks of the sound itself, when they are known; what a decoder gives beyond is not heard.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    pub fn duration(&self) -> Option<Duration> {
        let nanos = u128::from(self.length?) * 1_000_000_000 / u128::from(self.scale.max(1));
        u64::try_from(nanos).ok().map(Duration::from_nanos)
    }

    /// Goes to this time of the sound: the next packet begins there or so much before as a decoder needs.
    pub fn seek(&mut self, time: Duration) -> Result<(), Error> {
        let ticks = |time: Duration| {
            let ticks = time.as_nanos() * u128::from(self.scale) / 1_000_000_000;
            u64::try_from(ticks).unwrap_or(u64::MAX >> 2).min(self.length.unwrap_or(u64::MAX >> 2)) + self.delay
        };
        let tick = ticks(time);
        let before = ticks(time.saturating_sub(RUN_IN));
        match &mut self.way {
            Way::Mpeg(frames, walk, stream) => walk.seek(frames, stream, tick)?,
            Way::Movie(movie, walk, _) => walk.seek(movie, tick),
            Way::Other { reader, track, origin } => {
                let ts = Timestamp::new(origin.saturating_add_unsigned(before));
                let to = SeekTo::Timestamp { ts, track_id: *track };
                reader.seek(SeekMode::Accurate, to).map_err(damaged)?;
            }
        }
        Ok(())
    }

    /// The next packet; `None` at the end.
    pub fn next_packet(&mut self) -> Result<Option<Packet>, Error> {
        match &mut self.way {
            Way::Mpeg(frames, walk, stream) => Ok(walk.next(frames, stream)?),
            Way::Movie(movie, walk, stream) => Ok(walk.next(movie, stream)?),
            Way::Other { reader, track, origin } => loop {
                match reader.next_packet() {
                    Ok(Some(packet)) if packet.track_id == *track => {
                        let (start, length) = (packet.pts.get().saturating_sub(*origin), packet.block_dur().get());
                        return Ok(Some(Packet { start, length, data: packet.data }));
                    }
                    Ok(Some(_)) => {}
                    Ok(None) => return Ok(None),
                    // A file that was cut ends where it was cut.
                    Err(Symphonia::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
                    Err(error) => return Err(damaged(error)),
                }
            },
        }
    }

    /// Learns the whole way through the file, when it has to be learned; ends early when somebody says stop.
    pub fn learn(&mut self, stop: impl Fn() -> bool) -> Result<(), Error> {
        match &mut self.way {
            Way::Mpeg(frames, _, stream) if frames.needs_index() => Ok(frames.look(stream, u64::MAX, stop)?),
            _ => Ok(()),
        }
    }
}

/// Symphonia's reader for what begins like this.
pub(super) fn reader(mut stream: Stream) -> Result<Box<dyn FormatReader>, Error> {
    use symphonia::default::formats::{FlacReader, OggReader, WavReader};

    let mut head = [0; 4];
    stream.seek(SeekFrom::Start(0))?;
    let count = stream.read(&mut head)?;
    stream.seek(SeekFrom::Start(0))?;
    let source = MediaSourceStream::new(Box::new(stream), symphonia::core::io::MediaSourceStreamOptions::default());
    let options = FormatOptions::default();
    match &head[..count] {
        b"OggS" => Ok(Box::new(OggReader::try_new(source, options).map_err(damaged)?)),
        b"fLaC" => Ok(Box::new(FlacReader::try_new(source, options).map_err(damaged)?)),
        b"RIFF" => Ok(Box::new(WavReader::try_new(source, options).map_err(damaged)?)),
        _ => probed(source, options),
    }
}

/// MP4 in fragments, FLAC behind ID3 and the like.
fn probed(source: MediaSourceStream<'static>, options: FormatOptions) -> Result<Box<dyn FormatReader>, Error> {
    let probe = symphonia::default::get_probe();
    probe.probe(&symphonia::core::formats::probe::Hint::new(), source, options, Default::default()).map_err(damaged)
}

fn layout(channels: u16) -> symphonia::core::audio::Channels {
    if channels == 1 { layouts::CHANNEL_LAYOUT_MONO } else { layouts::CHANNEL_LAYOUT_STEREO }
}

fn damaged(error: Symphonia) -> Error {
    match error {
        Symphonia::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof => Error::Damaged("sound".into()),
        Symphonia::IoError(error) => Error::Io(Arc::new(error)),
        Symphonia::Unsupported(what) => {
            tracing::debug!(what, "a sound of another kind");
            Error::Unsupported(crate::book::Format::Audio)
        }
        Symphonia::LimitError(what) => Error::TooLarge(what.into()),
        other => Error::Damaged(other.to_string().into()),
    }
}
