//! The three themes, every colour of which is told from its background by 7:1 or more (WCAG 2.2, 1.4.6).
//!
//! <https://www.w3.org/TR/WCAG22/#contrast-enhanced>

use iced::Color;

use crate::settings::Colours;

/// The colours of a theme. All foregrounds stand on `background` unless the name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    pub background: Color,
    pub text: Color,
    pub link: Color,
    pub error: Color,
    /// The ring around the focused control.
    pub focus: Color,
    /// The edge of a control that is not focused.
    pub border: Color,
    /// The phrase that is being read, told from the page and from its own letters.
    pub highlight: Color,
    pub on_highlight: Color,
    /// Selected text, and the chosen one of several.
    pub selection: Color,
    pub on_selection: Color,
    /// The face of a button; letters on it are `text`.
    pub surface: Color,
}

/// The message that names a theme.
pub fn id(colours: Colours) -> &'static str {
    match colours {
        Colours::BlackOnWhite => "theme-black-on-white",
        Colours::WhiteOnBlack => "theme-white-on-black",
        Colours::YellowOnBlack => "theme-yellow-on-black",
    }
}

/// The colours of a theme.
pub fn palette(colours: Colours) -> Palette {
    match colours {
        Colours::BlackOnWhite => Palette {
            background: Color::WHITE,
            text: Color::BLACK,
            link: Color::from_rgb8(0x00, 0x32, 0x96),
            error: Color::from_rgb8(0x99, 0x00, 0x00),
            focus: Color::from_rgb8(0x00, 0x3c, 0xc8),
            border: Color::from_rgb8(0x40, 0x40, 0x40),
            highlight: Color::from_rgb8(0x10, 0x2a, 0x6b),
            on_highlight: Color::WHITE,
            selection: Color::from_rgb8(0x00, 0x4a, 0x1f),
            on_selection: Color::WHITE,
            surface: Color::from_rgb8(0xf2, 0xf2, 0xf2),
        },
        Colours::WhiteOnBlack => Palette {
            background: Color::BLACK,
            text: Color::WHITE,
            link: Color::from_rgb8(0x9c, 0xcc, 0xff),
            error: Color::from_rgb8(0xff, 0xa8, 0xa0),
            focus: Color::from_rgb8(0xff, 0xd5, 0x00),
            border: Color::from_rgb8(0xc0, 0xc0, 0xc0),
            highlight: Color::from_rgb8(0xff, 0xe6, 0x66),
            on_highlight: Color::BLACK,
            selection: Color::from_rgb8(0x8c, 0xf0, 0xb4),
            on_selection: Color::BLACK,
            surface: Color::from_rgb8(0x1a, 0x1a, 0x1a),
        },
        Colours::YellowOnBlack => Palette {
            background: Color::BLACK,
            text: Color::from_rgb8(0xff, 0xe6, 0x00),
            link: Color::from_rgb8(0x80, 0xf0, 0xff),
            error: Color::from_rgb8(0xff, 0xb4, 0xa8),
            focus: Color::WHITE,
            border: Color::from_rgb8(0xd0, 0xbc, 0x20),
            highlight: Color::from_rgb8(0x80, 0xf0, 0xff),
            on_highlight: Color::BLACK,
            selection: Color::WHITE,
            on_selection: Color::BLACK,
            surface: Color::from_rgb8(0x20, 0x1e, 0x00),
        },
    }
}

/// The base theme that iced paints the window with.
pub fn iced(colours: Colours) -> iced::Theme {
    let colors = palette(colours);
    iced::Theme::custom(
        id(colours),
        iced::theme::Palette {
            background: colors.background,
            text: colors.text,
            primary: colors.link,
            success: colors.link,
            warning: colors.link,
            danger: colors.error,
        },
    )
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

    #[test]
    fn contrast_is_counted_as_wcag_counts_it() {
        assert!((contrast(Color::WHITE, Color::BLACK) - 21.0).abs() < 0.01);
        // The grey that WCAG's techniques name as the last to pass 4.5:1 on white.
        assert!((contrast(Color::from_rgb8(0x76, 0x76, 0x76), Color::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_colour_is_told_from_its_background_by_seven_to_one() {
        for theme in Colours::ALL {
            let p = palette(theme);
            let pairs = [
                ("text", p.text, p.background),
                ("text on a button", p.text, p.surface),
                ("link", p.link, p.background),
                ("link on a button", p.link, p.surface),
                ("error", p.error, p.background),
                ("focus ring", p.focus, p.background),
                ("focus ring on a button", p.focus, p.surface),
                ("border", p.border, p.background),
                ("highlight", p.highlight, p.background),
                ("text on the highlight", p.on_highlight, p.highlight),
                ("selection", p.selection, p.background),
                ("text on the selection", p.on_selection, p.selection),
            ];
            for (name, front, back) in pairs {
                let found = contrast(front, back);
                assert!(found >= 7.0, "{theme:?}: {name} has {found:.2}:1");
            }
        }
    }
}
