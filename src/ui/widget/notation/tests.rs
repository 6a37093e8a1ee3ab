use super::*;
use crate::book::{Shape, Slot};
use crate::ui::typography;

fn style(width: f32) -> Style {
    crate::ui::widget::tests::load_fonts();
    Style { font: typography::REGULAR, italic: typography::ITALIC, size: 32.0, width, display: true }
}

fn letter(text: &str) -> Part {
    Part::leaf(Shape::Identifier(text.to_owned()))
}

fn sign(text: &str) -> Part {
    Part::leaf(Shape::Operator(text.to_owned()))
}

/// All pieces lie inside the formula's bounds.
fn check(notation: &Notation) {
    for piece in &notation.pieces {
        let bounds = match piece {
            Piece::Text { shaped, at } => {
                Rectangle { x: at.x, y: at.y + shaped.size.height / 2.0, width: shaped.size.width, height: 0.0 }
            }
            Piece::Rule(bounds) | Piece::Bracket { bounds, .. } => *bounds,
            Piece::Stroke { from, to, .. } => Rectangle::new(
                Point::new(from.x.min(to.x), from.y.min(to.y)),
                Size::new((from.x - to.x).abs(), (from.y - to.y).abs()),
            ),
        };
        assert!(
            bounds.x >= -0.5 && bounds.x + bounds.width <= notation.size.width + 0.5,
            "{piece:?} {:?}",
            notation.size
        );
        assert!(
            bounds.y >= -0.5 && bounds.y + bounds.height <= notation.size.height + 0.5,
            "{piece:?} {:?}",
            notation.size
        );
    }
}

fn fraction(over: Part, under: Part) -> Part {
    Part::new(Shape::Fraction, vec![over, under])
}

#[test]
fn a_fraction_is_higher_than_its_letters() {
    let plain = Notation::new(&letter("a"), &style(600.0)).expect("it is set");
    let part = fraction(letter("a"), letter("b"));
    let set = Notation::new(&part, &style(600.0)).expect("it is set");
    assert!(set.size.height > 1.8 * plain.size.height, "{:?} {:?}", set.size, plain.size);
    check(&set);
}

#[test]
fn roots_scripts_tables_and_brackets_lie_in_their_bounds() {
    let table = Part::new(
        Shape::Table,
        vec![
            Part::new(Shape::Row, vec![letter("a"), letter("b")]),
            Part::new(Shape::Row, vec![letter("c"), letter("d")]),
        ],
    );
    let tall = fraction(letter("a"), letter("b"));
    let samples = [
        Part::new(Shape::Root, vec![tall.clone(), letter("n")]),
        Part::new(Shape::Scripts(vec![Slot::Sub, Slot::Sup]), vec![letter("x"), letter("i"), letter("2")]),
        Part::new(Shape::Scripts(vec![Slot::PreSub, Slot::PreSup]), vec![letter("U"), letter("92"), letter("235")]),
        Part::new(Shape::Scripts(vec![Slot::Under, Slot::Over]), vec![sign("∑"), letter("i"), letter("n")]),
        Part::new(Shape::Scripts(vec![Slot::Over]), vec![letter("AB"), sign("¯")]),
        Part::new(Shape::Fenced { open: "(".into(), close: ")".into() }, vec![table.clone()]),
        Part::new(Shape::Fenced { open: "[".into(), close: "⟩".into() }, vec![tall.clone()]),
        Part::new(Shape::Row, vec![letter("f"), sign("="), sign("{"), table]),
        Part::new(Shape::Row, vec![sign("|"), tall.clone(), sign("|"), sign("‖"), tall.clone(), sign("‖")]),
        Part::new(Shape::Struck, vec![letter("x")]),
        Part::new(Shape::Binomial, vec![letter("n"), letter("k")]),
    ];
    for part in samples {
        let set = Notation::new(&part, &style(600.0)).expect("it is set");
        assert!(!set.pieces.is_empty());
        check(&set);
    }
}

#[test]
fn what_is_too_wide_is_broken_before_relations_and_signs_and_never_cut() {
    let long = |signs: &str| {
        let parts = (0..12).flat_map(|_| [letter("abcdef"), sign(signs)]).collect();
        Part::new(Shape::Row, parts)
    };
    for signs in ["=", "+"] {
        let set = Notation::new(&long(signs), &style(400.0)).expect("it is set");
        assert!(set.size.width <= 400.0, "{:?}", set.size);
        assert!(set.size.height > 3.0 * 32.0, "lines: {:?}", set.size);
        check(&set);
    }
    // Where nothing can be broken it becomes smaller.
    let set = Notation::new(&letter(&"w".repeat(60)), &style(300.0)).expect("it is set");
    assert!(set.size.width <= 300.0 && set.size.height <= 34.0, "{:?}", set.size);
}

#[test]
fn a_formula_without_end_is_left_to_its_words() {
    let deep = (0..500).fold(letter("x"), |inside, _| Part::new(Shape::Root, vec![inside]));
    assert!(Notation::new(&deep, &style(400.0)).is_none());
    let broad = Part::new(Shape::Row, (0..5000).map(|_| letter("x")).collect());
    assert!(Notation::new(&broad, &style(400.0)).is_none());
}
