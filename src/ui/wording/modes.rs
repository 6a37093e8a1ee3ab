//! The ways to read, in words.

use crate::locale::Locale;
use crate::settings::{Mode, Unlit};

pub fn mode(locale: &Locale, mode: Mode) -> String {
    locale.text(match mode {
        Mode::Scrolling => "mode-scrolling",
        Mode::Pages => "mode-pages",
        Mode::LineFocus => "mode-line-focus",
        Mode::OneLine => "mode-one-line",
        Mode::Phrase => "mode-phrase",
        Mode::Word => "mode-word",
    })
}

pub fn unlit(locale: &Locale, unlit: Unlit) -> String {
    locale.text(match unlit {
        Unlit::Masked => "unlit-masked",
        Unlit::Dimmed => "unlit-dimmed",
    })
}

/// How fast a text runs.
pub fn pace(locale: &Locale, characters: u16) -> String {
    locale.with("pace", &[("count", characters.into())])
}
