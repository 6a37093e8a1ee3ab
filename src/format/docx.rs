//! DOCX, the documents of Word and its like → [`Book`](crate::book::Book), by our own tree of markup: none of the kept crates
//! gives headings by style, printed markers of lists, notes and spans of tables together.
//!
//! ECMA-376 part 1 (<https://ecma-international.org/publications-and-standards/standards/ecma-376/>), read leniently.

use std::collections::HashMap;

use super::container::Container;
use super::contents::Reading;
use super::limits::{Deadline, MEBIBYTE};
use super::manuscript::{self, Binding};
use super::markup::tree::{ROOT, collapse};
use super::markup::{self, Dialect, Tree};
use super::{Defects, Error, Opened, href};
use crate::book::{Contributor, Format, Language, Metadata};

mod body;
mod formula;
mod inline;
mod numbering;
mod styles;
mod tables;

/// Whether this zip is a document of running text: by what its parts are declared to be, whatever they are called.
pub(super) fn is(container: &Container) -> bool {
    main_part(container).is_some()
}

/// A part with what it refers to.
#[derive(Debug)]
struct Part {
    tree: Tree,
    /// Identifier → (kind, where it leads, whether that is outside).
    relations: HashMap<String, Relation>,
}

#[derive(Debug, Clone)]
struct Relation {
    /// The last word of its type.
    kind: String,
    /// A path from the container's root, or an address.
    target: String,
    external: bool,
}

/// Opens the document in this container.
pub(super) fn open(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    let mut defects = Defects::default();
    let Some(path) = main_part(&container) else { return Err(Error::NotABook) };
    let (written, metadata, media_types) = {
        let mut reading = Reading::new(&container, None, deadline, &mut defects, None);
        let Some(tree) = reading.tree(&path, Dialect::Xml) else { return Err(reading.nothing()) };
        let main = Part { tree, relations: relations(&container, &path) };
        let mut parts = |kind: &str| {
            let path = main.relations.values().find(|it| it.kind == kind && !it.external)?.target.clone();
            container.find(&path)?;
            let tree = reading.tree(&path, Dialect::Xml)?;
            Some(Part { tree, relations: relations(&container, &path) })
        };
        let styles = parts("styles").map(|part| styles::Styles::read(&part.tree)).unwrap_or_default();
        let numbering = parts("numbering").map(|part| numbering::Numbering::read(&part.tree)).unwrap_or_default();
        let notes = [parts("footnotes"), parts("endnotes")];
        let told = metadata(&container, &mut reading);
        let (written, title) = body::read(&main, &notes, &styles, numbering, told.1, reading.deadline);
        let mut metadata = told.0;
        if metadata.title.is_empty() {
            metadata.title = title.unwrap_or_default();
        }
        (written, metadata, HashMap::new())
    };
    manuscript::bind(
        Binding { written, metadata, path, media_types, pictures: HashMap::new(), defects },
        container,
        deadline,
    )
}

/// The path of the part that holds the text.
fn main_part(container: &Container) -> Option<String> {
    let small = |path: &str| {
        let content = container.read(path, MEBIBYTE).ok()?;
        Some(Tree::parse(&markup::decode(&content.bytes).0, Dialect::Xml, Deadline::start()))
    };
    let is_text = |kind: &str| {
        let kind = kind.to_ascii_lowercase();
        kind.contains("wordprocessingml.") && kind.contains("main+xml")
            || kind.contains("ms-word.") && kind.contains(".main+xml")
    };
    let types = small("[Content_Types].xml");
    if let Some(types) = &types {
        for node in types.descendants(ROOT).filter(|&node| types.name(node) == "override") {
            let kind = types.local_attribute(node, "contenttype").unwrap_or_default();
            let part = types.local_attribute(node, "partname").unwrap_or_default().trim_start_matches('/');
            if let Some(name) = container.find(part).filter(|_| is_text(kind)) {
                return Some(name.to_owned());
            }
        }
    }
    if let Some(name) = container.find("word/document.xml") {
        return Some(name.to_owned());
    }
    // A type may be that of an ending.
    let types = types?;
    let usual = types.descendants(ROOT).filter(|&node| types.name(node) == "default");
    usual.filter_map(|node| types.local_attribute(node, "contenttype")).find(|kind| is_text(kind))?;
    let first = relations(container, "").into_values().find(|it| it.kind == "officeDocument")?;
    container.find(&first.target).map(str::to_owned)
}

/// What the part at `path` refers to; what the whole package does for an empty one.
fn relations(container: &Container, path: &str) -> HashMap<String, Relation> {
    const MOST: usize = 50_000;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let beside = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let Ok(content) = container.read(&beside, 4 * MEBIBYTE) else { return HashMap::new() };
    let tree = Tree::parse(&markup::decode(&content.bytes).0, Dialect::Xml, Deadline::start());
    let nodes = tree.descendants(ROOT).filter(|&node| tree.name(node) == "relationship");
    let read = nodes.take(MOST).filter_map(|node| {
        let id = tree.local_attribute(node, "id")?.to_owned();
        let kind = tree.local_attribute(node, "type")?.rsplit('/').next()?.to_owned();
        let target = tree.local_attribute(node, "target")?;
        let external =
            tree.local_attribute(node, "targetmode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
        let target = if external { target.to_owned() } else { href::join(path, target)? };
        Some((id, Relation { kind, target, external }))
    });
    read.collect()
}

/// What the document tells of itself, and how many pages its program counted.
fn metadata(container: &Container, reading: &mut Reading<'_>) -> (Metadata, Option<usize>) {
    let mut metadata = Metadata { format: Format::Docx, ..Metadata::default() };
    let relations = relations(container, "");
    let mut part = |kind: &str, usual: &str| {
        let named = relations.values().find(|it| it.kind == kind).map(|it| it.target.clone());
        let path = named.filter(|path| container.find(path).is_some()).unwrap_or_else(|| usual.to_owned());
        container.find(&path)?;
        reading.tree(&path, Dialect::Xml)
    };
    if let Some(tree) = part("core-properties", "docProps/core.xml") {
        for node in tree.descendants(ROOT).filter(|&node| !tree.is_text(node)) {
            let value = || Some(tree.label(node)).filter(|value| !value.is_empty());
            match tree.name(node) {
                "title" => metadata.title = value().unwrap_or_default(),
                "creator" => {
                    let people = value().unwrap_or_default();
                    let names = people.split(';').map(collapse).filter(|name| !name.is_empty());
                    metadata.contributors.extend(names.map(|name| Contributor { name, role: "aut".to_owned() }));
                }
                "language" => metadata.languages.extend(value().and_then(|tag| Language::parse(&tag))),
                "description" => metadata.description = value(),
                "subject" | "keywords" => {
                    let words = value().unwrap_or_default();
                    let words = words.split([',', ';']).map(collapse).filter(|word| !word.is_empty());
                    metadata.subjects.extend(words);
                }
                "identifier" => metadata.identifier = value(),
                _ => {}
            }
        }
    }
    let pages = part("extended-properties", "docProps/app.xml").and_then(|tree| {
        let pages = tree.descendant(ROOT, "pages")?;
        tree.label(pages).parse().ok()
    });
    (metadata, pages)
}

#[cfg(test)]
mod tests;
