//! The pictures of the open book that can be drawn now, as many as memory allows, and those that are wanted next.

use std::collections::HashMap;
use std::sync::Arc;

use iced::Size;
use iced::advanced::image::Handle;

use crate::book::Picture;
use crate::format::{Error, Nature, Pixels, invert};
use crate::settings::{self, Inversion};
use crate::ui::theme::Shade;

/// Pixels of pictures that are not near the page any more are kept up to this many bytes.
const KEPT_BYTES: usize = 96 << 20;

/// A picture at the size at which it is to be seen, in logical pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub picture: Picture,
    pub width: f32,
    pub height: f32,
}

/// What lies near the view.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Near {
    /// All of them.
    pub pictures: Vec<Picture>,
    /// Those that are not there, or not sharp, or in the wrong light.
    pub wanted: Vec<Wanted>,
}

/// In which light pictures are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Light {
    pub inversion: Inversion,
    /// The page's ground is dark.
    pub dark: bool,
    /// How bright and how warm the whole window is.
    pub window: settings::Light,
}

impl Light {
    fn inverts(self, nature: Nature, choice: Option<bool>) -> bool {
        choice.unwrap_or(match self.inversion {
            Inversion::Always => true,
            Inversion::Never => false,
            Inversion::Drawings => self.dark && nature == Nature::LineDrawing,
        })
    }
}

#[derive(Debug, Clone)]
struct Ready {
    handle: Handle,
    size: (u32, u32),
    nature: Nature,
    inverted: bool,
    window: settings::Light,
    /// No more pixels can be had of it.
    full: bool,
    order: u64,
}

impl Ready {
    fn bytes(&self) -> usize {
        self.size.0 as usize * self.size.1 as usize * 4
    }
}

/// A picture that a worker has made.
#[derive(Debug, Clone)]
pub struct Made {
    ready: Ready,
}

/// Makes a picture's pixels what a renderer takes. Slow: with [`crate::format::Resources::picture`], on a worker.
pub fn made(pixels: Pixels, wanted: &Wanted, light: Light, choice: Option<bool>) -> Made {
    let Pixels { width, height, mut rgba, nature, scalable } = pixels;
    let inverted = light.inverts(nature, choice);
    if inverted {
        invert(&mut rgba);
    }
    if let Some(shade) = Shade::of(light.window) {
        shade.picture(&mut rgba);
    }
    // A picture of pixels that came smaller than it was wanted has no more of them.
    let full = !scalable && (width as f32) < wanted.width - 1.0;
    let handle = Handle::from_rgba(width, height, rgba);
    Made { ready: Ready { handle, size: (width, height), nature, inverted, window: light.window, full, order: 0 } }
}

/// The sizes of pictures in CSS pixels; `None` for what cannot be drawn.
pub type Sizes = HashMap<Picture, Option<Size>>;

/// The pictures of one book.
#[derive(Debug, Default)]
pub struct Album {
    sizes: Arc<Sizes>,
    /// Grows when a size becomes known.
    version: u64,
    ready: HashMap<Picture, Ready>,
    /// The reader's own choice of light.
    choices: HashMap<Picture, bool>,
    near: Near,
    at_work: Option<Picture>,
    light: Light,
    scale: f32,
    order: u64,
    /// The pages of the book can be looked at.
    printed: bool,
}

impl Album {
    /// With the sizes that are known.
    pub fn new(sizes: impl IntoIterator<Item = (Picture, (f32, f32))>) -> Self {
        let sizes = sizes.into_iter().map(|(picture, (width, height))| (picture, Some(Size::new(width, height))));
        Self { sizes: Arc::new(sizes.collect()), scale: 1.0, ..Self::default() }
    }

    /// The same album of a book whose pages can be looked at.
    pub fn with_pages(self, printed: bool) -> Self {
        Self { printed, ..self }
    }

    pub fn has_pages(&self) -> bool {
        self.printed
    }

    pub fn sizes(&self) -> (u64, Arc<Sizes>) {
        (self.version, Arc::clone(&self.sizes))
    }

    /// The light of the page, and how many pixels a logical pixel has.
    pub fn set_light(&mut self, light: Light, scale: f32) {
        (self.light, self.scale) = (light, scale.clamp(1.0, 4.0));
    }

    pub fn light(&self) -> Light {
        self.light
    }

    pub fn choice(&self, picture: &Picture) -> Option<bool> {
        self.choices.get(picture).copied()
    }

    /// Shows a picture in the opposite of the light that it is shown in, from now on.
    pub fn turn(&mut self, picture: &Picture) -> bool {
        let turned = !self.is_inverted(picture);
        self.choices.insert(picture.clone(), turned);
        turned
    }

    pub fn is_inverted(&self, picture: &Picture) -> bool {
        let known = self.ready.get(picture);
        known.map_or_else(
            || self.choice(picture).unwrap_or_default(),
            |it| self.light.inverts(it.nature, self.choice(picture)),
        )
    }

    /// What can be drawn of a picture now.
    pub fn handle(&self, picture: &Picture) -> Option<Handle> {
        let ready = self.ready.get(picture)?;
        // In the wrong light it would dazzle for a blink.
        let right = self.light.inverts(ready.nature, self.choice(picture)) == ready.inverted
            && self.light.window == ready.window;
        right.then(|| ready.handle.clone())
    }

    /// The size of a picture, as far as it is known.
    pub fn size(&self, picture: &Picture) -> Option<Size> {
        self.sizes.get(picture).copied().flatten()
    }

    /// Whether it is known that a picture cannot be drawn.
    pub fn is_lost(&self, picture: &Picture) -> bool {
        self.sizes.get(picture) == Some(&None)
    }

    /// Whether a picture is there as it is wanted.
    pub fn serves(&self, wanted: &Wanted) -> bool {
        if self.is_lost(&wanted.picture) {
            return true;
        }
        let Some(ready) = self.ready.get(&wanted.picture).filter(|_| self.handle(&wanted.picture).is_some()) else {
            return false;
        };
        let enough = |pixels: u32, length: f32| pixels as f32 >= (length * self.scale).floor() - 1.0;
        ready.full || enough(ready.size.0, wanted.width) && enough(ready.size.1, wanted.height)
    }

    /// What lies near the view now; what was wanted before is not any more.
    pub fn come_near(&mut self, near: Near) {
        self.near = near;
    }

    /// What lay near the view when it was told last, without what was asked for since.
    pub fn near(&self) -> &Near {
        &self.near
    }

    /// The picture to make next, at its size in pixels; `None` while one is being made.
    pub fn make_next(&mut self) -> Option<Wanted> {
        if self.at_work.is_some() {
            return None;
        }
        let open = self.near.wanted.iter().find(|wanted| !self.serves(wanted)).cloned()?;
        self.near.wanted.retain(|wanted| *wanted != open);
        self.at_work = Some(open.picture.clone());
        Some(Wanted { width: open.width * self.scale, height: open.height * self.scale, ..open })
    }

    /// Takes a picture from the worker.
    pub fn keep(&mut self, picture: Picture, made: Result<Made, Error>) {
        self.at_work = None;
        match made {
            Ok(Made { ready }) => {
                if !self.sizes.contains_key(&picture) {
                    let size = Size::new(ready.size.0 as f32, ready.size.1 as f32);
                    self.know(picture.clone(), Some(size));
                }
                self.order += 1;
                self.ready.insert(picture, Ready { order: self.order, ..ready });
                self.forget_the_far();
            }
            Err(error) => {
                tracing::debug!(%error, ?picture, "a picture cannot be drawn");
                self.know(picture, None);
            }
        }
    }

    fn know(&mut self, picture: Picture, size: Option<Size>) {
        self.version += 1;
        Arc::make_mut(&mut self.sizes).insert(picture, size);
    }

    /// Lets go of what is not near, the oldest first, until the rest is within the bounds.
    fn forget_the_far(&mut self) {
        let mut bytes: usize = self.ready.values().map(Ready::bytes).sum();
        while bytes > KEPT_BYTES {
            let far = self.ready.iter().filter(|(picture, _)| !self.near.pictures.contains(picture));
            let Some(oldest) = far.min_by_key(|(_, ready)| ready.order).map(|(picture, _)| picture.clone()) else {
                return;
            };
            bytes -= self.ready.remove(&oldest).map_or(0, |ready| ready.bytes());
        }
    }

    /// How many bytes of pixels are kept.
    pub fn bytes(&self) -> usize {
        self.ready.values().map(Ready::bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(name: &str, side: f32) -> Wanted {
        Wanted { picture: Picture::File(name.to_owned()), width: side, height: side }
    }

    fn pixels(side: u32, nature: Nature) -> Pixels {
        let rgba = vec![255; (side * side * 4) as usize];
        Pixels { width: side, height: side, rgba, nature, scalable: true }
    }

    fn take(album: &mut Album, side: u32, nature: Nature) -> Picture {
        let next = album.make_next().expect("something is wanted");
        let made = made(pixels(side, nature), &next, album.light(), album.choice(&next.picture));
        album.keep(next.picture.clone(), Ok(made));
        next.picture
    }

    #[test]
    fn pictures_come_one_by_one_and_are_asked_for_again_when_they_grow() {
        let mut album = Album::new([]);
        let near = vec![wanted("a", 100.0), wanted("b", 100.0)];
        album.come_near(Near { pictures: Vec::new(), wanted: near });
        assert_eq!(album.make_next().map(|it| it.picture), Some(Picture::File("a".into())));
        assert_eq!(album.make_next(), None, "one at a time");
        album.keep(Picture::File("a".into()), Err(Error::TimedOut));
        assert!(album.serves(&wanted("a", 100.0)) && album.handle(&Picture::File("a".into())).is_none());
        let picture = take(&mut album, 100, Nature::Photograph);
        assert!(album.handle(&picture).is_some() && album.serves(&wanted("b", 100.0)));
        assert!(!album.serves(&wanted("b", 400.0)), "larger letters want more pixels");
        assert_eq!(album.make_next(), None);
    }

    #[test]
    fn a_drawing_turns_with_the_page_and_with_the_readers_choice() {
        let mut album = Album::new([]);
        let near = || Near { pictures: Vec::new(), wanted: vec![wanted("a", 10.0)] };
        album.come_near(near());
        let picture = take(&mut album, 10, Nature::LineDrawing);
        assert!(album.handle(&picture).is_some());
        album.set_light(Light { inversion: Inversion::Drawings, dark: true, ..Light::default() }, 1.0);
        assert!(album.handle(&picture).is_none(), "light lines would dazzle");
        album.come_near(near());
        take(&mut album, 10, Nature::LineDrawing);
        assert!(album.handle(&picture).is_some() && album.is_inverted(&picture));
        assert!(!album.turn(&picture));
        album.come_near(near());
        take(&mut album, 10, Nature::LineDrawing);
        assert!(album.handle(&picture).is_some() && !album.is_inverted(&picture));
    }

    #[test]
    fn a_picture_is_no_brighter_than_the_window() {
        let mut album = Album::new([]);
        let near = || Near { pictures: Vec::new(), wanted: vec![wanted("a", 10.0)] };
        album.come_near(near());
        let picture = take(&mut album, 10, Nature::Photograph);
        let window = settings::Light { brightness: 50, ..settings::Light::default() };
        album.set_light(Light { window, ..Light::default() }, 1.0);
        assert!(album.handle(&picture).is_none(), "it would dazzle");
        album.come_near(near());
        take(&mut album, 10, Nature::Photograph);
        match album.handle(&picture) {
            Some(Handle::Rgba { pixels, .. }) => assert!(pixels.chunks(4).all(|it| it[0] < 200 && it[3] == 255)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn memory_is_bounded() {
        let mut album = Album::new([]);
        for number in 0..12 {
            album.come_near(Near { pictures: Vec::new(), wanted: vec![wanted(&number.to_string(), 1700.0)] });
            take(&mut album, 1700, Nature::Photograph);
        }
        assert!(album.bytes() <= KEPT_BYTES, "{}", album.bytes());
        assert!(album.handle(&Picture::File("11".into())).is_some(), "the newest stays");
    }
}
