//! A section as pages of whole lines: where each begins, how many there are.
//!
//! A page ends where the next line would be cut. Long sections are parted into stretches, each of which begins a page, so
//! that a place far down is shown without laying out all that stands before it; the rest is counted bit by bit, and until
//! then the number of pages is a guess and says so.

use std::ops::Range;

use super::Leaf;
use super::movement::Spot;
use super::page::Page;
use crate::book::Kind;
use crate::ui::widget::shape::portions;

/// A stretch ends at the first heading after so many bytes, and at the first block after so many more.
const STRETCH: usize = 24_000;

/// What a page is made of: a line, or something that is not parted.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    /// Where it begins.
    at: Spot,
    top: f32,
    bottom: f32,
    /// It is not to be the last on its page.
    leads: bool,
}

/// The rows of one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leafed {
    first: Spot,
    last: Spot,
}

#[derive(Debug)]
struct Stretch {
    /// It ends before the second.
    spots: Range<Spot>,
    bytes: usize,
    leaves: Option<Vec<Leafed>>,
}

/// The pages of a section as it is laid out.
#[derive(Debug)]
pub(super) struct Leaves {
    /// The height for the lines.
    view: f32,
    stretches: Vec<Stretch>,
    /// The page that is shown: stretch and number in it.
    shown: Option<(usize, usize)>,
}

/// Where pages begin, as numbers of rows. A row that is higher than the view has a page of its own.
fn breaks(rows: &[Row], view: f32) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        starts.push(start);
        let fits = |row: &Row| row.bottom - rows[start].top <= view + 0.5;
        let mut next = start + 1 + rows[start + 1..].iter().take_while(|row| fits(row)).count();
        if next < rows.len() {
            // Headings go over to the page of what they head.
            let led = rows[start..next].iter().rev().take_while(|row| row.leads).count();
            if led < next - start {
                next -= led;
            }
        }
        start = next;
    }
    starts
}

impl Leaves {
    pub fn new(page: &Page, view: f32) -> Self {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut start = (0, 0);
        let mut bytes = 0;
        let blocks = &page.section.blocks;
        let mut end = |at: Spot, bytes: &mut usize| {
            stretches.push(Stretch { spots: start..at, bytes: std::mem::take(bytes), leaves: None });
            start = at;
        };
        for (index, block) in blocks.iter().enumerate() {
            let heading = matches!(block.kind, Kind::Heading(_)) && bytes > STRETCH;
            if index > 0 && (heading || bytes > STRETCH * 2) {
                end((index, 0), &mut bytes);
            }
            for portion in portions(block) {
                if portion.start > 0 && bytes > STRETCH * 2 {
                    end((index, portion.start), &mut bytes);
                }
                bytes += portion.len();
            }
        }
        end((blocks.len(), 0), &mut bytes);
        Self { view, stretches, shown: None }
    }

    pub fn is_for(&self, view: f32) -> bool {
        (self.view - view).abs() < 0.5
    }

    /// Lays a stretch out and parts it.
    fn count(&mut self, stretch: usize, page: &mut Page) -> &[Leafed] {
        let Stretch { spots, leaves, .. } = &mut self.stretches[stretch];
        leaves.get_or_insert_with(|| {
            if spots.is_empty() {
                return Vec::new();
            }
            let Range { start, end } = spots.clone();
            // The last block of it may belong to the next stretch, too.
            let last = if end.1 > 0 { (end.0, end.1 - 1) } else { (end.0.saturating_sub(1), usize::MAX) };
            page.reach_all(start, last);
            let rows = (start.0..=last.0).flat_map(|block| rows(page, block));
            let rows: Vec<Row> = rows.filter(|row| spots.contains(&row.at)).collect();
            let starts = breaks(&rows, self.view);
            let ends = starts.iter().skip(1).copied().chain([rows.len()]);
            let leaf = |(&start, end): (&usize, usize)| Leafed { first: rows[start].at, last: rows[end - 1].at };
            starts.iter().zip(ends).map(leaf).collect()
        })
    }

    /// Shows the page that this spot is on: how far the view is down the section, and where its last line ends.
    pub fn show(&mut self, page: &mut Page, spot: Spot) -> Option<(f32, f32)> {
        let stretch = self.stretches.iter().position(|stretch| stretch.spots.contains(&spot))?;
        let leaves = self.count(stretch, page);
        let number = leaves.partition_point(|leaf| leaf.first <= spot).checked_sub(1)?;
        let leaf = leaves[number];
        self.shown = Some((stretch, number));
        page.reach_all(leaf.first, leaf.last);
        let top = rows(page, leaf.first.0).into_iter().find(|row| row.at == leaf.first)?.top;
        let bottom = rows(page, leaf.last.0).into_iter().rfind(|row| row.at == leaf.last)?.bottom;
        Some((top, bottom))
    }

    /// The first spot of the page after (before) the one that is shown; `None` at the section's end.
    pub fn turn(&mut self, page: &mut Page, forward: bool) -> Option<Spot> {
        let (mut stretch, number) = self.shown?;
        let mut beside = if forward { Some(number + 1) } else { number.checked_sub(1) };
        loop {
            let leaves = self.count(stretch, page);
            if let Some(leaf) = beside.and_then(|number| leaves.get(number)) {
                return Some(leaf.first);
            }
            stretch = if forward { stretch + 1 } else { stretch.checked_sub(1)? };
            if stretch >= self.stretches.len() {
                return None;
            }
            let leaves = self.count(stretch, page).len();
            beside = if forward { Some(0) } else { leaves.checked_sub(1) };
        }
    }

    /// The number of the page that is shown, and how many there are.
    pub fn leaf(&self) -> Option<Leaf> {
        let (stretch, number) = self.shown?;
        let (pages, bytes) = self.stretches.iter().fold((0, 0), |(pages, bytes), stretch| match &stretch.leaves {
            Some(leaves) => (pages + leaves.len(), bytes + stretch.bytes),
            None => (pages, bytes),
        });
        // Of what is not counted yet: as many pages for so many bytes as where they are.
        let each = pages as f32 / bytes.max(1) as f32;
        let of = |stretch: &Stretch| match &stretch.leaves {
            Some(leaves) => leaves.len(),
            None => ((stretch.bytes as f32 * each).round() as usize).max(1),
        };
        let before: usize = self.stretches[..stretch].iter().map(of).sum();
        let count = before + self.stretches[stretch..].iter().map(of).sum::<usize>();
        Some(Leaf { number: before + number + 1, count, counted: !self.is_counting() })
    }

    /// Whether there are stretches whose pages nobody has counted.
    pub fn is_counting(&self) -> bool {
        self.stretches.iter().any(|stretch| stretch.leaves.is_none())
    }

    /// Counts the pages of one more stretch.
    pub fn count_on(&mut self, page: &mut Page) {
        if let Some(next) = self.stretches.iter().position(|stretch| stretch.leaves.is_none()) {
            self.count(next, page);
        }
    }
}

/// The rows of a block that is laid out.
fn rows(page: &Page, index: usize) -> Vec<Row> {
    let placed = &page.blocks[index];
    let leads = super::caption::leads(&page.section, index);
    let whole = Row { at: (index, 0), top: placed.top, bottom: placed.top + placed.height, leads };
    let Some(shaped) = &placed.shaped else {
        return if page.shows(index) && placed.height > 0.0 { vec![whole] } else { Vec::new() };
    };
    let origin = page.origin(index).y;
    let lines = shaped.lines.iter().enumerate().filter(|(number, _)| shaped.is_laid_out(*number));
    let lines = lines.map(|(number, line)| {
        let bounds = line.bounds.unwrap_or_default();
        // What stands above the first line is parted from it by no page.
        let top = if number == 0 { placed.top } else { origin + bounds.y };
        Row { at: (index, line.bytes.start), top, bottom: origin + bounds.y + bounds.height, leads }
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(heights: &[(f32, bool)]) -> Vec<Row> {
        let mut top = 10.0;
        let rows = heights.iter().enumerate().map(|(number, &(height, leads))| {
            let row = Row { at: (number, 0), top, bottom: top + height, leads };
            top += height + 2.0;
            row
        });
        rows.collect()
    }

    #[test]
    fn pages_hold_as_many_whole_lines_as_fit() {
        let rows = lines(&[(30.0, false); 7]);
        assert_eq!(breaks(&rows, 94.0), [0, 3, 6], "three lines and the space between them are 94 high");
        assert_eq!(breaks(&rows, 93.0), [0, 2, 4, 6]);
        assert_eq!(breaks(&rows, 1000.0), [0]);
        assert_eq!(breaks(&[], 100.0), [] as [usize; 0]);
    }

    #[test]
    fn a_line_higher_than_the_window_has_a_page_of_its_own() {
        let rows = lines(&[(30.0, false), (300.0, false), (30.0, false)]);
        assert_eq!(breaks(&rows, 100.0), [0, 1, 2]);
    }

    #[test]
    fn a_heading_is_not_the_last_on_its_page() {
        let rows = lines(&[(30.0, false), (30.0, false), (30.0, true), (30.0, false)]);
        assert_eq!(breaks(&rows, 94.0), [0, 2]);
        // Where nothing but headings fits, they stand alone.
        let rows = lines(&[(30.0, true), (30.0, true), (30.0, true), (30.0, false)]);
        assert_eq!(breaks(&rows, 62.0), [0, 2]);
        // The last page may end with one.
        assert_eq!(breaks(&lines(&[(30.0, false), (30.0, true)]), 94.0), [0]);
    }

    #[test]
    fn a_paragraph_without_end_has_pages_of_its_portions() {
        use crate::book::{Block, Section};
        use crate::settings::FigureSettings;
        use crate::ui::widget::prose::PageLook;
        use crate::ui::widget::prose::figure::Setup;
        crate::ui::widget::tests::load_fonts();
        let mut section = Section::new("1.xhtml");
        let text = "Адам баласы анадан туғанда екі түрлі мінезбен туады. ".repeat(4_000);
        section.blocks = vec![Block::new(Kind::Heading(1), "Тарау"), Block::new(Kind::Paragraph, text)];
        let setup = Setup::new(FigureSettings::default(), None, 1080.0);
        let mut page = Page::new(&std::sync::Arc::new(section), &PageLook::default(), 1920.0, &[], "kk", &setup);
        let mut leaves = Leaves::new(&page, 1000.0);
        assert!(leaves.stretches.len() > 5);
        let laid_out = |page: &Page| {
            let portions = page.blocks[1].portions.as_ref();
            portions.map_or(0, |portions| portions.all().iter().filter(|portion| portion.is_laid_out()).count())
        };
        let middle = (1, page.section.blocks[1].text.len() / 2);
        let (top, bottom) = leaves.show(&mut page, middle).unwrap();
        assert!(bottom > top && bottom - top <= 1000.5);
        assert!(laid_out(&page) < 20, "{}", laid_out(&page));
        // From page to page to the end nothing is left out, and nothing piles up.
        let mut at = middle;
        let mut turns = 0;
        while let Some(next) = leaves.turn(&mut page, true) {
            assert!(next > at);
            let (top, bottom) = leaves.show(&mut page, next).unwrap();
            let mut scroll = top;
            page.settle(&mut scroll, 1080.0);
            assert!(laid_out(&page) < 40, "{}", laid_out(&page));
            assert!(bottom - top <= 1000.5);
            let last = page.caret(1, next.1 - 1);
            assert!(
                page.caret(next.0, next.1).y >= last.y + last.height - 0.5,
                "the line before is the last of its page"
            );
            at = next;
            turns += 1;
        }
        assert!(turns > 30, "{turns}");
        assert_eq!(leaves.turn(&mut page, true), None);
    }
}
