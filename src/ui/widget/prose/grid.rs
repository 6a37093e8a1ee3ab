//! Grids in the page: which of their columns and rows stay in sight, and how one that is wider than the page slides below
//! them to the cell that is read.
//!
//! Columns are counted from the side where the table begins: in one from the right, all is as in a mirror.

use std::ops::Range;

use iced::advanced::Renderer as _;
use iced::{Point, Rectangle, Renderer, Vector};

use super::draw::{self, Asides, Marks};
use super::page::Page;
use super::table::{Table, cell_of};
use crate::book::{CellPlace, Section};

/// What stays in sight takes no more than this part of the page's width, and of the window's height.
const HEADS_WIDE: f32 = 0.5;
const HEADS_HIGH: f32 = 0.4;

/// Columns beside one another.
#[derive(Debug)]
pub(super) struct Grid {
    /// Where each begins, from the side where the table does, and how wide it is.
    columns: Vec<(f32, f32)>,
    /// It begins at the right.
    pub rtl: bool,
    /// The column of the text, in which it stands.
    column: f32,
    /// A cell takes several rows.
    pub spans: bool,
    /// The room that is seen at once, where the columns go beyond it.
    room: Option<f32>,
    /// How far before the text it begins, where it is wider than the text and the window is, too.
    outset: f32,
    /// So many columns and rows at the beginning hold headers alone.
    head_columns: usize,
    head_rows: usize,
    /// How far the columns behind the headers have gone to where the table begins.
    slid: f32,
}

impl Grid {
    pub fn new(section: &Section, blocks: &Range<usize>, columns: Vec<(f32, f32)>, room: Option<f32>) -> Self {
        let cells: Vec<CellPlace> = blocks.clone().filter_map(|index| cell_of(section, index)).collect();
        let rows = cells.iter().map(|cell| cell.in_rows().end).max().unwrap_or_default();
        let in_row = |row: usize| cells.iter().filter(move |cell| cell.in_rows().contains(&row));
        let heads =
            |row: &usize| in_row(*row).next().is_some() && in_row(*row).all(|cell| cell.header && !cell.row_header);
        let head_rows = (0..rows).take_while(heads).count();
        // What reaches further down is cut by what lies below.
        let head_rows =
            if in_row(head_rows.saturating_sub(1)).any(|cell| cell.in_rows().end > head_rows) { 0 } else { head_rows };
        let beside = |column: usize| cells.iter().filter(move |cell| cell.in_columns().contains(&column));
        let is_head = |cell: &CellPlace| cell.header && (cell.row_header || cell.row < head_rows);
        let names = |column: &usize| beside(*column).any(|cell| cell.row_header) && beside(*column).all(is_head);
        let mut head_columns = (0..columns.len()).take_while(names).count();
        let end = |count: usize| count.checked_sub(1).map_or(0.0, |last: usize| columns[last].0 + columns[last].1);
        let spread = |count: usize| beside(count.saturating_sub(1)).any(|cell| cell.in_columns().end > count);
        while head_columns > 0
            && (spread(head_columns) || room.is_some_and(|room| end(head_columns) > room * HEADS_WIDE))
        {
            head_columns -= 1;
        }
        let spans = cells.iter().any(|cell| cell.row_span > 1);
        let rtl = section.is_rtl_table(blocks);
        let mut grid = Self { columns, rtl, column: 0.0, spans, room, outset: 0.0, head_columns, head_rows, slid: 0.0 };
        // Every column is seen whole beside the headers.
        if let Some(room) = room {
            let most = room - grid.heads();
            let mut x = 0.0;
            for (number, (at, width)) in grid.columns.iter_mut().enumerate() {
                *width = if number < head_columns { *width } else { width.min(most).floor() };
                *at = x;
                x += *width;
            }
        }
        grid
    }

    /// Begins before the text, which has this column, so that as much as there is room for is seen on either side.
    pub fn set_out(mut self, column: f32) -> Self {
        self.column = column;
        if let Some(room) = self.room {
            self.outset = ((self.whole().min(room) - column) / 2.0).floor().max(0.0);
        }
        self
    }

    /// Whether its columns go beyond the text's.
    pub fn is_wide(&self) -> bool {
        self.room.is_some()
    }

    /// From which x, from the text's left, a cell goes when nothing has slid, and how wide it is.
    pub fn across(&self, cell: &CellPlace) -> Option<(f32, f32)> {
        let (from, width) = self.along(cell)?;
        Some((if self.rtl { self.column - from - width } else { from }, width))
    }

    /// The same from the side where the table begins.
    fn along(&self, cell: &CellPlace) -> Option<(f32, f32)> {
        let (x, _) = *self.columns.get(cell.column)?;
        let last = self.columns.get(cell.in_columns().end - 1).or(self.columns.last())?;
        Some((x, last.0 + last.1 - x))
    }

    /// How far this cell has gone to the left.
    pub fn slid(&self, cell: &CellPlace) -> f32 {
        let slid = self.outset + if self.stays(cell) { 0.0 } else { self.slid };
        if self.rtl { -slid } else { slid }
    }

    /// From an x from the text's left to the way from where the table begins, and back.
    fn turned(&self, x: f32) -> f32 {
        if self.rtl { self.column - x } else { x }
    }

    /// The left of what is so far from where the table is seen to begin, and so wide, from the text's left.
    fn seen_at(&self, from: f32, width: f32) -> f32 {
        if self.rtl { self.column + self.outset - from - width } else { from - self.outset }
    }

    fn stays(&self, cell: &CellPlace) -> bool {
        cell.column < self.head_columns
    }

    /// The width of the columns that stay in sight.
    fn heads(&self) -> f32 {
        self.head_columns.checked_sub(1).map_or(0.0, |last| self.columns[last].0 + self.columns[last].1)
    }

    fn whole(&self) -> f32 {
        self.columns.last().map_or(0.0, |(x, width)| x + width)
    }

    /// From an x that is seen to one of the grid as it was laid out.
    pub fn told_x(&self, x: f32) -> f32 {
        let x = self.turned(x) + self.outset;
        self.turned(if x < self.heads() { x } else { x + self.slid })
    }

    fn slide_to(&mut self, wanted: f32) -> bool {
        let Some(room) = self.room else { return false };
        let wanted = wanted.clamp(0.0, (self.whole() - room).max(0.0)).round();
        let changed = (wanted - self.slid).abs() > 0.5;
        self.slid = wanted;
        changed
    }
}

/// The header row that stays at the top of the window while its table goes on below.
struct Held {
    blocks: Range<usize>,
    /// Where it is seen, in page coordinates, and how far below its own place that is.
    bounds: Rectangle,
    lowered: f32,
}

impl Page {
    fn grid(&self, index: usize) -> Option<(&Grid, CellPlace)> {
        Some((self.table(index)?.grid.as_ref()?, cell_of(&self.section, index)?))
    }

    /// Whether a block is a cell of a grid that is wider than the page.
    pub fn is_wide(&self, index: usize) -> bool {
        self.grid(index).is_some_and(|(grid, _)| grid.is_wide())
    }

    /// Where a block's text begins sideways.
    pub fn left_of(&self, index: usize) -> f32 {
        let slid = self.grid(index).map_or(0.0, |(grid, cell)| grid.slid(&cell));
        // What is set in from the right reaches to the left edge.
        let free = !self.is_in_grid(index) && self.is_rtl(index);
        self.left + self.blocks.get(index).filter(|_| !free).map_or(0.0, |placed| placed.indent) - slid
    }

    /// Below a grid that is wider than the page, for the line that tells where in it one is.
    pub fn slider_room(&self) -> f32 {
        (self.look.size * 0.3).max(self.look.look.px(8.0)).round()
    }

    /// Slides the grid that this place lies in so far that the cell is seen whole, or where it is too wide, the place.
    pub fn bring(&mut self, block: usize, byte: usize) {
        if !self.is_wide(block) {
            return;
        }
        let caret = self.caret(block, byte);
        let left = self.left;
        let Some((grid, cell)) = self.grid(block) else { return };
        let (Some((x, width)), Some(room)) = (grid.along(&cell), grid.room) else { return };
        if grid.stays(&cell) {
            return;
        }
        let caret = grid.turned(caret.x - left) + grid.slid + grid.outset;
        let (heads, seen) = (grid.heads(), room - grid.heads());
        // Of a cell that is wider than what is seen, the place in it.
        let (x, end) = if width <= seen { (x, x + width) } else { (caret - seen / 4.0, caret + seen / 4.0) };
        let wanted = grid.slid.max(end - room).min(x - heads);
        self.slide_to(block, wanted);
    }

    /// Slides the wide grid at this place. Whether there is one.
    pub fn slide(&mut self, place: Point, by: f32) -> bool {
        let near = self.block_at(place.y);
        let Some(cell) = self.cell_at(place, near).filter(|index| self.is_wide(*index)) else { return false };
        let wanted = self.grid(cell).map_or(0.0, |(grid, _)| grid.slid + if grid.rtl { -by } else { by });
        self.slide_to(cell, wanted);
        true
    }

    fn slide_to(&mut self, index: usize, wanted: f32) {
        let after = self.tables.partition_point(|table| table.blocks.end <= index);
        let grid = self.tables.get_mut(after).and_then(|table| table.grid.as_mut());
        if grid.is_some_and(|grid| grid.slide_to(wanted)) {
            self.version += 1;
        }
    }

    /// The blocks of a table's header rows, and how high these are.
    fn head(&self, table: &Table) -> Option<(Range<usize>, f32)> {
        let grid = table.grid.as_ref().filter(|grid| grid.head_rows > 0)?;
        let row = |index: usize| cell_of(&self.section, index).map(|cell| cell.row);
        let first = table.blocks.clone().find(|index| row(*index).is_some())?;
        let end = (first..table.blocks.end).find(|index| row(*index).is_some_and(|row| row >= grid.head_rows))?;
        let height = self.blocks.get(end)?.top - self.blocks.get(first)?.top;
        (height <= self.setup.view * HEADS_HIGH).then_some((first..end, height))
    }

    /// What covers the top of the window while the caret is in this block.
    pub fn head_over(&self, block: usize) -> f32 {
        let head = self.table(block).and_then(|table| self.head(table));
        head.filter(|(blocks, _)| block >= blocks.end).map_or(0.0, |(_, height)| height)
    }

    fn held_row(&self, scroll: f32) -> Option<Held> {
        let table = self.table(self.block_at(scroll))?;
        let (blocks, height) = self.head(table)?;
        let (top, last) = (self.blocks.get(blocks.start)?.top, self.blocks.get(table.blocks.end - 1)?);
        // It leaves with the last row.
        let lowered = (scroll - top).min(last.top + last.height - height - top).max(0.0);
        let grid = table.grid.as_ref()?;
        let border = self.look.look.border();
        let width = grid.room.map_or(grid.whole(), |room| room.min(grid.whole())) + border;
        let x = self.left + grid.seen_at(0.0, width);
        let bounds = Rectangle { x, y: top + lowered, width, height: height + border };
        (lowered > 0.0).then_some(Held { blocks, bounds, lowered })
    }

    /// The blocks of the header row that stays in sight when the page has been scrolled so far.
    pub fn held(&self, scroll: f32) -> Range<usize> {
        self.held_row(scroll).map_or(0..0, |held| held.blocks)
    }

    /// From a place of the window to one of the page: a header row that stays in sight is where it stands.
    pub fn through(&self, place: Point, scroll: f32) -> Point {
        let place = Point::new(place.x, place.y + scroll);
        match self.held_row(scroll).filter(|held| held.bounds.contains(place)) {
            Some(held) => Point::new(place.x, place.y - held.lowered),
            None => place,
        }
    }

    /// Where the cells of a wide grid are seen: those that slide, and those that stay.
    fn windows(&self, grid: &Grid, shift: Vector, clip: Rectangle) -> [Option<Rectangle>; 2] {
        let (heads, border) = (grid.heads(), self.look.look.border());
        let room = grid.room.unwrap_or_else(|| grid.whole());
        let part = |from: f32, width: f32| {
            let x = self.left + shift.x + grid.seen_at(from, width);
            Rectangle { x, width, ..clip }.intersection(&clip)
        };
        let edge = if heads > 0.0 { heads + border } else { 0.0 };
        [part(edge, room - edge + border), part(0.0, edge).filter(|_| heads > 0.0)]
    }
}

/// Draws the cells of grids that are wider than the page, cut where the page ends.
pub(super) fn draw(
    renderer: &mut Renderer,
    page: &Page,
    asides: &Asides,
    marks: &Marks<'_>,
    (blocks, shift, clip): (Range<usize>, Vector, Rectangle),
) {
    let first = page.tables.partition_point(|table| table.blocks.end <= blocks.start);
    for table in page.tables[first..].iter().take_while(|table| table.blocks.start < blocks.end) {
        let Some(grid) = table.grid.as_ref().filter(|grid| grid.is_wide()) else { continue };
        let seen = table.blocks.start.max(blocks.start)..table.blocks.end.min(blocks.end);
        cells(renderer, page, grid, asides, marks, (seen, shift, clip));
        slider(renderer, page, table, grid, shift, clip);
    }
}

fn cells(
    renderer: &mut Renderer,
    page: &Page,
    grid: &Grid,
    asides: &Asides,
    marks: &Marks<'_>,
    (blocks, shift, clip): (Range<usize>, Vector, Rectangle),
) {
    for (window, staying) in page.windows(grid, shift, clip).into_iter().zip([false, true]) {
        let Some(window) = window else { continue };
        renderer.with_layer(window, |renderer| {
            for index in blocks.clone() {
                let Some(cell) = cell_of(&page.section, index).filter(|cell| grid.stays(cell) == staying) else {
                    continue;
                };
                let seen = grid.across(&cell).is_some_and(|(x, width)| {
                    let x = page.left + shift.x + x - grid.slid(&cell);
                    x < window.x + window.width && x + width > window.x
                });
                if seen {
                    draw::block(renderer, page, asides, marks, index, shift, window);
                }
            }
        });
    }
}

/// Where in a wide grid one is, as a line below it.
fn slider(renderer: &mut Renderer, page: &Page, table: &Table, grid: &Grid, shift: Vector, clip: Rectangle) {
    let (Some(room), Some(last)) = (grid.room, page.blocks.get(table.blocks.end - 1)) else { return };
    let (whole, height) = (grid.whole(), (page.slider_room() * 0.6).round());
    if whole <= room {
        return;
    }
    let width = room / whole * room;
    let line = Rectangle {
        x: page.left + grid.seen_at(grid.slid / whole * room, width),
        y: last.top + last.height + (page.slider_room() - height),
        width,
        height,
    };
    renderer.with_layer(clip, |renderer| draw::fill(renderer, line + shift, page.look.look.line));
}

/// Draws the header row that stays in sight, over what goes on below it.
pub(super) fn draw_held(
    renderer: &mut Renderer,
    page: &Page,
    asides: &Asides,
    marks: &Marks<'_>,
    (bounds, scroll, clip): (Rectangle, f32, Rectangle),
) {
    let Some(held) = page.held_row(scroll) else { return };
    let Some(grid) = page.table(held.blocks.start).and_then(|table| table.grid.as_ref()) else { return };
    let shift = Vector::new(bounds.x, bounds.y - scroll);
    let Some(ground) = (held.bounds + shift).intersection(&clip) else { return };
    renderer.with_layer(ground, |renderer| draw::fill(renderer, ground, page.look.background));
    cells(renderer, page, grid, asides, marks, (held.blocks, shift + Vector::new(0.0, held.lowered), ground));
}
