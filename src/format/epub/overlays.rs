//! Media overlays: the recording of the text, as the package names it.
//!
//! <https://www.w3.org/TR/epub-33/#sec-media-overlays>

use std::collections::HashSet;

use super::package::Package;
use crate::book::{Narration, Point, Span};
use crate::format::contents::{Content, Reading};
use crate::format::overlay::assembly::Assembly;
use crate::format::overlay::{self, Tests};
use crate::format::places::Places;

/// Reads the overlays of a book; its text is then parted as they part it. A document without one is left to a voice.
pub(super) fn read(
    package: &Package,
    contents: &mut [Content],
    order: &[usize],
    reading: &mut Reading<'_>,
) -> Option<Narration> {
    if package.overlays.is_empty() {
        return None;
    }
    let mut assembly = Assembly::default();
    let places = Places::new(contents, order);
    // An overlay may be named by several documents; it is heard once.
    let mut heard: HashSet<&str> = HashSet::new();
    for (number, &content) in order.iter().enumerate() {
        let section = &contents[content].section;
        if let Some(path) = package.overlays.get(&section.href) {
            if heard.contains(path.as_str()) {
                continue;
            }
            if let Some(overlay) =
                overlay::document(path, &Tests::new(), assembly.room(), reading).filter(|found| !found.pars.is_empty())
            {
                heard.insert(path);
                assembly.add(overlay, Some(&places), reading);
                continue;
            }
        }
        if section.linear && section.blocks.iter().any(|block| !block.text.is_empty()) {
            let end = (section.blocks.len() - 1, section.blocks.last().map_or(0, |last| last.text.len()));
            assembly.voice(Span { start: Point::new(number, 0, 0), end: Point::new(number, end.0, end.1) });
        }
    }
    // The class that the book has for what is being heard (`media:active-class`) stays unread: who needs the place to be
    // seen has chosen a highlight that can be seen.
    assembly.narration(contents, order)
}
