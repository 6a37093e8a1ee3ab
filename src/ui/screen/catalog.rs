//! A library's catalogue: sections, books, search, pages; and the way to another library.

mod view;

use url::Url;

use super::Context;
use crate::access::{Announcement, announce};
use crate::library::Error;
use crate::library::authentication::AuthDocument;
use crate::library::catalog::{Feed, Publication};
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
    Search(Box<Feed>, String),
    /// A library by the address that was typed.
    Discover(String),
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
    Failed(Failure),
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
    query: String,
    request: u64,
    /// The field for another library's address, when it is open.
    address: Option<String>,
    address_error: Option<String>,
    library: String,
}

#[derive(Debug, Clone)]
pub enum Message {
    /// What was asked for with this number.
    Loaded(u64, Result<Box<Feed>, Error>),
    QueryTyped(String),
    SearchPressed,
    /// A section, a facet, a page of the list: its title, and whether it goes further in.
    Followed {
        title: String,
        address: Url,
        deeper: bool,
    },
    BookPressed(Box<Publication>),
    /// Back to the page with this number on the way here.
    CrumbPressed(usize),
    RetryPressed,
    StartPressed,
    LibraryToggled,
    AddressTyped(String),
    AddressPressed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// Fetch this, and answer with [`Message::Loaded`]. What was asked for before is not waited for any more.
    Load(Request),
    /// This book's details.
    Open(Box<Publication>),
    /// This library, which answered, is the chosen one from now on.
    Chosen {
        address: Url,
        title: String,
    },
    /// The library asks who the reader is; when she has signed in, [`State::again`].
    SignIn(Box<AuthDocument>),
    /// Ask whether this origin may be asked without protection; when it may, [`State::again`].
    Confirm(String),
    /// Ask whether the terms of this service are accepted; when they are, [`State::again`].
    Terms {
        service: Url,
        library: String,
        text: String,
    },
}

impl State {
    /// The start of the library that is chosen, and the request for its first page.
    pub fn new(locale: &Locale) -> (Self, Action) {
        let now = Visited { title: locale.text("screen-catalog"), what: What::Start };
        let mut state = Self {
            phase: Phase::Loading,
            now: now.clone(),
            path: Vec::new(),
            last: None,
            query: String::new(),
            request: 0,
            address: None,
            address_error: None,
            library: String::new(),
        };
        let action = state.load(now);
        (state, action)
    }

    /// The screen's name, and what is shown of the catalogue.
    pub fn title(&self, locale: &Locale) -> String {
        let screen = locale.text("screen-catalog");
        let shown = self.heading(locale);
        if shown == screen {
            return screen;
        }
        locale.with("catalog-title", &[("screen", screen.into()), ("shown", shown.into())])
    }

    /// What is shown of the catalogue.
    fn heading(&self, locale: &Locale) -> String {
        match &self.now.what {
            What::Search(_, words) => locale.with("catalog-results", &[("query", words.as_str().into())]),
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
        !self.path.is_empty() || self.address.is_some()
    }

    /// The page before this one.
    pub fn back(&mut self) -> Action {
        if self.address.take().is_some() {
            return Action::None;
        }
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
                self.query = words;
                Action::None
            }
            Message::SearchPressed => self.search(locale),
            Message::Followed { title, address, deeper } => {
                let page = Visited { title, what: What::Page(address) };
                if deeper { self.enter(page) } else { self.load(page) }
            }
            Message::BookPressed(publication) => Action::Open(publication),
            Message::CrumbPressed(index) => {
                self.path.truncate(index + 1);
                self.back()
            }
            Message::RetryPressed => self.again(),
            Message::StartPressed => {
                self.path.clear();
                self.load(Visited { title: locale.text("screen-catalog"), what: What::Start })
            }
            Message::LibraryToggled => {
                self.address = if self.address.is_some() { None } else { Some(String::new()) };
                self.address_error = None;
                Action::None
            }
            Message::AddressTyped(text) => {
                self.address = Some(text);
                self.address_error = None;
                Action::None
            }
            Message::AddressPressed => self.discover(locale),
        }
    }

    fn search(&mut self, locale: &Locale) -> Action {
        let words = self.query.trim().to_owned();
        let Some(feed) = self.last.clone().filter(|_| !words.is_empty()) else { return Action::None };
        announce(Announcement::polite(locale.with("catalog-searching", &[("query", words.as_str().into())])));
        let found = Visited { title: words.clone(), what: What::Search(feed, words) };
        // Searching again replaces what was found; the way back leads to where the search began.
        if matches!(self.now.what, What::Search(..)) { self.load(found) } else { self.enter(found) }
    }

    fn discover(&mut self, locale: &Locale) -> Action {
        let typed = self.address.as_deref().unwrap_or_default().trim().to_owned();
        if typed.is_empty() {
            self.address_error = Some(locale.text("catalog-address-empty"));
            return Action::None;
        }
        self.enter(Visited { title: typed.clone(), what: What::Discover(typed) })
    }

    fn answered(&mut self, answer: Result<Box<Feed>, Error>, locale: &Locale) -> Action {
        let feed = match answer {
            Ok(feed) => feed,
            Err(error) => {
                let failure = wording::library_error(locale, &error);
                if let What::Discover(_) = self.now.what {
                    self.address_error = Some(failure.line());
                }
                // What is asked about is said by the question.
                if !matches!(error, Error::Unprotected { .. } | Error::Terms { .. }) {
                    announce(Announcement::assertive(failure.line()));
                }
                self.phase = Phase::Failed(failure);
                return match error {
                    Error::Unauthorized(document) => Action::SignIn(document),
                    Error::Unprotected { origin } => Action::Confirm(origin),
                    Error::Terms { service, library, text } => Action::Terms { service: *service, library, text },
                    _ => Action::None,
                };
            }
        };
        announce(Announcement::polite(self.told(&feed, locale)));
        let mut action = Action::None;
        if !feed.title.is_empty() && !matches!(self.now.what, What::Search(..)) {
            self.now.title.clone_from(&feed.title);
        }
        if matches!(self.now.what, What::Start | What::Discover(_)) {
            self.library.clone_from(&feed.title);
        }
        if let What::Discover(_) = self.now.what {
            action = Action::Chosen { address: feed.address.clone(), title: feed.title.clone() };
            self.address = None;
            self.path.clear();
            self.now.what = What::Page(feed.address.clone());
        }
        self.last = Some(feed.clone());
        self.phase = Phase::Shown(feed);
        action
    }

    /// What is announced of a page that has come.
    fn told(&self, feed: &Feed, locale: &Locale) -> String {
        let here: usize = feed.publications.len() + feed.groups.iter().map(|it| it.publications.len()).sum::<usize>();
        let count = feed.total.unwrap_or(here as u64);
        // Lists of some services have no name but that of the way that led there.
        let title = if feed.title.is_empty() { &self.now.title } else { &feed.title };
        match &self.now.what {
            What::Search(_, words) if feed.is_empty() => {
                locale.with("catalog-found-none", &[("query", words.as_str().into())])
            }
            What::Search(..) => locale.with("catalog-found", &[("count", count.into())]),
            _ if feed.is_empty() && feed.subtitle.is_none() && feed.links.search.is_none() => {
                locale.text("catalog-empty")
            }
            _ if here == 0 => {
                let said = [Some(title.as_str()), feed.subtitle.as_deref()];
                said.into_iter().flatten().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(". ")
            }
            _ => format!("{}, {}", title, locale.with("books", &[("count", count.into())])),
        }
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
