//! Digest access authentication: MD5, SHA-256 and SHA-512/256, with and without `-sess`, quality `auth` or none.
//!
//! <https://www.rfc-editor.org/rfc/rfc7616>; servers without `qop` follow <https://www.rfc-editor.org/rfc/rfc2069>.

use std::fmt::Write;
use std::hash::{BuildHasher, Hasher};

use md5::{Digest, Md5};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Sha256, Sha512_256};

use super::Credentials;
use super::challenge::Challenge;

/// A nonce that a server gave, and how often it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    algorithm: Algorithm,
    realm: String,
    nonce: String,
    opaque: Option<String>,
    quality: bool,
    hidden_user: bool,
    /// The server reads names in UTF-8, and says so.
    unicode: bool,
    count: u32,
    client_nonce: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Algorithm {
    hash: Hash,
    session: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hash {
    Md5,
    Sha256,
    Sha512,
}

impl Algorithm {
    fn parse(name: &str) -> Option<Self> {
        let upper = name.trim().to_ascii_uppercase();
        let (name, session) = upper.strip_suffix("-SESS").map_or((upper.as_str(), false), |name| (name, true));
        let hash = match name {
            "MD5" => Hash::Md5,
            "SHA-256" => Hash::Sha256,
            "SHA-512-256" => Hash::Sha512,
            _ => return None,
        };
        Some(Self { hash, session })
    }

    fn name(self) -> &'static str {
        match (self.hash, self.session) {
            (Hash::Md5, false) => "MD5",
            (Hash::Md5, true) => "MD5-sess",
            (Hash::Sha256, false) => "SHA-256",
            (Hash::Sha256, true) => "SHA-256-sess",
            (Hash::Sha512, false) => "SHA-512-256",
            (Hash::Sha512, true) => "SHA-512-256-sess",
        }
    }

    fn of(self, text: &str) -> String {
        match self.hash {
            Hash::Md5 => hexadecimal(&Md5::digest(text)),
            Hash::Sha256 => hexadecimal(&Sha256::digest(text)),
            Hash::Sha512 => hexadecimal(&Sha512_256::digest(text)),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Session {
    /// From the strongest of the challenges that we can answer.
    pub fn new(challenges: &[Challenge]) -> Option<Self> {
        challenges.iter().filter_map(Self::of).max_by_key(|session| session.algorithm)
    }

    fn of(challenge: &Challenge) -> Option<Self> {
        if challenge.scheme != "digest" {
            return None;
        }
        let algorithm = Algorithm::parse(challenge.parameter("algorithm").unwrap_or("MD5"))?;
        let quality = match challenge.parameter("qop") {
            None => false,
            Some(list) if list.split(',').any(|word| word.trim().eq_ignore_ascii_case("auth")) => true,
            // Only `auth-int`: nobody serves it.
            Some(list) if !list.trim().is_empty() => return None,
            Some(_) => false,
        };
        let is_true = |name| challenge.parameter(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        Some(Self {
            algorithm,
            realm: challenge.parameter("realm").unwrap_or_default().to_owned(),
            nonce: challenge.parameter("nonce")?.to_owned(),
            opaque: challenge.parameter("opaque").map(str::to_owned),
            quality,
            hidden_user: is_true("userhash"),
            unicode: challenge.parameter("charset").is_some_and(|it| it.eq_ignore_ascii_case("utf-8")),
            count: 0,
            client_nonce: nonce(),
        })
    }

    /// The value of the `Authorization` header for the next request. `path` is the request's target: path and query.
    pub fn answer(&mut self, credentials: &Credentials, method: &str, path: &str) -> String {
        self.count = self.count.wrapping_add(1).max(1);
        self.answer_with(credentials, method, path)
    }

    fn answer_with(&self, credentials: &Credentials, method: &str, path: &str) -> String {
        let Self { algorithm, realm, nonce, client_nonce, .. } = self;
        let Credentials { user, password } = credentials;
        let count = format!("{:08x}", self.count);
        let mut secret = algorithm.of(&format!("{user}:{realm}:{password}"));
        if algorithm.session {
            secret = algorithm.of(&format!("{secret}:{nonce}:{client_nonce}"));
        }
        let request = algorithm.of(&format!("{method}:{path}"));
        let response = if self.quality {
            algorithm.of(&format!("{secret}:{nonce}:{count}:{client_nonce}:auth:{request}"))
        } else {
            algorithm.of(&format!("{secret}:{nonce}:{request}"))
        };
        let user = if self.hidden_user {
            format!("username=\"{}\"", algorithm.of(&format!("{user}:{realm}")))
        } else if self.unicode && !user.is_ascii() {
            format!("username*=UTF-8''{}", utf8_percent_encode(user, NON_ALPHANUMERIC))
        } else {
            // Without a word about it, servers expect the bytes as they are.
            format!("username=\"{}\"", quoted_content(user))
        };
        let mut header = format!(
            "Digest {user}, realm=\"{}\", nonce=\"{}\", uri=\"{path}\", algorithm={}, \
             response=\"{response}\"",
            quoted_content(realm),
            quoted_content(nonce),
            algorithm.name()
        );
        if self.quality {
            let _ = write!(header, ", qop=auth, nc={count}");
        }
        if self.quality || algorithm.session {
            let _ = write!(header, ", cnonce=\"{client_nonce}\"");
        }
        if let Some(opaque) = &self.opaque {
            let _ = write!(header, ", opaque=\"{}\"", quoted_content(opaque));
        }
        if self.hidden_user {
            header.push_str(", userhash=true");
        }
        header
    }
}

fn quoted_content(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// A nonce of our own: keyed hashes, whose keys come from the system.
fn nonce() -> String {
    (0..2).fold(String::new(), |mut text, index| {
        let mut hasher = std::hash::RandomState::new().build_hasher();
        hasher.write_u8(index);
        let _ = write!(text, "{:016x}", hasher.finish());
        text
    })
}

#[cfg(test)]
mod tests {
    use super::super::challenge;
    use super::*;

    fn session(header: &str, client_nonce: &str) -> Session {
        let mut session = Session::new(&challenge::parse(header)).unwrap();
        session.client_nonce = client_nonce.to_owned();
        session
    }

    fn mufasa(password: &str) -> Credentials {
        Credentials { user: "Mufasa".to_owned(), password: password.to_owned() }
    }

    /// RFC 7616, 3.9.1.
    const CHALLENGE: &str = r#"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256,
        nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
        Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5,
        nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#;

    #[test]
    fn the_strongest_algorithm_answers_as_the_specification_shows() {
        let mut session = session(CHALLENGE, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        let header = session.answer(&mufasa("Circle of Life"), "GET", "/dir/index.html");
        assert!(header.contains("algorithm=SHA-256,"), "{header}");
        assert!(
            header.contains("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""),
            "{header}"
        );
        assert!(header.contains("qop=auth, nc=00000001"), "{header}");
    }

    #[test]
    fn md5_answers_as_the_specification_shows() {
        let (_, md5) = CHALLENGE.split_at(CHALLENGE.rfind("Digest").unwrap());
        let mut session = session(md5, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        let header = session.answer(&mufasa("Circle of Life"), "GET", "/dir/index.html");
        assert!(header.contains("response=\"8ca523f5e9506fed4657c9700eebdbec\""), "{header}");
    }

    #[test]
    fn a_server_without_quality_is_answered_in_the_old_way() {
        // RFC 2617's example data, computed without qop as RFC 2069 does.
        let mut session =
            session(r#"Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093""#, "unused");
        let header = session.answer(&mufasa("Circle Of Life"), "GET", "/dir/index.html");
        assert!(header.contains("response=\"670fd8c2df070c60b045671b8b24ff02\""), "{header}");
        assert!(!header.contains("cnonce"), "{header}");
    }

    #[test]
    fn the_count_grows_with_each_request() {
        let mut session = session(CHALLENGE, "c");
        session.answer(&mufasa("x"), "GET", "/");
        assert!(session.answer(&mufasa("x"), "GET", "/").contains("nc=00000002"));
    }

    #[test]
    fn names_beyond_ascii_are_written_as_the_server_reads_them() {
        let reader = Credentials { user: "Ай".to_owned(), password: "x".to_owned() };
        let mut plain = session("Digest realm=x, nonce=y", "c");
        assert!(plain.answer(&reader, "GET", "/").contains("username=\"Ай\""));
        let mut unicode = session("Digest realm=x, nonce=y, charset=UTF-8", "c");
        assert!(unicode.answer(&reader, "GET", "/").contains("username*=UTF-8''%D0%90%D0%B9,"));
    }

    #[test]
    fn what_cannot_be_answered_is_none() {
        assert!(Session::new(&challenge::parse("Digest realm=x, nonce=y, algorithm=ROT13")).is_none());
        assert!(Session::new(&challenge::parse("Digest realm=x, nonce=y, qop=\"auth-int\"")).is_none());
        assert!(Session::new(&challenge::parse("Digest realm=x")).is_none());
    }
}
