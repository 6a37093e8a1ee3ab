//! Lines of a paragraph that are drawn by themselves.
//!
//! The software renderer draws all letters of a buffer that it draws any of, and through a mask as large as the window when
//! one of them is cut. So of a paragraph of which a part is to be seen, or is to be seen in another colour, lines are drawn.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use iced::advanced::graphics::text::{self as graphics, cosmic_text};

use cosmic_text::{Buffer, BufferLine, LayoutRun, LineEnding, Shaping, Wrap};

/// The lines of a buffer that were drawn by themselves so far; `None` where that would look another way.
#[derive(Debug, Clone, Default)]
pub(super) struct Apart(Arc<Mutex<HashMap<usize, Option<Arc<Buffer>>>>>);

impl Apart {
    /// This line of the buffer, as it stands there, at the top of its own.
    pub fn line(&self, buffer: &Buffer, number: usize) -> Option<Arc<Buffer>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(number).or_insert_with(|| alone(buffer, number).map(Arc::new)).clone()
    }

    /// How many lines were made.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().flatten().count()
    }
}

fn alone(buffer: &Buffer, number: usize) -> Option<Buffer> {
    let run = buffer.layout_runs().nth(number)?;
    let start = run.glyphs.iter().map(|glyph| glyph.start).min()?;
    let end = run.glyphs.iter().map(|glyph| glyph.end).max()?;
    let mut attributes = buffer.lines.get(run.line_i)?.attrs_list().clone();
    if start > 0 {
        attributes = attributes.split_off(start);
    }
    if end < run.text.len() {
        attributes.split_off(end - start);
    }
    let mut system = graphics::font_system().write().unwrap_or_else(PoisonError::into_inner);
    let system = system.raw();
    let mut found = Buffer::new(system, buffer.metrics());
    found.set_wrap(system, Wrap::None);
    found.lines = vec![BufferLine::new(run.text.get(start..end)?, LineEnding::None, attributes, Shaping::Advanced)];
    // Without a height of its own the renderer drops what has been scrolled.
    found.set_size(system, Some(run.line_w.ceil() + 1.0), Some(run.line_height.ceil() + 1.0));
    found.shape_until_scroll(system, false);
    let same = found.layout_runs().next().is_some_and(|line| looks_like(&line, &run));
    same.then_some(found)
}

/// Whether letter stands on letter: at equal edges, or between scripts of both directions, they may not.
fn looks_like(line: &LayoutRun<'_>, run: &LayoutRun<'_>) -> bool {
    let near = |one: f32, other: f32| (one - other).abs() < 0.01;
    line.glyphs.len() == run.glyphs.len()
        && near(line.line_y - line.line_top, run.line_y - run.line_top)
        && line.glyphs.iter().zip(run.glyphs).all(|(one, other)| {
            (one.font_id, one.glyph_id, one.color_opt) == (other.font_id, other.glyph_id, other.color_opt)
                && near(one.x, other.x)
                && near(one.y, other.y)
                && near(one.font_size, other.font_size)
        })
}
