//! Tables by cell: a pure walk over the places of cells, those that take several rows and columns included.
//!
//! Headers as in <https://html.spec.whatwg.org/multipage/tables.html#header-and-data-cell-semantics>.

use crate::book::{Block, Book, CellPlace, Language, Point, Section};

use super::travel::Said;
use super::{Effect, Narrator, Notice, Reading};

/// Where to, from cell to cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Toward {
    Left,
    Right,
    Up,
    Down,
    /// The table's first cell.
    First,
    Last,
}

impl Toward {
    pub const ALL: [Self; 6] = [Self::Left, Self::Right, Self::Up, Self::Down, Self::First, Self::Last];
}

/// Why there is no cell to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stop {
    Edge,
    /// The point does not stand in a table.
    Outside,
}

/// A square of the grid: which row and column is walked along, also through cells that take several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Slot {
    pub row: usize,
    pub column: usize,
}

/// What is told of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CellTold {
    /// Those of its headers that the cell before did not have, outermost first.
    pub headers: Vec<String>,
    /// `None` when the voice says it by itself; empty in an empty cell.
    pub text: Option<String>,
    pub language: Option<Language>,
    /// Counted from 1.
    pub row: usize,
    pub column: usize,
    /// How many rows and columns it takes.
    pub rows: usize,
    pub columns: usize,
}

/// A cell that one comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    pub point: Point,
    pub slot: Slot,
    pub told: CellTold,
}

/// The cell in this direction. `slot` is where the walk came through last; without one, or when it lies outside the cell
/// at the point, the walk begins at the cell's own row and column. Squares without a cell are passed over.
pub fn step(book: &Book, from: Point, slot: Option<Slot>, toward: Toward) -> Result<Arrival, Stop> {
    let table = Table::around(book, from).ok_or(Stop::Outside)?;
    let before = table.cell_of(from.block);
    let next = match (toward, before) {
        (Toward::First, _) => table.cells.iter().min_by_key(|cell| (cell.place.row, cell.place.column)),
        (Toward::Last, _) => table.cells.iter().max_by_key(|cell| (cell.place.row, cell.place.column)),
        (_, Some(before)) => {
            let slot = slot.filter(|slot| before.place.covers(slot.row, slot.column)).unwrap_or(before.slot());
            return table.beside(before, slot, toward).ok_or(Stop::Edge).map(|(cell, slot)| {
                let told = table.told(cell, Some(before));
                Arrival { point: Point::new(from.section, cell.block, 0), slot, told }
            });
        }
        // On the caption, or between two rows.
        (Toward::Right | Toward::Down, None) => table.cells.iter().find(|cell| cell.block > from.block),
        (Toward::Left | Toward::Up, None) => table.cells.iter().rev().find(|cell| cell.block < from.block),
    };
    let next = next.filter(|next| before.is_none_or(|before| before.block != next.block)).ok_or(Stop::Edge)?;
    let told = table.told(next, before);
    Ok(Arrival { point: Point::new(from.section, next.block, 0), slot: next.slot(), told })
}

/// Whether the point stands in a cell that holds nothing.
pub fn is_empty_cell(book: &Book, point: Point) -> bool {
    book.block(point).is_some_and(|block| block.cell.is_some() && block.text.is_empty())
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    /// Its first block.
    block: usize,
    place: CellPlace,
}

impl Cell {
    fn slot(&self) -> Slot {
        Slot { row: self.place.row, column: self.place.column }
    }
}

struct Table<'a> {
    book: &'a Book,
    section: &'a Section,
    index: usize,
    /// In reading order.
    cells: Vec<Cell>,
}

impl<'a> Table<'a> {
    /// The innermost table that the point stands in.
    fn around(book: &'a Book, point: Point) -> Option<Self> {
        let section = book.section(point.section)?;
        let group = section.table_of(point.block)?;
        let blocks = section.groups[group].blocks.clone();
        let mut cells: Vec<Cell> = Vec::new();
        for block in blocks.start..blocks.end.min(section.blocks.len()) {
            let Some(place) = section.blocks[block].cell.filter(|_| section.table_of(block) == Some(group)) else {
                continue;
            };
            // A cell with pictures has several blocks.
            if cells.last().is_none_or(|last| (last.place.row, last.place.column) != (place.row, place.column)) {
                cells.push(Cell { block, place });
            }
        }
        Some(Self { book, section, index: point.section, cells })
    }

    fn cell_of(&self, block: usize) -> Option<&Cell> {
        let place = self.section.blocks.get(block)?.cell?;
        self.cells
            .iter()
            .rev()
            .find(|cell| cell.block <= block && (cell.place.row, cell.place.column) == (place.row, place.column))
    }

    /// The nearest cell beside this one along the slot's row or column.
    fn beside(&self, from: &Cell, slot: Slot, toward: Toward) -> Option<(&Cell, Slot)> {
        let (rows, columns) = (from.place.in_rows(), from.place.in_columns());
        let along_row = |cell: &&Cell| cell.place.in_rows().contains(&slot.row);
        let along_column = |cell: &&Cell| cell.place.in_columns().contains(&slot.column);
        let cells = || self.cells.iter().filter(|cell| cell.block != from.block);
        let cell = match toward {
            Toward::Right => cells()
                .filter(along_row)
                .filter(|cell| cell.place.column >= columns.end)
                .min_by_key(|it| it.place.column),
            Toward::Left => cells()
                .filter(along_row)
                .filter(|cell| cell.place.in_columns().end <= columns.start)
                .max_by_key(|it| it.place.column),
            Toward::Down => {
                cells().filter(along_column).filter(|cell| cell.place.row >= rows.end).min_by_key(|it| it.place.row)
            }
            Toward::Up => cells()
                .filter(along_column)
                .filter(|cell| cell.place.in_rows().end <= rows.start)
                .max_by_key(|it| it.place.row),
            Toward::First | Toward::Last => None,
        }?;
        let slot = match toward {
            Toward::Left | Toward::Right => Slot { column: cell.place.column, ..slot },
            _ => Slot { row: cell.place.row, ..slot },
        };
        Some((cell, slot))
    }

    /// The blocks of the headers of a cell, outermost first.
    fn headers(&self, cell: &Cell) -> Vec<usize> {
        if let Some(named) = self.section.headers.get(&cell.block) {
            return named.clone();
        }
        let place = &cell.place;
        let meet =
            |one: std::ops::Range<usize>, other: std::ops::Range<usize>| one.start < other.end && other.start < one.end;
        let heads = |other: &&Cell| {
            let head = &other.place;
            head.header
                && other.block != cell.block
                && match head.row_header {
                    true => meet(head.in_rows(), place.in_rows()) && head.column < place.column,
                    false => meet(head.in_columns(), place.in_columns()) && head.row < place.row,
                }
        };
        self.cells.iter().filter(heads).map(|head| head.block).collect()
    }

    fn told(&self, cell: &Cell, before: Option<&Cell>) -> CellTold {
        let known = before.map(|before| self.headers(before)).unwrap_or_default();
        let text = |block: &Block| block.text.replace('\n', " ").replace('\u{ad}', "");
        let headers = self.headers(cell).into_iter().filter(|head| !known.contains(head));
        let headers = headers.filter_map(|head| self.section.blocks.get(head)).map(text);
        CellTold {
            headers: headers.filter(|words| !words.trim().is_empty()).collect(),
            text: Some(self.text(cell)),
            language: self.book.language_of_block(Point::new(self.index, cell.block, 0)).cloned(),
            row: cell.place.row + 1,
            column: cell.place.column + 1,
            rows: cell.place.row_span.max(1),
            columns: cell.place.column_span.max(1),
        }
    }

    /// Everything that the cell holds.
    fn text(&self, cell: &Cell) -> String {
        let same = |block: &&Block| {
            block.cell.is_some_and(|place| (place.row, place.column) == (cell.place.row, cell.place.column))
        };
        let blocks = self.section.blocks[cell.block..].iter().take_while(same);
        let texts: Vec<String> = blocks.map(|block| block.text.replace('\n', " ").replace('\u{ad}', "")).collect();
        texts.join(" ").trim().to_owned()
    }
}

impl Reading {
    pub(super) fn go_by_cell(&mut self, toward: Toward, effects: &mut Vec<Effect>) {
        let slot = self.slot.filter(|(point, _)| *point == self.cursor).map(|(_, slot)| slot);
        match step(&self.book, self.cursor, slot, toward) {
            Ok(Arrival { point, slot, mut told }) => {
                // While reading aloud goes on there, the cell is said by it.
                if self.narration.state == Narrator::Speaking && told.text.as_ref().is_some_and(|text| !text.is_empty())
                {
                    told.text = None;
                }
                self.arrive(point, Said::Nothing, vec![Notice::Cell(Box::new(told))], effects);
                self.slot = Some((self.cursor, slot));
            }
            Err(Stop::Edge) => self.announce(Notice::EdgeOfTable, effects),
            Err(Stop::Outside) => self.announce(Notice::NotInTable, effects),
        }
    }
}
