//! A section as a content document (XHTML), with an identifier for every phrase that is heard.
//!
//! <https://www.w3.org/TR/epub-33/#sec-xhtml>

use std::collections::{HashMap, VecDeque};
use std::fmt::Write;
use std::ops::Range;

use quick_xml::escape::escape;

use crate::book::{Block, Book, GroupKind, Inline, Kind, Language, PageLabel, Picture, Point, Section, Style, Target};

/// Groups that are deeper in each other are left out.
const DEEPEST: usize = 40;
/// Styles of a block beyond these are left out.
const INLINES: usize = 1000;

/// What a document needs to know of the others.
pub(super) trait Around {
    /// Where a target of the book leads in the new one.
    fn address(&self, target: &Target) -> Option<String>;
    /// The picture's file in the new book.
    fn picture(&mut self, picture: &Picture) -> Option<String>;
}

/// A phrase that is heard, inside one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heard {
    pub(super) block: usize,
    pub(super) bytes: Range<usize>,
}

impl Heard {
    /// Its identifier in the document.
    pub(super) fn id(number: usize) -> String {
        format!("p{number}")
    }
}

/// A block's identifier in its document.
pub(super) fn id_of_block(block: usize) -> String {
    format!("b{block}")
}

/// A printed page's identifier.
pub(super) fn id_of_page(number: usize) -> String {
    format!("page{number}")
}

/// Text as it may stand in XML.
pub(super) fn text(text: &str) -> String {
    let allowed = |c: &char| !matches!(c, '\u{fffe}' | '\u{ffff}') && (!c.is_control() || matches!(c, '\n' | '\t'));
    if text.chars().all(|c| allowed(&c)) {
        return escape(text).into_owned();
    }
    escape(text.chars().filter(allowed).collect::<String>()).into_owned()
}

/// `xml:lang` and `lang`, with the space before them.
pub(super) fn in_language(language: Option<&Language>) -> String {
    language.map_or_else(String::new, |language| format!(" xml:lang=\"{0}\" lang=\"{0}\"", text(language.tag())))
}

pub(super) struct Document<'a> {
    section: &'a Section,
    heard: &'a [Heard],
    /// The pages that begin in the section, with their numbers in the book.
    pages: VecDeque<(usize, &'a PageLabel)>,
    around: &'a mut dyn Around,
    /// Group (none for the section) → the groups in it, in their order.
    inner: HashMap<Option<usize>, Vec<usize>>,
    out: String,
}

/// The document of these blocks of a section.
pub(super) fn document(
    book: &Book,
    number: usize,
    blocks: Range<usize>,
    heard: &[Heard],
    title: &str,
    around: &mut dyn Around,
) -> String {
    let Some(section) = book.section(number) else { return String::new() };
    let language = section.language.as_ref().or_else(|| super::language_of(book));
    let mut inner: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (index, group) in section.groups.iter().enumerate() {
        inner.entry(group.parent).or_default().push(index);
    }
    let mut pages: Vec<_> = book.pages.iter().enumerate().filter(|(_, page)| page.point.section == number).collect();
    pages.sort_by_key(|(_, page)| page.point);
    let pages = pages.into_iter().skip_while(|(_, page)| page.point.block < blocks.start).collect();
    let mut document = Document { section, heard, pages, around, inner, out: String::new() };
    document.blocks(blocks, None, 0);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\"{}>\n<head><title>{}</title>\
         <link rel=\"stylesheet\" type=\"text/css\" href=\"../style.css\"/></head>\n<body>\n{}</body>\n</html>\n",
        in_language(language),
        text(title),
        document.out
    )
}

impl Document<'_> {
    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = self.out.write_fmt(arguments);
    }

    fn blocks(&mut self, blocks: Range<usize>, parent: Option<usize>, depth: usize) {
        let mut at = blocks.start;
        while at < blocks.end {
            match self.group_at(at, parent).filter(|_| depth < DEEPEST) {
                Some(group) => {
                    let end = self.section.groups[group].blocks.end.min(blocks.end);
                    self.group(group, at..end, depth + 1);
                    at = end;
                }
                None => {
                    self.block(at, parent);
                    at += 1;
                }
            }
        }
    }

    /// The group in this one that the block stands in.
    fn group_at(&self, block: usize, parent: Option<usize>) -> Option<usize> {
        let inner = self.inner.get(&parent)?;
        let after = inner.partition_point(|&group| self.section.groups[group].blocks.start <= block);
        let group = inner[..after].iter().rev().find(|&&group| !self.section.groups[group].blocks.is_empty())?;
        self.section.groups[*group].blocks.contains(&block).then_some(*group)
    }

    fn group(&mut self, index: usize, blocks: Range<usize>, depth: usize) {
        let group = &self.section.groups[index];
        let label = group.label.as_deref().filter(|label| !label.is_empty());
        let label = label.map_or_else(String::new, |label| format!(" aria-label=\"{}\"", text(label)));
        let (open, close) = match group.kind {
            GroupKind::Table { .. } => return self.table(index, blocks, depth),
            GroupKind::List { .. } => return self.list(index, blocks, depth),
            // Outside of a list it is no item.
            GroupKind::ListItem => ("<div".to_owned(), "</div>"),
            GroupKind::Figure => ("<figure".to_owned(), "</figure>"),
            GroupKind::Aside => ("<aside".to_owned(), "</aside>"),
            GroupKind::Quote => ("<blockquote".to_owned(), "</blockquote>"),
            GroupKind::Notes => ("<section epub:type=\"endnotes\" role=\"doc-endnotes\"".to_owned(), "</section>"),
            GroupKind::Details { .. } => ("<div".to_owned(), "</div>"),
        };
        self.put(format_args!("{open}{label}>\n"));
        self.blocks(blocks, Some(index), depth);
        self.put(format_args!("{close}\n"));
    }

    fn list(&mut self, index: usize, blocks: Range<usize>, depth: usize) {
        let ordered = matches!(self.section.groups[index].kind, GroupKind::List { ordered: true });
        let name = if ordered { "ol" } else { "ul" };
        self.put(format_args!("<{name}>\n"));
        let mut at = blocks.start;
        while at < blocks.end {
            let group = self.group_at(at, Some(index)).filter(|_| depth < DEEPEST);
            let end = group.map_or(at + 1, |group| self.section.groups[group].blocks.end.min(blocks.end));
            self.put(format_args!("<li>"));
            match group {
                Some(item) if self.section.groups[item].kind == GroupKind::ListItem => {
                    self.blocks(at..end, Some(item), depth + 1);
                }
                Some(other) => self.group(other, at..end, depth + 1),
                None => self.block(at, Some(index)),
            }
            self.put(format_args!("</li>\n"));
            at = end;
        }
        self.put(format_args!("</{name}>\n"));
    }

    fn table(&mut self, index: usize, blocks: Range<usize>, depth: usize) {
        let section = self.section;
        let cell_of = |block: usize| section.blocks[block].cell;
        let first = blocks.clone().find(|&block| cell_of(block).is_some()).unwrap_or(blocks.end);
        // What stands before the first cell is its caption.
        self.put(format_args!("<table>\n"));
        if first > blocks.start {
            self.put(format_args!("<caption>"));
            (blocks.start..first).for_each(|block| self.block(block, Some(index)));
            self.put(format_args!("</caption>\n"));
        }
        let (mut at, mut row) = (first, None);
        while at < blocks.end {
            let Some(place) = cell_of(at) else {
                // A page break between cells stands in no cell: with the next one.
                let next = (at..blocks.end).find(|&block| cell_of(block).is_some());
                if next.is_none() {
                    break;
                }
                at += 1;
                continue;
            };
            if row != Some(place.row) {
                self.put(format_args!("{}<tr>\n", if row.is_some() { "</tr>\n" } else { "" }));
                row = Some(place.row);
            }
            let same = |block: &usize| {
                cell_of(*block).is_none_or(|other| (other.row, other.column) == (place.row, place.column))
            };
            let end = (at..blocks.end).find(|block| !same(block)).unwrap_or(blocks.end);
            let name = if place.header { "th" } else { "td" };
            let spans = [("rowspan", place.row_span), ("colspan", place.column_span)];
            let spans = spans.iter().filter(|(_, size)| *size > 1);
            let spans: String = spans.map(|(name, size)| format!(" {name}=\"{size}\"")).collect();
            let scope = match (place.header, place.row_header) {
                (true, true) => " scope=\"row\"",
                (true, false) => " scope=\"col\"",
                _ => "",
            };
            self.put(format_args!("<{name}{spans}{scope}>"));
            self.blocks(at..end, Some(index), depth);
            self.put(format_args!("</{name}>\n"));
            at = end;
        }
        if row.is_some() {
            self.put(format_args!("</tr>\n"));
        }
        self.put(format_args!("</table>\n"));
    }

    fn block(&mut self, index: usize, parent: Option<usize>) {
        let section = self.section;
        let block = &section.blocks[index];
        let id = id_of_block(index);
        let language = in_language(block.language.as_ref());
        let attributes = format!(" id=\"{id}\"{language}");
        match block.kind {
            Kind::Separator => self.put(format_args!("<hr id=\"{id}\"/>\n")),
            Kind::PageBreak => {
                self.put(format_args!("<div id=\"{id}\">"));
                self.pages_up_to(index, usize::MAX);
                self.put(format_args!("</div>\n"));
            }
            Kind::Image => self.image(index, block, &attributes),
            Kind::Heading(level) => {
                let name = format!("h{}", level.clamp(1, 6));
                self.element(index, block, &name, &attributes);
            }
            Kind::Code => {
                self.put(format_args!("<pre{attributes}><code>"));
                self.words(index, block);
                self.put(format_args!("</code></pre>\n"));
            }
            Kind::Note => {
                self.put(format_args!("<aside epub:type=\"footnote\" role=\"doc-footnote\"{attributes}><p>"));
                self.words(index, block);
                self.put(format_args!("</p></aside>\n"));
            }
            Kind::Caption if parent.is_some_and(|group| section.groups[group].kind == GroupKind::Figure) => {
                self.element(index, block, "figcaption", &attributes);
            }
            Kind::Cell | Kind::Item => self.element(index, block, "div", &attributes),
            Kind::Paragraph | Kind::Caption => self.element(index, block, "p", &attributes),
        }
    }

    fn element(&mut self, index: usize, block: &Block, name: &str, attributes: &str) {
        self.put(format_args!("<{name}{attributes}>"));
        self.words(index, block);
        self.put(format_args!("</{name}>\n"));
    }

    fn image(&mut self, index: usize, block: &Block, attributes: &str) {
        let picture = block.picture(&self.section.href).and_then(|picture| self.around.picture(&picture));
        match picture {
            Some(file) => {
                let first = self.heard.iter().position(|heard| heard.block == index);
                let id = first.map_or_else(String::new, |number| format!(" id=\"{}\"", Heard::id(number)));
                let alternative = text(&block.text);
                self.put(format_args!(
                    "<div{attributes}><img{id} src=\"{}\" alt=\"{alternative}\"/></div>\n",
                    text(&file)
                ));
            }
            // Where the picture cannot be had, its words stand for it.
            None if block.text.is_empty() => {}
            None => self.element(index, block, "p", attributes),
        }
    }

    /// The marks of the pages that begin in this block before this byte, and were not put yet.
    fn pages_up_to(&mut self, block: usize, byte: usize) {
        while let Some(&(number, page)) = self.pages.front()
            && (page.point.block, page.point.byte) <= (block, byte)
        {
            self.pages.pop_front();
            let (id, label) = (id_of_page(number), text(&page.label));
            self.put(format_args!(
                "<span id=\"{id}\" epub:type=\"pagebreak\" role=\"doc-pagebreak\" aria-label=\"{label}\"></span>"
            ));
        }
    }

    /// The text with its phrases, and in them the styles.
    fn words(&mut self, index: usize, block: &Block) {
        let first = self.heard.partition_point(|heard| heard.block < index);
        let heard: Vec<(usize, Range<usize>)> = self.heard[first..]
            .iter()
            .take_while(|heard| heard.block == index)
            .enumerate()
            .map(|(number, heard)| (first + number, heard.bytes.clone()))
            .collect();
        let length = block.text.len();
        let in_block = self.pages.iter().take_while(|(_, page)| page.point.block <= index);
        let mut edges: Vec<usize> = in_block.map(|(_, page)| page.point.byte).collect();
        edges.extend(heard.iter().flat_map(|(_, bytes)| [bytes.start, bytes.end]));
        edges.extend(block.inlines.iter().take(INLINES).flat_map(|inline| [inline.range.start, inline.range.end]));
        edges.extend([0, length]);
        edges.retain(|&edge| edge <= length && block.text.is_char_boundary(edge));
        edges.sort_unstable();
        edges.dedup();
        let mut heard = heard.into_iter().peekable();
        let mut within: Option<usize> = None;
        for pair in edges.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if within.is_some_and(|end| end <= from) {
                self.put(format_args!("</span>"));
                within = None;
            }
            self.pages_up_to(index, from);
            if let Some((number, bytes)) = heard.next_if(|(_, bytes)| bytes.start <= from) {
                self.put(format_args!("<span id=\"{}\">", Heard::id(number)));
                within = Some(bytes.end);
            }
            let closing = self.styles(block, from);
            let piece = text(&block.text[from..to]);
            let piece = if block.kind == Kind::Code { piece } else { piece.replace('\n', "<br/>") };
            self.put(format_args!("{piece}{closing}"));
        }
        if within.is_some() {
            self.put(format_args!("</span>"));
        }
        self.pages_up_to(index, usize::MAX);
    }

    /// Opens what is in force at this byte and answers what closes it.
    fn styles(&mut self, block: &Block, byte: usize) -> String {
        let mut closing = Vec::new();
        let mut linked = false;
        for Inline { range, style } in block.inlines.iter().take(INLINES).filter(|it| it.range.contains(&byte)) {
            debug_assert!(range.start <= byte);
            let (open, close) = match style {
                Style::Emphasis => ("<em>".to_owned(), "</em>"),
                Style::Strong => ("<strong>".to_owned(), "</strong>"),
                Style::Code => ("<code>".to_owned(), "</code>"),
                Style::Superscript => ("<sup>".to_owned(), "</sup>"),
                Style::Subscript => ("<sub>".to_owned(), "</sub>"),
                Style::Language(language) => (format!("<span{}>", in_language(Some(language))), "</span>"),
                Style::Link(target) | Style::NoteReference(target) => {
                    // A link holds no other.
                    let Some(address) = self.around.address(target).filter(|_| !linked) else { continue };
                    linked = true;
                    let note = matches!(style, Style::NoteReference(_));
                    let note = if note { " epub:type=\"noteref\" role=\"doc-noteref\"" } else { "" };
                    (format!("<a href=\"{}\"{note}>", text(&address)), "</a>")
                }
                Style::Math(_) | Style::Ornament(_) | Style::Doubtful => continue,
            };
            self.out.push_str(&open);
            closing.push(close);
        }
        closing.into_iter().rev().collect()
    }
}

/// The blocks of a section that a span takes whole or in part.
pub(super) fn blocks_in(section: &Section, number: usize, span: crate::book::Span) -> Range<usize> {
    let start = if span.start.section == number { span.start.block } else { 0 };
    let behind = |end: Point| end.block + usize::from(end.byte > 0);
    let end = if span.end.section == number { behind(span.end) } else { usize::MAX };
    let end = end.min(section.blocks.len());
    start.min(end)..end
}
