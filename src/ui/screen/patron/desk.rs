//! The desk of a branch: what readers ask for, what becomes of it, who did what, what readers are told.

mod announcing;

use crate::library::patron::request::{Kind, Line, Request, State as Way, Step};
use crate::library::patron::{Announcement, Known, Notice};
use crate::locale::Locale;
use crate::ui::screen::Context;
use crate::ui::widget::{
    Choice, Element, button, checkbox, heading, item, key_of, list, primary_button, tabs, text, text_field,
};
use crate::ui::wording;

pub use announcing::Message as AnnouncingMessage;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Page {
    Requests,
    /// The request with this id.
    Request(String),
    Log,
    /// What readers are told of this branch.
    News,
    /// Telling readers something.
    Announcing,
}

#[derive(Debug, Clone, Default)]
pub struct State {
    /// What waits longest first; `None` until the library has answered.
    requests: Option<Vec<Request>>,
    log: Option<Vec<Line>>,
    /// So many minutes the clock here is ahead of UTC.
    ahead: i64,
    news: Option<Vec<Notice>>,
    /// Only these.
    kind: Option<Kind>,
    /// Those that have ended are shown, too.
    ended: bool,
    /// What is written to the reader.
    answer: String,
    announcing: announcing::State,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Show(Page),
    KindChosen(Option<Kind>),
    EndedToggled,
    AnswerTyped(String),
    StepPressed(String, Way),
    TakeBackPressed(String),
    PrintPressed,
    SavePressed,
    Announcing(announcing::Message),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// Ask for the requests, with those that have ended or without; tell the screen by [`State::set_requests`].
    Read {
        ended: bool,
    },
    ReadLog,
    ReadNews,
    Step(Box<Request>, Step),
    Announce(Box<Announcement>),
    TakeBack(Box<Notice>),
    /// Print these requests, or save them as a file.
    Print(Vec<Request>),
    Save(Vec<Request>),
}

impl State {
    pub fn set_requests(&mut self, requests: Vec<Request>) {
        self.requests = Some(requests);
    }

    /// Who changed what; the clock here is so many minutes ahead of UTC.
    pub fn set_log(&mut self, log: Vec<Line>, ahead: i64) {
        (self.log, self.ahead) = (Some(log), ahead);
    }

    pub fn set_news(&mut self, news: Vec<Notice>) {
        self.news = Some(news);
    }

    /// A request as it stands now.
    pub fn put(&mut self, request: Request) {
        self.answer.clear();
        for known in self.requests.iter_mut().flatten().filter(|known| known.id == request.id) {
            *known = request.clone();
        }
    }

    /// What was told is told.
    pub fn announced(&mut self) {
        self.announcing = announcing::State::default();
    }

    /// Whether requests that have ended are shown.
    pub fn shows_ended(&self) -> bool {
        self.ended
    }

    /// So many wait for somebody.
    pub fn open(&self) -> usize {
        self.requests.iter().flatten().filter(|request| !request.state.is_over()).count()
    }

    /// What a page needs when it is shown.
    pub(super) fn shown(&mut self, page: &Page) -> super::Action {
        self.answer.clear();
        super::Action::Desk(match page {
            Page::Requests => Action::Read { ended: self.ended },
            Page::Log => Action::ReadLog,
            Page::News => Action::ReadNews,
            Page::Request(_) | Page::Announcing => return super::Action::None,
        })
    }

    fn request(&self, id: &str) -> Option<&Request> {
        self.requests.iter().flatten().find(|request| request.id == id)
    }

    /// The requests that are shown.
    fn chosen(&self) -> impl Iterator<Item = &Request> {
        let chosen = move |request: &&Request| {
            self.kind.is_none_or(|kind| kind == request.kind) && (self.ended || !request.state.is_over())
        };
        self.requests.iter().flatten().filter(chosen)
    }

    pub fn update(&mut self, message: Message, known: &Known, locale: &Locale) -> Action {
        match message {
            Message::Show(_) => Action::None,
            Message::KindChosen(kind) => {
                self.kind = kind;
                Action::None
            }
            Message::EndedToggled => {
                self.ended = !self.ended;
                Action::Read { ended: self.ended }
            }
            Message::AnswerTyped(words) => {
                self.answer = words;
                Action::None
            }
            Message::StepPressed(id, state) => self.request(&id).map_or(Action::None, |request| {
                let step = Step { from: request.state, state, answer: self.answer.trim().to_owned() };
                Action::Step(Box::new(request.clone()), step)
            }),
            Message::TakeBackPressed(id) => {
                let notice = self.news.iter().flatten().find(|notice| notice.id == id);
                notice.map_or(Action::None, |notice| Action::TakeBack(Box::new(notice.clone())))
            }
            Message::PrintPressed => Action::Print(self.chosen().cloned().collect()),
            Message::SavePressed => Action::Save(self.chosen().cloned().collect()),
            Message::Announcing(message) => match self.announcing.update(message, known, locale) {
                Some(announcement) => Action::Announce(Box::new(announcement)),
                None => Action::None,
            },
        }
    }

    pub fn view<'a>(
        &'a self,
        context: &'a Context,
        page: &'a Page,
        left: Option<&Page>,
        known: &'a Known,
    ) -> Vec<Element<'a, Message>> {
        match page {
            Page::Requests => self.list_of(context, left, known),
            Page::Request(id) => self.one(context, known, id),
            Page::Log => self.log_page(context),
            Page::News => self.news_page(context, known),
            Page::Announcing => {
                let parts = self.announcing.view(context, known).into_iter();
                parts.map(|part| part.map(Message::Announcing)).collect()
            }
        }
    }

    fn list_of<'a>(&'a self, context: &'a Context, left: Option<&Page>, known: &'a Known) -> Vec<Element<'a, Message>> {
        let (look, locale) = (&context.look, &context.locale);
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, locale.text("patron-desk")).into()];
        let staff = known.card.as_ref().map_or("", |card| &card.staff);
        parts.push(text(look, wording::branch_name(locale, known, staff)).into());
        let all = std::iter::once(None).chain(Kind::ALL.into_iter().map(Some));
        let kinds = all.map(|kind| {
            let name = kind.map_or_else(|| locale.text("patron-desk-all"), |kind| wording::request_kind(locale, kind));
            Choice::new(name, self.kind == kind, Message::KindChosen(kind))
        });
        parts.push(tabs(look, locale.text("patron-kind"), kinds).into());
        let ended = checkbox(look, locale.text("patron-desk-ended"), self.ended);
        parts.push(ended.on_press(Message::EndedToggled).into());
        let shown: Vec<&Request> = self.chosen().collect();
        if self.requests.is_none() {
            parts.push(text(look, locale.text("patron-asking")).into());
        } else if shown.is_empty() {
            parts.push(text(look, locale.text("patron-desk-none")).into());
        } else {
            let name = locale.with("patron-desk-count", &[("count", shown.len().into())]);
            let rows = shown.into_iter().map(|request| {
                let branch = known.branch(&request.branch);
                let title = wording::request_title(locale, request.kind, &request.title, branch);
                let who = [request.name.trim(), request.card.trim()].into_iter().find(|who| !who.is_empty());
                let line = wording::request_line(locale, request, branch);
                let line = who.map_or_else(|| line.clone(), |who| format!("{who}, {line}"));
                (super::row(look, title, line), Page::Request(request.id.clone()))
            });
            let rows = super::led(rows.collect(), left, Message::Show);
            parts.push(list(look, name, rows).into());
            parts.push(context.side_by_side(vec![
                button(look, locale.text("patron-desk-print")).on_press(Message::PrintPressed).into(),
                button(look, locale.text("patron-desk-save")).on_press(Message::SavePressed).into(),
            ]));
        }
        let way = |offered: bool, name: &str, page: Page| {
            offered.then(|| button(look, locale.text(name)).on_press(Message::Show(page)).into())
        };
        let ways: Vec<Element<'a, Message>> = [
            way(known.offers.desk_news.is_some(), "patron-desk-news", Page::News),
            way(known.offers.desk_log.is_some(), "patron-desk-log", Page::Log),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !ways.is_empty() {
            parts.push(context.side_by_side(ways));
        }
        parts
    }

    fn one<'a>(&'a self, context: &'a Context, known: &'a Known, id: &str) -> Vec<Element<'a, Message>> {
        let (look, locale) = (&context.look, &context.locale);
        let Some(request) = self.request(id) else {
            return vec![text(look, locale.text("patron-desk-gone")).into()];
        };
        let branch = known.branch(&request.branch);
        let title = wording::request_title(locale, request.kind, &request.title, branch);
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, title.clone()).into()];
        let lines = wording::request_facts(locale, request, known).into_iter().enumerate();
        let rows = lines.map(|(index, line)| {
            let row = item(look, line);
            if index == 0 { row.autofocus() } else { row }
        });
        parts.push(list(look, title, rows).into());
        let next = request.state.next(request.kind);
        if next.is_empty() {
            return parts;
        }
        let field = text_field(look, locale.text("patron-desk-answer"), self.answer.as_str());
        parts.push(field.description(locale.text("patron-desk-answer-hint")).on_input(Message::AnswerTyped).into());
        let buttons = next.iter().enumerate().map(|(index, state)| {
            let name = wording::request_step(locale, request.kind, *state);
            let press = if index == 0 { primary_button(look, name) } else { button(look, name) };
            press.key(key_of(state)).on_press(Message::StepPressed(request.id.clone(), *state)).into()
        });
        parts.push(context.side_by_side(buttons.collect()));
        parts
    }

    fn log_page<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let (look, locale) = (&context.look, &context.locale);
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, locale.text("patron-desk-log")).into()];
        match &self.log {
            None => parts.push(text(look, locale.text("patron-asking")).into()),
            Some(log) if log.is_empty() => parts.push(text(look, locale.text("patron-desk-log-none")).into()),
            Some(log) => {
                let rows = log.iter().enumerate().map(|(index, line)| {
                    let row = item(look, wording::log_line(locale, line, self.ahead));
                    if index == 0 { row.autofocus() } else { row }
                });
                parts.push(list(look, locale.text("patron-desk-log"), rows).into());
            }
        }
        parts
    }

    fn news_page<'a>(&'a self, context: &'a Context, known: &'a Known) -> Vec<Element<'a, Message>> {
        let (look, locale) = (&context.look, &context.locale);
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, locale.text("patron-desk-news")).into()];
        let announce = primary_button(look, locale.text("patron-announce")).autofocus();
        parts.push(announce.on_press(Message::Show(Page::Announcing)).into());
        match &self.news {
            None => parts.push(text(look, locale.text("patron-asking")).into()),
            Some(news) if news.is_empty() => parts.push(text(look, locale.text("patron-desk-news-none")).into()),
            Some(news) => {
                let rows = news.iter().map(|notice| {
                    let title = notice.title.of(locale.tongue()).to_owned();
                    let mut about = vec![
                        wording::notice_kind(locale, notice.kind),
                        wording::branch_name(locale, known, &notice.branch),
                    ];
                    about.extend(notice.until.map(|until| {
                        locale.with("patron-announce-ends", &[("date", wording::day(locale, until).into())])
                    }));
                    let does = locale.text("patron-announce-take-back");
                    super::row(look, title, format!("{}. {does}", about.join(", ")))
                        .key(key_of(&notice.id))
                        .on_press(Message::TakeBackPressed(notice.id.clone()))
                });
                parts.push(list(look, locale.text("patron-desk-news"), rows).into());
            }
        }
        parts
    }
}
