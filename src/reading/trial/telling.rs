//! What is said when the reader asks: title, selection, line, word, letters.

use super::Desk;
use crate::book::Language;
use crate::reading::Notice;

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
