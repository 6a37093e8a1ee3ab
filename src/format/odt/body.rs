//! The text: paragraphs, lists, tables, and what is around them.
//!
//! OpenDocument 1.3 part 3, 4, 5 and 9.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::escape::escape;

use super::lists::{Counts, ListStyle};
use super::styles::Styles;
use crate::format::contents::Reading;
use crate::format::href;
use crate::format::limits::{self, Deadline};
use crate::format::manuscript::{Cell, Link, Manuscript, Role, Row, Written};
use crate::format::markup::tree::{NodeId, ROOT};
use crate::format::markup::{Dialect, Tree};

/// Formulas that lie beside the text are read up to so many.
const OBJECTS: usize = 2000;
/// How often a cell may stand for several.
const REPEATED: usize = 16;

/// Formulas that lie beside the text, by the path of their folder: MathML.
pub(super) fn objects(tree: &Tree, reading: &mut Reading<'_>) -> HashMap<String, String> {
    let mut found = HashMap::new();
    for node in tree.descendants(ROOT).filter(|&node| tree.name(node) == "object") {
        let Some(folder) = tree.local_attribute(node, "href").and_then(|to| href::join("", to)) else { continue };
        let path = format!("{folder}/content.xml");
        if found.len() >= OBJECTS || found.contains_key(&folder) || reading.container.find(&path).is_none() {
            continue;
        }
        // A sheet or a diagram is none.
        let markup = reading.tree(&path, Dialect::Xml).and_then(|object| {
            let formula = object.elements(ROOT).find(|&node| object.name(node) == "math")?;
            Some(markup(&object, formula))
        });
        found.insert(folder, markup.unwrap_or_default());
    }
    found
}

/// An element as it is written.
pub(super) fn markup(tree: &Tree, node: NodeId) -> String {
    let mut out = String::new();
    write(tree, node, &mut out);
    out
}

fn write(tree: &Tree, node: NodeId, out: &mut String) {
    if tree.is_text(node) {
        return out.push_str(&escape(tree.text(node)));
    }
    let name = tree.name(node);
    out.push_str(&format!("<{name}"));
    for known in ["display", "alttext", "linethickness", "open", "close", "separators", "notation", "mathvariant"] {
        if let Some(value) = tree.attribute(node, known) {
            out.push_str(&format!(" {known}=\"{}\"", escape(value)));
        }
    }
    out.push('>');
    tree.children(node).for_each(|child| write(tree, child, out));
    out.push_str(&format!("</{name}>"));
}

/// Reads the text; with it the title that stands in it. `pages` is how many its program counted.
pub(super) fn read(
    tree: &Tree,
    styles: &Styles,
    objects: &HashMap<String, String>,
    pages: Option<usize>,
    deadline: Deadline,
) -> (Written, Option<String>) {
    let body = tree.descendant(ROOT, "text").unwrap_or(ROOT);
    let has_headings = tree.descendants(body).any(|node| tree.name(node) == "h");
    let mut breaks = tree.descendants(body).filter(|&node| tree.name(node) == "soft-page-break").count();
    let mut first = true;
    for node in tree.descendants(body).filter(|&node| matches!(tree.name(node), "p" | "h")) {
        let style = styles.paragraph(tree.attribute(node, "text:style-name").unwrap_or_default());
        breaks += usize::from(style.properties.breaks && !std::mem::take(&mut first));
    }
    // Where pages ended when it was last shown is kept; it is told when the count agrees.
    let printed = pages.filter(|pages| *pages > 1 && breaks + 1 == *pages).map(|_| 1);
    let mut walker = Walker {
        tree,
        styles,
        objects,
        out: Manuscript::default(),
        link: None,
        page: printed,
        begun: false,
        has_headings,
        outline: Counts::default(),
        open: Vec::new(),
        roots: 0,
        ended: HashMap::new(),
        numbers: [0, 0],
        boxes: Vec::new(),
        title: None,
        deadline,
        steps: 0,
        late: false,
    };
    if printed.is_some() {
        walker.out.page("1");
    }
    walker.blocks(body);
    let mut written = walker.out.finish();
    written.cut |= walker.late;
    (written, walker.title)
}

/// A list that is open, with the lists in it.
#[derive(Debug)]
pub(super) struct List {
    pub(super) number: u64,
    pub(super) style: ListStyle,
    pub(super) counts: Counts,
    /// From 0.
    pub(super) level: usize,
    /// The marker of the item whose first paragraph comes next.
    pub(super) waiting: Option<String>,
}

pub(super) struct Walker<'a> {
    pub(super) tree: &'a Tree,
    pub(super) styles: &'a Styles,
    pub(super) objects: &'a HashMap<String, String>,
    pub(super) out: Manuscript,
    pub(super) link: Option<Arc<Link>>,
    /// The page that is read, where that is known.
    pub(super) page: Option<usize>,
    /// A paragraph was met.
    pub(super) begun: bool,
    has_headings: bool,
    /// How far headings are counted.
    pub(super) outline: Counts,
    /// Outermost lists that are open: one in a cell stands inside of one around the table.
    pub(super) open: Vec<List>,
    roots: u64,
    /// How far lists that have ended were counted, by their name and by that of their style.
    ended: HashMap<String, (u64, Counts)>,
    /// Of footnotes and endnotes.
    pub(super) numbers: [usize; 2],
    /// Boxes of text that stand beside the paragraph.
    pub(super) boxes: Vec<NodeId>,
    pub(super) title: Option<String>,
    deadline: Deadline,
    steps: usize,
    late: bool,
}

impl Walker<'_> {
    pub(super) fn blocks(&mut self, node: NodeId) {
        let tree = self.tree;
        for child in tree.elements(node) {
            self.steps += 1;
            self.late |= self.steps.is_multiple_of(1024) && self.deadline.has_passed();
            if self.late || self.out.is_full() {
                return;
            }
            match tree.name(child) {
                "p" | "h" => self.paragraph(child),
                "list" => self.list(child),
                "numbered-paragraph" => self.blocks(child),
                "table" => self.table(child),
                // Its entries are the headings.
                "table-of-content" if self.has_headings => {}
                "tracked-changes"
                | "annotation"
                | "index-title-template"
                | "forms"
                | "sequence-decls"
                | "variable-decls"
                | "user-field-decls" => {}
                name if name.ends_with("-source") => {}
                "soft-page-break" => self.page(),
                "bookmark" | "bookmark-start" => self.bookmark(child),
                "frame" | "custom-shape" | "rect" | "g" => {
                    self.drawing(child);
                    self.out.end(&Role::Body, None);
                    self.read_boxes();
                }
                // Sections, indexes, what is around groups.
                _ => self.blocks(child),
            }
        }
    }

    /// The next page begins.
    pub(super) fn page(&mut self) {
        if let Some(page) = &mut self.page {
            *page += 1;
            let label = page.to_string();
            self.out.page(&label);
        }
    }

    /// Boxes of text that stood beside the paragraph that has ended.
    pub(super) fn read_boxes(&mut self) {
        for text in std::mem::take(&mut self.boxes) {
            self.out.between("<aside>");
            let open = std::mem::take(&mut self.open);
            self.blocks(text);
            self.open = open;
            self.out.between("</aside>");
        }
    }

    pub(super) fn bookmark(&mut self, node: NodeId) {
        if let Some(name) = self.tree.local_attribute(node, "name").filter(|name| !name.is_empty()) {
            self.out.anchor(name);
        }
    }

    fn list(&mut self, node: NodeId) {
        let tree = self.tree;
        let named = |name| tree.attribute(node, name).filter(|value| !value.is_empty());
        let style = named("text:style-name");
        // A list in a list goes on with the style around it.
        let nested = self.open.last_mut().map(|list| {
            let kept = list.style.clone();
            list.level += 1;
            if let Some(style) = style.and_then(|name| self.styles.list(name)) {
                list.style = style.clone();
            }
            kept
        });
        if nested.is_none() {
            let style_of_paragraph = || {
                let first = tree.descendants(node).find(|&below| tree.name(below) == "p")?;
                let paragraph = self.styles.paragraph(tree.attribute(first, "text:style-name")?);
                paragraph.properties.list
            };
            let name = style.map(str::to_owned).or_else(style_of_paragraph).unwrap_or_default();
            let goes_on = named("text:continue-numbering") == Some("true");
            let before = named("text:continue-list").map(str::to_owned).or_else(|| goes_on.then(|| format!("={name}")));
            let (number, counts) = before.and_then(|before| self.ended.get(&before).cloned()).unwrap_or_else(|| {
                self.roots += 1;
                (self.roots, Counts::default())
            });
            let style = self.styles.list(&name).cloned().unwrap_or_default();
            self.open.push(List { number, style, counts, level: 0, waiting: None });
            self.items(node);
            if let Some(list) = self.open.pop() {
                let id = tree.attribute(node, "xml:id").or_else(|| tree.attribute(node, "text:id"));
                for name in id.map(str::to_owned).into_iter().chain([format!("={name}")]) {
                    self.ended.insert(name, (list.number, list.counts.clone()));
                }
            }
            return;
        }
        self.items(node);
        if let (Some(list), Some(style)) = (self.open.last_mut(), nested) {
            list.level = list.level.saturating_sub(1);
            list.style = style;
        }
    }

    fn items(&mut self, node: NodeId) {
        let tree = self.tree;
        for item in tree.elements(node) {
            let is_header = tree.name(item) == "list-header";
            let anew = tree.attribute(item, "text:start-value").and_then(|value| value.trim().parse().ok());
            let only_list = tree.elements(item).next().is_some_and(|first| tree.name(first) == "list");
            if let Some(list) = self.open.last_mut() {
                // An item that holds a list and nothing else is no item on paper.
                let counted = !is_header && !only_list;
                list.waiting = counted.then(|| list.counts.next(&list.style, list.level, anew));
            }
            self.blocks(item);
            if let Some(list) = self.open.last_mut() {
                list.waiting = None;
            }
        }
    }

    fn table(&mut self, node: NodeId) {
        let tree = self.tree;
        let mut rows = Vec::new();
        self.rows(node, false, &mut rows);
        let mut table = Vec::with_capacity(rows.len());
        let open = std::mem::take(&mut self.open);
        for (row, header) in rows {
            let mut cells = Vec::new();
            for cell in tree.elements(row).filter(|&cell| tree.name(cell) == "table-cell") {
                let number = |name| tree.local_attribute(cell, name).and_then(|it| it.trim().parse::<usize>().ok());
                let span = |name| number(name).unwrap_or(1).clamp(1, limits::COLUMNS);
                self.out.begin_part();
                self.blocks(cell);
                let html = self.out.end_part();
                // Those of a sheet may be repeated to its edge.
                let times =
                    span("number-columns-repeated").min(REPEATED).min(limits::COLUMNS.saturating_sub(cells.len()));
                for _ in 0..times {
                    let (columns, rows) = (span("number-columns-spanned"), span("number-rows-spanned"));
                    cells.push(Cell { html: html.clone(), header, columns, rows });
                }
            }
            table.push(Row { cells });
        }
        self.open = open;
        self.out.table(table);
        // What stood at the table's edge.
        self.read_boxes();
    }

    /// Rows with whether they are a head, whatever is around them.
    fn rows(&self, node: NodeId, header: bool, found: &mut Vec<(NodeId, bool)>) {
        let tree = self.tree;
        for child in tree.elements(node) {
            match tree.name(child) {
                "table-row" => found.push((child, header)),
                "table-header-rows" => self.rows(child, true, found),
                "table-rows" | "table-row-group" => self.rows(child, header, found),
                _ => {}
            }
        }
    }
}
