//! Office Open XML text documents (<https://ecma-international.org/publications-and-standards/standards/ecma-376/>).

use std::collections::{HashMap, HashSet};

use super::lists::{Count, Lists};
use super::write::Writer;
use crate::book::{Contributor, Format, Language, Metadata};
use crate::format::container::Container;
use crate::format::contents::Reading;
use crate::format::limits::{Deadline, MEBIBYTE};
use crate::format::markup::tree::{NodeId, ROOT, collapse};
use crate::format::markup::{Dialect, Tree, decode};
use crate::format::single::{self, Page};
use crate::format::{Defects, Error, Opened, href, usual_type};

/// Where the text lies when nothing else is told.
const MAIN: &str = "word/document.xml";
/// Elements inside elements, and styles based on styles.
const DEEPEST: usize = 96;

pub(in crate::format) fn is_in(container: &Container) -> bool {
    container.find(MAIN).is_some() || main_part(container).is_some()
}

/// The document's own part, as the package names it.
fn main_part(container: &Container) -> Option<String> {
    let content = container.read("_rels/.rels", MEBIBYTE).ok()?;
    let tree = Tree::parse(&decode(&content.bytes).0, Dialect::Xml, Deadline::start());
    let part = tree
        .descendants(ROOT)
        .find(|&node| tree.attribute(node, "type").is_some_and(|it| it.ends_with("/officeDocument")))?;
    let path = tree.attribute(part, "target")?.trim_start_matches('/').to_owned();
    (path.ends_with(".xml") && path.contains("document") && container.find(&path).is_some()).then_some(path)
}

/// Opens the document in this container.
pub(in crate::format) fn open(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    let mut defects = Defects::default();
    let main = main_part(&container).unwrap_or_else(|| MAIN.to_owned());
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let beside = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let mut reading = Reading::new(&container, None, deadline, &mut defects, None);
    let Some(tree) = reading.tree(&main, Dialect::Xml) else { return Err(reading.nothing()) };
    let mut part = |name: &str| {
        let path = beside(name);
        container.find(&path).is_some().then(|| reading.tree(&path, Dialect::Xml)).flatten()
    };
    let styles = part("styles.xml").map(|tree| Styles::of(&tree)).unwrap_or_default();
    let numbering = part("numbering.xml").map(|tree| Numbering::of(&tree)).unwrap_or_default();
    let footnotes = part("footnotes.xml");
    let endnotes = part("endnotes.xml");
    let main_name = main.rsplit('/').next().unwrap_or_default().to_owned();
    let links = part(&format!("_rels/{main_name}.rels")).map(|tree| relations(&tree, &main)).unwrap_or_default();
    let core = container.find("docProps/core.xml").is_some().then(|| reading.tree("docProps/core.xml", Dialect::Xml));
    let mut metadata = core.flatten().map(|tree| metadata(&tree)).unwrap_or_default();
    metadata.format = Format::Docx;
    if metadata.languages.is_empty() {
        metadata.languages.extend(styles.language.clone());
    }
    let mut walker = Walker {
        tree: &tree,
        styles: &styles,
        numbering: &numbering,
        links: &links,
        notes: [footnotes.as_ref(), endnotes.as_ref()],
        language: metadata.languages.first().cloned(),
        writer: Writer::default(),
        lists: Lists::default(),
        boxes: Vec::new(),
        pending: Vec::new(),
        told: HashSet::new(),
        media_types: HashMap::new(),
    };
    let body = tree.descendant(ROOT, "body").unwrap_or(ROOT);
    walker.blocks(body, 0);
    walker.lists.close(&mut walker.writer);
    let Walker { writer, media_types, .. } = walker;
    let (html, cut) = writer.finish();
    let page = Page { html, cut, metadata, media_types };
    single::book(container, "document.docx", page, defects, deadline)
}

fn metadata(tree: &Tree) -> Metadata {
    let value = |name| {
        let node = tree.descendant(ROOT, name)?;
        Some(collapse(&tree.text_content(node))).filter(|text| !text.is_empty())
    };
    let author = value("creator").map(|name| Contributor { name, role: "aut".to_owned() });
    Metadata {
        title: value("title").unwrap_or_default(),
        contributors: author.into_iter().collect(),
        languages: value("language").and_then(|tag| Language::parse(&tag)).into_iter().collect(),
        description: value("description"),
        subjects: value("subject").into_iter().collect(),
        ..Metadata::default()
    }
}

/// Where relations lead: identifier → (inside or outside, target).
fn relations(tree: &Tree, main: &str) -> HashMap<String, (bool, String)> {
    let relation = |node: NodeId| {
        let id = tree.attribute(node, "id")?.to_owned();
        let target = tree.attribute(node, "target")?;
        if tree.attribute(node, "targetmode").is_some_and(|mode| mode.eq_ignore_ascii_case("external")) {
            return Some((id, (false, target.to_owned())));
        }
        match href::resolve(main, target) {
            href::Href::Inside { path, .. } => Some((id, (true, path))),
            _ => None,
        }
    };
    tree.descendants(ROOT).filter(|&node| tree.name(node) == "relationship").filter_map(relation).collect()
}

/// What styles say of headings and of the document's language.
#[derive(Debug, Default)]
struct Styles {
    /// Style → level of the heading that it makes.
    headings: HashMap<String, u8>,
    /// Style → list and level.
    lists: HashMap<String, (u32, usize)>,
    language: Option<Language>,
}

impl Styles {
    fn of(tree: &Tree) -> Self {
        let mut own: HashMap<String, (Option<u8>, Option<String>)> = HashMap::new();
        let mut styles = Self::default();
        for style in tree.descendants(ROOT).filter(|&node| tree.name(node) == "style") {
            let Some(id) = tree.local_attribute(style, "styleid") else { continue };
            let value = |name| tree.child(style, name).and_then(|node| tree.local_attribute(node, "val"));
            let properties = tree.child(style, "ppr");
            let level = properties.and_then(|node| outline(tree, node)).or_else(|| named(value("name")?));
            own.insert(id.to_owned(), (level, value("basedon").map(str::to_owned)));
            if let Some(list) = properties.and_then(|node| list_of(tree, node)) {
                styles.lists.insert(id.to_owned(), list);
            }
        }
        for id in own.keys() {
            let mut at = id;
            for _ in 0..DEEPEST {
                match own.get(at) {
                    Some((Some(level), _)) => {
                        styles.headings.insert(id.clone(), *level);
                        break;
                    }
                    Some((None, Some(parent))) => at = parent,
                    Some((None, None)) | None => break,
                }
            }
        }
        let defaults = tree.descendant(ROOT, "docdefaults");
        let language = defaults.and_then(|node| tree.descendant(node, "lang"));
        styles.language = language.and_then(|node| tree.local_attribute(node, "val")).and_then(Language::parse);
        styles
    }
}

/// The level of a heading by the name of its style, which programs translate.
fn named(name: &str) -> Option<u8> {
    let name = name.trim().to_lowercase();
    if name == "title" {
        return Some(1);
    }
    let (word, number) = name.rsplit_once(' ')?;
    let known = matches!(word, "heading" | "заголовок" | "тақырып" | "тақырыпша");
    number.parse::<u8>().ok().filter(|level| known && (1..=9).contains(level)).map(|level| level.min(6))
}

/// The level that a paragraph has in the outline, counted from 1.
fn outline(tree: &Tree, properties: NodeId) -> Option<u8> {
    let node = tree.child(properties, "outlinelvl")?;
    let level: u8 = tree.local_attribute(node, "val")?.trim().parse().ok()?;
    // 9 is body text.
    (level < 9).then_some((level + 1).min(6))
}

fn list_of(tree: &Tree, properties: NodeId) -> Option<(u32, usize)> {
    let node = tree.child(properties, "numpr")?;
    let value = |name| tree.child(node, name).and_then(|it| tree.local_attribute(it, "val"));
    let list = value("numid")?.trim().parse().ok()?;
    Some((list, value("ilvl").and_then(|level| level.trim().parse().ok()).unwrap_or(0)))
}

/// How lists count: (list, level) → count.
#[derive(Debug, Default)]
struct Numbering(HashMap<(u32, usize), Count>);

impl Numbering {
    fn of(tree: &Tree) -> Self {
        let number = |node: NodeId, name: &str| tree.local_attribute(node, name)?.trim().parse::<u32>().ok();
        let mut kinds: HashMap<u32, Vec<(usize, Option<Count>)>> = HashMap::new();
        for kind in tree.descendants(ROOT).filter(|&node| tree.name(node) == "abstractnum") {
            let Some(id) = number(kind, "abstractnumid") else { continue };
            let levels = tree.elements(kind).filter(|&node| tree.name(node) == "lvl").filter_map(|level| {
                let value = |name| tree.child(level, name).and_then(|it| tree.local_attribute(it, "val"));
                let first = value("start").and_then(|it| it.trim().parse().ok()).unwrap_or(1);
                let count = match value("numfmt").unwrap_or("decimal") {
                    "bullet" => Some(Count::Marks),
                    "none" => None,
                    "lowerLetter" => Some(Count::Numbers('a', first)),
                    "upperLetter" => Some(Count::Numbers('A', first)),
                    "lowerRoman" => Some(Count::Numbers('i', first)),
                    "upperRoman" => Some(Count::Numbers('I', first)),
                    _ => Some(Count::Numbers('1', first)),
                };
                Some((number(level, "ilvl")? as usize, count))
            });
            kinds.insert(id, levels.collect());
        }
        let mut lists = HashMap::new();
        for list in tree.descendants(ROOT).filter(|&node| tree.name(node) == "num") {
            let kind = tree.child(list, "abstractnumid").and_then(|node| number(node, "val"));
            let (Some(id), Some(kind)) = (number(list, "numid"), kind) else { continue };
            for (level, count) in kinds.get(&kind).into_iter().flatten() {
                if let Some(count) = count {
                    lists.insert((id, *level), *count);
                }
            }
        }
        Self(lists)
    }
}

struct Walker<'a> {
    tree: &'a Tree,
    styles: &'a Styles,
    numbering: &'a Numbering,
    links: &'a HashMap<String, (bool, String)>,
    /// At the foot, and at the end.
    notes: [Option<&'a Tree>; 2],
    /// Of the document.
    language: Option<Language>,
    writer: Writer,
    lists: Lists,
    /// Boxes of text, which stand behind the paragraph that they hang on.
    boxes: Vec<NodeId>,
    /// Notes of the paragraph that is being written.
    pending: Vec<(usize, String)>,
    /// Notes that were written.
    told: HashSet<(usize, String)>,
    media_types: HashMap<String, String>,
}

impl<'a> Walker<'a> {
    /// What holds paragraphs and tables.
    fn blocks(&mut self, node: NodeId, depth: usize) {
        if depth > DEEPEST || self.writer.is_full() {
            return;
        }
        for child in self.tree.elements(node) {
            match self.tree.name(child) {
                "p" => self.paragraph(child, depth),
                "tbl" => self.table(child, depth),
                "alternatecontent" => {
                    if let Some(choice) = self.choice(child) {
                        self.blocks(choice, depth + 1);
                    }
                }
                "sdt" | "sdtcontent" | "ins" | "moveto" | "customxml" | "smarttag" | "txbxcontent" => {
                    self.blocks(child, depth + 1);
                }
                _ => {}
            }
        }
    }

    /// The one of several forms of the same that is read.
    fn choice(&self, node: NodeId) -> Option<NodeId> {
        self.tree.child(node, "choice").or_else(|| self.tree.child(node, "fallback"))
    }

    fn paragraph(&mut self, node: NodeId, depth: usize) {
        let properties = self.tree.child(node, "ppr");
        let style =
            properties.and_then(|it| self.tree.child(it, "pstyle")).and_then(|it| self.tree.local_attribute(it, "val"));
        let own = properties.and_then(|it| outline(self.tree, it));
        let heading = own.or_else(|| self.styles.headings.get(style?).copied());
        let list = properties
            .and_then(|it| list_of(self.tree, it))
            .or_else(|| self.styles.lists.get(style?).copied())
            .filter(|(list, _)| *list != 0 && heading.is_none());
        let count = list.and_then(|list| Some((list, *self.numbering.0.get(&list)?)));
        match (heading, count) {
            (Some(level), _) => {
                self.lists.close(&mut self.writer);
                self.writer.markup(&format!("<h{level}>"));
                self.inlines(node, depth + 1);
                self.writer.markup(&format!("</h{level}>\n"));
            }
            (None, Some(((list, level), count))) => {
                self.lists.item(&mut self.writer, list, level, count);
                self.inlines(node, depth + 1);
            }
            (None, None) => {
                self.lists.close(&mut self.writer);
                self.writer.markup("<p>");
                self.inlines(node, depth + 1);
                self.writer.markup("</p>\n");
            }
        }
        for (kind, id) in std::mem::take(&mut self.pending) {
            self.note(kind, &id, depth + 1);
        }
        for inside in std::mem::take(&mut self.boxes) {
            self.blocks(inside, depth + 1);
        }
    }

    fn inlines(&mut self, node: NodeId, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for child in self.tree.elements(node) {
            match self.tree.name(child) {
                "r" => self.run(child, depth + 1),
                "hyperlink" => self.link(child, depth),
                "bookmarkstart" => {
                    if let Some(name) = self.tree.local_attribute(child, "name").filter(|it| *it != "_GoBack") {
                        self.writer.tag("a", &[("id", name)]);
                        self.writer.markup("</a>");
                    }
                }
                "omath" | "omathpara" => {
                    let parts = self.tree.descendants(child).filter(|&it| self.tree.name(it) == "t");
                    let words: Vec<String> = parts.map(|it| self.tree.text_content(it)).collect();
                    self.writer.words(&words.join(" "));
                }
                "alternatecontent" => {
                    if let Some(choice) = self.choice(child) {
                        self.inlines(choice, depth + 1);
                    }
                }
                "ins" | "moveto" | "sdt" | "sdtcontent" | "smarttag" | "fldsimple" | "customxml" | "dir" | "bdo" => {
                    self.inlines(child, depth + 1);
                }
                _ => {}
            }
        }
    }

    fn link(&mut self, node: NodeId, depth: usize) {
        let anchor = self.tree.local_attribute(node, "anchor").map(|anchor| format!("#{anchor}"));
        let address = self.tree.attribute(node, "r:id").or_else(|| self.tree.local_attribute(node, "id"));
        let outside = address.and_then(|id| self.links.get(id)).filter(|(inside, _)| !inside);
        match outside.map(|(_, address)| address.clone()).or(anchor) {
            Some(address) => {
                self.writer.tag("a", &[("href", &address)]);
                self.inlines(node, depth + 1);
                self.writer.markup("</a>");
            }
            None => self.inlines(node, depth + 1),
        }
    }

    fn run(&mut self, node: NodeId, depth: usize) {
        let properties = self.tree.child(node, "rpr");
        let value = |name: &str| {
            let found = self.tree.child(properties?, name)?;
            Some(self.tree.local_attribute(found, "val").unwrap_or("true"))
        };
        let on = |name: &str| value(name).is_some_and(|value| !matches!(value, "0" | "false" | "off" | "none"));
        if on("vanish") {
            return;
        }
        let mut tags: Vec<&str> = Vec::new();
        if on("b") {
            tags.push("b");
        }
        if on("i") {
            tags.push("i");
        }
        match value("vertalign") {
            Some("superscript") => tags.push("sup"),
            Some("subscript") => tags.push("sub"),
            _ => {}
        }
        let language = value("lang").and_then(Language::parse).filter(|own| Some(own) != self.language.as_ref());
        if let Some(language) = &language {
            self.writer.tag("span", &[("lang", language.tag())]);
        }
        for tag in &tags {
            self.writer.tag(tag, &[]);
        }
        self.pieces(node, depth);
        for tag in tags.iter().rev() {
            self.writer.markup(&format!("</{tag}>"));
        }
        if language.is_some() {
            self.writer.markup("</span>");
        }
    }

    fn pieces(&mut self, node: NodeId, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for child in self.tree.elements(node) {
            match self.tree.name(child) {
                // Its blanks are words.
                "t" => self.tree.children(child).for_each(|it| self.writer.words(self.tree.text(it))),
                "tab" | "ptab" => self.writer.markup(" "),
                "br" if self.tree.local_attribute(child, "type").is_none_or(|it| it == "textWrapping") => {
                    self.writer.markup("<br/>");
                }
                "cr" => self.writer.markup("<br/>"),
                "nobreakhyphen" => self.writer.markup("\u{2011}"),
                "footnotereference" => self.reference(child, 0),
                "endnotereference" => self.reference(child, 1),
                "drawing" | "pict" | "object" => self.drawing(child),
                "alternatecontent" => {
                    if let Some(choice) = self.choice(child) {
                        self.pieces(choice, depth + 1);
                    }
                }
                _ => {}
            }
        }
    }

    fn reference(&mut self, node: NodeId, kind: usize) {
        let Some(id) = self.tree.local_attribute(node, "id").map(str::to_owned) else { return };
        let label = format!("{}", self.told.len() + self.pending.len() + 1);
        self.writer.tag("a", &[("epub:type", "noteref"), ("href", &format!("#note-{kind}-{id}"))]);
        self.writer.words(&label);
        self.writer.markup("</a>");
        self.pending.push((kind, id));
    }

    fn note(&mut self, kind: usize, id: &str, depth: usize) {
        let Some(tree) = self.notes[kind].filter(|_| self.told.insert((kind, id.to_owned()))) else { return };
        let is_it = |&node: &NodeId| {
            matches!(tree.name(node), "footnote" | "endnote") && tree.local_attribute(node, "id") == Some(id)
        };
        let Some(note) = tree.descendants(ROOT).find(is_it) else { return };
        self.lists.close(&mut self.writer);
        self.writer.tag("aside", &[("epub:type", "footnote"), ("id", &format!("note-{kind}-{id}"))]);
        // The same walk, over another tree.
        let outer = std::mem::replace(&mut self.tree, tree);
        let boxes = std::mem::take(&mut self.boxes);
        self.blocks(note, depth + 1);
        self.lists.close(&mut self.writer);
        (self.tree, self.boxes) = (outer, boxes);
        self.writer.markup("</aside>\n");
    }

    /// A picture with what is told of it; a box of text.
    fn drawing(&mut self, node: NodeId) {
        let tree = self.tree;
        let told = tree.descendants(node).find(|&it| tree.name(it) == "docpr");
        let told = told.and_then(|it| {
            let text = |name| tree.attribute(it, name).map(collapse).filter(|text| !text.is_empty());
            text("descr").or_else(|| text("title"))
        });
        let shape = || {
            let text = tree.descendants(node).find_map(|it| tree.attribute(it, "alt"));
            text.map(collapse).filter(|text| !text.is_empty())
        };
        let picture = tree.descendants(node).find_map(|it| match tree.name(it) {
            "blip" => tree.local_attribute(it, "embed"),
            "imagedata" => tree.attribute(it, "r:id").or_else(|| tree.local_attribute(it, "id")),
            _ => None,
        });
        if let Some((true, path)) = picture.and_then(|id| self.links.get(id)) {
            let alternative = told.or_else(shape).unwrap_or_default();
            self.media_types.insert(path.clone(), usual_type(path).to_owned());
            self.writer.tag("img", &[("src", &super::encoded(path)), ("alt", &alternative)]);
        } else if let Some(words) = told.or_else(shape) {
            self.writer.tag("span", &[("role", "img"), ("aria-label", &words)]);
            self.writer.markup("</span>");
        }
        self.boxes.extend(tree.descendants(node).filter(|&it| tree.name(it) == "txbxcontent").take(1));
    }

    fn table(&mut self, node: NodeId, depth: usize) {
        self.lists.close(&mut self.writer);
        // Of each row: whether it is a header, and its cells with their first column, their width, and whether they go on.
        let tree = self.tree;
        let mut rows: Vec<(bool, Vec<Cell>)> = Vec::new();
        for row in tree.elements(node).filter(|&it| tree.name(it) == "tr") {
            let header = tree.child(row, "trpr").is_some_and(|it| tree.child(it, "tblheader").is_some());
            let mut column = 0;
            let mut cells = Vec::new();
            for cell in tree.elements(row).flat_map(|it| cells_of(tree, it)) {
                let properties = tree.child(cell, "tcpr");
                let value = |name| {
                    let found = tree.child(properties?, name)?;
                    Some(tree.local_attribute(found, "val").unwrap_or_default())
                };
                let width = value("gridspan").and_then(|it| it.trim().parse().ok()).unwrap_or(1usize).clamp(1, 500);
                let goes_on = value("vmerge").is_some_and(|it| it != "restart");
                cells.push(Cell { node: cell, column, width, goes_on });
                column += width;
            }
            rows.push((header, cells));
        }
        self.writer.markup("<table>");
        for (index, (header, cells)) in rows.iter().enumerate() {
            self.writer.markup("<tr>");
            for cell in cells.iter().filter(|cell| !cell.goes_on || index == 0) {
                let below = rows[index + 1..].iter();
                let height = 1 + below
                    .take_while(|(_, others)| others.iter().any(|it| it.goes_on && it.column == cell.column))
                    .count();
                let name = if *header { "th" } else { "td" };
                let (width, height) = (cell.width.to_string(), height.to_string());
                self.writer.tag(name, &[("colspan", &width), ("rowspan", &height)]);
                self.blocks(cell.node, depth + 1);
                self.lists.close(&mut self.writer);
                self.writer.markup(&format!("</{name}>"));
            }
            self.writer.markup("</tr>");
        }
        self.writer.markup("</table>\n");
    }
}

struct Cell {
    node: NodeId,
    column: usize,
    width: usize,
    /// It belongs to the cell above.
    goes_on: bool,
}

/// A cell, or those that a control for content holds.
fn cells_of(tree: &Tree, node: NodeId) -> Vec<NodeId> {
    match tree.name(node) {
        "tc" => vec![node],
        "sdt" => tree.descendants(node).filter(|&it| tree.name(it) == "tc").collect(),
        _ => Vec::new(),
    }
}
