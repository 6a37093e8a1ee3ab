//! A disk that is really full, in every step: it is told so, nothing is lost and nothing doubled, and with room again the same
//! road ends well.
//!
//! Each road is walked in a process of its own: once where no file may grow any more (`RLIMIT_FSIZE`, which the system tells as
//! «file too large»), once on a small disk of memory that only that process sees («no space left»).

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::http::Response;
use futures::{StreamExt, stream};
use oqyrman::home::Home;
use oqyrman::library::Error;
use oqyrman::library::acquire::{Event, Wanted, acquire};
use oqyrman::library::covers::{Covers, Source};
use oqyrman::library::index::{self, Index, Kind, Question, Title};
use oqyrman::library::queue::Rules;
use oqyrman::library::queue::one::{self, Brought, Tools};
use oqyrman::library::room;
use oqyrman::library::shelf::{self, Holding, Place, Shelf, wait};
use oqyrman::locale::{Locale, Tongue};
use oqyrman::ui::wording;
use serde_json::json;
use url::Url;

use crate::server::{Seen, Server, not_found, reply, with};
use crate::{book, client, names};

/// How the disk is made full.
#[derive(Debug, Clone)]
enum Disk {
    /// No file grows beyond so many bytes.
    Limit,
    /// All but so many bytes are taken, of so many when it is empty.
    Small(PathBuf, u64),
}

impl Disk {
    fn fill(&self, left: u64) {
        match self {
            Self::Limit => limit(left),
            Self::Small(at, _) => {
                let ballast = std::fs::File::create(at.join("ballast")).expect("made");
                let mut taken = 0;
                // Whoever writes at this moment takes a page from what was told to be free.
                for _ in 0..1_000 {
                    let more = room::free(at).expect("told").saturating_sub(left);
                    if more == 0 && taken > 0 {
                        return;
                    }
                    let wanted = (taken + more) as libc::off_t;
                    // SAFETY: the file is open; the call only takes room for it.
                    match unsafe { libc::posix_fallocate(std::os::fd::AsRawFd::as_raw_fd(&ballast), 0, wanted) } {
                        0 => taken += more,
                        libc::ENOSPC => std::thread::yield_now(),
                        error => panic!("{}", std::io::Error::from_raw_os_error(error)),
                    }
                }
                panic!("the disk never gets full");
            }
        }
    }

    /// Waits until nothing of the road before takes room: databases that nobody needs any more are closed a little later.
    fn settle(&self) {
        let Self::Small(at, whole) = self else { return };
        for _ in 0..2_000 {
            if room::free(at).expect("told") >= *whole {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("{} of {whole} bytes are free", room::free(at).expect("told"));
    }

    fn empty(&self) {
        match self {
            Self::Limit => limit(libc::RLIM_INFINITY),
            Self::Small(at, _) => std::fs::remove_file(at.join("ballast")).expect("removed"),
        }
    }
}

fn limit(bytes: u64) {
    let wanted = libc::rlimit { rlim_cur: bytes, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: this process is there for these roads alone.
    let answer = unsafe { libc::setrlimit(libc::RLIMIT_FSIZE, &wanted) };
    assert_eq!(answer, 0, "{}", std::io::Error::last_os_error());
}

/// Where the disk gets full, once.
type Moment = Arc<Mutex<Option<(&'static str, u64, Disk)>>>;

fn at(moment: &Moment, place: &str) {
    let mut moment = moment.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, left, disk)) = moment.take_if(|(wanted, ..)| *wanted == place) {
        disk.fill(left);
    }
}

fn text(letter: char) -> String {
    format!("<html><body><p>{}</p></body></html>", letter.to_string().repeat(40_000))
}

/// A library with a book that is lent, and one that comes in parts.
async fn library(moment: Moment) -> Server {
    Server::start(move |seen: &Seen| -> Response<Body> {
        at(&moment, seen.path());
        let page = |letter| reply(200, "application/xhtml+xml", text(letter));
        match seen.path() {
            "/loan" => reply(
                200,
                "application/opds-publication+json",
                json!({
                    "metadata": { "title": "Қара сөздер", "identifier": "urn:x:1" },
                    "links": [{ "rel": "http://opds-spec.org/acquisition", "href": "/book.epub",
                                "type": "application/epub+zip" }],
                })
                .to_string(),
            ),
            "/book.epub" => whole(&moment, seen, book()),
            "/parts/manifest.json" => reply(
                200,
                "application/webpub+json",
                json!({
                    "metadata": { "title": "Бөліктер", "identifier": "urn:x:2" },
                    "readingOrder": [
                        { "href": "1.xhtml", "type": "application/xhtml+xml" },
                        { "href": "2.xhtml", "type": "application/xhtml+xml" }],
                })
                .to_string(),
            ),
            "/parts/1.xhtml" => page('а'),
            "/parts/2.xhtml" => page('б'),
            _ => not_found(),
        }
    })
    .await
}

/// A file whose last byte is a moment of its own.
fn whole(moment: &Moment, seen: &Seen, bytes: Vec<u8>) -> Response<Body> {
    let start = seen.range().unwrap_or(0);
    let length = bytes.len();
    let (rest, last) =
        (Bytes::copy_from_slice(&bytes[start..length - 1]), Bytes::copy_from_slice(&bytes[length - 1..]));
    let moment = Arc::clone(moment);
    let end = stream::once(async move {
        at(&moment, "the last byte");
        Ok::<_, std::convert::Infallible>(last)
    });
    let body = Body::from_stream(stream::once(async move { Ok(rest) }).chain(end));
    let response = reply(if start == 0 { 200 } else { 206 }, "application/epub+zip", body);
    let response = with(response, "content-length", &(length - start).to_string());
    let response = with(response, "etag", "\"1\"");
    match start {
        0 => response,
        _ => with(response, "content-range", &format!("bytes {start}-{}/{length}", length - 1)),
    }
}

/// In three languages: that the disk is full, and what to do.
fn assert_told(error: &Error, what: &str) {
    assert!(matches!(error, Error::DiskFull), "{what}: {error:?}");
    for tongue in Tongue::ALL {
        let locale = Locale::new(tongue);
        let line = wording::library_error(&locale, error).line();
        assert!(line.contains(&locale.text("error-disk-full")), "{what}: {line}");
        assert!(line.contains(&locale.text("error-disk-full-do")), "{what}: {line}");
    }
}

async fn road(home: &Home, shelf: &Shelf, address: Url, queue: bool) -> Result<Holding, Error> {
    let wanted = Wanted::Address(address);
    if queue {
        let tools = Tools {
            client: client(),
            home: home.clone(),
            shelf: shelf.clone(),
            rules: Rules::default(),
            look: std::time::Duration::from_millis(20),
        };
        return match one::fetch(&tools, wanted, &mut |_| {}).await? {
            Brought::Holding(holding) => Ok(*holding),
            // It was looked for room before anything was written.
            Brought::Waits(_) => Err(Error::DiskFull),
            Brought::GivenUp => panic!("by nobody"),
        };
    }
    let mut events = acquire(client(), home.clone(), shelf.clone(), wanted);
    while let Some(event) = events.next().await {
        if let Event::Done(end) = event {
            return end.map(|shelved| shelved.into_holding());
        }
    }
    panic!("no end")
}

/// The whole road to a book, with a disk that gets full at this place.
async fn fetching(folder: &Path, disk: &Disk, place: &'static str, left: u64, path: &str, queue: bool) {
    disk.settle();
    let what = format!("{place} of {path}, {left} bytes, {disk:?}, queue: {queue}");
    let home = Home::at(folder.join("home")).expect("a home");
    let shelf = Shelf::open(&home).expect("a shelf");
    let moment: Moment = Arc::new(Mutex::new(Some((place, left, disk.clone()))));
    let server = library(Arc::clone(&moment)).await;
    at(&moment, "the beginning");
    let end = road(&home, &shelf, server.url(path), queue).await;
    assert!(moment.lock().expect("kept").is_none(), "{what}: it never came there");
    assert_told(&end.expect_err(&what), &what);
    assert_eq!(wait(shelf.holdings()).expect("listed"), [], "{what}");
    assert_eq!(names(&home.books()), [""; 0], "{what}");
    disk.empty();
    let holding =
        road(&home, &shelf, server.url(path), queue).await.unwrap_or_else(|error| panic!("{what}: {error:?}"));
    assert!(holding.present, "{what}");
    assert_eq!(wait(shelf.holdings()).expect("listed").len(), 1, "{what}");
    assert_eq!(names(&home.books()).len(), 1, "{what}");
    assert_eq!(names(&home.downloads()), [""; 0], "{what}");
    assert_eq!(wait(shelf.pending()).expect("listed"), [], "{what}");
    if path == "/loan" {
        assert_eq!(std::fs::read(&holding.file).expect("the book"), book(), "{what}");
    } else {
        let opened = oqyrman::format::open(&holding.file).expect("opened");
        assert_eq!(opened.book.sections.len(), 2, "{what}");
    }
    drop(shelf);
    std::fs::remove_dir_all(folder).expect("removed");
}

/// What the reader writes, and what she has: the old stays, the new is told not to be kept.
async fn keeping(folder: &Path, disk: &Disk) {
    disk.settle();
    let home = Home::at(folder.join("home")).expect("a home");
    let shelf = Shelf::open(&home).expect("a shelf");
    let own = folder.join("own.epub");
    std::fs::write(&own, book()).expect("written");
    let holding = wait(shelf.add_file(&own)).expect("imported").into_holding();
    let place = |part| Place::now(Default::default(), part);
    wait(shelf.save_place(holding.id, place(0.25))).expect("kept");
    disk.fill(0);
    // The log of a database may have begun pages that are not used: it is full when no page more fits.
    let full = (0..500).find_map(|_| wait(shelf.save_place(holding.id, place(0.5))).err());
    assert!(matches!(full, Some(shelf::Error::Full)), "{disk:?}: {full:?}");
    assert_told(&full.expect("full").into(), "a place");
    let mut other = book();
    other.extend_from_slice(b"\0");
    disk.empty();
    std::fs::write(folder.join("other.epub"), other).expect("written");
    disk.fill(0);
    let full = wait(shelf.add_file(folder.join("other.epub"))).expect_err("no room");
    assert!(matches!(full, shelf::Error::Full), "{disk:?}: {full:?}");
    let known = wait(shelf.holdings()).expect("listed");
    assert_eq!(known.len(), 1, "{disk:?}");
    assert!(wait(shelf.place(holding.id)).expect("asked").is_some_and(|place| place.progress >= 0.25));
    disk.empty();
    wait(shelf.save_place(holding.id, place(0.75))).expect("kept");
    drop(shelf);
    let shelf = Shelf::open(&home).expect("a shelf");
    assert_eq!(wait(shelf.place(holding.id)).expect("asked").map(|place| place.progress), Some(0.75));
    assert_eq!(names(&home.books()).iter().filter(|name| !name.starts_with('.')).count(), 1, "{disk:?}");
    drop(shelf);
    std::fs::remove_dir_all(folder).expect("removed");
}

/// A program that is started for the first time where nothing fits.
fn beginning(folder: &Path, disk: &Disk) {
    disk.settle();
    let home = Home::at(folder.join("home")).expect("a home");
    disk.fill(0);
    let full = Shelf::open(&home).expect_err("no room");
    assert!(matches!(full, shelf::Error::Full), "{disk:?}: {full:?}");
    disk.empty();
    let shelf = Shelf::open(&home).expect("a shelf");
    assert!(shelf.recovery().is_none(), "{disk:?}: nothing was damaged");
    drop(shelf);
    std::fs::remove_dir_all(folder).expect("removed");
}

async fn indexing(folder: &Path, disk: &Disk) {
    disk.settle();
    let home = Home::at(folder.join("home")).expect("a home");
    let index = Index::open(&home).expect("an index");
    let address = Url::parse("https://a.kz/").expect("an address");
    let source = index.source(address, "Кітапхана".to_owned(), Kind::Opds).await.expect("a source");
    let walk = index.walk(source).await.expect("begun");
    let titles = |from: usize| {
        let title = |number| Title {
            identifier: Some(format!("urn:{number}")),
            title: format!("Кітап {number} {}", "сөз ".repeat(50)),
            ..Title::default()
        };
        (from..from + 500).map(title).collect::<Vec<_>>()
    };
    index.add(walk, None, titles(0)).await.expect("added");
    disk.fill(0);
    let mut full = None;
    for round in 1..20 {
        if let Err(error) = index.add(walk, None, titles(round * 500)).await {
            full = Some((round, error));
            break;
        }
    }
    let (round, full) = full.expect("no room");
    assert!(matches!(full, index::Error::Full), "{disk:?}: {full:?}");
    // What was found before is found now, and half a page is none.
    let count = async |words: &str| {
        let question = Question { limit: 600, ..Question::new(words) };
        index.ask(question).await.expect("an answer").hits.len()
    };
    assert_eq!(count("кітап 499").await, 1, "{disk:?}");
    assert_eq!(count(&format!("кітап {}", round * 500)).await, 0, "{disk:?}");
    disk.empty();
    index.add(walk, None, titles(round * 500)).await.expect("added");
    assert_eq!(count(&format!("кітап {}", round * 500)).await, 1, "{disk:?}");
    drop(index);
    std::fs::remove_dir_all(folder).expect("removed");
}

async fn covering(folder: &Path, disk: &Disk) {
    disk.settle();
    let covers = Covers::new(folder.join("covers"));
    let server = Server::start(|_| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let image = image::RgbImage::from_fn(60, 90, |x, y| image::Rgb([x as u8, y as u8, (x * y) as u8]));
        image.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
        reply(200, "image/png", bytes.into_inner())
    })
    .await;
    let source = Source::address(&server.url("/cover.png"), None).expect("a source");
    std::fs::create_dir_all(folder.join("covers")).expect("a folder");
    disk.fill(0);
    // It is shown all the same, and nothing half lies there.
    assert!(covers.pixels(Some(&client()), &source).await.expect("a cover").is_some());
    assert_eq!(names(&folder.join("covers")), [""; 0], "{disk:?}");
    disk.empty();
    assert!(covers.pixels(Some(&client()), &source).await.expect("a cover").is_some());
    assert_eq!(names(&folder.join("covers")).len(), 1, "{disk:?}");
    assert!(covers.pixels(None, &source).await.expect("a cover").is_some(), "kept");
    std::fs::remove_dir_all(folder).expect("removed");
}

/// Not a test of its own: the process whose disk is full.
#[test]
#[ignore = "started by other tests as a process of its own"]
fn child() {
    let Some(folder) = std::env::var_os("FILLING_FOLDER").map(PathBuf::from) else { return };
    // SAFETY: nothing else of this process waits for this signal.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
    let disk = match std::env::var_os("FILLING_SMALL") {
        Some(_) => Disk::Small(folder.clone(), room::free(&folder).expect("told")),
        None => Disk::Limit,
    };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let at = folder.join("road");
    runtime.block_on(async {
        covering(&at, &disk).await;
        // The note before the first request; the note of what was lent; the file; its coming to the shelf.
        fetching(&at, &disk, "the beginning", 0, "/loan", true).await;
        fetching(&at, &disk, "/loan", 0, "/loan", true).await;
        fetching(&at, &disk, "/book.epub", 0, "/loan", false).await;
        fetching(&at, &disk, "/book.epub", 64 * 1024, "/loan", false).await;
        fetching(&at, &disk, "/book.epub", 64 * 1024, "/loan", true).await;
        if matches!(disk, Disk::Small(..)) {
            fetching(&at, &disk, "the last byte", 0, "/loan", true).await;
            // Room for the last part, and none for the whole of them.
            fetching(&at, &disk, "/parts/2.xhtml", 128 * 1024, "/parts/manifest.json", false).await;
        } else {
            // Each part fits, the whole of them does not.
            fetching(&at, &disk, "/parts/2.xhtml", 100 * 1024, "/parts/manifest.json", false).await;
        }
        fetching(&at, &disk, "/parts/2.xhtml", 32 * 1024, "/parts/manifest.json", false).await;
        keeping(&at, &disk).await;
        beginning(&at, &disk);
        indexing(&at, &disk).await;
    });
    println!("all roads are walked");
}

fn walk(mut command: Command) {
    let output = command.output().expect("started");
    let told = format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && told.contains("all roads are walked"), "{told}");
}

const CHILD: [&str; 5] = ["--exact", "filling::child", "--ignored", "--nocapture", "--test-threads=1"];

#[test]
fn where_no_file_may_grow_nothing_is_lost_or_doubled() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(CHILD).env("FILLING_FOLDER", folder.path());
    walk(command);
}

/// Needs the right to mount a disk, in a world of its own that ends with the process.
#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_nothing_is_lost_or_doubled() {
    let folder = tempfile::tempdir().expect("a folder");
    let mount = "mount -t tmpfs -o size=128m tmpfs \"$FILLING_FOLDER\" && exec \"$@\"";
    let in_own_world = |words: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", mount, "sh"]).args(words).env("FILLING_FOLDER", folder.path());
        command
    };
    match in_own_world(&["true"]).output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => {
            return println!("skipped: no disk can be mounted: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Err(error) => return println!("skipped: no disk can be mounted: {error}"),
    }
    let program = std::env::current_exe().expect("this program");
    let words = [&[program.to_str().expect("a path")], &CHILD[..]].concat();
    let mut command = in_own_world(&words);
    command.env("FILLING_SMALL", "1");
    walk(command);
}
