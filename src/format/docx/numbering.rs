//! Lists: which number comes next, written as the document writes it.
//!
//! ECMA-376 part 1, 17.9.

use std::collections::HashMap;

use crate::format::manuscript::numeral::Numeral;
use crate::format::markup::Tree;
use crate::format::markup::tree::{NodeId, ROOT};

/// Levels of a list.
const LEVELS: usize = 9;

#[derive(Debug, Clone)]
struct Level {
    kind: Numeral,
    /// «%1.%2)»: the numbers of the levels in it.
    text: String,
    start: i64,
    /// All numbers are decimal in it.
    legal: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self { kind: Numeral::Decimal, text: String::new(), start: 1, legal: false }
    }
}

type Levels = [Level; LEVELS];

#[derive(Debug, Default)]
struct List {
    /// Lists that count on together.
    family: u64,
    levels: Levels,
    /// Where counting begins anew with this list's first item.
    restarts: [Option<i64>; LEVELS],
    begun: bool,
}

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) ordered: bool,
    /// Empty for a bullet.
    pub(super) marker: String,
    /// No sign at all is printed before it: it goes on with the item before, or is merely set in.
    pub(super) bare: bool,
}

/// The document's lists and how far they are counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<u64, List>,
    counts: HashMap<u64, [Option<i64>; LEVELS]>,
}

impl Numbering {
    pub(super) fn read(tree: &Tree) -> Self {
        let number = |node: NodeId, name: &str| tree.local_attribute(node, name)?.trim().parse::<u64>().ok();
        let value = |node: NodeId, name: &str| tree.child(node, name).and_then(|it| tree.local_attribute(it, "val"));
        let mut kinds: HashMap<u64, Levels> = HashMap::new();
        // Some lists are those of a style, which another one defines.
        let mut of_style: HashMap<&str, u64> = HashMap::new();
        let mut borrowed: Vec<(u64, &str)> = Vec::new();
        for node in tree.descendants(ROOT).filter(|&node| tree.name(node) == "abstractnum") {
            let Some(id) = number(node, "abstractnumid") else { continue };
            let mut levels = Levels::default();
            read_levels(tree, node, &mut levels);
            kinds.insert(id, levels);
            if let Some(style) = value(node, "stylelink") {
                of_style.insert(style, id);
            }
            borrowed.extend(value(node, "numstylelink").map(|style| (id, style)));
        }
        for (id, style) in borrowed {
            if let Some(levels) = of_style.get(style).and_then(|id| kinds.get(id)).cloned() {
                kinds.insert(id, levels);
            }
        }
        let mut lists = HashMap::new();
        for node in tree.descendants(ROOT).filter(|&node| tree.name(node) == "num") {
            let family = value(node, "abstractnumid").and_then(|id| id.trim().parse().ok());
            let (Some(id), Some(family)) = (number(node, "numid"), family) else { continue };
            let mut list = List { family, levels: kinds.get(&family).cloned().unwrap_or_default(), ..List::default() };
            for change in tree.elements(node).filter(|&child| tree.name(child) == "lvloverride") {
                let Some(level) = number(change, "ilvl").map(|level| level as usize).filter(|it| *it < LEVELS) else {
                    continue;
                };
                read_levels(tree, change, &mut list.levels);
                let start = value(change, "startoverride").and_then(|start| start.trim().parse().ok());
                list.restarts[level] = start;
            }
            lists.insert(id, list);
        }
        Self { lists, counts: HashMap::new() }
    }

    /// The next item of a list at this level; `None` for no list.
    pub(super) fn next(&mut self, list: u64, level: usize) -> Option<Place> {
        let level = level.min(LEVELS - 1);
        let list = self.lists.get_mut(&list)?;
        let counts = self.counts.entry(list.family).or_default();
        if !std::mem::replace(&mut list.begun, true) {
            for (count, start) in counts.iter_mut().zip(list.restarts) {
                if let Some(start) = start {
                    *count = Some(start.saturating_sub(1));
                }
            }
        }
        let start = |level: usize| list.levels[level].start;
        for (above, count) in counts.iter_mut().enumerate().take(level) {
            count.get_or_insert(start(above));
        }
        counts[level] = Some(counts[level].map_or(start(level), |count| count.saturating_add(1)));
        counts[level + 1..].fill(None);
        let own = &list.levels[level];
        let bare = matches!(own.kind, Numeral::Bullet | Numeral::Nothing) && own.text.trim().is_empty();
        let ordered = !matches!(own.kind, Numeral::Bullet | Numeral::Nothing) || own.text.contains('%');
        let mut marker = String::new();
        let mut signs = own.text.chars().take(200).peekable();
        while let Some(sign) = signs.next() {
            let named = signs.peek().and_then(|digit| digit.to_digit(10)).filter(|digit| (1..=9).contains(digit));
            match named.filter(|_| sign == '%') {
                Some(digit) => {
                    signs.next();
                    let named = digit as usize - 1;
                    let kind = list.levels[named].kind;
                    let kind = if own.legal && kind != Numeral::Nothing { Numeral::Decimal } else { kind };
                    marker.push_str(&kind.write(counts[named].unwrap_or(start(named))));
                }
                None => marker.push(sign),
            }
        }
        Some(Place { ordered, marker: if ordered { marker } else { String::new() }, bare })
    }
}

fn read_levels(tree: &Tree, node: NodeId, levels: &mut Levels) {
    for child in tree.elements(node).filter(|&child| tree.name(child) == "lvl") {
        let at = tree.local_attribute(child, "ilvl").and_then(|level| level.trim().parse::<usize>().ok());
        let Some(level) = at.and_then(|at| levels.get_mut(at)) else { continue };
        let value = |name| tree.child(child, name).and_then(|it| tree.local_attribute(it, "val"));
        // Newer kinds stand in an alternative to older ones.
        let nested = || tree.descendants(child).find(|&it| tree.name(it) == "numfmt");
        let kind = value("numfmt").or_else(|| nested().and_then(|it| tree.local_attribute(it, "val")));
        level.kind = Numeral::of_ooxml(kind.unwrap_or_default());
        level.text = value("lvltext").unwrap_or_default().to_owned();
        level.start = value("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        level.legal = tree.child(child, "islgl").is_some();
    }
}
