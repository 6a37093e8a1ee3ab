//! Audiobooks with a manifest: Readium's `.audiobook` and the W3C's `.lpf`, zipped or as they lie in a folder → [`Book`].
//!
//! <https://readium.org/webpub-manifest/profiles/audiobook>, <https://www.w3.org/TR/audiobooks/>,
//! <https://www.w3.org/TR/lpf/>. The manifest decides what sounds, in which order and under which titles; how long a file
//! lasts the file itself tells, unless there are too many to look into.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::tags::{Tags, clean};
use super::{Fault, Found, look_into, order};
use crate::book::{Book, Code, Metadata, Recording, Track};
use crate::format::container::Container;
use crate::format::limits::{self, Deadline};
use crate::format::manifest::{self, Manifest, address, list, metadata};
use crate::format::{Defects, Error, Opened, Resource, Resources};

mod contents;

/// Files that are looked into; of longer books the manifest's word is taken.
const LOOKED_INTO: usize = 200;

/// One item of the reading order.
struct Item {
    path: String,
    title: Option<String>,
    media_type: String,
    duration: Option<Duration>,
    from: Duration,
    until: Option<Duration>,
    encrypted: bool,
}

/// Opens the audiobook whose manifest lies in the container; one that cannot be read leaves a recording without it.
pub(in crate::format) fn open(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    manifest::check_licence(&container)?;
    let mut defects = Defects::default();
    container.report(&mut defects);
    let (manifest, items) = match manifest::read(&container, &mut defects) {
        Some(manifest) => {
            let items = items(&manifest, &container, &mut defects);
            (Some(manifest), items)
        }
        None => (None, Vec::new()),
    };
    let (Some(manifest), false) = (manifest, items.is_empty()) else {
        defects.add(Code::Malformed, "manifest");
        let mut opened = super::open(container, deadline)?;
        opened.defects.splice(0..0, defects.list);
        return Ok(opened);
    };
    build(container, &manifest, items, defects, deadline)
}

/// Seconds as a number (Readium) or a duration of ISO 8601 (W3C); `None` for what is no time, or more than a year.
fn duration(value: &Value) -> Option<Duration> {
    const MOST: f64 = 366.0 * 86_400.0;
    let seconds = match value {
        Value::Number(seconds) => seconds.as_f64()?,
        Value::String(text) => text.trim().parse().ok().or_else(|| iso_seconds(text))?,
        _ => return None,
    };
    (seconds > 0.0 && seconds < MOST).then(|| Duration::from_secs_f64(seconds))
}

/// `P1DT2H30M5.5S`, without years and months, whose length nobody knows.
fn iso_seconds(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    let mut number = String::new();
    let (mut timely, mut told) = (false, false);
    for character in text.trim().strip_prefix('P')?.chars() {
        match character {
            '0'..='9' | '.' => number.push(character),
            ',' => number.push('.'),
            'T' if number.is_empty() => timely = true,
            unit => {
                let scale = match (unit, timely) {
                    ('W', false) => 604_800.0,
                    ('D', false) => 86_400.0,
                    ('H', true) => 3600.0,
                    ('M', true) => 60.0,
                    ('S', true) => 1.0,
                    _ => return None,
                };
                seconds += number.parse::<f64>().ok()? * scale;
                number.clear();
                told = true;
            }
        }
    }
    (told && number.is_empty()).then_some(seconds)
}

/// The part of a file that a media fragment names (`t=10,20.5`): its beginning and its end.
fn part(fragment: Option<&str>) -> (Duration, Option<Duration>) {
    let seconds = |text: &str| Duration::try_from_secs_f64(text.parse().ok()?).ok();
    let Some(times) = fragment.and_then(|fragment| fragment.strip_prefix("t=")) else { return Default::default() };
    let times = times.strip_prefix("npt:").unwrap_or(times);
    let (from, until) = times.split_once(',').unwrap_or((times, ""));
    let from = seconds(from).unwrap_or_default();
    (from, seconds(until).filter(|until| *until > from))
}

/// The sounds of the reading order that the container holds.
fn items(manifest: &Manifest, container: &Container, defects: &mut Defects) -> Vec<Item> {
    let mut order = list(&manifest.value, "readingOrder");
    if order.len() > limits::TRACKS {
        defects.add(Code::Limit, "tracks");
        order = &order[..limits::TRACKS];
    }
    let mut items = Vec::with_capacity(order.len());
    for link in order {
        let Some(address) = address(link) else {
            defects.add(Code::Malformed, &manifest.path);
            continue;
        };
        let Some((path, fragment)) = manifest.resolve(container, address) else {
            // A file that lies on a server is not in the book.
            defects.add(Code::Missing, address);
            continue;
        };
        let media_type = manifest::media_type(link).map(clean).unwrap_or_default();
        if !media_type.starts_with("audio/") && !super::is_sound(&path) {
            continue;
        }
        let (from, until) = part(fragment.as_deref());
        let title = link.get("title").or_else(|| link.get("name")).and_then(|told| metadata::text(told, None));
        let encrypted = manifest::is_encrypted(link);
        let duration = link.get("duration").and_then(duration);
        items.push(Item { path, title, media_type, duration, from, until, encrypted });
    }
    items
}

/// What is learned about the files, each looked into once.
struct Files {
    /// Path → what it is; `None` when it has no sound for us.
    known: HashMap<String, Option<Found>>,
    /// Whether the manifest's word is taken where it gives one.
    trusting: bool,
    worst: Option<Fault>,
}

impl Files {
    fn look(&mut self, item: &Item, container: &Container, defects: &mut Defects, deadline: Deadline) {
        if self.known.contains_key(&item.path) || (item.duration.is_some() && self.trusting) {
            return;
        }
        if deadline.has_passed() {
            defects.add(Code::Limit, &item.path);
            return;
        }
        let found = container.stream(&item.path).map_err(Fault::from).and_then(|stream| look_into(stream, deadline));
        let found = match found {
            Ok(found) => {
                if found.cut {
                    defects.add(Code::Unreadable, &item.path);
                }
                Some(found)
            }
            Err(fault) => {
                defects.add(fault.code(), &item.path);
                if self.worst.is_none() || matches!(fault, Fault::Protected(_)) {
                    self.worst = Some(fault);
                }
                None
            }
        };
        self.known.insert(item.path.clone(), found);
    }
}

fn build(
    container: Container,
    manifest: &Manifest,
    items: Vec<Item>,
    mut defects: Defects,
    deadline: Deadline,
) -> Result<Opened, Error> {
    let trusting = items.len() > LOOKED_INTO;
    let mut files = Files { known: HashMap::new(), trusting, worst: None };
    let mut tracks = Vec::with_capacity(items.len());
    let mut media_types = HashMap::new();
    for item in items {
        if item.encrypted {
            defects.add(Code::Protected, &item.path);
            files.worst = Some(Fault::Protected(""));
            continue;
        }
        files.look(&item, &container, &mut defects, deadline);
        let known = files.known.get(&item.path);
        if matches!(known, Some(None)) {
            continue;
        }
        let found = known.and_then(Option::as_ref);
        let whole = found.filter(|found| !found.guessed).map(|found| found.duration);
        // The manifest tells how long the item is, which may be a part of the file.
        let end = item.until.or(whole).or_else(|| item.from.checked_add(item.duration?));
        let end = end.map(|end| whole.map_or(end, |whole| end.min(whole)));
        let Some(duration) = end.or(found.map(|found| found.duration)).and_then(|end| end.checked_sub(item.from))
        else {
            defects.add(Code::Unreadable, &item.path);
            continue;
        };
        if duration.is_zero() {
            defects.add(Code::Unreadable, &item.path);
            continue;
        }
        let media_type = found.map_or(item.media_type, |found| found.kind.media_type().to_owned());
        media_types.insert(item.path.clone(), media_type.clone());
        let title = item.title.filter(|title| !title.is_empty());
        tracks.push(Track { title, href: item.path, media_type, from: item.from, duration });
    }
    if tracks.is_empty() {
        return Err(files.worst.map_or(Error::NotABook, |fault| fault.into_error("tracks")));
    }
    let mut tags = first_tags(&tracks, &files);
    let recording = Recording::new(tracks, Vec::new());
    let told = contents::read(manifest, &container, &recording, &mut defects, deadline);
    let mut chapters = told.chapters;
    if chapters.is_empty()
        && let [only] = recording.tracks()
        && let Some(Some(found)) = files.known.get(&only.href)
        && only.from.is_zero()
    {
        chapters = found.chapters.clone();
    }
    let mut tracks = recording.tracks().to_vec();
    for track in &mut tracks {
        track.title.get_or_insert_with(|| order::title(&track.href));
    }
    let recording = Arc::new(Recording::new(tracks, chapters).with_marks(told.pages, Vec::new()));
    let mut metadata = metadata::read(manifest);
    complete(&mut metadata, &tags, recording.tracks().len() > 1);
    let mut inlaid = HashMap::new();
    let mut cover = manifest.related(&container, "cover").or_else(|| order::cover(&container));
    if cover.is_none()
        && let Some(picture) = tags.cover.take()
    {
        let (name, media_type) = (picture.name().to_owned(), picture.media_type.to_owned());
        inlaid.insert(name.clone(), Resource { bytes: picture.bytes, media_type });
        cover = Some(name);
    }
    let sounds = files.known.into_iter().filter_map(|(path, found)| Some((path, found?)));
    let sounds = sounds.filter(|(_, found)| !found.guessed).map(|(path, found)| (path, found.known)).collect();
    let outline = recording.outline();
    let book = Arc::new(Book::of_sound(metadata, outline, recording));
    let resources = Resources::of_sound(container, media_types, sounds, inlaid);
    Ok(Opened { book, defects: defects.list, resources, cover, revisions: None })
}

/// What the manifest does not tell, the tags of the first file may.
fn complete(own: &mut Metadata, tags: &Tags, of_many: bool) {
    own.accessibility.access_modes = vec!["auditory".to_owned()];
    own.accessibility.access_modes_sufficient = vec!["auditory".to_owned()];
    let told = tags.metadata(of_many);
    if own.title.is_empty() {
        own.title = told.title;
    }
    if own.contributors.is_empty() {
        own.contributors = told.contributors;
    }
    if own.languages.is_empty() {
        own.languages = told.languages;
    }
}

/// What the first file says of the book.
fn first_tags(tracks: &[Track], files: &Files) -> Tags {
    let found = tracks.first().and_then(|track| files.known.get(&track.href)?.as_ref());
    found.map(|found| found.tags.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_both_tongues() {
        let check = |told: Value, millis: Option<u64>| {
            assert_eq!(duration(&told), millis.map(Duration::from_millis), "{told}");
        };
        check(12.5.into(), Some(12_500));
        check("PT1H2M3.25S".into(), Some(3_723_250));
        check("P1DT1S".into(), Some(86_401_000));
        check("PT75M".into(), Some(4_500_000));
        check("5".into(), Some(5000));
        for wrong in ["P", "PT", "P1M", "PT5", "1:20", "PTxS", "PT1e9999S", "NaN", "inf"] {
            check(wrong.into(), None);
        }
        check((-3).into(), None);
        check(1e300.into(), None);
        check(Value::Null, None);
    }

    #[test]
    fn a_part_of_a_file_has_a_beginning_and_may_have_an_end() {
        let ms = Duration::from_millis;
        assert_eq!(part(Some("t=1.5,3")), (ms(1500), Some(ms(3000))));
        assert_eq!(part(Some("t=npt:2")), (ms(2000), None));
        assert_eq!(part(Some("t=,4")), (ms(0), Some(ms(4000))));
        assert_eq!(part(Some("t=4,3")), (ms(4000), None));
        assert_eq!(part(Some("t=-1,inf")), (ms(0), None));
        assert_eq!(part(Some("chapter")), (ms(0), None));
    }
}
