//! The forms that the database has had, in order, and the way from each to the next
//! (<https://sqlite.org/pragma.html#pragma_user_version>).

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{Error, Moment};

/// How many copies of older forms are kept.
const COPIES: usize = 5;

/// The way to form n + 1 stands at index n. Only ever added to: readers have every one of them.
pub(super) const MIGRATIONS: &[&str] = &[
    // Languages and authors are JSON arrays; times are milliseconds since 1970 in UTC.
    "CREATE TABLE holdings (
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         title TEXT NOT NULL,
         authors TEXT NOT NULL,
         languages TEXT NOT NULL,
         identifier TEXT,
         format TEXT NOT NULL,
         file TEXT NOT NULL UNIQUE,
         sha256 TEXT NOT NULL UNIQUE,
         source TEXT,
         loan INTEGER NOT NULL DEFAULT 0,
         loan_since INTEGER,
         loan_until INTEGER,
         added INTEGER NOT NULL,
         last_opened INTEGER,
         finished INTEGER
     ) STRICT;
     CREATE INDEX holdings_by_identifier ON holdings (identifier);
     CREATE TABLE places (
         holding INTEGER PRIMARY KEY REFERENCES holdings (id) ON DELETE CASCADE,
         locator TEXT NOT NULL,
         progress REAL NOT NULL,
         modified INTEGER NOT NULL
     ) STRICT;
     CREATE TABLE bookmarks (
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         holding INTEGER NOT NULL REFERENCES holdings (id) ON DELETE CASCADE,
         locator TEXT NOT NULL,
         progress REAL NOT NULL,
         text TEXT NOT NULL,
         note TEXT,
         created INTEGER NOT NULL
     ) STRICT;
     CREATE INDEX bookmarks_by_holding ON bookmarks (holding, progress);
     CREATE TABLE libraries (
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         url TEXT NOT NULL UNIQUE,
         title TEXT NOT NULL,
         chosen INTEGER NOT NULL,
         user TEXT
     ) STRICT;",
];

/// Brings the database to the newest form. Before each step but the first a copy is put into `copies`.
pub(super) fn run(connection: &mut Connection, migrations: &[&str], copies: &Path) -> Result<(), Error> {
    loop {
        // The lock for writing is taken before the form is looked at: of two programs that start together, the second
        // waits and then finds nothing to do.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let form: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let Some(migration) = usize::try_from(form).ok().and_then(|form| migrations.get(form)) else {
            let newest = migrations.len() as i64;
            return if form == newest { Ok(()) } else { Err(Error::Newer(form)) };
        };
        if form > 0
            && let Some(database) = transaction.path().map(PathBuf::from)
        {
            copy(&database, copies, form)?;
        }
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", form + 1)?;
        transaction.commit()?;
        tracing::info!(form = form + 1, "the shelf has a new form");
    }
}

/// Copies what is committed. A reader of its own sees that while our transaction holds the lock for writing.
fn copy(database: &Path, copies: &Path, form: i64) -> Result<(), Error> {
    std::fs::create_dir_all(copies)?;
    let stamp = Moment::now().unix_millis();
    let whole = copies.join(format!("shelf-{form:03}-{stamp}.sqlite"));
    let part = whole.with_extension("part");
    let source = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mut target = Connection::open(&part)?;
    Backup::new(&source, &mut target)?.run_to_completion(256, Duration::ZERO, None)?;
    // A copy is one file that any program opens: no journal beside it.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    target.close().map_err(|(_, error)| error)?;
    std::fs::File::options().write(true).open(&part)?.sync_all()?;
    std::fs::rename(&part, &whole)?;
    forget_oldest(copies)?;
    Ok(())
}

fn forget_oldest(copies: &Path) -> std::io::Result<()> {
    let mut found: Vec<(std::time::SystemTime, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(copies)? {
        let entry = entry?;
        let path = entry.path();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("sqlite") => found.push((entry.metadata()?.modified()?, path)),
            // Cut off by a crash while it was written.
            Some("part") => std::fs::remove_file(path)?,
            _ => {}
        }
    }
    found.sort();
    let many = found.len().saturating_sub(COPIES);
    for (_, path) in found.into_iter().take(many) {
        std::fs::remove_file(path)?;
    }
    Ok(())
}
