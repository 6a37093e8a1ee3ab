//! DjVu by the programs of DjVuLibre (<https://djvu.sourceforge.net/>): no kept library of Rust draws it. Its hidden text is
//! read where it has one.

use std::path::PathBuf;
use std::time::Duration;

use super::super::pdf::Origin;
use super::super::pdf::protocol::{Line, Page};
use super::super::sheets::{Drawn, Fit, POINTS, Sheets};
use super::super::{Error, limits};
use crate::book::Format;
use crate::format::tool::{self, Fault};

/// For one page.
const PAGE: Duration = Duration::from_secs(20);
/// For what is known of all pages, and for their text.
const WHOLE: Duration = Duration::from_millis(2000);
/// Lists inside lists of the hidden text.
const DEEPEST: usize = 24;
/// What has to be installed.
const NEEDED: &str = "djvulibre-bin";

/// A document.
#[derive(Debug)]
pub(super) struct Document {
    file: PathBuf,
    pages: Vec<Leaf>,
}

/// A page: pixels, and pixels an inch.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Leaf {
    width: f32,
    height: f32,
    dots: f32,
}

impl Leaf {
    fn size(self) -> (f32, f32) {
        (self.width * POINTS / self.dots, self.height * POINTS / self.dots)
    }
}

/// What nobody asks to end.
fn never() -> bool {
    false
}

fn error_of(fault: Fault) -> Error {
    match fault {
        Fault::Missing(_) => Error::Needs(NEEDED.into()),
        Fault::Late | Fault::Stopped => Error::TimedOut,
        Fault::TooLarge => Error::TooLarge("page".into()),
        Fault::Damaged(_) => Error::Damaged("djvu".into()),
    }
}

impl Document {
    /// With its hidden text, page by page, where it has one.
    pub fn open(origin: Origin) -> Result<(Self, Vec<Page>), Error> {
        // The programs read files only.
        let Origin::File(file) = origin else { return Err(Error::Unsupported(Format::Scan)) };
        let file = std::path::absolute(file)?;
        let told = tool::run(tool::command("djvused").arg(&file).args(["-e", "dump"]), Vec::new(), WHOLE, &never);
        let pages = leaves(&String::from_utf8_lossy(&told.map_err(error_of)?));
        if pages.is_empty() {
            return Err(Error::Damaged("djvu".into()));
        }
        let mut listing = tool::command("djvutxt");
        let text = tool::run(listing.arg("--detail=word").arg(&file), Vec::new(), WHOLE, &never).unwrap_or_default();
        let text = texts(&String::from_utf8_lossy(&text), &pages);
        Ok((Self { file, pages }, text))
    }

    pub fn pages(&self) -> usize {
        self.pages.len()
    }
}

impl Sheets for Document {
    fn draw(&self, page: usize, fit: Fit) -> Result<Drawn, Error> {
        let size = self.size(page)?;
        if fit == Fit::Nothing {
            return Ok(Drawn { width: 0, height: 0, rgba: Vec::new(), size });
        }
        let scale = fit.scale(size);
        let side = |points: f32| ((points * scale).round() as u32).max(1);
        let mut command = tool::command("ddjvu");
        command.args(["-format=ppm", &format!("-page={}", page + 1)]);
        command.arg(format!("-size={}x{}", side(size.0), side(size.1))).arg(&self.file);
        let drawn = tool::run(&mut command, Vec::new(), PAGE, &never).map_err(error_of)?;
        pixels(&drawn, size).ok_or_else(|| Error::Damaged("page".into()))
    }

    fn size(&self, page: usize) -> Result<(f32, f32), Error> {
        self.pages.get(page).map(|leaf| leaf.size()).ok_or_else(|| Error::Damaged("page".into()))
    }
}

/// Reads an answer, for those who look for faults in what reads it.
pub(super) fn here(answer: &str) {
    let mut pages = leaves(answer);
    pages.push(Leaf { width: 800.0, height: 1000.0, dots: 100.0 });
    texts(answer, &pages);
    pixels(answer.as_bytes(), (1.0, 1.0));
}

/// The pages of a list of what a file is made of.
fn leaves(dump: &str) -> Vec<Leaf> {
    let leaf = |line: &str| {
        let about = line.trim_start().strip_prefix("INFO ")?.split_once("DjVu ")?.1;
        let mut parts = about.split(',').map(str::trim);
        let (width, height) = parts.next()?.split_once('x')?;
        let (width, height): (f32, f32) = (width.parse().ok()?, height.parse().ok()?);
        let dots = parts.find_map(|part| part.strip_suffix("dpi")?.trim().parse::<f32>().ok()).unwrap_or(300.0);
        (width >= 1.0 && height >= 1.0).then_some(Leaf { width, height, dots: dots.clamp(25.0, 6000.0) })
    };
    dump.lines().filter_map(leaf).take(limits::SPINE_ITEMS).collect()
}

/// A portable pixmap (<https://netpbm.sourceforge.net/doc/ppm.html>).
fn pixels(file: &[u8], size: (f32, f32)) -> Option<Drawn> {
    let mut fields = Vec::new();
    let mut at = 0;
    while fields.len() < 4 {
        let start = at + file[at..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        let end = start + file[start..].iter().position(u8::is_ascii_whitespace)?;
        fields.push(std::str::from_utf8(&file[start..end]).ok()?);
        at = end;
    }
    let [kind, width, height, most] = fields[..] else { return None };
    let (width, height): (u32, u32) = (width.parse().ok()?, height.parse().ok()?);
    let length = u64::from(width) * u64::from(height);
    if kind != "P6" || most != "255" || length as f32 > limits::SHEET_PIXELS * 1.1 {
        return None;
    }
    let rgb = file.get(at + 1..)?;
    let rgba: Vec<u8> = rgb.chunks_exact(3).take(length as usize).flat_map(|it| [it[0], it[1], it[2], 255]).collect();
    (rgba.len() as u64 == length * 4).then_some(Drawn { width, height, rgba, size })
}

/// The hidden text, page by page: lists of lists, (kind left bottom right top and what is in it), pixels from below.
fn texts(told: &str, pages: &[Leaf]) -> Vec<Page> {
    let mut reader = Reader { rest: told, lines: Vec::new(), leaf: pages[0] };
    let mut found = Vec::new();
    for (index, leaf) in pages.iter().enumerate() {
        reader.leaf = *leaf;
        if !reader.begins_list() {
            break;
        }
        if reader.list(0).is_none() {
            // What follows may be anything.
            reader.rest = "";
        }
        let (width, height) = leaf.size();
        let lines = std::mem::take(&mut reader.lines);
        found.push(Page { index, width, height, lines, images: true, ..Page::default() });
    }
    found
}

struct Reader<'a> {
    rest: &'a str,
    lines: Vec<Line>,
    leaf: Leaf,
}

impl<'a> Reader<'a> {
    fn begins_list(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        self.rest.starts_with('(')
    }

    /// One list. The words of a line are put together; what has no lines is a line each.
    fn list(&mut self, depth: usize) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix('(')?;
        let kind = self.atom();
        if kind.is_empty() || depth > DEEPEST {
            // «()» is a page without text.
            self.rest = self.rest.trim_start().strip_prefix(')')?;
            return Some(());
        }
        let mut corners = [0.0f32; 4];
        for corner in &mut corners {
            *corner = self.atom().parse().ok()?;
        }
        let before = self.lines.len();
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.chars().next()? {
                ')' => break,
                '(' => self.list(depth + 1)?,
                '"' => {
                    let text = self.string()?;
                    for text in text.lines().filter(|it| !it.trim().is_empty()) {
                        let line = self.line(text, corners);
                        self.lines.push(line);
                    }
                }
                _ => return None,
            }
        }
        self.rest = &self.rest[1..];
        if kind == "line" && self.lines.len() > before + 1 {
            let words: Vec<String> = self.lines.drain(before..).map(|word| word.text).collect();
            let line = self.line(&words.join(" "), corners);
            self.lines.push(line);
        }
        Some(())
    }

    fn line(&self, text: &str, [left, bottom, right, top]: [f32; 4]) -> Line {
        let scale = POINTS / self.leaf.dots;
        Line {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            left: left * scale,
            right: right * scale,
            base: (self.leaf.height - bottom) * scale,
            size: ((top - bottom) * scale).max(1.0),
            ..Line::default()
        }
    }

    fn atom(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end =
            self.rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"')).unwrap_or(self.rest.len());
        let (atom, rest) = self.rest.split_at(end);
        self.rest = rest;
        atom
    }

    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut chars = self.rest.strip_prefix('"')?.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[1 + at + 1..];
                    return Some(text);
                }
                '\\' => match chars.next()?.1 {
                    'n' => text.push('\n'),
                    't' => text.push(' '),
                    other @ ('"' | '\\') => text.push(other),
                    _ => {}
                },
                c if c.is_control() => text.push('\n'),
                c => text.push(c),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_listed_with_their_sizes() {
        let dump = "  FORM:DJVM [8183] \n    FORM:DJVU [4097] {b.djvu} [P1]\n      INFO [10]         DjVu 800x1000, v24, 100 \
                    dpi, gamma=2.2\n      BG44 [1635]\n      INFO [10]         DjVu 2480x3508, v21, 300 dpi, gamma=2.2\n";
        let pages = leaves(dump);
        assert_eq!(pages.len(), 2);
        assert_eq!(pages[0].size(), (576.0, 720.0));
        assert!(leaves("INFO [10] DjVu 0x0, 300 dpi\nnonsense").is_empty());
    }

    #[test]
    fn hidden_text_is_read_line_by_line() {
        let told = "(page 0 0 800 1000 \n  (line 100 880 400 920 (word 100 880 200 920 \"Бұл\") \n    (word 220 880 400 \
                    920 \"кітап \\\"осы\\\"\") ) )\n()\n(page 0 0 800 1000 \"Бір жол\\nекінші\")\n";
        let leaf = Leaf { width: 800.0, height: 1000.0, dots: 100.0 };
        let pages = texts(told, &[leaf; 3]);
        let lines: Vec<Vec<&str>> =
            pages.iter().map(|page| page.lines.iter().map(|line| line.text.as_str()).collect()).collect();
        assert_eq!(lines, [vec!["Бұл кітап \"осы\""], vec![], vec!["Бір жол", "екінші"]]);
        assert!((pages[0].lines[0].base - 86.4).abs() < 0.01);
        for broken in ["", "(", "(page", "(page 1 2 3 4 \"", "((((((", ")", "(page a b c d)"] {
            assert!(texts(broken, &[leaf]).iter().all(|page| page.lines.is_empty()), "{broken}");
        }
    }

    #[test]
    fn a_pixmap_is_drawn() {
        let drawn = pixels(b"P6\n2 1\n255\n\x01\x02\x03\x04\x05\x06", (1.0, 1.0)).expect("pixels");
        assert_eq!(drawn.rgba, [1, 2, 3, 255, 4, 5, 6, 255]);
        assert!(pixels(b"P6\n2 1\n255\n\x01", (1.0, 1.0)).is_none());
        assert!(pixels(b"", (1.0, 1.0)).is_none());
    }
}
