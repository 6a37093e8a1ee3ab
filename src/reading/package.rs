//! A publication in the making, as EPUB 3: its documents, pictures, contents and package.
//!
//! <https://www.w3.org/TR/epub-33/>

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Cursor, Seek, Write};
use std::ops::Range;
use std::sync::Arc;

use md5::{Digest, Md5};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::markup::{
    self, Around, Heard, Manner, References, id_of_block, id_of_page, id_of_reference, in_direction, in_language,
    language_of, text,
};
use crate::book::{BaseDirection, Book, LandmarkKind, OutlineEntry, Picture, Point, Span, Target};
use crate::format::{Resource, Resources};
use crate::library::shelf::Moment;

/// Pictures larger than this, in bytes, are left to their words.
pub(super) const LARGEST_PICTURE: usize = 8 << 20;
/// A drawing is taken over as so many pixels in each direction.
const DRAWN_PIXELS: f32 = 1600.0;
/// Contents that are deeper are left out.
const DEEPEST: usize = 12;

/// A picture as it is taken over.
pub(super) struct Taken {
    pub(super) ending: &'static str,
    pub(super) media_type: &'static str,
    pub(super) bytes: Vec<u8>,
}

impl Taken {
    /// The bytes of a picture of the book; `None` for what is left to its words: pages as they were printed, and what is
    /// too large or cannot be had.
    pub(super) fn of(resources: &Resources, picture: &Picture) -> Option<Self> {
        if let Picture::Page(_) = picture {
            return None;
        }
        if let Picture::File(href) = picture {
            let bytes = resources.read(href).ok()?.bytes;
            if let Some((ending, media_type)) = kind_of(&bytes) {
                return (bytes.len() <= LARGEST_PICTURE).then_some(Self { ending, media_type, bytes });
            }
        }
        // A drawing may hold scripts and other files: it is taken as it is seen.
        let (width, height) = resources.picture_size(picture).ok()?;
        let scale = (DRAWN_PIXELS / width.max(height).max(1.0)).min(2.0);
        let pixels = resources.picture(picture, width * scale, height * scale).ok()?;
        let drawn = image::RgbaImage::from_raw(pixels.width, pixels.height, pixels.rgba)?;
        let mut bytes = Cursor::new(Vec::new());
        drawn.write_to(&mut bytes, image::ImageFormat::Png).ok()?;
        let bytes = bytes.into_inner();
        (bytes.len() <= LARGEST_PICTURE).then_some(Self { ending: "png", media_type: "image/png", bytes })
    }
}

/// By the first bytes: the ending of its name and its type.
fn kind_of(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(("jpg", "image/jpeg")),
        [0x89, b'P', b'N', b'G', ..] => Some(("png", "image/png")),
        [b'G', b'I', b'F', b'8', ..] => Some(("gif", "image/gif")),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(("webp", "image/webp")),
        _ => None,
    }
}

/// The pictures that were taken over.
struct Pictures {
    resources: Resources,
    /// The picture → the new file's path in the package and its type; `None` for what is left to its words.
    known: HashMap<Picture, Option<(String, &'static str)>>,
    /// Those that are still to be written.
    waiting: Vec<(String, Vec<u8>)>,
}

impl Pictures {
    /// The file, by its path in the package.
    fn take(&mut self, picture: &Picture) -> Option<String> {
        if let Some(known) = self.known.get(picture) {
            return known.as_ref().map(|(path, _)| path.clone());
        }
        let number = self.known.len() + 1;
        let taken = Taken::of(&self.resources, picture).map(|taken| {
            let path = format!("images/{number}.{}", taken.ending);
            self.waiting.push((path.clone(), taken.bytes));
            (path, taken.media_type)
        });
        let path = taken.as_ref().map(|(path, _)| path.clone());
        self.known.insert(picture.clone(), taken);
        path
    }
}

/// What is around a section's document.
struct Neighbours<'a> {
    book: &'a Book,
    span: Span,
    references: &'a References,
    pictures: &'a mut Pictures,
}

impl Around for Neighbours<'_> {
    fn address(&self, target: &Target) -> Option<String> {
        match target {
            Target::Internal { .. } => {
                let point = self.book.resolve_target(target)?;
                address(self.book, self.span, point)
            }
            Target::External(address) => markup::outer_address(address),
        }
    }

    fn picture(&mut self, picture: &Picture) -> Option<String> {
        self.pictures.take(picture).map(|path| format!("../{path}"))
    }

    fn referrer(&self, section: usize, block: usize) -> Option<String> {
        let place = self.references.to(section, block)?;
        address(self.book, self.span, place)?;
        Some(format!("{}#{}", document_name(place.section), id_of_reference(place.block, place.byte)))
    }
}

/// Where a point of the book lies, from beside the documents.
fn address(book: &Book, span: Span, point: Point) -> Option<String> {
    let section = book.section(point.section)?;
    let blocks = markup::blocks_in(section, point.section, span);
    let inside = has_document(book, span, point.section) && blocks.contains(&point.block);
    inside.then(|| format!("{}#{}", document_name(point.section), id_of_block(point.block)))
}

/// Something of the section stands in this span.
pub(super) fn has_document(book: &Book, span: Span, number: usize) -> bool {
    book.section(number).is_some_and(|section| {
        // Of a chapter alone, what stands outside the reading order does not belong to it.
        let within = (span.start.section..=span.end.section).contains(&number)
            && (section.linear || number == span.start.section || span == everything(book));
        within && !markup::blocks_in(section, number, span).is_empty()
    })
}

/// From the first to behind the last section.
pub(super) fn everything(book: &Book) -> Span {
    Span { start: Point::default(), end: Point::new(book.sections.len(), 0, 0) }
}

/// The file of a section's document.
pub(super) fn document_name(section: usize) -> String {
    format!("s{:04}.xhtml", section + 1)
}

pub(super) fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

pub(super) fn packed() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

/// Adds a file.
pub(super) fn put<W: Write + Seek>(
    archive: &mut ZipWriter<W>,
    path: &str,
    bytes: &[u8],
    options: SimpleFileOptions,
) -> io::Result<()> {
    archive.start_file(path, options)?;
    archive.write_all(bytes)
}

/// A section's document, as the package tells of it.
struct Document {
    section: usize,
    linear: bool,
    formulas: bool,
}

/// What the package says beside what is true of every book.
#[derive(Default)]
pub(super) struct About {
    /// The unique identifier.
    pub(super) identifier: String,
    /// More elements of the metadata.
    pub(super) metadata: Vec<String>,
    /// Schema.org's accessibility metadata: the property's name and value.
    pub(super) access: Vec<(&'static str, String)>,
    /// Section → more attributes of its document's item, and more items.
    pub(super) items: HashMap<usize, (String, String)>,
}

/// What is known of a publication while it is written, beside the archive.
pub(super) struct Binder {
    book: Arc<Book>,
    /// The title.
    name: String,
    span: Span,
    manner: Manner,
    references: References,
    documents: Vec<Document>,
    pictures: Pictures,
    cover: bool,
}

impl Binder {
    /// Begins the archive: what comes first in it, the style, the cover.
    pub(super) fn begin<W: Write + Seek>(
        archive: &mut ZipWriter<W>,
        (book, resources, cover): (Arc<Book>, &Resources, Option<&Resource>),
        name: String,
        span: Span,
        manner: Manner,
        style: &str,
    ) -> io::Result<Self> {
        put(archive, "mimetype", b"application/epub+zip", stored())?;
        let container = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container version=\"1.0\" \
                         xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile \
                         full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles>\
                         </container>\n";
        put(archive, "META-INF/container.xml", container.as_bytes(), packed())?;
        put(archive, "EPUB/style.css", style.as_bytes(), packed())?;
        let cover = cover.filter(|cover| cover.bytes.len() <= LARGEST_PICTURE);
        let cover = cover.and_then(|cover| Some((kind_of(&cover.bytes)?, &cover.bytes)));
        let mut known = HashMap::new();
        if let Some(((ending, media_type), bytes)) = cover {
            let path = format!("images/cover.{ending}");
            put(archive, &format!("EPUB/{path}"), bytes, stored())?;
            known.insert(Picture::File(String::new()), Some((path, media_type)));
        }
        Ok(Self {
            pictures: Pictures { resources: resources.clone(), known, waiting: Vec::new() },
            references: if manner.formulas { References::of(&book) } else { References::default() },
            book,
            name,
            span,
            manner,
            documents: Vec::new(),
            cover: cover.is_some(),
        })
    }

    /// Adds a section's document, with the pictures that it is the first to show.
    pub(super) fn document<W: Write + Seek>(
        &mut self,
        archive: &mut ZipWriter<W>,
        number: usize,
        heard: &[Heard],
    ) -> io::Result<()> {
        let book = Arc::clone(&self.book);
        let Some(section) = book.section(number) else { return Ok(()) };
        let blocks = markup::blocks_in(section, number, self.span);
        let title = section.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&self.name);
        let mut around =
            Neighbours { book: &book, span: self.span, references: &self.references, pictures: &mut self.pictures };
        let document = markup::document(&book, number, blocks, heard, title, &self.manner, &mut around);
        put(archive, &format!("EPUB/text/{}", document_name(number)), document.as_bytes(), packed())?;
        for (path, bytes) in self.pictures.waiting.drain(..) {
            put(archive, &format!("EPUB/{path}"), &bytes, stored())?;
        }
        let formulas = document.contains("<math ");
        self.documents.push(Document { section: number, linear: section.linear, formulas });
        Ok(())
    }

    /// Pictures beside the cover were taken over.
    pub(super) fn has_pictures(&self) -> bool {
        self.pictures.known.iter().any(|(picture, taken)| taken.is_some() && *picture != Picture::File(String::new()))
    }

    /// Formulas were written as formulas.
    pub(super) fn has_formulas(&self) -> bool {
        self.documents.iter().any(|document| document.formulas)
    }

    /// Ends the archive: contents and package.
    pub(super) fn finish<W: Write + Seek>(self, mut archive: ZipWriter<W>, about: &About) -> io::Result<W> {
        put(&mut archive, "EPUB/nav.xhtml", self.navigation().as_bytes(), packed())?;
        put(&mut archive, "EPUB/package.opf", self.package(about).as_bytes(), packed())?;
        Ok(archive.finish()?)
    }

    fn navigation(&self) -> String {
        let book = &self.book;
        let language = in_language(language_of(book));
        let direction = language_of(book).map(BaseDirection::of_language).filter(|side| side.is_rtl());
        let language = format!("{language}{}", in_direction(direction));
        let name = text(&self.name);
        let mut rows = String::new();
        self.entries(&book.outline, &mut rows, 0);
        if rows.is_empty() {
            let first = self.documents.first().map_or_else(String::new, |first| document_name(first.section));
            rows = format!("<ol><li><a href=\"text/{first}\">{name}</a></li></ol>");
        }
        let pages: String = book
            .pages
            .iter()
            .enumerate()
            .filter(|(_, page)| address(book, self.span, page.point).is_some())
            .map(|(number, page)| {
                let document = document_name(page.point.section);
                format!("<li><a href=\"text/{document}#{}\">{}</a></li>\n", id_of_page(number), text(&page.label))
            })
            .collect();
        let pages = if pages.is_empty() {
            String::new()
        } else {
            format!("<nav epub:type=\"page-list\" role=\"doc-pagelist\" hidden=\"\"><ol>\n{pages}</ol></nav>\n")
        };
        let landmarks = self.landmarks();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
             xmlns:epub=\"http://www.idpf.org/2007/ops\"{language}>\n<head><title>{name}</title></head>\n<body>\n\
             <nav epub:type=\"toc\" role=\"doc-toc\"><h1>{name}</h1>\n{rows}</nav>\n{pages}{landmarks}</body>\n</html>\n"
        )
    }

    fn landmarks(&self) -> String {
        let rows: String = self
            .book
            .landmarks
            .iter()
            .filter_map(|landmark| {
                let name = match landmark.kind {
                    LandmarkKind::Cover => "cover",
                    LandmarkKind::TitlePage => "titlepage",
                    LandmarkKind::Contents => "toc",
                    LandmarkKind::BodyMatter => "bodymatter",
                    LandmarkKind::Glossary => "glossary",
                    LandmarkKind::Index => "index",
                    LandmarkKind::Bibliography => "bibliography",
                    LandmarkKind::Notes => "endnotes",
                    LandmarkKind::Other => return None,
                };
                let address = address(&self.book, self.span, landmark.point)?;
                let own = Some(landmark.title.trim()).filter(|title| !title.is_empty());
                let section = || self.book.section(landmark.point.section)?.title.as_deref();
                let title = text(own.or_else(section).unwrap_or(&self.name));
                Some(format!("<li><a epub:type=\"{name}\" href=\"text/{address}\">{title}</a></li>\n"))
            })
            .collect();
        match rows.is_empty() {
            true => rows,
            false => format!("<nav epub:type=\"landmarks\" hidden=\"\"><ol>\n{rows}</ol></nav>\n"),
        }
    }

    fn entries(&self, entries: &[OutlineEntry], out: &mut String, depth: usize) {
        let mut rows = String::new();
        for entry in entries.iter().filter(|_| depth < DEEPEST) {
            let mut below = String::new();
            self.entries(&entry.children, &mut below, depth + 1);
            let title =
                Some(text(entry.title.trim())).filter(|title| !title.is_empty()).unwrap_or_else(|| "–".to_owned());
            match entry.point.and_then(|point| address(&self.book, self.span, point)) {
                Some(address) => {
                    let _ = writeln!(rows, "<li><a href=\"text/{address}\">{title}</a>{below}</li>");
                }
                None if !below.is_empty() => {
                    let _ = writeln!(rows, "<li><span>{title}</span>{below}</li>");
                }
                None => {}
            }
        }
        if !rows.is_empty() {
            let _ = writeln!(out, "<ol>\n{rows}</ol>");
        }
    }

    fn package(&self, own: &About) -> String {
        let book = &self.book;
        let metadata = &book.metadata;
        let mut about = String::new();
        let mut tell = |line: String| {
            about.push_str(&line);
            about.push('\n');
        };
        tell(format!("<dc:identifier id=\"id\">{}</dc:identifier>", text(&own.identifier)));
        tell(format!("<dc:title>{}</dc:title>", text(&self.name)));
        let languages: Vec<&str> = match metadata.languages.as_slice() {
            [] => vec![language_of(book).map_or("und", |language| language.tag())],
            known => known.iter().map(|language| language.tag()).collect(),
        };
        languages.iter().for_each(|tag| tell(format!("<dc:language>{}</dc:language>", text(tag))));
        for (number, person) in metadata.contributors.iter().enumerate().filter(|(_, it)| !it.name.trim().is_empty()) {
            let element = if person.role == "aut" { "creator" } else { "contributor" };
            tell(format!("<dc:{element} id=\"person{number}\">{}</dc:{element}>", text(&person.name)));
            tell(format!(
                "<meta refines=\"#person{number}\" property=\"role\" scheme=\"marc:relators\">{}</meta>",
                text(&person.role)
            ));
        }
        let optional = [
            ("publisher", metadata.publisher.as_deref()),
            ("date", metadata.published.as_deref()),
            ("description", metadata.description.as_deref()),
            ("source", metadata.identifier.as_deref()),
        ];
        for (name, value) in optional {
            if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
                tell(format!("<dc:{name}>{}</dc:{name}>", text(value)));
            }
        }
        for subject in metadata.subjects.iter().filter(|subject| !subject.trim().is_empty()) {
            tell(format!("<dc:subject>{}</dc:subject>", text(subject)));
        }
        tell(format!("<meta property=\"dcterms:modified\">{}</meta>", Moment::now()));
        own.metadata.iter().for_each(|line| tell(line.clone()));
        for (name, value) in &own.access {
            tell(format!("<meta property=\"schema:{name}\">{}</meta>", text(value)));
        }
        let mut items = String::from(
            "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
             <item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n",
        );
        let mut spine = String::new();
        for document in &self.documents {
            let (section, number) = (document.section, document.section + 1);
            let (attributes, more) = own.items.get(&section).cloned().unwrap_or_default();
            let formulas = if document.formulas { " properties=\"mathml\"" } else { "" };
            let name = document_name(section);
            let _ = writeln!(
                items,
                "<item id=\"s{number}\" href=\"text/{name}\" media-type=\"application/xhtml+xml\"{formulas}{attributes}/>{more}"
            );
            let linear = if document.linear { "" } else { " linear=\"no\"" };
            let _ = writeln!(spine, "<itemref idref=\"s{number}\"{linear}/>");
        }
        let mut pictures: Vec<&(String, &str)> = self.pictures.known.values().flatten().collect();
        pictures.sort();
        for (number, (path, media_type)) in pictures.into_iter().enumerate() {
            let cover =
                if self.cover && path.starts_with("images/cover.") { " properties=\"cover-image\"" } else { "" };
            let _ = writeln!(items, "<item id=\"i{number}\" href=\"{path}\" media-type=\"{media_type}\"{cover}/>");
        }
        let progression =
            metadata.page_progression.map(|side| format!(" page-progression-direction=\"{}\"", side.name()));
        let progression = progression.unwrap_or_default();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
             unique-identifier=\"id\"{}>\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n{about}</metadata>\n\
             <manifest>\n{items}</manifest>\n<spine{progression}>\n{spine}</spine>\n</package>\n",
            language_of(book).map_or_else(String::new, |language| format!(" xml:lang=\"{}\"", text(language.tag())))
        )
    }
}

/// The same work has the same identifier. `kind` parts what is made of one book.
pub(super) fn identifier(kind: &str, source: &str, name: &str) -> String {
    let hash = Md5::digest(format!("oqyrman {kind}\n{source}\n{name}").as_bytes());
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    // Version 3, made of a name.
    let parts: [Range<usize>; 3] = [0..8, 8..12, 13..16];
    let [first, second, third] = parts.map(|part| &hex[part]);
    format!("urn:uuid:{first}-{second}-3{third}-a{}-{}", &hex[17..20], &hex[20..32])
}
