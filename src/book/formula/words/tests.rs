use super::*;

fn identifier(text: &str) -> Part {
    Part::leaf(Shape::Identifier(text.to_owned()))
}

fn number(text: &str) -> Part {
    Part::leaf(Shape::Number(text.to_owned()))
}

fn operator(text: &str) -> Part {
    Part::leaf(Shape::Operator(text.to_owned()))
}

fn squared(base: Part) -> Part {
    Part::new(Shape::Scripts(vec![Slot::Sup]), vec![base, number("2")])
}

fn in_three(part: &Part) -> [String; 3] {
    [Tongue::Kazakh, Tongue::Russian, Tongue::English].map(|tongue| say(part, part, tongue))
}

fn check(part: &Part, wanted: [&str; 3]) {
    assert_eq!(in_three(part), wanted);
}

#[test]
fn sums_of_simple_parts_are_said_as_people_say_them() {
    let half = Part::new(Shape::Fraction, vec![number("1"), number("2")]);
    let sum = Part::row(vec![squared(identifier("x")), operator("+"), half]);
    check(&sum, ["x квадрат плюс 1 бөлу 2", "x в квадрате плюс 1 делить на 2", "x squared plus 1 over 2"]);
}

#[test]
fn the_end_of_a_fraction_is_said_where_it_has_parts() {
    let sum = Part::row(vec![identifier("a"), operator("+"), identifier("b")]);
    let fraction = Part::new(Shape::Fraction, vec![sum, number("2")]);
    check(
        &fraction,
        [
            "бөлшек: алымы a плюс b, бөлімі 2, бөлшек соңы",
            "дробь: числитель a плюс b, знаменатель 2, конец дроби",
            "fraction a plus b over 2, end fraction",
        ],
    );
    let nested = Part::new(Shape::Fraction, vec![fraction, identifier("c")]);
    assert_eq!(in_three(&nested)[2], "fraction fraction a plus b over 2, end fraction over c, end fraction");
}

#[test]
fn roots_powers_and_indices_end_where_they_end() {
    let sum = || Part::row(vec![identifier("n"), operator("+"), number("1")]);
    let root = |parts| Part::new(Shape::Root, parts);
    assert_eq!(in_three(&root(vec![identifier("x")]))[2], "the square root of x");
    assert_eq!(in_three(&root(vec![sum()]))[1], "квадратный корень из n плюс 1, конец корня");
    assert_eq!(in_three(&root(vec![identifier("x"), number("3")]))[0], "куб түбір астында x");
    let scripts = |slots: &[Slot], parts| Part::new(Shape::Scripts(slots.to_vec()), parts);
    check(
        &scripts(&[Slot::Sup], vec![identifier("x"), sum()]),
        [
            "x дәрежесі n плюс 1, дәреже соңы",
            "x в степени n плюс 1, конец степени",
            "x to the power n plus 1, end power",
        ],
    );
    let both = scripts(&[Slot::Sub, Slot::Sup], vec![identifier("x"), identifier("i"), number("2")]);
    check(&both, ["x индексі i квадрат", "x с индексом i в квадрате", "x sub i squared"]);
    let minus = scripts(&[Slot::Sup], vec![identifier("x"), Part::row(vec![operator("−"), number("1")])]);
    assert_eq!(in_three(&minus)[2], "x to the power minus 1");
    let prime = scripts(&[Slot::Sup], vec![identifier("f"), operator("′")]);
    check(&prime, ["f штрих", "f штрих", "f prime"]);
}

#[test]
fn sums_integrals_and_limits_say_their_limits() {
    let from = Part::row(vec![identifier("i"), operator("="), number("1")]);
    let sum = Part::new(Shape::Scripts(vec![Slot::Under, Slot::Over]), vec![operator("∑"), from, identifier("n")]);
    let whole = Part::row(vec![sum, squared(identifier("i"))]);
    check(
        &whole,
        [
            "қосынды, i тең 1-ден n-ге дейін, i квадрат",
            "сумма от i равно 1 до n, i в квадрате",
            "the sum from i equals 1 to n of i squared",
        ],
    );
    let arrow = Part::row(vec![identifier("x"), operator("→"), number("0")]);
    let limit = Part::new(Shape::Scripts(vec![Slot::Under]), vec![operator("lim"), arrow]);
    let whole = Part::row(vec![limit, identifier("f")]);
    check(
        &whole,
        ["шек, x 0-ге ұмтылғанда, f", "предел при x, стремящемся к 0, f", "the limit as x approaches 0 of f"],
    );
}

#[test]
fn what_is_tended_to_may_have_a_side_and_no_ending() {
    let limit = |to: Part| {
        let arrow = Part::row(vec![identifier("x"), operator("→"), to]);
        Part::new(Shape::Scripts(vec![Slot::Under]), vec![operator("lim"), arrow])
    };
    check(
        &limit(Part::new(Shape::Scripts(vec![Slot::Sup]), vec![number("0"), operator("+")])),
        [
            "шек, x 0-ге оң жақтан ұмтылғанда",
            "предел при x, стремящемся к 0 справа",
            "the limit as x approaches 0 from the right of",
        ],
    );
    check(
        &limit(Part::row(vec![operator("−"), identifier("∞")])),
        [
            "шек, x минус шексіздікке ұмтылғанда",
            "предел при x, стремящемся к минус бесконечности",
            "the limit as x approaches minus infinity of",
        ],
    );
    let sum = Part::row(vec![identifier("a"), operator("+"), identifier("b")]);
    let fraction = Part::new(Shape::Fraction, vec![sum, number("2")]);
    assert_eq!(
        in_three(&limit(fraction.clone()))[0],
        "шек, x мына мәнге ұмтылғанда: бөлшек: алымы a плюс b, бөлімі 2, бөлшек соңы"
    );
    let integral =
        |to: Part| Part::new(Shape::Scripts(vec![Slot::Sub, Slot::Sup]), vec![operator("∫"), number("0"), to]);
    assert_eq!(in_three(&integral(identifier("π")))[0], "интеграл, 0-ден пиге дейін");
    assert_eq!(in_three(&integral(identifier("∞")))[1], "интеграл от 0 до бесконечности");
    assert_eq!(
        in_three(&integral(fraction))[0],
        "интеграл, төменгі шегі 0, жоғарғы шегі бөлшек: алымы a плюс b, бөлімі 2, бөлшек соңы"
    );
}

#[test]
fn a_colon_is_what_stands_around_it() {
    let map = Part::row(vec![identifier("f"), operator(":"), identifier("ℝ"), operator("→"), identifier("B")]);
    check(
        &map,
        [
            "f, нақты сандар жиынынан B-ге бейнелеу",
            "f отображает множество действительных чисел в B",
            "f from the real numbers to B",
        ],
    );
    let holds = || vec![identifier("x"), operator(":"), identifier("x"), operator(">"), number("0")];
    let set = Part::new(Shape::Fenced { open: "{".to_owned(), close: "}".to_owned() }, holds());
    let [kazakh, russian, english] = in_three(&set);
    assert!(kazakh.contains("x мұнда x үлкен 0"), "{kazakh}");
    assert!(russian.contains("x таких, что x больше 0"), "{russian}");
    assert!(english.contains("x such that x is greater than 0"), "{english}");
    let some = Part::row([operator("∃")].into_iter().chain(holds()).collect());
    assert_eq!(in_three(&some)[2], "there exists x such that x is greater than 0");
    let every = Part::row([operator("∀")].into_iter().chain(holds()).collect());
    assert_eq!(in_three(&every)[1], "для любого x выполняется x больше 0");
    // Between numbers it divides, as it always did.
    let quotient = Part::row(vec![number("6"), operator(":"), number("2")]);
    check(&quotient, ["6 бөлу 2", "6 разделить на 2", "6 to 2"]);
}

#[test]
fn equations_that_hold_together_are_a_system_and_no_cases() {
    let brace = |rows: Vec<Part>| {
        let table = Part::new(Shape::Table, rows);
        Part::new(Shape::Fenced { open: "{".to_owned(), close: String::new() }, vec![table])
    };
    let equation = |name: &str, value: &str| Part::row(vec![identifier(name), operator("="), number(value)]);
    let row = |cells: Vec<Part>| Part::new(Shape::Row, cells);
    check(
        &brace(vec![row(vec![equation("x", "1")]), row(vec![equation("y", "2")])]),
        [
            "жүйе: 1-жол: x тең 1; 2-жол: y тең 2; жүйе соңы",
            "система: строка 1: x равно 1; строка 2: y равно 2; конец системы",
            "system: line 1: x equals 1; line 2: y equals 2; end system",
        ],
    );
    let aligned = |name: &str| row(vec![identifier(name), Part::row(vec![operator("="), number("3")])]);
    assert_eq!(
        in_three(&brace(vec![aligned("x"), aligned("y")]))[2],
        "system: line 1: x equals 3; line 2: y equals 3; end system"
    );
    let chosen = |value: &str, when: Part| row(vec![number(value), when]);
    check(
        &brace(vec![chosen("1", equation("x", "0")), chosen("2", Part::leaf(Shape::Text("else".to_owned())))]),
        [
            "жағдайлар: 1-жағдай: 1, x тең 0; 2-жағдай: 2, else; жағдайлар соңы",
            "по случаям: случай 1: 1, x равно 0; случай 2: 2, else; конец случаев",
            "cases: case 1: 1, x equals 0; case 2: 2, else; end cases",
        ],
    );
}

#[test]
fn functions_greek_letters_and_invisible_operators_have_names() {
    let sine = Part::row(vec![identifier("sin"), operator("\u{2061}"), identifier("α")]);
    check(&sine, ["синус альфа", "синус альфа", "sine of alpha"]);
    let product = Part::row(vec![number("2"), operator("\u{2062}"), identifier("𝑥")]);
    assert_eq!(in_three(&product)[2], "2 x");
    let logarithm = Part::new(Shape::Scripts(vec![Slot::Sub]), vec![identifier("log"), number("2")]);
    check(&logarithm, ["негізі 2 болатын логарифм", "логарифм по основанию 2", "log base 2"]);
}

#[test]
fn capitals_are_told_only_where_both_letters_are_about() {
    let alone = Part::row(vec![identifier("A"), operator("+"), identifier("b")]);
    assert_eq!(in_three(&alone)[2], "A plus b");
    let both = Part::row(vec![identifier("A"), operator("+"), identifier("a")]);
    check(&both, ["бас A плюс a", "заглавная A плюс a", "capital A plus a"]);
}

#[test]
fn a_matrix_is_read_by_rows() {
    let row = |a: &str, b: &str| Part::new(Shape::Row, vec![number(a), number(b)]);
    let table = Part::new(Shape::Table, vec![row("1", "2"), row("3", "4")]);
    let fenced = |open: &str, close: &str, inside| {
        Part::new(Shape::Fenced { open: open.to_owned(), close: close.to_owned() }, vec![inside])
    };
    check(
        &fenced("(", ")", table.clone()),
        [
            "матрица, 2 жол, 2 баған: 1-жол: 1, 2; 2-жол: 3, 4; матрица соңы",
            "матрица, строк 2, столбцов 2: строка 1: 1, 2; строка 2: 3, 4; конец матрицы",
            "matrix, 2 by 2: row 1: 1, 2; row 2: 3, 4; end matrix",
        ],
    );
    assert!(in_three(&fenced("|", "|", table))[2].starts_with("determinant, 2 by 2"));
    assert_eq!(in_three(&fenced("|", "|", identifier("x")))[1], "модуль x");
}

#[test]
fn every_pattern_has_its_parts() {
    for grammar in [&KAZAKH, &RUSSIAN, &ENGLISH] {
        for pattern in [grammar.over, grammar.fraction, grammar.root, grammar.power_of, grammar.sub_of, grammar.lower] {
            assert!(pattern.contains("{0}") && pattern.contains("{1}"), "{pattern}");
        }
        for pattern in [grammar.matrix, grammar.determinant, grammar.table, grammar.cases, grammar.limits] {
            assert!(pattern.contains("{2}"), "{pattern}");
        }
    }
}
