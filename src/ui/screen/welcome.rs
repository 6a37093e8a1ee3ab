//! The first start: each language is offered in its own words, on the screen and aloud.

use iced::widget::Column;
use iced::{Alignment, Length};

use super::Context;
use crate::locale::{Locale, Tongue};
use crate::ui::widget::{Element, Landmark, button, heading, key_of, landmark, screen, scrollable, separator, text};

/// Nothing is known yet.
#[derive(Debug, Clone, Default)]
pub struct State;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Chose(Tongue),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// This is the interface's language from now on.
    Choose(Tongue),
}

/// What is said aloud when the screen opens: a sentence in each language, with that language.
pub fn aloud() -> [(Tongue, String); 3] {
    Tongue::ALL.map(|tongue| (tongue, Locale::new(tongue).text("welcome-aloud")))
}

impl State {
    pub fn new() -> Self {
        Self
    }

    /// The greeting in all three languages.
    pub fn title(_locale: &Locale) -> String {
        Tongue::ALL.map(|tongue| Locale::new(tongue).text("screen-welcome")).join(" · ")
    }

    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Chose(tongue) => Action::Choose(tongue),
        }
    }

    /// The whole window: there is nowhere else to go yet.
    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let mut parts = Column::new().spacing(look.gap() * 2.0).width(Length::Fill).align_x(Alignment::Start);
        parts = parts.push(heading(look, 1, context.text("app-name")));
        for tongue in Tongue::ALL {
            let locale = Locale::new(tongue);
            let choose =
                button(look, locale.text("welcome-choose")).language(tongue.tag()).on_press(Message::Chose(tongue));
            let choose = if tongue == context.locale.tongue() { choose.autofocus() } else { choose };
            parts = parts.push(separator(look));
            parts = parts.push(heading(look, 2, locale.text("welcome-heading")).language(tongue.tag()));
            parts = parts.push(text(look, locale.text("welcome-keys")).language(tongue.tag()));
            parts = parts.push(choose);
        }
        let main = landmark(look, Landmark::Main, Self::title(&context.locale), parts)
            .padding(look.gap() * 2.0)
            .width(Length::Fill);
        screen(look, key_of("welcome"), scrollable(look, main).height(Length::Fill)).into()
    }
}
