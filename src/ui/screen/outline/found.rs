//! All places of the open book that hold the words that were looked for, each with its sentence.

use iced::Length;
use iced::widget::text::Wrapping;
use iced::widget::{column, rich_text, span};

use crate::book::TextContext;
use crate::locale::Locale;
use crate::reading::search::{self, Matching};
use crate::reading::{Command, Detail, Reading, Whereabouts};
use crate::ui::screen::Context;
use crate::ui::widget::{
    Control, Element, Purpose, button, checkbox, heading, item, key_of, long_list, text, text_field,
};
use crate::ui::wording;

#[derive(Debug, Clone, Default)]
pub struct State {
    words: String,
    matching: Matching,
    error: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Typed(String),
    WholeWordsToggled,
    CaseToggled,
    Submitted,
    /// A place by its number, from zero.
    Pressed(usize),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    Find(Command),
    Go(Command),
    /// To be announced: what is wrong.
    Tell(String),
}

impl State {
    /// Opened on the search that was made last.
    pub fn new(reading: &Reading) -> Self {
        let search = reading.search();
        Self {
            words: search.map(|search| search.query().to_owned()).unwrap_or_default(),
            matching: search.map(search::Search::matching).unwrap_or_default(),
            error: None,
        }
    }

    pub fn update(&mut self, message: Message, locale: &Locale) -> Action {
        match message {
            Message::Typed(words) => {
                self.words = words;
                self.error = None;
            }
            Message::WholeWordsToggled => self.matching.whole_words = !self.matching.whole_words,
            Message::CaseToggled => self.matching.case = !self.matching.case,
            Message::Submitted => {
                let query = self.words.trim().to_owned();
                if query.is_empty() {
                    let wrong = locale.text("found-type-words");
                    self.error = Some(wrong.clone());
                    return Action::Tell(wrong);
                }
                return Action::Find(Command::FindAll { query, matching: self.matching });
            }
            Message::Pressed(index) => return Action::Go(Command::GoToHit(index)),
        }
        Action::None
    }

    pub fn view<'a>(&'a self, context: &'a Context, reading: &'a Reading) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let found = reading.search().is_some_and(|search| !search.hits().is_empty());
        let field = text_field(look, context.text("reader-search-words"), self.words.as_str())
            .purpose(Purpose::Search)
            .error(self.error.clone())
            .on_input(Message::Typed)
            .on_submit(Message::Submitted);
        let field = if found { field } else { field.autofocus() };
        let whole = checkbox(look, context.text("found-whole-words"), self.matching.whole_words);
        let case = checkbox(look, context.text("found-case"), self.matching.case);
        let choices = vec![
            whole.on_press(Message::WholeWordsToggled).into(),
            case.on_press(Message::CaseToggled).into(),
            button(look, context.text("search")).on_press(Message::Submitted).into(),
        ];
        let asking = column![Element::from(field), context.side_by_side(choices)].spacing(look.gap());
        let mut parts = vec![heading(look, 2, context.text("outline-found")).into(), asking.into()];
        if let Some(search) = reading.search() {
            parts.extend(self.places(context, reading, search));
        }
        parts
    }

    fn places<'a>(
        &'a self,
        context: &'a Context,
        reading: &'a Reading,
        search: &'a search::Search,
    ) -> Vec<Element<'a, Message>> {
        let (look, locale) = (&context.look, &context.locale);
        let total = search.hits().len();
        if total == 0 {
            let nothing = locale.with("notice-not-found", &[("query", search.query().into())]);
            return vec![text(look, nothing).into()];
        }
        let count = wording::found_all(locale, total, search.more());
        let here = current(reading).unwrap_or_default();
        let key = move |index: usize| key_of((search.query(), search.matching(), index));
        let row = move |index: usize| {
            let row = row(context, reading, search.hits()[index]).key(key(index)).on_press(Message::Pressed(index));
            if index == here { row.autofocus() } else { row }
        };
        let list = long_list(look, context.text("outline-found"), total, Some(here), row);
        vec![text(look, count).into(), list.into()]
    }
}

/// The number of the place that the reader was brought to.
fn current(reading: &Reading) -> Option<usize> {
    let (search, hit) = (reading.search()?, reading.hit()?);
    search.hits().iter().position(|other| *other == hit)
}

/// The words that were found, and what stands before and after them: a word that is cut in two is no word to the ear.
fn in_whole_words(around: &TextContext) -> (&str, String, &str) {
    let (before, after) = (around.before.as_str(), around.after.as_str());
    let letters = |letter: char| letter.is_alphanumeric();
    let start = before.trim_end_matches(letters).len();
    let end = after.len() - after.trim_start_matches(letters).len();
    (&before[..start], format!("{}{}{}", &before[start..], around.highlight, &after[..end]), &after[end..])
}

/// A place: its sentence with the words that were found in bold, its chapter and its page.
fn row<'a>(context: &Context, reading: &Reading, hit: crate::book::Span) -> Control<'a, Message> {
    let (look, locale) = (&context.look, &context.locale);
    let book = reading.book();
    let around = search::context(book, hit);
    let place = wording::whereabouts(locale, &Whereabouts::of(book, hit.start), Detail::Short);
    let (before, found, after) = in_whole_words(&around);
    let values =
        [("before", before.into()), ("found", found.into()), ("after", after.into()), ("place", place.as_str().into())];
    let name = locale.with("found-row", &values);
    let shown = rich_text::<(), Message, iced::Theme, iced::Renderer>([
        span(around.before).font(look.font),
        span(around.highlight).font(look.bold).underline(true),
        span(around.after).font(look.font),
        span(format!(" · {place}")).font(look.font),
    ])
    .size(look.body())
    .wrapping(Wrapping::WordOrGlyph)
    .width(Length::Fill);
    let row = item(look, name).content(shown);
    match book.language_at(hit.start) {
        Some(language) => row.language(language.tag().to_owned()),
        None => row,
    }
}
