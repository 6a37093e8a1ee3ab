//! Two places in one book: here, and where another device of the reader's has left it.

use iced::widget::column;

use crate::locale::Locale;
use crate::ui::screen::Context;
use crate::ui::widget::{Element, button, dialog, primary_button, text};

/// Both places, as whole sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    here: String,
    there: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    StayPressed,
    GoPressed,
    LaterPressed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Close; the place here holds.
    Stay,
    /// Close, and go to the place there.
    Go,
    /// Close; ask when the book is opened again.
    Later,
}

impl State {
    pub fn new(here: String, there: String) -> Self {
        Self { here, there }
    }

    pub fn title(locale: &Locale) -> String {
        locale.text("place-title")
    }

    pub fn update(&self, message: Message) -> Action {
        match message {
            Message::StayPressed => Action::Stay,
            Message::GoPressed => Action::Go,
            Message::LaterPressed => Action::Later,
        }
    }

    /// One below the other, since each is a sentence. The place here has the focus: a key pressed in haste goes nowhere.
    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let stay = primary_button(look, self.here.as_str()).autofocus().on_press(Message::StayPressed);
        let go = button(look, self.there.as_str()).on_press(Message::GoPressed);
        let later = button(look, context.text("place-later")).on_press(Message::LaterPressed);
        let question = context.text("place-question");
        let inside =
            column![text(look, question.clone()), Element::from(stay), Element::from(go), Element::from(later),];
        let inside = inside.spacing(look.gap() * 1.5);
        dialog(look, Self::title(&context.locale), inside).semantics(|it| it.description(question)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_button_says_what_it_does() {
        let state = State::new("here".to_owned(), "there".to_owned());
        assert_eq!(state.update(Message::StayPressed), Action::Stay);
        assert_eq!(state.update(Message::GoPressed), Action::Go);
        assert_eq!(state.update(Message::LaterPressed), Action::Later);
    }
}
