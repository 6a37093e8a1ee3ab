//! Pictures: a block each, its text the alternative, its resource left in the container.
//!
//! <https://html.spec.whatwg.org/multipage/images.html#alt>

use super::Reader;
use crate::book::Kind;
use crate::format::href::{self, Href};
use crate::format::markup::names;
use crate::format::markup::tree::{NodeId, ROOT, Tree};

impl<'a> Reader<'a> {
    /// An element that is a picture or a formula by its role, with a name: what stands inside is drawing.
    pub(super) fn named_whole(&mut self, node: NodeId, name: &str) -> bool {
        let role = |roles: &[&str]| roles.iter().any(|role| names::has_role(self.tree, node, role));
        if matches!(name, "img" | "image" | "svg" | "math" | "a")
            || !role(&["img", "image", "graphics-document", "graphics-symbol", "math"])
        {
            return false;
        }
        let Some(label) = names::given_name(self.tree, &self.identifiers, node) else { return false };
        if role(&["math"]) {
            self.named_formula(node, label);
        } else {
            self.picture(node);
        }
        true
    }

    pub(super) fn picture(&mut self, node: NodeId) {
        let tree = self.tree;
        let alternative = names::alternative(tree, &self.identifiers, node);
        if tree.name(node) == "svg" {
            for below in tree.descendants(node) {
                self.wait_for_identifier(below);
            }
        }
        // A heading made of a picture is its words; a drop capital is a letter of its word.
        let heading = matches!(self.scope.kind, Kind::Heading(_));
        let letter = alternative.chars().count() == 1 && alternative.chars().all(char::is_alphabetic);
        if (heading || letter) && !alternative.is_empty() {
            return self.text(&alternative);
        }
        // Decoration inside a sentence does not part it.
        if alternative.is_empty() && (heading || !self.flow.is_empty()) {
            return;
        }
        let resource = picture_reference(tree, node).and_then(|reference| match href::resolve(self.path, reference) {
            Href::Inside { path, .. } => Some(path),
            // Nothing is fetched from the network for a picture.
            Href::Outside(_) => None,
            Href::Unsafe => {
                self.target(reference);
                None
            }
        });
        self.flush();
        let mut block = self.new_block(Kind::Image, alternative);
        block.resource = resource;
        block.drawing = self.number_of_drawing(node);
        block.inlines = self.open_links(block.text.len());
        let described = !block.text.is_empty();
        self.push_block(block);
        // What is decoration is described to nobody.
        if described && let Some(description) = self.description(node) {
            let index = self.section.blocks.len() - 1;
            self.section.descriptions.push((index..index + 1, description));
        }
    }
}

impl Reader<'_> {
    /// The number of a drawing among those of the document; `None` for a wrapper around a picture of pixels, as most
    /// covers have it, and for what is no drawing.
    fn number_of_drawing(&mut self, node: NodeId) -> Option<usize> {
        let tree = self.tree;
        if tree.name(node) != "svg" || is_wrapper(tree, node) {
            return None;
        }
        let drawings = self
            .drawings
            .get_or_insert_with(|| tree.descendants(ROOT).filter(|&below| tree.name(below) == "svg").collect());
        drawings.iter().position(|&drawing| drawing == node)
    }
}

/// Whether nothing of a drawing is seen but one picture.
fn is_wrapper(tree: &Tree, node: NodeId) -> bool {
    let mut pictures = 0;
    for below in tree.descendants(node) {
        match tree.name(below) {
            "image" => pictures += 1,
            "path" | "circle" | "ellipse" | "line" | "polyline" | "polygon" | "text" | "use" | "foreignobject" => {
                return false;
            }
            _ => {}
        }
    }
    pictures == 1
}

fn picture_reference(tree: &Tree, node: NodeId) -> Option<&str> {
    match tree.name(node) {
        "svg" => tree.local_attribute(tree.descendant(node, "image")?, "href"),
        "image" => tree.local_attribute(node, "href"),
        _ => tree.attribute(node, "src").filter(|source| !source.starts_with("data:")),
    }
}
