//! What of a page is laid out: the blocks near the view, and of texts without end the portions near it.

use std::ops::Range;

use iced::{Point, Rectangle, Vector};

use super::movement::Spot;
use super::page::{Page, has_text, plain};
use crate::book::Style;
use crate::settings::Formulas;
use crate::ui::widget::shape::{Inside, Object, Portions, Setting, Shaped, Stretch, isolates, portions};

/// What is further than this many windows from the view gives its shapes back.
const FAR: f32 = 4.0;

/// What stays where it is seen while what lies around it is laid out.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    block: usize,
    portion: Option<usize>,
    /// How far below its top the view begins.
    offset: f32,
}

impl Page {
    /// Lays one block out; of a long one the portions stay to be laid out. Whether its height has changed.
    fn shape(&mut self, index: usize) -> bool {
        let Some(block) = self.section.blocks.get(index) else { return false };
        if self.blocks[index].shaped.is_some() || !has_text(block) || !self.shows(index) {
            return false;
        }
        let room = self.room(index, self.blocks[index].indent);
        if let Some(name) = self.record_label(index) {
            let direction = Some(self.direction(index));
            let set = Setting { font: self.look.bold, direction, ..plain(&self.look, Some(room)) };
            let label = Shaped::new(&name, &set, &[]);
            self.blocks[index].above = label.size.height;
            self.blocks[index].label = Some(label);
        }
        if let Some(notation) = self.notation(index, room) {
            let size = notation.size;
            let placed = &mut self.blocks[index];
            placed.notation = Some(notation);
            if self.setup.figures.formulas == Formulas::Notation {
                let shaped = Shaped::spread(self.section.blocks[index].text.len(), size);
                return self.take(index, shaped);
            }
            let label = placed.label.as_ref().map_or(0.0, |label| label.size.height);
            let gap = (self.look.size * 0.3).round();
            self.blocks[index].above = label + self.cell_padding(index) + size.height + gap;
        }
        if let Some(picture) = self.blocks[index].picture.filter(|_| self.blocks[index].above == 0.0) {
            let shaped = Shaped::spread(block.text.len(), picture);
            return self.take(index, shaped);
        }
        let (objects, inline) = self.all_objects(index, room);
        self.blocks[index].inline = inline;
        let cut = portions(&self.section.blocks[index]);
        let shaped = match (cut.len(), self.blocks[index].portions.take()) {
            (0 | 1, _) => self.set(index, &(0..self.section.blocks[index].text.len()), &objects),
            (_, kept) => {
                let setting = self.setting(index, self.blocks[index].indent);
                let portions = kept.unwrap_or_else(|| Portions::new(cut, |bytes| self.guess(&setting, bytes)));
                let shaped = portions.joined();
                self.blocks[index].portions = Some(portions);
                shaped
            }
        };
        self.take(index, shaped)
    }

    /// Shapes a part of a block.
    fn set(&self, index: usize, bytes: &Range<usize>, objects: &[Object]) -> Shaped {
        let block = &self.section.blocks[index];
        let inside = |range: &Range<usize>| {
            let (start, end) = (range.start.max(bytes.start), range.end.min(bytes.end));
            (start <= end).then(|| start - bytes.start..end - bytes.start)
        };
        let stretches: Vec<Stretch> = block
            .inlines
            .iter()
            .filter_map(|inline| {
                let (font, scale) = match inline.style {
                    Style::Strong => (self.look.strong, 1.0),
                    Style::Emphasis => (self.look.italic, 1.0),
                    Style::Code => (self.look.code, 1.0),
                    Style::Superscript | Style::Subscript => (self.look.font, 0.75),
                    _ => return None,
                };
                Some(Stretch { bytes: inside(&inline.range)?, font, scale, room: None })
            })
            .collect();
        let breaks: Vec<usize> = self.breaks(index, bytes).into_iter().map(|at| at - bytes.start).collect();
        let here = objects.iter().filter(|object| bytes.start <= object.bytes.start && object.bytes.end <= bytes.end);
        let objects: Vec<Object> =
            here.filter_map(|object| Some(Object { bytes: inside(&object.bytes)?, ..object.clone() })).collect();
        let mut setting = self.setting(index, self.blocks[index].indent);
        if bytes.start > 0 {
            setting.indent = 0.0;
        }
        let isolates = isolates(&block.inlines, bytes);
        let inside = Inside { stretches: &stretches, breaks: &breaks, isolates: &isolates };
        Shaped::with_objects(&block.text[bytes.clone()], &setting, &inside, &objects)
    }

    fn take(&mut self, index: usize, shaped: Shaped) -> bool {
        let below = self.cell_padding(index);
        let placed = &mut self.blocks[index];
        let height = placed.above + shaped.size.height + below;
        let changed = (placed.height - height).abs() > 0.1 || !placed.exact;
        (placed.height, placed.own) = (height, height);
        placed.exact = true;
        placed.shaped = Some(shaped);
        self.version += 1;
        changed
    }

    /// Lays a portion of a block out that has portions and is reached. Whether it had not been.
    fn lay(&mut self, index: usize, number: usize) -> bool {
        let portions = self.blocks.get(index).and_then(|placed| placed.portions.as_ref());
        let portion = portions.and_then(|portions| portions.all().get(number));
        let Some(bytes) = portion.filter(|portion| !portion.is_laid_out()).map(|portion| portion.bytes.clone()) else {
            return false;
        };
        let objects = match self.blocks[index].inline.is_empty() {
            true => Vec::new(),
            false => self.all_objects(index, self.room(index, self.blocks[index].indent)).0,
        };
        let shaped = self.set(index, &bytes, &objects);
        let placed = &mut self.blocks[index];
        let before = placed.height;
        let Some(portions) = &mut placed.portions else { return false };
        portions.take(number, shaped);
        let joined = portions.joined();
        self.take(index, joined);
        self.shift(index, before);
        true
    }

    /// Lays out what portions of a block lie between two heights of the page. Whether there were any to lay out.
    fn lay_between(&mut self, index: usize, from: f32, to: f32) -> bool {
        let y = self.origin(index).y;
        let Some(portions) = &self.blocks[index].portions else { return false };
        let mut number = portions.between(from - y, to - y).start;
        let mut any = false;
        // Each that is laid out moves those behind it.
        let near = |page: &Self, number: usize| {
            let portions = page.blocks[index].portions.as_ref();
            portions.and_then(|portions| portions.all().get(number)).is_some_and(|portion| y + portion.top <= to)
        };
        while near(self, number) {
            any |= self.lay(index, number);
            number += 1;
        }
        any
    }

    /// Lays this block out and moves the others below it.
    pub fn reach(&mut self, index: usize) {
        let before = self.blocks.get(index).map_or(0.0, |placed| placed.height);
        if self.shape(index) {
            self.shift(index, before);
        }
    }

    /// Lays out what stands around this byte.
    pub fn reach_spot(&mut self, (index, byte): Spot) {
        self.reach(index);
        let portions = self.blocks.get(index).and_then(|placed| placed.portions.as_ref());
        if let Some(number) = portions.map(|portions| portions.of(byte)) {
            self.lay(index, number);
        }
    }

    /// Lays out all from one spot to another, both included.
    pub fn reach_all(&mut self, first: Spot, last: Spot) {
        for index in first.0..=last.0 {
            self.reach(index);
            let Some(portions) = self.blocks.get(index).and_then(|placed| placed.portions.as_ref()) else { continue };
            let from = if index == first.0 { portions.of(first.1) } else { 0 };
            let to = if index == last.0 { portions.of(last.1) } else { portions.all().len() - 1 };
            (from..=to).for_each(|number| _ = self.lay(index, number));
        }
    }

    /// Lays out what lies between two heights, as far as they are known.
    pub fn reach_between(&mut self, from: f32, to: f32) {
        let (first, last) = self.range(from, to);
        for index in first..last {
            self.reach(index);
            self.lay_between(index, from, to);
        }
    }

    /// The line of a block that is there, near this one: of a portion that is laid out now, its first or its last.
    pub fn line_there(&mut self, index: usize, line: usize, first: bool) -> Option<usize> {
        let shaped = self.blocks.get(index)?.shaped.as_ref()?;
        if shaped.is_laid_out(line) {
            return Some(line);
        }
        let bytes = shaped.lines.get(line)?.bytes.clone();
        let byte = if first { bytes.start } else { bytes.end.saturating_sub(1) };
        self.reach_spot((index, byte));
        Some(self.blocks[index].shaped.as_ref()?.line_of(byte))
    }

    /// Moves what lies below a block whose height was another one.
    fn shift(&mut self, index: usize, before: f32) {
        // A cell makes its row higher, not what lies behind it in the same row.
        if self.is_in_grid(index) {
            return self.stack();
        }
        let grown = self.blocks[index].height - before;
        if grown != 0.0 {
            self.blocks[index + 1..].iter_mut().for_each(|placed| placed.top += grown);
        }
        self.version += 1;
    }

    fn anchor(&self, y: f32) -> Anchor {
        let block = self.block_at(y);
        let Some(placed) = self.blocks.get(block) else { return Anchor { block, portion: None, offset: 0.0 } };
        let origin = placed.top + placed.above;
        match placed.portions.as_ref().filter(|_| y >= origin) {
            Some(portions) => {
                let number = portions.at(y - origin);
                Anchor { block, portion: Some(number), offset: y - origin - portions.all()[number].top }
            }
            None => Anchor { block, portion: None, offset: y - placed.top },
        }
    }

    fn anchored(&self, anchor: Anchor) -> Option<f32> {
        let placed = self.blocks.get(anchor.block)?;
        let top = anchor.portion.and_then(|number| {
            let portion = placed.portions.as_ref()?.all().get(number)?;
            Some(placed.top + placed.above + portion.top)
        });
        Some(top.unwrap_or(placed.top) + anchor.offset)
    }

    /// Lays out what is near the view, without moving what is seen. Gives far shapes back.
    pub fn settle(&mut self, scroll: &mut f32, view: f32) {
        let anchor = self.anchor(*scroll);
        // Heights change while blocks are laid out, and with them what is near.
        for _ in 0..8 {
            let (top, bottom) = (*scroll - view, *scroll + 2.0 * view);
            let (from, to) = self.range(top, bottom);
            let mut changed = false;
            for index in from..to {
                let before = self.blocks[index].height;
                if self.shape(index) {
                    changed = true;
                    self.shift(index, before);
                }
                changed |= self.lay_between(index, top, bottom);
            }
            if !changed {
                break;
            }
            *scroll = self.anchored(anchor).unwrap_or(*scroll);
        }
        let held = self.held(*scroll);
        self.give_back(*scroll - FAR * view, *scroll + FAR * view, &held);
        *scroll = self.clamp(*scroll, view);
    }

    /// Gives the shapes of what does not lie between two heights back, but for what is held in sight.
    fn give_back(&mut self, top: f32, bottom: f32, held: &Range<usize>) {
        let (from, to) = self.range(top, bottom);
        let mut any = false;
        for (index, placed) in self.blocks.iter_mut().enumerate() {
            let origin = placed.top + placed.above;
            if held.contains(&index) {
                continue;
            }
            if index < from || index >= to {
                any |= placed.shaped.take().is_some();
                if let Some(portions) = &mut placed.portions {
                    portions.keep(&(0..0));
                }
            } else if let Some(portions) = &mut placed.portions
                && portions.keep(&portions.between(top - origin, bottom - origin))
            {
                placed.shaped = Some(portions.joined());
                any = true;
            }
        }
        self.version += u64::from(any);
    }

    /// The caret before this byte, in page coordinates.
    pub fn caret(&mut self, block: usize, byte: usize) -> Rectangle {
        self.reach_spot((block, byte));
        let origin = self.origin(block);
        match self.blocks.get(block).and_then(|placed| placed.shaped.as_ref()) {
            Some(shaped) => shaped.caret(byte) + Vector::new(origin.x, origin.y),
            None => Rectangle { x: origin.x, y: origin.y, width: 0.0, height: plain(&self.look, None).line_height },
        }
    }

    /// The block with text nearest to this place, and the byte in it.
    pub fn at(&mut self, place: Point) -> Option<Spot> {
        let wanted = self.block_at(place.y);
        let wanted = self.cell_at(place, wanted).unwrap_or(wanted);
        let blocks = &self.section.blocks;
        let readable = |index: &usize| blocks.get(*index).is_some_and(has_text) && self.shows(*index);
        let index = Some(wanted)
            .filter(readable)
            .or_else(|| (0..wanted).rev().find(readable))
            .or_else(|| (wanted..blocks.len()).find(readable))?;
        self.reach(index);
        self.lay_between(index, place.y, place.y);
        let origin = self.origin(index);
        let shaped = self.blocks[index].shaped.as_ref()?;
        Some((index, shaped.byte_at(Point::new(place.x - origin.x, place.y - origin.y))))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::book::{Block, Kind, Section};
    use crate::settings::FigureSettings;
    use crate::ui::widget::prose::PageLook;
    use crate::ui::widget::prose::figure::Setup;
    use crate::ui::widget::prose::movement::Step;

    const VIEW: f32 = 1080.0;

    fn endless(sentences: usize, size: f32) -> Page {
        crate::ui::widget::tests::load_fonts();
        let mut section = Section::new("1.xhtml");
        let text = "Адам баласы анадан туғанда екі түрлі мінезбен туады. ".repeat(sentences);
        section.blocks = vec![Block::new(Kind::Heading(1), "Тарау"), Block::new(Kind::Paragraph, text)];
        section.blocks.push(Block::new(Kind::Paragraph, "Соңы."));
        let look = PageLook { size, ..PageLook::default() };
        let setup = Setup::new(FigureSettings::default(), None, VIEW);
        Page::new(&Arc::new(section), &look, 1920.0, &[], "kk", &setup)
    }

    fn laid_out(page: &Page) -> usize {
        let portions = page.blocks[1].portions.as_ref();
        portions.map_or(0, |all| all.all().iter().filter(|portion| portion.is_laid_out()).count())
    }

    #[test]
    fn of_a_paragraph_without_end_only_what_is_near_is_laid_out() {
        for size in [19.0, 96.0, 267.0] {
            let mut page = endless(20_000, size);
            assert!(page.section.blocks[1].characters() > 1_000_000);
            let mut scroll = 0.0;
            page.settle(&mut scroll, VIEW);
            assert!((1..12).contains(&laid_out(&page)), "{size}: {}", laid_out(&page));
            for place in [0.5, 1.0, 0.25] {
                scroll = (page.height() - VIEW) * place;
                page.settle(&mut scroll, VIEW);
                assert!((1..24).contains(&laid_out(&page)), "{size}: {}", laid_out(&page));
                page.caret(1, 0);
                let shaped = page.blocks[1].shaped.as_ref().unwrap();
                let seen = shaped.lines.iter().enumerate().filter(|(_, line)| {
                    let y = line.bounds.unwrap().y + page.origin(1).y;
                    y < scroll + VIEW && y + line.bounds.unwrap().height > scroll
                });
                assert!(seen.clone().count() > 0 && seen.clone().all(|(line, _)| shaped.is_laid_out(line)));
            }
        }
    }

    #[test]
    fn what_is_seen_stays_where_it_is_while_portions_are_laid_out() {
        let mut page = endless(4_000, 40.0);
        let mut scroll = page.height() / 2.0;
        page.settle(&mut scroll, VIEW);
        for down in [300.0, -300.0].into_iter().flat_map(|step| std::iter::repeat_n(step, 60)) {
            let middle = Point::new(page.left + 50.0, scroll + VIEW / 2.0);
            let (block, byte) = page.at(middle).unwrap();
            let before = page.caret(block, byte).y - scroll;
            scroll += down;
            page.settle(&mut scroll, VIEW);
            let after = page.caret(block, byte).y - scroll;
            assert!((before - after - down).abs() < 1.0, "{before} {after} {down}");
        }
    }

    #[test]
    fn lines_lead_through_all_portions_and_back() {
        let mut page = endless(1_200, 24.0);
        let walk = |page: &mut Page, mut at: Spot, forward: bool| {
            let mut seen = vec![at];
            let mut goal = None;
            while let Some(next) = page.step(at, Step::Line, forward, &mut goal, VIEW) {
                assert_ne!(next, at);
                at = next;
                seen.push(at);
            }
            seen
        };
        let mut down = walk(&mut page, (0, 0), true);
        assert_eq!(down.last(), Some(&(2, 0)));
        let up = walk(&mut page, (2, 0), false);
        down.reverse();
        assert_eq!(down, up);
        let cut = portions(&page.section.blocks[1]);
        assert!(cut.len() > 10 && cut.iter().all(|portion| down.contains(&(1, portion.start))));
        // To the end of the last line before a portion, and from the first line of one a window back.
        let end = page.step((1, cut[3].start - 2), Step::LineEnd, true, &mut None, VIEW).unwrap();
        assert!(end.1 < cut[3].start && end.1 >= cut[3].start - 3, "{end:?}");
        let far = page.step((1, cut[9].start), Step::Window, false, &mut None, VIEW).unwrap();
        assert!(far.1 < cut[9].start && page.step(far, Step::Window, true, &mut None, VIEW) >= Some((1, cut[8].start)));
    }
}
