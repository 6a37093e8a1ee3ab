//! Long pauses made short: what is quiet for longer than a breath is left out, and every place stays true.
//!
//! Quiet is measured against the speech that was heard last, so that a noisy recording has pauses, too. The beginning of a
//! word is often quiet: a moment before it always stays.

use std::collections::VecDeque;
use std::time::Duration;

/// So much of a pause stays behind the last word, and so much before the next: pauses up to both together are left alone.
const BEHIND: Duration = Duration::from_millis(280);
const BEFORE: Duration = Duration::from_millis(120);
const FRAME: Duration = Duration::from_millis(10);
/// Thirty decibels below the speech; never louder than −36 dB, and what is below −66 dB is always quiet.
const QUIET: f32 = 0.032;
const LOUDEST_QUIET: f32 = 0.016;
const ALWAYS_QUIET: f32 = 0.0005;
/// By how much the measure of speech falls in a frame of ten milliseconds: half in seven seconds.
const FORGETTING: f32 = 0.999;

/// Samples and the place of the first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) samples: Vec<f32>,
    pub(super) place: Duration,
}

#[derive(Debug)]
pub(super) struct Pauses {
    channels: usize,
    rate: u32,
    frame: usize,
    behind: usize,
    before: usize,
    /// What is no whole frame yet.
    open: Option<Piece>,
    /// How loud speech is.
    speech: f32,
    /// Frames of the pause that were handed on.
    passed: usize,
    /// The last frames of a pause, of which nobody knows yet whether they stand before a word.
    held: VecDeque<Piece>,
    /// The first that was left out: its sound goes over into that of the first that is heard again.
    left_out: Option<Vec<f32>>,
}

impl Pauses {
    pub(super) fn new(rate: u32, channels: usize) -> Self {
        let frames = |time: Duration| time.as_millis() as usize / FRAME.as_millis() as usize;
        Self {
            channels,
            rate,
            frame: (rate as usize / 100).max(1),
            behind: frames(BEHIND),
            before: frames(BEFORE),
            open: None,
            speech: 0.0,
            passed: 0,
            held: VecDeque::new(),
            left_out: None,
        }
    }

    /// Takes in samples from this place on; answers what is to be heard, in order.
    pub(super) fn feed(&mut self, samples: &[f32], place: Duration) -> Vec<Piece> {
        let mut heard = Vec::new();
        // What does not follow begins a frame of its own.
        if let Some(open) = &self.open
            && self.end_of(open).abs_diff(place) > Duration::from_millis(1)
            && let Some(open) = self.open.take()
        {
            self.judge(open, &mut heard);
        }
        let mut at = 0;
        while at < samples.len() {
            let here = place + self.time_of(at);
            let open = self.open.get_or_insert_with(|| Piece { samples: Vec::new(), place: here });
            let room = (self.frame * self.channels).saturating_sub(open.samples.len());
            let taken = room.min(samples.len() - at);
            open.samples.extend_from_slice(&samples[at..at + taken]);
            at += taken;
            if taken == room
                && let Some(whole) = self.open.take()
            {
                self.judge(whole, &mut heard);
            }
        }
        heard
    }

    /// Nothing more follows.
    pub(super) fn end(&mut self) -> Vec<Piece> {
        let mut heard = Vec::new();
        if let Some(open) = self.open.take() {
            self.judge(open, &mut heard);
        }
        self.release(&mut heard);
        heard
    }

    fn time_of(&self, samples: usize) -> Duration {
        Duration::from_secs_f64((samples / self.channels) as f64 / f64::from(self.rate))
    }

    fn end_of(&self, piece: &Piece) -> Duration {
        piece.place + self.time_of(piece.samples.len())
    }

    fn judge(&mut self, piece: Piece, heard: &mut Vec<Piece>) {
        let squares: f32 = piece.samples.iter().map(|sample| sample * sample).sum();
        let level = (squares / piece.samples.len().max(1) as f32).sqrt();
        self.speech = (self.speech * FORGETTING).max(level);
        if level > (self.speech * QUIET).clamp(ALWAYS_QUIET, LOUDEST_QUIET) {
            self.release(heard);
            self.passed = 0;
            heard.push(piece);
        } else if self.passed < self.behind {
            self.passed += 1;
            heard.push(piece);
        } else {
            self.held.push_back(piece);
            if self.held.len() > self.before
                && let Some(gone) = self.held.pop_front()
            {
                self.left_out.get_or_insert(gone.samples);
            }
        }
    }

    /// Hands on what was held.
    fn release(&mut self, heard: &mut Vec<Piece>) {
        if let (Some(left_out), Some(first)) = (self.left_out.take(), self.held.front_mut()) {
            let frames = (left_out.len().min(first.samples.len()) / self.channels).max(1) as f32;
            for (at, (sample, old)) in first.samples.iter_mut().zip(&left_out).enumerate() {
                let share = (((at / self.channels) as f32 + 0.5) / frames).min(1.0);
                *sample = old * (1.0 - share) + *sample * share;
            }
        }
        heard.extend(self.held.drain(..));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 8000;

    /// A tone whose every sample tells when it was, with silence in between: (seconds, loud).
    fn sound(parts: &[(f64, bool)]) -> Vec<f32> {
        let mut samples = Vec::new();
        for (seconds, loud) in parts {
            let count = (seconds * f64::from(RATE)) as usize;
            let level = if *loud { 0.5 } else { 0.0008 };
            samples.extend((0..count).map(|at| level * (at as f32 * 0.7).sin()));
        }
        samples
    }

    fn shortened(samples: &[f32], chunk: usize) -> Vec<Piece> {
        let mut pauses = Pauses::new(RATE, 1);
        let mut heard = Vec::new();
        for (number, chunk_of) in samples.chunks(chunk).enumerate() {
            let place = Duration::from_secs_f64((number * chunk) as f64 / f64::from(RATE));
            heard.extend(pauses.feed(chunk_of, place));
        }
        heard.extend(pauses.end());
        heard
    }

    fn seconds(pieces: &[Piece]) -> f64 {
        pieces.iter().map(|piece| piece.samples.len()).sum::<usize>() as f64 / f64::from(RATE)
    }

    #[test]
    fn long_pauses_become_short_and_short_ones_stay() {
        for chunk in [37, 80, 1152] {
            let short = sound(&[(1.0, true), (0.38, false), (1.0, true)]);
            let heard = shortened(&short, chunk);
            let whole: Vec<f32> = heard.iter().flat_map(|piece| piece.samples.clone()).collect();
            assert_eq!(whole, short, "to the sample");
            let long = sound(&[(1.0, true), (5.0, false), (1.0, true), (2.0, false)]);
            let heard = shortened(&long, chunk);
            assert!((seconds(&heard) - 2.8).abs() < 0.03, "{chunk}: {}", seconds(&heard));
        }
    }

    #[test]
    fn places_stay_true() {
        let samples = sound(&[(1.0, true), (5.0, false), (1.0, true), (3.0, false), (1.0, true)]);
        for piece in shortened(&samples, 301) {
            let at = (piece.place.as_secs_f64() * f64::from(RATE)).round() as usize;
            let quiet = piece.samples.iter().all(|sample| sample.abs() < 0.002);
            let same = piece.samples.iter().zip(&samples[at..]).all(|(one, other)| one == other);
            // Only where two silences meet is a sample another one.
            assert!(same || quiet, "{:?}", piece.place);
        }
    }

    #[test]
    fn nothing_of_silence_alone_is_lost_to_the_end_and_noise_is_measured_against_speech() {
        assert!(seconds(&shortened(&vec![0.0; 80_000], 512)) > 0.3);
        // Noise at −40 dB beside speech at −6 dB is a pause, alone it is a sound.
        let noise: Vec<f32> = (0..24_000).map(|at| 0.012 * ((at * at % 97) as f32 / 48.0 - 1.0)).collect();
        assert!((seconds(&shortened(&noise, 512)) - 3.0).abs() < 0.01);
        let mut beside = sound(&[(1.0, true)]);
        beside.extend(&noise);
        beside.extend(sound(&[(1.0, true)]));
        assert!(seconds(&shortened(&beside, 512)) < 2.5);
    }
}
