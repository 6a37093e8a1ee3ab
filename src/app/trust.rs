//! What the reader has agreed to ask without protection, and what she takes back of it.

use iced::Task;

use super::{App, Message, screens};
use crate::library::shelf;
use crate::ui::screen::settings;
use crate::ui::wording;

impl App {
    /// What the reader has agreed to is not asked again. Before the first request, and some microseconds.
    pub(super) fn recall_confirmed(&mut self) {
        let Some(client) = &self.client else { return };
        match shelf::wait(self.shelf.confirmed()) {
            Ok(origins) => origins.iter().for_each(|origin| client.trust().confirm(origin)),
            Err(error) => self.fail(wording::shelf_error(&self.context.locale, &error)),
        }
    }

    /// The addresses, for the settings.
    pub(super) fn list_confirmed(&self) -> Task<Message> {
        let shelf = self.shelf.clone();
        Task::perform(async move { shelf.confirmed().await }, |listed| match listed {
            Ok(origins) => Message::Screen(screens::Message::Settings(settings::Message::Agreed(origins))),
            Err(error) => Message::Kept(Err(error)),
        })
    }

    /// This address is not asked before the reader has agreed again.
    pub(super) fn withdraw(&self, origin: String) -> Task<Message> {
        if let Some(client) = &self.client {
            client.trust().withdraw(&origin);
        }
        self.say(self.context.locale.with("agreed-withdrawn", &[("address", origin.clone().into())]));
        let shelf = self.shelf.clone();
        let withdrawn = Task::perform(async move { shelf.withdraw(origin).await.map(|_| ()) }, Message::Kept);
        withdrawn.chain(self.list_confirmed())
    }
}
