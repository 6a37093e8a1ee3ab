//! Where elements end: what an overlay means by the name of an element is the whole of it, to the character.

use super::Reader;
use crate::format::limits;
use crate::format::markup::tree::NodeId;

/// A line of a poem, as other kinds of markup that are read here call it.
pub(in crate::format) const VERSE: &str = "verse-line";

/// Names that wait for a text are looked through so far: an element's own stands behind those of what is around it.
const NEAR: usize = 64;

impl Reader<'_> {
    /// Where an element ends whose beginning has a name: overlays mean the whole of it.
    pub(super) fn mark_end(&mut self, node: NodeId) {
        let Some(id) = self.tree.attribute(node, "id") else { return };
        let known =
            self.section.anchors.contains_key(id) || self.waiting.iter().rev().take(NEAR).any(|waiting| waiting == id);
        if !known || self.ends.len() >= limits::ANCHORS {
            return;
        }
        let end = if !self.flow.is_empty() {
            (self.section.blocks.len(), self.flow.length())
        } else {
            match self.section.blocks.last() {
                Some(last) => (self.section.blocks.len() - 1, last.text.len()),
                None => (0, 0),
            }
        };
        self.ends.entry(id.to_owned()).or_insert(end);
    }
}
