//! What is made louder stays whole: a limiter that looks ahead, so that no sample leaves beyond full scale.

/// Full scale.
const CEILING: f32 = 1.0;
/// How long it takes to be as loud as before: slow enough that nobody hears it breathe.
const RELEASE_SECONDS: f32 = 0.2;

#[derive(Debug)]
pub(super) struct Limiter {
    gain: f32,
    /// What is left of the distance to the goal after a frame.
    release: f32,
    goal: f32,
    fall: f32,
}

impl Limiter {
    pub(super) fn new(rate: u32) -> Self {
        let release = (-1.0 / (RELEASE_SECONDS * rate as f32)).exp();
        Self { gain: 1.0, release, goal: 1.0, fall: 0.0 }
    }

    /// The loudest of the next `frames` and of as many behind them, before it is limited.
    pub(super) fn expect(&mut self, peak: f32, frames: usize) {
        self.goal = if peak > CEILING { CEILING / peak } else { 1.0 };
        self.fall = (self.gain - self.goal).max(0.0) / frames.max(1) as f32;
    }

    /// The gain of the next frame.
    pub(super) fn next(&mut self) -> f32 {
        if self.gain > self.goal {
            self.gain = (self.gain - self.fall).max(self.goal);
        } else {
            self.gain = self.goal - (self.goal - self.gain) * self.release;
        }
        self.gain
    }

    /// A sample that was not seen coming is cut.
    pub(super) fn cut(sample: f32) -> f32 {
        sample.clamp(-CEILING, CEILING)
    }
}
