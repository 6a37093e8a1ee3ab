//! What narrows the search: what is offered, what is chosen, and how both are shown.

use iced::widget::column;

use super::{Message, State};
use crate::book::Format;
use crate::library::index::Filter;
use crate::locale::Locale;
use crate::ui::screen::Context;
use crate::ui::widget::{Choice, Element, button, checkbox, choices, disclosure};
use crate::ui::wording;

/// Languages that are offered: more would be a list that nobody walks through.
const LANGUAGES: usize = 12;

/// What is chosen, in words.
pub(super) fn chosen(locale: &Locale, state: &State) -> Vec<String> {
    let filter = &state.filter;
    let mut words = Vec::new();
    words.extend(filter.languages.iter().map(|language| wording::language(locale, language)));
    words.extend(filter.formats.first().map(|format| wording::format(locale, *format)));
    words.extend(filter.sound.then(|| locale.text("find-filter-sound")));
    words.extend(filter.now.then(|| locale.text("find-filter-now")));
    words.extend(filter.new.then(|| locale.text("find-filter-new")));
    words.extend(filter.sources.iter().filter_map(|id| state.source(*id)).map(|source| source.title.clone()));
    words.extend(filter.branch.map(|branch| locale.with("find-branch", &[("number", branch.0.into())])));
    words
}

/// The formats with the same name are one to the reader.
fn formats(locale: &Locale, state: &State) -> Vec<(String, Vec<Format>)> {
    let mut named: Vec<(String, Vec<Format>)> = Vec::new();
    for (format, _) in state.known.iter().flat_map(|known| &known.facets.formats) {
        let name = wording::format(locale, *format);
        match named.iter_mut().find(|(own, _)| *own == name) {
            Some((_, formats)) => formats.push(*format),
            None => named.push((name, vec![*format])),
        }
    }
    named
}

/// The button that opens them, and they.
pub(super) fn view<'a>(state: &'a State, context: &'a Context) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let locale = &context.locale;
    let filter = &state.filter;
    let chosen = chosen(locale, state);
    let name = if chosen.is_empty() {
        locale.text("find-filters")
    } else {
        locale.with("find-filters-chosen", &[("filters", chosen.join(", ").into())])
    };
    let mut parts: Vec<Element<'a, Message>> =
        vec![disclosure(look, name, state.filters_open).on_press(Message::FiltersToggled).into()];
    if !state.filters_open {
        return parts;
    }
    let any = || locale.text("find-any");
    let known = state.known.as_ref();
    let languages = known.map(|known| known.facets.languages.as_slice()).unwrap_or_default();
    if languages.len() > 1 {
        let all = Choice::new(any(), filter.languages.is_empty(), Message::LanguageChosen(None));
        let offered = languages.iter().take(LANGUAGES).map(|(language, _)| {
            let is_chosen = filter.languages.contains(language);
            Choice::new(wording::language(locale, language), is_chosen, Message::LanguageChosen(Some(language.clone())))
        });
        let offered: Vec<_> = std::iter::once(all).chain(offered).collect();
        parts.push(choices(look, locale.text("find-language"), offered).into());
    }
    let named = formats(locale, state);
    if named.len() > 1 {
        let all = Choice::new(any(), filter.formats.is_empty(), Message::FormatChosen(Vec::new()));
        let offered = named.into_iter().map(|(name, formats)| {
            let is_chosen = filter.formats == formats;
            Choice::new(name, is_chosen, Message::FormatChosen(formats))
        });
        let offered: Vec<_> = std::iter::once(all).chain(offered).collect();
        parts.push(choices(look, locale.text("find-format"), offered).into());
    }
    let sources = known.map(|known| known.sources.as_slice()).unwrap_or_default();
    if sources.len() > 1 {
        let all = Choice::new(any(), filter.sources.is_empty(), Message::LibraryChosen(None));
        let offered = sources.iter().map(|source| {
            let is_chosen = filter.sources.contains(&source.id);
            Choice::new(source.title.clone(), is_chosen, Message::LibraryChosen(Some(source.id)))
        });
        let offered: Vec<_> = std::iter::once(all).chain(offered).collect();
        parts.push(choices(look, locale.text("find-library"), offered).into());
    }
    let branches = known.map(|known| known.facets.branches.as_slice()).unwrap_or_default();
    if !branches.is_empty() {
        let all = Choice::new(any(), filter.branch.is_none(), Message::BranchChosen(None));
        let offered = branches.iter().map(|(branch, _)| {
            let name = locale.with("find-branch", &[("number", branch.0.into())]);
            Choice::new(name, filter.branch == Some(*branch), Message::BranchChosen(Some(*branch)))
        });
        let offered: Vec<_> = std::iter::once(all).chain(offered).collect();
        parts.push(choices(look, locale.text("find-branches"), offered).into());
    }
    let toggle = |id: &str, on: bool, message: Message| checkbox(look, locale.text(id), on).on_press(message).into();
    let mut boxes: Vec<Element<'a, Message>> = vec![
        toggle("find-filter-sound", filter.sound, Message::SoundToggled),
        toggle("find-filter-now", filter.now, Message::NowToggled),
        toggle("find-filter-new", filter.new, Message::NewToggled),
    ];
    if *filter != Filter::default() {
        boxes.push(button(look, locale.text("find-filters-clear")).on_press(Message::FiltersCleared).into());
    }
    parts.push(column(boxes).spacing(look.gap() / 2.0).into());
    parts
}
