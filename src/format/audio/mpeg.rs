//! MPEG audio, layer III: frames, their number, and where each one lies.
//!
//! ISO/IEC 11172-3 and 13818-3; the Xing, Info and LAME tags
//! (<http://gabriel.mp3-tech.org/mp3infotag.html>). A file of constant rate is found its way in by arithmetic, one of
//! variable rate by an index of its frames, which is made when it is first needed and kept.

use std::sync::{Mutex, PoisonError};

use super::super::container::Stream;
use super::super::limits::Deadline;
use super::packet::Packet;

/// Frames between two marks of the index: less than two seconds.
const MARK_EVERY: u64 = 64;
/// Frames that are decoded before the one that is wanted: what a frame needs of those before it lies in fewer.
const RUN_IN: u64 = 12;
/// Bytes without a frame after which nothing more is looked for.
const GARBAGE_BYTES: u64 = 1 << 20;
/// Places that are looked at before a file is said to have a constant rate, and when there is no time.
const PROBES: u64 = 24;
const HASTY_PROBES: u64 = 4;
/// Frames that are counted in any case, to tell from them how long the rest is: some seconds.
const COUNTED: u64 = 256;
/// Samples that a decoder delays, beside those that an encoder tells of.
const DECODER_DELAY: u32 = 529;

/// What the four bytes in front of a frame tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Header {
    mpeg1: bool,
    mono: bool,
    /// Bits a second.
    bitrate: u32,
    /// Samples a second.
    rate: u32,
    /// The whole frame, these four bytes included.
    length: u64,
}

impl Header {
    fn parse(bytes: &[u8]) -> Option<Self> {
        const MPEG1: [u32; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
        const MPEG2: [u32; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        let &[first, second, third, fourth, ..] = bytes else { return None };
        if first != 0xff || second & 0xe0 != 0xe0 {
            return None;
        }
        let version = second >> 3 & 3;
        let layer3 = second >> 1 & 3 == 1;
        let mpeg1 = version == 3;
        let rates = if mpeg1 { MPEG1 } else { MPEG2 };
        let bitrate = rates.get(usize::from(third >> 4).checked_sub(1)?)? * 1000;
        let base = *[44_100, 48_000, 32_000].get(usize::from(third >> 2 & 3))?;
        let rate = match version {
            3 => base,
            2 => base / 2,
            0 => base / 4,
            _ => return None,
        };
        let padding = u64::from(third >> 1 & 1);
        let length = u64::from(if mpeg1 { 144 } else { 72 } * bitrate / rate) + padding;
        let mono = fourth >> 6 == 3;
        layer3.then_some(Self { mpeg1, mono, bitrate, rate, length })
    }

    /// Whether both can belong to one stream.
    fn agrees(&self, other: &Self) -> bool {
        self.mpeg1 == other.mpeg1 && self.rate == other.rate
    }

    fn samples(&self) -> u32 {
        if self.mpeg1 { 1152 } else { 576 }
    }

    fn side_information(&self) -> usize {
        match (self.mpeg1, self.mono) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        }
    }

    /// Bytes of a frame of this rate, padding evened out.
    fn mean_length(&self) -> f64 {
        f64::from(self.samples()) / 8.0 * f64::from(self.bitrate) / f64::from(self.rate)
    }
}

/// What an encoder wrote about the whole into the first frame.
#[derive(Debug, Clone, Copy, Default)]
struct Tag {
    frames: Option<u64>,
    bytes: Option<u64>,
    constant: bool,
    /// Samples before and after the sound, when the encoder tells.
    gaps: Option<(u32, u32)>,
}

impl Tag {
    fn parse(frame: &[u8], header: &Header) -> Option<Self> {
        let long = |bytes: &[u8], at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        if frame.get(36..40) == Some(b"VBRI") {
            let tag = &frame[36..];
            let (bytes, frames) = (long(tag, 10)?, long(tag, 14)?);
            return Some(Self { frames: Some(frames.into()), bytes: Some(bytes.into()), ..Self::default() });
        }
        let tag = frame.get(4 + header.side_information()..)?;
        let constant = tag.starts_with(b"Info");
        if !constant && !tag.starts_with(b"Xing") {
            return None;
        }
        let flags = long(tag, 4)?;
        let mut at = 8;
        let mut field = |present: bool, length: usize| {
            let value = present.then(|| long(tag, at)).flatten();
            at += if present { length } else { 0 };
            value.map(u64::from)
        };
        let frames = field(flags & 1 != 0, 4);
        let bytes = field(flags & 2 != 0, 4);
        field(flags & 4 != 0, 100);
        field(flags & 8 != 0, 4);
        let encoder = tag.get(at..at + 4).unwrap_or_default();
        let known = [b"LAME", b"Lavf", b"Lavc"].iter().any(|name| encoder == *name);
        let gaps = tag.get(at + 21..at + 24).filter(|_| known).map(|gaps| {
            let [high, middle, low] = [gaps[0], gaps[1], gaps[2]].map(u32::from);
            let (delay, padding) = (high << 4 | middle >> 4, (middle & 15) << 8 | low);
            (delay + DECODER_DELAY, padding.saturating_sub(DECODER_DELAY))
        });
        Some(Self { frames: frames.filter(|&frames| frames > 0), bytes, constant, gaps })
    }
}

/// Where frames lie, as far as somebody has looked.
#[derive(Debug, Default)]
struct Index {
    /// The place of every [`MARK_EVERY`]th frame.
    marks: Vec<u64>,
    /// Frames that were passed, and where the next one is looked for.
    frames: u64,
    at: u64,
    ended: bool,
}

/// The frames of one file.
#[derive(Debug)]
pub(in crate::format) struct Frames {
    first: Header,
    /// The bytes from the first frame of sound to what follows the last.
    start: u64,
    end: u64,
    /// Bytes of a frame, when all are alike.
    steady: Option<f64>,
    /// Frames of sound.
    count: u64,
    /// False when time did not suffice to count.
    pub(in crate::format) counted: bool,
    /// The file is shorter than its encoder says.
    pub(in crate::format) cut: bool,
    gaps: Option<(u32, u32)>,
    index: Mutex<Index>,
}

impl Frames {
    /// Looks for frames of layer III; `None` where there are none.
    pub(in crate::format) fn find(stream: &mut Stream, deadline: Deadline) -> std::io::Result<Option<Self>> {
        let begin = after_tags(stream)?;
        let end = before_tags(stream)?;
        let Some((at, first)) = first_frame(stream, begin, end)? else { return Ok(None) };
        let frame = stream.view(at, usize::try_from(first.length).unwrap_or_default())?;
        let tag = Tag::parse(frame, &first);
        let start = if tag.is_some() { at + first.length } else { at };
        let tag = tag.unwrap_or_default();
        // The first frame of sound has the rate of the rest; that with the tag may have another.
        let first = Header::parse(stream.view(start, 4)?).filter(|next| next.agrees(&first)).unwrap_or(first);
        // What was cut off is not there, whatever the tag says.
        let whole = tag.bytes.is_none_or(|bytes| bytes <= (end - at) + (end - at) / 100 + 4096);
        let steady = if tag.constant || tag.frames.is_none() {
            is_steady(stream, start, end, &first, deadline)?.then(|| first.mean_length())
        } else {
            None
        };
        let mut frames = Self {
            first,
            start,
            end,
            steady,
            count: 0,
            counted: true,
            cut: !whole,
            gaps: tag.gaps,
            index: Mutex::new(Index { at: start, ..Index::default() }),
        };
        match (tag.frames.filter(|_| whole), steady) {
            (Some(count), _) => frames.count = count,
            (None, Some(length)) => frames.count = ((end - start) as f64 / length + 0.05) as u64,
            (None, None) => {
                frames.look(stream, COUNTED, || false)?;
                frames.look(stream, u64::MAX, || deadline.has_passed())?;
                let index = frames.index.get_mut().unwrap_or_else(PoisonError::into_inner);
                frames.counted = index.ended;
                let mean = (index.at - start) as f64 / index.frames.max(1) as f64;
                let rest = if index.ended { 0.0 } else { (end.saturating_sub(index.at)) as f64 / mean.max(1.0) };
                frames.count = index.frames + rest as u64;
            }
        }
        if !whole && let Some((delay, _)) = frames.gaps {
            frames.gaps = Some((delay, 0));
        }
        Ok(Some(frames))
    }

    /// Samples a second.
    pub(in crate::format) fn rate(&self) -> u32 {
        self.first.rate
    }

    pub(in crate::format) fn is_mono(&self) -> bool {
        self.first.mono
    }

    /// Samples before the sound begins.
    pub(in crate::format) fn delay(&self) -> u32 {
        self.gaps.map_or(0, |(delay, _)| delay)
    }

    /// Samples of the sound itself.
    pub(in crate::format) fn length(&self) -> u64 {
        let (delay, padding) = self.gaps.unwrap_or_default();
        (self.count * u64::from(self.first.samples())).saturating_sub(u64::from(delay) + u64::from(padding))
    }

    /// Whether the way to a place has to be learned by looking at what lies before it.
    pub(in crate::format) fn needs_index(&self) -> bool {
        self.steady.is_none()
    }

    /// Looks on until this frame is known, the end comes, or somebody says stop.
    pub(in crate::format) fn look(
        &self,
        stream: &mut Stream,
        wanted: u64,
        stop: impl Fn() -> bool,
    ) -> std::io::Result<()> {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        while !index.ended && index.frames <= wanted {
            if index.frames.is_multiple_of(COUNTED) && stop() {
                break;
            }
            match self.at_or_after(stream, index.at)? {
                Some((at, header)) => {
                    if index.frames.is_multiple_of(MARK_EVERY) {
                        index.marks.push(at);
                    }
                    index.frames += 1;
                    index.at = at + header.length;
                }
                None => index.ended = true,
            }
        }
        Ok(())
    }

    /// A frame at this place or soon after it.
    fn at_or_after(&self, stream: &mut Stream, at: u64) -> std::io::Result<Option<(u64, Header)>> {
        let header = |stream: &mut Stream, at: u64| {
            let header = Header::parse(stream.view(at, 4)?).filter(|header| header.agrees(&self.first));
            Ok::<_, std::io::Error>(header.filter(|header| at + header.length <= self.end))
        };
        if let Some(found) = header(stream, at)? {
            return Ok(Some((at, found)));
        }
        // Two frames in a row: one header alone is met by chance.
        for place in at..self.end.min(at + GARBAGE_BYTES) {
            if stream.view(place, 1)?.first() != Some(&0xff) {
                continue;
            }
            let Some(found) = header(stream, place)? else { continue };
            let next = place + found.length;
            if next + 4 > self.end || header(stream, next)?.is_some() {
                return Ok(Some((place, found)));
            }
        }
        Ok(None)
    }

    /// The number and the place of a frame at or before the wanted one, with what it needs of those before.
    fn place(&self, stream: &mut Stream, wanted: u64) -> std::io::Result<Option<(u64, u64)>> {
        let wanted = wanted.saturating_sub(RUN_IN);
        if wanted == 0 {
            return Ok(self.at_or_after(stream, self.start)?.map(|(at, _)| (0, at)));
        }
        if let Some(length) = self.steady {
            // A byte before the place: frames are longer and shorter by one.
            let near = self.start + (wanted as f64 * length) as u64;
            let found = self.at_or_after(stream, near.saturating_sub(1))?;
            return Ok(found.map(|(at, _)| (((at - self.start) as f64 / length).round() as u64, at)));
        }
        self.look(stream, wanted, || false)?;
        let index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = (wanted / MARK_EVERY).min((index.marks.len() as u64).saturating_sub(1));
        let Some(&place) = index.marks.get(usize::try_from(mark).unwrap_or(usize::MAX)) else { return Ok(None) };
        drop(index);
        let (mut number, mut at) = (mark * MARK_EVERY, place);
        while number < wanted {
            let Some((found, header)) = self.at_or_after(stream, at)? else { break };
            (number, at) = (number + 1, found + header.length);
        }
        Ok(Some((number, at)))
    }
}

/// A reader's way through the frames.
#[derive(Debug, Default)]
pub(in crate::format) struct Walk {
    /// The frame that comes next, and where it is looked for.
    number: u64,
    at: u64,
}

impl Walk {
    pub(in crate::format) fn new(frames: &Frames) -> Self {
        Self { number: 0, at: frames.start }
    }

    /// Goes to a frame from which this sample (counted with the delay) can be decoded.
    pub(in crate::format) fn seek(&mut self, frames: &Frames, stream: &mut Stream, sample: u64) -> std::io::Result<()> {
        let wanted = sample / u64::from(frames.first.samples());
        (self.number, self.at) = frames.place(stream, wanted)?.unwrap_or((wanted, frames.end));
        Ok(())
    }

    pub(in crate::format) fn next(&mut self, frames: &Frames, stream: &mut Stream) -> std::io::Result<Option<Packet>> {
        let Some((at, header)) = frames.at_or_after(stream, self.at)? else { return Ok(None) };
        let data = stream.view(at, usize::try_from(header.length).unwrap_or_default())?.into();
        let samples = u64::from(header.samples());
        let packet = Packet { start: (self.number * samples).cast_signed(), length: samples, data };
        (self.number, self.at) = (self.number + 1, at + header.length);
        Ok(Some(packet))
    }
}

/// Behind all ID3v2 tags at the beginning (<https://id3.org/id3v2.4.0-structure>).
fn after_tags(stream: &mut Stream) -> std::io::Result<u64> {
    let mut at = 0;
    while let &[b'I', b'D', b'3', _, _, flags, a, b, c, d] = stream.view(at, 10)? {
        let size = [a, b, c, d].iter().fold(0, |size, &byte| size << 7 | u64::from(byte & 0x7f));
        let footer = if flags & 0x10 != 0 { 10 } else { 0 };
        at += 10 + size + footer;
    }
    Ok(at)
}

/// What is still on its way is not waited for.
pub(super) fn if_there(view: std::io::Result<&[u8]>) -> std::io::Result<Option<&[u8]>> {
    match view {
        Ok(view) => Ok(Some(view)),
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}

/// Before an ID3v1 tag at the end.
fn before_tags(stream: &mut Stream) -> std::io::Result<u64> {
    let length = stream.length();
    match length.checked_sub(128) {
        Some(at) if if_there(stream.view(at, 3))? == Some(b"TAG") => Ok(at),
        _ => Ok(length),
    }
}

/// The first frame that others follow.
fn first_frame(stream: &mut Stream, from: u64, end: u64) -> std::io::Result<Option<(u64, Header)>> {
    for at in from..end.min(from.saturating_add(GARBAGE_BYTES)) {
        if stream.view(at, 1)?.first() != Some(&0xff) {
            continue;
        }
        let Some(first) = Header::parse(stream.view(at, 4)?) else { continue };
        let mut next = at;
        let mut header = first;
        let mut followers = 0;
        while followers < 3 {
            next += header.length;
            match Header::parse(stream.view(next, 4)?).filter(|follower| follower.agrees(&first)) {
                Some(follower) => header = follower,
                None => break,
            }
            followers += 1;
        }
        // A very short file may end before.
        if followers == 3 || (next + 4 > end && next <= end) {
            return Ok(Some((at, first)));
        }
    }
    Ok(None)
}

/// Whether frames everywhere have the rate of the first and lie where arithmetic says.
fn is_steady(stream: &mut Stream, start: u64, end: u64, first: &Header, deadline: Deadline) -> std::io::Result<bool> {
    let length = first.mean_length();
    let count = ((end - start) as f64 / length) as u64;
    let probes = if deadline.has_passed() { HASTY_PROBES } else { PROBES };
    for probe in 0..probes {
        let number = count.saturating_sub(4) * probe / probes;
        let near = start + (number as f64 * length) as u64;
        // What is there has to do.
        if if_there(stream.view(near.saturating_sub(2), 4096))?.is_none() {
            continue;
        }
        let mut found = false;
        for at in near.saturating_sub(2)..near + 3 {
            let Some(header) = Header::parse(stream.view(at, 4)?) else { continue };
            let alike = header.agrees(first) && header.bitrate == first.bitrate;
            let next = Header::parse(stream.view(at + header.length, 4)?);
            if alike && (next.is_some_and(|next| next.bitrate == first.bitrate) || at + header.length + 4 > end) {
                found = true;
                break;
            }
        }
        if !found {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_layer_three_tell_the_length_of_their_frame() {
        let check = |bytes: [u8; 4]| Header::parse(&bytes).map(|it| (it.rate, it.bitrate, it.length, it.mono));
        assert_eq!(check([0xff, 0xfb, 0x90, 0x44]), Some((44_100, 128_000, 417, false)));
        assert_eq!(check([0xff, 0xfb, 0x92, 0xc4]), Some((44_100, 128_000, 418, true)));
        assert_eq!(check([0xff, 0xf3, 0x40, 0xc4]), Some((22_050, 32_000, 104, true)));
        assert_eq!(check([0xff, 0xe3, 0x18, 0xc4]), Some((8_000, 8_000, 72, true)));
        // Layer II, a free rate, a rate that is none, AAC.
        for bytes in
            [[0xff, 0xfd, 0x90, 0x44], [0xff, 0xfb, 0x00, 0x44], [0xff, 0xfb, 0xf0, 0x44], [0xff, 0xf1, 0x50, 0x80]]
        {
            assert_eq!(check(bytes), None, "{bytes:x?}");
        }
        assert_eq!(Header::parse(&[0xff, 0xfb, 0x90]), None);
    }
}
