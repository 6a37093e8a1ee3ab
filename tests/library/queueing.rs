//! The queue of downloads: its order, its pauses, and that a cut, a kill or a second program change nothing in the end.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::Response;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use futures::stream::BoxStream;
use futures::{StreamExt, stream};
use oqyrman::home::Home;
use oqyrman::library::Error;
use oqyrman::library::acquire::Wanted;
use oqyrman::library::catalog::{Acquisition, Publication, Relation};
use oqyrman::library::download;
use oqyrman::library::queue::{Event, Id, Queue, Rules, State, Timing, Why};
use oqyrman::library::shelf::{Shelf, wait};
use oqyrman::settings::Metered;
use serde_json::json;
use tokio::sync::watch;
use url::Url;

use crate::server::{Seen, Server, cut, not_found, reply, stuck, with};
use crate::{Desk, book, client};

pub const EPUB: &str = "application/epub+zip";

fn timing() -> Timing {
    let short = Duration::from_millis(20);
    Timing { retries: vec![short; 5], look: short, room: short, ..Timing::default() }
}

/// A queue, and everything that it told.
pub struct Line {
    queue: Queue,
    events: UnboundedReceiver<Event>,
    told: Vec<Event>,
    /// It goes on while nobody waits.
    work: tokio::task::JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.work.abort();
    }
}

impl Line {
    fn of(home: &Home, shelf: &Shelf, rules: Rules, metered: BoxStream<'static, bool>) -> Self {
        let (queue, mut told) = Queue::start(client(), home.clone(), shelf.clone(), rules, timing(), metered);
        let (tell, events) = unbounded();
        let work = tokio::spawn(async move {
            while let Some(event) = told.next().await {
                let _ = tell.unbounded_send(event);
            }
        });
        Self { queue, events, told: Vec::new(), work }
    }

    pub fn start(desk: &Desk) -> Self {
        Self::of(&desk.home, &desk.shelf, Rules::default(), stream::pending().boxed())
    }

    pub fn add(&self, address: Url) {
        self.queue.add(String::new(), Wanted::Address(address));
    }

    /// Waits until it tells this.
    async fn until<T>(&mut self, wanted: impl Fn(&Event) -> Option<T>) -> T {
        let found = async {
            loop {
                let event = self.events.next().await.expect("it goes on");
                let found = wanted(&event);
                self.told.push(event);
                if let Some(found) = found {
                    return found;
                }
            }
        };
        match tokio::time::timeout(Duration::from_secs(20), found).await {
            Ok(found) => found,
            Err(_) => panic!("it was never told; what was: {:#?}", self.told),
        }
    }

    async fn added(&mut self) -> Id {
        self.until(|event| match event {
            Event::Added(item) => Some(item.id),
            _ => None,
        })
        .await
    }

    pub async fn shelved(&mut self) -> String {
        self.until(|event| match event {
            Event::Shelved(_, shelved) => Some(shelved.holding().title.clone()),
            _ => None,
        })
        .await
    }

    async fn paused(&mut self) -> (Id, Why) {
        self.until(|event| match event {
            Event::Changed(id, State::Paused(why)) => Some((*id, *why)),
            _ => None,
        })
        .await
    }

    async fn failed(&mut self) -> (Id, Error) {
        self.until(|event| match event {
            Event::Changed(id, State::Failed(error)) => Some((*id, error.clone())),
            _ => None,
        })
        .await
    }
}

/// Lets go of a queue, with everything that it holds.
async fn stop(mut line: Line) {
    line.work.abort();
    let _ = (&mut line.work).await;
}

/// Waits for something that is not told.
pub async fn come(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..4_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never: {what}");
}

/// A file as good servers give it.
pub fn file(seen: &Seen, bytes: &[u8]) -> Response<Body> {
    let start = seen.range().filter(|_| seen.header("if-range") == Some("\"1\"")).unwrap_or(0);
    let rest = bytes[start..].to_vec();
    let response = match start {
        0 => reply(200, EPUB, rest),
        _ => {
            let range = format!("bytes {start}-{}/{}", bytes.len() - 1, bytes.len());
            with(reply(206, EPUB, rest), "content-range", &range)
        }
    };
    with(response, "etag", "\"1\"")
}

/// The same, of which only a beginning comes until somebody kills or cancels.
pub fn held(seen: &Seen, bytes: &[u8], beginning: usize) -> Response<Body> {
    let mut response = file(seen, bytes);
    *response.body_mut() = stuck(Box::leak(bytes[..beginning].to_vec().into_boxed_slice()));
    with(response, "content-length", &bytes.len().to_string())
}

/// The same, once the gate opens.
pub fn gated(seen: &Seen, bytes: &[u8], gate: &watch::Receiver<bool>) -> Response<Body> {
    let (mut gate, whole) = (gate.clone(), Bytes::copy_from_slice(bytes));
    let mut response = file(seen, bytes);
    *response.body_mut() = Body::from_stream(stream::once(async move {
        let _ = gate.wait_for(|open| *open).await;
        Ok::<_, std::convert::Infallible>(whole)
    }));
    with(response, "content-length", &bytes.len().to_string())
}

/// A book of this number that is no other's.
fn text(number: usize) -> Vec<u8> {
    format!("Кітап {number}\n\nБіріншісі. Екіншісі.\n").into_bytes()
}

pub fn rows(desk: &Desk) -> usize {
    wait(desk.shelf.pending()).expect("listed").len()
}

/// What is left when everything has come: books and rows, nothing else.
pub fn assert_settled(desk: &Desk, books: usize) {
    assert_eq!(wait(desk.shelf.holdings()).expect("listed").len(), books);
    assert_eq!(desk.books().len(), books, "{:?}", desk.books());
    assert_eq!(rows(desk), 0);
    assert_eq!(desk.downloads(), [""; 0]);
}

#[tokio::test]
async fn what_is_added_is_written_down_first_and_comes_to_the_shelf() {
    let asked = Arc::new(AtomicBool::new(false));
    let (open, gate) = watch::channel(false);
    let flag = Arc::clone(&asked);
    let server = Server::start(move |seen| {
        flag.store(true, Ordering::SeqCst);
        gated(seen, &book(), &gate)
    })
    .await;
    let desk = Desk::new();
    let mut line = Line::start(&desk);
    line.add(server.url("/book.epub"));
    let id = line.added().await;
    assert_eq!(rows(&desk), 1);
    come("a request", || asked.load(Ordering::SeqCst)).await;
    // What is wanted twice comes once.
    line.add(server.url("/book.epub"));
    open.send(true).expect("open");
    assert!(line.shelved().await.contains("Қара"), "its name");
    assert!(line.told.iter().all(|event| !matches!(event, Event::Added(item) if item.id != id)));
    assert_settled(&desk, 1);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn two_of_one_server_and_three_in_all_come_at_once_in_their_order() {
    let (open, gate) = watch::channel(false);
    let serve = move |seen: &Seen| {
        let number: usize = seen.path().trim_matches(|c: char| !c.is_ascii_digit()).parse().expect("a number");
        gated(seen, &text(number), &gate)
    };
    let (one, other) = (Server::start(serve.clone()).await, Server::start(serve).await);
    let desk = Desk::new();
    let mut line = Line::start(&desk);
    let mut ids = Vec::new();
    for number in 1..=4 {
        line.add(one.url(&format!("/{number}.txt")));
        ids.push(line.added().await);
    }
    for number in 5..=6 {
        line.add(other.url(&format!("/{number}.txt")));
        ids.push(line.added().await);
    }
    come("three requests", || one.seen().len() + other.seen().len() == 3).await;
    // It was asked something since, and answered: it would have begun more before that.
    line.queue.pause(ids[3]);
    assert_eq!(line.paused().await, (ids[3], Why::Reader));
    assert_eq!((one.targets(), other.targets()), (vec!["/1.txt".into(), "/2.txt".into()], vec!["/5.txt".into()]));
    line.queue.first(ids[5]);
    let order = line
        .until(|event| match event {
            Event::Order(order) => Some(order.clone()),
            _ => None,
        })
        .await;
    assert_eq!(order, [ids[5], ids[0], ids[1], ids[2], ids[3], ids[4]]);
    open.send(true).expect("open");
    for _ in 0..5 {
        line.shelved().await;
    }
    assert_eq!(rows(&desk), 1);
    line.queue.resume(ids[3]);
    line.shelved().await;
    assert_settled(&desk, 6);
    let mut running = Vec::new();
    for event in &line.told {
        match event {
            Event::Changed(id, State::Running(None)) => running.push(*id),
            Event::Shelved(id, _) => running.retain(|other| other != id),
            _ => {}
        }
        assert!(running.len() <= 3);
        assert!(running.iter().filter(|id| ids[..4].contains(id)).count() <= 2);
    }
}

#[tokio::test]
async fn what_is_paused_goes_on_where_it_was_also_after_a_new_start() {
    let bytes = book();
    let server = Server::start(move |seen| match seen.before {
        0 => held(seen, &bytes, 50_000),
        _ => file(seen, &bytes),
    })
    .await;
    let desk = Desk::new();
    let mut line = Line::start(&desk);
    line.add(server.url("/book.epub"));
    let id = line.added().await;
    let there = || download::pending(&desk.home).iter().map(|it| it.progress.received).sum::<u64>() as usize;
    let something = async {
        while there() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        () = something => {}
        _ = line.shelved() => panic!("only a beginning came"),
    }
    line.queue.pause_all();
    assert_eq!(line.paused().await, (id, Why::Reader));
    stop(line).await;
    let there = there();
    let mut line = Line::start(&desk);
    let state = line
        .until(|event| match event {
            Event::Added(item) => Some(item.state.clone()),
            _ => None,
        })
        .await;
    assert!(matches!(state, State::Paused(Why::Reader)), "{state:?}");
    line.queue.resume_all();
    line.shelved().await;
    assert_settled(&desk, 1);
    assert_eq!(server.seen()[1].range(), Some(there));
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn what_is_cancelled_leaves_nothing() {
    let server = Server::start(|seen| held(seen, &book(), 50_000)).await;
    let desk = Desk::new();
    let mut line = Line::start(&desk);
    line.add(server.url("/book.epub"));
    let id = line.added().await;
    line.until(|event| matches!(event, Event::Changed(_, State::Running(Some(_)))).then_some(())).await;
    line.queue.cancel(id);
    line.until(|event| matches!(event, Event::Gone(gone) if *gone == id).then_some(())).await;
    assert_settled(&desk, 0);
}

#[tokio::test]
async fn a_library_that_is_not_reached_is_asked_again() {
    // A port that nobody listens at until later.
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let desk = Desk::new();
    let mut line = Line::start(&desk);
    line.add(Url::parse(&format!("http://127.0.0.1:{port}/book.epub")).expect("an address"));
    for _ in 0..4 {
        assert_eq!(line.paused().await.1, Why::Offline);
    }
    let _server = Server::start_at(port, |seen| file(seen, &book())).await;
    line.shelved().await;
    assert_settled(&desk, 1);
}

#[tokio::test]
async fn a_library_that_breaks_off_is_asked_so_often_and_then_the_reader_is_told() {
    let good = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&good);
    let server = Server::start(move |seen| {
        let bytes = book();
        if flag.load(Ordering::SeqCst) {
            return file(seen, &bytes);
        }
        with(reply(200, EPUB, cut(bytes[..1000].to_vec())), "content-length", &bytes.len().to_string())
    })
    .await;
    let desk = Desk::new();
    let mut line = Line::start(&desk);
    line.add(server.url("/book.epub"));
    let (id, error) = line.failed().await;
    assert!(matches!(error, Error::BrokeOff { .. }), "{error:?}");
    stop(line).await;
    // After a new start it is not tried again without the reader.
    let mut line = Line::start(&desk);
    let state = line
        .until(|event| match event {
            Event::Added(item) => Some(item.state.clone()),
            _ => None,
        })
        .await;
    assert!(matches!(state, State::Paused(Why::Earlier)), "{state:?}");
    good.store(true, Ordering::SeqCst);
    line.queue.resume(id);
    line.shelved().await;
    assert_settled(&desk, 1);
}

#[tokio::test]
async fn the_reader_decides_about_what_is_no_book() {
    let server = Server::start(|seen| match seen.path() {
        "/gone.epub" => not_found(),
        _ => reply(200, "text/html", "<html><body>Please pay</body></html>"),
    })
    .await;
    let desk = Desk::new();
    let mut line = Line::start(&desk);
    line.add(server.url("/gone.epub"));
    let (gone, error) = line.failed().await;
    assert!(matches!(error, Error::NotFound { .. }), "{error:?}");
    line.add(server.url("/portal.epub"));
    let (portal, error) = line.failed().await;
    assert!(matches!(error, Error::NotABook(_)), "{error:?}");
    for id in [gone, portal] {
        line.queue.cancel(id);
        line.until(|event| matches!(event, Event::Gone(other) if *other == id).then_some(())).await;
    }
    assert_settled(&desk, 0);
}

#[tokio::test]
async fn books_wait_for_room() {
    let bytes = book();
    let length = bytes.len() as u64;
    let server = Server::start(move |seen| file(seen, &bytes)).await;
    let desk = Desk::new();
    let rules = Rules { limit: Some(length / 2), ..Rules::default() };
    let mut line = Line::of(&desk.home, &desk.shelf, rules, stream::pending().boxed());
    line.add(server.url("/book.epub"));
    let (_, why) = line.paused().await;
    let Why::NoRoom { needed } = why else { panic!("{why:?}") };
    assert!((length / 2..=length).contains(&needed), "{needed} of {length}");
    assert!(desk.books().is_empty());
    // Without a request it is known that it still does not fit.
    line.paused().await;
    line.paused().await;
    assert_eq!(server.seen().len(), 1);
    line.queue.set_rules(Rules { limit: Some(length * 2), ..rules });
    line.shelved().await;
    assert_settled(&desk, 1);
}

#[tokio::test]
async fn a_network_that_is_paid_for_is_left_alone() {
    let server = Server::start(|seen| file(seen, &book())).await;
    let desk = Desk::new();
    let (tell, told) = futures::channel::mpsc::unbounded();
    tell.unbounded_send(true).expect("told");
    let rules = Rules { metered: Metered::Wait, ..Rules::default() };
    let mut line = Line::of(&desk.home, &desk.shelf, rules, told.boxed());
    // This machine costs nothing.
    line.add(server.url("/book.epub"));
    line.shelved().await;
    // It would be refused for its lack of protection, without a request.
    let far = Url::parse("http://library.example/book.epub").expect("an address");
    line.add(far.clone());
    let (id, why) = line.paused().await;
    assert_eq!(why, Why::Metered);
    tell.unbounded_send(false).expect("told");
    assert!(matches!(line.failed().await.1, Error::Unprotected { .. }));
    tell.unbounded_send(true).expect("told");
    line.add(far.clone());
    assert_eq!(line.paused().await, (id, Why::Metered));
    line.queue.set_rules(Rules { metered: Metered::Go, ..rules });
    line.failed().await;
    line.queue.set_rules(rules);
    line.add(far);
    assert_eq!(line.paused().await, (id, Why::Metered));
    // The reader wants it all the same.
    line.queue.resume(id);
    line.failed().await;
}

/// A library with a book that is lent; `answer` for what is to be different.
pub async fn library(
    answer: impl Fn(&Seen, &[u8]) -> Option<Response<Body>> + Clone + Send + Sync + 'static,
) -> Server {
    let bytes = book();
    Server::start(move |seen| {
        if let Some(other) = answer(seen, &bytes) {
            return other;
        }
        match seen.path() {
            "/loan" => loan(),
            "/book.epub" => file(seen, &bytes),
            _ => not_found(),
        }
    })
    .await
}

fn loan() -> Response<Body> {
    let publication = json!({
        "metadata": { "title": "Қара сөздер", "identifier": "urn:x:1" },
        "links": [{ "rel": "http://opds-spec.org/acquisition", "href": "/book.epub", "type": EPUB,
                    "properties": { "availability": { "state": "available", "until": "2030-12-23T18:00:00Z" } } }],
    });
    reply(200, "application/opds-publication+json", publication.to_string())
}

#[tokio::test]
async fn a_place_in_the_queue_of_readers_is_no_download() {
    let reserved = || {
        let publication = json!({
            "metadata": { "title": "Қара сөздер", "identifier": "urn:x:1" },
            "links": [{ "rel": "http://opds-spec.org/acquisition/borrow", "href": "/loan", "type": EPUB,
                        "properties": { "availability": { "state": "reserved" } } }],
        });
        reply(200, "application/opds-publication+json", publication.to_string())
    };
    let server = library(move |seen, _| (seen.path() == "/loan").then(reserved)).await;
    let desk = Desk::new();
    let mut line = Line::start(&desk);
    let mut way = Acquisition::new(server.url("/loan"), Relation::Borrow);
    way.media_type = Some(EPUB.to_owned());
    let publication = Publication { acquisitions: vec![way], ..Publication::default() };
    line.queue.add("Қара сөздер".to_owned(), Wanted::Publication(Box::new(publication), None));
    let (id, error) = line.failed().await;
    assert!(matches!(error, Error::Queued(_)), "{error:?}");
    line.until(|event| matches!(event, Event::Gone(gone) if *gone == id).then_some(())).await;
    assert_settled(&desk, 0);
}

/// Starts the process of [`child`] in this home.
pub fn start_child(home: &Home, address: Option<&Url>, file_size: Option<u64>) -> Child {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["--exact", "queueing::child", "--ignored", "--nocapture", "--test-threads=1"])
        .env("QUEUE_TEST_HOME", home.root())
        .stdout(Stdio::piped())
        .stdin(Stdio::null());
    if let Some(address) = address {
        command.env("QUEUE_TEST_ADDRESS", address.as_str());
    }
    if let Some(bytes) = file_size {
        command.env("QUEUE_TEST_FILE_SIZE", bytes.to_string());
    }
    command.spawn().expect("a child")
}

/// Not a test of its own: the other process of the tests below. Works on the queue of a home until nothing is to be done.
#[test]
#[ignore = "started by other tests as a process of its own"]
fn child() {
    let Some(home) = std::env::var_os("QUEUE_TEST_HOME") else { return };
    #[cfg(unix)]
    if let Some(bytes) = std::env::var("QUEUE_TEST_FILE_SIZE").ok().and_then(|it| it.parse().ok()) {
        // SAFETY: nothing of this process depends on either.
        unsafe {
            libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
            libc::setrlimit(libc::RLIMIT_FSIZE, &libc::rlimit { rlim_cur: bytes, rlim_max: bytes });
        }
    }
    let home = Home::at(std::path::Path::new(&home)).expect("a home");
    let shelf = Shelf::open(&home).expect("a shelf");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let metered = stream::pending();
        let (queue, mut events) =
            Queue::start(client(), home.clone(), shelf.clone(), Rules::default(), timing(), metered);
        if let Ok(address) = std::env::var("QUEUE_TEST_ADDRESS") {
            queue.add(String::new(), Wanted::Address(Url::parse(&address).expect("an address")));
        }
        drop(queue);
        while let Some(event) = events.next().await {
            match event {
                Event::Added(_) => println!("told added"),
                Event::Changed(_, State::Paused(Why::NoRoom { .. })) => println!("told full"),
                Event::Changed(_, State::Paused(Why::Elsewhere)) => println!("told elsewhere"),
                Event::Shelved(..) => println!("told shelved"),
                _ => {}
            }
            std::io::stdout().flush().expect("told");
        }
    });
}

/// Waits until a child tells this.
fn hear(child: &mut Child, word: &str) {
    let output = child.stdout.as_mut().expect("its output");
    let wanted = format!("told {word}");
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        if line.ends_with(&wanted) {
            return;
        }
    }
    panic!("the child never told: {word}");
}

pub async fn ended(mut child: Child) {
    let end = tokio::task::spawn_blocking(move || {
        // It may write more than a pipe holds.
        let _ = std::io::copy(child.stdout.as_mut().expect("its output"), &mut std::io::sink());
        child.wait()
    });
    let end = tokio::time::timeout(Duration::from_secs(30), end).await.expect("in time").expect("no panic");
    assert!(end.expect("ended").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_step_changes_nothing_in_the_end() {
    for step in ["borrow", "download", "writing"] {
        let server = library(move |seen, bytes| match (step, seen.path(), seen.before) {
            // It is lent, and the answer never comes.
            ("borrow", "/loan", 0) => Some(reply(200, "application/opds-publication+json", stuck(b"{"))),
            ("download", "/book.epub", 0) => Some(held(seen, bytes, 50_000)),
            ("writing", "/book.epub", 0) => Some(held(seen, bytes, bytes.len() - 1)),
            _ => None,
        })
        .await;
        let desk = Desk::new();
        let mut child = start_child(&desk.home, Some(&server.url("/loan")), None);
        let there = || download::pending(&desk.home).iter().map(|it| it.progress.received).sum::<u64>();
        let last = book().len() as u64 - 1;
        come(step, || match step {
            "borrow" => server.targets().contains(&"/loan".to_owned()),
            "download" => there() > 0,
            _ => there() == last,
        })
        .await;
        child.kill().expect("killed");
        child.wait().expect("dead");
        assert_eq!(rows(&desk), 1, "{step}");
        let kept = there();

        ended(start_child(&desk.home, None, None)).await;
        assert_settled(&desk, 1);
        let holding = wait(desk.shelf.holdings()).expect("listed").remove(0);
        assert_eq!(holding.title, "Қара сөздер", "{step}");
        assert_eq!(holding.loan.and_then(|loan| loan.until).map(|it| it.date()), Some((2030, 12, 23)), "{step}");
        assert_eq!(std::fs::read(&holding.file).expect("the book"), book(), "{step}");
        let asked = |path: &str| server.targets().iter().filter(|it| *it == path).count();
        // A loan whose answer was lost is asked for again, which lends the same; none that came is.
        assert_eq!(asked("/loan"), if step == "borrow" { 2 } else { 1 }, "{step}");
        let again = server.seen().iter().rfind(|it| it.path() == "/book.epub").and_then(Seen::range);
        assert_eq!(again, (step != "borrow").then_some(kept as usize), "{step}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_borrow_once() {
    let (open, gate) = watch::channel(false);
    let server = library(move |seen, bytes| (seen.path() == "/book.epub").then(|| gated(seen, bytes, &gate))).await;
    let desk = Desk::new();
    let address = server.url("/loan");
    let first = start_child(&desk.home, Some(&address), None);
    come("the book is asked for", || server.targets().contains(&"/book.epub".to_owned())).await;
    // The second one finds the row, is asked for the same, and looks several times whether it is free.
    let mut second = start_child(&desk.home, Some(&address), None);
    for _ in 0..3 {
        hear(&mut second, "elsewhere");
    }
    open.send(true).expect("open");
    for child in [first, second] {
        ended(child).await;
    }
    assert_eq!(server.targets(), ["/loan", "/book.epub"]);
    assert_settled(&desk, 1);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_pauses_and_keeps_what_is_there() {
    const ROOM: u64 = 2 * 1024 * 1024;
    let text = "Оқу инемен құдық қазғандай.\n".repeat(60_000).into_bytes();
    let whole = text.clone();
    let server = Server::start(move |seen| file(seen, &text)).await;
    let desk = Desk::new();
    let mut child = start_child(&desk.home, Some(&server.url("/book.txt")), Some(ROOM));
    hear(&mut child, "full");
    child.kill().expect("killed");
    child.wait().expect("dead");
    let pending = download::pending(&desk.home);
    assert_eq!(pending.iter().map(|it| it.progress.received).collect::<Vec<_>>(), [ROOM]);
    ended(start_child(&desk.home, None, None)).await;
    assert_settled(&desk, 1);
    let holding = wait(desk.shelf.holdings()).expect("listed").remove(0);
    assert_eq!(std::fs::read(&holding.file).expect("the book"), whole);
    assert!(server.seen().iter().skip(1).all(|seen| seen.range() == Some(ROOM as usize)));
}

#[tokio::test]
async fn of_an_archive_the_reader_takes_one_and_its_row_goes() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, words) in [("Абай.txt", "Ғылым таппай мақтанба."), ("Пушкин.txt", "Мороз и солнце.")]
    {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file");
        zip.write_all(words.as_bytes()).expect("written");
    }
    let bytes = zip.finish().expect("a zip").into_inner();
    let server = Server::start(move |seen| file(seen, &bytes)).await;
    let desk = Desk::new();
    let mut line = Line::start(&desk);
    line.add(server.url("/both.zip"));
    let several = |event: &Event| match event {
        Event::Several(_, several) => Some(Arc::clone(several)),
        _ => None,
    };
    line.until(several).await;
    stop(line).await;
    // Who was left without a choice is asked again.
    let mut line = Line::start(&desk);
    let archive = line.until(several).await;
    archive.shelve(&desk.shelf, "Абай.txt").await.expect("taken");
    line.until(|event| matches!(event, Event::Gone(_)).then_some(())).await;
    assert_settled(&desk, 1);
}

#[tokio::test]
async fn what_nobody_came_back_to_is_thrown_away() {
    let server = Server::start(|seen| held(seen, &book(), 50_000)).await;
    let desk = Desk::new();
    let (left, kept) = (server.url("/left.epub"), server.url("/kept.epub"));
    let mut left_behind = Box::pin(async {
        let mut report = |_| {};
        let _ = download::fetch(&client(), &desk.home, &left, &mut report).await;
    });
    let parts = || download::pending(&desk.home).len();
    tokio::select! {
        () = &mut left_behind => panic!("only a beginning comes"),
        () = come("a part", || parts() == 1) => {}
    }
    drop(left_behind);
    let mut line = Line::start(&desk);
    line.add(kept.clone());
    line.until(|event| matches!(event, Event::Changed(_, State::Running(Some(_)))).then_some(())).await;
    stop(line).await;
    assert_eq!(parts(), 2, "a day is no long time");
    let folder = desk.home.downloads().join("0123456789abcdef-1.book");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("lock"), "").expect("written");
    download::tidy(&desk.home, std::slice::from_ref(&kept), Duration::ZERO, false);
    assert_eq!(download::pending(&desk.home).iter().map(|it| it.address.clone()).collect::<Vec<_>>(), [kept]);
    assert!(folder.exists());
    download::tidy(&desk.home, &[], Duration::ZERO, true);
    assert_eq!(desk.downloads(), [""; 0]);
}
