//! What the reader has agreed to and where she is signed in, and taking both back.

use iced::Task;
use url::Url;

use super::dialogs::Then;
use super::libraries::service;
use super::{App, Message};
use crate::library::shelf;
use crate::ui::dialog::question;
use crate::ui::screen::settings::privacy::Signed;

/// The origins that the reader agreed to ask without protection.
pub type Agreed = Result<Vec<String>, shelf::Error>;

impl App {
    pub(super) fn know_agreed(&self) -> Task<Message> {
        let shelf = self.shelf.clone();
        Task::perform(async move { shelf.confirmed().await }, Message::Agreed)
    }

    pub(super) fn agreed_known(&mut self, agreed: Agreed) -> Task<Message> {
        match agreed {
            Ok(agreed) => {
                self.screens.settings.set_agreed(agreed);
                self.tell_signed();
                Task::none()
            }
            Err(error) => self.kept(Err(error)),
        }
    }

    /// Tells the settings where somebody is signed in.
    pub(super) fn tell_signed(&mut self) {
        let now = |url: &str| self.client.as_ref()?.signed_in(&service(url)?);
        let signed = self.libraries.iter().filter_map(|library| {
            let user = now(&library.url).or_else(|| library.user.clone())?;
            Some(Signed { name: library.name().to_owned(), user, url: library.url.clone() })
        });
        let signed = signed.collect();
        self.screens.settings.set_signed(signed);
    }

    /// The next visit to this origin asks first.
    pub(super) fn withdraw(&mut self, origin: String) -> Task<Message> {
        if let Some(client) = &self.client {
            client.trust().withdraw(&origin);
        }
        self.say(self.context.locale.with("privacy-withdrawn", &[("address", origin.as_str().into())]));
        let shelf = self.shelf.clone();
        let withdrawn = async move {
            shelf.withdraw(origin).await?;
            shelf.confirmed().await
        };
        Task::perform(withdrawn, Message::Agreed)
    }

    pub(super) fn ask_to_sign_out(&mut self, url: &str) {
        let Some(address) = service(url) else { return };
        self.ask(question::State::sign_out(&self.context.locale, Then::ForgetPassword(Box::new(address))));
    }

    /// Nobody is signed in any more to the libraries that this address is the machine of.
    pub(super) fn forget_users(&self, address: &Url) -> Task<Message> {
        let there = |url: &str| service(url).is_some_and(|it| it.origin() == address.origin());
        let urls: Vec<String> = self.libraries.iter().map(|it| it.url.clone()).filter(|url| there(url)).collect();
        if urls.is_empty() {
            return Task::none();
        }
        let shelf = self.shelf.clone();
        let forgotten = async move {
            for url in urls {
                shelf.forget_user(url).await?;
            }
            shelf.libraries().await
        };
        Task::perform(forgotten, Message::Libraries)
    }
}
