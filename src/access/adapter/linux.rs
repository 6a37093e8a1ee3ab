//! Linux and other systems with AT-SPI (<https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/>).

use accesskit::{Rect, TreeUpdate};

use crate::access::bridge::{Adapter, Handler};

struct AtSpi(accesskit_unix::Adapter);

/// The window's adapter. It has its own thread and connection; nothing of the window is needed.
pub(crate) fn new(_window: &dyn iced::Window, handler: &Handler) -> Option<Box<dyn Adapter>> {
    Some(Box::new(AtSpi(accesskit_unix::Adapter::new(handler.clone(), handler.clone(), handler.clone()))))
}

impl Adapter for AtSpi {
    fn update_if_active(&mut self, update: &mut dyn FnMut() -> TreeUpdate) {
        self.0.update_if_active(update);
    }

    fn window_focused(&mut self, focused: bool) {
        self.0.update_window_focus_state(focused);
    }

    fn window_moved(&mut self, outer: Rect, inner: Rect) {
        self.0.set_root_window_bounds(outer, inner);
    }
}
