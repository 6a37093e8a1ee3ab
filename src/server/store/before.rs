//! What a service kept in three files of JSON before it had a database: taken over once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::{Error, Store};
use crate::library::shelf::{Loan, Moment};

#[derive(Deserialize)]
struct Lent {
    loan: Loan,
    renewals: i64,
}

#[derive(Deserialize)]
struct Hold {
    card: String,
    ready: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Loans {
    WithQueues { loans: Vec<(String, String, Lent)>, queues: BTreeMap<String, Vec<Hold>> },
    Alone(Vec<(String, String, Loan)>),
}

/// Takes over `loans-NAME.json` and what lies beside it. The files are put aside, so that it is done once.
///
/// # Errors
/// Those of the database: then the files stay as they are.
pub async fn take_over(store: &Store, folder: &Path, name: &str) -> Result<(), Error> {
    let file = |what: &str| folder.join(format!("{what}-{name}.json"));
    let files = ["loans", "places", "documents"].map(file);
    if !files.iter().any(|file| file.exists()) {
        return Ok(());
    }
    let mut change = store.begin("before").await?;
    let [loans, places, documents] = &files;
    let (lent, queues) = match read(loans) {
        Some(Loans::WithQueues { loans, queues }) => (loans, queues),
        Some(Loans::Alone(loans)) => {
            let lent = |(card, book, loan)| (card, book, Lent { loan, renewals: 0 });
            (loans.into_iter().map(lent).collect(), BTreeMap::new())
        }
        None => (Vec::new(), BTreeMap::new()),
    };
    for (card, book, Lent { loan, renewals }) in lent {
        let values = vec![card.into(), book.into(), loan.since.into(), loan.until.into(), renewals.into()];
        let put = "INSERT INTO loans (card, book, since, until, renewals) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (card, book) DO NOTHING";
        change.run(put, values).await?;
    }
    for (book, queue) in queues {
        for (turn, hold) in queue.into_iter().enumerate() {
            let values = vec![(&book).into(), hold.card.into(), (turn as i64).into(), hold.ready.into()];
            let put = "INSERT INTO holds (book, card, turn, ready) VALUES ($1, $2, $3, $4)
                       ON CONFLICT (book, card) DO NOTHING";
            change.run(put, values).await?;
        }
    }
    for (card, book, body) in read::<Vec<(String, String, Json)>>(places).unwrap_or_default() {
        let modified = body.get("modified").and_then(Json::as_str).and_then(Moment::parse);
        let modified = modified.unwrap_or(Moment::from_unix_millis(0));
        let put = "INSERT INTO places (card, book, modified, body) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (card, book) DO NOTHING";
        change.run(put, vec![card.into(), book.into(), modified.into(), body.to_string().into()]).await?;
    }
    for (card, about, body) in read::<Vec<(String, String, String)>>(documents).unwrap_or_default() {
        let put = "INSERT INTO documents (card, about, body) VALUES ($1, $2, $3)
                   ON CONFLICT (card, about) DO NOTHING";
        change.run(put, vec![card.into(), about.into(), body.into()]).await?;
    }
    change.count("loans").await?;
    change.done().await?;
    for file in files.iter().filter(|file| file.exists()) {
        if let Err(error) = std::fs::rename(file, aside(file)) {
            tracing::warn!(%error, "what is in the database now still lies in a file, too");
        }
    }
    Ok(())
}

fn aside(file: &Path) -> PathBuf {
    file.with_extension("json.taken")
}

/// `None` for what is not there or damaged.
fn read<T: DeserializeOwned>(file: &Path) -> Option<T> {
    serde_json::from_slice(&std::fs::read(file).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::loans::{self, Standing};

    #[tokio::test]
    async fn what_was_kept_in_files_is_there_once() {
        let loans = |text: &'static str| async move {
            let folder = tempfile::tempdir().unwrap();
            let at = |what: &str| folder.path().join(format!("{what}-x.json"));
            std::fs::write(at("loans"), text).unwrap();
            std::fs::write(at("places"), r#"[["a","book",{"progression":0.5,"modified":"2026-11-28T10:00:00Z"}]]"#)
                .unwrap();
            std::fs::write(at("documents"), r#"[["a","settings","rate = 1"]]"#).unwrap();
            let store = Store::in_file(Some(&folder.path().join("service.sqlite"))).await.unwrap();
            take_over(&store, folder.path(), "x").await.unwrap();
            take_over(&store, folder.path(), "x").await.unwrap();
            assert!(!at("loans").exists());
            let documents = store.rows("SELECT body FROM documents", Vec::new()).await.unwrap();
            assert_eq!(documents.into_iter().map(|mut row| row.text(0)).collect::<Vec<_>>(), ["rate = 1"]);
            let places = store.rows("SELECT modified FROM places", Vec::new()).await.unwrap();
            assert_eq!(places[0].moment(0), Moment::parse("2026-11-28T10:00:00Z"));
            loans::Loans::new(store, Some(1)).now().await.unwrap()
        };
        let long = r#"{"since":"2026-11-28T10:00:00Z","until":"2099-01-01T00:00:00Z"}"#;
        let alone: &'static str = format!(r#"[["a","book",{long}]]"#).leak();
        assert!(matches!(loans(alone).await.standing("a", "book"), Standing::Lent(_)));
        let queued = format!(
            r#"{{"loans":[["a","book",{{"loan":{long},"renewals":1}}]],"queues":{{"book":[{{"card":"b","ready":null}}]}}}}"#
        );
        let queued = loans(queued.leak()).await;
        assert_eq!(queued.standing("b", "book"), Standing::Reserved(1));
    }
}
