//! PEF, braille in markup: pages of rows of patterns, and what the file tells of itself.
//!
//! <https://braillespecs.github.io/pef/pef-specification.html>

use super::cells::{self, Cell, Sign};
use crate::book::{Code, Contributor, Language, Metadata};
use crate::format::Defects;
use crate::format::limits::Deadline;
use crate::format::markup::tree::{ROOT, collapse};
use crate::format::markup::{Dialect, Tree};

/// Whether a text is PEF; it was sniffed as that by its root.
pub(super) fn is(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
        && text.get(..text.floor_char_boundary(4000)).is_some_and(|head| head.contains("<pef") || head.contains(":pef"))
}

/// The pages of a file; what it tells of itself is added.
pub(super) fn read(
    text: &str,
    metadata: &mut Metadata,
    defects: &mut Defects,
    deadline: Deadline,
) -> Vec<Vec<Vec<Cell>>> {
    let tree = Tree::parse(text, Dialect::Xml, deadline);
    if tree.cut {
        defects.add(Code::Limit, "pages");
    }
    if let Some(head) = tree.descendant(ROOT, "meta") {
        for node in tree.elements(head) {
            let value = Some(tree.label(node)).filter(|value| !value.is_empty());
            match tree.name(node) {
                "title" => metadata.title = value.unwrap_or_default(),
                "creator" => {
                    let name = value.map(|name| collapse(&name));
                    let person = name.map(|name| Contributor { name, role: "aut".to_owned() });
                    metadata.contributors.extend(person);
                }
                "language" => metadata.languages.extend(value.and_then(|tag| Language::parse(&tag))),
                "identifier" => metadata.identifier = value,
                "publisher" => metadata.publisher = value,
                "date" => metadata.published = value,
                "description" => metadata.description = value,
                "subject" => metadata.subjects.extend(value),
                _ => {}
            }
        }
    }
    let pages = tree.descendants(ROOT).filter(|&node| tree.name(node) == "page");
    let rows = |page| tree.elements(page).filter(|&row| tree.name(row) == "row");
    let cells = |row| {
        let signs = tree.children(row).flat_map(|text| tree.text(text).chars()).filter_map(cells::of_pattern);
        let cells = signs.filter_map(|sign| match sign {
            Sign::Cell(cell) => Some(cell),
            Sign::Line | Sign::Page => None,
        });
        cells.collect::<Vec<Cell>>()
    };
    pages.map(|page| rows(page).map(cells).collect()).collect()
}
