//! What tells the layout in which order letters stand: marks of a paragraph's direction, and of what stands by itself in it.
//!
//! cosmic-text takes the direction of a line from its first letter and knows no other way to be told. So it is told with
//! the signs that Unicode has for it (<https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>), which are
//! nowhere in the book.

use std::ops::Range;

use unicode_bidi::{BidiClass, bidi_class};

use crate::book::{BaseDirection, Isolate, has_rtl};

/// A stretch whose letters are put in order by themselves.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui::widget) struct Apart {
    pub bytes: Range<usize>,
    pub isolate: Isolate,
}

/// The stretches of a block that lie in these bytes, counted from their beginning.
pub(in crate::ui::widget) fn isolates(inlines: &[crate::book::Inline], bytes: &Range<usize>) -> Vec<Apart> {
    let found = inlines.iter().filter_map(|inline| {
        let crate::book::Style::Isolate(isolate) = inline.style else { return None };
        let (start, end) = (inline.range.start.max(bytes.start), inline.range.end.min(bytes.end));
        (start < end).then(|| Apart { bytes: start - bytes.start..end - bytes.start, isolate })
    });
    found.collect()
}

fn opening(isolate: Isolate) -> &'static str {
    match (isolate.base, isolate.forced) {
        (None, _) => "\u{2068}",
        (Some(BaseDirection::Ltr), false) => "\u{2066}",
        (Some(BaseDirection::Rtl), false) => "\u{2067}",
        (Some(BaseDirection::Ltr), true) => "\u{2066}\u{202d}",
        (Some(BaseDirection::Rtl), true) => "\u{2067}\u{202e}",
    }
}

fn closing(isolate: Isolate) -> &'static str {
    if isolate.forced { "\u{202c}\u{2069}" } else { "\u{2069}" }
}

/// The signs of a text, by the byte that they stand before; a sign at a place where a line begins goes before all others
/// there.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// Rising.
    signs: Vec<(usize, String)>,
    /// What every line begins with; empty where letters say it themselves.
    mark: &'static str,
    isolates: Vec<Apart>,
    two_ways: bool,
}

impl Order {
    pub fn of(text: &str, direction: Option<BaseDirection>, isolates: &[Apart]) -> Self {
        let fits = |apart: &&Apart| {
            let Range { start, end } = apart.bytes;
            start < end && text.is_char_boundary(start) && text.is_char_boundary(end)
        };
        let forced = |apart: &Apart| apart.isolate.forced;
        let isolates: Vec<Apart> = isolates.iter().filter(fits).cloned().collect();
        let two_ways = direction.is_some_and(BaseDirection::is_rtl) || has_rtl(text) || isolates.iter().any(forced);
        if !two_ways {
            return Self::default();
        }
        let mark = match direction {
            None => "",
            Some(BaseDirection::Ltr) => "\u{200e}",
            Some(BaseDirection::Rtl) => "\u{200f}",
        };
        let mut signs: Vec<(usize, u8, String)> = Vec::new();
        if !mark.is_empty() {
            let separators = text.char_indices().filter(|(_, sign)| bidi_class(*sign) == BidiClass::B);
            let starts = separators
                .map(|(at, sign)| at + sign.len_utf8())
                .filter(|at| !text[*at..].starts_with('\n') && *at < text.len());
            signs.extend(std::iter::once(0).chain(starts).map(|at| (at, 1, mark.to_owned())));
        }
        for apart in &isolates {
            signs.push((apart.bytes.start, 2, opening(apart.isolate).to_owned()));
            // Inner ones, which come later, close first.
            let outer = signs.iter().position(|(at, kind, _)| (*at, *kind) == (apart.bytes.end, 0));
            signs.insert(outer.unwrap_or(signs.len()), (apart.bytes.end, 0, closing(apart.isolate).to_owned()));
        }
        signs.sort_by_key(|(at, kind, _)| (*at, *kind));
        let mut joined: Vec<(usize, String)> = Vec::new();
        for (at, _, sign) in signs {
            match joined.last_mut() {
                Some((last, before)) if *last == at => before.push_str(&sign),
                _ => joined.push((at, sign)),
            }
        }
        Self { signs: joined, mark, isolates, two_ways }
    }

    pub fn signs(&self) -> &[(usize, String)] {
        &self.signs
    }

    /// Whether letters of both directions may stand in the text.
    pub fn is_two_way(&self) -> bool {
        self.two_ways
    }

    /// What every line begins with.
    pub fn mark(&self) -> &'static str {
        self.mark
    }

    /// What a line begins with that the text does not begin here: what was open is opened again.
    pub fn again(&self, byte: usize) -> String {
        let open = self.isolates.iter().filter(|apart| apart.bytes.start < byte && byte < apart.bytes.end);
        let mut again = self.mark.to_owned();
        open.for_each(|apart| again.push_str(opening(apart.isolate)));
        again
    }
}

/// Whether a letter is joined to its neighbours: between such letters no space may be put, or the word is torn.
///
/// <https://www.w3.org/TR/css-text-4/#cursive-tracking>
pub(super) fn is_joined(letter: char) -> bool {
    matches!(letter,
        '\u{600}'..='\u{6ff}' | '\u{700}'..='\u{77f}' | '\u{7c0}'..='\u{7ff}' | '\u{840}'..='\u{8ff}' | '\u{1800}'..='\u{18af}'
        | '\u{200c}'..='\u{200d}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10d00}'..='\u{10d3f}')
}

/// The stretches of such letters.
pub(super) fn joined(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, letter)| is_joined(*letter)) {
        let end = at + letter.len_utf8();
        match found.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => found.push(at..end),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_where_something_begins_and_ends() {
        let rtl = Isolate { base: Some(BaseDirection::Rtl), forced: false };
        let own = Isolate { base: None, forced: false };
        let nested = [Apart { bytes: 1..5, isolate: rtl }, Apart { bytes: 2..5, isolate: own }];
        let told = |text: &str, direction, isolates: &[Apart]| {
            let order = Order::of(text, direction, isolates);
            let mut shown = text.to_owned();
            for (at, sign) in order.signs().iter().rev() {
                shown.insert_str(*at, sign);
            }
            shown
        };
        let text = "aאבb";
        assert_eq!(text.len(), 6);
        let shown = told(text, Some(BaseDirection::Ltr), &[Apart { bytes: 1..5, isolate: rtl }]);
        assert_eq!(shown, "\u{200e}a\u{2067}אב\u{2069}b");
        let shown = told("abcdef א", Some(BaseDirection::Rtl), &nested);
        assert_eq!(shown, "\u{200f}a\u{2067}b\u{2068}cde\u{2069}\u{2069}f א");
        assert_eq!(told("бір\nекі", Some(BaseDirection::Rtl), &[]), "\u{200f}бір\n\u{200f}екі");
        assert_eq!(told("бір\nекі", Some(BaseDirection::Ltr), &[]), "бір\nекі");
        let forced = Isolate { base: Some(BaseDirection::Rtl), forced: true };
        let shown = told("ab", Some(BaseDirection::Ltr), &[Apart { bytes: 0..2, isolate: forced }]);
        assert_eq!(shown, "\u{200e}\u{2067}\u{202e}ab\u{202c}\u{2069}");
        assert_eq!(Order::of("abcdef א", Some(BaseDirection::Rtl), &nested).again(3), "\u{200f}\u{2067}\u{2068}");
    }
}
