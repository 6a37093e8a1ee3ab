//! The sleep timer: the clock that it looks at, the question that it asks, the key that answers.

use std::time::{Duration, Instant};

use iced::Task;

use super::session::{Session, Sitting};
use super::speech::prosody;
use super::{App, Message};
use crate::access::{Announcement, announce};
use crate::reading::Notice;
use crate::reading::listening::Command;
use crate::reading::sleep::{CHOICES, Next, Sleep, Sounding, Timer};
use crate::ui::wording;
use crate::voice::{Prosody, Request};

/// So long the key that answered the question means nothing else.
const ANSWERING: Duration = Duration::from_millis(250);

/// A voice tells nothing for as long as a phrase lasts: the clock is looked at so often all the same.
const LOOK: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct Sleeping {
    timer: Option<Timer>,
    /// Which clock is looked at: another one with every timer.
    clock: u64,
    answered: Option<Instant>,
}

impl Sleeping {
    /// Whether any key keeps the book going.
    pub fn is_asking(&self) -> bool {
        self.timer.as_ref().is_some_and(Timer::is_asking)
    }

    pub fn was_just_answered(&self) -> bool {
        self.answered.is_some_and(|answered| answered.elapsed() < ANSWERING)
    }

    /// Another book is open: nobody has asked for a timer in it.
    pub fn forget(&mut self) {
        *self = Self { clock: self.clock + 1, ..Self::default() };
    }
}

fn sounding(session: &Session) -> &dyn Sounding {
    match &session.sitting {
        Sitting::Reading(reading) => reading.as_ref(),
        Sitting::Listening(listening) => listening.as_ref(),
    }
}

impl App {
    /// Sets the timer, which begins now.
    pub(super) fn set_sleep(&mut self, sleep: Option<Sleep>) -> Task<Message> {
        let session = self.session.as_ref();
        self.sleep.timer = sleep.and_then(|sleep| Some(Timer::new(sleep, sounding(session?))));
        self.sleep.clock += 1;
        self.screens.player.set_sleep(self.sleep.timer.as_ref().map(Timer::sleep));
        self.fade(1.0);
        self.look_again()
    }

    /// The next of the choices, told.
    pub(super) fn next_sleep(&mut self) -> Task<Message> {
        if self.session.is_none() {
            self.say(self.context.text("reader-no-book"));
            return Task::none();
        }
        let own = self.screens.player.sleep();
        let at = CHOICES.iter().position(|choice| *choice == own).unwrap_or_default();
        let looked = self.set_sleep(CHOICES[(at + 1) % CHOICES.len()]);
        announce(Announcement::assertive(self.sleep_words()));
        looked
    }

    /// What the timer waits for.
    pub(super) fn sleep_words(&self) -> String {
        let value = wording::sleep(&self.context.locale, self.screens.player.sleep());
        self.context.locale.with("announce-sleep", &[("value", value.into())])
    }

    /// What a recording tells suffices; what a voice tells does not.
    fn look_again(&self) -> Task<Message> {
        let read = self.session.as_ref().is_some_and(|session| session.reading().is_some());
        if !read || self.sleep.timer.is_none() {
            return Task::none();
        }
        let clock = self.sleep.clock;
        Task::perform(async { tokio::time::sleep(LOOK).await }, move |()| Message::SleepDue(clock))
    }

    pub(super) fn sleep_due(&mut self, clock: u64) -> Task<Message> {
        if self.sleep.clock != clock {
            return Task::none();
        }
        let looked = self.look_at_sleep();
        Task::batch([looked, self.look_again()])
    }

    /// About once a second while it sounds.
    pub(super) fn look_at_sleep(&mut self) -> Task<Message> {
        let Some(session) = &self.session else { return Task::none() };
        let Some(timer) = &mut self.sleep.timer else { return Task::none() };
        match timer.look(sounding(session), Instant::now()) {
            Next::Play(loudness) => {
                self.fade(loudness);
                Task::none()
            }
            Next::Ask => self.tell_of_sleep(Notice::StillThere, "sleep-still-there"),
            Next::Stop => {
                let silent = match self.session.as_mut().and_then(Session::reading_mut) {
                    Some(reading) => {
                        let effects = reading.finish();
                        self.carry_out(effects)
                    }
                    None => self.listen(Command::Pause),
                };
                self.sleep.timer = None;
                self.screens.player.set_sleep(None);
                // As loud as before, once it is silent.
                self.fade(1.0);
                silent
            }
        }
    }

    /// A key was pressed: whoever presses one is there.
    pub(super) fn keep_awake(&mut self) -> Task<Message> {
        let Some(session) = &self.session else { return Task::none() };
        let Some(timer) = self.sleep.timer.as_mut().filter(|timer| timer.is_asking()) else { return Task::none() };
        timer.keep_on(sounding(session));
        self.sleep.answered = Some(Instant::now());
        self.fade(1.0);
        self.tell_of_sleep(Notice::GoesOn, "sleep-goes-on")
    }

    /// A voice that reads comes to it between its phrases; a recording goes on beside it.
    fn tell_of_sleep(&mut self, notice: Notice, id: &str) -> Task<Message> {
        match self.session.as_mut().and_then(Session::reading_mut) {
            Some(reading) => {
                let effects = reading.tell_of_sleep(notice);
                self.carry_out(effects)
            }
            None => {
                announce(Announcement::assertive(self.context.text(id)));
                Task::none()
            }
        }
    }

    fn fade(&mut self, loudness: f32) {
        if (self.sound.fade - loudness).abs() > 0.001 {
            self.sound.fade = loudness;
            self.sound.adjust(&self.settings);
            // Its next phrase is as much quieter.
            let usual = prosody(&self.settings);
            let volume = ((f32::from(usual.volume) + 100.0) * loudness - 100.0).round() as i8;
            self.speaker.send(Request::Adjust(Prosody { volume, ..usual }));
        }
    }
}
