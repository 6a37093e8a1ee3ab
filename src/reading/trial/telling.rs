//! What is said when the reader asks: title, selection, line, word, letters.

use super::Desk;
use crate::book::{Book, Language, OutlineEntry, PageLabel, Point};
use crate::reading::{Annotations, Chapter, Notice, Reading};

fn words(notice: Option<&Notice>) -> String {
    match notice {
        Some(Notice::Passage(passage) | Notice::Selection(passage)) => passage.text.clone(),
        Some(Notice::Character(text)) => text.clone(),
        Some(Notice::Spelling { word, with_words }) => format!("{} {with_words}", word.text),
        Some(Notice::Title { book, chapter, .. }) => format!("{book}/{}", chapter.clone().unwrap_or_default()),
        other => format!("{other:?}"),
    }
}

#[track_caller]
fn said(book: &str, asked: &str, wanted: &str) {
    let mut desk = Desk::new("kk", book);
    let before = desk.shown();
    desk.ask(asked);
    assert_eq!(words(desk.notices.last()), wanted, "{asked} in {book}");
    assert_eq!(desk.notices.len(), 1);
    assert_eq!(desk.shown(), before, "nothing moves");
}

#[test]
fn words_and_characters_are_those_at_the_cursor() {
    said("Ол ке|лді, кетті.", "say word", "келді");
    said("Ол келді|, кетті.", "say word", "кетті");
    said("Ол келді.|", "say word", "келді");
    said("Ол кел|ді.", "say character", "д");
    said("Ол келді.|", "say character", "\n");
    said("А\n;а;|\nБ", "say word", "Some(Empty)");
    said("А\n;а;|\nБ", "say spelling", "Some(Empty)");
}

#[test]
fn a_line_without_a_view_is_the_block() {
    said("Ол келді.\nМен |күттім. Кетті.", "say line", "Мен күттім. Кетті.");
    said("А\n;а;|\nБ", "say line", "Some(Empty)");
}

#[test]
fn the_title_is_that_of_the_book_and_the_nearest_heading() {
    said("§ Бірінші бөлім\n# Қара сөздер\n## Бірінші сөз\n|Ол.", "say title", "/Бірінші сөз");
    said("§ Бірінші бөлім\n|Ол.", "say title", "/Бірінші бөлім");
    said("|Ол.", "say title", "/");
}

#[test]
fn a_word_is_spelled_and_asked_again_with_words() {
    let mut desk = Desk::new("kk", "Ол |{en:word} келді.");
    desk.ask("say spelling");
    desk.ask("say spelling");
    desk.ask("say spelling");
    desk.ask("say word");
    desk.ask("say spelling");
    let said: Vec<String> = desk.notices.iter().map(|notice| words(Some(notice))).collect();
    assert_eq!(said, ["word false", "word true", "word false", "word", "word false"]);
    let Some(Notice::Spelling { word, .. }) = desk.notices.first() else { panic!() };
    assert_eq!(word.language, Language::parse("en"));
    // Another word begins anew.
    desk.ask("next word");
    desk.ask("say spelling");
    assert_eq!(words(desk.notices.last()), "келді false");
}

#[test]
fn the_selection_is_said_or_that_there_is_none() {
    said("Ол |келді.", "say selection", "Some(NothingSelected)");
    let mut desk = Desk::new("kk", "Ол |келді. Кетті.");
    desk.ask("extend sentence");
    desk.ask("say selection");
    assert_eq!(words(desk.notices.last()), "келді. ");
    assert!(desk.reading.selection().is_some(), "it stays");
}

#[test]
fn an_answer_interrupts_what_is_read_and_reading_goes_on() {
    let mut desk = Desk::new("kk", "|Ол келді. Мен күттім.");
    desk.ask("read");
    desk.begin();
    desk.ask("say spelling");
    assert!(matches!(desk.notices.last(), Some(Notice::Spelling { .. })));
    assert_eq!(desk.say_all(), ["Ол келді.", "Ол келді.", "Мен күттім."]);
    // An echo of a move does not make the answer wait.
    let mut desk = Desk::new("kk", "|Ол келді. Мен күттім.");
    desk.reading.set_speak_moves(true);
    desk.ask("next sentence");
    assert!(desk.sounding().is_some());
    desk.ask("say word");
    assert!(desk.sounding().is_none());
}

#[test]
fn where_am_i_knows_chapters_pages_and_the_pace_of_the_voice() {
    let (book, _) = super::book_in("kk", "§\nМұқаба.\n§\nОн екі әріп\nөн екі әріп\n§\nСоңы.");
    let entry = |title: &str, point, children| OutlineEntry {
        title: title.to_owned(),
        level: 1,
        target: None,
        point,
        children,
    };
    let (first, second) = (Point::new(1, 0, 0), Point::new(2, 0, 0));
    // An entry without a place is where the first one in it is.
    let outline =
        vec![entry("Бір", None, vec![entry("Ішкі", Some(first), Vec::new())]), entry("Екі", Some(second), vec![])];
    let page = |label: &str, point| PageLabel { label: label.to_owned(), point };
    let pages = vec![page("1", Point::default()), page("9", second)];
    let book = Book::new(book.metadata.clone(), book.sections.clone(), outline, pages, Vec::new());
    let mut reading = Reading::open(book.into(), None, Annotations::default());
    reading.set_pace(2_000);
    assert_eq!((reading.whereabouts().chapter, reading.whereabouts().pace), (None, 2_000), "before the first one");
    reading.cursor = Point::new(1, 1, 0);
    let place = reading.whereabouts();
    assert_eq!(place.chapter, Some(Chapter { number: 1, of: 2, percent: 50.0, left: 11 }));
    assert_eq!((place.page.as_deref(), place.last_page.as_deref()), (Some("1"), Some("9")));
    assert_eq!(place.percent_of_section, 50.0);
}
