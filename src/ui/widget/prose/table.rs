//! Tables in the page: a grid where its columns have room, else records, each value below its header, or a grid that is
//! wider than the page.

use std::ops::Range;

use iced::{Rectangle, Renderer, Vector};

use super::draw;
use super::grid::Grid;
use super::page::{Page, Placed};
use crate::book::{CellPlace, GroupKind, Kind, Section};
use crate::settings::Tables;
use crate::ui::widget::shape::{Setting, Shaped};

/// A table as it is laid out.
#[derive(Debug)]
pub(super) struct Table {
    pub blocks: Range<usize>,
    /// `None` for records.
    pub grid: Option<Grid>,
}

impl Table {
    fn is_grid(&self) -> bool {
        self.grid.is_some()
    }
}

/// Around the text of a cell, in em.
const PADDING: f32 = 0.35;

/// Tables with more columns are no grids by themselves, and by the reader's wish.
const MOST: usize = 24;
const MOST_WIDE: usize = 256;

/// The widest column of a grid that is wider than the page, in em, as long as its words are not wider.
const WIDEST: f32 = 14.0;

pub(super) fn cell_of(section: &Section, index: usize) -> Option<CellPlace> {
    section.blocks.get(index).filter(|block| block.kind == Kind::Cell)?.cell
}

/// Whether every cell is one block, in order: what holds more (pictures, other tables) is no grid.
fn is_simple(section: &Section, blocks: &Range<usize>) -> bool {
    let mut last: Option<(usize, usize)> = None;
    blocks.clone().all(|index| match (section.blocks[index].kind, section.blocks[index].cell) {
        (Kind::Cell, Some(cell)) => {
            let place = (cell.row, cell.column);
            let rising = last.is_none_or(|last| last < place);
            last = Some(place);
            rising
        }
        (Kind::Caption | Kind::PageBreak, None) => true,
        _ => false,
    })
}

impl Page {
    /// The tables of the section, by the room that their columns have.
    pub fn find_tables(&self) -> Vec<Table> {
        let section = &self.section;
        let mut found: Vec<Table> = Vec::new();
        for (number, group) in section.groups.iter().enumerate() {
            let GroupKind::Table { columns, .. } = group.kind else { continue };
            let blocks = group.blocks.start..group.blocks.end.min(section.blocks.len());
            // A table in a table is read with its cell.
            let inside = found.last().is_some_and(|last| last.blocks.end > blocks.start);
            if inside || blocks.is_empty() || !blocks.clone().all(|index| self.shows(index)) {
                continue;
            }
            let inner = section.groups[number + 1..].iter().take_while(|inner| inner.blocks.start < blocks.end);
            let nested = inner.into_iter().any(|inner| matches!(inner.kind, GroupKind::Table { .. }));
            let wanted = self.setup.figures.tables;
            let grid = (!nested && wanted != Tables::Records && is_simple(section, &blocks))
                .then(|| self.columns(&blocks, columns, wanted == Tables::Grid))
                .flatten();
            if grid.is_none() && columns <= 1 {
                continue;
            }
            let grid = grid.map(|(columns, wide)| {
                let room = wide.then(|| self.column + 2.0 * (self.left - self.margin()).max(0.0));
                Grid::new(section, &blocks, columns, room).set_out(self.column)
            });
            found.push(Table { blocks, grid });
        }
        found
    }

    /// Columns as wide as their texts want, within the column of the page, and whether they go beyond it. `None` when not
    /// every longest word has room and they may not.
    fn columns(&self, blocks: &Range<usize>, count: usize, may_be_wide: bool) -> Option<(Vec<(f32, f32)>, bool)> {
        if count == 0 || count > if may_be_wide { MOST_WIDE } else { MOST } {
            return None;
        }
        let padding = 2.0 * (self.look.size * PADDING).round();
        let mut least = vec![0.0_f32; count];
        let mut wanted = vec![0.0_f32; count];
        let cells = || blocks.clone().filter_map(|index| Some((index, cell_of(&self.section, index)?)));
        let mut longest: Vec<(usize, &str, bool)> = vec![(0, "", false); count];
        for (index, cell) in cells() {
            let text = &self.section.blocks[index].text;
            let letters = text.lines().map(|line| line.chars().count()).max().unwrap_or_default() as f32;
            let across = cell.column_span.max(1) as f32;
            for column in cell.in_columns().take(count).filter(|column| *column < count) {
                // Bold letters are wider.
                let letter = self.letter() * if cell.header { 1.35 } else { 1.12 };
                wanted[column] = wanted[column].max(letters * letter / across + padding);
                if cell.column_span > 1 {
                    continue;
                }
                for word in text.split_whitespace() {
                    let length = word.chars().count();
                    if length > longest[column].0 {
                        longest[column] = (length, word, cell.header);
                    }
                }
            }
        }
        for (column, (_, word, header)) in longest.into_iter().enumerate() {
            let font = if header { self.look.bold } else { self.look.font };
            let setting = Setting { font, ..super::page::plain(&self.look, None) };
            // Of words that are as long, others may be somewhat wider.
            least[column] = (Shaped::new(word, &setting, &[]).size.width * 1.12).max(self.look.size) + padding;
            wanted[column] = wanted[column].max(least[column]);
        }
        let (lower, upper): (f32, f32) = (least.iter().sum(), wanted.iter().sum());
        let wide = lower > self.column;
        if wide && !may_be_wide {
            return None;
        }
        let spare = (self.column - lower).min(upper - lower);
        let share = if upper > lower { spare / (upper - lower) } else { 0.0 };
        let line = self.look.size * WIDEST;
        let mut x = 0.0;
        let widths = least.iter().zip(&wanted).map(|(least, wanted)| match wide {
            // So wide that a line holds a few words, and never wider than what is seen at once.
            true => wanted.min(line.max(*least)).min(self.column).floor(),
            false => (least + (wanted - least) * share).floor(),
        });
        let columns = widths
            .map(|width| {
                let at = x;
                x += width;
                (at, width)
            })
            .collect();
        Some((columns, wide))
    }

    /// The table that a block stands in.
    pub fn table(&self, index: usize) -> Option<&Table> {
        let after = self.tables.partition_point(|table| table.blocks.end <= index);
        self.tables.get(after).filter(|table| table.blocks.contains(&index))
    }

    /// Where the text of a grid's cell begins, from the column's left, and how wide it may be.
    pub fn cell_room(&self, index: usize) -> Option<(f32, f32)> {
        let grid = self.table(index)?.grid.as_ref()?;
        let cell = cell_of(&self.section, index)?;
        let (x, width) = grid.across(&cell)?;
        let padding = (self.look.size * PADDING).round();
        Some((x + padding, (width - 2.0 * padding).max(1.0)))
    }

    /// Whether a block stands in a grid whose first column is at the right.
    fn is_rtl_table(&self, index: usize) -> bool {
        self.table(index).and_then(|table| table.grid.as_ref()).is_some_and(|grid| grid.rtl)
    }

    pub fn is_in_grid(&self, index: usize) -> bool {
        self.table(index).is_some_and(Table::is_grid)
    }

    /// Above the text of a grid's cell.
    pub fn cell_padding(&self, index: usize) -> f32 {
        if self.is_in_grid(index) && cell_of(&self.section, index).is_some() {
            (self.look.size * PADDING * 0.6).round()
        } else {
            0.0
        }
    }

    /// The names of the columns above a value of a record, in the reading order of the headers.
    pub fn record_label(&self, index: usize) -> Option<String> {
        let table = self.table(index).filter(|table| !table.is_grid())?;
        let cell = cell_of(&self.section, index).filter(|cell| !cell.header)?;
        let named = self.section.headers.get(&index);
        let heads = |other: usize| {
            let head = cell_of(&self.section, other)?;
            let over = head.header && !head.row_header && head.row < cell.row;
            let meets = head.in_columns().contains(&cell.column) || cell.in_columns().contains(&head.column);
            (over && meets || named.is_some_and(|named| named.contains(&other))).then_some(other)
        };
        let names: Vec<&str> = table
            .blocks
            .clone()
            .take_while(|other| *other < index)
            .filter_map(heads)
            .map(|head| self.section.blocks[head].text.trim())
            .filter(|name| !name.is_empty())
            .collect();
        (!names.is_empty()).then(|| format!("{}:", names.join(" · ")).replace('\n', " "))
    }

    /// Whether a record begins with this block.
    pub fn begins_record(&self, index: usize) -> bool {
        let Some(table) = self.table(index).filter(|table| !table.is_grid()) else { return false };
        let row = |index: usize| self.section.blocks[index].cell.map(|cell| cell.row);
        // Below a caption the first one begins with it.
        let before = (table.blocks.start..index).rev().find_map(row);
        before.is_some() && row(index).is_some_and(|row| Some(row) != before)
    }

    /// Sets the rows of a grid that begins with this block upon each other from this height on: where it ends, and the
    /// block behind it. `None` when no grid begins here.
    pub fn stack_grid(&mut self, index: usize, top: f32) -> Option<(f32, usize)> {
        let table = self.table(index).filter(|table| table.blocks.start == index && table.is_grid())?;
        let blocks = table.blocks.clone();
        let section = std::sync::Arc::clone(&self.section);
        let mut top = top;
        let mut at = blocks.start;
        // What cells of several rows want of the rows that they end in.
        let mut debts: Vec<(usize, f32)> = Vec::new();
        while at < blocks.end {
            let Some(cell) = cell_of(&section, at) else {
                // A caption stands alone; the number of a page that begins between cells has no room of its own.
                let caption = section.blocks[at].kind == Kind::Caption;
                let placed = &mut self.blocks[at];
                placed.top = top;
                placed.height = if caption { placed.own } else { 0.0 };
                top += placed.height + if caption { (self.look.size * 0.4).round() } else { 0.0 };
                at += 1;
                continue;
            };
            let row = cell.row;
            let end = (at..blocks.end)
                .find(|other| cell_of(&section, *other).is_some_and(|cell| cell.row != row))
                .unwrap_or(blocks.end);
            let own = |index: usize| cell_of(&section, index).filter(|cell| cell.row_span <= 1);
            let mut height =
                (at..end).filter(|it| own(*it).is_some()).map(|it| self.blocks[it].own).fold(0.0, f32::max);
            let least = (self.look.size * self.look.line_height).round();
            height = height.max(least);
            for debt in debts.iter_mut().filter(|(last, _)| *last == row) {
                height = height.max(debt.1);
            }
            debts.retain_mut(|(last, wanted)| {
                *wanted -= height;
                *last > row
            });
            for index in at..end {
                let placed = &mut self.blocks[index];
                (placed.top, placed.height) = (top, height);
                if let Some(cell) = cell_of(&section, index).filter(|cell| cell.row_span > 1) {
                    debts.push((cell.in_rows().end - 1, placed.own - height));
                }
            }
            top += height;
            at = end;
        }
        if self.table(index).and_then(|table| table.grid.as_ref()).is_some_and(Grid::is_wide) {
            top += self.slider_room();
        }
        Some((top, blocks.end))
    }

    /// Whether blocks above a place may reach below it, and the first of them.
    pub fn reaching(&self, first: usize) -> usize {
        match self.table(first) {
            Some(table) if table.grid.as_ref().is_some_and(|grid| grid.spans) => table.blocks.start,
            _ => first,
        }
    }

    /// The cell of a grid at this place.
    pub fn cell_at(&self, place: iced::Point, near: usize) -> Option<usize> {
        let table = self.table(near)?;
        let grid = table.grid.as_ref()?;
        let x = grid.told_x(place.x - self.left);
        let in_row = |index: &usize| {
            let placed = &self.blocks[*index];
            (placed.top..placed.top + placed.height).contains(&place.y)
        };
        let cells = table.blocks.clone().filter(in_row).filter_map(|it| Some((it, cell_of(&self.section, it)?)));
        let distance = |cell: &CellPlace| {
            let (left, width) = grid.across(cell).unwrap_or_default();
            (left - x).max(x - left - width).max(0.0)
        };
        cells.min_by(|one, other| distance(&one.1).total_cmp(&distance(&other.1))).map(|(index, _)| index)
    }

    /// The lines around a grid's cell, in page coordinates.
    fn cell_frame(&self, index: usize) -> Option<(Rectangle, CellPlace)> {
        let table = self.table(index)?;
        let grid = table.grid.as_ref()?;
        let cell = cell_of(&self.section, index)?;
        let (x, width) = grid.across(&cell)?;
        let x = x - grid.slid(&cell);
        let placed: &Placed = &self.blocks[index];
        let mut height = placed.height;
        let mut row = cell.row;
        for other in index + 1..table.blocks.end {
            match cell_of(&self.section, other) {
                Some(below) if below.row >= cell.in_rows().end => break,
                Some(below) if below.row > row => {
                    height += self.blocks[other].height;
                    row = below.row;
                }
                _ => {}
            }
        }
        Some((Rectangle { x: self.left + x, y: placed.top, width, height }, cell))
    }
}

/// Draws what stands around a cell: the lines of the grid, or the name of a value and the line above its record.
pub(super) fn draw(renderer: &mut Renderer, page: &Page, index: usize, shift: Vector, clip: Rectangle) {
    let look = &page.look;
    let border = look.look.border();
    if let Some((frame, cell)) = page.cell_frame(index) {
        let frame = frame + shift;
        draw::edge(
            renderer,
            Rectangle { width: frame.width + border, height: frame.height + border, ..frame },
            look.look.line,
            border,
        );
        if cell.header {
            let thick = look.look.ring();
            let line = match cell.row_header {
                true if page.is_rtl_table(index) => Rectangle { width: thick, ..frame },
                true => Rectangle { x: frame.x + frame.width - thick + border, width: thick, ..frame },
                false => Rectangle { y: frame.y + frame.height - thick + border, height: thick, ..frame },
            };
            draw::fill(renderer, line, look.look.line);
        }
        return;
    }
    let placed = &page.blocks[index];
    if page.begins_record(index) {
        let y = (placed.top - look.size * look.paragraph_spacing.max(0.5) / 2.0).round();
        let line = Rectangle { x: page.left, y, width: page.column, height: border };
        draw::fill(renderer, line + shift, look.look.line);
    }
    if let Some(label) = &placed.label {
        let at = iced::Point::new(page.left_of(index), placed.top) + shift;
        label.draw(renderer, at, look.look.muted, clip);
    }
}
