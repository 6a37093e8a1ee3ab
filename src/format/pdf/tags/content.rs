//! What a section is made of by tags, and what of the child's answer is kept of it: no more than a book may hold.

use std::collections::HashMap;

use super::super::paragraphs::Paragraph;
use super::super::protocol::{Lead, Tagged};
use super::roles::Role;
use crate::book::Group;
use crate::format::limits;

/// Elements in elements.
pub(super) const DEEPEST: usize = 64;
/// Elements of a page.
const MOST_ELEMENTS: usize = 100_000;
/// What is read instead of a picture.
const ALTERNATIVE_BYTES: usize = 1 << 16;
/// Rows of a table, over all its pages.
const MOST_ROWS: usize = 1 << 24;

/// What a section is made of.
#[derive(Debug, Default)]
pub(in super::super) struct Content {
    pub paragraphs: Vec<Paragraph>,
    pub groups: Vec<Group>,
    /// Fragment → block.
    pub anchors: HashMap<String, usize>,
    /// Cell → its headers.
    pub headers: HashMap<usize, Vec<usize>>,
}

impl Content {
    /// Takes its first paragraph away, which is read elsewhere.
    pub fn take_first(&mut self) -> Paragraph {
        let first = self.paragraphs.remove(0);
        for group in &mut self.groups {
            group.blocks = group.blocks.start.saturating_sub(1)..group.blocks.end.saturating_sub(1);
        }
        drop_empty(&mut self.groups);
        for block in self.anchors.values_mut() {
            *block = block.saturating_sub(1);
        }
        let headers = std::mem::take(&mut self.headers).into_iter().filter(|(cell, _)| *cell > 0);
        self.headers = headers
            .map(|(cell, named)| (cell - 1, named.into_iter().filter_map(|it| it.checked_sub(1)).collect()))
            .collect();
        first
    }
}

fn drop_empty(groups: &mut Vec<Group>) {
    let mut kept: Vec<Option<usize>> = Vec::with_capacity(groups.len());
    for mut group in std::mem::take(groups) {
        group.parent = group.parent.and_then(|parent| kept.get(parent).copied().flatten());
        kept.push((!group.blocks.is_empty()).then_some(groups.len()));
        if !group.blocks.is_empty() {
            groups.push(group);
        }
    }
}

/// A page by tags as a book may hold it, whatever the child says.
pub(in super::super) fn bound(tagged: &mut Tagged) {
    tagged.elements.truncate(MOST_ELEMENTS);
    let mut depths: Vec<usize> = Vec::with_capacity(tagged.elements.len());
    for (index, element) in tagged.elements.iter_mut().enumerate() {
        element.parent = element.parent.filter(|&parent| parent < index && depths[parent] < DEEPEST);
        depths.push(element.parent.map_or(0, |parent| depths[parent] + 1));
        if let Some(alternative) = &mut element.alternative {
            alternative.retain(|c| !c.is_control());
            alternative.truncate(alternative.floor_char_boundary(ALTERNATIVE_BYTES));
        }
        if let Some(title) = &mut element.title {
            title.retain(|c| !c.is_control());
            title.truncate(title.floor_char_boundary(limits::LABEL_BYTES));
        }
        if let Role::Heading(level) = &mut element.role {
            *level = (*level).clamp(1, 6);
        }
        let fits = |lead: &Lead| !matches!(lead, Lead::Out(address) if address.len() > limits::LABEL_BYTES);
        element.lead = element.lead.take().filter(fits);
        element.columns = element.columns.min(limits::COLUMNS);
        if let Some(cell) = &mut element.cell {
            cell.row = cell.row.min(MOST_ROWS);
            cell.row_span = cell.row_span.clamp(1, MOST_ROWS);
            cell.column = cell.column.min(limits::COLUMNS - 1);
            cell.column_span = cell.column_span.clamp(1, limits::COLUMNS - cell.column);
        }
    }
    let count = tagged.elements.len();
    tagged.pieces.retain(|piece| piece.element < count);
    tagged.places.truncate(limits::COLUMNS);
    for line in tagged.lines_mut() {
        let text = &line.text;
        line.spans.retain(|&(from, to, inner)| from < to && text.get(from..to).is_some() && inner < count);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::protocol::{Cell, Element, Line, Piece};
    use super::super::super::{paragraphs::Measure, words::Words};
    use super::super::blocks;
    use super::*;

    fn element(id: u32, parent: Option<usize>, role: Role) -> Element {
        Element {
            id,
            parent,
            role,
            language: Some("«»".to_owned()),
            alternative: None,
            title: Some("a\u{7}".repeat(9000)),
            lead: Some(Lead::Page(usize::MAX, Some(f32::NAN))),
            cell: None,
            columns: usize::MAX,
            ordered: None,
        }
    }

    #[test]
    fn a_child_that_lies_is_not_believed() {
        let most = usize::MAX;
        let cell = |row, column| Cell {
            row,
            column,
            row_span: most,
            column_span: most,
            headers: vec![9; 90],
            ..Cell::default()
        };
        let mut elements = vec![
            element(1, Some(0), Role::Table),
            element(2, Some(most), Role::Heading(200)),
            element(9, Some(0), Role::HeaderCell),
            element(9, Some(0), Role::Cell),
            element(5, Some(3), Role::Note),
        ];
        elements[2].cell = Some(cell(most, most));
        elements[3].cell = Some(cell(0, 0));
        let line = Line {
            text: "Қара сөз".to_owned(),
            spans: vec![(0, most, 1), (1, 3, 1), (0, 2, 99), (0, 4, 1), (2, 15, 0), (3, 2, 1)],
            ..Line::default()
        };
        let piece = |element| Piece { element, lines: vec![line.clone(), line.clone()] };
        let pieces = [0, 1, 2, 3, 4, 2, 3, most, 1].map(piece).to_vec();
        let mut tagged = Tagged { elements, pieces, rest: vec![line.clone()], places: vec![f32::NAN, f32::MAX, -1.0] };
        bound(&mut tagged);
        assert_eq!(tagged.elements[0].parent, None);
        assert_eq!(tagged.elements[1].role, Role::Heading(6));
        assert!(tagged.elements.iter().all(|it| it.title.as_ref().is_some_and(|it| it.len() <= limits::LABEL_BYTES)));
        let measure = Measure { size: 10.0, bold: false };
        let content = blocks::read(&tagged, 0, measure, &Words::default(), None, &|_| false);
        let count = content.paragraphs.len();
        assert!(count >= 8, "{count}");
        for block in content.paragraphs.iter().map(|it| &it.block) {
            assert!(block.inlines.iter().all(|inline| block.text.get(inline.range.clone()).is_some()));
            if let Some(cell) = block.cell {
                assert!(cell.in_rows().end <= cell.rows && cell.in_columns().end <= cell.columns, "{cell:?}");
            }
        }
        for group in &content.groups {
            assert!(group.blocks.start < group.blocks.end && group.blocks.end <= count, "{group:?}");
        }
        assert!(content.anchors.values().chain(content.headers.values().flatten()).all(|&block| block < count));
    }
}
