//! «Find a book»: what is typed is looked for at once on the shelf and in the lists of all libraries that the reader knows,
//! also where there is no network; the libraries themselves are asked afterwards, when she wants that.

pub mod filters;
mod view;
mod words;

use std::collections::HashSet;

use iced::advanced::widget;
use url::Url;

use super::Context;
use crate::access::{Announcement, announce};
use crate::book::{Format, Language};
use crate::library::catalog::Publication;
use crate::library::folding::fold;
use crate::library::index::held::Held;
use crate::library::index::sieve::{Passage, passage};
use crate::library::index::{self, Answer, Branch, Facets, Filter, Hit, Question, Source, SourceId, TitleId};
use crate::library::shelf::{Holding, Moment, holding};
use crate::locale::Locale;
use crate::ui::keymap::Place;
use crate::ui::widget::{Element, Typed, key_of};

/// By which the field is given the focus.
pub const FIELD: &str = "find-field";

/// Answers that are shown at first; each wish for more shows ten times as many.
const SHOWN: usize = 200;
/// Answers at most.
const MOST: usize = 100_000;

/// What is known of the lists that are searched.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    pub sources: Vec<Source>,
    pub facets: Facets,
    /// Libraries that the reader has added.
    pub libraries: usize,
    /// Titles in the lists.
    pub titles: u64,
    /// When the oldest of the lists was made anew.
    pub updated: Option<Updated>,
    /// Whether the reader lets them be kept.
    pub kept: bool,
}

/// A moment on the clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Updated {
    /// Days ago, by the calendar.
    pub days: i64,
    /// Year, month and day.
    pub date: (i32, u8, u8),
    pub hour: u8,
    pub minute: u8,
}

/// What a library has answered itself.
#[derive(Debug, Clone, PartialEq)]
struct Late {
    library: String,
    publication: Publication,
}

/// How far the libraries are with their answers.
#[derive(Debug, Clone, PartialEq, Default)]
enum Asked {
    #[default]
    No,
    Asking,
    /// With the names of those that did not answer.
    Answered {
        failed: Vec<String>,
    },
}

/// A row of the results.
#[derive(Debug, Clone, Copy)]
enum Row<'a> {
    Held(&'a Holding),
    Hit(&'a Hit),
    Late(usize, &'a Late),
}

impl Row<'_> {
    /// By which it is known again wherever it stands.
    fn key(self) -> u64 {
        match self {
            Self::Held(holding) => key_of(("held", holding.id)),
            Self::Hit(hit) => key_of(("hit", hit.id)),
            Self::Late(_, late) => {
                key_of(("late", &late.library, &late.publication.identifier, &late.publication.title))
            }
        }
    }

    fn id(self) -> widget::Id {
        format!("found-{:x}", self.key()).into()
    }
}

#[derive(Debug, Default)]
pub struct State {
    query: String,
    filter: Filter,
    filters_open: bool,
    shown: usize,
    /// The number of the last question.
    number: u64,
    holdings: Vec<Holding>,
    held: Held,
    /// Places among the holdings.
    on_shelf: Vec<usize>,
    /// To the question with this number.
    answer: Option<(u64, Answer)>,
    /// The lists could not be searched.
    broken: bool,
    late: Vec<Late>,
    asked: Asked,
    /// Libraries that did not answer so far.
    missed: Vec<String>,
    /// Their answers that the filters leave out, and those of them of which they do not tell enough.
    left_out: usize,
    untold: usize,
    /// The lists are not renewed: the network is paid for by use.
    waits: bool,
    known: Option<Known>,
    /// The reader has typed nothing for a while since this question.
    rested: u64,
    /// What was said last.
    told: String,
}

#[derive(Debug, Clone)]
pub enum Message {
    Typed(String),
    /// In the list.
    TypedOn(Typed),
    DownPressed,
    Submitted,
    FiltersToggled,
    LanguageChosen(Option<Language>),
    FormatChosen(Vec<Format>),
    LibraryChosen(Option<SourceId>),
    BranchChosen(Option<Branch>),
    SoundToggled,
    NowToggled,
    NewToggled,
    FiltersCleared,
    /// To the question with this number.
    Answered(u64, Result<Answer, index::Error>),
    /// Nothing was typed for a while since this question.
    Rested(u64),
    Known(Box<Known>),
    /// What a library of this name answered to the question with this number, or that it did not.
    Late(u64, String, Option<Vec<Publication>>),
    /// All have answered, or have not.
    LateEnded(u64),
    HeldPressed(holding::Id),
    HitPressed(TitleId),
    LatePressed(usize),
    MorePressed,
    LibrariesPressed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// Ask the lists, and answer with [`Message::Answered`]; say after a while with [`Message::Rested`] that it has passed.
    Ask(u64, Box<Question>),
    /// The same, and give the focus to the field.
    AskAndType(u64, Box<Question>),
    /// Ask the libraries themselves, and answer with [`Message::Late`] and [`Message::LateEnded`].
    /// Of some of them only, when their addresses are told.
    AskLibraries(u64, String, Vec<Url>),
    /// Give the focus to the field or to a row.
    Focus(widget::Id),
    Open(holding::Id),
    /// Show the book of a list.
    OpenHit(TitleId),
    OpenPublication(Box<Publication>),
    Show(Place),
}

impl State {
    pub fn new(holdings: &[Holding]) -> Self {
        let mut state = Self { shown: SHOWN, ..Self::default() };
        state.set_shelf(holdings);
        state
    }

    pub fn title(locale: &Locale) -> String {
        locale.text("screen-find")
    }

    /// What the shelf has: at the start and after every change.
    pub fn set_shelf(&mut self, holdings: &[Holding]) {
        self.holdings = holdings.to_vec();
        self.held = Held::new(holdings);
        self.look_at_shelf();
    }

    fn look_at_shelf(&mut self) {
        self.on_shelf = self.held.find(&self.holdings, &self.question(), Moment::now());
    }

    fn question(&self) -> Question {
        Question { words: self.query.clone(), filter: self.filter.clone(), limit: self.shown }
    }

    /// True when nothing is looked for.
    fn is_idle(&self) -> bool {
        self.query.trim().is_empty() && self.filter == Filter::default()
    }

    /// Another question.
    fn ask(&mut self) -> Action {
        self.number += 1;
        self.late.clear();
        self.missed.clear();
        (self.left_out, self.untold) = (0, 0);
        self.asked = Asked::No;
        self.look_at_shelf();
        if self.is_idle() {
            self.answer = None;
            self.told.clear();
            return Action::None;
        }
        Action::Ask(self.number, Box::new(self.question()))
    }

    /// Whether the lists wait for a network that costs nothing.
    pub fn set_waits(&mut self, waits: bool) -> bool {
        std::mem::replace(&mut self.waits, waits) != waits
    }

    /// How the lists stand.
    pub fn status(&self, locale: &Locale) -> Option<String> {
        self.known.as_ref().map(|known| words::status(locale, known, self.waits))
    }

    /// The same again: the lists have changed.
    pub fn again(&mut self) -> Action {
        if self.is_idle() || matches!(self.asked, Asked::Asking) || !self.late.is_empty() {
            return Action::None;
        }
        self.ask()
    }

    fn filtered(&mut self, change: impl FnOnce(&mut Filter)) -> Action {
        change(&mut self.filter);
        self.shown = SHOWN;
        self.ask()
    }

    pub fn update(&mut self, message: Message, locale: &Locale) -> Action {
        match message {
            Message::Typed(words) => {
                if words == self.query {
                    return Action::None;
                }
                self.query = words;
                self.shown = SHOWN;
                return self.ask();
            }
            Message::TypedOn(typed) => return self.type_on(&typed),
            Message::DownPressed => {
                if let Some(first) = self.rows().next() {
                    return Action::Focus(first.id());
                }
            }
            Message::Submitted => return self.ask_libraries(locale),
            Message::FiltersToggled => self.filters_open = !self.filters_open,
            Message::LanguageChosen(language) => {
                return self.filtered(|filter| filter.languages = language.into_iter().collect());
            }
            Message::FormatChosen(formats) => return self.filtered(|filter| filter.formats = formats),
            Message::LibraryChosen(source) => {
                return self.filtered(|filter| filter.sources = source.into_iter().collect());
            }
            Message::BranchChosen(branch) => return self.filtered(|filter| filter.branch = branch),
            Message::SoundToggled => return self.filtered(|filter| filter.sound = !filter.sound),
            Message::NowToggled => return self.filtered(|filter| filter.now = !filter.now),
            Message::NewToggled => return self.filtered(|filter| filter.new = !filter.new),
            Message::FiltersCleared => return self.filtered(|filter| *filter = Filter::default()),
            // What was asked before is no answer any more.
            Message::Answered(number, _) if number != self.number => {}
            Message::Answered(_, Err(index::Error::Outdated)) => {}
            Message::Answered(number, answer) => {
                self.broken = answer.is_err();
                self.answer = Some((number, answer.unwrap_or_default()));
                self.tell(locale);
            }
            Message::Rested(number) => {
                self.rested = number;
                self.tell(locale);
            }
            Message::Known(known) => self.known = Some(*known),
            Message::Late(number, ..) if number != self.number => {}
            Message::Late(_, library, Some(publications)) => self.append(&library, publications),
            Message::Late(_, library, None) => self.missed.push(library),
            Message::LateEnded(number) if number == self.number => self.ended(locale),
            Message::LateEnded(_) => {}
            Message::HeldPressed(id) => return Action::Open(id),
            Message::HitPressed(id) => return Action::OpenHit(id),
            Message::LatePressed(at) => {
                if let Some(late) = self.late.get(at) {
                    return Action::OpenPublication(Box::new(late.publication.clone()));
                }
            }
            Message::MorePressed => {
                self.shown = (self.shown * 10).min(MOST);
                return self.ask();
            }
            Message::LibrariesPressed => return Action::Show(Place::Catalog),
        }
        Action::None
    }

    /// What was typed in the list goes to the field, and the focus with it.
    fn type_on(&mut self, typed: &Typed) -> Action {
        match typed {
            Typed::Text(text) => self.query.push_str(text),
            Typed::Back => {
                self.query.pop();
            }
        }
        self.shown = SHOWN;
        match self.ask() {
            Action::Ask(number, question) => Action::AskAndType(number, question),
            _ => Action::Focus(widget::Id::new(FIELD)),
        }
    }

    fn ask_libraries(&mut self, locale: &Locale) -> Action {
        let words = self.query.trim().to_owned();
        if words.is_empty() || self.asked == Asked::Asking {
            return Action::None;
        }
        self.late.clear();
        self.missed.clear();
        (self.left_out, self.untold) = (0, 0);
        self.asked = Asked::Asking;
        announce(Announcement::polite(locale.text("find-asking")));
        let only = self.filter.sources.iter().filter_map(|id| self.source(*id)?.url.clone()).collect();
        Action::AskLibraries(self.number, words, only)
    }

    /// Below what is there, so that nothing moves under the reader's hands; without what is there already.
    fn append(&mut self, library: &str, publications: Vec<Publication>) {
        let of = |library: &str, title: &str, authors: &[String]| {
            (library.to_owned(), fold(title), fold(authors.first().map_or("", String::as_str)))
        };
        let name = |source| self.source(source).map_or("", |source| source.title.as_str());
        let mut there: HashSet<_> = self
            .hits()
            .iter()
            .flat_map(|hit| {
                let also = hit.also.iter().map(|(source, _)| *source);
                std::iter::once(hit.source).chain(also).map(|source| of(name(source), &hit.title, &hit.authors))
            })
            .collect();
        there.extend(self.late.iter().map(|it| of(&it.library, &it.publication.title, &it.publication.authors)));
        let now = Moment::now();
        for publication in publications {
            match passage(&self.filter, &publication, now) {
                Passage::Through => {}
                left => {
                    self.left_out += 1;
                    self.untold += usize::from(left == Passage::Untold);
                    continue;
                }
            }
            if there.insert(of(library, &publication.title, &publication.authors)) {
                self.late.push(Late { library: library.to_owned(), publication });
            }
        }
    }

    /// All libraries have answered: said once, for all of them.
    fn ended(&mut self, locale: &Locale) {
        self.asked = Asked::Answered { failed: std::mem::take(&mut self.missed) };
        announce(Announcement::polite(words::late(locale, self)));
    }

    /// Says what was found, once nothing was typed for a while, and only when that is news.
    fn tell(&mut self, locale: &Locale) {
        let is_answered = self.answer.as_ref().is_some_and(|(number, _)| *number == self.number);
        if self.rested != self.number || !is_answered {
            return;
        }
        let told = words::summary(locale, self);
        if told != self.told {
            announce(Announcement::polite(told.clone()));
            self.told = told;
        }
    }

    fn hits(&self) -> &[Hit] {
        self.answer.as_ref().map_or(&[], |(_, answer)| answer.hits.as_slice())
    }

    fn source(&self, id: SourceId) -> Option<&Source> {
        self.known.as_ref()?.sources.iter().find(|source| source.id == id)
    }

    /// The results in their order.
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).filter_map(|at| self.row(at))
    }

    fn len(&self) -> usize {
        self.on_shelf.len() + self.hits().len() + self.late.len()
    }

    fn row(&self, at: usize) -> Option<Row<'_>> {
        let (held, hits) = (self.on_shelf.len(), self.hits());
        if let Some(&at) = self.on_shelf.get(at) {
            return self.holdings.get(at).map(Row::Held);
        }
        let at = at - held;
        match hits.get(at) {
            Some(hit) => Some(Row::Hit(hit)),
            None => self.late.get(at - hits.len()).map(|late| Row::Late(at - hits.len(), late)),
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        view::view(self, context)
    }
}

#[cfg(test)]
mod tests;
