//! What is asked or told over a screen: yes or no, who the reader is, a note, what went wrong.

use std::path::PathBuf;
use std::sync::Arc;

use iced::Task;
use url::Url;

use super::spoken::Speaking;
use super::syncing::Asked;
use super::{App, Message, browser, lending, patron};
use crate::access::{Announcement, announce};
use crate::book::Span;
use crate::library::acquire::{Several, Wanted};
use crate::library::authentication::AuthDocument;
use crate::library::authentication::oauth::Waiting;
use crate::library::catalog::Publication;
use crate::library::queue;
use crate::library::shelf::{Holding, holding};
use crate::reading::annotations;
use crate::settings::Settings;
use crate::ui::dialog::{
    account, browser as waiting, export, failure, members, note, password, place, question, record, save_as, sign_in,
    spoken,
};
use crate::ui::screen::catalog;
use crate::ui::widget::Element;
use crate::ui::wording::{self, Failure};

/// What follows a «yes».
#[derive(Debug, Clone)]
pub(super) enum Then {
    Remove(holding::Id),
    /// Hand the address to the system's browser.
    Browse(String),
    Reset,
    /// These are the settings from now on.
    TakeSettings(Box<Settings>),
    /// What is on its way is thrown away.
    CancelDownload(queue::Id),
    /// What waits for a network that costs nothing comes by this one.
    Download,
    /// What is being saved as an audiobook is given up.
    StopRecording,
    /// This origin is asked without protection from now on.
    Confirm(String, Resume),
    /// The terms of this service are accepted.
    AcceptTerms(Box<Url>, Option<Url>, Resume),
    /// What this service told has been heard, by the ids of its announcements.
    Heard(Box<Url>, Vec<String>, Vec<Url>),
    /// The library is asked this.
    Lending(lending::Work),
    /// And its people this.
    Patron(patron::Work),
    /// This library is no longer in the list.
    RemoveLibrary(String),
    /// The password for this address is deleted.
    ForgetPassword(Box<Url>),
}

/// What goes on when the reader has signed in, or wants to try again.
#[derive(Debug, Clone)]
pub enum Resume {
    Catalog,
    /// Looking at the address of a library.
    Survey,
    Acquire(String, Box<Wanted>),
    Lending(Box<lending::Work>),
    Patron(Box<patron::Work>),
    /// The places that wait are sent.
    Travel,
    /// The whole of a book that was found in a list.
    Found(Box<Publication>),
    /// Who the reader is to the library at this address.
    Account(Box<Url>),
}

/// What words are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum About {
    /// A note that is to be written on this.
    Passage(Span),
    /// What is there already: a note, a highlight, a bookmark.
    Annotation(annotations::Id),
}

/// An archive of several books.
#[derive(Debug, Clone)]
pub(super) enum Archive {
    /// The reader's own, in this file: the book is opened too.
    File(PathBuf),
    /// One that came for this.
    Download(Box<Wanted>, Arc<Several>),
}

pub(super) enum Dialog {
    Question(question::State<Then>),
    SignIn(Box<sign_in::State>, Resume),
    /// The reader signs in in the browser.
    Browser(waiting::State, Box<Waiting>, Resume),
    Account(account::State),
    /// The password of this book.
    Password(password::State, Box<Holding>),
    Note(note::State, About),
    Spoken(spoken::State, Box<Speaking>),
    /// To which file the annotations are saved.
    Export(export::State),
    /// What is saved as an audiobook.
    Record(record::State),
    /// In which form a book is saved.
    SaveAs(save_as::State, Box<Holding>),
    /// Which book of this archive is taken.
    Members(members::State, Archive),
    /// Which of two places holds.
    Place(place::State, Box<Asked>),
    Failure(failure::State, Option<Resume>),
}

#[derive(Debug, Clone)]
pub enum Said {
    Question(question::Message),
    SignIn(sign_in::Message),
    Browser(waiting::Message),
    Account(account::Closed),
    Password(password::Message),
    Note(note::Message),
    Spoken(spoken::Message),
    Export(export::Message),
    Record(record::Message),
    SaveAs(save_as::Message),
    Members(members::Message),
    Place(place::Message),
    Failure(failure::Message),
}

impl App {
    pub(super) fn dialog_view(&self) -> Option<Element<'_, Said>> {
        let context = &self.context;
        Some(match self.dialogs.last()? {
            Dialog::Question(state) => state.view(context).map(Said::Question),
            Dialog::SignIn(state, _) => state.view(context).map(Said::SignIn),
            Dialog::Browser(state, ..) => state.view(context).map(Said::Browser),
            Dialog::Account(state) => state.view(context).map(Said::Account),
            Dialog::Password(state, _) => state.view(context).map(Said::Password),
            Dialog::Note(state, _) => state.view(context).map(Said::Note),
            Dialog::Spoken(state, _) => state.view(context).map(Said::Spoken),
            Dialog::Export(state) => state.view(context).map(Said::Export),
            Dialog::Record(state) => state.view(context).map(Said::Record),
            Dialog::SaveAs(state, _) => state.view(context).map(Said::SaveAs),
            Dialog::Members(state, _) => state.view(context).map(Said::Members),
            Dialog::Place(state, _) => state.view(context).map(Said::Place),
            Dialog::Failure(state, _) => state.view(context).map(Said::Failure),
        })
    }

    pub(super) fn dialog_said(&mut self, said: Said) -> Task<Message> {
        let locale = self.context.locale.clone();
        match (said, self.dialogs.last_mut()) {
            (Said::Question(message), Some(Dialog::Question(state))) => {
                let action = state.update(message);
                if matches!(action, question::Action::Hear) {
                    return match state.answer().clone() {
                        Then::Heard(service, _, sounds) => self.hear_labels(*service, sounds),
                        Then::AcceptTerms(service, sound, _) => self.hear_labels(*service, sound),
                        _ => Task::none(),
                    };
                }
                self.hush_labels();
                self.dialogs.pop();
                match action {
                    question::Action::Hear => Task::none(),
                    question::Action::Do(then) => self.agreed(then),
                    question::Action::Close => Task::none(),
                }
            }
            (Said::Members(message), Some(Dialog::Members(state, archive))) => {
                let (action, archive) = (state.update(message), archive.clone());
                self.dialogs.pop();
                match (action, archive) {
                    (members::Action::Open(member), Archive::File(file)) => self.add_member(file, member),
                    (members::Action::Open(member), Archive::Download(wanted, archive)) => {
                        self.take_member(wanted, archive, member)
                    }
                    (members::Action::Close, Archive::File(_)) => Task::none(),
                    (members::Action::Close, Archive::Download(wanted, archive)) => {
                        self.give_up(&wanted);
                        archive.discard();
                        Task::none()
                    }
                }
            }
            (Said::Place(message), Some(Dialog::Place(state, asked))) => {
                let (action, asked) = (state.update(message), (**asked).clone());
                self.dialogs.pop();
                self.place_chosen(action, asked)
            }
            (Said::SignIn(message), Some(Dialog::SignIn(state, resume))) => match state.update(message, &locale) {
                sign_in::Action::None => Task::none(),
                sign_in::Action::Close => {
                    self.dialogs.pop();
                    Task::none()
                }
                sign_in::Action::SignIn { credentials, remember } => {
                    let (document, resume) = (state.document().clone(), resume.clone());
                    self.dialogs.pop();
                    self.sign_in(document, credentials, remember, resume)
                }
                sign_in::Action::Browse => {
                    let (document, resume) = (state.document().clone(), resume.clone());
                    self.dialogs.pop();
                    self.sign_in_by_browser(&document, resume);
                    Task::none()
                }
            },
            (Said::Account(account::Closed), Some(Dialog::Account(_))) => {
                self.dialogs.pop();
                Task::none()
            }
            (Said::Browser(message), Some(Dialog::Browser(state, ..))) => {
                match state.update(message) {
                    waiting::Action::Open => self.browse_again(),
                    waiting::Action::Close => {
                        self.dialogs.pop();
                        self.say(locale.text("entry-cancelled"));
                    }
                }
                Task::none()
            }
            (Said::Password(message), Some(Dialog::Password(state, holding))) => match state.update(message, &locale) {
                password::Action::None => Task::none(),
                password::Action::Close => {
                    self.dialogs.pop();
                    Task::none()
                }
                password::Action::Open(typed) => {
                    let holding = (**holding).clone();
                    self.dialogs.pop();
                    self.unlock(holding, typed)
                }
            },
            (Said::Note(message), Some(Dialog::Note(state, about))) => match state.update(message) {
                note::Action::None => Task::none(),
                note::Action::Close => {
                    self.dialogs.pop();
                    Task::none()
                }
                note::Action::Save(text) => {
                    let about = *about;
                    self.dialogs.pop();
                    self.write_note(about, text)
                }
            },
            (Said::Spoken(message), Some(Dialog::Spoken(..))) => self.spoken_said(message),
            (Said::Export(message), Some(Dialog::Export(state))) => match state.update(message) {
                export::Action::None => Task::none(),
                export::Action::Close => {
                    self.dialogs.pop();
                    Task::none()
                }
                export::Action::Save(form) => {
                    self.dialogs.pop();
                    self.export(form)
                }
            },
            (Said::Record(message), Some(Dialog::Record(state))) => match state.update(message) {
                record::Action::None => Task::none(),
                record::Action::Close => {
                    self.dialogs.pop();
                    Task::none()
                }
                record::Action::Save { chapter_only, form } => {
                    self.dialogs.pop();
                    self.record(chapter_only, form)
                }
            },
            (Said::SaveAs(message), Some(Dialog::SaveAs(state, holding))) => match state.update(message, &locale) {
                save_as::Action::None => Task::none(),
                save_as::Action::Close => {
                    self.dialogs.pop();
                    Task::none()
                }
                save_as::Action::Save(form, sheet) => {
                    let holding = (**holding).clone();
                    self.dialogs.pop();
                    self.save_as(holding, form, sheet)
                }
            },
            (Said::Failure(message), Some(Dialog::Failure(state, resume))) => match state.update(message) {
                failure::Action::None => Task::none(),
                failure::Action::Close => {
                    self.dialogs.pop();
                    Task::none()
                }
                failure::Action::Retry => {
                    let resume = resume.clone();
                    self.dialogs.pop();
                    resume.map_or_else(Task::none, |resume| self.resume(resume))
                }
            },
            // The dialog was closed by a key just before.
            _ => Task::none(),
        }
    }

    fn agreed(&mut self, then: Then) -> Task<Message> {
        match then {
            Then::Remove(id) => self.remove(id),
            Then::Browse(address) => {
                if !browser::open(&address) {
                    self.fail(wording::no_browser(&self.context.locale));
                }
                Task::none()
            }
            Then::StopRecording => {
                self.stop_recording();
                Task::none()
            }
            Then::AcceptTerms(service, _, resume) => self.accept_terms(*service, resume),
            Then::Heard(service, ids, _) => self.mark_heard(*service, ids),
            Then::Lending(work) => self.ask_library(work),
            Then::Patron(work) => self.patron_work(work),
            Then::RemoveLibrary(url) => self.remove_library(url),
            Then::ForgetPassword(address) => self.forget_password(*address),
            Then::Confirm(origin, resume) => {
                if let Some(client) = &self.client {
                    client.trust().confirm(&origin);
                }
                let shelf = self.shelf.clone();
                let kept = Task::perform(async move { shelf.confirm(origin).await }, Message::Kept);
                Task::batch([kept, self.resume(resume)])
            }
            Then::CancelDownload(id) => {
                self.cancel_download(id);
                Task::none()
            }
            Then::Download => {
                self.download_at_any_cost();
                Task::none()
            }
            Then::TakeSettings(settings) => self.take_settings(*settings),
            Then::Reset => {
                self.change(|settings| *settings = settings.renewed());
                self.say(self.context.text("settings-saved"));
                Task::none()
            }
        }
    }

    pub(super) fn ask(&mut self, state: question::State<Then>) {
        // The focus goes to a button, which says nothing of the question.
        announce(Announcement::assertive(state.title().to_owned()));
        self.dialogs.push(Dialog::Question(state));
    }

    /// Something went wrong: it is announced, and stays in sight until it is dismissed. `again` is what can be tried
    /// once more.
    pub(super) fn fail_with(&mut self, failure: Failure, again: Option<Resume>) {
        announce(Announcement::assertive(failure.line()));
        let known = |dialog: &Dialog| matches!(dialog, Dialog::Failure(state, _) if *state.failure() == failure);
        if !self.dialogs.iter().any(known) {
            let state = failure::State::new(failure, again.is_some());
            self.dialogs.push(Dialog::Failure(state, again));
        }
    }

    pub(super) fn fail(&mut self, failure: Failure) {
        self.fail_with(failure, None);
    }

    /// A book asks for its password; `wrong` when the one that was tried is another.
    pub(super) fn ask_password(&mut self, holding: Holding, wrong: bool) {
        self.passwords.remove(&holding.id);
        let state = password::State::new(&holding.title, wrong, &self.context.locale);
        announce(Announcement::assertive(state.announcement(&self.context.locale)));
        self.dialogs.push(Dialog::Password(state, Box::new(holding)));
    }

    /// What is asked for lies behind an address without protection.
    pub(super) fn ask_unprotected(&mut self, origin: String, resume: Resume) {
        let locale = &self.context.locale;
        self.ask(question::State::unprotected(locale, &origin, Then::Confirm(origin.clone(), resume)));
    }

    /// A library asks who the reader is. The password that was kept has been tried already.
    pub(super) fn ask_who(&mut self, document: Box<AuthDocument>, resume: Resume) {
        let user = self.client.as_ref().and_then(|client| client.signed_in(&document.address)).unwrap_or_default();
        let keyring = self.client.as_ref().is_some_and(|client| client.secrets().is_there());
        let state = sign_in::State::new(document, user, keyring, &self.context.locale);
        announce(Announcement::assertive(state.title(&self.context.locale)));
        self.dialogs.push(Dialog::SignIn(Box::new(state), resume));
    }

    pub(super) fn resume(&mut self, resume: Resume) -> Task<Message> {
        match resume {
            Resume::Catalog => {
                let action = self.screens.catalog.as_mut().map_or(catalog::Action::None, catalog::State::again);
                self.catalog_asks(action)
            }
            Resume::Survey => self.survey_again(),
            Resume::Acquire(title, wanted) => self.acquire(title, *wanted),
            Resume::Lending(work) => self.ask_library(*work),
            Resume::Patron(work) => self.patron_work(*work),
            Resume::Travel => Task::batch([self.send_waiting(), self.send_place()]),
            Resume::Found(part) => self.find_again(*part),
            Resume::Account(address) => self.ask_account(*address),
        }
    }
}
