//! Who may ask: only by names of this machine where only this machine is served, and with a card where cards are asked
//! for (Authentication for OPDS 1.0, <https://drafts.opds.io/authentication-for-opds-1.0>; Basic,
//! <https://www.rfc-editor.org/info/rfc7617>).

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};

use crate::format::data;

/// The card that is asked for. The password itself is not kept.
#[derive(Debug, Clone)]
pub struct Card {
    user: String,
    /// Of the Base64 that the right answer holds, without the padding at its end, which some leave out.
    digest: [u8; 32],
}

impl Card {
    pub fn new(user: &str, password: &str) -> Self {
        let digest = Sha256::digest(data::base64_of(format!("{user}:{password}")).trim_end_matches('=')).into();
        Self { user: user.to_owned(), digest }
    }

    pub fn user(&self) -> &str {
        &self.user
    }

    /// What changes with name and password, and tells neither.
    pub fn proof(&self) -> String {
        Sha256::digest(self.digest).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// True for the right name and password.
    pub fn fits(&self, shown: &Credentials) -> bool {
        Self::new(&shown.user, &shown.password).digest == self.digest
    }

    /// True when the request carries this card. Digests are compared, so that the time taken tells nothing.
    pub fn is_shown(&self, asked: &HeaderMap) -> bool {
        let Some(value) = asked.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else { return false };
        let Some((scheme, shown)) = value.trim().split_once(' ') else { return false };
        let shown: [u8; 32] = Sha256::digest(shown.trim().trim_end_matches('=')).into();
        scheme.eq_ignore_ascii_case("basic") && shown == self.digest
    }
}

/// The token that a request shows (<https://www.rfc-editor.org/info/rfc6750>).
pub fn bearer(asked: &HeaderMap) -> Option<&str> {
    let value = asked.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The name and the password that a request shows.
pub struct Credentials {
    pub user: String,
    pub password: String,
}

impl Credentials {
    /// `None` where nothing is shown, or nothing that can be read.
    pub fn of(asked: &HeaderMap) -> Option<Self> {
        let value = asked.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, shown) = value.trim().split_once(' ')?;
        let text = data::base64(shown.trim().as_bytes()).filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
        let text = String::from_utf8(text).ok()?;
        let (user, password) = text.split_once(':')?;
        Self::new(user, password)
    }

    /// `None` for what is longer than anything that was ever given out.
    pub fn new(user: &str, password: &str) -> Option<Self> {
        let is_short = user.len() <= 256 && password.len() <= 256;
        is_short.then(|| Self { user: user.to_owned(), password: password.to_owned() })
    }
}

/// True for a host that only names this machine. A page from elsewhere whose name was turned to loopback («DNS
/// rebinding») still sends its own name. `usual` is the port that is not named.
pub fn is_loopback_host(host: &str, port: u16, usual: u16) -> bool {
    let (name, number) = match host.rsplit_once(':') {
        Some((name, number)) if !number.ends_with(']') => (name, number.parse().ok()),
        _ => (host, Some(usual)),
    };
    number == Some(port) && (matches!(name, "127.0.0.1" | "[::1]") || name.eq_ignore_ascii_case("localhost"))
}

/// True for a text that can be a host with a port and nothing else.
pub fn is_authority(host: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    (1..=255).contains(&host.len()) && host.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_known_by_name_and_password() {
        let card = Card::new("Aladdin", "open sesame");
        let shown = |value: &str| {
            let mut asked = HeaderMap::new();
            asked.insert(header::AUTHORIZATION, value.parse().expect("a value"));
            card.is_shown(&asked)
        };
        assert!(shown("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), "the example of RFC 7617");
        assert!(shown("basic  QWxhZGRpbjpvcGVuIHNlc2FtZQ"));
        assert!(!shown("Basic QWxhZGRpbjpvcGVuIHNlc2Ft"));
        assert!(!shown("Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
        assert!(!shown("Basic"));
        assert!(!card.is_shown(&HeaderMap::new()));
    }

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in ["127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080"] {
            assert!(is_loopback_host(host, 8080, 80), "{host}");
        }
        for host in ["evil.example:8080", "127.0.0.1:81", "127.0.0.1", "127.0.0.1.evil.example:8080", "", "[::1]"] {
            assert!(!is_loopback_host(host, 8080, 80), "{host}");
        }
        assert!(is_loopback_host("localhost", 80, 80) && is_loopback_host("localhost", 443, 443));
    }
}
