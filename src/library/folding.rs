//! Finding words however their letters were typed: without Kazakh letters, in Latin ones, romanised as libraries do it, or
//! on a keyboard that was set to another language.
//!
//! Kazakh in Latin letters <https://en.wikipedia.org/wiki/Kazakh_alphabets>, romanisation of libraries
//! <https://www.loc.gov/catdir/cpso/roman.html>, normal forms <https://www.unicode.org/reports/tr15/>.
//!
//! [`fold`] keeps the script and is what two spellings are compared by; [`skeleton`] gives one key to a word in Cyrillic,
//! in Kazakh Latin letters and romanised, and is what the index of titles holds. It is coarse: answers are put in order by
//! their real spelling afterwards.

mod forms;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

pub use forms::{Form, Layout, Why, forms};

/// Letters of one key; longer words are cut, here and at the question alike.
pub const LONGEST_KEY: usize = 40;

/// The text in small letters, with one letter for those that are typed for each other: ё/е, ә/а, қ/к, ң/н, ғ/г, ө/о,
/// ұ/ү/у, һ/х, і/и, й/и, and letters without their marks. What is no letter or digit is a space; an apostrophe does not
/// part a word. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut push = |c: char| {
        if c != ' ' || !(folded.is_empty() || folded.ends_with(' ')) {
            folded.push(c);
        }
    };
    for c in text.chars().flat_map(char::to_lowercase).filter(|c| !is_silent(*c)) {
        if c.is_ascii_alphanumeric() {
            push(c);
        } else if let Some(letter) = plain(c) {
            push(letter);
        } else if c.is_alphanumeric() {
            decompose_compatible(c, |part| {
                for part in part.to_lowercase().filter(|part| !is_silent(*part)) {
                    push(plain(part).unwrap_or(if part.is_alphanumeric() { part } else { ' ' }));
                }
            });
        } else {
            push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The letter that stands for this one, for those that have no decomposition or another one than is wanted.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'ё' => 'е',
        'ә' => 'а',
        'қ' => 'к',
        'ң' => 'н',
        'ғ' => 'г',
        'ө' => 'о',
        'ұ' | 'ү' => 'у',
        'һ' => 'х',
        // й is also written as и and a breve of its own.
        'і' | 'й' => 'и',
        'а'..='я' => c,
        'ø' => 'o',
        'ł' => 'l',
        'đ' => 'd',
        'ħ' => 'h',
        'ı' => 'i',
        'ŋ' => 'n',
        _ => return None,
    })
}

/// What belongs to a word and is no letter of it: marks that stand behind their letter (also the halves over two letters
/// that libraries write), a soft hyphen, joiners, apostrophes and the signs that romanisations write for ь and ъ.
fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{fe20}'..='\u{fe2f}'
            | '\u{ad}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'
            | '\u{feff}'
            | '\''
            | '`'
            | '’'
            | '‘'
            | '\u{2b9}'..='\u{2bf}'
    )
}

/// The keys of the words of a text, in their order.
pub fn skeletons(text: &str) -> impl Iterator<Item = String> {
    words(text).map(skeleton).filter(|key| !key.is_empty())
}

/// The words of a text as they are written.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || is_silent(c))).filter(|word| !word.is_empty())
}

/// One key for a word in Cyrillic, Kazakh Latin letters and romanisation: «Шоқан», «Şoqan» and «Shokan» are all `wokan`.
///
/// ASCII letters and digits for these scripts, letters of others as they are without marks; at most [`LONGEST_KEY`] of them.
/// Empty when there is no letter. `w` stands for ш, `c` for ч, `j` for ж, `h` for х; a doubled letter is one.
pub fn skeleton(word: &str) -> String {
    key(&latin(word))
}

/// The word in Latin letters as libraries romanise it, more or less, without marks.
fn latin(word: &str) -> String {
    let mut latin = String::with_capacity(word.len());
    // A mark on its own would be lost before it is seen that it means another letter.
    if word.is_ascii() {
        latin.extend(word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
    } else if word.chars().any(|c| matches!(c, '\u{300}'..='\u{36f}')) {
        word.nfc().for_each(|c| spell(c, &mut latin));
    } else {
        word.chars().for_each(|c| spell(c, &mut latin));
    }
    latin
}

fn spell(c: char, latin: &mut String) {
    for c in c.to_lowercase() {
        if c.is_ascii_alphanumeric() {
            latin.push(c);
        } else if let Some(letters) = letters(c) {
            latin.push_str(letters);
        } else if !is_silent(c) && c.is_alphanumeric() {
            decompose_compatible(c, |part| {
                for part in part.to_lowercase().filter(|part| !is_silent(*part) && part.is_alphanumeric()) {
                    match letters(part) {
                        Some(letters) => latin.push_str(letters),
                        None => latin.push(part),
                    }
                }
            });
        }
    }
}

/// What a letter is romanised as. Of Latin letters only those whose mark means another letter.
fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'ә' | 'æ' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ғ' | 'ґ' | 'ğ' | 'ǵ' => "g",
        'д' | 'đ' => "d",
        'е' | 'ё' | 'э' | 'є' => "e",
        'ж' | 'җ' | 'ž' => "zh",
        'з' | 'ѕ' => "z",
        'и' | 'і' | 'й' | 'ы' | 'ї' | 'ı' | 'ј' => "i",
        'к' | 'қ' | 'ҡ' => "k",
        'л' | 'ł' => "l",
        'м' => "m",
        'н' | 'ң' | 'ҥ' | 'ñ' | 'ŋ' => "n",
        'о' | 'ө' | 'ø' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' | 'ұ' | 'ү' => "u",
        'ф' => "f",
        'х' | 'һ' | 'ҳ' | 'ħ' => "kh",
        'ц' => "ts",
        'ч' | 'ҷ' | 'č' | 'ç' => "ch",
        'ш' | 'š' | 'ş' | 'ș' => "sh",
        'щ' => "shch",
        'ю' => "iu",
        'я' => "ia",
        'ь' | 'ъ' => "",
        'ß' => "ss",
        _ => return None,
    })
}

/// Latin letters that together are one, the longest first, and the letter that they are.
const TOGETHER: &[(&str, char)] = &[
    ("shch", 'w'),
    ("sch", 'w'),
    ("sh", 'w'),
    ("dzh", 'j'),
    ("dj", 'j'),
    ("zh", 'j'),
    ("tch", 'c'),
    ("ch", 'c'),
    ("kh", 'h'),
    ("gh", 'g'),
    ("ph", 'f'),
    ("ng", 'n'),
];

/// The key of a word in Latin letters without marks.
fn key(latin: &str) -> String {
    let mut key = String::with_capacity(latin.len());
    let (mut count, mut last) = (0, ' ');
    let mut push = |c: char| {
        if count < LONGEST_KEY && (c != last || c.is_ascii_digit()) {
            key.push(c);
            (count, last) = (count + 1, c);
        }
    };
    let (mut rest, mut before) = (latin, None);
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        let next = rest[length..].chars().next();
        let together = matches!(c, 's' | 'd' | 'z' | 't' | 'c' | 'k' | 'g' | 'p' | 'n')
            .then(|| TOGETHER.iter().find(|(letters, _)| rest.starts_with(letters)))
            .flatten();
        match (together, c) {
            (Some((letters, one)), _) => {
                length = letters.len();
                push(*one);
            }
            (None, 'c') if matches!(next, Some('e' | 'i' | 'y')) => {
                push('t');
                push('s');
            }
            (None, 'c' | 'q') => push('k'),
            (None, 'x') => {
                push('k');
                push('s');
            }
            (None, 'w') => push('v'),
            // Yesenin and Dostoyevsky have one letter there.
            (None, 'y') if next == Some('e') && before.is_none_or(is_vowel) => {}
            (None, 'y') => push('i'),
            (None, other) => push(other),
        }
        before = rest[..length].chars().next_back();
        rest = &rest[length..];
    }
    key
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

#[cfg(test)]
mod tests;
