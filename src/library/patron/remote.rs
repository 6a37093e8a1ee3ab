//! A library's people, asked over the network.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::request::{Line, Step};
use super::{Announcement, Branch, Card, MEDIA_TYPE, Notice, Request, Wish, branch, rel};
use crate::library::Error;
use crate::library::catalog::Feed;
use crate::library::client::{Client, Request as Asked, check};

/// The longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// An answer is not larger than this.
const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// Of requests, news and lines of a log so many are looked at.
const MOST: usize = 1000;

/// What a catalogue offers of it, by its start page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Offers {
    pub branches: Option<Url>,
    pub card: Option<Url>,
    pub requests: Option<Url>,
    pub news: Option<Url>,
    pub desk: Option<Url>,
    pub desk_log: Option<Url>,
    pub desk_news: Option<Url>,
}

impl Offers {
    /// What this page links, at its own origin: nobody else is told what a reader asks for.
    pub fn of(page: &Feed) -> Self {
        let linked = |rel: &str| {
            let mut links = page.links.other.iter().filter(|link| link.has_rel(rel));
            links.find(|link| link.href.origin() == page.address.origin()).map(|link| link.href.clone())
        };
        Self {
            branches: linked(rel::BRANCHES),
            card: linked(rel::CARD),
            requests: linked(rel::REQUESTS),
            news: linked(rel::NEWS),
            desk: linked(rel::DESK),
            desk_log: linked(rel::DESK_LOG),
            desk_news: linked(rel::DESK_NEWS),
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Changed(Request),
    /// Somebody was faster: this is how it stands.
    Otherwise(Request),
}

/// # Errors
/// As those of catalogues; [`Error::NotCatalog`] for what is no such document.
pub async fn branches(client: &Client, address: &Url) -> Result<Vec<Branch>, Error> {
    let found: Vec<Branch> = listed(client, address, "branches", branch::MOST).await?;
    Ok(found.into_iter().filter(|branch| !branch.id.is_empty() && !branch.name.is_empty()).collect())
}

/// # Errors
/// As [`branches`].
pub async fn card(client: &Client, address: &Url) -> Result<Card, Error> {
    let answer = told(client, &Asked::get(address, &accepting())).await?;
    serde_json::from_value(answer.document).map_err(|_| nothing_known(address))
}

/// # Errors
/// As [`branches`].
pub async fn requests(client: &Client, address: &Url) -> Result<Vec<Request>, Error> {
    let answer = told(client, &Asked::get(address, &accepting())).await?;
    let entries = entries(answer.document, "requests", address)?;
    Ok(entries.filter_map(|entry| request(entry, &answer.address)).collect())
}

/// The requests that staff have to look at, without those that have ended.
///
/// # Errors
/// As [`branches`].
pub async fn desk(client: &Client, address: &Url, open: bool) -> Result<Vec<Request>, Error> {
    let mut address = address.clone();
    if open {
        address.query_pairs_mut().append_pair("state", "open");
    }
    requests(client, &address).await
}

/// # Errors
/// As [`branches`].
pub async fn log(client: &Client, address: &Url) -> Result<Vec<Line>, Error> {
    listed(client, address, "log", MOST).await
}

/// # Errors
/// As [`branches`].
pub async fn news(client: &Client, address: &Url) -> Result<Vec<Notice>, Error> {
    let answer = told(client, &Asked::get(address, &accepting())).await?;
    let entries = entries(answer.document, "news", address)?;
    Ok(entries.filter_map(|entry| notice(entry, &answer.address)).collect())
}

/// Asks for something. What was asked for already, by its id, is answered as it stands.
///
/// # Errors
/// As [`branches`]; [`Error::Refused`] in the library's words.
pub async fn send(client: &Client, address: &Url, wish: &Wish) -> Result<Request, Error> {
    let answer = told(client, &written(Method::POST, address, wish)).await?;
    request(answer.document, &answer.address).ok_or_else(|| nothing_known(address))
}

/// Takes a request back.
///
/// # Errors
/// As [`send`]; [`Error::NotOffered`] for a request without an address of its own.
pub async fn withdraw(client: &Client, of: &Request) -> Result<Outcome, Error> {
    let address = own(of)?;
    changed(client, &Asked { method: Method::DELETE, ..Asked::get(address, &accepting()) }).await
}

/// Makes something of a request, as one of the staff.
///
/// # Errors
/// As [`withdraw`].
pub async fn step(client: &Client, of: &Request, step: &Step) -> Result<Outcome, Error> {
    changed(client, &written(Method::PUT, own(of)?, step)).await
}

/// Tells all readers something, as one of the staff.
///
/// # Errors
/// As [`send`].
pub async fn announce(client: &Client, address: &Url, announcement: &Announcement) -> Result<Notice, Error> {
    let answer = told(client, &written(Method::POST, address, announcement)).await?;
    notice(answer.document, &answer.address).ok_or_else(|| nothing_known(address))
}

/// Takes back what was told.
///
/// # Errors
/// As [`withdraw`].
pub async fn take_back(client: &Client, of: &Notice) -> Result<(), Error> {
    let address = of.address.as_ref().ok_or_else(|| Error::NotOffered { host: String::new() })?;
    let request = Asked { method: Method::DELETE, ..Asked::get(address, &accepting()) };
    let time = client.limits().page_time.min(PATIENCE);
    client
        .within(time, address, async {
            let answer = client.ask(&request).await?;
            // Somebody else has taken it back already.
            if answer.response.status() == StatusCode::NOT_FOUND { Ok(()) } else { check(answer).map(drop) }
        })
        .await
}

fn own(request: &Request) -> Result<&Url, Error> {
    request.address.as_ref().ok_or_else(|| Error::NotOffered { host: String::new() })
}

fn accepting() -> HeaderMap {
    HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(MEDIA_TYPE))])
}

fn written(method: Method, address: &Url, document: &impl Serialize) -> Asked {
    let mut headers = accepting();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    let body = serde_json::to_vec(document).unwrap_or_default();
    Asked { method, address: address.clone(), headers, body: Some(body), sign_in: true }
}

/// An answer that is a document.
struct Told {
    document: Value,
    status: StatusCode,
    /// After redirects.
    address: Url,
}

async fn told(client: &Client, asked: &Asked) -> Result<Told, Error> {
    match answered(client, asked).await? {
        Told { status: StatusCode::CONFLICT, address, .. } => {
            Err(Error::Conflict { host: address.host_str().unwrap_or_default().to_owned() })
        }
        told => Ok(told),
    }
}

async fn changed(client: &Client, asked: &Asked) -> Result<Outcome, Error> {
    let Told { document, status, address } = answered(client, asked).await?;
    let request = request(document, &address).ok_or_else(|| nothing_known(&asked.address))?;
    Ok(if status == StatusCode::CONFLICT { Outcome::Otherwise(request) } else { Outcome::Changed(request) })
}

/// A success or a conflict; what a library refuses in words of its own comes as these.
async fn answered(client: &Client, asked: &Asked) -> Result<Told, Error> {
    let address = &asked.address;
    let time = client.limits().page_time.min(PATIENCE);
    client
        .within(time, address, async {
            let answer = client.ask(asked).await?;
            let status = answer.response.status();
            let speaks =
                matches!(status, StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN | StatusCode::UNPROCESSABLE_ENTITY);
            let answer = if speaks || status == StatusCode::CONFLICT { answer } else { check(answer)? };
            let page = client.body(answer, MOST_BYTES).await?;
            let document = serde_json::from_slice::<Value>(&page.body);
            if speaks {
                let words = document.ok().and_then(|it| it.get("title")?.as_str().map(str::to_owned));
                let words = words.unwrap_or_default().chars().take(500).collect();
                return Err(Error::Refused { host: page.address.host_str().unwrap_or_default().to_owned(), words });
            }
            let document = document.map_err(|_| nothing_known(address))?;
            Ok(Told { document, status, address: page.address })
        })
        .await
}

fn nothing_known(address: &Url) -> Error {
    Error::NotCatalog { address: address.to_string() }
}

fn entries(mut document: Value, name: &str, address: &Url) -> Result<impl Iterator<Item = Value> + use<>, Error> {
    match document.get_mut(name).map(Value::take) {
        Some(Value::Array(entries)) => Ok(entries.into_iter().take(MOST)),
        _ => Err(nothing_known(address)),
    }
}

/// Entries of which those are left out that this program does not understand.
async fn listed<T: DeserializeOwned>(client: &Client, address: &Url, name: &str, most: usize) -> Result<Vec<T>, Error> {
    let answer = told(client, &Asked::get(address, &accepting())).await?;
    let entries = entries(answer.document, name, address)?;
    Ok(entries.filter_map(|entry| serde_json::from_value(entry).ok()).take(most).collect())
}

fn request(entry: Value, page: &Url) -> Option<Request> {
    let address = own_address(&entry, page);
    Some(Request { address, ..serde_json::from_value(entry).ok()? })
}

fn notice(entry: Value, page: &Url) -> Option<Notice> {
    let address = own_address(&entry, page);
    Some(Notice { address, ..serde_json::from_value(entry).ok()? })
}

/// The link to itself, at the page's own origin.
fn own_address(entry: &Value, page: &Url) -> Option<Url> {
    let links = entry.get("links")?.as_array()?;
    let own = links.iter().find(|link| link.get("rel").and_then(Value::as_str) == Some("self"))?;
    let address = page.join(own.get("href")?.as_str()?).ok()?;
    (address.origin() == page.origin()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::catalog;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn only_what_a_page_links_at_its_own_origin_is_offered() {
        let page = format!(
            r#"{{"metadata":{{"title":"x"}},"publications":[],"links":[
                {{"rel":"{}","href":"/branches","type":"application/json"}},
                {{"rel":["{}","other"],"href":"https://elsewhere.example/requests"}},
                {{"rel":"{}","href":"https://a.example/news"}}]}}"#,
            rel::BRANCHES,
            rel::REQUESTS,
            rel::NEWS
        );
        let address = url("https://a.example/opds2/");
        let found = catalog::parse(page.as_bytes(), Some("application/opds+json"), &address).unwrap();
        let catalog::Document::Feed(feed) = found else { panic!("a page") };
        let offers = Offers::of(&feed);
        assert_eq!(offers.branches, Some(url("https://a.example/branches")));
        assert_eq!(offers.news, Some(url("https://a.example/news")));
        assert_eq!((offers.requests, offers.desk), (None, None));
        assert!(Offers::of(&Feed::new(address)).is_empty());
    }

    #[test]
    fn entries_that_are_not_understood_are_left_out() {
        let page = url("https://a.example/requests");
        let good = serde_json::json!({
            "id": "1", "kind": "booking", "state": "under-way", "title": "Абай жолы", "created": "2026-11-28T10:00:00Z",
            "changed": "2026-11-28T10:00:00Z", "links": [{ "rel": "self", "href": "requests/1" }],
        });
        let read = request(good.clone(), &page).unwrap();
        assert_eq!(read.address, Some(url("https://a.example/requests/1")));
        let mut other = good.clone();
        other["state"] = "lost".into();
        assert_eq!(request(other, &page), None);
        let mut elsewhere = good;
        elsewhere["links"][0]["href"] = "https://b.example/1".into();
        assert_eq!(request(elsewhere, &page).unwrap().address, None, "not told to others");
        assert!(entries(serde_json::json!({ "requests": 1 }), "requests", &page).is_err());
    }
}
