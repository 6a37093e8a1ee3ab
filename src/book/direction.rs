//! From which side a text is written: its base direction.
//!
//! <https://www.unicode.org/reports/tr9/>, <https://www.w3.org/International/articles/inline-bidi-markup/>

use unicode_bidi::{BidiClass, bidi_class};

use super::Language;

/// The base direction of a paragraph, or of a stretch in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum BaseDirection {
    /// From the left.
    #[default]
    Ltr,
    /// From the right: Arabic, Hebrew, Kazakh in Arabic letters.
    Rtl,
}

/// What the order of a stretch of text is set apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Isolate {
    /// `None`: what its own first letter with a direction says.
    pub base: Option<BaseDirection>,
    /// Every sign of it goes this way, whatever it is.
    pub forced: bool,
}

impl BaseDirection {
    /// As HTML has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }

    /// The direction with this [`BaseDirection::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim();
        [Self::Ltr, Self::Rtl].into_iter().find(|direction| name.eq_ignore_ascii_case(direction.name()))
    }

    pub fn is_rtl(self) -> bool {
        self == Self::Rtl
    }

    /// What the first letter with a direction says (rules P2 and P3), passing over what stands by itself between isolates.
    /// `None` where no letter has one.
    pub fn of(text: &str) -> Option<Self> {
        let mut depth = 0_usize;
        for character in text.chars() {
            match bidi_class(character) {
                BidiClass::LRI | BidiClass::RLI | BidiClass::FSI => depth += 1,
                BidiClass::PDI => depth = depth.saturating_sub(1),
                BidiClass::L if depth == 0 => return Some(Self::Ltr),
                BidiClass::R | BidiClass::AL if depth == 0 => return Some(Self::Rtl),
                BidiClass::B => depth = 0,
                _ => {}
            }
        }
        None
    }

    /// The direction of the script that a language is written in, by its tag.
    pub fn of_language(language: &Language) -> Self {
        const SCRIPTS: &[&str] =
            &["Arab", "Aran", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr", "Mend", "Yezi"];
        const LANGUAGES: &[&str] = &[
            "ar", "arc", "arz", "azb", "bal", "bgn", "ckb", "dv", "fa", "glk", "he", "iw", "ji", "ks", "lrc", "mzn",
            "nqo", "pnb", "prs", "ps", "sd", "skr", "syr", "ug", "ur", "yi",
        ];
        // Where these live, they write in Arabic letters (CLDR, likely subtags).
        const REGIONS: &[(&str, &[&str])] = &[
            ("kk", &["AF", "CN", "IR"]),
            ("ky", &["CN"]),
            ("uz", &["AF", "CN"]),
            ("pa", &["PK"]),
            ("az", &["IQ", "IR"]),
            ("ms", &["CC"]),
        ];
        let mut parts = language.tag().split('-').skip(1);
        let script = parts.clone().find(|part| part.len() == 4 && part.chars().all(|sign| sign.is_ascii_alphabetic()));
        let rtl = match script {
            Some(script) => SCRIPTS.contains(&script),
            None => {
                LANGUAGES.contains(&language.primary())
                    || REGIONS.iter().any(|(primary, regions)| {
                        *primary == language.primary() && parts.any(|part| regions.contains(&part))
                    })
            }
        };
        if rtl { Self::Rtl } else { Self::Ltr }
    }
}

/// Whether anything in a text goes from the right, or tells what is around it to. Most texts hold nothing of it, and need no
/// more looking.
pub fn has_rtl(text: &str) -> bool {
    // Before Hebrew no letter does.
    text.chars().filter(|&character| character >= '\u{590}').any(|character| {
        use BidiClass::{AL, AN, FSI, LRE, LRI, LRO, R, RLE, RLI, RLO};
        matches!(bidi_class(character), R | AL | AN | RLE | RLO | RLI | LRE | LRO | LRI | FSI)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_with_a_direction_says() {
        use BaseDirection::{Ltr, Rtl};
        for (text, direction) in [
            ("Сәлем قال", Some(Ltr)),
            ("«قال» сәлем", Some(Rtl)),
            ("12, «שלום»", Some(Rtl)),
            ("2024 — 12", None),
            ("", None),
            ("\u{2067}قال\u{2069} abc", Some(Ltr)),
            ("\u{200f}abc", Some(Rtl)),
        ] {
            assert_eq!(BaseDirection::of(text), direction, "{text}");
        }
    }

    #[test]
    fn languages_are_written_from_their_side() {
        for (tag, rtl) in [
            ("ar", true),
            ("he-IL", true),
            ("kk-Arab", true),
            ("kk-CN", true),
            ("kk-Arab-CN", true),
            ("kk", false),
            ("kk-Cyrl-CN", false),
            ("ar-Latn", false),
            ("uz-AF", true),
            ("ru", false),
        ] {
            let language = Language::parse(tag).expect("a tag");
            assert_eq!(BaseDirection::of_language(&language).is_rtl(), rtl, "{tag}");
        }
    }

    #[test]
    fn what_goes_from_the_right_is_seen() {
        assert!(has_rtl("abc שלום") && has_rtl("\u{202e}abc") && has_rtl("کتاب"));
        assert!(!has_rtl("Қара сөз, 12 — «abc» 漢字"));
    }
}
