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
