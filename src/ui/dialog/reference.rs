//! A note in place: its words in the page, below the line of its reference, with the way to where it stands.

use iced::widget::column;

use crate::access::Semantics;
use crate::book::Point;
use crate::ui::screen::Context;
use crate::ui::widget::{Control, Element, button, heading, inset, worded};
use accesskit::Role;

#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Its paragraphs, each with its language (BCP 47).
    parts: Vec<(String, String)>,
    /// Where it stands in the book.
    at: Point,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// To where it stands.
    GoPressed,
    Closed,
}

impl State {
    pub fn new(parts: Vec<(String, String)>, at: Point) -> Self {
        Self { parts, at }
    }

    pub fn at(&self) -> Point {
        self.at
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let page = &context.page;
        let words: Vec<&str> = self.parts.iter().map(|(text, _)| text.as_str()).collect();
        // The button says it, too: a reader who is led to it by the focus hears the note at once.
        let language = self.parts.first().map_or("", |(_, language)| language.as_str());
        let close = button(look, context.text("close"))
            .description(words.join(" "))
            .semantics(|it| it.with(|node| node.set_language(language)))
            .autofocus()
            .on_press(Message::Closed);
        let go = button(look, context.text("reference-go")).on_press(Message::GoPressed);
        // Above the words: what has the focus is kept in sight, and with it where the note begins.
        let title = context.text("reference-title");
        let mut inside = column![].spacing(look.gap()).padding(look.ring());
        let mut go = Some(go);
        if context.one_column() {
            // Large letters leave room for little besides the note.
            inside = inside.push(Element::from(close));
        } else {
            let named = heading(look, 2, title.clone());
            let parts = [Some(named.into()), Some(close.into()), go.take().map(Element::from)];
            inside = inside.push(context.side_by_side(parts.into_iter().flatten().collect()));
        }
        for (text, language) in &self.parts {
            let shown = worded(text.clone()).size(page.size).font(page.font).line_height(page.line_height);
            let semantics = Semantics::new(Role::Paragraph, text.clone()).language(language.clone());
            inside = inside.push(Element::from(Control::new(look, semantics, shown)));
        }
        inset(look, title, inside.push(go.map(Element::from))).into()
    }
}
