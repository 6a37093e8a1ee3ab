//! One HTTP client for catalogues, covers and downloads: limits, redirects, sign-in, waiting.
//!
//! HTTP semantics <https://www.rfc-editor.org/rfc/rfc9110>. Certificates are the system's, and so is the proxy.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Certificate, StatusCode};
use url::Url;

use super::Error;
use super::authentication;
use super::catalog::profile::{self, Profile};
use super::catalog::{self, Asked, Document, Feed, Publication, Search, search};
use super::daisy_online::{self, Place};
use super::folder;
use super::secrets::Secrets;
use crate::format::data;
use crate::locale::Tongue;

mod certificates;
mod cookies;
mod date;
mod discovery;
pub mod fresh;
pub mod gate;
pub(super) mod request;
mod session;
pub mod survey;
mod tokens;
pub mod trust;

use gate::{Gate, Purpose};
pub(super) use request::{Answer, Page, Request, check, content_type, network};
use session::{Session, sign_in_error};
pub(super) use tokens::Refresh;
use trust::Trust;
pub(super) use trust::stay_outside;

/// What a server may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Until a connection stands.
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub silence: Duration,
    /// For the whole of a page or picture.
    pub page_time: Duration,
    pub page_bytes: u64,
    pub image_bytes: u64,
    pub download_bytes: u64,
    pub redirects: usize,
    /// The longest wait that a busy server is granted before the reader is told.
    pub patience: Duration,
    /// The first pause before a broken download goes on; each next one is twice as long.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        const MEBIBYTE: u64 = 1024 * 1024;
        Self {
            connect: Duration::from_secs(15),
            silence: Duration::from_secs(30),
            page_time: Duration::from_secs(60),
            page_bytes: 16 * MEBIBYTE,
            image_bytes: 16 * MEBIBYTE,
            download_bytes: 4096 * MEBIBYTE,
            redirects: 10,
            patience: Duration::from_secs(20),
            pause: Duration::from_millis(500),
        }
    }
}

const ACCEPT_PAGE: &str = "application/opds+json, application/opds-publication+json, \
     application/atom+xml;profile=opds-catalog;q=0.9, application/atom+xml;q=0.8, application/xml;q=0.6, */*;q=0.3";
const ACCEPT_SEARCH: &str = "application/opensearchdescription+xml, application/xml;q=0.8, */*;q=0.3";
const ACCEPT_PROFILE: &str = "application/opds-profile+json, application/json;q=0.8";
const ACCEPT_IMAGE: &str = "image/png, image/jpeg, image/webp, image/*;q=0.8, */*;q=0.3";

/// The client. Cheap to clone; all clones share connections and sign-ins. Must be used inside a tokio runtime.
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
    purpose: Purpose,
    daisy: Arc<daisy_online::Sessions>,
}

struct Inner {
    http: reqwest::Client,
    /// For this machine's own servers, which no proxy can reach.
    direct: reqwest::Client,
    limits: Limits,
    secrets: Secrets,
    trust: Trust,
    gate: Gate,
    /// The languages that answers are wanted in, the first one best.
    languages: Mutex<HeaderValue>,
    tongue: Mutex<Tongue>,
    /// By origin.
    sessions: Mutex<HashMap<String, Session>>,
    /// Held while a token is replaced.
    renewing: tokio::sync::Mutex<()>,
    /// By origin.
    jars: Mutex<HashMap<String, cookies::Jar>>,
    date: Mutex<Option<date::Told>>,
    folders: Arc<folder::Memory>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Client {
    /// With the certificate authorities of the system and of the library's staff.
    ///
    /// # Errors
    /// [`Error::Unreachable`] when the system has no store of certificates.
    pub fn new(secrets: Secrets) -> Result<Self, Error> {
        Self::with(secrets, Limits::default(), certificates::of_staff())
    }

    /// # Errors
    /// As [`Self::new`].
    pub fn with_limits(secrets: Secrets, limits: Limits) -> Result<Self, Error> {
        Self::with(secrets, limits, Vec::new())
    }

    /// With these certificate authorities beside those of the system.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with(secrets: Secrets, limits: Limits, authorities: Vec<Certificate>) -> Result<Self, Error> {
        let builder = || {
            reqwest::Client::builder()
                .user_agent(concat!("Oqyrman/", env!("CARGO_PKG_VERSION")))
                // Redirects are followed here: signing in and refusing depend on each step.
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(limits.connect)
                .read_timeout(limits.silence)
                .referer(false)
                // A large file over HTTP/2 is held up by windows that are made for pages.
                .http2_adaptive_window(true)
                .tcp_nodelay(true)
                .tls_certs_merge(authorities.clone())
        };
        let build = |builder: reqwest::ClientBuilder| {
            builder.build().map_err(|error| Error::Unreachable { host: String::new(), source: Arc::new(error) })
        };
        let inner = Inner {
            http: build(builder())?,
            direct: build(builder().no_proxy())?,
            limits,
            secrets,
            trust: Trust::default(),
            gate: Gate::default(),
            languages: Mutex::new(accept_language(Tongue::default())),
            tongue: Mutex::default(),
            sessions: Mutex::default(),
            renewing: tokio::sync::Mutex::default(),
            jars: Mutex::default(),
            date: Mutex::default(),
            folders: Arc::default(),
        };
        Ok(Self { inner: Arc::new(inner), purpose: Purpose::Reader, daisy: Arc::default() })
    }

    /// The same client for what nobody waits for: it asks slowly, and stays away from servers that are busy.
    pub fn in_background(&self) -> Self {
        Self { purpose: Purpose::Background, ..self.clone() }
    }

    /// Which addresses without protection may be asked.
    pub fn trust(&self) -> &Trust {
        &self.inner.trust
    }

    /// Asks servers that speak several languages for this one from now on.
    pub fn speak(&self, tongue: Tongue) {
        *self.inner.languages.lock().unwrap_or_else(PoisonError::into_inner) = accept_language(tongue);
        *self.inner.tongue.lock().unwrap_or_else(PoisonError::into_inner) = tongue;
    }

    pub(super) fn tongue(&self) -> Tongue {
        *self.inner.tongue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn sessions(&self) -> &daisy_online::Sessions {
        &self.daisy
    }

    /// The same client for a session, which must not hold the sessions that hold it.
    pub(super) fn apart(&self) -> Self {
        Self { daisy: Arc::default(), ..self.clone() }
    }

    pub(super) fn folders(&self) -> &Arc<folder::Memory> {
        &self.inner.folders
    }

    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// The passwords that the system keeps for the reader.
    pub fn secrets(&self) -> &Secrets {
        &self.inner.secrets
    }

    /// Reads what stands at an address of a catalogue.
    ///
    /// # Errors
    /// Any but those of disks and books.
    pub async fn open(&self, address: &Url) -> Result<Document, Error> {
        if let Some(at) = daisy_online::Address::parse(address) {
            return Ok(match at.place {
                Place::Content(_) => Document::Publication(Box::new(daisy_online::publication(self, address).await?)),
                _ => Document::Feed(Box::new(daisy_online::feed(self, address).await?)),
            });
        }
        if folder::is_address(address) {
            return Ok(Document::Feed(Box::new(folder::feed(self, address).await?)));
        }
        self.document(self.page(address, ACCEPT_PAGE).await?)
    }

    /// A page of a catalogue; a lone publication is a page with one.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn feed(&self, address: &Url) -> Result<Feed, Error> {
        Ok(into_feed(self.open(address).await?, address))
    }

    /// The whole entry of a publication of which a page tells a part.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn publication(&self, part: &Publication) -> Result<Publication, Error> {
        let Some(full) = &part.full else { return Ok(part.clone()) };
        match self.open(full).await? {
            Document::Publication(whole) => Ok(*whole),
            Document::Feed(mut feed) => {
                let at = feed.publications.iter().position(|one| one.identifier == part.identifier);
                match at.or_else(|| (feed.publications.len() == 1).then_some(0)) {
                    Some(at) => Ok(feed.publications.swap_remove(at)),
                    None => Err(Error::NotCatalog { address: full.to_string() }),
                }
            }
        }
    }

    /// Searches the catalogue that a page belongs to. Nothing found is an empty page, not an error.
    ///
    /// # Errors
    /// [`Error::NoSearch`] where the page offers none, otherwise as [`Self::open`].
    pub async fn search(&self, feed: &Feed, words: &str) -> Result<Feed, Error> {
        self.search_for(feed, &Asked::of(words)).await
    }

    /// As [`Self::search`], for an author and a title of their own where the catalogue takes them apart.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub async fn search_for(&self, feed: &Feed, asked: &Asked) -> Result<Feed, Error> {
        // Servers that name their search only on the first page are asked there.
        let first = match (&feed.links.search, &feed.links.start) {
            (None, Some(start)) if *start != feed.address => self.feed(start).await?.links.search,
            _ => None,
        };
        let template = match feed.links.search.as_ref().or(first.as_ref()).ok_or(Error::NoSearch)? {
            Search::Template(template) => template.clone(),
            Search::Questions(address) => {
                let words = asked.line();
                let answered = folder::search(address, &words).or_else(|| daisy_online::answered(address, &words));
                return self.feed(&answered.ok_or(Error::NoSearch)?).await;
            }
            Search::Description(address) => self.search_template(address).await?,
        };
        let address = template.fill_in(asked).ok_or(Error::NoSearch)?;
        let mut found = match self.page_or_missing(&address, ACCEPT_PAGE).await? {
            Ok(page) => into_feed(self.document(page)?, &address),
            // Some servers say «not found» in plain text when no book is.
            Err(Missing { plain: true }) => Feed { title: feed.title.clone(), ..Feed::new(address) },
            Err(Missing { plain: false }) => return Err(Error::NotFound { address: address.to_string() }),
        };
        if found.links.search.is_none() {
            found.links.search = Some(Search::Template(template));
        }
        if found.links.start.is_none() {
            found.links.start = feed.links.start.clone().or_else(|| Some(feed.address.clone()));
        }
        Ok(found)
    }

    /// The template that a description of a search holds.
    ///
    /// # Errors
    /// [`Error::NoSearch`] where it holds none, otherwise as [`Self::open`].
    pub async fn search_template(&self, description: &Url) -> Result<search::Template, Error> {
        let page = self.page(description, ACCEPT_SEARCH).await?;
        search::description(&page.body, page.content_type.as_deref(), &page.address).ok_or(Error::NoSearch)
    }

    /// Finds the catalogue behind an address as a reader types it: without a scheme, of the library's site, of its feed.
    ///
    /// # Errors
    /// [`Error::Address`] when it is none, [`Error::NotCatalog`] when no catalogue was found, and as [`Self::open`].
    pub async fn discover(&self, typed: &str) -> Result<Feed, Error> {
        discovery::discover(self, typed).await
    }

    /// Everything that answers as a library behind an address as a reader types it.
    pub async fn survey(&self, typed: &str) -> survey::Survey {
        survey::survey(self, typed).await
    }

    /// Who the reader is to a library.
    ///
    /// # Errors
    /// As [`Self::open`]; [`Error::NotCatalog`] for what is no profile.
    pub async fn profile(&self, address: &Url) -> Result<Profile, Error> {
        let page = self.page(address, ACCEPT_PROFILE).await?;
        profile::parse(&page.body).ok_or_else(|| Error::NotCatalog { address: address.to_string() })
    }

    /// A picture, not decoded.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn image(&self, address: &Url) -> Result<Vec<u8>, Error> {
        if address.scheme() == "data" {
            return data::decode(address.as_str()).ok_or_else(|| Error::NotFound { address: String::from("data:") });
        }
        if folder::is_address(address) {
            return folder::cover(address).await;
        }
        let request = async {
            let answer = self.get(address, &accept(ACCEPT_IMAGE)).await?;
            self.body(answer, self.inner.limits.image_bytes).await
        };
        self.in_time(address, request).await.map(|page| page.body)
    }

    /// The picture of a book on a page of a catalogue: as [`Self::image`], never out of the page's encrypted connection, and
    /// never from outside into the reader's own network.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn cover(&self, page: Option<&Url>, address: &Url) -> Result<Vec<u8>, Error> {
        if let Some(page) = page
            && address.scheme() != "data"
        {
            trust::follow(page, address)?;
        }
        self.image(address).await
    }

    async fn page(&self, address: &Url, accepted: &'static str) -> Result<Page, Error> {
        match self.page_or_missing(address, accepted).await? {
            Ok(page) => Ok(page),
            Err(Missing { .. }) => Err(Error::NotFound { address: address.to_string() }),
        }
    }

    async fn page_or_missing(&self, address: &Url, accepted: &'static str) -> Result<Result<Page, Missing>, Error> {
        self.in_time(address, async {
            let mut tries = 0;
            loop {
                let answer = self.ask(&Request::get(address, &accept(accepted))).await?;
                if answer.response.status() == StatusCode::NOT_FOUND {
                    let plain = content_type(&answer.response).is_some_and(|it| it.starts_with("text/plain"));
                    return Ok(Err(Missing { plain }));
                }
                match check(answer) {
                    Ok(answer) => return self.body(answer, self.inner.limits.page_bytes).await.map(Ok),
                    // A server that is just waking up.
                    Err(Error::Busy { after, .. }) if tries < 2 && after.is_none_or(|it| it <= BRIEF) => {
                        tries += 1;
                        tokio::time::sleep(after.unwrap_or(self.inner.limits.pause)).await;
                    }
                    Err(error) => return Err(error),
                }
            }
        })
        .await
    }

    fn document(&self, page: Page) -> Result<Document, Error> {
        let parsed = catalog::parse(&page.body, page.content_type.as_deref(), &page.address);
        let parsed = parsed.map(|document| self.with_profile(document));
        parsed.map_err(|error| {
            // Some servers send the document for signing in as if it were the page.
            match authentication::parse(&page.body, &page.address) {
                Some(document) => sign_in_error(document),
                None => error,
            }
        })
    }
}

impl Client {
    /// What the document for signing in told of the reader's profile holds for the pages behind it.
    fn with_profile(&self, document: Document) -> Document {
        let Document::Feed(mut feed) = document else { return document };
        if feed.profile().is_none()
            && let Some(href) = self.session(&feed.address, |session| session.profile.clone())
        {
            let rels = vec!["profile".to_owned()];
            feed.links.other.push(catalog::Link { href, rels, media_type: None, title: None });
        }
        Document::Feed(feed)
    }
}

/// A wait that a page is granted without a word to the reader.
const BRIEF: Duration = Duration::from_secs(5);

struct Missing {
    /// Said in plain text.
    plain: bool,
}

fn into_feed(document: Document, address: &Url) -> Feed {
    match document {
        Document::Feed(feed) => *feed,
        Document::Publication(publication) => {
            let mut feed = Feed::new(address.clone());
            feed.title.clone_from(&publication.title);
            feed.publications.push(*publication);
            feed
        }
    }
}

pub(super) fn host(address: &Url) -> String {
    address.host_str().unwrap_or_default().to_owned()
}

fn accept(value: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(value))])
}

fn accept_language(tongue: Tongue) -> HeaderValue {
    HeaderValue::from_static(match tongue {
        Tongue::Kk => "kk, ru;q=0.7, en;q=0.5",
        Tongue::Ru => "ru, kk;q=0.7, en;q=0.5",
        Tongue::En => "en, ru;q=0.7, kk;q=0.5",
    })
}

fn texts(headers: &HeaderMap, name: header::HeaderName) -> impl Iterator<Item = &str> {
    headers.get_all(name).into_iter().filter_map(|value| str::from_utf8(value.as_bytes()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_does_not_hold_what_holds_it() {
        let client = Client::new(Secrets::none()).unwrap();
        let session = client.in_background().apart();
        assert!(Arc::ptr_eq(&client.inner, &session.inner));
        assert!(!Arc::ptr_eq(&client.daisy, &session.daisy));
        let sessions = Arc::downgrade(&client.daisy);
        drop(client);
        assert!(sessions.upgrade().is_none());
    }
}
