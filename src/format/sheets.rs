//! The pages of a document as pictures: what a scan is read from, and what is looked at beside the text.

use super::{Error, limits};

/// Dots an inch at which pages are recognised: what the recogniser was taught on.
pub(super) const DOTS: f32 = 300.0;
/// Points of an inch.
pub(super) const POINTS: f32 = 72.0;

/// How large a page is drawn.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) enum Fit {
    /// As large as fits in this width and height in pixels.
    Within(f32, f32),
    /// So many pixels an inch; fewer where that would be too many.
    Dots(f32),
    /// Without pixels: only its size is asked for.
    Nothing,
}

impl Fit {
    /// Pixels a point for a page of this size in points.
    pub fn scale(self, (width, height): (f32, f32)) -> f32 {
        let (width, height) = (width.max(1.0), height.max(1.0));
        let wanted = match self {
            Self::Within(columns, rows) => (columns.max(1.0) / width).min(rows.max(1.0) / height),
            Self::Dots(dots) => dots / POINTS,
            Self::Nothing => 0.0,
        };
        wanted.min((limits::SHEET_PIXELS / (width * height)).sqrt())
    }
}

/// A page, drawn on white.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawn {
    /// Pixels.
    pub width: u32,
    pub height: u32,
    /// Four bytes a pixel, row by row, opaque.
    pub rgba: Vec<u8>,
    /// Of the page, in points.
    pub size: (f32, f32),
}

/// A document whose pages can be drawn. All of it is slow: not on the interface's thread.
pub(super) trait Sheets: std::fmt::Debug + Send + Sync {
    fn draw(&self, page: usize, fit: Fit) -> Result<Drawn, Error>;

    /// Of a page, in points.
    fn size(&self, page: usize) -> Result<(f32, f32), Error>;
}
