//! Files that are pictures of pages: PNG and JPEG hold one, TIFF holds any number.
//!
//! <https://www.w3.org/TR/png-3/>, <https://www.itu.int/rec/T-REC-T.81>, ITU-T T.4 and TIFF 6.0
//! (<https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf>). Pages are decoded each time that they are drawn: all of
//! them would not fit into memory.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};

use image::{DynamicImage, GrayImage, ImageDecoder, ImageReader, RgbImage, RgbaImage};
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use super::super::limits;
use super::super::pdf::Origin;
use super::super::sheets::{Drawn, Fit, POINTS, Sheets};
use super::super::{Error, quietly};

/// Inches of the width of a page that does not tell its size: A4.
const USUAL_WIDTH: f32 = 8.27;
/// Dots an inch that are believed.
const DOTS: std::ops::RangeInclusive<f32> = 60.0..=1300.0;

/// A file of pictures.
#[derive(Debug)]
pub(super) struct Pictures {
    origin: Origin,
    pages: Vec<Leaf>,
    tiff: bool,
}

/// A page.
#[derive(Debug, Clone, Copy)]
struct Leaf {
    /// Pixels.
    width: u32,
    height: u32,
    /// Pixels an inch.
    dots: f32,
}

trait Bytes: Read + Seek {}

impl<T: Read + Seek> Bytes for T {}

fn bytes(origin: &Origin) -> std::io::Result<Box<dyn Bytes>> {
    Ok(match origin {
        Origin::File(path) => Box::new(BufReader::new(File::open(path)?)),
        Origin::Bytes(bytes) => Box::new(Cursor::new(std::sync::Arc::clone(bytes))),
    })
}

fn damaged() -> Error {
    Error::Damaged("picture".into())
}

impl Pictures {
    pub fn open(origin: Origin, tiff: bool) -> Result<Self, Error> {
        let found = quietly(|| if tiff { leaves(&origin) } else { Ok(vec![leaf(&origin)?]) });
        let pages = found.unwrap_or_else(|| Err(damaged()))?;
        if pages.iter().all(|page| page.pixels() > limits::SCAN_PIXELS) {
            return Err(Error::TooLarge("picture".into()));
        }
        Ok(Self { origin, pages, tiff })
    }

    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    fn decode(&self, page: usize) -> Result<DynamicImage, Error> {
        if !self.tiff {
            let mut reader = ImageReader::new(BufReader::new(bytes(&self.origin)?)).with_guessed_format()?;
            let mut limits = image::Limits::default();
            limits.max_alloc = Some(limits::DECODING_BYTES);
            reader.limits(limits);
            let mut decoder = reader.into_decoder().map_err(|_| damaged())?;
            let turn = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
            let mut image = DynamicImage::from_decoder(decoder).map_err(|_| damaged())?;
            image.apply_orientation(turn);
            return Ok(image);
        }
        let mut decoder = tiff(&self.origin)?;
        decoder.seek_to_image(page).map_err(|_| damaged())?;
        let (width, height) = decoder.dimensions().map_err(|_| damaged())?;
        let color = decoder.colortype().map_err(|_| damaged())?;
        let read = decoder.read_image().map_err(|_| damaged())?;
        image_of(width, height, color, read).ok_or_else(damaged)
    }
}

impl Leaf {
    fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    fn new(width: u32, height: u32, told: Option<f32>) -> Self {
        let dots = told.filter(|dots| DOTS.contains(dots));
        Self { width, height, dots: dots.unwrap_or((width.min(height) as f32 / USUAL_WIDTH).max(*DOTS.start())) }
    }

    fn size(self) -> (f32, f32) {
        (self.width as f32 * POINTS / self.dots, self.height as f32 * POINTS / self.dots)
    }
}

/// The only page of a PNG or a JPEG.
fn leaf(origin: &Origin) -> Result<Leaf, Error> {
    let reader = ImageReader::new(BufReader::new(bytes(origin)?)).with_guessed_format()?;
    let mut decoder = reader.into_decoder().map_err(|_| damaged())?;
    let (width, height) = decoder.dimensions();
    use image::metadata::Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    let turned = matches!(decoder.orientation(), Ok(Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH));
    let (width, height) = if turned { (height, width) } else { (width, height) };
    if width == 0 || height == 0 {
        return Err(damaged());
    }
    // What cameras and screens tell of inches is no size of a page.
    Ok(Leaf::new(width, height, None))
}

fn tiff(origin: &Origin) -> Result<Decoder<Box<dyn Bytes>>, Error> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = limits::DECODING_BYTES as usize;
    limits.intermediate_buffer_size = limits::DECODING_BYTES as usize / 2;
    Ok(Decoder::new(bytes(origin)?).map_err(|_| damaged())?.with_limits(limits))
}

/// The pages of a TIFF.
fn leaves(origin: &Origin) -> Result<Vec<Leaf>, Error> {
    let mut decoder = tiff(origin)?;
    let mut pages = Vec::new();
    loop {
        if let Ok((width, height)) = decoder.dimensions() {
            let per_inch = decoder.find_tag_unsigned::<u16>(Tag::ResolutionUnit).ok().flatten().unwrap_or(2);
            let told = decoder.get_tag_f32(Tag::XResolution).ok();
            let told = told.map(|dots| if per_inch == 3 { dots * 2.54 } else { dots }).filter(|_| per_inch != 1);
            // Small pictures beside the pages are for looking through a folder.
            let reduced = decoder.find_tag_unsigned::<u32>(Tag::NewSubfileType).ok().flatten().unwrap_or(0) & 1 == 1;
            if !reduced && width > 0 && height > 0 {
                pages.push(Leaf::new(width, height, told));
            } else if pages.is_empty() || reduced {
                // It keeps its number.
                pages.push(Leaf { width: 0, height: 0, dots: 100.0 });
            }
        }
        if pages.len() >= limits::SPINE_ITEMS || !decoder.more_images() || decoder.next_image().is_err() {
            break;
        }
    }
    if pages.iter().all(|page| page.pixels() == 0) { Err(damaged()) } else { Ok(pages) }
}

fn image_of(width: u32, height: u32, color: ColorType, read: DecodingResult) -> Option<DynamicImage> {
    let bytes = match read {
        DecodingResult::U8(bytes) => bytes,
        DecodingResult::U16(numbers) => numbers.into_iter().map(|number| (number >> 8) as u8).collect(),
        _ => return None,
    };
    match color {
        ColorType::Gray(bits @ (1 | 2 | 4)) => {
            let pixels = unpacked(&bytes, width as usize, height as usize, bits)?;
            GrayImage::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8)
        }
        ColorType::Gray(_) => GrayImage::from_raw(width, height, bytes).map(DynamicImage::ImageLuma8),
        ColorType::GrayA(_) => {
            let grey = bytes.chunks_exact(2).map(|pixel| pixel[0]).collect();
            GrayImage::from_raw(width, height, grey).map(DynamicImage::ImageLuma8)
        }
        ColorType::RGB(_) => RgbImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8),
        ColorType::RGBA(_) => RgbaImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8),
        ColorType::YCbCr(_) => {
            let grey = bytes.chunks_exact(3).map(|pixel| pixel[0]).collect();
            GrayImage::from_raw(width, height, grey).map(DynamicImage::ImageLuma8)
        }
        ColorType::CMYK(_) => {
            let inked = |pixel: &[u8]| {
                let black = 255 - u32::from(pixel[3]);
                [0, 1, 2].map(|ink| ((255 - u32::from(pixel[ink])) * black / 255) as u8)
            };
            let mixed = bytes.chunks_exact(4).flat_map(inked).collect();
            RgbImage::from_raw(width, height, mixed).map(DynamicImage::ImageRgb8)
        }
        _ => None,
    }
}

/// Rows of pixels of a few bits, each row in whole bytes, as a byte a pixel.
fn unpacked(bytes: &[u8], width: usize, height: usize, bits: u8) -> Option<Vec<u8>> {
    let in_byte = 8 / usize::from(bits);
    let row = width.div_ceil(in_byte);
    let most = (1u16 << bits) - 1;
    let mut pixels = Vec::with_capacity(width * height);
    for line in bytes.chunks(row).take(height) {
        for x in 0..width {
            let shift = (in_byte - 1 - x % in_byte) * usize::from(bits);
            let value = u16::from(*line.get(x / in_byte)?) >> shift & most;
            pixels.push((value * 255 / most) as u8);
        }
    }
    (pixels.len() == width * height).then_some(pixels)
}

impl Sheets for Pictures {
    fn draw(&self, page: usize, fit: Fit) -> Result<Drawn, Error> {
        let leaf = *self.pages.get(page).ok_or_else(damaged)?;
        let size = leaf.size();
        if fit == Fit::Nothing {
            return Ok(Drawn { width: 0, height: 0, rgba: Vec::new(), size });
        }
        if leaf.pixels() > limits::SCAN_PIXELS {
            return Err(Error::TooLarge("picture".into()));
        }
        let drawn = quietly(|| {
            let image = self.decode(page)?;
            let scale = fit.scale(size);
            let side = |points: f32| ((points * scale).round() as u32).max(1);
            let (width, height) = (side(size.0), side(size.1));
            let same = (width as f32 / image.width() as f32 - 1.0).abs() < 0.02;
            let image = match same {
                true => image,
                false if width < image.width() => image.thumbnail_exact(width, height),
                false => image.resize_exact(width, height, image::imageops::FilterType::CatmullRom),
            };
            let mut rgba = image.into_rgba8();
            for pixel in rgba.pixels_mut().filter(|pixel| pixel.0[3] < 255) {
                let alpha = u32::from(pixel.0[3]);
                for part in &mut pixel.0[..3] {
                    *part = ((u32::from(*part) * alpha + 255 * (255 - alpha)) / 255) as u8;
                }
                pixel.0[3] = 255;
            }
            Ok(Drawn { width: rgba.width(), height: rgba.height(), rgba: rgba.into_raw(), size })
        });
        drawn.unwrap_or_else(|| Err(damaged()))
    }

    fn size(&self, page: usize) -> Result<(f32, f32), Error> {
        Ok(self.pages.get(page).ok_or_else(damaged)?.size())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiff::encoder::{TiffEncoder, colortype};

    fn of(bytes: Vec<u8>, tiff: bool) -> Result<Pictures, Error> {
        Pictures::open(Origin::Bytes(bytes.into()), tiff)
    }

    #[test]
    fn pages_of_a_tiff_are_drawn_each() {
        let mut bytes = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut bytes).expect("an encoder");
        for level in [0u8, 90, 255] {
            let image = encoder.new_image::<colortype::Gray8>(200, 300).expect("an image");
            image.write_data(&vec![level; 60_000]).expect("written");
        }
        let pictures = of(bytes.into_inner(), true).expect("pages");
        assert_eq!(pictures.pages(), 3);
        for (page, level) in [0u8, 90, 255].into_iter().enumerate() {
            let drawn = pictures.draw(page, Fit::Within(100.0, 100.0)).expect("drawn");
            assert_eq!((drawn.height, drawn.rgba[0], drawn.rgba[3]), (100, level, 255));
        }
        assert!(pictures.draw(3, Fit::Dots(300.0)).is_err());
    }

    #[test]
    fn pixels_of_a_bit_are_unpacked() {
        assert_eq!(unpacked(&[0b1010_0000, 0b0100_0000], 3, 2, 1), Some(vec![255, 0, 255, 0, 255, 0]));
        assert_eq!(unpacked(&[0x0f], 2, 1, 4), Some(vec![0, 255]));
        assert_eq!(unpacked(&[0b1010_0000], 3, 2, 1), None);
    }

    #[test]
    fn what_is_no_picture_is_damaged_and_what_is_too_much_is_too_large() {
        assert!(matches!(of(b"II*\0".to_vec(), true), Err(Error::Damaged(_))));
        assert!(matches!(of(b"\x89PNG\r\n\x1a\n".to_vec(), false), Err(Error::Damaged(_) | Error::Io(_))));
        let mut png = Vec::new();
        let image = GrayImage::from_pixel(20, 10, image::Luma([255]));
        image.write_to(&mut Cursor::new(&mut png), image::ImageFormat::Png).expect("written");
        assert_eq!(of(png, false).expect("a page").pages(), 1);
    }
}
