//! A zip whose list of entries is lost, a download that was cut for instance: read by its local headers.
//!
//! <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>, 4.3.7

use flate2::read::DeflateDecoder;

use super::{Content, Fault, read_bounded};
use crate::format::limits;

const SIGNATURE: &[u8] = b"PK\x03\x04";
const HEADER_BYTES: usize = 30;

#[derive(Debug, Clone, Copy)]
struct Entry {
    start: usize,
    end: usize,
    deflated: bool,
    encrypted: bool,
    /// False when the archive ends inside the entry.
    whole: bool,
}

#[derive(Debug)]
pub(super) struct Mended {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

impl Mended {
    /// All entries that begin in these bytes, and their names.
    pub(super) fn scan(bytes: Vec<u8>) -> (Self, Vec<String>) {
        let mut entries = Vec::new();
        let mut names = Vec::new();
        let mut from = 0;
        while entries.len() < limits::ENTRIES
            && let Some(found) = find(&bytes, from)
        {
            from = found + SIGNATURE.len();
            let Some((name, entry)) = read_header(&bytes, found) else { continue };
            if entry.whole && entry.end > entry.start {
                from = entry.end;
            }
            entries.push(entry);
            names.push(name);
        }
        (Self { bytes, entries }, names)
    }

    pub(super) fn read(&self, index: usize, most: u64) -> Result<Content, Fault> {
        let entry = self.entries.get(index).ok_or(Fault::Missing)?;
        if entry.encrypted {
            return Err(Fault::Protected);
        }
        let bytes = &self.bytes[entry.start..entry.end];
        let mut content =
            if entry.deflated { read_bounded(DeflateDecoder::new(bytes), most)? } else { read_bounded(bytes, most)? };
        content.whole &= entry.whole;
        Ok(content)
    }
}

fn find(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(step) = bytes.get(at..)?.iter().position(|&byte| byte == SIGNATURE[0]) {
        at += step;
        if bytes[at..].starts_with(SIGNATURE) {
            return Some(at);
        }
        at += 1;
    }
    None
}

fn read_header(bytes: &[u8], at: usize) -> Option<(String, Entry)> {
    let header = bytes.get(at..at + HEADER_BYTES)?;
    let short = |offset: usize| u16::from_le_bytes([header[offset], header[offset + 1]]);
    let long = |offset: usize| {
        u32::from_le_bytes([header[offset], header[offset + 1], header[offset + 2], header[offset + 3]]) as usize
    };
    let flags = short(6);
    let method = short(8);
    let name_end = at + HEADER_BYTES + usize::from(short(26));
    let start = name_end + usize::from(short(28));
    let name = String::from_utf8_lossy(bytes.get(at + HEADER_BYTES..name_end)?).into_owned();
    if !matches!(method, 0 | 8) || start > bytes.len() {
        return None;
    }
    // Bit 3: the sizes follow the data; the entry then ends where the next begins.
    let sizes_follow = flags & 8 != 0;
    let packed = long(18);
    let declared = start.checked_add(packed).filter(|_| !sizes_follow);
    let end = declared.unwrap_or_else(|| find(bytes, start).unwrap_or(bytes.len())).min(bytes.len());
    let whole = declared.is_none_or(|declared| declared <= bytes.len());
    Some((name, Entry { start, end, deflated: method == 8, encrypted: flags & 1 != 0, whole }))
}
