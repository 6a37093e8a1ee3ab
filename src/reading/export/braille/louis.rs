//! Text into cells, by liblouis (<https://liblouis.io>): its program `lou_translate` as a child, a line in, a line out.
//!
//! The program and not the library: it is there wherever a package manager has it, and what it makes of a hostile text
//! stays its own.

use std::time::Duration;

use unicode_normalization::UnicodeNormalization;

use super::super::Error;
use super::{BLANK, Grade};
use crate::book::Language;
use crate::format::tool::{self, Fault};
use crate::voice::record::Stop;

const PROGRAM: &str = "lou_translate";

/// So many bytes are handed over at once: between them it is heard how much is done.
const PORTION_BYTES: usize = 40_000;

/// For a portion: the tables of some languages are slow.
const PATIENCE: Duration = Duration::from_secs(30);

/// All dots: what stands for a sign that a table does not know.
const UNKNOWN: char = '⠿';

/// A table of liblouis, with the one before it that tells how cells are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Table {
    shown: &'static str,
    name: &'static str,
}

impl Table {
    /// Where Cyrillic is written, no blank follows a comma, yet a line may end behind it.
    pub(super) fn breaks_behind_commas(self) -> bool {
        self.shown == CYRILLIC_PATTERNS
    }
}

/// Unicode's patterns; the second also those of Cyrillic tables, which part Cyrillic from Latin letters by a ninth dot.
const PATTERNS: &str = "unicode.dis";
const CYRILLIC_PATTERNS: &str = "ru-unicode.dis";

/// The table for a text in this language. Tables are of six dots: paper has no more.
pub(super) fn table(language: Option<&Language>, text: &str, grade: Grade) -> Table {
    let cyrillic = |name| Table { shown: CYRILLIC_PATTERNS, name };
    let latin = |name| Table { shown: PATTERNS, name };
    let in_cyrillic = || text.chars().any(|letter| matches!(letter, '\u{400}'..='\u{52f}'));
    match language.map(Language::primary) {
        Some("kk") if language.is_some_and(|language| !language.tag().contains("-Latn")) => cyrillic("kk.utb"),
        Some("ru") => cyrillic("ru-litbrl.ctb"),
        Some("uk") => cyrillic("uk.utb"),
        Some("be") => cyrillic("bel.utb"),
        Some("tt") if in_cyrillic() => cyrillic("tt.utb"),
        Some("ba") => cyrillic("ba.utb"),
        Some("sah") => cyrillic("sah.utb"),
        Some("uz") if !in_cyrillic() => latin("uz-g1.utb"),
        Some("tr") => latin("tr-g1.ctb"),
        Some("de") => latin("de-g1.ctb"),
        Some("fr") => latin("fr-bfu-comp6.utb"),
        Some("es") => latin("es-g1.ctb"),
        Some("it") => latin("it-it-comp6.utb"),
        Some("pt") => latin("pt-pt-g1.utb"),
        Some("pl") => latin("Pl-Pl-g1.utb"),
        Some("cs") => latin("cs-g1.ctb"),
        Some("en") if grade == Grade::Two => latin("en-ueb-g2.ctb"),
        Some("en") => latin("en-ueb-g1.ctb"),
        // Kazakh's table has the letters of Russian and more of its neighbours' than that has.
        _ if in_cyrillic() => cyrillic("kk.utb"),
        _ => latin("en-ueb-g1.ctb"),
    }
}

/// The cells of each of these texts, which are single lines. `tell` hears of bytes that are done.
pub(super) fn translate(
    table: Table,
    texts: &[String],
    stop: &Stop,
    tell: &mut dyn FnMut(usize),
) -> Result<Vec<String>, Error> {
    let mut cells = Vec::with_capacity(texts.len());
    let mut rest = texts;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take_while(|text| {
            bytes += text.len() * 2 + 1;
            bytes <= PORTION_BYTES
        });
        let count = fits.count().max(1);
        let (now, later) = rest.split_at(count);
        let made = run(table, now, stop)?;
        if made.len() == now.len() {
            cells.extend(made);
        } else {
            // One of them is longer in cells than the program's lines: each by itself.
            for text in now {
                cells.push(run(table, std::slice::from_ref(text), stop)?.concat());
            }
        }
        tell(now.iter().map(String::len).sum());
        rest = later;
    }
    Ok(cells)
}

fn run(table: Table, texts: &[String], stop: &Stop) -> Result<Vec<String>, Error> {
    let mut input = String::new();
    for text in texts {
        // The program reads escapes.
        input.extend(text.nfc().flat_map(|c| std::iter::repeat_n(c, if c == '\\' { 2 } else { 1 })));
        input.push('\n');
    }
    let mut command = tool::command(PROGRAM);
    command.args(["--forward", &format!("{},{}", table.shown, table.name)]);
    let wanted = !input.trim().is_empty();
    let answer = tool::run(&mut command, input.into_bytes(), PATIENCE, &|| stop.is_asked()).map_err(failed)?;
    let answer = String::from_utf8_lossy(&answer);
    if answer.trim().is_empty() && wanted {
        return Err(Error::NoTable(table.name));
    }
    Ok(answer.lines().map(tidy).collect())
}

fn failed(fault: Fault) -> Error {
    match fault {
        Fault::Stopped => Error::Stopped,
        Fault::Missing(_) => Error::NoTranslator,
        fault => Error::Translator(fault.to_string()),
    }
}

/// Only cells: signs that the table does not know are written out by the program as the number of their sign, between
/// single dots, which nobody can read.
fn tidy(line: &str) -> String {
    const OPEN: &str = "⠄⡳";
    let mut tidied = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(OPEN) {
        tidied.push_str(&rest[..at]);
        let inside = &rest[at + OPEN.len()..];
        tidied.push(UNKNOWN);
        rest = inside.find('⠄').map_or("", |end| &inside[end + '⠄'.len_utf8()..]);
    }
    tidied.push_str(rest);
    tidied.chars().map(|cell| if matches!(cell, '\u{2800}'..='\u{28ff}') { cell } else { BLANK }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_that_of_the_language() {
        let name = |tag: &str, text: &str, grade| table(Language::parse(tag).as_ref(), text, grade).name;
        assert_eq!(name("kk-KZ", "Сәлем", Grade::One), "kk.utb");
        assert_eq!(name("ru", "Привет", Grade::Two), "ru-litbrl.ctb");
        assert_eq!(name("en-GB", "Hello", Grade::One), "en-ueb-g1.ctb");
        assert_eq!(name("en", "Hello", Grade::Two), "en-ueb-g2.ctb");
        assert_eq!(name("kk-Latn", "Sálem", Grade::One), "en-ueb-g1.ctb");
        assert_eq!(name("mn", "Сайн", Grade::One), "kk.utb");
        assert_eq!(name("", "", Grade::One), "en-ueb-g1.ctb");
    }

    #[test]
    fn unknown_signs_are_full_cells() {
        assert_eq!(tidy("⠁⠀⠄⡳⠭⠖⠋⠄⠄⡳⠭⠢⠄⠀⠃"), "⠁⠀⠿⠿⠀⠃");
        assert_eq!(tidy("⠁\tx"), "⠁⠀⠀");
    }
}
