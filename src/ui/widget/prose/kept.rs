//! What the reader has marked, as it stays on the page: a ground behind the words and a thick line below them, and beside
//! the lines that bear a note a bar. The ground is a colour; the line and the bar are there for whoever sees none.

use iced::{Point, Rectangle, Renderer, Vector};

use super::Mark;
use super::draw::{Marks, fill, part_in};
use super::page::Page;
use crate::ui::widget::shape::Shaped;

/// Draws what lies behind a block's text.
pub(super) fn grounds(
    renderer: &mut Renderer,
    page: &Page,
    marks: &Marks<'_>,
    index: usize,
    shaped: &Shaped,
    origin: Point,
) {
    let block = &page.section.blocks[index];
    let look = &page.look;
    for Mark { span, note } in marks.kept {
        let Some(bytes) = part_in(Some(*span), marks.section, index, block) else { continue };
        let thick = (look.size / 10.0).max(look.look.border()).round();
        for part in shaped.cover(&bytes) {
            let part = part + Vector::new(origin.x, origin.y);
            fill(renderer, part, look.mark);
            let line = Rectangle { y: (part.y + part.height - thick).round(), height: thick, ..part };
            match note {
                false => fill(renderer, line, look.text),
                true => dashes(line).for_each(|dash| fill(renderer, dash, look.text)),
            }
            if *note {
                let x = (origin.x - thick * 2.5).max(0.0).round();
                fill(renderer, Rectangle { x, width: thick, ..part }, look.text);
            }
        }
    }
}

/// A line in pieces, twice as long as what parts them.
fn dashes(line: Rectangle) -> impl Iterator<Item = Rectangle> {
    let step = line.height * 3.0;
    let count = (line.width / step).ceil().clamp(1.0, 4096.0) as usize;
    (0..count).map(move |number| {
        let x = line.x + number as f32 * step;
        Rectangle { x, width: (step * 2.0 / 3.0).min(line.x + line.width - x), ..line }
    })
}
