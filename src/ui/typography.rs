//! The typefaces and their sizes.
//!
//! Andika is SIL's typeface for people who learn to read: open forms, letters that cannot be taken for one another,
//! every letter of the Kazakh alphabets. <https://software.sil.org/andika/>. What else books can be set in, and why:
//! `assets/fonts/README.md`.

use iced::Font;
use iced::font::{self, Style};

use crate::settings::{TEXT_SIZES, Typeface, Weight};

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(include_bytes!(concat!("../../assets/fonts/", $name, ".ttf"))),*]
    };
}

/// The font files that the window loads before its first frame.
pub const FILES: [&[u8]; 16] = files![
    "Andika-Regular",
    "Andika-Bold",
    "Andika-Italic",
    "Andika-BoldItalic",
    "NotoSerif-Regular",
    "NotoSerif-Medium",
    "NotoSerif-Bold",
    "NotoSerif-Italic",
    "NotoSerif-BoldItalic",
    "NotoSans-Regular",
    "NotoSans-Medium",
    "NotoSans-Bold",
    "NotoSans-Italic",
    "NotoSans-BoldItalic",
    "NotoSansMono-Regular",
    "NotoSansMono-Bold",
];

pub const FAMILY: &str = "Andika";
pub const REGULAR: Font = Font::with_name(FAMILY);
pub const BOLD: Font = Font { weight: font::Weight::Bold, ..REGULAR };
/// Of listings: letters of one width, in which l, I and 1, O and 0 are told apart.
pub const CODE: Font = Font::with_name("Noto Sans Mono");
pub const ITALIC: Font = Font { style: Style::Italic, ..REGULAR };

/// The fonts of running text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fonts {
    pub text: Font,
    /// Of headings.
    pub bold: Font,
    /// What is emphasised.
    pub italic: Font,
    /// What is strong; told from bold text by its slant.
    pub strong: Font,
    /// Of listings and what a program reads or writes.
    pub code: Font,
    /// By how much the strokes are thickened where the typeface has no such weight, in em.
    pub thicker: f32,
}

/// A typeface in a weight.
pub fn fonts(typeface: Typeface, weight: Weight) -> Fonts {
    let regular = Font::with_name(match typeface {
        Typeface::Andika => FAMILY,
        Typeface::Serif => "Noto Serif",
        Typeface::Sans => "Noto Sans",
    });
    let bold = Font { weight: font::Weight::Bold, ..regular };
    let italic = Font { style: Style::Italic, ..regular };
    let plain = Fonts { text: regular, bold, italic, strong: bold, code: CODE, thicker: 0.0 };
    match (typeface, weight) {
        (_, Weight::Regular) => plain,
        (Typeface::Andika, Weight::Medium) => Fonts { thicker: 0.02, ..plain },
        (_, Weight::Medium) => Fonts { text: Font { weight: font::Weight::Medium, ..regular }, ..plain },
        (_, Weight::Bold) => {
            let slanted = Font { style: Style::Italic, ..bold };
            let code = Font { weight: font::Weight::Bold, ..CODE };
            Fonts { text: bold, italic: slanted, strong: slanted, code, ..plain }
        }
    }
}

/// Height of a line ÷ size of its letters. Andika's ascenders and descenders need more than usual type.
pub const LINE_HEIGHT: f32 = 1.5;

/// The letters of the interface at 100 %, in points: the usual size of print for readers with low vision.
pub const INTERFACE_POINTS: f32 = 14.0;

/// Small steps where a point is much, large ones where it is little.
const STEPS: [f32; 20] = [
    14.0, 16.0, 18.0, 20.0, 24.0, 28.0, 32.0, 36.0, 42.0, 48.0, 56.0, 68.0, 80.0, 96.0, 112.0, 128.0, 144.0, 160.0,
    180.0, 200.0,
];

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

    /// The letters of the Kazakh alphabets, of Russian and of English, and the signs between them.
    const LETTERS: &str = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяАӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ\
                           abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZáäéǵğıñńóöúüýşÁÄÉǴĞİÑŃÓÖÚÜÝŞ\
                           0123456789.,:;!?()[]«»“”„‘’—–-…№₸€°•§×";

    #[test]
    fn every_font_has_every_letter_and_is_found_as_itself() {
        use iced::advanced::graphics::text::cosmic_text::{Buffer, Metrics, Shaping};
        let mut system = iced::advanced::graphics::text::font_system().write().unwrap();
        for file in FILES {
            system.load_font(file.into());
        }
        let system = system.raw();
        for typeface in Typeface::ALL {
            for weight in Weight::ALL {
                let fonts = fonts(typeface, weight);
                for font in [fonts.text, fonts.bold, fonts.italic, fonts.strong, fonts.code] {
                    let attributes = iced::advanced::graphics::text::to_attributes(font);
                    let mut buffer = Buffer::new(system, Metrics::new(20.0, 30.0));
                    buffer.set_text(system, LETTERS, &attributes, Shaping::Advanced, None);
                    buffer.shape_until_scroll(system, false);
                    let faces: Vec<_> = buffer
                        .layout_runs()
                        .flat_map(|run| run.glyphs.iter().map(|glyph| (glyph.font_id, glyph.glyph_id)))
                        .collect();
                    assert!(faces.iter().all(|(_, glyph)| *glyph != 0), "{font:?} has no sign for a letter");
                    for (face, _) in faces {
                        let face = system.db().face(face).unwrap();
                        let iced::font::Family::Name(name) = font.family else { panic!("it has a name") };
                        assert!(face.families.iter().any(|(family, _)| family == name), "{font:?}: {face:?}");
                        let slanted = face.style == iced::advanced::graphics::text::cosmic_text::Style::Italic;
                        assert_eq!(slanted, font.style == Style::Italic, "{font:?}: {face:?}");
                        let wanted = match font.weight {
                            font::Weight::Bold => 700,
                            font::Weight::Medium => 500,
                            _ => 400,
                        };
                        assert_eq!(face.weight.0, wanted, "{font:?}: {face:?}");
                    }
                }
            }
        }
    }
}
