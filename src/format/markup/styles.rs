//! What a book's style sheets hide: `display: none` and `visibility: hidden` by simple selectors.
//!
//! Publishers keep text for other devices, answers and repeated titles in their books and hide them by style; nobody sees
//! it, and nobody is to hear it. Selectors of types, classes and identifiers are known, one inside another; whatever is
//! not understood hides nothing. Rules inside `@media` and its like are passed over: they speak of windows and devices.
//!
//! <https://www.w3.org/TR/CSS22/cascade.html>, <https://www.w3.org/TR/css-display-3/>

use std::collections::{HashMap, HashSet};

use super::tree::{NodeId, ROOT, Tree};

mod sheet;

pub(in crate::format) use sheet::Sheet;
use sheet::{Compound, Property, Rule};

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
    let fits = |node: NodeId, attribute: &str, wanted: &[&str]| {
        tree.attribute(node, attribute).is_none_or(|value| {
            let value = value.trim().to_ascii_lowercase();
            value.is_empty() || wanted.contains(&value.as_str())
        })
    };
    let sheets = tree.descendants(ROOT).filter_map(|node| {
        let name = tree.name(node);
        if !matches!(name, "style" | "link")
            || !fits(node, "media", &["all", "screen"])
            || !fits(node, "type", &["text/css"])
        {
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

/// Marks as hidden what these sheets hide, unless nothing would be left to read: such a book shows itself by scripts.
pub(in crate::format) fn hide(tree: &mut Tree, sheets: &[&Sheet]) {
    let rules: Vec<&Rule> = sheets.iter().flat_map(|sheet| &sheet.rules).collect();
    if !rules.iter().any(|rule| rule.hides) {
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
    for node in tree.descendants(ROOT) {
        let name = tree.name(node);
        if name.is_empty() || matches!(name, "html" | "body" | "head") {
            continue;
        }
        let classes = tree.attribute(node, "class").unwrap_or_default();
        let keys = tree.attribute(node, "id").into_iter().chain(classes.split_ascii_whitespace()).chain([name]);
        // For each property the rule that counts most.
        let mut most: [Option<usize>; 2] = [None, None];
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
        let is_hidden = most.into_iter().flatten().any(|number| {
            let rule = rules[number];
            rule.hides && (rule.important || !says(tree.attribute(node, "style"), rule.property))
        });
        if is_hidden {
            hidden.insert(node);
        }
    }
    if !hidden.is_empty() && leaves_text(tree, &hidden) {
        for node in hidden {
            tree.set_attribute(node, "hidden", String::new());
        }
    }
}

/// Whether the element's own style tells of this property.
fn says(style: Option<&str>, property: Property) -> bool {
    style.is_some_and(|style| {
        style.split(';').filter_map(|it| it.split_once(':')).any(|(name, _)| Property::named(name) == Some(property))
    })
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
