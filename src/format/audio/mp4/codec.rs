//! How the sound of an MP4 is coded, by its sample description.
//!
//! ISO/IEC 14496-12, 8.5.2; 14496-1, 7.2.6 (descriptors); 14496-3, 1.6.2 (`AudioSpecificConfig`);
//! <https://opus-codec.org/docs/opus_in_isobmff.html>

use super::{Fault, boxes, child, long, short};

/// A codec with what its decoder has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::format) struct Codec {
    pub(in crate::format) kind: Kind,
    /// Samples a second; what a decoder tells counts more.
    pub(in crate::format) rate: u32,
    pub(in crate::format) channels: u16,
    pub(in crate::format) setup: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Kind {
    Aac,
    Alac,
    Flac,
    Mp3,
    Opus,
}

impl Codec {
    pub(super) fn run_in_millis(&self) -> u64 {
        match self.kind {
            Kind::Opus => 80,
            // Frames whose data lies in those before.
            Kind::Mp3 => 320,
            Kind::Aac | Kind::Alac | Kind::Flac => 0,
        }
    }
}

/// The first description in `stsd`.
pub(super) fn read(descriptions: &[u8]) -> Result<Codec, Fault> {
    let (kind, entry) = boxes(descriptions.get(8..).unwrap_or_default()).next().ok_or(Fault::Unreadable)?;
    // QuickTime's own versions have more fields.
    let fields = match short(entry, 8) {
        Some(1) => 44,
        Some(2) => 64,
        _ => 28,
    };
    let inner = entry.get(fields..).unwrap_or_default();
    let channels = short(entry, 16).unwrap_or(2);
    let rate = long(entry, 24).map_or(0, |rate| rate >> 16);
    let codec = |kind, setup: &[u8]| Codec { kind, rate, channels, setup: setup.to_vec() };
    let within = |kind: &[u8]| child(inner, kind).ok_or(Fault::Unreadable);
    match kind {
        b"mp4a" => {
            let nested = || child(child(inner, b"wave")?, b"esds");
            let stream = child(inner, b"esds").or_else(nested).and_then(|esds| elementary_stream(esds.get(4..)?));
            match stream.ok_or(Fault::Unreadable)? {
                (0x40 | 0x66..=0x68, setup) => {
                    let (setup, rate, channels) = low_complexity(setup).ok_or(Fault::Unsupported)?;
                    Ok(Codec { kind: Kind::Aac, rate, channels, setup })
                }
                (0x69 | 0x6b, _) => Ok(codec(Kind::Mp3, &[])),
                _ => Err(Fault::Unsupported),
            }
        }
        b"alac" => Ok(codec(Kind::Alac, within(b"alac")?.get(4..).unwrap_or_default())),
        b"fLaC" => {
            // The first block is the stream's description, behind its four bytes of header.
            let setup = within(b"dfLa")?.get(8..42).ok_or(Fault::Unreadable)?;
            Ok(codec(Kind::Flac, setup))
        }
        b"Opus" => Ok(Codec { rate: 48_000, ..codec(Kind::Opus, &[]) }),
        b".mp3" => Ok(codec(Kind::Mp3, &[])),
        b"drms" => Err(Fault::Protected("FairPlay")),
        b"aavd" => Err(Fault::Protected("Audible")),
        b"enca" => Err(Fault::Protected("")),
        _ => Err(Fault::Unsupported),
    }
}

/// The kind of object and the decoder's setup in an elementary stream descriptor.
fn elementary_stream(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (3, stream) = descriptor(bytes)? else { return None };
    let flags = *stream.get(2)?;
    let mut at = 3;
    at += if flags & 0x80 != 0 { 2 } else { 0 };
    at += if flags & 0x40 != 0 { 1 + usize::from(*stream.get(at)?) } else { 0 };
    at += if flags & 0x20 != 0 { 2 } else { 0 };
    let (4, decoder) = descriptor(stream.get(at..)?)? else { return None };
    let kind = *decoder.first()?;
    let setup = match descriptor(decoder.get(13..).unwrap_or_default()) {
        Some((5, setup)) => setup,
        _ => &[],
    };
    Some((kind, setup))
}

/// A descriptor: its tag and its content.
fn descriptor(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (&tag, mut rest) = bytes.split_first()?;
    let mut length = 0;
    for _ in 0..4 {
        let (&byte, more) = rest.split_first()?;
        rest = more;
        length = length << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    let length = length.min(rest.len());
    Some((tag, &rest[..length]))
}

/// The setup of the plain low-complexity stream inside: the upper band that HE-AAC adds is left aside by the decoder, and
/// a setup that tells of it is refused. With the rate and the channels; `None` for another kind of AAC.
fn low_complexity(setup: &[u8]) -> Option<(Vec<u8>, u32, u16)> {
    const RATES: [u32; 13] =
        [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350];
    let mut bits = Bits { bytes: setup, at: 0 };
    let mut kind = bits.take(5)?;
    let index = bits.take(4)?;
    let rate = if index == 15 { bits.take(24)? } else { *RATES.get(index as usize)? };
    let channels = bits.take(4)?;
    if matches!(kind, 5 | 29) {
        if bits.take(4)? == 15 {
            bits.take(24)?;
        }
        kind = bits.take(5)?;
    }
    // 1024 samples a frame, no core coder, no extension.
    if kind != 2 || bits.take(1).unwrap_or(0) != 0 {
        return None;
    }
    // A program of its own tells the channels: the setup goes on as it is.
    if index == 15 || channels == 0 {
        return Some((setup.to_vec(), rate, 2));
    }
    let packed = (2 << 11 | index << 7 | channels << 3) as u16;
    Some((packed.to_be_bytes().to_vec(), rate, channels as u16))
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setup_is_brought_down_to_its_plain_stream() {
        // 22 050 Hz, mono, with the mark that there is no upper band.
        assert_eq!(low_complexity(&[0x13, 0x88, 0x56, 0xe5, 0x00]), Some((vec![0x13, 0x88], 22_050, 1)));
        // HE-AAC: 22 050 Hz below 44 100 Hz, stereo.
        assert_eq!(low_complexity(&[0x2b, 0x92, 0x08, 0x00]), Some((vec![0x13, 0x90], 22_050, 2)));
        // USAC is another coder.
        assert_eq!(low_complexity(&[0xf9, 0x4a, 0x40]), None);
        assert_eq!(low_complexity(&[]), None);
    }
}
