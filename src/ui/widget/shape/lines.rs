//! The lines of a buffer: which bytes of the text stand in each, and where their letters do.

use iced::advanced::graphics::text::cosmic_text;
use iced::{Point, Rectangle};

use cosmic_text::{BidiParagraphs, Buffer, LayoutGlyph, LayoutRun};

use super::Setting;
use super::display::Display;
use crate::access::text::{Edge, Line};
use crate::book::BaseDirection;

/// Where each of the buffer's own lines begins in the text: it parts them itself in this way, at every separator of
/// paragraphs that Unicode knows, and does not tell how long the separators are.
fn starts(shown: &str) -> Vec<usize> {
    BidiParagraphs::new(shown).map(|line| line.as_ptr() as usize - shown.as_ptr() as usize).collect()
}

/// The visual lines of a buffer, as byte ranges of the text without gaps, and where hyphens stand.
pub(super) fn of(buffer: &Buffer, display: &Display<'_>, setting: &Setting) -> (Vec<Line>, Vec<Point>) {
    let (shown, text) = (display.text(), display.told_text());
    let starts = starts(shown);
    let mut lines: Vec<Line> = Vec::new();
    let mut hyphens: Vec<Point> = Vec::new();
    for run in buffer.layout_runs() {
        let base = starts.get(run.line_i).copied().unwrap_or_default();
        let bounds = bounds(&run, setting);
        let edges = edges(&run, base, display, bounds);
        let end = run.glyphs.iter().map(|glyph| glyph.end).max().unwrap_or_default();
        // In a line from the right a hyphen would stand in the middle of it.
        if !run.rtl && end < run.text.len() && run.text.get(..end).is_some_and(|line| line.ends_with('\u{ad}')) {
            hyphens.push(Point::new(run.line_w, run.line_top));
        }
        let start = edges.first().map_or_else(|| display.told(base), |edge| edge.byte);
        lines.push(Line { bytes: start..start, bounds: Some(bounds), edges });
    }
    if lines.is_empty() {
        let bounds = Rectangle { x: far(setting), y: 0.0, width: 0.0, height: setting.line_height };
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
        if line.edges.last().is_none_or(|edge| edge.byte < line.bytes.end) {
            let (x, rtl) = line.edges.last().map_or((width, false), |edge| (edge.x, edge.rtl));
            line.edges.push(Edge::bare(line.bytes.end, x, rtl));
        }
    }
    (lines, hyphens)
}

/// Where a line without letters begins.
fn far(setting: &Setting) -> f32 {
    match setting.direction {
        Some(BaseDirection::Rtl) => setting.width.unwrap_or_default(),
        _ => 0.0,
    }
}

/// A line from the left begins at the left edge, one from the right ends where the first of its letters does.
fn bounds(run: &LayoutRun<'_>, setting: &Setting) -> Rectangle {
    let (y, height) = (run.line_top, run.line_height);
    if run.glyphs.is_empty() {
        return Rectangle { x: far(setting), y, width: 0.0, height };
    }
    if !run.rtl {
        return Rectangle { x: 0.0, y, width: run.line_w, height };
    }
    let left = run.glyphs.iter().map(|glyph| glyph.x).fold(f32::INFINITY, f32::min);
    let right = run.glyphs.iter().map(|glyph| glyph.x + glyph.w).fold(left, f32::max);
    Rectangle { x: left, y, width: right - left, height }
}

/// The letters of a line, with its end.
fn edges(run: &LayoutRun<'_>, base: usize, display: &Display<'_>, bounds: Rectangle) -> Vec<Edge> {
    let glyphs = || run.glyphs.iter().filter(|glyph| !display.is_added(base + glyph.start));
    let mut letters: Vec<(usize, f32, f32, bool)> = glyphs()
        .map(|glyph| {
            let left = glyph.x - bounds.x;
            (display.told(base + glyph.start), left, left + glyph.w, glyph.level.is_rtl())
        })
        .collect();
    letters.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let mut edges: Vec<Edge> = Vec::with_capacity(letters.len() + 1);
    for (byte, left, right, rtl) in letters {
        match edges.last_mut().filter(|last| last.byte == byte) {
            // Several glyphs of one letter.
            Some(last) if last.rtl => (last.x, last.end) = (last.x.max(right), last.end.min(left)),
            Some(last) => (last.x, last.end) = (last.x.min(left), last.end.max(right)),
            None if rtl => edges.push(Edge { byte, x: right, end: left, rtl }),
            None => edges.push(Edge { byte, x: left, end: right, rtl }),
        }
    }
    // The space at a break has no glyph; the caret before it stands where the glyphs end.
    if let Some(end) = glyphs().map(|glyph| base + glyph.end).max() {
        let last = edges.last().copied();
        let (x, rtl) = last.map_or((bounds.width, run.rtl), |last| match last.rtl || run.rtl {
            true => (last.end, last.rtl),
            false => (bounds.width, false),
        });
        edges.push(Edge::bare(display.told(end), x, rtl));
    }
    edges
}

/// The byte before which a line should have ended: cosmic-text 0.15 lets the first word of a stretch that goes another way
/// than what is before it stand in the same line, whether it has room or not.
pub(super) fn overfull(buffer: &Buffer, display: &Display<'_>, width: f32) -> Option<usize> {
    let starts = starts(display.text());
    for run in buffer.layout_runs() {
        let all: f32 = run.glyphs.iter().map(|glyph| glyph.w).sum();
        if all <= width + 0.5 {
            continue;
        }
        let base = starts.get(run.line_i).copied().unwrap_or_default();
        let mut letters: Vec<_> = run.glyphs.iter().collect();
        letters.sort_by_key(|glyph| glyph.start);
        let mut taken = 0.0;
        // Where a line may end before: the last word, and where the direction changed.
        let (mut word, mut turn) = (None, None);
        for pair in letters.windows(2) {
            taken += pair[0].w;
            let sign = |glyph: &LayoutGlyph| run.text.get(glyph.start..glyph.end).unwrap_or_default();
            let blank = |glyph: &LayoutGlyph| sign(glyph).chars().all(char::is_whitespace) && !sign(glyph).is_empty();
            if blank(pair[0]) {
                word = Some(pair[1].start);
            }
            if pair[0].level != pair[1].level {
                turn = Some(pair[1].start);
            }
            if taken + pair[1].w > width + 0.5 && !blank(pair[1]) {
                let Some(at) = word.or(turn) else { break };
                let (byte, first) = (display.told(base + at), display.told(base + letters[0].start));
                if byte > first && byte < display.told_text().len() {
                    return Some(byte);
                }
                // Nothing helps this line; those below it may be helped.
                break;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{Inside, Order, graphics, lay};
    use super::*;

    #[test]
    fn a_word_of_the_other_direction_that_has_no_room_begins_a_line() {
        crate::ui::widget::tests::load_fonts();
        let text = "abcd efgh ijkl mnop שלוםשלוםשלום qrst uvwx סיפוריםסיפורים yz";
        let order = Order::of(text, Some(BaseDirection::Ltr), &[]);
        let mut needed = false;
        for width in 180..320 {
            let setting = Setting {
                font: crate::ui::typography::REGULAR,
                size: 20.0,
                line_height: 30.0,
                width: Some(width as f32),
                direction: Some(BaseDirection::Ltr),
                ..Setting::default()
            };
            {
                let mut system = graphics::font_system().write().unwrap();
                let first = lay(system.raw(), text, &setting, &Inside::default(), &order, (&[], false));
                needed |= first.overfull.is_some();
            }
            let shaped = super::super::Shaped::parted(text, &setting, &Inside::default());
            for line in &shaped.lines {
                assert!(
                    line.bounds.unwrap().width <= width as f32 + 6.0,
                    "at {width}: {:?}",
                    &text[line.bytes.clone()]
                );
            }
            assert_eq!(shaped.lines.last().unwrap().bytes.end, text.len());
        }
        assert!(needed, "cosmic-text sets such words over the edge; when it no longer does, this can go");
    }
}
