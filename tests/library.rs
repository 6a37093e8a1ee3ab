//! The library against a server that does what servers do: pages, search, passwords, and everything that goes wrong.

use std::path::PathBuf;
use std::time::Duration;

use oqyrman::home::Home;
use oqyrman::library::authentication::Credentials;
use oqyrman::library::client::{Client, Limits};
use oqyrman::library::secrets::Secrets;
use oqyrman::library::shelf::Shelf;

#[path = "library/acquiring.rs"]
mod acquiring;
#[path = "library/crawling.rs"]
mod crawling;
#[path = "library/dodp.rs"]
mod dodp;
#[allow(dead_code, reason = "talking books are zipped as these")]
#[path = "support/epub.rs"]
mod epub;
#[path = "library/faults.rs"]
mod faults;
#[path = "library/feeds.rs"]
mod feeds;
#[path = "library/fetching.rs"]
mod fetching;
#[cfg(unix)]
#[path = "library/filling.rs"]
mod filling;
#[path = "library/finding.rs"]
mod finding;
#[path = "library/hearing.rs"]
mod hearing;
#[path = "library/interrupted.rs"]
mod interrupted;
#[path = "library/lending.rs"]
mod lending;
#[path = "library/measure.rs"]
mod measure;
#[path = "library/pages.rs"]
mod pages;
#[path = "library/patrons.rs"]
mod patrons;
#[path = "library/publications.rs"]
mod publications;
#[path = "library/queueing.rs"]
mod queueing;
#[path = "library/samples.rs"]
mod samples;
#[path = "library/server.rs"]
mod server;
#[path = "library/several.rs"]
mod several;
#[path = "library/sign_in.rs"]
mod sign_in;
#[allow(dead_code, reason = "only its recordings are needed here")]
#[path = "support/sound.rs"]
mod sound;
#[path = "library/streaming.rs"]
mod streaming;
#[path = "support/talking.rs"]
mod talking;
#[path = "library/talking_books.rs"]
mod talking_books;
#[path = "library/tokens.rs"]
mod tokens;
#[path = "library/travelling.rs"]
mod travelling;

/// Limits that make a test of them short.
fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(5),
        silence: Duration::from_secs(2),
        page_time: Duration::from_secs(4),
        page_bytes: 512 * 1024,
        image_bytes: 64 * 1024,
        download_bytes: 8 * 1024 * 1024,
        redirects: 5,
        patience: Duration::from_secs(2),
        pause: Duration::from_millis(10),
    }
}

fn client() -> Client {
    Client::with_limits(Secrets::none(), limits()).expect("a client")
}

fn reader(password: &str) -> Credentials {
    Credentials { user: "Айгүл".to_owned(), password: password.to_owned() }
}

/// A home and its shelf in a folder that goes with it.
struct Desk {
    _folder: tempfile::TempDir,
    home: Home,
    shelf: Shelf,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::at(folder.path().join("home")).expect("a home");
        let shelf = Shelf::open(&home).expect("a shelf");
        Self { _folder: folder, home, shelf }
    }

    /// The names of the files in the folder of downloads.
    fn downloads(&self) -> Vec<String> {
        names(&self.home.downloads())
    }

    fn books(&self) -> Vec<String> {
        names(&self.home.books())
    }
}

fn names(folder: &std::path::Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A book that the program ships.
fn book() -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/library/abai-qara-sozder.epub");
    std::fs::read(path).expect("a book")
}
