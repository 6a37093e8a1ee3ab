//! Between the window and assistive technology: one adapter per window on the interface's thread, flags that its
//! handlers may touch from any thread.
//!
//! The order at the start matters: open the window hidden, [`install`] inside `window::run`, then show it.
//! <https://docs.rs/accesskit/0.25/accesskit/trait.ActivationHandler.html>

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use accesskit::{ActionHandler, ActionRequest, ActivationHandler, DeactivationHandler, TreeUpdate};
use futures::channel::mpsc;
use iced::Subscription;
use iced::futures::Stream;
use iced::{keyboard, window};

use super::adapter;

/// What the system's adapter does for a window.
pub trait Adapter {
    /// Calls the closure and passes its update on if assistive technology listens.
    fn update_if_active(&mut self, update: &mut dyn FnMut() -> TreeUpdate);

    /// The window has got or lost the keyboard.
    fn window_focused(&mut self, focused: bool);

    /// The window stands elsewhere on the screen, or has another size.
    fn window_moved(&mut self);

    /// A key went down or up in this window: for systems where screen readers hear of keys by the program.
    fn key(&mut self, _event: &keyboard::Event) {}
}

/// What the adapter's handlers and the interface share.
#[derive(Debug, Default)]
pub struct Shared {
    active: AtomicBool,
    need_whole: AtomicBool,
    actions: Mutex<Vec<ActionRequest>>,
}

impl Shared {
    fn actions(&self) -> std::sync::MutexGuard<'_, Vec<ActionRequest>> {
        self.actions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The three handlers of an adapter. They only set flags and wake the interface.
#[derive(Debug, Clone)]
pub struct Handler(pub Arc<Shared>);

impl ActivationHandler for Handler {
    fn request_initial_tree(&mut self) -> Option<TreeUpdate> {
        self.0.need_whole.store(true, Ordering::SeqCst);
        self.0.active.store(true, Ordering::SeqCst);
        wake();
        None
    }
}

impl ActionHandler for Handler {
    fn do_action(&mut self, request: ActionRequest) {
        self.0.actions().push(request);
        wake();
    }
}

impl DeactivationHandler for Handler {
    fn deactivate_accessibility(&mut self) {
        self.0.active.store(false, Ordering::SeqCst);
    }
}

struct Bridge {
    adapter: Box<dyn Adapter>,
    shared: Arc<Shared>,
}

thread_local! {
    static BRIDGES: RefCell<HashMap<window::Id, Bridge>> = RefCell::new(HashMap::new());
}

type Waker = (mpsc::UnboundedSender<()>, Mutex<Option<mpsc::UnboundedReceiver<()>>>);

fn waker() -> &'static Waker {
    static WAKER: OnceLock<Waker> = OnceLock::new();
    WAKER.get_or_init(|| {
        let (sender, receiver) = mpsc::unbounded();
        (sender, Mutex::new(Some(receiver)))
    })
}

/// Brings the interface to draw a frame. From any thread.
pub fn wake() {
    let _ = waker().0.unbounded_send(());
}

/// Says something whenever assistive technology wants the interface's attention. The message needs no answer: the frame
/// that follows it does the work. To be subscribed once, for the whole program.
pub fn subscription() -> Subscription<()> {
    fn stream() -> impl Stream<Item = ()> {
        let receiver = waker().1.lock().unwrap_or_else(PoisonError::into_inner).take();
        iced::stream::channel(8, async move |mut output: mpsc::Sender<()>| {
            use futures::{SinkExt, StreamExt};
            let Some(mut receiver) = receiver else { return };
            while receiver.next().await.is_some() {
                // Many wishes, one frame.
                while receiver.try_recv().is_ok() {}
                if output.send(()).await.is_err() {
                    break;
                }
            }
        })
    }
    Subscription::run(stream)
}

/// Gives the window its adapter. To be called inside `window::run`, before the window is shown.
pub fn install(id: window::Id, window: &dyn iced::Window) {
    let shared = Arc::new(Shared::default());
    if let Some(adapter) = adapter::new(window, &Handler(Arc::clone(&shared))) {
        install_adapter(id, adapter, shared);
    }
}

/// Gives the window this adapter.
pub fn install_adapter(id: window::Id, adapter: Box<dyn Adapter>, shared: Arc<Shared>) {
    BRIDGES.with_borrow_mut(|bridges| bridges.insert(id, Bridge { adapter, shared }));
    wake();
}

/// The window is closed.
pub fn remove(id: window::Id) {
    // Dropped after the borrow has ended: an adapter may call back when it goes.
    let _gone = BRIDGES.with_borrow_mut(|bridges| bridges.remove(&id));
}

fn shared(id: window::Id) -> Option<Arc<Shared>> {
    BRIDGES.with_borrow(|bridges| bridges.get(&id).map(|bridge| Arc::clone(&bridge.shared)))
}

/// Whether anybody listens to this window.
pub fn is_active(id: window::Id) -> bool {
    shared(id).is_some_and(|shared| shared.active.load(Ordering::SeqCst))
}

/// Whether anybody listens to any window.
pub fn is_listened_to() -> bool {
    BRIDGES.with_borrow(|bridges| bridges.values().any(|bridge| bridge.shared.active.load(Ordering::SeqCst)))
}

/// What assistive technology has asked of this window since the last call.
pub(crate) fn take_actions(id: window::Id) -> Vec<ActionRequest> {
    shared(id).map(|shared| std::mem::take(&mut *shared.actions())).unwrap_or_default()
}

/// Pushes what has changed, or the whole tree to one who has not seen any.
pub(crate) fn push(id: window::Id, whole: impl Fn() -> TreeUpdate, difference: impl Fn() -> Option<TreeUpdate>) {
    with_adapter(id, |adapter, shared| {
        // Read here and again inside: the adapter may be activated between the two, under its own lock.
        let mut difference = difference();
        if difference.is_none() && !shared.need_whole.load(Ordering::SeqCst) {
            return;
        }
        adapter.update_if_active(&mut || {
            if shared.need_whole.swap(false, Ordering::SeqCst) {
                return whole();
            }
            difference.take().unwrap_or_else(&whole)
        });
    });
}

pub(crate) fn window_focused(id: window::Id, focused: bool) {
    with_adapter(id, |adapter, _| adapter.window_focused(focused));
}

pub(crate) fn window_moved(id: window::Id) {
    with_adapter(id, |adapter, _| adapter.window_moved());
}

pub(crate) fn key(id: window::Id, event: &keyboard::Event) {
    with_adapter(id, |adapter, _| adapter.key(event));
}

/// The adapter is taken out for the call, because it may call back into this module (Windows raises events at once).
fn with_adapter(id: window::Id, call: impl FnOnce(&mut dyn Adapter, &Shared)) {
    let Some(mut bridge) = BRIDGES.with_borrow_mut(|bridges| bridges.remove(&id)) else { return };
    call(bridge.adapter.as_mut(), &bridge.shared);
    BRIDGES.with_borrow_mut(|bridges| {
        bridges.entry(id).or_insert(bridge);
    });
}
