//! The system's speech behind one small interface: an engine that lives on a thread of its own.
//!
//! An engine may block (a daemon that hangs, a synthesiser that computes), so the worker never calls it: it sends
//! commands and hears news. A link that does not answer in time is given up, with its thread, and another is opened.

#[cfg(target_os = "macos")]
mod avfoundation;
#[cfg(target_os = "linux")]
mod dispatcher;
#[cfg(any(test, windows, target_os = "macos"))]
mod marks;
#[cfg(target_os = "linux")]
mod translator;
#[cfg(windows)]
mod winrt;

#[cfg(target_os = "macos")]
pub(super) use avfoundation::beside_loop;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::message::Message;
use super::{Error, Voice};

/// The worker's number for a message, unique in the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Ticket(pub(super) u64);

/// What an engine is told to do, in order.
#[derive(Debug)]
pub(super) enum Command {
    /// After what was told before.
    Speak(Ticket, Message),
    /// Be silent and forget what waits.
    Cancel,
}

/// What an engine tells.
#[derive(Debug, Clone)]
pub(super) enum News {
    Opened {
        name: String,
        /// Languages (primary subtags) that it surely speaks, known before its voices are.
        covers: &'static [&'static str],
    },
    /// It could not be opened, or is gone for good.
    Gone(Error),
    /// The next command was carried out.
    Done,
    Began(Ticket),
    /// A word begins at this byte of the phrase.
    Mark(Ticket, usize),
    Ended(Ticket),
    /// Silenced.
    #[cfg_attr(windows, allow(dead_code, reason = "nobody else silences a player"))]
    Cancelled(Ticket),
    Refused(Ticket),
    /// `None` when the engine cannot tell.
    Voices(Option<Vec<Voice>>),
}

/// Why an engine did not carry out a command.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    /// This text does not go, others may.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "the others tell it later"))]
    Refused,
    /// The engine is gone.
    #[cfg_attr(target_os = "macos", allow(dead_code, reason = "it is a part of the program there"))]
    Lost(Error),
}

/// An engine, called from its own thread only.
pub(super) trait Engine {
    fn speak(&mut self, ticket: Ticket, message: &Message) -> Result<(), Fault>;
    fn cancel(&mut self) -> Result<(), Fault>;
    /// Falls silent and lets go.
    fn close(self: Box<Self>);
}

/// What opening an engine gives.
pub(super) struct Opened {
    pub(super) engine: Box<dyn Engine>,
    pub(super) name: String,
    pub(super) covers: &'static [&'static str],
}

/// Opens an engine on the thread that will own it; its news go to the ear.
pub(super) type Open = Arc<dyn Fn(Ear) -> Result<Opened, Error> + Send + Sync>;

/// The way of news to the worker. Telling never blocks and never panics, so it may be done in a foreign callback.
#[derive(Clone)]
pub(super) struct Ear(Arc<dyn Fn(News) + Send + Sync>);

impl Ear {
    pub(super) fn new(tell: impl Fn(News) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    pub(super) fn tell(&self, news: News) {
        (self.0)(news);
    }
}

/// The worker's end of an engine. When it is dropped the engine falls silent and its thread ends.
#[derive(Debug)]
pub(super) struct Link {
    commands: Sender<Command>,
    over: Receiver<()>,
}

impl Link {
    /// Starts a thread that opens an engine and serves it. The first news is `Opened` or `Gone`.
    pub(super) fn start(open: &Open, ear: Ear) -> Self {
        let (commands, orders) = channel();
        let (ending, over) = channel();
        let open = Arc::clone(open);
        let mourner = ear.clone();
        let started = std::thread::Builder::new().name("speech".to_owned()).spawn(move || {
            serve(&open, &ear, &orders);
            drop(ending);
        });
        if let Err(error) = started {
            mourner.tell(News::Gone(Error::NoEngine(Some(Arc::new(error)))));
        }
        Self { commands, over }
    }

    /// Hands over a command. A link that is gone says so in its news, not here.
    pub(super) fn send(&self, command: Command) {
        let _ = self.commands.send(command);
    }

    /// Drops the link and waits until the engine let go, at most this long.
    pub(super) fn close(self, limit: std::time::Duration) {
        let Self { commands, over } = self;
        drop(commands);
        let _ = over.recv_timeout(limit);
    }
}

fn serve(open: &Open, ear: &Ear, orders: &Receiver<Command>) {
    let Opened { mut engine, name, covers } = match open(ear.clone()) {
        Ok(opened) => opened,
        Err(error) => return ear.tell(News::Gone(error)),
    };
    ear.tell(News::Opened { name, covers });
    for order in orders {
        let answer = match &order {
            Command::Speak(ticket, message) => engine.speak(*ticket, message),
            Command::Cancel => engine.cancel(),
        };
        match (answer, order) {
            (Ok(()), _) | (Err(Fault::Refused), Command::Cancel) => {}
            (Err(Fault::Refused), Command::Speak(ticket, _)) => ear.tell(News::Refused(ticket)),
            (Err(Fault::Lost(error)), _) => {
                ear.tell(News::Gone(error));
                break;
            }
        }
        ear.tell(News::Done);
    }
    engine.close();
}

/// Opens the system's own engine.
pub(super) fn system(connection: &str) -> Open {
    #[cfg(target_os = "linux")]
    {
        let connection = connection.to_owned();
        Arc::new(move |ear| dispatcher::open(&connection, ear))
    }
    #[cfg(windows)]
    {
        let _ = connection;
        Arc::new(winrt::open)
    }
    #[cfg(target_os = "macos")]
    {
        let _ = connection;
        Arc::new(avfoundation::open)
    }
    #[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
    {
        let _ = connection;
        Arc::new(|_| Err(Error::NoEngine(None)))
    }
}
