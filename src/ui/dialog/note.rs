//! The reader's own words at a bookmark or a passage: a note, or the name of a bookmark.

use iced::widget::column;

use crate::ui::screen::Context;
use crate::ui::widget::{Element, button, dialog, primary_button, text, text_field};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The book's words that it is about.
    place: String,
    note: String,
    /// Of the dialog and of its field.
    title: &'static str,
    field: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Typed(String),
    Saved,
    Cancelled,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    None,
    /// Close, and keep this; empty when the note was emptied.
    Save(String),
    Close,
}

impl State {
    pub fn new(place: impl Into<String>, note: impl Into<String>) -> Self {
        Self { place: place.into(), note: note.into(), title: "note-title", field: "note-field" }
    }

    /// The name of a bookmark.
    pub fn name(place: impl Into<String>, name: impl Into<String>) -> Self {
        Self { title: "mark-name-title", field: "mark-name-field", ..Self::new(place, name) }
    }

    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Typed(text) => {
                self.note = text;
                Action::None
            }
            Message::Saved => Action::Save(self.note.trim().to_owned()),
            Message::Cancelled => Action::Close,
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let place = context.locale.with("note-place", &[("text", self.place.as_str().into())]);
        let field = text_field(look, context.text(self.field), self.note.as_str())
            .description(place.clone())
            .autofocus()
            .on_input(Message::Typed)
            .on_submit(Message::Saved);
        let save = primary_button(look, context.text("note-save")).on_press(Message::Saved);
        let cancel = button(look, context.text("cancel")).on_press(Message::Cancelled);
        let inside = column![text(look, place), field, context.side_by_side(vec![save.into(), cancel.into()])];
        dialog(look, context.text(self.title), inside.spacing(look.gap() * 1.5)).into()
    }
}
