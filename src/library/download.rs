//! Fetching a file: into the folder of downloads, resumed after a cut and after a new start.
//!
//! Range requests <https://www.rfc-editor.org/rfc/rfc9110#name-range-requests>, digests
//! <https://www.rfc-editor.org/rfc/rfc9530>. A download is two files, `KEY.part` and `KEY.json`, which tells whose bytes
//! those are. Nothing is called a book before it was opened: see [`super::acquire`].

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use futures::StreamExt;
use reqwest::StatusCode;
use reqwest::header::{self, HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use super::Error;
use super::catalog::{self, Document, media_type};
use super::client::{self, Answer, Client};
use super::growing::{Growing, Origin, PIECE};
use crate::format::{self, data};
use crate::home::Home;

mod disposition;
mod name;

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

/// A download that was left before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub address: Url,
    pub progress: Progress,
}

/// The downloads that were left before their end, in no order.
pub fn pending(home: &Home) -> Vec<Pending> {
    let Ok(folder) = std::fs::read_dir(home.downloads()) else { return Vec::new() };
    folder
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "json"))
        .take(10_000)
        .filter_map(|path| {
            let record = Record::read(&path)?;
            let received = std::fs::metadata(path.with_extension("part")).ok()?.len();
            let address = Url::parse(&record.address).ok()?;
            Some(Pending { address, progress: Progress { received, total: record.length } })
        })
        .collect()
}

/// Forgets a download that was left before its end.
pub fn forget(home: &Home, address: &Url) {
    let path = home.downloads().join(key(address)).with_extension("part");
    // One that is under way is left alone.
    if let Ok(file) = File::open(&path)
        && file.try_lock().is_ok()
    {
        let _ = std::fs::remove_file(path.with_extension("json"));
        let _ = std::fs::remove_file(path);
    }
}

/// What a part is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    /// Where it is asked for, before redirects.
    address: String,
    title: String,
    /// A strong one, else `None`.
    etag: Option<String>,
    last_modified: Option<String>,
    /// Of the whole file, in bytes.
    length: Option<u64>,
}

impl Record {
    fn of(address: &Url, last: &Url, headers: &HeaderMap, length: Option<u64>) -> Self {
        let text = |name| headers.get(name).and_then(|it: &HeaderValue| it.to_str().ok()).map(str::to_owned);
        Self {
            address: address.to_string(),
            title: name::title(
                &headers
                    .get(header::CONTENT_DISPOSITION)
                    .and_then(|value| disposition::file_name(value.as_bytes()))
                    .or_else(|| name::of_address(last))
                    .unwrap_or_default(),
            ),
            etag: text(header::ETAG).filter(|etag| etag.starts_with('"')),
            last_modified: text(header::LAST_MODIFIED),
            length,
        }
    }

    fn read(path: &Path) -> Option<Self> {
        let mut text = String::new();
        File::open(path).ok()?.take(64 * 1024).read_to_string(&mut text).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// What a server can tell the same file by. Without it, and without a length, a part is not taken up again.
    fn validator(&self) -> Option<&str> {
        self.length?;
        self.etag.as_deref().or(self.last_modified.as_deref())
    }
}

/// The file that a download grows in. It is locked: two programs with one home do not write one part.
#[derive(Debug)]
struct Part {
    path: PathBuf,
    record: PathBuf,
    file: File,
}

impl Part {
    fn open(home: &Home, address: &Url) -> Result<Self, Error> {
        std::fs::create_dir_all(home.downloads())?;
        let key = key(address);
        for number in 1..10 {
            let name = if number == 1 { key.clone() } else { format!("{key}-{number}") };
            let path = home.downloads().join(&name).with_extension("part");
            let file = File::options().read(true).write(true).create(true).truncate(false).open(&path)?;
            match file.try_lock() {
                Ok(()) => return Ok(Self { record: path.with_extension("json"), path, file }),
                Err(std::fs::TryLockError::WouldBlock) => {}
                Err(std::fs::TryLockError::Error(error)) => return Err(error.into()),
            }
        }
        Err(io::Error::from(io::ErrorKind::ResourceBusy).into())
    }

    /// The bytes that are there and may be continued, and what they are of.
    fn begun(&self, address: &Url) -> Option<(u64, Record)> {
        let record = Record::read(&self.record).filter(|record| record.address == address.as_str())?;
        record.validator()?;
        let there = self.file.metadata().ok()?.len();
        (there > 0 && Some(there) <= record.length).then_some((there, record))
    }

    fn restart(&mut self, record: &Record) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        let mut file = File::create(&self.record)?;
        file.write_all(serde_json::to_string(record)?.as_bytes())
    }

    fn discard(self) {
        let _ = std::fs::remove_file(&self.record);
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Fetches what stands at an address, going on with what an earlier try left.
///
/// # Errors
/// Those of the network; [`Error::TooLarge`]; those of disks, after which nothing is left behind.
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
                    Error::Disk(_)
                        | Error::DiskFull
                        | Error::TooLarge { .. }
                        | Error::NotFound { .. }
                        | Error::Gone { .. }
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
        Some((there, record)) => {
            part.file.seek(SeekFrom::Start(there))?;
            (there, record)
        }
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
    let mut pieces = response.bytes_stream();
    while let Some(piece) = pieces.next().await {
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
        growing.reach(there);
        // That it can be heard now is told at once: nothing may come for a while.
        let audible = !heard && growing.can_be_heard();
        heard |= audible;
        if audible || reported.elapsed() >= REPORT {
            reported = Instant::now();
            report(Progress { received: there, total: length });
        }
    }
    if length.is_some_and(|length| there < length) {
        return Err(Error::BrokeOff { host: client::host(&last), source: None });
    }
    if let Some(promised) = promised_digest(&headers) {
        let file = part.file.try_clone()?;
        let found = tokio::task::spawn_blocking(move || digest(file)).await;
        if !found.is_ok_and(|found| found.is_ok_and(|found| found == promised)) {
            part.file.set_len(0)?;
            growing.reach(0);
            return Err(Error::BrokeOff { host: client::host(&last), source: None });
        }
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

/// The SHA-256 of the whole file that the server promises.
fn promised_digest(headers: &HeaderMap) -> Option<Vec<u8>> {
    ["repr-digest", "digest"].into_iter().flat_map(|name| headers.get_all(name)).find_map(|value| {
        let value = value.to_str().ok()?;
        let digest = value.split(',').find_map(|part| {
            let (name, digest) = part.trim().split_once('=')?;
            name.eq_ignore_ascii_case("sha-256").then_some(digest)
        })?;
        data::base64(digest.trim_matches(':').as_bytes()).filter(|bytes| bytes.len() == 32)
    })
}

fn digest(mut file: File) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finalize().to_vec()),
            length => hasher.update(&buffer[..length]),
        }
    }
}

fn key(address: &Url) -> String {
    Sha256::digest(address.as_str()).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
