//! What was found, in words: of a row what tells it from others first, whether it can be had last.

use super::{Asked, Known, Late, Row, State, Updated, filters};
use crate::library::catalog::State as Availability;
use crate::library::index::crawl::is_far;
use crate::library::index::{Hit, Source};
use crate::library::shelf::Moment;
use crate::locale::Locale;
use crate::ui::wording;

/// What is said of an answer: how many, the first of them, by which filters.
pub(super) fn summary(locale: &Locale, state: &State) -> String {
    let mut words = vec![count(locale, state)];
    if let Some(first) = state.rows().next() {
        let (title, names) = match first {
            Row::Held(holding) => (&holding.title, &holding.authors),
            Row::Hit(hit) => (&hit.title, &hit.authors),
            Row::Late(_, late) => (&late.publication.title, &late.publication.authors),
        };
        let mut first = wording::title(locale, title);
        if !names.is_empty() {
            first = format!("{first}, {}", wording::people(names));
        }
        words.push(locale.with("find-first", &[("title", first.into())]));
    }
    let filters = filters::chosen(locale, state);
    if !filters.is_empty() {
        words.push(locale.with("find-by-filters", &[("filters", filters.join(", ").into())]));
    }
    words.join(" ")
}

/// How many were found.
pub(super) fn count(locale: &Locale, state: &State) -> String {
    let count = state.len();
    let answer = state.answer.as_ref().map(|(_, answer)| answer);
    let number = ("number", locale.number(count as u64).into());
    if count == 0 {
        return locale.text("find-none");
    }
    let is_forgiven = state.on_shelf.is_empty() && state.late.is_empty();
    if let Some(meant) = answer.and_then(|answer| answer.forgiven.as_deref()).filter(|_| is_forgiven) {
        return locale.with("find-forgiven", &[("meant", meant.into()), ("count", count.into()), number]);
    }
    let id = if answer.is_some_and(|answer| answer.more) { "find-at-least" } else { "find-count" };
    locale.with(id, &[("count", count.into()), number])
}

/// What is said when the libraries have answered themselves.
pub(super) fn late(locale: &Locale, state: &State) -> String {
    let count = state.late.len();
    let mut words = vec![if count == 0 {
        locale.text("find-late-none")
    } else {
        locale.with("find-late", &[("count", count.into())])
    }];
    if state.left_out > 0 {
        words.push(locale.with("find-late-left-out", &[("count", state.left_out.into())]));
    }
    if state.untold > 0 {
        words.push(locale.with("find-late-untold", &[("count", state.untold.into())]));
    }
    words.extend(failed(locale, state));
    words.join(" ")
}

/// Which libraries did not answer.
pub(super) fn failed(locale: &Locale, state: &State) -> Option<String> {
    let Asked::Answered { failed } = &state.asked else { return None };
    (!failed.is_empty()).then(|| locale.with("find-failed", &[("names", failed.join(", ").into())]))
}

/// How the lists stand.
pub(super) fn status(locale: &Locale, known: &Known, waits: bool) -> String {
    if !known.kept {
        return locale.text("find-lists-off");
    }
    let number = ("number", locale.number(known.titles).into());
    let titles = locale.with("find-status-titles", &[("count", known.titles.into()), number]);
    let libraries = locale.with("find-status-libraries", &[("count", known.libraries.into())]);
    let updated = match known.updated {
        Some(updated) => locale.with("find-status-updated", &[("when", when(locale, updated).into())]),
        None => locale.text("find-status-not-yet"),
    };
    let values = [("titles", titles.into()), ("libraries", libraries.into()), ("updated", updated.into())];
    let status = locale.with("find-status", &values);
    let is_far = |source: &Source| source.url.as_ref().is_some_and(is_far);
    if waits && known.sources.iter().any(is_far) {
        return format!("{status}. {}", locale.text("find-status-metered"));
    }
    status
}

fn when(locale: &Locale, updated: Updated) -> String {
    let time = ("time", format!("{}:{:02}", updated.hour, updated.minute).into());
    match updated.days {
        0 => locale.with("find-today", &[time]),
        1 => locale.with("find-yesterday", &[time]),
        _ => {
            let (year, month, day) = updated.date;
            locale.with("find-on-day", &[("date", locale.date(year, month, day).into()), time])
        }
    }
}

/// A row in one breath: its title, and what is known of it in the order of use.
pub(super) fn row(locale: &Locale, state: &State, row: Row<'_>) -> (String, Vec<String>) {
    match row {
        Row::Held(holding) => {
            let mut about = vec![locale.text("find-on-shelf")];
            if !holding.authors.is_empty() {
                about.insert(0, wording::people(&holding.authors));
            }
            if !holding.languages.is_empty() {
                about.push(wording::languages(locale, &holding.languages));
            }
            about.push(wording::format(locale, holding.format));
            about.extend(wording::holding_state(locale, holding, Moment::now()));
            (holding.title.clone(), about)
        }
        Row::Hit(hit) => (wording::title(locale, &hit.title), of_hit(locale, state, hit)),
        Row::Late(_, late) => (wording::title(locale, &late.publication.title), of_late(locale, late)),
    }
}

fn of_hit(locale: &Locale, state: &State, hit: &Hit) -> Vec<String> {
    let mut about = people(locale, &hit.authors, &hit.narrators);
    if !hit.languages.is_empty() {
        about.push(wording::languages(locale, &hit.languages));
    }
    let mut formats: Vec<String> = Vec::new();
    for name in hit.formats.iter().map(|format| wording::format(locale, format)) {
        if !formats.contains(&name) {
            formats.push(name);
        }
    }
    about.extend(formats);
    about.extend(hit.sound.then(|| locale.text("find-sound")));
    let mut libraries: Vec<&str> = Vec::new();
    for id in std::iter::once(hit.source).chain(hit.also.iter().map(|(source, _)| *source)) {
        if let Some(source) = state.source(id).filter(|source| !libraries.contains(&source.title.as_str())) {
            libraries.push(&source.title);
        }
    }
    about.extend((!libraries.is_empty()).then(|| libraries.join(", ")));
    about.extend(hit.state.and_then(|state| availability(locale, state)));
    if hit.sold {
        about.push(locale.text("find-sold"));
    }
    about
}

fn of_late(locale: &Locale, late: &Late) -> Vec<String> {
    let Late { library, publication } = late;
    let mut about = people(locale, &publication.authors, &publication.narrators);
    if !publication.languages.is_empty() {
        about.push(wording::languages(locale, &publication.languages));
    }
    about.push(library.clone());
    about.extend(publication.availability().and_then(|it| availability(locale, it.state)));
    about
}

fn people(locale: &Locale, authors: &[String], narrators: &[String]) -> Vec<String> {
    let mut people = Vec::new();
    if !authors.is_empty() {
        people.push(wording::people(authors));
    }
    if !narrators.is_empty() {
        people.push(locale.with("find-read-by", &[("names", wording::people(narrators).into())]));
    }
    people
}

/// Only what differs from the rule: that a book can be had is what is hoped for.
fn availability(locale: &Locale, state: Availability) -> Option<String> {
    Some(locale.text(match state {
        Availability::Available => return None,
        Availability::Unavailable => "unavailable",
        Availability::Reserved => "reserved",
        Availability::Ready => "ready",
    }))
}
