//! A paragraph without end, laid out portion by portion: each begins a line, and only those near the view have shapes.
//!
//! Where portions begin depends on the text alone, so that assistive technology is told the same ones at any size. The
//! paragraph stays one: its bytes, lines and places are counted through all of it.

use std::ops::Range;

use iced::{Rectangle, Size, Vector};

use super::Shaped;
use crate::access::text::{Edge, Line, character_bounds, is_seam};
use crate::book::{Block, Style};

/// Longer texts are cut. So many bytes are laid out in a few milliseconds.
const LONG: usize = 12_000;

/// What a portion is to have at least, in bytes; at most twice as much.
const PORTION: usize = 4_000;

/// The portions of a block. A cell of a table has only one.
pub(in crate::ui::widget) fn portions(block: &Block) -> Vec<Range<usize>> {
    if block.text.len() <= LONG || block.cell.is_some() {
        return std::iter::once(0..block.text.len()).collect();
    }
    let formulas = block.inlines.iter().filter(|inline| matches!(inline.style, Style::Math(_)));
    cut(&block.text, &formulas.map(|inline| inline.range.clone()).collect::<Vec<_>>())
}

/// The portions of a text: half-open byte ranges, contiguous from 0 to the text's end. All of it where it is not long. They
/// end behind a line where there are lines, else behind a sentence or a word. What `whole` ranges hold stays together.
fn cut(text: &str, whole: &[Range<usize>]) -> Vec<Range<usize>> {
    if text.len() <= LONG {
        return std::iter::once(0..text.len()).collect();
    }
    let mut found = Vec::new();
    let mut start = 0;
    while text.len() - start > 2 * PORTION {
        let (least, most) = (text.ceil_char_boundary(start + PORTION), text.floor_char_boundary(start + 2 * PORTION));
        let room = &text[least..most];
        let free = |at: &usize| !whole.iter().any(|range| range.start < *at && *at < range.end);
        let behind = |sign: char| room.match_indices(sign).map(move |(at, sign)| least + at + sign.len());
        let sentence = |at: &usize| text[..*at].trim_end().ends_with(['.', '!', '?', '…']);
        let letter = |at: &usize| text[*at..].starts_with(char::is_alphanumeric);
        let end = behind('\n')
            .find(free)
            .or_else(|| behind(' ').filter(|&at| is_seam(text, at)).filter(free).find(sentence))
            .or_else(|| behind(' ').filter(|&at| is_seam(text, at)).find(free))
            .or_else(|| behind(' ').filter(letter).find(free))
            .or_else(|| character_bounds(room).into_iter().skip(1).map(|at| least + at).find(free))
            .unwrap_or(text.len());
        found.push(start..end);
        start = end;
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    found
}

/// One of them.
#[derive(Debug)]
pub(in crate::ui::widget) struct Portion {
    pub bytes: Range<usize>,
    /// Below the paragraph's top, logical pixels.
    pub top: f32,
    /// Measured or, before it was ever laid out, guessed.
    pub height: f32,
    /// Its lines and bytes begin with the portion.
    shaped: Option<Shaped>,
}

impl Portion {
    pub fn is_laid_out(&self) -> bool {
        self.shaped.is_some()
    }
}

/// The portions of a long paragraph as they are laid out.
#[derive(Debug)]
pub(in crate::ui::widget) struct Portions(Vec<Portion>);

impl Portions {
    /// None of them is laid out; `guess` is the height of so many bytes.
    pub fn new(bytes: Vec<Range<usize>>, guess: impl Fn(usize) -> f32) -> Self {
        let portion = |bytes: Range<usize>| Portion { top: 0.0, height: guess(bytes.len()), bytes, shaped: None };
        let mut portions = Self(bytes.into_iter().map(portion).collect());
        portions.stack();
        portions
    }

    pub fn all(&self) -> &[Portion] {
        &self.0
    }

    /// The number of the portion that this byte stands in, the last one at the text's end.
    pub fn of(&self, byte: usize) -> usize {
        self.0.partition_point(|portion| portion.bytes.end <= byte).min(self.0.len().saturating_sub(1))
    }

    /// The number of the portion at this place, below the paragraph's top.
    pub fn at(&self, y: f32) -> usize {
        self.0.partition_point(|portion| portion.top <= y).saturating_sub(1)
    }

    /// Those between two heights below the paragraph's top.
    pub fn between(&self, from: f32, to: f32) -> Range<usize> {
        let first = self.0.partition_point(|portion| portion.top + portion.height < from);
        first..self.0.partition_point(|portion| portion.top <= to).max(first)
    }

    /// This portion is laid out.
    pub fn take(&mut self, number: usize, shaped: Shaped) {
        let portion = &mut self.0[number];
        portion.height = shaped.size.height;
        portion.shaped = Some(shaped);
        self.stack();
    }

    /// Gives the shapes of all but these back. Whether there were any.
    pub fn keep(&mut self, near: &Range<usize>) -> bool {
        let far = self.0.iter_mut().enumerate().filter(|(number, _)| !near.contains(number));
        far.fold(false, |any, (_, portion)| portion.shaped.take().is_some() || any)
    }

    fn stack(&mut self) {
        let mut top = 0.0;
        for portion in &mut self.0 {
            portion.top = top;
            top += portion.height;
        }
    }

    /// The paragraph. A portion that is not laid out is one line in it, without edges.
    pub fn joined(&self) -> Shaped {
        let height = self.0.last().map_or(0.0, |last| last.top + last.height);
        let size = Size::new(0.0, height);
        let mut all =
            Shaped { bodies: Vec::new(), spread: false, lines: Vec::new(), size, left: f32::INFINITY, thicker: 0.0 };
        let mut right: f32 = 0.0;
        for portion in &self.0 {
            let Some(shaped) = &portion.shaped else {
                let bounds = Rectangle { x: 0.0, y: portion.top, width: 0.0, height: portion.height };
                all.lines.push(Line { bounds: Some(bounds), ..Line::unplaced(portion.bytes.clone()) });
                continue;
            };
            let (first, from) = (all.lines.len(), portion.bytes.start);
            all.bodies.extend(shaped.bodies.iter().map(|body| super::Body {
                top: body.top + portion.top,
                line: body.line + first,
                ..body.clone()
            }));
            all.lines.extend(shaped.lines.iter().map(|line| Line {
                bytes: line.bytes.start + from..line.bytes.end + from,
                bounds: line.bounds.map(|bounds| bounds + Vector::new(0.0, portion.top)),
                edges: line.edges.iter().map(|edge| Edge { byte: edge.byte + from, ..*edge }).collect(),
            }));
            all.left = all.left.min(shaped.left);
            right = right.max(shaped.left + shaped.size.width);
            all.thicker = shaped.thicker;
        }
        all.left = if all.left.is_finite() { all.left } else { 0.0 };
        all.size.width = (right - all.left).max(0.0);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_tile_the_text_and_end_where_something_ends() {
        let prose = "Ол келді. Мен күттім, ал ол кешікті. ".repeat(1_000);
        let verse = "Жазғытұрым қалмайды қыстың сызы\n".repeat(1_000);
        for text in [prose.as_str(), &verse, &"ы".repeat(40_000), &"e\u{301}".repeat(20_000), &"漢字。".repeat(9_000)]
        {
            let found = cut(text, &[]);
            let mut at = 0;
            for portion in &found {
                assert_eq!(portion.start, at);
                assert!(text.is_char_boundary(portion.end) && portion.len() <= 2 * PORTION);
                assert!(!text[portion.end..].starts_with('\u{301}'));
                at = portion.end;
            }
            assert_eq!(at, text.len());
            assert!(found.len() > 2);
        }
        assert!(cut(&prose, &[]).iter().all(|portion| prose[portion.clone()].ends_with(". ")));
        assert!(cut(&verse, &[]).iter().all(|portion| verse[portion.clone()].ends_with('\n')));
        assert_eq!(cut("Ол келді.", &[]).len(), 1);
        // What is drawn as one thing is not cut.
        let formula = 3_000..9_000;
        assert!(
            cut(&prose, std::slice::from_ref(&formula))
                .iter()
                .all(|portion| { !(formula.start < portion.end && portion.end < formula.end) })
        );
    }

    #[test]
    fn a_joined_paragraph_is_what_its_portions_are() {
        crate::ui::widget::tests::load_fonts();
        let setting = super::super::Setting {
            font: crate::ui::typography::REGULAR,
            width: Some(300.0),
            ..super::super::Setting::default()
        };
        let text = "Ол келді. Мен күттім, ал ол кешікті. ".repeat(300);
        let cut = cut(&text, &[]);
        let mut joined = Portions::new(cut.clone(), |bytes| bytes as f32);
        assert_eq!(joined.joined().lines.len(), cut.len());
        joined.take(1, Shaped::new(&text[cut[1].clone()], &setting, &[]));
        let shaped = joined.joined();
        let mut at = 0;
        let mut y = 0.0;
        for line in &shaped.lines {
            let bounds = line.bounds.unwrap();
            assert_eq!((line.bytes.start, bounds.y), (at, y));
            (at, y) = (line.bytes.end, y + bounds.height);
        }
        assert_eq!((at, y), (text.len(), shaped.size.height));
        let byte = cut[1].start + text[cut[1].clone()].find("күттім").unwrap();
        let caret = shaped.caret(byte);
        assert_eq!(shaped.byte_at(iced::Point::new(caret.x + 0.1, caret.y + 1.0)), byte);
        assert!(joined.keep(&(0..1)) && !joined.keep(&(0..1)));
        assert_eq!(joined.joined().size.height, shaped.size.height, "what was measured is known");
    }
}
