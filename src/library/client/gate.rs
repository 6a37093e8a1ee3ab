//! Waiting for servers that ask for it, and being a modest guest where nobody waits for an answer.
//!
//! `Retry-After` <https://www.rfc-editor.org/rfc/rfc9110#name-retry-after>.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use super::trust::{is_loopback, origin};
use crate::library::Error;

/// Who waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// The reader.
    #[default]
    Reader,
    /// Nobody: what is fetched may be wanted later.
    Background,
}

/// Connections that the background holds to one origin.
const CONNECTIONS: usize = 2;
/// Between two requests of the background to one origin that is not this machine.
const SPACING: Duration = Duration::from_secs(1);
/// A server that asks for a longer wait is asked again after this one: some write nonsense.
const LONGEST: Duration = Duration::from_secs(3600);
/// Waits that are remembered.
const REMEMBERED: usize = 256;

/// The leave to ask; to be held until the answer is read.
#[derive(Debug, Default)]
pub(in crate::library) struct Pass {
    _connection: Option<OwnedSemaphorePermit>,
}

#[derive(Debug, Default)]
pub(super) struct Gate {
    /// By what is to be left alone: an address, or a whole origin.
    closed: Mutex<HashMap<String, Instant>>,
    origins: Mutex<HashMap<String, Background>>,
}

#[derive(Debug)]
struct Background {
    connections: Arc<Semaphore>,
    next: Instant,
}

impl Gate {
    /// Waits, in the background, for its turn.
    ///
    /// # Errors
    /// [`Error::Busy`] while the server has asked to wait: it is not asked.
    pub async fn enter(&self, address: &Url, purpose: Purpose) -> Result<Pass, Error> {
        let busy = |after| Error::Busy { host: super::host(address), after: Some(after) };
        match self.remaining(address, purpose) {
            Some(after) => return Err(busy(after)),
            None if purpose == Purpose::Reader => return Ok(Pass::default()),
            None => {}
        }
        let connections = self.background(address, |origin| Arc::clone(&origin.connections));
        let connection = connections.acquire_owned().await.ok();
        let turn = self.background(address, |origin| {
            let turn = origin.next.max(Instant::now());
            origin.next = turn + if is_loopback(address) { Duration::ZERO } else { SPACING };
            turn
        });
        tokio::time::sleep_until(turn.into()).await;
        // Another request may have been told so meanwhile.
        match self.remaining(address, purpose) {
            Some(after) => Err(busy(after)),
            None => Ok(Pass { _connection: connection }),
        }
    }

    /// The server asks to wait. «Too many requests» is meant for all that is asked of it; «not now» may be meant for this
    /// address alone, so that the reader may go on elsewhere.
    pub fn close(&self, address: &Url, status: StatusCode, after: Duration) {
        let now = Instant::now();
        let until = now + after.min(LONGEST);
        let mut closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        closed.retain(|_, until| *until > now);
        if closed.len() >= REMEMBERED {
            return;
        }
        let whole = origin(address);
        closed.insert(format!("background {whole}"), until);
        let what = if status == StatusCode::TOO_MANY_REQUESTS { whole } else { address.to_string() };
        closed.insert(what, until);
    }

    fn remaining(&self, address: &Url, purpose: Purpose) -> Option<Duration> {
        let closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        if closed.is_empty() {
            return None;
        }
        let whole = origin(address);
        let background = (purpose == Purpose::Background).then(|| format!("background {whole}"));
        let names = [Some(address.to_string()), Some(whole), background];
        let until = names.into_iter().flatten().filter_map(|name| closed.get(&name)).max()?;
        until.checked_duration_since(Instant::now()).filter(|remaining| !remaining.is_zero())
    }

    fn background<T>(&self, address: &Url, work: impl FnOnce(&mut Background) -> T) -> T {
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        work(
            origins.entry(origin(address)).or_insert_with(|| Background {
                connections: Arc::new(Semaphore::new(CONNECTIONS)),
                next: Instant::now(),
            }),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_asks_to_wait_is_not_asked() {
        let url = |path: &str| Url::parse("https://library.kz/").unwrap().join(path).unwrap();
        let gate = Gate::default();
        assert!(gate.enter(&url("a"), Purpose::Reader).await.is_ok());
        gate.close(&url("a"), StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(60));
        assert!(matches!(gate.enter(&url("a"), Purpose::Reader).await, Err(Error::Busy { after: Some(_), .. })));
        assert!(gate.enter(&url("b"), Purpose::Reader).await.is_ok());
        assert!(gate.enter(&url("b"), Purpose::Background).await.is_err());
        gate.close(&url("a"), StatusCode::TOO_MANY_REQUESTS, Duration::from_secs(60));
        assert!(gate.enter(&url("b"), Purpose::Reader).await.is_err());
        assert!(gate.enter(&Url::parse("https://other.kz/").unwrap(), Purpose::Background).await.is_ok());
    }

    #[tokio::test]
    async fn a_short_wait_ends() {
        let url = Url::parse("https://library.kz/").unwrap();
        let gate = Gate::default();
        gate.close(&url, StatusCode::TOO_MANY_REQUESTS, Duration::from_millis(20));
        tokio::time::sleep(Duration::from_millis(30)).await;
        assert!(gate.enter(&url, Purpose::Background).await.is_ok());
    }

    #[tokio::test]
    async fn the_background_asks_one_after_another() {
        let url = Url::parse("https://library.kz/").unwrap();
        let gate = Gate::default();
        let begun = Instant::now();
        let first = gate.enter(&url, Purpose::Background).await.unwrap();
        let _second = gate.enter(&url, Purpose::Background).await.unwrap();
        assert!(begun.elapsed() >= SPACING);
        let third = tokio::time::timeout(SPACING * 2, gate.enter(&url, Purpose::Background));
        assert!(third.await.is_err(), "two are open");
        drop(first);
        assert!(gate.enter(&url, Purpose::Background).await.is_ok());
    }
}
