//! A section in markup: as a content document (XHTML) of a publication, with an identifier for every phrase that is heard,
//! or as a part of one page of HTML.
//!
//! <https://www.w3.org/TR/epub-33/#sec-xhtml>, <https://html.spec.whatwg.org/>

mod counting;
mod mathml;
mod references;
mod words;

use std::collections::{HashMap, VecDeque};
use std::fmt::Write;
use std::ops::Range;

use quick_xml::escape::escape;

use crate::book::{BaseDirection, Block, Book, GroupKind, Kind, Language, PageLabel, Picture, Point, Section, Target};

pub(super) use references::References;

use counting::Counting;
use words::marked;

/// Groups that are deeper in each other are left out.
const DEEPEST: usize = 40;
/// Styles of a block beyond these are left out.
const INLINES: usize = 1000;

/// What a document needs to know of the others.
pub(super) trait Around {
    /// Where a target of the book leads in the new one.
    fn address(&self, target: &Target) -> Option<String>;
    /// Where the picture's pixels are had from in the new one.
    fn picture(&mut self, picture: &Picture) -> Option<String>;
    /// Where what refers first to this block, a note, lies in the new one.
    fn referrer(&self, _section: usize, _block: usize) -> Option<String> {
        None
    }
}

/// For whom the markup is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manner {
    /// One page of HTML, which has no names of EPUB's.
    pub(super) plain: bool,
    /// Before every identifier, so that sections can stand in one page.
    pub(super) prefix: String,
    /// Formulas are written as formulas. Where a recording says their words, those stay.
    pub(super) formulas: bool,
    /// What can be shown and hidden stays so. What is heard is shown.
    pub(super) details: bool,
}

/// The identifier of the reference to a note at this place of its section.
pub(super) fn id_of_reference(block: usize, byte: usize) -> String {
    format!("r{block}-{byte}")
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

/// `lang` alone, as a page of HTML has it, with the space before it.
pub(super) fn in_plain_language(language: Option<&Language>) -> String {
    language.map_or_else(String::new, |language| format!(" lang=\"{}\"", text(language.tag())))
}

/// `xml:lang` and `lang`, with the space before them.
pub(super) fn in_language(language: Option<&Language>) -> String {
    language.map_or_else(String::new, |language| format!(" xml:lang=\"{0}\" lang=\"{0}\"", text(language.tag())))
}

/// `dir`, with the space before it.
pub(super) fn in_direction(direction: Option<BaseDirection>) -> String {
    direction.map_or_else(String::new, |direction| format!(" dir=\"{}\"", direction.name()))
}

struct Document<'a> {
    section: &'a Section,
    number: usize,
    manner: &'a Manner,
    heard: &'a [Heard],
    /// The pages that begin in the section, with their numbers in the book.
    pages: VecDeque<(usize, &'a PageLabel)>,
    around: &'a mut dyn Around,
    /// Group (none for the section) → the groups in it, in their order.
    inner: HashMap<Option<usize>, Vec<usize>>,
    /// Something in the section goes another way than the rest.
    mixed: bool,
    out: String,
}

/// The document of these blocks of a section, with an identifier for each of these phrases.
pub(super) fn document(
    book: &Book,
    number: usize,
    blocks: Range<usize>,
    heard: &[Heard],
    title: &str,
    manner: &Manner,
    around: &mut dyn Around,
) -> String {
    let Some(section) = book.section(number) else { return String::new() };
    let language = section.language.as_ref().or_else(|| language_of(book));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\"{}{}>\n<head><title>{}</title>\
         <link rel=\"stylesheet\" type=\"text/css\" href=\"../style.css\"/></head>\n<body>\n{}</body>\n</html>\n",
        in_language(language),
        in_direction(section.direction),
        text(title),
        body(book, number, blocks, heard, manner, around)
    )
}

/// The language that a whole book is in.
pub(super) fn language_of(book: &Book) -> Option<&Language> {
    book.metadata.languages.first().or_else(|| book.sections.iter().find_map(|section| section.language.as_ref()))
}

/// What stands in the document of these blocks of a section.
pub(super) fn body(
    book: &Book,
    number: usize,
    blocks: Range<usize>,
    heard: &[Heard],
    manner: &Manner,
    around: &mut dyn Around,
) -> String {
    let Some(section) = book.section(number) else { return String::new() };
    let mut inner: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (index, group) in section.groups.iter().enumerate() {
        inner.entry(group.parent).or_default().push(index);
    }
    let mut pages: Vec<_> = book.pages.iter().enumerate().filter(|(_, page)| page.point.section == number).collect();
    pages.sort_by_key(|(_, page)| page.point);
    let pages = pages.into_iter().skip_while(|(_, page)| page.point.block < blocks.start).collect();
    let own = section.direction.unwrap_or_default();
    let mixed = (0..section.blocks.len()).any(|block| section.base_direction(block, None) != own);
    let mut document = Document { section, number, manner, heard, pages, around, inner, mixed, out: String::new() };
    document.blocks(blocks, None, 0);
    document.out
}

impl Document<'_> {
    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = self.out.write_fmt(arguments);
    }

    /// An identifier in this document.
    fn id(&self, own: &str) -> String {
        format!("{}{own}", self.manner.prefix)
    }

    fn language(&self, language: Option<&Language>) -> String {
        if self.manner.plain { in_plain_language(language) } else { in_language(language) }
    }

    /// The direction of a block or a group, where it is not that of the section as a browser takes it.
    fn direction(&self, found: BaseDirection) -> String {
        in_direction(Some(found).filter(|found| *found != self.section.direction.unwrap_or_default()))
    }

    /// The direction that a block in a list or a table says.
    fn side_in_group(&self, block: usize) -> Option<BaseDirection> {
        self.mixed.then(|| self.section.base_direction(block, None))
    }

    fn direction_of(&self, block: usize) -> String {
        self.direction(self.section.base_direction(block, None))
    }

    /// A role, with EPUB's name for it where that is known.
    fn role(&self, name: &str) -> String {
        match self.manner.plain {
            true => format!(" role=\"doc-{name}\""),
            false => format!(" epub:type=\"{name}\" role=\"doc-{name}\""),
        }
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
            GroupKind::Notes => (format!("<section{}", self.role("endnotes")), "</section>"),
            GroupKind::Details { open, summary } if self.manner.details => {
                return self.details(index, blocks, (open, summary), depth);
            }
            GroupKind::Details { .. } => ("<div".to_owned(), "</div>"),
        };
        self.put(format_args!("{open}{label}>\n"));
        self.blocks(blocks, Some(index), depth);
        self.put(format_args!("{close}\n"));
    }

    fn details(&mut self, index: usize, blocks: Range<usize>, (open, summary): (bool, usize), depth: usize) {
        self.put(format_args!("<details{}>\n", if open { " open=\"open\"" } else { "" }));
        let edge = (self.section.groups[index].blocks.start + summary).clamp(blocks.start, blocks.end);
        self.put(format_args!("<summary>"));
        let section = self.section;
        for at in blocks.start..edge {
            // Blocks may not stand in a summary, but for one heading.
            let block = &section.blocks[at];
            let (language, direction) = (self.language(block.language.as_ref()), self.direction_of(at));
            let attributes = format!(" id=\"{}\"{language}{direction}", self.id(&id_of_block(at)));
            let name = match block.kind {
                Kind::Heading(level) if edge == blocks.start + 1 => format!("h{}", level.clamp(1, 6)),
                _ => "span".to_owned(),
            };
            self.element(at, block, &name, &attributes);
        }
        self.put(format_args!("</summary>\n"));
        self.blocks(edge..blocks.end, Some(index), depth);
        self.put(format_args!("</details>\n"));
    }

    fn list(&mut self, index: usize, blocks: Range<usize>, depth: usize) {
        let ordered = matches!(self.section.groups[index].kind, GroupKind::List { ordered: true });
        let name = if ordered { "ol" } else { "ul" };
        let label = |block: usize| self.section.blocks[block].label.as_deref().unwrap_or_default();
        let counting = if ordered { Counting::of(label(blocks.start)) } else { Counting::Numbers };
        let direction = self.direction_of(blocks.start);
        self.put(format_args!("<{name}{}{direction}>\n", counting.attribute()));
        let (mut at, mut next) = (blocks.start, 1);
        while at < blocks.end {
            let group = self.group_at(at, Some(index)).filter(|_| depth < DEEPEST);
            let end = group.map_or(at + 1, |group| self.section.groups[group].blocks.end.min(blocks.end));
            let label = self.section.blocks[at].label.as_deref().unwrap_or_default();
            let own = if ordered { counting.value(label) } else { None };
            match own.filter(|own| *own != next) {
                Some(own) => self.put(format_args!("<li value=\"{own}\">")),
                None => self.put(format_args!("<li>")),
            }
            next = own.unwrap_or(next) + 1;
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
        let (described, description) = self.described(first);
        let side = if section.is_rtl_table(&blocks) { BaseDirection::Rtl } else { BaseDirection::Ltr };
        let direction = self.direction(side);
        self.put(format_args!("{description}<table{described}{direction}>\n"));
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
        let id = self.id(&id_of_block(index));
        let language = self.language(block.language.as_ref());
        // Inside of a list or a table that goes another way, too, each says its own.
        let direction = match block.text.is_empty() {
            true => String::new(),
            false if parent.is_none() => self.direction_of(index),
            false => in_direction(self.side_in_group(index)),
        };
        let attributes = format!(" id=\"{id}\"{language}{direction}");
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
                self.put(format_args!("<aside{}{attributes}><p>", self.role("footnote")));
                self.words(index, block);
                if let Some(referrer) = self.way_back(index, block).filter(|_| marked(block).is_none()) {
                    let role = self.role("backlink");
                    self.put(format_args!(" <a href=\"{}\"{role}>↩</a>", text(&referrer)));
                }
                self.put(format_args!("</p></aside>\n"));
            }
            Kind::Caption if parent.is_some_and(|group| is_caption(section, group, index)) => {
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
        let first = self.heard.iter().position(|heard| heard.block == index);
        let id = first.map_or_else(String::new, |number| format!(" id=\"{}\"", Heard::id(number)));
        let words = text(&block.text);
        match picture {
            Some(file) => {
                let (described, description) = self.described(index);
                self.put(format_args!(
                    "<div{attributes}><img{id} src=\"{}\" alt=\"{words}\"{described}/>{description}</div>\n",
                    text(&file)
                ));
            }
            None if block.text.is_empty() => {}
            // Where the picture cannot be had, its words stand for it, and are called a picture's.
            None => self.put(format_args!(
                "<div{attributes}><span{id} role=\"img\" aria-label=\"{words}\">{words}</span></div>\n"
            )),
        }
    }

    /// The marks of the pages that begin in this block before this byte, and were not put yet.
    fn pages_up_to(&mut self, block: usize, byte: usize) {
        while let Some(&(number, page)) = self.pages.front()
            && (page.point.block, page.point.byte) <= (block, byte)
        {
            self.pages.pop_front();
            let (id, label) = (id_of_page(number), text(&page.label));
            let role = self.role("pagebreak");
            self.put(format_args!("<span id=\"{id}\"{role} aria-label=\"{label}\"></span>"));
        }
    }
}

/// An address that may stand in a document.
pub(super) fn outer_address(address: &str) -> Option<String> {
    let allowed = ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
    allowed.then(|| address.to_owned())
}

/// The blocks of a section that a span takes whole or in part.
pub(super) fn blocks_in(section: &Section, number: usize, span: crate::book::Span) -> Range<usize> {
    let start = if span.start.section == number { span.start.block } else { 0 };
    let behind = |end: Point| end.block + usize::from(end.byte > 0);
    let end = if span.end.section == number { behind(span.end) } else { usize::MAX };
    let end = end.min(section.blocks.len());
    start.min(end)..end
}

/// The caption of a figure is what it begins or ends with.
fn is_caption(section: &Section, group: usize, block: usize) -> bool {
    let group = &section.groups[group];
    let last = group.blocks.end.saturating_sub(1);
    let ends = section.blocks.get(last).is_some_and(|last| last.kind == Kind::Caption);
    group.kind == GroupKind::Figure && block == if ends { last } else { group.blocks.start }
}
