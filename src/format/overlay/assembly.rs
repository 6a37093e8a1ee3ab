//! Overlays put together: clips in the order in which they are heard, one recording of all the parts of files that they
//! name, and the text parted as its narrator parted it.
//!
//! No file of sound is opened for it, but for a last phrase whose end nobody tells.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::time::Duration;

use super::{Audio, Overlay, Par};
use crate::book::{Clip, Code, Narration, Point, Recording, Span, Track};
use crate::format::contents::{Content, Reading};
use crate::format::places::Places;
use crate::format::{audio, limits, usual_type};

/// A pause between two phrases of one file that is not longer is heard as it is; so is one that they share.
const SEAM: Duration = Duration::from_millis(100);

/// (section, block) → stretches of its text, each with its clip.
type Stretches = HashMap<(usize, usize), Vec<(Range<usize>, usize)>>;

/// A narration in the making.
#[derive(Debug, Default)]
pub(in crate::format) struct Assembly {
    tracks: Vec<Track>,
    /// Where the last track ends.
    end: Duration,
    clips: Vec<Clip>,
    escapes: Vec<Range<usize>>,
    /// Clips that are whole documents: a voice parts them itself.
    unread: HashSet<usize>,
    /// File → how long it is, of those that were looked into.
    lengths: HashMap<String, Option<Duration>>,
}

impl Assembly {
    /// How many may still come.
    pub(in crate::format) fn room(&self) -> usize {
        limits::CLIPS.saturating_sub(self.clips.len())
    }

    /// When the clip is heard.
    pub(in crate::format) fn time_of(&self, clip: usize) -> Option<Duration> {
        self.clips.get(clip)?.time.as_ref().map(|time| time.start)
    }

    /// When the first clip from this one on is heard.
    pub(in crate::format) fn time_from(&self, clip: usize) -> Option<Duration> {
        (clip..self.clips.len()).find_map(|clip| self.time_of(clip))
    }

    pub(in crate::format) fn clip_mut(&mut self, clip: usize) -> Option<&mut Clip> {
        self.clips.get_mut(clip)
    }

    pub(in crate::format) fn is_recorded(&self) -> bool {
        !self.tracks.is_empty()
    }

    /// A stretch of text that nobody has read: a voice has to.
    pub(in crate::format) fn voice(&mut self, span: Span) {
        self.unread.insert(self.clips.len());
        self.clips.push(Clip { span, time: None, skip: None });
    }

    /// Takes an overlay in: every par is a clip, the next one. `places` finds the text; without it there is none.
    pub(in crate::format) fn add(&mut self, overlay: Overlay, places: Option<&Places<'_>>, reading: &mut Reading<'_>) {
        let first = self.clips.len();
        let ends = ends(&overlay.pars);
        let mut ends = ends.into_iter();
        for par in overlay.pars {
            let span = self.place(&par, places, reading);
            let mut time: Option<Range<Duration>> = None;
            for sound in &par.audio {
                let end = ends.next().flatten();
                if let Some(heard) = self.sound(sound, end, reading) {
                    time = Some(time.map_or(heard.start, |time| time.start)..heard.end);
                }
            }
            self.clips.push(Clip { span, time, skip: par.skip });
        }
        self.escapes.extend(overlay.escapes.into_iter().map(|range| range.start + first..range.end + first));
    }

    /// Where the text of a par stands; where the one before began, when it has none that is there.
    fn place(&self, par: &Par, places: Option<&Places<'_>>, reading: &mut Reading<'_>) -> Span {
        let before = self.clips.last().map(|clip| clip.span.start).unwrap_or_default();
        let nowhere = Span { start: before, end: before };
        let (Some((path, fragment)), Some(places)) = (&par.text, places) else { return nowhere };
        let fragment = fragment.as_deref();
        let other = || reading.container.find(path).and_then(|name| places.span(name, fragment));
        match places.span(path, fragment).or_else(other) {
            Some((span, true)) => span,
            found => {
                match fragment.filter(|_| found.is_some()) {
                    Some(fragment) => reading.defects.add(Code::DeadLink, &format!("{path}#{fragment}")),
                    None => reading.defects.add(Code::Missing, path),
                }
                nowhere
            }
        }
    }

    /// Puts a stretch of a file behind what is there; when it is heard then.
    fn sound(&mut self, sound: &Audio, end: Option<Duration>, reading: &mut Reading<'_>) -> Option<Range<Duration>> {
        let Some(href) = reading.container.find(&sound.path).map(str::to_owned) else {
            reading.defects.add(Code::Missing, &sound.path);
            return None;
        };
        let end = match end {
            Some(end) => end,
            None => self.length(&href, reading)?,
        };
        if end <= sound.begin {
            reading.defects.add(Code::Malformed, &sound.path);
            return None;
        }
        if let Some(last) = self.tracks.last_mut()
            && last.href == href
        {
            let over = last.from + last.duration;
            if end > over && sound.begin.abs_diff(over) <= SEAM && sound.begin >= last.from {
                // What two phrases share is heard once.
                let begin = sound.begin.max(over) - last.from;
                last.duration = end - last.from;
                let start = self.end + (begin + last.from - over);
                self.end += end - over;
                return Some(start..self.end);
            }
        }
        let media_type = usual_type(&href).to_owned();
        let duration = end - sound.begin;
        self.tracks.push(Track { title: None, href, media_type, from: sound.begin, duration });
        let start = self.end;
        self.end = self.end.saturating_add(duration);
        Some(start..self.end)
    }

    fn length(&mut self, href: &str, reading: &mut Reading<'_>) -> Option<Duration> {
        if let Some(known) = self.lengths.get(href) {
            return *known;
        }
        let length = (self.lengths.len() < limits::LENGTHS)
            .then(|| reading.container.stream(href).ok())
            .flatten()
            .and_then(|stream| audio::length(stream, reading.deadline));
        if length.is_none() {
            reading.defects.add(Code::Unreadable, href);
        }
        self.lengths.insert(href.to_owned(), length);
        length
    }

    /// The narration of a text, whose phrases are the narrator's from now on. `None` when nothing of it is recorded.
    pub(in crate::format) fn narration(mut self, contents: &mut [Content], order: &[usize]) -> Option<Narration> {
        if self.tracks.is_empty() {
            return None;
        }
        self.part(contents, order);
        Some(Narration::new(Recording::new(self.tracks, Vec::new()), self.clips, self.escapes))
    }

    /// The tracks and, when each of them begins, the phrases of a book of sound alone.
    pub(in crate::format) fn into_sound(self) -> (Vec<Track>, Vec<Duration>) {
        let phrases = self.clips.iter().filter_map(|clip| clip.time.as_ref().map(|time| time.start)).collect();
        (self.tracks, phrases)
    }

    /// Parts the text as the narrator did; a clip then holds its phrases whole.
    fn part(&mut self, contents: &mut [Content], order: &[usize]) {
        let mut stretches: Stretches = HashMap::new();
        for (index, clip) in self.clips.iter().enumerate() {
            let Span { start, end } = clip.span;
            let told = !self.unread.contains(&index) && start.section == end.section && start < end;
            let Some(content) = order.get(start.section).filter(|_| told) else { continue };
            let blocks = contents[*content].section.blocks.iter().enumerate();
            for (block, found) in blocks.take(end.block + 1).skip(start.block) {
                let from = if block == start.block { start.byte } else { 0 };
                let to = if block == end.block { end.byte } else { found.text.len() };
                if from < to {
                    stretches.entry((start.section, block)).or_default().push((from..to, index));
                }
            }
        }
        for ((section, block), parts) in stretches {
            let ranges: Vec<Range<usize>> = parts.iter().map(|(range, _)| range.clone()).collect();
            let found = contents[order[section]].section.blocks[block].part_as_narrated(&ranges);
            for ((_, clip), phrase) in parts.into_iter().zip(found) {
                let span = &mut self.clips[clip].span;
                let at = |byte| Point::new(section, block, byte);
                if span.start.block == block {
                    span.start = at(phrase.start.min(span.start.byte));
                }
                if span.end.block == block {
                    span.end = at(phrase.end.max(span.end.byte));
                }
            }
        }
    }
}

/// Where each sound of these pars ends, as far as the pars tell: where none is named, at the beginning of what follows in
/// the same file.
fn ends(pars: &[Par]) -> Vec<Option<Duration>> {
    let sounds: Vec<&Audio> = pars.iter().flat_map(|par| &par.audio).collect();
    let following = sounds.iter().skip(1).map(Some).chain([None]);
    let ends = sounds.iter().zip(following).map(|(sound, next)| {
        sound.end.or_else(|| next.filter(|next| next.path == sound.path && next.begin > sound.begin).map(|it| it.begin))
    });
    ends.collect()
}
