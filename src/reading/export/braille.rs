//! Braille on sheets, as BRF for embossers and displays, and as PEF 2008-1.
//!
//! <https://braillespecs.github.io/pef/pef-specification.html>; the letters of BRF are those of the North American code.
//!
//! The cells are written by liblouis, by the table of the language of each stretch of text; what stands where on a sheet
//! is decided here, by the usage of braille printers: headings in the middle, paragraphs two cells in, the printed page's
//! number at the end of the first line, the sheet's own at the end of the last.

mod layout;
mod louis;

use std::collections::HashMap;
use std::io::{self, Write};

use super::flow::{Flow, Piece};
use super::{Error, Form, Work};
use crate::book::Language;
use crate::library::shelf::Moment;
use crate::reading::markup::text;
use crate::voice::record::Stop;
use layout::{Press, Word};

/// Text is handed over in pieces of so many characters at most: the program reads no longer lines.
const LONGEST_PIECE: usize = 300;

/// How far a text is contracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Grade {
    /// Letter by letter.
    #[default]
    One,
    /// With the contractions of English; Kazakh and Russian have none.
    Two,
}

/// A sheet of braille.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// In a line.
    pub cells: usize,
    /// On a page.
    pub lines: usize,
    pub grade: Grade,
}

impl Sheet {
    /// What a sheet can have.
    pub const CELLS: std::ops::RangeInclusive<usize> = 12..=100;
    pub const LINES: std::ops::RangeInclusive<usize> = 4..=100;
}

impl Default for Sheet {
    /// As much as fits on A4 upright, the paper of embossers in Kazakhstan: cells stand 6 mm apart, lines 10 mm, and the
    /// margin takes the rest.
    fn default() -> Self {
        Self { cells: 30, lines: 28, grade: Grade::One }
    }
}

pub(super) fn write(work: &Work, out: &mut dyn Write, stop: &Stop, tell: &mut dyn FnMut(f64)) -> Result<(), Error> {
    let book = &work.book;
    let mut flow = Flow::of(book);
    let main = flow.main_language();
    let sections: Vec<Vec<Piece>> = (0..book.sections.len()).map(|number| flow.section(number)).collect();
    let mut script = Script::new(work.sheet.grade, main);
    for piece in sections.iter().flatten() {
        piece.cells.iter().flat_map(|(_, runs)| runs).for_each(|run| script.learn(&run.text, run.language.as_ref()));
        layout::added(piece).for_each(|words| script.learn(&words, None));
    }
    book.pages.iter().for_each(|page| script.learn(&page.label, None));
    script.translate(stop, tell)?;
    let mut press = Press::new(work.sheet);
    for section in &sections {
        if stop.is_asked() {
            return Err(Error::Stopped);
        }
        layout::section(&mut press, section, &script);
    }
    let pages = press.finish();
    match work.form {
        Form::Pef => write_pef(work, &pages, out)?,
        _ => write_brf(&pages, out)?,
    }
    Ok(())
}

/// What each stretch of text is in braille (Unicode's patterns of six dots, blanks as U+2800).
struct Script {
    grade: Grade,
    main: Option<Language>,
    /// Table → piece of text → its cells.
    known: HashMap<louis::Table, HashMap<String, String>>,
}

impl Script {
    fn new(grade: Grade, main: Option<Language>) -> Self {
        Self { grade, main, known: HashMap::new() }
    }

    fn table(&self, text: &str, language: Option<&Language>) -> louis::Table {
        louis::table(language.or(self.main.as_ref()), text, self.grade)
    }

    /// This text will be asked for.
    fn learn(&mut self, text: &str, language: Option<&Language>) {
        let table = self.table(text, language);
        let known = self.known.entry(table).or_default();
        for piece in pieces(text) {
            if !known.contains_key(piece.as_str()) {
                known.insert(piece, String::new());
            }
        }
    }

    fn translate(&mut self, stop: &Stop, tell: &mut dyn FnMut(f64)) -> Result<(), Error> {
        let whole: usize = self.known.values().flat_map(HashMap::keys).map(String::len).sum();
        let mut done = 0;
        for (table, known) in &mut self.known {
            let texts: Vec<String> = known.keys().cloned().collect();
            let mut tell_more = |bytes: usize| {
                done += bytes;
                tell(done as f64 / whole.max(1) as f64 * 0.95);
            };
            let cells = louis::translate(*table, &texts, stop, &mut tell_more)?;
            known.extend(texts.into_iter().zip(cells));
        }
        Ok(())
    }

    /// A line of text in cells.
    fn cells(&self, text: &str, language: Option<&Language>) -> String {
        let table = self.table(text, language);
        let known = self.known.get(&table);
        let cells: String = pieces(text).filter_map(|piece| known?.get(piece.as_str()).cloned()).collect();
        if table.breaks_behind_commas() { with_breaks(&cells) } else { cells }
    }

    /// The words of a text, its lines parted.
    fn words(&self, runs: &[super::flow::Run]) -> Vec<Vec<Word>> {
        let mut lines = vec![Vec::new()];
        // A word may begin in one language and end in another.
        let mut open = false;
        for run in runs {
            if let Some(label) = &run.page {
                lines.last_mut().into_iter().for_each(|line| line.push(Word::Page(self.number(label))));
            }
            for (count, text) in run.text.split('\n').enumerate() {
                if count > 0 {
                    lines.push(Vec::new());
                    open = false;
                }
                let cells = self.cells(text, run.language.as_ref());
                let Some(line) = lines.last_mut() else { continue };
                for (count, word) in cells.split(BLANK).enumerate() {
                    open &= count == 0;
                    if word.is_empty() {
                        continue;
                    }
                    match line.last_mut() {
                        Some(Word::Cells(before)) if open => before.push_str(word),
                        _ => line.push(Word::Cells(word.to_owned())),
                    }
                    open = true;
                }
                open &= !cells.ends_with(BLANK);
            }
        }
        lines
    }

    /// A page's label: numbers in their own signs, whatever the language.
    fn number(&self, label: &str) -> String {
        digits(label).unwrap_or_else(|| self.cells(label.trim(), None).trim_matches(BLANK).to_owned())
    }
}

/// The cell without dots.
const BLANK: char = '\u{2800}';

/// Inside of a word: a line may end here.
const BREAK: char = '\u{200b}';

/// Marks where a line may end behind a comma: between words, not in a number.
fn with_breaks(cells: &str) -> String {
    const COMMA: char = '⠂';
    const NUMBER: char = '⠼';
    // Where a number ends by a comma and is no part of a longer one.
    const BEHIND_NUMBER: &str = "⠠⠂";
    let words = cells.split(BLANK).map(|word| {
        let mut parts: Vec<&str> = word.split_inclusive(COMMA).collect();
        let last = parts.pop().unwrap_or_default();
        let mut marked = String::with_capacity(word.len());
        for part in parts {
            marked.push_str(part);
            if !part.contains(NUMBER) || part.ends_with(BEHIND_NUMBER) {
                marked.push(BREAK);
            }
        }
        marked + last
    });
    words.collect::<Vec<_>>().join("\u{2800}")
}

/// A number of digits in cells.
fn digits(number: &str) -> Option<String> {
    const DIGITS: [char; 10] = ['⠚', '⠁', '⠃', '⠉', '⠙', '⠑', '⠋', '⠛', '⠓', '⠊'];
    let cells: Option<String> = number.trim().chars().map(|digit| Some(DIGITS[digit.to_digit(10)? as usize])).collect();
    cells.filter(|cells| !cells.is_empty()).map(|cells| format!("⠼{cells}"))
}

/// The text as it is handed over: lines, in pieces, with blanks of one kind.
fn pieces(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split('\n').flat_map(|line| {
        let mut pieces = Vec::new();
        let mut piece = String::new();
        let mut length = 0;
        for c in line.chars() {
            let c = if c.is_whitespace() { ' ' } else { c };
            // Where a word may be broken is no part of it.
            if c == '\u{ad}' || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}') {
                continue;
            }
            piece.push(c);
            length += 1;
            if length >= LONGEST_PIECE && c == ' ' || length >= 2 * LONGEST_PIECE {
                pieces.push(std::mem::take(&mut piece));
                length = 0;
            }
        }
        pieces.push(piece);
        pieces.into_iter().filter(|piece| !piece.is_empty())
    })
}

/// The letters of the North American code, by the pattern of the six dots.
const LETTERS: &[u8; 64] = b" A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)=";

/// The pattern of a cell, of its upper six dots.
fn pattern(cell: char) -> usize {
    (u32::from(cell).wrapping_sub(u32::from(BLANK)) & 0x3f) as usize
}

fn write_brf(pages: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    for page in pages {
        for line in page {
            let letters: Vec<u8> = line.chars().map(|cell| LETTERS[pattern(cell)]).collect();
            out.write_all(letters.trim_ascii_end())?;
            out.write_all(b"\r\n")?;
        }
        out.write_all(b"\x0c")?;
    }
    Ok(())
}

fn write_pef(work: &Work, pages: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    let metadata = &work.book.metadata;
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pef version=\"2008-1\" xmlns=\"http://www.daisy.org/ns/2008/pef\">\n\
         <head>\n<meta xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:format>application/x-pef+xml</dc:format>\n\
         <dc:identifier>{}</dc:identifier>\n<dc:title>{}</dc:title>\n",
        text(&work.identifier()),
        text(&work.name())
    )?;
    if let Some(source) = work.source() {
        writeln!(out, "<dc:source>{}</dc:source>", text(source))?;
    }
    for author in metadata.authors() {
        writeln!(out, "<dc:creator>{}</dc:creator>", text(author))?;
    }
    for language in &metadata.languages {
        writeln!(out, "<dc:language>{}</dc:language>", text(language.tag()))?;
    }
    for publisher in metadata.publisher.iter().filter(|publisher| !publisher.trim().is_empty()) {
        writeln!(out, "<dc:publisher>{}</dc:publisher>", text(publisher))?;
    }
    let now = Moment::now().to_string();
    writeln!(out, "<dc:date>{}</dc:date>\n</meta>\n</head>", now.get(..10).unwrap_or(&now))?;
    let Sheet { cells, lines, .. } = work.sheet;
    writeln!(out, "<body>\n<volume cols=\"{cells}\" rows=\"{lines}\" rowgap=\"0\" duplex=\"false\">\n<section>")?;
    for page in pages {
        writeln!(out, "<page>")?;
        for line in page {
            match line.trim_end_matches(BLANK) {
                "" => writeln!(out, "<row/>")?,
                line => writeln!(out, "<row>{line}</row>")?,
            }
        }
        writeln!(out, "</page>")?;
    }
    writeln!(out, "</section>\n</volume>\n</body>\n</pef>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_has_its_letter() {
        let mut seen = LETTERS.to_vec();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 64);
        let letter = |cell| char::from(LETTERS[pattern(cell)]);
        let said: String = "⠁⠃⠉⠼⠠⠿⠀⠺".chars().map(letter).collect();
        assert_eq!(said, "ABC#,= W");
        assert_eq!(digits("120").as_deref(), Some("⠼⠁⠃⠚"));
        assert_eq!(digits("iv"), None);
        assert_eq!(with_breaks("⠁⠂⠃⠂⠀⠼⠁⠂⠑⠀⠉"), "⠁⠂\u{200b}⠃⠂⠀⠼⠁⠂⠑⠀⠉");
    }

    /// A script that writes a full cell for every letter.
    pub(super) fn full(pieces: &[Piece]) -> Script {
        let mut script = Script::new(Grade::One, None);
        for piece in pieces {
            piece.cells.iter().flat_map(|(_, runs)| runs).for_each(|run| script.learn(&run.text, None));
            layout::added(piece).for_each(|words| script.learn(&words, None));
        }
        for (text, cells) in script.known.values_mut().flatten() {
            *cells = text.chars().map(|c| if c == ' ' { BLANK } else { '⠿' }).collect();
        }
        script
    }

    #[test]
    fn text_is_handed_over_in_short_lines() {
        let long = "сөз ".repeat(1000);
        assert!(pieces(&long).all(|piece| piece.chars().count() <= 2 * LONGEST_PIECE));
        assert_eq!(pieces(&long).collect::<String>(), long);
        assert_eq!(pieces("a\u{ad}b\u{a0}c\n\nd").collect::<Vec<_>>(), ["ab c", "d"]);
    }
}
