//! Details, formulas, descriptions and notes as a reader comes to them.

use std::sync::Arc;

use super::{Desk, book_in};
use crate::book::{Description, Formula, Group, GroupKind, Inline, Part, Point, Section, Shape, Style, Target, Tongue};
use crate::reading::{Annotations, Command, Effect, Notice, Reading};

/// A book of this markup, its first section completed, with the cursor.
fn desk(markup: &str, complete: impl FnOnce(&mut Section)) -> Desk {
    let mut desk = Desk::new("kk", markup);
    let (book, cursor) = book_in("kk", markup);
    let mut book = Arc::into_inner(book).expect("nobody else has it");
    complete(Arc::get_mut(&mut book.sections[0]).expect("nobody else has it"));
    desk.reading = Reading::open(Arc::new(book), None, Annotations::default());
    desk.reading.cursor = cursor;
    desk
}

/// Blocks 1 to 3, of which the first is the summary.
fn details(open: bool) -> impl FnOnce(&mut Section) {
    move |section| {
        let kind = GroupKind::Details { open, summary: 1 };
        section.groups.push(Group { kind, blocks: 1..4, parent: None, label: None });
    }
}

const PAGE: &str = "|Бір.\nҚысқаша.\n@in Жасырын [тұз](#top) су.\nТағы.\nСоңы.";

#[test]
fn what_is_closed_is_passed_over() {
    let mut desk = desk(PAGE, details(false));
    for (words, block) in [
        ("next sentence", 1),
        ("next sentence", 4),
        ("previous sentence", 1),
        ("next paragraph", 4),
        ("previous word", 1),
        ("next character", 1),
        ("end", 4),
        ("beginning", 0),
    ] {
        desk.ask(words);
        assert_eq!(desk.reading.cursor().block, block, "{words}");
    }
    desk.ask("next link");
    assert!(matches!(desk.notices.last(), Some(Notice::Nothing(..))));
    desk.ask("read");
    desk.say_all();
    assert_eq!(desk.heard, ["Бір.", "Қысқаша.", "Соңы."]);
    assert_eq!(desk.reading.folded(0), vec![2..4]);
}

#[test]
fn the_summary_opens_and_closes() {
    let mut desk = desk(PAGE, details(false));
    desk.ask("next sentence");
    desk.ask("follow");
    assert!(matches!(desk.notices.as_slice(), [Notice::Expanded]));
    desk.ask("next sentence");
    assert_eq!(desk.reading.cursor(), Point::new(0, 2, 0));
    desk.perform(Command::ToggleDetails(Point::new(0, 1, 0)));
    assert!(matches!(desk.notices.last(), Some(Notice::Collapsed)));
    assert_eq!(desk.reading.cursor(), Point::new(0, 1, 0), "the cursor does not stay in what is closed");
    desk.perform(Command::ToggleDetails(Point::new(0, 4, 0)));
    assert!(matches!(desk.notices.last(), Some(Notice::NoDetails)));
}

#[test]
fn the_own_voice_tells_whether_a_summary_is_open() {
    let mut desk = desk(PAGE, details(false));
    desk.reading.set_speak_moves(true);
    desk.ask("next sentence");
    assert!(matches!(desk.notices.as_slice(), [Notice::Collapsed]));
}

#[test]
fn search_and_links_open_what_they_lead_into() {
    let mut searching = desk(PAGE, details(false));
    searching.ask("find су");
    assert_eq!(searching.reading.cursor().block, 2);
    assert!(searching.reading.folded(0).is_empty());
    let mut linked = desk(&PAGE.replace("Бір.", "[Бір](#in)."), details(false));
    linked.ask("follow");
    assert_eq!(linked.reading.cursor(), Point::new(0, 2, 0));
    assert!(linked.reading.folded(0).is_empty());
    linked.ask("back");
    assert_eq!(linked.reading.cursor().block, 0);
}

#[test]
fn details_are_open_where_the_author_opened_them() {
    let mut desk = desk(PAGE, details(true));
    assert!(desk.reading.folded(0).is_empty());
    desk.perform(Command::ToggleDetails(Point::new(0, 3, 0)));
    assert_eq!(desk.reading.folded(0), vec![2..4]);
}

#[test]
fn details_in_details_open_together_when_one_goes_inside() {
    let mut desk = desk("|А.\nБ.\nВ.\nГ.", |section| {
        let group = |summary, blocks, parent| Group {
            kind: GroupKind::Details { open: false, summary },
            blocks,
            parent,
            label: None,
        };
        section.groups.push(group(1, 0..4, None));
        section.groups.push(group(1, 1..3, Some(0)));
    });
    assert_eq!(desk.reading.folded(0), vec![1..4]);
    desk.ask("follow");
    assert_eq!(desk.reading.folded(0), vec![2..3]);
    desk.ask("follow");
    desk.perform(Command::GoTo(Point::new(0, 2, 0)));
    assert!(desk.reading.folded(0).is_empty());
}

fn formula() -> Arc<Formula> {
    let root = Part::leaf(Shape::Identifier("x".to_owned()));
    Arc::new(Formula { root: Some(root), authored: None, tongue: Some(Tongue::Kazakh), display: false })
}

#[test]
fn a_formula_opens_and_leaves_the_place_alone() {
    let mut desk = desk("|Мұнда x бар. Мұнда жоқ.", |section| {
        let start = "Мұнда ".len();
        section.blocks[0].inlines.push(Inline { range: start..start + 1, style: Style::Math(formula()) });
    });
    desk.ask("follow");
    assert!(matches!(desk.effects.as_slice(), [Effect::Explore(_)]), "{:?}", desk.effects);
    assert_eq!(desk.reading.cursor(), Point::new(0, 0, 0));
    desk.ask("next sentence");
    desk.perform(Command::Explore);
    assert!(matches!(desk.notices.as_slice(), [Notice::NoFormula]));
}

#[test]
fn descriptions_are_shown_or_gone_to_and_returned_from() {
    let described = |description: Description| {
        desk("Бір.\n|![Карта]\n@d Ұзақ сипаттама.", move |section| {
            section.descriptions.push((1..2, description))
        })
    };
    let target = Target::Internal { href: "1.xhtml".to_owned(), fragment: Some("d".to_owned()) };
    let mut elsewhere = described(Description { text: None, target: Some(target) });
    elsewhere.ask("follow");
    assert_eq!(elsewhere.reading.cursor(), Point::new(0, 2, 0));
    elsewhere.ask("back");
    assert_eq!(elsewhere.reading.cursor(), Point::new(0, 1, 0));
    let mut words = described(Description { text: Some("Өзен".to_owned()), target: None });
    words.perform(Command::Describe);
    assert!(matches!(words.effects.as_slice(), [Effect::Describe(text)] if text == "Өзен"));
    words.reading.set_speak_moves(true);
    words.ask("previous sentence");
    words.ask("next sentence");
    assert!(matches!(words.notices.as_slice(), [Notice::Described(Some(text))] if text == "Өзен"));
    words.ask("previous sentence");
    words.perform(Command::Describe);
    assert!(matches!(words.notices.last(), Some(Notice::NoDescription)));
}

#[test]
fn a_note_leads_back_to_its_reference() {
    let mut desk = desk("Сөз[^1](#a). Тағы[^2](#b).\n@a >Біріншісі.\n@b >Екіншісі.\n|>Жалғасы.", |_| {});
    desk.ask("follow");
    assert_eq!(desk.reading.cursor(), Point::new(0, 0, "Сөз1. Тағы".len()));
    desk.ask("back");
    assert_eq!(desk.reading.cursor().block, 3);
}
