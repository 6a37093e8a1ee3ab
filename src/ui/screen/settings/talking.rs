//! Talking books: what is passed over while they sound.

use super::Message;
use crate::settings::PassedOver;
use crate::ui::screen::Context;
use crate::ui::widget::{Element, checkbox, heading};

/// The message that names a kind.
fn id(kind: PassedOver) -> &'static str {
    match kind {
        PassedOver::PageNumbers => "passed-page-numbers",
        PassedOver::NoteReferences => "passed-note-references",
        PassedOver::Notes => "passed-notes",
        PassedOver::Annotations => "passed-annotations",
        PassedOver::LineNumbers => "passed-line-numbers",
        PassedOver::Sidebars => "passed-sidebars",
        PassedOver::ProducerNotes => "passed-producer-notes",
    }
}

pub(super) fn controls<'a>(context: &'a Context) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 2, context.text("settings-passed-over")).into()];
    parts.extend(PassedOver::ALL.map(|kind| {
        let passed = context.settings.passed_over.contains(&kind);
        checkbox(look, context.text(id(kind)), passed).on_press(Message::PassedToggled(kind)).into()
    }));
    parts
}
