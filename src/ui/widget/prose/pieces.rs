//! What is shown at once where a text is not read as a page: phrases and words, pieces that tile their block.

use std::ops::Range;

use super::movement::Spot;
use super::page::is_shown;
use crate::book::{Block, Section};

/// A phrase that is longer is shown in pieces, cut between words: letters that are read from far must stay large.
const LONGEST: usize = 480;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    Phrase,
    /// With the signs that stand at it.
    Word,
}

/// Pieces of a block around this byte: half-open byte ranges, contiguous, trailing space with the piece before. Those of all
/// of its text reach from 0 to its end; of these there are the one that the byte lies in and, where the block has them, one
/// before and one behind it.
fn pieces(block: &Block, byte: usize, size: Size) -> Vec<Range<usize>> {
    let text = &block.text;
    match size {
        Size::Phrase => {
            let phrases = block.phrases();
            let here = block.phrase_at(byte).unwrap_or(0);
            let near = phrases.iter().take(here + 2).skip(here.saturating_sub(1));
            near.flat_map(|phrase| cut(text, phrase)).collect()
        }
        Size::Word => {
            let here = words_between(text, beginning_before(text, byte), beginning_behind(text, byte));
            let at = around(&here, byte);
            let known = |edge: Option<&Range<usize>>, whole: bool| whole || edge.is_some();
            let before = at.checked_sub(1).and_then(|before| here.get(before));
            let starts = here.first().is_none_or(|first| first.start == 0);
            let ends = here.last().is_none_or(|last| last.end == text.len());
            // Words longer than what was looked through.
            match known(before, starts) && known(here.get(at + 1), ends) {
                true => here,
                false => words_between(text, 0, text.len()),
            }
        }
    }
}

/// So many bytes around a place words are looked for; most have fewer.
const NEAR: usize = 400;

/// Where a word begins before this byte and not very near it, and not the first one; else the text's beginning.
fn beginning_before(text: &str, byte: usize) -> usize {
    let far = &text[..text.floor_char_boundary(byte.saturating_sub(NEAR))];
    let mut spaces = far.rmatch_indices(char::is_whitespace).map(|(at, space)| (at, at + space.len()));
    let found = spaces.find(|&(at, start)| begins_word(text, start) && text[..at].contains(char::is_alphanumeric));
    found.map_or(0, |(_, start)| start)
}

/// Where a word begins behind this byte and not very near it; else the text's end.
fn beginning_behind(text: &str, byte: usize) -> usize {
    let from = text.ceil_char_boundary(text.len().min(byte + NEAR));
    let mut spaces = text[from..].match_indices(char::is_whitespace).map(|(at, space)| from + at + space.len());
    spaces.find(|&start| begins_word(text, start)).unwrap_or(text.len())
}

/// Whether what stands here behind a space is more than a sign.
fn begins_word(text: &str, start: usize) -> bool {
    text[start..].split(char::is_whitespace).next().is_some_and(|token| token.contains(char::is_alphanumeric))
}

fn words_between(text: &str, from: usize, to: usize) -> Vec<Range<usize>> {
    words(&text[from..to]).into_iter().map(|word| word.start + from..word.end + from).collect()
}

/// A range in parts of at most [`LONGEST`] bytes, cut after a space where there is one.
fn cut(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    while range.end - start > LONGEST {
        let limit = text.floor_char_boundary(start + LONGEST);
        let end = text[start..limit].rfind(char::is_whitespace).map_or(limit, |space| {
            let space = start + space;
            space + text[space..].chars().next().map_or(1, char::len_utf8)
        });
        parts.push(start..end);
        start = end;
    }
    parts.push(start..range.end);
    parts
}

/// What stands between spaces, each with the space behind it. A dash that stands alone goes with the word before it, at
/// the beginning with the word after it.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> = Vec::new();
    let (mut after_space, mut worded) = (true, false);
    for (at, character) in text.char_indices() {
        let space = character.is_whitespace();
        if after_space && !space {
            let token = text[at..].split(char::is_whitespace).next().unwrap_or_default();
            let word = token.contains(char::is_alphanumeric);
            if starts.is_empty() || word && worded {
                starts.push(at);
            }
            worded |= word;
        }
        after_space = space;
    }
    if let Some(first) = starts.first_mut() {
        *first = 0;
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The piece that this byte lies in, and its place among the pieces; the last one at the text's end.
fn around(pieces: &[Range<usize>], byte: usize) -> usize {
    pieces.partition_point(|piece| piece.end <= byte).min(pieces.len().saturating_sub(1))
}

/// The piece at this spot.
pub(super) fn piece_at(section: &Section, (block, byte): Spot, size: Size) -> Option<Range<usize>> {
    let pieces = pieces(section.blocks.get(block)?, byte, size);
    pieces.get(around(&pieces, byte)).cloned()
}

/// The piece after (before) the one at this spot, with its block; `None` at the section's end.
pub(super) fn next_piece(
    section: &Section,
    folded: &[Range<usize>],
    (block, byte): Spot,
    size: Size,
    forward: bool,
) -> Option<(usize, Range<usize>)> {
    let here = pieces(section.blocks.get(block)?, byte, size);
    let index = around(&here, byte);
    let beside = if forward { Some(index + 1) } else { index.checked_sub(1) };
    if let Some(piece) = beside.and_then(|index| here.get(index)) {
        return Some((block, piece.clone()));
    }
    let worded = |index: &usize| !section.blocks[*index].text.is_empty() && is_shown(folded, *index);
    let block = match forward {
        true => (block + 1..section.blocks.len()).find(worded)?,
        false => (0..block).rev().find(worded)?,
    };
    let edge = if forward { 0 } else { section.blocks[block].text.len() };
    let mut there = pieces(&section.blocks[block], edge, size);
    let piece = if forward { there.swap_remove(0) } else { there.pop()? };
    Some((block, piece))
}

/// A piece without the space around it.
pub(super) fn trimmed(text: &str, piece: &Range<usize>) -> Range<usize> {
    let whole = &text[piece.clone()];
    let start = piece.start + (whole.len() - whole.trim_start().len());
    let end = piece.end - (whole.len() - whole.trim_end().len());
    if start < end { start..end } else { piece.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Kind;

    fn section(texts: &[&str]) -> Section {
        let mut section = Section::new("1.xhtml");
        section.blocks = texts.iter().map(|text| Block::new(Kind::Paragraph, *text)).collect();
        section
    }

    /// The pieces of all of a block, one behind another.
    fn all(block: &Block, size: Size) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        loop {
            let at = found.last().map_or(0, |last| last.end);
            let near = pieces(block, at, size);
            let Some(piece) = near.get(around(&near, at)).filter(|piece| piece.end > at || found.is_empty()) else {
                return found;
            };
            found.push(piece.clone());
        }
    }

    #[test]
    fn words_of_a_long_text_are_found_near_their_place() {
        let text = format!("— Ол — келді. «Мен», {} деді *** {}. ", "ә".repeat(700), "күттім ".repeat(30)).repeat(12);
        let block = Block::new(Kind::Paragraph, text.as_str());
        let whole = words(&text);
        assert_eq!(all(&block, Size::Word), whole);
        for (byte, _) in text.char_indices().step_by(7) {
            let near = pieces(&block, byte, Size::Word);
            let here = around(&whole, byte);
            let found = around(&near, byte);
            assert_eq!(near[found], whole[here]);
            assert_eq!(
                found.checked_sub(1).map(|before| &near[before]),
                here.checked_sub(1).map(|before| &whole[before])
            );
            assert_eq!(near.get(found + 1), whole.get(here + 1));
        }
    }

    fn shown(text: &str, size: Size) -> Vec<String> {
        let block = Block::new(Kind::Paragraph, text);
        all(&block, size).into_iter().map(|piece| text[trimmed(text, &piece)].to_owned()).collect()
    }

    #[test]
    fn words_keep_their_signs_and_dashes_stay_with_the_word_before() {
        assert_eq!(shown("Ол — келді. «Мен», деді.", Size::Word), ["Ол —", "келді.", "«Мен»,", "деді."]);
        assert_eq!(shown("— Сәлем!", Size::Word), ["— Сәлем!"]);
        assert_eq!(shown("***", Size::Word), ["***"]);
        assert_eq!(shown("  бір\nекі ", Size::Word), ["бір", "екі"]);
    }

    #[test]
    fn pieces_tile_their_block_and_none_is_too_long() {
        let texts = ["", " ", "Ол келді. Мен күттім.", &"сөз ".repeat(700), &"ә".repeat(1000), "a\nb  c"];
        for text in texts {
            let block = Block::new(Kind::Paragraph, text);
            for size in [Size::Phrase, Size::Word] {
                let mut at = 0;
                for piece in all(&block, size) {
                    assert_eq!(piece.start, at, "{text:?}");
                    assert!(text.is_char_boundary(piece.end));
                    assert!(size == Size::Word || piece.len() <= LONGEST);
                    at = piece.end;
                }
                assert!(at == text.len() || text.trim().is_empty(), "{text:?}");
            }
        }
    }

    #[test]
    fn steps_pass_over_what_has_no_text_and_what_is_closed_and_end_at_the_edges() {
        let section = section(&["Бір. Екі.", "", "Жабық.", "Үш.", "Жабық, ол да."]);
        let folded = [2..3, 4..5];
        let mut at = (0, 0);
        let mut seen = Vec::new();
        while let Some((block, piece)) = next_piece(&section, &folded, at, Size::Phrase, true) {
            seen.push(section.blocks[block].text[piece.clone()].trim().to_owned());
            at = (block, piece.start);
        }
        assert_eq!(seen, ["Екі.", "Үш."]);
        let back = next_piece(&section, &folded, at, Size::Word, false);
        assert_eq!(back, Some((0, 8..15)));
        assert_eq!(next_piece(&section, &folded, (0, 3), Size::Phrase, false), None);
    }
}
