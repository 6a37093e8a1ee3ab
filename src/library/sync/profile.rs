//! Settings travel: the reader's profile, which her library keeps for her other devices. Only when she asks for it.

use url::Url;

use super::document;
use crate::library::Error;
use crate::library::catalog::Feed;
use crate::library::client::Client;

/// The relation of a catalogue's link to the reader's settings: a file that is got and put whole.
pub const RELATION: &str = "urn:oqyrman:rel:settings";
pub const MEDIA_TYPE: &str = "application/toml";
/// Settings are not larger than this.
pub const MOST_BYTES: u64 = 64 * 1024;

/// Where the library with this page keeps settings, when it does.
pub fn offered(start: &Feed) -> Option<&Url> {
    let link = start.links.other.iter().find(|link| link.has_rel(RELATION))?;
    matches!(link.href.scheme(), "http" | "https").then_some(&link.href)
}

/// What the library keeps; `None` where it keeps nothing.
///
/// # Errors
/// As those of catalogues; [`Error::NotCatalog`] for what is no text.
pub async fn get(client: &Client, address: &Url) -> Result<Option<String>, Error> {
    let Some(kept) = document::get(client, address, MEDIA_TYPE, MOST_BYTES).await? else { return Ok(None) };
    let text = String::from_utf8(kept.body).map_err(|_| Error::NotCatalog { address: address.to_string() })?;
    Ok(Some(text))
}

/// Gives the library these settings in the place of whatever it keeps: the reader has asked for that.
///
/// # Errors
/// As [`get`]; [`Error::Conflict`] when other devices are always faster.
pub async fn put(client: &Client, address: &Url, settings: &str) -> Result<(), Error> {
    for _ in 0..3 {
        let before = document::get(client, address, MEDIA_TYPE, MOST_BYTES).await?;
        if document::put(client, address, MEDIA_TYPE, settings.as_bytes().to_vec(), before.as_ref()).await? {
            return Ok(());
        }
    }
    Err(Error::Conflict { host: address.host_str().unwrap_or_default().to_owned() })
}
