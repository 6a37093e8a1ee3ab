//! How the text of a book is set. Lengths are percent of the text's size, so that they grow with it.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// Between letters, and added between words.
pub const LETTER_SPACINGS: RangeInclusive<u16> = 0..=50;
pub const WORD_SPACINGS: RangeInclusive<u16> = 0..=200;

/// From line to line.
pub const LINE_HEIGHTS: RangeInclusive<u16> = 120..=300;

/// Between paragraphs.
pub const PARAGRAPH_SPACINGS: RangeInclusive<u16> = 0..=400;

/// The longest line, in characters.
pub const MEASURES: RangeInclusive<u16> = 20..=120;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct PageSettings {
    /// In [`LETTER_SPACINGS`].
    pub letter_spacing: u16,
    /// In [`WORD_SPACINGS`].
    pub word_spacing: u16,
    /// In [`LINE_HEIGHTS`].
    pub line_height: u16,
    /// In [`PARAGRAPH_SPACINGS`].
    pub paragraph_spacing: u16,
    /// In [`MEASURES`].
    pub measure: u16,
}

impl Default for PageSettings {
    /// Andika's ascenders and descenders need more than usual type. Of 80 characters a line, which WCAG 2.2 (1.4.8) allows,
    /// fewer serve low vision better.
    fn default() -> Self {
        Self { letter_spacing: 0, word_spacing: 0, line_height: 150, paragraph_spacing: 75, measure: 66 }
    }
}

impl PageSettings {
    pub(super) fn within_limits(self) -> Self {
        let within = |value: u16, range: RangeInclusive<u16>| value.clamp(*range.start(), *range.end());
        Self {
            letter_spacing: within(self.letter_spacing, LETTER_SPACINGS),
            word_spacing: within(self.word_spacing, WORD_SPACINGS),
            line_height: within(self.line_height, LINE_HEIGHTS),
            paragraph_spacing: within(self.paragraph_spacing, PARAGRAPH_SPACINGS),
            measure: within(self.measure, MEASURES),
        }
    }
}
