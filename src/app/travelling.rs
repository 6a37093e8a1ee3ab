//! Notes and settings travel. Notes are met with those of the library whenever the place is; settings only when the reader
//! says so, and take effect only when she has agreed.

use iced::Task;
use url::Url;

use super::dialogs::Then;
use super::session::Sitting;
use super::{App, Message};
use crate::library::shelf::{self, Bookmark, holding};
use crate::library::sync::notes::Exchanged;
use crate::library::sync::{self, profile};
use crate::library::{self, client::Client};
use crate::settings::Settings;
use crate::ui::dialog::question;
use crate::ui::screen::sync as screen;
use crate::ui::wording;

#[derive(Debug, Clone)]
pub enum News {
    /// The notes of a book were met.
    Met(holding::Id, Result<Option<Exchanged>, sync::Error>),
    /// What is in a book now.
    Brought(holding::Id, usize, Result<Vec<Bookmark>, shelf::Error>),
    /// The libraries that keep settings: their names, and where.
    Offered(Vec<(String, Url)>),
    /// The settings were sent to the library that is called so.
    Sent(String, Result<(), library::Error>),
    /// What the library that is called so keeps of them.
    Got(String, Result<Option<String>, library::Error>),
}

fn of(news: News) -> Message {
    Message::Travelling(news)
}

impl App {
    /// Meets the notes of the open book with those that its library keeps.
    pub(super) fn meet_notes(&self) -> Task<Message> {
        let open = self.session.as_ref().filter(|session| session.early.is_none());
        let (Some(travel), Some(holding)) = (self.traveller(), open.map(|session| session.holding.clone())) else {
            return Task::none();
        };
        let id = holding.id;
        Task::perform(async move { travel.meet_notes(&holding).await }, move |met| of(News::Met(id, met)))
    }

    pub(super) fn travelling(&mut self, news: News) -> Task<Message> {
        match news {
            News::Met(id, Ok(Some(Exchanged { received, .. }))) if received > 0 => {
                let shelf = self.shelf.clone();
                let bringing = async move { shelf.bookmarks(id).await };
                Task::perform(bringing, move |brought| of(News::Brought(id, received, brought)))
            }
            News::Met(_, Ok(_)) => Task::none(),
            News::Met(_, Err(error)) => {
                self.travel_failed(vec![error]);
                Task::none()
            }
            News::Brought(id, count, Ok(bookmarks)) => {
                let is_free = self.dialogs.is_empty();
                let Some(session) = self.session.as_mut().filter(|it| it.holding.id == id && is_free) else {
                    return Task::none();
                };
                if session.bring(bookmarks) && !session.is_sounding() {
                    self.say(self.context.locale.with("sync-notes-came", &[("count", count.into())]));
                }
                Task::none()
            }
            News::Brought(_, _, Err(error)) => self.kept(Err(error)),
            News::Offered(libraries) => {
                let (settings, locale) = (self.settings.clone(), self.context.locale.clone());
                self.screens.sync.update(screen::Message::Offered(libraries), &settings, &locale);
                Task::none()
            }
            News::Sent(name, Ok(())) => {
                self.say(self.context.locale.with("sync-settings-sent", &[("name", name.into())]));
                Task::none()
            }
            News::Got(name, Ok(text)) => {
                let locale = &self.context.locale;
                match text.as_deref().map(|text| self.settings.arrived(text)) {
                    None => self.say(locale.with("sync-settings-none", &[("name", name.into())])),
                    Some(None) => self.fail(wording::foreign_settings(locale, &name)),
                    Some(Some(arrived)) => {
                        let then = Then::TakeSettings(Box::new(arrived));
                        self.ask(question::State::take_settings(locale, &name, then));
                    }
                }
                Task::none()
            }
            News::Sent(_, Err(error)) | News::Got(_, Err(error)) => {
                self.fail(wording::library_error(&self.context.locale, &error));
                Task::none()
            }
        }
    }

    /// Which libraries keep settings: those that the reader has added are asked.
    pub(super) fn know_settings(&self) -> Task<Message> {
        let Some(client) = self.client.clone().filter(|_| self.settings.sync.on) else { return Task::none() };
        let (shelf, rules) = (self.shelf.clone(), sync::Rules::from(&self.settings.sync));
        let asking = async move {
            let mut offered = Vec::new();
            for library in shelf.libraries().await.unwrap_or_default() {
                let Some(url) = Url::parse(&library.url).ok().filter(|url| rules.allow(url)) else { continue };
                if let Some(address) = keeps_settings(&client, &url).await {
                    offered.push((library.name().to_owned(), address));
                }
            }
            offered
        };
        Task::perform(asking, |offered| of(News::Offered(offered)))
    }

    pub(super) fn send_settings(&self, name: String, address: Url) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        let Ok(settings) = self.settings.travelling() else { return Task::none() };
        self.say(self.context.text("sync-settings-asking"));
        let sending = async move { profile::put(&client, &address, &settings).await };
        Task::perform(sending, move |sent| of(News::Sent(name.clone(), sent)))
    }

    pub(super) fn get_settings(&self, name: String, address: Url) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        self.say(self.context.text("sync-settings-asking"));
        let asking = async move { profile::get(&client, &address).await };
        Task::perform(asking, move |got| of(News::Got(name.clone(), got)))
    }

    /// The reader has agreed to the settings that have come.
    pub(super) fn take_settings(&mut self, settings: Settings) -> Task<Message> {
        self.change(|own| *own = settings);
        self.say(self.context.text("settings-saved"));
        Task::none()
    }
}

/// Where a library keeps settings; `None` where it does not, or does not answer now.
async fn keeps_settings(client: &Client, library: &Url) -> Option<Url> {
    if !matches!(library.scheme(), "http" | "https") {
        return None;
    }
    let start =
        client.feed(library).await.inspect_err(|error| tracing::info!(%error, "a library did not answer")).ok()?;
    profile::offered(&start).cloned()
}

impl super::session::Session {
    /// What is marked and written in the book is this from now on. False, and nothing is done, while something that the
    /// reader has just made is on its way to the shelf.
    pub(super) fn bring(&mut self, bookmarks: Vec<Bookmark>) -> bool {
        let made: Vec<_> = match &self.sitting {
            Sitting::Reading(reading) => reading.annotations().iter().map(|annotation| annotation.id()).collect(),
            Sitting::Listening(listening) => listening.marks().iter().map(|mark| mark.id()).collect(),
        };
        if made.iter().any(|id| !self.is_kept(*id)) {
            return false;
        }
        let kept = self.number(&bookmarks);
        match &mut self.sitting {
            Sitting::Reading(reading) => reading.take_annotations(kept),
            Sitting::Listening(listening) => listening.take_marks(kept),
        }
        true
    }
}
