//! Search in the book, as a reader means it: «ё», soft hyphens, stress marks and the shape of quotation marks do not
//! matter, nor does case unless she says so, and any white space is a space.

use crate::book::{Book, Point, Span, TextContext};

use super::travel::Said;
use super::{Direction, Effect, Notice, Reading};

/// No more places than this are kept of one search.
const LIMIT: usize = 10_000;
/// No more characters of its sentence than this are shown on either side of a place.
const CONTEXT: usize = 120;

/// How closely a place has to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Matching {
    /// No letter or digit stands directly before or after it.
    pub whole_words: bool,
    /// Small and capital letters are told apart.
    pub case: bool,
}

/// A search and what it found.
#[derive(Debug, Clone, Default)]
pub struct Search {
    query: String,
    matching: Matching,
    hits: Vec<Span>,
    more: bool,
}

impl Search {
    /// Finds all places, in the order of the spine. An empty query finds none.
    pub fn run(book: &Book, query: &str, matching: Matching) -> Self {
        let mut found = Self { query: query.to_owned(), matching, ..Self::default() };
        let wanted = Folded::new(query.trim(), matching.case).text;
        if wanted.is_empty() {
            return found;
        }
        for (section, block, text) in book.sections.iter().enumerate().flat_map(|(section, inside)| {
            inside.blocks.iter().enumerate().map(move |(index, block)| (section, index, &block.text))
        }) {
            if text.is_empty() {
                continue;
            }
            let folded = Folded::new(text, matching.case);
            for (at, matched) in folded.text.match_indices(&wanted) {
                if matching.whole_words && !folded.is_whole(at, at + matched.len()) {
                    continue;
                }
                if found.hits.len() == LIMIT {
                    found.more = true;
                    return found;
                }
                let start = Point::new(section, block, folded.source(at));
                let end = Point::new(section, block, folded.source_end(at + matched.len()));
                found.hits.push(Span { start, end });
            }
        }
        found
    }

    pub fn query(&self) -> &str {
        &self.query
    }

    pub fn matching(&self) -> Matching {
        self.matching
    }

    /// In the order of the spine.
    pub fn hits(&self) -> &[Span] {
        &self.hits
    }

    /// Whether there are more places than [`Self::hits`] holds.
    pub fn more(&self) -> bool {
        self.more
    }

    /// The index of the place to go to from here and whether the search went on from the book's other end. `here` itself
    /// counts only when `inclusive`.
    pub(super) fn nearest(&self, here: Point, direction: Direction, inclusive: bool) -> Option<(usize, bool)> {
        let last = self.hits.len().checked_sub(1)?;
        Some(match direction {
            Direction::Forward => {
                let index = self.hits.partition_point(|hit| hit.start < here || (hit.start == here && !inclusive));
                if index > last { (0, true) } else { (index, false) }
            }
            Direction::Backward => {
                let before = self.hits.partition_point(|hit| hit.start < here || (hit.start == here && inclusive));
                before.checked_sub(1).map_or((last, true), |index| (index, false))
            }
        })
    }
}

/// The sentence around a place, for a list of results; of a long one what is nearest, cut at words with an ellipsis.
pub fn context(book: &Book, hit: Span) -> TextContext {
    let Some(block) = book.block(hit.start) else { return TextContext::default() };
    let text = block.text.as_str();
    let phrases = block.phrases();
    let phrase_at = |byte: usize| block.phrase_at(byte).and_then(|index| phrases.get(index));
    let from = phrase_at(hit.start.byte).map_or(0, |phrase| phrase.start);
    let until = phrase_at(hit.end.byte.saturating_sub(1)).map_or(text.len(), |phrase| phrase.end.max(hit.end.byte));
    let (Some(before), Some(highlight), Some(after)) =
        (text.get(from..hit.start.byte), text.get(hit.start.byte..hit.end.byte), text.get(hit.end.byte..until))
    else {
        return TextContext::default();
    };
    let before = match before.char_indices().rev().nth(CONTEXT) {
        Some((index, _)) => {
            let cut = before[index..].find(char::is_whitespace).map_or(index, |space| index + space);
            format!("…{}", before[cut..].trim_start())
        }
        None => before.trim_start().to_owned(),
    };
    let after = match after.char_indices().nth(CONTEXT) {
        Some((index, _)) => {
            let cut = after[..index].rfind(char::is_whitespace).unwrap_or(index);
            format!("{}…", after[..cut].trim_end())
        }
        None => after.trim_end().to_owned(),
    };
    let shown = |text: &str| text.replace('\u{ad}', "");
    TextContext { before: shown(&before), highlight: shown(highlight), after: shown(&after) }
}

/// A text as it is compared, with the way back.
struct Folded {
    text: String,
    /// For each byte of the folded text the source byte where its character begins.
    starts: Vec<u32>,
    source: usize,
}

impl Folded {
    /// `case`: small and capital letters stay what they are.
    fn new(source: &str, case: bool) -> Self {
        let mut folded = Self {
            text: String::with_capacity(source.len()),
            starts: Vec::with_capacity(source.len()),
            source: source.len(),
        };
        for (index, character) in source.char_indices() {
            match character {
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
                // Stress marks and the decomposed «ё»; «й» has its own letter.
                '\u{300}' | '\u{301}' | '\u{308}' if folded.text.ends_with(is_cyrillic) => {}
                '\u{306}' if folded.text.ends_with(['и', 'И']) => {
                    let small = folded.text.pop() == Some('и');
                    folded.text.push(if small { 'й' } else { 'Й' });
                }
                'Ё' if case => folded.push('Е', index),
                'ё' | 'Ё' => folded.push('е', index),
                '«' | '»' | '“' | '”' | '„' => folded.push('"', index),
                '‘' | '’' | 'ʼ' => folded.push('\'', index),
                '‐' | '‑' => folded.push('-', index),
                _ if character.is_whitespace() => {
                    if !folded.text.ends_with(' ') {
                        folded.push(' ', index);
                    }
                }
                _ if case => folded.push(character, index),
                _ if character.is_ascii() => folded.push(character.to_ascii_lowercase(), index),
                _ => character.to_lowercase().for_each(|lower| folded.push(lower, index)),
            }
        }
        folded
    }

    /// No word goes on before or after this part.
    fn is_whole(&self, start: usize, end: usize) -> bool {
        let joins = |before: Option<char>, after: Option<char>| {
            before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
        };
        let (before, part, after) = (&self.text[..start], &self.text[start..end], &self.text[end..]);
        !joins(before.chars().next_back(), part.chars().next())
            && !joins(part.chars().next_back(), after.chars().next())
    }

    fn push(&mut self, character: char, index: usize) {
        self.text.push(character);
        // Blocks of more than 4 GiB do not pass the limits of any format.
        self.starts.extend(std::iter::repeat_n(u32::try_from(index).unwrap_or(u32::MAX), character.len_utf8()));
    }

    fn source(&self, folded: usize) -> usize {
        self.starts.get(folded).map_or(self.source, |&start| start as usize)
    }

    /// Where the character after the last matched one begins; marks that fold to nothing go with the match.
    fn source_end(&self, folded: usize) -> usize {
        // One character may fold to two; a match of the first of them is one of the whole character.
        let mut after = folded;
        while after > 0 && after < self.starts.len() && self.starts[after] == self.starts[after - 1] {
            after += 1;
        }
        self.source(after)
    }
}

impl Reading {
    pub(super) fn find(&mut self, query: &str, matching: Matching, effects: &mut Vec<Effect>) {
        let search = Search::run(&self.book, query, matching);
        let found = search.nearest(self.cursor, Direction::Forward, true);
        self.hit = None;
        self.search = Some(search);
        self.go_to_hit(found, effects);
    }

    /// Finds without going anywhere: what is found is listed.
    pub(super) fn find_all(&mut self, query: &str, matching: Matching, effects: &mut Vec<Effect>) {
        let search = Search::run(&self.book, query, matching);
        let notice = match search.hits().len() {
            0 => Notice::NotFound(query.to_owned()),
            count => Notice::FoundAll { count, more: search.more() },
        };
        self.hit = None;
        self.search = Some(search);
        self.announce(notice, effects);
    }

    pub(super) fn go_to_numbered(&mut self, index: usize, effects: &mut Vec<Effect>) {
        let there = self.search.as_ref().is_some_and(|search| index < search.hits().len());
        if there {
            self.go_to_hit(Some((index, false)), effects);
        } else {
            self.announce(Notice::NoSearch, effects);
        }
    }

    pub(super) fn find_again(&mut self, direction: Direction, effects: &mut Vec<Effect>) {
        match &self.search {
            Some(search) => self.go_to_hit(search.nearest(self.cursor, direction, false), effects),
            None => self.announce(Notice::NoSearch, effects),
        }
    }

    fn go_to_hit(&mut self, found: Option<(usize, bool)>, effects: &mut Vec<Effect>) {
        let Some(search) = &self.search else { return };
        let Some((index, wrapped)) = found else {
            let query = search.query().to_owned();
            return self.announce(Notice::NotFound(query), effects);
        };
        let hit = search.hits()[index];
        let notice = Notice::Found { index: index + 1, count: search.hits().len(), wrapped, more: search.more() };
        // From place to place of one search is one jump.
        if self.hit.is_none_or(|hit| hit.start != self.cursor) {
            self.history.leave(self.cursor);
        }
        self.arrive(hit.start, Said::Phrase, vec![notice], effects);
        self.hit = Some(hit);
    }
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{52f}')
}
