//! Screens: what the reader is shown, one thing at a time, and the frame around it.
//!
//! A screen is `State`, `Message` (what happened), `Action` (what it asks of the program), `new`, `update → Action`, `view`
//! and `title`. A screen asks; it does not act. `view` gives the content alone: [`frame`] puts the way to the other
//! screens around it and scrolls both.

pub mod add;
pub mod aloud;
pub mod book;
pub mod catalog;
pub mod chapters;
pub mod downloads;
pub mod find;
pub mod help;
pub mod libraries;
pub mod outline;
pub mod page;
pub mod patron;
pub mod player;
pub mod pronunciation;
pub mod reader;
pub mod settings;
pub mod shade;
pub mod shelf;
pub mod sync;
pub mod welcome;

use iced::widget::{Column, Row, column, row};
use iced::{Alignment, Length, Size};

use super::covers::Gallery;
use super::keymap::{self, Act, Place, Scope};
use super::theme;
use super::widget::{self, Control, Element, Landmark, Look, PageLook};
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
    pub covers: Gallery,
}

impl Context {
    pub fn new(settings: Settings, locale: Locale, size: Size) -> Self {
        Self {
            locale,
            look: theme::look(&settings),
            page: theme::page(&settings),
            settings,
            size,
            covers: Gallery::default(),
        }
    }

    /// How many characters of the interface's text stand in a line of the window: what fits side by side is decided by
    /// it, at any scale.
    pub fn columns(&self) -> f32 {
        self.size.width / (self.look.body() * 0.55)
    }

    /// True when what may stand side by side must stand below one another.
    pub fn one_column(&self) -> bool {
        self.columns() < 60.0
    }

    pub fn text(&self, id: &str) -> String {
        self.locale.text(id)
    }

    /// Controls that belong together: in a row that breaks when there is room for one, else below one another.
    pub fn side_by_side<'a, Message: 'a>(&self, parts: Vec<Element<'a, Message>>) -> Element<'a, Message> {
        let gap = self.look.gap();
        if self.one_column() {
            Column::with_children(parts).spacing(gap).width(Length::Fill).into()
        } else {
            Row::with_children(parts).spacing(gap).align_y(Alignment::Center).wrap().vertical_spacing(gap).into()
        }
    }
}

/// Parts of a screen below one another.
fn stacked<'a, Message: 'a>(look: &Look, parts: Vec<Element<'a, Message>>) -> Element<'a, Message> {
    Column::with_children(parts).spacing(look.gap() * 1.5).width(Length::Fill).into()
}

/// A button that shows a name and its key.
fn keyed<'a, Message: Clone + 'a>(
    context: &Context,
    button: Control<'a, Message>,
    scope: Scope,
    act: &Act,
) -> Control<'a, Message> {
    match keymap::shortcut(&context.locale, scope, act) {
        Some(keys) => button.shortcut(keys),
        None => button,
    }
}

/// The book that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OpenBook {
    /// To be read.
    Text,
    /// To be heard.
    Sound,
}

/// The way to the other screens.
pub struct Navigation<Message> {
    /// Tells one screen from another: with another key the focus goes to the new screen.
    pub key: u64,
    /// The screen that is shown, when it is one of these.
    pub current: Option<Place>,
    /// With an open book the reader or the player, and the contents, can be shown.
    pub open: Option<OpenBook>,
    /// Books on their way: without any, the way to them is left out.
    pub downloads: usize,
    /// News that were not read; `None` where no library's people offer anything.
    pub news: Option<usize>,
    /// What «back» says; `None` on the first screen.
    pub back: Option<Message>,
}

/// A screen in its frame: back and the other screens, then the content. At large scales the content comes first, so that
/// it is in sight when the screen opens.
pub fn frame<'a, Message: Clone + 'a>(
    context: &Context,
    navigation: Navigation<Message>,
    title: String,
    show: impl Fn(Place) -> Message,
    content: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    let look = &context.look;
    let Navigation { key, current, open, downloads, news, back } = navigation;
    let gap = look.gap() * 2.0;
    let main = widget::landmark(look, Landmark::Main, title, content).width(Length::Fill);
    let back = back.map(|message| {
        keyed(context, widget::button(look, context.text("back")), Scope::Global, &Act::Back).on_press(message)
    });
    let places = places(context, current, open, downloads, news, show);
    let body: Element<'a, Message> = if context.one_column() {
        let mut parts = Column::new().spacing(gap);
        parts = parts.push(back);
        parts.push(main).push(places).into()
    } else {
        let mut bar = row![].spacing(look.gap());
        bar = bar.push(back);
        column![bar.push(places), main].spacing(gap).into()
    };
    let padded = iced::widget::container(body).padding(look.gap() * 1.5).width(Length::Fill);
    let scrolled = widget::scrollable(look, padded).height(Length::Fill);
    widget::screen(look, key, scrolled).into()
}

/// The buttons to the other screens.
fn places<'a, Message: Clone + 'a>(
    context: &Context,
    current: Option<Place>,
    open: Option<OpenBook>,
    downloads: usize,
    news: Option<usize>,
    show: impl Fn(Place) -> Message,
) -> Control<'a, Message> {
    let look = &context.look;
    let reader = if open == Some(OpenBook::Sound) { "screen-player" } else { "screen-reader" };
    let buttons = [
        (Place::Shelf, "screen-shelf"),
        (Place::Catalog, "screen-catalog"),
        (Place::Patron, "screen-patron"),
        (Place::Reader, reader),
        (Place::Outline, "screen-outline"),
        (Place::Downloads, "screen-downloads"),
        (Place::Settings, "screen-settings"),
        (Place::Help, "screen-help"),
    ]
    .into_iter()
    .filter(|(place, _)| open.is_some() || !matches!(place, Place::Reader | Place::Outline))
    .filter(|(place, _)| *place != Place::Downloads || downloads > 0 || current == Some(Place::Downloads))
    .filter(|(place, _)| *place != Place::Patron || news.is_some() || current == Some(Place::Patron))
    .map(|(place, name)| {
        let chosen = current == Some(place);
        let name = match place {
            Place::Downloads if downloads > 0 => {
                context.locale.with("downloads-button", &[("count", downloads.into())])
            }
            Place::Patron if news.is_some_and(|count| count > 0) => {
                context.locale.with("patron-button", &[("count", news.unwrap_or_default().into())])
            }
            _ => context.text(name),
        };
        let button = if chosen {
            let shown = widget::worded(widget::chosen_name(&name, chosen)).size(look.body()).font(look.font);
            widget::primary_button(look, name).content(shown)
        } else {
            widget::button(look, name)
        };
        keyed(context, button.selected(chosen), Scope::Global, &Act::Show(place)).on_press(show(place)).into()
    })
    .collect();
    widget::landmark(look, Landmark::Navigation, context.text("screens"), context.side_by_side(buttons))
}

/// The title of the window: the screen or the book, and the program.
pub fn window_title(locale: &Locale, screen: &str) -> String {
    locale.with("window-title", &[("screen", screen.into()), ("app", locale.text("app-name").into())])
}
