//! What `make fuzz` has found, walked again through the door by which it came in: each is answered now.
//!
//! A find lies in `tests/fixtures/fuzzed`, in the folder of its reader, under a name that says what was wrong.

use std::path::Path;
use std::time::{Duration, Instant};

#[path = "../fuzz/src/readers.rs"]
mod readers;

#[test]
fn what_was_found_is_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fuzzed");
    let mut walked = 0;
    for (name, reader) in readers::READERS {
        let Ok(finds) = std::fs::read_dir(folder.join(name)) else { continue };
        for find in finds {
            let path = find.expect("a find").path();
            let bytes = std::fs::read(&path).expect("read");
            let start = Instant::now();
            reader(&bytes);
            assert!(start.elapsed() < Duration::from_secs(5), "{} took {:?}", path.display(), start.elapsed());
            walked += 1;
        }
    }
    assert!(walked > 0, "{} holds what was found", folder.display());
}
