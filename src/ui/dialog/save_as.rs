//! In which form a book is to be saved, and for braille on which sheets.

use std::ops::RangeInclusive;

use iced::widget::column;

use crate::locale::Locale;
use crate::reading::export::{Form, Sheet};
use crate::ui::screen::Context;
use crate::ui::widget::{Choice, Element, button, choices, dialog, primary_button, text, text_field};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    form: Form,
    /// As they are typed.
    cells: String,
    lines: String,
    /// What is wrong with them.
    wrong_cells: Option<String>,
    wrong_lines: Option<String>,
    /// The folder that the file will lie in.
    folder: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Chosen(Form),
    Cells(String),
    Lines(String),
    Saved,
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    None,
    /// Close, and save it so.
    Save(Form, Sheet),
    Close,
}

impl State {
    pub fn new(folder: impl Into<String>) -> Self {
        let sheet = Sheet::default();
        Self {
            form: Form::default(),
            cells: sheet.cells.to_string(),
            lines: sheet.lines.to_string(),
            wrong_cells: None,
            wrong_lines: None,
            folder: folder.into(),
        }
    }

    pub fn update(&mut self, message: Message, locale: &Locale) -> Action {
        match message {
            Message::Chosen(form) => self.form = form,
            Message::Cells(typed) => (self.cells, self.wrong_cells) = (typed, None),
            Message::Lines(typed) => (self.lines, self.wrong_lines) = (typed, None),
            Message::Saved => return self.save(locale),
            Message::Cancelled => return Action::Close,
        }
        Action::None
    }

    fn save(&mut self, locale: &Locale) -> Action {
        if !self.form.is_braille() {
            return Action::Save(self.form, Sheet::default());
        }
        let within = |typed: &str, range: RangeInclusive<usize>| {
            let number = typed.trim().parse().ok().filter(|number| range.contains(number));
            number.ok_or_else(|| locale.with("save-as-number", &bounds(&range)))
        };
        let (cells, lines) = (within(&self.cells, Sheet::CELLS), within(&self.lines, Sheet::LINES));
        match (cells, lines) {
            (Ok(cells), Ok(lines)) => Action::Save(self.form, Sheet { cells, lines, ..Sheet::default() }),
            (cells, lines) => {
                (self.wrong_cells, self.wrong_lines) = (cells.err(), lines.err());
                Action::None
            }
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let forms = Form::ALL.map(|form| {
            let chosen = self.form == form;
            let name = context.text(match form {
                Form::Text => "export-text",
                Form::Html => "save-as-html",
                Form::Epub => "save-as-epub",
                Form::Brf => "save-as-brf",
                Form::Pef => "save-as-pef",
            });
            Choice::new(name, chosen, Message::Chosen(form)).autofocus(chosen)
        });
        let mut inside = column![choices(look, context.text("export-form"), forms)].spacing(look.gap() * 1.5);
        if self.form.is_braille() {
            let cells = context.locale.with("save-as-cells", &bounds(&Sheet::CELLS));
            let lines = context.locale.with("save-as-lines", &bounds(&Sheet::LINES));
            inside = inside
                .push(
                    text_field(look, cells, self.cells.as_str())
                        .error(self.wrong_cells.clone())
                        .on_input(Message::Cells)
                        .on_submit(Message::Saved),
                )
                .push(
                    text_field(look, lines, self.lines.as_str())
                        .error(self.wrong_lines.clone())
                        .on_input(Message::Lines)
                        .on_submit(Message::Saved),
                );
        }
        let folder = context.locale.with("export-folder", &[("folder", self.folder.as_str().into())]);
        let save = primary_button(look, context.text("note-save")).on_press(Message::Saved);
        let cancel = button(look, context.text("cancel")).on_press(Message::Cancelled);
        let inside =
            inside.push(text(look, folder.clone())).push(context.side_by_side(vec![save.into(), cancel.into()]));
        dialog(look, context.text("save-as-title"), inside).semantics(|it| it.description(folder)).into()
    }
}

/// The least and the most, for a message.
fn bounds(range: &RangeInclusive<usize>) -> [(&'static str, fluent_bundle::FluentValue<'static>); 2] {
    [("least", range.start().to_string().into()), ("most", range.end().to_string().into())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Tongue;

    #[test]
    fn sheets_are_asked_for_braille_alone() {
        let locale = Locale::new(Tongue::En);
        let mut state = State::new("/documents");
        assert_eq!(state.update(Message::Cells("9".to_owned()), &locale), Action::None);
        assert_eq!(state.update(Message::Saved, &locale), Action::Save(Form::Text, Sheet::default()));
        state.update(Message::Chosen(Form::Brf), &locale);
        assert_eq!(state.update(Message::Saved, &locale), Action::None);
        assert_eq!(state.wrong_cells.as_deref(), Some("Give a number from 12 to 100."));
        assert_eq!(state.wrong_lines, None);
        state.update(Message::Cells(" 40 ".to_owned()), &locale);
        let sheet = Sheet { cells: 40, ..Sheet::default() };
        assert_eq!(state.update(Message::Saved, &locale), Action::Save(Form::Brf, sheet));
    }
}
