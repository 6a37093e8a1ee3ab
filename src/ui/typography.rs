//! The typeface and its sizes.
//!
//! Andika is SIL's typeface for people who learn to read: open forms, letters that cannot be taken for one another,
//! every letter of the Kazakh alphabets. <https://software.sil.org/andika/>

use iced::Font;
use iced::font::{Style, Weight};

use crate::settings::{SCALES, TEXT_SIZES};

/// The font files that the window loads before its first frame.
pub const FILES: [&[u8]; 3] = [
    include_bytes!("../../assets/fonts/Andika-Regular.ttf"),
    include_bytes!("../../assets/fonts/Andika-Bold.ttf"),
    include_bytes!("../../assets/fonts/Andika-Italic.ttf"),
];

pub const FAMILY: &str = "Andika";
pub const REGULAR: Font = Font::with_name(FAMILY);
pub const BOLD: Font = Font { weight: Weight::Bold, ..REGULAR };
pub const ITALIC: Font = Font { style: Style::Italic, ..REGULAR };

/// Height of a line ÷ size of its letters. Andika's ascenders and descenders need more than usual type.
pub const LINE_HEIGHT: f32 = 1.5;

/// The smallest side of anything that can be pressed, in logical pixels at 100 % (WCAG 2.2, 2.5.5).
pub const TARGET: f32 = 44.0;

/// Small steps where a point is much, large ones where it is little.
const STEPS: [f32; 14] = [14.0, 16.0, 18.0, 20.0, 24.0, 28.0, 32.0, 36.0, 42.0, 48.0, 56.0, 68.0, 80.0, 96.0];

/// The size of letters of this many points (1/72 inch) in logical pixels, 96 to the inch.
pub fn pixels(points: f32) -> f32 {
    points * 96.0 / 72.0
}

/// The step above this text size in points; the largest at the largest.
pub fn larger(points: f32) -> f32 {
    STEPS.into_iter().find(|&step| step > points).unwrap_or(*TEXT_SIZES.end())
}

/// The step below this text size in points; the smallest at the smallest.
pub fn smaller(points: f32) -> f32 {
    STEPS.into_iter().rev().find(|&step| step < points).unwrap_or(*TEXT_SIZES.start())
}

/// How large the interface is, in percent of its usual size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scale(u16);

impl Scale {
    const STEP: u16 = 25;

    /// The letters of the interface at 100 %, in points: the usual size of print for readers with low vision.
    const BASE_POINTS: f32 = 14.0;

    pub fn new(percent: u16) -> Self {
        Self(percent.clamp(*SCALES.start(), *SCALES.end()))
    }

    pub fn percent(self) -> u16 {
        self.0
    }

    pub fn factor(self) -> f32 {
        f32::from(self.0) / 100.0
    }

    pub fn larger(self) -> Self {
        Self::new((self.0 / Self::STEP + 1) * Self::STEP)
    }

    pub fn smaller(self) -> Self {
        Self::new(self.0.saturating_sub(1) / Self::STEP * Self::STEP)
    }

    /// The size of running text in the interface, logical pixels.
    pub fn body(self) -> f32 {
        pixels(Self::BASE_POINTS) * self.factor()
    }

    /// The size of a heading of this level (1 to 6), logical pixels. The larger the interface, the nearer it comes to
    /// running text: at 500 % a heading that is half as large again would leave no room for what it heads.
    pub fn heading(self, level: u8) -> f32 {
        let extra = match level {
            0 | 1 => 0.5,
            2 => 0.25,
            _ => 0.1,
        };
        self.body() * (1.0 + extra / self.factor())
    }

    /// The smallest side of a control, logical pixels. Grows until a control is as tall as its line.
    pub fn target(self) -> f32 {
        TARGET.max(self.body() * LINE_HEIGHT)
    }

    /// The space between controls, logical pixels.
    pub fn space(self) -> f32 {
        // Room is dear when everything is large.
        8.0 * self.factor().sqrt()
    }

    /// True when things that may stand side by side must stand below one another in a window of this width.
    pub fn one_column(self, width: f32) -> bool {
        width < self.body() * 45.0
    }
}

impl Default for Scale {
    fn default() -> Self {
        Self(*SCALES.start())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_go_from_end_to_end_and_stay_there() {
        let mut size = *TEXT_SIZES.start();
        for _ in 1..STEPS.len() {
            assert_eq!(smaller(larger(size)), size);
            size = larger(size);
        }
        assert_eq!(size, *TEXT_SIZES.end());
        assert_eq!(larger(size), size);
        assert_eq!(smaller(*TEXT_SIZES.start()), *TEXT_SIZES.start());
        assert_eq!((larger(19.0), smaller(19.0)), (20.0, 18.0));
    }

    #[test]
    fn the_scale_goes_from_one_to_five_times() {
        assert_eq!(Scale::new(100).larger().percent(), 125);
        assert_eq!(Scale::new(142).smaller().percent(), 125);
        assert_eq!(Scale::new(9000).larger().percent(), 500);
        assert_eq!(Scale::new(100).smaller().percent(), 100);
    }

    #[test]
    fn at_any_scale_controls_are_large_enough_and_headings_stand_out() {
        for percent in SCALES.step_by(25) {
            let scale = Scale::new(percent);
            assert!(scale.target() >= TARGET);
            assert!(scale.heading(1) > scale.heading(2) && scale.heading(3) > scale.body());
        }
    }
}
