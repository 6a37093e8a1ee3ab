//! A shelf of two thousand books: only what is in sight is made, and nobody notices.

use accesskit::{Action, Role};
use iced::keyboard::key::Named;
use iced::{Event, Point, Size, mouse};
use oqyrman::locale::Tongue;
use oqyrman::settings::Colours;
use oqyrman::ui::screen::shelf;

use super::Window;
use super::desk::{self, Screen, choices, holding};
use super::headless::Found;

const BOOKS: i64 = 2000;

/// Names of different lengths, so that rows are of different heights in large letters.
fn title(book: i64) -> String {
    format!("Кітап {book}{}", " ұзақ атауы бар".repeat((book % 4) as usize))
}

fn full(scale: u16) -> Window {
    let mut state = shelf::State::new();
    state.set_holdings((1..=BOOKS).map(|id| holding(id, &title(id), "Абай Құнанбайұлы", "kk")).collect());
    state.update(shelf::Message::Sorted(shelf::Sort::Title));
    let settings = choices(Tongue::Kk, Some(scale), Colours::BlackOnWhite);
    let mut window = desk::open(Size::new(1280.0, 720.0), settings, Screen::Shelf(state), None);
    // To the list, which has one stop of Tab.
    for _ in 0..20 {
        if window.focus().0 == Role::ListItem {
            return window;
        }
        window.press(Named::Tab);
    }
    panic!("no way to the books:\n{}", window.outline());
}

fn focused(window: &Window) -> Found {
    window.nodes().into_iter().find(|found| found.focused).expect("something has the focus")
}

/// The focused row's place among all, from one.
fn place(window: &Window) -> usize {
    focused(window).node.position_in_set().expect("a row of a list") + 1
}

#[track_caller]
fn assert_in_sight(window: &Window) {
    let bounds = focused(window).bounds.expect("it stands somewhere");
    let size = window.size();
    assert!(bounds.y0 >= -1.0 && bounds.y0 < f64::from(size.height) - 20.0, "{bounds:?}");
}

#[test]
fn only_rows_near_the_view_are_made_and_the_arrows_reach_all() {
    for scale in [100, 300] {
        let mut window = full(scale);
        let first = place(&window);
        assert_eq!(window.find(Role::List, &focused_list(&window)).node.size_of_set(), Some(BOOKS as usize));
        for step in 1..=150 {
            window.press(Named::ArrowDown);
            assert_eq!(place(&window), first + step);
            assert_in_sight(&window);
        }
        assert!(window.all(Role::ListItem).len() < 150, "{}", window.all(Role::ListItem).len());
        window.press(Named::End);
        assert_eq!(place(&window), BOOKS as usize);
        assert_in_sight(&window);
        window.press(Named::ArrowUp);
        assert_eq!(place(&window), BOOKS as usize - 1);
        window.press(Named::Home);
        assert_eq!(place(&window), 1);
        assert_in_sight(&window);
    }
}

fn focused_list(window: &Window) -> String {
    window
        .all(Role::List)
        .into_iter()
        .find(|list| list.node.size_of_set() == Some(BOOKS as usize))
        .expect("the list")
        .name
}

#[test]
fn typing_goes_to_rows_that_were_never_made() {
    let mut state = shelf::State::new();
    let mut books: Vec<_> = (1..BOOKS).map(|id| holding(id, &title(id), "Абай Құнанбайұлы", "kk")).collect();
    books.push(holding(BOOKS, "Өмір", "Абай Құнанбайұлы", "kk"));
    state.set_holdings(books);
    state.update(shelf::Message::Sorted(shelf::Sort::Title));
    let mut window = desk::open(
        Size::new(1280.0, 720.0),
        choices(Tongue::Kk, Some(100), Colours::BlackOnWhite),
        Screen::Shelf(state),
        None,
    );
    while window.focus().0 != Role::ListItem {
        window.press(Named::Tab);
    }
    window.type_text("ө");
    assert!(focused(&window).name.starts_with("Өмір"), "{}", focused(&window).name);
    assert_in_sight(&window);
}

#[test]
fn the_wheel_shows_other_rows_and_the_focus_stays_where_it_was() {
    let mut window = full(100);
    let before = focused(&window);
    window.click_at(Point::new(4.0, 4.0));
    for _ in 0..200 {
        let delta = mouse::ScrollDelta::Lines { x: 0.0, y: -10.0 };
        window.events(&[Event::Mouse(mouse::Event::WheelScrolled { delta })]);
    }
    let seen: Vec<Found> = window
        .all(Role::ListItem)
        .into_iter()
        .filter(|row| row.bounds.is_some_and(|bounds| bounds.y0 > 100.0 && bounds.y1 < 700.0))
        .collect();
    assert!(seen.len() > 3, "rows are seen:\n{}", window.outline());
    assert!(seen.iter().all(|row| row.node.position_in_set().is_some_and(|place| place > 50)));
    assert_eq!(focused(&window).id, before.id, "the focus is kept though its row is out of sight");
    window.press(Named::ArrowDown);
    assert_eq!(place(&window), before.node.position_in_set().unwrap_or_default() + 2);
    assert_in_sight(&window);
    // Assistive technology can go to a row in sight.
    window.request(seen[0].id, Action::Focus, None);
    assert_eq!(focused(&window).id, seen[0].id);
}

#[test]
fn another_order_or_a_filter_keeps_the_focus_on_its_book() {
    let mut window = full(100);
    (0..80).for_each(|_| window.press(Named::ArrowDown));
    let book = focused(&window).name;
    if let Screen::Shelf(state) = &mut window.state.screen {
        state.update(shelf::Message::Sorted(shelf::Sort::Added));
    }
    window.redraw();
    assert_eq!(focused(&window).name, book);
    if let Screen::Shelf(state) = &mut window.state.screen {
        state.update(shelf::Message::Filtered("ешқайда".to_owned()));
    }
    window.redraw();
    assert_ne!(window.focus().0, Role::ListItem);
}
