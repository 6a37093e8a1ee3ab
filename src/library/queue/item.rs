//! A book on its way, as the queue knows it.

use std::fs::File;
use std::sync::Arc;
use std::time::Instant;

use futures::future::BoxFuture;
use url::Url;

use super::work::End;
use super::{Id, Item, State, Why};
use crate::home::Home;
use crate::library::acquire::{Stage, Step, Wanted};
use crate::library::client::trust;
use crate::library::download;
use crate::library::growing::Growing;
use crate::library::shelf::Pending;

pub(super) struct Entry {
    pub id: Id,
    pub title: String,
    pub wanted: Wanted,
    pub stage: Option<Stage>,
    pub position: i64,
    pub state: State,
    pub growing: Arc<Growing>,
    /// Tries that brought nothing, one after another.
    pub tries: usize,
    /// When it is looked at again by itself.
    pub again: Option<Instant>,
    /// The reader wants it on a network that is paid for, too.
    pub at_any_cost: bool,
    /// Bytes that are still to come, when that is known.
    pub rest: u64,
    pub work: Option<Work>,
    /// Tells what one work says from what the one before said.
    pub turn: u64,
}

/// Dropping it ends the work, and lets go of everything that it holds.
pub(super) struct Work {
    pub future: BoxFuture<'static, End>,
    /// Bytes that were there when it began to come, and that are there.
    pub begun: Option<u64>,
    pub there: u64,
    /// The row is ours while it is open.
    pub _lock: File,
}

impl Entry {
    /// `None` for a row that another version of the program has written, which is left to it.
    pub fn of(row: &Pending) -> Option<Self> {
        let wanted = serde_json::from_str(&row.wanted)
            .inspect_err(|error| tracing::warn!(%error, id = %row.id, "a download that cannot be read"))
            .ok()?;
        let state = match row {
            Pending { paused: true, .. } => State::Paused(Why::Reader),
            Pending { failed: true, .. } => State::Paused(Why::Earlier),
            _ => State::Waiting,
        };
        Some(Self {
            id: row.id,
            title: row.title.clone(),
            wanted,
            stage: stage(row),
            position: row.position,
            state,
            growing: Arc::default(),
            tries: 0,
            again: None,
            at_any_cost: false,
            rest: 0,
            work: None,
            turn: 0,
        })
    }

    pub fn item(&self, home: &Home) -> Item {
        Item {
            id: self.id,
            title: self.title.clone(),
            wanted: self.wanted.clone(),
            state: self.state.clone(),
            there: self.address().map_or(0, |at| download::received(home, at)),
            growing: Arc::clone(&self.growing),
        }
    }

    /// Where it is asked for next.
    pub fn address(&self) -> Option<&Url> {
        self.stage.as_ref().map(|stage| &stage.address).or_else(|| self.wanted.address())
    }

    /// The server that it comes from.
    pub fn origin(&self) -> String {
        self.address().map(trust::origin).unwrap_or_default()
    }

    /// On this machine nothing is paid for.
    pub fn is_near(&self) -> bool {
        self.address().is_some_and(trust::is_loopback)
    }

    /// Its file is being taken to the shelf: whoever deletes its row now is the shelf.
    pub fn is_arriving(&self) -> bool {
        self.work.is_some() && matches!(self.state, State::Running(Some(Step::Checking)))
    }
}

pub(super) fn stage(row: &Pending) -> Option<Stage> {
    serde_json::from_str(row.stage.as_deref()?).ok()
}
