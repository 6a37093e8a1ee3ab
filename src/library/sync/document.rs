//! A document that a library keeps for the reader, whole: it is asked for, changed here, and given back unless somebody else
//! has changed it meanwhile (ETag and `If-Match`, <https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests>).

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use reqwest::{Method, StatusCode};
use url::Url;

use crate::library::Error;
use crate::library::client::{Client, Request, check};

/// The longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a library keeps, and what it calls this state of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub body: Vec<u8>,
    pub tag: Option<HeaderValue>,
}

/// What is kept at this address; `None` where nothing is.
///
/// # Errors
/// As those of catalogues; [`Error::TooLarge`].
pub(super) async fn get(client: &Client, address: &Url, kind: &'static str, most: u64) -> Result<Option<Kept>, Error> {
    let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(kind))]);
    let time = client.limits().page_time.min(PATIENCE);
    client
        .within(time, address, async {
            let answer = client.ask(&Request::get(address, &headers)).await?;
            if matches!(answer.response.status(), StatusCode::NOT_FOUND | StatusCode::NO_CONTENT) {
                return Ok(None);
            }
            let answer = check(answer)?;
            let tag = answer.response.headers().get(ETAG).cloned();
            let body = client.body(answer, most).await?.body;
            Ok(Some(Kept { body, tag }))
        })
        .await
}

/// Gives the library this, in the place of what was got. False when somebody else was faster: it is to be got again.
///
/// # Errors
/// As [`get`].
pub(super) async fn put(
    client: &Client,
    address: &Url,
    kind: &'static str,
    body: Vec<u8>,
    before: Option<&Kept>,
) -> Result<bool, Error> {
    let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))]);
    match before.map(|kept| &kept.tag) {
        Some(Some(tag)) => headers.insert(IF_MATCH, tag.clone()),
        // A server without tags takes what comes.
        Some(None) => None,
        None => headers.insert(IF_NONE_MATCH, HeaderValue::from_static("*")),
    };
    let request = Request { method: Method::PUT, address: address.clone(), headers, body: Some(body), sign_in: true };
    let time = client.limits().page_time.min(PATIENCE);
    client
        .within(time, address, async {
            let answer = client.ask(&request).await?;
            match answer.response.status() {
                StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => Ok(false),
                _ => check(answer).map(|_| true),
            }
        })
        .await
}
