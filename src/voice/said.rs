//! What is said of a text: numbers, signs and abbreviations in words, Kazakh of the Latin alphabet in Cyrillic, and what
//! the reader's dictionary asks for; every byte of it knows the byte of the text that it stands for.
//!
//! Plain cardinal numbers stay digits where the language's own voice says them well.

mod dictionary;
mod english;
mod initials;
mod kazakh;
mod latin;
mod line;
mod roman;
mod russian;
mod sign;
#[cfg(test)]
mod tests;
mod unit;

use std::ops::Range;

use crate::book::Language;
use crate::settings::Punctuation;
pub(super) use dictionary::Dictionary;
use line::Line;

/// A text as it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) text: String,
    /// For every byte of `text` the byte that it stands for. Of what was put in place of something, the first byte of that.
    origin: Vec<usize>,
    /// What was put in place of something, ascending.
    puts: Vec<Put>,
}

/// Words that are said in place of what is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Put {
    /// Bytes of the said text.
    pub(super) said: Range<usize>,
    /// Bytes of the written text.
    pub(super) written: Range<usize>,
}

impl Said {
    /// As it is written.
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), origin: (0..text.len()).collect(), puts: Vec::new() }
    }

    /// As the reader's dictionary has it, the rest as the language says it, for this voice's language.
    pub(super) fn asked_for(self, dictionary: &Dictionary, language: &Language, voice: Option<&str>) -> Self {
        let places = dictionary.places(&self.text, language.primary());
        let kept: Vec<Range<usize>> = places.iter().map(|(place, _)| place.clone()).collect();
        let said = if places.is_empty() { self } else { self.with(&places) };
        said.in_cyrillic(language, voice).in_words(language, &kept)
    }

    /// The byte of the written text that this byte of the said one stands for.
    pub(super) fn origin(&self, byte: usize) -> usize {
        self.origin.get(byte).copied().unwrap_or_default()
    }

    /// What is said in place of something else.
    pub(super) fn puts(&self) -> &[Put] {
        &self.puts
    }

    /// What these bytes of the said text stand for.
    fn written(&self, said: &Range<usize>) -> Range<usize> {
        let within = |byte: usize| self.puts.iter().find(|put| put.said.contains(&byte));
        let last = said.end.saturating_sub(1);
        let end = within(last).map_or_else(|| self.origin(last) + 1, |put| put.written.end);
        let start = self.origin(said.start);
        start..end.max(start)
    }

    /// With other words in these places of what is said, which ascend and do not overlap.
    pub(super) fn with(&self, places: &[(Range<usize>, String)]) -> Self {
        let mut text = String::with_capacity(self.text.len());
        let mut origin = Vec::with_capacity(self.origin.len());
        let mut puts = Vec::with_capacity(self.puts.len() + places.len());
        let mut from = 0;
        let keep = |puts: &mut Vec<Put>, kept: Range<usize>, at: usize| {
            let whole = self.puts.iter().filter(|put| kept.start <= put.said.start && put.said.end <= kept.end);
            puts.extend(whole.map(|put| Put {
                said: put.said.start - kept.start + at..put.said.end - kept.start + at,
                written: put.written.clone(),
            }));
        };
        for (place, words) in places {
            keep(&mut puts, from..place.start, text.len());
            text.push_str(&self.text[from..place.start]);
            origin.extend_from_slice(&self.origin[from..place.start]);
            puts.push(Put { said: text.len()..text.len() + words.len(), written: self.written(place) });
            text.push_str(words);
            origin.extend(std::iter::repeat_n(self.origin(place.start), words.len()));
            from = place.end;
        }
        keep(&mut puts, from..self.text.len(), text.len());
        text.push_str(&self.text[from..]);
        origin.extend_from_slice(&self.origin[from..]);
        Self { text, origin, puts }
    }

    /// With the signs of this level named in the text's language; last, of what is still a sign.
    pub(super) fn with_signs(self, language: &Language, level: Punctuation) -> Self {
        let mut places = match level {
            Punctuation::None => return self,
            level => sign::named(&self.text, language.primary(), level),
        };
        // What was put in place of something is said as it is.
        places
            .retain(|(place, _)| !self.puts.iter().any(|put| put.said.start < place.end && place.start < put.said.end));
        if places.is_empty() { self } else { self.with(&places) }
    }

    /// With numbers, signs and abbreviations as this language says them. What stands in `kept` (bytes of the written text)
    /// is left alone.
    pub(super) fn in_words(self, language: &Language, kept: &[Range<usize>]) -> Self {
        let rule: Rule = match language.primary() {
            "kk" => kazakh::change,
            "ru" => russian::change,
            "en" => english::change,
            _ => return self,
        };
        let line = Line::new(&self.text);
        let mut places: Vec<(Range<usize>, String)> = Vec::new();
        let mut index = 0;
        while index < line.len() {
            let Some(change) = rule(&line, index) else {
                index += 1;
                continue;
            };
            index = change.next.max(index + 1);
            for (tokens, words) in change.words {
                let place = line.bytes(tokens);
                let origin = self.origin(place.start)..self.origin(place.end.saturating_sub(1)) + 1;
                if !kept.iter().any(|kept| kept.start < origin.end && origin.start < kept.end) {
                    places.push((place, words));
                }
            }
        }
        if places.is_empty() { self } else { self.with(&places) }
    }

    /// Kazakh of the Latin alphabet in Cyrillic, for a voice of Kazakh, which knows no other; before everything else.
    pub(super) fn in_cyrillic(self, language: &Language, voice: Option<&str>) -> Self {
        let is_kazakh = |tag: &str| tag.split(['-', '_']).next() == Some("kk");
        if !is_kazakh(language.tag()) || !voice.is_some_and(is_kazakh) || !language.tag().contains("-Latn") {
            return self;
        }
        let places = latin::in_cyrillic(&self.text);
        if places.is_empty() { self } else { self.with(&places) }
    }
}

/// How a printed page is told that has this label.
pub(super) fn page(label: &str, language: Option<&Language>) -> String {
    match language.map(Language::primary) {
        Some("kk") => format!("{label}-бет."),
        Some("ru") => format!("Страница {label}."),
        Some("en") => format!("Page {label}."),
        _ => format!("{label}."),
    }
}

/// What is said from this token on, if it is not what is written.
type Rule = fn(&Line, usize) -> Option<Change>;

/// Other words for some tokens.
#[derive(Debug)]
struct Change {
    /// The first token that is looked at again.
    next: usize,
    /// Ascending.
    words: Vec<(Range<usize>, String)>,
}

impl Change {
    fn one(tokens: Range<usize>, words: impl Into<String>) -> Option<Self> {
        Some(Self { next: tokens.end, words: vec![(tokens, words.into())] })
    }

    fn many(words: Vec<(Range<usize>, String)>) -> Option<Self> {
        let next = words.last().map(|(tokens, _)| tokens.end)?;
        Some(Self { next, words })
    }
}

/// The day, month and year of «12.05.1990».
fn date(line: &Line, at: usize) -> Option<(u64, usize, u64)> {
    let part =
        |index: usize, digits: usize| line.digits(index).filter(|written| written.len() <= digits)?.parse::<u64>().ok();
    if !line.is(at + 1, '.') || !line.is(at + 3, '.') || at.checked_sub(1).is_some_and(|before| line.is(before, '.')) {
        return None;
    }
    let (day, month) = (part(at, 2)?, part(at + 2, 2)?);
    let year = line.digits(at + 4).filter(|year| year.len() == 4)?.parse().ok()?;
    let longer = line.is(at + 5, '.') && line.digits(at + 6).is_some();
    ((1..=31).contains(&day) && (1..=12).contains(&month) && (1..=2999).contains(&year) && !longer).then_some((
        day,
        month as usize,
        year,
    ))
}

/// The hours and minutes of «14:30».
fn time(line: &Line, at: usize) -> Option<(u64, u64)> {
    let tied = |index: usize| line.is(index, ':');
    if !tied(at + 1) || tied(at + 3) || at.checked_sub(1).is_some_and(tied) {
        return None;
    }
    let hours: u64 = line.digits(at).filter(|hours| hours.len() <= 2)?.parse().ok()?;
    let minutes: u64 = line.digits(at + 2).filter(|minutes| minutes.len() == 2)?.parse().ok()?;
    (hours < 24 && minutes < 60).then_some((hours, minutes))
}

/// What is above and below the line of «3/4».
fn fraction(line: &Line, at: usize) -> Option<(u64, u64)> {
    let tied = |index: usize| line.is(index, '/') || line.is(index, '-') && line.digits(index + 1).is_some();
    if !line.is(at + 1, '/') || tied(at + 3) || at.checked_sub(1).is_some_and(tied) {
        return None;
    }
    let (above, below) = (line.number(at)?, line.number(at + 2)?);
    (above > 0 && above < below && below <= 100).then_some((above, below))
}

/// Whether the numbers at these two places are the ends of a range, rather than of a telephone number or a date.
fn is_range(line: &Line, at: usize, next: usize) -> bool {
    let tied = |index: usize| line.is(index, '-') && line.digits(index + 1).is_some();
    let small = |index: usize| line.digits(index).is_some_and(|digits| digits.len() <= 4);
    let (Some(first), Some(second)) = (line.number(at), line.number(next)) else { return false };
    let before = at.checked_sub(1).is_some_and(|index| line.is(index, '-'));
    small(at) && small(next) && first < second && !before && !tied(next + 1) && line.figure(next).is_some()
}

fn is_hyphen(line: &Line, at: usize) -> bool {
    line.is(at, '-') || line.is(at, '\u{2011}')
}

/// The space that is missing before this token.
fn gap(line: &Line, at: usize) -> &'static str {
    if at.checked_sub(1).is_some_and(|before| line.is_space(before)) { "" } else { " " }
}
