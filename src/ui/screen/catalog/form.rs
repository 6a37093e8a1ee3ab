//! The questions of a service, put as one form: check boxes, choices, fields, and one button that sends all of it.

use iced::Length;
use iced::widget::column;
use url::Url;

use super::SEARCH;
use crate::access::{Announcement, announce};
use crate::library::catalog::form::{Form, Given, Kind, Lack};
use crate::library::daisy_online::model::Label;
use crate::locale::Locale;
use crate::ui::screen::Context;
use crate::ui::widget::{
    Choice, Element, Landmark, checkbox, choices, failure, group, key_of, landmark, muted, primary_button, text,
    text_field, worded,
};

/// What is answered so far.
#[derive(Debug, Clone)]
pub(super) struct State {
    form: Form,
    given: Vec<Given>,
    lack: Option<Lack>,
}

#[derive(Debug, Clone)]
pub enum Message {
    /// One choice of the question with this number, where one is taken.
    Chosen(usize, usize),
    /// One choice of it more or less, where several are taken.
    Toggled(usize, usize),
    Typed(usize, String),
    SendPressed,
}

/// What a label says; where it says nothing in words, what it is.
fn named(context: &Locale, label: &Label) -> String {
    let words = label.text.trim();
    if words.is_empty() { context.text("catalog-form-unnamed") } else { words.to_owned() }
}

impl State {
    pub(super) fn new(form: Form) -> Self {
        Self { given: form.blank(), form, lack: None }
    }

    /// Where the answers are sent to, when they are.
    pub(super) fn update(&mut self, message: Message, locale: &Locale) -> Option<Url> {
        match message {
            Message::Chosen(field, choice) => {
                if let Some(Given::Chosen(chosen)) = self.given.get_mut(field) {
                    *chosen = [choice].into();
                }
            }
            Message::Toggled(field, choice) => {
                if let Some(Given::Chosen(chosen)) = self.given.get_mut(field)
                    && !chosen.remove(&choice)
                {
                    chosen.insert(choice);
                }
            }
            Message::Typed(field, words) => {
                if let Some(given) = self.given.get_mut(field) {
                    *given = Given::Words(words);
                }
            }
            Message::SendPressed => match self.form.answered(&self.given) {
                Ok(address) => return Some(address),
                Err(lack) => {
                    self.lack = Some(lack);
                    announce(Announcement::assertive(self.wanting(locale, lack)));
                    return None;
                }
            },
        }
        self.lack = None;
        None
    }

    /// What is wanting, and what to do.
    fn wanting(&self, locale: &Locale, lack: Lack) -> String {
        let of = |number: usize| self.form.fields.get(number).map_or_else(String::new, |it| named(locale, &it.label));
        match lack {
            Lack::Choice(number) => locale.with("catalog-form-choose", &[("question", of(number).into())]),
            Lack::Figures(number) => locale.with("catalog-form-figures", &[("question", of(number).into())]),
            Lack::Everything => locale.text("catalog-form-nothing"),
        }
    }

    pub(super) fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let mut parts = column![].spacing(look.gap()).width(Length::Fill);
        let mut focus = true;
        for (number, (field, given)) in self.form.fields.iter().zip(&self.given).enumerate() {
            let name = named(&context.locale, &field.label);
            let language = field.label.language.as_ref().map(|it| it.tag().to_owned());
            let first = std::mem::take(&mut focus);
            let shown: Element<'a, Message> = match (&field.kind, given) {
                (Kind::Choice { choices: all, several: false }, Given::Chosen(chosen)) => {
                    let options = all.iter().enumerate().map(|(index, (_, label))| {
                        let is_first = first && (chosen.contains(&index) || (chosen.is_empty() && index == 0));
                        let option = Choice::new(
                            named(&context.locale, label),
                            chosen.contains(&index),
                            Message::Chosen(number, index),
                        )
                        .autofocus(is_first);
                        match &label.language {
                            Some(language) => option.language(language.tag()),
                            None => option,
                        }
                    });
                    let group = choices(look, name, options).key(key_of(&field.id));
                    match language {
                        Some(language) => group.language(language),
                        None => group,
                    }
                    .into()
                }
                (Kind::Choice { choices: all, .. }, Given::Chosen(chosen)) => {
                    let title = worded(name.clone()).size(look.body()).font(look.bold);
                    let mut boxes = column![title].spacing(look.gap() / 2.0);
                    for (index, (id, label)) in all.iter().enumerate() {
                        let mut one = checkbox(look, named(&context.locale, label), chosen.contains(&index))
                            .key(key_of((&field.id, id)))
                            .on_press(Message::Toggled(number, index));
                        if let Some(language) = &label.language {
                            one = one.language(language.tag());
                        }
                        boxes = boxes.push(if first && index == 0 { one.autofocus() } else { one });
                    }
                    let group = group(look, name, boxes).description(context.text("catalog-form-several"));
                    match language {
                        Some(language) => group.language(language),
                        None => group,
                    }
                    .into()
                }
                (Kind::Words { figures, .. }, Given::Words(words)) => {
                    let mut typed = text_field(look, name, words.as_str())
                        .on_input(move |words| Message::Typed(number, words))
                        .on_submit(Message::SendPressed);
                    if *figures {
                        typed = typed.description(context.text("catalog-form-figures-only"));
                    }
                    if let Some(lack @ Lack::Figures(at)) = self.lack
                        && at == number
                    {
                        typed = typed.error(Some(self.wanting(&context.locale, lack)));
                    }
                    if let Some(language) = language {
                        typed = typed.language(language);
                    }
                    let is_search = self.form.fields.len() == 1;
                    let typed = if is_search { typed.id(SEARCH) } else { typed };
                    if first { typed.autofocus().into() } else { typed.into() }
                }
                _ => {
                    focus |= first;
                    column![text(look, name), muted(look, context.text("catalog-form-spoken"))]
                        .spacing(look.gap() / 2.0)
                        .into()
                }
            };
            parts = parts.push(shown);
        }
        let can_be_answered = self.form.fields.iter().any(|field| field.kind != Kind::Spoken);
        if let Some(lack) = self.lack.filter(|lack| !matches!(lack, Lack::Figures(_))) {
            // Announced already, through the one door.
            let told = failure(look, self.wanting(&context.locale, lack));
            parts = parts.push(told.semantics(|semantics| semantics.live(accesskit::Live::Off)));
        }
        if can_be_answered {
            let send = primary_button(look, context.text("catalog-form-send")).key(key_of("catalog-form-send"));
            parts = parts.push(send.on_press(Message::SendPressed));
        }
        landmark(look, Landmark::Form, context.text("catalog-form"), parts).width(Length::Fill).into()
    }
}
