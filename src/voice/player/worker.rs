//! The worker: one thread that owns what sounds, the device, and the place that is heard.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::channel::mpsc::{UnboundedSender, unbounded};

use super::output::{Device, Ear, News, Open, Queued};
use super::pipeline::{Next, Pipeline};
use super::{Error, Event, Events, LOUDEST, Manner, Request, RequestId, Route};
use crate::book::Recording;
use crate::format::Resources;

/// So much is decoded ahead: what a busy machine does not notice.
const AHEAD: Duration = Duration::from_millis(600);
/// So much of what waits still sounds in the old manner while the new one is prepared.
const SEAM: Duration = Duration::from_millis(60);
/// How often the worker looks after what sounds.
const TICK: Duration = Duration::from_millis(20);
const POSITIONS: Duration = Duration::from_millis(250);
/// How long the device stays open without a sound, after a book was opened and after a pause: beginning is at once then.
const IDLE: Duration = Duration::from_secs(20);
/// A device that takes nothing for this long is gone, whatever it says.
const STALLED: Duration = Duration::from_secs(4);
/// A device that is lost this soon after it was opened is opened again, so many times.
const FRESH: Duration = Duration::from_secs(1);
const TRIES: usize = 4;
/// How often it is looked whether what is not there yet has come.
const LOOK: Duration = Duration::from_millis(200);
/// So many files of a recording are looked through ahead.
const FEW: usize = 200;
/// How long a pause waits for the device to fade.
const FADING: Duration = Duration::from_millis(300);
/// How long the last player waits for silence.
const FAREWELL: Duration = Duration::from_millis(400);

enum Inbox {
    Request(Request),
    /// From the device of this number.
    News(u64, News),
    Quit,
}

#[derive(Debug)]
pub(super) struct Handle {
    inbox: Sender<Inbox>,
    over: Mutex<Receiver<()>>,
}

impl Handle {
    pub(super) fn send(&self, request: Request) {
        // The worker ends only after its handle.
        let _ = self.inbox.send(Inbox::Request(request));
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.inbox.send(Inbox::Quit).is_ok()
            && let Ok(over) = self.over.get_mut()
        {
            let _ = over.recv_timeout(FAREWELL);
        }
    }
}

/// Starts the worker with a way to open devices.
pub(super) fn start(open: Open) -> (Handle, Events) {
    let (inbox, incoming) = channel();
    let (events, heard) = unbounded();
    let (ending, over) = channel();
    let news = inbox.clone();
    let started = std::thread::Builder::new().name("player".to_owned()).spawn(move || {
        Worker::new(open, news, events).run(&incoming);
        drop(ending);
    });
    if let Err(error) = started {
        tracing::error!(%error, "no thread for the player");
    }
    (Handle { inbox, over: Mutex::new(over) }, heard)
}

/// What was loaded.
struct Loaded {
    recording: Arc<Recording>,
    resources: Resources,
    /// Ends what learns the way through its files.
    replaced: Arc<AtomicBool>,
}

impl Drop for Loaded {
    fn drop(&mut self) {
        self.replaced.store(true, Ordering::Relaxed);
    }
}

struct Playing {
    id: RequestId,
    /// The number that the device knows it by.
    number: u64,
    /// Where it began.
    from: Duration,
    /// The last place that is known to have been heard.
    place: Duration,
    route: Route,
    /// How many of the recording's phrases begin at the place or before it.
    reached: usize,
    pipeline: Pipeline,
    complete: bool,
    /// Until when nothing is looked for, while what follows is not there yet.
    waits: Option<Instant>,
    /// That it waits was told.
    told_waiting: bool,
    began: bool,
    /// Devices that were lost as soon as they were open.
    tries: usize,
    /// The last track that was skipped, and why.
    skipped: Option<Error>,
    told: Instant,
}

struct Opened {
    /// Dropping it closes the device.
    device: Box<dyn Device>,
    queue: Queued,
    since: Instant,
    silent_since: Instant,
}

struct Worker {
    open: Open,
    news: Sender<Inbox>,
    /// What came while something else was waited for.
    backlog: VecDeque<Inbox>,
    events: UnboundedSender<Event>,
    loaded: Option<Loaded>,
    playing: Option<Playing>,
    opened: Option<Opened>,
    /// How many devices were opened.
    devices: u64,
    plays: u64,
    manner: Manner,
    volume: f32,
}

impl Worker {
    fn new(open: Open, news: Sender<Inbox>, events: UnboundedSender<Event>) -> Self {
        Self {
            open,
            news,
            backlog: VecDeque::new(),
            events,
            loaded: None,
            playing: None,
            opened: None,
            devices: 0,
            plays: 0,
            manner: Manner::default(),
            volume: 1.0,
        }
    }

    fn run(mut self, incoming: &Receiver<Inbox>) {
        loop {
            let next = match (self.backlog.pop_front(), self.patience()) {
                (Some(kept), _) => Ok(kept),
                (None, Some(wait)) => incoming.recv_timeout(wait),
                (None, None) => incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Ok(Inbox::Request(request)) => self.request(request, incoming),
                Ok(Inbox::News(device, news)) if device == self.devices => self.hear(news),
                Ok(Inbox::News(..)) | Err(RecvTimeoutError::Timeout) => {}
                Ok(Inbox::Quit) | Err(RecvTimeoutError::Disconnected) => break,
            }
            self.look_after();
        }
        if let Some(opened) = &self.opened {
            opened.queue.hush();
            self.wait_for_silence(incoming);
        }
    }

    /// How long to wait for something to happen.
    fn patience(&self) -> Option<Duration> {
        if let Some(playing) = &self.playing {
            // At the start there is more to do at once.
            let hungry = !playing.complete
                && playing.waits.is_none()
                && self.opened.as_ref().is_some_and(|it| it.queue.waiting() < AHEAD);
            return Some(if hungry { Duration::ZERO } else { TICK });
        }
        self.opened.as_ref().map(|opened| IDLE.saturating_sub(opened.silent_since.elapsed()))
    }

    fn tell(&self, event: Event) {
        // Nobody listens any more: what was asked for is done all the same.
        let _ = self.events.unbounded_send(event);
    }

    // Requests

    fn request(&mut self, request: Request, incoming: &Receiver<Inbox>) {
        match request {
            Request::Load { recording, resources } => self.load(recording, resources),
            Request::Play { id, at, route } => self.play(id, at, route),
            Request::Pause => self.pause(incoming),
            Request::Manner(manner) => self.change_manner(manner),
            Request::Volume(volume) if volume.is_finite() => {
                self.volume = volume.clamp(0.0, LOUDEST);
                if let Some(opened) = &self.opened {
                    opened.queue.volume(self.volume);
                }
            }
            Request::Volume(_) => {}
        }
    }

    fn load(&mut self, recording: Arc<Recording>, resources: Resources) {
        self.playing = None;
        if let Some(opened) = &mut self.opened {
            opened.queue.hush();
            opened.silent_since = Instant::now();
        }
        let replaced = Arc::new(AtomicBool::new(false));
        learn(Arc::clone(&recording), resources.clone(), Arc::clone(&replaced));
        self.loaded = Some(Loaded { recording, resources, replaced });
        // Opening takes longer than a key may. That there is none is told when something is to sound.
        if let Err(error) = self.device() {
            tracing::debug!(%error, "no device for sound yet");
        }
    }

    fn play(&mut self, id: RequestId, at: Duration, route: Route) {
        self.playing = None;
        // A device that died while nothing sounded may not have said so.
        if self.opened.as_ref().is_some_and(|opened| opened.queue.taken().elapsed() > STALLED) {
            self.opened = None;
        }
        self.begin(id, at, route, None);
    }

    /// Sounds from here, on the device that is open or on another.
    fn begin(&mut self, id: RequestId, at: Duration, route: Route, before: Option<Playing>) {
        let Some(loaded) = self.loaded.as_ref().filter(|loaded| !loaded.recording.tracks().is_empty()) else {
            return self.tell(Event::Failed(id, at, Error::Nothing));
        };
        let (recording, resources) = (Arc::clone(&loaded.recording), loaded.resources.clone());
        let at = at.min(recording.duration());
        let number = self.plays + 1;
        let manner = self.manner;
        let opened = match self.device() {
            Ok(opened) => opened,
            Err(error) => return self.tell(Event::Failed(id, at, error)),
        };
        opened.queue.begin(number);
        let reached = recording.phrases().partition_point(|start| *start <= at);
        let pipeline = Pipeline::new((recording, resources), at, route.clone(), manner, opened.device.shape());
        self.plays = number;
        let (began, tries, skipped) =
            before.map_or((false, 0, None), |before| (before.began, before.tries + 1, before.skipped));
        self.playing = Some(Playing {
            id,
            number,
            from: at,
            place: at,
            route,
            reached,
            pipeline,
            complete: false,
            waits: None,
            told_waiting: false,
            began,
            tries,
            skipped,
            told: Instant::now(),
        });
        self.fill();
    }

    /// The device that is open, or another.
    fn device(&mut self) -> Result<&mut Opened, Error> {
        match &mut self.opened {
            Some(opened) => Ok(opened),
            none => {
                self.devices += 1;
                let (number, news) = (self.devices, self.news.clone());
                let ear = Ear::new(news, move |told| Inbox::News(number, told));
                let mut device = (self.open)(ear.clone())?;
                let queue = Queued::new(device.shape(), self.volume);
                device.attach(queue.tap(ear));
                Ok(none.insert(Opened { device, queue, since: Instant::now(), silent_since: Instant::now() }))
            }
        }
    }

    fn pause(&mut self, incoming: &Receiver<Inbox>) {
        let Some(mut playing) = self.playing.take() else { return };
        if let Some(opened) = &self.opened {
            opened.queue.hush();
            self.wait_for_silence(incoming);
        }
        if let Some(opened) = &mut self.opened {
            opened.silent_since = Instant::now();
            playing.place = opened.queue.heard().unwrap_or(playing.place);
            opened.queue.forget();
        }
        self.tell(Event::Paused(playing.id, playing.place));
    }

    /// Waits until the device has faded, at most for a while.
    fn wait_for_silence(&mut self, incoming: &Receiver<Inbox>) {
        let until = Instant::now() + FADING;
        while self.opened.as_ref().is_some_and(|opened| !opened.queue.is_silent())
            && let Some(left) = until.checked_duration_since(Instant::now())
        {
            match incoming.recv_timeout(left) {
                Ok(Inbox::News(device, News::Silent(_))) if device == self.devices => return,
                Ok(other) => self.backlog.push_back(other),
                Err(_) => return,
            }
        }
    }

    fn change_manner(&mut self, manner: Manner) {
        if !manner.speed.is_finite() || manner.within_limits() == self.manner {
            return;
        }
        self.manner = manner.within_limits();
        let (Some(playing), Some(opened), Some(loaded)) = (&mut self.playing, &self.opened, &self.loaded) else {
            return;
        };
        // What is about to be heard stays; behind it the new manner begins.
        let from = opened.queue.keep(SEAM).or_else(|| opened.queue.heard()).unwrap_or(playing.place);
        let (recording, resources) = (Arc::clone(&loaded.recording), loaded.resources.clone());
        let (sound, route) = ((recording, resources), playing.route.clone());
        playing.pipeline = Pipeline::new(sound, from, route, self.manner, opened.device.shape());
        playing.complete = false;
        self.fill();
    }

    // What sounds

    /// Decodes one step ahead, when there is room.
    fn fill(&mut self) {
        let (Some(playing), Some(opened)) = (&mut self.playing, &self.opened) else { return };
        if playing.waits.is_some_and(|until| Instant::now() < until) {
            return;
        }
        playing.waits = None;
        let until = Instant::now() + TICK / 2;
        while !playing.complete && opened.queue.waiting() < AHEAD {
            match playing.pipeline.next() {
                Next::Block(block) => {
                    playing.told_waiting = false;
                    opened.queue.put(block);
                }
                Next::Wait => {
                    playing.waits = Some(Instant::now() + LOOK);
                    // What is decoded already may last until it comes.
                    if opened.queue.waiting().is_zero() && !std::mem::replace(&mut playing.told_waiting, true) {
                        let _ = self.events.unbounded_send(Event::Waiting(playing.id, playing.place));
                    }
                    break;
                }
                Next::Skipped(track, error) => {
                    playing.skipped = Some(error.clone());
                    // Nobody listens any more: what was asked for is done all the same.
                    let _ = self.events.unbounded_send(Event::Skipped(playing.id, track, error));
                }
                Next::End => {
                    playing.complete = true;
                    opened.queue.complete();
                }
            }
            // Requests are heard in between.
            if Instant::now() >= until {
                break;
            }
        }
    }

    fn look_after(&mut self) {
        self.fill();
        let Some(opened) = &self.opened else { return };
        let Some(playing) = &mut self.playing else {
            if opened.silent_since.elapsed() >= IDLE {
                self.opened = None;
            }
            return;
        };
        if let Some(heard) = opened.queue.heard() {
            playing.place = heard.max(playing.place);
        }
        let phrases = self.loaded.as_ref().map_or(&[][..], |loaded| loaded.recording.phrases());
        let begun = phrases[playing.reached.min(phrases.len())..].partition_point(|start| *start <= playing.place);
        if playing.began && begun > 0 {
            playing.reached += begun;
            // Nobody listens any more: what was asked for is done all the same.
            let _ = self.events.unbounded_send(Event::Reached(playing.id, playing.place));
        }
        if opened.queue.taken().elapsed() > STALLED {
            return self.lost("it takes no samples".into());
        }
        if playing.began && playing.told.elapsed() >= POSITIONS {
            playing.told = Instant::now();
            let event = Event::Position(playing.id, playing.place);
            self.tell(event);
        }
    }

    fn hear(&mut self, news: News) {
        let number = self.playing.as_ref().map(|playing| playing.number);
        match news {
            News::Began(play) if Some(play) == number => {
                if let Some(playing) = self.playing.as_mut().filter(|playing| !playing.began) {
                    playing.began = true;
                    playing.told = Instant::now();
                    let event = Event::Playing(playing.id, playing.from);
                    self.tell(event);
                }
            }
            News::Dry(play) if Some(play) == number => self.ended(),
            News::Gone(reason) => self.lost(reason),
            News::Began(_) | News::Dry(_) | News::Silent(_) => {}
        }
    }

    fn ended(&mut self) {
        let Some(playing) = self.playing.take_if(|playing| playing.complete) else { return };
        if let Some(opened) = &mut self.opened {
            opened.silent_since = Instant::now();
            opened.queue.forget();
        }
        match playing.skipped {
            // Nothing of it could be read.
            Some(error) if !playing.began => self.tell(Event::Failed(playing.id, playing.place, error)),
            _ => self.tell(Event::Ended(playing.id)),
        }
    }

    fn lost(&mut self, reason: Arc<str>) {
        tracing::warn!(%reason, "the device for sound is gone");
        let Some(opened) = self.opened.take() else { return };
        let Some(playing) = self.playing.take() else { return };
        let place = opened.queue.heard().unwrap_or(playing.place);
        let fresh = opened.since.elapsed() < FRESH;
        drop(opened);
        // A sound server may refuse a stream that it has just given, and give the next. One that was heard for a while is
        // another thing: the headphones were pulled out, and nobody else shall hear the rest.
        if fresh && playing.tries < TRIES {
            return self.begin(playing.id, place, playing.route.clone(), Some(playing));
        }
        self.tell(Event::Failed(playing.id, place, Error::DeviceGone(reason)));
    }
}

/// Learns the way through files that have no table of contents, so that the first jump need not.
fn learn(recording: Arc<Recording>, resources: Resources, replaced: Arc<AtomicBool>) {
    let work = move || {
        let stop = || replaced.load(Ordering::Relaxed);
        // Where there are thousands of files they are short, and found through at once.
        let few = recording.phrases().is_empty() && recording.tracks().len() <= FEW;
        let tracks = if few { recording.tracks() } else { &[] };
        for track in tracks {
            if stop() {
                return;
            }
            let learned = crate::format::quietly(|| resources.sound(&track.href)?.learn(stop));
            if !matches!(learned, Some(Ok(()))) {
                tracing::debug!(track = track.href, "no way was learned");
            }
        }
    };
    // A jump finds its way without it, only later.
    if let Err(error) = std::thread::Builder::new().name("player-index".to_owned()).spawn(work) {
        tracing::debug!(%error, "no thread to learn the way");
    }
}

#[cfg(test)]
mod tests;
