//! The contents of a document without bookmarks: its headings.

use std::sync::Arc;

use super::assembly::href;
use super::kept::bound_label;
use crate::book::{Block, OutlineEntry, Point, Section, Target};
use crate::format::limits;

/// The headings of these sections, each inside the one before it that is higher.
pub(super) fn outline(sections: &[Arc<Section>]) -> Vec<OutlineEntry> {
    // Entries whose children may come yet, outermost first, with the levels of their headings.
    let mut open: Vec<(u8, OutlineEntry)> = Vec::new();
    let mut outline = Vec::new();
    let close = |open: &mut Vec<(u8, OutlineEntry)>, outline: &mut Vec<OutlineEntry>, level: u8| {
        while let Some((_, entry)) = open.pop_if(|(other, _)| *other >= level) {
            match open.last_mut() {
                Some((_, around)) => around.children.push(entry),
                None => outline.push(entry),
            }
        }
    };
    let found = sections.iter().enumerate().flat_map(|(page, section)| {
        headings(&section.blocks).map(move |(block, level, title)| (Point::new(page, block, 0), level, title))
    });
    for (point, level, title) in found.take(limits::OUTLINE_ENTRIES) {
        close(&mut open, &mut outline, level);
        let mut title = title.to_owned();
        bound_label(&mut title);
        let entry = OutlineEntry {
            title,
            level: u8::try_from(open.len() + 1).unwrap_or(u8::MAX),
            target: Some(Target::Internal { href: href(point.section), fragment: None }),
            point: Some(point),
            children: Vec::new(),
        };
        open.push((level, entry));
    }
    close(&mut open, &mut outline, 0);
    outline
}

/// The headings among these blocks: block, level, title.
pub(super) fn headings(blocks: &[Block]) -> impl Iterator<Item = (usize, u8, &str)> {
    let headings = blocks.iter().enumerate().filter(|(_, block)| !block.text.trim().is_empty());
    headings.filter_map(|(index, block)| Some((index, block.kind.level()?, block.text.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Kind;

    #[test]
    fn headings_stand_inside_those_above_them() {
        let section = |page, headings: &[(u8, &str)]| {
            let mut section = Section::new(href(page));
            section.blocks = headings.iter().map(|(level, text)| Block::new(Kind::Heading(*level), *text)).collect();
            Arc::new(section)
        };
        let sections = [section(0, &[(2, "a"), (4, "b"), (1, "c")]), section(1, &[(3, "d"), (3, " "), (2, "e")])];
        fn shown(entries: &[OutlineEntry]) -> String {
            entries.iter().map(|it| format!("{}{}({})", it.title, it.level, shown(&it.children))).collect()
        }
        assert_eq!(shown(&outline(&sections)), "a1(b2())c1(d2()e2())");
    }
}
