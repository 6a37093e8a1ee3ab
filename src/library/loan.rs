//! What can be done about a book that a library lends, and doing it: borrow, reserve, cancel, return, renew.
//!
//! Availability, copies and holds as OPDS 2.0 has them <https://drafts.opds.io/opds-2.0#53-acquisition-links>. Giving back
//! is not standardised: libraries link a publication that is lent to the address that takes it back, by the relation
//! <http://librarysimplified.org/terms/rel/revoke>; it is asked with GET, and by servers that want it so with DELETE or
//! PUT. Renewing is asking for the loan once more while it runs, where there is no link of its own.

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use url::Url;

pub mod held;
pub mod refresh;

use super::Error;
use super::catalog::{
    self, Acquisition, Availability, Document, Holds, Link, Publication, Relation, State, media_type, plain_text,
};
use super::client::{Client, Request, check, content_type, host};
use super::daisy_online;
use super::shelf::{Hold, Holding, Loan, Moment, Ties, hold};

/// What a reader can ask of the library about a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    Borrow,
    /// Be put into the queue.
    Hold,
    /// Leave the queue, or leave the book that was put aside to the next one.
    CancelHold,
    Return,
    /// Have it for longer.
    Renew,
}

/// How a book of a lending library stands to this reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// On loan to her.
    Lent,
    Available,
    /// All copies are lent to others.
    Unavailable,
    /// She is in the queue.
    Reserved,
    /// Put aside for her.
    Ready,
}

/// How a publication stands to the reader; `None` for one that is not lent at all.
pub fn standing(publication: &Publication) -> Option<Standing> {
    let told = |way: &Acquisition| way.availability.as_ref().map(|it| it.state);
    let borrow = ways(publication, Relation::Borrow).next();
    // Whoever can give it back has it: or, where a hold is cancelled by the same link, is in its queue.
    if let Some(way) = borrow {
        match told(way) {
            Some(State::Reserved) => return Some(Standing::Reserved),
            Some(State::Ready) => return Some(Standing::Ready),
            _ => {}
        }
    }
    let ends = |way: &Acquisition| way.availability.as_ref().is_some_and(|it| it.until.is_some());
    let file = ways(publication, Relation::Download).chain(ways(publication, Relation::OpenAccess)).next();
    if file.is_some_and(|way| revoke(publication).is_some() || ends(way)) {
        return Some(Standing::Lent);
    }
    let way = borrow?;
    Some(match told(way) {
        Some(State::Unavailable) => Standing::Unavailable,
        None if way.copies.is_some_and(|copies| copies.available == Some(0)) => Standing::Unavailable,
        // In the list of what is lent, the service of a library for the blind tells until when.
        Some(State::Available) if daisy_online::is_address(&way.href) && ends(way) => Standing::Lent,
        _ => Standing::Available,
    })
}

fn ways(publication: &Publication, relation: Relation) -> impl Iterator<Item = &Acquisition> {
    publication.acquisitions.iter().filter(move |way| way.relation == relation)
}

fn revoke(publication: &Publication) -> Option<&Link> {
    linked(publication, &["revoke", "return"])
}

fn linked<'a>(publication: &'a Publication, names: &[&str]) -> Option<&'a Link> {
    let is = |rel: &String| names.iter().any(|name| rel.rsplit(['/', '#', ':']).next() == Some(name));
    publication.links.iter().find(|link| link.rels.iter().any(is))
}

/// Where the library is asked about a publication.
pub fn ties(publication: &Publication) -> Ties {
    let own = publication.links.iter().find(|link| {
        let whole = link.media_type.as_deref().is_some_and(|it| &*media_type::essence(it) == media_type::PUBLICATION);
        link.has_rel("self") && whole
    });
    let borrow = ways(publication, Relation::Borrow).next();
    let lent = standing(publication) == Some(Standing::Lent);
    let files = Publication {
        acquisitions: publication.acquisitions.iter().filter(|way| way.relation != Relation::Borrow).cloned().collect(),
        ..Publication::default()
    };
    Ties {
        entry: publication.full.clone().or_else(|| own.map(|link| link.href.clone())),
        borrow: borrow.map(|way| way.href.clone()),
        revoke: revoke(publication).map(|link| link.href.clone()),
        renew: linked(publication, &["renew"]).map(|link| link.href.clone()),
        file: super::acquire::choose(&files).filter(|_| lent).map(|way| way.href.clone()),
        cancellable: borrow.is_some_and(|way| way.cancellable),
    }
}

/// What can be done about a publication, the likeliest first. `loan` is that of the reader's shelf.
pub fn deeds(publication: &Publication, loan: Option<&Loan>, now: Moment) -> Vec<Deed> {
    let Some(standing) = standing(publication) else {
        // A loan whose library says nothing of it any more.
        return Vec::new();
    };
    let Ties { borrow, revoke, renew, cancellable, .. } = ties(publication);
    let daisy = borrow.as_ref().is_some_and(daisy_online::is_address);
    let runs = loan.is_some_and(|loan| !loan.is_over(now));
    let mut deeds = Vec::new();
    match standing {
        Standing::Available | Standing::Unavailable | Standing::Lent if runs || standing == Standing::Lent => {
            if (renew.is_some() || borrow.is_some()) && !daisy {
                deeds.push(Deed::Renew);
            }
            if revoke.is_some() || daisy {
                deeds.push(Deed::Return);
            }
        }
        Standing::Available | Standing::Lent => deeds.push(Deed::Borrow),
        Standing::Unavailable => deeds.push(Deed::Hold),
        Standing::Reserved | Standing::Ready => {
            if standing == Standing::Ready {
                deeds.push(Deed::Borrow);
            }
            if cancellable || revoke.is_some() {
                deeds.push(Deed::CancelHold);
            }
        }
    }
    deeds
}

/// A loan of the shelf as its library told of it.
pub fn of_holding(holding: &Holding) -> Publication {
    let mut ties = holding.ties.clone().unwrap_or_default();
    let source = holding.source.as_deref().and_then(|source| Url::parse(source).ok());
    match source {
        Some(content) if daisy_online::is_address(&content) => ties.borrow = Some(content),
        source => ties.file = ties.file.or(source),
    }
    Publication {
        identifier: holding.identifier.clone(),
        title: holding.title.clone(),
        authors: holding.authors.clone(),
        languages: holding.languages.clone(),
        ..tied(ties, State::Available)
    }
}

/// Where a loan that ended is asked for again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub entry: Option<Url>,
    pub borrow: Option<Url>,
}

/// Where a loan that ended is asked for again.
pub fn asked(holding: &Holding) -> Asked {
    let publication = of_holding(holding);
    let borrow = ways(&publication, Relation::Borrow).next().map(|way| way.href.clone());
    Asked { entry: publication.full, borrow }
}

/// What a library keeps for the reader as it told of it.
pub fn of_hold(hold: &Hold) -> Publication {
    let state = match hold.state {
        hold::State::Ready => State::Ready,
        hold::State::Lent => State::Available,
        hold::State::Reserved => State::Reserved,
    };
    let mut publication = Publication {
        identifier: Some(hold.identifier.clone()),
        title: hold.title.clone(),
        authors: hold.authors.clone(),
        ..tied(hold.ties.clone(), state)
    };
    let until = hold.until.map(|until| until.to_string());
    for way in &mut publication.acquisitions {
        if way.relation == Relation::Borrow && hold.state != hold::State::Lent {
            way.holds = Some(Holds { total: hold.total, position: hold.position });
        }
        way.availability = way.availability.take().map(|it| Availability { until: until.clone(), ..it });
    }
    publication
}

/// What comes of placing a hold, as something that this library keeps. A library that put the reader into its queue and did
/// not say so is believed to have.
pub fn hold_of(publication: &Publication, library: &str) -> Option<Hold> {
    let ties = ties(publication);
    let identifier = publication.identifier.clone().or_else(|| ties.entry.as_ref().map(Url::to_string))?;
    let standing = match standing(publication)? {
        Standing::Unavailable => Standing::Reserved,
        other => other,
    };
    refresh::kept_as(publication, standing, identifier, ties, library)
}

fn tied(ties: Ties, state: State) -> Publication {
    let availability = Some(Availability { state, since: None, until: None });
    let mut acquisitions = Vec::new();
    if let Some(file) = ties.file {
        acquisitions
            .push(Acquisition { availability: availability.clone(), ..Acquisition::new(file, Relation::Download) });
    }
    if let Some(borrow) = ties.borrow {
        let way = Acquisition::new(borrow, Relation::Borrow);
        acquisitions.push(Acquisition { availability, cancellable: ties.cancellable, ..way });
    }
    let link = |rel: &str, href: Option<Url>| {
        href.map(|href| Link { href, rels: vec![rel.to_owned()], media_type: None, title: None })
    };
    let links = link("revoke", ties.revoke).into_iter().chain(link("renew", ties.renew)).collect();
    Publication { acquisitions, links, full: ties.entry, ..Publication::default() }
}

/// Does it, and answers how the publication stands then, as far as the library tells. To have a book here after
/// [`Deed::Borrow`], see [`super::acquire`].
///
/// # Errors
/// Those of the network; [`Error::Refused`] with the library's own words; [`Error::NotExtended`] after a renewal that gives
/// no more time; [`Error::NotOffered`] for what the publication offers no way to.
pub async fn perform(
    client: &Client,
    deed: Deed,
    publication: &Publication,
    loan: Option<&Loan>,
) -> Result<Option<Publication>, Error> {
    let Ties { entry, borrow, revoke, renew, cancellable, .. } = ties(publication);
    let any = entry.as_ref().or(borrow.as_ref()).map(host).unwrap_or_default();
    let missing = || Error::NotOffered { host: any.clone() };
    let lend = [Method::GET, Method::POST];
    let take_back = [Method::GET, Method::DELETE, Method::PUT, Method::POST];
    let gone = |answer: Result<Option<Publication>, Error>| match answer {
        // What the library does not know any more is given back.
        Err(Error::NotFound { .. } | Error::Gone { .. }) => Ok(None),
        other => other,
    };
    let answered = match deed {
        Deed::Borrow | Deed::Hold => ask(client, &lend, &borrow.ok_or_else(missing)?).await?,
        Deed::CancelHold => match (borrow, revoke) {
            (Some(borrow), _) if cancellable => gone(ask(client, &[Method::DELETE], &borrow).await)?,
            (_, Some(revoke)) => gone(ask(client, &take_back, &revoke).await)?,
            _ => return Err(missing()),
        },
        Deed::Return => match (revoke, borrow) {
            (Some(revoke), _) => gone(ask(client, &take_back, &revoke).await)?,
            (None, Some(content)) if daisy_online::is_address(&content) => {
                return daisy_online::give_back(client, &content).await.map(|()| None);
            }
            _ => return Err(missing()),
        },
        Deed::Renew => {
            let answered = ask(client, &lend, &renew.or(borrow).ok_or_else(missing)?).await?;
            let answered = told(client, answered, entry.as_ref()).await;
            let until = answered.as_ref().and_then(until_of);
            let before = loan.and_then(|loan| loan.until);
            let later = until.as_deref().and_then(Moment::parse).is_some_and(|until| Some(until) > before);
            return if later { Ok(answered) } else { Err(Error::NotExtended { until }) };
        }
    };
    Ok(told(client, answered, entry.as_ref()).await)
}

/// Until when a publication is lent, or waits for the reader.
pub fn until_of(publication: &Publication) -> Option<String> {
    publication.acquisitions.iter().find_map(|way| way.availability.as_ref()?.until.clone())
}

/// What was answered, or else what the entry says now.
async fn told(client: &Client, answered: Option<Publication>, entry: Option<&Url>) -> Option<Publication> {
    match (answered, entry) {
        (None, Some(entry)) => match client.open(entry).await.ok()? {
            Document::Publication(publication) => Some(*publication),
            Document::Feed(_) => None,
        },
        (answered, _) => answered,
    }
}

/// Asks what lends and wants to be asked by POST.
pub(super) async fn post(client: &Client, address: &Url) -> Result<Option<Publication>, Error> {
    ask(client, &[Method::POST], address).await
}

const ACCEPT: HeaderValue = HeaderValue::from_static(
    "application/opds-publication+json, application/opds+json;q=0.9, application/atom+xml;q=0.8, \
     application/problem+json;q=0.5, application/api-problem+json;q=0.5, */*;q=0.1",
);
/// A problem that is longer is none.
const MAX_PROBLEM: u64 = 64 * 1024;

/// Asks by the first of these methods that the server allows. `None` when it did what was asked and says nothing of the book.
async fn ask(client: &Client, methods: &[Method], address: &Url) -> Result<Option<Publication>, Error> {
    let asking = async {
        let mut methods = methods.iter().peekable();
        while let Some(method) = methods.next() {
            let headers = HeaderMap::from_iter([(header::ACCEPT, ACCEPT)]);
            let request = Request { method: method.clone(), ..Request::get(address, &headers) };
            let answer = client.ask(&request).await?;
            let status = answer.response.status();
            let other = matches!(status, StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED);
            if other && methods.peek().is_some() {
                continue;
            }
            let host = host(&answer.address);
            let is_json = content_type(&answer.response).is_some_and(|it| it.contains("json"));
            let ours = status.is_client_error()
                && !matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::TOO_MANY_REQUESTS);
            if ours && is_json {
                let problem = client.body(answer, MAX_PROBLEM).await?;
                return Err(match words_of(&problem.body) {
                    words if words.is_empty() && status == StatusCode::CONFLICT => Error::Conflict { host },
                    words => Error::Refused { host, words },
                });
            }
            let page = client.body(check(answer)?, client.limits().page_bytes).await?;
            let found = catalog::parse(&page.body, page.content_type.as_deref(), &page.address);
            return Ok(match found {
                Ok(Document::Publication(publication)) => Some(*publication),
                Ok(Document::Feed(mut feed)) if feed.publications.len() == 1 => Some(feed.publications.swap_remove(0)),
                _ => None,
            });
        }
        Err(Error::NotOffered { host: host(address) })
    };
    client.within(client.limits().page_time, address, asking).await
}

/// What a problem says to people (<https://www.rfc-editor.org/info/rfc9457>): its detail, or its title.
fn words_of(problem: &[u8]) -> String {
    let problem: Value = serde_json::from_slice(problem).unwrap_or_default();
    let text = |name: &str| problem.get(name).and_then(Value::as_str).map(plain_text).filter(|it| !it.is_empty());
    let words = text("detail").or_else(|| text("title")).unwrap_or_default();
    words.chars().take(500).collect()
}

#[cfg(test)]
mod tests;
