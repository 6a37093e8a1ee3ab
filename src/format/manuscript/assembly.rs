//! A manuscript that is complete → a book.

use std::collections::HashMap;
use std::sync::Arc;

use super::Written;
use crate::book::{Book, Code, Kind, Metadata};
use crate::format::container::Container;
use crate::format::contents::Reading;
use crate::format::limits::Deadline;
use crate::format::parting;
use crate::format::places::{self, Navigation};
use crate::format::{Defects, Error, Opened, Resource, Resources};

/// What is bound into a book.
pub(in crate::format) struct Binding {
    pub(in crate::format) written: Written,
    pub(in crate::format) metadata: Metadata,
    /// The part of the container that the text came from.
    pub(in crate::format) path: String,
    pub(in crate::format) media_types: HashMap<String, String>,
    /// Pictures that stand in the text, by the paths that it calls them by.
    pub(in crate::format) pictures: HashMap<String, Resource>,
    pub(in crate::format) defects: Defects,
}

/// Makes the book; an error when there is nothing to read.
pub(in crate::format) fn bind(binding: Binding, container: Container, deadline: Deadline) -> Result<Opened, Error> {
    let Binding { written, mut metadata, path, media_types, pictures, mut defects } = binding;
    container.report(&mut defects);
    if written.cut {
        defects.add(Code::Limit, &path);
    }
    for language in &written.languages {
        if !metadata.languages.contains(language) {
            metadata.languages.push(language.clone());
        }
    }
    let language = metadata.languages.first().cloned();
    let mut reading = Reading::new(&container, None, deadline, &mut defects, language.as_ref());
    let mut content = reading.written(&path, &written.html);
    if content.section.blocks.is_empty() {
        return Err(reading.nothing());
    }
    let section = &mut content.section;
    for (id, marker) in &written.notes {
        let place = section.anchors.get(id).map(|(block, _)| *block);
        if let Some(block) = place.and_then(|block| section.blocks.get_mut(block)).filter(|it| it.kind == Kind::Note) {
            block.label = Some(marker.clone());
        }
    }
    let mut contents = parting::of_page(content);
    let order: Vec<usize> = (0..contents.len()).collect();
    places::mark_notes(&mut contents);
    places::report_dead_links(&contents, &container, &mut defects);
    let (outline, pages, landmarks) =
        places::resolve(&contents, &order, Navigation::default(), &container, &mut defects);
    // The headings are the contents of such a document.
    if !outline.is_empty() {
        defects.list.retain(|defect| defect.code != Code::NoOutline);
    }
    places::title_sections(&mut contents, &order, &outline);
    let sections = contents.into_iter().map(|content| Arc::new(content.section)).collect();
    let book = Book::new(metadata, sections, outline, pages, landmarks);
    let resources = Resources::inlaid(container, media_types, pictures);
    Ok(Opened::with(book, defects, resources))
}
