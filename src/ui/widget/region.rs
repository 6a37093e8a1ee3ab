//! What holds other controls: groups, landmarks, screens, dialogs.

use accesskit::Role;
use iced::widget::{center, column, container, opaque, stack};
use iced::{Color, Length};

use super::Element;
use super::control::Control;
use super::look::Look;
use super::paint::Face;
use super::words::heading;
use crate::access::Semantics;

/// A named group of controls.
pub fn group<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    content: impl Into<Element<'a, Message>>,
) -> Control<'a, Message> {
    Control::new(look, Semantics::new(Role::Group, name), content)
}

/// The landmarks that screen readers jump between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landmark {
    Main,
    Navigation,
    Search,
    Banner,
    Region,
    Form,
}

/// A landmark.
pub fn landmark<'a, Message: Clone + 'a>(
    look: &Look,
    kind: Landmark,
    name: impl Into<String>,
    content: impl Into<Element<'a, Message>>,
) -> Control<'a, Message> {
    let role = match kind {
        Landmark::Main => Role::Main,
        Landmark::Navigation => Role::Navigation,
        Landmark::Search => Role::Search,
        Landmark::Banner => Role::Banner,
        Landmark::Region => Role::Region,
        Landmark::Form => Role::Form,
    };
    Control::new(look, Semantics::new(role, name), content)
}

/// A screen: with another key it is another screen, so that nothing of the old one's focus stays, and the focus goes to
/// the control with `autofocus`, or the first one.
pub fn screen<'a, Message: Clone + 'a>(
    look: &Look,
    key: u64,
    content: impl Into<Element<'a, Message>>,
) -> Control<'a, Message> {
    Control::piece(look, content).key(key).width(Length::Fill).height(Length::Fill)
}

/// A dialog: its title is its first heading, nothing outside can be reached while it is there. Put it over the screen
/// with [`over`].
pub fn dialog<'a, Message: Clone + 'a>(
    look: &Look,
    title: impl Into<String>,
    content: impl Into<Element<'a, Message>>,
) -> Control<'a, Message> {
    let title = title.into();
    let inside = column![heading(look, 2, title.clone()), content.into()].spacing(look.gap()).padding(look.ring());
    // It scrolls within itself: what stands around a dialog is not told while it is there, its scrolling included.
    Control::new(look, Semantics::new(Role::Dialog, title).modal(), super::scroll::scrollable(look, inside))
        .face(Face::Panel)
        .padding(look.inset() * 2.0)
        .width(Length::Fill)
}

/// A dialog that takes the whole window: what is in it needs all the room there is.
pub fn full_window<'a, Message: Clone + 'a>(
    look: &Look,
    title: impl Into<String>,
    content: impl Into<Element<'a, Message>>,
) -> Control<'a, Message> {
    let inside = super::scroll::scrollable(look, content);
    Control::new(look, Semantics::new(Role::Dialog, title).modal(), inside)
        .face(Face::Panel)
        .padding(look.inset())
        .width(Length::Fill)
        .height(Length::Fill)
}

/// A screen with a dialog over all of it, or without. The screen keeps its state in either case.
pub fn over_all<'a, Message: Clone + 'a>(
    screen: impl Into<Element<'a, Message>>,
    dialog: Option<Element<'a, Message>>,
) -> Element<'a, Message> {
    let mut layers = stack![screen.into()].width(Length::Fill).height(Length::Fill);
    if let Some(dialog) = dialog {
        layers = layers.push(opaque(dialog));
    }
    layers.into()
}

/// How wide a dialog is at 100 %, and the narrowest window that everything has its room in, in logical pixels.
const WIDTH: f32 = 640.0;
const LEAST_WINDOW: f32 = 1280.0;

/// A screen with a dialog over it, or without. The screen keeps its state in either case.
pub fn over<'a, Message: Clone + 'a>(
    look: &Look,
    screen: impl Into<Element<'a, Message>>,
    dialog: Option<Element<'a, Message>>,
) -> Element<'a, Message> {
    let width = look.px(WIDTH);
    // Where a dialog fills the least window, slivers of letters and hairlines of marks would be seen beside it.
    let ground = look.background;
    let dimmed = Color { r: ground.r * 0.4, g: ground.g * 0.4, b: ground.b * 0.4, a: 1.0 };
    let scrim = if width >= LEAST_WINDOW { dimmed } else { Color::BLACK.scale_alpha(0.6) };
    let layer = dialog.map(|dialog| {
        let scrim = container(center(container(dialog).max_width(width)).padding(look.inset()))
            .style(move |_| container::Style { background: Some(scrim.into()), ..container::Style::default() });
        opaque(scrim)
    });
    let mut layers = stack![screen.into()].width(Length::Fill).height(Length::Fill);
    if let Some(layer) = layer {
        layers = layers.push(layer);
    }
    layers.into()
}
