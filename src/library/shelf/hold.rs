//! What libraries keep for the reader and is not on this shelf: her place in a queue, a book that waits for her, a loan that
//! she took elsewhere.

use rusqlite::params;
use serde::Serialize;

use super::holding::Ties;
use super::store::{Store, json, list};
use super::{Error, Moment, Shelf};

/// How the library keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Put aside for the reader: she can borrow it.
    Ready,
    /// Lent to the reader, not downloaded here.
    Lent,
    /// The reader is in its queue.
    Reserved,
}

impl State {
    /// As it stands in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Lent => "lent",
            Self::Reserved => "reserved",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Ready, Self::Lent, Self::Reserved].into_iter().find(|state| state.name() == name)
    }
}

/// One book that a library keeps for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The address of the library's catalogue.
    pub library: String,
    /// The publication's.
    pub identifier: String,
    pub title: String,
    pub authors: Vec<String>,
    pub state: State,
    /// The reader's place in the queue, from 1.
    pub position: Option<u64>,
    /// Readers in the queue.
    pub total: Option<u64>,
    /// Until when it waits, or is lent.
    pub until: Option<Moment>,
    pub ties: Ties,
}

impl Hold {
    /// What tells one from another.
    pub fn key(&self) -> (&str, &str) {
        (&self.library, &self.identifier)
    }
}

impl Store {
    fn holds(&self) -> Result<Vec<Hold>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT library, identifier, title, authors, state, position, total, until, ties FROM holds",
        )?;
        let rows = statement.query_map([], |row| {
            let (state, ties): (String, String) = (row.get(4)?, row.get(8)?);
            let number = |column| row.get::<_, Option<i64>>(column).map(|it| it.and_then(|it| u64::try_from(it).ok()));
            Ok(State::from_name(&state).map(|state| Hold {
                library: row.get(0).unwrap_or_default(),
                identifier: row.get(1).unwrap_or_default(),
                title: row.get(2).unwrap_or_default(),
                authors: row.get::<_, String>(3).map(|names| list(&names)).unwrap_or_default(),
                state,
                position: number(5).unwrap_or_default(),
                total: number(6).unwrap_or_default(),
                until: row.get::<_, Option<i64>>(7).unwrap_or_default().map(Moment::from_unix_millis),
                ties: serde_json::from_str(&ties).unwrap_or_default(),
            }))
        })?;
        let mut holds: Vec<Hold> = rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        holds.sort_by_cached_key(|hold| (hold.state, super::collation_key(&hold.title), hold.identifier.clone()));
        Ok(holds)
    }

    fn keep_hold(&self, hold: &Hold) -> Result<(), Error> {
        let number = |value: Option<u64>| value.and_then(|it| i64::try_from(it).ok());
        self.connection.execute(
            "INSERT OR REPLACE INTO holds (library, identifier, title, authors, state, position, total, until, ties)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                hold.library,
                hold.identifier,
                hold.title,
                json(&hold.authors),
                hold.state.name(),
                number(hold.position),
                number(hold.total),
                hold.until.map(Moment::unix_millis),
                json(&hold.ties),
            ],
        )?;
        Ok(())
    }

    fn set_holds(&mut self, library: &str, holds: &[Hold]) -> Result<(), Error> {
        self.connection.execute_batch("SAVEPOINT holds")?;
        let set = (|| {
            self.connection.execute("DELETE FROM holds WHERE library = ?1", [library])?;
            holds.iter().try_for_each(|hold| self.keep_hold(hold))
        })();
        self.connection.execute_batch(if set.is_ok() {
            "RELEASE holds"
        } else {
            "ROLLBACK TO holds; RELEASE holds"
        })?;
        set
    }

    fn forget_hold(&self, identifier: &str) -> Result<(), Error> {
        self.connection.execute("DELETE FROM holds WHERE identifier = ?1", [identifier])?;
        Ok(())
    }
}

impl Shelf {
    /// What libraries keep for the reader: what she can have at once first, then by title.
    pub async fn holds(&self) -> Result<Vec<Hold>, Error> {
        self.ask(|store| store.holds()).await
    }

    /// All that this library keeps for the reader, in the place of what was known before.
    pub async fn set_holds(&self, library: impl Into<String>, holds: Vec<Hold>) -> Result<(), Error> {
        let library = library.into();
        self.ask(move |store| store.set_holds(&library, &holds)).await
    }

    /// One more, or what changed about it.
    pub async fn keep_hold(&self, hold: Hold) -> Result<(), Error> {
        self.ask(move |store| store.keep_hold(&hold)).await
    }

    /// No library keeps this publication for the reader any more.
    pub async fn forget_hold(&self, identifier: impl Into<String>) -> Result<(), Error> {
        let identifier = identifier.into();
        self.ask(move |store| store.forget_hold(&identifier)).await
    }
}
