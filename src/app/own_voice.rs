//! The program's own voice for its controls: speaks while no screen reader does, and is silent at once when one runs.

use crate::access::{Announcement, Cause, Echo, Entered, Politeness, Spoken};
use crate::book::Language;
use crate::locale::Locale;
use crate::settings::{OwnVoice, TypingEcho, Verbosity};
use crate::ui::wording;
use crate::voice::{Part, Purpose, Request, Utterance};

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
pub fn of_focus(locale: &Locale, cause: Cause, spoken: &Spoken, verbosity: Verbosity) -> Option<Request> {
    of_control(locale, cause, spoken, verbosity).map(Request::Say)
}

/// The same, after what is being said: the first control of a window that has just greeted, of a screen or dialog that
/// has just been named.
pub fn of_first_focus(locale: &Locale, spoken: &Spoken, verbosity: Verbosity) -> Option<Request> {
    of_control(locale, Cause::Moved, spoken, verbosity).map(Request::Queue)
}

/// What is said of a dialog that has opened: what it is called, that it is one, what it tells, and the control in it. What
/// was announced with it has been said and is left out.
pub fn of_dialog(locale: &Locale, entered: &Entered, verbosity: Verbosity) -> [Option<Request>; 2] {
    let Entered { dialog, control, announced } = entered;
    let fresh = |text: &str| !text.is_empty() && !announced.iter().any(|words| words.contains(text));
    let name = Some(dialog.name.clone()).filter(|name| fresh(name));
    let role = wording::role(locale, dialog).filter(|_| verbosity != Verbosity::Brief);
    let about = dialog.description.clone().filter(|text| fresh(text));
    let words = [name, role, about].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let request = if announced.is_empty() { said } else { queued };
    let known =
        |text: &str| dialog.name == text || dialog.description.as_ref().is_some_and(|about| about.contains(text));
    let mut control = control.clone();
    control.before.retain(|passage| fresh(&passage.text) && !known(&passage.text));
    [request(words, Some(language(locale, None))), of_first_focus(locale, &control, verbosity)]
}

/// A control in one utterance, each of its words in its own language.
fn of_control(locale: &Locale, cause: Cause, spoken: &Spoken, verbosity: Verbosity) -> Option<Utterance> {
    in_pieces(locale, &wording::spoken_parts(locale, cause, spoken, verbosity))
}

/// Words after what is being said, each in its own language.
pub fn queued_parts(locale: &Locale, parts: &[wording::Said]) -> Option<Request> {
    match parts {
        [one] => queued(one.text.clone(), Some(language(locale, one.language.as_deref()))),
        parts => in_pieces(locale, parts).map(Request::Queue),
    }
}

fn in_pieces(locale: &Locale, said: &[wording::Said]) -> Option<Utterance> {
    let mut parts = Vec::new();
    let mut at = 0;
    for said in said {
        // The pause between the pieces.
        let text = format!("{}, ", said.text);
        let range = at..at + text.len();
        at = range.end;
        parts.push(Part { text, language: Some(language(locale, said.language.as_deref())), range, apart: false });
    }
    let heard = parts.iter().any(|part| part.text.chars().any(|char| !char.is_whitespace() && char != ','));
    heard.then(|| Utterance { parts, ..Utterance::new("", None, Purpose::Interface) })
}

/// Words after what is being said.
pub fn queued(words: String, language: Option<Language>) -> Option<Request> {
    utterance(words, language).map(Request::Queue)
}

/// What is said of typing.
pub fn of_echo(locale: &Locale, echo: &Echo, wish: TypingEcho) -> Option<Request> {
    said(wording::echo(locale, echo, wish), Some(language(locale, None)))
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

/// Words that silence what was being said.
pub fn said(words: String, language: Option<Language>) -> Option<Request> {
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
    use accesskit::Role;

    use super::*;
    use crate::access::{Passage, Semantics};
    use crate::locale::Tongue;

    fn words(requests: [Option<Request>; 2]) -> Vec<String> {
        let words = |request| match request {
            Request::Say(utterance) => format!("now: {}", text(&utterance)),
            Request::Queue(utterance) => text(&utterance),
            other => panic!("{other:?}"),
        };
        requests.into_iter().flatten().map(words).collect()
    }

    fn text(utterance: &Utterance) -> String {
        utterance.parts.iter().map(|part| part.text.as_str()).collect::<String>().trim_end_matches(", ").to_owned()
    }

    #[test]
    fn a_dialog_is_said_whole_and_nothing_twice() {
        let en = Locale::new(Tongue::En);
        let passage = |text: &str| Passage { text: text.to_owned(), language: None };
        let mut control = Semantics::new(Role::Button, "Close").spoken();
        control.before = vec![passage("Something went wrong"), passage("The disk is full."), passage("Make room.")];
        let dialog =
            Semantics::new(Role::AlertDialog, "Something went wrong").description("The disk is full. Make room.");
        let mut entered = Entered { dialog: dialog.spoken(), control, announced: Vec::new() };
        let said = words(of_dialog(&en, &entered, Verbosity::Normal));
        assert_eq!(said, ["now: Something went wrong, dialog, The disk is full. Make room.", "Close, button"]);
        entered.announced = vec!["The disk is full. Make room.".to_owned()];
        let said = words(of_dialog(&en, &entered, Verbosity::Normal));
        assert_eq!(said, ["Something went wrong, dialog", "Close, button"]);
        let said = words(of_dialog(&en, &entered, Verbosity::Brief));
        assert_eq!(said, ["Something went wrong", "Close"]);
        entered.announced = vec!["Remove the book?".to_owned()];
        entered.dialog = Semantics::new(Role::Dialog, "Remove the book?").description("Bookmarks go, too.").spoken();
        entered.control.before = vec![passage("Remove the book?"), passage("Bookmarks go, too.")];
        let said = words(of_dialog(&en, &entered, Verbosity::Full));
        assert_eq!(said, ["dialog, Bookmarks go, too.", &format!("Close, button, {}", en.text("hint-press"))]);
    }

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
