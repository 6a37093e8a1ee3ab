//! The connection to the database and what is asked of it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, TransactionBehavior, params};

use super::files::{self, Incoming};
use super::holding::{Card, Id, Ties};
use super::{Bookmark, Error, Holding, Loan, Moment, Place, Shelved, bookmark, collation_key, migration};
use crate::book::{Format, Language, Locator};

/// How long a process waits for another one that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// The connection, and the folder that the files lie in.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) connection: Connection,
    pub(super) books: PathBuf,
}

const HOLDING: &str = "SELECT holdings.id, title, authors, languages, identifier, format, file, sha256, source, loan,
    loan_since, loan_until, added, last_opened, finished, progress, gone, leaving, ties, sample
    FROM holdings LEFT JOIN places ON places.holding = holdings.id";

impl Store {
    /// Opens the database and brings it to the newest form.
    pub fn open(database: &Path, books: PathBuf, copies: &Path) -> Result<Self, Error> {
        let mut connection = Connection::open(database)?;
        prepare(&connection)?;
        migration::run(&mut connection, migration::MIGRATIONS, copies)?;
        std::fs::create_dir_all(&books)?;
        Ok(Self { connection, books })
    }

    pub fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    pub fn books(&self) -> &Path {
        &self.books
    }

    /// The lock for writing is taken at once: a transaction that first reads and then writes could be turned away in
    /// between, however long it waits.
    pub(super) fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        Ok(self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    pub fn holdings(&self) -> Result<Vec<Holding>, Error> {
        let mut statement = self.connection.prepare_cached(HOLDING)?;
        let rows = statement.query_map([], |row| holding(row, &self.books))?;
        let mut holdings = rows.collect::<Result<Vec<_>, _>>()?;
        holdings.sort_by_cached_key(|holding| {
            (std::cmp::Reverse(holding.last_opened), collation_key(&holding.title), holding.id)
        });
        Ok(holdings)
    }

    pub(super) fn find(
        connection: &Connection,
        books: &Path,
        filter: &str,
        by: impl Params,
    ) -> Result<Option<Holding>, Error> {
        let mut statement = connection.prepare_cached(&format!("{HOLDING} WHERE {filter}"))?;
        Ok(statement.query_row(by, |row| holding(row, books)).optional()?)
    }

    pub fn holding(&self, id: Id) -> Result<Option<Holding>, Error> {
        Self::find(&self.connection, &self.books, "holdings.id = ?1", [id.0])
    }

    pub fn find_identifier(&self, identifier: &str) -> Result<Option<Holding>, Error> {
        Self::find(&self.connection, &self.books, "identifier = ?1 ORDER BY holdings.id", [identifier])
    }

    pub fn find_sha256(&self, sha256: &str) -> Result<Option<Holding>, Error> {
        Self::find(&self.connection, &self.books, "sha256 = ?1", [sha256.to_ascii_lowercase()])
    }

    /// Shelves a file, for this holding when one is named. File and row change under one lock for writing; whatever a
    /// crash leaves between them, [`Store::tidy`] ends.
    pub fn shelve(&mut self, incoming: Incoming, mut card: Card, holding: Option<Id>) -> Result<Shelved, Error> {
        if card.title.trim().is_empty() {
            card.title.clone_from(&incoming.title);
        }
        let books = self.books.clone();
        let transaction = self.begin()?;
        let same_file = Self::find(&transaction, &books, "sha256 = ?1", [&incoming.sha256])?;
        let same = match (same_file, holding) {
            (Some(found), _) => Some(found),
            (None, Some(id)) => {
                let found = Self::find(&transaction, &books, "holdings.id = ?1", [id.0])?;
                Some(found.ok_or(Error::Unknown(id))?)
            }
            (None, None) => same_publication(&transaction, &books, &card)?,
        };
        let id = match &same {
            Some(found) if found.sha256 == incoming.sha256 && found.present => found.id,
            Some(found) => {
                files::hide(&books, found.file_name())?;
                let file = incoming.place(&books, &card)?;
                transaction.execute(
                    "UPDATE holdings SET file = ?2, sha256 = ?3, format = ?4, gone = NULL WHERE id = ?1",
                    params![found.id.0, file, incoming.sha256, card.format.name()],
                )?;
                found.id
            }
            None => {
                let file = incoming.place(&books, &card)?;
                insert(&transaction, &card, &file, &incoming.sha256)?
            }
        };
        if same.is_some() && (card.source.is_some() || card.loan.is_some()) {
            let (loan, since, until) = loan_columns(card.loan);
            transaction.execute(
                "UPDATE holdings SET source = coalesce(?2, source), loan = ?3, loan_since = ?4, loan_until = ?5,
                 ties = coalesce(?6, ties), leaving = 0 WHERE id = ?1",
                params![id.0, card.source, loan, since, until, card.ties.as_ref().map(json)],
            )?;
        }
        if let Some(identifier) = card.identifier.as_deref().filter(|_| card.loan.is_some()) {
            // What waited for the reader has come.
            transaction.execute("DELETE FROM holds WHERE identifier = ?1", [identifier])?;
        }
        if let Some(pending) = card.pending {
            transaction.execute("DELETE FROM pending WHERE id = ?1", [pending.number()])?;
            transaction.execute("UPDATE holdings SET download = ?2 WHERE id = ?1", [id.0, pending.number()])?;
        }
        let shelved = Self::find(&transaction, &books, "holdings.id = ?1", [id.0])?.ok_or(Error::Unknown(id))?;
        transaction.commit()?;
        Ok(match same {
            Some(before) => {
                if before.file != shelved.file {
                    files::delete_hidden(&books, before.file_name());
                }
                Shelved::Again(shelved)
            }
            None => Shelved::New(shelved),
        })
    }

    pub fn remove(&mut self, id: Id) -> Result<(), Error> {
        let books = self.books.clone();
        let transaction = self.begin()?;
        let found = Self::find(&transaction, &books, "holdings.id = ?1", [id.0])?.ok_or(Error::Unknown(id))?;
        transaction.execute("DELETE FROM holdings WHERE id = ?1", [id.0])?;
        files::hide(&books, found.file_name())?;
        transaction.commit()?;
        files::delete_hidden(&books, found.file_name());
        Ok(())
    }

    pub(super) fn change(&self, id: Id, statement: &str, values: impl Params) -> Result<(), Error> {
        match self.connection.prepare_cached(statement)?.execute(values)? {
            0 => Err(Error::Unknown(id)),
            _ => Ok(()),
        }
    }

    pub fn opened(&self, id: Id, now: Moment) -> Result<(), Error> {
        self.change(id, "UPDATE holdings SET last_opened = ?2 WHERE id = ?1", [id.0, now.unix_millis()])
    }

    pub fn set_finished(&self, id: Id, finished: Option<Moment>) -> Result<(), Error> {
        let finished = finished.map(Moment::unix_millis);
        self.change(id, "UPDATE holdings SET finished = ?2 WHERE id = ?1", params![id.0, finished])
    }

    pub fn set_loan(&self, id: Id, loan: Option<Loan>) -> Result<(), Error> {
        let (loan, since, until) = loan_columns(loan);
        self.change(
            id,
            "UPDATE holdings SET loan = ?2, loan_since = ?3, loan_until = ?4 WHERE id = ?1",
            params![id.0, loan, since, until],
        )
    }

    pub fn place(&self, id: Id) -> Result<Option<Place>, Error> {
        let mut statement =
            self.connection.prepare_cached("SELECT locator, progress, modified FROM places WHERE holding = ?1")?;
        let place = statement.query_row([id.0], |row| {
            Ok(Place {
                locator: locator(&row.get::<_, String>(0)?),
                progress: row.get(1)?,
                modified: Moment::from_unix_millis(row.get(2)?),
            })
        });
        Ok(place.optional()?)
    }

    pub fn save_place(&self, id: Id, place: &Place) -> Result<(), Error> {
        // A holding that another process took away is no foreign key any more: nothing is inserted.
        self.change(
            id,
            "INSERT INTO places (holding, locator, progress, modified) SELECT id, ?2, ?3, ?4 FROM holdings WHERE id = ?1
             ON CONFLICT (holding) DO UPDATE
             SET locator = excluded.locator, progress = excluded.progress, modified = excluded.modified",
            params![id.0, json(&place.locator), inside(place.progress), place.modified.unix_millis()],
        )
    }

    pub fn bookmarks(&self, id: Id) -> Result<Vec<Bookmark>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, holding, locator, progress, text, note, created, kind, until, modified, sound FROM bookmarks
             WHERE holding = ?1 ORDER BY progress, id",
        )?;
        let rows = statement.query_map([id.0], |row| {
            let note: Option<String> = row.get(5)?;
            let (kind, until): (Option<String>, Option<String>) = (row.get(7)?, row.get(8)?);
            Ok(Bookmark {
                id: bookmark::Id(row.get(0)?),
                holding: Id(row.get(1)?),
                kind: kind
                    .as_deref()
                    .and_then(bookmark::Kind::from_name)
                    .unwrap_or_else(|| kind_of_old(note.as_deref())),
                locator: locator(&row.get::<_, String>(2)?),
                end: until.as_deref().map(locator),
                progress: row.get(3)?,
                text: row.get(4)?,
                note,
                created: Moment::from_unix_millis(row.get(6)?),
                modified: row.get::<_, Option<i64>>(9)?.map(Moment::from_unix_millis),
                sound: row.get(10)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn mark(&self, id: Id, mark: bookmark::New) -> Result<Bookmark, Error> {
        let bookmark::New { kind, locator, end, progress, text, note, sound, created } = mark;
        let progress = inside(progress);
        let until = end.as_ref().map(json);
        self.change(
            id,
            "INSERT INTO bookmarks (holding, locator, progress, text, note, created, kind, until, sound)
             SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM holdings WHERE id = ?1",
            params![id.0, json(&locator), progress, text, note, created.unix_millis(), kind.name(), until, sound],
        )?;
        let number = bookmark::Id(self.connection.last_insert_rowid());
        Ok(Bookmark {
            id: number,
            holding: id,
            kind,
            locator,
            end,
            progress,
            text,
            note,
            sound,
            created,
            modified: None,
        })
    }

    pub fn set_note(&self, id: bookmark::Id, note: Option<String>, now: Moment) -> Result<bool, Error> {
        let statement = "UPDATE bookmarks SET note = ?2, modified = ?3 WHERE id = ?1";
        Ok(self.connection.execute(statement, params![id.0, note, now.unix_millis()])? > 0)
    }

    pub fn set_sound(&self, id: bookmark::Id, sound: Option<String>, now: Moment) -> Result<bool, Error> {
        let statement = "UPDATE bookmarks SET sound = ?2, modified = ?3 WHERE id = ?1";
        Ok(self.connection.execute(statement, params![id.0, sound, now.unix_millis()])? > 0)
    }

    pub fn remove_bookmark(&self, id: bookmark::Id) -> Result<bool, Error> {
        Ok(self.connection.execute("DELETE FROM bookmarks WHERE id = ?1", [id.0])? > 0)
    }

    pub fn confirmed(&self) -> Result<Vec<String>, Error> {
        let mut statement = self.connection.prepare_cached("SELECT origin FROM confirmed ORDER BY since, origin")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn confirm(&self, origin: &str, now: Moment) -> Result<(), Error> {
        let statement = "INSERT INTO confirmed (origin, since) VALUES (?1, ?2) ON CONFLICT (origin) DO NOTHING";
        self.connection.execute(statement, params![origin, now.unix_millis()])?;
        Ok(())
    }

    /// Ends what a crash left half done; answers the files in the folder that no holding has.
    pub fn tidy(&mut self) -> Result<Vec<PathBuf>, Error> {
        let books = self.books.clone();
        let transaction = self.begin()?;
        let known: std::collections::HashSet<String> = {
            let mut statement = transaction.prepare("SELECT file FROM holdings")?;
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let strangers = files::tidy(&books, |name| known.contains(name))?;
        transaction.commit()?;
        Ok(strangers.into_iter().map(|name| books.join(name)).collect())
    }

    /// Shelves a file that lies in the folder of books already. `None` when another holding has the same file.
    pub fn adopt(&mut self, file: &Path, sha256: &str, mut card: Card) -> Result<Option<Id>, Error> {
        let Some(name) = file.file_name().and_then(|name| name.to_str()) else { return Ok(None) };
        if card.title.trim().is_empty() {
            card.title = super::holding::title_of(file);
        }
        let books = self.books.clone();
        let transaction = self.begin()?;
        let same = Self::find(&transaction, &books, "sha256 = ?1 OR file = ?2", [sha256, name])?;
        let mut replaced = None;
        let id = match same {
            Some(found) if found.present => None,
            Some(found) => {
                let statement = "UPDATE holdings SET file = ?2, gone = NULL WHERE id = ?1";
                transaction.execute(statement, params![found.id.0, name])?;
                Some(found.id)
            }
            None => match same_publication(&transaction, &books, &card)? {
                // A newer file that a crash kept from its row.
                Some(found) => {
                    files::hide(&books, found.file_name())?;
                    transaction.execute(
                        "UPDATE holdings SET file = ?2, sha256 = ?3, format = ?4, gone = NULL WHERE id = ?1",
                        params![found.id.0, name, sha256, card.format.name()],
                    )?;
                    replaced = Some(found.file_name().to_owned());
                    Some(found.id)
                }
                None => Some(insert(&transaction, &card, name, sha256)?),
            },
        };
        transaction.commit()?;
        if let Some(old) = replaced {
            files::delete_hidden(&books, &old);
        }
        Ok(id)
    }
}

/// What a connection is told before anything else.
///
/// Nothing that was answered as done is lost by a power cut:
/// - `journal_mode = WAL`: a commit is one write to the end of the log, and it holds once the log is on the disk; the
///   database itself is written only later, from a log that is on the disk, so that it is whole after any cut.
/// - `synchronous = FULL`: in WAL, `NORMAL` keeps the database whole but leaves the log of the last commits in the
///   system's memory; `FULL` has it on the disk before the commit returns (<https://sqlite.org/pragma.html#pragma_synchronous>).
/// - `fullfsync`, `checkpoint_fullfsync`: on macOS an `fsync` leaves the data in the drive's cache; these ask the drive
///   to write it. They do nothing elsewhere.
/// - Where the file system has no shared memory the journal stays what it was; `EXTRA` then also syncs the folder
///   after the journal is deleted, without which that commit could be rolled back.
fn prepare(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(PATIENCE)?;
    // A damaged database is looked at page by page, and nothing that stands in its schema is run.
    connection.execute_batch("PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON;")?;
    let journal: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    let level = if journal == "wal" { "FULL" } else { "EXTRA" };
    connection.execute_batch(&format!(
        "PRAGMA synchronous = {level}; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA journal_size_limit = 4194304;"
    ))?;
    Ok(())
}

/// The holding of the same publication in another file: the same identifier and the same title. The identifier alone
/// is not enough, some makers of books give every book the same; one library gives each its own, so that a book that it
/// lends again is known whatever its title is now.
fn same_publication(transaction: &Transaction<'_>, books: &Path, card: &Card) -> Result<Option<Holding>, Error> {
    let Some(identifier) = card.identifier.as_deref().filter(|identifier| !identifier.trim().is_empty()) else {
        return Ok(None);
    };
    let mut statement = transaction.prepare_cached(&format!("{HOLDING} WHERE identifier = ?1"))?;
    let rows = statement.query_map([identifier], |row| holding(row, books))?;
    let title = collation_key(&card.title);
    for found in rows {
        let found = found?;
        // A sample is no copy of the book that it is of.
        if found.sample.is_some() != card.sample.is_some() {
            continue;
        }
        let lender =
            |ties: &Option<Ties>| ties.as_ref()?.entry.as_ref().map(|entry| (entry.origin(), entry.path().to_owned()));
        let lent_again = found.gone.is_some() && lender(&found.ties).is_some_and(|it| Some(it) == lender(&card.ties));
        if lent_again || collation_key(&found.title) == title {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn insert(transaction: &Transaction<'_>, card: &Card, file: &str, sha256: &str) -> Result<Id, Error> {
    let languages: Vec<&str> = card.languages.iter().map(Language::tag).collect();
    let (loan, since, until) = loan_columns(card.loan);
    transaction.execute(
        "INSERT INTO holdings (title, authors, languages, identifier, format, file, sha256, source, loan, loan_since,
         loan_until, added, ties, sample) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            card.title.trim(),
            json(&card.authors),
            json(&languages),
            card.identifier,
            card.format.name(),
            file,
            sha256,
            card.source,
            loan,
            since,
            until,
            Moment::now().unix_millis(),
            card.ties.as_ref().map(json),
            card.sample.as_ref().map(json),
        ],
    )?;
    Ok(Id(transaction.last_insert_rowid()))
}

fn holding(row: &Row<'_>, books: &Path) -> rusqlite::Result<Holding> {
    let moment = |column| row.get::<_, Option<i64>>(column).map(|time| time.map(Moment::from_unix_millis));
    let file = files::path_in(books, &row.get::<_, String>(6)?);
    let lent: bool = row.get(9)?;
    let (since, until) = (moment(10)?, moment(11)?);
    Ok(Holding {
        id: Id(row.get(0)?),
        title: row.get(1)?,
        authors: list(&row.get::<_, String>(2)?),
        languages: list(&row.get::<_, String>(3)?).iter().filter_map(|tag| Language::parse(tag)).collect(),
        identifier: row.get(4)?,
        format: Format::from_name(&row.get::<_, String>(5)?).unwrap_or_default(),
        present: file.is_file(),
        file,
        sha256: row.get(7)?,
        source: row.get(8)?,
        loan: lent.then_some(Loan { since, until }),
        added: Moment::from_unix_millis(row.get(12)?),
        last_opened: moment(13)?,
        finished: moment(14)?,
        progress: row.get(15)?,
        gone: moment(16)?,
        returning: row.get(17)?,
        ties: row.get::<_, Option<String>>(18)?.and_then(|text| serde_json::from_str(&text).ok()),
        sample: row.get::<_, Option<String>>(19)?.map(|text| serde_json::from_str(&text).unwrap_or_default()),
    })
}

pub(super) fn loan_columns(loan: Option<Loan>) -> (bool, Option<i64>, Option<i64>) {
    let time = |moment: Option<Moment>| moment.map(Moment::unix_millis);
    (loan.is_some(), loan.and_then(|loan| time(loan.since)), loan.and_then(|loan| time(loan.until)))
}

/// Before kinds were kept, a highlight had an empty note, and only it.
fn kind_of_old(note: Option<&str>) -> bookmark::Kind {
    match note {
        None => bookmark::Kind::Bookmark,
        Some("") => bookmark::Kind::Highlight,
        Some(_) => bookmark::Kind::Note,
    }
}

fn inside(progress: f64) -> f64 {
    if progress.is_finite() { progress.clamp(0.0, 1.0) } else { 0.0 }
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| {
        tracing::error!(%error, "a value has no JSON");
        "null".to_owned()
    })
}

pub(super) fn list(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// A locator that cannot be read leads to the book's beginning, which loses less than refusing to open the book.
fn locator(text: &str) -> Locator {
    serde_json::from_str(text).unwrap_or_else(|error| {
        tracing::warn!(%error, "a place that cannot be read");
        Locator::default()
    })
}
