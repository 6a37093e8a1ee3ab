//! A note that is spoken into the microphone.
//!
//! How long it is stands in sight and is told to nobody by itself: what is said while it is recorded is recorded, too.

use std::time::Duration;

use accesskit::Role;
use iced::widget::column;

use crate::access::Semantics;
use crate::ui::screen::Context;
use crate::ui::widget::{Control, Element, button, dialog, primary_button, text, worded};
use crate::ui::wording;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    /// Nothing is recorded yet.
    #[default]
    Ready,
    /// Asked for; whoever speaks of the dialog comes to an end first.
    Soon,
    Recording(Duration),
    /// Asked to end.
    Ending,
}

#[derive(Debug, Clone, Default)]
pub struct State(Phase);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    StartPressed,
    StopPressed,
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    None,
    /// Say that it begins, and begin.
    Start,
    /// Keep what was said.
    Stop,
    /// Throw away what was said, and close.
    Close,
}

impl State {
    pub fn new() -> Self {
        Self::default()
    }

    /// So much is recorded.
    pub fn set_passed(&mut self, passed: Duration) {
        if matches!(self.0, Phase::Soon | Phase::Recording(_)) {
            self.0 = Phase::Recording(passed);
        }
    }

    pub fn update(&mut self, message: Message) -> Action {
        match (message, self.0) {
            (Message::StartPressed, Phase::Ready) => {
                self.0 = Phase::Soon;
                Action::Start
            }
            // Nothing was said yet.
            (Message::StopPressed, Phase::Soon) | (Message::Cancelled, _) => Action::Close,
            (Message::StopPressed, Phase::Recording(_)) => {
                self.0 = Phase::Ending;
                Action::Stop
            }
            _ => Action::None,
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let cancel = button(look, context.text("cancel")).on_press(Message::Cancelled);
        let (told, main): (Element<'a, Message>, _) = match self.0 {
            Phase::Ready => {
                let start = primary_button(look, context.text("spoken-start"));
                (text(look, context.text("spoken-ready")).into(), start.on_press(Message::StartPressed))
            }
            phase => {
                let passed = if let Phase::Recording(passed) = phase { passed } else { Duration::ZERO };
                let words = |time| context.locale.with("spoken-going", &[("time", time)]);
                let shown = worded(words(wording::clock(passed).into())).size(look.heading(2)).font(look.bold);
                let semantics = Semantics::new(Role::Label, words(wording::time(&context.locale, passed).into()));
                let stop = primary_button(look, context.text("spoken-stop"));
                (Control::new(look, semantics, shown).into(), stop.on_press(Message::StopPressed))
            }
        };
        let buttons = context.side_by_side(vec![main.autofocus().into(), cancel.into()]);
        dialog(look, context.text("spoken-title"), column![told, buttons].spacing(look.gap() * 1.5)).into()
    }
}
