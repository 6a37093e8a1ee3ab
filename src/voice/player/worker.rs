//! The worker: one thread that owns what sounds.

use std::sync::mpsc::{Sender, channel};

use futures::channel::mpsc::unbounded;

use super::{Error, Event, Events, Request};

#[derive(Debug)]
pub(super) struct Handle {
    inbox: Sender<Request>,
}

impl Handle {
    pub(super) fn send(&self, request: Request) {
        // The worker ends only after its handle.
        let _ = self.inbox.send(request);
    }
}

/// Starts the worker.
pub(super) fn start() -> (Handle, Events) {
    let (inbox, incoming) = channel();
    let (events, heard) = unbounded();
    let started = std::thread::Builder::new().name("player".to_owned()).spawn(move || {
        for request in incoming {
            if let Request::Play { id, at } = request {
                let _ = events.unbounded_send(Event::Failed(id, at, Error::NoDevice("".into())));
            }
        }
    });
    if let Err(error) = started {
        tracing::error!(%error, "no thread for the player");
    }
    (Handle { inbox }, heard)
}
