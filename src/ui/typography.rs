//! The typeface and its sizes.
//!
//! Andika is SIL's typeface for people who learn to read: open forms, letters that cannot be taken for one another,
//! every letter of the Kazakh alphabets. <https://software.sil.org/andika/>

use iced::Font;
use iced::font::{Style, Weight};
use serde::{Deserialize, Serialize};

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

/// The size of the book's letters in points (1/72 inch; 96 logical pixels an inch).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "u16", into = "u16")]
pub struct TextSize(u16);

impl TextSize {
    pub const SMALLEST: Self = Self(14);
    pub const LARGEST: Self = Self(96);

    /// Small steps where a point is much, large ones where it is little.
    const STEPS: [u16; 14] = [14, 16, 18, 20, 24, 28, 32, 36, 42, 48, 56, 68, 80, 96];

    /// The size nearest to this many points that is allowed.
    pub fn new(points: u16) -> Self {
        Self(points.clamp(Self::SMALLEST.0, Self::LARGEST.0))
    }

    pub fn points(self) -> u16 {
        self.0
    }

    /// Logical pixels at the system's scale of 1.
    pub fn pixels(self) -> f32 {
        f32::from(self.0) * 96.0 / 72.0
    }

    /// The next step up; itself at the largest.
    pub fn larger(self) -> Self {
        Self::STEPS.into_iter().find(|&step| step > self.0).map_or(Self::LARGEST, Self)
    }

    /// The next step down; itself at the smallest.
    pub fn smaller(self) -> Self {
        Self::STEPS.into_iter().rev().find(|&step| step < self.0).map_or(Self::SMALLEST, Self)
    }
}

impl Default for TextSize {
    fn default() -> Self {
        Self(20)
    }
}

impl From<u16> for TextSize {
    fn from(points: u16) -> Self {
        Self::new(points)
    }
}

impl From<TextSize> for u16 {
    fn from(size: TextSize) -> Self {
        size.0
    }
}

/// How large the interface is, in percent of its usual size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "u16", into = "u16")]
pub struct Scale(u16);

impl Scale {
    pub const SMALLEST: Self = Self(100);
    pub const LARGEST: Self = Self(500);
    const STEP: u16 = 25;

    /// The letters of the interface at 100 %, in points: the usual size of print for readers with low vision.
    const BASE_POINTS: u16 = 14;

    pub fn new(percent: u16) -> Self {
        Self(percent.clamp(Self::SMALLEST.0, Self::LARGEST.0))
    }

    /// The scale at which the interface's letters are as large as the book's.
    pub fn following(text: TextSize) -> Self {
        Self::new(text.points() * 100 / Self::BASE_POINTS)
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
        f32::from(Self::BASE_POINTS) * 96.0 / 72.0 * self.factor()
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
        Self::SMALLEST
    }
}

impl From<u16> for Scale {
    fn from(percent: u16) -> Self {
        Self::new(percent)
    }
}

impl From<Scale> for u16 {
    fn from(scale: Scale) -> Self {
        scale.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_go_from_end_to_end_and_stay_there() {
        let mut size = TextSize::SMALLEST;
        let mut steps = 0;
        while size.larger() != size {
            assert_eq!(size.larger().smaller(), size);
            size = size.larger();
            steps += 1;
        }
        assert_eq!(size, TextSize::LARGEST);
        assert!(steps <= 14);
        assert_eq!(TextSize::SMALLEST.smaller(), TextSize::SMALLEST);
        assert_eq!(TextSize::new(5), TextSize::SMALLEST);
        assert_eq!(TextSize::new(5000), TextSize::LARGEST);
        assert_eq!(TextSize::new(19).larger(), TextSize::new(20));
        assert_eq!(TextSize::new(19).smaller(), TextSize::new(18));
    }

    #[test]
    fn the_interface_is_as_large_as_the_text_up_to_five_times() {
        assert_eq!(Scale::following(TextSize::SMALLEST).percent(), 100);
        assert_eq!(Scale::following(TextSize::new(28)).percent(), 200);
        assert_eq!(Scale::following(TextSize::LARGEST).percent(), 500);
        assert!((Scale::following(TextSize::new(28)).body() - TextSize::new(28).pixels()).abs() < 0.01);
        assert_eq!(Scale::new(100).larger().percent(), 125);
        assert_eq!(Scale::new(142).smaller().percent(), 125);
        assert_eq!(Scale::LARGEST.larger(), Scale::LARGEST);
    }

    #[test]
    fn at_any_scale_controls_are_large_enough_and_headings_stand_out() {
        for percent in (100..=500).step_by(25) {
            let scale = Scale::new(percent);
            assert!(scale.target() >= 44.0);
            assert!(scale.heading(1) > scale.heading(2) && scale.heading(3) > scale.body());
        }
    }
}
