//! Looking things up among objects that refer to one another, in circles too.

use lopdf::{Dictionary, Document, Object};

/// The object behind a reference; the object itself when it is none. `None` for one that is missing or null.
pub(super) fn resolve<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    match document.dereference(object) {
        Ok((_, Object::Null)) | Err(_) => None,
        Ok((_, found)) => Some(found),
    }
}

pub(super) fn get<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    resolve(document, dictionary.get(key).ok()?)
}

/// A dictionary, or that of a stream.
pub(super) fn dictionary<'a>(document: &'a Document, from: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    as_dictionary(get(document, from, key)?)
}

pub(super) fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

pub(super) fn array<'a>(document: &'a Document, from: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
    get(document, from, key)?.as_array().ok().map(Vec::as_slice)
}

pub(super) fn name<'a>(document: &'a Document, from: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
    get(document, from, key)?.as_name().ok()
}

/// A finite number.
pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(number) => Some(*number as f64),
        Object::Real(number) if number.is_finite() => Some(f64::from(*number)),
        _ => None,
    }
}

pub(super) fn integer(document: &Document, from: &Dictionary, key: &[u8]) -> Option<i64> {
    number(get(document, from, key)?).map(|number| number as i64)
}

/// Four numbers: left, bottom, right, top, in this order whatever the document's.
pub(super) fn rectangle(document: &Document, object: &Object) -> Option<[f32; 4]> {
    let corners: Vec<f32> = resolve(document, object)?
        .as_array()
        .ok()?
        .iter()
        .map_while(|it| resolve(document, it).and_then(number))
        .map(|it| it as f32)
        .collect();
    let &[a, b, c, d] = corners.as_slice() else { return None };
    let box_ = [a.min(c), b.min(d), a.max(c), b.max(d)];
    (box_[2] - box_[0] > 1.0 && box_[3] - box_[1] > 1.0).then_some(box_)
}

/// A text string: UTF-16, UTF-8, or one of the old encodings; without control characters.
pub(super) fn text(document: &Document, object: &Object) -> Option<String> {
    let Object::String(bytes, _) = resolve(document, object)? else { return None };
    Some(decoded(bytes))
}

/// The words of a text string; see [`text`].
pub(super) fn decoded(bytes: &[u8]) -> String {
    let decoded = match bytes {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => old_text(bytes),
    };
    clean(&decoded)
}

/// PDFDocEncoding by the standard; UTF-8 and windows-1251 by the habit of many programs.
fn old_text(bytes: &[u8]) -> String {
    if let Ok(text) = str::from_utf8(bytes) {
        return text.to_owned();
    }
    let high = bytes.iter().filter(|&&byte| byte >= 0xc0).count();
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    if high > letters {
        return encoding_rs::WINDOWS_1251.decode_without_bom_handling(bytes).0.into_owned();
    }
    lopdf::decode_text_string(&Object::string_literal(bytes))
        .unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned())
}

/// White space collapsed, without control characters and marks of language (`ESC kk ESC`).
pub(super) fn clean(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut parts = text.split('\u{1b}');
    plain.push_str(parts.next().unwrap_or_default());
    for (index, part) in parts.enumerate() {
        if index % 2 == 1 {
            plain.push_str(part);
        }
    }
    let mut cleaned = String::with_capacity(plain.len());
    for word in plain.split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}') {
        if !word.is_empty() {
            if !cleaned.is_empty() {
                cleaned.push(' ');
            }
            cleaned.push_str(word);
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings_are_known_by_their_marks_and_habits() {
        let document = Document::new();
        let read = |bytes: &[u8]| text(&document, &Object::string_literal(bytes)).expect("a string");
        assert_eq!(read(b"\xfe\xff\x04\x9a\x04\x30\x04\x40\x04\x30"), "Қара");
        assert_eq!(read(b"\xef\xbb\xbf\xd2\x9a"), "Қ");
        assert_eq!(read("Абай жолы".as_bytes()), "Абай жолы");
        assert_eq!(read(b"\xd0\xee\xec\xe0\xed"), "Роман");
        assert_eq!(read(b"caf\xe9 \x85"), "café –");
        assert_eq!(read(b"\xfe\xff\0\x1b\0k\0k\0\x1b\x04\x9a\0\n\0a"), "Қ a");
    }
}
