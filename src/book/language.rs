//! A language tag, BCP 47 (<https://www.rfc-editor.org/info/bcp47>).

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A well-formed BCP 47 tag such as `kk`, `ru-RU`, `kk-Latn`. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Language(Arc<str>);

impl Language {
    /// The tag, trimmed and with its usual case, when it has the form of one. `und` and empty tags are none.
    pub fn parse(tag: &str) -> Option<Self> {
        let tag = tag.trim().replace('_', "-");
        let mut parts = tag.split('-');
        let primary = parts.next()?;
        let letters = |text: &str| text.chars().all(|c| c.is_ascii_alphabetic());
        if !(2..=8).contains(&primary.len()) || !letters(primary) || primary.eq_ignore_ascii_case("und") {
            return None;
        }
        let mut text = three_letter(&primary.to_ascii_lowercase()).to_owned();
        for part in parts {
            if part.is_empty() || part.len() > 8 || !part.chars().all(|c| c.is_ascii_alphanumeric()) {
                break;
            }
            text.push('-');
            if part.len() == 4 && letters(part) {
                text.push_str(&part[..1].to_ascii_uppercase());
                text.push_str(&part[1..].to_ascii_lowercase());
            } else if part.len() == 2 && letters(part) {
                text.push_str(&part.to_ascii_uppercase());
            } else {
                text.push_str(&part.to_ascii_lowercase());
            }
        }
        Some(Self(text.into()))
    }

    pub fn tag(&self) -> &str {
        &self.0
    }

    /// The primary subtag: `kk` of `kk-Cyrl-KZ`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Old catalogues write ISO 639-2; BCP 47 asks for the two-letter code where there is one.
fn three_letter(primary: &str) -> &str {
    match primary {
        "kaz" => "kk",
        "rus" => "ru",
        "eng" => "en",
        "deu" | "ger" => "de",
        "fra" | "fre" => "fr",
        "spa" => "es",
        "ita" => "it",
        "tur" => "tr",
        "uzb" => "uz",
        "kir" => "ky",
        "tat" => "tt",
        "ukr" => "uk",
        "ara" => "ar",
        "zho" | "chi" => "zh",
        "jpn" => "ja",
        "lat" => "la",
        other => other,
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        Self::parse(&tag).ok_or_else(|| de::Error::custom("no language tag"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_get_their_usual_form() {
        let tag = |text| Language::parse(text).map(|language| language.tag().to_owned());
        assert_eq!(tag("kk_kz").as_deref(), Some("kk-KZ"));
        assert_eq!(tag("KAZ").as_deref(), Some("kk"));
        assert_eq!(tag("kk-LATN").as_deref(), Some("kk-Latn"));
        assert_eq!(tag("und"), None);
        assert_eq!(tag("қаз"), None);
        assert_eq!(tag(""), None);
    }
}
