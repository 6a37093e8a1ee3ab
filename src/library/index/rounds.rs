//! Keeping the index up to date: the libraries that the reader has added, each walked through when it is due, some at once.

use std::collections::HashMap;
use std::fs::File;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::future::{AbortHandle, Aborted, abortable};
use futures::stream::FuturesUnordered;
use tokio::sync::watch;
use url::Url;

use super::crawl::{self, Leave, Limits, Walked, crawl};
use super::{Error, Index, Kind, Source, SourceId};
use crate::library::client::Client;
use crate::library::shelf::{Library, Moment, Shelf};
use crate::library::{daisy_online, folder};

/// Lists that are older than this are looked at again.
const AGE: i64 = 6 * 3_600_000;
/// Everything is read to the end again after so many days: what has gone is not told otherwise.
const WHOLE: i64 = 7;
/// A library that could not be read is left alone for so long.
const RETRY: Duration = Duration::from_secs(30 * 60);
/// Libraries that are walked through at once.
const AT_ONCE: usize = 4;
/// Nothing is fetched before the window has settled.
const START: Duration = Duration::from_secs(3);
/// How often it is looked what is due.
const LOOK: Duration = Duration::from_secs(120);

/// Whether a library is to be looked at again.
pub fn is_due(source: &Source, now: Moment) -> bool {
    let age = source.checked.map(|checked| now.unix_millis() - checked.unix_millis());
    // A clock that was set back makes no list young for ever.
    source.broken || age.is_none_or(|age| !(0..AGE).contains(&age))
}

/// Whether it is to be read to its end.
pub fn is_whole_due(source: &Source, now: Moment) -> bool {
    source.whole.is_none_or(|whole| !(0..WHOLE).contains(&whole.days_until(now)))
}

/// Makes the libraries of the index those that the reader has added, and takes the others out with all their titles.
///
/// # Errors
/// What the database says.
pub async fn settle(index: &Index, libraries: &[Library]) -> Result<Vec<Source>, Error> {
    let known = index.sources().await?;
    let wanted: Vec<(Url, &Library)> = libraries
        .iter()
        .filter_map(|library| Some((Url::parse(&library.url).ok()?, library)))
        .filter(|(url, _)| {
            matches!(url.scheme(), "http" | "https") || daisy_online::is_address(url) || folder::is_address(url)
        })
        .collect();
    for source in &known {
        if !wanted.iter().any(|(url, _)| Some(url) == source.url.as_ref()) {
            index.remove_source(source.id).await?;
        }
    }
    for (url, library) in wanted {
        let same = |source: &&Source| source.url.as_ref() == Some(&url) && source.title == library.title;
        if known.iter().find(same).is_none() {
            let kind = match () {
                () if daisy_online::is_address(&url) => Kind::Daisy,
                () if folder::is_address(&url) => Kind::Folder,
                () => Kind::Opds,
            };
            let title = if library.title.trim().is_empty() { library.url.clone() } else { library.title.clone() };
            index.source(url, title, kind).await?;
        }
    }
    index.sources().await
}

/// What the reader wants of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wish {
    /// Lists of libraries are kept.
    pub kept: bool,
    /// Raised whenever there may be something new: a library was added, removed or signed in to.
    pub look: u64,
}

/// Keeps the index up to date until nobody wishes anything any more. `given` tells what may be fetched now;
/// `news` hears whenever something has changed.
pub async fn keep(
    index: Index,
    client: Client,
    shelf: Shelf,
    mut wish: watch::Receiver<Wish>,
    mut given: watch::Receiver<Leave>,
    news: impl Fn(),
) {
    let limits = Limits { leave: Some(given.clone()), ..Limits::default() };
    let mut walks = FuturesUnordered::new();
    let mut running: HashMap<SourceId, AbortHandle> = HashMap::new();
    let mut failed: HashMap<SourceId, Instant> = HashMap::new();
    // Held while libraries are walked through.
    let mut alone: Option<File> = None;
    let mut looked = wish.borrow().look;
    tokio::select! {
        () = tokio::time::sleep(START) => {}
        changed = wish.changed() => if changed.is_err() { return },
    }
    loop {
        let Wish { kept, look } = *wish.borrow_and_update();
        if look != looked {
            looked = look;
            failed.clear();
        }
        let leave = *given.borrow_and_update();
        match sources(&index, &shelf, kept).await {
            Ok((sources, changed)) => {
                running.retain(|id, walk| {
                    let stays = sources.iter().any(|source| source.id == *id);
                    if !stays {
                        walk.abort();
                    }
                    stays
                });
                if changed {
                    news();
                }
                let now = Moment::now();
                for source in sources.into_iter().filter(|source| is_due(source, now)) {
                    let rests = failed.get(&source.id).is_some_and(|since| since.elapsed() < RETRY);
                    // While others wait for a network that costs nothing, what is near has its turn.
                    let paid = leave == Leave::Near && source.url.as_ref().is_some_and(crawl::is_far);
                    if rests || paid || running.len() >= AT_ONCE || running.contains_key(&source.id) {
                        continue;
                    }
                    alone = alone.or_else(|| index.alone());
                    if alone.is_none() {
                        // Another program does it.
                        break;
                    }
                    let (walk, handle) = abortable(walk(&client, &index, source.clone(), &limits));
                    running.insert(source.id, handle);
                    walks.push(async move { (source, walk.await) });
                }
            }
            Err(error) => tracing::warn!(%error, "the lists of the libraries cannot be kept"),
        }
        if running.is_empty() && walks.is_empty() {
            alone = None;
        }
        tokio::select! {
            Some((source, ended)) = walks.next(), if !walks.is_empty() => {
                running.remove(&source.id);
                match ended {
                    Ok(Ok(walked)) => tracing::info!(library = %source.title, ?walked, "walked through a library"),
                    Ok(Err(error)) => {
                        tracing::info!(library = %source.title, %error, "a library could not be walked through");
                        failed.insert(source.id, Instant::now());
                    }
                    Err(Aborted) => {}
                }
                news();
            }
            changed = wish.changed() => if changed.is_err() { return },
            changed = given.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// The libraries that are to be in the index, and whether others have gone or come.
async fn sources(index: &Index, shelf: &Shelf, kept: bool) -> Result<(Vec<Source>, bool), Error> {
    let libraries = match shelf.libraries().await {
        Ok(libraries) if kept => libraries,
        Ok(_) => Vec::new(),
        Err(error) => {
            tracing::warn!(%error, "the libraries cannot be read");
            return Ok((Vec::new(), false));
        }
    };
    let before: Vec<SourceId> = index.sources().await?.iter().map(|source| source.id).collect();
    let sources = settle(index, &libraries).await?;
    let changed = sources.iter().map(|source| source.id).ne(before);
    Ok((sources, changed))
}

/// Walks through one library as far as it is due.
async fn walk(client: &Client, index: &Index, source: Source, limits: &Limits) -> Result<Walked, crawl::Error> {
    let whole = is_whole_due(&source, Moment::now());
    crawl(client, index, &source, whole, limits).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_looked_at_after_hours_and_read_whole_after_days() {
        let now = Moment::parse("2026-11-28T12:00:00Z").expect("a moment");
        let source = |checked: Option<&str>, whole: Option<&str>, broken| Source {
            id: SourceId(1),
            url: None,
            title: String::new(),
            kind: Kind::Opds,
            complete: true,
            checked: checked.and_then(Moment::parse),
            whole: whole.and_then(Moment::parse),
            broken,
            newest: None,
            titles: 0,
        };
        assert!(is_due(&source(None, None, false), now));
        assert!(!is_due(&source(Some("2026-11-28T06:00:01Z"), None, false), now));
        assert!(is_due(&source(Some("2026-11-28T06:00:01Z"), None, true), now));
        assert!(is_due(&source(Some("2026-11-28T05:59:00Z"), None, false), now));
        assert!(is_due(&source(Some("2027-01-01T00:00:00Z"), None, false), now), "the clock was wrong then");
        assert!(is_whole_due(&source(None, None, false), now));
        assert!(!is_whole_due(&source(None, Some("2026-11-22T12:00:00Z"), false), now));
        assert!(is_whole_due(&source(None, Some("2026-11-21T11:00:00Z"), false), now));
        assert!(is_whole_due(&source(None, Some("2126-11-21T11:00:00Z"), false), now), "the clock was ahead then");
        let behind = Moment::parse("1970-01-01T00:00:00Z").expect("a moment");
        assert!(is_whole_due(&source(None, Some("2026-11-28T12:00:00Z"), false), behind), "the clock is behind now");
    }
}
