//! What stands at the edge of a block without being its text: the number of an item, the break of a printed page.

use accesskit::{Node, NodeId, Rect, Role, TextDirection};

use super::page::has_text;
use crate::book::{Block, GroupKind, Kind, Section};

/// So many blocks without text are looked through for the break of a page.
const BARE: usize = 8;

pub(super) fn is_page(block: &Block) -> bool {
    block.kind == Kind::PageBreak && block.label.is_some()
}

/// The break of a printed page that this block stands right behind, where the block can be put into a group for it: not
/// where the group would stand between a list and its item, or in a table.
pub(super) fn page_before(section: &Section, index: usize) -> Option<usize> {
    let blocks = &section.blocks;
    let block = blocks.get(index).filter(|block| has_text(block) && block.cell.is_none())?;
    let listed =
        block.kind == Kind::Item && section.groups_of(index).last().is_none_or(|it| it.kind != GroupKind::ListItem);
    if listed || matches!(block.kind, Kind::Caption | Kind::Note) {
        return None;
    }
    let before = (0..index).rev().take(BARE).take_while(|&before| !has_text(&blocks[before]));
    before.into_iter().find(|&before| is_page(&blocks[before]))
}

/// A list's number as the beginning of its item's line: heard and felt with it, no place for the caret. `first` is what
/// it stands before, which has this id.
pub(super) fn run(marker: &str, first: &Node, id: NodeId) -> Node {
    let value = format!("{marker} ");
    let mut node = Node::new(Role::TextRun);
    let lengths: Vec<u8> = value.chars().map(|sign| sign.len_utf8() as u8).collect();
    node.set_word_starts(vec![0]);
    let direction = first.text_direction().unwrap_or(TextDirection::LeftToRight);
    node.set_text_direction(direction);
    node.set_next_on_line(id);
    if let Some(language) = first.language() {
        node.set_language(language);
    }
    if let Some(bounds) = first.bounds() {
        // It stands before the line; without a width, it hides nothing of it.
        let x = if direction == TextDirection::RightToLeft { bounds.x1 } else { bounds.x0 };
        node.set_bounds(Rect { x0: x, x1: x, ..bounds });
        node.set_character_positions(vec![0.0; lengths.len()]);
        node.set_character_widths(vec![0.0; lengths.len()]);
    }
    node.set_character_lengths(lengths);
    node.set_value(value);
    node
}
