//! The place travels: asked for when a book is opened, sent when the reader pauses, closes the book, leaves.
//!
//! Nothing happens before the reader has turned it on. A question waits until nothing sounds: it never falls into the middle
//! of a sentence.

use std::collections::HashSet;
use std::time::Duration;

use iced::Task;
use url::Url;

use super::dialogs::{Dialog, Resume};
use super::screens::Shown;
use super::session::Sitting;
use super::{App, Message, clock};
use crate::access::{Announcement, announce};
use crate::book::Point;
use crate::library::shelf::{self, Holding, Moment, holding};
use crate::library::sync::{self, Channel, Device, Met, Remote, Rules, Travel, kosync};
use crate::reading::{Command, Whereabouts, listening};
use crate::ui::dialog::place;
use crate::ui::screen::sync as screen;
use crate::ui::wording::{self, Clock, Spot};

/// So long the opening of a book waits for what servers know; what comes later is heard at the next pause.
const AT_OPENING: Duration = Duration::from_secs(2);
/// So long the program waits at its end.
const AT_THE_END: Duration = Duration::from_secs(2);
/// While a book is open its place is sent at least so often.
const EVERY: Duration = Duration::from_secs(5 * 60);

/// A question that only the reader can answer.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    holding: holding::Id,
    channel: Channel,
    there: Remote,
    since: Option<Moment>,
}

#[derive(Debug, Default)]
pub(super) struct Syncing {
    /// Waits until nothing sounds.
    asked: Option<Asked>,
    /// The phrase that was being read when the question came.
    phrase: Option<Point>,
    /// Nothing is sent of this book: the reader was asked, and has not chosen.
    held: Option<holding::Id>,
    /// Somebody is being asked now; once more afterwards.
    at_work: bool,
    again: bool,
    /// What the reader has been told of already.
    told: HashSet<String>,
    /// Another one with each book that is opened.
    clock: u64,
}

#[derive(Debug, Clone)]
pub enum News {
    Met(holding::Id, Box<Met>, Vec<sync::Error>),
    /// The places that had waited were sent, or not.
    Sent(Vec<sync::Error>),
    Due(u64),
    Chosen(Result<(), shelf::Error>),
    Libraries(Vec<(String, String)>, bool),
    SignedIn(kosync::Account, Result<(), sync::Error>),
}

fn of(news: News) -> Message {
    Message::Travel(news)
}

impl App {
    /// What meets the servers; `None` while the reader has not turned it on.
    pub(super) fn traveller(&self) -> Option<Travel> {
        let client = self.client.clone().filter(|_| self.settings.sync.on)?;
        let device = match Device::of(&self.home, self.settings.sync.device.as_deref()) {
            Ok(device) => device,
            Err(error) => {
                tracing::warn!(%error, "this device has no number");
                return None;
            }
        };
        Some(Travel { client, shelf: self.shelf.clone(), device, rules: Rules::from(&self.settings.sync) })
    }

    /// A book is being opened: what other devices have left is asked for meanwhile.
    pub(super) fn meet_at_opening(&mut self, holding: &Holding) -> Task<Message> {
        self.syncing.held = None;
        self.syncing.asked = None;
        self.syncing.clock += 1;
        let Some(travel) = self.traveller() else { return Task::none() };
        let (id, holding) = (holding.id, holding.clone());
        let meeting = async move { travel.meet_within(&holding, AT_OPENING).await };
        let met = Task::perform(meeting, move |(met, errors)| of(News::Met(id, Box::new(met), errors)));
        Task::batch([met, self.send_every_while()])
    }

    fn send_every_while(&self) -> Task<Message> {
        let clock = self.syncing.clock;
        Task::perform(async { tokio::time::sleep(EVERY).await }, move |()| of(News::Due(clock)))
    }

    /// The place of the open book is on the shelf: it is sent.
    pub(super) fn send_place(&mut self) -> Task<Message> {
        let Some(holding) = self.session.as_ref().filter(|it| it.early.is_none()).map(|it| it.holding.clone()) else {
            return Task::none();
        };
        if self.syncing.held == Some(holding.id) || self.syncing.asked.is_some() {
            return Task::none();
        }
        if self.syncing.at_work {
            self.syncing.again = true;
            return Task::none();
        }
        let Some(travel) = self.traveller() else { return Task::none() };
        self.syncing.at_work = true;
        let id = holding.id;
        Task::perform(async move { travel.meet(&holding).await }, move |(met, errors)| {
            of(News::Met(id, Box::new(met), errors))
        })
    }

    /// The book is being closed.
    pub(super) fn send_last(&mut self) -> Task<Message> {
        let held = self.syncing.held.take();
        self.syncing.asked = None;
        let Some(session) = self.session.as_ref().filter(|it| it.early.is_none() && held != Some(it.holding.id)) else {
            return Task::none();
        };
        let Some(travel) = self.traveller() else { return Task::none() };
        let holding = session.holding.clone();
        let meeting = async move {
            let (_, mut errors) = travel.meet(&holding).await;
            errors.extend(travel.meet_notes(&holding).await.err());
            errors
        };
        Task::perform(meeting, |errors| of(News::Sent(errors)))
    }

    /// The program is being left: what is to be done when the last place is on the shelf.
    pub(super) fn last_meeting(&self) -> impl Future<Output = ()> + Send + 'static {
        let session = self.session.as_ref().filter(|session| session.early.is_none());
        let holding = session.map(|session| session.holding.clone());
        let held = self.syncing.held;
        let travel = self.traveller().zip(holding.filter(|holding| held != Some(holding.id)));
        async move {
            if let Some((travel, holding)) = travel {
                let notes = tokio::time::timeout(AT_THE_END, travel.meet_notes(&holding));
                let (_, notes) = futures::join!(travel.meet_within(&holding, AT_THE_END), notes);
                if let Ok(Err(error)) = notes {
                    tracing::info!(%error, "notes did not travel");
                }
            }
        }
    }

    /// Places that could not be sent before are sent.
    pub(super) fn send_waiting(&self) -> Task<Message> {
        let Some(travel) = self.traveller() else { return Task::none() };
        let sending = async move {
            let places = travel.send_waiting().await.into_iter().flat_map(|(_, _, errors)| errors);
            places.chain(travel.send_waiting_notes().await).collect()
        };
        Task::perform(sending, |errors| of(News::Sent(errors)))
    }

    pub(super) fn travelled(&mut self, news: News) -> Task<Message> {
        match news {
            News::Met(id, met, errors) => {
                // At its opening a book meets its notes when it is loaded.
                let was_sent = std::mem::take(&mut self.syncing.at_work);
                self.travel_failed(errors);
                if let Met::Ask { channel, there, since } = *met {
                    self.syncing.phrase = self.phrase_begins();
                    self.syncing.asked = Some(Asked { holding: id, channel, there: *there, since });
                }
                if std::mem::take(&mut self.syncing.again) {
                    self.send_place()
                } else if was_sent {
                    self.meet_notes()
                } else {
                    Task::none()
                }
            }
            News::Sent(errors) => {
                self.travel_failed(errors);
                Task::none()
            }
            News::Due(clock) if clock == self.syncing.clock && self.session.is_some() => {
                let sent = self.save_place().chain(self.send_place());
                Task::batch([sent, self.send_every_while()])
            }
            News::Due(_) => Task::none(),
            News::Chosen(Ok(())) => {
                self.syncing.held = None;
                self.send_place()
            }
            News::Chosen(Err(error)) => self.kept(Err(error)),
            News::Libraries(libraries, signed_in) => {
                let (settings, locale) = (self.settings.clone(), self.context.locale.clone());
                let known = screen::Message::Known { libraries, signed_in };
                self.screens.sync.update(known, &settings, &locale);
                Task::none()
            }
            News::SignedIn(account, answer) => self.signed_in_to_koreader(account, answer),
        }
    }

    /// What is only the connection's is nobody's business; the rest is heard once.
    pub(super) fn travel_failed(&mut self, errors: Vec<sync::Error>) {
        for error in errors {
            tracing::info!(%error, "a place did not travel");
            if error.is_passing() {
                continue;
            }
            let failure = wording::sync_error(&self.context.locale, &error);
            if !self.syncing.told.insert(failure.line()) {
                continue;
            }
            match error {
                sync::Error::Library(crate::library::Error::Unprotected { origin }) => {
                    self.ask_unprotected(origin, Resume::Travel);
                }
                _ => self.note(failure),
            }
        }
    }

    fn phrase_begins(&self) -> Option<Point> {
        Some(self.session.as_ref()?.reading()?.phrase()?.start)
    }

    /// Asks what waits to be asked, as soon as nothing sounds. A voice that reads on is stopped at the end of its sentence.
    pub(super) fn ask_place(&mut self) -> Task<Message> {
        let Some(asked) = &self.syncing.asked else { return Task::none() };
        let Some(session) = self.session.as_ref().filter(|session| session.holding.id == asked.holding) else {
            return Task::none();
        };
        if !self.is_page_open() {
            return Task::none();
        }
        if session.is_sounding() {
            let other = session.reading().is_some() && self.phrase_begins() != self.syncing.phrase;
            return if other { self.silence() } else { Task::none() };
        }
        let Some(asked) = self.syncing.asked.take() else { return Task::none() };
        self.syncing.held = Some(asked.holding);
        let Some((here, there)) = self.both_places(&asked) else { return Task::none() };
        // What was just said of the opening is heard to its end.
        announce(Announcement::polite(place::State::title(&self.context.locale)));
        self.dialogs.push(Dialog::Place(place::State::new(here, there), Box::new(asked)));
        Task::none()
    }

    /// Both places as sentences.
    fn both_places(&self, asked: &Asked) -> Option<(String, String)> {
        let locale = &self.context.locale;
        let session = self.session.as_ref()?;
        let clock = Clock { now: Moment::now(), offset: clock::offset() };
        let there = &asked.there;
        let mut far = there.progress;
        let (progress, part, other) = match &session.sitting {
            Sitting::Reading(reading) => {
                let book = reading.book();
                let at = there.locator.as_ref().map_or_else(|| book.at_progress(there.progress), |it| book.resolve(it));
                let part = wording::part_of_text(locale, &Whereabouts::of(book, at));
                let here = wording::part_of_text(locale, &reading.whereabouts());
                if matches!(asked.channel, Channel::Daisy { .. }) {
                    // The service's measure is time; the reader's is that of the text.
                    far = book.progress(at);
                }
                (book.progress(reading.cursor()), here, part)
            }
            Sitting::Listening(listening) => {
                let at = there_in_time(listening, there);
                let part = wording::part_of_recording(locale, &listening.whereabouts_at(at));
                let here = wording::part_of_recording(locale, &listening.whereabouts());
                (listening.progress(), here, part)
            }
        };
        let begun = asked.since.is_some() || progress > 0.0;
        let here = Spot { progress, part, when: asked.since };
        let here = wording::place_here(locale, Some(&here).filter(|_| begun), clock);
        let spot = Spot { progress: far, part: other, when: Some(there.modified) };
        let device = there.device.as_ref().map(|device| device.name.as_str());
        Some((here, wording::place_there(locale, device, &spot, clock)))
    }

    pub(super) fn place_chosen(&mut self, action: place::Action, asked: Asked) -> Task<Message> {
        let Some(travel) = self.traveller() else { return Task::none() };
        let Asked { holding: id, channel, there, .. } = asked;
        match action {
            place::Action::Later => Task::none(),
            place::Action::Stay => {
                self.say(self.context.text("place-stayed"));
                let saved = self.save_place();
                let kept = async move { travel.stay(id, &channel, &there).await };
                saved.chain(Task::perform(kept, |kept| of(News::Chosen(kept))))
            }
            place::Action::Go => {
                let gone = self.go_there(&there);
                self.say(self.context.text("place-went"));
                let saved = self.save_place();
                let kept = async move {
                    // As the shelf has it now: that is what later places are told from.
                    let here = travel.shelf.place(id).await?.map_or(there.progress, |place| place.progress);
                    travel.went(id, &channel, &there, here).await
                };
                Task::batch([gone, saved.chain(Task::perform(kept, |kept| of(News::Chosen(kept))))])
            }
        }
    }

    /// A jump, so that the way back is kept.
    fn go_there(&mut self, there: &Remote) -> Task<Message> {
        match self.session.as_ref().map(|session| &session.sitting) {
            Some(Sitting::Reading(reading)) => {
                let command = match &there.locator {
                    Some(locator) => Command::GoTo(reading.book().resolve(locator)),
                    None => Command::GoToPercent(there.progress * 100.0),
                };
                self.perform(command)
            }
            Some(Sitting::Listening(listening)) => {
                let at = there_in_time(listening, there);
                self.listen(listening::Command::GoTo(at))
            }
            None => Task::none(),
        }
    }

    pub(super) fn show_sync(&mut self) -> Task<Message> {
        self.screens.sync = screen::State::new(&self.settings);
        self.screens.show(Shown::Sync);
        let Some(client) = self.client.clone() else { return Task::none() };
        let (shelf, rules) = (self.shelf.clone(), Rules::from(&self.settings.sync));
        let known = async move {
            let named = shelf.libraries().await.unwrap_or_default();
            let mut libraries: Vec<(String, String)> = Vec::new();
            let mut ways = shelf.all_ways().await.unwrap_or_default();
            let held = shelf.holdings().await.unwrap_or_default();
            ways.extend(held.iter().filter_map(sync::service_of).map(|service| service.to_string()));
            for way in ways {
                let Some(origin) = Url::parse(&way).ok().map(|way| way.origin()) else { continue };
                let same = |url: &str| Url::parse(url).is_ok_and(|url| url.origin() == origin);
                let title = named.iter().find(|library| same(&library.url)).map(|library| library.title.clone());
                let origin = origin.ascii_serialization();
                if !libraries.iter().any(|(known, _)| *known == origin) {
                    let name = title.filter(|title| !title.is_empty()).unwrap_or_else(|| origin.clone());
                    libraries.push((origin, name));
                }
            }
            let signed_in = match &rules.koreader {
                Some((server, user)) => kosync::Account::find(&client, server, user).await.is_some(),
                None => false,
            };
            (libraries, signed_in)
        };
        let known = Task::perform(known, |(libraries, signed_in)| of(News::Libraries(libraries, signed_in)));
        Task::batch([known, self.know_settings()])
    }

    pub(super) fn sync_said(&mut self, message: screen::Message) -> Task<Message> {
        let (settings, locale) = (self.settings.clone(), self.context.locale.clone());
        match self.screens.sync.update(message, &settings, &locale) {
            screen::Action::None => Task::none(),
            screen::Action::Change(settings) => {
                let before = self.settings.sync.clone();
                self.change(|own| *own = *settings);
                let now = &self.settings.sync;
                let turned_on = now.on && !before.on;
                if turned_on || now.on && now.notes && !before.notes {
                    let known = if turned_on { self.know_settings() } else { Task::none() };
                    Task::batch([self.send_waiting(), self.meet_notes(), known])
                } else {
                    Task::none()
                }
            }
            screen::Action::SendSettings(name, address) => self.send_settings(name, address),
            screen::Action::GetSettings(name, address) => self.get_settings(name, address),
            screen::Action::SignIn { account, register } => {
                let Some(client) = self.client.clone() else { return Task::none() };
                let asked = account.clone();
                let asking = async move {
                    if register {
                        kosync::register(&client, &asked).await?;
                    }
                    kosync::sign_in(&client, &asked).await
                };
                Task::perform(asking, move |answer| of(News::SignedIn(account.clone(), answer)))
            }
            screen::Action::SignOut => {
                let server = self.settings.sync.koreader();
                self.change(|settings| settings.sync.koreader_user.clear());
                self.screens.sync = screen::State::new(&self.settings);
                self.say(self.context.text("sync-koreader-out"));
                let shown = self.show_sync();
                let (Some(client), Some(server)) = (self.client.clone(), server) else { return shown };
                let forgotten = async move { kosync::Account::forget(&client, &server).await };
                Task::batch([shown, Task::perform(forgotten, |()| of(News::Sent(Vec::new())))])
            }
        }
    }

    fn signed_in_to_koreader(&mut self, account: kosync::Account, answer: Result<(), sync::Error>) -> Task<Message> {
        self.screens.sync.answered(answer.is_ok());
        let Some(client) = self.client.clone() else { return Task::none() };
        match answer {
            Ok(()) => {
                account.remember(&client);
                self.change(|settings| {
                    settings.sync.koreader_server = account.address.to_string();
                    settings.sync.koreader_user.clone_from(&account.user);
                });
                let host = account.address.host_str().unwrap_or_default().to_owned();
                let values = [("host", host.into()), ("user", account.user.clone().into())];
                self.say(self.context.locale.with("sync-koreader-in", &values));
                let kept = async move { account.keep(client.secrets()).await };
                Task::perform(kept, Message::PasswordKept)
            }
            Err(sync::Error::Library(crate::library::Error::Unprotected { origin })) => {
                self.ask_unprotected(origin, Resume::Travel);
                Task::none()
            }
            Err(error) => {
                self.fail(wording::sync_error(&self.context.locale, &error));
                Task::none()
            }
        }
    }
}

/// Where a place of another device is in the recording.
fn there_in_time(listening: &listening::Listening, there: &Remote) -> Duration {
    let recording = listening.recording();
    there.locator.as_ref().map_or_else(|| recording.at_progress(there.progress), |locator| recording.resolve(locator))
}
