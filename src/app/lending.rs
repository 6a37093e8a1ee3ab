//! Loans from the window: borrowing again, holds, renewing, giving back, what libraries keep, loans that end.

mod asking;

use std::collections::HashSet;
use std::time::Duration;

use asking::Desk;
pub use asking::{Outcome, Work};
use iced::Task;
use url::Url;

use super::catalogs;
use super::dialogs::{Resume, Then};
use super::screens::Shown;
use super::speech::LISTENS;
use super::{App, Message};
use crate::format;
use crate::library::Error;
use crate::library::acquire::{self, Wanted};
use crate::library::catalog::Publication;
use crate::library::client::Client;
use crate::library::loan::refresh::{Changes, OWN, refresh};
use crate::library::loan::{self, Deed, Standing};
use crate::library::queue;
use crate::library::shelf::{self, Bookmark, Ended, Hold, Holding, Moment, due, holding};
use crate::reading::annotations;
use crate::ui::dialog::question;
use crate::ui::wording;

/// Looked at the day so often at least: a machine that sleeps does not count the time.
const HOUR: Duration = Duration::from_secs(3600);

/// What was told already in this run.
#[derive(Debug, Default)]
pub(super) struct Lending {
    /// Loans that ended while they were open.
    open: HashSet<holding::Id>,
    /// That the clock is wrong.
    clock: bool,
    /// The day on which libraries were asked of themselves.
    asked_on: Option<(i32, u8, u8)>,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum News {
    Ended(Result<Ended, shelf::Error>),
    Kept(Result<Vec<Hold>, shelf::Error>),
    /// Loans whose return was cut off.
    CutOff(Vec<Holding>),
    Done(Work, Box<Result<Outcome, Error>>),
    /// Of libraries that were asked without the reader asking.
    Quiet(Vec<Changes>),
    Notes(holding::Id, Result<Vec<Bookmark>, shelf::Error>),
    /// Everybody listens by now.
    Told(String),
    HourPassed,
}

impl App {
    /// At the start: what ended meanwhile, what was cut off, what libraries say.
    pub(super) fn begin_lending(&mut self) -> Task<Message> {
        let shelf = self.shelf.clone();
        let cut_off = async move {
            let holdings = shelf.holdings().await.unwrap_or_default();
            holdings.into_iter().filter(|it| it.returning && it.gone.is_none()).collect()
        };
        let cut_off = Task::perform(cut_off, |found| Message::Lending(News::CutOff(found)));
        Task::batch([self.expire(), self.list_holds(), cut_off, self.ask_quietly(), next_hour()])
    }

    pub(super) fn lending(&mut self, news: News) -> Task<Message> {
        match news {
            News::Ended(ended) => self.ended(ended),
            News::Kept(Ok(holds)) => {
                let due = !due::ready(&holds, Moment::now()).is_empty();
                self.screens.shelf.set_holds(holds);
                if due { Task::perform(listening(), |()| Message::LoansDue) } else { Task::none() }
            }
            News::Kept(Err(error)) => self.kept(Err(error)),
            News::CutOff(holdings) => {
                let again = holdings.into_iter().map(|holding| {
                    let publication = Box::new(loan::of_holding(&holding));
                    self.ask_library(Work::Deed { deed: Deed::Return, publication, holding: Some(Box::new(holding)) })
                });
                Task::batch(again.collect::<Vec<_>>())
            }
            News::Done(work, result) => self.library_answered(work, *result),
            News::Quiet(changes) => {
                let locale = &self.context.locale;
                let words: Vec<String> = changes.iter().flat_map(|it| wording::loan_changes(locale, it)).collect();
                let told = if words.is_empty() { Task::none() } else { tell_later(words.join(" ")) };
                // By now the time is known from a server.
                Task::batch([told, self.list_holdings(), self.list_holds(), self.expire()])
            }
            News::Notes(id, Ok(notes)) => {
                if let Some(state) = &mut self.screens.book
                    && state.holding().is_some_and(|holding| holding.id == id)
                {
                    state.set_notes(notes);
                }
                Task::none()
            }
            News::Notes(_, Err(error)) => self.kept(Err(error)),
            News::Told(words) => {
                if self.screens.shown != Shown::Welcome {
                    self.say(words);
                }
                Task::none()
            }
            News::HourPassed => {
                let new_day = self.lending.asked_on != Some(Moment::now().date());
                let asked = if new_day { self.ask_quietly() } else { Task::none() };
                let due = self.loans_due();
                Task::batch([self.expire(), due, asked, next_hour()])
            }
        }
    }

    pub(super) fn list_holds(&self) -> Task<Message> {
        let shelf = self.shelf.clone();
        Task::perform(async move { shelf.holds().await }, |holds| Message::Lending(News::Kept(holds)))
    }

    /// Puts away what is over, but the book that is open.
    fn expire(&self) -> Task<Message> {
        let open = self.session.as_ref().map(|session| session.holding.id).into_iter().collect();
        let server = self.client.as_ref().and_then(Client::server_time);
        let shelf = self.shelf.clone();
        let looked = async move { shelf.expire(Moment::now(), server, open).await };
        Task::perform(looked, |ended| Message::Lending(News::Ended(ended)))
    }

    fn ended(&mut self, ended: Result<Ended, shelf::Error>) -> Task<Message> {
        let mut ended = match ended {
            Ok(ended) => ended,
            Err(error) => return self.kept(Err(error)),
        };
        if ended.doubtful && !std::mem::replace(&mut self.lending.clock, true) {
            self.note(wording::clock_wrong(&self.context.locale));
        }
        let open = &mut self.lending.open;
        ended.open.retain(|holding| open.insert(holding.id));
        for holding in &ended.gone {
            open.remove(&holding.id);
        }
        let words = wording::ended(&self.context.locale, &ended);
        if words.is_empty() {
            return Task::none();
        }
        Task::batch([tell_later(words.join(" ")), self.list_holdings()])
    }

    /// A book was closed: when its loan ended meanwhile, it goes now.
    pub(super) fn closed(&self, id: Option<holding::Id>) -> Task<Message> {
        if id.is_some_and(|id| self.lending.open.contains(&id)) { self.expire() } else { Task::none() }
    }

    /// Books that wait for the reader and were not told of today.
    pub(super) fn ready_holds(&self, told: &mut due::Told, now: Moment) -> Vec<String> {
        let ready = told.tell_ready(due::ready(self.screens.shelf.holds(), now), now);
        ready.iter().map(|hold| wording::hold_news(&self.context.locale, hold)).collect()
    }

    /// Asks the libraries where the reader is signed in, once a day.
    fn ask_quietly(&mut self) -> Task<Message> {
        self.ask_others(None)
    }

    /// As [`Self::ask_quietly`], but this one.
    fn ask_others(&mut self, but: Option<Url>) -> Task<Message> {
        let Some(client) = self.client.as_ref().map(Client::in_background) else { return Task::none() };
        self.lending.asked_on = Some(Moment::now().date());
        let (shelf, current) = (self.shelf.clone(), self.library.clone());
        let asking = async move { asking::quietly(&client, &shelf, current, but).await };
        Task::perform(asking, |changes| Message::Lending(News::Quiet(changes)))
    }

    /// The reader asks what libraries keep for her. The one that is shown may ask who she is.
    pub(super) fn ask_what_is_kept(&mut self) -> Task<Message> {
        self.say(self.context.text("loan-asking"));
        let own = if let Some(library) = self.library.clone() {
            if !asking::lends(&library) {
                self.say(self.context.text("loan-no-list"));
                return self.ask_quietly();
            }
            self.ask_library(Work::Refresh(Box::new(library)))
        } else {
            let (home, own) = (self.home.clone(), self.embedded.clone());
            let (shelf, client) = (self.shelf.clone(), self.client.clone());
            let asking = async move {
                let address = catalogs::own_address(&home, &own).await?;
                let client = client.ok_or_else(|| Error::Address(address.to_string()))?;
                let changes = refresh(&client, &shelf, &address, OWN).await?;
                Ok((address, changes))
            };
            Task::perform(asking, |answer: Result<(Url, Option<Changes>), Error>| {
                let (address, answer) = match answer {
                    Ok((address, changes)) => (address, Ok(Outcome::Listed(changes.map(Box::new)))),
                    Err(error) => (Url::parse("http://127.0.0.1/").expect("an address"), Err(error)),
                };
                Message::Lending(News::Done(Work::Refresh(Box::new(address)), Box::new(answer)))
            })
        };
        let others = self.ask_others(self.library.clone());
        Task::batch([own, others])
    }

    /// What a screen wants to be done about a book; what is not easily undone is asked about first.
    pub(super) fn deed(
        &mut self,
        deed: Deed,
        publication: Box<Publication>,
        holding: Option<Box<Holding>>,
    ) -> Task<Message> {
        let locale = &self.context.locale;
        let title = wording::title(locale, &publication.title);
        let then = Then::Lending(Work::Deed { deed, publication, holding });
        match (deed, then) {
            (Deed::Return, then) => self.ask(question::State::give_back(locale, &title, then)),
            (Deed::CancelHold, then) => self.ask(question::State::cancel_hold(locale, &title, then)),
            (_, Then::Lending(work)) => return self.ask_library(work),
            _ => {}
        }
        Task::none()
    }

    pub(super) fn ask_library(&mut self, work: Work) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        if let (Work::Deed { deed, .. }, Some(state)) = (&work, &mut self.screens.book) {
            state.set_asking(Some(*deed));
            self.say(self.context.text("loan-asking"));
        }
        let desk = Desk { client, shelf: self.shelf.clone(), home: self.home.clone(), own: self.embedded.clone() };
        let asked = work.clone();
        Task::perform(async move { desk.ask(&asked).await }, move |result| {
            Message::Lending(News::Done(work.clone(), Box::new(result)))
        })
    }

    fn library_answered(&mut self, work: Work, result: Result<Outcome, Error>) -> Task<Message> {
        if let Some(state) = &mut self.screens.book {
            state.set_asking(None);
        }
        let outcome = match result {
            Ok(outcome) => outcome,
            Err(error) => return self.library_refused(work, error),
        };
        match (work, outcome) {
            (Work::Refresh(_), Outcome::Listed(changes)) => {
                let locale = &self.context.locale;
                let words = match changes {
                    Some(changes) => {
                        let mut words = vec![locale.text("loan-refreshed")];
                        words.extend(wording::loan_changes(locale, &changes));
                        words.join(" ")
                    }
                    None => locale.text("loan-no-list"),
                };
                self.say(words);
                Task::batch([self.list_holdings(), self.list_holds(), self.expire()])
            }
            (Work::BorrowAgain(holding), Outcome::Told(told)) => self.borrow_told(&holding, told),
            (Work::Deed { deed, publication, holding }, outcome) => {
                self.deed_done(deed, &publication, holding.as_deref(), outcome)
            }
            _ => Task::none(),
        }
    }

    fn library_refused(&mut self, work: Work, error: Error) -> Task<Message> {
        let resume = Resume::Lending(Box::new(work.clone()));
        if let Some(error) = self.asked_first(error, &resume) {
            let locale = &self.context.locale;
            let failure = wording::library_error(locale, &error);
            let failure = match &work {
                Work::Deed { publication, .. } if !publication.title.is_empty() => {
                    failure.in_work(locale, &publication.title)
                }
                _ => failure,
            };
            self.fail_with(failure, Some(resume));
        }
        Task::none()
    }

    fn deed_done(
        &mut self,
        deed: Deed,
        publication: &Publication,
        holding: Option<&Holding>,
        outcome: Outcome,
    ) -> Task<Message> {
        let locale = self.context.locale.clone();
        let title = wording::title(&locale, &publication.title);
        let told = match &outcome {
            Outcome::Told(told) => told.as_deref(),
            _ => None,
        };
        let identifier = publication.identifier.clone().unwrap_or_default();
        let shelf = self.shelf.clone();
        let written = match (deed, holding) {
            (Deed::Return, Some(holding)) => {
                self.say(locale.text("give-back-done"));
                // The place is kept before the file goes.
                let closed = match &self.session {
                    Some(session) if session.holding.id == holding.id => self.close_book(),
                    _ => Task::none(),
                };
                let id = holding.id;
                let gone = Task::perform(async move { shelf.let_go(id).await }, Message::Kept);
                closed.chain(gone).chain(self.notes_of(id))
            }
            (Deed::Return | Deed::CancelHold, _) => {
                let words = match deed {
                    Deed::Return => locale.text("give-back-done"),
                    _ => locale.with("loan-hold-cancelled", &[("title", title.into())]),
                };
                self.say(words);
                Task::perform(async move { shelf.forget_hold(identifier).await }, Message::Kept)
            }
            (Deed::Renew, _) => {
                let until = match &outcome {
                    Outcome::Renewed(until) => Some(*until),
                    _ => told.and_then(loan::until_of).as_deref().and_then(Moment::parse),
                };
                let date = until.map(|until| wording::day(&locale, until)).unwrap_or_default();
                self.say(locale.with("loan-renewed", &[("title", title.into()), ("date", date.into())]));
                Task::none()
            }
            (Deed::Borrow | Deed::Hold, _) => self.held(told.unwrap_or(publication)),
        };
        let listed = Task::batch([self.list_holdings(), self.list_holds()]);
        let shown = self.show_told(publication, told.cloned());
        Task::batch([written.chain(listed), shown])
    }

    /// The reader is in a queue now, or has the book at once because somebody gave it back.
    fn held(&mut self, publication: &Publication) -> Task<Message> {
        let locale = &self.context.locale;
        let title = wording::title(locale, &publication.title);
        if matches!(loan::standing(publication), Some(Standing::Available | Standing::Lent)) {
            self.say(locale.with("loan-now-available", &[("title", title.into())]));
        }
        let library = self.library_of(publication);
        let Some(hold) = loan::hold_of(publication, &library) else { return Task::none() };
        if hold.state != shelf::hold::State::Lent {
            self.say(wording::hold_news(locale, &hold));
        }
        let shelf = self.shelf.clone();
        Task::perform(async move { shelf.keep_hold(hold).await }, Message::Kept)
    }

    /// Instead of a loan there is a place in the queue.
    pub(super) fn queued(&mut self, error: &Error) -> Task<Message> {
        let Error::Queued(publication) = error else { return Task::none() };
        let kept = self.held(publication);
        let shown = self.show_told(publication, Some((**publication).clone()));
        Task::batch([kept.chain(self.list_holds()), shown])
    }

    /// By what name the library of a publication is known.
    fn library_of(&self, publication: &Publication) -> String {
        let ties = loan::ties(publication);
        let asked = ties.entry.or(ties.borrow);
        let Some(asked) = asked.map(|asked| asked.origin()) else {
            return self.library.as_ref().map_or_else(String::new, Url::to_string);
        };
        let known = self.libraries.iter().filter_map(|library| Url::parse(&library.url).ok());
        let mut here = self.library.iter().cloned().chain(known);
        here.find(|library| library.origin() == asked).map_or_else(|| asked.ascii_serialization(), String::from)
    }

    /// The book's screen shows how it stands now: as the library told, or as its entry says.
    fn show_told(&mut self, about: &Publication, told: Option<Publication>) -> Task<Message> {
        let Some(state) = &mut self.screens.book else { return Task::none() };
        let same = state.publication().is_some_and(|it| it.identifier.is_some() && it.identifier == about.identifier);
        match (same, told, &self.client) {
            (true, Some(told), _) => {
                state.set_publication(told);
                Task::none()
            }
            (true, None, Some(client)) if about.full.is_some() => {
                let (client, about) = (client.clone(), about.clone());
                let asked = async move { client.publication(&about).await.map(Box::new) };
                Task::perform(asked, Message::Publication)
            }
            _ => Task::none(),
        }
    }

    /// A book that a library keeps is shown as the library tells of it.
    pub(super) fn show_kept(&mut self, hold: &Hold) -> Task<Message> {
        self.show_publication(loan::of_hold(hold))
    }

    /// What the reader wrote in a loan that ended is looked up for its screen.
    pub(super) fn find_notes(&self, holding: &Holding) -> Task<Message> {
        if holding.gone.is_some() { self.notes_of(holding.id) } else { Task::none() }
    }

    fn notes_of(&self, id: holding::Id) -> Task<Message> {
        let shelf = self.shelf.clone();
        Task::perform(async move { shelf.bookmarks(id).await }, move |notes| Message::Lending(News::Notes(id, notes)))
    }

    /// Plays what the reader has spoken in a book that is not here; when it sounds already, stops it.
    pub(super) fn play_kept_note(&mut self, id: holding::Id, note: &Bookmark) -> Task<Message> {
        let number = annotations::Id(note.id.number().unsigned_abs());
        if self.hush_note() == Some(Some(number)) {
            return Task::none();
        }
        let name = note.sound.as_deref().map(std::path::Path::new).and_then(std::path::Path::file_name);
        let Some(path) = name.map(|name| self.shelf.spoken(id).join(name)) else { return Task::none() };
        let opening = async move {
            let opened = tokio::task::spawn_blocking(move || format::open(&path)).await;
            opened.unwrap_or_else(|_| Err(format::Error::Damaged("note".into()))).map(Box::new)
        };
        Task::perform(opening, move |opened| Message::NoteOpened(number, opened))
    }

    /// Borrows what was given back once more: its entry says whether it can be had.
    pub(super) fn borrow_again(&mut self, holding: Box<Holding>) -> Task<Message> {
        let loan::Asked { entry, borrow } = loan::asked(&holding);
        match (entry, borrow) {
            (Some(_), _) => self.ask_library(Work::BorrowAgain(holding)),
            (None, Some(borrow)) => self.acquire(holding.title.clone(), Wanted::Address(borrow)),
            (None, None) => Task::none(),
        }
    }

    fn borrow_told(&mut self, holding: &Holding, told: Option<Box<Publication>>) -> Task<Message> {
        let Some(publication) = told else { return Task::none() };
        let free = !matches!(loan::standing(&publication), Some(Standing::Unavailable | Standing::Reserved));
        let wanted = Wanted::Publication(publication.clone(), None);
        let may = free && acquire::choose(&publication).is_some();
        if let Some(state) = &mut self.screens.book
            && state.holding().is_some_and(|it| it.id == holding.id)
        {
            state.set_publication((*publication).clone());
            state.set_under_way(may.then(|| (wanted.clone(), queue::State::Waiting)));
        }
        if may {
            return self.acquire(publication.title.clone(), wanted);
        }
        if let Some(availability) = publication.availability() {
            self.say(wording::availability(&self.context.locale, availability, None));
        }
        Task::none()
    }
}

async fn listening() {
    tokio::time::sleep(LISTENS).await;
}

/// At the start nobody listens yet.
fn tell_later(words: String) -> Task<Message> {
    Task::perform(listening(), move |()| Message::Lending(News::Told(words.clone())))
}

fn next_hour() -> Task<Message> {
    let wait = until_looked_at(Moment::now());
    Task::perform(async move { tokio::time::sleep(wait).await }, |()| Message::Lending(News::HourPassed))
}

/// The next day, or an hour when that is sooner.
fn until_looked_at(now: Moment) -> Duration {
    let left = due::next_day(now).unix_millis() - now.unix_millis();
    Duration::from_millis(u64::try_from(left).unwrap_or_default()).clamp(Duration::from_secs(1), HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_looked_at_when_it_begins_and_every_hour() {
        let wait = |now: &str| until_looked_at(Moment::parse(now).unwrap()).as_secs();
        assert_eq!(wait("2026-11-28T10:00:00Z"), 3600);
        assert_eq!(wait("2026-11-28T23:45:00Z"), 900);
        assert_eq!(wait("2026-11-28T23:59:59.9Z"), 1);
        assert_eq!(wait("2026-11-28T00:00:00Z"), 3600);
    }
}
