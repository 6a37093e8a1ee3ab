//! MP4 (m4a, m4b): the boxes that tell of the sound, its packets, its chapters and its tags.
//!
//! ISO/IEC 14496-12 and -14; the text track of chapters is QuickTime's
//! (<https://developer.apple.com/documentation/quicktime-file-format/track_reference_atom>), `chpl` is Nero's. Read here
//! and not by Symphonia, whose reader knows no chapters, finds no way in past the end of the chapters' track, and sums
//! whole tables for each packet.

use std::time::Duration;

use super::super::container::Stream;
use super::super::limits;
use super::Fault;
use super::packet::Packet;
use super::tags::Tags;
use crate::book::Chapter;

mod codec;
mod table;
mod tags;

pub(in crate::format) use codec::{Codec, Kind};
use table::Table;

/// One box: its type and its content.
type Boxed<'a> = (&'a [u8], &'a [u8]);

/// The boxes that follow one another in these bytes, up to the first that is cut.
fn boxes(bytes: &[u8]) -> impl Iterator<Item = Boxed<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let size = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        let (header, size) = match size {
            0 => (8, rest.len()),
            1 => (16, usize::try_from(u64::from_be_bytes(rest.get(8..16)?.try_into().ok()?)).ok()?),
            size => (8, size),
        };
        let kind = rest.get(4..8)?;
        let content = rest.get(header..size)?;
        rest = &rest[size..];
        Some((kind, content))
    })
}

fn child<'a>(bytes: &'a [u8], kind: &[u8]) -> Option<&'a [u8]> {
    boxes(bytes).find(|(found, _)| *found == kind).map(|(_, content)| content)
}

fn descendant<'a>(bytes: &'a [u8], path: &[&[u8]]) -> Option<&'a [u8]> {
    path.iter().try_fold(bytes, |bytes, kind| child(bytes, kind))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn longer(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// A count that is told with 32 bits in version 0 and with 64 in version 1, after two moments of that size.
fn scale_and_length(header: &[u8]) -> Option<(u32, u64)> {
    match header.first()? {
        0 => Some((long(header, 12)?, long(header, 16)?.into())),
        _ => Some((long(header, 20)?, longer(header, 24)?)),
    }
}

/// Whether these bytes begin a file of this kind.
pub(super) fn is_mp4(head: &[u8]) -> bool {
    head.get(4..8) == Some(b"ftyp")
}

/// The sound of one file.
#[derive(Debug)]
pub(in crate::format) struct Movie {
    pub(in crate::format) codec: Codec,
    /// Ticks a second.
    pub(in crate::format) scale: u32,
    /// Ticks before the sound begins.
    pub(in crate::format) delay: u64,
    /// Ticks of the sound itself.
    pub(in crate::format) length: u64,
    table: Table,
}

/// What is said about a file beside its sound.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) tags: Tags,
    pub(super) chapters: Vec<Chapter>,
    /// Packets that lie behind the end of the file: it was cut.
    pub(super) cut: bool,
}

/// Reads the description of the sound. `None` for a file in fragments, whose description is strewn over it.
pub(super) fn read(stream: &mut Stream) -> Result<Option<(Movie, About)>, Fault> {
    let (movie, brand) = description(stream)?;
    if matches!(&brand[..3], b"aax" | b"AAX") {
        return Err(Fault::Protected("Audible"));
    }
    let movie = movie.ok_or(Fault::Unreadable)?;
    if child(&movie, b"mvex").is_some() {
        return Ok(None);
    }
    let (overall_scale, _) = child(&movie, b"mvhd").and_then(scale_and_length).unwrap_or((0, 0));
    let tracks: Vec<TrackBox<'_>> =
        boxes(&movie).filter(|(kind, _)| *kind == b"trak").filter_map(|(_, track)| TrackBox::read(track)).collect();
    let mut protected = None;
    let mut unknown = None;
    let sound = tracks.iter().filter(|track| track.handler == b"soun").find_map(|track| {
        match codec::read(child(track.samples, b"stsd")?) {
            Ok(codec) => Some((track, codec)),
            Err(Fault::Protected(scheme)) => {
                protected = Some(scheme);
                None
            }
            Err(fault) => {
                unknown = Some(fault);
                None
            }
        }
    });
    let Some((track, codec)) = sound else {
        return Err(protected.map(Fault::Protected).or(unknown).unwrap_or(Fault::NoSound));
    };
    let mut table = Table::read(track.samples).ok_or(Fault::Unreadable)?;
    let cut = table.cut(stream.length());
    let (delay, length) = track.edited(table.ticks(), overall_scale);
    let mut about = About { tags: tags::read(&movie), cut, ..About::default() };
    if about.tags.language.is_none() {
        about.tags.language = track.language();
    }
    about.chapters = text_chapters(stream, track, &tracks).unwrap_or_default();
    if about.chapters.is_empty() {
        about.chapters = descendant(&movie, &[b"udta", b"chpl"]).and_then(nero_chapters).unwrap_or_default();
    }
    Ok(Some((Movie { codec, scale: track.scale, delay, length, table }, about)))
}

/// The `moov` box and the brand of the file.
fn description(stream: &mut Stream) -> Result<(Option<Vec<u8>>, [u8; 4]), Fault> {
    let mut at = 0;
    let mut brand = [0; 4];
    let mut movie = None;
    // A file may hold any number of small boxes; the description is among the first or the last.
    for _ in 0..4096 {
        let head = stream.view(at, 16)?;
        let (Some(size), Some(kind)) = (long(head, 0), head.get(4..8)) else { break };
        let kind: [u8; 4] = kind.try_into().map_err(|_| Fault::Unreadable)?;
        let (header, size) = match size {
            0 => (8, stream.length() - at),
            1 => (16, longer(head, 8).unwrap_or_default()),
            size => (8, size.into()),
        };
        if size < header {
            break;
        }
        let content = (at + header, size - header);
        match &kind {
            b"ftyp" => {
                let told = stream.view(content.0, 4)?;
                brand[..told.len()].copy_from_slice(told);
            }
            b"moov" if content.1 > limits::MOVIE_BYTES => return Err(Fault::TooLarge),
            b"moov" => {
                let bytes = stream.view(content.0, usize::try_from(content.1).unwrap_or(usize::MAX))?.to_vec();
                movie = Some(bytes);
                break;
            }
            _ => {}
        }
        at = match at.checked_add(size) {
            Some(next) if next < stream.length() => next,
            _ => break,
        };
    }
    Ok((movie, brand))
}

/// What is needed of a track.
struct TrackBox<'a> {
    id: u32,
    whole: &'a [u8],
    handler: &'a [u8],
    scale: u32,
    media_header: &'a [u8],
    /// The content of `stbl`.
    samples: &'a [u8],
}

impl<'a> TrackBox<'a> {
    fn read(track: &'a [u8]) -> Option<Self> {
        let header = child(track, b"tkhd")?;
        let id = long(header, if header.first()? == &0 { 12 } else { 20 })?;
        let media = child(track, b"mdia")?;
        let media_header = child(media, b"mdhd")?;
        let (scale, _) = scale_and_length(media_header)?;
        let handler = child(media, b"hdlr")?.get(8..12)?;
        let samples = descendant(media, &[b"minf", b"stbl"])?;
        (scale > 0).then_some(Self { id, whole: track, handler, scale, media_header, samples })
    }

    /// ISO 639-2 in three times five bits.
    fn language(&self) -> Option<String> {
        let packed = short(self.media_header, if self.media_header.first()? == &0 { 20 } else { 32 })?;
        let letters = [packed >> 10, packed >> 5, packed].map(|letter| (letter & 31) as u8 + 0x60);
        let language = String::from_utf8(letters.to_vec()).ok()?;
        let is_language = letters.iter().all(u8::is_ascii_lowercase) && language != "und";
        is_language.then_some(language)
    }

    /// The ticks before the sound, and of the sound: what the edit list says when it is a single stretch.
    fn edited(&self, ticks: u64, overall_scale: u32) -> (u64, u64) {
        self.edit(ticks, overall_scale).unwrap_or((0, ticks))
    }

    fn edit(&self, ticks: u64, overall_scale: u32) -> Option<(u64, u64)> {
        let list = descendant(self.whole, &[b"edts", b"elst"])?;
        let wide = *list.first()? != 0;
        let mut found = None;
        for number in 0..long(list, 4)?.min(16) as usize {
            let (length, start) = if wide {
                (longer(list, 8 + number * 20)?, longer(list, 16 + number * 20)?.cast_signed())
            } else {
                let at = 8 + number * 12;
                (long(list, at)?.into(), i64::from(long(list, at + 4)?.cast_signed()))
            };
            // A negative start is silence before the sound.
            if let Ok(start) = u64::try_from(start)
                && found.replace((length, start)).is_some()
            {
                return None;
            }
        }
        let (length, start) = found?;
        let left = ticks.checked_sub(start)?;
        let told = u128::from(length) * u128::from(self.scale) / u128::from(overall_scale.max(1));
        // The length is told in larger ticks: a packet's tail more or less is nobody's wish.
        let told = u64::try_from(told).unwrap_or(u64::MAX);
        let slack = u64::from(self.scale) / u64::from(overall_scale.max(1)) + 1;
        let length = if length == 0 || told.saturating_add(slack) >= left { left } else { told };
        Some((start, length))
    }
}

fn time(ticks: u64, scale: u32) -> Duration {
    let nanos = u128::from(ticks) * 1_000_000_000 / u128::from(scale.max(1));
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

/// The chapters of the text track that the sound refers to.
fn text_chapters(stream: &mut Stream, sound: &TrackBox<'_>, tracks: &[TrackBox<'_>]) -> Option<Vec<Chapter>> {
    let ids = descendant(sound.whole, &[b"tref", b"chap"])?;
    let ids: Vec<u32> = ids.chunks_exact(4).filter_map(|id| long(id, 0)).collect();
    let track =
        tracks.iter().find(|track| ids.contains(&track.id) && matches!(track.handler, b"text" | b"sbtl" | b"subt"))?;
    let table = Table::read(track.samples)?;
    let mut chapters = Vec::new();
    for number in 0..table.count().min(limits::CHAPTERS as u32) {
        let Some(sample) = table.sample(number) else { break };
        let Ok(bytes) = stream.view(sample.at, (sample.bytes as usize).min(limits::LABEL_BYTES)) else { break };
        let length = short(bytes, 0).map_or(0, usize::from);
        let text = bytes.get(2..).unwrap_or_default();
        let title = text_of(&text[..length.min(text.len())]);
        chapters.push(Chapter { title, level: 1, start: time(sample.start, track.scale) });
    }
    // A track whose titles are all empty stands for pictures or nothing.
    chapters.iter().any(|chapter| !chapter.title.is_empty()).then_some(chapters)
}

/// UTF-8, or UTF-16 with its mark.
fn text_of(bytes: &[u8]) -> String {
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0.into_owned(),
        None => String::from_utf8_lossy(bytes).into_owned(),
    };
    super::tags::clean(&text)
}

fn nero_chapters(list: &[u8]) -> Option<Vec<Chapter>> {
    // Version 1 has four reserved bytes; its count is told with as many bits as anybody wrote.
    let (count, mut at) = match list.first()? {
        0 => (u32::from(*list.get(4)?), 5),
        _ => (long(list, 5)?, 9),
    };
    let mut chapters = Vec::new();
    for _ in 0..count.min(limits::CHAPTERS as u32) {
        // Tenths of microseconds.
        let Some(start) = longer(list, at) else { break };
        let Some(&length) = list.get(at + 8) else { break };
        let Some(title) = list.get(at + 9..at + 9 + usize::from(length)) else { break };
        let start = Duration::from_nanos(start.saturating_mul(100));
        chapters.push(Chapter { title: text_of(title), level: 1, start });
        at += 9 + usize::from(length);
    }
    Some(chapters)
}

/// A reader's way through the packets.
#[derive(Debug, Default)]
pub(in crate::format) struct Walk {
    number: u32,
    /// The packet before, when it was the neighbour.
    before: Option<table::Sample>,
}

impl Walk {
    /// Goes to a packet from which this tick (counted with the delay) can be decoded.
    pub(in crate::format) fn seek(&mut self, movie: &Movie, tick: u64) {
        // A packet overlaps with the one before; Opus needs eighty milliseconds.
        let run_in = u64::from(movie.scale) * movie.codec.run_in_millis() / 1000;
        self.number = movie.table.at(tick.saturating_sub(run_in)).saturating_sub(1);
        self.before = None;
    }

    pub(in crate::format) fn next(&mut self, movie: &Movie, stream: &mut Stream) -> std::io::Result<Option<Packet>> {
        let sample = match &self.before {
            Some(before) => movie.table.after(before),
            None => movie.table.sample(self.number),
        };
        let Some(sample) = sample else { return Ok(None) };
        let wanted = sample.bytes as usize;
        if wanted > limits::PACKET_BYTES {
            return Err(std::io::Error::from(std::io::ErrorKind::InvalidData));
        }
        let data = stream.view(sample.at, wanted)?;
        if data.len() < wanted {
            return Ok(None);
        }
        let packet = Packet { start: sample.start.cast_signed(), length: sample.length.into(), data: data.into() };
        self.before = Some(sample);
        Ok(Some(packet))
    }
}
