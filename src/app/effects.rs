//! The session's effects, carried out: speech, announcements, the place on the shelf.

use std::time::{Duration, SystemTime};

use iced::Task;

use super::session::Sitting;
use super::{App, Message};
use crate::reading::{Annotation, Command, Effect, Notice, annotations, listening};
use crate::ui::wording;
use crate::voice::{Event, Request};

/// The place is written at most this often while the reader moves on.
const SAVE_EVERY: Duration = Duration::from_secs(3);

impl App {
    /// Hands a command to the session of the open book.
    pub(super) fn perform(&mut self, command: Command) -> Task<Message> {
        // The key that says «still there» says nothing else.
        if matches!(command, Command::Toggle | Command::Stop) && self.sleep.was_just_answered() {
            return Task::none();
        }
        let Some(reading) = self.session.as_mut().and_then(|session| session.reading_mut()) else {
            return Task::none();
        };
        let effects = reading.perform(command, SystemTime::now());
        self.carry_out(effects)
    }

    /// What sounds of the open book falls silent.
    pub(super) fn silence(&mut self) -> Task<Message> {
        match self.session.as_ref().map(|session| &session.sitting) {
            Some(Sitting::Reading(_)) => self.perform(Command::Stop),
            Some(Sitting::Listening(_)) => self.listen(listening::Command::Pause),
            None => Task::none(),
        }
    }

    /// What the voice tells.
    pub(super) fn hear(&mut self, event: Event) -> Task<Message> {
        self.voice_told(&event);
        match &event {
            Event::Voices(voices) => self.voices.clone_from(voices),
            Event::Lost(error) | Event::Unavailable(error) => {
                // Without a voice of our own nobody misses it; who asks to be read to is told then.
                if self.turn.is_ours() || self.is_read_aloud() {
                    self.note(wording::voice_error(&self.context.locale, error));
                } else {
                    self.mute = Some(error.clone());
                }
            }
            Event::Ready { .. } => self.mute = None,
            _ => {}
        }
        let Some(reading) = self.session.as_mut().and_then(|session| session.reading_mut()) else {
            return Task::none();
        };
        let effects = reading.hear(event);
        self.carry_out(effects)
    }

    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) -> Task<Message> {
        let mut tasks = Vec::new();
        let plays = effects.iter().any(|effect| matches!(effect, Effect::Play { .. }));
        for effect in effects {
            match effect {
                Effect::Hush => {
                    self.speaker.send(Request::Hush);
                    // What is played next takes the place of what sounds.
                    if !plays {
                        self.hush_recording();
                    }
                }
                Effect::Play { id, at, route } => self.play_recording(id, at, route),
                Effect::Say(utterance) => self.speaker.send(Request::Say(utterance)),
                Effect::Queue(utterance) => self.speaker.send(Request::Queue(utterance)),
                Effect::Moved(_) => tasks.push(self.moved()),
                Effect::Notice(notice) => self.tell(&notice),
                Effect::OpenExternal(address) => self.ask_to_leave(address),
                Effect::Explore(formula) => self.explore(formula),
                Effect::ShowPicture(at) => tasks.push(self.show_picture(at)),
                Effect::ShowNote(note) => self.show_note(&note),
                Effect::Describe(text) => self.screens.reader.describe(text),
                Effect::Keep(annotation) => tasks.push(self.keep(&annotation)),
                Effect::Amend(annotation) => tasks.push(self.amend(&annotation.kept)),
                Effect::Discard(id) => tasks.push(self.discard(id)),
                Effect::Save => tasks.push(self.save_place().chain(self.send_place())),
            }
        }
        Task::batch(tasks)
    }

    /// Words of the session.
    fn tell(&mut self, notice: &Notice) {
        // That another program has the floor is no trouble of the voice's: it is told, and not kept in sight.
        if let Notice::NotSpoken(error) = notice
            && !matches!(error, crate::voice::Error::Silenced)
        {
            self.mute = None;
            return self.note(wording::voice_error(&self.context.locale, error));
        }
        if let Notice::NotPlayed(error) = notice {
            return self.note(wording::player_error(&self.context.locale, error));
        }
        let reading = self.session.as_ref().and_then(|session| session.reading());
        // Screen readers have states from the tree.
        if matches!(notice, Notice::Expanded | Notice::Collapsed) && !self.turn.is_ours() {
            return;
        }
        let own = self.turn.is_ours() || !self.is_told_by_its_object();
        let parts = wording::notice_parts(&self.context.locale, notice, reading, own);
        self.tell_parts(&parts);
    }

    /// Has the place saved in a while, unless that is arranged already.
    pub(super) fn moved(&mut self) -> Task<Message> {
        if self.session.as_mut().is_some_and(super::session::Session::moved) {
            // Made inside the runtime: a timer knows its clock from its first moment on.
            Task::perform(async { tokio::time::sleep(SAVE_EVERY).await }, |()| Message::PlaceDue)
        } else {
            Task::none()
        }
    }

    /// Gives the place to the shelf, when it has changed.
    pub(super) fn save_place(&mut self) -> Task<Message> {
        let Some((holding, place)) = self.session.as_mut().and_then(super::session::Session::unsaved_place) else {
            return Task::none();
        };
        self.note_progress(&holding);
        let shelf = self.shelf.clone();
        Task::perform(async move { shelf.save_place(holding.id, place).await }, Message::Kept)
    }

    fn keep(&mut self, annotation: &Annotation) -> Task<Message> {
        let Some(session) = &self.session else { return Task::none() };
        let mark = session.card_of(annotation);
        let (shelf, holding, id) = (self.shelf.clone(), session.holding.id, annotation.id());
        Task::perform(async move { shelf.mark(holding, mark).await }, move |kept| {
            Message::BookmarkKept(id, kept.map(|bookmark| bookmark.id))
        })
    }

    pub(super) fn discard(&mut self, id: annotations::Id) -> Task<Message> {
        let Some(bookmark) = self.session.as_mut().and_then(|session| session.discard(id)) else {
            return Task::none();
        };
        let shelf = self.shelf.clone();
        Task::perform(async move { shelf.remove_bookmark(bookmark).await.map(|_| ()) }, Message::Kept)
    }
}
