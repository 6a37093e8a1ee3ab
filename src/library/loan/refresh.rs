//! The library's own list of what it keeps for the reader, against what is known here.
//!
//! Catalogues name the list by the relation <http://opds-spec.org/shelf>, some in the document for signing in; services of
//! talking books have a list of what is issued.

use std::collections::HashSet;

use reqwest::header::HeaderMap;
use serde_json::Value;
use url::Url;

use super::{Standing, standing, ties, until_of};
use crate::library::Error;
use crate::library::catalog::{Feed, Publication, Relation, media_type, resolve};
use crate::library::client::{Client, Request, check};
use crate::library::daisy_online::{self, model::way};
use crate::library::shelf::{Hold, Holding, Loan, Moment, Shelf, Ties, hold, holding};

/// The name of the library that the program brings.
pub const OWN: &str = "oqyrman:library";

/// Pages of one list.
const MAX_PAGES: usize = 50;
const MAX_DOCUMENT: u64 = 256 * 1024;

/// What the library says that was not known here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// Everything that it keeps and is not here, as it is known now.
    pub kept: Vec<Hold>,
    /// Of them, those that are news: lent elsewhere, or put aside since the last time.
    pub news: Vec<Hold>,
    /// Loans that end on another day now.
    pub moved: Vec<Holding>,
    /// Loans that the library does not list any more. They stay here until their day.
    pub unlisted: Vec<Holding>,
}

/// Asks a library what it keeps for the reader, and writes down what it says under this name of the library. `None` when it
/// has no such list.
///
/// # Errors
/// [`Error::Unauthorized`] when the reader has to sign in; those of the network and the shelf.
pub async fn refresh(client: &Client, shelf: &Shelf, library: &Url, name: &str) -> Result<Option<Changes>, Error> {
    let asked = Moment::now();
    let Some(listed) = list(client, library).await? else { return Ok(None) };
    let holdings = shelf.holdings().await?;
    let before = shelf.holds().await?;
    let plan = compare(library, name, asked, &listed, &holdings, &before);
    for (id, loan, ties) in plan.lent {
        shelf.set_lent(id, loan, Some(ties)).await?;
    }
    shelf.set_holds(name, plan.changes.kept.clone()).await?;
    Ok(Some(plan.changes))
}

/// What comes of a list: what is written down, and what is told.
pub(super) struct Plan {
    pub lent: Vec<(holding::Id, Loan, Ties)>,
    pub changes: Changes,
}

/// Compares a list with what is known here. What the reader did after it was `asked` for is not in it.
pub(super) fn compare(
    library: &Url,
    name: &str,
    asked: Moment,
    listed: &[Publication],
    holdings: &[Holding],
    before: &[Hold],
) -> Plan {
    let mut plan = Plan { lent: Vec::new(), changes: Changes::default() };
    let mut seen = HashSet::new();
    for publication in listed {
        let Some(standing) = standing(publication) else { continue };
        let ways = &publication.acquisitions;
        // What a service of talking books lists is lent, also where it does not tell until when.
        let daisy = ways.iter().any(|it| it.relation == Relation::Borrow && daisy_online::is_address(&it.href));
        let standing = if daisy { Standing::Lent } else { standing };
        let ties = ties(publication);
        let Some(identifier) = publication.identifier.clone().or_else(|| ties.entry.as_ref().map(Url::to_string))
        else {
            continue;
        };
        let until = until_of(publication).as_deref().and_then(Moment::parse);
        let same = |it: &&Holding| {
            let entry = it.ties.as_ref().is_some_and(|own| own.entry.is_some() && own.entry == ties.entry);
            entry || it.identifier.as_deref() == Some(&*identifier)
        };
        if holdings.iter().filter(same).any(|it| it.gone >= Some(asked)) {
            continue;
        }
        let own = holdings.iter().filter(same).find(|it| it.loan.is_some());
        if let (Standing::Lent, Some(own)) = (standing, own) {
            seen.insert(own.id);
            let known = own.loan.and_then(|loan| loan.until);
            // A list that says nothing of the end does not make it endless.
            let loan = Loan { since: own.loan.and_then(|loan| loan.since), until: until.or(known) };
            let ties = ties.or(own.ties.clone().unwrap_or_default());
            if loan.until != known {
                plan.changes.moved.push(Holding { loan: Some(loan), ..own.clone() });
            }
            if loan.until != known || Some(&ties) != own.ties.as_ref() {
                plan.lent.push((own.id, loan, ties));
            }
            continue;
        }
        // A wish, or whatever else it is that the library remembers, is nothing that it keeps.
        let Some(hold) = kept_as(publication, standing, identifier, ties, name) else { continue };
        if plan.changes.kept.iter().any(|known| known.key() == hold.key()) {
            continue;
        }
        let known = before.iter().any(|it| it.key() == hold.key() && it.state == hold.state);
        if !known && hold.state != hold::State::Reserved {
            plan.changes.news.push(hold.clone());
        }
        plan.changes.kept.push(hold);
    }
    let known = |it: &&Holding| {
        let later = it.loan.is_some_and(|loan| loan.since >= Some(asked));
        is_lent_by(it, library) && !later && !seen.contains(&it.id)
    };
    plan.changes.unlisted = holdings.iter().filter(known).cloned().collect();
    plan
}

/// Whether this library has lent it.
pub fn is_lent_by(holding: &Holding, library: &Url) -> bool {
    let asked = holding.ties.as_ref().and_then(|ties| ties.entry.as_ref().or(ties.borrow.as_ref()).cloned());
    let asked = asked.or_else(|| Url::parse(holding.source.as_deref()?).ok());
    holding.loan.is_some() && asked.is_some_and(|asked| same_service(&asked, library))
}

/// A publication as something that the library keeps for the reader.
pub(super) fn kept_as(
    publication: &Publication,
    standing: Standing,
    identifier: String,
    ties: Ties,
    library: &str,
) -> Option<Hold> {
    let state = match standing {
        Standing::Lent => hold::State::Lent,
        Standing::Ready => hold::State::Ready,
        Standing::Reserved => hold::State::Reserved,
        Standing::Available | Standing::Unavailable => return None,
    };
    let queue = publication.acquisitions.iter().find_map(|way| way.holds).unwrap_or_default();
    let waits = state == hold::State::Reserved;
    Some(Hold {
        library: library.to_owned(),
        identifier,
        title: publication.title.clone(),
        authors: publication.authors.clone(),
        state,
        position: queue.position.filter(|_| waits),
        total: queue.total.filter(|_| waits),
        until: until_of(publication).as_deref().and_then(Moment::parse),
        ties,
    })
}

/// Whether an address is asked at this library.
fn same_service(asked: &Url, library: &Url) -> bool {
    match (daisy_online::Address::parse(asked), daisy_online::Address::parse(library)) {
        (Some(asked), Some(library)) => asked.service == library.service,
        (None, None) => asked.origin() == library.origin(),
        _ => false,
    }
}

/// Everything on the library's list.
async fn list(client: &Client, library: &Url) -> Result<Option<Vec<Publication>>, Error> {
    let start = client.feed(library).await?;
    let Some(mut address) = address_of(client, &start).await? else { return Ok(None) };
    let mut listed = Vec::new();
    let mut seen = HashSet::new();
    while seen.len() < MAX_PAGES && seen.insert(address.clone()) {
        let page = client.feed(&address).await?;
        listed.extend(page.publications);
        listed.extend(page.groups.into_iter().flat_map(|group| group.publications));
        match page.links.next {
            Some(next) => address = next,
            None => break,
        }
    }
    Ok(Some(listed))
}

/// Where the list is: as the start of the catalogue says, or the document for signing in.
async fn address_of(client: &Client, start: &Feed) -> Result<Option<Url>, Error> {
    if daisy_online::is_address(&start.address) {
        let issued = start.navigation.iter().find(|it| it.rels.iter().any(|rel| rel == way::ISSUED));
        return Ok(issued.map(|it| it.href.clone()));
    }
    if let Some(shelf) = &start.links.shelf {
        return Ok(Some(shelf.clone()));
    }
    let document = start.links.other.iter().find(|link| {
        let typed =
            link.media_type.as_deref().is_some_and(|it| &*media_type::essence(it) == media_type::AUTHENTICATION);
        typed || link.has_rel("http://opds-spec.org/auth/document")
    });
    let Some(document) = document else { return Ok(None) };
    shelf_of(client, &document.href).await
}

/// The list that a document for signing in names; it is asked for without signing in.
async fn shelf_of(client: &Client, document: &Url) -> Result<Option<Url>, Error> {
    let asking = async {
        let request = Request { sign_in: false, ..Request::get(document, &HeaderMap::new()) };
        let page = client.body(check(client.ask(&request).await?)?, MAX_DOCUMENT).await?;
        let found: Value = serde_json::from_slice(&page.body).unwrap_or_default();
        let links = found.get("links").and_then(Value::as_array).into_iter().flatten().take(64);
        let is_shelf = |rel: &Value| rel.as_str() == Some("http://opds-spec.org/shelf");
        let mut named = links.filter(|link| match link.get("rel") {
            Some(Value::Array(rels)) => rels.iter().any(is_shelf),
            rel => rel.is_some_and(is_shelf),
        });
        let href = named.find_map(|link| link.get("href")?.as_str());
        Ok(href.and_then(|href| resolve(&page.address, href)))
    };
    client.within(client.limits().page_time, document, asking).await
}

impl Client {
    /// Whether the reader is signed in there, or would be at once.
    pub async fn knows_reader(&self, address: &Url) -> bool {
        let service = daisy_online::Address::parse(address).map(|at| at.service);
        self.credentials(service.as_ref().unwrap_or(address)).await.is_some()
    }
}
