//! A picture as large as it is asked for, or a part of it: what a control for looking at pictures is filled with.

use iced::advanced::Renderer as _;
use iced::advanced::image::{Handle, Image, Renderer as _};
use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Tree, Widget};
use iced::advanced::{mouse, renderer};
use iced::{Color, Length, Point, Rectangle, Renderer, Size, Theme};

use super::Element;

/// Which part of a picture is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// 1: all of it.
    pub zoom: f32,
    /// What is in the middle, as parts of width and height, 0 to 1.
    pub middle: (f32, f32),
}

impl Part {
    pub const WHOLE: Self = Self { zoom: 1.0, middle: (0.5, 0.5) };

    /// Where a picture of this size lies in a view of this size.
    pub fn place(self, picture: Size, view: Size) -> Rectangle {
        let fit = (view.width / picture.width.max(1.0)).min(view.height / picture.height.max(1.0));
        let shown = Size::new(picture.width * fit * self.zoom, picture.height * fit * self.zoom);
        let along = |length: f32, room: f32, middle: f32| {
            if length <= room {
                (room - length) / 2.0
            } else {
                (room / 2.0 - length * middle).clamp(room - length, 0.0)
            }
        };
        let at =
            Point::new(along(shown.width, view.width, self.middle.0), along(shown.height, view.height, self.middle.1));
        Rectangle::new(at, shown)
    }

    /// With a middle beyond which nothing of the picture would come into view.
    pub fn within(self, picture: Size, view: Size) -> Self {
        let place = self.place(picture, view);
        let along = |length: f32, room: f32, middle: f32| {
            let half = (room / 2.0 / length.max(1.0)).min(0.5);
            middle.clamp(half, 1.0 - half)
        };
        let x = along(place.width, view.width, self.middle.0);
        let y = along(place.height, view.height, self.middle.1);
        Self { middle: (x, y), ..self }
    }
}

/// Draws a part of a picture.
pub struct Canvas {
    handle: Option<Handle>,
    picture: Size,
    part: Part,
    height: f32,
    ground: Color,
}

/// A part of a picture of this size, in all the width there is. Without a handle, nothing but the ground.
pub fn canvas(handle: Option<Handle>, picture: Size, part: Part, height: f32, ground: Color) -> Canvas {
    Canvas { handle, picture, part, height, ground }
}

impl<Message> Widget<Message, Theme, Renderer> for Canvas {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fixed(self.height))
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::atomic(limits, Length::Fill, Length::Fixed(self.height))
    }

    fn draw(
        &self,
        _tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else { return };
        super::prose::fill(renderer, bounds, self.ground);
        let Some(handle) = &self.handle else { return };
        let place = self.part.place(self.picture, bounds.size());
        let place = place + iced::Vector::new(bounds.x, bounds.y);
        renderer.with_layer(clip, |renderer| renderer.draw_image(Image::new(handle.clone()), place, clip));
    }
}

impl<'a, Message: 'a> From<Canvas> for Element<'a, Message> {
    fn from(canvas: Canvas) -> Self {
        Element::new(canvas)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_view_never_leaves_the_picture() {
        let (picture, view) = (Size::new(400.0, 200.0), Size::new(200.0, 200.0));
        assert_eq!(Part::WHOLE.place(picture, view), Rectangle::new(Point::new(0.0, 50.0), Size::new(200.0, 100.0)));
        let corner = Part { zoom: 4.0, middle: (0.0, 1.0) }.within(picture, view);
        assert_eq!(corner.middle, (0.125, 0.75));
        assert_eq!(corner.place(picture, view), Rectangle::new(Point::new(0.0, -200.0), Size::new(800.0, 400.0)));
        let whole = Part { zoom: 1.0, middle: (0.9, 0.1) }.within(picture, view);
        assert_eq!(whole.middle, (0.5, 0.5), "all of it is in the middle");
    }
}
