//! What time it is by the servers that answer (<https://www.rfc-editor.org/rfc/rfc9110#name-date>), for those who must not
//! believe the clock of this machine.

use std::sync::PoisonError;
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::{self, HeaderMap};
use url::Url;

use super::Client;
use super::trust::is_loopback;
use crate::library::shelf::Moment;

/// For so long a date is good: a machine that sleeps may not count the time.
const FRESH: Duration = Duration::from_secs(3600);

/// A server's date, and when it came.
pub(super) type Told = (SystemTime, Instant);

impl Client {
    /// Nobody in between may set the clock: only what is protected counts, and never this machine itself.
    pub(super) fn take_date(&self, address: &Url, headers: &HeaderMap) {
        if address.scheme() != "https" || is_loopback(address) {
            return;
        }
        let date = headers.get(header::DATE).and_then(|value| httpdate::parse_http_date(value.to_str().ok()?).ok());
        if let Some(date) = date {
            *self.inner.date.lock().unwrap_or_else(PoisonError::into_inner) = Some((date, Instant::now()));
        }
    }

    /// What time it is by the server that was asked last, in the last hour.
    pub fn server_time(&self) -> Option<Moment> {
        let (date, came) = (*self.inner.date.lock().unwrap_or_else(PoisonError::into_inner))?;
        let since = came.elapsed();
        (since <= FRESH).then(|| Moment::from(date + since))
    }
}
