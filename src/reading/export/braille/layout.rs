//! What stands where on a sheet of braille.
//!
//! After the usage of the Braille Authority of North America (<https://www.brailleauthority.org>, Braille Formats), which
//! Russian and Kazakh printers share in what is done here.

use super::super::flow::{Layout, Piece};
use super::{BLANK, BREAK, Script, Sheet, digits};

/// How far a paragraph begins.
const INDENT: usize = 2;
/// A number is so far from the text in its line.
const BEFORE_NUMBER: usize = 3;
/// Between the columns of a table.
const BETWEEN_COLUMNS: usize = 2;
/// A word that is longer than a line is broken by it.
const HYPHEN: char = '⠤';
/// A line of it says that a printed page ends.
const PAGE_LINE: char = '⠤';
/// A change of scene.
const SCENE: &str = "⠒⠒⠒⠒⠒⠒";
/// Around what is said of a picture.
const BRACKETS: [&str; 2] = ["[", "]"];

/// A word of cells, or the number of the printed page that begins here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    Cells(String),
    Page(String),
}

/// Words that are not the book's, in the language that it is in.
pub(super) fn added(piece: &Piece) -> impl Iterator<Item = String> {
    let words = match &piece.layout {
        Layout::Item { mark: Some(mark), .. } => vec![mark.clone()],
        Layout::Picture => BRACKETS.map(ToOwned::to_owned).to_vec(),
        _ => Vec::new(),
    };
    words.into_iter()
}

/// Sheets in the making.
pub(super) struct Press {
    sheet: Sheet,
    done: Vec<Vec<String>>,
    lines: Vec<String>,
    /// Of the printed page, for the sheet being made and for the next one.
    label: String,
    next_label: String,
}

impl Press {
    pub(super) fn new(sheet: Sheet) -> Self {
        let within = |value: usize, range: std::ops::RangeInclusive<usize>| value.clamp(*range.start(), *range.end());
        let (cells, lines) = (within(sheet.cells, Sheet::CELLS), within(sheet.lines, Sheet::LINES));
        let sheet = Sheet { cells, lines, ..sheet };
        Self { sheet, done: Vec::new(), lines: Vec::new(), label: String::new(), next_label: String::new() }
    }

    /// The sheets' lines.
    pub(super) fn finish(mut self) -> Vec<Vec<String>> {
        if !self.lines.is_empty() || self.done.is_empty() {
            self.end_sheet();
        }
        self.done
    }

    fn is_at_top(&self) -> bool {
        self.lines.is_empty()
    }

    /// So many lines are free on the sheet.
    fn left(&self) -> usize {
        self.sheet.lines - self.lines.len()
    }

    fn own_number(&self) -> String {
        digits(&(self.done.len() + 1).to_string()).unwrap_or_default()
    }

    /// So many cells are free in the next line.
    fn room(&self) -> usize {
        let cells = self.sheet.cells;
        let beside = |number: &str| match number.chars().count() {
            0 => cells,
            length => cells.saturating_sub(length + BEFORE_NUMBER).max(cells / 3),
        };
        let first = if self.lines.is_empty() { beside(&self.label) } else { cells };
        let last = if self.left() == 1 { beside(&self.own_number()) } else { cells };
        first.min(last)
    }

    fn line(&mut self, line: String) {
        self.lines.push(line);
        if self.left() == 0 {
            self.end_sheet();
        }
    }

    fn blank(&mut self) {
        if !self.is_at_top() && self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.line(String::new());
        }
    }

    fn end_sheet(&mut self) {
        let own = self.own_number();
        let cells = self.sheet.cells;
        let mut lines = std::mem::take(&mut self.lines);
        lines.resize(self.sheet.lines, String::new());
        let label = std::mem::replace(&mut self.label, self.next_label.clone());
        number(&mut lines[0], &label, cells);
        if let Some(last) = lines.last_mut() {
            number(last, &own, cells);
        }
        self.done.push(lines);
    }

    /// A printed page begins: at the top of a sheet it is told there, else by a line of its own.
    fn page(&mut self, label: &str) {
        let label = label.char_indices().nth(self.sheet.cells / 2).map_or(label, |(end, _)| &label[..end]);
        self.next_label = label.to_owned();
        // Where a line would be the sheet's last one, the next sheet tells it.
        if !self.is_at_top() && self.left() <= 2 {
            self.end_sheet();
        }
        if self.is_at_top() {
            self.label = label.to_owned();
            return;
        }
        let length = self.room().saturating_sub(label.chars().count());
        let line: String = std::iter::repeat_n(PAGE_LINE, length).collect();
        self.line(format!("{line}{label}"));
    }

    /// Lines of words; the first begins at one cell, the others at another.
    fn words(&mut self, words: &[Word], first: usize, others: usize) {
        let mut line = Line::new(first);
        for word in words {
            match word {
                Word::Page(label) => {
                    if !line.is_empty() {
                        self.line(line.take(0));
                    }
                    self.page(label);
                    line = Line { is_fresh: line.is_fresh, ..Line::new(if line.is_fresh { first } else { others }) };
                }
                Word::Cells(word) => {
                    for (count, part) in word.split(BREAK).filter(|part| !part.is_empty()).enumerate() {
                        self.word(&mut line, part, count > 0, others);
                    }
                }
            }
        }
        if !line.is_empty() {
            self.line(line.take(0));
        }
    }

    /// A word, or a part of one that is joined to what stands before it where that is in the same line.
    fn word(&mut self, line: &mut Line, mut word: &str, joined: bool, others: usize) {
        let mut length = word.chars().count();
        let blank = usize::from(!joined);
        if !line.is_empty() && line.length + blank + length > self.room() {
            self.line(line.take(others));
        }
        while line.is_empty() && line.length + length > self.room() {
            let room = self.room();
            // The line beside a number is shorter: the word may fit into the next one.
            let next_fits = others + length <= self.sheet.cells || room < line.length + 2;
            if room < self.sheet.cells && next_fits {
                self.line(String::new());
                continue;
            }
            let fits = room.saturating_sub(line.length + 1).max(1);
            let end = word.char_indices().nth(fits).map_or(word.len(), |(at, _)| at);
            line.push(&word[..end], false);
            line.cells.push(HYPHEN);
            self.line(line.take(others));
            word = &word[end..];
            length = word.chars().count();
        }
        line.push(word, joined);
    }

    /// In the middle, between blank lines where there is room, and not at the foot of a sheet.
    fn heading(&mut self, lines: &[Vec<Word>]) {
        let pages = lines.iter().flatten().filter_map(|word| match word {
            Word::Page(label) => Some(label.clone()),
            Word::Cells(_) => None,
        });
        pages.collect::<Vec<_>>().iter().for_each(|label| self.page(label));
        let width = self.sheet.cells.saturating_sub(6).max(self.sheet.cells / 2);
        let mut rows: Vec<String> = Vec::new();
        for line in lines {
            let mut row = Line::new(0);
            for word in line {
                let Word::Cells(word) = word else { continue };
                let word = word.replace(BREAK, "");
                if !row.is_empty() && row.length + 1 + word.chars().count() > width {
                    rows.push(row.take(0));
                }
                row.push(&word, false);
            }
            if !row.is_empty() {
                rows.push(row.take(0));
            }
        }
        if rows.iter().any(|row| row.chars().count() > self.sheet.cells) {
            // A word longer than a line stands in no middle.
            self.blank();
            lines.iter().for_each(|line| self.words(line, 0, 0));
            return;
        }
        self.blank();
        // The first line after it belongs to it.
        if !self.is_at_top() && self.left() < rows.len() + 2 && rows.len() + 2 < self.sheet.lines {
            self.end_sheet();
        }
        for row in rows {
            let length = row.chars().count();
            while length > self.room() {
                self.line(String::new());
            }
            let before = self.room().saturating_sub(length) / 2;
            self.line(format!("{}{row}", blanks(before)));
        }
    }

    /// The rows of a table: in columns where these fit beside each other, else a line after the other.
    fn table(&mut self, rows: &[Row]) {
        let words_of = |cell: &[Word]| {
            let words = cell.iter().filter_map(|word| match word {
                Word::Cells(word) => Some(word.as_str()),
                Word::Page(_) => None,
            });
            words.collect::<Vec<_>>().join("\u{2800}").replace(BREAK, "")
        };
        let columns = rows.iter().flat_map(|(cells, _)| cells).map(|(column, _)| column + 1).max().unwrap_or(0);
        let mut widths = vec![0; columns.min(self.sheet.cells)];
        for (column, cell) in rows.iter().flat_map(|(cells, _)| cells) {
            if let Some(width) = widths.get_mut(*column) {
                *width = (*width).max(words_of(cell).chars().count());
            }
        }
        let whole = widths.iter().sum::<usize>() + BETWEEN_COLUMNS * widths.len().saturating_sub(1);
        let fits = columns == widths.len() && whole <= self.sheet.cells;
        for (cells, header) in rows {
            let pages = cells.iter().flat_map(|(_, cell)| cell).filter_map(|word| match word {
                Word::Page(label) => Some(label),
                Word::Cells(_) => None,
            });
            pages.for_each(|label| self.page(label));
            if !fits {
                let mut row: Vec<Word> = Vec::new();
                for (number, (_, cell)) in cells.iter().enumerate() {
                    let mut cell: Vec<Word> =
                        cell.iter().filter(|word| matches!(word, Word::Cells(_))).cloned().collect();
                    if let Some(Word::Cells(first)) = cell.first_mut().filter(|_| number > 0) {
                        // One more blank than between words parts the cells.
                        first.insert(0, BLANK);
                    }
                    row.append(&mut cell);
                }
                self.words(&row, 0, 2 * INDENT);
                continue;
            }
            let mut line = String::new();
            let mut length = 0;
            for (column, cell) in cells {
                let start = widths[..*column].iter().sum::<usize>() + BETWEEN_COLUMNS * column;
                line.push_str(&blanks(start.saturating_sub(length)));
                let cell = words_of(cell);
                length = start.max(length) + cell.chars().count();
                line.push_str(&cell);
            }
            // Beside a number there is less room; between the first line and the last there is none.
            while length > self.room() {
                self.line(String::new());
            }
            self.line(line);
            if *header {
                let under: Vec<String> = widths.iter().map(|width| "⠒".repeat(*width)).collect();
                let under = under.join(&blanks(BETWEEN_COLUMNS));
                if under.chars().count() <= self.room() && !self.is_at_top() {
                    self.line(under);
                }
            }
        }
    }
}

/// The cells of a row with their columns, and whether all of them are headers.
type Row = (Vec<(usize, Vec<Word>)>, bool);

/// A line that words come to.
struct Line {
    cells: String,
    length: usize,
    indent: usize,
    /// Nothing of its text was put on a sheet yet.
    is_fresh: bool,
}

impl Line {
    fn new(indent: usize) -> Self {
        Self { cells: blanks(indent), length: indent, indent, is_fresh: true }
    }

    fn is_empty(&self) -> bool {
        self.length == self.indent
    }

    /// A word, or what is joined to the last one.
    fn push(&mut self, word: &str, joined: bool) {
        if !self.is_empty() && !joined {
            self.cells.push(BLANK);
            self.length += 1;
        }
        self.cells.push_str(word);
        self.length += word.chars().count();
    }

    /// The line, and an empty one that begins at this cell for what follows.
    fn take(&mut self, indent: usize) -> String {
        let next = Self { is_fresh: false, ..Self::new(indent) };
        std::mem::replace(self, next).cells
    }
}

fn blanks(count: usize) -> String {
    std::iter::repeat_n(BLANK, count).collect()
}

/// Puts a number at the end of a line.
fn number(line: &mut String, number: &str, cells: usize) {
    let length = number.chars().count();
    if length == 0 || length > cells {
        return;
    }
    let before = cells - length;
    let gap = before.saturating_sub(line.chars().count());
    line.push_str(&blanks(gap));
    line.push_str(number);
}

/// Puts the pieces of a section on sheets.
pub(super) fn section(press: &mut Press, pieces: &[Piece], script: &Script) {
    let mut at = 0;
    let mut before: Option<&Layout> = None;
    while let Some(piece) = pieces.get(at) {
        let mut end = at + 1;
        let lines = piece.cells.first().map(|(_, runs)| script.words(runs)).unwrap_or_default();
        let apart = before.is_some_and(|before| is_apart(before, &piece.layout));
        if apart {
            press.blank();
        }
        match &piece.layout {
            Layout::Heading => press.heading(&lines),
            Layout::Separator => {
                press.blank();
                press.heading(&[vec![Word::Cells(SCENE.to_owned())]]);
                press.blank();
            }
            Layout::Row { table, .. } => {
                let same = |piece: &&Piece| matches!(&piece.layout, Layout::Row { table: other, .. } if other == table);
                let rows: Vec<_> = pieces[at..].iter().take_while(same).collect();
                end = at + rows.len();
                let rows: Vec<_> = rows
                    .into_iter()
                    .map(|row| {
                        let cells = row.cells.iter().map(|(column, runs)| (*column, script.words(runs).concat()));
                        let header = matches!(row.layout, Layout::Row { header: true, .. });
                        (cells.collect::<Vec<_>>(), header)
                    })
                    .collect();
                press.table(&rows);
            }
            Layout::Item { depth, mark } => {
                let deepest = deepest(pieces, at);
                let start = (2 * depth.min(&8)).min(press.sheet.cells / 2);
                let others = (2 * deepest.min(8) + 2).min(press.sheet.cells / 2);
                let mut words = Vec::new();
                if let Some(mark) = mark {
                    words.push(Word::Cells(script.cells(mark, None)));
                }
                let mut lines = lines.into_iter();
                words.extend(lines.next().unwrap_or_default());
                press.words(&words, if mark.is_some() { start } else { others }, others);
                lines.for_each(|line| press.words(&line, others, others));
            }
            Layout::Picture => {
                let [open, close] = BRACKETS.map(|sign| script.cells(sign, None));
                let mut words = lines.concat();
                let mut cells = words.iter_mut().filter_map(|word| match word {
                    Word::Cells(cells) => Some(cells),
                    Word::Page(_) => None,
                });
                if let Some(first) = cells.next() {
                    first.insert_str(0, &open);
                }
                if let Some(Word::Cells(last)) = words.last_mut() {
                    last.push_str(&close);
                }
                press.words(&words, 3 * INDENT, 2 * INDENT);
            }
            // The lines of a poem begin at the margin; what does not fit goes on further in.
            Layout::Code => lines.iter().for_each(|line| press.words(line, 0, 2 * INDENT)),
            Layout::Paragraph | Layout::Note if lines.len() > 1 => {
                lines.iter().for_each(|line| press.words(line, 0, INDENT));
            }
            Layout::Paragraph | Layout::Note => lines.iter().for_each(|line| press.words(line, INDENT, 0)),
        }
        before = Some(&pieces[end - 1].layout);
        at = end;
    }
}

/// A blank line stands between two pieces.
fn is_apart(before: &Layout, next: &Layout) -> bool {
    let together = |layout: &Layout| match layout {
        Layout::Item { .. } => 1,
        Layout::Row { table, .. } => 2 + table,
        Layout::Code => usize::MAX,
        Layout::Note => usize::MAX - 1,
        _ => 0,
    };
    !matches!(before, Layout::Heading) && !matches!(next, Layout::Heading) && together(before) != together(next)
}

/// How deep the list that this item stands in becomes.
fn deepest(pieces: &[Piece], at: usize) -> usize {
    let depth = |piece: &Piece| match piece.layout {
        Layout::Item { depth, .. } => Some(depth),
        _ => None,
    };
    let behind = pieces[at..].iter().map_while(depth).take(1000);
    let before = pieces[..at].iter().rev().map_while(depth).take(1000);
    behind.chain(before).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::full;
    use super::*;
    use crate::reading::export::flow::Run;

    fn run(text: &str, page: Option<&str>) -> Run {
        Run { text: text.to_owned(), language: None, page: page.map(ToOwned::to_owned) }
    }

    fn piece(layout: Layout, text: &str, page: Option<&str>) -> Piece {
        Piece { layout, cells: vec![(0, vec![run(text, page)])], direction: None }
    }

    #[test]
    fn nothing_stands_outside_of_its_sheet() {
        let words = "a bb ccc dddddddddddddddddddd ee\nff gggggggggggggggggggggggggggggggggggg";
        let item = |depth| Layout::Item { depth, mark: Some("1234567890.".to_owned()) };
        let row = |header, text: &str| {
            let cells = vec![(0, vec![run(text, Some("12"))]), (3, vec![run("x", None)]), (1, vec![run("y", None)])];
            Piece { layout: Layout::Row { table: 0, header }, cells, direction: None }
        };
        let pieces = [
            piece(Layout::Heading, "aaaa bbbb cccc dddd", Some("1")),
            piece(Layout::Heading, words, None),
            piece(Layout::Paragraph, words, Some("a label that is much too long for any sheet")),
            piece(item(0), words, None),
            piece(item(30), words, Some("2")),
            row(true, "h"),
            row(false, "c"),
            row(false, words),
            piece(Layout::Separator, "", None),
            piece(Layout::Picture, words, None),
            piece(Layout::Code, words, Some("300")),
            piece(Layout::Note, words, None),
        ];
        let pieces: Vec<Piece> = pieces.iter().cycle().take(pieces.len() * 30).cloned().collect();
        let script = full(&pieces);
        for (cells, lines) in [(12, 4), (13, 5), (20, 10), (30, 28), (40, 25)] {
            let mut press = Press::new(Sheet { cells, lines, ..Sheet::default() });
            section(&mut press, &pieces, &script);
            let sheets = press.finish();
            for (number, sheet) in sheets.iter().enumerate() {
                assert_eq!(sheet.len(), lines);
                let own = digits(&(number + 1).to_string()).expect("digits");
                assert!(sheet[lines - 1].ends_with(&own), "{sheet:?}");
                for line in sheet {
                    assert!(line.chars().count() <= cells, "{cells} × {lines}: {line}");
                }
            }
        }
    }
}
