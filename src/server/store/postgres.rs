//! A PostgreSQL database, for any number of servers beside each other.

use std::time::Duration;

use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::query::Query;
use sqlx::{Column, PgPool, Postgres, Row as _, SqlSafeStr, Transaction, TypeInfo};

use super::{Error, Row, Value};

/// Connections of one server.
const CONNECTIONS: u32 = 16;
/// So long somebody waits for one.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug, Clone)]
pub struct Store(PgPool);

#[derive(Debug)]
pub struct Change(Transaction<'static, Postgres>);

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl Store {
    pub async fn open(address: &str) -> Result<Self, Error> {
        let unreachable = |error: sqlx::Error| Error::Unreachable(error.to_string());
        let options: PgConnectOptions = address.parse().map_err(unreachable)?;
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
        Ok(Self(pool.connect_with(options.application_name("oqyrman")).await.map_err(unreachable)?))
    }

    /// Whoever changes the same waits here: a book that is lent once is asked for by many at once.
    pub async fn begin(&self, about: &str) -> Result<Change, Error> {
        let mut change = Change(self.0.begin().await?);
        change.rows("SELECT 1::BIGINT FROM pg_advisory_xact_lock(hashtextextended($1, 0))", vec![about.into()]).await?;
        Ok(change)
    }

    /// Only reads, and keeps nobody from changing something.
    pub async fn snapshot(&self) -> Result<Change, Error> {
        Ok(Change(self.0.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?))
    }

    pub async fn rows(&self, statement: &'static str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        read(bound(statement, values).fetch_all(&self.0).await?)
    }
}

impl Change {
    pub async fn rows(&mut self, statement: impl SqlSafeStr, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        read(bound(statement, values).fetch_all(&mut *self.0).await?)
    }

    pub async fn run(&mut self, statement: impl SqlSafeStr, values: Vec<Value>) -> Result<u64, Error> {
        Ok(bound(statement, values).execute(&mut *self.0).await?.rows_affected())
    }

    pub async fn done(self) -> Result<(), Error> {
        Ok(self.0.commit().await?)
    }
}

fn bound(statement: impl SqlSafeStr, values: Vec<Value>) -> Query<'static, Postgres, PgArguments> {
    values.into_iter().fold(sqlx::query(statement), |query, value| match value {
        Value::Text(text) => query.bind(text),
        Value::Number(number) => query.bind(number),
        Value::NoText => query.bind(None::<String>),
        Value::NoNumber => query.bind(None::<i64>),
    })
}

fn read(rows: Vec<PgRow>) -> Result<Vec<Row>, Error> {
    let row = |row: PgRow| {
        let column = |(at, column): (usize, &sqlx::postgres::PgColumn)| {
            Ok(match column.type_info().name() {
                "INT8" => row.try_get::<Option<i64>, _>(at)?.map_or(Value::NoNumber, Value::Number),
                _ => row.try_get::<Option<String>, _>(at)?.map_or(Value::NoText, Value::Text),
            })
        };
        row.columns().iter().enumerate().map(column).collect::<Result<_, sqlx::Error>>().map(Row)
    };
    Ok(rows.into_iter().map(row).collect::<Result<_, _>>()?)
}
