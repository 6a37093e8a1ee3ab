//! What the session in a recording has to tell, as short sentences: they may be heard over the recording.

use std::time::Duration;

use super::{clock, duration, percent, player_error, seconds, skipped, speed, time};
use crate::locale::Locale;
use crate::reading::listening::{Notice, Part, Transport, Unit, Whereabouts};
use crate::reading::sleep::Sleep;
use crate::reading::{Detail, Direction};

/// A notice of the session.
pub fn listening_notice(locale: &Locale, notice: &Notice) -> String {
    let text = |id| locale.text(id);
    match notice {
        Notice::Arrived { at, other_chapter } => arrived(locale, at, *other_chapter),
        Notice::Page(label) => page(locale, label),
        Notice::NoSuchPage(label) => locale.with("notice-no-page", &[("label", label.as_str().into())]),
        Notice::Nothing(direction, unit) => text(nothing(*direction, *unit)),
        Notice::BeginningOfBook => text("notice-beginning"),
        Notice::EndOfBook => text("notice-end"),
        Notice::NoHistory(Direction::Backward) => text("notice-no-history-back"),
        Notice::NoHistory(Direction::Forward) => text("notice-no-history-forward"),
        Notice::Speed(value) => locale.with("announce-rate", &[("value", speed(locale, *value).into())]),
        Notice::Leap(size) => locale.with("announce-leap", &[("value", time(locale, size.time()).into())]),
        Notice::Whereabouts(place, detail) => time_whereabouts(locale, place, *detail),
        Notice::Waiting => text("player-waiting"),
        Notice::BookmarkAdded(_) => text("notice-bookmark-added"),
        Notice::AlreadyBookmarked => text("notice-bookmark-already"),
        Notice::NoBookmarkHere => text("notice-bookmark-none"),
        Notice::BookmarkRemoved => text("notice-bookmark-removed"),
        Notice::BookmarkRestored => text("notice-bookmark-restored"),
        Notice::NothingToRestore => text("notice-nothing-to-restore"),
        Notice::BookmarkRenamed => text("notice-bookmark-renamed"),
        Notice::Skipped { number, title, error } => skipped(locale, *number, title.as_deref(), error).line(),
        Notice::NotPlayed(error) => player_error(locale, error).line(),
    }
}

fn nothing(direction: Direction, unit: Unit) -> &'static str {
    match (direction, unit) {
        (Direction::Forward, Unit::Chapter) => "none-next-section",
        (Direction::Backward, Unit::Chapter) => "none-previous-section",
        (Direction::Forward, Unit::Track) => "none-next-track",
        (Direction::Backward, Unit::Track) => "none-previous-track",
        (Direction::Forward, Unit::Page) => "none-next-page",
        (Direction::Backward, Unit::Page) => "none-previous-page",
        (Direction::Forward, Unit::Phrase) => "none-next-phrase",
        (Direction::Backward, Unit::Phrase) => "none-previous-phrase",
        (Direction::Forward, Unit::Bookmark) => "none-next-bookmark",
        (Direction::Backward, Unit::Bookmark) => "none-previous-bookmark",
    }
}

fn page(locale: &Locale, label: &str) -> String {
    locale.with("notice-page", &[("label", label.into())])
}

/// After a jump: the time, after the chapter where it is another one.
fn arrived(locale: &Locale, at: &Whereabouts, other_chapter: bool) -> String {
    let Some(chapter) = &at.chapter else { return time(locale, at.passed) };
    let passed = time(locale, chapter.passed);
    match (other_chapter, chapter.passed.as_secs()) {
        (true, 0) => chapter_title(locale, chapter),
        (true, _) => format!("{}, {passed}", chapter_title(locale, chapter)),
        (false, _) => passed,
    }
}

/// What the sleep timer waits for.
pub fn sleep(locale: &Locale, sleep: Option<Sleep>) -> String {
    match sleep {
        None => locale.text("sleep-off"),
        Some(Sleep::Minutes(minutes)) => locale.with("minutes", &[("count", minutes.into())]),
        Some(Sleep::EndOfChapter) => locale.text("sleep-chapter"),
    }
}

/// A chapter's title, or its number where it has none.
pub fn chapter_title(locale: &Locale, chapter: &Part) -> String {
    match chapter.title.trim() {
        "" => locale.with("player-chapter-number", &[("number", chapter.number.into())]),
        title => title.to_owned(),
    }
}

/// «Where am I»: chapter, its time, what is left of it; in long also the whole book.
pub fn time_whereabouts(locale: &Locale, place: &Whereabouts, detail: Detail) -> String {
    let mut words = Vec::new();
    if let Some(label) = &place.page {
        words.push(page(locale, label));
    }
    // A recording in one piece has no chapters worth a word.
    let chapter = place.chapter.as_ref().filter(|chapter| chapter.of > 1);
    if let Some(chapter) = chapter {
        words.push(chapter_title(locale, chapter));
        words.push(time(locale, chapter.passed));
        words.push(locale.with("player-left-in-chapter", &[("time", left(locale, chapter.left).into())]));
    }
    if chapter.is_none() || detail == Detail::Long {
        if let Some(chapter) = chapter {
            let numbers = [("index", chapter.number.into()), ("total", chapter.of.into())];
            words.push(locale.with("player-chapter-of", &numbers));
            words.push(locale.with("player-from-beginning", &[("time", time(locale, place.passed).into())]));
        } else {
            words.push(time(locale, place.passed));
        }
        words.push(percent(locale, place.percent / 100.0));
        words.push(locale.with("player-left-in-book", &[("time", left(locale, place.left).into())]));
        if detail == Detail::Long && place.speed.percent() != 100 {
            let values = [
                ("speed", speed(locale, place.speed).into()),
                ("time", left(locale, place.speed.to_hear(place.left)).into()),
            ];
            words.push(locale.with("player-at-speed", &values));
        }
    }
    words.join(", ")
}

/// What is left: minutes, and seconds only at the very end.
fn left(locale: &Locale, time: Duration) -> String {
    if time.as_secs() < 60 { seconds(locale, time) } else { duration(locale, time) }
}

/// Time passed and left for the eye: «12:05 · −45:10».
pub fn figures(passed: Duration, left: Duration) -> String {
    format!("{} · −{}", clock(passed), clock(left))
}

/// The name of the button that plays and pauses.
pub fn transport(transport: Transport) -> &'static str {
    match transport {
        Transport::Playing => "reader-pause",
        Transport::Paused | Transport::AtEnd => "listen",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Tongue;
    use crate::reading::listening::Speed;

    fn place(of: usize) -> Whereabouts {
        let chapter = Part {
            title: "Бірінші сөз".to_owned(),
            number: 2,
            of,
            passed: Duration::from_secs(125),
            left: Duration::from_secs(190),
        };
        Whereabouts {
            chapter: Some(chapter),
            page: None,
            passed: Duration::from_secs(725),
            left: Duration::from_secs(7200),
            percent: 9.1,
            speed: Speed::of_percent(150),
        }
    }

    #[test]
    fn where_am_i_is_short_first_and_tells_the_whole_book_when_asked_again() {
        let said = |tongue, detail| time_whereabouts(&Locale::new(tongue), &place(46), detail);
        assert_eq!(said(Tongue::Kk, Detail::Short), "Бірінші сөз, 2 минут 5 секунд, тараудың соңына дейін 3 минут");
        assert_eq!(
            said(Tongue::Kk, Detail::Long),
            "Бірінші сөз, 2 минут 5 секунд, тараудың соңына дейін 3 минут, 46 тараудың 2-тарауы, кітаптың басынан \
             12 минут 5 секунд, 9 %, кітаптың соңына дейін 2 сағат, 1,5 жылдамдықпен 1 сағат 20 минут"
        );
        assert_eq!(said(Tongue::Ru, Detail::Short), "Бірінші сөз, 2 минуты 5 секунд, до конца главы 3 минуты");
        assert_eq!(said(Tongue::En, Detail::Short), "Бірінші сөз, 2 minutes 5 seconds, 3 minutes left in the chapter");
    }

    #[test]
    fn a_recording_in_one_piece_tells_the_book_alone() {
        let ru = Locale::new(Tongue::Ru);
        assert_eq!(time_whereabouts(&ru, &place(1), Detail::Short), "12 минут 5 секунд, 9 %, до конца книги 2 часа");
    }

    #[test]
    fn a_jump_says_the_time_and_the_chapter_only_where_it_is_another_one() {
        let ru = Locale::new(Tongue::Ru);
        let said = |at: Whereabouts, other_chapter| listening_notice(&ru, &Notice::Arrived { at, other_chapter });
        assert_eq!(said(place(46), false), "2 минуты 5 секунд");
        assert_eq!(said(place(46), true), "Бірінші сөз, 2 минуты 5 секунд");
        let mut beginning = place(46);
        let chapter = beginning.chapter.as_mut().unwrap();
        (chapter.passed, chapter.title) = (Duration::ZERO, String::new());
        assert_eq!(said(beginning, true), "Глава 2");
    }

    #[test]
    fn figures_are_what_is_passed_and_what_is_left() {
        assert_eq!(figures(Duration::from_secs(125), Duration::from_secs(190)), "2:05 · −3:10");
    }
}
