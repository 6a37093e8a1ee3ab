//! From which side a text is written, as its markup says: `dir`, `bdo`, `bdi`, and what a style sheet says instead.
//!
//! <https://html.spec.whatwg.org/multipage/dom.html#the-dir-attribute>,
//! <https://www.w3.org/TR/css-writing-modes-3/#text-direction>

use super::Reader;
use crate::book::{BaseDirection, Isolate};
use crate::format::markup::tree::{NodeId, Tree};

/// The attribute in which a sheet's `unicode-bidi` is kept: [`OVERRIDE`] or [`PLAIN`].
pub(in crate::format) const ORDER: &str = "text-order";
pub(in crate::format) const OVERRIDE: &str = "override";
pub(in crate::format) const PLAIN: &str = "plaintext";

/// Texts and elements that are looked through for the first letter with a direction.
const STEPS: usize = 2_000;

/// The direction in force where the reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Side {
    /// `None` where nothing says.
    pub(super) base: Option<BaseDirection>,
    /// Each block goes as its own first letter says, and only one without such a letter as its base.
    pub(super) by_text: bool,
}

impl Side {
    /// The direction that a block with this text is given.
    pub(super) fn of(self, text: &str) -> Option<BaseDirection> {
        if self.by_text { BaseDirection::of(text).or(self.base) } else { self.base }
    }
}

impl Reader<'_> {
    /// The direction inside of an element that makes blocks, when it is `around` outside.
    pub(super) fn side(&self, node: NodeId, around: Side) -> Side {
        let tree = self.tree;
        let plain = tree.attribute(node, ORDER) == Some(PLAIN);
        // Listings and verses stand in one element: in a book from the right, which it is shows in the letters.
        let preformatted = tree.name(node) == "pre";
        let Some(told) = tree.attribute(node, "dir") else {
            return Side { by_text: around.by_text || plain || preformatted, ..around };
        };
        match BaseDirection::from_name(told) {
            Some(base) => Side { base: Some(base), by_text: plain },
            None if told.trim().eq_ignore_ascii_case("auto") => {
                let base = first_direction(tree, node).or(around.base);
                Side { base, by_text: plain || preformatted }
            }
            None => around,
        }
    }

    /// What a block with this text says of its direction.
    pub(super) fn direction(&self, side: Side, text: &str) -> Option<BaseDirection> {
        side.of(text).filter(|direction| Some(*direction) != self.section.direction)
    }

    /// The direction of the document, or of the stretch of it that is a section.
    pub(super) fn begin_from(&mut self, side: Side) {
        self.section.direction = side.base;
        self.scope.side = side;
    }

    /// What an element inside of a text is set apart by.
    pub(super) fn isolate(&self, node: NodeId, name: &str) -> Option<Isolate> {
        let tree = self.tree;
        let order = tree.attribute(node, ORDER);
        let told = tree.attribute(node, "dir");
        let base = told.and_then(BaseDirection::from_name);
        let auto = told.is_some_and(|told| told.trim().eq_ignore_ascii_case("auto"));
        match base {
            Some(_) => Some(Isolate { base, forced: name == "bdo" || order == Some(OVERRIDE) }),
            None if auto || name == "bdi" || order == Some(PLAIN) => Some(Isolate { base: None, forced: false }),
            None => None,
        }
    }
}

/// What the first letter with a direction in an element says. What has a direction of its own, or stands apart, says nothing
/// of what is around it.
fn first_direction(tree: &Tree, node: NodeId) -> Option<BaseDirection> {
    let mut open: Vec<NodeId> = tree.children(node).collect();
    open.reverse();
    for _ in 0..STEPS {
        let next = open.pop()?;
        if tree.is_text(next) {
            if let Some(found) = BaseDirection::of(tree.text(next)) {
                return Some(found);
            }
            continue;
        }
        let apart = matches!(tree.name(next), "bdi" | "script" | "style" | "textarea" | "template");
        if !apart && tree.attribute(next, "dir").is_none() {
            let from = open.len();
            open.extend(tree.children(next));
            open[from..].reverse();
        }
    }
    None
}
