//! liblouis, as the program `lou_translate` where it is installed: a child that is given lines and answers lines, in time, or is
//! ended.
//!
//! <https://liblouis.io/documentation/liblouis.html#lou_005ftranslate>

use std::time::Duration;

use super::cells::{Cell, patterns};
use crate::format::limits::Deadline;
use crate::format::tool;

const PROGRAM: &str = "lou_translate";
/// Today's code, and that of books from before 2016.
const TABLES: [&str; 2] = ["unicode.dis,en-ueb-g2.ctb", "unicode.dis,en-us-g2.ctb"];
/// For one answer.
const PATIENCE: Duration = Duration::from_millis(2500);
/// Cells of a line that it is given: it cuts longer ones off.
const LINE: usize = 400;
/// Cells by which the code is chosen.
const SAMPLE: usize = 8000;

/// English text of these lines; `None` where the program is not there or does not answer.
pub(super) fn english<'a>(lines: impl Iterator<Item = &'a [Cell]>, deadline: Deadline) -> Option<Vec<String>> {
    // Line by line in pieces, each with the number of its line.
    let mut pieces: Vec<(usize, &[Cell])> = Vec::new();
    let mut count = 0;
    for (number, line) in lines.enumerate() {
        count = number + 1;
        let mut rest = line;
        while !rest.is_empty() {
            let most = rest.len().min(LINE);
            let end =
                if rest.len() > LINE { rest[..most].iter().rposition(|&cell| cell == 0).unwrap_or(most) } else { most };
            let (piece, after) = rest.split_at(end.max(1));
            if piece.iter().any(|&cell| cell != 0) {
                pieces.push((number, piece));
            }
            rest = after;
        }
    }
    let mut size = 0;
    let sample: Vec<(usize, &[Cell])> = pieces
        .iter()
        .take_while(|(_, piece)| {
            size += piece.len();
            size <= SAMPLE
        })
        .copied()
        .collect();
    let mut best: Option<(usize, &str)> = None;
    for table in TABLES {
        let Some(answer) = ask(table, &sample, deadline) else { continue };
        let odd: usize = answer.iter().map(|text| oddities(text)).sum();
        if best.is_none_or(|(least, _)| odd < least) {
            best = Some((odd, table));
        }
    }
    let answer = ask(best?.1, &pieces, deadline)?;
    let mut texts = vec![String::new(); count];
    for ((number, _), text) in pieces.iter().zip(answer) {
        let whole = &mut texts[*number];
        if !whole.is_empty() {
            whole.push(' ');
        }
        whole.push_str(text.trim());
    }
    Some(texts)
}

/// Signs, digits and capitals where a word of English has none.
fn oddities(text: &str) -> usize {
    let letters: Vec<char> = text.chars().collect();
    let inside = letters.windows(2).filter(|pair| {
        pair[0].is_lowercase() && (pair[1].is_uppercase() || pair[1].is_numeric())
            || pair[0].is_alphabetic()
                && matches!(pair[1], '#' | '@' | '^' | '_' | '{' | '}' | '\\' | '<' | '>' | '=' | '+')
    });
    inside.count() + letters.iter().filter(|letter| ('\u{2800}'..='\u{28ff}').contains(*letter)).count()
}

/// A line for each piece.
fn ask(table: &str, pieces: &[(usize, &[Cell])], deadline: Deadline) -> Option<Vec<String>> {
    let mut question = String::new();
    for (_, piece) in pieces {
        question.push_str(&patterns(piece).replace(' ', "\u{2800}"));
        question.push('\n');
    }
    let mut command = tool::command(PROGRAM);
    command.args(["--backward", table]);
    let answer = tool::run(&mut command, question.into_bytes(), PATIENCE, &|| deadline.has_passed()).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let lines: Vec<String> = answer.lines().map(str::to_owned).collect();
    (lines.len() == pieces.len()).then_some(lines)
}
