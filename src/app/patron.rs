//! What the people of libraries do for the reader, from the window: what they are asked for, what they tell.

mod desk;
mod wishes;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use iced::Task;
use url::Url;

pub use self::desk::Came;
use super::dialogs::{Resume, Then};
use super::screens::Shown;
use super::speech::LISTENS;
use super::{App, Message};
use crate::library::Error;
use crate::library::catalog::Feed;
use crate::library::patron::known::Told;
use crate::library::patron::remote::Outcome;
use crate::library::patron::{Known, Offers, Request, asking};
use crate::library::shelf::{self, Moment, Unsent};
use crate::ui::dialog::question;
use crate::ui::screen::patron::{self, Action};
use crate::ui::wording;

/// So often a library is asked while something is under way.
const SOON: Duration = Duration::from_secs(60);
/// And else.
const LATER: Duration = Duration::from_secs(15 * 60);
/// A page that links it again within this time brings nothing new, in milliseconds.
const JUST_ASKED: i64 = 20_000;
/// So long after it fell silent the program speaks of something else.
const PAUSE: Duration = Duration::from_secs(2);

/// What is known of all libraries.
#[derive(Debug, Default)]
pub(super) struct Patrons {
    /// By the addresses of their catalogues.
    known: BTreeMap<String, Known>,
    waiting: Vec<Unsent>,
    /// Ids of wishes that are being sent.
    sending: BTreeSet<String>,
    /// Those that are being asked.
    asking: BTreeSet<String>,
    /// What is said when nothing is read aloud.
    held: Vec<String>,
    /// Requests at the desk that staff were told of; `None` before the first answer.
    seen: Option<BTreeSet<String>>,
    /// Each clock but the last one is stopped.
    clock: u64,
    /// Of the last question.
    turn: u64,
    /// That of each library when she left it: what was asked before is no answer for whoever comes after.
    left: BTreeMap<String, u64>,
}

/// What a library's people are asked, with its address.
#[derive(Debug, Clone)]
pub enum Work {
    /// For everything; what waits is sent.
    Refresh(String),
    Withdraw(String, Box<Request>),
    Desk(String, patron::desk::Action),
}

/// What is known of which library, and what has not been sent.
type Kept = (Vec<(String, Known)>, Vec<Unsent>);

/// What happened.
#[derive(Debug, Clone)]
pub enum News {
    Kept(Result<Kept, shelf::Error>),
    /// Asked by the reader, or not.
    Learned {
        library: String,
        turn: u64,
        asked: bool,
        answer: Box<Result<(Known, Vec<Told>), Error>>,
    },
    /// Just wished, or sent without a word of the reader.
    Sent {
        unsent: Box<Unsent>,
        asked: bool,
        answer: Result<Box<Known>, Error>,
    },
    Withdrawn(String, Box<Request>, Result<Box<(Known, Outcome)>, Error>),
    Changed(Result<(String, Box<Known>), shelf::Error>),
    Forgotten(Result<Vec<Unsent>, shelf::Error>),
    Desk(String, Box<Came>),
    Due(u64),
    Tell,
}

fn said(news: News) -> Message {
    Message::Patron(news)
}

impl App {
    /// At the start: what is known, and what has not been sent.
    pub(super) fn begin_patrons(&self) -> Task<Message> {
        let shelf = self.shelf.clone();
        Task::perform(async move { Ok((shelf.people().await?, shelf.wishes().await?)) }, |kept| said(News::Kept(kept)))
    }

    pub(super) fn patron_news(&mut self, news: News) -> Task<Message> {
        match news {
            News::Kept(Ok((people, waiting))) => {
                self.patrons.known.extend(people);
                self.patrons.waiting = waiting;
                self.tell_patron_screen();
                self.ask_all_quietly()
            }
            News::Kept(Err(error)) | News::Changed(Err(error)) | News::Forgotten(Err(error)) => self.kept(Err(error)),
            News::Learned { library, turn, .. }
                if self.patrons.left.get(&library).is_some_and(|left| turn <= *left) =>
            {
                // What came late was kept, too.
                if self.patrons.known.contains_key(&library) { Task::none() } else { self.forget_patron(&library) }
            }
            News::Learned { library, asked, answer, .. } => self.patron_learned(library, asked, *answer),
            News::Sent { unsent, asked, answer } => self.wish_sent(*unsent, asked, answer),
            News::Withdrawn(library, request, answer) => self.withdrawn(library, *request, answer),
            News::Changed(Ok((library, known))) => {
                self.patrons.known.insert(library, *known);
                self.tell_patron_screen();
                Task::none()
            }
            News::Forgotten(Ok(waiting)) => {
                self.patrons.waiting = waiting;
                self.tell_patron_screen();
                Task::none()
            }
            News::Desk(library, came) => self.desk_came(library, *came),
            News::Due(clock) if clock == self.patrons.clock => self.ask_all_quietly(),
            News::Due(_) => Task::none(),
            News::Tell => self.tell_held(),
        }
    }

    /// The library whose people are shown: that of the catalogue, else one that offers something.
    pub(super) fn patron_library(&self) -> Option<String> {
        let offers = |library: &&String| self.patrons.known.get(*library).is_some_and(|known| !known.offers.is_empty());
        let open = self.library.as_ref().map(Url::to_string);
        open.filter(|open| offers(&open)).or_else(|| self.patrons.known.keys().find(offers).cloned())
    }

    /// The number of the card that is shown there; empty where none is.
    fn patron_card(&self, library: &str) -> String {
        let known = self.patrons.known.get(library);
        known.and_then(|known| known.card.as_ref()).map(|card| card.number.clone()).unwrap_or_default()
    }

    /// As [`Self::forget_patron`], of all libraries on this machine.
    pub(super) fn forget_patrons(&mut self, address: &Url) -> Task<Message> {
        let there = |url: &&String| Url::parse(url).is_ok_and(|url| url.origin() == address.origin());
        let urls: Vec<String> = self.patrons.known.keys().filter(there).cloned().collect();
        Task::batch(urls.iter().map(|url| self.forget_patron(url)).collect::<Vec<_>>())
    }

    /// What a library's people know of her is forgotten here: she has left it, or is signed out.
    pub(super) fn forget_patron(&mut self, url: &str) -> Task<Message> {
        self.patrons.known.remove(url);
        self.patrons.asking.remove(url);
        self.patrons.left.insert(url.to_owned(), self.patrons.turn);
        self.patrons.held.clear();
        self.patrons.seen = None;
        self.screens.patron.forget();
        self.tell_patron_screen();
        let (shelf, url) = (self.shelf.clone(), url.to_owned());
        Task::perform(async move { shelf.forget_people(url).await }, Message::Kept)
    }

    /// How many news were not read, where a library offers anything.
    pub(super) fn unread_news(&self) -> Option<usize> {
        let known = self.patrons.known.get(&self.patron_library()?)?;
        Some(known.unread(Moment::now()))
    }

    /// Whether people can be asked for something.
    pub(super) fn can_ask_people(&self) -> bool {
        let known = self.patron_library().and_then(|library| self.patrons.known.get(&library));
        known.is_some_and(|known| known.offers.requests.is_some())
    }

    /// Tells the screen what is known now.
    fn tell_patron_screen(&mut self) {
        let can_ask = self.can_ask_people();
        if let Some(book) = &mut self.screens.book {
            book.set_can_ask(can_ask);
        }
        let Some(library) = self.patron_library() else {
            self.screens.patron.forget();
            return;
        };
        let card = self.patron_card(&library);
        let waiting = self.patrons.waiting.iter().filter(|unsent| unsent.library == library && unsent.card == card);
        let waiting = waiting.map(|unsent| unsent.wish.clone()).collect();
        let known = self.patrons.known.get(&library).cloned().unwrap_or_default();
        self.screens.patron.set(known, waiting);
    }

    pub(super) fn show_patron(&mut self) -> Task<Message> {
        self.tell_patron_screen();
        let Some(library) = self.patron_library() else {
            self.say(self.context.text("patron-nothing"));
            return Task::none();
        };
        self.screens.patron.start();
        self.screens.show(Shown::Patron);
        self.ask_patron(library, false)
    }

    /// Asks for a printed copy, or for a copy to be brought.
    pub(super) fn ask_for_book(&mut self, book: String, title: String) -> Task<Message> {
        self.tell_patron_screen();
        self.screens.patron.ask_for(book, title);
        self.screens.show(Shown::Patron);
        Task::none()
    }

    /// A page of the open catalogue has come: what it links is offered, and nothing else.
    pub(super) fn learn_offers(&mut self, page: &Feed) -> Task<Message> {
        self.tell_patron_screen();
        let Some(library) = self.library.clone().filter(|library| library.origin() == page.address.origin()) else {
            return Task::none();
        };
        // Pages below the first one need not link it.
        let is_first = page.address == library || page.links.start.as_ref() == Some(&page.address);
        let (library, offers) = (library.to_string(), Offers::of(page));
        let now = Moment::now().unix_millis();
        let just_asked = |known: &Known| known.asked.is_some_and(|asked| now - asked.unix_millis() < JUST_ASKED);
        match self.patrons.known.get(&library) {
            None if offers.is_empty() => return Task::none(),
            Some(_) if offers.is_empty() && !is_first => return Task::none(),
            Some(known) if known.offers == offers && just_asked(known) => return Task::none(),
            _ => {}
        }
        let Some(client) = self.client.clone() else { return Task::none() };
        let (shelf, name) = (self.shelf.clone(), page.title.clone());
        let asked = asking::again(client, shelf, library.clone(), name, offers);
        self.learning(library, false, asked)
    }

    fn learning(
        &mut self,
        library: String,
        asked: bool,
        answer: impl Future<Output = Result<(Known, Vec<Told>), Error>> + Send + 'static,
    ) -> Task<Message> {
        self.patrons.asking.insert(library.clone());
        self.patrons.turn += 1;
        let turn = self.patrons.turn;
        Task::perform(answer, move |answer| {
            said(News::Learned { library: library.clone(), turn, asked, answer: Box::new(answer) })
        })
    }

    /// Asks a library for everything that it offers. `asked`: the reader waits for it, and its first page is looked at again.
    fn ask_patron(&mut self, library: String, asked: bool) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        let Ok(start) = Url::parse(&library) else { return Task::none() };
        if asked {
            self.say(self.context.text("patron-asking"));
        } else if self.patrons.asking.contains(&library) {
            return Task::none();
        }
        let (shelf, of) = (self.shelf.clone(), library.clone());
        match self.patrons.known.get(&library).filter(|_| !asked) {
            Some(Known { name, offers, .. }) => {
                let (name, offers) = (name.clone(), offers.clone());
                self.learning(library, asked, asking::again(client.in_background(), shelf, of, name, offers))
            }
            None => self.learning(library, asked, asking::ask(client, shelf, of, start)),
        }
    }

    /// Asks everybody that is known, and sets the clock for the next time.
    fn ask_all_quietly(&mut self) -> Task<Message> {
        let offering = self.patrons.known.iter().filter(|(_, known)| !known.offers.is_empty());
        let libraries: Vec<String> = offering.map(|(library, _)| library.clone()).collect();
        let mut asked = Vec::new();
        for library in libraries {
            // A keyring may ask the reader to unlock it: not for what nobody waits for.
            let url = Url::parse(&library).ok();
            let client =
                self.client.clone().filter(|client| url.as_ref().is_some_and(|url| client.signed_in(url).is_some()));
            let is_open = self.library.as_ref().is_some_and(|open| open.as_str() == library);
            if is_open || client.is_some() || self.patrons.known.get(&library).is_some_and(|known| known.card.is_none())
            {
                asked.push(self.ask_patron(library.clone(), false));
                asked.push(self.ask_desk_quietly(&library));
            }
        }
        asked.push(self.set_patron_clock());
        Task::batch(asked)
    }

    fn set_patron_clock(&mut self) -> Task<Message> {
        self.patrons.clock += 1;
        let clock = self.patrons.clock;
        let under_way = |known: &Known| {
            known.offers.desk.is_some() || known.requests.iter().any(|request| !request.state.is_over())
        };
        let soon = !self.patrons.waiting.is_empty() || self.patrons.known.values().any(under_way);
        let wait = if soon { SOON } else { LATER };
        Task::perform(async move { tokio::time::sleep(wait).await }, move |()| said(News::Due(clock)))
    }

    fn patron_learned(
        &mut self,
        library: String,
        asked: bool,
        answer: Result<(Known, Vec<Told>), Error>,
    ) -> Task<Message> {
        self.patrons.asking.remove(&library);
        match answer {
            Ok((known, told)) => {
                let locale = self.context.locale.clone();
                let words: Vec<String> = told.iter().map(|told| wording::patron_told(&locale, told, &known)).collect();
                let soon = known.requests.iter().any(|request| !request.state.is_over());
                self.patrons.known.insert(library.clone(), known);
                self.tell_patron_screen();
                // It answers: what waits for it goes now.
                let sent = self.deliver(&library);
                if asked {
                    self.say(locale.text("patron-refreshed"));
                }
                let clock = if soon { self.set_patron_clock() } else { Task::none() };
                Task::batch([self.hold_words(words), sent, clock])
            }
            Err(error) if asked => self.patron_refused(Work::Refresh(library), error),
            // Nobody asked; it is said when somebody does.
            Err(error) => {
                tracing::info!(%error, "what a library's people do is not known");
                Task::none()
            }
        }
    }

    fn patron_refused(&mut self, work: Work, error: Error) -> Task<Message> {
        let resume = Resume::Patron(Box::new(work));
        if let Some(error) = self.asked_first(error, &resume) {
            let failure = wording::library_error(&self.context.locale, &error);
            self.fail_with(failure, Some(resume));
        }
        Task::none()
    }

    /// What the reader is told when nothing is read aloud.
    fn hold_words(&mut self, words: Vec<String>) -> Task<Message> {
        if words.is_empty() {
            return Task::none();
        }
        self.patrons.held.extend(words);
        Task::perform(async { tokio::time::sleep(LISTENS).await }, |()| said(News::Tell))
    }

    fn tell_held(&mut self) -> Task<Message> {
        if self.patrons.held.is_empty() {
            return Task::none();
        }
        if self.is_sounding() || self.screens.shown == Shown::Welcome {
            return Task::perform(async { tokio::time::sleep(PAUSE).await }, |()| said(News::Tell));
        }
        let words = std::mem::take(&mut self.patrons.held).join(" ");
        if self.screens.shown == Shown::Patron {
            self.screens.patron.set_told(Some(words.clone()));
        }
        self.say(words);
        Task::none()
    }

    pub(super) fn patron_asks(&mut self, action: Action) -> Task<Message> {
        let Some(library) = self.patron_library() else { return Task::none() };
        match action {
            Action::None => Task::none(),
            Action::Refresh => self.ask_patron(library, true),
            Action::Read(id) => {
                let shelf = self.shelf.clone();
                let read = async move {
                    let (known, _) = shelf.learn(library.clone(), move |known| known.mark_read(&id)).await?;
                    Ok((library, Box::new(known)))
                };
                Task::perform(read, |read| said(News::Changed(read)))
            }
            Action::Send(wish) => self.send_wish(library, *wish),
            Action::Forget(id) => {
                let shelf = self.shelf.clone();
                self.say(self.context.text("patron-forgotten"));
                let forgotten = async move {
                    shelf.forget_wish(id).await?;
                    shelf.wishes().await
                };
                Task::perform(forgotten, |waiting| said(News::Forgotten(waiting)))
            }
            Action::Withdraw(request) => {
                let locale = &self.context.locale;
                let branch = self.screens.patron.known().branch(&request.branch);
                let title = wording::request_title(locale, request.kind, &request.title, branch);
                let question =
                    question::State::withdraw(locale, &title, Then::Patron(Work::Withdraw(library, request)));
                self.ask(question);
                Task::none()
            }
            Action::Say(words) => {
                self.say(words);
                Task::none()
            }
            Action::Desk(action) => self.desk_asks(library, action),
        }
    }

    /// Goes on after the reader has agreed or signed in.
    pub(super) fn patron_work(&mut self, work: Work) -> Task<Message> {
        match work {
            Work::Refresh(library) => self.ask_patron(library, true),
            Work::Withdraw(library, request) => {
                let Some(client) = self.client.clone() else { return Task::none() };
                self.say(self.context.text("patron-asking"));
                let (shelf, of, at) = (self.shelf.clone(), request.clone(), library.clone());
                let asked = async move { asking::withdraw(&client, &shelf, at, &of).await };
                Task::perform(asked, move |answer| said(News::Withdrawn(library.clone(), request.clone(), answer)))
            }
            Work::Desk(library, action) => self.desk_asks(library, action),
        }
    }

    pub(super) fn patron_said(&mut self, message: patron::Message) -> Task<Message> {
        let locale = self.context.locale.clone();
        let action = self.screens.patron.update(message, &locale);
        self.patron_asks(action)
    }
}
