//! DTBook, made HTML in place: what it calls otherwise is called as HTML and EPUB call it.
//!
//! <https://daisy.org/activities/standards/daisy/daisy-3/z39-86-2005-r2012-specifications-for-the-digital-talking-book/#3>

use super::{Guide, metadata};
use crate::book::Format;
use crate::format::Error;
use crate::format::contents::Reading;
use crate::format::markup::blocks::VERSE;
use crate::format::markup::tree::{NodeId, ROOT, collapse};
use crate::format::markup::{Dialect, Tree};

/// The name of a text that stands alone: its own may change while the places in it are kept.
pub(super) const ALONE: &str = "book.xml";

/// What a text that stands alone tells of itself.
pub(super) fn alone(reading: &mut Reading<'_>) -> Result<Guide, Error> {
    let Some(tree) = reading.tree(ALONE, Dialect::Xml) else { return Err(reading.nothing()) };
    let head = tree.descendant(ROOT, "head").unwrap_or(ROOT);
    let metas = tree.descendants(head).filter(|&node| tree.name(node) == "meta").filter_map(|node| {
        let name = tree.attribute(node, "name")?.trim().to_ascii_lowercase();
        Some((name, collapse(tree.attribute(node, "content")?), None))
    });
    let mut metadata = metadata::read(Format::Dtbook, metas);
    let label = |name| tree.descendant(ROOT, name).map(|node| tree.label(node));
    if metadata.title.is_empty() {
        metadata.title = label("doctitle").or_else(|| label("title")).unwrap_or_default();
    }
    Ok(Guide { metadata, texts: vec![ALONE.to_owned()], ..Guide::default() })
}

/// Makes a DTBook document one that is read as HTML.
pub(in crate::format) fn prepare(tree: &mut Tree) {
    let nodes: Vec<NodeId> = tree.descendants(ROOT).filter(|&node| !tree.is_text(node)).collect();
    // Children come behind their parents, so that what is around an element is renamed already.
    let mut levels: Vec<(NodeId, u8)> = Vec::new();
    for node in nodes {
        while levels.last().is_some_and(|(level, _)| !is_inside(tree, node, *level)) {
            levels.pop();
        }
        let name = tree.name(node).to_owned();
        match name.as_str() {
            "dtbook" | "dtbook3" => tree.rename(node, "html"),
            "book" => tree.rename(node, "body"),
            "level" => {
                let around = levels.last().map_or(0, |(_, depth)| *depth);
                let told = tree.attribute(node, "depth").and_then(|depth| depth.trim().parse().ok());
                levels.push((node, told.unwrap_or(around + 1).clamp(1, 6)));
                tree.rename(node, "section");
            }
            "level1" | "level2" | "level3" | "level4" | "level5" | "level6" | "frontmatter" | "bodymatter"
            | "rearmatter" => tree.rename(node, "section"),
            "hd" | "levelhd" => {
                // A heading of a level; of a list or a poem it is a paragraph.
                let parent = tree.parent(node);
                let depth = levels.last().filter(|(level, _)| parent == Some(*level)).map(|(_, depth)| *depth);
                tree.rename(node, &depth.map_or_else(|| "p".to_owned(), |depth| format!("h{depth}")));
            }
            "doctitle" | "docauthor" | "covertitle" | "bridgehead" | "byline" | "dateline" | "author" | "title"
                if tree.parent(node).is_none_or(|parent| !matches!(tree.name(parent), "head" | "p" | "cite")) =>
            {
                tree.rename(node, "p");
            }
            "author" | "title" => tree.rename(node, "span"),
            "epigraph" => tree.rename(node, "blockquote"),
            "pagenum" => {
                tree.rename(node, "span");
                tree.set_attribute(node, "epub:type", "pagebreak".to_owned());
            }
            "note" | "annotation" => {
                tree.rename(node, "aside");
                tree.set_attribute(node, "epub:type", "footnote".to_owned());
            }
            "noteref" | "annoref" => {
                let to = tree.attribute(node, "idref").map(str::to_owned);
                tree.rename(node, "a");
                tree.set_attribute(node, "epub:type", "noteref".to_owned());
                if let Some(to) = to {
                    let to = if to.contains('#') { to } else { format!("#{to}") };
                    tree.set_attribute(node, "href", to);
                }
            }
            "sidebar" => tree.rename(node, "aside"),
            // In a sentence it does not part it.
            "prodnote" => {
                let inside = tree.parent(node).is_some_and(|parent| matches!(tree.name(parent), "p" | "span" | "td"));
                tree.rename(node, if inside { "span" } else { "aside" });
            }
            "imggroup" => tree.rename(node, "figure"),
            "caption" if tree.parent(node).is_some_and(|parent| tree.name(parent) != "table") => {
                tree.rename(node, "figcaption");
            }
            "list" => {
                let kind = tree.attribute(node, "type").unwrap_or_default().to_ascii_lowercase();
                let style = tree.attribute(node, "enum").map(str::to_owned);
                tree.rename(node, if kind == "ol" { "ol" } else { "ul" });
                tree.set_attribute(node, "type", style.unwrap_or_else(|| "1".to_owned()));
            }
            "poem" => tree.rename(node, "blockquote"),
            "linegroup" => tree.rename(node, "p"),
            "line" => {
                let group = tree.parent(node).is_some_and(|parent| tree.name(parent) == "p");
                tree.rename(node, if group { VERSE } else { "p" });
            }
            // The number of a line is no word of it.
            "linenum" => tree.set_attribute(node, "hidden", String::new()),
            "lic" | "sent" | "w" | "bdo" | "acronym" | "abbr" => tree.rename(node, "span"),
            _ => {}
        }
    }
}

fn is_inside(tree: &Tree, node: NodeId, around: NodeId) -> bool {
    std::iter::successors(tree.parent(node), |&at| tree.parent(at)).take(256).any(|at| at == around)
}
