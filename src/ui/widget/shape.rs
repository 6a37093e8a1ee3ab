//! Shaped text: one buffer a paragraph, its visual lines, and the way between bytes and places.
//!
//! <https://docs.rs/cosmic-text/0.15/cosmic_text/struct.Buffer.html>

mod apart;
mod display;
mod hanging;
mod lines;
mod objects;
mod order;
mod portions;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::{Arc, PoisonError};

use iced::advanced::graphics::text::{self as graphics, Raw, Renderer as _, cosmic_text};
use iced::{Color, Font, Point, Rectangle, Renderer, Size};

use cosmic_text::{Align, Attrs, Buffer, FeatureTag, FontFeatures, Metrics, Shaping, Wrap};

use crate::access::text::{Edge, Line};
use crate::book::{BaseDirection, has_rtl};
use crate::ui::typography;
use apart::Apart;
use display::{Display, SetIn, UNSEEN, joins};
pub(super) use objects::Object;
use objects::Room;
use order::Order;
pub(super) use order::isolates;
pub(super) use portions::{Portions, portions};

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
    /// Lines that are followed by another one in the same paragraph reach from edge to edge.
    pub justified: bool,
    /// Before the first line, logical pixels.
    pub indent: f32,
    /// Before all lines but the first of what the text has as one line, with a sign in it, logical pixels.
    pub hang: f32,
    /// From which side it is written; `None`: each line as its first letter says.
    pub direction: Option<BaseDirection>,
    /// By how much strokes are thickened, logical pixels.
    pub thicker: f32,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            font: Font::DEFAULT,
            size: 16.0,
            line_height: 24.0,
            letter_spacing: 0.0,
            word_spacing: 0.0,
            width: None,
            justified: false,
            indent: 0.0,
            hang: 0.0,
            direction: None,
            thicker: 0.0,
        }
    }
}

/// A stretch of a paragraph in another font or size.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stretch {
    pub bytes: Range<usize>,
    pub font: Font,
    /// As a multiple of the setting's size.
    pub scale: f32,
    /// Of a sign that stands for an object.
    pub room: Option<Room>,
}

/// What stands in a paragraph beside its letters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Inside<'a> {
    pub stretches: &'a [Stretch],
    /// Words may be parted before these bytes, by a hyphen that is drawn and is nowhere in the text.
    pub breaks: &'a [usize],
    /// What is put in order by itself, outer ones first.
    pub isolates: &'a [order::Apart],
}

/// A paragraph that has been laid out. Lines are in its own coordinates.
#[derive(Debug, Clone)]
pub(super) struct Shaped {
    /// One for each portion that is laid out.
    bodies: Vec<Body>,
    /// Something else is drawn for it.
    spread: bool,
    pub lines: Vec<Line>,
    pub size: Size,
    /// Where the longest line, or one that begins before it, begins.
    pub left: f32,
    thicker: f32,
}

/// Letters that are drawn together.
#[derive(Debug, Clone)]
struct Body {
    buffer: Arc<Buffer>,
    top: f32,
    height: f32,
    /// The number of its first line, and how many it has.
    line: usize,
    lines: usize,
    /// What is drawn where a word is parted, or before what goes on in another line, and where.
    hyphen: Option<Arc<Buffer>>,
    hyphens: Arc<[Point]>,
    apart: Apart,
}

impl Shaped {
    pub fn new(text: &str, setting: &Setting, stretches: &[Stretch]) -> Self {
        Self::parted(text, setting, &Inside { stretches, ..Inside::default() })
    }

    pub fn parted(text: &str, setting: &Setting, inside: &Inside<'_>) -> Self {
        let order = Order::of(text, setting.direction, inside.isolates);
        let wraps = hanging::wraps(text, setting, inside);
        let hangs = !wraps.is_empty();
        let mut system = graphics::font_system().write().unwrap_or_else(PoisonError::into_inner);
        let mut laid = lay(system.raw(), text, setting, inside, &order, (&wraps, hangs));
        let mut ends = wraps;
        for _ in 0..if order.is_two_way() { ENDS } else { 0 } {
            let Some(end) = laid.overfull else { break };
            let at = ends.partition_point(|before| *before < end);
            ends.insert(at, end);
            laid = lay(system.raw(), text, setting, inside, &order, (&ends, hangs));
        }
        laid.shaped
    }

    /// A text of so many bytes that something of this size is drawn for: its letters have their places on it.
    pub fn spread(length: usize, size: Size) -> Self {
        let line = Line {
            bytes: 0..length,
            bounds: Some(Rectangle::with_size(size)),
            edges: vec![Edge { byte: 0, x: 0.0, end: size.width, rtl: false }, Edge::bare(length, size.width, false)],
        };
        Self { bodies: Vec::new(), spread: true, lines: vec![line], size, left: 0.0, thicker: 0.0 }
    }

    /// How far below its top the letters of a line stand.
    pub fn baseline(&self, line: usize) -> f32 {
        let body = self.bodies.iter().rfind(|body| body.line <= line);
        let run = body.and_then(|body| Some((body.top, body.buffer.layout_runs().nth(line - body.line)?.line_y)));
        run.map_or(0.0, |(top, y)| top + y)
    }

    /// Whether this line is one, and not a portion that is not laid out.
    pub fn is_laid_out(&self, line: usize) -> bool {
        self.lines.get(line).is_some_and(|line| !line.edges.is_empty())
    }

    /// Whether its letters are not drawn.
    pub fn is_spread(&self) -> bool {
        self.spread
    }

    /// Draws it with its left upper corner here, as far as it reaches into the clip.
    pub fn draw(&self, renderer: &mut Renderer, position: Point, color: Color, clip_bounds: Rectangle) {
        let half = self.thicker / 2.0;
        let strokes: &[f32] = if half > 0.0 { &[-half, half] } else { &[0.0] };
        for body in &self.bodies {
            let top = position.y + body.top;
            let seen = top < clip_bounds.y + clip_bounds.height && top + body.height > clip_bounds.y;
            if !seen && self.bodies.len() > 1 {
                continue;
            }
            for shift in strokes {
                let position = Point::new(position.x + shift, top);
                let mut fill = |buffer: &Arc<Buffer>, position: Point| {
                    renderer.fill_raw(Raw { buffer: Arc::downgrade(buffer), position, color, clip_bounds });
                };
                match self.lines_apart(body, position, clip_bounds) {
                    Some(lines) => lines.iter().for_each(|(line, y)| fill(line, Point::new(position.x, top + y))),
                    None => fill(&body.buffer, position),
                }
                for place in body.hyphens.iter() {
                    let Some(hyphen) = &body.hyphen else { break };
                    fill(hyphen, Point::new(position.x + place.x, position.y + place.y));
                }
            }
        }
    }

    /// The lines that reach into the clip, and how far below the body's top, when they are better drawn by themselves.
    fn lines_apart(&self, body: &Body, position: Point, clip: Rectangle) -> Option<Vec<(Arc<Buffer>, f32)>> {
        let (width, height) = body.buffer.size();
        let size = Size::new(width.unwrap_or(self.size.width), height.unwrap_or(body.height));
        if body.lines < 2 || Rectangle::new(position, size).is_within(&clip) {
            return None;
        }
        let lines = self.lines.get(body.line..body.line + body.lines)?;
        let mut found = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let bounds = line.bounds?;
            let y = bounds.y - body.top;
            // Letters may reach a little out of their line.
            let over = bounds.height / 4.0;
            let (top, bottom) = (position.y + y - over, position.y + y + bounds.height + over);
            if bottom > clip.y && top < clip.y + clip.height && bounds.width > 0.0 {
                found.push((body.apart.line(&body.buffer, number)?, y));
            }
        }
        Some(found)
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
        let byte = line.byte_at(x - left);
        let before_end = line.edges.len().checked_sub(2).and_then(|before| line.edges.get(before));
        match before_end.filter(|_| byte == line.bytes.end && index + 1 < self.lines.len()) {
            Some(before) => before.byte,
            None => byte,
        }
    }

    /// The rectangles that these bytes cover, a line each, or several in lines with letters of both directions.
    pub fn cover(&self, bytes: &Range<usize>) -> Vec<Rectangle> {
        let mut found = Vec::new();
        for line in &self.lines {
            let Some(bounds) = line.bounds else { continue };
            let (start, end) = (bytes.start.max(line.bytes.start), bytes.end.min(line.bytes.end));
            if start >= end {
                continue;
            }
            let mut parts = line.cover(&(start..end));
            if parts.is_empty() {
                parts.push((line.x(start), line.x(start)));
            }
            found.extend(parts.into_iter().map(|(left, right)| Rectangle {
                x: bounds.x + left,
                width: (right - left).max(1.0),
                ..bounds
            }));
        }
        found
    }
}

/// Lines that are ended because letters of both directions would stand over their edge.
const ENDS: usize = 64;

/// A paragraph that is laid out, and the byte before which a line should have ended.
struct Laid {
    shaped: Shaped,
    overfull: Option<usize>,
}

/// Lays a paragraph out with lines that end before these bytes, and the next ones set in where lines hang.
fn lay(
    system: &mut cosmic_text::FontSystem,
    text: &str,
    setting: &Setting,
    inside: &Inside<'_>,
    order: &Order,
    (wraps, hangs): (&[usize], bool),
) -> Laid {
    let Inside { stretches, breaks, .. } = *inside;
    let set_in = match hangs {
        true => SetIn::Hanging,
        false if setting.indent > 0.0 => SetIn::First,
        false => SetIn::None,
    };
    let display = Display::of(text, set_in, breaks, &joins(text, setting, stretches), wraps, order);
    let plain = attributes(setting, setting.font, 1.0, setting.letter_spacing);
    // A hyphen needs its room in every line that may end in one.
    let hyphen = if hangs {
        Some((sign(system, hanging::SIGN, setting, &plain).0, 0.0))
    } else {
        display.has_hyphens().then(|| sign(system, "-", setting, &plain))
    };
    let room = hyphen.as_ref().map_or(0.0, |(_, width)| *width);
    let width = setting.width.map(|width| if room < width / 2.0 { width - room } else { width });
    let metrics = Metrics::new(setting.size, setting.line_height);
    let mut buffer = Buffer::new(system, metrics);
    buffer.set_wrap(system, if setting.width.is_some() { Wrap::WordOrGlyph } else { Wrap::None });
    buffer.set_size(system, width, None);
    let spans = spans(&display, setting, stretches);
    buffer.set_rich_text(
        system,
        spans.iter().map(|(bytes, attributes)| (&display.text()[bytes.clone()], attributes.clone())),
        &plain,
        Shaping::Advanced,
        (setting.justified && setting.width.is_some()).then_some(Align::Justified),
    );
    let (mut lines, mut hyphens) = lines::of(&buffer, &display, setting);
    let height: f32 = lines.iter().filter_map(|line| line.bounds).map(|bounds| bounds.height).sum();
    let longest = lines.iter().filter_map(|line| line.bounds).map(|bounds| bounds.width).fold(0.0, f32::max);
    // Without a height of its own the software renderer drops the buffer's text once it has been scrolled.
    buffer.set_size(system, width.or(Some(longest.ceil() + 1.0)), Some(height.ceil() + 1.0));
    if width.is_none() && (order.is_two_way() || has_rtl(text)) {
        // What goes from the right stands at the right edge, which has moved.
        (lines, hyphens) = lines::of(&buffer, &display, setting);
    }
    if hangs {
        hyphens = hanging::places(&lines, wraps);
    }
    let overfull = width.filter(|_| order.is_two_way()).and_then(|width| lines::overfull(&buffer, &display, width));
    let bounds = || lines.iter().filter_map(|line| line.bounds).filter(|bounds| bounds.width > 0.0);
    let left = bounds().map(|bounds| bounds.x).fold(f32::INFINITY, f32::min);
    let left = if left.is_finite() { left } else { 0.0 };
    let right = bounds().map(|bounds| bounds.x + bounds.width).fold(left, f32::max);
    let body = Body {
        buffer: Arc::new(buffer),
        top: 0.0,
        height,
        line: 0,
        lines: lines.len(),
        hyphen: hyphen.map(|(buffer, _)| Arc::new(buffer)).filter(|_| !hyphens.is_empty()),
        hyphens: hyphens.into(),
        apart: Apart::default(),
    };
    let size = Size::new(right - left, height);
    let shaped = Shaped { bodies: vec![body], spread: false, lines, size, left, thicker: setting.thicker };
    Laid { shaped, overfull }
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

/// A sign in this setting, and how wide it is.
fn sign(system: &mut cosmic_text::FontSystem, sign: &str, setting: &Setting, plain: &Attrs<'_>) -> (Buffer, f32) {
    let mut buffer = Buffer::new(system, Metrics::new(setting.size, setting.line_height));
    buffer.set_wrap(system, Wrap::None);
    buffer.set_text(system, sign, plain, Shaping::Advanced, None);
    buffer.shape_until_scroll(system, false);
    let width = buffer.layout_runs().map(|run| run.line_w).fold(0.0, f32::max);
    buffer.set_size(system, Some(width.ceil() + 1.0), Some(setting.line_height + 1.0));
    (buffer, width)
}

/// The text in stretches of one kind each: by font, with word spacing the spaces apart, and what was added to it.
fn spans<'a>(display: &Display<'_>, setting: &Setting, stretches: &[Stretch]) -> Vec<(Range<usize>, Attrs<'a>)> {
    let text = display.text();
    let stretches: Vec<Stretch> = stretches
        .iter()
        .map(|stretch| Stretch {
            bytes: display.shown(stretch.bytes.start)..display.shown(stretch.bytes.end),
            ..stretch.clone()
        })
        .collect();
    let indent = display.indent();
    let mut cuts: Vec<usize> = vec![0, text.len(), indent];
    cuts.extend(display.hangs().iter().flat_map(|at| [*at, at + UNSEEN.len_utf8()]));
    cuts.extend(stretches.iter().flat_map(|stretch| [stretch.bytes.start, stretch.bytes.end]));
    if setting.word_spacing != 0.0 {
        cuts.extend(text.match_indices(' ').flat_map(|(at, _)| [at, at + 1]));
    }
    if setting.letter_spacing != 0.0 {
        cuts.extend(order::joined(text).into_iter().flat_map(|bytes| [bytes.start, bytes.end]));
        cuts.extend(text.match_indices(['\u{ad}', UNSEEN]).flat_map(|(at, sign)| [at, at + sign.len()]));
    }
    cuts.retain(|&cut| text.is_char_boundary(cut));
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| {
            let bytes = cut[0]..cut[1];
            if bytes.end <= indent {
                return (bytes, attributes(setting, setting.font, 1.0, setting.indent / setting.size));
            }
            if display.hangs().binary_search(&bytes.start).is_ok() {
                let unseen = attributes(setting, typography::REGULAR, 1.0, setting.hang / setting.size);
                return (bytes, unseen);
            }
            let stretch = stretches.iter().rev().find(|stretch| stretch.bytes.contains(&bytes.start));
            if let Some(room) = stretch.and_then(|stretch| stretch.room) {
                let unseen = attributes(setting, setting.font, 1.0, room.spacing)
                    .metrics(Metrics::new(setting.size, room.line_height))
                    .color(cosmic_text::Color::rgba(0, 0, 0, 0));
                return (bytes, unseen);
            }
            let (font, scale) = stretch.map_or((setting.font, 1.0), |stretch| (stretch.font, stretch.scale));
            let spacing = match &text[bytes.clone()] {
                letters if letters.starts_with(order::is_joined) => 0.0,
                " " => setting.letter_spacing + setting.word_spacing,
                // What is not seen has no space behind it.
                "\u{ad}" | "\u{2060}" => 0.0,
                _ => setting.letter_spacing,
            };
            (bytes, attributes(setting, font, scale, spacing))
        })
        .collect()
}
