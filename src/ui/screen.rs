//! The screens. Each is a `State` with `view`, `Message`s that tell what happened, and `Action`s that it asks of the
//! program: a screen asks, it does not act.

pub mod reader;

use iced::Size;

use super::theme;
use super::widget::{Look, PageLook};
use crate::locale::Locale;
use crate::settings::Settings;

/// What every screen is drawn with.
#[derive(Debug, Clone)]
pub struct Context {
    pub locale: Locale,
    pub settings: Settings,
    /// Of the controls.
    pub look: Look,
    /// Of the book's page.
    pub page: PageLook,
    /// The window's size in logical pixels.
    pub size: Size,
}

impl Context {
    pub fn new(settings: Settings, locale: Locale, size: Size) -> Self {
        Self { locale, look: theme::look(&settings), page: theme::page(&settings), settings, size }
    }

    /// How many characters of the interface's text stand in a line of the window: what fits side by side is decided by
    /// it, at any scale.
    pub fn columns(&self) -> f32 {
        self.size.width / (self.look.body() * 0.55)
    }

    pub fn text(&self, id: &str) -> String {
        self.locale.text(id)
    }
}
