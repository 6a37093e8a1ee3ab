//! Bytes → characters: byte order mark, declaration, UTF-8; and character references.
//!
//! <https://www.w3.org/TR/xml/#sec-guessing>

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};
use quick_xml::escape::resolve_html5_entity;

/// The text of a document, and whether all of it could be read in its encoding.
pub(in crate::format) fn decode(bytes: &[u8]) -> (String, bool) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return read(encoding, &bytes[length..]);
    }
    // Without a mark, the zeros of «<» tell UTF-16.
    match bytes {
        [b'<', 0, ..] => return read(UTF_16LE, bytes),
        [0, b'<', ..] => return read(UTF_16BE, bytes),
        _ => {}
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), true);
    }
    match declared(&bytes[..bytes.len().min(1024)]).filter(|encoding| *encoding != UTF_8) {
        Some(encoding) => read(encoding, bytes),
        None => {
            // What calls itself UTF-8 and is not: a slip here and there, or an old Cyrillic encoding throughout.
            let slips = String::from_utf8_lossy(bytes);
            let wrong = slips.matches('\u{fffd}').count();
            if wrong * 20 > slips.chars().count() {
                (read(WINDOWS_1251, bytes).0, false)
            } else {
                (slips.into_owned(), false)
            }
        }
    }
}

fn read(encoding: &'static Encoding, bytes: &[u8]) -> (String, bool) {
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), !faulty)
}

/// The encoding of `<?xml encoding="…"?>` or `<meta charset="…">`.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    let find = |name: &[u8]| head.windows(name.len()).position(|window| window == name).map(|at| at + name.len());
    let at = find(b"encoding=").or_else(|| find(b"charset="))?;
    let rest: Vec<u8> = head[at..].iter().copied().skip_while(|byte| matches!(byte, b'"' | b'\'' | b' ')).collect();
    let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':')))?;
    Encoding::for_label(&rest[..end])
}

/// What the reference `&name;` stands for; `None` for what only a DTD could tell, which is never read.
pub(super) fn reference(name: &str) -> Option<Reference> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        // Old programs mean windows-1252 by the numbers of the C1 controls.
        let code = code.ok()?;
        if (0x80..0xa0).contains(&code) {
            let byte = [code as u8];
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&byte);
            return text.chars().next().map(Reference::Character);
        }
        return char::from_u32(code).map(Reference::Character);
    }
    resolve_html5_entity(name).map(Reference::Text)
}

pub(super) enum Reference {
    Character(char),
    Text(&'static str),
}

/// An attribute's value with its references resolved and its white space made spaces.
pub(super) fn attribute_value(raw: &str) -> String {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\n', '\t', '\r']) {
        value.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        if rest.as_bytes()[at] != b'&' {
            value.push(' ');
            rest = tail;
            continue;
        }
        // The longest name of an HTML entity has 32 letters.
        let end = tail.bytes().take(40).position(|byte| byte == b';');
        match end.and_then(|end| reference(&tail[..end]).map(|found| (found, end))) {
            Some((found, end)) => {
                match found {
                    Reference::Character(character) => value.push(character),
                    Reference::Text(text) => value.push_str(text),
                }
                rest = &tail[end + 1..];
            }
            None => {
                value.push('&');
                rest = tail;
            }
        }
    }
    value.push_str(rest);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found_by_mark_declaration_and_guess() {
        let text = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><p>Қ емес, кітап</p>".replace("Қ емес, ", "");
        let (bytes, ..) = WINDOWS_1251.encode(&text);
        assert_eq!(decode(&bytes), (text.clone(), true));
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode(&utf16), (text.clone(), true));
        assert_eq!(decode(&utf16[2..]), (text, true));
        let (bytes, ..) = WINDOWS_1251.encode("<p>старая книга</p>");
        assert_eq!(decode(&bytes), ("<p>старая книга</p>".to_owned(), false));
        assert_eq!(decode(b"\xef\xbb\xbf<p/>"), ("<p/>".to_owned(), true));
        assert!(!decode(b"<p>one slip \xff in a long text</p>").1);
    }

    #[test]
    fn references_are_resolved_and_unknown_ones_stay() {
        assert_eq!(attribute_value("a&amp;b&#1179;&#x49B;&nbsp;&mdash;&foo; &"), "a&bққ\u{a0}—&foo; &");
        assert_eq!(attribute_value("a\n\tb"), "a  b");
        assert_eq!(attribute_value("&#151;"), "—");
    }
}
