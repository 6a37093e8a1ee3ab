//! Markdown, alone in its file → [`Book`]. HTML that stands in it is only words.
//!
//! <https://spec.commonmark.org/0.31.2/>, tables, footnotes and task lists by <https://github.github.com/gfm/>

use super::container::{Container, Source};
use super::contents::Reading;
use super::limits::{self, Deadline};
use super::markup::blocks::{Part, parts_of_identifiers};
use super::markup::tree::{NodeId, ROOT};
use super::markup::{Dialect, Tree};
use super::{Defects, Error, Opened, encoding, failed, places};
use crate::book::{Code, Contributor, Format, Language, Metadata};

mod front;
mod page;
mod signs;

pub(super) use signs::is_one;

/// The name of the document: its own may change while the places in it are kept.
const ALONE: &str = "book.md";

/// Opens a document of Markdown.
pub(super) fn open(source: &Source, deadline: Deadline) -> Result<Opened, Error> {
    let container = Container::alone(ALONE, source);
    let content = container.read(ALONE, limits::MARKUP_BYTES).map_err(|fault| failed(fault, ALONE))?;
    let mut defects = Defects::default();
    if !content.whole {
        defects.add(Code::Unreadable, ALONE);
    }
    let (text, decoded) = encoding::of_text(&content.bytes);
    drop(content);
    if !decoded {
        defects.add(Code::Malformed, ALONE);
    }
    let page = page::of(&text, deadline);
    if page.cut {
        defects.add(Code::Limit, ALONE);
    }
    let mut tree =
        Reading::new(&container, None, deadline, &mut defects, None).parsed(ALONE, &page.html, Dialect::Html);
    let mut metadata = metadata(&page.front);
    if metadata.title.is_empty() {
        let title = tree.elements(ROOT).find(|&node| tree.name(node) == "h1");
        metadata.title = title.map(|title| tree.label(title)).unwrap_or_default();
    }
    let parts = parts(&tree);
    link(&mut tree, &parts);
    let mut reading = Reading::new(&container, None, deadline, &mut defects, metadata.languages.first());
    let mut contents = reading.parts(&tree, &parts);
    if contents.iter().all(|content| content.section.blocks.is_empty()) {
        return Err(reading.nothing());
    }
    places::mark_notes(&mut contents);
    places::report_dead_links(&contents, &container, &mut defects);
    Ok(Opened::of_text(places::headed(contents, metadata), defects))
}

fn metadata(front: &front::Front) -> Metadata {
    let first = |names: &[&str]| front.all(names).next().map(str::to_owned);
    let person = |name: &str| Contributor { name: name.to_owned(), role: "aut".to_owned() };
    Metadata {
        format: Format::Markdown,
        title: first(&["title"]).unwrap_or_default(),
        subtitle: first(&["subtitle"]),
        contributors: front.all(&["author", "authors", "creator"]).map(person).collect(),
        languages: front.all(&["lang", "language"]).filter_map(Language::parse).take(1).collect(),
        identifier: first(&["identifier", "isbn"]),
        publisher: first(&["publisher"]),
        published: first(&["date"]),
        description: first(&["description", "abstract", "summary"]),
        subjects: front.all(&["keywords", "tags", "subject"]).map(str::to_owned).collect(),
        ..Metadata::default()
    }
}

/// A section for each of the largest headings of which there are several, and for those above them.
fn parts(tree: &Tree) -> Vec<Part> {
    let level = |node: NodeId| match tree.name(node).as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(usize::from(level - b'0')),
        _ => None,
    };
    let mut counts = [0usize; 7];
    tree.elements(ROOT).filter_map(level).for_each(|level| counts[level] += 1);
    let deepest = counts.iter().position(|count| *count > 1).unwrap_or_default();
    let mut parts: Vec<Part> = Vec::new();
    let mut above = 0;
    // A heading right below a larger one stands with it.
    let mut only_headings = false;
    for node in tree.children(ROOT) {
        let begins = level(node).filter(|level| *level <= deepest && parts.len() < limits::SPINE_ITEMS);
        if parts.is_empty() || begins.is_some_and(|level| !only_headings || level <= above) {
            let path = format!("{}.md", parts.len() + 1);
            parts.push(Part { path, nodes: Vec::new(), depth: 0, notes: false });
            only_headings = true;
        }
        only_headings &= level(node).is_some() || tree.is_text(node);
        above = begins.unwrap_or(above);
        if let Some(part) = parts.last_mut() {
            part.nodes.push(node);
        }
    }
    parts
}

/// Leads links inside the document to the parts that it was cut into.
fn link(tree: &mut Tree, parts: &[Part]) {
    let known = parts_of_identifiers(tree, parts);
    let links: Vec<NodeId> = tree.descendants(ROOT).filter(|&node| tree.name(node) == "a").collect();
    for link in links {
        let Some(id) = tree.attribute(link, "href").and_then(|href| href.strip_prefix('#')) else { continue };
        let decoded = super::href::decode(id);
        if let Some(&part) = known.get(id).or_else(|| known.get(&decoded)) {
            let address = format!("{}#{id}", parts[part].path);
            tree.set_attribute(link, "href", address);
        }
    }
}

#[cfg(test)]
mod tests;
