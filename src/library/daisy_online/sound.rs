//! What a service says in sound: labels and announcements.

use std::sync::Arc;

use reqwest::header::{self, HeaderMap, HeaderValue};
use url::Url;

use super::{Address, not_ours};
use crate::library::Error;
use crate::library::client::{self, Client};

/// Bytes of one; they are sentences.
const MAX_BYTES: u64 = 4 << 20;

/// Fetches the sound of a label of the service that this address belongs to.
///
/// # Errors
/// Those of the network; [`Error::TooLarge`]; [`Error::RedirectInward`] where it leads from outside into the reader's network.
pub async fn sound(client: &Client, service: &Url, sound: &Url) -> Result<Arc<[u8]>, Error> {
    let at = Address::parse(service).ok_or_else(|| not_ours(service))?;
    client::stay_outside(&at.service, sound)?;
    let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("audio/*, */*;q=0.5"))]);
    let time = client.limits().page_time;
    let page = client
        .within(time, sound, async {
            let answer = client.get(sound, &headers).await?;
            client.body(answer, MAX_BYTES).await
        })
        .await?;
    Ok(page.body.into())
}
