//! Tables: a cell a block, its place in the grid with it.
//!
//! <https://html.spec.whatwg.org/multipage/tables.html>

use super::Reader;
use crate::book::{CellPlace, GroupKind, Kind};
use crate::format::markup::names;
use crate::format::markup::table::Grid;
use crate::format::markup::tree::NodeId;

impl Reader<'_> {
    pub(super) fn table(&mut self, node: NodeId) {
        let tree = self.tree;
        // Inside a cell, what was read of it before stands alone.
        self.flush();
        let outer = self.scope.clone();
        self.scope.cell = None;
        if names::is_presentational(tree, node) {
            self.layout(node);
        } else {
            let grid = Grid::of(tree, node);
            let label = self.label_by(node, "caption");
            let kind = GroupKind::Table { rows: grid.rows.len(), columns: grid.columns };
            // Cell by block, for those that name their headers, which may stand behind them.
            let mut naming: Vec<(usize, NodeId)> = Vec::new();
            let first = self.section.blocks.len();
            self.group(kind, label, |reader| {
                for caption in tree.elements(node).filter(|&child| tree.name(child) == "caption") {
                    reader.scope.kind = Kind::Caption;
                    reader.wait_for_identifier(caption);
                    reader.children(caption);
                    reader.flush();
                    reader.mark_end(caption);
                }
                for (row, cells) in grid.rows {
                    reader.wait_for_identifier(row);
                    let mut cells = cells.into_iter().peekable();
                    // Page breaks may stand between cells.
                    for child in tree.elements(row) {
                        if let Some((cell, place)) = cells.next_if(|(cell, _)| *cell == child) {
                            let block = reader.section.blocks.len();
                            reader.cell(cell, place);
                            if tree.attribute(cell, "headers").is_some() {
                                naming.push((block, cell));
                            }
                        } else if names::is_of_type(tree, child, &["pagebreak"]) {
                            reader.page_break(child);
                        }
                    }
                    reader.mark_end(row);
                }
            });
            for (block, cell) in naming {
                let names = tree.attribute(cell, "headers").unwrap_or_default();
                let headers = names.split_ascii_whitespace().filter_map(|name| self.section.anchors.get(name));
                let headers: Vec<usize> =
                    headers.map(|&(header, _)| header).filter(|header| *header != block).collect();
                if !headers.is_empty() {
                    self.section.headers.insert(block, headers);
                }
            }
            self.describe(node, first);
        }
        self.scope = outer;
    }

    fn cell(&mut self, node: NodeId, place: CellPlace) {
        let scope = self.scope.clone();
        self.scope.cell = Some(place);
        self.scope.kind = Kind::Cell;
        if let Some(language) = self.own_language(node) {
            self.scope.language = Some(language);
        }
        self.scope.side = self.side(node, self.scope.side);
        let first = self.section.blocks.len();
        self.wait_for_identifier(node);
        if !names::is_hidden(self.tree, node) {
            self.children(node);
        }
        self.flush();
        if self.section.blocks.len() == first {
            // An empty cell keeps its column.
            let block = self.new_block(Kind::Cell, String::new());
            self.push_block(block);
        }
        self.mark_end(node);
        self.scope = scope;
    }

    /// A table that only arranges is read cell by cell, as running text.
    fn layout(&mut self, node: NodeId) {
        let tree = self.tree;
        let cells: Vec<NodeId> = tree
            .elements(node)
            .flat_map(|child| match tree.name(child) {
                "tr" => tree.elements(child).collect::<Vec<_>>(),
                "caption" => vec![child],
                _ => tree.elements(child).flat_map(|row| tree.elements(row)).collect(),
            })
            .collect();
        for cell in cells {
            self.flush();
            self.wait_for_identifier(cell);
            self.children(cell);
            self.flush();
        }
    }
}
