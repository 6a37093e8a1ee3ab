//! A document as a tree: lenient, bounded in depth, size and time; of a DTD only words that it names inside are read.
//!
//! Tokens are quick-xml's; what is not well-formed is taken as HTML takes it
//! (<https://html.spec.whatwg.org/multipage/parsing.html>).

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::characters::{Reference, attribute_value, reference};
use crate::format::limits::{self, Deadline};

mod entities;

use entities::Entities;

/// How end tags may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Dialect {
    /// Package documents and the like.
    Xml,
    /// Content documents: `br` and its like are empty, `li`, `td`, `p` end by themselves.
    Html,
}

pub(in crate::format) type NodeId = usize;

/// The document itself, the parent of its outermost elements.
pub(in crate::format) const ROOT: NodeId = 0;
const NONE: u32 = u32::MAX;
/// Faults after which the rest of a document is left out: each may cost a walk to its end.
const FAULTS: usize = 200;

#[derive(Debug, Clone)]
enum Content {
    Element { name: u32, attributes: Range<u32> },
    Text(Range<u32>),
}

#[derive(Debug, Clone)]
struct Node {
    content: Content,
    parent: u32,
    first: u32,
    last: u32,
    next: u32,
}

#[derive(Debug)]
struct Attribute {
    name: u32,
    value: String,
}

#[derive(Debug, Default)]
struct Names {
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.texts.len() as u32;
        self.texts.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

/// A document. Element names are local and lower-case; attribute names are lower-case with their prefix, but for the
/// prefixes that are bound to nothing we know.
#[derive(Debug)]
pub(in crate::format) struct Tree {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    names: Names,
    text: String,
    /// Not well-formed, read nevertheless.
    pub(in crate::format) malformed: bool,
    /// Deeper, longer or slower than the limits allow; the rest is left out or flattened.
    pub(in crate::format) cut: bool,
}

impl Tree {
    pub(in crate::format) fn parse(text: &str, dialect: Dialect, deadline: Deadline) -> Self {
        Self::parse_within(text, dialect, limits::NODES, deadline)
    }

    /// At most `room` elements and runs of text.
    pub(in crate::format) fn parse_within(text: &str, dialect: Dialect, room: usize, deadline: Deadline) -> Self {
        let mut builder = Builder::new(text.len().min(1 << 24), dialect, room, deadline);
        builder.read(text);
        builder.tree
    }

    /// Elements and runs of text.
    pub(in crate::format) fn size(&self) -> usize {
        self.nodes.len()
    }

    /// The element's name, empty for text and for the root.
    pub(in crate::format) fn name(&self, node: NodeId) -> &str {
        match self.nodes.get(node).map(|node| &node.content) {
            Some(Content::Element { name, .. }) => &self.names.texts[*name as usize],
            Some(Content::Text(_)) | None => "",
        }
    }

    pub(in crate::format) fn is_text(&self, node: NodeId) -> bool {
        matches!(self.nodes.get(node).map(|node| &node.content), Some(Content::Text(_)))
    }

    /// The node's own text, when it is text.
    pub(in crate::format) fn text(&self, node: NodeId) -> &str {
        match self.nodes.get(node).map(|node| &node.content) {
            Some(Content::Text(range)) => &self.text[range.start as usize..range.end as usize],
            Some(Content::Element { .. }) | None => "",
        }
    }

    pub(in crate::format) fn attribute(&self, node: NodeId, name: &str) -> Option<&str> {
        let Content::Element { attributes, .. } = &self.nodes.get(node)?.content else { return None };
        self.attributes[attributes.start as usize..attributes.end as usize]
            .iter()
            .find(|attribute| self.names.texts[attribute.name as usize] == name)
            .map(|attribute| attribute.value.as_str())
    }

    /// The attribute by its local name, whatever its prefix.
    pub(in crate::format) fn local_attribute(&self, node: NodeId, name: &str) -> Option<&str> {
        self.attribute(node, name).or_else(|| {
            let Content::Element { attributes, .. } = &self.nodes.get(node)?.content else { return None };
            self.attributes[attributes.start as usize..attributes.end as usize]
                .iter()
                .find(|attribute| {
                    self.names.texts[attribute.name as usize].split_once(':').is_some_and(|(_, local)| local == name)
                })
                .map(|attribute| attribute.value.as_str())
        })
    }

    /// Calls an element otherwise: for markup of another kind that is read as HTML.
    pub(in crate::format) fn rename(&mut self, node: NodeId, to: &str) {
        let number = self.names.number(to);
        if let Some(Content::Element { name, .. }) = self.nodes.get_mut(node).map(|node| &mut node.content) {
            *name = number;
        }
    }

    /// Gives an element an attribute, over one of that name that it has.
    pub(in crate::format) fn set_attribute(&mut self, node: NodeId, name: &str, value: String) {
        let Some(Content::Element { attributes, .. }) = self.nodes.get(node).map(|node| node.content.clone()) else {
            return;
        };
        let number = self.names.number(name);
        let start = self.attributes.len();
        self.attributes.push(Attribute { name: number, value });
        for index in attributes.start as usize..attributes.end as usize {
            let Attribute { name, value } = &self.attributes[index];
            let copy = Attribute { name: *name, value: value.clone() };
            self.attributes.push(copy);
        }
        let range = start as u32..self.attributes.len() as u32;
        if let Some(Content::Element { attributes, .. }) = self.nodes.get_mut(node).map(|node| &mut node.content) {
            *attributes = range;
        }
    }

    /// Adds text behind all that an element holds.
    pub(in crate::format) fn append_text(&mut self, parent: NodeId, text: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        let range = start..self.text.len() as u32;
        self.attach(Content::Text(range), parent);
    }

    fn attach(&mut self, content: Content, parent: NodeId) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(Node { content, parent: parent as u32, first: NONE, last: NONE, next: NONE });
        let last = self.nodes[parent].last;
        if last == NONE {
            self.nodes[parent].first = id as u32;
        } else {
            self.nodes[last as usize].next = id as u32;
        }
        self.nodes[parent].last = id as u32;
        id
    }

    pub(in crate::format) fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.nodes.get(node).map(|node| node.parent).filter(|&parent| parent != NONE).map(|parent| parent as NodeId)
    }

    pub(in crate::format) fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let first = self.nodes.get(node).map_or(NONE, |node| node.first);
        std::iter::successors((first != NONE).then_some(first as NodeId), |&child| {
            Some(self.nodes[child].next).filter(|&next| next != NONE).map(|next| next as NodeId)
        })
    }

    pub(in crate::format) fn elements(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(node).filter(|&child| !self.is_text(child))
    }

    pub(in crate::format) fn child(&self, node: NodeId, name: &str) -> Option<NodeId> {
        self.elements(node).find(|&child| self.name(child) == name)
    }

    /// All nodes below this one, in document order.
    pub(in crate::format) fn descendants(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut at = node;
        std::iter::from_fn(move || {
            let here = self.nodes.get(at)?;
            if here.first != NONE {
                at = here.first as NodeId;
                return Some(at);
            }
            loop {
                if at == node {
                    return None;
                }
                let here = &self.nodes[at];
                if here.next != NONE {
                    at = here.next as NodeId;
                    return Some(at);
                }
                at = here.parent as NodeId;
            }
        })
    }

    pub(in crate::format) fn descendant(&self, node: NodeId, name: &str) -> Option<NodeId> {
        self.descendants(node).find(|&below| self.name(below) == name)
    }

    /// All text below the node, white space collapsed and trimmed.
    pub(in crate::format) fn text_content(&self, node: NodeId) -> String {
        self.text_within(node, usize::MAX)
    }

    /// The text of a name or a title, which is short where it is one.
    pub(in crate::format) fn label(&self, node: NodeId) -> String {
        let mut label = self.text_within(node, limits::LABEL_BYTES);
        label.truncate(label.floor_char_boundary(limits::LABEL_BYTES));
        label
    }

    /// The text below the node, read on until it has this many bytes.
    fn text_within(&self, node: NodeId, most: usize) -> String {
        let mut content = String::new();
        for below in std::iter::once(node).chain(self.descendants(node)) {
            if content.len() > most {
                break;
            }
            if matches!(self.name(below), "br" | "p" | "div" | "li" | "td") {
                content.push(' ');
            }
            let text = self.text(below);
            content.push_str(&text[..text.floor_char_boundary(most.saturating_add(1))]);
        }
        collapse(&content)
    }
}

/// White space collapsed and trimmed; soft hyphens and control characters left out.
pub(in crate::format) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split([' ', '\n', '\t', '\r', '\u{c}']).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|c| is_kept(*c)));
    }
    out
}

/// Whether a character belongs to a block's text.
pub(super) fn is_kept(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{ad}' | '\u{feff}')
}

struct Builder {
    tree: Tree,
    stack: Vec<NodeId>,
    /// Elements that are open but too deep to stand in the tree.
    flattened: usize,
    dialect: Dialect,
    room: usize,
    deadline: Deadline,
    /// What the document has names for.
    entities: Entities,
}

impl Builder {
    fn new(capacity: usize, dialect: Dialect, room: usize, deadline: Deadline) -> Self {
        let mut names = Names::default();
        let name = names.number("");
        let root = Node {
            content: Content::Element { name, attributes: 0..0 },
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
        };
        let tree = Tree {
            nodes: vec![root],
            attributes: Vec::new(),
            names,
            text: String::with_capacity(capacity),
            malformed: false,
            cut: false,
        };
        Self { tree, stack: vec![ROOT], flattened: 0, dialect, room, deadline, entities: Entities::default() }
    }

    fn read(&mut self, text: &str) {
        let mut from = 0;
        let mut faults = 0;
        while from < text.len() {
            // The reader passes over a byte order mark without counting it.
            from = text.len() - text[from..].trim_start_matches('\u{feff}').len();
            // A fault is a «<» that opens nothing: it is text, and reading goes on behind it.
            let Some(fault) = self.read_until_fault(&text[from..]) else { break };
            self.tree.malformed = true;
            faults += 1;
            let at = from + fault;
            if faults > FAULTS {
                self.tree.cut = true;
                break;
            }
            if text[at..].starts_with('<') {
                self.push_text("<");
                from = at + 1;
            } else {
                from = text.ceil_char_boundary(at + 1);
            }
        }
        if self.stack.len() > 1
            && (self.dialect == Dialect::Xml || !self.stack[1..].iter().all(|&id| self.ends_itself(id)))
        {
            self.tree.malformed = true;
        }
    }

    fn ends_itself(&self, node: NodeId) -> bool {
        matches!(self.tree.name(node), "html" | "body" | "p" | "li" | "dt" | "dd" | "td" | "th" | "tr" | "tbody")
    }

    /// Reads on; the byte of the first fault, or `None` at the end.
    fn read_until_fault(&mut self, text: &str) -> Option<usize> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        let mut events = 0usize;
        loop {
            let position = reader.buffer_position() as usize;
            events += 1;
            if self.tree.nodes.len() >= self.room || (events.is_multiple_of(4096) && self.deadline.has_passed()) {
                self.tree.cut = true;
                return None;
            }
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    if !opens(tag.name().as_ref()) {
                        return Some(position);
                    }
                    let void = self.dialect == Dialect::Html && is_void(local(tag.name().as_ref()));
                    self.open(&tag, void);
                }
                Ok(Event::Empty(tag)) => {
                    if !opens(tag.name().as_ref()) {
                        return Some(position);
                    }
                    self.open(&tag, true);
                }
                Ok(Event::End(tag)) => self.close(tag.name().as_ref()),
                Ok(Event::Text(text)) => self.push_text(&String::from_utf8_lossy(&text)),
                Ok(Event::CData(text)) => self.push_text(&String::from_utf8_lossy(&text)),
                Ok(Event::GeneralRef(name)) => {
                    let name = String::from_utf8_lossy(&name);
                    match (self.entities.word(&name), reference(&name)) {
                        (Some(text), _) => self.push_text(&text),
                        (None, Some(Reference::Character(character))) => {
                            self.push_text(character.encode_utf8(&mut [0; 4]));
                        }
                        (None, Some(Reference::Text(text))) => self.push_text(text),
                        (None, None) => self.tree.malformed = true,
                    }
                }
                Ok(Event::DocType(declared)) if self.entities.is_empty() => {
                    self.entities.declare(&String::from_utf8_lossy(&declared));
                }
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_)) => {}
                Ok(Event::Eof) => return None,
                Err(_) => return Some(position.min(text.len().saturating_sub(1))),
            }
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, empty: bool) {
        let qualified = tag.name();
        if qualified.as_ref().iter().filter(|&&byte| byte == b':').count() > 1 {
            self.tree.malformed = true;
        }
        let name = local(qualified.as_ref()).to_ascii_lowercase();
        let name = String::from_utf8_lossy(&name);
        if self.dialect == Dialect::Html {
            self.close_implied(&name);
        }
        let number = self.tree.names.number(&name);
        if self.stack.len() > limits::DEPTH {
            self.tree.cut = true;
            if !empty {
                self.flattened += 1;
            }
            return;
        }
        let start = self.tree.attributes.len() as u32;
        let mut attributes = tag.html_attributes();
        attributes.with_checks(false);
        for attribute in attributes {
            let Ok(attribute) = attribute else {
                self.tree.malformed = true;
                break;
            };
            let key = String::from_utf8_lossy(attribute.key.as_ref()).to_ascii_lowercase();
            let name = self.tree.names.number(&key);
            let raw = String::from_utf8_lossy(&attribute.value);
            let value = attribute_value(&self.entities.resolve(&raw));
            self.tree.attributes.push(Attribute { name, value });
        }
        let end = self.tree.attributes.len() as u32;
        let node = self.push(Content::Element { name: number, attributes: start..end });
        if !empty {
            self.stack.push(node);
        }
    }

    fn push(&mut self, content: Content) -> NodeId {
        let parent = self.stack.last().copied().unwrap_or(ROOT);
        self.tree.attach(content, parent)
    }

    fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        // The outermost level holds no text but in fragments; blank runs there are nothing.
        if self.stack.len() == 1 && text.trim().is_empty() {
            return;
        }
        let start = self.tree.text.len() as u32;
        self.tree.text.push_str(text);
        let end = self.tree.text.len() as u32;
        let parent = self.stack.last().copied().unwrap_or(ROOT);
        let last = self.tree.nodes[parent].last;
        if last != NONE
            && let Content::Text(range) = &mut self.tree.nodes[last as usize].content
            && range.end == start
        {
            range.end = end;
            return;
        }
        self.push(Content::Text(start..end));
    }

    fn close(&mut self, qualified: &[u8]) {
        let name = local(qualified).to_ascii_lowercase();
        if self.flattened > 0 {
            self.flattened -= 1;
            return;
        }
        if self.dialect == Dialect::Html && is_void(&name) {
            return;
        }
        let name = String::from_utf8_lossy(&name);
        let Some(depth) = self.stack.iter().rposition(|&node| node != ROOT && self.tree.name(node) == name) else {
            // An end tag whose element ended by itself is no fault in HTML; both are read alike.
            self.tree.malformed = true;
            return;
        };
        if depth + 1 != self.stack.len() {
            self.tree.malformed = true;
        }
        self.stack.truncate(depth);
    }

    /// Ends the elements that HTML ends when this one begins.
    fn close_implied(&mut self, name: &str) {
        let (ended, bounds): (&[&str], &[&str]) = match name {
            "p" => (&["p"], &[]),
            "li" => (&["li"], &["ul", "ol", "menu"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table", "tbody", "thead", "tfoot"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
            "option" => (&["option"], &["select"]),
            _ => return,
        };
        for depth in (1..self.stack.len()).rev() {
            let open = self.tree.name(self.stack[depth]);
            if ended.contains(&open) {
                self.tree.malformed = true;
                self.stack.truncate(depth);
                return;
            }
            // Without bounds only the innermost element is ended.
            if bounds.is_empty() || bounds.contains(&open) {
                return;
            }
        }
    }
}

fn local(qualified: &[u8]) -> &[u8] {
    qualified.iter().rposition(|&byte| byte == b':').map_or(qualified, |colon| &qualified[colon + 1..])
}

/// Whether this can be the name of an element, not a «<» in running text.
fn opens(name: &[u8]) -> bool {
    name.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_' || *byte >= 0x80)
}

fn is_void(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        name.as_slice(),
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
    )
}

#[cfg(test)]
mod tests;
