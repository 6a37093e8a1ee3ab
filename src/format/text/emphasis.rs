//! Words between underscores, which stand for italics where there are none.

use std::ops::Range;

/// The text without the underscores that are a pair, and what stood between them, in bytes.
pub(super) fn read(text: String) -> (String, Vec<Range<usize>>) {
    let marks: Vec<usize> = text.match_indices('_').map(|(at, _)| at).collect();
    if marks.len() < 2 {
        return (text, Vec::new());
    }
    let before = |at: usize| text[..at].chars().next_back();
    let behind = |at: usize| text[at + 1..].chars().next();
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let opens = |at: usize| !is_word(before(at)) && behind(at).is_some_and(|c| !c.is_whitespace() && c != '_');
    let closes = |at: usize| !is_word(behind(at)) && before(at).is_some_and(|c| !c.is_whitespace() && c != '_');
    let mut plain = String::with_capacity(text.len());
    let mut ranges = Vec::new();
    let (mut from, mut mark) = (0, 0);
    while mark + 1 < marks.len() {
        let (start, end) = (marks[mark], marks[mark + 1]);
        if opens(start) && closes(end) {
            plain.push_str(&text[from..start]);
            let begins = plain.len();
            plain.push_str(&text[start + 1..end]);
            ranges.push(begins..plain.len());
            from = end + 1;
            mark += 2;
        } else {
            mark += 1;
        }
    }
    plain.push_str(&text[from..]);
    (plain, ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_emphasis_and_the_rest_stays() {
        let check = |text: &str, plain: &str, marked: &[&str]| {
            let (read, ranges) = read(text.to_owned());
            let shown: Vec<&str> = ranges.iter().map(|range| &read[range.clone()]).collect();
            assert_eq!((read.as_str(), shown.as_slice()), (plain, marked));
        };
        check("an _odd_ word, _два слова_.", "an odd word, два слова.", &["odd", "два слова"]);
        check("snake_case_name and __init__ and _", "snake_case_name and __init__ and _", &[]);
        check("____ (name)", "____ (name)", &[]);
    }
}
