//! After a long pause it goes on a little earlier: so much of what was heard last is forgotten by then.

use std::time::{Duration, SystemTime};

use super::{Effect, Listening};

const LONG: Duration = Duration::from_secs(60);
const VERY_LONG: Duration = Duration::from_secs(3600);
/// In the listener's time.
const BACK: Duration = Duration::from_secs(5);
const FURTHER_BACK: Duration = Duration::from_secs(10);

/// Where it fell silent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest {
    pub(super) place: Duration,
    /// `None` before the book was opened.
    pub(super) since: Option<SystemTime>,
}

impl Listening {
    /// Goes back as far as the pause was long, not beyond the beginning of the chapter; not when the reader went
    /// elsewhere meanwhile.
    pub(super) fn step_back(&mut self, now: SystemTime, effects: &mut Vec<Effect>) {
        let Some(rest) = self.rest.take().filter(|rest| self.steps_back && rest.place == self.place) else { return };
        // A clock that was set back tells nothing.
        let away = rest.since.map_or(VERY_LONG, |since| now.duration_since(since).unwrap_or_default());
        let back = match away {
            away if away >= VERY_LONG => FURTHER_BACK,
            away if away >= LONG => BACK,
            _ => return,
        };
        let chapter = self.recording.chapter_at(self.place);
        let beginning = chapter.map_or(Duration::ZERO, |index| self.recording.chapters()[index].start);
        let place = self.place.saturating_sub(self.speed.heard_in(back)).max(beginning);
        self.stand(place, effects);
    }
}
