//! Where every unit leads, in the reader's language.

use super::{Desk, book_in, check, command};
use crate::book::{Book, OutlineEntry, Point};
use crate::reading::{Command, Direction, Notice, Stop, Structure, Unit, movement};

#[test]
fn sentences() {
    check("|Ол келді. Мен күттім.", "next sentence", "Ол келді. |Мен күттім.");
    check("Ол келді. |Мен күттім.", "previous sentence", "|Ол келді. Мен күттім.");
    check("Ол к|елді. Мен күттім.", "next sentence", "Ол келді. |Мен күттім.");
    check("Ол келді.\n|Мен күттім.", "previous sentence", "|Ол келді.\nМен күттім.");
    check(
        "# Бірінші сөз\nОл келді. |Мен күттім.\nКүн батты.",
        "next sentence",
        "# Бірінші сөз\nОл келді. Мен күттім.\n|Күн батты.",
    );
}

#[test]
fn previous_sentence_from_inside_is_its_own_start() {
    check("Ол келді. Мен к|үттім.", "previous sentence", "Ол келді. |Мен күттім.");
    check("Ол келді. Мен күттім.|", "previous sentence", "Ол келді. |Мен күттім.");
}

#[test]
fn sentences_pass_over_what_cannot_be_heard() {
    check(
        "Ол |келді.\n***\n=12\n![]\n* * *\n—\nМен күттім.",
        "next sentence",
        "Ол келді.\n***\n=12\n![]\n* * *\n—\n|Мен күттім.",
    );
    check("Ол келді.\n=12\n![]\n|Мен күттім.", "previous sentence", "|Ол келді.\n=12\n![]\nМен күттім.");
    check("Ол |келді.\n![Абайдың суреті]\nМен.", "next sentence", "Ол келді.\n|![Абайдың суреті]\nМен.");
}

#[test]
fn sentences_go_from_section_to_section() {
    check("§\n|Ол келді.\n§\n=2\n§\nМен күттім.", "next sentence", "§\nОл келді.\n§\n=2\n§\n|Мен күттім.");
    check("§\nОл келді. Кетті.\n§\n|Мен.", "previous sentence", "§\nОл келді. |Кетті.\n§\nМен.");
    check("§\n|Ол келді.\n§ ~\nЖауабы.\n§\nМен.", "next sentence", "§\nОл келді.\n§ ~\nЖауабы.\n§\n|Мен.");
}

#[test]
fn characters_are_grapheme_clusters() {
    check("|е\u{301}к", "next character", "е\u{301}|к");
    check("е\u{301}|к", "previous character", "|е\u{301}к");
    check("|👩‍👧а", "next character", "👩‍👧|а");
    check("а|б\n=3\nв", "next character", "аб\n=3\n|в");
    check("аб\nв|", "previous character", "аб\n|в");
    check("аб\n|в", "previous character", "а|б\nв");
}

#[test]
fn words_are_those_with_letters_or_digits() {
    check("|Сәлем, «дүние» — 2026!", "next word", "Сәлем, «|дүние» — 2026!");
    check("Сәлем, «|дүние» — 2026!", "next word", "Сәлем, «дүние» — |2026!");
    check("Сәлем, «дүние» — |2026!", "previous word", "Сәлем, «|дүние» — 2026!");
    check("Сәлем, дү|ние", "previous word", "Сәлем, |дүние");
    check("Біреуі. |Екі.\nҮш", "next word", "Біреуі. Екі.\n|Үш");
    check("Біреуі. |Екі.", "previous word", "|Біреуі. Екі.");
}

#[test]
fn blocks_headings_and_sections() {
    check("Бір |екі. Үш.\nТөрт.", "next paragraph", "Бір екі. Үш.\n|Төрт.");
    check("Бір.\nЕкі. |Үш.", "previous paragraph", "Бір.\n|Екі. Үш.");
    check("Бір |екі.\nТөрт.", "next line", "Бір екі.\n|Төрт.");
    check("|А\n# Б\n## В\nГ\n# Ғ", "next heading", "А\n# |Б\n## В\nГ\n# Ғ");
    check("А\n# |Б\n## В\nГ\n# Ғ", "next heading 1", "А\n# Б\n## В\nГ\n# |Ғ");
    check("А\n# Б\n## В\n|Г", "previous heading", "А\n# Б\n## |В\nГ");
    check("А\n# Б\n## В\n|Г", "previous heading 1", "А\n# |Б\n## В\nГ");
    check("§ Бір\n|А\n§ Екі\n![]\nБ", "next section", "§ Бір\nА\n§ Екі\n![]\n|Б");
    check("§ Бір\nА\n§ Екі\nБ\n|В", "previous section", "§ Бір\nА\n§ Екі\n|Б\nВ");
    check("§ Бір\nА\n§ Екі\n|Б\nВ", "previous section", "§ Бір\n|А\n§ Екі\nБ\nВ");
}

#[test]
fn pages_lists_tables_links_images_notes() {
    check("|А\n=7\nБ\n=8\nВ", "next page", "А\n|=7\nБ\n=8\nВ");
    check("А\n=7\nБ\n=8\nВ\n|Г", "previous page", "А\n=7\nБ\n|=8\nВ\nГ");
    check("А\n=7\nБ\n=8\n|В", "previous page", "А\n|=7\nБ\n=8\nВ");
    check("А\n=7\nБ\n|=8\nВ", "previous page", "А\n|=7\nБ\n=8\nВ");
    check("|А\n- бір\n- екі\nБ\n- үш", "next list", "А\n- |бір\n- екі\nБ\n- үш");
    check("А\n- |бір\n- екі\nБ\n- үш", "next list", "А\n- бір\n- екі\nБ\n- |үш");
    check("А\n- бір\n- |екі", "previous list", "А\n- |бір\n- екі");
    check("А\n- |бір\n- екі", "next item", "А\n- бір\n- |екі");
    check("|А\n;а;б\n;в;г\nБ", "next table", "А\n;|а;б\n;в;г\nБ");
    check("|А\n\"Дана сөз.\nБ", "next quote", "А\n\"|Дана сөз.\nБ");
    check("А\n\"Дана сөз.\nБ\n|В", "previous quote", "А\n\"|Дана сөз.\nБ\nВ");
    check("|А [сілтеме](#x) және [тағы](#y).", "next link", "А [|сілтеме](#x) және [тағы](#y).");
    check("А [|сілтеме](#x) және [тағы](#y).", "next link", "А [сілтеме](#x) және [|тағы](#y).");
    check("А [сілтеме](#x)|.", "previous link", "А [|сілтеме](#x).");
    check("|А\n![]\n![Сурет]", "next image", "А\n![]\n![|Сурет]");
    check("|Сөз[^1](#n).\n>Ескертпе", "next note", "Сөз[|^1](#n).\n>Ескертпе");
    check("Сөз[|^1](#n).\n>Ескертпе", "next note", "Сөз[^1](#n).\n>|Ескертпе");
}

#[test]
fn headings_of_every_level() {
    let book = "|А\n# Б\n## В\n### Г\n#### Ғ\n##### Д\n###### Е";
    for (level, heading) in (1..=6).zip(["Б", "В", "Г", "Ғ", "Д", "Е"]) {
        let mut desk = Desk::new("kk", book);
        desk.ask(&format!("next heading {level}"));
        assert!(desk.shown().contains(&format!("|{heading}\n")), "level {level}: {}", desk.shown());
        desk.ask(&format!("next heading {level}"));
        let none = Unit::Heading(Some(level));
        assert!(matches!(desk.notices.as_slice(), [Notice::Nothing(Direction::Forward, unit)] if *unit == none));
    }
}

/// Every unit in both directions where there is none of it: the cursor stays and it is said, aloud or to a screen reader.
#[test]
fn nothing_is_ever_silent() {
    let units = Unit::ALL.into_iter().chain([Unit::Heading(Some(3))]);
    for speak in [false, true] {
        for unit in units.clone() {
            for direction in [Direction::Forward, Direction::Backward] {
                let mut desk = Desk::new("kk", "|А");
                desk.reading.set_speak_moves(speak);
                desk.perform(Command::Move(direction, unit));
                assert_eq!(desk.notices.len(), 1, "{direction:?} {unit:?}");
                assert_eq!(desk.shown(), "|А\n§\n");
            }
        }
    }
}

/// What a move comes to is said by our own voice, or can be told to a screen reader.
#[test]
fn whatever_moves_has_words() {
    let book = "§ Бір\n# Бас\n|Ол келді. Мен[^1](#n) күттім [сол](#n).\n=2\n![Сурет]\n- бір\n- екі\n;а;б\n\"Сөз.\n\
                @n >Ескертпе.\n## Ішкі\n§ Екі\nСоңы.";
    let asked = [
        "next character",
        "next word",
        "next line",
        "next sentence",
        "next paragraph",
        "next heading",
        "next heading 2",
        "next section",
        "next page",
        "next list",
        "next item",
        "next table",
        "next link",
        "next image",
        "next note",
        "next quote",
        "page 2",
        "percent 50",
        "end",
        "find екі",
    ];
    for words in asked {
        let mut aloud = Desk::new("kk", book);
        aloud.reading.set_speak_moves(true);
        aloud.ask(words);
        assert!(aloud.sounding().is_some() || !aloud.notices.is_empty(), "{words} is silent");
        let mut told = Desk::new("kk", book);
        let before = told.reading.cursor();
        told.ask(words);
        assert_ne!(told.reading.cursor(), before, "{words} goes nowhere");
        let passage = told.reading.come_to(&command(words)).unwrap_or_else(|| panic!("{words} has no words"));
        assert!(!passage.text.trim().is_empty(), "{words}");
    }
}

#[test]
fn headings_lists_and_tables_are_told_for_what_they_are() {
    let mut desk = Desk::new("kk", "|А\n## Б\n- бір\n- екі\n- үш\nСөз [сілтеме](#x) соңы.\n;а;б\n;в;г\n");
    desk.reading.set_speak_moves(true);
    for (words, wanted) in [
        ("next heading", Structure::Heading(2)),
        ("next list", Structure::List { items: 3 }),
        ("next link", Structure::Link),
        ("next table", Structure::Table { rows: 2, columns: 2, label: None }),
    ] {
        desk.ask(words);
        assert!(matches!(desk.notices.last(), Some(Notice::Structure(told)) if *told == wanted), "{words}");
    }
    assert_eq!(desk.say_all(), ["а"], "the place itself is said after it");
    desk.heard.clear();
    desk.ask("previous link");
    assert_eq!(desk.say_all(), ["сілтеме"], "of a sentence with a link the link");
    // Who asks for a level knows it.
    let mut desk = Desk::new("kk", "|А\n## Б");
    desk.ask("next heading 2");
    assert!(desk.notices.is_empty());
}

#[test]
fn where_nothing_follows_the_cursor_stays_and_it_is_said() {
    let mut desk = Desk::new("kk", "А.\n|Б.");
    desk.ask("next sentence");
    desk.ask("next heading 2");
    desk.ask("previous table");
    assert!(matches!(
        desk.notices.as_slice(),
        [
            Notice::EndOfBook,
            Notice::Nothing(Direction::Forward, Unit::Heading(Some(2))),
            Notice::Nothing(Direction::Backward, Unit::Table)
        ]
    ));
    assert_eq!(desk.shown(), "А.\n|Б.\n§\n");
    desk.ask("beginning");
    desk.notices.clear();
    desk.ask("previous sentence");
    assert!(matches!(desk.notices.as_slice(), [Notice::BeginningOfBook]));
}

#[test]
fn a_break_of_the_text_is_told_by_whoever_steps_over_it() {
    let mut desk = Desk::new("kk", "А.\n|Б.\n***\nВ.\nГ.");
    desk.ask("next sentence");
    assert!(matches!(desk.notices.as_slice(), [Notice::Break]), "{:?}", desk.notices);
    desk.ask("next sentence");
    desk.ask("beginning");
    assert_eq!(desk.notices.len(), 2, "a jump passes over it in silence: {:?}", desk.notices);
}

#[test]
fn pages_and_sections_are_named_when_one_comes_to_them() {
    let mut desk = Desk::new("kk", "§ Бір\n|А\n=7\nБ\n§ Екі\nВ");
    desk.ask("next page");
    desk.ask("next section");
    assert!(matches!(
        desk.notices.as_slice(),
        [Notice::PageChanged(label), Notice::SectionChanged(title)] if label == "7" && title == "Екі"
    ));
}

#[test]
fn a_step_onto_another_printed_page_is_told_where_the_tree_does_not_tell_it() {
    let mut desk = Desk::new("en", "|One.\n=2\nTwo.\nThree.");
    desk.ask("next sentence");
    assert!(desk.notices.is_empty(), "the tree tells a page that begins with its block: {:?}", desk.notices);
    desk.reading.set_speak_moves(true);
    desk.ask("beginning");
    desk.notices.clear();
    desk.ask("next sentence");
    assert!(matches!(desk.notices.as_slice(), [Notice::PageChanged(page)] if page == "2"), "{:?}", desk.notices);
    desk.ask("next sentence");
    assert_eq!(desk.notices.len(), 1, "{:?}", desk.notices);
}

#[test]
fn a_book_of_one_document_is_gone_through_by_its_contents() {
    let (book, _) = book_in("kk", "# Кітап\nБір.\n## Бірінші\nЕкі.\nҮш.\n## Екінші\nТөрт.");
    let entry = |title: &str, block| OutlineEntry {
        title: title.to_owned(),
        level: 2,
        target: None,
        point: Some(Point::new(0, block, 0)),
        children: Vec::new(),
    };
    let mut told = Book::clone(&book);
    let children = vec![entry("Бірінші", 2), entry("Екінші", 5)];
    told.outline = vec![OutlineEntry { children, ..entry("Кітап", 0) }];
    let step = |from, direction| movement::step(&told, Point::new(0, from, 0), Unit::Section, direction);
    assert_eq!(step(0, Direction::Forward), Ok(Point::new(0, 2, 0)));
    assert_eq!(step(3, Direction::Forward), Ok(Point::new(0, 5, 0)));
    assert_eq!(step(6, Direction::Forward), Err(Stop::Edge));
    assert_eq!(step(6, Direction::Backward), Ok(Point::new(0, 5, 0)));
    assert_eq!(step(5, Direction::Backward), Ok(Point::new(0, 2, 0)));
    assert_eq!(step(2, Direction::Backward), Ok(Point::new(0, 0, 0)));
    assert_eq!(step(0, Direction::Backward), Err(Stop::Edge));
}
