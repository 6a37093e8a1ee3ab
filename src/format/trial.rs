//! What the tests of several formats look at.

use crate::book::{Block, Book, OutlineEntry};

/// The blocks of the first section, each as its kind, its label and its text.
pub(super) fn shown(book: &Book) -> Vec<String> {
    let show = |block: &Block| {
        let level = block.kind.level().map(|level| level.to_string()).unwrap_or_default();
        let label = block.label.as_ref().map(|label| format!(" [{label}]")).unwrap_or_default();
        format!("{}{level}{label} {}", block.kind.name(), block.text)
    };
    book.sections[0].blocks.iter().map(show).collect()
}

/// The contents, each entry as its level and its title.
pub(super) fn titles(entries: &[OutlineEntry]) -> Vec<String> {
    let titles = entries
        .iter()
        .flat_map(|entry| std::iter::once(format!("{} {}", entry.level, entry.title)).chain(titles(&entry.children)));
    titles.collect()
}
