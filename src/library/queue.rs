//! Books on their way, one after another: what waits, what runs, what is paused and why; nothing is lost by a cut, a new start
//! or a kill.
//!
//! A row is written down before the first request (see [`shelf::pending`]) and goes in the transaction in which the holding
//! comes. Two programs with one home share the rows: a row is worked on by who holds its lock.

use std::sync::Arc;
use std::time::Duration;

use futures::channel::mpsc;
use futures::{Stream, StreamExt, stream};

use super::Error;
use super::acquire::{Several, Step, Wanted};
use super::client::Client;
use super::growing::Growing;
use super::shelf::{self, Shelf, Shelved};
use crate::home::Home;
use crate::settings::{DownloadSettings, Metered};

mod actor;
mod item;
pub mod one;
mod work;

pub use super::shelf::pending::Id;

/// How one of them is.
#[derive(Debug, Clone)]
pub enum State {
    /// For its turn.
    Waiting,
    /// Nothing was heard of it yet, or the step it is at.
    Running(Option<Step>),
    Paused(Why),
    /// The reader has to do something.
    Failed(Error),
}

impl State {
    /// Whether it goes on by itself, now or later.
    pub fn is_under_way(&self) -> bool {
        match self {
            Self::Waiting | Self::Running(_) => true,
            Self::Paused(why) => !matches!(why, Why::Reader | Why::Earlier),
            Self::Failed(_) => false,
        }
    }
}

/// Why one is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The reader wanted it so.
    Reader,
    /// The network is paid for by what goes through it.
    Metered,
    /// So many bytes have to go first, from the disk or from what the reader allows for books.
    NoRoom { needed: u64 },
    /// The library is not reached. It is asked again by itself.
    Offline,
    /// Another program with this home is at it.
    Elsewhere,
    /// It came to no good end before the program was left, of which the reader was told.
    Earlier,
}

/// A book on its way.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: Id,
    /// As the catalogue writes it; may be empty.
    pub title: String,
    pub wanted: Wanted,
    pub state: State,
    /// Bytes of it that are here, as far as that was told.
    pub there: u64,
    /// What of its file can be heard already.
    pub growing: Arc<Growing>,
}

/// What the queue tells. What it does not tell of has not changed.
#[derive(Debug, Clone)]
pub enum Event {
    /// It stands in the queue, at its end.
    Added(Box<Item>),
    Changed(Id, State),
    /// The order is this now.
    Order(Vec<Id>),
    /// It is on the shelf, and no more in the queue.
    Shelved(Id, Box<Shelved>),
    /// It came as an archive of several books. It stays in the queue until one was taken.
    Several(Id, Arc<Several>),
    /// It is no more in the queue: given up, or brought to the shelf by another program.
    Gone(Id),
    /// What was asked for could not be written down.
    Fault(shelf::Error),
}

/// What the reader allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Bytes of books and downloads together.
    pub limit: Option<u64>,
    pub metered: Metered,
    /// At the same time, in all and from one server.
    pub parallel: usize,
    pub parallel_of_one: usize,
}

impl Default for Rules {
    fn default() -> Self {
        Self { limit: None, metered: Metered::default(), parallel: 3, parallel_of_one: 2 }
    }
}

impl From<DownloadSettings> for Rules {
    fn from(settings: DownloadSettings) -> Self {
        Self { limit: settings.limit_bytes(), metered: settings.metered, ..Self::default() }
    }
}

/// How long is waited for what.
#[derive(Debug, Clone)]
pub struct Timing {
    /// Before each new try of a library that is not reached; the last one again and again.
    pub retries: Vec<Duration>,
    /// Between two looks at what another program does.
    pub look: Duration,
    /// The same, while nothing is in the queue.
    pub quiet: Duration,
    /// Between two looks for more room.
    pub room: Duration,
    /// What was left so long ago is thrown away.
    pub abandoned: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            retries: [30, 60, 120, 300, 600].map(Duration::from_secs).to_vec(),
            look: Duration::from_secs(2),
            quiet: Duration::from_secs(60),
            room: Duration::from_secs(30),
            abandoned: Duration::from_secs(7 * 24 * 3600),
        }
    }
}

#[derive(Debug)]
enum Command {
    Add(String, Box<Wanted>),
    Pause(Id),
    Resume(Id),
    First(Id),
    Cancel(Id),
    PauseAll,
    ResumeAll,
    Rules(Rules),
}

/// The handle to the queue. What is asked of it is answered by its events.
#[derive(Debug, Clone)]
pub struct Queue {
    commands: mpsc::UnboundedSender<Command>,
}

impl Queue {
    /// The queue of this home with what is written down there. Nothing happens before the stream is polled, inside a tokio
    /// runtime; dropping it stops all work, which is gone on with the next time. `metered` tells of the network, when anybody
    /// does. The stream ends when there is neither a handle nor anything that goes on by itself.
    pub fn start(
        client: Client,
        home: Home,
        shelf: Shelf,
        rules: Rules,
        timing: Timing,
        metered: impl Stream<Item = bool> + Send + 'static,
    ) -> (Self, impl Stream<Item = Event> + Send + Unpin + 'static) {
        let (commands, asked) = mpsc::unbounded();
        let (events, told) = mpsc::unbounded();
        let actor = actor::Actor::new(client, home, shelf, rules, timing, events);
        let work = stream::once(actor.run(asked, metered.boxed())).filter_map(|()| async { None });
        (Self { commands }, stream::select(told, work.boxed()))
    }

    fn send(&self, command: Command) {
        // Nobody works any more when the stream was dropped.
        let _ = self.commands.unbounded_send(command);
    }

    /// Puts a book at the end of the queue. What is in it already goes on.
    pub fn add(&self, title: String, wanted: Wanted) {
        self.send(Command::Add(title, Box::new(wanted)));
    }

    /// Lets one wait until the reader wants it.
    pub fn pause(&self, id: Id) {
        self.send(Command::Pause(id));
    }

    /// Lets one go on, whatever it waits for, and tries again what failed.
    pub fn resume(&self, id: Id) {
        self.send(Command::Resume(id));
    }

    /// It is the next.
    pub fn first(&self, id: Id) {
        self.send(Command::First(id));
    }

    /// It is wanted no more; what is there of it is thrown away.
    pub fn cancel(&self, id: Id) {
        self.send(Command::Cancel(id));
    }

    pub fn pause_all(&self) {
        self.send(Command::PauseAll);
    }

    pub fn resume_all(&self) {
        self.send(Command::ResumeAll);
    }

    /// What the reader allows from now on.
    pub fn set_rules(&self, rules: Rules) {
        self.send(Command::Rules(rules));
    }
}
