//! Where on the page a note is shown that is referred to at the caret.

use iced::{Rectangle, Vector};

use super::Prose;
use super::surface::State;
use crate::settings::Mode;
use crate::ui::widget::below::Anchor;

/// The line of the reference is no further down than this part of the page, so that the note has room below it.
const LOWEST: f32 = 0.35;

impl<'a, Message: Clone + 'a> Prose<'a, Message> {
    /// Moves the line of the caret up, also further than the page goes, while a note is shown below it.
    pub(super) fn make_room(&self, state: &mut State) {
        if !self.noted || self.reading.mode != Mode::Scrolling {
            return;
        }
        let (Some((block, byte)), Some(page)) = (state.cursor, &mut state.page) else { return };
        let line = page.caret(block, byte);
        if line.y + line.height - state.scroll > state.view * LOWEST {
            let above = ((state.view * LOWEST - line.height) / 2.0).clamp(0.0, line.height / 2.0);
            state.scroll = (line.y - page.head_over(block) - above).round();
        }
    }

    /// The line of the caret and the column that it stands in, in the window.
    pub(super) fn anchor_in(&self, state: &State, bounds: Rectangle) -> Option<Anchor> {
        let page = state.page.as_ref().filter(|_| self.noted)?;
        let inset = self.page.margin.min(page.left);
        let column = Rectangle { x: bounds.x + page.left - inset, width: page.column + 2.0 * inset, ..bounds };
        let line = match self.reading.mode {
            Mode::Scrolling | Mode::Pages | Mode::LineFocus => {
                let (block, byte) = state.cursor?;
                let shaped = page.blocks.get(block)?.shaped.as_ref()?;
                let origin = page.origin(block);
                shaped.caret(byte) + Vector::new(origin.x + bounds.x, origin.y + bounds.y - state.scroll)
            }
            Mode::OneLine => {
                let strip = state.kept.strip()?;
                Rectangle { y: bounds.y + strip.top(), height: strip.line_height(), ..column }
            }
            // The words fill the window.
            Mode::Phrase | Mode::Word => Rectangle { height: bounds.height * LOWEST, ..column },
        };
        Some(Anchor { line, column })
    }
}
