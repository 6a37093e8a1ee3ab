//! The forms that the database has had, in order, and the way from each to the next
//! (<https://sqlite.org/pragma.html#pragma_user_version>).

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{Error, Moment, libraries, patron};

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
    // A passage has two ends; what kind it is was guessed from the note before, and still is in older rows.
    "ALTER TABLE bookmarks ADD COLUMN kind TEXT;
     ALTER TABLE bookmarks ADD COLUMN until TEXT;
     ALTER TABLE bookmarks ADD COLUMN modified INTEGER;",
    // The name of the file that a spoken note lies in.
    "ALTER TABLE bookmarks ADD COLUMN sound TEXT;",
    // The origins that the reader agreed to ask without protection.
    "CREATE TABLE confirmed (origin TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT;",
    // A loan that ended is gone since then: its file is not there, what the reader wrote is. `ties` is JSON: where the
    // library is asked about it. `holds` are what libraries keep for the reader and is not here; `clock` is the newest
    // moment that was believed.
    "ALTER TABLE holdings ADD COLUMN gone INTEGER;
     ALTER TABLE holdings ADD COLUMN leaving INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE holdings ADD COLUMN ties TEXT;
     CREATE TABLE holds (
         library TEXT NOT NULL,
         identifier TEXT NOT NULL,
         title TEXT NOT NULL,
         authors TEXT NOT NULL,
         state TEXT NOT NULL,
         position INTEGER,
         total INTEGER,
         until INTEGER,
         ties TEXT NOT NULL,
         PRIMARY KEY (library, identifier)
     ) STRICT;
     CREATE TABLE clock (only INTEGER PRIMARY KEY CHECK (only = 1), latest INTEGER NOT NULL) STRICT;",
    libraries::MIGRATION,
    // Where libraries keep what travels with a book; what both sides had when they were last at one, with nothing there
    // while they never were.
    "CREATE TABLE ways (
         holding INTEGER NOT NULL REFERENCES holdings (id) ON DELETE CASCADE,
         relation TEXT NOT NULL,
         address TEXT NOT NULL,
         PRIMARY KEY (holding, relation)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE synced (
         holding INTEGER NOT NULL REFERENCES holdings (id) ON DELETE CASCADE,
         channel TEXT NOT NULL,
         here REAL,
         there REAL,
         modified INTEGER NOT NULL,
         dirty INTEGER NOT NULL,
         PRIMARY KEY (holding, channel)
     ) STRICT, WITHOUT ROWID;",
    // Books on their way, written down before anything is asked for: what is wanted and, once the library has lent it,
    // from where it is fetched.
    "CREATE TABLE pending (
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         key TEXT NOT NULL UNIQUE,
         title TEXT NOT NULL,
         wanted TEXT NOT NULL,
         stage TEXT,
         position INTEGER NOT NULL,
         paused INTEGER NOT NULL,
         failed INTEGER NOT NULL,
         created INTEGER NOT NULL
     ) STRICT;",
    // JSON, of samples alone: where the whole book is.
    "ALTER TABLE holdings ADD COLUMN sample TEXT;",
    // The row of `pending` that it last came of, by which another program that waits for it finds it.
    "ALTER TABLE holdings ADD COLUMN download INTEGER;",
    // By what a note is known on all devices; what both sides had when they were last at one.
    "ALTER TABLE bookmarks ADD COLUMN urn TEXT;
     CREATE UNIQUE INDEX bookmarks_by_urn ON bookmarks (holding, urn);
     CREATE TABLE notes_met (
         holding INTEGER NOT NULL REFERENCES holdings (id) ON DELETE CASCADE,
         urn TEXT NOT NULL,
         digest TEXT NOT NULL,
         PRIMARY KEY (holding, urn)
     ) STRICT, WITHOUT ROWID;",
    patron::MIGRATION,
];

/// Brings the database to the newest form. Before each step a copy is put into `copies`, unless the database was made
/// just now.
pub(super) fn run(connection: &mut Connection, migrations: &[&str], copies: &Path) -> Result<(), Error> {
    let mut made_now = false;
    loop {
        // The lock for writing is taken before the form is looked at: of two programs that start together, the second
        // waits and then finds nothing to do.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let form: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let Some(migration) = usize::try_from(form).ok().and_then(|form| migrations.get(form)) else {
            let newest = migrations.len() as i64;
            return if form == newest { Ok(()) } else { Err(Error::Newer(form)) };
        };
        made_now |= form == 0;
        if !made_now && let Some(database) = transaction.path().map(PathBuf::from) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn form(connection: &Connection) -> i64 {
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("asked")
    }

    fn copies(folder: &Path) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
            .map(|names| names.flatten().map(|name| name.path()).collect())
            .unwrap_or_default();
        found.sort();
        found
    }

    #[test]
    fn each_step_but_those_that_make_the_database_leaves_a_copy_of_the_form_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let (database, kept) = (folder.path().join("shelf.sqlite"), folder.path().join("copies"));
        let mut connection = Connection::open(&database).expect("opened");
        connection.pragma_update(None, "journal_mode", "WAL").expect("set");
        let mut steps = MIGRATIONS.to_vec();
        run(&mut connection, &steps, &kept).expect("made");
        assert_eq!(form(&connection), MIGRATIONS.len() as i64);
        assert!(copies(&kept).is_empty(), "nothing was there to copy");
        connection
            .execute("INSERT INTO libraries (url, title, chosen) VALUES ('http://a/', 'A', 1)", [])
            .expect("kept");

        steps.extend(["ALTER TABLE libraries ADD COLUMN branch TEXT", "CREATE TABLE cards (number TEXT) STRICT"]);
        run(&mut connection, &steps, &kept).expect("migrated");
        assert_eq!(form(&connection), MIGRATIONS.len() as i64 + 2);
        let titles: String = connection
            .query_row("SELECT title FROM libraries WHERE branch IS NULL", [], |row| row.get(0))
            .expect("the row is still there");
        assert_eq!(titles, "A");
        let found = copies(&kept);
        assert_eq!(found.len(), 2, "{found:?}");
        for (number, copy) in found.iter().enumerate() {
            let copy = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a whole database");
            assert_eq!(form(&copy), (MIGRATIONS.len() + number) as i64);
            let url: String = copy.query_row("SELECT url FROM libraries", [], |row| row.get(0)).expect("its row");
            assert_eq!(url, "http://a/");
        }
        run(&mut connection, &steps, &kept).expect("nothing to do");
        assert_eq!(copies(&kept).len(), 2);
    }

    #[test]
    fn a_step_that_fails_changes_nothing_and_the_copies_stay_few() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = folder.path().join("copies");
        let mut connection = Connection::open(folder.path().join("shelf.sqlite")).expect("opened");
        let mut steps = MIGRATIONS.to_vec();
        run(&mut connection, &steps, &kept).expect("made");
        steps.push("CREATE TABLE cards (number TEXT) STRICT; INSERT INTO nowhere VALUES (1)");
        run(&mut connection, &steps, &kept).expect_err("the step is wrong");
        assert_eq!(form(&connection), MIGRATIONS.len() as i64);
        connection.prepare("SELECT * FROM cards").expect_err("half a step is none");
        steps.pop();
        steps.extend(["CREATE TABLE a (x) ", "DROP TABLE a"].repeat(4));
        std::fs::write(kept.join("shelf-001-1.part"), b"cut off").expect("written");
        run(&mut connection, &steps, &kept).expect("migrated");
        let found = copies(&kept);
        assert_eq!(found.len(), COPIES, "{found:?}");
        assert!(found.iter().all(|copy| copy.extension().is_some_and(|ending| ending == "sqlite")), "{found:?}");
    }
}
