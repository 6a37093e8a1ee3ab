//! Who does the queue's work: takes in what is asked and what comes of it, and begins what has its turn.

use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures::channel::mpsc;
use futures::future::poll_fn;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};

use super::item::{self, Entry, Work};
use super::work::{self, End, Job, Notes, Rest};
use super::{Command, Event, Id, Rules, State, Timing, Why};
use crate::home::Home;
use crate::library::acquire::{Step, Wanted};
use crate::library::client::Client;
use crate::library::shelf::{self, Pending, Shelf};
use crate::library::{Error, download};
use crate::settings::Metered;

pub(super) struct Actor {
    client: Client,
    home: Home,
    shelf: Shelf,
    rules: Rules,
    timing: Timing,
    events: mpsc::UnboundedSender<Event>,
    /// In their order.
    entries: Vec<Entry>,
    notes: Notes,
    noted: Option<mpsc::UnboundedReceiver<(Id, u64, Step)>>,
    rest: Rest,
    metered: bool,
    /// When the rows are looked at.
    look: Instant,
}

impl Actor {
    pub fn new(
        client: Client,
        home: Home,
        shelf: Shelf,
        rules: Rules,
        timing: Timing,
        events: mpsc::UnboundedSender<Event>,
    ) -> Self {
        let (notes, noted) = mpsc::unbounded();
        Self {
            client,
            home,
            shelf,
            rules,
            timing,
            events,
            entries: Vec::new(),
            notes,
            noted: Some(noted),
            rest: Rest::default(),
            metered: false,
            look: Instant::now(),
        }
    }

    pub async fn run(mut self, asked: mpsc::UnboundedReceiver<Command>, metered: BoxStream<'static, bool>) {
        let Some(noted) = self.noted.take() else { return };
        let (mut asked, mut noted) = (asked.fuse(), noted.fuse());
        let mut metered = metered.fuse();
        // What the system tells at once is known before anything is asked for.
        if let Some(Some(told)) = metered.next().now_or_never() {
            self.metered = told;
        }
        self.look_at_rows().await;
        self.tidy().await;
        let mut is_held = true;
        loop {
            self.begin();
            if !is_held && !self.entries.iter().any(|entry| entry.state.is_under_way()) {
                return;
            }
            let next = self.entries.iter().filter_map(|entry| entry.again).min();
            let wake = match (next, self.entries.is_empty()) {
                (Some(next), _) => next.min(self.look),
                (None, false) => self.look,
                (None, true) => Instant::now() + self.timing.quiet,
            };
            // Notes before ends: what a work said last comes before what became of it.
            tokio::select! {
                biased;
                Some((id, turn, step)) = noted.next() => self.noted(id, turn, step),
                (id, end) = poll_fn(|context| poll(&mut self.entries, context)) => self.ended(id, end).await,
                command = asked.next(), if is_held => match command {
                    Some(command) => self.asked(command).await,
                    None => is_held = false,
                },
                Some(told) = metered.next() => {
                    self.metered = told;
                    self.weigh();
                }
                () = tokio::time::sleep_until(wake.into()) => self.woken().await,
            }
        }
    }

    fn tell(&self, event: Event) {
        // Nobody listens any more when the program ends.
        let _ = self.events.unbounded_send(event);
    }

    fn find(&mut self, id: Id) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.id == id)
    }

    fn set(&mut self, id: Id, state: State) {
        if let Some(entry) = self.find(id) {
            entry.state = state.clone();
            self.tell(Event::Changed(id, state));
        }
    }

    /// Ends the work on one, and says how it is now.
    fn halt(&mut self, id: Id, state: State, again: Option<Duration>) {
        self.rest.forget(id);
        if let Some(entry) = self.find(id) {
            entry.work = None;
            entry.again = again.map(|again| Instant::now() + again);
        }
        self.set(id, state);
    }

    fn remove(&mut self, id: Id) {
        self.rest.forget(id);
        self.entries.retain(|entry| entry.id != id);
        work::unlock(&self.home, id);
    }

    async fn asked(&mut self, command: Command) {
        let done = match command {
            Command::Add(title, wanted) => self.add(title, *wanted).await,
            Command::Pause(id) => self.pause(id).await,
            Command::Resume(id) => self.resume(id).await,
            Command::First(id) => {
                let put = self.shelf.put_first(id).await;
                self.look_at_rows().await;
                put.map(drop)
            }
            Command::Cancel(id) => self.cancel(id).await,
            Command::PauseAll => self.each(|state| !matches!(state, State::Paused(Why::Reader)), true).await,
            Command::ResumeAll => self.each(|state| matches!(state, State::Paused(_) | State::Failed(_)), false).await,
            Command::Rules(rules) => {
                self.rules = rules;
                for entry in &mut self.entries {
                    if matches!(entry.state, State::Paused(Why::NoRoom { .. })) {
                        entry.again = Some(Instant::now());
                    }
                }
                self.weigh();
                Ok(())
            }
        };
        if let Err(error) = done {
            self.tell(Event::Fault(error));
        }
    }

    async fn add(&mut self, title: String, wanted: Wanted) -> Result<(), shelf::Error> {
        let (Some(address), Ok(json)) = (wanted.address(), serde_json::to_string(&wanted)) else {
            return self.refuse(title, wanted);
        };
        let (row, _) = self.shelf.pend(address.to_string(), title, json).await?;
        if self.find(row.id).is_some() {
            return self.resume(row.id).await;
        }
        self.take_in(&row);
        Ok(())
    }

    /// What has no address to begin with fails without a row.
    fn refuse(&mut self, title: String, wanted: Wanted) -> Result<(), shelf::Error> {
        let error = match &wanted {
            Wanted::Publication(publication, _) => crate::library::acquire::refusal(publication),
            Wanted::Address(_) => Error::NoAcquisition,
        };
        let id = Id::from(0);
        let (state, growing) = (State::Failed(error), std::sync::Arc::default());
        self.tell(Event::Added(Box::new(super::Item { id, title, wanted, state: State::Waiting, there: 0, growing })));
        self.tell(Event::Changed(id, state));
        self.tell(Event::Gone(id));
        Ok(())
    }

    fn take_in(&mut self, row: &Pending) {
        let Some(entry) = Entry::of(row) else { return };
        self.tell(Event::Added(Box::new(entry.item(&self.home))));
        let id = entry.id;
        self.entries.push(entry);
        if self.must_wait(id) {
            self.set(id, State::Paused(Why::Metered));
        }
    }

    async fn pause(&mut self, id: Id) -> Result<(), shelf::Error> {
        if self.find(id).is_some_and(|entry| !entry.is_arriving()) && self.shelf.set_paused(id, true).await? {
            self.halt(id, State::Paused(Why::Reader), None);
        }
        Ok(())
    }

    async fn resume(&mut self, id: Id) -> Result<(), shelf::Error> {
        let metered = self.metered;
        let Some(entry) = self.find(id).filter(|entry| entry.work.is_none()) else { return Ok(()) };
        entry.tries = 0;
        entry.at_any_cost |= metered && matches!(entry.state, State::Paused(_));
        if self.shelf.set_paused(id, false).await? {
            self.halt(id, State::Waiting, None);
        }
        Ok(())
    }

    async fn each(&mut self, which: impl Fn(&State) -> bool, pause: bool) -> Result<(), shelf::Error> {
        let ids: Vec<Id> = self.entries.iter().filter(|entry| which(&entry.state)).map(|entry| entry.id).collect();
        for id in ids {
            if pause { self.pause(id).await? } else { self.resume(id).await? }
        }
        Ok(())
    }

    async fn cancel(&mut self, id: Id) -> Result<(), shelf::Error> {
        let Some(entry) = self.find(id).filter(|entry| !entry.is_arriving()) else { return Ok(()) };
        let addresses: Vec<_> = entry.address().into_iter().chain(entry.wanted.address()).cloned().collect();
        // Before the row goes, or the next look would take it for done.
        entry.work = None;
        self.shelf.give_up(id).await?;
        self.remove(id);
        for address in addresses {
            download::forget(&self.home, &address);
        }
        self.tell(Event::Gone(id));
        Ok(())
    }

    /// Whether one waits for a network that costs nothing.
    fn must_wait(&self, id: Id) -> bool {
        let wait = self.metered && self.rules.metered != Metered::Go;
        let entry = self.entries.iter().find(|entry| entry.id == id);
        wait && entry.is_some_and(|entry| !entry.at_any_cost && !entry.is_near() && !entry.is_arriving())
    }

    /// The network or what the reader allows has changed.
    fn weigh(&mut self) {
        let ids: Vec<Id> = self.entries.iter().map(|entry| entry.id).collect();
        for id in ids {
            let wait = self.must_wait(id);
            match self.find(id).map(|entry| &entry.state) {
                Some(State::Waiting | State::Running(_)) if wait => self.halt(id, State::Paused(Why::Metered), None),
                Some(State::Paused(Why::Metered)) if !wait => self.halt(id, State::Waiting, None),
                // Another network may reach what the one before did not.
                Some(State::Paused(Why::Offline)) if !wait => self.halt(id, State::Waiting, None),
                _ => {}
            }
        }
    }

    async fn woken(&mut self) {
        let now = Instant::now();
        let due = |entry: &&Entry| entry.again.is_some_and(|again| again <= now);
        let ids: Vec<Id> = self.entries.iter().filter(due).map(|entry| entry.id).collect();
        for id in ids {
            // Nothing is said of it: it may have to wait again at once.
            if let Some(entry) = self.find(id) {
                (entry.again, entry.state) = (None, State::Waiting);
            }
        }
        if self.look <= now {
            self.look_at_rows().await;
        }
    }

    /// Takes in what another program has done with the rows, and what was there at the start.
    async fn look_at_rows(&mut self) {
        self.look = Instant::now() + self.timing.look;
        let rows = match self.shelf.pending().await {
            Ok(rows) => rows,
            Err(error) => return self.tell(Event::Fault(error)),
        };
        let gone = |entry: &&Entry| !entry.is_arriving() && !rows.iter().any(|row| row.id == entry.id);
        let gone: Vec<Id> = self.entries.iter().filter(gone).map(|entry| entry.id).collect();
        for id in gone {
            self.remove(id);
            self.tell(Event::Gone(id));
        }
        for row in &rows {
            let Some(entry) = self.find(row.id) else {
                self.take_in(row);
                continue;
            };
            (entry.position, entry.stage) = (row.position, item::stage(row));
            match (row.paused, &entry.state) {
                (true, State::Paused(Why::Reader)) => {}
                (true, _) if !entry.is_arriving() => self.halt(row.id, State::Paused(Why::Reader), None),
                (false, State::Paused(Why::Reader)) => self.halt(row.id, State::Waiting, None),
                // Tried again by another program's reader.
                (false, State::Paused(Why::Earlier)) if !row.failed => self.halt(row.id, State::Waiting, None),
                _ => {}
            }
        }
        let order = |entries: &[Entry]| entries.iter().map(|entry| entry.id).collect::<Vec<_>>();
        let before = order(&self.entries);
        self.entries.sort_by_key(|entry| (entry.position, entry.id));
        let now = order(&self.entries);
        if before != now {
            self.tell(Event::Order(now));
        }
    }

    /// Throws away what earlier starts have left and nobody wants.
    async fn tidy(&mut self) {
        let addresses: Vec<_> = self.entries.iter().filter_map(|entry| entry.address()).cloned().collect();
        let (home, older) = (self.home.clone(), self.timing.abandoned);
        let books_too = self.entries.is_empty();
        let tidied = tokio::task::spawn_blocking(move || download::tidy(&home, &addresses, older, books_too)).await;
        if let Err(error) = tidied {
            tracing::warn!(%error, "abandoned downloads stay");
        }
    }

    /// Begins what has its turn.
    fn begin(&mut self) {
        let ids: Vec<Id> = self.entries.iter().map(|entry| entry.id).collect();
        for id in ids {
            let running = || self.entries.iter().filter(|entry| entry.work.is_some());
            if running().count() >= self.rules.parallel {
                return;
            }
            let Some(entry) = self.entries.iter().find(|entry| entry.id == id) else { continue };
            if !matches!(entry.state, State::Waiting) {
                continue;
            }
            if self.must_wait(id) {
                self.set(id, State::Paused(Why::Metered));
                continue;
            }
            let origin = entry.origin();
            if running().filter(|other| other.origin() == origin).count() >= self.rules.parallel_of_one {
                continue;
            }
            match work::lock(&self.home, id) {
                Ok(Some(lock)) if !entry.address().is_some_and(|at| download::is_taken(&self.home, at)) => {
                    self.start(id, lock);
                }
                Ok(_) => self.halt(id, State::Paused(Why::Elsewhere), Some(self.timing.look)),
                Err(Error::DiskFull) => {
                    self.halt(id, State::Paused(Why::NoRoom { needed: 0 }), Some(self.timing.room));
                }
                Err(error) => self.halt(id, State::Failed(error), None),
            }
        }
    }

    fn start(&mut self, id: Id, lock: std::fs::File) {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) else { return };
        entry.turn += 1;
        entry.again = None;
        let job = Job {
            id,
            turn: entry.turn,
            client: self.client.clone(),
            home: self.home.clone(),
            shelf: self.shelf.clone(),
            wanted: entry.wanted.clone(),
            growing: entry.growing.clone(),
            rules: self.rules,
            rest: entry.rest,
            all: self.rest.clone(),
            notes: self.notes.clone(),
        };
        entry.work = Some(Work { future: job.run().boxed(), begun: None, there: 0, _lock: lock });
        self.set(id, State::Running(None));
    }

    fn noted(&mut self, id: Id, turn: u64, step: Step) {
        let Some(entry) = self.find(id).filter(|entry| entry.turn == turn) else { return };
        let Some(work) = &mut entry.work else { return };
        if let Step::Downloading(progress) = step {
            work.begun.get_or_insert(progress.received);
            work.there = progress.received;
            entry.rest = progress.total.unwrap_or_default().saturating_sub(progress.received);
        }
        self.set(id, State::Running(Some(step)));
    }

    async fn ended(&mut self, id: Id, end: End) {
        let retries = self.timing.retries.clone();
        let Some(entry) = self.find(id) else { return };
        if entry.work.as_ref().is_some_and(|work| work.begun.is_some_and(|begun| work.there > begun)) {
            entry.tries = 0;
        }
        match end {
            End::Shelved(shelved) => {
                self.remove(id);
                self.tell(Event::Shelved(id, shelved));
            }
            End::Gone => {
                self.remove(id);
                self.tell(Event::Gone(id));
            }
            End::NoRoom { needed, rest } => {
                entry.rest = rest;
                self.halt(id, State::Paused(Why::NoRoom { needed }), Some(self.timing.room));
            }
            End::Failed(Error::DiskFull) => {
                let needed = entry.rest.max(1);
                self.halt(id, State::Paused(Why::NoRoom { needed }), Some(self.timing.room));
            }
            End::Failed(error) if may_pass(&error, entry, &retries) => {
                let wait = retries.get(entry.tries).or(retries.last()).copied().unwrap_or_default();
                entry.tries += 1;
                tracing::info!(%error, ?wait, "a download waits for the network");
                self.halt(id, State::Paused(Why::Offline), Some(wait));
            }
            End::Failed(error) => self.failed(id, error).await,
        }
    }

    async fn failed(&mut self, id: Id, error: Error) {
        // A book of several is asked for again at the next start; what else fails is the reader's to try again.
        let several = match &error {
            Error::Several(several) => Some(several.clone()),
            _ => None,
        };
        if several.is_none()
            && let Err(error) = self.shelf.set_failed(id).await
        {
            self.tell(Event::Fault(error));
        }
        // There is a place in the queue of its readers now, and nothing to fetch.
        let queued = matches!(error, Error::Queued(_));
        self.halt(id, State::Failed(error), None);
        if queued {
            match self.shelf.give_up(id).await {
                Ok(_) => {
                    self.remove(id);
                    self.tell(Event::Gone(id));
                }
                Err(error) => self.tell(Event::Fault(error)),
            }
        }
        if let Some(several) = several {
            self.tell(Event::Several(id, several));
        }
    }
}

/// Waits for the first work that ends.
fn poll(entries: &mut [Entry], context: &mut Context<'_>) -> Poll<(Id, End)> {
    for entry in entries {
        if let Some(work) = &mut entry.work
            && let Poll::Ready(end) = work.future.as_mut().poll(context)
        {
            return Poll::Ready((entry.id, end));
        }
    }
    Poll::Pending
}

/// Whether a failure is one that time heals: a library that is not reached is asked again and again, one that breaks off
/// only so often, and so a service on this machine, to which no network has to come back.
fn may_pass(error: &Error, entry: &Entry, retries: &[Duration]) -> bool {
    match error {
        Error::Unreachable { .. } if !entry.is_near() => !retries.is_empty(),
        Error::Unreachable { .. } | Error::TimedOut { .. } | Error::BrokeOff { .. } => entry.tries < retries.len(),
        _ => false,
    }
}
