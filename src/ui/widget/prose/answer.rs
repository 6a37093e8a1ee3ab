//! What assistive technology asks of the page.

use accesskit::{Action, ActionData, ActionRequest};
use iced::Rectangle;
use iced::advanced::Shell;

use super::surface::State;
use super::tell::Told;
use super::{Event, Prose};
use crate::book::{Point, Style};

impl<'a, Message: Clone + 'a> Prose<'a, Message> {
    pub(super) fn answer(
        &self,
        state: &mut State,
        request: ActionRequest,
        bounds: Rectangle,
        shell: &mut Shell<'_, Message>,
    ) {
        let told = state.tellers.told(request.target_node);
        let shown = told.filter(|(teller, _)| teller.index == self.index).map(|(_, told)| told);
        match (request.action, request.data, shown) {
            (Action::SetTextSelection, Some(ActionData::SetTextSelection(wanted)), _) => {
                let point = |position| state.tellers.point(position);
                let spot = |point: Point| (point.section == self.index).then_some((point.block, point.byte));
                match (point(wanted.anchor), point(wanted.focus)) {
                    (Some(anchor), Some(caret)) if anchor != caret => match (spot(anchor), spot(caret)) {
                        (Some(anchor), Some(caret)) => self.select(state, anchor, caret, shell),
                        _ => self.publish(Event::Selected { anchor, caret }, shell),
                    },
                    (_, Some(caret)) => match spot(caret) {
                        Some(caret) => self.place(state, caret, shell),
                        None => self.publish(Event::Placed(caret), shell),
                    },
                    _ => {}
                }
            }
            (Action::Click, ..) if told.is_some_and(|(_, told)| matches!(told, Told::Link(..))) => {
                let Some((teller, Told::Link(block, inline))) = told else { return };
                let found = teller.section.blocks.get(block).and_then(|block| block.inlines.get(inline));
                match found.map(|inline| (&inline.style, inline.range.start)) {
                    Some((Style::Link(target) | Style::NoteReference(target), _)) => {
                        self.publish(Event::Activated(target.clone()), shell);
                    }
                    Some((Style::Math(_), start)) => {
                        self.publish(Event::Followed(Point::new(teller.index, block, start)), shell);
                    }
                    _ => {}
                }
            }
            (Action::Click | Action::Expand | Action::Collapse, _, Some(Told::Block(block)))
                if self.section.summary_at(block).is_some() =>
            {
                self.publish(Event::Turned(self.point((block, 0))), shell);
            }
            (Action::Click, _, Some(Told::Block(block))) if self.shows_picture((block, 0)) => {
                self.publish(Event::Followed(self.point((block, 0))), shell);
            }
            (Action::ScrollIntoView, _, Some(Told::Block(block) | Told::Link(block, _))) => {
                let Some(page) = &mut state.page else { return };
                let byte = 0;
                let top = page.caret(block, byte);
                if top.y < state.scroll || top.y + top.height > state.scroll + state.view {
                    state.scroll = top.y - state.view * 0.25;
                }
            }
            (Action::ScrollToPoint, Some(ActionData::ScrollToPoint(point)), Some(Told::Block(block))) => {
                let Some(page) = &mut state.page else { return };
                let top = page.caret(block, 0);
                state.scroll = top.y - (point.y as f32 - bounds.y);
            }
            (Action::ScrollDown, ..) => state.scroll += state.view * 0.9,
            (Action::ScrollUp, ..) => state.scroll -= state.view * 0.9,
            // A click into the page's middle means nothing: routing keys of braille displays send one.
            _ => {}
        }
    }
}
