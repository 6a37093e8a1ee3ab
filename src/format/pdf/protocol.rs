//! What the two halves say to each other: JSON, a line a message, each line bounded.

use std::io::{self, BufRead, Read};

use serde::{Deserialize, Serialize};

use super::tags::Role;
use crate::format::sheets::Fit;

/// Longest message in bytes, in either direction.
pub(super) const MESSAGE_BYTES: u64 = 16 << 20;

/// The one question to the child: its first line of input. `bytes` of the file itself follow it when it was not named.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Question {
    pub password: Option<String>,
    /// Half-open ranges of pages, in the order in which they are wanted; the child knows how many there are.
    pub order: Vec<(usize, usize)>,
    /// Pages at which a child has failed already: the second reader of glyphs is not asked for them.
    pub doubted: Vec<usize>,
    /// Draw this page, and nothing else.
    #[serde(default)]
    pub draw: Option<(usize, Fit)>,
    pub bytes: Option<u64>,
}

/// What the child answers: a head or a refusal, then pages in the order that was asked, then the end.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    Head(Box<Head>),
    Page(Page),
    /// This page made the reader of pages fail.
    Lost(usize),
    /// A page, drawn; its pixels follow the message.
    Drawn {
        width: u32,
        height: u32,
        /// Points.
        size: (f32, f32),
    },
    Refused(Refusal),
    End,
}

/// Why nothing of a document can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Refusal {
    PasswordNeeded,
    WrongPassword,
    /// The name of the scheme.
    Protected(String),
    Damaged(String),
    TooLarge(String),
}

/// What is known of a document before its pages are read.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Head {
    pub pages: usize,
    /// One for each page; empty when the document numbers its pages as they lie.
    pub labels: Vec<String>,
    /// In reading order, each with its depth, 0 for the outermost.
    pub outline: Vec<Bookmark>,
    pub title: String,
    pub subtitle: Option<String>,
    pub authors: Vec<String>,
    /// BCP 47, the document's own first.
    pub languages: Vec<String>,
    pub identifier: Option<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    pub description: Option<String>,
    pub subjects: Vec<String>,
    /// Its structure is tagged.
    pub tagged: bool,
    /// The list of objects was lost and made anew.
    pub mended: bool,
    /// There are more pages than are read.
    pub cut: bool,
}

/// An entry of the outline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Bookmark {
    pub title: String,
    pub depth: usize,
    /// Counted from 0; `None` when it leads nowhere.
    pub page: Option<usize>,
    /// Points from the page's top.
    pub top: Option<f32>,
}

/// The lines of a page in reading order.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::format) struct Page {
    /// Counted from 0.
    pub index: usize,
    /// In points, as the page is looked at.
    pub width: f32,
    pub height: f32,
    pub lines: Vec<Line>,
    /// Something is painted besides text.
    pub images: bool,
    /// Glyphs that the document has no character for.
    pub unread: usize,
    /// More than the limits allow: the rest is left out.
    pub cut: bool,
    /// The page by the tags of its document, where they tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tagged: Option<Tagged>,
}

/// A page by its document's tags: its text in their order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::format) struct Tagged {
    /// Those that have something on the page and those around them, outer ones before inner ones.
    pub elements: Vec<Element>,
    pub pieces: Vec<Piece>,
    /// What the tags do not know, by its layout.
    pub rest: Vec<Line>,
    /// Where links of the document lead, in points from the page's top.
    pub places: Vec<f32>,
}

impl Tagged {
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.pieces.iter().flat_map(|piece| &piece.lines).chain(&self.rest)
    }

    pub fn lines_mut(&mut self) -> impl Iterator<Item = &mut Line> {
        self.pieces.iter_mut().flat_map(|piece| &mut piece.lines).chain(&mut self.rest)
    }
}

/// An element of the structure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::format) struct Element {
    /// The same on every page.
    pub id: u32,
    /// The element around, an index before its own.
    pub parent: Option<usize>,
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What is read instead of a picture or a formula.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Lead>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<Cell>,
    /// Of a table, over all its pages.
    #[serde(default)]
    pub columns: usize,
    /// Whether a list numbers its items, when it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered: Option<bool>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::format) enum Lead {
    /// An address out of the document.
    Out(String),
    /// A page, counted from 0, and points from its top.
    Page(usize, Option<f32>),
    /// The page, counted from 0, and the element of a note.
    Note(usize, u32),
}

/// Where a cell stands in its table, over all its pages; counted from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::format) struct Cell {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
    pub header: bool,
    pub row_header: bool,
    /// Elements of the headers that it names itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<u32>,
}

/// The text of one element in its order. Without lines it is something without text: a picture, an empty cell.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::format) struct Piece {
    /// An index.
    pub element: usize,
    pub lines: Vec<Line>,
}

/// A line of text. Lengths are points from the page's upper left corner.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::format) struct Line {
    pub text: String,
    pub left: f32,
    pub right: f32,
    /// The baseline.
    pub base: f32,
    /// Of most of its letters.
    pub size: f32,
    pub bold: bool,
    /// Which column of the page, counted in reading order.
    pub column: u16,
    /// It is parted by wide gaps, as a row of a table is.
    pub gaps: bool,
    /// It is no content of the document: a running head, a page's number.
    pub artifact: bool,
    /// Words that were recognised and may be others, in half-open ranges of bytes of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubtful: Vec<(usize, usize)>,
    /// Of a piece by tags: the innermost elements, as indices, of half-open ranges of bytes of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<(usize, usize, usize)>,
}

/// One message; `None` at the end of the input. A line that is too long or no message is an error.
pub(super) fn receive<T: for<'a> Deserialize<'a>>(input: &mut impl BufRead) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    input.by_ref().take(MESSAGE_BYTES).read_until(b'\n', &mut line)?;
    match line.pop() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(serde_json::from_slice(&line)?)),
        Some(_) => Err(io::Error::other("a message without an end")),
    }
}

/// Writes one message.
pub(super) fn send<T: Serialize>(output: &mut impl io::Write, message: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *output, message)?;
    output.write_all(b"\n")?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_as_they_were_sent_and_half_of_one_is_none() {
        let mut bytes = Vec::new();
        send(&mut bytes, &Answer::Lost(7)).expect("written");
        send(&mut bytes, &Answer::End).expect("written");
        let mut input = bytes.as_slice();
        assert!(matches!(receive(&mut input), Ok(Some(Answer::Lost(7)))));
        assert!(matches!(receive(&mut input), Ok(Some(Answer::End))));
        assert!(matches!(receive::<Answer>(&mut input), Ok(None)));
        assert!(receive::<Answer>(&mut &bytes[..5]).is_err());
        assert!(receive::<Answer>(&mut b"nonsense\n".as_slice()).is_err());
    }

    #[test]
    fn pages_that_were_kept_before_there_were_tags_are_read() {
        let line = r#"{"text":"а","left":1,"right":2,"base":3,"size":10,"bold":false,"column":0,"gaps":false,"artifact":false}"#;
        let kept =
            format!(r#"{{"index":3,"width":1,"height":2,"lines":[{line}],"images":true,"unread":0,"cut":false}}"#);
        let page: Page = serde_json::from_str(&kept).expect("a page");
        assert!(page.tagged.is_none() && page.lines[0].spans.is_empty());
        let written = serde_json::to_string(&page).expect("written");
        assert!(!written.contains("tagged") && !written.contains("spans"));
    }
}
