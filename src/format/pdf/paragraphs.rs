//! Lines → paragraphs and headings: by gaps, indents, sizes, and by lines that end before they had to.

use std::ops::Range;

use super::protocol::Line;
use super::words::Words;
use crate::book::{Block, Inline, Kind, Style};

/// Longest text that may be a heading, in letters.
const LONGEST_HEADING: usize = 250;

/// What a page is measured by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    /// The size of most letters of the document.
    pub size: f32,
    /// Most of it is bold, so that bold says nothing.
    pub bold: bool,
}

/// A paragraph or heading, with the baseline and the size of its first line.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub block: Block,
    pub base: f32,
    pub size: f32,
    /// The element that it is, by the document's tags.
    pub element: Option<u32>,
}

/// The paragraph of a page that goes on at the head of the next page, when its sentence does: an index. Notes may stand
/// below it.
pub(super) fn going_on(page: &[Paragraph], next: &[Paragraph]) -> Option<usize> {
    // An element goes on wherever its text does; elements that are different are different paragraphs.
    let last = page.iter().rposition(|it| it.block.kind != Kind::Note);
    let elements = last.and_then(|last| page[last].element).zip(next.first()?.element);
    if let (Some((tail, head)), Some(last)) = (elements, last) {
        let text = |paragraph: &Paragraph| !matches!(paragraph.block.kind, Kind::Image | Kind::Code | Kind::Note);
        let same = tail == head && text(&page[last]) && text(next.first()?);
        return (same && next.len() > 1).then_some(last);
    }
    let is_note = |paragraph: &&Paragraph| paragraph.size < page.iter().map(|it| it.size).fold(0.0, f32::max) * 0.93;
    let usual = usual(page.iter().map(|it| it.size));
    let notes = page.iter().rev().take_while(|it| it.size < usual * 0.95 && is_note(it)).count();
    let last = page.len().checked_sub(notes + 1)?;
    let (tail, head) = (&page[last], next.first()?);
    let running = |paragraph: &Paragraph| paragraph.block.kind == Kind::Paragraph;
    (running(tail)
        && running(head)
        && next.len() > 1
        && (tail.size - head.size).abs() < tail.size * 0.05
        && !ends_sentence(&tail.block.text)
        && head.block.text.starts_with(char::is_lowercase))
    .then_some(last)
}

/// The paragraphs of these lines, in their order.
pub(super) fn read(lines: &[Line], measure: Measure, words: &Words) -> Vec<Paragraph> {
    let parts = parts(lines, measure).into_iter();
    let mut paragraphs = parts.filter_map(|part| paragraph(&lines[part], measure, words)).collect();
    lift_initials(&mut paragraphs);
    paragraphs
}

/// The lines of each paragraph.
pub(super) fn parts(lines: &[Line], measure: Measure) -> Vec<Range<usize>> {
    let margins = Margins::of(lines);
    let mut parts = Vec::new();
    let mut start = 0;
    for end in 1..=lines.len() {
        let ends = match lines.get(end) {
            Some(next) => is_break(&lines[start..end], next, &margins, measure),
            None => true,
        };
        if ends {
            parts.push(start..end);
            start = end;
        }
    }
    parts
}

/// These lines are several paragraphs, whatever is said of them: there are gaps between them, behind lines that end short
/// or end a sentence.
pub(super) fn are_several(lines: &[Line]) -> bool {
    let Some(step) = step(lines.iter()) else { return false };
    let right = lines.iter().map(|line| line.right).fold(f32::MIN, f32::max);
    lines.windows(2).any(|pair| {
        let gap = pair[0].column == pair[1].column && pair[1].base - pair[0].base > step * 1.4;
        gap && (right - pair[0].right > pair[0].size * 2.0 || ends_sentence(&pair[0].text))
    })
}

/// The edges of the text and the usual step from line to line, for each column.
#[derive(Debug, Default)]
struct Margins(Vec<(u16, Margin)>);

#[derive(Debug, Clone, Copy)]
struct Margin {
    left: f32,
    right: f32,
    step: f32,
}

impl Margins {
    fn of(lines: &[Line]) -> Self {
        let usual_step = step(lines.iter());
        let mut all = Self::default();
        let mut rest = lines;
        while let Some(first) = rest.first() {
            let count = rest.iter().take_while(|line| line.column == first.column).count();
            let (own, after) = rest.split_at(count);
            rest = after;
            let own_step = if count > 6 { step(own.iter()) } else { None };
            let right = own.iter().map(|line| line.right).fold(f32::MIN, f32::max);
            let margin = Margin {
                left: usual(own.iter().map(|line| line.left)),
                right,
                step: own_step.or(usual_step).unwrap_or(first.size * 1.3),
            };
            all.0.push((first.column, margin));
        }
        all
    }

    fn at(&self, line: &Line) -> Margin {
        let found = self.0.iter().find(|(column, _)| *column == line.column);
        found.map_or(Margin { left: line.left, right: line.right, step: line.size * 1.3 }, |(_, margin)| *margin)
    }
}

/// The step between lines of one paragraph, which is less than that between paragraphs.
fn step<'a>(lines: impl Iterator<Item = &'a Line>) -> Option<f32> {
    let lines: Vec<&Line> = lines.collect();
    let mut steps: Vec<f32> = lines
        .windows(2)
        .filter(|pair| pair[0].column == pair[1].column && (pair[0].size - pair[1].size).abs() < pair[0].size * 0.08)
        .map(|pair| (pair[1].base - pair[0].base) / pair[0].size)
        .filter(|step| (0.8..3.0).contains(step))
        .collect();
    if steps.len() < 3 {
        return None;
    }
    steps.sort_by(f32::total_cmp);
    let size = usual(lines.iter().map(|line| line.size));
    Some(steps[steps.len() / 4] * size)
}

/// The value that most share, to a point; of equals the least.
fn usual(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    let mut best = (0, values.first().copied().unwrap_or_default());
    for (index, &value) in values.iter().enumerate() {
        let count = values[index..].iter().take_while(|other| **other - value <= 1.0).count();
        if count > best.0 {
            best = (count, value);
        }
    }
    best.1
}

/// Whether a new paragraph begins with `next`.
fn is_break(before: &[Line], next: &Line, margins: &Margins, measure: Measure) -> bool {
    let Some(last) = before.last() else { return false };
    let size = last.size.max(next.size);
    let goes_on = !ends_sentence(&last.text) && next.text.starts_with(char::is_lowercase);
    if last.artifact != next.artifact || (last.size - next.size).abs() > size * 0.08 || last.gaps || next.gaps {
        return true;
    }
    if last.column != next.column {
        return !(goes_on || ends_open(&last.text));
    }
    let margin = margins.at(next);
    let down = next.base - last.base;
    let is_large = size > measure.size * 1.12;
    if is_large {
        return down > size * 1.75 || down < size * 0.5;
    }
    if down > margin.step * 1.25 || down < -size * 0.5 {
        return true;
    }
    if ends_open(&last.text) {
        return false;
    }
    if last.bold != next.bold && !measure.bold {
        return true;
    }
    let width = next.right - next.left;
    let centred = ((last.left + last.right) - (next.left + next.right)).abs() < size * 0.5
        && last.left > margin.left + size
        && next.left > margin.left + size;
    if centred {
        return ends_sentence(&last.text);
    }
    let indented = next.left > margin.left + size * 0.8 && next.left > last.left + size * 0.6;
    if indented {
        return true;
    }
    // The first word of the next line had room on this one: the line was ended with a purpose.
    let letters = next.text.chars().count().max(1) as f32;
    let first = next.text.split_whitespace().next().unwrap_or_default().chars().count() as f32;
    let room = margin.right - last.right - width / letters * (first + 1.0);
    let meant = room > size * 0.5;
    meant && (ends_sentence(&last.text) || !goes_on && begins_anew(&next.text))
}

/// Ends where a sentence, or what announces one, may end.
fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['»', '”', '"', ')', ']', '’']).ends_with(['.', '!', '?', '…', ':', ';'])
}

/// Ends inside a word.
fn ends_open(text: &str) -> bool {
    text.ends_with(['\u{ad}', '-', '\u{2010}'])
}

/// Begins with what begins paragraphs: a capital, a number, a mark of a list, a dash.
fn begins_anew(text: &str) -> bool {
    text.starts_with(|c: char| {
        c.is_uppercase()
            || c.is_numeric()
            || matches!(c, '•' | '▪' | '◦' | '–' | '—' | '-' | '*' | '«' | '“' | '"' | '(' | '№' | '§')
    })
}

/// The text of lines that run on; `met` hears of each and where it begins in the text.
pub(super) fn run_on<'l>(lines: &'l [Line], words: &Words, mut met: impl FnMut(&'l Line, usize)) -> String {
    let mut text = String::new();
    for line in lines {
        if text.is_empty() {
            text.push_str(&line.text);
        } else {
            words.join(&mut text, &line.text);
        }
        met(line, text.len() - line.text.len());
    }
    text
}

fn paragraph(lines: &[Line], measure: Measure, words: &Words) -> Option<Paragraph> {
    let first = lines.first()?;
    let mut doubtful: Vec<Range<usize>> = Vec::new();
    let mut text = run_on(lines, words, |line, start| {
        doubtful.extend(line.doubtful.iter().map(|(from, to)| start + from..start + to));
    });
    // What is left of soft hyphens divides no word any more.
    if text.contains('\u{ad}') {
        text.retain(|c| c != '\u{ad}');
        doubtful.clear();
    }
    let kind = heading(lines, &text, measure).map_or(Kind::Paragraph, Kind::Heading);
    (!text.trim().is_empty()).then(|| Paragraph {
        block: {
            let mut block = Block::new(kind, text.trim());
            let lead = text.len() - text.trim_start().len();
            mark_doubtful(
                &mut block,
                doubtful.into_iter().map(|it| it.start.saturating_sub(lead)..it.end.saturating_sub(lead)),
            );
            block
        },
        base: first.base,
        size: first.size,
        element: None,
    })
}

/// Marks words that may be others, as far as the text has them.
fn mark_doubtful(block: &mut Block, words: impl Iterator<Item = Range<usize>>) {
    let text = &block.text;
    let words = words.filter(|word| word.start < word.end && text.get(word.clone()).is_some());
    block.inlines = words.map(|range| Inline { range, style: Style::Doubtful }).collect();
}

/// The level of a heading: by its size, else by its weight.
pub(super) fn heading(lines: &[Line], text: &str, measure: Measure) -> Option<u8> {
    let size = lines.iter().map(|line| line.size).fold(f32::MAX, f32::min);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let ratio = size / measure.size.max(1.0);
    if letters == 0 || text.chars().count() > LONGEST_HEADING || lines.iter().any(|line| line.gaps || line.artifact) {
        return None;
    }
    let bold = !measure.bold && lines.iter().all(|line| line.bold) && ratio > 0.95;
    match ratio {
        ratio if ratio >= 1.65 => Some(1),
        ratio if ratio >= 1.3 => Some(2),
        ratio if ratio >= 1.12 => Some(3),
        _ if bold && letters < 120 && lines.len() < 4 && !text.ends_with(['.', ',', ';', ':']) => Some(4),
        _ => None,
    }
}

/// A large first letter belongs to the paragraph behind it.
fn lift_initials(paragraphs: &mut Vec<Paragraph>) {
    let mut index = 0;
    while index + 1 < paragraphs.len() {
        let initial = &paragraphs[index].block;
        let single = matches!(initial.kind, Kind::Heading(1 | 2)) && initial.text.chars().count() == 1;
        let next = &paragraphs[index + 1].block;
        if single && next.kind == Kind::Paragraph && next.text.starts_with(char::is_lowercase) {
            let initial = paragraphs.remove(index);
            let body = &mut paragraphs[index].block;
            let text = initial.block.text + &body.text;
            *body = Block::new(Kind::Paragraph, text);
        }
        index += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURE: Measure = Measure { size: 10.0, bold: false };

    /// `|` at the left is an indent; a number before `#` is the size; an empty line is a gap.
    fn blocks(text: &str) -> Vec<String> {
        let mut base = 100.0;
        let mut lines = Vec::new();
        for line in text.lines().map(str::trim) {
            if line.is_empty() {
                base += 8.0;
                continue;
            }
            let (size, line) = match line.split_once('#') {
                Some((size, line)) => (size.parse().expect("a size"), line),
                None => (10.0, line),
            };
            let (indent, line) = match line.strip_prefix('|') {
                Some(line) => (15.0, line),
                None => (0.0, line),
            };
            let width = line.chars().count() as f32 * 5.0;
            base += size * 1.3;
            let left = 50.0 + indent;
            let line = Line { text: line.to_owned(), left, right: left + width, base, size, ..Line::default() };
            lines.push(line);
        }
        let shown = |paragraph: &Paragraph| match paragraph.block.kind {
            Kind::Heading(level) => format!("{level}#{}", paragraph.block.text),
            _ => paragraph.block.text.clone(),
        };
        read(&lines, MEASURE, &Words::default()).iter().map(shown).collect()
    }

    #[test]
    fn paragraphs_end_at_gaps_indents_and_short_lines() {
        let gaps = "Бұл бірінші абзацтың бірінші жолы болады\nбұл екінші жолы және әлі жалғасып жатыр\nсоңы.\n\nБұл екінші абзац.";
        assert_eq!(
            blocks(gaps),
            [
                "Бұл бірінші абзацтың бірінші жолы болады бұл екінші жолы және әлі жалғасып жатыр соңы.",
                "Бұл екінші абзац."
            ]
        );
        let indents = "|Бұл бірінші абзацтың бірінші жолы болад\nбұл екінші жолы және әлі жалғасып жатыр ол\n|Бұл екінші абзац басталды және жалғасты\nсоңғы жолға дейін осылай жүре берді енді.";
        assert_eq!(blocks(indents).len(), 2);
        let short = "Бұл бірінші абзацтың бірінші жолы болады\nқысқа соңы.\nБұл екінші абзацтың бірінші жолы болады,\nоның екінші жолы да бар екен.";
        assert_eq!(blocks(short).len(), 2);
    }

    #[test]
    fn large_lines_are_headings() {
        let text =
            "18#Қара сөздер\n\n14#Бірінші сөз туралы\n14#екі жолды тақырып\n\nБұл жасқа келгенше жақсы өткіздік пе?";
        assert_eq!(
            blocks(text),
            ["1#Қара сөздер", "2#Бірінші сөз туралы екі жолды тақырып", "Бұл жасқа келгенше жақсы өткіздік пе?"]
        );
    }

    #[test]
    fn a_large_first_letter_joins_its_word() {
        assert_eq!(blocks("30#Б\nұл жасқа келгенше жақсы өткіздік пе"), ["Бұл жасқа келгенше жақсы өткіздік пе"]);
    }
}
