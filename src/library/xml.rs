//! A small tree of XML elements with their namespaces resolved: what Atom, OpenSearch and SOAP need, and no more.
//!
//! Namespaces in XML <https://www.w3.org/TR/xml-names/>, XML Base <https://www.w3.org/TR/xmlbase/>. No entity but the
//! named characters is expanded and nothing outside the text is read.

use std::borrow::Cow;
use std::sync::Arc;

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{PrefixDeclaration, ResolveResult};
use url::Url;

use super::catalog::{resolve, text};

/// Elements nested deeper are left out, their text is kept.
const MAX_DEPTH: usize = 64;
/// A tree with more elements is cut.
const MAX_ELEMENTS: usize = 400_000;
/// Attributes of one element.
const MAX_ATTRIBUTES: usize = 64;

/// The namespaces that matter here. Prefixes do not: every server has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    Atom,
    Opds,
    /// Dublin Core, terms and elements.
    DublinCore,
    Threading,
    OpenSearch,
    Schema,
    /// Packages of EPUB, whose roles of people are used in feeds, too.
    Opf,
    Xhtml,
    /// Envelopes of SOAP 1.1.
    Soap,
    DaisyOnline,
    /// Bookmarks of ANSI/NISO Z39.86.
    Bookmark,
    Xml,
    None,
    Other,
}

impl Space {
    fn of(uri: &str) -> Self {
        match uri.trim_end_matches(['/', '#']) {
            "http://www.w3.org/2005/Atom" | "http://purl.org/atom/ns" => Self::Atom,
            "http://opds-spec.org/2010/catalog" | "https://opds-spec.org/2010/catalog" => Self::Opds,
            "http://purl.org/dc/terms" | "http://purl.org/dc/elements/1.1" => Self::DublinCore,
            "http://purl.org/syndication/thread/1.0" => Self::Threading,
            "http://a9.com/-/spec/opensearch/1.1" | "http://a9.com/-/spec/opensearchrss/1.0" => Self::OpenSearch,
            "http://schema.org" | "https://schema.org" => Self::Schema,
            "http://www.idpf.org/2007/opf" => Self::Opf,
            "http://www.w3.org/1999/xhtml" => Self::Xhtml,
            "http://schemas.xmlsoap.org/soap/envelope" => Self::Soap,
            "http://www.daisy.org/ns/daisy-online" => Self::DaisyOnline,
            "http://www.daisy.org/z3986/2005/bookmark" => Self::Bookmark,
            "http://www.w3.org/XML/1998/namespace" => Self::Xml,
            "" => Self::None,
            _ => Self::Other,
        }
    }

    /// What an undeclared prefix usually means.
    fn of_prefix(prefix: &[u8]) -> Self {
        match prefix {
            b"atom" => Self::Atom,
            b"opds" => Self::Opds,
            b"dc" | b"dcterms" => Self::DublinCore,
            b"thr" => Self::Threading,
            b"opensearch" => Self::OpenSearch,
            b"schema" => Self::Schema,
            b"opf" => Self::Opf,
            b"xml" => Self::Xml,
            _ => Self::Other,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Element {
    pub space: Space,
    /// The local name.
    pub name: String,
    attributes: Vec<(Space, String, String)>,
    pub children: Vec<Node>,
    /// What relative addresses in this element are relative to.
    pub base: Arc<Url>,
}

#[derive(Debug, Clone)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// An attribute without a namespace.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_in(Space::None, name)
    }

    pub fn attribute_in(&self, space: Space, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, key, _)| *own == space && key == name).map(|(.., value)| value.trim())
    }

    /// Those without a namespace, as they were written.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.attributes.iter().filter(|(space, ..)| *space == Space::None);
        own.map(|(_, name, value)| (name.as_str(), value.as_str()))
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Child elements of this name. Atom's own are also found where a server forgot the namespace.
    pub fn children_of<'a>(&'a self, space: Space, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |child| child.name == name && child.is_in(space))
    }

    pub fn child(&self, space: Space, name: &str) -> Option<&Element> {
        self.elements().find(|child| child.name == name && child.is_in(space))
    }

    pub fn is_in(&self, space: Space) -> bool {
        self.space == space || (space == Space::Atom && self.space == Space::None)
    }

    /// All text inside.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, false);
        text
    }

    /// All text inside as XHTML means it: blocks on lines of their own, newlines of the source as spaces, scripts left out.
    pub fn prose(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, true);
        text
    }

    fn write(&self, into: &mut String, prose: bool) {
        for node in &self.children {
            match node {
                Node::Text(text) if prose => {
                    into.extend(text.chars().map(|char| if char == '\n' { ' ' } else { char }))
                }
                Node::Text(text) => into.push_str(text),
                Node::Element(child) if !prose => child.write(into, false),
                Node::Element(child) if text::is_silent(&child.name) => {}
                Node::Element(child) => {
                    let block = text::is_block(&child.name);
                    if block {
                        into.push(text::BREAK);
                    }
                    child.write(into, true);
                    if block {
                        into.push(text::BREAK);
                    }
                }
            }
        }
    }
}

/// Reads a document leniently: unclosed elements are closed, what follows a fault of syntax is left out. `None` when there
/// is no element at all.
pub fn parse(source: &str, address: &Url) -> Option<Element> {
    let mut reader = NsReader::from_str(source.trim_start());
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut builder =
        Builder { address: Arc::new(address.clone()), open: Vec::new(), root: None, left_out: 0, elements: 0 };
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => builder.open(&reader, &start),
            Ok(Event::Empty(start)) => {
                builder.open(&reader, &start);
                builder.close(start.local_name().as_ref());
            }
            Ok(Event::End(end)) => builder.close(end.local_name().as_ref()),
            Ok(Event::Text(content)) => builder.text(&content.decode().unwrap_or_default()),
            Ok(Event::CData(content)) => builder.text(&content.decode().unwrap_or_default()),
            Ok(Event::GeneralRef(reference)) => {
                let name = reference.decode().unwrap_or_default();
                match text::entity(&name) {
                    Some(char) => builder.text(char.encode_utf8(&mut [0; 4])),
                    None => builder.text(&format!("&{name};")),
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        if builder.elements > MAX_ELEMENTS || (builder.root.is_some() && builder.open.is_empty()) {
            break;
        }
    }
    builder.finish()
}

struct Builder {
    address: Arc<Url>,
    open: Vec<Element>,
    root: Option<Element>,
    /// How many open elements are too deep to be kept.
    left_out: usize,
    elements: usize,
}

impl Builder {
    fn open(&mut self, reader: &NsReader<&[u8]>, start: &BytesStart<'_>) {
        self.elements += 1;
        if self.open.len() >= MAX_DEPTH {
            self.left_out += 1;
            return;
        }
        let (resolved, local) = reader.resolver().resolve_element(start.name());
        let mut element = Element {
            space: space(&resolved),
            name: String::from_utf8_lossy(local.as_ref()).into_owned(),
            attributes: Vec::new(),
            children: Vec::new(),
            base: Arc::clone(self.open.last().map_or(&self.address, |parent| &parent.base)),
        };
        for attribute in start.attributes().with_checks(false).filter_map(Result::ok).take(MAX_ATTRIBUTES) {
            if attribute.key.as_namespace_binding().is_some_and(|it| !matches!(it, PrefixDeclaration::Named(b"xml"))) {
                continue;
            }
            let (resolved, local) = reader.resolver().resolve_attribute(attribute.key);
            let raw = String::from_utf8_lossy(&attribute.value);
            let value = unescape(&raw);
            let key = String::from_utf8_lossy(local.as_ref()).into_owned();
            element.attributes.push((space(&resolved), key, value.into_owned()));
        }
        if let Some(base) = element.attribute_in(Space::Xml, "base").and_then(|base| resolve(&element.base, base)) {
            element.base = Arc::new(base);
        }
        self.open.push(element);
    }

    fn text(&mut self, text: &str) {
        let Some(parent) = self.open.last_mut() else { return };
        match parent.children.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => parent.children.push(Node::Text(text.to_owned())),
        }
    }

    fn close(&mut self, name: &[u8]) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        // An end that matches nothing is ignored; one that matches an outer element closes what is open inside it.
        let Some(depth) = self.open.iter().rposition(|element| element.name.as_bytes() == name) else { return };
        while self.open.len() > depth {
            self.pop();
        }
    }

    fn pop(&mut self) {
        let Some(element) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None => self.root = Some(element),
        }
    }

    fn finish(mut self) -> Option<Element> {
        while !self.open.is_empty() {
            self.pop();
        }
        self.root
    }
}

fn space(resolved: &ResolveResult<'_>) -> Space {
    match resolved {
        ResolveResult::Bound(namespace) => str::from_utf8(namespace.as_ref()).map_or(Space::Other, Space::of),
        ResolveResult::Unbound => Space::None,
        ResolveResult::Unknown(prefix) => Space::of_prefix(prefix),
    }
}

fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        value.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(32).position(|byte| byte == b';');
        match end.and_then(|end| Some((text::entity(&rest[1..end])?, end))) {
            Some((char, end)) => {
                value.push(char);
                rest = &rest[end + 1..];
            }
            None => {
                value.push('&');
                rest = &rest[1..];
            }
        }
    }
    value.push_str(rest);
    Cow::Owned(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Option<Element> {
        parse(source, &Url::parse("http://host/opds/").unwrap())
    }

    #[test]
    fn names_are_matched_by_namespace_and_not_by_prefix() {
        let root = read(
            r#"<a:feed xmlns:a="http://www.w3.org/2005/Atom" xmlns:x="http://purl.org/dc/terms/" xml:base="/base/">
               <x:language>kk</x:language><a:title xml:base="deep/">A &amp; B &nbsp;&#x49B;</a:title></a:feed>"#,
        )
        .unwrap();
        assert_eq!((root.space, root.name.as_str()), (Space::Atom, "feed"));
        assert_eq!(root.base.as_str(), "http://host/base/");
        assert_eq!(root.child(Space::DublinCore, "language").unwrap().text(), "kk");
        let title = root.child(Space::Atom, "title").unwrap();
        assert_eq!(title.text(), "A & B \u{a0}қ");
        assert_eq!(title.base.as_str(), "http://host/base/deep/");
    }

    #[test]
    fn broken_markup_gives_what_could_be_read() {
        let root = read("<feed><entry><title>One</entry><entry><title>Two</title></feed>").unwrap();
        assert_eq!(root.children_of(Space::Atom, "entry").count(), 2);
        assert!(read("").is_none());
        assert!(read("no markup").is_none());
        assert!(read("<feed><title>cut off").unwrap().child(Space::Atom, "title").is_some());
        assert_eq!(read("<a b='1&c=2&amp;d'/>").unwrap().attribute("b"), Some("1&c=2&d"));
    }

    #[test]
    fn entities_of_a_document_type_are_not_expanded() {
        let root = read(
            r#"<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY b "bbbbbbbb">]><feed>&x;&b;</feed>"#,
        )
        .unwrap();
        assert_eq!(root.text(), "&x;&b;");
    }

    #[test]
    fn depth_and_numbers_are_limited() {
        let deep = "<a>".repeat(100_000) + "text";
        assert_eq!(read(&deep).unwrap().text(), "text");
        let wide = format!("<feed>{}</feed>", "<entry/>".repeat(MAX_ELEMENTS + 10));
        assert!(read(&wide).unwrap().elements().count() <= MAX_ELEMENTS);
    }
}
