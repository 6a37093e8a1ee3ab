//! The recording of a book of sound: files one after another, and chapters as places in time.
//!
//! Modelled on the Readium audiobook profile (<https://readium.org/webpub-manifest/profiles/audiobook>); places are media
//! fragments (<https://www.w3.org/TR/media-frags/#naming-time>).

use std::time::Duration;

use super::{Locations, Locator, OutlineEntry, Target};

/// Whole milliseconds: the clock of a recording ticks in them, so that a place that is kept is found again exactly.
fn whole(time: Duration) -> Duration {
    Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

/// One file of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Track {
    /// As the file or its list tells it.
    pub title: Option<String>,
    /// The resource's path, decoded, relative to the container's root.
    pub href: String,
    pub media_type: String,
    /// Where in the file it begins: a talking book plays parts of files.
    pub from: Duration,
    pub duration: Duration,
}

/// A place with a name; it lasts until the next one begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chapter {
    pub title: String,
    /// 1 for the outermost.
    pub level: u8,
    /// From the book's beginning.
    pub start: Duration,
}

/// Where a page of the printed book begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    pub label: String,
    /// From the recording's beginning.
    pub start: Duration,
}

/// The recording of a book of sound alone, whole and immutable; all its times are whole milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recording {
    tracks: Vec<Track>,
    chapters: Vec<Chapter>,
    pages: Vec<Page>,
    /// When each phrase begins, where the book tells them.
    phrases: Vec<Duration>,
    /// When each track begins; one entry more than tracks.
    starts: Vec<Duration>,
}

impl Recording {
    /// A recording of these files and chapters. Chapters are put in order, those beyond the end are left out; where there
    /// are none, the tracks are the chapters.
    pub fn new(mut tracks: Vec<Track>, mut chapters: Vec<Chapter>) -> Self {
        let mut starts = Vec::with_capacity(tracks.len() + 1);
        let mut end = Duration::ZERO;
        starts.push(end);
        for track in &mut tracks {
            track.from = whole(track.from);
            track.duration = whole(track.duration);
            end = end.saturating_add(track.duration);
            starts.push(end);
        }
        for chapter in &mut chapters {
            chapter.start = whole(chapter.start);
            chapter.level = chapter.level.max(1);
        }
        chapters.retain(|chapter| chapter.start < end);
        chapters.sort_by_key(|chapter| chapter.start);
        if chapters.is_empty() {
            let named = tracks.iter().zip(&starts);
            chapters = named.map(|(track, &start)| Chapter { title: name_of(track), level: 1, start }).collect();
        }
        Self { tracks, chapters, pages: Vec::new(), phrases: Vec::new(), starts }
    }

    /// The same with the pages and the beginnings of phrases that the book tells; those beyond the end are left out.
    pub fn with_marks(self, mut pages: Vec<Page>, mut phrases: Vec<Duration>) -> Self {
        let end = self.duration();
        for page in &mut pages {
            page.start = whole(page.start);
        }
        pages.retain(|page| page.start < end);
        pages.sort_by_key(|page| page.start);
        phrases.iter_mut().for_each(|start| *start = whole(*start));
        phrases.retain(|start| *start < end);
        phrases.sort_unstable();
        phrases.dedup();
        Self { pages, phrases, ..self }
    }

    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// In the order of their beginnings.
    pub fn chapters(&self) -> &[Chapter] {
        &self.chapters
    }

    /// The pages of the printed book, in the order of their beginnings.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The page of this label, whatever the case of its letters.
    pub fn page(&self, label: &str) -> Option<&Page> {
        let wanted = label.trim().to_lowercase();
        self.pages.iter().find(|page| page.label.trim().to_lowercase() == wanted)
    }

    /// When each phrase begins, in order; none where the book does not tell.
    pub fn phrases(&self) -> &[Duration] {
        &self.phrases
    }

    /// The printed page that is being heard at this time.
    pub fn page_at(&self, time: Duration) -> Option<&Page> {
        let after = self.pages.partition_point(|page| page.start <= time);
        self.pages[..after].last()
    }

    pub fn duration(&self) -> Duration {
        self.starts.last().copied().unwrap_or_default()
    }

    /// When this track begins; the end of the recording for a track that is not there.
    pub fn start_of(&self, track: usize) -> Duration {
        self.starts.get(track).copied().unwrap_or_else(|| self.duration())
    }

    /// The track that sounds at this time and the time inside it; the end of the last track beyond the end.
    pub fn at(&self, time: Duration) -> (usize, Duration) {
        let time = time.min(self.duration());
        let after = self.starts[..self.tracks.len()].partition_point(|&start| start <= time);
        let track = after.saturating_sub(1);
        (track, time.saturating_sub(self.start_of(track)))
    }

    /// The chapter that sounds at this time; `None` before the first.
    pub fn chapter_at(&self, time: Duration) -> Option<usize> {
        self.chapters.partition_point(|chapter| chapter.start <= time).checked_sub(1)
    }

    /// The locator of this time, to the millisecond.
    pub fn locate(&self, time: Duration) -> Locator {
        let time = whole(time.min(self.duration()));
        let (index, inside) = self.at(time);
        let Some(track) = self.tracks.get(index) else { return Locator::default() };
        Locator {
            href: track.href.clone(),
            media_type: track.media_type.clone(),
            title: self.chapter_at(time).map(|chapter| self.chapters[chapter].title.clone()),
            locations: Locations {
                fragments: vec![fragment(track.from.saturating_add(inside))],
                progression: Some(share(inside, track.duration)),
                total_progression: Some(self.progress(time)),
                position: None,
            },
            ..Locator::default()
        }
    }

    /// The time of this locator: by its file and the time in it, then by how far it is in the file, in the whole, then the
    /// beginning. `resolve(locate(time))` is `time` to the millisecond.
    pub fn resolve(&self, place: &Locator) -> Duration {
        let wanted = place.locations.total_progression.map(|progress| self.at_progress(progress));
        // One file may stand in a list more than once: the part that holds the time is meant, of two the nearest.
        let tracks = self.tracks.iter().enumerate().filter(|(_, track)| track.href == place.href);
        let exact = place.locations.fragments.iter().find_map(|fragment| time_of(fragment));
        let in_track = tracks.filter_map(|(index, track)| {
            let inside = match exact {
                Some(exact) => exact.saturating_sub(track.from),
                None => part(track.duration, place.locations.progression?),
            };
            let outside = exact.map_or(Duration::ZERO, |exact| track.outside(exact));
            Some((outside, self.start_of(index) + inside.min(track.duration)))
        });
        let distance = |time: Duration| wanted.map_or(Duration::ZERO, |wanted| time.abs_diff(wanted));
        let found = in_track.min_by_key(|(outside, time)| (*outside, distance(*time)));
        found.map(|(_, time)| time).or(wanted).unwrap_or_default()
    }

    /// Where this target of the outline leads, when it leads into the recording.
    pub fn resolve_target(&self, target: &Target) -> Option<Duration> {
        let Target::Internal { href, fragment } = target else { return None };
        let of_file = self.tracks.iter().enumerate().filter(|(_, track)| track.href == *href);
        let (index, track, time) = match fragment.as_deref().and_then(time_of) {
            Some(time) => {
                let (index, track) = of_file.min_by_key(|(_, track)| track.outside(time))?;
                (index, track, time)
            }
            None => {
                let (index, track) = of_file.into_iter().next()?;
                (index, track, track.from)
            }
        };
        Some(self.start_of(index) + time.saturating_sub(track.from).min(track.duration))
    }

    /// Milliseconds before this time ÷ milliseconds of the whole, 0 to 1.
    pub fn progress(&self, time: Duration) -> f64 {
        share(time, self.duration())
    }

    /// The time at this progress (0 to 1).
    pub fn at_progress(&self, progress: f64) -> Duration {
        part(self.duration(), progress)
    }

    /// The chapters as a table of contents.
    pub fn outline(&self) -> Vec<OutlineEntry> {
        let mut outline = Vec::new();
        for chapter in &self.chapters {
            let (track, inside) = self.at(chapter.start);
            let target = self.tracks.get(track).map(|track| Target::Internal {
                href: track.href.clone(),
                fragment: Some(track.from + inside).filter(|time| !time.is_zero()).map(fragment),
            });
            let entry = OutlineEntry {
                title: chapter.title.clone(),
                level: chapter.level,
                target,
                point: None,
                children: Vec::new(),
            };
            put(&mut outline, entry);
        }
        outline
    }
}

impl Track {
    /// How far this time of the file lies outside of the part that is played.
    fn outside(&self, time: Duration) -> Duration {
        let end = self.from.saturating_add(self.duration);
        self.from.saturating_sub(time).max(time.saturating_sub(end))
    }
}

/// Puts an entry below the last ones that stand higher than it does.
fn put(outline: &mut Vec<OutlineEntry>, entry: OutlineEntry) {
    match outline.last_mut() {
        Some(last) if last.level < entry.level => put(&mut last.children, entry),
        _ => outline.push(entry),
    }
}

/// The track's title, else its file's name without the ending.
fn name_of(track: &Track) -> String {
    let stem = || {
        let name = track.href.rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        stem.replace('_', " ")
    };
    track.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or_else(stem)
}

/// `t=` and seconds, with three decimals where they are needed.
fn fragment(time: Duration) -> String {
    let (seconds, millis) = (time.as_secs(), time.subsec_millis());
    if millis == 0 { format!("t={seconds}") } else { format!("t={seconds}.{millis:03}") }
}

/// The time of a `t=12.345` or `t=12.345,20` (normal play time in seconds, its end left aside).
fn time_of(fragment: &str) -> Option<Duration> {
    let seconds = fragment.strip_prefix("t=")?;
    let seconds = seconds.strip_prefix("npt:").unwrap_or(seconds).split(',').next()?;
    let (whole, decimals) = seconds.split_once('.').unwrap_or((seconds, ""));
    // Digits alone: a float would also take «inf» and round milliseconds.
    if decimals.bytes().any(|byte| !byte.is_ascii_digit()) || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let millis: String = decimals.chars().chain("000".chars()).take(3).collect();
    let time = Duration::from_secs(whole.parse().ok()?);
    Some(time.saturating_add(Duration::from_millis(millis.parse().ok()?)))
}

fn share(time: Duration, of: Duration) -> f64 {
    if of.is_zero() { 0.0 } else { (time.as_millis() as f64 / of.as_millis() as f64).clamp(0.0, 1.0) }
}

fn part(of: Duration, share: f64) -> Duration {
    // Not `clamp` alone: not-a-number passes it.
    let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    Duration::from_millis((of.as_millis() as f64 * share).round() as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn recording(millis: &[u64], chapters: &[(u8, u64)]) -> Recording {
        let tracks = millis.iter().enumerate().map(|(index, &millis)| Track {
            title: (index % 2 == 0).then(|| format!("{}-бөлім", index + 1)),
            // Every third file has the name of the first.
            href: if index % 3 == 2 { "0.mp3".to_owned() } else { format!("{index}.mp3") },
            media_type: "audio/mpeg".to_owned(),
            from: Duration::ZERO,
            duration: Duration::from_millis(millis),
        });
        let chapters = chapters.iter().map(|&(level, start)| Chapter {
            title: start.to_string(),
            level,
            start: Duration::from_millis(start),
        });
        Recording::new(tracks.collect(), chapters.collect())
    }

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn a_time_lies_in_the_track_that_begins_there() {
        let recording = recording(&[1000, 0, 2000, 500], &[]);
        assert_eq!(recording.at(ms(0)), (0, ms(0)));
        assert_eq!(recording.at(ms(999)), (0, ms(999)));
        assert_eq!(recording.at(ms(1000)), (2, ms(0)));
        assert_eq!(recording.at(ms(3400)), (3, ms(400)));
        assert_eq!(recording.at(ms(9999)), (3, ms(500)));
        assert_eq!(Recording::new(Vec::new(), Vec::new()).at(ms(5)), (0, ms(0)));
    }

    #[test]
    fn chapters_are_in_order_and_tracks_stand_in_for_them() {
        let told = recording(&[1000, 2000], &[(1, 2500), (2, 700), (1, 0), (1, 3000), (1, 9000)]);
        let starts: Vec<_> = told.chapters().iter().map(|chapter| chapter.start).collect();
        assert_eq!(starts, [ms(0), ms(700), ms(2500)]);
        assert_eq!(told.chapter_at(ms(699)), Some(0));
        assert_eq!(told.chapter_at(ms(700)), Some(1));
        let untold = recording(&[1000, 2000], &[]);
        let titles: Vec<_> = untold.chapters().iter().map(|chapter| chapter.title.as_str()).collect();
        assert_eq!(titles, ["1-бөлім", "1"]);
        assert_eq!(recording(&[1000], &[(1, 500)]).chapter_at(ms(499)), None);
    }

    #[test]
    fn the_outline_is_a_tree_whose_targets_lead_back() {
        let recording = recording(&[1000, 2000], &[(1, 0), (2, 500), (2, 1000), (1, 1250)]);
        let outline = recording.outline();
        assert_eq!(outline.len(), 2);
        assert_eq!(outline[0].children.len(), 2);
        let all = [&outline[0], &outline[0].children[0], &outline[0].children[1], &outline[1]];
        let times: Vec<_> =
            all.iter().map(|entry| recording.resolve_target(entry.target.as_ref().unwrap()).unwrap()).collect();
        assert_eq!(times, [ms(0), ms(500), ms(1000), ms(1250)]);
    }

    #[test]
    fn a_place_is_found_by_what_is_left_of_it() {
        let recording = recording(&[10_000, 10_000], &[]);
        let mut place = recording.locate(ms(12_345));
        assert_eq!((place.href.as_str(), place.locations.fragments[0].as_str()), ("1.mp3", "t=2.345"));
        place.locations.fragments.clear();
        assert_eq!(recording.resolve(&place), ms(12_345));
        place.href = "gone.mp3".to_owned();
        assert_eq!(recording.resolve(&place), ms(12_345));
        assert_eq!(recording.resolve(&Locator::default()), ms(0));
        for (fragment, expected) in
            [("t=npt:1.5,3", Some(1500)), ("t=7", Some(7000)), ("t=.25", None), ("t=-1", None), ("t=1e3", None)]
        {
            assert_eq!(time_of(fragment), expected.map(ms), "{fragment}");
        }
    }

    #[test]
    fn parts_of_one_file_are_told_apart_by_their_times() {
        let part = |href: &str, from, duration| Track {
            href: href.to_owned(),
            from: ms(from),
            duration: ms(duration),
            ..Track::default()
        };
        let parts = vec![part("a.mp3", 5000, 1000), part("b.mp3", 0, 500), part("a.mp3", 1000, 2000)];
        let chapters = vec![Chapter { title: "2".to_owned(), level: 1, start: ms(1600) }];
        let recording = Recording::new(parts, chapters);
        for time in [0, 999, 1000, 1500, 2250, 3499] {
            let mut place = recording.locate(ms(time));
            place.locations.total_progression = None;
            assert_eq!(recording.resolve(&place), ms(time));
        }
        assert_eq!(recording.locate(ms(2250)).locations.fragments, ["t=1.750"]);
        let outline = recording.outline();
        assert_eq!(recording.resolve_target(outline[0].target.as_ref().unwrap()), Some(ms(1600)));
    }

    #[test]
    fn pages_and_phrases_are_in_order_and_inside() {
        let page = |label: &str, start| Page { label: label.to_owned(), start: ms(start) };
        let recording = recording(&[1000, 2000], &[])
            .with_marks(vec![page("2", 900), page("1", 100), page("9", 3000)], vec![ms(900), ms(0), ms(900), ms(4000)]);
        assert_eq!(recording.pages().len(), 2);
        assert_eq!(recording.phrases(), [ms(0), ms(900)]);
        assert_eq!(recording.page_at(ms(50)), None);
        assert_eq!(recording.page_at(ms(899)).map(|page| page.label.as_str()), Some("1"));
    }

    proptest! {
        #[test]
        fn resolve_undoes_locate(
            millis in prop::collection::vec(0u64..20_000, 1..8),
            share in 0.0f64..1.0,
            nanos in 0u64..1_000_000,
        ) {
            let recording = recording(&millis, &[]);
            let time = part(recording.duration(), share);
            prop_assert_eq!(recording.resolve(&recording.locate(time)), time);
            let between = time + Duration::from_nanos(nanos);
            let found = recording.resolve(&recording.locate(between.min(recording.duration())));
            prop_assert!(found <= between && between - found < Duration::from_millis(1));
        }

        #[test]
        fn at_tiles_the_recording(millis in prop::collection::vec(0u64..5000, 1..8), time in 0u64..50_000) {
            let recording = recording(&millis, &[]);
            let (track, inside) = recording.at(ms(time));
            prop_assert!(inside <= recording.tracks()[track].duration);
            prop_assert_eq!(recording.start_of(track) + inside, ms(time).min(recording.duration()));
        }

        #[test]
        fn any_locator_leads_into_the_recording(
            href in "[0-2].mp3",
            fragment in "t=[0-9.,a-z]{0,24}|[a-z]{0,3}",
            progression in prop::option::of(prop_oneof![Just(f64::NAN), -1.0f64..2.0]),
            total_progression in prop::option::of(prop_oneof![Just(f64::INFINITY), -1.0f64..2.0]),
        ) {
            let recording = recording(&[1000, 2000], &[]);
            let locations = Locations { fragments: vec![fragment], progression, total_progression, position: None };
            let place = Locator { href, locations, ..Locator::default() };
            prop_assert!(recording.resolve(&place) <= recording.duration());
        }
    }
}
