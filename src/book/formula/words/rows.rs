//! What is one after the other: where a sign means something else by what stands around it, and whose parts take endings.

use super::endings::{self, Case};
use super::{LONGEST_BYTES, Part, Shape, Slot, Speaker, cells, fill, signs};

impl Speaker {
    pub(super) fn row(&self, parts: &[Part]) -> String {
        self.row_in(parts, false)
    }

    /// `in_set`: between the braces of a set, where a colon or a bar parts what is in it from what holds of it.
    pub(super) fn row_in(&self, parts: &[Part], in_set: bool) -> String {
        if let Some(map) = self.map(parts) {
            return map;
        }
        let mut out = String::new();
        let mut conditions = usize::from(in_set);
        for (index, part) in parts.iter().enumerate() {
            if out.len() > LONGEST_BYTES {
                break;
            }
            if part.is_empty() && !matches!(part.shape, Shape::Operator(_)) {
                continue;
            }
            let words = match part.leaf_text() {
                Some(":" | "∶" | "|" | "∣") if conditions > 0 && index > 0 => {
                    conditions -= 1;
                    self.grammar.such_that.to_owned()
                }
                Some(":" | "∶") => match quantifier(&parts[..index]) {
                    Some("∀") => self.grammar.holds.to_owned(),
                    Some(_) => self.grammar.such_that.to_owned(),
                    None => self.say(part),
                },
                _ => self.say(part),
            };
            if !words.is_empty() {
                out.push(' ');
                out.push_str(&words);
            }
        }
        out
    }

    /// «f: A → B», and what follows it behind a comma.
    fn map(&self, parts: &[Part]) -> Option<String> {
        let find = |signs: &[&str], from: usize| {
            let found =
                parts.get(from..)?.iter().position(|part| part.leaf_text().is_some_and(|it| signs.contains(&it)));
            found.map(|at| from + at)
        };
        let colon = find(&[":", "∶"], 0).filter(|&at| at > 0)?;
        let arrow = find(&["→", "⟶"], colon + 1)?;
        let end = find(&[",", ";"], arrow + 1).unwrap_or(parts.len());
        if quantifier(&parts[..colon]).is_some() || arrow == colon + 1 || end == arrow + 1 {
            return None;
        }
        let [name, from, to] = [0..colon, colon + 1..arrow, arrow + 1..end].map(|range| self.row(&parts[range]));
        let grammar = self.grammar;
        let with_endings = grammar.with_endings.as_ref().and_then(|patterns| {
            let (from, to) = (endings::with(&from, Case::Ablative)?, endings::with(&to, Case::Dative)?);
            Some(fill(patterns.map, &[name.trim(), &from, &to]))
        });
        let said = with_endings.unwrap_or_else(|| fill(grammar.map, &[name.trim(), from.trim(), to.trim()]));
        Some(format!("{said}{}", self.row(&parts[end..])))
    }

    /// A sum or an integral from here to there.
    pub(super) fn between(&self, sign: &str, from: &str, to: &str) -> String {
        let with_endings = self.grammar.with_endings.as_ref().and_then(|patterns| {
            let (from, to) = (endings::with(from, Case::Ablative)?, endings::with(to, Case::Dative)?);
            Some(fill(patterns.limits, &[sign, &from, &to]))
        });
        with_endings.unwrap_or_else(|| fill(self.grammar.limits, &[sign, &self.bent(from), &self.bent(to)]))
    }

    pub(super) fn up_to(&self, sign: &str, to: &str) -> String {
        let with_endings = self
            .grammar
            .with_endings
            .as_ref()
            .and_then(|patterns| Some(fill(patterns.upper, &[sign, &endings::with(to, Case::Dative)?])));
        with_endings.unwrap_or_else(|| fill(self.grammar.upper, &[sign, &self.bent(to)]))
    }

    fn bent(&self, words: &str) -> String {
        let (plain, bent) = self.grammar.bent;
        match words.strip_suffix(plain).filter(|_| !plain.is_empty()) {
            Some(before) => format!("{before}{bent}"),
            None => words.to_owned(),
        }
    }

    /// What stands below «lim»: its arrow is a verb.
    pub(super) fn condition(&self, part: &Part) -> String {
        let Shape::Row = part.shape else { return self.say(part) };
        let arrow = part.parts.iter().position(|part| matches!(part.leaf_text(), Some("→" | "⟶")));
        let Some((before, [_, behind @ ..])) = arrow.map(|at| part.parts.split_at(at)) else {
            return self.row(&part.parts);
        };
        let (from, (to, side)) = (self.row(before), self.aim(behind));
        let with_endings = self.grammar.with_endings.as_ref().and_then(|patterns| {
            let to = endings::with(&to, Case::Dative)?;
            Some(fill(patterns.tends, &[from.trim(), &format!("{to} {side}")]))
        });
        with_endings
            .unwrap_or_else(|| fill(self.grammar.tends, &[from.trim(), &format!("{} {side}", self.bent(to.trim()))]))
    }

    /// What is tended to, and from which side: «0⁺».
    fn aim(&self, parts: &[Part]) -> (String, &'static str) {
        if let [part] = parts
            && let Shape::Scripts(slots) = &part.shape
            && let ([Slot::Sup], [base, side]) = (slots.as_slice(), part.parts.as_slice())
        {
            match side.leaf_text() {
                Some("+") => return (self.say(base), self.grammar.from_right),
                Some("-" | "−" | "–") => return (self.say(base), self.grammar.from_left),
                _ => {}
            }
        }
        (self.row(parts), "")
    }
}

/// The last «for all» or «there exists» of these.
fn quantifier(parts: &[Part]) -> Option<&str> {
    parts.iter().rev().find_map(|part| part.leaf_text().filter(|sign| matches!(*sign, "∀" | "∃" | "∄")))
}

/// Equations that hold together, and no choice of one by its condition.
pub(super) fn is_system(table: &Part) -> bool {
    table.parts.len() > 1 && table.parts.iter().all(is_equation)
}

pub(super) fn is_equation(row: &Part) -> bool {
    let relates = |part: &Part| part.leaf_text().is_some_and(signs::is_relation);
    let first = |cell: &Part| relates(cells(cell).first().unwrap_or(cell));
    let last = |cell: &Part| relates(cells(cell).last().unwrap_or(cell));
    match cells(row) {
        [cell] => {
            let inside = cells(cell);
            inside.iter().any(relates) && !inside.iter().any(|part| matches!(part.shape, Shape::Text(_)))
        }
        [left, right, ..] => last(left) || first(right),
        [] => false,
    }
}
