//! Bookmarks, highlights and notes, and the places that a search found.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use accesskit::Role;
use iced::keyboard::{Modifiers, key::Code, key::Named};
use oqyrman::book::{Block, Book, Kind, Metadata, Point, Section};
use oqyrman::locale::{Locale, Tongue};
use oqyrman::reading::{Annotations, Command, Matching, Reading};
use oqyrman::ui::dialog::{export, note, record, spoken};
use oqyrman::ui::keymap::{self, Act, Scope};
use oqyrman::ui::screen::outline::{self, Part};

use super::desk::{self, Dialog, Screen};
use super::{asked, focused, kk, press_on, usual, walk_to, with};

fn marks() -> super::Window {
    usual(Screen::Outline(outline::State::new(Part::Bookmarks, &desk::reading())))
}

fn found() -> super::Window {
    usual(Screen::Outline(outline::State::new(Part::Found, &desk::reading())))
}

fn rows(window: &super::Window) -> Vec<String> {
    window.all(Role::ListItem).into_iter().map(|row| row.name).collect()
}

/// What a key asks of the row with this number.
fn act(window: &super::Window, act: &Act, row: Option<usize>) -> String {
    let Screen::Outline(state) = &window.state.screen else { unreachable!() };
    format!("{:?}", state.act(act, row, &window.state.reading, &kk()))
}

/// anno-110, anno-310: listed with kind, words, place; Enter goes there.
#[test]
fn the_list_tells_the_readers_words_the_books_the_kind_and_the_place() {
    let mut window = marks();
    assert_eq!(
        rows(&window),
        ["Ол келді., бетбелгі, 2-тарау, 9-бет, 54 %", "қайта оқу: Ол келді., жазба, 2-тарау, 9-бет, 54 %"]
    );
    let row = focused(&window);
    assert_eq!((row.role, row.node.position_in_set()), (Role::ListItem, Some(0)), "it begins in the list");
    assert_eq!(row.node.language(), Some("kk"), "said by a voice of the book's language");
    window.press(Named::ArrowDown);
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Go(GoTo(Point { section: 2, block: 1, byte: 0 }))");
}

#[test]
fn the_list_is_narrowed_to_one_kind() {
    let mut window = marks();
    walk_to(&mut window, Role::RadioButton, "Барлығы");
    window.press(Named::ArrowDown);
    assert_eq!(rows(&window).len(), 1);
    assert!(rows(&window)[0].contains("бетбелгі"));
    window.press(Named::ArrowDown);
    assert!(rows(&window)[0].starts_with("қайта оқу"));
    // What keys do is done with the rows that are shown.
    let note = window.state.reading.annotations().iter().nth(1).expect("the note").id();
    assert_eq!(act(&window, &Act::EditMark, Some(1)), format!("Edit({note:?})"));
    assert!(window.maybe(Role::RadioButton, "Белгіленген жерлер").is_none(), "there are none");
}

#[test]
fn keys_change_and_remove_what_has_the_focus() {
    let window = marks();
    let ids: Vec<_> = window.state.reading.annotations().iter().map(|mark| mark.id()).collect();
    assert_eq!(act(&window, &Act::RemoveMark, Some(1)), format!("Perform(Discard({:?}))", ids[0]));
    assert_eq!(act(&window, &Act::EditMark, Some(2)), format!("Edit({:?})", ids[1]));
    assert_eq!(act(&window, &Act::Export, None), "Export");
    let none = format!("Tell({:?})", kk().text("marks-none-chosen"));
    assert_eq!(act(&window, &Act::RemoveMark, None), none);
    assert_eq!(act(&window, &Act::RemoveMark, Some(9)), none);
    assert_eq!(act(&found(), &Act::RemoveMark, Some(1)), none, "places found are no bookmarks");
    for act in [Act::RemoveMark, Act::EditMark, Act::Export, Act::Read(Command::Restore)] {
        assert!(keymap::chords(Scope::Outline, &act).iter().any(|chord| !chord.is_character()), "{act:?}");
    }
    let told = window.maybe(Role::Label, "Enter — сол жерге өту, Ctrl + E — сөзін өзгерту, Delete — алып тастау.");
    assert!(told.is_some(), "{}", window.outline());
}

#[test]
fn what_was_removed_is_brought_back_by_a_button() {
    let mut window = marks();
    assert!(window.maybe(Role::Button, "Өшірілгенін қайтару").is_none());
    let id = window.state.reading.annotations().iter().nth(1).expect("the note").id();
    window.state.reading.perform(Command::Discard(id), SystemTime::UNIX_EPOCH);
    window.redraw();
    assert_eq!(rows(&window).len(), 1);
    press_on(&mut window, Role::Button, "Өшірілгенін қайтару");
    assert_eq!(asked(&mut window), "Perform(Restore)");
    assert_eq!(rows(&window).len(), 2);
    assert!(window.focus().1.starts_with("қайта оқу"), "what came back has the focus: {:?}", window.focus());
    press_on(&mut window, Role::Button, "Файлға сақтау");
    assert_eq!(asked(&mut window), "Export");
}

#[test]
fn the_focus_stays_in_the_list_as_long_as_there_is_one() {
    let mut window = marks();
    let ids: Vec<_> = window.state.reading.annotations().iter().map(|mark| mark.id()).collect();
    window.press(Named::End);
    assert!(window.focus().1.starts_with("қайта оқу"));
    window.state.reading.perform(Command::Discard(ids[1]), SystemTime::UNIX_EPOCH);
    window.redraw();
    assert!(window.focus().1.starts_with("Ол келді."), "the row before: {:?}", window.focus());
    window.state.reading.perform(Command::Restore, SystemTime::UNIX_EPOCH);
    window.redraw();
    window.press(Named::Home);
    window.state.reading.perform(Command::Discard(ids[0]), SystemTime::UNIX_EPOCH);
    window.redraw();
    assert!(window.focus().1.starts_with("қайта оқу"), "the row that comes up: {:?}", window.focus());
    window.state.reading.perform(Command::Discard(ids[1]), SystemTime::UNIX_EPOCH);
    window.redraw();
    assert_eq!(focused(&window).role, Role::Button, "nothing is left: {}", window.outline());
}

#[test]
fn a_name_is_changed_and_the_kind_of_file_is_chosen() {
    let mut window = with(Dialog::Note(note::State::name("Ол келді.", "осы")));
    assert_eq!(window.focus(), (Role::TextInput, "Аты".to_owned()));
    window.press(Named::End);
    window.type_text(" жер");
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Save(\"осы жер\")");

    let mut window = with(Dialog::Export(export::State::new("/home/aigul/Құжаттар")));
    assert_eq!(window.focus(), (Role::RadioButton, kk().text("export-html")));
    window.press(Named::ArrowDown);
    press_on(&mut window, Role::Button, "Сақтау");
    assert_eq!(asked(&mut window), "Save(Text)");
    assert!(window.maybe(Role::Label, "Файл мына қалтаға сақталады: /home/aigul/Құжаттар").is_some());
}

/// What is said while it is recorded is recorded: the dialog tells nothing by itself.
#[test]
fn a_note_is_spoken_by_two_presses_of_one_key() {
    let mut window = with(Dialog::Spoken(spoken::State::new()));
    assert_eq!(window.focus(), (Role::Button, "Жазуды бастау".to_owned()), "{}", window.outline());
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Start");
    assert_eq!(window.focus(), (Role::Button, "Тоқтатып, сақтау".to_owned()), "{}", window.outline());
    window.announced();
    for seconds in 1..70 {
        let Some(Dialog::Spoken(state)) = &mut window.state.dialog else { unreachable!() };
        state.set_passed(Duration::from_secs(seconds));
        window.redraw();
    }
    assert!(window.announced().is_empty());
    assert!(window.maybe(Role::Label, "Жазылып жатыр: 1 минут 9 секунд").is_some(), "{}", window.outline());
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Stop");
    window.press(Named::Enter);
    assert!(window.state.asked.is_empty(), "it is ending already");
    let mut window = with(Dialog::Spoken(spoken::State::new()));
    press_on(&mut window, Role::Button, &kk().text("cancel"));
    assert_eq!(asked(&mut window), "Close");
}

#[test]
fn a_chapter_or_the_whole_book_is_saved_as_an_audiobook() {
    let mut window = with(Dialog::Record(desk::recording_asked()));
    let title = "Осы тарауды: Он тоғызыншы сөз".to_owned();
    assert_eq!(window.focus(), (Role::RadioButton, title), "the chapter comes first: it is soon done");
    press_on(&mut window, Role::Button, "Сақтау");
    assert_eq!(asked(&mut window), "Save { chapter_only: true, form: Opus }");

    let mut window = with(Dialog::Record(record::State::new(None, "/home/aigul/Құжаттар")));
    assert_eq!(window.focus(), (Role::RadioButton, kk().text("record-opus")), "a book without chapters");
    window.press(Named::ArrowDown);
    press_on(&mut window, Role::Button, "Сақтау");
    assert_eq!(asked(&mut window), "Save { chapter_only: false, form: Epub }");
    assert!(window.maybe(Role::Label, "Файл мына қалтаға сақталады: /home/aigul/Құжаттар").is_some());
}

/// nav-410: counted, listed with their sentence, chapter and page, gone to.
#[test]
fn places_found_are_listed_with_their_sentence() {
    let mut window = found();
    assert!(window.maybe(Role::Label, "4 жер табылды").is_some(), "{}", window.outline());
    assert_eq!(rows(&window)[1], "Мен «күттім»., 1-тарау, 6-бет, 36 %");
    assert_eq!(focused(&window).role, Role::ListItem, "it begins in the list");
    window.press(Named::ArrowDown);
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Go(GoToHit(1))");
}

#[test]
fn another_search_is_made_from_the_list() {
    let mut window = found();
    walk_to(&mut window, Role::SearchInput, "Іздейтін сөздер");
    window.chord(Modifiers::CTRL, "a", Code::KeyA);
    window.type_text("ҮЙ");
    window.press(Named::Enter);
    assert!(asked(&mut window).starts_with("Perform(FindAll { query: \"ҮЙ\""));
    assert_eq!(rows(&window).len(), 4);
    assert!(rows(&window)[0].starts_with("Екеуміз «үйге» қайттық."), "no word is cut for the ear: {:?}", rows(&window));
    assert_eq!(focused(&window).role, Role::ListItem, "the first place found has the focus");
    walk_to(&mut window, Role::CheckBox, "Тек бүтін сөздер");
    window.press(Named::Space);
    press_on(&mut window, Role::Button, "Іздеу");
    asked(&mut window);
    assert!(rows(&window).is_empty(), "«үйге» is another word");
    assert!(window.maybe(Role::Label, "«ҮЙ» табылмады").is_some());
    walk_to(&mut window, Role::SearchInput, "Іздейтін сөздер");
    window.chord(Modifiers::CTRL, "a", Code::KeyA);
    window.press(Named::Delete);
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), format!("Tell({:?})", kk().text("found-type-words")));
    assert!(focused(&window).node.description().is_some_and(|told| told.contains("Іздейтін сөздерді жазыңыз")));
}

/// A book in which a word stands 2,000 times.
fn many() -> Reading {
    let mut section = Section::new("1.xhtml");
    section.blocks = (0..2000).map(|number| Block::new(Kind::Paragraph, format!("Бұл {number}-сөз."))).collect();
    let book = Book::new(Metadata::default(), vec![Arc::new(section)], Vec::new(), Vec::new(), Vec::new());
    let mut reading = Reading::open(Arc::new(book), None, Annotations::default());
    let find = Command::FindAll { query: "сөз".to_owned(), matching: Matching::default() };
    reading.perform(find, SystemTime::UNIX_EPOCH);
    reading
}

#[test]
fn of_a_long_list_only_a_part_is_laid_out_and_the_walk_goes_to_its_end() {
    let reading = many();
    let mut window = usual(Screen::Outline(outline::State::new(Part::Found, &reading)));
    window.state.reading = reading;
    window.redraw();
    assert!(rows(&window).len() < 100, "{}", rows(&window).len());
    let list = window.find(Role::List, "Табылған жерлер");
    assert_eq!(list.node.size_of_set(), Some(2000), "as long as it is, however much of it is shown");
    for number in 0..200 {
        assert!(window.focus().1.starts_with(&format!("Бұл {number}-«сөз».")), "{:?}", window.focus());
        window.press(Named::ArrowDown);
    }
    window.press(Named::End);
    assert!(window.focus().1.starts_with("Бұл 1999-«сөз»."), "{:?}", window.focus());
}

#[test]
fn the_list_opens_on_the_place_that_the_reader_was_brought_to() {
    let mut reading = many();
    reading.perform(Command::GoToHit(120), SystemTime::UNIX_EPOCH);
    assert_eq!(reading.cursor(), Point::new(0, 120, "Бұл 120-".len()));
    let mut window = usual(Screen::Outline(outline::State::new(Part::Contents, &reading)));
    window.state.screen = Screen::Outline(outline::State::new(Part::Found, &reading));
    window.state.reading = reading;
    window.redraw();
    assert!(window.focus().1.starts_with("Бұл 120-«сөз»."), "{:?}", window.focus());
}

#[test]
fn what_is_told_is_told_in_three_languages() {
    let counts =
        |count: i64| Tongue::ALL.map(|tongue| Locale::new(tongue).with("found-count", &[("count", count.into())]));
    assert_eq!(counts(1), ["1 жер табылды", "Найдено 1 место", "1 place found"]);
    assert_eq!(counts(3), ["3 жер табылды", "Найдено 3 места", "3 places found"]);
    assert_eq!(counts(12), ["12 жер табылды", "Найдено 12 мест", "12 places found"]);
}
