//! Steps of the caret over a page: letters, words, lines, paragraphs, windows.
//!
//! Lines are what is seen, so they are counted here and not in the session. Letters and words are counted as they are read,
//! not as they are seen: the right arrow goes on, where the text is written from the right, too, so that caret, voice,
//! braille and assistive technology mean the same by «next».

use std::ops::Range;

use iced::Point as Place;

use super::page::{Page, has_text, is_shown};
use crate::access::text::{next_character, next_word, previous_character, previous_word};
use crate::book::Section;

/// How far one step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Character,
    Word,
    Line,
    Paragraph,
    Window,
    /// To the line's beginning or end.
    LineEnd,
    /// To the section's beginning or end.
    SectionEnd,
}

/// A place in a section: block and byte.
pub(super) type Spot = (usize, usize);

/// The nearest block with text at this one or behind it, then before it.
pub(super) fn readable(section: &Section, folded: &[Range<usize>], spot: Spot) -> Option<Spot> {
    let text = |index: &usize| section.blocks.get(*index).is_some_and(has_text) && is_shown(folded, *index);
    if text(&spot.0) {
        let block = &section.blocks[spot.0];
        let mut byte = spot.1.min(block.text.len());
        while !block.text.is_char_boundary(byte) {
            byte -= 1;
        }
        return Some((spot.0, byte));
    }
    let behind = (spot.0..section.blocks.len()).find(text).map(|block| (block, 0));
    behind.or_else(|| (0..spot.0).rev().find(text).map(|block| (block, section.blocks[block].text.len())))
}

impl Page {
    fn next_block(&self, block: usize) -> Option<usize> {
        let blocks = &self.section.blocks;
        (block + 1..blocks.len()).find(|&index| has_text(&blocks[index]) && self.shows(index))
    }

    fn previous_block(&self, block: usize) -> Option<usize> {
        (0..block).rev().find(|&index| has_text(&self.section.blocks[index]) && self.shows(index))
    }

    /// The spot one step forward or back; `None` at the section's end. `goal` is the x that movement by lines keeps to,
    /// `view` the window's height.
    pub fn step(&mut self, from: Spot, step: Step, forward: bool, goal: &mut Option<f32>, view: f32) -> Option<Spot> {
        if !matches!(step, Step::Line | Step::Window) {
            *goal = None;
        }
        let section = std::sync::Arc::clone(&self.section);
        let (block, byte) = from;
        let text = &section.blocks.get(block)?.text;
        match (step, forward) {
            (Step::Character, true) if byte < text.len() => Some((block, next_character(text, byte))),
            (Step::Character, false) if byte > 0 => Some((block, previous_character(text, byte))),
            (Step::Word, true) if next_word(text, byte) < text.len() => Some((block, next_word(text, byte))),
            (Step::Word, false) if byte > 0 => Some((block, previous_word(text, byte))),
            (Step::Character | Step::Word | Step::Paragraph, true) => match self.next_block(block) {
                Some(next) => Some((next, 0)),
                None => (byte < text.len()).then_some((block, text.len())),
            },
            (Step::Character, false) => {
                self.previous_block(block).map(|block| (block, section.blocks[block].text.len()))
            }
            (Step::Word, false) => self.previous_block(block).map(|block| {
                let text = &section.blocks[block].text;
                (block, previous_word(text, text.len()))
            }),
            (Step::Paragraph, false) if byte > 0 => Some((block, 0)),
            (Step::Paragraph, false) => self.previous_block(block).map(|block| (block, 0)),
            (Step::Line, _) => self.line(from, forward, goal),
            (Step::Window, _) => self.window(from, forward, goal, view),
            (Step::LineEnd, _) => {
                self.reach_spot(from);
                let shaped = self.blocks[block].shaped.as_ref()?;
                let index = shaped.line_of(byte);
                let line = shaped.lines.get(index)?;
                let last = index + 1 == shaped.lines.len();
                let end = if last { line.bytes.end } else { previous_character(text, line.bytes.end) };
                Some((block, if forward { end.max(line.bytes.start) } else { line.bytes.start }))
            }
            (Step::SectionEnd, false) => readable(&section, &self.folded, (0, 0)),
            (Step::SectionEnd, true) => {
                let last = self.previous_block(section.blocks.len())?;
                Some((last, section.blocks[last].text.len()))
            }
        }
    }

    fn goal(&mut self, from: Spot, goal: &mut Option<f32>) -> f32 {
        let x = goal.unwrap_or_else(|| self.caret(from.0, from.1).x);
        *goal = Some(x);
        x
    }

    /// The spot in the next line (the one before); `None` at the section's end.
    pub fn line(&mut self, (block, byte): Spot, forward: bool, goal: &mut Option<f32>) -> Option<Spot> {
        self.reach_spot((block, byte));
        let x = self.goal((block, byte), goal);
        let shaped = self.blocks[block].shaped.as_ref()?;
        let line = shaped.line_of(byte);
        let inside = if forward { line + 1 < shaped.lines.len() } else { line > 0 };
        let (target, line) = if inside {
            (block, if forward { line + 1 } else { line - 1 })
        } else {
            let target = if forward { self.next_block(block)? } else { self.previous_block(block)? };
            self.reach(target);
            let last = self.blocks[target].shaped.as_ref()?.lines.len().saturating_sub(1);
            (target, if forward { 0 } else { last })
        };
        let line = self.line_there(target, line, forward)?;
        let left = self.origin(target).x;
        let shaped = self.blocks[target].shaped.as_ref()?;
        Some((target, shaped.byte_in_line(line, x - left)))
    }

    /// A window down or up, with two lines in common; at least one line.
    fn window(&mut self, from: Spot, forward: bool, goal: &mut Option<f32>, view: f32) -> Option<Spot> {
        let x = self.goal(from, goal);
        let caret = self.caret(from.0, from.1);
        let distance = (view - 2.0 * caret.height).max(caret.height);
        let middle = caret.y + caret.height / 2.0;
        let y = if forward { middle + distance } else { middle - distance };
        // What lies between is laid out first, or the step would be as long as a guess.
        self.reach_between(middle.min(y) - view, middle.max(y) + view);
        let caret = self.caret(from.0, from.1);
        let middle = caret.y + caret.height / 2.0;
        let y = if forward { middle + distance } else { middle - distance };
        let found = self.at(Place::new(x, y.max(0.0)))?;
        match (found == from, forward) {
            (true, _) => self.line(from, forward, goal).or_else(|| {
                let end = self.step(from, Step::SectionEnd, forward, &mut None, view)?;
                (end != from).then_some(end)
            }),
            (false, _) => Some(found),
        }
    }

    /// What lies between a spot and the next one of this kind, for the ear.
    pub fn heard(&mut self, at: Spot, step: Step) -> String {
        self.reach_spot(at);
        let Some(block) = self.section.blocks.get(at.0) else { return String::new() };
        let text = &block.text;
        let range = match step {
            Step::Character | Step::LineEnd => at.1..next_character(text, at.1),
            Step::Word => at.1..next_word(text, at.1),
            Step::Paragraph => 0..text.len(),
            Step::Line | Step::Window | Step::SectionEnd => {
                let line = self.blocks[at.0].shaped.as_ref().and_then(|shaped| shaped.lines.get(shaped.line_of(at.1)));
                line.map_or(0..text.len(), |line| line.bytes.clone())
            }
        };
        text.get(range).unwrap_or_default().to_owned()
    }
}
