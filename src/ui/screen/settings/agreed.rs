//! Addresses that are asked without protection, because the reader agreed to it once.

use super::Message;
use crate::ui::screen::Context;
use crate::ui::widget::{Element, button, heading, text};

pub(super) fn controls<'a>(context: &'a Context, origins: &'a [String]) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let told = if origins.is_empty() { "agreed-none" } else { "agreed-some" };
    let mut parts: Vec<Element<'a, Message>> =
        vec![heading(look, 2, context.text("agreed")).into(), text(look, context.text(told)).into()];
    parts.extend(origins.iter().map(|origin| {
        let name = context.locale.with("agreed-withdraw", &[("address", origin.as_str().into())]);
        button(look, name).on_press(Message::WithdrawPressed(origin.clone())).into()
    }));
    parts
}
