//! Character references, and what attributes hold.
//!
//! <https://html.spec.whatwg.org/multipage/syntax.html#character-references>

use encoding_rs::WINDOWS_1252;
use quick_xml::escape::resolve_html5_entity;

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
    fn references_are_resolved_and_unknown_ones_stay() {
        assert_eq!(attribute_value("a&amp;b&#1179;&#x49B;&nbsp;&mdash;&foo; &"), "a&bққ\u{a0}—&foo; &");
        assert_eq!(attribute_value("a\n\tb"), "a  b");
        assert_eq!(attribute_value("&#151;"), "—");
    }
}
