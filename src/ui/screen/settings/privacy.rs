//! What the reader has agreed to and where she is signed in: seen, and taken back.

use super::Message;
use crate::ui::keymap::Place;
use crate::ui::screen::Context;
use crate::ui::widget::{Element, button, heading, key_of, muted, text};

/// Somebody who is signed in to a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What the library is called.
    pub name: String,
    pub user: String,
    /// The address of its catalogue.
    pub url: String,
}

#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// Origins that may be asked without protection.
    pub agreed: Vec<String>,
    pub signed: Vec<Signed>,
}

impl State {
    pub fn controls<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let (look, locale) = (&context.look, &context.locale);
        let mut parts: Vec<Element<'a, Message>> = vec![
            heading(look, 2, context.text("settings-privacy")).into(),
            heading(look, 3, context.text("privacy-agreed")).into(),
        ];
        if self.agreed.is_empty() {
            parts.push(text(look, context.text("privacy-agreed-none")).into());
        } else {
            parts.push(muted(look, context.text("privacy-agreed-about")).into());
        }
        parts.extend(self.agreed.iter().map(|origin| {
            let name = locale.with("privacy-withdraw", &[("address", origin.as_str().into())]);
            let withdraw = button(look, name).key(key_of(("agreed", origin)));
            let withdraw = withdraw.description(context.text("privacy-agreed-about"));
            withdraw.on_press(Message::AgreedRemoved(origin.clone())).into()
        }));
        parts.push(heading(look, 3, context.text("privacy-signed")).into());
        if self.signed.is_empty() {
            parts.push(text(look, context.text("privacy-signed-none")).into());
        }
        parts.extend(self.signed.iter().map(|signed| {
            let values = [("name", signed.name.as_str().into()), ("user", signed.user.as_str().into())];
            let out = button(look, locale.with("privacy-sign-out", &values)).key(key_of(("signed", &signed.url)));
            out.on_press(Message::SignOutPressed(signed.url.clone())).into()
        }));
        let libraries = button(look, context.text("privacy-libraries"));
        parts.push(libraries.on_press(Message::PlacePressed(Place::Libraries)).into());
        parts
    }
}
