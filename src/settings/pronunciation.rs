//! How the reader wants words to be said: by language, whole words or patterns, kept as TOML beside the settings.
//!
//! Patterns are those of <https://docs.rs/regex/latest/regex/#syntax>.

use std::path::Path;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

/// So many entries there may be.
pub const MOST_ENTRIES: usize = 500;

/// So many characters an entry may have on either side.
pub const LONGEST_ENTRY: usize = 200;

/// As much memory a pattern may take, in bytes.
const PATTERN: usize = 1 << 20;

/// What is written, and what is said for it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Entry {
    /// Primary subtag of BCP 47: `kk`.
    pub language: String,
    /// A whole word or several, in small or capital letters; or a pattern.
    pub written: String,
    /// Nothing when it is to be passed over; `$1` is what the first bracket of a pattern holds.
    pub said: String,
    #[serde(default)]
    pub pattern: bool,
}

/// Why an entry cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("nothing is written")]
    Empty,
    #[error("too long")]
    TooLong,
    /// In the words of the crate, which are not translated.
    #[error("{0}")]
    Pattern(String),
}

impl Entry {
    /// What finds the entry in a text.
    pub fn finder(&self) -> Result<Regex, Unusable> {
        let written = if self.pattern { self.written.as_str() } else { self.written.trim() };
        if written.is_empty() {
            return Err(Unusable::Empty);
        }
        if [written, &self.said].iter().any(|text| text.chars().count() > LONGEST_ENTRY) {
            return Err(Unusable::TooLong);
        }
        let pattern = if self.pattern {
            written.to_owned()
        } else {
            // Only where a letter or digit stands can a word begin or end.
            let edge = |letter: Option<char>| if letter.is_some_and(char::is_alphanumeric) { r"\b" } else { "" };
            let (first, last) = (edge(written.chars().next()), edge(written.chars().next_back()));
            format!("{first}{}{last}", regex::escape(written))
        };
        RegexBuilder::new(&pattern)
            .case_insensitive(true)
            .size_limit(PATTERN)
            .dfa_size_limit(PATTERN)
            .build()
            .map_err(|error| Unusable::Pattern(error.to_string()))
    }

    /// The text as it is said with this entry alone.
    pub fn applied(&self, text: &str) -> Result<String, Unusable> {
        let finder = self.finder()?;
        Ok(match self.pattern {
            true => finder.replace_all(text, self.said.as_str()).into_owned(),
            false => finder.replace_all(text, regex::NoExpand(&self.said)).into_owned(),
        })
    }
}

/// The dictionary; earlier entries come first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Pronunciations {
    #[serde(rename = "entry")]
    pub entries: Vec<Entry>,
}

impl Pronunciations {
    /// The dictionary in this file, and whether a damaged one was set aside as `….toml.damaged`. A missing file gives an
    /// empty dictionary.
    pub fn load(path: &Path) -> (Self, bool) {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (Self::default(), false),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => return Self::aside(path, &error),
            Err(error) => {
                tracing::warn!(%error, "the dictionary cannot be read");
                return (Self::default(), false);
            }
        };
        match toml::from_str::<Self>(&text) {
            Ok(mut read) => {
                read.entries.truncate(MOST_ENTRIES);
                (read, false)
            }
            Err(error) => Self::aside(path, &error),
        }
    }

    fn aside(path: &Path, error: &dyn std::fmt::Display) -> (Self, bool) {
        tracing::warn!(%error, "the dictionary is damaged");
        let _ = std::fs::rename(path, path.with_extension("toml.damaged"));
        (Self::default(), true)
    }

    /// Writes the dictionary so that a power cut leaves either the old file or the new one.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        super::write(path, &toml::to_string_pretty(self).map_err(std::io::Error::other)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(written: &str, said: &str, pattern: bool) -> Entry {
        Entry { language: "kk".to_owned(), written: written.to_owned(), said: said.to_owned(), pattern }
    }

    #[test]
    fn whole_words_are_found_in_any_case() {
        let check = |(written, said), text: &str, expected: &str| {
            assert_eq!(entry(written, said, false).applied(text).as_deref(), Ok(expected));
        };
        check(("қазұу", "қаз у у"), "ҚазҰУ мен ҚазҰУдың", "қаз у у мен ҚазҰУдың");
        check(("C++", "си плюс плюс"), "c++ тілі", "си плюс плюс тілі");
        check(("a.b", "$1"), "a.b axb", "$1 axb");
    }

    #[test]
    fn patterns_are_found_and_refused() {
        assert_eq!(entry(r"(\d+)-үй", "$1 нөмірлі үй", true).applied("5-үй").as_deref(), Ok("5 нөмірлі үй"));
        assert!(matches!(entry("(", "", true).finder(), Err(Unusable::Pattern(_))));
        assert!(matches!(entry(r"\w{1000}{1000}", "", true).finder(), Err(Unusable::Pattern(_))));
        assert_eq!(entry(" ", "", false).finder().err(), Some(Unusable::Empty));
        assert_eq!(entry("а", &"ә".repeat(201), false).finder().err(), Some(Unusable::TooLong));
    }

    #[test]
    fn entries_survive_saving_and_damage_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pronunciation.toml");
        assert_eq!(Pronunciations::load(&path), (Pronunciations::default(), false));
        let kept = Pronunciations { entries: vec![entry("а\"б", "в", false), entry(r"\d", "", true)] };
        kept.save(&path).unwrap();
        assert_eq!(Pronunciations::load(&path), (kept, false));
        std::fs::write(&path, "[[entry]]\nwritten = 5").unwrap();
        assert_eq!(Pronunciations::load(&path), (Pronunciations::default(), true));
        assert!(folder.path().join("pronunciation.toml.damaged").exists() && !path.exists());
        std::fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
        assert_eq!(Pronunciations::load(&path), (Pronunciations::default(), true));
    }
}
