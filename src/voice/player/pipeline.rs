//! From a place in a recording to blocks of samples for a device: decoding, shortening, filtering, stretching, converting, track after track
//! without a gap.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::clearer::Clearer;
use super::decode::{Decoder, unreadable};
use super::pauses::Pauses;
use super::stretch::Stretch;
use super::{Error, Manner, Route};
use crate::book::Recording;
use crate::format::{self, Resources};
use crate::voice::resample::Resample;

/// Samples for the device, and the place that they are heard at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    /// Interleaved, in the device's channels.
    pub(super) samples: Vec<f32>,
    /// The place of the first frame.
    pub(super) at: Duration,
    /// Time of the recording that passes in a frame, in nanoseconds.
    pub(super) pace: f64,
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Next {
    Block(Block),
    /// A track that cannot be read, or not further; the next call goes on with the one after it.
    Skipped(usize, Error),
    /// What follows is not there yet: the next call tries again.
    Wait,
    End,
}

/// How samples leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) rate: u32,
    pub(super) channels: usize,
}

/// What stands between a decoder and the device, for sounds of one rate and one number of channels.
#[derive(Debug)]
struct Line {
    rate: u32,
    channels: usize,
    shape: Shape,
    /// 1 as recorded.
    speed: f64,
    /// Each `None` as recorded.
    pauses: Option<Pauses>,
    clearer: Option<Clearer>,
    stretch: Option<Stretch>,
    resample: Resample,
    /// Frames in front of which the recording's time is known: (frames that were fed before, place).
    anchors: VecDeque<(u64, Duration)>,
    fed: u64,
    /// Frames that came out of the stretcher.
    stretched: u64,
}

#[derive(Debug)]
pub(super) struct Pipeline {
    recording: Arc<Recording>,
    resources: Resources,
    route: Route,
    shape: Shape,
    manner: Manner,
    track: usize,
    /// Where in the recording the part that sounds now begins and ends.
    at: Duration,
    end: Duration,
    decoder: Option<Decoder>,
    line: Option<Line>,
    /// Blocks that are ready.
    ready: VecDeque<Block>,
    over: bool,
}

impl Pipeline {
    pub(super) fn new(
        (recording, resources): (Arc<Recording>, Resources),
        at: Duration,
        route: Route,
        manner: Manner,
        shape: Shape,
    ) -> Self {
        let mut pipeline = Self {
            recording,
            resources,
            route,
            shape,
            manner: manner.within_limits(),
            track: 0,
            at,
            end: at,
            decoder: None,
            line: None,
            ready: VecDeque::new(),
            over: false,
        };
        pipeline.turn(at);
        pipeline
    }

    /// The next block. What a decoder does with damaged data is its own affair: a panic is a track that cannot be read.
    pub(super) fn next(&mut self) -> Next {
        let track = self.track;
        format::quietly(|| self.advance()).unwrap_or_else(|| {
            self.decoder = None;
            self.line = None;
            self.skip(track, Error::Unreadable("decoder".into()))
        })
    }

    fn skip(&mut self, track: usize, error: Error) -> Next {
        self.turn(self.recording.start_of(track + 1));
        Next::Skipped(track, error)
    }

    /// Goes on at this place of the recording, or behind what is left out there.
    fn turn(&mut self, to: Duration) {
        self.decoder = None;
        let mut at = to;
        for left_out in self.route.without.iter().filter(|range| range.start < range.end) {
            if left_out.contains(&at) {
                at = left_out.end;
            }
        }
        let end = self.recording.duration();
        let end = self.route.until.map_or(end, |until| until.min(end));
        if at >= end || self.recording.tracks().is_empty() {
            self.over = true;
            return;
        }
        (self.track, _) = self.recording.at(at);
        self.at = at;
        let next = self.route.without.iter().map(|range| range.start).find(|start| *start > at).unwrap_or(end);
        self.end = self.recording.start_of(self.track + 1).min(next).min(end);
    }

    /// Whether nothing behind the part's end is heard: a whole file may be longer than its book says.
    fn is_cut(&self) -> bool {
        self.is_part() || self.end < self.recording.start_of(self.track + 1) || !self.recording.phrases().is_empty()
    }

    /// Whether the track is a part of a file that another one may go on with.
    fn is_part(&self) -> bool {
        let tracks = self.recording.tracks();
        let Some(track) = tracks.get(self.track) else { return false };
        !track.from.is_zero() || tracks.get(self.track + 1).is_some_and(|next| next.href == track.href)
    }

    fn advance(&mut self) -> Next {
        loop {
            if let Some(block) = self.ready.pop_front() {
                return Next::Block(block);
            }
            let track = self.recording.tracks().get(self.track).filter(|_| !self.over);
            let Some(track) = track else {
                self.over = true;
                self.finish();
                match self.ready.pop_front() {
                    Some(block) => return Next::Block(block),
                    None => return Next::End,
                }
            };
            let start = self.recording.start_of(self.track);
            let decoder = match &mut self.decoder {
                Some(decoder) => decoder,
                none => {
                    let sound = self.resources.sound(&track.href).map_err(unreadable);
                    match sound.and_then(|sound| Decoder::open(sound, track.from + self.at.saturating_sub(start))) {
                        Ok(decoder) => none.insert(decoder),
                        Err(Error::NotYet) => return Next::Wait,
                        Err(error) => return self.skip(self.track, error),
                    }
                }
            };
            match decoder.next() {
                Ok(Some(mut chunk)) => {
                    // A sound that is longer than its book says sounds on, but no place leads beyond its track.
                    let place = start + chunk.at.saturating_sub(track.from);
                    let frames = chunk.samples.len() / chunk.channels;
                    let room = self.end.saturating_sub(place).as_secs_f64() * f64::from(chunk.rate);
                    let last = self.is_cut() && room.round() <= frames as f64;
                    if last {
                        chunk.samples.truncate(room.round() as usize * chunk.channels);
                    }
                    let place = place.min(self.recording.start_of(self.track + 1));
                    // Where a decoder goes on that has to begin anew.
                    let heard = Duration::from_secs_f64(frames as f64 / f64::from(chunk.rate));
                    self.at = place.saturating_add(heard).min(self.end);
                    if !chunk.samples.is_empty() {
                        let same = self.line.as_ref().is_some_and(|line| line.fits(chunk.rate, chunk.channels));
                        if !same {
                            self.finish();
                            self.line = Some(Line::new(chunk.rate, chunk.channels, self.manner, self.shape));
                        }
                        if let Some(line) = &mut self.line {
                            line.feed(chunk.samples, place, &mut self.ready);
                        }
                    }
                    if last {
                        self.turn(self.end);
                    }
                }
                Ok(None) => self.turn(self.end),
                Err(Error::NotYet) => {
                    self.decoder = None;
                    return Next::Wait;
                }
                Err(error) => return self.skip(self.track, error),
            }
        }
    }

    /// Brings out what is still in the line.
    fn finish(&mut self) {
        if let Some(mut line) = self.line.take() {
            line.end(&mut self.ready);
        }
    }
}

impl Line {
    fn new(rate: u32, channels: usize, manner: Manner, shape: Shape) -> Self {
        let as_recorded = (manner.speed - 1.0).abs() < 0.001;
        Self {
            rate,
            channels,
            shape,
            speed: if as_recorded { 1.0 } else { manner.speed.into() },
            pauses: manner.short_pauses.then(|| Pauses::new(rate, channels)),
            clearer: manner.clear_speech.then(|| Clearer::new(rate, channels)),
            stretch: (!as_recorded).then(|| Stretch::new(rate, channels, manner.speed)),
            resample: Resample::new(rate, channels, shape.rate, shape.channels),
            anchors: VecDeque::new(),
            fed: 0,
            stretched: 0,
        }
    }

    fn fits(&self, rate: u32, channels: usize) -> bool {
        self.rate == rate && self.channels == channels
    }

    fn feed(&mut self, samples: Vec<f32>, place: Duration, ready: &mut VecDeque<Block>) {
        match &mut self.pauses {
            None => self.work(samples, place, ready),
            Some(pauses) => {
                for piece in pauses.feed(&samples, place) {
                    self.work(piece.samples, piece.place, ready);
                }
            }
        }
    }

    fn work(&mut self, mut samples: Vec<f32>, place: Duration, ready: &mut VecDeque<Block>) {
        self.anchors.push_back((self.fed, place));
        self.fed += (samples.len() / self.channels) as u64;
        if let Some(clearer) = &mut self.clearer {
            clearer.apply(&mut samples);
        }
        match &mut self.stretch {
            None => self.deliver(&samples, ready),
            Some(stretch) => {
                let mut stretched = Vec::new();
                stretch.feed(&samples);
                stretch.take(&mut stretched);
                self.deliver(&stretched, ready);
            }
        }
    }

    /// Brings out what is left.
    fn end(&mut self, ready: &mut VecDeque<Block>) {
        if let Some(mut pauses) = self.pauses.take() {
            for piece in pauses.end() {
                self.work(piece.samples, piece.place, ready);
            }
        }
        if let Some(stretch) = &mut self.stretch {
            let mut stretched = Vec::new();
            stretch.end();
            stretch.take(&mut stretched);
            self.deliver(&stretched, ready);
        }
        let place = self.place();
        let mut samples = Vec::new();
        self.resample.end(&mut samples);
        self.push(samples, place, ready);
    }

    /// The place of the next frame that comes out of the stretcher.
    fn place(&self) -> Duration {
        let input = self.stretched as f64 * self.speed;
        let known = self.anchors.iter().rev().find(|(frames, _)| *frames as f64 <= input).or(self.anchors.front());
        known.map_or(Duration::ZERO, |&(frames, place)| {
            place + Duration::from_secs_f64((input - frames as f64).max(0.0) / f64::from(self.rate))
        })
    }

    /// Hands on what came out of the stretcher, parted where the place leaps: where something was left out.
    fn deliver(&mut self, mut samples: &[f32], ready: &mut VecDeque<Block>) {
        while !samples.is_empty() {
            let frames = samples.len() / self.channels;
            let until =
                self.leap().map_or(frames, |leap| leap.saturating_sub(self.stretched).clamp(1, frames as u64) as usize);
            let (part, rest) = samples.split_at(until * self.channels);
            samples = rest;
            let place = self.place();
            self.stretched += until as u64;
            let passed = self.stretched as f64 * self.speed;
            while self.anchors.get(1).is_some_and(|(frames, _)| *frames as f64 <= passed) {
                self.anchors.pop_front();
            }
            let mut converted = Vec::new();
            self.resample.feed(part, &mut converted);
            self.push(converted, place, ready);
        }
    }

    /// The frame behind the stretcher before which the place does not go on as it did.
    fn leap(&self) -> Option<u64> {
        const SAME: Duration = Duration::from_millis(2);
        let mut pairs = self.anchors.iter().zip(self.anchors.iter().skip(1));
        let leap = pairs.find(|((from, place), (to, next))| {
            let expected = *place + Duration::from_secs_f64((to - from) as f64 / f64::from(self.rate));
            expected.abs_diff(*next) > SAME
        });
        leap.map(|(_, (frames, _))| (*frames as f64 / self.speed).ceil() as u64)
    }

    fn push(&self, samples: Vec<f32>, at: Duration, ready: &mut VecDeque<Block>) {
        if !samples.is_empty() {
            let pace = self.speed * 1e9 / f64::from(self.shape.rate);
            ready.push_back(Block { samples, at, pace });
        }
    }
}
