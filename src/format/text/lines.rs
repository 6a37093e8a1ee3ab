//! Lines of a plain text, and how its author or program laid them out.

use crate::format::limits;

/// A line more than this is no line of a page: it is a paragraph.
const LONG_CHARACTERS: usize = 120;
/// Lines of prose that are narrower are read as verse.
const NARROW_CHARACTERS: usize = 45;

/// A line without the white space around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// Columns of white space before it.
    pub(super) indent: usize,
    /// Characters.
    pub(super) length: usize,
}

impl<'a> Line<'a> {
    fn new(raw: &'a str) -> Self {
        let text = raw.trim_matches(is_blank);
        let before = &raw[..raw.len() - raw.trim_start_matches(is_blank).len()];
        let indent = before.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        Self { text, indent, length: text.chars().count() }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Characters of the first word.
    fn first_word(&self) -> usize {
        self.text.split(char::is_whitespace).next().map_or(0, |word| word.chars().count())
    }

    pub(super) fn begins_with_dash(&self) -> bool {
        self.text.starts_with(['—', '–', '―', '-', '−'])
    }

    pub(super) fn begins_with_capital(&self) -> bool {
        let first = self.text.chars().find(|c| c.is_alphanumeric());
        first.is_some_and(char::is_uppercase)
    }

    pub(super) fn ends_sentence(&self) -> bool {
        let text = self.text.trim_end_matches(['»', '"', '”', '“', ')', '\'', '’', '_']);
        text.ends_with(['.', '!', '?', '…', ':', ';'])
    }

    /// Only signs that part scenes: «* * *», «———».
    pub(super) fn is_separator(&self) -> bool {
        let signs = self.text.chars().filter(|c| !c.is_whitespace());
        let stars = self.text.contains(['*', '⁂', '※', '❦', '☙', '✦', '•', '~', '#', '=']);
        let count = signs.clone().count();
        self.length <= 100
            && signs.clone().all(|c| "*⁂※❦☙✦•·~#=_-–—―─═+oоO°".contains(c))
            && signs.clone().any(|c| !"oоO".contains(c))
            && (count >= 3 || (count > 0 && stars && !signs.clone().any(|c| "oоO".contains(c))))
    }
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || character.is_control() || matches!(character, '\u{feff}' | '\u{200b}')
}

/// All lines, whatever ends them; the end of a page is an empty line.
pub(super) fn of(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '\r', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        lines.push(Line::new(&rest[..at]));
        let end = rest[at..].chars().next().unwrap_or('\n');
        let behind = at + end.len_utf8();
        if end == '\u{c}' {
            lines.push(Line::new(""));
        }
        rest = if end == '\r' && rest[behind..].starts_with('\n') { &rest[behind + 1..] } else { &rest[behind..] };
        if lines.len() >= limits::TEXT_LINES {
            break;
        }
    }
    lines.push(Line::new(rest));
    lines
}

/// How paragraphs are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// A line is a paragraph, however long.
    Long,
    /// Lines end where the page ends, at so many characters.
    Wrapped(usize),
    /// Lines end where their author ended them: verse, or paragraphs of a few words.
    Short,
}

impl Layout {
    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        let mut lengths: Vec<usize> =
            lines.iter().filter(|line| !line.is_blank()).map(|it| it.indent + it.length).collect();
        let all: usize = lengths.iter().sum();
        let long: usize = lengths.iter().filter(|length| **length > LONG_CHARACTERS).sum();
        if lengths.is_empty() || long * 2 > all {
            return Self::Long;
        }
        let place = (lengths.len() - 1) * 95 / 100;
        let (_, &mut width, _) = lengths.select_nth_unstable(place);
        if width < NARROW_CHARACTERS {
            return Self::Short;
        }
        let wrapped = Self::Wrapped(width);
        let pairs = || lines.windows(2).filter(|pair| pair.iter().all(|line| !line.is_blank()));
        // A line that is set in or begins with a dash begins a paragraph, so that nothing can be told of the one before it.
        let pairs = || pairs().filter(|pair| pair[1].indent < pair[0].indent + 2 && !pair[1].begins_with_dash());
        let full = pairs().filter(|pair| wrapped.goes_on(&pair[0], &pair[1])).count();
        if full > 0 && full * 2 >= pairs().count() { wrapped } else { Self::Short }
    }

    /// Whether a line ended only because the next word had no room in it.
    pub(super) fn goes_on(self, line: &Line<'_>, next: &Line<'_>) -> bool {
        match self {
            Self::Wrapped(width) => line.indent + line.length + 1 + next.first_word() + width / 12 >= width,
            Self::Long | Self::Short => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_any_sign() {
        let texts: Vec<_> =
            of("\u{feff}a\r\n  b\rc\u{c}d\u{2029}").iter().map(|line| (line.text, line.indent)).collect();
        assert_eq!(texts, [("a", 1), ("b", 2), ("c", 0), ("", 0), ("d", 0), ("", 0)]);
    }

    #[test]
    fn separators_are_signs_alone() {
        let is = |text| Line::new(text).is_separator();
        assert!(is("* * *") && is("***") && is("———") && is("⁂") && is("*") && is("-----") && is("= = ="));
        assert!(!is("—") && !is("") && !is("ооо") && !is(". . .") && !is("- Да") && !is("12"));
    }
}
