//! The marks in a lent book, by its address.

use url::Url;

use super::bookmark::{BookmarkSet, Mark};
use super::{Place, Version, address, not_ours, with};
use crate::library::Error;
use crate::library::client::Client;

/// The marks that the service keeps of a book; `None` where it keeps none.
///
/// # Errors
/// As those of [`super::feed()`].
pub async fn marks(client: &Client, url: &Url) -> Result<Option<BookmarkSet>, Error> {
    let at = address(url)?;
    let Place::Content(id) = &at.place else { return Err(not_ours(url)) };
    with(client, &at, async |session| session.bookmarks(id).await).await
}

/// Keeps these marks in the place of those of `before`. False, and nothing is done, when the service has others by now.
/// `adds`: all that were there are there still.
///
/// # Errors
/// As those of [`super::feed()`].
pub async fn keep_marks(
    client: &Client,
    url: &Url,
    title: &str,
    before: &BookmarkSet,
    after: &BookmarkSet,
    adds: bool,
) -> Result<bool, Error> {
    let at = address(url)?;
    let Place::Content(id) = &at.place else { return Err(not_ours(url)) };
    with(client, &at, async |session| {
        let now = session.bookmarks(id).await?.unwrap_or_default();
        if now != *before {
            return Ok(false);
        }
        let named = |set: BookmarkSet| match set.uid.is_empty() {
            true => BookmarkSet { title: title.to_owned(), uid: id.clone(), ..set },
            false => set,
        };
        match session.version() {
            Version::Two if adds => {
                let bookmarks = after.bookmarks[before.bookmarks.len()..].to_vec();
                let highlights = after.highlights[before.highlights.len()..].to_vec();
                // The place of the reader is told again as it is: some services want one.
                let new = BookmarkSet { bookmarks, highlights, ..after.clone() };
                session.add_bookmarks(id, &named(new)).await?;
            }
            _ => session.set_bookmarks(id, &named(after.clone())).await?,
        }
        Ok(true)
    })
    .await
}

/// Tells the service where the reader is. Everything else that is kept of the book stays: the first version knows only whole
/// sets, so what is there is fetched and given back; the second adds to what it has.
///
/// # Errors
/// As those of [`super::feed()`].
pub async fn set_last(client: &Client, url: &Url, title: &str, last: Mark) -> Result<(), Error> {
    let at = address(url)?;
    let Place::Content(id) = &at.place else { return Err(not_ours(url)) };
    with(client, &at, async |session| {
        let fresh = || BookmarkSet { title: title.to_owned(), uid: id.clone(), ..BookmarkSet::default() };
        match session.version() {
            Version::One => {
                let set = session.bookmarks(id).await?.unwrap_or_else(fresh);
                session.set_bookmarks(id, &BookmarkSet { last: Some(last), ..set }).await
            }
            Version::Two => session.add_bookmarks(id, &BookmarkSet { last: Some(last), ..fresh() }).await,
        }
    })
    .await
}
