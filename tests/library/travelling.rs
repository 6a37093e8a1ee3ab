//! The place travels from one device to another, over our own service and over servers that do what they should not.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::http::Response;
use oqyrman::book::{Locations, Locator};
use oqyrman::format;
use oqyrman::home::Home;
use oqyrman::library::authentication::Credentials;
use oqyrman::library::client::{Client, Limits};
use oqyrman::library::daisy_online::{self, Address};
use oqyrman::library::secrets::Secrets;
use oqyrman::library::shelf::{Holding, Moment, Place, Shelf, bookmark};
use oqyrman::library::sync::{Channel, Device, Error, Met, Rules, Travel, kosync, notes, profile, progression};
use oqyrman::library::{Error as Refused, acquire};
use oqyrman::server::{Options, Service};
use oqyrman::settings::Settings;
use tempfile::TempDir;
use url::Url;

use crate::dodp;
use crate::server::{Seen, Server, cut, endless, reply, with};

const BOOK: &str =
    "Абай жолы\n\nБірінші тарау\n\nОл келді. Мен күттім.\n\nЕкінші тарау\n\nБіз бардық. Сендер келдіңдер.\n";

/// A home with a shelf and a client.
struct Desk {
    _folder: TempDir,
    travel: Travel,
    home: Home,
}

fn limits() -> Limits {
    Limits {
        silence: Duration::from_secs(2),
        page_time: Duration::from_secs(3),
        pause: Duration::from_millis(10),
        ..Limits::default()
    }
}

impl Desk {
    fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("home")).unwrap();
        let travel = Travel {
            client: Client::with_limits(Secrets::none(), limits()).unwrap(),
            shelf: Shelf::open(&home).unwrap(),
            device: Device::of(&home, Some(name)).unwrap(),
            rules: Rules { on: true, ..Rules::default() },
        };
        Self { _folder: folder, travel, home }
    }

    /// A book of the reader's own, whose place is kept at this address.
    async fn with_book(name: &str, way: Option<&Url>) -> (Self, Holding) {
        let desk = Self::new(name);
        let file = desk.home.root().join("abai.txt");
        std::fs::write(&file, BOOK).unwrap();
        let holding = desk.travel.shelf.add_file(&file).await.unwrap().into_holding();
        if let Some(way) = way {
            let ways = vec![(progression::RELATION.to_owned(), way.to_string())];
            desk.travel.shelf.keep_ways(holding.id, ways).await.unwrap();
        }
        (desk, holding)
    }

    async fn read_to(&self, holding: &Holding, progress: f64) {
        self.read_at(holding, progress, Moment::now()).await;
    }

    async fn read_at(&self, holding: &Holding, progress: f64, modified: Moment) {
        let locator = Locator {
            href: "abai.txt".to_owned(),
            title: Some("Бірінші тарау".to_owned()),
            locations: Locations { total_progression: Some(progress), ..Locations::default() },
            ..Locator::default()
        };
        self.travel.shelf.save_place(holding.id, Place { locator, progress, modified }).await.unwrap();
    }

    async fn meet(&self, holding: &Holding) -> Met {
        let (met, errors) = self.travel.meet(holding).await;
        assert!(errors.is_empty(), "{errors:?}");
        met
    }

    async fn waiting(&self) -> usize {
        self.travel.shelf.to_be_sent().await.unwrap().len()
    }
}

/// Our own service over a folder with one book.
async fn own_service(folder: &Path) -> (String, tokio::task::JoinHandle<()>) {
    std::fs::write(folder.join("abai.txt"), BOOK).unwrap();
    let options = Options { folder: Some(folder.to_owned()), lending: true, ..Options::default() };
    let service = Service::bind(options).await.unwrap();
    let address = service.address().to_owned();
    let task = tokio::spawn(async move { service.run(std::future::pending()).await.unwrap() });
    (address, task)
}

async fn borrow(desk: &Desk, address: &str) -> Holding {
    let client = &desk.travel.client;
    let start = client.feed(&Url::parse(address).unwrap()).await.unwrap();
    let found = client.search(&start, "Абай").await.unwrap();
    let publication = found.publications.into_iter().next().expect("the book");
    let wanted = acquire::Wanted::Publication(Box::new(publication), None);
    let (home, shelf) = (desk.home.clone(), desk.travel.shelf.clone());
    let mut events = acquire::acquire(client.clone(), home, shelf, wanted);
    loop {
        match futures::StreamExt::next(&mut events).await.expect("an end") {
            acquire::Event::Step(_) => {}
            acquire::Event::Done(done) => return done.unwrap().into_holding(),
        }
    }
}

#[tokio::test]
async fn a_place_travels_over_our_own_service_and_nobody_jumps_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let (address, service) = own_service(folder.path()).await;
    let (desk, phone) = (Desk::new("Үстел"), Desk::new("Телефон"));
    let on_desk = borrow(&desk, &address).await;
    let on_phone = borrow(&phone, &address).await;
    assert_eq!(desk.meet(&on_desk).await, Met::Same, "nobody has begun");

    desk.read_to(&on_desk, 0.34).await;
    assert_eq!(desk.meet(&on_desk).await, Met::Sent);
    assert_eq!(desk.meet(&on_desk).await, Met::Same);

    let Met::Ask { channel, there, since } = phone.meet(&on_phone).await else { panic!("not asked") };
    assert_eq!((there.progress, since), (0.34, None));
    assert_eq!(there.device.as_ref().unwrap().name, "Үстел");
    assert_eq!(there.locator.as_ref().unwrap().href, "abai.txt");
    // Asked again, until she has chosen; nothing was sent meanwhile.
    phone.read_to(&on_phone, 0.1).await;
    assert!(matches!(phone.meet(&on_phone).await, Met::Ask { .. }));
    phone.travel.stay(on_phone.id, &channel, &there).await.unwrap();
    assert_eq!(phone.waiting().await, 1);
    assert_eq!(phone.meet(&on_phone).await, Met::Sent);
    assert_eq!(phone.waiting().await, 0);

    let Met::Ask { channel, there, .. } = desk.meet(&on_desk).await else { panic!("not asked") };
    assert_eq!(there.progress, 0.1);
    desk.read_to(&on_desk, 0.1).await;
    desk.travel.went(on_desk.id, &channel, &there, 0.1).await.unwrap();
    assert_eq!(desk.meet(&on_desk).await, Met::Same);
    desk.read_to(&on_desk, 0.2).await;
    assert_eq!(desk.meet(&on_desk).await, Met::Sent);
    service.abort();
}

#[tokio::test]
async fn a_clock_that_is_wrong_keeps_no_place_back() {
    let folder = tempfile::tempdir().unwrap();
    let (address, service) = own_service(folder.path()).await;
    let (desk, phone) = (Desk::new("A"), Desk::new("B"));
    let (on_desk, on_phone) = (borrow(&desk, &address).await, borrow(&phone, &address).await);
    desk.read_at(&on_desk, 0.5, Moment::parse("2099-01-01").unwrap()).await;
    assert_eq!(desk.meet(&on_desk).await, Met::Sent);
    let Met::Ask { channel, there, .. } = phone.meet(&on_phone).await else { panic!("not asked") };
    phone.read_at(&on_phone, 0.2, Moment::parse("2001-01-01").unwrap()).await;
    phone.travel.stay(on_phone.id, &channel, &there).await.unwrap();
    assert_eq!(phone.meet(&on_phone).await, Met::Sent, "the clock of one is a century behind");
    let Met::Ask { there, .. } = desk.meet(&on_desk).await else { panic!("not asked") };
    assert_eq!(there.progress, 0.2);
    service.abort();
}

#[tokio::test]
async fn nothing_is_asked_or_sent_before_the_reader_turns_it_on() {
    let server = Server::start(|_: &Seen| reply(200, progression::MEDIA_TYPE, "")).await;
    let (mut desk, holding) = Desk::with_book("A", Some(&server.url("/progression/1"))).await;
    desk.read_to(&holding, 0.4).await;
    desk.travel.rules.on = false;
    assert_eq!(desk.meet(&holding).await, Met::Nobody);
    assert!(desk.travel.send_waiting().await.is_empty());
    desk.travel.rules =
        Rules { on: true, without: vec![server.root.origin().ascii_serialization()], ..Rules::default() };
    assert_eq!(desk.meet(&holding).await, Met::Nobody);
    assert!(server.seen().is_empty(), "{:?}", server.targets());
    desk.travel.rules.without.clear();
    assert_eq!(desk.meet(&holding).await, Met::Sent);
    assert_eq!(server.seen().iter().map(|seen| seen.method.as_str()).collect::<Vec<_>>(), ["GET", "PUT"]);
}

#[tokio::test]
async fn a_server_that_holds_a_newer_one_is_asked_again() {
    let refused = Arc::new(Mutex::new(1));
    let left = Arc::clone(&refused);
    let server = Server::start(move |seen: &Seen| match seen.method.as_str() {
        "PUT" if *left.lock().unwrap() > 0 => {
            *left.lock().unwrap() -= 1;
            reply(409, "text/plain", "older")
        }
        _ => reply(200, progression::MEDIA_TYPE, ""),
    })
    .await;
    let (desk, holding) = Desk::with_book("A", Some(&server.url("/p"))).await;
    desk.read_to(&holding, 0.4).await;
    assert_eq!(desk.meet(&holding).await, Met::Sent);
    assert_eq!(server.seen().len(), 4);
    *refused.lock().unwrap() = 9;
    desk.read_to(&holding, 0.5).await;
    let (_, errors) = desk.travel.meet(&holding).await;
    assert!(matches!(errors[..], [Error::Library(Refused::Conflict { .. })]), "{errors:?}");
    assert_eq!(desk.waiting().await, 1);
}

type Fault = (&'static str, fn() -> Response<Body>, bool);

#[tokio::test]
async fn whatever_a_server_answers_the_place_stays_and_waits() {
    let faults: [Fault; 13] = [
        ("401", || with(reply(401, "text/plain", "no"), "www-authenticate", "Basic realm=\"A\""), false),
        ("403", || reply(403, "text/html", "<p>no"), false),
        ("410", || reply(410, "text/html", ""), false),
        ("429", || with(reply(429, "text/plain", ""), "retry-after", "60"), true),
        ("500", || reply(500, "text/plain", ""), true),
        ("503", || reply(503, "text/plain", ""), true),
        ("cut", || reply(200, progression::MEDIA_TYPE, cut(b"{\"progression\":".to_vec())), true),
        ("html", || reply(200, "text/html", "<html>Sign in at the hotel</html>"), false),
        ("list", || reply(200, progression::MEDIA_TYPE, "[1,2]"), false),
        ("beyond the end", || reply(200, progression::MEDIA_TYPE, "{\"progression\":1.5}"), false),
        ("endless", || reply(200, progression::MEDIA_TYPE, endless(b"{{{{{{{{{{{{{{{{")), false),
        ("redirect in a circle", || with(reply(302, "text/html", ""), "location", "/p"), false),
        ("stuck", || reply(200, progression::MEDIA_TYPE, crate::server::stuck(b"{")), true),
    ];
    for (name, fault, passing) in faults {
        let server = Server::start(move |_: &Seen| fault()).await;
        let (desk, holding) = Desk::with_book("A", Some(&server.url("/p"))).await;
        desk.read_to(&holding, 0.4).await;
        let (met, errors) = desk.travel.meet(&holding).await;
        assert_eq!((met, errors.len()), (Met::Nobody, 1), "{name}");
        assert_eq!(errors[0].is_passing(), passing, "{name}: {:?}", errors[0]);
        assert_eq!(desk.waiting().await, 1, "{name}");
        let place = desk.travel.shelf.place(holding.id).await.unwrap().unwrap();
        assert_eq!(place.progress, 0.4, "{name}");
        assert!(
            server.seen().iter().all(|seen| seen.method == "GET"),
            "{name}: nothing is sent over what is not known"
        );
    }
}

#[tokio::test]
async fn what_could_not_be_sent_goes_when_the_server_is_there_again() {
    let away = Arc::new(Mutex::new(true));
    let gone = Arc::clone(&away);
    let server = Server::start(move |_: &Seen| match *gone.lock().unwrap() {
        true => reply(503, "text/plain", ""),
        false => reply(200, progression::MEDIA_TYPE, ""),
    })
    .await;
    let (desk, holding) = Desk::with_book("A", Some(&server.url("/p"))).await;
    desk.read_to(&holding, 0.4).await;
    let (_, errors) = desk.travel.meet(&holding).await;
    assert!(errors[0].is_passing());
    *away.lock().unwrap() = false;
    let sent = desk.travel.send_waiting().await;
    assert!(matches!(&sent[..], [(id, Met::Sent, errors)] if *id == holding.id && errors.is_empty()), "{sent:?}");
    assert_eq!(desk.waiting().await, 0);
    // Read on, and the program came to an end that nobody saw coming.
    desk.read_to(&holding, 0.6).await;
    assert_eq!(desk.waiting().await, 1);
    assert!(matches!(desk.travel.send_waiting().await[..], [(_, Met::Sent, _)]));
    assert!(desk.travel.send_waiting().await.is_empty());
}

#[tokio::test]
async fn a_slow_server_does_not_hold_a_book_back() {
    let server = Server::start(|_: &Seen| reply(200, progression::MEDIA_TYPE, crate::server::stuck(b"{"))).await;
    let (desk, holding) = Desk::with_book("A", Some(&server.url("/p"))).await;
    desk.read_to(&holding, 0.4).await;
    let began = std::time::Instant::now();
    let (met, errors) = desk.travel.meet_within(&holding, Duration::from_millis(200)).await;
    assert!(began.elapsed() < Duration::from_secs(2));
    assert_eq!((met, errors.len()), (Met::Nobody, 0));
    assert_eq!(desk.waiting().await, 1);
}

/// What a KOReader server was captured to answer, for one account.
fn koreader(seen: &Seen, kept: &Mutex<String>) -> Response<Body> {
    let key = "5ebe2294ecd0e0f08eab7690d2a6ee69";
    let known = seen.header("x-auth-user") == Some("reader") && seen.header("x-auth-key") == Some(key);
    match (seen.method.as_str(), seen.path()) {
        ("POST", "/users/create") if seen.body.contains("\"reader\"") => {
            reply(409, "text/plain; charset=utf-8", "USER_EXISTS: reader")
        }
        ("POST", "/users/create") => reply(201, "application/json", "{\"username\":\"other\"}"),
        _ if !known => reply(401, "text/plain; charset=utf-8", "UNAUTHORIZED"),
        ("GET", "/users/auth") => reply(200, "application/json", "{\"authorized\":\"OK\"}"),
        ("GET", path) if path.starts_with("/syncs/progress/") => {
            reply(200, "application/json", kept.lock().unwrap().clone())
        }
        ("PUT", "/syncs/progress") => {
            let mut said: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
            said["timestamp"] = 1_795_402_069.into();
            *kept.lock().unwrap() = said.to_string();
            reply(200, "application/json", said.to_string())
        }
        _ => reply(404, "text/plain", ""),
    }
}

const EMPTY: &str = include_str!("../fixtures/kosync/get_empty.json");

#[tokio::test]
async fn a_share_travels_over_a_koreader_server() {
    let kept = Arc::new(Mutex::new(EMPTY.to_owned()));
    let memory = Arc::clone(&kept);
    let server = Server::start(move |seen: &Seen| koreader(seen, &memory)).await;
    let (mut desk, holding) = Desk::with_book("Үстел", None).await;
    let account = kosync::Account::new(&server.root, "reader", "secret");
    kosync::sign_in(&desk.travel.client, &account).await.unwrap();
    desk.travel.rules.koreader = Some((server.root.clone(), "reader".to_owned()));
    assert_eq!(desk.meet(&holding).await, Met::Nobody, "without the key nobody is asked");
    account.remember(&desk.travel.client);
    assert_eq!(desk.meet(&holding).await, Met::Same);
    desk.read_to(&holding, 0.3187).await;
    assert_eq!(desk.meet(&holding).await, Met::Sent);
    let said: serde_json::Value = serde_json::from_str(&kept.lock().unwrap()).unwrap();
    assert_eq!(said["percentage"], 0.3187);
    assert_eq!(said["device"], "Үстел");
    assert_eq!(said["device_id"], desk.travel.device.id);
    assert_eq!(said["document"], kosync::document(&holding.file).unwrap());

    // Another program goes on; what it says of where it is comes back to it unchanged.
    let other = said.to_string().replace("0.3187", "0.5").replace(&desk.travel.device.id, "A1B2");
    let xpointer = "/body/DocFragment[20]/body/p[22]/img.0";
    let mut other: serde_json::Value = serde_json::from_str(&other).unwrap();
    other["progress"] = xpointer.into();
    *kept.lock().unwrap() = other.to_string();
    let Met::Ask { channel, there, .. } = desk.meet(&holding).await else { panic!("not asked") };
    assert!(matches!(channel, Channel::Kosync { .. }));
    assert_eq!(there.verbatim.as_deref(), Some(xpointer));
    desk.read_to(&holding, 0.5).await;
    desk.travel.stay(holding.id, &channel, &there).await.unwrap();
    assert_eq!(desk.meet(&holding).await, Met::Sent);
    assert!(kept.lock().unwrap().contains(xpointer));
    assert!(server.seen().iter().all(|seen| seen.header("authorization").is_none()));
}

#[tokio::test]
async fn a_koreader_servers_refusal_is_no_challenge() {
    let kept = Arc::new(Mutex::new(EMPTY.to_owned()));
    let server = Server::start(move |seen: &Seen| koreader(seen, &kept)).await;
    let (desk, _) = Desk::with_book("A", None).await;
    let client = &desk.travel.client;
    let wrong = kosync::Account::new(&server.root, "reader", "wrong");
    let error = kosync::sign_in(client, &wrong).await.unwrap_err();
    assert!(matches!(error, Error::NotKnown { .. }), "{error:?}");
    assert_eq!(server.seen().len(), 1, "asked once");
    let taken = kosync::register(client, &wrong).await.unwrap_err();
    assert!(matches!(taken, Error::NameTaken { .. }), "{taken:?}");
    kosync::register(client, &kosync::Account::new(&server.root, "other", "secret")).await.unwrap();
    let page = Server::start(|_: &Seen| reply(200, "text/html", "<html>")).await;
    let error = kosync::sign_in(client, &kosync::Account::new(&page.root, "a", "b")).await.unwrap_err();
    assert!(matches!(error, Error::Library(Refused::NotCatalog { .. })), "{error:?}");
    let empty = Server::start(|_: &Seen| reply(200, "application/json", "{}")).await;
    assert!(kosync::sign_in(client, &kosync::Account::new(&empty.root, "a", "b")).await.is_err());
}

/// What another player keeps: a place, and a bookmark with a note that was spoken.
const MARKS: &str = "<bookmarkSet xmlns=\"http://www.daisy.org/z3986/2005/bookmark/\"><title><text>A light Man</text></title>\
    <uid>con_1</uid><lastmark><ncxRef>n4</ncxRef><URI>b.smil#b1</URI><timeOffset>00:00:01</timeOffset></lastmark>\
    <bookmark><ncxRef>n1</ncxRef><URI>a.smil#a1</URI><timeOffset>00:00:00</timeOffset>\
    <note><text>Ескерту</text><audio src=\"note.mp3\"/></note></bookmark></bookmarkSet>";

#[tokio::test]
async fn the_place_in_a_talking_book_travels_with_the_service_that_lent_it() {
    for version in [1, 2] {
        let knobs = dodp::Knobs { own_book: true, marks: Some(MARKS), ..dodp::Knobs::default() };
        let service = dodp::Service::start(version, knobs).await;
        let desk = Desk::new("Үстел");
        let holding = lent_by(&desk, &service).await;
        let (client, shelf) = (&desk.travel.client, &desk.travel.shelf);
        let at = Address::of(service.url(), None).at(daisy_online::Place::Content("con_1".to_owned()));
        let Met::Ask { channel, there, .. } = desk.meet(&holding).await else { panic!("not asked") };
        assert!(matches!(channel, Channel::Daisy { .. }));
        // Three seconds of the first file, one of the second, of six.
        assert!((there.progress - 4.0 / 6.0).abs() < 1e-6, "{}", there.progress);
        let recording = format::open(&holding.file).unwrap().book.recording.clone().unwrap();
        let time = recording.resolve(there.locator.as_ref().unwrap());
        assert_eq!(time, Duration::from_secs(4));

        // She stays at her own place, which takes the place of the other; the bookmark of the other player is as it was.
        let here = Duration::from_millis(2250);
        let place = Place::now(recording.locate(here), recording.progress(here));
        shelf.save_place(holding.id, place).await.unwrap();
        desk.travel.stay(holding.id, &channel, &there).await.unwrap();
        assert_eq!(desk.meet(&holding).await, Met::Sent);
        assert_eq!(desk.meet(&holding).await, Met::Same);
        let kept = service.state.lock().unwrap().kept.clone().unwrap();
        assert!(kept.contains("<URI>a.smil#a3</URI><timeOffset>00:00:00.750</timeOffset>"), "{kept}");
        assert!(kept.contains("<audio src=\"note.mp3\">") || kept.contains("<audio src=\"note.mp3\"/>"), "{kept}");
        let set = daisy_online::marks(client, &at.url()).await.unwrap().unwrap();
        assert_eq!((set.bookmarks.len(), set.bookmarks[0].note.as_deref()), (1, Some("Ескерту")));
        let Channel::Daisy { address, .. } = &channel else { panic!("another channel") };
        assert_eq!(*address, at.url());
        let asked = service.log().into_iter().filter(|name| name.ends_with("Bookmarks")).collect::<Vec<_>>();
        let last = if version == 1 { "setBookmarks" } else { "updateBookmarks" };
        assert!(asked.iter().any(|name| name == last), "{asked:?}");
    }
}

fn noted(words: &str, progress: f64) -> bookmark::New {
    bookmark::New {
        kind: bookmark::Kind::Note,
        locator: Locator { href: "abai.txt".to_owned(), ..Locator::default() },
        end: None,
        progress,
        text: "Мен күттім.".to_owned(),
        note: Some(words.to_owned()),
        sound: None,
        created: Moment::now(),
    }
}

async fn words(desk: &Desk, holding: &Holding) -> Vec<String> {
    let kept = desk.travel.shelf.bookmarks(holding.id).await.unwrap();
    kept.into_iter().filter_map(|bookmark| bookmark.note).collect()
}

#[tokio::test]
async fn notes_travel_over_our_own_service() {
    let folder = tempfile::tempdir().unwrap();
    let (address, service) = own_service(folder.path()).await;
    let (mut desk, mut phone) = (Desk::new("Үстел"), Desk::new("Телефон"));
    let (on_desk, on_phone) = (borrow(&desk, &address).await, borrow(&phone, &address).await);
    let first = desk.travel.shelf.mark(on_desk.id, noted("бірінші", 0.2)).await.unwrap();
    assert_eq!(desk.travel.meet_notes(&on_desk).await.unwrap(), None, "nothing is sent before the reader says so");
    for desk in [&mut desk, &mut phone] {
        desk.travel.rules.notes = true;
    }
    let meet = async |desk: &Desk, holding: &Holding| {
        let exchanged = desk.travel.meet_notes(holding).await.unwrap().expect("a library that keeps notes");
        (exchanged.received, exchanged.sent)
    };
    assert_eq!(meet(&desk, &on_desk).await, (0, true));
    assert_eq!(meet(&desk, &on_desk).await, (0, false));
    phone.travel.shelf.mark(on_phone.id, noted("екінші", 0.5)).await.unwrap();
    assert_eq!(meet(&phone, &on_phone).await, (1, true));
    assert_eq!(words(&phone, &on_phone).await, ["бірінші", "екінші"]);
    assert_eq!(meet(&desk, &on_desk).await, (1, false));
    assert_eq!(words(&desk, &on_desk).await, ["бірінші", "екінші"]);

    // Changed here, gone there.
    desk.travel.shelf.set_note(first.id, Some("өзгерді".to_owned())).await.unwrap();
    let second = phone.travel.shelf.bookmarks(on_phone.id).await.unwrap().pop().unwrap();
    phone.travel.shelf.remove_bookmark(second.id).await.unwrap();
    assert_eq!(meet(&phone, &on_phone).await, (0, true));
    assert_eq!(meet(&desk, &on_desk).await, (1, true));
    assert_eq!(words(&desk, &on_desk).await, ["өзгерді"]);
    assert_eq!(meet(&phone, &on_phone).await, (1, false));
    assert_eq!(words(&phone, &on_phone).await, ["өзгерді"]);

    // Changed on both: neither is lost, and both devices have the same.
    let id = phone.travel.shelf.bookmarks(on_phone.id).await.unwrap()[0].id;
    desk.travel.shelf.set_note(first.id, Some("үстелде".to_owned())).await.unwrap();
    phone.travel.shelf.set_note(id, Some("телефонда".to_owned())).await.unwrap();
    for _ in 0..2 {
        meet(&desk, &on_desk).await;
        meet(&phone, &on_phone).await;
    }
    let mut both = words(&desk, &on_desk).await;
    both.sort();
    assert_eq!(both, ["телефонда", "үстелде"]);
    let mut there = words(&phone, &on_phone).await;
    there.sort();
    assert_eq!(there, both);
    assert!(desk.travel.send_waiting_notes().await.is_empty());
    service.abort();
}

#[tokio::test]
async fn two_devices_that_send_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (address, service) = own_service(folder.path()).await;
    let mut desks = Vec::new();
    for name in ["a", "b", "c", "d"] {
        let mut desk = Desk::new(name);
        desk.travel.rules.notes = true;
        let holding = borrow(&desk, &address).await;
        desk.travel.shelf.mark(holding.id, noted(name, 0.5)).await.unwrap();
        desks.push((desk, holding));
    }
    // Who was too slow three times comes again.
    for _ in 0..desks.len() {
        futures::future::join_all(desks.iter().map(|(desk, holding)| desk.travel.meet_notes(holding))).await;
    }
    for (desk, holding) in &desks {
        desk.travel.meet_notes(holding).await.unwrap();
        let mut all = words(desk, holding).await;
        all.sort();
        assert_eq!(all, ["a", "b", "c", "d"]);
    }
    service.abort();
}

#[tokio::test]
async fn settings_are_kept_by_our_own_service() {
    let folder = tempfile::tempdir().unwrap();
    let (address, service) = own_service(folder.path()).await;
    let desk = Desk::new("Үстел");
    let client = &desk.travel.client;
    let start = client.feed(&Url::parse(&address).unwrap()).await.unwrap();
    let place = profile::offered(&start).expect("it keeps settings").clone();
    assert_eq!(profile::get(client, &place).await.unwrap(), None);
    let mut settings = Settings::default();
    settings.appearance.text_size = 72.0;
    profile::put(client, &place, &settings.travelling().unwrap()).await.unwrap();
    settings.appearance.text_size = 96.0;
    profile::put(client, &place, &settings.travelling().unwrap()).await.unwrap();
    let there = profile::get(client, &place).await.unwrap().expect("settings");
    assert_eq!(Settings::default().arrived(&there).unwrap().appearance.text_size, 96.0);
    for wrong in ["= =", &"x".repeat(70_000)] {
        assert!(profile::put(client, &place, wrong).await.is_err());
    }
    service.abort();
}

#[tokio::test]
async fn whatever_a_server_answers_notes_stay() {
    let wild = r#"{"type":"AnnotationCollection","first":{"items":[3,null,{"id":"urn:uuid:1","oqyrman":{}}]}}"#;
    for (status, body, kept) in [(500, "", false), (200, "<html>", false), (403, "", false), (200, wild, true)] {
        let server = Server::start(move |_: &Seen| reply(status, "application/ld+json", body)).await;
        let (mut desk, holding) = Desk::with_book("Үстел", None).await;
        desk.travel.rules.notes = true;
        let ways = vec![(notes::RELATION.to_owned(), server.url("/notes").to_string())];
        desk.travel.shelf.keep_ways(holding.id, ways).await.unwrap();
        desk.travel.shelf.mark(holding.id, noted("менікі", 0.5)).await.unwrap();
        let met = desk.travel.meet_notes(&holding).await;
        assert_eq!(met.is_ok(), kept, "{status} {body}: {met:?}");
        assert_eq!(words(&desk, &holding).await, ["менікі"]);
    }
}

#[tokio::test]
async fn notes_in_a_talking_book_travel_with_the_service_that_lent_it() {
    for version in [1, 2] {
        let knobs = dodp::Knobs { own_book: true, marks: Some(MARKS), ..dodp::Knobs::default() };
        let service = dodp::Service::start(version, knobs).await;
        let mut desk = Desk::new("Үстел");
        desk.travel.rules.notes = true;
        let holding = lent_by(&desk, &service).await;
        let at = Address::of(service.url(), None).at(daisy_online::Place::Content("con_1".to_owned()));
        let meet = async || {
            let exchanged = desk.travel.meet_notes(&holding).await.unwrap().expect("a service that keeps notes");
            (exchanged.received, exchanged.sent)
        };
        let there = async || {
            let set = daisy_online::marks(&desk.travel.client, &at.url()).await.unwrap().unwrap();
            set.bookmarks.into_iter().map(|it| it.note.unwrap_or_default()).collect::<Vec<_>>()
        };
        let shelf = &desk.travel.shelf;
        assert_eq!(meet().await, (1, false), "that of the other player comes");
        assert_eq!(words(&desk, &holding).await, ["Ескерту"]);
        assert_eq!(meet().await, (0, false));

        let recording = format::open(&holding.file).unwrap().book.recording.clone().unwrap();
        let time = Duration::from_millis(2250);
        let locator = recording.locate(time);
        let new =
            bookmark::New {
                locator, kind: bookmark::Kind::Bookmark, ..noted("менікі", recording.progress(time))
            };
        let mark = shelf.mark(holding.id, new).await.unwrap();
        assert_eq!(meet().await, (0, true));
        assert_eq!(there().await, ["Ескерту", "менікі"]);
        let kept = service.state.lock().unwrap().kept.clone().unwrap();
        assert!(kept.contains("<URI>a.smil#a3</URI><timeOffset>00:00:00.750</timeOffset>"), "{kept}");
        assert!(kept.contains("note.mp3") && kept.contains("<lastmark>"), "what others keep stays: {kept}");
        assert_eq!(meet().await, (0, false));

        // Her words change, then she takes the mark away.
        shelf.set_note(mark.id, Some("басқа".to_owned())).await.unwrap();
        assert_eq!(meet().await, (0, true));
        assert_eq!(there().await, ["Ескерту", "басқа"]);
        shelf.remove_bookmark(mark.id).await.unwrap();
        assert_eq!(meet().await, (0, true));
        assert_eq!(there().await, ["Ескерту"]);
        // The other player takes its own away.
        let bare = MARKS.split("<bookmark>").next().unwrap().to_owned() + "</bookmarkSet>";
        service.state.lock().unwrap().kept = Some(bare);
        assert_eq!(meet().await, (1, false));
        assert!(words(&desk, &holding).await.is_empty());
    }
}

/// The talking book that this service lends.
async fn lent_by(desk: &Desk, service: &dodp::Service) -> Holding {
    let (client, shelf) = (&desk.travel.client, &desk.travel.shelf);
    client.sign_in(&service.url(), Credentials { user: "kolibre".to_owned(), password: "kolibre".to_owned() });
    let at = Address::of(service.url(), None).at(daisy_online::Place::Content("con_1".to_owned()));
    let wanted = acquire::Wanted::Address(at.url());
    let mut events = acquire::acquire(client.clone(), desk.home.clone(), shelf.clone(), wanted);
    loop {
        match futures::StreamExt::next(&mut events).await.expect("an end") {
            acquire::Event::Step(_) => {}
            acquire::Event::Done(done) => return done.unwrap().into_holding(),
        }
    }
}
