//! What a document tells about itself: title, authors, language, page labels, bookmarks.
//!
//! ISO 32000-1, 12.3.3 (outline), 12.4.2 (page labels), 14.3 (metadata).

use std::collections::{BTreeMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::destinations::Destinations;
use super::fonts::plain;
use super::objects::{array, clean, dictionary, get, integer, name, number, resolve, text};
use super::protocol::{Bookmark, Head};
use super::tree::Leaf;
use crate::format::limits::{self, Deadline};
use crate::format::markup::tree::{NodeId, ROOT};
use crate::format::markup::{self, Dialect, Tree};

/// Nodes of a tree of names or numbers.
const MOST_NODES: usize = 50_000;
const DEEPEST: usize = 32;

pub(super) fn read(document: &Document, leaves: &[Leaf]) -> Head {
    let mut head = Head { pages: leaves.len(), ..Head::default() };
    let catalog = document.catalog().ok();
    if let Some(Object::Stream(stream)) = catalog.and_then(|it| get(document, it, b"Metadata")) {
        let bytes = plain(stream);
        extensible(&bytes[..bytes.len().min(1 << 20)], &mut head);
    }
    if let Some(info) = dictionary(document, &document.trailer, b"Info") {
        let field = |key: &[u8]| info.get(key).ok().and_then(|it| text(document, it)).filter(|it| !it.is_empty());
        if head.title.is_empty() {
            head.title = field(b"Title").unwrap_or_default();
        }
        if head.authors.is_empty() {
            let authors = field(b"Author").unwrap_or_default();
            head.authors = authors.split(';').map(clean).filter(|author| !author.is_empty()).collect();
        }
        head.description = head.description.take().or_else(|| field(b"Subject"));
        if head.subjects.is_empty() {
            let subjects = field(b"Keywords").unwrap_or_default();
            head.subjects = subjects.split([',', ';']).map(clean).filter(|it| !it.is_empty()).collect();
        }
    }
    if let Some(catalog) = catalog {
        if let Some(language) = catalog.get(b"Lang").ok().and_then(|it| text(document, it)).filter(|it| !it.is_empty())
        {
            head.languages.retain(|known| *known != language);
            head.languages.insert(0, language);
        }
        head.tagged = dictionary(document, catalog, b"MarkInfo")
            .is_some_and(|info| matches!(get(document, info, b"Marked"), Some(Object::Boolean(true))));
        head.labels = labels(document, catalog, leaves.len());
        head.outline = Outline::read(document, catalog, leaves);
    }
    head.title = title(&head.title);
    let label = |text: &mut String| text.truncate(text.floor_char_boundary(limits::LABEL_BYTES));
    label(&mut head.title);
    head.authors.iter_mut().for_each(label);
    head.authors.truncate(100);
    head.languages.truncate(20);
    head.subjects.truncate(100);
    head.subjects.iter_mut().for_each(label);
    head
}

/// Without what programs write there of their own.
fn title(title: &str) -> String {
    let title = title.strip_prefix("Microsoft Word - ").unwrap_or(title).trim();
    let lower = title.to_lowercase();
    let empty = ["untitled", "без имени", "без названия", "document", "документ"].contains(&lower.as_str());
    if empty { String::new() } else { title.to_owned() }
}

/// The extensible metadata: Dublin Core in RDF (<https://developer.adobe.com/xmp/docs/>).
fn extensible(bytes: &[u8], head: &mut Head) {
    let tree = Tree::parse(&markup::decode(bytes).0, Dialect::Xml, Deadline::start());
    let values = |field: &str| -> Vec<String> {
        let Some(node) = tree.descendant(ROOT, field) else { return Vec::new() };
        let items: Vec<NodeId> = tree.descendants(node).filter(|&item| tree.name(item) == "li").collect();
        let items = if items.is_empty() { vec![node] } else { items };
        items.into_iter().map(|item| clean(&tree.text_content(item))).filter(|text| !text.is_empty()).collect()
    };
    let first = |field| values(field).into_iter().next();
    head.title = first("title").unwrap_or_default();
    head.authors = values("creator");
    head.languages = values("language");
    head.description = first("description").filter(|description| *description != head.title);
    head.subjects = values("subject");
    head.publisher = first("publisher");
    head.identifier = first("identifier");
    head.published = first("date");
}

/// The label of every page; empty when the document has none.
fn labels(document: &Document, catalog: &Dictionary, pages: usize) -> Vec<String> {
    let Some(root) = dictionary(document, catalog, b"PageLabels") else { return Vec::new() };
    let mut ranges: BTreeMap<usize, &Dictionary> = BTreeMap::new();
    let mut nodes = 0;
    let mut open = vec![(root, 0)];
    while let Some((node, depth)) = open.pop() {
        nodes += 1;
        if nodes > MOST_NODES || depth > DEEPEST {
            break;
        }
        let mut numbers = array(document, node, b"Nums").unwrap_or_default().chunks_exact(2);
        for pair in &mut numbers {
            let start = resolve(document, &pair[0]).and_then(number);
            let range = resolve(document, &pair[1]).and_then(|it| it.as_dict().ok());
            if let (Some(start), Some(range)) = (start.filter(|it| *it >= 0.0), range) {
                ranges.insert(start as usize, range);
            }
        }
        let kids = array(document, node, b"Kids").unwrap_or_default().iter();
        open.extend(kids.filter_map(|kid| Some((resolve(document, kid)?.as_dict().ok()?, depth + 1))));
    }
    if ranges.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::with_capacity(pages);
    for page in 0..pages {
        all.push(match ranges.range(..=page).next_back() {
            Some((start, range)) => {
                let first = integer(document, range, b"St").filter(|it| *it > 0).unwrap_or(1) as u64;
                let prefix = range.get(b"P").ok().and_then(|it| text(document, it)).unwrap_or_default();
                let prefix: String = prefix.chars().take(100).collect();
                let number = first.saturating_add((page - start) as u64);
                prefix + &numeral(name(document, range, b"S"), number)
            }
            None => (page + 1).to_string(),
        });
    }
    all
}

fn numeral(style: Option<&[u8]>, number: u64) -> String {
    match style {
        Some(b"D") => number.to_string(),
        Some(b"R") => roman(number).to_uppercase(),
        Some(b"r") => roman(number),
        Some(b"A") => letters(number).to_uppercase(),
        Some(b"a") => letters(number),
        _ => String::new(),
    }
}

fn roman(mut number: u64) -> String {
    const DIGITS: [(u64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number > 20_000 {
        return number.to_string();
    }
    let mut text = String::new();
    for (value, digit) in DIGITS {
        while number >= value {
            text.push_str(digit);
            number -= value;
        }
    }
    text
}

/// a … z, aa … zz, aaa …
fn letters(number: u64) -> String {
    let letter = char::from(b'a' + ((number.max(1) - 1) % 26) as u8);
    let times = ((number.max(1) - 1) / 26 + 1).min(100) as usize;
    letter.to_string().repeat(times)
}

struct Outline<'a> {
    document: &'a Document,
    destinations: Destinations<'a>,
    seen: HashSet<ObjectId>,
    found: Vec<Bookmark>,
}

impl<'a> Outline<'a> {
    fn read(document: &'a Document, catalog: &'a Dictionary, leaves: &'a [Leaf]) -> Vec<Bookmark> {
        let Some(root) = dictionary(document, catalog, b"Outlines") else { return Vec::new() };
        let destinations = Destinations::of(document, catalog, leaves);
        let mut outline = Self { document, destinations, seen: HashSet::new(), found: Vec::new() };
        outline.siblings(root.get(b"First").ok(), 0);
        outline.found
    }

    fn siblings(&mut self, first: Option<&'a Object>, depth: usize) {
        let mut next = first;
        while let Some(Object::Reference(id)) = next {
            if depth > DEEPEST || self.found.len() >= limits::OUTLINE_ENTRIES || !self.seen.insert(*id) {
                return;
            }
            let Ok(entry) = self.document.get_dictionary(*id) else { return };
            let title = entry.get(b"Title").ok().and_then(|it| text(self.document, it)).unwrap_or_default();
            let title: String = title.chars().take(500).collect();
            let target = self.destinations.target(entry);
            let inner = if title.is_empty() { depth } else { depth + 1 };
            if !title.is_empty() {
                let (page, top) = target.map_or((None, None), |(page, top)| (Some(page), top));
                self.found.push(Bookmark { title, depth, page, top });
            }
            self.siblings(entry.get(b"First").ok(), inner);
            next = entry.get(b"Next").ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_of_page_labels() {
        assert_eq!(numeral(Some(b"r"), 14), "xiv");
        assert_eq!(numeral(Some(b"R"), 1999), "MCMXCIX");
        assert_eq!(numeral(Some(b"a"), 26), "z");
        assert_eq!(numeral(Some(b"A"), 28), "BB");
        assert_eq!(numeral(Some(b"D"), 7), "7");
        assert_eq!(numeral(None, 7), "");
        assert_eq!(roman(u64::MAX), u64::MAX.to_string());
    }

    #[test]
    fn dublin_core_is_read() {
        let mut head = Head::default();
        extensible(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='r'><rdf:Description xmlns:dc='d'>\
             <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Қара &amp; ақ</rdf:li></rdf:Alt></dc:title>\
             <dc:creator><rdf:Seq><rdf:li>Абай</rdf:li><rdf:li>Б</rdf:li></rdf:Seq></dc:creator>\
             <dc:language><rdf:Bag><rdf:li>kk</rdf:li></rdf:Bag></dc:language></rdf:Description></rdf:RDF>"
                .as_bytes(),
            &mut head,
        );
        assert_eq!(head.title, "Қара & ақ");
        assert_eq!(head.authors, ["Абай", "Б"]);
        assert_eq!(head.languages, ["kk"]);
    }

    #[test]
    fn titles_of_programs_are_none() {
        assert_eq!(title("Microsoft Word - Абай.doc"), "Абай.doc");
        assert_eq!(title("Untitled"), "");
    }
}
