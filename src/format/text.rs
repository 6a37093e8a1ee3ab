//! Plain text → [`Book`]: its letters, paragraphs, verse and chapters, as far as they can be told.
//!
//! A text has no markup; what is read here is how people and programs have laid texts out, among them those of Project
//! Gutenberg (<https://www.gutenberg.org/help/volunteers-faq.html>).

use super::container::{Container, Source};
use super::contents::Content;
use super::limits::{self, Deadline};
use super::{Defects, Error, Opened, encoding, failed, parting, places};
use crate::book::{Block, Code, Format, Inline, Kind, Metadata, Section, Style};

mod emphasis;
mod headings;
mod lines;
mod paragraphs;
mod title;
mod words;

use headings::Heading;
use lines::{Layout, Line};
use paragraphs::{Divided, Piece};
use words::Rank;

/// The name of the document: its own may change while the places in it are kept.
const ALONE: &str = "book.txt";

/// Opens a plain text.
pub(super) fn open(source: &Source, deadline: Deadline) -> Result<Opened, Error> {
    let content =
        Container::alone(ALONE, source).read(ALONE, limits::TEXT_BYTES).map_err(|fault| failed(fault, ALONE))?;
    let mut defects = Defects::default();
    if !content.whole {
        defects.add(Code::Unreadable, ALONE);
    }
    let (text, decoded) = encoding::of_text(&content.bytes);
    drop(content);
    if !decoded {
        defects.add(Code::Malformed, ALONE);
    }
    let lines = lines::of(&text);
    let layout = Layout::of(&lines);
    let (headings, listed) = headings::of(&lines, layout);
    let mut metadata = Metadata { format: Format::Text, ..Metadata::default() };
    title::read(&lines, &headings, &mut metadata);

    let words = if layout == Layout::Long { Divided::default() } else { Divided::of(&lines) };
    let levels = Levels::of(&headings);
    let mut writer =
        Writer { lines: &lines, listed: &listed, layout, words, sections: Vec::new(), blocks: 0, deadline, cut: false };
    writer.text(0..headings.first().map_or(lines.len(), |heading| heading.lines.start), None);
    for (number, heading) in headings.iter().enumerate() {
        writer.heading(heading, levels.of_heading(number, heading));
        let end = headings.get(number + 1).map_or(lines.len(), |next| next.lines.start);
        writer.text(heading.lines.end..end, heading.rest);
    }
    if writer.cut || lines.len() >= limits::TEXT_LINES {
        defects.add(Code::Limit, ALONE);
    }
    let sections = writer.sections;
    if sections.is_empty() {
        return Err(if deadline.has_passed() { Error::TimedOut } else { Error::NotABook });
    }

    let contents = sections.into_iter().map(Content::of).flat_map(parting::if_long).collect();
    Ok(Opened::of_text(places::headed(contents, metadata), defects))
}

/// The level of each rank that a text has.
struct Levels([u8; 4]);

impl Levels {
    fn of(headings: &[Heading<'_>]) -> Self {
        let mut levels = [1; 4];
        let mut next = 1;
        for rank in [Rank::Volume, Rank::Part, Rank::Chapter, Rank::Below] {
            levels[rank as usize] = next;
            // The title of the whole stands beside its parts.
            let has =
                |(number, heading): (usize, &Heading<'_>)| heading.rank == rank && !(number == 0 && heading.capitals);
            next += u8::from(headings.iter().enumerate().any(has));
        }
        Self(levels)
    }

    fn of_heading(&self, number: usize, heading: &Heading<'_>) -> u8 {
        if number == 0 && heading.capitals { 1 } else { self.0[heading.rank as usize] }
    }
}

/// Puts sections together.
struct Writer<'l, 'a> {
    lines: &'l [Line<'a>],
    /// Lines of a list of contents, in order.
    listed: &'l [usize],
    layout: Layout,
    words: Divided,
    sections: Vec<Section>,
    blocks: usize,
    deadline: Deadline,
    cut: bool,
}

impl Writer<'_, '_> {
    /// A heading begins a section, but one that stands right below another.
    fn heading(&mut self, heading: &Heading<'_>, level: u8) {
        let only_headings =
            |section: &Section| section.blocks.iter().all(|block| matches!(block.kind, Kind::Heading(_)));
        if self.sections.last().is_none_or(|last| !only_headings(last)) && self.sections.len() < limits::SPINE_ITEMS {
            self.begin();
        }
        self.push(Block::new(Kind::Heading(level), clean(&heading.title)));
    }

    fn begin(&mut self) {
        self.sections.push(Section::new(format!("{}.txt", self.sections.len() + 1)));
    }

    fn text(&mut self, lines: std::ops::Range<usize>, rest: Option<&str>) {
        let mut pieces = Vec::new();
        if let Some(rest) = rest {
            pieces.push(Piece::Paragraph(rest.to_owned()));
        }
        let mut at = lines.start;
        let parts = |at: usize| {
            let line = &self.lines[at];
            line.is_blank() || line.is_separator() || self.listed.binary_search(&at).is_ok()
        };
        let mut separators = Vec::new();
        while at < lines.end && self.blocks + pieces.len() < limits::BLOCKS {
            let line = &self.lines[at];
            if parts(at) {
                if line.is_separator() {
                    separators.push(pieces.len());
                } else if !line.is_blank() {
                    pieces.push(Piece::Paragraph(line.text.to_owned()));
                }
                at += 1;
                continue;
            }
            let end = (at + 1..lines.end).find(|&at| parts(at)).unwrap_or(lines.end);
            // What was begun behind a heading goes on in the next line.
            if let (Some(rest), true, Layout::Wrapped(_)) = (rest, at == lines.start, self.layout) {
                pieces.clear();
                let mut run = self.lines[at - 1..end].to_vec();
                run[0].indent += run[0].length - rest.chars().count();
                (run[0].text, run[0].length) = (rest, rest.chars().count());
                paragraphs::of(&run, self.layout, &self.words, &mut pieces);
            } else {
                paragraphs::of(&self.lines[at..end], self.layout, &self.words, &mut pieces);
            }
            at = end;
            if self.deadline.has_passed() {
                break;
            }
        }
        self.cut |= at < lines.end;
        let mut separators = separators.into_iter().peekable();
        for (number, piece) in pieces.into_iter().enumerate() {
            while separators.next_if(|&before| before <= number).is_some() {
                self.push(Block::new(Kind::Separator, ""));
            }
            let (Piece::Paragraph(text) | Piece::Stanza(text)) = piece;
            let (text, marked) = emphasis::read(clean(&text));
            let mut block = Block::new(Kind::Paragraph, text);
            block.inlines = marked.into_iter().map(|range| Inline { range, style: Style::Emphasis }).collect();
            self.push(block);
        }
        separators.for_each(|_| self.push(Block::new(Kind::Separator, "")));
    }

    fn push(&mut self, block: Block) {
        if block.text.is_empty() && block.kind != Kind::Separator {
            return;
        }
        if self.blocks >= limits::BLOCKS {
            self.cut = true;
            return;
        }
        if self.sections.is_empty() {
            self.begin();
        }
        self.blocks += 1;
        if let Some(section) = self.sections.last_mut() {
            section.blocks.push(block);
        }
    }
}

/// White space collapsed but for newlines, without control characters.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        match character {
            '\n' => {
                out.push('\n');
                gap = false;
            }
            ' ' | '\t' => gap = true,
            character if character.is_control() || matches!(character, '\u{ad}' | '\u{feff}') => {}
            character => {
                if std::mem::take(&mut gap) && !out.is_empty() && !out.ends_with('\n') {
                    out.push(' ');
                }
                out.push(character);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
