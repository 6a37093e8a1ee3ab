//! The tables of the index and the file they lie in (FTS5 <https://sqlite.org/fts5.html>).
//!
//! The file can always be made again from the libraries: one that is damaged, or of another form, is deleted.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::Error;

/// The form of the file (`PRAGMA user_version`); any other is thrown away.
const VERSION: i64 = 2;

/// How long one connection waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is searched holds no text, only keys ([`crate::library::folding::skeleton`]) and tokens of ours, parted by spaces:
/// `^` begins the first word of a title in `head`, `:::` a facet: as long as the beginnings that are kept beside the words,
/// so that all facets share one of each. Beginnings of one letter are not kept: they would cost a tenth of the file, and
/// the first word of a title has the `^` for it. Every answer comes in the order of the row's number, whose
/// upper bits are the rank of the title, so that no answer has to be sorted by SQLite.
const SCHEMA: &str = "
CREATE TABLE sources (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, title TEXT NOT NULL, kind INTEGER NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0, checked INTEGER, whole INTEGER, newest INTEGER,
    broken INTEGER NOT NULL DEFAULT 0, generation INTEGER NOT NULL DEFAULT 0, entries INTEGER NOT NULL DEFAULT 0) STRICT;
-- keys: of the titles that stand on it, eight bytes each, so that they are met when the page is what it was.
CREATE TABLE pages (id INTEGER PRIMARY KEY, source INTEGER NOT NULL, url TEXT NOT NULL, etag TEXT, modified TEXT,
    next TEXT, digest INTEGER, keys BLOB, generation INTEGER NOT NULL, UNIQUE (source, url)) STRICT;
-- key: of the identifier, so that a title is known again. work: of words in title and author, so that one book in two
-- libraries is known to be one. digest: of everything that is told and searched. href: where the whole entry is, without
-- the source's own host. identifier: only of a title that is nowhere but on its page, to find it there again.
CREATE TABLE titles (id INTEGER PRIMARY KEY, source INTEGER NOT NULL, key INTEGER NOT NULL, work INTEGER NOT NULL,
    digest INTEGER NOT NULL, title TEXT NOT NULL, authors TEXT NOT NULL, narrators TEXT, languages TEXT,
    formats INTEGER NOT NULL, flags INTEGER NOT NULL, year INTEGER, added INTEGER, generation INTEGER NOT NULL,
    page INTEGER, identifier TEXT, href TEXT) STRICT;
CREATE UNIQUE INDEX titles_by_key ON titles (source, key);
CREATE VIRTUAL TABLE words USING fts5(head, title, people, rest, facets, content='', contentless_delete=1,
    detail=column, prefix='2 3', tokenize=\"ascii tokenchars '^:'\");
-- What mistakes are forgiven by, counted now and then.
CREATE TABLE vocabulary (word TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO numbers VALUES ('sequence', 0);
INSERT INTO words (words, rank) VALUES ('automerge', 8);
";

/// What is asked of every connection that was opened: what fails here is not our file.
const CHECK: &str = "SELECT (SELECT count(*) FROM sources), (SELECT max(id) FROM titles), (SELECT max(id) FROM pages),
    (SELECT value FROM numbers WHERE name = 'sequence'), (SELECT word FROM vocabulary LIMIT 1),
    (SELECT rowid FROM words WHERE words MATCH '\"^a\" *' LIMIT 1)";

/// The connection that writes, and whether there was a file that had to go.
pub(super) fn open(path: &Path) -> Result<(Connection, bool), Error> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let _alone = alone(path)?;
    let is_there = path.exists();
    match attempt(path) {
        Ok(connection) => Ok((connection, false)),
        Err(Error::Damaged) => {
            tracing::warn!(path = %path.display(), "the index is damaged or of another form and is made again");
            delete(path)?;
            Ok((attempt(path)?, is_there))
        }
        Err(other) => Err(other),
    }
}

/// Deletes the file and opens a new one.
pub(super) fn again(path: &Path) -> Result<Connection, Error> {
    let _alone = alone(path)?;
    delete(path)?;
    attempt(path)
}

/// A connection of its own that only reads: it never waits for what is written meanwhile.
pub(super) fn open_reader(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.execute_batch("PRAGMA cache_size = -32000; PRAGMA trusted_schema = OFF;")?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

fn attempt(path: &Path) -> Result<Connection, Error> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64000;
         PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
    )?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if version == 0 && tables == 0 {
        let transaction = connection.transaction()?;
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()?;
    } else if version != VERSION {
        return Err(Error::Damaged);
    }
    // A table or a column that is not there is no less a damage.
    connection.query_row(CHECK, [], |_| Ok(())).map_err(|error| match error.into() {
        Error::Database(cause) => {
            tracing::debug!(%cause, "the index does not answer");
            Error::Damaged
        }
        other => other,
    })?;
    connection.execute_batch("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'words', 'row')")?;
    Ok(connection)
}

/// The log goes first: were it left to a new file after a crash, it would be played into that.
fn delete(path: &Path) -> Result<(), Error> {
    for ending in ["-wal", "-shm", "-journal", ""] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// One process at a time opens the index, so that none deletes what another has just made. Freed when it is dropped.
fn alone(path: &Path) -> Result<File, Error> {
    let file = File::options().create(true).truncate(false).write(true).open(path.with_extension("lock"))?;
    // A file system without locks: SQLite's own are all there is.
    let _ = file.lock();
    Ok(file)
}
