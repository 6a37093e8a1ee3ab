//! Walking through catalogues into the index.

use std::time::Duration;

use oqyrman::library;
use oqyrman::library::index::crawl::{Error, Limits, Walked, crawl};
use oqyrman::library::index::{Index, Kind, Question, Source};

use crate::server::{Server, atom, not_found, reply, with};
use crate::{Desk, client};

/// A page of this catalogue: where it leads, and titles.
fn page(links: &str, titles: &[String]) -> String {
    let entries: String = titles
        .iter()
        .map(|title| {
            format!(
                "<entry><title>{title}</title><id>urn:{title}</id><link href='/get/{title}' type='application/epub+zip'
                 rel='http://opds-spec.org/acquisition/open-access'/></entry>"
            )
        })
        .collect();
    format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>Кітапхана</title>{links}{entries}</feed>")
}

fn way(href: &str) -> String {
    format!(
        "<entry><title>{href}</title><id>{href}</id><link href='{href}' rel='subsection'
         type='application/atom+xml;profile=opds-catalog'/></entry>"
    )
}

fn titles(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| format!("Кітап {number}")).collect()
}

fn limits() -> Limits {
    Limits { pause: Duration::ZERO, ..Limits::default() }
}

struct Walk {
    _desk: Desk,
    index: Index,
    server: Server,
}

impl Walk {
    async fn new(server: Server) -> Self {
        let desk = Desk::new();
        let index = Index::open(&desk.home).expect("an index");
        index.source(server.url("/opds"), "Кітапхана".to_owned(), Kind::Opds).await.expect("a source");
        Self { _desk: desk, index, server }
    }

    async fn source(&self) -> Source {
        self.index.sources().await.expect("sources").swap_remove(0)
    }

    async fn go(&self, whole: bool, limits: &Limits) -> Result<Walked, Error> {
        crawl(&client(), &self.index, &self.source().await, whole, limits).await
    }

    async fn count(&self, words: &str) -> usize {
        let question = Question { limit: 600, ..Question::new(words) };
        self.index.ask(question).await.expect("an answer").hits.len()
    }
}

/// A list of three pages with 100 titles each, the newest first; once asked again it has one more.
async fn crawlable() -> Server {
    Server::start(|seen| {
        let lead = "<link rel='http://opds-spec.org/crawlable' href='/all' type='application/atom+xml'/>";
        let next = |at: usize| format!("<link rel='next' href='/all?page={at}' type='application/atom+xml'/>");
        match seen.target.as_str() {
            "/opds" => atom(page(lead, &[])),
            "/all" if seen.before == 0 => atom(page(&next(2), &titles(200..300))),
            "/all" => atom(page(&next(2), &[titles(999..1000), titles(200..300)].concat())),
            "/all?page=2" => atom(page(&next(3), &titles(100..200))),
            "/all?page=3" if seen.before == 0 => atom(page("", &titles(0..100))),
            "/all?page=3" => atom(page("", &titles(1..100))),
            _ => not_found(),
        }
    })
    .await
}

#[tokio::test]
async fn a_crawlable_feed_is_read_once_and_then_to_where_nothing_is_new() {
    let walk = Walk::new(crawlable().await).await;
    let first = walk.go(false, &limits()).await.expect("walked");
    assert_eq!((first.pages, first.entries, first.new, first.complete), (4, 300, 300, true));
    assert_eq!(walk.count("кітап").await, 300);
    let second = walk.go(false, &limits()).await.expect("walked");
    assert_eq!((second.pages, second.new, second.gone, second.complete), (3, 1, 0, false), "{second:?}");
    assert_eq!(walk.count("кітап 999").await, 1);
    assert!(walk.count("кітап").await == 301, "nothing goes after a part of a walk");
    let third = walk.go(true, &limits()).await.expect("walked");
    assert_eq!((third.pages, third.new, third.gone, third.complete), (4, 0, 1, true), "{third:?}");
    assert_eq!(walk.index.status().borrow().titles, 300);
}

#[tokio::test]
async fn without_a_list_every_way_is_gone_once() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/opds" => atom(page(&[way("/a"), way("/b"), way("http://other.example/")].concat(), &[])),
        "/a" => atom(page(&[way("/b"), way("/opds"), way("/broken")].concat(), &titles(0..3))),
        "/b" => atom(page("<link rel='next' href='/b?2' type='application/atom+xml'/>", &titles(2..5))),
        "/b?2" => atom(page(&way("/a/1"), &titles(5..6))),
        "/a/1" => atom(page(&way("/a/2"), &titles(6..7))),
        "/a/2" => atom(page(&way("/a/3"), &titles(7..8))),
        "/a/3" => atom(page(&way("/a/4"), &titles(8..9))),
        "/a/4" => atom(page("", &titles(9..10))),
        _ => reply(500, "text/plain", "broken"),
    })
    .await;
    let walk = Walk::new(server).await;
    let walked = walk.go(false, &limits()).await.expect("walked");
    assert!(!walked.complete, "a page failed, and one is too deep");
    assert_eq!(walk.index.status().borrow().titles, 9);
    let mut targets = walk.server.targets();
    targets.sort();
    let count = targets.len();
    targets.dedup();
    assert_eq!(targets.len(), count, "each once: {targets:?}");
    assert!(!targets.iter().any(|target| target == "/a/4"));
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_waited_for_and_one_that_fails_leaves_what_was_read() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/opds" => {
            atom(page("<link rel='http://opds-spec.org/crawlable' href='/all' type='application/atom+xml'/>", &[]))
        }
        "/all" if seen.before == 0 => with(reply(429, "text/plain", "later"), "retry-after", "3"),
        "/all" => atom(page("<link rel='next' href='/gone' type='application/atom+xml'/>", &titles(0..10))),
        _ => not_found(),
    })
    .await;
    let walk = Walk::new(server).await;
    let ended = walk.go(false, &limits()).await;
    assert!(matches!(ended, Err(Error::Library(library::Error::NotFound { .. }))), "{ended:?}");
    assert_eq!(walk.count("кітап").await, 10);
    assert!(!walk.source().await.complete);
}

#[tokio::test]
async fn a_walk_keeps_to_its_limits() {
    let server = Server::start(|seen| {
        let number: usize = seen.target.rsplit('=').next().and_then(|text| text.parse().ok()).unwrap_or_default();
        let next = format!("<link rel='next' href='/all?page={}' type='application/atom+xml'/>", number + 1);
        match seen.path() {
            "/opds" => atom(page(
                "<link rel='http://opds-spec.org/crawlable' href='/all?page=0' type='application/atom+xml'/>",
                &[],
            )),
            _ => atom(page(&next, &titles(number * 10..number * 10 + 10))),
        }
    })
    .await;
    let walk = Walk::new(server).await;
    let walked = walk.go(false, &Limits { entries: 50, ..limits() }).await.expect("walked");
    assert_eq!((walked.entries, walked.complete), (50, false));
    let slow = Limits { entries: 80, pause: Duration::from_millis(40), ..limits() };
    let started = std::time::Instant::now();
    let walked = walk.go(true, &slow).await.expect("walked");
    assert!(started.elapsed() >= Duration::from_millis(40) * (walked.pages as u32 - 1));
}
