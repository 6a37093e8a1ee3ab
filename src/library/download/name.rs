//! What a file is called when only its address or its server tells.

use percent_encoding::percent_decode_str;
use url::Url;

use crate::format::table;

/// Characters.
const MAX_LENGTH: usize = 200;

/// The last part of an address's path.
pub fn of_address(address: &Url) -> Option<String> {
    let last = address.path_segments()?.rfind(|part| !part.is_empty())?;
    let name = percent_decode_str(last).decode_utf8().ok()?.into_owned();
    Some(name).filter(|name| !name.trim().is_empty())
}

/// A title out of a file's name: no folders, no control characters, no ending that books come with. May be empty.
pub fn title(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // Marks of direction can make `gpj.exe` look like `exe.jpg`.
    let is_direction =
        |char: char| matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean: String = last
        .chars()
        .filter(|char| !is_direction(*char))
        .map(|char| if char.is_control() || char == '_' { ' ' } else { char })
        .take(MAX_LENGTH)
        .collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let stem = match clean.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => stem,
        _ => &clean,
    };
    stem.trim_matches(['.', ' ']).to_owned()
}

/// Endings of books and their wrappers; «1. Бірінші сөз» has none.
fn is_ending(text: &str) -> bool {
    const OTHERS: [&str; 6] = ["acsm", "bin", "lcpl", "mobi", "opf", "zip"];
    table::by_ending(text).is_some() || OTHERS.iter().any(|known| known.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_never_carry_a_path() {
        for (name, expected) in [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("/", ""),
            ("..", ""),
            (".hidden.epub", "hidden"),
            ("a\0b\n.epub", "a b"),
            ("gpj\u{202e}exe.epub", "gpjexe"),
            ("Қара_сөздер, 20-том.epub", "Қара сөздер, 20-том"),
            ("1. Бірінші сөз", "1. Бірінші сөз"),
        ] {
            assert_eq!(title(name), expected, "{name:?}");
        }
        assert_eq!(title(&"Ұ".repeat(500)).chars().count(), MAX_LENGTH);
    }

    #[test]
    fn an_address_ends_in_a_name() {
        let name = |text| of_address(&Url::parse(text).unwrap());
        assert_eq!(name("http://a/b/%D0%90%D0%B1%D0%B0%D0%B9.epub?x=1").as_deref(), Some("Абай.epub"));
        assert_eq!(name("http://a/download/114/txt/").as_deref(), Some("txt"));
        assert_eq!(name("http://a/"), None);
        assert_eq!(name("http://a/%FF"), None);
    }
}
