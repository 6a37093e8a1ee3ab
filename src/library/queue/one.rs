//! One book of the queue, fetched at once for somebody who waits for it, without a look at the others.
//!
//! It goes by the same rows and the same locks: what is cut off here is gone on with by any other program with this home, and
//! what another one is at is waited for and never asked for twice.

use std::time::Duration;

use futures::channel::mpsc;
use futures::{FutureExt, StreamExt};

use super::work::{self, End as Worked, Job, Rest};
use super::{Id, Rules, Why};
use crate::home::Home;
use crate::library::acquire::{Step, Wanted};
use crate::library::client::Client;
use crate::library::shelf::{Holding, Pending, Shelf};
use crate::library::{Error, download};

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Step(Step),
    /// Another program with this home is at it, and is waited for.
    Elsewhere,
}

/// How it ended without a fault.
#[derive(Debug)]
pub enum Brought {
    /// It is on the shelf, by us or by another program.
    Holding(Box<Holding>),
    /// It stays in the queue: there is no room, or the reader of another program has paused it.
    Waits(Why),
    /// The reader of another program has given it up.
    GivenUp,
}

/// What it is fetched with.
#[derive(Debug, Clone)]
pub struct Tools {
    pub client: Client,
    pub home: Home,
    pub shelf: Shelf,
    pub rules: Rules,
    /// Between two looks at what other programs do.
    pub look: Duration,
}

/// Fetches a book that is written down before anything is asked. What a network costs is not asked either: somebody wants it
/// now.
///
/// # Errors
/// Those of [`super::super::acquire`]. What was lent or has begun to come stays written down, as what came to no good end.
pub async fn fetch(tools: &Tools, wanted: Wanted, tell: &mut (dyn FnMut(Told) + Send)) -> Result<Brought, Error> {
    let (Some(address), Ok(json)) = (wanted.address(), serde_json::to_string(&wanted)) else {
        return Err(Error::NoAcquisition);
    };
    let key = address.to_string();
    loop {
        let (row, is_new) = tools.shelf.pend(key.clone(), String::new(), json.clone()).await?;
        // A row that another version of the program has written is of the same address.
        let wanted = serde_json::from_str(&row.wanted).unwrap_or_else(|_| wanted.clone());
        let Some(lock) = turn(tools, row.id, &wanted, tell).await? else {
            match ended_elsewhere(tools, row.id).await? {
                Some(brought) => return Ok(brought),
                // What it failed of there, we are to tell here.
                None => continue,
            }
        };
        let brought = work(tools, &row, wanted.clone(), tell).await;
        if brought.is_err() {
            // The fault that is told is the one that led here.
            let _ = leave(tools, row.id, &wanted, is_new).await;
        }
        if !matches!(brought, Err(_) | Ok(Brought::Waits(_))) {
            work::unlock(&tools.home, row.id);
        }
        drop(lock);
        match brought {
            Ok(Brought::GivenUp) => match ended_elsewhere(tools, row.id).await? {
                Some(brought) => return Ok(brought),
                None => return Ok(Brought::GivenUp),
            },
            brought => return brought,
        }
    }
}

/// Waits until the row is ours. `None` when it goes no further by it: it has ended, or is paused.
async fn turn(
    tools: &Tools,
    id: Id,
    wanted: &Wanted,
    tell: &mut (dyn FnMut(Told) + Send),
) -> Result<Option<std::fs::File>, Error> {
    let mut told = false;
    loop {
        if let Some(lock) = work::lock(&tools.home, id)?
            && !wanted.address().is_some_and(|at| download::is_taken(&tools.home, at))
        {
            return Ok(tools.shelf.pending_row(id).await?.filter(|row| !row.paused).map(|_| lock));
        }
        if !told {
            told = true;
            tracing::info!(%id, "another program is at it");
            tell(Told::Elsewhere);
        }
        tokio::time::sleep(tools.look).await;
        if tools.shelf.pending_row(id).await?.is_none_or(|row| row.paused) {
            return Ok(None);
        }
    }
}

/// What became of a row that is not ours to work on. `None` when it is gone and nothing came of it.
async fn ended_elsewhere(tools: &Tools, id: Id) -> Result<Option<Brought>, Error> {
    if let Some(holding) = tools.shelf.brought_by(id).await? {
        return Ok(Some(Brought::Holding(Box::new(holding))));
    }
    let row = tools.shelf.pending_row(id).await?;
    Ok(row.map(|_| Brought::Waits(Why::Reader)))
}

async fn work(
    tools: &Tools,
    row: &Pending,
    wanted: Wanted,
    tell: &mut (dyn FnMut(Told) + Send),
) -> Result<Brought, Error> {
    let id = row.id;
    let (notes, mut noted) = mpsc::unbounded();
    let job = Job {
        id,
        turn: 0,
        client: tools.client.clone(),
        home: tools.home.clone(),
        shelf: tools.shelf.clone(),
        wanted,
        growing: Default::default(),
        rules: tools.rules,
        rest: 0,
        all: Rest::default(),
        notes,
    };
    let mut run = job.run().boxed();
    let mut is_arriving = false;
    loop {
        tokio::select! {
            biased;
            Some((_, _, step)) = noted.next() => {
                is_arriving = step == Step::Checking;
                tell(Told::Step(step));
            }
            end = &mut run => return match end {
                Worked::Shelved(shelved) => Ok(Brought::Holding(Box::new(shelved.into_holding()))),
                Worked::NoRoom { needed, .. } => Ok(Brought::Waits(Why::NoRoom { needed })),
                Worked::Gone => Ok(Brought::GivenUp),
                Worked::Failed(error) => Err(error),
            },
            // Whoever deletes the row of a file that is being taken to the shelf is the shelf.
            () = tokio::time::sleep(tools.look), if !is_arriving => match tools.shelf.pending_row(id).await? {
                None => return Ok(Brought::GivenUp),
                Some(row) if row.paused => return Ok(Brought::Waits(Why::Reader)),
                Some(_) => {}
            }
        }
    }
}

/// What is lent or has begun to come, or was in the queue before, stays there. Of the rest nothing is left.
async fn leave(tools: &Tools, id: Id, wanted: &Wanted, is_new: bool) -> Result<(), Error> {
    let Some(row) = tools.shelf.pending_row(id).await? else { return Ok(()) };
    let there = wanted.address().map_or(0, |address| download::received(&tools.home, address));
    if is_new && row.stage.is_none() && there == 0 {
        tools.shelf.give_up(id).await?;
        work::unlock(&tools.home, id);
    } else {
        tools.shelf.set_failed(id).await?;
    }
    Ok(())
}
