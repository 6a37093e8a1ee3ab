//! From values to words: amounts, names, errors, notices and controls as sentences in the reader's language.
//!
//! Everything that the floors below return without words gets them here.

mod colours;
mod downloads;
mod entry;
mod failure;
mod lending;
mod libraries;
mod listening;
mod marks;
mod modes;
mod notice;
mod patron;
mod spoken;
mod sync;
mod telling;
mod time;

use std::time::Duration;

pub use colours::{colour, contrast, theme};
pub use downloads::{download_paused, download_state, download_title, not_brought, room_from};
pub use entry::{no_browser, sign_in_refusal};
pub use failure::{
    Failure, defect, export_error, format_error, library_error, microphone_error, not_saved, places_error,
    player_error, record_error, recovery, shelf_error, skipped, voice_error,
};
pub use lending::{clock_wrong, deed, ended, hold_news, kept, loan_changes, note_line, returned, stock};
pub use libraries::{accessibility, display, finding, host, library, sign_in_ways};
pub use listening::{chapter_title, figures, listening_notice, sleep, time_whereabouts, transport};
pub use marks::{excerpt, mark_keys, mark_kind, mark_line};
pub use modes::{mode, pace, tables, unlit};
pub use notice::{found_all, notice, whereabouts};
pub use patron::{
    branch_kind, branch_name, digits, log_line, notice_kind, notice_line, patron_told, request_facts, request_kind,
    request_line, request_list, request_state, request_step, request_title, wish_title,
};
pub use spoken::{Said, echo, role, spoken, spoken_parts};
pub use sync::{Clock, Spot, foreign_settings, part_of_recording, part_of_text, place_here, place_there, sync_error};
pub use telling::{joined, notice_parts};
pub use time::{clock, speed, time, typed_page, typed_time};

use crate::book::{Format, Language};
use crate::format::table;
use crate::library::acquire::Step;
use crate::library::catalog::{Availability, Navigation, Publication, Relation, State};
use crate::library::daisy_online::model::way;
use crate::library::download::Progress;
use crate::library::folder;
use crate::library::shelf::due::{self, Due};
use crate::library::shelf::{Holding, Moment};
use crate::locale::{Locale, Tongue};

/// A language's name in the interface's language.
pub fn language(locale: &Locale, language: &Language) -> String {
    let id = match language.primary() {
        "kk" => "language-kk",
        "ru" => "language-ru",
        "en" => "language-en",
        "de" => "language-de",
        "fr" => "language-fr",
        "es" => "language-es",
        "it" => "language-it",
        "tr" => "language-tr",
        "uz" => "language-uz",
        "ky" => "language-ky",
        "tt" => "language-tt",
        "ug" => "language-ug",
        "uk" => "language-uk",
        "be" => "language-be",
        "pl" => "language-pl",
        "ar" => "language-ar",
        "fa" => "language-fa",
        "zh" => "language-zh",
        "ja" => "language-ja",
        "ko" => "language-ko",
        "la" => "language-la",
        _ => return locale.with("language-unknown", &[("tag", language.tag().into())]),
    };
    locale.text(id)
}

/// Languages by name, parted by commas.
pub fn languages(locale: &Locale, all: &[Language]) -> String {
    let mut names: Vec<String> = Vec::new();
    for one in all {
        let name = language(locale, one);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// A format's name.
pub fn format(locale: &Locale, format: Format) -> String {
    locale.text(match format {
        Format::Epub => "format-epub",
        Format::Daisy202 | Format::Daisy3 | Format::Dtbook => "format-daisy",
        Format::Pdf => "format-pdf",
        Format::Scan => "format-scan",
        Format::Fb2 => "format-fb2",
        Format::Text | Format::Markdown => "format-text",
        Format::Html => "format-html",
        Format::Docx | Format::Odt | Format::Rtf => "format-document",
        Format::Brf => "format-braille",
        Format::Webpub => "format-webpub",
        Format::Audiobook | Format::Lpf | Format::Audio => "format-audiobook",
    })
}

/// True for a book that is heard and has no text.
pub fn is_of_sound(format: Format) -> bool {
    table::row(format).gives == table::Gives::Sound
}

/// The name of what a media type (without parameters) is; `None` for one that no reader need hear of.
pub fn media_type(locale: &Locale, essence: &str) -> Option<String> {
    let of = table::by_media_type(essence)?.format;
    Some(format(locale, of))
}

/// A part from 0 to 1 as a whole percentage. Only the whole is 100.
pub fn percent(locale: &Locale, part: f64) -> String {
    let value = if part >= 1.0 { 100 } else { ((part.max(0.0) * 100.0).round() as u32).min(99) };
    locale.with("percent", &[("value", value.into())])
}

/// A percentage as it is typed: 0 to 100, with a comma or a point, with or without the sign.
pub fn typed_percent(typed: &str) -> Option<f64> {
    let number: f64 = typed.trim().trim_end_matches('%').trim().replace(',', ".").parse().ok()?;
    (0.0..=100.0).contains(&number).then_some(number)
}

/// Hours and minutes, rounded to minutes.
pub fn duration(locale: &Locale, time: Duration) -> String {
    let minutes = (time.as_secs() + 30) / 60;
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let words = |id, count: u64| locale.with(id, &[("count", count.into())]);
    match (hours, minutes) {
        (0, 0) => locale.text("under-a-minute"),
        (0, _) => words("minutes", minutes),
        (_, 0) => words("hours", hours),
        _ => format!("{} {}", words("hours", hours), words("minutes", minutes)),
    }
}

/// How long it takes to hear this many characters at so many in a minute.
pub fn time_to_read(locale: &Locale, characters: usize, pace: usize) -> String {
    let pace = if pace == 0 { crate::voice::CHARACTERS_A_MINUTE } else { pace };
    duration(locale, Duration::from_secs((characters.saturating_mul(60) / pace) as u64))
}

/// The size of a file.
pub fn size(locale: &Locale, bytes: u64) -> String {
    let (id, value) = match bytes {
        0..1_000 => ("size-bytes", bytes.to_string()),
        1_000..1_000_000 => ("size-kilobytes", (bytes / 1_000).to_string()),
        _ => {
            let tenths = bytes / 100_000;
            let comma = if locale.tongue() == Tongue::En { '.' } else { ',' };
            let whole = locale.number(tenths / 10);
            ("size-megabytes", if tenths.is_multiple_of(10) { whole } else { format!("{whole}{comma}{}", tenths % 10) })
        }
    };
    locale.with(id, &[("value", value.into())])
}

/// The day of a moment, in UTC.
pub fn day(locale: &Locale, moment: Moment) -> String {
    let (year, month, day) = moment.date();
    locale.date(year, month, day)
}

/// A date as a server writes it; as it stands when it is none.
pub fn date(locale: &Locale, text: &str) -> String {
    Moment::parse(text).map_or_else(|| text.trim().to_owned(), |moment| day(locale, moment))
}

/// A title, or the words for a book without one.
pub fn title(locale: &Locale, title: &str) -> String {
    if title.trim().is_empty() { locale.text("book-untitled") } else { title.trim().to_owned() }
}

/// People's names, parted by commas.
pub fn people(names: &[String]) -> String {
    names.join(", ")
}

/// How far the reader is in a book, and until when she has it.
pub fn holding_state(locale: &Locale, holding: &Holding, now: Moment) -> Vec<String> {
    let mut words = Vec::new();
    if !holding.present && holding.gone.is_none() {
        words.push(locale.text("shelf-missing-file"));
    }
    // Of a book of sound it is the part of its time.
    let (finished, so_far) = if is_of_sound(holding.format) {
        ("shelf-heard", "shelf-heard-part")
    } else {
        ("shelf-finished", "shelf-progress")
    };
    words.push(match (holding.finished, holding.progress) {
        (Some(_), _) => locale.text(finished),
        (None, Some(progress)) => locale.with(so_far, &[("percent", percent(locale, progress).into())]),
        (None, None) => locale.text("shelf-not-begun"),
    });
    words.extend(holding.gone.map(|gone| locale.with("loan-returned-on", &[("date", day(locale, gone).into())])));
    if holding.returning {
        words.push(locale.text("loan-returning"));
    }
    if let Some(until) = holding.loan.and_then(|loan| loan.until) {
        let id = if until < now { "shelf-overdue" } else { "shelf-due" };
        words.push(locale.with(id, &[("date", day(locale, until).into())]));
        words.extend(due::days_left(holding, now).map(|days| match days {
            0 => locale.text("shelf-due-today"),
            1 => locale.text("shelf-due-tomorrow"),
            _ => locale.with("shelf-due-days", &[("days", days.into())]),
        }));
    }
    words
}

/// A loan that ends soon, as a sentence.
pub fn loan_due(locale: &Locale, due: &Due) -> String {
    let title = ("title", due.title.as_str().into());
    match due.days {
        0 => locale.with("loan-due-today", &[title]),
        1 => locale.with("loan-due-tomorrow", &[title]),
        days => locale.with("loan-due-days", &[title, ("days", days.into())]),
    }
}

/// The title of a book of the shelf, which says so when it is a part of one alone.
pub fn held_title(locale: &Locale, holding: &Holding) -> String {
    match &holding.sample {
        Some(_) => locale.with("sample-title", &[("title", holding.title.as_str().into())]),
        None => holding.title.clone(),
    }
}

/// A book on the shelf in one breath: title, authors, language, how far, until when.
pub fn holding(locale: &Locale, holding: &Holding, now: Moment) -> String {
    let mut words = vec![held_title(locale, holding)];
    if !holding.authors.is_empty() {
        words.push(people(&holding.authors));
    }
    if !holding.languages.is_empty() {
        words.push(languages(locale, &holding.languages));
    }
    words.extend(holding_state(locale, holding, now));
    words.join(", ")
}

/// A book of a catalogue in one breath: title, authors, language, whether it can be had.
pub fn publication(locale: &Locale, publication: &Publication) -> String {
    let mut words = vec![title(locale, &publication.title)];
    if !publication.authors.is_empty() {
        words.push(people(&publication.authors));
    }
    if !publication.languages.is_empty() {
        words.push(languages(locale, &publication.languages));
    }
    // Books that are simply there are the rule; only what differs from it is worth the time of listening.
    if let Some(state) = publication.availability().filter(|it| it.state != State::Available) {
        words.push(availability(locale, state, None));
    }
    words.join(", ")
}

/// Whether a book can be had, and when.
pub fn availability(locale: &Locale, availability: &Availability, position: Option<u64>) -> String {
    let until = availability.until.as_deref().map(|until| date(locale, until));
    match (availability.state, until, position) {
        (State::Available, ..) => locale.text("available"),
        (State::Unavailable, Some(date), _) => locale.with("unavailable-until", &[("date", date.into())]),
        (State::Unavailable, None, _) => locale.text("unavailable"),
        (State::Reserved, _, Some(position)) => locale.with("reserved-position", &[("position", position.into())]),
        (State::Reserved, _, None) => locale.text("reserved"),
        (State::Ready, Some(date), _) => locale.with("ready-until", &[("date", date.into())]),
        (State::Ready, None, _) => locale.text("ready"),
    }
}

/// What an acquisition does, on its button.
pub fn relation(locale: &Locale, relation: Relation) -> String {
    locale.text(match relation {
        Relation::Download | Relation::OpenAccess => "book-download",
        Relation::Borrow => "book-borrow",
        Relation::Buy => "book-buy",
        Relation::Sample => "book-sample",
        Relation::Subscribe => "book-subscribe",
    })
}

/// What a book on its way to the shelf is doing; `None` before its first step.
pub fn step(locale: &Locale, step: Option<Step>) -> String {
    match step {
        None => locale.text("step-asking"),
        Some(Step::Borrowing) => locale.text("step-borrowing"),
        Some(Step::Waiting(time)) => locale.with("step-waiting", &[("time", seconds(locale, time).into())]),
        Some(Step::Downloading(progress)) => match part(progress) {
            Some(part) => step_downloading(locale, part),
            None => locale.text("step-downloading"),
        },
        Some(Step::Checking) => locale.text("step-checking"),
    }
}

/// So much of it is here, 0 to 1.
pub fn step_downloading(locale: &Locale, part: f64) -> String {
    locale.with("step-downloading-percent", &[("percent", percent(locale, part).into())])
}

/// The part of a download that is here, 0 to 1, when the server told how much there is.
pub fn part(progress: Progress) -> Option<f64> {
    progress.total.filter(|total| *total > 0).map(|total| (progress.received as f64 / total as f64).min(1.0))
}

/// A short wait: seconds up to a minute, then minutes.
pub fn seconds(locale: &Locale, time: Duration) -> String {
    if time < Duration::from_secs(90) {
        locale.with("seconds", &[("count", time.as_secs().max(1).into())])
    } else {
        duration(locale, time)
    }
}

/// A rate, pitch or volume, −100 to 100, as it is said.
pub fn prosody(locale: &Locale, value: i8) -> String {
    let by = [("value", u32::from(value.unsigned_abs()).into())];
    match value {
        0 => locale.text("settings-usual"),
        1.. => locale.with("settings-more-by", &by),
        _ => locale.with("settings-less-by", &by),
    }
}

/// A size of text in points.
pub fn points(locale: &Locale, points: f32) -> String {
    locale.with("points", &[("value", (points.round() as u32).into())])
}

/// Where a way of a catalogue leads. Services of talking books leave some ways without words.
pub fn section(locale: &Locale, entry: &Navigation) -> String {
    if !entry.title.trim().is_empty() {
        return entry.title.clone();
    }
    let known = entry.rels.iter().find_map(|rel| {
        Some(match rel.as_str() {
            way::NEW => "catalog-daisy-new",
            way::ISSUED => "catalog-daisy-issued",
            way::EXPIRED => "catalog-daisy-expired",
            way::BOOKSHELF => "catalog-daisy-bookshelf",
            way::MENU => "catalog-daisy-menu",
            way::SEARCH => "catalog-daisy-search",
            folder::ALL => "catalog-all-books",
            _ => return None,
        })
    });
    locale.text(known.unwrap_or("catalog-daisy-more"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kk() -> Locale {
        Locale::new(Tongue::Kk)
    }

    fn ru() -> Locale {
        Locale::new(Tongue::Ru)
    }

    #[test]
    fn durations_are_said_as_people_say_them() {
        let minutes = |count: u64| Duration::from_secs(count * 60);
        assert_eq!(duration(&ru(), minutes(61)), "1 час 1 минута");
        assert_eq!(duration(&ru(), minutes(24 * 60 + 22)), "24 часа 22 минуты");
        assert_eq!(duration(&kk(), minutes(125)), "2 сағат 5 минут");
        assert_eq!(duration(&Locale::new(Tongue::En), minutes(1)), "1 minute");
        assert_eq!(duration(&kk(), Duration::from_secs(10)), "бір минутқа жетпейді");
    }

    #[test]
    fn sizes_have_the_comma_of_their_language() {
        assert_eq!(size(&ru(), 12_340_000), "12,3 МБ");
        assert_eq!(size(&Locale::new(Tongue::En), 12_340_000), "12.3 MB");
        assert_eq!(size(&kk(), 3_000_000), "3 МБ");
        assert_eq!(size(&kk(), 4_567), "4 КБ");
    }

    #[test]
    fn only_the_whole_is_a_hundred_percent() {
        assert_eq!(percent(&ru(), 0.999), "99 %");
        assert_eq!(percent(&ru(), 1.0), "100 %");
        assert_eq!(percent(&Locale::new(Tongue::En), 0.355), "36%");
    }

    #[test]
    fn percentages_are_read_as_people_write_them() {
        assert_eq!(typed_percent(" 12,5 % "), Some(12.5));
        assert_eq!(typed_percent("100"), Some(100.0));
        assert_eq!(typed_percent("101"), None);
        assert_eq!(typed_percent("NaN"), None);
        assert_eq!(typed_percent(""), None);
    }

    #[test]
    fn dates_of_servers_are_said_and_impossible_ones_stand_as_they_are() {
        assert_eq!(date(&kk(), "2026-11-23T18:00:00+05:00"), "2026 жылғы 23 қараша");
        assert_eq!(date(&ru(), "0101-99-99"), "0101-99-99");
    }

    #[test]
    fn languages_have_names() {
        let parse = |tag| Language::parse(tag).unwrap();
        assert_eq!(languages(&kk(), &[parse("kk-KZ"), parse("ru"), parse("kk")]), "қазақ тілі, орыс тілі");
        assert_eq!(language(&ru(), &parse("sah")), "другой язык (sah)");
    }
}
