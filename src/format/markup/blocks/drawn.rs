//! A drawing that is a document of its own: a picture with its name, then the words that are drawn.
//!
//! <https://www.w3.org/TR/epub-33/#sec-svg>

use super::Reader;
use crate::book::Kind;
use crate::format::markup::names;
use crate::format::markup::tree::NodeId;

/// What is not drawn where it stands.
const UNDRAWN: &[&str] =
    &["title", "desc", "style", "script", "defs", "metadata", "symbol", "clippath", "mask", "pattern", "marker"];

impl Reader<'_> {
    pub(super) fn drawn_page(&mut self, drawing: NodeId) {
        if let Some(language) = self.own_language(drawing) {
            self.section.language = Some(language.clone());
            self.scope.language = Some(language);
        }
        self.wait_for_identifier(drawing);
        let name = names::given_name(self.tree, self.identifiers, drawing);
        let name = name.unwrap_or_else(|| names::drawing_name(self.tree, drawing));
        let mut block = self.new_block(Kind::Image, name);
        self.point_to(drawing, &mut block);
        self.push_block(block);
        self.drawn_words(drawing);
    }

    /// HTML inside of a drawing in a text, which is no part of its alternative.
    pub(super) fn drawn_html(&mut self, drawing: NodeId) {
        let tree = self.tree;
        if names::has_role(tree, drawing, "img") {
            return;
        }
        let outer = |node: NodeId| {
            let around = std::iter::successors(tree.parent(node), |&above| tree.parent(above));
            around.take_while(|&above| above != drawing).any(|above| tree.name(above) == "foreignobject")
        };
        for below in tree.descendants(drawing) {
            if tree.name(below) == "foreignobject" && !outer(below) {
                self.boundary();
                self.children(below);
                self.boundary();
            }
        }
    }

    fn drawn_words(&mut self, node: NodeId) {
        let tree = self.tree;
        for child in tree.elements(node) {
            let name = tree.name(child);
            if UNDRAWN.contains(&name) || names::is_hidden(tree, child) || self.cut {
                continue;
            }
            self.wait_for_identifier(child);
            match name {
                "text" => {
                    // Nobody breaks lines in a drawing but its author: what begins small goes on with the text before.
                    if tree.label(child).starts_with(char::is_lowercase) {
                        self.flow.push(" ");
                    } else {
                        self.boundary();
                    }
                    let opened = self.open_styles(child, name);
                    self.lines(child);
                    (0..opened).for_each(|_| self.flow.close());
                }
                "foreignobject" => {
                    self.boundary();
                    self.children(child);
                    self.boundary();
                }
                "a" => {
                    let opened = self.open_styles(child, name);
                    self.drawn_words(child);
                    (0..opened).for_each(|_| self.flow.close());
                }
                _ => self.drawn_words(child),
            }
            self.mark_end(child);
        }
    }

    /// The words of a text, parted where a part of it is put on a line of its own.
    fn lines(&mut self, text: NodeId) {
        let tree = self.tree;
        for child in tree.children(text) {
            if ["x", "y", "dy"].iter().any(|place| tree.attribute(child, place).is_some()) {
                self.flow.push(" ");
            }
            if tree.is_text(child) {
                self.text(tree.text(child));
            } else if !matches!(tree.name(child), "title" | "desc") {
                self.element(child);
            }
        }
    }
}
