//! OpenDocument text, in a zip (`.odt`) or in one file (`.fodt`) → [`Book`](crate::book::Book), by our own tree of markup: no
//! kept crate gives its headings, lists, notes and tables.
//!
//! OpenDocument 1.3 part 3 (<https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part3-schema/>), read leniently.

use std::collections::HashMap;

use super::container::{Container, Source};
use super::contents::Reading;
use super::limits::{Deadline, MEBIBYTE};
use super::manuscript::{self, Binding};
use super::markup::tree::{ROOT, collapse};
use super::markup::{Dialect, Tree};
use super::{Defects, Error, Opened};
use crate::book::{Contributor, Format, Language, Metadata};

mod body;
mod lists;
mod paragraphs;
mod styles;

/// The name of a document in one file: its own may change while the places in it are kept.
const ALONE: &str = "document.fodt";
const KIND: &str = "application/vnd.oasis.opendocument.text";

/// Whether this zip is a text, though it does not begin with saying so.
pub(super) fn is(container: &Container) -> bool {
    let says = |path: &str, what: &str| {
        container.find(path).is_some()
            && container
                .read(path, 16 * MEBIBYTE)
                .is_ok_and(|content| content.bytes.windows(what.len()).any(|window| window == what.as_bytes()))
    };
    says("META-INF/manifest.xml", KIND) || container.find("styles.xml").is_some() && says("content.xml", "office:text")
}

/// Whether a file is a document in one file, by its first bytes.
pub(super) fn is_flat(head: &[u8]) -> bool {
    let contains = |what: &str| head.windows(what.len()).any(|window| window == what.as_bytes());
    contains("<office:document") && contains(KIND)
}

/// Opens the document in this zip.
pub(super) fn open(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    let manifest = container.read("META-INF/manifest.xml", 4 * MEBIBYTE);
    // Only the list of its files is not encrypted then.
    if manifest.is_ok_and(|it| it.bytes.windows(15).any(|window| window == b"encryption-data")) {
        return Err(Error::Protected("OpenDocument".into()));
    }
    read(container, "content.xml", &["styles.xml"], "meta.xml", deadline)
}

/// Opens a document in one file.
pub(super) fn open_flat(source: &Source, deadline: Deadline) -> Result<Opened, Error> {
    read(Container::alone(ALONE, source), ALONE, &[], ALONE, deadline)
}

fn read(container: Container, content: &str, styles: &[&str], meta: &str, deadline: Deadline) -> Result<Opened, Error> {
    let mut defects = Defects::default();
    let mut reading = Reading::new(&container, None, deadline, &mut defects, None);
    let Some(tree) = reading.tree(content, Dialect::Xml) else { return Err(reading.nothing()) };
    let mut known = styles::Styles::default();
    for path in styles {
        if container.find(path).is_some()
            && let Some(styles) = reading.tree(path, Dialect::Xml)
        {
            known.read(&styles);
        }
    }
    known.read(&tree);
    let (metadata, pages) = if meta == content {
        metadata(&tree)
    } else {
        let told = container.find(meta).is_some().then(|| reading.tree(meta, Dialect::Xml)).flatten();
        told.as_ref().map_or_else(|| (Metadata { format: Format::Odt, ..Metadata::default() }, None), metadata)
    };
    let objects = body::objects(&tree, &mut reading);
    let (written, title) = body::read(&tree, &known, &objects, pages, deadline);
    let mut metadata = metadata;
    if metadata.title.is_empty() {
        metadata.title = title.unwrap_or_default();
    }
    let (media_types, pictures) = (HashMap::new(), HashMap::new());
    let binding = Binding { written, metadata, path: content.to_owned(), media_types, pictures, defects };
    manuscript::bind(binding, container, deadline)
}

/// What the document tells of itself, and how many pages its program counted.
fn metadata(tree: &Tree) -> (Metadata, Option<usize>) {
    let mut metadata = Metadata { format: Format::Odt, ..Metadata::default() };
    let mut pages = None;
    let Some(meta) = tree.descendant(ROOT, "meta") else { return (metadata, None) };
    let (mut first, mut last) = (String::new(), String::new());
    for node in tree.elements(meta) {
        let value = || Some(tree.label(node)).filter(|value| !value.is_empty());
        match tree.name(node) {
            "title" => metadata.title = value().unwrap_or_default(),
            "initial-creator" => first = value().unwrap_or_default(),
            "creator" => last = value().unwrap_or_default(),
            "language" => metadata.languages.extend(value().and_then(|tag| Language::parse(&tag))),
            "description" => metadata.description = value(),
            "subject" | "keyword" => {
                let words = value().unwrap_or_default();
                metadata.subjects.extend(words.split([',', ';']).map(collapse).filter(|word| !word.is_empty()));
            }
            "document-statistic" => {
                pages = tree.local_attribute(node, "page-count").and_then(|count| count.trim().parse().ok());
            }
            _ => {}
        }
    }
    // Who wrote it first is its author, not who saved it last.
    let author = if first.is_empty() { last } else { first };
    let names = author.split(';').map(collapse).filter(|name| !name.is_empty());
    metadata.contributors = names.map(|name| Contributor { name, role: "aut".to_owned() }).collect();
    (metadata, pages)
}

#[cfg(test)]
mod tests;
