//! Pages that are asked for again and again: sent only when they have changed.
//!
//! Conditional requests <https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests>.

use reqwest::StatusCode;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::request::{Request, check};
use super::{ACCEPT_PAGE, Client, accept, into_feed};
use crate::library::catalog::Feed;
use crate::library::{Error, daisy_online, folder};

/// Longer ones are not kept: a server that writes them would have them sent with every request.
const LONGEST: usize = 1024;

/// What a server has said about a page, by which it knows whether that has changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validators {
    /// As it was written, with quotation marks.
    pub etag: Option<String>,
    pub modified: Option<String>,
}

impl Validators {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| {
            let value = headers.get(name)?.to_str().ok()?.trim();
            (!value.is_empty() && value.len() <= LONGEST).then(|| value.to_owned())
        };
        Self { etag: text(header::ETAG), modified: text(header::LAST_MODIFIED) }
    }

    fn ask(&self, headers: &mut HeaderMap) {
        let mut put = |name: HeaderName, value: &Option<String>| {
            if let Some(value) = value.as_deref().and_then(|text| HeaderValue::from_str(text).ok()) {
                headers.insert(name, value);
            }
        };
        put(header::IF_NONE_MATCH, &self.etag);
        put(header::IF_MODIFIED_SINCE, &self.modified);
    }
}

/// A page that was asked for again.
#[derive(Debug, Clone, PartialEq)]
pub enum Fresh {
    /// It is what it was.
    Same,
    Changed {
        feed: Box<Feed>,
        validators: Validators,
        /// The length of what came.
        bytes: u64,
    },
}

impl Client {
    /// A page of a catalogue, unless it is still what these tell of it. A server that is busy is an error at once.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn fresh(&self, address: &Url, known: &Validators) -> Result<Fresh, Error> {
        if daisy_online::is_address(address) || folder::is_address(address) {
            let feed = Box::new(self.feed(address).await?);
            return Ok(Fresh::Changed { feed, validators: Validators::default(), bytes: 0 });
        }
        self.in_time(address, async {
            let mut headers = accept(ACCEPT_PAGE);
            known.ask(&mut headers);
            let answer = self.ask(&Request::get(address, &headers)).await?;
            if answer.response.status() == StatusCode::NOT_MODIFIED {
                return Ok(Fresh::Same);
            }
            let answer = check(answer)?;
            let validators = Validators::of(answer.response.headers());
            let page = self.body(answer, self.limits().page_bytes).await?;
            let bytes = page.body.len() as u64;
            Ok(Fresh::Changed { feed: Box::new(into_feed(self.document(page)?, address)), validators, bytes })
        })
        .await
    }
}
