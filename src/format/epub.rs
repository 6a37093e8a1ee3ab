//! EPUB 2 and 3: container, package, content, navigation → [`Book`].
//!
//! <https://www.w3.org/TR/epub-33/>, <https://idpf.org/epub/201>

use std::collections::HashMap;
use std::sync::Arc;

use super::container::{Container, Fault};
use super::limits::{self, Deadline};
use super::markup::blocks::{self, Break};
use super::markup::{self, Dialect, Tree};
use super::{Defects, Error, Opened, Resources};
use crate::book::{Block, Book, Code, Kind, Language, Section};

mod navigation;
mod package;
mod places;
mod protection;

use package::SpineItem;

/// Opens the EPUB in this container.
pub(super) fn open(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    let mut defects = Defects::default();
    if container.mended {
        defects.add(Code::Unreadable, "zip");
    }
    for name in &container.outside {
        defects.add(Code::Unsafe, name);
    }
    let protection = protection::read(&container, deadline)?;
    let package = package::read(&container, deadline, &mut defects)?;
    protection.check(&package)?;

    let mut reading = Reading {
        container: &container,
        protection: &protection,
        deadline,
        defects: &mut defects,
        language: package.metadata.languages.first(),
        bytes: 0,
        nodes: 0,
        blocks: 0,
        worst: None,
    };
    let navigation = navigation::read(&package, &mut reading);
    let (mut contents, order) = reading.spine(&package.spine);
    let worst = reading.worst;
    if contents.iter().all(|content| content.section.blocks.is_empty()) {
        return Err(match worst {
            Some(Fault::TooLarge) => Error::TooLarge("text".into()),
            Some(Fault::Protected) => Error::Protected("".into()),
            Some(Fault::Missing | Fault::Unreadable) | None if deadline.has_passed() => Error::TimedOut,
            Some(Fault::Missing | Fault::Unreadable) | None => Error::Damaged("no text".into()),
        });
    }
    places::label_breaks(&mut contents, &navigation);
    places::mark_notes(&mut contents);
    places::report_dead_links(&contents, &container, &mut defects);
    let (outline, pages, landmarks) = places::resolve(&contents, &order, navigation, &container, &mut defects);
    places::title_sections(&mut contents, &order, &outline);

    let sections: Vec<Arc<Section>> = contents.into_iter().map(|content| Arc::new(content.section)).collect();
    let sections = order.into_iter().map(|index| Arc::clone(&sections[index])).collect();
    let book = Book::new(package.metadata, sections, outline, pages, landmarks);
    let protected = protection.into_paths();
    let resources = Resources::new(container, package.media_types, protected);
    Ok(Opened { book: Arc::new(book), defects: defects.list, resources, cover: package.cover, revisions: None })
}

/// A content document, read once however often the spine names it.
struct Content {
    section: Section,
    breaks: Vec<Break>,
}

/// What is spent while documents are read.
struct Reading<'a> {
    container: &'a Container,
    protection: &'a protection::Protection,
    deadline: Deadline,
    defects: &'a mut Defects,
    /// The book's first.
    language: Option<&'a Language>,
    bytes: u64,
    nodes: usize,
    blocks: usize,
    /// The fault that the reader should hear of when nothing is left to read.
    worst: Option<Fault>,
}

impl Reading<'_> {
    /// The documents of the spine, and for each of its items the document that it is.
    fn spine(&mut self, spine: &[SpineItem]) -> (Vec<Content>, Vec<usize>) {
        let mut contents: Vec<Content> = Vec::new();
        let mut order = Vec::with_capacity(spine.len());
        let mut known: HashMap<(&str, bool), usize> = HashMap::new();
        for item in spine {
            let index = *known.entry((item.path.as_str(), item.linear)).or_insert_with(|| {
                let mut content = self.content(item);
                content.section.linear = item.linear;
                self.blocks += content.section.blocks.len();
                contents.push(content);
                contents.len() - 1
            });
            order.push(index);
        }
        (contents, order)
    }

    /// A document; empty, with a defect, when it cannot be read.
    fn content(&mut self, item: &SpineItem) -> Content {
        let path = item.path.as_str();
        let empty = || Content { section: Section::new(path), breaks: Vec::new() };
        if item.media_type.starts_with("image/") && item.media_type != "image/svg+xml" {
            if !self.container.contains(path) {
                self.defects.add(Code::Missing, path);
                return empty();
            }
            let mut picture = Block::new(Kind::Image, "");
            picture.resource = Some(path.to_owned());
            let mut content = empty();
            content.section.blocks.push(picture);
            return content;
        }
        if !item.is_readable() {
            self.defects.add(Code::Unreadable, path);
            return empty();
        }
        if self.blocks >= limits::BLOCKS || self.deadline.has_passed() {
            self.defects.add(Code::Limit, path);
            self.note_worst(Fault::TooLarge);
            return empty();
        }
        let Some(tree) = self.tree(path, Dialect::Html) else { return empty() };
        let document = blocks::read(&tree, path, limits::BLOCKS - self.blocks, self.language, self.deadline);
        if document.cut {
            self.defects.add(Code::Limit, path);
        }
        for reference in &document.unsafe_references {
            self.defects.add(Code::Unsafe, reference);
        }
        Content { section: document.section, breaks: document.breaks }
    }

    /// The markup at this path; `None`, with a defect, when it cannot be read.
    fn tree(&mut self, path: &str, dialect: Dialect) -> Option<Tree> {
        if self.protection.covers(path) {
            return self.fail(path, Fault::Protected);
        }
        let room = limits::MARKUP_BYTES.min(limits::TEXT_BYTES.saturating_sub(self.bytes));
        let content = match self.container.read(path, room) {
            Ok(content) => content,
            Err(fault) => return self.fail(path, fault),
        };
        self.bytes += content.bytes.len() as u64;
        if !content.whole {
            self.defects.add(Code::Unreadable, path);
        }
        let (text, decoded) = markup::decode(&content.bytes);
        drop(content);
        let room = limits::NODES.min(limits::BOOK_NODES.saturating_sub(self.nodes));
        let tree = Tree::parse_within(&text, dialect, room, self.deadline);
        self.nodes += tree.size();
        if tree.cut {
            self.defects.add(Code::Limit, path);
        }
        if tree.malformed || !decoded {
            self.defects.add(Code::Malformed, path);
        }
        Some(tree)
    }

    fn fail(&mut self, path: &str, fault: Fault) -> Option<Tree> {
        let code = match fault {
            Fault::Missing => Code::Missing,
            Fault::TooLarge => Code::Limit,
            Fault::Protected => Code::Protected,
            Fault::Unreadable => Code::Unreadable,
        };
        self.defects.add(code, path);
        self.note_worst(fault);
        None
    }

    fn note_worst(&mut self, fault: Fault) {
        if self.worst.is_none() || matches!(fault, Fault::TooLarge | Fault::Protected) {
            self.worst = Some(fault);
        }
    }
}
