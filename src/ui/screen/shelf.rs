//! The reader's books: go on with the last one, find one, open it.

mod kept;

use std::collections::HashMap;

use iced::Length;
use iced::widget::{column, row};

use super::{Context, stacked};
use crate::library::folding::fold;
use crate::library::shelf::{Hold, Holding, Moment, collation_key, holding};
use crate::locale::Locale;
use crate::ui::covers;
use crate::ui::keymap::{Act, Place, Scope};
use crate::ui::widget::{
    self, Choice, Control, Element, Landmark, Purpose, button, choices, heading, item, key_of, landmark, long_list,
    muted, primary_button, text, text_field,
};
use crate::ui::wording;

/// A shelf that is shorter than this is seen at a glance, and needs neither order nor filter.
const FEW: usize = 6;

/// How the books stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Recent,
    Title,
    Author,
    Added,
}

impl Sort {
    pub const ALL: [Self; 4] = [Self::Recent, Self::Title, Self::Author, Self::Added];

    fn id(self) -> &'static str {
        match self {
            Self::Recent => "shelf-sort-recent",
            Self::Title => "shelf-sort-title",
            Self::Author => "shelf-sort-author",
            Self::Added => "shelf-sort-added",
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct State {
    /// `None` until the shelf has answered.
    holdings: Option<Vec<Holding>>,
    /// What each is found by: folding all of them anew for every picture of the window would be felt.
    found_by: HashMap<holding::Id, String>,
    /// What libraries keep for the reader and is not here.
    holds: Vec<Hold>,
    sort: Sort,
    filter: String,
}

#[derive(Debug, Clone)]
pub enum Message {
    Filtered(String),
    Sorted(Sort),
    Opened(holding::Id),
    DetailsPressed(holding::Id),
    /// The hold with this number.
    KeptPressed(usize),
    RefreshPressed,
    CatalogPressed,
    AddPressed,
    FindPressed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// Read this book.
    Open(holding::Id),
    Details(Box<Holding>),
    /// Ask whether it is to go, and take it away.
    Remove(Box<Holding>),
    /// What a library keeps: show it as the library tells of it.
    Kept(Box<Hold>),
    /// Ask libraries what they keep for the reader.
    Refresh,
    Show(Place),
}

impl State {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn title(locale: &Locale) -> String {
        locale.text("screen-shelf")
    }

    /// What the shelf answered: at the start and after every change.
    pub fn set_holdings(&mut self, holdings: Vec<Holding>) {
        let found_by = |it: &Holding| (it.id, fold(&format!("{} {}", it.title, it.authors.join(" "))));
        self.found_by = holdings.iter().map(found_by).collect();
        self.holdings = Some(holdings);
        self.order();
    }

    pub fn holdings(&self) -> &[Holding] {
        self.holdings.as_deref().unwrap_or_default()
    }

    /// The books that can be read: not those that were given back.
    fn here(&self) -> impl Iterator<Item = &Holding> {
        self.holdings().iter().filter(|it| it.gone.is_none())
    }

    /// The book that was read last and is not finished.
    pub fn last_read(&self) -> Option<&Holding> {
        let read = self.holdings().iter().filter(|it| it.last_opened.is_some() && it.finished.is_none() && it.present);
        read.max_by_key(|it| it.last_opened)
    }

    /// What a key asks of the book that has the focus: the id that the focused control bears.
    pub fn act(&self, act: &Act, focused: &iced::advanced::widget::Id) -> Action {
        let Some(found) = self.holdings().iter().find(|it| widget_id(it.id) == *focused) else { return Action::None };
        match act {
            Act::Details => Action::Details(Box::new(found.clone())),
            Act::Remove => Action::Remove(Box::new(found.clone())),
            _ => Action::None,
        }
    }

    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Filtered(words) => self.filter = words,
            Message::Sorted(sort) => {
                self.sort = sort;
                self.order();
            }
            Message::Opened(id) => return Action::Open(id),
            Message::DetailsPressed(id) => {
                if let Some(found) = self.holdings().iter().find(|it| it.id == id) {
                    return Action::Details(Box::new(found.clone()));
                }
            }
            Message::KeptPressed(index) => {
                if let Some(hold) = self.holds.get(index) {
                    return Action::Kept(Box::new(hold.clone()));
                }
            }
            Message::RefreshPressed => return Action::Refresh,
            Message::CatalogPressed => return Action::Show(Place::Catalog),
            Message::AddPressed => return Action::Show(Place::Add),
            Message::FindPressed => return Action::Show(Place::Find),
        }
        Action::None
    }

    fn order(&mut self) {
        let Some(holdings) = &mut self.holdings else { return };
        match self.sort {
            Sort::Recent => holdings
                .sort_by_cached_key(|it| (std::cmp::Reverse(it.last_opened), std::cmp::Reverse(it.added), it.id)),
            Sort::Title => holdings.sort_by_cached_key(|it| (collation_key(&it.title), it.id)),
            Sort::Author => holdings.sort_by_cached_key(|it| {
                let author = it.authors.first().map(|name| collation_key(name));
                (author.is_none(), author, collation_key(&it.title))
            }),
            Sort::Added => holdings.sort_by_cached_key(|it| (std::cmp::Reverse(it.added), it.id)),
        }
    }

    /// The books in which every word of the filter occurs, in titles and names, however it was typed.
    fn shown(&self) -> Vec<&Holding> {
        let filter = fold(&self.filter);
        let words: Vec<&str> = filter.split(' ').filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return self.here().collect();
        }
        let found =
            |it: &&Holding| self.found_by.get(&it.id).is_some_and(|text| words.iter().all(|word| text.contains(word)));
        self.here().filter(found).collect()
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, context.text("shelf-heading")).into()];
        match &self.holdings {
            None => parts.push(text(look, context.text("shelf-loading")).into()),
            Some(_) if self.here().next().is_none() => {
                parts.extend(empty(context));
                parts.extend(self.kept(context));
            }
            Some(_) => {
                let many = self.here().count() > FEW;
                parts.extend(self.resume(context));
                if many {
                    parts.push(self.finding(context));
                }
                parts.push(self.books(context));
                parts.extend(self.kept(context));
                parts.push(context.side_by_side(vec![add_button(context).into(), find_button(context).into()]));
                if many {
                    parts.push(self.order_choice(context).into());
                }
            }
        }
        stacked(look, parts)
    }

    fn resume<'a>(&'a self, context: &'a Context) -> Option<Element<'a, Message>> {
        let last = self.last_read()?;
        let name = context.locale.with("shelf-continue", &[("title", last.title.as_str().into())]);
        Some(primary_button(&context.look, name).on_press(Message::Opened(last.id)).autofocus().into())
    }

    fn finding<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let filter = text_field(look, context.text("shelf-filter"), &self.filter)
            .id(FILTER)
            .purpose(Purpose::Search)
            .on_input(Message::Filtered);
        landmark(look, Landmark::Search, context.text("search"), filter).width(Length::Fill).into()
    }

    /// Below the books: it is chosen once, and they are walked through every day.
    fn order_choice<'a>(&'a self, context: &'a Context) -> Control<'a, Message> {
        let offered =
            Sort::ALL.map(|sort| Choice::new(context.text(sort.id()), self.sort == sort, Message::Sorted(sort)));
        choices(&context.look, context.text("shelf-sort"), offered)
    }

    fn books<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let shown = self.shown();
        let count = context.locale.with("shelf-count", &[("count", shown.len().into())]);
        if shown.is_empty() {
            return text(look, context.text("shelf-none-match")).into();
        }
        let now = Moment::now();
        let first_is_focused = self.last_read().is_none();
        // The same for all of a shelf that may be long.
        let keys = super::keymap::shortcut(&context.locale, Scope::Shelf, &Act::Details).unwrap_or_default();
        let details = context.text("details");
        let len = shown.len();
        let row = move |index: usize| {
            let row = book_row(context, shown[index], now, details.clone()).shortcut(keys.as_str());
            if first_is_focused && index == 0 { row.autofocus() } else { row }
        };
        column![heading(look, 2, count.clone()), long_list(look, count, len, None, row)].spacing(look.gap()).into()
    }
}

/// By which the filter is given the focus.
pub const FILTER: &str = "shelf-filter";

fn widget_id(id: holding::Id) -> iced::advanced::widget::Id {
    format!("holding-{id}").into()
}

/// A book: its title large, what is known below it, and for the pointer a way to its details (for keys it is Alt + Enter,
/// so that the arrows walk from book to book).
fn book_row<'a>(context: &'a Context, holding: &'a Holding, now: Moment, details: String) -> Control<'a, Message> {
    let look = &context.look;
    let locale = &context.locale;
    let mut about = Vec::new();
    if !holding.authors.is_empty() {
        about.push(wording::people(&holding.authors));
    }
    if !holding.languages.is_empty() {
        about.push(wording::languages(locale, &holding.languages));
    }
    about.extend(wording::holding_state(locale, holding, now));
    let words = column![
        widget::worded(wording::held_title(locale, holding)).size(look.body()).font(look.bold),
        widget::worded(about.join(" · ")).size(look.body()).font(look.font),
    ]
    .width(Length::Fill);
    let details = widget::worded(details).size(look.body()).font(look.font);
    let details = Control::piece(look, details)
        .face(widget::Face::Raised)
        .padding([look.inset() / 2.0, look.inset()])
        .on_press(Message::DetailsPressed(holding.id))
        .target();
    let cover = covers::in_row(context, covers::of_holding(context, holding));
    let content: Element<'a, Message> = if context.one_column() {
        column![words, details].spacing(look.gap()).into()
    } else {
        row![].push(cover).push(words).push(details).spacing(look.gap()).align_y(iced::Alignment::Center).into()
    };
    let row = item(look, wording::holding(locale, holding, now))
        .id(widget_id(holding.id))
        .key(key_of(holding.id))
        .content(content)
        .on_press(Message::Opened(holding.id));
    match holding.languages.first() {
        Some(language) => row.language(language.tag()),
        None => row,
    }
}

fn empty<'a>(context: &'a Context) -> [Element<'a, Message>; 5] {
    let look = &context.look;
    [
        text(look, context.text("shelf-empty")).into(),
        muted(look, context.text("shelf-empty-do")).into(),
        primary_button(look, context.text("shelf-to-catalog")).on_press(Message::CatalogPressed).autofocus().into(),
        add_button(context).into(),
        find_button(context).into(),
    ]
}

fn add_button<'a>(context: &'a Context) -> Control<'a, Message> {
    let add = button(&context.look, context.text("shelf-add")).on_press(Message::AddPressed);
    super::keyed(context, add, Scope::Global, &Act::Show(Place::Add))
}

fn find_button<'a>(context: &'a Context) -> Control<'a, Message> {
    let find = button(&context.look, context.text("find-to")).on_press(Message::FindPressed);
    super::keyed(context, find, Scope::Global, &Act::Show(Place::Find))
}
