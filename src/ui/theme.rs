//! The themes, every colour of which is told from its background by 7:1 or more (WCAG 2.2, 1.4.6), also in less light; and
//! the reader's own, from which the rest of a theme follows.
//!
//! <https://www.w3.org/TR/WCAG22/#contrast-enhanced>

mod hsl;
mod light;
mod palette;

use iced::Color;

use super::typography;
use super::widget::{Look, PageLook};
use crate::settings::{CaretColour, Colours, HighlightColour, Rgb, Settings};

pub use hsl::Hsl;
pub use light::{Shade, contrast as ratio};
pub use palette::{ENOUGH, Palette, SEEN, strengthened};

/// The message that names a theme.
pub fn id(colours: Colours) -> &'static str {
    match colours {
        Colours::System => "theme-as-system",
        Colours::BlackOnWhite => "theme-black-on-white",
        Colours::WhiteOnBlack => "theme-white-on-black",
        Colours::YellowOnBlack => "theme-yellow-on-black",
        Colours::BlackOnYellow => "theme-black-on-yellow",
        Colours::GreenOnBlack => "theme-green-on-black",
        Colours::Cream => "theme-cream",
        Colours::DarkGrey => "theme-dark-grey",
        Colours::Own => "theme-own",
    }
}

/// The theme that is drawn with these settings: what the system asks for where the reader has not chosen.
pub fn drawn(settings: &Settings) -> Colours {
    settings.appearance.colours.under(settings.system)
}

/// The colours of everything that is drawn.
pub fn palette(settings: &Settings) -> Palette {
    unlit(settings).held(Shade::of(settings.appearance.light).as_ref())
}

/// The colours in full light.
pub fn unlit(settings: &Settings) -> Palette {
    let own = match settings.appearance.colours {
        Colours::System => settings.system.colours,
        _ => settings.appearance.own_colours,
    };
    match (drawn(settings), own) {
        (Colours::Own, Some(own)) => Palette::of_own(&own).held(None),
        (colours, _) => Palette::named(colours),
    }
}

/// The look of the controls.
pub fn look(settings: &Settings) -> Look {
    let palette = palette(settings);
    Look {
        background: color(palette.background),
        text: color(palette.text),
        surface: color(palette.surface),
        surface_text: color(palette.text),
        accent: color(palette.accent),
        accent_text: color(palette.accent_text),
        muted: color(palette.muted),
        line: color(palette.line),
        focus: color(palette.focus),
        error: color(palette.error),
        link: color(palette.link),
        light: settings.appearance.light,
        font: typography::REGULAR,
        bold: typography::BOLD,
        text_size: typography::pixels(typography::INTERFACE_POINTS),
        line_height: typography::LINE_HEIGHT,
        scale: f32::from(settings.appearance.effective_scale()) / 100.0,
    }
}

/// The look of a book's page.
pub fn page(settings: &Settings) -> PageLook {
    let look = look(settings);
    let palette = palette(settings);
    let set = &settings.appearance.page;
    let fonts = typography::fonts(set.typeface, set.weight);
    let part = |percent: u16| f32::from(percent) / 100.0;
    let (highlight, highlight_text) = self::highlight(settings);
    PageLook {
        look,
        background: look.background,
        text: look.text,
        highlight: color(highlight),
        highlight_text: color(highlight_text),
        selection: color(palette.selection),
        selection_text: color(palette.selection_text),
        link: look.link,
        mark: mark(&palette),
        caret: color(caret(settings)),
        font: fonts.text,
        bold: fonts.bold,
        italic: fonts.italic,
        strong: fonts.strong,
        code: fonts.code,
        thicker: fonts.thicker,
        size: typography::pixels(settings.appearance.text_size),
        line_height: part(set.line_height),
        letter_spacing: part(set.letter_spacing),
        word_spacing: part(set.word_spacing),
        paragraph_spacing: part(set.paragraph_spacing),
        indent: part(set.indent),
        margin: look.gap(),
        margin_share: part(set.margin),
        measure: f32::from(set.measure),
        alignment: set.alignment,
        hyphenation: set.hyphenation,
        caret_width: part(set.caret),
    }
}

/// The colour of the caret as it is drawn. The reader's own is never held to a contrast: it is told beside it.
pub fn caret(settings: &Settings) -> Rgb {
    let palette = palette(settings);
    match (settings.appearance.page.caret_colour, settings.appearance.page.own_caret) {
        (CaretColour::Own, Some(own)) => Shade::of(settings.appearance.light).map_or(own, |shade| shade.colour(own)),
        (CaretColour::Focus | CaretColour::Own, _) => palette.focus,
        (CaretColour::Text, _) => palette.text,
        (CaretColour::Link, _) => palette.link,
    }
}

/// Behind what is heard, and the letters on it. The reader's own colour is the letters' ground: it gives way as far as they
/// need to have 7:1.
pub fn highlight(settings: &Settings) -> (Rgb, Rgb) {
    let palette = palette(settings);
    match (settings.appearance.page.highlight_colour, settings.appearance.page.own_highlight) {
        (HighlightColour::Own, Some(own)) => palette.on(own, Shade::of(settings.appearance.light).as_ref()),
        (HighlightColour::Own | HighlightColour::Theme, _) => (palette.highlight, palette.highlight_text),
    }
}

/// Behind what the reader has marked: as much of the highlight as leaves text and links readable on it.
fn mark(palette: &Palette) -> Color {
    let (ground, over) = (color(palette.background), color(palette.highlight));
    let mixed = |share: f32| Color {
        r: ground.r + (over.r - ground.r) * share,
        g: ground.g + (over.g - ground.g) * share,
        b: ground.b + (over.b - ground.b) * share,
        a: 1.0,
    };
    let front = [palette.text, palette.link].map(color);
    let readable = |mark: &Color| front.iter().all(|&text| contrast(text, *mark) >= ENOUGH);
    [0.3, 0.2, 0.15, 0.1, 0.05].map(mixed).into_iter().find(readable).unwrap_or(ground)
}

/// The base theme that iced paints the window with.
pub fn iced(settings: &Settings, look: &Look) -> iced::Theme {
    iced::Theme::custom(
        id(drawn(settings)),
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

/// As iced has it.
pub fn color(colour: Rgb) -> Color {
    Color::from_rgb8(colour.red, colour.green, colour.blue)
}

/// Whether light stands on this ground rather than dark.
pub fn is_dark(ground: Color) -> bool {
    contrast(ground, Color::WHITE) > contrast(ground, Color::BLACK)
}

/// The contrast of two opaque colours as WCAG 2.2 defines it, 1 to 21.
pub fn contrast(one: Color, other: Color) -> f32 {
    let bytes = |color: Color| {
        let [red, green, blue, _] = color.into_rgba8();
        Rgb { red, green, blue }
    };
    light::contrast(bytes(one), bytes(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Appearance, OwnColours, Scheme};

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
                ("text of the book on a mark", page.text, page.mark),
                ("link in the book on a mark", page.link, page.mark),
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
    fn the_systems_colours_are_drawn_until_the_reader_chooses() {
        let own = OwnColours { text: Rgb::new(0x00_ff_00), background: Rgb::BLACK, ..OwnColours::default() };
        let mut settings = Settings::default();
        settings.system.dark = true;
        assert_eq!(palette(&settings), Palette::named(Colours::DarkGrey));
        settings.system = Scheme { dark: true, contrast: true, colours: Some(own) };
        assert_eq!(palette(&settings).own().text, own.text);
        settings.appearance.colours = Colours::Cream;
        assert_eq!(palette(&settings), Palette::named(Colours::Cream));
        settings.appearance.colours = Colours::Own;
        assert_eq!(palette(&settings), Palette::named(Colours::BlackOnWhite), "nothing is made yet");
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
