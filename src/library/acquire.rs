//! From «I want this book» to a book on the shelf: borrow, fulfil, download, check, shelve.
//!
//! Acquisition in OPDS <https://specs.opds.io/opds-1.2#5-the-acquisition-feed>; loans answer with a publication whose
//! links lead to the file.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::channel::mpsc;
use futures::future::{Either, select};
use futures::{Stream, StreamExt};
use serde::{Deserialize, Serialize};
use url::Url;

use super::Error;
use super::catalog::{Acquisition, Availability, Document, Publication, Relation, State};
use super::client::Client;
use super::daisy_online;
use super::download::{self, Outcome, Progress, Received};
use super::folder;
use super::growing::Growing;
use super::loan::{self, Standing};
use super::shelf::{Card, Loan, Moment, Sample, Shelf, Shelved, Ties, pending};
use super::sync;
use super::web_publication;
use crate::book::Format;
use crate::format::{self, table};
use crate::home::Home;

mod ways;

pub use ways::{choose, protection};

/// Answers that lead to one another before a file must come.
const MAX_ANSWERS: usize = 6;
/// How often a server that is busy is asked again.
const MAX_WAITS: u32 = 3;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Wanted {
    /// A publication by one of its acquisitions; by the best of them when none is chosen.
    Publication(Box<Publication>, Option<Box<Acquisition>>),
    /// Whatever stands at this address: a file, an entry, a loan.
    Address(Url),
}

impl Wanted {
    /// What is asked for first. `None` for a publication that cannot be had.
    pub fn address(&self) -> Option<&Url> {
        match self {
            Self::Address(address) => Some(address),
            Self::Publication(publication, chosen) => {
                let best = chosen.as_deref().or_else(|| choose(publication));
                best.map(|best| &best.href).or(publication.full.as_ref())
            }
        }
    }
}

/// The row that a book on its way is written down in, and how far it came.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub row: pending::Id,
    pub stage: Option<Stage>,
}

/// What is known once a library has lent a book: nothing is borrowed twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Stage {
    /// Where to go on.
    pub address: Url,
    known: Option<Publication>,
    loan: Option<Loan>,
    #[serde(default)]
    ties: Ties,
    #[serde(default)]
    sample: Option<Sample>,
}

/// An archive that came with several books, of which the reader takes one. Dropping it keeps its file for another try.
#[derive(Debug)]
pub struct Several {
    names: Arc<[String]>,
    received: Received,
    publication: Option<Publication>,
    lent: Option<Lent>,
    row: Option<pending::Id>,
}

/// A loan, and where the library is asked about it.
type Lent = (Loan, Ties);

impl Several {
    /// The books, by their names in the archive.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Puts one of them on the shelf; the archive goes.
    pub async fn shelve(&self, shelf: &Shelf, name: &str) -> Result<Shelved, Error> {
        let (loan, ties) = self.lent.clone().unzip();
        let own =
            Card { source: Some(self.received.address.to_string()), loan, ties, pending: self.row, ..Card::default() };
        // What the library says is said of all of them: only what the book does not tell itself is taken from it.
        let about = match &self.publication {
            Some(publication) => {
                Card { authors: publication.authors.clone(), languages: publication.languages.clone(), ..own }
            }
            None => own,
        };
        let shelved = shelf.shelve_member(&self.received.path, name.to_owned(), about).await?;
        self.discard();
        Ok(shelved)
    }

    /// Throws the archive away.
    pub fn discard(&self) {
        self.received.clone().discard();
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The library is asked for a loan.
    Borrowing,
    /// The library is busy and will be asked again after this time.
    Waiting(Duration),
    Downloading(Progress),
    /// The file is opened.
    Checking,
}

/// What a stream of [`acquire`] says: steps, then once the end.
#[derive(Debug, Clone)]
pub enum Event {
    Step(Step),
    Done(Result<Box<Shelved>, Error>),
}

/// Fetches a book. Nothing happens before the stream is polled, inside a tokio runtime; dropping it cancels, and what has
/// been downloaded is gone on with the next time.
pub fn acquire(
    client: Client,
    home: Home,
    shelf: Shelf,
    wanted: Wanted,
) -> impl Stream<Item = Event> + Send + Unpin + 'static {
    acquire_heard(client, home, shelf, wanted, Arc::default())
}

/// As [`acquire`], for somebody who hears the file while it is fetched.
pub fn acquire_heard(
    client: Client,
    home: Home,
    shelf: Shelf,
    wanted: Wanted,
    growing: Arc<Growing>,
) -> impl Stream<Item = Event> + Send + Unpin + 'static {
    acquire_kept(client, home, shelf, wanted, growing, None)
}

/// As [`acquire_heard`], of what is written down.
pub(super) fn acquire_kept(
    client: Client,
    home: Home,
    shelf: Shelf,
    wanted: Wanted,
    growing: Arc<Growing>,
    kept: Option<Kept>,
) -> impl Stream<Item = Event> + Send + Unpin + 'static {
    let (sender, steps) = mpsc::unbounded();
    let work = async move {
        let supply = Box::pin(download::supply(&client, &growing));
        match select(Box::pin(run(&client, home, shelf, wanted, sender, &growing, kept)), supply).await {
            Either::Left((end, _)) => end,
            Either::Right((never, _)) => match never {},
        }
    };
    Events { work: Some(Box::pin(work)), steps, end: None }
}

struct Events<F> {
    work: Option<Pin<Box<F>>>,
    steps: mpsc::UnboundedReceiver<Step>,
    end: Option<Result<Box<Shelved>, Error>>,
}

impl<F: Future<Output = Result<Box<Shelved>, Error>>> Stream for Events<F> {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        if let Some(work) = &mut self.work
            && let Poll::Ready(end) = work.as_mut().poll(context)
        {
            self.work = None;
            self.end = Some(end);
        }
        if let Poll::Ready(Some(step)) = self.steps.poll_next_unpin(context) {
            return Poll::Ready(Some(Event::Step(step)));
        }
        if self.work.is_some() { Poll::Pending } else { Poll::Ready(self.end.take().map(Event::Done)) }
    }
}

async fn run(
    client: &Client,
    home: Home,
    shelf: Shelf,
    wanted: Wanted,
    steps: mpsc::UnboundedSender<Step>,
    growing: &Growing,
    kept: Option<Kept>,
) -> Result<Box<Shelved>, Error> {
    let (row, stage) = kept.map_or((None, None), |kept| (Some(kept.row), kept.stage));
    let resumed = row.filter(|_| stage.is_some());
    match (walk(client, &home, &shelf, wanted.clone(), &steps, growing, row, stage).await, resumed) {
        // The leave to fetch what was lent has ended: the library is asked again.
        (
            Err(Error::NotFound { .. } | Error::Gone { .. } | Error::Forbidden { .. } | Error::NoAcquisition),
            Some(id),
        ) => {
            shelf.set_stage(id, None).await?;
            walk(client, &home, &shelf, wanted, &steps, growing, row, None).await
        }
        (end, _) => end,
    }
}

#[allow(clippy::too_many_arguments, reason = "what the two above are given")]
async fn walk(
    client: &Client,
    home: &Home,
    shelf: &Shelf,
    wanted: Wanted,
    steps: &mpsc::UnboundedSender<Step>,
    growing: &Growing,
    row: Option<pending::Id>,
    stage: Option<Stage>,
) -> Result<Box<Shelved>, Error> {
    let say = |step| {
        let _ = steps.unbounded_send(step);
    };
    let mut known: Option<Publication> = None;
    let mut loan = None;
    let mut ties = Ties::default();
    let mut sample = None;
    let mut address = match (stage, wanted) {
        (Some(stage), _) => {
            (known, loan, ties, sample) = (stage.known, stage.loan, stage.ties, stage.sample);
            stage.address
        }
        (None, Wanted::Address(address)) => address,
        (None, Wanted::Publication(publication, chosen)) => {
            let address = next(&publication, chosen.as_deref(), &mut loan, &say)?;
            ties = loan::ties(&publication);
            sample = sample_of(&publication, chosen.as_deref());
            known = Some(*publication);
            address
        }
    };
    for _ in 0..MAX_ANSWERS {
        if let Some(at) = daisy_online::Address::parse(&address) {
            let report = |progress| say(Step::Downloading(progress));
            let (received, until) = daisy_online::resources::fetch(client, home, &at, &report, growing).await?;
            loan.get_or_insert(Loan { since: Some(Moment::now()), until: None });
            if let Some(loan) = &mut loan {
                loan.until = until.or(loan.until);
            }
            // Wanted by its address alone, it is known again all the same.
            let known =
                known.unwrap_or_else(|| Publication { identifier: Some(at.identifier()), ..Publication::default() });
            say(Step::Checking);
            return shelve(shelf, received, Some(known), loan.map(|loan| (loan, ties)), None, row).await.map(Box::new);
        }
        if folder::is_address(&address) {
            let report = |progress| say(Step::Downloading(progress));
            let received = folder::fetch(client, home, &address, &report).await?;
            say(Step::Checking);
            return shelve(shelf, received, known, None, None, row).await.map(Box::new);
        }
        let outcome = match patiently(client, home, &address, &say, growing).await {
            // What lends is asked by another method here.
            Err(Error::Server { status: 405, .. }) if loan.is_some() => {
                let lent = loan::post(client, &address).await?.ok_or(Error::NoAcquisition)?;
                Outcome::Document(Document::Publication(Box::new(lent)))
            }
            other => other?,
        };
        match outcome {
            Outcome::File(received) => {
                let received = match web_publication::plan(&received)? {
                    Some(plan) => {
                        let report = |progress| say(Step::Downloading(progress));
                        web_publication::fetch(client, home, received, plan, &report, growing).await?
                    }
                    None => received,
                };
                say(Step::Checking);
                return shelve(shelf, received, known, loan.map(|loan| (loan, ties)), sample, row).await.map(Box::new);
            }
            Outcome::Document(document) => {
                let publication = match document {
                    Document::Publication(publication) => *publication,
                    Document::Feed(mut feed) if feed.publications.len() == 1 => feed.publications.swap_remove(0),
                    Document::Feed(_) => return Err(Error::NoAcquisition),
                };
                // Somebody was faster: what was to be a loan is a place in the queue.
                if loan.is_some() && loan::standing(&publication) == Some(Standing::Reserved) {
                    return Err(Error::Queued(Box::new(publication)));
                }
                let before = address;
                address = next(&publication, None, &mut loan, &say)?;
                ties = loan::ties(&publication).or(ties);
                if address == before {
                    return Err(Error::NoAcquisition);
                }
                known = Some(publication);
                if let Some(row) = row {
                    let (known, ties, sample) = (known.clone(), ties.clone(), sample.clone());
                    let stage = Stage { address: address.clone(), known, loan, ties, sample };
                    shelf.set_stage(row, serde_json::to_string(&stage).ok()).await?;
                }
            }
        }
    }
    Err(Error::RedirectLoop { host: super::client::host(&address) })
}

/// Why a publication without an address to ask cannot be had.
pub(super) fn refusal(publication: &Publication) -> Error {
    next(publication, None, &mut None, &|_| {}).err().unwrap_or(Error::NoAcquisition)
}

/// Where to ask next for a publication.
fn next(
    publication: &Publication,
    chosen: Option<&Acquisition>,
    loan: &mut Option<Loan>,
    say: &impl Fn(Step),
) -> Result<Url, Error> {
    let best = chosen.or_else(|| choose(publication));
    let waiting = publication.acquisitions.iter().find_map(|it| not_yet(it.availability.as_ref()));
    let Some(acquisition) = best else {
        return match (waiting, &publication.full) {
            (Some(until), _) => Err(Error::NotAvailableUntil { until }),
            (None, Some(full)) if publication.acquisitions.is_empty() => Ok(full.clone()),
            _ => Err(Error::NoAcquisition),
        };
    };
    if let Some(scheme) = protection(acquisition) {
        return Err(Error::Protected { scheme: scheme.to_owned() });
    }
    if let Some(until) = not_yet(acquisition.availability.as_ref()) {
        return Err(Error::NotAvailableUntil { until });
    }
    // A way that ends on a day is a loan, also where the address that lent it was asked for at once.
    let until = acquisition.availability.as_ref().and_then(|it| Moment::parse(it.until.as_deref()?));
    if acquisition.relation == Relation::Borrow {
        // The service of a library for the blind tells in its lists until when.
        let until = until.filter(|_| daisy_online::is_address(&acquisition.href));
        *loan = Some(Loan { since: Some(Moment::now()), until });
        say(Step::Borrowing);
    } else if loan.is_some() || until.is_some() {
        loan.get_or_insert(Loan { since: Some(Moment::now()), until: None }).until = until;
    }
    Ok(acquisition.href.clone())
}

/// `Some` when a book is lent or the reader is in its queue; with the date, when the library tells.
fn not_yet(availability: Option<&Availability>) -> Option<Option<String>> {
    let availability = availability?;
    matches!(availability.state, State::Unavailable | State::Reserved).then(|| availability.until.clone())
}

/// Fetches, and asks a busy server again after the time it names, within bounds.
async fn patiently(
    client: &Client,
    home: &Home,
    address: &Url,
    say: &(impl Fn(Step) + Sync),
    growing: &Growing,
) -> Result<Outcome, Error> {
    let mut waits = 0;
    loop {
        let mut report = |progress| say(Step::Downloading(progress));
        let wait = match download::fetch_heard(client, home, address, &mut report, growing).await {
            Err(Error::Busy { after, host }) => {
                let wait = after.unwrap_or(client.limits().pause * 2_u32.pow(waits));
                if waits >= MAX_WAITS || wait > client.limits().patience {
                    return Err(Error::Busy { after, host });
                }
                wait
            }
            other => return other,
        };
        waits += 1;
        say(Step::Waiting(wait));
        tokio::time::sleep(wait).await;
    }
}

/// What is said of a book when a part of it was chosen: where the whole of it is.
fn sample_of(publication: &Publication, chosen: Option<&Acquisition>) -> Option<Sample> {
    chosen.filter(|chosen| chosen.relation == Relation::Sample)?;
    let whole = || choose(publication).filter(|best| best.relation != Relation::Sample).map(|best| best.href.clone());
    Some(Sample { whole: publication.full.clone().or_else(whole) })
}

/// Opens what was downloaded; only what opens comes to the shelf.
async fn shelve(
    shelf: &Shelf,
    received: Received,
    publication: Option<Publication>,
    lent: Option<Lent>,
    sample: Option<Sample>,
    row: Option<pending::Id>,
) -> Result<Shelved, Error> {
    let path = received.path.clone();
    let opened = tokio::task::spawn_blocking(move || format::open(&path)).await;
    let known = match opened {
        Ok(Ok(opened)) if is_unasked_page(opened.book.metadata.format, &received.address, publication.as_ref()) => {
            received.discard();
            return Err(Error::NotABook(Arc::new(format::Error::NotABook)));
        }
        Ok(Ok(opened)) => Card::of(&opened.book.metadata),
        // The reader is asked for its password when she opens it.
        Ok(Err(format::Error::PasswordNeeded)) => Card::locked(),
        Ok(Err(format::Error::Io(error))) => return Err(Error::Disk(error)),
        Ok(Err(format::Error::Several(names))) => {
            return Err(Error::Several(Arc::new(Several { names, received, publication, lent, row })));
        }
        Ok(Err(error)) => {
            received.discard();
            return Err(match error {
                format::Error::Protected(scheme) => Error::Protected { scheme: scheme.to_string() },
                other => Error::NotABook(Arc::new(other)),
            });
        }
        Err(error) => {
            tracing::error!(%error, "the check of a book stopped");
            received.discard();
            return Err(Error::NotABook(Arc::new(format::Error::NotABook)));
        }
    };
    // The library's own words are those that the reader chose the book by.
    let (loan, ties) = lent.unzip();
    let source = Some(received.address.to_string());
    let mut card = Card { source, loan, ties, sample, pending: row, ..known };
    let ways = publication.as_ref().map(sync::offers).unwrap_or_default();
    if let Some(publication) = publication {
        if !publication.authors.is_empty() {
            card.authors = publication.authors;
        }
        card.identifier = publication.identifier.or(card.identifier);
        if !publication.title.is_empty() {
            card.title = publication.title;
        }
        if card.languages.is_empty() {
            card.languages = publication.languages;
        }
    }
    if card.title.trim().is_empty() {
        card.title.clone_from(&received.title);
    }
    let shelved = shelf.shelve(&received.path, card).await?;
    shelf.keep_ways(shelved.holding().id, ways).await?;
    received.discard();
    Ok(shelved)
}

/// A page where none was promised is what a library says instead of a book: that one has to sign in, or to pay.
fn is_unasked_page(format: Format, address: &Url, publication: Option<&Publication>) -> bool {
    let is_page = |row: &table::Row| row.format == Format::Html;
    let ending = address.path().rsplit_once('.').map(|(_, ending)| ending);
    let named = ending.and_then(table::by_ending).is_some_and(is_page);
    let offered = publication.into_iter().flat_map(|publication| &publication.acquisitions).any(|way| {
        let free = matches!(way.relation, Relation::Download | Relation::OpenAccess | Relation::Borrow);
        free && way.endings().iter().any(|ending| table::by_media_type(ending).is_some_and(is_page))
    });
    format == Format::Html && !named && !offered
}

#[cfg(test)]
mod tests;
