//! The worker: one thread that owns what is being said and what waits.
//!
//! It never calls an engine; see [`super::speech`]. Whatever an engine forgets to tell, utterances end in their order:
//! the beginning of one is the end of those before it.

mod queue;

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use futures::channel::mpsc::{UnboundedSender, unbounded};

use super::diction::Diction;
use super::message::Message;
use super::speech::{Command, Ear, Link, News, Open, Ticket};
use super::{Error, Event, Events, Options, Prosody, Purpose, Request, Utterance};

/// An engine that does not answer a command for this long is given up.
const HUNG: Duration = Duration::from_secs(5);
/// Opening may start a daemon.
const OPENING: Duration = Duration::from_secs(10);
/// How long an utterance waits for the list of voices before it is said without.
const LISTING: Duration = Duration::from_secs(3);
/// A request tries to get an engine back at once, unless the last try was this short ago. An engine that was lost this
/// soon after it opened may be lost again.
const FRESH: Duration = Duration::from_secs(if cfg!(test) { 60 } else { 1 });
/// So often an engine is fetched back at once before that is left to time.
const AT_ONCE: usize = 2;
/// The waits between tries after a loss; then only requests try.
const TRIES: [Duration; 8] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(16),
    Duration::from_secs(30),
];
/// The waits before the book is said again after another program silenced it: a screen reader says what it has to say in
/// several goes, of which each silences again. One that goes on after the last wait has the floor.
const AGAIN: [Duration; 3] = [Duration::from_millis(100), Duration::from_millis(300), Duration::from_millis(900)];
/// How long the last speaker waits for silence.
const FAREWELL: Duration = Duration::from_millis(700);

enum Inbox {
    Request(Request),
    /// From the link of this generation.
    News(u64, News),
    Quit,
}

#[derive(Debug)]
pub(super) struct Handle {
    inbox: Sender<Inbox>,
    over: std::sync::Mutex<Receiver<()>>,
}

impl Handle {
    pub(super) fn send(&self, request: Request) {
        // The worker ends only after its handle; if it could not even be started, its events have said so.
        let _ = self.inbox.send(Inbox::Request(request));
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // A process that ends while the engine still calls back would be torn down under its feet.
        if self.inbox.send(Inbox::Quit).is_ok()
            && let Ok(over) = self.over.get_mut()
        {
            let _ = over.recv_timeout(FAREWELL + Duration::from_millis(100));
        }
    }
}

/// Starts the worker with an engine to open.
pub(super) fn start(options: Options, open: Open) -> (Handle, Events) {
    let (inbox, incoming) = channel();
    let (events, heard) = unbounded();
    let (ending, over) = channel();
    let news = inbox.clone();
    let failed = events.clone();
    let started = std::thread::Builder::new().name("voice".to_owned()).spawn(move || {
        Worker::new(options, open, news, events).run(&incoming);
        drop(ending);
    });
    if let Err(error) = started {
        let _ = failed.unbounded_send(Event::Unavailable(Error::NoEngine(Some(Arc::new(error)))));
    }
    (Handle { inbox, over: std::sync::Mutex::new(over) }, heard)
}

struct Worker {
    open: Open,
    news: Sender<Inbox>,
    events: UnboundedSender<Event>,
    engine: Engine,
    generation: u64,
    ever_ready: bool,
    /// Losses and failed tries since an engine lasted.
    tries: usize,
    prosody: Prosody,
    /// Of the interface; `None` as the book.
    interface: Option<Prosody>,
    diction: Diction,
    /// Until then another program is left to speak.
    again: Option<Instant>,
    /// Until then the silence before the first utterance lasts.
    silent: Option<Instant>,
    /// When the wait for the list of voices is over; `None` once it has come.
    listing: Option<Instant>,
    /// Somebody asked for the list before it was known.
    asked: bool,
    /// Languages whose missing voice was told.
    told: HashSet<String>,
    queue: VecDeque<Entry>,
    /// Messages with a ticket that wait until another engine's voice has ended.
    outbox: VecDeque<(Ticket, Message)>,
    /// The last ticket that was given out, was handed over, ended.
    given: Ticket,
    handed: Ticket,
    done: Ticket,
    /// The engine of the voice of the last message, when it was another than the usual.
    other_engine: Option<String>,
}

enum Engine {
    Opening {
        link: Link,
        until: Instant,
    },
    Open {
        link: Link,
        since: Instant,
        /// When the commands that were not answered yet were sent.
        unanswered: VecDeque<Instant>,
    },
    Closed {
        /// When the last try failed.
        last: Instant,
        error: Error,
    },
}

/// An utterance on its way.
struct Entry {
    utterance: Utterance,
    prosody: Prosody,
    /// The messages that were handed over and did not end; `None` before it was handed over.
    tickets: Option<VecDeque<Ticket>>,
    began: bool,
    /// The last word that was heard, in the phrase.
    mark: usize,
    /// An engine was lost while it was said.
    survived: bool,
    /// How often another program silenced it.
    silenced: usize,
}

impl Entry {
    /// Has it handed over once more, from its last word on. True when it was handed over before.
    fn take_back(&mut self) -> bool {
        let handed_over = self.tickets.take().is_some();
        if handed_over && self.mark > 0 {
            self.utterance = Utterance { id: self.utterance.id, ..self.utterance.rest(self.mark) };
        }
        handed_over
    }
}

impl Worker {
    fn new(options: Options, open: Open, news: Sender<Inbox>, events: UnboundedSender<Event>) -> Self {
        Self {
            open,
            news,
            events,
            engine: Engine::Closed { last: Instant::now(), error: Error::NoEngine(None) },
            generation: 0,
            ever_ready: false,
            tries: 0,
            prosody: options.prosody.clamped(),
            interface: options.interface.map(Prosody::clamped),
            diction: Diction::new(options.voices, options.manners, &options.pronunciations, options.punctuation),
            again: None,
            silent: None,
            listing: None,
            asked: false,
            told: HashSet::new(),
            queue: VecDeque::new(),
            outbox: VecDeque::new(),
            given: Ticket(0),
            handed: Ticket(0),
            done: Ticket(0),
            other_engine: None,
        }
    }

    fn run(mut self, incoming: &Receiver<Inbox>) {
        self.open();
        loop {
            let next = match self.deadline() {
                Some(at) => incoming.recv_timeout(at.saturating_duration_since(Instant::now())),
                None => incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Ok(Inbox::Request(request)) => self.request(request),
                Ok(Inbox::News(generation, news)) if generation == self.generation => self.hear(news),
                Ok(Inbox::News(..)) => {}
                Ok(Inbox::Quit) | Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => self.overdue(),
            }
        }
        self.hush();
        if let Engine::Opening { link, .. } | Engine::Open { link, .. } = self.engine {
            link.close(FAREWELL);
        }
    }

    fn tell(&self, event: Event) {
        // Nobody listens any more: what was asked for is done all the same.
        let _ = self.events.unbounded_send(event);
    }

    // Requests

    fn request(&mut self, request: Request) {
        match request {
            Request::Say(utterance) => {
                self.hush();
                self.enqueue(utterance);
            }
            Request::Queue(utterance) => self.enqueue(utterance),
            Request::Hush => self.hush(),
            Request::HushInterface => self.hush_interface(),
            Request::Adjust(prosody) => self.prosody = prosody.clamped(),
            Request::AdjustInterface(prosody) => self.interface = Some(prosody.clamped()),
            Request::AdjustLanguage { language, manner } => self.diction.adjust(&language, manner),
            Request::Choose { language, voice } => self.diction.voices.choose(&language, voice),
            Request::Pronounce(pronunciations) => self.diction.pronounce(&pronunciations),
            Request::Punctuate(level) => self.diction.punctuation = level,
            Request::ListVoices => {
                self.reopen();
                self.asked = true;
                self.answer_list();
            }
        }
    }

    fn enqueue(&mut self, utterance: Utterance) {
        self.reopen();
        let prosody = match utterance.purpose {
            Purpose::Reading => self.prosody,
            Purpose::Interface => self.interface.unwrap_or(self.prosody),
        };
        self.queue.push_back(Entry {
            utterance,
            prosody,
            tickets: None,
            began: false,
            mark: 0,
            survived: false,
            silenced: 0,
        });
        self.advance();
    }

    /// Silence: everything that was sent is stopped.
    fn hush(&mut self) {
        self.silence();
        for entry in std::mem::take(&mut self.queue) {
            self.tell(Event::Stopped(entry.utterance.id));
        }
    }

    /// The engine is silent, and forgets what it was handed.
    fn silence(&mut self) {
        if self.queue.iter().any(|entry| entry.tickets.as_ref().is_some_and(|tickets| !tickets.is_empty())) {
            self.command(Command::Cancel);
        }
        self.forget();
    }

    /// Nothing that was handed over matters any more.
    fn forget(&mut self) {
        self.again = None;
        self.silent = None;
        self.outbox.clear();
        self.handed = self.given;
        self.done = self.given;
    }

    /// Tells the voices when somebody asked and they are known.
    fn answer_list(&mut self) {
        let voices = match (self.diction.voices.installed(), &self.engine) {
            (Some(voices), _) => voices.to_vec(),
            (None, Engine::Closed { .. }) => Vec::new(),
            (None, _) => return,
        };
        if std::mem::take(&mut self.asked) {
            self.tell(Event::Voices(voices));
        }
    }

    // The engine

    fn open(&mut self) {
        self.generation += 1;
        let (generation, news) = (self.generation, self.news.clone());
        let ear = Ear::new(move |told| {
            // The worker is gone only when nobody needs its news.
            let _ = news.send(Inbox::News(generation, told));
        });
        self.diction.voices.opening();
        self.listing = Some(Instant::now() + OPENING + LISTING);
        self.engine = Engine::Opening { link: Link::start(&self.open, ear), until: Instant::now() + OPENING };
    }

    /// A request needs an engine: tries to get one back, unless that was tried just now.
    fn reopen(&mut self) {
        if let Engine::Closed { last, .. } = &self.engine
            && last.elapsed() >= FRESH
        {
            self.open();
        }
    }

    fn command(&mut self, command: Command) {
        if let Engine::Open { link, unanswered, .. } = &mut self.engine {
            unanswered.push_back(Instant::now());
            link.send(command);
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Opened { name, covers } => self.opened(name, covers),
            News::Gone(error) => self.gone(error),
            News::Done => {
                if let Engine::Open { unanswered, .. } = &mut self.engine {
                    unanswered.pop_front();
                }
            }
            News::Began(ticket) => self.began(ticket),
            News::Mark(ticket, byte) => self.marked(ticket, byte),
            News::Ended(ticket) => self.ended(ticket),
            News::Cancelled(ticket) => self.cancelled(ticket),
            News::Refused(ticket) => self.refused(ticket),
            News::Voices(voices) => self.listed(voices),
        }
    }

    fn opened(&mut self, name: String, covers: &'static [&'static str]) {
        let closed = Engine::Closed { last: Instant::now(), error: Error::NoEngine(None) };
        self.engine = match std::mem::replace(&mut self.engine, closed) {
            Engine::Opening { link, .. } => Engine::Open { link, since: Instant::now(), unanswered: VecDeque::new() },
            other => other,
        };
        self.ever_ready = true;
        self.diction.voices.opened(&name, covers);
        if self.diction.voices.installed().is_none() {
            self.listing = Some(Instant::now() + LISTING);
        }
        tracing::debug!(engine = name, "speech is ready");
        self.tell(Event::Ready { engine: name });
        self.advance();
    }

    fn gone(&mut self, error: Error) {
        match &self.engine {
            Engine::Open { since, .. } => {
                tracing::warn!(%error, "speech is lost");
                let lasted = since.elapsed() >= FRESH;
                self.tries = if lasted { 1 } else { self.tries + 1 };
                self.tell(Event::Lost(error.clone()));
                self.resume_later(&error);
                if self.tries <= AT_ONCE {
                    return self.open();
                }
            }
            Engine::Opening { .. } => {
                tracing::debug!(%error, "no speech");
                self.tries += 1;
                if self.generation == 1 {
                    self.tell(Event::Unavailable(error.clone()));
                }
            }
            Engine::Closed { .. } => return,
        }
        self.engine = Engine::Closed { last: Instant::now(), error };
        self.listing = None;
        self.answer_list();
        self.advance();
    }

    /// The engine is lost: what was being said is said again from its last word once another answers; a text that was
    /// being said when two engines were lost may be what they die of.
    fn resume_later(&mut self, error: &Error) {
        self.forget();
        self.other_engine = None;
        if let Some(first) = self.queue.pop_front_if(|entry| entry.tickets.is_some() && entry.survived) {
            self.tell(Event::Failed(first.utterance.id, error.clone()));
        }
        for (index, entry) in self.queue.iter_mut().enumerate() {
            let handed_over = entry.take_back();
            entry.survived |= handed_over && index == 0;
        }
    }

    // Time

    /// When to look after something that did not happen.
    fn deadline(&self) -> Option<Instant> {
        let engine = match &self.engine {
            Engine::Opening { until, .. } => Some(*until),
            Engine::Open { unanswered, .. } => unanswered.front().map(|sent| *sent + HUNG),
            Engine::Closed { last, .. } => {
                let wait = self.ever_ready.then(|| TRIES.get(self.tries.saturating_sub(1))).flatten();
                wait.map(|wait| *last + *wait)
            }
        };
        [engine, self.listing, self.again, self.silent].into_iter().flatten().min()
    }

    fn overdue(&mut self) {
        let now = Instant::now();
        if self.listing.is_some_and(|until| until <= now) {
            self.listed(None);
        }
        if self.again.is_some_and(|until| until <= now) {
            self.again = None;
            self.advance();
        }
        if self.silent.is_some_and(|until| until <= now) {
            self.silent = None;
            self.advance();
        }
        match &self.engine {
            Engine::Opening { until, .. } if *until <= now => self.gone(hung()),
            Engine::Open { unanswered, .. } if unanswered.front().is_some_and(|sent| *sent + HUNG <= now) => {
                self.gone(hung());
            }
            Engine::Closed { .. } if self.deadline().is_some_and(|at| at <= now) => self.open(),
            _ => {}
        }
    }

    fn listed(&mut self, voices: Option<Vec<super::Voice>>) {
        self.listing = None;
        self.diction.voices.told(voices.map(|mut voices| {
            voices.sort_by(|one, other| one.language.cmp(&other.language));
            voices
        }));
        self.answer_list();
        self.advance();
    }
}

fn hung() -> Error {
    Error::NoEngine(Some(Arc::new(std::io::Error::from(std::io::ErrorKind::TimedOut))))
}

#[cfg(test)]
mod tests;
