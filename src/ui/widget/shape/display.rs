//! A text as it is laid out: with signs in it that the book does not have, and the way between the two.

use std::borrow::Cow;

/// Where a word may be parted.
const SOFT_HYPHEN: char = '\u{ad}';

/// Stands at the beginning of a first line that is set in: nothing is seen of it but the space behind it.
const INDENT: char = '\u{2060}';

#[derive(Debug)]
pub(super) struct Display<'a> {
    told: &'a str,
    shown: Cow<'a, str>,
    /// Where in the told text something was added, and how many bytes up to its end; both rising.
    added: Vec<(usize, usize)>,
    indent: usize,
}

impl<'a> Display<'a> {
    /// `breaks` rise, and are boundaries of characters.
    pub fn of(text: &'a str, indent: bool, breaks: &[usize]) -> Self {
        let indent = if indent && !text.is_empty() { INDENT.len_utf8() } else { 0 };
        if indent == 0 && breaks.is_empty() {
            return Self { told: text, shown: Cow::Borrowed(text), added: Vec::new(), indent };
        }
        let mut shown = String::with_capacity(text.len() + indent + breaks.len() * SOFT_HYPHEN.len_utf8());
        let mut added = Vec::with_capacity(breaks.len() + 1);
        let mut total = 0;
        if indent > 0 {
            shown.push(INDENT);
            total += indent;
            added.push((0, total));
        }
        let mut from = 0;
        for &at in breaks.iter().filter(|&&at| at > 0 && at < text.len() && text.is_char_boundary(at)) {
            if at <= from {
                continue;
            }
            shown.push_str(&text[from..at]);
            shown.push(SOFT_HYPHEN);
            total += SOFT_HYPHEN.len_utf8();
            added.push((at, total));
            from = at;
        }
        shown.push_str(&text[from..]);
        Self { told: text, shown: Cow::Owned(shown), added, indent }
    }

    /// As it is laid out.
    pub fn text(&self) -> &str {
        &self.shown
    }

    /// As the book has it.
    pub fn told_text(&self) -> &str {
        self.told
    }

    /// So many bytes at the beginning are the sign before a first line that is set in.
    pub fn indent(&self) -> usize {
        self.indent
    }

    /// Whether a line may end inside a word.
    pub fn has_hyphens(&self) -> bool {
        self.added.len() > usize::from(self.indent > 0) || self.told.contains(SOFT_HYPHEN)
    }

    /// From a byte of the book's text to one of what is laid out.
    pub fn shown(&self, byte: usize) -> usize {
        let after = self.added.partition_point(|(at, _)| *at <= byte);
        byte + after.checked_sub(1).map_or(0, |last| self.added[last].1)
    }

    /// How many of the added signs begin before this byte of what is laid out.
    fn before(&self, byte: usize) -> usize {
        // What was added at `at` begins there, moved by what was added before it, and ends at `at + total`.
        self.added.partition_point(|(at, total)| at + total <= byte)
    }

    /// From a byte of what is laid out to one of the book's text.
    pub fn told(&self, byte: usize) -> usize {
        let whole = self.before(byte);
        let total = whole.checked_sub(1).map_or(0, |last| self.added[last].1);
        let told = byte - total;
        // Inside an added sign: where it was added.
        self.added.get(whole).map_or(told, |(at, _)| told.min(*at))
    }

    /// Whether what begins at this byte is nothing of the book's.
    pub fn is_added(&self, byte: usize) -> bool {
        let whole = self.before(byte);
        let total = whole.checked_sub(1).map_or(0, |last| self.added[last].1);
        self.added.get(whole).is_some_and(|(at, _)| byte >= at + total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_lead_there_and_back() {
        let text = "кітап сөз";
        let breaks = ["тап", "сөз"].map(|part| text.find(part).unwrap());
        for (indent, breaks) in [(false, &breaks[..]), (true, &breaks[..]), (true, &[][..]), (false, &[][..])] {
            let display = Display::of(text, indent, breaks);
            for (byte, letter) in text.char_indices().chain([(text.len(), '\0')]) {
                let shown = display.shown(byte);
                assert_eq!(display.told(shown), byte);
                assert!(!display.is_added(shown));
                assert!(display.text()[shown..].starts_with(letter) || letter == '\0');
            }
            let signs = display.text().char_indices().filter(|(_, sign)| matches!(*sign, SOFT_HYPHEN | INDENT));
            let mut count = 0;
            for (at, _) in signs {
                assert!(display.is_added(at));
                count += 1;
            }
            assert_eq!(count, breaks.len() + usize::from(indent));
        }
    }

    #[test]
    fn soft_hyphens_of_the_book_are_its_own() {
        let display = Display::of("кі\u{ad}тап", false, &[]);
        assert!(display.has_hyphens() && !display.is_added(4));
    }
}
