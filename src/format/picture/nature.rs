//! What kind of picture it is by its pixels, and a picture in the opposite light.

/// Whether a picture may be shown in opposite light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Dark lines or letters on a light ground: a diagram, a map, a page of print.
    LineDrawing,
    /// A photograph or a painting, which nobody knows again in opposite light.
    Photograph,
}

/// So many pixels are looked at along each side.
const SAMPLES: u32 = 96;

/// A drawing is mostly light ground, and the rest of it has few colours or none.
pub(super) fn of(width: u32, height: u32, rgba: &[u8]) -> Nature {
    let (mut count, mut light, mut plain) = (0_u32, 0_u32, 0_u32);
    let mut colours = [0_u32; 4096];
    for row in 0..SAMPLES.min(height) {
        let y = u64::from(row) * u64::from(height) / u64::from(SAMPLES.min(height));
        for column in 0..SAMPLES.min(width) {
            let x = u64::from(column) * u64::from(width) / u64::from(SAMPLES.min(width));
            let at = ((y * u64::from(width) + x) * 4) as usize;
            let Some(&[red, green, blue]) = rgba.get(at..at + 3).and_then(|it| it.first_chunk()) else { continue };
            let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
            count += 1;
            light += u32::from(least > 215);
            plain += u32::from(most - least < 32);
            let index = usize::from(red >> 4) << 8 | usize::from(green >> 4) << 4 | usize::from(blue >> 4);
            colours[index] += 1;
        }
    }
    if count == 0 || f64::from(light) < 0.55 * f64::from(count) {
        return Nature::Photograph;
    }
    // Shades between two colours are the edges of lines; a photograph has hundreds that matter.
    let matter = colours.iter().filter(|&&times| times > count / 400).count();
    let grey = f64::from(plain) > 0.97 * f64::from(count);
    if grey || matter <= 16 { Nature::LineDrawing } else { Nature::Photograph }
}

/// Light becomes dark and dark light; a colour stays what it is: red lines are red on black, too.
pub fn invert(rgba: &mut [u8]) {
    for pixel in rgba.chunks_exact_mut(4) {
        let sum = i16::from(pixel[0].max(pixel[1]).max(pixel[2])) + i16::from(pixel[0].min(pixel[1]).min(pixel[2]));
        for part in &mut pixel[..3] {
            *part = (i16::from(*part) + 255 - sum).clamp(0, 255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(colour: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
        let each = (0..100).flat_map(|y| (0..100).map(move |x| (x, y)));
        each.flat_map(|(x, y)| {
            let [red, green, blue] = colour(x, y);
            [red, green, blue, 255]
        })
        .collect()
    }

    #[test]
    fn a_drawing_is_told_from_a_photograph() {
        let lines = painted(|x, y| if x % 20 == 0 || y % 25 == 0 { [0; 3] } else { [255; 3] });
        assert_eq!(of(100, 100, &lines), Nature::LineDrawing);
        let chart = painted(|x, y| if y > 80 - x / 2 { [0xc0, 0x20, 0x10] } else { [255; 3] });
        assert_eq!(of(100, 100, &chart), Nature::LineDrawing);
        let scene = painted(|x, y| [(x * 2) as u8, (y * 2) as u8, (x + y) as u8]);
        assert_eq!(of(100, 100, &scene), Nature::Photograph);
        let snow = painted(|x, y| [200 + (x % 50) as u8, 190 + (y % 60) as u8, 255]);
        assert_eq!(of(100, 100, &snow), Nature::Photograph);
        assert_eq!(of(0, 0, &[]), Nature::Photograph);
    }

    #[test]
    fn opposite_light_keeps_colours_and_comes_back() {
        let mut pixels = vec![255, 255, 255, 255, 0, 0, 0, 255, 128, 0, 0, 255];
        let before = pixels.clone();
        invert(&mut pixels);
        assert_eq!(pixels, [0, 0, 0, 255, 255, 255, 255, 255, 255, 127, 127, 255]);
        invert(&mut pixels);
        assert_eq!(pixels, before);
    }
}
