//! Details: a summary, and what it opens.
//!
//! <https://html.spec.whatwg.org/multipage/interactive-elements.html#the-details-element>

use super::Reader;
use crate::book::{GroupKind, Language, Tongue};
use crate::format::markup::tree::NodeId;

impl Reader<'_> {
    pub(super) fn details(&mut self, node: NodeId) {
        let tree = self.tree;
        // A cell is one block, in which nothing can be hidden.
        if self.scope.cell.is_some() {
            return self.children(node);
        }
        let open = tree.attribute(node, "open").is_some();
        let label = self.label_by(node, "summary");
        // The first one is the summary wherever it stands; others are mere text.
        let summary = tree.child(node, "summary");
        let index = self.section.groups.len();
        self.group(GroupKind::Details { open, summary: 0 }, label, |reader| {
            let start = reader.section.blocks.len();
            if let Some(summary) = summary {
                reader.element(summary);
                reader.flush();
            }
            if reader.section.blocks.len() == start {
                let words = reader.usual_summary(node);
                reader.text(words);
                reader.flush();
            }
            let length = reader.section.blocks.len() - start;
            if let Some(group) = reader.section.groups.get_mut(index) {
                group.kind = GroupKind::Details { open, summary: length };
            }
            reader.children_but(node, summary);
        });
    }

    /// What a summary says that the author has left out, in the book's language.
    fn usual_summary(&mut self, node: NodeId) -> &'static str {
        let language = self.own_language(node).or_else(|| self.scope.language.clone());
        match language.as_ref().or(self.language).map(Language::primary) {
            Some("kk") => "Толығырақ",
            Some("ru") => "Подробнее",
            Some(_) => "Details",
            None => match self.guess() {
                Tongue::Kazakh => "Толығырақ",
                Tongue::Russian => "Подробнее",
                Tongue::English => "Details",
            },
        }
    }
}
