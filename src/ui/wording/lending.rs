//! Loans, holds and what a library says of them, as words.

use super::{Failure, availability, day, people, title};
use crate::library::catalog::{Availability, Publication, State};
use crate::library::loan::refresh::Changes;
use crate::library::loan::{Deed, Standing, standing};
use crate::library::shelf::{Bookmark, Ended, Hold, Holding, bookmark, hold};
use crate::locale::Locale;

/// What can be done about a publication, on its button.
pub fn deed(locale: &Locale, deed: Deed, publication: &Publication) -> String {
    locale.text(match deed {
        Deed::Borrow => "book-borrow",
        Deed::Hold => "loan-hold",
        Deed::CancelHold if standing(publication) == Some(Standing::Ready) => "loan-cancel-ready",
        Deed::CancelHold => "loan-cancel-hold",
        Deed::Return => "give-back",
        Deed::Renew => "loan-renew",
    })
}

/// How many copies there are, and how many readers wait, as far as the library tells.
pub fn stock(locale: &Locale, publication: &Publication) -> Option<String> {
    let copies = publication.acquisitions.iter().find_map(|way| way.copies);
    let waiting = publication.acquisitions.iter().find_map(|way| way.holds?.total).filter(|total| *total > 0);
    let copies = copies.and_then(|copies| match (copies.available, copies.total) {
        (Some(available), Some(total)) => {
            Some(locale.with("loan-copies", &[("available", available.into()), ("total", total.into())]))
        }
        (Some(available), None) => Some(locale.with("available-copies", &[("count", available.into())])),
        (None, _) => None,
    });
    let waiting = waiting.map(|count| locale.with("loan-queue", &[("count", count.into())]));
    let words: Vec<String> = copies.into_iter().chain(waiting).collect();
    (!words.is_empty()).then(|| words.join(". "))
}

/// What a library keeps for the reader, in one breath.
pub fn kept(locale: &Locale, hold: &Hold) -> String {
    let mut words = vec![title(locale, &hold.title)];
    if !hold.authors.is_empty() {
        words.push(people(&hold.authors));
    }
    let told = |state| Availability { state, since: None, until: hold.until.map(|until| until.to_string()) };
    words.push(match (hold.state, hold.until) {
        (hold::State::Ready, _) => availability(locale, &told(State::Ready), None),
        (hold::State::Reserved, _) => availability(locale, &told(State::Reserved), hold.position),
        (hold::State::Lent, None) => locale.text("loan-lent-there"),
        (hold::State::Lent, Some(until)) => {
            locale.with("loan-lent-there-until", &[("date", day(locale, until).into())])
        }
    });
    words.extend(hold.total.map(|count| locale.with("loan-queue", &[("count", count.into())])));
    words.join(", ")
}

/// A loan that was given back, in one breath.
pub fn returned(locale: &Locale, holding: &Holding) -> String {
    let mut words = vec![holding.title.clone()];
    if !holding.authors.is_empty() {
        words.push(people(&holding.authors));
    }
    words.extend(holding.gone.map(|gone| locale.with("loan-returned-on", &[("date", day(locale, gone).into())])));
    words.join(", ")
}

/// What a reader wrote, where the book itself is not there: her own words, the book's, what it is.
pub fn note_line(locale: &Locale, mark: &Bookmark) -> String {
    let kind = locale.text(match mark.kind {
        bookmark::Kind::Bookmark => "mark-bookmark",
        bookmark::Kind::Highlight => "mark-highlight",
        bookmark::Kind::Note => "mark-note",
    });
    let mut words: Vec<String> = mark.note.iter().map(|note| note.trim().to_owned()).collect();
    words.push(mark.text.trim().replace('\n', " "));
    words.push(kind);
    words.push(super::percent(locale, mark.progress));
    if mark.sound.is_some() {
        words.push(locale.text("loan-note-spoken"));
    }
    words.retain(|part| !part.is_empty());
    words.join(", ")
}

/// Loans that are over: what went, and what goes when it is closed.
pub fn ended(locale: &Locale, ended: &Ended) -> Vec<String> {
    let about =
        |id: &'static str| move |holding: &Holding| locale.with(id, &[("title", holding.title.as_str().into())]);
    ended.gone.iter().map(about("loan-ended")).chain(ended.open.iter().map(about("loan-ended-open"))).collect()
}

/// Loans stay because nobody knows what day it is.
pub fn clock_wrong(locale: &Locale) -> Failure {
    Failure::of(locale.text("loan-clock-wrong"), locale.text("loan-clock-wrong-do"))
}

/// A book that a library keeps, as news.
pub fn hold_news(locale: &Locale, hold: &Hold) -> String {
    let about = ("title", title(locale, &hold.title).into());
    match (hold.state, hold.until) {
        (hold::State::Ready, Some(until)) => {
            locale.with("loan-ready-until", &[about, ("date", day(locale, until).into())])
        }
        (hold::State::Ready, None) => locale.with("loan-ready", &[about]),
        (hold::State::Lent, _) => locale.with("loan-elsewhere", &[about]),
        (hold::State::Reserved, _) => match hold.position {
            Some(position) => locale.with("loan-held-position", &[about, ("position", position.into())]),
            None => locale.with("loan-held", &[about]),
        },
    }
}

/// What a library says that was not known here.
pub fn loan_changes(locale: &Locale, changes: &Changes) -> Vec<String> {
    let moved = changes.moved.iter().filter_map(|holding| {
        let date = day(locale, holding.loan?.until?);
        Some(locale.with("loan-moved", &[("title", holding.title.as_str().into()), ("date", date.into())]))
    });
    let unlisted = changes
        .unlisted
        .iter()
        .map(|holding| locale.with("loan-unlisted", &[("title", holding.title.as_str().into())]));
    changes.news.iter().map(|hold| hold_news(locale, hold)).chain(moved).chain(unlisted).collect()
}
