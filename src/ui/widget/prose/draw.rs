//! How a page is drawn: only what is in view; marks are quads with the text again in another colour.

use std::ops::Range;

use iced::advanced::Renderer as _;
use iced::advanced::renderer;
use iced::{Background, Color, Point, Rectangle, Renderer, Vector};

use super::page::{Page, has_text};
use super::{Mark, kept};
use crate::book::{Block, Kind, Span, Style};
use crate::ui::pictures::Album;
use crate::ui::widget::look::Look;
use crate::ui::widget::shape::Shaped;

/// Short texts that are drawn beside the blocks; the renderer holds their buffers only weakly.
#[derive(Debug, Default)]
pub(super) struct Asides(Vec<(usize, Shaped)>);

impl Asides {
    /// Those of these blocks, and no others.
    pub fn prepare(&mut self, page: &Page, blocks: Range<usize>) {
        self.0.retain(|(index, _)| blocks.contains(index));
        for index in blocks {
            if self.0.iter().any(|(known, _)| *known == index) {
                continue;
            }
            if let Some(text) = aside_of(page, index) {
                self.0.push((index, super::page::aside(&page.look, page.look.font, &text, page.direction(index))));
            }
        }
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    fn get(&self, block: usize) -> Option<&Shaped> {
        self.0.iter().find(|(index, _)| *index == block).map(|(_, shaped)| shaped)
    }
}

/// A list's mark, a page's number, whether details are open.
fn aside_of(page: &Page, index: usize) -> Option<String> {
    let section = &page.section;
    let block = section.blocks.get(index)?;
    if let Some(open) = page.summary(index) {
        return Some(if open { "−" } else { "+" }.to_owned());
    }
    match block.kind {
        Kind::Item => Some(block.label.clone().unwrap_or_else(|| "•".to_owned())),
        Kind::PageBreak => block.label.clone(),
        _ => None,
    }
}

/// The part of a span that lies in this block.
pub(super) fn part_in(span: Option<Span>, section: usize, index: usize, block: &Block) -> Option<Range<usize>> {
    let span = span?;
    let here = |point: crate::book::Point| (point.section, point.block);
    if here(span.start) > (section, index) || here(span.end) < (section, index) {
        return None;
    }
    let start = if here(span.start) == (section, index) { span.start.byte } else { 0 };
    let end = if here(span.end) == (section, index) { span.end.byte } else { block.text.len() };
    (start < end).then_some(start..end.min(block.text.len()))
}

/// What is marked on the page.
pub(super) struct Marks<'a> {
    pub pictures: Option<&'a Album>,
    pub section: usize,
    /// By the reader, to stay.
    pub kept: &'a [Mark],
    pub highlight: Option<Span>,
    /// Inside the highlight.
    pub word: Option<Span>,
    pub selection: Option<Span>,
    /// The caret, in page coordinates.
    pub caret: Option<Rectangle>,
    pub focused: bool,
    /// Other colours than the page's.
    pub look: Option<super::PageLook>,
}

pub(super) fn page(
    renderer: &mut Renderer,
    page: &Page,
    asides: &Asides,
    marks: &Marks<'_>,
    bounds: Rectangle,
    scroll: f32,
    clip: Rectangle,
) {
    fill(renderer, bounds, page.look.background);
    let shift = Vector::new(bounds.x, bounds.y - scroll);
    let (from, to) = page.range(scroll, scroll + bounds.height);
    renderer.with_layer(clip, |renderer| {
        for index in (from..to).filter(|&index| page.shows(index) && !page.is_wide(index)) {
            block(renderer, page, asides, marks, index, shift, clip);
        }
        bar(renderer, page, bounds, scroll);
    });
    super::grid::draw(renderer, page, asides, marks, (from..to, shift, clip));
    // Marks are layers of their own; what lies over them has to be one, too.
    renderer.with_layer(clip, |renderer| {
        if let Some(caret) = marks.caret.filter(|_| marks.focused) {
            self::caret(renderer, &page.look, caret + shift);
        }
    });
    super::grid::draw_held(renderer, page, asides, marks, (bounds, scroll, clip));
}

/// The caret: two colours, so that it is seen on the page and on every mark.
pub(super) fn caret(renderer: &mut Renderer, look: &super::PageLook, place: Rectangle) {
    let width = (look.size * look.caret_width).max(2.0).round();
    let around = (width / 2.0).clamp(1.0, 4.0).round();
    // Half of it to either side, so that no letter is lost behind it.
    let caret = Rectangle { x: (place.x - width / 2.0).round(), width, ..place };
    fill(renderer, Rectangle { x: caret.x - around, width: width + 2.0 * around, ..caret }, look.background);
    fill(renderer, caret, look.caret);
}

pub(super) fn block(
    renderer: &mut Renderer,
    page: &Page,
    asides: &Asides,
    marks: &Marks<'_>,
    index: usize,
    shift: Vector,
    clip: Rectangle,
) {
    let block = &page.section.blocks[index];
    let placed = &page.blocks[index];
    let origin = page.origin(index) + shift;
    let look = marks.look.as_ref().unwrap_or(&page.look);
    match block.kind {
        Kind::Separator => {
            let y = origin.y + placed.height / 2.0;
            let line = Rectangle { x: origin.x, y: y.round(), width: page.column, height: look.look.border() };
            fill(renderer, line, look.text);
        }
        Kind::PageBreak if placed.height > 0.0 => {
            if let Some(label) = asides.get(index) {
                // At the side where lines end.
                let x = if page.is_rtl(index) { 0.0 } else { page.column - label.size.width };
                let at = Point::new(shift.x + page.left + x, origin.y);
                label.draw(renderer, at, look.look.muted, clip);
            }
        }
        _ if page.summary(index).is_some() => {
            if let Some(sign) = asides.get(index) {
                let at = Point::new(shift.x + page.beside(index, sign.size.width), origin.y);
                sign.draw(renderer, at, look.link, clip);
            }
        }
        Kind::Item => {
            if let Some(mark) = asides.get(index) {
                let at = Point::new(shift.x + page.beside(index, mark.size.width), origin.y);
                mark.draw(renderer, at, look.text, clip);
            }
        }
        Kind::Image if placed.picture.is_some() => {
            if let Some(bounds) = page.picture_bounds(index) {
                super::figure::draw(renderer, page, index, bounds + shift, marks, clip);
            }
        }
        Kind::Image if has_text(block) => {
            let frame = Rectangle {
                x: origin.x - look.size * 0.3,
                y: origin.y,
                width: page.column - placed.indent + look.size * 0.6,
                height: placed.height,
            };
            edge(renderer, frame, look.look.line, look.look.border());
        }
        _ => {}
    }
    super::table::draw(renderer, page, index, shift, clip);
    super::formula::draw(renderer, page, index, shift, marks, clip);
    let Some(shaped) = placed.shaped.as_ref().filter(|shaped| !shaped.is_spread()) else { return };
    kept::grounds(renderer, page, marks, index, shaped, origin);
    shaped.draw(renderer, origin, look.text, clip);
    for inline in block.inlines.iter().filter(|inline| matches!(inline.style, Style::Link(_) | Style::NoteReference(_)))
    {
        for part in shaped.cover(&inline.range) {
            let part = part + Vector::new(origin.x, origin.y);
            recolour(renderer, shaped, origin, part, None, look.link, clip);
            let line = Rectangle { y: (part.y + part.height * 0.86).round(), height: look.look.border(), ..part };
            fill(renderer, line, look.link);
        }
    }
    for inline in block.inlines.iter().filter(|inline| inline.style == Style::Doubtful) {
        for part in shaped.cover(&inline.range) {
            dots(renderer, part + Vector::new(origin.x, origin.y), look.text, look.look.border());
        }
    }
    let mut mark = |span: Option<Span>, back: Color, front: Color| {
        let Some(bytes) = part_in(span, marks.section, index, block) else { return };
        for part in shaped.cover(&bytes) {
            let part = part + Vector::new(origin.x, origin.y);
            recolour(renderer, shaped, origin, part, Some(back), front, clip);
        }
    };
    mark(marks.highlight, look.highlight, look.highlight_text);
    // The word is the phrase's negative, and has a frame.
    let word = marks.word.filter(|_| marks.highlight.is_some());
    mark(word, look.highlight_text, look.highlight);
    mark(marks.selection, look.selection, look.selection_text);
    if let Some(bytes) = part_in(word, marks.section, index, block) {
        for part in shaped.cover(&bytes) {
            let part = part + Vector::new(origin.x, origin.y);
            renderer.with_layer(clip, |renderer| around(renderer, part, look.highlight, look.look.ring()));
        }
    }
    super::formula::draw_inline(renderer, page, index, origin, marks, clip);
    super::ornament::draw(renderer, page, index, origin, marks, clip);
    // A selection begins and ends inside the phrase that is marked: a line between the two tells them apart.
    if let Some(bytes) = part_in(marks.selection, marks.section, index, block).filter(|_| marks.highlight.is_some()) {
        for part in shaped.cover(&bytes) {
            let part = part + Vector::new(origin.x, origin.y);
            renderer.with_layer(clip, |renderer| around(renderer, part, look.background, look.look.ring()));
        }
    }
}

/// A line of dots below a word that may be another.
fn dots(renderer: &mut Renderer, word: Rectangle, color: Color, width: f32) {
    let y = (word.y + word.height * 0.88).round();
    let step = width * 3.0;
    for dot in 0..((word.width / step) as usize).clamp(1, 200) {
        let x = word.x + dot as f32 * step;
        fill(renderer, Rectangle { x, y, width: width * 1.5, height: width * 1.5 }, color);
    }
}

/// Lines around a rectangle, beside it so that no letter in it is cut, above and below inside it.
fn around(renderer: &mut Renderer, bounds: Rectangle, color: Color, width: f32) {
    let Rectangle { x, y, width: length, height } = bounds;
    for line in [
        Rectangle { x: x - width, y, width, height },
        Rectangle { x: x + length, y, width, height },
        Rectangle { x, y, width: length, height: width },
        Rectangle { x, y: y + height - width, width: length, height: width },
    ] {
        fill(renderer, line, color);
    }
}

/// Draws a part of a text once more, in another colour.
pub(super) fn recolour(
    renderer: &mut Renderer,
    shaped: &Shaped,
    origin: Point,
    part: Rectangle,
    back: Option<Color>,
    front: Color,
    clip: Rectangle,
) {
    let Some(part) = part.intersection(&clip) else { return };
    renderer.with_layer(part, |renderer| {
        if let Some(back) = back {
            fill(renderer, part, back);
        }
        shaped.draw(renderer, origin, front, part);
    });
}

/// How far the view is down the page.
fn bar(renderer: &mut Renderer, page: &Page, bounds: Rectangle, scroll: f32) {
    let height = page.height();
    if height <= bounds.height {
        return;
    }
    let width = page.look.look.px(8.0).min(bounds.width / 20.0);
    let part = (bounds.height / height * bounds.height).max(width * 2.0);
    let way = scroll / (height - bounds.height) * (bounds.height - part);
    let knob = Rectangle { x: bounds.x + bounds.width - width, y: bounds.y + way, width, height: part };
    fill(renderer, knob, page.look.look.line);
}

pub(in crate::ui::widget) fn fill(renderer: &mut Renderer, bounds: Rectangle, color: Color) {
    renderer.fill_quad(renderer::Quad { bounds, ..renderer::Quad::default() }, Background::Color(color));
}

/// Lines along the edges of a rectangle, inside it. A quad with a border would cost the software renderer all of its
/// ground, though nothing is seen of that.
pub(super) fn edge(renderer: &mut Renderer, bounds: Rectangle, color: Color, width: f32) {
    let Rectangle { x, y, width: length, height } = bounds;
    for line in [
        Rectangle { x, y, width, height },
        Rectangle { x: x + length - width, y, width, height },
        Rectangle { x, y, width: length, height: width },
        Rectangle { x, y: y + height - width, width: length, height: width },
    ] {
        fill(renderer, line, color);
    }
}

/// The focus ring, in two colours so that it is seen on any ground. Around one line that runs it has one: all that lies
/// on the line would be drawn anew with every step of it.
pub(super) fn ring(renderer: &mut Renderer, look: &Look, bounds: Rectangle, alone: bool) {
    let width = look.ring();
    edge(renderer, bounds, look.focus, width);
    if !alone && bounds.width > 4.0 * width && bounds.height > 4.0 * width {
        edge(renderer, bounds.shrink(width), look.background, (width / 2.0).max(1.5).round());
    }
}
