//! A book as one page of HTML (<https://html.spec.whatwg.org/>), with its pictures in it.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Order;
use crate::book::{Book, OutlineEntry, Picture, Point, Target};
use crate::format::Resources;
use crate::reading::record::markup::{self, Around, id_of_block, id_of_page, in_language, text};

/// Pictures larger than this, in bytes, are left to their words; so are those beyond so many in all.
const LARGEST_PICTURE: usize = 8 << 20;
const ALL_PICTURES: usize = 256 << 20;

const STYLE: &str = "body{max-width:40em;margin:1em auto;padding:0 1em;font:1.25em/1.6 sans-serif}img{max-width:100%}\
                     table{border-collapse:collapse}td,th{border:1px solid;padding:.2em .5em}";

/// What is around a section: all of the book, in one file.
struct Page<'a> {
    book: &'a Book,
    resources: &'a Resources,
    bytes: usize,
}

impl Around for Page<'_> {
    fn address(&self, target: &Target) -> Option<String> {
        match target {
            Target::Internal { .. } => Some(format!("#{}", place(self.book.resolve_target(target)?))),
            Target::External(address) => {
                let allowed = ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
                allowed.then(|| address.clone())
            }
        }
    }

    fn picture(&mut self, picture: &Picture) -> Option<String> {
        let Picture::File(href) = picture else { return None };
        let found = self.resources.read(href).ok()?;
        let is_drawn = found.media_type.starts_with("image/") && !found.media_type.contains("svg");
        self.bytes += found.bytes.len();
        let fits = found.bytes.len() <= LARGEST_PICTURE && self.bytes <= ALL_PICTURES;
        (is_drawn && fits).then(|| format!("data:{};base64,{}", found.media_type, STANDARD.encode(found.bytes)))
    }
}

/// The identifier of a place.
fn place(point: Point) -> String {
    format!("s{}-{}", point.section, id_of_block(point.block))
}

pub(super) fn write(order: &Order, out: &mut dyn Write) -> io::Result<()> {
    let book = &order.book;
    let title = text(order.name());
    let language = plain(&in_language(book.metadata.languages.first()));
    write!(
        out,
        "<!DOCTYPE html>\n<html{language}>\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{title}</title>\n"
    )?;
    for author in book.metadata.authors() {
        writeln!(out, "<meta name=\"author\" content=\"{}\">", text(author))?;
    }
    writeln!(out, "<style>{STYLE}</style>\n</head>\n<body>\n<header><p>{title}</p></header>")?;
    let mut rows = String::new();
    entries(&book.outline, &mut rows, 0);
    if !rows.is_empty() {
        writeln!(out, "<nav role=\"doc-toc\" aria-label=\"{title}\">\n{rows}</nav>")?;
    }
    writeln!(out, "<main>")?;
    let mut page = Page { book, resources: &order.resources, bytes: 0 };
    for (number, section) in book.sections.iter().enumerate() {
        let language = plain(&in_language(section.language.as_ref()));
        let body = markup::body(book, number, 0..section.blocks.len(), &mut page);
        // Each section counts its blocks from the first.
        let body = plain(&body).replace(" id=\"b", &format!(" id=\"s{number}-b"));
        writeln!(out, "<section{language}>\n{body}</section>")?;
    }
    writeln!(out, "</main>")?;
    let pages: Vec<String> = book
        .pages
        .iter()
        .enumerate()
        .map(|(number, page)| format!("<li><a href=\"#{}\">{}</a></li>\n", id_of_page(number), text(&page.label)))
        .collect();
    if !pages.is_empty() {
        writeln!(out, "<nav role=\"doc-pagelist\" hidden><ol>\n{}</ol></nav>", pages.concat())?;
    }
    writeln!(out, "</body>\n</html>")
}

fn entries(list: &[OutlineEntry], out: &mut String, depth: usize) {
    let mut rows = String::new();
    for entry in list.iter().filter(|_| depth < 12) {
        let mut below = String::new();
        entries(&entry.children, &mut below, depth + 1);
        let title = text(entry.title.trim());
        match entry.point {
            Some(point) => rows.push_str(&format!("<li><a href=\"#{}\">{title}</a>{below}</li>\n", place(point))),
            None if !below.is_empty() => rows.push_str(&format!("<li>{title}{below}</li>\n")),
            None => {}
        }
    }
    if !rows.is_empty() {
        out.push_str(&format!("<ol>\n{rows}</ol>\n"));
    }
}

/// Without the attributes that XML alone has.
fn plain(markup: &str) -> String {
    let mut plain = String::with_capacity(markup.len());
    let mut rest = markup;
    // In words a quotation mark is escaped: these stand in tags alone.
    while let Some((at, name)) =
        [" epub:type=\"", " xml:lang=\""].iter().filter_map(|name| Some((rest.find(name)?, name))).min()
    {
        plain.push_str(&rest[..at]);
        let value = &rest[at + name.len()..];
        rest = value.find('"').map_or("", |end| &value[end + 1..]);
    }
    plain.push_str(rest);
    plain
}
