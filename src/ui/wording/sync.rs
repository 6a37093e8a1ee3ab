//! Places that travel: two places as sentences, and why one was not sent.

use super::{Failure, chapter_title, library_error, percent, time};
use crate::library::shelf::Moment;
use crate::library::sync::Error;
use crate::locale::Locale;
use crate::reading::{Whereabouts, listening};

/// Where a place is, in few words.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spot {
    /// In the whole book, 0 to 1.
    pub progress: f64,
    /// The words for its chapter, or its time in a recording; empty when there are none.
    pub part: String,
    pub when: Option<Moment>,
}

/// The reader's clock: the moment, and the minutes that it is ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    pub now: Moment,
    pub offset: i64,
}

/// The chapter of a place in a text.
pub fn part_of_text(locale: &Locale, place: &Whereabouts) -> String {
    let title = place.headings.last().or(place.section_title.as_ref()).map(|title| title.trim());
    match (title.filter(|title| !title.is_empty()), &place.chapter) {
        (Some(title), _) => title.to_owned(),
        (None, Some(chapter)) => locale.with("place-chapter", &[("number", chapter.number.into())]),
        (None, None) => String::new(),
    }
}

/// The chapter of a place in a recording, else its time.
pub fn part_of_recording(locale: &Locale, place: &listening::Whereabouts) -> String {
    match place.chapter.as_ref().filter(|chapter| chapter.of > 1) {
        Some(chapter) => format!("{}, {}", chapter_title(locale, chapter), time(locale, chapter.passed)),
        None => time(locale, place.passed),
    }
}

/// The place on this device: «On this device: 34 %, chapter 5, today at 14:20».
pub fn place_here(locale: &Locale, spot: Option<&Spot>, clock: Clock) -> String {
    let place = spot.map_or_else(|| locale.text("place-not-begun"), |spot| place(locale, spot, clock));
    locale.with("place-here", &[("place", place.into())])
}

/// The place on another device.
pub fn place_there(locale: &Locale, device: Option<&str>, spot: &Spot, clock: Clock) -> String {
    let device = device.map(str::trim).filter(|name| !name.is_empty());
    let device = device.map_or_else(|| locale.text("place-other-device"), str::to_owned);
    locale.with("place-there", &[("device", device.into()), ("place", place(locale, spot, clock).into())])
}

fn place(locale: &Locale, spot: &Spot, clock: Clock) -> String {
    let mut words = vec![percent(locale, spot.progress)];
    words.extend(Some(spot.part.clone()).filter(|part| !part.is_empty()));
    words.extend(spot.when.and_then(|when| moment(locale, when, clock)));
    words.join(", ")
}

/// A moment by the reader's own clock: today, yesterday, or its date. `None` for one that no clock has shown yet.
fn moment(locale: &Locale, when: Moment, clock: Clock) -> Option<String> {
    let local = |moment: Moment| Moment::from_unix_millis(moment.unix_millis().saturating_add(clock.offset * 60_000));
    let (at, now) = (local(when), local(clock.now));
    if when.unix_millis() <= 0 {
        return None;
    }
    let day = |moment: Moment| moment.unix_millis().div_euclid(86_400_000);
    let minutes = at.unix_millis().rem_euclid(86_400_000) / 60_000;
    let time = format!("{}:{:02}", minutes / 60, minutes % 60);
    let time = [("time", time.into())];
    Some(match day(now) - day(at) {
        0 => locale.with("place-today", &time),
        1 => locale.with("place-yesterday", &time),
        _ => super::day(locale, at),
    })
}

/// What the library that is called so keeps are no settings.
pub fn foreign_settings(locale: &Locale, name: &str) -> Failure {
    Failure {
        sentence: locale.with("error-settings-foreign", &[("name", name.into())]),
        advice: locale.text("error-settings-foreign-do"),
        details: None,
    }
}

/// Why a place was not sent, or not asked for.
pub fn sync_error(locale: &Locale, error: &Error) -> Failure {
    let about = |sentence: &str, host: &str, advice: &str| Failure {
        sentence: locale.with(sentence, &[("host", host.into())]),
        advice: locale.text(advice),
        details: None,
    };
    match error {
        Error::Library(crate::library::Error::Unauthorized(document)) => {
            about("error-sync-sign-in", &document.title, "error-sync-sign-in-do")
        }
        Error::Library(crate::library::Error::NotCatalog { address }) => {
            about("error-sync-other", address, "error-sync-other-do")
        }
        Error::Library(error) => {
            let failure = library_error(locale, error);
            Failure { sentence: format!("{} {}", locale.text("error-sync"), failure.sentence), ..failure }
        }
        Error::NotKnown { host } => about("error-sync-not-known", host, "error-sync-not-known-do"),
        Error::NameTaken { host } => about("error-sync-name-taken", host, "error-sync-name-taken-do"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Tongue;

    fn at(text: &str) -> Option<Moment> {
        Moment::parse(text)
    }

    #[test]
    fn places_are_whole_sentences_by_the_readers_own_clock() {
        let clock = Clock { now: at("2026-11-28T09:30:00Z").unwrap(), offset: 300 };
        let here = Spot { progress: 0.34, part: "5-тарау".to_owned(), when: at("2026-11-28T09:20:00Z") };
        let there = Spot { progress: 0.41, part: String::new(), when: at("2026-11-27T17:05:00Z") };
        let kk = Locale::new(Tongue::Kk);
        assert_eq!(place_here(&kk, Some(&here), clock), "Осы құрылғыда: 34 %, 5-тарау, бүгін 14:20");
        assert_eq!(place_there(&kk, Some("Телефон"), &there, clock), "Телефон: 41 %, кеше 22:05");
        let en = Locale::new(Tongue::En);
        assert_eq!(place_there(&en, None, &there, clock), "Another device: 41%, yesterday at 22:05");
        let ru = Locale::new(Tongue::Ru);
        let long_ago = Spot { when: at("2026-11-01T20:00:00Z"), ..there.clone() };
        assert_eq!(place_there(&ru, Some(" "), &long_ago, clock), "Другое устройство: 41 %, 2 ноября 2026 г.");
        assert_eq!(place_here(&ru, None, clock), "На этом устройстве: ещё не начата");
        let no_clock = Spot { when: at("1970-01-01T00:00:00Z"), ..there };
        assert_eq!(place_there(&en, Some("A"), &no_clock, clock), "A: 41%");
    }
}
