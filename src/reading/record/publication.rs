//! An EPUB 3 with media overlays: the text of the book, a recording for each of its documents, and what joins them phrase
//! by phrase.
//!
//! <https://www.w3.org/TR/epub-33/#sec-media-overlays>; Opus in Ogg is one of EPUB's own types
//! (<https://www.w3.org/TR/epub-33/#sec-core-media-types>).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use md5::{Digest, Md5};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::markup::{self, Around, Heard, id_of_block, id_of_page, in_language, text};
use super::{Line, Work, language_of, time_of, to_millisecond};
use crate::book::{Book, Kind, OutlineEntry, Picture, Point, Span, Target};
use crate::format::Resources;
use crate::library::shelf::Moment;
use crate::voice::record::opus;

/// The style of the phrase that is heard.
const ACTIVE: &str = "-epub-media-overlay-active";

const STYLE: &str = ".-epub-media-overlay-active { background-color: #ffe58a; color: #000; }\n\
                     img { max-width: 100%; }\ntable { border-collapse: collapse; }\ntd, th { border: 1px solid; \
                     padding: 0.2em 0.5em; }\n";

/// Pictures larger than this, in bytes, are left to their words.
const LARGEST_PICTURE: usize = 8 << 20;

type Archive = ZipWriter<BufWriter<File>>;

/// A book in the making.
pub(super) struct Publication {
    work: Work,
    narrator: &'static str,
    span: Span,
    /// Where the next file goes while no sound is being written.
    archive: Option<Archive>,
    sound: Option<Recording>,
    /// Sections behind this one have no document yet.
    done: usize,
    documents: Vec<Document>,
    pictures: Pictures,
    duration: Duration,
    cover: bool,
}

/// The recording of a section, while it is written.
struct Recording {
    section: usize,
    writer: opus::Writer<Archive>,
    lines: Vec<Line>,
}

/// What the package has to say of a section's document.
struct Document {
    section: usize,
    linear: bool,
    /// Of its recording.
    duration: Option<Duration>,
}

/// The pictures that were taken over.
struct Pictures {
    resources: Resources,
    /// The book's href → the new file's path in the package and its type; `None` for what is left to its words.
    known: HashMap<String, Option<(String, String)>>,
    /// Those that are still to be written.
    waiting: Vec<(String, Vec<u8>)>,
}

impl Pictures {
    /// The file, by its path in the package.
    fn take(&mut self, href: &str) -> Option<String> {
        if let Some(known) = self.known.get(href) {
            return known.as_ref().map(|(path, _)| path.clone());
        }
        let number = self.known.len() + 1;
        let found = self.resources.read(href).ok().filter(|found| found.bytes.len() <= LARGEST_PICTURE);
        let taken = found.and_then(|found| {
            let (ending, media_type) = kind_of(&found.bytes)?;
            let path = format!("images/{number}.{ending}");
            self.waiting.push((path.clone(), found.bytes));
            Some((path, media_type.to_owned()))
        });
        let path = taken.as_ref().map(|(path, _)| path.clone());
        self.known.insert(href.to_owned(), taken);
        path
    }
}

/// By the first bytes; drawings, which may hold scripts and other files, are left to their words.
fn kind_of(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(("jpg", "image/jpeg")),
        [0x89, b'P', b'N', b'G', ..] => Some(("png", "image/png")),
        [b'G', b'I', b'F', b'8', ..] => Some(("gif", "image/gif")),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(("webp", "image/webp")),
        _ => None,
    }
}

/// What is around a section's document.
struct Neighbours<'a> {
    book: &'a Book,
    span: Span,
    pictures: &'a mut Pictures,
}

impl Around for Neighbours<'_> {
    fn address(&self, target: &Target) -> Option<String> {
        match target {
            Target::Internal { .. } => {
                let point = self.book.resolve_target(target)?;
                address(self.book, self.span, point)
            }
            Target::External(address) => {
                let allowed = ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
                allowed.then(|| address.clone())
            }
        }
    }

    fn picture(&mut self, picture: &Picture) -> Option<String> {
        match picture {
            Picture::File(href) => self.pictures.take(href).map(|path| format!("../{path}")),
            Picture::Drawing { .. } | Picture::Written { .. } | Picture::Page(_) => None,
        }
    }
}

/// Where a point of the book lies, from beside the documents.
fn address(book: &Book, span: Span, point: Point) -> Option<String> {
    let section = book.section(point.section)?;
    let blocks = markup::blocks_in(section, point.section, span);
    let inside = has_document(book, span, point.section) && blocks.contains(&point.block);
    inside.then(|| format!("{}#{}", document_name(point.section), id_of_block(point.block)))
}

fn has_document(book: &Book, span: Span, number: usize) -> bool {
    book.section(number).is_some_and(|section| {
        // Of a chapter alone, what stands outside the reading order does not belong to it.
        let within = (span.start.section..=span.end.section).contains(&number)
            && (section.linear || number == span.start.section || span == everything(book));
        within && !markup::blocks_in(section, number, span).is_empty()
    })
}

fn everything(book: &Book) -> Span {
    Span { start: Point::default(), end: super::end(book) }
}

fn document_name(section: usize) -> String {
    format!("s{:04}.xhtml", section + 1)
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

fn packed() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

fn put(archive: &mut Archive, path: &str, bytes: &[u8], options: SimpleFileOptions) -> io::Result<()> {
    archive.start_file(path, options)?;
    archive.write_all(bytes)
}

impl Publication {
    pub(super) fn begin(work: &Work, narrator: &'static str, file: File) -> io::Result<Self> {
        let book = Arc::clone(&work.book);
        let mut archive = ZipWriter::new(BufWriter::new(file));
        put(&mut archive, "mimetype", b"application/epub+zip", stored())?;
        let container = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container version=\"1.0\" \
                         xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile \
                         full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles>\
                         </container>\n";
        put(&mut archive, "META-INF/container.xml", container.as_bytes(), packed())?;
        put(&mut archive, "EPUB/style.css", STYLE.as_bytes(), packed())?;
        let span = if work.chapter.is_some() { work.span() } else { everything(&book) };
        let cover = work.cover.as_ref().filter(|cover| cover.bytes.len() <= LARGEST_PICTURE);
        let cover = cover.and_then(|cover| Some((kind_of(&cover.bytes)?, &cover.bytes)));
        let mut known = HashMap::new();
        if let Some(((ending, media_type), bytes)) = cover {
            let path = format!("images/cover.{ending}");
            put(&mut archive, &format!("EPUB/{path}"), bytes, stored())?;
            known.insert(String::new(), Some((path, media_type.to_owned())));
        }
        Ok(Self {
            pictures: Pictures { resources: work.resources.clone(), known, waiting: Vec::new() },
            work: work.clone(),
            narrator,
            done: if span == everything(&book) { 0 } else { span.start.section },
            span,
            archive: Some(archive),
            sound: None,
            documents: Vec::new(),
            duration: Duration::ZERO,
            cover: cover.is_some(),
        })
    }

    /// A phrase of this section comes. True when it is the first.
    pub(super) fn begin_section(&mut self, section: usize) -> io::Result<bool> {
        if self.sound.as_ref().is_some_and(|sound| sound.section == section) {
            return Ok(self.sound.as_ref().is_some_and(|sound| sound.lines.is_empty()));
        }
        self.end_section()?;
        self.silent_sections(section)?;
        let mut archive = self.archive.take().ok_or(io::ErrorKind::NotFound)?;
        archive.start_file(format!("EPUB/{}", sound_path(section)), stored())?;
        let tags = opus::Tags { comments: vec![("TITLE", self.work.name())], chapters: Vec::new() };
        let writer = opus::Writer::new(archive, &tags)?;
        self.sound = Some(Recording { section, writer, lines: Vec::new() });
        Ok(true)
    }

    pub(super) fn silence(&mut self, samples: u64) -> io::Result<()> {
        let Some(sound) = &mut self.sound else { return Ok(()) };
        sound.writer.silence(samples + to_millisecond(sound.writer.samples() + samples))
    }

    /// Of the section's recording.
    pub(super) fn samples(&self) -> u64 {
        self.sound.as_ref().map_or(0, |sound| sound.writer.samples())
    }

    pub(super) fn line(&mut self, span: Span) {
        if let Some(sound) = &mut self.sound {
            sound.lines.push(Line { span, start: sound.writer.time() });
        }
    }

    pub(super) fn unsay(&mut self) {
        if let Some(sound) = &mut self.sound {
            sound.lines.pop();
        }
    }

    pub(super) fn write(&mut self, samples: &[f32]) -> io::Result<()> {
        match &mut self.sound {
            Some(sound) => sound.writer.write(samples),
            None => Ok(()),
        }
    }

    /// The recording of a section is whole: its text and its overlay follow.
    fn end_section(&mut self) -> io::Result<()> {
        let Some(Recording { section, mut writer, lines }) = self.sound.take() else { return Ok(()) };
        writer.silence(to_millisecond(writer.samples()))?;
        let end = time_of(writer.samples());
        self.archive = Some(writer.finish()?);
        let book = Arc::clone(&self.work.book);
        // A picture is one thing to be heard, however long its words are.
        let mut heard: Vec<(Heard, Duration)> = Vec::new();
        for line in lines {
            let (start, end) = (line.span.start, line.span.end);
            let picture = book.block(start).is_some_and(|block| block.kind == Kind::Image && block.resource.is_some());
            match heard.last_mut().filter(|(last, _)| picture && last.block == start.block) {
                Some((last, _)) => last.bytes.end = end.byte,
                None => heard.push((Heard { block: start.block, bytes: start.byte..end.byte }, line.start)),
            }
        }
        let document = document_name(section);
        let mut overlay = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<smil xmlns=\"http://www.w3.org/ns/SMIL\" \
             xmlns:epub=\"http://www.idpf.org/2007/ops\" version=\"3.0\">\n<body epub:textref=\"../text/{document}\">\n"
        );
        // The silence before the first phrase belongs to it.
        if let Some((_, start)) = heard.first_mut() {
            *start = Duration::ZERO;
        }
        let ends = heard.iter().skip(1).map(|(_, start)| *start).chain([end]);
        for (number, ((_, start), end)) in heard.iter().zip(ends).enumerate() {
            let _ = writeln!(
                overlay,
                "<par id=\"o{number}\"><text src=\"../text/{document}#{}\"/><audio src=\"../{}\" clipBegin=\"{}\" \
                 clipEnd=\"{}\"/></par>",
                Heard::id(number),
                sound_path(section),
                clock(*start),
                clock(end)
            );
        }
        overlay.push_str("</body>\n</smil>\n");
        let heard: Vec<Heard> = heard.into_iter().map(|(heard, _)| heard).collect();
        self.write_document(section, &heard, (!heard.is_empty()).then_some(end))?;
        if let Some(archive) = self.archive.as_mut().filter(|_| !heard.is_empty()) {
            put(archive, &format!("EPUB/{}", overlay_path(section)), overlay.as_bytes(), packed())?;
            self.duration += end;
        }
        Ok(())
    }

    /// The documents of sections without a phrase, up to this one.
    fn silent_sections(&mut self, until: usize) -> io::Result<()> {
        for section in self.done..until.min(self.work.book.sections.len()) {
            if has_document(&self.work.book, self.span, section) {
                self.write_document(section, &[], None)?;
            }
        }
        self.done = self.done.max(until + 1);
        Ok(())
    }

    fn write_document(&mut self, number: usize, heard: &[Heard], duration: Option<Duration>) -> io::Result<()> {
        let book = Arc::clone(&self.work.book);
        let (Some(section), Some(archive)) = (book.section(number), &mut self.archive) else { return Ok(()) };
        let blocks = markup::blocks_in(section, number, self.span);
        let title = section.title.clone().filter(|title| !title.trim().is_empty());
        let title = title.unwrap_or_else(|| self.work.name());
        let mut around = Neighbours { book: &book, span: self.span, pictures: &mut self.pictures };
        let document = markup::document(&book, number, blocks, heard, &title, &mut around);
        put(archive, &format!("EPUB/text/{}", document_name(number)), document.as_bytes(), packed())?;
        for (path, bytes) in self.pictures.waiting.drain(..) {
            put(archive, &format!("EPUB/{path}"), &bytes, stored())?;
        }
        self.documents.push(Document { section: number, linear: section.linear, duration });
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<Duration> {
        self.end_section()?;
        let last = if self.span == everything(&self.work.book) { usize::MAX - 1 } else { self.span.end.section + 1 };
        self.silent_sections(last)?;
        let (navigation, package) = (self.navigation(), self.package());
        let mut archive = self.archive.take().ok_or(io::ErrorKind::NotFound)?;
        put(&mut archive, "EPUB/nav.xhtml", navigation.as_bytes(), packed())?;
        put(&mut archive, "EPUB/package.opf", package.as_bytes(), packed())?;
        archive.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(self.duration)
    }

    fn navigation(&self) -> String {
        let book = &self.work.book;
        let language = in_language(language_of(book));
        let name = text(&self.work.name());
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
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
             xmlns:epub=\"http://www.idpf.org/2007/ops\"{language}>\n<head><title>{name}</title></head>\n<body>\n\
             <nav epub:type=\"toc\" role=\"doc-toc\"><h1>{name}</h1>\n{rows}</nav>\n{pages}</body>\n</html>\n"
        )
    }

    fn entries(&self, entries: &[OutlineEntry], out: &mut String, depth: usize) {
        let mut rows = String::new();
        for entry in entries.iter().filter(|_| depth < 12) {
            let mut below = String::new();
            self.entries(&entry.children, &mut below, depth + 1);
            let title =
                Some(text(entry.title.trim())).filter(|title| !title.is_empty()).unwrap_or_else(|| "–".to_owned());
            match entry.point.and_then(|point| address(&self.work.book, self.span, point)) {
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

    fn package(&self) -> String {
        let book = &self.work.book;
        let metadata = &book.metadata;
        let mut about = String::new();
        let mut tell = |line: String| {
            about.push_str(&line);
            about.push('\n');
        };
        let source = metadata.identifier.as_deref().unwrap_or(&metadata.title);
        tell(format!("<dc:identifier id=\"id\">{}</dc:identifier>", identifier(source, &self.work.name())));
        tell(format!("<dc:title>{}</dc:title>", text(&self.work.name())));
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
        tell(format!("<meta property=\"media:narrator\">{}</meta>", text(self.narrator)));
        tell(format!("<meta property=\"media:active-class\">{ACTIVE}</meta>"));
        tell(format!("<meta property=\"media:duration\">{}</meta>", clock(self.duration)));
        for document in &self.documents {
            if let Some(duration) = document.duration {
                let (number, duration) = (document.section + 1, clock(duration));
                tell(format!("<meta refines=\"#m{number}\" property=\"media:duration\">{duration}</meta>"));
            }
        }
        let mut access = vec![("accessMode", "textual"), ("accessMode", "auditory")];
        access.extend([("accessModeSufficient", "textual"), ("accessModeSufficient", "auditory")]);
        access.extend([("accessibilityFeature", "synchronizedAudioText"), ("accessibilityHazard", "none")]);
        access.extend(["tableOfContents", "structuralNavigation"].map(|feature| ("accessibilityFeature", feature)));
        for (name, value) in access {
            tell(format!("<meta property=\"schema:{name}\">{value}</meta>"));
        }
        let mut items = String::from(
            "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
             <item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n",
        );
        let mut spine = String::new();
        for document in &self.documents {
            let (section, number) = (document.section, document.section + 1);
            let overlay = document.duration.map_or_else(String::new, |_| format!(" media-overlay=\"m{number}\""));
            let _ = writeln!(
                items,
                "<item id=\"s{number}\" href=\"text/{}\" media-type=\"application/xhtml+xml\"{overlay}/>",
                document_name(section)
            );
            if document.duration.is_some() {
                let _ = writeln!(
                    items,
                    "<item id=\"m{number}\" href=\"{}\" media-type=\"application/smil+xml\"/>\n<item id=\"a{number}\" \
                     href=\"{}\" media-type=\"audio/ogg; codecs=opus\"/>",
                    overlay_path(section),
                    sound_path(section)
                );
            }
            let linear = if document.linear { "" } else { " linear=\"no\"" };
            let _ = writeln!(spine, "<itemref idref=\"s{number}\"{linear}/>");
        }
        let mut pictures: Vec<&(String, String)> = self.pictures.known.values().flatten().collect();
        pictures.sort();
        for (number, (path, media_type)) in pictures.into_iter().enumerate() {
            let cover =
                if self.cover && path.starts_with("images/cover.") { " properties=\"cover-image\"" } else { "" };
            let _ = writeln!(items, "<item id=\"i{number}\" href=\"{path}\" media-type=\"{media_type}\"{cover}/>");
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
             unique-identifier=\"id\"{}>\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n{about}</metadata>\n\
             <manifest>\n{items}</manifest>\n<spine>\n{spine}</spine>\n</package>\n",
            language_of(book).map_or_else(String::new, |language| format!(" xml:lang=\"{}\"", text(language.tag())))
        )
    }
}

fn sound_path(section: usize) -> String {
    format!("audio/s{:04}.opus", section + 1)
}

fn overlay_path(section: usize) -> String {
    format!("overlays/s{:04}.smil", section + 1)
}

/// A full clock value: `0:00:00.000`.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, time.subsec_millis())
}

/// The same work has the same identifier, which is not that of the book that it was made of.
fn identifier(source: &str, name: &str) -> String {
    let hash = Md5::digest(format!("oqyrman speech\n{source}\n{name}").as_bytes());
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    // Version 3, made of a name.
    let parts: [Range<usize>; 3] = [0..8, 8..12, 13..16];
    let [first, second, third] = parts.map(|part| &hex[part]);
    format!("urn:uuid:{first}-{second}-3{third}-a{}-{}", &hex[17..20], &hex[20..32])
}
