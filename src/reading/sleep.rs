//! The sleep timer: it counts what is listened to, asks before it ends, and fades out.
//!
//! The same for a recording and for a text that is read aloud. Pure as the session is: it is told the time, and says what
//! follows.

use std::time::{Duration, Instant};

use super::listening::{Listening, Transport};
use super::narrator::Narrator;
use super::{Reading, recorded::Next as Following};
use crate::book::Point;
use crate::voice::CHARACTERS_A_MINUTE;

/// What falls asleep. Times are those of the book: of a recording as it was recorded, of a text as a voice reads it at its
/// usual rate.
pub trait Sounding {
    fn is_sounding(&self) -> bool;
    /// Where it goes on when it is stopped now: of a voice, behind the phrase that it says to its end.
    fn place(&self) -> Duration;
    /// The chapter that holds this place: its beginning and its end.
    fn chapter_at(&self, place: Duration) -> (Duration, Duration);
    /// How far it comes in this time.
    fn heard_in(&self, time: Duration) -> Duration;
    /// How long it takes to hear this much.
    fn to_hear(&self, time: Duration) -> Duration;
}

impl Sounding for Listening {
    fn is_sounding(&self) -> bool {
        self.transport() == Transport::Playing
    }

    fn place(&self) -> Duration {
        self.place()
    }

    fn chapter_at(&self, place: Duration) -> (Duration, Duration) {
        let recording = self.recording();
        around(place, recording.chapters().iter().map(|chapter| chapter.start), recording.duration())
    }

    fn heard_in(&self, time: Duration) -> Duration {
        self.speed().heard_in(time)
    }

    fn to_hear(&self, time: Duration) -> Duration {
        self.speed().to_hear(time)
    }
}

impl Sounding for Reading {
    fn is_sounding(&self) -> bool {
        self.narrator() == Narrator::Speaking
    }

    fn place(&self) -> Duration {
        if let Some(recorded) = &self.narration.recorded {
            return recorded.time;
        }
        let Some(phrase) = self.narration.phrase() else { return self.time_of(self.cursor()) };
        match self.next_behind(phrase.end, self.narration.clip) {
            Ok(Following::Voice(span, _)) => self.time_of(span.start),
            Ok(Following::Sound(clip)) => {
                let clips = self.book().narration.as_ref().map(|narration| narration.clips());
                self.time_of(clips.and_then(|clips| clips.get(clip)).map_or(phrase.end, |clip| clip.span.start))
            }
            Err(_) => self.end(),
        }
    }

    fn chapter_at(&self, place: Duration) -> (Duration, Duration) {
        let book = self.book();
        let mut starts = super::whereabouts::chapter_starts(book);
        if starts.len() < 2 {
            starts = (0..book.sections.len()).map(|section| Point::new(section, 0, 0)).collect();
        }
        around(place, starts.into_iter().map(|start| self.time_of(start)), self.end())
    }

    fn heard_in(&self, time: Duration) -> Duration {
        if self.narration.recorded.is_some() {
            return time;
        }
        // A voice comes along by phrases.
        let phrase = self.narration.phrase();
        let length = phrase.map_or(Duration::ZERO, |phrase| self.place().saturating_sub(self.time_of(phrase.start)));
        time.mul_f64(self.pace as f64 / CHARACTERS_A_MINUTE as f64) + length
    }

    fn to_hear(&self, time: Duration) -> Duration {
        match self.narration.recorded {
            Some(_) => time,
            None => time.mul_f64(CHARACTERS_A_MINUTE as f64 / self.pace as f64),
        }
    }
}

impl Reading {
    /// When this place is heard: in the recording of the text, else by a voice at its usual rate.
    fn time_of(&self, point: Point) -> Duration {
        let book = self.book();
        if let Some(time) = book.narration.as_ref().and_then(|narration| narration.time_of_place(point)) {
            return time;
        }
        let characters = (book.progress(point) * book.characters() as f64).round();
        Duration::from_secs_f64(characters * 60.0 / CHARACTERS_A_MINUTE as f64)
    }

    fn end(&self) -> Duration {
        let book = self.book();
        match &book.narration {
            Some(narration) => narration.recording().duration(),
            None => Duration::from_secs_f64(book.characters() as f64 * 60.0 / CHARACTERS_A_MINUTE as f64),
        }
    }
}

/// The last of these beginnings that is not behind the place, and what follows it.
fn around(place: Duration, starts: impl Iterator<Item = Duration>, end: Duration) -> (Duration, Duration) {
    let (mut from, mut to) = (Duration::ZERO, end);
    for start in starts {
        if start <= place {
            from = from.max(start);
        } else {
            to = to.min(start);
        }
    }
    (from, to)
}

/// When it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sleep {
    /// Of listening.
    Minutes(u16),
    EndOfChapter,
}

/// What there is to choose; `None` is no timer.
pub const CHOICES: [Option<Sleep>; 9] = [
    None,
    Some(Sleep::Minutes(5)),
    Some(Sleep::Minutes(10)),
    Some(Sleep::Minutes(15)),
    Some(Sleep::Minutes(30)),
    Some(Sleep::Minutes(45)),
    Some(Sleep::Minutes(60)),
    Some(Sleep::Minutes(90)),
    Some(Sleep::EndOfChapter),
];

/// So long before the end the listener is asked whether she is still there.
const ASKING: Duration = Duration::from_secs(30);
/// So long before the end it begins to be quieter.
const FADING: Duration = Duration::from_secs(10);
/// Time that passes between two looks at the clock, at most: a machine that slept has not listened.
const LOOK: Duration = Duration::from_secs(3);

/// What follows from a look at the clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Next {
    /// This much of the loudness, 0 to 1.
    Play(f32),
    /// The listener is to be asked now, once.
    Ask,
    Stop,
}

#[derive(Debug, Clone)]
pub struct Timer {
    sleep: Sleep,
    /// Of listening, for a timer of minutes.
    left: Duration,
    /// The chapter, in the recording's time, for a timer that waits for its end.
    chapter: (Duration, Duration),
    looked: Option<Instant>,
    /// The place at the last look.
    seen: Duration,
    asked: bool,
}

impl Timer {
    pub fn new(sleep: Sleep, sounding: &(impl Sounding + ?Sized)) -> Self {
        let mut timer = Self {
            sleep,
            left: Duration::ZERO,
            chapter: Default::default(),
            looked: None,
            seen: sounding.place(),
            asked: false,
        };
        timer.begin(sounding, sounding.place());
        timer
    }

    pub fn sleep(&self) -> Sleep {
        self.sleep
    }

    /// Whether the listener was asked, and has not answered yet.
    pub fn is_asking(&self) -> bool {
        self.asked
    }

    /// The listener is still there: the same time once more, or the next chapter.
    pub fn keep_on(&mut self, sounding: &(impl Sounding + ?Sized)) {
        let (start, end) = self.chapter;
        self.begin(sounding, end);
        // She is still in the one before.
        self.chapter.0 = start;
    }

    fn begin(&mut self, sounding: &(impl Sounding + ?Sized), place: Duration) {
        self.asked = false;
        if let Sleep::Minutes(minutes) = self.sleep {
            self.left = Duration::from_secs(u64::from(minutes) * 60);
        }
        self.chapter = sounding.chapter_at(place);
    }

    /// A look at the clock, about once a second while it sounds.
    pub fn look(&mut self, sounding: &(impl Sounding + ?Sized), now: Instant) -> Next {
        if !sounding.is_sounding() {
            self.looked = None;
            return Next::Play(1.0);
        }
        let passed = self.looked.replace(now).map_or(Duration::ZERO, |looked| now.saturating_duration_since(looked));
        let left = match self.sleep {
            Sleep::Minutes(_) => {
                self.left = self.left.saturating_sub(passed.min(LOOK));
                self.left
            }
            Sleep::EndOfChapter => {
                let (start, end) = self.chapter;
                let place = sounding.place();
                // Who went elsewhere means the chapter there.
                let seen = std::mem::replace(&mut self.seen, place);
                let went = place.saturating_sub(seen) > sounding.heard_in(LOOK);
                if place < start || (place >= end && went) {
                    self.begin(sounding, place);
                }
                sounding.to_hear(self.chapter.1.saturating_sub(place))
            }
        };
        if left.is_zero() {
            return Next::Stop;
        }
        if left <= ASKING && !self.asked {
            self.asked = true;
            return Next::Ask;
        }
        Next::Play((left.as_secs_f32() / FADING.as_secs_f32()).min(1.0))
    }
}
