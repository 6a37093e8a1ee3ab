//! Opening the shelf, whatever state it is in: a damaged database is set aside and kept, what can still be read in it is
//! taken over, and the books are found again from their folder.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, types::Value};

use super::store::Store;
use super::{Error, Moment, files};
use crate::home::Home;

/// How long a process waits for another one that opens the same shelf.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was done about a damaged shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// Where the damaged database lies now.
    pub set_aside: PathBuf,
    /// Books on the new shelf.
    pub holdings: usize,
    /// Of them, those whose place was kept.
    pub places: usize,
}

/// Opens the shelf of this home.
pub(super) fn open(home: &Home) -> Result<(Store, Option<Recovery>), Error> {
    let _lock = lock(&home.root().join("shelf.lock"), PATIENCE)?;
    let (mut store, set_aside) = match attempt(home) {
        Err(Error::Damaged) => {
            let set_aside = set_aside(&home.shelf())?;
            tracing::warn!(path = %set_aside.display(), "the shelf is damaged and was set aside");
            (attempt(home)?, Some(set_aside))
        }
        other => (other?, None),
    };
    if let Some(damaged) = &set_aside {
        salvage(damaged, &mut store);
    }
    find_again(&mut store)?;
    let Some(set_aside) = set_aside else { return Ok((store, None)) };
    let holdings = store.holdings()?;
    let places = holdings.iter().filter(|holding| holding.progress.is_some()).count();
    Ok((store, Some(Recovery { set_aside, holdings: holdings.len(), places })))
}

fn attempt(home: &Home) -> Result<Store, Error> {
    let database = home.shelf();
    let mut store = Store::open(&database, home.books(), &home.root().join("shelf-copies")).map_err(|error| {
        use rusqlite::ErrorCode as Code;
        match &error {
            Error::Database(cause) => match cause.sqlite_error_code() {
                Some(Code::CannotOpen | Code::PermissionDenied | Code::ReadOnly) => Error::Forbidden(database.clone()),
                // A table that is there already or not there yet: the form is not what the number says.
                Some(Code::Unknown) => Error::Damaged,
                _ => error,
            },
            _ => error,
        }
    })?;
    let connection = store.connection();
    let answer: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if answer != "ok" {
        return Err(Error::Damaged);
    }
    for table in TABLES {
        let columns = table.columns.join(", ");
        connection.prepare(&format!("SELECT {columns} FROM {}", table.name)).map_err(|_| Error::Damaged)?;
    }
    Ok(store)
}

/// Renames the database and its logs. The log goes first: were it left to a new database after a crash, it would be
/// played into that.
fn set_aside(database: &Path) -> Result<PathBuf, Error> {
    let target = database.with_file_name(format!("shelf-damaged-{}.sqlite", Moment::now().unix_millis()));
    for ending in ["-wal", "-shm", "-journal", ""] {
        let with_ending = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        match std::fs::rename(with_ending(database), with_ending(&target)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(super::at(database, error)),
            _ => {}
        }
    }
    Ok(target)
}

struct Table {
    name: &'static str,
    /// What its rows lie in the order of.
    order: &'static str,
    columns: &'static [&'static str],
}

/// What the newest form has, in an order in which no row names one that comes later.
const TABLES: &[Table] = &[
    Table {
        name: "holdings",
        order: "rowid",
        columns: &[
            "id",
            "title",
            "authors",
            "languages",
            "identifier",
            "format",
            "file",
            "sha256",
            "source",
            "loan",
            "loan_since",
            "loan_until",
            "added",
            "last_opened",
            "finished",
            "gone",
            "leaving",
            "ties",
            "sample",
        ],
    },
    Table { name: "places", order: "rowid", columns: &["holding", "locator", "progress", "modified"] },
    Table {
        name: "bookmarks",
        order: "rowid",
        columns: &[
            "id", "holding", "locator", "progress", "text", "note", "created", "kind", "until", "modified", "sound",
            "urn",
        ],
    },
    // Where notes and places are kept; what both sides had is found again by asking.
    Table { name: "ways", order: "holding", columns: &["holding", "relation", "address"] },
    Table {
        name: "libraries",
        order: "rowid",
        columns: &["id", "url", "title", "chosen", "user", "kind", "renamed", "failed"],
    },
    Table { name: "confirmed", order: "rowid", columns: &["origin", "since"] },
    Table { name: "people", order: "library", columns: &["library", "known"] },
    Table { name: "wishes", order: "created", columns: &["id", "library", "card", "address", "wish", "created"] },
    Table {
        name: "holds",
        order: "rowid",
        columns: &["library", "identifier", "title", "authors", "state", "position", "total", "until", "ties"],
    },
    Table { name: "clock", order: "rowid", columns: &["only", "latest"] },
    Table {
        name: "pending",
        order: "rowid",
        columns: &["id", "key", "title", "wanted", "stage", "position", "paused", "failed", "created"],
    },
];

/// Takes over every row that can still be read. Faults end the reading from one side; it is tried from the other.
fn salvage(damaged: &Path, store: &mut Store) {
    let Ok(source) = Connection::open_with_flags(damaged, OpenFlags::SQLITE_OPEN_READ_WRITE) else { return };
    // What was set aside stays as it was found.
    let _ = source.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
    let _ = source.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON;");
    let books = store.books().to_path_buf();
    for table in TABLES {
        for direction in ["ASC", "DESC"] {
            match salvage_table(&source, table, direction, store, &books) {
                Ok(rows) => tracing::info!(table = table.name, direction, rows, "rows taken over"),
                Err(error) => tracing::warn!(table = table.name, direction, %error, "rows lost"),
            }
        }
    }
}

fn salvage_table(
    source: &Connection,
    table: &Table,
    direction: &str,
    store: &mut Store,
    books: &Path,
) -> Result<usize, rusqlite::Error> {
    // What was damaged may have an older form.
    let there = |column: &&&str| source.prepare(&format!("SELECT {column} FROM {}", table.name)).is_ok();
    let found: Vec<&str> = table.columns.iter().filter(there).copied().collect();
    let columns = found.join(", ");
    let slots = vec!["?"; found.len()].join(", ");
    let mut read =
        source.prepare(&format!("SELECT {columns} FROM {} ORDER BY {} {direction}", table.name, table.order))?;
    let target = store.connection().transaction()?;
    let mut taken = 0;
    {
        let mut write =
            target.prepare(&format!("INSERT OR IGNORE INTO {} ({columns}) VALUES ({slots})", table.name))?;
        let mut rows = read.query([])?;
        // The loop ends at the first row that cannot be read; what came before it is kept.
        while let Ok(Some(row)) = rows.next() {
            let values: Result<Vec<Value>, _> = (0..found.len()).map(|column| row.get(column)).collect();
            let Ok(values) = values else { continue };
            let value = |name| found.iter().position(|column| *column == name).map(|column| &values[column]);
            // A loan that ended has no file, but what the reader wrote in it.
            let gone = matches!(value("gone"), Some(Value::Integer(_)));
            if let Some(Value::Text(name)) = value("file")
                && !gone
                && !files::path_in(books, name).is_file()
            {
                continue;
            }
            // A place whose holding was lost, a number where a text belongs: the row is left out.
            taken += write.execute(rusqlite::params_from_iter(values)).unwrap_or_default();
        }
    }
    target.commit()?;
    Ok(taken)
}

/// Shelves the books in the folder that no holding has: after a damage all of them, else those that a crash left
/// between file and row.
fn find_again(store: &mut Store) -> Result<(), Error> {
    for path in store.tidy()? {
        let Ok(card) = files::card(&path) else { continue };
        let Ok(sha256) = File::open(&path).map_err(Error::from).and_then(|file| files::sha256(&file)) else { continue };
        store.adopt(&path, &sha256, card)?;
    }
    Ok(())
}

/// One process at a time has this file: it opens the shelf, so that two do not mend it at once, or asks about loans. Freed when
/// the file is closed. `None` on a file system without locks.
pub(super) fn lock(path: &Path, patience: Duration) -> Result<Option<File>, Error> {
    let file =
        File::options().create(true).truncate(false).write(true).open(path).map_err(|error| super::at(path, error))?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) if started.elapsed() > patience => return Err(Error::Busy),
            // There is nothing to wait on: file locks have no time limit of their own.
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            // A file system without locks: SQLite's own are all there is.
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is made anew without loss: what both sides had when places and notes were last at one, the order of titles, which
    /// row a download came of.
    const MADE_ANEW: [&str; 4] = ["synced", "notes_met", "holdings.collation", "holdings.download"];

    #[test]
    fn no_column_is_forgotten_when_a_damaged_shelf_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let mut store = Store::open(&at("shelf.db"), at("books"), &at("copies")).expect("a shelf");
        let connection = store.connection();
        let all = |query: &str, name: &str| -> Vec<String> {
            let mut statement = connection.prepare(query).expect("a query");
            let rows = statement.query_map([name], |row| row.get(0)).expect("rows");
            rows.collect::<Result<_, _>>().expect("names")
        };
        let tables = all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE ?1", "sqlite%");
        let mut forgotten = Vec::new();
        for name in tables {
            let Some(known) = TABLES.iter().find(|table| table.name == name) else {
                forgotten.push(name);
                continue;
            };
            let columns = all("SELECT name FROM pragma_table_info(?1)", &name);
            let missing = columns.iter().filter(|column| !known.columns.contains(&column.as_str()));
            forgotten.extend(missing.map(|column| format!("{name}.{column}")));
        }
        forgotten.retain(|it| !MADE_ANEW.contains(&it.as_str()));
        assert_eq!(forgotten, Vec::<String>::new());
    }
}
