//! Jumps and the way back, links, pages, search, annotations, the selection.

use super::{Desk, book_in, noon};
use crate::book::{Point, Target};
use crate::reading::annotations::{Annotations, Kind};
use crate::reading::{Command, Detail, Direction, Effect, Notice, Reading, search};

const BOOK: &str =
    "§ Бір\n# Бірінші\n|Ол келді. Сөз[^1](#n).\n=1\nКүн батты.\n@n >Ескертпе.\n§ Екі\n# Екінші\n=2\n## Ішкі\nТаң атты.";

#[test]
fn a_note_is_followed_and_left_again() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("next sentence");
    let place = desk.reading.cursor();
    desk.ask("follow");
    assert_eq!(desk.reading.cursor(), Point::new(0, 4, 0));
    desk.ask("back");
    assert_eq!(desk.reading.cursor(), place);
    desk.ask("forward");
    assert_eq!(desk.reading.cursor(), Point::new(0, 4, 0));
    desk.ask("forward");
    assert!(matches!(desk.notices.as_slice(), [Notice::NoHistory(Direction::Forward)]));
}

#[test]
fn only_jumps_are_remembered() {
    let mut desk = Desk::new("kk", BOOK);
    let start = desk.reading.cursor();
    desk.ask("next sentence");
    desk.ask("next heading");
    desk.perform(Command::GoToEntry(Point::new(1, 0, 0)));
    assert!(!desk.reading.history().can_go(Direction::Backward), "moves and the contents stay out of it");
    desk.perform(Command::GoTo(start));
    desk.ask("page 2");
    desk.ask("percent 0");
    desk.ask("end");
    for _ in 0..4 {
        desk.ask("back");
    }
    assert_eq!(desk.reading.cursor(), Point::new(1, 0, 0));
    assert!(!desk.reading.history().can_go(Direction::Backward));
    desk.ask("forward");
    assert_eq!(desk.reading.cursor(), start);
}

#[test]
fn links_out_are_asked_about_and_dead_ones_are_told() {
    let mut desk = Desk::new("kk", "|[Кітапхана](https://example.org/a). [Жоқ](9.xhtml#x). Сілтемесіз.");
    desk.ask("follow");
    assert!(matches!(desk.effects.as_slice(), [Effect::OpenExternal(address)] if address == "https://example.org/a"));
    desk.ask("next sentence");
    desk.ask("follow");
    desk.ask("next sentence");
    desk.ask("follow");
    assert!(matches!(desk.notices.as_slice(), [Notice::DeadLink, Notice::NoLink]));
    desk.perform(Command::GoToTarget(Target::Internal { href: "1.xhtml".into(), fragment: None }));
    assert_eq!(desk.reading.cursor(), Point::default());
}

#[test]
fn pages_and_percents() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("page  2 ");
    assert_eq!(desk.reading.cursor(), Point::new(1, 1, 0));
    assert!(matches!(desk.notices.as_slice(), [Notice::PageChanged(label)] if label == "2"));
    desk.ask("page xi");
    assert!(matches!(desk.notices.last(), Some(Notice::NoSuchPage(label)) if label == "xi"));
    desk.ask("percent 100");
    assert_eq!(desk.shown().find('|'), desk.shown().rfind("Таң").map(|at| at - 1), "the last phrase");
    desk.ask("percent NaN");
    assert!(desk.effects.is_empty());
    desk.ask("percent -5");
    assert_eq!(desk.reading.cursor(), Point::default());
}

#[test]
fn where_am_i_is_short_then_long() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("end");
    desk.notices.clear();
    desk.ask("where");
    desk.ask("where");
    desk.ask("previous sentence");
    desk.ask("where");
    let [Notice::Whereabouts(first, short), Notice::Whereabouts(_, long), Notice::Whereabouts(_, again)] =
        desk.notices.as_slice()
    else {
        panic!("{:?}", desk.notices)
    };
    assert_eq!((short, long, again), (&Detail::Short, &Detail::Long, &Detail::Short));
    assert_eq!(first.headings, ["Екінші", "Ішкі"]);
    assert_eq!(first.page.as_deref(), Some("2"));
    assert_eq!((first.section, first.sections), (2, 2));
    assert_eq!(first.section_title.as_deref(), Some("Екі"));
    assert_eq!((first.left_in_section, first.left_in_book), (9, 9));
    assert!(first.percent > 70.0 && first.percent < 100.0);
}

#[test]
fn search_goes_from_place_to_place_and_round() {
    let mut desk = Desk::new("ru", "Ёлка. |Ель. ЁЛКА.\nел\u{ad}ка, «Ёлка»");
    let start = desk.reading.cursor();
    desk.ask("find елка");
    assert!(matches!(desk.notices.last(), Some(Notice::Found { index: 2, count: 4, wrapped: false, more: false })));
    assert_eq!(desk.reading.hit().map(|hit| hit.start), Some(desk.reading.cursor()));
    desk.ask("again");
    desk.ask("again");
    assert_eq!(desk.reading.cursor(), Point::new(0, 1, "ел\u{ad}ка, «".len()));
    desk.ask("again");
    assert!(matches!(desk.notices.last(), Some(Notice::Found { index: 1, wrapped: true, .. })));
    desk.ask("before");
    assert!(matches!(desk.notices.last(), Some(Notice::Found { index: 4, wrapped: true, .. })));
    desk.ask("back");
    assert_eq!(desk.reading.cursor(), start, "one search is one jump");
    desk.ask("find жоқ");
    assert!(matches!(desk.notices.last(), Some(Notice::NotFound(query)) if query == "жоқ"));
    assert_eq!(desk.reading.cursor(), start);
}

#[test]
fn a_result_is_shown_with_the_words_around_it() {
    let desk = Desk::new(
        "kk",
        "Сол бір күні бойы жол жүріп, кешке қарай ауылға жетті де, аттан түсіп, үйге кірді, сосын ұйықтады.",
    );
    let found = search::Search::run(desk.reading.book(), "ауылға  ЖЕТТІ", search::Matching::default());
    let context = search::context(desk.reading.book(), found.hits()[0]);
    assert_eq!(context.highlight, "ауылға жетті");
    assert_eq!(context.before, "Сол бір күні бойы жол жүріп, кешке қарай ");
    assert_eq!(context.after, " де, аттан түсіп, үйге кірді, сосын ұйықтады.");
}

#[test]
fn bookmarks_are_kept_listed_and_found_again() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("bookmark");
    assert!(matches!(desk.effects.as_slice(), [Effect::Keep(_), Effect::Notice(Notice::BookmarkAdded(_))]));
    desk.ask("bookmark");
    assert!(matches!(desk.notices.last(), Some(Notice::AlreadyBookmarked)));
    desk.ask("end");
    desk.ask("bookmark соңы");
    desk.ask("previous bookmark");
    assert_eq!(desk.reading.cursor(), Point::new(0, 1, 0));
    let kept: Vec<_> = desk.reading.annotations().iter().map(|mark| mark.kept.clone()).collect();
    assert_eq!(kept[1].text, "соңы");
    assert_eq!(kept[1].created, noon());

    let again = Annotations::restore(desk.reading.book(), kept.into_iter().rev());
    let places = |marks: &Annotations| marks.iter().map(|mark| mark.span).collect::<Vec<_>>();
    assert_eq!(places(&again), places(desk.reading.annotations()));

    desk.ask("unmark");
    assert!(matches!(desk.effects.as_slice(), [Effect::Discard(_), Effect::Notice(Notice::Discarded(Kind::Bookmark))]));
    desk.ask("unmark");
    assert!(matches!(desk.notices.last(), Some(Notice::NoBookmarkHere)));
    assert_eq!(desk.reading.annotations().bookmarks().count(), 1);
}

#[test]
fn highlights_and_notes_have_their_passage() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("extend word");
    desk.ask("extend word");
    desk.ask("shrink word");
    desk.ask("highlight");
    desk.ask("next sentence");
    desk.ask("note менің сөзім");
    let all: Vec<_> = desk.reading.annotations().iter().collect();
    let text = |index: usize| crate::reading::movement::text_of(desk.reading.book(), all[index].span);
    assert_eq!((all[0].kind(), text(0)), (Kind::Highlight, "Ол ".to_owned()));
    assert_eq!((all[1].kind(), text(1)), (Kind::Note, "Сөз1.".to_owned()));
    assert_eq!(all[1].kept.text, "менің сөзім");
    let again = Annotations::restore(desk.reading.book(), all.iter().map(|mark| mark.kept.clone()));
    assert_eq!(again.iter().map(|mark| mark.span).collect::<Vec<_>>(), [all[0].span, all[1].span]);
}

#[test]
fn the_selection_grows_over_blocks_to_the_very_end() {
    let mut desk = Desk::new("kk", "Бір |екі.\nҮш.");
    desk.ask("extend paragraph");
    assert_eq!(desk.reading.selected_text().as_deref(), Some("екі."));
    desk.ask("extend paragraph");
    assert_eq!(desk.reading.selected_text().as_deref(), Some("екі.\nҮш."));
    desk.ask("next word");
    assert!(desk.reading.selection().is_none());
}

#[test]
fn a_caret_that_comes_back_as_it_was_told_does_nothing() {
    let mut desk = Desk::new("kk", BOOK);
    desk.reading.set_speak_moves(true);
    desk.perform(Command::Place(desk.reading.cursor()));
    assert!(desk.effects.is_empty());
    desk.ask("read");
    desk.begin();
    desk.perform(Command::Place(desk.reading.cursor()));
    assert!(desk.effects.is_empty());
}

#[test]
fn a_session_opens_where_it_was_left() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("next sentence");
    let place = desk.reading.locator();
    let again = Reading::open(desk.reading.book().clone(), Some(&place), Annotations::default());
    assert_eq!(again.cursor(), desk.reading.cursor());
}

#[test]
fn the_place_and_the_bookmarks_wait_for_their_section() {
    let (ready, place) = book_in("kk", "§\nОл келді.\n§\nМен күттім. |Күн батты.");
    let (growing, _) = book_in("kk", "§\nОл келді.\n§ …");
    let kept = ready.locate(place);
    let bookmark = crate::reading::annotations::Kept {
        id: crate::reading::annotations::Id(1),
        kind: Kind::Bookmark,
        start: kept.clone(),
        end: None,
        text: String::new(),
        sound: None,
        created: noon(),
        modified: None,
    };
    let annotations = Annotations::restore(&growing, [bookmark]);
    let mut reading = Reading::open(growing, Some(&kept), annotations);
    assert!(reading.is_pending());
    assert_eq!(reading.locator(), kept, "what is kept is not lost meanwhile");
    let effects = reading.revise(ready, noon());
    assert!(matches!(effects.as_slice(), [Effect::Moved(point)] if *point == place));
    assert_eq!(reading.cursor(), place);
    assert_eq!(reading.annotations().bookmarks().map(|mark| mark.span.start).collect::<Vec<_>>(), [place]);
}
