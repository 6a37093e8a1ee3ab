//! How recordings are played, and how their player looks.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{LOUDNESS, SPEED_STEP, SPEEDS};

/// How far a jump goes, in the time of the recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leap {
    FiveSeconds,
    #[default]
    TenSeconds,
    HalfMinute,
    Minute,
    FiveMinutes,
    TenMinutes,
}

impl Leap {
    pub const ALL: [Self; 6] =
        [Self::FiveSeconds, Self::TenSeconds, Self::HalfMinute, Self::Minute, Self::FiveMinutes, Self::TenMinutes];

    pub fn time(self) -> Duration {
        Duration::from_secs(match self {
            Self::FiveSeconds => 5,
            Self::TenSeconds => 10,
            Self::HalfMinute => 30,
            Self::Minute => 60,
            Self::FiveMinutes => 300,
            Self::TenMinutes => 600,
        })
    }

    /// The next longer one; the longest stays.
    pub fn longer(self) -> Self {
        Self::ALL.into_iter().find(|other| *other > self).unwrap_or(self)
    }

    /// The next shorter one; the shortest stays.
    pub fn shorter(self) -> Self {
        Self::ALL.into_iter().rev().find(|other| *other < self).unwrap_or(self)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct RecordingSettings {
    /// Percent, in [`SPEEDS`], a multiple of [`SPEED_STEP`].
    pub speed: u16,
    /// Percent, in [`LOUDNESS`].
    pub volume: u16,
    /// Less rumble, more of the consonants.
    pub clear_speech: bool,
    /// Long pauses are passed over.
    pub short_pauses: bool,
    /// How far the left and the right arrow jump.
    pub leap: Leap,
    /// After a long pause it goes on a little earlier.
    pub step_back: bool,
    /// Four large buttons in place of all controls.
    pub simple: bool,
}

/// What is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Switch {
    ClearSpeech,
    ShortPauses,
    StepBack,
    Simple,
}

impl Default for RecordingSettings {
    fn default() -> Self {
        Self {
            speed: 100,
            volume: 100,
            clear_speech: false,
            short_pauses: false,
            leap: Leap::default(),
            step_back: true,
            simple: false,
        }
    }
}

impl RecordingSettings {
    pub fn is_on(&self, switch: Switch) -> bool {
        match switch {
            Switch::ClearSpeech => self.clear_speech,
            Switch::ShortPauses => self.short_pauses,
            Switch::StepBack => self.step_back,
            Switch::Simple => self.simple,
        }
    }

    /// The same with this one the other way.
    #[must_use]
    pub fn switched(mut self, switch: Switch) -> Self {
        let value = match switch {
            Switch::ClearSpeech => &mut self.clear_speech,
            Switch::ShortPauses => &mut self.short_pauses,
            Switch::StepBack => &mut self.step_back,
            Switch::Simple => &mut self.simple,
        };
        *value = !*value;
        self
    }

    pub(super) fn within_limits(self) -> Self {
        let speed = self.speed.clamp(*SPEEDS.start(), *SPEEDS.end());
        Self { speed: speed / SPEED_STEP * SPEED_STEP, volume: self.volume.min(*LOUDNESS.end()), ..self }
    }
}
