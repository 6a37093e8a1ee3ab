//! The player: one worker thread that sounds a recording, requests in, events out.
//!
//! It decodes ahead (Symphonia), shortens pauses and makes speech clearer where that is wished, stretches time without
//! touching the pitch, and hands samples to the system's device (rodio), louder than recorded without clipping; what it tells is counted in the samples that left to the device, so that a pause knows what was heard.
//!
//! What a caller can rely on:
//! - every [`Request::Play`] ends in exactly one of [`Event::Paused`], [`Event::Ended`], [`Event::Failed`], unless another
//!   Play or a Load takes its place, of which nothing is told;
//! - [`Event::Position`] and [`Event::Reached`] come only between [`Event::Playing`] and that end, and never go back;
//! - the device is opened ahead by a Load, else by a Play; where there is none the worker stays, and the next Play tries
//!   again.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use futures::channel::mpsc::UnboundedReceiver;

use super::RequestId;
use crate::book::Recording;
use crate::format::Resources;

mod clearer;
mod decode;
mod device;
mod limit;
mod output;
mod pauses;
mod pipeline;
mod stretch;
mod worker;

pub(super) use device::without_its_words;

/// The slowest and the fastest that a recording is played.
pub const SPEEDS: std::ops::RangeInclusive<f32> = 0.5..=4.0;
/// The loudest, 1.0 as recorded.
pub const LOUDEST: f32 = 4.0;

/// How a recording is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Manner {
    /// Within [`SPEEDS`], 1.0 as recorded, without change of pitch.
    pub speed: f32,
    /// Less rumble, more of the consonants.
    pub clear_speech: bool,
    /// Pauses of more than four tenths of a second become as short as that.
    pub short_pauses: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Self { speed: 1.0, clear_speech: false, short_pauses: false }
    }
}

impl From<f32> for Manner {
    fn from(speed: f32) -> Self {
        Self { speed, ..Self::default() }
    }
}

impl Manner {
    /// With a speed that there is.
    fn within_limits(self) -> Self {
        let speed = if self.speed.is_nan() { 1.0 } else { self.speed.clamp(*SPEEDS.start(), *SPEEDS.end()) };
        Self { speed, ..self }
    }
}

/// What the player is asked for.
#[derive(Debug, Clone)]
pub enum Request {
    /// The recording to play from now on, with the way to its files. What sounds stops.
    Load { recording: Arc<Recording>, resources: Resources },
    /// Sound from here, all that is left or what the route says. What sounded stops.
    Play { id: RequestId, at: Duration, route: Route },
    /// Silence; answered by [`Event::Paused`] with the exact place that was heard last, when something sounded.
    Pause,
    /// Like this from now on; at once, also while it sounds.
    Manner(Manner),
    /// 0.0 to [`LOUDEST`], 1.0 as recorded. What would be too loud for the device is limited, not cut.
    Volume(f32),
}

/// What is heard of a recording from a place on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// Where it ends; `None` at the end of the recording.
    pub until: Option<Duration>,
    /// What is left out, in order; what stands behind follows without a gap.
    pub without: Arc<[Range<Duration>]>,
}

/// What the player tells. Places are times from the recording's beginning.
#[derive(Debug, Clone)]
pub enum Event {
    /// The first sound is out.
    Playing(RequestId, Duration),
    /// About four times a second while it sounds: the place that is heard.
    Position(RequestId, Duration),
    /// A phrase of the recording begins to be heard, where the recording tells its phrases.
    Reached(RequestId, Duration),
    Paused(RequestId, Duration),
    /// The end of the recording, or of the route, was heard.
    Ended(RequestId),
    /// A track could not be read, or not further; the player went on with the next one.
    Skipped(RequestId, usize, Error),
    /// What follows is not there yet; it sounds on, from this place, when it is. Told once.
    Waiting(RequestId, Duration),
    /// Nothing sounds any more: the place is where it broke off.
    Failed(RequestId, Duration, Error),
}

/// Why something does not sound, by what the reader can do next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The system has no device for sound, or gives none: one has to be connected or switched on.
    #[error("no device for sound: {0}")]
    NoDevice(Arc<str>),
    /// The device went away while it sounded: playing again tries the one that is there then.
    #[error("the device for sound is gone: {0}")]
    DeviceGone(Arc<str>),
    /// Damaged, or no sound of a kind that we know: fetch the book again.
    #[error("the sound cannot be read: {0}")]
    Unreadable(Arc<str>),
    /// Encrypted; the name of the scheme when it is known: ask the library for an open copy.
    #[error("protected: {0}")]
    Protected(Arc<str>),
    /// Still on its way.
    #[error("not there yet")]
    NotYet,
    /// Nothing was loaded, or the recording has no track.
    #[error("nothing to play")]
    Nothing,
}

/// What the player tells, as a stream; it ends after the last [`Player`] is gone.
pub type Events = UnboundedReceiver<Event>;

/// The way to the player. Cheap to clone; when the last one is dropped it falls silent and its worker ends.
#[derive(Debug, Clone)]
pub struct Player {
    worker: Arc<worker::Handle>,
}

impl Player {
    /// Hands over a request and returns at once.
    pub fn send(&self, request: Request) {
        self.worker.send(request);
    }
}

/// Starts the worker. The device is left alone until the first [`Request::Load`].
pub fn start() -> (Player, Events) {
    let (worker, events) = worker::start(Arc::new(device::open));
    (Player { worker: Arc::new(worker) }, events)
}

/// Samples as they would leave to a device.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// Interleaved, −1 to 1.
    pub samples: Vec<f32>,
    /// The place that the first sample is heard at.
    pub at: Option<Duration>,
    /// The tracks that could not be read, or not further.
    pub skipped: Vec<(usize, Error)>,
}

/// Renders a stretch of a recording without a device and as fast as possible: what is measured, and what could be written
/// to a file. At most this much of the recording's time.
pub fn render(
    recording: &Arc<Recording>,
    resources: &Resources,
    range: Range<Duration>,
    manner: impl Into<Manner>,
    (rate, channels): (u32, u16),
) -> Rendered {
    let shape = pipeline::Shape { rate, channels: channels.into() };
    let sound = (Arc::clone(recording), resources.clone());
    let mut pipeline = pipeline::Pipeline::new(sound, range.start, Route::default(), manner.into(), shape);
    let mut rendered = Rendered { samples: Vec::new(), at: None, skipped: Vec::new() };
    loop {
        match pipeline.next() {
            pipeline::Next::Block(mut block) => {
                rendered.at.get_or_insert(block.at);
                let frames = range.end.saturating_sub(block.at).as_nanos() as f64 / block.pace;
                let all = frames >= (block.samples.len() / shape.channels) as f64;
                if !all {
                    block.samples.truncate(frames.round() as usize * shape.channels);
                }
                rendered.samples.append(&mut block.samples);
                if !all {
                    return rendered;
                }
            }
            pipeline::Next::Skipped(track, error) => rendered.skipped.push((track, error)),
            pipeline::Next::Wait | pipeline::Next::End => return rendered,
        }
    }
}
