//! Books that come as a manifest: all their files are fetched, and what is missing is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::http::Response;
use oqyrman::book::Format;
use oqyrman::format;
use oqyrman::library::Error;
use oqyrman::library::acquire::{Event, Wanted, acquire};
use oqyrman::library::shelf::Holding;
use serde_json::json;
use url::Url;

use crate::server::{Seen, Server, cut, not_found, redirect, reply, with};
use crate::sound::{sine, wav};
use crate::{Desk, client};

async fn fetch(desk: &Desk, address: Url) -> Result<Holding, Error> {
    use futures::StreamExt;
    let mut events = acquire(client(), desk.home.clone(), desk.shelf.clone(), Wanted::Address(address));
    while let Some(event) = events.next().await {
        if let Event::Done(end) = event {
            return end.map(|shelved| shelved.into_holding());
        }
    }
    panic!("no end")
}

fn manifest(order: &serde_json::Value) -> Response<Body> {
    let manifest = json!({
        "metadata": {"title": "Сөздер", "author": "Абай", "language": "kk", "identifier": "urn:x:7"},
        "readingOrder": order,
        "resources": [{"href": "css/a.css", "type": "text/css"}],
        "toc": [{"href": "text/1.xhtml#b", "title": "Бір"}],
    });
    reply(200, "application/webpub+json", manifest.to_string())
}

fn text_book(seen: &Seen) -> Response<Body> {
    let page =
        |text: &str| reply(200, "application/xhtml+xml", format!("<html><body><p id='b'>{text}</p></body></html>"));
    match seen.path() {
        "/lend" => redirect("/books/1/manifest.json"),
        "/books/1/manifest.json" => manifest(&json!([
            {"href": "text/1.xhtml", "type": "application/xhtml+xml"},
            {"href": "text/2.xhtml", "type": "application/xhtml+xml"},
        ])),
        "/books/1/text/1.xhtml" => page("Бірінші сөз."),
        "/books/1/text/2.xhtml" => page("Екінші сөз."),
        "/books/1/css/a.css" => reply(200, "text/css", "p { color: red }"),
        _ => not_found(),
    }
}

#[tokio::test]
async fn a_book_of_text_comes_whole_and_opens_without_the_network() {
    let server = Server::start(text_book).await;
    let desk = Desk::new();
    let holding = fetch(&desk, server.url("lend")).await.expect("fetched");
    assert_eq!((holding.title.as_str(), holding.format), ("Сөздер", Format::Webpub));
    assert_eq!(holding.identifier.as_deref(), Some("urn:x:7"));
    drop(server);
    let opened = format::open(&holding.file).expect("opened");
    assert_eq!(opened.book.sections[1].blocks[0].text, "Екінші сөз.");
    assert_eq!(opened.book.outline[0].title, "Бір");
    assert!(opened.defects.is_empty(), "{:?}", opened.defects);
    assert!(desk.downloads().is_empty(), "{:?}", desk.downloads());
}

#[tokio::test]
async fn a_recording_comes_whole() {
    let server = Server::start(|seen| match seen.path() {
        "/manifest.json" => {
            let manifest = json!({
                "metadata": {"title": "Дыбыс", "@type": "http://schema.org/Audiobook"},
                "readingOrder": [
                    {"href": "b.wav?part=1", "type": "audio/wav", "title": "Екі"},
                    {"href": "a.wav", "type": "audio/wav", "title": "Бір"},
                ],
            });
            reply(200, "application/audiobook+json", manifest.to_string())
        }
        "/a.wav" | "/b.wav" => reply(200, "audio/wav", wav(&sine(300.0, 8000, 1.0), 8000, 1)),
        _ => not_found(),
    })
    .await;
    let holding = fetch(&Desk::new(), server.url("manifest.json")).await.expect("fetched");
    assert_eq!((holding.title.as_str(), holding.format), ("Дыбыс", Format::Audiobook));
}

#[tokio::test]
async fn a_cut_file_is_gone_on_with_and_a_missing_one_is_told() {
    // A cut is tried again by itself, a few times.
    let mended = Arc::new(AtomicBool::new(false));
    let broken = Arc::clone(&mended);
    let server = Server::start(move |seen| match seen.path() {
        "/books/1/text/2.xhtml" if !broken.load(Ordering::Relaxed) => {
            with(Response::new(cut(b"<html>".to_vec())), "content-length", "60")
        }
        _ => text_book(seen),
    })
    .await;
    let desk = Desk::new();
    assert!(matches!(fetch(&desk, server.url("lend")).await, Err(Error::BrokeOff { .. })));
    assert!(desk.books().is_empty());
    mended.store(true, Ordering::Relaxed);
    fetch(&desk, server.url("lend")).await.expect("fetched");
    let first = server.targets().iter().filter(|it| it.ends_with("/1.xhtml")).count();
    assert_eq!(first, 1, "what was there is not fetched again");

    let server = Server::start(|seen| match seen.path() {
        "/books/1/text/2.xhtml" => not_found(),
        _ => text_book(seen),
    })
    .await;
    let desk = Desk::new();
    assert!(matches!(fetch(&desk, server.url("lend")).await, Err(Error::NotFound { .. })));
    assert!(desk.books().is_empty());
}

#[tokio::test]
async fn a_manifest_never_leads_into_the_readers_machine_or_to_other_schemes() {
    let order = json!([{"href": "file:///etc/passwd", "type": "text/html"}, {"href": "data:text/html,x"}]);
    let server = Server::start(move |seen| match seen.path() {
        "/manifest.json" => {
            let manifest = json!({"metadata": {"title": "x"}, "readingOrder": order.clone()});
            reply(200, "application/webpub+json", manifest.to_string())
        }
        _ => not_found(),
    })
    .await;
    assert!(matches!(fetch(&Desk::new(), server.url("manifest.json")).await, Err(Error::NoAcquisition)));
    assert_eq!(server.targets().len(), 1);
}
