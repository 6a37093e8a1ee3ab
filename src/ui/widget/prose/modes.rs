//! What the ways to read do differently from a page that scrolls: what is shown, how a step goes, what runs.
//!
//! The page is laid out and told in each of them, so that the document stays the document; a phrase, a word or a running
//! line is another picture of the place in it. Nothing moves unless the reader has started it, and then frames are asked for
//! one by one (WCAG 2.2, 2.2.2: <https://www.w3.org/TR/WCAG22/#pause-stop-hide>).

use std::time::{Duration, Instant};

use iced::advanced::{Renderer as _, Shell};
use iced::{Color, Point as Place, Rectangle, Renderer, Size, Vector};

use super::draw::{self, Marks, fill, part_in, recolour};
use super::flash::Flash;
use super::focus::{self, Band};
use super::movement::{Spot, Step, readable};
use super::pages::Leaves;
use super::pieces::{self, next_piece, piece_at};
use super::strip::Strip;
use super::surface::State;
use super::{Event, Leaf, Prose};
use crate::book::Span;
use crate::settings::{Mode, Unlit};
use crate::ui::widget::shape::Shaped;

/// From frame to frame of a running line. More frames would cost more of the processor than they show.
const FRAME: Duration = Duration::from_millis(45);

/// Between two stretches whose pages are counted.
const BREATH: Duration = Duration::from_millis(40);

/// The shortest time that a phrase or a word is shown.
const GLANCE: Duration = Duration::from_millis(120);

/// What a way to read keeps besides the page.
#[derive(Debug, Default)]
pub(super) struct Kept {
    leaves: Option<Leaves>,
    /// The rows of the page that is shown, or the lines that are lit.
    band: Option<Band>,
    flash: Option<Flash>,
    strip: Option<Strip>,
    /// When the next phrase or word is due, and which one is shown until then.
    due: Option<(Instant, Spot)>,
    /// The last frame of a run.
    ran: Option<Instant>,
    /// The number that was told last.
    told: Option<Leaf>,
    /// The voice that reads aloud marks its words.
    marked: bool,
    /// How far the wheel was turned since it led to a step.
    turned: f32,
}

impl Kept {
    pub fn strip(&self) -> Option<&Strip> {
        self.strip.as_ref()
    }

    /// The page was laid out anew.
    pub fn clear(&mut self) {
        *self = Self { told: self.told, ..Self::default() };
    }
}

impl<'a, Message: Clone + 'a> Prose<'a, Message> {
    fn is_page(&self) -> bool {
        matches!(self.reading.mode, Mode::Scrolling)
    }

    /// A picture of the place stands in the page's stead.
    pub(super) fn is_picture(&self) -> bool {
        matches!(self.reading.mode, Mode::OneLine | Mode::Phrase | Mode::Word)
    }

    fn size(&self) -> pieces::Size {
        if self.reading.mode == Mode::Word { pieces::Size::Word } else { pieces::Size::Phrase }
    }

    /// Where the reader's eyes are to be: at the word that is heard, else at the caret, which goes along with
    /// the voice.
    fn eyes(&self, state: &State) -> Option<Spot> {
        let here = |span: &Span| span.start.section == self.index;
        let spoken = self.word.filter(here).filter(|_| self.read_aloud);
        let spoken = spoken.map(|span| (span.start.block, span.start.byte));
        spoken.or(state.cursor).and_then(|spot| readable(self.section, &self.folded, spot))
    }

    /// Lays out what is shown in place of the page, or sets the page as the way to read shows it.
    pub(super) fn prepare_mode(&self, state: &mut State, size: Size) {
        if self.reading.mode != Mode::Pages {
            state.kept.leaves = None;
        }
        if self.is_page() {
            return;
        }
        let Some(spot) = self.eyes(state) else { return };
        let State { page: Some(page), kept, scroll, .. } = state else { return };
        match self.reading.mode {
            Mode::Scrolling => {}
            Mode::Pages => {
                let line = (self.page.size * self.page.line_height).round();
                let inset = self.page.margin.min((size.height - line) / 2.0).max(0.0).floor();
                let room = size.height - 2.0 * inset;
                let leaves = kept.leaves.take().filter(|leaves| leaves.is_for(room));
                let mut leaves = leaves.unwrap_or_else(|| Leaves::new(page, room));
                kept.band = leaves.show(page, spot).map(|(top, bottom)| {
                    *scroll = (top - inset).round();
                    Band { top, bottom }
                });
                kept.leaves = Some(leaves);
            }
            Mode::LineFocus => {
                let (band, (top, bottom)) = focus::lit(page, spot, self.reading.lit_lines, size.height);
                // The line stays where it is and the text moves, so that the eye need not follow; near the edges of so
                // many lines that they would reach out of the window, the band does.
                let wanted = ((top + bottom - size.height) / 2.0).min(band.top).max(band.bottom - size.height);
                *scroll = wanted.round();
                kept.band = Some(band);
            }
            Mode::OneLine => {
                let same = |strip: &Strip| strip.is_for(self.section, &self.folded, &self.page, size);
                let fresh = || Strip::new(self.section, &self.folded, &self.page, size);
                let mut strip = kept.strip.take().filter(same).unwrap_or_else(fresh);
                if strip.known != Some(spot) {
                    strip.bring(spot, self.read_aloud);
                }
                kept.strip = Some(strip);
            }
            Mode::Phrase | Mode::Word => {
                // A voice that marks no words is followed by its phrases.
                kept.marked = self.read_aloud && (kept.marked || self.word.is_some());
                let piece = if self.read_aloud && !kept.marked { pieces::Size::Phrase } else { self.size() };
                let Some(bytes) = piece_at(self.section, spot, piece) else {
                    kept.flash = None;
                    return;
                };
                let block = &self.section.blocks[spot.0];
                let bytes = pieces::trimmed(&block.text, &bytes);
                let same = |flash: &Flash| flash.is_for(spot.0, &bytes, &self.page, size);
                if !kept.flash.as_ref().is_some_and(same) {
                    kept.flash = Some(Flash::new(block, (spot.0, page.direction(spot.0)), bytes, &self.page, size));
                }
            }
        }
    }

    /// A step of the caret, where it goes another way than on a page: `None` is a step of the page's, `Some(None)` the
    /// section's end.
    pub(super) fn mode_step(&self, state: &mut State, from: Spot, step: Step, forward: bool) -> Option<Option<Spot>> {
        let piece = |size| next_piece(self.section, &self.folded, from, size, forward);
        let start =
            |piece: Option<(usize, std::ops::Range<usize>)>| Some(piece.map(|(block, bytes)| (block, bytes.start)));
        match (self.reading.mode, step) {
            (Mode::Pages, Step::Window) => {
                let (page, leaves) = (state.page.as_mut()?, state.kept.leaves.as_mut()?);
                Some(leaves.turn(page, forward))
            }
            (Mode::LineFocus, Step::Window) => {
                let page = state.page.as_mut()?;
                let mut at = from;
                for _ in 0..self.reading.lit_lines {
                    let Some(next) = page.line(at, forward, &mut state.goal) else { break };
                    at = next;
                }
                Some((at != from).then_some(at))
            }
            (Mode::OneLine | Mode::Phrase | Mode::Word, Step::Line) => start(piece(self.size())),
            (Mode::Word, Step::Window) => start(piece(pieces::Size::Phrase)),
            (Mode::OneLine | Mode::Phrase, Step::Window) => {
                let page = state.page.as_mut()?;
                Some(page.step(from, Step::Paragraph, forward, &mut None, state.view))
            }
            _ => None,
        }
    }

    /// Whether the eyes alone follow this step: what moves by line, phrase or word for them says nothing.
    pub(super) fn is_quiet(&self, step: Step) -> bool {
        matches!(step, Step::Line | Step::Window)
            && matches!(self.reading.mode, Mode::LineFocus | Mode::OneLine | Mode::Phrase | Mode::Word)
    }

    /// The caret goes here, and nothing is said of it.
    pub(super) fn show(&self, state: &mut State, spot: Spot, shell: &mut Shell<'_, Message>) {
        state.cursor = Some(spot);
        state.anchor = None;
        self.publish(Event::Shown(self.point(spot)), shell);
    }

    /// The eyes go on beyond this section: from its very end, so that nothing of it comes next.
    pub(super) fn pass_on(&self, state: &mut State, forward: bool, shell: &mut Shell<'_, Message>) {
        self.show_edge(state, forward, shell);
        self.publish(Event::Passed { forward }, shell);
    }

    /// Beyond the last page, and before the first, lies another section, wherever on the page the caret stands.
    pub(super) fn leave_page(&self, state: &mut State, step: Step, forward: bool, shell: &mut Shell<'_, Message>) {
        if (self.reading.mode, step) == (Mode::Pages, Step::Window) {
            self.show_edge(state, forward, shell);
        }
    }

    fn show_edge(&self, state: &mut State, forward: bool, shell: &mut Shell<'_, Message>) {
        let Some(page) = &mut state.page else { return };
        let edge = page.step((0, 0), Step::SectionEnd, forward, &mut None, 0.0);
        if let Some(edge) = edge.filter(|edge| state.cursor != Some(*edge)) {
            self.show(state, edge, shell);
        }
    }

    /// The wheel turns pages, goes from line to line, from phrase to phrase. Whether it did.
    pub(super) fn wheel(&self, state: &mut State, pixels: f32, shell: &mut Shell<'_, Message>) -> bool {
        if self.is_page() {
            return false;
        }
        let step = if self.reading.mode == Mode::Pages { Step::Window } else { Step::Line };
        // One notch of a wheel is three lines.
        let lines = if self.reading.mode == Mode::LineFocus { 1.0 } else { 2.9 };
        let notch = lines * self.page.size * self.page.line_height;
        state.kept.turned -= pixels;
        if state.kept.turned.abs() >= notch {
            let forward = state.kept.turned > 0.0;
            state.kept.turned = 0.0;
            self.go(state, step, forward, false, shell);
        }
        true
    }

    /// What stands under this place of the window. `None` on a page.
    pub(super) fn under_picture(&self, state: &State, place: Place) -> Option<Spot> {
        match self.reading.mode {
            Mode::OneLine => state.kept.strip.as_ref()?.spot_at(place.x),
            Mode::Phrase | Mode::Word => state.kept.flash.as_ref().map(|flash| (flash.block, flash.byte_at(place))),
            _ => None,
        }
    }

    /// The nearest place that is not masked.
    pub(super) fn unmasked(&self, state: &State, place: Place) -> Place {
        match (self.reading.mode, state.kept.band) {
            (Mode::Pages, Some(band)) => {
                let (top, bottom) = (band.top - state.scroll, band.bottom - state.scroll);
                Place::new(place.x, place.y.max(top).min(bottom - 1.0))
            }
            _ => place,
        }
    }

    /// The next frame: what runs runs on, what is to be told is told.
    pub(super) fn frame(&self, state: &mut State, now: Instant, shell: &mut Shell<'_, Message>) {
        self.tell_leaf(state, now, shell);
        let running = self.running && self.reading.mode.runs() && !self.read_aloud;
        match self.reading.mode {
            Mode::OneLine => self.run_line(state, running, now, shell),
            Mode::Phrase | Mode::Word if running => self.run_pieces(state, now, shell),
            _ => (state.kept.due, state.kept.ran) = (None, None),
        }
    }

    /// Counts pages and tells the number of the one that is shown.
    fn tell_leaf(&self, state: &mut State, now: Instant, shell: &mut Shell<'_, Message>) {
        let State { page: Some(page), kept, .. } = state else { return };
        let leaf = kept.leaves.as_ref().and_then(Leaves::leaf);
        if leaf != kept.told {
            kept.told = leaf;
            self.publish(Event::Leafed(leaf), shell);
        }
        if let Some(leaves) = kept.leaves.as_mut().filter(|leaves| leaves.is_counting()) {
            leaves.count_on(page);
            shell.request_redraw_at(now + BREATH);
        }
    }

    fn run_line(&self, state: &mut State, running: bool, now: Instant, shell: &mut Shell<'_, Message>) {
        let Some(strip) = &mut state.kept.strip else { return };
        if !running {
            // The caret comes to the very word that the reader has stopped at.
            if state.kept.ran.take().is_some()
                && let Some(word) = strip.word()
            {
                strip.known = Some(word);
                self.show(state, word, shell);
                shell.request_redraw();
            }
            return;
        }
        let time = state.kept.ran.map_or(Duration::ZERO, |ran| now.saturating_duration_since(ran));
        state.kept.ran = Some(now);
        let more = strip.run(time, self.reading.pace);
        let phrase = strip.phrase().filter(|phrase| !is_in(self.section, *phrase, strip.known));
        if let Some(phrase) = phrase {
            strip.known = Some(phrase);
            self.show(state, phrase, shell);
        }
        if more {
            shell.request_redraw_at(now + FRAME);
        } else {
            state.kept.ran = None;
            self.pass_on(state, true, shell);
        }
    }

    fn run_pieces(&self, state: &mut State, now: Instant, shell: &mut Shell<'_, Message>) {
        let Some(flash) = &state.kept.flash else { return };
        let shown = (flash.block, flash.bytes.start);
        let due = match state.kept.due.filter(|(_, piece)| *piece == shown) {
            Some((due, _)) => due,
            None => {
                let text = &self.section.blocks[flash.block].text[flash.bytes.clone()];
                let due = now + while_shown(text, self.reading.pace);
                state.kept.due = Some((due, shown));
                due
            }
        };
        if now < due {
            return shell.request_redraw_at(due);
        }
        state.kept.due = None;
        match next_piece(self.section, &self.folded, shown, self.size(), true) {
            Some((block, bytes)) => self.show(state, (block, bytes.start), shell),
            None => self.pass_on(state, true, shell),
        }
        shell.request_redraw();
    }

    /// Draws what is shown in place of the page, or masks of it what is not to be seen. Whether it drew all.
    pub(super) fn draw_mode(
        &self,
        state: &State,
        renderer: &mut Renderer,
        marks: &Marks,
        bounds: Rectangle,
        clip: Rectangle,
    ) -> bool {
        let Some(page) = &state.page else { return false };
        let kept = &state.kept;
        match self.reading.mode {
            Mode::Scrolling => false,
            Mode::Pages => {
                draw::page(renderer, page, &state.asides, marks, bounds, state.scroll, clip);
                self.mask(renderer, state, bounds, clip);
                true
            }
            Mode::LineFocus if self.reading.unlit == Unlit::Masked => {
                draw::page(renderer, page, &state.asides, marks, bounds, state.scroll, clip);
                self.mask(renderer, state, bounds, clip);
                true
            }
            Mode::LineFocus => {
                let dim = focus::dimmed(self.page.text, self.page.background);
                let muted = super::PageLook { text: dim, link: dim, ..self.page };
                let dark = Marks { highlight: None, selection: None, caret: None, look: Some(muted), ..*marks };
                draw::page(renderer, page, &state.asides, &dark, bounds, state.scroll, clip);
                let Some(lit) = self.band(state, bounds).and_then(|lit| lit.intersection(&clip)) else { return true };
                renderer.with_layer(lit, |renderer| {
                    draw::page(renderer, page, &state.asides, marks, bounds, state.scroll, lit);
                });
                // Colour is not the only sign.
                let width = self.page.look.border();
                renderer.with_layer(clip, |renderer| {
                    for y in [lit.y - width, lit.y + lit.height] {
                        fill(renderer, Rectangle { y, height: width, ..lit }, self.page.look.line);
                    }
                });
                true
            }
            Mode::OneLine => {
                if let Some(strip) = &kept.strip {
                    self.draw_strip(strip, state, renderer, marks, bounds, clip);
                }
                true
            }
            Mode::Phrase | Mode::Word => {
                fill(renderer, bounds, self.page.background);
                if let Some(flash) = &kept.flash {
                    self.draw_flash(flash, state, renderer, marks, bounds, clip);
                }
                true
            }
        }
    }

    /// What is lit, or the page that is shown, in the window's coordinates.
    fn band(&self, state: &State, bounds: Rectangle) -> Option<Rectangle> {
        let band = state.kept.band?;
        // Between whole rows, so that nothing of the next line shines through.
        let (y, end) = ((bounds.y + band.top - state.scroll).ceil(), (bounds.y + band.bottom - state.scroll).floor());
        Some(Rectangle { y, height: (end - y).max(0.0), ..bounds })
    }

    /// Covers what is above and below.
    fn mask(&self, renderer: &mut Renderer, state: &State, bounds: Rectangle, clip: Rectangle) {
        let Some(band) = self.band(state, bounds) else { return };
        let ground = self.page.background;
        let end = band.y + band.height;
        renderer.with_layer(clip, |renderer| {
            fill(renderer, Rectangle { height: (band.y - bounds.y).max(0.0), ..bounds }, ground);
            fill(renderer, Rectangle { y: end, height: (bounds.y + bounds.height - end).max(0.0), ..bounds }, ground);
        });
    }

    /// What is marked on a picture: what is heard or was found, as far as it is not all that is shown, and the selection.
    fn marked(
        &self,
        marks: &Marks,
        block: usize,
        shown: &std::ops::Range<usize>,
    ) -> Vec<(std::ops::Range<usize>, Color, Color)> {
        let part = |span| part_in(span, self.index, block, &self.section.blocks[block]);
        let look = &self.page;
        let word = self.word.filter(|_| self.read_aloud);
        let inner = |bytes: &std::ops::Range<usize>| bytes.start > shown.start || bytes.end < shown.end;
        let heard = part(word).or_else(|| part(marks.highlight)).filter(inner);
        let heard = heard.map(|bytes| (bytes, look.highlight, look.highlight_text));
        let selected = part(marks.selection).map(|bytes| (bytes, look.selection, look.selection_text));
        heard.into_iter().chain(selected).collect()
    }

    fn draw_flash(
        &self,
        flash: &Flash,
        state: &State,
        renderer: &mut Renderer,
        marks: &Marks,
        bounds: Rectangle,
        clip: Rectangle,
    ) {
        let shift = Vector::new(bounds.x, bounds.y);
        let origin = bounds.position() + flash.origin;
        renderer.with_layer(clip, |renderer| flash.shaped.draw(renderer, origin, self.page.text, clip));
        for (bytes, back, front) in self.marked(marks, flash.block, &flash.bytes) {
            for part in flash.cover(&bytes) {
                recolour(renderer, &flash.shaped, origin, part + shift, Some(back), front, clip);
            }
        }
        let caret = state.cursor.filter(|_| marks.focused && !self.running && !self.read_aloud);
        if let Some((_, byte)) = caret.filter(|(block, _)| *block == flash.block) {
            renderer.with_layer(clip, |renderer| draw::caret(renderer, &self.page, flash.caret(byte) + shift));
        }
    }

    fn draw_strip(
        &self,
        strip: &Strip,
        state: &State,
        renderer: &mut Renderer,
        marks: &Marks,
        bounds: Rectangle,
        clip: Rectangle,
    ) {
        let (top, height) = (bounds.y + strip.top(), strip.line_height());
        let shift = Vector::new(bounds.x, bounds.y);
        // Only the line changes from frame to frame, and only it is drawn anew: the ground lies in parts, since the software
        // renderer draws all of what it draws any of.
        let line = Rectangle { y: top, height, ..bounds };
        let end = top + height;
        for ground in [
            Rectangle { height: (top - bounds.y).max(0.0), ..bounds },
            line,
            Rectangle { y: end, height: (bounds.y + bounds.height - end).max(0.0), ..bounds },
        ] {
            fill(renderer, ground, self.page.background);
        }
        let Some(line) = line.intersection(&clip) else { return };
        let place = |piece: &super::strip::Piece| Place::new(bounds.x + strip.left_of(piece).round(), top);
        let seen = |shaped: &Shaped, at: Place| at.x < line.x + line.width && at.x + shaped.size.width > line.x;
        let seen: Vec<_> = strip.pieces.iter().filter(|piece| seen(&piece.shaped, place(piece))).collect();
        // Where the words are read.
        let width = self.page.look.ring();
        let x = bounds.x + strip.seen(strip.at, width) - width;
        let length = (strip.top() - width).clamp(0.0, self.page.size * 0.6).round();
        for y in [top - width - length, top + height + width] {
            fill(renderer, Rectangle { x, y, width, height: length }, self.page.caret);
        }
        // One layer: each costs the software renderer a mask as large as the window.
        renderer.with_layer(line, |renderer| {
            for piece in &seen {
                piece.shaped.draw(renderer, place(piece), self.page.text, line);
            }
        });
        for piece in seen {
            let all = piece_at(self.section, (piece.block, piece.bytes.start), pieces::Size::Phrase);
            let shown = all.unwrap_or_else(|| piece.bytes.clone());
            // While it is read aloud the phrase is marked among the others.
            let shown = if self.read_aloud { 0..usize::MAX } else { shown };
            for (bytes, back, front) in self.marked(marks, piece.block, &shown) {
                for part in strip.cover_of(piece, &bytes) {
                    recolour(renderer, &piece.shaped, place(piece), part + shift, Some(back), front, line);
                }
            }
        }
        let caret = state.cursor.filter(|_| marks.focused && !self.running && !self.read_aloud);
        let caret = caret.and_then(|(block, byte)| {
            let here = |piece: &&super::strip::Piece| {
                piece.block == block && (piece.bytes.contains(&byte) || piece.bytes.end == byte)
            };
            let piece = strip.pieces.iter().find(here)?;
            let x = strip.seen(piece.place(byte), 0.0);
            Some(Rectangle { x, y: strip.top(), width: 0.0, height } + shift)
        });
        if let Some(caret) = caret {
            renderer.with_layer(clip, |renderer| draw::caret(renderer, &self.page, caret));
        }
    }
}

/// Whether this is the phrase that the known spot lies in.
fn is_in(section: &crate::book::Section, phrase: Spot, known: Option<Spot>) -> bool {
    known.is_some_and(|known| {
        let piece = piece_at(section, phrase, pieces::Size::Phrase);
        known.0 == phrase.0 && piece.is_some_and(|piece| piece.contains(&known.1))
    })
}

/// How long a text is shown at this pace.
fn while_shown(text: &str, pace: u16) -> Duration {
    // The space behind it counts, too.
    let characters = text.chars().count() as f32 + 1.0;
    Duration::from_secs_f32(characters * 60.0 / f32::from(pace.max(1))).max(GLANCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_for_as_long_as_its_characters_take() {
        assert_eq!(while_shown("күттім.", 480), Duration::from_secs(1));
        assert_eq!(while_shown("Ол", 3000), GLANCE);
    }
}
