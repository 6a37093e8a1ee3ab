//! Documents that readers keep here whole, their notes in a book and their settings: a small table in memory, kept in a file
//! when there is one. Who changes one says which state of it she has seen
//! (<https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests>), so that nobody writes over what she does not know.

use std::collections::BTreeMap;
use std::path::PathBuf;

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};

use super::kept::{Kept, Table};

/// The key of a reader's settings; books have numbers.
pub const SETTINGS: &str = "settings";
/// Bytes of settings.
pub const MOST_SETTINGS: usize = 64 * 1024;
/// Documents that are kept; a service for some hundred readers has no more.
const MOST: usize = 20_000;

/// The documents of every card. A service without cards has one reader, whose name is empty.
#[derive(Debug, Default)]
pub struct Documents(Kept<Bodies>);

/// By card and what it is about.
#[derive(Debug, Clone, Default, PartialEq)]
struct Bodies(BTreeMap<(String, String), String>);

impl Table for Bodies {
    fn read(bytes: &[u8]) -> Option<Self> {
        let kept: Vec<(String, String, String)> = serde_json::from_slice(bytes).ok()?;
        Some(Self(kept.into_iter().map(|(card, about, body)| ((card, about), body)).collect()))
    }

    fn written(&self) -> serde_json::Result<Vec<u8>> {
        let kept: Vec<_> = self.0.iter().map(|((card, about), body)| (card, about, body)).collect();
        serde_json::to_vec(&kept)
    }
}

/// What became of a document that was sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is kept, with this tag.
    Kept(String),
    /// The sender does not say which state she has seen.
    Unconditional,
    /// It is another one than she has seen.
    Changed,
    /// It could not be written.
    Failed,
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
        Self(Kept::open(file))
    }

    /// A document and its tag.
    pub fn of(&self, card: &str, about: &str) -> Option<(String, String)> {
        let body = self.0.newest().0.get(&(card.to_owned(), about.to_owned())).cloned()?;
        let tag = tag(&body);
        Some((body, tag))
    }

    /// Keeps a document in the place of the one that the sender has seen, by her `If-Match` or `If-None-Match`.
    pub fn keep(&self, card: &str, about: &str, body: &str, headers: &HeaderMap) -> Outcome {
        let told = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let kept = self.0.change(|Bodies(bodies)| {
            let key = (card.to_owned(), about.to_owned());
            let now = bodies.get(&key).map(|body| tag(body));
            let fits = match (told(header::IF_MATCH), told(header::IF_NONE_MATCH)) {
                (Some("*"), _) => now.is_some(),
                (Some(seen), _) => now.as_deref().is_some_and(|now| seen.split(',').any(|one| one.trim() == now)),
                (None, Some("*")) => now.is_none(),
                _ => return Outcome::Unconditional,
            };
            if !fits {
                return Outcome::Changed;
            }
            if now.is_none() && bodies.len() >= MOST {
                return Outcome::Failed;
            }
            bodies.insert(key, body.to_owned());
            Outcome::Kept(tag(body))
        });
        kept.unwrap_or(Outcome::Failed)
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
        assert_eq!(documents.keep("a", "1", "x", &HeaderMap::new()), Outcome::Unconditional);
        let new = told(header::IF_NONE_MATCH, "*");
        let Outcome::Kept(first) = documents.keep("a", "1", "x", &new) else { panic!("not kept") };
        assert_eq!(documents.keep("a", "1", "y", &new), Outcome::Changed);
        let seen = told(header::IF_MATCH, &first);
        let Outcome::Kept(second) = documents.keep("a", "1", "y", &seen) else { panic!("not kept") };
        assert_eq!(documents.keep("a", "1", "z", &seen), Outcome::Changed);
        assert!(matches!(documents.keep("b", "1", "other", &new), Outcome::Kept(_)), "another reader");
        let again = Documents::open(Some(file));
        assert_eq!(again.of("a", "1"), Some(("y".to_owned(), second)));
    }
}
