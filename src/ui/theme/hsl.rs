//! A colour by hue, saturation and lightness, which can be changed by steps and said in words.
//!
//! <https://www.w3.org/TR/css-color-4/#the-hsl-notation>

use crate::settings::Rgb;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hsl {
    /// Degrees, 0 to 360.
    pub hue: f32,
    /// 0 to 1, as is `lightness`.
    pub saturation: f32,
    pub lightness: f32,
}

impl Hsl {
    pub fn of(colour: Rgb) -> Self {
        let [red, green, blue] = colour.parts().map(|part| f32::from(part) / 255.0);
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let (lightness, range) = ((most + least) / 2.0, most - least);
        if range == 0.0 {
            return Self { hue: 0.0, saturation: 0.0, lightness };
        }
        let saturation = range / (1.0 - (2.0 * lightness - 1.0).abs());
        let sixth = if most == red {
            (green - blue) / range
        } else if most == green {
            (blue - red) / range + 2.0
        } else {
            (red - green) / range + 4.0
        };
        Self { hue: (sixth * 60.0).rem_euclid(360.0), saturation: saturation.min(1.0), lightness }
    }

    pub fn rgb(self) -> Rgb {
        let reach = self.saturation * self.lightness.min(1.0 - self.lightness);
        let part = |offset: f32| {
            let turn = (offset + self.hue / 30.0) % 12.0;
            let part = self.lightness - reach * (turn - 3.0).min(9.0 - turn).clamp(-1.0, 1.0);
            (part * 255.0).round() as u8
        };
        Rgb { red: part(0.0), green: part(8.0), blue: part(4.0) }
    }

    /// The message that names the hue.
    pub fn hue_id(self) -> &'static str {
        match self.hue {
            hue if hue < 15.0 => "hue-red",
            hue if hue < 45.0 => "hue-orange",
            hue if hue < 70.0 => "hue-yellow",
            hue if hue < 165.0 => "hue-green",
            hue if hue < 195.0 => "hue-cyan",
            hue if hue < 255.0 => "hue-blue",
            hue if hue < 290.0 => "hue-violet",
            hue if hue < 345.0 => "hue-pink",
            _ => "hue-red",
        }
    }

    /// The message that names the colour as one would say it of a thing.
    pub fn id(self) -> &'static str {
        // The nearer to black or white, the less of a hue is seen.
        let strength = self.saturation * (1.0 - (2.0 * self.lightness - 1.0).abs());
        match (self.lightness, strength) {
            (lightness, _) if lightness < 0.04 => "colour-black",
            (lightness, _) if lightness > 0.985 => "colour-white",
            (lightness, strength) if strength < 0.08 => match lightness {
                lightness if lightness < 0.35 => "colour-dark-grey",
                lightness if lightness < 0.7 => "colour-grey",
                _ => "colour-light-grey",
            },
            _ => self.hue_id(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_comes_back_as_it_was() {
        for red in (0..=255).step_by(17) {
            for green in (0..=255).step_by(17) {
                for blue in (0..=255).step_by(17) {
                    let colour = Rgb { red, green, blue };
                    assert_eq!(Hsl::of(colour).rgb(), colour);
                }
            }
        }
    }

    #[test]
    fn colours_have_the_names_that_people_give_them() {
        let id = |hex| Hsl::of(Rgb::new(hex)).id();
        assert_eq!([id(0x00_00_00), id(0xff_ff_ff), id(0x80_80_80)], ["colour-black", "colour-white", "colour-grey"]);
        assert_eq!([id(0xff_e6_00), id(0x00_ff_66), id(0x12_2c_70)], ["hue-yellow", "hue-green", "hue-blue"]);
        assert_eq!([id(0x96_00_00), id(0x9a_00_52), id(0x26_28_2b)], ["hue-red", "hue-pink", "colour-dark-grey"]);
    }
}
