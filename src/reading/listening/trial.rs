//! Small recordings from a line of notation, and a desk with a player that does what it is told: how the tests listen.
//!
//! `Бір 0:00, Екі 1:00 | 2:30` is a recording of two chapters that ends at 2:30, a track a chapter.

mod session;
mod sleep;
mod travel;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Command, Effect, Listening, Mark, Marks, Notice, Speed};
use crate::book::{Book, Chapter, Recording, Track};
use crate::voice::RequestId;
use crate::voice::player::Event;

/// Some instant.
pub fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

pub fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

/// `1:02:03`, `2:03`.
pub fn time(clock: &str) -> Duration {
    let parts = clock.trim().split(':').map(|part| part.parse::<u64>().expect("digits"));
    Duration::from_secs(parts.fold(0, |all, part| all * 60 + part))
}

/// The recording of this notation.
pub fn recording(notation: &str) -> Arc<Recording> {
    let (chapters, end) = notation.split_once('|').expect("an end");
    let chapters: Vec<Chapter> = chapters
        .split(',')
        .map(|chapter| {
            let (title, start) = chapter.trim().rsplit_once(' ').expect("a title and a time");
            Chapter { title: title.to_owned(), level: 1, start: time(start) }
        })
        .collect();
    let ends = chapters.iter().skip(1).map(|next| next.start).chain([time(end)]);
    let mut begin = Duration::ZERO;
    let tracks = ends.enumerate().map(|(index, end)| {
        let duration = end - std::mem::replace(&mut begin, end);
        Track {
            title: Some(format!("{}-файл", index + 1)),
            href: format!("{index}.mp3"),
            media_type: "audio/mpeg".to_owned(),
            from: Duration::ZERO,
            duration,
        }
    });
    let tracks = tracks.collect();
    Arc::new(Recording::new(tracks, chapters))
}

/// What sounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sounding {
    pub id: RequestId,
    pub at: Duration,
}

/// A session with a player beside it.
pub struct Desk {
    pub listening: Listening,
    /// What was announced, and what is to be after a moment.
    pub notices: Vec<Notice>,
    pub soon: Option<Notice>,
    pub effects: Vec<Effect>,
    pub kept: Vec<Mark>,
    pub sounding: Option<Sounding>,
}

impl Desk {
    pub fn new(notation: &str) -> Self {
        let recording = recording(notation);
        let book = Arc::new(Book::default());
        let listening = Listening::open(book, recording, None, Marks::default(), Speed::default());
        Self { listening, notices: Vec::new(), soon: None, effects: Vec::new(), kept: Vec::new(), sounding: None }
    }

    pub fn ask(&mut self, command: Command) {
        self.ask_at(command, noon());
    }

    pub fn ask_at(&mut self, command: Command, now: SystemTime) {
        let effects = self.listening.perform(command, now);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut silenced = None;
        for effect in &effects {
            match effect {
                Effect::Play { id, at } => self.sounding = Some(Sounding { id: *id, at: *at }),
                Effect::Pause => silenced = self.sounding.take(),
                Effect::Notice(notice) => {
                    self.notices.push(notice.clone());
                    self.soon = None;
                }
                Effect::Soon(notice) => self.soon = Some(notice.clone()),
                Effect::Keep(mark) => self.kept.push((**mark).clone()),
                Effect::Speed(_)
                | Effect::Leap(_)
                | Effect::Moved
                | Effect::Amend(_)
                | Effect::Discard(_)
                | Effect::Save => {}
            }
        }
        self.effects = effects;
        if let Some(Sounding { id, at }) = silenced {
            self.hear(Event::Paused(id, at));
        }
    }

    pub fn hear(&mut self, event: Event) {
        let effects = self.listening.hear(event);
        self.carry_out(effects);
    }

    /// Lets it sound for so many seconds of the recording, or to its end.
    pub fn listen(&mut self, time: f64) {
        let end = self.listening.recording().duration();
        let until = self.sounding.expect("something sounds").at + seconds(time);
        while let Some(Sounding { id, at }) = self.sounding {
            let at = (at + seconds(0.25)).min(until).min(end);
            self.sounding = Some(Sounding { id, at });
            if at == end {
                self.sounding = None;
                return self.hear(Event::Ended(id));
            }
            self.hear(Event::Position(id, at));
            if at == until {
                return;
            }
        }
    }

    /// Where it stands, in seconds.
    pub fn place(&self) -> f64 {
        self.listening.place().as_secs_f64()
    }

    /// What was announced since the last call.
    pub fn told(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }
}
