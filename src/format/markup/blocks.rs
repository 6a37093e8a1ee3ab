//! A content document's tree → a section's blocks, groups and anchors.
//!
//! <https://www.w3.org/TR/epub-33/#sec-xhtml>; roles by <https://www.w3.org/TR/dpub-aria-1.1/>

use std::collections::HashMap;

use super::flow::Flow;
use super::names;
use super::tree::{NodeId, ROOT, Tree};
use crate::book::{
    Block, CellPlace, Group, GroupKind, Inline, Kind, LandmarkKind, Language, Section, Style, Target, Tongue,
};
use crate::format::href::{self, Href};
use crate::format::limits::{self, Deadline};

mod descriptions;
mod details;
mod direction;
mod drawn;
mod foreign;
mod formulas;
mod inline;
mod lists;
mod parts;
mod pictures;
mod spans;
mod tables;

use direction::Side;
pub(in crate::format) use direction::{ORDER, OVERRIDE, PLAIN};
pub(in crate::format) use lists::MARKER;
pub(in crate::format) use parts::{Part, parts_of_identifiers, read, read_parts};
pub(in crate::format) use spans::VERSE;

/// A break between pages of the printed book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::format) struct Break {
    pub(in crate::format) label: Option<String>,
    pub(in crate::format) id: Option<String>,
    /// (block, byte)
    pub(in crate::format) place: (usize, usize),
}

/// A part of the book that the document itself calls a cover, a glossary and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::format) struct Mark {
    pub(in crate::format) kind: LandmarkKind,
    /// May be empty.
    pub(in crate::format) title: String,
    /// The number of its first block; there may be none.
    pub(in crate::format) block: usize,
}

/// A content document, read.
#[derive(Debug)]
pub(in crate::format) struct Document {
    pub(in crate::format) section: Section,
    pub(in crate::format) breaks: Vec<Break>,
    /// Fragment identifier → (block, byte) behind its element.
    pub(in crate::format) ends: HashMap<String, (usize, usize)>,
    /// References that lead out of the container.
    pub(in crate::format) unsafe_references: Vec<String>,
    /// Addresses of the network that pictures, sounds and windows name.
    pub(in crate::format) remote: Vec<String>,
    pub(in crate::format) marks: Vec<Mark>,
    /// More blocks or more time than the limits allow.
    pub(in crate::format) cut: bool,
}

/// What is in force where the reader stands.
#[derive(Debug, Clone)]
struct Scope {
    /// The kind of the block that running text becomes.
    kind: Kind,
    /// The language of the innermost element that makes blocks.
    language: Option<Language>,
    side: Side,
    cell: Option<CellPlace>,
    /// Inside notes, which are not moved again.
    in_notes: bool,
}

struct Reader<'a> {
    tree: &'a Tree,
    path: &'a str,
    room: usize,
    /// The book's.
    language: Option<&'a Language>,
    /// The tongue of a document without any language, once it was needed.
    guessed: Option<Tongue>,
    deadline: Deadline,
    identifiers: &'a names::Identifiers<'a>,
    section: Section,
    breaks: Vec<Break>,
    ends: HashMap<String, (usize, usize)>,
    unsafe_references: Vec<String>,
    remote: Vec<String>,
    marks: Vec<Mark>,
    cut: bool,
    flow: Flow,
    /// The direction in force where the text of the block begins.
    begun: Option<Side>,
    /// The fragment of the block that is being read.
    fragment: Option<String>,
    /// Fragments and page breaks that wait for the text they stand before.
    waiting: Vec<String>,
    waiting_breaks: Vec<(Option<String>, Option<String>)>,
    /// Groups that are open, innermost last.
    groups: Vec<usize>,
    /// Notes, which are read at the end, with the scope they stand in.
    deferred: Vec<(NodeId, Scope)>,
    scope: Scope,
    /// The marker of the item that begins next.
    marker: Option<String>,
    /// Where the caption of the figure around leads, which describes a picture that nothing else does.
    credit: Option<Target>,
    /// Formulas of the block that is being read.
    wanting_description: Vec<NodeId>,
    /// All `svg` elements, in order, once one was met.
    drawings: Option<Vec<NodeId>>,
    /// All `img` elements whose bytes stand in the document.
    written: Option<Vec<NodeId>>,
    steps: usize,
}

const NOTE: &[&str] = &["footnote", "endnote", "rearnote"];
const NOTES: &[&str] = &["footnotes", "endnotes", "rearnotes"];

impl<'a> Reader<'a> {
    fn document(&mut self) {
        let html = self.tree.descendant(ROOT, "html");
        let body = self.tree.descendant(html.unwrap_or(ROOT), "body").or(html).unwrap_or(ROOT);
        let language = [Some(body), html].into_iter().flatten().find_map(|node| self.own_language(node));
        self.section.language.clone_from(&language);
        self.scope.language = language;
        let side = html.map_or_else(Side::default, |html| self.side(html, Side::default()));
        self.begin_from(self.side(body, side));
        if let Some(html) = html.filter(|&html| html != body) {
            self.wait_for_identifier(html);
        }
        self.wait_for_identifier(body);
        self.mark(body);
        let drawing = || self.tree.elements(ROOT).find(|&node| self.tree.name(node) == "svg");
        if let (None, Some(drawing)) = (html, drawing()) {
            self.drawn_page(drawing);
        } else if names::is_of_type(self.tree, body, NOTES) {
            self.scope.in_notes = true;
            self.scope.kind = Kind::Note;
            self.group(GroupKind::Notes, None, |reader| reader.children(body));
        } else {
            self.children(body);
        }
        self.end();
    }

    /// Reads what was put off to the end.
    fn end(&mut self) {
        self.flush();
        let deferred = std::mem::take(&mut self.deferred);
        if !deferred.is_empty() {
            self.group(GroupKind::Notes, None, |reader| {
                for (node, scope) in deferred {
                    reader.scope = Scope { in_notes: true, cell: None, kind: Kind::Note, ..scope };
                    reader.element(node);
                    reader.flush();
                }
            });
        }
        // What waits at the end stands behind the last text.
        let end = match self.section.blocks.last() {
            Some(last) => (self.section.blocks.len() - 1, last.text.len()),
            None => (0, 0),
        };
        self.bind(end);
        self.drop_empty_groups();
    }

    fn children(&mut self, node: NodeId) {
        self.children_but(node, None);
    }

    /// All children but one that was read before.
    fn children_but(&mut self, node: NodeId, read: Option<NodeId>) {
        let tree = self.tree;
        for child in tree.children(node).filter(|&child| Some(child) != read) {
            self.steps += 1;
            if self.section.blocks.len() >= self.room || (self.steps.is_multiple_of(4096) && self.deadline.has_passed())
            {
                self.cut = true;
            }
            if self.cut {
                return;
            }
            if tree.is_text(child) { self.text(tree.text(child)) } else { self.element(child) }
        }
    }

    fn text(&mut self, text: &str) {
        if self.scope.kind == Kind::Code {
            if !text.is_empty() {
                self.bind((self.section.blocks.len(), self.flow.place()));
            }
            return self.flow.push_preserved(text);
        }
        let words = text.trim_start_matches([' ', '\n', '\t', '\r', '\u{c}']);
        if !words.is_empty() {
            if words.len() < text.len() {
                self.flow.push(" ");
            }
            self.bind((self.section.blocks.len(), self.flow.place()));
            self.begun.get_or_insert(self.scope.side);
        }
        self.flow.push(text);
    }

    /// Gives the places that wait their block and byte.
    fn bind(&mut self, place: (usize, usize)) {
        if self.waiting.is_empty() && self.waiting_breaks.is_empty() {
            return;
        }
        for id in self.waiting.drain(..) {
            if place.1 == 0 {
                self.fragment = Some(id.clone());
            }
            self.section.anchors.entry(id).or_insert(place);
        }
        for (label, id) in self.waiting_breaks.drain(..) {
            self.breaks.push(Break { label, id, place });
        }
    }

    fn wait_for_identifier(&mut self, node: NodeId) {
        let named = if self.tree.name(node) == "a" { self.tree.attribute(node, "name") } else { None };
        for id in self.tree.attribute(node, "id").into_iter().chain(named) {
            if !id.is_empty() && id.len() <= 1000 && self.section.anchors.len() + self.waiting.len() < limits::ANCHORS {
                self.waiting.push(id.to_owned());
            }
        }
    }

    /// The language that the element itself names.
    fn own_language(&self, node: NodeId) -> Option<Language> {
        ["xml:lang", "lang"].iter().filter_map(|name| self.tree.attribute(node, name)).find_map(Language::parse)
    }

    fn element(&mut self, node: NodeId) {
        self.walk(node);
        self.mark_end(node);
    }

    fn walk(&mut self, node: NodeId) {
        let tree = self.tree;
        let name = names::meant(tree, node);
        if matches!(name, "script" | "style" | "head" | "template" | "title" | "desc" | "metadata" | "trigger") {
            return;
        }
        if names::is_of_type(tree, node, &["pagebreak"]) {
            return self.page_break(node);
        }
        let note = names::is_of_type(tree, node, NOTE);
        if !self.scope.in_notes
            && (note || names::is_of_type(tree, node, NOTES))
            && name != "a"
            && self.scope.cell.is_none()
        {
            self.deferred.push((node, self.scope.clone()));
            return;
        }
        self.wait_for_identifier(node);
        // Notes that are hidden until they are asked for are read at their place.
        if names::is_hidden(tree, node) && !note && !names::is_of_type(tree, node, NOTES) {
            return self.hidden_notes(node);
        }
        if self.named_whole(node, name) {
            return;
        }
        if names::is_block(name) || tree.attribute(node, "role").is_some_and(|role| role.contains("heading")) || note {
            self.block_element(node, name);
        } else {
            self.inline_element(node, name);
        }
    }

    /// Notes inside of what is hidden: references lead to them.
    fn hidden_notes(&mut self, node: NodeId) {
        if self.scope.in_notes || self.scope.cell.is_some() {
            return;
        }
        let tree = self.tree;
        for note in tree.descendants(node).filter(|&below| names::is_of_type(tree, below, NOTE)) {
            if tree.name(note) != "a" && !self.deferred.iter().rev().take(8).any(|(known, _)| *known == note) {
                self.deferred.push((note, self.scope.clone()));
            }
        }
    }

    fn block_element(&mut self, node: NodeId, name: &str) {
        let tree = self.tree;
        self.boundary();
        self.mark(node);
        let scope = self.scope.clone();
        if let Some(language) = self.own_language(node) {
            self.scope.language = Some(language);
        }
        self.scope.side = self.side(node, self.scope.side);
        if names::is_of_type(tree, node, NOTE) && name != "a" {
            self.scope.kind = Kind::Note;
            self.scope.in_notes = true;
        }
        let heading = self.heading_level(node, name).filter(|_| scope.cell.is_none());
        if let Some(level) = heading {
            self.scope.kind = Kind::Heading(level);
            self.children(node);
            self.boundary();
            self.scope = scope;
            return;
        }
        match name {
            "hr" => self.separator(),
            "ul" | "ol" | "menu" | "dir" | "dl" => self.list(node, name),
            // An item outside a list is one all the same.
            "li" | "dt" | "dd" => self.item(node),
            "table" => self.table(node),
            "pre" => {
                if scope.cell.is_none() {
                    self.scope.kind = Kind::Code;
                }
                self.children(node);
            }
            "figcaption" if scope.cell.is_none() => {
                self.scope.kind = Kind::Caption;
                self.children(node);
            }
            "figure" => self.figure(node),
            "blockquote" => self.group(GroupKind::Quote, None, |reader| reader.children(node)),
            "details" => self.details(node),
            "section" | "div" | "aside" if names::is_of_type(tree, node, NOTES) => {
                self.scope.in_notes = true;
                self.scope.kind = Kind::Note;
                let label = names::given_name(tree, self.identifiers, node);
                self.group(GroupKind::Notes, label, |reader| reader.children(node));
            }
            "aside" if !self.scope.in_notes => {
                let label = names::given_name(tree, self.identifiers, node);
                self.group(GroupKind::Aside, label, |reader| reader.children(node));
            }
            _ => self.children(node),
        }
        self.boundary();
        self.scope = scope;
    }

    /// Notes what the element calls itself, when a reader may want to jump to it.
    fn mark(&mut self, node: NodeId) {
        const MARKS: usize = 200;
        let tree = self.tree;
        let Some(kind) = names::types(tree, node).find_map(names::landmark) else { return };
        if self.marks.len() >= MARKS {
            return;
        }
        let heading = || {
            let mut below = tree.descendants(node).take(50);
            let heading = below.find(|&it| matches!(tree.name(it), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"))?;
            Some(tree.label(heading))
        };
        let title = names::given_name(tree, self.identifiers, node).or_else(heading).unwrap_or_default();
        self.marks.push(Mark { kind, title, block: self.section.blocks.len() });
    }

    fn heading_level(&self, node: NodeId, name: &str) -> Option<u8> {
        if names::has_role(self.tree, node, "heading") {
            let level = self.tree.attribute(node, "aria-level").and_then(|level| level.trim().parse::<u32>().ok());
            let own = name.strip_prefix('h').and_then(|level| level.parse().ok());
            return Some(level.or(own).unwrap_or(2).clamp(1, 6) as u8);
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !names::is_presentational(self.tree, node) => {
                name[1..].parse().ok()
            }
            _ => None,
        }
    }

    fn target(&mut self, reference: &str) -> Option<Target> {
        match href::resolve(self.path, reference) {
            Href::Inside { path, fragment } => Some(Target::Internal { href: path, fragment }),
            Href::Outside(address) => Some(Target::External(address)),
            Href::Unsafe => {
                if self.unsafe_references.len() < limits::DEFECTS {
                    self.unsafe_references.push(reference.chars().take(200).collect());
                }
                None
            }
        }
    }

    fn separator(&mut self) {
        if self.scope.cell.is_some() {
            return;
        }
        let block = self.new_block(Kind::Separator, String::new());
        self.push_block(block);
    }

    fn page_break(&mut self, node: NodeId) {
        let label = names::page_label(self.tree, node);
        let id = self.tree.attribute(node, "id").map(str::to_owned);
        self.wait_for_identifier(node);
        // In the middle of a text it is a place only: a sentence goes on over the page.
        if !self.flow.is_empty() || self.scope.cell.is_some() {
            self.waiting_breaks.push((label, id));
            return;
        }
        self.waiting_breaks.push((label.clone(), id));
        let mut block = self.new_block(Kind::PageBreak, String::new());
        block.label = label;
        self.push_block(block);
    }

    /// Between two elements that stand on their own lines: the block ends; inside a cell only its line.
    fn boundary(&mut self) {
        if self.scope.cell.is_some() { self.flow.line() } else { self.flush() }
    }

    /// Ends the block that is being read.
    fn flush(&mut self) {
        if self.flow.is_empty() {
            // Styles start anew, white space is dropped.
            self.flow.take(false);
            self.begun = None;
            return;
        }
        let kind = if self.scope.cell.is_some() { Kind::Cell } else { self.scope.kind };
        let (text, inlines) = self.flow.take(kind == Kind::Code);
        let side = self.begun.take().unwrap_or(self.scope.side);
        let fragment = self.fragment.take();
        if text.is_empty() {
            self.waiting.extend(fragment);
            return;
        }
        let mut block = self.new_block(kind, text);
        block.direction = self.direction(side, &block.text);
        block.inlines = inlines;
        block.fragment = fragment;
        self.section.blocks.push(block);
        for formula in std::mem::take(&mut self.wanting_description) {
            self.describe(formula, self.section.blocks.len() - 1);
        }
    }

    fn new_block(&self, kind: Kind, text: String) -> Block {
        let direction = self.direction(self.scope.side, &text);
        let mut block = Block::new(kind, text);
        block.direction = direction;
        block.language =
            self.scope.language.clone().filter(|language| Some(language) != self.section.language.as_ref());
        block.cell = self.scope.cell;
        block
    }

    /// Adds a block that is no running text.
    fn push_block(&mut self, mut block: Block) {
        self.flush();
        self.bind((self.section.blocks.len(), 0));
        block.fragment = self.fragment.take();
        self.section.blocks.push(block);
    }

    fn label_by(&self, node: NodeId, name: &str) -> Option<String> {
        names::given_name(self.tree, self.identifiers, node)
            .or_else(|| self.tree.child(node, name).map(|label| self.tree.label(label)))
            .filter(|label| !label.is_empty())
    }

    /// Reads what belongs together. Inside a cell there are no groups, the cell is one.
    fn group(&mut self, kind: GroupKind, label: Option<String>, read: impl FnOnce(&mut Self)) {
        if self.scope.cell.is_some() && !matches!(kind, GroupKind::Table { .. }) {
            return read(self);
        }
        self.flush();
        let index = self.section.groups.len();
        let start = self.section.blocks.len();
        self.section.groups.push(Group { kind, blocks: start..start, parent: self.groups.last().copied(), label });
        self.groups.push(index);
        read(self);
        self.flush();
        self.groups.pop();
        self.section.groups[index].blocks.end = self.section.blocks.len();
    }

    fn drop_empty_groups(&mut self) {
        let groups = std::mem::take(&mut self.section.groups);
        let mut kept: Vec<Option<usize>> = Vec::with_capacity(groups.len());
        for mut group in groups {
            if group.blocks.is_empty() {
                // What stood in it is empty too.
                kept.push(None);
                continue;
            }
            group.parent = group.parent.and_then(|parent| kept[parent]);
            kept.push(Some(self.section.groups.len()));
            self.section.groups.push(group);
        }
    }

    /// Inlines for a text that came whole: the links that are open around it.
    fn open_links(&self, length: usize) -> Vec<Inline> {
        if length == 0 {
            return Vec::new();
        }
        let links = self.flow.styles().filter(|style| matches!(style, Style::Link(_) | Style::NoteReference(_)));
        links.map(|style| Inline { range: 0..length, style: style.clone() }).collect()
    }
}

#[cfg(test)]
mod tests;
