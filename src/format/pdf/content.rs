//! What a page paints, boiled down to its text: operators that show and place strings, forms drawn in, all else left out.
//!
//! ISO 32000-1, 8.10, 9.4 and 14.6. What is left breaks no rule that the reader of glyphs would stop at, and cannot lead
//! in circles.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::rc::Rc;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::fonts::{Font, Fonts, Key, plain};
use super::objects::{array, as_dictionary, dictionary, integer, name, number, resolve, text};
use super::tags::structure::Sequence;

/// Operators of a page, those of its forms included.
const MOST_OPERATORS: usize = 2_000_000;
/// Forms in forms.
const DEEPEST: usize = 12;
/// States that are kept at once.
const MOST_STATES: usize = 512;
/// Changes of language of a page.
const MOST_LANGUAGES: usize = 10_000;

/// A font that the page uses.
#[derive(Debug)]
pub(super) struct Used<'a> {
    pub dictionary: &'a Dictionary,
    pub font: Rc<Font>,
    pub codes: BTreeSet<u32>,
}

/// What a string is, beside its glyphs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub bold: bool,
    pub mark: Mark,
}

/// What the marked content around is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub artifact: bool,
    /// Read this text instead of its glyphs, once for all strings that share it: an index.
    pub instead: Option<usize>,
    /// The number that the document's structure has for it among the contents of the page.
    pub content: Option<u32>,
    /// An index.
    pub language: Option<usize>,
}

/// The text of a page.
#[derive(Debug, Default)]
pub(super) struct Text<'a> {
    /// Operators for the reader of glyphs; fonts are named `F` and their index.
    pub operators: String,
    pub fonts: Vec<Used<'a>>,
    /// One for each string, in order.
    pub runs: Vec<Run>,
    /// What is read instead of glyphs.
    pub instead: Vec<String>,
    /// Languages of marked content.
    pub languages: Vec<String>,
    /// Codes that are shown: as many glyphs are expected.
    pub shown: usize,
    pub images: bool,
    pub cut: bool,
}

/// The text of a page with this content and these resources. `marked` is what the document's structure knows of its marked
/// content.
pub(super) fn read<'a>(
    document: &'a Document,
    fonts: &mut Fonts,
    content: &[u8],
    resources: Option<&'a Dictionary>,
    marked: &HashMap<Sequence, u32>,
) -> Text<'a> {
    let mut reader = Reader {
        document,
        fonts,
        marked,
        text: Text::default(),
        known: HashMap::new(),
        marks: Vec::new(),
        font: None,
        states: Vec::new(),
        operators: 0,
        drawing: Vec::new(),
    };
    reader.content(content, resources);
    reader.text
}

struct Reader<'a, 'f> {
    document: &'a Document,
    fonts: &'f mut Fonts,
    marked: &'f HashMap<Sequence, u32>,
    text: Text<'a>,
    /// Indices into the text's fonts.
    known: HashMap<Key, usize>,
    /// The marked content around, outermost first.
    marks: Vec<Mark>,
    font: Option<usize>,
    /// The fonts of the states that were kept.
    states: Vec<Option<usize>>,
    operators: usize,
    /// The forms that are being drawn, outermost first.
    drawing: Vec<ObjectId>,
}

impl<'a> Reader<'a, '_> {
    fn content(&mut self, content: &[u8], resources: Option<&'a Dictionary>) {
        let Ok(content) = Content::decode(content) else { return };
        let (outer_marks, outer_states) = (self.marks.len(), self.states.len());
        for operation in &content.operations {
            self.operators += 1;
            if self.operators > MOST_OPERATORS {
                self.text.cut = true;
                break;
            }
            self.operator(&operation.operator, &operation.operands, resources, (outer_marks, outer_states));
        }
        while self.states.len() > outer_states {
            self.restore();
        }
        self.marks.truncate(outer_marks);
    }

    fn operator(
        &mut self,
        operator: &str,
        operands: &[Object],
        resources: Option<&'a Dictionary>,
        (outer_marks, outer_states): (usize, usize),
    ) {
        match operator {
            "BT" | "ET" | "T*" => self.emit(&[], operator),
            "q" if self.states.len() < MOST_STATES => {
                self.states.push(self.font);
                self.emit(&[], "q");
            }
            "Q" if self.states.len() > outer_states => self.restore(),
            "cm" | "Tm" => self.numbers::<6>(operands, operator),
            "Td" | "TD" => self.numbers::<2>(operands, operator),
            "Tc" | "Tw" | "Tz" | "TL" | "Ts" => self.numbers::<1>(operands, operator),
            "Tf" => self.choose(operands, resources),
            "Tj" => {
                if let [Object::String(shown, _)] = operands {
                    self.show(shown);
                }
            }
            "'" => {
                self.emit(&[], "T*");
                if let [Object::String(shown, _)] = operands {
                    self.show(shown);
                }
            }
            "\"" => {
                if let [word, character, Object::String(shown, _)] = operands {
                    self.numbers::<1>(std::slice::from_ref(word), "Tw");
                    self.numbers::<1>(std::slice::from_ref(character), "Tc");
                    self.emit(&[], "T*");
                    self.show(shown);
                }
            }
            "TJ" => {
                if let [Object::Array(parts)] = operands {
                    self.show_parts(parts);
                }
            }
            "BMC" | "BDC" => self.mark(operands, resources),
            "EMC" if self.marks.len() > outer_marks => drop(self.marks.pop()),
            "BI" | "sh" | "f" | "f*" | "F" | "S" | "s" | "B" | "B*" | "b" | "b*" => {
                self.text.images |= operator == "BI";
            }
            "Do" => self.draw(operands, resources),
            _ => {}
        }
    }

    fn emit(&mut self, numbers: &[f64], operator: &str) {
        for number in numbers {
            // Writing to a string cannot fail.
            let _ = write!(self.text.operators, "{number} ");
        }
        self.text.operators.push_str(operator);
        self.text.operators.push('\n');
    }

    fn numbers<const COUNT: usize>(&mut self, operands: &[Object], operator: &str) {
        let numbers: Vec<f64> = operands.iter().map_while(number).collect();
        if numbers.len() == COUNT && operands.len() == COUNT {
            self.emit(&numbers, operator);
        }
    }

    fn restore(&mut self) {
        if let Some(font) = self.states.pop() {
            self.font = font;
            self.emit(&[], "Q");
        }
    }

    fn choose(&mut self, operands: &[Object], resources: Option<&'a Dictionary>) {
        let [Object::Name(wanted), size] = operands else { return };
        let Some(size) = number(size) else { return };
        let fonts = resources.and_then(|it| dictionary(self.document, it, b"Font"));
        let Some(entry) = fonts.and_then(|fonts| fonts.get(wanted).ok()) else {
            self.font = None;
            return;
        };
        let found = match resolve(self.document, entry) {
            Some(Object::Dictionary(found)) => found,
            _ => {
                self.font = None;
                return;
            }
        };
        let key = match entry {
            Object::Reference(id) => Key::Object(*id),
            _ => Key::Direct(std::ptr::from_ref(found).addr()),
        };
        let index = match self.known.get(&key) {
            Some(&index) => index,
            None => {
                let font = self.fonts.get(self.document, key, found);
                self.text.fonts.push(Used { dictionary: found, font, codes: BTreeSet::new() });
                self.known.insert(key, self.text.fonts.len() - 1);
                self.text.fonts.len() - 1
            }
        };
        self.font = Some(index);
        // Writing to a string cannot fail.
        let _ = writeln!(self.text.operators, "/F{index} {size} Tf");
    }

    fn show(&mut self, shown: &[u8]) {
        if self.string(shown) {
            self.text.operators.push_str(" Tj\n");
        }
    }

    fn show_parts(&mut self, parts: &[Object]) {
        if self.font.is_none() {
            return;
        }
        self.text.operators.push('[');
        for part in parts {
            match part {
                Object::String(shown, _) => {
                    self.string(shown);
                }
                other => {
                    if let Some(number) = number(other) {
                        // Writing to a string cannot fail.
                        let _ = write!(self.text.operators, " {number} ");
                    }
                }
            }
        }
        self.text.operators.push_str("] TJ\n");
    }

    /// Writes a string; false when there is no font to show it in.
    fn string(&mut self, shown: &[u8]) -> bool {
        let Some(index) = self.font else { return false };
        let used = &mut self.text.fonts[index];
        used.codes.extend(used.font.codes(shown).inspect(|_| self.text.shown += 1));
        self.text.operators.push('<');
        for byte in shown {
            // Writing to a string cannot fail.
            let _ = write!(self.text.operators, "{byte:02x}");
        }
        self.text.operators.push('>');
        let mark = self.marks.last().copied().unwrap_or_default();
        self.text.runs.push(Run { bold: self.text.fonts[index].font.bold, mark });
        true
    }

    /// Marked content: an artifact, a text that is to be read instead, a language, a part of the structure.
    fn mark(&mut self, operands: &[Object], resources: Option<&'a Dictionary>) {
        let mut mark = self.marks.last().copied().unwrap_or_default();
        let Some(Object::Name(tag)) = operands.first() else {
            self.marks.push(mark);
            return;
        };
        mark.artifact |= tag == b"Artifact";
        let properties = match operands.get(1) {
            Some(Object::Dictionary(properties)) => Some(properties),
            Some(Object::Name(properties)) => resources
                .and_then(|it| dictionary(self.document, it, b"Properties"))
                .and_then(|all| dictionary(self.document, all, properties)),
            _ => None,
        };
        // What the structure does not know belongs to what is around it.
        let number = properties.and_then(|it| u32::try_from(integer(self.document, it, b"MCID")?).ok());
        let known = number.and_then(|number| self.marked.get(&(self.drawing.last().copied(), number)));
        mark.content = known.copied().or(mark.content);
        if let Some(language) = properties.and_then(|it| text(self.document, it.get(b"Lang").ok()?))
            && !language.is_empty()
            && self.text.languages.len() < MOST_LANGUAGES
        {
            mark.language = Some(self.text.languages.len());
            self.text.languages.push(language);
        }
        if mark.instead.is_none()
            && let Some(actual) = properties.and_then(|it| it.get(b"ActualText").ok())
            && let Object::String(bytes, _) = actual
        {
            // A soft hyphen is kept as it is, which cleaning text would not do.
            let soft = matches!(bytes.as_slice(), [0xfe, 0xff, 0x00, 0xad] | [0xef, 0xbb, 0xbf, 0xc2, 0xad] | [0xad]);
            let read = if soft { Some("\u{ad}".to_owned()) } else { text(self.document, actual) };
            mark.instead = read.map(|read| {
                self.text.instead.push(read);
                self.text.instead.len() - 1
            });
        }
        self.marks.push(mark);
    }

    /// A form is drawn in where it is asked for.
    fn draw(&mut self, operands: &[Object], resources: Option<&'a Dictionary>) {
        let Some(Object::Name(wanted)) = operands.first() else { return };
        let objects = resources.and_then(|it| dictionary(self.document, it, b"XObject"));
        let Some(entry) = objects.and_then(|objects| objects.get(wanted).ok()) else { return };
        let Some(Object::Stream(form)) = resolve(self.document, entry) else { return };
        if name(self.document, &form.dict, b"Subtype") != Some(b"Form") {
            self.text.images = true;
            return;
        }
        let Object::Reference(id) = entry else { return };
        if self.drawing.contains(id) || self.drawing.len() >= DEEPEST {
            return;
        }
        self.drawing.push(*id);
        let own = form.dict.get(b"Resources").ok().and_then(|it| as_dictionary(resolve(self.document, it)?));
        self.states.push(self.font);
        self.emit(&[], "q");
        let matrix = array(self.document, &form.dict, b"Matrix").unwrap_or_default();
        self.numbers::<6>(matrix, "cm");
        self.content(&plain(form), own.or(resources));
        self.restore();
        self.drawing.pop();
    }
}
