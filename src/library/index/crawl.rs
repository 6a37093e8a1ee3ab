//! Walking through a catalogue into the index, without haste.
//!
//! A crawlable feed (<https://specs.opds.io/opds-1.2#23-listing-acquisition-feeds>: everything, the newest first) is read
//! to where nothing is new; where there is none, the list of what is new; otherwise every page that navigation leads to.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use url::Url;

use super::{Generation, Index, Page, Source, Title};
use crate::library;
use crate::library::catalog::{Feed, Publication};
use crate::library::client::Client;

const CRAWLABLE: &str = "http://opds-spec.org/crawlable";
const NEW: &str = "http://opds-spec.org/sort/new";

/// How often a server that asks to wait is asked again.
const PATIENCE: u32 = 3;
/// The longest that it may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Pages in a row that fail before a walk is given up.
const FAILURES: u32 = 5;

/// What a walk may cost the library and the reader.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Between two requests.
    pub pause: Duration,
    pub entries: u64,
    /// Of a list whose pages lead to one another there may be as many as it has; this is of pages that navigation leads to.
    pub pages: usize,
    /// Steps from the first page.
    pub depth: usize,
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(1),
            entries: 2_000_000,
            pages: 2_000,
            depth: 4,
            time: Duration::from_secs(6 * 3600),
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
    pub pages: usize,
    pub entries: u64,
    pub new: u64,
    pub changed: u64,
    pub gone: u64,
    /// Whether everything was met that the catalogue has; then what has gone from it went from the index, too.
    pub complete: bool,
}

/// Walks through the catalogue of a source. `whole` reads to the end also where the newest come first: now and then, for
/// what has gone is not told otherwise. Dropping the future ends the walk; nothing is lost by it.
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
    let whole = whole || !source.complete;
    let mut walker = Walker {
        client,
        index,
        walk,
        whole,
        limits,
        started: Instant::now(),
        asked: None,
        seen: HashSet::new(),
        walked: Walked::default(),
    };
    let root = walker.fetch(start).await?;
    let ended = match list(&root) {
        Some((list, everything)) => walker.list(list, everything).await,
        None => {
            walker.whole = true;
            walker.everywhere(start.clone(), root).await
        }
    };
    // What was read stays, also when the rest could not be.
    let complete = matches!(ended, Ok(true));
    let finished = index.finish(walk, complete, None).await?;
    ended.map(|_| Walked { gone: finished.gone, complete, ..walker.walked })
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

/// A walk leaves no library for another one.
fn is_here(href: &Url, start: &Url) -> bool {
    href.origin() == start.origin()
}

struct Walker<'a> {
    client: &'a Client,
    index: &'a Index,
    walk: Generation,
    /// Whether what it does not meet will go.
    whole: bool,
    limits: &'a Limits,
    started: Instant,
    asked: Option<Instant>,
    seen: HashSet<Url>,
    walked: Walked,
}

impl Walker<'_> {
    /// A page, when it is time for one.
    async fn fetch(&mut self, address: &Url) -> Result<Feed, Error> {
        self.seen.insert(address.clone());
        let mut tries = 0;
        loop {
            if let Some(asked) = self.asked {
                tokio::time::sleep(self.limits.pause.saturating_sub(asked.elapsed())).await;
            }
            let feed = self.client.feed(address).await;
            self.asked = Some(Instant::now());
            match feed {
                Ok(feed) => {
                    self.walked.pages += 1;
                    return Ok(feed);
                }
                Err(library::Error::Busy { after, .. }) if tries < PATIENCE => {
                    tries += 1;
                    let wait = after.unwrap_or(self.limits.pause * 10).min(LONGEST_WAIT);
                    tokio::time::sleep(wait).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Puts what stands on a page into the index. Says whether anything was new.
    async fn take(&mut self, feed: &Feed) -> Result<bool, Error> {
        let groups = feed.groups.iter().flat_map(|group| &group.publications);
        let publications: Vec<&Publication> = feed.publications.iter().chain(groups).collect();
        self.walked.entries += publications.len() as u64;
        let mut digest = DefaultHasher::new();
        format!("{publications:?}").hash(&mut digest);
        let digest = Some(digest.finish().cast_signed());
        if !self.whole {
            let known = self.index.known_page(self.walk.source, feed.address.clone()).await?;
            if known.is_some_and(|known| known.digest == digest) {
                return Ok(false);
            }
        }
        let titles: Vec<Title> = publications.into_iter().filter_map(Title::of).collect();
        let (url, next) = (feed.address.clone(), feed.links.next.clone());
        let page = Page { url, etag: None, modified: None, next, digest };
        let written = self.index.add(self.walk, Some(page), titles).await?;
        self.walked.new += written.new;
        self.walked.changed += written.changed;
        Ok(written.new + written.changed > 0)
    }

    fn is_over(&self) -> bool {
        self.started.elapsed() > self.limits.time || self.walked.entries >= self.limits.entries
    }

    /// Reads a list to its end, or to where nothing is new. Says whether it was `everything` to the end.
    async fn list(&mut self, first: Url, everything: bool) -> Result<bool, Error> {
        let mut next = Some(first);
        while let Some(address) = next {
            let feed = self.fetch(&address).await?;
            let new = self.take(&feed).await?;
            if self.is_over() || !self.whole && !new && !feed.publications.is_empty() {
                return Ok(false);
            }
            next = feed.links.next.filter(|next| is_here(next, &address) && !self.seen.contains(next));
        }
        Ok(everything)
    }

    /// Follows navigation. Says whether all of it was followed.
    async fn everywhere(&mut self, start: Url, root: Feed) -> Result<bool, Error> {
        let (mut queue, mut complete, mut failures) = (VecDeque::new(), true, 0);
        let mut feed = Some((root, 0));
        loop {
            if let Some((feed, depth)) = feed.take() {
                self.take(&feed).await?;
                let groups = feed.groups.iter();
                let ways = feed.navigation.iter().chain(groups.clone().flat_map(|group| &group.navigation));
                let ways = ways.map(|way| &way.href).chain(groups.filter_map(|group| group.href.as_ref()));
                let deeper = ways.map(|href| (href.clone(), depth + 1));
                // The next page of a list is no deeper than the first.
                for (href, depth) in feed.links.next.iter().map(|next| (next.clone(), depth)).chain(deeper) {
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
            match self.fetch(&address).await {
                Ok(found) => {
                    failures = 0;
                    feed = Some((found, depth));
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
