//! FictionBook 2: description, bodies, notes, pictures → [`Book`], however broken it is.
//!
//! <http://www.fictionbook.org/index.php/Eng:XML_Schema_Fictionbook_2.1>

use std::collections::HashMap;
use std::sync::Arc;

use super::container::{Container, Fault, Source};
use super::contents::Reading;
use super::limits::{self, Deadline};
use super::markup::Dialect;
use super::places::{self, Navigation};
use super::{Defects, Error, Opened, Resource, Resources, failed, markup};
use crate::book::{Book, Code, Section};

mod binary;
mod body;
mod description;
mod dumped;

/// The name of the document: its own may change while the places in it are kept.
const ALONE: &str = "book.fb2";

/// Opens a FictionBook.
pub(super) fn open(source: &Source, deadline: Deadline) -> Result<Opened, Error> {
    let container = Container::alone(ALONE, source);
    let content = container.read(ALONE, limits::TEXT_BYTES).map_err(|fault: Fault| failed(fault, ALONE))?;
    let mut defects = Defects::default();
    if !content.whole {
        defects.add(Code::Unreadable, ALONE);
    }
    let (text, decoded) = markup::decode(&content.bytes);
    drop(content);
    let (mut written, pictures) = binary::apart(&text);
    if written.len() as u64 > limits::MARKUP_BYTES {
        written.truncate(written.floor_char_boundary(limits::MARKUP_BYTES as usize));
        defects.add(Code::Limit, ALONE);
    }
    if let Some(parted) = dumped::parted(&written) {
        written = parted;
    }
    // Elements end by themselves where somebody forgot to end them.
    let mut tree = Reading::new(&container, None, deadline, &mut defects, None).parsed(ALONE, &written, Dialect::Html);
    drop(written);
    if tree.malformed || !decoded {
        defects.add(Code::Malformed, ALONE);
    }
    let (mut metadata, cover) = description::read(&tree);
    let prepared = body::prepare(&mut tree, &pictures, &mut defects);
    if metadata.title.is_empty() {
        metadata.title = prepared.title.unwrap_or_default();
    }

    let mut reading = Reading::new(&container, None, deadline, &mut defects, metadata.languages.first());
    let mut contents = reading.parts(&tree, &prepared.parts);
    if contents.iter().all(|content| content.section.blocks.is_empty()) {
        return Err(reading.nothing());
    }
    for (content, part) in contents.iter_mut().zip(&prepared.parts) {
        content.section.linear = !part.notes;
    }
    places::mark_notes(&mut contents);
    places::report_dead_links(&contents, &container, &mut defects);
    let order: Vec<usize> = (0..contents.len()).collect();
    let navigation = Navigation { contents: prepared.contents, ..Navigation::default() };
    let (outline, pages, landmarks) = places::resolve(&contents, &order, navigation, &container, &mut defects);
    places::title_sections(&mut contents, &order, &outline);

    let mut inlaid = HashMap::new();
    let mut addresses = prepared.pictures;
    let cover = cover.filter(|name| !name.is_empty()).and_then(|name| {
        if !pictures.contains(&name) {
            defects.add(Code::Missing, &name);
            return None;
        }
        let number = addresses.len() + 1;
        Some(addresses.entry(name).or_insert_with(|| format!("images/{number}")).clone())
    });
    for (name, address) in addresses {
        match pictures.read(&name, &text) {
            Some((bytes, kind)) => {
                inlaid.insert(address, Resource { bytes, media_type: kind.to_owned() });
            }
            None => defects.add(Code::Unreadable, &name),
        }
    }
    let sections: Vec<Arc<Section>> = contents.into_iter().map(|content| Arc::new(content.section)).collect();
    let book = Book::new(metadata, sections, outline, pages, landmarks);
    let kinds = inlaid.iter().map(|(address, picture)| (address.clone(), picture.media_type.clone())).collect();
    let resources = Resources::inlaid(container, kinds, inlaid);
    let cover = cover.filter(|cover| resources.read(cover).is_ok());
    Ok(Opened { book: Arc::new(book), defects: defects.list, resources, cover, revisions: None })
}

#[cfg(test)]
mod tests;
