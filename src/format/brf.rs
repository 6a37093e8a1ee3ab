//! Braille files, embosser's ASCII (`.brf`), Unicode's patterns or PEF → [`Book`](crate::book::Book), back in letters where
//! that can be done.
//!
//! Uncontracted Kazakh and Russian are turned back by a table of ours, because liblouis has Kazakh in the other direction
//! only; contracted English by liblouis's program `lou_translate`, where it is installed. What is neither, or cannot be turned
//! back here, stays braille: patterns that a braille display shows as they are.
//!
//! <https://www.brailleauthority.org/formats/formats2016.html>, <https://braillespecs.github.io/pef/pef-specification.html>

use std::collections::HashMap;

use super::container::{Container, Source};
use super::limits::{self, Deadline};
use super::manuscript::{self, Binding, Look, Manuscript, Role};
use super::{Defects, Error, Opened, failed, markup};
use crate::book::{Code, Format, Language, Metadata};

mod cells;
mod cyrillic;
mod layout;
mod louis;
mod pef;
mod tongue;

use layout::{Kind, Line};
use tongue::Tongue;

/// The name of the file: its own may change while the places in it are kept.
const ALONE: &str = "braille.brf";

/// Whether a text is braille: Unicode's patterns, or what embossers take, with form feeds between pages or lines no longer
/// than paper of braille is wide.
pub(super) fn is(head: &[u8], text: &str) -> bool {
    cells::is_patterns(text) || cells::is_ascii(head)
}

/// Opens the braille in this file.
pub(super) fn open(source: &Source, deadline: Deadline) -> Result<Opened, Error> {
    let container = Container::alone(ALONE, source);
    let content = container.read(ALONE, limits::MARKUP_BYTES).map_err(|fault| failed(fault, ALONE))?;
    let mut defects = Defects::default();
    if !content.whole {
        defects.add(Code::Unreadable, ALONE);
    }
    let (text, _) = markup::decode(&content.bytes);
    let mut metadata = Metadata { format: Format::Brf, ..Metadata::default() };
    let pages = if pef::is(&text) {
        pef::read(&text, &mut metadata, &mut defects, deadline)
    } else if cells::is_patterns(&text) {
        cells::pages(text.chars().filter_map(cells::of_pattern))
    } else {
        cells::pages(content.bytes.iter().filter_map(|&byte| cells::of_ascii(byte)))
    };
    drop((content, text));
    let lines = layout::read(pages);
    let (texts, language) = letters(&lines, metadata.languages.first(), &mut defects, deadline);
    let mut out = Manuscript::default();
    let look = Look { language, ..Look::default() };
    for (index, (line, text)) in lines.iter().zip(texts).enumerate() {
        if let Some(page) = &line.page {
            out.page(page);
        }
        out.text(&look, &text);
        if lines.get(index + 1).is_some_and(|next| next.goes_on) {
            out.text(&look, " ");
            continue;
        }
        let role = match line.kind {
            Kind::Heading => Role::Heading(1),
            Kind::Paragraph => Role::Body,
        };
        out.end(&role, None);
    }
    let written = out.finish();
    let (media_types, pictures) = (HashMap::new(), HashMap::new());
    let binding = Binding { written, metadata, path: ALONE.to_owned(), media_types, pictures, defects };
    manuscript::bind(binding, container, deadline)
}

/// The text of each line in letters, with its language; in patterns, with a defect that says so, where that is not possible.
fn letters(
    lines: &[Line],
    told: Option<&Language>,
    defects: &mut Defects,
    deadline: Deadline,
) -> (Vec<String>, Option<Language>) {
    let cells = || lines.iter().map(|line| line.cells.as_slice());
    let tongue = told.and_then(Tongue::of).or_else(|| Tongue::guess(cells()));
    let patterns = || cells().map(cells::patterns).collect::<Vec<_>>();
    match tongue {
        Some(tongue @ (Tongue::Kazakh | Tongue::Russian)) => {
            let kazakh = tongue == Tongue::Kazakh;
            (cells().map(|cells| cyrillic::letters(cells, kazakh)).collect(), tongue.language())
        }
        Some(Tongue::English) => match louis::english(cells(), deadline) {
            Some(texts) => (texts, Tongue::English.language()),
            None => {
                defects.add(Code::Braille, "liblouis");
                (patterns(), Tongue::English.language())
            }
        },
        None => {
            defects.add(Code::Braille, "");
            (patterns(), told.cloned())
        }
    }
}

#[cfg(test)]
mod tests;
