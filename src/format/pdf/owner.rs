//! The old encryption's way from the owner's password to the user's, with which the document is locked.
//!
//! ISO 32000-1, 7.6.3.4, algorithms 3 and 7; revisions 2 to 4.

use lopdf::{Document, Object};
use md5::{Digest, Md5};

/// What passwords are filled up with.
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e, 0x2e, 0x00,
    0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

/// The user's password, when the document is locked in the old way and both can be written in ASCII.
pub(super) fn user_password(document: &Document, owner: &str) -> Option<String> {
    let encryption = document.get_encrypted().ok()?;
    let integer = |key: &[u8]| encryption.get(key).and_then(Object::as_i64).ok();
    let revision = integer(b"R").filter(|revision| (2..=4).contains(revision))?;
    let entry = encryption.get(b"O").and_then(Object::as_str).ok()?.get(..32)?;
    let length = match revision {
        2 => 5,
        _ => usize::try_from(integer(b"Length").unwrap_or(if revision == 4 { 128 } else { 40 }) / 8).ok()?,
    };
    let padded: Vec<u8> = owner.bytes().chain(PADDING).take(32).collect();
    let mut digest = Md5::digest(&padded);
    if revision > 2 {
        for _ in 0..50 {
            digest = Md5::digest(digest);
        }
    }
    let key = digest.get(..length)?;
    let mut password = entry.to_vec();
    let rounds = if revision == 2 { 1 } else { 20 };
    for round in (0..rounds).rev() {
        let key: Vec<u8> = key.iter().map(|byte| byte ^ round).collect();
        cipher(&key, &mut password);
    }
    let end = (0..=password.len()).find(|&end| PADDING.starts_with(&password[end..]))?;
    password.truncate(end);
    String::from_utf8(password).ok().filter(|password| password.is_ascii())
}

/// RC4, which is its own reverse.
fn cipher(key: &[u8], bytes: &mut [u8]) {
    if key.is_empty() {
        return;
    }
    let mut state: Vec<u8> = (0..=255).collect();
    let mut other = 0_usize;
    for index in 0..256 {
        other = (other + usize::from(state[index]) + usize::from(key[index % key.len()])) % 256;
        state.swap(index, other);
    }
    let (mut index, mut other) = (0, 0);
    for byte in bytes {
        index = (index + 1) % 256;
        other = (other + usize::from(state[index])) % 256;
        state.swap(index, other);
        let at = (usize::from(state[index]) + usize::from(state[other])) % 256;
        *byte ^= state[at];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cipher_is_that_of_its_test_vector() {
        let mut bytes = b"Plaintext".to_vec();
        cipher(b"Key", &mut bytes);
        assert_eq!(bytes, [0xbb, 0xf3, 0x16, 0xe8, 0xd9, 0x40, 0xaf, 0x0a, 0xd3]);
    }
}
