//! Cookies of services that know their sessions by them: one jar an origin, for this run, only where one was asked for.
//!
//! <https://www.rfc-editor.org/rfc/rfc6265>. Paths and domains are left aside: a jar never leaves its origin.

use std::sync::PoisonError;

use reqwest::header::{self, HeaderMap, HeaderValue};
use url::Url;

use super::Client;
use super::trust::origin;

/// Cookies of one jar, and bytes of one cookie.
const MAX_COOKIES: usize = 32;
const MAX_BYTES: usize = 4096;

/// Names and values.
#[derive(Debug, Default)]
pub(super) struct Jar(Vec<(String, String)>);

impl Jar {
    /// Takes in what an answer sets. A cookie of the same name is replaced, an empty one forgotten.
    fn take(&mut self, headers: &HeaderMap) {
        for set in super::texts(headers, header::SET_COOKIE).filter(|set| set.len() <= MAX_BYTES) {
            let mut parts = set.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            let (name, value) = (name.trim(), value.trim());
            let is_over = parts.any(|part| {
                part.split_once('=').is_some_and(|(key, age)| {
                    key.eq_ignore_ascii_case("max-age") && matches!(age.as_bytes(), [b'-' | b'0', ..])
                })
            });
            self.0.retain(|(known, _)| known != name);
            if !is_over && !name.is_empty() && self.0.len() < MAX_COOKIES {
                self.0.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    fn header(&self) -> Option<HeaderValue> {
        if self.0.is_empty() {
            return None;
        }
        let text: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut value = HeaderValue::from_bytes(text.join("; ").as_bytes()).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl Client {
    /// Begins an empty jar for an address's origin: whatever was in one before belongs to a session that is over.
    pub(in crate::library) fn renew_cookies(&self, address: &Url) {
        let mut jars = self.inner.jars.lock().unwrap_or_else(PoisonError::into_inner);
        jars.insert(origin(address), Jar::default());
    }

    pub(super) fn cookies(&self, address: &Url) -> Option<HeaderValue> {
        let jars = self.inner.jars.lock().unwrap_or_else(PoisonError::into_inner);
        if jars.is_empty() {
            return None;
        }
        jars.get(&origin(address))?.header()
    }

    pub(super) fn take_cookies(&self, address: &Url, headers: &HeaderMap) {
        if headers.contains_key(header::SET_COOKIE) {
            let mut jars = self.inner.jars.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(jar) = jars.get_mut(&origin(address)) {
                jar.take(headers);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_replaced_by_its_name() {
        let mut jar = Jar::default();
        assert!(jar.header().is_none());
        let mut set = |text: &str| {
            jar.take(&HeaderMap::from_iter([(header::SET_COOKIE, HeaderValue::from_str(text).unwrap())]));
            jar.header().map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(set("PHPSESSID=a; path=/").as_deref(), Some("PHPSESSID=a"));
        assert_eq!(set("lang=kk; HttpOnly").as_deref(), Some("PHPSESSID=a; lang=kk"));
        assert_eq!(set("PHPSESSID=b=c; path=/").as_deref(), Some("lang=kk; PHPSESSID=b=c"));
        assert_eq!(set("PHPSESSID=x; Max-Age=0").as_deref(), Some("lang=kk"));
        assert_eq!(set("nonsense").as_deref(), Some("lang=kk"));
    }
}
