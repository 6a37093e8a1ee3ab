//! The voice and the screen reader: who speaks the controls, and what is said.

use iced::Task;

use super::own_voice;
use super::{App, Message};
use crate::access::{Announcement, Cause, Spoken};
use crate::book::Language;
use crate::settings::Settings;
use crate::ui::wording;
use crate::voice::{Options, Prosody, Request};

pub(super) fn prosody(settings: &Settings) -> Prosody {
    let voice = &settings.voice;
    Prosody { rate: voice.rate, pitch: voice.pitch, volume: voice.volume }
}

pub(super) fn voice_options(settings: &Settings) -> Options {
    let chosen = settings.voice.voices.iter();
    let voices = chosen.filter_map(|(tag, name)| Some((Language::parse(tag)?, name.clone()))).collect();
    Options { prosody: prosody(settings), voices, ..Options::default() }
}

impl App {
    /// A screen reader has come or gone.
    pub(super) fn screen_reader(&mut self, running: bool) -> Task<Message> {
        let first = self.turn.screen_reader.is_none();
        self.turn.screen_reader = Some(running);
        self.turn_changed();
        // At the start the focus was told while nobody knew who should say it.
        match self.focus.clone() {
            Some(spoken) if first && !running => self.greet(&spoken),
            _ => Task::none(),
        }
    }

    /// After a change of who speaks the controls.
    pub(super) fn turn_changed(&mut self) {
        let ours = self.turn.is_ours();
        if let Some(reading) = self.session.as_mut().and_then(|session| session.reading_mut()) {
            reading.set_speak_moves(ours);
        }
        if ours && let Some(error) = self.mute.take() {
            self.note(wording::voice_error(&self.context.locale, &error));
        }
        // What the narrator reads aloud was asked for, and goes on.
        if !ours && !self.is_read_aloud() {
            self.speaker.send(Request::Hush);
        }
    }

    pub(super) fn focused(&mut self, cause: Cause, spoken: Spoken) -> Task<Message> {
        let words = own_voice::of_focus(&self.context.locale, cause, &spoken);
        let known = self.focus.replace(spoken).is_some();
        if cause == Cause::Moved {
            self.follow_slider();
        }
        // A control that changes by itself while the book sounds is not worth a word; the player's slider does not.
        if cause == Cause::Changed && self.is_sounding() && !self.screens.player.is_on_slider() {
            return Task::none();
        }
        if !known {
            if self.turn.screen_reader.is_none() {
                return Task::none();
            }
            return self.focus.clone().map_or_else(Task::none, |spoken| self.greet(&spoken));
        }
        self.speak(words)
    }

    /// The first words of the program: the window's title, then the control.
    fn greet(&mut self, spoken: &Spoken) -> Task<Message> {
        let locale = self.context.locale.clone();
        let greeting = self.greeting();
        let mut tasks: Vec<_> = greeting
            .into_iter()
            .map(|(words, tongue)| {
                let language = Language::parse(tongue.tag());
                own_voice::queued(words, language)
            })
            .map(|request| self.speak(request))
            .collect();
        tasks.push(self.speak(own_voice::of_first_focus(&locale, spoken)));
        Task::batch(tasks)
    }

    pub(super) fn announced(&mut self, announcement: &Announcement) -> Task<Message> {
        self.last_words.clone_from(&announcement.text);
        // Said at its place already.
        if let Some(index) = self.said.iter().position(|said| *said == announcement.text) {
            self.said.drain(..=index);
            return Task::none();
        }
        self.speak(own_voice::of_announcement(&self.context.locale, announcement))
    }

    /// Says something with the program's own voice, if it is its turn.
    pub(super) fn speak(&mut self, request: Option<Request>) -> Task<Message> {
        if let Some(request) = request
            && self.turn.is_ours()
        {
            self.utter(request);
        }
        Task::none()
    }

    /// The open book is read aloud, or its recording is heard.
    pub(super) fn is_sounding(&self) -> bool {
        self.session.as_ref().is_some_and(super::session::Session::is_sounding)
    }

    /// The open book is read aloud by our own voice.
    pub(super) fn is_read_aloud(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.reading().is_some() && session.is_sounding())
    }
}
