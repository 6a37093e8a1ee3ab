//! What a file is, by its content: names and media types lie too often.

use std::path::{Path, PathBuf};

use super::container::Container;
use super::encoding;
use super::limits::{Deadline, MEBIBYTE};
use super::markup::tree::ROOT;
use super::markup::{self, Dialect, Tree};
use super::table::{Mark, TABLE};
use crate::book::Format;

/// What the first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guess {
    /// A zip: what lies in it decides.
    Zip,
    Is(Format),
    /// No book of any kind.
    Other,
}

/// Bytes that are looked at.
pub(super) const HEAD_BYTES: usize = 64 << 10;

pub(super) fn by_head(head: &[u8]) -> Guess {
    match by_mark(head) {
        Guess::Other if head.is_empty() || is_picture_or_program(head) => Guess::Other,
        Guess::Other => by_text(head),
        guess => guess,
    }
}

/// As [`by_head`], for what need not be read as text to be known.
pub(super) fn by_mark(head: &[u8]) -> Guess {
    // What a server or a program put before it does not make it another file.
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") || is_late_epub(head) {
        return Guess::Zip;
    }
    let found = marked(|mark| match mark {
        Mark::Head(is) => is(head),
        _ => false,
    });
    found.map_or(Guess::Other, Guess::Is)
}

/// The first format of the table of which this mark tells.
fn marked(tells: impl Fn(&Mark) -> bool) -> Option<Format> {
    TABLE.iter().find(|row| row.marks.iter().any(&tells)).map(|row| row.format)
}

/// An EPUB with something before it.
fn is_late_epub(head: &[u8]) -> bool {
    let near = &head[..head.len().min(2048)];
    contains(near, b"PK\x03\x04") && contains(near, b"mimetype") && contains(near, b"application/epub+zip")
}

/// A PDF may begin a little behind the start.
pub(super) fn is_pdf(head: &[u8]) -> bool {
    !head.starts_with(b"PK\x03\x04") && contains(&head[..head.len().min(1024)], b"%PDF-")
}

pub(super) fn is_sound(head: &[u8]) -> bool {
    head.starts_with(b"ID3")
        || head.starts_with(b"OggS")
        || head.starts_with(b"fLaC")
        || (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WAVE"))
        || is_mp4(head)
        || matches!(head, [0xff, second, third, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 && third & 0xf0 != 0xf0 && *second != 0xfe)
}

/// Whatever its brand: films and sounds share them. Not the pictures that come in the same boxes.
fn is_mp4(head: &[u8]) -> bool {
    const PICTURES: [&[u8]; 6] = [b"heic", b"heix", b"mif1", b"msf1", b"avif", b"crx "];
    head.get(4..8) == Some(b"ftyp") && head.get(8..12).is_some_and(|brand| !PICTURES.contains(&brand))
}

fn is_picture_or_program(head: &[u8]) -> bool {
    let marks: [&[u8]; 8] = [b"GIF8", b"AT&TFORM", b"\x7fELF", b"MZ", b"BM", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"];
    marks.iter().any(|mark| head.starts_with(mark))
}

fn by_text(head: &[u8]) -> Guess {
    if !encoding::is_utf16(head) {
        // Binary data: a zero, or many control characters.
        let controls = head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, 9 | 10 | 12 | 13 | 0x1a)).count();
        if head.contains(&0) || controls * 50 > head.len() {
            return Guess::Other;
        }
    }
    let (text, _) = markup::decode(head);
    let root = root(&text);
    let found = marked(|mark| match (mark, &root) {
        (Mark::Root(names), Some(root)) => names.contains(&root.as_str()),
        (Mark::Words(are), None) => are(head, &text),
        _ => false,
    });
    found.map_or(Guess::Other, Guess::Is)
}

/// What a page of HTML may begin with, whether or not somebody wrote its root.
pub(super) const PAGES: &[&str] = &[
    "html",
    "body",
    "head",
    "p",
    "div",
    "title",
    "meta",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "table",
    "center",
    "font",
    "pre",
    "b",
    "i",
    "em",
    "strong",
    "article",
    "section",
    "main",
    "header",
    "nav",
    "span",
    "br",
    "hr",
    "blockquote",
    "a",
    "link",
    "style",
    "script",
    "base",
];

/// What the markup of a text is; `None` for words, which may begin with «<» too.
fn root(text: &str) -> Option<String> {
    /// So much of something else may stand before a document.
    const BEFORE_BYTES: usize = 1024;
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !start.starts_with('<') {
        let before = start[..start.floor_char_boundary(BEFORE_BYTES)].to_ascii_lowercase();
        let begins = |tag: &str| before.match_indices(tag).any(|(at, _)| before[..at].ends_with(['\n', '\r']));
        let is_page = begins("<!doctype html") || begins("<html") || begins("<body");
        return if before.contains("<fictionbook") {
            Some("fictionbook".to_owned())
        } else {
            is_page.then(|| "html".to_owned())
        };
    }
    let tree = Tree::parse(start, Dialect::Xml, Deadline::start());
    let name = tree.elements(ROOT).next().map(|root| tree.name(root).to_owned()).unwrap_or_default();
    let known = TABLE
        .iter()
        .flat_map(|row| row.marks)
        .any(|mark| matches!(mark, Mark::Root(names) if names.contains(&name.as_str())));
    let is_markup = known || start.starts_with("<?xml") || start.starts_with("<!") || name == "svg";
    // What nothing ever closes is no element.
    (is_markup || start.contains("</") || start.contains("/>")).then_some(name)
}

/// What a zip or a folder holds; `None` when it is no book.
pub(super) fn by_container(container: &Container) -> Option<Format> {
    let own = container.read("mimetype", 1024).ok().map(|it| String::from_utf8_lossy(&it.bytes).into_owned());
    let named = |own: &String| marked(|mark| matches!(mark, Mark::Mimetype(name) if *name == own.trim()));
    let held = || marked(|mark| matches!(mark, Mark::Holds(is) if is(container)));
    own.as_ref().and_then(named).or_else(held)
}

pub(super) fn is_epub(container: &Container) -> bool {
    container.find("META-INF/container.xml").is_some()
}

/// A package that nothing tells of, and that is none of DAISY.
pub(super) fn is_lost_epub(container: &Container) -> bool {
    !is_daisy_202(container) && package(container).is_some_and(|package| !is_of_daisy(container, package))
}

pub(super) fn is_daisy_202(container: &Container) -> bool {
    ends(container, "ncc.html") || ends(container, "ncc.htm")
}

pub(super) fn is_daisy_3(container: &Container) -> bool {
    package(container).is_some_and(|package| is_of_daisy(container, package))
}

fn is_of_daisy(container: &Container, package: &str) -> bool {
    let text = container.read(package, MEBIBYTE).map(|content| markup::decode(&content.bytes).0);
    let marks = ["ANSI/NISO Z39.86", "dtbook", "application/smil", "dtb:"];
    text.is_ok_and(|text| marks.iter().any(|mark| text.contains(mark))) && !ends(container, ".xhtml")
}

/// What the manifest of an audiobook says that it is.
pub(super) fn manifest(container: &Container) -> Option<Format> {
    // A manifest of something else may lie beside sounds; then it names none of them.
    match is_folder_of_sound(container) {
        true => super::manifest::format(container),
        false => container.find("publication.json").map(|_| Format::Lpf),
    }
}

pub(super) fn is_folder_of_sound(container: &Container) -> bool {
    container.names().any(super::audio::is_sound)
}

fn ends(container: &Container, ending: &str) -> bool {
    container.names().any(|name| name.to_lowercase().ends_with(ending))
}

/// The package that lies highest.
fn package(container: &Container) -> Option<&str> {
    let packages = container.names().filter(|name| name.to_lowercase().ends_with(".opf"));
    packages.min_by_key(|name| (name.matches('/').count(), *name))
}

/// The folder around the file that a book begins with: its NCC, its package, its manifest.
pub(super) fn folder_of(path: &Path) -> Option<PathBuf> {
    const FIRST: [&str; 5] = ["ncc.html", "ncc.htm", "discinfo.html", "publication.json", "manifest.json"];
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let begins = FIRST.contains(&name.as_str()) || name.ends_with(".opf");
    let folder = path.parent().filter(|_| begins)?;
    Some(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() })
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_their_content() {
        let check = |head: &[u8], wanted| assert_eq!(by_head(head), wanted, "{}", String::from_utf8_lossy(head));
        check(b"%PDF-1.7", Guess::Is(Format::Pdf));
        check(b"PK\x03\x04rest", Guess::Zip);
        check(b"ID3\x04", Guess::Is(Format::Audio));
        check(b"\xff\xfb\x90\x44", Guess::Is(Format::Audio));
        check(b"\0\0\0\x20ftypM4B ", Guess::Is(Format::Audio));
        check(b"\0\0\0\x20ftypisom", Guess::Is(Format::Audio));
        check(b"\0\0\0\x20ftypheic", Guess::Other);
        check(b"\x89PNG\r\n\x1a\n", Guess::Is(Format::Scan));
        check(b"II*\0\x08\0\0\0", Guess::Is(Format::Scan));
        check(b"AT&TFORM\0\0\0\x10DJVMDIRM", Guess::Is(Format::Scan));
        check(b"GIF89a", Guess::Other);
        check(b"", Guess::Other);
        check(b"\0\x01\x02", Guess::Other);
        check("<?xml version=\"1.0\"?><FictionBook xmlns=\"x\"/>".as_bytes(), Guess::Is(Format::Fb2));
        check(b"<!DOCTYPE html><html><body/></html>", Guess::Is(Format::Html));
        check("Қара сөздер".as_bytes(), Guess::Is(Format::Text));
        check("<Қара сөздер> туралы".as_bytes(), Guess::Is(Format::Text));
        check("<<Қара сөздер>>".as_bytes(), Guess::Is(Format::Text));
        check("# Қара сөздер\n\nМәтін".as_bytes(), Guess::Is(Format::Markdown));
        check(b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'>", Guess::Other);
        check(b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", Guess::Other);
        check(b"<rss><channel/></rss>", Guess::Other);
        check(b"<!-- x --><!DOCTYPE HTML><title>x</title>", Guess::Is(Format::Html));
        check(b"saved\n<html><body>x</body></html>", Guess::Is(Format::Html));
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        check(&utf16("\n<?xml version='1.0' encoding='UTF-16'?><FictionBook/>"), Guess::Is(Format::Fb2));
        check(&utf16("Бұл жасқа келгенше жақсы өткіздік пе, жаман өткіздік пе"), Guess::Is(Format::Text));
        check(b"<?xml version='1.0' encoding='KZ-1048'?><FictionBook>\x9d\xfb</FictionBook>", Guess::Is(Format::Fb2));
        check(b"{\\rtf1\\ansi}", Guess::Is(Format::Rtf));
        check(b"12345", Guess::Other);
    }
}
