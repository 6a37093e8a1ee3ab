//! The way of one book to the shelf, with an eye on the room for it.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt;
use futures::channel::mpsc;

use super::{Id, Rules};
use crate::home::Home;
use crate::library::acquire::{self, Event, Kept, Step, Wanted};
use crate::library::client::Client;
use crate::library::growing::Growing;
use crate::library::shelf::{Shelf, Shelved};
use crate::library::{Error, room};

/// What the works tell the queue, with the turn that each has.
pub(super) type Notes = mpsc::UnboundedSender<(Id, u64, Step)>;

/// Bytes that are still to come of everything that runs: two that fit alone need not fit together.
#[derive(Debug, Clone, Default)]
pub(super) struct Rest(Arc<Mutex<HashMap<Id, u64>>>);

impl Rest {
    /// Answers the sum.
    fn set(&self, id: Id, rest: u64) -> u64 {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(id, rest);
        all.values().copied().fold(0, u64::saturating_add)
    }

    pub fn forget(&self, id: Id) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}

/// How a work ended.
pub(super) enum End {
    Shelved(Box<Shelved>),
    /// So many bytes have to go first, for the many that are still to come.
    NoRoom {
        needed: u64,
        rest: u64,
    },
    /// The row is not there any more.
    Gone,
    Failed(Error),
}

/// What a work needs.
pub(super) struct Job {
    pub id: Id,
    pub turn: u64,
    pub client: Client,
    pub home: Home,
    pub shelf: Shelf,
    pub wanted: Wanted,
    pub growing: Arc<Growing>,
    pub rules: Rules,
    /// What is known to be still to come.
    pub rest: u64,
    pub all: Rest,
    pub notes: Notes,
}

impl Job {
    pub async fn run(self) -> End {
        self.work().await.unwrap_or_else(End::Failed)
    }

    async fn work(&self) -> Result<End, Error> {
        if let Err(needed) = self.room(self.rest).await {
            return Ok(End::NoRoom { needed, rest: self.rest });
        }
        // Another program may have worked on it until now.
        let Some(row) = self.shelf.pending_row(self.id).await? else { return Ok(End::Gone) };
        let kept = Kept { row: self.id, stage: super::item::stage(&row) };
        let mut events = acquire::acquire_kept(
            self.client.clone(),
            self.home.clone(),
            self.shelf.clone(),
            self.wanted.clone(),
            Arc::clone(&self.growing),
            Some(kept),
        );
        let mut total = None;
        while let Some(event) = events.next().await {
            match event {
                Event::Step(step) => {
                    let _ = self.notes.unbounded_send((self.id, self.turn, step));
                    let Step::Downloading(progress) = step else { continue };
                    let rest = progress.total.unwrap_or_default().saturating_sub(progress.received);
                    if progress.total == total {
                        self.all.set(self.id, rest);
                        continue;
                    }
                    total = progress.total;
                    if let Err(needed) = self.room(rest).await {
                        return Ok(End::NoRoom { needed, rest });
                    }
                }
                Event::Done(Ok(shelved)) => return Ok(End::Shelved(shelved)),
                Event::Done(Err(error)) => return Err(error),
            }
        }
        Ok(End::Gone)
    }

    async fn room(&self, rest: u64) -> Result<(), u64> {
        let more = self.all.set(self.id, rest);
        let (home, limit) = (self.home.clone(), self.rules.limit);
        // Where it cannot be looked, writing will tell.
        tokio::task::spawn_blocking(move || room::check(&home, limit, more)).await.unwrap_or(Ok(()))
    }
}

fn lock_of(home: &Home, id: Id) -> PathBuf {
    home.downloads().join(format!("row-{id}.lock"))
}

/// Makes a row ours for as long as the file is open. `None` while another program has it.
pub(super) fn lock(home: &Home, id: Id) -> Result<Option<File>, Error> {
    fs::create_dir_all(home.downloads())?;
    let file = File::options().read(true).write(true).create(true).truncate(false).open(lock_of(home, id))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The row has gone, and nobody asks for its lock again.
pub(super) fn unlock(home: &Home, id: Id) {
    let _ = fs::remove_file(lock_of(home, id));
}
