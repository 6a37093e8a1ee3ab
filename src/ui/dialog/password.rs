//! A book asks for its password, which is kept nowhere.

use iced::widget::column;

use crate::format::Password;
use crate::locale::Locale;
use crate::ui::screen::Context;
use crate::ui::widget::{Element, Purpose, button, dialog, muted, primary_button, text_field};

#[derive(Clone)]
pub struct State {
    /// The book's.
    title: String,
    typed: String,
    error: Option<String>,
}

/// What was typed is never printed.
impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("title", &self.title).field("error", &self.error).finish_non_exhaustive()
    }
}

/// The password is never printed, so neither is what was typed into its field.
#[derive(Clone, PartialEq, Eq)]
pub enum Message {
    Typed(String),
    Submitted,
    Cancelled,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Typed(_) => "Typed",
            Self::Submitted => "Submitted",
            Self::Cancelled => "Cancelled",
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    None,
    /// Close, and open the book with this.
    Open(Password),
    Close,
}

impl State {
    /// `wrong` when a password was tried that is another.
    pub fn new(title: &str, wrong: bool, locale: &Locale) -> Self {
        let error = wrong.then(|| locale.text("error-book-wrong-password"));
        Self { title: title.to_owned(), typed: String::new(), error }
    }

    pub fn title(&self, locale: &Locale) -> String {
        locale.with("password-title", &[("title", self.title.as_str().into())])
    }

    /// What is said when the dialog comes: what was wrong first.
    pub fn announcement(&self, locale: &Locale) -> String {
        match &self.error {
            Some(error) => format!("{error} {}", self.title(locale)),
            None => self.title(locale),
        }
    }

    pub fn update(&mut self, message: Message, locale: &Locale) -> Action {
        match message {
            Message::Typed(text) => {
                self.typed = text;
                self.error = None;
            }
            Message::Submitted if self.typed.is_empty() => self.error = Some(locale.text("error-book-password-do")),
            Message::Submitted => return Action::Open(Password::new(std::mem::take(&mut self.typed))),
            Message::Cancelled => return Action::Close,
        }
        Action::None
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let field = text_field(look, context.text("password-field"), self.typed.as_str())
            .purpose(Purpose::Password)
            .error(self.error.clone())
            .required()
            .autofocus()
            .on_input(Message::Typed)
            .on_submit(Message::Submitted);
        let open = primary_button(look, context.text("password-open")).on_press(Message::Submitted);
        let cancel = button(look, context.text("cancel")).on_press(Message::Cancelled);
        let inside = column![
            field,
            muted(look, context.text("password-forgotten")),
            context.side_by_side(vec![open.into(), cancel.into()]),
        ];
        dialog(look, self.title(&context.locale), inside.spacing(look.gap() * 1.5)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Tongue;

    #[test]
    fn a_password_goes_out_once_and_is_never_printed() {
        let locale = Locale::new(Tongue::En);
        let mut state = State::new("Абай", false, &locale);
        assert_eq!(state.update(Message::Submitted, &locale), Action::None, "nothing typed");
        state.update(Message::Typed("құпия".to_owned()), &locale);
        assert!(!format!("{state:?} {:?}", Message::Typed("құпия".to_owned())).contains("құпия"));
        let Action::Open(password) = state.update(Message::Submitted, &locale) else { panic!("it opens") };
        assert_eq!(password, Password::new("құпия"));
        assert!(!format!("{password:?}").contains("құпия"));
        assert!(State::new("Абай", true, &locale).announcement(&locale).starts_with("This is not the password"));
    }
}
