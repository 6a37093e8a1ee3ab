//! How the program looks: what a reader's profile holds, apart from voice, language and keys.

use serde::{Deserialize, Serialize};

use super::colours::{Colours, Light, OwnColours};
use super::figures::FigureSettings;
use super::mode::ModeSettings;
use super::page::PageSettings;
use super::{SCALES, TEXT_SIZES};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Appearance {
    pub colours: Colours,
    /// Points, in [`TEXT_SIZES`].
    pub text_size: f32,
    /// Percent, in [`SCALES`]; `None` follows the text size.
    pub scale: Option<u16>,
    pub page: PageSettings,
    pub figures: FigureSettings,
    /// `None` until the reader has made them.
    pub own_colours: Option<OwnColours>,
    pub light: Light,
    pub reading: ModeSettings,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            colours: Colours::default(),
            text_size: 24.0,
            scale: None,
            page: PageSettings::default(),
            figures: FigureSettings::default(),
            own_colours: None,
            light: Light::default(),
            reading: ModeSettings::default(),
        }
    }
}

impl Appearance {
    /// Percent by which the interface is enlarged: the reader's own choice, else as the text (16 points are 100 %).
    pub fn effective_scale(&self) -> u16 {
        self.scale.unwrap_or_else(|| {
            let percent = (self.text_size / 16.0 * 100.0).round() as u16;
            percent.clamp(*SCALES.start(), *SCALES.end())
        })
    }

    pub(super) fn within_limits(mut self) -> Self {
        let size = if self.text_size.is_finite() { self.text_size } else { Self::default().text_size };
        self.text_size = size.clamp(*TEXT_SIZES.start(), *TEXT_SIZES.end());
        self.scale = self.scale.map(|scale| scale.clamp(*SCALES.start(), *SCALES.end()));
        self.page = self.page.within_limits();
        self.light = self.light.within_limits();
        self.reading = self.reading.within_limits();
        self
    }
}
