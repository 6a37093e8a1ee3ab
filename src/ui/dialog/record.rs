//! What of a book is to be saved as an audiobook, and in which form.

use iced::widget::column;

use crate::reading::record::Form;
use crate::ui::screen::Context;
use crate::ui::widget::{Choice, Element, button, choices, dialog, primary_button, text};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The title of the chapter that the reader is in, when the book has several.
    chapter: Option<String>,
    chapter_only: bool,
    form: Form,
    /// The folder that the file will lie in.
    folder: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// The chapter alone, or the whole book.
    Part {
        chapter_only: bool,
    },
    Chosen(Form),
    Saved,
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    None,
    /// Close, and save so.
    Save {
        chapter_only: bool,
        form: Form,
    },
    Close,
}

impl State {
    /// A chapter is soon done, and what is asked for first.
    pub fn new(chapter: Option<String>, folder: impl Into<String>) -> Self {
        Self { chapter_only: chapter.is_some(), chapter, form: Form::default(), folder: folder.into() }
    }

    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Part { chapter_only } => self.chapter_only = chapter_only,
            Message::Chosen(form) => self.form = form,
            Message::Saved => return Action::Save { chapter_only: self.chapter_only, form: self.form },
            Message::Cancelled => return Action::Close,
        }
        Action::None
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let mut inside = column![].spacing(look.gap() * 1.5);
        if let Some(chapter) = &self.chapter {
            let title = [("title", chapter.as_str().into())];
            let parts = [(true, context.locale.with("record-chapter", &title)), (false, context.text("record-whole"))];
            let parts = parts.map(|(chapter_only, name)| {
                let chosen = self.chapter_only == chapter_only;
                Choice::new(name, chosen, Message::Part { chapter_only }).autofocus(chosen)
            });
            inside = inside.push(choices(look, context.text("record-part"), parts));
        }
        let forms = Form::ALL.map(|form| {
            let chosen = self.form == form;
            let name = context.text(match form {
                Form::Opus => "record-opus",
                Form::Epub => "record-epub",
            });
            Choice::new(name, chosen, Message::Chosen(form)).autofocus(chosen && self.chapter.is_none())
        });
        let folder = context.locale.with("export-folder", &[("folder", self.folder.as_str().into())]);
        let save = primary_button(look, context.text("note-save")).on_press(Message::Saved);
        let cancel = button(look, context.text("cancel")).on_press(Message::Cancelled);
        let inside = inside
            .push(choices(look, context.text("record-form"), forms))
            .push(text(look, folder.clone()))
            .push(context.side_by_side(vec![save.into(), cancel.into()]));
        dialog(look, context.text("record-title"), inside).semantics(|it| it.description(folder)).into()
    }
}
