//! Shaped text: one buffer a paragraph, its visual lines, and the way between bytes and places.
//!
//! <https://docs.rs/cosmic-text/0.15/cosmic_text/struct.Buffer.html>

use std::ops::Range;
use std::sync::{Arc, PoisonError};

use iced::advanced::graphics::text::{self as graphics, Raw, Renderer as _, cosmic_text};
use iced::{Color, Font, Point, Rectangle, Renderer, Size};

use cosmic_text::{Attrs, BidiParagraphs, Buffer, FeatureTag, FontFeatures, Metrics, Shaping, Wrap};

use crate::access::text::Line;

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Setting {
    pub font: Font,
    /// Logical pixels.
    pub size: f32,
    /// Logical pixels, whole, so that no line is drawn between two rows.
    pub line_height: f32,
    /// In em.
    pub letter_spacing: f32,
    pub word_spacing: f32,
    /// `None`: one line, never broken.
    pub width: Option<f32>,
}

/// A stretch of a paragraph in another font or size.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stretch {
    pub bytes: Range<usize>,
    pub font: Font,
    /// As a multiple of the setting's size.
    pub scale: f32,
}

/// A paragraph that has been laid out. Lines are in its own coordinates.
#[derive(Debug, Clone)]
pub(super) struct Shaped {
    buffer: Arc<Buffer>,
    pub lines: Vec<Line>,
    pub size: Size,
}

impl Shaped {
    pub fn new(text: &str, setting: &Setting, stretches: &[Stretch]) -> Self {
        let mut system = graphics::font_system().write().unwrap_or_else(PoisonError::into_inner);
        let system = system.raw();
        let metrics = Metrics::new(setting.size, setting.line_height);
        let mut buffer = Buffer::new(system, metrics);
        buffer.set_wrap(system, if setting.width.is_some() { Wrap::WordOrGlyph } else { Wrap::None });
        buffer.set_size(system, setting.width, None);
        let plain = attributes(setting, setting.font, 1.0, setting.letter_spacing);
        let spans = spans(text, setting, stretches);
        buffer.set_rich_text(
            system,
            spans.iter().map(|(bytes, attributes)| (&text[bytes.clone()], attributes.clone())),
            &plain,
            Shaping::Advanced,
            None,
        );
        let lines = lines(&buffer, text, setting);
        let height: f32 = lines.iter().filter_map(|line| line.bounds).map(|bounds| bounds.height).sum();
        let width = lines.iter().filter_map(|line| line.bounds).map(|bounds| bounds.width).fold(0.0, f32::max);
        // Without a height of its own the software renderer drops the buffer's text once it has been scrolled.
        buffer.set_size(system, setting.width.or(Some(width.ceil() + 1.0)), Some(height.ceil() + 1.0));
        Self { buffer: Arc::new(buffer), lines, size: Size::new(width, height) }
    }

    /// Draws it with its left upper corner here.
    pub fn draw(&self, renderer: &mut Renderer, position: Point, color: Color, clip_bounds: Rectangle) {
        renderer.fill_raw(Raw { buffer: Arc::downgrade(&self.buffer), position, color, clip_bounds });
    }

    /// The number of the line that this byte stands in. At a break the caret stands at the beginning of the next line.
    pub fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.bytes.end <= byte).min(self.lines.len().saturating_sub(1))
    }

    /// The caret's place before this byte.
    pub fn caret(&self, byte: usize) -> Rectangle {
        let line = self.lines.get(self.line_of(byte));
        let bounds = line.and_then(|line| line.bounds).unwrap_or_default();
        let x = line.map_or(0.0, |line| line.x(byte));
        Rectangle { x: bounds.x + x, width: 0.0, ..bounds }
    }

    /// The byte of the character boundary nearest to this place.
    pub fn byte_at(&self, place: Point) -> usize {
        let index = self
            .lines
            .partition_point(|line| line.bounds.is_some_and(|bounds| bounds.y + bounds.height <= place.y))
            .min(self.lines.len().saturating_sub(1));
        self.byte_in_line(index, place.x)
    }

    /// The byte nearest to this x in this line; never after the line's last space, where the next line begins.
    pub fn byte_in_line(&self, index: usize, x: f32) -> usize {
        let Some(line) = self.lines.get(index) else { return 0 };
        let left = line.bounds.map_or(0.0, |bounds| bounds.x);
        let last = index + 1 == self.lines.len();
        let edges = &line.edges;
        let stops = if last { &edges[..] } else { &edges[..edges.len().saturating_sub(1)] };
        stops
            .iter()
            .min_by(|one, other| (one.1 + left - x).abs().total_cmp(&(other.1 + left - x).abs()))
            .map_or(line.bytes.start, |(byte, _)| *byte)
    }

    /// The rectangles that these bytes cover, a line each.
    pub fn cover(&self, bytes: &Range<usize>) -> Vec<Rectangle> {
        self.lines
            .iter()
            .filter_map(|line| {
                let bounds = line.bounds?;
                let (start, end) = (bytes.start.max(line.bytes.start), bytes.end.min(line.bytes.end));
                (start < end).then(|| {
                    let (left, right) = (line.x(start), line.x(end));
                    Rectangle { x: bounds.x + left, width: (right - left).max(1.0), ..bounds }
                })
            })
            .collect()
    }
}

fn attributes<'a>(setting: &Setting, font: Font, scale: f32, spacing: f32) -> Attrs<'a> {
    let mut attributes = graphics::to_attributes(font);
    if setting.letter_spacing != 0.0 {
        let mut features = FontFeatures::new();
        features.disable(FeatureTag::STANDARD_LIGATURES).disable(FeatureTag::CONTEXTUAL_LIGATURES);
        attributes = attributes.font_features(features);
    }
    if spacing != 0.0 {
        attributes = attributes.letter_spacing(spacing);
    }
    if (scale - 1.0).abs() > f32::EPSILON {
        attributes = attributes.metrics(Metrics::new(setting.size * scale, setting.line_height));
    }
    attributes
}

/// The text in stretches of one kind each: by font, and with word spacing the spaces apart.
fn spans<'a>(text: &str, setting: &Setting, stretches: &[Stretch]) -> Vec<(Range<usize>, Attrs<'a>)> {
    let mut cuts: Vec<usize> = vec![0, text.len()];
    cuts.extend(stretches.iter().flat_map(|stretch| [stretch.bytes.start, stretch.bytes.end]));
    if setting.word_spacing != 0.0 {
        cuts.extend(text.match_indices(' ').flat_map(|(at, _)| [at, at + 1]));
    }
    cuts.retain(|&cut| text.is_char_boundary(cut));
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| {
            let bytes = cut[0]..cut[1];
            let stretch = stretches.iter().rev().find(|stretch| stretch.bytes.contains(&bytes.start));
            let (font, scale) = stretch.map_or((setting.font, 1.0), |stretch| (stretch.font, stretch.scale));
            let is_space = setting.word_spacing != 0.0 && &text[bytes.clone()] == " ";
            let spacing = setting.letter_spacing + if is_space { setting.word_spacing } else { 0.0 };
            (bytes, attributes(setting, font, scale, spacing))
        })
        .collect()
}

/// The visual lines of a buffer, as byte ranges of the text without gaps.
fn lines(buffer: &Buffer, text: &str, setting: &Setting) -> Vec<Line> {
    // Where each of the buffer's own lines begins in the text: it parts them itself in this way, at every separator of
    // paragraphs that Unicode knows, and does not tell how long the separators are.
    let starts: Vec<usize> =
        BidiParagraphs::new(text).map(|line| line.as_ptr() as usize - text.as_ptr() as usize).collect();
    let mut lines: Vec<Line> = Vec::new();
    for run in buffer.layout_runs() {
        let base = starts.get(run.line_i).copied().unwrap_or_default();
        let mut edges: Vec<(usize, f32)> = run.glyphs.iter().map(|glyph| (base + glyph.start, glyph.x)).collect();
        edges.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
        edges.dedup_by_key(|(byte, _)| *byte);
        // The space at a break has no glyph; the caret before it stands where the glyphs end.
        if let Some(end) = run.glyphs.iter().map(|glyph| base + glyph.end).max() {
            edges.push((end, run.line_w));
        }
        let start = edges.first().map_or(base, |(byte, _)| *byte);
        lines.push(Line {
            bytes: start..start,
            bounds: Some(Rectangle { x: 0.0, y: run.line_top, width: run.line_w, height: run.line_height }),
            edges,
        });
    }
    if lines.is_empty() {
        let bounds = Rectangle { x: 0.0, y: 0.0, width: 0.0, height: setting.line_height };
        lines.push(Line { bytes: 0..text.len(), bounds: Some(bounds), edges: Vec::new() });
    }
    // Spaces at a break have no glyphs: each line reaches to where the next one begins.
    let count = lines.len();
    let mut start = 0;
    for index in 0..count {
        // Where scripts of both directions meet at a break, a later line may hold an earlier letter: it is told with the
        // line that comes first, so that no letter is told twice.
        let end = lines.get(index + 1).map_or(text.len(), |next| next.bytes.start.max(start));
        let line = &mut lines[index];
        line.bytes.start = start;
        start = end;
        line.bytes.end = end;
        let width = line.bounds.map_or(0.0, |bounds| bounds.width);
        if line.edges.last().is_none_or(|(byte, _)| *byte < line.bytes.end) {
            line.edges.push((line.bytes.end, width));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(width: Option<f32>) -> Setting {
        Setting {
            font: crate::ui::typography::REGULAR,
            size: 20.0,
            line_height: 30.0,
            letter_spacing: 0.0,
            word_spacing: 0.0,
            width,
        }
    }

    #[test]
    fn lines_cover_the_text_without_gaps() {
        crate::ui::widget::tests::load_fonts();
        for text in [
            "",
            "бір",
            "Ол келді. Мен күттім, ал ол кешікті.\nЕкінші жол бар.",
            "a\n",
            "\n\nb",
            "\u{2029}A",
            "а\u{85}б\r\nв\rг\u{2028}д",
            "a\r\nb\x1cc",
        ] {
            for width in [Some(90.0), Some(1.0), None] {
                let shaped = Shaped::new(text, &setting(width), &[]);
                let mut at = 0;
                for line in &shaped.lines {
                    assert_eq!(line.bytes.start, at, "{text:?} {width:?}");
                    assert!(text.is_char_boundary(line.bytes.end));
                    at = line.bytes.end;
                }
                assert_eq!(at, text.len(), "{text:?} {width:?}");
            }
        }
    }

    #[test]
    fn a_place_leads_to_the_byte_that_leads_to_the_place() {
        crate::ui::widget::tests::load_fonts();
        let text = "Қара сөздер, бірінші сөз";
        let shaped = Shaped::new(text, &setting(Some(120.0)), &[]);
        assert!(shaped.lines.len() > 1);
        for (byte, _) in text.char_indices() {
            let caret = shaped.caret(byte);
            let found = shaped.byte_at(Point::new(caret.x + 0.1, caret.y + caret.height / 2.0));
            assert_eq!(found, byte, "byte {byte}");
        }
    }

    #[test]
    fn spacing_makes_text_wider() {
        crate::ui::widget::tests::load_fonts();
        let plain = Shaped::new("бір екі үш", &setting(None), &[]).size.width;
        let letters = Shaped::new("бір екі үш", &Setting { letter_spacing: 0.2, ..setting(None) }, &[]).size.width;
        let words = Shaped::new("бір екі үш", &Setting { word_spacing: 1.0, ..setting(None) }, &[]).size.width;
        assert!((letters - plain - 10.0 * 0.2 * 20.0).abs() < 5.0, "{plain} {letters}");
        assert!((words - plain - 2.0 * 20.0).abs() < 2.0, "{plain} {words}");
    }
}
