//! What the session has to tell, as sentences.

use std::time::Duration;

use super::telling::structure;
use super::{duration, joined, notice_parts, percent, player_error, time_to_read, voice_error};
use crate::book::Format;
use crate::locale::Locale;
use crate::reading::annotations::Kind;
use crate::reading::{Detail, Direction, Notice, Reading, Unit, Whereabouts};

/// A notice of the session. `reading` is the session that it came from.
pub fn notice(locale: &Locale, notice: &Notice, reading: Option<&Reading>) -> String {
    let text = |id| locale.text(id);
    let about = |id, name: &str, value: &str| locale.with(id, &[(name, value.into())]);
    match notice {
        Notice::Nothing(direction, Unit::Heading(Some(level))) => {
            let id = match direction {
                Direction::Forward => "none-next-heading-level",
                Direction::Backward => "none-previous-heading-level",
            };
            locale.with(id, &[("level", u32::from(*level).into())])
        }
        Notice::Nothing(direction, unit) => text(nothing(*direction, *unit)),
        Notice::BeginningOfBook => text("notice-beginning"),
        Notice::EndOfBook => text("notice-end"),
        Notice::NothingToRead
            if reading
                .is_some_and(|reading| reading.book().metadata.format == Format::Scan && reading.book().is_empty()) =>
        {
            text("defect-no-text-book")
        }
        Notice::NothingToRead => text("notice-nothing-to-read"),
        Notice::PageChanged(label) => about("notice-page", "label", label),
        Notice::NoSuchPage(_) if reading.is_some_and(|reading| reading.book().pages.is_empty()) => {
            text("notice-no-pages")
        }
        Notice::NoSuchPage(label) => about("notice-no-page", "label", label),
        Notice::SectionChanged(title) => title.clone(),
        Notice::Break => text("notice-break"),
        Notice::NoLink => text("notice-no-link"),
        Notice::DeadLink => text("notice-dead-link"),
        Notice::NoHistory(Direction::Backward) => text("notice-no-history-back"),
        Notice::NoHistory(Direction::Forward) => text("notice-no-history-forward"),
        Notice::BookmarkAdded(_) => text("notice-bookmark-added"),
        Notice::Discarded(Kind::Bookmark) => text("notice-bookmark-removed"),
        Notice::Discarded(Kind::Highlight) => text("notice-highlight-removed"),
        Notice::Discarded(Kind::Note) => text("notice-note-removed"),
        Notice::Restored(Kind::Bookmark) => text("notice-bookmark-restored"),
        Notice::Restored(Kind::Highlight) => text("notice-highlight-restored"),
        Notice::Restored(Kind::Note) => text("notice-note-restored"),
        Notice::NothingToRestore => text("notice-nothing-to-restore"),
        Notice::Amended(Kind::Bookmark) => text("notice-bookmark-renamed"),
        Notice::Amended(Kind::Highlight | Kind::Note) => text("notice-note-added"),
        Notice::AlreadyBookmarked => text("notice-bookmark-already"),
        Notice::NoBookmarkHere => text("notice-bookmark-none"),
        Notice::HighlightAdded(_) => text("notice-highlight-added"),
        Notice::NoteAdded(_) => text("notice-note-added"),
        Notice::Found { index, count, wrapped, more } => {
            let id = if *more { "notice-found-more" } else { "notice-found" };
            let found = locale.with(id, &[("index", (*index).into()), ("count", (*count).into())]);
            if *wrapped { format!("{}. {found}", text("notice-found-wrapped")) } else { found }
        }
        Notice::FoundAll { count, more } => found_all(locale, *count, *more),
        Notice::NotFound(query) => about("notice-not-found", "query", query),
        Notice::NoSearch => text("notice-no-search"),
        Notice::Waiting(_) => text("notice-waiting"),
        Notice::StillThere => text("sleep-still-there"),
        Notice::GoesOn => text("sleep-goes-on"),
        Notice::Whereabouts(place, detail) => whereabouts(locale, place, *detail),
        Notice::Character(characters) => super::spoken::character(locale, characters),
        Notice::Structure(begun) => structure(locale, begun),
        Notice::EdgeOfTable => text("notice-edge-of-table"),
        Notice::NotInTable => text("notice-not-in-table"),
        Notice::Empty => text("notice-empty"),
        Notice::NothingSelected => text("notice-nothing-selected"),
        Notice::Cell(_)
        | Notice::Passage(_)
        | Notice::Selection(_)
        | Notice::Title { .. }
        | Notice::Spelling { .. } => joined(&notice_parts(locale, notice, reading, true)),
        Notice::Expanded => text("notice-expanded"),
        Notice::Collapsed => text("notice-collapsed"),
        Notice::NoDetails => text("notice-no-details"),
        Notice::NoFormula => text("notice-no-formula"),
        Notice::NoDescription => text("notice-no-description"),
        Notice::NothingToLeave => text("notice-nothing-to-leave"),
        Notice::NotPlayed(error) => player_error(locale, error).line(),
        Notice::Described(None) => text("notice-has-description"),
        Notice::Described(Some(words)) => about("notice-described", "text", words),
        Notice::NotSpoken(error) => voice_error(locale, error).line(),
    }
}

/// How many places hold the words that were looked for.
pub fn found_all(locale: &Locale, count: usize, more: bool) -> String {
    locale.with(if more { "found-count-more" } else { "found-count" }, &[("count", count.into())])
}

fn nothing(direction: Direction, unit: Unit) -> &'static str {
    match (direction, unit) {
        (Direction::Forward, Unit::Character) => "none-next-character",
        (Direction::Backward, Unit::Character) => "none-previous-character",
        (Direction::Forward, Unit::Word) => "none-next-word",
        (Direction::Backward, Unit::Word) => "none-previous-word",
        (Direction::Forward, Unit::Line) => "none-next-line",
        (Direction::Backward, Unit::Line) => "none-previous-line",
        (Direction::Forward, Unit::Sentence) => "none-next-sentence",
        (Direction::Backward, Unit::Sentence) => "none-previous-sentence",
        (Direction::Forward, Unit::Paragraph) => "none-next-paragraph",
        (Direction::Backward, Unit::Paragraph) => "none-previous-paragraph",
        (Direction::Forward, Unit::Heading(_)) => "none-next-heading",
        (Direction::Backward, Unit::Heading(_)) => "none-previous-heading",
        (Direction::Forward, Unit::Section) => "none-next-section",
        (Direction::Backward, Unit::Section) => "none-previous-section",
        (Direction::Forward, Unit::Page) => "none-next-page",
        (Direction::Backward, Unit::Page) => "none-previous-page",
        (Direction::Forward, Unit::List) => "none-next-list",
        (Direction::Backward, Unit::List) => "none-previous-list",
        (Direction::Forward, Unit::Item) => "none-next-item",
        (Direction::Backward, Unit::Item) => "none-previous-item",
        (Direction::Forward, Unit::Table) => "none-next-table",
        (Direction::Backward, Unit::Table) => "none-previous-table",
        (Direction::Forward, Unit::Link) => "none-next-link",
        (Direction::Backward, Unit::Link) => "none-previous-link",
        (Direction::Forward, Unit::Image) => "none-next-image",
        (Direction::Backward, Unit::Image) => "none-previous-image",
        (Direction::Forward, Unit::Note) => "none-next-note",
        (Direction::Backward, Unit::Note) => "none-previous-note",
        (Direction::Forward, Unit::Quote) => "none-next-quote",
        (Direction::Backward, Unit::Quote) => "none-previous-quote",
        (Direction::Forward, Unit::Bookmark) => "none-next-bookmark",
        (Direction::Backward, Unit::Bookmark) => "none-previous-bookmark",
    }
}

/// «Where am I», what matters most first: heading and page, percent; in long also the parts and the time that is left.
pub fn whereabouts(locale: &Locale, place: &Whereabouts, detail: Detail) -> String {
    let mut words = Vec::new();
    match detail {
        Detail::Short => words.extend(place.headings.last().cloned().or_else(|| place.section_title.clone())),
        Detail::Long => {
            words.extend(place.headings.iter().cloned());
            if place.headings.is_empty() {
                words.extend(place.section_title.clone());
            }
        }
    }
    if let Some(page) = &place.page {
        words.push(match place.last_page.as_deref().filter(|last| detail == Detail::Long && *last != page.as_str()) {
            Some(last) => locale.with("where-page-of", &[("label", page.as_str().into()), ("last", last.into())]),
            None => locale.with("where-page", &[("label", page.as_str().into())]),
        });
    }
    words.push(percent(locale, place.percent / 100.0));
    if detail == Detail::Long {
        // Where it was recorded, nobody has to guess how long it takes.
        let time = |characters, heard: Option<Duration>| {
            let time = heard.map(|heard| duration(locale, heard));
            [("time", time.unwrap_or_else(|| time_to_read(locale, characters, place.pace)).into())]
        };
        let left_in_part = place.heard.map(|heard| heard.left_in_part);
        let part = |part: f64| [("percent", percent(locale, part / 100.0).into())];
        match &place.chapter {
            Some(chapter) => {
                let numbers = [("index", chapter.number.into()), ("total", chapter.of.into())];
                words.push(locale.with("where-chapter", &numbers));
                words.push(locale.with("where-percent-of-chapter", &part(chapter.percent)));
                words.push(locale.with("where-left-in-chapter", &time(chapter.left, left_in_part)));
            }
            None => {
                let numbers = [("index", place.section.into()), ("total", place.sections.into())];
                words.push(locale.with("where-section", &numbers));
                words.push(locale.with("where-percent-of-section", &part(place.percent_of_section)));
                words.push(locale.with("where-left-in-section", &time(place.left_in_section, left_in_part)));
            }
        }
        let left_in_book = place.heard.map(|heard| heard.whole.saturating_sub(heard.passed));
        words.push(locale.with("where-left-in-book", &time(place.left_in_book, left_in_book)));
        if let Some(heard) = place.heard {
            let [passed, total] = [heard.passed, heard.whole].map(|time| super::time(locale, time));
            let values = [("passed", passed.into()), ("total", total.into())];
            words.push(locale.with("where-recording", &values));
        }
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Tongue;
    use crate::reading::{Chapter, Heard};

    #[test]
    fn there_is_no_next_heading_in_three_languages() {
        let none = Notice::Nothing(Direction::Forward, Unit::Heading(None));
        let said = |tongue| notice(&Locale::new(tongue), &none, None);
        assert_eq!(said(Tongue::Kk), "Келесі тақырып жоқ");
        assert_eq!(said(Tongue::Ru), "Следующего заголовка нет");
        assert_eq!(said(Tongue::En), "No next heading");
    }

    #[test]
    fn where_am_i_is_short_first_and_long_when_asked_again() {
        let place = Whereabouts {
            page: Some("12".to_owned()),
            headings: vec!["Қара сөздер".to_owned(), "Бірінші сөз".to_owned()],
            percent: 4.2,
            section: 2,
            sections: 46,
            left_in_section: 3_000,
            left_in_book: 240_000,
            percent_of_section: 25.0,
            ..Whereabouts::default()
        };
        let kk = Locale::new(Tongue::Kk);
        assert_eq!(whereabouts(&kk, &place, Detail::Short), "Бірінші сөз, 12-бет, 4 %");
        assert_eq!(
            whereabouts(&kk, &place, Detail::Long),
            "Қара сөздер, Бірінші сөз, 12-бет, 4 %, 46 бөлімнің 2-бөлімі, бөлімнің оқылғаны 25 %, \
             бөлімнің соңына дейін шамамен 3 минут, кітаптың соңына дейін шамамен 4 сағат"
        );
        // With chapters and pages that are numbered, at a rate twice as fast.
        let place = Whereabouts {
            last_page: Some("340".to_owned()),
            chapter: Some(Chapter { number: 2, of: 45, percent: 60.0, left: 4_000 }),
            pace: 2_000,
            ..place
        };
        assert_eq!(
            whereabouts(&Locale::new(Tongue::Ru), &place, Detail::Long),
            "Қара сөздер, Бірінші сөз, страница 12 из 340, 4 %, глава 2 из 45, прочитано главы: 60 %, \
             до конца главы примерно 2 минуты, до конца книги примерно 2 часа"
        );
        // Read by somebody.
        let seconds = Duration::from_secs;
        let heard = Heard { passed: seconds(725), whole: seconds(11_525), left_in_part: seconds(190) };
        let place = Whereabouts { heard: Some(heard), headings: Vec::new(), page: None, ..place };
        let said = |tongue| whereabouts(&Locale::new(tongue), &place, Detail::Long);
        assert!(said(Tongue::Kk).ends_with(
            "тараудың соңына дейін шамамен 3 минут, кітаптың соңына дейін шамамен 3 сағат, жазбада 12 минут 5 секунд, \
             барлығы 3 сағат 12 минут 5 секунд"
        ));
        assert!(said(Tongue::Ru).ends_with("в записи 12 минут 5 секунд, всего 3 часа 12 минут 5 секунд"));
        assert!(said(Tongue::En).ends_with("12 minutes 5 seconds of 3 hours 12 minutes 5 seconds in the recording"));
    }
}
