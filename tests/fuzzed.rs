//! What `make fuzz` has found, walked again through the door by which it came in: each is answered now.
//!
//! A find lies in `tests/fixtures/fuzzed`, in the folder of its reader, under a name that says what was wrong.

use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

#[path = "../fuzz/src/readers.rs"]
mod readers;

/// A part of what reached new code, `READER/NAME` in a zip: made by `fuzz/run.py --keep`.
#[test]
fn what_was_tried_is_answered() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fuzzed/corpus.zip");
    let mut kept = zip::ZipArchive::new(std::fs::File::open(path).expect("a corpus")).expect("a zip");
    let mut walked = std::collections::BTreeMap::new();
    for number in 0..kept.len() {
        let mut entry = kept.by_index(number).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("read");
        let wanted = name.split('/').next().unwrap_or_default();
        let (wanted, reader) = readers::READERS.iter().find(|(known, _)| *known == wanted).expect("a reader");
        answered(&name, *reader, &bytes);
        *walked.entry(*wanted).or_insert(0) += 1;
    }
    assert!(walked.len() > 15 && walked.values().all(|&tries| tries > 10), "{walked:?}");
}

fn answered(name: &str, reader: readers::Reader, bytes: &[u8]) {
    let start = Instant::now();
    reader(bytes);
    assert!(start.elapsed() < Duration::from_secs(5), "{name} took {:?}", start.elapsed());
}

#[test]
fn what_was_found_is_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fuzzed");
    let mut walked = 0;
    for (name, reader) in readers::READERS {
        let Ok(finds) = std::fs::read_dir(folder.join(name)) else { continue };
        for find in finds {
            let path = find.expect("a find").path();
            let bytes = std::fs::read(&path).expect("read");
            answered(&path.display().to_string(), reader, &bytes);
            walked += 1;
        }
    }
    assert!(walked > 0, "{} holds what was found", folder.display());
}
