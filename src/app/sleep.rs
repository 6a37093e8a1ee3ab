//! The sleep timer: the clock that it looks at, the question that it asks, the key that answers.

use std::time::{Duration, Instant};

use iced::Task;

use super::{App, Message};
use crate::access::{Announcement, announce};
use crate::reading::listening::Command;
use crate::reading::listening::sleep::{CHOICES, Next, Sleep, Timer};
use crate::ui::wording;

/// So long the key that answered the question means nothing else.
const ANSWERING: Duration = Duration::from_millis(250);

#[derive(Debug, Default)]
pub(super) struct Sleeping {
    timer: Option<Timer>,
    answered: Option<Instant>,
}

impl Sleeping {
    /// Whether any key keeps the recording going.
    pub fn is_asking(&self) -> bool {
        self.timer.as_ref().is_some_and(Timer::is_asking)
    }

    pub fn was_just_answered(&self) -> bool {
        self.answered.is_some_and(|answered| answered.elapsed() < ANSWERING)
    }
}

impl App {
    /// Sets the timer, which begins now.
    pub(super) fn set_sleep(&mut self, sleep: Option<Sleep>) {
        let listening = self.session.as_ref().and_then(|session| session.listening());
        self.sleep.timer = sleep.and_then(|sleep| Some(Timer::new(sleep, listening?)));
        self.screens.player.set_sleep(self.sleep.timer.as_ref().map(Timer::sleep));
        self.fade(1.0);
    }

    /// The next of the choices, told.
    pub(super) fn next_sleep(&mut self) {
        let own = self.screens.player.sleep();
        let at = CHOICES.iter().position(|choice| *choice == own).unwrap_or_default();
        self.set_sleep(CHOICES[(at + 1) % CHOICES.len()]);
        let locale = &self.context.locale;
        let value = wording::sleep(locale, self.screens.player.sleep());
        announce(Announcement::assertive(locale.with("announce-sleep", &[("value", value.into())])));
    }

    /// After every piece of news from the player, about once a second.
    pub(super) fn look_at_sleep(&mut self) -> Task<Message> {
        let Some(listening) = self.session.as_ref().and_then(|session| session.listening()) else {
            return Task::none();
        };
        let Some(timer) = &mut self.sleep.timer else { return Task::none() };
        match timer.look(listening, Instant::now()) {
            Next::Play(loudness) => {
                self.fade(loudness);
                Task::none()
            }
            Next::Ask => {
                announce(Announcement::assertive(self.context.text("sleep-still-there")));
                Task::none()
            }
            Next::Stop => {
                let silent = self.listen(Command::Pause);
                self.sleep.timer = None;
                self.screens.player.set_sleep(None);
                // As loud as before, once it is silent.
                self.fade(1.0);
                silent
            }
        }
    }

    /// A key was pressed: whoever presses one is there.
    pub(super) fn keep_awake(&mut self) {
        let Some(listening) = self.session.as_ref().and_then(|session| session.listening()) else { return };
        let Some(timer) = self.sleep.timer.as_mut().filter(|timer| timer.is_asking()) else { return };
        timer.keep_on(listening);
        self.sleep.answered = Some(Instant::now());
        self.fade(1.0);
        announce(Announcement::assertive(self.context.text("sleep-goes-on")));
    }

    fn fade(&mut self, loudness: f32) {
        if (self.sound.fade - loudness).abs() > 0.001 {
            self.sound.fade = loudness;
            self.sound.adjust(&self.settings);
        }
    }
}
