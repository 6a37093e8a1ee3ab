//! The branches and stations of the library.

use super::{Message, Page, State};
use crate::library::patron::request::Kind;
use crate::library::patron::{Branch, Text, branch};
use crate::ui::screen::Context;
use crate::ui::widget::{Control, Element, button, heading, item, list, primary_button, text};
use crate::ui::wording;

pub(super) fn list_of<'a>(state: &'a State, context: &'a Context) -> Vec<Element<'a, Message>> {
    let (look, locale) = (&context.look, &context.locale);
    let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, locale.text("patron-places")).into()];
    let branches = &state.known.branches;
    if branches.is_empty() {
        parts.push(text(look, locale.text("patron-places-none")).into());
        return parts;
    }
    let name = locale.with("patron-places-count", &[("count", branches.len().into())]);
    let rows = branches.iter().map(|branch| {
        let (name, language) = branch.name.told(locale.tongue());
        let mut about = vec![wording::branch_kind(locale, branch.kind)];
        about.extend(branch.address.as_ref().map(|it| it.of(locale.tongue()).to_owned()));
        (said(super::row(look, name, about.join(", ")), language), Page::Place(branch.id.clone()))
    });
    let rows = super::led(rows.collect(), state.left.as_ref(), Message::Show);
    parts.push(list(look, name, rows).into());
    parts
}

pub(super) fn one<'a>(state: &'a State, context: &'a Context, id: &str) -> Vec<Element<'a, Message>> {
    let (look, locale) = (&context.look, &context.locale);
    let Some(branch) = state.known.branch(id) else { return Vec::new() };
    let (name, language) = branch.name.told(locale.tongue());
    let mut parts: Vec<Element<'a, Message>> = vec![said(heading(look, 1, name), language).into()];
    let rows = facts(context, branch).into_iter().enumerate();
    let rows = rows.map(|(index, row)| if index == 0 { row.autofocus() } else { row });
    parts.push(list(look, locale.text("patron-about"), rows).into());
    if state.known.offers.requests.is_some() {
        let ask = |kind: Kind| Message::AskPressed(kind, id.to_owned());
        let book = primary_button(look, locale.text("patron-ask-booking")).on_press(ask(Kind::Booking));
        let mut buttons: Vec<Element<'a, Message>> = vec![book.into()];
        if branch.kind == branch::Kind::Branch {
            buttons.push(button(look, locale.text("patron-ask-help")).on_press(ask(Kind::Help)).into());
        }
        parts.push(context.side_by_side(buttons));
    }
    parts
}

fn facts<'a>(context: &'a Context, branch: &'a Branch) -> Vec<Control<'a, Message>> {
    let (look, locale) = (&context.look, &context.locale);
    let mut rows = vec![item(look, wording::branch_kind(locale, branch.kind))];
    let told = |id: &str, text: &Option<Text>| {
        let (words, language) = text.as_ref()?.told(locale.tongue());
        // A sentence in another language than its label would be said in the wrong voice: then it stands alone.
        let own = language.is_none_or(|tag| tag == locale.tongue().tag());
        let words = words.trim();
        let shown = if own { format!("{}: {words}", locale.text(id)) } else { words.to_owned() };
        (!words.is_empty()).then(|| said(item(look, shown), language))
    };
    rows.extend(told("patron-address", &branch.address));
    rows.extend(told("patron-hours", &branch.hours));
    if let Some(phone) = branch.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty()) {
        rows.push(item(look, format!("{}: {phone}", locale.text("patron-phone"))));
    }
    rows.extend(told("patron-equipment", &branch.equipment));
    rows
}

/// With the language that it is written in, where that is known.
pub(super) fn said<'a, M: Clone + 'a>(control: Control<'a, M>, language: Option<&str>) -> Control<'a, M> {
    match language {
        Some(tag) => control.language(tag),
        None => control,
    }
}
