//! The system's panel for players, with its media keys: it shows what sounds, and tells what the listener wishes there.
//!
//! On Linux it is MPRIS (<https://specifications.freedesktop.org/mpris-spec/latest/>), on Windows the System Media Transport
//! Controls, on macOS «Now Playing».

use std::time::Duration;

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};

#[cfg(target_os = "linux")]
mod mpris;
#[cfg(target_os = "macos")]
mod now_playing;
#[cfg(windows)]
mod smtc;

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

impl Shown {
    /// Where it is, so long after it was told.
    #[cfg(any(target_os = "linux", windows))]
    fn place(&self, passed: Duration) -> Duration {
        let Some((length, at)) = self.time else { return Duration::ZERO };
        let passed = if self.sounds { passed.mul_f64(self.rate.max(0.0)) } else { Duration::ZERO };
        at.saturating_add(passed).min(length)
    }
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

/// The panel on the bus at this address; only Linux has several.
pub fn start_on(bus: Option<String>) -> (Panel, Wishes) {
    let (show, shown) = unbounded();
    let (wish, wishes) = unbounded();
    #[cfg(target_os = "linux")]
    mpris::start(bus, shown, wish);
    #[cfg(not(target_os = "linux"))]
    drop(bus);
    #[cfg(windows)]
    smtc::start(shown, wish);
    #[cfg(target_os = "macos")]
    now_playing::start(shown, wish);
    #[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
    drop((shown, wish));
    (Panel(show), wishes)
}
