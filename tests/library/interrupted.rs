//! Loans that are cut off in the middle, by a kill or by another program: nothing is lost, nothing is done twice.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use futures::StreamExt;
use oqyrman::home::Home;
use oqyrman::library::acquire::{Wanted, acquire};
use oqyrman::library::loan::refresh::refresh;
use oqyrman::library::loan::{self, Deed, Standing, deeds, held, of_holding, perform, standing};
use oqyrman::library::shelf::{Holding, Moment, Place, Shelf, hold};
use serde_json::{Value, json};

use crate::lending::{ENTRY, REVOKE, answer, borrow, entry, fetch, lent, link, told};
use crate::server::{Server, not_found, opds2, reply, stuck};
use crate::{Desk, book, client};

/// A library that lends one book once, and never ends the answer to the first request for one path.
async fn halting(at: &'static str) -> (Server, Arc<Mutex<u32>>) {
    let loans = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&loans);
    let server = Server::start(move |seen| {
        let mut loans = counted.lock().expect("loans");
        let first = |links: &[Value]| entry("Абай жолы", &[&[link("self", "/entry")], links].concat());
        let lent_now = first(&[lent("2098-01-01"), link(REVOKE, "/revoke")]);
        let answer = match seen.path() {
            "/entry" if *loans == 0 => answer(&first(&[borrow("available", json!({}))])),
            "/entry" => answer(&lent_now),
            "/borrow" => {
                *loans = 1;
                answer(&lent_now)
            }
            "/book.epub" => reply(200, "application/epub+zip", book()),
            "/revoke" if *loans == 0 => not_found(),
            "/revoke" => {
                *loans = 0;
                answer(&first(&[borrow("available", json!({}))]))
            }
            _ => not_found(),
        };
        // What was asked is done; who asked never hears of it.
        let halts = seen.path() == at && seen.before == 0;
        if halts { reply(200, ENTRY, stuck(b" ")) } else { answer }
    })
    .await;
    (server, loans)
}

/// What one library was asked to do for its only reader.
#[derive(Debug, Default)]
struct Done {
    /// Places in the queue.
    holds: u32,
    renewals: u32,
}

const RENEW: &str = "https://oqyrman.kz/rel/renew";
const BEFORE: &str = "2098-01-01T00:00:00Z";
const AFTER: &str = "2098-02-01T00:00:00Z";

/// A library with a book that others have, and one that is lent to the reader. It counts what it does, and never ends the answer
/// to the first request for one path.
async fn counting(at: &'static str) -> (Server, Arc<Mutex<Done>>) {
    let done = Arc::new(Mutex::new(Done::default()));
    let counted = Arc::clone(&done);
    let server = Server::start(move |seen| {
        let mut done = counted.lock().expect("what was done");
        // One reader has one place in a queue, however often she asks.
        let awaited = |holds: u32| {
            let queue = json!({ "holds": { "total": 4, "position": 4 } });
            let way = if holds == 0 { borrow("unavailable", json!({})) } else { borrow("reserved", queue) };
            entry("Кезек", &[link("self", "/awaited"), way, link(REVOKE, "/leave")])
        };
        let until = |renewals: u32| if renewals == 0 { BEFORE } else { AFTER };
        let here =
            |renewals| entry("Абай жолы", &[link("self", "/entry"), lent(until(renewals)), link(RENEW, "/renew")]);
        let answer = match seen.path() {
            "/" => opds2(&json!({
                "metadata": { "title": "Кітапхана" }, "publications": [],
                "links": [{ "rel": "http://opds-spec.org/shelf", "href": "/mine", "type": "application/opds+json" }],
            })),
            "/mine" => opds2(&json!({
                "metadata": { "title": "Менікі" }, "links": [],
                "publications": [here(done.renewals), awaited(done.holds)],
            })),
            "/entry" => answer(&here(done.renewals)),
            "/awaited" => answer(&awaited(done.holds)),
            "/borrow" => {
                done.holds += 1;
                answer(&awaited(done.holds))
            }
            "/renew" => {
                done.renewals += 1;
                answer(&here(done.renewals))
            }
            "/book.epub" => reply(200, "application/epub+zip", book()),
            _ => not_found(),
        };
        let halts = seen.path() == at && seen.before == 0;
        if halts { reply(200, ENTRY, stuck(b" ")) } else { answer }
    })
    .await;
    (server, done)
}

/// Not a test of its own: the process that is killed.
#[tokio::test]
#[ignore = "started by another test as a process of its own"]
async fn killed() {
    let variable = |name| std::env::var(name).ok();
    let (Some(home), Some(root), Some(deed)) =
        (variable("LENDING_HOME"), variable("LENDING_ROOT"), variable("LENDING_DEED"))
    else {
        return;
    };
    let home = Home::at(home).expect("a home");
    let shelf = Shelf::open(&home).expect("a shelf");
    let root: url::Url = root.parse().expect("an address");
    let holding = shelf.holdings().await.expect("asked").pop();
    match (&*deed, holding) {
        ("return", Some(holding)) => held::give_back(&client(), &shelf, &holding).await.expect("given back"),
        ("renew", Some(holding)) => {
            held::renew(&client(), &shelf, &holding).await.expect("renewed");
        }
        ("hold", _) => {
            let book = match client().open(&root.join("awaited").expect("an address")).await.expect("an answer") {
                oqyrman::library::catalog::Document::Publication(book) => *book,
                other => panic!("{other:?}"),
            };
            let told = perform(&client(), Deed::Hold, &book, None).await.expect("placed").expect("told");
            let hold = loan::hold_of(&told, root.as_str()).expect("a hold");
            shelf.keep_hold(hold).await.expect("kept");
        }
        _ => {
            let wanted = Wanted::Address(root.join("entry").expect("an address"));
            let mut events = acquire(client(), home, shelf, wanted);
            while events.next().await.is_some() {}
        }
    }
}

/// Lets another process do this in this home, and kills it when the server is asked for this path.
async fn kill_at(desk: &Desk, server: &Server, deed: &str, path: &str) {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "interrupted::killed", "--ignored", "--test-threads=1"])
        .env("LENDING_HOME", desk.home.root())
        .env("LENDING_ROOT", server.root.as_str())
        .env("LENDING_DEED", deed)
        .stdout(Stdio::null())
        .spawn()
        .expect("a child");
    let asked = async {
        while !server.seen().iter().any(|seen| seen.path() == path) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), asked).await.expect("it asks");
    child.kill().expect("killed");
    child.wait().expect("dead");
}

#[tokio::test]
async fn who_is_killed_while_borrowing_has_one_loan_and_one_book_the_next_time() {
    for path in ["/borrow", "/book.epub"] {
        let desk = Desk::new();
        let (server, loans) = halting(path).await;
        kill_at(&desk, &server, "borrow", path).await;
        assert_eq!(*loans.lock().expect("loans"), 1, "the library has lent it");
        assert_eq!(desk.shelf.holdings().await.expect("asked"), [], "{path}");
        let held = fetch(&desk, Wanted::Address(server.url("/entry"))).await.expect("borrowed");
        assert_eq!(*loans.lock().expect("loans"), 1);
        assert_eq!(desk.shelf.holdings().await.expect("asked").len(), 1);
        assert!(held.present && held.loan.is_some_and(|loan| loan.until.is_some()), "{path}: {held:?}");
        assert_eq!(desk.books().len(), 1);
    }
}

#[tokio::test]
async fn who_is_killed_while_giving_back_has_given_it_back_the_next_time() {
    let desk = Desk::new();
    let (server, loans) = halting("/revoke").await;
    let book = fetch(&desk, Wanted::Address(server.url("/entry"))).await.expect("borrowed");
    desk.shelf.save_place(book.id, Place::now(Default::default(), 0.5)).await.expect("kept");
    kill_at(&desk, &server, "return", "/revoke").await;
    assert_eq!(*loans.lock().expect("loans"), 0, "the library has it back");
    // As the program does at its start.
    let found = desk.shelf.holding(book.id).await.expect("asked").expect("found");
    assert!(found.returning && found.present, "{found:?}");
    held::give_back(&client(), &desk.shelf, &found).await.expect("what the library does not know is given back");
    desk.shelf.let_go(book.id).await.expect("gone");
    let found = desk.shelf.holding(book.id).await.expect("asked").expect("found");
    assert!(found.gone.is_some() && !found.returning);
    assert_eq!(desk.shelf.place(book.id).await.expect("asked").map(|place| place.progress), Some(0.5));
    assert_eq!(desk.books(), Vec::<String>::new());
}

#[tokio::test]
async fn who_is_killed_while_reserving_is_in_the_queue_once_and_learns_of_it() {
    let desk = Desk::new();
    let (server, done) = counting("/borrow").await;
    kill_at(&desk, &server, "hold", "/borrow").await;
    assert_eq!(desk.shelf.holds().await.expect("asked"), [], "it never heard of it");
    // As the program does at its start.
    refresh(&client(), &desk.shelf, &server.root, "a").await.expect("asked").expect("a list");
    let kept = desk.shelf.holds().await.expect("asked");
    let awaited: Vec<_> = kept.iter().filter(|hold| hold.state == hold::State::Reserved).collect();
    assert_eq!(awaited.iter().map(|hold| (&*hold.title, hold.position)).collect::<Vec<_>>(), [("Кезек", Some(4))]);
    let book = told(&server, "/awaited").await;
    assert_eq!(standing(&book), Some(Standing::Reserved));
    assert_eq!(deeds(&book, None, Moment::now()), [Deed::CancelHold], "it is not offered a second time");
    assert_eq!(done.lock().expect("what was done").holds, 1);
}

async fn borrowed(desk: &Desk, server: &Server) -> Holding {
    let held = fetch(desk, Wanted::Address(server.url("/entry"))).await.expect("borrowed");
    assert_eq!(held.loan.and_then(|loan| loan.until), Moment::parse(BEFORE));
    held
}

#[tokio::test]
async fn who_is_killed_while_renewing_learns_of_the_new_day_and_has_renewed_once() {
    let desk = Desk::new();
    let (server, done) = counting("/renew").await;
    let held = borrowed(&desk, &server).await;
    desk.shelf.save_place(held.id, Place::now(Default::default(), 0.5)).await.expect("kept");
    kill_at(&desk, &server, "renew", "/renew").await;
    let found = desk.shelf.holding(held.id).await.expect("asked").expect("found");
    assert_eq!((found.loan, found.present), (held.loan, true), "what was known still stands");
    let changes = refresh(&client(), &desk.shelf, &server.root, "a").await.expect("asked").expect("a list");
    assert_eq!(changes.moved.len(), 1);
    let found = desk.shelf.holding(held.id).await.expect("asked").expect("found");
    assert_eq!(found.loan.and_then(|loan| loan.until), Moment::parse(AFTER));
    // A screen that still shows the old day asks again: the library is not.
    assert_eq!(Some(held::renew(&client(), &desk.shelf, &held).await.expect("known")), Moment::parse(AFTER));
    assert_eq!(done.lock().expect("what was done").renewals, 1);
    assert_eq!(desk.shelf.place(held.id).await.expect("asked").map(|place| place.progress), Some(0.5));
}

#[tokio::test]
async fn two_programs_that_renew_at_once_renew_once() {
    let desk = Desk::new();
    let (server, done) = counting("").await;
    let held = borrowed(&desk, &server).await;
    let other = Shelf::open(&desk.home).expect("the shelf of the other program");
    let (one, two) = (client(), client());
    let both = tokio::join!(held::renew(&one, &desk.shelf, &held), held::renew(&two, &other, &held));
    let until = Moment::parse(AFTER).expect("a moment");
    assert_eq!((both.0.expect("renewed"), both.1.expect("renewed")), (until, until));
    assert_eq!(done.lock().expect("what was done").renewals, 1);
}

#[tokio::test]
async fn two_programs_that_reserve_at_once_have_one_place_in_the_queue() {
    let desk = Desk::new();
    let (server, _) = counting("").await;
    let other = Shelf::open(&desk.home).expect("the shelf of the other program");
    let place = async |shelf: &Shelf| {
        let book = told(&server, "/awaited").await;
        let told = perform(&client(), Deed::Hold, &book, None).await.expect("placed").expect("told");
        shelf.keep_hold(loan::hold_of(&told, "a").expect("a hold")).await.expect("kept");
    };
    tokio::join!(place(&desk.shelf), place(&other));
    let kept = desk.shelf.holds().await.expect("asked");
    assert_eq!(
        kept.iter().map(|hold| (&*hold.title, hold.state)).collect::<Vec<_>>(),
        [("Кезек", hold::State::Reserved)]
    );
}

#[tokio::test]
async fn a_clock_that_is_wrong_changes_nothing_about_what_the_library_says() {
    let desk = Desk::new();
    let (server, _) = counting("").await;
    let held = borrowed(&desk, &server).await;
    for days in [-40_000, 0, 40_000] {
        let now = Moment::now().plus_days(days);
        assert_eq!(deeds(&told(&server, "/awaited").await, None, now), [Deed::Hold], "{days}");
        let entry = told(&server, "/entry").await;
        assert_eq!(deeds(&entry, held.loan.as_ref(), now), [Deed::Renew], "{days}");
    }
    // The new day is the library's, whatever day it is here.
    let until = held::renew(&client(), &desk.shelf, &held).await.expect("renewed");
    assert_eq!(Some(until), Moment::parse(AFTER));
    let found = desk.shelf.holding(held.id).await.expect("asked").expect("found");
    assert_eq!(found.loan.and_then(|loan| loan.since), held.loan.and_then(|loan| loan.since));
    let again = perform(&client(), Deed::Renew, &of_holding(&found), found.loan.as_ref()).await;
    assert!(again.is_err(), "no later day, no renewal: {again:?}");
}
