//! Tables: rows of cells, with those that reach over several columns and rows.
//!
//! ECMA-376 part 1, 17.4.

use std::collections::HashMap;

use super::Part;
use super::body::{Walker, chosen};
use crate::format::limits;
use crate::format::manuscript::{Cell, Row};
use crate::format::markup::Tree;
use crate::format::markup::tree::NodeId;

/// A cell and where it stands.
struct Found {
    node: Option<NodeId>,
    column: usize,
    columns: usize,
    rows: usize,
    /// It is a part of the cell above.
    goes_on: bool,
}

impl Walker<'_> {
    pub(super) fn table(&mut self, part: &Part, node: NodeId) {
        let tree = &part.tree;
        let mut rows = Vec::new();
        collect(tree, node, "tr", &mut rows);
        let mut grid: Vec<(bool, Vec<Found>)> = rows.into_iter().filter_map(|row| row_of(tree, row)).collect();
        // From below, so that each cell knows how far it reaches when it is met.
        let mut below: HashMap<usize, usize> = HashMap::new();
        for (_, cells) in grid.iter_mut().rev() {
            let mut here = HashMap::new();
            for cell in cells {
                let reaches = 1 + below.get(&cell.column).copied().unwrap_or_default();
                if cell.goes_on {
                    here.insert(cell.column, reaches);
                } else {
                    cell.rows = reaches;
                }
            }
            below = here;
        }
        let mut table = Vec::with_capacity(grid.len());
        for (row, (header, cells)) in grid.into_iter().enumerate() {
            // What goes on from above the table's first row goes on from nothing.
            let cells = cells.into_iter().filter(|cell| !cell.goes_on || row == 0).map(|cell| {
                self.out.begin_part();
                if let Some(node) = cell.node {
                    self.blocks(part, node);
                }
                Cell { html: self.out.end_part(), header, columns: cell.columns, rows: cell.rows }
            });
            table.push(Row { cells: cells.collect() });
        }
        self.out.table(table);
    }
}

/// A row that is there: whether it is repeated on every page, which is what makes it a head, and its cells.
fn row_of(tree: &Tree, row: NodeId) -> Option<(bool, Vec<Found>)> {
    let told = tree.child(row, "trpr");
    let value = |name| told.and_then(|told| tree.child(told, name));
    let is_on = |node| !matches!(tree.local_attribute(node, "val"), Some("0" | "false" | "off"));
    if value("del").is_some() {
        return None;
    }
    let header = value("tblheader").is_some_and(is_on);
    let number = |node: Option<NodeId>| {
        let number = node.and_then(|node| tree.local_attribute(node, "val"))?.trim().parse::<usize>().ok()?;
        Some(number.min(limits::COLUMNS))
    };
    let mut cells = Vec::new();
    let mut column = number(value("gridbefore")).unwrap_or_default();
    if column > 0 {
        cells.push(Found { node: None, column: 0, columns: column, rows: 1, goes_on: false });
    }
    let mut nodes = Vec::new();
    collect(tree, row, "tc", &mut nodes);
    for node in nodes {
        let told = tree.child(node, "tcpr");
        let value = |name| told.and_then(|told| tree.child(told, name));
        let columns = number(value("gridspan")).unwrap_or(1).max(1);
        let goes_on = value("vmerge").is_some_and(|it| tree.local_attribute(it, "val") != Some("restart"));
        cells.push(Found { node: Some(node), column, columns, rows: 1, goes_on });
        column = (column + columns).min(1 << 20);
    }
    Some((header, cells))
}

/// Rows or cells, whatever is around them.
fn collect(tree: &Tree, node: NodeId, wanted: &str, found: &mut Vec<NodeId>) {
    for child in tree.elements(node) {
        match tree.name(child) {
            name if name == wanted => found.push(child),
            "sdt" | "sdtcontent" | "customxml" | "ins" | "moveto" => collect(tree, child, wanted, found),
            "alternatecontent" => {
                if let Some(chosen) = chosen(tree, child) {
                    collect(tree, chosen, wanted, found);
                }
            }
            _ => {}
        }
    }
}
