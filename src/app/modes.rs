//! The ways to read: which one is shown, and what runs in it until the reader, a dialog or the book's end stops it.

use iced::Task;

use super::{App, Message};
use crate::book::Point;
use crate::reading::{Command, Direction, Narrator, Unit};
use crate::settings::Mode;
use crate::ui::keymap::{self, Act, Scope, Way};
use crate::ui::wording;

impl App {
    pub(super) fn way_to_read(&mut self, way: Way) -> Task<Message> {
        match way {
            Way::Next => self.read_as(self.settings.appearance.reading.mode.next()),
            Way::Previous => self.read_as(self.settings.appearance.reading.mode.previous()),
            Way::Run if self.screens.reader.is_running() => self.stop_run(),
            Way::Run => return self.run(),
            Way::Faster | Way::Slower => {
                let faster = way == Way::Faster;
                self.change(|settings| settings.appearance.reading = settings.appearance.reading.stepped(faster));
                self.say(wording::pace(&self.context.locale, self.settings.appearance.reading.pace));
            }
        }
        Task::none()
    }

    fn read_as(&mut self, mode: Mode) {
        self.screens.reader.set_running(false);
        self.change(|settings| settings.appearance.reading.mode = mode);
        let name = wording::mode(&self.context.locale, mode);
        self.say(self.context.locale.with("announce-mode", &[("mode", name.into())]));
    }

    fn run(&mut self) -> Task<Message> {
        let locale = &self.context.locale;
        if !self.settings.appearance.reading.mode.runs() {
            let keys = keymap::shortcut(locale, Scope::Reader, &Act::Way(Way::Next)).unwrap_or_default();
            self.say(locale.with("run-cannot", &[("keys", keys.into())]));
            return Task::none();
        }
        let pace = wording::pace(locale, self.settings.appearance.reading.pace);
        let words = locale.with("run-started", &[("pace", pace.into())]);
        // The voice has a pace of its own.
        let hushed = if self.is_sounding() { self.silence() } else { Task::none() };
        self.screens.reader.set_running(true);
        self.say(words);
        hushed
    }

    /// By the reader's wish.
    pub(super) fn stop_run(&mut self) {
        self.screens.reader.set_running(false);
        self.say(self.context.text("run-stopped"));
    }

    /// Nothing runs behind a dialog, on another screen, or beside the voice.
    pub(super) fn hold_run(&mut self) {
        if !self.screens.reader.is_running() {
            return;
        }
        let reading = self.session.as_ref().and_then(|session| session.reading());
        let silent = reading.is_some_and(|reading| reading.narrator() != Narrator::Speaking);
        if !silent || !self.is_page_open() || !self.settings.appearance.reading.mode.runs() {
            self.screens.reader.set_running(false);
        }
    }

    /// The eyes went on to here.
    pub(super) fn look_at(&mut self, point: Point) -> Task<Message> {
        self.quietly(Command::Place(point))
    }

    /// The eyes went on beyond the chapter; at the book's end nothing runs any more.
    pub(super) fn look_beyond(&mut self, forward: bool) -> Task<Message> {
        let cursor = |app: &Self| app.session.as_ref().and_then(|session| session.reading()).map(|it| it.cursor());
        let before = cursor(self);
        let direction = if forward { Direction::Forward } else { Direction::Backward };
        let gone = self.quietly(Command::Move(direction, Unit::Sentence));
        if cursor(self) == before {
            self.screens.reader.set_running(false);
        }
        gone
    }

    /// A step of the eyes, of which our own voice says nothing.
    fn quietly(&mut self, command: Command) -> Task<Message> {
        let ours = self.turn.is_ours();
        let speak = |app: &mut Self, speak: bool| {
            if let Some(reading) = app.session.as_mut().and_then(|session| session.reading_mut()) {
                reading.set_speak_moves(speak);
            }
        };
        speak(self, false);
        let done = self.perform(command);
        speak(self, ours);
        done
    }
}
