//! Pictures without words inside a sentence: as high as its letters, and told to nobody.

use iced::advanced::Renderer as _;
use iced::advanced::image::{Image, Renderer as _};
use iced::{Point, Rectangle, Renderer, Size};

use super::draw::Marks;
use super::page::Page;
use crate::book::{Block, Picture, Style};
use crate::settings::Pictures;
use crate::ui::widget::shape::Object;

/// How far they reach below the line that letters stand on, in em.
const DESCENT: f32 = 0.15;

/// The widest, in em.
const WIDEST: f32 = 8.0;

/// Whether a block has any.
pub(super) fn is_in(block: &Block) -> bool {
    block.ornaments().next().is_some()
}

impl Page {
    /// The bytes before which they stand, one at a place, and how large they are.
    pub fn ornaments(&self, index: usize) -> Vec<(usize, Picture, Size)> {
        let known = self.setup.known.as_ref().filter(|_| self.setup.figures.pictures != Pictures::Words);
        let (Some((_, known)), Some(block)) = (known, self.section.blocks.get(index)) else { return Vec::new() };
        let em = self.look.size;
        let mut last = None;
        let found = block.inlines.iter().filter_map(|inline| {
            let Style::Ornament(picture) = &inline.style else { return None };
            let own = match known.get(picture) {
                Some(Some(size)) => *size,
                Some(None) => return None,
                // Until it is known.
                None => Size::new(1.0, 1.0),
            };
            let byte = inline.range.start;
            let free = last.is_none_or(|last| last < byte) && block.text.is_char_boundary(byte);
            last = last.max(Some(byte));
            let scale = (em / own.height.max(1.0)).min(em * WIDEST / own.width.max(1.0));
            let part = |length: f32| (length * scale).round().max(1.0);
            free.then(|| (byte, picture.clone(), Size::new(part(own.width), part(own.height))))
        });
        found.collect()
    }

    /// The room that they take in their lines.
    pub fn ornament_objects(&self, index: usize, width: f32) -> Vec<Object> {
        let gap = self.gap();
        let found = self.ornaments(index).into_iter().filter(|(_, _, size)| size.width + 2.0 * gap <= width);
        found
            .map(|(byte, _, size)| Object {
                bytes: byte..byte,
                width: size.width + 2.0 * gap,
                ascent: size.height - self.look.size * DESCENT,
                descent: self.look.size * DESCENT,
            })
            .collect()
    }

    fn gap(&self) -> f32 {
        (self.look.size * 0.1).round()
    }
}

pub(super) fn draw(
    renderer: &mut Renderer,
    page: &Page,
    index: usize,
    origin: Point,
    marks: &Marks<'_>,
    clip: Rectangle,
) {
    if !page.section.blocks.get(index).is_some_and(is_in) {
        return;
    }
    let (Some(shaped), Some(album)) = (&page.blocks[index].shaped, marks.pictures) else { return };
    let room = shaped.size.width;
    renderer.with_layer(clip, |renderer| {
        for (byte, picture, size) in page.ornaments(index) {
            let Some(handle) = album.handle(&picture).filter(|_| size.width <= room) else { continue };
            // The caret stands behind it, and in a line from the right that is at its left.
            let x = match page.is_rtl(index) {
                true => shaped.caret(byte).x + page.gap(),
                false => shaped.caret(byte).x - size.width - page.gap(),
            };
            let y = shaped.baseline(shaped.line_of(byte)) + page.look.size * DESCENT - size.height;
            let place = Point::new((origin.x + x).round(), (origin.y + y).round());
            renderer.draw_image(Image::new(handle), Rectangle::new(place, size), clip);
        }
    });
}
