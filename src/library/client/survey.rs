//! Everything that answers as a library behind an address: what the reader is told before a library is added.

use url::Url;

use super::discovery::{self, USUAL};
use super::trust::{self, Reach};
use super::{ACCEPT_PAGE, Client, into_feed};
use crate::library::Error;
use crate::library::authentication::AuthDocument;
use crate::library::catalog::{Feed, media_type};
use crate::library::shelf::LibraryKind;
use crate::library::{daisy_online, folder};

/// Findings of one survey.
const MOST_FINDINGS: usize = 16;
/// Where the content server of calibre answers, and under which path.
const CALIBRE: (u16, &str) = (8080, "/opds");

/// A library that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Where its first page is.
    pub address: Url,
    /// [`LibraryKind::Unknown`] where it says nothing before the reader has signed in.
    pub kind: LibraryKind,
    /// What it calls itself; may be empty.
    pub title: String,
    /// When it tells how many it has.
    pub books: Option<u64>,
    /// It asks who the reader is, in these ways.
    pub sign_in: Option<Box<AuthDocument>>,
}

/// What came of looking.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// The likelier first: OPDS 2 before OPDS 1, both before the others.
    pub findings: Vec<Finding>,
    /// Every address that was asked, in order.
    pub tried: Vec<Url>,
    /// Why nothing was found, where that is known.
    pub trouble: Option<Error>,
}

pub(super) async fn survey(client: &Client, typed: &str) -> Survey {
    let mut survey = Survey::default();
    // An address of ours, as the shelf keeps it.
    let own = Url::parse(typed.trim()).ok().filter(|url| daisy_online::is_address(url) || folder::is_address(url));
    if let Some(own) = own {
        survey.ask(client, &own).await;
        return survey.ordered();
    }
    let roots = discovery::addresses(typed);
    if roots.is_empty() {
        survey.trouble = Some(Error::Address(typed.trim().to_owned()));
    }
    let mut trouble: Option<Error> = None;
    for root in &roots {
        survey.look(client, root).await;
        if !survey.findings.is_empty() {
            break;
        }
        match survey.trouble.take() {
            Some(failed) if discovery::is_connection(&failed) => {
                trouble = trouble.filter(|known| matches!(known, Error::Unprotected { .. })).or(Some(failed));
            }
            Some(failed @ Error::Unprotected { .. }) => trouble = trouble.or(Some(failed)),
            // It is there, and is no library: another way to the same machine finds nothing else.
            other => {
                trouble = other;
                break;
            }
        }
    }
    survey.trouble = survey.trouble.take().or(trouble);
    if survey.findings.is_empty()
        && let Some(calibre) = roots.iter().find_map(|root| calibre_at(client, root))
    {
        let before = survey.trouble.take();
        survey.ask(client, &calibre).await;
        // That no calibre runs there tells nothing about what was typed; that it may not be asked is asked about.
        if !matches!(survey.trouble, Some(Error::Unprotected { .. })) {
            survey.trouble = before;
        }
    }
    survey.ordered()
}

/// Where calibre would answer on the machine of this address. A machine around the reader that she has agreed to ask
/// without protection is asked about the other port, too; strangers are not.
fn calibre_at(client: &Client, root: &Url) -> Option<Url> {
    if root.scheme() != "http" || root.port().is_some() {
        return None;
    }
    let mut calibre = root.clone();
    calibre.set_port(Some(CALIBRE.0)).ok()?;
    calibre.set_path(CALIBRE.1);
    calibre.set_query(None);
    calibre.set_fragment(None);
    let may = client.trust().allows(&calibre) || trust::reach(root) > Reach::Public && client.trust().allows(root);
    may.then_some(calibre)
}

impl Survey {
    fn ordered(mut self) -> Self {
        self.findings.sort_by_key(|found| match found.kind {
            LibraryKind::Opds2 => 0,
            LibraryKind::Opds1 => 1,
            LibraryKind::DaisyOnline => 2,
            LibraryKind::Folder => 3,
            LibraryKind::Unknown => 4,
        });
        if !self.findings.is_empty() {
            self.trouble = None;
        }
        self
    }

    fn add(&mut self, finding: Finding) {
        let known = self.findings.iter().any(|known| known.address == finding.address);
        if !known && self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }

    /// Asks one address for a page of a catalogue. `true` when something is there.
    async fn ask(&mut self, client: &Client, address: &Url) -> bool {
        if self.tried.contains(address) {
            return self.findings.iter().any(|found| found.address == *address);
        }
        self.tried.push(address.clone());
        match client.feed(address).await {
            Ok(feed) => {
                self.found(client, feed).await;
                true
            }
            Err(error) => self.refused(address, error),
        }
    }

    /// One that wants to know who the reader is has been found.
    fn refused(&mut self, address: &Url, error: Error) -> bool {
        match error {
            Error::Unauthorized(document) | Error::UnsupportedSignIn(document) => {
                let kind =
                    if daisy_online::is_address(address) { LibraryKind::DaisyOnline } else { LibraryKind::Unknown };
                let title = document.title.clone();
                self.add(Finding { address: address.clone(), kind, title, books: None, sign_in: Some(document) });
                true
            }
            Error::Terms { service, library, .. } => {
                let kind = LibraryKind::DaisyOnline;
                self.add(Finding { address: *service, kind, title: library, books: None, sign_in: None });
                true
            }
            failed => {
                self.trouble = Some(failed);
                false
            }
        }
    }

    async fn found(&mut self, client: &Client, feed: Feed) {
        let books = match feed.kind {
            LibraryKind::Folder => folder::count(client, &feed.address).await.unwrap_or_default(),
            _ => feed.total,
        };
        let same = |href: &Url| *href == feed.address || Some(href) == feed.links.this.as_ref();
        // The same catalogue in the other version.
        let twins: Vec<Url> = feed
            .links
            .other
            .iter()
            .filter(|link| link.has_rel("alternate") && !same(&link.href))
            .filter(|link| {
                link.media_type.as_deref().is_some_and(|it| it.contains("opds") && media_type::is_catalog(it))
            })
            .map(|link| link.href.clone())
            .take(2)
            .collect();
        let Feed { address, kind, title, .. } = feed;
        self.add(Finding { address, kind, title, books, sign_in: None });
        for twin in twins {
            if !self.tried.contains(&twin) {
                self.tried.push(twin.clone());
                if let Ok(Feed { address, kind, title, total, .. }) = client.feed(&twin).await {
                    self.add(Finding { address, kind, title, books: total, sign_in: None });
                }
            }
        }
    }

    /// Looks at an address, at what its page names, and at the usual places beside it.
    async fn look(&mut self, client: &Client, root: &Url) {
        self.tried.push(root.clone());
        let mut asks = None;
        match client.page(root, ACCEPT_PAGE).await {
            Ok(page) => {
                let (body, content_type) = (&page.body, page.content_type.as_deref());
                if let Some(service) = daisy_online::described(body, content_type, &page.address)
                    && let Some(found) = daisy_online::probe(client, &service).await
                {
                    self.ask(client, &found.url()).await;
                    return;
                }
                let named = discovery::links(body, content_type, &page.address);
                for catalog in named.catalogs.iter().take(4) {
                    self.ask(client, catalog).await;
                }
                if self.findings.is_empty() {
                    for search in named.searches.iter().take(2) {
                        self.start_of(client, search).await;
                    }
                }
                if !self.findings.is_empty() {
                    return;
                }
                match client.document(page) {
                    Ok(document) => return self.found(client, into_feed(document, root)).await,
                    Err(error) => self.trouble = Some(error),
                }
            }
            Err(error @ (Error::Unauthorized(_) | Error::UnsupportedSignIn(_))) => asks = Some(error),
            Err(error) => self.trouble = Some(error),
        }
        let goes_on = asks.is_some()
            || matches!(
                self.trouble,
                Some(
                    Error::NotCatalog { .. }
                        | Error::NotFound { .. }
                        | Error::Gone { .. }
                        | Error::Server { .. }
                        | Error::Forbidden { .. }
                )
            );
        if !goes_on {
            return;
        }
        self.trouble = None;
        if asks.is_none()
            && let Some(found) = daisy_online::probe(client, root).await
        {
            self.ask(client, &found.url()).await;
            return;
        }
        let own = root.path().trim_end_matches('/').to_owned();
        let folders = if own.is_empty() { vec![own] } else { vec![own, String::new()] };
        for folder in folders {
            for place in USUAL {
                let mut address = root.clone();
                address.set_query(None);
                address.set_fragment(None);
                address.set_path(&format!("{folder}/{place}"));
                self.ask(client, &address).await;
            }
            if !self.findings.is_empty() {
                break;
            }
        }
        // A server that asks everywhere who the reader is, and says nowhere more than at its door, is one library.
        if let Some(error) = asks
            && self.findings.iter().all(|found| found.sign_in.is_some())
        {
            self.findings.clear();
            self.refused(root, error);
        }
        if self.findings.is_empty() {
            self.trouble = self
                .trouble
                .take()
                .filter(|error| !is_absence(error))
                .or_else(|| Some(Error::NotCatalog { address: root.to_string() }));
        }
    }

    /// A page names nothing but its search: what the search answers names the start of its catalogue.
    async fn start_of(&mut self, client: &Client, search: &Url) {
        self.tried.push(search.clone());
        let Ok(template) = client.search_template(search).await else { return };
        let Some(address) = template.fill("a") else { return };
        let Ok(feed) = client.feed(&address).await else { return };
        if let Some(start) = feed.links.start.filter(|start| *start != address) {
            self.ask(client, &start).await;
        }
    }
}

fn is_absence(error: &Error) -> bool {
    matches!(error, Error::NotFound { .. } | Error::Gone { .. } | Error::NotCatalog { .. } | Error::Server { .. })
}
