//! Text out of catalogues: the letters of an answer, and plain text out of the markup that summaries carry.
//!
//! Encodings <https://encoding.spec.whatwg.org/>, references <https://html.spec.whatwg.org/#named-character-references>.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use super::media_type;

/// A summary longer than this is cut, at a character.
const MAX_SUMMARY: usize = 32 * 1024;

/// A break between blocks. Not a newline: those of the source are spaces to markup, and markup may lie under markup.
pub const BREAK: char = '\u{2028}';

/// The text of an answer: by its byte order mark, the declared charset, the XML declaration, else UTF-8. Bytes that are
/// no text become replacement characters.
pub fn decode<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    let encoding = Encoding::for_bom(body)
        .map(|(encoding, _)| encoding)
        .or_else(|| Encoding::for_label(media_type::parameter(content_type?, "charset")?.as_bytes()))
        .or_else(|| Encoding::for_label(declared(body)?.as_bytes()))
        .unwrap_or(UTF_8);
    encoding.decode(body).0
}

/// The encoding that an XML declaration names.
fn declared(body: &[u8]) -> Option<&str> {
    let head = &body[..body.len().min(200)];
    let end = head.iter().position(|byte| *byte == b'>')?;
    let declaration = str::from_utf8(&head[..end]).ok()?.trim_start().strip_prefix("<?xml")?;
    let (_, value) = declaration.split_once("encoding")?;
    value.trim_start_matches([' ', '=', '"', '\'']).split(['"', '\'', ' ', '?']).next()
}

/// Plain text from text that may carry markup, once or twice escaped: paragraphs parted by a newline, spaces collapsed.
pub fn plain(text: &str) -> String {
    let mut end = text.len().min(MAX_SUMMARY);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut text = Cow::Borrowed(&text[..end]);
    for _ in 0..3 {
        if !carries_markup(&text) {
            break;
        }
        text = Cow::Owned(strip(&text));
    }
    collapse(&text)
}

/// Lines trimmed, runs of spaces made one, empty lines dropped.
pub fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for line in text.split(['\n', BREAK]) {
        let mut words =
            line.split(|char: char| char.is_whitespace() || char == '\u{feff}').filter(|word| !word.is_empty());
        let Some(first) = words.next() else { continue };
        if !collapsed.is_empty() {
            collapsed.push('\n');
        }
        collapsed.push_str(first);
        for word in words {
            collapsed.push(' ');
            collapsed.push_str(word);
        }
    }
    collapsed
}

fn carries_markup(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| tag(&text[at..]).is_some())
        || text.match_indices('&').any(|(at, _)| reference(&text[at..]).is_some())
}

/// One layer of markup taken off.
fn strip(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let marked_up = text.match_indices('<').any(|(at, _)| tag(&text[at..]).is_some());
    while let Some(at) = rest.find(['<', '&']) {
        push_text(&mut plain, &rest[..at], marked_up);
        rest = &rest[at..];
        if let Some(found) = tag(rest) {
            rest = &rest[found.length..];
            if is_silent(found.name) && !found.closing {
                let mut ends = rest.match_indices("</").map(|(at, _)| at);
                let end =
                    ends.find(|at| tag(&rest[*at..]).is_some_and(|end| end.name.eq_ignore_ascii_case(found.name)));
                rest = &rest[end.unwrap_or(rest.len())..];
            } else if is_block(found.name) {
                plain.push(BREAK);
            }
        } else if let Some((char, length)) = reference(rest) {
            plain.push_str(&char);
            rest = &rest[length..];
        } else {
            let mut chars = rest.chars();
            plain.extend(chars.next());
            rest = chars.as_str();
        }
    }
    push_text(&mut plain, rest, marked_up);
    plain
}

fn push_text(plain: &mut String, text: &str, marked_up: bool) {
    if marked_up {
        plain.extend(text.chars().map(|char| if char == '\n' || char == '\r' { ' ' } else { char }));
    } else {
        plain.push_str(text);
    }
}

struct Tag<'a> {
    name: &'a str,
    closing: bool,
    length: usize,
}

/// The tag (or comment) that this text begins with, when its name is one of HTML's.
fn tag(text: &str) -> Option<Tag<'_>> {
    if let Some(comment) = text.strip_prefix("<!--") {
        let length = comment.find("-->").map_or(text.len(), |at| at + 7);
        return Some(Tag { name: "", closing: false, length });
    }
    let inner = text.strip_prefix('<')?;
    let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let end = inner.find(|char: char| !char.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let name = &inner[..end];
    if !is_known(name) {
        return None;
    }
    // A tag that does not end before the next one is text.
    let close = inner.find(['>', '<']).filter(|at| inner.as_bytes()[*at] == b'>')?;
    Some(Tag { name, closing, length: text.len() - inner.len() + close + 1 })
}

fn is_known(name: &str) -> bool {
    const INLINE: [&str; 23] = [
        "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "img", "ins", "mark", "q", "s", "small",
        "span", "strike", "strong", "sub", "sup", "u", "wbr",
    ];
    is_block(name) || is_silent(name) || INLINE.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether text before and after an element of this name stands on lines of its own.
pub fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 34] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tr",
        "ul",
    ];
    BLOCKS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether what stands in an element of this name is not for readers.
pub fn is_silent(name: &str) -> bool {
    ["script", "style", "head", "iframe", "object", "template"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The character reference that this text begins with, and its length in bytes.
fn reference(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix('&')?;
    let end = inner.bytes().take(32).position(|byte| byte == b';')?;
    let name = &inner[..end];
    Some((entity(name)?.to_string(), end + 2))
}

/// The character behind a reference's name: `amp`, `#1179`, `#x49B`, and the names that summaries use.
pub fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|char| !char.is_control() || char.is_whitespace());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "shy" => '\u{ad}',
        "laquo" => '«',
        "raquo" => '»',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "lsquo" => '‘',
        "rsquo" => '’',
        "sbquo" => '‚',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "bull" => '•',
        "middot" => '·',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "sect" => '§',
        "para" => '¶',
        "deg" => '°',
        "plusmn" => '±',
        "times" => '×',
        "frac12" => '½',
        "euro" => '€',
        "pound" => '£',
        "ensp" | "emsp" | "thinsp" => ' ',
        "zwj" => '\u{200d}',
        "zwnj" => '\u{200c}',
        "eacute" => 'é',
        "egrave" => 'è',
        "ecirc" => 'ê',
        "agrave" => 'à',
        "acirc" => 'â',
        "ccedil" => 'ç',
        "ocirc" => 'ô',
        "ouml" => 'ö',
        "auml" => 'ä',
        "uuml" => 'ü',
        "szlig" => 'ß',
        "ntilde" => 'ñ',
        "aacute" => 'á',
        "iacute" => 'í',
        "oacute" => 'ó',
        "uacute" => 'ú',
        "Eacute" => 'É',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_plain_text_once_and_twice_escaped() {
        assert_eq!(plain("<p>Бірінші <b>сөз</b>.</p>\n<p>Екінші&nbsp;сөз.</p>"), "Бірінші сөз.\nЕкінші сөз.");
        assert_eq!(plain("&lt;p&gt;Сипаттама &amp;amp; тест №100&lt;/p&gt;"), "Сипаттама & тест №100");
        assert_eq!(plain("one<br/>two<script>var p = '<p>';</script>"), "one\ntwo");
        assert_eq!(plain("he&#x2019;d &#8212; fin"), "he’d — fin");
    }

    #[test]
    fn text_that_is_not_markup_stays() {
        assert_eq!(plain("a < b, AT&T & co; 5 > 3"), "a < b, AT&T & co; 5 > 3");
        assert_eq!(plain("line one\nline  two"), "line one\nline two");
        assert_eq!(plain("<ұлы> дала"), "<ұлы> дала");
        assert_eq!(plain("<p"), "<p");
    }

    #[test]
    fn letters_come_by_mark_by_header_and_by_declaration() {
        let (windows, ..) =
            encoding_rs::WINDOWS_1251.encode("<?xml version='1.0' encoding='windows-1251'?><a>Абай</a>");
        assert!(decode(&windows, None).ends_with("<a>Абай</a>"));
        assert!(decode(&windows, Some("application/atom+xml; charset=\"windows-1251\"")).ends_with("<a>Абай</a>"));
        assert_eq!(decode(b"\xff\xfe\x10\x04", None), "А");
        assert_eq!(decode(b"\xef\xbb\xbf{}", None), "{}");
    }
}
