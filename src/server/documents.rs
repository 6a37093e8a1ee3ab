//! Documents that readers keep here whole, their notes in a book and their settings: a small table in memory, kept in a file
//! when there is one. Who changes one says which state of it she has seen
//! (<https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests>), so that nobody writes over what she does not know.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};

use super::collection::write;

/// The key of a reader's settings; books have numbers.
pub const SETTINGS: &str = "settings";
/// Bytes of settings.
pub const MOST_SETTINGS: usize = 64 * 1024;
/// Documents that are kept; a service for some hundred readers has no more.
const MOST: usize = 20_000;

/// By card and what it is about.
type Table = BTreeMap<(String, String), String>;

/// The documents of every card. A service without cards has one reader, whose name is empty.
#[derive(Debug, Default)]
pub struct Documents {
    file: Option<PathBuf>,
    table: Mutex<Table>,
}

/// What became of a document that was sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Kept {
    /// With this tag.
    Yes(String),
    /// The sender does not say which state she has seen.
    Unconditional,
    /// It is another one than she has seen.
    Changed,
    /// It could not be written.
    Failed,
}

fn kept(file: &Path) -> Option<Table> {
    let kept: Vec<(String, String, String)> = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
    Some(kept.into_iter().map(|(card, about, body)| ((card, about), body)).collect())
}

/// What this state of a document is called.
fn tag(body: &str) -> String {
    let digest = Sha256::digest(body);
    let hex: String = digest[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

impl Documents {
    /// The documents that this file holds; none when it cannot be read.
    pub fn open(file: Option<PathBuf>) -> Self {
        let table = file.as_deref().and_then(kept).unwrap_or_default();
        Self { file, table: Mutex::new(table) }
    }

    /// The table, with what another process that serves the same books wrote meanwhile.
    fn newest(&self) -> MutexGuard<'_, Table> {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = self.file.as_deref().and_then(kept) {
            *table = kept;
        }
        table
    }

    /// A document and its tag.
    pub fn of(&self, card: &str, about: &str) -> Option<(String, String)> {
        let body = self.newest().get(&(card.to_owned(), about.to_owned())).cloned()?;
        let tag = tag(&body);
        Some((body, tag))
    }

    /// Keeps a document in the place of the one that the sender has seen, by her `If-Match` or `If-None-Match`.
    pub fn keep(&self, card: &str, about: &str, body: &str, headers: &HeaderMap) -> Kept {
        let told = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let mut table = self.newest();
        let key = (card.to_owned(), about.to_owned());
        let now = table.get(&key).map(|body| tag(body));
        let fits = match (told(header::IF_MATCH), told(header::IF_NONE_MATCH)) {
            (Some("*"), _) => now.is_some(),
            (Some(seen), _) => now.as_deref().is_some_and(|now| seen.split(',').any(|one| one.trim() == now)),
            (None, Some("*")) => now.is_none(),
            _ => return Kept::Unconditional,
        };
        if !fits {
            return Kept::Changed;
        }
        if now.is_none() && table.len() >= MOST {
            return Kept::Failed;
        }
        let before = table.insert(key.clone(), body.to_owned());
        if self.write(&table) {
            return Kept::Yes(tag(body));
        }
        match before {
            Some(before) => table.insert(key, before),
            None => table.remove(&key),
        };
        Kept::Failed
    }

    fn write(&self, table: &Table) -> bool {
        let Some(file) = &self.file else { return true };
        let kept: Vec<(&str, &str, &str)> =
            table.iter().map(|((card, about), body)| (card.as_str(), about.as_str(), body.as_str())).collect();
        let written = serde_json::to_vec(&kept).map_err(std::io::Error::from).and_then(|text| write(file, &text));
        if let Err(error) = &written {
            tracing::warn!(%error, "the documents are not kept");
        }
        written.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().expect("a value"))])
    }

    #[test]
    fn nobody_writes_over_what_she_does_not_know() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("documents.json");
        let documents = Documents::open(Some(file.clone()));
        assert_eq!(documents.of("a", "1"), None);
        assert_eq!(documents.keep("a", "1", "x", &HeaderMap::new()), Kept::Unconditional);
        let new = told(header::IF_NONE_MATCH, "*");
        let Kept::Yes(first) = documents.keep("a", "1", "x", &new) else { panic!("not kept") };
        assert_eq!(documents.keep("a", "1", "y", &new), Kept::Changed);
        let seen = told(header::IF_MATCH, &first);
        let Kept::Yes(second) = documents.keep("a", "1", "y", &seen) else { panic!("not kept") };
        assert_eq!(documents.keep("a", "1", "z", &seen), Kept::Changed);
        assert!(matches!(documents.keep("b", "1", "other", &new), Kept::Yes(_)), "another reader");
        let again = Documents::open(Some(file));
        assert_eq!(again.of("a", "1"), Some(("y".to_owned(), second)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no parts are left");
    }
}
