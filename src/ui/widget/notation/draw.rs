//! The pieces of a formula on the page: letters, bars, strokes, brackets of any height.

use iced::advanced::Renderer as _;
use iced::advanced::renderer;
use iced::{Background, Border, Color, Point, Rectangle, Renderer, Vector};

use super::{Bracket, Piece};
use crate::ui::widget::prose::fill;

pub(super) fn piece(renderer: &mut Renderer, piece: &Piece, at: Point, color: Color, clip: Rectangle) {
    let shift = Vector::new(at.x, at.y);
    match piece {
        Piece::Text { shaped, at } => shaped.draw(renderer, *at + shift, color, clip),
        Piece::Rule(bounds) => {
            let bounds = *bounds + shift;
            fill(renderer, Rectangle { y: bounds.y.round(), ..bounds }, color);
        }
        Piece::Stroke { from, to, width } => stroke(renderer, *from + shift, *to + shift, *width, color),
        Piece::Bracket { sign, bounds, width } => bracket(renderer, *sign, *bounds + shift, *width, color, clip),
    }
}

/// A slanted line, a row of pixels at a time.
fn stroke(renderer: &mut Renderer, from: Point, to: Point, width: f32, color: Color) {
    let (from, to) = if from.y <= to.y { (from, to) } else { (to, from) };
    let height = to.y - from.y;
    let slope = if height > 0.1 { (to.x - from.x) / height } else { 0.0 };
    // As thick across as it is asked for, however slanted.
    let across = width * (1.0 + slope * slope).sqrt();
    if across > 6.0 * width || height <= 1.0 {
        let left = from.x.min(to.x);
        let middle = (from.y + to.y) / 2.0;
        let line =
            Rectangle { x: left, y: middle - width / 2.0, width: (to.x - from.x).abs().max(width), height: width };
        return fill(renderer, line, color);
    }
    let mut y = from.y;
    while y < to.y {
        let step = (to.y - y).min(1.0);
        let x = from.x + slope * (y + step / 2.0 - from.y);
        fill(renderer, Rectangle { x: x - across / 2.0, y, width: across, height: step }, color);
        y += step;
    }
}

fn bracket(renderer: &mut Renderer, sign: Bracket, bounds: Rectangle, width: f32, color: Color, clip: Rectangle) {
    let Rectangle { x, y, width: across, height } = bounds;
    let mut line = |x: f32, y: f32, across: f32, down: f32| {
        fill(renderer, Rectangle { x, y, width: across, height: down }, color);
    };
    match sign {
        Bracket::Bar => line(x + (across - width) / 2.0, y, width, height),
        Bracket::Bars => {
            line(x, y, width, height);
            line(x + 2.5 * width, y, width, height);
        }
        Bracket::Square { left, top, bottom } => {
            line(if left { x } else { x + across - width }, y, width, height);
            if top {
                line(x, y, across, width);
            }
            if bottom {
                line(x, y + height - width, across, width);
            }
        }
        Bracket::Angle { left } => {
            let (tip, open) = if left { (x, x + across) } else { (x + across, x) };
            let middle = y + height / 2.0;
            stroke(renderer, Point::new(open, y), Point::new(tip, middle), width, color);
            stroke(renderer, Point::new(tip, middle), Point::new(open, y + height), width, color);
        }
        Bracket::Round { left } => {
            let radius = across.min(height / 2.0);
            let straight = height - 2.0 * radius;
            let edge = if left { x } else { x + across - width };
            line(edge, y + radius, width, straight);
            let middle = if left { x + radius } else { x + across - radius };
            arc(renderer, Point::new(middle, y + radius), radius, width, (left, true), color, clip);
            arc(renderer, Point::new(middle, y + height - radius), radius, width, (left, false), color, clip);
        }
        Bracket::Curly { left } => {
            let radius = (across / 2.0).min(height / 4.0);
            let stem = x + across / 2.0 - width / 2.0;
            let half = height / 2.0 - 2.0 * radius;
            line(stem, y + radius, width, half);
            line(stem, y + height / 2.0 + radius, width, half);
            // The ends bend to what is held, the middle away from it.
            let (to, away) =
                if left { (stem + radius, stem - radius) } else { (stem + width - radius, stem + width + radius) };
            let (near, far) = if left { (to, away + width) } else { (to, away - width) };
            arc(renderer, Point::new(near, y + radius), radius, width, (left, true), color, clip);
            arc(renderer, Point::new(near, y + height - radius), radius, width, (left, false), color, clip);
            let middle = y + height / 2.0;
            arc(renderer, Point::new(far, middle - radius), radius, width, (!left, false), color, clip);
            arc(renderer, Point::new(far, middle + radius), radius, width, (!left, true), color, clip);
        }
    }
}

/// A quarter of a ring around this middle: on its left or right, above or below.
fn arc(
    renderer: &mut Renderer,
    middle: Point,
    radius: f32,
    width: f32,
    (left, above): (bool, bool),
    color: Color,
    clip: Rectangle,
) {
    let ring = Rectangle { x: middle.x - radius, y: middle.y - radius, width: 2.0 * radius, height: 2.0 * radius };
    let quarter = Rectangle {
        x: if left { ring.x } else { middle.x },
        y: if above { ring.y } else { middle.y },
        width: radius,
        height: radius,
    };
    let Some(quarter) = quarter.intersection(&clip) else { return };
    renderer.with_layer(quarter, |renderer| {
        renderer.fill_quad(
            renderer::Quad {
                bounds: ring,
                border: Border { color, width, radius: radius.into() },
                ..renderer::Quad::default()
            },
            Background::Color(Color::TRANSPARENT),
        );
    });
}
