//! Names of entries: in which encoding they were written, and when two mean the same.
//!
//! <https://www.w3.org/TR/epub-33/#sec-container-filenames>

use std::borrow::Cow;

use encoding_rs::IBM866;
use unicode_normalization::UnicodeNormalization;

use crate::format::href;

/// A name as it was meant: `told` is what the zip's own rules make of the bytes. Programs of today write UTF-8 without
/// saying so, and those of old Russian Windows the encoding of its console.
pub(super) fn read(told: Cow<'_, str>, raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        _ if told.is_ascii() => told.into_owned(),
        Ok(name) => name.to_owned(),
        Err(_) => {
            let (name, _) = IBM866.decode_without_bom_handling(raw);
            // Letters of Cyrillic, or what the standard says.
            let cyrillic = name.chars().filter(|c| ('\u{400}'..='\u{45f}').contains(c)).count();
            let others = name.chars().filter(|c| !c.is_ascii()).count();
            if cyrillic * 2 > others { name.into_owned() } else { told.into_owned() }
        }
    }
}

/// A name as it is kept: some programs write the separators of Windows, or say that they begin here.
pub(super) fn usual(name: &str) -> String {
    let name = name.replace('\\', "/");
    if name.split('/').any(|part| part == "." || part.is_empty()) {
        let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        return parts.join("/");
    }
    name
}

/// The same for names that mean the same: whatever their case, their composition and their percent-encoding.
pub(super) fn fold(name: &str) -> String {
    let decoded = href::decode(name);
    if decoded.is_ascii() { decoded.to_ascii_lowercase() } else { decoded.nfc().collect::<String>().to_lowercase() }
}
