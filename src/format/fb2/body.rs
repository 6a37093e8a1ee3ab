//! The text of a FictionBook, made HTML in place and cut into the sections of a book.
//!
//! <http://www.fictionbook.org/index.php/Eng:XML_Schema_Fictionbook_2.1>

use std::collections::HashMap;

use super::binary::Pictures;
use crate::book::{Code, Target};
use crate::format::Defects;
use crate::format::limits;
use crate::format::markup::Tree;
use crate::format::markup::blocks::{Part, VERSE, parts_of_identifiers};
use crate::format::markup::tree::{NodeId, ROOT};
use crate::format::places::Entry;

/// A section of more text is cut into the sections that it holds.
const LONG_BYTES: usize = 48 << 10;
/// The number of a note or the word that it explains stands before its text; a longer title stands for itself.
const SHORT_BYTES: usize = 40;

/// A text that was made ready for reading.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) parts: Vec<Part>,
    pub(super) contents: Vec<Entry>,
    /// Name of a picture → its address in the book.
    pub(super) pictures: HashMap<String, String>,
    /// The title of the first body.
    pub(super) title: Option<String>,
}

/// Makes a document ready for reading.
pub(super) fn prepare(tree: &mut Tree, pictures: &Pictures, defects: &mut Defects) -> Text {
    let bodies = bodies(tree);
    let mut cutter = Cutter { tree, sizes: HashMap::new(), parts: Vec::new(), places: HashMap::new(), made: 0 };
    let mut contents = Vec::new();
    let mut title = None;
    for (number, &body) in bodies.iter().enumerate() {
        let notes = number > 0 && is_of_notes(cutter.tree, body);
        let first = cutter.parts.len();
        cutter.body(body, notes);
        if number == 0 {
            title = cutter.title_of(body);
            contents.extend(cutter.entries(body, 0));
        } else {
            let children = if notes { Vec::new() } else { cutter.entries(body, 0) };
            match cutter.title_of(body).filter(|_| cutter.parts.len() > first) {
                Some(title) => {
                    let target = Target::Internal { href: cutter.parts[first].path.clone(), fragment: None };
                    contents.push(Entry { title, target: Some(target), children });
                }
                None => contents.extend(children),
            }
        }
    }
    let Cutter { parts, .. } = cutter;
    let ids = parts_of_identifiers(tree, &parts);
    let mut maker = Maker { tree, parts: &parts, ids, pictures, used: HashMap::new(), defects };
    for part in &parts {
        let elements: Vec<NodeId> = part.nodes.iter().copied().filter(|&node| !maker.tree.is_text(node)).collect();
        maker.siblings(&elements, Scope { depth: part.depth, notes: part.notes, around: Around::Section });
    }
    let pictures = maker.used;
    Text { parts, contents, pictures, title }
}

/// The texts of a document, however many roots it has; without any, what has sections.
fn bodies(tree: &Tree) -> Vec<NodeId> {
    let mut bodies: Vec<NodeId> = Vec::new();
    let mut last = ROOT;
    for node in tree.descendants(ROOT).filter(|&node| tree.name(node) == "body") {
        let inside = std::iter::successors(tree.parent(node), |&at| tree.parent(at)).any(|at| at == last && at != ROOT);
        if !inside {
            bodies.push(node);
            last = node;
        }
    }
    if bodies.is_empty() {
        let section = tree.descendant(ROOT, "section").or_else(|| tree.descendant(ROOT, "p"));
        bodies.extend(section.and_then(|section| tree.parent(section)).filter(|&around| around != ROOT));
    }
    bodies
}

fn is_of_notes(tree: &Tree, body: NodeId) -> bool {
    let name = tree.attribute(body, "name").unwrap_or_default().trim().to_ascii_lowercase();
    matches!(name.as_str(), "notes" | "comments" | "footnotes" | "endnotes" | "note" | "comment" | "footnote")
}

/// Cuts a text into sections.
struct Cutter<'a> {
    tree: &'a mut Tree,
    /// Section → bytes of its text.
    sizes: HashMap<NodeId, usize>,
    parts: Vec<Part>,
    /// Section → the part that it begins.
    places: HashMap<NodeId, usize>,
    /// Identifiers that were given to sections without one.
    made: usize,
}

impl Cutter<'_> {
    fn body(&mut self, body: NodeId, notes: bool) {
        self.measure(body);
        if notes {
            let nodes = self.tree.children(body).collect();
            self.part(nodes, 0, true);
        } else {
            self.cut(body, 0);
        }
    }

    /// Counts the text of every section below.
    fn measure(&mut self, node: NodeId) -> usize {
        let children: Vec<NodeId> = self.tree.children(node).collect();
        let mut size = self.tree.text(node).len();
        for child in children {
            size += self.measure(child);
        }
        if self.tree.name(node) == "section" {
            self.sizes.insert(node, size);
        }
        size
    }

    /// What stands before, between and behind the sections of a node is read with what follows or precedes it.
    fn cut(&mut self, node: NodeId, depth: u8) {
        let children: Vec<NodeId> = self.tree.children(node).collect();
        let mut own = Vec::new();
        for child in children {
            if self.tree.name(child) != "section" || self.parts.len() >= limits::SPINE_ITEMS {
                own.push(child);
                continue;
            }
            self.part(std::mem::take(&mut own), depth, false);
            let long = self.sizes.get(&child).is_some_and(|size| *size > LONG_BYTES);
            if long && self.tree.child(child, "section").is_some() {
                let place = self.parts.len();
                self.cut(child, depth.saturating_add(1));
                if self.parts.len() > place {
                    self.places.insert(child, place);
                }
            } else {
                self.places.insert(child, self.parts.len());
                self.part(vec![child], depth, false);
            }
        }
        self.part(own, depth, false);
    }

    fn part(&mut self, nodes: Vec<NodeId>, depth: u8, notes: bool) {
        let blank = |&node: &NodeId| self.tree.is_text(node) && self.tree.text(node).trim().is_empty();
        if !nodes.iter().all(blank) {
            let path = format!("{}.xml", self.parts.len() + 1);
            self.parts.push(Part { path, nodes, depth, notes });
        }
    }

    fn title_of(&self, node: NodeId) -> Option<String> {
        let title = self.tree.child(node, "title").map(|title| self.tree.label(title));
        title.filter(|title| !title.is_empty())
    }

    /// The titles of the sections below, nested as these are; what has none is passed through.
    fn entries(&mut self, node: NodeId, depth: usize) -> Vec<Entry> {
        let sections: Vec<NodeId> =
            self.tree.elements(node).filter(|&child| self.tree.name(child) == "section").collect();
        let mut entries = Vec::new();
        for section in sections {
            let title = self.title_of(section).filter(|_| self.made < limits::OUTLINE_ENTRIES);
            // Counted before the sections inside, which stand in the same part.
            let target = title.is_some().then(|| self.target(section));
            let children = self.entries(section, depth + 1);
            match title {
                Some(title) => entries.push(Entry { title, target: target.flatten(), children }),
                None => entries.extend(children),
            }
        }
        entries
    }

    /// Where a section begins: the beginning of a part, else its name.
    fn target(&mut self, section: NodeId) -> Option<Target> {
        self.made += 1;
        if let Some(&place) = self.places.get(&section) {
            return Some(Target::Internal { href: self.parts[place].path.clone(), fragment: None });
        }
        let around = std::iter::successors(self.tree.parent(section), |&at| self.tree.parent(at));
        let place = around.filter_map(|at| self.places.get(&at)).next().copied()?;
        let own = self.tree.attribute(section, "id").map(str::to_owned).filter(|id| !id.is_empty());
        let fragment = own.unwrap_or_else(|| {
            let id = format!("oqyrman-section-{}", self.made);
            self.tree.set_attribute(section, "id", id.clone());
            id
        });
        Some(Target::Internal { href: self.parts[place].path.clone(), fragment: Some(fragment) })
    }
}

/// What an element stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    Section,
    /// A title: its paragraphs are lines.
    Title,
    Poem,
    Stanza,
    /// A citation, an epigraph, an annotation.
    Quote,
    /// The title of a note and the paragraph that it stands before.
    Note,
    /// A paragraph or a cell.
    Text,
}

#[derive(Debug, Clone, Copy)]
struct Scope {
    /// Of the section around, 0 for the body itself.
    depth: u8,
    notes: bool,
    around: Around,
}

/// Calls elements as HTML calls them.
struct Maker<'a> {
    tree: &'a mut Tree,
    parts: &'a [Part],
    /// Identifier → the part that it stands in.
    ids: HashMap<String, usize>,
    pictures: &'a Pictures,
    used: HashMap<String, String>,
    defects: &'a mut Defects,
}

impl Maker<'_> {
    fn make(&mut self, node: NodeId, scope: Scope) {
        if self.tree.is_text(node) {
            return;
        }
        let heading = |deeper: u8| format!("h{}", (scope.depth + deeper).clamp(1, 6));
        let name = self.tree.name(node).to_owned();
        let mut inner = Scope { around: Around::Text, ..scope };
        let new = match name.as_str() {
            "section" => {
                inner = Scope { depth: (scope.depth + 1).min(6), around: Around::Section, ..scope };
                if scope.notes && self.tree.child(node, "section").is_none() {
                    return self.note(node, inner);
                }
                "section".to_owned()
            }
            "title" => {
                inner.around = Around::Title;
                match scope.around {
                    Around::Section => heading(0),
                    Around::Poem => heading(1),
                    _ => "p".to_owned(),
                }
            }
            "subtitle" if !has_words(self.tree, node) => "hr".to_owned(),
            "subtitle" if scope.around == Around::Section => heading(1),
            "p" | "subtitle" if scope.around == Around::Title => VERSE.to_owned(),
            "p" if scope.around == Around::Note => "span".to_owned(),
            "p" | "subtitle" | "text-author" => "p".to_owned(),
            "v" if matches!(scope.around, Around::Stanza | Around::Poem) => VERSE.to_owned(),
            "v" => "p".to_owned(),
            "stanza" => {
                inner.around = Around::Stanza;
                "p".to_owned()
            }
            "poem" => {
                inner.around = Around::Poem;
                "blockquote".to_owned()
            }
            "epigraph" | "cite" | "annotation" => {
                inner.around = Around::Quote;
                "blockquote".to_owned()
            }
            "date" => (if scope.around == Around::Text { "span" } else { "p" }).to_owned(),
            "emphasis" => "em".to_owned(),
            "style" | "strikethrough" => "span".to_owned(),
            "image" => {
                self.picture(node);
                "img".to_owned()
            }
            "a" => {
                self.link(node);
                return self.children(node, inner);
            }
            "description" | "binary" | "stylesheet" => "template".to_owned(),
            _ => return self.children(node, Scope { around: scope.around, ..inner }),
        };
        self.tree.rename(node, &new);
        self.children(node, inner);
    }

    fn children(&mut self, node: NodeId, scope: Scope) {
        let children: Vec<NodeId> = self.tree.elements(node).collect();
        self.siblings(&children, scope);
    }

    fn siblings(&mut self, nodes: &[NodeId], scope: Scope) {
        self.part_scenes(nodes, scope.around);
        for &node in nodes {
            self.make(node, scope);
        }
    }

    /// A note: its number stands in the line of its first paragraph.
    fn note(&mut self, node: NodeId, scope: Scope) {
        let children: Vec<NodeId> = self.tree.elements(node).collect();
        self.tree.rename(node, "div");
        let inline = Scope { around: Around::Note, ..scope };
        match children.as_slice() {
            [title, text, rest @ ..]
                if self.tree.name(*title) == "title"
                    && self.tree.name(*text) == "p"
                    && self.tree.label(*title).len() <= SHORT_BYTES =>
            {
                self.tree.rename(*title, "span");
                self.children(*title, inline);
                self.tree.append_text(*title, " ");
                self.make(*text, inline);
                rest.iter().for_each(|&child| self.make(child, Scope { around: Around::Text, ..scope }));
            }
            children => {
                children.iter().for_each(|&child| self.make(child, Scope { around: Around::Text, ..scope }));
            }
        }
    }

    /// Empty lines part scenes between two paragraphs, where they are no habit of the book.
    fn part_scenes(&mut self, siblings: &[NodeId], around: Around) {
        let called = |wanted: &[&str]| siblings.iter().filter(|&&node| wanted.contains(&self.tree.name(node))).count();
        let lines = called(&["empty-line"]);
        if lines == 0 {
            return;
        }
        let habit = lines > 3 && lines * 3 > called(&["p"]);
        let is_text =
            |node: Option<&NodeId>| node.is_some_and(|&node| matches!(self.tree.name(node), "p" | "cite" | "poem"));
        let parting: Vec<(NodeId, bool)> = (0..siblings.len())
            .filter(|&at| self.tree.name(siblings[at]) == "empty-line")
            .map(|at| {
                let between = is_text(at.checked_sub(1).map(|at| &siblings[at])) && is_text(siblings.get(at + 1));
                (siblings[at], between && !habit && around == Around::Section)
            })
            .collect();
        for (node, parts) in parting {
            self.tree.rename(node, if parts { "hr" } else { "template" });
        }
    }

    fn picture(&mut self, node: NodeId) {
        let Some(reference) = self.tree.local_attribute(node, "href").map(|it| it.trim().to_owned()) else { return };
        let name = reference.strip_prefix('#').unwrap_or(&reference);
        if !self.pictures.contains(name) {
            let outside = reference.contains(':') || reference.starts_with(['/', '\\', '.']);
            return self.defects.add(if outside { Code::Unsafe } else { Code::Missing }, name);
        }
        let number = self.used.len() + 1;
        let address = self.used.entry(name.to_owned()).or_insert_with(|| format!("images/{number}"));
        self.tree.set_attribute(node, "src", address.clone());
    }

    fn link(&mut self, node: NodeId) {
        let Some(reference) = self.tree.local_attribute(node, "href").map(|it| it.trim().to_owned()) else { return };
        let note = self.tree.local_attribute(node, "type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("note"));
        if let Some(id) = reference.strip_prefix('#') {
            let part = self.ids.get(id).map(|&part| &self.parts[part]);
            let Some(part) = part else {
                self.defects.add(Code::DeadLink, &reference);
                return self.tree.rename(node, "span");
            };
            // Before its own, whatever the prefix of that is.
            self.tree.set_attribute(node, "href", format!("{}#{}", part.path, escaped(id)));
        }
        if note {
            self.tree.set_attribute(node, "epub:type", "noteref".to_owned());
        }
    }
}

/// An identifier as a fragment, which is decoded again.
fn escaped(id: &str) -> String {
    id.replace('%', "%25")
}

fn has_words(tree: &Tree, node: NodeId) -> bool {
    tree.label(node).contains(char::is_alphanumeric) || tree.descendant(node, "image").is_some()
}
