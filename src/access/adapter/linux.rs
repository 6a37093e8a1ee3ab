//! Linux and other systems with AT-SPI (<https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/>).

use accesskit::{Rect, TreeUpdate};
use iced::window::raw_window_handle::RawWindowHandle;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt};
use x11rb::rust_connection::RustConnection;

use crate::access::bridge::{Adapter, Handler};

struct AtSpi {
    adapter: accesskit_unix::Adapter,
    screen: Option<Screen>,
}

/// The window's adapter. It has its own thread and connection.
pub(crate) fn new(window: &dyn iced::Window, handler: &Handler) -> Option<Box<dyn Adapter>> {
    let adapter = accesskit_unix::Adapter::new(handler.clone(), handler.clone(), handler.clone());
    Some(Box::new(AtSpi { adapter, screen: Screen::of(window) }))
}

impl Adapter for AtSpi {
    fn update_if_active(&mut self, update: &mut dyn FnMut() -> TreeUpdate) {
        self.adapter.update_if_active(update);
    }

    fn window_focused(&mut self, focused: bool) {
        self.adapter.update_window_focus_state(focused);
    }

    fn window_moved(&mut self) {
        if let Some((outer, inner)) = self.screen.as_ref().and_then(Screen::place) {
            self.adapter.set_root_window_bounds(outer, inner);
        }
    }
}

/// The window as the X server knows it: magnifiers follow the caret in the screen's coordinates, and a window does not
/// hear how wide its frame is. Under Wayland no program learns where its windows are.
struct Screen {
    connection: RustConnection,
    root: u32,
    window: u32,
    frame: u32,
}

impl Screen {
    fn of(window: &dyn iced::Window) -> Option<Self> {
        let window = match window.window_handle().ok()?.as_raw() {
            RawWindowHandle::Xlib(handle) => u32::try_from(handle.window).ok()?,
            RawWindowHandle::Xcb(handle) => handle.window.get(),
            _ => return None,
        };
        let (connection, screen) = x11rb::connect(None).ok()?;
        let root = connection.setup().roots.get(screen)?.root;
        // https://specifications.freedesktop.org/wm-spec/latest/ar01s05.html
        let frame = connection.intern_atom(false, b"_NET_FRAME_EXTENTS").ok()?.reply().ok()?.atom;
        Some(Self { connection, root, window, frame })
    }

    /// With and without the frame, in physical pixels of the screen.
    fn place(&self) -> Option<(Rect, Rect)> {
        let at = self.connection.translate_coordinates(self.window, self.root, 0, 0).ok()?;
        let size = self.connection.get_geometry(self.window).ok()?;
        let frame = self.connection.get_property(false, self.window, self.frame, AtomEnum::CARDINAL, 0, 4).ok()?;
        let (at, size) = (at.reply().ok()?, size.reply().ok()?);
        let frame: Vec<f64> = frame
            .reply()
            .ok()
            .and_then(|reply| reply.value32().map(|values| values.map(f64::from).collect()))
            .unwrap_or_default();
        let (x, y) = (f64::from(at.dst_x), f64::from(at.dst_y));
        let inner = Rect::new(x, y, x + f64::from(size.width), y + f64::from(size.height));
        let outer = match frame[..] {
            [left, right, top, bottom] => {
                Rect::new(inner.x0 - left, inner.y0 - top, inner.x1 + right, inner.y1 + bottom)
            }
            _ => inner,
        };
        Some((outer, inner))
    }
}
