//! The three themes, every colour of which is told from its background by 7:1 or more (WCAG 2.2, 1.4.6).
//!
//! <https://www.w3.org/TR/WCAG22/#contrast-enhanced>

use iced::Color;

use super::typography;
use super::widget::{Look, PageLook};
use crate::settings::{Colours, Settings};

/// The message that names a theme.
pub fn id(colours: Colours) -> &'static str {
    match colours {
        Colours::BlackOnWhite => "theme-black-on-white",
        Colours::WhiteOnBlack => "theme-white-on-black",
        Colours::YellowOnBlack => "theme-yellow-on-black",
    }
}

/// The look of the controls.
pub fn look(settings: &Settings) -> Look {
    let sizes = Look {
        font: typography::REGULAR,
        bold: typography::BOLD,
        text_size: typography::pixels(typography::INTERFACE_POINTS),
        line_height: typography::LINE_HEIGHT,
        scale: f32::from(settings.appearance.effective_scale()) / 100.0,
        ..Look::default()
    };
    match settings.appearance.colours {
        Colours::BlackOnWhite => Look {
            background: Color::WHITE,
            text: Color::BLACK,
            surface: rgb(0xf2_f2_f2),
            surface_text: Color::BLACK,
            accent: rgb(0x0b_3d_91),
            accent_text: Color::WHITE,
            muted: rgb(0x40_40_40),
            line: rgb(0x46_46_46),
            focus: rgb(0x9a_00_52),
            error: rgb(0x96_00_00),
            link: rgb(0x0b_3d_91),
            ..sizes
        },
        Colours::WhiteOnBlack => Look {
            background: Color::BLACK,
            text: Color::WHITE,
            surface: rgb(0x1c_1c_1c),
            surface_text: Color::WHITE,
            accent: rgb(0x9c_cc_ff),
            accent_text: Color::BLACK,
            muted: rgb(0xd0_d0_d0),
            line: rgb(0xc0_c0_c0),
            focus: rgb(0xff_d5_00),
            error: rgb(0xff_b0_a8),
            link: rgb(0x9c_cc_ff),
            ..sizes
        },
        Colours::YellowOnBlack => Look {
            background: Color::BLACK,
            text: rgb(0xff_e6_00),
            surface: rgb(0x20_1d_00),
            surface_text: rgb(0xff_e6_00),
            accent: rgb(0xff_e6_00),
            accent_text: Color::BLACK,
            muted: rgb(0xe6_d2_40),
            line: rgb(0xd6_c4_20),
            focus: Color::WHITE,
            error: rgb(0xff_b8_ac),
            link: rgb(0x80_f0_ff),
            ..sizes
        },
    }
}

/// The look of a book's page.
pub fn page(settings: &Settings) -> PageLook {
    let look = look(settings);
    let set = &settings.appearance.page;
    let part = |percent: u16| f32::from(percent) / 100.0;
    // The phrase that is read is told from the page and from its own letters; so is the selection, by another colour.
    let (highlight, selection) = match settings.appearance.colours {
        Colours::BlackOnWhite => ((rgb(0x12_2c_70), Color::WHITE), (rgb(0x00_4a_1f), Color::WHITE)),
        Colours::WhiteOnBlack => ((rgb(0xff_e6_66), Color::BLACK), (rgb(0x8c_f0_b4), Color::BLACK)),
        Colours::YellowOnBlack => ((rgb(0x80_f0_ff), Color::BLACK), (Color::WHITE, Color::BLACK)),
    };
    PageLook {
        look,
        background: look.background,
        text: look.text,
        highlight: highlight.0,
        highlight_text: highlight.1,
        selection: selection.0,
        selection_text: selection.1,
        link: look.link,
        caret: look.focus,
        font: typography::REGULAR,
        bold: typography::BOLD,
        italic: typography::ITALIC,
        size: typography::pixels(settings.appearance.text_size),
        line_height: part(set.line_height),
        letter_spacing: part(set.letter_spacing),
        word_spacing: part(set.word_spacing),
        paragraph_spacing: part(set.paragraph_spacing),
        margin: look.gap() * 2.0,
        measure: f32::from(set.measure),
    }
}

/// The base theme that iced paints the window with.
pub fn iced(settings: &Settings) -> iced::Theme {
    let look = look(settings);
    iced::Theme::custom(
        id(settings.appearance.colours),
        iced::theme::Palette {
            background: look.background,
            text: look.text,
            primary: look.link,
            success: look.link,
            warning: look.link,
            danger: look.error,
        },
    )
}

fn rgb(hex: u32) -> Color {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color::from_rgb8(red, green, blue)
}

/// The contrast of two opaque colours as WCAG 2.2 defines it, 1 to 21.
pub fn contrast(one: Color, other: Color) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(color: Color) -> f32 {
    let linear = |part: f32| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Appearance;

    #[test]
    fn contrast_is_counted_as_wcag_counts_it() {
        assert!((contrast(Color::WHITE, Color::BLACK) - 21.0).abs() < 0.01);
        // The grey that WCAG's techniques name as the last to pass 4.5:1 on white.
        assert!((contrast(rgb(0x76_76_76), Color::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_colour_is_told_from_its_background_by_seven_to_one() {
        for colours in Colours::ALL {
            let settings =
                Settings { appearance: Appearance { colours, ..Appearance::default() }, ..Settings::default() };
            let (look, page) = (look(&settings), page(&settings));
            let pairs = [
                ("text", look.text, look.background),
                ("text on a button", look.surface_text, look.surface),
                ("text of the main button", look.accent_text, look.accent),
                ("main button", look.accent, look.background),
                ("muted text", look.muted, look.background),
                ("muted text on a button", look.muted, look.surface),
                ("filled part of a bar", look.accent, look.background),
                ("edge", look.line, look.background),
                ("edge of a button", look.line, look.surface),
                ("link", look.link, look.background),
                ("link on a button", look.link, look.surface),
                ("error", look.error, look.background),
                ("error on a button", look.error, look.surface),
                ("focus ring", look.focus, look.background),
                ("focus ring on a button", look.focus, look.surface),
                ("text of the book", page.text, page.background),
                ("link in the book", page.link, page.background),
                ("caret", page.caret, page.background),
                ("marked phrase", page.highlight, page.background),
                ("text of the marked phrase", page.highlight_text, page.highlight),
                ("selection", page.selection, page.background),
                ("selected text", page.selection_text, page.selection),
                // Between the caret and a mark, and between two marks, lies a line of the page's own colour.
                ("line around the caret", page.background, page.caret),
                ("line around the caret on a marked phrase", page.background, page.highlight),
                ("line around a selection", page.background, page.selection),
            ];
            for (name, front, back) in pairs {
                let found = contrast(front, back);
                assert!(found >= 7.0, "{colours:?}: {name} has {found:.2}:1");
            }
        }
    }

    #[test]
    fn the_page_has_the_readers_size_and_the_controls_follow_it() {
        let sized = |text_size, scale| {
            let appearance = Appearance { text_size, scale, ..Appearance::default() };
            Settings { appearance, ..Settings::default() }
        };
        assert_eq!(page(&sized(72.0, None)).size, 96.0);
        assert_eq!(look(&sized(96.0, None)).scale, 5.0);
        assert_eq!(look(&sized(96.0, Some(100))).scale, 1.0);
        assert!(look(&sized(14.0, None)).body() >= 18.0);
    }
}
