//! EPUB 2 and 3: container, package, content, navigation → [`Book`].
//!
//! <https://www.w3.org/TR/epub-33/>, <https://idpf.org/epub/201>

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::container::Container;
use super::contents::{Content, Reading};
use super::limits::Deadline;
use super::markup::Dialect;
use super::places::Navigation;
use super::{Defects, Error, Opened, Resources, places};
use crate::book::{Block, Book, Code, Kind, PageLabel, Point, Section};

pub(super) mod navigation;
mod overlays;
pub(super) mod package;
mod protection;

use package::{Package, SpineItem};

/// Opens the EPUB in this container.
pub(super) fn open(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    let mut defects = Defects::default();
    container.report(&mut defects);
    let protection = protection::read(&container, deadline)?;
    let package = package::read(&container, deadline, &mut defects)?;
    protection.check(&package)?;

    assemble(container, package, protection.into_paths(), deadline, defects, navigation::read)
}

/// A book of documents that a package names, with the ways into it that `navigation` finds.
pub(super) fn assemble(
    container: Container,
    package: Package,
    protected: HashSet<String>,
    deadline: Deadline,
    mut defects: Defects,
    navigation: impl FnOnce(&Package, &mut Reading<'_>) -> Navigation,
) -> Result<Opened, Error> {
    let language = package.metadata.languages.first();
    let mut reading = Reading::new(&container, Some(&protected), deadline, &mut defects, language);
    reading.follow_styles();
    let navigation = navigation(&package, &mut reading);
    let (mut contents, order) = spine(&mut reading, &package.spine);
    if contents.iter().all(|content| content.section.blocks.is_empty()) {
        return Err(reading.nothing());
    }
    let narration = overlays::read(&package, &mut contents, &order, &mut reading);
    stand_in(&mut contents, &package.pictures);
    places::label_breaks(&mut contents, &navigation);
    places::mark_notes(&mut contents);
    places::report_dead_links(&contents, &container, &mut defects);
    let (outline, mut pages, landmarks) = places::resolve(&contents, &order, navigation, &container, &mut defects);
    if pages.is_empty() {
        pages = printed(&package.spine);
    }
    places::title_sections(&mut contents, &order, &outline);

    let sections: Vec<Arc<Section>> = contents.into_iter().map(|content| Arc::new(content.section)).collect();
    let sections = order.into_iter().map(|index| Arc::clone(&sections[index])).collect();
    let mut book = Book::new(package.metadata, sections, outline, pages, landmarks);
    book.narration = narration.map(Arc::new);
    let resources = Resources::new(container, package.media_types, protected);
    Ok(Opened { book: Arc::new(book), defects: defects.list, resources, cover: package.cover, revisions: None })
}

/// Each document that is laid out in advance is a page as it was printed; of a book that mostly flows they are pictures
/// between its pages, and counting them would name no page of any printed book.
fn printed(spine: &[SpineItem]) -> Vec<PageLabel> {
    let fixed = spine.iter().enumerate().filter(|(_, item)| item.fixed && item.linear);
    let pages: Vec<PageLabel> = fixed
        .enumerate()
        .map(|(page, (section, _))| PageLabel { label: (page + 1).to_string(), point: Point::new(section, 0, 0) })
        .collect();
    if pages.len() * 2 > spine.len() { pages } else { Vec::new() }
}

/// Pictures of kinds that nobody need know have others that the author put in their place.
fn stand_in(contents: &mut [Content], pictures: &HashMap<String, String>) {
    if pictures.is_empty() {
        return;
    }
    for block in contents.iter_mut().flat_map(|content| &mut content.section.blocks) {
        if let Some(known) = block.resource.as_ref().and_then(|path| pictures.get(path)) {
            block.resource = Some(known.clone());
        }
    }
}

/// The documents of the spine, and for each of its items the document that it is.
fn spine(reading: &mut Reading<'_>, spine: &[SpineItem]) -> (Vec<Content>, Vec<usize>) {
    let mut contents: Vec<Content> = Vec::new();
    let mut order = Vec::with_capacity(spine.len());
    let mut known: HashMap<(&str, bool), usize> = HashMap::new();
    for item in spine {
        let index = *known.entry((item.path.as_str(), item.linear)).or_insert_with(|| {
            let mut content = content(reading, item);
            content.section.linear = item.linear;
            contents.push(content);
            contents.len() - 1
        });
        order.push(index);
    }
    (contents, order)
}

/// A document; empty, with a defect, when it cannot be read.
fn content(reading: &mut Reading<'_>, item: &SpineItem) -> Content {
    let path = item.path.as_str();
    let empty = || Content::new(path);
    if item.media_type.starts_with("image/") && item.media_type != "image/svg+xml" {
        if !reading.container.contains(path) {
            reading.defects.add(Code::Missing, path);
            return empty();
        }
        let mut picture = Block::new(Kind::Image, "");
        picture.resource = Some(path.to_owned());
        let mut content = empty();
        content.section.blocks.push(picture);
        return content;
    }
    if !item.is_readable() {
        reading.defects.add(Code::Unreadable, path);
        return empty();
    }
    reading.document(path, Dialect::Html, |_| {})
}
