//! Contrast as WCAG 2.2 counts it, and the light of the window: how bright, how warm.
//!
//! <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>

use crate::settings::{Light, Rgb};

/// What the warmest tint leaves of red, green and blue light: that of a lamp of some 3,000 K.
const WARMEST: [f32; 3] = [1.0, 0.74, 0.3];

/// The contrast of two colours, 1 to 21.
pub fn contrast(one: Rgb, other: Rgb) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Rgb) -> f32 {
    let [red, green, blue] = colour.parts().map(|part| linear(f32::from(part) / 255.0));
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The light of this part of a colour, and the part of this light.
fn linear(part: f32) -> f32 {
    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

fn encoded(light: f32) -> f32 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

/// What becomes of every byte of red, green and blue in this light.
#[derive(Clone, PartialEq)]
pub struct Shade([[u8; 256]; 3]);

impl Shade {
    /// `None` where nothing changes.
    pub fn of(light: Light) -> Option<Self> {
        if light == Light::default() {
            return None;
        }
        let brightness = f32::from(light.brightness) / 100.0;
        let warmth = f32::from(light.warmth) / 100.0;
        Some(Self(WARMEST.map(|warmest| {
            let left = brightness * (1.0 - warmth * (1.0 - warmest));
            std::array::from_fn(|byte| (encoded(linear(byte as f32 / 255.0) * left) * 255.0).round() as u8)
        })))
    }

    pub fn colour(&self, colour: Rgb) -> Rgb {
        let [red, green, blue] = &self.0;
        Rgb {
            red: red[usize::from(colour.red)],
            green: green[usize::from(colour.green)],
            blue: blue[usize::from(colour.blue)],
        }
    }

    /// The pixels of a picture, four bytes each: red, green, blue and how opaque it is, not multiplied into them.
    pub fn picture(&self, rgba: &mut [u8]) {
        for pixel in rgba.chunks_exact_mut(4) {
            for (byte, table) in pixel.iter_mut().zip(&self.0) {
                *byte = table[usize::from(*byte)];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{BRIGHTNESSES, WARMTHS};

    #[test]
    fn contrast_is_counted_as_wcag_counts_it() {
        assert!((contrast(Rgb::WHITE, Rgb::BLACK) - 21.0).abs() < 0.01);
        // The grey that WCAG's techniques name as the last to pass 4.5:1 on white.
        assert!((contrast(Rgb::new(0x76_76_76), Rgb::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn less_light_is_darker_and_warm_light_has_less_blue() {
        assert!(Shade::of(Light::default()).is_none());
        let half = Shade::of(Light { brightness: 50, warmth: 0 }).unwrap();
        assert_eq!(half.colour(Rgb::WHITE), Rgb::new(0xbc_bc_bc));
        assert_eq!(half.colour(Rgb::BLACK), Rgb::BLACK);
        let Rgb { red, green, blue } = Shade::of(Light { brightness: 100, warmth: 100 }).unwrap().colour(Rgb::WHITE);
        assert!(red == 255 && green < red && blue < green);
    }

    #[test]
    fn in_the_least_light_white_is_still_told_from_black() {
        let shade = Shade::of(Light { brightness: *BRIGHTNESSES.start(), warmth: *WARMTHS.end() }).unwrap();
        let found = contrast(shade.colour(Rgb::WHITE), Rgb::BLACK);
        assert!(found >= 7.0, "{found}");
    }

    #[test]
    fn a_picture_is_shaded_as_the_colours_are_and_stays_as_opaque() {
        let shade = Shade::of(Light { brightness: 60, warmth: 30 }).unwrap();
        let mut pixels = [255, 230, 0, 128, 10, 20, 30, 0];
        shade.picture(&mut pixels);
        let first = shade.colour(Rgb::new(0xff_e6_00));
        assert_eq!((&pixels[..3], pixels[3], pixels[7]), (&first.parts()[..], 128, 0));
    }
}
