//! Every screen by role and name and by keyboard alone, without a window.

#[path = "screens/aloud.rs"]
mod aloud;
#[path = "screens/colours.rs"]
mod colours;
#[path = "screens/desk.rs"]
#[allow(dead_code, reason = "shared with the other tests of screens")]
mod desk;
#[path = "support/headless.rs"]
mod headless;
#[path = "screens/libraries.rs"]
mod libraries;
#[path = "screens/long_list.rs"]
mod long_list;
#[path = "screens/modes.rs"]
mod modes;
#[path = "screens/notes.rs"]
mod notes;
#[path = "screens/page.rs"]
mod page;
#[path = "screens/patron.rs"]
mod patron;
#[path = "screens/player.rs"]
mod player;
#[path = "screens/pronunciation.rs"]
mod pronunciation;
#[path = "screens/reference.rs"]
mod reference;
#[path = "screens/scrim.rs"]
mod scrim;
#[path = "screens/self_voicing.rs"]
mod self_voicing;
#[path = "screens/services.rs"]
mod services;

use std::collections::BTreeSet;

use accesskit::{Action, Role};
use desk::{Desk, Dialog, Message, Screen, all, choices, open};
use headless::{Found, Headless};
use iced::keyboard::key::{Code, Named, NativeCode, Physical};
use iced::keyboard::{self, Key, Location, Modifiers};
use iced::{Event, Size};
use oqyrman::library::Error;
use oqyrman::locale::{Locale, Tongue};
use oqyrman::settings::{Colours, Manner, SCALES};
use oqyrman::ui::dialog::{browser, password, sign_in};
use oqyrman::ui::keymap::Act;
use oqyrman::ui::screen::{add, book, catalog, outline, settings};

type Window = Headless<Desk, Message>;

const USUAL: Size = Size::new(1280.0, 720.0);

fn kk() -> Locale {
    Locale::new(Tongue::Kk)
}

fn usual(screen: Screen) -> Window {
    open(USUAL, choices(Tongue::Kk, Some(100), Colours::BlackOnWhite), screen, None)
}

fn with(dialog: Dialog) -> Window {
    open(USUAL, choices(Tongue::Kk, Some(100), Colours::BlackOnWhite), desk::shelf(), Some(dialog))
}

/// Can have the focus, and is not behind a dialog.
fn stops(window: &Window) -> Vec<Found> {
    let nodes = window.nodes();
    let inside: Option<BTreeSet<u64>> = window.tree(|tree| {
        let mut inside = BTreeSet::new();
        fn walk(node: accesskit_consumer::NodeRef<'_>, within: bool, inside: &mut BTreeSet<u64>) -> bool {
            let modal = within || node.is_modal();
            let mut any = modal;
            if modal {
                inside.insert(node.locate().0.0);
            }
            for child in node.children() {
                any |= walk(child, modal, inside);
            }
            any
        }
        walk(tree.state().root(), false, &mut inside).then_some(inside)
    });
    nodes
        .into_iter()
        .filter(|found| found.node.supports_action(Action::Focus))
        .filter(|found| inside.as_ref().is_none_or(|inside| inside.contains(&found.id.0)))
        .collect()
}

/// The scrolling parts, those behind a dialog included: where they are and how far they are scrolled.
fn parts(window: &Window) -> Vec<(Option<accesskit::Rect>, Option<f64>, Option<f64>)> {
    fn walk(
        node: accesskit_consumer::NodeRef<'_>,
        found: &mut Vec<(Option<accesskit::Rect>, Option<f64>, Option<f64>)>,
    ) {
        if node.role() == Role::ScrollView {
            found.push((node.bounding_box(), node.data().scroll_y(), node.data().scroll_y_max()));
        }
        node.children().for_each(|child| walk(child, found));
    }
    let mut found = Vec::new();
    window.tree(|tree| walk(tree.state().root(), &mut found));
    found
}

fn focused(window: &Window) -> Found {
    let mut found: Vec<Found> = window.nodes().into_iter().filter(|found| found.focused).collect();
    assert_eq!(found.len(), 1, "one thing has the focus in\n{}", window.outline());
    found.remove(0)
}

/// Walks to a control by Tab and arrows and answers the keys that were needed.
#[track_caller]
fn walk_to(window: &mut Window, role: Role, name: &str) {
    for _ in 0..200 {
        for key in [Named::Home, Named::ArrowDown] {
            let list_begins = focused(window);
            let mut last = list_begins.id;
            if window.focus() == (role, name.to_owned()) {
                return;
            }
            if !matches!(list_begins.role, Role::ListItem | Role::TreeItem) {
                break;
            }
            loop {
                window.press(key);
                if window.focus() == (role, name.to_owned()) {
                    return;
                }
                let now = focused(window).id;
                if now == last || key == Named::Home {
                    break;
                }
                last = now;
            }
        }
        window.press(Named::Tab);
    }
    panic!("{role:?} «{name}» is not reached in\n{}", window.outline());
}

#[track_caller]
fn press_on(window: &mut Window, role: Role, name: &str) {
    walk_to(window, role, name);
    window.press(Named::Enter);
}

#[track_caller]
fn asked(window: &mut Window) -> String {
    assert_eq!(window.state.asked.len(), 1, "{:?}", window.state.asked);
    window.state.asked.remove(0)
}

#[test]
fn every_control_has_a_name_and_every_heading_a_text() {
    for tongue in Tongue::ALL {
        for (name, screen, dialog) in all(&Locale::new(tongue)) {
            let window = open(USUAL, choices(tongue, Some(100), Colours::BlackOnWhite), screen, dialog);
            let mut headings = 0;
            for found in window.nodes() {
                let speaks = found.node.supports_action(Action::Focus)
                    || matches!(found.role, Role::Heading | Role::List | Role::Main | Role::Navigation | Role::Dialog);
                assert!(!speaks || !found.name.trim().is_empty(), "{name}: {found:?}");
                headings += usize::from(found.role == Role::Heading);
                // An id of a message is what is shown when the message is missing.
                assert!(!found.name.contains("shelf-") && !found.name.contains("settings-"), "{name}: {}", found.name);
            }
            assert!(headings > 0, "{name} has no heading");
        }
    }
}

#[test]
fn titles_are_in_one_level_one_heading() {
    for (name, screen, dialog) in all(&kk()).into_iter().filter(|(.., dialog)| dialog.is_none()) {
        let window = open(USUAL, choices(Tongue::Kk, Some(100), Colours::BlackOnWhite), screen, dialog);
        // Behind a question that lies over the screen nothing is told.
        if !window.all(Role::Dialog).is_empty() {
            continue;
        }
        let first = window.all(Role::Heading).into_iter().filter(|found| found.node.level() == Some(0)).count();
        assert_eq!(first, 1, "{name}:\n{}", window.outline());
    }
}

/// Tab goes round through every group; arrows through the items of a group: together they reach all there is.
#[test]
fn every_control_is_reached_by_the_keyboard_and_tab_comes_round() {
    for (name, screen, dialog) in all(&kk()) {
        let mut window = open(USUAL, choices(Tongue::Kk, Some(100), Colours::BlackOnWhite), screen, dialog);
        let wanted: BTreeSet<u64> = stops(&window).into_iter().map(|found| found.id.0).collect();
        let mut reached = BTreeSet::new();
        let start = focused(&window).id;
        for _ in 0..=wanted.len() {
            let stop = focused(&window);
            reached.insert(stop.id.0);
            // Radio buttons and tabs choose as they are walked through, which would change the screen.
            if matches!(stop.role, Role::ListItem | Role::TreeItem) {
                window.press(Named::Home);
                loop {
                    let before = focused(&window).id;
                    reached.insert(before.0);
                    window.press(Named::ArrowDown);
                    if focused(&window).id == before {
                        break;
                    }
                }
            } else if matches!(stop.role, Role::RadioButton | Role::Tab) {
                let group = window.nodes().into_iter().filter(|found| found.role == stop.role);
                reached.extend(group.map(|found| found.id.0));
            }
            window.press(Named::Tab);
            if focused(&window).id == start {
                break;
            }
        }
        let missed: Vec<String> = stops(&window)
            .into_iter()
            .filter(|found| wanted.contains(&found.id.0) && !reached.contains(&found.id.0))
            .map(|found| format!("{:?} «{}»", found.role, found.name))
            .collect();
        assert!(missed.is_empty(), "{name}: not reached: {missed:?} in\n{}", window.outline());
    }
}

#[test]
fn what_can_be_pressed_is_large_enough() {
    for (name, screen, dialog) in all(&kk()) {
        let window = open(USUAL, choices(Tongue::Kk, Some(100), Colours::BlackOnWhite), screen, dialog);
        for found in stops(&window) {
            let bounds = found.bounds.unwrap_or_else(|| panic!("{name}: {found:?} stands nowhere"));
            assert!(bounds.height() >= 43.5 && bounds.width() >= 43.5, "{name}: «{}» is {bounds:?}", found.name);
        }
    }
}

/// WCAG 2.2, 1.4.10: at any scale nothing lies to the side of the window, and what has the focus is in sight.
#[test]
fn at_five_times_everything_is_reached_by_scrolling_down_alone() {
    for tongue in Tongue::ALL {
        for (name, screen, dialog) in all(&Locale::new(tongue)) {
            let settings = choices(tongue, Some(*SCALES.end()), Colours::WhiteOnBlack);
            let mut window = open(USUAL, settings, screen, dialog);
            for found in window.nodes() {
                let Some(bounds) = found.bounds.filter(|_| !matches!(found.role, Role::Window | Role::ScrollView))
                else {
                    continue;
                };
                let inside = bounds.x0 >= -0.5 && bounds.x1 <= f64::from(USUAL.width) + 0.5;
                assert!(inside, "{name} ({}): {:?} «{}» is at {bounds:?}", tongue.tag(), found.role, found.name);
            }
            for _ in 0..stops(&window).len() {
                window.press(Named::Tab);
                let found = focused(&window);
                let bounds = found.bounds.expect("it stands somewhere");
                let height = f64::from(USUAL.height);
                let seen = bounds.y1.min(height) - bounds.y0.max(0.0);
                assert!(
                    seen >= bounds.height().min(height) * 0.9 - 1.0,
                    "{name} ({}): «{}» is at {bounds:?}\n{:#?}",
                    tongue.tag(),
                    found.name,
                    parts(&window)
                );
            }
        }
    }
}

#[test]
fn the_first_start_offers_each_language_in_its_own() {
    let mut window = usual(Screen::Welcome(Default::default()));
    for tongue in Tongue::ALL {
        let name = Locale::new(tongue).text("welcome-choose");
        assert_eq!(window.find(Role::Button, &name).node.language(), Some(tongue.tag()));
    }
    assert_eq!(window.focus(), (Role::Button, kk().text("welcome-choose")));
    press_on(&mut window, Role::Button, "Продолжить по-русски");
    assert_eq!(asked(&mut window), "Choose(Ru)");
}

#[test]
fn the_shelf_goes_on_with_the_last_book_at_once() {
    let mut window = usual(desk::shelf());
    assert_eq!(window.focus(), (Role::Button, "Жалғастыру: Қара сөздер".to_owned()));
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Open(Id(1))");
}

#[test]
fn a_book_on_the_shelf_tells_all_of_itself_in_its_own_language() {
    let mut window = usual(desk::shelf());
    let name = "Капитанская дочка, Александр Пушкин, орыс тілі, әлі ашылмаған, қайтару мерзімі: 2999 жылғы 1 желтоқсан";
    let row = window.find(Role::ListItem, name);
    assert_eq!(row.node.language(), Some("ru"));
    press_on(&mut window, Role::ListItem, name);
    assert_eq!(asked(&mut window), "Open(Id(2))");
}

#[test]
fn the_shelf_is_found_through_by_typing() {
    let mut window = usual(desk::shelf());
    walk_to(&mut window, Role::SearchInput, "Сөреден іздеу");
    window.type_text("абай");
    let rows = window.all(Role::ListItem);
    assert_eq!(rows.len(), 2, "{}", window.outline());
    window.type_text(" жолы");
    assert_eq!(window.all(Role::ListItem).len(), 1);
    window.type_text("қ");
    assert!(window.all(Role::ListItem).is_empty());
    assert!(window.maybe(Role::Label, "Мұндай кітап сөреде жоқ.").is_some());
}

#[test]
fn the_shelf_stands_in_the_order_that_is_chosen() {
    let mut window = usual(desk::shelf());
    let first = |window: &Window| window.all(Role::ListItem).remove(0).name;
    assert!(first(&window).starts_with("Қара сөздер"));
    walk_to(&mut window, Role::RadioButton, "Соңғы оқылғаны");
    window.press(Named::ArrowDown);
    // Kazakh sorts its own letters where its alphabet has them: Cyrillic before Latin is the shelf's rule.
    let names: Vec<String> = window.all(Role::ListItem).into_iter().map(|found| found.name).collect();
    let place = |start: &str| names.iter().position(|name| name.starts_with(start)).expect("it stands there");
    assert!(place("Абай жолы") < place("Капитанская") && place("Капитанская") < place("Қара"), "{names:?}");
}

#[test]
fn keys_act_on_the_book_that_has_the_focus() {
    let window = usual(desk::shelf());
    let Screen::Shelf(state) = &window.state.screen else { unreachable!() };
    let id = "holding-3".to_owned().into();
    assert!(format!("{:?}", state.act(&Act::Details, &id)).starts_with("Details"));
    assert!(format!("{:?}", state.act(&Act::Remove, &id)).starts_with("Remove"));
    let nothing = "something-else".to_owned().into();
    assert_eq!(format!("{:?}", state.act(&Act::Remove, &nothing)), "None");
}

#[test]
fn an_empty_shelf_leads_to_the_library() {
    let (_, screen, _) = all(&kk()).into_iter().find(|(name, ..)| *name == "shelf-empty").unwrap();
    let mut window = usual(screen);
    assert_eq!(window.focus(), (Role::Button, "Каталогты ашу".to_owned()));
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Show(Catalog)");
}

#[test]
fn a_book_is_borrowed_waited_for_and_read() {
    let mut window = usual(Screen::Book(book::State::published(desk::publication(), None)));
    assert_eq!(window.focus(), (Role::Button, "Оқуға алу, EPUB".to_owned()));
    window.press(Named::Enter);
    assert!(asked(&mut window).starts_with("Acquire(Publication("));
    assert_eq!(window.focus(), (Role::Button, "Жүктеуді тоқтату".to_owned()));
    let Screen::Book(state) = &mut window.state.screen else { unreachable!() };
    state.set_under_way(None);
    state.set_holding(Some(desk::holding(6, "Абай жолы", "Мұхтар Әуезов", "kk")));
    window.redraw();
    assert_eq!(window.focus(), (Role::Button, "Оқу".to_owned()), "{}", window.outline());
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Read(Id(6))");
}

#[test]
fn downloads_are_paused_ordered_and_given_up_by_keyboard() {
    use oqyrman::library::acquire::{Step, Wanted};
    use oqyrman::library::download::Progress;
    use oqyrman::library::queue::{Id, Item, State as Way, Why};
    use oqyrman::ui::screen::downloads;
    let item = |number: i64, state| Item {
        id: Id::from(number),
        title: format!("{number}-кітап"),
        wanted: Wanted::Address(desk::url("book.epub")),
        there: 0,
        state,
        growing: std::sync::Arc::default(),
    };
    let coming = Way::Running(Some(Step::Downloading(Progress { received: 41_000_000, total: Some(100_000_000) })));
    let mut state = downloads::State::new();
    state.set_items(vec![item(1, coming), item(2, Way::Paused(Why::Reader)), item(3, Way::Waiting)]);
    let mut window = usual(Screen::Downloads(state));
    assert_eq!(window.focus(), (Role::ListItem, "1-кітап".to_owned()));
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Pause(Id(1))");
    window.press(Named::ArrowDown);
    window.press(Named::Space);
    assert_eq!(asked(&mut window), "Resume(Id(2))");
    let Screen::Downloads(state) = &mut window.state.screen else { unreachable!() };
    let mut key = |act, number: i64| {
        format!("{:?}", state.update(downloads::Message::Key(act, format!("download-{number}").into())))
    };
    assert_eq!(key(Act::PutFirst, 3), "First(Id(3))");
    assert_eq!(key(Act::CancelDownload, 3), "Cancel(Id(3))");
    assert_eq!(key(Act::CancelDownload, 1), "AskToCancel(Id(1), 41000000)", "so much is not thrown away in haste");
    assert_eq!(key(Act::CancelDownload, 7), "None");
}

#[test]
fn a_download_is_stopped_by_the_key_under_the_finger() {
    let mut window = usual(Screen::Book(book::State::published(desk::publication(), None)));
    window.press(Named::Enter);
    window.state.asked.clear();
    window.press(Named::Enter);
    assert!(asked(&mut window).starts_with("Cancel(Publication("));
    assert!(window.maybe(Role::Button, "Оқуға алу, EPUB").is_some());
}

#[test]
fn a_catalogue_is_searched_and_a_late_answer_changes_nothing() {
    let locale = kk();
    let mut window = usual(desk::catalog());
    walk_to(&mut window, Role::SearchInput, "Кітапханадан іздеу");
    window.type_text("Абай");
    window.press(Named::Enter);
    let request = asked(&mut window);
    assert!(request.starts_with("Load(Request { id: 2, what: Search(") && request.contains("\"Абай\""), "{request}");
    let answer = |window: &mut Window, id, answer| {
        let Screen::Catalog(state) = &mut window.state.screen else { unreachable!() };
        let action = state.update(catalog::Message::Loaded(id, answer), &kk());
        window.redraw();
        action
    };
    let mut other = desk::feed();
    other.title = "Ескі жауап".to_owned();
    answer(&mut window, 1, Ok(Box::new(other)));
    assert!(window.maybe(Role::Heading, "Ескі жауап").is_none());
    let mut found = desk::feed();
    found.navigation.clear();
    found.total = Some(2);
    window.announced();
    answer(&mut window, 2, Ok(Box::new(found)));
    assert!(window.announced().contains(&"Табылды: 2".to_owned()));
    assert!(window.maybe(Role::Heading, "Іздеу нәтижесі: Абай").is_some(), "{}", window.outline());
    let name = "Абай жолы. Бірінші кітап, Мұхтар Әуезов, қазақ тілі";
    press_on(&mut window, Role::ListItem, name);
    assert!(asked(&mut window).starts_with("Open(Publication"));
    // Back to where the search began, and nothing found is said with what to try.
    let Screen::Catalog(state) = &mut window.state.screen else { unreachable!() };
    assert!(state.can_go_back());
    assert!(matches!(state.back(), catalog::Action::Load(_)));
    let mut none = desk::feed();
    none.navigation.clear();
    none.publications.clear();
    state.update(catalog::Message::Loaded(3, Ok(Box::new(desk::feed()))), &locale);
    state.update(catalog::Message::SearchPressed, &locale);
    state.update(catalog::Message::Loaded(4, Ok(Box::new(none))), &locale);
    window.redraw();
    assert!(window.maybe(Role::Label, "«Абай» бойынша ештеңе табылмады").is_some(), "{}", window.outline());
}

#[test]
fn a_catalogue_turns_its_pages_and_tries_again_after_a_failure() {
    let locale = kk();
    let mut window = usual(desk::catalog());
    press_on(&mut window, Role::Button, "Келесі бет");
    assert!(asked(&mut window).contains("page=2"));
    let Screen::Catalog(state) = &mut window.state.screen else { unreachable!() };
    let error = Error::TimedOut { host: "library.example".to_owned() };
    state.update(catalog::Message::Loaded(2, Err(error)), &locale);
    window.redraw();
    assert!(window.maybe(Role::Label, "Кітапхана тым ұзақ жауап бермеді: library.example.").is_some());
    assert_eq!(window.focus(), (Role::Button, "Қайталау".to_owned()), "{}", window.outline());
    window.press(Named::Enter);
    assert!(asked(&mut window).contains("page=2"));
}

#[test]
fn a_library_that_asks_who_is_there_opens_the_dialog() {
    let locale = kk();
    let (mut state, _) = catalog::State::new(&locale);
    let action =
        state.update(catalog::Message::Loaded(1, Err(Error::Unauthorized(Box::new(desk::document())))), &locale);
    assert!(matches!(action, catalog::Action::SignIn(document) if document.title == "Қалалық кітапхана"));
    assert!(matches!(state.again(), catalog::Action::Load(request) if request.id == 2));
}

#[test]
fn the_contents_open_where_the_reader_is_and_lead_on() {
    let mut window = usual(Screen::Outline(outline::State::new(outline::Part::Contents, &desk::reading())));
    assert_eq!(window.focus(), (Role::TreeItem, "Қайтқанда, осы жердесіз".to_owned()), "{}", window.outline());
    window.press(Named::ArrowUp);
    window.press(Named::ArrowUp);
    assert_eq!(window.focus(), (Role::TreeItem, "Бірінші бөлім".to_owned()));
    // Left closes, right opens, as in any tree.
    window.press(Named::ArrowLeft);
    assert!(window.maybe(Role::TreeItem, "Балалық шақ").is_none());
    window.press(Named::ArrowRight);
    assert!(window.maybe(Role::TreeItem, "Балалық шақ").is_some());
    window.press(Named::Enter);
    assert!(asked(&mut window).starts_with("Go(GoToEntry("));
}

#[test]
fn all_headings_are_chosen_from_by_their_first_letters() {
    let mut window = usual(Screen::Outline(outline::State::new(outline::Part::Headings, &desk::reading())));
    let row = |number: usize, page: usize| format!("{number}-тарау, 1-деңгей, {page}-бет");
    // The heading that the reader is under; before the first page there is none.
    assert_eq!(window.focus(), (Role::ListItem, format!("{}, осы жердесіз", row(2, 6))), "{}", window.outline());
    assert!(window.maybe(Role::ListItem, "0-тарау, 1-деңгей").is_some(), "{}", window.outline());
    window.type_text("3");
    assert_eq!(window.focus(), (Role::ListItem, row(3, 9)));
    // Nothing begins like that: the focus stays.
    window.type_text("щ");
    assert_eq!(window.focus(), (Role::ListItem, row(3, 9)));
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Go(GoTo(Point { section: 3, block: 0, byte: 0 }))");
}

#[test]
fn letters_find_a_row_of_any_list() {
    let mut window = usual(Screen::Outline(outline::State::new(outline::Part::Contents, &desk::reading())));
    window.type_text("со");
    assert_eq!(window.focus(), (Role::TreeItem, "Соңғы сөз".to_owned()));
    // With Control it is a command.
    window.chord(Modifiers::CTRL, "к", Code::KeyR);
    assert_eq!(window.focus(), (Role::TreeItem, "Соңғы сөз".to_owned()));
}

#[test]
fn keys_of_a_screen_reader_do_no_harm() {
    let contents = || Screen::Outline(outline::State::new(outline::Part::Contents, &desk::reading()));
    let press = |key: Key, location| {
        let text = match &key {
            Key::Character(text) => Some(text.clone()),
            _ => None,
        };
        Event::Keyboard(keyboard::Event::KeyPressed {
            modified_key: key.clone(),
            key,
            physical_key: Physical::Unidentified(NativeCode::Unidentified),
            location,
            modifiers: Modifiers::default(),
            text,
            repeat: false,
        })
    };
    let insert = |location| press(Key::Named(Named::Insert), location);
    let release = Event::Keyboard(keyboard::Event::KeyReleased {
        key: Key::Named(Named::Insert),
        modified_key: Key::Named(Named::Insert),
        physical_key: Physical::Unidentified(NativeCode::Unidentified),
        location: Location::Standard,
        modifiers: Modifiers::default(),
    });
    let all = [
        press(Key::Named(Named::ArrowUp), Location::Standard),
        press(Key::Named(Named::Tab), Location::Standard),
        press(Key::Named(Named::Enter), Location::Standard),
        press(Key::Named(Named::Space), Location::Standard),
        press(Key::Character("с".into()), Location::Standard),
    ];
    // Together with Insert, whether a screen reader runs or not.
    let mut window = usual(contents());
    let before = window.focus();
    for location in [Location::Standard, Location::Numpad] {
        window.events(&[insert(location)]);
        for event in &all {
            window.events(std::slice::from_ref(event));
            assert_eq!((window.focus(), window.state.asked.len()), (before.clone(), 0), "{event:?}");
        }
        window.events(std::slice::from_ref(&release));
    }
    window.events(&all[..1]);
    assert_ne!(window.focus(), before, "without Insert they are keys again");

    // The number pad, while a screen reader runs.
    let pad = [Named::ArrowUp, Named::Home, Named::End, Named::PageUp, Named::Enter].map(Key::Named);
    let signs = ["+", "-", "*", "/"].map(|sign| Key::Character(sign.into()));
    let mut window = usual(contents());
    window.state.screen_reader = true;
    window.redraw();
    let before = window.focus();
    for key in pad.into_iter().chain(signs).chain([Key::Unidentified]) {
        window.events(&[press(key.clone(), Location::Numpad)]);
        assert_eq!((window.focus(), window.state.asked.len()), (before.clone(), 0), "{key:?}");
    }
    // In a field its signs are not typed, its digits are.
    let mut window = usual(Screen::Outline(outline::State::new(outline::Part::Places, &desk::reading())));
    window.state.screen_reader = true;
    window.redraw();
    for text in ["7", "+", "/"] {
        window.events(&[press(Key::Character(text.into()), Location::Numpad)]);
    }
    assert_eq!(focused(&window).value.as_deref(), Some("7"));
    // Without a screen reader its arrows are arrows.
    let mut window = usual(contents());
    let before = window.focus();
    window.events(&[press(Key::Named(Named::ArrowUp), Location::Numpad)]);
    assert_ne!(window.focus(), before);
}

#[test]
fn a_page_and_a_percentage_are_gone_to_and_wrong_ones_are_explained() {
    let mut window = usual(Screen::Outline(outline::State::new(outline::Part::Places, &desk::reading())));
    assert_eq!(window.focus(), (Role::TextInput, "Бет нөмірі".to_owned()));
    window.type_text("99");
    window.press(Named::Enter);
    assert!(window.state.asked.is_empty());
    assert!(focused(&window).description.unwrap_or_default().contains("Мұндай бет жоқ: 99."));
    window.press(Named::Backspace);
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Go(GoToPage(\"9\"))");
    walk_to(&mut window, Role::TextInput, "Пайыз, 0–100");
    window.type_text("12,5");
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Go(GoToPercent(12.5))");
}

#[test]
fn bookmarks_are_listed_with_their_words() {
    let mut window = usual(Screen::Outline(outline::State::new(outline::Part::Bookmarks, &desk::reading())));
    let rows = window.all(Role::ListItem);
    assert_eq!(rows.len(), 2);
    assert!(rows[0].name.starts_with("Ол келді."), "{}", rows[0].name);
    window.press(Named::Enter);
    assert!(asked(&mut window).starts_with("Go(GoTo("));
}

#[test]
fn settings_change_at_once_by_arrows() {
    let mut window = usual(Screen::Settings(settings::State::new("")));
    walk_to(&mut window, Role::RadioButton, "Ақ үстіне қара");
    window.press(Named::ArrowDown);
    assert_eq!(window.state.context.settings.appearance.colours, Colours::WhiteOnBlack);
    walk_to(&mut window, Role::Slider, "Мәтін өлшемі");
    let before = window.state.context.settings.appearance.text_size;
    window.press(Named::ArrowRight);
    assert_eq!(window.state.context.settings.appearance.text_size, before + 2.0);
    assert_eq!(focused(&window).value.as_deref(), Some("26 пт"));
    window.press(Named::End);
    assert_eq!(window.state.context.settings.appearance.text_size, 200.0);
    walk_to(&mut window, Role::Slider, "Жылдамдық");
    window.press(Named::ArrowRight);
    assert_eq!(window.state.context.settings.voice.rate, 10);
    walk_to(&mut window, Role::CheckBox, "Бір әріптік пернелер");
    window.press(Named::Space);
    assert!(!window.state.context.settings.single_letter_keys);
}

#[test]
fn the_language_is_switched_while_the_program_runs() {
    let mut window = usual(Screen::Settings(settings::State::new("")));
    walk_to(&mut window, Role::RadioButton, "Қазақша");
    window.press(Named::ArrowDown);
    assert_eq!(window.state.context.settings.language, Some(Tongue::Ru));
    assert!(window.maybe(Role::Heading, "Настройки").is_some());
    assert_eq!(window.focus(), (Role::RadioButton, "Русский".to_owned()), "the focus stays");
}

#[test]
fn a_voice_is_chosen_for_each_language_and_tried() {
    let mut window = usual(Screen::Settings(settings::State::new("")));
    walk_to(&mut window, Role::RadioButton, "Жүйе таңдасын");
    window.press(Named::ArrowDown);
    let chosen = &window.state.context.settings.voice.voices;
    assert_eq!(chosen.get("kk").map(String::as_str), Some("kk+male1"));
    window.state.asked.clear();
    press_on(&mut window, Role::Button, "Тыңдап көру");
    assert!(asked(&mut window).starts_with("Try { language: Language(\"kk\")"));
    walk_to(&mut window, Role::Slider, "Қосымша жылдамдық, қазақ тілі");
    window.press(Named::ArrowLeft);
    walk_to(&mut window, Role::Slider, "Қосымша дыбыс деңгейі, қазақ тілі");
    window.press(Named::ArrowRight);
    let manner = window.state.context.settings.voice.manners.get("kk");
    assert_eq!(manner, Some(&Manner { rate: -10, volume: 10 }));
}

#[test]
fn help_tells_the_keys_that_the_program_has() {
    let window = usual(Screen::Help(oqyrman::ui::screen::help::State::new(oqyrman::ui::keymap::Scope::Global)));
    let lines: Vec<String> = window.all(Role::ListItem).into_iter().map(|found| found.name).collect();
    assert!(lines.contains(&"Мен қай жердемін: F2 немесе Ctrl + I".to_owned()), "{lines:?}");
    for row in oqyrman::ui::keymap::rows(oqyrman::ui::keymap::Scope::Global) {
        let act = kk().text(row.act.id());
        assert!(lines.iter().any(|line| line.starts_with(&format!("{act}: "))), "{act}");
    }
}

#[test]
fn a_file_is_found_folder_by_folder_and_added() {
    let locale = kk();
    let mut window = usual(desk::add_screen());
    assert_eq!(window.focus(), (Role::ListItem, "Жеке қалта".to_owned()));
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "List(1, \"/home/aigul\")");
    let Screen::Add(state) = &mut window.state.screen else { unreachable!() };
    state.update(add::Message::Listed(1, Ok(desk::listing())), &locale);
    window.redraw();
    assert!(window.announced().contains(&"Қалталар: 1, кітаптар: 1".to_owned()));
    assert_eq!(window.focus(), (Role::ListItem, "Қалта: Кітаптар".to_owned()));
    window.press(Named::ArrowDown);
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Add(\"/home/aigul/abai.epub\")");
}

#[test]
fn a_path_and_an_address_are_pasted() {
    let mut window = usual(desk::add_screen());
    walk_to(&mut window, Role::UrlInput, "Файлдың жолы немесе веб-мекенжайы");
    window.type_text("https://library.example/opds");
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "OpenAddress(\"https://library.example/opds\")");
}

#[test]
fn a_locked_book_asks_for_its_password_and_never_tells_it() {
    let mut window = with(Dialog::Password(password::State::new("Қара сөздер", false, &kk())));
    assert_eq!(window.focus(), (Role::PasswordInput, "Құпиясөз".to_owned()), "{}", window.outline());
    assert!(window.outline().contains("«Қара сөздер» кітабының құпиясөзі"));
    window.press(Named::Enter);
    assert!(window.state.asked.is_empty());
    let told = focused(&window).description.unwrap_or_default();
    assert!(told.contains("Кітаптың құпиясөзін теріңіз."), "{told}");
    window.type_text("abai1845");
    assert!(!window.outline().contains("abai1845"), "a password is never told");
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Open(Password(***))");

    let window = with(Dialog::Password(password::State::new("Қара сөздер", true, &kk())));
    assert!(window.outline().contains("Бұл — кітаптың құпиясөзі емес."), "{}", window.outline());
}

#[test]
fn signing_in_needs_a_name_and_says_what_is_wrong() {
    let mut window = with(Dialog::SignIn(sign_in::State::new(Box::new(desk::document()), "", true, &kk())));
    assert_eq!(window.focus(), (Role::TextInput, "Билет нөмірі".to_owned()), "{}", window.outline());
    window.press(Named::Enter);
    assert!(window.state.asked.is_empty());
    let told = focused(&window).description.unwrap_or_default();
    assert!(told.contains("Алдымен билет нөмірін немесе атыңызды жазыңыз."), "{told}");
    window.type_text("12345");
    window.press(Named::Tab);
    assert_eq!(window.focus(), (Role::PasswordInput, "PIN-код".to_owned()));
    window.type_text("0000");
    assert!(!window.outline().contains("0000"), "a password is never told");
    window.press(Named::Enter);
    // The debug form of credentials keeps the password to itself.
    assert_eq!(asked(&mut window), "SignIn { credentials: Credentials { user: \"12345\", .. }, remember: true }");

    let mut refused = desk::document();
    refused.refused = true;
    let window = with(Dialog::SignIn(sign_in::State::new(Box::new(refused), "12345", false, &kk())));
    assert!(window.outline().contains("Бұл деректермен кіру мүмкін болмады."), "{}", window.outline());
    assert!(window.maybe(Role::CheckBox, &kk().text("sign-in-remember")).is_none());
}

#[test]
fn signing_in_by_a_token_says_where_the_password_goes() {
    let mut window = with(Dialog::SignIn(sign_in::State::new(Box::new(desk::by_token()), "12345", true, &kk())));
    let told = focused(&window).description.unwrap_or_default();
    assert!(told.contains("құпиясөз login.library.example мекенжайына жіберіледі"), "{told}");
    assert!(window.maybe(Role::CheckBox, &kk().text("entry-remember")).is_some(), "{}", window.outline());
    press_on(&mut window, Role::Button, &kk().text("entry-browser-do"));
    assert_eq!(asked(&mut window), "Browse");

    let mut alone = desk::by_token();
    alone.flows.remove(0);
    let mut window = with(Dialog::SignIn(sign_in::State::new(Box::new(alone), "", true, &kk())));
    assert!(window.maybe(Role::PasswordInput, &kk().text("sign-in-password")).is_none());
    assert_eq!(window.focus(), (Role::Button, kk().text("entry-browser-do")));
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Browse");

    let mut window = with(Dialog::Browser(browser::State::new("Қалалық кітапхана", "login.library.example")));
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Close");
    press_on(&mut window, Role::Button, &kk().text("entry-browser-again"));
    assert_eq!(asked(&mut window), "Open");
}

#[test]
fn a_question_is_safe_against_haste() {
    use oqyrman::ui::dialog::question::State;
    let mut window = with(Dialog::Question(State::remove(&kk(), "Қара сөздер", "remove")));
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Close");
    press_on(&mut window, Role::Button, "Алып тастау");
    assert_eq!(asked(&mut window), "Do(\"remove\")");
}

#[test]
fn a_failure_stays_with_what_to_do_and_why() {
    use oqyrman::ui::dialog::failure::State;
    use oqyrman::ui::wording;
    let error = Error::BrokeOff { host: "library.example".to_owned(), source: None };
    let mut window = with(Dialog::Failure(State::new(wording::library_error(&kk(), &error), true)));
    let dialog = window.all(Role::AlertDialog).remove(0);
    let told = dialog.description.unwrap_or_default();
    assert!(told.contains("Байланыс үзіліп қалды") && told.contains("жалғасады"), "{told}");
    press_on(&mut window, Role::Button, "Техникалық мәлімет");
    assert!(window.outline().contains("the answer of library.example broke off"));
    press_on(&mut window, Role::Button, "Қайталау");
    assert_eq!(asked(&mut window), "Retry");
}

#[test]
fn the_frame_leads_to_every_screen() {
    let mut window = usual(desk::shelf());
    for (name, place) in [("Каталог", "Catalog"), ("Мазмұны", "Outline"), ("Анықтама", "Help")] {
        press_on(&mut window, Role::Button, name);
        assert_eq!(asked(&mut window), place);
    }
    window.press_with(Modifiers::SHIFT, Named::Tab);
    press_on(&mut window, Role::Button, "Артқа");
    assert_eq!(asked(&mut window), "\"back\"");
}

/// For the eye: `OQYRMAN_PICTURES=target/screens cargo test --release --test screens pictures`.
#[test]
fn pictures() {
    if std::env::var_os("OQYRMAN_PICTURES").is_none() {
        return;
    }
    for (tongue, scale, colours) in [
        (Tongue::Kk, 100, Colours::BlackOnWhite),
        (Tongue::Ru, 200, Colours::YellowOnBlack),
        (Tongue::Kk, 200, Colours::WhiteOnBlack),
        (Tongue::Ru, 500, Colours::BlackOnWhite),
        (Tongue::Kk, 500, Colours::YellowOnBlack),
    ] {
        for (name, screen, dialog) in all(&Locale::new(tongue)) {
            let mut window = open(USUAL, choices(tongue, Some(scale), colours), screen, dialog);
            window.picture(&format!("{name}-{}-{scale}", tongue.tag()));
        }
    }
}
