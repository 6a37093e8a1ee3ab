//! Where a word may be parted at the end of a line, by its language.
//!
//! The hyphen is drawn only: text, bytes, braille, copying and search know nothing of it. Patterns for most languages are
//! those of TeX (`hypher`); for Kazakh there are none, and its own rules stand in [`kazakh`].

mod kazakh;

use std::ops::Range;

use crate::book::{Block, Language, Section, Style};

/// Shorter words stay whole.
const SHORTEST: usize = 5;

/// Longer ones are no words.
const LONGEST: usize = 400;

/// The bytes of a block's text, as far as it lies in `bytes`, before which a word may be parted, rising. Only words of `least` letters or more are; a word
/// that has soft hyphens is parted at those alone. `book` is the language of the book, BCP 47.
pub fn breaks(section: &Section, block: &Block, bytes: &Range<usize>, book: &str, least: usize) -> Vec<usize> {
    let text = block.text.as_str();
    let changes = block.inlines.iter().any(|inline| matches!(inline.style, Style::Language(_)));
    let whole = block.language.as_ref().or(section.language.as_ref()).map_or(book, Language::tag);
    let mut found = Vec::new();
    let mut from = bytes.start;
    while let Some(start) = text[from..bytes.end].find(char::is_alphabetic).map(|at| from + at) {
        let end = text[start..].find(|c: char| !c.is_alphabetic()).map_or(text.len(), |length| start + length);
        from = end.min(bytes.end);
        let word = &text[start..end];
        // Cheaper than counting, and no letter has more than four bytes.
        if word.len() < SHORTEST.max(least) || word.len() > LONGEST || !is_alone(text, start, end) {
            continue;
        }
        let letters = word.chars().count();
        if letters < SHORTEST.max(least) || word.chars().skip(1).any(char::is_uppercase) {
            continue;
        }
        let language = if changes { block.language_at(start).map_or(whole, Language::tag) } else { whole };
        found.extend(inside(word, language).into_iter().map(|at| start + at));
    }
    found
}

/// Neither a part of an address, a number with its unit, an abbreviation nor of a word that its author has parted.
fn is_alone(text: &str, start: usize, end: usize) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '@' | '/' | '_' | '\\' | '\u{ad}' | '\u{200b}' | '&');
    let before = text[..start].chars().next_back();
    let mut behind = text[end..].chars();
    let (after, next) = (behind.next(), behind.next());
    // «example.org»: a full stop with a letter behind it.
    let dotted = after == Some('.') && next.is_some_and(char::is_alphanumeric) || before == Some('.');
    !before.is_some_and(joins) && !after.is_some_and(joins) && !dotted
}

/// Where a word of this language may be parted, in bytes from its beginning.
fn inside(word: &str, language: &str) -> Vec<usize> {
    let primary = language.split('-').next().unwrap_or_default();
    if primary == "kk" {
        return kazakh::breaks(word);
    }
    let &[one, other] = primary.as_bytes() else { return Vec::new() };
    let Some(language) = hypher::Lang::from_iso([one, other]) else { return Vec::new() };
    let (left, right) = language.bounds();
    let mut at = 0;
    // At least two letters on either side: fewer are taken for a slip of the eye.
    let syllables = hypher::hyphenate_bounded(word, language, left.max(2), right.max(2));
    let ends = syllables.map(|syllable| {
        at += syllable.len();
        at
    });
    ends.take_while(|&end| end < word.len()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Inline, Kind};

    fn parted(text: &str, language: &str, least: usize) -> String {
        let mut section = Section::new("1");
        section.blocks = vec![Block::new(Kind::Paragraph, text)];
        let mut shown = text.to_owned();
        for at in breaks(&section, &section.blocks[0], &(0..text.len()), language, least).into_iter().rev() {
            shown.insert(at, '-');
        }
        shown
    }

    #[test]
    fn words_are_parted_by_their_language() {
        assert_eq!(parted("Кітапханашыларымыздың тілі.", "kk", 0), "Кі-тап-ха-на-шы-ла-ры-мыз-дың тілі.");
        assert_eq!(parted("Библиотека", "ru-RU", 0), "Биб-лио-те-ка");
        assert_eq!(parted("extensive reading", "en", 0), "ex-ten-sive read-ing");
        assert_eq!(parted("extensive", "zh", 0), "extensive");
        assert_eq!(parted("extensive", "", 0), "extensive");
    }

    #[test]
    fn what_is_no_plain_word_stays_whole() {
        for text in ["reader@example.org", "https://example.org/reading", "UNESCO", "15километр", "кі\u{ad}тапханашы"]
        {
            assert_eq!(parted(text, "en", 0), text);
            assert_eq!(parted(text, "kk", 0), text);
        }
        assert_eq!(parted("кітап кітапханашы", "kk", 8), "кітап кі-тап-ха-на-шы");
    }

    #[test]
    fn a_word_in_another_language_follows_its_own_rules() {
        let mut section = Section::new("1");
        let mut block = Block::new(Kind::Paragraph, "кітапхана extensive");
        let start = block.text.find('e').unwrap();
        let style = Style::Language(Language::parse("en").unwrap());
        block.inlines = vec![Inline { range: start..block.text.len(), style }];
        section.blocks = vec![block];
        let found = breaks(&section, &section.blocks[0], &(0..section.blocks[0].text.len()), "kk", 0);
        let behind: Vec<_> = found.iter().filter(|&&at| at > start).map(|at| at - start).collect();
        assert_eq!(behind, [2, 5]);
    }
}
