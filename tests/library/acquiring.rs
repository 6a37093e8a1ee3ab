//! Borrowing and downloading: cuts, restarts, lies, and what never comes to the shelf.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::Response;
use futures::StreamExt;
use oqyrman::library::Error;
use oqyrman::library::acquire::{Event, Step, Wanted, acquire};
use oqyrman::library::catalog::Publication;
use oqyrman::library::client::Client;
use oqyrman::library::download;
use oqyrman::library::shelf::{Holding, Shelved};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use crate::server::{Seen, Server, cut, endless, not_found, opds2, redirect, reply, stuck, with};
use crate::{Desk, book, client, reader};

const EPUB: &str = "application/epub+zip";

async fn fetch_with(client: &Client, desk: &Desk, wanted: Wanted) -> (Vec<Step>, Result<Holding, Error>) {
    let mut steps = Vec::new();
    let mut events = acquire(client.clone(), desk.home.clone(), desk.shelf.clone(), wanted);
    while let Some(event) = events.next().await {
        match event {
            Event::Step(step) => steps.push(step),
            Event::Done(end) => {
                assert!(events.next().await.is_none(), "nothing comes after the end");
                return (steps, end.map(|shelved| shelved.into_holding()));
            }
        }
    }
    panic!("no end");
}

async fn fetch(desk: &Desk, address: &Url) -> Result<Holding, Error> {
    fetch_with(&client(), desk, Wanted::Address(address.clone())).await.1
}

/// A file that is served as a good server serves files, from where `Range` asks.
fn file(seen: &Seen, bytes: &[u8], etag: &str) -> Response<Body> {
    let start = seen.range().filter(|_| seen.header("if-range") == Some(etag));
    let response = match start {
        Some(start) => with(
            reply(206, EPUB, bytes[start..].to_vec()),
            "content-range",
            &format!("bytes {start}-{}/{}", bytes.len() - 1, bytes.len()),
        ),
        None => reply(200, EPUB, bytes.to_vec()),
    };
    with(response, "etag", etag)
}

/// The beginning of a file, then a cut.
fn broken(seen: &Seen, bytes: &[u8], etag: &str, at: usize) -> Response<Body> {
    let start = seen.range().filter(|_| seen.header("if-range") == Some(etag)).unwrap_or(0);
    let end = (start + at).min(bytes.len() - 1);
    let mut response = file(seen, bytes, etag);
    *response.body_mut() = cut(bytes[start..end].to_vec());
    with(response, "content-length", &(bytes.len() - start).to_string())
}

/// A zip of these files.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_file_comes_to_the_shelf_as_it_is() {
    let server = Server::start(|seen| match seen.path() {
        "/old.epub" => redirect("/%D2%9B%D0%B0%D1%80%D0%B0.epub"),
        _ => file(seen, &book(), "\"1\""),
    })
    .await;
    let desk = Desk::new();
    let (steps, holding) = fetch_with(&client(), &desk, Wanted::Address(server.url("/old.epub"))).await;
    let holding = holding.unwrap();
    assert_eq!(std::fs::read(&holding.file).unwrap(), book());
    assert!(holding.file.starts_with(desk.home.books()));
    assert!(holding.title.contains("Қара сөз"), "{}", holding.title);
    assert_eq!(holding.source.as_deref(), Some(server.url("/%D2%9B%D0%B0%D1%80%D0%B0.epub").as_str()));
    assert_eq!(desk.downloads(), [""; 0]);
    let total = book().len() as u64;
    assert!(matches!(steps.last(), Some(Step::Checking)));
    assert!(steps.iter().any(|step| matches!(
        step,
        Step::Downloading(progress) if progress.received == total && progress.total == Some(total)
    )));
    // The same book again is the same book.
    assert_eq!(fetch(&desk, &server.url("/old.epub")).await.unwrap().id, holding.id);
    assert_eq!(desk.books().len(), 1);
}

#[tokio::test]
async fn of_an_archive_of_several_books_the_reader_takes_one() {
    let bytes = archive(&[("Абай.txt", "Абай\n\nҒылым таппай мақтанба."), ("b/Пушкин.txt", "Мороз и солнце.")]);
    let server = Server::start(move |seen| file(seen, &bytes, "\"1\"")).await;
    let desk = Desk::new();
    let Err(Error::Several(several)) = fetch(&desk, &server.url("/both.zip")).await else { panic!("a choice") };
    assert_eq!(several.names(), ["b/Пушкин.txt", "Абай.txt"]);
    assert_eq!((desk.books().len(), desk.downloads().len()), (0, 2), "it is kept until the reader has chosen");
    assert!(several.shelve(&desk.shelf, "Чужой.txt").await.is_err());
    let holding = several.shelve(&desk.shelf, "b/Пушкин.txt").await.unwrap().into_holding();
    assert_eq!((holding.title.as_str(), desk.books().len()), ("Пушкин", 1));
    assert_eq!(std::fs::read_to_string(&holding.file).unwrap(), "Мороз и солнце.");
    assert_eq!(holding.source.as_deref(), Some(server.url("/both.zip").as_str()));
    assert_eq!(desk.downloads(), [""; 0]);
    let Err(Error::Several(several)) = fetch(&desk, &server.url("/both.zip")).await else { panic!("a choice") };
    several.discard();
    assert_eq!(desk.downloads(), [""; 0]);
}

#[tokio::test]
async fn a_download_that_is_cut_goes_on_where_it_was() {
    let server = Server::start(|seen| match seen.before {
        0..3 => broken(seen, &book(), "\"1\"", 30_000),
        _ => file(seen, &book(), "\"1\""),
    })
    .await;
    let desk = Desk::new();
    let holding = fetch(&desk, &server.url("/book.epub")).await.unwrap();
    assert_eq!(std::fs::read(&holding.file).unwrap(), book());
    let ranges: Vec<_> = server.seen().iter().map(Seen::range).collect();
    assert_eq!(ranges.len(), 4);
    assert_eq!(ranges[0], None);
    assert!(ranges.is_sorted(), "{ranges:?}");
    assert!(ranges[3].is_some_and(|at| at > 0), "{ranges:?}");
    assert!(server.seen().iter().all(|seen| seen.header("accept-encoding") == Some("identity")));
}

#[tokio::test]
async fn a_download_goes_on_after_the_program_was_left() {
    let server = Server::start(|seen| match seen.before {
        0 => {
            let bytes = book();
            let mut response = file(seen, &bytes, "\"1\"");
            *response.body_mut() = stuck(Box::leak(bytes[..50_000].to_vec().into_boxed_slice()));
            with(response, "content-length", &book().len().to_string())
        }
        _ => file(seen, &book(), "\"1\""),
    })
    .await;
    let desk = Desk::new();
    let address = server.url("/book.epub");
    {
        let mut events = acquire(client(), desk.home.clone(), desk.shelf.clone(), Wanted::Address(address.clone()));
        // Polled until something lies on the disk; the server then waits for ever.
        let something = async {
            while download::pending(&desk.home).iter().all(|pending| pending.progress.received == 0) {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        let polled = async { while events.next().await.is_some() {} };
        tokio::select! {
            () = something => {}
            () = polled => panic!("the download ended"),
        }
        // Dropped: that is how a download is cancelled.
    }
    let pending = download::pending(&desk.home);
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0].address, address);
    assert_eq!(pending[0].progress.total, Some(book().len() as u64));
    let there = pending[0].progress.received as usize;
    assert!(there > 0 && there <= 50_000);

    let holding = fetch(&desk, &address).await.unwrap();
    assert_eq!(std::fs::read(&holding.file).unwrap(), book());
    assert_eq!(server.seen()[1].range(), Some(there));
    assert!(download::pending(&desk.home).is_empty());
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_is_fetched_anew() {
    let old: Vec<u8> = book().iter().map(|byte| byte ^ 0xff).collect();
    let server = Server::start(move |seen| match seen.before {
        0 => broken(seen, &old, "\"old\"", 40_000),
        _ => file(seen, &book(), "\"new\""),
    })
    .await;
    let desk = Desk::new();
    let holding = fetch(&desk, &server.url("/book.epub")).await.unwrap();
    assert_eq!(std::fs::read(&holding.file).unwrap(), book());
    assert!(server.seen()[1].range().is_some());
}

#[tokio::test]
async fn a_server_that_cannot_go_on_starts_again() {
    for kind in ["no validator", "ignores", "416", "another part"] {
        let server = Server::start(move |seen| {
            let bytes = book();
            match (kind, seen.before) {
                ("no validator", 0) => {
                    with(reply(200, EPUB, cut(bytes[..40_000].to_vec())), "content-length", &bytes.len().to_string())
                }
                (_, 0) => broken(seen, &bytes, "\"1\"", 40_000),
                ("416", _) if seen.range().is_some() => reply(416, "text/plain", ""),
                ("another part", 1) => {
                    with(with(reply(206, EPUB, bytes[..10].to_vec()), "content-range", "bytes 0-9/10"), "etag", "\"1\"")
                }
                _ => with(reply(200, EPUB, bytes), "etag", "\"1\""),
            }
        })
        .await;
        let desk = Desk::new();
        let holding = fetch(&desk, &server.url("/book.epub")).await.unwrap_or_else(|error| panic!("{kind}: {error:?}"));
        assert_eq!(std::fs::read(&holding.file).unwrap(), book(), "{kind}");
        assert_eq!(desk.downloads(), [""; 0], "{kind}");
    }
}

#[tokio::test]
async fn a_file_that_never_comes_whole_is_no_book() {
    let server = Server::start(|seen| {
        let mut response = file(seen, &book(), "\"1\"");
        *response.body_mut() = cut(book()[..1000].to_vec());
        *response.status_mut() = axum::http::StatusCode::OK;
        with(response, "content-length", &book().len().to_string())
    })
    .await;
    let desk = Desk::new();
    assert!(matches!(fetch(&desk, &server.url("/book.epub")).await, Err(Error::BrokeOff { .. })));
    assert!(desk.books().is_empty());
    assert!(server.seen().len() < 20);
}

#[tokio::test]
async fn what_is_no_book_is_thrown_away() {
    let server = Server::start(|seen| match seen.path() {
        "/portal.epub" => reply(200, "text/html", "<html><body>Please pay</body></html>"),
        "/cut.epub" => reply(200, EPUB, book()[..40].to_vec()),
        "/empty.epub" => reply(200, EPUB, ""),
        "/gone.epub" => not_found(),
        "/large.epub" => with(reply(200, EPUB, stuck(b"PK")), "content-length", "99999999999"),
        "/endless.epub" => reply(200, EPUB, endless(&[0; 4096])),
        _ => not_found(),
    })
    .await;
    let desk = Desk::new();
    for path in ["/portal.epub", "/empty.epub", "/cut.epub"] {
        let error = fetch(&desk, &server.url(path)).await.unwrap_err();
        assert!(matches!(error, Error::NotABook(_)), "{path}: {error:?}");
    }
    assert!(matches!(fetch(&desk, &server.url("/gone.epub")).await, Err(Error::NotFound { .. })));
    for path in ["/large.epub", "/endless.epub"] {
        assert!(matches!(fetch(&desk, &server.url(path)).await, Err(Error::TooLarge { .. })), "{path}");
    }
    assert_eq!(desk.downloads(), [""; 0]);
    assert_eq!(desk.books(), [""; 0]);
}

#[tokio::test]
async fn a_name_that_leads_out_of_the_folder_stays_inside() {
    let evil =
        "attachment; filename=\"../../../evil.epub\"; filename*=UTF-8''..%2F..%2F%D0%96%D0%B0%D0%BC%D0%B0%D0%BD.epub";
    let server = Server::start(move |seen| with(file(seen, &book(), "\"1\""), "content-disposition", evil)).await;
    let desk = Desk::new();
    let holding = fetch(&desk, &server.url("/x")).await.unwrap();
    assert_eq!(holding.file.parent().unwrap(), desk.home.books());
    assert_eq!(desk.books().len(), 1);
    let home = desk.home.root().parent().unwrap().to_owned();
    assert_eq!(std::fs::read_dir(home).unwrap().count(), 1);
}

#[tokio::test]
async fn a_promised_digest_is_held_to() {
    let digest = |bytes: &[u8]| {
        let sum = Sha256::digest(bytes);
        // Any Base64 will do here, so the alphabet is spelt out.
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bits: String = sum.iter().map(|byte| format!("{byte:08b}")).collect();
        let padded = format!("{bits:0<258}");
        let text: String = (0..43)
            .map(|at| alphabet[usize::from_str_radix(&padded[at * 6..at * 6 + 6], 2).unwrap()] as char)
            .collect();
        format!("sha-256=:{text}=:")
    };
    let right = digest(&book());
    let wrong = digest(b"something else");
    let server = Server::start(move |seen| {
        let promised = if seen.path() == "/right" { &right } else { &wrong };
        with(file(seen, &book(), "\"1\""), "repr-digest", promised)
    })
    .await;
    let desk = Desk::new();
    assert!(fetch(&desk, &server.url("/right")).await.is_ok());
    assert!(matches!(fetch(&desk, &server.url("/wrong")).await, Err(Error::BrokeOff { .. })));
}

#[tokio::test]
async fn a_password_opens_downloads_too() {
    let server = Server::start(|seen| match seen.header("authorization") {
        Some(_) => file(seen, &book(), "\"1\""),
        None => with(reply(401, "text/plain", ""), "www-authenticate", "Basic realm=\"x\""),
    })
    .await;
    let desk = Desk::new();
    let client = client();
    let wanted = Wanted::Address(server.url("/book.epub"));
    let Err(Error::Unauthorized(document)) = fetch_with(&client, &desk, wanted.clone()).await.1 else {
        panic!("a password is asked for")
    };
    client.sign_in(&document.address, reader("құпия"));
    assert!(fetch_with(&client, &desk, wanted).await.1.is_ok());
}

fn publication(links: Value) -> Value {
    json!({ "metadata": { "title": "Қара сөздер", "identifier": "urn:x:1", "author": "Абай" }, "links": links })
}

fn answer(links: Value) -> Response<Body> {
    let mut response = opds2(&publication(links));
    response.headers_mut().insert("content-type", "application/opds-publication+json".parse().unwrap());
    response
}

fn way(rel: &str, href: &str, media_type: &str, properties: Value) -> Value {
    json!({ "rel": format!("http://opds-spec.org/acquisition/{rel}"), "href": href, "type": media_type,
            "properties": properties })
}

async fn entry(client: &Client, server: &Server, path: &str) -> Box<Publication> {
    Box::new(client.feed(&server.url(path)).await.unwrap().publications.remove(0))
}

#[tokio::test]
async fn a_loan_is_borrowed_fulfilled_and_remembered() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let server = Server::start(move |seen| match seen.path() {
        "/entry" => answer(json!([way(
            "borrow",
            "/loan",
            "application/opds-publication+json",
            json!({ "availability": { "state": "available" }, "indirectAcquisition": [{ "type": EPUB }] })
        )])),
        // Busy once, for no time at all.
        "/loan" if counter.fetch_add(1, Ordering::SeqCst) == 0 => with(reply(503, "text/html", ""), "retry-after", "0"),
        "/loan" => answer(json!([
            way("open-access", "/book.pdf", "application/pdf", json!({})),
            json!({ "rel": "http://opds-spec.org/acquisition", "href": "/book.epub", "type": EPUB,
                    "properties": { "availability": { "state": "available", "until": "2026-12-23T18:00:00Z" } } }),
        ])),
        "/book.epub" => file(seen, &book(), "\"1\""),
        _ => not_found(),
    })
    .await;
    let desk = Desk::new();
    let client = client();
    let wanted = Wanted::Publication(entry(&client, &server, "/entry").await, None);
    let (steps, holding) = fetch_with(&client, &desk, wanted).await;
    let holding = holding.unwrap();
    assert!(steps.starts_with(&[Step::Borrowing]), "{steps:?}");
    assert!(steps.iter().any(|step| matches!(step, Step::Waiting(_))));
    assert_eq!(holding.title, "Қара сөздер");
    assert_eq!(holding.identifier.as_deref(), Some("urn:x:1"));
    let until = holding.loan.and_then(|loan| loan.until).expect("the loan ends");
    assert_eq!(until.date(), (2026, 12, 23));
    assert_eq!(server.targets(), ["/entry", "/loan", "/loan", "/book.epub"]);
}

#[tokio::test]
async fn what_cannot_be_had_says_why() {
    let entry_type = "application/opds-publication+json";
    let server = Server::start(move |seen| {
        let borrow = |properties: Value| way("borrow", "/loan", entry_type, properties);
        match seen.path() {
            "/lent" => answer(json!([borrow(json!({
                "availability": { "state": "unavailable", "until": "2026-12-01" }
            }))])),
            "/reserved" => answer(json!([borrow(json!({ "availability": { "state": "reserved" } }))])),
            "/adobe" => answer(json!([borrow(json!({ "indirectAcquisition": [
                { "type": "application/vnd.adobe.adept+xml", "child": [{ "type": EPUB }] }
            ] }))])),
            "/licence" => reply(200, "application/vnd.readium.lcp.license.v1.0+json", "{}"),
            "/sold" => answer(json!([way("buy", "/shop", "text/html", json!({}))])),
            "/circle" => answer(json!([way("borrow", "/circle", entry_type, json!({}))])),
            "/long-circle" => answer(json!([way("borrow", "/long-circle?2", entry_type, json!({})),])),
            "/list" => opds2(&json!({ "metadata": { "title": "L" }, "navigation": [], "links": [] })),
            "/busy" => with(reply(503, "text/html", ""), "retry-after", "3600"),
            _ => not_found(),
        }
    })
    .await;
    let desk = Desk::new();
    let error = async |path: &str| fetch(&desk, &server.url(path)).await.unwrap_err();
    assert!(matches!(error("/lent").await, Error::NotAvailableUntil { until: Some(date) } if date == "2026-12-01"));
    assert!(matches!(error("/reserved").await, Error::NotAvailableUntil { until: None }));
    assert!(matches!(error("/adobe").await, Error::Protected { scheme } if scheme == "Adobe"));
    assert!(matches!(error("/licence").await, Error::Protected { scheme } if scheme == "LCP"));
    for path in ["/sold", "/circle", "/long-circle", "/list"] {
        let error = error(path).await;
        assert!(matches!(error, Error::NoAcquisition | Error::RedirectLoop { .. }), "{path}: {error:?}");
    }
    assert!(matches!(error("/busy").await, Error::Busy { .. }));
    assert_eq!(desk.downloads(), [""; 0]);
    assert_eq!(desk.books(), [""; 0]);
}

#[tokio::test]
async fn shelving_again_keeps_the_place() {
    let server = Server::start(|seen| file(seen, &book(), "\"1\"")).await;
    let desk = Desk::new();
    let first = fetch(&desk, &server.url("/a.epub")).await.unwrap();
    let mut events = acquire(client(), desk.home.clone(), desk.shelf.clone(), Wanted::Address(server.url("/b.epub")));
    let end = loop {
        if let Some(Event::Done(end)) = events.next().await {
            break end.unwrap();
        }
    };
    assert!(matches!(*end, Shelved::Again(ref holding) if holding.id == first.id));
}
