//! Markdown, alone in its file → [`Book`]. HTML that stands in it is only words.
//!
//! <https://spec.commonmark.org/0.31.2/>, tables, footnotes and task lists by <https://github.github.com/gfm/>

use super::container::{Container, Source};
use super::contents::Reading;
use super::limits::{self, Deadline};
use super::markup::Dialect;
use super::markup::tree::ROOT;
use super::{Defects, Error, Opened, encoding, failed, parting, places};
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
    let tree = Reading::new(&container, None, deadline, &mut defects, None).parsed(ALONE, &page.html, Dialect::Html);
    let mut metadata = metadata(&page.front);
    if metadata.title.is_empty() {
        let title = tree.elements(ROOT).find(|&node| tree.name(node) == "h1");
        metadata.title = title.map(|title| tree.label(title)).unwrap_or_default();
    }
    let mut reading = Reading::new(&container, None, deadline, &mut defects, metadata.languages.first());
    let content = reading.whole(&tree, ALONE);
    if content.section.blocks.is_empty() {
        return Err(reading.nothing());
    }
    let mut contents = parting::at_headings(content, &mut |number| format!("{}.md", number + 1));
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

#[cfg(test)]
mod tests;
