//! Scripts: which alphabet a letter, a word, a language is written in.
//!
//! After Unicode's blocks (<https://www.unicode.org/charts/>) and the script subtags of BCP 47.

use std::ops::Range;

use crate::book::Language;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    /// With the language that it mostly stands for.
    Other(&'static str),
}

/// Runs of letters, with the marks and soft hyphens inside them.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut characters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = characters.by_ref().find(|(_, character)| character.is_alphabetic())?;
        let mut end = start + first.len_utf8();
        while let Some((index, character)) = characters.next_if(|&(_, character)| {
            character.is_alphabetic() || matches!(character, '\u{ad}' | '\u{300}'..='\u{36f}' | '’' | '\'')
        }) {
            end = index + character.len_utf8();
        }
        Some(start..end)
    })
}

/// The script that a word is meant in: of its first letter that cannot be mistaken for one of the other alphabet, else of
/// its first letter. Kazakh and Russian texts are full of Latin look-alikes («бiр»).
pub(super) fn script_of_word(word: &str) -> Option<Script> {
    word.chars()
        .filter(|&letter| cyrillic_twin(letter).is_none() && !LOOK_ALIKES.contains(letter))
        .find_map(script)
        .or_else(|| word.chars().find_map(script))
}

/// Cyrillic letters, and the Latin ones that look like them, in the same order.
const LOOK_ALIKES: &str = "асеорхуіАВСЕНКМОРТХУІ";
const TWINS: &str = "aceopxyiABCEHKMOPTXYI";

/// The Cyrillic letter that this Latin one looks like.
fn cyrillic_twin(letter: char) -> Option<char> {
    let index = letter.is_ascii().then(|| TWINS.find(letter)).flatten()?;
    LOOK_ALIKES.chars().nth(index)
}

/// The Cyrillic letters to say for the Latin ones that stand in Cyrillic words by mistake: (byte, letter), ascending.
pub(in crate::reading) fn respelled(text: &str, range: Range<usize>) -> Vec<(usize, char)> {
    let Some(inside) = text.get(range.clone()) else { return Vec::new() };
    words_of(inside)
        .filter(|word| script_of_word(&inside[word.clone()]) == Some(Script::Cyrillic))
        .flat_map(|word| {
            let start = range.start + word.start;
            inside[word].char_indices().filter_map(move |(at, letter)| Some((start + at, cyrillic_twin(letter)?)))
        })
        .collect()
}

fn script(letter: char) -> Option<Script> {
    Some(match letter {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' => Script::Latin,
        '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}' | '\u{ff21}'..='\u{ff5a}' => Script::Latin,
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' => {
            Script::Cyrillic
        }
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Other("el"),
        '\u{530}'..='\u{58f}' => Script::Other("hy"),
        '\u{590}'..='\u{5ff}' => Script::Other("he"),
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => {
            Script::Other("ar")
        }
        '\u{900}'..='\u{97f}' => Script::Other("hi"),
        '\u{10a0}'..='\u{10ff}' => Script::Other("ka"),
        '\u{3040}'..='\u{30ff}' => Script::Other("ja"),
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => Script::Other("zh"),
        '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => Script::Other("ko"),
        _ => return None,
    })
}

/// The script that a language is written in, by its script subtag where it has one.
pub(super) fn script_of(language: &Language) -> Script {
    let subtags = || language.tag().split('-').skip(1);
    if subtags().any(|subtag| subtag == "Latn") {
        return Script::Latin;
    }
    if subtags().any(|subtag| subtag == "Cyrl") {
        return Script::Cyrillic;
    }
    match language.primary() {
        "kk" | "ru" | "uk" | "be" | "bg" | "sr" | "mk" | "ky" | "tt" | "ba" | "mn" | "tg" | "cv" | "os" | "ce"
        | "av" | "cu" | "sah" | "udm" | "kv" | "tyv" => Script::Cyrillic,
        "el" | "grc" => Script::Other("el"),
        "hy" => Script::Other("hy"),
        "he" | "yi" => Script::Other("he"),
        "ar" | "fa" | "ur" | "ug" | "ps" => Script::Other("ar"),
        "hi" | "sa" | "mr" | "ne" => Script::Other("hi"),
        "ka" => Script::Other("ka"),
        "ja" => Script::Other("ja"),
        "zh" => Script::Other("zh"),
        "ko" => Script::Other("ko"),
        _ => Script::Latin,
    }
}

/// Single letters and Roman numerals: signs that every language reads in its own way.
pub(super) fn is_sign(word: &str) -> bool {
    word.len() == 1 || word.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M'))
}
