//! One SQLite database, for one machine. Processes that share it wait for each other.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ToSql, params_from_iter};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{Error, Row, Value};

/// So long a change waits for that of another process.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug, Clone)]
pub struct Store(Arc<Mutex<Connection>>);

/// The connection is ours until it is done, or undone by its end.
#[derive(Debug)]
pub struct Change {
    connection: OwnedMutexGuard<Connection>,
    is_done: bool,
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(match self {
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => (*number).into(),
            Self::NoText | Self::NoNumber => rusqlite::types::Null.into(),
        })
    }
}

impl Store {
    pub fn open(file: Option<&Path>) -> Result<Self, Error> {
        let connection = match file {
            Some(file) => {
                if let Some(folder) = file.parent() {
                    std::fs::create_dir_all(folder).map_err(|error| Error::Failed(error.to_string()))?;
                }
                Connection::open(file)?
            }
            None => Connection::open_in_memory()?,
        };
        connection.busy_timeout(PATIENCE)?;
        // What a reader was told survives a power cut, too.
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    pub async fn begin(&self) -> Result<Change, Error> {
        let connection = Arc::clone(&self.0).lock_owned().await;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        Ok(Change { connection, is_done: false })
    }

    /// Only reads, and keeps nobody from changing something.
    pub async fn snapshot(&self) -> Result<Change, Error> {
        let connection = Arc::clone(&self.0).lock_owned().await;
        connection.execute_batch("BEGIN DEFERRED")?;
        Ok(Change { connection, is_done: false })
    }

    pub async fn rows(&self, statement: &'static str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        rows(&*self.0.lock().await, statement, &values)
    }
}

impl Change {
    pub fn rows(&mut self, statement: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        rows(&self.connection, statement, &values)
    }

    pub fn run(&mut self, statement: &str, values: Vec<Value>) -> Result<u64, Error> {
        let changed = self.connection.prepare_cached(&numbered(statement))?.execute(params_from_iter(values))?;
        Ok(changed as u64)
    }

    pub fn done(mut self) -> Result<(), Error> {
        self.connection.execute_batch("COMMIT")?;
        self.is_done = true;
        Ok(())
    }
}

impl Drop for Change {
    fn drop(&mut self) {
        if !self.is_done
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::warn!(%error, "a change is not undone");
        }
    }
}

/// With `$1` a name is meant here, with `?1` a number.
fn numbered(statement: &str) -> String {
    statement.replace('$', "?")
}

fn rows(connection: &Connection, statement: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
    let mut prepared = connection.prepare_cached(&numbered(statement))?;
    let columns = prepared.column_count();
    let read = prepared.query_map(params_from_iter(values), |row| {
        let column = |at| {
            Ok(match row.get_ref(at)? {
                ValueRef::Integer(number) => Value::Number(number),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                _ => Value::NoText,
            })
        };
        (0..columns).map(column).collect::<rusqlite::Result<_>>().map(Row)
    })?;
    Ok(read.collect::<rusqlite::Result<_>>()?)
}
