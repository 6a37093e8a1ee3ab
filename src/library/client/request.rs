//! One request: its redirects, its sign-in, its waits, until there is an answer that means something.
//!
//! Methods and redirects <https://www.rfc-editor.org/rfc/rfc9110#name-redirection-3xx>.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime};

use futures::StreamExt;
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use url::Url;

use super::gate::Pass;
use super::session::Sent;
use super::trust::{follow, is_loopback};
use super::{Client, host};
use crate::library::Error;

/// What is asked.
#[derive(Debug, Clone)]
pub(in crate::library) struct Request {
    pub method: Method,
    pub address: Url,
    pub headers: HeaderMap,
    pub body: Option<Vec<u8>>,
    /// Whether a 401 is answered by signing in. Without it, it comes back as any other status.
    pub sign_in: bool,
}

impl Request {
    pub fn get(address: &Url, headers: &HeaderMap) -> Self {
        Self { method: Method::GET, address: address.clone(), headers: headers.clone(), body: None, sign_in: true }
    }

    /// A body that changes something, or asks for more than an address can.
    pub fn post(address: &Url, media_type: HeaderValue, body: Vec<u8>) -> Self {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, media_type)]);
        Self { method: Method::POST, address: address.clone(), headers, body: Some(body), sign_in: true }
    }
}

/// An answer of which only the head has been read.
pub(in crate::library) struct Answer {
    pub response: Response,
    /// After redirects.
    pub address: Url,
    /// Held until the answer is read.
    pub(in crate::library) pass: Pass,
}

/// An answer in full.
pub(in crate::library) struct Page {
    pub body: Vec<u8>,
    pub content_type: Option<String>,
    pub address: Url,
}

impl Client {
    /// Asks, with redirects followed and the reader signed in; any status but 401 and redirects comes back.
    pub(in crate::library) async fn ask(&self, request: &Request) -> Result<Answer, Error> {
        let Request { address, headers, sign_in, .. } = request;
        let (mut address, mut method, mut body) = (address.clone(), request.method.clone(), request.body.clone());
        let mut redirects = 0;
        // Once for a challenge, once more for a nonce that is too old.
        let mut attempts = 0;
        loop {
            self.inner.trust.check(&address)?;
            if *sign_in {
                self.freshen(&address).await?;
            }
            let pass = self.inner.gate.enter(&address, self.purpose).await?;
            let mut token = None;
            let mut authorization = None;
            if *sign_in {
                token = self.token(&address);
                authorization = self.authorization(&method, &address);
            }
            let signed = authorization.is_some() && token.is_none();
            let mut headers = headers.clone();
            let languages = self.inner.languages.lock().unwrap_or_else(PoisonError::into_inner).clone();
            headers.insert(header::ACCEPT_LANGUAGE, languages);
            if let Some(value) = authorization {
                headers.insert(header::AUTHORIZATION, value);
            }
            if body.is_none() {
                headers.remove(header::CONTENT_TYPE);
            }
            if let Some(cookies) = self.cookies(&address) {
                headers.insert(header::COOKIE, cookies);
            }
            let mut asked = self.http(&address).request(method.clone(), address.clone()).headers(headers);
            if let Some(body) = &body {
                asked = asked.body(body.clone());
            }
            let response = asked.send().await.map_err(|error| network(&address, error))?;
            self.take_cookies(&address, response.headers());
            self.take_date(&address, response.headers());
            let status = response.status();
            if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
                redirects += 1;
                let next = self.next_address(&address, &response, redirects)?;
                match leads(&method, status, &address, &next) {
                    Leads::Same => {}
                    Leads::Get => (method, body) = (Method::GET, None),
                    Leads::Nowhere => return Err(Error::Server { host: host(&address), status: status.as_u16() }),
                }
                address = next;
                attempts = 0;
            } else if status == StatusCode::UNAUTHORIZED && *sign_in {
                // What is asked for a new token passes there too.
                drop(pass);
                self.answer_challenge(&address, response, Sent { credentials: signed, token }, attempts).await?;
                attempts += 1;
            } else {
                if signed && status.is_success() {
                    self.session(&address, |session| session.accepted = true);
                }
                if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)
                    && let Some(after) = wait_of(&response)
                {
                    self.inner.gate.close(&address, status, after);
                }
                return Ok(Answer { response, address, pass });
            }
        }
    }

    /// A request whose answer is a success, body not yet read.
    pub(in crate::library) async fn get(&self, address: &Url, headers: &HeaderMap) -> Result<Answer, Error> {
        check(self.ask(&Request::get(address, headers)).await?)
    }

    /// Work that may take this long.
    pub(in crate::library) async fn within<T>(
        &self,
        time: Duration,
        address: &Url,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let late = |_| Err(Error::TimedOut { host: host(address) });
        tokio::time::timeout(time, work).await.unwrap_or_else(late)
    }

    pub(super) async fn in_time<T>(
        &self,
        address: &Url,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        self.within(self.inner.limits.page_time, address, work).await
    }

    /// A whole body within a limit.
    pub(in crate::library) async fn body(&self, answer: Answer, limit: u64) -> Result<Page, Error> {
        let Answer { response, address, pass: _pass } = answer;
        let too_large = Error::TooLarge { limit };
        if response.content_length().is_some_and(|length| length > limit) {
            return Err(too_large);
        }
        let content_type = content_type(&response).map(str::to_owned);
        let mut body = Vec::new();
        let mut pieces = response.bytes_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|error| network(&address, error))?;
            if body.len() as u64 + piece.len() as u64 > limit {
                return Err(too_large);
            }
            body.extend_from_slice(&piece);
        }
        Ok(Page { body, content_type, address })
    }

    fn next_address(&self, from: &Url, response: &Response, redirects: usize) -> Result<Url, Error> {
        let status = response.status().as_u16();
        let next = response
            .headers()
            .get(header::LOCATION)
            .and_then(|it| str::from_utf8(it.as_bytes()).ok())
            .and_then(|location| from.join(location).ok())
            .ok_or_else(|| Error::Server { host: host(from), status })?;
        follow(from, &next)?;
        if redirects > self.inner.limits.redirects {
            return Err(Error::RedirectLoop { host: host(from) });
        }
        tracing::debug!(%next, "redirected");
        Ok(next)
    }

    pub(super) fn http(&self, address: &Url) -> &reqwest::Client {
        if is_loopback(address) { &self.inner.direct } else { &self.inner.http }
    }
}

/// What becomes of a request that is sent elsewhere.
#[derive(Debug, PartialEq, Eq)]
enum Leads {
    /// The same again.
    Same,
    /// Its answer is fetched there.
    Get,
    /// It is not sent again: nobody said that it may be.
    Nowhere,
}

/// What changes something, or carries a password in its body, goes to its own origin alone, and only when the server says
/// that it is to be repeated.
fn leads(method: &Method, status: StatusCode, from: &Url, next: &Url) -> Leads {
    if matches!(*method, Method::GET | Method::HEAD) {
        return Leads::Same;
    }
    match status {
        StatusCode::SEE_OTHER => Leads::Get,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT if from.origin() == next.origin() => {
            Leads::Same
        }
        _ => Leads::Nowhere,
    }
}

/// Statuses that are no success, as errors.
pub(in crate::library) fn check(answer: Answer) -> Result<Answer, Error> {
    let host = host(&answer.address);
    let address = || answer.address.to_string();
    match answer.response.status() {
        status if status.is_success() => Ok(answer),
        StatusCode::FORBIDDEN => Err(Error::Forbidden { host }),
        StatusCode::NOT_FOUND => Err(Error::NotFound { address: address() }),
        StatusCode::GONE => Err(Error::Gone { address: address() }),
        StatusCode::CONFLICT => Err(Error::Conflict { host }),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Err(Error::Busy { host, after: wait_of(&answer.response) })
        }
        status => Err(Error::Server { host, status: status.as_u16() }),
    }
}

fn wait_of(response: &Response) -> Option<Duration> {
    response.headers().get(header::RETRY_AFTER).and_then(|value| retry_after(value.to_str().ok()?))
}

/// Seconds, or a date.
fn retry_after(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value.trim()).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

pub(in crate::library) fn network(address: &Url, error: reqwest::Error) -> Error {
    let host = host(address);
    let source = Arc::new(error.without_url());
    if is_untrusted(&source) {
        Error::Untrusted { host }
    } else if source.is_timeout() && !source.is_connect() {
        Error::TimedOut { host }
    } else if source.is_body() || source.is_decode() {
        Error::BrokeOff { host, source: Some(source) }
    } else {
        Error::Unreachable { host, source }
    }
}

/// Whether a server was refused for its certificate. What a connection fails of lies inside errors of reading and writing.
fn is_untrusted(error: &reqwest::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let found = match inner {
            Some(inner) => inner.downcast_ref::<rustls::Error>(),
            None => error.downcast_ref::<rustls::Error>(),
        };
        if matches!(found, Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        cause = inner.map_or_else(|| error.source(), |inner| Some(inner as _));
    }
    false
}

pub(in crate::library) fn content_type(response: &Response) -> Option<&str> {
    response.headers().get(header::CONTENT_TYPE)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_ask_to_wait_in_seconds_or_until_a_date() {
        assert_eq!(retry_after("60"), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(retry_after("soon"), None);
        assert_eq!(retry_after("-1"), None);
    }

    #[test]
    fn what_changes_something_is_not_repeated_elsewhere() {
        let url = |text| Url::parse(text).unwrap();
        let (here, there) = (url("https://a.kz/x"), url("https://b.kz/x"));
        let to = |method: &Method, status: u16, next: &Url| {
            leads(method, StatusCode::from_u16(status).unwrap(), &here, next)
        };
        for status in [301, 302, 303, 307, 308] {
            assert_eq!(to(&Method::GET, status, &there), Leads::Same);
        }
        assert_eq!(to(&Method::POST, 303, &there), Leads::Get);
        for status in [301, 302] {
            assert_eq!(to(&Method::POST, status, &here), Leads::Nowhere);
        }
        for status in [307, 308] {
            assert_eq!(to(&Method::PUT, status, &here), Leads::Same);
            assert_eq!(to(&Method::DELETE, status, &there), Leads::Nowhere);
        }
    }
}
