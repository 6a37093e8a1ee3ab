//! The second reader of glyphs, `hayro-interpret`: for pages that the first one stops at or reads in part, and for documents
//! whose objects it does not find. It is slower, and knows fewer habits of old fonts: so it is asked second.

use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use hayro::hayro_interpret::font::{Glyph as Painted, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{self, Dict};
use hayro::kurbo::{Affine, BezPath, Point, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use super::content::Mark;
use super::glyphs::{Glyph, MOST_GLYPHS};
use super::lines::Frame;
use super::objects;
use super::tags::structure::Sequence;
use crate::format::sheets::{Drawn, Fit};

/// Units of an em in the space of a glyph.
const EM: f64 = 1000.0;
/// Letters of a font of this weight are bold.
const BOLD: u32 = 600;
/// Changes of language of a page.
const MOST_LANGUAGES: usize = 10_000;

/// A document, as the second reader has it.
pub(super) struct Second(Pdf);

impl Second {
    /// `None` where it finds no page.
    pub fn open(bytes: Arc<impl AsRef<[u8]> + Send + Sync + 'static>, password: Option<&str>) -> Option<Self> {
        let password = password.unwrap_or_default();
        let pdf = quietly(|| Pdf::new_with_password(bytes, password).ok())?;
        (!pdf.pages().is_empty()).then_some(Self(pdf))
    }

    pub fn pages(&self) -> usize {
        self.0.pages().len()
    }

    /// What is seen of a page.
    pub fn frame(&self, index: usize) -> Option<Frame> {
        let page = self.0.pages().get(index)?;
        let seen = page.intersected_crop_box();
        let turn = page.raw().get::<i64>(b"Rotate".as_slice()).unwrap_or_default();
        Some(Frame { visible: [seen.x0, seen.y0, seen.x1, seen.y1], turn: turn.rem_euclid(360) / 90 * 90 })
    }

    /// The glyphs of a page in the order in which they are shown, and whether the page is more than them; `None` where this
    /// reader stops too. `marked` is what the document's structure knows of the page's marked content.
    pub fn glyphs(&self, index: usize, marked: &HashMap<Sequence, u32>) -> Option<Seen> {
        let page = self.0.pages().get(index)?;
        let cache = InterpreterCache::new();
        let everything = Rect::new(f64::MIN, f64::MIN, f64::MAX, f64::MAX);
        quietly(|| {
            let settings = InterpreterSettings::default();
            let mut context = Context::new(Affine::IDENTITY, everything, &cache, self.0.xref(), settings);
            let mut collector = Collector { marked: unformed(marked), ..Collector::default() };
            interpret_page(page, &mut context, &mut collector);
            Some(collector.seen)
        })
    }
}

impl Second {
    /// Draws a page on white.
    pub fn draw(&self, index: usize, fit: Fit) -> Option<Drawn> {
        let page = self.0.pages().get(index)?;
        let size = page.render_dimensions();
        let scale = fit.scale(size);
        if scale <= 0.0 {
            return Some(Drawn { width: 0, height: 0, rgba: Vec::new(), size });
        }
        quietly(|| {
            let cache = RenderCache::new();
            let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
            let pixmap =
                hayro::render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
            let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
            // On white nothing is let through: its colours are multiplied by one.
            Some(Drawn { width, height, rgba: pixmap.data_as_u8_slice().to_vec(), size })
        })
    }
}

/// Marked content by its number alone: this reader is not told which form it stands in. The page's own comes first.
fn unformed(marked: &HashMap<Sequence, u32>) -> HashMap<u32, u32> {
    let mut all: Vec<(Sequence, u32)> = marked.iter().map(|(key, number)| (*key, *number)).collect();
    all.sort_unstable_by(|one, other| other.cmp(one));
    all.into_iter().map(|((_, number), content)| (number, content)).collect()
}

fn quietly<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    panic::catch_unwind(AssertUnwindSafe(work)).ok().flatten()
}

/// What was seen on a page.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub glyphs: Vec<Glyph>,
    /// Languages of marked content.
    pub languages: Vec<String>,
    /// Something is painted besides text.
    pub images: bool,
    pub cut: bool,
}

#[derive(Default)]
struct Collector {
    seen: Seen,
    marked: HashMap<u32, u32>,
    /// The marked content around, outermost first.
    marks: Vec<Mark>,
    /// What is read instead of glyphs, and whether it was read.
    instead: Vec<(String, bool)>,
    /// Where the run before began, and how many glyphs it had.
    last: Option<(Point, usize)>,
}

impl Collector {
    fn take(&mut self, run: &GlyphRun<'_, '_>, place: Affine) {
        let mark = self.marks.last().copied().unwrap_or_default();
        for glyph in run.glyphs() {
            if self.seen.glyphs.len() >= MOST_GLYPHS {
                self.seen.cut = true;
                return;
            }
            let place = place * glyph.transform();
            let advance = match &**glyph {
                Painted::Outline(outline) => outline.advance_width(),
                Painted::Type3(drawn) => drawn.advance_width(),
            };
            let bold = match &**glyph {
                Painted::Outline(outline) => {
                    let data = outline.font_data();
                    data.is_some_and(|data| {
                        let named = data.postscript_name.is_some_and(|name| name.to_lowercase().contains("bold"));
                        named || data.weight.is_some_and(|weight| weight >= BOLD)
                    })
                }
                Painted::Type3(_) => false,
            };
            let origin = place * Point::ORIGIN;
            let end = place * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
            let top = place * Point::new(0.0, EM);
            let text = match mark.instead.map(|index| &mut self.instead[index]) {
                None => match glyph.as_unicode() {
                    Some(BfString::Char(char)) => char.to_string(),
                    Some(BfString::String(text)) => text,
                    None => String::new(),
                },
                Some((text, read)) => {
                    if std::mem::replace(read, true) {
                        // It belongs to a text that was read with the first of its glyphs.
                        if let Some(last) = self.seen.glyphs.last_mut() {
                            last.advance = (end.x - last.x, end.y - last.y);
                        }
                        continue;
                    }
                    text.clone()
                }
            };
            let found = Glyph {
                text,
                x: origin.x,
                y: origin.y,
                advance: (end.x - origin.x, end.y - origin.y),
                size: (top - origin).hypot(),
                bold,
                artifact: mark.artifact,
                content: mark.content,
                language: mark.language,
            };
            if found.is_somewhere() {
                self.seen.glyphs.push(found);
            }
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.seen.images = true;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let Some(first) = run.glyphs().first() else { return };
        let begins = props.transform * first.transform() * Point::ORIGIN;
        let same = self.last.replace((begins, run.glyphs().len())) == Some((begins, run.glyphs().len()));
        // What is filled and drawn round is shown twice.
        if same && matches!(mode, DrawMode::Stroke(_)) {
            return;
        }
        self.take(run, props.transform);
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.seen.images = true;
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        let mut mark = self.marks.last().copied().unwrap_or_default();
        mark.artifact |= tag == b"Artifact";
        let number = properties.and_then(|it| it.get::<u32>(b"MCID".as_slice()));
        mark.content = number.and_then(|number| self.marked.get(&number)).copied().or(mark.content);
        let language = properties.and_then(|it| it.get::<object::String<'_>>(b"Lang".as_slice()));
        if let Some(language) = language.filter(|_| self.seen.languages.len() < MOST_LANGUAGES) {
            mark.language = Some(self.seen.languages.len());
            self.seen.languages.push(objects::decoded(language.as_bytes()));
        }
        let text = properties.and_then(|it| it.get::<object::String<'_>>(b"ActualText".as_slice()));
        if let Some(text) = text.filter(|_| mark.instead.is_none()) {
            mark.instead = Some(self.instead.len());
            self.instead.push((objects::decoded(text.as_bytes()), false));
        }
        self.marks.push(mark);
    }

    fn end_marked_content(&mut self) {
        self.marks.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::pdf::lines;

    fn text(name: &str, password: Option<&str>) -> Option<String> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pdf").join(name);
        let second = Second::open(Arc::new(std::fs::read(path).expect("a fixture")), password)?;
        let pages = (0..second.pages()).map(|index| {
            let seen = second.glyphs(index, &HashMap::new()).expect("a page");
            let (lines, _) = lines::read(&seen.glyphs, second.frame(index).expect("a page"));
            lines.into_iter().filter(|line| !line.artifact).map(|line| line.text).collect::<Vec<_>>().join("\n")
        });
        Some(pages.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn it_reads_what_the_first_one_reads() {
        let kazakh = text("udhr-kk-tagged.pdf", None).expect("a document");
        assert!(kazakh.contains("Адам баласы үйелменінің барлық мүшелеріне"), "{kazakh}");
        let russian = text("udhr-ru-tagged.pdf", None).expect("a document");
        assert!(russian.contains("признание достоинства"), "{russian}");
        assert_eq!(text("udhr-kk-userpw-user.pdf", Some("user")).as_deref(), Some(kazakh.as_str()));
        assert_eq!(text("udhr-kk-userpw-user.pdf", Some("other")), None);
    }

    #[test]
    fn it_knows_what_is_marked() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pdf/udhr-kk-tagged.pdf");
        let second = Second::open(Arc::new(std::fs::read(path).expect("a fixture")), None).expect("a document");
        // The heading of the last page is marked with 0 and 1, the cells of the table with 2 and more.
        let marked = HashMap::from([((None, 1), 7), ((None, 2), 9), ((Some((4, 0)), 2), 5)]);
        let seen = second.glyphs(4, &marked).expect("a page");
        let text = |number| {
            let of = seen.glyphs.iter().filter(|glyph| glyph.content == Some(number));
            of.map(|glyph| glyph.text.as_str()).collect::<String>()
        };
        assert_eq!((text(7).trim(), text(9).trim(), text(5).as_str()), ("Кесте", "Бап", ""));
    }

    #[test]
    fn what_is_no_document_is_none() {
        for bytes in [
            b"".as_slice(),
            b"%PDF-1.7",
            b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n1 0 obj<</Pages 1 0 R/Kids[1 0 R]>>endobj",
        ] {
            assert!(
                Second::open(Arc::new(bytes.to_vec()), None)
                    .is_none_or(|it| it.glyphs(0, &HashMap::new()).is_none_or(|it| it.glyphs.is_empty()))
            );
        }
    }
}
