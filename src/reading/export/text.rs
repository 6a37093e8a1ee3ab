//! A book as plain text: a line a paragraph, blank lines around headings, a line a row of a table.

use std::io::{self, Write};

use crate::book::{Block, Book, Kind};

pub(super) fn write(book: &Book, out: &mut dyn Write) -> io::Result<()> {
    let mut before: Option<Kind> = None;
    let mut row = None;
    for section in &book.sections {
        for block in &section.blocks {
            if let Some(place) = block.cell {
                match row {
                    Some(last) if last == place.row && before == Some(Kind::Cell) => write!(out, "\t")?,
                    _ => start(out, &mut before, Kind::Cell)?,
                }
                row = Some(place.row);
                write!(out, "{}", block.text.replace('\n', " "))?;
                before = Some(Kind::Cell);
                continue;
            }
            let Some(words) = words(block) else { continue };
            start(out, &mut before, block.kind)?;
            write!(out, "{words}")?;
            before = Some(block.kind);
        }
    }
    if before.is_some() { writeln!(out) } else { Ok(()) }
}

/// Ends the line before: with a blank line, but between the items of a list, the rows of a table and notes.
fn start(out: &mut dyn Write, before: &mut Option<Kind>, next: Kind) -> io::Result<()> {
    let together = |kind| matches!(kind, Kind::Item | Kind::Cell);
    match *before {
        None => Ok(()),
        Some(last) if last == next && together(next) => writeln!(out),
        Some(_) => write!(out, "\n\n"),
    }
}

fn words(block: &Block) -> Option<String> {
    let text = block.text.trim();
    Some(match block.kind {
        Kind::PageBreak => return None,
        Kind::Separator => "* * *".to_owned(),
        Kind::Image if text.is_empty() => return None,
        Kind::Image => format!("[{text}]"),
        Kind::Item => format!("{} {text}", block.label.as_deref().unwrap_or("•")),
        _ if text.is_empty() => return None,
        _ => text.to_owned(),
    })
}
