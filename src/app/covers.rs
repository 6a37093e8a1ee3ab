//! Covers are made beside everything else, those first that came into sight last.

use std::collections::VecDeque;

use futures::channel::mpsc;
use iced::Task;

use super::{App, Message};
use crate::format::Pixels;
use crate::library::covers::{Covers, Source};
use crate::library::{Error, metered};

/// So many are made at the same time.
const AT_ONCE: usize = 2;
/// So many wait. Who walks through a long list does not look at all of it.
const WAITING: usize = 60;

/// What is being made, and what waits for it.
pub(super) struct Making {
    covers: Covers,
    waiting: VecDeque<Source>,
    running: usize,
    /// The network is paid for by what goes through it.
    metered: bool,
}

impl Making {
    pub(super) fn new(covers: Covers) -> Self {
        Self { covers, waiting: VecDeque::new(), running: 0, metered: false }
    }

    /// Whether the network is paid for by what goes through it.
    pub fn is_metered(&self) -> bool {
        self.metered
    }
}

/// What happens to covers.
#[derive(Debug, Clone)]
pub enum News {
    /// One came into sight.
    Wished(Source),
    Made(Source, Result<Option<Pixels>, Error>),
    /// Whether the network is paid for by what goes through it.
    Metered(bool),
}

/// What is wished for, as long as the window is there, and what the network costs.
pub(super) fn news(wished: mpsc::UnboundedReceiver<Source>) -> Task<Message> {
    let wished = Task::run(wished, |source| Message::Covers(News::Wished(source)));
    Task::batch([wished, Task::run(metered::watch(), |metered| Message::Covers(News::Metered(metered)))])
}

impl App {
    pub(super) fn cover_news(&mut self, news: News) -> Task<Message> {
        match news {
            News::Wished(source) => self.cover_wished(source),
            News::Made(source, pixels) => self.cover_made(source, pixels),
            News::Metered(metered) => self.network_metered(metered),
        }
    }

    fn cover_wished(&mut self, source: Source) -> Task<Message> {
        // It stays wished for until nobody pays for it.
        if self.covers.metered && source.is_far() {
            return Task::none();
        }
        self.covers.waiting.push_back(source);
        if self.covers.waiting.len() > WAITING
            && let Some(oldest) = self.covers.waiting.pop_front()
        {
            self.context.covers.forget(&oldest);
        }
        self.make_covers()
    }

    /// What goes through the network is paid for, or is not any more.
    fn network_metered(&mut self, metered: bool) -> Task<Message> {
        let free_again = self.covers.metered && !metered;
        self.covers.metered = metered;
        if metered {
            self.covers.waiting.retain(|source| !source.is_far());
        }
        if free_again {
            self.context.covers.forget_missing();
        }
        Task::none()
    }

    fn make_covers(&mut self) -> Task<Message> {
        let mut tasks = Vec::new();
        while self.covers.running < AT_ONCE
            && let Some(source) = self.covers.waiting.pop_back()
        {
            self.covers.running += 1;
            let (covers, client) = (self.covers.covers.clone(), self.client.clone());
            let made = source.clone();
            let work = async move { covers.pixels(client.as_ref(), &source).await };
            tasks.push(Task::perform(work, move |pixels| Message::Covers(News::Made(made.clone(), pixels))));
        }
        Task::batch(tasks)
    }

    fn cover_made(&mut self, source: Source, pixels: Result<Option<Pixels>, Error>) -> Task<Message> {
        self.covers.running = self.covers.running.saturating_sub(1);
        match pixels {
            Ok(pixels) => self.context.covers.keep(source, pixels),
            // A list without a cover is whole: the reader is told of what she asked for herself.
            Err(error) => tracing::info!(%error, "a cover was not fetched"),
        }
        self.make_covers()
    }
}
