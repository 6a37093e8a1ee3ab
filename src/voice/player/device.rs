//! The system's device for sound, by rodio.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rodio::cpal;
use rodio::{DeviceSinkBuilder, MixerDeviceSink, Source};

use super::Error;
use super::output::{Device, Ear, News, Tap};
use super::pipeline::Shape;

/// A device that takes no sample between two errors for this long is gone.
const PATIENCE: Duration = Duration::from_millis(400);

/// In frames. What is handed over cannot be taken back: with two of these on the way (32 ms) a key silences at once. They
/// are filled from what is decoded already, so that an old machine keeps up.
const PERIOD: u32 = 768;

struct System {
    sink: MixerDeviceSink,
    flow: Arc<Flow>,
}

/// What the device takes, so that an error that it gets over is not told from one that it does not: PulseAudio's plug-in
/// for ALSA often has one before its first sample.
#[derive(Default)]
struct Flow {
    taken: AtomicU64,
    /// When the first error came after these samples.
    halted: Mutex<Option<(Instant, u64)>>,
}

impl Flow {
    /// Another error: whether no sample was taken since the first of them, for too long.
    fn is_over(&self) -> bool {
        let taken = self.taken.load(Ordering::Relaxed);
        let mut halted = self.halted.lock().unwrap_or_else(PoisonError::into_inner);
        match *halted {
            Some((since, then)) if then == taken => since.elapsed() > PATIENCE,
            _ => {
                *halted = Some((Instant::now(), taken));
                false
            }
        }
    }
}

/// Opens the device that is the system's choice now.
pub(super) fn open(ear: Ear) -> Result<Box<dyn Device>, Error> {
    let none = |error: rodio::DeviceSinkError| Error::NoDevice(error.to_string().into());
    let flow = Arc::new(Flow::default());
    let flows = Arc::clone(&flow);
    let hear = move |error: cpal::Error| match error.kind() {
        // A gap, or a warning: it sounds on.
        cpal::ErrorKind::Xrun | cpal::ErrorKind::RealtimeDenied | cpal::ErrorKind::DeviceChanged => {
            tracing::debug!(%error, "the device for sound");
        }
        cpal::ErrorKind::DeviceNotAvailable => ear.tell(News::Gone(error.to_string().into())),
        _ if flows.is_over() => ear.tell(News::Gone(error.to_string().into())),
        _ => tracing::debug!(%error, "the device for sound, which may get over it"),
    };
    let mut sink = without_its_words(move || {
        let builder = DeviceSinkBuilder::from_default_device()?.with_buffer_size(cpal::BufferSize::Fixed(PERIOD));
        builder.with_error_callback(hear).open_sink_or_fallback()
    })
    .map_err(none)?;
    sink.log_on_drop(false);
    Ok(Box::new(System { sink, flow }))
}

/// ALSA tells a terminal whatever it does not find: that goes to the log.
pub(in crate::voice) fn without_its_words<T>(open: impl FnOnce() -> T) -> T {
    #[cfg(target_os = "linux")]
    let told = alsa::Output::local_error_handler();
    let opened = open();
    #[cfg(target_os = "linux")]
    if let Ok(told) = told {
        tracing::debug!(told = %told.borrow(), "the sound library");
    }
    opened
}

impl Device for System {
    fn shape(&self) -> Shape {
        let config = self.sink.config();
        Shape { rate: config.sample_rate().get(), channels: config.channel_count().get().into() }
    }

    fn attach(&mut self, tap: Tap) {
        let config = self.sink.config();
        self.sink.mixer().add(Endless {
            tap,
            flow: Arc::clone(&self.flow),
            channels: config.channel_count(),
            rate: config.sample_rate(),
        });
    }
}

/// A tap as a source of the device's own shape, so that the mixer passes it on as it is.
struct Endless {
    tap: Tap,
    flow: Arc<Flow>,
    channels: NonZero<u16>,
    rate: NonZero<u32>,
}

impl Iterator for Endless {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        self.flow.taken.fetch_add(1, Ordering::Relaxed);
        self.tap.next()
    }
}

impl Source for Endless {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> NonZero<u16> {
        self.channels
    }

    fn sample_rate(&self) -> NonZero<u32> {
        self.rate
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}
