//! Where the blocks of a section stand: laid out near the view, estimated elsewhere.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use iced::{Font, Point, Rectangle, Size};

use super::PageLook;
use super::figure::Setup;
use super::table::Table;
use crate::book::{BaseDirection, Block, GroupKind, Kind, Language, Section};
use crate::settings::{Alignment, Hyphenation};
use crate::ui::hyphenation;
use crate::ui::widget::notation::Notation;
use crate::ui::widget::shape::{Portions, Setting, Shaped};

/// Letters whose mean width stands for all.
const SAMPLE: &str = "Қара сөздердің әрбірі — адамға айтылған ақыл, the quick brown fox";

/// So many letters a line holds at least where its edges are made equal.
const JUSTIFIABLE: f32 = 32.0;

/// A block's place, in the coordinates of the whole page.
#[derive(Debug)]
pub(super) struct Placed {
    pub top: f32,
    pub height: f32,
    pub indent: f32,
    /// How far below the top the text begins.
    pub above: f32,
    /// The picture, at the top.
    pub picture: Option<Size>,
    /// The formula, at the top.
    pub notation: Option<Notation>,
    /// Formulas in the text, and the bytes that they stand for.
    pub inline: Vec<(Range<usize>, Notation)>,
    /// The name of a value in a record, at the top.
    pub label: Option<Shaped>,
    /// The block's height by itself, not that of its row.
    pub own: f32,
    pub shaped: Option<Shaped>,
    /// The height is known, not estimated.
    pub exact: bool,
    /// Of a text that is too long to be laid out at once, as soon as it is near.
    pub portions: Option<Portions>,
}

/// A section laid out for a width.
#[derive(Debug)]
pub(super) struct Page {
    pub section: Arc<Section>,
    pub look: PageLook,
    /// The book's, BCP 47: by it words are parted.
    pub language: String,
    own_language: Option<Language>,
    /// How pictures and what else is no running text are shown.
    pub setup: Setup,
    /// The blocks that are closed.
    pub folded: Vec<Range<usize>>,
    /// Blocks with which summaries begin, and whether their details are open.
    summaries: HashMap<usize, bool>,
    pub width: f32,
    /// Where the text's column begins, and how wide it is.
    pub left: f32,
    pub column: f32,
    pub blocks: Vec<Placed>,
    pub(super) tables: Vec<Table>,
    /// Grows when any place has changed.
    pub version: u64,
    letter: f32,
}

/// A block that has text to read; the others are only drawn. The caret stands in empty cells, too, which have a place in
/// their table.
pub(super) fn has_text(block: &Block) -> bool {
    !block.text.is_empty() || block.kind == Kind::Cell && block.cell.is_some()
}

/// Whether a block is open.
pub(super) fn is_shown(folded: &[Range<usize>], index: usize) -> bool {
    let after = folded.partition_point(|closed| closed.end <= index);
    folded.get(after).is_none_or(|closed| index < closed.start)
}

impl Page {
    pub fn new(
        section: &Arc<Section>,
        look: &PageLook,
        width: f32,
        folded: &[Range<usize>],
        language: &str,
        setup: &Setup,
    ) -> Self {
        let sample = Shaped::new(SAMPLE, &plain(look, None), &[]);
        let letter = (sample.size.width / SAMPLE.chars().count() as f32).max(1.0);
        let margin = margin(look, width);
        let column = (look.measure * letter).min(width - 2.0 * margin).max(look.size).floor();
        let mut page = Self {
            section: Arc::clone(section),
            look: *look,
            language: language.to_owned(),
            own_language: Language::parse(language),
            setup: setup.clone(),
            folded: folded.to_vec(),
            summaries: section
                .details()
                .map(|(_, summary, hidden)| (summary.start, hidden.is_empty() || is_shown(folded, hidden.start)))
                .collect(),
            width,
            left: ((width - column) / 2.0).floor().max(0.0),
            column,
            blocks: Vec::with_capacity(section.blocks.len()),
            tables: Vec::new(),
            version: 0,
            letter,
        };
        page.tables = page.find_tables();
        let indents = page.indents();
        for (index, indent) in indents.into_iter().enumerate() {
            let (indent, room) = page.cell_room(index).unwrap_or((indent, page.column - indent));
            let picture = page.picture(index, room);
            let above = page.above(index, picture) + page.cell_padding(index);
            let height = page.estimate(index, indent, picture, above);
            page.blocks.push(Placed {
                top: 0.0,
                height,
                indent,
                above,
                picture,
                notation: None,
                inline: Vec::new(),
                label: None,
                own: height,
                shaped: None,
                exact: false,
                portions: None,
            });
        }
        page.stack();
        page
    }

    pub fn is_for(
        &self,
        section: &Arc<Section>,
        look: &PageLook,
        width: f32,
        folded: &[Range<usize>],
        language: &str,
        setup: &Setup,
    ) -> bool {
        Arc::ptr_eq(&self.section, section)
            && self.is_set_as(look)
            && self.width == width
            && self.folded == folded
            && self.language == language
            && self.setup.serves(setup, section)
    }

    /// Whether this look needs no other layout: other colours, another caret do not.
    fn is_set_as(&self, look: &PageLook) -> bool {
        let own = &self.look;
        PageLook {
            look: own.look,
            background: own.background,
            text: own.text,
            highlight: own.highlight,
            highlight_text: own.highlight_text,
            selection: own.selection,
            selection_text: own.selection_text,
            link: own.link,
            mark: own.mark,
            caret: own.caret,
            caret_width: own.caret_width,
            ..*look
        } == *own
    }

    /// At either side of what stands on it.
    pub fn margin(&self) -> f32 {
        margin(&self.look, self.width)
    }

    /// Whether the details are open that this block is the beginning of the summary of.
    pub fn summary(&self, index: usize) -> Option<bool> {
        self.summaries.get(&index).copied()
    }

    pub fn shows(&self, index: usize) -> bool {
        is_shown(&self.folded, index)
    }

    /// The whole page's height.
    pub fn height(&self) -> f32 {
        self.blocks.last().map_or(0.0, |last| last.top + last.height) + self.look.margin
    }

    /// How far each block is set in.
    fn indents(&self) -> Vec<f32> {
        let deep = |kind: &GroupKind| {
            matches!(kind, GroupKind::ListItem | GroupKind::Quote | GroupKind::Aside | GroupKind::Details { .. })
        };
        let count = self.section.blocks.len();
        let mut changes = vec![0_i32; count + 1];
        for group in self.section.groups.iter().filter(|group| deep(&group.kind)) {
            changes[group.blocks.start.min(count)] += 1;
            changes[group.blocks.end.min(count)] -= 1;
        }
        // Large letters leave little room beside them.
        let step = (1.6 * self.look.size).min(self.column / 12.0);
        let mut depth = 0;
        let blocks = self.section.blocks.iter().zip(changes);
        blocks
            .map(|(block, change)| {
                depth += change;
                let least = i32::from(matches!(block.kind, Kind::Item | Kind::Note));
                (step * depth.max(least) as f32).min(self.column / 3.0).floor()
            })
            .collect()
    }

    fn estimate(&self, index: usize, indent: f32, picture: Option<Size>, above: f32) -> f32 {
        let block = &self.section.blocks[index];
        let setting = self.setting(index, indent);
        if !self.shows(index) {
            return 0.0;
        }
        if !has_text(block) {
            return picture.map_or_else(|| self.bare_height(block), |picture| picture.height);
        }
        if let Some(picture) = picture.filter(|_| above == 0.0) {
            return picture.height;
        }
        above + self.guess(&setting, block.text.len())
    }

    /// How high a text of so many bytes may be. Most letters are two bytes in Cyrillic and one in Latin; a guess is enough
    /// until the text comes near.
    pub fn guess(&self, setting: &Setting, bytes: usize) -> f32 {
        let width = self.letter * setting.size / self.look.size * bytes as f32 * 0.55;
        (width / setting.width.unwrap_or(self.column)).ceil().max(1.0) * setting.line_height
    }

    fn bare_height(&self, block: &Block) -> f32 {
        match block.kind {
            Kind::Separator => plain(&self.look, None).line_height,
            Kind::PageBreak if block.label.is_some() => plain(&self.look, None).line_height,
            _ => 0.0,
        }
    }

    /// How wide a block's text may be.
    pub fn room(&self, index: usize, indent: f32) -> f32 {
        self.cell_room(index).map_or(self.column - indent, |(_, width)| width).max(1.0)
    }

    /// From which side a block is written.
    pub fn direction(&self, index: usize) -> BaseDirection {
        self.section.base_direction(index, self.own_language.as_ref())
    }

    /// Whether a block begins at the right edge, and is set in from there.
    pub fn is_rtl(&self, index: usize) -> bool {
        self.direction(index).is_rtl()
    }

    /// How far right a small thing stands before or behind a block's text: a mark at the side where its lines begin.
    pub fn beside(&self, index: usize, width: f32) -> f32 {
        let (left, gap) = (self.left_of(index), self.look.size * 0.4);
        match self.is_rtl(index) {
            true => (left + self.room(index, self.blocks[index].indent) + gap).min(self.width - width),
            false => (left - width - gap).max(0.0),
        }
    }

    /// The mean width of a letter.
    pub fn letter(&self) -> f32 {
        self.letter
    }

    /// How a block is set.
    pub fn setting(&self, index: usize, indent: f32) -> Setting {
        let width = self.room(index, indent);
        let block = &self.section.blocks[index];
        let running = matches!(block.kind, Kind::Paragraph | Kind::Item | Kind::Note);
        let base = Setting {
            // Where a line holds few words, equal edges would tear them apart.
            justified: self.look.alignment == Alignment::Justified && running && width / self.letter >= JUSTIFIABLE,
            indent: if block.kind == Kind::Paragraph && block.cell.is_none() {
                (self.look.indent * self.look.size).min(width / 4.0)
            } else {
                0.0
            },
            direction: Some(self.direction(index)),
            ..plain(&self.look, Some(width))
        };
        match self.section.blocks[index].kind {
            Kind::Code => {
                Setting { font: self.look.code, hang: (self.look.size * 2.0).min(width / 6.0).floor(), ..base }
            }
            Kind::Heading(level) => {
                let extra: f32 = match level {
                    1 => 0.6,
                    2 => 0.4,
                    3 => 0.2,
                    _ => 0.1,
                };
                // Giant letters need no giants above them.
                let factor = 1.0 + extra * (32.0 / self.look.size).min(1.0);
                let size = (self.look.size * factor).round();
                let line_height = (size * self.look.line_height.min(1.3)).round();
                Setting { font: self.look.bold, size, line_height, ..base }
            }
            Kind::Caption => Setting { font: self.look.italic, ..base },
            Kind::Cell if self.section.blocks[index].cell.is_some_and(|cell| cell.header) => {
                Setting { font: self.look.bold, ..base }
            }
            _ => base,
        }
    }

    /// Where words may be parted in this part of a block.
    pub fn breaks(&self, index: usize, bytes: &Range<usize>) -> Vec<usize> {
        let block = &self.section.blocks[index];
        // Scripts that go from the right part no words.
        if matches!(block.kind, Kind::Code) || self.is_rtl(index) {
            return Vec::new();
        }
        let setting = self.setting(index, self.blocks[index].indent);
        let letter = self.letter * setting.size / self.look.size;
        let held = setting.width.unwrap_or_default() / letter;
        let least = match self.look.hyphenation {
            Hyphenation::Never => return Vec::new(),
            // The column has room for its words, though not for a hyphen behind them.
            _ if self.is_in_grid(index) => held as usize,
            Hyphenation::Always => 0,
            // A little less than what a line holds: letters differ.
            Hyphenation::LongWords => (held * 0.75) as usize,
        };
        hyphenation::breaks(&self.section, block, bytes, &self.language, least)
    }

    /// Above this block, besides the block before.
    fn space_before(&self, index: usize) -> f32 {
        let paragraph = (self.look.paragraph_spacing * self.look.size).round();
        match self.section.blocks[index].kind {
            _ if !self.shows(index) => 0.0,
            _ if index == 0 => self.look.margin,
            _ if self.is_captioned(index) => (self.look.size * 0.3).round(),
            Kind::Heading(_) => (paragraph * 1.8).round(),
            Kind::Cell if self.begins_record(index) => (self.look.size * self.look.paragraph_spacing.max(0.5)).round(),
            Kind::Item | Kind::Cell => (paragraph * 0.4).round(),
            _ if self.section.blocks[index].text.is_empty() && self.blocks[index].height == 0.0 => 0.0,
            _ => paragraph,
        }
    }

    /// Sets the blocks upon each other.
    pub fn stack(&mut self) {
        let mut top = 0.0;
        let mut index = 0;
        while index < self.blocks.len() {
            top += self.space_before(index);
            if let Some((below, next)) = self.stack_grid(index, top) {
                (top, index) = (below, next);
                continue;
            }
            self.blocks[index].top = top;
            top += self.blocks[index].height;
            index += 1;
        }
        self.version += 1;
    }

    pub fn clamp(&self, scroll: f32, view: f32) -> f32 {
        scroll.clamp(0.0, (self.height() - view).max(0.0)).round()
    }

    /// The last block that begins at or above this y.
    pub fn block_at(&self, y: f32) -> usize {
        self.blocks.partition_point(|placed| placed.top <= y).saturating_sub(1)
    }

    /// The blocks between two heights.
    pub fn range(&self, from: f32, to: f32) -> (usize, usize) {
        let first = self.reaching(self.blocks.partition_point(|placed| placed.top + placed.height < from));
        let last = self.blocks.partition_point(|placed| placed.top <= to);
        (first, last.max(first))
    }

    /// Where a block's text begins.
    pub fn origin(&self, index: usize) -> Point {
        let at = |placed: &Placed| {
            // What something else is drawn for stands where that does.
            let spread = placed.shaped.as_ref().filter(|shaped| shaped.is_spread());
            let pushed = spread.map_or(0.0, |shaped| self.pushed(index, shaped.size.width));
            Point::new(self.left_of(index) + pushed, placed.top + placed.above)
        };
        self.blocks.get(index).map_or(Point::ORIGIN, at)
    }

    /// All that a block takes, its picture included.
    pub fn bounds(&self, index: usize) -> Rectangle {
        self.blocks.get(index).map_or(Rectangle::default(), |placed| Rectangle {
            x: self.left_of(index),
            y: placed.top,
            width: self.room(index, placed.indent),
            height: placed.height,
        })
    }

    /// What stands at this place, as far as it is laid out.
    pub fn spot_at(&self, place: Point) -> Option<(usize, usize)> {
        let index = self.block_at(place.y);
        let index = self.cell_at(place, index).unwrap_or(index);
        if self.picture_bounds(index).is_some_and(|picture| picture.contains(place)) {
            return Some((index, 0));
        }
        let origin = self.origin(index);
        let shaped = self.blocks.get(index)?.shaped.as_ref()?;
        let inside = Point::new(place.x - origin.x, place.y - origin.y);
        let across = shaped.left..shaped.left + shaped.size.width;
        let within = (0.0..shaped.size.height).contains(&inside.y) && across.contains(&inside.x);
        within.then(|| (index, shaped.byte_at(inside)))
    }
}

fn margin(look: &PageLook, width: f32) -> f32 {
    look.margin.min(width / 8.0).max((look.margin_share * width).round())
}

/// Running text.
pub(super) fn plain(look: &PageLook, width: Option<f32>) -> Setting {
    Setting {
        font: look.font,
        size: look.size,
        line_height: (look.size * look.line_height).round(),
        letter_spacing: look.letter_spacing,
        word_spacing: look.word_spacing,
        width,
        thicker: look.thicker * look.size,
        ..Setting::default()
    }
}

/// A short text beside the page's own: a list's mark, a page's number, in the order of what it stands beside.
pub(super) fn aside(look: &PageLook, font: Font, text: &str, direction: BaseDirection) -> Shaped {
    Shaped::new(text, &Setting { font, direction: Some(direction), ..plain(look, None) }, &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::FigureSettings;

    fn setup() -> Setup {
        Setup::new(FigureSettings::default(), None, 600.0)
    }

    fn chapter(paragraphs: usize, sentence: &str) -> Arc<Section> {
        let mut section = Section::new("1.xhtml");
        section.blocks = (0..paragraphs).map(|_| Block::new(Kind::Paragraph, sentence.repeat(8))).collect();
        Arc::new(section)
    }

    #[test]
    fn only_what_is_near_the_view_is_laid_out() {
        crate::ui::widget::tests::load_fonts();
        let section = chapter(2_400, "Адам баласы анадан туғанда екі түрлі мінезбен туады. ");
        assert!(section.blocks.iter().map(Block::characters).sum::<usize>() > 1_000_000);
        for size in [19.0, 96.0, 267.0] {
            let look = PageLook { size, ..PageLook::default() };
            let mut page = Page::new(&section, &look, 1920.0, &[], "kk", &setup());
            let shaped = |page: &Page| page.blocks.iter().filter(|placed| placed.shaped.is_some()).count();
            assert_eq!(shaped(&page), 0);
            let mut scroll = 0.0;
            page.settle(&mut scroll, 1080.0);
            assert!((1..60).contains(&shaped(&page)), "{size}: {}", shaped(&page));
            // From one end to the other and back nothing piles up.
            for place in [1.0, 0.5, 0.0] {
                scroll = (page.height() - 1080.0) * place;
                page.settle(&mut scroll, 1080.0);
                page.caret(1_200, 0);
            }
            assert!(shaped(&page) < 400, "{size}: {}", shaped(&page));
            let mut top = f32::MIN;
            for placed in &page.blocks {
                assert!(placed.top >= top, "blocks stand below one another");
                top = placed.top + placed.height;
            }
        }
    }

    #[test]
    fn other_colours_and_another_caret_need_no_other_layout() {
        crate::ui::widget::tests::load_fonts();
        let section = chapter(1, "Адам баласы. ");
        let look = PageLook::default();
        let page = Page::new(&section, &look, 800.0, &[], "kk", &setup());
        let painted = PageLook { text: iced::Color::WHITE, caret_width: 0.3, ..look };
        assert!(page.is_for(&section, &painted, 800.0, &[], "kk", &setup()));
        for other in [PageLook { size: 30.0, ..look }, PageLook { indent: 1.0, ..look }] {
            assert!(!page.is_for(&section, &other, 800.0, &[], "kk", &setup()));
        }
        assert!(!page.is_for(&section, &look, 800.0, &[], "ru", &setup()));
    }

    #[test]
    fn a_word_that_no_line_has_room_for_is_parted_by_its_syllables() {
        crate::ui::widget::tests::load_fonts();
        let section = chapter(1, "Кітапханашыларымыздың бәрі біледі. ");
        let broken = |hyphenation| {
            let look = PageLook { size: 100.0, hyphenation, ..PageLook::default() };
            let mut page = Page::new(&section, &look, 700.0, &[], "kk", &setup());
            page.reach(0);
            let text = section.blocks[0].text.clone();
            let lines = page.blocks[0].shaped.as_ref().unwrap().lines.clone();
            lines.into_iter().map(|line| text[line.bytes].trim().to_owned()).collect::<Vec<_>>()
        };
        let (parted, torn) = (broken(Hyphenation::LongWords), broken(Hyphenation::Never));
        let syllables = ["Кі", "тап", "ха", "на", "шы", "ла", "ры", "мыз", "дың"];
        let starts: Vec<usize> = syllables
            .iter()
            .scan(0, |at, part| {
                *at += part.len();
                Some(*at)
            })
            .collect();
        assert!(starts.contains(&parted[0].len()), "{parted:?}");
        assert_ne!(parted, torn);
        assert_eq!(parted.concat().replace(' ', ""), torn.concat().replace(' ', ""));
    }
}
