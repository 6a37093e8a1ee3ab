//! Recordings without a manifest: a sound file, a zip or a folder of numbered files → [`Book`].
//!
//! What a file is decides its content, never its name. Nothing is decoded: durations come from tables, tags and headers of
//! frames; an MP3 of variable rate that does not tell its length is counted, as far as time allows.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use symphonia::core::errors::Error as Symphonia;
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::{MetadataOptions, MetadataReader, MetadataSideData};
use symphonia::default::meta::Id3v2Reader;

use super::container::{self, Container, Source, Stream};
use super::limits::{self, Deadline};
use super::sound::{self, Known, Sound};
use super::{Defects, Error, Opened, Resource, Resources};
use crate::book::{Book, Chapter, Code, Recording, Track};

pub(super) mod manifest;
pub(super) mod mp4;
pub(super) mod mpeg;
mod order;
pub(super) mod packet;
mod playlist;
pub(super) mod tags;

use mpeg::Frames;
pub(super) use order::sort as sort_names;
use tags::Tags;

/// Why a file has no sound for us.
#[derive(Debug)]
enum Fault {
    Unreadable,
    /// The name of the scheme, empty when nobody tells.
    Protected(&'static str),
    /// A file of another kind: a film, a picture.
    NoSound,
    Unsupported,
    TooLarge,
    Io(std::io::Error),
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::FileTooLarge => Self::TooLarge,
            // What a container cannot unpack.
            std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => Self::Unreadable,
            _ => Self::Io(error),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::Unsupported(_) => Self::Unsupported,
            Error::TooLarge(_) => Self::TooLarge,
            _ => Self::Unreadable,
        }
    }
}

impl From<container::Fault> for Fault {
    fn from(fault: container::Fault) -> Self {
        match fault {
            container::Fault::Missing | container::Fault::Unreadable => Self::Unreadable,
            container::Fault::TooLarge => Self::TooLarge,
            container::Fault::Protected => Self::Protected(""),
        }
    }
}

impl Fault {
    fn into_error(self, href: &str) -> Error {
        match self {
            Self::Unreadable => Error::Damaged(href.into()),
            Self::Protected(scheme) => Error::Protected(scheme.into()),
            Self::NoSound => Error::NotABook,
            Self::Unsupported => Error::Unsupported(crate::book::Format::Audio),
            Self::TooLarge => Error::TooLarge(href.into()),
            Self::Io(error) => Error::from(error),
        }
    }

    fn code(&self) -> Code {
        match self {
            Self::Protected(_) => Code::Protected,
            Self::TooLarge => Code::Limit,
            Self::Unreadable | Self::NoSound | Self::Unsupported | Self::Io(_) => Code::Unreadable,
        }
    }
}

/// A sound file, looked at.
struct Found {
    known: Known,
    duration: Duration,
    tags: Tags,
    chapters: Vec<Chapter>,
    kind: Kind,
    /// The end is missing.
    cut: bool,
    /// The duration was guessed, for want of time.
    guessed: bool,
}

/// What a sound file is by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mp3,
    Mp4,
    Ogg,
    Flac,
    Wave,
}

impl Kind {
    /// By the ending of a name alone.
    fn of_name(name: &str) -> Self {
        match super::usual_type(name) {
            "audio/mp4" => Self::Mp4,
            "audio/ogg" => Self::Ogg,
            "audio/flac" => Self::Flac,
            "audio/wav" => Self::Wave,
            _ => Self::Mp3,
        }
    }

    /// By the first bytes; MP3 has no mark of its own.
    fn of(head: &[u8]) -> Self {
        match head {
            [b'O', b'g', b'g', b'S', ..] => Self::Ogg,
            [b'f', b'L', b'a', b'C', ..] => Self::Flac,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Self::Wave,
            _ if mp4::is_mp4(head) => Self::Mp4,
            _ => Self::Mp3,
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Mp3 => "audio/mpeg",
            Self::Mp4 => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Flac => "audio/flac",
            Self::Wave => "audio/wav",
        }
    }

    /// The name of a file that stands alone: its own may change while the places in it are kept.
    fn name(self) -> &'static str {
        match self {
            Self::Mp3 => "recording.mp3",
            Self::Mp4 => "recording.m4b",
            Self::Ogg => "recording.ogg",
            Self::Flac => "recording.flac",
            Self::Wave => "recording.wav",
        }
    }
}

/// Endings of files that are looked into; what they are their content decides.
const ENDINGS: &[&str] = &["mp3", "m4b", "m4a", "mp4", "ogg", "oga", "opus", "flac", "wav"];

/// Whether a file of this name may be a sound of a book.
pub(super) fn is_sound(name: &str) -> bool {
    let plain = name.rsplit('/').next().unwrap_or_default();
    // What macOS puts beside each file in a zip.
    let shadow = plain.starts_with('.') || name.starts_with("__MACOSX/");
    let ending = plain.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    !shadow && ENDINGS.contains(&ending.as_str())
}

/// The files of a book that lies in a folder, in the order of their numbers. `marked`: with all that belongs to a talking
/// book or to a manifest; else sounds, pictures and lists.
pub(super) fn files_of(folder: &Container, marked: bool) -> Vec<(String, PathBuf)> {
    const BESIDE: &[&str] = &["jpg", "jpeg", "png", "webp", "gif", "m3u", "m3u8", "cue"];
    const MARKED: &[&str] =
        &["json", "html", "htm", "xhtml", "xml", "smil", "ncx", "opf", "css", "res", "dtd", "svg", "txt"];
    let is_beside = |name: &str| {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        BESIDE.contains(&ending.as_str()) || (marked && MARKED.contains(&ending.as_str()))
    };
    let mut files = folder.files();
    files.retain(|(name, _)| is_sound(name) || is_beside(name));
    files.sort_by(|(one, _), (other, _)| order::compare(one, other));
    files
}

/// The ending for a file that begins like this.
pub(super) fn ending(head: &[u8]) -> Option<&'static str> {
    if !super::sniff::is_sound(head) {
        return head.starts_with(b"PK\x03\x04").then_some("zip");
    }
    let opus = head.windows(8).take(64).any(|window| window == b"OpusHead");
    Some(match Kind::of(head) {
        Kind::Mp3 => "mp3",
        Kind::Mp4 => "m4b",
        Kind::Ogg if opus => "opus",
        Kind::Ogg => "ogg",
        Kind::Flac => "flac",
        Kind::Wave => "wav",
    })
}

/// Opens a file that is all of its book.
pub(super) fn open_alone(source: &Source, deadline: Deadline) -> Result<Opened, Error> {
    let stream = || Container::alone("recording", source).stream("recording").map_err(Fault::from);
    let found =
        stream().and_then(|stream| look_into(stream, deadline)).map_err(|fault| fault.into_error("recording"))?;
    let name = found.kind.name().to_owned();
    let container = Container::alone(&name, source);
    let mut defects = Defects::default();
    if found.cut {
        defects.add(Code::Unreadable, &name);
    }
    if found.guessed {
        defects.add(Code::Limit, &name);
    }
    build(container, vec![(name, found)], defects)
}

/// Opens the sounds of a zip or a folder.
pub(super) fn open(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    let mut defects = Defects::default();
    container.report(&mut defects);
    let mut names: Vec<String> = container.names().filter(|name| is_sound(name)).map(str::to_owned).collect();
    order::sort(&mut names);
    let lists = playlist::read(&container);
    lists.put_in_order(&mut names);
    if names.len() > limits::TRACKS {
        return Err(Error::TooLarge("tracks".into()));
    }
    // Thousands of parts are not counted one by one before the first is heard; that is no fault of the book.
    let many = names.len() > limits::FEW_TRACKS;
    let (counting, glances) = match many {
        true => (Deadline::within(Duration::ZERO), Deadline::within(limits::GLANCES)),
        false => (deadline, deadline),
    };
    let mut guessed_whole = false;
    let mut found = Vec::with_capacity(names.len());
    let mut worst = None;
    // Bytes and time of what was looked into, to guess the rest by when time is over.
    let (mut bytes, mut time) = (0, Duration::ZERO);
    for name in names {
        let over = glances.has_passed() && bytes > 0;
        let stream = match over {
            true => container.length(&name).map(|length| (length, None)),
            false => container.stream(&name).map(|stream| (stream.length(), Some(stream))),
        };
        let (length, stream) = match stream {
            Ok(stream) => stream,
            Err(fault) => {
                let fault = Fault::from(fault);
                defects.add(fault.code(), &name);
                worst.get_or_insert(fault);
                continue;
            }
        };
        let Some(stream) = stream else {
            if !many {
                defects.add(Code::Limit, &name);
            }
            guessed_whole = true;
            let duration = time.mul_f64(length as f64 / bytes as f64);
            let guess = Found {
                known: Known::Other,
                duration,
                tags: Tags::default(),
                chapters: Vec::new(),
                kind: Kind::of_name(&name),
                cut: false,
                guessed: true,
            };
            found.push((name, guess));
            continue;
        };
        match look_into(stream, counting) {
            Ok(sound) => {
                bytes += length;
                time += sound.duration;
                if sound.cut {
                    defects.add(Code::Unreadable, &name);
                }
                if sound.guessed && !many {
                    defects.add(Code::Limit, &name);
                }
                found.push((name, sound));
            }
            Err(fault) => {
                defects.add(fault.code(), &name);
                if worst.is_none() || matches!(fault, Fault::Protected(_)) {
                    worst = Some(fault);
                }
            }
        }
    }
    if found.is_empty() {
        return Err(worst.map_or(Error::NotABook, |fault| fault.into_error("tracks")));
    }
    if guessed_whole {
        // Titles of some among names of the others would read like two books.
        for (_, sound) in &mut found {
            sound.tags.title = None;
        }
    }
    order::by_numbers(&mut found);
    lists.name(&mut found);
    build(container, found, defects)
}

/// Learns what a file is and how long it lasts.
fn look_into(mut stream: Stream, deadline: Deadline) -> Result<Found, Fault> {
    let kind = Kind::of(stream.view(0, 12)?);
    match kind {
        Kind::Mp3 => mp3(stream, deadline),
        Kind::Mp4 => match mp4::read(&mut stream)? {
            Some((movie, about)) => {
                let ticks = u128::from(movie.length) * 1_000_000_000 / u128::from(movie.scale);
                let duration = Duration::from_nanos(u64::try_from(ticks).map_err(|_| Fault::Unreadable)?);
                let known = Known::Movie(Arc::new(movie));
                whole(Found {
                    known,
                    duration,
                    tags: about.tags,
                    chapters: about.chapters,
                    kind,
                    cut: about.cut,
                    guessed: false,
                })
            }
            None => other(stream, kind, deadline),
        },
        Kind::Ogg | Kind::Flac | Kind::Wave => other(stream, kind, deadline),
    }
}

/// A sound that lasts: one of no length is as good as none.
fn whole(found: Found) -> Result<Found, Fault> {
    if found.duration < Duration::from_millis(1) { Err(Fault::Unreadable) } else { Ok(found) }
}

fn mp3(mut stream: Stream, deadline: Deadline) -> Result<Found, Fault> {
    let tagged = stream.view(0, 3)? == b"ID3";
    let Some(frames) = Frames::find(&mut stream, deadline)? else {
        // FLAC behind an ID3 tag is met.
        return if tagged { other(stream, Kind::Flac, deadline) } else { Err(Fault::Unreadable) };
    };
    let nanos = u128::from(frames.length()) * 1_000_000_000 / u128::from(frames.rate());
    let duration = Duration::from_nanos(u64::try_from(nanos).map_err(|_| Fault::Unreadable)?);
    let guessed = !frames.counted;
    let cut = frames.cut;
    let mut tags = Tags::default();
    let mut chapters = Vec::new();
    let old = old_tag(&mut stream)?;
    if tagged {
        let options = symphonia::core::io::MediaSourceStreamOptions::default();
        let source = MediaSourceStream::new(Box::new(stream), options);
        match Id3v2Reader::try_new(source, metadata_options()).and_then(|mut reader| reader.read_all()) {
            Ok(told) => {
                tags.add(&told.revision);
                for side in told.side_data {
                    if let MetadataSideData::Chapters(group) = side {
                        chapters = tags::chapters(&group);
                    }
                }
            }
            Err(Symphonia::IoError(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {
                return Err(error.into());
            }
            Err(error) => tracing::debug!(%error, "tags that cannot be read"),
        }
    }
    for (name, value) in old {
        tags.put(name, &value);
    }
    let known = Known::Mpeg(Arc::new(frames));
    whole(Found { known, duration, tags, chapters, kind: Kind::Mp3, cut, guessed })
}

fn metadata_options() -> MetadataOptions {
    use symphonia::core::common::Limit;

    MetadataOptions::default()
        .limit_tag_bytes(Limit::Maximum(limits::MEBIBYTE as usize))
        .limit_visual_bytes(Limit::Maximum(limits::COVER_BYTES))
}

/// The fields of an ID3v1 tag (<https://id3.org/ID3v1>), which knows no encoding: in this part of the world windows-1251.
fn old_tag(stream: &mut Stream) -> Result<Vec<(&'static str, String)>, Fault> {
    let Some(at) = stream.length().checked_sub(128) else { return Ok(Vec::new()) };
    let Some(tag) = mpeg::if_there(stream.view(at, 128))? else { return Ok(Vec::new()) };
    if !tag.starts_with(b"TAG") || tag.len() < 128 {
        return Ok(Vec::new());
    }
    let field = |from: usize, to: usize| {
        let bytes = tag[from..to].split(|&byte| byte == 0).next().unwrap_or_default();
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1251.decode(bytes).0.into_owned(),
        }
    };
    Ok(vec![("title", field(3, 33)), ("artist", field(33, 63)), ("album", field(63, 93)), ("date", field(93, 97))])
}

/// What Symphonia's readers tell.
fn other(stream: Stream, kind: Kind, deadline: Deadline) -> Result<Found, Fault> {
    let mut reader = sound::reader(stream)?;
    let mut tags = Tags::default();
    let mut told = reader.metadata();
    while let Some(revision) = told.current() {
        tags.add(revision);
        if told.pop().is_none() {
            break;
        }
    }
    let mut chapters = reader.chapters().map(tags::chapters).unwrap_or_default();
    if chapters.is_empty()
        && let Some(sheet) = &tags.cue_sheet
    {
        chapters = playlist::cue_chapters(sheet);
    }
    let mut sound = Sound::of_reader(reader)?;
    let (duration, guessed) = match sound.duration() {
        Some(duration) if !duration.is_zero() => (duration, false),
        _ => count(&mut sound, deadline)?,
    };
    whole(Found { known: Known::Other, duration, tags, chapters, kind, cut: false, guessed })
}

/// The duration of a sound that does not tell it: the end of its last packet, or of the last that there was time for.
fn count(sound: &mut Sound, deadline: Deadline) -> Result<(Duration, bool), Fault> {
    let mut end = 0;
    let mut guessed = false;
    for number in 0_u64.. {
        if number > 0 && number.is_multiple_of(256) && deadline.has_passed() {
            guessed = true;
            break;
        }
        match sound.next_packet() {
            Ok(Some(packet)) => end = packet.start.saturating_add_unsigned(packet.length).max(end),
            Ok(None) => break,
            Err(error) if end == 0 => return Err(error.into()),
            Err(_) => break,
        }
    }
    let ticks = u128::from(end.unsigned_abs().saturating_sub(sound.delay()));
    let nanos = ticks * 1_000_000_000 / u128::from(sound.scale().max(1));
    Ok((Duration::from_nanos(u64::try_from(nanos).map_err(|_| Fault::Unreadable)?), guessed))
}

/// How long a file of sound is, when it can be told in time.
pub(super) fn length(stream: Stream, deadline: Deadline) -> Option<Duration> {
    look_into(stream, deadline).ok().filter(|found| !found.guessed).map(|found| found.duration)
}

/// What was learned about a file that time had not sufficed for, when it is to sound.
pub(super) fn known(stream: Stream) -> Result<Known, Error> {
    look_into(stream, Deadline::start()).map(|found| found.known).map_err(|fault| fault.into_error("sound"))
}

fn build(container: Container, found: Vec<(String, Found)>, mut defects: Defects) -> Result<Opened, Error> {
    let of_many = found.len() > 1;
    // A title that all files share is that of the book.
    let titles: Vec<&String> = found.iter().filter_map(|(_, sound)| sound.tags.title.as_ref()).collect();
    let shared = of_many && titles.len() > 1 && titles.iter().all(|title| *title == titles[0]);
    let mut about = found.first().map(|(_, sound)| sound.tags.clone()).unwrap_or_default();
    for (_, sound) in found.iter().skip(1).take(50) {
        about.complete(&sound.tags);
    }
    let mut tracks = Vec::with_capacity(found.len());
    let mut chapters = Vec::new();
    let mut sounds = HashMap::new();
    let mut media_types = HashMap::new();
    let mut start = Duration::ZERO;
    let divided = found.iter().any(|(_, sound)| sound.chapters.len() > 1);
    for (href, sound) in found {
        let title = sound.tags.title.filter(|_| of_many && !shared).unwrap_or_else(|| order::title(&href));
        if divided {
            if of_many {
                chapters.push(Chapter { title: title.clone(), level: 1, start });
            }
            for (number, chapter) in sound.chapters.into_iter().enumerate() {
                // The first chapter of a file is the file.
                if of_many && chapter.start < Duration::from_secs(1) {
                    continue;
                }
                let title = if chapter.title.is_empty() { (number + 1).to_string() } else { chapter.title };
                let level = chapter.level + u8::from(of_many);
                chapters.push(Chapter { title, level, start: start.saturating_add(chapter.start) });
            }
        }
        start = start.saturating_add(sound.duration);
        media_types.insert(href.clone(), sound.kind.media_type().to_owned());
        if !sound.guessed || !matches!(sound.known, Known::Other) {
            sounds.insert(href.clone(), sound.known);
        }
        let title = if of_many { Some(title) } else { about.title.clone() };
        let media_type = sound.kind.media_type().to_owned();
        tracks.push(Track { title, href, media_type, from: Duration::ZERO, duration: sound.duration });
    }
    if chapters.len() > limits::CHAPTERS {
        chapters.truncate(limits::CHAPTERS);
        defects.add(Code::Limit, "chapters");
    }
    let mut inlaid = HashMap::new();
    let mut cover = order::cover(&container);
    if let Some(picture) = about.cover.take() {
        let name = picture.name().to_owned();
        if !container.contains(&name) {
            inlaid.insert(name.clone(), Resource { bytes: picture.bytes, media_type: picture.media_type.to_owned() });
            cover = Some(name);
        }
    }
    let mut metadata = about.metadata(of_many);
    let modes = || vec!["auditory".to_owned()];
    (metadata.accessibility.access_modes, metadata.accessibility.access_modes_sufficient) = (modes(), modes());
    let recording = Arc::new(Recording::new(tracks, chapters));
    let outline = recording.outline();
    let book = Arc::new(Book::of_sound(metadata, outline, recording));
    let resources = Resources::of_sound(container, media_types, sounds, inlaid);
    Ok(Opened { book, defects: defects.list, resources, cover, revisions: None })
}
