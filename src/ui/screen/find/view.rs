//! How the search for a book is shown.

use iced::Length;
use iced::widget::column;

use super::{Asked, FIELD, Message, Row, State, filters, words};
use crate::ui::screen::{Context, stacked};
use crate::ui::widget::{
    self, Control, Element, Landmark, Purpose, button, failure, heading, item, landmark, long_list, muted,
    primary_button, progress, text, text_field,
};

pub(super) fn view<'a>(state: &'a State, context: &'a Context) -> Element<'a, Message> {
    let look = &context.look;
    let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, State::title(&context.locale)).into()];
    parts.push(search(state, context));
    let known = state.known.as_ref();
    if known.is_some_and(|known| known.libraries > 0) {
        parts.extend(filters::view(state, context));
    }
    parts.extend(results(state, context));
    if state.broken {
        parts.push(told(failure(look, context.text("find-broken"))).into());
    }
    parts.extend(match known {
        Some(known) if known.libraries > 0 => {
            vec![muted(look, words::status(&context.locale, known, state.waits)).into()]
        }
        Some(_) => vec![
            text(look, context.text("find-no-library")).into(),
            button(look, context.text("find-to-catalog")).on_press(Message::LibrariesPressed).into(),
        ],
        None => Vec::new(),
    });
    stacked(look, parts)
}

/// Announced already, through the one door.
fn told<'a, M: Clone + 'a>(control: Control<'a, M>) -> Control<'a, M> {
    control.semantics(|semantics| semantics.live(accesskit::Live::Off))
}

fn search<'a>(state: &'a State, context: &'a Context) -> Element<'a, Message> {
    let look = &context.look;
    let field = text_field(look, context.text("find-field"), state.query.as_str())
        .id(FIELD)
        .purpose(Purpose::Search)
        .description(context.text("find-field-hint"))
        .autofocus()
        .on_input(Message::Typed)
        .on_down(Message::DownPressed)
        .on_submit(Message::Submitted);
    landmark(look, Landmark::Search, context.text("search"), field).width(Length::Fill).into()
}

fn results<'a>(state: &'a State, context: &'a Context) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let locale = &context.locale;
    if state.is_idle() {
        return Vec::new();
    }
    let mut parts: Vec<Element<'a, Message>> = Vec::new();
    // While the lists are being asked what was found before stays.
    if state.len() > 0 || state.answer.as_ref().is_some_and(|(number, _)| *number == state.number) {
        let count = words::count(locale, state);
        parts.push(heading(look, 2, count.clone()).into());
        if state.len() == 0 {
            parts.push(text(look, context.text("find-none-do")).into());
        } else {
            let row = move |at: usize| match state.row(at) {
                Some(row) => row_of(state, context, row),
                None => item(look, ""),
            };
            parts.push(long_list(look, count, state.len(), None, row).into());
        }
    }
    if state.answer.as_ref().is_some_and(|(_, answer)| answer.more) && state.shown < super::MOST {
        parts.push(button(look, context.text("find-more")).on_press(Message::MorePressed).into());
    }
    let can_ask = state.known.as_ref().is_some_and(|known| known.libraries > 0) && !state.query.trim().is_empty();
    match &state.asked {
        Asked::No if can_ask => {
            let ask = if state.len() == 0 { primary_button } else { button };
            parts.push(ask(look, context.text("find-ask").as_str()).on_press(Message::Submitted).into());
        }
        Asked::No => {}
        Asked::Asking => parts.push(progress(look, context.text("find-asking"), "", None).into()),
        Asked::Answered { .. } => {
            parts.push(told(text(look, words::late(locale, state))).into());
        }
    }
    parts
}

fn row_of<'a>(state: &'a State, context: &'a Context, row: Row<'a>) -> Control<'a, Message> {
    let look = &context.look;
    let (title, about) = words::row(&context.locale, state, row);
    let name = std::iter::once(title.as_str()).chain(about.iter().map(String::as_str)).collect::<Vec<_>>().join(", ");
    let shown = column![
        widget::worded(title).size(look.body()).font(look.bold),
        widget::worded(about.join(" · ")).size(look.body()).font(look.font),
    ]
    .width(Length::Fill);
    let (message, language) = match row {
        Row::Held(holding) => (Message::HeldPressed(holding.id), holding.languages.first()),
        Row::Hit(hit) => (Message::HitPressed(hit.id), hit.languages.first()),
        Row::Late(at, late) => (Message::LatePressed(at), late.publication.languages.first()),
    };
    let control =
        item(look, name).id(row.id()).key(row.key()).content(shown).on_type(Message::TypedOn).on_press(message);
    match language {
        Some(language) => control.language(language.tag()),
        None => control,
    }
}
