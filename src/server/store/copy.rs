//! Everything that is kept, as one file and back, from one kind of database to the other.
//!
//! A line of JSON each: what the file is and the step of its tables (`{"format":"oqyrman-backup","version":1,"schema":4,…}`), then
//! for each table its name and columns (`{"table":"loans","columns":[…]}`) and its rows (`["100","…",1764320400000]`), at
//! the end how many rows there were and the digest of all lines before (`{"rows":2,"sha256":"…"}`).

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::{Change, Store, Value, schema};
use crate::library::shelf::Moment;

const FORMAT: &str = "oqyrman-backup";
const VERSION: u64 = 1;
/// Rows that are in memory at a time.
const PAGE: i64 = 100;
/// Longer than any row, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Why there is no copy, or nothing was taken from it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] super::Error),
    /// The file cannot be written or read: look at the disk.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is no copy.
    #[error("this is no backup")]
    Foreign,
    /// A newer program made it: update this one.
    #[error("the backup has version {0}, which this program does not know")]
    Newer(u64),
    /// It is not whole, from this line on: take another.
    #[error("the backup is damaged at line {0}")]
    Damaged(usize),
    /// Something is kept already, and was not to be replaced.
    #[error("something is kept already")]
    NotEmpty,
}

/// A column of a table.
struct Column {
    name: String,
    is_number: bool,
    /// Its place in the primary key, from 1; 0 when it is none of it.
    key: i64,
}

/// Writes everything as it is at one moment, while others go on changing it. Answers how many rows that were.
///
/// # Errors
/// [`Error::Store`], [`Error::Io`].
pub async fn write(store: &Store, to: impl Write) -> Result<u64, Error> {
    let mut to = Digesting { inner: to, digest: Sha256::new() };
    let mut change = store.snapshot().await?;
    let mut known = change.rows("SELECT value FROM counters WHERE name = 'schema'", Vec::new()).await?;
    let step = known.pop().and_then(|row| row.number(0)).unwrap_or(0);
    let about = json!({ "format": FORMAT, "version": VERSION, "schema": step, "made": Moment::now().to_string() });
    writeln!(to, "{about}")?;
    let mut rows = 0;
    for table in schema::tables(schema::STEPS.len()) {
        let columns = columns(&mut change, table).await?;
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        writeln!(to, "{}", json!({ "table": table, "columns": names }))?;
        let mut last = None;
        while let Some(page) = page(&mut change, table, &columns, last.take()).await? {
            rows += page.len() as u64;
            for row in &page {
                writeln!(to, "{}", Json::from_iter(row.iter().map(json_of)))?;
            }
            last = page.into_iter().next_back();
        }
    }
    let digest: String = to.digest.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(to, "{}", json!({ "rows": rows, "sha256": digest }))?;
    to.flush()?;
    Ok(rows)
}

/// Puts everything back, whole or not at all. Answers how many rows that were.
///
/// # Errors
/// As each says; then nothing has changed.
pub async fn restore(store: &Store, from: impl BufRead, replaces: bool) -> Result<u64, Error> {
    let mut lines = Lines { from, number: 0, digest: Sha256::new() };
    let first = lines.next().map_err(|error| if let Error::Damaged(_) = error { Error::Foreign } else { error })?;
    if first["format"] != FORMAT {
        return Err(Error::Foreign);
    }
    let version = first["version"].as_u64().ok_or(Error::Foreign)?;
    let step = first["schema"].as_u64().ok_or(Error::Foreign)?;
    if version > VERSION || step > schema::STEPS.len() as u64 {
        return Err(Error::Newer(version.max(step)));
    }
    let step = step as usize;
    let mut change = store.begin("schema").await?;
    let mut counters = counters(&mut change).await?;
    for table in schema::tables(schema::STEPS.len()).into_iter().filter(|table| *table != schema::COUNTED) {
        let any = format!("SELECT count(*) FROM (SELECT * FROM {table} LIMIT 1) AS first");
        let any = change.rows_of(any, Vec::new()).await?.pop().and_then(|row| row.number(0));
        if any.unwrap_or(0) > 0 && !replaces {
            return Err(Error::NotEmpty);
        }
        change.run_of(format!("DROP TABLE {table}"), Vec::new()).await?;
    }
    // The tables as they were when the copy was made; later steps bring what is in them along.
    for statement in schema::STEPS[..step].iter().copied().flatten() {
        change.run(statement, Vec::new()).await?;
    }
    let rows = fill(&mut change, &mut lines, step, &mut counters).await?;
    for statement in schema::STEPS[step..].iter().copied().flatten() {
        change.run(statement, Vec::new()).await?;
    }
    // Higher than anything that a running service knows: it reads everything anew.
    for (name, value) in counters.iter().filter(|(name, _)| *name != "schema") {
        change.count_to(name, value.saturating_add(1)).await?;
    }
    change.count_to("schema", schema::STEPS.len() as i64).await?;
    change.done().await?;
    Ok(rows)
}

/// The rows of all tables, as far as the end of the file, which must be there.
async fn fill(
    change: &mut Change,
    lines: &mut Lines<impl BufRead>,
    step: usize,
    counters: &mut BTreeMap<String, i64>,
) -> Result<u64, Error> {
    let known = schema::tables(step);
    let mut rows = 0_u64;
    let mut open: Option<(&str, String, Vec<bool>)> = None;
    loop {
        let so_far = lines.digest.clone();
        let line = lines.next()?;
        let damaged = || Error::Damaged(lines.number);
        if let Some(row) = line.as_array() {
            let (table, put, columns) = open.as_ref().ok_or_else(damaged)?;
            let fits = row.len() == columns.len();
            let values: Option<Vec<Value>> =
                row.iter().zip(columns).map(|(value, is_number)| value_of(value, *is_number)).collect();
            let values = values.filter(|_| fits).ok_or_else(damaged)?;
            rows += 1;
            if *table == schema::COUNTED {
                if let [Value::Text(name), Value::Number(value)] = &values[..] {
                    let highest = counters.entry(name.clone()).or_default();
                    *highest = (*highest).max(*value);
                }
            } else {
                change.run_of(put.clone(), values).await?;
            }
        } else if let Some(table) = line["table"].as_str() {
            let table = known.iter().copied().find(|known| *known == table).ok_or_else(damaged)?;
            let told: Option<Vec<&str>> =
                line["columns"].as_array().and_then(|names| names.iter().map(Json::as_str).collect());
            let told = told.filter(|told| !told.is_empty()).ok_or_else(damaged)?;
            let columns = columns(change, table).await?;
            let of = |name: &&str| columns.iter().find(|column| column.name == *name).map(|column| column.is_number);
            let numbers: Vec<bool> = told.iter().map(of).collect::<Option<_>>().ok_or_else(damaged)?;
            let marks: Vec<String> = (1..=told.len()).map(|at| format!("${at}")).collect();
            let put = format!("INSERT INTO {table} ({}) VALUES ({})", told.join(", "), marks.join(", "));
            open = Some((table, put, numbers));
        } else {
            let digest: String = so_far.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            let is_whole = line["rows"] == rows && line["sha256"] == *digest;
            return is_whole.then_some(rows).ok_or_else(damaged);
        }
    }
}

async fn counters(change: &mut Change) -> Result<BTreeMap<String, i64>, super::Error> {
    let rows = change.rows("SELECT name, value FROM counters", Vec::new()).await?;
    Ok(rows.into_iter().map(|mut row| (row.text(0), row.number(1).unwrap_or(0))).collect())
}

async fn columns(change: &mut Change, table: &str) -> Result<Vec<Column>, super::Error> {
    let ask = match change {
        Change::Sqlite(_) => "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid",
        Change::Postgres(_) => {
            "SELECT attname::TEXT, format_type(atttypid, atttypmod)::TEXT,
                    COALESCE((SELECT array_position(indkey::SMALLINT[], attnum) + 1 FROM pg_index
                              WHERE indrelid = attrelid AND indisprimary), 0)::BIGINT
             FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        }
    };
    let column = |mut row: super::Row| Column {
        name: row.text(0),
        is_number: row.text(1).eq_ignore_ascii_case("bigint"),
        key: row.number(2).unwrap_or(0),
    };
    Ok(change.rows(ask, vec![table.into()]).await?.into_iter().map(column).collect())
}

/// The rows after this one, by the primary key; `None` at the end.
async fn page(
    change: &mut Change,
    table: &str,
    columns: &[Column],
    after: Option<Vec<Value>>,
) -> Result<Option<Vec<Vec<Value>>>, super::Error> {
    let mut keys: Vec<(usize, &Column)> = columns.iter().enumerate().filter(|(_, column)| column.key > 0).collect();
    keys.sort_by_key(|(_, column)| column.key);
    let all: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let by: Vec<&str> = keys.iter().map(|(_, column)| column.name.as_str()).collect();
    let (all, by) = (all.join(", "), by.join(", "));
    let (from, values) = match after {
        None => (String::new(), Vec::new()),
        Some(after) => {
            let marks: Vec<String> = (1..=keys.len()).map(|at| format!("${at}")).collect();
            let values = keys.iter().filter_map(|(at, _)| after.get(*at).cloned()).collect();
            (format!("WHERE ({by}) > ({})", marks.join(", ")), values)
        }
    };
    let ask = format!("SELECT {all} FROM {table} {from} ORDER BY {by} LIMIT {PAGE}");
    let rows: Vec<Vec<Value>> = change.rows_of(ask, values).await?.into_iter().map(|row| row.0).collect();
    Ok(Some(rows).filter(|rows| !rows.is_empty()))
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Number(number) => (*number).into(),
        Value::NoText | Value::NoNumber => Json::Null,
    }
}

fn value_of(value: &Json, is_number: bool) -> Option<Value> {
    Some(match (value, is_number) {
        (Json::Null, true) => Value::NoNumber,
        (Json::Null, false) => Value::NoText,
        (Json::String(text), false) => text.into(),
        (Json::Number(number), true) => number.as_i64()?.into(),
        _ => return None,
    })
}

/// Remembers what went through.
struct Digesting<W> {
    inner: W,
    digest: Sha256,
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

struct Lines<R> {
    from: R,
    /// Of the line that was read last.
    number: usize,
    digest: Sha256,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Result<Json, Error> {
        self.number += 1;
        let mut line = Vec::new();
        (&mut self.from).take(LONGEST).read_until(b'\n', &mut line)?;
        self.digest.update(&line);
        line.pop_if(|end| *end == b'\n')
            .and_then(|_| serde_json::from_slice(&line).ok())
            .ok_or(Error::Damaged(self.number))
    }
}
