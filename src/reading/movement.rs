//! Movement: pure functions of a book and a point.
//!
//! Words and characters are those of UAX #29 (<https://www.unicode.org/reports/tr29/>).

use std::ops::Range;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{GraphemeClusterSegmenter, WordSegmenter};

use crate::book::{Block, Book, GroupKind, Kind, OutlineEntry, Point, Section, Span, Style};

use super::{Direction, Unit};

/// Why there is nowhere to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stop {
    /// Nothing of the kind before the book's end (its beginning).
    Edge,
    /// This section is still being worked on.
    Wait(usize),
}

/// A voice says at most about this much at once, so that text without sentences is silenced and marked in time.
const LONGEST_PHRASE: usize = 1200;

/// The nearest start of a unit after the point (before it). It always lies strictly after (before) the point.
///
/// Bookmarks are the reader's, not the book's; here there are none.
pub fn step(book: &Book, from: Point, unit: Unit, direction: Direction) -> Result<Point, Stop> {
    match unit {
        Unit::Section => match chapters_of_one(book) {
            Some(entries) => {
                let starts = entries.iter().filter_map(|entry| entry.point).map(|point| settle(book, point));
                let top = |stop| {
                    if direction == Direction::Backward { step_section(book, from, direction) } else { Err(stop) }
                };
                nearest(starts, from, direction).or_else(top)
            }
            None => step_section(book, from, direction),
        },
        Unit::Page => {
            // At the top of a page, right behind a break that is a block itself, one is on that break.
            let from = if direction == Direction::Backward { above_text(book, from) } else { from };
            nearest(book.pages.iter().map(|page| settle(book, page.point)), from, direction)
        }
        Unit::List => step_group(book, from, direction, |kind| matches!(kind, GroupKind::List { .. })),
        Unit::Table => step_group(book, from, direction, |kind| matches!(kind, GroupKind::Table { .. })),
        Unit::Quote => step_group(book, from, direction, |kind| *kind == GroupKind::Quote),
        Unit::Bookmark => Err(Stop::Edge),
        Unit::Character
        | Unit::Word
        | Unit::Line
        | Unit::Sentence
        | Unit::Paragraph
        | Unit::Heading(_)
        | Unit::Item
        | Unit::Link
        | Unit::Image
        | Unit::Note => step_in_blocks(book, from, unit, direction),
    }
}

/// The nearest of these points after (before) the point.
pub fn nearest(places: impl Iterator<Item = Point>, from: Point, direction: Direction) -> Result<Point, Stop> {
    match direction {
        Direction::Forward => places.filter(|&place| place > from).min(),
        Direction::Backward => places.filter(|&place| place < from).max(),
    }
    .ok_or(Stop::Edge)
}

/// The nearest point of the book: every index inside, the byte at a character's boundary. In a book without blocks it is
/// a point that holds nothing.
pub fn settle(book: &Book, point: Point) -> Point {
    let Some(last) = book.sections.len().checked_sub(1) else { return Point::default() };
    let section = point.section.min(last);
    let blocks = &book.sections[section].blocks;
    let Some(last) = blocks.len().checked_sub(1) else { return Point::new(section, 0, 0) };
    if point.section > section || point.block > last {
        return Point::new(section, last, blocks[last].text.len());
    }
    let text = &blocks[point.block].text;
    Point::new(section, point.block, text.floor_char_boundary(point.byte))
}

/// The last place with something to hear in the linear spine, else the book's beginning.
pub fn last_phrase(book: &Book) -> Point {
    let after = Point::new(book.sections.len(), 0, 0);
    step_in_blocks(book, after, Unit::Sentence, Direction::Backward).unwrap_or_else(|_| settle(book, book.beginning()))
}

/// The phrase that the point lies in.
pub fn phrase_around(book: &Book, point: Point) -> Option<Span> {
    let block = book.block(point)?;
    let range = block.phrases().get(block.phrase_at(point.byte)?)?;
    Some(span_in(point, range))
}

/// The block that the point lies in.
pub fn block_around(book: &Book, point: Point) -> Span {
    let start = settle(book, Point { byte: 0, ..point });
    Span { start, end: settle(book, Point { byte: usize::MAX, ..start }) }
}

/// The chapter that the point lies in: a section, or in a book that is one document what its contents call one.
pub fn chapter_around(book: &Book, point: Point) -> Span {
    let blocks = book.section(point.section).map_or(0, |section| section.blocks.len());
    let whole = Span {
        start: Point::new(point.section, 0, 0),
        end: block_around(book, Point::new(point.section, blocks.saturating_sub(1), 0)).end,
    };
    let entries = chapters_of_one(book).unwrap_or_default();
    let starts = || entries.iter().filter_map(|entry| entry.point).map(|point| settle(book, point));
    Span {
        start: starts().filter(|start| *start <= point).max().unwrap_or(whole.start).max(whole.start),
        end: starts().filter(|start| *start > point).min().unwrap_or(whole.end).min(whole.end),
    }
}

/// The word that begins at or around the point, or the space between words there.
pub fn word_around(book: &Book, point: Point) -> Option<Span> {
    segment_around(book, point, |text, visit| {
        for boundary in words().segment_str(text) {
            visit(boundary);
        }
    })
}

/// The grapheme cluster at the point; `None` at a block's end.
pub fn character_around(book: &Book, point: Point) -> Option<Span> {
    segment_around(book, point, |text, visit| {
        for boundary in characters().segment_str(text) {
            visit(boundary);
        }
    })
}

/// What a voice says next: the audible rest of the phrase that the point lies in, else the next audible phrase. Long
/// phrases come in pieces, cut between words.
pub fn audible_from(book: &Book, from: Point) -> Result<Span, Stop> {
    let mut at = from;
    loop {
        if let Some(block) = book.block(at).filter(|block| may_sound(block)) {
            let phrases = block.phrases();
            for range in &phrases[block.phrase_at(at.byte).unwrap_or_default().min(phrases.len())..] {
                let range = range.start.max(at.byte)..range.end;
                if range.start < range.end && audible(&block.text[range.clone()]) {
                    return Ok(span_in(at, &cut(&block.text, range)));
                }
            }
        }
        at = next_block(book, at, Direction::Forward)?;
    }
}

/// The text of a span, blocks parted by newlines, soft hyphens left out.
pub fn text_of(book: &Book, span: Span) -> String {
    let mut text = String::new();
    let span = Span { start: settle(book, span.start), end: settle(book, span.end) };
    let mut at = span.start;
    while at < span.end {
        if let Some(block) = book.block(at) {
            let same = (at.section, at.block) == (span.end.section, span.end.block);
            let end = if same { span.end.byte } else { block.text.len() };
            let part = block.text.get(at.byte..end).unwrap_or_default();
            if !part.is_empty() && !text.is_empty() && at != span.start {
                text.push('\n');
            }
            text.extend(part.chars().filter(|&character| character != '\u{ad}'));
            if same {
                break;
            }
        }
        match next_block(book, at, Direction::Forward) {
            Ok(next) => at = next,
            Err(_) => break,
        }
    }
    text
}

/// Whether the text is parted by a separator between these places, and by nothing that can be heard.
pub fn parted(book: &Book, from: Point, to: Point) -> bool {
    let (first, last) = if from <= to { (from, to) } else { (to, from) };
    let section = book.section(first.section).filter(|_| first.section == last.section);
    let between = section.and_then(|section| section.blocks.get(first.block + 1..last.block)).unwrap_or_default();
    between.iter().any(|block| block.kind == Kind::Separator) && between.iter().all(|block| block.text.is_empty())
}

/// Whether a step leads from one of these places to the other: they are in one block, or nothing stands between theirs
/// that can be heard.
pub fn next_to(book: &Book, from: Point, to: Point) -> bool {
    let (first, last) = if from <= to { (from, to) } else { (to, from) };
    match last.section - first.section {
        0 => {
            let section = book.section(first.section);
            let between = section.and_then(|section| section.blocks.get(first.block + 1..last.block));
            between.unwrap_or_default().iter().all(|block| block.text.is_empty())
        }
        1 => {
            let rest = book.section(first.section).and_then(|section| section.blocks.get(first.block + 1..));
            let start = book.section(last.section).and_then(|section| section.blocks.get(..last.block));
            [rest, start].into_iter().flatten().flatten().all(|block| block.text.is_empty())
        }
        _ => false,
    }
}

/// Whether a printed page begins right before the block of this place, by a break that is a block itself.
pub fn opens_page(book: &Book, place: Point) -> bool {
    let section = book.section(place.section);
    let before = section.and_then(|section| section.blocks.get(..place.block)).unwrap_or_default();
    let bare = before.iter().rev().take_while(|block| block.text.is_empty());
    bare.into_iter().any(|block| block.kind == Kind::PageBreak && block.label.is_some())
}

/// From a block's beginning to the first of the blocks without a text that lead up to it.
fn above_text(book: &Book, from: Point) -> Point {
    let blocks = book.section(from.section).and_then(|section| section.blocks.get(..from.block)).unwrap_or_default();
    let bare = blocks.iter().rev().take_while(|block| block.text.is_empty()).count();
    if from.byte == 0 { Point { block: from.block - bare, ..from } } else { from }
}

/// Whether a voice has something to say of this text: a letter, a digit, a sign that has a name. Lines of stars and
/// dashes are separators, whatever the markup calls them.
pub fn audible(text: &str) -> bool {
    text.chars().any(|character| {
        character.is_alphanumeric()
            || matches!(character, '\u{20a0}'..='\u{23ff}' | '\u{1f000}'..='\u{1faff}' | '%' | '§' | '©' | '®' | '°')
    })
}

/// Blocks that reading passes over whatever their text.
fn may_sound(block: &Block) -> bool {
    !matches!(block.kind, Kind::PageBreak | Kind::Separator) && !block.text.is_empty()
}

fn span_in(point: Point, range: &Range<usize>) -> Span {
    Span { start: Point { byte: range.start, ..point }, end: Point { byte: range.end, ..point } }
}

/// Shortens a range that is too long for one breath, after its last space.
fn cut(text: &str, range: Range<usize>) -> Range<usize> {
    if range.len() <= LONGEST_PHRASE {
        return range;
    }
    let limit = text.floor_char_boundary(range.start + LONGEST_PHRASE);
    let piece = &text[range.start..limit];
    let end = piece
        .char_indices()
        .rev()
        .find(|(_, character)| character.is_whitespace())
        .map_or(limit, |(index, space)| range.start + index + space.len_utf8());
    let piece = range.start..if end > range.start && audible(&text[range.start..end]) { end } else { limit };
    if audible(&text[piece.clone()]) { piece } else { range }
}

fn words() -> icu_segmenter::WordSegmenterBorrowed<'static> {
    WordSegmenter::new_auto(WordBreakInvariantOptions::default())
}

fn characters() -> icu_segmenter::GraphemeClusterSegmenterBorrowed<'static> {
    GraphemeClusterSegmenter::new()
}

/// The segment around the point; segmentation runs over its phrase only, since no word or cluster crosses a phrase.
fn segment_around(book: &Book, point: Point, segment: impl Fn(&str, &mut dyn FnMut(usize))) -> Option<Span> {
    let phrase = phrase_around(book, point)?;
    let text = &book.block(point)?.text[phrase.start.byte..phrase.end.byte];
    let wanted = point.byte.checked_sub(phrase.start.byte)?;
    let (mut start, mut end) = (0, None);
    segment(text, &mut |boundary| {
        if boundary <= wanted {
            start = boundary;
        } else if end.is_none() {
            end = Some(boundary);
        }
    });
    Some(span_in(point, &(phrase.start.byte + start..phrase.start.byte + end?)))
}

/// The first block of the next (the last one of the previous) finished section that has any; sections outside the linear
/// spine are passed over unless the book has no other.
fn next_section(book: &Book, from: usize, direction: Direction) -> Result<usize, Stop> {
    let all = !book.sections.iter().any(|section| section.linear);
    let found = |&index: &usize| {
        let section = &book.sections[index];
        (section.linear || all) && (section.pending || !section.blocks.is_empty())
    };
    let found = match direction {
        Direction::Forward => (from.saturating_add(1)..book.sections.len()).find(found),
        Direction::Backward => (0..from.min(book.sections.len())).rev().find(found),
    };
    let index = found.ok_or(Stop::Edge)?;
    if book.sections[index].pending { Err(Stop::Wait(index)) } else { Ok(index) }
}

/// The neighbouring block's start.
fn next_block(book: &Book, at: Point, direction: Direction) -> Result<Point, Stop> {
    let blocks = book.section(at.section).map_or(0, |section| section.blocks.len());
    match direction {
        Direction::Forward if at.block + 1 < blocks => Ok(Point::new(at.section, at.block + 1, 0)),
        Direction::Backward if at.block > 0 && blocks > 0 => Ok(Point::new(at.section, at.block.min(blocks) - 1, 0)),
        Direction::Forward => next_section(book, at.section, direction).map(|index| Point::new(index, 0, 0)),
        Direction::Backward => {
            let index = next_section(book, at.section, direction)?;
            Ok(Point::new(index, book.sections[index].blocks.len() - 1, 0))
        }
    }
}

fn step_in_blocks(book: &Book, from: Point, unit: Unit, direction: Direction) -> Result<Point, Stop> {
    let mut at = from;
    // The nearest start not before this byte (before it); the whole block once the walk has left the first one.
    let mut bound = match direction {
        Direction::Forward => from.byte.saturating_add(1),
        Direction::Backward => from.byte,
    };
    loop {
        if let Some(byte) = book.block(at).and_then(|block| start_in(block, unit, bound, direction)) {
            return Ok(Point { byte, ..at });
        }
        at = next_block(book, at, direction)?;
        bound = match direction {
            Direction::Forward => 0,
            Direction::Backward => usize::MAX,
        };
    }
}

/// The least start that is not less than the bound; backward, the greatest one that is less.
fn start_in(block: &Block, unit: Unit, bound: usize, direction: Direction) -> Option<usize> {
    let within = |start: usize| match direction {
        Direction::Forward => start >= bound,
        Direction::Backward => start < bound,
    };
    let pick = |starts: &mut dyn Iterator<Item = usize>| {
        let starts = starts.filter(|&start| within(start));
        match direction {
            Direction::Forward => starts.min(),
            Direction::Backward => starts.max(),
        }
    };
    let whole = |is_one: bool| (is_one && within(0)).then_some(0);
    let sounds = || may_sound(block) && audible(&block.text);
    match unit {
        Unit::Line | Unit::Paragraph => whole(sounds()),
        Unit::Heading(level) => {
            let wanted = block.kind.level().is_some_and(|found| level.is_none_or(|level| level == found));
            whole(wanted && sounds())
        }
        Unit::Item => whole(block.kind == Kind::Item && sounds()),
        Unit::Image => whole(block.kind == Kind::Image && sounds()),
        Unit::Link => pick(&mut link_starts(block, |style| matches!(style, Style::Link(_) | Style::NoteReference(_)))),
        Unit::Note => {
            let note = (block.kind == Kind::Note && sounds()).then_some(0);
            let references = link_starts(block, |style| matches!(style, Style::NoteReference(_)));
            pick(&mut note.into_iter().chain(references))
        }
        Unit::Sentence if may_sound(block) => {
            let audible = |range: &&Range<usize>| audible(&block.text[(*range).clone()]);
            let phrases = block.phrases();
            let split = phrases.partition_point(|range| range.start < bound);
            let found = match direction {
                Direction::Forward => phrases[split..].iter().find(audible),
                Direction::Backward => phrases[..split].iter().rev().find(audible),
            };
            found.map(|range| range.start)
        }
        Unit::Word | Unit::Character if may_sound(block) => {
            let phrases = block.phrases();
            let text = |range: &Range<usize>| &block.text[range.clone()];
            let in_phrase = |range: &Range<usize>| match unit {
                Unit::Word => pick(&mut word_starts(text(range)).map(|start| range.start + start)),
                _ => {
                    let boundaries = characters().segment_str(text(range)).map(|start| range.start + start);
                    pick(&mut boundaries.filter(|&start| start < range.end))
                }
            };
            match direction {
                Direction::Forward => {
                    let first = phrases.partition_point(|range| range.end <= bound);
                    phrases[first..].iter().find_map(in_phrase)
                }
                Direction::Backward => {
                    let after = phrases.partition_point(|range| range.start < bound);
                    phrases[..after].iter().rev().find_map(in_phrase)
                }
            }
        }
        _ => None,
    }
}

fn link_starts(block: &Block, wanted: fn(&Style) -> bool) -> impl Iterator<Item = usize> {
    let length = block.text.len();
    block
        .inlines
        .iter()
        .filter(move |inline| wanted(&inline.style) && inline.range.start < length)
        .map(|inline| block.text.floor_char_boundary(inline.range.start))
}

/// Where the words with a letter or digit begin.
pub(super) fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut start = 0;
    words().segment_str(text).iter_with_word_type().filter_map(move |(end, kind)| {
        let word = (kind.is_word_like() && start < end).then_some(start);
        start = end;
        word
    })
}

/// The chapters of a book that is one document: the outermost entries of its contents that have a sister.
pub(super) fn chapters_of_one(book: &Book) -> Option<&[OutlineEntry]> {
    let mut read =
        book.sections.iter().filter(|section| section.linear && (section.pending || !section.blocks.is_empty()));
    if read.next().is_none() || read.next().is_some() {
        return None;
    }
    let mut entries = book.outline.as_slice();
    while let [only] = entries {
        entries = &only.children;
    }
    (entries.iter().filter(|entry| entry.point.is_some()).count() > 1).then_some(entries)
}

fn step_section(book: &Book, from: Point, direction: Direction) -> Result<Point, Stop> {
    let start = |index: usize| -> Point {
        let section: &Section = &book.sections[index];
        let first = Point::new(index, 0, 0);
        match audible_from(book, first) {
            Ok(span) if span.start.section == index && !section.blocks.is_empty() => span.start,
            _ => first,
        }
    };
    if direction == Direction::Backward && book.section(from.section).is_some_and(|here| !here.blocks.is_empty()) {
        let here = start(from.section);
        if here < from {
            return Ok(here);
        }
    }
    next_section(book, from.section, direction).map(start)
}

fn step_group(book: &Book, from: Point, direction: Direction, wanted: fn(&GroupKind) -> bool) -> Result<Point, Stop> {
    let mut index = from.section;
    loop {
        if let Some(section) = book.section(index) {
            let starts = section
                .groups
                .iter()
                .filter(|group| wanted(&group.kind) && group.blocks.start < section.blocks.len())
                .map(|group| Point::new(index, group.blocks.start, 0));
            if let Ok(found) = nearest(starts, from, direction) {
                return Ok(found);
            }
        }
        index = next_section(book, index, direction)?;
    }
}
