//! What stands behind a place in the text: a formula's parts, a description, details, the reference of a note.

use std::sync::Arc;

use crate::book::{Description, Formula, Kind, Point, Style, Target};

use super::{Command, Effect, Notice, Reading, movement};

impl Reading {
    /// The formula at the cursor, else the first one in its phrase.
    pub fn formula(&self) -> Option<&Arc<Formula>> {
        self.formula_at_cursor().or_else(|| {
            let block = self.book.block(self.cursor)?;
            let phrase = movement::phrase_around(&self.book, self.cursor)?;
            block.inlines.iter().find_map(|inline| match &inline.style {
                Style::Math(formula)
                    if (phrase.start.byte..phrase.end.byte).contains(&inline.range.start)
                        || inline.range.contains(&phrase.start.byte) =>
                {
                    Some(formula)
                }
                _ => None,
            })
        })
    }

    fn formula_at_cursor(&self) -> Option<&Arc<Formula>> {
        self.book.block(self.cursor)?.inlines.iter().rev().find_map(|inline| match &inline.style {
            Style::Math(formula) if inline.range.contains(&self.cursor.byte) => Some(formula),
            _ => None,
        })
    }

    /// What describes the picture, the table or the formula at the cursor.
    pub fn description(&self) -> Option<&Description> {
        self.book.section(self.cursor.section)?.description_of(self.cursor.block)
    }

    /// Follows what is at the cursor: its link, its formula, its picture, its summary; then what is in its phrase; then what describes
    /// it; from a note the way back to its reference.
    pub(super) fn follow(&mut self, effects: &mut Vec<Effect>) {
        let section = self.book.section(self.cursor.section);
        let summary = section.and_then(|section| section.summary_at(self.cursor.block)).is_some();
        if let Some(target) = self.link_at_cursor().cloned() {
            self.go_to_target(target, effects);
        } else if let Some(formula) = self.formula_at_cursor().cloned() {
            self.explore(Some(formula), effects);
        } else if self.stands_at_picture() {
            self.show_picture(effects);
        } else if summary {
            self.turn_details(self.cursor, effects);
        } else if let Some(target) = self.link().cloned() {
            self.go_to_target(target, effects);
        } else if let Some(formula) = self.formula().cloned() {
            self.explore(Some(formula), effects);
        } else if self.description().is_some() {
            self.describe(effects);
        } else if let Some(reference) = self.reference_of_note() {
            self.jump(reference, Vec::new(), effects);
        } else {
            self.announce(Notice::NoLink, effects);
        }
    }

    /// Whether the cursor stands at a picture that can be drawn.
    fn stands_at_picture(&self) -> bool {
        let Some(section) = self.book.section(self.cursor.section) else { return false };
        self.book.block(self.cursor).is_some_and(|block| block.picture(&section.href).is_some())
    }

    fn show_picture(&mut self, effects: &mut Vec<Effect>) {
        // It is looked at and not read over.
        if self.narrator() == super::Narrator::Speaking {
            self.pause(effects);
        }
        effects.push(Effect::ShowPicture(self.cursor));
    }

    fn link_at_cursor(&self) -> Option<&Target> {
        self.book.block(self.cursor)?.inlines.iter().rev().find_map(|inline| match &inline.style {
            Style::Link(target) | Style::NoteReference(target) if inline.range.contains(&self.cursor.byte) => {
                Some(target)
            }
            _ => None,
        })
    }

    /// Opens a formula to walk through its parts.
    pub(super) fn explore(&mut self, formula: Option<Arc<Formula>>, effects: &mut Vec<Effect>) {
        match formula {
            Some(formula) => {
                // The parts are heard one by one, not over the book.
                if self.narrator() == super::Narrator::Speaking {
                    self.pause(effects);
                }
                effects.push(Effect::Explore(formula));
            }
            None => self.announce(Notice::NoFormula, effects),
        }
    }

    /// Goes to the description, or shows it where it has no place in the book.
    pub(super) fn describe(&mut self, effects: &mut Vec<Effect>) {
        match self.description().cloned() {
            Some(Description { target: Some(target), .. }) => self.go_to_target(target, effects),
            Some(Description { text: Some(text), .. }) => {
                if self.narrator() == super::Narrator::Speaking {
                    self.pause(effects);
                }
                effects.push(Effect::Describe(text));
            }
            _ => self.announce(Notice::NoDescription, effects),
        }
    }

    /// Where the note at the cursor is referred to: the first place that leads to it or to a part of it before the cursor.
    fn reference_of_note(&self) -> Option<Point> {
        let here = self.book.section(self.cursor.section)?;
        if here.blocks.get(self.cursor.block)?.kind != Kind::Note {
            return None;
        }
        // The note that a reference leads to begins at or above the cursor, and none begins in between.
        let mut found: Option<(Point, Point)> = None;
        for (number, section) in self.book.sections.iter().enumerate() {
            for (index, block) in section.blocks.iter().enumerate() {
                for inline in &block.inlines {
                    let Style::NoteReference(target @ Target::Internal { href, .. }) = &inline.style else { continue };
                    if *href != here.href {
                        continue;
                    }
                    let Some(note) = self.book.resolve_target(target) else { continue };
                    let above = (note.section, note.block) <= (self.cursor.section, self.cursor.block);
                    if note.section == self.cursor.section && above && found.is_none_or(|(best, _)| note > best) {
                        found = Some((note, Point::new(number, index, inline.range.start)));
                    }
                }
            }
        }
        found.map(|(_, reference)| reference)
    }

    /// What is said behind a place that a move came to: whether details are open, and that something is described.
    pub(super) fn tell_structure(&self, effects: &mut Vec<Effect>) {
        if let Some(open) = self.is_summary_open() {
            effects.push(Effect::Notice(if open { Notice::Expanded } else { Notice::Collapsed }));
        }
        if let Some(description) = self.description() {
            effects.push(Effect::Notice(Notice::Described(description.text.clone())));
        }
    }

    pub(super) fn perform_on_structure(&mut self, command: Command, effects: &mut Vec<Effect>) {
        match command {
            Command::ToggleDetails(point) => self.turn_details(point, effects),
            Command::Explore => self.explore(self.formula().cloned(), effects),
            Command::Describe => self.describe(effects),
            _ => {}
        }
    }
}
