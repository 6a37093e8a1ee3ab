//! What the shelf knows of notes that travel: by which name each is known on all of the reader's devices, and what both
//! sides had when they were last at one.

use std::collections::BTreeMap;

use rusqlite::{Transaction, params};

use super::store::{Store, json};
use super::{Error, Shelf, bookmark, holding};
use crate::library::sync;
use crate::library::sync::notes::{Change, Note};

impl Shelf {
    /// The notes of a book as they travel, and those that both sides had: their urns and digests.
    pub async fn travelling_notes(&self, id: holding::Id) -> Result<(Vec<Note>, BTreeMap<String, String>), Error> {
        self.ask(move |store| store.travelling_notes(id)).await
    }

    /// Takes over what has come, and keeps what both sides have. What the reader has changed since it was `seen` stays as she
    /// wants it, and is met again.
    pub async fn take_notes(
        &self,
        id: holding::Id,
        changes: Vec<Change>,
        base: BTreeMap<String, String>,
        seen: BTreeMap<String, String>,
    ) -> Result<(), Error> {
        self.ask(move |store| store.take_notes(id, &changes, base, &seen)).await
    }
}

impl Store {
    fn travelling_notes(&mut self, id: holding::Id) -> Result<(Vec<Note>, BTreeMap<String, String>), Error> {
        let unnamed: Vec<i64> = {
            let mut statement =
                self.connection().prepare_cached("SELECT id FROM bookmarks WHERE holding = ?1 AND urn IS NULL")?;
            statement.query_map([id.number()], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        for number in unnamed {
            let statement = "UPDATE bookmarks SET urn = ?2 WHERE id = ?1 AND urn IS NULL";
            self.connection().execute(statement, params![number, sync::number()?])?;
        }
        let names: BTreeMap<i64, String> = {
            let mut statement = self.connection().prepare_cached("SELECT id, urn FROM bookmarks WHERE holding = ?1")?;
            let rows = statement.query_map([id.number()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let named = self.bookmarks(id)?.into_iter().filter_map(|own| {
            Some(Note {
                urn: names.get(&own.id.number())?.clone(),
                kind: own.kind,
                locator: own.locator,
                end: own.end,
                progress: own.progress,
                text: own.text,
                note: own.note,
                created: own.created,
                modified: own.modified,
            })
        });
        let notes = named.collect();
        let mut statement = self.connection().prepare_cached("SELECT urn, digest FROM notes_met WHERE holding = ?1")?;
        let base = statement.query_map([id.number()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((notes, base.collect::<Result<_, _>>()?))
    }

    fn take_notes(
        &mut self,
        id: holding::Id,
        changes: &[Change],
        mut base: BTreeMap<String, String>,
        seen: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let (now, before) = self.travelling_notes(id)?;
        let now: BTreeMap<&str, String> = now.iter().map(|note| (note.urn.as_str(), note.digest())).collect();
        let transaction = self.begin()?;
        for change in changes {
            let urn = match change {
                Change::Put(note) => &note.urn,
                Change::Remove(urn) => urn,
            };
            if now.get(urn.as_str()) != seen.get(urn) {
                match before.get(urn) {
                    Some(digest) => base.insert(urn.clone(), digest.clone()),
                    None => base.remove(urn),
                };
                continue;
            }
            match change {
                Change::Put(note) => put(&transaction, id, note)?,
                Change::Remove(urn) => {
                    let statement = "DELETE FROM bookmarks WHERE holding = ?1 AND urn = ?2";
                    transaction.execute(statement, params![id.number(), urn])?;
                }
            }
        }
        transaction.execute("DELETE FROM notes_met WHERE holding = ?1", [id.number()])?;
        for (urn, digest) in &base {
            // A holding that another process took away has none.
            transaction
                .prepare_cached(
                    "INSERT INTO notes_met (holding, urn, digest) SELECT id, ?2, ?3 FROM holdings WHERE id = ?1",
                )?
                .execute(params![id.number(), urn, digest])?;
        }
        transaction.commit()?;
        Ok(())
    }
}

fn put(transaction: &Transaction<'_>, id: holding::Id, note: &Note) -> Result<(), Error> {
    let progress = note.progress.clamp(0.0, 1.0);
    let (locator, until) = (json(&note.locator), note.end.as_ref().map(json));
    let modified = note.modified.map(|moment| moment.unix_millis());
    let kind: bookmark::Kind = note.kind;
    let changed = transaction
        .prepare_cached(
            "UPDATE bookmarks SET locator = ?3, until = ?4, progress = ?5, text = ?6, note = ?7, kind = ?8, modified = ?9
             WHERE holding = ?1 AND urn = ?2",
        )?
        .execute(params![id.number(), note.urn, locator, until, progress, note.text, note.note, kind.name(), modified])?;
    if changed == 0 {
        transaction
            .prepare_cached(
                "INSERT INTO bookmarks (holding, urn, locator, until, progress, text, note, kind, modified, created)
                 SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM holdings WHERE id = ?1",
            )?
            .execute(params![
                id.number(),
                note.urn,
                locator,
                until,
                progress,
                note.text,
                note.note,
                kind.name(),
                modified,
                note.created.unix_millis()
            ])?;
    }
    Ok(())
}
