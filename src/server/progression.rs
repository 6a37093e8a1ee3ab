//! Where each reader is in a book, as OPDS Progression 1.0 (<https://drafts.opds.io/opds-progression-1.0>).

use serde_json::Value;

use super::store::{Error, Store};
use crate::library::shelf::Moment;
use crate::library::sync::progression;

/// Places of one card: nobody has read more books.
const MOST: i64 = 100_000;

/// The places of every card. A service without cards has one reader, whose name is empty.
#[derive(Debug)]
pub struct Places(Store);

/// What became of a document that was sent.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    Kept(String),
    /// This one, which is newer, is kept.
    Newer(String),
    /// It is none.
    Wrong,
    /// There is no room for more.
    Full,
}

impl Places {
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    /// The document as it was sent.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(&self, card: &str, book: &str) -> Result<Option<String>, Error> {
        let find = "SELECT body FROM places WHERE card = $1 AND book = $2";
        Ok(self.0.rows(find, vec![card.into(), book.into()]).await?.pop().map(|mut row| row.text(0)))
    }

    /// Keeps a document, unless a newer one is kept.
    ///
    /// # Errors
    /// Those of the database: then nothing has changed.
    pub async fn keep(&self, card: &str, book: &str, bytes: &[u8]) -> Result<Outcome, Error> {
        let Some(Some(told)) = progression::read(bytes) else { return Ok(Outcome::Wrong) };
        let Ok(Value::Object(mut document)) = serde_json::from_slice(bytes) else { return Ok(Outcome::Wrong) };
        // A clock that is ahead would keep every other device out until that time has come.
        let modified = told.modified.min(Moment::now());
        document.insert("modified".to_owned(), Value::String(modified.to_string()));
        let body = Value::Object(document).to_string();
        let mut change = self.0.begin(&format!("place {book} {card}")).await?;
        let find = "SELECT body, modified FROM places WHERE card = $1 AND book = $2";
        match change.rows(find, vec![card.into(), book.into()]).await?.pop() {
            Some(mut known) => {
                // As it is written: in whole seconds.
                if known.number(1).is_some_and(|known| known / 1000 > modified.unix_millis() / 1000) {
                    return Ok(Outcome::Newer(known.text(0)));
                }
            }
            None => {
                let many = change.rows("SELECT count(*) FROM places WHERE card = $1", vec![card.into()]).await?;
                if many.first().and_then(|row| row.number(0)).unwrap_or(0) >= MOST {
                    return Ok(Outcome::Full);
                }
            }
        }
        let put = "INSERT INTO places (card, book, modified, body) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (card, book) DO UPDATE SET modified = excluded.modified, body = excluded.body";
        change.run(put, vec![card.into(), book.into(), modified.into(), (&body).into()]).await?;
        change.done().await?;
        Ok(Outcome::Kept(body))
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

    async fn kept(places: &Places, card: &str, progress: f64, modified: &str) -> Outcome {
        places.keep(card, "1", &at(progress, modified)).await.unwrap()
    }

    fn progress(body: &str) -> Value {
        serde_json::from_str::<Value>(body).unwrap()["progression"].clone()
    }

    #[tokio::test]
    async fn the_newer_place_is_kept_for_each_card() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("service.sqlite");
        let open = async || Places::new(Store::in_file(Some(&file)).await.unwrap());
        let places = open().await;
        assert_eq!(places.of("a", "1").await.unwrap(), None);
        assert!(matches!(kept(&places, "a", 0.4, "2026-01-02T00:00:00Z").await, Outcome::Kept(_)));
        let older = kept(&places, "a", 0.2, "2026-01-01T00:00:00Z").await;
        assert!(matches!(&older, Outcome::Newer(kept) if progress(kept) == 0.4), "{older:?}");
        let other = kept(&places, "b", 0.1, "2020-01-01T00:00:00Z").await;
        assert!(matches!(other, Outcome::Kept(_)), "another reader");
        for wrong in ["", "{}", "[]", "{\"progression\":3}", "<html>"] {
            assert_eq!(places.keep("a", "1", wrong.as_bytes()).await.unwrap(), Outcome::Wrong, "{wrong}");
        }
        let again = open().await;
        assert_eq!(progress(&again.of("a", "1").await.unwrap().unwrap()), 0.4);
        // Another process writes.
        assert!(matches!(kept(&places, "a", 0.5, "2026-01-03T00:00:00Z").await, Outcome::Kept(_)));
        assert_eq!(progress(&again.of("a", "1").await.unwrap().unwrap()), 0.5);
    }

    #[tokio::test]
    async fn a_clock_that_is_ahead_keeps_nobody_out() {
        let places = Places::new(Store::in_file(None).await.unwrap());
        let Outcome::Kept(first) = kept(&places, "", 0.4, "2999-01-01T00:00:00Z").await else { panic!("not kept") };
        let first: Value = serde_json::from_str(&first).unwrap();
        assert!(Moment::parse(first["modified"].as_str().unwrap()).unwrap() <= Moment::now());
        let now = Moment::now().to_string();
        assert!(matches!(kept(&places, "", 0.5, &now).await, Outcome::Kept(_)));
    }
}
