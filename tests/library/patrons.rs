//! What a library's people are asked for, with every fault in every step: nothing that was wished is lost, nothing is asked for
//! twice, and each error has a sentence in three languages.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::StreamExt;
use oqyrman::library::Error;
use oqyrman::library::client::Client;
use oqyrman::library::patron::remote::Outcome;
use oqyrman::library::patron::request::{Kind, State};
use oqyrman::library::patron::{Wish, asking, rel};
use oqyrman::library::shelf::Unsent;
use oqyrman::locale::{Locale, Tongue};
use oqyrman::ui::wording;
use serde_json::{Value, json};

use crate::faults::{HOWS, How, wrong};
use crate::server::{Seen, Server, reply};
use crate::{Desk, client};

/// The steps of the road, by method and path.
const STEPS: [(&str, &str); 7] = [
    ("GET", "/opds"),
    ("GET", "/card"),
    ("GET", "/branches"),
    ("GET", "/requests"),
    ("GET", "/news"),
    ("POST", "/requests"),
    ("DELETE", "/requests/one"),
];

/// The requests that a server has, by id.
type Kept = Arc<Mutex<BTreeMap<String, Value>>>;

fn answer(kept: &Kept, seen: &Seen) -> (u16, Value) {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    match (seen.method.as_str(), seen.path()) {
        ("GET", "/opds") => {
            let link = |rel: &str, path: &str| json!({ "rel": rel, "href": path, "type": "application/json" });
            let links = [
                link(rel::CARD, "/card"),
                link(rel::BRANCHES, "/branches"),
                link(rel::REQUESTS, "/requests"),
                link(rel::NEWS, "/news"),
            ];
            (200, json!({ "metadata": { "title": "Қалалық кітапхана" }, "links": links, "publications": [] }))
        }
        ("GET", "/card") => (200, json!({ "number": "100", "name": "Айгүл" })),
        ("GET", "/branches") => (200, json!({ "branches": [{ "id": "a", "name": { "kk": "Филиал" } }] })),
        ("GET", "/news") => {
            let news = json!({ "id": "n", "kind": "event", "title": "Кездесу", "date": "2026-11-28T10:00:00Z" });
            (200, json!({ "news": [news] }))
        }
        ("GET", "/requests") => (200, json!({ "requests": kept.values().collect::<Vec<_>>() })),
        ("POST", "/requests") => {
            let wish: Value = serde_json::from_str(&seen.body).expect("a wish");
            let id = wish["id"].as_str().expect("an id").to_owned();
            let status = if kept.contains_key(&id) { 200 } else { 201 };
            let mut request = wish;
            request["state"] = "sent".into();
            request["created"] = "2026-11-28T10:00:00Z".into();
            request["changed"] = "2026-11-28T10:00:00Z".into();
            request["links"] = json!([{ "rel": "self", "href": "/requests/one" }]);
            (status, kept.entry(id).or_insert(request).clone())
        }
        ("DELETE", "/requests/one") => {
            let request = kept.values_mut().next().expect("a request");
            request["state"] = "withdrawn".into();
            (200, request.clone())
        }
        _ => (404, json!({})),
    }
}

/// What she asks for, what she sees of it, how it is taken back.
async fn walk(client: &Client, desk: &Desk, server: &Server) -> Result<(), Error> {
    let start = server.url("/opds");
    let (known, _) = asking::ask(client.clone(), desk.shelf.clone(), start.to_string(), start.clone()).await?;
    assert_eq!((known.branches.len(), known.news.len()), (1, 1));
    let waiting = desk.shelf.wishes().await.expect("wishes");
    let unsent = match waiting.into_iter().next() {
        Some(unsent) => unsent,
        None if known.requests.is_empty() => {
            let wish = Wish {
                id: asking::new_id().expect("an id"),
                kind: Kind::Digitise,
                book: String::new(),
                title: "Қан мен тер".to_owned(),
                branch: String::new(),
                words: String::new(),
            };
            let address = known.offers.requests.clone().expect("requests are offered");
            let unsent = Unsent { library: start.to_string(), card: "100".to_owned(), address, wish };
            desk.shelf.keep_wish(unsent.clone()).await.expect("kept");
            unsent
        }
        None => return take_back(client, desk, server).await,
    };
    asking::deliver(client, &desk.shelf, &unsent).await?;
    take_back(client, desk, server).await
}

async fn take_back(client: &Client, desk: &Desk, server: &Server) -> Result<(), Error> {
    let library = server.url("/opds").to_string();
    let known = desk.shelf.known(library.clone()).await.expect("known").expect("something is known");
    let request = known.requests.first().expect("the request").clone();
    let told = asking::withdraw(client, &desk.shelf, library, &request).await?;
    assert!(matches!(&told.1, Outcome::Changed(now) if now.state == State::Withdrawn), "{told:?}");
    Ok(())
}

async fn one(method: &'static str, path: &'static str, how: How) {
    let what = format!("{method} {path} {how:?}");
    let (ill, kept) = (Arc::new(AtomicBool::new(true)), Kept::default());
    let (state, there) = (Arc::clone(&ill), Arc::clone(&kept));
    let server = Server::start(move |seen| {
        // What is broken is the answer: the library has done what it was asked.
        let (status, told) = answer(&there, seen);
        let bytes = told.to_string().into_bytes();
        if (seen.method.as_str(), seen.path()) == (method, path) && state.load(Ordering::Relaxed) {
            let media_type = if path == "/opds" { "application/opds+json" } else { "application/json" };
            return wrong(how, media_type, bytes);
        }
        reply(status, if path == "/opds" { "application/opds+json" } else { "application/json" }, bytes)
    })
    .await;
    let desk = Desk::new();
    let first = client();
    let end = tokio::time::timeout(Duration::from_secs(40), walk(&first, &desk, &server)).await.expect("an end");
    match &end {
        Ok(()) => panic!("{what}: nothing was noticed"),
        Err(error) => {
            let said: Vec<String> =
                Tongue::ALL.map(|tongue| wording::library_error(&Locale::new(tongue), error).line()).to_vec();
            assert!(said.iter().all(|line| line.chars().count() > 10 && line.contains(' ')), "{what}: {said:?}");
            assert!(said[0] != said[1] && said[1] != said[2], "{what}: {said:?}");
        }
    }
    // What was wished is on the shelf, or with the library.
    let waits = desk.shelf.wishes().await.expect("wishes").len();
    let has = kept.lock().unwrap_or_else(PoisonError::into_inner).len();
    // A refusal in words of its own is final.
    let refused = matches!(end, Err(Error::Refused { .. })) && method == "POST";
    assert!(method == "GET" || refused || waits + has >= 1, "{what}: {waits} {has}");
    // The library is well again, and the reader starts her program anew.
    ill.store(false, Ordering::Relaxed);
    let end = walk(&client(), &desk, &server).await;
    assert!(end.is_ok(), "{what}: {end:?}");
    assert!(desk.shelf.wishes().await.expect("wishes").is_empty(), "{what}");
    assert_eq!(kept.lock().unwrap_or_else(PoisonError::into_inner).len(), 1, "{what}: once");
}

#[tokio::test]
async fn every_fault_leaves_a_wish_where_it_was_and_nothing_is_asked_for_twice() {
    let failures: Mutex<Vec<String>> = Mutex::default();
    let roads = STEPS.iter().flat_map(|step| HOWS.iter().map(move |how| (*step, *how)));
    futures::stream::iter(roads)
        .for_each_concurrent(16, |((method, path), how)| {
            let failures = &failures;
            async move {
                if let Err(error) = tokio::spawn(one(method, path, how)).await {
                    let why = error.into_panic();
                    let why =
                        why.downcast_ref::<String>().cloned().unwrap_or_else(|| format!("{method} {path} {how:?}"));
                    failures.lock().unwrap_or_else(PoisonError::into_inner).push(why);
                }
            }
        })
        .await;
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
