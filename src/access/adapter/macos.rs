//! macOS, NSAccessibility (<https://developer.apple.com/documentation/appkit/nsaccessibility>).

use accesskit::TreeUpdate;
use accesskit_macos::SubclassingAdapter;
use iced::window::raw_window_handle::RawWindowHandle;

use crate::access::bridge::{Adapter, Handler};

struct NsAccessibility(SubclassingAdapter);

/// The window's adapter. The window must not have been shown yet.
pub(crate) fn new(window: &dyn iced::Window, handler: &Handler) -> Option<Box<dyn Adapter>> {
    let RawWindowHandle::AppKit(handle) = window.window_handle().ok()?.as_raw() else { return None };
    // SAFETY: the handle is that of a living window of this thread; the adapter is dropped when it closes.
    let adapter = unsafe { SubclassingAdapter::new(handle.ns_view.as_ptr(), handler.clone(), handler.clone()) };
    Some(Box::new(NsAccessibility(adapter)))
}

impl Adapter for NsAccessibility {
    fn update_if_active(&mut self, update: &mut dyn FnMut() -> TreeUpdate) {
        if let Some(events) = self.0.update_if_active(update) {
            events.raise();
        }
    }

    fn window_focused(&mut self, focused: bool) {
        if let Some(events) = self.0.update_view_focus_state(focused) {
            events.raise();
        }
    }

    fn window_moved(&mut self) {}
}
