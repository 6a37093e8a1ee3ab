//! Fetching a file: into the folder of downloads, resumed after a cut and after a new start.
//!
//! Range requests <https://www.rfc-editor.org/rfc/rfc9110#name-range-requests>, digests
//! <https://www.rfc-editor.org/rfc/rfc9530>. A download is two files, `KEY.part` and `KEY.json`, which tells whose bytes
//! those are. Nothing is called a book before it was opened: see [`super::acquire`].

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use futures::StreamExt;
use reqwest::StatusCode;
use reqwest::header::{self, HeaderMap, HeaderValue};
use url::Url;

use super::Error;
use super::catalog::{self, Document, media_type};
use super::client::{self, Answer, Client};
use super::growing::{Growing, Origin, PIECE};
use crate::format;
use crate::home::Home;

mod digest;
mod disposition;
mod name;
mod part;

use digest::Checks;
pub(super) use part::key;
use part::{Part, Record};
pub use part::{Pending, forget, is_taken, pending, received, tidy};

/// How often a download that breaks is taken up again without asking, as long as each try brings something.
const TRIES: u32 = 5;
/// Documents that come instead of a file.
const MAX_DOCUMENT: u64 = 16 * 1024 * 1024;
/// Between two reports of progress.
const REPORT: Duration = Duration::from_millis(100);

/// How far a download is, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub received: u64,
    /// When the server tells.
    pub total: Option<u64>,
}

/// A download that is complete and not yet looked at. Dropping it keeps its files for another try.
#[derive(Debug, Clone)]
pub struct Received {
    /// A file in the folder of downloads.
    pub path: PathBuf,
    /// A title out of the name that the server gave or the address ends in; may be empty.
    pub title: String,
    /// Where it came from, after redirects.
    pub address: Url,
    /// Bytes.
    pub length: u64,
}

impl Received {
    /// Throws away what is left of it: the file, when nobody has moved it, and the note about it.
    pub fn discard(self) {
        let _ = std::fs::remove_file(self.path.with_extension("json"));
        let _ = std::fs::remove_file(self.path);
    }
}

/// What an address answered with.
#[derive(Debug)]
pub enum Outcome {
    File(Received),
    /// A document of the catalogue: a loan, an entry, a page.
    Document(Document),
}

/// Fetches what stands at an address, going on with what an earlier try left.
///
/// # Errors
/// Those of the network; [`Error::TooLarge`]; those of disks. Where there is no more room, what is there is kept.
pub async fn fetch(
    client: &Client,
    home: &Home,
    address: &Url,
    report: &mut (dyn FnMut(Progress) + Send),
) -> Result<Outcome, Error> {
    fetch_heard(client, home, address, report, &Growing::default()).await
}

/// As [`fetch`], for somebody who hears it meanwhile; see [`supply`].
pub(super) async fn fetch_heard(
    client: &Client,
    home: &Home,
    address: &Url,
    report: &mut (dyn FnMut(Progress) + Send),
    growing: &Growing,
) -> Result<Outcome, Error> {
    let mut part = Part::open(home, address)?;
    let mut failures = 0;
    loop {
        let before = part.file.metadata()?.len();
        let error = match attempt(client, address, &mut part, report, growing).await {
            Ok(Reply::Complete { title, address, length }) => {
                return Ok(Outcome::File(Received { path: part.path, title, address, length }));
            }
            Ok(Reply::Document(document)) => {
                part.discard();
                return Ok(Outcome::Document(document));
            }
            Err(error) => error,
        };
        let there = part.file.metadata()?.len();
        if there > before {
            failures = 0;
        }
        let may_go_on =
            matches!(error, Error::BrokeOff { .. } | Error::TimedOut { .. }) && failures < TRIES && there > 0;
        if !may_go_on {
            let keep = part.begun(address).is_some()
                && !matches!(
                    error,
                    Error::Disk(_) | Error::TooLarge { .. } | Error::NotFound { .. } | Error::Gone { .. }
                );
            if !keep {
                part.discard();
            }
            return Err(error);
        }
        tracing::info!(%error, there, "the download goes on after a cut");
        tokio::time::sleep(client.limits().pause * 2_u32.pow(failures)).await;
        failures += 1;
    }
}

/// Fetches what is wanted of a file before its turn, for as long as it is polled.
pub(super) async fn supply(client: &Client, growing: &Growing) -> std::convert::Infallible {
    loop {
        let (at, origin) = growing.wanted().await;
        match piece(client, &origin, at).await {
            Ok(Some(bytes)) => growing.put(at, bytes.into()),
            // It has to be waited for.
            Ok(None) => growing.give_up_parts(),
            Err(error) => {
                tracing::info!(%error, at, "a part that was wanted before its turn");
                tokio::time::sleep(client.limits().pause).await;
            }
        }
    }
}

/// The bytes from this place on; `None` when the server gives no parts, or another file.
async fn piece(client: &Client, origin: &Origin, at: u64) -> Result<Option<Vec<u8>>, Error> {
    let Some(validator) = origin.validator.as_deref().and_then(|it| HeaderValue::from_str(it).ok()) else {
        return Ok(None);
    };
    let end = at.saturating_add(PIECE).min(origin.length);
    let Ok(range) = HeaderValue::from_str(&format!("bytes={at}-{}", end.saturating_sub(1))) else { return Ok(None) };
    let headers = HeaderMap::from_iter([
        (header::ACCEPT, HeaderValue::from_static("*/*")),
        (header::ACCEPT_ENCODING, HeaderValue::from_static("identity")),
        (header::RANGE, range),
        (header::IF_RANGE, validator),
    ]);
    let answer = client.get(&origin.address, &headers).await?;
    let told = content_range(answer.response.headers());
    if answer.response.status() != StatusCode::PARTIAL_CONTENT || told != Some((at, Some(origin.length))) {
        return Ok(None);
    }
    Ok(Some(client.body(answer, PIECE).await?.body))
}

enum Reply {
    Complete { title: String, address: Url, length: u64 },
    Document(Document),
}

async fn attempt(
    client: &Client,
    address: &Url,
    part: &mut Part,
    report: &mut (dyn FnMut(Progress) + Send),
    growing: &Growing,
) -> Result<Reply, Error> {
    let begun = part.begun(address);
    if let Some((there, record)) = &begun
        && record.length == Some(*there)
    {
        // The program ended between the last byte and the shelf.
        return Ok(Reply::Complete { title: record.title.clone(), address: address.clone(), length: *there });
    }
    let Answer { response, address: last, pass } = match ask(client, address, begun.as_ref()).await {
        // What is there is beyond the end of what the server has, or not what it goes on with: ask for the whole.
        Err(Error::Server { status: 416, .. }) if begun.is_some() => ask(client, address, None).await?,
        Ok(answer) if is_another_part(&answer.response, begun.as_ref()) => ask(client, address, None).await?,
        other => other?,
    };
    let headers = response.headers().clone();
    let media_type = client::content_type(&response).map(|it| media_type::essence(it).into_owned());
    let is_part = response.status() == StatusCode::PARTIAL_CONTENT;
    if is_another_part(&response, begun.as_ref()) {
        return Err(Error::Server { host: client::host(&last), status: 206 });
    }
    let (mut there, record) = match begun.filter(|_| is_part) {
        Some((there, record)) => (there, record),
        None => {
            let length = response.content_length();
            if let Some(media_type) = media_type.as_deref() {
                if media_type::is_catalog(media_type) {
                    let page = client.body(Answer { response, address: last, pass }, MAX_DOCUMENT).await?;
                    return catalog::parse(&page.body, page.content_type.as_deref(), &page.address)
                        .map(Reply::Document);
                }
                if let Some(scheme) = media_type::protection(media_type) {
                    return Err(Error::Protected { scheme: scheme.to_owned() });
                }
            }
            let record = Record::of(address, &last, &headers, length);
            part.restart(&record)?;
            (0, record)
        }
    };
    let length = record.length;
    let limit = client.limits().download_bytes;
    if length.is_some_and(|length| length > limit) {
        return Err(Error::TooLarge { limit });
    }
    if let Some(length) = length {
        let named = name::of_address(&last).unwrap_or_default();
        let is_sound = media_type.as_deref().is_some_and(|it| it.starts_with("audio/")) || format::is_sound(&named);
        let validator = record.validator().map(str::to_owned);
        growing.attach(File::open(&part.path)?, Origin { address: last.clone(), validator, length, is_sound }, there);
    }
    report(Progress { received: there, total: length });
    let mut reported = Instant::now();
    let mut heard = growing.can_be_heard();
    let mut checks = match there {
        0 => Checks::new(&headers, None)?,
        _ => {
            let (headers, file) = (headers.clone(), part.file.try_clone()?);
            let read = tokio::task::spawn_blocking(move || Checks::new(&headers, Some(&file))).await;
            read.map_err(std::io::Error::other)??
        }
    };
    part.file.seek(SeekFrom::Start(there))?;
    let mut pieces = response.bytes_stream();
    let mut untold = false;
    loop {
        let next = match tokio::time::timeout_at((reported + REPORT).into(), pieces.next()).await {
            Ok(next) => next,
            // Nothing comes for a while: how far it is by now is told all the same.
            Err(_) if untold => {
                (reported, untold) = (Instant::now(), false);
                report(Progress { received: there, total: length });
                continue;
            }
            Err(_) => pieces.next().await,
        };
        let Some(piece) = next else { break };
        let piece = piece.map_err(|error| match client::network(&last, error) {
            Error::Unreachable { host, source } => Error::BrokeOff { host, source: Some(source) },
            other => other,
        })?;
        there += piece.len() as u64;
        if there > limit || length.is_some_and(|length| there > length) {
            return Err(Error::TooLarge { limit: length.unwrap_or(limit).min(limit) });
        }
        // At most some kilobytes into the system's cache: shorter than handing it to another thread.
        part.file.write_all(&piece)?;
        checks.update(&piece);
        growing.reach(there);
        // That it can be heard now is told at once: nothing may come for a while.
        let audible = !heard && growing.can_be_heard();
        heard |= audible;
        untold = !audible && reported.elapsed() < REPORT;
        if !untold {
            reported = Instant::now();
            report(Progress { received: there, total: length });
        }
    }
    if length.is_some_and(|length| there < length) {
        return Err(Error::BrokeOff { host: client::host(&last), source: None });
    }
    if !checks.hold() {
        part.file.set_len(0)?;
        growing.reach(0);
        return Err(Error::BrokeOff { host: client::host(&last), source: None });
    }
    report(Progress { received: there, total: Some(there) });
    Ok(Reply::Complete { title: record.title, address: last, length: there })
}

/// Whether an answer is a part of a file, and not the rest of what was begun.
fn is_another_part(response: &reqwest::Response, begun: Option<&(u64, Record)>) -> bool {
    let headers = response.headers();
    let is_rest = begun.is_some_and(|(there, record)| {
        let etag = headers.get(header::ETAG).and_then(|etag| etag.to_str().ok());
        content_range(headers) == Some((*there, record.length))
            && etag.is_none_or(|etag| record.etag.as_deref().is_none_or(|own| own == etag))
    });
    response.status() == StatusCode::PARTIAL_CONTENT && !is_rest
}

async fn ask(client: &Client, address: &Url, begun: Option<&(u64, Record)>) -> Result<Answer, Error> {
    let mut headers = HeaderMap::from_iter([
        (header::ACCEPT, HeaderValue::from_static("application/epub+zip, application/pdf;q=0.9, */*;q=0.8")),
        // Bytes are counted and continued: they must come as they are.
        (header::ACCEPT_ENCODING, HeaderValue::from_static("identity")),
    ]);
    if let Some((there, record)) = begun
        && let Some(validator) = record.validator().and_then(|it| HeaderValue::from_str(it).ok())
        && let Ok(range) = HeaderValue::from_str(&format!("bytes={there}-"))
    {
        headers.insert(header::RANGE, range);
        headers.insert(header::IF_RANGE, validator);
    }
    client.get(address, &headers).await
}

/// The first byte and the length of the whole from `Content-Range: bytes 100-199/2134`.
fn content_range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let value = headers.get(header::CONTENT_RANGE)?.to_str().ok()?.trim().strip_prefix("bytes")?;
    let (range, length) = value.split_once('/')?;
    let first = range.split('-').next()?.trim().parse().ok()?;
    Some((first, length.trim().parse().ok()))
}
