//! Every fault in every step: what goes wrong has a sentence in three languages, nothing is lost or doubled, and when the
//! library is well again the same road leads to its end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::Response;
use futures::StreamExt;
use oqyrman::library::Error;
use oqyrman::library::acquire::{Event, Wanted, acquire};
use oqyrman::library::client::Client;
use oqyrman::library::shelf::Holding;
use oqyrman::locale::{Locale, Tongue};
use oqyrman::ui::wording;
use serde_json::json;

use crate::server::{Seen, Server, cut, endless, gzip_bomb, reply, stuck, with};
use crate::{Desk, book, client};

/// What a server does wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum How {
    /// The connection breaks in the middle.
    Cut,
    /// A beginning, and then nothing.
    Slow,
    Endless,
    /// More is promised than comes.
    Lying,
    /// A page for people in place of what was asked for.
    Page,
    /// Bytes that mean nothing, under the right name.
    Rubbish,
    /// Nothing at all, with success.
    Empty,
    Status(u16),
    /// Too many requests; when to come again.
    Later(&'static str),
    /// More headers than anybody needs.
    Headers,
    /// A little that unpacks to a lot.
    Bomb,
}

pub const HOWS: [How; 27] = [
    How::Cut,
    How::Slow,
    How::Endless,
    How::Lying,
    How::Page,
    How::Rubbish,
    How::Empty,
    How::Status(400),
    How::Status(401),
    How::Status(403),
    How::Status(404),
    How::Status(405),
    How::Status(409),
    How::Status(410),
    How::Status(429),
    How::Status(500),
    How::Status(502),
    How::Status(503),
    How::Status(507),
    How::Later("Wed, 21 Oct 2099 07:28:00 GMT"),
    How::Later("Wed, 21 Oct 2015 07:28:00 GMT"),
    How::Later("99999999999999999999999"),
    How::Later("18446744073709551615"),
    How::Later("-5"),
    How::Later("ертең"),
    How::Headers,
    How::Bomb,
];

/// The steps of the road, by the path of each.
const STEPS: [(&str, &str); 6] = [
    ("/opds", "application/opds+json"),
    ("/search", "application/opds+json"),
    ("/entry", "application/opds-publication+json"),
    ("/borrow", "application/opds-publication+json"),
    ("/file", "application/epub+zip"),
    ("/cover", "image/png"),
];

pub fn wrong(how: How, media_type: &str, good: Vec<u8>) -> Response<Body> {
    let half = good[..good.len() / 2].to_vec();
    match how {
        How::Cut => with(reply(200, media_type, cut(half)), "content-length", &good.len().to_string()),
        How::Slow => reply(200, media_type, stuck(b"{")),
        How::Endless => reply(200, media_type, endless(b"          ")),
        How::Lying => with(reply(200, media_type, cut(good.clone())), "content-length", &(good.len() + 10).to_string()),
        How::Page => reply(200, "text/html", "<html><body><h1>Welcome to the hotel's network</h1></body></html>"),
        How::Rubbish => reply(200, media_type, b"\x00\x01{]<\xff".to_vec()),
        How::Empty => reply(200, media_type, Vec::new()),
        How::Status(429) => with(reply(429, "text/plain", "later"), "retry-after", "3600"),
        How::Later(when) => with(reply(429, "text/plain", "later"), "retry-after", when),
        How::Headers => (0..1000).fold(reply(200, media_type, good), |response, number| {
            with(response, "x-filler", &format!("{number} {}", "x".repeat(100)))
        }),
        How::Bomb => with(reply(200, media_type, gzip_bomb(16 << 20)), "content-encoding", "gzip"),
        How::Status(status) => reply(status, "text/plain", "no"),
    }
}

fn good(seen: &Seen) -> (u16, &'static str, Vec<u8>) {
    let link = |href: &str, rel: &str, media_type: &str| json!({"href": href, "rel": rel, "type": media_type});
    let publication =
        |links: serde_json::Value| json!({"metadata": {"title": "Сөздер", "identifier": "urn:x:1"}, "links": links});
    let of = |value: serde_json::Value, media_type| (200, media_type, value.to_string().into_bytes());
    let (full, borrow) = ("application/opds-publication+json", "http://opds-spec.org/acquisition/borrow");
    let partly = publication(json!([link("/entry", "self", full), link("/borrow", borrow, full)]));
    match seen.path() {
        "/opds" => of(
            json!({"metadata": {"title": "Л"}, "links": [
                {"href": "/search{?query}", "rel": "search", "type": "application/opds+json", "templated": true}],
                "navigation": [{"href": "/search", "title": "Бәрі", "type": "application/opds+json"}]}),
            "application/opds+json",
        ),
        "/search" => of(json!({"metadata": {"title": "Табылды"}, "publications": [partly]}), "application/opds+json"),
        "/entry" => of(partly, full),
        "/borrow" => {
            of(publication(json!([link("/file", "http://opds-spec.org/acquisition", "application/epub+zip")])), full)
        }
        "/file" => (200, "application/epub+zip", book()),
        "/cover" => (200, "image/png", vec![1; 64]),
        _ => (404, "text/plain", b"nothing".to_vec()),
    }
}

/// The whole road: the first page, a search, an entry, its cover, a loan, the file.
async fn walk(client: &Client, desk: &Desk, server: &Server) -> Result<Holding, Error> {
    let root = client.feed(&server.url("/opds")).await?;
    let mut found = client.search(&root, "сөз").await?;
    if found.publications.is_empty() {
        return Err(Error::NoAcquisition);
    }
    let publication = client.publication(&found.publications.swap_remove(0)).await?;
    client.image(&server.url("/cover")).await?;
    let wanted = Wanted::Publication(Box::new(publication), None);
    let mut events = acquire(client.clone(), desk.home.clone(), desk.shelf.clone(), wanted);
    while let Some(event) = events.next().await {
        if let Event::Done(end) = event {
            return end.map(|shelved| shelved.into_holding());
        }
    }
    panic!("a road without an end")
}

/// Files and rows are the same books, and an error says in three languages what to do.
async fn check(desk: &Desk, end: &Result<Holding, Error>, what: &str) {
    let rows = desk.shelf.holdings().await.expect("a list");
    assert_eq!(rows.len(), desk.books().len(), "{what}");
    assert!(rows.iter().all(|row| row.present), "{what}");
    match end {
        Ok(_) => assert_eq!(rows.len(), 1, "{what}"),
        Err(error) => {
            assert!(rows.is_empty(), "{what}: {rows:?}");
            let said: Vec<String> = Tongue::ALL
                .into_iter()
                .map(|tongue| wording::library_error(&Locale::new(tongue), error).line())
                .collect();
            assert!(said.iter().all(|line| line.chars().count() > 10 && line.contains(' ')), "{what}: {said:?}");
            assert_ne!(said[0], said[1], "{what}");
            assert_ne!(said[1], said[2], "{what}");
        }
    }
}

async fn one(step: &'static str, media_type: &'static str, how: How) {
    let what = format!("{step} {how:?}");
    let ill = Arc::new(AtomicBool::new(true));
    let state = Arc::clone(&ill);
    let server = Server::start(move |seen| {
        let (status, told, bytes) = good(seen);
        if seen.path() == step && state.load(Ordering::Relaxed) {
            wrong(how, media_type, bytes)
        } else {
            reply(status, told, bytes)
        }
    })
    .await;
    let desk = Desk::new();
    let first = client();
    let end = tokio::time::timeout(Duration::from_secs(40), walk(&first, &desk, &server)).await.expect("an end");
    check(&desk, &end, &what).await;
    let may_pass = step == "/cover" && matches!(how, How::Rubbish | How::Empty | How::Page);
    assert!(end.is_err() || may_pass, "{what}: nothing was noticed");
    // The library is well again, and the reader starts her program anew.
    ill.store(false, Ordering::Relaxed);
    let end = walk(&client(), &desk, &server).await;
    assert!(end.is_ok(), "{what}: {end:?}");
    check(&desk, &end, &what).await;
    assert!(desk.downloads().is_empty(), "{what}: {:?}", desk.downloads());
}

#[tokio::test]
async fn every_fault_in_every_step_is_told_and_nothing_is_lost() {
    let failures: Mutex<Vec<String>> = Mutex::default();
    let roads = STEPS.iter().flat_map(|step| HOWS.iter().map(move |how| (*step, *how)));
    futures::stream::iter(roads)
        .for_each_concurrent(16, |((step, media_type), how)| {
            let failures = &failures;
            async move {
                if let Err(error) = tokio::spawn(one(step, media_type, how)).await {
                    let why = error.into_panic();
                    let why = why.downcast_ref::<String>().cloned().unwrap_or_else(|| format!("{step} {how:?}"));
                    failures.lock().unwrap_or_else(PoisonError::into_inner).push(why);
                }
            }
        })
        .await;
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Headers that never end, byte by byte faster than any limit of time sees.
#[tokio::test]
async fn endless_headers_end_in_an_error() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let mut line = b"HTTP/1.1 200 OK\r\nx-first: ".to_vec();
                while stream.write_all(&line).await.is_ok() {
                    line = vec![b'x'; 4096];
                }
            });
        }
    });
    let address = url::Url::parse(&format!("http://127.0.0.1:{port}/book.epub")).expect("an address");
    let desk = Desk::new();
    let limit = Duration::from_secs(30);
    let page = tokio::time::timeout(limit, client().feed(&address)).await.expect("an end");
    assert!(page.is_err(), "{page:?}");
    let mut events = acquire(client(), desk.home.clone(), desk.shelf.clone(), Wanted::Address(address));
    let book = async {
        while let Some(event) = events.next().await {
            if let Event::Done(end) = event {
                return end.map(|shelved| shelved.into_holding());
            }
        }
        panic!("no end")
    };
    let book = tokio::time::timeout(limit, book).await.expect("an end");
    assert!(book.is_err(), "{book:?}");
    check(&desk, &book, "endless headers").await;
    assert!(desk.downloads().is_empty(), "{:?}", desk.downloads());
    server.abort();
}
