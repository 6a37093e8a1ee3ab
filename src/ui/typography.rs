//! The typeface and its sizes.
//!
//! Andika is SIL's typeface for people who learn to read: open forms, letters that cannot be taken for one another,
//! every letter of the Kazakh alphabets. <https://software.sil.org/andika/>

use iced::Font;
use iced::font::{Style, Weight};

use crate::settings::TEXT_SIZES;

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

/// The letters of the interface at 100 %, in points: the usual size of print for readers with low vision.
pub const INTERFACE_POINTS: f32 = 14.0;

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
}
