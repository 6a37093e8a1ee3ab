//! The order in which assistive technology hears of keys and of what they do.
//!
//! A screen reader takes what follows from a key by the key that it heard of last, and by the modifiers that were held. A
//! key is let go before the next frame is drawn, often in the same moment: it is told of that when the frame has shown
//! what the press has done.

use iced::advanced::Shell;
use iced::keyboard::{Event, Key, key::Named};
use iced::window;

use crate::access::bridge;

#[derive(Debug, Default)]
pub(super) struct Keys {
    /// A key was pressed whose frame is still to come.
    waits: bool,
    held: Vec<Event>,
}

impl Keys {
    /// Tells of a key, at once or after the frame that is due.
    pub fn tell<Message>(&mut self, window: window::Id, event: &Event, shell: &mut Shell<'_, Message>) {
        if self.waits && bridge::is_active(window) {
            self.held.push(event.clone());
            shell.request_redraw();
            return;
        }
        bridge::key(window, event);
        self.waits = matches!(event, Event::KeyPressed { key, .. } if !is_modifier(key));
    }

    /// A frame has shown what the last key has done.
    pub fn shown(&mut self, window: window::Id) {
        self.waits = false;
        for event in self.held.drain(..) {
            bridge::key(window, &event);
        }
    }
}

fn is_modifier(key: &Key) -> bool {
    matches!(
        key,
        Key::Named(
            Named::Control | Named::Shift | Named::Alt | Named::AltGraph | Named::Super | Named::Meta | Named::CapsLock
        )
    )
}
