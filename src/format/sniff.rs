//! What a file is, by its content: names and media types lie too often.

use std::path::{Path, PathBuf};

use super::container::Container;
use super::limits::{Deadline, MEBIBYTE};
use super::markup::tree::ROOT;
use super::markup::{self, Dialect, Tree};
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
    let is = Guess::Is;
    match head {
        [] => Guess::Other,
        _ if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") => Guess::Zip,
        _ if is_pdf(head) => is(Format::Pdf),
        _ if head.starts_with(b"{\\rtf") => is(Format::Rtf),
        _ if is_sound(head) => is(Format::Audio),
        _ if is_picture_or_program(head) => Guess::Other,
        _ => by_text(head),
    }
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
    if start.starts_with('<') {
        let tree = Tree::parse(&text, Dialect::Xml, Deadline::start());
        let root = tree.elements(ROOT).next().map(|root| tree.name(root)).unwrap_or_default();
        return match root {
            "fictionbook" => Guess::Is(Format::Fb2),
            "dtbook" => Guess::Is(Format::Dtbook),
            "package" | "ncx" => Guess::Is(Format::Daisy3),
            "html" | "body" | "head" | "p" | "div" => Guess::Is(Format::Html),
            _ => Guess::Other,
        };
    }
    // Braille ASCII: capitals nowhere, form feeds between pages.
    let pages = head.iter().filter(|&&byte| byte == 12).count();
    let braille =
        head.iter().all(|&byte| matches!(byte, 10 | 12 | 13 | 0x1a | 0x20..=0x5f) || byte.is_ascii_lowercase());
    if pages > 0 && braille && head.iter().filter(|byte| byte.is_ascii_punctuation()).count() * 5 > head.len() {
        return Guess::Is(Format::Brf);
    }
    if text.chars().any(char::is_alphabetic) { Guess::Is(Format::Text) } else { Guess::Other }
}

/// What a zip holds; `None` when it is no book.
pub(super) fn by_container(container: &Container) -> Option<Format> {
    if let Ok(mimetype) = container.read("mimetype", 1024) {
        let mimetype = String::from_utf8_lossy(&mimetype.bytes);
        match mimetype.trim() {
            "application/epub+zip" => return Some(Format::Epub),
            "application/vnd.oasis.opendocument.text" => return Some(Format::Odt),
            "application/audiobook+zip" => return Some(Format::Audiobook),
            "application/lpf+zip" => return Some(Format::Lpf),
            _ => {}
        }
    }
    let has = |name: &str| container.find(name).is_some();
    let ends = |ending: &str| container.names().any(|name| name.to_lowercase().ends_with(ending));
    if has("META-INF/container.xml") {
        Some(Format::Epub)
    } else if has("word/document.xml") {
        Some(Format::Docx)
    } else if ends("ncc.html") || ends("ncc.htm") {
        Some(Format::Daisy202)
    } else if let Some(package) = package(container) {
        let text = container.read(package, MEBIBYTE).map(|content| markup::decode(&content.bytes).0);
        let marks = ["ANSI/NISO Z39.86", "dtbook", "application/smil", "dtb:"];
        let daisy = text.is_ok_and(|text| marks.iter().any(|mark| text.contains(mark)));
        Some(if daisy && !ends(".xhtml") { Format::Daisy3 } else { Format::Epub })
    } else if ends(".fb2") {
        Some(Format::Fb2)
    } else if container.names().any(super::audio::is_sound) {
        // A manifest of something else may lie beside sounds; then it names none of them.
        Some(super::audio::manifest::format(container).unwrap_or(Format::Audio))
    } else if has("publication.json") {
        Some(Format::Lpf)
    } else {
        None
    }
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
