//! What an element is and is called: structural semantics, roles, accessible names.
//!
//! <https://www.w3.org/TR/epub-ssv-11/>, <https://www.w3.org/TR/dpub-aria-1.1/>, <https://www.w3.org/TR/accname-1.2/>

use std::cell::Cell;
use std::collections::HashMap;

use super::tree::{NodeId, ROOT, Tree, collapse};
use crate::book::LandmarkKind;
use crate::format::limits;

/// Whether `epub:type` or `role` (`doc-` left out) names one of these.
pub(in crate::format) fn is_of_type(tree: &Tree, node: NodeId, wanted: &[&str]) -> bool {
    types(tree, node).any(|kind| wanted.contains(&kind))
}

/// The words of `epub:type`, and of `role` without `doc-`.
pub(in crate::format) fn types(tree: &Tree, node: NodeId) -> impl Iterator<Item = &str> {
    // Only the structural vocabulary's own prefix is bound to `…:type` in practice, but xlink's.
    let semantic = tree.attribute(node, "epub:type").or_else(|| tree.attribute(node, "ops:type")).unwrap_or_default();
    let role = tree.attribute(node, "role").unwrap_or_default();
    semantic.split_whitespace().chain(role.split_whitespace().map(|role| role.strip_prefix("doc-").unwrap_or(role)))
}

pub(super) fn has_role(tree: &Tree, node: NodeId, wanted: &str) -> bool {
    tree.attribute(node, "role").is_some_and(|roles| roles.split_whitespace().any(|role| role == wanted))
}

/// The HTML element that an element is by its role, else its own name. Of native elements the role overrules the name only
/// where it takes a list's meaning away.
/// <https://www.w3.org/TR/html-aria/>
pub(super) fn meant(tree: &Tree, node: NodeId) -> &str {
    let name = tree.name(node);
    let Some(role) = tree.attribute(node, "role").and_then(|roles| roles.split_whitespace().next()) else {
        return name;
    };
    match (name, role) {
        ("ul" | "ol" | "menu" | "dl" | "blockquote" | "figure" | "aside" | "hr", "presentation" | "none") => "div",
        ("div" | "span" | "p" | "section" | "article", _) => match role {
            "list" | "directory" => "ul",
            "listitem" => "li",
            "blockquote" => "blockquote",
            "figure" => "figure",
            "separator" => "hr",
            "complementary" => "aside",
            _ => name,
        },
        _ => name,
    }
}

/// The part of a book that a word of the structural semantics names, when a reader jumps to such parts.
/// <https://www.w3.org/TR/epub-ssv-11/>
pub(in crate::format) fn landmark(word: &str) -> Option<LandmarkKind> {
    Some(match word {
        "cover" => LandmarkKind::Cover,
        "titlepage" => LandmarkKind::TitlePage,
        "toc" => LandmarkKind::Contents,
        "bodymatter" => LandmarkKind::BodyMatter,
        "glossary" => LandmarkKind::Glossary,
        "index" => LandmarkKind::Index,
        "bibliography" => LandmarkKind::Bibliography,
        "footnotes" | "endnotes" | "rearnotes" => LandmarkKind::Notes,
        _ => return None,
    })
}

/// Whether it is meant for no reader: `hidden`, `aria-hidden`, `display: none`.
pub(super) fn is_hidden(tree: &Tree, node: NodeId) -> bool {
    // What a search may open is there to be read.
    tree.attribute(node, "hidden").is_some_and(|how| !how.trim().eq_ignore_ascii_case("until-found"))
        || tree.attribute(node, "aria-hidden").is_some_and(|value| value.trim() == "true")
        || tree.attribute(node, "style").is_some_and(|style| {
            let style = style.to_ascii_lowercase().replace(' ', "");
            style.contains("display:none") || style.contains("visibility:hidden")
        })
}

/// Whether it is decoration.
pub(super) fn is_presentational(tree: &Tree, node: NodeId) -> bool {
    has_role(tree, node, "presentation") || has_role(tree, node, "none")
}

/// The elements that others take their names from.
pub(super) struct Identifiers<'a> {
    nodes: HashMap<&'a str, NodeId>,
    /// Bytes that may still be borrowed: a thousand pictures may name one long text.
    left: Cell<usize>,
}

impl<'a> Identifiers<'a> {
    pub(super) fn of(tree: &'a Tree) -> Self {
        let mut nodes = HashMap::new();
        for node in tree.descendants(ROOT) {
            if nodes.len() < limits::ANCHORS
                && let Some(id) = tree.attribute(node, "id")
            {
                nodes.entry(id).or_insert(node);
            }
        }
        Self { nodes, left: Cell::new(limits::BORROWED_BYTES) }
    }

    /// The element with this identifier.
    pub(super) fn get(&self, id: &str) -> Option<NodeId> {
        self.nodes.get(id).copied()
    }

    fn borrow(&self, tree: &Tree, id: &str) -> Option<String> {
        let text = tree.label(*self.nodes.get(id)?);
        self.left.set(self.left.get().checked_sub(text.len())?);
        Some(text).filter(|text| !text.is_empty())
    }
}

/// The text of the elements that an attribute such as `aria-labelledby` names.
pub(super) fn referenced_text(
    tree: &Tree,
    identifiers: &Identifiers<'_>,
    node: NodeId,
    attribute: &str,
) -> Option<String> {
    let references = tree.attribute(node, attribute)?;
    let texts: Vec<String> =
        references.split_whitespace().take(16).filter_map(|id| identifiers.borrow(tree, id)).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// The accessible name that attributes give; `None` when there is none.
pub(super) fn given_name(tree: &Tree, identifiers: &Identifiers<'_>, node: NodeId) -> Option<String> {
    referenced_text(tree, identifiers, node, "aria-labelledby")
        .or_else(|| tree.attribute(node, "aria-label").map(collapse).filter(|label| !label.is_empty()))
}

/// The alternative of an image: empty for decoration.
pub(super) fn alternative(tree: &Tree, identifiers: &Identifiers<'_>, node: NodeId) -> String {
    if is_presentational(tree, node) {
        return String::new();
    }
    if let Some(name) = given_name(tree, identifiers, node) {
        return name;
    }
    let alternative = match tree.name(node) {
        "svg" => {
            let named = drawing_name(tree, node);
            if named.is_empty() {
                let texts = tree.descendants(node).filter(|&below| tree.name(below) == "text");
                collapse(&texts.take(100).map(|text| tree.label(text)).collect::<Vec<_>>().join(" "))
            } else {
                named
            }
        }
        "object" => tree.label(node),
        _ => match tree.attribute(node, "alt") {
            Some(alternative) => return collapse(alternative),
            None => String::new(),
        },
    };
    if alternative.is_empty() { tree.attribute(node, "title").map(collapse).unwrap_or_default() } else { alternative }
}

/// What a drawing says of itself.
pub(super) fn drawing_name(tree: &Tree, node: NodeId) -> String {
    let texts = ["title", "desc"].into_iter().filter_map(|name| tree.child(node, name));
    let texts: Vec<String> = texts.map(|node| tree.label(node)).filter(|text| !text.is_empty()).collect();
    texts.join(". ")
}

/// The label of a page break: `title`, `aria-label`, its text, the number in its identifier.
pub(super) fn page_label(tree: &Tree, node: NodeId) -> Option<String> {
    let given = ["title", "aria-label"]
        .iter()
        .filter_map(|name| tree.attribute(node, name))
        .map(collapse)
        .chain([tree.label(node)])
        .map(|label| bare_label(&label).to_owned())
        .find(|label| !label.is_empty());
    given.or_else(|| {
        let id = tree.attribute(node, "id")?;
        let digits = &id[id.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        let digits = digits.trim_start_matches('0');
        (!digits.is_empty()).then(|| digits.to_owned())
    })
}

/// «5» of «Page 5», «стр. 5.», «5-бет».
fn bare_label(label: &str) -> &str {
    let label = label.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '[' | ']' | '|'));
    for word in ["page", "pg.", "p.", "страница", "стр.", "бет"] {
        let Some(head) = label.get(..word.len()) else { continue };
        let rest = label[word.len()..].trim_start();
        if head.to_lowercase() == word && rest.starts_with(|c: char| c.is_alphanumeric()) {
            return rest;
        }
    }
    label.strip_suffix("-бет").unwrap_or(label)
}

/// Elements that stand on their own lines.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "noscript"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}
