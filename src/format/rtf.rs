//! RTF → [`Book`](crate::book::Book), by a small reader of our own: the kept crates know neither code pages nor headings,
//! lists, tables and notes.
//!
//! Rich Text Format 1.9.1 (<https://interoperability.blob.core.windows.net/files/Archive_References/[MSFT-RTF].pdf>), read
//! leniently. Of pictures, PNG and JPEG are shown; of the others the words are read.

use std::collections::HashMap;

use super::container::{Container, Fault, Source};
use super::limits::{self, Deadline};
use super::manuscript::{self, Binding};
use super::{Defects, Error, Opened};
use crate::book::Code;

mod codepage;
mod destination;
mod pictures;
mod reader;
mod tables;
mod tokens;

/// The name of the document: its own may change while the places in it are kept.
const ALONE: &str = "document.rtf";

/// Whether it is RTF, by its first bytes: a mark of UTF-8 or blanks may stand before it.
pub(super) fn is(head: &[u8]) -> bool {
    start(head).starts_with(b"{\\rtf")
}

fn start(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start()
}

/// Opens the document in this file.
pub(super) fn open(source: &Source, deadline: Deadline) -> Result<Opened, Error> {
    let container = Container::alone(ALONE, source);
    let content = container.read(ALONE, limits::MENDED_BYTES).map_err(|fault| match fault {
        Fault::TooLarge => Error::TooLarge("file".into()),
        Fault::Missing | Fault::Protected | Fault::Unreadable => Error::Damaged("file".into()),
    })?;
    let mut defects = Defects::default();
    let read = reader::read(start(&content.bytes), deadline);
    drop(content);
    if !read.whole {
        defects.add(Code::Malformed, ALONE);
    }
    let binding = Binding {
        written: read.written,
        metadata: read.metadata,
        path: ALONE.to_owned(),
        media_types: HashMap::new(),
        pictures: read.pictures,
        defects,
    };
    manuscript::bind(binding, container, deadline)
}

#[cfg(test)]
mod tests;
