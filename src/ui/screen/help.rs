//! Help: a few short chapters that are spoken well, and every key.

use iced::widget::column;

use super::{Context, stacked};
use crate::locale::Locale;
use crate::ui::keymap::{self, Chord, Scope};
use crate::ui::widget::{Element, disclosure, heading, item, list};

/// The chapters: (heading, text).
const CHAPTERS: [(&str, &str); 13] = [
    ("help-start", "help-start-text"),
    ("help-find", "help-find-text"),
    ("help-read", "help-read-text"),
    ("help-move", "help-move-text"),
    ("help-structure", "help-structure-text"),
    ("help-figures", "help-figures-text"),
    ("help-listen", "help-listen-text"),
    ("help-see", "help-see-text"),
    ("help-modes", "help-modes-text"),
    ("help-hear", "help-hear-text"),
    ("help-own-voice", "help-own-voice-text"),
    ("help-braille", "help-braille-text"),
    ("help-lost", "help-lost-text"),
];

#[derive(Debug, Clone, Default)]
pub struct State {
    /// The scopes whose keys are shown.
    open: Vec<Scope>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    KeysToggled(Scope),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    None,
}

impl State {
    /// With the keys of the screen that help was asked on.
    pub fn new(scope: Scope) -> Self {
        Self { open: vec![scope] }
    }

    pub fn title(locale: &Locale) -> String {
        locale.text("screen-help")
    }

    pub fn update(&mut self, message: Message) -> Action {
        let Message::KeysToggled(scope) = message;
        match self.open.iter().position(|open| *open == scope) {
            Some(index) => {
                self.open.remove(index);
            }
            None => self.open.push(scope),
        }
        Action::None
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, Self::title(&context.locale)).into()];
        for (index, (title, text)) in CHAPTERS.into_iter().enumerate() {
            let name = context.text(title);
            // Sentences that the arrows walk through, so that help is heard without a screen reader, too.
            let text = context.text(text);
            let sentences: Vec<String> =
                crate::book::phrases(&text, None).into_iter().map(|range| text[range].trim().to_owned()).collect();
            let rows = sentences.into_iter().enumerate().map(|(place, sentence)| {
                let row = item(look, sentence);
                if index == 0 && place == 0 { row.autofocus() } else { row }
            });
            let rows: Vec<_> = rows.collect();
            parts.push(column![heading(look, 2, name.clone()), list(look, name, rows)].spacing(look.gap()).into());
        }
        parts.push(heading(look, 2, context.text("help-keys")).into());
        parts.push(crate::ui::widget::text(look, context.text("help-letters-note")).into());
        for scope in Scope::ALL {
            parts.push(self.keys(context, scope));
        }
        let about = context.text("help-about");
        let version = [("version", env!("CARGO_PKG_VERSION").into())];
        let rows = [item(look, context.locale.with("help-about-text", &version))];
        parts.push(column![heading(look, 2, about.clone()), list(look, about, rows)].spacing(look.gap()).into());
        stacked(look, parts)
    }

    fn keys<'a>(&'a self, context: &'a Context, scope: Scope) -> Element<'a, Message> {
        let look = &context.look;
        let name = context.text(scope.id());
        let open = self.open.contains(&scope);
        let toggle = disclosure(look, name.clone(), open).on_press(Message::KeysToggled(scope));
        if !open {
            return toggle.into();
        }
        let rows = keymap::rows(scope).into_iter().map(|row| item(look, line(&context.locale, &row)));
        column![toggle, list(look, name, rows)].spacing(look.gap()).into()
    }
}

/// «Next sentence: Alt + Down arrow, N or Ctrl + N».
fn line(locale: &Locale, row: &keymap::Row) -> String {
    let mut keys: Vec<String> = row.chords.iter().map(|chord: &Chord| chord.words(locale)).collect();
    let last = keys.pop().unwrap_or_default();
    let keys = if keys.is_empty() {
        last
    } else {
        locale.with("keys-or", &[("keys", keys.join(", ").into()), ("last", last.into())])
    };
    locale.with("help-key-line", &[("act", locale.text(row.act.id()).into()), ("keys", keys.into())])
}
