//! The sleep timer: it counts what is listened to, asks before it ends, and fades out.
//!
//! Pure as the session is: it is told the time, and says what follows.

use std::time::{Duration, Instant};

use super::{Listening, Transport};

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
    pub fn new(sleep: Sleep, listening: &Listening) -> Self {
        let mut timer = Self {
            sleep,
            left: Duration::ZERO,
            chapter: Default::default(),
            looked: None,
            seen: listening.place(),
            asked: false,
        };
        timer.begin(listening, listening.place());
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
    pub fn keep_on(&mut self, listening: &Listening) {
        let (start, end) = self.chapter;
        self.begin(listening, end);
        // She is still in the one before.
        self.chapter.0 = start;
    }

    fn begin(&mut self, listening: &Listening, place: Duration) {
        self.asked = false;
        if let Sleep::Minutes(minutes) = self.sleep {
            self.left = Duration::from_secs(u64::from(minutes) * 60);
        }
        self.chapter = chapter_at(listening, place);
    }

    /// A look at the clock, about once a second while it sounds.
    pub fn look(&mut self, listening: &Listening, now: Instant) -> Next {
        if listening.transport() != Transport::Playing {
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
                let place = listening.place();
                // Who went elsewhere means the chapter there.
                let seen = std::mem::replace(&mut self.seen, place);
                let went = place.saturating_sub(seen) > listening.speed().heard_in(LOOK);
                if place < start || (place >= end && went) {
                    self.begin(listening, place);
                }
                listening.speed().to_hear(self.chapter.1.saturating_sub(place))
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

/// The chapter that holds this place: its beginning and its end.
fn chapter_at(listening: &Listening, place: Duration) -> (Duration, Duration) {
    let recording = listening.recording();
    let chapters = recording.chapters();
    let start = recording.chapter_at(place).map_or(Duration::ZERO, |index| chapters[index].start);
    let end = chapters.iter().map(|chapter| chapter.start).find(|start| *start > place);
    (start, end.unwrap_or_else(|| recording.duration()))
}
