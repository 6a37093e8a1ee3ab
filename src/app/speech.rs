//! The voice and the screen reader: who speaks the controls, and what is said.

use std::time::Duration;

use iced::Task;

use super::own_voice;
use super::{App, Message};
use crate::access::{Announcement, Cause, Entered, Spoken, announce};
use crate::book::Language;
use crate::settings::Settings;
use crate::ui::wording;
use crate::voice::{Options, Prosody, Request};

pub(super) fn prosody(settings: &Settings) -> Prosody {
    let voice = &settings.voice;
    Prosody { rate: voice.rate, pitch: voice.pitch, volume: voice.volume }
}

/// How the controls are spoken.
pub(super) fn interface_prosody(settings: &Settings) -> Prosody {
    Prosody { rate: settings.voice.effective_interface_rate(), ..prosody(settings) }
}

pub(super) fn voice_options(settings: &Settings) -> Options {
    let chosen = settings.voice.voices.iter();
    let voices = chosen.filter_map(|(tag, name)| Some((Language::parse(tag)?, name.clone()))).collect();
    let interface = Some(interface_prosody(settings));
    let manners = settings.voice.manners.iter();
    let manners = manners.filter_map(|(tag, manner)| Some((Language::parse(tag)?, *manner))).collect();
    let punctuation = settings.aloud.punctuation;
    Options { prosody: prosody(settings), interface, voices, manners, punctuation, ..Options::default() }
}

/// How long after a screen reader has come it hears announcements.
pub(super) const LISTENS: Duration = Duration::from_secs(2);

/// The control without a heading before it that says what the screen's title has said.
fn without(spoken: &Spoken, title: Option<&str>) -> Spoken {
    let mut spoken = spoken.clone();
    spoken.before.retain(|passage| Some(passage.text.as_str()) != title);
    spoken
}

impl App {
    /// A screen reader has come or gone.
    pub(super) fn screen_reader(&mut self, running: bool) -> Task<Message> {
        let (first, before) = (self.turn.screen_reader.is_none(), self.turn.is_ours());
        self.turn.screen_reader = Some(running);
        self.turn_changed();
        match (first, self.turn.is_ours()) {
            // At the start the focus was told while nobody knew who should say it.
            (true, true) => match self.focus.clone() {
                Some(spoken) => self.greet(&spoken),
                None => Task::none(),
            },
            (false, ours) if ours != before => self.turn_passed(),
            _ => Task::none(),
        }
    }

    /// The screen reader speaks the controls now and not the program, or the other way round: that is said once, by the one
    /// who speaks.
    fn turn_passed(&mut self) -> Task<Message> {
        if !self.turn.is_ours() {
            return Task::perform(async { tokio::time::sleep(LISTENS).await }, |()| Message::ReaderListens);
        }
        let tongue = Language::parse(self.context.locale.tongue().tag());
        let words = self.context.text("own-voice-speaks");
        self.last_words.clone_from(&words);
        let back = self.speak(own_voice::queued(words, tongue));
        let focus = self
            .focus
            .clone()
            .and_then(|spoken| own_voice::of_first_focus(&self.context.locale, &spoken, self.settings.voice.verbosity));
        Task::batch([back, self.speak(focus)])
    }

    /// The screen reader that has come hears announcements by now.
    pub(super) fn reader_listens(&mut self) -> Task<Message> {
        if self.turn.screen_reader == Some(true) && !self.turn.is_ours() {
            announce(Announcement::polite(self.context.text("own-voice-silent")));
        }
        Task::none()
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
        if !ours {
            self.speaker.send(if self.is_read_aloud() { Request::HushInterface } else { Request::Hush });
        }
    }

    /// After a change of the rate, or with a new session.
    pub(super) fn pace_changed(&mut self) {
        let pace = crate::voice::characters_a_minute(self.settings.voice.rate);
        if let Some(reading) = self.session.as_mut().and_then(|session| session.reading_mut()) {
            reading.set_pace(pace);
        }
    }

    pub(super) fn focused(&mut self, cause: Cause, spoken: Spoken) -> Task<Message> {
        let verbosity = self.settings.voice.verbosity;
        let screen = self.new_screen();
        // What is told of the place that the reader came to is not cut off by the page on which it is.
        let returns = cause == Cause::Moved && std::mem::take(&mut self.page_returns);
        let words = match &screen {
            // Its name comes first.
            Some(_) if cause == Cause::Moved => {
                own_voice::of_first_focus(&self.context.locale, &without(&spoken, screen.as_deref()), verbosity)
            }
            None if returns && spoken.role == accesskit::Role::Document => {
                own_voice::of_first_focus(&self.context.locale, &spoken, verbosity)
            }
            _ => own_voice::of_focus(&self.context.locale, cause, &spoken, verbosity),
        };
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
        let tongue = Language::parse(self.context.locale.tongue().tag());
        // The page of a book bears the book's title itself.
        let title = screen.filter(|title| self.focus.as_ref().is_none_or(|focus| focus.name != *title));
        let title = title.and_then(|title| own_voice::said(title, tongue));
        Task::batch([self.speak(title), self.speak(words)])
    }

    /// The title of the screen, when it is another than the one that was told last.
    fn new_screen(&mut self) -> Option<String> {
        let shown = self.screens.shown;
        let before = self.told_screen.replace(shown);
        before.filter(|before| *before != shown)?;
        Some(self.screens.title(&self.context.locale, self.session.as_ref())).filter(|title| !title.is_empty())
    }

    /// A dialog has opened, and has the focus.
    pub(super) fn entered(&mut self, entered: Entered) -> Task<Message> {
        let [dialog, control] = own_voice::of_dialog(&self.context.locale, &entered, self.settings.voice.verbosity);
        self.focus = Some(entered.control);
        self.follow_slider();
        Task::batch([self.speak(dialog), self.speak(control)])
    }

    /// A key was pressed: what the interface is saying has been heard.
    pub(super) fn pressed(&mut self) -> Task<Message> {
        self.speaker.send(Request::HushInterface);
        self.keep_awake()
    }

    /// Control by itself only silences, as screen readers have it.
    pub(super) fn control_alone(&mut self) -> Task<Message> {
        self.speaker.send(Request::HushInterface);
        // A recording is no speech of ours: it has keys of its own.
        if self.is_read_aloud() { self.silence() } else { Task::none() }
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
        let spoken = without(spoken, Some(&self.screens.title(&locale, self.session.as_ref())));
        tasks.push(self.speak(own_voice::of_first_focus(&locale, &spoken, self.settings.voice.verbosity)));
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
        let ours = |session: &super::session::Session| session.reading().is_some_and(|reading| !reading.is_played());
        self.session.as_ref().is_some_and(|session| ours(session) && session.is_sounding())
    }
}
