//! The program's own voice for its controls: speaks while no screen reader does, and is silent at once when one runs.

use crate::access::{Announcement, Cause, Echo, Politeness, Spoken};
use crate::book::Language;
use crate::locale::Locale;
use crate::settings::OwnVoice;
use crate::ui::wording;
use crate::voice::{Part, Purpose, Request, RequestId, Utterance};

/// Whether the controls are spoken, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    pub wish: OwnVoice,
    /// A screen reader runs; `None` until that is known.
    pub screen_reader: Option<bool>,
    /// The program was started with `--no-speech`.
    pub muted: bool,
}

impl Turn {
    /// True when the program speaks its own controls. While nobody knows whether a screen reader runs it waits: two voices
    /// at once are worse than a moment of silence.
    pub fn is_ours(self) -> bool {
        !self.muted
            && match self.wish {
                OwnVoice::Always => true,
                OwnVoice::Never => false,
                OwnVoice::Auto => self.screen_reader == Some(false),
            }
    }
}

/// What is said of the control that has the focus. A change of the focus silences what was said before it.
pub fn of_focus(locale: &Locale, cause: Cause, spoken: &Spoken) -> Option<Request> {
    of_control(locale, cause, spoken).map(Request::Say)
}

/// The same, after what is being said: the first control of a window that has just greeted.
pub fn of_first_focus(locale: &Locale, spoken: &Spoken) -> Option<Request> {
    of_control(locale, Cause::Moved, spoken).map(Request::Queue)
}

/// A control in one utterance, each of its words in its own language.
fn of_control(locale: &Locale, cause: Cause, spoken: &Spoken) -> Option<Utterance> {
    let mut parts = Vec::new();
    let mut at = 0;
    for said in wording::spoken_parts(locale, cause, spoken) {
        // The pause between the pieces.
        let text = format!("{}, ", said.text);
        let range = at..at + text.len();
        at = range.end;
        parts.push(Part { text, language: Some(language(locale, said.language.as_deref())), range });
    }
    let heard = parts.iter().any(|part| part.text.chars().any(|char| !char.is_whitespace() && char != ','));
    heard.then(|| Utterance { id: RequestId::fresh(), parts, purpose: Purpose::Interface })
}

/// Words after what is being said.
pub fn queued(words: String, language: Option<Language>) -> Option<Request> {
    utterance(words, language).map(Request::Queue)
}

/// What is said of typing.
pub fn of_echo(locale: &Locale, echo: &Echo) -> Option<Request> {
    say(wording::echo(locale, echo), Some(language(locale, None)))
}

/// What is said of an announcement: a polite one waits for what is being said.
pub fn of_announcement(locale: &Locale, announcement: &Announcement) -> Option<Request> {
    let language = language(locale, announcement.language.as_deref());
    let utterance = utterance(announcement.text.clone(), Some(language))?;
    Some(match announcement.politeness {
        Politeness::Polite => Request::Queue(utterance),
        Politeness::Assertive => Request::Say(utterance),
    })
}

fn say(words: String, language: Option<Language>) -> Option<Request> {
    utterance(words, language).map(Request::Say)
}

fn utterance(words: String, language: Option<Language>) -> Option<Utterance> {
    (!words.trim().is_empty()).then(|| Utterance::new(words, language, Purpose::Interface))
}

fn language(locale: &Locale, own: Option<&str>) -> Language {
    own.and_then(Language::parse)
        .or_else(|| Language::parse(locale.tongue().tag()))
        .expect("the tags of the interface's languages are well-formed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_reader_silences_it_and_the_reader_has_the_last_word() {
        let turn = Turn { wish: OwnVoice::Auto, screen_reader: None, muted: false };
        assert!(!turn.is_ours());
        assert!(Turn { screen_reader: Some(false), ..turn }.is_ours());
        assert!(!Turn { screen_reader: Some(true), ..turn }.is_ours());
        assert!(Turn { screen_reader: Some(true), wish: OwnVoice::Always, ..turn }.is_ours());
        assert!(!Turn { screen_reader: Some(false), wish: OwnVoice::Never, ..turn }.is_ours());
        assert!(!Turn { wish: OwnVoice::Always, muted: true, ..turn }.is_ours());
    }
}
