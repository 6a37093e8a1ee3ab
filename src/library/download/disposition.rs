//! The name of a file in `Content-Disposition`.
//!
//! <https://www.rfc-editor.org/rfc/rfc6266>, letters of any language by <https://www.rfc-editor.org/rfc/rfc8187>.

use encoding_rs::{Encoding, UTF_8};
use percent_encoding::percent_decode_str;

/// The name as the server gives it; any characters. Servers send bare UTF-8 too.
pub fn file_name(header: &[u8]) -> Option<String> {
    let header = String::from_utf8_lossy(header);
    let mut plain = None;
    for (name, value) in parameters(&header) {
        match name.as_str() {
            "filename*" => {
                if let Some(text) = extended(&value) {
                    return Some(text);
                }
            }
            // Some servers percent-encode the plain name.
            "filename" if value.contains('%') => {
                let decoded = percent_decode_str(&value).decode_utf8().map(|it| it.into_owned());
                plain = Some(decoded.unwrap_or(value));
            }
            "filename" => plain = Some(value),
            _ => {}
        }
    }
    plain.filter(|name| !name.trim().is_empty())
}

/// `UTF-8'kk'%D2%9A…`.
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let bytes: Vec<u8> = percent_decode_str(encoded).collect();
    let text = Encoding::for_label(charset.as_bytes()).unwrap_or(UTF_8).decode(&bytes).0.into_owned();
    (!text.trim().is_empty()).then_some(text)
}

fn parameters(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut chars = header.chars().peekable();
    // The disposition itself.
    while chars.next_if(|char| *char != ';').is_some() {}
    while chars.next().is_some() && found.len() < 16 {
        let mut name = String::new();
        while let Some(char) = chars.next_if(|char| !matches!(char, '=' | ';')) {
            name.push(char);
        }
        let mut value = String::new();
        if chars.next_if_eq(&'=').is_some() {
            while chars.next_if_eq(&' ').is_some() {}
            if chars.next_if_eq(&'"').is_some() {
                while let Some(char) = chars.next() {
                    match char {
                        '"' => break,
                        '\\' if chars.peek().is_some_and(|next| matches!(next, '"' | '\\')) => {
                            value.extend(chars.next())
                        }
                        other => value.push(other),
                    }
                }
                while chars.next_if(|char| *char != ';').is_some() {}
            } else {
                while let Some(char) = chars.next_if(|char| *char != ';') {
                    value.push(char);
                }
            }
        }
        found.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(header: &str) -> Option<String> {
        file_name(header.as_bytes())
    }

    #[test]
    fn cyrillic_names_are_kept() {
        let header = "attachment; filename=\"K'ara sozder.txt\"; filename*=UTF-8''%D2%9A%D0%B0%D1%80%D0%B0%2C%201.txt";
        assert_eq!(name(header).as_deref(), Some("Қара, 1.txt"));
        assert_eq!(name("attachment; filename=\"Қара сөз; 1.epub\"").as_deref(), Some("Қара сөз; 1.epub"));
        assert_eq!(name("attachment; filename*=windows-1251''%C0%E1%E0%E9").as_deref(), Some("Абай"));
        assert_eq!(name("inline; filename=%D0%90.epub").as_deref(), Some("А.epub"));
    }

    #[test]
    fn odd_headers_give_no_name() {
        for header in ["", "attachment", "attachment;", "attachment; filename=", "attachment; filename=\"\"", ";;;=;\""]
        {
            assert_eq!(name(header), None, "{header}");
        }
        assert_eq!(name("attachment; filename=\"open").as_deref(), Some("open"));
        assert_eq!(name("attachment; filename=a\\b.epub").as_deref(), Some("a\\b.epub"));
    }
}
