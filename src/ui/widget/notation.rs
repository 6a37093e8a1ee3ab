//! A formula as it is written: set at the text's size, drawn in the text's colour.
//!
//! <https://www.w3.org/TR/mathml-core/#layout-algorithms>, without the tables of a mathematical font: bars, roots and tall
//! brackets are drawn, so that they have the weight of the letters at any size.

mod draw;
mod set;

use iced::{Color, Point, Rectangle, Renderer, Size};

use super::shape::Shaped;
use crate::book::Part;
use set::Setter;

/// How a formula is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub font: iced::Font,
    pub italic: iced::Font,
    /// Of its letters, logical pixels.
    pub size: f32,
    /// No formula is wider.
    pub width: f32,
    /// It stands in a line of its own.
    pub display: bool,
}

/// A formula that has been set.
#[derive(Debug)]
pub(super) struct Notation {
    pub size: Size,
    /// How far below the top its first line stands.
    pub baseline: f32,
    pieces: Vec<Piece>,
}

/// What a formula is drawn of, from its left upper corner.
#[derive(Debug)]
enum Piece {
    Text { shaped: Shaped, at: Point },
    Rule(Rectangle),
    Stroke { from: Point, to: Point, width: f32 },
    Bracket { sign: Bracket, bounds: Rectangle, width: f32 },
}

/// A bracket that is as high as what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Round { left: bool },
    Square { left: bool, top: bool, bottom: bool },
    Curly { left: bool },
    Angle { left: bool },
    Bar,
    Bars,
}

/// No formula of more parts is set: its words stand for it.
const MOST_PARTS: usize = 3000;
const DEPTH: usize = 60;

impl Notation {
    /// Sets a formula: broken before relations and signs where it is wider than its room, then smaller. `None` when it has
    /// too many parts.
    pub fn new(root: &Part, style: &Style) -> Option<Self> {
        let mut left = MOST_PARTS;
        if !is_bearable(root, DEPTH, &mut left) {
            return None;
        }
        let mut size = style.size;
        let mut found = Setter::new(style, size).whole(root);
        // A scale is nearly enough: gaps and hairlines do not shrink with it in the same measure.
        for _ in 0..4 {
            if found.size.width <= style.width {
                break;
            }
            size = (size * style.width / found.size.width * 0.98).max(1.0);
            found = Setter::new(style, size).whole(root);
        }
        Some(found)
    }

    /// Draws it with its left upper corner here.
    pub fn draw(&self, renderer: &mut Renderer, at: Point, color: Color, clip: Rectangle) {
        for piece in &self.pieces {
            draw::piece(renderer, piece, at, color, clip);
        }
    }
}

fn is_bearable(part: &Part, depth: usize, left: &mut usize) -> bool {
    if depth == 0 || *left == 0 {
        return false;
    }
    *left -= 1;
    part.parts.iter().all(|part| is_bearable(part, depth - 1, left))
}

#[cfg(test)]
mod tests;
