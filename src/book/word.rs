//! Words by Unicode's rules (<https://www.unicode.org/reports/tr29/#Word_Boundaries>).

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

/// Words with a letter or a digit in this text.
pub(super) fn count(text: &str) -> usize {
    let segmenter = WordSegmenter::new_for_non_complex_scripts(WordBreakInvariantOptions::default());
    let mut start = 0;
    let mut words = 0;
    for end in segmenter.segment_str(text) {
        words += usize::from(text[start..end].contains(char::is_alphanumeric));
        start = end;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn words_hold_a_letter_or_a_digit() {
        assert_eq!(count("Ол — 2 кітап, т.б. алды; don't!"), 6);
        assert_eq!(count(" … — "), 0);
        assert_eq!(count(""), 0);
    }
}
