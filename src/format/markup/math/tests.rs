use proptest::prelude::*;

use super::*;
use crate::format::limits::Deadline;
use crate::format::markup::Dialect;
use crate::format::markup::tree::ROOT;

fn read(markup: &str, tongue: Option<Tongue>) -> Formula {
    let tree = Tree::parse(markup, Dialect::Html, Deadline::start());
    let node = tree.descendant(ROOT, "math").expect("a formula");
    formula(&tree, &Identifiers::of(&tree), node, tongue)
}

fn english(markup: &str) -> String {
    read(markup, Some(Tongue::English)).text()
}

#[test]
fn markup_becomes_words() {
    let check = |inside: &str, wanted: &str| {
        assert_eq!(english(&format!("<math>{inside}</math>")), wanted, "{inside}");
    };
    check(
        "<mi>a</mi><mo>=</mo><msqrt><mi>b</mi><mo>+</mo><mn>1</mn></msqrt>",
        "a equals the square root of b plus 1, end root",
    );
    check("<mfrac><mi>a</mi><mi>b</mi></mfrac>", "a over b");
    check("<mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac>", "n choose k, end choose");
    check("<mfrac linethickness='0px'><mi>n</mi><mi>k</mi></mfrac>", "n choose k, end choose");
    check("<mroot><mi>x</mi><mn>3</mn></mroot>", "the cube root of x");
    check("<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup><mi>f</mi>", "the integral from 0 to 1 of f");
    check("<mover><mi>x</mi><mo>¯</mo></mover>", "x bar");
    check("<mover><mi>v</mi><mo>→</mo></mover>", "vector v");
    check("<mi>f</mi><mo>(</mo><mi>x</mi><mo>)</mo>", "f open parenthesis x close parenthesis");
    check("<mrow><mo>|</mo><mi>x</mi><mo>|</mo></mrow>", "the absolute value of x");
    check("<mfenced open='[' close=')'><mn>0</mn><mn>1</mn></mfenced>", "open bracket 0, 1 close parenthesis");
    check(
        "<mrow><mo>{</mo><mtable><mtr><mtd><mn>0</mn></mtd><mtd><mtext>if no</mtext></mtd></mtr></mtable></mrow>",
        "cases: case 1: 0, if no; end cases",
    );
    check(
        "<mmultiscripts><mi>C</mi><none/><none/><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>",
        "left superscript 14 left subscript 6 C",
    );
    check("<semantics><mrow><mi>x</mi></mrow><annotation encoding='application/x-tex'>y</annotation></semantics>", "x");
    check("<mn>90</mn><mo>°</mo>", "90 degrees");
    check("<msup><mn>90</mn><mo>∘</mo></msup>", "90 degrees");
    check("<mphantom><mi>x</mi></mphantom><mi>y</mi>", "y");
    check("<maction selection='2'><mi>a</mi><mi>b</mi></maction>", "b");
}

#[test]
fn the_authors_words_stand_in_where_there_is_no_formula() {
    assert_eq!(english("<math alttext='x squared'></math>"), "x squared");
    assert_eq!(english("<math aria-label='named'><mrow/></math>"), "named");
    assert_eq!(
        english("<math><semantics><mrow/><annotation encoding='application/x-tex'>x^2</annotation></semantics></math>"),
        "x^2"
    );
    assert_eq!(english("<math></math>"), "");
    assert_eq!(english("<math>x = 1</math>"), "x = 1");
    // Both can be reached: the formula as the text, the author's words on the walk.
    let both = read("<math alttext='\\frac{a}{b}'><mfrac><mi>a</mi><mi>b</mi></mfrac></math>", Some(Tongue::English));
    assert_eq!(both.text(), "a over b");
    assert_eq!(both.step(&[2]).expect("the author's words").words, "\\frac{a}{b}");
    assert_eq!(both.step(&[]).expect("the whole").parts, 3);
    // A language without words for formulas has the author's, then signs.
    let other = |markup| read(markup, None).text();
    assert_eq!(other("<math alttext='a sur b'><mfrac><mi>a</mi><mi>b</mi></mfrac></math>"), "a sur b");
    assert_eq!(other("<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>"), "a/b");
}

#[test]
fn a_formula_is_walked_part_by_part() {
    let formula = read(
        "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math>",
        Some(Tongue::Russian),
    );
    let step =
        |way: &[usize]| formula.step(way).map(|step| (step.place, step.words, step.index, step.count, step.parts));
    let place = |text: &str| Some(text.to_owned());
    assert_eq!(step(&[0]), Some((place("числитель"), "a плюс b".to_owned(), 0, 2, 3)));
    assert_eq!(step(&[1]), Some((place("знаменатель"), "2".to_owned(), 1, 2, 0)));
    assert_eq!(step(&[0, 1]), Some((None, "плюс".to_owned(), 1, 3, 0)));
    assert_eq!(step(&[2]), None);
    assert_eq!(step(&[0, 0, 0]), None);
    assert_eq!(formula.step(&[0]).expect("the numerator").notation, "a + b");
}

#[test]
fn what_is_too_deep_or_too_wide_is_bounded() {
    let deep = format!("<math>{}<mi>x</mi>{}</math>", "<msqrt>".repeat(5000), "</msqrt>".repeat(5000));
    assert!(english(&deep).starts_with("the square root of"));
    let wide = format!("<math>{}</math>", "<mi>x</mi><mo>+</mo>".repeat(50_000));
    let text = english(&wide);
    assert!(text.len() <= 20_000 && text.starts_with("x plus x"));
    let nested = format!("<math>{}</math>", "<mfrac><mfrac>".repeat(2000));
    let _ = english(&nested);
}

proptest! {
    /// Any markup ends in a formula that can be said and walked.
    #[test]
    fn hostile_markup_is_a_formula_too(
        markup in "(<mfrac>|</mfrac>|<mrow>|</mrow>|<msup>|</msup>|<msubsup>|</msubsup>|<mtable>|<mtr>|<mtd>|</mtable>|\
            <mmultiscripts>|</mmultiscripts>|<mprescripts/>|<none/>|<mo>|</mo>|<mi>|</mi>|<mfenced>|</mfenced>|<munder>|\
            <mover>|<mroot>|<semantics>|<annotation>|\\(|\\)|\\||\\{|\\}|∑|lim|x|2|→|қ| ){0,60}",
        tongue in prop::sample::select(vec![Some(Tongue::Kazakh), Some(Tongue::Russian), Some(Tongue::English), None]),
    ) {
        let formula = read(&format!("<math>{markup}</math>"), tongue);
        let text = formula.text();
        prop_assert!(text.len() <= 20_000);
        if let Some(root) = &formula.root {
            prop_assert!(!root.is_empty());
            let mut ways = vec![Vec::new()];
            while let Some(way) = ways.pop() {
                let step = formula.step(&way).expect("a part");
                prop_assert!(step.index < step.count);
                if way.len() < 6 {
                    ways.extend((0..step.parts.min(4)).map(|index| [way.as_slice(), &[index]].concat()));
                }
            }
        }
    }
}
