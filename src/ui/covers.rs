//! The covers that can be drawn now, and the wish for those that are in sight.
//!
//! A cover is asked for when it is drawn for the first time: rows out of sight ask for nothing.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::channel::mpsc;
use iced::advanced::image::{Handle, Image, Renderer as _};
use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Tree, Widget};
use iced::advanced::{Renderer as _, mouse, renderer};
use iced::{Length, Rectangle, Renderer, Size, Theme};
use url::Url;

use super::screen::Context;
use super::theme::Shade;
use super::widget::Element;
use super::widget::canvas::Part;
use crate::format::Pixels;
use crate::library::authentication::AuthDocument;
use crate::library::catalog::Publication;
use crate::library::covers::Source;
use crate::library::shelf::Holding;
use crate::settings::{self, Covers};

/// So many are kept in memory, about 30 MB.
const KEPT: usize = 96;

/// The covers of one window. Clones share them.
#[derive(Clone, Default)]
pub struct Gallery(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    ready: HashMap<Source, (Handle, Size)>,
    /// In the order in which they came.
    order: VecDeque<Source>,
    /// Wished for, there, or not to be had.
    asked: HashSet<Source>,
    wishes: Option<mpsc::UnboundedSender<Source>>,
    light: settings::Light,
    /// The page of a catalogue that is shown.
    page: Option<Url>,
}

impl fmt::Debug for Gallery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gallery")
    }
}

impl Gallery {
    /// With a way to whoever makes covers.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Source>) {
        let (wishes, wished) = mpsc::unbounded();
        (Self(Arc::new(Mutex::new(Known { wishes: Some(wishes), ..Known::default() }))), wished)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In another light all are made anew.
    pub fn set_light(&self, light: settings::Light) {
        let mut known = self.known();
        if known.light != light {
            known.light = light;
            known.ready.clear();
            known.order.clear();
            known.asked.clear();
        }
    }

    /// The page of a catalogue that is shown names pictures.
    pub fn set_page(&self, page: Option<&Url>) {
        let mut known = self.known();
        if known.page.as_ref() != page {
            known.page = page.cloned();
        }
    }

    /// A cover came; `None` when there is none.
    pub fn keep(&self, source: Source, pixels: Option<Pixels>) {
        let Some(Pixels { width, height, mut rgba, .. }) = pixels else { return };
        let mut known = self.known();
        if let Some(shade) = Shade::of(known.light) {
            shade.picture(&mut rgba);
        }
        let made = (Handle::from_rgba(width, height, rgba), Size::new(width as f32, height as f32));
        if known.ready.insert(source.clone(), made).is_none() {
            known.order.push_back(source);
        }
        while known.order.len() > KEPT {
            let Some(oldest) = known.order.pop_front() else { break };
            known.ready.remove(&oldest);
            known.asked.remove(&oldest);
        }
    }

    /// It is not made after all; it is asked for again when it is seen again.
    pub fn forget(&self, source: &Source) {
        self.known().asked.remove(source);
    }

    /// What is not there may be wished for again.
    pub fn forget_missing(&self) {
        let mut known = self.known();
        let Known { ready, asked, .. } = &mut *known;
        asked.retain(|source| ready.contains_key(source));
    }

    /// The cover, when it is there; else it is wished for.
    pub fn show(&self, source: &Source) -> Option<(Handle, Size)> {
        let mut known = self.known();
        if let Some(ready) = known.ready.get(source) {
            return Some(ready.clone());
        }
        if known.asked.insert(source.clone())
            && let Some(wishes) = &known.wishes
        {
            let _ = wishes.unbounded_send(source.clone());
        }
        None
    }
}

/// Whether covers are seen at all: the reader wants them, and the scale leaves room.
pub fn are_shown(context: &Context) -> bool {
    context.settings.appearance.figures.covers == Covers::Shown && !context.one_column()
}

/// Of a book in a catalogue.
pub fn of_publication(context: &Context, publication: &Publication) -> Option<Source> {
    let picture = publication.cover().filter(|_| are_shown(context))?;
    Source::address(&picture.href, context.covers.known().page.as_ref())
}

/// Of the library that asks who the reader is: only from its own machine, which nobody else hears of then.
pub fn of_library(context: &Context, document: &AuthDocument) -> Option<Source> {
    let logo = document.logo.as_ref().filter(|_| are_shown(context))?;
    let is_own = logo.scheme() == "data" || logo.origin() == document.address.origin();
    is_own.then(|| Source::address(logo, Some(&document.address))).flatten()
}

/// Of a book of the shelf.
pub fn of_holding(context: &Context, holding: &Holding) -> Option<Source> {
    Some(holding).filter(|_| are_shown(context)).and_then(Source::book)
}

/// The place of a cover in a row. It is decoration: the row tells of the book.
pub fn in_row<'a, Message: 'a>(context: &Context, source: Option<Source>) -> Option<Element<'a, Message>> {
    let height = context.look.px(64.0);
    are_shown(context).then(|| cover(context, source, Size::new(height * 2.0 / 3.0, height)))
}

/// A cover within this size; nothing is drawn where there is none.
pub fn cover<'a, Message: 'a>(context: &Context, source: Option<Source>, size: Size) -> Element<'a, Message> {
    Element::new(Cover { gallery: context.covers.clone(), source, size })
}

struct Cover {
    gallery: Gallery,
    source: Option<Source>,
    size: Size,
}

impl<Message> Widget<Message, Theme, Renderer> for Cover {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(self.size.width), Length::Fixed(self.size.height))
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::atomic(limits, self.size.width, self.size.height)
    }

    fn draw(
        &self,
        _tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let (Some(source), Some(clip)) = (&self.source, bounds.intersection(viewport)) else { return };
        let Some((handle, picture)) = self.gallery.show(source) else { return };
        let place = Part::WHOLE.place(picture, bounds.size()) + iced::Vector::new(bounds.x, bounds.y);
        renderer.with_layer(clip, |renderer| renderer.draw_image(Image::new(handle), place, clip));
    }
}
