//! How fast a recording is played.

use std::time::Duration;

use crate::settings::{SPEED_STEP, SPEEDS};

/// In percent of the recorded speed, in [`SPEEDS`], a multiple of [`SPEED_STEP`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Speed(u16);

impl Speed {
    /// The nearest that there is.
    pub fn of_percent(percent: u16) -> Self {
        let stepped = (percent.min(*SPEEDS.end()) + SPEED_STEP / 2) / SPEED_STEP * SPEED_STEP;
        Self(stepped.clamp(*SPEEDS.start(), *SPEEDS.end()))
    }

    pub fn percent(self) -> u16 {
        self.0
    }

    /// 1.0 as recorded.
    pub fn factor(self) -> f32 {
        f32::from(self.0) / 100.0
    }

    pub fn faster(self) -> Self {
        Self::of_percent(self.0 + SPEED_STEP)
    }

    pub fn slower(self) -> Self {
        Self::of_percent(self.0 - SPEED_STEP)
    }

    /// How long it takes to hear this much of the recording.
    pub fn to_hear(self, time: Duration) -> Duration {
        time * 100 / u32::from(self.0)
    }

    /// How much of the recording is heard in this time.
    pub fn heard_in(self, time: Duration) -> Duration {
        time * u32::from(self.0) / 100
    }
}

impl Default for Speed {
    fn default() -> Self {
        Self(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_by_tenths_from_half_to_fourfold_and_stays_there() {
        let mut speed = Speed::of_percent(0);
        let mut all = vec![speed.percent()];
        while speed.faster() != speed {
            assert_eq!(speed.faster().slower(), speed);
            speed = speed.faster();
            all.push(speed.percent());
        }
        assert_eq!((all.len(), all[0], all[35]), (36, 50, 400));
        assert_eq!(Speed::of_percent(50).slower().percent(), 50);
        assert_eq!(Speed::of_percent(u16::MAX).percent(), 400);
        assert_eq!(Speed::of_percent(137).percent(), 140);
    }

    #[test]
    fn time_is_shorter_when_it_is_heard_faster() {
        let hour = Duration::from_secs(3600);
        assert_eq!(Speed::of_percent(150).to_hear(hour), Duration::from_secs(2400));
        assert_eq!(Speed::of_percent(150).heard_in(Duration::from_secs(2400)), hour);
    }
}
