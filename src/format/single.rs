//! Documents that are one page of HTML, or were made one → [`Book`], cut into sections at their largest headings.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::container::Container;
use super::contents::Reading;
use super::limits::{self, Deadline};
use super::markup::blocks::{Part, parts_of_identifiers};
use super::markup::tree::{NodeId, ROOT};
use super::markup::{Dialect, Tree};
use super::{Defects, Error, Opened, Resources, href, places};
use crate::book::{Book, Code, Metadata};

/// A document, made a page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub html: String,
    /// The limits left out its end.
    pub cut: bool,
    pub metadata: Metadata,
    /// Path → media type of its pictures.
    pub media_types: HashMap<String, String>,
}

/// The book of a page; `name` is that of the document, by which its sections are called.
pub(super) fn book(
    container: Container,
    name: &str,
    page: Page,
    mut defects: Defects,
    deadline: Deadline,
) -> Result<Opened, Error> {
    if container.mended {
        defects.add(Code::Unreadable, "zip");
    }
    for name in &container.outside {
        defects.add(Code::Unsafe, name);
    }
    if page.cut {
        defects.add(Code::Limit, name);
    }
    let Page { html, mut metadata, media_types, .. } = page;
    let mut tree = Reading::new(&container, None, deadline, &mut defects, None).parsed(name, &html, Dialect::Html);
    drop(html);
    if metadata.title.is_empty() {
        let title = tree.elements(ROOT).find(|&node| tree.name(node) == "h1");
        metadata.title = title.map(|title| tree.label(title)).unwrap_or_default();
    }
    let parts = parts(&tree, name.rsplit_once('.').map_or("html", |(_, ending)| ending));
    link(&mut tree, &parts);
    let mut reading = Reading::new(&container, None, deadline, &mut defects, metadata.languages.first());
    let mut contents = reading.parts(&tree, &parts);
    if contents.iter().all(|content| content.section.blocks.is_empty()) {
        return Err(reading.nothing());
    }
    places::mark_notes(&mut contents);
    places::report_dead_links(&contents, &container, &mut defects);
    let order: Vec<usize> = (0..contents.len()).collect();
    let outline = places::headings(&contents, &order);
    places::title_sections(&mut contents, &order, &outline);
    let pages = places::broken_pages(&contents, &order);
    let sections = contents.into_iter().map(|content| Arc::new(content.section)).collect();
    let book = Book::new(metadata, sections, outline, pages, Vec::new());
    let resources = Resources::new(container, media_types, HashSet::new());
    Ok(Opened { book: Arc::new(book), defects: defects.list, resources, cover: None, revisions: None })
}

/// A section for each of the largest headings of which there are several, and for those above them.
pub(super) fn parts(tree: &Tree, ending: &str) -> Vec<Part> {
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
            let path = format!("{}.{ending}", parts.len() + 1);
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
pub(super) fn link(tree: &mut Tree, parts: &[Part]) {
    let known = parts_of_identifiers(tree, parts);
    let links: Vec<NodeId> = tree.descendants(ROOT).filter(|&node| tree.name(node) == "a").collect();
    for link in links {
        let Some(id) = tree.attribute(link, "href").and_then(|href| href.strip_prefix('#')) else { continue };
        let decoded = href::decode(id);
        if let Some(&part) = known.get(id).or_else(|| known.get(&decoded)) {
            let address = format!("{}#{id}", parts[part].path);
            tree.set_attribute(link, "href", address);
        }
    }
}
