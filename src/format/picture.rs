//! Pictures of a book: how large they are, and their pixels at the size at which they are shown.
//!
//! Nothing is fetched and nothing outside the container is read; what declares more pixels than the limits allow is not
//! decoded. All of it is slow: not on the interface's thread.

mod drawing;
mod inline;
mod nature;
mod written;

use std::io::{Cursor, Read};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use super::container::Fault;
use super::sheets::{Fit, POINTS, Sheets};
use super::{Error, Resources, failed, limits, markup, parting, quietly};
use crate::book::Picture;

pub use drawing::use_fonts;
pub use nature::{Nature, invert};

/// Enough of a file for its width and height, whatever a camera put before them.
const HEAD_BYTES: u64 = 256 << 10;
/// CSS pixels of an inch.
const CSS_PIXELS: f32 = 96.0;

/// Pixels, opaque, on white where the picture lets the ground through.
#[derive(Debug, Clone)]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    /// Four bytes a pixel, row by row.
    pub rgba: Vec<u8>,
    pub nature: Nature,
    /// More pixels can be had of it, as sharp as these.
    pub scalable: bool,
}

impl Resources {
    /// How large a picture is by itself, in CSS pixels.
    pub fn picture_size(&self, picture: &Picture) -> Result<(f32, f32), Error> {
        if let Picture::Page(page) = picture {
            let (width, height) = self.sheets()?.size(*page)?;
            return Ok((width * CSS_PIXELS / POINTS, height * CSS_PIXELS / POINTS));
        }
        let href = href_of(picture);
        if self.0.protected.contains(href) {
            return Err(Error::Protected("".into()));
        }
        if let Picture::Drawing { number, .. } = picture {
            let source = self.drawn_in(href, *number)?;
            return drawing::size(&source).ok_or_else(|| Error::Damaged(href.into()));
        }
        let mut head = Vec::new();
        match (picture, self.0.inlaid.get(href)) {
            (Picture::Written { number, .. }, _) => head = self.written_in(href, *number)?,
            (_, Some(resource)) => head.clone_from(&resource.bytes),
            (_, None) => {
                let stream = self.container(href)?.stream(href).map_err(|fault| failed(fault, href))?;
                stream.take(HEAD_BYTES).read_to_end(&mut head)?;
            }
        }
        if drawing::is_one(&head) {
            let (text, _) = markup::decode(&head);
            return drawing::size(&text).ok_or_else(|| Error::Damaged(href.into()));
        }
        let size = quietly(|| {
            let mut decoder = reader(&head)?.into_decoder().ok()?;
            let (width, height) = decoder.dimensions();
            Some(if lies_on_its_side(turn(&mut decoder)) { (height, width) } else { (width, height) })
        });
        let (width, height) = size.flatten().ok_or_else(|| Error::Damaged(href.into()))?;
        Ok((width as f32, height as f32))
    }

    /// The sizes of these pictures, as many as are known after this time.
    pub fn picture_sizes<'a>(
        &self,
        pictures: impl IntoIterator<Item = &'a Picture>,
        within: Duration,
    ) -> Vec<(Picture, (f32, f32))> {
        let end = Instant::now() + within;
        let mut sizes = Vec::new();
        for picture in pictures {
            if Instant::now() >= end {
                break;
            }
            if let Ok(size) = self.picture_size(picture) {
                sizes.push((picture.clone(), size));
            }
        }
        sizes
    }

    /// The pixels of a picture, about as many as fill this width and height.
    pub fn picture(&self, picture: &Picture, width: f32, height: f32) -> Result<Pixels, Error> {
        let resources = self.clone();
        let picture = picture.clone();
        bounded(move || resources.render(&picture, width.max(1.0), height.max(1.0)))
    }

    fn render(&self, picture: &Picture, width: f32, height: f32) -> Result<Pixels, Error> {
        if let Picture::Page(page) = picture {
            let (width, height) = shown(width, height);
            let drawn = self.sheets()?.draw(*page, Fit::Within(width, height))?;
            return Ok(pixels(drawn.width, drawn.height, drawn.rgba, true));
        }
        let href = href_of(picture);
        let beside = |reference: &str| self.beside(href, reference);
        if let Picture::Drawing { number, .. } = picture {
            return drawing::draw(&self.drawn_in(href, *number)?, width, height, &beside);
        }
        let bytes = match picture {
            Picture::Written { number, .. } => self.written_in(href, *number)?,
            _ => self.read(href)?.bytes,
        };
        if drawing::is_one(&bytes) {
            return drawing::draw(&markup::decode(&drawing::unpacked(bytes)?).0, width, height, &beside);
        }
        raster(&bytes, width, height).map_err(|error| match error {
            Error::Damaged(_) => Error::Damaged(href.into()),
            error => error,
        })
    }

    fn sheets(&self) -> Result<&dyn Sheets, Error> {
        self.0.sheets.as_deref().ok_or_else(|| Error::Damaged("page".into()))
    }

    /// A picture that a drawing names.
    fn beside(&self, href: &str, reference: &str) -> Option<Vec<u8>> {
        match super::href::resolve(href, reference) {
            super::href::Href::Inside { path, .. } if path != href => Some(self.read(&path).ok()?.bytes),
            _ => None,
        }
    }

    /// The drawing with this number in a content document, as a document of its own.
    fn drawn_in(&self, href: &str, number: usize) -> Result<String, Error> {
        inline::drawing(&self.document(href)?, number).ok_or_else(|| Error::Damaged(href.into()))
    }

    /// The bytes of the picture with this number that stand in a content document.
    fn written_in(&self, href: &str, number: usize) -> Result<Vec<u8>, Error> {
        written::picture(&self.document(href)?, number).ok_or_else(|| Error::Damaged(href.into()))
    }

    /// The markup of a content document, which the section with this name may be a part of.
    fn document(&self, href: &str) -> Result<String, Error> {
        if self.0.protected.contains(href) {
            return Err(Error::Protected("".into()));
        }
        let container = self.container(href)?;
        let path = parting::whole(href).filter(|_| container.find(href).is_none()).unwrap_or(href);
        let content = container.read(path, limits::MARKUP_BYTES).map_err(|fault: Fault| failed(fault, href))?;
        Ok(markup::decode(&content.bytes).0)
    }
}

fn href_of(picture: &Picture) -> &str {
    match picture {
        Picture::File(href) | Picture::Drawing { href, .. } | Picture::Written { href, .. } => href,
        Picture::Page(_) => "",
    }
}

/// A picture that belongs to no book, about as large as fills this width and height. Slow: not on the interface's thread.
///
/// # Errors
/// [`Error::Damaged`], [`Error::TooLarge`] and [`Error::TimedOut`].
pub fn thumbnail(bytes: Vec<u8>, width: f32, height: f32) -> Result<Pixels, Error> {
    bounded(move || {
        if drawing::is_one(&bytes) {
            return drawing::draw(&markup::decode(&drawing::unpacked(bytes)?).0, width, height, &|_| None);
        }
        raster(&bytes, width, height)
    })
}

impl Pixels {
    /// The same as a small file. `None` when it cannot be written.
    pub fn jpeg(&self) -> Option<Vec<u8>> {
        let image = image::RgbaImage::from_raw(self.width, self.height, self.rgba.clone())?;
        let mut file = Cursor::new(Vec::new());
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 85);
        DynamicImage::ImageRgba8(image).into_rgb8().write_with_encoder(encoder).ok()?;
        Some(file.into_inner())
    }
}

/// Decodes behind a panic boundary and a clock. What does not come back in time is left to itself.
fn bounded(work: impl FnOnce() -> Result<Pixels, Error> + Send + 'static) -> Result<Pixels, Error> {
    const STACK_BYTES: usize = 16 << 20;
    let (answer, answered) = mpsc::sync_channel(1);
    let worker = move || {
        let result = quietly(work).unwrap_or_else(|| Err(Error::Damaged("picture".into())));
        // Nobody waits any more when this fails.
        let _ = answer.send(result);
    };
    std::thread::Builder::new().name("oqyrman-picture".to_owned()).stack_size(STACK_BYTES).spawn(worker)?;
    answered.recv_timeout(limits::DRAWING).unwrap_or(Err(Error::TimedOut))
}

fn reader(bytes: &[u8]) -> Option<ImageReader<Cursor<&[u8]>>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(limits::DECODING_BYTES);
    reader.limits(limits);
    Some(reader)
}

/// Width and height of a picture of pixels, when it may be decoded.
fn bearable(bytes: &[u8]) -> Result<(u32, u32), Error> {
    let damaged = || Error::Damaged("picture".into());
    let (width, height) = reader(bytes).ok_or_else(damaged)?.into_dimensions().map_err(|_| damaged())?;
    if u64::from(width) * u64::from(height) > limits::PICTURE_PIXELS {
        return Err(Error::TooLarge("picture".into()));
    }
    if width == 0 || height == 0 { Err(damaged()) } else { Ok((width, height)) }
}

fn raster(bytes: &[u8], width: f32, height: f32) -> Result<Pixels, Error> {
    let (own_width, own_height) = bearable(bytes)?;
    let refused = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => Error::TooLarge("picture".into()),
        _ => Error::Damaged("picture".into()),
    };
    let mut decoder = reader(bytes).ok_or_else(|| Error::Damaged("picture".into()))?.into_decoder().map_err(refused)?;
    let turned = turn(&mut decoder);
    let (width, height) = if lies_on_its_side(turned) { (height, width) } else { (width, height) };
    let image = DynamicImage::from_decoder(decoder).map_err(refused)?;
    let (width, height) = shown(width, height);
    let scale = (width / own_width as f32).min(height / own_height as f32);
    let part = |length: u32| ((length as f32 * scale).round() as u32).max(1);
    let (columns, rows) = (part(own_width), part(own_height));
    // Enlarged here, too: renderers put enlarged pictures down by their own coarse pixels.
    let mut image = if scale < 1.0 {
        image.thumbnail_exact(columns, rows)
    } else {
        image.resize_exact(columns, rows, image::imageops::FilterType::Triangle)
    };
    image.apply_orientation(turned);
    let image = image.into_rgba8();
    let (width, height) = image.dimensions();
    Ok(pixels(width, height, image.into_raw(), false))
}

/// How a camera was held.
fn turn(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

fn lies_on_its_side(turn: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(turn, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

/// As many pixels as may be shown.
fn shown(width: f32, height: f32) -> (f32, f32) {
    let scale = (limits::SHOWN_PIXELS / (width * height)).sqrt().min(1.0);
    (width * scale, height * scale)
}

/// On white, and what kind of picture it is.
fn pixels(width: u32, height: u32, mut rgba: Vec<u8>, scalable: bool) -> Pixels {
    for pixel in rgba.chunks_exact_mut(4).filter(|pixel| pixel[3] < 255) {
        let alpha = u32::from(pixel[3]);
        for part in &mut pixel[..3] {
            *part = ((u32::from(*part) * alpha + 255 * (255 - alpha)) / 255) as u8;
        }
        pixel[3] = 255;
    }
    let nature = nature::of(width, height, &rgba);
    Pixels { width, height, rgba, nature, scalable }
}
