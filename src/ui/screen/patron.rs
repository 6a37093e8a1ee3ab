//! What the people of a library do for the reader beyond files: her card, what she asks for, what they tell, where they are;
//! for those who work there, the desk.

mod card;
pub mod desk;
pub mod form;
mod news;
mod places;
mod requests;

use iced::Length;
use iced::widget::column;

use super::{Context, stacked};
use crate::library::patron::news::Notice;
use crate::library::patron::{Card, Known, Request, Wish};
use crate::library::shelf::Moment;
use crate::locale::Locale;
use crate::ui::keymap::{Act, Scope};
use crate::ui::widget::{Control, Element, Look, button, heading, item, key_of, keyed, list, text, worded};

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Page {
    /// All that there is.
    #[default]
    Start,
    Card,
    Places,
    /// The branch with this id.
    Place(String),
    Requests,
    /// The reader's request with this id.
    Request(String),
    News,
    /// The piece of news with this id.
    Notice(String),
    /// Asking for something.
    Ask,
    Desk(desk::Page),
}

#[derive(Debug, Clone, Default)]
pub struct State {
    known: Known,
    /// What the library has not heard of yet.
    waiting: Vec<Wish>,
    page: Page,
    /// The pages that «back» leads to.
    trail: Vec<Page>,
    form: form::State,
    desk: desk::State,
    /// What was said last here, for the eye.
    told: Option<String>,
    /// The page that was left for this one by «back»: its row has the focus.
    left: Option<Page>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Show(Page),
    /// Ask for something of this kind, at the branch with this id.
    AskPressed(crate::library::patron::request::Kind, String),
    Form(form::Message),
    WithdrawPressed(String),
    /// What was not sent is wished no more.
    ForgetPressed(String),
    RefreshPressed,
    SayNumberPressed,
    Desk(desk::Message),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// Ask the library for everything; tell the screen by [`State::set`].
    Refresh,
    /// This piece of news was read.
    Read(String),
    /// Keep this and send it.
    Send(Box<Wish>),
    Forget(String),
    /// Ask whether it is to be taken back, and do so.
    Withdraw(Box<Request>),
    Say(String),
    Desk(desk::Action),
}

/// A row with a name and a line about it.
fn row<'a, M: Clone + 'a>(look: &Look, name: impl Into<String>, line: impl Into<String>) -> Control<'a, M> {
    let (name, line) = (name.into(), line.into());
    let shown = column![
        worded(name.clone()).size(look.body()).font(look.bold),
        worded(line.clone()).size(look.body()).font(look.font),
    ];
    item(look, name).description(line).content(shown.width(Length::Fill))
}

/// Rows that lead to pages: the one that she came back from has the focus, else the first.
fn led<'a, P: std::hash::Hash + PartialEq, M: Clone + 'a>(
    rows: Vec<(Control<'a, M>, P)>,
    left: Option<&P>,
    show: impl Fn(P) -> M,
) -> Vec<Control<'a, M>> {
    let wanted = rows.iter().position(|(_, page)| Some(page) == left).unwrap_or(0);
    let rows = rows.into_iter().enumerate().map(|(index, (row, page))| {
        let row = row.key(key_of(&page)).on_press(show(page));
        if index == wanted { row.autofocus() } else { row }
    });
    rows.collect()
}

impl State {
    pub fn title(locale: &Locale) -> String {
        locale.text("screen-patron")
    }

    /// What is known of the library now.
    pub fn set(&mut self, known: Known, waiting: Vec<Wish>) {
        (self.known, self.waiting) = (known, waiting);
        self.form.set_branches(&self.known.branches);
        if !self.is_there(&self.page) {
            self.page = Page::Start;
            self.trail.clear();
        }
    }

    /// No library offers anything.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    pub fn known(&self) -> &Known {
        &self.known
    }

    pub fn page(&self) -> &Page {
        &self.page
    }

    pub fn desk_shows_ended(&self) -> bool {
        self.desk.shows_ended()
    }

    pub fn desk(&mut self) -> &mut desk::State {
        &mut self.desk
    }

    /// What has just become of something that was done here.
    pub fn set_told(&mut self, words: Option<String>) {
        self.told = words;
    }

    /// Asks for a book as if its title had been typed here.
    pub fn ask_for(&mut self, book: String, title: String) {
        self.trail.clear();
        self.page = Page::Ask;
        self.form = form::State::of_book(&self.known, book, title);
        self.told = None;
    }

    pub fn can_go_back(&self) -> bool {
        !self.trail.is_empty()
    }

    pub fn back(&mut self) {
        if let Some(page) = self.trail.pop() {
            self.left = Some(std::mem::replace(&mut self.page, page));
        }
        self.told = None;
    }

    /// The first page, as if nobody had been here.
    pub fn start(&mut self) {
        self.page = Page::Start;
        self.trail.clear();
        (self.told, self.left) = (None, None);
    }

    fn show(&mut self, page: Page) -> Action {
        if page != self.page {
            let left = std::mem::replace(&mut self.page, page);
            self.trail.retain(|shown| *shown != left && *shown != self.page);
            self.trail.push(left);
        }
        (self.told, self.left) = (None, None);
        match &self.page {
            Page::Notice(id) if !self.known.read.contains(id) => Action::Read(id.clone()),
            Page::Desk(page) => self.desk.shown(page),
            _ => Action::None,
        }
    }

    /// Whether a page shows something that there is still.
    fn is_there(&self, page: &Page) -> bool {
        match page {
            Page::Place(id) => self.known.branch(id).is_some(),
            Page::Request(id) => self.request(id).is_some() || self.waiting.iter().any(|wish| wish.id == *id),
            Page::Notice(id) => self.notice(id).is_some(),
            Page::Desk(_) => self.known.offers.desk.is_some(),
            Page::Card => self.card().is_some(),
            _ => true,
        }
    }

    fn card(&self) -> Option<&Card> {
        self.known.card.as_ref()
    }

    fn request(&self, id: &str) -> Option<&Request> {
        self.known.requests.iter().find(|request| request.id == id)
    }

    fn notice(&self, id: &str) -> Option<&Notice> {
        self.known.news.iter().find(|notice| notice.id == id)
    }

    pub fn update(&mut self, message: Message, locale: &Locale) -> Action {
        match message {
            Message::Show(page) => {
                if page == Page::Ask {
                    self.form = form::State::new(&self.known);
                }
                self.show(page)
            }
            Message::AskPressed(kind, branch) => {
                self.form = form::State::at(&self.known, kind, branch);
                self.show(Page::Ask)
            }
            Message::Form(message) => match self.form.update(message, &self.known, locale) {
                Some(wish) => Action::Send(Box::new(wish)),
                None => Action::None,
            },
            Message::WithdrawPressed(id) => {
                self.request(&id).map_or(Action::None, |request| Action::Withdraw(Box::new(request.clone())))
            }
            Message::ForgetPressed(id) => Action::Forget(id),
            Message::RefreshPressed => Action::Refresh,
            Message::SayNumberPressed => {
                self.card().map_or(Action::None, |card| Action::Say(crate::ui::wording::digits(&card.number)))
            }
            Message::Desk(desk::Message::Show(page)) => self.show(Page::Desk(page)),
            Message::Desk(message) => match self.desk.update(message, &self.known, locale) {
                desk::Action::None => Action::None,
                action => Action::Desk(action),
            },
        }
    }

    /// What was sent is on its way: the reader's requests, with this one at the focus.
    pub fn sent(&mut self, words: String) {
        self.form = form::State::default();
        self.trail.retain(|page| *page != Page::Ask && *page != Page::Requests);
        if self.page == Page::Ask {
            self.page = Page::Requests;
            if self.trail.is_empty() {
                self.trail.push(Page::Start);
            }
        }
        self.told = Some(words);
    }

    /// Acts of the screen's own.
    pub fn act(&mut self, act: &Act) -> Action {
        match (act, &self.page) {
            (Act::Reload, Page::Desk(page)) => {
                let page = page.clone();
                self.desk.shown(&page)
            }
            (Act::Reload, _) => Action::Refresh,
            _ => Action::None,
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let parts = match &self.page {
            Page::Start => self.start_page(context),
            Page::Card => card::view(self, context),
            Page::Places => places::list_of(self, context),
            Page::Place(id) => places::one(self, context, id),
            Page::Requests => requests::list_of(self, context),
            Page::Request(id) => requests::one(self, context, id),
            Page::News => news::list_of(self, context),
            Page::Notice(id) => news::one(self, context, id),
            Page::Ask => {
                let parts = self.form.view(context, &self.known).into_iter();
                parts.map(|part| part.map(Message::Form)).collect()
            }
            Page::Desk(page) => {
                let left = match &self.left {
                    Some(Page::Desk(left)) => Some(left),
                    _ => None,
                };
                let parts = self.desk.view(context, page, left, &self.known).into_iter();
                parts.map(|part| part.map(Message::Desk)).collect()
            }
        };
        let mut parts: Vec<(u64, Element<'a, Message>)> = (0..).zip(parts).collect();
        if let Some(told) = &self.told {
            // It was announced when it came, and what stands below it stays what it is.
            parts.insert(1.min(parts.len()), (u64::MAX, text(&context.look, told.as_str()).into()));
        }
        let (keys, parts) = parts.into_iter().unzip();
        keyed(keys, stacked(&context.look, parts))
    }

    /// The ways to everything that the library offers.
    fn start_page<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let (look, locale) = (&context.look, &context.locale);
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, Self::title(locale)).into()];
        if !self.known.name.trim().is_empty() {
            parts.push(text(look, self.known.name.as_str()).into());
        }
        let now = Moment::now();
        let offers = &self.known.offers;
        let open = self.known.requests.iter().filter(|request| !request.state.is_over()).count() + self.waiting.len();
        let unread = self.known.unread(now);
        let counted = |name: &str, count: usize, id: &str| match count {
            0 => locale.text(name),
            count => format!("{}, {}", locale.text(name), locale.with(id, &[("count", count.into())])),
        };
        let ways = [
            (offers.news.is_some(), counted("patron-news", unread, "patron-news-count"), Page::News),
            (offers.requests.is_some(), counted("patron-requests", open, "patron-requests-open"), Page::Requests),
            (offers.requests.is_some(), locale.text("patron-ask"), Page::Ask),
            (offers.branches.is_some(), locale.text("patron-places"), Page::Places),
            (self.card().is_some(), locale.text("patron-card"), Page::Card),
            (offers.desk.is_some(), locale.text("patron-desk"), Page::Desk(desk::Page::Requests)),
        ];
        let ways = ways.into_iter().filter(|(offered, ..)| *offered);
        let ways: Vec<_> = ways.map(|(_, name, page)| (item(look, name), page)).collect();
        if ways.is_empty() {
            parts.push(text(look, locale.text("patron-nothing")).into());
        } else {
            parts.push(list(look, locale.text("patron-ways"), led(ways, self.left.as_ref(), Message::Show)).into());
        }
        let refresh = button(look, locale.text("patron-refresh")).on_press(Message::RefreshPressed);
        parts.push(super::keyed(context, refresh, Scope::Patron, &Act::Reload).into());
        parts
    }
}
