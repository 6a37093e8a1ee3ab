//! Contrast as it is painted: the colours that stand side by side in a picture of the window.

use std::collections::BTreeMap;

use accesskit::{Rect, Role};
use accesskit_consumer::NodeRef;
use iced::{Color, Size};
use oqyrman::ui::theme::contrast;

/// Between two solid colours lie at most so many pixels of their mixtures.
const EDGE: usize = 6;

/// Red, green, blue.
pub type Paint = [u8; 3];

pub fn paint(color: Color) -> Paint {
    let [red, green, blue, _] = color.into_rgba8();
    [red, green, blue]
}

pub fn told_apart(one: Paint, other: Paint) -> f32 {
    let color = |[red, green, blue]: Paint| Color::from_rgb8(red, green, blue);
    contrast(color(one), color(other))
}

/// A picture of a window.
pub struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<Paint>,
}

impl Picture {
    pub fn new(size: Size, rgba: &[u8]) -> Self {
        let pixels = rgba.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        Self { width: size.width as usize, height: size.height as usize, pixels }
    }

    pub fn at(&self, x: usize, y: usize) -> Paint {
        self.pixels[y * self.width + x]
    }

    /// How many points have this colour.
    pub fn count(&self, colour: Paint) -> usize {
        self.pixels.iter().filter(|&&pixel| pixel == colour).count()
    }

    /// Inside a patch of one colour, so that it is no mixture of its neighbours.
    fn is_solid(&self, x: usize, y: usize) -> bool {
        if x == 0 || y == 0 || x + 1 >= self.width || y + 1 >= self.height {
            return false;
        }
        let at = y * self.width + x;
        let here = self.pixels[at];
        [at - 1, at + 1].iter().all(|&beside| self.pixels[beside] == here)
            && (at - self.width - 1..=at - self.width + 1).all(|above| self.pixels[above] == here)
            && (at + self.width - 1..=at + self.width + 1).all(|below| self.pixels[below] == here)
    }

    /// The pairs of colours that stand side by side in this box, and how often.
    pub fn pairs(&self, bounds: Rect) -> BTreeMap<(Paint, Paint), usize> {
        let clamp = |value: f64, limit: usize| (value.max(0.0) as usize).min(limit);
        let columns = clamp(bounds.x0, self.width)..clamp(bounds.x1, self.width);
        // Strokes that can be told from mixtures are higher than this.
        let rows = (clamp(bounds.y0, self.height)..clamp(bounds.y1, self.height)).step_by(4);
        let mut pairs = BTreeMap::new();
        for y in rows {
            let mut last: Option<(Paint, usize)> = None;
            let mut x = columns.start;
            while x < columns.end {
                if !self.is_solid(x, y) {
                    x += 1;
                    continue;
                }
                let here = self.at(x, y);
                if let Some((before, end)) = last
                    && before != here
                    && x - end <= EDGE
                {
                    *pairs.entry((before.min(here), before.max(here))).or_default() += 1;
                }
                while x < columns.end && self.at(x, y) == here {
                    x += 1;
                }
                last = Some((here, x));
            }
        }
        pairs
    }

    /// The colours of a row from left to right, each once.
    pub fn row(&self, y: usize, columns: std::ops::Range<usize>) -> Vec<Paint> {
        let mut colours: Vec<Paint> = columns.map(|x| self.at(x, y)).collect();
        colours.dedup();
        colours
    }
}

/// What has words in it, with the part of its box that is in sight.
pub fn texts(node: NodeRef<'_>, clip: Rect, found: &mut Vec<(String, Rect)>) {
    let bounds = node.bounding_box().map(|bounds| bounds.intersect(clip));
    let worded = matches!(
        node.role(),
        Role::Heading
            | Role::Label
            | Role::Button
            | Role::Link
            | Role::ListItem
            | Role::CheckBox
            | Role::RadioButton
            | Role::Tab
            | Role::TextRun
    );
    let words = node.data().value().or(node.data().label()).unwrap_or_default();
    if let (true, Some(bounds)) = (worded && words.chars().any(char::is_alphabetic), bounds)
        && bounds.width() > 1.0
        && bounds.height() > 1.0
    {
        found.push((format!("{:?} «{words}»", node.role()), bounds));
    }
    let clip = match (node.role(), bounds) {
        (Role::ScrollView | Role::Document, Some(bounds)) => bounds,
        _ => clip,
    };
    node.children().for_each(|child| texts(child, clip, found));
}
