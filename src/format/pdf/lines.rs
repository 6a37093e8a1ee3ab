//! Glyphs → words → lines in reading order: what stands on one line together, and which column comes first.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::glyphs::Glyph;
use super::protocol::Line;

/// Lines of a page.
const MOST_LINES: usize = 5_000;
/// A gap of this many letter sizes parts words.
const WORD_GAP: f64 = 0.17;
/// A gap of this many letter sizes is no space between words: cells of a table, entries and their pages.
const WIDE_GAP: f64 = 2.2;

/// How the page is looked at: its visible part and its turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Left, bottom, right, top.
    pub visible: [f64; 4],
    /// Clockwise, a multiple of 90 degrees.
    pub turn: i64,
}

impl Frame {
    pub fn size(&self) -> (f64, f64) {
        let [left, bottom, right, top] = self.visible;
        if self.turn.rem_euclid(180) == 90 { (top - bottom, right - left) } else { (right - left, top - bottom) }
    }

    /// From the page's own space to points from the upper left corner, downwards.
    pub fn place(&self, x: f64, y: f64) -> (f64, f64) {
        let [left, bottom, right, top] = self.visible;
        match self.turn.rem_euclid(360) {
            90 => (y - bottom, x - left),
            180 => (right - x, y - bottom),
            270 => (top - y, right - x),
            _ => (x - left, top - y),
        }
    }
}

/// A run of letters without a gap.
#[derive(Debug, Clone, Default)]
struct Word {
    text: String,
    left: f64,
    right: f64,
    base: f64,
    size: f64,
    bold: bool,
    artifact: bool,
    /// A space was shown behind it.
    spaced: bool,
    /// The element that it belongs to, in a text by tags.
    inner: Option<u32>,
}

/// The lines of a page in reading order, and how many glyphs have no text.
pub(super) fn read(glyphs: &[Glyph], frame: Frame) -> (Vec<Line>, usize) {
    let unread = glyphs.iter().filter(|glyph| !is_readable(&glyph.text)).count();
    let mut lines = Vec::new();
    let mut column = 0;
    // Text that runs another way is read behind the rest, each way in its own order.
    for turn in 0..4 {
        let words = words(glyphs, frame, turn, false);
        if words.is_empty() {
            continue;
        }
        let (content, artifacts): (Vec<Word>, Vec<Word>) = words.into_iter().partition(|word| !word.artifact);
        for words in [content, artifacts] {
            for column_words in columns(words, 0) {
                for row in rows(column_words) {
                    if lines.len() < MOST_LINES {
                        lines.extend(line(row, column));
                    }
                }
                column += 1;
            }
        }
    }
    (lines, unread)
}

/// The lines of glyphs that are read in the order in which they come: `content` is the element that each belongs to, and
/// the ranges of these are told.
pub(super) fn in_order(glyphs: &[Glyph], frame: Frame) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut column = 0;
    for turn in 0..4 {
        let mut row: Vec<Word> = Vec::new();
        for word in words(glyphs, frame, turn, true) {
            if !row.is_empty() && !goes_on(&row, &word) {
                // Who goes up the page begins another column.
                let up = base(&row) - word.base > word.size * 2.0;
                lines.extend(line(std::mem::take(&mut row), column));
                column = column.saturating_add(u16::from(up));
            }
            row.push(word);
        }
        if !row.is_empty() {
            lines.extend(line(row, column));
            column = column.saturating_add(1);
        }
        if lines.len() > MOST_LINES {
            break;
        }
    }
    lines.truncate(MOST_LINES);
    lines
}

/// Whether a word stands on the line of those before it, and behind them.
fn goes_on(row: &[Word], word: &Word) -> bool {
    is_on(row, word) && row.last().is_none_or(|last| word.left > last.right - last.size.max(word.size))
}

/// Whether a glyph's text says what it is.
pub(super) fn is_readable(text: &str) -> bool {
    let private = |c: char| {
        matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..) || (c.is_control() && !c.is_whitespace())
    };
    !text.is_empty() && !text.chars().any(private)
}

/// `tagged` parts words where another content begins, whose number they keep.
fn words(glyphs: &[Glyph], frame: Frame, turn: u8, tagged: bool) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut word: Option<Word> = None;
    let mut before: Option<(f64, f64, &str)> = None;
    for glyph in glyphs {
        let (x, y) = frame.place(glyph.x, glyph.y);
        let (end_x, end_y) = frame.place(glyph.x + glyph.advance.0, glyph.y + glyph.advance.1);
        let (x, y, end_x) = match (turn, way(end_x - x, end_y - y)) {
            (0, 0) => (x, y, end_x),
            (1, 1) => (y, -x, end_y),
            (2, 2) => (-x, -y, -end_x),
            (3, 3) => (-y, x, -end_y),
            _ => continue,
        };
        let blank = glyph.text.chars().all(|c| c.is_whitespace() || c == '\u{200b}');
        if glyph.text.is_empty() || blank {
            if blank
                && !glyph.text.is_empty()
                && let Some(mut ended) = word.take()
            {
                ended.spaced = true;
                words.push(ended);
            } else if let Some(word) = &mut word {
                word.right = word.right.max(end_x);
            }
            continue;
        }
        // Letters that are shown twice, a hair apart, to look bold.
        let twice = before.is_some_and(|(at, base, text)| {
            text == glyph.text && (at - x).abs() < glyph.size * 0.1 && (base - y).abs() < glyph.size * 0.1
        });
        before = Some((x, y, &glyph.text));
        if twice {
            continue;
        }
        let follows = word.as_ref().is_some_and(|word| {
            let size = word.size.max(glyph.size);
            let gap = x - word.right;
            (word.base - y).abs() < size * 0.1
                && gap < size * WORD_GAP
                && gap > -size * 0.5
                && word.artifact == glyph.artifact
                && (!tagged || word.inner == glyph.content)
                && (word.size - glyph.size).abs() < size * 0.15
        });
        match &mut word {
            Some(word) if follows => {
                word.text.push_str(&glyph.text);
                word.right = word.right.max(end_x);
            }
            _ => {
                words.extend(word.take());
                word = Some(Word {
                    text: glyph.text.clone(),
                    left: x.min(end_x),
                    right: x.max(end_x),
                    base: y,
                    size: glyph.size,
                    bold: glyph.bold,
                    artifact: glyph.artifact,
                    spaced: false,
                    inner: glyph.content.filter(|_| tagged),
                });
            }
        }
    }
    words.extend(word);
    words
}

/// Which way text runs: 0 to the right, 1 down, 2 to the left, 3 up. What stands still runs to the right.
fn way(x: f64, y: f64) -> u8 {
    match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
        (true, true, _) => 0,
        (false, _, true) => 1,
        (true, false, _) => 2,
        (false, _, false) => 3,
    }
}

/// The words of each column, in reading order. What stands above, between and below columns is columns of its own.
fn columns(words: Vec<Word>, depth: u8) -> Vec<Vec<Word>> {
    if words.is_empty() {
        return Vec::new();
    }
    let Some(found) = (if depth < 4 { gutter(&words) } else { None }) else { return vec![words] };
    let (mut above, mut left, mut right, mut below) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for word in words {
        let part = if word.base < found.top {
            &mut above
        } else if word.base > found.bottom {
            &mut below
        } else if word.right <= found.middle {
            &mut left
        } else {
            &mut right
        };
        part.push(word);
    }
    let mut all = columns(above, depth + 1);
    all.extend(columns(left, depth + 1));
    all.extend(columns(right, depth + 1));
    all.extend(columns(below, depth + 1));
    all
}

/// A white stripe between two columns.
#[derive(Debug, Clone, Copy)]
struct Gutter {
    /// The first and the last baseline beside it.
    top: f64,
    bottom: f64,
    middle: f64,
}

/// The longest white stripe with columns of running text on both sides. Cells of a table stand farther apart than their
/// text is long, and are no columns.
fn gutter(words: &[Word]) -> Option<Gutter> {
    const LEAST_LINES: usize = 5;
    let mut rows = rows(words.to_vec());
    if rows.len() > 600 {
        return None;
    }
    rows.sort_by(|one, other| base(one).total_cmp(&base(other)));
    let size = usual_size(words);
    let mut best: Option<(usize, Gutter)> = None;
    let mut candidates: Vec<f64> = Vec::new();
    for row in &rows {
        for pair in row.windows(2) {
            let (from, to) = (pair[0].right, pair[1].left);
            if to - from > size * 0.9 {
                candidates.push((from + to) / 2.0);
            }
        }
    }
    candidates.sort_by(f64::total_cmp);
    candidates.dedup_by(|one, other| (*one - *other).abs() < size * 0.25);
    // A page of columns offers its gutter in many rows; more candidates than these are a table's.
    for &middle in candidates.iter().take(200) {
        let mut start = 0;
        for end in 0..=rows.len() {
            let crossed = rows.get(end).is_none_or(|row| {
                row.iter().any(|word| word.left < middle + size * 0.35 && word.right > middle - size * 0.35)
            });
            if !crossed {
                continue;
            }
            if let Some((count, gutter)) = weigh(&rows[start..end], middle, LEAST_LINES)
                && best.is_none_or(|(most, _)| count > most)
            {
                best = Some((count, gutter));
            }
            start = end + 1;
        }
    }
    best.map(|(_, gutter)| gutter)
}

/// How many lines stand beside this stripe, when both sides are running text.
fn weigh(rows: &[Vec<Word>], middle: f64, least: usize) -> Option<(usize, Gutter)> {
    // Rows on one side only stand above or below the columns.
    let both = |row: &&Vec<Word>| row.iter().any(|it| it.right <= middle) && row.iter().any(|it| it.left >= middle);
    let sides = |row: &Vec<Word>| {
        let letters = |left: bool| {
            row.iter().filter(|it| (it.right <= middle) == left).map(|it| it.text.chars().count()).sum::<usize>()
        };
        (letters(true), letters(false))
    };
    let left: Vec<usize> = rows.iter().map(|row| sides(row).0).filter(|&letters| letters > 0).collect();
    let right: Vec<usize> = rows.iter().map(|row| sides(row).1).filter(|&letters| letters > 0).collect();
    if left.len() < least || right.len() < least {
        return None;
    }
    let average = |letters: &[usize]| letters.iter().sum::<usize>() / letters.len();
    if average(&left) < 15 || average(&right) < 15 {
        return None;
    }
    // Columns stand side by side, on the same lines or on lines between.
    let span = |left: bool| {
        let of_side = rows.iter().filter(|row| row.iter().any(|it| (it.right <= middle) == left));
        let bases: Vec<f64> = of_side.map(|row| base(row)).collect();
        (bases.first().copied().unwrap_or_default(), bases.last().copied().unwrap_or_default())
    };
    let ((left_top, left_bottom), (right_top, right_bottom)) = (span(true), span(false));
    let shared = left_bottom.min(right_bottom) - left_top.max(right_top);
    let shorter = (left_bottom - left_top).min(right_bottom - right_top);
    if shared < shorter * 0.6 || rows.iter().filter(both).count() * 4 < left.len().min(right.len()) && shared <= 0.0 {
        return None;
    }
    let top = left_top.min(right_top) - 0.5;
    let bottom = left_bottom.max(right_bottom) + 0.5;
    Some((left.len() + right.len(), Gutter { top, bottom, middle }))
}

fn usual_size(words: &[Word]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = words.iter().map(|word| (word.size, word.text.len())).collect();
    sizes.sort_by(|one, other| one.0.total_cmp(&other.0));
    let half = sizes.iter().map(|(_, letters)| letters).sum::<usize>() / 2;
    let mut seen = 0;
    sizes
        .into_iter()
        .find(|(_, letters)| {
            seen += letters;
            seen >= half
        })
        .map_or(10.0, |(size, _)| size)
}

/// The baseline of a row: that of its largest word.
fn base(row: &[Word]) -> f64 {
    row.iter().max_by(|one, other| one.size.total_cmp(&other.size)).map_or(0.0, |word| word.base)
}

/// Whether a word stands on the line of these.
fn is_on(row: &[Word], word: &Word) -> bool {
    let largest = row.iter().map(|it| it.size).fold(0.0, f64::max);
    let (less, more) = (largest.min(word.size), largest.max(word.size));
    // What is raised or lowered is smaller, and farther from the line.
    let reach = if less < more * 0.8 { 0.55 } else { 0.3 };
    (base(row) - word.base).abs() < more * reach
}

/// Words that stand on one line, from left to right; lines from top to bottom.
fn rows(mut words: Vec<Word>) -> Vec<Vec<Word>> {
    words.sort_by(|one, other| one.base.total_cmp(&other.base));
    let mut rows: Vec<Vec<Word>> = Vec::new();
    for word in words {
        let joins = rows.last().is_some_and(|row| is_on(row, &word));
        match rows.last_mut() {
            Some(row) if joins => row.push(word),
            _ => rows.push(vec![word]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| one.left.total_cmp(&other.left));
    }
    rows
}

fn line(row: Vec<Word>, column: u16) -> Option<Line> {
    let size = usual_size(&row);
    // Where no space is shown at all, letters may be set apart: what parts words is the wider gap.
    let gaps: Vec<f64> = row.windows(2).map(|pair| pair[1].left - pair[0].right).collect();
    let spread = spread_of(&row, &gaps, size);
    let mut text = String::new();
    let mut spans: Vec<(usize, Option<u32>)> = Vec::new();
    let mut wide = false;
    let mut bold = 0;
    for (index, word) in row.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).map(|before| &row[before]) {
            let gap = gaps[index - 1];
            // Size of the smaller: a raised number stands close to its word.
            let least = WORD_GAP * before.size.min(word.size);
            if (before.spaced && gap > -size * 0.2) || gap > spread.unwrap_or(least) {
                tidy_onto(&mut text, " ");
            }
            wide |= gap > size * WIDE_GAP;
        }
        spans.push((text.len(), word.inner));
        tidy_onto(&mut text, &word.text);
        bold += if word.bold { word.text.len() } else { 0 };
    }
    let letters: usize = row.iter().map(|word| word.text.len()).sum();
    text.truncate(text.trim_end().len());
    let spans = spans_of(&text, &spans);
    (!text.is_empty()).then(|| Line {
        text,
        left: row.iter().map(|word| word.left).fold(f64::INFINITY, f64::min) as f32,
        right: row.iter().map(|word| word.right).fold(f64::NEG_INFINITY, f64::max) as f32,
        base: base(&row) as f32,
        size: size as f32,
        bold: bold * 10 > letters * 8,
        column,
        gaps: wide,
        artifact: row.iter().all(|word| word.artifact),
        doubtful: Vec::new(),
        spans,
    })
}

/// The gap that parts words of a line whose letters are set apart; `None` for usual lines.
fn spread_of(row: &[Word], gaps: &[f64], size: f64) -> Option<f64> {
    let single = row.iter().filter(|word| word.text.chars().count() == 1).count();
    if row.len() < 5 || single * 10 < row.len() * 8 || row.iter().any(|word| word.spaced) {
        return None;
    }
    let mut sorted = gaps.to_vec();
    sorted.sort_by(f64::total_cmp);
    let usual = sorted[sorted.len() / 2];
    (usual < size * 1.2).then_some(usual * 1.6)
}

/// The ranges of the elements whose words begin at these bytes.
fn spans_of(text: &str, starts: &[(usize, Option<u32>)]) -> Vec<(usize, usize, usize)> {
    let mut spans: Vec<(usize, usize, usize)> = Vec::new();
    for (index, &(start, inner)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(text.len(), |next| next.0).min(text.len());
        let end = text.floor_char_boundary(end);
        let start = text.floor_char_boundary(start.min(end));
        let end = start + text[start..end].trim_end().len();
        let Some(inner) = inner.map(|inner| inner as usize) else { continue };
        match spans.last_mut() {
            Some(last) if last.2 == inner => last.1 = end.max(last.1),
            _ if start < end => spans.push((start, end, inner)),
            _ => {}
        }
    }
    spans
}

/// Composed letters, plain ligatures, one space between words, put behind a text.
fn tidy_onto(tidy: &mut String, text: &str) {
    // What is put over a letter is composed with it.
    let before = text.chars().next().filter(|c| is_combining_mark(*c)).and_then(|_| tidy.pop());
    let text = before.into_iter().chain(text.chars());
    let composed: String =
        text.nfc().filter(|&c| !c.is_control() && !matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}')).collect();
    for c in composed.chars() {
        match c {
            'ﬀ' => tidy.push_str("ff"),
            'ﬁ' => tidy.push_str("fi"),
            'ﬂ' => tidy.push_str("fl"),
            'ﬃ' => tidy.push_str("ffi"),
            'ﬄ' => tidy.push_str("ffl"),
            'ﬅ' | 'ﬆ' => tidy.push_str("st"),
            c if c.is_whitespace() => {
                if !tidy.ends_with(' ') && !tidy.is_empty() {
                    tidy.push(' ');
                }
            }
            c => tidy.push(c),
        }
    }
}
