//! The reader's dictionary: words and how they are said, by language; what is typed is heard before it is kept.

use iced::widget::column;

use super::{Context, stacked};
use crate::access::{Announcement, announce};
use crate::book::Language;
use crate::locale::{Locale, Tongue};
use crate::settings::{Entry, LONGEST_ENTRY, MOST_ENTRIES, Pronunciations, Unusable};
use crate::ui::widget::{
    Choice, Element, button, checkbox, choices, heading, item, list, muted, primary_button, status, text, text_field,
};
use crate::ui::wording;

/// What is typed, and what was thrown away.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Whose words are listed and added.
    tongue: Tongue,
    written: String,
    said: String,
    /// A text to try a pattern in.
    sample: String,
    pattern: bool,
    /// The place of the entry that is being changed.
    chosen: Option<usize>,
    wrong: Option<String>,
    /// What was heard last, in letters.
    heard: Option<String>,
    removed: Option<(usize, Entry)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    TongueChosen(Tongue),
    WrittenTyped(String),
    SaidTyped(String),
    SampleTyped(String),
    PatternToggled,
    ListenPressed,
    SavePressed,
    /// The entry at this place.
    EntryPressed(usize),
    NewPressed,
    RemovePressed,
    RestorePressed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// This is the dictionary from now on.
    Change(Pronunciations),
    /// Say this as a book of this language is said.
    Try {
        language: Language,
        text: String,
    },
}

fn tell(words: String) {
    announce(Announcement::polite(words));
}

impl State {
    /// For words of this language, with the one that the reader has selected.
    pub fn new(tongue: Tongue, selected: Option<&str>) -> Self {
        let fits = |text: &&str| text.chars().count() <= LONGEST_ENTRY && !text.contains('\n');
        let written = selected.map(str::trim).filter(fits).unwrap_or_default().to_owned();
        Self { tongue, written, ..Self::default() }
    }

    pub fn title(locale: &Locale) -> String {
        locale.text("screen-pronunciation")
    }

    pub fn update(&mut self, message: Message, known: &Pronunciations, locale: &Locale) -> Action {
        match message {
            Message::TongueChosen(tongue) => {
                if tongue != self.tongue {
                    (self.tongue, self.chosen) = (tongue, None);
                }
            }
            Message::WrittenTyped(text) => (self.written, self.wrong) = (text, None),
            Message::SaidTyped(text) => (self.said, self.wrong) = (text, None),
            Message::SampleTyped(text) => self.sample = text,
            Message::PatternToggled => (self.pattern, self.wrong) = (!self.pattern, None),
            Message::ListenPressed => return self.listen(locale),
            Message::SavePressed => return self.save(known, locale),
            Message::EntryPressed(place) => {
                if let Some(entry) = known.entries.get(place) {
                    self.written.clone_from(&entry.written);
                    self.said.clone_from(&entry.said);
                    self.pattern = entry.pattern;
                    (self.chosen, self.wrong) = (Some(place), None);
                    tell(locale.with("pronunciation-chosen", &[("word", entry.written.as_str().into())]));
                }
            }
            Message::NewPressed => {
                *self = Self { tongue: self.tongue, removed: self.removed.take(), ..Self::default() };
                tell(locale.text("pronunciation-new"));
            }
            Message::RemovePressed => {
                let Some(place) = self.chosen.take().filter(|place| *place < known.entries.len()) else {
                    return Action::None;
                };
                let mut changed = known.clone();
                let entry = changed.entries.remove(place);
                tell(locale.with("pronunciation-removed", &[("word", entry.written.as_str().into())]));
                self.removed = Some((place, entry));
                return Action::Change(changed);
            }
            Message::RestorePressed => {
                let Some((place, entry)) = self.removed.take() else { return Action::None };
                let mut changed = known.clone();
                tell(locale.with("pronunciation-saved", &[("word", entry.written.as_str().into())]));
                changed.entries.insert(place.min(changed.entries.len()), entry);
                // The places behind it have moved.
                self.chosen = None;
                return Action::Change(changed);
            }
        }
        Action::None
    }

    fn entry(&self) -> Entry {
        let written = if self.pattern { self.written.clone() } else { self.written.trim().to_owned() };
        let language = self.tongue.tag().to_owned();
        Entry { language, written, said: self.said.trim().to_owned(), pattern: self.pattern }
    }

    fn listen(&mut self, locale: &Locale) -> Action {
        let entry = self.entry();
        let sample = Some(self.sample.as_str()).filter(|sample| !sample.trim().is_empty());
        let said = match (sample, entry.pattern) {
            (None, true) => entry.finder().map(|_| entry.said.clone()),
            (sample, _) => entry.applied(sample.unwrap_or(&entry.written)),
        };
        let text = match said {
            Ok(text) => text,
            Err(why) => return self.refuse(&why, locale),
        };
        self.heard = Some(text.clone());
        Language::parse(self.tongue.tag()).map_or(Action::None, |language| Action::Try { language, text })
    }

    fn save(&mut self, known: &Pronunciations, locale: &Locale) -> Action {
        let entry = self.entry();
        if let Err(why) = entry.finder() {
            return self.refuse(&why, locale);
        }
        let mut changed = known.clone();
        let same = |other: &Entry| {
            other.language == entry.language && other.pattern == entry.pattern && other.written == entry.written
        };
        let place = self.chosen.filter(|place| *place < changed.entries.len());
        match place.or_else(|| changed.entries.iter().position(same)) {
            Some(place) => changed.entries[place] = entry,
            None if changed.entries.len() >= MOST_ENTRIES => {
                return self.complain(locale.text("pronunciation-too-many"));
            }
            None => changed.entries.push(entry),
        }
        tell(locale.with("pronunciation-saved", &[("word", self.written.trim().into())]));
        *self = Self { tongue: self.tongue, ..Self::default() };
        Action::Change(changed)
    }

    fn refuse(&mut self, why: &Unusable, locale: &Locale) -> Action {
        let words = match why {
            Unusable::Empty => locale.text("pronunciation-empty"),
            Unusable::TooLong => {
                locale.with("pronunciation-too-long", &[("limit", u32::try_from(LONGEST_ENTRY).unwrap_or(0).into())])
            }
            // The last line says what is wrong; those before it show where.
            Unusable::Pattern(cause) => {
                let cause = cause.lines().last().unwrap_or_default().trim_start_matches("error: ");
                locale.with("pronunciation-pattern-wrong", &[("cause", cause.into())])
            }
        };
        self.complain(words)
    }

    fn complain(&mut self, words: String) -> Action {
        announce(Announcement::assertive(words.clone()));
        self.wrong = Some(words);
        Action::None
    }

    pub fn view<'a>(&'a self, context: &'a Context, known: &'a Pronunciations) -> Element<'a, Message> {
        let look = &context.look;
        let locale = &context.locale;
        let tag = self.tongue.tag();
        let tongues = Tongue::ALL.map(|tongue| {
            let name = Language::parse(tongue.tag()).map(|language| wording::language(locale, &language));
            Choice::new(name.unwrap_or_default(), self.tongue == tongue, Message::TongueChosen(tongue))
        });
        let written = text_field(look, context.text("pronunciation-written"), self.written.as_str())
            .language(tag)
            .error(self.wrong.clone())
            .on_input(Message::WrittenTyped)
            .on_submit(Message::ListenPressed);
        let said = text_field(look, context.text("pronunciation-said"), self.said.as_str())
            .language(tag)
            .description(context.text("pronunciation-said-hint"))
            .on_input(Message::SaidTyped)
            .on_submit(Message::ListenPressed);
        let pattern = checkbox(look, context.text("pronunciation-pattern"), self.pattern)
            .description(context.text("pronunciation-pattern-hint"))
            .on_press(Message::PatternToggled);
        let sample = text_field(look, context.text("pronunciation-sample"), self.sample.as_str())
            .language(tag)
            .on_input(Message::SampleTyped)
            .on_submit(Message::ListenPressed);
        let listen = button(look, context.text("pronunciation-listen")).on_press(Message::ListenPressed);
        let save = if self.chosen.is_some() { "pronunciation-change" } else { "pronunciation-add" };
        let mut buttons: Vec<Element<'a, Message>> =
            vec![listen.into(), primary_button(look, context.text(save)).on_press(Message::SavePressed).into()];
        if let Some(entry) = self.chosen.and_then(|place| known.entries.get(place)) {
            let remove = button(look, context.text("pronunciation-remove")).description(entry.written.as_str());
            buttons.push(remove.on_press(Message::RemovePressed).into());
            buttons.push(button(look, context.text("pronunciation-other")).on_press(Message::NewPressed).into());
        }
        if let Some((_, entry)) = &self.removed {
            let restore = button(look, context.text("pronunciation-restore")).description(entry.written.as_str());
            buttons.push(restore.on_press(Message::RestorePressed).into());
        }
        let mut parts: Vec<Element<'a, Message>> = vec![
            heading(look, 1, Self::title(locale)).into(),
            choices(look, context.text("pronunciation-language"), tongues).into(),
            column![Element::from(written), Element::from(said)].spacing(look.gap()).into(),
            pattern.into(),
            muted(look, context.text("pronunciation-pattern-hint")).into(),
            sample.into(),
            context.side_by_side(buttons),
        ];
        if let Some(heard) = &self.heard {
            let words = locale.with("pronunciation-heard", &[("text", heard.as_str().into())]);
            // It is heard already.
            parts.push(status(look, words).semantics(|it| it.live(accesskit::Live::Off)).into());
        }
        let name = context.text("pronunciation-list");
        parts.push(heading(look, 2, name.as_str()).into());
        let rows: Vec<_> = known
            .entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.language == tag)
            .map(|(place, entry)| {
                let id = if entry.said.is_empty() { "pronunciation-row-silent" } else { "pronunciation-row" };
                let words = [("written", entry.written.as_str().into()), ("said", entry.said.as_str().into())];
                item(look, locale.with(id, &words)).language(tag).on_press(Message::EntryPressed(place))
            })
            .collect();
        if rows.is_empty() {
            parts.push(text(look, context.text("pronunciation-none")).into());
        } else {
            parts.push(list(look, name, rows).into());
        }
        stacked(look, parts)
    }
}
