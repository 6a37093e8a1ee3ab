//! What went wrong and what the reader can do; it stays until she closes it.

use accesskit::{Live, Role};
use iced::widget::column;

use crate::ui::screen::Context;
use crate::ui::widget::{Element, button, dialog, disclosure, failure, item, list, primary_button, text};
use crate::ui::wording::Failure;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    failure: Failure,
    /// The same can be tried again.
    again: bool,
    details_open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    DetailsToggled,
    RetryPressed,
    Dismissed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    None,
    /// Close, and try again what failed.
    Retry,
    Close,
}

impl State {
    pub fn new(failure: Failure, again: bool) -> Self {
        Self { failure, again, details_open: false }
    }

    pub fn failure(&self) -> &Failure {
        &self.failure
    }

    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::DetailsToggled => {
                self.details_open = !self.details_open;
                Action::None
            }
            Message::RetryPressed => Action::Retry,
            Message::Dismissed => Action::Close,
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        // The dialog says the sentence as its description; a live text would say it twice.
        let sentence = failure(look, self.failure.sentence.as_str()).semantics(|it| it.live(Live::Off));
        let mut inside = column![sentence].spacing(look.gap() * 1.5);
        if !self.failure.advice.is_empty() {
            inside = inside.push(text(look, self.failure.advice.as_str()));
        }
        let close = primary_button(look, context.text("close")).autofocus().on_press(Message::Dismissed);
        let mut buttons: Vec<Element<'a, Message>> = vec![close.into()];
        if self.again {
            buttons.push(button(look, context.text("retry")).on_press(Message::RetryPressed).into());
        }
        inside = inside.push(context.side_by_side(buttons));
        if let Some(details) = &self.failure.details {
            let name = context.text("error-details");
            inside = inside.push(disclosure(look, name.clone(), self.details_open).on_press(Message::DetailsToggled));
            if self.details_open {
                // What other programs and systems say is English, whatever the window speaks.
                inside = inside.push(list(look, name, [item(look, details.as_str()).language("en")]));
            }
        }
        dialog(look, context.text("error-heading"), inside)
            .semantics(|it| it.description(self.failure.line()).with(|node| node.set_role(Role::AlertDialog)))
            .into()
    }
}
