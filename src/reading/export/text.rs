//! Plain text (UTF-8): headings between blank lines, items with their marks, a line a row of a table with its cells parted
//! by TAB, notes at the end of their section.

use std::io::Write;

use super::flow::{Flow, Layout, Piece};
use super::{Error, Work, each_section};
use crate::book::BaseDirection;
use crate::voice::record::Stop;

/// What stands for a change of scene.
const SEPARATOR: &str = "* * *";

pub(super) fn write(work: &Work, out: &mut dyn Write, stop: &Stop, tell: &mut dyn FnMut(f64)) -> Result<(), Error> {
    let book = &work.book;
    let mut flow = Flow::of(book);
    let mut before: Option<Layout> = None;
    each_section(book, stop, tell, &mut |number| {
        for piece in flow.section(number) {
            let gap = before.as_ref().map_or(0, |before| blank_lines(before, &piece.layout));
            (0..gap).try_for_each(|_| writeln!(out))?;
            writeln!(out, "{}", line(&piece))?;
            before = Some(piece.layout);
        }
        Ok(())
    })
}

/// How many stand between two pieces.
fn blank_lines(before: &Layout, next: &Layout) -> usize {
    match (before, next) {
        (Layout::Item { .. }, Layout::Item { .. }) => 0,
        (Layout::Row { table: one, .. }, Layout::Row { table: other, .. }) if one == other => 0,
        (Layout::Note, Layout::Note) => 0,
        (Layout::Heading, Layout::Heading) => 1,
        (_, Layout::Heading) => 2,
        _ => 1,
    }
}

fn line(piece: &Piece) -> String {
    let mut texts = piece.texts();
    let mut text = || directed(texts.next().unwrap_or_default(), piece.direction);
    match &piece.layout {
        Layout::Separator => SEPARATOR.to_owned(),
        Layout::Picture => format!("[{}]", one_line(&text())),
        Layout::Row { .. } => {
            // Columns without a cell of their own stay empty, so that the others keep their places.
            let mut line = String::new();
            let mut at = 0;
            for ((column, _), text) in piece.cells.iter().zip(piece.texts()) {
                let ahead = column.saturating_sub(at).min(1000);
                line.extend(std::iter::repeat_n('\t', ahead));
                at = *column;
                line.push_str(&one_line(&text));
            }
            line
        }
        Layout::Item { depth, mark } => {
            let indent = "  ".repeat((*depth).min(20));
            match mark {
                Some(mark) => format!("{indent}{mark} {}", one_line(&text())),
                None => format!("{indent}  {}", one_line(&text())),
            }
        }
        Layout::Heading => one_line(&text()),
        Layout::Paragraph | Layout::Note | Layout::Code => text(),
    }
}

/// A text that goes another way than its first letter says begins with a mark that says so: what shows plain text knows no
/// other.
fn directed(text: String, given: Option<BaseDirection>) -> String {
    match (given, BaseDirection::of(&text)) {
        (Some(BaseDirection::Rtl), Some(BaseDirection::Ltr)) => format!("\u{200f}{text}"),
        (Some(BaseDirection::Ltr), Some(BaseDirection::Rtl)) => format!("\u{200e}{text}"),
        _ => text,
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\t'], " ")
}
