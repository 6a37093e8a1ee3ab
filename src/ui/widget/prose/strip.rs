//! One line that runs over the window: a section's phrases one behind another, as far as they are in sight.
//!
//! Places on the line are counted the way it is read. A section that is written from the right runs to the right: there all
//! is as in a mirror.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use iced::{Rectangle, Size};

use super::PageLook;
use super::flash::stretches;
use super::movement::Spot;
use super::page::plain;
use super::pieces::{self, next_piece, piece_at};
use crate::book::{Block, Kind, Section};
use crate::ui::widget::shape::{Inside, Setting, Shaped, isolates};

/// Where the words are read, as a part of the window's width: what comes has more room than what has gone.
const MARK: f32 = 0.3;

/// A frame that comes later than this was no frame of a run.
const PAUSE: Duration = Duration::from_millis(400);

/// So many blocks are asked from which side a section is written.
const ASKED: usize = 100;

/// A phrase on the line. Places are in the strip's own coordinates.
#[derive(Debug)]
pub(super) struct Piece {
    pub block: usize,
    /// Of the block's text; the shape begins with the first.
    pub bytes: Range<usize>,
    pub shaped: Shaped,
    pub x: f32,
    /// To the next piece.
    advance: f32,
    characters: usize,
    rtl: bool,
}

impl Piece {
    /// Where this byte of the block stands.
    pub fn place(&self, byte: usize) -> f32 {
        let x = self.shaped.caret(byte.clamp(self.bytes.start, self.bytes.end) - self.bytes.start).x - self.shaped.left;
        self.x + if self.rtl { self.shaped.size.width - x } else { x }
    }

    /// The byte of the block nearest to this place of the line.
    fn byte_at(&self, place: f32) -> usize {
        let way = place - self.x;
        let x = if self.rtl { self.shaped.size.width - way } else { way };
        self.bytes.start + self.shaped.byte_in_line(0, self.shaped.left + x)
    }
}

#[derive(Debug)]
pub(super) struct Strip {
    section: Arc<Section>,
    folded: Vec<Range<usize>>,
    look: PageLook,
    pub view: Size,
    /// It is read from the right.
    rtl: bool,
    pub pieces: VecDeque<Piece>,
    /// What is at the mark.
    pub at: f32,
    /// The spot that the strip was brought to, or that it has told.
    pub known: Option<Spot>,
    /// The section's last piece is on the line.
    ends: bool,
}

impl Strip {
    pub fn new(section: &Arc<Section>, folded: &[Range<usize>], look: &PageLook, view: Size) -> Self {
        Self {
            section: Arc::clone(section),
            folded: folded.to_vec(),
            look: *look,
            view,
            rtl: is_rtl(section),
            pieces: VecDeque::new(),
            at: 0.0,
            known: None,
            ends: false,
        }
    }

    pub fn is_for(&self, section: &Arc<Section>, folded: &[Range<usize>], look: &PageLook, view: Size) -> bool {
        Arc::ptr_eq(&self.section, section) && self.folded == folded && self.look == *look && self.view == view
    }

    /// Where the words are read.
    pub fn mark(&self) -> f32 {
        (self.view.width * MARK).round()
    }

    /// The window's x of the left of what stands at this place of the line and is so wide.
    pub fn seen(&self, place: f32, width: f32) -> f32 {
        let way = place - self.at + self.mark();
        if self.rtl { self.view.width - way - width } else { way }
    }

    /// Where a piece is drawn in the window.
    pub fn left_of(&self, piece: &Piece) -> f32 {
        self.seen(piece.x, piece.shaped.size.width) - piece.shaped.left
    }

    pub fn line_height(&self) -> f32 {
        (self.look.size * self.look.line_height).round()
    }

    /// The line's top.
    pub fn top(&self) -> f32 {
        ((self.view.height - self.line_height()) / 2.0).round()
    }

    fn piece(&self, block: usize, bytes: Range<usize>) -> Piece {
        let whole = &self.section.blocks[block];
        let heading = matches!(whole.kind, Kind::Heading(_));
        let text = flat(whole, &bytes);
        let font = if heading { self.look.bold } else { super::flash::running(whole, &self.look) };
        let direction = Some(self.section.base_direction(block, None));
        let setting = Setting { font, direction, ..plain(&self.look, None) };
        let (stretches, isolates) = (stretches(whole, &bytes, &self.look), isolates(&whole.inlines, &bytes));
        let inside = Inside { stretches: &stretches, isolates: &isolates, ..Inside::default() };
        let shaped = Shaped::parted(&text, &setting, &inside);
        // Between paragraphs the line has a gap.
        let gap = if bytes.end == whole.text.len() { 2.0 * self.look.size } else { 0.0 };
        let characters = text.chars().count();
        Piece { block, bytes, advance: shaped.size.width + gap, characters, shaped, x: 0.0, rtl: self.rtl }
    }

    /// Brings this spot to the mark. When `near` is set, only if it is not well in sight.
    pub fn bring(&mut self, spot: Spot, near: bool) {
        self.known = Some(spot);
        let (block, byte) = spot;
        let here = |piece: &&Piece| piece.block == block && piece.bytes.contains(&byte);
        let place = self.pieces.iter().find(here).map(|piece| piece.place(byte));
        let in_sight = |place: f32| {
            let seen = place - self.at + self.mark();
            (self.view.width * 0.05..self.view.width * 0.7).contains(&seen)
        };
        match place {
            Some(place) if near && in_sight(place) => {}
            Some(place) => self.at = place,
            None => {
                self.pieces.clear();
                self.ends = false;
                self.at = 0.0;
                if let Some(bytes) = piece_at(&self.section, spot, pieces::Size::Phrase) {
                    let piece = self.piece(block, bytes);
                    self.at = piece.place(byte);
                    self.pieces.push_back(piece);
                }
            }
        }
        self.cover();
    }

    /// Puts on the line what is in sight, and takes off what is far.
    fn cover(&mut self) {
        let (left, right) = (self.at - self.mark(), self.at + self.view.width - self.mark());
        while let Some(last) = self.pieces.back().filter(|last| last.x + last.advance < right && !self.ends) {
            let from = (last.block, last.bytes.start);
            let x = last.x + last.advance;
            match next_piece(&self.section, &self.folded, from, pieces::Size::Phrase, true) {
                Some((block, bytes)) => {
                    let piece = Piece { x, ..self.piece(block, bytes) };
                    self.pieces.push_back(piece);
                }
                None => self.ends = true,
            }
        }
        while let Some(first) = self.pieces.front().filter(|first| first.x > left) {
            let (from, x) = ((first.block, first.bytes.start), first.x);
            let Some((block, bytes)) = next_piece(&self.section, &self.folded, from, pieces::Size::Phrase, false)
            else {
                break;
            };
            let piece = self.piece(block, bytes);
            let x = x - piece.advance;
            self.pieces.push_front(Piece { x, ..piece });
        }
        let far = self.view.width;
        while self.pieces.len() > 1 && self.pieces[0].x + self.pieces[0].advance < left - far {
            self.pieces.pop_front();
        }
        while self.pieces.len() > 1 && self.pieces[self.pieces.len() - 1].x > right + far {
            self.pieces.pop_back();
            self.ends = false;
        }
    }

    /// Runs on for this time at this pace, in characters a minute. Whether there is anything left.
    pub fn run(&mut self, time: Duration, pace: u16) -> bool {
        let time = if time > PAUSE { Duration::ZERO } else { time };
        self.at += way(time, pace, self.letter());
        self.cover();
        self.pieces.back().is_some_and(|last| !self.ends || self.at < last.x + last.shaped.size.width)
    }

    /// How wide a character is on this part of the line.
    fn letter(&self) -> f32 {
        let (width, characters) = self.pieces.iter().fold((0.0, 0), |(width, characters), piece| {
            (width + piece.shaped.size.width, characters + piece.characters)
        });
        width / characters.max(1) as f32
    }

    fn under_mark(&self) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.x <= self.at);
        self.pieces.get(after.saturating_sub(1))
    }

    /// The beginning of the phrase at the mark.
    pub fn phrase(&self) -> Option<Spot> {
        self.under_mark().map(|piece| (piece.block, piece.bytes.start))
    }

    /// The beginning of the word at the mark.
    pub fn word(&self) -> Option<Spot> {
        let piece = self.under_mark()?;
        let byte = piece.byte_at(self.at);
        let word = piece_at(&self.section, (piece.block, byte), pieces::Size::Word)?;
        Some((piece.block, word.start.max(piece.bytes.start)))
    }

    /// What stands at this x of the window.
    pub fn spot_at(&self, x: f32) -> Option<Spot> {
        let way = if self.rtl { self.view.width - x } else { x };
        let place = way - self.mark() + self.at;
        let after = self.pieces.partition_point(|piece| piece.x <= place);
        let piece = self.pieces.get(after.saturating_sub(1))?;
        Some((piece.block, piece.byte_at(place)))
    }

    /// The parts of the window that these bytes of a piece cover.
    pub fn cover_of(&self, piece: &Piece, bytes: &Range<usize>) -> Vec<Rectangle> {
        let here = bytes.start.max(piece.bytes.start)..bytes.end.min(piece.bytes.end);
        if here.start >= here.end {
            return Vec::new();
        }
        let own = here.start - piece.bytes.start..here.end - piece.bytes.start;
        let left = self.left_of(piece);
        let at = |part: Rectangle| Rectangle { x: left + part.x, y: self.top(), height: self.line_height(), ..part };
        piece.shaped.cover(&own).into_iter().map(at).collect()
    }
}

/// Whether most of a section is written from the right.
fn is_rtl(section: &Section) -> bool {
    let told = (0..section.blocks.len()).filter(|&block| !section.blocks[block].text.is_empty()).take(ASKED);
    let balance: i64 = told.map(|block| if section.base_direction(block, None).is_rtl() { 1 } else { -1 }).sum();
    balance > 0
}

/// A phrase in one line, byte for byte: where lines end in the text, there is a space.
fn flat(block: &Block, bytes: &Range<usize>) -> String {
    let text = &block.text[bytes.clone()];
    let breaks = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    if !text.contains(breaks) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match breaks(character) {
            true => line.extend(std::iter::repeat_n(' ', character.len_utf8())),
            false => line.push(character),
        }
    }
    line
}

/// How far a line runs in this time.
fn way(time: Duration, pace: u16, letter: f32) -> f32 {
    time.as_secs_f32() * f32::from(pace) / 60.0 * letter
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::ui::theme;

    fn strip(texts: &[&str]) -> Strip {
        crate::ui::widget::tests::load_fonts();
        let mut section = Section::new("1.xhtml");
        section.blocks = texts.iter().map(|text| Block::new(Kind::Paragraph, *text)).collect();
        Strip::new(&Arc::new(section), &[], &theme::page(&Settings::default()), Size::new(900.0, 400.0))
    }

    #[test]
    fn the_pace_is_that_of_characters() {
        assert_eq!(way(Duration::from_secs(60), 600, 10.0), 6000.0);
        assert_eq!(way(Duration::from_millis(100), 600, 10.0), 10.0);
    }

    #[test]
    fn a_spot_comes_to_the_mark_and_all_that_is_in_sight_is_on_the_line() {
        let texts: Vec<String> = (0..40).map(|number| format!("{number}. Ол келді. Мен күттім.")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut strip = strip(&texts);
        strip.bring((20, 4), false);
        assert_eq!(strip.word(), Some((20, 4)));
        let first = &strip.pieces[0];
        let last = &strip.pieces[strip.pieces.len() - 1];
        assert!(first.x <= strip.at - strip.mark());
        assert!(last.x + last.advance >= strip.at + strip.view.width - strip.mark());
        assert!(strip.pieces.len() < 40, "and nothing else");
        let (at, known) = (strip.at, strip.known);
        strip.bring((20, 12), true);
        assert_eq!(strip.at, at, "what is well in sight stays where it is");
        assert_ne!(strip.known, known);
        strip.bring((0, 0), false);
        assert_eq!(strip.spot_at(strip.mark()), Some((0, 0)));
    }

    #[test]
    fn it_runs_through_every_phrase_to_the_end_and_no_further() {
        let mut strip = strip(&["Ол келді. Мен күттім.", "Бәрі бітті."]);
        strip.bring((0, 0), false);
        let mut seen = vec![strip.phrase().unwrap()];
        let mut frames = 0;
        while strip.run(Duration::from_millis(50), 1200) {
            if strip.phrase() != seen.last().copied() {
                seen.push(strip.phrase().unwrap());
            }
            frames += 1;
            assert!(frames < 1000);
        }
        assert_eq!(seen.iter().map(|spot| spot.0).collect::<Vec<_>>(), [0, 0, 1]);
        // 33 characters at 20 a second, and the gap between the paragraphs.
        assert!((20..70).contains(&frames), "{frames} frames of 50 ms");
        strip.bring((0, 0), false);
        let at = strip.at;
        assert!(strip.run(Duration::from_secs(30), 1200), "a window that was away for a while has not run");
        assert_eq!(strip.at, at);
    }

    #[test]
    fn lines_of_verse_are_one_line_byte_for_byte() {
        let block = Block::new(Kind::Paragraph, "Жазғытұрым\nқалмайды\u{2028}қыстың");
        let text = flat(&block, &(0..block.text.len()));
        assert_eq!(text.len(), block.text.len());
        assert!(!text.contains(['\n', '\u{2028}']));
    }

    #[test]
    fn what_is_written_from_the_right_runs_from_there() {
        let mut strip = strip(&["سلام عليكم.", "كتاب abc."]);
        strip.bring((0, 0), false);
        let mark = strip.view.width - strip.mark();
        let first = &strip.pieces[0];
        let right = strip.left_of(first) + first.shaped.left + first.shaped.size.width;
        assert!((right - mark).abs() < 1.0, "it begins at the mark, which is at the right: {right} {mark}");
        let second = &strip.pieces[1];
        assert!(strip.left_of(second) < strip.left_of(first), "and what follows comes from the left");
        assert_eq!(strip.spot_at(mark - 1.0), Some((0, 0)));
        let cover = strip.cover_of(first, &(0.."سلام".len()));
        assert_eq!(cover.len(), 1);
        assert!((cover[0].x + cover[0].width - mark).abs() < 2.0, "{cover:?}");
        let before = strip.left_of(&strip.pieces[0]);
        assert!(strip.run(Duration::from_millis(100), 600));
        assert!(strip.left_of(&strip.pieces[0]) > before, "it moves to the right");
    }
}
