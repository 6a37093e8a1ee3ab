//! Looks with a name: those that the program brings, the reader's own, and the file that one travels in.

use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Appearance, Colours, Hyphenation, Light, PageSettings, Typeface, Weight};

/// What the first line of a profile's file says.
const FORMAT: &str = "oqyrman-profile";

/// The ending of a profile's file.
pub const ENDING: &str = "toml";

/// Longer files are none of ours.
const LARGEST: u64 = 64 * 1024;

/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// So many profiles a reader can keep.
pub const MOST: usize = 100;

/// A look that the program brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    Large,
    VeryLarge,
    /// For eyes that light hurts: light letters on a dark ground, not at full strength.
    Glare,
    /// For the evening: little light, and warm.
    LowLight,
    /// Wide-spaced Andika.
    Dyslexia,
}

impl Preset {
    pub const ALL: [Self; 5] = [Self::Large, Self::VeryLarge, Self::Glare, Self::LowLight, Self::Dyslexia];

    /// What it makes of a look; what it says nothing about stays as it is.
    pub fn applied(self, look: &Appearance) -> Appearance {
        let mut look = look.clone();
        // How places are marked is no matter of how the text is set.
        let PageSettings { caret, caret_colour, own_caret, highlight, highlight_colour, own_highlight, .. } = look.page;
        let usual = PageSettings::default();
        let page = PageSettings { caret, caret_colour, own_caret, highlight, highlight_colour, own_highlight, ..usual };
        match self {
            Self::Large => {
                look.text_size = 32.0;
                look.page = PageSettings { line_height: 160, ..page };
            }
            Self::VeryLarge => {
                look.text_size = 72.0;
                look.page = PageSettings { weight: Weight::Medium, margin: 1, ..page };
            }
            Self::Glare => {
                look.colours = Colours::DarkGrey;
                look.light = Light { brightness: 85, warmth: 0 };
                look.page.weight = Weight::Medium;
            }
            Self::LowLight => {
                look.colours = Colours::DarkGrey;
                look.light = Light { brightness: 65, warmth: 60 };
                look.page.weight = Weight::Medium;
            }
            Self::Dyslexia => {
                look.colours = Colours::Cream;
                look.page = PageSettings {
                    typeface: Typeface::Andika,
                    letter_spacing: 12,
                    word_spacing: 40,
                    line_height: 190,
                    paragraph_spacing: 150,
                    measure: 55,
                    hyphenation: Hyphenation::Never,
                    ..page
                };
            }
        }
        look.within_limits()
    }
}

/// A look of the reader's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Profile {
    pub name: String,
    #[serde(default)]
    pub appearance: Appearance,
}

/// Why a file gives no profile.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("no profile of this program")]
    Foreign,
    #[error("damaged: {0}")]
    Damaged(String),
}

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    #[serde(flatten)]
    profile: Profile,
}

impl Profile {
    /// `None` when nothing of the name is left without what cannot be seen or said.
    pub fn new(name: &str, appearance: Appearance) -> Option<Self> {
        let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_NAME).collect();
        (!name.is_empty()).then(|| Self { name: name.trim_end().to_owned(), appearance })
    }

    /// As a file of its own.
    pub fn written(&self) -> String {
        let file = File { format: FORMAT.to_owned(), profile: self.clone() };
        toml::to_string_pretty(&file).unwrap_or_default()
    }

    /// From the text of a file. What a newer program knows beyond this one is left out.
    pub fn read(text: &str) -> Result<Self, ProfileError> {
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            // Half a file of ours is damaged; anything else is none of ours.
            Err(error) if text.contains(FORMAT) => return Err(ProfileError::Damaged(error.to_string())),
            Err(_) => return Err(ProfileError::Foreign),
        };
        if table.get("format").and_then(toml::Value::as_str) != Some(FORMAT) {
            return Err(ProfileError::Foreign);
        }
        let file: File = table.try_into().map_err(|error: toml::de::Error| ProfileError::Damaged(error.to_string()))?;
        let Profile { name, appearance } = file.profile;
        let nameless = || ProfileError::Damaged("no name".to_owned());
        Self::new(&name, appearance.within_limits()).ok_or_else(nameless)
    }

    /// From a file.
    pub fn load(path: &Path) -> Result<Self, ProfileError> {
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST {
            return Err(ProfileError::Foreign);
        }
        let text = String::from_utf8(bytes).map_err(|_| ProfileError::Foreign)?;
        Self::read(text.trim_start_matches('\u{feff}'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> Profile {
        let mut appearance = Preset::Dyslexia.applied(&Appearance::default());
        appearance.text_size = 144.0;
        Profile::new("Кешке\u{7} арналған ", appearance).unwrap()
    }

    #[test]
    fn a_profile_survives_its_file() {
        let profile = profile();
        assert_eq!(profile.name, "Кешке арналған");
        assert_eq!(Profile::read(&profile.written()).unwrap(), profile);
        let newer = format!("{}\n[tomorrow]\nsmell = \"rose\"\n", profile.written());
        assert_eq!(Profile::read(&newer).unwrap(), profile);
    }

    #[test]
    fn foreign_and_damaged_files_are_told_apart() {
        assert!(matches!(Profile::read("own-voice = 3"), Err(ProfileError::Foreign)));
        assert!(matches!(Profile::read("\u{0}PK"), Err(ProfileError::Foreign)));
        let written = profile().written();
        let half = &written[..written.len() / 2 - 1];
        let half: String = half.chars().take_while(|&c| c != '\u{fffd}').collect();
        assert!(!matches!(Profile::read(&half), Err(ProfileError::Foreign | ProfileError::Io(_))));
        let wrong = written.replace("cream", "plaid");
        assert!(matches!(Profile::read(&wrong), Err(ProfileError::Damaged(_))), "{wrong}");
        let beyond = written.replace("144.0", "1e30");
        assert_eq!(Profile::read(&beyond).unwrap().appearance.text_size, 200.0);
        assert!(Profile::new(" \n", Appearance::default()).is_none());
    }

    #[test]
    fn a_file_of_any_size_is_read_no_further_than_it_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.toml");
        std::fs::write(&path, vec![b'#'; LARGEST as usize * 2]).unwrap();
        assert!(matches!(Profile::load(&path), Err(ProfileError::Foreign)));
        assert!(matches!(Profile::load(&folder.path().join("none.toml")), Err(ProfileError::Io(_))));
    }

    #[test]
    fn presets_change_the_look_and_leave_what_is_not_theirs() {
        let usual = Appearance { scale: Some(150), ..Appearance::default() };
        for preset in Preset::ALL {
            let look = preset.applied(&usual);
            assert_ne!(look, usual, "{preset:?}");
            assert_eq!(look.scale, usual.scale);
            assert_eq!(look.clone().within_limits(), look, "{preset:?}");
        }
    }
}
