//! Signing in to a library: by a password, by a token that is had for it, and through the system's browser.

use std::time::Instant;

use iced::Task;
use url::Url;

use super::dialogs::{Dialog, Resume};
use super::{App, Message, browser};
use crate::access::{Announcement, announce};
use crate::library::Error;
use crate::library::authentication::oauth::{Callback, Refusal, Waiting};
use crate::library::authentication::{AuthDocument, Credentials, FlowKind};
use crate::library::catalog::profile::Profile;
use crate::ui::dialog::{account, browser as waiting};
use crate::ui::wording;

/// What came of asking for a token; inside, whether what refreshes it was kept.
pub type Obtained = Result<Option<Result<(), Error>>, Error>;

impl App {
    pub(super) fn sign_in(
        &mut self,
        document: AuthDocument,
        credentials: Credentials,
        remember: bool,
        resume: Resume,
    ) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        if document.password_flow().is_some_and(|flow| flow.kind == FlowKind::OauthPassword) {
            self.say(self.context.text("entry-busy"));
            let obtaining = async move { client.obtain(&document, &credentials, remember).await };
            return Task::perform(obtaining, move |obtained| Message::Obtained(obtained, resume.clone()));
        }
        client.sign_in(&document.address, credentials.clone());
        let kept = if remember {
            let (secrets, address) = (client.secrets().clone(), document.address.clone());
            Task::perform(async move { secrets.keep(&address, &credentials).await }, Message::PasswordKept)
        } else {
            Task::none()
        };
        Task::batch([kept, self.resume(resume)])
    }

    pub(super) fn obtained(&mut self, obtained: Obtained, resume: Resume) -> Task<Message> {
        match obtained {
            Ok(kept) => {
                self.say(self.context.text("entry-done"));
                match kept {
                    Some(Ok(())) => self.say(self.context.text("entry-kept")),
                    Some(Err(error)) => self.fail(wording::library_error(&self.context.locale, &error)),
                    None => {}
                }
                self.resume(resume)
            }
            Err(error) => {
                if let Some(error) = self.asked_first(error, &resume) {
                    self.fail_with(wording::library_error(&self.context.locale, &error), Some(resume));
                }
                Task::none()
            }
        }
    }

    /// Opens the library's page in the browser, and waits for what comes back.
    pub(super) fn sign_in_by_browser(&mut self, document: &AuthDocument, resume: Resume) {
        let Some(way) = Waiting::new(document, Instant::now()) else {
            let error = Error::UnsupportedSignIn(Box::new(document.clone()));
            self.fail(wording::library_error(&self.context.locale, &error));
            return;
        };
        if !browser::open(way.page().as_str()) {
            self.fail_with(wording::no_browser(&self.context.locale), Some(resume));
            return;
        }
        let state = waiting::State::new(document.title.as_str(), way.page().host_str().unwrap_or_default());
        announce(Announcement::assertive(state.announcement(&self.context)));
        self.dialogs.push(Dialog::Browser(state, Box::new(way), resume));
    }

    /// The page once more, with a secret of its own: what the first one brings is not believed any more.
    pub(super) fn browse_again(&mut self) {
        if let Some(Dialog::Browser(_, way, resume)) = self.dialogs.pop_if(|it| matches!(it, Dialog::Browser(..))) {
            self.sign_in_by_browser(way.document(), resume);
        }
    }

    /// The browser hands over how signing in went. Whoever sends it may be anybody: what does not belong to a way that
    /// waits changes nothing.
    pub(super) fn called_back(&mut self, callback: &str) -> Task<Message> {
        let now = Instant::now();
        let heard = Callback::parse(callback).and_then(|callback| {
            self.dialogs.iter().enumerate().find_map(|(at, dialog)| match dialog {
                Dialog::Browser(_, way, _) => match way.hear(&callback, now) {
                    Err(Refusal::Stranger) => None,
                    heard => Some((at, heard)),
                },
                _ => None,
            })
        });
        let Some((at, heard)) = heard else {
            self.say(self.context.text("entry-stranger"));
            return Task::none();
        };
        let Dialog::Browser(_, way, resume) = self.dialogs.remove(at) else { return Task::none() };
        match heard {
            Ok(token) => {
                if let Some(client) = &self.client {
                    client.adopt(way.document(), token);
                }
                self.say(self.context.text("entry-done"));
                self.resume(resume)
            }
            Err(refusal) => {
                let failure = wording::sign_in_refusal(&self.context.locale, &way.document().title, &refusal);
                self.fail_with(failure, Some(resume));
                Task::none()
            }
        }
    }

    /// Who the reader is to the library, as it tells itself.
    pub(super) fn ask_account(&mut self, address: Url) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        self.say(self.context.text("account-asking"));
        let asked = address.clone();
        let asking = async move { client.profile(&asked).await };
        Task::perform(asking, move |told| Message::Account(address.clone(), told))
    }

    pub(super) fn account_told(&mut self, address: Url, told: Result<Profile, Error>) -> Task<Message> {
        match told {
            Ok(profile) => {
                let library = self.screens.catalog.as_ref().map(|state| state.library_name(&self.context.locale));
                let state = account::State::new(&self.context.locale, &library.unwrap_or_default(), &profile);
                announce(Announcement::polite(state.announcement()));
                self.dialogs.push(Dialog::Account(state));
            }
            Err(error) => {
                let resume = Resume::Account(Box::new(address));
                if let Some(error) = self.asked_first(error, &resume) {
                    self.fail_with(wording::library_error(&self.context.locale, &error), Some(resume));
                }
            }
        }
        Task::none()
    }
}
