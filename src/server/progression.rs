//! Where each reader is in a book, as OPDS Progression 1.0 (<https://drafts.opds.io/opds-progression-1.0>): a small table in
//! memory, kept in a file when there is one.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use super::kept::{Kept, Table};
use crate::library::shelf::Moment;
use crate::library::sync::progression;

/// Places that are kept; a service for some hundred readers has no more.
const MOST: usize = 100_000;

/// The places of every card. A service without cards has one reader, whose name is empty.
#[derive(Debug, Default)]
pub struct Places(Kept<Documents>);

/// By card and id of the book: the document as it was sent.
#[derive(Debug, Clone, Default, PartialEq)]
struct Documents(BTreeMap<(String, String), Value>);

impl Table for Documents {
    fn read(bytes: &[u8]) -> Option<Self> {
        let kept: Vec<(String, String, Value)> = serde_json::from_slice(bytes).ok()?;
        Some(Self(kept.into_iter().map(|(card, book, place)| ((card, book), place)).collect()))
    }

    fn written(&self) -> serde_json::Result<Vec<u8>> {
        let kept: Vec<_> = self.0.iter().map(|((card, book), place)| (card, book, place)).collect();
        serde_json::to_vec(&kept)
    }
}

/// What became of a document that was sent.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    Kept(Value),
    /// This one, which is newer, is kept.
    Newer(Value),
    /// It is none.
    Wrong,
    /// It could not be written.
    Failed,
}

impl Places {
    /// The places that this file holds; none when it cannot be read.
    pub fn open(file: Option<PathBuf>) -> Self {
        Self(Kept::open(file))
    }

    pub fn of(&self, card: &str, book: &str) -> Option<Value> {
        self.0.newest().0.get(&(card.to_owned(), book.to_owned())).cloned()
    }

    /// Keeps a document, unless a newer one is kept.
    pub fn keep(&self, card: &str, book: &str, bytes: &[u8]) -> Outcome {
        let Some(Some(told)) = progression::read(bytes) else { return Outcome::Wrong };
        let Ok(Value::Object(mut document)) = serde_json::from_slice(bytes) else { return Outcome::Wrong };
        // A clock that is ahead would keep every other device out until that time has come.
        let modified = told.modified.min(Moment::now());
        document.insert("modified".to_owned(), Value::String(modified.to_string()));
        let document = Value::Object(document);
        let kept = self.0.change(|Documents(places)| {
            let key = (card.to_owned(), book.to_owned());
            if let Some(known) = places.get(&key) {
                let known_at = known.get("modified").and_then(Value::as_str).and_then(Moment::parse);
                // As it is written: in whole seconds.
                if known_at.is_some_and(|known| known.unix_millis() / 1000 > modified.unix_millis() / 1000) {
                    return Outcome::Newer(known.clone());
                }
            } else if places.len() >= MOST {
                return Outcome::Failed;
            }
            places.insert(key, document.clone());
            Outcome::Kept(document)
        });
        kept.unwrap_or(Outcome::Failed)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(progress: f64, modified: &str) -> Vec<u8> {
        json!({ "progression": progress, "modified": modified, "device": { "id": "urn:uuid:1", "name": "A" } })
            .to_string()
            .into_bytes()
    }

    #[test]
    fn the_newer_place_is_kept_on_disk_for_each_card() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("places.json");
        let places = Places::open(Some(file.clone()));
        assert_eq!(places.of("a", "1"), None);
        assert!(matches!(places.keep("a", "1", &at(0.4, "2026-01-02T00:00:00Z")), Outcome::Kept(_)));
        let older = places.keep("a", "1", &at(0.2, "2026-01-01T00:00:00Z"));
        assert!(matches!(&older, Outcome::Newer(kept) if kept["progression"] == 0.4), "{older:?}");
        assert!(matches!(places.keep("b", "1", &at(0.1, "2020-01-01T00:00:00Z")), Outcome::Kept(_)), "another reader");
        for wrong in ["", "{}", "[]", "{\"progression\":3}", "<html>"] {
            assert_eq!(places.keep("a", "1", wrong.as_bytes()), Outcome::Wrong, "{wrong}");
        }
        let again = Places::open(Some(file.clone()));
        assert_eq!(again.of("a", "1").unwrap()["progression"], 0.4);
        // Another process writes.
        assert!(matches!(places.keep("a", "1", &at(0.5, "2026-01-03T00:00:00Z")), Outcome::Kept(_)));
        assert_eq!(again.of("a", "1").unwrap()["progression"], 0.5);
    }

    #[test]
    fn a_clock_that_is_ahead_keeps_nobody_out() {
        let places = Places::default();
        let Outcome::Kept(kept) = places.keep("", "1", &at(0.4, "2999-01-01T00:00:00Z")) else { panic!("not kept") };
        assert!(Moment::parse(kept["modified"].as_str().unwrap()).unwrap() <= Moment::now());
        let now = Moment::now().to_string();
        assert!(matches!(places.keep("", "1", &at(0.5, &now)), Outcome::Kept(_)));
    }

    #[test]
    fn what_cannot_be_written_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let blocked = folder.path().join("file");
        std::fs::write(&blocked, "").unwrap();
        let places = Places::open(Some(blocked.join("places.json")));
        assert_eq!(places.keep("", "1", &at(0.4, "2026-01-02T00:00:00Z")), Outcome::Failed);
        assert_eq!(places.of("", "1"), None);
    }
}
