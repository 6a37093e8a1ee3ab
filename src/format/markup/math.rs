//! MathML → a formula's tree, whatever the markup's faults; brackets become one part with what they hold.
//!
//! <https://www.w3.org/TR/mathml-core/>; what is older or newer by <https://www.w3.org/TR/mathml4/>

use super::names::{self, Identifiers};
use super::tree::{NodeId, Tree, collapse};
use crate::book::{Formula, Part, Shape, Slot, Tongue};
use crate::format::limits;

/// Parts inside parts; what lies deeper is flattened.
const DEPTH: usize = 40;
/// Parts of one formula; the rest is left out.
const PARTS: usize = 3000;
/// Columns and scripts of one element.
const WIDTH: usize = 200;

pub(super) fn formula(tree: &Tree, identifiers: &Identifiers<'_>, node: NodeId, tongue: Option<Tongue>) -> Formula {
    let mut reader = Reader { tree, left: PARTS };
    let root = Some(reader.content(node, 0)).filter(|root| !root.is_empty());
    let display = tree.attribute(node, "display").or_else(|| tree.attribute(node, "mode"));
    Formula {
        authored: authored(tree, identifiers, node, root.is_none()),
        root,
        tongue,
        display: display.is_some_and(|display| matches!(display.trim(), "block" | "display")),
    }
}

/// The author's words; where there is nothing else, what is annotated or merely written.
fn authored(tree: &Tree, identifiers: &Identifiers<'_>, node: NodeId, alone: bool) -> Option<String> {
    let given = names::given_name(tree, identifiers, node)
        .or_else(|| tree.attribute(node, "alttext").map(collapse))
        .filter(|text| !text.is_empty());
    if given.is_some() || !alone {
        return given;
    }
    let annotation = tree.descendants(node).find(|&below| tree.name(below) == "annotation");
    [annotation, Some(node)].into_iter().flatten().map(|node| tree.label(node)).find(|text| !text.is_empty())
}

struct Reader<'a> {
    tree: &'a Tree,
    left: usize,
}

impl Reader<'_> {
    /// All that stands in an element, as one part.
    fn content(&mut self, node: NodeId, depth: usize) -> Part {
        let tree = self.tree;
        let mut parts = Vec::new();
        for child in tree.children(node) {
            if self.left == 0 {
                break;
            }
            parts.extend(self.part(child, depth + 1));
        }
        Part::row(fenced(parts))
    }

    /// The element with this number; one that is missing is empty.
    fn argument(&mut self, node: NodeId, index: usize, depth: usize) -> Part {
        let argument = self.tree.elements(node).nth(index);
        argument.and_then(|node| self.part(node, depth + 1)).unwrap_or_else(|| Part::row(Vec::new()))
    }

    fn part(&mut self, node: NodeId, depth: usize) -> Option<Part> {
        let tree = self.tree;
        self.left = self.left.checked_sub(1)?;
        if tree.is_text(node) {
            let text = collapse(tree.text(node));
            return (!text.is_empty()).then(|| Part::leaf(Shape::Text(text)));
        }
        if names::is_hidden(tree, node) {
            return None;
        }
        let text = || {
            let glyph = tree.child(node, "mglyph").and_then(|glyph| tree.attribute(glyph, "alt"));
            glyph.map_or_else(|| tree.label(node), collapse)
        };
        let name = tree.name(node);
        if depth > DEPTH {
            let text = tree.label(node);
            return (!text.is_empty()).then(|| Part::leaf(Shape::Text(text)));
        }
        let part = match name {
            "annotation" | "annotation-xml" | "mphantom" | "mspace" | "none" | "mprescripts" | "maligngroup"
            | "malignmark" | "mscarries" | "msline" => return None,
            "mi" => Part::leaf(Shape::Identifier(text())),
            "mn" => Part::leaf(Shape::Number(text())),
            "mo" => Part::leaf(Shape::Operator(text())),
            "mtext" | "ms" => Part::leaf(Shape::Text(text())),
            "mfrac" => {
                let parts = vec![self.argument(node, 0, depth), self.argument(node, 1, depth)];
                let line = tree.attribute(node, "linethickness").map(str::trim);
                let bare = line.is_some_and(|line| line.trim_end_matches(char::is_alphabetic).parse() == Ok(0.0));
                Part::new(if bare { Shape::Binomial } else { Shape::Fraction }, parts)
            }
            "msqrt" => Part::new(Shape::Root, vec![self.content(node, depth)]),
            "mroot" => Part::new(Shape::Root, vec![self.argument(node, 0, depth), self.argument(node, 1, depth)]),
            "msub" => self.scripts(node, &[Slot::Sub], depth),
            "msup" => self.scripts(node, &[Slot::Sup], depth),
            "msubsup" => self.scripts(node, &[Slot::Sub, Slot::Sup], depth),
            "munder" => self.scripts(node, &[Slot::Under], depth),
            "mover" => self.scripts(node, &[Slot::Over], depth),
            "munderover" => self.scripts(node, &[Slot::Under, Slot::Over], depth),
            "mmultiscripts" => self.many_scripts(node, depth),
            "mfenced" => self.fence(node, depth),
            "mtable" => self.table(node, depth),
            "menclose" => self.enclosed(node, depth),
            // Annotations follow what they are of.
            "semantics" => self.argument(node, 0, depth),
            "maction" => {
                let chosen = tree.attribute(node, "selection").and_then(|number| number.trim().parse::<usize>().ok());
                self.argument(node, chosen.unwrap_or(1).saturating_sub(1), depth)
            }
            _ => self.content(node, depth),
        };
        let invisible = matches!(&part.shape, Shape::Operator(sign) if !sign.is_empty());
        (invisible || !part.is_empty()).then_some(part)
    }

    fn scripts(&mut self, node: NodeId, slots: &[Slot], depth: usize) -> Part {
        let parts = (0..=slots.len()).map(|index| self.argument(node, index, depth)).collect();
        scripted(parts, slots)
    }

    /// The base, pairs of low and high, `mprescripts`, pairs that stand before the base.
    fn many_scripts(&mut self, node: NodeId, depth: usize) -> Part {
        let tree = self.tree;
        let mut elements = tree.elements(node).take(WIDTH);
        let base = elements.next().and_then(|base| self.part(base, depth + 1));
        let mut parts = vec![base.unwrap_or_else(|| Part::row(Vec::new()))];
        let mut slots = Vec::new();
        let (mut before, mut low) = (false, true);
        for element in elements {
            if tree.name(element) == "mprescripts" {
                (before, low) = (true, true);
                continue;
            }
            slots.push(match (before, low) {
                (false, true) => Slot::Sub,
                (false, false) => Slot::Sup,
                (true, true) => Slot::PreSub,
                (true, false) => Slot::PreSup,
            });
            parts.push(self.part(element, depth + 1).unwrap_or_else(|| Part::row(Vec::new())));
            low = !low;
        }
        scripted(parts, &slots)
    }

    /// Older than bracketed rows, and not in MathML Core; many books have it.
    fn fence(&mut self, node: NodeId, depth: usize) -> Part {
        let tree = self.tree;
        let sign = |name, usual: &str| tree.attribute(node, name).map_or_else(|| usual.to_owned(), collapse);
        let separators: Vec<char> =
            sign("separators", ",").chars().filter(|separator| !separator.is_whitespace()).collect();
        let mut parts = Vec::new();
        for (index, child) in tree.elements(node).enumerate() {
            let separator = index.checked_sub(1).and_then(|before| separators.get(before).or(separators.last()));
            if let (Some(separator), false) = (separator, parts.is_empty()) {
                parts.push(Part::leaf(Shape::Operator(separator.to_string())));
            }
            parts.extend(self.part(child, depth + 1));
        }
        Part::new(Shape::Fenced { open: sign("open", "("), close: sign("close", ")") }, parts)
    }

    fn table(&mut self, node: NodeId, depth: usize) -> Part {
        let tree = self.tree;
        let mut rows = Vec::new();
        for row in tree.elements(node).filter(|&row| matches!(tree.name(row), "mtr" | "mlabeledtr")) {
            if self.left == 0 {
                break;
            }
            // The label of an equation is no cell of it.
            let labels = usize::from(tree.name(row) == "mlabeledtr");
            let cells: Vec<Part> = tree
                .elements(row)
                .skip(labels)
                .take(WIDTH)
                .map(|cell| match tree.name(cell) {
                    "mtd" => self.content(cell, depth + 2),
                    _ => self.part(cell, depth + 2).unwrap_or_else(|| Part::row(Vec::new())),
                })
                .collect();
            rows.push(Part::new(Shape::Row, cells));
        }
        if rows.is_empty() { self.content(node, depth) } else { Part::new(Shape::Table, rows) }
    }

    fn enclosed(&mut self, node: NodeId, depth: usize) -> Part {
        let notation = self.tree.attribute(node, "notation").unwrap_or_default().to_owned();
        let content = self.content(node, depth);
        let has = |words: &[&str]| notation.split_whitespace().any(|word| words.contains(&word));
        if has(&["radical"]) {
            Part::new(Shape::Root, vec![content])
        } else if has(&["updiagonalstrike", "downdiagonalstrike", "horizontalstrike", "verticalstrike"]) {
            Part::new(Shape::Struck, vec![content])
        } else {
            content
        }
    }
}

/// Scripts that hold nothing are none; without any the base stands for itself.
fn scripted(parts: Vec<Part>, slots: &[Slot]) -> Part {
    let mut kept = Vec::new();
    let mut slots_kept = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        match index.checked_sub(1).map(|slot| slots[slot]) {
            Some(slot) if !part.is_empty() => {
                slots_kept.push(slot);
                kept.push(part);
            }
            Some(_) => {}
            None => kept.push(part),
        }
    }
    if slots_kept.is_empty() { kept.remove(0) } else { Part::new(Shape::Scripts(slots_kept), kept) }
}

fn opens(sign: &str) -> bool {
    matches!(sign, "(" | "[" | "{" | "⟨" | "〈" | "⌊" | "⌈")
}

fn closes(sign: &str) -> bool {
    matches!(sign, ")" | "]" | "}" | "⟩" | "〉" | "⌋" | "⌉")
}

/// Bars that open and close alike.
fn is_bar(sign: &str) -> bool {
    matches!(sign, "|" | "∣" | "‖" | "∥")
}

fn sign_of(part: &Part) -> &str {
    match &part.shape {
        Shape::Operator(sign) => sign,
        _ => "",
    }
}

/// What stands between brackets becomes their part; a brace before a table needs no other one. An interval may open with
/// one kind and close with another.
fn fenced(parts: Vec<Part>) -> Vec<Part> {
    let count = parts.len();
    let bars = count >= 3 && is_bar(sign_of(&parts[0])) && sign_of(&parts[0]) == sign_of(&parts[count - 1]);
    if bars && parts.iter().filter(|part| sign_of(part) == sign_of(&parts[0])).count() == 2 {
        let (open, close) = (sign_of(&parts[0]).to_owned(), sign_of(&parts[count - 1]).to_owned());
        let inside = parts.into_iter().skip(1).take(count - 2).collect();
        return vec![Part::new(Shape::Fenced { open, close }, fenced(inside))];
    }
    let mut out: Vec<Part> = Vec::new();
    // Where brackets opened that are still open.
    let mut open: Vec<usize> = Vec::new();
    for part in parts {
        let sign = sign_of(&part);
        if closes(sign)
            && let Some(start) = open.pop()
        {
            let close = sign.to_owned();
            let inside = out.split_off(start + 1);
            let opener = out.pop().map(|part| sign_of(&part).to_owned()).unwrap_or_default();
            out.push(Part::new(Shape::Fenced { open: opener, close }, inside));
            continue;
        }
        if opens(sign) {
            open.push(out.len());
        }
        out.push(part);
    }
    if let [.., brace, table] = out.as_slice()
        && sign_of(brace) == "{"
        && table.shape == Shape::Table
    {
        let table = out.split_off(out.len() - 1);
        out.pop();
        out.push(Part::new(Shape::Fenced { open: "{".to_owned(), close: String::new() }, table));
    }
    out
}

/// The tongue of a text without a language, by the letters of its document.
pub(super) fn guess(tree: &Tree, node: NodeId) -> Tongue {
    const SAMPLE: usize = 4000;
    let mut sample = String::new();
    for below in tree.descendants(node) {
        if sample.len() > SAMPLE {
            break;
        }
        let text = tree.text(below);
        sample.push_str(&text[..text.floor_char_boundary(limits::LABEL_BYTES)]);
    }
    Tongue::guess(&sample)
}

#[cfg(test)]
mod tests;
