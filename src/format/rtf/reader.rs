//! Tokens → paragraphs: groups inherit what is in force around them, and say where their text goes.

use std::collections::HashMap;
use std::sync::Arc;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::codepage;
use super::destination::{self, Destination};
use super::pictures::{Drawn, Pictures};
use super::tables::{Shape, Table};
use super::tokens::{Token, Tokens};
use crate::book::{Contributor, Format, Language, Metadata};
use crate::format::limits::{self, Deadline};
use crate::format::manuscript::fields::meaning;
use crate::format::manuscript::{Link, Look, Manuscript, Script, Written, is_plausible};
use crate::format::markup::tree::collapse;

mod paragraphs;

/// Groups inside groups; what lies deeper is left out.
const DEPTH: usize = 1000;
/// Boxes inside boxes.
const BOXES: usize = 8;
/// Styles, and fonts, of a document.
const STYLES: usize = 20_000;

/// What is in force in a group.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) to: Destination,
    /// The group was opened for this destination.
    begins: bool,
    look: Look,
    encoding: Option<&'static Encoding>,
    /// Signs behind a letter of Unicode that stand for it where that is not known.
    spare: usize,
    style: Option<i32>,
    outline: Option<u8>,
    list: i32,
    level: usize,
    in_table: bool,
    /// The paragraph is written from the right. That it is from the left, every paragraph says.
    from_right: bool,
    /// How far the paragraph is set in, and its first line besides, in twentieths of a point.
    indent: i32,
    first: i32,
}

#[derive(Debug, Clone, Default)]
struct Style {
    name: String,
    outline: Option<u8>,
    based_on: Option<i32>,
}

pub(super) struct Read {
    pub(super) written: Written,
    pub(super) metadata: Metadata,
    pub(super) pictures: Pictures,
    /// False when groups do not end.
    pub(super) whole: bool,
}

/// Reads a document.
pub(super) fn read(bytes: &[u8], deadline: Deadline) -> Read {
    let outlined = b"\\outlinelevel";
    let mut reader = Reader {
        out: Manuscript::default(),
        stack: Vec::new(),
        now: State {
            to: Destination::Text,
            begins: false,
            look: Look::default(),
            encoding: None,
            spare: 1,
            style: None,
            outline: None,
            list: 0,
            level: 0,
            in_table: false,
            from_right: false,
            indent: 0,
            first: 0,
        },
        deeper: 0,
        starts: false,
        starred: false,
        page: WINDOWS_1252,
        language: None,
        fonts: HashMap::new(),
        font: 0,
        styles: HashMap::new(),
        style: (0, Style::default()),
        bytes: Vec::new(),
        skip: 0,
        high: None,
        words: String::new(),
        marker: None,
        property: String::new(),
        field: None,
        contents_are_read: !bytes.windows(outlined.len()).any(|window| window == outlined),
        notes: [0, 0],
        note: None,
        boxes: Vec::new(),
        open_boxes: 0,
        shape: Shape::default(),
        cells: Vec::new(),
        in_cell: false,
        table: Table::default(),
        drawn: Vec::new(),
        pictures: Pictures::default(),
        metadata: Metadata { format: Format::Rtf, ..Metadata::default() },
    };
    let mut late = false;
    for (count, token) in Tokens::new(bytes).enumerate() {
        late |= count.is_multiple_of(4096) && deadline.has_passed();
        if late || reader.out.is_full() {
            break;
        }
        reader.take(token);
        // What stands behind the last brace is no part of it.
        if token == Token::Close && reader.stack.is_empty() {
            break;
        }
    }
    let whole = reader.stack.is_empty() && reader.deeper == 0;
    while !reader.stack.is_empty() {
        reader.close();
    }
    reader.flush();
    reader.end_paragraph();
    reader.end_table();
    let mut written = reader.out.finish();
    written.cut |= late;
    Read { written, metadata: reader.metadata, pictures: reader.pictures, whole }
}

pub(super) struct Reader {
    pub(super) out: Manuscript,
    stack: Vec<State>,
    pub(super) now: State,
    /// Groups that are open and too deep.
    deeper: usize,
    /// Nothing but `\*` was met in this group yet.
    starts: bool,
    starred: bool,
    /// The letters of the document.
    page: &'static Encoding,
    language: Option<Language>,
    fonts: HashMap<i32, Option<&'static Encoding>>,
    font: i32,
    styles: HashMap<i32, Style>,
    /// The style that is being read.
    style: (i32, Style),
    /// Bytes of text whose letters are not made yet.
    bytes: Vec<u8>,
    /// Signs that are passed over.
    skip: usize,
    /// The first half of a letter.
    high: Option<u16>,
    /// The text of a destination that is not the book.
    words: String,
    marker: Option<String>,
    property: String,
    /// What the field's result is: whether it is passed over, and where it leads.
    field: Option<(bool, Option<Arc<Link>>)>,
    contents_are_read: bool,
    notes: [usize; 2],
    /// The note that is read, and whether it is an endnote; with its look around.
    note: Option<(bool, Look)>,
    /// Boxes of text that stand beside the paragraph.
    boxes: Vec<String>,
    open_boxes: usize,
    shape: Shape,
    cells: Vec<String>,
    in_cell: bool,
    table: Table,
    /// Pictures and shapes that are open, innermost last.
    pub(super) drawn: Vec<Drawn>,
    pub(super) pictures: Pictures,
    metadata: Metadata,
}

impl Reader {
    fn take(&mut self, token: Token<'_>) {
        if self.deeper > 0 {
            match token {
                Token::Open => self.deeper += 1,
                Token::Close => self.deeper -= 1,
                _ => {}
            }
            return;
        }
        match token {
            Token::Open => {
                self.flush();
                self.skip = 0;
                if self.stack.len() >= DEPTH {
                    self.deeper = 1;
                    return;
                }
                self.stack.push(self.now.clone());
                self.now.begins = false;
                if self.now.to == Destination::Styles {
                    self.now.to = Destination::Style;
                    self.now.begins = true;
                    self.words.clear();
                    self.style = (0, Style::default());
                }
                (self.starts, self.starred) = (true, false);
            }
            Token::Close => {
                self.flush();
                self.skip = 0;
                self.starts = false;
                self.close();
            }
            Token::Binary(bytes) => {
                self.starts = false;
                self.draw_bytes(bytes);
            }
            Token::Word("u", number) => self.letter(number.unwrap_or_default()),
            Token::Word(word, number) => {
                if self.skip > 0 {
                    self.skip -= 1;
                    return;
                }
                self.flush();
                let starts = std::mem::take(&mut self.starts);
                if !(starts && self.begin(word)) {
                    self.control(word, number);
                }
            }
            Token::Sign(b'*') if self.starts => self.starred = true,
            Token::Sign(sign) => {
                self.starts = false;
                if self.skip > 0 {
                    self.skip -= 1;
                    return;
                }
                if matches!(sign, b'~' | b'_') {
                    self.flush();
                }
                match sign {
                    b'~' => self.say("\u{a0}"),
                    b'_' => self.say("\u{2011}"),
                    b'\\' | b'{' | b'}' => self.bytes.push(sign),
                    b'\n' | b'\r' => {
                        self.flush();
                        self.control("par", None);
                    }
                    _ => {}
                }
            }
            Token::Byte(byte) => {
                self.starts = false;
                if self.skip > 0 { self.skip -= 1 } else { self.push(&[byte]) }
            }
            Token::Text(text) => {
                self.starts = false;
                let skipped = self.skip.min(text.len());
                self.skip -= skipped;
                self.push(&text[skipped..]);
            }
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.now.to == Destination::Picture {
            return self.draw_digits(bytes);
        }
        if !self.now.to.is_silent() && self.bytes.len() < 1 << 20 {
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// A letter of Unicode.
    fn letter(&mut self, number: i32) {
        self.flush();
        self.starts = false;
        self.skip = self.now.spare;
        // Numbers are said to be signed, and not all programs know.
        let unit = number.rem_euclid(65536) as u16;
        let pair = self.high.take().map(|high| [high, unit]);
        let found = match pair {
            Some(pair) => char::decode_utf16(pair).next().and_then(Result::ok),
            None if (0xd800..0xdc00).contains(&unit) => {
                self.high = Some(unit);
                None
            }
            // Places of fonts of pictures have no letters.
            None => char::from_u32(u32::from(unit)).filter(|_| !(0xe000..0xf900).contains(&unit)),
        };
        if let Some(letter) = found {
            self.say(letter.encode_utf8(&mut [0; 4]));
        }
    }

    /// Makes letters of the bytes that wait.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let encoding = self.now.encoding.unwrap_or(self.page);
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        self.say(&text);
    }

    fn say(&mut self, text: &str) {
        match self.now.to {
            to if to.is_text() => {
                self.place();
                let language = self.now.look.language.clone().or_else(|| self.language.clone());
                let language = language.filter(|language| is_plausible(language, text));
                self.out.text(&Look { language, ..self.now.look.clone() }, text);
            }
            Destination::Fonts | Destination::Styles | Destination::Info => {}
            to if to.is_silent() => {}
            _ if self.words.len() < limits::LABEL_BYTES => self.words.push_str(text),
            _ => {}
        }
    }

    /// Sees to it that what comes next stands in a cell, or not in one.
    pub(super) fn place(&mut self) {
        if self.note.is_some() || self.open_boxes > 0 {
            return;
        }
        if self.now.in_table {
            if !self.in_cell {
                self.in_cell = true;
                self.out.begin_part();
            }
        } else {
            self.end_table();
        }
    }

    /// Opens the destination that a group begins with; false for a word of another kind.
    fn begin(&mut self, word: &str) -> bool {
        let from = self.now.to;
        let starred = std::mem::take(&mut self.starred);
        if word == "fldrslt" {
            if let Some((silent, link)) = self.field.take() {
                if silent {
                    self.now.to = Destination::Nowhere;
                }
                self.now.look.link = link.or(self.now.look.link.take());
            }
            return true;
        }
        // The same in Unicode, of which the group around holds both.
        if word == "ud" {
            self.now.to = self.stack.iter().rev().nth(1).map_or(from, |around| around.to);
            return true;
        }
        let found = destination::of(word, from);
        let to = match found {
            _ if from == Destination::Nowhere => return true,
            Some(Destination::Note) if self.note.is_some() || from.is_silent() => Destination::Nowhere,
            // One picture is in another for no good reason.
            Some(Destination::Picture) if from == Destination::Picture => Destination::Nowhere,
            Some(Destination::Shape | Destination::Picture) if self.drawn.len() >= BOXES => Destination::Nowhere,
            Some(Destination::Box) if self.open_boxes >= BOXES => Destination::Nowhere,
            Some(to) => to,
            None if starred && from != Destination::Style && !matches!(word, "momath" | "momathpara") => {
                Destination::Nowhere
            }
            None => return false,
        };
        if from == Destination::Style {
            return false;
        }
        if !matches!(to, Destination::Note | Destination::Box) {
            self.words.clear();
        }
        match to {
            Destination::Note => {
                self.place();
                self.note = Some((false, self.now.look.clone()));
                self.out.begin_part();
                self.now.look = Look::default();
                (self.now.in_table, self.now.list, self.now.style, self.now.outline) = (false, 0, None, None);
            }
            Destination::Picture | Destination::Shape => self.begin_drawn(),
            Destination::Box => {
                self.place();
                self.open_boxes += 1;
                self.out.begin_part();
                (self.now.in_table, self.now.list, self.now.style, self.now.outline) = (false, 0, None, None);
            }
            _ => {}
        }
        (self.now.to, self.now.begins) = (to, true);
        true
    }

    /// Ends a group, and what it was opened for.
    fn close(&mut self) {
        let Some(around) = self.stack.pop() else { return };
        let ended = std::mem::replace(&mut self.now, around);
        if !ended.begins {
            return;
        }
        let words = || collapse(&self.words);
        match ended.to {
            Destination::Style if self.styles.len() < STYLES => {
                let (number, mut style) = std::mem::take(&mut self.style);
                style.name = words().trim_end_matches(';').to_owned();
                self.styles.insert(number, style);
            }
            Destination::Title => self.metadata.title = words(),
            Destination::Author => {
                let words = words();
                let names = words.split(';').map(collapse).filter(|name| !name.is_empty());
                let names = names.map(|name| Contributor { name, role: "aut".to_owned() });
                self.metadata.contributors.extend(names);
            }
            Destination::Subject => {
                let words = words();
                let subjects = words.split([',', ';']).map(collapse).filter(|word| !word.is_empty());
                self.metadata.subjects.extend(subjects);
            }
            Destination::Description => self.metadata.description = Some(words()).filter(|words| !words.is_empty()),
            Destination::Marker => self.marker = Some(words()),
            Destination::Instruction => self.field = Some(meaning(&self.words, self.contents_are_read)),
            Destination::Bookmark => {
                let name = words();
                self.place();
                self.out.anchor(&name);
            }
            Destination::Property => self.property = words(),
            Destination::Value if self.property == "wzDescription" => {
                let words = words();
                self.describe_drawn(words);
            }
            Destination::Picture => self.end_drawn(false),
            Destination::Shape => self.end_drawn(true),
            Destination::Note => self.end_note(),
            Destination::Box => {
                let role = self.role();
                self.out.end(&role, self.direction());
                let html = self.out.end_part();
                self.open_boxes -= 1;
                self.boxes.push(html);
            }
            _ => {}
        }
    }

    fn control(&mut self, word: &str, number: Option<i32>) {
        let on = number != Some(0);
        match self.now.to {
            Destination::Picture => return self.tell_drawn(word),
            to if to.is_silent() => return,
            Destination::Fonts => {
                match (word, number) {
                    ("f", Some(font)) => self.font = font,
                    ("fcharset", Some(set)) if self.fonts.len() < STYLES => {
                        self.fonts.insert(self.font, codepage::by_charset(set));
                    }
                    ("cpg", Some(page)) if self.fonts.len() < STYLES => {
                        self.fonts.insert(self.font, codepage::by_page(page));
                    }
                    _ => {}
                }
                return;
            }
            Destination::Style => {
                match (word, number) {
                    ("s", Some(style)) => self.style.0 = style,
                    // Styles of other kinds are not those of paragraphs.
                    ("cs" | "ds" | "ts", _) => self.style.0 = i32::MIN,
                    ("outlinelevel", Some(level)) => self.style.1.outline = u8::try_from(level).ok(),
                    ("sbasedon", Some(style)) => self.style.1.based_on = Some(style),
                    _ => {}
                }
                return;
            }
            _ => {}
        }
        if word == "tab" && self.take_marker() {
            return;
        }
        let look = &mut self.now.look;
        match word {
            "par" | "sect" => self.end_paragraph(),
            "line" => self.out.line(),
            "tab" | "page" | "column" | "emspace" | "enspace" | "qmspace" => self.say(" "),
            "cell" => self.end_cell(),
            "row" => self.end_row(),
            "nestcell" => self.out.line(),
            "emdash" => self.say("—"),
            "endash" => self.say("–"),
            "lquote" => self.say("‘"),
            "rquote" => self.say("’"),
            "ldblquote" => self.say("“"),
            "rdblquote" => self.say("”"),
            "bullet" => self.say("•"),
            "pard" => {
                (self.now.style, self.now.outline, self.now.list, self.now.level) = (None, None, 0, 0);
                (self.now.in_table, self.now.indent, self.now.first) = (false, 0, 0);
                self.now.from_right = false;
            }
            "li" | "lin" => self.now.indent = number.unwrap_or_default(),
            "rtlpar" => self.now.from_right = true,
            "ltrpar" => self.now.from_right = false,
            "fi" => self.now.first = number.unwrap_or_default(),
            "plain" => {
                let link = look.link.take();
                *look = Look { link, ..Look::default() };
                self.now.encoding = None;
            }
            "b" => look.strong = on,
            "i" => look.emphasis = on,
            "super" => look.script = if on { Script::Super } else { Script::None },
            "sub" => look.script = if on { Script::Sub } else { Script::None },
            "nosupersub" => look.script = Script::None,
            "v" | "deleted" => look.hidden = on,
            "lang" => look.language = number.and_then(codepage::language).and_then(Language::parse),
            "deflang" => self.language = number.and_then(codepage::language).and_then(Language::parse),
            "f" => self.now.encoding = number.and_then(|font| self.fonts.get(&font).copied()).flatten(),
            "uc" => self.now.spare = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(1).min(64),
            "ansicpg" => self.page = number.and_then(codepage::by_page).unwrap_or(self.page),
            "mac" => self.page = codepage::by_page(10000).unwrap_or(self.page),
            "s" => self.now.style = number,
            "outlinelevel" => self.now.outline = number.and_then(|level| u8::try_from(level).ok()),
            "ls" => self.now.list = number.unwrap_or_default(),
            "ilvl" => self.now.level = number.and_then(|level| usize::try_from(level).ok()).unwrap_or_default().min(9),
            "intbl" => self.now.in_table = self.note.is_none() && self.open_boxes == 0,
            "ftnalt" => {
                if let Some((endnote, _)) = &mut self.note {
                    *endnote = true;
                }
            }
            "trowd" | "trhdr" | "clmrg" | "clvmrg" | "cellx" => self.shape.tell(word, number),
            _ => {}
        }
    }
}
