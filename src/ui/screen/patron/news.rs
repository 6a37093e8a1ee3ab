//! What the library tells.

use super::places::said;
use super::{Message, Page, State};
use crate::library::shelf::Moment;
use crate::ui::screen::Context;
use crate::ui::widget::{Element, heading, item, list, primary_button, text};
use crate::ui::wording;

pub(super) fn list_of<'a>(state: &'a State, context: &'a Context) -> Vec<Element<'a, Message>> {
    let (look, locale) = (&context.look, &context.locale);
    let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, locale.text("patron-news")).into()];
    let current: Vec<_> = state.known.current(Moment::now()).collect();
    if current.is_empty() {
        parts.push(text(look, locale.text("patron-news-none")).into());
        return parts;
    }
    let name = locale.with("patron-news-all", &[("count", current.len().into())]);
    let rows = current.into_iter().map(|notice| {
        let (title, language) = notice.title.told(locale.tongue());
        let row = super::row(look, title, wording::notice_line(locale, notice, &state.known));
        (said(row, language), Page::Notice(notice.id.clone()))
    });
    let rows = super::led(rows.collect(), state.left.as_ref(), Message::Show);
    parts.push(list(look, name, rows).into());
    parts
}

pub(super) fn one<'a>(state: &'a State, context: &'a Context, id: &str) -> Vec<Element<'a, Message>> {
    let (look, locale) = (&context.look, &context.locale);
    let Some(notice) = state.notice(id) else { return Vec::new() };
    let (title, language) = notice.title.told(locale.tongue());
    let mut parts: Vec<Element<'a, Message>> = vec![said(heading(look, 1, title), language).into()];
    let (words, language) = notice.words.told(locale.tongue());
    let paragraphs = words.lines().map(str::trim).filter(|line| !line.is_empty());
    let paragraphs = paragraphs.map(|line| said(item(look, line), language));
    let mut about = vec![wording::notice_kind(locale, notice.kind)];
    about.extend(state.known.branch(&notice.branch).map(|branch| branch.name.of(locale.tongue()).to_owned()));
    about.push(wording::day(locale, notice.date));
    let about = std::iter::once(item(look, about.join(", ")));
    // The words come first, and are walked with the arrows; what they are about stands below.
    let rows = paragraphs.chain(about).enumerate();
    let rows = rows.map(|(index, row)| if index == 0 { row.autofocus() } else { row });
    parts.push(list(look, locale.text("patron-news"), rows).into());
    let now = Moment::now();
    let next = state.known.current(now).find(|other| other.id != id && !state.known.is_read(other));
    if let Some(next) = next {
        let page = Page::Notice(next.id.clone());
        parts.push(primary_button(look, locale.text("patron-news-next")).on_press(Message::Show(page)).into());
    }
    parts
}
