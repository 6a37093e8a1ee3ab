//! Telling readers something, in their languages.

use std::collections::BTreeMap;

use crate::access::{Announcement as Said, announce};
use crate::library::patron::news::{Kind, MOST_TITLE, MOST_WORDS};
use crate::library::patron::{Announcement, Known, Text};
use crate::library::shelf::Moment;
use crate::locale::{Locale, Tongue};
use crate::ui::screen::Context;
use crate::ui::widget::{Choice, Element, choices, failure, heading, primary_button, text_field};
use crate::ui::wording;

/// So many days it can be told; `None` until somebody takes it back.
const LASTS: [Option<i64>; 3] = [Some(7), Some(30), None];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    kind: Kind,
    /// Empty for all branches.
    branch: String,
    titles: BTreeMap<&'static str, String>,
    words: BTreeMap<&'static str, String>,
    /// An index into [`LASTS`].
    lasts: usize,
    error: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    KindChosen(Kind),
    BranchChosen(String),
    TitleTyped(Tongue, String),
    WordsTyped(Tongue, String),
    LastsChosen(usize),
    SendPressed,
}

/// Only what was written: a language without words falls back to another.
fn text(typed: &BTreeMap<&'static str, String>) -> Text {
    let written = typed.iter().map(|(tag, words)| ((*tag).to_owned(), words.trim().to_owned()));
    Text::ByLanguage(written.filter(|(_, words)| !words.is_empty()).collect())
}

impl State {
    /// The whole announcement, once it is to be told.
    pub fn update(&mut self, message: Message, known: &Known, locale: &Locale) -> Option<Announcement> {
        self.error = None;
        match message {
            Message::KindChosen(kind) => self.kind = kind,
            Message::BranchChosen(branch) => self.branch = branch,
            Message::TitleTyped(tongue, words) => drop(self.titles.insert(tongue.tag(), words)),
            Message::WordsTyped(tongue, words) => drop(self.words.insert(tongue.tag(), words)),
            Message::LastsChosen(lasts) => self.lasts = lasts,
            Message::SendPressed => return self.announcement(known, locale),
        }
        None
    }

    fn announcement(&mut self, known: &Known, locale: &Locale) -> Option<Announcement> {
        let (title, words) = (text(&self.titles), text(&self.words));
        let missing = if title.is_empty() {
            Some("patron-announce-needs-title")
        } else if !title.is_within(MOST_TITLE) || !words.is_within(MOST_WORDS) {
            Some("patron-too-long")
        } else {
            None
        };
        if let Some(missing) = missing {
            let words = locale.text(missing);
            announce(Said::assertive(words.clone()));
            self.error = Some(words);
            return None;
        }
        let until = LASTS.get(self.lasts).copied().flatten().map(|days| Moment::now().plus_days(days));
        let branch = known.branch(&self.branch).map(|branch| branch.id.clone()).unwrap_or_default();
        Some(Announcement { kind: self.kind, branch, title, words, until })
    }

    pub fn view<'a>(&'a self, context: &'a Context, known: &'a Known) -> Vec<Element<'a, Message>> {
        let (look, locale) = (&context.look, &context.locale);
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, locale.text("patron-announce")).into()];
        let kinds = Kind::WRITTEN.into_iter().map(|kind| {
            let chosen = kind == self.kind;
            Choice::new(wording::notice_kind(locale, kind), chosen, Message::KindChosen(kind)).autofocus(chosen)
        });
        parts.push(choices(look, locale.text("patron-announce-kind"), kinds).into());
        // Staff of one branch speak for it; those of all say for whom.
        if known.card.as_ref().is_some_and(|card| known.branch(&card.staff).is_none()) {
            let everywhere = (String::new(), locale.text("patron-everywhere"));
            let named = known.branches.iter().map(|it| (it.id.clone(), it.name.of(locale.tongue()).to_owned()));
            let options = std::iter::once(everywhere).chain(named).map(|(id, name)| {
                let chosen = id == self.branch;
                Choice::new(name, chosen, Message::BranchChosen(id))
            });
            parts.push(choices(look, locale.text("patron-announce-branch"), options).into());
        }
        // Her own language first.
        let others = Tongue::ALL.into_iter().filter(|tongue| *tongue != locale.tongue());
        for tongue in std::iter::once(locale.tongue()).chain(others) {
            let named = |id: &str| {
                let language = locale.text(&format!("server-language-{}", tongue.tag()));
                locale.with(id, &[("language", language.into())])
            };
            let typed = |of: &'a BTreeMap<&'static str, String>| of.get(tongue.tag()).map_or("", String::as_str);
            let title = text_field(look, named("patron-announce-title"), typed(&self.titles)).language(tongue.tag());
            parts.push(title.on_input(move |words| Message::TitleTyped(tongue, words)).into());
            let words = text_field(look, named("patron-announce-words"), typed(&self.words)).language(tongue.tag());
            parts.push(words.on_input(move |words| Message::WordsTyped(tongue, words)).into());
        }
        let lasts = LASTS.into_iter().enumerate().map(|(index, days)| {
            let name = match days {
                Some(days) => locale.with("patron-announce-days", &[("count", days.into())]),
                None => locale.text("patron-announce-until-taken-back"),
            };
            Choice::new(name, index == self.lasts, Message::LastsChosen(index))
        });
        parts.push(choices(look, locale.text("patron-announce-lasts"), lasts).into());
        let error = self.error.as_ref();
        parts.extend(error.map(|error| {
            // It was announced when it came.
            failure(look, error.as_str()).semantics(|it| it.live(accesskit::Live::Off)).into()
        }));
        parts.push(primary_button(look, locale.text("patron-announce-send")).on_press(Message::SendPressed).into());
        parts
    }
}
