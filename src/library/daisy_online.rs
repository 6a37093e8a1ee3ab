//! DAISY Online Delivery Protocol, by which libraries for the blind lend talking books; both versions.
//!
//! Version 1 <https://www.daisy.org/projects/daisy-online-delivery/drafts/20100402/do-spec-20100402.html>, version 2
//! <https://www.daisy.org/projects/daisy-online-delivery/drafts/20160330/do-spec-20160330.html>. A service is one web
//! address; what lies inside it (lists, menus, books) has addresses of ours ([`Address`]), so that it goes the ways that
//! OPDS goes: [`Client::feed`], [`Client::publication`], [`super::acquire`].

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};
use url::Url;
use url::form_urlencoded::{Serializer, parse};

use super::catalog::{self, Feed, Publication};
use super::client::Client;
use super::shelf::Moment;
use super::{Error, xml};

pub mod bookmark;
mod envelope;
mod feed;
mod marks;
pub mod model;
mod operations;
mod read;
pub(super) mod resources;
pub mod session;
mod sound;

pub use marks::{keep_marks, marks, set_last};
use model::{Announcement, Answer};
pub use session::Session;
pub use sound::sound;

/// Reads what a service may answer: for those who look for faults in what reads it.
pub fn read_here(bytes: &[u8], address: &Url) {
    let Some(Ok(answer)) = envelope::parse(bytes, None, address) else { return };
    read::succeeded(&answer);
    read::service(&answer);
    read::announcements(&answer);
    read::content_list(&answer);
    read::content_metadata(&answer);
    read::questions(&answer);
    read::terms(&answer);
    read::resources(&answer);
    bookmark::read(&answer);
}

/// The version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    One,
    Two,
}

impl Version {
    fn number(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Two => "2",
        }
    }

    fn parse(number: &str) -> Option<Self> {
        [Self::One, Self::Two].into_iter().find(|version| version.number() == number)
    }
}

/// A place inside a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// What there is to choose from.
    Start,
    /// A list of contents, from the item with this number on.
    List { id: String, first: u64 },
    /// One book.
    Content(String),
    /// What follows these answers.
    Menu(Vec<Answer>),
}

/// A service and a place inside it: `dodp+https://host/service#version=1&list=issued`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// `http` or `https`, without a fragment.
    pub service: Url,
    /// As far as it is known.
    pub version: Option<Version>,
    pub place: Place,
}

const SCHEME: &str = "dodp+";

impl Address {
    /// The start of a service.
    pub fn of(mut service: Url, version: Option<Version>) -> Self {
        service.set_fragment(None);
        Self { service, version, place: Place::Start }
    }

    pub fn at(&self, place: Place) -> Self {
        Self { place, ..self.clone() }
    }

    /// `None` for what is another kind of address.
    pub fn parse(address: &Url) -> Option<Self> {
        let service = Url::parse(address.as_str().strip_prefix(SCHEME)?).ok()?;
        if !matches!(service.scheme(), "http" | "https") || !service.has_host() {
            return None;
        }
        let mut found = Self::of(service, None);
        let mut asked: Vec<Answer> = Vec::new();
        let mut first = 0;
        for (key, value) in parse(address.fragment().unwrap_or_default().as_bytes()) {
            let value = value.into_owned();
            match &*key {
                "version" => found.version = Version::parse(&value),
                "list" => found.place = Place::List { id: value, first: 0 },
                "first" => first = value.parse().unwrap_or(0),
                "content" => found.place = Place::Content(value),
                "ask" => asked.push(Answer { question: value, values: Vec::new() }),
                "value" => {
                    if let Some(answer) = asked.last_mut() {
                        answer.values.push(value);
                    }
                }
                _ => {}
            }
        }
        if let Place::List { first: at, .. } = &mut found.place {
            *at = first;
        }
        if !asked.is_empty() {
            found.place = Place::Menu(asked);
        }
        Some(found)
    }

    /// What a publication or a book of the shelf is known by: services number their books from one.
    pub fn identifier(&self) -> String {
        Self { version: None, ..self.clone() }.url().to_string()
    }

    pub fn url(&self) -> Url {
        let mut text = format!("{SCHEME}{}", self.service);
        let mut fragment = Serializer::new(String::new());
        if let Some(version) = self.version {
            fragment.append_pair("version", version.number());
        }
        match &self.place {
            Place::Start => {}
            Place::List { id, first } => {
                fragment.append_pair("list", id);
                if *first > 0 {
                    fragment.append_pair("first", &first.to_string());
                }
            }
            Place::Content(id) => {
                fragment.append_pair("content", id);
            }
            Place::Menu(asked) => {
                for answer in asked {
                    fragment.append_pair("ask", &answer.question);
                    for value in &answer.values {
                        fragment.append_pair("value", value);
                    }
                }
            }
        }
        let fragment = fragment.finish();
        if !fragment.is_empty() {
            text.extend(["#", &fragment]);
        }
        // A service's address with another word before it and letters that forms are made of behind it.
        Url::parse(&text).unwrap_or_else(|_| self.service.clone())
    }
}

/// Whether an address is one inside a service.
pub fn is_address(address: &Url) -> bool {
    address.scheme().starts_with(SCHEME)
}

/// The sessions of a client, by their service: each is used by one after another, as the protocol wants it.
#[derive(Default)]
pub(super) struct Sessions(Mutex<std::collections::HashMap<Url, Arc<Mutex<Option<Session>>>>>);

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

impl Client {
    /// The session with a service, signed on when there is none yet.
    async fn daisy(&self, at: &Address) -> Result<OwnedMutexGuard<Option<Session>>, Error> {
        let session = {
            let mut sessions = self.sessions().0.lock().await;
            Arc::clone(sessions.entry(at.service.clone()).or_default())
        };
        let mut session = session.lock_owned().await;
        if session.is_none() {
            *session = Some(Session::open(self, &at.service, at.version).await?);
        }
        Ok(session)
    }
}

/// How long a service may take to hear that the reader leaves.
const FAREWELL: Duration = Duration::from_millis(1500);

/// Signs off from the service that an address belongs to; without one, from all. Best effort, and soon over: sessions that
/// nobody uses end by themselves.
pub async fn sign_off(client: &Client, address: Option<&Url>) {
    let service = address.and_then(Address::parse).map(|at| at.service);
    if address.is_some() && service.is_none() {
        return;
    }
    let left: Vec<_> = {
        let mut sessions = client.sessions().0.lock().await;
        sessions.extract_if(|known, _| service.as_ref().is_none_or(|service| service == known)).collect()
    };
    let farewells = left.into_iter().map(|(_, session)| async move {
        if let Some(session) = session.lock().await.take() {
            session.close().await;
        }
    });
    if tokio::time::timeout(FAREWELL, futures::future::join_all(farewells)).await.is_err() {
        tracing::info!("a service did not answer that the reader leaves");
    }
}

/// Works with the session of a service.
async fn with<T>(
    client: &Client,
    at: &Address,
    work: impl AsyncFnOnce(&mut Session) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut session = client.daisy(at).await?;
    match session.as_mut() {
        Some(open) => {
            let done = work(open).await;
            if matches!(done, Err(Error::Unauthorized(_))) {
                // Who signs in next does so in a session of her own.
                *session = None;
            }
            done
        }
        None => Err(not_ours(&at.service)),
    }
}

fn not_ours(address: &Url) -> Error {
    Error::NotCatalog { address: address.to_string() }
}

fn address(address: &Url) -> Result<Address, Error> {
    Address::parse(address).ok_or_else(|| not_ours(address))
}

/// A place of a service as a page of a catalogue. Titles are empty where the service says nothing; the relations of ways
/// then say what they lead to ([`model::way`]).
///
/// # Errors
/// [`Error::Unauthorized`] when the reader has to sign in, [`Error::Terms`] when she has to accept the terms of the service.
pub async fn feed(client: &Client, url: &Url) -> Result<Feed, Error> {
    let at = address(url)?;
    with(client, &at, async |session| feed::feed(session, &at).await).await
}

/// Everything about one book.
///
/// # Errors
/// As [`feed`].
pub async fn publication(client: &Client, url: &Url) -> Result<Publication, Error> {
    let at = address(url)?;
    let Place::Content(id) = &at.place else { return Err(not_ours(url)) };
    with(client, &at, async |session| feed::publication(session, &at, id).await).await
}

/// What the service tells its readers and this one has not confirmed yet.
///
/// # Errors
/// As [`feed`].
pub async fn announcements(client: &Client, url: &Url) -> Result<Vec<Announcement>, Error> {
    with(client, &address(url)?, async |session| session.announcements().await).await
}

/// The reader has heard these, by their ids.
///
/// # Errors
/// As [`feed`].
pub async fn mark_read(client: &Client, url: &Url, ids: &[String]) -> Result<(), Error> {
    with(client, &address(url)?, async |session| session.mark_read(ids).await).await
}

/// The reader accepts the terms of the service.
///
/// # Errors
/// As [`feed`].
pub async fn accept_terms(client: &Client, url: &Url) -> Result<(), Error> {
    with(client, &address(url)?, async |session| session.accept_terms().await).await
}

/// Gives a book back. One that the service does not know of any more is given back.
///
/// # Errors
/// As [`feed`].
pub async fn give_back(client: &Client, url: &Url) -> Result<(), Error> {
    let at = address(url)?;
    let Place::Content(id) = &at.place else { return Err(not_ours(url)) };
    with(client, &at, async |session| session.give_back(id).await).await
}

/// The service that stands at a web address, as a start to go on from. It is asked what only a session may ask, so that its
/// refusal tells what it is; nothing about the reader is sent.
pub(super) async fn probe(client: &Client, service: &Url) -> Option<Address> {
    let version = session::probe(client, service).await?;
    Some(Address::of(service.clone(), Some(version)))
}

/// The address at which the question of a page is answered with these words.
pub(super) fn answered(questions: &Url, words: &str) -> Option<Url> {
    feed::answered(questions, words)
}

/// The service that a description of it (WSDL 1.1) names. It may be written for another machine: its path counts, on the host
/// that the description came from.
pub(super) fn described(body: &[u8], content_type: Option<&str>, at: &Url) -> Option<Url> {
    let text = catalog::decode_text(body, content_type);
    if !text.contains(envelope::DAISY_ONLINE) {
        return None;
    }
    let root = xml::parse(&text, at).filter(|root| root.name == "definitions")?;
    let services = root.elements().filter(|it| it.name == "service");
    let ports = services.flat_map(|it| it.elements().filter(|it| it.name == "port"));
    let named = ports.flat_map(|it| it.elements()).find_map(|it| at.join(it.attribute("location")?).ok())?;
    let mut service = at.clone();
    service.set_path(named.path());
    service.set_query(named.query());
    service.set_fragment(None);
    Some(service)
}

/// Moments as services write them; a date without a zone is taken as UTC.
fn moment(text: &str) -> Option<Moment> {
    Moment::parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_addresses() {
        let answer = |question: &str, values: &[&str]| Answer {
            question: question.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let start = Address::of(Url::parse("https://library.kz:8443/service.php?a=1#x").unwrap(), Some(Version::One));
        assert_eq!(start.url().as_str(), "dodp+https://library.kz:8443/service.php?a=1#version=1");
        for place in [
            Place::Start,
            Place::List { id: "issued".to_owned(), first: 0 },
            Place::List { id: "a&b=#".to_owned(), first: 200 },
            Place::Content("con 1/Абай".to_owned()),
            Place::Menu(vec![answer("default", &[])]),
            Place::Menu(vec![answer("que_1", &["a", "ә&"]), answer("que_2", &[""])]),
        ] {
            let there = start.at(place);
            assert!(is_address(&there.url()));
            assert_eq!(Address::parse(&there.url()), Some(there));
        }
        for other in ["https://library.kz/", "dodp+file:///etc/passwd", "dodp+ftp://a/", "opds://a/"] {
            assert_eq!(Address::parse(&Url::parse(other).unwrap()), None, "{other}");
        }
    }
}
