//! From screen to screen: to one that is named, back, and to where something is looked for.

use iced::Task;
use iced::advanced::widget::Id;
use iced::advanced::widget::operation::focusable::focus;
use url::Url;

use super::dialogs::Dialog;
use super::screens::Shown;
use super::session::Sitting;
use super::{App, Message};
use crate::ui::dialog::place;
use crate::ui::keymap::Place;
use crate::ui::screen::{add, catalog, chapters, find, help, outline, settings, shelf};
use crate::voice::Request;

impl App {
    /// Shows a screen that a key or a button names.
    pub(super) fn show_place(&mut self, place: Place) -> Task<Message> {
        match place {
            Place::Shelf => {
                self.screens.show(Shown::Shelf);
                self.list_holdings()
            }
            Place::Catalog => {
                self.screens.show(Shown::Catalog);
                if self.screens.catalog.is_some() { Task::none() } else { self.enter_catalog() }
            }
            Place::Libraries => self.show_libraries(),
            Place::Reader => {
                if self.session.is_some() {
                    self.screens.show(Shown::Reader);
                } else if let Some(last) = self.screens.shelf.last_read().cloned() {
                    return self.open(last);
                } else {
                    self.say(self.context.text("reader-no-book"));
                }
                Task::none()
            }
            Place::Outline => self.show_outline(outline::Part::Contents),
            Place::Settings => {
                let library = self.library.as_ref().map_or_else(String::new, Url::to_string);
                self.screens.settings = settings::State::new(library);
                self.screens.show(Shown::Settings);
                self.speaker.send(Request::ListVoices);
                self.know_agreed()
            }
            Place::Page => self.show_look(),
            Place::Pronunciation => {
                self.screens.pronunciation = self.pronunciation_screen();
                self.screens.show(Shown::Pronunciation);
                Task::none()
            }
            Place::Aloud => {
                self.screens.show(Shown::Aloud);
                Task::none()
            }
            Place::Help => {
                self.screens.help = help::State::new(self.scope());
                self.screens.show(Shown::Help);
                Task::none()
            }
            Place::Find => self.show_find(),
            Place::Downloads => self.show_downloads(),
            Place::Patron => self.show_patron(),
            Place::Add => {
                let (state, action) = add::State::new();
                self.screens.add = Some(state);
                self.screens.show(Shown::Add);
                self.add_asks(action)
            }
        }
    }

    pub(super) fn show_bookmarks(&mut self) -> Task<Message> {
        self.show_outline(outline::Part::Bookmarks)
    }

    pub(super) fn show_headings(&mut self) -> Task<Message> {
        self.show_outline(outline::Part::Headings)
    }

    pub(super) fn show_outline(&mut self, part: outline::Part) -> Task<Message> {
        match self.session.as_ref().map(|session| &session.sitting) {
            Some(Sitting::Reading(reading)) => self.screens.outline = Some(outline::State::new(part, reading)),
            Some(Sitting::Listening(_)) => self.screens.chapters = Some(chapters::State::new(part)),
            None => {
                self.say(self.context.text("reader-no-book"));
                return Task::none();
            }
        }
        self.screens.show(Shown::Outline);
        Task::none()
    }

    /// Silence first; then what lies over the screen; then inside the screen; then the screen before.
    pub(super) fn back(&mut self) -> Task<Message> {
        if self.hush_note().is_some() {
            return Task::none();
        }
        if self.is_sounding() {
            return self.silence();
        }
        if self.screens.reader.is_running() {
            self.stop_run();
            return Task::none();
        }
        match self.dialogs.pop() {
            Some(Dialog::Place(_, asked)) => return self.place_chosen(place::Action::Stay, *asked),
            Some(_) => return Task::none(),
            None => {}
        }
        if self.is_covered() {
            self.screens.reader.uncover();
            self.screens.player.uncover();
            return Task::none();
        }
        match self.screens.shown {
            Shown::Catalog if self.screens.catalog.as_ref().is_some_and(catalog::State::can_go_back) => {
                let action = self.screens.catalog.as_mut().map_or(catalog::Action::None, catalog::State::back);
                self.catalog_asks(action)
            }
            Shown::Catalog if self.has_several() => {
                self.screens.climb_to_libraries();
                self.list_libraries()
            }
            Shown::Libraries if self.screens.libraries.can_go_back() => {
                let action = self.screens.libraries.back();
                self.libraries_ask(action)
            }
            Shown::Patron if self.screens.patron.can_go_back() => {
                self.screens.patron.back();
                Task::none()
            }
            Shown::Add if self.screens.add.as_ref().is_some_and(add::State::can_go_back) => {
                let action = self.screens.add.as_mut().map_or(add::Action::None, add::State::back);
                self.add_asks(action)
            }
            _ => {
                let hushed = if self.screens.shown == Shown::Reader { self.save_place() } else { Task::none() };
                if !self.screens.back() {
                    self.say(self.context.text("nowhere-back"));
                }
                hushed
            }
        }
    }

    pub(super) fn find(&mut self) -> Task<Message> {
        match self.screens.shown {
            Shown::Reader | Shown::Outline if self.session.as_ref().is_some_and(|it| it.reading().is_some()) => {
                self.screens.show(Shown::Reader);
                self.screens.reader.ask_words();
                Task::none()
            }
            Shown::Catalog => focusing(catalog::SEARCH),
            Shown::Shelf => focusing(shelf::FILTER),
            Shown::Find => focusing(find::FIELD),
            _ => {
                // Looking for a book is what is meant elsewhere.
                let shown = self.show_place(Place::Catalog);
                shown.chain(focusing(catalog::SEARCH))
            }
        }
    }
}

/// The focus goes to this control.
pub(super) fn focusing(id: impl Into<Id>) -> Task<Message> {
    iced::advanced::widget::operate(focus(id.into()))
}
