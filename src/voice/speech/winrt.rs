//! Windows: the sound of each message in a player of its own, its words as cues of that sound
//! (<https://learn.microsoft.com/windows/uwp/audio-video-camera/media-playback-with-mediasource>,
//! <https://learn.microsoft.com/uwp/api/windows.media.core.speechcue>).
//!
//! A thread owns all of it and never waits for anything but orders. Synthesis and players call back on threads of the
//! system's pool: that too is an order, with the ticket of its message; what is no longer meant is not heard. Silence is
//! the end of a player, so nothing that is on its way can begin afterwards. The next sound is made and opened while one is
//! heard.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use windows::Foundation::Collections::{CollectionChange, IVectorChangedEventArgs};
use windows::Foundation::{AsyncOperationCompletedHandler, IAsyncOperation, TypedEventHandler};
use windows::Media::Core::{MediaCueEventArgs, MediaSource, SpeechCue, TimedMetadataKind, TimedMetadataTrack};
use windows::Media::Playback::{
    MediaPlaybackItem, MediaPlayer, MediaPlayerAudioCategory, MediaPlayerFailedEventArgs,
    TimedMetadataTrackPresentationMode,
};
use windows::Media::SpeechSynthesis::SpeechSynthesisStream;
use windows::core::{Interface, Result};

use super::marks::Marks;
use super::{Ear, Engine, Fault, News, Opened, Ticket};
use crate::voice::Error;
use crate::voice::message::Message;
use crate::voice::winrt::{ENGINE, Synthesiser};

/// So many sounds are made before they are needed.
const AHEAD: usize = 2;
/// A message is a few seconds of work at most; a synthesiser that takes longer never ends.
const HUNG: Duration = Duration::from_secs(20);

pub(super) fn open(ear: Ear) -> std::result::Result<Opened, Error> {
    let mut synthesiser = Synthesiser::open()?;
    let voices = synthesiser.voices()?;
    if voices.is_empty() {
        return Err(Error::NoEngine(None));
    }
    ear.tell(News::Voices(Some(voices)));
    let (orders, incoming) = channel();
    let stage = Stage {
        ear,
        orders: orders.clone(),
        synthesiser,
        waiting: VecDeque::new(),
        making: None,
        ready: VecDeque::new(),
        heard: None,
    };
    let started = std::thread::Builder::new().name("speech sound".to_owned()).spawn(move || stage.run(&incoming));
    started.map_err(|error| Error::NoEngine(Some(Arc::new(error))))?;
    Ok(Opened { engine: Box::new(Winrt { orders }), name: ENGINE.to_owned(), covers: &[] })
}

enum Order {
    // Of the worker, answered when it was carried out.
    Speak(Ticket, Message, Sender<()>),
    Cancel(Sender<()>),
    Close(Sender<()>),
    // Of the system.
    /// The synthesiser is done, well or not.
    Made(Ticket),
    /// The first sound may come at once.
    Opened(Ticket),
    /// The word at this code unit of the text is about to be heard.
    Reached(Ticket, usize),
    Ended(Ticket),
    Failed(Ticket),
}

struct Winrt {
    orders: Sender<Order>,
}

impl Winrt {
    fn order(&self, order: impl FnOnce(Sender<()>) -> Order) -> std::result::Result<(), Fault> {
        let (done, carried_out) = channel();
        // An order that nobody takes is dropped with its answer.
        let _ = self.orders.send(order(done));
        carried_out.recv().map_err(|_| Fault::Lost(Error::NoEngine(None)))
    }
}

impl Engine for Winrt {
    fn speak(&mut self, ticket: Ticket, message: &Message) -> std::result::Result<(), Fault> {
        self.order(|done| Order::Speak(ticket, message.clone(), done))
    }

    fn cancel(&mut self) -> std::result::Result<(), Fault> {
        self.order(Order::Cancel)
    }

    fn close(self: Box<Self>) {
        let _ = self.order(Order::Close);
    }
}

/// Everything between a message and what is heard of it.
struct Stage {
    ear: Ear,
    /// For those who call back.
    orders: Sender<Order>,
    synthesiser: Synthesiser,
    waiting: VecDeque<(Ticket, Message)>,
    making: Option<Making>,
    ready: VecDeque<Sound>,
    heard: Option<Sound>,
}

struct Making {
    ticket: Ticket,
    marks: Marks,
    operation: IAsyncOperation<SpeechSynthesisStream>,
    until: Instant,
}

/// The sound of a message. When it is dropped nothing more is heard of it.
struct Sound {
    ticket: Ticket,
    marks: Marks,
    player: MediaPlayer,
    opened: bool,
    /// A place that was told before it began.
    early: Option<usize>,
}

impl Drop for Sound {
    fn drop(&mut self) {
        // Pausing is immediate; closing, which cannot be undone by a call that is on its way, may take a moment.
        let _ = self.player.Pause();
        let _ = self.player.Close();
    }
}

impl Stage {
    fn run(mut self, incoming: &Receiver<Order>) {
        loop {
            let next = match &self.making {
                Some(making) => incoming.recv_timeout(making.until.saturating_duration_since(Instant::now())),
                None => incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Ok(Order::Close(done)) => {
                    self.silence();
                    let _ = done.send(());
                    break;
                }
                Ok(order) => self.carry_out(order),
                Err(RecvTimeoutError::Timeout) => {
                    let error = std::io::Error::from(std::io::ErrorKind::TimedOut);
                    self.ear.tell(News::Gone(Error::NoEngine(Some(Arc::new(error)))));
                    break;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
    }

    fn carry_out(&mut self, order: Order) {
        match order {
            Order::Speak(ticket, message, done) => {
                self.waiting.push_back((ticket, message));
                let _ = done.send(());
            }
            Order::Cancel(done) | Order::Close(done) => {
                self.silence();
                let _ = done.send(());
            }
            Order::Made(ticket) => self.made(ticket),
            Order::Opened(ticket) => {
                if let Some(sound) = self.heard_as(ticket) {
                    sound.opened = true;
                    self.ear.tell(News::Began(ticket));
                } else if let Some(sound) = self.ready.iter_mut().find(|sound| sound.ticket == ticket) {
                    sound.opened = true;
                }
            }
            Order::Reached(ticket, unit) => self.reached(ticket, unit),
            Order::Ended(ticket) => self.over(ticket, News::Ended(ticket)),
            Order::Failed(ticket) => {
                self.over(ticket, News::Refused(ticket));
                if let Some(at) = self.ready.iter().position(|sound| sound.ticket == ticket) {
                    self.ready.remove(at);
                    self.ear.tell(News::Refused(ticket));
                }
            }
        }
        self.advance();
    }

    fn silence(&mut self) {
        self.heard = None;
        self.waiting.clear();
        self.ready.clear();
        if let Some(making) = self.making.take() {
            let _ = making.operation.Cancel();
        }
    }

    /// Makes and begins what can be made and begun.
    fn advance(&mut self) {
        while self.making.is_none() && self.ready.len() < AHEAD {
            let Some((ticket, message)) = self.waiting.pop_front() else { break };
            match self.make(ticket, &message) {
                Ok(making) => self.making = Some(making),
                Err(error) => self.refuse(ticket, &error),
            }
        }
        while self.heard.is_none() {
            let Some(sound) = self.ready.pop_front() else { break };
            let ticket = sound.ticket;
            match sound.player.Play() {
                Ok(()) => self.begun(sound),
                Err(error) => self.refuse(ticket, &error),
            }
        }
    }

    fn make(&self, ticket: Ticket, message: &Message) -> Result<Making> {
        let operation = self.synthesiser.begin(message)?;
        let orders = self.orders.clone();
        operation.SetCompleted(&AsyncOperationCompletedHandler::new(move |_, _| tell(&orders, Order::Made(ticket))))?;
        Ok(Making { ticket, marks: Marks::of(message), operation, until: Instant::now() + HUNG })
    }

    fn made(&mut self, ticket: Ticket) {
        let Some(Making { marks, operation, .. }) = self.making.take_if(|making| making.ticket == ticket) else {
            return;
        };
        match operation.GetResults().and_then(|stream| player(ticket, &stream, &self.orders)) {
            Ok(player) => self.ready.push_back(Sound { ticket, marks, player, opened: false, early: None }),
            Err(error) => self.refuse(ticket, &error),
        }
    }

    fn begun(&mut self, sound: Sound) {
        let Sound { ticket, opened, early, .. } = sound;
        self.heard = Some(sound);
        if opened {
            self.ear.tell(News::Began(ticket));
        }
        if let Some(unit) = early {
            self.reached(ticket, unit);
        }
    }

    fn reached(&mut self, ticket: Ticket, unit: usize) {
        if let Some(sound) = self.heard_as(ticket) {
            if let Some(byte) = sound.marks.reached(unit) {
                self.ear.tell(News::Mark(ticket, byte));
            }
        } else if let Some(sound) = self.ready.iter_mut().find(|sound| sound.ticket == ticket) {
            sound.early = Some(unit);
        }
    }

    /// What was heard is over; the next begins before this one is cleared away.
    fn over(&mut self, ticket: Ticket, news: News) {
        if let Some(sound) = self.heard.take_if(|sound| sound.ticket == ticket) {
            self.ear.tell(news);
            self.advance();
            drop(sound);
        }
    }

    fn heard_as(&mut self, ticket: Ticket) -> Option<&mut Sound> {
        self.heard.as_mut().filter(|sound| sound.ticket == ticket)
    }

    fn refuse(&self, ticket: Ticket, error: &windows::core::Error) {
        tracing::warn!(%error, "a message is not said");
        self.ear.tell(News::Refused(ticket));
    }
}

/// In a callback: whoever is not there any more need not know.
fn tell(orders: &Sender<Order>, order: Order) -> Result<()> {
    let _ = orders.send(order);
    Ok(())
}

/// A player that is about to play this sound.
fn player(ticket: Ticket, stream: &SpeechSynthesisStream, orders: &Sender<Order>) -> Result<MediaPlayer> {
    let source = MediaSource::CreateFromStream(stream, &stream.ContentType()?)?;
    let item = MediaPlaybackItem::Create(&source)?;
    if let Err(error) = follow_words(ticket, &item, orders) {
        tracing::debug!(%error, "the words of a message are not told");
    }
    let player = MediaPlayer::new()?;
    // Each phrase would have itself shown by the system's panel for players, which shows the book.
    player.CommandManager()?.SetIsEnabled(false)?;
    player.SetAudioCategory(MediaPlayerAudioCategory::Speech)?;
    player.SetAutoPlay(false)?;
    let to = orders.clone();
    player.MediaOpened(&TypedEventHandler::new(move |_, _| tell(&to, Order::Opened(ticket))))?;
    let to = orders.clone();
    player.MediaEnded(&TypedEventHandler::new(move |_, _| tell(&to, Order::Ended(ticket))))?;
    let to = orders.clone();
    player.MediaFailed(&TypedEventHandler::new(move |_, failed: &Option<MediaPlayerFailedEventArgs>| {
        let why = failed.as_ref().and_then(|failed| failed.ErrorMessage().ok()).unwrap_or_default();
        tracing::warn!(%why, "the sound of a message is not played");
        tell(&to, Order::Failed(ticket))
    }))?;
    player.SetSource(&item)?;
    Ok(player)
}

/// Has the words told of the tracks that are there, and of those that are found when the sound is opened.
fn follow_words(ticket: Ticket, item: &MediaPlaybackItem, orders: &Sender<Order>) -> Result<()> {
    let to = orders.clone();
    item.TimedMetadataTracksChanged(&TypedEventHandler::new(
        move |item: &Option<MediaPlaybackItem>, change: &Option<IVectorChangedEventArgs>| {
            let (Some(item), Some(change)) = (item, change) else { return Ok(()) };
            match change.CollectionChange()? {
                CollectionChange::ItemInserted => follow(ticket, item, change.Index()?, &to),
                CollectionChange::Reset => follow_all(ticket, item, &to),
                _ => Ok(()),
            }
        },
    ))?;
    follow_all(ticket, item, orders)
}

fn follow_all(ticket: Ticket, item: &MediaPlaybackItem, orders: &Sender<Order>) -> Result<()> {
    (0..item.TimedMetadataTracks()?.Size()?).try_for_each(|index| follow(ticket, item, index, orders))
}

fn follow(ticket: Ticket, item: &MediaPlaybackItem, index: u32, orders: &Sender<Order>) -> Result<()> {
    let tracks = item.TimedMetadataTracks()?;
    let track = tracks.GetAt(index)?;
    if track.TimedMetadataKind()? != TimedMetadataKind::Speech {
        return Ok(());
    }
    let to = orders.clone();
    track.CueEntered(&TypedEventHandler::new(
        move |_: &Option<TimedMetadataTrack>, entered: &Option<MediaCueEventArgs>| {
            let Some(entered) = entered else { return Ok(()) };
            let cue: SpeechCue = entered.Cue()?.cast()?;
            match usize::try_from(cue.StartPositionInInput()?.Value()?) {
                Ok(unit) => tell(&to, Order::Reached(ticket, unit)),
                Err(_) => Ok(()),
            }
        },
    ))?;
    // Cues of a track that nobody presents are not told.
    tracks.SetPresentationMode(index, TimedMetadataTrackPresentationMode::ApplicationPresented)
}
