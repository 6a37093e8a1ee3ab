//! Linux and other systems with AT-SPI (<https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/>).
//!
//! One thread speaks with the bus for all windows; the interface only hands it what has changed and never waits.
//!
//! A document is told as word processors tell it: every paragraph, heading, item and cell is a text of its own, and the
//! caret's events come from the one it is in. Links stay inside their paragraph's text and are found by their offsets.
//! The other way, the whole document as one string with one caret, was tried in the same sessions with Orca 43 and 48:
//!
//! | | a text a block | one string |
//! |---|---|---|
//! | by lines | «heading level 2», «link», «list with 3 items», «leaving list», «table with 2 rows 2 columns», «column header» | the words alone |
//! | in one go | the same, on through the chapters behind | the words alone, to the chapter's end |
//! | flat review | each line once | headings and links twice |
//! | braille, routing | the caret's line from cell 0, exact | the same |
//! | paragraph by paragraph | said whole | said by Orca 43 now and then, by Orca 48 not |

mod accessible;
mod call;
mod collection;
mod events;
mod gone;
mod interface;
mod keystroke;
mod object;
mod passage;
mod role;
mod screen;
mod service;
mod table;
mod text;
#[cfg(test)]
mod trial;
mod window;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use accesskit::TreeUpdate;
use futures::channel::mpsc;
use iced::keyboard;
use iced::window::raw_window_handle::RawWindowHandle;

use crate::access::bridge::{Adapter, Handler};

/// What the interface tells the thread.
enum Command {
    /// A window: its number, whom to ask, whether it is to tell what changes, and its name on the X server.
    Add {
        window: u64,
        handler: Handler,
        active: Arc<AtomicBool>,
        on_x: Option<u32>,
    },
    Update(u64, Box<TreeUpdate>),
    Focus(u64, bool),
    Moved(u64),
    Key(u64, keystroke::Stroke),
    Remove(u64),
}

fn commands() -> &'static mpsc::UnboundedSender<Command> {
    static COMMANDS: OnceLock<mpsc::UnboundedSender<Command>> = OnceLock::new();
    COMMANDS.get_or_init(|| {
        let (sender, receiver) = mpsc::unbounded();
        let started = thread::Builder::new().name("at-spi".to_owned()).spawn(move || service::run(receiver));
        if let Err(error) = started {
            tracing::warn!(%error, "assistive technology is not served");
        }
        sender
    })
}

struct AtSpi {
    number: u64,
    active: Arc<AtomicBool>,
    held: keystroke::Held,
}

impl AtSpi {
    fn tell(&self, command: Command) {
        // Without a thread nobody listens.
        let _ = commands().unbounded_send(command);
    }
}

/// The window's adapter.
pub(crate) fn new(window: &dyn iced::Window, handler: &Handler) -> Option<Box<dyn Adapter>> {
    let on_x = match window.window_handle().ok().map(|handle| handle.as_raw()) {
        Some(RawWindowHandle::Xlib(handle)) => u32::try_from(handle.window).ok(),
        Some(RawWindowHandle::Xcb(handle)) => Some(handle.window.get()),
        _ => None,
    };
    Some(Box::new(add(handler.clone(), on_x)))
}

fn add(handler: Handler, on_x: Option<u32>) -> AtSpi {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let adapter =
        AtSpi { number: NEXT.fetch_add(1, Ordering::Relaxed), active: Arc::default(), held: Default::default() };
    adapter.tell(Command::Add { window: adapter.number, handler, active: Arc::clone(&adapter.active), on_x });
    adapter
}

impl Adapter for AtSpi {
    fn update_if_active(&mut self, update: &mut dyn FnMut() -> TreeUpdate) {
        if self.active.load(Ordering::SeqCst) {
            self.tell(Command::Update(self.number, Box::new(update())));
        }
    }

    fn window_focused(&mut self, focused: bool) {
        self.held = keystroke::Held::default();
        self.tell(Command::Focus(self.number, focused));
    }

    fn window_moved(&mut self) {
        self.tell(Command::Moved(self.number));
    }

    fn key(&mut self, event: &keyboard::Event) {
        if self.active.load(Ordering::SeqCst)
            && let Some(stroke) = keystroke::Stroke::of(event, &mut self.held)
        {
            self.tell(Command::Key(self.number, stroke));
        }
    }
}

impl Drop for AtSpi {
    fn drop(&mut self) {
        self.tell(Command::Remove(self.number));
    }
}
