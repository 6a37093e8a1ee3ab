//! A note in place: below the line of its reference, with the way back to the very letter.

use std::sync::Arc;
use std::time::SystemTime;

use accesskit::{Rect, Role};
use iced::keyboard::key::Named;
use oqyrman::book::{Block, Book, Kind, Metadata, Point, Section};
use oqyrman::locale::Tongue;
use oqyrman::reading::{Annotations, Command, Reading};
use oqyrman::settings::Colours;
use oqyrman::ui::dialog::reference;
use oqyrman::ui::screen::{Context, reader};

use super::desk::{self, Desk, Screen, choices};
use super::{USUAL, Window, kk};

const NOTE: &str = "Абай Құнанбайұлы (1845–1904) — ақын.";

fn window(percent: u16, cursor: Point) -> Window {
    let mut section = Section::new("1.xhtml");
    section.blocks = (0..60).map(|number| Block::new(Kind::Paragraph, format!("Абзац{number}"))).collect();
    let book = Book::new(Metadata::default(), vec![Arc::new(section)], Vec::new(), Vec::new(), Vec::new());
    let mut reading = Reading::open(Arc::new(book), None, Annotations::default());
    reading.perform(Command::GoTo(cursor), SystemTime::UNIX_EPOCH);
    let context = Context::new(choices(Tongue::Kk, Some(percent), Colours::BlackOnWhite), kk(), USUAL);
    desk::opened(USUAL, |window| Desk { context, reading, ..Desk::at(window, Screen::Reader(reader::State::new())) })
}

/// The line that holds these words.
fn line(window: &Window, words: &str) -> Rect {
    fn find(node: accesskit_consumer::NodeRef<'_>, words: &str) -> Option<Rect> {
        let is_it = node.role() == Role::TextRun && node.data().value().is_some_and(|value| value.trim() == words);
        is_it.then(|| node.bounding_box()).flatten().or_else(|| node.children().find_map(|child| find(child, words)))
    }
    window.tree(|tree| find(tree.state().root(), words)).unwrap_or_else(|| panic!("{words} is laid out"))
}

#[test]
fn a_note_opens_below_its_line_and_gives_the_letter_back() {
    for percent in [100, 200, 500] {
        for number in [1, 30, 59] {
            let cursor = Point::new(0, number, 4);
            let mut window = window(percent, cursor);
            let before = line(&window, &format!("Абзац{number}"));
            if let Screen::Reader(state) = &mut window.state.screen {
                let parts = vec![(NOTE.to_owned(), "kk".to_owned())];
                state.show_note(reference::State::new(parts, Point::new(0, 59, 0)));
            }
            window.redraw();
            window.picture(&format!("note-{percent}-{number}"));
            let dialog = window.all(Role::Dialog).pop().and_then(|dialog| dialog.bounds).expect("it is open");
            let (width, height) = (f64::from(USUAL.width), f64::from(USUAL.height));
            assert!(dialog.x0 >= 0.0 && dialog.x1 <= width && dialog.y1 <= height + 1.0, "{dialog:?}");
            assert!(dialog.height() > height / 6.0, "it has room at {percent} %: {dialog:?}");
            let (role, name) = window.focus();
            assert_eq!((role, name.as_str()), (Role::Button, "Жабу"));
            let said = window.all(Role::Button).into_iter().find(|button| button.focused);
            assert_eq!(said.and_then(|button| button.description).as_deref(), Some(NOTE));
            window.press(Named::Enter);
            assert_eq!(window.focus().0, Role::Document, "{}", window.outline());
            assert_eq!(window.state.reading.cursor(), cursor);
            let after = line(&window, &format!("Абзац{number}"));
            assert!(after.y0 >= 0.0 && after.y0 < height, "{after:?}");
            if number == 1 && percent < 500 {
                assert_eq!(before, after, "what has room is not moved");
                assert!((dialog.y0 - before.y1).abs() < 3.0, "below the line: {before:?} {dialog:?}");
            }
            if number == 30 && percent < 500 {
                assert!((dialog.y0 - after.y1).abs() < 3.0, "below the line: {after:?} {dialog:?}");
            }
        }
    }
}
