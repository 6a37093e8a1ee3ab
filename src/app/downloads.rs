//! Books on their way, as the window knows them: what the queue tells, and what of it has to be said.

use std::sync::Arc;

use iced::Task;

use super::dialogs::{Archive, Dialog, Resume, Then};
use super::screens::{self, Shown};
use super::{App, Message};
use crate::library::Error;
use crate::library::acquire::{Several, Step, Wanted};
use crate::library::queue::{Event, Id, Item, Queue, State, Timing, Why};
use crate::library::shelf::Shelved;
use crate::library::{metered, queue};
use crate::settings::Metered;
use crate::ui::dialog::{members, question};
use crate::ui::screen::downloads;
use crate::ui::wording;

/// A book on its way to the shelf.
#[derive(Debug)]
pub struct Download {
    pub item: Item,
    /// What was told of it last.
    step: Option<Step>,
    paused: Option<std::mem::Discriminant<Why>>,
    /// Quarters of the file that were announced.
    quarters: u64,
    /// That it can be heard was announced.
    told: bool,
}

impl Download {
    fn new(item: Item) -> Self {
        Self { item, step: None, paused: None, quarters: 0, told: false }
    }
}

/// What an event of the queue comes to.
#[derive(Debug)]
pub enum News {
    /// Nothing that has to be said.
    Quiet,
    /// This step began.
    Began(Step),
    /// So many quarters (1 to 3) of the file are here.
    Quarter(Id, u64),
    /// Enough of the recording is here to begin.
    CanBeHeard(Id),
    Paused(Id, Why),
    /// The order is another one.
    Order,
    /// The book stands on the shelf.
    Shelved(Box<Item>, Box<Shelved>),
    /// An archive of several books is here: which of them the reader wants.
    Several(Wanted, Arc<Several>),
    Failed(Box<Item>, Error),
    /// Another program may have brought it to the shelf.
    Gone,
    Fault(crate::library::shelf::Error),
}

/// All downloads that are in the queue, in its order.
#[derive(Debug, Default)]
pub struct Downloads {
    queue: Option<Queue>,
    all: Vec<Download>,
}

impl Downloads {
    /// Asks for one.
    pub fn begin(&self, title: String, wanted: Wanted) {
        if let Some(queue) = &self.queue {
            queue.add(title, wanted);
        }
    }

    /// What goes on by itself, now or later.
    pub fn running(&self) -> impl Iterator<Item = &Item> {
        self.items().filter(|item| item.state.is_under_way())
    }

    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.all.iter().map(|download| &download.item)
    }

    fn find(&mut self, id: Id) -> Option<&mut Download> {
        self.all.iter_mut().find(|download| download.item.id == id)
    }

    fn take(&mut self, id: Id) -> Option<Item> {
        let index = self.all.iter().position(|download| download.item.id == id)?;
        Some(self.all.remove(index).item)
    }

    /// Takes in what the queue tells.
    pub fn hear(&mut self, event: Event) -> News {
        match event {
            Event::Added(item) => {
                self.all.push(Download::new(*item));
                News::Quiet
            }
            Event::Changed(id, state) => self.find(id).map_or(News::Quiet, |download| download.change(state)),
            Event::Order(order) => {
                let place = |id: Id| order.iter().position(|other| *other == id);
                self.all.sort_by_key(|download| place(download.item.id));
                News::Order
            }
            Event::Shelved(id, shelved) => {
                self.take(id).map_or(News::Quiet, |item| News::Shelved(Box::new(item), shelved))
            }
            Event::Several(id, several) => {
                self.find(id).map_or(News::Quiet, |download| News::Several(download.item.wanted.clone(), several))
            }
            Event::Gone(id) => self.take(id).map_or(News::Quiet, |_| News::Gone),
            Event::Fault(error) => News::Fault(error),
        }
    }
}

impl Download {
    fn change(&mut self, state: State) -> News {
        self.item.state = state.clone();
        let id = self.item.id;
        match state {
            State::Waiting | State::Running(None) => News::Quiet,
            State::Running(Some(step)) => self.advance(step),
            State::Paused(why) => {
                let kind = std::mem::discriminant(&why);
                // What is tried again and again is told once.
                let same = self.paused.replace(kind) == Some(kind);
                if why == Why::Reader {
                    (self.step, self.quarters) = (None, 0);
                }
                if same && why != Why::Reader { News::Quiet } else { News::Paused(id, why) }
            }
            // It is asked in a dialog.
            State::Failed(Error::Several(_)) => News::Quiet,
            State::Failed(error) => {
                (self.step, self.paused) = (None, None);
                News::Failed(Box::new(self.item.clone()), error)
            }
        }
    }

    fn advance(&mut self, step: Step) -> News {
        if let Step::Downloading(progress) = step {
            self.item.there = progress.received;
            self.paused = None;
        }
        let before = self.step.replace(step);
        let same = before.is_some_and(|before| std::mem::discriminant(&before) == std::mem::discriminant(&step));
        if !same {
            return News::Began(step);
        }
        let id = self.item.id;
        let whole = matches!(step, Step::Downloading(progress) if progress.total == Some(progress.received));
        if !self.told && !whole && self.item.growing.can_be_heard() {
            self.told = true;
            return News::CanBeHeard(id);
        }
        if let Step::Downloading(progress) = step
            && let Some(total) = progress.total.filter(|total| *total > 0)
        {
            let quarters = progress.received.saturating_mul(4) / total;
            if (1..4).contains(&quarters) && quarters > self.quarters {
                self.quarters = quarters;
                return News::Quarter(id, quarters);
            }
        }
        News::Quiet
    }
}

impl App {
    /// Takes up what was on its way when the program was left.
    pub(super) fn start_queue(&mut self) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        let rules = queue::Rules::from(self.settings.downloads);
        let (home, shelf) = (self.home.clone(), self.shelf.clone());
        let (queue, events) = Queue::start(client, home, shelf, rules, Timing::default(), metered::watch());
        self.downloads.queue = Some(queue);
        Task::run(events, |event| Message::Download(Box::new(event)))
    }

    /// The reader may have changed what downloads are allowed.
    pub(super) fn tell_queue(&self) {
        if let Some(queue) = &self.downloads.queue {
            queue.set_rules(self.settings.downloads.into());
        }
    }

    /// Brings a book of a library to the shelf.
    pub(super) fn acquire(&mut self, title: String, wanted: Wanted) -> Task<Message> {
        self.downloads.begin(title, wanted);
        Task::none()
    }

    /// Gives up what is on its way, by what is wanted.
    pub(super) fn give_up(&mut self, wanted: &Wanted) {
        let id = self.downloads.items().find(|item| item.wanted == *wanted).map(|item| item.id);
        if let Some(id) = id {
            self.cancel_download(id);
        }
    }

    pub(super) fn cancel_download(&mut self, id: Id) {
        let Some(item) = self.downloads.items().find(|item| item.id == id) else { return };
        let title = self.title_of(item);
        self.say(self.context.locale.with("download-cancelled", &[("title", title.into())]));
        if let Some(queue) = &self.downloads.queue {
            queue.cancel(id);
        }
    }

    fn title_of(&self, item: &Item) -> String {
        wording::download_title(&self.context.locale, &item.title, &item.wanted)
    }

    fn title_by(&self, id: Id) -> String {
        self.downloads.items().find(|item| item.id == id).map_or_else(String::new, |item| self.title_of(item))
    }

    /// The queue has told something.
    pub(super) fn downloaded(&mut self, event: Event) -> Task<Message> {
        let news = self.downloads.hear(event);
        self.screens.downloads.set_items(self.downloads.items().cloned().collect());
        let locale = self.context.locale.clone();
        let task = match news {
            News::Quiet => return Task::none(),
            News::Began(step) => {
                // Checking takes a blink; it would be cut off by the end.
                if step != Step::Checking {
                    self.say(wording::step(&locale, Some(step)));
                }
                Task::none()
            }
            News::Quarter(id, quarter) => {
                let percent = wording::percent(&locale, quarter as f64 / 4.0);
                let values = [("title", self.title_by(id).into()), ("percent", percent.into())];
                self.say(locale.with("download-percent", &values));
                Task::none()
            }
            News::CanBeHeard(id) => {
                self.say(locale.with("download-can-be-heard", &[("title", self.title_by(id).into())]));
                Task::none()
            }
            News::Paused(id, why) => {
                self.paused(id, why);
                Task::none()
            }
            News::Order => {
                if self.screens.shown == Shown::Downloads
                    && let Some(first) = self.downloads.items().next()
                {
                    let title = self.title_of(first);
                    self.say(locale.with("download-first", &[("title", title.into())]));
                }
                Task::none()
            }
            News::Shelved(item, shelved) => return self.shelved(&item.wanted, &shelved),
            News::Several(wanted, archive) => {
                self.choose_member(wanted, archive);
                Task::none()
            }
            News::Failed(item, error) => return self.acquiring_failed(item.title, item.wanted, error),
            News::Gone => self.list_holdings(),
            News::Fault(error) => {
                self.fail(wording::shelf_error(&locale, &error));
                Task::none()
            }
        };
        self.refresh_book();
        task
    }

    fn choose_member(&mut self, wanted: Wanted, archive: Arc<Several>) {
        let state = members::State::new(archive.names().iter().cloned());
        self.dialogs.push(Dialog::Members(state, Archive::Download(Box::new(wanted), archive)));
    }

    fn paused(&mut self, id: Id, why: Why) {
        let locale = &self.context.locale;
        let state = wording::download_paused(locale, why);
        let mut words = locale.with("download-told", &[("title", self.title_by(id).into()), ("state", state.into())]);
        if matches!(why, Why::NoRoom { .. })
            && let Some(could_go) = wording::room_from(locale, self.screens.shelf.holdings())
        {
            words = format!("{words}. {could_go}");
        }
        self.say(words);
        if why == Why::Metered && self.settings.downloads.metered == Metered::Ask {
            let asked =
                |dialog: &Dialog| matches!(dialog, Dialog::Question(state) if matches!(state.answer(), Then::Download));
            if !self.dialogs.iter().any(asked) {
                self.ask(question::State::metered(&self.context.locale, Then::Download));
            }
        }
    }

    /// The reader pays for the network.
    pub(super) fn download_at_any_cost(&mut self) {
        let Some(queue) = &self.downloads.queue else { return };
        for item in self.downloads.items().filter(|item| matches!(item.state, State::Paused(Why::Metered))) {
            queue.resume(item.id);
        }
    }

    pub(super) fn show_downloads(&mut self) -> Task<Message> {
        self.screens.downloads.set_items(self.downloads.items().cloned().collect());
        self.screens.show(Shown::Downloads);
        Task::none()
    }

    /// A key, for the download that has the focus.
    pub(super) fn download_act(act: crate::ui::keymap::Act) -> Task<Message> {
        use iced::advanced::widget::{operate, operation::focusable::find_focused};
        operate(find_focused())
            .map(move |id| Message::Screen(screens::Message::Downloads(downloads::Message::Key(act.clone(), id))))
    }

    pub(super) fn downloads_ask(&mut self, action: downloads::Action) -> Task<Message> {
        use downloads::Action as A;
        let Some(queue) = self.downloads.queue.clone() else { return Task::none() };
        match action {
            A::None => {}
            A::Pause(id) => queue.pause(id),
            A::Resume(id) => queue.resume(id),
            A::First(id) => queue.first(id),
            A::PauseAll => queue.pause_all(),
            A::ResumeAll => queue.resume_all(),
            A::Cancel(id) => self.cancel_download(id),
            A::AskToCancel(id, bytes) => {
                let (locale, title) = (self.context.locale.clone(), self.title_by(id));
                let size = wording::size(&locale, bytes);
                self.ask(question::State::cancel_download(&locale, &title, &size, Then::CancelDownload(id)));
            }
            A::Choose(id) => {
                let item = self.downloads.items().find(|item| item.id == id).cloned();
                if let Some(Item { wanted, state: State::Failed(Error::Several(archive)), .. }) = item {
                    self.choose_member(wanted, archive);
                }
            }
            A::Show(place) => return self.show_place(place),
        }
        Task::none()
    }

    /// A download came to no good end: sign in and go on, or say why.
    fn acquiring_failed(&mut self, title: String, wanted: Wanted, error: Error) -> Task<Message> {
        self.refresh_book();
        let queued = self.queued(&error);
        let resume = Resume::Acquire(title.clone(), Box::new(wanted));
        if let Some(error) = self.asked_first(error, &resume) {
            let locale = &self.context.locale;
            let failure = wording::library_error(locale, &error);
            let failure = if title.is_empty() { failure } else { failure.in_work(locale, &title) };
            self.fail_with(failure, Some(resume));
        }
        queued
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::download::Progress;

    fn item(id: i64) -> Item {
        Item {
            id: Id::from(id),
            title: String::new(),
            wanted: Wanted::Address("http://127.0.0.1/book.epub".parse().unwrap()),
            state: State::Waiting,
            there: 0,
            growing: Arc::default(),
        }
    }

    #[test]
    fn the_start_and_each_quarter_are_told_once() {
        let mut downloads = Downloads::default();
        let id = Id::from(1);
        downloads.hear(Event::Added(Box::new(item(1))));
        let mut told = Vec::new();
        for received in (0..=100).step_by(5) {
            let step = Step::Downloading(Progress { received, total: Some(100) });
            match downloads.hear(Event::Changed(id, State::Running(Some(step)))) {
                News::Began(_) => told.push(0),
                News::Quarter(_, quarter) => told.push(quarter),
                _ => {}
            }
        }
        assert_eq!(told, [0, 1, 2, 3]);
        let unknown = Event::Changed(Id::from(7), State::Running(Some(Step::Checking)));
        assert!(matches!(downloads.hear(unknown), News::Quiet));
    }

    #[test]
    fn what_is_tried_again_and_again_is_told_once() {
        let mut downloads = Downloads::default();
        let id = Id::from(1);
        downloads.hear(Event::Added(Box::new(item(1))));
        let mut told = |state| !matches!(downloads.hear(Event::Changed(id, state)), News::Quiet);
        assert!(told(State::Running(Some(Step::Borrowing))));
        assert!(told(State::Paused(Why::Offline)));
        for _ in 0..3 {
            assert!(!told(State::Running(None)));
            assert!(!told(State::Running(Some(Step::Borrowing))));
            assert!(!told(State::Paused(Why::Offline)));
        }
        assert!(told(State::Running(Some(Step::Downloading(Progress { received: 1, total: None })))));
        assert!(told(State::Paused(Why::Offline)), "it came on in between");
        assert!(told(State::Paused(Why::Reader)));
        assert!(told(State::Paused(Why::Reader)), "what she does is answered");
    }
}
