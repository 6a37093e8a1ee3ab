//! A formula in the words of a language: natural where one sign follows another, with its ends said where parts nest.

mod endings;
mod grammar;
mod rows;
mod signs;

use std::collections::BTreeSet;

use super::{LONGEST_BYTES, Part, Shape, Slot, Tongue};
use grammar::{ENGLISH, Grammar, KAZAKH, RUSSIAN};
use rows::{is_equation, is_system};

/// The words for a part of the formula whose whole is `root`.
pub(super) fn say(part: &Part, root: &Part, tongue: Tongue) -> String {
    let mut letters = BTreeSet::new();
    gather(root, &mut letters);
    let ambiguous = letters
        .iter()
        .filter(|letter| letter.to_lowercase().any(|small| small != **letter && letters.contains(&small)))
        .copied()
        .collect();
    let speaker = Speaker { grammar: grammar_of(tongue), column: column_of(tongue), ambiguous };
    tidy(&speaker.say(part))
}

/// What a part is called in the part around it.
pub(super) fn place(parent: &Part, index: usize, tongue: Tongue) -> Option<String> {
    let grammar = grammar_of(tongue);
    let name = match &parent.shape {
        Shape::Fraction | Shape::Binomial if index == 0 => grammar.numerator,
        Shape::Fraction | Shape::Binomial => grammar.denominator,
        Shape::Root if index == 0 => grammar.radicand,
        Shape::Root => grammar.degree,
        Shape::Scripts(_) if index == 0 => grammar.base,
        Shape::Scripts(slots) => {
            let limits = parent.parts.first().is_some_and(takes_limits);
            match slots.get(index - 1)? {
                Slot::Sub | Slot::Under if limits => grammar.lower_limit,
                Slot::Sup | Slot::Over if limits => grammar.upper_limit,
                Slot::Sub | Slot::PreSub => grammar.index,
                Slot::Sup if is_mark(parent.parts.get(index)?) => grammar.above,
                Slot::Sup => grammar.exponent,
                Slot::Under => grammar.below,
                Slot::Over | Slot::PreSup => grammar.above,
            }
        }
        Shape::Table => return Some(fill(grammar.row, &[&(index + 1).to_string()])),
        Shape::Row | Shape::Fenced { .. } | Shape::Struck => return None,
        Shape::Identifier(_) | Shape::Number(_) | Shape::Operator(_) | Shape::Text(_) => return None,
    };
    Some(name.to_owned())
}

/// What a cell is called in its row.
pub(super) fn column(index: usize, tongue: Tongue) -> String {
    fill(grammar_of(tongue).column, &[&(index + 1).to_string()])
}

pub(super) fn authors(tongue: Tongue) -> &'static str {
    grammar_of(tongue).author
}

fn grammar_of(tongue: Tongue) -> &'static Grammar {
    match tongue {
        Tongue::Kazakh => &KAZAKH,
        Tongue::Russian => &RUSSIAN,
        Tongue::English => &ENGLISH,
    }
}

fn column_of(tongue: Tongue) -> usize {
    match tongue {
        Tongue::Kazakh => 0,
        Tongue::Russian => 1,
        Tongue::English => 2,
    }
}

/// The letters that stand for something by themselves.
fn gather(part: &Part, letters: &mut BTreeSet<char>) {
    if let Shape::Identifier(text) = &part.shape {
        let mut signs = text.chars().map(signs::plain);
        if let (Some(letter), None) = (signs.next(), signs.next()) {
            letters.insert(letter);
        }
    }
    part.parts.iter().for_each(|part| gather(part, letters));
}

struct Speaker {
    grammar: &'static Grammar,
    /// Of the tables of names.
    column: usize,
    /// Capitals whose small letters are about, too.
    ambiguous: BTreeSet<char>,
}

impl Speaker {
    fn say(&self, part: &Part) -> String {
        let grammar = self.grammar;
        if part.is_empty() && !matches!(part.shape, Shape::Operator(_)) {
            return grammar.nothing.to_owned();
        }
        let child = |index: usize| part.parts.get(index).map_or_else(|| grammar.nothing.to_owned(), |it| self.say(it));
        let simple = |index: usize| part.parts.get(index).is_some_and(is_simple);
        match &part.shape {
            Shape::Identifier(text) => self.identifier(text),
            Shape::Number(text) => text.chars().map(signs::plain).collect(),
            Shape::Text(text) => text.clone(),
            Shape::Operator(sign) => self.operator(sign),
            Shape::Row => self.row(&part.parts),
            Shape::Struck => fill(grammar.struck, &[&self.row(&part.parts)]),
            Shape::Fenced { open, close } => self.fenced(open, close, &part.parts),
            Shape::Fraction if simple(0) && simple(1) => fill(grammar.over, &[&child(0), &child(1)]),
            Shape::Fraction => fill(grammar.fraction, &[&child(0), &child(1)]),
            Shape::Binomial => fill(grammar.binomial, &[&child(0), &child(1)]),
            Shape::Root => {
                let degree = part.parts.get(1).map(|degree| degree.leaf_text().unwrap_or_default());
                let pattern = match (degree, simple(0)) {
                    (None | Some("2"), true) => grammar.square_root,
                    (None | Some("2"), false) => grammar.square_root_of,
                    (Some("3"), true) => grammar.cube_root,
                    (Some("3"), false) => grammar.cube_root_of,
                    (Some(_), true) => grammar.root,
                    (Some(_), false) => grammar.root_of,
                };
                fill(pattern, &[&child(0), &child(1)])
            }
            Shape::Scripts(slots) => self.scripts(part, slots),
            Shape::Table => self.table(grammar.table, part, grammar.row),
        }
    }

    fn identifier(&self, text: &str) -> String {
        let text: String = text.chars().map(signs::plain).collect();
        if let Some(names) = signs::function(text.trim()) {
            return names[self.column].to_owned();
        }
        let mut letters = text.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else { return text };
        let name = signs::letter(letter).map_or(text.as_str(), |names| names[self.column]);
        if let Some(names) = signs::operator(&text).filter(|_| !letter.is_alphabetic()) {
            return names[self.column].to_owned();
        }
        if self.ambiguous.contains(&letter) { format!("{} {name}", self.grammar.capital) } else { name.to_owned() }
    }

    fn operator(&self, sign: &str) -> String {
        match sign {
            "\u{2062}" | "\u{2063}" => String::new(),
            "\u{2061}" => self.grammar.of.to_owned(),
            "\u{2064}" => self.grammar.and.to_owned(),
            _ => match signs::operator(sign).or_else(|| signs::function(sign)) {
                Some(names) => names[self.column].to_owned(),
                None => {
                    let mut letters = sign.chars();
                    match (letters.next(), letters.next()) {
                        (Some(letter), None) => {
                            signs::letter(letter).map_or_else(|| sign.to_owned(), |names| names[self.column].to_owned())
                        }
                        _ => sign.to_owned(),
                    }
                }
            },
        }
    }

    fn fenced(&self, open: &str, close: &str, parts: &[Part]) -> String {
        let grammar = self.grammar;
        if let [table] = parts
            && table.shape == Shape::Table
        {
            match (open, close) {
                ("|" | "∣", "|" | "∣") => return self.table(grammar.determinant, table, grammar.row),
                ("(", ")") | ("[", "]") => return self.table(grammar.matrix, table, grammar.row),
                ("{", "") if is_system(table) => return self.table(grammar.system, table, grammar.line),
                ("{", "") => return self.table(grammar.cases, table, grammar.case),
                _ => {}
            }
        }
        let inside = match (open, parts) {
            (_, []) => String::new(),
            ("{", [Part { shape: Shape::Row, parts }]) if close == "}" => self.row_in(parts, true),
            ("{", parts) if close == "}" => self.row_in(parts, true),
            _ => self.row(parts),
        };
        match (open, close) {
            ("|" | "∣", "|" | "∣") if matches!(parts, [part] if is_simple(part)) => {
                fill(grammar.absolute, &[&inside])
            }
            ("|" | "∣", "|" | "∣") => fill(grammar.absolute_of, &[&inside]),
            ("‖" | "∥", "‖" | "∥") => fill(grammar.norm, &[&inside]),
            ("⌊", "⌋") => fill(grammar.floor, &[&inside]),
            ("⌈", "⌉") => fill(grammar.ceiling, &[&inside]),
            _ => {
                let name = |sign: &str| if sign.is_empty() { String::new() } else { self.operator(sign) };
                format!("{} {inside} {}", name(open), name(close))
            }
        }
    }

    fn table(&self, pattern: &str, table: &Part, row_name: &str) -> String {
        let columns = table.parts.iter().map(|row| cells(row).len()).max().unwrap_or_default();
        let rows: Vec<String> = table
            .parts
            .iter()
            .enumerate()
            .map(|(index, row)| {
                let cells: Vec<String> = cells(row).iter().map(|cell| self.say(cell)).collect();
                // An equation that is aligned at its sign is one sentence.
                let between = if is_equation(row) { " " } else { ", " };
                format!("{}: {}", fill(row_name, &[&(index + 1).to_string()]), cells.join(between))
            })
            .collect();
        fill(pattern, &[&table.parts.len().to_string(), &columns.to_string(), &rows.join("; ")])
    }

    fn scripts(&self, part: &Part, slots: &[Slot]) -> String {
        let grammar = self.grammar;
        let Some(base) = part.parts.first() else { return grammar.nothing.to_owned() };
        let scripts: Vec<(Slot, &Part)> = slots.iter().copied().zip(part.parts.iter().skip(1)).collect();
        let find = |wanted: &[Slot]| scripts.iter().find(|(slot, _)| wanted.contains(slot)).map(|(_, part)| *part);
        let mut said = self.say(base);
        if takes_limits(base) {
            let lower = find(&[Slot::Sub, Slot::Under]);
            let upper = find(&[Slot::Sup, Slot::Over]);
            let function =
                matches!(base.shape, Shape::Identifier(_)) || base.leaf_text().is_some_and(signs::has_condition);
            return match (lower, upper) {
                (Some(lower), _) if function => {
                    let limit = base.leaf_text().is_some_and(|text| text.starts_with("lim"));
                    let pattern = if limit { grammar.at } else { grammar.across };
                    fill(pattern, &[&said, &self.condition(lower)])
                }
                (Some(lower), Some(upper)) => self.between(&said, &self.say(lower), &self.say(upper)),
                (Some(lower), None) => fill(grammar.lower, &[&said, &self.say(lower)]),
                (None, Some(upper)) => self.up_to(&said, &self.say(upper)),
                (None, None) => said,
            };
        }
        if let (Some(number), Some(true)) = (find(&[Slot::Sub]), base.leaf_text().map(signs::is_logarithm)) {
            said = fill(grammar.logarithm, &[&said, &self.say(number)]);
        }
        for (slot, script) in &scripts {
            // A place that is left free says nothing.
            if script.is_empty() {
                continue;
            }
            let words = self.say(script);
            let pattern = match slot {
                Slot::Sub if base.leaf_text().is_some_and(signs::is_logarithm) => continue,
                Slot::Sub if is_simple(script) => grammar.sub,
                Slot::Sub => grammar.sub_of,
                Slot::PreSub => grammar.pre_sub,
                Slot::PreSup => grammar.pre_sup,
                Slot::Sup => match script.leaf_text() {
                    Some("2") => grammar.squared,
                    Some("3") => grammar.cubed,
                    Some("∘" | "°" | "o") if matches!(script.shape, Shape::Operator(_)) => {
                        said = format!("{said} {}", signs::operator("°").map_or("", |names| names[self.column]));
                        continue;
                    }
                    Some(_) if is_prime(script) => {
                        said = format!("{said} {words}");
                        continue;
                    }
                    Some(_) if is_mark(script) => grammar.marked,
                    _ if is_simple(script) => grammar.power,
                    _ => grammar.power_of,
                },
                Slot::Over | Slot::Under => match script.leaf_text().and_then(signs::accent) {
                    Some(names) => names[self.column],
                    None if *slot == Slot::Over => grammar.over_mark,
                    None => grammar.under,
                },
            };
            said = fill(pattern, &[&said, &words]);
        }
        said
    }
}

fn cells(row: &Part) -> &[Part] {
    match row.shape {
        Shape::Row => &row.parts,
        _ => std::slice::from_ref(row),
    }
}

/// One sign, or a negative one: nothing behind it can be taken for a part of it.
fn is_simple(part: &Part) -> bool {
    match &part.shape {
        Shape::Identifier(_) | Shape::Number(_) | Shape::Operator(_) => true,
        Shape::Text(text) => !text.contains(' '),
        Shape::Row => match part.parts.as_slice() {
            [sign, value] => matches!(sign.leaf_text(), Some("-" | "−" | "+")) && value.leaf_text().is_some(),
            _ => false,
        },
        _ => false,
    }
}

fn is_prime(part: &Part) -> bool {
    matches!(part.leaf_text(), Some("′" | "'" | "″" | "‴" | "''" | "'''" | "′′" | "′′′" | "!"))
}

/// A sign that stands high without being an exponent: «+» of an ion, a star.
fn is_mark(part: &Part) -> bool {
    matches!(&part.shape, Shape::Operator(_))
}

fn takes_limits(base: &Part) -> bool {
    base.leaf_text().is_some_and(|text| signs::has_limits(text) || signs::has_condition(text))
}

/// Puts the parts into their places.
fn fill(pattern: &str, parts: &[&str]) -> String {
    let mut out = String::with_capacity(pattern.len() + parts.iter().map(|part| part.len()).sum::<usize>());
    let mut rest = pattern;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let number = rest[at + 1..].split('}').next().and_then(|number| number.parse::<usize>().ok());
        out.push_str(number.and_then(|number| parts.get(number)).copied().unwrap_or_default());
        rest = rest.get(at + 3..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Single spaces, none before a comma, no comma twice or at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let word =
            if out.ends_with([',', ';', ':']) || out.is_empty() { word.trim_start_matches([',', ';']) } else { word };
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() && !word.starts_with([',', ';', ':']) {
            out.push(' ');
        }
        out.push_str(word);
    }
    let mut clean = String::with_capacity(out.len());
    for character in out.chars() {
        match character {
            ',' if clean.ends_with([',', ';', ':']) => {}
            ';' if clean.ends_with(',') => {
                clean.pop();
                clean.push(';');
            }
            _ => clean.push(character),
        }
    }
    clean.truncate(clean.trim_end_matches([',', ';', ':', ' ']).len());
    clean
}

#[cfg(test)]
mod tests;
