//! Lists: items with their markers, definition lists, lists in lists.
//!
//! <https://html.spec.whatwg.org/multipage/grouping-content.html#the-ol-element>

use super::Reader;
use crate::book::{GroupKind, Kind, roman};
use crate::format::markup::tree::{NodeId, collapse};

/// The attribute of an item that says its marker as it stands on paper («2.1.», «б)»), where what is read here was
/// written by a program that counts in more ways than HTML.
pub(in crate::format) const MARKER: &str = "item-marker";

impl Reader<'_> {
    pub(super) fn list(&mut self, node: NodeId, name: &str) {
        let tree = self.tree;
        let ordered = name == "ol";
        let number = |name| tree.attribute(node, name).and_then(|value| value.trim().parse::<i64>().ok());
        let reversed = tree.attribute(node, "reversed").is_some();
        let items = || tree.elements(node).filter(|&child| tree.name(child) == "li").count() as i64;
        let mut next = number("start").unwrap_or_else(|| if reversed { items() } else { 1 });
        let style = tree.attribute(node, "type").unwrap_or("1");
        self.group(GroupKind::List { ordered }, None, |reader| {
            for child in tree.children(node) {
                if tree.is_text(child) {
                    reader.text(tree.text(child));
                    continue;
                }
                if tree.name(child) != "li" {
                    reader.element(child);
                    continue;
                }
                if let Some(value) = tree.attribute(child, "value").and_then(|value| value.trim().parse().ok()) {
                    next = value;
                }
                let printed = tree.attribute(child, MARKER).map(collapse).filter(|marker| !marker.is_empty());
                reader.marker = printed.or_else(|| ordered.then(|| marker(next, style)));
                reader.element(child);
                reader.marker = None;
                next = if reversed { next.saturating_sub(1) } else { next.saturating_add(1) };
            }
        });
    }

    pub(super) fn item(&mut self, node: NodeId) {
        // Taken here, so that a list inside does not take it.
        let marker = self.marker.take();
        if self.scope.kind != Kind::Note {
            self.scope.kind = Kind::Item;
        }
        let first = self.section.blocks.len();
        self.group(GroupKind::ListItem, None, |reader| reader.children(node));
        let in_cell = self.scope.cell.is_some();
        if let Some(block) = self.section.blocks.get_mut(first)
            && !in_cell
            && matches!(block.kind, Kind::Item | Kind::Note)
        {
            block.label = marker;
        }
    }
}

/// «3.», «c.», «III.» by the list's type.
fn marker(number: i64, style: &str) -> String {
    let text = match style {
        "a" if number > 0 => letters(number, b'a'),
        "A" if number > 0 => letters(number, b'A'),
        "i" if (1..4000).contains(&number) => roman(number as u32).to_lowercase(),
        "I" if (1..4000).contains(&number) => roman(number as u32),
        _ => number.to_string(),
    };
    format!("{text}.")
}

fn letters(number: i64, first: u8) -> String {
    let mut left = number;
    let mut out = Vec::new();
    while left > 0 {
        left -= 1;
        out.push(char::from(first + (left % 26) as u8));
        left /= 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::marker;

    #[test]
    fn markers_follow_the_lists_type() {
        assert_eq!(marker(3, "1"), "3.");
        assert_eq!(marker(28, "a"), "ab.");
        assert_eq!(marker(1994, "I"), "MCMXCIV.");
        assert_eq!(marker(-2, "i"), "-2.");
    }
}
