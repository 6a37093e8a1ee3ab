//! How the place gets about: leaps, moves from beginning to beginning, jumps and the way back.

use std::time::Duration;

use super::{Effect, Listening, Notice, Transport, Unit};
use crate::reading::Direction;

/// Who has heard more than this of a chapter means its own beginning by «previous»; less, and it is the one before. In
/// the listener's time, so that two presses lead to the one before at any speed.
const HEARD: Duration = Duration::from_secs(3);

/// Bookmarks that are nearer than this are one place.
pub(super) const SAME: Duration = Duration::from_secs(1);

impl Listening {
    /// The place is another one by the reader's wish: what sounds goes on there.
    fn arrive(&mut self, place: Duration, effects: &mut Vec<Effect>) {
        self.arrive_at(place, None, effects);
    }

    /// The same, at a unit that is told instead of the place.
    fn arrive_at(&mut self, place: Duration, unit: Option<Unit>, effects: &mut Vec<Effect>) {
        let before = self.recording.chapter_at(self.place);
        let sounded = self.transport() == Transport::Playing;
        self.pausing = None;
        self.stand(place, effects);
        if self.place >= self.recording.duration() {
            if sounded {
                self.playing = None;
                effects.extend([Effect::Pause, Effect::Save]);
            }
            return effects.push(Effect::Notice(Notice::EndOfBook));
        }
        let page = self.recording.page_at(self.place).filter(|_| unit == Some(Unit::Page));
        let notice = if let Some(page) = page {
            Notice::Page(page.label.clone())
        } else if self.place.is_zero() {
            Notice::BeginningOfBook
        } else {
            let other_chapter = before != self.recording.chapter_at(self.place);
            Notice::Arrived { at: self.whereabouts(), other_chapter }
        };
        if sounded {
            self.sound(effects);
            // A phrase tells for itself where it is.
            if unit != Some(Unit::Phrase) {
                effects.push(Effect::Soon(notice));
            }
        } else {
            effects.push(Effect::Notice(notice));
        }
    }

    pub(super) fn leap(&mut self, direction: Direction, time: Duration, effects: &mut Vec<Effect>) {
        let place = match direction {
            Direction::Forward => self.place.saturating_add(time),
            Direction::Backward => self.place.saturating_sub(time),
        };
        self.arrive(place, effects);
    }

    /// A jump: the place that is left can be gone back to.
    pub(super) fn jump(&mut self, place: Duration, effects: &mut Vec<Effect>) {
        self.history.leave(self.place);
        self.arrive(place, effects);
    }

    pub(super) fn go_to_chapter(&mut self, index: usize, effects: &mut Vec<Effect>) {
        if let Some(start) = self.recording.chapters().get(index).map(|chapter| chapter.start) {
            self.jump(start, effects);
        }
    }

    pub(super) fn go_to_percent(&mut self, percent: f64, effects: &mut Vec<Effect>) {
        if percent.is_finite() {
            self.jump(self.recording.at_progress(percent / 100.0), effects);
        }
    }

    pub(super) fn travel(&mut self, direction: Direction, effects: &mut Vec<Effect>) {
        match self.history.travel(direction, self.place) {
            Some(place) => self.arrive(place, effects),
            None => effects.push(Effect::Notice(Notice::NoHistory(direction))),
        }
    }

    /// To the page of this label.
    pub fn go_to_page(&mut self, label: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        match self.recording.page(label).map(|page| page.start) {
            Some(place) => {
                self.history.leave(self.place);
                self.arrive_at(place, Some(Unit::Page), &mut effects);
            }
            None => effects.push(Effect::Notice(Notice::NoSuchPage(label.to_owned()))),
        }
        effects
    }

    pub(super) fn go_by(&mut self, direction: Direction, unit: Unit, effects: &mut Vec<Effect>) {
        let unit = if unit == Unit::Page && self.recording.pages().is_empty() { Unit::Track } else { unit };
        let starts = self.starts(unit);
        let found = match direction {
            Direction::Forward => starts.into_iter().find(|start| *start > self.place),
            Direction::Backward => self.before(&starts),
        };
        match found {
            Some(place) if unit == Unit::Bookmark => self.jump(place, effects),
            Some(place) => self.arrive_at(place, Some(unit), effects),
            None => effects.push(Effect::Notice(Notice::Nothing(direction, unit))),
        }
    }

    /// The beginning of the one that is being heard, when enough of it was, else that of the one before; where there is
    /// none before, the beginning all the same.
    fn before(&self, starts: &[Duration]) -> Option<Duration> {
        let mut earlier = starts.iter().rev().copied().skip_while(|start| *start > self.place);
        let own = earlier.next()?;
        let heard = self.place - own;
        if heard > self.speed.heard_in(HEARD) {
            return Some(own);
        }
        let before = earlier.find(|start| *start < own);
        before.or_else(|| (!heard.is_zero()).then_some(own))
    }

    /// Where these begin, in order.
    fn starts(&self, unit: Unit) -> Vec<Duration> {
        match unit {
            Unit::Chapter => self.recording.chapters().iter().map(|chapter| chapter.start).collect(),
            Unit::Track => (0..self.recording.tracks().len()).map(|track| self.recording.start_of(track)).collect(),
            Unit::Page => self.recording.pages().iter().map(|page| page.start).collect(),
            Unit::Phrase => self.recording.phrases().to_vec(),
            Unit::Bookmark => self.marks.iter().map(|mark| mark.at).collect(),
        }
    }
}
