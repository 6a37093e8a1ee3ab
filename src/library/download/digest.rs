//! What a server promises of the bytes that it sends, held to while they are written.
//!
//! `Repr-Digest` and `Content-Digest` <https://www.rfc-editor.org/rfc/rfc9530>; `Digest` is what came before them,
//! `Content-MD5` what came before that <https://www.rfc-editor.org/rfc/rfc2616#section-14.15>.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use md5::Md5;
use reqwest::header::HeaderMap;
use sha2::{Digest, Sha256, Sha512};

use crate::format::data;

enum Sum {
    Sha256(Sha256),
    Sha512(Sha512),
    Md5(Md5),
}

impl Sum {
    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(sum) => sum.update(bytes),
            Self::Sha512(sum) => sum.update(bytes),
            Self::Md5(sum) => sum.update(bytes),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha256(sum) => sum.finalize().to_vec(),
            Self::Sha512(sum) => sum.finalize().to_vec(),
            Self::Md5(sum) => sum.finalize().to_vec(),
        }
    }
}

struct Check {
    sum: Sum,
    promised: Vec<u8>,
    /// Of the whole file, and not of what this answer brings of it.
    whole: bool,
}

/// Everything that is held to.
pub(super) struct Checks {
    all: Vec<Check>,
    is_rest: bool,
}

impl Checks {
    /// What these headers promise. `there` is the file when the answer brings only the rest of it.
    pub fn new(headers: &HeaderMap, there: Option<&File>) -> io::Result<Self> {
        let whole = ["repr-digest", "digest"].into_iter().find_map(|name| promised(headers, name));
        let content = promised(headers, "content-digest");
        let md5 = || {
            let value = headers.get("content-md5")?.to_str().ok()?;
            let promised = data::base64(value.trim().as_bytes()).filter(|bytes| bytes.len() == 16)?;
            Some((Sum::Md5(Md5::new()), promised))
        };
        let mut all = Vec::new();
        all.extend(whole.map(|(sum, promised)| Check { sum, promised, whole: true }));
        // Of what this answer brings: without a range that is the whole.
        all.extend(content.map(|(sum, promised)| Check { sum, promised, whole: false }));
        if all.is_empty() {
            all.extend(md5().map(|(sum, promised)| Check { sum, promised, whole: there.is_none() }));
        }
        let mut checks = Self { all, is_rest: there.is_some() };
        if let Some(file) = there.filter(|_| checks.all.iter().any(|check| check.whole)) {
            checks.read(file)?;
        }
        Ok(checks)
    }

    /// Takes in what is there already.
    fn read(&mut self, mut file: &File) -> io::Result<()> {
        file.seek(SeekFrom::Start(0))?;
        let mut buffer = vec![0; 256 * 1024];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(()),
                length => {
                    for check in self.all.iter_mut().filter(|check| check.whole) {
                        check.sum.update(&buffer[..length]);
                    }
                }
            }
        }
    }

    /// Takes in what came.
    pub fn update(&mut self, bytes: &[u8]) {
        for check in &mut self.all {
            check.sum.update(bytes);
        }
    }

    /// Whether every promise was kept. MD5 is written by servers that do not know what they send, after they have changed
    /// it: alone it is believed only where the file was put together from parts.
    pub fn hold(self) -> bool {
        let is_rest = self.is_rest;
        self.all.into_iter().all(|Check { sum, promised, .. }| {
            let is_hint = matches!(sum, Sum::Md5(_));
            let kept = sum.finish() == promised;
            if !kept {
                tracing::warn!(is_hint, "what came is not what was promised");
            }
            kept || is_hint && !is_rest
        })
    }
}

/// The best promise under this name: `sha-256=:BASE64:, sha-512=:BASE64:`.
fn promised(headers: &HeaderMap, name: &str) -> Option<(Sum, Vec<u8>)> {
    let find = |wanted: &str, length: usize| {
        headers.get_all(name).into_iter().find_map(|value| {
            let digest = value.to_str().ok()?.split(',').find_map(|part| {
                let (name, digest) = part.trim().split_once('=')?;
                name.trim().eq_ignore_ascii_case(wanted).then_some(digest)
            })?;
            data::base64(digest.trim().trim_matches(':').as_bytes()).filter(|bytes| bytes.len() == length)
        })
    };
    find("sha-256", 32)
        .map(|promised| (Sum::Sha256(Sha256::new()), promised))
        .or_else(|| find("sha-512", 64).map(|promised| (Sum::Sha512(Sha512::new()), promised)))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(reqwest::header::HeaderName::from_static(name), value.parse().unwrap())])
    }

    fn holds(headers: &HeaderMap, there: Option<&[u8]>, came: &[u8]) -> bool {
        let file = there.map(|bytes| {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(bytes).unwrap();
            file
        });
        let mut checks = Checks::new(headers, file.as_ref()).unwrap();
        came.chunks(3).for_each(|piece| checks.update(piece));
        checks.hold()
    }

    #[test]
    fn promises_are_of_the_whole_or_of_what_comes() {
        let sha256 = |bytes: &[u8]| format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(bytes)));
        let sha512 = |bytes: &[u8]| format!("sha-512=:{}:", STANDARD.encode(Sha512::digest(bytes)));
        for value in [sha256(b"the book"), sha512(b"the book")] {
            for name in ["repr-digest", "digest"] {
                let promise = headers(name, &value);
                assert!(holds(&promise, None, b"the book"));
                assert!(holds(&promise, Some(b"the "), b"book"), "{name}");
                assert!(!holds(&promise, Some(b"The "), b"book"), "{name}");
            }
            let promise = headers("content-digest", &value);
            assert!(holds(&promise, None, b"the book"));
            assert!(holds(&promise, Some(b"before it "), b"the book"));
            assert!(!holds(&promise, Some(b"the "), b"book"));
        }
        let both = headers("repr-digest", &format!("{}, {}", sha512(b"other"), sha256(b"the book")));
        assert!(holds(&both, None, b"the book"), "the one that is quick");
        assert!(holds(&headers("repr-digest", "sha-256=:AAAA:"), None, b"x"), "no promise at all");
        assert!(holds(&HeaderMap::new(), None, b"x"));
    }

    #[test]
    fn md5_is_a_hint() {
        let promise = headers("content-md5", &STANDARD.encode(Md5::digest(b"the book")));
        assert!(holds(&promise, None, b"the book"));
        assert!(holds(&promise, None, b"another"), "some servers write nonsense");
    }
}
