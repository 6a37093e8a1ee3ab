//! A table's grid: where each cell stands, spans counted.
//!
//! <https://html.spec.whatwg.org/multipage/tables.html#table-model>

use super::names;
use super::tree::{NodeId, Tree};
use crate::book::CellPlace;
use crate::format::limits;

/// The rows of a table in the order they are read, each with its cells.
pub(super) struct Grid {
    pub(super) rows: Vec<(NodeId, Vec<(NodeId, CellPlace)>)>,
    pub(super) columns: usize,
}

impl Grid {
    pub(super) fn of(tree: &Tree, table: NodeId) -> Self {
        let mut rows = Vec::new();
        collect_rows(tree, table, &mut rows);
        let count = rows.len();
        let mut columns = 0;
        // Rows, this one included, that a cell from above still reaches into, by column.
        let mut reach: Vec<usize> = Vec::new();
        let mut placed = Vec::with_capacity(count);
        for (row, node) in rows.into_iter().enumerate() {
            let mut column = 0;
            let mut cells = Vec::new();
            for cell in tree.elements(node).filter(|&cell| is_cell(tree, cell)) {
                while column + 1 < limits::COLUMNS && reach.get(column).is_some_and(|&until| until > row) {
                    column += 1;
                }
                let span = |name| tree.attribute(cell, name).and_then(|value| value.trim().parse::<usize>().ok());
                let width = span("colspan").unwrap_or(1).clamp(1, limits::COLUMNS - column.min(limits::COLUMNS - 1));
                // A span of 0 reaches to the end.
                let height = match span("rowspan") {
                    Some(0) => count - row,
                    Some(height) => height.min(count - row),
                    None => 1,
                };
                let end = column + width;
                if reach.len() < end {
                    reach.resize(end, 0);
                }
                reach[column..end].fill(row + height);
                let header = tree.name(cell) == "th"
                    || names::has_role(tree, cell, "columnheader")
                    || names::has_role(tree, cell, "rowheader");
                cells.push((
                    cell,
                    CellPlace {
                        row,
                        column,
                        rows: count,
                        columns: 0,
                        row_span: height.max(1),
                        column_span: width,
                        header,
                        row_header: false,
                    },
                ));
                columns = columns.max(end);
                column = end.min(limits::COLUMNS - 1);
            }
            placed.push((node, cells));
        }
        for (_, cells) in &mut placed {
            for (_, place) in cells {
                place.columns = columns;
            }
        }
        head(tree, &mut placed);
        Self { rows: placed, columns }
    }
}

/// Tells headers of rows from those of columns: by what they say themselves, else a header among data cells of its row
/// is that of the row.
///
/// <https://html.spec.whatwg.org/multipage/tables.html#algorithm-for-assigning-header-cells>
fn head(tree: &Tree, rows: &mut [(NodeId, Vec<(NodeId, CellPlace)>)]) {
    // Cells of data that begin and that end at each row, then rows with such a cell before each row.
    let mut change = vec![0_isize; rows.len() + 1];
    for (_, place) in rows.iter().flat_map(|(_, cells)| cells).filter(|(_, place)| !place.header) {
        let taken = place.in_rows();
        change[taken.start.min(rows.len())] += 1;
        change[taken.end.min(rows.len())] -= 1;
    }
    let (mut open, mut count, mut before) = (0, 0_usize, vec![0]);
    for change in &change[..rows.len()] {
        open += change;
        count += usize::from(open > 0);
        before.push(count);
    }
    let has_data = |taken: std::ops::Range<usize>| before[taken.end.min(before.len() - 1)] > before[taken.start];
    for (cell, place) in rows.iter_mut().flat_map(|(_, cells)| cells).filter(|(_, place)| place.header) {
        let scope = tree.attribute(*cell, "scope").unwrap_or_default().trim().to_ascii_lowercase();
        place.row_header = match scope.as_str() {
            "row" | "rowgroup" => true,
            "col" | "colgroup" => false,
            _ if names::has_role(tree, *cell, "rowheader") => true,
            _ if names::has_role(tree, *cell, "columnheader") => false,
            _ => has_data(place.in_rows()),
        };
    }
}

/// Head first, foot last, wherever they are written.
fn collect_rows(tree: &Tree, table: NodeId, rows: &mut Vec<NodeId>) {
    let rows_of = |part: NodeId| tree.elements(part).filter(|&row| is_row(tree, row));
    for part in ["thead", "", "tfoot"] {
        for child in tree.elements(table) {
            match tree.name(child) {
                name @ ("thead" | "tfoot") if name == part => rows.extend(rows_of(child)),
                "thead" | "tfoot" | "caption" | "colgroup" => {}
                _ if !part.is_empty() => {}
                _ if is_row(tree, child) => rows.push(child),
                _ => rows.extend(rows_of(child)),
            }
        }
    }
}

fn is_row(tree: &Tree, node: NodeId) -> bool {
    tree.name(node) == "tr" || names::has_role(tree, node, "row")
}

fn is_cell(tree: &Tree, node: NodeId) -> bool {
    matches!(tree.name(node), "td" | "th")
        || ["cell", "gridcell", "columnheader", "rowheader"].iter().any(|role| names::has_role(tree, node, role))
}
