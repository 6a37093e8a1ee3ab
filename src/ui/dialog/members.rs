//! Which book of an archive is meant.

use iced::widget::column;

use crate::ui::screen::Context;
use crate::ui::widget::{Element, button, dialog, item, long_list, text};

/// The books of an archive, by their names there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    names: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// The book with this number.
    Chosen(usize),
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    Open(String),
    Close,
}

impl State {
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self { names: names.into_iter().collect() }
    }

    pub fn update(&self, message: Message) -> Action {
        let chosen = match message {
            Message::Chosen(number) => self.names.get(number),
            Message::Closed => None,
        };
        chosen.map_or(Action::Close, |name| Action::Open(name.clone()))
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let row = move |number: usize| {
            let name = self.names.get(number).map(String::as_str).unwrap_or_default();
            let row = item(look, name).on_press(Message::Chosen(number));
            if number == 0 { row.autofocus() } else { row }
        };
        let list = long_list(look, context.text("members-list"), self.names.len(), Some(0), row);
        let inside = column![
            text(look, context.text("error-book-several-do")),
            Element::from(list),
            Element::from(button(look, context.text("cancel")).on_press(Message::Closed)),
        ];
        dialog(look, context.text("error-book-several"), inside.spacing(look.gap())).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_book_is_opened() {
        let state = State::new(["Абай.epub", "Пушкин.fb2"].map(str::to_owned));
        assert_eq!(state.update(Message::Chosen(1)), Action::Open("Пушкин.fb2".to_owned()));
        assert_eq!(state.update(Message::Chosen(9)), Action::Close);
        assert_eq!(state.update(Message::Closed), Action::Close);
    }
}
