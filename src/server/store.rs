//! Everything that a service keeps for its readers, in one database: SQLite, in a file or in memory, or PostgreSQL for any
//! number of servers beside each other.
//!
//! Each statement is written once, for both: values are `$1`, `$2`, … A [`Change`] is done whole or not at all, and of those
//! that are about the same thing one waits for the other, in whatever process it is.

pub mod before;
pub mod copy;
mod postgres;
mod schema;
mod sqlite;

use std::path::Path;

use crate::library::shelf::Moment;

/// Why something is not kept or not found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nobody answers there, or it is no database of ours: look at the address.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The database was written by a newer version of the program, this is its number: update the program.
    #[error("the database has version {0}, which this program does not know")]
    Newer(i64),
    /// What the database says: look at its disk and its log.
    #[error("the database: {0}")]
    Failed(String),
}

/// A value of a column. What is missing has a type, too: PostgreSQL asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Number(i64),
    NoText,
    NoNumber,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Moment> for Value {
    fn from(moment: Moment) -> Self {
        Self::Number(moment.unix_millis())
    }
}

impl From<Option<Moment>> for Value {
    fn from(moment: Option<Moment>) -> Self {
        moment.map_or(Self::NoNumber, Self::from)
    }
}

/// A row that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(Vec<Value>);

impl Row {
    /// The text of this column; empty where there is none.
    pub fn text(&mut self, column: usize) -> String {
        match self.0.get_mut(column) {
            Some(Value::Text(text)) => std::mem::take(text),
            _ => String::new(),
        }
    }

    /// The number of this column.
    pub fn number(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// The moment of this column, which is kept as milliseconds since 1970.
    pub fn moment(&self, column: usize) -> Option<Moment> {
        self.number(column).map(Moment::from_unix_millis)
    }
}

/// The database. Clones share it.
#[derive(Debug, Clone)]
pub enum Store {
    Sqlite(sqlite::Store),
    Postgres(postgres::Store),
}

/// What is changed together. Dropped before it is [done](Change::done), it changes nothing.
#[derive(Debug)]
pub enum Change {
    Sqlite(sqlite::Change),
    Postgres(postgres::Change),
}

impl Store {
    /// A database in this file, or in memory.
    ///
    /// # Errors
    /// [`Error::Failed`], [`Error::Newer`].
    pub async fn in_file(file: Option<&Path>) -> Result<Self, Error> {
        let store = Self::Sqlite(sqlite::Store::open(file)?);
        store.migrate().await?;
        Ok(store)
    }

    /// The database at this address, `postgres://USER:PASSWORD@HOST/NAME`.
    ///
    /// # Errors
    /// [`Error::Unreachable`], [`Error::Failed`], [`Error::Newer`].
    pub async fn at(address: &str) -> Result<Self, Error> {
        let store = Self::Postgres(postgres::Store::open(address).await?);
        store.migrate().await?;
        Ok(store)
    }

    async fn migrate(&self) -> Result<(), Error> {
        let mut change = self.begin("schema").await?;
        change.run(schema::COUNTERS, Vec::new()).await?;
        let mut rows = change.rows("SELECT value FROM counters WHERE name = 'schema'", Vec::new()).await?;
        let known = rows.pop().and_then(|row| row.number(0)).unwrap_or(0);
        let steps = usize::try_from(known).unwrap_or_default();
        if steps > schema::STEPS.len() {
            return Err(Error::Newer(known));
        }
        if steps == schema::STEPS.len() {
            // Ended here and now: whoever begins beside us waits for it.
            return change.done().await;
        }
        for statement in schema::STEPS[steps..].iter().copied().flatten() {
            change.run(statement, Vec::new()).await?;
        }
        change.count_to("schema", schema::STEPS.len() as i64).await?;
        change.done().await
    }

    /// Begins a change that is about this: a word for what it is, and its name.
    ///
    /// # Errors
    /// [`Error::Failed`].
    pub async fn begin(&self, about: &str) -> Result<Change, Error> {
        Ok(match self {
            Self::Sqlite(store) => Change::Sqlite(store.begin().await?),
            Self::Postgres(store) => Change::Postgres(store.begin(about).await?),
        })
    }

    /// Everything as it is at one moment, to be read while others go on changing it.
    async fn snapshot(&self) -> Result<Change, Error> {
        Ok(match self {
            Self::Sqlite(store) => Change::Sqlite(store.snapshot().await?),
            Self::Postgres(store) => Change::Postgres(store.snapshot().await?),
        })
    }

    /// What is there now.
    ///
    /// # Errors
    /// [`Error::Failed`].
    pub async fn rows(&self, statement: &'static str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        match self {
            Self::Sqlite(store) => store.rows(statement, values).await,
            Self::Postgres(store) => store.rows(statement, values).await,
        }
    }

    /// The counter of this name: it grows with each change of what it counts.
    ///
    /// # Errors
    /// [`Error::Failed`].
    pub async fn counter(&self, name: &str) -> Result<i64, Error> {
        let mut rows = self.rows("SELECT value FROM counters WHERE name = $1", vec![name.into()]).await?;
        Ok(rows.pop().and_then(|row| row.number(0)).unwrap_or(0))
    }
}

impl Change {
    /// As [`Store::rows`], with what was changed so far.
    ///
    /// # Errors
    /// [`Error::Failed`].
    pub async fn rows(&mut self, statement: &'static str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        match self {
            Self::Sqlite(change) => change.rows(statement, values),
            Self::Postgres(change) => change.rows(statement, values).await,
        }
    }

    /// How many rows were changed.
    ///
    /// # Errors
    /// [`Error::Failed`].
    pub async fn run(&mut self, statement: &'static str, values: Vec<Value>) -> Result<u64, Error> {
        match self {
            Self::Sqlite(change) => change.run(statement, values),
            Self::Postgres(change) => change.run(statement, values).await,
        }
    }

    /// As [`Change::rows`], by a statement that was made of the names of our own tables and columns.
    async fn rows_of(&mut self, statement: String, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        match self {
            Self::Sqlite(change) => change.rows(&statement, values),
            Self::Postgres(change) => change.rows(sqlx::AssertSqlSafe(statement), values).await,
        }
    }

    /// As [`Change::run`], by a statement like that.
    async fn run_of(&mut self, statement: String, values: Vec<Value>) -> Result<u64, Error> {
        match self {
            Self::Sqlite(change) => change.run(&statement, values),
            Self::Postgres(change) => change.run(sqlx::AssertSqlSafe(statement), values).await,
        }
    }

    /// Lets a counter grow.
    ///
    /// # Errors
    /// [`Error::Failed`].
    pub async fn count(&mut self, name: &str) -> Result<(), Error> {
        let grow = "INSERT INTO counters (name, value) VALUES ($1, 1)
                    ON CONFLICT (name) DO UPDATE SET value = counters.value + 1";
        self.run(grow, vec![name.into()]).await.map(drop)
    }

    async fn count_to(&mut self, name: &str, value: i64) -> Result<(), Error> {
        let set = "INSERT INTO counters (name, value) VALUES ($1, $2)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.run(set, vec![name.into(), value.into()]).await.map(drop)
    }

    /// Keeps what was changed.
    ///
    /// # Errors
    /// [`Error::Failed`]: then nothing has changed.
    pub async fn done(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(change) => change.done(),
            Self::Postgres(change) => change.done().await,
        }
    }
}
