//! A section: one item of the spine.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::{BaseDirection, Block, Language, Target};

/// What a range of blocks belongs to together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupKind {
    List {
        ordered: bool,
    },
    /// One item of a list, which may hold several blocks.
    ListItem,
    Table {
        rows: usize,
        columns: usize,
    },
    Figure,
    Aside,
    Quote,
    Notes,
    /// A summary, which is always there, and what the author shows or hides until it is asked for.
    Details {
        open: bool,
        /// How many of the first blocks are the summary.
        summary: usize,
    },
}

/// A list, table, figure, aside … as a range of its section's blocks. Groups nest; outer ones come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub kind: GroupKind,
    pub blocks: Range<usize>,
    /// The group around this one, an index into the section's groups.
    pub parent: Option<usize>,
    /// Its accessible name, a table's caption for instance.
    pub label: Option<String>,
}

/// What describes a picture, a table or a formula at length.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description {
    /// In words, where they stand nowhere in the text.
    pub text: Option<String>,
    /// Where it stands.
    pub target: Option<Target>,
}

/// One item of the spine.
#[derive(Debug, Default)]
pub struct Section {
    /// The resource's path, decoded, relative to the container's root, without a fragment.
    pub href: String,
    pub title: Option<String>,
    pub language: Option<Language>,
    /// Given by the document itself.
    pub direction: Option<BaseDirection>,
    /// False for a section that stands outside the reading order (`linear="no"`).
    pub linear: bool,
    /// True while a worker has not read it yet; it then has no blocks.
    pub pending: bool,
    pub blocks: Vec<Block>,
    pub groups: Vec<Group>,
    /// Blocks that something describes: a picture, a paragraph with a formula, a table. Ranges are disjoint or nest, outer ones
    /// first.
    pub descriptions: Vec<(Range<usize>, Description)>,
    /// Fragment identifier → (block, byte).
    pub anchors: HashMap<String, (usize, usize)>,
    /// Cell → the header cells that it names itself, where it names any, as numbers of blocks.
    pub headers: HashMap<usize, Vec<usize>>,
    /// Characters before each block; one entry more than blocks. Counted once, when asked.
    offsets: OnceLock<Vec<usize>>,
}

impl Section {
    pub fn new(href: impl Into<String>) -> Self {
        Self { href: href.into(), linear: true, ..Self::default() }
    }

    fn offsets(&self) -> &[usize] {
        self.offsets.get_or_init(|| {
            let mut total = 0;
            let mut offsets = Vec::with_capacity(self.blocks.len() + 1);
            offsets.push(0);
            for block in &self.blocks {
                total += block.characters();
                offsets.push(total);
            }
            offsets
        })
    }

    /// Characters (Unicode scalars) of all its blocks.
    pub fn characters(&self) -> usize {
        self.offsets().last().copied().unwrap_or_default()
    }

    /// Characters before this byte of this block.
    pub fn characters_before(&self, block: usize, byte: usize) -> usize {
        let Some(found) = self.blocks.get(block) else { return self.characters() };
        let inside = found.text[..found.text.ceil_char_boundary(byte)].chars().count();
        self.offsets()[block] + inside
    }

    /// The (block, byte) of the character with this number in the section; the end when there is none.
    pub fn place_of_character(&self, character: usize) -> (usize, usize) {
        let offsets = self.offsets();
        let block = offsets.partition_point(|&offset| offset <= character).saturating_sub(1);
        match self.blocks.get(block) {
            Some(found) => {
                let byte = found
                    .text
                    .char_indices()
                    .nth(character - offsets[block])
                    .map_or(found.text.len(), |(index, _)| index);
                (block, byte)
            }
            None => match self.blocks.last() {
                Some(last) => (self.blocks.len() - 1, last.text.len()),
                None => (0, 0),
            },
        }
    }

    /// The innermost table that this block stands in, an index into the groups.
    pub fn table_of(&self, block: usize) -> Option<usize> {
        // Groups begin in reading order, so that none after this place can hold the block.
        let after = self.groups.partition_point(|group| group.blocks.start <= block);
        let mut at = after.checked_sub(1)?;
        loop {
            let group = &self.groups[at];
            if group.blocks.contains(&block) {
                if matches!(group.kind, GroupKind::Table { .. }) {
                    return Some(at);
                }
                at = group.parent?;
            } else {
                // A sister that ended before: what holds the block is around it or before it.
                match group.parent {
                    Some(parent) => at = parent,
                    None => return None,
                }
            }
        }
    }

    /// The direction that a block was given, by itself or with the section; `None` where the book says nothing of it.
    pub fn given_direction(&self, block: usize) -> Option<BaseDirection> {
        self.blocks.get(block).and_then(|block| block.direction).or(self.direction)
    }

    /// From which side a block is written: as it was given, as its first letter with a direction says, or, where it has
    /// none, as its language is written. `book` is the language of the whole book.
    pub fn base_direction(&self, block: usize, book: Option<&Language>) -> BaseDirection {
        let Some(found) = self.blocks.get(block) else { return self.direction.unwrap_or_default() };
        let language = || found.language.as_ref().or(self.language.as_ref()).or(book);
        self.given_direction(block)
            .or_else(|| BaseDirection::of(&found.text))
            .or_else(|| language().map(BaseDirection::of_language))
            .unwrap_or_default()
    }

    /// Whether the columns of a table with these blocks stand from right to left: as most of its cells were given, or where
    /// none were, as most of them are written.
    pub fn is_rtl_table(&self, blocks: &Range<usize>) -> bool {
        let cells = || blocks.clone().filter(|&block| self.blocks.get(block).is_some_and(|block| block.cell.is_some()));
        let balance = |direction: &dyn Fn(usize) -> Option<BaseDirection>| -> i64 {
            cells().filter_map(direction).map(|direction| if direction.is_rtl() { 1 } else { -1 }).sum()
        };
        let given = cells().any(|block| self.given_direction(block).is_some());
        match given {
            true => balance(&|block| self.given_direction(block)) > 0,
            false => balance(&|block| BaseDirection::of(&self.blocks[block].text)) > 0,
        }
    }

    /// What describes this block, or the table that it stands in.
    pub fn description_of(&self, block: usize) -> Option<&Description> {
        self.descriptions.iter().rev().find(|(blocks, _)| blocks.contains(&block)).map(|(_, description)| description)
    }

    /// What can be shown and hidden: the group's number, its summary, the blocks behind it.
    pub fn details(&self) -> impl Iterator<Item = (usize, Range<usize>, Range<usize>)> + '_ {
        self.groups.iter().enumerate().filter_map(|(index, group)| match group.kind {
            GroupKind::Details { summary, .. } => {
                let edge = (group.blocks.start + summary).min(group.blocks.end);
                Some((index, group.blocks.start..edge, edge..group.blocks.end))
            }
            _ => None,
        })
    }

    /// The details whose summary this block belongs to.
    pub fn summary_at(&self, block: usize) -> Option<usize> {
        self.details().filter(|(_, summary, _)| summary.contains(&block)).last().map(|(index, ..)| index)
    }

    /// The groups that this block stands in, outermost first.
    pub fn groups_of(&self, block: usize) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| group.blocks.contains(&block))
    }
}
