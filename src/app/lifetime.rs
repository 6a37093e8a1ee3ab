//! The window's life: size, greeting, failures that stay in sight, the end.

use iced::window::{Mode, scale_factor, set_mode, size};
use iced::{Size, Task};

use super::screens::Shown;
use super::{App, Message};
use crate::locale::{Locale, Tongue};
use crate::reading::Command;
use crate::ui::screen::{Context, welcome};
use crate::voice::Request;

impl App {
    pub(super) fn opened(&mut self) -> Task<Message> {
        Task::batch([size(self.window).map(Message::Resized), scale_factor(self.window).map(Message::Rescaled)])
    }

    pub(super) fn resized(&mut self, size: Size) -> Task<Message> {
        self.context.size = size;
        Task::none()
    }

    /// After a change of the settings.
    pub(super) fn renew_context(&mut self) {
        let tongue = self.settings.language.or_else(Tongue::of_system).unwrap_or_default();
        self.context = Context::new(self.settings.clone(), Locale::new(tongue), self.context.size);
    }

    /// What the program's own voice says first.
    pub(super) fn greeting(&self) -> Vec<(String, Tongue)> {
        match self.screens.shown {
            Shown::Welcome => welcome::aloud().into_iter().map(|(tongue, words)| (words, tongue)).collect(),
            _ => vec![(self.title(self.window), self.context.locale.tongue())],
        }
    }

    pub(super) fn is_covered(&self) -> bool {
        !self.dialogs.is_empty() || (self.screens.shown == Shown::Reader && self.screens.reader.is_covered())
    }

    /// Leaves the program: silence at once, the window gone at once, the place safe before the end.
    pub(super) fn leave(&mut self) -> Task<Message> {
        let stopped = self.perform(Command::Stop);
        self.speaker.send(Request::Hush);
        let place = self.last_place();
        let shelf = self.shelf.clone();
        let saved = async move {
            if let Some((id, place)) = place
                && let Err(error) = shelf.save_place(id, place).await
            {
                tracing::error!(%error, "the last place is not kept");
            }
            let _ = shelf.settled().await;
        };
        Task::batch([stopped, set_mode(self.window, Mode::Hidden)]).chain(Task::perform(saved, |()| Message::Settled))
    }
}
