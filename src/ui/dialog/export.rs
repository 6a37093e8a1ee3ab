//! Which kind of file the bookmarks and notes of a book are to be saved to.

use iced::widget::column;

use crate::ui::export::Form;
use crate::ui::screen::Context;
use crate::ui::widget::{Choice, Element, button, choices, dialog, primary_button, text};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    form: Form,
    /// The folder that the file will lie in.
    folder: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    Chosen(Form),
    Saved,
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    None,
    /// Close, and save them so.
    Save(Form),
    Close,
}

impl State {
    pub fn new(folder: impl Into<String>) -> Self {
        Self { form: Form::default(), folder: folder.into() }
    }

    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Chosen(form) => {
                self.form = form;
                Action::None
            }
            Message::Saved => Action::Save(self.form),
            Message::Cancelled => Action::Close,
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let forms = Form::ALL.map(|form| {
            let chosen = self.form == form;
            Choice::new(context.text(form.id()), chosen, Message::Chosen(form)).autofocus(chosen)
        });
        let folder = context.locale.with("export-folder", &[("folder", self.folder.as_str().into())]);
        let save = primary_button(look, context.text("note-save")).on_press(Message::Saved);
        let cancel = button(look, context.text("cancel")).on_press(Message::Cancelled);
        let inside = column![
            choices(look, context.text("export-form"), forms),
            text(look, folder.clone()),
            context.side_by_side(vec![save.into(), cancel.into()]),
        ];
        dialog(look, context.text("export-title"), inside.spacing(look.gap() * 1.5))
            .semantics(|it| it.description(folder))
            .into()
    }
}
