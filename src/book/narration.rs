//! Narration: the recording of a text, phrase by phrase.
//!
//! One model for the media overlays of EPUB 3.3 (<https://www.w3.org/TR/epub-33/#sec-media-overlays>), for DAISY 2.02
//! (<https://daisy.org/activities/standards/daisy/daisy-2/daisy-format-2-02-specification/>) and for DAISY 3
//! (<https://www.niso.org/standards-committees/daisy>): clips in the order in which they are heard, each a place in the
//! text and a stretch of the one recording that all parts of all files make, one behind the other.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::{Point, Recording, Span};

/// What a reader may want to have passed over, or to hear in another voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skippable {
    PageNumber,
    NoteReference,
    Note,
    Annotation,
    LineNumber,
    Sidebar,
    ProducerNote,
    // These the text alone tells from the rest.
    Heading,
    Link,
    Picture,
}

/// A phrase as its narrator parted it: the smallest unit that is heard and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clip {
    /// Where it stands in the text; empty where its element has no text of its own.
    pub span: Span,
    /// When it is heard, in the time of the narration's recording; `None` for what a voice has to say.
    pub time: Option<Range<Duration>>,
    pub skip: Option<Skippable>,
}

/// The recording of a text, whole and immutable.
#[derive(Debug, Clone, Default)]
pub struct Narration {
    recording: Arc<Recording>,
    clips: Vec<Clip>,
    /// What a reader can leave at once (a table, a list, a note), as ranges of clips; outer ones come first.
    escapes: Vec<Range<usize>>,
    /// The clips in the order of their places, of those that begin together the shortest first, of the same the last.
    by_place: Vec<usize>,
    /// The clips with a time, in its order.
    by_time: Vec<usize>,
}

/// Clips that hold each other are looked through up to this many.
const NESTED: usize = 256;

impl Narration {
    /// The narration of these clips, in the order in which they are heard.
    pub fn new(recording: Recording, clips: Vec<Clip>, mut escapes: Vec<Range<usize>>) -> Self {
        let mut by_place: Vec<usize> = (0..clips.len()).collect();
        by_place.sort_by_key(|&index| (clips[index].span.start, clips[index].span.end, std::cmp::Reverse(index)));
        let mut by_time: Vec<usize> = (0..clips.len()).filter(|&index| clips[index].time.is_some()).collect();
        by_time.sort_by_key(|&index| clips[index].time.as_ref().map(|time| time.start));
        escapes.retain(|range| range.start < range.end && range.end <= clips.len());
        escapes.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let starts = clips.iter().filter_map(|clip| clip.time.as_ref().map(|time| time.start)).collect();
        let recording = Arc::new(recording.with_marks(Vec::new(), starts));
        Self { recording, clips, escapes, by_place, by_time }
    }

    /// All that is heard of it, one part behind the other.
    pub fn recording(&self) -> &Arc<Recording> {
        &self.recording
    }

    /// In the order in which they are heard.
    pub fn clips(&self) -> &[Clip] {
        &self.clips
    }

    /// How many of them are recorded.
    pub fn recorded(&self) -> usize {
        self.by_time.len()
    }

    /// The clip that this place lies in: of several the innermost, of those that begin together the longest.
    pub fn at_place(&self, point: Point) -> Option<usize> {
        let after = self.by_place.partition_point(|&index| self.clips[index].span.start <= point);
        let holds = |&index: &usize| {
            let span = self.clips[index].span;
            span.contains(point) || span.start == point
        };
        self.by_place[..after].iter().rev().take(NESTED).copied().find(holds)
    }

    /// The first clip that begins here or later in the text.
    pub fn from_place(&self, point: Point) -> Option<usize> {
        let at = self.by_place.partition_point(|&index| self.clips[index].span.start < point);
        let start = self.clips[*self.by_place.get(at)?].span.start;
        let together = self.by_place[at..].iter().take_while(|&&index| self.clips[index].span.start == start);
        together.min().copied()
    }

    /// When this place is heard: in its own clip or else the next recorded one of the text; the end behind the last.
    pub fn time_of_place(&self, point: Point) -> Option<Duration> {
        if self.by_time.is_empty() {
            return None;
        }
        let time = |clip: usize| self.clips[clip].time.as_ref().map(|time| time.start);
        let own = self.at_place(point).and_then(time);
        let next = || {
            let at = self.by_place.partition_point(|&index| self.clips[index].span.start < point);
            self.by_place[at..].iter().find_map(|&index| time(index))
        };
        own.or_else(next).or_else(|| Some(self.recording.duration()))
    }

    /// The clip that is heard at this time; the one before where it is between two.
    pub fn at_time(&self, time: Duration) -> Option<usize> {
        let starts = |&index: &usize| self.clips[index].time.as_ref().is_some_and(|own| own.start <= time);
        let after = self.by_time.partition_point(starts);
        self.by_time[..after].last().copied()
    }

    /// Where reading goes on for a reader who leaves what this clip stands in: a table, a list, a note.
    pub fn escape(&self, clip: usize) -> Option<usize> {
        let after = self.escapes.partition_point(|range| range.start <= clip);
        self.escapes[..after].iter().rev().find(|range| range.contains(&clip)).map(|range| range.end)
    }

    pub fn escapes(&self) -> &[Range<usize>] {
        &self.escapes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Track;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn clip(start: (usize, usize), end: (usize, usize), time: Option<(u64, u64)>) -> Clip {
        let at = |(block, byte)| Point::new(0, block, byte);
        let time = time.map(|(from, to)| ms(from)..ms(to));
        Clip { span: Span { start: at(start), end: at(end) }, time, skip: None }
    }

    fn narration() -> Narration {
        let clips = vec![
            clip((0, 0), (0, 10), Some((0, 1000))),
            // A note at the end of the text that is heard where it is referred to.
            clip((5, 0), (5, 8), Some((1000, 1500))),
            // A page number without a text, before a phrase that begins at the same place.
            clip((1, 0), (1, 0), Some((1500, 1800))),
            clip((1, 0), (1, 20), Some((1800, 3000))),
            clip((1, 20), (1, 30), None),
            clip((2, 0), (4, 5), Some((3000, 4000))),
        ];
        let track = Track { duration: ms(4000), ..Track::default() };
        Narration::new(Recording::new(vec![track], Vec::new()), clips, vec![1..2, 1..4, 9..12, 3..3])
    }

    #[test]
    fn a_place_lies_in_the_clip_around_it() {
        let narration = narration();
        let at = |block, byte| narration.at_place(Point::new(0, block, byte));
        assert_eq!(at(0, 9), Some(0));
        assert_eq!(at(0, 10), None);
        assert_eq!(at(1, 0), Some(3));
        assert_eq!(at(1, 25), Some(4));
        assert_eq!(at(3, 2), Some(5));
        assert_eq!(at(5, 0), Some(1));
        assert_eq!(narration.from_place(Point::new(0, 0, 10)), Some(2));
        let time = |block, byte| narration.time_of_place(Point::new(0, block, byte));
        assert_eq!(time(0, 5), Some(ms(0)));
        assert_eq!(time(1, 25), Some(ms(3000)), "of what a voice says, when the recording goes on");
        assert_eq!(time(6, 0), Some(ms(4000)));
        assert_eq!(narration.from_place(Point::new(0, 4, 9)), Some(1));
        assert_eq!(narration.from_place(Point::new(0, 6, 0)), None);
    }

    #[test]
    fn a_time_lies_in_the_clip_that_is_heard() {
        let narration = narration();
        assert_eq!(narration.at_time(ms(0)), Some(0));
        assert_eq!(narration.at_time(ms(999)), Some(0));
        assert_eq!(narration.at_time(ms(1000)), Some(1));
        assert_eq!(narration.at_time(ms(3500)), Some(5));
        assert_eq!(narration.recorded(), 5);
        assert_eq!(narration.recording().phrases(), [0, 1000, 1500, 1800, 3000].map(ms));
    }

    #[test]
    fn what_can_be_left_leads_behind_its_end() {
        let narration = narration();
        assert_eq!(narration.escapes(), [1..4, 1..2]);
        assert_eq!(narration.escape(1), Some(2));
        assert_eq!(narration.escape(3), Some(4));
        assert_eq!(narration.escape(0), None);
    }
}
