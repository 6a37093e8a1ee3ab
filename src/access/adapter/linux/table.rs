//! The interfaces of tables: Table and TableCell.
//!
//! <https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/doc-org.a11y.atspi.Table.html>

use accesskit::{NodeId, Role};
use accesskit_consumer::NodeRef;
use zbus::zvariant::{OwnedValue, Value};

use super::accessible::Asked;
use super::call::{Answer, Call, Refusal, nothing, value};
use super::object::{self, filter, is_cell, is_table};
use super::passage::InTree;

/// A cell, where it is, and how many rows and columns it takes.
#[derive(Debug, Clone, Copy)]
struct Cell {
    id: NodeId,
    role: Role,
    row: usize,
    column: usize,
    rows: usize,
    columns: usize,
    selected: bool,
}

impl Cell {
    fn covers(&self, row: usize, column: usize) -> bool {
        (self.row..self.row + self.rows).contains(&row) && (self.column..self.column + self.columns).contains(&column)
    }
}

/// The cells of a table in reading order. A cell that does not say where it is stands behind the one before.
fn cells(table: NodeRef<'_>) -> Vec<Cell> {
    fn gather(node: NodeRef<'_>, rows: &mut usize, found: &mut Vec<Cell>) {
        let mut column = 0;
        for child in node.filtered_children(&filter) {
            if is_cell(child.role()) {
                let data = child.data();
                let row = data.row_index().unwrap_or(rows.saturating_sub(1));
                let at = data.column_index().unwrap_or(column);
                let (height, width) = (data.row_span().unwrap_or(1).max(1), data.column_span().unwrap_or(1).max(1));
                column = at + width;
                found.push(Cell {
                    id: child.id_in_tree(),
                    role: child.role(),
                    row,
                    column: at,
                    rows: height,
                    columns: width,
                    selected: child.is_selected() == Some(true),
                });
            } else if !is_table(child.role()) {
                *rows += usize::from(child.role() == Role::Row);
                gather(child, rows, found);
            }
        }
    }
    let mut found = Vec::new();
    gather(table, &mut 0, &mut found);
    found
}

fn index(number: i32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Asked<'_> {
    fn size(&self, cells: &[Cell]) -> (usize, usize) {
        let data = self.node.data();
        let rows = cells.iter().map(|cell| cell.row + cell.rows).max().unwrap_or(0);
        let columns = cells.iter().map(|cell| cell.column + cell.columns).max().unwrap_or(0);
        (data.row_count().unwrap_or(rows), data.column_count().unwrap_or(columns))
    }

    pub fn table(&self, call: &Call<'_>) -> Answer {
        let cells = cells(self.node);
        let at = |row: i32, column: i32| cells.iter().find(|cell| cell.covers(index(row), index(column)));
        let nth = |number: i32| cells.get(index(number));
        let count = |found: Option<usize>| found.map_or(-1, |found| found as i32);
        let header = |role: Role, line: usize| {
            let found = cells.iter().find(|cell| {
                cell.role == role && if role == Role::RowHeader { cell.row == line } else { cell.column == line }
            });
            found.map(|cell| cell.id)
        };
        let reference = |id: Option<NodeId>| call.reply_reference(call.reference_or_nothing(self.window, id));
        let name = |id: Option<NodeId>| {
            let node = id.and_then(|id| self.window.node(id));
            node.map(object::name).unwrap_or_default()
        };
        match call.member() {
            "GetAccessibleAt" => {
                let (row, column) = call.args()?;
                reference(at(row, column).map(|cell| cell.id))
            }
            "GetIndexAt" => {
                let (row, column) = call.args()?;
                let found = cells.iter().position(|cell| cell.covers(index(row), index(column)));
                call.reply(&count(found))
            }
            "GetRowAtIndex" => call.reply(&count(nth(call.args()?).map(|cell| cell.row))),
            "GetColumnAtIndex" => call.reply(&count(nth(call.args()?).map(|cell| cell.column))),
            "GetRowDescription" => call.reply(&name(header(Role::RowHeader, index(call.args()?)))),
            "GetColumnDescription" => call.reply(&name(header(Role::ColumnHeader, index(call.args()?)))),
            "GetRowExtentAt" => {
                let (row, column) = call.args()?;
                call.reply(&at(row, column).map_or(0, |cell| cell.rows as i32))
            }
            "GetColumnExtentAt" => {
                let (row, column) = call.args()?;
                call.reply(&at(row, column).map_or(0, |cell| cell.columns as i32))
            }
            "GetRowHeader" => reference(header(Role::RowHeader, index(call.args()?))),
            "GetColumnHeader" => reference(header(Role::ColumnHeader, index(call.args()?))),
            "GetSelectedRows" | "GetSelectedColumns" => call.reply(&Vec::<i32>::new()),
            "IsRowSelected"
            | "IsColumnSelected"
            | "AddRowSelection"
            | "AddColumnSelection"
            | "RemoveRowSelection"
            | "RemoveColumnSelection" => {
                let _: i32 = call.args()?;
                call.reply(&false)
            }
            "IsSelected" => {
                let (row, column) = call.args()?;
                call.reply(&at(row, column).is_some_and(|cell| cell.selected))
            }
            "GetRowColumnExtentsAtIndex" => {
                let found = nth(call.args()?);
                let told = found.map(|cell| {
                    let [row, column, rows, columns] =
                        [cell.row, cell.column, cell.rows, cell.columns].map(|number| number as i32);
                    (true, row, column, rows, columns, cell.selected)
                });
                call.reply(&told.unwrap_or((false, -1, -1, 0, 0, false)))
            }
            _ => Err(Refusal::Method),
        }
    }

    pub fn table_property(&self, name: &str, call: &Call<'_>) -> Result<OwnedValue, Refusal> {
        let (rows, columns) = self.size(&cells(self.node));
        match name {
            "NRows" => value(rows as i32),
            "NColumns" => value(columns as i32),
            "Caption" => {
                let caption = |node: &NodeRef<'_>| matches!(node.role(), Role::Caption | Role::FigureCaption);
                let found = self.node.filtered_children(&filter).find(caption);
                value(Value::from(call.reference_or_nothing(self.window, found.map(|node| node.id_in_tree()))))
            }
            "Summary" => value(Value::from(nothing())),
            "NSelectedRows" | "NSelectedColumns" => value(0_i32),
            _ => Err(Refusal::Property),
        }
    }

    /// The table around this cell, and the cell in it.
    fn cell(&self) -> Option<(NodeRef<'_>, Vec<Cell>, Cell)> {
        let mut around = object::parent(self.node);
        while let Some(table) = around {
            if is_table(table.role()) {
                let cells = cells(table);
                let own = cells.iter().find(|cell| cell.id == self.id()).copied()?;
                return Some((table, cells, own));
            }
            around = object::parent(table);
        }
        None
    }

    pub fn table_cell(&self, call: &Call<'_>) -> Answer {
        let found = self.cell();
        let headers = |role: Role| -> Vec<NodeId> {
            let Some((_, cells, own)) = &found else { return Vec::new() };
            let along = |cell: &&Cell| match role {
                Role::RowHeader => (cell.row..cell.row + cell.rows).contains(&own.row),
                _ => (cell.column..cell.column + cell.columns).contains(&own.column),
            };
            cells
                .iter()
                .filter(|cell| cell.role == role && cell.id != own.id)
                .filter(along)
                .map(|cell| cell.id)
                .collect()
        };
        match call.member() {
            "GetRowColumnSpan" => {
                let told = found.as_ref().map(|(_, _, cell)| {
                    let [row, column, rows, columns] =
                        [cell.row, cell.column, cell.rows, cell.columns].map(|number| number as i32);
                    (true, row, column, rows, columns)
                });
                call.reply(&told.unwrap_or((false, -1, -1, 0, 0)))
            }
            "GetColumnHeaderCells" => call.reply(&call.references(self.window, &headers(Role::ColumnHeader))),
            "GetRowHeaderCells" => call.reply(&call.references(self.window, &headers(Role::RowHeader))),
            _ => Err(Refusal::Method),
        }
    }

    pub fn table_cell_property(&self, name: &str, call: &Call<'_>) -> Result<OwnedValue, Refusal> {
        let found = self.cell();
        let cell = found.as_ref().map(|(_, _, cell)| *cell);
        match name {
            "ColumnSpan" => value(cell.map_or(1, |cell| cell.columns as i32)),
            "RowSpan" => value(cell.map_or(1, |cell| cell.rows as i32)),
            "Position" => value(Value::from(cell.map_or((-1, -1), |cell| (cell.row as i32, cell.column as i32)))),
            "Table" => {
                let table = found.as_ref().map(|(table, ..)| table.id_in_tree());
                value(Value::from(call.reference_or_nothing(self.window, table)))
            }
            _ => Err(Refusal::Property),
        }
    }
}
