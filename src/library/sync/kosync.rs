//! KOReader's sync server (<https://github.com/koreader/koreader-sync-server>): a share of each book, by a number that is
//! made from pieces of its file.
//!
//! Its refusals are plain text and no challenge, an account is made by whoever asks, and nothing kept is an answer of empty
//! members. Only the share means the same to all programs; where in the text it is, each says in words of its own.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;

use md5::{Digest, Md5};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::{Device, Error, Put, Remote};
use crate::library;
use crate::library::authentication::Credentials;
use crate::library::client::{Answer, Client, Request, check, host};
use crate::library::secrets::Secrets;
use crate::library::shelf::Moment;

const MEDIA_TYPE: &str = "application/vnd.koreader.v1+json";
/// Answers are some hundred bytes.
const MOST_BYTES: u64 = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(15);

/// Who the reader is to such a server. What is sent and kept is a number made from the password, which opens the account as
/// the password does.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// With a slash at its end.
    pub address: Url,
    pub user: String,
    /// MD5 of the password, 32 hexadecimal digits.
    pub key: String,
}

impl fmt::Debug for Account {
    /// The key is in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("address", &self.address.as_str())
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Account {
    pub fn new(server: &Url, user: &str, password: &str) -> Self {
        Self { address: folder(server), user: user.to_owned(), key: hex(&Md5::digest(password)) }
    }

    /// The account of this name whose key was given in this run, or is kept by the system.
    pub async fn find(client: &Client, server: &Url, user: &str) -> Option<Self> {
        let Credentials { user: known, password } = client.credentials(&entry(server)).await?;
        (known == user).then(|| Self { address: folder(server), user: known, key: password })
    }

    /// Remembers the key until the program ends.
    pub fn remember(&self, client: &Client) {
        let key = Credentials { user: self.user.clone(), password: self.key.clone() };
        client.sign_in(&entry(&self.address), key);
    }

    /// Has the system keep the key.
    ///
    /// # Errors
    /// [`library::Error::NoKeyring`].
    pub async fn keep(&self, secrets: &Secrets) -> Result<(), library::Error> {
        let key = Credentials { user: self.user.clone(), password: self.key.clone() };
        secrets.keep(&entry(&self.address), &key).await
    }

    /// Forgets the key of a server, here and in the keyring.
    pub async fn forget(client: &Client, server: &Url) {
        client.sign_out(&entry(server));
        // Without a keyring nothing was kept.
        let _ = client.secrets().forget(&entry(server)).await;
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::from_iter([
            (ACCEPT, HeaderValue::from_static(MEDIA_TYPE)),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        ]);
        for (name, value) in [("x-auth-user", self.user.as_bytes()), ("x-auth-key", self.key.as_bytes())] {
            if let Ok(mut value) = HeaderValue::from_bytes(value) {
                value.set_sensitive(true);
                headers.insert(name, value);
            }
        }
        headers
    }
}

/// The address as people type it, as a folder.
fn folder(server: &Url) -> Url {
    let mut folder = server.clone();
    folder.set_query(None);
    folder.set_fragment(None);
    if !folder.path().ends_with('/') {
        folder.set_path(&format!("{}/", server.path()));
    }
    folder
}

/// What its key is kept under: a name of its own, since one origin may be a catalogue too, whose password is another. No host
/// has such a name (<https://www.rfc-editor.org/rfc/rfc2606>).
fn entry(server: &Url) -> Url {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
    let host: String = server.host_str().unwrap_or_default().chars().map(plain).collect();
    let port = server.port_or_known_default().unwrap_or_default();
    let host = host.trim_matches(['-', '.']);
    Url::parse(&format!("https://{host}.{port}.koreader.invalid/")).unwrap_or_else(|_| server.clone())
}

/// What these servers know a book by: MD5 of 1,024 bytes at 0 and at 1024 · 4^i, as far as the file goes.
///
/// # Errors
/// When the file cannot be read.
pub fn document(file: &Path) -> io::Result<String> {
    let mut file = std::fs::File::open(file)?;
    let mut hash = Md5::new();
    let offsets = std::iter::once(0).chain((0..=10).map(|step| 1024_u64 << (2 * step)));
    for offset in offsets {
        file.seek(SeekFrom::Start(offset))?;
        let mut piece = Vec::with_capacity(1024);
        file.by_ref().take(1024).read_to_end(&mut piece)?;
        if piece.is_empty() {
            break;
        }
        hash.update(&piece);
    }
    Ok(hex(&hash.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn ask(
    client: &Client,
    method: Method,
    address: &Url,
    headers: HeaderMap,
    body: Option<Value>,
) -> Result<Answer, Error> {
    let body = body.map(|body| body.to_string().into_bytes());
    let request = Request { method, address: address.clone(), headers, body, sign_in: false };
    Ok(client.ask(&request).await?)
}

fn join(account: &Account, path: &str) -> Result<Url, Error> {
    account.address.join(path).map_err(|_| library::Error::Address(account.address.to_string()).into())
}

fn let_in(answer: Answer) -> Result<Answer, Error> {
    match answer.response.status() {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Error::NotKnown { host: host(&answer.address) }),
        _ => Ok(check(answer)?),
    }
}

async fn json_of(client: &Client, answer: Answer) -> Result<Value, Error> {
    let address = answer.address.to_string();
    let page = client.body(answer, MOST_BYTES).await?;
    if page.body.trim_ascii().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&page.body).map_err(|_| library::Error::NotCatalog { address }.into())
}

async fn in_time<T>(client: &Client, address: &Url, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let late = |_| Err(library::Error::TimedOut { host: host(address) }.into());
    tokio::time::timeout(PATIENCE.min(client.limits().page_time), work).await.unwrap_or_else(late)
}

/// Whether the server knows this account.
///
/// # Errors
/// [`Error::NotKnown`] when it does not.
pub async fn sign_in(client: &Client, account: &Account) -> Result<(), Error> {
    let address = join(account, "users/auth")?;
    in_time(client, &address, async {
        let answer = let_in(ask(client, Method::GET, &address, account.headers(), None).await?)?;
        // A page that is no such server's says nothing of the sort.
        match json_of(client, answer).await? {
            Value::Object(said) if said.contains_key("authorized") => Ok(()),
            _ => Err(library::Error::NotCatalog { address: account.address.to_string() }.into()),
        }
    })
    .await
}

/// Makes this account.
///
/// # Errors
/// [`Error::NameTaken`] when somebody has the name.
pub async fn register(client: &Client, account: &Account) -> Result<(), Error> {
    let address = join(account, "users/create")?;
    in_time(client, &address, async {
        let mut headers = account.headers();
        headers.remove("x-auth-user");
        headers.remove("x-auth-key");
        let body = json!({ "username": account.user, "password": account.key });
        let answer = ask(client, Method::POST, &address, headers, Some(body)).await?;
        // The first server of this kind answers 402.
        if matches!(answer.response.status(), StatusCode::CONFLICT | StatusCode::PAYMENT_REQUIRED) {
            return Err(Error::NameTaken { host: host(&address) });
        }
        let_in(answer).map(|_| ())
    })
    .await
}

/// What the server keeps of a book.
pub(super) async fn get(client: &Client, account: &Account, document: &str) -> Result<Option<Remote>, Error> {
    let address = join(account, &format!("syncs/progress/{document}"))?;
    in_time(client, &address, async {
        let answer = ask(client, Method::GET, &address, account.headers(), None).await?;
        if answer.response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let said = json_of(client, let_in(answer)?).await?;
        match read(&said) {
            Some(found) => Ok(found),
            None => Err(library::Error::NotCatalog { address: address.to_string() }.into()),
        }
    })
    .await
}

fn read(said: &Value) -> Option<Option<Remote>> {
    if said.is_null() {
        return Some(None);
    }
    let said = said.as_object()?;
    let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    if text("document").is_none() {
        // Nothing is kept: members are empty, or there are none.
        return Some(None);
    }
    let progress = said.get("percentage").and_then(Value::as_f64).filter(|share| (0.0..=1.0).contains(share))?;
    // Seconds; some servers have milliseconds.
    let time = said.get("timestamp").and_then(Value::as_i64).unwrap_or(0);
    let millis = if time > 100_000_000_000 { time } else { time.saturating_mul(1000) };
    let short = |text: &str| text.chars().take(300).collect::<String>();
    let device = Device {
        id: text("device_id").map(short).unwrap_or_default(),
        name: text("device").map(short).unwrap_or_default(),
    };
    Some(Some(Remote {
        progress,
        modified: Moment::from_unix_millis(millis),
        device: Some(device).filter(|device| *device != Device::default()),
        locator: None,
        title: None,
        verbatim: said.get("progress").and_then(Value::as_str).map(|text| text.chars().take(4096).collect()),
    }))
}

/// Gives the server a share of a book. What another program said of where it is goes back unchanged while the share is the
/// same; otherwise there is only the share to tell.
pub(super) async fn put(client: &Client, account: &Account, document: &str, place: &Remote) -> Result<Put, Error> {
    let address = join(account, "syncs/progress")?;
    let device = place.device.clone().unwrap_or_default();
    let body = json!({
        "document": document,
        "progress": place.verbatim.clone().unwrap_or_else(|| format!("{:.4}", place.progress)),
        "percentage": place.progress,
        "device": device.name,
        "device_id": device.id,
    });
    in_time(client, &address, async {
        let answer = ask(client, Method::PUT, &address, account.headers(), Some(body)).await?;
        let_in(answer).map(|_| Put::Kept(place.progress))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_is_known_by_pieces_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("book");
        let bytes: Vec<u8> = (0..70_000_u32).map(|number| (number % 251) as u8).collect();
        std::fs::write(&file, &bytes).unwrap();
        let mut pieces = bytes[..1024].to_vec();
        for start in [1024, 4096, 16_384, 65_536] {
            pieces.extend_from_slice(&bytes[start..(start + 1024).min(bytes.len())]);
        }
        assert_eq!(document(&file).unwrap(), hex(&Md5::digest(&pieces)));
        std::fs::write(&file, b"abc").unwrap();
        assert_eq!(document(&file).unwrap(), "900150983cd24fb0d6963f7d28e17f72");
        std::fs::write(&file, b"").unwrap();
        assert_eq!(document(&file).unwrap(), "d41d8cd98f00b204e9800998ecf8427e");
    }

    #[test]
    fn keys_are_kept_apart_from_passwords_of_the_same_host() {
        for server in ["https://sync.kz/", "http://127.0.0.1:7200/base", "http://[::1]:7200/", "https://ә.kz:8443"] {
            let server = Url::parse(server).unwrap();
            let entry = entry(&server);
            assert!(entry.host_str().unwrap().ends_with(".koreader.invalid"), "{entry}");
            assert_ne!(entry.origin(), server.origin());
        }
        let account = Account::new(&Url::parse("http://127.0.0.1:1/base?x#y").unwrap(), "reader", "secret");
        assert_eq!(account.key, "5ebe2294ecd0e0f08eab7690d2a6ee69");
        assert_eq!(account.address.as_str(), "http://127.0.0.1:1/base/");
        assert!(!format!("{account:?}").contains("5ebe"));
    }

    #[test]
    fn what_is_kept_is_read_as_it_was_captured() {
        let get = |text: &str| read(&serde_json::from_str(text).unwrap());
        let found = get(include_str!("../../../tests/fixtures/kosync/get.json")).unwrap().unwrap();
        assert_eq!(found.progress, 0.3187);
        assert_eq!(found.verbatim.as_deref(), Some("/body/DocFragment[20]/body/p[22]/img.0"));
        assert_eq!(found.device, Some(Device { id: "A1B2".to_owned(), name: "Desktop".to_owned() }));
        assert_eq!(found.modified.unix_millis(), 1_795_402_069_000);
        assert_eq!(get(include_str!("../../../tests/fixtures/kosync/get_empty.json")), Some(None));
        assert_eq!(get("{}"), Some(None));
        assert_eq!(get("null"), Some(None));
        assert_eq!(get("[]"), None);
        assert_eq!(get(r#"{"document":"a","percentage":7}"#), None);
    }
}
