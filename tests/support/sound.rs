//! Recordings made at test time: frames of a fixture with tags around them, MP4 of any length, WAVE.

use std::io::Write;
use std::path::PathBuf;

pub fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio");
    std::fs::read(folder.join(name)).expect("a fixture")
}

/// A WAVE of 16 bits.
#[allow(dead_code, reason = "not every test that shares this file makes one")]
pub fn wav(samples: &[f32], rate: u32, channels: u16) -> Vec<u8> {
    let data: Vec<u8> = samples.iter().flat_map(|sample| ((sample * 32_767.0) as i16).to_le_bytes()).collect();
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + data.len() as u32).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    wav.extend(channels.to_le_bytes());
    wav.extend(rate.to_le_bytes());
    wav.extend((rate * u32::from(channels) * 2).to_le_bytes());
    wav.extend((channels * 2).to_le_bytes());
    wav.extend(b"\x10\0data");
    wav.extend((data.len() as u32).to_le_bytes());
    wav.extend(data);
    wav
}

#[allow(dead_code, reason = "not every test that shares this file makes one")]
pub fn sine(hertz: f64, rate: u32, seconds: f64) -> Vec<f32> {
    let frames = (f64::from(rate) * seconds).round() as usize;
    (0..frames).map(|n| ((n as f64 * hertz * std::f64::consts::TAU / f64::from(rate)).sin() * 0.5) as f32).collect()
}

/// An ID3v2 tag of this version (3 or 4) with these texts and chapters (title, milliseconds).
#[allow(dead_code, reason = "not every test that shares this file makes one")]
pub fn id3(version: u8, texts: &[(&str, &str)], chapters: &[(&str, u32)]) -> Vec<u8> {
    let size = |length: usize| -> [u8; 4] {
        let length = length as u32;
        match version {
            4 => [length >> 21, length >> 14, length >> 7, length].map(|part| (part & 0x7f) as u8),
            _ => length.to_be_bytes(),
        }
    };
    let frame = |id: &str, body: &[u8]| {
        let mut frame = id.as_bytes().to_vec();
        frame.extend(size(body.len()));
        frame.extend([0, 0]);
        frame.extend(body);
        frame
    };
    let text = |text: &str| {
        // UTF-16 with its mark: version 3 knows no UTF-8.
        let mut body = vec![1, 0xff, 0xfe];
        body.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        body
    };
    let mut frames: Vec<u8> = texts.iter().flat_map(|(id, value)| frame(id, &text(value))).collect();
    if !chapters.is_empty() {
        let mut contents = b"toc\0\x03".to_vec();
        contents.push(chapters.len() as u8);
        for number in 0..chapters.len() {
            contents.extend(format!("ch{number}\0").bytes());
        }
        frames.extend(frame("CTOC", &contents));
    }
    for (number, (title, start)) in chapters.iter().enumerate() {
        let mut body = format!("ch{number}\0").into_bytes();
        body.extend(start.to_be_bytes());
        body.extend((start + 1000).to_be_bytes());
        body.extend([0xff; 8]);
        body.extend(frame("TIT2", &text(title)));
        frames.extend(frame("CHAP", &body));
    }
    let length = frames.len() as u32;
    let mut tag = vec![b'I', b'D', b'3', version, 0, 0];
    tag.extend([length >> 21, length >> 14, length >> 7, length].map(|part| (part & 0x7f) as u8));
    tag.extend(frames);
    tag
}

/// The packets of `speech.aac-units`.
pub fn units() -> Vec<Vec<u8>> {
    let bytes = fixture("speech.aac-units");
    let mut rest = bytes.as_slice();
    let mut units = Vec::new();
    while let [high, low, after @ ..] = rest {
        let length = usize::from(*high) << 8 | usize::from(*low);
        units.push(after[..length].to_vec());
        rest = &after[length..];
    }
    units
}

pub const UNIT_FRAMES: u32 = 1024;
pub const UNIT_RATE: u32 = 22_050;

/// An MP4 in the making.
#[derive(Default, Clone)]
pub struct Mp4 {
    pub brand: Option<&'static [u8; 4]>,
    /// Instead of `mp4a`.
    pub coding: Option<&'static [u8; 4]>,
    /// (title, milliseconds), in a text track.
    pub chapters: Vec<(&'static str, u32)>,
    /// (title, milliseconds), as Nero writes them.
    pub nero: Vec<(&'static str, u32)>,
    /// (kind, value)
    pub tags: Vec<(&'static [u8; 4], &'static str)>,
    /// Frames that an edit list leaves out at the beginning.
    pub delay: u32,
    /// The description stands behind the sound.
    pub description_last: bool,
}

fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut out = (content.len() as u32 + 8).to_be_bytes().to_vec();
    out.extend(kind);
    out.extend(content);
    out
}

fn join(parts: &[Vec<u8>]) -> Vec<u8> {
    parts.concat()
}

/// Numbers of 32 bits behind a version and flags.
fn full(kind: &[u8; 4], numbers: &[u32]) -> Vec<u8> {
    let mut content = vec![0; 4];
    content.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
    boxed(kind, &content)
}

impl Mp4 {
    /// The whole file around these packets.
    pub fn with(&self, units: &[Vec<u8>]) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out, units, units.len());
        out
    }

    /// Writes a file of this many packets, the given ones again and again, in chunks of two hundred.
    pub fn write(&self, out: &mut impl Write, units: &[Vec<u8>], count: usize) {
        const CHUNK: usize = 200;
        let file_type = boxed(b"ftyp", &join(&[self.brand.unwrap_or(b"M4B ").to_vec(), vec![0; 4], b"isom".to_vec()]));
        let sizes: Vec<u32> = (0..count).map(|number| units[number % units.len()].len() as u32).collect();
        let texts: Vec<Vec<u8>> = self
            .chapters
            .iter()
            .map(|(title, _)| join(&[(title.len() as u16).to_be_bytes().to_vec(), title.as_bytes().to_vec()]))
            .collect();
        let text_length: u32 = texts.iter().map(|text| text.len() as u32).sum();
        let sound_length: u32 = sizes.iter().sum();
        let description = |start: u32| {
            let mut at = start + 8;
            let text_at = at;
            at += text_length;
            let offsets: Vec<u32> = sizes
                .chunks(CHUNK)
                .map(|chunk| {
                    let here = at;
                    at += chunk.iter().sum::<u32>();
                    here
                })
                .collect();
            self.description(&sizes, &offsets, CHUNK as u32, &texts, text_at)
        };
        let data = |out: &mut dyn Write| {
            out.write_all(&(sound_length + text_length + 8).to_be_bytes()).expect("written");
            out.write_all(b"mdat").expect("written");
            texts.iter().for_each(|text| out.write_all(text).expect("written"));
            (0..count).for_each(|number| out.write_all(&units[number % units.len()]).expect("written"));
        };
        out.write_all(&file_type).expect("written");
        if self.description_last {
            data(out);
            out.write_all(&description(file_type.len() as u32)).expect("written");
        } else {
            let length = description(0).len() as u32;
            out.write_all(&description(file_type.len() as u32 + length)).expect("written");
            data(out);
        }
    }

    fn description(&self, sizes: &[u32], offsets: &[u32], chunk: u32, texts: &[Vec<u8>], text_at: u32) -> Vec<u8> {
        let frames = sizes.len() as u32 * UNIT_FRAMES;
        let millis = (u64::from(frames - self.delay) * 1000 / u64::from(UNIT_RATE)) as u32;
        let header = full(b"mvhd", &[0, 0, 1000, millis]);
        let coding = {
            let decoder = [&[4, 20, 0x40, 0x15][..], &[0; 11], &[5, 2, 0x13, 0x88]].concat();
            let stream = [&[3, (3 + decoder.len()) as u8, 0, 1, 0][..], &decoder].concat();
            let esds = boxed(b"esds", &[&[0; 4][..], &stream].concat());
            let entry =
                [&[0; 6][..], &[0, 1], &[0; 8], &[0, 1, 0, 16, 0, 0, 0, 0], &(UNIT_RATE << 16).to_be_bytes(), &esds];
            boxed(self.coding.unwrap_or(b"mp4a"), &entry.concat())
        };
        let mut lengths = vec![sizes.len() as u32];
        lengths.extend(sizes);
        let mut places = vec![offsets.len() as u32];
        places.extend(offsets);
        let last = sizes.len() as u32 - (offsets.len() as u32 - 1) * chunk;
        let loads: Vec<u32> =
            if offsets.len() > 1 { vec![2, 1, chunk, 1, offsets.len() as u32, last, 1] } else { vec![1, 1, last, 1] };
        let mut sized = vec![0];
        sized.extend(lengths);
        let samples = join(&[
            boxed(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &coding].concat()),
            full(b"stts", &[1, sizes.len() as u32, UNIT_FRAMES]),
            full(b"stsc", &loads),
            full(b"stsz", &sized),
            full(b"stco", &places),
        ]);
        let edits = boxed(b"edts", &full(b"elst", &[1, millis, self.delay, 0x0001_0000]));
        let chapters =
            if texts.is_empty() { Vec::new() } else { boxed(b"tref", &boxed(b"chap", &2_u32.to_be_bytes())) };
        let mut sound = track(1, b"soun", UNIT_RATE, frames, &samples, &join(&[edits, chapters]));
        if !texts.is_empty() {
            let starts: Vec<u32> = self.chapters.iter().map(|(_, start)| *start).chain([millis]).collect();
            let mut lasting = vec![texts.len() as u32];
            lasting.extend(starts.windows(2).flat_map(|pair| [1, pair[1].saturating_sub(pair[0])]));
            let mut sized = vec![0, texts.len() as u32];
            sized.extend(texts.iter().map(|text| text.len() as u32));
            let samples = join(&[
                boxed(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &boxed(b"text", &[0; 43])].concat()),
                full(b"stts", &lasting),
                full(b"stsc", &[1, 1, texts.len() as u32, 1]),
                full(b"stsz", &sized),
                full(b"stco", &[1, text_at]),
            ]);
            sound.extend(track(2, b"text", 1000, millis, &samples, &[]));
        }
        boxed(b"moov", &join(&[header, sound, self.user_data()]))
    }

    fn user_data(&self) -> Vec<u8> {
        let mut items = Vec::new();
        for (kind, value) in &self.tags {
            let data = boxed(b"data", &[&[0, 0, 0, 1, 0, 0, 0, 0][..], value.as_bytes()].concat());
            items.extend(boxed(kind, &data));
        }
        let list = boxed(b"ilst", &items);
        let mut parts = vec![boxed(b"meta", &[&[0; 4][..], &list].concat())];
        if !self.nero.is_empty() {
            let mut content = vec![1, 0, 0, 0, 0, 0, 0, 0, self.nero.len() as u8];
            for (title, start) in &self.nero {
                content.extend((u64::from(*start) * 10_000).to_be_bytes());
                content.push(title.len() as u8);
                content.extend(title.bytes());
            }
            parts.push(boxed(b"chpl", &content));
        }
        boxed(b"udta", &join(&parts))
    }
}

fn track(id: u32, handler: &[u8; 4], scale: u32, length: u32, samples: &[u8], more: &[u8]) -> Vec<u8> {
    let header = full(b"tkhd", &[&[0, 0, id, 0, length][..], &[0; 15]].concat());
    // The language in three times five bits: kaz.
    let language = u32::from(b'k' & 31) << 26 | u32::from(b'a' & 31) << 21 | u32::from(b'z' & 31) << 16;
    let media_header = full(b"mdhd", &[0, 0, scale, length, language]);
    let kind = boxed(b"hdlr", &[&[0; 8][..], handler, &[0; 13]].concat());
    let information = boxed(b"minf", &boxed(b"stbl", samples));
    let media = boxed(b"mdia", &join(&[media_header, kind, information]));
    boxed(b"trak", &join(&[header, more.to_vec(), media]))
}
