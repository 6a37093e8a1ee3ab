//! Writing the index: titles of a source by generations, and the vocabulary.
//!
//! A generation is one walk through a library. What a whole walk did not meet again has gone.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use url::Url;

use super::row::{Row, cut, number_of};
use super::title::Title;
use super::words::Words;
use super::{End, Error, Kind, Source, SourceId, schema};
use crate::library::shelf::Moment;

/// Titles that are written at once.
const AT_ONCE: usize = 2_000;
/// Bits of a number below its rank.
pub(super) const RANK: u32 = 32;
/// Pages of the index that are merged between two other writings.
const MERGED: i64 = 1_000;
/// The vocabulary is counted again when this many titles are new, and as many again as there were.
const NEW: u64 = 2_000;

/// A walk through a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generation {
    pub(super) source: SourceId,
    pub(super) number: i64,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    pub new: u64,
    pub changed: u64,
    pub same: u64,
    pub gone: u64,
}

/// The connection that writes.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) connection: Connection,
    path: PathBuf,
    /// New titles since the vocabulary was counted, and those that there were then.
    fresh: u64,
    counted: u64,
    /// Whether a file was there that had to go.
    pub rebuilt: bool,
}

impl Store {
    pub fn open(path: &Path) -> Result<Self, Error> {
        let (connection, rebuilt) = schema::open(path)?;
        Ok(Self { connection, path: path.to_path_buf(), fresh: 0, counted: 0, rebuilt })
    }

    /// Throws the file away and begins anew. Nobody else of this process may have it open.
    pub fn again(&mut self) -> Result<(), Error> {
        // Some systems delete no file that is open.
        self.connection = Connection::open_in_memory()?;
        self.connection = schema::again(&self.path)?;
        (self.fresh, self.counted, self.rebuilt) = (0, 0, true);
        Ok(())
    }

    fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        Ok(self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// The source at this address, which is made or told anew.
    pub fn source(&mut self, url: &Url, title: &str, kind: Kind) -> Result<SourceId, Error> {
        Ok(SourceId(self.connection.query_row(
            "INSERT INTO sources (url, title, kind) VALUES (?1, ?2, ?3)
             ON CONFLICT (url) DO UPDATE SET title = excluded.title, kind = excluded.kind RETURNING id",
            params![url.as_str(), title, kind as i64],
            |row| row.get(0),
        )?))
    }

    pub fn walk(&mut self, source: SourceId) -> Result<Generation, Error> {
        let number = self
            .connection
            .query_row(
                "UPDATE sources SET generation = generation + 1, broken = 1 WHERE id = ?1 RETURNING generation",
                [source.0],
                |row| row.get(0),
            )
            .optional()?
            .ok_or(Error::Unknown(source))?;
        Ok(Generation { source, number })
    }

    /// Notes the page that titles stand on.
    pub fn page(&mut self, walk: Generation, page: &Page) -> Result<i64, Error> {
        Ok(self.connection.query_row(
            "INSERT INTO pages (source, url, etag, modified, next, digest, generation)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (source, url) DO UPDATE SET etag = excluded.etag,
             modified = excluded.modified, next = excluded.next, digest = excluded.digest, keys = NULL,
             generation = max(generation, excluded.generation) RETURNING id",
            params![
                walk.source.0,
                page.url.as_str(),
                page.etag,
                page.modified,
                page.next.as_ref().map(Url::as_str),
                page.digest,
                walk.number
            ],
            |row| row.get(0),
        )?)
    }

    /// What is known of a page from an earlier walk.
    pub fn known_page(&self, source: SourceId, url: &Url) -> Result<Option<Page>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT etag, modified, next, digest FROM pages WHERE source = ?1 AND url = ?2")?;
        let found = statement.query_row(params![source.0, url.as_str()], |row| {
            let next: Option<String> = row.get(2)?;
            Ok(Page {
                url: url.clone(),
                etag: row.get(0)?,
                modified: row.get(1)?,
                next: next.and_then(|next| Url::parse(&next).ok()),
                digest: row.get(3)?,
            })
        });
        Ok(found.optional()?)
    }

    /// The titles of a page are met that is what it was; `None` when it is not known, or when some of them are gone.
    pub fn keep(&mut self, walk: Generation, url: &Url) -> Result<Option<u64>, Error> {
        let transaction = self.begin()?;
        let page = transaction
            .prepare_cached("SELECT id, keys FROM pages WHERE source = ?1 AND url = ?2 AND keys IS NOT NULL")?
            .query_row(params![walk.source.0, url.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((id, keys)): Option<(i64, Vec<u8>)> = page else { return Ok(None) };
        {
            let mut meet = transaction
                .prepare_cached("UPDATE titles SET generation = max(generation, ?3) WHERE source = ?1 AND key = ?2")?;
            for key in keys.as_chunks::<8>().0 {
                if meet.execute(params![walk.source.0, i64::from_be_bytes(*key), walk.number])? == 0 {
                    return Ok(None);
                }
            }
        }
        transaction
            .prepare_cached("UPDATE pages SET generation = max(generation, ?2) WHERE id = ?1")?
            .execute(params![id, walk.number])?;
        transaction.commit()?;
        Ok(Some(keys.len() as u64 / 8))
    }

    /// Adds titles, or what changed in them; what is the same is only noted as met.
    pub fn add(&mut self, walk: Generation, page: Option<&Page>, titles: &[Title]) -> Result<Written, Error> {
        let page = page.map(|page| self.page(walk, page)).transpose()?;
        let url: String = self
            .connection
            .query_row("SELECT url FROM sources WHERE id = ?1", [walk.source.0], |row| row.get(0))
            .optional()?
            .ok_or(Error::Unknown(walk.source))?;
        let host = origin(&url);
        let (mut written, mut keys) = (Written::default(), Vec::new());
        for titles in titles.chunks(AT_ONCE) {
            let transaction = self.begin()?;
            let now = write(&transaction, walk, page, &host, titles, &mut keys)?;
            transaction.commit()?;
            self.fresh += now.new + now.changed;
            written.new += now.new;
            written.changed += now.changed;
            written.same += now.same;
        }
        // Last, so that a page with keys has all its titles there.
        if let Some(page) = page {
            self.connection.prepare_cached("UPDATE pages SET keys = ?2 WHERE id = ?1")?.execute(params![page, keys])?;
        }
        Ok(written)
    }

    /// Whether so much is new that the vocabulary should be counted again before the walk is over.
    pub fn is_due(&self) -> bool {
        self.fresh > NEW.max(self.counted)
    }

    /// Takes these titles of a source away.
    pub fn remove(&mut self, source: SourceId, identifiers: &[String]) -> Result<u64, Error> {
        let transaction = self.begin()?;
        let mut gone = 0;
        {
            let mut find = transaction.prepare_cached("SELECT id FROM titles WHERE source = ?1 AND key = ?2")?;
            for identifier in identifiers {
                let found: Option<i64> =
                    find.query_row(params![source.0, number_of(&[identifier])], |row| row.get(0)).optional()?;
                gone += found.map(|id| delete(&transaction, id)).transpose()?.unwrap_or_default();
            }
            count(&transaction, source, -(gone as i64))?;
        }
        transaction.commit()?;
        Ok(gone)
    }

    /// Takes a library out of the index with all its titles.
    pub fn remove_source(&mut self, source: SourceId) -> Result<u64, Error> {
        let gone = self.sweep(source, i64::MAX)?;
        self.connection.execute("DELETE FROM pages WHERE source = ?1", [source.0])?;
        self.connection.execute("DELETE FROM sources WHERE id = ?1", [source.0])?;
        Ok(gone)
    }

    /// Ends a walk: after a whole one titles go that were not met. Then the parts of the index are merged.
    pub fn finish(
        &mut self,
        walk: Generation,
        end: End,
        newest: Option<Moment>,
        now: Moment,
    ) -> Result<Written, Error> {
        let complete = end == End::Whole;
        let gone = if complete { self.sweep(walk.source, walk.number)? } else { 0 };
        if end != End::Broken {
            self.connection.execute(
                "UPDATE sources SET checked = ?2, broken = 0, complete = max(complete, ?3),
                 whole = iif(?5, ?2, whole), newest = max(coalesce(newest, ?4), coalesce(?4, newest)) WHERE id = ?1",
                params![walk.source.0, now.unix_millis(), complete, newest.map(Moment::unix_millis), end != End::Part],
            )?;
        }
        self.merge()?;
        Ok(Written { gone, ..Written::default() })
    }

    /// Deletes what is of older generations, in parts: a walk is long, and others wait.
    fn sweep(&mut self, source: SourceId, generation: i64) -> Result<u64, Error> {
        let (mut after, mut gone) = (-1, 0);
        loop {
            let transaction = self.begin()?;
            let old: Vec<i64> = {
                let mut find = transaction.prepare_cached(
                    "SELECT id FROM titles WHERE id > ?1 AND source = ?2 AND generation < ?3 ORDER BY id LIMIT ?4",
                )?;
                let rows = find.query_map(params![after, source.0, generation, AT_ONCE as i64], |row| row.get(0))?;
                rows.collect::<Result<_, _>>()?
            };
            let Some(last) = old.last() else { break };
            after = *last;
            for id in &old {
                gone += delete(&transaction, *id)?;
            }
            count(&transaction, source, -(old.len() as i64))?;
            transaction.commit()?;
        }
        if gone > 0 {
            self.connection
                .execute("DELETE FROM pages WHERE source = ?1 AND generation < ?2", params![source.0, generation])?;
        }
        Ok(gone)
    }

    /// Merges the parts that FTS5 has written one after the other, in steps that leave room to others: what is merged at
    /// once (`optimize`) needs the room of the whole a second time.
    fn merge(&mut self) -> Result<(), Error> {
        let mut pages = -MERGED;
        loop {
            let before = self.connection.total_changes();
            self.connection.execute("INSERT INTO words (words, rank) VALUES ('merge', ?1)", [pages])?;
            if self.connection.total_changes() < before + 2 {
                break;
            }
            pages = MERGED;
        }
        Ok(())
    }

    /// Counts the vocabulary and keeps it.
    pub fn count_words(&mut self) -> Result<Arc<Words>, Error> {
        let transaction = self.begin()?;
        // Without tokens of ours, which lie between digits and letters.
        transaction.execute_batch(
            "DELETE FROM vocabulary; INSERT INTO vocabulary SELECT term, doc FROM temp.terms WHERE term < ':';
             INSERT INTO vocabulary SELECT term, doc FROM temp.terms WHERE term > '_';",
        )?;
        transaction.commit()?;
        // The log has grown with it, and with what was written before.
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        (self.fresh, self.counted) = (0, self.titles()?);
        self.words()
    }

    /// The vocabulary as it was counted last.
    pub fn words(&self) -> Result<Arc<Words>, Error> {
        let mut statement = self.connection.prepare("SELECT word, count FROM vocabulary ORDER BY word")?;
        let mut rows = statement.query([])?;
        let mut failure = None;
        let words = Words::new(std::iter::from_fn(|| match rows.next() {
            Ok(row) => {
                let row = row?;
                row.get(0).and_then(|word| Ok((word, row.get(1)?))).map_err(|error| failure = Some(error)).ok()
            }
            Err(error) => {
                failure = Some(error);
                None
            }
        }));
        failure.map_or(Ok(Arc::new(words)), |error| Err(error.into()))
    }

    pub fn titles(&self) -> Result<u64, Error> {
        let sum: i64 =
            self.connection.query_row("SELECT coalesce(sum(entries), 0) FROM sources", [], |row| row.get(0))?;
        Ok(sum.max(0) as u64)
    }

    pub fn sources(&self) -> Result<Vec<Source>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, url, title, kind, complete, checked, newest, entries, whole, broken FROM sources ORDER BY id",
        )?;
        let moment = |millis: Option<i64>| millis.map(Moment::from_unix_millis);
        let rows = statement.query_map([], |row| {
            Ok(Source {
                id: SourceId(row.get(0)?),
                url: Url::parse(&row.get::<_, String>(1)?).ok(),
                title: row.get(2)?,
                kind: Kind::of(row.get(3)?),
                complete: row.get(4)?,
                checked: moment(row.get(5)?),
                newest: moment(row.get(6)?),
                titles: row.get::<_, i64>(7)?.max(0) as u64,
                whole: moment(row.get(8)?),
                broken: row.get(9)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A page of a catalogue as it was fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub url: Url,
    /// As the server has written them.
    pub etag: Option<String>,
    pub modified: Option<String>,
    pub next: Option<Url>,
    /// Of what the page said.
    pub digest: Option<i64>,
}

/// The host with its scheme, which most addresses of a library begin with.
pub(super) fn origin(url: &str) -> String {
    Url::parse(url).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

fn delete(transaction: &Transaction<'_>, id: i64) -> Result<u64, Error> {
    transaction.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute([id])?;
    Ok(transaction.prepare_cached("DELETE FROM titles WHERE id = ?1")?.execute([id])? as u64)
}

/// More or fewer titles of a source.
fn count(transaction: &Transaction<'_>, source: SourceId, more: i64) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE sources SET entries = entries + ?2 WHERE id = ?1")?
        .execute(params![source.0, more])?;
    Ok(())
}

fn write(
    transaction: &Transaction<'_>,
    walk: Generation,
    page: Option<i64>,
    host: &str,
    titles: &[Title],
    keys: &mut Vec<u8>,
) -> Result<Written, Error> {
    let mut find = transaction.prepare_cached("SELECT id, digest FROM titles WHERE source = ?1 AND key = ?2")?;
    let mut again = transaction
        .prepare_cached("UPDATE titles SET flags = ?2, generation = max(generation, ?3), page = ?4 WHERE id = ?1")?;
    let mut tell = transaction.prepare_cached(
        "INSERT INTO titles (id, source, key, work, digest, title, authors, narrators, languages, formats, flags, year,
         added, generation, page, identifier, href)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?;
    let mut search = transaction.prepare_cached(
        "INSERT INTO words (rowid, head, title, people, rest, facets) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut sequence: i64 =
        transaction.query_row("SELECT value FROM numbers WHERE name = 'sequence'", [], |row| row.get(0))?;
    let mut written = Written::default();
    for title in titles {
        let row = Row::of(title, walk.source, host);
        keys.extend_from_slice(&row.key.to_be_bytes());
        let known: Option<(i64, i64)> =
            find.query_row(params![walk.source.0, row.key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        match known {
            Some((id, digest)) if digest == row.digest => {
                again.execute(params![id, title.flags(), walk.number, page])?;
                written.same += 1;
                continue;
            }
            Some((id, _)) => {
                delete(transaction, id)?;
                written.changed += 1;
            }
            None => written.new += 1,
        }
        sequence += 1;
        let id = (i64::from(title.rank()) << RANK) | sequence;
        tell.execute(params![
            id,
            walk.source.0,
            row.key,
            row.work,
            row.digest,
            cut(&title.title),
            row.authors,
            row.narrators,
            row.languages,
            title.formats.bits(),
            title.flags(),
            title.year,
            title.added.map(Moment::unix_millis),
            walk.number,
            page,
            title.identifier.as_deref().filter(|_| row.href.is_none()).map(cut),
            row.href
        ])?;
        search.execute(params![id, row.head, row.keys, row.people, row.rest, row.facets])?;
    }
    transaction.execute("UPDATE numbers SET value = ?1 WHERE name = 'sequence'", [sequence])?;
    count(transaction, walk.source, written.new as i64)?;
    Ok(written)
}
