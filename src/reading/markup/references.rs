//! What refers to the notes of a book, so that they can lead back.

use std::collections::HashMap;

use super::INLINES;
use crate::book::{Book, Inline, Point, Style};

/// What refers first to each note of a book.
#[derive(Debug, Default)]
pub(in crate::reading) struct References(HashMap<(usize, usize), Point>);

impl References {
    /// Walks the whole book.
    pub(in crate::reading) fn of(book: &Book) -> Self {
        let mut found = HashMap::new();
        for (number, section) in book.sections.iter().enumerate() {
            for (index, block) in section.blocks.iter().enumerate() {
                for inline in block.inlines.iter().take(INLINES) {
                    let Style::NoteReference(target) = &inline.style else { continue };
                    let Some(note) = book.resolve_target(target) else { continue };
                    let within = |other: &Inline| {
                        matches!(other.style, Style::Link(_)) && other.range.contains(&inline.range.start)
                    };
                    // A link holds no other, so that this one is not written.
                    if inline.range.is_empty() || block.inlines.iter().any(within) {
                        continue;
                    }
                    let place = Point::new(number, index, inline.range.start);
                    found.entry((note.section, note.block)).or_insert(place);
                }
            }
        }
        Self(found)
    }

    /// Where what refers to this block stands.
    pub(in crate::reading) fn to(&self, section: usize, block: usize) -> Option<Point> {
        self.0.get(&(section, block)).copied()
    }
}
