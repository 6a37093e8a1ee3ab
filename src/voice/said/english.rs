//! What is said in English: Roman numerals by what they count. The rest English voices say well themselves.

use super::Change;
use super::line::Line;

const COUNTED: [&str; 10] = ["chapter", "book", "part", "volume", "act", "scene", "section", "canto", "vol", "ch"];

pub(super) fn change(line: &Line, at: usize) -> Option<Change> {
    let number = line.roman(at)?;
    let next = line.low(line.skip(at + 1)).unwrap_or_default();
    if matches!(next.as_str(), "century" | "centuries") {
        return Change::one(at..at + 1, ordinal(number));
    }
    let before = line.low(line.before(at)?)?;
    COUNTED.contains(&before.as_str()).then(|| Change::one(at..at + 1, number.to_string())).flatten()
}

fn ordinal(number: u64) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
