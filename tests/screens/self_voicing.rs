//! Every screen blind, with the program's own voice alone: what it is given to say.

use iced::Event;
use iced::keyboard::{self, Key, Location, key};
use oqyrman::access::{Announcement, announce};
use oqyrman::settings::{Settings, TypingEcho, Verbosity};
use oqyrman::ui::dialog::question;
use oqyrman::ui::screen::reader;
use oqyrman::ui::wording;

use super::*;
use crate::desk::HUSHED;

/// Every screen, the open text and what lies over it among them.
fn every(locale: &Locale) -> Vec<(&'static str, Screen, Option<Dialog>)> {
    let mut menu = reader::State::new();
    menu.update(reader::Message::MenuOpened, &desk::reading());
    let (mut words, mut place) = (reader::State::new(), reader::State::new());
    words.ask_words();
    place.ask_place();
    let texts =
        [("reader", reader::State::new()), ("reader-menu", menu), ("reader-words", words), ("reader-place", place)];
    all(locale).into_iter().chain(texts.map(|(name, state)| (name, Screen::Reader(state), None))).collect()
}

fn window_in(tongue: Tongue, screen: Screen, dialog: Option<Dialog>) -> Window {
    open(USUAL, choices(tongue, Some(100), Colours::BlackOnWhite), screen, dialog)
}

/// What was heard since the last call, without the marks of silence.
fn heard(window: &mut Window) -> Vec<String> {
    window.state.heard().into_iter().filter(|words| words != HUSHED).collect()
}

/// Walks once round by Tab, through lists by the arrows; looks at what is heard at each control.
fn walk_round(window: &mut Window, mut look: impl FnMut(&Found, &str)) {
    let mut hear = |window: &mut Window| {
        let stop = focused(window);
        let words = heard(window);
        look(&stop, words.last().map_or("", String::as_str));
        stop
    };
    let start = hear(window);
    for _ in 0..200 {
        let stop = focused(window);
        if stop.role == Role::ListItem {
            window.press(Named::Home);
            heard(window);
            loop {
                let before = focused(window).id;
                window.press(Named::ArrowDown);
                if focused(window).id == before {
                    break;
                }
                hear(window);
            }
        }
        window.press(Named::Tab);
        let now = hear(window);
        if now.id == start.id {
            return;
        }
    }
    panic!("Tab never comes round in\n{}", window.outline());
}

#[test]
fn every_control_is_heard_by_its_name_and_its_kind() {
    for tongue in Tongue::ALL {
        let locale = Locale::new(tongue);
        for (name, screen, dialog) in every(&locale) {
            let mut window = window_in(tongue, screen, dialog);
            let words_of = |role| match role {
                Role::Button => Some("role-button"),
                Role::CheckBox | Role::Switch => Some("role-switch"),
                Role::RadioButton => Some("role-radio"),
                Role::Slider => Some("role-stepper"),
                Role::Tab => Some("role-tab"),
                Role::SearchInput => Some("role-search-field"),
                Role::TextInput | Role::UrlInput => Some("role-text-field"),
                Role::PasswordInput => Some("role-password-field"),
                _ => None,
            };
            walk_round(&mut window, |stop, words| {
                assert!(!stop.name.trim().is_empty(), "{name}: {stop:?}");
                assert!(words.contains(&stop.name), "{name}: «{}» is heard as «{words}»", stop.name);
                if let Some(kind) = words_of(stop.role) {
                    let kind = locale.text(kind);
                    assert!(words.contains(&kind), "{name}: «{words}» does not say that it is a {kind}");
                }
            });
        }
    }
}

/// Headings and texts that no control holds are heard on the way to the next control.
#[test]
fn every_word_on_a_screen_is_heard_on_the_way_round() {
    for (name, screen, dialog) in every(&kk()) {
        let mut window = window_in(Tongue::Kk, screen, dialog);
        let modal = !window.all(Role::Dialog).is_empty() || !window.all(Role::AlertDialog).is_empty();
        // The headings of a book are come to by its caret.
        let in_book = !window.all(Role::Document).is_empty();
        let wanted: Vec<String> = window
            .nodes()
            .into_iter()
            .filter(|found| !(in_book && found.role == Role::Heading))
            // An announcement stands nowhere, and was said when it came.
            .filter(|found| found.bounds.is_some() && !found.name.trim().is_empty())
            .filter(|found| matches!(found.role, Role::Heading | Role::Label))
            .map(|found| found.name)
            .collect();
        let mut all_heard = String::new();
        // The dialog itself is said before its first control.
        if modal {
            all_heard.push_str(&window.state.heard.concat());
        }
        walk_round(&mut window, |_, words| {
            all_heard.push_str(words);
            all_heard.push('\n');
        });
        let missed: Vec<&String> = wanted.iter().filter(|text| !all_heard.contains(text.as_str())).collect();
        assert!(missed.is_empty(), "{name}: never heard: {missed:?} of\n{}", window.outline());
    }
}

#[test]
fn a_group_is_named_when_it_is_entered_and_not_within() {
    let kk = kk();
    let mut window = usual(Screen::Settings(settings::State::new("")));
    let group = kk.text("settings-colours");
    walk_to(&mut window, Role::RadioButton, &kk.text("theme-black-on-white"));
    let words = heard(&mut window).pop().unwrap();
    assert!(words.contains(&group), "{words}");
    window.press(Named::ArrowDown);
    let words = heard(&mut window).pop().unwrap();
    assert!(words.contains(&kk.text("theme-white-on-black")) && !words.contains(&group), "{words}");
}

#[test]
fn a_dialog_tells_what_it_asks_and_gives_back_what_one_was_at() {
    let kk = kk();
    let mut window = usual(desk::shelf());
    window.press(Named::Tab);
    let before = focused(&window).name;
    heard(&mut window);
    let question = question::State::remove(&kk, "Қара сөздер", "remove");
    let (title, no) = (question.title().to_owned(), kk.text("cancel"));
    window.state.dialog = Some(Dialog::Question(question));
    window.redraw();
    let words = heard(&mut window);
    assert_eq!(words.len(), 2, "{words:?}");
    assert!(words[0].starts_with(&title) && words[0].contains(&kk.text("role-dialog")), "{words:?}");
    assert!(words[0].contains(&kk.text("shelf-remove-what")), "{words:?}");
    assert!(words[1].contains(&focused(&window).name) && words[1].contains(&kk.text("role-button")), "{words:?} {no}");
    window.state.dialog = None;
    window.redraw();
    let words = heard(&mut window);
    assert_eq!(focused(&window).name, before);
    assert!(words.last().unwrap().contains(&before), "{words:?}");
}

#[test]
fn a_value_that_changes_is_heard_by_itself() {
    let kk = kk();
    let mut window = usual(Screen::Settings(settings::State::new("")));
    walk_to(&mut window, Role::Slider, &kk.text("settings-text-size"));
    heard(&mut window);
    window.press(Named::ArrowRight);
    let size = window.state.context.settings.appearance.text_size;
    assert_eq!(heard(&mut window), [wording::points(&kk, size)]);
    walk_to(&mut window, Role::CheckBox, &kk.text("settings-letter-keys"));
    heard(&mut window);
    window.press(Named::Space);
    assert_eq!(heard(&mut window), [kk.text("state-off")]);
}

fn typing(echo: TypingEcho) -> Window {
    let mut settings: Settings = choices(Tongue::Kk, Some(100), Colours::BlackOnWhite);
    settings.voice.typing_echo = echo;
    let mut window = open(USUAL, settings, desk::shelf(), None);
    walk_to(&mut window, Role::SearchInput, &kk().text("shelf-filter"));
    heard(&mut window);
    window
}

#[test]
fn typing_is_echoed_letter_by_letter_or_word_by_word() {
    let kk = kk();
    let said = |echo| {
        let mut window = typing(echo);
        window.type_text("ән, ә");
        heard(&mut window).into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>()
    };
    let (comma, space) = (kk.text("character-comma"), kk.text("character-space"));
    assert_eq!(said(TypingEcho::Characters), ["ә", "н", comma.as_str(), space.as_str(), "ә"]);
    assert_eq!(said(TypingEcho::Words), ["ән"]);
    assert_eq!(said(TypingEcho::Both), ["ә", "н", &format!("ән, {comma}"), space.as_str(), "ә"]);
    assert!(said(TypingEcho::Nothing).is_empty());
}

#[test]
fn the_caret_and_deletion_are_heard_and_the_edge_is_told() {
    let kk = kk();
    let mut window = typing(TypingEcho::Nothing);
    window.type_text("ән");
    heard(&mut window);
    window.press(Named::ArrowLeft);
    assert_eq!(heard(&mut window), ["н"]);
    window.press_with(Modifiers::SHIFT, Named::ArrowRight);
    assert_eq!(heard(&mut window), [kk.with("echo-selected", &[("text", "н".into())])]);
    window.press(Named::Backspace);
    assert_eq!(heard(&mut window), [kk.with("echo-deleted", &[("text", "н".into())])]);
    window.press(Named::Home);
    heard(&mut window);
    window.press(Named::ArrowLeft);
    assert_eq!(heard(&mut window), [kk.text("echo-edge")]);
}

#[test]
fn a_password_is_never_heard() {
    let kk = kk();
    for echo in TypingEcho::ALL {
        let mut window = with(Dialog::Password(password::State::new("Қара сөздер", false, &kk)));
        window.state.context.settings.voice.typing_echo = echo;
        heard(&mut window);
        window.type_text("щёщ щё ");
        window.press(Named::ArrowLeft);
        window.press_with(Modifiers::SHIFT, Named::Home);
        window.press(Named::Backspace);
        let words = heard(&mut window).join(" | ");
        assert!(!words.contains(['щ', 'ё']), "{words}");
    }
}

#[test]
fn how_much_is_said_changes_at_once() {
    let kk = kk();
    let mut window = usual(Screen::Settings(settings::State::new("")));
    let (brief, normal) = (kk.text("verbosity-brief"), kk.text("verbosity-normal"));
    walk_to(&mut window, Role::RadioButton, &normal);
    assert!(heard(&mut window).pop().unwrap().contains(&kk.text("role-radio")));
    window.press(Named::ArrowUp);
    assert_eq!(window.state.context.settings.voice.verbosity, Verbosity::Brief);
    let words = heard(&mut window).pop().unwrap();
    assert!(words.starts_with(&brief) && !words.contains(&kk.text("role-radio")), "{words}");
    // A rate of its own appears when it no longer follows that of books.
    let follows = kk.text("settings-own-rate-follows");
    assert!(window.maybe(Role::Slider, &kk.text("settings-own-rate")).is_none());
    press_on(&mut window, Role::CheckBox, &follows);
    assert_eq!(window.state.context.settings.voice.interface_rate, Some(20));
    walk_to(&mut window, Role::Slider, &kk.text("settings-own-rate"));
    window.press(Named::ArrowRight);
    assert_eq!(window.state.context.settings.voice.interface_rate, Some(30));
    assert_eq!(window.state.context.settings.voice.rate, 0, "books are read as before");
}

#[test]
fn a_key_silences_before_what_it_does_is_said() {
    let mut window = usual(desk::shelf());
    window.state.heard();
    window.press(Named::Tab);
    let words = window.state.heard();
    assert_eq!(words[0], HUSHED);
    assert!(words[1..].iter().any(|words| words.contains(&focused(&window).name)), "{words:?}");
    window.press(Named::Enter);
    assert_eq!(window.state.heard().first().map(String::as_str), Some(HUSHED), "a key that a control takes, too");
}

fn key_event(name: Named, down: bool, modifiers: Modifiers) -> Event {
    let key = Key::Named(name);
    let physical_key = key::Physical::Unidentified(key::NativeCode::Unidentified);
    Event::Keyboard(match down {
        true => keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key,
            physical_key,
            location: Location::Standard,
            modifiers,
            text: None,
            repeat: false,
        },
        false => keyboard::Event::KeyReleased {
            key: key.clone(),
            modified_key: key,
            physical_key,
            location: Location::Standard,
            modifiers,
        },
    })
}

#[test]
fn control_by_itself_only_silences() {
    let mut window = usual(desk::shelf());
    let before = focused(&window).id;
    window.events(&[key_event(Named::Control, true, Modifiers::CTRL)]);
    assert_eq!(window.state.control_alone, 0, "it may become a chord");
    window.events(&[key_event(Named::Control, false, Modifiers::default())]);
    assert_eq!((window.state.control_alone, focused(&window).id), (1, before));
    assert!(window.state.asked.is_empty());
    window.events(&[
        key_event(Named::Control, true, Modifiers::CTRL),
        key_event(Named::F9, true, Modifiers::CTRL),
        key_event(Named::F9, false, Modifiers::CTRL),
        key_event(Named::Control, false, Modifiers::default()),
    ]);
    assert_eq!(window.state.control_alone, 1, "a chord is no Control by itself");
}

/// «Saved», a quarter of a download, a loan that ends soon: told where one is, and not by taking one away from it.
#[test]
fn what_is_announced_leaves_the_focus_alone() {
    for (name, screen, dialog) in every(&kk()) {
        let mut window = window_in(Tongue::Kk, screen, dialog);
        window.press(Named::Tab);
        let before = focused(&window).id;
        window.announced();
        heard(&mut window);
        let words = "«Қара сөздер»: 25 %";
        announce(Announcement::polite(words));
        window.redraw();
        assert_eq!(window.announced(), [words], "{name}");
        assert_eq!(focused(&window).id, before, "{name}");
        assert!(heard(&mut window).is_empty(), "{name}: the control is not said again");
    }
}
