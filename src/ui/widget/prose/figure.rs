//! Pictures in the page: where they stand before they are there, which are wanted, how they are drawn.

use std::sync::Arc;

use iced::advanced::Renderer as _;
use iced::advanced::image::{Image, Renderer as _};
use iced::{Rectangle, Renderer, Size};

use super::draw::{self, Marks};
use super::page::{Page, has_text};
use crate::book::{Kind, Section};
use crate::settings::{FigureSettings, Pictures};
use crate::ui::pictures::{Album, Near, Sizes, Wanted};

/// How what is no running text is shown.
#[derive(Debug, Clone)]
pub(super) struct Setup {
    pub figures: FigureSettings,
    /// The window's height: no picture is higher.
    pub view: f32,
    /// `None` without pictures at all.
    pub known: Option<(u64, Arc<Sizes>)>,
}

/// Sides of a picture of which nothing is known yet, in CSS pixels.
const UNKNOWN: Size = Size::new(640.0, 480.0);

/// Letters of this size, in logical pixels, are as large as pictures take them to be.
const USUAL_LETTERS: f32 = 16.0;

impl Setup {
    pub fn new(figures: FigureSettings, album: Option<&Album>, view: f32) -> Self {
        Self { figures, view, known: album.map(Album::sizes) }
    }

    /// Whether what was laid out for this setup is right for another one.
    pub fn serves(&self, other: &Self, section: &Section) -> bool {
        let version = |setup: &Self| setup.known.as_ref().map(|(version, _)| *version);
        let pictures = || {
            let blocks = section.blocks.iter();
            blocks.into_iter().any(|block| block.kind == Kind::Image || super::ornament::is_in(block))
        };
        let same = (version(self), self.view) == (version(other), other.view);
        self.figures == other.figures && (same || !pictures())
    }
}

impl Page {
    /// The size at which a block's picture is shown.
    pub fn picture(&self, index: usize, width: f32) -> Option<Size> {
        let block = &self.section.blocks[index];
        let (_, known) = self.setup.known.as_ref()?;
        if self.setup.figures.pictures == Pictures::Words && has_text(block) || !self.shows(index) {
            return None;
        }
        let own = match known.get(&block.picture(&self.section.href)?) {
            Some(Some(size)) => *size,
            Some(None) => return None,
            None => UNKNOWN,
        };
        // Small pictures grow with the letters, large ones shrink to the column and the window.
        let grown = (self.look.size / USUAL_LETTERS).max(1.0);
        let room = Size::new(width.max(1.0), (self.setup.view - 2.0 * self.look.margin).max(self.look.size));
        let scale = grown.min(room.width / own.width.max(1.0)).min(room.height / own.height.max(1.0));
        Some(Size::new((own.width * scale).max(1.0).round(), (own.height * scale).max(1.0).round()))
    }

    /// How far below the block's top its text begins; nothing when the picture stands for the text.
    pub fn above(&self, index: usize, picture: Option<Size>) -> f32 {
        let described = self.setup.figures.pictures == Pictures::Described && has_text(&self.section.blocks[index]);
        picture.filter(|_| described).map_or(0.0, |picture| picture.height + (self.look.size * 0.3).round())
    }

    /// Where a block's picture stands, in page coordinates.
    pub fn picture_bounds(&self, index: usize) -> Option<Rectangle> {
        let placed = self.blocks.get(index)?;
        let size = placed.picture?;
        Some(Rectangle::new(iced::Point::new(self.left_of(index) + self.pushed(index, size.width), placed.top), size))
    }

    /// How far from a block's left something stands in it that is so wide: in one from the right, at its right.
    pub fn pushed(&self, index: usize, width: f32) -> f32 {
        let room = || self.room(index, self.blocks[index].indent);
        if self.is_rtl(index) { (room() - width).max(0.0).floor() } else { 0.0 }
    }

    /// The pictures that lie near the view, and what of them is not there.
    pub fn pictures_near(&self, album: &Album, scroll: f32, view: f32) -> Near {
        let (from, to) = self.range(scroll - view, scroll + 2.0 * view);
        let mut near = Near::default();
        for index in from..to {
            for (_, picture, size) in self.ornaments(index) {
                let wanted = Wanted { picture: picture.clone(), width: size.width, height: size.height };
                if !album.serves(&wanted) {
                    near.wanted.push(wanted);
                }
                near.pictures.push(picture);
            }
            let (Some(size), Some(block)) = (self.blocks[index].picture, self.section.blocks.get(index)) else {
                continue;
            };
            let Some(picture) = block.picture(&self.section.href) else { continue };
            let wanted = Wanted { picture: picture.clone(), width: size.width, height: size.height };
            if !album.serves(&wanted) {
                near.wanted.push(wanted);
            }
            near.pictures.push(picture);
        }
        near
    }
}

/// Draws a block's picture, or its place where it is not there yet.
pub(super) fn draw(
    renderer: &mut Renderer,
    page: &Page,
    index: usize,
    bounds: Rectangle,
    marks: &Marks<'_>,
    clip: Rectangle,
) {
    let block = &page.section.blocks[index];
    let look = marks.look.as_ref().unwrap_or(&page.look);
    let picture = block.picture(&page.section.href);
    match picture.and_then(|picture| marks.pictures?.handle(&picture)) {
        // On a layer of its own: within a layer, pictures lie over all else.
        Some(handle) => renderer.with_layer(clip, |renderer| renderer.draw_image(Image::new(handle), bounds, clip)),
        None => draw::edge(renderer, bounds, look.look.line, look.look.border()),
    }
    let Some(shaped) = page.blocks[index].shaped.as_ref().filter(|shaped| shaped.is_spread()) else { return };
    debug_assert!(shaped.size.height > 0.0);
    // No letters are seen that could be marked: the picture is.
    for (span, colour) in [(marks.highlight, look.highlight), (marks.selection, look.selection)] {
        if draw::part_in(span, marks.section, index, block).is_some() {
            renderer.with_layer(clip, |renderer| {
                draw::edge(renderer, bounds.expand(look.look.ring()), colour, look.look.ring());
            });
        }
    }
}
