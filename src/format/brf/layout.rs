//! Pages of lines → paragraphs and headings: what braille shows by where it stands.
//!
//! A paragraph begins two cells in and goes on at the margin, a heading stands in the middle, pages carry their numbers at the
//! end of their first or last line.
//!
//! <https://www.brailleauthority.org/formats/formats2016.html>

use std::collections::HashMap;

use super::cells::Cell;

/// What lines that belong together are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Heading,
    Paragraph,
}

/// Lines that belong together, as one, as far as they stand on one page.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) cells: Vec<Cell>,
    pub(super) kind: Kind,
    /// The number of the page that begins with it.
    pub(super) page: Option<String>,
    /// It goes on with what stood at the end of the page before.
    pub(super) goes_on: bool,
}

const NUMBER: Cell = 0x3c;
const HYPHEN: Cell = 0x24;
/// The digits 1 to 9 and 0.
const DIGITS: [Cell; 10] = [0x01, 0x03, 0x09, 0x19, 0x11, 0x0b, 0x1b, 0x13, 0x0a, 0x1a];
/// Blank cells between a line and the number of its page.
const GAP: usize = 3;

/// A line without the blanks around it.
#[derive(Debug, Clone)]
struct Written {
    indent: usize,
    cells: Vec<Cell>,
}

impl Written {
    fn of(line: &[Cell]) -> Self {
        let indent = line.iter().position(|&cell| cell != 0).unwrap_or(line.len());
        let end = line.iter().rposition(|&cell| cell != 0).map_or(indent, |last| last + 1);
        Self { indent, cells: line[indent..end.max(indent)].to_vec() }
    }

    fn end(&self) -> usize {
        self.indent + self.cells.len()
    }

    fn is_blank(&self) -> bool {
        self.cells.is_empty()
    }

    /// A line of one sign over and over is drawn, not written.
    fn is_drawn(&self) -> bool {
        self.cells.len() >= 6 && self.cells.windows(2).all(|pair| pair[0] == pair[1])
    }

    /// The number at its end, and what stands before that.
    fn number(&self) -> Option<(u32, Self)> {
        let start = self.cells.iter().rposition(|&cell| cell == 0).map_or(0, |blank| blank + 1);
        let sign = start + self.cells[start..].iter().position(|&cell| cell == NUMBER)?;
        // A printed page that goes on over several of braille has a letter before its number.
        if sign > start + 1 || self.cells.len() - sign > 6 {
            return None;
        }
        let mut number = 0;
        for cell in &self.cells[sign + 1..] {
            let digit = DIGITS.iter().position(|digit| digit == cell)?;
            number = number * 10 + (digit as u32 + 1) % 10;
        }
        let blanks = self.cells[..start].iter().rev().take_while(|&&cell| cell == 0).count();
        let rest = Self { indent: self.indent, cells: self.cells[..start - blanks].to_vec() };
        (sign + 1 < self.cells.len() && (rest.is_blank() || blanks >= GAP)).then_some((number, rest))
    }
}

/// The text of these pages.
pub(super) fn read(pages: Vec<Vec<Vec<Cell>>>) -> Vec<Line> {
    let mut pages: Vec<Vec<Written>> =
        pages.iter().map(|page| page.iter().map(|line| Written::of(line)).collect()).collect();
    for page in &mut pages {
        trim(page);
    }
    pages.retain(|page| !page.is_empty());
    let top = numbers(&mut pages, false);
    let bottom = numbers(&mut pages, true);
    let labels = top.or(bottom).unwrap_or_default();
    let width = pages.iter().flatten().map(Written::end).max().unwrap_or_default();
    let mut reader = Reader { width, lines: Vec::new(), open: None, page: None };
    for (index, page) in pages.into_iter().enumerate() {
        reader.page = labels.get(index).copied().flatten().map(|number| number.to_string());
        reader.turn();
        page.iter().for_each(|line| reader.line(line));
    }
    reader.close();
    reader.lines
}

/// Blank lines at the edges of a page part nothing.
fn trim(page: &mut Vec<Written>) {
    while page.last().is_some_and(Written::is_blank) {
        page.pop();
    }
    let lead = page.iter().take_while(|line| line.is_blank()).count();
    page.drain(..lead);
}

/// Takes the numbers of pages away from their first or last lines, with what runs along above or below the text; `None`
/// when there are none that count up.
fn numbers(pages: &mut [Vec<Written>], last: bool) -> Option<Vec<Option<u32>>> {
    let edge = |page: &[Written]| if last { page.len().checked_sub(1) } else { Some(0) };
    let found: Vec<Option<(u32, Written)>> =
        pages.iter().map(|page| edge(page).and_then(|at| page.get(at)?.number())).collect();
    let told: Vec<u32> = found.iter().flatten().map(|(number, _)| *number).collect();
    let steps = told.windows(2).filter(|pair| pair[1] >= pair[0] && pair[1] - pair[0] <= 2).count();
    if told.len() < 2 || told.len() * 10 < pages.len() * 4 || steps * 10 < (told.len() - 1) * 8 {
        return None;
    }
    let mut running: HashMap<&[Cell], usize> = HashMap::new();
    for (_, rest) in found.iter().flatten() {
        *running.entry(&rest.cells).or_default() += 1;
    }
    let often = |rest: &Written| running.get(rest.cells.as_slice()).is_some_and(|count| *count >= 2);
    let runs: Vec<bool> =
        found.iter().map(|found| found.as_ref().is_some_and(|(_, rest)| rest.is_blank() || often(rest))).collect();
    let mut labels = Vec::with_capacity(pages.len());
    for ((page, found), runs) in pages.iter_mut().zip(found).zip(runs) {
        labels.push(found.as_ref().map(|(number, _)| *number));
        let (Some((_, rest)), Some(at)) = (found, edge(page)) else { continue };
        if runs {
            page.remove(at);
            trim(page);
        } else {
            page[at] = rest;
        }
    }
    Some(labels)
}

/// Lines that are being put together.
struct Open {
    line: Line,
    /// Where its first line began, and where it goes on, once that is known.
    first: usize,
    further: Option<usize>,
    /// Where its last line ended.
    end: usize,
}

struct Reader {
    width: usize,
    lines: Vec<Line>,
    open: Option<Open>,
    /// The number of the page whose first line comes next.
    page: Option<String>,
}

impl Reader {
    /// The next page begins: what is open may go on there.
    fn turn(&mut self) {
        if let Some(open) = &mut self.open
            && self.page.is_some()
        {
            let next = Line { cells: Vec::new(), kind: open.line.kind, page: None, goes_on: true };
            self.lines.push(std::mem::replace(&mut open.line, next));
        }
    }

    fn line(&mut self, line: &Written) {
        if line.is_blank() || line.is_drawn() {
            return self.close();
        }
        let kind = if self.is_heading(line) { Kind::Heading } else { Kind::Paragraph };
        let goes_on = self.open.as_ref().is_some_and(|open| self.goes_on(open, line, kind));
        if !goes_on {
            self.close();
            let line_of = |page| Line { cells: line.cells.clone(), kind, page, goes_on: false };
            let page = self.page.take();
            self.open = Some(Open { line: line_of(page), first: line.indent, further: None, end: line.end() });
            return;
        }
        let Some(open) = &mut self.open else { return };
        open.further = Some(line.indent);
        open.end = line.end();
        let mut cells = line.cells.as_slice();
        // What a hyphen parts at the end of a page stands on the page before.
        let before = match self.lines.last_mut() {
            Some(last) if open.line.cells.is_empty() && open.line.goes_on => &mut last.cells,
            _ => &mut open.line.cells,
        };
        let parted = matches!(before.as_slice(), [.., letter, HYPHEN] if !matches!(*letter, HYPHEN | 0));
        if parted {
            before.pop();
            let end = cells.iter().position(|&cell| cell == 0).unwrap_or(cells.len());
            before.extend_from_slice(&cells[..end]);
            cells = cells.get(end + 1..).unwrap_or_default();
        }
        if open.line.page.is_none() {
            open.line.page = self.page.take();
        }
        if !open.line.cells.is_empty() && !cells.is_empty() {
            open.line.cells.push(0);
        }
        open.line.cells.extend_from_slice(cells);
    }

    /// A line in the middle that is not full.
    fn is_heading(&self, line: &Written) -> bool {
        let right = self.width.saturating_sub(line.end());
        line.indent >= 4 && line.indent.abs_diff(right) <= 2
    }

    /// Whether a line goes on with what is open: it would have stood on the line before, had it fitted there.
    fn goes_on(&self, open: &Open, line: &Written, kind: Kind) -> bool {
        if open.line.kind == Kind::Heading || kind == Kind::Heading {
            // Half of a paragraph may seem to stand in the middle.
            return open.line.kind == kind;
        }
        let word = line.cells.iter().position(|&cell| cell == 0).unwrap_or(line.cells.len());
        let fits = open.end + 1 + word <= self.width;
        let elsewhere = match open.further {
            Some(further) => line.indent != further,
            None => line.indent == open.first && line.indent > 0,
        };
        !fits && !elsewhere
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take()
            && !(open.line.cells.is_empty() && open.line.goes_on)
        {
            self.lines.push(open.line);
        }
    }
}
