//! Loans against a server that does what libraries do: holds, cancelling, giving back, renewing, and the reader's own list.

use axum::body::Body;
use axum::http::Response;
use futures::StreamExt;
use oqyrman::library::Error;
use oqyrman::library::acquire::{Event, Wanted, acquire};
use oqyrman::library::catalog::{Document, Publication};
use oqyrman::library::loan::refresh::refresh;
use oqyrman::library::loan::{Deed, Standing, deeds, of_holding, perform, standing};
use oqyrman::library::shelf::{Holding, Loan, Moment, hold};
use serde_json::{Value, json};

use crate::server::{Seen, Server, not_found, opds2, reply};
use crate::{Desk, book, client};

pub const ENTRY: &str = "application/opds-publication+json";
const BORROW: &str = "http://opds-spec.org/acquisition/borrow";
pub const REVOKE: &str = "http://librarysimplified.org/terms/rel/revoke";

pub fn entry(title: &str, links: &[Value]) -> Value {
    json!({
        "metadata": { "title": title, "identifier": format!("urn:test:{title}"), "author": "Абай" },
        "links": links,
        "images": [],
    })
}

pub fn borrow(state: &str, properties: Value) -> Value {
    let mut found = json!({ "rel": BORROW, "href": "/borrow", "type": ENTRY, "properties": properties });
    found["properties"]["availability"] = json!({ "state": state });
    found
}

pub fn lent(until: &str) -> Value {
    let availability = json!({ "state": "available", "until": until });
    json!({ "rel": "http://opds-spec.org/acquisition", "href": "/book.epub", "type": "application/epub+zip",
            "properties": { "availability": availability } })
}

pub fn link(rel: &str, href: &str) -> Value {
    json!({ "rel": rel, "href": href, "type": ENTRY })
}

pub fn answer(value: &Value) -> Response<Body> {
    reply(200, ENTRY, value.to_string())
}

fn problem(status: u16, detail: &str) -> Response<Body> {
    reply(status, "application/problem+json", json!({ "title": "No", "detail": detail }).to_string())
}

/// What the server says of the book at this path.
pub async fn told(server: &Server, path: &str) -> Publication {
    match client().open(&server.url(path)).await.expect("an answer") {
        Document::Publication(publication) => *publication,
        Document::Feed(mut feed) => feed.publications.remove(0),
    }
}

fn runs() -> Loan {
    Loan { since: None, until: Moment::parse("2099-01-01T00:00:00Z") }
}

/// The methods by which a path was asked, in order.
fn methods(server: &Server, path: &str) -> Vec<String> {
    server.seen().into_iter().filter(|seen| seen.path() == path).map(|seen| seen.method).collect()
}

#[tokio::test]
async fn a_hold_is_placed_and_cancelled_as_the_server_wants_it() {
    let server = Server::start(|seen| match (seen.path(), seen.method.as_str()) {
        ("/entry", _) => {
            answer(&entry("Абай жолы", &[borrow("unavailable", json!({ "copies": { "total": 1, "available": 0 } }))]))
        }
        ("/borrow", "GET") => reply(405, "text/plain", ""),
        // As it is practised: the holds lie inside the availability.
        ("/borrow", "POST") => {
            let mut way = borrow("reserved", json!({}));
            way["properties"]["availability"]["holds"] = json!({ "total": 5, "position": 3, "cancellable": true });
            answer(&entry("Абай жолы", &[way]))
        }
        ("/borrow", "DELETE") => reply(204, ENTRY, ""),
        _ => not_found(),
    })
    .await;
    let book = told(&server, "/entry").await;
    assert_eq!(deeds(&book, None, Moment::now()), [Deed::Hold]);
    let held = perform(&client(), Deed::Hold, &book, None).await.expect("placed").expect("told");
    assert_eq!(methods(&server, "/borrow"), ["GET", "POST"]);
    assert_eq!(standing(&held), Some(Standing::Reserved));
    let queue = held.acquisitions[0].holds.expect("a queue");
    assert_eq!((queue.position, queue.total), (Some(3), Some(5)));
    assert_eq!(deeds(&held, None, Moment::now()), [Deed::CancelHold]);
    perform(&client(), Deed::CancelHold, &held, None).await.expect("cancelled");
    assert_eq!(methods(&server, "/borrow"), ["GET", "POST", "DELETE"]);
}

#[tokio::test]
async fn a_book_is_given_back_by_whatever_method_is_allowed_and_once() {
    for (allowed, asked) in [("GET", &["GET"][..]), ("DELETE", &["GET", "DELETE"]), ("PUT", &["GET", "DELETE", "PUT"])]
    {
        let server = Server::start(move |seen| match seen.path() {
            "/entry" => answer(&entry("Абай жолы", &[lent("2099-01-01"), link(REVOKE, "/revoke")])),
            "/revoke" if seen.method == allowed => answer(&entry("Абай жолы", &[borrow("available", json!({}))])),
            "/revoke" => reply(405, "text/plain", ""),
            _ => not_found(),
        })
        .await;
        let book = told(&server, "/entry").await;
        assert_eq!(deeds(&book, Some(&runs()), Moment::now()), [Deed::Return]);
        let back = perform(&client(), Deed::Return, &book, Some(&runs())).await.expect("given back").expect("told");
        assert_eq!(methods(&server, "/revoke"), asked);
        assert_eq!(deeds(&back, None, Moment::now()), [Deed::Borrow]);
    }
}

#[tokio::test]
async fn what_the_library_does_not_know_is_given_back_and_what_it_refuses_is_not() {
    for (status, given) in [(404, true), (410, true), (403, false), (409, false), (500, false)] {
        let server = Server::start(move |seen| match seen.path() {
            "/entry" => answer(&entry("Абай жолы", &[lent("2099-01-01"), link(REVOKE, "/revoke")])),
            "/revoke" => problem(status, "Үш күннен кейін"),
            _ => not_found(),
        })
        .await;
        let book = told(&server, "/entry").await;
        let back = perform(&client(), Deed::Return, &book, Some(&runs())).await;
        assert_eq!(back.is_ok(), given, "{status}: {back:?}");
        if let Err(Error::Refused { words, .. }) = &back {
            assert_eq!(words, "Үш күннен кейін");
        }
        assert_eq!(matches!(back, Err(Error::Refused { .. })), matches!(status, 403 | 409), "{status}");
    }
}

#[tokio::test]
async fn a_loan_is_longer_only_when_it_ends_later() {
    let server = Server::start(|seen| match seen.path() {
        "/more" => answer(&entry("Абай жолы", &[lent("2099-02-01"), link("https://oqyrman.kz/rel/renew", "/renew")])),
        "/renew" => answer(&entry("Абай жолы", &[lent("2099-02-01")])),
        // It lends what is lent, and nothing more.
        "/same" => answer(&entry("Абай жолы", &[borrow("available", json!({}))])),
        "/borrow" => answer(&entry("Абай жолы", &[lent("2099-01-01")])),
        _ => not_found(),
    })
    .await;
    let (more, same) = (told(&server, "/more").await, told(&server, "/same").await);
    let renewed = perform(&client(), Deed::Renew, &more, Some(&runs())).await.expect("renewed").expect("told");
    assert_eq!(oqyrman::library::loan::until_of(&renewed).as_deref(), Some("2099-02-01"));
    assert!(methods(&server, "/borrow").is_empty(), "there is a link for it");
    let same = perform(&client(), Deed::Renew, &same, Some(&runs())).await;
    assert!(matches!(&same, Err(Error::NotExtended { until: Some(until) }) if until == "2099-01-01"), "{same:?}");
}

pub async fn fetch(desk: &Desk, wanted: Wanted) -> Result<Holding, Error> {
    let mut events = acquire(client(), desk.home.clone(), desk.shelf.clone(), wanted);
    while let Some(event) = events.next().await {
        if let Event::Done(end) = event {
            return end.map(|shelved| shelved.into_holding());
        }
    }
    panic!("no end");
}

/// A library with two books: one is borrowed, of the other only the queue is to be had.
fn library(seen: &Seen) -> Response<Body> {
    let first = |links: &[Value]| entry("Абай жолы", &[&[link("self", "/entry")], links].concat());
    match seen.path() {
        "/" => opds2(&json!({
            "metadata": { "title": "Кітапхана" },
            "links": [{ "rel": "http://opds-spec.org/shelf", "href": "/mine", "type": "application/opds+json" }],
            "publications": [first(&[borrow("available", json!({}))])],
        })),
        "/entry" => answer(&first(&[borrow("available", json!({}))])),
        "/borrow" if seen.method == "GET" => reply(405, "text/plain", ""),
        "/borrow" => answer(&first(&[lent("2098-01-01"), link(REVOKE, "/revoke")])),
        "/book.epub" => reply(200, "application/epub+zip", book()),
        "/mine" => opds2(&json!({
            "metadata": { "title": "Менікі" },
            "links": [{ "rel": "next", "href": "/mine/2", "type": "application/opds+json" }],
            "publications": [first(&[lent("2098-06-01"), link(REVOKE, "/revoke")])],
        })),
        "/mine/2" => opds2(&json!({
            "metadata": { "title": "Менікі" },
            "links": [],
            "publications": [
                entry("Кезек", &[borrow("reserved", json!({ "holds": { "total": 4, "position": 2 } })), link(REVOKE, "/r")]),
                entry("Дайын", &[borrow("ready", json!({})), link(REVOKE, "/r")]),
                entry("Басқа құрылғыда", &[lent("2098-03-01"), link(REVOKE, "/r")]),
            ],
        })),
        _ => not_found(),
    }
}

#[tokio::test]
async fn the_readers_list_brings_what_is_not_here_and_takes_nothing_away() {
    let desk = Desk::new();
    let server = Server::start(library).await;
    let held = fetch(&desk, Wanted::Publication(Box::new(told(&server, "/").await), None)).await.expect("borrowed");
    assert_eq!(methods(&server, "/borrow"), ["GET", "POST"]);
    assert_eq!(held.loan.and_then(|loan| loan.until), Moment::parse("2098-01-01"));
    let ties = held.ties.clone().expect("where it is asked about");
    assert_eq!((ties.entry, ties.revoke), (Some(server.url("/entry")), Some(server.url("/revoke"))));
    assert_eq!(deeds(&of_holding(&held), held.loan.as_ref(), Moment::now()), [Deed::Renew, Deed::Return]);

    let changes = refresh(&client(), &desk.shelf, &server.root, "a").await.expect("asked").expect("a list");
    assert_eq!(changes.moved.iter().map(|it| it.id).collect::<Vec<_>>(), [held.id]);
    let now = desk.shelf.holding(held.id).await.expect("asked").expect("found");
    assert_eq!(now.loan.and_then(|loan| loan.until), Moment::parse("2098-06-01"));
    let kept = desk.shelf.holds().await.expect("asked");
    let states: Vec<(&str, hold::State)> = kept.iter().map(|it| (it.title.as_str(), it.state)).collect();
    let expected =
        [("Дайын", hold::State::Ready), ("Басқа құрылғыда", hold::State::Lent), ("Кезек", hold::State::Reserved)];
    assert_eq!(states, expected);
    assert_eq!(changes.news.len(), 2, "the queue is no news");
    let again = refresh(&client(), &desk.shelf, &server.root, "a").await.expect("asked").expect("a list");
    assert_eq!((again.news, again.moved, again.unlisted), Default::default());

    // A list that came out empty takes no book away.
    let empty = Server::start(|_| not_found()).await;
    assert!(refresh(&client(), &desk.shelf, &empty.root, "a").await.is_err());
    assert!(desk.shelf.holding(held.id).await.expect("asked").expect("found").present);
}

#[tokio::test]
async fn who_came_too_late_is_told_of_the_queue() {
    let desk = Desk::new();
    let server = Server::start(|seen| match seen.path() {
        "/entry" => answer(&entry("Абай жолы", &[borrow("available", json!({}))])),
        "/borrow" => answer(&entry("Абай жолы", &[borrow("reserved", json!({ "holds": { "position": 1 } }))])),
        _ => not_found(),
    })
    .await;
    let wanted = Wanted::Publication(Box::new(told(&server, "/entry").await), None);
    match fetch(&desk, wanted).await {
        Err(Error::Queued(publication)) => assert_eq!(standing(&publication), Some(Standing::Reserved)),
        other => panic!("{other:?}"),
    }
    assert_eq!(desk.shelf.holdings().await.expect("asked"), []);
}

#[tokio::test]
async fn what_is_lent_again_has_the_place_and_the_notes() {
    let desk = Desk::new();
    let server = Server::start(library).await;
    let wanted = || async { Wanted::Publication(Box::new(told(&server, "/").await), None) };
    let first = fetch(&desk, wanted().await).await.expect("borrowed");
    let mark = desk.shelf.add_bookmark(first.id, Default::default(), 0.4, "Абай", Some("ойлан".to_owned())).await;
    desk.shelf.let_go(first.id).await.expect("given back");
    let again = fetch(&desk, wanted().await).await.expect("borrowed again");
    assert_eq!((again.id, again.gone, again.present), (first.id, None, true));
    assert_eq!(desk.shelf.bookmarks(again.id).await.expect("asked"), [mark.expect("marked")]);
}
