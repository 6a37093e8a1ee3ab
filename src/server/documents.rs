//! Documents that readers keep here whole, their notes in a book and their settings. Who changes one says which state of it she has seen
//! (<https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests>), so that nobody writes over what she does not know.

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};

use super::store::{Error, Store};

/// The key of a reader's settings; books have numbers.
pub const SETTINGS: &str = "settings";
/// Bytes of settings.
pub const MOST_SETTINGS: usize = 64 * 1024;
/// Documents of one card: nobody has read more books.
const MOST: i64 = 20_000;
const OF: &str = "SELECT body FROM documents WHERE card = $1 AND about = $2";

/// The documents of every card. A service without cards has one reader, whose name is empty.
#[derive(Debug)]
pub struct Documents(Store);

/// What became of a document that was sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is kept, with this tag.
    Kept(String),
    /// The sender does not say which state she has seen.
    Unconditional,
    /// It is another one than she has seen.
    Changed,
    /// There is no room for more.
    Full,
}

/// What this state of a document is called.
fn tag(body: &str) -> String {
    let digest = Sha256::digest(body);
    let hex: String = digest[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

impl Documents {
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    /// A document and its tag.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(&self, card: &str, about: &str) -> Result<Option<(String, String)>, Error> {
        let mut rows = self.0.rows(OF, vec![card.into(), about.into()]).await?;
        Ok(rows.pop().map(|mut row| {
            let body = row.text(0);
            let tag = tag(&body);
            (body, tag)
        }))
    }

    /// Keeps a document in the place of the one that the sender has seen, by her `If-Match` or `If-None-Match`.
    ///
    /// # Errors
    /// Those of the database: then nothing has changed.
    pub async fn keep(&self, card: &str, about: &str, body: &str, headers: &HeaderMap) -> Result<Outcome, Error> {
        let told = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let mut change = self.0.begin(&format!("document {about} {card}")).await?;
        let now = change.rows(OF, vec![card.into(), about.into()]).await?.pop().map(|mut row| tag(&row.text(0)));
        let fits = match (told(header::IF_MATCH), told(header::IF_NONE_MATCH)) {
            (Some("*"), _) => now.is_some(),
            (Some(seen), _) => now.as_deref().is_some_and(|now| seen.split(',').any(|one| one.trim() == now)),
            (None, Some("*")) => now.is_none(),
            _ => return Ok(Outcome::Unconditional),
        };
        if !fits {
            return Ok(Outcome::Changed);
        }
        if now.is_none() {
            let many = change.rows("SELECT count(*) FROM documents WHERE card = $1", vec![card.into()]).await?;
            if many.first().and_then(|row| row.number(0)).unwrap_or(0) >= MOST {
                return Ok(Outcome::Full);
            }
        }
        let put = "INSERT INTO documents (card, about, body) VALUES ($1, $2, $3)
                   ON CONFLICT (card, about) DO UPDATE SET body = excluded.body";
        change.run(put, vec![card.into(), about.into(), body.into()]).await?;
        change.done().await?;
        Ok(Outcome::Kept(tag(body)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().expect("a value"))])
    }

    #[tokio::test]
    async fn nobody_writes_over_what_she_does_not_know() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("service.sqlite");
        let open = async || Documents::new(Store::in_file(Some(&file)).await.unwrap());
        let documents = open().await;
        assert_eq!(documents.of("a", "1").await.unwrap(), None);
        assert_eq!(documents.keep("a", "1", "x", &HeaderMap::new()).await.unwrap(), Outcome::Unconditional);
        let new = told(header::IF_NONE_MATCH, "*");
        let Outcome::Kept(first) = documents.keep("a", "1", "x", &new).await.unwrap() else { panic!("not kept") };
        assert_eq!(documents.keep("a", "1", "y", &new).await.unwrap(), Outcome::Changed);
        let seen = told(header::IF_MATCH, &first);
        let Outcome::Kept(second) = documents.keep("a", "1", "y", &seen).await.unwrap() else { panic!("not kept") };
        assert_eq!(documents.keep("a", "1", "z", &seen).await.unwrap(), Outcome::Changed);
        let other = documents.keep("b", "1", "other", &new).await.unwrap();
        assert!(matches!(other, Outcome::Kept(_)), "another reader");
        assert_eq!(open().await.of("a", "1").await.unwrap(), Some(("y".to_owned(), second)));
    }
}
