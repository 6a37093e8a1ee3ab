//! Pictures: a block each, its text the alternative, its resource left in the container.
//!
//! <https://html.spec.whatwg.org/multipage/images.html#alt>

use super::Reader;
use crate::book::{Block, Kind, Style};
use crate::format::data;
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
        let Some(label) = names::given_name(self.tree, self.identifiers, node) else { return false };
        if role(&["math"]) {
            self.named_formula(node, label);
        } else {
            self.picture(node);
        }
        true
    }

    pub(super) fn picture(&mut self, node: NodeId) {
        let tree = self.tree;
        let alternative = names::alternative(tree, self.identifiers, node);
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
        let drawing = tree.name(node) == "svg";
        let reference = picture_reference(tree, node).filter(|reference| !is_data(reference));
        let resource = reference.and_then(|reference| match href::resolve(self.path, reference) {
            Href::Inside { path, .. } => Some(path),
            // Nothing is fetched from the network for a picture.
            Href::Outside(_) => {
                self.note_reference(reference);
                None
            }
            Href::Unsafe => {
                self.target(reference);
                None
            }
        });
        let mut block = self.new_block(Kind::Image, alternative);
        block.resource = resource;
        block.drawing = self.number_of_drawing(node);
        block.written = self.number_of_written(node);
        // Decoration inside a sentence does not part it.
        if block.text.is_empty() && (heading || !self.flow.is_empty()) {
            if let Some(picture) = block.picture(self.path).filter(|_| self.scope.kind != Kind::Code) {
                self.flow.mark(Style::Ornament(picture));
            }
            if drawing {
                self.drawn_html(node);
            }
            return;
        }
        self.flush();
        block.inlines = self.open_links(block.text.len());
        let described = !block.text.is_empty();
        self.push_block(block);
        // What is decoration is described to nobody.
        if described && let Some(description) = self.description(node) {
            let index = self.section.blocks.len() - 1;
            self.section.descriptions.push((index..index + 1, description));
        }
        if drawing {
            self.drawn_html(node);
        }
    }

    /// Where the pixels of a drawing come from.
    pub(super) fn point_to(&mut self, drawing: NodeId, block: &mut Block) {
        block.drawing = self.number_of_drawing(drawing);
        let reference = picture_reference(self.tree, drawing).filter(|reference| !is_data(reference));
        if let (None, Some(Href::Inside { path, .. })) =
            (block.drawing, reference.map(|reference| href::resolve(self.path, reference)))
        {
            block.resource = Some(path);
        }
    }
}

impl Reader<'_> {
    /// The number of a drawing among those of the document; `None` for a wrapper around a picture of pixels, as most
    /// covers have it, and for what is no drawing.
    fn number_of_drawing(&mut self, node: NodeId) -> Option<usize> {
        let tree = self.tree;
        if tree.name(node) != "svg" || is_wrapper(tree, node) && !picture_reference(tree, node).is_some_and(is_data) {
            return None;
        }
        let drawings = self
            .drawings
            .get_or_insert_with(|| tree.descendants(ROOT).filter(|&below| tree.name(below) == "svg").collect());
        drawings.iter().position(|&drawing| drawing == node)
    }
}

impl Reader<'_> {
    /// The number of a picture among those whose bytes stand in the document; `None` for what is none of them.
    fn number_of_written(&mut self, node: NodeId) -> Option<usize> {
        let tree = self.tree;
        let is_written = |node: NodeId| tree.name(node) == "img" && tree.attribute(node, "src").is_some_and(is_data);
        if !is_written(node) {
            return None;
        }
        let all = self.written.get_or_insert_with(|| tree.descendants(ROOT).filter(|&node| is_written(node)).collect());
        all.binary_search(&node).ok().or_else(|| all.iter().position(|&picture| picture == node))
    }
}

/// Whether a reference holds what it refers to.
fn is_data(reference: &str) -> bool {
    data::body(reference.trim_start()).is_some()
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
        "object" => tree.attribute(node, "data"),
        _ => tree.attribute(node, "src"),
    }
}
