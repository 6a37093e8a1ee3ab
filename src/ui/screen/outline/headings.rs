//! All headings of the book in one list, to be chosen from by their first letters.

use iced::widget::{row, space};
use iced::{Alignment, Length};

use super::Message;
use crate::book::{Book, Kind, Point};
use crate::ui::screen::Context;
use crate::ui::widget::{self, Element, heading, item, key_of, list, text};

/// A heading of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub point: Point,
    pub level: u8,
    pub title: String,
    pub page: Option<String>,
}

/// The headings of the linear spine in reading order.
pub(super) fn all(book: &Book) -> Vec<Heading> {
    let all = !book.sections.iter().any(|section| section.linear);
    let sections = book.sections.iter().enumerate().filter(|(_, section)| section.linear || all);
    let blocks = sections.flat_map(|(index, section)| {
        section.blocks.iter().enumerate().map(move |(block, found)| (Point::new(index, block, 0), found))
    });
    let headings = blocks.filter_map(|(point, block)| match block.kind {
        Kind::Heading(level) if !block.text.trim().is_empty() => Some(Heading {
            point,
            level,
            title: block.text.replace('\n', " "),
            page: book.page_at(point).map(|page| page.label.clone()),
        }),
        _ => None,
    });
    headings.collect()
}

/// The heading that this point stands under.
fn at(headings: &[Heading], point: Point) -> Option<usize> {
    headings.partition_point(|heading| heading.point <= point).checked_sub(1)
}

/// A row for each, indented by its level; the one that the reader is under has the focus.
pub(super) fn view<'a>(context: &'a Context, headings: &'a [Heading], cursor: Point) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    if headings.is_empty() {
        return vec![text(look, context.text("outline-headings-none")).into()];
    }
    let here = at(headings, cursor);
    let rows = headings.iter().enumerate().map(|(index, heading)| {
        let is_here = here == Some(index);
        let words = line(context, heading);
        let name = match is_here {
            true => context.locale.with("outline-here", &[("title", words.into())]),
            false => words,
        };
        let indent = look.gap() * 2.0 * f32::from(heading.level.clamp(1, 6) - 1);
        let font = if is_here { look.bold } else { look.font };
        let shown = widget::worded(name.clone()).size(look.body()).font(font).width(Length::Fill);
        let row = item(look, name)
            .key(key_of(heading.point))
            .level(heading.level)
            .content(row![space().width(indent), shown].align_y(Alignment::Center))
            .on_press(Message::HeadingPressed(heading.point))
            .selected(is_here);
        if is_here || here.is_none() && index == 0 { row.autofocus() } else { row }
    });
    let name = context.text("outline-headings");
    vec![heading(look, 2, name.clone()).into(), list(look, name, rows).into()]
}

fn line(context: &Context, heading: &Heading) -> String {
    let mut values = vec![("title", heading.title.as_str().into()), ("level", u32::from(heading.level).into())];
    match &heading.page {
        Some(page) => {
            values.push(("page", page.as_str().into()));
            context.locale.with("outline-heading-on-page", &values)
        }
        None => context.locale.with("outline-heading", &values),
    }
}
