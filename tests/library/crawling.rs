//! Walking through catalogues into the index.

use std::time::Duration;

use oqyrman::library;
use oqyrman::library::daisy_online::Address;
use oqyrman::library::index::crawl::{Error, Leave, Limits, Walked, crawl};
use oqyrman::library::index::{Filter, Index, Kind, Question, Source};
use oqyrman::library::shelf::Moment;

use url::Url;

use crate::server::{Seen, Server, atom, cut, not_found, reply, with};
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
        "/all" if seen.before == 0 => with(reply(429, "text/plain", "later"), "retry-after", "1"),
        "/all" => atom(page("<link rel='next' href='/gone' type='application/atom+xml'/>", &titles(0..10))),
        _ => not_found(),
    })
    .await;
    let walk = Walk::new(server).await;
    let ended = walk.go(false, &limits()).await;
    assert!(matches!(ended, Err(Error::Library(library::Error::NotFound { .. }))), "{ended:?}");
    assert_eq!(walk.count("кітап").await, 10);
    let source = walk.source().await;
    assert!(!source.complete && source.broken && source.checked.is_none());
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
}

/// The page, unless the one who asks has it already.
fn unless_known(seen: &Seen, etag: &str, body: impl Into<String>) -> axum::http::Response<axum::body::Body> {
    if seen.header("if-none-match") == Some(etag) {
        return reply(304, "text/plain", "");
    }
    with(atom(body), "etag", etag)
}

const LEAD: &str = "<link rel='http://opds-spec.org/crawlable' href='/all' type='application/atom+xml'/>";

fn next(at: usize) -> String {
    format!("<link rel='next' href='/all?page={at}' type='application/atom+xml'/>")
}

#[tokio::test]
async fn a_page_that_has_not_changed_is_not_sent_again_and_its_titles_stay() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/opds" => atom(page(LEAD, &[])),
        "/all" => unless_known(seen, "\"1\"", page(&next(2), &titles(0..10))),
        // Two are gone the second time.
        "/all?page=2" if seen.before == 0 => unless_known(seen, "\"a\"", page(&next(3), &titles(10..20))),
        "/all?page=2" => unless_known(seen, "\"b\"", page(&next(3), &titles(10..18))),
        "/all?page=3" if seen.header("if-modified-since").is_some() => reply(304, "text/plain", ""),
        "/all?page=3" => with(atom(page("", &titles(20..30))), "last-modified", "Fri, 27 Nov 2026 10:00:00 GMT"),
        _ => not_found(),
    })
    .await;
    let walk = Walk::new(server).await;
    let first = walk.go(false, &limits()).await.expect("walked");
    assert_eq!((first.pages, first.kept, first.new, first.complete), (4, 0, 30, true));
    let again = walk.go(true, &limits()).await.expect("walked");
    assert_eq!((again.kept, again.entries, again.new, again.gone, again.complete), (2, 28, 0, 2, true), "{again:?}");
    assert_eq!(walk.index.status().borrow().titles, 28);
    // Where the first page is what it was, nothing is new.
    let last = walk.go(false, &limits()).await.expect("walked");
    assert_eq!((last.pages, last.kept, last.gone), (2, 1, 0), "{last:?}");
}

#[tokio::test]
async fn titles_that_are_gone_are_fetched_again_with_their_page() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/opds" => atom(page(LEAD, &[])),
        "/all" => unless_known(seen, "\"1\"", page("", &titles(0..10))),
        _ => not_found(),
    })
    .await;
    let walk = Walk::new(server).await;
    walk.go(false, &limits()).await.expect("walked");
    walk.index.remove(walk.source().await.id, vec!["urn:Кітап 3".to_owned()]).await.expect("removed");
    assert_eq!(walk.count("кітап").await, 9);
    let again = walk.go(true, &limits()).await.expect("walked");
    assert_eq!((again.new, again.complete, walk.count("кітап").await), (1, true, 10), "{again:?}");
}

/// A title that changed so many days ago.
fn dated(title: &str, days: i64) -> String {
    let moment = Moment::now().plus_days(-days);
    format!(
        "<entry><title>{title}</title><id>urn:{title}</id><updated>{moment}</updated>
         <link href='/get/{title}' type='application/epub+zip' rel='http://opds-spec.org/acquisition'/></entry>"
    )
}

#[tokio::test]
async fn the_newest_come_first_and_what_is_older_than_the_last_walk_is_left_alone() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/opds" => atom(page(LEAD, &[])),
        "/all" if seen.before == 0 => atom(page(&[next(2), dated("Бір", 3), dated("Екі", 8)].concat(), &[])),
        "/all" => atom(page(&[next(2), dated("Жаңа", 0), dated("Бір", 3), dated("Екі", 8)].concat(), &[])),
        "/all?page=2" => atom(page(&[dated("Үш", 40), dated("Төрт", 80)].concat(), &[])),
        _ => not_found(),
    })
    .await;
    let walk = Walk::new(server).await;
    assert_eq!(walk.go(false, &limits()).await.expect("walked").new, 4);
    let second = walk.go(false, &limits()).await.expect("walked");
    assert_eq!((second.pages, second.new, second.gone), (2, 1, 0), "the second page is not asked for: {second:?}");
    let filter = Filter { new: true, ..Filter::default() };
    let new = walk.index.ask(Question { filter, ..Question::new("") }).await.expect("an answer");
    let mut names: Vec<String> = new.hits.into_iter().map(|hit| hit.title).collect();
    names.sort();
    assert_eq!(names, ["Бір", "Екі", "Жаңа"], "what has come within a month");
}

#[tokio::test]
async fn a_walk_that_was_cut_begins_anew_and_loses_nothing() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/opds" => atom(page(LEAD, &[])),
        "/all" => unless_known(seen, "\"1\"", page(&next(2), &titles(0..10))),
        "/all?page=2" if seen.before == 0 => {
            reply(200, "application/atom+xml", cut(b"<feed xmlns='http://ww".to_vec()))
        }
        "/all?page=2" => unless_known(seen, "\"2\"", page("", &titles(10..20))),
        _ => not_found(),
    })
    .await;
    let walk = Walk::new(server).await;
    let ended = walk.go(false, &limits()).await;
    assert!(matches!(ended, Err(Error::Library(_))), "{ended:?}");
    assert_eq!((walk.count("кітап").await, walk.source().await.broken), (10, true));
    // The first page has nothing new, and yet the walk goes on behind it.
    let again = walk.go(false, &limits()).await.expect("walked");
    assert_eq!((again.kept, again.new, again.complete), (1, 10, true), "{again:?}");
    let source = walk.source().await;
    assert!(!source.broken && source.complete && source.whole.is_some());
}

#[tokio::test]
async fn a_server_that_wants_to_be_left_alone_for_long_is() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/opds" => atom(page(LEAD, &[])),
        _ => with(reply(429, "text/plain", "later"), "retry-after", "3000"),
    })
    .await;
    let walk = Walk::new(server).await;
    for _ in 0..2 {
        let ended = walk.go(false, &limits()).await;
        assert!(matches!(ended, Err(Error::Library(library::Error::Busy { .. }))), "{ended:?}");
    }
    assert_eq!(walk.server.targets().iter().filter(|target| *target == "/all").count(), 2);
    // One client remembers it, also for other addresses.
    let client = client();
    let source = walk.source().await;
    let before = walk.server.targets().len();
    crawl(&client, &walk.index, &source, false, &limits()).await.expect_err("busy");
    let asked = walk.server.targets().len();
    assert_eq!(asked, before + 2);
    crawl(&client, &walk.index, &source, false, &limits()).await.expect_err("busy");
    assert_eq!(walk.server.targets().len(), asked, "it is not asked at all");
}

#[tokio::test]
async fn lists_without_an_end_end() {
    let server = Server::start(|seen| {
        let number: usize = seen.target.rsplit('=').next().and_then(|text| text.parse().ok()).unwrap_or_default();
        match seen.path() {
            "/opds" => atom(page(LEAD, &[])),
            // Nothing stands on any of them.
            _ => atom(page(&next(number + 1), &[])),
        }
    })
    .await;
    let walk = Walk::new(server).await;
    let walked = walk.go(false, &limits()).await.expect("walked");
    assert!(!walked.complete && walked.pages < 50, "{walked:?}");
    let small = Limits { bytes: 600, ..limits() };
    let walked = walk.go(false, &small).await.expect("walked");
    assert!(walked.pages < 10 && walked.bytes >= 600, "{walked:?}");
}

#[tokio::test]
async fn a_walk_stands_still_while_the_reader_waits_for_something() {
    let walk = Walk::new(crawlable().await).await;
    let (give, leave) = tokio::sync::watch::channel(Leave::Nothing);
    let limits = Limits { leave: Some(leave), ..limits() };
    let going = walk.go(false, &limits);
    tokio::pin!(going);
    assert!(tokio::time::timeout(Duration::from_millis(50), &mut going).await.is_err());
    assert!(walk.server.targets().is_empty());
    give.send_replace(Leave::Everything);
    assert_eq!(going.await.expect("walked").new, 300);
}

#[test]
fn what_goes_through_a_network_waits_while_it_is_paid_for() {
    let url = |text: &str| Url::parse(text).expect("an address");
    let far = ["https://library.kz/opds", "http://192.168.1.5:8080/opds"].map(url);
    let service = Address::of(url("https://library.kz/daisy"), None).url();
    let near = ["http://127.0.0.1:8080/opds", "file:///home/reader/books/"].map(url);
    let own = Address::of(url("http://localhost:8080/daisy"), None).url();
    for address in far.iter().chain([&service]) {
        assert!(Leave::Everything.lets(address) && !Leave::Near.lets(address), "{address}");
    }
    for address in near.iter().chain([&own]) {
        assert!(Leave::Near.lets(address) && !Leave::Nothing.lets(address), "{address}");
    }
}

#[tokio::test]
async fn the_lists_of_a_service_of_talking_books_are_read_by_who_is_signed_in() {
    use crate::dodp::{Knobs, Service};
    use oqyrman::library::authentication::Credentials;
    let service = Service::start(1, Knobs::default()).await;
    let desk = Desk::new();
    let index = Index::open(&desk.home).expect("an index");
    let address = Address::of(service.url(), None).url();
    index.source(address, "Кітапхана".to_owned(), Kind::Daisy).await.expect("a source");
    let source = index.sources().await.expect("sources").swap_remove(0);
    let stranger = crawl(&client(), &index, &source, false, &limits()).await;
    assert!(matches!(stranger, Err(Error::Library(library::Error::Unauthorized(_)))), "{stranger:?}");
    let client = client();
    let credentials = Credentials { user: "kolibre".to_owned(), password: "kolibre".to_owned() };
    client.sign_in(&service.url(), credentials);
    let walked = crawl(&client, &index, &source, false, &limits()).await.expect("walked");
    assert_eq!((walked.new, walked.complete), (3, true), "{walked:?}");
    let question = Question { filter: Filter { sound: true, ..Filter::default() }, ..Question::new("light man") };
    let hits = index.ask(question).await.expect("an answer").hits;
    assert_eq!(hits.len(), 1, "{hits:?}");
    let part = index.publication(hits[0].id).await.expect("an answer").expect("a publication");
    let whole = client.publication(&part).await.expect("the entry");
    assert!(!whole.acquisitions.is_empty(), "{whole:?}");
}

/// Not a test of its own: the other process of the tests below.
#[test]
#[ignore = "started by other tests as a process of its own"]
fn crawling_child() {
    let (Some(home), Ok(address)) = (std::env::var_os("INDEX_TEST_HOME"), std::env::var("INDEX_TEST_ADDRESS")) else {
        return;
    };
    let home = oqyrman::home::Home::at(std::path::Path::new(&home)).expect("a home");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let index = Index::open(&home).expect("an index");
        let address = url::Url::parse(&address).expect("an address");
        index.source(address, "Кітапхана".to_owned(), Kind::Opds).await.expect("a source");
        let source = index.sources().await.expect("sources").swap_remove(0);
        crawl(&client(), &index, &source, true, &limits()).await.expect("walked");
    });
}

fn child(home: &oqyrman::home::Home, address: &url::Url) -> std::process::Child {
    std::process::Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "crawling::crawling_child", "--ignored", "--test-threads=1"])
        .env("INDEX_TEST_HOME", home.root())
        .env("INDEX_TEST_ADDRESS", address.as_str())
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("a child")
}

/// 40 pages of 50 titles; from page `held` on the server says nothing any more while `hold` holds.
async fn long(hold: std::sync::Arc<std::sync::atomic::AtomicBool>, held: usize) -> Server {
    Server::start(move |seen| {
        let number: usize = seen.target.rsplit('=').next().and_then(|text| text.parse().ok()).unwrap_or_default();
        match seen.path() {
            "/opds" => atom(page(LEAD, &[])),
            _ if number >= held && hold.load(std::sync::atomic::Ordering::SeqCst) => {
                reply(200, "application/atom+xml", crate::server::stuck(b"<feed"))
            }
            _ => {
                let on = if number < 39 { next(number + 1) } else { String::new() };
                let etag = format!("\"{number}\"");
                unless_known(seen, &etag, page(&on, &titles(number * 50..number * 50 + 50)))
            }
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_is_good_after_its_program_was_killed_in_the_middle_of_a_walk() {
    let hold = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    for held in [1, 7, 23] {
        hold.store(true, std::sync::atomic::Ordering::SeqCst);
        let server = long(std::sync::Arc::clone(&hold), held).await;
        let desk = Desk::new();
        let mut child = child(&desk.home, &server.url("/opds"));
        let wanted = format!("/all?page={held}");
        let came = async {
            while !server.targets().contains(&wanted) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), came).await.expect("it walks");
        child.kill().expect("killed");
        child.wait().expect("dead");
        let index = Index::open(&desk.home).expect("an index");
        assert_eq!(index.status().borrow().rebuilt, 0, "it is not damaged");
        let source = index.sources().await.expect("sources").swap_remove(0);
        assert!(source.broken && source.titles as usize == held * 50, "{source:?}");
        hold.store(false, std::sync::atomic::Ordering::SeqCst);
        let walked = crawl(&client(), &index, &source, false, &limits()).await.expect("walked");
        assert_eq!((walked.kept, walked.entries, walked.complete), (held, 2000, true), "{walked:?}");
        assert_eq!(index.status().borrow().titles, 2000);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_walk_through_one_library_at_once() {
    let server = long(std::sync::Arc::default(), 40).await;
    let desk = Desk::new();
    let mut children: Vec<_> = (0..2).map(|_| child(&desk.home, &server.url("/opds"))).collect();
    for child in &mut children {
        assert!(child.wait().expect("ended").success());
    }
    let index = Index::open(&desk.home).expect("an index");
    assert_eq!(index.status().borrow().rebuilt, 0);
    assert_eq!(index.sources().await.expect("sources").len(), 1);
    let question = Question { limit: 5_000, ..Question::new("кітап") };
    assert_eq!(index.ask(question).await.expect("an answer").hits.len(), 2000);
    let source = index.sources().await.expect("sources").swap_remove(0);
    assert_eq!((source.titles, source.broken, source.complete), (2000, false, true));
    let leave = index.alone().expect("nobody walks");
    let other = Index::open(&desk.home).expect("another");
    assert!(other.alone().is_none());
    drop(leave);
    assert!(other.alone().is_some());
}

#[tokio::test]
async fn a_list_of_what_is_new_is_no_list_of_everything() {
    let lead = "<link rel='http://opds-spec.org/sort/new' href='/new' type='application/atom+xml'/>";
    let server = Server::start(move |seen| match seen.target.as_str() {
        "/opds" => atom(page(&[lead.to_owned(), way("/all"), way("/new")].concat(), &[])),
        "/new" if seen.before == 0 => atom(page("", &titles(4..6))),
        "/new" => atom(page("", &titles(5..7))),
        "/all" => atom(page("", &titles(0..6))),
        _ => not_found(),
    })
    .await;
    let walk = Walk::new(server).await;
    let first = walk.go(false, &limits()).await.expect("walked");
    assert_eq!((first.pages, first.new, first.complete), (3, 6, true), "{first:?}");
    let second = walk.go(false, &limits()).await.expect("walked");
    assert_eq!((second.pages, second.new, second.complete), (2, 1, false), "{second:?}");
    assert_eq!(walk.index.status().borrow().titles, 7);
}

#[tokio::test]
async fn the_books_of_a_folder_are_found() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("abai.epub"), crate::book()).expect("a book");
    let index = Index::open(&desk.home).expect("an index");
    let address = library::folder::address_of(folder.path()).expect("an address");
    index.source(address, "Қалта".to_owned(), Kind::Folder).await.expect("a source");
    let source = index.sources().await.expect("sources").swap_remove(0);
    let walked = crawl(&client(), &index, &source, false, &limits()).await.expect("walked");
    assert_eq!((walked.new, walked.complete), (1, true), "{walked:?}");
    let hit = index.ask(Question::new("қара сөз")).await.expect("an answer").hits.swap_remove(0);
    let part = index.publication(hit.id).await.expect("an answer").expect("a publication");
    let whole = client().publication(&part).await.expect("the book");
    assert!(!whole.acquisitions.is_empty(), "{whole:?}");
    std::fs::remove_file(folder.path().join("abai.epub")).expect("gone");
    // A list is remembered for a while by the client that made it.
    let walked = crawl(&client(), &index, &source, false, &limits()).await.expect("walked");
    assert_eq!((walked.gone, walked.complete), (1, true), "{walked:?}");
}
