//! Rich Text Format (<https://www.loc.gov/preservation/digital/formats/fdd/fdd000473.shtml>): read word by word, in the
//! encodings that its fonts name.

use std::collections::HashMap;

use encoding_rs::Encoding;

use super::lists::{Count, Lists};
use super::write::Writer;
use crate::book::{Code, Contributor, Format, Language, Metadata};
use crate::format::container::{Container, Source};
use crate::format::limits::{self, Deadline};
use crate::format::markup::tree::collapse;
use crate::format::single::{self, Page};
use crate::format::{Defects, Error, Opened, failed};

/// The name of the document: its own may change while the places in it are kept.
const ALONE: &str = "document.rtf";
/// Groups inside groups; what lies deeper is passed over.
const DEEPEST: usize = 500;

/// Whether a file begins as one, behind blanks too.
pub(in crate::format) fn is_one(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.trim_ascii_start().starts_with(b"{\\rtf")
}

/// Opens a document that stands alone.
pub(in crate::format) fn open(source: &Source, deadline: Deadline) -> Result<Opened, Error> {
    let container = Container::alone(ALONE, source);
    // Pictures stand in the text as digits: most of a file may be theirs.
    let content = container.read(ALONE, limits::RESOURCE_BYTES).map_err(|fault| failed(fault, ALONE))?;
    let mut defects = Defects::default();
    if !content.whole {
        defects.add(Code::Unreadable, ALONE);
    }
    let mut reader = Reader::new(deadline);
    reader.read(&content.bytes);
    drop(content);
    let page = reader.finish();
    single::book(Container::alone(ALONE, source), ALONE, page, defects, deadline)
}

/// Where words go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Body,
    /// Into a word of the document's own: a title, an author, the name of a style, a link's address.
    Aside(Aside),
    /// Nowhere.
    Skipped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aside {
    Title,
    Author,
    Subject,
    Style,
    Instruction,
    /// The marker of an item.
    Marker,
}

/// What holds in a group.
#[derive(Debug, Clone)]
struct State {
    place: Place,
    font: u32,
    bold: bool,
    italic: bool,
    raised: Option<&'static str>,
    hidden: bool,
    /// Characters that follow one of Unicode for those who know none.
    spare: u32,
    language: Option<u16>,
}

/// What holds in a paragraph.
#[derive(Debug, Clone, Default)]
struct Paragraph {
    outline: Option<u8>,
    style: u32,
    in_table: bool,
    list: Option<(u32, usize)>,
}

struct Reader {
    deadline: Deadline,
    writer: Writer,
    lists: Lists,
    states: Vec<State>,
    state: State,
    paragraph: Paragraph,
    /// The words of the paragraph, as markup.
    line: Writer,
    has_words: bool,
    /// What is read into a place of its own.
    aside: String,
    marker: String,
    encoding: &'static Encoding,
    fonts: HashMap<u32, &'static Encoding>,
    /// Style → level of the heading that it makes.
    styles: HashMap<u32, u8>,
    style: u32,
    metadata: Metadata,
    /// Bytes that wait for the rest of their character, in this encoding.
    bytes: Vec<u8>,
    /// Half of a pair of UTF-16.
    half: Option<u16>,
    skip: u32,
    /// A table is open; a row is.
    table: bool,
    row: bool,
    /// Groups in which a note began, each with what was being written.
    notes: Vec<(usize, Writer, bool, Paragraph)>,
    noted: usize,
    /// Groups of links, with whether a link is open.
    links: Vec<(usize, bool)>,
    cell: Writer,
}

impl Reader {
    fn new(deadline: Deadline) -> Self {
        let state = State {
            place: Place::Body,
            font: 0,
            bold: false,
            italic: false,
            raised: None,
            hidden: false,
            spare: 1,
            language: None,
        };
        Self {
            deadline,
            writer: Writer::default(),
            lists: Lists::default(),
            states: Vec::new(),
            state,
            paragraph: Paragraph::default(),
            line: Writer::default(),
            has_words: false,
            aside: String::new(),
            marker: String::new(),
            encoding: encoding_rs::WINDOWS_1252,
            fonts: HashMap::new(),
            styles: HashMap::new(),
            style: 0,
            metadata: Metadata { format: Format::Rtf, ..Metadata::default() },
            bytes: Vec::new(),
            half: None,
            skip: 0,
            table: false,
            row: false,
            notes: Vec::new(),
            noted: 0,
            links: Vec::new(),
            cell: Writer::default(),
        }
    }

    fn read(&mut self, bytes: &[u8]) {
        let mut at = 0;
        let mut seen = 0u32;
        while at < bytes.len() && !self.writer.is_full() {
            seen += 1;
            if seen.is_multiple_of(4096) && self.deadline.has_passed() {
                break;
            }
            match bytes[at] {
                b'{' => {
                    self.flush();
                    at += 1;
                    if self.states.len() < DEEPEST {
                        self.states.push(self.state.clone());
                    } else {
                        self.state.place = Place::Skipped;
                    }
                    self.skip = 0;
                }
                b'}' => {
                    self.flush();
                    at += 1;
                    self.close();
                }
                b'\\' => at = self.control(bytes, at + 1),
                b'\r' | b'\n' => at += 1,
                byte => {
                    at += 1;
                    self.byte(byte);
                }
            }
        }
        self.flush();
        while !self.states.is_empty() {
            self.close();
        }
        self.end_paragraph(true);
    }

    /// A control word or sign; answers where the next thing begins.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(&first) = bytes.get(at) else { return at };
        if !first.is_ascii_alphabetic() {
            if first == b'\'' {
                let digits = bytes.get(at + 1..at + 3).and_then(|it| std::str::from_utf8(it).ok());
                if let Some(byte) = digits.and_then(|it| u8::from_str_radix(it, 16).ok()) {
                    self.byte(byte);
                    return at + 3;
                }
                return at + 1;
            }
            self.flush();
            match first {
                b'~' => self.words("\u{a0}"),
                b'_' => self.words("\u{2011}"),
                b'-' => self.words("\u{ad}"),
                b'\\' | b'{' | b'}' => self.words(char::from(first).encode_utf8(&mut [0; 4])),
                b'\r' | b'\n' => self.end_paragraph(false),
                // What nobody needs to know is left out unless we do.
                b'*' if self.state.place == Place::Body => self.state.place = Place::Skipped,
                _ => {}
            }
            return at + 1;
        }
        let end = at + bytes[at..].iter().take(32).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = std::str::from_utf8(&bytes[at..end]).unwrap_or_default();
        let negative = bytes.get(end) == Some(&b'-');
        let digits = end + usize::from(negative);
        let after =
            digits + bytes[digits.min(bytes.len())..].iter().take(10).take_while(|it| it.is_ascii_digit()).count();
        let number = std::str::from_utf8(&bytes[digits.min(after)..after]).ok().and_then(|it| it.parse::<i64>().ok());
        let number = number.map(|number| if negative { -number } else { number });
        let mut next = if number.is_some() { after } else { end };
        if bytes.get(next) == Some(&b' ') {
            next += 1;
        }
        if word == "bin" {
            return next.saturating_add(usize::try_from(number.unwrap_or(0)).unwrap_or(0)).min(bytes.len());
        }
        self.word(word, number);
        next
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        if word != "u" {
            self.flush();
            self.skip = 0;
        }
        let on = number != Some(0);
        let value = || number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
        match word {
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.state.spare = value().min(16),
            "ansicpg" => self.encoding = code_page(value()).unwrap_or(self.encoding),
            "mac" => self.encoding = encoding_rs::MACINTOSH,
            "pc" | "pca" => self.encoding = encoding_rs::IBM866,
            "f" => self.state.font = value(),
            "fcharset" => {
                if let Some(encoding) = character_set(value()) {
                    self.fonts.insert(self.state.font, encoding);
                }
            }
            "cpg" => {
                if let Some(encoding) = code_page(value()) {
                    self.fonts.insert(self.state.font, encoding);
                }
            }
            "fonttbl" | "colortbl" | "pict" | "object" | "header" | "headerl" | "headerr" | "headerf" | "footer"
            | "footerl" | "footerr" | "footerf" | "listtable" | "listoverridetable" | "rsidtbl" | "generator"
            | "themedata" | "datastore" | "xmlnstbl" | "annotation" | "atnid" | "atnauthor" | "bkmkend"
            | "nonshppict" | "revtbl" | "fldtype" | "latentstyles" | "filetbl" | "operator" | "comment"
            | "keywords" | "doccomm" | "company" | "manager" | "category" => self.state.place = Place::Skipped,
            "deleted" if on => self.state.hidden = true,
            "stylesheet" => self.state.place = Place::Aside(Aside::Style),
            "s" if self.state.place == Place::Aside(Aside::Style) => self.style = value(),
            "title" => self.put_aside(Aside::Title),
            "author" => self.put_aside(Aside::Author),
            "subject" => self.put_aside(Aside::Subject),
            "fldinst" => self.put_aside(Aside::Instruction),
            "field" => self.links.push((self.states.len(), false)),
            "fldrslt" => self.state.place = self.states.iter().rev().nth(1).map_or(Place::Body, |state| state.place),
            "listtext" | "pntext" => self.put_aside(Aside::Marker),
            "footnote" => self.note(),
            "shptxt" => self.state.place = Place::Body,
            "pard" => {
                self.paragraph = Paragraph::default();
            }
            "s" => self.paragraph.style = value(),
            "outlinelevel" => self.paragraph.outline = u8::try_from(value()).ok().filter(|level| *level < 9),
            "ls" => self.paragraph.list = Some((value(), self.paragraph.list.map_or(0, |(_, level)| level))),
            "ilvl" => self.paragraph.list = Some((self.paragraph.list.map_or(0, |(list, _)| list), value() as usize)),
            "intbl" => self.paragraph.in_table = on,
            "par" | "sect" => self.end_paragraph(false),
            "line" => self.markup("<br/>"),
            "cell" | "nestcell" => self.end_cell(),
            "row" | "nestrow" => self.end_row(),
            "plain" => {
                (self.state.bold, self.state.italic, self.state.raised) = (false, false, None);
                self.state.hidden = false;
            }
            "b" => self.state.bold = on,
            "i" => self.state.italic = on,
            "super" => self.state.raised = on.then_some("sup"),
            "sub" => self.state.raised = on.then_some("sub"),
            "nosupersub" => self.state.raised = None,
            "v" => self.state.hidden = on,
            "lang" => self.state.language = number.and_then(|number| u16::try_from(number).ok()),
            "tab" => self.words(" "),
            "emdash" => self.words("—"),
            "endash" => self.words("–"),
            "lquote" => self.words("‘"),
            "rquote" => self.words("’"),
            "ldblquote" => self.words("“"),
            "rdblquote" => self.words("”"),
            "bullet" => self.words("•"),
            "chftn" if self.notes.is_empty() => {
                let label = (self.noted + 1).to_string();
                let address = format!("#note-{}", self.noted + 1);
                if self.state.place == Place::Body && !self.state.hidden {
                    self.line.tag("a", &[("epub:type", "noteref"), ("href", &address)]);
                    self.line.words(&label);
                    self.line.markup("</a>");
                    self.has_words = true;
                }
            }
            _ => {}
        }
    }

    fn put_aside(&mut self, aside: Aside) {
        // A group that is passed over for those who do not know it is known here.
        self.state.place = Place::Aside(aside);
        self.aside.clear();
    }

    /// A number of Unicode, negative for the upper half.
    fn unicode(&mut self, number: i64) {
        let unit = (number & 0xffff) as u16;
        if !self.bytes.is_empty() {
            self.flush_bytes();
        }
        match (self.half.take(), unit) {
            (_, 0xd800..=0xdbff) => self.half = Some(unit),
            (Some(high), 0xdc00..=0xdfff) => {
                if let Some(Ok(c)) = char::decode_utf16([high, unit]).next() {
                    self.words(c.encode_utf8(&mut [0; 4]));
                }
            }
            (_, unit) => {
                if let Some(c) = char::from_u32(u32::from(unit)) {
                    self.words(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
        self.skip = self.state.spare;
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.bytes.push(byte);
        if self.bytes.len() > 8192 {
            self.flush_bytes();
        }
    }

    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            self.flush_bytes();
        }
    }

    fn flush_bytes(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        let encoding = self.fonts.get(&self.state.font).copied().unwrap_or(self.encoding);
        // Many programs write Kazakh and Russian into a Western font.
        let (text, _, _) = encoding.decode(&bytes);
        let text = text.into_owned();
        self.words(&text);
    }

    fn markup(&mut self, markup: &str) {
        if self.state.place == Place::Body && !self.state.hidden {
            self.line.markup(markup);
        }
    }

    fn words(&mut self, text: &str) {
        match self.state.place {
            Place::Skipped => {}
            Place::Aside(_) => {
                if self.aside.len() + text.len() <= limits::LABEL_BYTES {
                    self.aside.push_str(text);
                }
            }
            Place::Body if self.state.hidden => {}
            Place::Body => {
                let language = self.state.language.and_then(language);
                let is_plain = text.trim().is_empty();
                if let Some(language) = language.filter(|_| !is_plain) {
                    self.line.tag("span", &[("lang", language)]);
                }
                let State { bold, italic, raised, .. } = self.state;
                let tags = [bold.then_some("b"), italic.then_some("i"), raised];
                let tags = || tags.iter().flatten().filter(|_| !is_plain);
                tags().for_each(|tag| self.line.tag(tag, &[]));
                self.line.words(text);
                tags().rev().for_each(|tag| self.line.markup(&format!("</{tag}>")));
                if language.is_some() && !is_plain {
                    self.line.markup("</span>");
                }
                self.has_words |= !is_plain;
            }
        }
    }

    /// The end of a group.
    fn close(&mut self) {
        let depth = self.states.len();
        let closed = std::mem::replace(
            &mut self.state,
            match self.states.pop() {
                Some(state) => state,
                None => return,
            },
        );
        if let Place::Aside(aside) = closed.place
            && self.state.place != closed.place
        {
            self.keep(aside);
        } else if closed.place == Place::Aside(Aside::Style) {
            self.keep(Aside::Style);
        }
        if self.notes.last().is_some_and(|(at, ..)| *at == depth) {
            self.end_note();
        }
        if let Some((at, open)) = self.links.last().copied()
            && at == depth
        {
            self.links.pop();
            if open {
                self.line.markup("</a>");
            }
        }
    }

    fn keep(&mut self, aside: Aside) {
        let words = collapse(&std::mem::take(&mut self.aside));
        match aside {
            Aside::Title => self.metadata.title = words,
            Aside::Author if !words.is_empty() => {
                self.metadata.contributors.push(Contributor { name: words, role: "aut".to_owned() });
            }
            Aside::Subject if !words.is_empty() => self.metadata.subjects.push(words),
            Aside::Style => {
                let name = words.trim_end_matches(';').trim().to_lowercase();
                let level = name.rsplit_once(' ').and_then(|(word, number)| {
                    let known = matches!(word, "heading" | "заголовок" | "тақырып");
                    number.parse::<u8>().ok().filter(|level| known && (1..=9).contains(level))
                });
                if let Some(level) = level.or((name == "title").then_some(1)) {
                    self.styles.insert(self.style, level.min(6));
                }
                self.style = 0;
            }
            Aside::Instruction => {
                let address =
                    words.strip_prefix("HYPERLINK").map(|rest| rest.trim().trim_matches('"').trim().to_owned());
                let address = address.and_then(|it| match it.strip_prefix("\\l") {
                    Some(place) => Some(format!("#{}", place.trim().trim_matches('"'))),
                    None => Some(it.split('"').next().unwrap_or_default().to_owned()).filter(|it| !it.is_empty()),
                });
                if let (Some(address), Some((_, open))) = (address, self.links.last_mut()) {
                    *open = true;
                    self.line.tag("a", &[("href", &address)]);
                }
            }
            Aside::Marker => self.marker = words,
            _ => {}
        }
    }

    fn note(&mut self) {
        if self.notes.len() > 8 {
            self.state.place = Place::Skipped;
            return;
        }
        self.noted += 1;
        self.state.place = Place::Body;
        let line = std::mem::take(&mut self.line);
        let paragraph = std::mem::take(&mut self.paragraph);
        self.notes.push((self.states.len(), line, std::mem::take(&mut self.has_words), paragraph));
    }

    fn end_note(&mut self) {
        let Some((_, line, has_words, paragraph)) = self.notes.pop() else { return };
        let (words, _) = std::mem::take(&mut self.line).finish();
        let number = self.noted.to_string();
        self.line = line;
        self.has_words = has_words;
        self.paragraph = paragraph;
        // It stands behind its paragraph; the reader of blocks puts it at the end of the section.
        self.cell.markup(&format!("<aside epub:type=\"footnote\" id=\"note-{number}\"><p>{words}</p></aside>\n"));
    }

    fn end_paragraph(&mut self, last: bool) {
        if self.state.place != Place::Body && !last {
            return;
        }
        if !self.notes.is_empty() {
            self.line.markup("<br/>");
            return;
        }
        let (words, _) = std::mem::take(&mut self.line).finish();
        let (notes, _) = std::mem::take(&mut self.cell).finish();
        let marker = std::mem::take(&mut self.marker);
        let had = std::mem::take(&mut self.has_words);
        if self.paragraph.in_table && self.row && !last {
            self.writer.markup(&format!("<p>{words}</p>"));
            self.writer.markup(&notes);
            return;
        }
        if !self.paragraph.in_table {
            self.end_table();
        }
        if !had && words.is_empty() && notes.is_empty() {
            return;
        }
        let outline = self.paragraph.outline.map(|level| (level + 1).min(6));
        match outline.or_else(|| self.styles.get(&self.paragraph.style).copied()) {
            Some(level) => {
                self.lists.close(&mut self.writer);
                self.writer.markup(&format!("<h{level}>{words}</h{level}>\n"));
            }
            None if !marker.is_empty() => {
                let (list, level) = self.paragraph.list.unwrap_or((0, 0));
                let number: Option<u32> = marker.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok();
                let count = number.map_or(Count::Marks, |_| Count::Numbers('1', 1));
                self.lists.item(&mut self.writer, list, level, count);
                self.writer.markup(&words);
            }
            None => {
                self.lists.close(&mut self.writer);
                self.writer.markup(&format!("<p>{words}</p>\n"));
            }
        }
        self.writer.markup(&notes);
    }

    fn begin_row(&mut self) {
        if !self.table {
            self.lists.close(&mut self.writer);
            self.writer.markup("<table>");
            self.table = true;
        }
        if !self.row {
            self.writer.markup("<tr><td>");
            self.row = true;
        }
    }

    fn end_cell(&mut self) {
        if self.state.place != Place::Body {
            return;
        }
        self.begin_row();
        let (words, _) = std::mem::take(&mut self.line).finish();
        self.has_words = false;
        self.writer.markup(&format!("<p>{words}</p></td><td>"));
    }

    fn end_row(&mut self) {
        if self.row {
            self.writer.markup("</td></tr>");
            self.row = false;
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        if self.table {
            self.writer.markup("</table>\n");
            self.table = false;
        }
    }

    fn finish(mut self) -> Page {
        self.end_table();
        self.lists.close(&mut self.writer);
        let (html, cut) = self.writer.finish();
        // A cell begins with every cell that ends: the last of a row is none.
        let html = html.replace("<td></td></tr>", "</tr>");
        Page { html, cut, metadata: self.metadata, media_types: HashMap::new() }
    }
}

fn code_page(number: u32) -> Option<&'static Encoding> {
    Some(match number {
        437 | 850 | 1252 => encoding_rs::WINDOWS_1252,
        866 => encoding_rs::IBM866,
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10000 => encoding_rs::MACINTOSH,
        10007 => encoding_rs::X_MAC_CYRILLIC,
        20866 => encoding_rs::KOI8_R,
        21866 => encoding_rs::KOI8_U,
        65001 => encoding_rs::UTF_8,
        _ => return None,
    })
}

/// The encoding of a font's set of characters; `None` where the document's holds.
fn character_set(number: u32) -> Option<&'static Encoding> {
    code_page(match number {
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        77 => 10000,
        89 => 10007,
        _ => return None,
    })
}

/// The languages that books here are in, by the numbers that Windows has for them.
fn language(number: u16) -> Option<&'static str> {
    let tag = match number & 0x3ff {
        0x3f => "kk",
        0x19 => "ru",
        0x09 => "en",
        0x43 => "uz",
        0x40 => "ky",
        0x44 => "tt",
        0x22 => "uk",
        0x1f => "tr",
        0x07 => "de",
        0x0c => "fr",
        0x0a => "es",
        _ => return None,
    };
    Language::parse(tag).map(|_| tag)
}
