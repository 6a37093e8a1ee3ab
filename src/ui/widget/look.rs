//! Colours and sizes of the controls, in one value that the theme builds and every constructor takes.
//!
//! Sizes are logical pixels at 100 %; [`Look::px`] scales them, so that the whole interface grows together
//! (WCAG 2.2, 1.4.4, 1.4.10, 2.5.5: <https://www.w3.org/TR/WCAG22/>).

use iced::{Color, Font};

use crate::settings::Light;

/// Colours and sizes. Every pair that text is drawn in should reach 7:1, every line and ring 3:1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Behind everything, and the text on it.
    pub background: Color,
    pub text: Color,
    /// Behind a control, and the text on it.
    pub surface: Color,
    pub surface_text: Color,
    /// Behind what is chosen, pressed or the main thing to do, and the text on it.
    pub accent: Color,
    pub accent_text: Color,
    /// Text of less weight, on `background`; disabled controls.
    pub muted: Color,
    /// Borders of controls.
    pub line: Color,
    /// The ring around what has the focus.
    pub focus: Color,
    pub error: Color,
    pub link: Color,
    /// What the colours above have been through, for pictures to go through, too.
    pub light: Light,
    pub font: Font,
    /// The same typeface, bold: headings.
    pub bold: Font,
    /// The body text of the interface at 100 %.
    pub text_size: f32,
    /// Line height as a multiple of the text size.
    pub line_height: f32,
    /// 1.0 is 100 %; 1.0 to 5.0.
    pub scale: f32,
}

impl Look {
    /// A size at 100 % as it is now.
    pub fn px(&self, size: f32) -> f32 {
        size * self.scale
    }

    /// The body text.
    pub fn body(&self) -> f32 {
        self.px(self.text_size)
    }

    /// A heading's text, level 1 to 6. Large interfaces need less difference: it shrinks as the scale grows.
    pub fn heading(&self, level: u8) -> f32 {
        let factor = match level {
            0 | 1 => 1.7,
            2 => 1.4,
            3 => 1.2,
            _ => 1.1,
        };
        let damped = 1.0 + (factor - 1.0) / self.scale.max(1.0);
        self.body() * damped
    }

    /// The least height and width of what can be pressed: 44 px at 100 %, and no more than 64 px at any scale. What shows
    /// words is as high as its letters are, and they are never cut; beyond 64 px a larger target is no easier to hit, and
    /// at 500 % it takes lines from a window of 720 px that has room for five.
    pub fn target(&self) -> f32 {
        self.px(44.0).clamp(44.0, 64.0)
    }

    /// The height of a control with one line of words.
    pub fn row(&self) -> f32 {
        (self.body() * self.line_height).max(self.target())
    }

    /// True where a control's name and its value stand below one another, so that neither is broken into syllables.
    pub fn is_large(&self) -> bool {
        self.scale > 2.0
    }

    /// The width of the focus ring: 3 px at least.
    pub fn ring(&self) -> f32 {
        self.px(3.0).clamp(3.0, 8.0)
    }

    /// The width of borders.
    pub fn border(&self) -> f32 {
        self.px(1.5).clamp(1.5, 4.0)
    }

    /// Between controls. Grows slower than the text, so that the screen is left to the text. Half of it are whole pixels.
    pub fn gap(&self) -> f32 {
        2.0 * (4.0 * self.scale.sqrt()).round()
    }

    /// Inside controls.
    pub fn inset(&self) -> f32 {
        2.0 * (5.0 * self.scale.sqrt()).round()
    }

    pub fn radius(&self) -> f32 {
        6.0 * self.scale.sqrt()
    }
}

impl Default for Look {
    /// Black on white with the default font.
    fn default() -> Self {
        Self {
            background: Color::WHITE,
            text: Color::BLACK,
            surface: Color::from_rgb8(0xf2, 0xf2, 0xf2),
            surface_text: Color::BLACK,
            accent: Color::from_rgb8(0x0b, 0x3d, 0x91),
            accent_text: Color::WHITE,
            muted: Color::from_rgb8(0x4a, 0x4a, 0x4a),
            line: Color::from_rgb8(0x59, 0x59, 0x59),
            focus: Color::from_rgb8(0xb0, 0x00, 0x60),
            error: Color::from_rgb8(0x9b, 0x00, 0x00),
            link: Color::from_rgb8(0x0b, 0x3d, 0x91),
            light: Light::default(),
            font: Font::DEFAULT,
            bold: Font { weight: iced::font::Weight::Bold, ..Font::DEFAULT },
            text_size: 18.0,
            line_height: 1.5,
            scale: 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::contrast;

    #[test]
    fn the_plain_look_can_be_seen() {
        let look = Look::default();
        assert!(contrast(look.text, look.background) >= 7.0);
        assert!(contrast(look.muted, look.background) >= 7.0);
        assert!(contrast(look.accent, look.accent_text) >= 7.0);
        assert!(contrast(look.focus, look.background) >= 3.0 && contrast(look.focus, look.surface) >= 3.0);
    }

    #[test]
    fn targets_are_never_smaller_than_44_pixels_nor_larger_than_64() {
        let targets = [1.0, 1.2, 2.0, 5.0].map(|scale| Look { scale, ..Look::default() }.target().round());
        assert_eq!(targets, [44.0, 53.0, 64.0, 64.0]);
    }

    #[test]
    fn everything_grows_with_the_scale() {
        let large = Look { scale: 4.0, ..Look::default() };
        assert_eq!((Look::default().row(), large.row()), (44.0, 108.0));
        assert_eq!(large.body(), 72.0);
        assert!(large.heading(1) > large.heading(2) && large.heading(6) > large.body());
    }
}
