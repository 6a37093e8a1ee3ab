//! Bookmarks, highlights and notes: asked for, changed, listed, saved to a file.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use iced::Task;

use super::dialogs::{About, Dialog};
use super::screens::Shown;
use super::session::Sitting;
use super::{App, Message};
use crate::library::papers;
use crate::library::shelf::Moment;
use crate::reading::annotations::{self, Kept, Kind};
use crate::reading::collection::Collection;
use crate::reading::{Command, Reading, movement};
use crate::ui::dialog::{export as dialog, note};
use crate::ui::export::{self, Form};
use crate::ui::keymap::Act;
use crate::ui::screen::{chapters, outline};
use crate::ui::wording;

/// What came of saving a file for the reader.
pub(super) type Saved = Result<PathBuf, Arc<std::io::Error>>;

impl App {
    fn reading(&self) -> Option<&Reading> {
        self.session.as_ref().and_then(|session| session.reading())
    }

    /// Asks for the words of a note on what is selected, else on the phrase that the reader is in.
    /// In a recording, for the words of the bookmark at the place, which is made when there is none.
    pub(super) fn ask_note(&mut self) -> Task<Message> {
        let listening = self.session.as_mut().and_then(|session| session.listening_mut());
        if let Some((id, effects)) = listening.map(|listening| listening.mark_here(SystemTime::now())) {
            let kept = self.carry_out_sound(effects);
            self.ask_words_of(id);
            return kept;
        }
        let Some(reading) = self.reading() else { return Task::none() };
        let passage = reading.chosen();
        let words = movement::text_of(reading.book(), passage);
        self.dialogs.push(Dialog::Note(note::State::new(words.trim(), ""), About::Passage(passage)));
        Task::none()
    }

    /// Asks for other words of an annotation.
    pub(super) fn ask_words_of(&mut self, id: annotations::Id) {
        let Some(session) = &self.session else { return };
        let Some(kept) = session.words_of(id) else { return };
        let place = match &session.sitting {
            Sitting::Reading(reading) => {
                reading.annotations().get(id).map_or_else(String::new, |mark| wording::excerpt(reading, mark))
            }
            Sitting::Listening(listening) => {
                listening.marks().get(id).map_or_else(String::new, |mark| wording::time(&self.context.locale, mark.at))
            }
        };
        let state = match kept.kind {
            Kind::Bookmark => note::State::name(place, kept.text),
            Kind::Highlight | Kind::Note => note::State::new(place, kept.text),
        };
        self.dialogs.push(Dialog::Note(state, About::Annotation(id)));
    }

    /// The words were typed.
    pub(super) fn write_note(&mut self, about: About, text: String) -> Task<Message> {
        match about {
            // The voice may have gone on meanwhile; the note is on what the reader had before her.
            About::Passage(passage) if !text.is_empty() => self.perform(Command::NoteOn { passage, text }),
            About::Passage(_) => Task::none(),
            About::Annotation(id) => {
                let listening = self.session.as_mut().and_then(|session| session.listening_mut());
                match listening.map(|listening| listening.amend(id, text.clone(), SystemTime::now())) {
                    Some(effects) => self.carry_out_sound(effects),
                    None => self.perform(Command::Amend { id, text }),
                }
            }
        }
    }

    /// The words of an annotation that the shelf keeps already are others now.
    pub(super) fn amend(&mut self, kept: &Kept) -> Task<Message> {
        let Some(session) = &mut self.session else { return Task::none() };
        let Some(bookmark) = session.kept_as(kept.id) else {
            // The shelf has not answered yet; it is told when it has.
            session.amend_later(kept.id);
            return Task::none();
        };
        let (shelf, note, sound) = (self.shelf.clone(), kept.note(), kept.sound.clone());
        let keep = async move {
            shelf.set_note(bookmark, note).await?;
            shelf.set_sound(bookmark, sound).await.map(|_| ())
        };
        Task::perform(keep, Message::Kept)
    }

    /// What a key asks of the row of a list that has the focus.
    pub(super) fn mark_act(&mut self, act: &Act) -> Task<Message> {
        if *act == Act::Export {
            return self.ask_export();
        }
        if self.screens.shown != Shown::Outline {
            return Task::none();
        }
        let focus = self.focus.as_ref().filter(|focus| focus.role == accesskit::Role::ListItem);
        let row = focus.and_then(|focus| focus.position).map(|(row, _)| row);
        let locale = &self.context.locale;
        match self.session.as_ref().map(|session| &session.sitting) {
            Some(Sitting::Reading(reading)) => {
                let state = self.screens.outline.as_ref();
                let action = state.map(|state| state.act(act, row, reading, locale));
                action.map_or_else(Task::none, |action| self.outline_asks(action))
            }
            Some(Sitting::Listening(listening)) => {
                let state = self.screens.chapters.as_ref();
                match state.map_or(chapters::Action::None, |state| state.act(act, row, listening)) {
                    chapters::Action::None => {
                        let of_note = *act == Act::PlayNote && row.is_some();
                        self.say(self.context.text(if of_note { "spoken-none" } else { "marks-none-chosen" }));
                        Task::none()
                    }
                    action => self.chapters_ask(action),
                }
            }
            None => Task::none(),
        }
    }

    pub(super) fn outline_asks(&mut self, action: outline::Action) -> Task<Message> {
        match action {
            outline::Action::None => Task::none(),
            outline::Action::Perform(command) => self.perform(command),
            outline::Action::Go(command) => {
                self.screens.show(Shown::Reader);
                self.perform(command)
            }
            outline::Action::Edit(id) => {
                self.ask_words_of(id);
                Task::none()
            }
            outline::Action::Export => self.ask_export(),
            outline::Action::Tell(words) => {
                self.say(words);
                Task::none()
            }
            outline::Action::Back => {
                self.screens.show(Shown::Reader);
                Task::none()
            }
        }
    }

    /// All places of the book that hold these words, or those that were looked for last.
    pub(super) fn list_found(&mut self, find: Option<Command>) -> Task<Message> {
        if self.reading().is_none() {
            // A recording has no words: what Ctrl + F does there is meant.
            return self.find();
        }
        let found = find.map_or_else(Task::none, |find| self.perform(find));
        found.chain(self.show_outline(outline::Part::Found))
    }

    /// Asks which kind of file the annotations are to be saved to.
    pub(super) fn ask_export(&mut self) -> Task<Message> {
        match self.collection() {
            None => self.say(self.context.text("reader-no-book")),
            Some(collection) if collection.entries.is_empty() => self.say(self.context.text("marks-none")),
            Some(_) => {
                let folder = self.home.papers().display().to_string();
                self.dialogs.push(Dialog::Export(dialog::State::new(folder)));
            }
        }
        Task::none()
    }

    fn collection(&self) -> Option<Collection> {
        let session = self.session.as_ref()?;
        let title = session.holding.title.as_str();
        Some(match &session.sitting {
            Sitting::Reading(reading) => Collection::of_text(reading.book(), title, reading.annotations()),
            Sitting::Listening(listening) => {
                Collection::of_recording(listening.book(), title, listening.recording(), listening.marks())
            }
        })
    }

    /// Saves the annotations among the reader's documents.
    pub(super) fn export(&mut self, form: Form) -> Task<Message> {
        let Some(collection) = self.collection() else { return Task::none() };
        let locale = &self.context.locale;
        let path = self.home.papers().join(export::file_name(locale, &collection, form));
        let content = export::write(locale, &collection, form, Moment::now());
        let sounds = collection.sounds();
        let folder = self.session.as_ref().map(|session| self.shelf.spoken(session.holding.id)).unwrap_or_default();
        let writing = async move {
            let write = move || {
                let written = papers::write_new(&path, content.as_bytes())?;
                papers::copy_beside(&written, &folder, &sounds)?;
                Ok(written)
            };
            let written = tokio::task::spawn_blocking(write).await;
            written.unwrap_or_else(|error| Err(std::io::Error::other(error))).map_err(Arc::new)
        };
        Task::perform(writing, Message::Exported)
    }

    pub(super) fn exported(&mut self, saved: Saved) -> Task<Message> {
        let locale = &self.context.locale;
        match saved {
            Ok(path) => {
                let told = locale.with("export-saved", &[("file", path.display().to_string().into())]);
                if let Some(outline) = &mut self.screens.outline {
                    outline.set_saved(told.clone());
                }
                if let Some(chapters) = &mut self.screens.chapters {
                    chapters.set_saved(told.clone());
                }
                self.say(told);
            }
            Err(error) => {
                let failure = wording::not_saved(locale, &error);
                self.fail(failure);
            }
        }
        Task::none()
    }
}
