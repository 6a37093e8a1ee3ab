//! Keys and what they ask for, wherever it is asked.

use iced::window::{self, Mode};
use iced::{Task, clipboard, keyboard};

use super::screens::{Shown, is_field};
use super::session::Sitting;
use super::speech::{interface_prosody, prosody};
use super::{App, Message};
use crate::locale::Tongue;
use crate::reading::listening;
use crate::reading::{Command, Hearing};
use crate::settings::{PROSODY, Scheme, Settings};
use crate::ui::keymap::{self, Act, Scope};
use crate::ui::{theme, typography, wording};
use crate::voice::Request;

/// One press faster or slower.
const RATE_STEP: i8 = 10;

impl App {
    /// A key that no control has taken.
    pub(super) fn key(&mut self, event: &keyboard::Event) -> Task<Message> {
        let typing = self.focus.as_ref().is_some_and(|focus| is_field(focus.role));
        // Under a dialog the screen's own keys are out of reach, as its controls are.
        let scope = match self.is_covered() {
            true if self.is_exploring() => Scope::Formula,
            true if self.is_looking() => Scope::Picture,
            true => Scope::Global,
            false => self.scope(),
        };
        match keymap::act(scope, event, typing, self.settings.single_letter_keys) {
            Some(act) => self.act(act),
            None => Task::none(),
        }
    }

    pub(super) fn act(&mut self, act: Act) -> Task<Message> {
        match act {
            Act::Show(place) => self.show_place(place),
            Act::Back => self.back(),
            Act::Find => self.find(),
            Act::WhereAmI => self.where_am_i(),
            Act::SayTitle => self.say_title(),
            Act::SayStatus => self.say_status(),
            Act::Again => {
                self.say(self.last_words.clone());
                Task::none()
            }
            Act::Larger => self.resize_text(typography::larger),
            Act::Smaller => self.resize_text(typography::smaller),
            Act::UsualSize => self.resize_text(|_| Settings::default().appearance.text_size),
            Act::NextColours => {
                self.change_look(|look| look.colours = look.colours.next(look.own_colours.is_some()));
                self.say_colours();
                Task::none()
            }
            Act::Faster if self.hears_recording() => self.recording_speed(true),
            Act::Slower if self.hears_recording() => self.recording_speed(false),
            Act::Faster => self.pace(RATE_STEP),
            Act::Slower => self.pace(-RATE_STEP),
            Act::FullScreen => {
                let id = self.window;
                window::mode(id).then(move |mode| {
                    window::set_mode(id, if mode == Mode::Fullscreen { Mode::Windowed } else { Mode::Fullscreen })
                })
            }
            Act::Quit => self.leave(),
            Act::Read(command) => self.read(command),
            Act::Listen(command) => self.listen(command),
            Act::Louder => self.loudness(true),
            Act::Quieter => self.loudness(false),
            Act::SleepTimer => self.next_sleep(),
            Act::GoTo => {
                match self.session {
                    Some(_) => self.screens.reader.ask_place(),
                    None => self.say(self.context.text("reader-no-book")),
                }
                Task::none()
            }
            Act::GoToTime => {
                self.screens.player.ask_place();
                Task::none()
            }
            Act::WriteNote => match self.session {
                Some(_) => self.ask_note(),
                None => {
                    self.say(self.context.text("reader-no-book"));
                    Task::none()
                }
            },
            Act::SpeakNote => self.ask_spoken(),
            Act::Copy => self.copy(),
            Act::NextTables => self.next_tables(),
            Act::Printed => self.show_printed(),
            Act::PrintedBeside => self.toggle_printed(),
            Act::Part(walk) => self.walk(walk),
            Act::Way(way) => self.way_to_read(way),
            Act::Look(look) => self.examine(look),
            Act::Choose(tongue) => self.choose_language(tongue),
            Act::Bookmarks => self.show_bookmarks(),
            Act::Headings => self.show_headings(),
            Act::FindAll => self.list_found(None),
            Act::EditMark | Act::RemoveMark | Act::PlayNote | Act::Export => self.mark_act(&act),
            Act::Record => self.ask_to_record(),
            Act::SaveAs => self.ask_to_save_as(),
            Act::NextLibrary => self.next_library(),
            Act::Details
            | Act::Remove
            | Act::PutFirst
            | Act::CancelDownload
            | Act::NextPage
            | Act::PreviousPage
            | Act::Reload => self.screen_act(&act),
        }
    }

    /// A command to the session; without an open book, the word that none is open.
    pub(super) fn read(&mut self, command: Command) -> Task<Message> {
        match self.session.as_ref().map(|session| &session.sitting) {
            Some(Sitting::Reading(_)) => self.go(command),
            Some(Sitting::Listening(_)) => {
                if let Command::GoToPage(label) = &command {
                    return self.listen_to_page(label);
                }
                listening::Command::like(&command).map_or_else(Task::none, |command| self.listen(command))
            }
            None => {
                self.say(self.context.text("reader-no-book"));
                Task::none()
            }
        }
    }

    fn where_am_i(&mut self) -> Task<Message> {
        if self.screens.shown == Shown::Reader && self.session.is_some() {
            return self.read(Command::WhereAmI);
        }
        let screen = self.screens.title(&self.context.locale, self.session.as_ref());
        self.say(self.context.locale.with("where-screen", &[("screen", screen.into())]));
        Task::none()
    }

    fn copy(&mut self) -> Task<Message> {
        let selected = self.session.as_ref().and_then(|session| session.reading()?.selected_text());
        self.say(self.context.text(if selected.is_some() { "notice-copied" } else { "notice-nothing-selected" }));
        selected.map_or_else(Task::none, clipboard::write)
    }

    fn resize_text(&mut self, resized: impl Fn(f32) -> f32) -> Task<Message> {
        self.change_look(|look| look.text_size = resized(look.text_size));
        let points = wording::points(&self.context.locale, self.context.settings.appearance.text_size);
        self.say(self.context.locale.with("announce-text-size", &[("value", points.into())]));
        Task::none()
    }

    fn say_colours(&mut self) {
        let colours = {
            let drawn = &self.context.settings;
            wording::theme(&self.context.locale, drawn, drawn.appearance.colours)
        };
        self.say(self.context.locale.with("announce-colours", &[("value", colours.into())]));
    }

    /// The system asks for other colours: they are kept for the next start, and drawn where the reader has not chosen.
    pub(super) fn system_asks(&mut self, scheme: Scheme) -> Task<Message> {
        let before = theme::palette(&self.settings);
        let first = !std::mem::replace(&mut self.system_heard, true);
        if scheme != self.settings.system {
            self.settings.system = scheme;
            self.renew_context();
            // It is nobody's choice: without it the next start only looks wrong for a moment.
            if let Err(error) = self.settings.save(&self.home.settings()) {
                tracing::warn!(%error, "the system's colours cannot be kept");
            }
            if !first && theme::palette(&self.settings) != before {
                self.say_colours();
            }
        }
        Task::none()
    }

    fn pace(&mut self, step: i8) -> Task<Message> {
        self.change(|settings| {
            let rate = settings.voice.rate.saturating_add(step);
            settings.voice.rate = rate.clamp(*PROSODY.start(), *PROSODY.end());
        });
        self.say(self.rate_words());
        Task::none()
    }

    pub(super) fn rate_words(&self) -> String {
        let rate = format!("{:+}", self.settings.voice.rate).replace("+0", "0").replace('-', "−");
        self.context.locale.with("announce-rate", &[("value", rate.into())])
    }

    pub(super) fn choose_language(&mut self, tongue: Tongue) -> Task<Message> {
        self.change(|settings| settings.language = Some(tongue));
        if self.screens.shown == Shown::Welcome {
            return self.show_place(keymap::Place::Shelf);
        }
        self.say(self.context.text("language-chosen"));
        Task::none()
    }

    /// Changes the settings, everything that follows from them, and the file.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Settings)) {
        let before = self.settings.clone();
        change(&mut self.settings);
        if self.settings == before {
            return;
        }
        if self.settings.downloads != before.downloads {
            self.tell_queue();
        }
        let settings = &self.settings;
        if settings.voice != before.voice {
            self.speaker.send(Request::Adjust(prosody(settings)));
            self.speaker.send(Request::AdjustInterface(interface_prosody(settings)));
            for (tag, voice) in &settings.voice.voices {
                if before.voice.voices.get(tag) != Some(voice)
                    && let Some(language) = crate::book::Language::parse(tag)
                {
                    self.speaker.send(Request::Choose { language, voice: Some(voice.clone()) });
                }
            }
            for tag in before.voice.voices.keys().filter(|tag| !settings.voice.voices.contains_key(*tag)) {
                if let Some(language) = crate::book::Language::parse(tag) {
                    self.speaker.send(Request::Choose { language, voice: None });
                }
            }
            let manners = &settings.voice.manners;
            for tag in manners.keys().chain(before.voice.manners.keys()) {
                if manners.get(tag) != before.voice.manners.get(tag)
                    && let Some(language) = crate::book::Language::parse(tag)
                {
                    let manner = manners.get(tag).copied().unwrap_or_default();
                    self.speaker.send(Request::AdjustLanguage { language, manner });
                }
            }
            self.turn.wish = settings.voice.own_voice;
        }
        if settings.aloud.punctuation != before.aloud.punctuation {
            self.speaker.send(Request::Punctuate(settings.aloud.punctuation));
        }
        if (&settings.heard, settings.aloud) != (&before.heard, before.aloud)
            && let Some(reading) = self.session.as_mut().and_then(|session| session.reading_mut())
        {
            reading.set_hearing(Hearing::from(settings));
        }
        if settings.recording != before.recording {
            self.sound.adjust(settings);
            if let Some(listening) = self.session.as_mut().and_then(|session| session.listening_mut()) {
                listening.adopt(&self.settings.recording);
            }
        }
        self.renew_context();
        self.pace_changed();
        self.turn_changed();
        if let Err(error) = self.settings.save(&self.home.settings()) {
            tracing::warn!(%error, "settings cannot be written");
            let failure = wording::Failure {
                sentence: self.context.text("error-settings"),
                advice: self.context.text("error-disk-do"),
                details: Some(error.to_string()),
            };
            self.fail(failure);
        }
    }
}
