//! Buttons and links.

use accesskit::Role;

use super::control::Control;
use super::look::Look;
use super::paint::Face;
use super::words::worded;
use crate::access::Semantics;

fn pressed<'a, Message: Clone + 'a>(look: &Look, role: Role, name: String, face: Face) -> Control<'a, Message> {
    let content = worded(name.clone()).size(look.body()).font(look.font);
    Control::new(look, Semantics::new(role, name).focusable(), content)
        .face(face)
        .padding([look.inset() / 2.0, look.inset()])
        .align_x(iced::Alignment::Center)
        .target()
}

/// A button. Without `on_press` it is disabled.
pub fn button<'a, Message: Clone + 'a>(look: &Look, name: impl Into<String>) -> Control<'a, Message> {
    pressed(look, Role::Button, name.into(), Face::Raised)
}

/// The main thing to do on a screen.
pub fn primary_button<'a, Message: Clone + 'a>(look: &Look, name: impl Into<String>) -> Control<'a, Message> {
    pressed(look, Role::Button, name.into(), Face::Primary)
}

/// A button that shows a sign («−», «★») and says a name.
pub fn sign_button<'a, Message: Clone + 'a>(
    look: &Look,
    sign: impl Into<String>,
    name: impl Into<String>,
) -> Control<'a, Message> {
    button(look, name).content(worded(sign.into()).size(look.body()).font(look.bold))
}

/// A link.
pub fn link<'a, Message: Clone + 'a>(look: &Look, name: impl Into<String>) -> Control<'a, Message> {
    pressed(look, Role::Link, name.into(), Face::Link)
}

/// A button that opens and closes what stands below it.
pub fn disclosure<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    expanded: bool,
) -> Control<'a, Message> {
    let name = name.into();
    let shown = format!("{} {name}", if expanded { '▾' } else { '▸' });
    button(look, name).content(worded(shown).size(look.body()).font(look.font)).expanded(expanded)
}
