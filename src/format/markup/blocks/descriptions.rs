//! What describes a picture, a table or a formula at length, wherever the author has put it.
//!
//! <https://www.w3.org/TR/wai-aria-1.2/#aria-describedby>, <https://www.w3.org/TR/wai-aria-1.2/#aria-details>,
//! <https://kb.daisy.org/publishing/docs/html/images-desc.html>

use super::Reader;
use crate::book::{Description, GroupKind, Target};
use crate::format::markup::names;
use crate::format::markup::tree::NodeId;

/// What a link to a description says of itself.
const RELATIONS: &[&str] = &["longdesc", "describedby", "description", "details", "aria-details"];

impl Reader<'_> {
    /// `aria-details`, `longdesc` and the figure's own link lead to it; `aria-describedby` names its words. What is named but
    /// hidden has no place in the text: its words are all there is.
    pub(super) fn description(&mut self, node: NodeId) -> Option<Description> {
        let mut description = Description::default();
        if let Some(details) = self.named(node, "aria-details") {
            match self.leads_to(details) {
                Some(target) => description.target = Some(target),
                None => {
                    description.target = self.only_link(details);
                    if description.target.is_none() {
                        description.text = names::referenced_text(self.tree, self.identifiers, node, "aria-details");
                    }
                }
            }
        }
        if let Some(words) = names::referenced_text(self.tree, self.identifiers, node, "aria-describedby") {
            if description.target.is_none()
                && let Some(described) = self.named(node, "aria-describedby")
            {
                description.target = self.place_of(described);
            }
            description.text = Some(words);
        }
        if description.text.is_none() {
            let given = self.tree.attribute(node, "aria-description").map(crate::format::markup::tree::collapse);
            description.text = given.filter(|text| !text.is_empty());
        }
        if description.target.is_none()
            && let Some(reference) = self.tree.attribute(node, "longdesc").filter(|it| !it.trim().is_empty())
        {
            description.target = self.target(reference);
        }
        if description.target.is_none() {
            description.target.clone_from(&self.credit);
        }
        (description != Description::default()).then_some(description)
    }

    /// Notes what describes the blocks from this one on.
    pub(super) fn describe(&mut self, node: NodeId, from: usize) {
        let until = self.section.blocks.len();
        if until > from
            && let Some(description) = self.description(node)
        {
            // Outer ones come first.
            let place = self.section.descriptions.partition_point(|(blocks, _)| blocks.start < from);
            self.section.descriptions.insert(place, (from..until, description));
        }
    }

    pub(super) fn figure(&mut self, node: NodeId) {
        let label = self.label_by(node, "figcaption");
        let around = self.credit.take();
        self.credit = self.figure_link(node);
        let first = self.section.blocks.len();
        self.group(GroupKind::Figure, label, |reader| reader.children(node));
        self.credit = around;
        self.describe(node, first);
    }

    /// The first element that an attribute names.
    fn named(&self, node: NodeId, attribute: &str) -> Option<NodeId> {
        self.tree.attribute(node, attribute)?.split_whitespace().find_map(|id| self.identifiers.get(id))
    }

    /// A link leads where it leads; anything else to itself, unless it is hidden.
    fn leads_to(&mut self, node: NodeId) -> Option<Target> {
        if self.tree.name(node) == "a"
            && let Some(reference) = self.tree.local_attribute(node, "href")
        {
            return self.target(reference);
        }
        self.place_of(node)
    }

    /// The link of what is hidden and holds but one: «the description», in another file.
    fn only_link(&mut self, node: NodeId) -> Option<Target> {
        let tree = self.tree;
        let mut links = tree.descendants(node).filter(|&below| tree.name(below) == "a");
        let reference = tree.local_attribute(links.next()?, "href")?;
        if links.next().is_some() { None } else { self.target(reference) }
    }

    fn place_of(&self, node: NodeId) -> Option<Target> {
        let mut at = Some(node);
        while let Some(here) = at {
            if names::is_hidden(self.tree, here) {
                return None;
            }
            at = self.tree.parent(here);
        }
        let id = self.tree.attribute(node, "id")?;
        Some(Target::Internal { href: self.path.to_owned(), fragment: Some(id.to_owned()) })
    }

    /// In a figure: a link that calls itself a description's, else the one in its caption that stays in the book.
    fn figure_link(&mut self, figure: NodeId) -> Option<Target> {
        let tree = self.tree;
        let links = || tree.descendants(figure).filter(|&below| tree.name(below) == "a").take(50);
        let related = links().find(|&link| {
            tree.attribute(link, "rel").is_some_and(|rel| rel.split_whitespace().any(|it| RELATIONS.contains(&it)))
        });
        let caption = || {
            let caption = tree.child(figure, "figcaption")?;
            tree.descendants(caption).take(200).find(|&below| {
                tree.name(below) == "a" && !names::is_of_type(tree, below, &["noteref", "annoref", "biblioref"])
            })
        };
        match related {
            Some(link) => self.target(tree.local_attribute(link, "href")?),
            None => {
                let target = self.target(tree.local_attribute(caption()?, "href")?)?;
                matches!(target, Target::Internal { .. }).then_some(target)
            }
        }
    }
}
