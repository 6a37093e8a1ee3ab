//! What is shown by something that we are not: players, windows, scripts, other vocabularies. Its fallback is read;
//! nothing of the network is fetched.
//!
//! <https://html.spec.whatwg.org/multipage/iframe-embed-object.html>,
//! <https://idpf.org/epub/301/spec/epub-contentdocs.html#sec-xhtml-content-switch>

use super::Reader;
use crate::format::href::{self, Href};
use crate::format::limits;
use crate::format::markup::names;
use crate::format::markup::tree::{NodeId, Tree, collapse};
use crate::format::usual_type;

/// Vocabularies that are read.
const KNOWN: &[&str] =
    &["http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"];

impl Reader<'_> {
    /// The first case that is known, else what the author put for the others.
    pub(super) fn switch(&mut self, node: NodeId) {
        let tree = self.tree;
        let known = tree.elements(node).find(|&case| {
            let space = tree.attribute(case, "required-namespace").unwrap_or_default().trim();
            tree.name(case) == "case" && KNOWN.contains(&space)
        });
        let chosen = known.or_else(|| tree.child(node, "default")).or_else(|| tree.child(node, "case"));
        if let Some(chosen) = chosen {
            self.children(chosen);
        }
    }

    /// A player, a window or a canvas: its name, and what stands there for those who have none.
    pub(super) fn foreign(&mut self, node: NodeId, name: &str) {
        let tree = self.tree;
        self.note_remote(node);
        let title = || tree.attribute(node, "title").map(collapse).filter(|_| name == "iframe");
        let label = names::given_name(tree, self.identifiers, node).or_else(title);
        self.flow.push(" ");
        if let Some(label) = label.filter(|label| !label.is_empty()) {
            self.text(&label);
            self.flow.push(" ");
        }
        self.children(node);
        self.flow.push(" ");
    }

    /// A picture is one, with the words inside as its alternative; of anything else what stands inside is read.
    pub(super) fn object(&mut self, node: NodeId) {
        let tree = self.tree;
        self.note_remote(node);
        if !is_picture(tree, node) || tree.descendants(node).any(|below| holds_more(tree.name(below))) {
            return self.children(node);
        }
        self.picture(node);
    }

    /// Tells that what the element names lies in the network.
    pub(super) fn note_remote(&mut self, node: NodeId) {
        for name in ["src", "data", "poster"] {
            if let Some(reference) = self.tree.attribute(node, name) {
                self.note_reference(reference);
            }
        }
    }

    pub(super) fn note_reference(&mut self, reference: &str) {
        if let Href::Outside(address) = href::resolve(self.path, reference)
            && self.remote.len() < limits::DEFECTS
        {
            self.remote.push(address.chars().take(200).collect());
        }
    }
}

fn is_picture(tree: &Tree, node: NodeId) -> bool {
    let data = tree.attribute(node, "data").unwrap_or_default();
    let declared = tree.attribute(node, "type").map(str::trim).filter(|declared| !declared.is_empty());
    !data.is_empty() && declared.unwrap_or_else(|| usual_type(data)).starts_with("image/")
}

/// Whether a fallback with this element is more than an alternative.
fn holds_more(name: &str) -> bool {
    names::is_block(name) || matches!(name, "img" | "svg" | "math" | "a" | "object" | "audio" | "video")
}
