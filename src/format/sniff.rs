//! What a file is, by its content: names and media types lie too often.

use std::path::{Path, PathBuf};

use super::container::Container;
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
    match head {
        [] => Guess::Other,
        _ if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") => Guess::Zip,
        _ => match marked(|mark| match mark {
            Mark::Start(starts) => starts.iter().any(|start| head.starts_with(start)),
            Mark::Head(is) => is(head),
            _ => false,
        }) {
            Some(format) => Guess::Is(format),
            None if is_picture_or_program(head) => Guess::Other,
            None => by_text(head),
        },
    }
}

/// The first format of the table of which this mark tells.
fn marked(tells: impl Fn(&Mark) -> bool) -> Option<Format> {
    TABLE.iter().find(|row| row.marks.iter().any(&tells)).map(|row| row.format)
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
    let marks: [&[u8]; 9] =
        [b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x7fELF", b"MZ", b"BM", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"];
    marks.iter().any(|mark| head.starts_with(mark))
}

fn by_text(head: &[u8]) -> Guess {
    let utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    let xml16 = matches!(head, [b'<', 0, ..] | [0, b'<', ..]);
    if !utf16 && !xml16 {
        // Binary data: a zero, or many control characters.
        let controls = head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, 9 | 10 | 12 | 13 | 0x1a)).count();
        if head.contains(&0) || controls * 50 > head.len() {
            return Guess::Other;
        }
    }
    let (text, _) = markup::decode(head);
    let start = text.trim_start();
    let tree = start.starts_with('<').then(|| Tree::parse(&text, Dialect::Xml, Deadline::start()));
    let root = tree.as_ref().map(|tree| tree.elements(ROOT).next().map(|root| tree.name(root)).unwrap_or_default());
    let found = marked(|mark| match (mark, root) {
        (Mark::Root(names), Some(root)) => names.contains(&root),
        (Mark::Words(are), None) => are(head, &text),
        _ => false,
    });
    found.map_or(Guess::Other, Guess::Is)
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
        true => super::audio::manifest::format(container),
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
        check(b"\x89PNG\r\n\x1a\n", Guess::Other);
        check(b"", Guess::Other);
        check(b"\0\x01\x02", Guess::Other);
        check("<?xml version=\"1.0\"?><FictionBook xmlns=\"x\"/>".as_bytes(), Guess::Is(Format::Fb2));
        check(b"<!DOCTYPE html><html><body/></html>", Guess::Is(Format::Html));
        check("Қара сөздер".as_bytes(), Guess::Is(Format::Text));
        check(b"{\\rtf1\\ansi}", Guess::Is(Format::Rtf));
        check(b"12345", Guess::Other);
    }
}
