//! Formulas in the page: those that are a paragraph of their own are drawn as they are written.

use std::ops::Range;

use iced::advanced::Renderer as _;
use iced::{Point, Rectangle, Renderer, Vector};

use super::draw::{self, Marks};
use super::page::Page;
use crate::book::{Block, Formula, Kind, Style};
use crate::settings::Formulas;
use crate::ui::widget::notation::{self, Notation};
use crate::ui::widget::shape::Object;

/// The formula that is all of a block.
fn whole(block: &Block) -> Option<&Formula> {
    if !matches!(block.kind, Kind::Paragraph | Kind::Item | Kind::Cell) {
        return None;
    }
    let rest = |text: &str| text.chars().all(|sign| sign.is_whitespace() || matches!(sign, '.' | ',' | ';'));
    block.inlines.iter().find_map(|inline| match &inline.style {
        Style::Math(formula)
            if rest(block.text.get(..inline.range.start)?) && rest(block.text.get(inline.range.end..)?) =>
        {
            Some(&**formula)
        }
        _ => None,
    })
}

impl Page {
    /// A block's formula as it is written, where it is to be seen so.
    pub fn notation(&self, index: usize, width: f32) -> Option<Notation> {
        if self.setup.figures.formulas == Formulas::Words {
            return None;
        }
        let formula = whole(self.section.blocks.get(index)?)?;
        let style = notation::Style {
            font: self.look.font,
            italic: self.look.italic,
            size: self.look.size,
            width,
            display: true,
        };
        Notation::new(formula.root.as_ref()?, &style)
    }

    /// The formulas that stand in the text of a block in the place of their words, or before them.
    fn objects(&self, index: usize, width: f32) -> (Vec<Object>, Vec<(Range<usize>, Notation)>) {
        let block = &self.section.blocks[index];
        let formulas = self.setup.figures.formulas;
        if formulas == Formulas::Words || whole(block).is_some() {
            return (Vec::new(), Vec::new());
        }
        let mut at = 0;
        let found = block.inlines.iter().filter_map(|inline| {
            let Style::Math(formula) = &inline.style else { return None };
            let Range { start, end } = inline.range;
            let fits = at <= start && start < end && block.text.get(start..end).is_some();
            let bytes = if formulas == Formulas::Both { start..start } else { start..end };
            let root = formula.root.as_ref().filter(|_| fits)?;
            let style = notation::Style {
                font: self.look.font,
                italic: self.look.italic,
                size: self.look.size,
                width: width - 2.0 * self.look.size * 0.1,
                display: formula.display,
            };
            let notation = Notation::new(root, &style)?;
            at = end;
            let gap = (self.look.size * 0.1).round();
            let object = Object {
                bytes: bytes.clone(),
                width: notation.size.width + if bytes.is_empty() { 4.0 * gap } else { 2.0 * gap },
                ascent: notation.baseline + gap,
                descent: notation.size.height - notation.baseline + gap,
            };
            Some((object, (start..end, notation)))
        });
        found.unzip()
    }

    /// Formulas and ornaments, as they follow one another.
    pub fn all_objects(&self, index: usize, width: f32) -> (Vec<Object>, Vec<(Range<usize>, Notation)>) {
        let (mut objects, notations) = self.objects(index, width);
        for object in self.ornament_objects(index, width) {
            let after = objects.partition_point(|other| other.bytes.start < object.bytes.start);
            // What lies in a formula's words is none of the page's.
            let inside = after.checked_sub(1).is_some_and(|before| object.bytes.start < objects[before].bytes.end);
            let met = objects.get(after).is_some_and(|other| other.bytes.start == object.bytes.start);
            if !inside && !met {
                objects.insert(after, object);
            }
        }
        (objects, notations)
    }

    /// Where a block's formula is drawn, in page coordinates.
    pub fn formula_bounds(&self, index: usize) -> Option<Rectangle> {
        let placed = self.blocks.get(index)?;
        let notation = placed.notation.as_ref()?;
        let label = placed.label.as_ref().map_or(0.0, |label| label.size.height);
        let top = placed.top + label + self.cell_padding(index);
        let x = self.left_of(index) + self.pushed(index, notation.size.width);
        Some(Rectangle::new(Point::new(x, top), notation.size))
    }
}

/// Draws a block's formula in the colours of its marks.
pub(super) fn draw(
    renderer: &mut Renderer,
    page: &Page,
    index: usize,
    shift: Vector,
    marks: &Marks<'_>,
    clip: Rectangle,
) {
    let placed = &page.blocks[index];
    let (Some(notation), Some(bounds)) = (&placed.notation, page.formula_bounds(index)) else { return };
    let bounds = bounds + shift;
    let look = marks.look.as_ref().unwrap_or(&page.look);
    let block = &page.section.blocks[index];
    let alone = placed.shaped.as_ref().is_some_and(|shaped| shaped.is_spread());
    let marked = |span| alone && draw::part_in(span, marks.section, index, block).is_some();
    let (ground, colour) = if marked(marks.selection) {
        (Some(look.selection), look.selection_text)
    } else if marked(marks.highlight) {
        (Some(look.highlight), look.highlight_text)
    } else {
        (None, look.text)
    };
    let around = bounds.expand((look.size * 0.15).round());
    if let Some(ground) = ground {
        draw::fill(renderer, around, ground);
    }
    notation.draw(renderer, bounds.position(), colour, clip);
}

/// Draws the formulas in a text in the colours of their marks, which lie on layers of their own.
pub(super) fn draw_inline(
    renderer: &mut Renderer,
    page: &Page,
    index: usize,
    origin: Point,
    marks: &Marks<'_>,
    clip: Rectangle,
) {
    let placed = &page.blocks[index];
    let Some(shaped) = placed.shaped.as_ref().filter(|_| !placed.inline.is_empty()) else { return };
    let block = &page.section.blocks[index];
    let look = marks.look.as_ref().unwrap_or(&page.look);
    let before = page.setup.figures.formulas == Formulas::Both;
    renderer.with_layer(clip, |renderer| {
        for (bytes, notation) in &placed.inline {
            let line = shaped.line_of(bytes.start);
            if !shaped.is_laid_out(line) {
                continue;
            }
            let caret = shaped.caret(bytes.start);
            let gap = (look.size * 0.1).round();
            // The caret before words stands behind the formula, which from the right is at its left.
            let x = match before {
                true if page.is_rtl(index) => caret.x + 2.0 * gap,
                true => caret.x - notation.size.width - 2.0 * gap,
                false => caret.x + gap,
            };
            let y = shaped.baseline(line) - notation.baseline;
            let marked = |span| {
                let part = draw::part_in(span, marks.section, index, block);
                !before && part.is_some_and(|part| part.contains(&bytes.start))
            };
            let colour = match (marked(marks.selection), marked(marks.highlight)) {
                (true, _) => look.selection_text,
                (_, true) => look.highlight_text,
                _ => look.text,
            };
            notation.draw(renderer, Point::new(origin.x + x, origin.y + y), colour, clip);
        }
    });
}
