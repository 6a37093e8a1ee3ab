//! Settings on their way to another of the reader's devices.

use super::{Settings, VoiceSettings};

/// What the first line says.
const FORMAT: &str = "oqyrman-settings";

impl Settings {
    /// As they travel to the reader's other devices: without what belongs to this machine.
    ///
    /// # Errors
    /// Never but for a fault of the program.
    pub fn travelling(&self) -> Result<String, toml::ser::Error> {
        let settings = toml::to_string_pretty(&Self::default().of_machine(self))?;
        Ok(format!("format = \"{FORMAT}\"\n{settings}"))
    }

    /// These settings with all that has come from another device; `None` when what came is none of ours.
    pub fn arrived(&self, text: &str) -> Option<Self> {
        let mut table: toml::Table = text.parse().ok()?;
        let format = table.remove("format")?;
        if format.as_str() != Some(FORMAT) {
            return None;
        }
        let settings: Self = table.try_into().ok()?;
        Some(self.of_machine(&settings).within_limits())
    }

    /// What belongs to this machine, and the rest of those.
    fn of_machine(&self, rest: &Self) -> Self {
        let voice = VoiceSettings { voices: self.voice.voices.clone(), ..rest.voice.clone() };
        Self {
            renderer: self.renderer,
            library_lists: self.library_lists,
            system: self.system,
            voice,
            sync: self.sync.clone(),
            downloads: self.downloads,
            ..rest.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Colours;

    #[test]
    fn settings_arrive_without_what_belongs_to_the_machine() {
        let mut far = Settings::default();
        far.appearance.colours = Colours::YellowOnBlack;
        far.voice.rate = 40;
        far.voice.voices.insert("kk".to_owned(), "a voice of that machine".to_owned());
        far.sync.on = true;
        let text = far.travelling().expect("written");
        assert!(text.starts_with("format = \"oqyrman-settings\"\n") && !text.contains("a voice"), "{text}");
        let mut near = Settings::default();
        near.voice.voices.insert("kk".to_owned(), "kk+male1".to_owned());
        let arrived = near.arrived(&text).expect("read");
        assert_eq!((arrived.appearance.colours, arrived.voice.rate), (Colours::YellowOnBlack, 40));
        assert_eq!(arrived.voice.voices, near.voice.voices);
        assert!(!arrived.sync.on, "whether anything travels is chosen on each device");
    }

    #[test]
    fn what_is_no_settings_changes_nothing() {
        for text in ["", "a = 1", "<html>", "format = \"other\"", "format = \"oqyrman-settings\"\nvoice = 3"] {
            assert_eq!(Settings::default().arrived(text), None, "{text}");
        }
        let wild = "format = \"oqyrman-settings\"\ntext-size = 9000.0\n";
        let arrived = Settings::default().arrived(wild).expect("read");
        assert!(super::super::TEXT_SIZES.contains(&arrived.appearance.text_size));
    }
}
