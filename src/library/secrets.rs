//! Passwords, kept by the system's keyring and by nothing else: never in a file of ours.
//!
//! Secret Service <https://specifications.freedesktop.org/secret-service/latest/> on Linux, Keychain on macOS, Credential
//! Manager on Windows.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::sync::oneshot;
use url::Url;

use super::Error;
use super::authentication::Credentials;
use super::client::Refresh;
use crate::home::Home;

/// How long the keyring may take to say that it is there.
const GREETING: Duration = Duration::from_secs(3);
/// How long it may take to answer: it may ask the reader to unlock it.
const PATIENCE: Duration = Duration::from_secs(40);
/// The entry that holds whose password was kept last.
const LAST_READER: &str = "last reader";

/// The keyring, or the plain fact that there is none. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// `None`: passwords are remembered for this run only.
    keyring: Option<Arc<Keyring>>,
}

#[derive(Debug)]
struct Keyring {
    /// Part of every entry's name, so that two homes do not see each other's passwords.
    home: String,
    /// Set after a failure of the keyring itself; it is not asked again in this run.
    absent: AtomicBool,
}

impl Secrets {
    /// The system's keyring. It is not touched before a password is needed.
    pub fn system(home: &Home) -> Self {
        let digest = Sha256::digest(home.root().as_os_str().as_encoded_bytes());
        let home = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Self { keyring: Some(Arc::new(Keyring { home, absent: AtomicBool::new(false) })) }
    }

    /// No keyring, as on a shared station.
    pub fn none() -> Self {
        Self { keyring: None }
    }

    /// Whether passwords can be kept, as far as is known: a keyring shows that it fails when it is asked.
    pub fn is_there(&self) -> bool {
        self.keyring.as_ref().is_some_and(|keyring| !keyring.absent.load(Ordering::Relaxed))
    }

    /// The credentials that were kept for an address's origin. `None` also when there is no keyring.
    pub async fn find(&self, address: &Url) -> Option<Credentials> {
        let service = self.service(address)?;
        self.ask(move || {
            let Some(user) = read(&service, LAST_READER)? else { return Ok(None) };
            Ok(read(&service, &user)?.map(|password| Credentials { user, password }))
        })
        .await
        .ok()
        .flatten()
    }

    /// Keeps credentials for an address's origin.
    ///
    /// # Errors
    /// [`Error::NoKeyring`] when the system keeps no passwords; the interface then asks whether to go on without.
    pub async fn keep(&self, address: &Url, credentials: &Credentials) -> Result<(), Error> {
        let service = self.service(address).ok_or(Error::NoKeyring)?;
        let Credentials { user, password } = credentials.clone();
        self.ask(move || {
            keyring::Entry::new(&service, &user)?.set_password(&password)?;
            keyring::Entry::new(&service, LAST_READER)?.set_password(&user)
        })
        .await
    }

    /// Forgets the credentials for an address's origin, if any.
    ///
    /// # Errors
    /// [`Error::NoKeyring`] when the system keeps no passwords.
    pub async fn forget(&self, address: &Url) -> Result<(), Error> {
        let service = self.service(address).ok_or(Error::NoKeyring)?;
        let tokens = format!("{service} token");
        self.ask(move || {
            forget(&service)?;
            forget(&tokens)
        })
        .await
    }

    /// Whose sign-in to an address's origin is refreshed, and by what.
    pub(super) async fn find_refresh(&self, address: &Url) -> Option<(String, Refresh)> {
        let service = self.tokens(address)?;
        let kept = self.ask(move || {
            let Some(user) = read(&service, LAST_READER)? else { return Ok(None) };
            Ok(read(&service, &user)?.map(|kept| (user, kept)))
        });
        let (user, kept) = kept.await.ok().flatten()?;
        let (at, token) = kept.split_once('\n')?;
        Some((user, Refresh { at: Url::parse(at).ok()?, token: token.to_owned() }))
    }

    /// Keeps what refreshes a sign-in, with the address that it is for.
    ///
    /// # Errors
    /// [`Error::NoKeyring`].
    pub(super) async fn keep_refresh(&self, address: &Url, user: &str, refresh: &Refresh) -> Result<(), Error> {
        let service = self.tokens(address).ok_or(Error::NoKeyring)?;
        let (user, kept) = (user.to_owned(), format!("{}\n{}", refresh.at, refresh.token));
        self.ask(move || {
            keyring::Entry::new(&service, &user)?.set_password(&kept)?;
            keyring::Entry::new(&service, LAST_READER)?.set_password(&user)
        })
        .await
    }

    /// Forgets what refreshes a sign-in, if anything does.
    ///
    /// # Errors
    /// [`Error::NoKeyring`].
    pub(super) async fn forget_refresh(&self, address: &Url) -> Result<(), Error> {
        let service = self.tokens(address).ok_or(Error::NoKeyring)?;
        self.ask(move || forget(&service)).await
    }

    fn tokens(&self, address: &Url) -> Option<String> {
        self.service(address).map(|service| format!("{service} token"))
    }

    fn service(&self, address: &Url) -> Option<String> {
        let keyring = self.keyring.as_ref().filter(|keyring| !keyring.absent.load(Ordering::Relaxed))?;
        Some(format!("oqyrman {} {}", keyring.home, address.origin().ascii_serialization()))
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let is_there = on_a_thread(GREETING, || keyring::Entry::store_status().is_ok()).await;
        if is_there == Some(true) {
            match on_a_thread(PATIENCE, work).await {
                Some(Ok(value)) => return Ok(value),
                Some(Err(error)) => tracing::info!(%error, "the keyring failed"),
                None => {}
            }
        }
        if let Some(keyring) = &self.keyring {
            keyring.absent.store(true, Ordering::Relaxed);
        }
        Err(Error::NoKeyring)
    }
}

/// Runs on a thread of its own: a keyring may block for as long as the reader looks for its password, and neither the
/// runtime nor the end of the program may wait for it. `None` after a panic or when it takes too long.
async fn on_a_thread<T: Send + 'static>(patience: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
        })
        .ok()?;
    match tokio::time::timeout(patience, receiver).await {
        Ok(Ok(Ok(value))) => return Some(value),
        Ok(_) => tracing::warn!("the keyring panicked"),
        Err(_) => tracing::warn!("the keyring does not answer"),
    }
    None
}

fn read(service: &str, user: &str) -> keyring::Result<Option<String>> {
    match keyring::Entry::new(service, user)?.get_password() {
        Ok(text) => Ok(Some(text)),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}

fn forget(service: &str) -> keyring::Result<()> {
    if let Some(user) = read(service, LAST_READER)? {
        delete(service, &user)?;
    }
    delete(service, LAST_READER)
}

fn delete(service: &str, user: &str) -> keyring::Result<()> {
    match keyring::Entry::new(service, user)?.delete_credential() {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_a_keyring_nothing_is_found_and_keeping_says_so() {
        let secrets = Secrets::none();
        let address = Url::parse("http://127.0.0.1:1/opds").unwrap();
        let credentials = Credentials { user: "Айгүл".to_owned(), password: "құпия".to_owned() };
        assert_eq!(secrets.find(&address).await, None);
        assert!(matches!(secrets.keep(&address, &credentials).await, Err(Error::NoKeyring)));
        assert!(!format!("{credentials:?}").contains("құпия"));
    }

    #[tokio::test]
    async fn a_keyring_that_fails_is_not_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Secrets::system(&Home::at(folder.path()).unwrap());
        assert!(secrets.service(&Url::parse("http://a/").unwrap()).is_some());
        let answer: Result<(), Error> = secrets.ask(|| panic!("on purpose")).await;
        assert!(matches!(answer, Err(Error::NoKeyring)));
        assert_eq!(secrets.service(&Url::parse("http://a/").unwrap()), None);
    }

    #[tokio::test]
    async fn a_keyring_that_does_not_answer_is_left() {
        let (_held, never) = std::sync::mpsc::channel::<()>();
        let brief = Duration::from_millis(20);
        assert_eq!(on_a_thread(brief, move || never.recv().is_ok()).await, None);
        assert_eq!(on_a_thread(PATIENCE, || 5).await, Some(5));
    }
}
