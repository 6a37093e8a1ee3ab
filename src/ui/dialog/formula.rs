//! A formula, part by part: one part at a time is heard, seen and felt; the arrow keys lead to the others.

use std::sync::Arc;

use accesskit::Role;
use iced::Length;
use iced::widget::{column, keyed_column};

use crate::access::Semantics;
use crate::book::{Formula, Step};
use crate::ui::keymap::Walk;
use crate::ui::screen::Context;
use crate::ui::widget::{Control, Element, Face, button, dialog, key_of, text, worded};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    formula: Arc<Formula>,
    /// BCP 47, of the words.
    language: String,
    /// The way down from the whole.
    way: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    Walked(Walk),
    Closed,
}

impl State {
    /// At the whole formula; `language` is the book's at its place.
    pub fn new(formula: Arc<Formula>, language: impl Into<String>) -> Self {
        Self { formula, language: language.into(), way: Vec::new() }
    }

    /// The part that the reader is at.
    pub fn step(&self) -> Option<Step> {
        self.formula.step(&self.way)
    }

    /// Goes to another part; where there is none, the message that says so.
    pub fn walk(&mut self, walk: Walk) -> Option<&'static str> {
        let here = self.step()?;
        let last = here.count.saturating_sub(1);
        match (walk, self.way.last_mut()) {
            (Walk::Into, _) if here.parts > 0 => self.way.push(0),
            (Walk::Into, _) => return Some("formula-no-inside"),
            (_, None) => return Some("formula-no-outside"),
            (Walk::Out, Some(_)) => {
                self.way.pop();
            }
            (Walk::Next, Some(index)) if *index < last => *index += 1,
            (Walk::Previous, Some(index)) if *index > 0 => *index -= 1,
            (Walk::Last, Some(index)) if *index < last => *index = last,
            (Walk::First, Some(index)) if *index > 0 => *index = 0,
            (Walk::Next | Walk::Last, Some(_)) => return Some("formula-no-next"),
            (Walk::Previous | Walk::First, Some(_)) => return Some("formula-no-previous"),
        }
        None
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let locale = &context.locale;
        let title = context.text("formula-title");
        let mut inside: Vec<Element<'a, Message>> = Vec::new();
        if let Some(here) = self.step() {
            let name = match &here.place {
                Some(place) => locale
                    .with("formula-part", &[("place", place.as_str().into()), ("words", here.words.as_str().into())]),
                None => here.words.clone(),
            };
            let seen = column![
                worded(name.clone()).size(look.body()).font(look.font).width(Length::Fill),
                worded(here.notation.clone()).size(look.body()).font(look.bold).width(Length::Fill),
            ]
            .spacing(look.gap() / 2.0);
            let parts = match here.parts {
                0 => String::new(),
                count => locale.with("formula-parts", &[("count", count.into())]),
            };
            let semantics = Semantics::new(Role::TreeItem, name)
                .focusable()
                .level((self.way.len() + 1).min(250) as u8)
                .language(self.language.clone())
                .description(parts)
                .selected(true)
                .position(here.index + 1, here.count);
            let part = Control::new(look, semantics, seen)
                .face(Face::Row)
                .padding([look.inset() / 2.0, look.inset()])
                .width(Length::Fill)
                .target()
                .key(key_of(&self.way))
                .autofocus();
            let tree = Control::new(
                look,
                Semantics::new(Role::Tree, title.clone()),
                keyed_column([(key_of(&self.way), Element::from(part))]).width(Length::Fill),
            )
            .width(Length::Fill);
            inside.push(tree.into());
        }
        inside.push(text(look, context.text("formula-help")).into());
        let step = |id: &str, walk| button(look, context.text(id)).on_press(Message::Walked(walk)).into();
        inside.push(context.side_by_side(vec![
            step("act-part-into", Walk::Into),
            step("act-part-out", Walk::Out),
            step("act-part-previous", Walk::Previous),
            step("act-part-next", Walk::Next),
        ]));
        inside.push(button(look, context.text("close")).on_press(Message::Closed).into());
        dialog(look, title, column(inside).spacing(look.gap() * 1.5)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Part, Shape, Tongue};

    #[test]
    fn every_part_is_reached_and_every_edge_is_told() {
        let leaf = |text: &str| Part::leaf(Shape::Identifier(text.to_owned()));
        let sum = Part::row(vec![leaf("a"), Part::leaf(Shape::Operator("+".to_owned())), leaf("b")]);
        let root = Part::new(Shape::Fraction, vec![sum, leaf("c")]);
        let formula = Formula { root: Some(root), authored: None, tongue: Some(Tongue::English), display: true };
        let mut state = State::new(Arc::new(formula), "en");
        let mut walk = |walk, wanted: &str| {
            let edge = state.walk(walk);
            assert_eq!(edge.map_or_else(|| state.step().expect("a part").words, str::to_owned), wanted, "{walk:?}");
        };
        walk(Walk::Next, "formula-no-outside");
        walk(Walk::Out, "formula-no-outside");
        walk(Walk::Into, "a plus b");
        walk(Walk::Previous, "formula-no-previous");
        walk(Walk::Next, "c");
        walk(Walk::Into, "formula-no-inside");
        walk(Walk::Next, "formula-no-next");
        walk(Walk::First, "a plus b");
        walk(Walk::Into, "a");
        walk(Walk::Last, "b");
        walk(Walk::Previous, "plus");
        walk(Walk::Out, "a plus b");
        walk(Walk::Out, "fraction a plus b over c, end fraction");
    }
}
