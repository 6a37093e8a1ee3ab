//! The system's panel for players, with its media keys: it shows what sounds, and tells what the listener wishes there.
//!
//! On Linux it is MPRIS (<https://specifications.freedesktop.org/mpris-spec/latest/>). Elsewhere nothing is shown yet; media
//! keys come to the window there.

use std::time::Duration;

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};

#[cfg(target_os = "linux")]
mod mpris;

/// What the panel shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shown {
    pub sounds: bool,
    pub title: String,
    /// The chapter, where it has a name.
    pub chapter: Option<String>,
    pub authors: Vec<String>,
    /// Of a recording: its length and the place in it.
    pub time: Option<(Duration, Duration)>,
    /// 1 as recorded.
    pub rate: f64,
    /// 1 as recorded.
    pub volume: f64,
}

/// What the listener asks for there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wish {
    Toggle,
    Play,
    Pause,
    Next,
    Previous,
    /// Forward by so many microseconds, backward when they are negative.
    Seek(i64),
    GoTo(Duration),
    Rate(f64),
    Volume(f64),
    /// The window before the other windows.
    Raise,
}

/// What the listener asks for, as a stream.
pub type Wishes = UnboundedReceiver<Wish>;

/// The way to the panel. When it is dropped the panel is gone.
#[derive(Debug, Clone)]
pub struct Panel(UnboundedSender<Option<Shown>>);

impl Panel {
    /// Shows this; nothing is shown before the first time.
    pub fn show(&self, shown: Shown) {
        // A system without a panel listens to nobody.
        let _ = self.0.unbounded_send(Some(shown));
    }

    /// Nothing is open any more: the panel is gone until something is shown again.
    pub fn clear(&self) {
        let _ = self.0.unbounded_send(None);
    }
}

/// The panel of the session that the program runs in.
pub fn start() -> (Panel, Wishes) {
    start_on(None)
}

/// The panel on the bus at this address.
pub fn start_on(bus: Option<String>) -> (Panel, Wishes) {
    let (show, shown) = unbounded();
    let (wish, wishes) = unbounded();
    #[cfg(target_os = "linux")]
    mpris::start(bus, shown, wish);
    #[cfg(not(target_os = "linux"))]
    drop((bus, shown, wish));
    (Panel(show), wishes)
}
