//! Books on their way to the shelf, as they are written down: a row before the first request, gone with the holding's coming.

use rusqlite::{OptionalExtension, Row, params};

use super::store::Store;
use super::{Error, Holding, Moment, Shelf};

super::id::id! {
    /// The shelf's number for a book on its way; never given twice.
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub id: Id,
    /// As the catalogue writes it; may be empty.
    pub title: String,
    /// What is wanted, JSON.
    pub wanted: String,
    /// Where it is fetched from once it is lent, JSON.
    pub stage: Option<String>,
    /// The lowest is first.
    pub position: i64,
    /// By the reader.
    pub paused: bool,
    /// It came to no good end, of which the reader was told.
    pub failed: bool,
    pub created: Moment,
}

const ROW: &str = "SELECT id, title, wanted, stage, position, paused, failed, created FROM pending";

fn pending(row: &Row<'_>) -> rusqlite::Result<Pending> {
    Ok(Pending {
        id: Id(row.get(0)?),
        title: row.get(1)?,
        wanted: row.get(2)?,
        stage: row.get(3)?,
        position: row.get(4)?,
        paused: row.get(5)?,
        failed: row.get(6)?,
        created: Moment::from_unix_millis(row.get(7)?),
    })
}

impl Store {
    fn pend(&mut self, key: &str, title: &str, wanted: &str, now: Moment) -> Result<(Pending, bool), Error> {
        let transaction = self.begin()?;
        let was_there: bool =
            transaction.query_row("SELECT EXISTS (SELECT 1 FROM pending WHERE key = ?1)", [key], |row| row.get(0))?;
        transaction.execute(
            "INSERT INTO pending (key, title, wanted, position, paused, failed, created)
             SELECT ?1, ?2, ?3, coalesce(max(position), 0) + 1, 0, 0, ?4 FROM pending
             WHERE true ON CONFLICT (key) DO UPDATE SET paused = 0, failed = 0",
            params![key, title, wanted, now.unix_millis()],
        )?;
        let row = transaction.query_row(&format!("{ROW} WHERE key = ?1"), [key], pending)?;
        transaction.commit()?;
        Ok((row, !was_there))
    }

    fn pending(&mut self) -> Result<Vec<Pending>, Error> {
        let mut statement = self.connection().prepare_cached(&format!("{ROW} ORDER BY position, id"))?;
        let rows = statement.query_map([], pending)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn pending_row(&mut self, id: Id) -> Result<Option<Pending>, Error> {
        let mut statement = self.connection().prepare_cached(&format!("{ROW} WHERE id = ?1"))?;
        Ok(statement.query_row([id.0], pending).optional()?)
    }

    /// False when there is no such row (any more).
    fn change_pending(&mut self, statement: &str, values: impl rusqlite::Params) -> Result<bool, Error> {
        Ok(self.connection().execute(statement, values)? > 0)
    }
}

impl Shelf {
    /// Writes down that this is wanted, and tells whether that is new. What is wanted already, by its key, goes on.
    pub async fn pend(&self, key: String, title: String, wanted: String) -> Result<(Pending, bool), Error> {
        self.ask(move |store| store.pend(&key, &title, &wanted, Moment::now())).await
    }

    /// Everything that is on its way, in its order.
    pub async fn pending(&self) -> Result<Vec<Pending>, Error> {
        self.ask(Store::pending).await
    }

    /// `None` when it is on its way no more: here, given up, or brought by another program.
    pub async fn pending_row(&self, id: Id) -> Result<Option<Pending>, Error> {
        self.ask(move |store| store.pending_row(id)).await
    }

    /// The book that has come of this row, which is gone.
    pub async fn brought_by(&self, id: Id) -> Result<Option<Holding>, Error> {
        self.ask(move |store| {
            let books = store.books().to_path_buf();
            Store::find(store.connection(), &books, "download = ?1", [id.0])
        })
        .await
    }

    /// Writes down where it is fetched from; `None` to begin anew.
    pub async fn set_stage(&self, id: Id, stage: Option<String>) -> Result<bool, Error> {
        self.ask(move |store| store.change_pending("UPDATE pending SET stage = ?2 WHERE id = ?1", params![id.0, stage]))
            .await
    }

    /// Pauses it, or lets it go on, also after it had failed.
    pub async fn set_paused(&self, id: Id, paused: bool) -> Result<bool, Error> {
        let statement = "UPDATE pending SET paused = ?2, failed = 0 WHERE id = ?1";
        self.ask(move |store| store.change_pending(statement, params![id.0, paused])).await
    }

    /// It came to no good end.
    pub async fn set_failed(&self, id: Id) -> Result<bool, Error> {
        self.ask(move |store| store.change_pending("UPDATE pending SET failed = 1 WHERE id = ?1", [id.0])).await
    }

    /// Puts it before all others.
    pub async fn put_first(&self, id: Id) -> Result<bool, Error> {
        let statement = "UPDATE pending SET position = (SELECT min(position) FROM pending) - 1 WHERE id = ?1";
        self.ask(move |store| store.change_pending(statement, [id.0])).await
    }

    /// It is wanted no more.
    pub async fn give_up(&self, id: Id) -> Result<bool, Error> {
        self.ask(move |store| store.change_pending("DELETE FROM pending WHERE id = ?1", [id.0])).await
    }
}
