//! Words in a picture, as Tesseract reads them.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use accesskit::Rect;
use iced::Size;
use image::{GrayImage, Luma, RgbaImage};

/// Whether it is there with this language; why not, else.
pub fn ready(language: &str) -> Result<(), String> {
    let answer = Command::new("tesseract").arg("--list-langs").output().map_err(|_| "no tesseract".to_owned())?;
    let there = String::from_utf8_lossy(&answer.stdout).lines().any(|line| line.trim() == language);
    there.then_some(()).ok_or_else(|| format!("tesseract without «{language}»"))
}

/// Lower case letters and digits; words of fewer than three letters are not told from specks.
pub fn parts(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| word.chars().count() >= 3 && word.chars().all(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}

/// What is read in these parts of a picture. They are laid one under the other, dark on light, so that frames and what
/// stands beside them do not lead astray.
pub fn words(size: Size, rgba: &[u8], places: &[Rect], language: &str) -> BTreeSet<String> {
    const GAP: u32 = 40;
    let picture = RgbaImage::from_raw(size.width as u32, size.height as u32, rgba.to_vec()).expect("a whole picture");
    let picture = image::DynamicImage::ImageRgba8(picture).to_luma8();
    let cut = places.iter().map(|place| {
        let (x, y) = (place.x0.max(0.0) as u32, place.y0.max(0.0) as u32);
        let mut part =
            image::imageops::crop_imm(&picture, x, y, place.width() as u32, place.height() as u32).to_image();
        // What most of it is painted with is its ground.
        let dark = part.pixels().filter(|pixel| pixel.0[0] < 128).count() * 2 > part.pixels().len();
        if dark {
            image::imageops::invert(&mut part);
        }
        part
    });
    let parts: Vec<GrayImage> = cut.collect();
    let width = parts.iter().map(GrayImage::width).max().unwrap_or(0) + 2 * GAP;
    let height = parts.iter().map(|part| part.height() + GAP).sum::<u32>() + GAP;
    let mut sheet = GrayImage::from_pixel(width, height, Luma([255]));
    let mut top = GAP;
    for part in &parts {
        image::imageops::replace(&mut sheet, part, i64::from(GAP), i64::from(top));
        top += part.height() + GAP;
    }
    let mut png = std::io::Cursor::new(Vec::new());
    sheet.write_to(&mut png, image::ImageFormat::Png).expect("written");
    let mut reader = Command::new("tesseract")
        .args(["-", "-", "-l", language, "--psm", "6", "--dpi", "200"])
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("tesseract starts");
    reader.stdin.take().expect("piped").write_all(png.get_ref()).expect("it takes the picture");
    let answer = reader.wait_with_output().expect("it answers");
    assert!(answer.status.success(), "tesseract fails");
    parts_of(&answer.stdout)
}

fn parts_of(answer: &[u8]) -> BTreeSet<String> {
    parts(&String::from_utf8_lossy(answer)).into_iter().collect()
}

/// Whether the word was read, give or take a letter that looks like another.
pub fn holds(read: &BTreeSet<String>, word: &str) -> bool {
    let allowed = if word.chars().count() >= 7 { 2 } else { 1 };
    read.contains(word) || read.iter().any(|other| distance(word, other) <= allowed)
}

/// Letters to change, add or leave out.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (at, against) in other.iter().enumerate() {
            let change = diagonal + usize::from(letter != *against);
            diagonal = row[at + 1];
            row[at + 1] = change.min(row[at] + 1).min(row[at + 1] + 1);
        }
    }
    row[other.len()]
}
