//! The way of samples to a device: blocks go in at one end, the device takes frames at the other and counts what was heard.

use std::collections::VecDeque;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Error;
use super::limit::Limiter;
use super::pipeline::{Block, Shape};

/// Frames that a device takes at once: less than a millisecond.
const GULP: usize = 32;
/// How long a sound takes to fade in or out where it is cut: a cut is heard as a click.
const FADE: Duration = Duration::from_millis(5);

/// What the device tells the worker.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum News {
    /// The first frame of this play left.
    Began(u64),
    /// All frames left, silence follows.
    Silent(u64),
    /// The last frame of this play left, and it was said that no more follow.
    Dry(u64),
    /// The device is gone, for this reason.
    Gone(Arc<str>),
}

/// A device that is open. It takes frames from the [`Tap`] that it is given until it is dropped.
pub(super) trait Device {
    fn shape(&self) -> Shape;
    fn attach(&mut self, tap: Tap);
}

/// Opens the device that is the system's choice now. It is told whom to tell when the device goes away.
pub(super) type Open = Arc<dyn Fn(Ear) -> Result<Box<dyn Device>, Error> + Send + Sync>;

/// Where news go.
#[derive(Clone)]
pub(super) struct Ear(Arc<dyn Fn(News) + Send + Sync>);

impl Ear {
    pub(super) fn new<T: Send + 'static>(sender: Sender<T>, wrap: impl Fn(News) -> T + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |news| {
            // Nobody listens any more when this fails.
            let _ = sender.send(wrap(news));
        }))
    }

    pub(super) fn tell(&self, news: News) {
        (self.0)(news);
    }
}

#[derive(Debug)]
struct Waiting {
    /// The number of its play.
    play: u64,
    fresh: bool,
    block: Block,
}

#[derive(Debug)]
struct Queue {
    shape: Shape,
    blocks: VecDeque<Waiting>,
    /// The next block follows no other: it fades in.
    fresh: bool,
    /// Frames of the first block that left.
    used: usize,
    /// The play that places are counted for.
    play: u64,
    /// No more blocks follow.
    complete: bool,
    sounding: bool,
    volume: f32,
    /// How loud it is just now.
    gain: f32,
    limiter: Limiter,
    began: bool,
    told_end: bool,
    heard: Option<Duration>,
    taken: Instant,
}

/// The end that blocks go in at.
#[derive(Debug, Clone)]
pub(super) struct Queued(Arc<Mutex<Queue>>);

impl Queued {
    pub(super) fn new(shape: Shape, volume: f32) -> Self {
        Self(Arc::new(Mutex::new(Queue {
            shape,
            blocks: VecDeque::new(),
            fresh: true,
            used: 0,
            play: 0,
            complete: false,
            sounding: false,
            volume,
            gain: 0.0,
            limiter: Limiter::new(shape.rate),
            began: false,
            told_end: false,
            heard: None,
            taken: Instant::now(),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The end that a device takes from.
    pub(super) fn tap(&self, ear: Ear) -> Tap {
        let channels = self.lock().shape.channels;
        Tap { queue: self.clone(), ear, gulp: Vec::with_capacity(GULP * channels), next: 0 }
    }

    /// What sounds fades away; what is put in from now on belongs to this play.
    pub(super) fn begin(&self, play: u64) {
        let mut queue = self.lock();
        queue.shorten(FADE);
        queue.play = play;
        queue.complete = false;
        queue.began = false;
        queue.told_end = false;
        queue.heard = None;
        queue.sounding = true;
        queue.taken = Instant::now();
    }

    pub(super) fn put(&self, block: Block) {
        let mut queue = self.lock();
        let waiting = Waiting { play: queue.play, fresh: std::mem::take(&mut queue.fresh), block };
        queue.blocks.push_back(waiting);
    }

    /// No more blocks follow.
    pub(super) fn complete(&self) {
        self.lock().complete = true;
    }

    /// Forgets all but this much of what waits; answers the place behind what is kept, when something is.
    pub(super) fn keep(&self, time: Duration) -> Option<Duration> {
        let mut queue = self.lock();
        queue.complete = false;
        queue.told_end = false;
        queue.shorten(time)
    }

    /// Fades away and is silent then; what waits is forgotten once it is.
    pub(super) fn hush(&self) {
        self.lock().sounding = false;
    }

    pub(super) fn forget(&self) {
        let mut queue = self.lock();
        queue.sounding = false;
        queue.blocks.clear();
        queue.used = 0;
    }

    /// Whether nothing is heard.
    pub(super) fn is_silent(&self) -> bool {
        let queue = self.lock();
        !queue.sounding && queue.gain <= 0.0
    }

    pub(super) fn volume(&self, volume: f32) {
        self.lock().volume = volume;
    }

    /// The time that what waits will sound for.
    pub(super) fn waiting(&self) -> Duration {
        let queue = self.lock();
        let samples: usize = queue.blocks.iter().map(|waiting| waiting.block.samples.len()).sum();
        let frames = (samples / queue.shape.channels).saturating_sub(queue.used);
        Duration::from_secs_f64(frames as f64 / f64::from(queue.shape.rate))
    }

    /// The place behind the last frame of this play that left.
    pub(super) fn heard(&self) -> Option<Duration> {
        self.lock().heard
    }

    /// Since when the device has taken nothing.
    pub(super) fn taken(&self) -> Instant {
        self.lock().taken
    }
}

impl Queue {
    fn frames_of(&self, time: Duration) -> usize {
        (time.as_secs_f64() * f64::from(self.shape.rate)) as usize
    }

    /// Cuts what waits to this length and lets its end fade; answers the place behind it.
    fn shorten(&mut self, time: Duration) -> Option<Duration> {
        let channels = self.shape.channels;
        self.fresh = true;
        let mut left = self.frames_of(time);
        let mut used = self.used;
        let mut kept = 0;
        let mut end = None;
        for Waiting { block, .. } in &mut self.blocks {
            let frames = block.samples.len() / channels;
            if left == 0 {
                break;
            }
            let take = (frames - used.min(frames)).min(left);
            block.samples.truncate((used + take) * channels);
            end = Some(block.at + Duration::from_nanos(((used + take) as f64 * block.pace) as u64));
            left -= take;
            used = 0;
            kept += 1;
        }
        self.blocks.truncate(kept);
        if kept == 0 {
            self.used = 0;
        }
        let fade = self.frames_of(FADE).max(1);
        let first_used = self.used;
        let mut from_end = 0;
        for (number, Waiting { block, .. }) in self.blocks.iter_mut().enumerate().rev() {
            let used = if number == 0 { first_used } else { 0 };
            for frame in block.samples[used * channels..].chunks_exact_mut(channels).rev() {
                if from_end >= fade {
                    return end;
                }
                let level = from_end as f32 / fade as f32;
                frame.iter_mut().for_each(|sample| *sample *= level);
                from_end += 1;
            }
        }
        end
    }

    /// The loudest of the next frames.
    fn peak(&self, frames: usize) -> f32 {
        let waiting = self.blocks.iter().flat_map(|waiting| &waiting.block.samples);
        let next = waiting.skip(self.used * self.shape.channels).take(frames * self.shape.channels);
        next.fold(0.0, |loudest, sample| loudest.max(sample.abs()))
    }

    /// The next frames, and what there is to tell.
    fn take(&mut self, output: &mut Vec<f32>) -> Option<News> {
        self.taken = Instant::now();
        let channels = self.shape.channels;
        let step = 1.0 / self.frames_of(FADE).max(1) as f32;
        let mut news = None;
        self.limiter.expect(self.peak(2 * GULP) * self.volume.max(self.gain), GULP);
        for _ in 0..GULP {
            let wanted = if self.sounding { self.volume } else { 0.0 };
            let change = (wanted - self.gain).clamp(-step * self.volume.max(1.0), step * self.volume.max(1.0));
            let was = self.gain;
            self.gain += change;
            if !self.sounding && self.gain <= 0.0 {
                if was > 0.0 {
                    news = Some(News::Silent(self.play));
                }
                output.extend(std::iter::repeat_n(0.0, channels));
                continue;
            }
            let Some(Waiting { play, fresh, block }) = self.blocks.front() else {
                output.extend(std::iter::repeat_n(0.0, channels));
                if !self.sounding {
                    self.gain = 0.0;
                    news = Some(News::Silent(self.play));
                } else if self.complete && !self.told_end {
                    self.told_end = true;
                    news = Some(News::Dry(self.play));
                }
                continue;
            };
            if *fresh && self.used == 0 {
                self.gain = step.min(self.volume);
            }
            let at = self.used * channels;
            let frame = block.samples.get(at..at + channels).unwrap_or_default();
            let gain = self.gain * self.limiter.next();
            output.extend(frame.iter().map(|sample| Limiter::cut(sample * gain)));
            output.extend(std::iter::repeat_n(0.0, channels - frame.len()));
            if *play == self.play {
                self.heard = Some(block.at + Duration::from_nanos(((self.used + 1) as f64 * block.pace) as u64));
                if !std::mem::replace(&mut self.began, true) {
                    news = Some(News::Began(self.play));
                }
            }
            self.used += 1;
            if (self.used + 1) * channels > block.samples.len() {
                self.blocks.pop_front();
                self.used = 0;
            }
        }
        news
    }
}

/// The end that a device takes from: interleaved samples without end, silence where there is nothing.
pub(super) struct Tap {
    queue: Queued,
    ear: Ear,
    gulp: Vec<f32>,
    next: usize,
}

impl Iterator for Tap {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.next >= self.gulp.len() {
            self.gulp.clear();
            self.next = 0;
            let news = self.queue.lock().take(&mut self.gulp);
            if let Some(news) = news {
                self.ear.tell(news);
            }
        }
        let sample = self.gulp.get(self.next).copied();
        self.next += 1;
        Some(sample.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 8000;

    /// What leaves of these samples at this volume.
    fn left(samples: &[f32], volume: f32) -> Vec<f32> {
        let queue = Queued::new(Shape { rate: RATE, channels: 1 }, volume);
        queue.begin(1);
        for (number, samples) in samples.chunks(333).enumerate() {
            let at = Duration::from_secs_f64(number as f64 * 333.0 / f64::from(RATE));
            queue.put(Block { samples: samples.to_vec(), at, pace: 1e9 / f64::from(RATE) });
        }
        let (sender, _news) = std::sync::mpsc::channel();
        queue.tap(Ear::new(sender, |news| news)).take(samples.len()).collect()
    }

    /// Half a second quiet, half a second loud, half a second quiet.
    fn sound() -> Vec<f32> {
        let level = |at: usize| if (4000..8000).contains(&at) { 0.9 } else { 0.1 };
        (0..12_000).map(|at| level(at) * (at as f32 * 0.35).sin()).collect()
    }

    #[test]
    fn what_is_made_louder_is_limited_and_not_cut() {
        let sound = sound();
        for volume in [1.0, 2.0, 4.0] {
            let left = left(&sound, volume);
            assert!(left.iter().all(|sample| sample.abs() <= 1.0), "{volume}");
            // A cut wave lies at full scale for many samples in a row; a limited one touches it.
            let flat = left.windows(3).filter(|three| three.iter().all(|sample| sample.abs() > 0.995)).count();
            assert_eq!(flat, 0, "{volume}");
            // What is quiet is as much louder as was asked for.
            let loudest =
                |range: std::ops::Range<usize>| left[range].iter().fold(0.0_f32, |most, it| most.max(it.abs()));
            assert!((loudest(1000..3900) - 0.1 * volume).abs() < 0.01, "{volume}: {}", loudest(1000..3900));
            assert!(loudest(5000..8000) > 0.85, "{volume}: {}", loudest(5000..8000));
            assert!(loudest(11_000..12_000) > 0.09 * volume, "it is as loud again: {}", loudest(11_000..12_000));
        }
    }

    #[test]
    fn what_is_not_too_loud_leaves_as_it_is() {
        let sound = sound();
        let left = left(&sound, 1.0);
        assert_eq!(left[100..], sound[100..], "behind the fade");
    }
}
