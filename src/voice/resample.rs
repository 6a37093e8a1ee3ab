//! Samples at the rate and with the channels of the device.
//!
//! Band-limited interpolation by a windowed sinc: Julius O. Smith, «Digital Audio Resampling»
//! (<https://ccrma.stanford.edu/~jos/resample/>).

/// Samples on each side that an output sample is made of, before the band is narrowed.
const REACH: usize = 16;
/// Places between two samples that the filter is kept for; between them it is interpolated.
const PHASES: usize = 256;

/// A converter of interleaved samples.
#[derive(Debug)]
pub(in crate::voice) struct Resample {
    channels: usize,
    wanted: usize,
    /// Input frames for one of output.
    step: f64,
    /// `None` where both rates are the same.
    filter: Option<Filter>,
    /// In the device's channels; the first `reach` frames are those before `at`.
    input: Vec<f32>,
    at: f64,
    fed: usize,
    given: usize,
}

#[derive(Debug)]
struct Filter {
    reach: usize,
    /// One more phase than there are, for the interpolation.
    taps: Vec<f32>,
}

impl Filter {
    fn new(step: f64) -> Self {
        // To a lower rate only what it can carry.
        let band = (1.0 / step).min(1.0) * 0.96;
        let reach = (REACH as f64 / band).ceil() as usize;
        let width = 2 * reach;
        let mut taps = Vec::with_capacity((PHASES + 1) * width);
        for phase in 0..=PHASES {
            let offset = phase as f64 / PHASES as f64;
            let weights: Vec<f64> = (0..width)
                .map(|tap| {
                    let distance = tap as f64 - (reach - 1) as f64 - offset;
                    let angle = std::f64::consts::PI * distance * band;
                    let sinc = if angle.abs() < 1e-9 { 1.0 } else { angle.sin() / angle };
                    let edge = (distance / reach as f64).clamp(-1.0, 1.0);
                    let window = 0.42
                        + 0.5 * (std::f64::consts::PI * edge).cos()
                        + 0.08 * (2.0 * std::f64::consts::PI * edge).cos();
                    sinc * window
                })
                .collect();
            let sum: f64 = weights.iter().sum();
            taps.extend(weights.iter().map(|weight| (weight / sum) as f32));
        }
        Self { reach, taps }
    }
}

impl Resample {
    pub(in crate::voice) fn new(rate: u32, channels: usize, to_rate: u32, to_channels: usize) -> Self {
        let step = f64::from(rate) / f64::from(to_rate);
        let filter = (rate != to_rate).then(|| Filter::new(step));
        // Silence before the beginning, so that the first sample stays the first.
        let before = filter.as_ref().map_or(0, |filter| filter.reach - 1);
        let input = vec![0.0; before * to_channels];
        Self { channels, wanted: to_channels, step, filter, input, at: 0.0, fed: 0, given: 0 }
    }

    /// Converts whole frames and appends what comes of them.
    pub(in crate::voice) fn feed(&mut self, samples: &[f32], output: &mut Vec<f32>) {
        self.fed += samples.len() / self.channels;
        if self.filter.is_none() {
            self.given += samples.len() / self.channels;
            return remix(samples, self.channels, self.wanted, output);
        }
        remix(samples, self.channels, self.wanted, &mut self.input);
        self.convert(output);
    }

    /// Nothing more follows: what is left comes out.
    pub(in crate::voice) fn end(&mut self, output: &mut Vec<f32>) {
        let Some(filter) = &self.filter else { return };
        self.input.extend(std::iter::repeat_n(0.0, (filter.reach + 1) * self.wanted));
        self.convert(output);
        let expected = (self.fed as f64 / self.step).round() as usize;
        let beyond = self.given.saturating_sub(expected);
        output.truncate(output.len().saturating_sub(beyond * self.wanted));
    }

    fn convert(&mut self, output: &mut Vec<f32>) {
        let Some(filter) = &self.filter else { return };
        let width = 2 * filter.reach;
        let frames = self.input.len() / self.wanted;
        loop {
            let whole = self.at as usize;
            if whole + width > frames {
                break;
            }
            let place = (self.at - whole as f64) * PHASES as f64;
            let phase = place as usize;
            let between = (place - phase as f64) as f32;
            let one = &filter.taps[phase * width..][..width];
            let other = &filter.taps[(phase + 1) * width..][..width];
            let window = &self.input[whole * self.wanted..][..width * self.wanted];
            for channel in 0..self.wanted {
                let mut sum = 0.0;
                for (tap, frame) in window.chunks_exact(self.wanted).enumerate() {
                    sum += frame[channel] * (one[tap] + (other[tap] - one[tap]) * between);
                }
                output.push(sum);
            }
            self.given += 1;
            self.at += self.step;
        }
        let used = (self.at as usize).min(frames);
        self.input.drain(..used * self.wanted);
        self.at -= used as f64;
    }
}

/// Appends frames with other channels: one is heard on both sides, several are heard on the one.
fn remix(samples: &[f32], channels: usize, wanted: usize, output: &mut Vec<f32>) {
    if channels == wanted {
        return output.extend_from_slice(samples);
    }
    for frame in samples.chunks_exact(channels) {
        let mean = frame.iter().sum::<f32>() / channels as f32;
        match (channels, wanted) {
            (_, 1) => output.push(mean),
            // Further loudspeakers stay silent.
            (1, _) => output.extend((0..wanted).map(|channel| if channel < 2 { mean } else { 0.0 })),
            (2, _) => output.extend((0..wanted).map(|channel| frame.get(channel).copied().unwrap_or_default())),
            _ => output.extend((0..wanted).map(|channel| if channel < 2 { mean } else { 0.0 })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_stays_itself_at_another_rate() {
        for (rate, to) in [(22_050, 48_000), (44_100, 48_000), (48_000, 44_100), (48_000, 16_000)] {
            let sine = |n: usize, rate: u32| (n as f32 * 500.0 * std::f32::consts::TAU / rate as f32).sin() * 0.5;
            let samples: Vec<f32> = (0..rate as usize).map(|n| sine(n, rate)).collect();
            let mut resample = Resample::new(rate, 1, to, 1);
            let mut output = Vec::new();
            for piece in samples.chunks(997) {
                resample.feed(piece, &mut output);
            }
            resample.end(&mut output);
            assert!(output.len().abs_diff(to as usize) <= 1, "{rate} {to}: {}", output.len());
            for (n, sample) in output.iter().enumerate().take(to as usize - 100).skip(100) {
                assert!((sample - sine(n, to)).abs() < 0.003, "{rate} {to}: {n}");
            }
        }
    }

    #[test]
    fn channels_are_mixed_and_shared() {
        let mixed = |channels, wanted, samples: &[f32]| {
            let mut output = Vec::new();
            Resample::new(8000, channels, 8000, wanted).feed(samples, &mut output);
            output
        };
        assert_eq!(mixed(1, 2, &[0.5, -0.5]), [0.5, 0.5, -0.5, -0.5]);
        assert_eq!(mixed(2, 1, &[0.5, 0.0]), [0.25]);
        assert_eq!(mixed(2, 4, &[0.5, 0.1]), [0.5, 0.1, 0.0, 0.0]);
        assert_eq!(mixed(2, 2, &[0.5, 0.1]), [0.5, 0.1]);
    }
}
