//! One phrase or one word, as large as the window allows.

use std::ops::Range;

use iced::{Font, Point, Rectangle, Size, Vector};

use super::PageLook;
use super::page::plain;
use crate::book::{BaseDirection, Block, Kind, Style};
use crate::ui::widget::shape::{Inside, Setting, Shaped, Stretch, isolates};

/// Lines of large letters need less space between them.
const TIGHT: f32 = 1.3;

/// The smallest letters, in logical pixels.
const LEAST: f32 = 8.0;

/// A piece of a block as it is drawn.
#[derive(Debug)]
pub(super) struct Flash {
    pub block: usize,
    /// Of the block's text; the shape begins with the first.
    pub bytes: Range<usize>,
    pub shaped: Shaped,
    /// Where the text begins, in the window's part that is the page's.
    pub origin: Vector,
    room: Size,
    look: PageLook,
}

impl Flash {
    pub fn new(
        block: &Block,
        (index, direction): (usize, BaseDirection),
        bytes: Range<usize>,
        look: &PageLook,
        view: Size,
    ) -> Self {
        let text = &block.text[bytes.clone()];
        let (stretches, isolates) = (stretches(block, &bytes, look), isolates(&block.inlines, &bytes));
        let inside = Inside { stretches: &stretches, isolates: &isolates, ..Inside::default() };
        let inset = look.margin.min(view.width / 20.0).min(view.height / 20.0);
        let room = Size::new((view.width - 2.0 * inset).max(1.0), (view.height - 2.0 * inset).max(1.0));
        let bold = matches!(block.kind, Kind::Heading(_));
        let set = |size: f32| {
            let tight = look.line_height.min(TIGHT);
            let font = if bold { look.bold } else { running(block, look) };
            Setting {
                font,
                size,
                line_height: (size * tight).round(),
                direction: Some(direction),
                ..plain(look, Some(room.width))
            }
        };
        let shape = |size: f32| Shaped::parted(text, &set(size), &inside);
        let fits = |shaped: &Shaped| shaped.size.width <= room.width && shaped.size.height <= room.height;
        let most = room.height / look.line_height.min(TIGHT);
        let whole = largest(LEAST, most, |size| {
            let shaped = shape(size);
            fits(&shaped) && breaks_between_words(text, &shaped)
        });
        // A word so long that it would make all others small is broken.
        let size =
            if whole < look.size { largest(whole, look.size.min(most), |size| fits(&shape(size))) } else { whole };
        let shaped = shape(size);
        let origin = Vector::new(
            ((view.width - shaped.size.width) / 2.0).max(0.0).round() - shaped.left,
            ((view.height - shaped.size.height) / 2.0).round().max(0.0),
        );
        Self { block: index, bytes, shaped, origin, room: view, look: *look }
    }

    pub fn is_for(&self, index: usize, bytes: &Range<usize>, look: &PageLook, view: Size) -> bool {
        self.block == index && self.bytes == *bytes && self.room == view && self.look == *look
    }

    /// The parts that these bytes of the block cover.
    pub fn cover(&self, bytes: &Range<usize>) -> Vec<Rectangle> {
        let here = bytes.start.max(self.bytes.start)..bytes.end.min(self.bytes.end);
        if here.start >= here.end {
            return Vec::new();
        }
        let own = here.start - self.bytes.start..here.end - self.bytes.start;
        self.shaped.cover(&own).into_iter().map(|part| part + self.origin).collect()
    }

    /// The caret before this byte of the block.
    pub fn caret(&self, byte: usize) -> Rectangle {
        let own = byte.clamp(self.bytes.start, self.bytes.end) - self.bytes.start;
        self.shaped.caret(own) + self.origin
    }

    /// The byte of the block nearest to this place.
    pub fn byte_at(&self, place: Point) -> usize {
        self.bytes.start + self.shaped.byte_at(place - self.origin)
    }
}

/// The largest size, to a pixel, that fits; the least when none does.
fn largest(least: f32, most: f32, fits: impl Fn(f32) -> bool) -> f32 {
    let (mut low, mut high) = (least.floor() as u32, most.floor().max(least) as u32 + 1);
    while high - low > 1 {
        let middle = u32::midpoint(low, high);
        if fits(middle as f32) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low as f32
}

/// Whether no line ends inside a word.
fn breaks_between_words(text: &str, shaped: &Shaped) -> bool {
    let inner = shaped.lines.split_last().map_or(&[][..], |(_, before)| before);
    inner.iter().all(|line| {
        let (before, after) = text.split_at(line.bytes.end);
        let inside = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
        !(inside(before.chars().next_back()) && inside(after.chars().next()))
    })
}

/// The letters of a block's text.
pub(super) fn running(block: &Block, look: &PageLook) -> Font {
    if block.kind == Kind::Code { look.code } else { look.font }
}

/// What stands in other letters than the rest, counted from the piece's beginning.
pub(super) fn stretches(block: &Block, bytes: &Range<usize>, look: &PageLook) -> Vec<Stretch> {
    let font = |style: &Style| match style {
        Style::Strong => Some((look.bold, 1.0)),
        Style::Emphasis => Some((look.italic, 1.0)),
        Style::Code => Some((look.code, 1.0)),
        Style::Superscript | Style::Subscript => Some((look.font, 0.75)),
        _ => None,
    };
    let inside = block.inlines.iter().filter_map(|inline| {
        let (start, end) = (inline.range.start.max(bytes.start), inline.range.end.min(bytes.end));
        let (font, scale) = font(&inline.style).filter(|_| start < end)?;
        Some(Stretch { bytes: start - bytes.start..end - bytes.start, font, scale, room: None })
    });
    inside.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::ui::theme;

    fn flash(text: &str, view: Size) -> Flash {
        crate::ui::widget::tests::load_fonts();
        let block = Block::new(Kind::Paragraph, text);
        Flash::new(&block, (0, BaseDirection::Ltr), 0..text.len(), &theme::page(&Settings::default()), view)
    }

    #[test]
    fn it_is_as_large_as_fits_and_never_cut() {
        let long = "Адам баласы анадан туғанда екі түрлі мінезбен туады: біреуі — ішсем, жесем, ұйықтасам деп тұрады. "
            .repeat(4);
        for view in [Size::new(1200.0, 600.0), Size::new(300.0, 500.0), Size::new(1900.0, 90.0)] {
            let mut before = f32::MAX;
            for text in ["Ол", "келді.", "Ол келді, мен күттім.", long.trim()] {
                let flash = flash(text, view);
                let size = flash.shaped.size;
                assert!(flash.origin.x + size.width <= view.width, "{text} in {view:?}");
                assert!(flash.origin.y + size.height <= view.height, "{text} in {view:?}");
                let line = size.height / flash.shaped.lines.len() as f32;
                assert!(line <= before, "more words are no larger: {text} in {view:?}");
                before = line;
            }
        }
        let word = flash("Ол", Size::new(1200.0, 600.0));
        assert!(word.shaped.size.height > 520.0, "up to the window's height: {}", word.shaped.size.height);
    }

    #[test]
    fn words_stay_whole_while_that_costs_no_size_below_the_readers_own() {
        let view = Size::new(700.0, 600.0);
        let text = "тәуелсіздігіміздің кепілі";
        let shaped = flash(text, view).shaped;
        assert!(breaks_between_words(text, &shaped));
        let endless = "ы".repeat(300);
        let flash = flash(&endless, view);
        assert!(flash.shaped.lines.len() > 1, "a word of 300 letters is broken");
        assert!(flash.shaped.size.height <= view.height);
    }

    #[test]
    fn a_place_leads_to_the_byte_that_leads_to_the_place() {
        crate::ui::widget::tests::load_fonts();
        let text = "Ол келді. Мен күттім.";
        let block = Block::new(Kind::Paragraph, text);
        let start = text.find('М').unwrap();
        let look = theme::page(&Settings::default());
        let flash = Flash::new(&block, (3, BaseDirection::Ltr), start..text.len(), &look, Size::new(900.0, 500.0));
        for (byte, _) in text.char_indices().filter(|(byte, _)| *byte >= start) {
            let caret = flash.caret(byte);
            assert_eq!(flash.byte_at(Point::new(caret.x + 0.1, caret.y + caret.height / 2.0)), byte);
        }
        assert!(flash.cover(&(0..start)).is_empty());
        assert_eq!(flash.cover(&(start..text.len())).len(), flash.shaped.lines.len());
    }
}
