//! What screens ask for, carried out.

mod publication;

use iced::Task;

use super::dialogs::{Resume, Then};
use super::screens::{self, Shown};
use super::{App, Message, catalogs};
use crate::book::Format;
use crate::library::shelf::{Holding, holding};
use crate::library::{Error, covers, places};
use crate::reading::Command;
use crate::ui::dialog::question;
use crate::ui::keymap::{Act, Place};
use crate::ui::screen::{add, aloud, book, catalog, help, reader, settings, shelf, welcome};
use crate::voice::{Purpose, Request, Utterance};

impl App {
    /// What a screen tells.
    pub(super) fn screen_said(&mut self, message: screens::Message) -> Task<Message> {
        use screens::Message as M;
        let locale = self.context.locale.clone();
        match message {
            M::Show(place) => self.show_place(place),
            M::Back => self.back(),
            M::Welcome(message) => {
                let welcome::Action::Choose(tongue) = self.screens.welcome.update(message);
                self.choose_language(tongue)
            }
            M::Shelf(message) => {
                let action = self.screens.shelf.update(message);
                self.shelf_asks(action)
            }
            M::Catalog(message) => {
                let told = match &message {
                    catalog::Message::Loaded(_, Ok(feed)) => {
                        self.hush_labels();
                        Task::batch([self.sound_page(feed), self.hear_service(feed), self.learn_offers(feed)])
                    }
                    _ => Task::none(),
                };
                let visited = self.visited(&message);
                let Some(state) = &mut self.screens.catalog else { return Task::none() };
                let action = state.update(message, &locale);
                Task::batch([self.catalog_asks(action), told, visited, self.describe_search()])
            }
            M::Libraries(message) => {
                let action = self.screens.libraries.update(message, &locale);
                self.libraries_ask(action)
            }
            M::Book(message) => {
                let Some(state) = &mut self.screens.book else { return Task::none() };
                let action = state.update(message);
                self.book_asks(action)
            }
            M::Reader(message) => {
                let Some(reading) = self.session.as_ref().and_then(|session| session.reading()) else {
                    return Task::none();
                };
                match self.screens.reader.update(message, reading) {
                    reader::Action::None => Task::none(),
                    // Keys of the page that lead further than its caret.
                    reader::Action::Perform(command @ (Command::Move(..) | Command::GoToTarget(_))) => self.go(command),
                    reader::Action::Perform(command) => self.perform(command),
                    reader::Action::Look(point) => self.look_at(point),
                    reader::Action::LookBeyond { forward } => self.look_beyond(forward),
                    reader::Action::Act(act) => self.act(act),
                    reader::Action::Refused => {
                        if let Some(words) = self.screens.reader.complaint(&locale) {
                            self.say(words);
                        }
                        Task::none()
                    }
                    reader::Action::List(find) => self.list_found(find),
                    reader::Action::Walk(walk) => self.walk(walk),
                    reader::Action::Examine(look) => self.examine(look),
                    reader::Action::GoToNote(at) => self.go(Command::GoTo(at)),
                    reader::Action::DescribePicture => self.describe_picture(),
                    reader::Action::PicturesNear(near) => self.pictures_near(near),
                    reader::Action::Follow(point) => {
                        let placed = self.perform(Command::Place(point));
                        placed.chain(self.perform(Command::Follow))
                    }
                }
            }
            M::Player(message) => self.player_said(message),
            M::Chapters(message) => self.chapters_said(message),
            M::Outline(message) => {
                let (Some(state), Some(reading)) =
                    (&mut self.screens.outline, self.session.as_ref().and_then(|session| session.reading()))
                else {
                    return Task::none();
                };
                let action = state.update(message, reading, &locale);
                self.outline_asks(action)
            }
            M::Settings(message) => {
                let action = self.screens.settings.update(message, &self.settings);
                self.settings_ask(action)
            }
            M::Page(message) => self.look_said(message),
            M::Pronunciation(message) => {
                let action = self.screens.pronunciation.update(message, &self.pronunciations, &locale);
                self.pronunciation_asks(action)
            }
            M::Aloud(message) => match aloud::update(message, &self.settings, &locale) {
                aloud::Action::None => Task::none(),
                aloud::Action::Change(settings) => self.settings_ask(settings::Action::Change(settings)),
                aloud::Action::Try { language, text } => self.settings_ask(settings::Action::Try { language, text }),
            },
            M::Sync(message) => self.sync_said(message),
            M::Downloads(message) => {
                let action = self.screens.downloads.update(message);
                self.downloads_ask(action)
            }
            M::Patron(message) => self.patron_said(message),
            M::Help(message) => {
                let help::Action::None = self.screens.help.update(message);
                Task::none()
            }
            M::Find(message) => {
                let Some(state) = &mut self.screens.find else { return Task::none() };
                let action = state.update(message, &locale);
                self.find_asks(action)
            }
            M::Add(message) => {
                let Some(state) = &mut self.screens.add else { return Task::none() };
                let action = state.update(message, &locale);
                self.add_asks(action)
            }
        }
    }

    /// Acts of the screen's own.
    pub(super) fn screen_act(&mut self, act: &Act) -> Task<Message> {
        match self.screens.shown {
            Shown::Downloads => Self::download_act(act.clone()),
            Shown::Patron => {
                let action = self.screens.patron.act(act);
                self.patron_asks(action)
            }
            Shown::Catalog => {
                let action = self.screens.catalog.as_mut().map_or(catalog::Action::None, |state| state.act(act));
                self.catalog_asks(action)
            }
            Shown::Shelf if *act == Act::Reload => self.ask_what_is_kept(),
            Shown::Libraries => {
                let focused = self.focus.as_ref().map_or_else(String::new, |focus| focus.name.clone());
                let action = self.screens.libraries.act(act, &focused);
                self.libraries_ask(action)
            }
            Shown::Shelf => {
                let action = match self.focused_holding() {
                    Some(holding) => match act {
                        Act::Details => shelf::Action::Details(Box::new(holding)),
                        Act::Remove => shelf::Action::Remove(Box::new(holding)),
                        _ => shelf::Action::None,
                    },
                    None => shelf::Action::None,
                };
                self.shelf_asks(action)
            }
            _ => Task::none(),
        }
    }

    /// The book of the shelf whose row has the focus.
    fn focused_holding(&self) -> Option<Holding> {
        let name = &self.focus.as_ref()?.name;
        let holdings = self.screens.shelf.holdings().iter();
        holdings.into_iter().find(|holding| name.starts_with(holding.title.as_str())).cloned()
    }

    fn shelf_asks(&mut self, action: shelf::Action) -> Task<Message> {
        match action {
            shelf::Action::None => Task::none(),
            shelf::Action::Open(id) => self.open_holding(id),
            shelf::Action::Kept(hold) => self.show_kept(&hold),
            shelf::Action::Refresh => self.ask_what_is_kept(),
            shelf::Action::Details(holding) => {
                let notes = self.find_notes(&holding);
                let open = self.session.as_ref().filter(|session| session.holding.id == holding.id);
                let opened = open.map(|session| &session.opened);
                let described = match opened {
                    Some(opened) => Task::done(cover_described(holding.id, opened.cover_words().map(str::to_owned))),
                    None => describe_cover(&holding),
                };
                self.screens.book = Some(match opened {
                    Some(opened) => book::State::held(*holding, opened.defects.clone()).opened(&opened.book),
                    None => book::State::held(*holding, Vec::new()),
                });
                self.screens.show(Shown::Book);
                Task::batch([notes, described])
            }
            shelf::Action::Remove(holding) => self.ask_to_remove(*holding),
            shelf::Action::Show(place) => self.show_place(place),
        }
    }

    pub(super) fn open_holding(&mut self, id: holding::Id) -> Task<Message> {
        match self.screens.shelf.holdings().iter().find(|holding| holding.id == id).cloned() {
            Some(holding) => self.open(holding),
            None => Task::none(),
        }
    }

    fn ask_to_remove(&mut self, holding: Holding) -> Task<Message> {
        self.ask(question::State::remove(&self.context.locale, &holding.title, Then::Remove(holding.id)));
        Task::none()
    }

    /// A link or a shop out of the program: the reader is asked first.
    pub(super) fn ask_to_leave(&mut self, address: String) {
        let question = question::State::leave(&self.context.locale, &address, Then::Browse(address.clone()));
        self.ask(question);
    }

    pub(super) fn catalog_asks(&mut self, action: catalog::Action) -> Task<Message> {
        match action {
            catalog::Action::None => Task::none(),
            catalog::Action::Load(request) => self.load(request),
            catalog::Action::Find => self.show_place(Place::Find),
            catalog::Action::Open(publication) => self.show_publication(*publication),
            catalog::Action::Libraries => self.show_place(Place::Libraries),
            catalog::Action::NextLibrary => self.next_library(),
            catalog::Action::Browse(address) => {
                self.ask_to_leave(address.to_string());
                Task::none()
            }
            catalog::Action::Confirm(origin) => {
                self.ask_unprotected(origin, Resume::Catalog);
                Task::none()
            }
            catalog::Action::Terms { service, library, words } => {
                self.ask_terms(service.clone(), &library, &words, Resume::Catalog);
                self.sound_labels(service, std::slice::from_ref(&words))
            }
            catalog::Action::Hear(service, sounds) => self.hear_labels(service, sounds),
            catalog::Action::Account(address) => self.ask_account(address),
            catalog::Action::SignIn(document) => {
                self.ask_who(document, Resume::Catalog);
                Task::none()
            }
        }
    }

    /// The catalogue's first page, on a fresh screen.
    pub(super) fn enter_catalog(&mut self) -> Task<Message> {
        let (state, action) = catalog::State::of(self.which(), &self.context.locale);
        self.screens.catalog = Some(state);
        self.catalog_asks(action)
    }

    /// Asks the reader what a library wants to know before it goes on; the error where it wants nothing.
    pub(super) fn asked_first(&mut self, error: Error, resume: &Resume) -> Option<Error> {
        match error {
            Error::Unauthorized(document) => self.ask_who(document, resume.clone()),
            Error::Terms { service, library, words } => self.ask_terms(*service, &library, &words, resume.clone()),
            Error::Unprotected { origin } => self.ask_unprotected(origin, resume.clone()),
            other => return Some(other),
        }
        None
    }

    fn settings_ask(&mut self, action: settings::Action) -> Task<Message> {
        match action {
            settings::Action::None => Task::none(),
            settings::Action::Change(settings) => {
                let tongue = self.settings.language;
                self.change(|own| *own = *settings);
                if self.settings.language != tongue {
                    self.say(self.context.text("language-chosen"));
                }
                Task::none()
            }
            settings::Action::Try { language, text } => {
                self.utter(Request::Say(Utterance::new(text, Some(language), Purpose::Reading)));
                Task::none()
            }
            settings::Action::Library(address) if address.is_empty() => self.open_library(None),
            settings::Action::Library(address) => self.look_for_library(address),
            settings::Action::Show(place) => self.show_place(place),
            settings::Action::Sync => self.show_sync(),
            settings::Action::Withdraw(origin) => self.withdraw(origin),
            settings::Action::SignOut(url) => {
                self.ask_to_sign_out(&url);
                Task::none()
            }
            settings::Action::Reset => {
                self.ask(question::State::reset(&self.context.locale, Then::Reset));
                Task::none()
            }
        }
    }

    pub(super) fn add_asks(&mut self, action: add::Action) -> Task<Message> {
        let told = |message| Message::Screen(screens::Message::Add(message));
        match action {
            add::Action::None => Task::none(),
            // The focus is on the first of them from the beginning, and does not move there under the reader's hands.
            add::Action::FindPlaces => match places::at_once() {
                Ok(places) => {
                    if let Some(state) = &mut self.screens.add {
                        state.update(add::Message::PlacesFound(places), &self.context.locale);
                    }
                    Task::none()
                }
                Err(later) => {
                    let found = tokio_blocking(move || later.recv().unwrap_or_default());
                    Task::perform(found, move |places| told(add::Message::PlacesFound(places)))
                }
            },
            add::Action::List(id, folder) => {
                let listed = tokio_blocking(move || places::list(&folder));
                Task::perform(listed, move |listing| told(add::Message::Listed(id, listing)))
            }
            add::Action::Add(path) => self.add(path),
            add::Action::OpenAddress(address) => self.open_asked(Some(address)),
        }
    }

    fn load(&mut self, request: catalog::Request) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        let (home, embedded, library) = (self.home.clone(), self.embedded.clone(), self.library.clone());
        let catalog::Request { id, what } = request;
        let loading = async move { catalogs::load(&client, &home, &embedded, library, what).await.map(Box::new) };
        let (task, handle) = Task::perform(loading, move |answer| {
            Message::Screen(screens::Message::Catalog(catalog::Message::Loaded(id, answer)))
        })
        .abortable();
        // What was asked for before is dropped, and with it its connection.
        self.loading = Some(handle.abort_on_drop());
        task
    }
}

/// Looks what a book says of its own cover.
fn describe_cover(holding: &Holding) -> Task<Message> {
    let (id, file) = (holding.id, holding.file.clone());
    if !holding.present || holding.format != Format::Epub {
        return Task::none();
    }
    let looked = tokio_blocking(move || covers::words_in(&file));
    Task::perform(looked, move |words| cover_described(id, words))
}

fn cover_described(id: holding::Id, words: Option<String>) -> Message {
    Message::Screen(screens::Message::Book(book::Message::CoverDescribed(id, words)))
}

pub(super) async fn tokio_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
