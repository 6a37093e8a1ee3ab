//! A note where it is referred to: its words, without going there.

use std::collections::HashSet;

use super::telling::Passage;
use super::{Effect, Narrator, Reading};
use crate::book::{Kind, Point, Style, Target};

/// More blocks of a note are read where it stands.
const MOST_BLOCKS: usize = 12;

/// The words of a note, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub at: Point,
    /// A block each.
    pub parts: Vec<Passage>,
}

impl Reading {
    /// Whether a note is shown where it is referred to, rather than gone to.
    pub fn set_notes_in_place(&mut self, in_place: bool) {
        self.notes_in_place = in_place;
    }

    /// Shows the note that a target is; false when it is none, or notes are gone to, or the cursor stands in one.
    pub(super) fn show_note(&mut self, target: &Target, effects: &mut Vec<Effect>) -> bool {
        if !self.notes_in_place || self.book.block(self.cursor).is_some_and(|block| block.kind == Kind::Note) {
            return false;
        }
        let Some(note) = self.note_of(target) else { return false };
        // It is heard by itself, not over the book.
        if self.narrator() == Narrator::Speaking {
            self.pause(effects);
        }
        effects.push(Effect::ShowNote(note));
        true
    }

    fn note_of(&self, target: &Target) -> Option<Note> {
        let at = self.book.resolve_target(target)?;
        let section = self.book.section(at.section)?;
        let is_note = |index: usize| section.blocks.get(index).is_some_and(|block| block.kind == Kind::Note);
        if !is_note(at.block) {
            return None;
        }
        // It ends where another one begins.
        let others: HashSet<usize> = self
            .book
            .sections
            .iter()
            .flat_map(|section| &section.blocks)
            .flat_map(|block| &block.inlines)
            .filter_map(|inline| match &inline.style {
                Style::NoteReference(other @ Target::Internal { href, .. }) if *href == section.href => {
                    self.book.resolve_target(other)
                }
                _ => None,
            })
            .map(|point| point.block)
            .collect();
        let parts: Vec<Passage> = (at.block..)
            .take_while(|&index| is_note(index) && (index == at.block || !others.contains(&index)))
            .take(MOST_BLOCKS)
            .map(|index| {
                let point = Point::new(at.section, index, 0);
                Passage {
                    text: section.blocks[index].text.replace('\u{ad}', ""),
                    language: self.book.language_of_block(point).cloned(),
                }
            })
            .filter(|part| !part.text.trim().is_empty())
            .collect();
        (!parts.is_empty()).then_some(Note { at: Point { byte: 0, ..at }, parts })
    }
}
