//! What the people of a library do, in words.

use super::day;
use crate::library::patron::known::Told;
use crate::library::patron::request::{Kind, Line, Request, State, Wish};
use crate::library::patron::{Branch, Known, Notice, branch, news};
use crate::library::shelf::Moment;
use crate::locale::Locale;

/// What is asked for, as a thing: «home delivery».
pub fn request_kind(locale: &Locale, kind: Kind) -> String {
    locale.text(match kind {
        Kind::Booking => "patron-booking",
        Kind::Delivery => "patron-delivery",
        Kind::Help => "patron-help",
        Kind::Digitise => "patron-digitise",
    })
}

/// How a request stands.
pub fn request_state(locale: &Locale, kind: Kind, state: State) -> String {
    locale.text(match state {
        State::Sent => "patron-state-sent",
        State::Accepted => "patron-state-accepted",
        State::Ready if kind == Kind::Booking => "patron-state-to-collect",
        State::Ready => "patron-state-ready",
        State::UnderWay => "patron-state-under-way",
        State::Done => "patron-state-done",
        State::Refused => "patron-state-refused",
        State::Withdrawn => "patron-state-withdrawn",
    })
}

/// What staff make of a request, as a button says it.
pub fn request_step(locale: &Locale, kind: Kind, state: State) -> String {
    locale.text(match state {
        State::Accepted => "patron-step-accept",
        State::Ready if kind == Kind::Booking => "patron-step-to-collect",
        State::Ready => "patron-step-ready",
        State::UnderWay => "patron-step-under-way",
        State::Done => "patron-step-done",
        State::Refused => "patron-step-refuse",
        State::Sent | State::Withdrawn => "patron-step-ready",
    })
}

/// What a request is about: «home delivery: Абай жолы».
pub fn request_title(locale: &Locale, kind: Kind, title: &str, branch: Option<&Branch>) -> String {
    let named = branch.map(|branch| branch.name.of(locale.tongue()).trim());
    let about = if kind.is_about_a_title() { Some(title.trim()) } else { named };
    match about.filter(|about| !about.is_empty()) {
        Some(about) => format!("{}: {about}", request_kind(locale, kind)),
        None => request_kind(locale, kind),
    }
}

pub fn wish_title(locale: &Locale, wish: &Wish, known: &Known) -> String {
    request_title(locale, wish.kind, &wish.title, known.branch(&wish.branch))
}

/// How a request stands, where, and since when.
pub fn request_line(locale: &Locale, request: &Request, branch: Option<&Branch>) -> String {
    let mut words = vec![request_state(locale, request.kind, request.state)];
    if request.kind.is_about_a_title() {
        words.extend(branch.map(|branch| branch.name.of(locale.tongue()).to_owned()));
    }
    words.push(day(locale, request.changed));
    words.retain(|word| !word.trim().is_empty());
    words.join(", ")
}

/// What the reader has not heard of yet.
pub fn patron_told(locale: &Locale, told: &Told, known: &Known) -> String {
    match told {
        Told::Step(request) => {
            let branch = known.branch(&request.branch);
            let title = request_title(locale, request.kind, &request.title, branch);
            let mut words = format!("{title}: {}.", request_line(locale, request, branch));
            if !request.answer.trim().is_empty() {
                words.push(' ');
                words.push_str(request.answer.trim());
            }
            words
        }
        Told::News(notice) => {
            let title = notice.title.of(locale.tongue()).trim();
            format!("{}: {title}", notice_kind(locale, notice.kind))
        }
    }
}

/// The branch with this id, or all of them.
pub fn branch_name(locale: &Locale, known: &Known, id: &str) -> String {
    match known.branch(id) {
        Some(branch) => branch.name.of(locale.tongue()).to_owned(),
        None => locale.text("patron-everywhere"),
    }
}

/// What staff have to know of a request, line by line.
pub fn request_facts(locale: &Locale, request: &Request, known: &Known) -> Vec<String> {
    let named = |id: &str, words: &str| format!("{}: {}", locale.text(id), words.trim());
    let mut lines = vec![named("patron-state", &request_state(locale, request.kind, request.state))];
    let mut tell = |id: &str, words: &str| {
        if !words.trim().is_empty() {
            lines.push(named(id, words));
        }
    };
    tell("patron-reader", &request.name);
    tell("patron-reader-card", &digits(&request.card));
    tell("patron-words", &request.words);
    tell("patron-branch-name", &branch_name(locale, known, &request.branch));
    // Other identifiers mean nothing to people.
    tell("patron-isbn", request.book.strip_prefix("urn:isbn:").unwrap_or_default());
    tell("patron-answer", &request.answer);
    tell("patron-created", &day(locale, request.created));
    tell("patron-changed", &day(locale, request.changed));
    lines
}

/// Requests as a list on paper: a paragraph for each. The clock is so many minutes ahead of UTC.
pub fn request_list(locale: &Locale, requests: &[Request], known: &Known, now: Moment, ahead: i64) -> String {
    let staff = known.card.as_ref().map_or("", |card| &card.staff);
    let mut text = format!(
        "{}\n{}, {}\n",
        locale.text("patron-desk"),
        branch_name(locale, known, staff),
        moment(locale, now, ahead)
    );
    for (index, request) in requests.iter().enumerate() {
        let title = request_title(locale, request.kind, &request.title, known.branch(&request.branch));
        text.push_str(&format!("\n{}. {title}\n", index + 1));
        for line in request_facts(locale, request, known) {
            text.push_str(&format!("   {line}\n"));
        }
    }
    text
}

/// What a piece of news is.
pub fn notice_kind(locale: &Locale, kind: news::Kind) -> String {
    locale.text(match kind {
        news::Kind::Announcement => "patron-news-announcement",
        news::Kind::Event => "patron-news-event",
        news::Kind::NewBooks => "patron-news-books",
        news::Kind::LoanDue => "patron-news-due",
        news::Kind::HoldReady => "patron-news-ready",
        news::Kind::Request => "patron-news-request",
    })
}

/// What it is, where, since when, and whether it was read.
pub fn notice_line(locale: &Locale, notice: &Notice, known: &Known) -> String {
    let mut words = vec![notice_kind(locale, notice.kind)];
    words.extend(known.branch(&notice.branch).map(|branch| branch.name.of(locale.tongue()).to_owned()));
    words.push(day(locale, notice.date));
    if !known.is_read(notice) {
        words.push(locale.text("patron-news-unread"));
    }
    words.join(", ")
}

pub fn branch_kind(locale: &Locale, kind: branch::Kind) -> String {
    locale.text(match kind {
        branch::Kind::Branch => "patron-branch",
        branch::Kind::Station => "patron-station",
    })
}

/// A line of the log: when, who, what became of what. The reader's clock is so many minutes ahead of UTC.
pub fn log_line(locale: &Locale, line: &Line, ahead: i64) -> String {
    // The kind is not told in a log: what lies ready there is told as such.
    let state = request_state(locale, Kind::Digitise, line.state);
    let title = if line.title.trim().is_empty() { line.request.as_str() } else { line.title.trim() };
    let mut words = vec![moment(locale, line.moment, ahead), title.to_owned(), state, line.who.clone()];
    words.push(line.words.trim().to_owned());
    words.retain(|word| !word.is_empty());
    words.join(", ")
}

/// The day and the time on a clock that is so many minutes ahead of UTC.
fn moment(locale: &Locale, moment: Moment, ahead: i64) -> String {
    let there = Moment::from_unix_millis(moment.unix_millis() + ahead * 60_000);
    let minutes = there.unix_millis().div_euclid(60_000).rem_euclid(24 * 60);
    format!("{} {}:{:02}", day(locale, there), minutes / 60, minutes % 60)
}

/// A number as it is said digit by digit.
pub fn digits(number: &str) -> String {
    number.chars().filter(|char| !char.is_whitespace()).map(String::from).collect::<Vec<_>>().join(" ")
}
