//! The look that is drawn: that of all books, or the open one's own; profiles in files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use iced::Task;

use super::screens::Shown;
use super::{App, Message};
use crate::book::Language;
use crate::library::papers;
use crate::library::shelf::holding;
use crate::settings::{Appearance, Profile, ProfileError, Settings};
use crate::ui::screen::page;
use crate::ui::wording::{self, Failure};

/// What came of reading a profile from a file.
pub(super) type Read = Result<Box<Profile>, Arc<ProfileError>>;

/// What came of saving one.
pub(super) type Saved = Result<PathBuf, Arc<std::io::Error>>;

/// The look that a book has for itself, with the book's name.
fn file_of(folder: &Path, id: holding::Id) -> PathBuf {
    folder.join(format!("{}.toml", id.number()))
}

impl App {
    /// The look that is drawn now. One of a book's own holds where the book is before the reader.
    pub(super) fn appearance(&self) -> &Appearance {
        let before_her = matches!(self.screens.shown, Shown::Reader | Shown::Outline | Shown::Page);
        match &self.own_look {
            Some(own) if before_her && self.session.is_some() => own,
            _ => &self.settings.appearance,
        }
    }

    /// The settings with the look that is drawn now.
    pub(super) fn drawn(&self) -> Settings {
        Settings { appearance: self.appearance().clone(), ..self.settings.clone() }
    }

    /// Draws with the look that holds on this screen.
    pub(super) fn follow_look(&mut self) {
        if self.context.settings.appearance != *self.appearance() {
            self.renew_context();
        }
    }

    /// Changes the look that is drawn: the open book's own where it has one, else that of all.
    pub(super) fn change_look(&mut self, change: impl FnOnce(&mut Appearance)) {
        let mut look = self.appearance().clone();
        let own = !std::ptr::eq(self.appearance(), &self.settings.appearance);
        change(&mut look);
        if own {
            self.keep_own_look(Some(look));
        } else {
            self.change(|settings| settings.appearance = look);
        }
    }

    /// Keeps a look for the open book alone, or none.
    fn keep_own_look(&mut self, look: Option<Appearance>) {
        let Some(session) = &self.session else { return };
        let path = file_of(&self.home.looks(), session.holding.id);
        let kept = match &look {
            Some(look) => {
                let name = Some(session.holding.title.as_str()).filter(|title| !title.is_empty()).unwrap_or("book");
                Profile::new(name, look.clone()).map_or(Ok(()), |profile| write(&path, &profile.written()))
            }
            None => match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
        };
        self.own_look = look;
        self.follow_look();
        if let Err(error) = kept {
            tracing::warn!(%error, "the look of a book cannot be kept");
            let failure = Failure {
                sentence: self.context.text("look-not-kept"),
                advice: self.context.text("error-disk-do"),
                details: Some(error.to_string()),
            };
            self.fail(failure);
        }
    }

    /// A book was opened: the look that was kept for it holds.
    pub(super) fn find_own_look(&mut self, id: holding::Id) {
        self.own_look = None;
        let path = file_of(&self.home.looks(), id);
        match Profile::load(&path) {
            Ok(profile) => self.own_look = Some(profile.appearance),
            Err(ProfileError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::warn!(%error, "the look of a book is damaged");
                // Set aside, so that nothing is lost and nothing is told twice.
                let _ = std::fs::rename(&path, path.with_extension("toml.damaged"));
                self.say(self.context.text("look-damaged"));
            }
        }
    }

    /// A book left the shelf; another one may get its number.
    pub(super) fn forget_own_look(&self, id: holding::Id) {
        let _ = std::fs::remove_file(file_of(&self.home.looks(), id));
    }

    /// Shows how books look, with a sample in the open one's language.
    pub(super) fn show_look(&mut self) -> Task<Message> {
        let language: Option<&Language> =
            self.session.as_ref().and_then(|session| session.opened.book.metadata.languages.first());
        self.screens.page = Some(page::State::new(language, &self.context.locale));
        self.screens.show(Shown::Page);
        Task::none()
    }

    /// The open book, for a look of its own. A recording has no page.
    pub(super) fn book_of_look(&self) -> Option<page::Book<'_>> {
        let session = self.session.as_ref().filter(|session| session.reading().is_some())?;
        Some(page::Book { title: &session.holding.title, alone: self.own_look.is_some() })
    }

    pub(super) fn look_said(&mut self, message: page::Message) -> Task<Message> {
        let (drawn, locale) = (self.drawn(), self.context.locale.clone());
        let Some(state) = &mut self.screens.page else { return Task::none() };
        let action = state.update(message, &drawn, &locale);
        self.look_asks(action)
    }

    fn look_asks(&mut self, action: page::Action) -> Task<Message> {
        match action {
            page::Action::None => Task::none(),
            page::Action::Change(settings) => {
                let Settings { appearance, profiles, .. } = *settings;
                if profiles != self.settings.profiles {
                    self.change(|settings| settings.profiles = profiles);
                }
                self.change_look(|look| *look = appearance);
                Task::none()
            }
            page::Action::BookAlone(alone) => {
                let look = alone.then(|| self.appearance().clone());
                self.keep_own_look(look);
                self.say(self.context.text(if alone { "page-alone-on" } else { "page-alone-off" }));
                Task::none()
            }
            page::Action::Export(profile) => {
                let path = self.home.papers().join(page::profiles::file_name(&profile));
                let writing = async move {
                    let work = move || papers::write_new(&path, profile.written().as_bytes());
                    let written = tokio::task::spawn_blocking(work).await;
                    written.unwrap_or_else(|error| Err(std::io::Error::other(error))).map_err(Arc::new)
                };
                Task::perform(writing, Message::ProfileSaved)
            }
            page::Action::Import(path) => {
                let reading = async move {
                    let read = tokio::task::spawn_blocking(move || Profile::load(&path)).await;
                    let read = read.unwrap_or_else(|error| Err(std::io::Error::other(error).into()));
                    read.map(Box::new).map_err(Arc::new)
                };
                Task::perform(reading, Message::ProfileRead)
            }
        }
    }

    pub(super) fn profile_saved(&mut self, saved: Saved) -> Task<Message> {
        let locale = self.context.locale.clone();
        match (saved, &mut self.screens.page) {
            (Ok(path), Some(state)) => state.saved(&path, &locale),
            (Ok(_), None) => {}
            (Err(error), _) => self.fail(wording::not_saved(&locale, &error)),
        }
        Task::none()
    }

    pub(super) fn profile_read(&mut self, read: Read) -> Task<Message> {
        let (drawn, locale) = (self.drawn(), self.context.locale.clone());
        let Some(state) = &mut self.screens.page else { return Task::none() };
        let action = state.read(read.as_deref().map_err(|error| &**error), &drawn, &locale);
        self.look_asks(action)
    }
}

/// Writes a small file so that a power cut leaves either the old one or the new one.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let fresh = path.with_extension(format!("toml.{}", std::process::id()));
    let written = std::fs::write(&fresh, text).and_then(|()| std::fs::rename(&fresh, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&fresh);
    }
    written
}
