//! What a book is: metadata, sections, blocks, and addresses in them. Pure: no files, no threads, no window.
//!
//! Modelled on the Readium publication (<https://readium.org/architecture/models/>) and EPUB 3.3
//! (<https://www.w3.org/TR/epub-33/>).

mod block;
mod defect;
mod direction;
mod formula;
mod inline;
mod language;
mod locator;
mod metadata;
mod narration;
mod numeral;
mod outline;
pub mod phrase;
mod picture;
mod point;
mod recording;
mod section;
mod word;

use std::sync::Arc;

pub use block::{Block, CellPlace, Kind};
pub use defect::{Code, Defect};
pub use direction::{BaseDirection, Isolate, has_rtl};
pub use formula::{Formula, Part, Shape, Slot, Step, Tongue};
pub use inline::{Inline, Style, Target};
pub use language::Language;
pub use locator::{Locations, Locator, TextContext};
pub use metadata::{Accessibility, Collection, Contributor, Format, Metadata};
pub use narration::{Clip, Narration, Skippable};
pub use numeral::roman;
pub use outline::{Landmark, LandmarkKind, OutlineEntry, PageLabel};
pub use phrase::phrases;
pub use picture::Picture;
pub use point::{Point, Span};
pub use recording::{Chapter, Page, Recording, Track};
pub use section::{Description, Group, GroupKind, Section};

/// A book, whole and immutable once published; share it as `Arc<Book>`.
///
/// A book that is still being worked on has sections that are pending; the worker that finishes one publishes a new
/// revision which shares all other sections. Points inside finished sections never change.
#[derive(Debug, Clone, Default)]
pub struct Book {
    pub metadata: Metadata,
    /// The spine, in reading order, non-linear sections where they stand.
    pub sections: Vec<Arc<Section>>,
    /// The table of contents, a tree.
    pub outline: Vec<OutlineEntry>,
    /// The printed book's page numbers, in reading order.
    pub pages: Vec<PageLabel>,
    pub landmarks: Vec<Landmark>,
    /// The sound of a book of sound alone, which has no sections; `None` for a book of text.
    pub recording: Option<Arc<Recording>>,
    /// The recording of the text; `None` where nobody has read it.
    pub narration: Option<Arc<Narration>>,
    /// Characters (Unicode scalars) before each section, counting linear sections only; one entry more than sections.
    pub(crate) offsets: Vec<usize>,
}

impl Book {
    /// A book of these parts. Counts the characters, so that progress is a look-up. Sections that are pending count as
    /// much as the others do on an average, so that progress does not jump when they come.
    pub fn new(
        metadata: Metadata,
        sections: Vec<Arc<Section>>,
        outline: Vec<OutlineEntry>,
        pages: Vec<PageLabel>,
        landmarks: Vec<Landmark>,
    ) -> Self {
        let finished = || sections.iter().filter(|section| section.linear && !section.pending);
        let known: usize = finished().map(|section| section.characters()).sum();
        let average = (known / finished().count().max(1)).max(1);
        let mut offsets = Vec::with_capacity(sections.len() + 1);
        let mut total = 0;
        offsets.push(0);
        for section in &sections {
            if section.linear {
                total += if section.pending { average } else { section.characters() };
            }
            offsets.push(total);
        }
        Self { metadata, sections, outline, pages, landmarks, recording: None, narration: None, offsets }
    }

    /// There is nothing to read in it, and nothing will come.
    pub fn is_empty(&self) -> bool {
        self.sections.iter().all(|section| !section.pending && section.blocks.is_empty())
    }

    /// A book of sound alone: its sections are empty, its place is a time in the recording.
    pub fn of_sound(metadata: Metadata, outline: Vec<OutlineEntry>, recording: Arc<Recording>) -> Self {
        let book = Self::new(metadata, Vec::new(), outline, Vec::new(), Vec::new());
        Self { recording: Some(recording), ..book }
    }

    /// The same book, with the recording of its text.
    pub fn narrated(self, narration: Arc<Narration>) -> Self {
        Self { narration: Some(narration), ..self }
    }

    /// Characters (Unicode scalars) of the linear spine.
    pub fn characters(&self) -> usize {
        self.offsets.last().copied().unwrap_or_default()
    }

    /// Words (UAX #29) with a letter or a digit, of all sections. Walks the whole text.
    pub fn words(&self) -> usize {
        self.sections.iter().flat_map(|section| &section.blocks).map(|block| word::count(&block.text)).sum()
    }

    /// The printed page that this point lies on.
    pub fn page_at(&self, point: Point) -> Option<&PageLabel> {
        let after = self.pages.partition_point(|page| page.point <= point);
        self.pages[..after].last()
    }

    pub fn section(&self, index: usize) -> Option<&Section> {
        self.sections.get(index).map(Arc::as_ref)
    }

    /// The block that this point lies in.
    pub fn block(&self, point: Point) -> Option<&Block> {
        self.section(point.section)?.blocks.get(point.block)
    }

    /// The language that is in force at this point: the innermost of inline, block, section, book.
    pub fn language_at(&self, point: Point) -> Option<&Language> {
        let section = self.section(point.section)?;
        let block = section.blocks.get(point.block);
        block
            .and_then(|block| block.language_at(point.byte))
            .or(section.language.as_ref())
            .or_else(|| self.metadata.languages.first())
    }

    /// The language of the block as a whole, parts in other languages aside.
    pub fn language_of_block(&self, point: Point) -> Option<&Language> {
        let section = self.section(point.section)?;
        let block = section.blocks.get(point.block);
        block
            .and_then(|block| block.language.as_ref())
            .or(section.language.as_ref())
            .or_else(|| self.metadata.languages.first())
    }

    /// Where the book begins for a reader: its `bodymatter` landmark is not used, she may want the title page; the first
    /// block of the first linear section that has one, or may have one when it comes, else of any section.
    pub fn beginning(&self) -> Point {
        let with_text = |linear_only: bool| {
            self.sections
                .iter()
                .position(|section| (section.linear || !linear_only) && (section.pending || !section.blocks.is_empty()))
        };
        let section = with_text(true).or_else(|| with_text(false)).unwrap_or_default();
        Point { section, block: 0, byte: 0 }
    }

    /// Characters of the linear spine before the point ÷ characters of the linear spine, 0 to 1.
    pub fn progress(&self, point: Point) -> f64 {
        let total = self.characters();
        if total == 0 {
            return 0.0;
        }
        let before = self.offsets.get(point.section).copied().unwrap_or(total);
        let inside = match self.section(point.section) {
            Some(section) if section.linear => section.characters_before(point.block, point.byte),
            _ => 0,
        };
        ((before + inside) as f64 / total as f64).clamp(0.0, 1.0)
    }

    /// The point at this progress (0 to 1), at a character boundary of a linear section.
    pub fn at_progress(&self, progress: f64) -> Point {
        let total = self.characters();
        let wanted = ((progress.clamp(0.0, 1.0) * total as f64).round() as usize).min(total.saturating_sub(1));
        let section = (0..self.sections.len())
            .find(|&index| self.sections[index].linear && self.offsets[index + 1] > wanted)
            .unwrap_or_else(|| self.beginning().section);
        let before = self.offsets.get(section).copied().unwrap_or_default();
        match self.section(section) {
            Some(found) => {
                let (block, byte) = found.place_of_character(wanted.saturating_sub(before));
                Point { section, block, byte }
            }
            None => self.beginning(),
        }
    }

    /// What is read just before and after a section, with the numbers: the neighbours in the linear spine that are ready,
    /// so many of them that each side holds a few sentences. A section outside the linear spine stands alone.
    pub fn around(&self, section: usize) -> Vec<(usize, &Arc<Section>)> {
        const ENOUGH: usize = 4000;
        const MOST: usize = 8;
        let all = !self.sections.iter().any(|section| section.linear);
        let in_spine = |index: &usize| all || self.sections[*index].linear;
        if section >= self.sections.len() || !in_spine(&section) {
            return Vec::new();
        }
        let gather = |indices: &mut dyn Iterator<Item = usize>| {
            let mut found = Vec::new();
            let mut characters = 0;
            for index in indices.filter(in_spine) {
                let section = &self.sections[index];
                if section.pending || characters >= ENOUGH || found.len() == MOST {
                    break;
                }
                if !section.blocks.is_empty() {
                    characters += section.characters();
                    found.push((index, section));
                }
            }
            found
        };
        let mut around = gather(&mut (0..section).rev());
        around.reverse();
        around.extend(gather(&mut (section + 1..self.sections.len())));
        around
    }

    /// The section with this href (without a fragment).
    pub fn section_of(&self, href: &str) -> Option<usize> {
        self.sections.iter().position(|section| section.href == href)
    }

    /// Where this target leads, if it leads into the book and the place exists. A missing fragment leads to the
    /// section's beginning.
    pub fn resolve_target(&self, target: &Target) -> Option<Point> {
        match target {
            Target::Internal { href, fragment } => {
                let section = self.section_of(href)?;
                let (block, byte) = fragment
                    .as_deref()
                    .and_then(|fragment| self.sections[section].anchors.get(fragment).copied())
                    .unwrap_or_default();
                Some(Point { section, block, byte })
            }
            Target::External(_) => None,
        }
    }
}
