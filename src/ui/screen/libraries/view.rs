//! How the libraries are shown.

use iced::Length;
use iced::widget::{column, row};

use super::{About, Looking, Message, Row, State};
use crate::library::authentication::{AuthDocument, FlowKind};
use crate::ui::keymap::{self, Act, Scope};
use crate::ui::screen::{Context, stacked};
use crate::ui::widget::{
    self, Control, Element, Landmark, Purpose, button, disclosure, heading, item, key_of, landmark, list,
    primary_button, progress, text, text_field,
};
use crate::ui::wording;

pub(super) fn view<'a>(state: &'a State, context: &'a Context) -> Element<'a, Message> {
    let look = &context.look;
    let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, State::title(&context.locale)).into()];
    if let Some(about) = &state.about {
        parts.extend(details(state, context, about));
        return stacked(look, parts);
    }
    parts.push(libraries(state, context));
    parts.push(heading(look, 2, context.text("libraries-add")).into());
    parts.push(adding(state, context));
    parts.extend(looking(state, context));
    let toggle = disclosure(look, context.text("libraries-choose-folder"), state.folders.is_some());
    parts.push(toggle.on_press(Message::FoldersPressed).into());
    if let Some(folders) = &state.folders {
        parts.extend(folders.view(context).into_iter().map(|part| part.map(Message::Folders)));
    }
    stacked(look, parts)
}

fn libraries<'a>(state: &'a State, context: &'a Context) -> Element<'a, Message> {
    let look = &context.look;
    let name = context.locale.with("libraries-known", &[("count", state.rows.len().into())]);
    let is_open = |row: &Row| row.library.as_ref().map(|library| library.url.as_str()) == state.open.as_deref();
    // Somebody who was just adding one has the focus there.
    let focus = matches!(state.looking, Looking::Nothing) && state.folders.is_none();
    let rows = state.rows.iter().map(|one| {
        // By Tab one comes to the open one.
        let row = library_row(context, one).selected(is_open(one));
        if focus && is_open(one) { row.autofocus() } else { row }
    });
    list(look, name, rows).into()
}

/// A library, and for the pointer a way to its details (for keys it is Alt + Enter, so that the arrows walk from library to
/// library).
fn library_row<'a>(context: &'a Context, one: &'a Row) -> Control<'a, Message> {
    let look = &context.look;
    let url = one.library.as_ref().map(|library| library.url.clone());
    let (title, about) = one.words.split_once(", ").unwrap_or((one.words.as_str(), ""));
    let words = column![
        widget::worded(title).size(look.body()).font(look.bold),
        widget::worded(about).size(look.body()).font(look.font),
    ]
    .width(Length::Fill);
    let row_of = item(look, one.words.as_str()).key(key_of(&url));
    let Some(library) = &one.library else {
        return row_of.content(words).on_press(Message::OpenPressed(None));
    };
    let details = widget::worded(context.text("details")).size(look.body()).font(look.font);
    let details = Control::piece(look, details)
        .face(widget::Face::Raised)
        .padding([look.inset() / 2.0, look.inset()])
        .on_press(Message::DetailsPressed(library.url.clone()))
        .target();
    let content: Element<'a, Message> = if context.one_column() {
        column![words, details].spacing(look.gap()).into()
    } else {
        row![words, details].spacing(look.gap()).align_y(iced::Alignment::Center).into()
    };
    let keys = keymap::shortcut(&context.locale, Scope::Libraries, &Act::Details).unwrap_or_default();
    row_of.content(content).shortcut(keys).on_press(Message::OpenPressed(url))
}

fn details<'a>(state: &'a State, context: &'a Context, about: &'a About) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let Some(one) = state.rows.iter().find(|row| row.library.as_ref().is_some_and(|it| it.url == about.url)) else {
        return Vec::new();
    };
    let name = context.text("libraries-details");
    let facts = one.words.split(", ").chain([about.url.as_str()]);
    let facts = facts.map(|fact| item(look, fact));
    let field = text_field(look, context.text("libraries-name"), about.name.as_str())
        .description(context.text("libraries-name-hint"))
        .error(about.error.clone())
        .on_input(Message::NameTyped)
        .on_submit(Message::NameSubmitted);
    let open = primary_button(look, context.text("open")).autofocus();
    let buttons = vec![
        open.on_press(Message::OpenPressed(Some(about.url.clone()))).into(),
        button(look, context.text("libraries-remove")).on_press(Message::RemovePressed(about.url.clone())).into(),
        button(look, context.text("back")).on_press(Message::DetailsClosed).into(),
    ];
    vec![
        heading(look, 2, name.clone()).into(),
        list(look, name, facts).into(),
        context.side_by_side(buttons),
        field.into(),
        button(look, context.text("libraries-name-save")).on_press(Message::NameSubmitted).into(),
    ]
}

fn adding<'a>(state: &'a State, context: &'a Context) -> Element<'a, Message> {
    let look = &context.look;
    let name = context.text("libraries-address");
    let field = text_field(look, name.clone(), state.address.as_str())
        .purpose(Purpose::Address)
        .description(context.text("libraries-address-hint"))
        .error(state.address_error.clone())
        .on_input(Message::AddressTyped)
        .on_submit(Message::AddressSubmitted);
    let press = button(look, context.text("libraries-look")).on_press(Message::AddressSubmitted);
    landmark(look, Landmark::Form, name, column![field, press].spacing(look.gap()).width(Length::Fill))
        .width(Length::Fill)
        .into()
}

fn looking<'a>(state: &'a State, context: &'a Context) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    match &state.looking {
        Looking::Nothing => Vec::new(),
        Looking::At(address) => {
            let shown = wording::host(address);
            let words = context.locale.with("libraries-looking", &[("address", shown.into())]);
            vec![text(look, words.clone()).into(), progress(look, words, "", None).into()]
        }
        Looking::Found(findings) => {
            let name = context.locale.with("libraries-found", &[("count", findings.len().into())]);
            let rows = findings.iter().enumerate().map(|(index, finding)| {
                let row = item(look, wording::finding(&context.locale, finding))
                    .key(key_of(finding.address.as_str()))
                    .on_press(Message::FindingPressed(Box::new(finding.clone())));
                if index == 0 { row.autofocus() } else { row }
            });
            let mut parts: Vec<Element<'a, Message>> =
                vec![text(look, name.clone()).into(), list(look, name, rows).into()];
            let strange = findings.iter().filter_map(|finding| finding.sign_in.as_deref());
            let unknown =
                |document: &&AuthDocument| document.flows.iter().all(|flow| matches!(flow.kind, FlowKind::Other(_)));
            for document in strange.filter(unknown) {
                let values = [("name", document.title.as_str().into())];
                parts.push(text(look, context.locale.with("libraries-sign-in-unknown-do", &values)).into());
                if let Some(site) = &document.site {
                    let browse = button(look, context.text("libraries-browse"));
                    parts.push(browse.on_press(Message::BrowsePressed(site.clone())).into());
                }
            }
            parts
        }
        Looking::Nowhere(tried) if tried.is_empty() => Vec::new(),
        Looking::Nowhere(tried) => {
            let name = context.text("libraries-tried");
            let rows = tried.iter().map(|address| item(look, address.as_str()));
            vec![text(look, name.clone()).into(), list(look, name, rows).into()]
        }
    }
}
