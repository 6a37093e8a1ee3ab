//! A library's catalogue: sections, books, search, pages; and the way to the other libraries.

pub mod form;
mod view;

use url::Url;

use super::Context;
use crate::access::{Announcement, announce};
use crate::library::Error;
use crate::library::authentication::AuthDocument;
use crate::library::catalog::search::Template;
use crate::library::catalog::{Asked, Feed, Publication, Search};
use crate::library::daisy_online::model::Label;
use crate::locale::Locale;
use crate::ui::keymap::Act;
use crate::ui::widget::Element;
use crate::ui::wording::{self, Failure};

/// By which the search field is given the focus.
pub const SEARCH: &str = "catalog-search";

/// What the program is asked to fetch, with the number that its answer bears.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub id: u64,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The first page of the library that was chosen.
    Start,
    Page(Url),
    /// These words, in the catalogue that this page belongs to.
    Search(Box<Feed>, Asked),
}

/// Which library it is, and which one comes after it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Which {
    /// Its name; empty where it has to say that itself.
    pub name: String,
    /// The name is the reader's own: what the library calls itself does not replace it.
    pub renamed: bool,
    /// The name of the next one; `None` when there is no other.
    pub next: Option<String>,
}

/// A page that was left for one further in.
#[derive(Debug, Clone)]
struct Visited {
    title: String,
    what: What,
}

#[derive(Debug, Clone)]
enum Phase {
    Loading,
    Shown(Box<Feed>),
    /// With a page for the browser, where the library names one.
    Failed(Failure, Option<Url>),
}

#[derive(Debug, Clone)]
pub struct State {
    phase: Phase,
    /// What is shown or being fetched.
    now: Visited,
    /// The way here, from the start.
    path: Vec<Visited>,
    /// The page that was shown last: a search that failed goes on from it.
    last: Option<Box<Feed>>,
    /// What is typed to be searched for.
    query: Asked,
    /// The fields for an author and a title are open.
    by_field: bool,
    /// The template in the description of a search, by the address of that.
    described: Option<(Url, Template)>,
    /// The description that was asked for last.
    undescribed: Option<Url>,
    request: u64,
    library: Which,
    /// What the page that is shown asks, and what is answered.
    form: Option<form::State>,
}

#[derive(Debug, Clone)]
pub enum Message {
    /// What was asked for with this number.
    Loaded(u64, Result<Box<Feed>, Error>),
    QueryTyped(String),
    AuthorTyped(String),
    TitleTyped(String),
    FieldsToggled,
    SearchPressed,
    /// What a description of a search holds.
    Described(Url, Box<Template>),
    /// A section, a facet, a page of the list: its title, and whether it goes further in.
    Followed {
        title: String,
        address: Url,
        deeper: bool,
    },
    BookPressed(Box<Publication>),
    Form(form::Message),
    /// What the library says on this page, in its own voice.
    HearPressed,
    /// Back to the page with this number on the way here.
    CrumbPressed(usize),
    RetryPressed,
    StartPressed,
    AccountPressed,
    FindPressed,
    LibrariesPressed,
    NextLibraryPressed,
    BrowsePressed(Url),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// Fetch this, and answer with [`Message::Loaded`]. What was asked for before is not waited for any more.
    Load(Request),
    /// Look for a book in all libraries.
    Find,
    /// This book's details.
    Open(Box<Publication>),
    /// Show the libraries that there are.
    Libraries,
    /// Show the next library.
    NextLibrary,
    /// Play these sounds of the service that this address belongs to.
    Hear(Url, Vec<Url>),
    /// Open a page of the library in the browser.
    Browse(Url),
    /// Ask this address who the reader is to the library.
    Account(Url),
    /// The library asks who the reader is; when she has signed in, [`State::again`].
    SignIn(Box<AuthDocument>),
    /// Ask whether this origin may be asked without protection; when it may, [`State::again`].
    Confirm(String),
    /// Ask whether the terms of this service are accepted; when they are, [`State::again`].
    Terms {
        service: Url,
        library: String,
        words: Box<Label>,
    },
}

impl State {
    /// The start of the library that is chosen, and the request for its first page.
    pub fn new(locale: &Locale) -> (Self, Action) {
        Self::of(Which::default(), locale)
    }

    /// As [`Self::new`], of this library.
    pub fn of(library: Which, locale: &Locale) -> (Self, Action) {
        let named = !library.name.trim().is_empty();
        let title = if named { library.name.clone() } else { locale.text("screen-catalog") };
        let now = Visited { title, what: What::Start };
        let mut state = Self {
            phase: Phase::Loading,
            now: now.clone(),
            path: Vec::new(),
            last: None,
            query: Asked::default(),
            by_field: false,
            described: None,
            undescribed: None,
            request: 0,
            library,
            form: None,
        };
        let action = state.load(now);
        (state, action)
    }

    /// The screen's name, and what is shown of the catalogue.
    pub fn title(&self, locale: &Locale) -> String {
        let shown = self.heading(locale);
        let screen = locale.text("screen-catalog");
        if shown == screen {
            return screen;
        }
        // Of several libraries the name of the one is worth more than that of the screen.
        let inside = self.library.next.is_some() && !self.library.name.is_empty() && self.library.name != shown;
        let screen = if inside { self.library.name.clone() } else { screen };
        locale.with("catalog-title", &[("screen", screen.into()), ("shown", shown.into())])
    }

    /// What the library is called, as far as it is known.
    pub fn library_name(&self, locale: &Locale) -> String {
        if self.library.name.is_empty() { self.heading(locale) } else { self.library.name.clone() }
    }

    /// What is shown of the catalogue.
    fn heading(&self, locale: &Locale) -> String {
        match &self.now.what {
            What::Search(_, asked) => locale.with("catalog-results", &[("query", asked.line().into())]),
            _ if self.now.title.is_empty() => locale.text("screen-catalog"),
            _ => self.now.title.clone(),
        }
    }

    /// Asks for the same again: after signing in, after the connection came back.
    pub fn again(&mut self) -> Action {
        let now = self.now.clone();
        self.load(now)
    }

    /// True when there is a page to go back to.
    pub fn can_go_back(&self) -> bool {
        !self.path.is_empty()
    }

    /// The page before this one.
    pub fn back(&mut self) -> Action {
        match self.path.pop() {
            Some(before) => self.load(before),
            None => Action::None,
        }
    }

    /// What a key asks for.
    pub fn act(&mut self, act: &Act) -> Action {
        let Phase::Shown(feed) = &self.phase else {
            return if *act == Act::Reload { self.again() } else { Action::None };
        };
        let title = self.now.title.clone();
        let turn = |state: &mut Self, address: Option<Url>| match address {
            Some(address) => state.load(Visited { title, what: What::Page(address) }),
            None => Action::None,
        };
        match act {
            Act::NextPage => {
                let next = feed.links.next.clone();
                turn(self, next)
            }
            Act::PreviousPage => {
                let previous = feed.links.previous.clone();
                turn(self, previous)
            }
            Act::Reload => self.again(),
            _ => Action::None,
        }
    }

    fn load(&mut self, what: Visited) -> Action {
        self.request += 1;
        self.phase = Phase::Loading;
        self.now = what;
        Action::Load(Request { id: self.request, what: self.now.what.clone() })
    }

    /// Goes further in: this page is on the way back.
    fn enter(&mut self, what: Visited) -> Action {
        // A page that failed is not worth going back to.
        if matches!(self.phase, Phase::Shown(_)) {
            self.path.push(self.now.clone());
        }
        self.load(what)
    }

    pub fn update(&mut self, message: Message, locale: &Locale) -> Action {
        match message {
            Message::Loaded(id, answer) if id == self.request => self.answered(answer, locale),
            // Late news is no news.
            Message::Loaded(..) => Action::None,
            Message::QueryTyped(words) => {
                self.query.words = words;
                Action::None
            }
            Message::AuthorTyped(words) => {
                self.query.author = words;
                Action::None
            }
            Message::TitleTyped(words) => {
                self.query.title = words;
                Action::None
            }
            Message::FieldsToggled => {
                self.by_field = !self.by_field;
                // What is out of sight is not searched for.
                (self.query.author, self.query.title) = (String::new(), String::new());
                Action::None
            }
            Message::Described(address, template) => {
                self.described = Some((address, *template));
                Action::None
            }
            Message::SearchPressed => self.search(locale),
            Message::Followed { title, address, deeper } => {
                let page = Visited { title, what: What::Page(address) };
                if deeper { self.enter(page) } else { self.load(page) }
            }
            Message::BookPressed(publication) => Action::Open(publication),
            Message::HearPressed => match &self.phase {
                Phase::Shown(feed) => Action::Hear(feed.address.clone(), feed.sounds()),
                _ => Action::None,
            },
            Message::Form(message) => match self.form.as_mut().and_then(|form| form.update(message, locale)) {
                Some(address) => self.enter(Visited { title: self.now.title.clone(), what: What::Page(address) }),
                None => Action::None,
            },
            Message::CrumbPressed(index) => {
                self.path.truncate(index + 1);
                self.back()
            }
            Message::RetryPressed => self.again(),
            Message::AccountPressed => match &self.phase {
                Phase::Shown(feed) => feed.profile().map_or(Action::None, |address| Action::Account(address.clone())),
                _ => Action::None,
            },
            Message::StartPressed => {
                self.path.clear();
                let title = match self.library.name.as_str() {
                    "" => locale.text("screen-catalog"),
                    name => name.to_owned(),
                };
                self.load(Visited { title, what: What::Start })
            }
            Message::FindPressed => Action::Find,
            Message::LibrariesPressed => Action::Libraries,
            Message::NextLibraryPressed => Action::NextLibrary,
            Message::BrowsePressed(address) => Action::Browse(address),
        }
    }

    /// Which library it is, as it is known here.
    pub fn library(&self) -> &Which {
        &self.library
    }

    /// The reader has renamed the library, or the others have changed.
    pub fn set_library(&mut self, library: Which) {
        if self.library.name.is_empty() || library.renamed {
            self.library.name = library.name;
        }
        (self.library.renamed, self.library.next) = (library.renamed, library.next);
    }

    /// Whether the answer with this number is that of the library's first page: how the visit goes.
    pub fn is_start(&self, id: u64) -> bool {
        id == self.request && self.now.what == What::Start
    }

    /// The description of the search that this page names, when it has not been asked for yet: once.
    pub fn undescribed(&mut self) -> Option<Url> {
        let Phase::Shown(feed) = &self.phase else { return None };
        let Some(Search::Description(address)) = &feed.links.search else { return None };
        if self.undescribed.as_ref() == Some(address) {
            return None;
        }
        self.undescribed = Some(address.clone());
        self.undescribed.clone()
    }

    /// Whether an author and a title can be searched for here.
    fn takes_fields(&self) -> bool {
        let template = match self.last.as_ref().and_then(|feed| feed.links.search.as_ref()) {
            Some(Search::Template(template)) => Some(template),
            Some(Search::Description(address)) => {
                self.described.as_ref().filter(|(known, _)| known == address).map(|(_, template)| template)
            }
            _ => None,
        };
        template.is_some_and(Template::takes_author_and_title)
    }

    fn search(&mut self, locale: &Locale) -> Action {
        let asked = self.query.clone();
        let Some(feed) = self.last.clone().filter(|_| !asked.is_empty()) else { return Action::None };
        let line = asked.line();
        announce(Announcement::polite(locale.with("catalog-searching", &[("query", line.as_str().into())])));
        let found = Visited { title: line, what: What::Search(feed, asked) };
        // Searching again replaces what was found; the way back leads to where the search began.
        if matches!(self.now.what, What::Search(..)) { self.load(found) } else { self.enter(found) }
    }

    fn answered(&mut self, answer: Result<Box<Feed>, Error>, locale: &Locale) -> Action {
        let feed = match answer {
            Ok(feed) => feed,
            Err(error) => {
                let failure = wording::library_error(locale, &error);
                // What is asked about is said by the question.
                if !matches!(error, Error::Unprotected { .. } | Error::Terms { .. }) {
                    announce(Announcement::assertive(failure.line()));
                }
                let site = match &error {
                    Error::UnsupportedSignIn(document) => document.site.clone(),
                    _ => None,
                };
                self.phase = Phase::Failed(failure, site);
                return match error {
                    Error::Unauthorized(document) => Action::SignIn(document),
                    Error::Unprotected { origin } => Action::Confirm(origin),
                    Error::Terms { service, library, words } => Action::Terms { service: *service, library, words },
                    _ => Action::None,
                };
            }
        };
        let is_start = self.now.what == What::Start;
        if is_start && !self.library.renamed && !feed.title.is_empty() {
            self.library.name.clone_from(&feed.title);
        }
        if is_start && !self.library.name.is_empty() {
            self.now.title.clone_from(&self.library.name);
        } else if !feed.title.is_empty() && !matches!(self.now.what, What::Search(..)) {
            self.now.title.clone_from(&feed.title);
        }
        let told = Announcement::polite(self.told(&feed, locale));
        // Where nothing but the library's own words is said, they are said in its language.
        announce(match feed.language.as_ref().filter(|_| told.text == self.own_words(&feed)) {
            Some(language) => told.language(language.tag()),
            None => told,
        });
        self.form = feed.form.clone().map(form::State::new);
        self.last = Some(feed.clone());
        self.phase = Phase::Shown(feed);
        Action::None
    }

    /// What is announced of a page that has come: of several libraries, in which one it is; what the list is narrowed to.
    fn told(&self, feed: &Feed, locale: &Locale) -> String {
        let mut words = self.told_of_page(feed, locale);
        let library = &self.library.name;
        if self.library.next.is_some() && !library.is_empty() && self.now.title != *library {
            words = locale.with("catalog-here", &[("library", library.as_str().into()), ("words", words.into())]);
        }
        let choices: Vec<String> = feed
            .chosen()
            .into_iter()
            .map(|(title, choice)| if title.is_empty() { choice.to_owned() } else { format!("{title}: {choice}") })
            .collect();
        if choices.is_empty() {
            return words;
        }
        let chosen = locale.with("catalog-chosen", &[("choices", choices.join(", ").into())]);
        format!("{}. {chosen}", words.trim_end_matches('.'))
    }

    fn told_of_page(&self, feed: &Feed, locale: &Locale) -> String {
        let here: usize = feed.publications.len() + feed.groups.iter().map(|it| it.publications.len()).sum::<usize>();
        let count = feed.total.unwrap_or(here as u64);
        // Lists of some services have no name but that of the way that led there.
        let title = &self.now.title;
        match &self.now.what {
            What::Search(_, asked) if feed.is_empty() => {
                locale.with("catalog-found-none", &[("query", asked.line().into())])
            }
            What::Search(..) => locale.with("catalog-found", &[("count", count.into())]),
            _ if feed.is_empty() && feed.subtitle.is_none() && feed.links.search.is_none() => {
                locale.text("catalog-empty")
            }
            _ if here == 0 => self.own_words(feed),
            _ => format!("{}, {}", title, locale.with("books", &[("count", count.into())])),
        }
    }

    /// What the library itself says at the top of a page.
    fn own_words(&self, feed: &Feed) -> String {
        let said = [Some(self.now.title.as_str()), feed.subtitle.as_deref()];
        said.into_iter().flatten().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(". ")
    }

    /// Where the page that is shown came from.
    pub fn address(&self) -> Option<&url::Url> {
        match &self.phase {
            Phase::Shown(feed) => Some(&feed.address),
            _ => None,
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        view::view(self, context)
    }
}
