//! Windows, UI Automation (<https://learn.microsoft.com/windows/win32/winauto/entry-uiauto-win32>).

use accesskit::TreeUpdate;
use accesskit_windows::SubclassingAdapter;
use iced::window::raw_window_handle::RawWindowHandle;

use crate::access::bridge::{Adapter, Handler};

struct UiAutomation(SubclassingAdapter);

/// The window's adapter. The window must not have been shown yet.
pub(crate) fn new(window: &dyn iced::Window, handler: &Handler) -> Option<Box<dyn Adapter>> {
    let RawWindowHandle::Win32(handle) = window.window_handle().ok()?.as_raw() else { return None };
    let window = accesskit_windows::HWND(handle.hwnd.get() as *mut std::ffi::c_void);
    Some(Box::new(UiAutomation(SubclassingAdapter::new(window, handler.clone(), handler.clone()))))
}

impl Adapter for UiAutomation {
    fn update_if_active(&mut self, update: &mut dyn FnMut() -> TreeUpdate) {
        if let Some(events) = self.0.update_if_active(update) {
            events.raise();
        }
    }

    // The subclassed window hears of its focus and place by itself.
    fn window_focused(&mut self, _focused: bool) {}

    fn window_moved(&mut self) {}
}
