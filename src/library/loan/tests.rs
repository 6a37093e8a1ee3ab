use super::refresh::compare;
use super::*;
use crate::book::Format;
use crate::library::catalog::Copies;
use crate::library::shelf::holding;

const NOW: &str = "2026-11-28T10:00:00Z";

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn url(path: &str) -> Url {
    Url::parse("https://library.kz/").unwrap().join(path).unwrap()
}

fn borrow(state: Option<State>) -> Acquisition {
    let availability = state.map(|state| Availability { state, since: None, until: None });
    Acquisition { availability, ..Acquisition::new(url("borrow"), Relation::Borrow) }
}

fn lent(until: Option<&str>) -> Acquisition {
    let until = until.map(str::to_owned);
    let availability = Some(Availability { state: State::Available, since: None, until });
    Acquisition { availability, ..Acquisition::new(url("file"), Relation::Download) }
}

fn linked(rel: &str) -> Link {
    Link { href: url(rel), rels: vec![format!("http://library.kz/terms/rel/{rel}")], media_type: None, title: None }
}

fn book(ways: Vec<Acquisition>, links: Vec<Link>) -> Publication {
    Publication {
        identifier: Some("urn:test:1".to_owned()),
        title: "Абай жолы".to_owned(),
        acquisitions: ways,
        links,
        full: Some(url("entry")),
        ..Publication::default()
    }
}

#[test]
fn what_can_be_done_depends_on_how_the_book_stands() {
    use Deed::{Borrow, CancelHold, Hold, Renew, Return};
    use State::{Available, Ready, Reserved, Unavailable};
    let runs = Loan { since: None, until: Moment::parse("2026-12-01") };
    let over = Loan { since: None, until: Moment::parse("2026-11-01") };
    let cancellable = Acquisition { cancellable: true, ..borrow(Some(Reserved)) };
    let none_left = Acquisition { copies: Some(Copies { total: Some(1), available: Some(0) }), ..borrow(None) };
    let open = Acquisition::new(url("file"), Relation::OpenAccess);
    let revoke = || vec![linked("revoke")];
    let dodp = Url::parse("dodp+https://library.kz/service#content=1").unwrap();
    let daisy = |until: Option<&str>| Acquisition {
        availability: until.map(|until| Availability { state: Available, since: None, until: Some(until.to_owned()) }),
        ..Acquisition::new(dodp.clone(), Relation::Borrow)
    };
    for (publication, loan, expected) in [
        (book(vec![open.clone()], Vec::new()), None, &[][..]),
        (book(vec![borrow(None)], Vec::new()), None, &[Borrow]),
        (book(vec![borrow(Some(Available))], Vec::new()), None, &[Borrow]),
        (book(vec![borrow(Some(Available))], Vec::new()), Some(over), &[Borrow]),
        (book(vec![borrow(Some(Available))], Vec::new()), Some(runs), &[Renew]),
        (book(vec![borrow(Some(Unavailable))], Vec::new()), None, &[Hold]),
        (book(vec![borrow(Some(Unavailable))], Vec::new()), Some(runs), &[Renew]),
        (book(vec![none_left], Vec::new()), None, &[Hold]),
        (book(vec![borrow(Some(Reserved))], Vec::new()), None, &[]),
        (book(vec![borrow(Some(Reserved))], revoke()), None, &[CancelHold]),
        (book(vec![cancellable], Vec::new()), None, &[CancelHold]),
        (book(vec![borrow(Some(Ready))], revoke()), None, &[Borrow, CancelHold]),
        (book(vec![lent(None)], revoke()), None, &[Return]),
        (book(vec![lent(Some("2026-12-01"))], Vec::new()), Some(runs), &[]),
        (book(vec![lent(None)], vec![linked("return"), linked("renew")]), Some(runs), &[Renew, Return]),
        (book(vec![daisy(None)], Vec::new()), None, &[Borrow]),
        (book(vec![daisy(None)], Vec::new()), Some(runs), &[Return]),
        (book(vec![daisy(Some("2026-12-01"))], Vec::new()), None, &[Return]),
    ] {
        assert_eq!(deeds(&publication, loan.as_ref(), at(NOW)), expected, "{publication:?} {loan:?}");
    }
}

fn held(until: &str) -> Holding {
    Holding {
        id: holding::Id::from(7),
        title: "Абай жолы".to_owned(),
        authors: Vec::new(),
        languages: Vec::new(),
        identifier: Some("urn:test:1".to_owned()),
        format: Format::Epub,
        file: "1.epub".into(),
        present: true,
        sha256: String::new(),
        source: Some(url("file").to_string()),
        loan: Some(Loan { since: None, until: Moment::parse(until) }),
        sample: None,
        ties: None,
        gone: None,
        returning: false,
        added: at(NOW),
        last_opened: None,
        finished: None,
        progress: None,
    }
}

#[test]
fn a_loan_is_given_back_by_what_is_written_down_of_it() {
    let lent = book(vec![lent(Some("2026-12-01"))], vec![linked("revoke"), linked("renew")]);
    let before = ties(&book(vec![borrow(None)], Vec::new()));
    let ties = ties(&lent).or(before);
    assert_eq!((ties.borrow.clone(), ties.revoke.clone()), (Some(url("borrow")), Some(url("revoke"))));
    let holding = Holding { ties: Some(ties.clone()), ..held("2026-12-01") };
    let told = of_holding(&holding);
    assert_eq!(deeds(&told, holding.loan.as_ref(), at(NOW)), [Deed::Renew, Deed::Return]);
    assert_eq!(super::ties(&told).renew, Some(url("renew")));
    // Only where it is given back is known.
    let alone = Holding { ties: Some(Ties { borrow: None, renew: None, ..ties }), ..held("2026-12-01") };
    assert_eq!(deeds(&of_holding(&alone), alone.loan.as_ref(), at(NOW)), [Deed::Return]);
    // Nothing is: a loan of before such things were written down.
    assert_eq!(deeds(&of_holding(&held("2026-12-01")), alone.loan.as_ref(), at(NOW)), []);
}

#[test]
fn a_hold_stands_as_it_was_written_down() {
    let queue = Some(Holds { total: Some(9), position: Some(4) });
    let way = Acquisition { holds: queue, cancellable: true, ..borrow(Some(State::Reserved)) };
    let library = url("/");
    let listed = compare(&library, "", at(NOW), &[book(vec![way], Vec::new())], &[], &[]).changes.kept;
    assert_eq!((listed[0].position, listed[0].total), (Some(4), Some(9)));
    let again = of_hold(&listed[0]);
    assert_eq!(standing(&again), Some(Standing::Reserved));
    assert_eq!(deeds(&again, None, at(NOW)), [Deed::CancelHold]);
    assert_eq!(again.acquisitions[0].holds, queue);
}

#[test]
fn a_list_is_compared_and_nothing_is_taken_away_for_it() {
    let library = url("/");
    let ready = |number: u32| Publication {
        identifier: Some(format!("urn:test:{number}")),
        full: Some(url(&format!("entry/{number}"))),
        ..book(vec![borrow(Some(State::Ready))], vec![linked("revoke")])
    };
    let elsewhere = Publication {
        identifier: Some("urn:test:3".to_owned()),
        full: Some(url("entry/3")),
        ..book(vec![lent(None)], vec![linked("revoke")])
    };
    let own = book(vec![lent(Some("2026-12-24"))], vec![linked("revoke")]);
    let listed = [own, ready(2), elsewhere.clone(), elsewhere];
    let plan = compare(&library, "", at(NOW), &listed, &[held("2026-12-01")], &[]);
    assert_eq!(plan.lent.len(), 1);
    assert_eq!(plan.lent[0].1.until, Moment::parse("2026-12-24"));
    assert_eq!(plan.changes.moved[0].loan.and_then(|loan| loan.until), Moment::parse("2026-12-24"));
    let states: Vec<hold::State> = plan.changes.kept.iter().map(|it| it.state).collect();
    assert_eq!(states, [hold::State::Ready, hold::State::Lent], "each once");
    assert_eq!(plan.changes.news, plan.changes.kept);
    assert_eq!(plan.changes.unlisted, []);

    let known = plan.changes.kept;
    let later = compare(&library, "", at(NOW), &listed[1..], &[held("2026-12-01")], &known);
    assert_eq!(later.changes.news, [], "told once");
    assert_eq!(later.changes.unlisted, [held("2026-12-01")]);
    assert_eq!(later.lent, [], "what is not listed stays as it is");
    // Those of another library are none of its business.
    let other = compare(&Url::parse("https://other.kz/").unwrap(), "", at(NOW), &[], &[held("2026-12-01")], &known);
    assert_eq!(other.changes, refresh::Changes::default());
}

#[test]
fn what_was_done_after_the_list_was_asked_for_is_not_undone_by_it() {
    let library = url("/");
    let listed = [book(vec![lent(Some("2026-12-24"))], vec![linked("revoke")])];
    let back = |gone: &str| Holding { gone: Some(at(gone)), loan: None, ..held("2026-12-01") };
    let plan = compare(&library, "", at(NOW), &listed, &[back("2026-11-28T10:00:01Z")], &[]);
    assert_eq!(plan.changes, refresh::Changes::default(), "given back meanwhile");
    let plan = compare(&library, "", at(NOW), &listed, &[back("2026-11-28T09:00:00Z")], &[]);
    assert_eq!(plan.changes.kept.len(), 1, "borrowed again elsewhere");
    let since = |since: &str| {
        let loan = Loan { since: Some(at(since)), until: None };
        compare(&library, "", at(NOW), &[], &[Holding { loan: Some(loan), ..held("") }], &[]).changes.unlisted.len()
    };
    assert_eq!((since("2026-11-28T10:00:01Z"), since("2026-11-28T09:00:00Z")), (0, 1));
}

#[test]
fn problems_are_told_in_the_librarys_words() {
    assert_eq!(words_of(br#"{"title":"No","detail":" Three <b>loans</b> at most. "}"#), "Three loans at most.");
    assert_eq!(words_of("{\"title\":\"Болмайды\"}".as_bytes()), "Болмайды");
    assert_eq!(words_of(b"<html>"), "");
    assert_eq!(words_of(format!("{{\"title\":\"{}\"}}", "а".repeat(5000)).as_bytes()).chars().count(), 500);
}
