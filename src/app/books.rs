//! Books on their way: to the shelf, from the shelf to the page.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use iced::Task;

use super::dialogs::{Archive, Dialog};
use super::screens::Shown;
use super::session::{self, Loaded, Session, Sitting};
use super::speech::LISTENS;
use super::{App, Message};
use crate::access::{Announcement, announce};
use crate::book::{Code, Defect};
use crate::format::{self, Password, Recognition, Revision, Revisions};
use crate::library::acquire::{Several, Wanted};
use crate::library::authentication::oauth::Callback;
use crate::library::shelf::{self, Holding, Moment, Place, Shelved, bookmark, due, holding};
use crate::library::{self, places, recognised};
use crate::reading::listening::Speed;
use crate::reading::{Detail, Hearing, annotations};
use crate::settings::Notes;
use crate::ui::dialog::members;
use crate::ui::screen::player;
use crate::ui::wording;

impl App {
    /// A file or an address that the program was started or handed over with.
    pub(super) fn open_asked(&mut self, open: Option<String>) -> Task<Message> {
        match open {
            None => Task::none(),
            Some(open) if Callback::is_meant(&open) => self.called_back(&open),
            Some(open) => match address(&open) {
                Some(address) => self.open_address(address),
                None => self.add(PathBuf::from(open)),
            },
        }
    }

    /// The address of a book, or of a library.
    fn open_address(&mut self, address: url::Url) -> Task<Message> {
        if places::is_book(Path::new(address.path())) {
            self.acquire(String::new(), Wanted::Address(address))
        } else {
            self.visit(address)
        }
    }

    /// Puts a file on the shelf and opens it.
    pub(super) fn add(&mut self, path: PathBuf) -> Task<Message> {
        self.say(self.context.locale.text("add-opening"));
        let shelf = self.shelf.clone();
        let file = path.clone();
        Task::perform(async move { shelf.add_file(path).await.map(Box::new) }, move |added| {
            Message::Added(file.clone(), added)
        })
    }

    /// Takes one book of an archive onto the shelf, and opens it.
    pub(super) fn add_member(&mut self, file: PathBuf, member: String) -> Task<Message> {
        self.say(self.context.locale.text("add-opening"));
        let (shelf, archive) = (self.shelf.clone(), file.clone());
        Task::perform(async move { shelf.add_member(archive, member).await.map(Box::new) }, move |added| {
            Message::Added(file.clone(), added)
        })
    }

    /// Takes one book of an archive that a library sent onto the shelf.
    pub(super) fn take_member(&mut self, wanted: Box<Wanted>, archive: Arc<Several>, member: String) -> Task<Message> {
        let shelf = self.shelf.clone();
        let work = async move { archive.shelve(&shelf, &member).await.map(Box::new) };
        Task::perform(work, move |taken| Message::Taken(wanted.clone(), taken))
    }

    pub(super) fn taken(&mut self, wanted: &Wanted, taken: Result<Box<Shelved>, library::Error>) -> Task<Message> {
        match taken {
            Ok(shelved) => self.shelved(wanted, &shelved),
            Err(error) => {
                self.fail(wording::library_error(&self.context.locale, &error));
                Task::none()
            }
        }
    }

    /// A book of a library is on the shelf.
    pub(super) fn shelved(&mut self, wanted: &Wanted, shelved: &Shelved) -> Task<Message> {
        let title = shelved.holding().title.clone();
        self.say(self.context.locale.with("download-finished", &[("title", title.into())]));
        let adopted = self.adopt(wanted, shelved.holding());
        adopted.chain(Task::batch([self.list_holdings(), self.list_holds()]))
    }

    pub(super) fn added(&mut self, file: PathBuf, added: Result<Box<Shelved>, shelf::Error>) -> Task<Message> {
        match added {
            Err(shelf::Error::NotABook(format::Error::Several(names))) => {
                if let Some(add) = &mut self.screens.add {
                    add.settled(None);
                }
                let state = members::State::new(names.iter().cloned());
                self.dialogs.push(Dialog::Members(state, Archive::File(file)));
                Task::none()
            }
            Ok(shelved) => {
                if let Some(add) = &mut self.screens.add {
                    add.settled(None);
                }
                Task::batch([self.list_holdings(), self.open(shelved.into_holding())])
            }
            Err(error) => {
                let failure = wording::shelf_error(&self.context.locale, &error);
                if let Some(add) = &mut self.screens.add {
                    add.settled(Some(failure.line()));
                }
                self.fail(failure);
                Task::none()
            }
        }
    }

    /// Opens a book of the shelf.
    pub(super) fn open(&mut self, holding: Holding) -> Task<Message> {
        if self.session.as_ref().is_some_and(|session| session.holding.id == holding.id) {
            self.screens.show(Shown::Reader);
            return Task::none();
        }
        self.say(self.context.locale.with("reader-opening", &[("title", holding.title.clone().into())]));
        let saved = self.close_book();
        let met = self.meet_at_opening(&holding);
        Task::batch([saved, met, self.load_book(holding)])
    }

    fn load_book(&self, holding: Holding) -> Task<Message> {
        let password = self.passwords.get(&holding.id).cloned();
        let loading = session::load(self.shelf.clone(), holding, password, self.recognition());
        Task::perform(loading, |loaded| Message::Loaded(loaded.map(Box::new)))
    }

    /// Opens a locked book with its password, which is remembered until the program ends.
    pub(super) fn unlock(&mut self, holding: Holding, password: Password) -> Task<Message> {
        self.passwords.insert(holding.id, password);
        self.load_book(holding)
    }

    /// How pages without text are read.
    pub(super) fn recognition(&self) -> Recognition {
        recognised::recognition(Some(&self.home), self.context.locale.tongue())
    }

    /// More of the open book is there.
    pub(super) fn revised(&mut self, id: holding::Id, revision: Revision) -> Task<Message> {
        let Some(session) = self.session.as_mut().filter(|session| session.holding.id == id) else {
            return Task::none();
        };
        let told: Vec<Defect> = session.opened.notable().into_iter().cloned().collect();
        session.opened.book = revision.book;
        session.opened.defects = revision.defects.to_vec();
        let book = session.opened.book.clone();
        let effects = session.reading_mut().map_or_else(Vec::new, |reading| reading.revise(book, SystemTime::now()));
        // Once, and before the first of the words that were recognised. That nothing can be read is sure at the end.
        let is_news = |defect: &&&Defect| {
            !told.contains(defect)
                && (revision.finished || matches!(defect.code, Code::Recognised | Code::NoRecogniser))
        };
        let notable = session.opened.notable();
        let news: Vec<String> =
            notable.iter().filter(is_news).map(|defect| wording::defect(&self.context.locale, defect)).collect();
        let unreadable = session.opened.unreadable().map(|defect| wording::defect(&self.context.locale, defect));
        self.screens.reader.set_unreadable(unreadable);
        if !news.is_empty() {
            self.say(news.join(". "));
        }
        self.carry_out(effects)
    }

    pub(super) fn loaded(&mut self, loaded: Result<Box<Loaded>, session::Error>) -> Task<Message> {
        let locale = &self.context.locale;
        match loaded {
            Ok(loaded) => {
                let begun = loaded.place.is_some();
                let notable = loaded.opened.notable();
                let defects = loaded.opened.defects.len() - notable.len();
                let notable: Vec<String> = notable.into_iter().map(|defect| wording::defect(locale, defect)).collect();
                let title = loaded.holding.title.clone();
                let speed = Speed::of_percent(self.settings.recording.speed);
                let mut session = Session::start(*loaded, speed);
                let (id, revisions) = (session.holding.id, session.opened.revisions.take());
                session.work = revisions.as_ref().map(Revisions::place);
                let growing = revisions.map_or_else(Task::none, |revisions| {
                    let (task, work) =
                        Task::run(revisions.stream(), move |revision| Message::Revised(id, revision)).abortable();
                    session.growing = Some(work.abort_on_drop());
                    task
                });
                let mut words = vec![locale.with("reader-opened", &[("title", title.into())])];
                if begun {
                    words.push(locale.text("reader-resumed"));
                }
                match &mut session.sitting {
                    Sitting::Reading(reading) => {
                        reading.set_speak_moves(self.turn.is_ours());
                        reading.set_notes_in_place(self.settings.appearance.figures.notes == Notes::InPlace);
                        reading.set_pace(crate::voice::characters_a_minute(self.settings.voice.rate));
                        reading.set_hearing(Hearing::from(&self.settings));
                        if let Some(narration) = &reading.book().narration {
                            self.sound.load(narration.recording(), session.opened.resources.clone(), &self.settings);
                        }
                    }
                    Sitting::Listening(listening) => {
                        words.push(wording::time_whereabouts(locale, &listening.whereabouts(), Detail::Short));
                        self.sound.load(listening.recording(), session.opened.resources.clone(), &self.settings);
                        listening.adopt(&self.settings.recording);
                        self.screens.player = player::State::new();
                    }
                }
                let unreadable = session.opened.unreadable().map(|defect| wording::defect(locale, defect));
                self.screens.reader.set_unreadable(unreadable);
                self.session = Some(session);
                self.sleep.forget();
                self.screens.player.set_sleep(None);
                self.find_own_look(id);
                let locale = &self.context.locale;
                if notable.is_empty() && defects > 0 {
                    words.push(locale.with("defects-heading", &[("count", defects.into())]));
                }
                words.extend(notable);
                self.say(words.join(". "));
                self.screens.show_book();
                Task::batch([growing, self.list_holdings(), self.meet_notes()])
            }
            Err(error) => {
                let failure = match error {
                    session::Error::Locked { holding, wrong } => {
                        self.ask_password(*holding, wrong);
                        return Task::none();
                    }
                    session::Error::Format(error) => wording::format_error(locale, &error),
                    session::Error::Shelf(error) => wording::shelf_error(locale, &error),
                };
                self.fail(failure);
                Task::none()
            }
        }
    }

    /// Lets go of the open book: silence, the place on the shelf.
    pub(super) fn close_book(&mut self) -> Task<Message> {
        let hushed = self.silence();
        self.hush_note();
        self.leave_early();
        let saved = self.save_place().chain(self.send_last());
        let closed = self.session.take().map(|session| session.holding.id);
        Task::batch([hushed, saved]).chain(self.closed(closed))
    }

    pub(super) fn remove(&mut self, id: holding::Id) -> Task<Message> {
        let closed = match &self.session {
            Some(session) if session.holding.id == id => self.close_book(),
            _ => Task::none(),
        };
        self.forget_own_look(id);
        let shelf = self.shelf.clone();
        let removed = Task::perform(
            async move {
                shelf.remove(id).await?;
                shelf.holdings().await
            },
            Message::Holdings,
        );
        closed.chain(removed)
    }

    pub(super) fn list_holdings(&self) -> Task<Message> {
        let shelf = self.shelf.clone();
        Task::perform(async move { shelf.holdings().await }, Message::Holdings)
    }

    pub(super) fn listed(&mut self, holdings: Result<Vec<Holding>, shelf::Error>) -> Task<Message> {
        match holdings {
            Ok(holdings) => {
                let due = !due::soon(&holdings, Moment::now()).is_empty();
                if let Some(find) = &mut self.screens.find {
                    find.set_shelf(&holdings);
                }
                self.screens.shelf.set_holdings(holdings);
                self.refresh_book();
                if due {
                    // At the start nobody listens yet.
                    return Task::perform(async { tokio::time::sleep(LISTENS).await }, |()| Message::LoansDue);
                }
            }
            Err(error) => self.fail(wording::shelf_error(&self.context.locale, &error)),
        }
        Task::none()
    }

    /// Loans that end soon and books that wait are told of once a day.
    pub(super) fn loans_due(&mut self) -> Task<Message> {
        if self.screens.shown == Shown::Welcome {
            return Task::none();
        }
        let now = Moment::now();
        let mut told = due::Told::load(&self.home.cache().join("loans-told"));
        let due = told.tell(due::soon(self.screens.shelf.holdings(), now), now);
        let mut words = self.ready_holds(&mut told, now);
        words.extend(due.iter().map(|due| wording::loan_due(&self.context.locale, due)));
        if !words.is_empty() {
            self.say(words.join(" "));
        }
        Task::none()
    }

    /// The place of an open book is known before the shelf tells it again.
    pub(super) fn note_progress(&mut self, holding: &Holding) {
        let holdings = self.screens.shelf.holdings().iter().cloned().map(|mut listed| {
            if listed.id == holding.id {
                listed.progress = holding.progress;
            }
            listed
        });
        let holdings = holdings.collect();
        self.screens.shelf.set_holdings(holdings);
    }

    /// Waits until the shelf has the place, without the interface: for the end of the program.
    pub(super) fn last_place(&mut self) -> Option<(holding::Id, Place)> {
        self.session.as_mut().and_then(Session::unsaved_place).map(|(holding, place)| (holding.id, place))
    }

    pub(super) fn kept(&mut self, kept: Result<(), shelf::Error>) -> Task<Message> {
        if let Err(error) = kept {
            self.fail(wording::shelf_error(&self.context.locale, &error));
        }
        Task::none()
    }

    pub(super) fn bookmark_kept(
        &mut self,
        id: annotations::Id,
        kept: Result<bookmark::Id, shelf::Error>,
    ) -> Task<Message> {
        match kept {
            Ok(bookmark) => {
                let Some(session) = &mut self.session else { return Task::none() };
                session.keep(id, bookmark);
                // The reader may have gone on while the shelf wrote.
                if session.words_of(id).is_none() {
                    return self.discard(id);
                }
                let late = if session.is_late(id) { session.words_of(id) } else { None };
                late.map_or_else(Task::none, |kept| self.amend(&kept))
            }
            Err(error) => self.kept(Err(error)),
        }
    }

    /// What the reader has agreed to is not asked again. Before the first request, and some microseconds.
    pub(super) fn recall_confirmed(&mut self) {
        let Some(client) = &self.client else { return };
        match shelf::wait(self.shelf.confirmed()) {
            Ok(origins) => origins.iter().for_each(|origin| client.trust().confirm(origin)),
            Err(error) => self.fail(wording::shelf_error(&self.context.locale, &error)),
        }
    }

    pub(super) fn password_kept(&mut self, kept: Result<(), crate::library::Error>) -> Task<Message> {
        match kept {
            Ok(()) => self.say(self.context.text("password-kept")),
            Err(error) => self.fail(wording::library_error(&self.context.locale, &error)),
        }
        Task::none()
    }

    /// A sentence that is announced and not kept.
    pub(super) fn say(&self, words: String) {
        announce(Announcement::polite(words));
    }
}

/// The address in what was asked to be opened, when it is one and not a file.
fn address(open: &str) -> Option<url::Url> {
    let open = open.strip_prefix("opds://").map_or_else(|| open.to_owned(), |rest| format!("https://{rest}"));
    url::Url::parse(&open).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}
