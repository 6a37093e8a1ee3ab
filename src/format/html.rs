//! One page of HTML, alone or in a zip with its pictures → [`Book`]. Nothing from outside is read.
//!
//! <https://html.spec.whatwg.org/>

use std::collections::{HashMap, HashSet};

use super::container::{Container, Source};
use super::contents::Reading;
use super::limits::{self, Deadline};
use super::markup::tree::{ROOT, collapse};
use super::markup::{Dialect, Tree};
use super::{Defects, Error, Opened, Resources, failed, markup, parting, places, table};
use crate::book::{Code, Contributor, Format, Language, Metadata};

mod raw;

pub(super) use raw::without as without_scripts;

/// The name of a page that stands alone: its own may change while the places in it are kept.
const ALONE: &str = "index.html";

/// Opens a page that stands alone.
pub(super) fn open_alone(source: &Source, deadline: Deadline) -> Result<Opened, Error> {
    read(Container::alone(ALONE, source), ALONE.to_owned(), deadline)
}

/// Opens the page in this container.
pub(super) fn open(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    let page = page(&container).ok_or(Error::NotABook)?;
    read(container, page, deadline)
}

/// Whether a zip is a page with what belongs to it.
pub(super) fn is_in(container: &Container) -> bool {
    page(container).is_some()
}

/// The page that a zip is: its index, else its only page; none where other books lie beside it.
fn page(container: &Container) -> Option<String> {
    let ending = |name: &str| name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let is = |name: &str, format: Format| table::by_ending(&ending(name)).is_some_and(|row| row.format == format);
    let is_other = |name: &str| {
        let beside = [Format::Html, Format::Text, Format::Markdown];
        table::by_ending(&ending(name)).is_some_and(|row| !beside.contains(&row.format))
    };
    if container.names().any(is_other) {
        return None;
    }
    let depth = |name: &str| name.matches('/').count();
    let mut pages: Vec<&str> =
        container.names().filter(|name| is(name, Format::Html) && !name.contains("__MACOSX")).collect();
    pages.sort_unstable_by_key(|name| (depth(name), *name));
    let is_index = |name: &&&str| matches!(name.rsplit('/').next(), Some("index.html" | "index.htm" | "index.xhtml"));
    match pages.as_slice() {
        [only] => Some((*only).to_owned()),
        pages => {
            pages.iter().find(is_index).filter(|index| depth(index) == depth(pages[0])).map(|name| (*name).to_owned())
        }
    }
}

fn read(container: Container, path: String, deadline: Deadline) -> Result<Opened, Error> {
    let mut defects = Defects::default();
    container.report(&mut defects);
    let content = container.read(&path, limits::MARKUP_BYTES).map_err(|fault| failed(fault, &path))?;
    if !content.whole {
        defects.add(Code::Unreadable, &path);
    }
    // Pages end few of their elements and seldom say what they are written in: that is no fault of theirs.
    let (text, _) = markup::decode(&content.bytes);
    drop(content);
    let text = raw::without(&text);
    let tree = Reading::new(&container, None, deadline, &mut defects, None).parsed(&path, &text, Dialect::Html);
    drop(text);
    let metadata = metadata(&tree);
    let mut reading = Reading::new(&container, None, deadline, &mut defects, metadata.languages.first());
    let content = reading.whole(&tree, &path);
    if content.section.blocks.is_empty() {
        return Err(reading.nothing());
    }
    let mut contents = parting::of_page(content);
    places::mark_notes(&mut contents);
    places::report_dead_links(&contents, &container, &mut defects);
    let book = places::headed(contents, metadata);
    let resources = Resources::new(container, HashMap::new(), HashSet::new());
    Ok(Opened::with(book, defects, resources))
}

fn metadata(tree: &Tree) -> Metadata {
    const MOST: usize = 200;
    let mut metadata = Metadata { format: Format::Html, ..Metadata::default() };
    let root = tree.descendant(ROOT, "html");
    let language =
        |node| ["lang", "xml:lang"].iter().find_map(|name| tree.attribute(node, name)).and_then(Language::parse);
    let body = tree.descendant(ROOT, "body");
    metadata.languages.extend([root, body].into_iter().flatten().find_map(language));
    // A drawing has a title too.
    let around = tree.descendant(ROOT, "head").or(root).unwrap_or(ROOT);
    let title = tree.descendant(around, "title").map(|title| tree.label(title)).filter(|title| !title.is_empty());
    metadata.title = title.unwrap_or_default();
    for node in tree.descendants(ROOT).filter(|&node| tree.name(node) == "meta").take(MOST) {
        let Some(value) = tree.attribute(node, "content").map(collapse).filter(|value| !value.is_empty()) else {
            continue;
        };
        let name = tree.attribute(node, "name").or_else(|| tree.attribute(node, "property")).unwrap_or_default();
        let name = name.trim().to_ascii_lowercase();
        let one = |place: &mut Option<String>| {
            place.get_or_insert_with(|| value.clone());
        };
        match name.trim_start_matches("dcterms.").trim_start_matches("dc.").trim_start_matches("dc:") {
            "author" | "creator" | "article:author" => {
                let person = Contributor { name: value, role: "aut".to_owned() };
                if !metadata.contributors.contains(&person) {
                    metadata.contributors.push(person);
                }
            }
            "title" | "og:title" if metadata.title.is_empty() => metadata.title = value,
            "description" => one(&mut metadata.description),
            "identifier" => one(&mut metadata.identifier),
            "publisher" => one(&mut metadata.publisher),
            "date" | "issued" => one(&mut metadata.published),
            "language" if metadata.languages.is_empty() => metadata.languages.extend(Language::parse(&value)),
            "keywords" | "subject" => {
                let words = value.split([',', ';']).map(str::trim).filter(|word| !word.is_empty());
                metadata.subjects.extend(words.map(str::to_owned));
            }
            _ => {}
        }
        let equivalent = tree.attribute(node, "http-equiv").unwrap_or_default();
        if equivalent.eq_ignore_ascii_case("content-language") && metadata.languages.is_empty() {
            metadata.languages.extend(tree.attribute(node, "content").and_then(Language::parse));
        }
    }
    metadata
}

#[cfg(test)]
mod tests;
