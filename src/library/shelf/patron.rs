//! What the reader asked people of libraries for and has not been sent yet, and what is known of those.

use rusqlite::{OptionalExtension, params};
use serde::de::DeserializeOwned;
use url::Url;

use super::store::{Store, json};
use super::{Error, Moment, Shelf};
use crate::library::patron::{Known, Wish};

/// JSON all of it; `address` is where a wish is to be sent.
pub(super) const MIGRATION: &str =
    "CREATE TABLE people (library TEXT PRIMARY KEY, known TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE wishes (
         id TEXT PRIMARY KEY,
         library TEXT NOT NULL,
         card TEXT NOT NULL,
         address TEXT NOT NULL,
         wish TEXT NOT NULL,
         created INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;";

/// A wish that the library may not have heard of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// The address of the library's catalogue.
    pub library: String,
    /// The number of the reader's card there; empty where she has none.
    pub card: String,
    pub address: Url,
    pub wish: Wish,
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

impl Store {
    fn known(&self, library: &str) -> Result<Option<Known>, Error> {
        let mut statement = self.connection.prepare_cached("SELECT known FROM people WHERE library = ?1")?;
        let text: Option<String> = statement.query_row([library], |row| row.get(0)).optional()?;
        Ok(text.and_then(|text| read(&text)))
    }

    fn people(&self) -> Result<Vec<(String, Known)>, Error> {
        let mut statement = self.connection.prepare_cached("SELECT library, known FROM people ORDER BY library")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        let rows: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
        Ok(rows.into_iter().filter_map(|(library, text)| Some((library, read(&text)?))).collect())
    }

    /// Two programs that learn and mark at once lose nothing of each other.
    fn learn<T>(&mut self, library: &str, change: impl FnOnce(&mut Known) -> T) -> Result<(Known, T), Error> {
        let transaction = self.begin()?;
        let find = "SELECT known FROM people WHERE library = ?1";
        let text: Option<String> = transaction.query_row(find, [library], |row| row.get(0)).optional()?;
        let mut known: Known = text.and_then(|text| read(&text)).unwrap_or_default();
        let changed = change(&mut known);
        let put = "INSERT OR REPLACE INTO people (library, known) VALUES (?1, ?2)";
        transaction.execute(put, params![library, json(&known)])?;
        transaction.commit()?;
        Ok((known, changed))
    }

    fn keep_wish(&mut self, unsent: &Unsent) -> Result<(), Error> {
        self.connection().execute(
            "INSERT OR REPLACE INTO wishes (id, library, card, address, wish, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                unsent.wish.id,
                unsent.library,
                unsent.card,
                unsent.address.as_str(),
                json(&unsent.wish),
                Moment::now().unix_millis()
            ],
        )?;
        Ok(())
    }

    fn wishes(&self) -> Result<Vec<Unsent>, Error> {
        let find = "SELECT library, card, address, wish FROM wishes ORDER BY created, id";
        let mut statement = self.connection.prepare_cached(find)?;
        let rows = statement.query_map([], |row| {
            let (address, wish): (String, String) = (row.get(2)?, row.get(3)?);
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, address, wish))
        })?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let whole = |(library, card, address, wish): (String, String, String, String)| {
            Some(Unsent { library, card, address: Url::parse(&address).ok()?, wish: read(&wish)? })
        };
        Ok(rows.into_iter().filter_map(whole).collect())
    }
}

impl Shelf {
    /// What is known of the people of this library.
    pub async fn known(&self, library: impl Into<String>) -> Result<Option<Known>, Error> {
        let library = library.into();
        self.ask(move |store| store.known(&library)).await
    }

    /// As [`Self::known`], of all libraries.
    pub async fn people(&self) -> Result<Vec<(String, Known)>, Error> {
        self.ask(|store| store.people()).await
    }

    /// Changes what is known of the people of a library, and tells how it is known then.
    pub async fn learn<T: Send + 'static>(
        &self,
        library: impl Into<String>,
        change: impl FnOnce(&mut Known) -> T + Send + 'static,
    ) -> Result<(Known, T), Error> {
        let library = library.into();
        self.ask(move |store| store.learn(&library, change)).await
    }

    /// Nobody asks this library's people any more, or somebody else does.
    pub async fn forget_people(&self, library: impl Into<String>) -> Result<(), Error> {
        let library = library.into();
        let forget = move |store: &mut Store| {
            store.connection().execute("DELETE FROM people WHERE library = ?1", [&library])?;
            Ok(())
        };
        self.ask(forget).await
    }

    /// Writes a wish down before it is sent.
    pub async fn keep_wish(&self, unsent: Unsent) -> Result<(), Error> {
        self.ask(move |store| store.keep_wish(&unsent)).await
    }

    /// What has not been sent, or has been without an answer, in the order in which it was wished.
    pub async fn wishes(&self) -> Result<Vec<Unsent>, Error> {
        self.ask(|store| store.wishes()).await
    }

    /// The library has it, or it is wished no more. False when it was gone already.
    pub async fn forget_wish(&self, id: impl Into<String>) -> Result<bool, Error> {
        let id = id.into();
        self.ask(move |store| Ok(store.connection().execute("DELETE FROM wishes WHERE id = ?1", [id])? > 0)).await
    }
}
