//! Loans that end: the file goes, what the reader wrote stays and is there when the book is lent again.

use std::io::{BufRead, BufReader};

use oqyrman::library::shelf::{Clock, Hold, Ties, hold};
use url::Url;

use super::*;

fn at(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

/// The day of these tests: later than everything that a test writes down today.
fn days_from_now(days: i64) -> Moment {
    Moment::now().plus_days(days)
}

fn lent(title: &str, until: Option<Moment>) -> Card {
    let address = |path: &str| Url::parse("https://library.kz/").and_then(|root| root.join(path)).ok();
    Card {
        source: Some("https://library.kz/books/1".to_owned()),
        loan: Some(Loan { since: None, until }),
        ties: Some(Ties { entry: address(title), borrow: address("borrow"), ..Ties::default() }),
        ..card(title)
    }
}

impl Desk {
    /// A loan in which the reader has been, and has written, and has spoken.
    fn lend(&self, shelf: &Shelf, title: &str, until: Option<Moment>) -> Holding {
        let file = self.download("one.part", title.as_bytes());
        let book = wait(shelf.shelve(file, lent(title, until))).expect("shelved").into_holding();
        wait(shelf.save_place(book.id, Place::now(locator(0.5), 0.5))).expect("kept");
        let mark = bookmark::New {
            kind: bookmark::Kind::Note,
            locator: locator(0.3),
            end: Some(locator(0.31)),
            progress: 0.3,
            text: "Бұл жасқа келгенше".to_owned(),
            note: Some("мұны қайта оқу".to_owned()),
            sound: Some("1.wav".to_owned()),
            created: Moment::now(),
        };
        wait(shelf.mark(book.id, mark)).expect("marked");
        fs::create_dir_all(shelf.spoken(book.id)).expect("a folder");
        fs::write(shelf.spoken(book.id).join("1.wav"), b"said").expect("a file");
        book
    }
}

/// Place, words and voice of the reader in this book are as [`Desk::lend`] wrote them.
fn nothing_is_lost(shelf: &Shelf, id: oqyrman::library::shelf::holding::Id) {
    assert_eq!(wait(shelf.place(id)).expect("asked").expect("a place").progress, 0.5);
    let marks = wait(shelf.bookmarks(id)).expect("asked");
    assert_eq!(marks.len(), 1, "{marks:?}");
    assert_eq!(marks[0].note.as_deref(), Some("мұны қайта оқу"));
    assert_eq!(fs::read(shelf.spoken(id).join("1.wav")).expect("what was spoken"), b"said");
}

#[test]
fn a_loan_that_is_over_loses_its_file_and_nothing_else() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let over = desk.lend(&shelf, "Мерзімі өткен", Some(days_from_now(1)));
    let runs = desk.lend(&shelf, "Мерзімі бар", Some(days_from_now(9)));
    let endless = desk.lend(&shelf, "Мерзімсіз", None);
    let own = desk.shelve(&shelf, "Өз кітабы");
    assert_eq!(wait(shelf.expire(Moment::now(), None, Vec::new())).expect("looked").gone, []);

    let now = days_from_now(2);
    let ended = wait(shelf.expire(now, None, Vec::new())).expect("looked");
    assert_eq!((ended.clock, ended.open.len()), (Clock::Right, 0));
    assert_eq!(ended.gone.iter().map(|it| it.id).collect::<Vec<_>>(), [over.id]);
    assert!(!over.file.exists());
    for kept in [&runs, &endless, &own] {
        assert_eq!(wait(shelf.holding(kept.id)).expect("asked").as_ref().map(|it| it.present), Some(true));
    }
    let found = wait(shelf.holding(over.id)).expect("asked").expect("still a row");
    assert_eq!((found.gone, found.present, found.loan), (Some(now), false, None));
    assert_eq!(found.ties, lent("Мерзімі өткен", None).ties, "where it is borrowed again");
    nothing_is_lost(&shelf, over.id);
    assert_eq!(wait(shelf.expire(now, None, Vec::new())).expect("looked").gone, [], "once");

    // The program starts again: the row without a file is no damage.
    drop(shelf);
    let shelf = desk.shelf();
    assert_eq!(shelf.recovery(), None);
    nothing_is_lost(&shelf, over.id);
}

#[test]
fn a_book_that_is_lent_again_is_the_same_book() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let book = desk.lend(&shelf, "Абай жолы", Some(days_from_now(1)));
    wait(shelf.let_go(book.id)).expect("given back");
    // Meanwhile another book of the same title takes the name of its file.
    let file = desk.download("other.part", b"another");
    let other = Card { identifier: Some("urn:test:other".to_owned()), ..card("Абай жолы") };
    let other = wait(shelf.shelve(file, other)).expect("shelved").into_holding();
    assert_ne!(other.id, book.id);

    // The library lends a newer file, under another title.
    let file = desk.download("new.part", b"a new edition");
    let again = Card {
        title: "Абай жолы. 2-басылым".to_owned(), ..lent("Абай жолы", Some(days_from_now(30)))
    };
    let again = wait(shelf.shelve(file, again)).expect("shelved");
    assert!(matches!(&again, Shelved::Again(found) if found.id == book.id), "{again:?}");
    let again = again.into_holding();
    assert!(again.present && again.gone.is_none() && again.loan.is_some());
    assert_eq!(fs::read(&again.file).expect("the file"), b"a new edition");
    nothing_is_lost(&shelf, book.id);
    assert_eq!(wait(shelf.holdings()).expect("listed").len(), 2);
}

#[test]
fn the_readers_own_copy_of_a_loan_that_ended_does_not_end() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let book = desk.lend(&shelf, "Қозы Көрпеш", Some(days_from_now(1)));
    wait(shelf.let_go(book.id)).expect("given back");
    let own = desk.shelve(&shelf, "Қозы Көрпеш");
    assert_eq!((own.id, own.loan, own.gone), (book.id, None, None));
    let ended = wait(shelf.expire(days_from_now(5), None, Vec::new())).expect("looked");
    assert_eq!((ended.gone, own.file.exists()), (Vec::new(), true));
    nothing_is_lost(&shelf, book.id);
}

#[test]
fn nothing_ends_by_a_wrong_clock_or_under_the_readers_hands() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let book = desk.lend(&shelf, "Сағат", Some(at("2020-01-01")));
    let look = |now: Moment, server: Option<Moment>| {
        let ended = wait(shelf.expire(now, server, Vec::new())).expect("looked");
        assert!(ended.gone.is_empty() || book.id == ended.gone[0].id);
        (ended.clock, ended.gone.len())
    };
    assert_eq!(look(at("2025-01-01"), None), (Clock::Behind, 0), "it was shelved after that");
    assert_eq!(look(days_from_now(401), None), (Clock::Ahead, 0));
    assert_eq!(look(days_from_now(401), Some(Moment::now())), (Clock::Ahead, 0), "the server says so, too");
    let ended = wait(shelf.expire(Moment::now(), None, vec![book.id])).expect("looked");
    assert_eq!((ended.gone.len(), ended.open.len()), (0, 1), "it is open");
    assert!(book.file.exists());
    // Away for longer than anybody believes, but the library's clock says the same.
    assert_eq!(look(days_from_now(500), Some(days_from_now(500))), (Clock::Right, 1));
    nothing_is_lost(&shelf, book.id);
}

#[test]
fn a_damaged_shelf_keeps_what_was_written_in_loans_that_ended() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let book = desk.lend(&shelf, "Құтқарылған", Some(days_from_now(1)));
    wait(shelf.let_go(book.id)).expect("given back");
    drop(shelf);
    let database = rusqlite::Connection::open(desk.home.shelf()).expect("opened");
    database.execute_batch("DROP INDEX holdings_by_identifier; DROP TABLE libraries;").expect("damaged");
    drop(database);
    let shelf = desk.shelf();
    assert_eq!(shelf.recovery().expect("it is told").holdings, 1);
    assert!(wait(shelf.holding(book.id)).expect("asked").expect("found").gone.is_some());
    nothing_is_lost(&shelf, book.id);
}

#[test]
fn what_a_library_keeps_is_known_until_it_says_otherwise() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let hold = |library: &str, number: u32, state, position| Hold {
        library: library.to_owned(),
        identifier: format!("urn:test:{number}"),
        title: format!("{number}-кітап"),
        authors: vec!["Абай".to_owned()],
        state,
        position,
        total: Some(7),
        until: Moment::parse("2026-12-01"),
        ties: Ties { cancellable: true, ..Ties::default() },
    };
    let (waits, ready) =
        (hold("https://a.kz/", 1, hold::State::Reserved, Some(3)), hold("https://b.kz/", 2, hold::State::Ready, None));
    wait(shelf.set_holds("https://a.kz/", vec![waits.clone()])).expect("kept");
    wait(shelf.set_holds("https://b.kz/", vec![ready.clone()])).expect("kept");
    drop(shelf);
    let shelf = desk.shelf();
    assert_eq!(wait(shelf.holds()).expect("asked"), [ready.clone(), waits.clone()], "what waits for her comes first");
    let nearer = Hold { position: Some(2), ..waits };
    wait(shelf.keep_hold(nearer.clone())).expect("kept");
    assert_eq!(wait(shelf.holds()).expect("asked"), [ready.clone(), nearer]);
    wait(shelf.set_holds("https://a.kz/", Vec::new())).expect("kept");
    assert_eq!(wait(shelf.holds()).expect("asked"), [ready]);
    wait(shelf.forget_hold("urn:test:2")).expect("forgotten");
    assert_eq!(wait(shelf.holds()).expect("asked"), []);
    // What waited has come.
    let waits = Hold {
        identifier: "urn:test:Қалың елім".to_owned(),
        ..hold("https://a.kz/", 3, hold::State::Ready, None)
    };
    wait(shelf.keep_hold(waits)).expect("kept");
    desk.lend(&shelf, "Қалың елім", None);
    assert_eq!(wait(shelf.holds()).expect("asked"), []);
}

/// Not a test of its own: lends one book again and again and gives it back.
#[test]
#[ignore = "started by another test as a process of its own"]
fn lender() {
    let Some(home) = std::env::var_os("SHELF_TEST_HOME") else { return };
    let home = Home::at(Path::new(&home)).expect("a home");
    let shelf = Shelf::open(&home).expect("a shelf");
    for number in 0.. {
        let id = wait(shelf.holdings()).expect("listed").remove(0).id;
        wait(shelf.let_go(id)).expect("given back");
        let file = home.downloads().join("again.part");
        fs::write(&file, format!("{number}. басылым")).expect("a file");
        wait(shelf.shelve(file, lent("Көп алынған", Some(days_from_now(30))))).expect("shelved");
        println!("lent {number}");
        std::io::stdout().flush().expect("told");
    }
}

#[test]
fn who_is_killed_while_a_book_comes_or_goes_has_it_once_with_everything_written_in_it() {
    // Killed at another moment each time: the child does nothing but this.
    for lines in [1, 3, 8, 21, 34] {
        let desk = Desk::new();
        let shelf = desk.shelf();
        let book = desk.lend(&shelf, "Көп алынған", Some(days_from_now(30)));
        drop(shelf);
        let mut child = start(&desk.home, "ended::lender");
        let mut told = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
        told.by_ref().filter(|line| line.contains("lent ")).nth(lines).expect("it lends");
        child.kill().expect("killed");
        child.wait().expect("dead");

        let shelf = desk.shelf();
        let found = wait(shelf.holdings()).expect("listed");
        assert_eq!(found.iter().map(|it| it.id).collect::<Vec<_>>(), [book.id], "once");
        assert_eq!(found[0].present, found[0].gone.is_none(), "with its file, or gone: {found:?}");
        let files: Vec<String> = desk.files().into_iter().filter(|name| !name.starts_with('.')).collect();
        assert_eq!(files.len(), usize::from(found[0].present), "{files:?}");
        nothing_is_lost(&shelf, book.id);
    }
}
