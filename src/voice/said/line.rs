//! A text as words, numbers, spaces and signs.

use std::ops::Range;

use super::roman;

/// Longer numbers are no quantities: they are left to the voice.
const DIGITS: usize = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Digits, in groups of three or not.
    Number,
    Space,
    /// One character.
    Sign,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    start: usize,
    kind: Kind,
}

#[derive(Debug)]
pub(super) struct Line<'a> {
    tokens: Vec<Token<'a>>,
}

/// A number as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) whole: u64,
    /// The digits after the comma: how many, and the number that they make.
    pub(super) fraction: Option<(u32, u64)>,
    /// The token after it.
    pub(super) end: usize,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut tokens = Vec::new();
        let mut start = 0;
        while let Some(first) = text[start..].chars().next() {
            let rest = &text[start..];
            let (kind, length) = if first.is_ascii_digit() {
                (Kind::Number, number(rest))
            } else if first.is_alphabetic() {
                (Kind::Word, run(rest, |c| c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}')))
            } else if first.is_whitespace() {
                (Kind::Space, run(rest, char::is_whitespace))
            } else {
                (Kind::Sign, first.len_utf8())
            };
            tokens.push(Token { text: &rest[..length], start, kind });
            start += length;
        }
        Self { tokens }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let at = |index: usize| match self.tokens.get(index) {
            Some(token) => token.start,
            None => self.tokens.last().map_or(0, |token| token.start + token.text.len()),
        };
        at(tokens.start)..at(tokens.end)
    }

    pub(super) fn word(&self, index: usize) -> Option<&'a str> {
        self.tokens.get(index).filter(|token| token.kind == Kind::Word).map(|token| token.text)
    }

    pub(super) fn low(&self, index: usize) -> Option<String> {
        self.word(index).map(str::to_lowercase)
    }

    pub(super) fn is(&self, index: usize, sign: char) -> bool {
        self.sign(index) == Some(sign)
    }

    pub(super) fn sign(&self, index: usize) -> Option<char> {
        self.tokens.get(index).filter(|token| token.kind == Kind::Sign)?.text.chars().next()
    }

    pub(super) fn is_space(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.kind == Kind::Space)
    }

    /// The token after this place's space, if there is one.
    pub(super) fn skip(&self, index: usize) -> usize {
        if self.is_space(index) { index + 1 } else { index }
    }

    /// The digits as they are written.
    pub(super) fn digits(&self, index: usize) -> Option<&'a str> {
        self.tokens.get(index).filter(|token| token.kind == Kind::Number).map(|token| token.text)
    }

    /// A whole number without zeros before it.
    pub(super) fn number(&self, index: usize) -> Option<u64> {
        let digits = self.digits(index)?;
        if digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        let plain: String = digits.chars().filter(char::is_ascii_digit).collect();
        (plain.len() <= DIGITS).then(|| plain.parse().ok()).flatten()
    }

    /// A number with or without a comma, where it begins.
    pub(super) fn figure(&self, index: usize) -> Option<Figure> {
        let whole = self.number(index)?;
        // Inside of a longer thing: «1.2.3», «5-7-9», «A4».
        let before = index.checked_sub(1);
        let tied = |index: usize| self.sign(index).is_some_and(|sign| matches!(sign, '.' | ',' | ':' | '/'));
        if before.is_some_and(|before| {
            self.word(before).is_some()
                || tied(before) && before.checked_sub(1).is_some_and(|at| self.digits(at).is_some())
        }) {
            return None;
        }
        let parts = self.is(index + 1, ',').then(|| self.digits(index + 2)).flatten();
        let end = if parts.is_some() { index + 3 } else { index + 1 };
        if tied(end) && self.digits(end + 1).is_some() {
            return None;
        }
        let fraction = match parts {
            Some(digits) if digits.len() <= 3 => Some((digits.len() as u32, digits.parse().ok()?)),
            Some(_) => return None,
            None => None,
        };
        Some(Figure { whole, fraction, end })
    }

    /// A Roman numeral that stands by itself.
    pub(super) fn roman(&self, index: usize) -> Option<u64> {
        let before = index.checked_sub(1);
        if before.is_some_and(|before| self.digits(before).is_some() || self.is(before, '-')) {
            return None;
        }
        roman::value(self.word(index)?)
    }

    /// A Roman numeral behind a dash.
    pub(super) fn roman_of(&self, index: usize) -> Option<u64> {
        roman::value(self.word(index)?)
    }

    /// The token before this one, over a space.
    pub(super) fn before(&self, index: usize) -> Option<usize> {
        let before = index.checked_sub(1)?;
        if self.is_space(before) { before.checked_sub(1) } else { Some(before) }
    }

    pub(super) fn word_before(&self, index: usize) -> Option<&'a str> {
        self.word(self.before(index)?)
    }

    /// A dash that ties two numbers or words together, with or without spaces around it.
    pub(super) fn dash(&self, index: usize) -> Option<usize> {
        let at = self.skip(index);
        let dash = self.sign(at).filter(|sign| matches!(sign, '-' | '–' | '—' | '‑' | '−'))?;
        let spaced = at > index;
        if spaced && matches!(dash, '-' | '‑' | '−') || spaced != self.is_space(at + 1) {
            return None;
        }
        Some(self.skip(at + 1))
    }

    /// The token behind these words, each with a full stop: `["т", "е"]` for «т. е.» and «т.е.».
    pub(super) fn abbreviation(&self, index: usize, words: &[&str]) -> Option<usize> {
        let mut at = index;
        for (place, word) in words.iter().enumerate() {
            at = if place > 0 { self.skip(at) } else { at };
            if !self.word(at).is_some_and(|written| written == *word || place == 0 && written.to_lowercase() == *word)
                || !self.is(at + 1, '.')
            {
                return None;
            }
            at += 2;
        }
        Some(at)
    }

    /// A full stop for an abbreviation that ends the text: the voice falls there.
    pub(super) fn stop(&self, end: usize) -> &'static str {
        let rest = self.tokens.get(end..).unwrap_or_default();
        if rest.iter().all(|token| token.kind == Kind::Space) { "." } else { "" }
    }

    /// True where nothing but marks and space stands before this token.
    pub(super) fn is_first(&self, index: usize) -> bool {
        self.tokens[..index].iter().all(|token| matches!(token.kind, Kind::Space | Kind::Sign))
    }

    /// True where nothing but marks and space stands from this token on.
    pub(super) fn is_last(&self, index: usize) -> bool {
        let rest = self.tokens.get(index..).unwrap_or_default();
        rest.iter().all(|token| matches!(token.kind, Kind::Space | Kind::Sign))
    }
}

fn run(text: &str, inside: impl Fn(char) -> bool) -> usize {
    text.find(|c| !inside(c)).unwrap_or(text.len())
}

/// How much of the text is one number: digits, and groups of three behind spaces.
fn number(text: &str) -> usize {
    let mut length = run(text, |c| c.is_ascii_digit());
    if length > 3 || text.starts_with('0') {
        return length;
    }
    loop {
        let rest = &text[length..];
        let Some(space) = rest.chars().next().filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')) else {
            return length;
        };
        let group = &rest[space.len_utf8()..];
        if run(group, |c| c.is_ascii_digit()) != 3 {
            return length;
        }
        length += space.len_utf8() + 3;
    }
}
