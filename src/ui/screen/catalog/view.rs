//! How a page of a catalogue is shown.

use iced::Length;
use iced::widget::{column, row};

use super::{Message, Phase, SEARCH, State, What};
use crate::library::catalog::{Facets, Feed, Navigation, Publication};
use crate::ui::covers;
use crate::ui::keymap::{Act, Place, Scope};
use crate::ui::screen::{Context, keyed, stacked};
use crate::ui::widget::{
    self, Control, Element, Landmark, Purpose, button, disclosure, failure, heading, item, key_of, landmark, list,
    muted, primary_button, progress, text, text_field,
};
use crate::ui::wording::{self, Failure};

pub(super) fn view<'a>(state: &'a State, context: &'a Context) -> Element<'a, Message> {
    let look = &context.look;
    let mut parts: Vec<Element<'a, Message>> = vec![title(state, context)];
    let several = state.library.next.is_some();
    if several {
        parts.push(libraries(state, context));
    }
    if !state.path.is_empty() {
        parts.push(crumbs(state, context));
    }
    // Where the library asks, the words go into its own fields.
    let asks = matches!(&state.phase, Phase::Shown(feed) if feed.form.is_some());
    if state.last.is_some() && !asks {
        parts.push(search(state, context));
    }
    match &state.phase {
        Phase::Loading => parts.extend(loading(state, context)),
        Phase::Failed(error, site) => parts.extend(failed(context, error, site.as_ref())),
        Phase::Shown(feed) => parts.extend(page(state, context, feed)),
    }
    // Its identity keeps it from taking the focus of another button that stood in its place.
    let find = button(look, context.text("find-to")).key(key_of("find")).on_press(Message::FindPressed);
    parts.push(keyed(context, find, Scope::Global, &Act::Show(Place::Find)).into());
    if !several {
        parts.push(libraries(state, context));
    }
    stacked(look, parts)
}

/// The heading of the page, in the language of the library where it is the library's.
fn title<'a>(state: &'a State, context: &'a Context) -> Element<'a, Message> {
    let words = state.heading(&context.locale);
    let language = match &state.phase {
        Phase::Shown(feed) if feed.title == words => feed.language.as_ref(),
        _ => None,
    };
    let heading = heading(&context.look, 1, words);
    match language {
        Some(language) => heading.language(language.tag()).into(),
        None => heading.into(),
    }
}

/// The way here, each step of which can be pressed.
fn crumbs<'a>(state: &'a State, context: &'a Context) -> Element<'a, Message> {
    let look = &context.look;
    let mut steps: Vec<Element<'a, Message>> = Vec::new();
    for (index, visited) in state.path.iter().enumerate() {
        steps.push(widget::link(look, visited.title.clone()).on_press(Message::CrumbPressed(index)).into());
    }
    landmark(look, Landmark::Navigation, context.text("catalog-path"), context.side_by_side(steps)).into()
}

fn search<'a>(state: &'a State, context: &'a Context) -> Element<'a, Message> {
    let look = &context.look;
    // A shown page without a search says so; while another is being fetched, the field stays where it is.
    let none = matches!(&state.phase, Phase::Shown(feed) if feed.links.search.is_none() && !can_search(state));
    if none {
        return muted(look, context.text("catalog-no-search")).into();
    }
    let field = text_field(look, context.text("catalog-search"), state.query.words.as_str())
        .id(SEARCH)
        .purpose(Purpose::Search)
        .description(context.text("catalog-search-hint"))
        .on_input(Message::QueryTyped)
        .on_submit(Message::SearchPressed);
    let press = button(look, context.text("search")).on_press(Message::SearchPressed);
    let mut parts = column![field].spacing(look.gap()).width(Length::Fill);
    if state.takes_fields() {
        let toggle = disclosure(look, context.text("catalog-by-field"), state.by_field);
        parts = parts.push(toggle.on_press(Message::FieldsToggled));
        if state.by_field {
            let field = |id, value: &str, typed: fn(String) -> Message| {
                text_field(look, context.text(id), value).on_input(typed).on_submit(Message::SearchPressed)
            };
            parts = parts.push(field("catalog-author", &state.query.author, Message::AuthorTyped));
            parts = parts.push(field("catalog-title-field", &state.query.title, Message::TitleTyped));
        }
    }
    let parts = parts.push(press);
    landmark(look, Landmark::Search, context.text("search"), parts).width(Length::Fill).into()
}

/// The first page of a catalogue is where search is usually offered; the client finds it from any page.
fn can_search(state: &State) -> bool {
    state.last.as_ref().is_some_and(|feed| feed.links.search.is_some() || feed.links.start.is_some())
}

fn loading<'a>(state: &'a State, context: &'a Context) -> [Element<'a, Message>; 2] {
    let look = &context.look;
    let words = match &state.now.what {
        What::Search(_, asked) => context.locale.with("catalog-searching", &[("query", asked.line().into())]),
        _ => context.text("catalog-loading"),
    };
    [text(look, words.clone()).into(), progress(look, words, "", None).into()]
}

/// Announced already, through the one door.
fn told<'a, M: Clone + 'a>(control: Control<'a, M>) -> Control<'a, M> {
    control.semantics(|semantics| semantics.live(accesskit::Live::Off))
}

fn failed<'a>(context: &'a Context, error: &'a Failure, site: Option<&'a url::Url>) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let browse = site.map(|site| {
        button(look, context.text("libraries-browse")).on_press(Message::BrowsePressed(site.clone())).into()
    });
    let told = [
        told(failure(look, error.sentence.clone())).into(),
        text(look, error.advice.clone()).into(),
        primary_button(look, context.text("retry")).on_press(Message::RetryPressed).autofocus().into(),
    ];
    told.into_iter().chain(browse).collect()
}

fn page<'a>(state: &'a State, context: &'a Context, feed: &'a Feed) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let mut parts: Vec<Element<'a, Message>> = Vec::new();
    if let What::Search(_, asked) = &state.now.what {
        let words = [("query", asked.line().into())];
        if feed.is_empty() {
            parts.push(text(look, context.locale.with("catalog-found-none", &words)).into());
            parts.push(text(look, context.text("catalog-found-none-do")).into());
            return parts;
        }
    } else if feed.is_empty() && feed.subtitle.is_none() {
        parts.push(text(look, context.text("catalog-empty")).into());
    }
    if !feed.said.is_empty() {
        parts.extend(feed.said.iter().filter(|label| !label.text.is_empty()).map(|label| {
            let words = text(look, label.text.as_str());
            match &label.language {
                Some(language) => words.language(language.tag()).into(),
                None => words.into(),
            }
        }));
    } else if let Some(subtitle) = feed.subtitle.as_deref().filter(|text| !text.is_empty()) {
        parts.push(text(look, subtitle).into());
    }
    // Sections lead to books, so they come first; where there are books, the books are what was looked for.
    if !feed.publications.is_empty() {
        parts.extend(books(state, context, feed));
        parts.extend(turning(state, context, feed));
    }
    let displays = feed.displays();
    if !displays.is_empty() {
        let name = context.text("catalog-displays");
        parts.push(heading(look, 2, name.clone()).into());
        let rows = displays.into_iter().map(|(display, link)| {
            let title = wording::display(&context.locale, display);
            item(look, title.clone()).key(key_of(&link.href)).on_press(Message::Followed {
                title,
                address: link.href.clone(),
                deeper: true,
            })
        });
        parts.push(list(look, name, rows).into());
    }
    if !feed.sounds().is_empty() {
        let hear = button(look, context.text("catalog-hear")).key(key_of("catalog-hear"));
        parts.push(hear.on_press(Message::HearPressed).into());
    }
    if let Some(form) = &state.form {
        parts.push(form.view(context).map(Message::Form));
    } else if !feed.navigation.is_empty() {
        let name = context.text("catalog-sections");
        parts.push(heading(look, 2, name.clone()).into());
        let focus = feed.publications.is_empty();
        parts.push(sections(context, &feed.navigation, name, focus));
    }
    for group in &feed.groups {
        parts.push(heading(look, 2, group.title.clone()).into());
        if !group.publications.is_empty() {
            let rows = group.publications.iter().map(|it| book_row(context, it));
            parts.push(list(look, group.title.clone(), rows).into());
        }
        if !group.navigation.is_empty() {
            parts.push(sections(context, &group.navigation, group.title.clone(), false));
        }
        if let Some(address) = &group.href {
            let name = context.locale.with("catalog-all-of", &[("title", group.title.as_str().into())]);
            parts.push(following(context, name, group.title.clone(), address, true).into());
        }
    }
    for facets in &feed.facets {
        parts.push(narrowing(context, facets));
    }
    let mut ways = Vec::new();
    if let Some(address) = &feed.links.shelf {
        ways.push(
            following(context, context.text("catalog-loans"), context.text("catalog-loans"), address, true).into(),
        );
    }
    if feed.profile().is_some() {
        ways.push(button(look, context.text("catalog-account")).on_press(Message::AccountPressed).into());
    }
    if !state.path.is_empty() {
        ways.push(button(look, context.text("catalog-start")).on_press(Message::StartPressed).into());
    }
    parts.push(context.side_by_side(ways));
    parts
}

fn following<'a>(
    context: &'a Context,
    name: String,
    title: String,
    address: &url::Url,
    deeper: bool,
) -> Control<'a, Message> {
    button(&context.look, name).on_press(Message::Followed { title, address: address.clone(), deeper })
}

fn sections<'a>(
    context: &'a Context,
    entries: &'a [Navigation],
    name: String,
    autofocus: bool,
) -> Element<'a, Message> {
    let look = &context.look;
    let rows = entries.iter().enumerate().map(|(index, entry)| {
        let title = wording::section(&context.locale, entry);
        let name = match entry.count {
            Some(count) => {
                let values = [("title", title.as_str().into()), ("count", count.into())];
                context.locale.with("catalog-section-count", &values)
            }
            None => title.clone(),
        };
        let row = item(look, name)
            .key(key_of(&entry.href))
            .description(entry.summary.clone().unwrap_or_default())
            .on_press(Message::Followed { title, address: entry.href.clone(), deeper: true });
        let row = match &entry.language {
            Some(language) => row.language(language.tag()),
            None => row,
        };
        if autofocus && index == 0 { row.autofocus() } else { row }
    });
    list(look, name, rows).into()
}

fn books<'a>(state: &'a State, context: &'a Context, feed: &'a Feed) -> [Element<'a, Message>; 2] {
    let look = &context.look;
    let count = feed.total.unwrap_or(feed.publications.len() as u64);
    let title = match &state.now.what {
        What::Search(..) => context.locale.with("catalog-found", &[("count", count.into())]),
        _ => context.locale.with("books", &[("count", count.into())]),
    };
    let rows = feed.publications.iter().enumerate().map(|(index, publication)| {
        let row = book_row(context, publication).key(key_of((index, &publication.identifier, &publication.title)));
        if index == 0 { row.autofocus() } else { row }
    });
    [heading(look, 2, title.clone()).into(), list(look, title, rows).into()]
}

fn book_row<'a>(context: &'a Context, publication: &'a Publication) -> Control<'a, Message> {
    let look = &context.look;
    let locale = &context.locale;
    let mut about = Vec::new();
    if !publication.authors.is_empty() {
        about.push(wording::people(&publication.authors));
    }
    if !publication.languages.is_empty() {
        about.push(wording::languages(locale, &publication.languages));
    }
    about.extend(publication.availability().map(|it| wording::availability(locale, it, None)));
    let words = column![
        widget::worded(wording::title(locale, &publication.title)).size(look.body()).font(look.bold),
        widget::worded(about.join(" · ")).size(look.body()).font(look.font),
    ]
    .width(Length::Fill);
    let cover = covers::in_row(context, covers::of_publication(context, publication));
    let row = item(look, wording::publication(locale, publication))
        .content(row![].push(cover).push(words).spacing(look.gap()).align_y(iced::Alignment::Center))
        .on_press(Message::BookPressed(Box::new(publication.clone())));
    match publication.languages.first() {
        Some(language) => row.language(language.tag()),
        None => row,
    }
}

/// Next and previous page of a list.
fn turning<'a>(state: &'a State, context: &'a Context, feed: &'a Feed) -> Option<Element<'a, Message>> {
    let turn = |id, act: Act, address: &url::Url| -> Element<'a, Message> {
        let press = following(context, context.text(id), state.now.title.clone(), address, false);
        keyed(context, press, Scope::Catalog, &act).into()
    };
    let next = feed.links.next.as_ref().map(|address| turn("catalog-next", Act::NextPage, address));
    let previous = feed.links.previous.as_ref().map(|address| turn("catalog-previous", Act::PreviousPage, address));
    let ways: Vec<_> = next.into_iter().chain(previous).collect();
    (!ways.is_empty()).then(|| context.side_by_side(ways))
}

fn narrowing<'a>(context: &'a Context, facets: &'a Facets) -> Element<'a, Message> {
    let look = &context.look;
    let name = if facets.title.is_empty() { context.text("catalog-facets") } else { facets.title.clone() };
    let rows = facets.choices.iter().map(|facet| {
        let name = match facet.count {
            Some(count) => {
                let values = [("title", facet.title.as_str().into()), ("count", count.into())];
                context.locale.with("catalog-section-count", &values)
            }
            None => facet.title.clone(),
        };
        item(look, name).selected(facet.chosen).on_press(Message::Followed {
            title: facet.title.clone(),
            address: facet.href.clone(),
            deeper: true,
        })
    });
    column![heading(look, 2, name.clone()), list(look, name, rows)].spacing(look.gap()).into()
}

/// The way to the other libraries; of several, the next one too.
fn libraries<'a>(state: &'a State, context: &'a Context) -> Element<'a, Message> {
    let look = &context.look;
    let all = button(look, context.text("screen-libraries")).on_press(Message::LibrariesPressed);
    let mut ways: Vec<Element<'a, Message>> =
        vec![keyed(context, all, Scope::Global, &Act::Show(Place::Libraries)).into()];
    if let Some(next) = &state.library.next {
        let name = context.locale.with("libraries-next", &[("name", next.as_str().into())]);
        let next = button(look, name).on_press(Message::NextLibraryPressed);
        ways.push(keyed(context, next, Scope::Catalog, &Act::NextLibrary).into());
    }
    context.side_by_side(ways)
}
