//! The session in a recording: one listener in one book of sound, with the one place in time that the player, the screen
//! and the saved place follow.
//!
//! Pure and synchronous as [`super::Reading`] is: [`Listening::perform`] takes what the reader asks, [`Listening::hear`]
//! what the player tells; both answer with [`Effect`]s, which the program carries out in their order. Nothing here knows
//! threads, clocks or windows.
//!
//! Invariants: the place lies inside the recording; an event of a request that is not awaited changes nothing; while it
//! sounds, the place is what was heard last, or what was gone to since.

mod command;
mod effect;
mod marks;
mod rest;
mod speed;
mod travel;
#[cfg(test)]
mod trial;
mod whereabouts;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

pub use command::{Command, Leap, Unit};
pub use effect::{Effect, Notice};
pub use marks::{Mark, Marks};
pub use speed::Speed;
pub use whereabouts::{Part, Whereabouts};

use super::annotations::Kept;
use super::{Direction, History};
use crate::book::{Book, Locator, Recording};
use crate::settings::RecordingSettings;
use crate::voice::RequestId;
use crate::voice::player::Event;

/// What the recording does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    Paused,
    Playing,
    /// Nothing is left to hear.
    AtEnd,
}

/// A listener's session in a recording.
#[derive(Debug)]
pub struct Listening {
    book: Arc<Book>,
    recording: Arc<Recording>,
    place: Duration,
    /// The request that sounds, or is about to.
    playing: Option<RequestId>,
    /// The request that was asked to be silent and has not told yet what was heard last.
    pausing: Option<RequestId>,
    speed: Speed,
    leap: Leap,
    steps_back: bool,
    /// Where it fell silent, until it sounds again.
    rest: Option<rest::Rest>,
    marks: Marks,
    history: History<Duration>,
    /// Where «where am I» was asked last, for as long as nothing else is asked.
    asked_at: Option<Duration>,
}

impl Listening {
    /// Opens the session, paused, at a place that was kept or at the beginning.
    pub fn open(
        book: Arc<Book>,
        recording: Arc<Recording>,
        place: Option<&Locator>,
        marks: Marks,
        speed: Speed,
    ) -> Self {
        let at = place.map_or(Duration::ZERO, |place| recording.resolve(place));
        Self {
            place: at,
            leap: Leap::default(),
            steps_back: false,
            rest: place.map(|_| rest::Rest { place: at, since: None }),
            book,
            recording,
            playing: None,
            pausing: None,
            speed,
            marks,
            history: History::default(),
            asked_at: None,
        }
    }

    pub fn book(&self) -> &Arc<Book> {
        &self.book
    }

    pub fn recording(&self) -> &Arc<Recording> {
        &self.recording
    }

    /// From the recording's beginning.
    pub fn place(&self) -> Duration {
        self.place
    }

    /// The place as it is kept.
    pub fn locator(&self) -> Locator {
        self.recording.locate(self.place)
    }

    /// 0 to 1, by time.
    pub fn progress(&self) -> f64 {
        self.recording.progress(self.place)
    }

    pub fn transport(&self) -> Transport {
        match self.playing {
            Some(_) => Transport::Playing,
            None if self.place >= self.recording.duration() => Transport::AtEnd,
            None => Transport::Paused,
        }
    }

    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// What is marked in the recording is this from now on: another device has had a hand in it.
    pub fn take_marks(&mut self, kept: Vec<Kept>) {
        self.marks = Marks::restore(&self.recording, kept);
    }

    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    pub fn history(&self) -> &History<Duration> {
        &self.history
    }

    /// Does what the reader asks. `now` is the time that new bookmarks get.
    pub fn perform(&mut self, command: Command, now: SystemTime) -> Vec<Effect> {
        let mut effects = Vec::new();
        let asked_at = self.asked_at.take();
        match command {
            Command::Toggle if self.playing.is_some() => self.pause(now, &mut effects),
            Command::Toggle | Command::Play => self.play(now, &mut effects),
            Command::Pause => self.pause(now, &mut effects),
            Command::Leap(direction, leap) => self.leap(direction, leap.time(), &mut effects),
            Command::Jump(direction) => self.leap(direction, self.leap.time(), &mut effects),
            Command::LongerJumps => self.change_leap(self.leap.longer(), &mut effects),
            Command::ShorterJumps => self.change_leap(self.leap.shorter(), &mut effects),
            Command::Move(direction, unit) => self.go_by(direction, unit, &mut effects),
            Command::GoTo(place) => self.jump(place, &mut effects),
            Command::GoToChapter(index) => self.go_to_chapter(index, &mut effects),
            Command::GoToPercent(percent) => self.go_to_percent(percent, &mut effects),
            Command::Beginning => self.jump(Duration::ZERO, &mut effects),
            Command::End => self.jump(self.recording.duration(), &mut effects),
            Command::Back => self.travel(Direction::Backward, &mut effects),
            Command::Forward => self.travel(Direction::Forward, &mut effects),
            Command::Faster => self.change_speed(self.speed.faster(), &mut effects),
            Command::Slower => self.change_speed(self.speed.slower(), &mut effects),
            Command::WhereAmI => self.tell_whereabouts(asked_at, &mut effects),
            Command::AddBookmark => self.add_bookmark(now, &mut effects),
            Command::RemoveBookmark => self.remove_bookmark(&mut effects),
            Command::Discard(id) => self.discard(id, &mut effects),
            Command::Restore => self.restore(&mut effects),
        }
        effects
    }

    /// Takes in what the player tells.
    pub fn hear(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Playing(id, place) | Event::Position(id, place) if self.playing == Some(id) => {
                self.stand(place, &mut effects);
            }
            Event::Paused(id, place) if self.is_ours(id) => {
                self.fall_silent();
                self.stand(place, &mut effects);
                if let Some(rest) = &mut self.rest {
                    rest.place = self.place;
                }
                effects.push(Effect::Save);
            }
            Event::Ended(id) if self.is_ours(id) => {
                self.fall_silent();
                self.stand(self.recording.duration(), &mut effects);
                effects.extend([Effect::Notice(Notice::EndOfBook), Effect::Save]);
            }
            Event::Skipped(id, track, error) if self.playing == Some(id) => {
                let title = self.recording.tracks().get(track).and_then(|track| track.title.clone());
                effects.push(Effect::Notice(Notice::Skipped { number: track + 1, title, error }));
            }
            Event::Waiting(id, place) if self.playing == Some(id) => {
                self.stand(place, &mut effects);
                effects.push(Effect::Notice(Notice::Waiting));
            }
            Event::Failed(id, place, error) if self.is_ours(id) => {
                self.fall_silent();
                self.stand(place, &mut effects);
                effects.extend([Effect::Notice(Notice::NotPlayed(error)), Effect::Save]);
            }
            // Late news is no news.
            _ => {}
        }
        effects
    }

    /// The settings have another speed now.
    pub fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
    }

    /// The settings are these now.
    pub fn adopt(&mut self, settings: &RecordingSettings) {
        self.speed = Speed::of_percent(settings.speed);
        self.leap = settings.leap;
        self.steps_back = settings.step_back;
    }

    /// How far a jump goes.
    pub fn leap_size(&self) -> Leap {
        self.leap
    }

    fn is_ours(&self, id: RequestId) -> bool {
        self.playing == Some(id) || self.pausing == Some(id)
    }

    fn fall_silent(&mut self) {
        self.playing = None;
        self.pausing = None;
    }

    /// Goes on from the place; at the end from the beginning, and the way back is kept.
    fn play(&mut self, now: SystemTime, effects: &mut Vec<Effect>) {
        if self.playing.is_some() {
            return;
        }
        self.step_back(now, effects);
        if self.transport() == Transport::AtEnd {
            self.history.leave(self.place);
            self.stand(Duration::ZERO, effects);
        }
        self.sound(effects);
    }

    /// Has the recording sound from the place.
    fn sound(&mut self, effects: &mut Vec<Effect>) {
        let id = RequestId::fresh();
        self.playing = Some(id);
        self.pausing = None;
        effects.push(Effect::Play { id, at: self.place });
    }

    fn pause(&mut self, now: SystemTime, effects: &mut Vec<Effect>) {
        if let Some(id) = self.playing.take() {
            self.pausing = Some(id);
            self.rest = Some(rest::Rest { place: self.place, since: Some(now) });
            // Saved once more when the player has told to the millisecond what was heard.
            effects.extend([Effect::Pause, Effect::Save]);
        }
    }

    fn change_speed(&mut self, speed: Speed, effects: &mut Vec<Effect>) {
        if self.speed != speed {
            self.speed = speed;
            effects.push(Effect::Speed(speed));
        }
        effects.push(Effect::Notice(Notice::Speed(speed)));
    }

    fn change_leap(&mut self, leap: Leap, effects: &mut Vec<Effect>) {
        if self.leap != leap {
            self.leap = leap;
            effects.push(Effect::Leap(leap));
        }
        effects.push(Effect::Notice(Notice::Leap(leap)));
    }

    fn stand(&mut self, place: Duration, effects: &mut Vec<Effect>) {
        let place = place.min(self.recording.duration());
        if self.place != place {
            self.place = place;
            effects.push(Effect::Moved);
        }
    }
}
