//! Covers are made beside everything else, those first that came into sight last.

use std::collections::VecDeque;

use iced::Task;

use super::{App, Message};
use crate::format::Pixels;
use crate::library::Error;
use crate::library::covers::{Covers, Source};

/// So many are made at the same time.
const AT_ONCE: usize = 2;
/// So many wait. Who walks through a long list does not look at all of it.
const WAITING: usize = 60;

/// What is being made, and what waits for it.
pub(super) struct Making {
    covers: Covers,
    waiting: VecDeque<Source>,
    running: usize,
}

impl Making {
    pub(super) fn new(covers: Covers) -> Self {
        Self { covers, waiting: VecDeque::new(), running: 0 }
    }
}

impl App {
    pub(super) fn cover_wished(&mut self, source: Source) -> Task<Message> {
        self.covers.waiting.push_back(source);
        if self.covers.waiting.len() > WAITING
            && let Some(oldest) = self.covers.waiting.pop_front()
        {
            self.context.covers.forget(&oldest);
        }
        self.make_covers()
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
            tasks.push(Task::perform(work, move |pixels| Message::CoverMade(made.clone(), pixels)));
        }
        Task::batch(tasks)
    }

    pub(super) fn cover_made(&mut self, source: Source, pixels: Result<Option<Pixels>, Error>) -> Task<Message> {
        self.covers.running = self.covers.running.saturating_sub(1);
        match pixels {
            Ok(pixels) => self.context.covers.keep(source, pixels),
            // A list without a cover is whole: the reader is told of what she asked for herself.
            Err(error) => tracing::info!(%error, "a cover was not fetched"),
        }
        self.make_covers()
    }
}
