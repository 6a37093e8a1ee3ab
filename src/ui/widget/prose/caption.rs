//! Captions stay with what they are captions of.

use super::page::Page;
use crate::book::{GroupKind, Kind, Section};

/// Whether this block and the one before are a caption and a part of what it belongs to.
fn meet(section: &Section, index: usize) -> bool {
    let is_caption = |index: usize| section.blocks.get(index).is_some_and(|block| block.kind == Kind::Caption);
    let Some(before) = index.checked_sub(1).filter(|&before| is_caption(index) || is_caption(before)) else {
        return false;
    };
    let mut around = section.groups_of(index);
    around.any(|group| {
        matches!(group.kind, GroupKind::Figure | GroupKind::Table { .. }) && group.blocks.contains(&before)
    })
}

/// Whether what follows a block must not be parted from it: a heading's text, a caption's figure, a figure's caption.
pub(super) fn leads(section: &Section, index: usize) -> bool {
    let kind = section.blocks.get(index).map(|block| block.kind);
    match kind {
        Some(Kind::Heading(_)) => true,
        Some(Kind::Image | Kind::Caption) => meet(section, index + 1),
        _ => false,
    }
}

impl Page {
    /// Whether a block stands close to the one before: its caption, or what that is the caption of.
    pub fn is_captioned(&self, index: usize) -> bool {
        meet(&self.section, index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Block, Group};

    #[test]
    fn a_caption_is_parted_neither_from_what_it_follows_nor_from_what_follows_it() {
        let mut section = Section::new("1.xhtml");
        let kinds =
            [Kind::Paragraph, Kind::Image, Kind::Caption, Kind::Image, Kind::Caption, Kind::Cell, Kind::Paragraph];
        section.blocks = kinds.into_iter().map(|kind| Block::new(kind, "сөз")).collect();
        let group = |kind, blocks| Group { kind, blocks, parent: None, label: None };
        let table = GroupKind::Table { rows: 1, columns: 1 };
        section.groups = vec![group(GroupKind::Figure, 1..3), group(table, 4..6)];
        let led: Vec<usize> = (0..7).filter(|&index| leads(&section, index)).collect();
        assert_eq!(led, [1, 4]);
        let close: Vec<usize> = (0..7).filter(|&index| meet(&section, index)).collect();
        assert_eq!(close, [2, 5]);
    }
}
