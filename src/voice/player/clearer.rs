//! Speech that is easier to understand: less rumble and boom, more of the consonants.
//!
//! Three filters of the second order after Robert Bristow-Johnson, «Cookbook formulae for audio equalizer biquad filter
//! coefficients» (<https://www.w3.org/TR/audio-eq-cookbook/>).

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Below this there is no speech.
const RUMBLE_HERTZ: f64 = 90.0;
/// Where a room and a near microphone boom.
const BOOM: (f64, f64, f64) = (250.0, 1.0, -3.0);
/// Where consonants are told apart: hertz, quality, decibels.
const PRESENCE: (f64, f64, f64) = (3000.0, 0.8, 6.0);
/// A filter that stands nearer to the highest frequency that a sound can hold is left out.
const HIGHEST: f64 = 0.45;

/// A filter for interleaved samples.
#[derive(Debug)]
pub(super) struct Clearer {
    channels: usize,
    filters: Vec<Biquad>,
}

#[derive(Debug)]
struct Biquad {
    forward: [f64; 3],
    back: [f64; 2],
    /// Of each channel.
    state: Vec<[f64; 2]>,
}

impl Clearer {
    pub(super) fn new(rate: u32, channels: usize) -> Self {
        let rate = f64::from(rate);
        let peak = |(hertz, quality, decibels): (f64, f64, f64)| {
            (hertz < rate * HIGHEST).then(|| Biquad::peak(hertz / rate, quality, decibels, channels))
        };
        let rumble = (RUMBLE_HERTZ < rate * HIGHEST).then(|| Biquad::high_pass(RUMBLE_HERTZ / rate, channels));
        Self { channels, filters: rumble.into_iter().chain(peak(BOOM)).chain(peak(PRESENCE)).collect() }
    }

    pub(super) fn apply(&mut self, samples: &mut [f32]) {
        for filter in &mut self.filters {
            for frame in samples.chunks_exact_mut(self.channels) {
                for (sample, state) in frame.iter_mut().zip(&mut filter.state) {
                    let input = f64::from(*sample);
                    let output = filter.forward[0] * input + state[0];
                    state[0] = filter.forward[1] * input - filter.back[0] * output + state[1];
                    state[1] = filter.forward[2] * input - filter.back[1] * output;
                    *sample = output as f32;
                }
            }
        }
    }
}

impl Biquad {
    /// The frequency as a part of the rate.
    fn high_pass(frequency: f64, channels: usize) -> Self {
        let (sin, cos) = (2.0 * PI * frequency).sin_cos();
        let alpha = sin / (2.0 * FRAC_1_SQRT_2);
        let side = f64::midpoint(1.0, cos);
        Self::scaled([side, -2.0 * side, side], [1.0 + alpha, -2.0 * cos, 1.0 - alpha], channels)
    }

    fn peak(frequency: f64, quality: f64, decibels: f64, channels: usize) -> Self {
        let (sin, cos) = (2.0 * PI * frequency).sin_cos();
        let amplitude = 10_f64.powf(decibels / 40.0);
        let alpha = sin / (2.0 * quality);
        let forward = [1.0 + alpha * amplitude, -2.0 * cos, 1.0 - alpha * amplitude];
        Self::scaled(forward, [1.0 + alpha / amplitude, -2.0 * cos, 1.0 - alpha / amplitude], channels)
    }

    fn scaled(forward: [f64; 3], [scale, first, second]: [f64; 3], channels: usize) -> Self {
        Self {
            forward: forward.map(|value| value / scale),
            back: [first / scale, second / scale],
            state: vec![[0.0; 2]; channels],
        }
    }
}
