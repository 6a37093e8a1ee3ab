//! Libraries that lend talking books by DAISY Online: their terms, and what they tell.

use iced::Task;
use url::Url;

use super::dialogs::{Resume, Then};
use super::{App, Message};
use crate::access::{Announcement, announce};
use crate::book::Language;
use crate::library::Error;
use crate::library::catalog::Feed;
use crate::library::daisy_online::model::{Announcement as Told, Label};
use crate::library::daisy_online::{self, Address, Place};
use crate::ui::dialog::question;
use crate::ui::wording;

/// Announces words of a library: those of one language together, in that language.
fn tell<'a>(labels: impl IntoIterator<Item = &'a Label>) {
    let mut told: Vec<(Option<&Language>, String)> = Vec::new();
    for label in labels {
        match told.last_mut() {
            Some((language, words)) if *language == label.language.as_ref() => words.extend(["\n", &label.text]),
            _ => told.push((label.language.as_ref(), label.text.clone())),
        }
    }
    for (language, words) in told {
        let words = Announcement::polite(words);
        announce(match language {
            Some(language) => words.language(language.tag()),
            None => words,
        });
    }
}

impl App {
    pub(super) fn ask_terms(&mut self, service: Url, library: &str, words: &Label, resume: Resume) {
        let then = Then::AcceptTerms(Box::new(service), words.audio.clone(), resume);
        self.ask(question::State::terms(&self.context.locale, library, words, then));
        tell([words]);
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
                let (ids, labels): (Vec<_>, Vec<_>) = told.into_iter().map(|it| (it.id, it.label)).unzip();
                let sounds = labels.iter().filter_map(|label| label.audio.clone()).collect();
                let then = Then::Heard(Box::new(service.clone()), ids, sounds);
                self.ask(question::State::announcement(&self.context.locale, &labels, then));
                tell(&labels);
                return self.sound_labels(service, &labels);
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
