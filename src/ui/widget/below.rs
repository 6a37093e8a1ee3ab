//! A dialog in the page: below the line that it belongs to, above it where there is more room.

use std::any::Any;

use accesskit::Role;
use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, mouse, overlay, renderer};
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector};

use super::Element;
use super::control::Control;
use super::look::Look;
use super::paint::Face;
use crate::access::Semantics;

/// What a dialog belongs to, in the window. The page answers with it when it is walked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Anchor {
    pub line: Rectangle,
    pub column: Rectangle,
}

/// So much of the page a dialog may always have, though it covers its line.
const LEAST: f32 = 0.45;

impl Anchor {
    /// Where a dialog may stand, and whether below the line.
    fn room(&self) -> (Rectangle, bool) {
        let Self { line, column } = *self;
        let end = column.y + column.height;
        let (above, below) = (line.y - column.y, end - line.y - line.height);
        let least = column.height * LEAST;
        if below >= least.min(above) {
            let height = below.max(least).min(column.height);
            return (Rectangle { y: end - height, height, ..column }, true);
        }
        let height = above.max(least).min(column.height);
        (Rectangle { height, ..column }, false)
    }
}

/// Asks a page for its anchor.
struct Ask(Option<Anchor>);

impl Operation for Ask {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn custom(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Any) {
        if let Some(anchor) = state.downcast_ref::<Anchor>() {
            self.0 = Some(*anchor);
        }
    }
}

/// A dialog for [`below`]: what is read in it stands first, close to its line.
pub fn inset<'a, Message: Clone + 'a>(
    look: &Look,
    title: impl Into<String>,
    content: impl Into<Element<'a, Message>>,
) -> Control<'a, Message> {
    Control::new(look, Semantics::new(Role::Dialog, title).modal(), super::scroll::scrollable(look, content))
        .face(Face::Panel)
        .padding(look.inset())
        .width(Length::Fill)
}

/// A screen with a dialog in its page, or without. The screen keeps its state in either case.
pub fn below<'a, Message: Clone + 'a>(
    screen: impl Into<Element<'a, Message>>,
    dialog: Option<Element<'a, Message>>,
) -> Element<'a, Message> {
    Element::new(Below { layers: [screen.into()].into_iter().chain(dialog).collect() })
}

struct Below<'a, Message> {
    /// The screen, and what stands in it.
    layers: Vec<Element<'a, Message>>,
}

impl<'a, Message: Clone + 'a> Widget<Message, Theme, Renderer> for Below<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::stateless()
    }

    fn children(&self) -> Vec<Tree> {
        self.layers.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.layers);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let size = limits.max();
        let [screen, rest @ ..] = &mut self.layers[..] else { return layout::Node::new(size) };
        let base = screen.as_widget_mut().layout(&mut tree.children[0], renderer, limits);
        let Some(dialog) = rest.first_mut() else { return layout::Node::with_children(size, vec![base]) };
        let mut asked = Ask(None);
        screen.as_widget_mut().operate(&mut tree.children[0], Layout::new(&base), renderer, &mut asked);
        let whole = Rectangle::with_size(size);
        let (room, below) = asked.0.map_or((whole, true), |anchor| anchor.room());
        let limits = layout::Limits::new(Size::ZERO, room.size());
        let node = dialog.as_widget_mut().layout(&mut tree.children[1], renderer, &limits);
        let y = if below { room.y } else { room.y + room.height - node.size().height };
        let node = node.move_to(Point::new(room.x, y.round()));
        layout::Node::with_children(size, vec![base, node])
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        operation.traverse(&mut |operation| {
            let parts = self.layers.iter_mut().zip(&mut tree.children).zip(layout.children());
            for ((layer, tree), layout) in parts {
                layer.as_widget_mut().operate(tree, layout, renderer, operation);
            }
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let parts = self.layers.iter_mut().zip(&mut tree.children).zip(layout.children());
        let covered = layout.children().len() > 1;
        for (number, ((layer, tree), layout)) in parts.enumerate().collect::<Vec<_>>().into_iter().rev() {
            // What lies below a dialog is out of reach.
            let out_of_reach = covered && number == 0;
            if out_of_reach && matches!(event, Event::Mouse(_) | Event::Touch(_)) {
                continue;
            }
            let cursor = if out_of_reach { mouse::Cursor::Unavailable } else { cursor };
            layer.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let parts = self.layers.iter().zip(&tree.children).zip(layout.children());
        for (number, ((layer, tree), layout)) in parts.enumerate() {
            if number == 0 {
                let cursor = if self.layers.len() > 1 { mouse::Cursor::Unavailable } else { cursor };
                layer.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
                continue;
            }
            renderer.with_layer(*viewport, |renderer| {
                layer.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
            });
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let mut parts = self.layers.iter().zip(&tree.children).zip(layout.children());
        parts.next_back().map_or(mouse::Interaction::None, |((layer, tree), layout)| {
            layer.as_widget().mouse_interaction(tree, layout, cursor, viewport, renderer)
        })
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        overlay::from_children(&mut self.layers, tree, layout, renderer, viewport, translation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_stands_below_its_line_where_it_has_room_and_else_above_or_over_it() {
        let column = Rectangle { x: 40.0, y: 100.0, width: 800.0, height: 600.0 };
        let at = |y: f32, height: f32| Anchor { line: Rectangle { x: 60.0, y, width: 0.0, height }, column }.room();
        assert_eq!(at(200.0, 30.0), (Rectangle { y: 230.0, height: 470.0, ..column }, true));
        assert_eq!(at(650.0, 30.0), (Rectangle { height: 550.0, ..column }, false));
        // Letters that fill the page.
        assert_eq!(at(120.0, 560.0), (Rectangle { y: 430.0, height: 270.0, ..column }, true));
    }
}
