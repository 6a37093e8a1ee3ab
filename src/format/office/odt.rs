//! OpenDocument text (<https://docs.oasis-open.org/office/OpenDocument/v1.3/>).

use std::collections::HashMap;

use super::lists::{Count, Lists};
use super::write::Writer;
use crate::book::{Contributor, Format, Language, Metadata};
use crate::format::container::Container;
use crate::format::contents::Reading;
use crate::format::limits::Deadline;
use crate::format::markup::tree::{NodeId, ROOT, collapse};
use crate::format::markup::{Dialect, Tree};
use crate::format::single::{self, Page};
use crate::format::{Defects, Error, Opened, href, usual_type};

const CONTENT: &str = "content.xml";
/// Elements inside elements, and styles based on styles.
const DEEPEST: usize = 96;

/// Whether a zip without a name of its own is such a document.
pub(in crate::format) fn is_in(container: &Container) -> bool {
    container.find(CONTENT).is_some() && container.find("META-INF/manifest.xml").is_some() && {
        let content = container.read(CONTENT, 64 << 10);
        content.map_or(true, |it| String::from_utf8_lossy(&it.bytes).contains("office:text"))
    }
}

/// Opens the document in this container.
pub(in crate::format) fn open(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    let mut defects = Defects::default();
    let mut reading = Reading::new(&container, None, deadline, &mut defects, None);
    let Some(tree) = reading.tree(CONTENT, Dialect::Xml) else { return Err(reading.nothing()) };
    let mut part = |name: &str| container.find(name).is_some().then(|| reading.tree(name, Dialect::Xml)).flatten();
    let mut styles = Styles::default();
    if let Some(named) = part("styles.xml") {
        styles.learn(&named);
    }
    styles.learn(&tree);
    let mut metadata = part("meta.xml").map(|tree| metadata(&tree)).unwrap_or_default();
    metadata.format = Format::Odt;
    if metadata.languages.is_empty() {
        metadata.languages.extend(styles.language.clone());
    }
    let mut walker = Walker {
        tree: &tree,
        styles: &styles,
        language: metadata.languages.first().cloned(),
        writer: Writer::default(),
        lists: Lists::default(),
        next_list: 1,
        notes: Vec::new(),
        boxes: Vec::new(),
        media_types: HashMap::new(),
    };
    let body = tree.descendant(ROOT, "body").and_then(|body| tree.child(body, "text")).unwrap_or(ROOT);
    walker.blocks(body, 0);
    walker.lists.close(&mut walker.writer);
    let Walker { writer, media_types, .. } = walker;
    let (html, cut) = writer.finish();
    single::book(container, "document.odt", Page { html, cut, metadata, media_types }, defects, deadline)
}

fn metadata(tree: &Tree) -> Metadata {
    let value = |name| {
        let node = tree.descendant(ROOT, name)?;
        Some(collapse(&tree.text_content(node))).filter(|text| !text.is_empty())
    };
    let author = value("initial-creator").or_else(|| value("creator"));
    let author = author.map(|name| Contributor { name, role: "aut".to_owned() });
    Metadata {
        title: value("title").unwrap_or_default(),
        contributors: author.into_iter().collect(),
        languages: value("language").and_then(|tag| Language::parse(&tag)).into_iter().collect(),
        description: value("description"),
        subjects: value("subject").into_iter().chain(value("keyword")).collect(),
        ..Metadata::default()
    }
}

/// What a style says of text.
#[derive(Debug, Clone, Default)]
struct Look {
    parent: Option<String>,
    bold: Option<bool>,
    italic: Option<bool>,
    /// `sup` or `sub`.
    raised: Option<&'static str>,
    language: Option<Language>,
}

#[derive(Debug, Default)]
struct Styles {
    looks: HashMap<String, Look>,
    /// (style of a list, level) → count.
    lists: HashMap<(String, usize), Count>,
    /// Of paragraphs without one of their own.
    language: Option<Language>,
}

impl Styles {
    fn learn(&mut self, tree: &Tree) {
        for node in tree.descendants(ROOT) {
            match tree.name(node) {
                "style" => {
                    if let Some(name) = tree.local_attribute(node, "name") {
                        self.looks.insert(name.to_owned(), look(tree, node));
                    }
                }
                "default-style" if tree.local_attribute(node, "family") == Some("paragraph") => {
                    self.language = look(tree, node).language.or(self.language.take());
                }
                "list-style" => {
                    let Some(name) = tree.local_attribute(node, "name") else { continue };
                    for level in tree.elements(node) {
                        let Some((number, count)) = count(tree, level) else { continue };
                        self.lists.insert((name.to_owned(), number), count);
                    }
                }
                _ => {}
            }
        }
    }

    /// What holds for a style, with those that it is based on.
    fn look(&self, name: &str) -> Look {
        let mut found = Look::default();
        let mut at = Some(name);
        for _ in 0..DEEPEST {
            let Some(look) = at.and_then(|name| self.looks.get(name)) else { break };
            found.bold = found.bold.or(look.bold);
            found.italic = found.italic.or(look.italic);
            found.raised = found.raised.or(look.raised);
            found.language = found.language.or_else(|| look.language.clone());
            at = look.parent.as_deref();
        }
        found
    }
}

fn look(tree: &Tree, style: NodeId) -> Look {
    let mut look =
        Look { parent: tree.local_attribute(style, "parent-style-name").map(str::to_owned), ..Look::default() };
    let Some(text) = tree.child(style, "text-properties") else { return look };
    let value = |name| tree.attribute(text, name);
    look.bold = value("fo:font-weight").map(|weight| weight == "bold" || weight.parse().is_ok_and(|it: u32| it >= 600));
    look.italic = value("fo:font-style").map(|style| style != "normal");
    look.raised = value("style:text-position").and_then(|position| match position.split_whitespace().next()? {
        "super" => Some("sup"),
        "sub" => Some("sub"),
        percent if percent.starts_with('-') => Some("sub"),
        "0%" => None,
        _ => Some("sup"),
    });
    look.language = value("fo:language").filter(|it| *it != "none").and_then(|language| {
        let country = value("fo:country").filter(|it| *it != "none");
        Language::parse(&country.map_or_else(|| language.to_owned(), |country| format!("{language}-{country}")))
    });
    look
}

fn count(tree: &Tree, node: NodeId) -> Option<(usize, Count)> {
    let level: usize = tree.local_attribute(node, "level")?.trim().parse().ok()?;
    let count = match tree.name(node) {
        "list-level-style-number" => {
            let first = tree.local_attribute(node, "start-value").and_then(|it| it.trim().parse().ok()).unwrap_or(1);
            let kind = tree.attribute(node, "style:num-format").and_then(|it| it.chars().next());
            match kind {
                // A level without a number is an item all the same.
                None => Count::Marks,
                Some(kind @ ('a' | 'A' | 'i' | 'I')) => Count::Numbers(kind, first),
                Some(_) => Count::Numbers('1', first),
            }
        }
        "list-level-style-bullet" | "list-level-style-image" => Count::Marks,
        _ => return None,
    };
    Some((level.checked_sub(1)?, count))
}

struct Walker<'a> {
    tree: &'a Tree,
    styles: &'a Styles,
    /// Of the document.
    language: Option<Language>,
    writer: Writer,
    lists: Lists,
    next_list: u32,
    /// Notes and boxes of the paragraph that is being written, which stand behind it.
    notes: Vec<NodeId>,
    boxes: Vec<NodeId>,
    media_types: HashMap<String, String>,
}

impl Walker<'_> {
    fn blocks(&mut self, node: NodeId, depth: usize) {
        if depth > DEEPEST || self.writer.is_full() {
            return;
        }
        for child in self.tree.elements(node) {
            match self.tree.name(child) {
                "h" => {
                    let level = self.tree.local_attribute(child, "outline-level").and_then(|it| it.trim().parse().ok());
                    self.lists.close(&mut self.writer);
                    self.block(child, &format!("h{}", level.unwrap_or(1u8).clamp(1, 6)), depth);
                }
                "p" => {
                    self.lists.close(&mut self.writer);
                    let title = self.is_title(child);
                    self.block(child, if title { "h1" } else { "p" }, depth);
                }
                "list" => {
                    let list = self.next_list;
                    self.next_list += 1;
                    let style = self.tree.local_attribute(child, "style-name").unwrap_or_default().to_owned();
                    self.list(child, &style, list, 0, depth + 1);
                    self.lists.close(&mut self.writer);
                }
                "table" => self.table(child, depth),
                "soft-page-break" => {}
                "tracked-changes" | "annotation" | "forms" | "sequence-decls" | "variable-decls" => {}
                _ => self.blocks(child, depth + 1),
            }
        }
    }

    /// A paragraph in the style of titles.
    fn is_title(&self, node: NodeId) -> bool {
        let mut at = self.tree.local_attribute(node, "style-name");
        for _ in 0..8 {
            match at {
                Some("Title") => return true,
                Some(name) => at = self.styles.looks.get(name).and_then(|look| look.parent.as_deref()),
                None => return false,
            }
        }
        false
    }

    fn block(&mut self, node: NodeId, tag: &str, depth: usize) {
        self.writer.markup(&format!("<{tag}>"));
        self.words(node, depth);
        self.writer.markup(&format!("</{tag}>\n"));
        self.behind(depth);
    }

    /// The words of a paragraph, in its look.
    fn words(&mut self, node: NodeId, depth: usize) {
        let look = self.tree.local_attribute(node, "style-name").map(|name| self.styles.look(name)).unwrap_or_default();
        // What the whole paragraph looks like says nothing of its words.
        let look = Look { bold: None, italic: None, raised: None, ..look };
        self.styled(&look, node, depth + 1);
    }

    /// What hangs on a paragraph.
    fn behind(&mut self, depth: usize) {
        for note in std::mem::take(&mut self.notes) {
            let id = self.id(note);
            self.writer.tag("aside", &[("epub:type", "footnote"), ("id", &id)]);
            if let Some(body) = self.tree.child(note, "note-body") {
                self.blocks(body, depth + 1);
                self.lists.close(&mut self.writer);
            }
            self.writer.markup("</aside>\n");
        }
        for inside in std::mem::take(&mut self.boxes) {
            self.blocks(inside, depth + 1);
        }
    }

    fn id(&self, note: NodeId) -> String {
        self.tree.local_attribute(note, "id").map_or_else(|| format!("note-{note}"), |id| format!("note-{id}"))
    }

    fn list(&mut self, node: NodeId, style: &str, list: u32, level: usize, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let count = self.styles.lists.get(&(style.to_owned(), level)).copied().unwrap_or(Count::Marks);
        for item in self.tree.elements(node) {
            let name = self.tree.name(item);
            if !matches!(name, "list-item" | "list-header") {
                continue;
            }
            let mut begun = false;
            for child in self.tree.elements(item) {
                match self.tree.name(child) {
                    "list" => self.list(child, style, list, level + 1, depth + 1),
                    kind @ ("p" | "h") => {
                        if begun {
                            self.writer.markup("<p>");
                        } else {
                            self.lists.item(&mut self.writer, list, level, count);
                        }
                        // Some programs number headings by lists.
                        let level = (kind == "h")
                            .then(|| self.tree.local_attribute(child, "outline-level")?.trim().parse::<u8>().ok())
                            .flatten();
                        if let Some(level) = level {
                            self.lists.close(&mut self.writer);
                            self.block(child, &format!("h{}", level.clamp(1, 6)), depth);
                            continue;
                        }
                        self.words(child, depth);
                        if begun {
                            self.writer.markup("</p>");
                        }
                        begun = true;
                    }
                    _ => {}
                }
            }
            self.behind(depth);
        }
    }

    fn styled(&mut self, look: &Look, node: NodeId, depth: usize) {
        let language = look.language.as_ref().filter(|own| Some(*own) != self.language.as_ref());
        if let Some(language) = language {
            self.writer.tag("span", &[("lang", language.tag())]);
        }
        let mut tags: Vec<&str> = Vec::new();
        if look.bold == Some(true) {
            tags.push("b");
        }
        if look.italic == Some(true) {
            tags.push("i");
        }
        tags.extend(look.raised);
        for tag in &tags {
            self.writer.tag(tag, &[]);
        }
        self.inlines(node, depth);
        for tag in tags.iter().rev() {
            self.writer.markup(&format!("</{tag}>"));
        }
        if language.is_some() {
            self.writer.markup("</span>");
        }
    }

    fn inlines(&mut self, node: NodeId, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let tree = self.tree;
        for child in tree.children(node) {
            if tree.is_text(child) {
                self.writer.words(tree.text(child));
                continue;
            }
            match tree.name(child) {
                "span" => {
                    let look = tree.local_attribute(child, "style-name").map(|name| self.styles.look(name));
                    self.styled(&look.unwrap_or_default(), child, depth + 1);
                }
                "a" => match tree.local_attribute(child, "href") {
                    Some(address) => {
                        // «#Name|outline» leads to a heading by its name, which nothing here has.
                        let address = address.split('|').next().unwrap_or(address);
                        self.writer.tag("a", &[("href", address)]);
                        self.inlines(child, depth + 1);
                        self.writer.markup("</a>");
                    }
                    None => self.inlines(child, depth + 1),
                },
                "note" => {
                    let label = tree.child(child, "note-citation").map(|it| tree.label(it)).unwrap_or_default();
                    let id = self.id(child);
                    self.writer.tag("a", &[("epub:type", "noteref"), ("href", &format!("#{id}"))]);
                    self.writer.words(if label.is_empty() { "*" } else { &label });
                    self.writer.markup("</a>");
                    self.notes.push(child);
                }
                "bookmark" | "bookmark-start" | "reference-mark" | "reference-mark-start" => {
                    if let Some(name) = tree.local_attribute(child, "name") {
                        self.writer.tag("a", &[("id", name)]);
                        self.writer.markup("</a>");
                    }
                }
                "s" | "tab" => self.writer.markup(" "),
                "line-break" => self.writer.markup("<br/>"),
                "frame" | "custom-shape" | "g" => self.frame(child),
                "annotation" | "tracked-changes" | "change" | "ruby-text" => {}
                _ => self.inlines(child, depth + 1),
            }
        }
    }

    /// A picture with what is told of it; a box of text.
    fn frame(&mut self, node: NodeId) {
        let tree = self.tree;
        let told = |name| tree.child(node, name).map(|it| tree.label(it)).filter(|text| !text.is_empty());
        let words = told("desc").or_else(|| told("title"));
        let picture = tree.child(node, "image").and_then(|it| tree.local_attribute(it, "href"));
        let path = picture.and_then(|address| match href::resolve(CONTENT, address) {
            href::Href::Inside { path, .. } => Some(path),
            _ => None,
        });
        if let Some(path) = path {
            self.writer.tag("img", &[("src", &super::encoded(&path)), ("alt", &words.unwrap_or_default())]);
            self.media_types.insert(path.clone(), usual_type(&path).to_owned());
        } else if let Some(words) = words {
            self.writer.tag("span", &[("role", "img"), ("aria-label", &words)]);
            self.writer.markup("</span>");
        }
        self.boxes.extend(tree.child(node, "text-box"));
        if tree.name(node) == "custom-shape" && tree.child(node, "p").is_some() {
            self.boxes.push(node);
        }
    }

    fn table(&mut self, node: NodeId, depth: usize) {
        self.lists.close(&mut self.writer);
        self.writer.markup("<table>");
        self.rows(node, false, depth + 1);
        self.writer.markup("</table>\n");
    }

    fn rows(&mut self, node: NodeId, header: bool, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let tree = self.tree;
        for child in tree.elements(node) {
            match tree.name(child) {
                "table-row" => {
                    self.writer.markup("<tr>");
                    for cell in tree.elements(child).filter(|&it| tree.name(it) == "table-cell") {
                        let span = |name| tree.local_attribute(cell, name).unwrap_or("1").to_owned();
                        let (width, height) = (span("number-columns-spanned"), span("number-rows-spanned"));
                        let name = if header { "th" } else { "td" };
                        self.writer.tag(name, &[("colspan", &width), ("rowspan", &height)]);
                        self.blocks(cell, depth + 1);
                        self.lists.close(&mut self.writer);
                        self.writer.markup(&format!("</{name}>"));
                    }
                    self.writer.markup("</tr>");
                }
                "table-header-rows" => self.rows(child, true, depth + 1),
                "table-rows" | "table-row-group" => self.rows(child, header, depth + 1),
                _ => {}
            }
        }
    }
}
