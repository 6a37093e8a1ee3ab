//! A document read whole, or in stretches that are a section each.

use std::collections::HashMap;

use super::direction::Side;
use super::{Document, Flow, Reader, Scope};
use crate::book::{GroupKind, Kind, Language, Section};
use crate::format::limits::{self, Deadline};
use crate::format::markup::names;
use crate::format::markup::tree::{NodeId, ROOT, Tree};

/// A stretch of a document that is a section of its own.
#[derive(Debug)]
pub(in crate::format) struct Part {
    pub(in crate::format) path: String,
    pub(in crate::format) nodes: Vec<NodeId>,
    /// How many sections are around it.
    pub(in crate::format) depth: u8,
    /// All of it is notes.
    pub(in crate::format) notes: bool,
}

/// Reads the tree of the document at `path`; at most `room` blocks. `language` is the book's.
pub(in crate::format) fn read(
    tree: &Tree,
    path: &str,
    room: usize,
    language: Option<&Language>,
    deadline: Deadline,
) -> Document {
    let identifiers = names::Identifiers::of(tree);
    let mut reader = Reader::new(tree, &identifiers, path, room, language, deadline);
    reader.document();
    reader.finish()
}

/// Reads stretches of a document, a section each; at most `room` blocks of all.
pub(in crate::format) fn read_parts(
    tree: &Tree,
    parts: &[Part],
    mut room: usize,
    language: Option<&Language>,
    deadline: Deadline,
) -> Vec<Document> {
    let identifiers = names::Identifiers::of(tree);
    let mut documents = Vec::with_capacity(parts.len());
    for part in parts {
        let mut reader = Reader::new(tree, &identifiers, &part.path, room, language, deadline);
        reader.part(part);
        let document = reader.finish();
        room = room.saturating_sub(document.section.blocks.len());
        documents.push(document);
    }
    documents
}

/// Which part each fragment identifier of a document stands in.
pub(in crate::format) fn parts_of_identifiers(tree: &Tree, parts: &[Part]) -> HashMap<String, usize> {
    let mut known = HashMap::new();
    for (number, part) in parts.iter().enumerate() {
        for &node in &part.nodes {
            for below in std::iter::once(node).chain(tree.descendants(node)) {
                if let Some(id) = tree.attribute(below, "id").filter(|_| known.len() < limits::ANCHORS) {
                    known.entry(id.to_owned()).or_insert(number);
                }
            }
        }
    }
    known
}

impl<'a> Reader<'a> {
    fn new(
        tree: &'a Tree,
        identifiers: &'a names::Identifiers<'a>,
        path: &'a str,
        room: usize,
        language: Option<&'a Language>,
        deadline: Deadline,
    ) -> Self {
        Self {
            tree,
            path,
            room,
            language,
            guessed: None,
            deadline,
            identifiers,
            section: Section::new(path),
            breaks: Vec::new(),
            ends: HashMap::new(),
            unsafe_references: Vec::new(),
            remote: Vec::new(),
            marks: Vec::new(),
            cut: false,
            flow: Flow::default(),
            begun: None,
            fragment: None,
            waiting: Vec::new(),
            waiting_breaks: Vec::new(),
            groups: Vec::new(),
            deferred: Vec::new(),
            scope: Scope { kind: Kind::Paragraph, language: None, side: Side::default(), cell: None, in_notes: false },
            marker: None,
            credit: None,
            wanting_description: Vec::new(),
            drawings: None,
            written: None,
            steps: 0,
        }
    }

    fn finish(self) -> Document {
        let Self { section, breaks, ends, unsafe_references, remote, marks, cut, .. } = self;
        Document { section, breaks, ends, unsafe_references, remote, marks, cut }
    }

    fn part(&mut self, part: &Part) {
        let around = part.nodes.first().and_then(|&first| self.tree.parent(first));
        let around = std::iter::successors(around, |&at| self.tree.parent(at));
        let around: Vec<NodeId> = around.filter(|&at| at != ROOT).collect();
        let language = around.iter().find_map(|&node| self.own_language(node));
        let side = around.iter().rev().fold(Side::default(), |side, &node| self.side(node, side));
        self.section.language.clone_from(&language);
        self.scope.language = language;
        self.begin_from(side);
        let read = |reader: &mut Self| {
            for &node in &part.nodes {
                if reader.tree.is_text(node) { reader.text(reader.tree.text(node)) } else { reader.element(node) }
            }
        };
        if part.notes {
            self.scope.in_notes = true;
            self.scope.kind = Kind::Note;
            self.group(GroupKind::Notes, None, read);
        } else {
            read(self);
        }
        self.end();
    }
}
