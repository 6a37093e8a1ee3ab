//! «Where am I» in a recording: chapter, time, what is left, as data.

use std::time::Duration;

use super::{Effect, Listening, Notice, Speed};
use crate::reading::Detail;

/// Asked again within so much listening, it is the same place.
const AGAIN: Duration = Duration::from_secs(10);

/// A stretch of the recording that has a place among its sisters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// May be empty.
    pub title: String,
    /// Counted from one, and how many there are.
    pub number: usize,
    pub of: usize,
    /// From its beginning to the place, in whole seconds, and from there to its end: together they are its length.
    pub passed: Duration,
    pub left: Duration,
}

/// Where a place lies, for a listener.
#[derive(Debug, Clone, PartialEq)]
pub struct Whereabouts {
    /// `None` before the first one.
    pub chapter: Option<Part>,
    /// The label of the printed page, where the recording tells pages.
    pub page: Option<String>,
    /// In the whole recording, in the same way.
    pub passed: Duration,
    pub left: Duration,
    /// 0 to 100.
    pub percent: f64,
    pub speed: Speed,
}

/// Whole seconds of a time.
fn whole(time: Duration) -> Duration {
    Duration::from_secs(time.as_secs())
}

impl Listening {
    pub fn whereabouts(&self) -> Whereabouts {
        self.whereabouts_at(self.place)
    }

    /// Where another place of the recording lies.
    pub fn whereabouts_at(&self, place: Duration) -> Whereabouts {
        let recording = &self.recording;
        let chapters = recording.chapters();
        let chapter = recording.chapter_at(place).map(|index| {
            let start = chapters[index].start;
            let end = chapters.get(index + 1).map_or(recording.duration(), |next| next.start);
            let passed = whole(place.saturating_sub(start));
            Part {
                title: chapters[index].title.clone(),
                number: index + 1,
                of: chapters.len(),
                passed,
                left: end.saturating_sub(start + passed),
            }
        });
        let passed = whole(place);
        Whereabouts {
            chapter,
            page: recording.page_at(place).map(|page| page.label.clone()),
            passed,
            left: recording.duration().saturating_sub(passed),
            percent: recording.progress(place) * 100.0,
            speed: self.speed,
        }
    }

    /// Short, and long when it was asked just before.
    pub(super) fn tell_whereabouts(&mut self, asked_at: Option<Duration>, effects: &mut Vec<Effect>) {
        let near = |asked: Duration| asked.abs_diff(self.place) <= self.speed.heard_in(AGAIN);
        let detail = if asked_at.is_some_and(near) { Detail::Long } else { Detail::Short };
        self.asked_at = Some(self.place);
        effects.push(Effect::Notice(Notice::Whereabouts(self.whereabouts(), detail)));
    }
}
