//! The glyphs of a page with their places, as `pdf-extract` finds them.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use pdf_extract::{MediaBox, OutputDev, OutputError, Transform, output_doc_page};

use super::content::{Run, Text};

/// Glyphs of a page.
pub(super) const MOST_GLYPHS: usize = 300_000;

/// A glyph and where it stands, in the page's own space.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    /// Empty when the document does not tell what it is.
    pub text: String,
    pub x: f64,
    pub y: f64,
    /// To where it ends.
    pub advance: (f64, f64),
    pub size: f64,
    pub bold: bool,
    pub artifact: bool,
    /// The number of the marked content that it belongs to, among the contents of the page.
    pub content: Option<u32>,
    /// Of marked content: an index.
    pub language: Option<usize>,
}

impl Glyph {
    /// It has a place and a size.
    pub fn is_somewhere(&self) -> bool {
        let numbers = [self.x, self.y, self.advance.0, self.advance.1, self.size];
        numbers.iter().all(|number| number.is_finite()) && self.size > 0.1
    }
}

/// A page's text without the document that it came from.
#[derive(Debug)]
pub(super) struct Sheet {
    operators: String,
    runs: Vec<Run>,
    instead: Vec<String>,
    fonts: Dictionary,
}

impl Sheet {
    /// `bare` leaves out the programs of fonts, at which reading may fail.
    pub fn of(document: &Document, text: &Text<'_>, bare: bool) -> Self {
        let mut fonts = Dictionary::new();
        for (index, used) in text.fonts.iter().enumerate() {
            let font = used.font.mended(document, used.dictionary, &used.codes, bare);
            fonts.set(format!("F{index}"), Object::Dictionary(font));
        }
        Self { operators: text.operators.clone(), runs: text.runs.clone(), instead: text.instead.clone(), fonts }
    }
}

/// The place in a document where pages are handed over one by one: a tree of its own, with a single leaf.
#[derive(Debug)]
pub(super) struct Stage {
    page: ObjectId,
    content: ObjectId,
}

impl Stage {
    /// Prepares a document; the tree of its own pages is not asked any more.
    pub fn new(document: &mut Document) -> Self {
        let last = document.objects.keys().map(|id| id.0).max().unwrap_or_default().max(document.max_id);
        let [root, pages, page, content] = [1, 2, 3, 4].map(|offset| (last.saturating_add(offset), 0));
        let kids = Object::Array(vec![Object::Reference(page)]);
        let catalog = [("Type", name("Catalog")), ("Pages", Object::Reference(pages))];
        let tree = [("Type", name("Pages")), ("Kids", kids), ("Count", Object::Integer(1))];
        document.objects.insert(root, made(catalog));
        document.objects.insert(pages, made(tree));
        document.trailer.set("Root", Object::Reference(root));
        document.trailer.remove(b"Encrypt");
        Self { page, content }
    }

    /// The glyphs of a page in the order in which they are shown, and whether all of them. Panics where `pdf-extract`
    /// does.
    pub fn glyphs(&self, document: &mut Document, sheet: Sheet) -> (Vec<Glyph>, bool) {
        let Sheet { operators, runs, instead, fonts } = sheet;
        let numbers = [0, 0, 612, 792].map(Object::Integer).to_vec();
        let page = [
            ("Type", name("Page")),
            ("MediaBox", Object::Array(numbers)),
            ("Resources", made([("Font", Object::Dictionary(fonts))])),
            ("Contents", Object::Reference(self.content)),
        ];
        document.objects.insert(self.page, made(page));
        let content = Stream::new(Dictionary::new(), operators.into_bytes());
        document.objects.insert(self.content, Object::Stream(content));
        let mut collector =
            Collector { glyphs: Vec::new(), runs: &runs, begun: 0, instead: &instead, read: None, cut: false };
        if let Err(error) = output_doc_page(document, &mut collector, 1)
            && !collector.cut
        {
            tracing::debug!(%error, "a page was read in part");
            collector.cut = true;
        }
        (collector.glyphs, collector.cut)
    }
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

fn made<const COUNT: usize>(entries: [(&str, Object); COUNT]) -> Object {
    let mut dictionary = Dictionary::new();
    for (key, value) in entries {
        dictionary.set(key, value);
    }
    Object::Dictionary(dictionary)
}

struct Collector<'a> {
    glyphs: Vec<Glyph>,
    runs: &'a [Run],
    /// Strings that have begun.
    begun: usize,
    instead: &'a [String],
    /// The text that was read instead of glyphs last.
    read: Option<usize>,
    cut: bool,
}

impl OutputDev for Collector<'_> {
    fn begin_page(
        &mut self,
        _number: u32,
        _media: &MediaBox,
        _art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        let run = self.begun.checked_sub(1).and_then(|index| self.runs.get(index)).copied().unwrap_or_default();
        let text = match run.mark.instead {
            None => text,
            Some(index) if self.read.replace(index) == Some(index) => {
                // The glyph belongs to a text that was read with the first of its glyphs.
                if let Some(last) = self.glyphs.last_mut() {
                    last.advance = (
                        place.m31 + place.m11 * width * font_size - last.x,
                        place.m32 + place.m12 * width * font_size - last.y,
                    );
                }
                return Ok(());
            }
            Some(index) => self.instead.get(index).map(String::as_str).unwrap_or_default(),
        };
        let glyph = Glyph {
            text: text.to_owned(),
            x: place.m31,
            y: place.m32,
            advance: (place.m11 * width * font_size, place.m12 * width * font_size),
            size: font_size.abs() * place.m21.hypot(place.m22),
            bold: run.bold,
            artifact: run.mark.artifact,
            content: run.mark.content,
            language: run.mark.language,
        };
        if glyph.is_somewhere() {
            self.glyphs.push(glyph);
        }
        if self.glyphs.len() > MOST_GLYPHS {
            self.cut = true;
            return Err(std::io::Error::other("more glyphs than are read").into());
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.begun += 1;
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
