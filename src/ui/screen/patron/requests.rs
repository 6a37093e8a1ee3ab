//! What the reader has asked for, and how it stands.

use super::{Message, Page, State};
use crate::library::patron::{Request, Wish};
use crate::ui::screen::Context;
use crate::ui::widget::{Control, Element, button, heading, item, list, primary_button, text};
use crate::ui::wording;

pub(super) fn list_of<'a>(state: &'a State, context: &'a Context) -> Vec<Element<'a, Message>> {
    let (look, locale) = (&context.look, &context.locale);
    let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, locale.text("patron-requests")).into()];
    let count = state.waiting.len() + state.known.requests.len();
    let ask = primary_button(look, locale.text("patron-ask")).on_press(Message::Show(Page::Ask));
    if count == 0 {
        parts.push(text(look, locale.text("patron-requests-none")).into());
        parts.push(ask.autofocus().into());
        return parts;
    }
    let name = locale.with("patron-requests-count", &[("count", count.into())]);
    let waiting = state.waiting.iter().map(|wish| {
        let title = wording::wish_title(locale, wish, &state.known);
        (super::row(look, title, locale.text("patron-state-unsent")), Page::Request(wish.id.clone()))
    });
    let sent = state.known.requests.iter().map(|request| {
        let branch = state.known.branch(&request.branch);
        let title = wording::request_title(locale, request.kind, &request.title, branch);
        let row = super::row(look, title, wording::request_line(locale, request, branch));
        (row, Page::Request(request.id.clone()))
    });
    let rows = super::led(waiting.chain(sent).collect(), state.left.as_ref(), Message::Show);
    parts.push(list(look, name, rows).into());
    parts.push(ask.into());
    parts
}

pub(super) fn one<'a>(state: &'a State, context: &'a Context, id: &str) -> Vec<Element<'a, Message>> {
    if let Some(wish) = state.waiting.iter().find(|wish| wish.id == id) {
        return unsent(state, context, wish);
    }
    let (look, locale) = (&context.look, &context.locale);
    let Some(request) = state.request(id) else { return Vec::new() };
    let branch = state.known.branch(&request.branch);
    let title = wording::request_title(locale, request.kind, &request.title, branch);
    let rows = facts(state, context, request).into_iter().enumerate();
    let rows = rows.map(|(index, row)| if index == 0 { row.autofocus() } else { row });
    let mut parts = vec![heading(look, 1, title.clone()).into(), list(look, title, rows).into()];
    if request.state.may_be_withdrawn() && request.address.is_some() {
        let withdraw = button(look, locale.text("patron-withdraw"));
        parts.push(withdraw.on_press(Message::WithdrawPressed(request.id.clone())).into());
    }
    parts
}

fn facts<'a>(state: &'a State, context: &'a Context, request: &Request) -> Vec<Control<'a, Message>> {
    let (look, locale) = (&context.look, &context.locale);
    let named = |id: &str, words: &str| format!("{}: {}", locale.text(id), words.trim());
    let mut lines = vec![named("patron-state", &wording::request_state(locale, request.kind, request.state))];
    if !request.answer.trim().is_empty() {
        lines.push(named("patron-answer", &request.answer));
    }
    lines.push(named("patron-changed", &wording::day(locale, request.changed)));
    if let Some(branch) = state.known.branch(&request.branch) {
        lines.push(named("patron-branch-name", branch.name.of(locale.tongue())));
    }
    if !request.words.trim().is_empty() {
        lines.push(named("patron-words", &request.words));
    }
    lines.push(named("patron-created", &wording::day(locale, request.created)));
    lines.into_iter().map(|line| item(look, line)).collect()
}

/// What the library has not heard of: it is sent as soon as it can be reached.
fn unsent<'a>(state: &'a State, context: &'a Context, wish: &Wish) -> Vec<Element<'a, Message>> {
    let (look, locale) = (&context.look, &context.locale);
    let again = primary_button(look, locale.text("patron-send-again")).on_press(Message::RefreshPressed).autofocus();
    let forget = button(look, locale.text("patron-forget")).on_press(Message::ForgetPressed(wish.id.clone()));
    vec![
        heading(look, 1, wording::wish_title(locale, wish, &state.known)).into(),
        text(look, locale.text("patron-unsent-what")).into(),
        context.side_by_side(vec![again.into(), forget.into()]),
    ]
}
