//! Some lines lit, the rest masked or dimmed: which lines, and how dim the rest may be.

use iced::Color;

use super::movement::Spot;
use super::page::Page;
use crate::ui::theme::{ENOUGH, contrast};

/// From where to where lines are lit, in the page's coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Band {
    pub top: f32,
    pub bottom: f32,
}

/// A line's top and bottom.
type Edges = (f32, f32);

/// The band of a line and as many of its neighbours on each side as there are to be and as fit into the view, the nearest
/// first, the one after before the one before.
fn band(line: Edges, before: &[Edges], after: &[Edges], view: f32) -> Band {
    let (mut top, mut bottom) = line;
    let (mut before, mut after) = (before.iter(), after.iter());
    loop {
        let (next, previous) = (after.next(), before.next());
        if next.is_none() && previous.is_none() {
            return Band { top, bottom };
        }
        if let Some(&(_, lowest)) = next {
            if lowest - top > view {
                return Band { top, bottom };
            }
            bottom = lowest;
        }
        if let Some(&(highest, _)) = previous {
            if bottom - highest > view {
                return Band { top, bottom };
            }
            top = highest;
        }
    }
}

/// The lines that are lit around the one that holds this spot: `count` of them, and the line itself.
pub(super) fn lit(page: &mut Page, spot: Spot, count: u8, view: f32) -> (Band, Edges) {
    let around = usize::from(count / 2);
    let caret = page.caret(spot.0, spot.1);
    let line = (caret.y, caret.y + caret.height);
    let mut beside = |forward: bool| {
        let mut found = Vec::new();
        let mut at = spot;
        while found.len() < around {
            let Some(next) = page.line(at, forward, &mut Some(0.0)).filter(|next| *next != at) else { break };
            let caret = page.caret(next.0, next.1);
            found.push((caret.y, caret.y + caret.height));
            at = next;
        }
        found
    };
    let (before, after) = (beside(false), beside(true));
    // What was laid out on the way may have moved the line.
    let moved = page.caret(spot.0, spot.1).y - line.0;
    let shift = |(top, bottom): Edges| (top + moved, bottom + moved);
    let line = shift(line);
    let settled: Vec<Edges> = before.iter().map(|&edges| shift(edges)).collect();
    (band(line, &settled, &after, view), line)
}

/// The text's colour as far towards the ground as it can be read well.
pub(super) fn dimmed(text: Color, ground: Color) -> Color {
    let mix = |part: f32| Color {
        r: text.r + (ground.r - text.r) * part,
        g: text.g + (ground.g - text.g) * part,
        b: text.b + (ground.b - text.b) * part,
        a: 1.0,
    };
    let (mut least, mut most) = (0.0_f32, 1.0_f32);
    for _ in 0..10 {
        let part = (least + most) / 2.0;
        if contrast(mix(part), ground) >= ENOUGH {
            least = part;
        } else {
            most = part;
        }
    }
    mix(least)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Appearance, Colours, Settings};
    use crate::ui::theme;

    #[test]
    fn the_line_is_in_the_middle_and_what_does_not_fit_stays_dark() {
        let line = (100.0, 130.0);
        let before = [(60.0, 90.0), (20.0, 50.0)];
        let after = [(140.0, 170.0), (180.0, 210.0)];
        assert_eq!(band(line, &[], &[], 500.0), Band { top: 100.0, bottom: 130.0 });
        assert_eq!(band(line, &before[..1], &after[..1], 500.0), Band { top: 60.0, bottom: 170.0 });
        assert_eq!(band(line, &before, &after, 500.0), Band { top: 20.0, bottom: 210.0 });
        assert_eq!(band(line, &before, &after, 140.0), Band { top: 60.0, bottom: 170.0 });
        assert_eq!(band(line, &before, &after, 75.0), Band { top: 100.0, bottom: 170.0 });
        assert_eq!(band(line, &before, &after, 10.0), Band { top: 100.0, bottom: 130.0 }, "the line itself always");
        assert_eq!(band(line, &[], &after, 500.0), Band { top: 100.0, bottom: 210.0 }, "at the beginning");
    }

    #[test]
    fn what_is_dimmed_can_be_read_in_every_theme_and_is_told_from_what_is_lit() {
        for colours in Colours::ALL {
            let appearance = Appearance { colours, ..Appearance::default() };
            let page = theme::page(&Settings { appearance, ..Settings::default() });
            let dim = dimmed(page.text, page.background);
            assert!(contrast(dim, page.background) >= ENOUGH, "{colours:?}");
            assert!(contrast(page.text, page.background) > contrast(dim, page.background), "{colours:?}");
        }
    }
}
