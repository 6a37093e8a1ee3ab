//! Addresses without protection that the reader agreed to ask.

use rusqlite::params;

use super::store::Store;
use super::{Error, Moment, Shelf};

impl Shelf {
    /// The origins that the reader agreed to ask without protection, as [`crate::library::Error::Unprotected`] names them.
    pub async fn confirmed(&self) -> Result<Vec<String>, Error> {
        self.ask(|store| store.confirmed()).await
    }

    /// Keeps that the reader agreed to ask this origin without protection.
    pub async fn confirm(&self, origin: impl Into<String>) -> Result<(), Error> {
        let origin = origin.into();
        self.ask(move |store| store.confirm(&origin, Moment::now())).await
    }

    /// The reader is asked again before this origin is. False when she had not agreed to it.
    pub async fn withdraw(&self, origin: impl Into<String>) -> Result<bool, Error> {
        let origin = origin.into();
        self.ask(move |store| store.withdraw(&origin)).await
    }
}

impl Store {
    pub fn confirmed(&self) -> Result<Vec<String>, Error> {
        let mut statement = self.connection.prepare_cached("SELECT origin FROM confirmed ORDER BY since, origin")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn confirm(&self, origin: &str, now: Moment) -> Result<(), Error> {
        let statement = "INSERT INTO confirmed (origin, since) VALUES (?1, ?2) ON CONFLICT (origin) DO NOTHING";
        self.connection.execute(statement, params![origin, now.unix_millis()])?;
        Ok(())
    }

    pub fn withdraw(&self, origin: &str) -> Result<bool, Error> {
        Ok(self.connection.execute("DELETE FROM confirmed WHERE origin = ?1", [origin])? > 0)
    }
}
