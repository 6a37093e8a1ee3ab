//! What the name of a paragraph's style says that the paragraph is, in the languages of word processors.
//!
//! Word keeps the names of its own styles in English, whatever its language; other programs, and styles that were made anew
//! under an old name, do not.

use super::Role;

const HEADING: [&str; 14] = [
    "heading",
    "заголовок",
    "тақырып",
    "такырып",
    "titre",
    "überschrift",
    "başlık",
    "título",
    "titolo",
    "nagłówek",
    "kop",
    "rubrik",
    "sarlavha",
    "баш сөз",
];
const TITLE: [&str; 5] = ["title", "название", "заглавие", "тақырыбы", "атауы"];
const CAPTION: [&str; 9] = [
    "caption",
    "image caption",
    "table caption",
    "название объекта",
    "подпись",
    "illustration",
    "figure",
    "table",
    "drawing",
];
const QUOTE: [&str; 8] =
    ["quote", "intense quote", "block text", "quotations", "цитата", "выделенная цитата", "дәйексөз", "цитата 2"];
const CODE: [&str; 4] = ["source code", "preformatted text", "html preformatted", "plain code"];

/// The role that a style of this name gives, `None` for plain paragraphs.
pub(in crate::format) fn role(name: &str) -> Option<Role> {
    let name = name.trim().to_lowercase().replace("_20_", " ").replace('_', " ");
    if TITLE.contains(&name.as_str()) {
        return Some(Role::Heading(1));
    }
    if let Some(level) = level(&name) {
        return Some(Role::Heading(level));
    }
    let named = |names: &[&str]| names.contains(&name.as_str());
    if named(&CAPTION) {
        Some(Role::Caption)
    } else if named(&QUOTE) {
        Some(Role::Quote)
    } else if named(&CODE) {
        Some(Role::Code)
    } else {
        None
    }
}

/// Whether the style is that of the document's title.
pub(in crate::format) fn is_title(name: &str) -> bool {
    TITLE.contains(&name.trim().to_lowercase().as_str())
}

/// «heading 2», «2-тақырып».
fn level(name: &str) -> Option<u8> {
    let number = |text: &str| text.trim().parse::<u8>().ok().filter(|level| (1..=9).contains(level));
    let found = HEADING.iter().find_map(|word| name.strip_prefix(word).and_then(number)).or_else(|| {
        let (first, rest) = name.split_once(['-', ' '])?;
        HEADING.contains(&rest.trim_start_matches("ші ").trim()).then(|| number(first)).flatten()
    });
    found.map(|level| level.min(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_styles_tell_what_a_paragraph_is() {
        let check = |name: &str, wanted| assert_eq!(role(name), wanted, "{name}");
        check("heading 1", Some(Role::Heading(1)));
        check("Заголовок 2", Some(Role::Heading(2)));
        check("Тақырып 3", Some(Role::Heading(3)));
        check("1-тақырып", Some(Role::Heading(1)));
        check("Heading_20_9", Some(Role::Heading(6)));
        check("Название", Some(Role::Heading(1)));
        check("Heading", None);
        check("Normal", None);
        check("Table Caption", Some(Role::Caption));
        check("Цитата", Some(Role::Quote));
    }
}
