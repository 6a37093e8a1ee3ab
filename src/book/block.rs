//! A block: the leaf of a book's structure, a run of text of one kind.

use std::ops::Range;
use std::sync::OnceLock;

use super::{BaseDirection, Inline, Language, Picture, Style, phrase};

/// What a block is; the names of the command line's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Level 1 to 6.
    Heading(u8),
    Paragraph,
    Item,
    Cell,
    Note,
    Caption,
    Code,
    /// Its text is the alternative, empty when the image is decoration.
    Image,
    /// Its text is empty; the label stands in the book's page list and in [`Block::label`].
    PageBreak,
    Separator,
}

impl Kind {
    /// The name that `oqyrman text --json` prints.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heading(_) => "heading",
            Self::Paragraph => "paragraph",
            Self::Item => "item",
            Self::Cell => "cell",
            Self::Note => "note",
            Self::Caption => "caption",
            Self::Code => "code",
            Self::Image => "image",
            Self::PageBreak => "page_break",
            Self::Separator => "separator",
        }
    }

    pub fn level(self) -> Option<u8> {
        match self {
            Self::Heading(level) => Some(level),
            _ => None,
        }
    }
}

/// Where a cell stands in its table, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellPlace {
    pub row: usize,
    pub column: usize,
    /// Of the whole table.
    pub rows: usize,
    pub columns: usize,
    /// How many rows and columns the cell takes.
    pub row_span: usize,
    pub column_span: usize,
    pub header: bool,
    /// The header is that of its rows, not of its columns.
    pub row_header: bool,
}

impl Default for CellPlace {
    fn default() -> Self {
        Self { row: 0, column: 0, rows: 0, columns: 0, row_span: 1, column_span: 1, header: false, row_header: false }
    }
}

impl CellPlace {
    /// The rows that the cell takes.
    pub fn in_rows(&self) -> Range<usize> {
        self.row..self.row + self.row_span.max(1)
    }

    /// The columns that the cell takes.
    pub fn in_columns(&self) -> Range<usize> {
        self.column..self.column + self.column_span.max(1)
    }

    pub fn covers(&self, row: usize, column: usize) -> bool {
        self.in_rows().contains(&row) && self.in_columns().contains(&column)
    }
}

/// A leaf of a section.
#[derive(Debug, Clone)]
pub struct Block {
    pub kind: Kind,
    /// White space collapsed and trimmed, except in code. No control characters but the newline.
    pub text: String,
    /// Set where it differs from the section's.
    pub language: Option<Language>,
    /// Given by the book, where it differs from the section's; [`super::Section::base_direction`] finds what is in force.
    pub direction: Option<BaseDirection>,
    pub inlines: Vec<Inline>,
    /// For a cell.
    pub cell: Option<CellPlace>,
    /// For an image: its resource's href. For a note: none.
    pub resource: Option<String>,
    /// For an image that is drawn in the section's own markup: its number among the document's `svg` elements.
    pub drawing: Option<usize>,
    /// For an image whose bytes stand in the section's own markup: its number among those.
    pub written: Option<usize>,
    /// For a page break: the printed page's label. For an item: its marker («1.», «•») when the list is ordered.
    pub label: Option<String>,
    /// The element's own fragment identifier, by which a locator finds it again.
    pub fragment: Option<String>,
    phrases: OnceLock<Vec<Range<usize>>>,
}

impl Block {
    pub fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            language: None,
            direction: None,
            inlines: Vec::new(),
            cell: None,
            resource: None,
            drawing: None,
            written: None,
            label: None,
            fragment: None,
            phrases: OnceLock::new(),
        }
    }

    /// The phrases (sentences) of the text: half-open byte ranges, contiguous from 0 to its end. Counted once, when asked.
    pub fn phrases(&self) -> &[Range<usize>] {
        self.phrases.get_or_init(|| match self.kind {
            Kind::Code => phrase::lines(&self.text),
            _ => phrase::phrases(&self.text, self.language.as_ref()),
        })
    }

    /// Parts the text as its narrator did: each of these stretches is a phrase, with what cannot be heard around it; the
    /// rest is parted as ever. Answers the phrase of each stretch. Before anybody has asked for the phrases.
    pub fn part_as_narrated(&mut self, stretches: &[Range<usize>]) -> Vec<Range<usize>> {
        let length = self.text.len();
        let within = |byte: usize| self.text.floor_char_boundary(byte.min(length));
        let mut order: Vec<usize> = (0..stretches.len()).collect();
        order.sort_by_key(|&index| (stretches[index].start, stretches[index].end));
        let mut answer = stretches.to_vec();
        let mut phrases: Vec<Range<usize>> = Vec::new();
        // Asked for only where something is left between the stretches.
        let own = OnceLock::new();
        let own = || own.get_or_init(|| self.phrases());
        let silent = |range: Range<usize>| !self.text[range].contains(char::is_alphanumeric);
        let fill = |phrases: &mut Vec<Range<usize>>, gap: Range<usize>| {
            if gap.is_empty() {
                return;
            }
            if let Some(last) = phrases.last_mut().filter(|_| silent(gap.clone())) {
                last.end = gap.end;
                return;
            }
            let own = own();
            let first = own.partition_point(|phrase| phrase.end <= gap.start);
            for phrase in &own[first..] {
                let part = phrase.start.max(gap.start)..phrase.end.min(gap.end);
                if part.start >= part.end {
                    break;
                }
                match phrases.last_mut() {
                    Some(last) if silent(part.clone()) => last.end = part.end,
                    _ => phrases.push(part),
                }
            }
        };
        let mut which: Vec<(usize, usize)> = Vec::new();
        for index in order {
            let at = phrases.last().map_or(0, |last| last.end);
            let (start, end) = (within(stretches[index].start).max(at), within(stretches[index].end));
            if start >= end {
                continue;
            }
            // A quotation mark before the first word belongs to it.
            let start = if phrases.is_empty() && silent(at..start) { at } else { start };
            fill(&mut phrases, at..start);
            which.push((index, phrases.len()));
            phrases.push(start..end);
        }
        if phrases.is_empty() {
            return answer;
        }
        let at = phrases.last().map_or(0, |last| last.end);
        fill(&mut phrases, at..length);
        for (index, phrase) in which {
            answer[index] = phrases[phrase].clone();
        }
        self.phrases = OnceLock::from(phrases);
        answer
    }

    /// The index of the phrase that this byte lies in; the last one at the text's end; `None` when there is no text.
    pub fn phrase_at(&self, byte: usize) -> Option<usize> {
        let phrases = self.phrases();
        let after = phrases.partition_point(|range| range.end <= byte);
        (!phrases.is_empty()).then(|| after.min(phrases.len() - 1))
    }

    /// The innermost language that is marked at this byte, the block's own included.
    pub fn language_at(&self, byte: usize) -> Option<&Language> {
        self.inlines
            .iter()
            .rev()
            .find_map(|inline| match &inline.style {
                Style::Language(language) if inline.range.contains(&byte) => Some(language),
                _ => None,
            })
            .or(self.language.as_ref())
    }

    /// Where the pixels of an image come from; `href` is its section's.
    pub fn picture(&self, href: &str) -> Option<Picture> {
        let drawing = self.drawing.map(|number| Picture::Drawing { href: href.to_owned(), number });
        let written = || self.written.map(|number| Picture::Written { href: href.to_owned(), number });
        drawing
            .or_else(written)
            .or_else(|| self.resource.clone().map(Picture::File))
            .filter(|_| self.kind == Kind::Image)
    }

    /// The pictures without words that stand inside the text.
    pub fn ornaments(&self) -> impl Iterator<Item = &Picture> {
        self.inlines.iter().filter_map(|inline| match &inline.style {
            Style::Ornament(picture) => Some(picture),
            _ => None,
        })
    }

    /// Characters (Unicode scalars) of the text.
    pub fn characters(&self) -> usize {
        self.text.chars().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrators_phrases_tile_the_text() {
        let text = "«Ол келді». Мен күттім, ол кетті. Күн батты!";
        let at = |part: &str| text.find(part).map(|start| start..start + part.len()).expect("a part");
        let check = |parts: &[&str], wanted: &[&str]| {
            let mut block = Block::new(Kind::Paragraph, text);
            let stretches: Vec<_> = parts.iter().map(|part| at(part)).collect();
            let told = block.part_as_narrated(&stretches);
            let shown: Vec<_> = block.phrases().iter().map(|range| &text[range.clone()]).collect();
            assert_eq!(shown, wanted, "{parts:?}");
            assert!(told.iter().all(|phrase| block.phrases().contains(phrase)), "{told:?}");
        };
        check(&["Ол келді", "Мен күттім", "ол кетті"], &["«Ол келді». ", "Мен күттім, ", "ол кетті. ", "Күн батты!"]);
        check(&["ол кетті"], &["«Ол келді». ", "Мен күттім, ", "ол кетті. ", "Күн батты!"]);
        check(&["батты", "Күн"], &["«Ол келді». ", "Мен күттім, ол кетті. ", "Күн ", "батты!"]);
        check(&[text], &[text]);
    }

    #[test]
    fn stretches_that_overlap_or_lead_out_are_cut() {
        let mut block = Block::new(Kind::Paragraph, "Ол келді. Мен күттім.");
        let length = block.text.len();
        block.part_as_narrated(&[0..9, 3..length + 90, 500..900, 4..4, 1..2]);
        let phrases = block.phrases();
        assert_eq!((phrases[0].start, phrases.last().map(|last| last.end)), (0, Some(length)));
        assert!(phrases.windows(2).all(|pair| pair[0].end == pair[1].start));
    }
}
