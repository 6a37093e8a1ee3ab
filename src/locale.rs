//! The language of the interface: Fluent bundles for Kazakh, Russian and English, numbers and dates.
//!
//! <https://projectfluent.org/fluent/guide/>

use std::fmt;
use std::sync::{Arc, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// A language that the interface speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    #[default]
    Kk,
    Ru,
    En,
}

impl Tongue {
    pub const ALL: [Self; 3] = [Self::Kk, Self::Ru, Self::En];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language's own name for itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Kk => "Қазақша",
            Self::Ru => "Русский",
            Self::En => "English",
        }
    }

    /// From a BCP 47 tag or a POSIX locale (`kk`, `ru-RU`, `en_US.UTF-8`).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|tongue| tongue.tag().eq_ignore_ascii_case(primary))
    }

    /// From the system (`LC_ALL`, `LC_MESSAGES`, `LANG`, or the platform's own setting).
    pub fn of_system() -> Option<Self> {
        sys_locale::get_locale().as_deref().and_then(Self::from_tag)
    }
}

impl fmt::Display for Tongue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.own_name())
    }
}

/// The messages of one language. Cheap to clone.
#[derive(Clone)]
pub struct Locale {
    tongue: Tongue,
    bundle: Arc<FluentBundle<FluentResource>>,
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Locale").field(&self.tongue).finish()
    }
}

/// The areas of the interface, one file each in every language's folder.
macro_rules! sources {
    ($($area:literal),* $(,)?) => {
        /// The Fluent sources of a language as (area, text), in the order of the areas.
        pub fn sources(tongue: Tongue) -> Vec<(&'static str, &'static str)> {
            match tongue {
                Tongue::Kk => vec![$(($area, include_str!(concat!("../locales/kk/", $area, ".ftl")))),*],
                Tongue::Ru => vec![$(($area, include_str!(concat!("../locales/ru/", $area, ".ftl")))),*],
                Tongue::En => vec![$(($area, include_str!(concat!("../locales/en/", $area, ".ftl")))),*],
            }
        }
    };
}

sources![
    "common",
    "errors",
    "export",
    "roles",
    "shelf",
    "loans",
    "catalog",
    "reader",
    "player",
    "settings",
    "help",
    "keys",
    "libraries",
    "voice",
    "cli",
    "server",
    "own-voice",
    "telling",
    "notes",
    "structure",
    "sync",
    "colours",
    "modes",
    "page",
    "pronunciation",
    "aloud",
    "figures",
    "record",
    "find",
    "entry",
    "covers",
    "downloads",
    "patron",
];

impl Locale {
    pub fn new(tongue: Tongue) -> Self {
        static LOADED: [OnceLock<Arc<FluentBundle<FluentResource>>>; 3] = [const { OnceLock::new() }; 3];
        let bundle = LOADED[tongue as usize].get_or_init(|| Arc::new(load(tongue)));
        Self { tongue, bundle: Arc::clone(bundle) }
    }

    pub fn tongue(&self) -> Tongue {
        self.tongue
    }

    /// The message with this id. A missing id is shown as itself, which the tests forbid.
    pub fn text(&self, id: &str) -> String {
        self.format(id, None)
    }

    /// The message with this id and these arguments: `locale.with("found", &[("count", 5.into())])`.
    pub fn with(&self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.format(id, Some(&args))
    }

    fn format(&self, id: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            tracing::error!(id, language = self.tongue.tag(), "no such message");
            return id.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        for error in errors {
            tracing::error!(id, language = self.tongue.tag(), %error, "message does not format");
        }
        text
    }

    /// A whole number with a no-break space between thousands, as Kazakh and Russian write it (comma in English).
    pub fn number(&self, value: u64) -> String {
        let digits = value.to_string();
        let separator = if self.tongue == Tongue::En { ',' } else { '\u{a0}' };
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }

    /// A date as «2026 жылғы 23 қараша», «23 ноября 2026 г.», «23 November 2026». `month` is 1 to 12.
    pub fn date(&self, year: i32, month: u8, day: u8) -> String {
        let name = self.text(&format!("month-{}", month.clamp(1, 12)));
        self.with("date", &[("year", year.to_string().into()), ("month", name.into()), ("day", day.to_string().into())])
    }
}

fn load(tongue: Tongue) -> FluentBundle<FluentResource> {
    let language = tongue.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks are heard by some screen readers and shown by some braille tables.
    bundle.set_use_isolating(false);
    for (area, source) in sources(tongue) {
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(area, ?errors, language = tongue.tag(), "damaged messages");
            resource
        });
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_found_from_tags_and_posix_locales() {
        assert_eq!(Tongue::from_tag("kk_KZ.UTF-8"), Some(Tongue::Kk));
        assert_eq!(Tongue::from_tag("ru-RU"), Some(Tongue::Ru));
        assert_eq!(Tongue::from_tag("C.UTF-8"), None);
    }

    #[test]
    fn numbers_are_grouped_as_the_language_writes_them() {
        assert_eq!(Locale::new(Tongue::Kk).number(23_441), "23\u{a0}441");
        assert_eq!(Locale::new(Tongue::En).number(1_322_000), "1,322,000");
        assert_eq!(Locale::new(Tongue::Ru).number(2_026), "2026");
    }

    #[test]
    fn dates_are_written_as_the_language_writes_them() {
        assert_eq!(Locale::new(Tongue::Kk).date(2026, 11, 23), "2026 жылғы 23 қараша");
        assert_eq!(Locale::new(Tongue::Ru).date(2026, 11, 23), "23 ноября 2026 г.");
        assert_eq!(Locale::new(Tongue::En).date(2026, 11, 23), "23 November 2026");
    }
}
