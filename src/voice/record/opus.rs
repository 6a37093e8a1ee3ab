//! Opus in Ogg (<https://www.rfc-editor.org/rfc/rfc7845>): one channel of speech, written as it comes.
//!
//! Chapters are comments as most players read them (<https://wiki.xiph.org/Chapter_Extension>). They stand before the
//! sound and are known behind it: their times have a fixed width, so that the head is written once more over itself.

use std::io::{self, Write};
use std::time::Duration;

use ogg::{PacketWriteEndInfo, PacketWriter};
use opusic_c::{Application, Bitrate, Channels, Encoder, SampleRate, Signal};

use super::{IN_MILLISECOND, RATE};

/// Bits in a second; the codec's own advice for speech of full clarity.
const BITRATE: u32 = 32_000;
/// How hard the encoder tries, of 10: beyond this nothing is heard of it, and it takes twice as long.
const COMPLEXITY: u8 = 6;
/// Samples of a frame: 20 ms.
const FRAME: usize = RATE as usize / 50;
/// Places of the file's clock (48 kHz) for a sample.
const CLOCK: u64 = 48_000 / RATE as u64;
/// A page is a second long, as the specification asks for what is sought in.
const FRAMES_OF_PAGE: usize = 50;
/// No packet of one frame is longer.
const PACKET: usize = 1275;
/// The one stream of the file: «Oqyr».
const SERIAL: u32 = u32::from_le_bytes(*b"Oqyr");
/// The most chapters that comments with three digits can hold.
pub const CHAPTERS: usize = 1000;

/// What the file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    /// Names in the upper case of Vorbis comments (`TITLE`, `ARTIST`), and values.
    pub comments: Vec<(&'static str, String)>,
    /// Titles and beginnings, ascending; more than [`CHAPTERS`] are left out.
    pub chapters: Vec<(String, Duration)>,
}

impl Tags {
    /// The comment header.
    fn packet(&self) -> Vec<u8> {
        let mut packet = b"OpusTags".to_vec();
        let mut put = |text: &str| {
            packet.extend((text.len() as u32).to_le_bytes());
            packet.extend(text.as_bytes());
        };
        put(opusic_c::version());
        let plain = self.comments.iter().map(|(name, value)| format!("{name}={}", line(value)));
        let chapters = self.chapters.iter().take(CHAPTERS).enumerate().flat_map(|(number, (title, start))| {
            [format!("CHAPTER{number:03}={}", clock(*start)), format!("CHAPTER{number:03}NAME={}", line(title))]
        });
        let all: Vec<String> = plain.chain(chapters).collect();
        let mut comments = (all.len() as u32).to_le_bytes().to_vec();
        for comment in &all {
            comments.extend((comment.len() as u32).to_le_bytes());
            comments.extend(comment.as_bytes());
        }
        packet.extend(comments);
        packet
    }
}

/// `HH:MM:SS.mmm`.
fn clock(time: Duration) -> String {
    let millis = time.as_millis().min(359_999_999) as u64;
    let (hours, minutes, seconds) = (millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{:03}", millis % 1000)
}

fn line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Writes a file as its samples come.
pub struct Writer<W: Write> {
    pages: PacketWriter<'static, W>,
    encoder: Encoder,
    /// Samples that the decoder leaves out at the beginning.
    skip: u64,
    /// Samples that wait for a whole frame.
    waiting: Vec<f32>,
    /// Samples that were handed over.
    given: u64,
    frames: u64,
    /// The last packet, which may be the last of all.
    last: Option<Vec<u8>>,
}

impl<W: Write> std::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("given", &self.given).field("frames", &self.frames).finish_non_exhaustive()
    }
}

impl<W: Write> Writer<W> {
    /// Begins a file with these tags.
    pub fn new(out: W, tags: &Tags) -> io::Result<Self> {
        let mut encoder = Encoder::new(Channels::Mono, SampleRate::Hz24000, Application::Audio).map_err(codec)?;
        encoder.set_bitrate(Bitrate::Value(BITRATE)).map_err(codec)?;
        encoder.set_complexity(COMPLEXITY).map_err(codec)?;
        encoder.set_signal(Signal::Voice).map_err(codec)?;
        let skip = u64::from(encoder.get_look_ahead().map_err(codec)?);
        let mut pages = PacketWriter::new(out);
        write_head(&mut pages, skip, tags)?;
        Ok(Self { pages, encoder, skip, waiting: Vec::new(), given: 0, frames: 0, last: None })
    }

    /// The file's beginning with other tags; as long as before where only times differ.
    pub fn head(&self, tags: &Tags) -> io::Result<Vec<u8>> {
        let mut head = PacketWriter::new(Vec::new());
        write_head(&mut head, self.skip, tags)?;
        Ok(head.into_inner())
    }

    /// Mono samples of [`RATE`].
    pub fn write(&mut self, samples: &[f32]) -> io::Result<()> {
        self.given += samples.len() as u64;
        self.waiting.extend_from_slice(samples);
        self.encode()
    }

    /// So many samples of silence.
    pub fn silence(&mut self, samples: u64) -> io::Result<()> {
        let second = [0.0; RATE as usize];
        let mut left = samples;
        while left > 0 {
            let piece = left.min(second.len() as u64);
            self.write(&second[..piece as usize])?;
            left -= piece;
        }
        Ok(())
    }

    /// Samples that were handed over.
    pub fn samples(&self) -> u64 {
        self.given
    }

    /// The time of what was handed over, to the millisecond.
    pub fn time(&self) -> Duration {
        Duration::from_millis(self.given / IN_MILLISECOND)
    }

    /// Ends the stream and answers where it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        // What the encoder still holds comes out behind as much silence.
        let wanted = self.given + self.skip;
        let frames = wanted.div_ceil(FRAME as u64).max(1);
        let missing = (frames - self.frames) as usize * FRAME - self.waiting.len();
        self.waiting.extend(std::iter::repeat_n(0.0, missing));
        self.encode()?;
        if let Some(last) = self.last.take() {
            self.pages.write_packet(last, SERIAL, PacketWriteEndInfo::EndStream, wanted * CLOCK)?;
        }
        let mut out = self.pages.into_inner();
        out.flush()?;
        Ok(out)
    }

    fn encode(&mut self) -> io::Result<()> {
        let whole = self.waiting.len() / FRAME * FRAME;
        let mut packet = [0; PACKET];
        for frame in self.waiting[..whole].chunks_exact(FRAME) {
            let length = self.encoder.encode_float_to_slice(frame, &mut packet).map_err(codec)?;
            if let Some(before) = self.last.replace(packet[..length].to_vec()) {
                let full = self.frames.is_multiple_of(FRAMES_OF_PAGE as u64);
                let end = if full { PacketWriteEndInfo::EndPage } else { PacketWriteEndInfo::NormalPacket };
                self.pages.write_packet(before, SERIAL, end, self.frames * FRAME as u64 * CLOCK)?;
            }
            self.frames += 1;
        }
        self.waiting.drain(..whole);
        Ok(())
    }
}

fn write_head<W: Write>(pages: &mut PacketWriter<'static, W>, skip: u64, tags: &Tags) -> io::Result<()> {
    let mut head = b"OpusHead".to_vec();
    // Version, channels.
    head.extend([1, 1]);
    head.extend(((skip * CLOCK) as u16).to_le_bytes());
    head.extend(RATE.to_le_bytes());
    // No gain; one stream of one channel.
    head.extend([0, 0, 0]);
    pages.write_packet(head, SERIAL, PacketWriteEndInfo::EndPage, 0)?;
    pages.write_packet(tags.packet(), SERIAL, PacketWriteEndInfo::EndPage, 0)
}

fn codec(error: opusic_c::ErrorCode) -> io::Error {
    io::Error::other(format!("{error:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(bytes: &[u8]) -> Vec<(u8, u64, u32, Vec<u8>)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            assert_eq!(&bytes[at..at + 4], b"OggS", "a page at {at}");
            let granule = u64::from_le_bytes(bytes[at + 6..at + 14].try_into().unwrap());
            let number = u32::from_le_bytes(bytes[at + 18..at + 22].try_into().unwrap());
            let segments = &bytes[at + 27..at + 27 + usize::from(bytes[at + 26])];
            let length: usize = segments.iter().map(|&length| usize::from(length)).sum();
            found.push((bytes[at + 5], granule, number, segments.to_vec()));
            at += 27 + segments.len() + length;
        }
        found
    }

    fn tone(samples: usize) -> Vec<f32> {
        (0..samples).map(|at| (at as f32 * 0.05).sin() * 0.3).collect()
    }

    #[test]
    fn pages_count_every_sample() {
        for samples in [0, 1, FRAME - 1, FRAME, 24_000, 100_001] {
            let mut writer = Writer::new(Vec::new(), &Tags::default()).unwrap();
            for piece in tone(samples).chunks(777) {
                writer.write(piece).unwrap();
            }
            let skip = writer.skip * CLOCK;
            let pages = pages(&writer.finish().unwrap());
            assert_eq!(
                pages.iter().map(|page| page.2).collect::<Vec<_>>(),
                (0..pages.len() as u32).collect::<Vec<_>>()
            );
            assert_eq!((pages[0].0, pages[0].1, pages[1].1), (2, 0, 0));
            let last = pages.last().unwrap();
            assert_eq!((last.0, last.1), (4, skip + samples as u64 * CLOCK), "{samples} samples");
            // A packet is as long as its frame, save the last one, of which the end is cut off.
            let mut packets = 0;
            for (kind, granule, _, segments) in &pages[2..] {
                packets += segments.iter().filter(|&&length| length < 255).count() as u64;
                let frames = packets * FRAME as u64 * CLOCK;
                assert!(if *kind == 4 { *granule <= frames } else { *granule == frames }, "{granule} {frames}");
                assert!(segments.len() <= 2 * FRAMES_OF_PAGE);
            }
            assert!(packets * FRAME as u64 * CLOCK - last.1 < FRAME as u64 * CLOCK, "no packet too many");
        }
    }

    #[test]
    fn the_head_is_as_long_with_other_times() {
        let tags = |second: u64| Tags {
            comments: vec![("TITLE", "Қара\nсөздер".to_owned())],
            chapters: (0..400).map(|at| ("Тарау ".repeat(3), Duration::from_secs(second * at))).collect(),
        };
        let mut writer = Writer::new(Vec::new(), &tags(0)).unwrap();
        let before = writer.head(&tags(0)).unwrap();
        let after = writer.head(&tags(77)).unwrap();
        assert_eq!(before.len(), after.len());
        writer.write(&tone(5_000)).unwrap();
        let mut file = writer.finish().unwrap();
        assert_eq!(file[..before.len()], before);
        file[..after.len()].copy_from_slice(&after);
        let text = String::from_utf8_lossy(&file);
        assert!(text.contains("TITLE=Қара сөздер") && text.contains("CHAPTER002=00:02:34.000"));
        assert_eq!(pages(&file).len(), pages(&before).len() + 1);
    }

    #[test]
    fn times_have_one_width() {
        assert_eq!(clock(Duration::from_millis(3_723_045)), "01:02:03.045");
        assert_eq!(clock(Duration::MAX), "99:59:59.999");
    }
}
