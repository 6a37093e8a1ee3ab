//! One page of HTML with everything in it: contents, structure, languages, pictures.
//!
//! <https://html.spec.whatwg.org/>, <https://www.w3.org/TR/dpub-aria-1.1/>

use std::collections::HashMap;
use std::io::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::{Error, Work, each_section};
use crate::book::{Book, OutlineEntry, Picture, Point, Target};
use crate::reading::markup::{
    self, Around, Manner, References, id_of_block, id_of_page, id_of_reference, in_direction, in_plain_language,
    language_of, text,
};
use crate::reading::package::Taken;
use crate::voice::record::Stop;

/// Pictures are put into the page up to so many bytes in all; the rest is left to its words.
const PICTURES_BYTES: usize = 48 << 20;
/// Contents that are deeper are left out.
const DEEPEST: usize = 12;

/// What every reader can change by her own settings: it only keeps lines short and parts of tables apart.
pub(super) const STYLE: &str = "img { max-width: 100%; height: auto; }\n\
    figure { margin: 1em 0; }\ntable { border-collapse: collapse; }\ncaption { text-align: start; }\n\
    td, th { border: 1px solid; padding: 0.2em 0.5em; text-align: start; vertical-align: top; }\n\
    blockquote, aside { margin: 1em 1.5em; }\npre { white-space: pre-wrap; }\n";

/// For the page by itself.
const PAGE_STYLE: &str = "\
    body { font-family: sans-serif; font-size: 1.125em; line-height: 1.5; max-width: 38em; margin: 0 auto; \
    padding: 1em; }\n[role=doc-pagebreak]::before { content: \"[\" attr(aria-label) \"] \"; font-size: 0.8em; }\n";

/// Where a section's identifiers begin.
fn prefix(section: usize) -> String {
    format!("s{}", section + 1)
}

fn address(book: &Book, point: Point) -> Option<String> {
    book.section(point.section)?.blocks.get(point.block)?;
    Some(format!("#{}{}", prefix(point.section), id_of_block(point.block)))
}

/// What is around a section in the page.
struct Neighbours<'a> {
    work: &'a Work,
    references: References,
    /// As addresses that hold them; `None` for what is left to its words.
    pictures: HashMap<Picture, Option<String>>,
    /// So many bytes of pictures have room.
    room: usize,
}

impl Around for Neighbours<'_> {
    fn address(&self, target: &Target) -> Option<String> {
        match target {
            Target::Internal { .. } => address(&self.work.book, self.work.book.resolve_target(target)?),
            Target::External(address) => markup::outer_address(address),
        }
    }

    fn picture(&mut self, picture: &Picture) -> Option<String> {
        if let Some(known) = self.pictures.get(picture) {
            // What is shown again takes room again.
            let known = known.clone().filter(|known| known.len() <= self.room)?;
            self.room -= known.len();
            return Some(known);
        }
        let taken = Taken::of(&self.work.resources, picture);
        let held =
            taken.map(|taken| format!("data:{};base64,{}", taken.media_type, BASE64_STANDARD.encode(taken.bytes)));
        let held = held.filter(|held| held.len() <= self.room);
        self.room -= held.as_ref().map_or(0, String::len);
        self.pictures.insert(picture.clone(), held.clone());
        held
    }

    fn referrer(&self, section: usize, block: usize) -> Option<String> {
        let place = self.references.to(section, block)?;
        Some(format!("#{}{}", prefix(place.section), id_of_reference(place.block, place.byte)))
    }
}

pub(super) fn write(work: &Work, out: &mut dyn Write, stop: &Stop, tell: &mut dyn FnMut(f64)) -> Result<(), Error> {
    let book = &work.book;
    let name = work.name();
    let language = in_plain_language(language_of(book));
    write!(
        out,
        "<!DOCTYPE html>\n<html{language}>\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n",
        text(&name)
    )?;
    for author in book.metadata.authors() {
        writeln!(out, "<meta name=\"author\" content=\"{}\">", text(author))?;
    }
    if let Some(description) = &book.metadata.description {
        writeln!(out, "<meta name=\"description\" content=\"{}\">", text(description))?;
    }
    writeln!(out, "<style>\n{PAGE_STYLE}{STYLE}</style>\n</head>\n<body>")?;
    let mut contents = String::new();
    entries(book, &book.outline, &mut contents, 0);
    if !contents.is_empty() {
        let heading = text(&work.contents);
        writeln!(out, "<nav role=\"doc-toc\" aria-label=\"{heading}\">\n{contents}</nav>")?;
    }
    let pages: String = book
        .pages
        .iter()
        .enumerate()
        .filter(|(_, page)| address(book, page.point).is_some())
        .map(|(number, page)| format!("<li><a href=\"#{}\">{}</a></li>\n", id_of_page(number), text(&page.label)))
        .collect();
    if !pages.is_empty() {
        writeln!(out, "<nav role=\"doc-pagelist\" hidden=\"hidden\"><ol>\n{pages}</ol></nav>")?;
    }
    writeln!(out, "<main>")?;
    let mut around =
        Neighbours { work, references: References::of(book), pictures: HashMap::new(), room: PICTURES_BYTES };
    each_section(book, stop, tell, &mut |number| {
        let Some(section) = book.section(number).filter(|section| !section.blocks.is_empty()) else { return Ok(()) };
        let manner = Manner { plain: true, prefix: prefix(number), formulas: true, details: true };
        let inside = markup::body(book, number, 0..section.blocks.len(), &[], &manner, &mut around);
        let language = in_plain_language(section.language.as_ref());
        let direction = in_direction(section.direction);
        writeln!(out, "<div id=\"{}\"{language}{direction}>\n{inside}</div>", prefix(number))?;
        Ok(())
    })?;
    writeln!(out, "</main>\n</body>\n</html>")?;
    Ok(())
}

fn entries(book: &Book, from: &[OutlineEntry], out: &mut String, depth: usize) {
    let mut rows = String::new();
    for entry in from.iter().filter(|_| depth < DEEPEST) {
        let mut below = String::new();
        entries(book, &entry.children, &mut below, depth + 1);
        let title = text(entry.title.trim());
        let address = entry.point.and_then(|point| address(book, point)).filter(|_| !title.is_empty());
        match address {
            Some(address) => rows.push_str(&format!("<li><a href=\"{address}\">{title}</a>{below}</li>\n")),
            None if !below.is_empty() => rows.push_str(&format!("<li>{title}{below}</li>\n")),
            None => {}
        }
    }
    if !rows.is_empty() {
        out.push_str(&format!("<ol>\n{rows}</ol>\n"));
    }
}
