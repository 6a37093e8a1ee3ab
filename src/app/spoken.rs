//! Notes that the reader speaks: recorded at a place of a recording, listened to from the list of bookmarks.

use std::time::{Duration, Instant, SystemTime};

use iced::Task;

use super::dialogs::Dialog;
use super::labels::Labels;
use super::session::Session;
use super::{App, Message};
use crate::access::{Announcement, announce};
use crate::format::{self, Opened};
use crate::reading::annotations;
use crate::reading::listening::Command;
use crate::ui::dialog::spoken as dialog;
use crate::ui::wording;
use crate::voice::RequestId;
use crate::voice::microphone::{self, Microphone};
use crate::voice::player::{self, Player, Request, Route};

/// A screen reader has said «speak now» after this time.
const SAID: Duration = Duration::from_millis(1500);
/// Our own voice is waited for, looked after so often and so long.
const LOOK: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(6);

/// What is at work for the dialog; it ends, and what was said is thrown away, when the dialog closes.
#[derive(Debug, Default)]
pub(super) struct Speaking {
    /// When it was asked for.
    asked: Option<Instant>,
    microphone: Option<Microphone>,
    _heard: Option<iced::task::Handle>,
    /// The name of the file that it makes.
    name: String,
}

/// What plays spoken notes, beside the book's own player.
#[derive(Debug, Default)]
pub(super) struct Notes {
    player: Option<Player>,
    /// What sounds: a spoken note, or something else.
    playing: Option<(RequestId, Option<annotations::Id>)>,
    /// What a library says, still to be heard.
    pub(super) labels: Labels,
}

impl App {
    /// Asks for a note to be spoken at the place that is heard.
    pub(super) fn ask_spoken(&mut self) -> Task<Message> {
        if self.session.as_ref().and_then(Session::listening).is_none() {
            self.say(self.context.text("reader-no-book"));
            return Task::none();
        }
        if self.session.as_ref().is_some_and(|session| session.early.is_some()) {
            self.say(self.context.text("error-not-yet-do"));
            return Task::none();
        }
        self.hush_note();
        // What sounds here would be heard by the microphone.
        let silent = self.listen(Command::Pause);
        self.dialogs.push(Dialog::Spoken(dialog::State::new(), Box::default()));
        silent
    }

    pub(super) fn spoken_said(&mut self, message: dialog::Message) -> Task<Message> {
        let Some(Dialog::Spoken(state, speaking)) = self.dialogs.last_mut() else { return Task::none() };
        match state.update(message) {
            dialog::Action::None => Task::none(),
            dialog::Action::Start => {
                speaking.asked = Some(Instant::now());
                announce(Announcement::assertive(self.context.text("spoken-now")));
                Task::perform(async { tokio::time::sleep(SAID).await }, |()| Message::SpeakDue)
            }
            dialog::Action::Stop => {
                if let Some(microphone) = &speaking.microphone {
                    microphone.stop();
                }
                Task::none()
            }
            dialog::Action::Close => {
                self.dialogs.pop();
                Task::none()
            }
        }
    }

    /// Whoever spoke of the dialog is silent: the microphone is opened.
    pub(super) fn speak_due(&mut self) -> Task<Message> {
        let spoken = self.sound.is_spoken();
        let Some(folder) = self.session.as_ref().map(|session| self.shelf.spoken(session.holding.id)) else {
            return Task::none();
        };
        let Some(Dialog::Spoken(_, speaking)) = self.dialogs.last_mut() else { return Task::none() };
        let Some(asked) = speaking.asked.filter(|_| speaking.microphone.is_none()) else { return Task::none() };
        if spoken && asked.elapsed() < PATIENCE {
            return Task::perform(async { tokio::time::sleep(LOOK).await }, |()| Message::SpeakDue);
        }
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        speaking.name = format!("note-{}.wav", since.as_millis());
        let (microphone, events) = microphone::start(folder.join(&speaking.name));
        let (task, heard) = Task::run(events, Message::Microphone).abortable();
        speaking.microphone = Some(microphone);
        speaking._heard = Some(heard.abort_on_drop());
        task
    }

    /// What the microphone tells.
    pub(super) fn microphone(&mut self, event: microphone::Event) -> Task<Message> {
        let Some(Dialog::Spoken(state, speaking)) = self.dialogs.last_mut() else { return Task::none() };
        match event {
            microphone::Event::Passed(passed) => {
                state.set_passed(passed);
                Task::none()
            }
            microphone::Event::Ended(ended) => {
                let name = std::mem::take(&mut speaking.name);
                self.dialogs.pop();
                match ended {
                    Ok(length) => self.keep_spoken(name, length),
                    Err(error) => {
                        let failure = wording::microphone_error(&self.context.locale, &error);
                        self.fail(failure);
                        Task::none()
                    }
                }
            }
        }
    }

    fn keep_spoken(&mut self, name: String, length: Duration) -> Task<Message> {
        let Some(listening) = self.session.as_mut().and_then(Session::listening_mut) else { return Task::none() };
        let effects = listening.speak_here(name, SystemTime::now());
        let kept = self.carry_out_sound(effects);
        let locale = &self.context.locale;
        self.say(locale.with("spoken-kept", &[("time", wording::time(locale, length).into())]));
        kept
    }

    /// Plays what was spoken at this bookmark; when it sounds already, stops it.
    pub(super) fn play_note(&mut self, id: annotations::Id) -> Task<Message> {
        if self.hush_note() == Some(Some(id)) {
            return Task::none();
        }
        let Some(session) = &self.session else { return Task::none() };
        let Some(name) = session.words_of(id).and_then(|kept| kept.sound) else { return Task::none() };
        let path = self.shelf.spoken(session.holding.id).join(name);
        let silent = self.listen(Command::Pause);
        let opening = async move {
            let opened = tokio::task::spawn_blocking(move || format::open(&path)).await;
            opened.unwrap_or_else(|_| Err(format::Error::Damaged("note".into()))).map(Box::new)
        };
        silent.chain(Task::perform(opening, move |opened| Message::NoteOpened(id, opened)))
    }

    pub(super) fn note_opened(
        &mut self,
        id: annotations::Id,
        opened: Result<Box<Opened>, format::Error>,
    ) -> Task<Message> {
        match opened {
            Ok(opened) => self.sound(*opened, Some(id)),
            Err(error) => {
                let failure = wording::format_error(&self.context.locale, &error);
                self.fail(failure);
                Task::none()
            }
        }
    }

    /// Plays a spoken note, or another short sound.
    pub(super) fn sound(&mut self, opened: Opened, id: Option<annotations::Id>) -> Task<Message> {
        let Some(recording) = opened.book.recording.clone() else { return Task::none() };
        let mut task = Task::none();
        let player = self.notes.player.get_or_insert_with(|| {
            let (player, events) = player::start();
            task = Task::run(super::sound::news(events), Message::NotePlayed);
            player
        });
        let request = RequestId::fresh();
        player.send(Request::Load { recording, resources: opened.resources });
        player.send(Request::Volume(f32::from(self.settings.recording.volume) / 100.0));
        player.send(Request::Play { id: request, at: Duration::ZERO, route: Route::default() });
        self.notes.playing = Some((request, id));
        task
    }

    /// What the player of spoken notes tells.
    pub(super) fn note_played(&mut self, event: player::Event) -> Task<Message> {
        use player::Event as E;
        let ours = |request: &RequestId| self.notes.playing.is_some_and(|(id, _)| id == *request);
        match &event {
            E::Ended(request) if ours(request) => {
                self.notes.playing = None;
                return self.next_label();
            }
            E::Paused(request, _) if ours(request) => self.notes.playing = None,
            E::Failed(request, _, error) if ours(request) => {
                self.notes.playing = None;
                self.note(wording::player_error(&self.context.locale, error));
            }
            _ => {}
        }
        Task::none()
    }

    pub(super) fn is_label_heard(&self) -> bool {
        self.notes.playing.is_some_and(|(_, note)| note.is_none())
    }

    /// The spoken note, or another short sound, falls silent; which note it was.
    pub(super) fn hush_note(&mut self) -> Option<Option<annotations::Id>> {
        self.notes.labels.forget();
        let (_, id) = self.notes.playing.take()?;
        if let Some(player) = &self.notes.player {
            player.send(Request::Pause);
        }
        Some(id)
    }
}
