//! Phrases: sentences by Unicode's rules, mended for abbreviations, initials and direct speech of our three languages.
//!
//! <https://www.unicode.org/reports/tr29/#Sentence_Boundaries>

use std::ops::Range;

use icu_segmenter::SentenceSegmenter;
use icu_segmenter::options::SentenceBreakInvariantOptions;

use super::Language;

mod abbreviation;

use abbreviation::Ending;

/// The phrases of a text: half-open byte ranges, contiguous from 0 to its end, trailing space with the phrase before.
/// Empty for an empty text. A newline alone ends no sentence: verse and addresses run over several lines.
pub fn phrases(text: &str, language: Option<&Language>) -> Vec<Range<usize>> {
    if text.is_empty() {
        return Vec::new();
    }
    let flat;
    let flowing = if text.contains('\n') {
        flat = text.replace('\n', " ");
        flat.as_str()
    } else {
        text
    };
    let greek = language.is_some_and(|language| language.primary() == "el");
    tile(text.len(), |ends| {
        let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
        let mut candidates: Vec<usize> = segmenter.segment_str(flowing).collect();
        add_missing(flowing, greek, &mut candidates);
        // What holds no letter or digit is no phrase of its own. Each stretch is looked at once.
        let last_word = flowing.rfind(char::is_alphanumeric).unwrap_or_default();
        let (mut start, mut seen, mut worded) = (0, 0, false);
        for end in candidates {
            if end <= seen || end > last_word {
                continue;
            }
            worded |= flowing[seen..end].contains(char::is_alphanumeric);
            seen = end;
            if worded && is_end(flowing, start, end) {
                ends.push(end);
                (start, worded) = (end, false);
            }
        }
    })
}

/// The lines of a text as phrases, each with its newline: what code is read by.
pub fn lines(text: &str) -> Vec<Range<usize>> {
    if text.is_empty() {
        return Vec::new();
    }
    tile(text.len(), |ends| {
        ends.extend(text.match_indices('\n').map(|(index, _)| index + 1).filter(|&end| end < text.len()));
    })
}

fn tile(length: usize, fill: impl FnOnce(&mut Vec<usize>)) -> Vec<Range<usize>> {
    let mut ends = Vec::new();
    fill(&mut ends);
    ends.push(length);
    let mut start = 0;
    ends.into_iter().map(|end| std::mem::replace(&mut start, end)..end).collect()
}

/// Sentence ends that UAX #29 does not see: after «…», before a dash that opens the next speech, after the mark of a
/// note, and in Greek after its question mark.
fn add_missing(text: &str, greek: bool, candidates: &mut Vec<usize>) {
    let known = candidates.len();
    let mut previous = ' ';
    for (index, mark) in text.char_indices() {
        let before = std::mem::replace(&mut previous, mark);
        if !(is_terminator(mark) || greek && matches!(mark, ';' | '\u{37e}')) {
            continue;
        }
        // Of a run of marks only the last is looked at, so that no run is walked twice.
        let closed = text[index + mark.len_utf8()..].trim_start_matches(is_closer);
        if closed.starts_with(is_terminator) {
            continue;
        }
        let noted = if before.is_alphabetic() || is_closer(before) { after_note_mark(closed) } else { closed };
        let next = noted.trim_start();
        if next.len() == noted.len() || next.is_empty() {
            continue;
        }
        let undashed = next.trim_start_matches(is_dash);
        let dashed = undashed.len() < next.len() && undashed.starts_with(char::is_whitespace);
        let missed = is_ellipsis(text, index, mark) || greek || noted.len() < closed.len() || dashed;
        let opens = if dashed { undashed.trim_start() } else { next };
        if missed && first_letter(opens).is_some_and(|letter| starts_sentence(letter) && is_near(opens, letter)) {
            candidates.push(text.len() - next.len());
        }
    }
    if candidates.len() > known {
        candidates.sort_unstable();
        candidates.dedup();
    }
}

fn is_ellipsis(text: &str, index: usize, mark: char) -> bool {
    mark == '…' || mark == '.' && text[..index].ends_with('…')
}

/// Whether the letter is the word's first, behind opening marks only.
fn is_near(text: &str, letter: char) -> bool {
    text.trim_start_matches(|c: char| is_opener(c) || is_closer(c)).starts_with(letter)
}

/// The text behind a note's mark: `[1]`, `(2)`, `*`, `3`.
fn after_note_mark(text: &str) -> &str {
    let inner = text.strip_prefix(['[', '(', '{']);
    let digits = inner.unwrap_or(text);
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit() || c == '*' || is_superscript(c));
    let length = digits.len() - rest.len();
    if length == 0 || length > 6 {
        return text;
    }
    match inner {
        Some(_) => rest.strip_prefix([']', ')', '}']).unwrap_or(text),
        None => rest,
    }
}

/// Whether a sentence that began at `start` really ends at `end`.
fn is_end(text: &str, start: usize, end: usize) -> bool {
    let sentence = &text[start..end];
    let rest = &text[end..];
    let trimmed = sentence.trim_end();
    // An opening bracket stands with what it opens: `word.[1] Next`.
    if trimmed.len() == sentence.len() && sentence.ends_with(is_opener) {
        return false;
    }
    let Some(next) = first_letter(rest) else { return true };
    // «Кел!» деді ол. “Go!” he said.
    if next.is_lowercase() && is_near(rest, next) {
        return false;
    }
    if is_number_of_item(trimmed) {
        return false;
    }
    let bare = trimmed.trim_end_matches(is_closer);
    if !bare.ends_with('.') || bare.ends_with("..") {
        return true;
    }
    match abbreviation::ending(bare) {
        Ending::None => true,
        Ending::Never => false,
        Ending::Usually => is_near(rest, next) && starts_sentence(next),
        Ending::Numbered => !next.is_numeric(),
        // «… Ваша Е. Т.» Он прочёл: what is quoted has ended.
        Ending::Rarely if trimmed[bare.len()..].contains(['»', '”', '"']) => starts_sentence(next),
        Ending::Rarely => abbreviation::is_usual_opening(rest),
    }
}

/// A sentence that is only «1.», «XIV.», «б.» belongs to what it numbers.
fn is_number_of_item(sentence: &str) -> bool {
    let Some(number) = sentence.strip_suffix('.').filter(|number| number.len() <= 32) else { return false };
    let number = number.trim_start_matches(|c: char| is_opener(c) || c == '§' || c == '№' || c.is_whitespace());
    let mut letters = number.chars();
    let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    let digits = number.len() <= 12
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    let roman = !number.is_empty() && number.len() <= 8 && number.chars().all(|c| "IVXLCDM".contains(c));
    single || digits || roman
}

fn first_letter(text: &str) -> Option<char> {
    text.chars().take(64).find(|c| c.is_alphanumeric())
}

fn starts_sentence(letter: char) -> bool {
    letter.is_uppercase() || letter.is_numeric() || (letter.is_alphabetic() && !letter.is_lowercase())
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‽' | '⁇' | '⁈' | '⁉')
}

fn is_closer(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '»' | '”' | '’' | '›' | '"' | '\'' | '“' | '‘')
}

fn is_opener(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '«' | '„' | '‚' | '‹' | '“' | '‘')
}

fn is_dash(c: char) -> bool {
    matches!(c, '—' | '–' | '―' | '-')
}

fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

#[cfg(test)]
mod tests;
