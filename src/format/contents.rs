//! Content documents, read within what a whole book may cost.

use std::collections::{HashMap, HashSet};

use super::container::{Container, Fault};
use super::limits::{self, Deadline};
use super::markup::blocks::{self, Break, Document, Mark, Part};
use super::markup::{self, Dialect, Tree};
use super::styling::Styling;
use super::{Defects, Error};
use crate::book::{Code, Language, Section};

/// A content document, read once however often the spine names it.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) section: Section,
    pub(super) breaks: Vec<Break>,
    /// Fragment identifier → (block, byte) behind its element.
    pub(super) ends: HashMap<String, (usize, usize)>,
    /// Parts of the book that a reader jumps to, as the document itself calls them.
    pub(super) marks: Vec<Mark>,
}

impl Content {
    pub(super) fn new(path: &str) -> Self {
        Self::of(Section::new(path))
    }

    /// A section that was read by itself.
    pub(super) fn of(section: Section) -> Self {
        Self { section, breaks: Vec::new(), ends: HashMap::new(), marks: Vec::new() }
    }
}

/// What is spent while documents are read.
pub(super) struct Reading<'a> {
    pub(super) container: &'a Container,
    /// What is encrypted.
    protected: Option<&'a HashSet<String>>,
    pub(super) deadline: Deadline,
    pub(super) defects: &'a mut Defects,
    /// The book's first.
    pub(super) language: Option<&'a Language>,
    /// Its style sheets, where they count.
    styling: Option<Styling>,
    bytes: u64,
    nodes: usize,
    blocks: usize,
    /// The fault that the reader should hear of when nothing is left to read.
    worst: Option<Fault>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        container: &'a Container,
        protected: Option<&'a HashSet<String>>,
        deadline: Deadline,
        defects: &'a mut Defects,
        language: Option<&'a Language>,
    ) -> Self {
        Self {
            container,
            protected,
            deadline,
            defects,
            language,
            styling: None,
            bytes: 0,
            nodes: 0,
            blocks: 0,
            worst: None,
        }
    }

    /// What the book's style sheets hide is left out from here on.
    pub(super) fn follow_styles(&mut self) {
        self.styling = Some(Styling::default());
    }

    /// The document at this path, after `prepare` has made HTML of it; empty, with a defect, when it cannot be read.
    pub(super) fn document(&mut self, path: &str, dialect: Dialect, prepare: impl FnOnce(&mut Tree)) -> Content {
        if self.blocks >= limits::BLOCKS || self.deadline.has_passed() {
            self.defects.add(Code::Limit, path);
            self.note_worst(Fault::TooLarge);
            return Content::new(path);
        }
        let Some(mut tree) = self.tree(path, dialect) else { return Content::new(path) };
        prepare(&mut tree);
        if let Some(styling) = &mut self.styling {
            styling.apply(&mut tree, path, self.container);
        }
        self.whole(&tree, path)
    }

    /// A document of HTML that was read into a tree already.
    pub(super) fn whole(&mut self, tree: &Tree, path: &str) -> Content {
        let room = limits::BLOCKS.saturating_sub(self.blocks);
        let document = blocks::read(tree, path, room, self.language, self.deadline);
        self.content(document)
    }

    /// Stretches of a document that was made HTML, a section each.
    pub(super) fn parts(&mut self, tree: &Tree, parts: &[Part]) -> Vec<Content> {
        let room = limits::BLOCKS.saturating_sub(self.blocks);
        let documents = blocks::read_parts(tree, parts, room, self.language, self.deadline);
        documents.into_iter().map(|document| self.content(document)).collect()
    }

    /// A document that was written as HTML here, of what the file at this path tells.
    pub(super) fn written(&mut self, path: &str, html: &str) -> Content {
        let room = limits::NODES.min(limits::BOOK_NODES.saturating_sub(self.nodes));
        let tree = Tree::parse_within(html, Dialect::Xml, room, self.deadline);
        self.nodes += tree.size();
        if tree.cut {
            self.defects.add(Code::Limit, path);
        }
        self.whole(&tree, path)
    }

    fn content(&mut self, document: Document) -> Content {
        if document.cut {
            self.defects.add(Code::Limit, &document.section.href);
        }
        for reference in &document.unsafe_references {
            self.defects.add(Code::Unsafe, reference);
        }
        for address in &document.remote {
            self.defects.add(Code::Remote, address);
        }
        self.blocks += document.section.blocks.len();
        let blocks::Document { section, breaks, ends, marks, .. } = document;
        Content { section, breaks, ends, marks }
    }

    /// Why there is nothing to read.
    pub(super) fn nothing(&self) -> Error {
        match self.worst {
            Some(Fault::TooLarge) => Error::TooLarge("text".into()),
            Some(Fault::Protected) => Error::Protected("".into()),
            Some(Fault::Missing | Fault::Unreadable) | None if self.deadline.has_passed() => Error::TimedOut,
            Some(Fault::Missing | Fault::Unreadable) | None => Error::Damaged("no text".into()),
        }
    }

    /// The markup at this path; `None`, with a defect, when it cannot be read.
    pub(super) fn tree(&mut self, path: &str, dialect: Dialect) -> Option<Tree> {
        if self.protected.is_some_and(|protected| protected.contains(path)) {
            return self.fail(path, Fault::Protected);
        }
        let room = limits::MARKUP_BYTES.min(limits::TEXT_BYTES.saturating_sub(self.bytes));
        let content = match self.container.read(path, room) {
            Ok(content) => content,
            Err(fault) => return self.fail(path, fault),
        };
        self.bytes += content.bytes.len() as u64;
        if !content.whole {
            self.defects.add(Code::Unreadable, path);
        }
        let (text, decoded) = markup::decode(&content.bytes);
        drop(content);
        let tree = self.parsed(path, &text, dialect);
        if tree.malformed || !decoded {
            self.defects.add(Code::Malformed, path);
        }
        Some(tree)
    }

    /// The markup of a document that was read already.
    pub(super) fn parsed(&mut self, path: &str, text: &str, dialect: Dialect) -> Tree {
        let room = limits::NODES.min(limits::BOOK_NODES.saturating_sub(self.nodes));
        let tree = Tree::parse_within(text, dialect, room, self.deadline);
        self.nodes += tree.size();
        if tree.cut {
            self.defects.add(Code::Limit, path);
        }
        tree
    }

    fn fail(&mut self, path: &str, fault: Fault) -> Option<Tree> {
        let code = match fault {
            Fault::Missing => Code::Missing,
            Fault::TooLarge => Code::Limit,
            Fault::Protected => Code::Protected,
            Fault::Unreadable => Code::Unreadable,
        };
        self.defects.add(code, path);
        self.note_worst(fault);
        None
    }

    fn note_worst(&mut self, fault: Fault) {
        if self.worst.is_none() || matches!(fault, Fault::TooLarge | Fault::Protected) {
            self.worst = Some(fault);
        }
    }
}
