//! The worker: one thread that owns what is being said.

use std::sync::mpsc;

use futures::channel::mpsc::{UnboundedSender, unbounded};

use super::{Error, Event, Events, Options, Request};

#[derive(Debug)]
pub(super) struct Handle {
    requests: mpsc::Sender<Request>,
}

impl Handle {
    pub(super) fn send(&self, request: Request) {
        // The worker ends only after its handle; if it could not even be started, its events have said so.
        let _ = self.requests.send(request);
    }
}

pub(super) fn start(_options: Options) -> (Handle, Events) {
    let (requests, inbox) = mpsc::channel();
    let (events, heard) = unbounded();
    std::thread::spawn(move || run(&inbox, &events));
    (Handle { requests }, heard)
}

fn run(inbox: &mpsc::Receiver<Request>, events: &UnboundedSender<Event>) {
    let _ = events.unbounded_send(Event::Unavailable(Error::NoEngine(None)));
    for request in inbox {
        let answer = match request {
            Request::Say(utterance) | Request::Queue(utterance) => Event::Failed(utterance.id, Error::NoEngine(None)),
            Request::ListVoices => Event::Voices(Vec::new()),
            Request::Hush | Request::Adjust(_) | Request::Choose { .. } => continue,
        };
        let _ = events.unbounded_send(answer);
    }
}
