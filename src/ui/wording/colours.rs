//! Colours, themes and contrast in words.

use crate::locale::{Locale, Tongue};
use crate::settings::{Colours, Rgb, Settings};
use crate::ui::theme::{self, Hsl};

/// A contrast as it is written: «7.2 : 1». It is rounded down, so that nothing is called enough that is not.
pub fn contrast(locale: &Locale, ratio: f32) -> String {
    let tenths = (ratio * 10.0 + 0.001).floor() as u32;
    let comma = if locale.tongue() == Tongue::En { '.' } else { ',' };
    locale.with("contrast", &[("value", format!("{}{comma}{}", tenths / 10, tenths % 10).into())])
}

/// A colour by its name.
pub fn colour(locale: &Locale, colour: Rgb) -> String {
    locale.text(Hsl::of(colour).id())
}

/// A theme's name; of the system's choice, also what it comes to.
pub fn theme(locale: &Locale, settings: &Settings, colours: Colours) -> String {
    let name = locale.text(theme::id(colours));
    match (colours, colours.under(settings.system)) {
        (Colours::System, Colours::Own) | (Colours::Own, _) => name,
        (Colours::System, comes_to) => {
            let theme = locale.text(theme::id(comes_to)).to_lowercase();
            locale.with("theme-of-system", &[("system", name.into()), ("theme", theme.into())])
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_rounded_down_and_has_the_comma_of_its_language() {
        assert_eq!(contrast(&Locale::new(Tongue::Kk), 6.99), "6,9 : 1");
        assert_eq!(contrast(&Locale::new(Tongue::En), 21.0), "21.0 : 1");
        assert_eq!(contrast(&Locale::new(Tongue::Ru), 7.2), "7,2 : 1");
    }

    #[test]
    fn the_systems_choice_says_what_it_comes_to() {
        let mut settings = Settings::default();
        settings.system.dark = true;
        let en = Locale::new(Tongue::En);
        assert_eq!(theme(&en, &settings, Colours::System), "As the system (dark grey)");
        assert_eq!(theme(&en, &settings, Colours::Cream), "Cream");
    }
}
