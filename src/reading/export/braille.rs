//! A book in braille for an embosser, by liblouis (<https://liblouis.io/documentation/liblouis.html>): each stretch of text by the
//! table of its language.
//!
//! Pages are laid out as braille books are: a heading in the middle with a blank line before it, a paragraph two cells in,
//! the printed page at the end of the first line, the braille page at the end of the last one.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};

use super::{Error, Form, Order};
use crate::book::{Block, Book, Kind, Language};
use crate::voice::record::Stop;

/// Most of what the program may answer.
const ANSWER_BYTES: u64 = 256 << 20;
/// Braille ASCII of North America, by the dots of a cell: dot 1 is 1, dot 2 is 2, dot 3 is 4 and so on.
const ASCII: &[u8; 64] = b" A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)=";
const BLANK: char = '\u{2800}';

/// How much is shortened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grade {
    #[default]
    Full,
    /// English alone has a table for it.
    Shortened,
}

/// The paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    pub cells: usize,
    pub lines: usize,
    pub grade: Grade,
}

impl Default for Sheet {
    /// What fits on A4 with the usual distance of dots.
    fn default() -> Self {
        Self { cells: 30, lines: 28, grade: Grade::Full }
    }
}

/// The table of a language. Kazakh letters are known to the table only behind the Russian ones.
fn table(language: &str, grade: Grade) -> &'static str {
    match (language, grade) {
        ("kk", _) => "ru-unicode.dis,kk.utb",
        ("ru", _) => "unicode.dis,ru-litbrl.ctb",
        ("en", Grade::Shortened) => "unicode.dis,en-ueb-g2.ctb",
        ("de", _) => "unicode.dis,de-g0.utb",
        ("fr", _) => "unicode.dis,fr-bfu-comp6.utb",
        ("uk", _) => "unicode.dis,uk.utb",
        ("tr", _) => "unicode.dis,tr.ctb",
        _ => "unicode.dis,en-ueb-g1.ctb",
    }
}

/// A stretch of text in one language.
type Stretch = (String, String);

/// A line of the book before it is braille.
struct Line {
    kind: Kind,
    stretches: Vec<Stretch>,
    /// The printed page that begins with it.
    page: Option<String>,
}

pub(super) fn write(order: &Order, out: &mut dyn Write, stop: &Stop) -> Result<(), Error> {
    let lines = lines(&order.book);
    let mut by_table: HashMap<&'static str, Vec<&str>> = HashMap::new();
    for (language, text) in lines.iter().flat_map(|line| &line.stretches) {
        by_table.entry(table(language, order.sheet.grade)).or_default().push(text);
    }
    let mut answers: HashMap<&'static str, std::vec::IntoIter<String>> = HashMap::new();
    for (table, texts) in by_table {
        if stop.is_asked() {
            return Err(Error::Stopped);
        }
        answers.insert(table, translate(table, &texts)?.into_iter());
    }
    let digits = digits();
    let mut pages = Pages::new(order.sheet);
    for line in &lines {
        if let Some(page) = &line.page {
            pages.turn(&number(page, &digits));
        }
        let mut cells = String::new();
        for (language, _) in &line.stretches {
            cells.extend(answers.get_mut(table(language, order.sheet.grade)).and_then(Iterator::next));
        }
        pages.take(line.kind, cells.trim_matches([BLANK, ' ']));
    }
    let pages = pages.finish(&digits);
    match order.form {
        Form::Pef => pef(order, &pages, out)?,
        _ => brf(&pages, out)?,
    }
    Ok(())
}

fn lines(book: &Book) -> Vec<Line> {
    let mut lines = Vec::new();
    for (number, section) in book.sections.iter().enumerate() {
        let own = section.language.as_ref().or(book.metadata.languages.first());
        for (index, block) in section.blocks.iter().enumerate() {
            let begins = |page: &&crate::book::PageLabel| page.point.section == number && page.point.block == index;
            let page = book.pages.iter().find(begins).map(|page| page.label.clone());
            let stretches = stretches(block, own);
            if !stretches.is_empty() || page.is_some() {
                lines.push(Line { kind: block.kind, stretches, page });
            }
        }
    }
    lines
}

/// The text of a block, parted where its language changes.
fn stretches(block: &Block, own: Option<&Language>) -> Vec<Stretch> {
    let words = match (block.kind, &block.label) {
        (Kind::PageBreak, _) => return Vec::new(),
        (Kind::Separator, _) => return vec![("en".to_owned(), "* * *".to_owned())],
        _ if block.text.trim().is_empty() => return Vec::new(),
        (Kind::Item, Some(label)) => vec![(language_of(block.language.as_ref().or(own)), format!("{label} "))],
        _ => Vec::new(),
    };
    let mut stretches: Vec<Stretch> = words;
    for (at, c) in block.text.char_indices() {
        // What one line of the program's input cannot hold is a blank.
        let c = if c.is_control() || c == '\u{ad}' { ' ' } else { c };
        let language = language_of(block.language_at(at).or(own));
        match stretches.last_mut() {
            Some((last, text)) if *last == language => text.push(c),
            _ => stretches.push((language, c.to_string())),
        }
    }
    stretches
}

fn language_of(language: Option<&Language>) -> String {
    language.map_or_else(|| "en".to_owned(), |language| language.primary().to_owned())
}

/// These texts by this table, each as cells of Unicode.
fn translate(table: &str, texts: &[&str]) -> Result<Vec<String>, Error> {
    let mut child = Command::new("lou_translate")
        .args(["--forward", table])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::NoBraille,
            _ => Error::Io(error),
        })?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let answer = std::thread::scope(|scope| {
        scope.spawn(move || {
            let Some(mut stdin) = stdin else { return };
            for text in texts {
                // Blanks at the ends would be lost, and are words here. A child that does not listen does not answer either.
                let _ = writeln!(stdin, "{text}");
            }
        });
        let mut answer = String::new();
        stdout.map(|stdout| stdout.take(ANSWER_BYTES).read_to_string(&mut answer)).transpose().map(|_| answer)
    });
    let ended = child.wait();
    let answer = answer?;
    let lines: Vec<String> = answer.lines().map(cells).collect();
    if !ended?.success() || lines.len() < texts.len() {
        return Err(Error::NoBraille);
    }
    // What was a blank at the end of a text is one.
    let with_blank = |(line, text): (String, &&str)| if text.ends_with(' ') { format!("{line}{BLANK}") } else { line };
    Ok(lines.into_iter().zip(texts).map(with_blank).collect())
}

/// Cells of six dots alone; what the table does not know is left out.
fn cells(line: &str) -> String {
    line.chars()
        .filter_map(|c| match c {
            ' ' => Some(BLANK),
            '\u{2800}'..='\u{28ff}' => char::from_u32(0x2800 + (c as u32 & 0x3f)),
            _ => None,
        })
        .collect()
}

/// The cells of the digits, with the sign before them apart: they are the same in all tables of ours.
fn digits() -> [char; 10] {
    ['⠚', '⠁', '⠃', '⠉', '⠙', '⠑', '⠋', '⠛', '⠓', '⠊']
}

/// A page's label; letters of Roman numerals stand for themselves.
fn number(label: &str, digits: &[char; 10]) -> String {
    const LETTERS: &str = "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵";
    let mut cells = String::new();
    let mut in_number = false;
    for c in label.chars().take(8) {
        match c.to_digit(10) {
            Some(digit) => {
                if !in_number {
                    cells.push('⠼');
                }
                cells.push(digits[digit as usize]);
                in_number = true;
            }
            None => {
                in_number = false;
                let letter = c.to_ascii_lowercase();
                if letter.is_ascii_lowercase() {
                    cells.extend(LETTERS.chars().nth((letter as u8 - b'a') as usize));
                }
            }
        }
    }
    cells
}

/// Pages of braille as they fill.
struct Pages {
    sheet: Sheet,
    pages: Vec<Vec<String>>,
    page: Vec<String>,
    /// The printed page of each braille page, as it begins.
    printed: Vec<String>,
    now: String,
}

impl Pages {
    fn new(sheet: Sheet) -> Self {
        let sheet = Sheet { cells: sheet.cells.clamp(10, 100), lines: sheet.lines.clamp(5, 100), ..sheet };
        Self { sheet, pages: Vec::new(), page: Vec::new(), printed: Vec::new(), now: String::new() }
    }

    fn turn(&mut self, label: &str) {
        self.now = label.to_owned();
    }

    /// Lines for text: the first has the printed page, the last the braille page.
    fn room(&self) -> usize {
        self.sheet.lines - 2
    }

    fn put(&mut self, line: String) {
        if self.page.is_empty() {
            self.printed.push(self.now.clone());
        }
        self.page.push(line);
        if self.page.len() == self.room() {
            self.pages.push(std::mem::take(&mut self.page));
        }
    }

    fn take(&mut self, kind: Kind, cells: &str) {
        if cells.is_empty() {
            return;
        }
        let width = self.sheet.cells;
        let (first, rest) = match kind {
            Kind::Heading(_) | Kind::Separator => (0, 0),
            Kind::Item | Kind::Cell => (0, 2),
            Kind::Note => (4, 2),
            _ => (2, 0),
        };
        let lines = broken(cells, width, first, rest);
        if let Kind::Heading(_) | Kind::Separator = kind {
            // A heading does not end a page.
            let needed = lines.len() + 2;
            while !self.page.is_empty() && self.page.len() + needed > self.room() && needed < self.room() {
                self.put(String::new());
            }
            if !self.page.is_empty() {
                self.put(String::new());
            }
            for line in lines {
                let length = line.chars().count();
                self.put(format!("{}{line}", blanks(width.saturating_sub(length) / 2)));
            }
            return;
        }
        for line in lines {
            self.put(line);
        }
    }

    fn finish(mut self, digits: &[char; 10]) -> Vec<Vec<String>> {
        if !self.page.is_empty() {
            self.pages.push(std::mem::take(&mut self.page));
        }
        let width = self.sheet.cells;
        let right = |words: &str| {
            let length = words.chars().count().min(width);
            if length == 0 { String::new() } else { format!("{}{words}", blanks(width - length)) }
        };
        let numbered = |(index, mut lines): (usize, Vec<String>)| {
            lines.insert(0, right(self.printed.get(index).map_or("", String::as_str)));
            lines.resize(self.sheet.lines - 1, String::new());
            lines.push(right(&number(&(index + 1).to_string(), digits)));
            lines
        };
        self.pages.into_iter().enumerate().map(numbered).collect()
    }
}

fn blanks(count: usize) -> String {
    std::iter::repeat_n(BLANK, count).collect()
}

/// Cells in lines of this width; only a word that is longer than a line is broken.
fn broken(cells: &str, width: usize, first: usize, rest: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = blanks(first);
    let mut length = first;
    let mut begun = false;
    for word in cells.split(BLANK).filter(|word| !word.is_empty()) {
        let mut word: Vec<char> = word.chars().collect();
        loop {
            let gap = usize::from(begun);
            if length + gap + word.len() <= width {
                if begun {
                    line.push(BLANK);
                }
                line.extend(&word);
                length += gap + word.len();
                begun = true;
                break;
            }
            if begun {
                lines.push(std::mem::replace(&mut line, blanks(rest)));
                (length, begun) = (rest, false);
                continue;
            }
            let part: Vec<char> = word.drain(..(width - length).min(word.len())).collect();
            line.extend(&part);
            lines.push(std::mem::replace(&mut line, blanks(rest)));
            (length, begun) = (rest, false);
        }
    }
    if begun {
        lines.push(line);
    }
    lines
}

fn brf(pages: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    for lines in pages {
        for line in lines {
            let ascii: Vec<u8> = line.chars().map(|c| ASCII[(c as u32 & 0x3f) as usize]).collect();
            out.write_all(ascii.trim_ascii_end())?;
            out.write_all(b"\r\n")?;
        }
        out.write_all(b"\x0c")?;
    }
    Ok(())
}

fn pef(order: &Order, pages: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    use crate::reading::record::markup::text;
    let metadata = &order.book.metadata;
    let Sheet { cells, lines, .. } = order.sheet;
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pef version=\"2008-1\" xmlns=\"http://www.daisy.org/ns/2008/pef\">\n\
         <head><meta xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:format>application/x-pef+xml</dc:format>\n\
         <dc:identifier>{}</dc:identifier>\n<dc:title>{}</dc:title>\n",
        text(metadata.identifier.as_deref().unwrap_or_else(|| order.name())),
        text(order.name())
    )?;
    for author in metadata.authors() {
        writeln!(out, "<dc:creator>{}</dc:creator>", text(author))?;
    }
    for language in &metadata.languages {
        writeln!(out, "<dc:language>{}</dc:language>", text(language.tag()))?;
    }
    write!(
        out,
        "</meta></head>\n<body><volume cols=\"{}\" rows=\"{}\" rowgap=\"0\" duplex=\"false\"><section>\n",
        cells.clamp(10, 100),
        lines.clamp(5, 100)
    )?;
    for lines in pages {
        writeln!(out, "<page>")?;
        for line in lines {
            writeln!(out, "<row>{line}</row>")?;
        }
        writeln!(out, "</page>")?;
    }
    writeln!(out, "</section></volume></body>\n</pef>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        let cells = "⠁⠃⠉⠀⠁⠃⠉⠀⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇";
        assert_eq!(broken(cells, 8, 2, 0), ["⠀⠀⠁⠃⠉", "⠁⠃⠉", "⠁⠃⠉⠙⠑⠋⠛⠓", "⠊⠚⠅⠇"]);
        assert!(broken("", 8, 2, 0).is_empty());
    }

    #[test]
    fn pages_have_their_numbers() {
        let mut pages = Pages::new(Sheet { cells: 12, lines: 5, grade: Grade::Full });
        pages.turn(&number("iv", &digits()));
        for _ in 0..4 {
            pages.take(Kind::Paragraph, "⠁⠃⠉");
        }
        let pages = pages.finish(&digits());
        assert_eq!(pages.len(), 2);
        assert!(pages.iter().all(|page| page.len() == 5));
        assert_eq!(pages[0][0].trim_matches(BLANK), "⠊⠧");
        assert_eq!(pages[1][4].trim_matches(BLANK), "⠼⠃");
    }

    #[test]
    fn braille_ascii_has_every_cell_once() {
        let mut all: Vec<u8> = ASCII.to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 64);
        assert_eq!((ASCII[1], ASCII[3], ASCII[0x3f], ASCII[0x3c]), (b'A', b'B', b'=', b'#'));
    }
}
