//! The worker with a device that the test plays by hand: it takes frames when the test says so.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use futures::executor::block_on_stream;

use super::super::output::Tap;
use super::super::pipeline::Shape;
use super::*;
use crate::format;

const PATIENCE: Duration = Duration::from_secs(20);
const RATE: u32 = 8000;
const SHAPE: Shape = Shape { rate: RATE, channels: 1 };

struct Played {
    taps: Sender<Tap>,
    open: Arc<AtomicUsize>,
}

impl Device for Played {
    fn shape(&self) -> Shape {
        SHAPE
    }

    fn attach(&mut self, tap: Tap) {
        let _ = self.taps.send(tap);
    }
}

impl Drop for Played {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::SeqCst);
    }
}

struct Rig {
    handle: Handle,
    events: Receiver<Event>,
    taps: Receiver<Tap>,
    ears: Receiver<Ear>,
    /// Whether there is a device.
    there: Arc<AtomicBool>,
    /// Devices that are open.
    open: Arc<AtomicUsize>,
    /// Where the recordings lie.
    folders: RefCell<Vec<tempfile::TempDir>>,
}

/// A sound whose value tells the second that it belongs to, a tenth for each.
fn wave(seconds: usize) -> Vec<u8> {
    let samples = seconds * RATE as usize;
    let data: Vec<u8> = (0..samples).flat_map(|at| ((at / RATE as usize + 1) as i16 * 3000).to_le_bytes()).collect();
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + data.len() as u32).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(RATE.to_le_bytes());
    wav.extend((RATE * 2).to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend((data.len() as u32).to_le_bytes());
    wav.extend(data);
    wav
}

impl Rig {
    fn empty() -> Self {
        let (tap_sender, taps) = channel();
        let (ear_sender, ears) = channel();
        let (there, open) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicUsize::new(0)));
        let shared = Mutex::new((tap_sender, ear_sender));
        let (is_there, count) = (Arc::clone(&there), Arc::clone(&open));
        let opening: Open = Arc::new(move |ear| {
            if !is_there.load(Ordering::SeqCst) {
                return Err(Error::NoDevice("none".into()));
            }
            let shared = shared.lock().unwrap();
            let _ = shared.1.send(ear);
            count.fetch_add(1, Ordering::SeqCst);
            Ok(Box::new(Played { taps: shared.0.clone(), open: Arc::clone(&count) }) as Box<dyn Device>)
        });
        let (handle, stream) = start(opening);
        let (sender, events) = channel();
        std::thread::spawn(move || block_on_stream(stream).try_for_each(|event| sender.send(event)));
        Self { handle, events, taps, ears, there, open, folders: RefCell::default() }
    }

    /// With a recording of nine seconds loaded.
    fn new() -> Self {
        let rig = Self::empty();
        rig.load(&[9]);
        rig
    }

    fn load(&self, seconds: &[usize]) {
        let folder = tempfile::tempdir().expect("a folder");
        for (number, seconds) in seconds.iter().enumerate() {
            std::fs::write(folder.path().join(format!("{number}.wav")), wave(*seconds)).expect("written");
        }
        let opened = format::open(folder.path()).expect("it opens");
        let recording = Arc::clone(opened.book.recording.as_ref().expect("a recording"));
        self.handle.send(Request::Load { recording, resources: opened.resources });
        self.folders.borrow_mut().push(folder);
    }

    fn play(&self, millis: u64) -> RequestId {
        let id = RequestId::fresh();
        self.handle.send(Request::Play { id, at: Duration::from_millis(millis), route: Route::default() });
        id
    }

    fn tap(&self) -> Tap {
        self.taps.recv_timeout(PATIENCE).expect("no device was opened")
    }

    /// The next event that is no position.
    fn next(&self) -> Event {
        loop {
            match self.events.recv_timeout(PATIENCE).expect("no event") {
                Event::Position(..) => {}
                other => return other,
            }
        }
    }

    /// Takes frames until an event comes that is no position, and gives the worker time for it behind each that sounds.
    fn take_slowly(&self, tap: &mut Tap) -> (Vec<f32>, Event) {
        const TURN: Duration = Duration::from_millis(50);
        let mut heard = Vec::new();
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let before = heard.len();
            heard.extend(tap.by_ref().take(32).filter(|sample| *sample != 0.0));
            let turn = if heard.len() > before { TURN } else { Duration::ZERO };
            match self.events.recv_timeout(turn) {
                Ok(Event::Position(..)) | Err(_) => {}
                Ok(event) => return (heard, event),
            }
        }
        panic!("no event")
    }

    /// Takes frames until an event comes that is no position.
    fn take_until_event(&self, tap: &mut Tap) -> (Vec<f32>, Event) {
        let mut samples = Vec::new();
        let until = Instant::now() + PATIENCE;
        loop {
            samples.extend(tap.by_ref().take(32));
            match self.events.try_recv() {
                Ok(Event::Position(..)) | Err(_) => {}
                Ok(event) => return (samples, event),
            }
            assert!(Instant::now() < until, "no event");
            std::thread::yield_now();
        }
    }

    /// Takes frames that sound, this many of them.
    fn take_sounding(&self, tap: &mut Tap, count: usize) -> Vec<f32> {
        let mut samples = Vec::new();
        let until = Instant::now() + PATIENCE;
        while samples.len() < count {
            samples.extend(tap.by_ref().take(32).filter(|sample| *sample != 0.0));
            assert!(Instant::now() < until, "no sound");
            std::thread::yield_now();
        }
        samples
    }
}

/// The second that a sample belongs to.
fn second(sample: f32) -> usize {
    (sample * 32_768.0 / 3000.0).round() as usize - 1
}

fn near(place: Duration, millis: u64) -> bool {
    place.abs_diff(Duration::from_millis(millis)) < Duration::from_millis(30)
}

#[test]
fn what_was_asked_for_sounds_and_a_pause_knows_what_was_heard() {
    let rig = Rig::new();
    let id = rig.play(2500);
    let mut tap = rig.tap();
    let (mut heard, event) = rig.take_slowly(&mut tap);
    assert!(matches!(event, Event::Playing(told, at) if told == id && near(at, 2500)), "{event:?}");
    heard.extend(rig.take_sounding(&mut tap, RATE as usize));
    assert_eq!(second(heard[RATE as usize / 4]), 2);
    assert_eq!(second(heard[RATE as usize - 40]), 3);
    rig.handle.send(Request::Pause);
    let (faded, event) = rig.take_until_event(&mut tap);
    let Event::Paused(told, place) = event else { panic!("{event:?}") };
    assert_eq!(told, id);
    let frames = heard.len() + faded.iter().filter(|sample| **sample != 0.0).count();
    let expected = 2500 + frames as u64 * 1000 / u64::from(RATE);
    assert!(near(place, expected), "{place:?}, {expected}");
    // Going on from there neither repeats nor leaves out.
    let id = RequestId::fresh();
    rig.handle.send(Request::Play { id, at: place, route: Route::default() });
    let (_, event) = rig.take_slowly(&mut tap);
    assert!(matches!(event, Event::Playing(told, at) if told == id && at.abs_diff(place) < Duration::from_millis(5)));
    assert_eq!(rig.open.load(Ordering::SeqCst), 1, "the device stayed open");
}

#[test]
fn the_last_play_counts_and_the_end_is_told_once_it_was_heard() {
    let rig = Rig::new();
    rig.play(1000);
    let mut tap = rig.tap();
    rig.take_slowly(&mut tap);
    let id = rig.play(8500);
    let (_, event) = rig.take_slowly(&mut tap);
    assert!(matches!(event, Event::Playing(told, at) if told == id && near(at, 8500)), "{event:?}");
    let (samples, event) = rig.take_until_event(&mut tap);
    assert!(matches!(event, Event::Ended(told) if told == id), "{event:?}");
    assert!(samples.iter().filter(|sample| **sample != 0.0).all(|sample| *sample < 9.1 * 3000.0 / 32_768.0));
}

#[test]
fn positions_go_forward_while_it_sounds() {
    let rig = Rig::new();
    let id = rig.play(0);
    let mut tap = rig.tap();
    rig.take_slowly(&mut tap);
    let mut places = Vec::new();
    while places.len() < 3 {
        tap.by_ref().take(320).for_each(drop);
        match rig.events.recv_timeout(PATIENCE).expect("no position") {
            Event::Position(told, place) if told == id => places.push(place),
            other => panic!("{other:?}"),
        }
    }
    assert!(places[2] > places[0]);
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_speed_changes_while_it_sounds_and_the_place_goes_on() {
    let rig = Rig::new();
    rig.play(1000);
    let mut tap = rig.tap();
    rig.take_slowly(&mut tap);
    rig.take_sounding(&mut tap, 800);
    rig.handle.send(Request::Manner(3.0.into()));
    // What waited at the old speed is gone: soon three seconds pass in one.
    let heard = rig.take_sounding(&mut tap, 2 * RATE as usize);
    let last = second(heard[heard.len() - 100]);
    assert!(last >= 5, "{last}");
    // The loudest of each: where the speeds meet, both fade.
    let loudest = |chunk: &[f32]| chunk.iter().copied().fold(0.0, f32::max);
    let steps: Vec<usize> = heard.chunks_exact(1000).map(|chunk| second(loudest(chunk))).collect();
    assert!(steps.is_sorted(), "{steps:?}");
    rig.handle.send(Request::Pause);
    let (_, event) = rig.take_until_event(&mut tap);
    assert!(matches!(event, Event::Paused(_, place) if place > Duration::from_secs(6)), "{event:?}");
}

#[test]
fn the_volume_is_heard() {
    let rig = Rig::new();
    rig.handle.send(Request::Volume(0.5));
    rig.play(1500);
    let mut tap = rig.tap();
    let heard = rig.take_sounding(&mut tap, 400);
    assert!((heard[300] - 3000.0 / 32_768.0).abs() < 0.001, "{}", heard[300]);
    rig.handle.send(Request::Volume(f32::NAN));
    rig.handle.send(Request::Manner(f32::INFINITY.into()));
    rig.handle.send(Request::Pause);
    let (_, event) = rig.take_slowly(&mut tap);
    assert!(matches!(event, Event::Playing(..)), "{event:?}");
    let (_, event) = rig.take_until_event(&mut tap);
    assert!(matches!(event, Event::Paused(..)), "{event:?}");
}

#[test]
fn without_a_device_it_is_said_and_the_next_play_tries_again() {
    let rig = Rig::empty();
    rig.there.store(false, Ordering::SeqCst);
    rig.load(&[9]);
    let id = rig.play(3000);
    let event = rig.next();
    let place = Duration::from_secs(3);
    assert!(matches!(event, Event::Failed(told, at, Error::NoDevice(_)) if told == id && at == place), "{event:?}");
    rig.there.store(true, Ordering::SeqCst);
    rig.play(3000);
    let mut tap = rig.tap();
    assert!(matches!(rig.take_slowly(&mut tap).1, Event::Playing(..)));
}

#[test]
fn a_device_that_goes_away_costs_nothing_but_a_play() {
    let rig = Rig::new();
    let id = rig.play(1000);
    let mut tap = rig.tap();
    let (mut heard, _) = rig.take_slowly(&mut tap);
    heard.extend(rig.take_sounding(&mut tap, 4000));
    let ear = rig.ears.recv_timeout(PATIENCE).expect("an ear");
    // One that is lost as soon as it is open is tried again: only after a while it is gone.
    let mut ears = vec![ear.clone()];
    ear.tell(News::Gone("unplugged".into()));
    let event = loop {
        if let Ok(another) = rig.ears.try_recv() {
            another.tell(News::Gone("unplugged".into()));
            ears.push(another);
        }
        match rig.events.try_recv() {
            Ok(Event::Position(..)) | Err(_) => std::thread::yield_now(),
            Ok(event) => break event,
        }
    };
    assert!(ears.len() <= TRIES + 1, "{}", ears.len());
    let taps = rig.taps.try_iter().count();
    assert_eq!(taps, ears.len() - 1);
    let Event::Failed(told, place, Error::DeviceGone(_)) = event else { panic!("{event:?}") };
    let expected = 1000 + heard.len() as u64 * 1000 / u64::from(RATE);
    assert!(told == id && near(place, expected), "{place:?}, {expected}");
    // What the old device says later is no news.
    rig.play(1500);
    ear.tell(News::Gone("late".into()));
    let mut tap = rig.tap();
    assert!(matches!(rig.take_slowly(&mut tap).1, Event::Playing(..)));
    assert_eq!(rig.open.load(Ordering::SeqCst), 1);
}

#[test]
fn a_device_that_fails_at_its_first_breath_is_opened_again() {
    let rig = Rig::new();
    let id = rig.play(2000);
    let ear = rig.ears.recv_timeout(PATIENCE).expect("an ear");
    let _first = rig.tap();
    ear.tell(News::Gone("not yet".into()));
    let mut tap = rig.tap();
    let (_, event) = rig.take_slowly(&mut tap);
    assert!(matches!(event, Event::Playing(told, at) if told == id && near(at, 2000)), "{event:?}");
    assert_eq!(rig.open.load(Ordering::SeqCst), 1);
}

#[test]
fn tracks_follow_one_another_and_one_that_is_gone_is_skipped() {
    let rig = Rig::empty();
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..3 {
        std::fs::write(folder.path().join(format!("{number}.wav")), wave(1)).expect("written");
    }
    let opened = format::open(folder.path()).expect("it opens");
    std::fs::remove_file(folder.path().join("1.wav")).expect("removed");
    let recording = Arc::clone(opened.book.recording.as_ref().expect("a recording"));
    rig.handle.send(Request::Load { recording, resources: opened.resources });
    rig.play(500);
    let mut tap = rig.tap();
    let mut told = Vec::new();
    let mut sounded = 0;
    while told.last() != Some(&"ended") {
        let (samples, event) = rig.take_until_event(&mut tap);
        sounded += samples.iter().filter(|sample| **sample != 0.0).count();
        told.push(match event {
            Event::Playing(..) => "playing",
            Event::Skipped(_, 1, Error::Unreadable(_)) => "skipped",
            Event::Ended(_) => "ended",
            other => panic!("{other:?}"),
        });
    }
    told.sort_unstable();
    assert_eq!(told, ["ended", "playing", "skipped"]);
    assert!(sounded.abs_diff(12_000) < 200, "{sounded}");
}

#[test]
fn nothing_loaded_is_said_and_the_last_handle_closes_the_device() {
    let rig = Rig::empty();
    rig.play(0);
    assert!(matches!(rig.next(), Event::Failed(_, _, Error::Nothing)));
    rig.load(&[2]);
    rig.play(0);
    let tap = rig.tap();
    let Rig { handle, events, open, .. } = rig;
    // The device takes nothing any more: the end comes all the same.
    drop(handle);
    while events.recv_timeout(PATIENCE).is_ok() {}
    assert_eq!(open.load(Ordering::SeqCst), 0);
    drop(tap);
}

#[test]
fn pauses_in_silence_are_no_news_and_another_book_ends_the_first() {
    let rig = Rig::new();
    rig.handle.send(Request::Pause);
    rig.play(0);
    let mut tap = rig.tap();
    rig.take_slowly(&mut tap);
    rig.load(&[1, 1]);
    rig.handle.send(Request::Pause);
    let id = rig.play(1500);
    let (_, event) = rig.take_slowly(&mut tap);
    assert!(matches!(event, Event::Playing(told, at) if told == id && near(at, 1500)), "{event:?}");
    let (_, event) = rig.take_until_event(&mut tap);
    assert!(matches!(event, Event::Ended(told) if told == id), "{event:?}");
}

#[test]
fn a_route_leaves_out_what_it_says_and_every_phrase_is_told() {
    let rig = Rig::empty();
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..2 {
        std::fs::write(folder.path().join(format!("{number}.wav")), wave(3)).expect("written");
    }
    let resources = format::open(folder.path()).expect("it opens").resources;
    let ms = Duration::from_millis;
    let part = |href: &str, from: u64, duration: u64| crate::book::Track {
        href: href.to_owned(),
        from: ms(from),
        duration: ms(duration),
        ..crate::book::Track::default()
    };
    // Two seconds in the middle of each file, four phrases.
    let tracks = vec![part("0.wav", 500, 2000), part("1.wav", 1000, 2000)];
    let recording = Recording::new(tracks, Vec::new()).with_marks(Vec::new(), [0, 1000, 2000, 3000].map(ms).to_vec());
    rig.handle.send(Request::Load { recording: Arc::new(recording), resources });
    let id = RequestId::fresh();
    let route = Route { until: Some(ms(3500)), without: vec![ms(1000)..ms(1750)].into() };
    rig.handle.send(Request::Play { id, at: ms(250), route });
    let mut tap = rig.tap();
    let (mut told, mut heard) = (Vec::new(), Vec::new());
    loop {
        let (samples, event) = rig.take_slowly(&mut tap);
        heard.extend(samples);
        match event {
            Event::Playing(..) => {}
            Event::Reached(told_id, at) if told_id == id => told.push(at),
            Event::Ended(told_id) if told_id == id => break,
            other => panic!("{other:?}"),
        }
    }
    // 250–1000, 1750–2000, 2000–3500: two and a half seconds without a gap.
    assert!(heard.len().abs_diff(20_000) < 200, "{}", heard.len());
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(near(told[0], 1750) && near(told[1], 2000) && near(told[2], 3000), "{told:?}");
}

/// A sound of which so much is there.
#[derive(Debug)]
struct Coming(Vec<u8>, AtomicUsize);

impl format::Supply for Coming {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> std::io::Result<usize> {
        let (at, there) = (at as usize, self.1.load(Ordering::SeqCst));
        if at >= self.0.len() {
            return Ok(0);
        }
        let rest = self.0.get(at..there).filter(|rest| !rest.is_empty()).ok_or(std::io::ErrorKind::WouldBlock)?;
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

#[test]
fn what_is_not_there_yet_is_waited_for_and_a_pause_is_heard_meanwhile() {
    let rig = Rig::empty();
    let bytes = wave(30);
    let supply = Arc::new(Coming(bytes, AtomicUsize::new(200_000)));
    let opened = format::open_growing(Arc::clone(&supply) as Arc<dyn format::Supply>).expect("it opens");
    let recording = Arc::clone(opened.book.recording.as_ref().expect("a recording"));
    assert_eq!(recording.duration(), Duration::from_secs(30));
    rig.handle.send(Request::Load { recording, resources: opened.resources });
    let id = rig.play(20_000);
    let mut tap = rig.tap();
    let (_, event) = rig.take_until_event(&mut tap);
    assert!(matches!(event, Event::Waiting(told, at) if told == id && near(at, 20_000)), "{event:?}");
    rig.handle.send(Request::Pause);
    let (_, event) = rig.take_until_event(&mut tap);
    assert!(matches!(event, Event::Paused(told, at) if told == id && near(at, 20_000)), "{event:?}");
    let id = rig.play(20_000);
    let (_, event) = rig.take_until_event(&mut tap);
    assert!(matches!(event, Event::Waiting(told, _) if told == id), "{event:?}");
    supply.1.store(supply.0.len(), Ordering::SeqCst);
    let (_, event) = rig.take_until_event(&mut tap);
    assert!(matches!(event, Event::Playing(told, _) if told == id), "{event:?}");
}
