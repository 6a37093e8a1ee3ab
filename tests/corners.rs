//! EPUB to its corners: what the W3C's tests for reading systems and real publishers' books do, in small books made here.
//!
//! <https://w3c.github.io/epub-tests/>

#[path = "support/epub.rs"]
mod support;

#[path = "corners/containers.rs"]
mod containers;
#[path = "corners/content.rs"]
mod content;
#[path = "corners/packages.rs"]
mod packages;
#[path = "corners/styles.rs"]
mod styles;

use oqyrman::book::{Book, Code, Kind};
use oqyrman::format::{Error, Opened};
use support::{Epub, chapter, zip};

/// A book with this metadata, manifest and spine, its package at `OEBPS/p.opf`.
struct Made {
    metadata: String,
    manifest: String,
    spine: String,
    /// Attributes of the package and of the spine.
    package: String,
    order: String,
    files: Vec<(String, Vec<u8>)>,
}

impl Made {
    fn new() -> Self {
        Self {
            metadata: String::new(),
            manifest: String::new(),
            spine: String::new(),
            package: "version='3.0' unique-identifier='i'".to_owned(),
            order: String::new(),
            files: Vec::new(),
        }
    }

    fn metadata(mut self, metadata: &str) -> Self {
        self.metadata += metadata;
        self
    }

    /// An item of the manifest, as `id`, address and media type, with more attributes.
    fn item(mut self, id: &str, href: &str, media_type: &str, more: &str) -> Self {
        self.manifest += &format!("<item id='{id}' href='{href}' media-type='{media_type}' {more}/>");
        self
    }

    fn spine(mut self, spine: &str) -> Self {
        self.spine += spine;
        self
    }

    fn file(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.push((name.to_owned(), content.into()));
        self
    }

    /// A content document in manifest, spine and container.
    fn chapter(self, id: &str, body: &str) -> Self {
        self.item(id, &format!("{id}.xhtml"), "application/xhtml+xml", "")
            .spine(&format!("<itemref idref='{id}'/>"))
            .file(&format!("OEBPS/{id}.xhtml"), chapter(body))
    }

    fn entries(self) -> Vec<(String, Vec<u8>)> {
        let package = format!(
            "<?xml version='1.0'?><package xmlns='http://www.idpf.org/2007/opf' {}><metadata \
             xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:opf='http://www.idpf.org/2007/opf'>{}</metadata>\
             <manifest>{}</manifest><spine {}>{}</spine></package>",
            self.package, self.metadata, self.manifest, self.order, self.spine
        );
        let mut files = vec![
            ("mimetype".to_owned(), b"application/epub+zip".to_vec()),
            ("META-INF/container.xml".to_owned(), container(&["OEBPS/p.opf"]).into_bytes()),
            ("OEBPS/p.opf".to_owned(), package.into_bytes()),
        ];
        files.extend(self.files);
        files
    }

    fn open(self) -> Opened {
        opened(zip(&self.entries()))
    }
}

fn container(packages: &[&str]) -> String {
    let files: String = packages
        .iter()
        .map(|path| format!("<rootfile full-path='{path}' media-type='application/oebps-package+xml'/>"))
        .collect();
    format!(
        "<container version='1.0' xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>{files}</rootfiles>\
         </container>"
    )
}

fn open(bytes: Vec<u8>) -> Result<Opened, Error> {
    oqyrman::format::open_bytes(bytes.into())
}

fn opened(bytes: Vec<u8>) -> Opened {
    open(bytes).expect("it opens")
}

/// A book of one chapter with this body.
fn body(body: &str) -> Opened {
    document(&chapter(body))
}

/// A book of one chapter, which is this document.
fn document(text: &str) -> Opened {
    opened(Epub::new().chapter("a", text).bytes())
}

/// The blocks, as `text` prints them: pictures in brackets, empty ones left out.
fn lines(book: &Book) -> Vec<String> {
    let blocks = book.sections.iter().flat_map(|section| &section.blocks);
    let lines = blocks.map(|block| match block.kind {
        Kind::Image if !block.text.is_empty() => format!("[{}]", block.text),
        Kind::PageBreak => String::new(),
        _ => block.text.clone(),
    });
    lines.filter(|line| !line.is_empty()).collect()
}

fn codes(opened: &Opened) -> Vec<Code> {
    opened.defects.iter().map(|defect| defect.code).collect()
}

fn subjects(opened: &Opened, code: Code) -> Vec<&str> {
    opened.defects.iter().filter(|defect| defect.code == code).map(|defect| defect.subject.as_str()).collect()
}

fn pages(book: &Book) -> Vec<String> {
    book.pages.iter().map(|page| format!("{} {}/{}", page.label, page.point.section, page.point.block)).collect()
}

#[track_caller]
fn check(text: &str, wanted: &[&str]) {
    assert_eq!(lines(&body(text).book), wanted, "{text}");
}
