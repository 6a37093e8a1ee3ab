//! The ways to read, in words.

use crate::locale::Locale;
use crate::settings::{Mode, Tables, Unlit};

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

/// The message that names a form of tables.
pub fn tables(tables: Tables) -> &'static str {
    match tables {
        Tables::Automatic => "settings-tables-automatic",
        Tables::Grid => "settings-tables-grid",
        Tables::Records => "settings-tables-records",
    }
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
