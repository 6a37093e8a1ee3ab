//! What the shelf knows about places that travel: where a book's place is kept by its library, and what both sides had when
//! they were last at one.

use rusqlite::{OptionalExtension, params};

use super::store::Store;
use super::{Error, Moment, Shelf, holding};
use crate::library::sync::Synced;

impl Shelf {
    /// Keeps the addresses that a library offers for what travels with a book, by their relations.
    pub async fn keep_ways(&self, id: holding::Id, ways: Vec<(String, String)>) -> Result<(), Error> {
        self.ask(move |store| store.keep_ways(id, &ways)).await
    }

    /// The address of this relation, where the library of a book offers one.
    pub async fn way(&self, id: holding::Id, relation: &'static str) -> Result<Option<String>, Error> {
        self.ask(move |store| store.way(id, relation)).await
    }

    /// All addresses at which libraries keep what travels.
    pub async fn all_ways(&self) -> Result<Vec<String>, Error> {
        self.ask(|store| store.all_ways()).await
    }

    /// What both sides had when they were last at one; `None` when they never were.
    pub async fn synced(&self, id: holding::Id, channel: &'static str) -> Result<Option<Synced>, Error> {
        self.ask(move |store| store.synced(id, channel)).await
    }

    /// Keeps what both sides have.
    pub async fn keep_synced(&self, id: holding::Id, channel: &'static str, synced: Synced) -> Result<(), Error> {
        self.ask(move |store| store.keep_synced(id, channel, synced)).await
    }

    /// The place of this book is to be sent as soon as that can be done.
    pub async fn send_later(&self, id: holding::Id, channel: &'static str) -> Result<(), Error> {
        self.ask(move |store| store.send_later(id, channel)).await
    }

    /// The books whose places are to be sent.
    pub async fn to_be_sent(&self) -> Result<Vec<holding::Id>, Error> {
        self.ask(|store| store.unsent()).await
    }
}

impl Store {
    fn keep_ways(&mut self, id: holding::Id, ways: &[(String, String)]) -> Result<(), Error> {
        let connection = self.connection();
        for (relation, address) in ways {
            // A holding that another process took away gets none.
            connection
                .prepare_cached(
                    "INSERT INTO ways (holding, relation, address) SELECT id, ?2, ?3 FROM holdings WHERE id = ?1
                 ON CONFLICT (holding, relation) DO UPDATE SET address = excluded.address",
                )?
                .execute(params![id.number(), relation, address])?;
        }
        Ok(())
    }

    fn way(&mut self, id: holding::Id, relation: &str) -> Result<Option<String>, Error> {
        let mut statement =
            self.connection().prepare_cached("SELECT address FROM ways WHERE holding = ?1 AND relation = ?2")?;
        Ok(statement.query_row(params![id.number(), relation], |row| row.get(0)).optional()?)
    }

    fn all_ways(&mut self) -> Result<Vec<String>, Error> {
        let mut statement = self.connection().prepare_cached("SELECT DISTINCT address FROM ways ORDER BY address")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn synced(&mut self, id: holding::Id, channel: &str) -> Result<Option<Synced>, Error> {
        let mut statement = self.connection().prepare_cached(
            "SELECT here, there, modified, dirty FROM synced WHERE holding = ?1 AND channel = ?2 AND there IS NOT NULL",
        )?;
        let synced = statement.query_row(params![id.number(), channel], |row| {
            Ok(Synced {
                here: row.get(0)?,
                there: row.get(1)?,
                modified: Moment::from_unix_millis(row.get(2)?),
                dirty: row.get(3)?,
            })
        });
        Ok(synced.optional()?)
    }

    fn keep_synced(&mut self, id: holding::Id, channel: &str, synced: Synced) -> Result<(), Error> {
        self.connection()
            .prepare_cached(
                "INSERT INTO synced (holding, channel, here, there, modified, dirty)
             SELECT id, ?2, ?3, ?4, ?5, ?6 FROM holdings WHERE id = ?1
             ON CONFLICT (holding, channel) DO UPDATE SET here = excluded.here, there = excluded.there,
             modified = excluded.modified, dirty = excluded.dirty",
            )?
            .execute(params![
                id.number(),
                channel,
                synced.here,
                synced.there,
                synced.modified.unix_millis(),
                synced.dirty
            ])?;
        Ok(())
    }

    fn send_later(&mut self, id: holding::Id, channel: &str) -> Result<(), Error> {
        self.connection()
            .prepare_cached(
                "INSERT INTO synced (holding, channel, here, there, modified, dirty)
             SELECT id, ?2, NULL, NULL, 0, 1 FROM holdings WHERE id = ?1
             ON CONFLICT (holding, channel) DO UPDATE SET dirty = 1",
            )?
            .execute(params![id.number(), channel])?;
        Ok(())
    }

    /// Also those that were read on before the program came to an end that nobody saw coming.
    fn unsent(&mut self) -> Result<Vec<holding::Id>, Error> {
        let mut statement = self.connection().prepare_cached(
            "SELECT DISTINCT synced.holding FROM synced LEFT JOIN places ON places.holding = synced.holding
             WHERE dirty <> 0 OR abs(places.progress - here) > 0.000001 ORDER BY synced.holding",
        )?;
        let rows = statement.query_map([], |row| row.get::<_, i64>(0).map(holding::Id::from))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
