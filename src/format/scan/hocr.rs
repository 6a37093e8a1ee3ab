//! What the recogniser answers: hOCR (<http://kba.github.io/hocr-spec/1.2/>) → the lines of a page.

use super::super::limits::Deadline;
use super::super::markup::tree::{NodeId, ROOT};
use super::super::markup::{Dialect, Tree};
use super::super::pdf::protocol::{Line, Page};
use super::super::sheets::POINTS;

/// Words of which the recogniser is less sure, in percent, are doubtful.
const SURE: f32 = 60.0;
/// Sizes that differ by no more are one: how high a line is depends on its letters.
const SAME_SIZE: f32 = 0.22;

/// The page with this number, of which a picture with so many dots an inch was recognised.
pub(super) fn page(answer: &str, index: usize, size: (f32, f32), dots: f32) -> Page {
    let tree = Tree::parse(answer, Dialect::Xml, Deadline::start());
    let mut reader = Reader { tree: &tree, scale: POINTS / dots.max(1.0), lines: Vec::new(), column: 0, last: None };
    for area in tree.descendants(ROOT).filter(|&node| is(&tree, node, &["ocr_carea"])) {
        reader.area(area);
    }
    let mut lines = reader.lines;
    level_sizes(&mut lines);
    Page { index, width: size.0, height: size.1, lines, images: true, ..Page::default() }
}

struct Reader<'a> {
    tree: &'a Tree,
    /// Points a pixel.
    scale: f32,
    lines: Vec<Line>,
    column: u16,
    /// Left and right of the area before.
    last: Option<(f32, f32)>,
}

impl Reader<'_> {
    /// What stands together; beside the area before it, it is another column.
    fn area(&mut self, area: NodeId) {
        let Some([left, _, right, _]) = self.numbers(area, "bbox") else { return };
        let before = self.lines.len();
        let kinds = ["ocr_line", "ocr_header", "ocr_textfloat", "ocr_caption"];
        for line in self.tree.descendants(area).filter(|&node| is(self.tree, node, &kinds)) {
            self.lines.extend(self.line(line));
        }
        if self.lines.len() == before {
            return;
        }
        if let Some((last_left, last_right)) = self.last {
            let shared = right.min(last_right) - left.max(last_left);
            if shared < (right - left).min(last_right - last_left) * 0.5 {
                self.column = self.column.saturating_add(1);
            }
        }
        self.last = Some((left, right));
        for line in &mut self.lines[before..] {
            line.column = self.column;
        }
    }

    fn line(&self, node: NodeId) -> Option<Line> {
        let [left, top, right, bottom] = self.numbers(node, "bbox")?;
        let mut text = String::new();
        let mut doubtful = Vec::new();
        for word in self.tree.descendants(node).filter(|&node| is(self.tree, node, &["ocrx_word"])) {
            let shown = self.tree.text_content(word);
            let shown: String = shown.split_whitespace().collect();
            if shown.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(&shown);
            let sure = self.numbers::<1>(word, "x_wconf").is_none_or(|[sure]| sure >= SURE);
            if !sure && shown.chars().any(char::is_alphanumeric) {
                doubtful.push((start, text.len()));
            }
        }
        // Specks and rules are taken for signs.
        if !text.contains(char::is_alphanumeric) && text.chars().count() < 4 && !text.contains(['*', '—', '–']) {
            return None;
        }
        let base = self.numbers::<2>(node, "baseline").map_or(0.0, |[_, down]| down);
        let size = self.numbers::<1>(node, "x_size").map_or(bottom - top, |[size]| size);
        Some(Line {
            text,
            left: left * self.scale,
            right: right * self.scale,
            base: (bottom + base) * self.scale,
            size: size * self.scale,
            doubtful,
            ..Line::default()
        })
    }

    /// The numbers behind this word of an element's title.
    fn numbers<const COUNT: usize>(&self, node: NodeId, word: &str) -> Option<[f32; COUNT]> {
        let title = self.tree.attribute(node, "title")?;
        let part = title.split(';').map(str::trim).find_map(|part| part.strip_prefix(word)?.strip_prefix(' '))?;
        let numbers: Vec<f32> = part.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        let numbers: [f32; COUNT] = numbers.get(..COUNT)?.try_into().ok()?;
        numbers.iter().all(|number| number.is_finite()).then_some(numbers)
    }
}

fn is(tree: &Tree, node: NodeId, classes: &[&str]) -> bool {
    !tree.is_text(node) && tree.attribute(node, "class").is_some_and(|class| classes.contains(&class))
}

/// Lines whose letters are nearly as large have one size.
fn level_sizes(lines: &mut [Line]) {
    let mut sizes: Vec<(f32, usize)> = lines.iter().map(|line| (line.size, line.text.len())).collect();
    sizes.sort_by(|one, other| one.0.total_cmp(&other.0));
    let half = sizes.iter().map(|(_, letters)| letters).sum::<usize>() / 2;
    let mut seen = 0;
    let usual = sizes.iter().find(|(_, letters)| {
        seen += letters;
        seen >= half
    });
    let Some(&(usual, _)) = usual.filter(|(size, _)| *size > 0.0) else { return };
    for line in lines {
        let ratio = line.size / usual;
        line.size = if (ratio - 1.0).abs() < SAME_SIZE { usual } else { usual * (ratio * 5.0).round().max(1.0) / 5.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml"><body><div class='ocr_page' title='image "stdin"; bbox 0 0 2480 3508'>
<div class='ocr_carea' title="bbox 300 300 1100 900"><p class='ocr_par' lang='kaz'>
<span class='ocr_header' title="bbox 300 300 900 380; baseline 0 -20; x_size 80; x_descenders 20; x_ascenders 20">
<span class='ocrx_word' title='bbox 300 300 500 380; x_wconf 95'>Бірінші</span>
<span class='ocrx_word' title='bbox 520 300 900 380; x_wconf 91'>сөз</span></span>
<span class='ocr_line' title="bbox 300 500 1100 545; baseline 0.001 -10; x_size 46">
<span class='ocrx_word' title='bbox 300 500 500 545; x_wconf 96'><strong>Адам</strong></span>
<span class='ocrx_word' title='bbox 520 500 900 545; x_wconf 31'>бзласы</span></span>
<span class='ocr_line' title="bbox 300 560 1000 601; baseline 0 -9; x_size 41">
<span class='ocrx_word' title='bbox 300 560 500 601; x_wconf 88'>келді.</span></span></p></div>
<div class='ocr_carea' title="bbox 1300 500 2200 560"><p class='ocr_par'>
<span class='ocr_line' title="bbox 1300 500 2200 545; baseline 0 -10; x_size 44">
<span class='ocrx_word' title='bbox 1300 500 2200 545; x_wconf 93'>Екінші баған</span></span></p></div>
<div class='ocr_carea' title="bbox 10 10 20 20"><span class='ocr_line' title="bbox 10 10 20 20">
<span class='ocrx_word' title='bbox 10 10 20 20; x_wconf 5'>|</span></span></div>
</div></body></html>"#;

    #[test]
    fn lines_come_with_their_places_and_doubts() {
        let page = page(ANSWER, 3, (595.0, 842.0), 300.0);
        let lines: Vec<_> = page.lines.iter().map(|line| (line.text.as_str(), line.column)).collect();
        assert_eq!(lines, [("Бірінші сөз", 0), ("Адам бзласы", 0), ("келді.", 0), ("Екіншібаған", 1)]);
        assert_eq!(page.lines[1].doubtful, [("Адам ".len(), "Адам бзласы".len())]);
        assert_eq!(page.lines[1].size, page.lines[2].size, "one size");
        assert!(page.lines[0].size > page.lines[1].size * 1.5);
        assert!((page.lines[1].base - 535.0 * 0.24).abs() < 0.1);
        assert_eq!((page.index, page.width), (3, 595.0));
    }

    #[test]
    fn nonsense_is_an_empty_page() {
        for answer in ["", "<html>", "Error opening data file", "<div class='ocr_carea'><span class='ocr_line'/></div>"]
        {
            assert!(page(answer, 0, (0.0, 0.0), 0.0).lines.is_empty(), "{answer}");
        }
    }
}
