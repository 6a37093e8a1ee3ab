//! Who may ask: only by names of this machine where only this machine is served, and with a card where cards are asked
//! for (Authentication for OPDS 1.0, <https://drafts.opds.io/authentication-for-opds-1.0>; Basic,
//! <https://www.rfc-editor.org/info/rfc7617>).

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};

/// The card that is asked for. The password itself is not kept.
#[derive(Debug, Clone)]
pub struct Card {
    user: String,
    /// Of the base64 text that the right answer holds.
    digest: [u8; 32],
}

impl Card {
    pub fn new(user: &str, password: &str) -> Self {
        let digest = Sha256::digest(base64(format!("{user}:{password}").as_bytes())).into();
        Self { user: user.to_owned(), digest }
    }

    pub fn user(&self) -> &str {
        &self.user
    }

    /// True when the request carries this card. Digests are compared, so that the time taken tells nothing.
    pub fn is_shown(&self, asked: &HeaderMap) -> bool {
        let Some(value) = asked.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else { return false };
        let Some((scheme, shown)) = value.trim().split_once(' ') else { return false };
        let shown: [u8; 32] = Sha256::digest(shown.trim().trim_end_matches('=')).into();
        scheme.eq_ignore_ascii_case("basic") && shown == self.digest
    }
}

/// Without the padding at the end, which some leave out.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let number = three.iter().chain(&[0, 0]).take(3).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        for place in 0..=three.len() {
            text.push(char::from(DIGITS[(number >> (18 - 6 * place) & 63) as usize]));
        }
    }
    text
}

/// True for a host that only names this machine. A page from elsewhere whose name was turned to loopback («DNS
/// rebinding») still sends its own name.
pub fn is_loopback_host(host: &str, port: u16) -> bool {
    let (name, number) = match host.rsplit_once(':') {
        Some((name, number)) if !number.ends_with(']') => (name, number.parse().ok()),
        _ => (host, Some(80)),
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
    fn base64_is_that_of_the_standard() {
        // The examples of RFC 4648, section 10, without padding.
        for (plain, coded) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

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
            assert!(is_loopback_host(host, 8080), "{host}");
        }
        for host in ["evil.example:8080", "127.0.0.1:81", "127.0.0.1", "127.0.0.1.evil.example:8080", "", "[::1]"] {
            assert!(!is_loopback_host(host, 8080), "{host}");
        }
        assert!(is_loopback_host("localhost", 80));
    }
}
