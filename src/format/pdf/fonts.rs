//! Fonts as the reader of glyphs wants them: widths and characters of the codes that a page uses, nothing else.
//!
//! `pdf-extract` stops at fonts that break a rule (a width too few, an encoding by another name, half a surrogate), and
//! reads their maps anew for each page; what it is given here breaks none and is small. ISO 32000-1, 9.5 to 9.10.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::cmap::{self, Characters};
use super::objects::{array, dictionary, get, integer, name, number, resolve};

/// Widths of a composite font.
const MOST_WIDTHS: usize = 1 << 16;
/// The usual width of a letter where a font tells none, in thousandths of its size.
const USUAL_WIDTH: f64 = 500.0;

/// What a document calls a font by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Object(ObjectId),
    /// A font that stands in its place: the address of its dictionary, which does not move while a page is read.
    Direct(usize),
}

/// What is known of a font without the page that uses it.
#[derive(Debug)]
pub(super) struct Font {
    /// Its codes are two bytes long.
    pub composite: bool,
    pub bold: bool,
    characters: Characters,
    /// Of a composite font, by code.
    widths: HashMap<u32, f64>,
}

/// The fonts of a document, each looked at once.
#[derive(Debug, Default)]
pub(super) struct Fonts(HashMap<ObjectId, Rc<Font>>);

impl Fonts {
    pub fn get(&mut self, document: &Document, key: Key, font: &Dictionary) -> Rc<Font> {
        match key {
            Key::Object(id) => Rc::clone(self.0.entry(id).or_insert_with(|| Rc::new(Font::of(document, font)))),
            Key::Direct(_) => Rc::new(Font::of(document, font)),
        }
    }
}

impl Font {
    fn of(document: &Document, font: &Dictionary) -> Self {
        let composite = name(document, font, b"Subtype") == Some(b"Type0");
        let descendant = descendant(document, font);
        let mut characters = match get(document, font, b"ToUnicode") {
            Some(Object::Stream(stream)) => cmap::read(&plain(stream)),
            _ => Characters::new(),
        };
        if !composite {
            for (code, glyph) in differences(document, font) {
                if let Some(character) = character_of(&glyph) {
                    characters.entry(code).or_insert_with(|| character.to_string());
                }
            }
        }
        let widths = descendant.map(|it| composite_widths(document, it)).unwrap_or_default();
        Self { composite, bold: is_bold(document, font, descendant), characters, widths }
    }

    /// The codes of a string that is shown in this font.
    pub fn codes<'a>(&self, shown: &'a [u8]) -> impl Iterator<Item = u32> + use<'a> {
        let width = if self.composite { 2 } else { 1 };
        shown.chunks(width).map(|code| code.iter().fold(0, |code, &byte| code << 8 | u32::from(byte)))
    }

    /// The font for a page that uses these codes. `bare` leaves out its program, at which reading has failed.
    pub fn mended(&self, document: &Document, font: &Dictionary, codes: &BTreeSet<u32>, bare: bool) -> Dictionary {
        if self.composite { self.composite(document, font, codes) } else { self.simple(document, font, codes, bare) }
    }

    fn to_unicode(&self, codes: &BTreeSet<u32>, width: usize) -> Object {
        let used = codes.iter().filter_map(|code| Some((*code, self.characters.get(code)?.clone())));
        Object::Stream(Stream::new(Dictionary::new(), cmap::write(used, width)))
    }

    fn composite(&self, document: &Document, font: &Dictionary, codes: &BTreeSet<u32>) -> Dictionary {
        let mut mended = named(document, font, b"Type0");
        mended.set("Encoding", Object::Name(b"Identity-H".to_vec()));
        if !self.characters.is_empty() {
            mended.set("ToUnicode", self.to_unicode(codes, 2));
        } else if name(document, font, b"Encoding").is_some_and(is_unicode) {
            let same = codes.iter().filter_map(|&code| Some((code, char::from_u32(code)?.to_string())));
            mended.set("ToUnicode", Object::Stream(Stream::new(Dictionary::new(), cmap::write(same, 2))));
        }
        let default = descendant(document, font).and_then(|it| integer(document, it, b"DW")).unwrap_or(1000);
        let mut widths = Vec::new();
        for code in codes {
            if let Some(&width) = self.widths.get(code) {
                widths.push(Object::Integer(i64::from(*code)));
                widths.push(Object::Array(vec![Object::Real(width as f32)]));
            }
        }
        let mut inner = named(document, font, b"CIDFontType2");
        inner.set("DW", Object::Integer(default.clamp(0, 10_000)));
        inner.set("W", Object::Array(widths));
        inner.set("FontDescriptor", Object::Dictionary(Dictionary::new()));
        mended.set("DescendantFonts", Object::Array(vec![Object::Dictionary(inner)]));
        mended
    }

    fn simple(&self, document: &Document, font: &Dictionary, codes: &BTreeSet<u32>, bare: bool) -> Dictionary {
        let drawn = name(document, font, b"Subtype") == Some(b"Type3");
        let kind = match name(document, font, b"Subtype") {
            Some(kind @ (b"Type1" | b"TrueType" | b"MMType1" | b"Type3")) => kind,
            _ => b"Type1",
        };
        let mut mended = named(document, font, kind);
        let descriptor = dictionary(document, font, b"FontDescriptor");
        let mapped = !self.characters.is_empty();
        let encoding = encoding(document, font);
        if mapped {
            mended.set("ToUnicode", self.to_unicode(codes, 1));
        } else if !bare
            && !drawn
            && descriptor.is_some()
            && let Ok(descriptor) = font.get(b"FontDescriptor")
        {
            // The program of a font may tell what its codes are when nothing else does.
            mended.set("FontDescriptor", descriptor.clone());
        }
        match encoding {
            Some(encoding) => mended.set("Encoding", encoding),
            None if mapped || bare || drawn => mended.set("Encoding", Object::Name(b"WinAnsiEncoding".to_vec())),
            None => {}
        }
        let scale = if drawn { drawn_scale(document, font) } else { 1.0 };
        let widths = array(document, font, b"Widths");
        if widths.is_none() && is_standard(name(document, font, b"BaseFont").unwrap_or_default()) {
            return mended;
        }
        let first = integer(document, font, b"FirstChar").filter(|first| (0..256).contains(first)).unwrap_or(0);
        let missing = descriptor.and_then(|it| integer(document, it, b"MissingWidth")).unwrap_or(0) as f64;
        let table = (0..256).map(|code: i64| {
            let width = match (widths, usize::try_from(code - first)) {
                (None, _) => Some(USUAL_WIDTH),
                (Some(widths), Ok(at)) => widths.get(at).and_then(|it| number(resolve(document, it)?)),
                (Some(_), Err(_)) => None,
            };
            Object::Real((width.unwrap_or(missing) * scale) as f32)
        });
        mended.set("Widths", Object::Array(table.collect()));
        mended.set("FirstChar", Object::Integer(0));
        mended.set("LastChar", Object::Integer(255));
        mended
    }
}

fn named(document: &Document, font: &Dictionary, kind: &[u8]) -> Dictionary {
    let mut mended = Dictionary::new();
    mended.set("Type", Object::Name(b"Font".to_vec()));
    mended.set("Subtype", Object::Name(kind.to_vec()));
    mended.set("BaseFont", Object::Name(name(document, font, b"BaseFont").unwrap_or(b"Unknown").to_vec()));
    mended
}

fn descendant<'a>(document: &'a Document, font: &'a Dictionary) -> Option<&'a Dictionary> {
    let first = array(document, font, b"DescendantFonts")?.first()?;
    resolve(document, first)?.as_dict().ok()
}

/// The encoding with what the reader of glyphs knows: three names, and differences inside a byte.
fn encoding(document: &Document, font: &Dictionary) -> Option<Object> {
    let known = |name: &[u8]| matches!(name, b"MacRomanEncoding" | b"MacExpertEncoding" | b"WinAnsiEncoding");
    match get(document, font, b"Encoding")? {
        Object::Name(name) if known(name) => Some(Object::Name(name.clone())),
        Object::Dictionary(encoding) => {
            let mut mended = Dictionary::new();
            if let Some(base) = name(document, encoding, b"BaseEncoding").filter(|base| known(base)) {
                mended.set("BaseEncoding", Object::Name(base.to_vec()));
            }
            let mut list = Vec::new();
            for (code, glyph) in differences(document, font) {
                list.push(Object::Integer(i64::from(code)));
                list.push(Object::Name(glyph));
            }
            mended.set("Differences", Object::Array(list));
            Some(Object::Dictionary(mended))
        }
        _ => None,
    }
}

/// Code and glyph's name of every difference that lies inside a byte.
fn differences(document: &Document, font: &Dictionary) -> Vec<(u32, Vec<u8>)> {
    let Some(Object::Dictionary(encoding)) = get(document, font, b"Encoding") else { return Vec::new() };
    let mut code = 0;
    let mut found = Vec::new();
    for item in array(document, encoding, b"Differences").unwrap_or_default().iter().take(1024) {
        match resolve(document, item) {
            Some(Object::Integer(number)) => code = *number,
            Some(Object::Name(glyph)) => {
                if let Ok(byte) = u8::try_from(code) {
                    found.push((u32::from(byte), glyph.clone()));
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    found
}

/// The character of a glyph that is named by its number: `uni0431`, `u04D9`.
fn character_of(glyph: &[u8]) -> Option<char> {
    let glyph = str::from_utf8(glyph).ok()?;
    let glyph = glyph.split('.').next()?;
    let digits = match (glyph.strip_prefix("uni"), glyph.strip_prefix('u')) {
        (Some(digits), _) if digits.len() == 4 => digits,
        (None, Some(digits)) if (4..=6).contains(&digits.len()) => digits,
        _ => return None,
    };
    char::from_u32(u32::from_str_radix(digits, 16).ok()?).filter(|c| !c.is_control())
}

/// `[code [width …]]` and `[first last width]`, in any order.
fn composite_widths(document: &Document, font: &Dictionary) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    let mut items = array(document, font, b"W").unwrap_or_default().iter().filter_map(|it| resolve(document, it));
    while let (Some(first), Some(second)) = (items.next().and_then(number), items.next()) {
        let first = first.clamp(0.0, 65_535.0) as u32;
        match second {
            Object::Array(list) => {
                for (code, width) in (first..).zip(list.iter().take(MOST_WIDTHS)) {
                    widths.extend(resolve(document, width).and_then(number).map(|width| (code, width)));
                }
            }
            last => {
                let (Some(last), Some(width)) = (number(last), items.next().and_then(number)) else { break };
                widths.extend((first..=last.clamp(0.0, 65_535.0) as u32).map(|code| (code, width)));
            }
        }
        if widths.len() > MOST_WIDTHS {
            break;
        }
    }
    widths
}

/// Of the space that a drawn font's widths are told in, to thousandths.
fn drawn_scale(document: &Document, font: &Dictionary) -> f64 {
    let matrix = array(document, font, b"FontMatrix").and_then(|matrix| number(resolve(document, matrix.first()?)?));
    matrix.map(|it| it.abs() * 1000.0).filter(|scale| (0.001..=100_000.0).contains(scale)).unwrap_or(1.0)
}

fn is_bold(document: &Document, font: &Dictionary, descendant: Option<&Dictionary>) -> bool {
    const FORCE_BOLD: i64 = 1 << 18;
    let base = name(document, font, b"BaseFont").unwrap_or_default().to_ascii_lowercase();
    let named = [b"bold".as_slice(), b"black", b"heavy", b"demi"]
        .iter()
        .any(|word| base.windows(word.len()).any(|part| part == *word));
    let descriptor = dictionary(document, descendant.unwrap_or(font), b"FontDescriptor");
    named
        || descriptor.is_some_and(|it| {
            integer(document, it, b"Flags").is_some_and(|flags| flags & FORCE_BOLD != 0)
                || integer(document, it, b"FontWeight").is_some_and(|weight| weight >= 600)
        })
}

/// A predefined map whose codes are Unicode already.
fn is_unicode(encoding: &[u8]) -> bool {
    [b"UCS2".as_slice(), b"UTF16"].iter().any(|word| encoding.windows(word.len()).any(|part| part == *word))
}

/// The fourteen whose widths every reader knows.
fn is_standard(name: &[u8]) -> bool {
    matches!(
        name,
        b"Courier"
            | b"Courier-Bold"
            | b"Courier-BoldOblique"
            | b"Courier-Oblique"
            | b"Helvetica"
            | b"Helvetica-Bold"
            | b"Helvetica-BoldOblique"
            | b"Helvetica-Oblique"
            | b"Symbol"
            | b"Times-Bold"
            | b"Times-BoldItalic"
            | b"Times-Italic"
            | b"Times-Roman"
            | b"ZapfDingbats"
    )
}

/// A stream without its filters; as it stands when they are not known.
pub(super) fn plain(stream: &Stream) -> Vec<u8> {
    stream.decompressed_content().unwrap_or_else(|_| stream.content.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_are_named_by_their_numbers() {
        assert_eq!(character_of(b"uni049B"), Some('қ'));
        assert_eq!(character_of(b"u04D9.sc"), Some('ә'));
        assert_eq!(character_of(b"union"), None);
        assert_eq!(character_of(b"universal"), None);
        assert_eq!(character_of(b"uniD800"), None);
        assert_eq!(character_of(b"\xff"), None);
    }

    #[test]
    fn both_forms_of_widths_are_read() {
        let mut font = Dictionary::new();
        let int = Object::Integer;
        font.set("W", vec![int(3), Object::Array(vec![int(250), Object::Real(333.5)]), int(10), int(12), int(600)]);
        let widths = composite_widths(&Document::new(), &font);
        assert_eq!(
            [3, 4, 10, 12].map(|code| widths.get(&code).copied()),
            [Some(250.0), Some(333.5), Some(600.0), Some(600.0)]
        );
        assert_eq!(widths.get(&13), None);
    }
}
