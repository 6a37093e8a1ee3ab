//! A drawing in the markup of a content document → a document of its own.
//!
//! <https://www.w3.org/TR/epub-33/#sec-xhtml-svg>

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

/// The `svg` element with this number, counted at its beginning, with what it takes from the document around it: the
/// names of its namespaces, and characters that only HTML has names for.
pub(super) fn drawing(document: &str, number: usize) -> Option<String> {
    let mut reader = Reader::from_str(document);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut seen = 0;
    // Where it began, and how deep inside of it the reader is.
    let mut open: Option<(usize, usize)> = None;
    let mut prefixes = BTreeSet::new();
    loop {
        let before = reader.buffer_position() as usize;
        match reader.read_event() {
            Ok(Event::Start(tag)) => match &mut open {
                Some((_, depth)) => {
                    note_prefixes(&tag, &mut prefixes);
                    *depth += usize::from(is_svg(tag.local_name().as_ref()));
                }
                None if is_svg(tag.local_name().as_ref()) => {
                    if seen == number {
                        note_prefixes(&tag, &mut prefixes);
                        open = Some((before, 1));
                    }
                    seen += 1;
                }
                None => {}
            },
            Ok(Event::Empty(tag)) => {
                if open.is_some() {
                    note_prefixes(&tag, &mut prefixes);
                } else if is_svg(tag.local_name().as_ref()) {
                    seen += 1;
                }
            }
            Ok(Event::End(tag)) => {
                if let Some((start, depth)) = &mut open
                    && is_svg(tag.local_name().as_ref())
                {
                    *depth -= 1;
                    if *depth == 0 {
                        let end = reader.buffer_position() as usize;
                        return alone(document.get(*start..end)?, &prefixes);
                    }
                }
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

fn is_svg(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"svg")
}

fn note_prefixes(tag: &BytesStart<'_>, prefixes: &mut BTreeSet<String>) {
    let mut note = |name: &[u8]| {
        if let Some(at) = name.iter().position(|&byte| byte == b':')
            && let Ok(prefix) = std::str::from_utf8(&name[..at])
            && !matches!(prefix, "xml" | "xmlns")
            && prefixes.len() < 64
        {
            prefixes.insert(prefix.to_owned());
        }
    };
    note(tag.name().as_ref());
    for attribute in tag.attributes().with_checks(false).flatten() {
        note(attribute.key.as_ref());
    }
}

fn alone(source: &str, prefixes: &BTreeSet<String>) -> Option<String> {
    let root = source.find('>')?;
    let name = source[..root].find(|c: char| c.is_whitespace() || c == '/').unwrap_or(root);
    let declared = |attribute: &str| source[..root].contains(attribute);
    let mut text = String::with_capacity(source.len() + 200);
    text.push_str(&source[..name]);
    if !declared("xmlns=") {
        text.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
    }
    for prefix in prefixes.iter().filter(|prefix| !declared(&format!("xmlns:{prefix}="))) {
        let space = match prefix.as_str() {
            "xlink" => "http://www.w3.org/1999/xlink",
            _ if source.starts_with(&format!("<{prefix}:")) => "http://www.w3.org/2000/svg",
            _ => "urn:unknown",
        };
        text.push_str(&format!(" xmlns:{prefix}=\"{space}\""));
    }
    named_characters(&source[name..], &mut text);
    Some(text)
}

/// Resolves the references that only HTML knows.
fn named_characters(source: &str, text: &mut String) {
    let mut rest = source;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(40).find(|(_, letter)| *letter == ';').map(|(end, _)| end);
        let name = end.map_or("", |end| &rest[1..end]);
        match resolve_html5_entity(name) {
            Some(found) if !matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") => {
                text.push_str(found);
                rest = &rest[name.len() + 2..];
            }
            _ => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_stands_alone_with_what_it_took_from_around() {
        let document = "<html xmlns:xlink='x'><p>а<svg/>б</p><svg viewBox='0 0 1 1'><svg id='in'/><use \
                        xlink:href='#a'/><text>1&nbsp;&amp;&#160;</text></svg><svg:svg><svg:path/></svg:svg></html>";
        assert_eq!(
            drawing(document, 1).as_deref(),
            Some(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
                 viewBox='0 0 1 1'><svg id='in'/><use xlink:href='#a'/><text>1\u{a0}&amp;&#160;</text></svg>"
            )
        );
        let last = drawing(document, 3).expect("the last one");
        assert!(last.starts_with("<svg:svg xmlns=") && last.contains("xmlns:svg=\"http://www.w3.org/2000/svg\""));
        assert_eq!(drawing(document, 4), None);
        assert_eq!(drawing("<svg><g>", 0), None);
    }
}
