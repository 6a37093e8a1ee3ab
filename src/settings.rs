//! The reader's choices, kept as TOML in the home folder.

mod aloud;
mod appearance;
mod colours;
mod downloads;
mod figures;
mod mode;
mod page;
mod profile;
mod pronunciation;
mod recording;
mod sync;
mod travelling;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use aloud::{AloudSettings, Gap, Hearing, Hearings, Punctuation, Silence, Silences, Structure};
pub use appearance::Appearance;
pub use colours::{BRIGHTNESSES, Colours, Light, OwnColours, Part, Rgb, Scheme, WARMTHS};
pub use downloads::{DownloadSettings, Metered, STORAGE_LIMITS};
pub use figures::{Covers, FigureSettings, Formulas, Inversion, Notes, Pictures, Tables};
pub use mode::{LIT_LINES, Mode, ModeSettings, PACES, Unlit};
pub use page::{
    Alignment, CARETS, CaretColour, Highlight, HighlightColour, Hyphenation, INDENTS, LETTER_SPACINGS, LINE_HEIGHTS,
    MARGINS, MEASURES, PARAGRAPH_SPACINGS, PageSettings, Typeface, WORD_SPACINGS, Weight,
};
pub use profile::{ENDING, MOST, Preset, Profile, ProfileError};
pub use pronunciation::{Entry, LONGEST_ENTRY, MOST_ENTRIES, Pronunciations, Unusable};
pub use recording::{Leap, RecordingSettings, Switch};
pub use sync::SyncSettings;

use crate::locale::Tongue;

/// The smallest and the largest text size, in points.
pub const TEXT_SIZES: std::ops::RangeInclusive<f32> = 14.0..=200.0;

/// The smallest and the largest scale of the interface, in percent.
pub const SCALES: std::ops::RangeInclusive<u16> = 100..=500;

/// Slowest, lowest, quietest −100; the voice's own measure 0; fastest, highest, loudest 100.
pub const PROSODY: std::ops::RangeInclusive<i8> = -100..=100;

/// So much faster than books the controls are spoken, unless the reader chose another rate: they are short, and heard often.
pub const BRISKER: i8 = 20;

/// How fast a recording is played, in percent of the recorded speed: the slowest and the fastest.
pub const SPEEDS: std::ops::RangeInclusive<u16> = 50..=400;

/// One press slower or faster, in percent.
pub const SPEED_STEP: u16 = 10;

/// How loud a recording is played, in percent of the recorded loudness.
pub const LOUDNESS: std::ops::RangeInclusive<u16> = 0..=400;

/// One press quieter or louder, in percent.
pub const LOUDNESS_STEP: u16 = 10;

/// When the program speaks its own controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnVoice {
    /// While no screen reader runs.
    #[default]
    Auto,
    Always,
    Never,
}

impl OwnVoice {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Always, Self::Never];
}

/// How much the program's own voice says of a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verbosity {
    /// Name, value, state.
    Brief,
    /// Also what it is, its place among others, its description and its key, and the words on the way to it.
    #[default]
    Normal,
    /// Also how it is used.
    Full,
}

impl Verbosity {
    pub const ALL: [Self; 3] = [Self::Brief, Self::Normal, Self::Full];
}

/// What the program's own voice says while text is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypingEcho {
    #[default]
    Characters,
    Words,
    Both,
    Nothing,
}

impl TypingEcho {
    pub const ALL: [Self; 4] = [Self::Characters, Self::Words, Self::Both, Self::Nothing];

    pub fn has_characters(self) -> bool {
        matches!(self, Self::Characters | Self::Both)
    }

    pub fn has_words(self) -> bool {
        matches!(self, Self::Words | Self::Both)
    }
}

/// What draws the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Renderer {
    #[default]
    Software,
    Gpu,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct VoiceSettings {
    pub own_voice: OwnVoice,
    /// In [`PROSODY`], as are `pitch` and `volume`.
    pub rate: i8,
    pub pitch: i8,
    pub volume: i8,
    /// How fast the controls are spoken, in [`PROSODY`]; `None` follows the rate of books, [`BRISKER`].
    pub interface_rate: Option<i8>,
    pub verbosity: Verbosity,
    pub typing_echo: TypingEcho,
    /// Language (primary subtag) → the name of the voice that was chosen for it.
    pub voices: BTreeMap<String, String>,
    /// Language (primary subtag) → how it is spoken in another way than the rest.
    pub manners: BTreeMap<String, Manner>,
}

impl Default for VoiceSettings {
    fn default() -> Self {
        Self {
            own_voice: OwnVoice::Auto,
            rate: 0,
            pitch: 0,
            volume: 0,
            interface_rate: None,
            verbosity: Verbosity::default(),
            typing_echo: TypingEcho::default(),
            voices: BTreeMap::new(),
            manners: BTreeMap::new(),
        }
    }
}

impl VoiceSettings {
    /// How fast the controls are spoken: the reader's own choice, else somewhat faster than books.
    pub fn effective_interface_rate(&self) -> i8 {
        self.interface_rate.unwrap_or_else(|| self.rate.saturating_add(BRISKER).min(*PROSODY.end()))
    }
}

/// How much faster or slower, louder or quieter than the rest a language is spoken, in steps of [`PROSODY`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Manner {
    pub rate: i8,
    pub volume: i8,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// `None` until the reader has chosen.
    pub language: Option<Tongue>,
    #[serde(flatten)]
    pub appearance: Appearance,
    /// Commands on single letters, which a reader who dictates may want to be off (WCAG 2.1.4).
    pub single_letter_keys: bool,
    /// What is heard of that which is no running text. Its older name is that of a list.
    #[serde(alias = "passed-over")]
    pub heard: Hearings,
    pub aloud: AloudSettings,
    pub renderer: Renderer,
    /// Lists of what libraries have are kept, so that books are found at once and without the network.
    pub library_lists: bool,
    /// What the system asked for when it was heard last.
    pub system: Scheme,
    pub voice: VoiceSettings,
    pub recording: RecordingSettings,
    pub sync: SyncSettings,
    pub downloads: DownloadSettings,
    /// Looks with a name, in the order in which they were made; at most [`MOST`].
    pub profiles: Vec<Profile>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            appearance: Appearance::default(),
            single_letter_keys: true,
            heard: Hearings::default(),
            aloud: AloudSettings::default(),
            renderer: Renderer::default(),
            library_lists: true,
            system: Scheme::default(),
            voice: VoiceSettings::default(),
            recording: RecordingSettings::default(),
            sync: SyncSettings::default(),
            downloads: DownloadSettings::default(),
            profiles: Vec::new(),
        }
    }
}

impl Settings {
    /// The settings in this file. A missing file gives the defaults; a damaged one too, and is set aside as
    /// `settings.toml.damaged` so that nothing is lost.
    pub fn load(path: &Path) -> Self {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                if error.kind() != std::io::ErrorKind::NotFound {
                    tracing::warn!(%error, "settings cannot be read");
                }
                return Self::default();
            }
        };
        match toml::from_str::<Self>(&text) {
            Ok(settings) => settings.within_limits(),
            Err(error) => {
                tracing::warn!(%error, "settings are damaged");
                let _ = std::fs::rename(path, path.with_extension("toml.damaged"));
                Self::default()
            }
        }
    }

    /// Writes the settings so that a power cut leaves either the old file or the new one.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        write(path, &toml::to_string_pretty(self).map_err(std::io::Error::other)?)
    }

    /// All as at first, but for the language, what is the system's, and the looks that the reader made.
    pub fn renewed(&self) -> Self {
        Self { language: self.language, system: self.system, profiles: self.profiles.clone(), ..Self::default() }
    }

    fn within_limits(mut self) -> Self {
        self.appearance = self.appearance.within_limits();
        self.profiles.truncate(MOST);
        for profile in &mut self.profiles {
            profile.appearance = profile.appearance.clone().within_limits();
        }
        for value in [&mut self.voice.rate, &mut self.voice.pitch, &mut self.voice.volume] {
            *value = (*value).clamp(*PROSODY.start(), *PROSODY.end());
        }
        for manner in self.voice.manners.values_mut() {
            manner.rate = manner.rate.clamp(*PROSODY.start(), *PROSODY.end());
            manner.volume = manner.volume.clamp(*PROSODY.start(), *PROSODY.end());
        }
        self.voice.interface_rate = self.voice.interface_rate.map(|rate| rate.clamp(*PROSODY.start(), *PROSODY.end()));
        self.recording = self.recording.within_limits();
        self
    }
}

/// Writes a file so that a power cut leaves either the old one or the new one.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let fresh = path.with_extension(format!("toml.{}", std::process::id()));
    let written = (|| {
        let mut file = std::fs::File::create(&fresh)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&fresh, path)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&fresh);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_survive_saving() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let mut settings = Settings { language: Some(Tongue::Ru), ..Settings::default() };
        settings.appearance.text_size = 48.0;
        settings.appearance.page.word_spacing = 40;
        settings.voice.voices.insert("kk".into(), "Kazakh+female".into());
        settings.voice.manners.insert("kk".into(), Manner { rate: -20, volume: 10 });
        settings.profiles.extend(Profile::new("Кешке", Preset::LowLight.applied(&settings.appearance)));
        settings.save(&path).unwrap();
        assert_eq!(Settings::load(&path), settings);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_of_an_older_program_keeps_its_choices_and_gets_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        std::fs::write(&path, "language = \"kk\"\n[voice]\nown-voice = \"always\"\nrate = 30\n").unwrap();
        let voice = Settings::load(&path).voice;
        assert_eq!((voice.own_voice, voice.rate), (OwnVoice::Always, 30));
        assert_eq!((voice.verbosity, voice.typing_echo), (Verbosity::Normal, TypingEcho::Characters));
        assert_eq!((voice.interface_rate, voice.effective_interface_rate()), (None, 50), "somewhat faster than books");
        let mut settings = Settings::load(&path);
        settings.voice.interface_rate = Some(-40);
        (settings.voice.verbosity, settings.voice.typing_echo) = (Verbosity::Full, TypingEcho::Both);
        settings.save(&path).unwrap();
        assert_eq!(Settings::load(&path), settings);
        assert_eq!(settings.voice.effective_interface_rate(), -40);
    }

    #[test]
    fn colours_of_an_older_program_hold_and_those_of_ones_own_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        assert_eq!(Settings::load(&path).appearance.colours, Colours::System, "until the reader chooses");
        std::fs::write(&path, "colours = \"yellow-on-black\"\ntext-size = 24.0\n[page]\nmeasure = 66\n").unwrap();
        let mut settings = Settings::load(&path);
        assert_eq!(settings.appearance.colours, Colours::YellowOnBlack);
        assert_eq!((settings.appearance.own_colours, settings.appearance.light), (None, Light::default()));
        let own = OwnColours { text: Rgb::new(0xff_e6_00), background: Rgb::BLACK, ..OwnColours::default() };
        settings.appearance.colours = Colours::Own;
        settings.appearance.own_colours = Some(own);
        settings.appearance.light = Light { brightness: 60, warmth: 40 };
        settings.system = Scheme { dark: true, contrast: true, colours: Some(own) };
        settings.save(&path).unwrap();
        assert_eq!(Settings::load(&path), settings);
        assert_eq!(settings.renewed(), Settings { system: settings.system, ..Settings::default() });
        std::fs::write(&path, "[light]\nbrightness = 3\nwarmth = 200\n").unwrap();
        assert_eq!(Settings::load(&path).appearance.light, Light { brightness: 40, warmth: 100 });
    }

    #[test]
    fn a_damaged_file_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        std::fs::write(&path, "text-size = \"large").unwrap();
        assert_eq!(Settings::load(&path), Settings::default());
        assert!(folder.path().join("settings.toml.damaged").exists());
    }

    #[test]
    fn values_outside_the_limits_are_drawn_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let text = "text-size = 4000.0\nscale = 7\n[page]\nmeasure = 900\n[voice]\nrate = 127\n[recording]\nspeed = 137\n\
                    volume = 999\n";
        std::fs::write(&path, text).unwrap();
        let settings = Settings::load(&path);
        assert_eq!(settings.recording, RecordingSettings { speed: 130, volume: 400, ..RecordingSettings::default() });
        let Appearance { text_size, scale, page, .. } = settings.appearance;
        assert_eq!((text_size, scale, page.measure), (200.0, Some(100), 120));
        assert_eq!(settings.voice.rate, 100);
    }
}
