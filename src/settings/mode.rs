//! How a text is shown: as a page, as lines that are lit, as a line that runs, phrase by phrase or word by word.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// How many lines are lit.
pub const LIT_LINES: [u8; 3] = [1, 3, 5];

/// How fast a text runs, in characters a minute.
pub const PACES: RangeInclusive<u16> = 50..=3000;

/// A way to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// A page that scrolls.
    #[default]
    Scrolling,
    /// Pages of whole lines.
    Pages,
    /// Some lines are lit, the rest is masked or dimmed.
    LineFocus,
    /// One line that runs over the window.
    OneLine,
    Phrase,
    Word,
}

impl Mode {
    pub const ALL: [Self; 6] = [Self::Scrolling, Self::Pages, Self::LineFocus, Self::OneLine, Self::Phrase, Self::Word];

    fn by(self, steps: usize) -> Self {
        let index = Self::ALL.iter().position(|&mode| mode == self).unwrap_or_default();
        Self::ALL[(index + steps) % Self::ALL.len()]
    }

    /// The next of all, and the first after the last.
    pub fn next(self) -> Self {
        self.by(1)
    }

    pub fn previous(self) -> Self {
        self.by(Self::ALL.len() - 1)
    }

    /// Whether the text runs at the reader's pace once it is started.
    pub fn runs(self) -> bool {
        matches!(self, Self::OneLine | Self::Phrase | Self::Word)
    }
}

/// What becomes of the lines that are not lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unlit {
    #[default]
    Masked,
    Dimmed,
}

impl Unlit {
    pub const ALL: [Self; 2] = [Self::Masked, Self::Dimmed];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ModeSettings {
    pub mode: Mode,
    /// One of [`LIT_LINES`].
    pub lit_lines: u8,
    pub unlit: Unlit,
    /// Characters a minute, in [`PACES`].
    pub pace: u16,
}

impl Default for ModeSettings {
    /// Three lines, so that the eye finds the way from one line's end to the next line's beginning. The pace is that of
    /// eyes that need large letters; others read twice as fast, and have a key for it.
    fn default() -> Self {
        Self { mode: Mode::default(), lit_lines: 3, unlit: Unlit::default(), pace: 500 }
    }
}

impl ModeSettings {
    /// One press faster or slower: about a tenth.
    pub fn stepped(self, faster: bool) -> Self {
        // Down from the edge between two steps by the smaller one, so that up and down meet.
        let from = if faster { self.pace } else { self.pace.saturating_sub(1) };
        let step = match from {
            0..200 => 25,
            200..1000 => 50,
            _ => 100,
        };
        let pace =
            if faster { (self.pace / step + 1) * step } else { self.pace.div_ceil(step).saturating_sub(1) * step };
        Self { pace: pace.clamp(*PACES.start(), *PACES.end()), ..self }
    }

    pub(super) fn within_limits(self) -> Self {
        let nearest = LIT_LINES.into_iter().min_by_key(|lines| lines.abs_diff(self.lit_lines));
        Self { lit_lines: nearest.unwrap_or_default(), pace: self.pace.clamp(*PACES.start(), *PACES.end()), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modes_go_round_both_ways() {
        let mut mode = Mode::default();
        for expected in Mode::ALL.into_iter().skip(1).chain([Mode::default()]) {
            assert_eq!(mode.next(), expected);
            assert_eq!(expected.previous(), mode);
            mode = expected;
        }
    }

    #[test]
    fn steps_of_the_pace_meet_on_the_way_back_and_end_at_the_limits() {
        let mut settings = ModeSettings { pace: *PACES.start(), ..ModeSettings::default() };
        let mut paces = vec![settings.pace];
        while settings.pace < *PACES.end() {
            settings = settings.stepped(true);
            assert!(settings.pace > paces[paces.len() - 1]);
            paces.push(settings.pace);
        }
        assert!(paces.len() < 50, "a few presses lead from the slowest to the fastest");
        assert_eq!(settings.stepped(true), settings);
        while let Some(pace) = paces.pop() {
            assert_eq!(settings.pace, pace);
            settings = settings.stepped(false);
        }
        assert_eq!(settings.pace, *PACES.start());
    }

    #[test]
    fn what_is_out_of_bounds_is_drawn_in() {
        let wild = ModeSettings { lit_lines: 200, pace: 1, ..ModeSettings::default() };
        let tame = wild.within_limits();
        assert_eq!((tame.lit_lines, tame.pace), (5, 50));
        assert_eq!(ModeSettings::default().within_limits(), ModeSettings::default());
    }
}
