//! What an element is and is called: structural semantics, roles, accessible names.
//!
//! <https://www.w3.org/TR/epub-ssv-11/>, <https://www.w3.org/TR/dpub-aria-1.1/>, <https://www.w3.org/TR/accname-1.2/>

use std::collections::HashMap;

use super::tree::{NodeId, ROOT, Tree, collapse};

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

/// Whether it is meant for no reader: `hidden`, `aria-hidden`, `display: none`.
pub(super) fn is_hidden(tree: &Tree, node: NodeId) -> bool {
    tree.attribute(node, "hidden").is_some()
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

/// Identifier → element.
pub(super) fn identifiers(tree: &Tree) -> HashMap<&str, NodeId> {
    let mut found = HashMap::new();
    for node in tree.descendants(ROOT) {
        if let Some(id) = tree.attribute(node, "id") {
            found.entry(id).or_insert(node);
        }
    }
    found
}

/// The text of the elements that an attribute such as `aria-labelledby` names.
pub(super) fn referenced_text(
    tree: &Tree,
    identifiers: &HashMap<&str, NodeId>,
    node: NodeId,
    attribute: &str,
) -> Option<String> {
    let references = tree.attribute(node, attribute)?;
    let texts: Vec<String> = references
        .split_whitespace()
        .take(16)
        .filter_map(|id| identifiers.get(id))
        .map(|&named| tree.text_content(named))
        .filter(|text| !text.is_empty())
        .collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// The accessible name that attributes give; `None` when there is none.
pub(super) fn given_name(tree: &Tree, identifiers: &HashMap<&str, NodeId>, node: NodeId) -> Option<String> {
    referenced_text(tree, identifiers, node, "aria-labelledby")
        .or_else(|| tree.attribute(node, "aria-label").map(collapse).filter(|label| !label.is_empty()))
}

/// The alternative of an image: empty for decoration.
pub(super) fn alternative(tree: &Tree, identifiers: &HashMap<&str, NodeId>, node: NodeId) -> String {
    if is_presentational(tree, node) {
        return String::new();
    }
    if let Some(name) = given_name(tree, identifiers, node) {
        return name;
    }
    let alternative = match tree.name(node) {
        "svg" => {
            let title = tree.child(node, "title").map(|title| tree.text_content(title));
            let description = tree.child(node, "desc").map(|description| tree.text_content(description));
            let named: Vec<String> = title.into_iter().chain(description).filter(|text| !text.is_empty()).collect();
            if named.is_empty() {
                let texts = tree.descendants(node).filter(|&below| tree.name(below) == "text");
                collapse(&texts.map(|text| tree.text_content(text)).collect::<Vec<_>>().join(" "))
            } else {
                named.join(". ")
            }
        }
        _ => match tree.attribute(node, "alt") {
            Some(alternative) => return collapse(alternative),
            None => String::new(),
        },
    };
    if alternative.is_empty() { tree.attribute(node, "title").map(collapse).unwrap_or_default() } else { alternative }
}

/// The label of a page break: `title`, `aria-label`, its text, the number in its identifier.
pub(super) fn page_label(tree: &Tree, node: NodeId) -> Option<String> {
    let given = ["title", "aria-label"]
        .iter()
        .filter_map(|name| tree.attribute(node, name))
        .map(collapse)
        .chain([tree.text_content(node)])
        .map(|label| bare_label(&label).to_owned())
        .find(|label| !label.is_empty());
    given.or_else(|| {
        let id = tree.attribute(node, "id")?;
        let digits = &id[id.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1)..];
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
