//! Finding books in all libraries: the index that is kept up to date beside everything else, what its screen asks, and the
//! libraries themselves.

use std::time::Duration;

use futures::channel::mpsc;
use futures::{FutureExt, StreamExt, stream};
use iced::Task;
use tokio::sync::watch;
use url::Url;

use super::dialogs::Resume;
use super::navigation::focusing;
use super::screens::{self, Shown};
use super::{App, Message, clock};
use crate::home::Home;
use crate::library::catalog::Publication;
use crate::library::client::Client;
use crate::library::index::crawl::Leave;
use crate::library::index::rounds::{self, Wish};
use crate::library::index::{self, Index, TitleId};
use crate::library::shelf::{Library, Moment, Shelf};
use crate::library::{Error, daisy_online, folder};
use crate::settings::Metered;
use crate::ui::screen::find::{self, Known, Updated};
use crate::ui::wording;

/// After this time without a key what was found is said.
const REST: Duration = Duration::from_millis(400);
/// The longest wait for the answer of one library.
const PATIENCE: Duration = Duration::from_secs(10);
/// Libraries that are asked at once.
const AT_ONCE: usize = 4;
/// Answers of one library.
const MOST: usize = 200;

/// What is known of an answer of a library: its name, and its books.
type Told = (u64, String, Option<Vec<Publication>>);

/// What has come of the index.
#[derive(Debug, Clone)]
pub enum News {
    /// A library was walked through, has come or gone.
    Changed,
    Known(Box<Known>),
    /// A title that was chosen: what the index knows of it, and the whole of it or why that did not come.
    Chosen(u64, Result<Option<Box<Publication>>, index::Error>, Option<Box<Result<Publication, Error>>>),
}

/// The index, and who keeps it.
pub(super) struct Finding {
    /// `None` when its file can be neither opened nor made.
    index: Option<Index>,
    wish: watch::Sender<Wish>,
    leave: watch::Sender<Leave>,
    /// The number of the title that was chosen last.
    chosen: u64,
}

impl Finding {
    /// Opens the index; the task keeps it up to date.
    pub fn start(home: &Home, client: Option<&Client>, shelf: &Shelf, kept: bool) -> (Self, Task<Message>) {
        let index = Index::open(home).inspect_err(|error| tracing::warn!(%error, "no index")).ok();
        let (wish, wished) = watch::channel(Wish { kept, look: 0 });
        let (leave, left) = watch::channel(Leave::Everything);
        let task = match (&index, client) {
            (Some(index), Some(client)) => {
                let (told, news) = mpsc::unbounded();
                let news_of = move || {
                    // The window has gone, and so will this.
                    let _ = told.unbounded_send(());
                };
                let keeping = rounds::keep(index.clone(), client.clone(), shelf.clone(), wished, left, news_of);
                Task::batch([Task::future(keeping).discard(), Task::run(news, |()| Message::Finding(News::Changed))])
            }
            _ => Task::none(),
        };
        (Self { index, wish, leave, chosen: 0 }, task)
    }

    /// Libraries may have been added, removed or signed in to.
    pub fn look(&self) {
        self.wish.send_modify(|wish| wish.look += 1);
    }

    /// What the reader wants, and what may be fetched now.
    pub fn follow(&self, kept: bool, leave: Leave) {
        self.wish.send_if_modified(|wish| std::mem::replace(&mut wish.kept, kept) != kept);
        self.leave.send_if_modified(|own| std::mem::replace(own, leave) != leave);
    }
}

fn told(message: find::Message) -> Message {
    Message::Screen(screens::Message::Find(message))
}

impl App {
    pub(super) fn show_find(&mut self) -> Task<Message> {
        if self.screens.find.is_none() {
            self.screens.find = Some(find::State::new(self.screens.shelf.holdings()));
        }
        self.screens.show(Shown::Find);
        self.finding.look();
        self.know_lists()
    }

    /// What may be fetched for the lists: nothing beside what the reader waits for, and nothing that she pays for.
    pub(super) fn fetching(&self) -> Leave {
        match () {
            () if self.downloads.running().next().is_some() => Leave::Nothing,
            () if self.lists_wait() => Leave::Near,
            () => Leave::Everything,
        }
    }

    fn lists_wait(&self) -> bool {
        self.covers.is_metered() && self.settings.downloads.metered != Metered::Go
    }

    /// Tells the screen whether the lists are renewed, and the reader when that changes under her hands.
    pub(super) fn tell_lists(&mut self) {
        let waits = self.lists_wait();
        let Some(find) = &mut self.screens.find else { return };
        if find.set_waits(waits)
            && self.screens.shown == Shown::Find
            && let Some(status) = find.status(&self.context.locale)
        {
            self.say(status);
        }
    }

    /// Looks how the lists stand, for the screen that shows it.
    fn know_lists(&self) -> Task<Message> {
        let (index, shelf, kept) = (self.finding.index.clone(), self.shelf.clone(), self.settings.library_lists);
        let extra = self.library.clone();
        Task::perform(
            async move {
                let libraries = libraries(&shelf, extra).await;
                let mut known = Known { libraries: libraries.len(), kept, ..Known::default() };
                if let Some(index) = index {
                    known.sources = index.sources().await.unwrap_or_default();
                    known.facets = index.facets().await.unwrap_or_default();
                }
                known.titles = known.sources.iter().map(|source| source.titles).sum();
                // The oldest, so that no more is promised than is true.
                let oldest = known.sources.iter().map(|source| source.checked).min().flatten();
                known.updated = oldest.and_then(|moment| on_the_wall(moment, Moment::now(), clock::now()?));
                Box::new(known)
            },
            |known| Message::Finding(News::Known(known)),
        )
    }

    pub(super) fn found_news(&mut self, news: News) -> Task<Message> {
        match news {
            News::Changed if self.screens.find.is_some() => self.know_lists(),
            News::Changed => Task::none(),
            News::Known(known) => {
                let grown = |state: &mut find::State| {
                    state.update(find::Message::Known(known), &self.context.locale);
                    state.again()
                };
                let action = self.screens.find.as_mut().map_or(find::Action::None, grown);
                self.find_asks(action)
            }
            News::Chosen(number, ..) if number != self.finding.chosen => Task::none(),
            News::Chosen(_, Ok(Some(part)), whole) => self.show_found(*part, whole.map(|whole| *whole)),
            // It has gone from the list a moment ago.
            News::Chosen(..) => {
                self.say(self.context.text("find-none"));
                Task::none()
            }
        }
    }

    /// The details of a title: the whole of it, or what is known without the network, and why that is not more.
    fn show_found(&mut self, part: Publication, whole: Option<Result<Publication, Error>>) -> Task<Message> {
        match whole {
            None | Some(Ok(_)) => {
                let shown = whole.and_then(Result::ok).unwrap_or(part);
                self.show_publication(Publication { full: None, ..shown })
            }
            Some(Err(error)) => {
                let resume = Resume::Found(Box::new(part.clone()));
                if let Some(error) = self.asked_first(error, &resume) {
                    let shown = self.show_publication(Publication { full: None, ..part });
                    self.fail_with(wording::library_error(&self.context.locale, &error), Some(resume));
                    return shown;
                }
                Task::none()
            }
        }
    }

    /// Fetches the whole of a title again: the reader has signed in, or tries once more.
    pub(super) fn find_again(&mut self, part: Publication) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        let number = self.choose_found();
        let fetching = async move {
            let whole = in_time(&part, client.publication(&part)).await;
            News::Chosen(number, Ok(Some(Box::new(part))), Some(Box::new(whole)))
        };
        Task::perform(fetching, Message::Finding)
    }

    fn choose_found(&mut self) -> u64 {
        self.say(self.context.text("find-opening"));
        self.finding.chosen += 1;
        self.finding.chosen
    }

    pub(super) fn find_asks(&mut self, action: find::Action) -> Task<Message> {
        match action {
            find::Action::None => Task::none(),
            find::Action::Ask(number, question) => self.ask_lists(number, *question),
            find::Action::AskAndType(number, question) => {
                let focused = focusing(find::FIELD);
                Task::batch([focused, self.ask_lists(number, *question)])
            }
            find::Action::AskLibraries(number, words, only) => self.ask_libraries(number, words, only),
            find::Action::Focus(id) => focusing(id),
            find::Action::Open(id) => self.open_holding(id),
            find::Action::OpenHit(id) => self.open_hit(id),
            find::Action::OpenPublication(publication) => self.show_publication(*publication),
            find::Action::Show(place) => self.show_place(place),
        }
    }

    fn ask_lists(&self, number: u64, question: index::Question) -> Task<Message> {
        let rested = Task::perform(tokio::time::sleep(REST), move |()| told(find::Message::Rested(number)));
        let answered = match &self.finding.index {
            // It counts from now on, not from when somebody waits for it.
            Some(index) => {
                Task::perform(index.ask(question), move |answer| told(find::Message::Answered(number, answer)))
            }
            None => Task::done(told(find::Message::Answered(number, Err(index::Error::Closed)))),
        };
        Task::batch([answered, rested])
    }

    fn open_hit(&mut self, id: TitleId) -> Task<Message> {
        let (Some(index), Some(client)) = (self.finding.index.clone(), self.client.clone()) else {
            return Task::none();
        };
        let number = self.choose_found();
        let opening = async move {
            let part = index.publication(id).await;
            let whole = match &part {
                Ok(Some(part)) if part.full.is_some() => Some(Box::new(in_time(part, client.publication(part)).await)),
                _ => None,
            };
            News::Chosen(number, part.map(|part| part.map(Box::new)), whole)
        };
        Task::perform(opening, Message::Finding)
    }

    /// Asks each library's own search, some at once.
    fn ask_libraries(&self, number: u64, words: String, only: Vec<Url>) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        let (shelf, extra) = (self.shelf.clone(), self.library.clone());
        let asking = stream::once(async move { libraries(&shelf, extra).await })
            .flat_map(stream::iter)
            // Nobody else hears what is looked for.
            .filter(move |(url, _)| std::future::ready(only.is_empty() || only.contains(url)))
            .map(move |(url, title)| search(client.clone(), url, title, words.clone(), number))
            .buffer_unordered(AT_ONCE)
            .map(|(number, library, answer)| told(find::Message::Late(number, library, answer)))
            .chain(stream::once(async move { told(find::Message::LateEnded(number)) }));
        Task::stream(asking.boxed())
    }
}

/// The libraries that the reader has added, and the one that the window was started with.
async fn libraries(shelf: &Shelf, extra: Option<Url>) -> Vec<(Url, String)> {
    let known: Vec<Library> = shelf.libraries().await.unwrap_or_default();
    let is_web = |url: &Url| {
        matches!(url.scheme(), "http" | "https") || daisy_online::is_address(url) || folder::is_address(url)
    };
    let mut all: Vec<(Url, String)> =
        known.into_iter().filter_map(|it| Some((Url::parse(&it.url).ok().filter(is_web)?, it.title))).collect();
    if let Some(url) = extra.filter(|url| is_web(url) && all.iter().all(|(own, _)| own != url)) {
        let title = url.host_str().unwrap_or_default().to_owned();
        all.push((url, title));
    }
    all
}

async fn search(client: Client, url: Url, title: String, words: String, number: u64) -> Told {
    let asking = async {
        let feed = client.feed(&url).await?;
        client.search(&feed, &words).await
    };
    let answer = tokio::time::timeout(
        PATIENCE,
        asking.map(|found| found.inspect_err(|error| tracing::info!(%url, %error, "a library did not answer")).ok()),
    );
    let found = answer.await.ok().flatten().map(|feed| {
        let grouped = feed.groups.into_iter().flat_map(|group| group.publications);
        feed.publications.into_iter().chain(grouped).take(MOST).collect()
    });
    (number, title, found)
}

async fn in_time(
    part: &Publication,
    work: impl Future<Output = Result<Publication, Error>>,
) -> Result<Publication, Error> {
    let host = || part.full.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned();
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(Error::TimedOut { host: host() }))
}

/// A moment as the clock on the wall shows it, which shows `wall` now.
fn on_the_wall(moment: Moment, now: Moment, wall: (u8, u8)) -> Option<Updated> {
    const MINUTE: i64 = 60_000;
    const DAY: i64 = 24 * 60;
    let minutes = |moment: Moment| moment.unix_millis().div_euclid(MINUTE);
    let shown = i64::from(wall.0) * 60 + i64::from(wall.1);
    // Between twelve hours behind and fourteen before.
    let ahead = (shown - minutes(now)).rem_euclid(DAY);
    let ahead = if ahead > 14 * 60 { ahead - DAY } else { ahead };
    let (then, now) = (minutes(moment) + ahead, minutes(now) + ahead);
    let of_day = then.rem_euclid(DAY);
    Some(Updated {
        days: now.div_euclid(DAY) - then.div_euclid(DAY),
        date: Moment::from_unix_millis(then * MINUTE).date(),
        hour: u8::try_from(of_day / 60).ok()?,
        minute: u8::try_from(of_day % 60).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_by_the_clock_on_the_wall() {
        let moment = |text| Moment::parse(text).expect("a moment");
        let now = moment("2026-11-28T20:30:00Z");
        // Half past one of the next day in Kazakhstan.
        let shown = |text, wall| on_the_wall(moment(text), now, wall).expect("a time");
        let there = shown("2026-11-28T09:20:00Z", (1, 30));
        assert_eq!((there.days, there.hour, there.minute), (1, 14, 20));
        assert_eq!(shown("2026-11-28T19:20:00Z", (1, 30)).days, 0);
        let behind = shown("2026-11-28T09:20:00Z", (12, 30));
        assert_eq!((behind.days, behind.hour, behind.date), (0, 1, (2026, 11, 28)));
    }
}
