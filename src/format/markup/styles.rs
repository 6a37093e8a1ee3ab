//! What a book's style sheets hide (`display: none`, `visibility: hidden`) and from which side they let texts go
//! (`direction`, `unicode-bidi`), by simple selectors.
//!
//! Publishers keep text for other devices, answers and repeated titles in their books and hide them by style; nobody sees
//! it, and nobody is to hear it. Selectors of types, classes and identifiers are known, one inside another; whatever is
//! not understood says nothing. Of `@media`, what is meant for any screen counts; the rest speaks of windows and devices.
//!
//! <https://www.w3.org/TR/CSS22/cascade.html>, <https://www.w3.org/TR/css-display-3/>

use std::collections::{HashMap, HashSet};

use super::blocks::{ORDER, OVERRIDE, PLAIN};
use super::tree::{NodeId, ROOT, Tree};

mod sheet;

pub(in crate::format) use sheet::Sheet;
use sheet::{Compound, PROPERTIES, Property, Rule, Value, is_for_screens, own_values};

/// Comparisons of an element with a part of a selector, in one document.
const STEPS: usize = 8_000_000;

/// A sheet of styles of a document, in the order in which they stand there.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::format) enum Origin {
    /// In another file.
    Linked(String),
    Inside(String),
}

/// The sheets of a document that are meant for any screen.
pub(in crate::format) fn of(tree: &Tree) -> Vec<Origin> {
    const SHEETS: usize = 32;
    let is_css = |node: NodeId| {
        tree.attribute(node, "type").is_none_or(|value| matches!(value.trim(), "" | "text/css" | "text/CSS"))
    };
    let is_shown = |node: NodeId| tree.attribute(node, "media").is_none_or(is_for_screens);
    let sheets = tree.descendants(ROOT).filter_map(|node| {
        let name = tree.name(node);
        if !matches!(name, "style" | "link") || !is_shown(node) || !is_css(node) {
            return None;
        }
        if name == "style" {
            return Some(Origin::Inside(tree.children(node).map(|text| tree.text(text)).collect()));
        }
        let rel = tree.attribute(node, "rel")?.to_ascii_lowercase();
        let words: Vec<&str> = rel.split_ascii_whitespace().collect();
        let counts = words.contains(&"stylesheet") && !words.contains(&"alternate");
        counts.then(|| Origin::Linked(tree.attribute(node, "href").unwrap_or_default().to_owned()))
    });
    sheets.take(SHEETS).collect()
}

/// Marks as hidden what these sheets hide, unless nothing would be left to read: such a book shows itself by scripts. Marks
/// what they let go from one side as HTML itself would.
pub(in crate::format) fn apply(tree: &mut Tree, sheets: &[&Sheet]) {
    let rules: Vec<&Rule> = sheets.iter().flat_map(|sheet| &sheet.rules).collect();
    let matters = |value: Value| !matches!(value, Value::Shows | Value::Other);
    let has_own = || {
        tree.descendants(ROOT)
            .any(|node| tree.attribute(node, "style").is_some_and(|style| turned(style).next().is_some()))
    };
    if !rules.iter().any(|rule| matters(rule.value)) && !has_own() {
        return;
    }
    let mut by_key: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, rule) in rules.iter().enumerate() {
        if let Some(subject) = rule.parts.first() {
            by_key.entry(subject.compound.key()).or_default().push(number);
        }
    }
    let mut steps = STEPS;
    let mut hidden: HashSet<NodeId> = HashSet::new();
    let mut turns: Vec<(NodeId, Value)> = Vec::new();
    for node in tree.descendants(ROOT) {
        let name = tree.name(node);
        if name.is_empty() || name == "head" {
            continue;
        }
        let classes = tree.attribute(node, "class").unwrap_or_default();
        let keys = tree.attribute(node, "id").into_iter().chain(classes.split_ascii_whitespace()).chain([name]);
        // For each property the rule that counts most.
        let mut most: [Option<usize>; PROPERTIES] = [None; PROPERTIES];
        for number in keys.filter_map(|key| by_key.get(key)).flatten() {
            let rule = rules[*number];
            if steps == 0 {
                break;
            }
            if !matches(tree, node, rule, &mut steps) {
                continue;
            }
            let weight = |number: usize| (rules[number].important, rules[number].weight, number);
            let known = &mut most[rule.property as usize];
            if known.is_none_or(|known| weight(*number) >= weight(known)) {
                *known = Some(*number);
            }
        }
        let own = tree.attribute(node, "style").unwrap_or_default();
        let said = most.into_iter().flatten().map(|number| rules[number]);
        let said = said.filter(|rule| rule.important || !says(own, rule.property)).map(|rule| rule.value);
        for value in said.chain(turned(own)) {
            match value {
                // All of a document is hidden by nobody who wants it read.
                Value::Hides if !matches!(name, "html" | "body") => _ = hidden.insert(node),
                Value::Hides | Value::Shows | Value::Other => {}
                Value::Direction(_) | Value::Override | Value::Plain => turns.push((node, value)),
            }
        }
    }
    if !hidden.is_empty() && leaves_text(tree, &hidden) {
        for node in hidden {
            tree.set_attribute(node, "hidden", String::new());
        }
    }
    for (node, value) in turns {
        match value {
            Value::Direction(direction) => tree.set_attribute(node, "dir", direction.name().to_owned()),
            Value::Override => tree.set_attribute(node, ORDER, OVERRIDE.to_owned()),
            Value::Plain => tree.set_attribute(node, ORDER, PLAIN.to_owned()),
            _ => {}
        }
    }
}

/// Whether the element's own style tells of this property.
fn says(style: &str, property: Property) -> bool {
    own_values(style).any(|(said, _)| said == property)
}

/// What the element's own style says of the direction of its text.
fn turned(style: &str) -> impl Iterator<Item = Value> {
    let turns = |value: &Value| matches!(value, Value::Direction(_) | Value::Override | Value::Plain);
    own_values(style).map(|(_, value)| value).filter(turns)
}

fn leaves_text(tree: &Tree, hidden: &HashSet<NodeId>) -> bool {
    let body = tree.descendant(ROOT, "body").unwrap_or(ROOT);
    let shown =
        |text: NodeId| !std::iter::successors(Some(text), |&node| tree.parent(node)).any(|node| hidden.contains(&node));
    let is_content = |node: NodeId| !tree.text(node).trim().is_empty() || tree.name(node) == "img";
    tree.descendants(body).any(|node| is_content(node) && shown(node))
}

/// Whether a rule means an element, from the element itself outward.
fn matches(tree: &Tree, node: NodeId, rule: &Rule, steps: &mut usize) -> bool {
    let Some((subject, outer)) = rule.parts.split_first() else { return false };
    is(tree, node, &subject.compound, steps) && stands_in(tree, node, subject.child, outer, steps)
}

fn stands_in(tree: &Tree, node: NodeId, child: bool, outer: &[sheet::Part], steps: &mut usize) -> bool {
    let Some((next, rest)) = outer.split_first() else { return true };
    let mut at = tree.parent(node);
    while let Some(here) = at.filter(|&here| here != ROOT) {
        if *steps == 0 {
            return false;
        }
        if is(tree, here, &next.compound, steps) && stands_in(tree, here, next.child, rest, steps) {
            return true;
        }
        if child {
            return false;
        }
        at = tree.parent(here);
    }
    false
}

fn is(tree: &Tree, node: NodeId, compound: &Compound, steps: &mut usize) -> bool {
    *steps = steps.saturating_sub(1);
    let has_class = |wanted: &String| {
        tree.attribute(node, "class").is_some_and(|all| all.split_ascii_whitespace().any(|class| class == wanted))
    };
    compound.element.as_ref().is_none_or(|element| tree.name(node) == element)
        && compound.id.as_ref().is_none_or(|id| tree.attribute(node, "id") == Some(id))
        && compound.classes.iter().all(has_class)
}
