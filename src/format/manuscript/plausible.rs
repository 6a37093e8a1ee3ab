//! Whether a text can be in the language that a word processor calls it: most call all text by their own.

use crate::book::Language;

/// Letters of Kazakh that Russian has not.
const KAZAKH: &str = "әғқңөұүһіӘҒҚҢӨҰҮҺІ";

/// False for Cyrillic letters called English and the like: then the letters tell better. False for what has no letters too:
/// numbers are of the language around them.
pub(in crate::format) fn is_plausible(language: &Language, text: &str) -> bool {
    let (mut cyrillic, mut latin, mut kazakh) = (0_usize, 0_usize, 0_usize);
    for character in text.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => latin += 1,
            '\u{400}'..='\u{52f}' => {
                cyrillic += 1;
                kazakh += usize::from(KAZAKH.contains(character));
            }
            _ => {}
        }
    }
    if cyrillic + latin == 0 && !text.contains(char::is_alphabetic) {
        return false;
    }
    match language.primary() {
        // One language of Latin letters may be written in another's, so only the script is looked at.
        "ru" | "be" | "bg" => kazakh == 0 && cyrillic >= latin,
        "kk" | "ky" | "tt" | "ba" | "uz" | "az" | "sr" | "tg" | "mn" => true,
        "uk" | "mk" => cyrillic >= latin,
        _ => cyrillic <= latin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_letters_deny_is_not_believed() {
        let check = |tag: &str, text: &str| is_plausible(&Language::parse(tag).expect("a tag"), text);
        assert!(!check("en-US", "Мороз и солнце"));
        assert!(!check("ru-RU", "Қазақ тілі"));
        assert!(!check("ru", "plain words"));
        assert!(check("ru", "Мороз и солнце, 1829"));
        assert!(check("kk", "Қазақ тілі"));
        assert!(check("ar", "كتاب") && !check("en", "25, 1829"));
    }
}
