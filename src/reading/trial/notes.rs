//! What the public tests of reading systems ask: exact places and passages, the list of what was found, the way back.

use std::sync::Arc;
use std::time::Duration;

use super::{Desk, book_in, noon};
use crate::book::{Point, Span};
use crate::library::shelf::Moment;
use crate::reading::annotations::{Annotations, Kept, Kind};
use crate::reading::collection::Collection;
use crate::reading::search::{self, Matching, Search};
use crate::reading::{Command, Direction, Effect, Notice, Reading, movement};

/// A passage of 399 characters that begins and ends in the middle of words, over three blocks.
fn passage(book: &crate::book::Book, from: Point, characters: usize) -> Span {
    let mut left = characters;
    for (index, block) in book.sections[from.section].blocks.iter().enumerate().skip(from.block) {
        let start = if index == from.block { from.byte } else { 0 };
        if index > from.block {
            // The line break between blocks.
            left -= 1;
        }
        let text = &block.text[start..];
        match text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(left) {
            Some(byte) => return Span { start: from, end: Point::new(from.section, index, start + byte) },
            None => left -= text.chars().count(),
        }
    }
    panic!("the section is too short");
}

fn long_book() -> (Arc<crate::book::Book>, Point) {
    let sentence =
        "Бұл жасқа келгенше жақсы өткіздік пе, жаман өткіз\u{ad}дік пе, әйтеуір бірталай өмірімізді өткіздік. ";
    book_in(
        "kk",
        &format!("§ Бір\n# Бірінші сөз\n{0}{0}\n{0}\n{0}{0}\n§ Екі\n{0}", sentence.trim_end().to_owned() + " "),
    )
}

/// The same annotations as another session finds them, in this book.
fn kept(reading: &Reading) -> Vec<Kept> {
    reading.annotations().iter().map(|mark| mark.kept.clone()).collect()
}

/// anno-010: in the middle of a word, and found again there, also in a file that was changed before and after it.
#[test]
fn a_bookmark_is_exact_to_the_character() {
    let mut desk = Desk::new("kk", "§ Бір\nОл келді.\nМен күт|тім. Күн батты.\n§ Екі\nТаң атты.");
    let place = desk.reading.cursor();
    desk.ask("bookmark");
    let kept = kept(&desk.reading);
    let again = Annotations::restore(desk.reading.book(), kept.clone());
    assert_eq!(again.iter().map(|mark| mark.span.start).collect::<Vec<_>>(), [place]);

    let (changed, wanted) =
        book_in("kk", "§ Бір\nКіріспе сөз.\nОл келді.\nЖаңа абзац.\nМен күт|тім. Күн батты.\nАқыры.\n§ Екі\nТаң атты.");
    let again = Annotations::restore(&changed, kept);
    assert_eq!(again.iter().map(|mark| mark.span.start).collect::<Vec<_>>(), [wanted]);
}

/// anno-010, anno-210, reading-1310.
#[test]
fn a_passage_of_399_characters_keeps_both_its_ends_and_is_copied_exactly() {
    let (book, _) = long_book();
    let from = Point::new(0, 1, "Бұл жас".len());
    // Soft hyphens are not seen, and are not counted by whoever compares what was copied.
    let mut span = passage(&book, from, 399);
    let copied = movement::text_of(&book, span);
    let hidden = 399 - copied.chars().count();
    span = passage(&book, from, 399 + hidden);
    let mut reading = Reading::open(book.clone(), None, Annotations::default());
    reading.perform(Command::Select { anchor: span.end, focus: span.start }, noon());
    let text = reading.selected_text().expect("something is selected");
    assert_eq!(text.chars().count(), 399);
    assert!(text.starts_with("қа келгенше") && !text.contains('\u{ad}'), "{text}");
    assert_eq!(text.matches('\n').count(), 2, "a line break for each end of a block");

    reading.perform(Command::AddHighlight, noon());
    reading.perform(Command::AddNote { text: "менің сөзім".to_owned() }, noon());
    let kept = kept(&reading);
    assert_eq!(kept.iter().map(|mark| mark.kind).collect::<Vec<_>>(), [Kind::Highlight, Kind::Note]);
    // As the shelf keeps it: by JSON.
    let through = |locator: &crate::book::Locator| {
        serde_json::from_str(&serde_json::to_string(locator).expect("written")).expect("read")
    };
    let kept =
        kept.into_iter().map(|mark| Kept { start: through(&mark.start), end: mark.end.as_ref().map(through), ..mark });
    let again = Annotations::restore(&book, kept);
    for mark in again.iter() {
        assert_eq!(mark.span, span, "{:?}", mark.kind());
        assert_eq!(movement::text_of(&book, mark.span), text);
    }
}

#[test]
fn a_note_is_on_what_was_before_the_reader_when_she_began_to_write() {
    let mut desk = Desk::new("kk", "Ол |келді. Мен күттім.\nКүн батты.");
    desk.ask("extend word");
    let passage = desk.reading.chosen();
    desk.ask("end");
    desk.perform(Command::NoteOn { passage, text: "осы".to_owned() });
    let mark = desk.reading.annotations().iter().next().expect("it is there");
    assert_eq!((mark.span, mark.kept.text.as_str()), (passage, "осы"));
    desk.perform(Command::NoteOn {
        passage: Span { start: Point::new(9, 9, 9), end: passage.start },
        text: String::new(),
    });
    assert_eq!(desk.reading.annotations().iter().count(), 2, "what lies outside is moved inside");
}

#[test]
fn an_annotation_gets_other_words_and_comes_back_when_it_was_removed() {
    let mut desk = Desk::new("kk", "|Ол келді.\nМен күттім.");
    desk.ask("bookmark");
    desk.ask("end");
    desk.ask("note бірінші");
    let ids: Vec<_> = desk.reading.annotations().iter().map(|mark| mark.id()).collect();
    desk.perform(Command::Amend { id: ids[0], text: "басы".to_owned() });
    assert!(matches!(desk.effects.as_slice(), [Effect::Amend(_), Effect::Notice(Notice::Amended(Kind::Bookmark))]));
    desk.perform(Command::Amend { id: ids[1], text: "екінші".to_owned() });
    let words: Vec<_> = desk.reading.annotations().iter().map(|mark| mark.kept.text.clone()).collect();
    assert_eq!(words, ["басы", "екінші"]);
    assert!(desk.reading.annotations().iter().all(|mark| mark.kept.modified == Some(noon())));

    desk.ask("restore");
    assert!(matches!(desk.notices.last(), Some(Notice::NothingToRestore)));
    let before: Vec<_> = desk.reading.annotations().iter().cloned().collect();
    desk.perform(Command::Discard(ids[0]));
    desk.perform(Command::Discard(ids[1]));
    assert_eq!(desk.reading.annotations().iter().count(), 0);
    desk.ask("restore");
    assert!(matches!(desk.effects.as_slice(), [Effect::Keep(_), Effect::Notice(Notice::Restored(Kind::Note))]));
    desk.ask("restore");
    assert_eq!(desk.reading.annotations().iter().cloned().collect::<Vec<_>>(), before, "all of it, in its place");
}

/// nav-410: how many there are, the second, and the list of all.
#[test]
fn all_places_are_listed_without_going_anywhere() {
    let mut desk = Desk::new("kk", "§\n|Ол келді.\n§~\nКелді.\n§\nМен келдім. Келді ме?");
    let start = desk.reading.cursor();
    desk.ask("find-all келді");
    assert!(matches!(desk.notices.last(), Some(Notice::FoundAll { count: 4, more: false })));
    assert_eq!(desk.reading.cursor(), start);
    assert!(!desk.reading.history().can_go(Direction::Backward));
    let places: Vec<_> = desk.reading.search().expect("a search").hits().iter().map(|hit| hit.start.section).collect();
    assert_eq!(places, [0, 1, 2, 2], "also outside the spine that is read through");
    desk.ask("hit 1");
    assert!(matches!(desk.notices.last(), Some(Notice::Found { index: 2, count: 4, wrapped: false, .. })));
    assert_eq!(desk.reading.cursor().section, 1);
    desk.ask("again");
    assert!(matches!(desk.notices.last(), Some(Notice::Found { index: 3, .. })));
    desk.ask("back");
    assert_eq!(desk.reading.cursor(), start, "one search is one jump");
    desk.ask("hit 9");
    assert!(matches!(desk.notices.last(), Some(Notice::NoSearch)));
    desk.ask("find-all жоқ");
    assert!(matches!(desk.notices.last(), Some(Notice::NotFound(query)) if query == "жоқ"));
}

#[test]
fn words_are_found_whole_and_with_their_capitals_when_that_is_asked_for() {
    let (book, _) = book_in("kk", "Ана ана анасы, «ана». АНА\nБа\u{ad}ла-ана ан\u{ad}а1");
    let count = |query: &str, whole_words, case| Search::run(&book, query, Matching { whole_words, case }).hits().len();
    assert_eq!(count("ана", false, false), 7);
    assert_eq!(count("ана", true, false), 5);
    assert_eq!(count("ана", false, true), 5);
    assert_eq!(count("Ана", true, true), 1);
    assert_eq!(count("бала-ана", true, false), 1);
    assert_eq!(count("ана анасы", true, false), 1);
}

#[test]
fn a_place_found_is_shown_in_its_sentence() {
    let long = "сөз ".repeat(60);
    let (book, _) = book_in("kk", &format!("Күн батты. Мен ау\u{ad}ылға келдім. Таң атты.\n{long}ортасы {long}соңы."));
    let shown = |query: &str| {
        let search = Search::run(&book, query, Matching::default());
        search::context(&book, search.hits()[0])
    };
    let around = shown("ауылға");
    assert_eq!(
        (around.before.as_str(), around.highlight.as_str(), around.after.as_str()),
        ("Мен ", "ауылға", " келдім.")
    );
    let around = shown("ортасы");
    assert!(around.before.starts_with("…сөз ") && around.before.ends_with("сөз "), "{around:?}");
    assert!(around.after.ends_with("сөз…") && around.after.chars().count() <= 122, "{around:?}");
    let around = shown("батты. Мен");
    assert_eq!((around.before.as_str(), around.after.as_str()), ("Күн ", " ауылға келдім."), "over two sentences");
}

const BOOK: &str = "§ Бір\n# Бірінші\nКіріс|пе [бір](2.xhtml#a). Сөз [екі](2.xhtml#b).\n=1\nҮшінші [үш](2.xhtml#c). \
    Соңғы [төрт](2.xhtml#d).\n§ Екі\n# Екінші\n@a Алма.\n=2\n@b Балық.\n@c Су.\n@d Дала.";

/// «Reading history»: four links and the way back from each, to the very character.
#[test]
fn four_links_are_followed_and_left_again() {
    let mut desk = Desk::new("kk", BOOK);
    for number in 0..4 {
        desk.ask("next link");
        // The caret stands inside the link's word, not at its beginning.
        desk.ask("next character");
        let place = desk.reading.cursor();
        desk.ask("follow");
        let there = desk.reading.cursor();
        assert_eq!(there.section, 1, "link {number}");
        desk.ask("back");
        assert_eq!(desk.reading.cursor(), place, "link {number}");
        desk.ask("forward");
        assert_eq!(desk.reading.cursor(), there);
        desk.ask("back");
        assert_eq!(desk.reading.cursor(), place);
    }
    desk.ask("back");
    assert!(matches!(desk.notices.last(), Some(Notice::NoHistory(Direction::Backward))));
}

/// After a search, also when the reader has looked at several places.
#[test]
fn a_search_is_left_to_where_it_was_begun() {
    let mut desk = Desk::new("kk", BOOK);
    let place = desk.reading.cursor();
    desk.ask("find балық");
    desk.ask("back");
    assert_eq!(desk.reading.cursor(), place);
    desk.ask("find а");
    desk.ask("again");
    desk.ask("again");
    desk.ask("back");
    assert_eq!(desk.reading.cursor(), place);
    desk.ask("forward");
    assert_eq!(desk.reading.cursor(), desk.reading.search().expect("a search").hits()[2].start);
}

/// After «go to page»; the contents stay out of it.
#[test]
fn a_page_is_left_again_and_the_contents_leave_no_trace() {
    let mut desk = Desk::new("kk", BOOK);
    let place = desk.reading.cursor();
    desk.ask("page 2");
    let page = desk.reading.cursor();
    assert_ne!(page, place);
    desk.ask("back");
    assert_eq!(desk.reading.cursor(), place);
    desk.perform(Command::GoToEntry(Point::new(1, 0, 0)));
    assert!(desk.reading.history().can_go(Direction::Forward), "what could be gone forward to still can");
    desk.ask("back");
    assert!(matches!(desk.notices.last(), Some(Notice::NoHistory(Direction::Backward))));
    desk.ask("forward");
    assert_eq!(desk.reading.cursor(), page);
}

/// Several steps, back and forward again, and another way from the middle.
#[test]
fn several_jumps_are_gone_back_through_one_by_one() {
    let mut desk = Desk::new("kk", BOOK);
    let mut places = vec![desk.reading.cursor()];
    for jump in ["page 2", "find кіріспе", "end", "percent 40", "page 1"] {
        desk.ask(jump);
        places.push(desk.reading.cursor());
    }
    let last = places.pop().expect("the last one");
    for place in places.iter().rev() {
        desk.ask("back");
        assert_eq!(desk.reading.cursor(), *place);
    }
    for place in places.iter().skip(1).chain([&last]) {
        desk.ask("forward");
        assert_eq!(desk.reading.cursor(), *place);
    }
    desk.ask("back");
    desk.ask("back");
    desk.ask("beginning");
    desk.ask("forward");
    assert!(matches!(desk.notices.last(), Some(Notice::NoHistory(Direction::Forward))), "the other way is gone");
    desk.ask("back");
    assert_eq!(desk.reading.cursor(), places[3]);
}

#[test]
fn a_selection_grows_into_the_next_chapter_and_is_copied_whole() {
    let mut desk = Desk::new("kk", "§ Бір\nОл келді. |Мен күттім.\n§ Екі\nКүн батты. Таң атты.");
    desk.ask("extend paragraph");
    desk.ask("extend sentence");
    desk.ask("extend word");
    assert_eq!(desk.reading.cursor().section, 1);
    assert_eq!(desk.reading.selected_text().as_deref(), Some("Мен күттім.\nКүн батты. Таң "));
    desk.ask("highlight");
    let mark = desk.reading.annotations().iter().next().expect("it is there");
    let again = Annotations::restore(desk.reading.book(), [mark.kept.clone()]);
    assert_eq!(again.iter().next().expect("it is there").span, mark.span);
}

/// The model is the W3C's: <https://www.w3.org/TR/annotation-model/>.
#[test]
fn annotations_leave_the_book_as_web_annotations() {
    let mut desk = Desk::new("kk", "§ Бір\n# Бірінші\n=7\n@p Ол |келді. {ru:Он пришёл сюда}.\nМен күттім.");
    desk.ask("bookmark");
    desk.ask("next sentence");
    desk.ask("extend word");
    desk.ask("note менің <сөзім>");
    desk.ask("end");
    desk.ask("highlight");
    let reading = &desk.reading;
    let made = Moment::from(noon());
    let collection = Collection::of_text(reading.book(), "Сынақ", reading.annotations());
    let whole = collection.web_annotation(made);
    assert_eq!(whole["type"], "AnnotationCollection");
    assert_eq!((&whole["label"], &whole["total"]), (&"Сынақ".into(), &3.into()));
    let items = whole["first"]["items"].as_array().expect("a page of items");
    let of = |index: usize, pointer: &str| items[index].pointer(pointer).cloned().unwrap_or_default();
    let motivations: Vec<_> = (0..3).map(|index| of(index, "/motivation")).collect();
    assert_eq!(motivations, ["bookmarking", "commenting", "highlighting"]);
    assert_eq!(of(0, "/created"), "2027-01-15T08:00:00Z");
    assert_eq!(of(0, "/target/selector/0/exact"), "келді. ");
    assert_eq!(of(0, "/target/selector/0/prefix"), "БіріншіОл ");
    assert_eq!(of(1, "/target/selector/0/type"), "TextQuoteSelector");
    assert_eq!(of(1, "/target/selector/0/exact"), "Он ");
    assert_eq!(of(1, "/target/selector/0/suffix"), "пришёл сюда.Мен күттім.");
    assert_eq!(of(1, "/target/language"), "ru");
    assert_eq!(of(1, "/target/source"), "1.xhtml");
    assert_eq!(of(1, "/target/selector/1/value"), "p");
    assert_eq!(of(1, "/target/meta/page"), "7");
    assert_eq!(of(1, "/target/meta/headings/0"), "Бірінші");
    assert_eq!(of(1, "/body/value"), "менің <сөзім>");
    assert_eq!(of(2, "/body"), serde_json::Value::Null);
    let ids: std::collections::BTreeSet<_> = (0..3).map(|index| of(index, "/id").to_string()).collect();
    assert_eq!(ids.len(), 3, "each has a name of its own");
    assert!(ids.iter().all(|id| id.starts_with("\"urn:uuid:") && id.len() == 47), "{ids:?}");
    let again = collection.web_annotation(Moment::from(noon() + Duration::from_secs(60)));
    assert_eq!(again["first"]["items"][0]["id"], items[0]["id"], "and keeps it");
}
