//! A picture whose bytes stand in the markup of a content document.
//!
//! <https://www.rfc-editor.org/rfc/rfc2397>

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::format::data;

/// The bytes of the `img` element with this number among those whose address holds them.
pub(super) fn picture(document: &str, number: usize) -> Option<Vec<u8>> {
    let mut reader = Reader::from_str(document);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut seen = 0;
    loop {
        let found = match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => address(&tag),
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => None,
        };
        if let Some(address) = found {
            if seen == number {
                return data::decode(&address);
            }
            seen += 1;
        }
    }
}

/// The address of a picture whose bytes it holds.
fn address(tag: &BytesStart<'_>) -> Option<String> {
    if !tag.local_name().as_ref().eq_ignore_ascii_case(b"img") {
        return None;
    }
    let source = tag.html_attributes().flatten().find(|it| it.key.as_ref().eq_ignore_ascii_case(b"src"))?;
    let value = std::str::from_utf8(&source.value).ok()?;
    let value = quick_xml::escape::unescape(value).unwrap_or(value.into());
    let value = value.trim_start();
    data::body(value).map(|_| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_by_number_and_anything_else_is_nothing() {
        let document = "<html><body><img src='a.png'/><img src='data:image/png;base64,AAEC /w=='/>\
            <p><IMG SRC=\"DATA:text/plain,a%20b&amp;c\"></p><img src='data:'/><img src='data:;base64,*'/></body></html>";
        assert_eq!(picture(document, 0), Some(vec![0, 1, 2, 255]));
        assert_eq!(picture(document, 1), Some(b"a b&c".to_vec()));
        for none in 2..6 {
            assert_eq!(picture(document, none), None);
        }
        for broken in ["", "<", "<img src='data:", "<img src=data:,x", "\u{0}<img =>"] {
            assert_eq!(picture(broken, 0), None, "{broken}");
        }
    }
}
