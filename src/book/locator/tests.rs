use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::book::{Block, Kind, Metadata};

fn book(sections: &[(&str, &[&str])]) -> Book {
    let sections = sections
        .iter()
        .map(|(href, blocks)| {
            let mut section = Section::new(*href);
            section.blocks = blocks
                .iter()
                .map(|text| Block::new(if text.is_empty() { Kind::Image } else { Kind::Paragraph }, *text))
                .collect();
            Arc::new(section)
        })
        .collect();
    Book::new(Metadata::default(), sections, Vec::new(), Vec::new(), Vec::new())
}

fn every_point(book: &Book) -> Vec<Point> {
    let mut points = Vec::new();
    for (index, section) in book.sections.iter().enumerate() {
        for (number, block) in section.blocks.iter().enumerate() {
            let bytes = block.text.char_indices().map(|(byte, _)| byte).chain([block.text.len()]);
            points.extend(bytes.map(|byte| Point::new(index, number, byte)));
        }
    }
    points
}

#[test]
fn every_point_is_found_again_even_in_repetitions_and_pictures() {
    let book = book(&[
        ("a.xhtml", &["Ол келді. Ол келді.", "", "", "Ол келді. Ол келді.", ""]),
        ("a.xhtml", &["Ол келді. Ол келді.", "", "", "Ол келді. Ол келді.", ""]),
        ("b.xhtml", &[]),
    ]);
    for point in every_point(&book) {
        assert_eq!(book.resolve(&book.locate(point)), point);
    }
    assert_eq!(book.resolve(&book.locate(Point::new(2, 0, 0))), Point::new(2, 0, 0));
}

#[test]
fn a_place_is_found_by_its_words_when_text_was_put_before_it() {
    let old = book(&[("a.xhtml", &["Күн шықты. Мен күттім, ол келмеді.", "Кеш батты."])]);
    let new = book(&[("x.xhtml", &["Жаңа."]), ("a.xhtml", &["Кіріспе.", "Таң. Күн шықты. Мен күттім, ол келмеді!"])]);
    let place = Point::new(0, 0, "Күн шықты. ".len());
    assert_eq!(new.resolve(&old.locate(place)), Point::new(1, 1, "Таң. Күн шықты. ".len()));
}

#[test]
fn a_place_is_found_when_the_words_at_it_were_changed() {
    let old = book(&[("a.xhtml", &["Бірінші сөйлем ұзақ еді. Екінші кайда калды?"])]);
    let new = book(&[("a.xhtml", &["Бірінші сөйлем ұзақ еді. Екінші қайда қалды?"])]);
    let place = Point::new(0, 0, "Бірінші сөйлем ұзақ еді. ".len());
    assert_eq!(new.resolve(&old.locate(place)), place);
}

#[test]
fn without_words_the_progress_is_followed_and_without_anything_the_beginning() {
    let book = book(&[("a.xhtml", &["0123456789"])]);
    let half = Locator {
        href: "a.xhtml".into(),
        locations: Locations { progression: Some(0.5), ..Locations::default() },
        ..Locator::default()
    };
    assert_eq!(book.resolve(&half), Point::new(0, 0, 5));
    let whole = Locator {
        href: "gone.xhtml".into(),
        locations: Locations { total_progression: Some(0.5), ..Locations::default() },
        ..Locator::default()
    };
    assert_eq!(book.resolve(&whole), Point::new(0, 0, 5));
    assert_eq!(book.resolve(&Locator::default()), book.beginning());
}

#[test]
fn a_place_is_found_where_it_went_when_a_section_was_parted() {
    let texts = ["Ғылым таппай мақтанба, орын таппай баптанба.", "Құмарланып шаттанба, ойнап босқа күлуге."];
    let before = book(&[("a.html", &texts)]);
    let locator = before.locate(Point::new(0, 1, 0));
    let parted = book(&[("a.html", &texts[..1]), ("a.html.2", &texts[1..])]);
    assert_eq!(parted.resolve(&locator), Point::new(1, 0, 0));
    let twice = book(&[("a.html", &texts[..1]), ("a.html.2", &texts[1..]), ("a.html.3", &texts[1..])]);
    assert_eq!(twice.resolve(&locator).section, 0, "what stands in several tells nothing");
}

#[test]
fn a_locator_survives_json() {
    let book = book(&[("a.xhtml", &["Ол келді. Мен күттім."])]);
    for point in every_point(&book) {
        let json = serde_json::to_string(&book.locate(point)).expect("a locator is plain data");
        let again: Locator = serde_json::from_str(&json).expect("what was written is read");
        assert_eq!(book.resolve(&again), point);
    }
}

proptest! {
    #[test]
    fn resolve_undoes_locate(blocks in prop::collection::vec("[аб \\.қ]{0,12}", 1..12)) {
        let texts: Vec<&str> = blocks.iter().map(String::as_str).collect();
        let book = book(&[("s.xhtml", &texts[..texts.len() / 2]), ("t.xhtml", &texts[texts.len() / 2..])]);
        for point in every_point(&book) {
            prop_assert_eq!(book.resolve(&book.locate(point)), point);
        }
    }

    #[test]
    fn any_locator_leads_to_a_place_that_exists(
        fragment in "at=[0-9]{1,3},[0-9]{1,3},[0-9]{1,3}|[a-z]{0,3}",
        progression in prop::option::of(-1.0f64..2.0),
        highlight in "[аб ]{0,6}",
    ) {
        let book = book(&[("s.xhtml", &["аб аб", "", "б а"])]);
        let locator = Locator {
            href: "s.xhtml".into(),
            locations: Locations { fragments: vec![fragment], progression, ..Locations::default() },
            text: TextContext { highlight, ..TextContext::default() },
            ..Locator::default()
        };
        let point = book.resolve(&locator);
        prop_assert_eq!(book.bounded(point), point);
    }
}
