//! Feeds bytes that nobody has thought of to one reader of foreign bytes: the one that `OQYRMAN_FUZZ` names.
//!
//! libFuzzer (<https://llvm.org/docs/LibFuzzer.html>) keeps what reaches new code and changes it further; `run.py` starts
//! it for one reader after another.

#![no_main]

use std::panic;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

mod readers;

use readers::{READERS, Reader};

static READER: OnceLock<Reader> = OnceLock::new();

fn chosen() -> Reader {
    let name = std::env::var("OQYRMAN_FUZZ").unwrap_or_default();
    let names = || READERS.map(|(name, _)| name).join(", ");
    let found = READERS.iter().find(|(known, _)| *known == name);
    let (_, reader) = *found.unwrap_or_else(|| panic!("OQYRMAN_FUZZ is to name one of these: {}", names()));
    // What reads foreign bytes stands behind a boundary, because crates of others do panic. Our own code must not.
    oqyrman::format::quietly(|| ());
    let _ = panic::take_hook();
    panic::set_hook(Box::new(|info| {
        if info.location().is_none_or(|place| !place.file().contains("/registry/src/")) {
            eprintln!("{info}\n{}", std::backtrace::Backtrace::force_capture());
            std::process::abort();
        }
    }));
    reader
}

fuzz_target!(|bytes: &[u8]| READER.get_or_init(chosen)(bytes));
