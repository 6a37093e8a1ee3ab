//! From a phrase of the book to what a voice is given: parts of one language each, and the way back to the book's bytes.

use std::ops::Range;
use std::time::Duration;

use crate::book::{Book, Point, Span, Style};
use crate::voice::{Part, Purpose, RequestId, Utterance};

use super::language::{self, Surroundings};

/// A phrase that was handed to the voice.
#[derive(Debug, Clone)]
pub(super) struct Spoken {
    pub(super) utterance: Utterance,
    /// Inside one block.
    pub(super) span: Span,
    /// (byte of what is said, byte of the block) wherever the two begin to run apart; ascending.
    runs: Vec<(usize, usize)>,
}

impl Spoken {
    /// The block's byte that this byte of what is said comes from.
    pub(super) fn block_byte(&self, spoken: usize) -> usize {
        let run = self.runs.partition_point(|&(start, _)| start <= spoken);
        let byte = match run.checked_sub(1).map(|index| self.runs[index]) {
            Some((start, block)) => block + (spoken - start),
            None => self.span.start.byte,
        };
        byte.clamp(self.span.start.byte, self.span.end.byte)
    }
}

/// A stretch of a block that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) bytes: Range<usize>,
    /// In another pitch.
    pub(super) apart: bool,
}

/// Makes the utterance of a span inside one block, of which these stretches are said. It has no parts when nothing is left
/// to say.
pub(super) fn compose(book: &Book, surroundings: &Surroundings, span: Span, stretches: &[Stretch]) -> Spoken {
    let mut parts = Vec::new();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut length = 0;
    if let Some(block) = book.block(span.start) {
        let references: Vec<usize> = block
            .inlines
            .iter()
            .filter(|inline| matches!(inline.style, Style::NoteReference(_)))
            .map(|inline| inline.range.start)
            .collect();
        let range = span.start.byte..span.end.byte.min(block.text.len());
        let languages = language::split(book, surroundings, Point { byte: 0, ..span.start }, range);
        let within = |range: &Range<usize>| {
            let range = range.clone();
            stretches.iter().filter_map(move |Stretch { bytes, apart }| {
                let part = range.start.max(bytes.start)..range.end.min(bytes.end);
                (!part.is_empty()).then_some((part, *apart))
            })
        };
        let pieces = languages
            .iter()
            .flat_map(|(range, language)| within(range).map(move |(range, apart)| (range, language.clone(), apart)));
        for (range, language, apart) in pieces {
            let start = length;
            let mut respelled = language::respelled(&block.text, range.clone()).into_iter().peekable();
            let mut text = String::with_capacity(range.len());
            for (offset, character) in block.text.get(range.clone()).unwrap_or_default().char_indices() {
                let byte = range.start + offset;
                if is_invisible(character) {
                    continue;
                }
                // Set high beside a word, a reference's number would be read as a part of it.
                if references.contains(&byte) && !text.is_empty() && !text.ends_with(char::is_whitespace) {
                    text.push(' ');
                }
                let at = start + text.len();
                if runs.last().is_none_or(|&(spoken, block)| block + (at - spoken) != byte) {
                    runs.push((at, byte));
                }
                if character.is_control() {
                    // The same number of bytes keeps the runs together.
                    text.extend(std::iter::repeat_n(' ', character.len_utf8()));
                } else {
                    text.push(respelled.next_if(|&(at, _)| at == byte).map_or(character, |(_, letter)| letter));
                }
            }
            length += text.len();
            if !text.is_empty() {
                parts.push(Part { range: start..length, text, language, apart });
            }
        }
    }
    if parts.iter().all(|part| part.text.trim().is_empty()) {
        parts.clear();
    }
    let utterance = Utterance { id: RequestId::fresh(), parts, purpose: Purpose::Reading, silence: Duration::ZERO };
    Spoken { utterance, span, runs }
}

/// Characters that only guide the eye; inside a word they make a voice stumble.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}
