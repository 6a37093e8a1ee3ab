//! Walking through a catalogue into the index, without haste.
//!
//! A crawlable feed (<https://specs.opds.io/opds-1.2#23-listing-acquisition-feeds>: everything, the newest first) is read
//! to where nothing is new; where there is none, every page that navigation leads to, and later the list of what is new.
//! Of a service of talking books its lists are read, of a folder all its books. A page that has not changed is not sent again, as far as its server knows.
//!
//! The requests go through the background half of the client's gate: one after another, and not before a server that has
//! asked to wait wants to be asked.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use url::Url;

use super::{End, Generation, Index, Page, Source, Title};
use crate::library;
use crate::library::catalog::{Feed, Publication};
use crate::library::client::Client;
use crate::library::client::fresh::{Fresh, Validators};
use crate::library::client::trust::is_loopback;
use crate::library::daisy_online::model::way;
use crate::library::daisy_online::{self, Address};
use crate::library::folder;
use crate::library::shelf::Moment;

const CRAWLABLE: &str = "http://opds-spec.org/crawlable";
const NEW: &str = "http://opds-spec.org/sort/new";

/// How often a server that asks to wait is asked again.
const PATIENCE: u32 = 3;
/// The longest wait that a walk lives through; for a longer one it is given up until another day.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Pages in a row that fail before a walk is given up.
const FAILURES: u32 = 5;
/// Pages in a row without a title before a list is taken to have no end.
const EMPTY: u32 = 20;

/// What may be fetched now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Leave {
    #[default]
    Everything,
    /// Only what does not go through a network: the reader pays for it.
    Near,
    /// Something that the reader waits for is being fetched.
    Nothing,
}

impl Leave {
    /// Whether this address may be asked.
    pub fn lets(self, address: &Url) -> bool {
        match self {
            Self::Everything => true,
            Self::Near => !is_far(address),
            Self::Nothing => false,
        }
    }
}

/// Whether what stands at an address comes through a network.
pub fn is_far(address: &Url) -> bool {
    let service = Address::parse(address).map(|at| at.service);
    !folder::is_address(address) && !is_loopback(service.as_ref().unwrap_or(address))
}

/// What a walk may cost the library and the reader.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Before a busy server that does not say how long it wants to be left alone is asked again.
    pub pause: Duration,
    pub entries: u64,
    /// Of a list whose pages lead to one another there may be as many as it has; this is of pages that navigation leads to.
    pub pages: usize,
    /// Steps from the first page.
    pub depth: usize,
    pub bytes: u64,
    pub time: Duration,
    /// The walk stands still while it has no leave.
    pub leave: Option<watch::Receiver<Leave>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(10),
            entries: 2_000_000,
            pages: 2_000,
            depth: 4,
            bytes: 1 << 30,
            time: Duration::from_secs(6 * 3600),
            leave: None,
        }
    }
}

/// Why a walk ended early. What was read until then is in the index.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Library(#[from] library::Error),
    #[error(transparent)]
    Index(#[from] super::Error),
}

/// What a walk has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Walked {
    /// Pages that were asked for, and those of them that had not changed.
    pub pages: usize,
    pub kept: usize,
    pub entries: u64,
    pub bytes: u64,
    pub new: u64,
    pub changed: u64,
    pub gone: u64,
    /// Whether everything was met that the catalogue has; then what has gone from it went from the index, too.
    pub complete: bool,
}

/// Walks through the catalogue of a source. `whole` reads to the end also where the newest come first: now and then, for
/// what has gone is not told otherwise. Dropping the future ends the walk; nothing is lost by it, and the next one is whole.
///
/// # Errors
/// [`Error::Library`] when the first page cannot be read or many in a row cannot, [`Error::Index`] what the index says.
pub async fn crawl(
    client: &Client,
    index: &Index,
    source: &Source,
    whole: bool,
    limits: &Limits,
) -> Result<Walked, Error> {
    let Some(start) = &source.url else { return Err(super::Error::Unknown(source.id).into()) };
    let walk = index.walk(source.id).await?;
    let mut walker = Walker {
        client: client.in_background(),
        index,
        walk,
        // What a walk that was broken off did not come to would be taken for known.
        whole: whole || source.whole.is_none() || source.broken,
        known_until: source.newest,
        newest: None,
        limits,
        started: Instant::now(),
        seen: HashSet::new(),
        walked: Walked::default(),
    };
    let ended = walker.go(start).await;
    let end = match &ended {
        Ok(true) => End::Whole,
        Ok(false) if walker.whole => End::Limited,
        Ok(false) => End::Part,
        Err(_) => End::Broken,
    };
    // What was read stays, also when the rest could not be.
    let finished = index.finish(walk, end, walker.newest).await?;
    ended.map(|complete| Walked { gone: finished.gone, complete, ..walker.walked })
}

/// The list of everything, or of what is new; and which of the two it is.
fn list(root: &Feed) -> Option<(Url, bool)> {
    let of = |rel: &str| {
        let links = root.links.other.iter().filter(|link| link.has_rel(rel)).map(|link| &link.href);
        let navigation = root.navigation.iter().filter(|it| it.rels.iter().any(|own| own == rel)).map(|it| &it.href);
        links.chain(navigation).find(|href| is_here(href, &root.address)).cloned()
    };
    of(CRAWLABLE).map(|href| (href, true)).or_else(|| of(NEW).map(|href| (href, false)))
}

/// The lists of a service of talking books.
fn lists(root: &Feed) -> Vec<Url> {
    let is_list = |rel: &String| [way::BOOKSHELF, way::ISSUED, way::NEW].contains(&rel.as_str());
    root.navigation.iter().filter(|it| it.rels.iter().any(is_list)).map(|it| it.href.clone()).collect()
}

/// A walk leaves no library for another one.
fn is_here(href: &Url, start: &Url) -> bool {
    if let (Some(href), Some(start)) = (folder::Address::parse(href), folder::Address::parse(start)) {
        return href.root == start.root;
    }
    match (Address::parse(href), Address::parse(start)) {
        (None, None) => href.origin() == start.origin(),
        (Some(href), Some(start)) => href.service == start.service,
        _ => false,
    }
}

/// Where a page leads on.
fn ways(feed: &Feed) -> impl Iterator<Item = &Url> {
    let groups = feed.groups.iter();
    let ways = feed.navigation.iter().chain(groups.clone().flat_map(|group| &group.navigation));
    ways.map(|way| &way.href).chain(groups.filter_map(|group| group.href.as_ref()))
}

/// A page as the walk has met it.
enum Met {
    /// It is what it was: where its list goes on, and its titles.
    Same {
        next: Option<Url>,
        titles: u64,
    },
    Changed {
        feed: Box<Feed>,
        validators: Validators,
    },
}

/// What stood on a page.
struct Taken {
    next: Option<Url>,
    titles: u64,
    new: bool,
    /// The moments of its entries go back, from the first to the last, to before everything that is known.
    past: bool,
    feed: Option<Box<Feed>>,
}

struct Walker<'a> {
    client: Client,
    index: &'a Index,
    walk: Generation,
    /// Whether what it does not meet will go.
    whole: bool,
    /// The newest moment that earlier walks know of.
    known_until: Option<Moment>,
    newest: Option<Moment>,
    limits: &'a Limits,
    started: Instant,
    seen: HashSet<Url>,
    walked: Walked,
}

impl Walker<'_> {
    /// The whole walk. Says whether everything was met.
    async fn go(&mut self, start: &Url) -> Result<bool, Error> {
        if let Some(at) = folder::Address::parse(start) {
            // What has gone from a folder is told by nothing else.
            self.whole = true;
            let all = folder::Address { place: folder::Place::All { first: 0 }, ..at };
            return self.list(all.url(), true).await;
        }
        let root = match self.fetch(start, &Validators::default()).await? {
            Fresh::Changed { feed, .. } => feed,
            // Nobody was told of an earlier one.
            Fresh::Same => return Err(library::Error::NotCatalog { address: start.to_string() }.into()),
        };
        if daisy_online::is_address(&root.address) {
            // They tell nothing of their order.
            self.whole = true;
            let mut complete = true;
            for address in lists(&root) {
                complete = self.list(address, true).await? && complete;
            }
            return Ok(complete);
        }
        match list(&root) {
            Some((list, true)) => self.list(list, true).await,
            Some((list, false)) if !self.whole => self.list(list, false).await,
            // It may be a part of what there is, and where it ends is no sign of that.
            found => {
                self.whole = true;
                if let Some((list, _)) = found {
                    self.list(list, false).await?;
                }
                self.everywhere(start.clone(), root).await
            }
        }
    }

    /// A page, when its server may be asked.
    async fn fetch(&mut self, address: &Url, known: &Validators) -> Result<Fresh, Error> {
        self.seen.insert(address.clone());
        let mut tries = 0;
        loop {
            if let Some(mut leave) = self.limits.leave.clone() {
                let since = Instant::now();
                // Who gave the leave has ended, and so will this.
                let _ = leave.wait_for(|leave| leave.lets(address)).await;
                // A walk is not the longer for waiting.
                self.started += since.elapsed();
            }
            match self.client.fresh(address, known).await {
                Ok(fresh) => {
                    self.walked.pages += 1;
                    if let Fresh::Changed { bytes, .. } = &fresh {
                        self.walked.bytes += bytes;
                    }
                    return Ok(fresh);
                }
                Err(library::Error::Busy { after, .. })
                    if tries < PATIENCE && after.is_none_or(|after| after <= LONGEST_WAIT) =>
                {
                    tries += 1;
                    tokio::time::sleep(after.unwrap_or(self.limits.pause)).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// A page that may be what it was.
    async fn meet(&mut self, address: &Url) -> Result<Met, Error> {
        let known = self.index.known_page(self.walk.source, address.clone()).await?;
        if let Some(known) = known.filter(|known| known.etag.is_some() || known.modified.is_some()) {
            let validators = Validators { etag: known.etag, modified: known.modified };
            match self.fetch(address, &validators).await? {
                Fresh::Changed { feed, validators, .. } => return Ok(Met::Changed { feed, validators }),
                Fresh::Same => {
                    if let Some(titles) = self.index.keep(self.walk, address.clone()).await? {
                        self.walked.kept += 1;
                        return Ok(Met::Same { next: known.next, titles });
                    }
                }
            }
        }
        match self.fetch(address, &Validators::default()).await? {
            Fresh::Changed { feed, validators, .. } => Ok(Met::Changed { feed, validators }),
            Fresh::Same => Err(library::Error::NotCatalog { address: address.to_string() }.into()),
        }
    }

    /// Puts what stands on a page into the index.
    async fn take(&mut self, address: &Url, met: Met) -> Result<Taken, Error> {
        let (feed, validators) = match met {
            Met::Changed { feed, validators } => (feed, validators),
            Met::Same { next, titles } => {
                self.walked.entries += titles;
                return Ok(Taken { next, titles, new: false, past: false, feed: None });
            }
        };
        let groups = feed.groups.iter().flat_map(|group| &group.publications);
        let publications: Vec<&Publication> = feed.publications.iter().chain(groups).collect();
        let titles = publications.len() as u64;
        self.walked.entries += titles;
        let moments: Vec<Option<Moment>> =
            publications.iter().map(|it| it.updated.as_deref().and_then(Moment::parse)).collect();
        self.newest = self.newest.max(moments.iter().flatten().max().copied());
        let past = moments.last().copied().flatten() < self.known_until
            && moments.iter().all(Option::is_some)
            && moments.is_sorted_by(|earlier, later| earlier >= later);
        let mut digest = DefaultHasher::new();
        format!("{publications:?}").hash(&mut digest);
        let digest = Some(digest.finish().cast_signed());
        let known = self.index.known_page(self.walk.source, address.clone()).await?;
        let next = feed.links.next.clone();
        if known.is_some_and(|known| known.digest == digest && known.next == next)
            && self.index.keep(self.walk, address.clone()).await?.is_some()
        {
            self.walked.kept += 1;
            return Ok(Taken { next, titles, new: false, past, feed: Some(feed) });
        }
        let all: Vec<Title> = publications.into_iter().filter_map(Title::of).collect();
        // Where a page leads is read from it every time, so that all of it has to come.
        let is_list = ways(&feed).next().is_none();
        let Validators { etag, modified } = if is_list { validators } else { Validators::default() };
        let page = Page { url: address.clone(), etag, modified, next: next.clone(), digest };
        let written = self.index.add(self.walk, Some(page), all).await?;
        self.walked.new += written.new;
        self.walked.changed += written.changed;
        Ok(Taken { next, titles, new: written.new + written.changed > 0, past, feed: Some(feed) })
    }

    fn is_over(&self) -> bool {
        self.started.elapsed() > self.limits.time
            || self.walked.entries >= self.limits.entries
            || self.walked.bytes >= self.limits.bytes
    }

    /// Reads a list to its end, or to where nothing is new. Says whether it was `everything` to the end.
    async fn list(&mut self, first: Url, everything: bool) -> Result<bool, Error> {
        let (mut next, mut empty) = (Some(first), 0);
        while let Some(address) = next {
            let met = self.meet(&address).await?;
            let taken = self.take(&address, met).await?;
            empty = if taken.titles == 0 { empty + 1 } else { 0 };
            let known = !self.whole && taken.titles > 0 && (taken.past || !taken.new);
            if known || self.is_over() || empty > EMPTY {
                return Ok(false);
            }
            next = taken.next.filter(|next| is_here(next, &address) && !self.seen.contains(next));
        }
        Ok(everything)
    }

    /// Follows navigation. Says whether all of it was followed.
    async fn everywhere(&mut self, start: Url, root: Box<Feed>) -> Result<bool, Error> {
        let (mut queue, mut complete, mut failures) = (VecDeque::new(), true, 0);
        let mut met = Some((start.clone(), Met::Changed { feed: root, validators: Validators::default() }, 0));
        loop {
            if let Some((address, page, depth)) = met.take() {
                let taken = self.take(&address, page).await?;
                let deeper = taken.feed.iter().flat_map(|feed| ways(feed)).map(|href| (href.clone(), depth + 1));
                // The next page of a list is no deeper than the first.
                for (href, depth) in taken.next.iter().map(|next| (next.clone(), depth)).chain(deeper) {
                    if !is_here(&href, &start) || !self.seen.insert(href.clone()) {
                        continue;
                    }
                    if depth > self.limits.depth {
                        complete = false;
                    } else {
                        queue.push_back((href, depth));
                    }
                }
            }
            let Some((address, depth)) = queue.pop_front() else { return Ok(complete) };
            if self.is_over() || self.walked.pages >= self.limits.pages {
                return Ok(false);
            }
            match self.meet(&address).await {
                Ok(page) => {
                    failures = 0;
                    met = Some((address, page, depth));
                }
                Err(error) if failures < FAILURES && matches!(error, Error::Library(_)) => {
                    tracing::debug!(%address, %error, "a page is passed over");
                    failures += 1;
                    complete = false;
                }
                Err(error) => return Err(error),
            }
        }
    }
}
