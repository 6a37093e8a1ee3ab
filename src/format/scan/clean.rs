//! A page as the recogniser likes it: grey, its paper white, without the dark of the scanner's lid, its lines level.

use super::super::sheets::Drawn;

/// A page in grey: 0 is black.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grey {
    pub width: usize,
    pub height: usize,
    /// A byte a pixel, row by row.
    pub pixels: Vec<u8>,
}

/// Cells of this many pixels have one colour of paper.
const CELL: usize = 32;
/// Pages that lie more askew, in degrees, were laid so.
const MOST_ASKEW: f32 = 7.0;
/// Less is level enough.
const LEAST_ASKEW: f32 = 0.15;
/// The part of a side at the page's edge in which the lid is looked for.
const EDGE: f32 = 0.08;

impl Grey {
    pub fn of(drawn: &Drawn) -> Self {
        let grey = |pixel: &[u8]| {
            ((u32::from(pixel[0]) * 299 + u32::from(pixel[1]) * 587 + u32::from(pixel[2]) * 114) / 1000) as u8
        };
        let pixels = drawn.rgba.chunks_exact(4).map(grey).collect();
        Self { width: drawn.width as usize, height: drawn.height as usize, pixels }
    }

    /// The same page, cleaned and levelled.
    pub fn cleaned(mut self) -> Self {
        if self.width < CELL * 2 || self.height < CELL * 2 {
            return self;
        }
        self.whiten();
        self.lift_lid();
        match self.askew() {
            Some(angle) => self.turned(angle),
            None => self,
        }
    }

    /// Makes the paper white, wherever it is yellow, shaded or shown through.
    fn whiten(&mut self) {
        let (columns, rows) = (self.width.div_ceil(CELL), self.height.div_ceil(CELL));
        let mut paper = vec![0u8; columns * rows];
        for (index, cell) in paper.iter_mut().enumerate() {
            let (x, y) = (index % columns * CELL, index / columns * CELL);
            let mut counts = [0usize; 256];
            let mut all = 0;
            for row in y..(y + CELL).min(self.height) {
                for &pixel in &self.pixels[row * self.width + x..row * self.width + (x + CELL).min(self.width)] {
                    counts[usize::from(pixel)] += 1;
                    all += 1;
                }
            }
            // The colour that a tenth of the cell is brighter than: paper shows between letters.
            let mut brighter = 0;
            let at = (0..256).rev().find(|&level| {
                brighter += counts[level];
                brighter * 10 >= all
            });
            *cell = at.unwrap_or(255) as u8;
        }
        // Ink alone, a picture or the lid is no paper: it has the colour of what lies around.
        let mut sorted = paper.clone();
        sorted.sort_unstable();
        let usual = sorted[sorted.len() / 2];
        for cell in &mut paper {
            if u32::from(*cell) * 10 < u32::from(usual) * 6 {
                *cell = usual;
            }
        }
        let at = |x: usize, y: usize| u32::from(paper[y.min(rows - 1) * columns + x.min(columns - 1)]);
        for y in 0..self.height {
            let (row, down) = place(y);
            for x in 0..self.width {
                let (column, along) = place(x);
                let top = at(column, row) * (CELL as u32 - along) + at(column + 1, row) * along;
                let bottom = at(column, row + 1) * (CELL as u32 - along) + at(column + 1, row + 1) * along;
                let ground = (top * (CELL as u32 - down) + bottom * down) / (CELL * CELL) as u32;
                let pixel = &mut self.pixels[y * self.width + x];
                *pixel = (u32::from(*pixel) * 255 / ground.max(1)).min(255) as u8;
            }
        }
    }

    /// Makes rows and columns at the page's edge white that are mostly dark.
    fn lift_lid(&mut self) {
        let (width, height) = (self.width, self.height);
        let dark_row = |page: &Self, y: usize| {
            page.pixels[y * width..(y + 1) * width].iter().filter(|&&pixel| pixel < 110).count() * 2 > width
        };
        let dark_column = |page: &Self, x: usize| {
            (0..height).step_by(4).filter(|y| page.pixels[y * width + x] < 110).count() * 8 > height
        };
        let reach = |length: usize| (length as f32 * EDGE) as usize;
        let last = |dark: &dyn Fn(usize) -> bool, reach: usize| (0..reach).rev().find(|&at| dark(at));
        let top = last(&|at| dark_row(self, at), reach(height)).map_or(0, |at| at + 1);
        let bottom = last(&|at| dark_row(self, height - 1 - at), reach(height)).map_or(height, |at| height - 1 - at);
        let left = last(&|at| dark_column(self, at), reach(width)).map_or(0, |at| at + 1);
        let right = last(&|at| dark_column(self, width - 1 - at), reach(width)).map_or(width, |at| width - 1 - at);
        for y in 0..height {
            let row = &mut self.pixels[y * width..(y + 1) * width];
            if y < top || y >= bottom {
                row.fill(255);
            } else {
                row[..left].fill(255);
                row[right..].fill(255);
            }
        }
    }

    /// How far the lines are from level, in degrees, positive where they fall to the right; `None` where they are level.
    fn askew(&self) -> Option<f32> {
        // Every fourth pixel tells enough.
        let mut ink: Vec<(f32, f32)> = Vec::new();
        for y in (0..self.height).step_by(4) {
            for x in (0..self.width).step_by(4) {
                if self.pixels[y * self.width + x] < 140 {
                    ink.push((x as f32 / 4.0, y as f32 / 4.0));
                }
            }
        }
        if ink.len() < 400 {
            return None;
        }
        let step = (ink.len() / 40_000).max(1);
        let ink: Vec<(f32, f32)> = ink.into_iter().step_by(step).collect();
        let rows = self.height / 4 + self.width / 4 + 2;
        // Level lines leave rows of ink and rows without: the sum of squares is largest.
        let sharpness = |angle: f32| {
            let slope = angle.to_radians().tan();
            let mut counts = vec![0u32; rows * 2];
            for &(x, y) in &ink {
                let row = y - x * slope + rows as f32 / 2.0;
                if row >= 0.0 && (row as usize) < counts.len() {
                    counts[row as usize] += 1;
                }
            }
            counts.iter().map(|&count| u64::from(count) * u64::from(count)).sum::<u64>()
        };
        let best = |angles: &mut dyn Iterator<Item = f32>| {
            angles.map(|angle| (sharpness(angle), angle)).max_by_key(|(sharpness, _)| *sharpness)
        };
        let steps = (MOST_ASKEW * 2.0) as i32;
        let (_, rough) = best(&mut (-steps..=steps).map(|step| step as f32 * 0.5))?;
        let (sharp, angle) = best(&mut (-5..=5).map(|step| rough + step as f32 * 0.1))?;
        let level = sharpness(0.0);
        // A picture is as sharp at any angle.
        (angle.abs() >= LEAST_ASKEW && angle.abs() < MOST_ASKEW && sharp as f64 > level as f64 * 1.03).then_some(angle)
    }

    /// The page, turned back by this angle around its middle; what comes in from outside is white.
    fn turned(&self, angle: f32) -> Self {
        let (sin, cos) = angle.to_radians().sin_cos();
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let mut pixels = vec![255; self.pixels.len()];
        for y in 0..self.height {
            let down = y as f32 - middle_y;
            for x in 0..self.width {
                let along = x as f32 - middle_x;
                let from_x = along * cos - down * sin + middle_x;
                let from_y = along * sin + down * cos + middle_y;
                if let Some(pixel) = self.between(from_x, from_y) {
                    pixels[y * self.width + x] = pixel;
                }
            }
        }
        Self { pixels, ..*self }
    }

    fn between(&self, x: f32, y: f32) -> Option<u8> {
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let (column, row) = (x as usize, y as usize);
        if column + 1 >= self.width || row + 1 >= self.height {
            return None;
        }
        let (along, down) = (x - column as f32, y - row as f32);
        let at = |x: usize, y: usize| f32::from(self.pixels[y * self.width + x]);
        let top = at(column, row) * (1.0 - along) + at(column + 1, row) * along;
        let bottom = at(column, row + 1) * (1.0 - along) + at(column + 1, row + 1) * along;
        Some((top * (1.0 - down) + bottom * down) as u8)
    }

    /// As a file that every program reads (<https://netpbm.sourceforge.net/doc/pgm.html>).
    pub fn pgm(&self) -> Vec<u8> {
        let mut file = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        file.extend_from_slice(&self.pixels);
        file
    }
}

/// The cell before the middle of which a pixel lies, and how far behind it.
fn place(at: usize) -> (usize, u32) {
    let from = at.saturating_sub(CELL / 2);
    (from / CELL, (from % CELL) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with lines of words that fall by this angle.
    fn page(angle: f32, paper: impl Fn(usize, usize) -> u8) -> Grey {
        let (width, height) = (1000, 1200);
        let mut grey = Grey { width, height, pixels: vec![0; width * height] };
        let slope = angle.to_radians().tan();
        for y in 0..height {
            for x in 0..width {
                let level = y as f32 - (x as f32 - 500.0) * slope;
                let ink = (100..900).contains(&x)
                    && (100.0..1100.0).contains(&level)
                    && level.rem_euclid(40.0) < 18.0
                    && x % 90 < 70;
                grey.pixels[y * width + x] = if ink { 20 } else { paper(x, y) };
            }
        }
        grey
    }

    #[test]
    fn lines_are_levelled() {
        for angle in [-4.3, -1.0, 0.6, 2.5, 5.0] {
            let askew = page(angle, |_, _| 255);
            let found = askew.askew().expect("askew");
            assert!((found - angle).abs() <= 0.15, "{angle}: {found}");
            let left = askew.cleaned().askew();
            assert!(left.is_none_or(|left| left.abs() < 0.4), "{angle}: {left:?} is left");
        }
        assert_eq!(page(0.0, |_, _| 255).askew(), None);
    }

    #[test]
    fn paper_is_white_and_the_lid_is_gone() {
        let shaded = page(0.0, |x, y| if x < 30 || y > 1170 { 5 } else { 150 + (x / 16) as u8 });
        let clean = shaded.cleaned();
        let at = |x: usize, y: usize| clean.pixels[y * clean.width + x];
        assert!(at(60, 60) > 245 && at(950, 600) > 245, "{} {}", at(60, 60), at(950, 600));
        assert!(at(5, 600) > 245 && at(500, 1190) > 245, "the lid");
        assert!(at(100, 125) < 90, "ink stays: {}", at(100, 125));
    }

    #[test]
    fn pages_without_anything_stay() {
        let empty = Grey { width: 500, height: 500, pixels: vec![255; 250_000] };
        assert_eq!(empty.clone().cleaned(), empty);
        let dot = Grey { width: 1, height: 1, pixels: vec![7] };
        assert_eq!(dot.clone().cleaned(), dot);
    }
}
