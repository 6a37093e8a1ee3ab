//! The desk of a branch, from the window.

use std::path::PathBuf;
use std::sync::Arc;

use iced::Task;

use super::{News, Work, said};
use crate::app::{App, Message, clock};
use crate::library::Error;
use crate::library::papers;
use crate::library::patron::Notice;
use crate::library::patron::remote::{self, Outcome};
use crate::library::patron::request::{Line, Request};
use crate::library::shelf::Moment;
use crate::ui::screen::patron::desk::Action;
use crate::ui::wording;

/// What has come of asking. With each, what was asked.
#[derive(Debug, Clone)]
pub enum Came {
    Requests(Action, Result<Vec<Request>, Error>),
    /// Nobody asked.
    Quiet(Result<Vec<Request>, Error>),
    Log(Result<Vec<Line>, Error>),
    Notices(Result<Vec<Notice>, Error>),
    Step(Action, Result<Box<Outcome>, Error>),
    Announced(Action, Result<(), Error>),
    TakenBack(Action, Result<(), Error>),
    /// Printed by somebody, or saved in this file.
    Paper(Result<Paper, Arc<std::io::Error>>),
}

#[derive(Debug, Clone)]
pub enum Paper {
    Printed,
    /// In the place of paper, where that was wanted.
    Saved {
        file: PathBuf,
        instead: bool,
    },
}

impl App {
    pub(super) fn desk_asks(&mut self, library: String, action: Action) -> Task<Message> {
        let offers = self.patrons.known.get(&library).map(|known| known.offers.clone()).unwrap_or_default();
        let Some(client) = self.client.clone() else { return Task::none() };
        let asked = action.clone();
        let told = move |came| said(News::Desk(library.clone(), Box::new(came)));
        match action {
            Action::None => Task::none(),
            Action::Read { ended } => {
                let Some(address) = offers.desk else { return Task::none() };
                let read = async move { remote::desk(&client, &address, !ended).await };
                Task::perform(read, move |read| told(Came::Requests(asked.clone(), read)))
            }
            Action::ReadLog => {
                let Some(address) = offers.desk_log else { return Task::none() };
                Task::perform(async move { remote::log(&client, &address).await }, move |log| told(Came::Log(log)))
            }
            Action::ReadNews => {
                let Some(address) = offers.desk_news else { return Task::none() };
                let read = async move { remote::news(&client, &address).await };
                Task::perform(read, move |news| told(Came::Notices(news)))
            }
            Action::Step(request, step) => {
                self.say(self.context.text("patron-asking"));
                let changed = async move { remote::step(&client, &request, &step).await.map(Box::new) };
                Task::perform(changed, move |changed| told(Came::Step(asked.clone(), changed)))
            }
            Action::Announce(announcement) => {
                let Some(address) = offers.desk_news else { return Task::none() };
                self.say(self.context.text("patron-sending"));
                let sent = async move { remote::announce(&client, &address, &announcement).await.map(drop) };
                Task::perform(sent, move |sent| told(Came::Announced(asked.clone(), sent)))
            }
            Action::TakeBack(notice) => {
                let taken = async move { remote::take_back(&client, &notice).await };
                Task::perform(taken, move |taken| told(Came::TakenBack(asked.clone(), taken)))
            }
            Action::Print(requests) => self.paper(requests, true),
            Action::Save(requests) => self.paper(requests, false),
        }
    }

    /// What has come in meanwhile.
    pub(super) fn ask_desk_quietly(&self, library: &str) -> Task<Message> {
        let address = self.patrons.known.get(library).and_then(|known| known.offers.desk.clone());
        let (Some(address), Some(client)) = (address, &self.client) else { return Task::none() };
        let (client, library) = (client.in_background(), library.to_owned());
        let ended = self.screens.patron.desk_shows_ended();
        let read = async move { remote::desk(&client, &address, !ended).await };
        Task::perform(read, move |read| said(News::Desk(library.clone(), Box::new(Came::Quiet(read)))))
    }

    pub(super) fn desk_came(&mut self, library: String, came: Came) -> Task<Message> {
        let locale = self.context.locale.clone();
        match came {
            Came::Requests(_, Ok(requests)) => {
                // They are in the list that is shown.
                self.new_at_the_desk(&requests);
                let count = requests.iter().filter(|request| !request.state.is_over()).count();
                self.screens.patron.desk().set_requests(requests);
                self.say(locale.with("patron-desk-open", &[("count", count.into())]));
                Task::none()
            }
            Came::Quiet(Ok(requests)) => {
                let known = self.patrons.known.get(&library).cloned().unwrap_or_default();
                let new = self.new_at_the_desk(&requests);
                let words = new.iter().map(|request| {
                    let branch = known.branch(&request.branch);
                    let title = wording::request_title(&locale, request.kind, &request.title, branch);
                    locale.with("patron-desk-new", &[("what", title.into())])
                });
                let words = words.collect();
                self.screens.patron.desk().set_requests(requests);
                self.hold_words(words)
            }
            Came::Quiet(Err(error)) => {
                tracing::info!(%error, "the desk is not known");
                Task::none()
            }
            Came::Log(Ok(log)) => {
                self.screens.patron.desk().set_log(log, clock::offset());
                Task::none()
            }
            Came::Notices(Ok(news)) => {
                self.screens.patron.desk().set_news(news);
                Task::none()
            }
            Came::Step(_, Ok(outcome)) => {
                let (words, now) = match *outcome {
                    Outcome::Changed(now) => {
                        let state = wording::request_state(&locale, now.kind, now.state);
                        (locale.with("patron-desk-changed", &[("state", state.into())]), now)
                    }
                    Outcome::Otherwise(now) => {
                        let state = wording::request_state(&locale, now.kind, now.state);
                        (locale.with("patron-desk-otherwise", &[("state", state.into())]), now)
                    }
                };
                self.screens.patron.desk().put(now);
                self.tell_at_the_desk(words);
                Task::none()
            }
            Came::Announced(_, Ok(())) => {
                self.screens.patron.desk().announced();
                self.screens.patron.back();
                self.tell_at_the_desk(locale.text("patron-announced"));
                Task::batch([self.desk_asks(library.clone(), Action::ReadNews), self.ask_patron(library, false)])
            }
            Came::TakenBack(_, Ok(())) => {
                self.tell_at_the_desk(locale.text("patron-taken-back"));
                Task::batch([self.desk_asks(library.clone(), Action::ReadNews), self.ask_patron(library, false)])
            }
            Came::Paper(Ok(Paper::Printed)) => {
                self.tell_at_the_desk(locale.text("patron-desk-printed"));
                Task::none()
            }
            Came::Paper(Ok(Paper::Saved { file, instead })) => {
                let told = if instead { "patron-desk-no-printer" } else { "export-saved" };
                self.tell_at_the_desk(locale.with(told, &[("file", file.display().to_string().into())]));
                Task::none()
            }
            Came::Paper(Err(error)) => {
                self.fail(wording::not_saved(&locale, &error));
                Task::none()
            }
            Came::Log(Err(error)) => self.patron_refused(Work::Desk(library, Action::ReadLog), error),
            Came::Notices(Err(error)) => self.patron_refused(Work::Desk(library, Action::ReadNews), error),
            Came::Requests(action, Err(error))
            | Came::Step(action, Err(error))
            | Came::Announced(action, Err(error))
            | Came::TakenBack(action, Err(error)) => self.patron_refused(Work::Desk(library, action), error),
        }
    }

    fn tell_at_the_desk(&mut self, words: String) {
        self.screens.patron.set_told(Some(words.clone()));
        self.say(words);
    }

    /// Of these, those that nobody was told of.
    fn new_at_the_desk(&mut self, requests: &[Request]) -> Vec<Request> {
        let ids = requests.iter().map(|request| request.id.clone());
        let Some(seen) = &mut self.patrons.seen else {
            self.patrons.seen = Some(ids.collect());
            return Vec::new();
        };
        let open = requests.iter().filter(|request| !request.state.is_over());
        let new = open.filter(|request| !seen.contains(&request.id)).cloned().collect();
        seen.extend(ids);
        new
    }

    /// The list on paper, or as a file where no printer is.
    fn paper(&mut self, requests: Vec<Request>, print: bool) -> Task<Message> {
        let known = self.screens.patron.known().clone();
        let library = self.patron_library().unwrap_or_default();
        let locale = self.context.locale.clone();
        let text = wording::request_list(&locale, &requests, &known, Moment::now(), clock::offset());
        let file = self.home.papers().join(format!("{}.txt", locale.text("patron-desk-file")));
        let made = async move {
            let make = move || {
                if print && printed(&text) {
                    return Ok(Paper::Printed);
                }
                papers::write_new(&file, text.as_bytes()).map(|file| Paper::Saved { file, instead: print })
            };
            let made = tokio::task::spawn_blocking(make).await;
            made.unwrap_or_else(|error| Err(std::io::Error::other(error))).map_err(Arc::new)
        };
        Task::perform(made, move |made| said(News::Desk(library.clone(), Box::new(Came::Paper(made)))))
    }
}

/// Hands a text to the system's printer. False where there is none.
fn printed(text: &str) -> bool {
    use std::io::Write;
    use std::process::{Command, Stdio};
    // CUPS; Windows prints files, not streams: there the list is saved, and printed from where it lies.
    let mut command = Command::new("lp");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    let written = child.stdin.take().is_some_and(|mut input| input.write_all(text.as_bytes()).is_ok());
    child.wait().is_ok_and(|status| status.success()) && written
}
