//! Pictures of FictionBook, which stand behind the text as Base64.

use std::collections::HashMap;
use std::ops::Range;

use crate::format::data;
use crate::format::limits;

const OPENING: &str = "<binary";
/// A tag is no longer than this.
const TAG_BYTES: usize = 4096;

/// Pictures by their names, not decoded yet.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// Name → (what it says that it is, where it lies in the text).
    known: HashMap<String, (String, Range<usize>)>,
}

/// Takes the pictures out of a document: what is left is its markup. They are most of many a book, and no tree needs them.
pub(super) fn apart(text: &str) -> (String, Pictures) {
    let mut markup = String::with_capacity(text.len().min(limits::MARKUP_BYTES as usize));
    let mut pictures = Pictures::default();
    let mut from = 0;
    while let Some(at) = text[from..].find(OPENING).map(|at| from + at) {
        markup.push_str(&text[from..at]);
        let head = &text[at + OPENING.len()..];
        let head = &head[..head.floor_char_boundary(TAG_BYTES)];
        let Some(end) = head.find('>').filter(|_| head.starts_with(|c: char| c.is_whitespace() || c == '>')) else {
            markup.push_str(OPENING);
            from = at + OPENING.len();
            continue;
        };
        let body = at + OPENING.len() + end + 1;
        // Base64 has no «<»: where the next one stands the picture has ended, whether somebody closed it or not.
        let behind = text[body..].find('<').map_or(text.len(), |length| body + length);
        let value = |name: &str| attribute(&head[..end], name);
        if let Some(id) = value("id").filter(|_| !head[..end].ends_with('/') && pictures.known.len() < limits::ENTRIES)
        {
            let kind = value("content-type").unwrap_or_default().to_ascii_lowercase();
            pictures.known.entry(id.to_owned()).or_insert((kind, body..behind));
        }
        let closed = text[behind..].strip_prefix("</binary").and_then(|rest| rest.find('>').filter(|end| *end < 64));
        from = closed.map_or(behind, |end| behind + "</binary".len() + end + 1);
    }
    markup.push_str(&text[from..]);
    (markup, pictures)
}

/// The value of an attribute in a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.match_indices(name).find_map(|(at, _)| {
        let before = tag[..at].chars().next_back();
        let rest = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let value = rest[1..].split(quote).next()?;
        before.is_none_or(|before| before.is_whitespace() || matches!(before, '"' | '\'')).then_some(value)
    })
}

impl Pictures {
    pub(super) fn contains(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    /// The bytes of a picture and what it is; `text` is the document that they were taken from.
    pub(super) fn read(&self, name: &str, text: &str) -> Option<(Vec<u8>, &'static str)> {
        let (said, place) = self.known.get(name)?;
        let coded = text.get(place.clone())?.as_bytes();
        let bytes = data::base64(coded).or_else(|| {
            // Line ends written as references, a sign of padding in the middle.
            let plain: Vec<u8> = coded
                .iter()
                .copied()
                .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
                .collect();
            data::base64(&plain)
        })?;
        let kind = match bytes.as_slice() {
            [0xff, 0xd8, ..] => "image/jpeg",
            [0x89, b'P', b'N', b'G', ..] => "image/png",
            [b'G', b'I', b'F', ..] => "image/gif",
            [b'R', b'I', b'F', b'F', ..] => "image/webp",
            [b'B', b'M', ..] => "image/bmp",
            _ if said.contains("svg") => "image/svg+xml",
            [] => return None,
            _ => "application/octet-stream",
        };
        Some((bytes, kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_taken_out_however_they_end() {
        let text = "<a><binary id=\"x\" content-type='image/png'>iVBO\nRw==</binary><b/><binary content-type='t' id='y'>R0lG\
                    <binary id='z'>/9j/&#13;</binary ></a>junk <binary";
        let (markup, pictures) = apart(text);
        assert_eq!(markup, "<a><b/></a>junk <binary");
        let read = |name: &str| pictures.read(name, text);
        assert_eq!(read("x"), Some((b"\x89PNG".to_vec(), "image/png")));
        assert_eq!(read("y"), Some((b"GIF".to_vec(), "image/gif")));
        assert!(read("z").is_some_and(|(_, kind)| kind == "image/jpeg"));
        assert_eq!(read("w"), None);
        assert!(pictures.contains("y") && !pictures.contains("w"));
    }
}
