//! Where the cells of a table stand, spans counted, while its rows go by. ISO 32000-1, 14.8.5.7.

use super::super::protocol::Cell;
use crate::format::limits;

/// Rows that one cell may reach over.
const MOST_ROWS: usize = 100_000;

/// A table whose rows go by.
#[derive(Debug, Default)]
pub(super) struct Grid {
    row: usize,
    column: usize,
    columns: usize,
    /// The first row that a cell from above does not reach any more, by column.
    reach: Vec<usize>,
    /// Cells by the number of their element, and what they say of their scope.
    cells: Vec<(u32, Cell, Option<bool>)>,
}

impl Grid {
    pub fn begin_row(&mut self) {
        self.column = 0;
    }

    pub fn end_row(&mut self) {
        self.row += 1;
    }

    /// Places a cell. `scope` tells a header of rows (true) from one of columns.
    pub fn cell(&mut self, element: u32, spans: (usize, usize), header: bool, scope: Option<bool>) {
        while self.column + 1 < limits::COLUMNS && self.reach.get(self.column).is_some_and(|&until| until > self.row) {
            self.column += 1;
        }
        let height = spans.0.clamp(1, MOST_ROWS);
        let width = spans.1.clamp(1, limits::COLUMNS - self.column);
        let end = self.column + width;
        if self.reach.len() < end {
            self.reach.resize(end, 0);
        }
        self.reach[self.column..end].fill(self.row + height);
        let cell = Cell {
            row: self.row,
            column: self.column,
            row_span: height,
            column_span: width,
            header,
            row_header: false,
            headers: Vec::new(),
        };
        self.cells.push((element, cell, scope));
        self.columns = self.columns.max(end);
        self.column = end.min(limits::COLUMNS - 1);
    }

    /// Rows, columns, and the cells by the numbers of their elements. Without a word of its own, a header among data of
    /// its row is that of the row.
    pub fn end(self) -> ((usize, usize), Vec<(u32, Cell)>) {
        let rows = self.row;
        let mut data = vec![false; rows];
        for (_, cell, _) in self.cells.iter().filter(|(_, cell, _)| !cell.header) {
            if let Some(data) = data.get_mut(cell.row) {
                *data = true;
            }
        }
        let placed = self.cells.into_iter().map(|(element, mut cell, scope)| {
            cell.row_span = cell.row_span.min(rows.saturating_sub(cell.row)).max(1);
            let among_data = || data.get(cell.row).copied().unwrap_or_default();
            cell.row_header = cell.header && scope.unwrap_or_else(among_data);
            (element, cell)
        });
        ((rows, self.columns), placed.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_move_the_cells_behind_and_below() {
        let mut grid = Grid::default();
        grid.begin_row();
        grid.cell(0, (2, 1), true, None);
        grid.cell(1, (1, 2), true, Some(false));
        grid.end_row();
        grid.begin_row();
        grid.cell(2, (9, 1), false, None);
        grid.cell(3, (1, usize::MAX), false, None);
        grid.end_row();
        let (size, cells) = grid.end();
        assert_eq!(size, (2, limits::COLUMNS));
        let places: Vec<_> = cells.iter().map(|(_, it)| (it.row, it.column, it.row_span, it.column_span)).collect();
        assert_eq!(places, [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, limits::COLUMNS - 2)]);
        assert!(!cells[0].1.row_header, "no data in its row");
    }
}
