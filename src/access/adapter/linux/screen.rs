//! Where a window is on an X screen.
//!
//! Magnifiers follow the caret in the screen's coordinates, and a window does not hear how wide its frame is. Under
//! Wayland no program learns where its windows are.

use accesskit::Rect;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::ConnectionExt;
use x11rb::rust_connection::RustConnection;

pub(super) struct Screen {
    connection: RustConnection,
    root: u32,
    window: u32,
}

impl Screen {
    pub fn of(window: u32) -> Option<Self> {
        let (connection, screen) = x11rb::connect(None).ok()?;
        let root = connection.setup().roots.get(screen)?.root;
        Some(Self { connection, root, window })
    }

    /// The window without its frame, in physical pixels of the screen.
    pub fn place(&self) -> Option<Rect> {
        let at = self.connection.translate_coordinates(self.window, self.root, 0, 0).ok()?;
        let size = self.connection.get_geometry(self.window).ok()?;
        let (at, size) = (at.reply().ok()?, size.reply().ok()?);
        let (x, y) = (f64::from(at.dst_x), f64::from(at.dst_y));
        Some(Rect::new(x, y, x + f64::from(size.width), y + f64::from(size.height)))
    }
}
