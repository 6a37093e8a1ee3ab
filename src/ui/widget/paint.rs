//! How controls are drawn: faces by status, the focus ring.

use iced::advanced::Renderer as _;
use iced::advanced::renderer;
use iced::{Background, Border, Color, Rectangle, Renderer};

use super::look::Look;

/// What a control looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Face {
    /// Nothing but its content.
    #[default]
    Bare,
    /// A surface with a border.
    Raised,
    /// The main thing to do, or what is chosen.
    Primary,
    /// A row of a list.
    Row,
    /// A row that is chosen.
    ChosenRow,
    Link,
    /// A dialog or a notice.
    Panel,
}

/// What is being done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Active,
    Hovered,
    Pressed,
    Disabled,
}

pub(super) struct Colours {
    pub fill: Option<Color>,
    pub border: Option<Color>,
    /// `None`: as around it.
    pub text: Option<Color>,
}

pub(super) fn colours(look: &Look, face: Face, status: Status) -> Colours {
    let (fill, border, text) = match face {
        Face::Bare => (None, None, None),
        Face::Raised => (Some(look.surface), Some(look.line), Some(look.surface_text)),
        Face::Primary => (Some(look.accent), Some(look.accent), Some(look.accent_text)),
        Face::Row => (None, None, Some(look.text)),
        Face::ChosenRow => (Some(look.surface), None, Some(look.surface_text)),
        Face::Link => (None, None, Some(look.link)),
        Face::Panel => (Some(look.background), Some(look.line), Some(look.text)),
    };
    match status {
        Status::Active => Colours { fill, border, text },
        // Colours are not mixed: a mixture would lose the contrast that the theme promises. The border grows instead.
        Status::Hovered if face != Face::Bare && face != Face::Panel => {
            Colours { fill, border: Some(look.focus), text }
        }
        Status::Pressed if matches!(face, Face::Raised | Face::Row | Face::ChosenRow) => {
            Colours { fill: Some(look.accent), border: Some(look.accent), text: Some(look.accent_text) }
        }
        Status::Hovered | Status::Pressed => Colours { fill, border, text },
        // Without its frame it looks like no button: weaker letters are not the only sign.
        Status::Disabled => Colours { fill: fill.map(|_| look.background), border: None, text: Some(look.muted) },
    }
}

/// Draws the face and answers with the colour of the text on it.
pub(super) fn face(
    renderer: &mut Renderer,
    look: &Look,
    face: Face,
    status: Status,
    bounds: Rectangle,
) -> Option<Color> {
    let colours = colours(look, face, status);
    if colours.fill.is_some() || colours.border.is_some() {
        renderer.fill_quad(
            renderer::Quad {
                bounds,
                border: Border {
                    color: colours.border.unwrap_or(Color::TRANSPARENT),
                    width: if colours.border.is_some() { look.border() } else { 0.0 },
                    radius: look.radius().into(),
                },
                ..renderer::Quad::default()
            },
            Background::Color(colours.fill.unwrap_or(Color::TRANSPARENT)),
        );
    }
    if let (Face::Link, Some(color)) = (face, colours.text) {
        let (inset, height) = (look.inset(), look.border());
        let width = (bounds.width - 2.0 * inset).max(0.0);
        let y = bounds.y + bounds.height - look.inset() / 2.0 - height;
        let line = Rectangle { x: bounds.x + inset, y: y.round(), width, height };
        let quad = renderer::Quad { bounds: line, ..renderer::Quad::default() };
        renderer.fill_quad(quad, Background::Color(color));
    }
    colours.text
}

/// The focus ring: drawn inside the bounds, so that no container cuts it; two colours, so that it is seen on any face.
pub(super) fn ring(renderer: &mut Renderer, look: &Look, bounds: Rectangle) {
    let width = look.ring();
    let mut line = |bounds: Rectangle, color: Color, width: f32, radius: f32| {
        renderer.fill_quad(
            renderer::Quad {
                bounds,
                border: Border { color, width, radius: radius.max(0.0).into() },
                ..renderer::Quad::default()
            },
            Background::Color(Color::TRANSPARENT),
        );
    };
    line(bounds, look.focus, width, look.radius());
    if bounds.width > 4.0 * width && bounds.height > 4.0 * width {
        line(bounds.shrink(width), look.background, (width / 2.0).max(1.5), look.radius() - width);
    }
}
