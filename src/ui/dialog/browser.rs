//! The reader signs in on a page of the library in the browser; the program waits for it here.

use iced::widget::column;

use crate::ui::screen::Context;
use crate::ui::widget::{Element, button, dialog, text};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    library: String,
    /// Whose page it is.
    host: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    AgainPressed,
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Open the page once more.
    Open,
    /// Wait no longer, and close.
    Close,
}

impl State {
    pub fn new(library: impl Into<String>, host: impl Into<String>) -> Self {
        Self { library: library.into(), host: host.into() }
    }

    /// What is said when the browser opens.
    pub fn announcement(&self, context: &Context) -> String {
        context.locale.with("entry-browser-waiting", &[("host", self.host.as_str().into())])
    }

    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::AgainPressed => Action::Open,
            Message::Cancelled => Action::Close,
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let title = context.locale.with("entry-browser-title", &[("name", self.library.as_str().into())]);
        let about = self.announcement(context);
        let again = button(look, context.text("entry-browser-again")).on_press(Message::AgainPressed);
        let cancel = button(look, context.text("cancel")).on_press(Message::Cancelled).autofocus();
        let inside = column![text(look, about.clone()), context.side_by_side(vec![again.into(), cancel.into()])];
        dialog(look, title, inside.spacing(look.gap() * 1.5)).semantics(|it| it.description(about)).into()
    }
}
