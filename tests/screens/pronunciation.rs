//! The reader's dictionary: listed by language, tried before it is kept, added to, changed, thrown away and brought back.

use accesskit::Role;
use iced::keyboard::key::Named;
use oqyrman::locale::Tongue;
use oqyrman::ui::screen::pronunciation;

use crate::desk::Screen;
use crate::{Window, asked, kk, press_on, usual, walk_to};

fn window() -> Window {
    usual(Screen::Pronunciation(pronunciation::State::new(Tongue::Kk, None)))
}

fn press(window: &mut Window, name: &str) {
    press_on(window, Role::Button, &kk().text(name));
}

fn write(window: &mut Window, name: &str, text: &str) {
    walk_to(window, Role::TextInput, &kk().text(name));
    window.type_text(text);
}

fn last(window: &mut Window) -> String {
    window.announced().pop().expect("something is said")
}

fn rows(window: &Window) -> Vec<String> {
    window.all(Role::ListItem).into_iter().map(|row| row.name).collect()
}

fn written(window: &Window) -> Vec<&str> {
    window.state.pronunciations.entries.iter().map(|entry| entry.written.as_str()).collect()
}

#[test]
fn what_is_typed_is_heard_before_it_is_kept() {
    let mut window = window();
    assert_eq!(rows(&window), ["ҚазҰУ — қаз ұлттық университеті", r"\[\d+\] — айтылмайды"]);
    write(&mut window, "pronunciation-written", "Оқырман");
    write(&mut window, "pronunciation-said", "оқурман");
    press(&mut window, "pronunciation-listen");
    assert_eq!(asked(&mut window), r#"Try { language: Language("kk"), text: "оқурман" }"#);
    assert_eq!(rows(&window).len(), 2, "not kept yet");
    write(&mut window, "pronunciation-sample", "оқырман келді");
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), r#"Try { language: Language("kk"), text: "оқурман келді" }"#);
    press(&mut window, "pronunciation-add");
    assert_eq!(last(&mut window), "Сөздікке сақталды: Оқырман");
    assert_eq!(written(&window), ["ҚазҰУ", "КазНУ", r"\[\d+\]", "Оқырман"]);
    assert_eq!(rows(&window)[2], "Оқырман — оқурман");
}

#[test]
fn a_wrong_pattern_is_explained_and_not_kept() {
    let mut window = window();
    press(&mut window, "pronunciation-add");
    assert_eq!(last(&mut window), kk().text("pronunciation-empty"));
    walk_to(&mut window, Role::CheckBox, &kk().text("pronunciation-pattern"));
    window.press(Named::Space);
    write(&mut window, "pronunciation-written", "(");
    press(&mut window, "pronunciation-listen");
    let words = last(&mut window);
    assert!(words.starts_with("Өрнек дұрыс емес."), "{words}");
    assert!(window.all(Role::TextInput).iter().any(|field| field.node.invalid().is_some()));
    press(&mut window, "pronunciation-add");
    assert_eq!(written(&window).len(), 3);
}

#[test]
fn an_entry_is_changed_thrown_away_and_brought_back() {
    let mut window = window();
    press_on(&mut window, Role::ListItem, "ҚазҰУ — қаз ұлттық университеті");
    write(&mut window, "pronunciation-said", " бас ғимараты");
    press(&mut window, "pronunciation-change");
    assert_eq!(rows(&window)[0], "ҚазҰУ — қаз ұлттық университеті бас ғимараты");
    let row = rows(&window)[1].clone();
    press_on(&mut window, Role::ListItem, &row);
    press(&mut window, "pronunciation-remove");
    assert_eq!(last(&mut window), r"Сөздіктен өшірілді: \[\d+\]");
    assert_eq!(written(&window), ["ҚазҰУ", "КазНУ"]);
    press(&mut window, "pronunciation-restore");
    assert_eq!(written(&window), ["ҚазҰУ", "КазНУ", r"\[\d+\]"]);
}

#[test]
fn each_language_has_its_words() {
    let mut window = window();
    walk_to(&mut window, Role::RadioButton, "қазақ тілі");
    window.press(Named::ArrowDown);
    assert_eq!(rows(&window), ["КазНУ — казну"]);
    window.press(Named::ArrowDown);
    assert!(rows(&window).is_empty());
}
