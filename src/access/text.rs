//! Text as assistive technology reads it: runs of at most 200 characters, each on one visual line.
//!
//! A character is a grapheme cluster (<https://www.unicode.org/reports/tr29/>), what the reader calls a letter.
//! <https://docs.rs/accesskit/0.25/accesskit/struct.Node.html#method.character_lengths>

use std::ops::Range;

use accesskit::{Node, NodeId, Role, TextDirection, TextPosition, VerticalOffset};
use iced::Rectangle;
use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{GraphemeClusterSegmenter, WordSegmenter};

mod line;

pub use line::{Edge, Line};

/// Word starts are counted in `u8`.
const LONGEST_RUN: usize = 200;

/// The bytes at which characters begin, and the text's length; for an empty text the length alone.
pub fn character_bounds(text: &str) -> Vec<usize> {
    if is_plain(text) && !text.is_empty() {
        return text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    }
    let mut bounds: Vec<usize> = GraphemeClusterSegmenter::new().segment_str(text).collect();
    if bounds.is_empty() {
        bounds.push(0);
    }
    bounds
}

/// The bytes at which words begin. A word ends where the next one begins: space after it and closing punctuation are its
/// own, opening punctuation belongs to the word behind it.
pub fn word_starts(text: &str) -> Vec<usize> {
    if !is_plain(text) {
        return segmented_words(text);
    }
    // A word begins behind every space. Within what stands between two spaces others begin only where letters are parted
    // by signs.
    let mut starts = Vec::new();
    let mut at = 0;
    for token in text.split(char::is_whitespace) {
        if !token.is_empty() {
            match is_one_word(token) {
                true => starts.push(at),
                false => starts.extend(segmented_words(token).into_iter().map(|start| at + start)),
            }
        }
        // The space behind it is as long as the text says.
        at += token.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    starts
}

/// Whether every sign of a text is a character of its own, whatever stands beside it: letters, digits and punctuation of
/// Latin, Greek and Cyrillic texts are. Most texts consist of nothing else, and need no tables.
fn is_plain(text: &str) -> bool {
    text.chars().all(|sign| {
        matches!(sign,
            '\n' | ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{384}'..='\u{482}' | '\u{48a}'..='\u{52f}'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20c0}' | '\u{2116}')
    })
}

/// Whether the letters and digits of a token without spaces stand together and are such as are never parted.
fn is_one_word(token: &str) -> bool {
    let (mut before, mut words) = (false, 0);
    for sign in token.chars() {
        let inside = is_unparted(sign);
        // What is beyond these letters has to be looked up.
        if !inside && !sign.is_ascii() && sign.is_alphanumeric() {
            return false;
        }
        words += usize::from(inside && !before);
        before = inside;
    }
    words <= 1
}

/// Whether this is a letter or a digit that no word ends between: of Latin or Cyrillic.
fn is_unparted(sign: char) -> bool {
    matches!(sign,
        '0'..='9' | 'A'..='Z' | 'a'..='z' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'Ѐ'..='ҁ' | 'Ҋ'..='ԯ')
}

/// The same by the rules for every script (<https://www.unicode.org/reports/tr29/#Word_Boundaries>).
fn segmented_words(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let segmenter = WordSegmenter::new_for_non_complex_scripts(WordBreakInvariantOptions::default());
    let mut has_letter = false;
    let mut after_space = true;
    let mut before = 0;
    for end in segmenter.segment_str(text).filter(|&end| end > 0) {
        let segment = &text[before..end];
        let space = segment.chars().all(char::is_whitespace);
        let letter = segment.chars().any(char::is_alphanumeric);
        if !space && (after_space || letter && has_letter) {
            starts.push(before);
            has_letter = false;
        }
        has_letter |= letter;
        after_space = space;
        before = end;
    }
    starts
}

/// The beginning of the next word after this byte; the text's end when there is none.
pub fn next_word(text: &str, byte: usize) -> usize {
    let (from, to) = (seam_before(text, byte), seam_after(text, byte));
    word_starts(&text[from..to]).into_iter().map(|start| from + start).find(|&start| start > byte).unwrap_or(to)
}

/// The beginning of the word that this byte is in, or of the one before when it stands at a beginning.
pub fn previous_word(text: &str, byte: usize) -> usize {
    let Some(last) = text[..byte].char_indices().next_back().map(|(at, _)| at) else { return 0 };
    let (from, to) = (seam_before(text, last), seam_after(text, last));
    word_starts(&text[from..to]).into_iter().map(|start| from + start).rfind(|&start| start < byte).unwrap_or(0)
}

/// Whether a text can be parted before this byte, and the words of either part are those of the whole: a letter after a
/// space.
pub fn is_seam(text: &str, byte: usize) -> bool {
    text.is_char_boundary(byte) && text[..byte].ends_with(' ') && text[byte..].starts_with(is_unparted)
}

/// The last seam up to this byte, this one included; the text's beginning when there is none.
fn seam_before(text: &str, byte: usize) -> usize {
    let inside = text[byte..].chars().next().map_or(byte, |sign| byte + sign.len_utf8());
    text[..inside].rmatch_indices(' ').map(|(at, _)| at + 1).find(|&at| at <= byte && is_seam(text, at)).unwrap_or(0)
}

/// The first seam after this byte; the text's end when there is none.
fn seam_after(text: &str, byte: usize) -> usize {
    let spaces = text[byte..].match_indices(' ').map(|(at, _)| byte + at + 1);
    spaces.into_iter().find(|&at| at > byte && is_seam(text, at)).unwrap_or(text.len())
}

/// The end of the character that begins at this byte.
pub fn next_character(text: &str, byte: usize) -> usize {
    let from = byte.min(text.len());
    let length = GraphemeClusterSegmenter::new().segment_str(&text[from..]).find(|&end| end > 0).unwrap_or(0);
    from + length
}

/// The beginning of the character that ends at this byte.
pub fn previous_character(text: &str, byte: usize) -> usize {
    // No character reaches further back than its line, or than a letter behind a space.
    let line = text[..byte].rfind('\n').filter(|&at| at + 1 < byte).map_or(0, |at| at + 1);
    let last = text[..byte].char_indices().next_back().map_or(0, |(at, _)| at);
    let line = line.max(seam_before(text, last));
    let before = &text[line..byte];
    line + GraphemeClusterSegmenter::new().segment_str(before).filter(|&at| at < before.len()).last().unwrap_or(0)
}

/// Where a run begins in its paragraph, and how long its characters are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub id: NodeId,
    pub start: usize,
    pub lengths: Vec<u8>,
    /// Which of the parts of the paragraph it stands in.
    pub part: usize,
}

/// The runs of a paragraph, by which bytes become positions and back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs(pub Vec<Run>);

impl Runs {
    /// The position of this byte; a byte between two runs stands at the beginning of the second.
    pub fn position(&self, byte: usize) -> Option<TextPosition> {
        let after = self.0.partition_point(|run| run.start <= byte);
        let run = self.0.get(after.saturating_sub(1))?;
        let mut at = run.start;
        let mut character_index = 0;
        for &length in &run.lengths {
            if at + usize::from(length) > byte {
                break;
            }
            at += usize::from(length);
            character_index += 1;
        }
        Some(TextPosition { node: run.id, character_index })
    }

    /// The byte at this position. The paragraph's closing line break is at the text's end.
    pub fn byte(&self, position: TextPosition, text_length: usize) -> Option<usize> {
        let run = self.0.iter().find(|run| run.id == position.node)?;
        let inside: usize = run.lengths.iter().take(position.character_index).map(|&length| usize::from(length)).sum();
        Some((run.start + inside).min(text_length))
    }
}

/// A part of a paragraph that differs from its neighbours: a link, a stretch in another language or another style.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    pub bytes: Range<usize>,
    pub language: Option<String>,
    pub bold: bool,
    pub italic: bool,
    pub raised: Option<VerticalOffset>,
    /// Perhaps not what stands on paper: told as a mistake of spelling, for which screen readers have words.
    pub doubtful: bool,
    /// The paragraph goes from the right.
    pub rtl: bool,
}

/// Makes the runs of a paragraph, or of a portion of it. `lines` follow one another without gaps; `parts` cover the text. Ids are counted up from `first`.
/// With `closed`, a line break that is not in the text ends the paragraph, as AccessKit wants it of all but the last.
pub fn runs(first: NodeId, text: &str, lines: &[Line], parts: &[Part], closed: bool) -> (Vec<(NodeId, Node)>, Runs) {
    // The lines may be those of a portion of the paragraph, which ends at a seam.
    let from = lines.first().map_or(0, |line| line.bytes.start);
    let told = &text[from..lines.last().map_or(from, |line| line.bytes.end)];
    let bounds: Vec<usize> = character_bounds(told).into_iter().map(|at| from + at).collect();
    let words: Vec<usize> = word_starts(told).into_iter().map(|at| from + at).collect();
    let mut nodes: Vec<(NodeId, Node)> = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let line_start = nodes.len();
        let last = closed && index + 1 == lines.len();
        let stretches: Vec<(usize, Range<usize>, bool)> = stretches(&line.bytes, parts)
            .into_iter()
            .flat_map(|(part, bytes)| {
                let paragraph = parts.get(part).is_some_and(|part| part.rtl);
                let directions = line.directions(text, &bytes, paragraph);
                directions.into_iter().map(move |(bytes, rtl)| (part, bytes, rtl))
            })
            .collect();
        for (number, (part, bytes, rtl)) in stretches.iter().enumerate() {
            let closing = last && number + 1 == stretches.len();
            let mut start = bytes.start;
            loop {
                let (end, mut lengths) = take_characters(&bounds, start, bytes.end);
                let ends = end >= bytes.end;
                let break_here = closing && ends;
                let id = NodeId(first.0 + nodes.len() as u64);
                let mut node = Node::new(Role::TextRun);
                let mut value = text[start..end].to_owned();
                if break_here {
                    value.push('\n');
                    lengths.push(1);
                }
                node.set_value(value);
                node.set_text_direction(if *rtl { TextDirection::RightToLeft } else { TextDirection::LeftToRight });
                node.set_word_starts(word_indices(&words, start, end, &lengths));
                if let Some(language) = parts.get(*part).and_then(|part| part.language.clone()) {
                    node.set_language(language);
                }
                if let Some(part) = parts.get(*part) {
                    style(&mut node, part);
                }
                place(&mut node, line, start, &lengths, (break_here, *rtl));
                node.set_character_lengths(lengths.clone());
                nodes.push((id, node));
                runs.push(Run { id, start, lengths, part: *part });
                start = end;
                if ends {
                    break;
                }
            }
        }
        for index in line_start..nodes.len() {
            if index > line_start {
                let before = nodes[index - 1].0;
                nodes[index].1.set_previous_on_line(before);
            }
            if index + 1 < nodes.len() {
                let after = nodes[index + 1].0;
                nodes[index].1.set_next_on_line(after);
            }
        }
    }
    (nodes, Runs(runs))
}

fn style(node: &mut Node, part: &Part) {
    if part.bold {
        node.set_font_weight(700.0);
    }
    if part.italic {
        node.set_italic();
    }
    if let Some(raised) = part.raised {
        node.set_vertical_offset(raised);
    }
    if part.doubtful {
        node.set_is_spelling_error();
    }
}

/// The parts that a line goes through; one empty stretch for an empty line.
fn stretches(line: &Range<usize>, parts: &[Part]) -> Vec<(usize, Range<usize>)> {
    let first = parts.partition_point(|part| part.bytes.end <= line.start);
    let mut found: Vec<(usize, Range<usize>)> = parts
        .iter()
        .enumerate()
        .skip(first)
        .take_while(|(_, part)| part.bytes.start < line.end)
        .map(|(index, part)| (index, part.bytes.start.max(line.start)..part.bytes.end.min(line.end)))
        .filter(|(_, bytes)| bytes.start < bytes.end)
        .collect();
    if found.is_empty() {
        found.push((first.min(parts.len().saturating_sub(1)), line.clone()));
    }
    found
}

/// As many characters from `start` as a run may hold, up to `end`: where they end, and their lengths.
fn take_characters(bounds: &[usize], start: usize, end: usize) -> (usize, Vec<u8>) {
    let mut lengths = Vec::new();
    let mut at = start;
    let mut index = bounds.partition_point(|&bound| bound <= start);
    while at < end && lengths.len() < LONGEST_RUN {
        let next = bounds.get(index).copied().unwrap_or(end).min(end);
        // A cluster longer than a byte can say is split; no script has one.
        let length = u8::try_from(next - at).unwrap_or(u8::MAX);
        lengths.push(length);
        at += usize::from(length);
        if at >= next {
            index += 1;
        }
    }
    (at, lengths)
}

fn word_indices(words: &[usize], start: usize, end: usize, lengths: &[u8]) -> Vec<u8> {
    let from = words.partition_point(|&word| word < start);
    let mut inside = words[from..].iter().take_while(|&&word| word < end).peekable();
    let mut at = start;
    let mut indices = Vec::new();
    for (index, &length) in lengths.iter().enumerate() {
        while inside.next_if(|&&word| word < at).is_some() {}
        if inside.next_if(|&&word| word == at).is_some() {
            indices.push(index as u8);
        }
        at += usize::from(length);
    }
    indices
}

/// Places are counted in the run's own direction, from its right edge when it goes from there.
fn place(node: &mut Node, line: &Line, start: usize, lengths: &[u8], (closing, rtl): (bool, bool)) {
    let Some(bounds) = line.bounds else { return };
    let mut at = start;
    let mut places: Vec<(f32, f32)> = Vec::with_capacity(lengths.len());
    for (index, &length) in lengths.iter().enumerate() {
        let next = if closing && index + 1 == lengths.len() { at } else { at + usize::from(length) };
        let covered = line.cover(&(at..next));
        let around = covered.first().zip(covered.last()).map(|(first, last)| (first.0, last.1));
        // What is not seen stands at the end of what is.
        let end = places.last().map_or_else(|| line.x(at), |last| if rtl { last.0 } else { last.1 });
        places.push(around.unwrap_or((end, end)));
        at = next;
    }
    let left = places.iter().map(|place| place.0).fold(f32::INFINITY, f32::min);
    let right = places.iter().map(|place| place.1).fold(f32::NEG_INFINITY, f32::max);
    let (left, right) = if left <= right { (left, right) } else { (line.x(start), line.x(start)) };
    let position = |place: &(f32, f32)| if rtl { right - place.1 } else { place.0 - left };
    node.set_bounds(super::survey::rect(Rectangle { x: bounds.x + left, width: right - left, ..bounds }));
    node.set_character_positions(places.iter().map(position).collect::<Vec<_>>());
    node.set_character_widths(places.iter().map(|place| place.1 - place.0).collect::<Vec<_>>());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> (Vec<(NodeId, Node)>, Runs) {
        let part = Part { bytes: 0..text.len(), language: Some("kk".to_owned()), ..Part::default() };
        runs(NodeId(10), text, &[Line::unplaced(0..text.len())], &[part], true)
    }

    fn words(text: &str) -> Vec<&str> {
        let starts = word_starts(text);
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        starts.iter().zip(ends).map(|(&start, end)| &text[start..end]).collect()
    }

    #[test]
    fn words_are_what_a_reader_calls_words() {
        assert_eq!(words("Ол келді. «Мен» күттім!"), ["Ол ", "келді. ", "«Мен» ", "күттім!"]);
        assert_eq!(words("сөз—сөз 3,14"), ["сөз—", "сөз ", "3,14"]);
        assert_eq!(words("  бос"), ["бос"]);
        assert_eq!(words(""), Vec::<&str>::new());
    }

    #[test]
    fn steps_are_by_letters_and_words() {
        let text = "әй е\u{301}л";
        assert_eq!(next_character(text, 0), 2);
        assert_eq!(next_character(text, 5), 9);
        assert_eq!(previous_character(text, 9), 5);
        assert_eq!(previous_character("\n", 1), 0);
        assert_eq!(next_word("бір екі", 0), 7);
        assert_eq!(previous_word("бір екі", 9), 7);
        assert_eq!(next_character("", 0), 0);
        assert_eq!(previous_character("", 0), 0);
    }

    #[test]
    fn plain_texts_are_cut_as_the_tables_of_unicode_say() {
        let alphabet: Vec<char> =
            "абӘұz9½ª·.,:'’«»()—–-_\u{a0}  \nÉλ№₸‰/@…\u{b9}\u{2bc}\u{37e}ʼ\u{ad}\u{301}ёй".chars().collect();
        let mut state = 1_u32;
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        for _ in 0..20_000 {
            let length = next(24);
            let text: String = (0..length).map(|_| alphabet[next(alphabet.len())]).collect();
            assert_eq!(word_starts(&text), segmented_words(&text), "{text:?}");
            let tables: Vec<usize> = GraphemeClusterSegmenter::new().segment_str(&text).collect();
            assert!(text.is_empty() || character_bounds(&text) == tables, "{text:?}");
            let starts = segmented_words(&text);
            for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let after = starts.iter().copied().find(|&start| start > byte).unwrap_or(text.len());
                assert_eq!(next_word(&text, byte), after, "{text:?} {byte}");
                let before = starts.iter().copied().rfind(|&start| start < byte).unwrap_or(0);
                assert_eq!(previous_word(&text, byte), before, "{text:?} {byte}");
            }
        }
    }

    #[test]
    fn letters_that_no_word_ends_between_are_letters() {
        let known = |sign: &char| is_unparted(*sign);
        assert!(('\0'..='\u{ffff}').filter(known).all(char::is_alphanumeric));
        let all: String = ('\0'..='\u{ffff}').filter(known).collect();
        assert_eq!(segmented_words(&all), [0]);
        assert!(is_plain(&all));
    }

    #[test]
    fn runs_hold_the_whole_text_and_its_end() {
        let text = "Ұзақ сөйлем. ".repeat(40);
        let (nodes, runs) = whole(&text);
        let joined: String = nodes.iter().filter_map(|(_, node)| node.value()).collect();
        assert_eq!(joined, format!("{text}\n"));
        assert!(nodes.len() > 2);
        for (_, node) in &nodes {
            let length: usize = node.character_lengths().iter().map(|&length| usize::from(length)).sum();
            assert_eq!(length, node.value().unwrap_or_default().len());
            assert!(node.character_lengths().len() <= LONGEST_RUN + 1);
        }
        assert_eq!(nodes[0].1.next_on_line(), Some(nodes[1].0));
        assert_eq!(nodes[1].1.previous_on_line(), Some(nodes[0].0));
        for (byte, _) in text.char_indices() {
            let position = runs.position(byte).unwrap();
            assert_eq!(runs.byte(position, text.len()), Some(byte));
        }
        assert_eq!(runs.byte(runs.position(text.len()).unwrap(), text.len()), Some(text.len()));
    }

    #[test]
    fn an_empty_paragraph_is_a_line_break() {
        let (nodes, runs) = whole("");
        assert_eq!(nodes.len(), 1);
        assert_eq!(nodes[0].1.value(), Some("\n"));
        assert_eq!(runs.position(0), Some(TextPosition { node: NodeId(10), character_index: 0 }));
    }

    #[test]
    fn parts_and_lines_part_the_runs() {
        let text = "абв где";
        let lines = [Line::unplaced(0..7), Line::unplaced(7..text.len())];
        let parts = [
            Part { bytes: 0..2, language: None, ..Part::default() },
            Part { bytes: 2..9, language: Some("ru".to_owned()), ..Part::default() },
            Part { bytes: 9..text.len(), language: None, ..Part::default() },
        ];
        let (nodes, runs) = runs(NodeId(1), text, &lines, &parts, true);
        let values: Vec<_> = nodes.iter().map(|(_, node)| node.value().unwrap_or_default()).collect();
        assert_eq!(values, ["а", "бв ", "г", "де\n"]);
        assert_eq!(runs.0.iter().map(|run| run.part).collect::<Vec<_>>(), [0, 1, 1, 2]);
        assert_eq!(nodes[1].1.next_on_line(), None);
        assert_eq!(nodes[2].1.word_starts(), [0]);
    }

    #[test]
    fn letters_have_places() {
        let line = Line {
            bytes: 0..4,
            bounds: Some(Rectangle { x: 5.0, y: 7.0, width: 20.0, height: 10.0 }),
            edges: vec![
                Edge { byte: 0, x: 0.0, end: 8.0, rtl: false },
                Edge { byte: 2, x: 8.0, end: 20.0, rtl: false },
                Edge::bare(4, 20.0, false),
            ],
        };
        let part = Part { bytes: 0..4, language: None, ..Part::default() };
        let (nodes, _) = runs(NodeId(1), "аб", &[line], &[part], true);
        assert_eq!(nodes[0].1.character_positions(), Some([0.0, 8.0, 20.0].as_slice()));
        assert_eq!(nodes[0].1.character_widths(), Some([8.0, 12.0, 0.0].as_slice()));
        assert_eq!(nodes[0].1.bounds().map(|bounds| bounds.x0), Some(5.0));
    }

    #[test]
    fn letters_from_the_right_have_runs_and_places_of_their_own() {
        // «ab אב», as it is seen: a, b, a space, ב, א.
        let text = "ab אב";
        let letter = |byte, x, end| Edge { byte, x, end, rtl: end < x };
        let line = Line {
            bytes: 0..7,
            bounds: Some(Rectangle { x: 100.0, y: 7.0, width: 50.0, height: 10.0 }),
            edges: vec![
                letter(0, 0.0, 10.0),
                letter(1, 10.0, 20.0),
                letter(2, 20.0, 25.0),
                letter(3, 50.0, 35.0),
                letter(5, 35.0, 25.0),
                Edge::bare(7, 25.0, true),
            ],
        };
        assert_eq!(line.cover(&(1..5)), [(10.0, 25.0), (35.0, 50.0)]);
        assert_eq!(line.cover(&(0..7)), [(0.0, 50.0)]);
        for (x, byte) in [(1.0, 0), (48.0, 3), (37.0, 5), (33.0, 5), (26.0, 7), (21.0, 2), (90.0, 3)] {
            assert_eq!(line.byte_at(x), byte, "{x}");
        }
        let part = Part { bytes: 0..7, ..Part::default() };
        let (nodes, runs) = runs(NodeId(1), text, &[line], std::slice::from_ref(&part), true);
        let [(_, left), (_, right)] = &nodes[..] else { panic!("two runs: {nodes:?}") };
        assert_eq!((left.value(), right.value()), (Some("ab "), Some("אב\n")));
        assert_eq!(left.text_direction(), Some(TextDirection::LeftToRight));
        assert_eq!(right.text_direction(), Some(TextDirection::RightToLeft));
        assert_eq!(right.bounds().map(|bounds| (bounds.x0, bounds.x1)), Some((125.0, 150.0)));
        assert_eq!(right.character_positions(), Some([0.0, 15.0, 25.0].as_slice()));
        assert_eq!(right.character_widths(), Some([15.0, 10.0, 0.0].as_slice()));
        assert_eq!((left.next_on_line(), right.previous_on_line()), (Some(nodes[1].0), Some(nodes[0].0)));
        assert_eq!(runs.byte(runs.position(5).unwrap(), text.len()), Some(5));
        // Not laid out, the text says.
        let far = Part { rtl: true, ..part };
        let (nodes, _) = super::runs(NodeId(1), "12", &[Line::unplaced(0..2)], &[far], true);
        assert_eq!(nodes[0].1.text_direction(), Some(TextDirection::RightToLeft));
    }
}
