//! A spoken note: what the system's microphone hears, into a small file of sound.
//!
//! WAV of one channel (<https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html>), two megabytes a minute: what
//! every program plays. The file has its name only when it is whole.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use rodio::cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use rodio::cpal::{self, FromSample, SampleFormat, SizedSample};

use super::player::without_its_words;
use super::resample::Resample;

/// A longer note ends here, and is kept.
pub const LONGEST: Duration = Duration::from_secs(600);
/// Samples a second: all that speech needs.
const RATE: u32 = 16_000;
/// A microphone that gives nothing for so long is none.
const PATIENCE: Duration = Duration::from_secs(4);
/// What is not louder than this, 1 the loudest, is silence: a microphone that is switched off.
const SILENCE: f32 = 0.0005;
const HEADER_BYTES: u32 = 44;

/// Why there is no note, by what the reader can do next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// There is none, or it gives nothing: one has to be connected.
    #[error("no microphone: {0}")]
    NoMicrophone(Arc<str>),
    /// Not a sound was heard: it may be switched off.
    #[error("the microphone gave silence")]
    Silent,
    #[error("{0}")]
    Disk(Arc<std::io::Error>),
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(Arc::new(error))
    }
}

/// What the microphone tells; nothing after the end.
#[derive(Debug, Clone)]
pub enum Event {
    /// So much is recorded, told about four times a second.
    Passed(Duration),
    /// The file is whole and has its name, or there is none.
    Ended(Result<Duration, Error>),
}

/// A recording under way; what it has heard is thrown away when this is dropped without [`Microphone::stop`].
#[derive(Debug)]
pub struct Microphone(Sender<Inbox>);

#[derive(Debug)]
enum Inbox {
    /// One channel, at the device's rate.
    Heard(Vec<f32>),
    Broken(Arc<str>),
    Stop,
    Discard,
}

impl Microphone {
    /// Keeps what was heard; the end is told.
    pub fn stop(&self) {
        // It has ended by itself when this fails.
        let _ = self.0.send(Inbox::Stop);
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        let _ = self.0.send(Inbox::Discard);
    }
}

/// Records into this file, which must not be there, at most [`LONGEST`].
pub fn start(file: PathBuf) -> (Microphone, UnboundedReceiver<Event>) {
    let (inbox, incoming) = channel();
    let (events, heard) = unbounded();
    let heard_by = inbox.clone();
    let work = move || {
        let kept = record(&file, heard_by, &incoming, &events);
        if let Some(kept) = kept.transpose() {
            // Nobody waits for it any more when this fails.
            let _ = events.unbounded_send(Event::Ended(kept));
        }
    };
    if let Err(error) = std::thread::Builder::new().name("microphone".to_owned()).spawn(work) {
        tracing::error!(%error, "no thread for the microphone");
    }
    (Microphone(inbox), heard)
}

/// `None` when it was thrown away.
fn record(
    file: &Path,
    inbox: Sender<Inbox>,
    incoming: &Receiver<Inbox>,
    events: &UnboundedSender<Event>,
) -> Result<Option<Duration>, Error> {
    let (stream, rate) = without_its_words(|| open(inbox))?;
    let note = take_down(file, rate, incoming, events);
    drop(stream);
    note
}

/// Writes down what comes until it is stopped.
fn take_down(
    file: &Path,
    rate: u32,
    incoming: &Receiver<Inbox>,
    events: &UnboundedSender<Event>,
) -> Result<Option<Duration>, Error> {
    let mut note = Note::create(file, rate)?;
    let (mut last, mut told) = (Instant::now(), Duration::ZERO);
    loop {
        match incoming.recv_timeout(PATIENCE.saturating_sub(last.elapsed())) {
            Ok(Inbox::Heard(samples)) => {
                last = Instant::now();
                note.hear(&samples)?;
                let passed = note.length();
                if passed >= LONGEST {
                    return note.keep(file).map(Some);
                }
                if passed.saturating_sub(told) >= Duration::from_millis(250) {
                    told = passed;
                    // Nobody has to listen.
                    let _ = events.unbounded_send(Event::Passed(passed));
                }
            }
            Ok(Inbox::Stop) => return note.keep(file).map(Some),
            Ok(Inbox::Discard) | Err(RecvTimeoutError::Disconnected) => return Ok(None),
            // What was said before it was pulled out is kept.
            Ok(Inbox::Broken(_)) | Err(RecvTimeoutError::Timeout) if !note.length().is_zero() => {
                return note.keep(file).map(Some);
            }
            Ok(Inbox::Broken(reason)) => return Err(Error::NoMicrophone(reason)),
            Err(RecvTimeoutError::Timeout) => return Err(Error::NoMicrophone("it gives no samples".into())),
        }
    }
}

/// Opens the microphone that is the system's choice now; its samples a second.
fn open(inbox: Sender<Inbox>) -> Result<(cpal::Stream, u32), Error> {
    let none = |error: cpal::Error| Error::NoMicrophone(error.to_string().into());
    let device =
        cpal::default_host().default_input_device().ok_or_else(|| Error::NoMicrophone("no input device".into()))?;
    let config = device.default_input_config().map_err(none)?;
    let stream = match config.sample_format() {
        SampleFormat::F32 => hear::<f32>(&device, &config, inbox),
        SampleFormat::I16 => hear::<i16>(&device, &config, inbox),
        SampleFormat::U16 => hear::<u16>(&device, &config, inbox),
        SampleFormat::I32 => hear::<i32>(&device, &config, inbox),
        SampleFormat::U8 => hear::<u8>(&device, &config, inbox),
        other => return Err(Error::NoMicrophone(format!("samples of the kind {other}").into())),
    };
    let stream = stream.map_err(none)?;
    stream.play().map_err(none)?;
    Ok((stream, config.sample_rate()))
}

fn hear<T: SizedSample>(
    device: &cpal::Device,
    config: &cpal::SupportedStreamConfig,
    inbox: Sender<Inbox>,
) -> Result<cpal::Stream, cpal::Error>
where
    f32: FromSample<T>,
{
    let channels = usize::from(config.channels().max(1));
    let broken = inbox.clone();
    // The end of the microphone is not the device's concern: whoever listens no more is not told.
    let taken = move |samples: &[T], _: &cpal::InputCallbackInfo| {
        let mean = |frame: &[T]| frame.iter().map(|&it| f32::from_sample_(it)).sum::<f32>() / channels as f32;
        let _ = inbox.send(Inbox::Heard(samples.chunks(channels).map(mean).collect()));
    };
    let failed = move |error: cpal::Error| match error.kind() {
        cpal::ErrorKind::DeviceNotAvailable => drop(broken.send(Inbox::Broken(error.to_string().into()))),
        _ => tracing::debug!(%error, "the microphone"),
    };
    device.build_input_stream::<T, _, _>(config.config(), taken, failed, None)
}

/// A file in the making, under another name until it is whole.
struct Note {
    file: BufWriter<File>,
    part: PathBuf,
    resample: Resample,
    /// Samples that were written.
    written: u64,
    loudest: f32,
}

impl Drop for Note {
    fn drop(&mut self) {
        // Nothing is left of it once it has its name.
        let _ = std::fs::remove_file(&self.part);
    }
}

impl Note {
    fn create(file: &Path, rate: u32) -> Result<Self, Error> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let part = file.with_extension("part");
        let mut out = BufWriter::new(File::create(&part)?);
        out.write_all(&[0; HEADER_BYTES as usize])?;
        Ok(Self { file: out, part, resample: Resample::new(rate, 1, RATE, 1), written: 0, loudest: 0.0 })
    }

    fn hear(&mut self, samples: &[f32]) -> Result<(), Error> {
        let mut converted = Vec::new();
        self.resample.feed(samples, &mut converted);
        self.write(&converted)
    }

    fn write(&mut self, samples: &[f32]) -> Result<(), Error> {
        for sample in samples {
            let sample = if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
            self.loudest = self.loudest.max(sample.abs());
            self.file.write_all(&((sample * f32::from(i16::MAX)) as i16).to_le_bytes())?;
        }
        self.written += samples.len() as u64;
        Ok(())
    }

    fn length(&self) -> Duration {
        Duration::from_millis(self.written * 1000 / u64::from(RATE))
    }

    /// Ends the file and gives it its name; how long it is.
    fn keep(mut self, file: &Path) -> Result<Duration, Error> {
        let mut rest = Vec::new();
        self.resample.end(&mut rest);
        self.write(&rest)?;
        if self.loudest < SILENCE {
            return Err(Error::Silent);
        }
        let bytes = u32::try_from(self.written * 2).unwrap_or(u32::MAX);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header(bytes))?;
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        std::fs::rename(&self.part, file)?;
        Ok(self.length())
    }
}

/// Before so many bytes of samples.
fn header(bytes: u32) -> Vec<u8> {
    let mut header = Vec::with_capacity(HEADER_BYTES as usize);
    header.extend(b"RIFF");
    header.extend((bytes.saturating_add(HEADER_BYTES - 8)).to_le_bytes());
    header.extend(b"WAVEfmt ");
    header.extend(16_u32.to_le_bytes());
    // Whole numbers, one channel.
    header.extend([1_u16, 1].map(u16::to_le_bytes).concat());
    header.extend([RATE, RATE * 2].map(u32::to_le_bytes).concat());
    header.extend([2_u16, 16].map(u16::to_le_bytes).concat());
    header.extend(b"data");
    header.extend(bytes.to_le_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, seconds: f32, level: f32) -> Vec<f32> {
        let count = (rate as f32 * seconds) as usize;
        (0..count).map(|at| level * (at as f32 * 440.0 * std::f32::consts::TAU / rate as f32).sin()).collect()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("read").flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    /// What comes of these, handed to a microphone whose microphone has this rate.
    fn came(file: &Path, rate: u32, inbox: Vec<Inbox>) -> Result<Option<Duration>, Error> {
        let (sender, incoming) = channel();
        let (events, _heard) = unbounded();
        for it in inbox {
            sender.send(it).expect("sent");
        }
        take_down(file, rate, &incoming, &events)
    }

    #[test]
    fn what_was_said_is_a_file_that_our_own_player_knows() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("notes/1.wav");
        let said = tone(44_100, 2.5, 0.4).chunks(1000).map(|piece| Inbox::Heard(piece.to_vec())).collect::<Vec<_>>();
        let length = came(&file, 44_100, said.into_iter().chain([Inbox::Stop]).collect()).expect("kept").expect("kept");
        assert!(length.abs_diff(Duration::from_millis(2500)) < Duration::from_millis(30), "{length:?}");
        assert_eq!(names(&folder.path().join("notes")), ["1.wav"]);
        let opened = crate::format::open(&file).expect("a sound");
        let recording = opened.book.recording.as_ref().expect("a recording");
        assert!(recording.duration().abs_diff(length) < Duration::from_millis(2));
        let all = Duration::ZERO..Duration::MAX;
        let heard = crate::voice::player::render(recording, &opened.resources, all, 1.0, (16_000, 1));
        let rises = heard.samples.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
        assert!(rises.abs_diff(1100) < 12, "{rises} cycles of a tone of 440 hertz");
    }

    #[test]
    fn nothing_is_left_of_what_is_thrown_away_or_silent() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("1.wav");
        let said = || Inbox::Heard(tone(48_000, 0.5, 0.4));
        assert!(matches!(came(&file, 48_000, vec![said(), Inbox::Discard]), Ok(None)));
        let silence = vec![Inbox::Heard(vec![0.0; 48_000]), Inbox::Stop];
        assert!(matches!(came(&file, 48_000, silence), Err(Error::Silent)));
        let gone = || Inbox::Broken("pulled out".into());
        assert!(matches!(came(&file, 48_000, vec![gone()]), Err(Error::NoMicrophone(_))));
        assert_eq!(names(folder.path()), [""; 0]);
        assert!(matches!(came(&file, 48_000, vec![said(), gone()]), Ok(Some(_))), "what was said before is kept");
    }

    #[test]
    fn it_ends_by_itself_when_it_is_too_long() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("1.wav");
        let minute = || Inbox::Heard(tone(8000, 60.0, 0.3));
        let length = came(&file, 8000, (0..12).map(|_| minute()).collect()).expect("kept").expect("kept");
        assert!(length >= LONGEST && length < LONGEST + Duration::from_secs(61), "{length:?}");
    }
}
