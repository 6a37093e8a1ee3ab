//! Libraries that lend talking books by DAISY Online: their terms, and what they tell.

use iced::Task;
use url::Url;

use super::dialogs::{Resume, Then};
use super::{App, Message};
use crate::access::{Announcement, announce};
use crate::library::Error;
use crate::library::catalog::Feed;
use crate::library::daisy_online::model::Announcement as Told;
use crate::library::daisy_online::{self, Address, Place};
use crate::ui::dialog::question;
use crate::ui::wording;

impl App {
    pub(super) fn ask_terms(&mut self, service: Url, library: &str, text: &str, resume: Resume) {
        let then = Then::AcceptTerms(Box::new(service), resume);
        self.ask(question::State::terms(&self.context.locale, library, text, then));
        self.say(text.to_owned());
    }

    pub(super) fn accept_terms(&mut self, service: Url, resume: Resume) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        let asked = service.clone();
        let accepting = async move { daisy_online::accept_terms(&client, &asked).await };
        Task::perform(accepting, move |accepted| Message::TermsAccepted(service.clone(), accepted, resume.clone()))
    }

    pub(super) fn terms_accepted(
        &mut self,
        service: &Url,
        accepted: Result<(), Error>,
        resume: Resume,
    ) -> Task<Message> {
        match accepted {
            // What it announces was kept back until now.
            Ok(()) => Task::batch([self.resume(resume), self.hear_at(service)]),
            Err(error) => {
                if let Some(error) = self.asked_first(error, &resume) {
                    self.fail_with(wording::library_error(&self.context.locale, &error), Some(resume));
                }
                Task::none()
            }
        }
    }

    /// The start of a service was shown: what it tells is fetched, once in a run.
    pub(super) fn hear_service(&mut self, feed: &Feed) -> Task<Message> {
        self.hear_at(&feed.address)
    }

    fn hear_at(&mut self, address: &Url) -> Task<Message> {
        let Some(at) = Address::parse(address).filter(|at| at.place == Place::Start) else {
            return Task::none();
        };
        let Some(client) = self.client.clone().filter(|_| self.heard.insert(at.service.clone())) else {
            return Task::none();
        };
        let url = at.url();
        let asked = url.clone();
        let asking = async move { daisy_online::announcements(&client, &asked).await };
        Task::perform(asking, move |told| Message::ServiceTold(url.clone(), told))
    }

    pub(super) fn service_told(&mut self, service: Url, told: Result<Vec<Told>, Error>) -> Task<Message> {
        match told {
            Ok(told) if told.is_empty() => {}
            Ok(told) => {
                let words: Vec<&str> = told.iter().map(|it| it.label.text.as_str()).collect();
                let words = words.join("\n");
                let then = Then::Heard(Box::new(service), told.iter().map(|it| it.id.clone()).collect());
                self.ask(question::State::announcement(&self.context.locale, words.clone(), then));
                announce(Announcement::polite(words));
            }
            // Asked for again when they are accepted; that they are wanted is said where the reader asks for something.
            Err(Error::Terms { .. }) => {
                if let Some(at) = Address::parse(&service) {
                    self.heard.remove(&at.service);
                }
            }
            // The catalogue is there all the same.
            Err(error) => tracing::warn!(%error, "what a service tells was not fetched"),
        }
        Task::none()
    }

    pub(super) fn mark_heard(&mut self, service: Url, ids: Vec<String>) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        Task::future(async move {
            if let Err(error) = daisy_online::mark_read(&client, &service, &ids).await {
                // They are told again the next time.
                tracing::warn!(%error, "what was heard was not marked");
            }
        })
        .discard()
    }
}
