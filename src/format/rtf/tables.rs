//! Tables: rows are told by where their cells end, so that columns are only known when the whole table is there.

use std::collections::HashMap;

use crate::format::limits;
use crate::format::manuscript::{Cell, Row};

/// Edges that are no farther apart than this are one, in twentieths of a point.
const NEAR: i32 = 30;

#[derive(Debug, Clone, Copy, Default)]
struct Definition {
    right: i32,
    /// It is a part of the cell before it.
    joins_before: bool,
    /// It is a part of the cell above it.
    joins_above: bool,
}

/// How the cells of a row lie.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    header: bool,
    cells: Vec<Definition>,
    next: Definition,
}

impl Shape {
    /// What a control word says of the row.
    pub(super) fn tell(&mut self, word: &str, number: Option<i32>) {
        match word {
            "trowd" => *self = Self::default(),
            "trhdr" => self.header = number != Some(0),
            "clmrg" => self.next.joins_before = true,
            "clvmrg" => self.next.joins_above = true,
            "cellx" if self.cells.len() < limits::COLUMNS => {
                self.next.right = number.unwrap_or_default();
                self.cells.push(std::mem::take(&mut self.next));
            }
            _ => {}
        }
    }
}

/// The rows of a table so far: the shape of each and its cells' HTML.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<(Shape, Vec<String>)>,
}

impl Table {
    /// The rows with the spans of their cells.
    pub(super) fn finish(self) -> Vec<Row> {
        let mut edges: Vec<i32> = self.rows.iter().flat_map(|(shape, _)| &shape.cells).map(|cell| cell.right).collect();
        edges.sort_unstable();
        edges.dedup_by(|next, first| next.saturating_sub(*first) <= NEAR);
        // Behind the edge that is at this place or near it.
        let column_behind = |right: i32| edges.partition_point(|edge| *edge <= right.saturating_add(NEAR));
        let mut grid: Vec<Vec<(usize, bool, Cell)>> = Vec::with_capacity(self.rows.len());
        for (shape, contents) in self.rows {
            let mut row: Vec<(usize, bool, Cell)> = Vec::new();
            let mut column = 0;
            for (index, html) in contents.into_iter().enumerate() {
                let told = shape.cells.get(index).copied().unwrap_or_default();
                let end = column_behind(told.right).clamp(column + 1, column + limits::COLUMNS);
                match row.last_mut().filter(|_| told.joins_before) {
                    Some((_, _, before)) => {
                        before.columns += end - column;
                        before.html.push_str(&html);
                    }
                    None => {
                        let cell = Cell { html, header: shape.header, columns: end - column, rows: 1 };
                        row.push((column, told.joins_above, cell));
                    }
                }
                column = end;
            }
            grid.push(row);
        }
        // From below, so that each cell knows how far it reaches when it is met.
        let mut below: HashMap<usize, usize> = HashMap::new();
        for row in grid.iter_mut().rev() {
            let mut here = HashMap::new();
            for (column, joins_above, cell) in row {
                let reaches = 1 + below.get(column).copied().unwrap_or_default();
                if *joins_above {
                    here.insert(*column, reaches);
                } else {
                    cell.rows = reaches;
                }
            }
            below = here;
        }
        let rows = grid.into_iter().enumerate().map(|(index, row)| {
            // What goes on from above the first row goes on from nothing.
            let there = row.into_iter().filter(|(_, joins_above, _)| !joins_above || index == 0);
            Row { cells: there.map(|(_, _, cell)| cell).collect() }
        });
        rows.collect()
    }
}
