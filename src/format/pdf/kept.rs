//! What is kept of what the child tells about a document: no more than a book may hold.

use super::protocol::Head;
use crate::book::{Contributor, Format, Language, Metadata};
use crate::format::limits;

/// Entries in entries of an outline.
const DEEPEST: usize = 32;

/// A head as a book may hold it, whatever the child says.
pub(super) fn bound(head: &mut Head) {
    head.labels.truncate(limits::SPINE_ITEMS);
    head.labels.iter_mut().for_each(bound_label);
    head.outline.truncate(limits::OUTLINE_ENTRIES);
    for entry in &mut head.outline {
        entry.depth = entry.depth.min(DEEPEST);
        bound_label(&mut entry.title);
    }
    for text in std::iter::once(&mut head.title).chain(&mut head.authors).chain(&mut head.subjects) {
        bound_label(text);
    }
    let optional = [&mut head.subtitle, &mut head.identifier, &mut head.publisher, &mut head.published];
    optional.into_iter().flatten().for_each(bound_label);
    if let Some(description) = &mut head.description {
        description.truncate(description.floor_char_boundary(limits::MEBIBYTE as usize));
    }
}

pub(super) fn bound_label(text: &mut String) {
    text.retain(|c| !c.is_control());
    text.truncate(text.floor_char_boundary(limits::LABEL_BYTES));
}

pub(super) fn metadata(head: &Head) -> Metadata {
    let author = |name: &String| Contributor { name: name.clone(), role: "aut".to_owned() };
    let mut languages: Vec<Language> = Vec::new();
    for language in head.languages.iter().filter_map(|tag| Language::parse(tag)) {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    Metadata {
        format: Format::Pdf,
        title: head.title.clone(),
        subtitle: head.subtitle.clone(),
        contributors: head.authors.iter().map(author).collect(),
        languages,
        identifier: head.identifier.clone(),
        publisher: head.publisher.clone(),
        published: head.published.clone(),
        description: head.description.clone(),
        subjects: head.subjects.clone(),
        ..Metadata::default()
    }
}
