//! Which addresses are asked at all: those behind an encrypted connection, this machine's own, and those that the reader
//! agreed to ask without one.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use url::{Host, Url};

use crate::library::Error;

/// The origins without protection that the reader has confirmed. Cheap to clone; clones share what was confirmed.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// As [`origin`] writes them.
    confirmed: Arc<RwLock<HashSet<String>>>,
}

impl Trust {
    /// From now on this origin is asked without protection. What is no `http` origin changes nothing.
    pub fn confirm(&self, origin: &str) {
        let Some(origin) = Url::parse(origin).ok().filter(|url| url.scheme() == "http").map(|url| self::origin(&url))
        else {
            return;
        };
        self.confirmed.write().unwrap_or_else(PoisonError::into_inner).insert(origin);
    }

    /// From now on this origin is asked only behind protection.
    pub fn withdraw(&self, origin: &str) {
        let Ok(origin) = Url::parse(origin).map(|url| self::origin(&url)) else { return };
        self.confirmed.write().unwrap_or_else(PoisonError::into_inner).remove(&origin);
    }

    /// Whether an address may be asked.
    pub fn allows(&self, address: &Url) -> bool {
        address.scheme() == "https" || is_loopback(address) || {
            let confirmed = self.confirmed.read().unwrap_or_else(PoisonError::into_inner);
            confirmed.contains(&origin(address))
        }
    }

    pub(super) fn check(&self, address: &Url) -> Result<(), Error> {
        if self.allows(address) { Ok(()) } else { Err(Error::Unprotected { origin: origin(address) }) }
    }
}

/// Scheme, host and port of an address, as the reader is asked about them.
pub fn origin(address: &Url) -> String {
    address.origin().ascii_serialization()
}

/// How far inside an address lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Anybody's.
    Public,
    /// Of the network around the reader.
    Private,
    /// Of this machine.
    Loopback,
}

/// By the address as it is written. What a public name stands for is the business of whoever asked for that name.
pub(super) fn reach(address: &Url) -> Reach {
    let ip = match address.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            return if name == "localhost" || name.ends_with(".localhost") {
                Reach::Loopback
            } else if !name.contains('.') || name.ends_with(".local") {
                Reach::Private
            } else {
                Reach::Public
            };
        }
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
        // An address of version 4 may be written as one of version 6.
        Some(Host::Ipv6(ip)) => ip.to_canonical(),
        None => return Reach::Public,
    };
    // Systems take «no address» for this machine.
    if ip.is_loopback() || ip.is_unspecified() {
        return Reach::Loopback;
    }
    let private = match ip {
        // 100.64.0.0/10 is what providers number their readers with: <https://www.rfc-editor.org/rfc/rfc6598>.
        IpAddr::V4(ip) => {
            ip.is_private() || ip.is_link_local() || (ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64)
        }
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
    };
    if private { Reach::Private } else { Reach::Public }
}

pub fn is_loopback(address: &Url) -> bool {
    reach(address) == Reach::Loopback
}

/// Never from outside into the reader's own network or machine, where others than the library would be asked in the
/// reader's name.
///
/// # Errors
/// [`Error::RedirectInward`].
pub(in crate::library) fn stay_outside(from: &Url, next: &Url) -> Result<(), Error> {
    if reach(next) > reach(from) { Err(Error::RedirectInward { host: super::host(from) }) } else { Ok(()) }
}

/// Whether one address may lead to another: only on the web, never out of an encrypted connection, and never
/// [inward](stay_outside).
pub(super) fn follow(from: &Url, next: &Url) -> Result<(), Error> {
    let host = || super::host(from);
    match (from.scheme(), next.scheme()) {
        (_, "https") | ("http", "http") => stay_outside(from, next),
        ("https", "http") => Err(Error::RedirectInsecure { host: host() }),
        _ => Err(Error::NotFound { address: next.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn an_encrypted_connection_is_never_left() {
        assert!(follow(&url("http://a.kz/"), &url("https://a.kz/")).is_ok());
        assert!(follow(&url("http://a.kz/"), &url("http://b.kz/")).is_ok());
        assert!(matches!(follow(&url("https://a/"), &url("http://a/")), Err(Error::RedirectInsecure { .. })));
        assert!(follow(&url("https://a/"), &url("file:///etc/passwd")).is_err());
        assert!(follow(&url("http://a/"), &url("data:text/plain,x")).is_err());
    }

    #[test]
    fn nobody_outside_leads_into_the_network_of_the_reader() {
        for inside in [
            "https://127.0.0.1/",
            "https://localhost:8080/x",
            "https://router/",
            "https://printer.local/",
            "https://192.168.1.1/",
            "https://10.0.0.1/",
            "https://100.64.0.1/",
            "https://169.254.169.254/latest",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fd00::1]/",
            "https://0.0.0.0/",
        ] {
            let refused = follow(&url("https://library.kz/"), &url(inside));
            assert!(matches!(refused, Err(Error::RedirectInward { .. })), "{inside}");
        }
        assert!(follow(&url("https://192.168.1.1/"), &url("https://192.168.1.2/")).is_ok());
        assert!(follow(&url("https://127.0.0.1/"), &url("https://192.168.1.2/")).is_ok());
        assert!(follow(&url("https://192.168.1.1/"), &url("https://127.0.0.1/")).is_err());
    }

    #[test]
    fn only_what_was_confirmed_is_asked_without_protection() {
        let trust = Trust::default();
        assert!(trust.allows(&url("https://library.kz/")));
        assert!(trust.allows(&url("http://127.0.0.1:8080/")));
        assert!(!trust.allows(&url("http://library.kz/opds")));
        assert!(!trust.allows(&url("http://192.168.1.5/opds")));
        trust.confirm("http://library.kz");
        trust.confirm("nonsense");
        assert!(trust.allows(&url("http://library.kz:80/opds")));
        assert!(!trust.allows(&url("http://library.kz:8080/opds")));
        trust.withdraw("http://library.kz:80/opds");
        assert!(!trust.allows(&url("http://library.kz/opds")), "the next visit asks again");
        let refused = trust.check(&url("http://кітап.kz:8080/x")).unwrap_err();
        assert!(matches!(refused, Error::Unprotected { origin } if origin == "http://xn--80atqk3h.kz:8080"));
    }
}
