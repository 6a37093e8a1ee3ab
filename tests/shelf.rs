//! The shelf on a real disk: what it keeps through closing, killing, damage and company.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use oqyrman::book::{Format, Language, Locations, Locator, TextContext};
use oqyrman::home::Home;
use oqyrman::library::shelf::{
    Card, Error, Holding, Library, LibraryKind, Loan, Moment, Place, Shelf, Shelved, Visit, bookmark, wait,
};

#[path = "shelf/ended.rs"]
mod ended;

/// A home in a folder of its own, which goes with it.
struct Desk {
    _folder: tempfile::TempDir,
    home: Home,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::at(folder.path().join("home")).expect("a home");
        Self { _folder: folder, home }
    }

    fn shelf(&self) -> Shelf {
        Shelf::open(&self.home).expect("a shelf")
    }

    /// A finished download with these bytes.
    fn download(&self, name: &str, bytes: &[u8]) -> PathBuf {
        fs::create_dir_all(self.home.downloads()).expect("a folder");
        let path = self.home.downloads().join(name);
        fs::write(&path, bytes).expect("a file");
        path
    }

    fn shelve(&self, shelf: &Shelf, title: &str) -> Holding {
        let file = self.download("one.part", title.as_bytes());
        wait(shelf.shelve(file, card(title))).expect("shelved").into_holding()
    }

    /// The names in the folder of books.
    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.home.books())
            .expect("the folder of books")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        names
    }
}

fn card(title: &str) -> Card {
    Card { title: title.to_owned(), identifier: Some(format!("urn:test:{title}")), ..Card::default() }
}

fn locator(progress: f64) -> Locator {
    Locator {
        href: "text/01.xhtml".to_owned(),
        media_type: "application/xhtml+xml".to_owned(),
        title: Some("Бірінші сөз".to_owned()),
        locations: Locations { fragments: vec!["s1".to_owned()], progression: Some(progress), ..Default::default() },
        text: TextContext { highlight: "Бұл жасқа келгенше".to_owned(), ..Default::default() },
    }
}

#[test]
fn what_is_kept_is_there_after_closing() {
    let desk = Desk::new();
    let loan = Loan { since: Moment::parse("2026-11-23"), until: Moment::parse("2026-12-23") };
    let file = desk.download("abai.epub", b"words");
    let about = Card {
        title: "Қара сөздер".to_owned(),
        authors: vec!["Абай Құнанбайұлы".to_owned()],
        languages: Language::parse("kk").into_iter().collect(),
        identifier: Some("urn:isbn:1".to_owned()),
        format: Format::Epub,
        source: Some("http://127.0.0.1/opds2/".to_owned()),
        loan: Some(loan),
        ..Card::default()
    };
    let (id, mark) = {
        let shelf = desk.shelf();
        let shelved = wait(shelf.shelve(&file, about)).expect("shelved");
        assert!(matches!(shelved, Shelved::New(_)));
        let id = shelved.holding().id;
        assert!(!file.exists(), "a download is moved, not copied");
        wait(shelf.save_place(id, Place::now(locator(0.25), 0.25))).expect("kept");
        wait(shelf.save_place(id, Place::now(locator(0.5), 0.5))).expect("kept again");
        let note = Some("мұны қайта оқу".to_owned());
        let late = wait(shelf.add_bookmark(id, locator(0.9), 0.9, "соңы", None)).expect("marked");
        let mark = wait(shelf.add_bookmark(id, locator(0.1), 0.1, "Бұл жасқа", note)).expect("marked");
        wait(shelf.remove_bookmark(late.id)).expect("removed");
        wait(shelf.opened(id)).expect("opened");
        (id, mark)
    };
    let shelf = desk.shelf();
    assert_eq!(shelf.recovery(), None);
    let found = wait(shelf.holding(id)).expect("asked").expect("found");
    assert_eq!(found.title, "Қара сөздер");
    assert_eq!(found.authors, ["Абай Құнанбайұлы"]);
    assert_eq!(found.languages, [Language::parse("kk").expect("a language")]);
    assert_eq!(found.loan, Some(loan));
    assert_eq!(found.progress, Some(0.5));
    assert_eq!(found.file, desk.home.books().join("Қара сөздер - Абай Құнанбайұлы.epub"));
    assert!(found.present && found.last_opened.is_some() && found.finished.is_none());
    assert_eq!(fs::read(&found.file).expect("the file"), b"words");
    let place = wait(shelf.place(id)).expect("asked").expect("a place");
    assert_eq!((place.locator, place.progress), (locator(0.5), 0.5));
    assert_eq!(wait(shelf.bookmarks(id)).expect("asked"), std::slice::from_ref(&mark));
    assert_eq!(mark.note.as_deref(), Some("мұны қайта оқу"));
    assert!(wait(shelf.set_note(mark.id, None)).expect("changed"));
    assert_eq!(wait(shelf.bookmarks(id)).expect("asked")[0].note, None);
    assert_eq!(wait(shelf.find_identifier("urn:isbn:1")).expect("asked").map(|found| found.id), Some(id));
    assert_eq!(wait(shelf.find_sha256(found.sha256)).expect("asked").map(|found| found.id), Some(id));
}

#[test]
fn what_was_spoken_is_kept_with_its_bookmark_and_goes_with_its_book() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    desk.shelve(&shelf, "Сөз");
    let id = wait(shelf.find_identifier("urn:test:Сөз")).expect("asked").expect("found").id;
    let mark = wait(shelf.add_bookmark(id, locator(0.1), 0.1, "", None)).expect("marked");
    assert!(wait(shelf.set_sound(mark.id, Some("a.wav".to_owned()))).expect("changed"));
    let folder = shelf.spoken(id);
    assert!(folder.starts_with(desk.home.root()));
    fs::create_dir_all(&folder).expect("made");
    for name in ["a.wav", "b.wav", "c.part"] {
        fs::write(folder.join(name), "sound").expect("written");
    }
    let marks = wait(desk.shelf().bookmarks(id)).expect("asked");
    assert_eq!(marks[0].sound.as_deref(), Some("a.wav"));
    wait(shelf.tidy_spoken(id, &marks));
    let names: Vec<_> = fs::read_dir(&folder).expect("read").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(names, ["a.wav"], "what belongs to no bookmark is gone");
    wait(shelf.remove(id)).expect("removed");
    assert!(!folder.exists());
}

#[test]
fn the_last_opened_stands_first_then_the_alphabet() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    for title in ["Ян", "Әке", "Үміт", "Қала", "Кала", "Азамат"] {
        desk.shelve(&shelf, title);
    }
    let opened = wait(shelf.find_identifier("urn:test:Үміт")).expect("asked").expect("found");
    wait(shelf.opened(opened.id)).expect("noted");
    let titles: Vec<String> = wait(shelf.holdings()).expect("listed").into_iter().map(|found| found.title).collect();
    assert_eq!(titles, ["Үміт", "Азамат", "Әке", "Кала", "Қала", "Ян"]);
}

#[test]
fn the_same_book_is_not_shelved_twice() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let first = desk.shelve(&shelf, "Капитанская дочка");
    wait(shelf.save_place(first.id, Place::now(locator(0.5), 0.5))).expect("kept");

    let again = desk.download("again", "Капитанская дочка".as_bytes());
    let lent =
        Card { loan: Some(Loan { since: None, until: Moment::parse("2027-01-01") }), ..card("другое имя") };
    let again = wait(shelf.shelve(again, lent)).expect("shelved");
    assert!(matches!(&again, Shelved::Again(found) if found.id == first.id && found.loan.is_some()), "{again:?}");

    let mended = desk.download("mended.epub", b"a newer file of the same publication");
    let mended = wait(shelf.shelve(mended, card("Капитанская  ДОЧКА"))).expect("shelved");
    assert!(matches!(&mended, Shelved::New(_)), "another identifier is another book");
    wait(shelf.remove(mended.holding().id)).expect("removed");

    let mended = desk.download("mended.epub", b"a newer file of the same publication");
    let newer =
        Card { title: "«Капитанская дочка»".to_owned(), ..card("Капитанская дочка") };
    let mended = wait(shelf.shelve(mended, newer)).expect("shelved");
    assert!(matches!(&mended, Shelved::Again(found) if found.id == first.id));
    assert_eq!(mended.holding().progress, Some(0.5), "the place stays");
    assert_eq!(fs::read(&mended.holding().file).expect("the file"), b"a newer file of the same publication");
    assert_eq!(wait(shelf.holdings()).expect("listed").len(), 1);
    assert_eq!(desk.files(), [mended.holding().file_name()], "the older file is gone");
    assert_ne!(mended.holding().file, first.file, "an undone exchange would find both");
}

#[test]
fn what_is_removed_is_gone_with_its_file() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let (gone, stays) = (desk.shelve(&shelf, "Gone"), desk.shelve(&shelf, "Stays"));
    wait(shelf.save_place(gone.id, Place::now(locator(0.1), 0.1))).expect("kept");
    wait(shelf.remove(gone.id)).expect("removed");
    assert_eq!(desk.files(), [stays.file_name()]);
    assert_eq!(wait(shelf.place(gone.id)).expect("asked"), None);
    let late = wait(shelf.save_place(gone.id, Place::now(locator(0.2), 0.2)));
    assert!(matches!(late, Err(Error::Unknown(id)) if id == gone.id), "{late:?}");
    assert!(matches!(wait(shelf.remove(gone.id)), Err(Error::Unknown(_))));
    let next = desk.shelve(&shelf, "Next");
    assert!(next.id > gone.id && next.id > stays.id, "numbers are not given twice");
}

#[test]
fn what_the_reader_agreed_to_is_kept() {
    let home = tempfile::tempdir().expect("a folder");
    let home = Home::at(home.path().join("home")).expect("a home");
    let shelf = Shelf::open(&home).expect("opened");
    assert!(wait(shelf.confirmed()).expect("listed").is_empty());
    for origin in ["http://library.kz", "http://192.168.1.5:8080", "http://library.kz"] {
        wait(shelf.confirm(origin)).expect("kept");
    }
    drop(shelf);
    let shelf = Shelf::open(&home).expect("opened again");
    assert_eq!(wait(shelf.confirmed()).expect("listed").len(), 2);
    assert!(wait(shelf.withdraw("http://library.kz")).expect("withdrawn"));
    assert!(!wait(shelf.withdraw("http://library.kz")).expect("withdrawn"), "it has gone already");
    assert_eq!(wait(shelf.confirmed()).expect("listed"), ["http://192.168.1.5:8080"]);
}

#[test]
fn libraries_are_kept_and_one_is_chosen() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let library = |url: &str, chosen| Library {
        url: url.to_owned(),
        title: format!("Кітапхана {url}"),
        chosen,
        user: Some("0042".to_owned()),
        ..Library::default()
    };
    for library in [library("http://a/", true), library("http://b/", true)] {
        wait(shelf.keep_library(library)).expect("kept");
    }
    assert_eq!(wait(shelf.libraries()).expect("listed"), [library("http://a/", false), library("http://b/", true)]);
    wait(shelf.choose_library(Some("http://a/".to_owned()))).expect("chosen");
    assert_eq!(wait(shelf.libraries()).expect("listed"), [library("http://a/", true), library("http://b/", false)]);
    wait(shelf.choose_library(None)).expect("left");
    assert!(wait(shelf.libraries()).expect("listed").iter().all(|library| !library.chosen), "leaving removes nothing");
    assert!(wait(shelf.remove_library("http://b/")).expect("removed"));
    assert!(!wait(shelf.remove_library("http://b/")).expect("asked"), "it is not there any more");
    assert_eq!(wait(shelf.libraries()).expect("listed"), [library("http://a/", false)]);
}

#[test]
fn what_a_visit_told_is_kept_and_the_readers_own_name_for_a_library_stays() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let at = |url: &str| Library { url: url.to_owned(), ..Library::default() };
    for url in ["http://a/", "http://b/"] {
        wait(shelf.keep_library(at(url))).expect("kept");
    }
    let failed = Moment::from_unix_millis(1_800_000_000_000);
    let visit = Visit {
        title: " Алматы кітапханасы ".to_owned(), kind: LibraryKind::Opds2, ..Visit::default()
    };
    wait(shelf.visited_library("http://a/", visit)).expect("noted");
    assert!(wait(shelf.rename_library("http://b/", "Менің кітапханам")).expect("renamed"));
    assert!(!wait(shelf.rename_library("http://c/", "x")).expect("asked"));
    let visit = Visit { title: "B".to_owned(), user: Some("0042".to_owned()), ..Visit::default() };
    wait(shelf.visited_library("http://b/", visit)).expect("noted");
    wait(shelf.visited_library("http://b/", Visit { failed: Some(failed), ..Visit::default() })).expect("noted");
    wait(shelf.visited_library("http://c/", Visit::default())).expect("nothing to note");
    drop(shelf);
    let a = Library {
        title: "Алматы кітапханасы".to_owned(), kind: LibraryKind::Opds2, ..at("http://a/")
    };
    let b = Library {
        title: "Менің кітапханам".to_owned(),
        renamed: true,
        user: Some("0042".to_owned()),
        failed: Some(failed),
        ..at("http://b/")
    };
    assert_eq!(wait(desk.shelf().libraries()).expect("listed"), [a, b]);
}

#[test]
fn a_shelf_of_a_newer_program_is_left_as_it_is() {
    let desk = Desk::new();
    drop(desk.shelf());
    let database = rusqlite::Connection::open(desk.home.shelf()).expect("opened");
    database.pragma_update(None, "user_version", 4_000).expect("set");
    drop(database);
    let refused = Shelf::open(&desk.home);
    assert!(matches!(refused, Err(Error::Newer(4_000))), "{refused:?}");
    let database = rusqlite::Connection::open(desk.home.shelf()).expect("opened");
    let form: i64 = database.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("asked");
    assert_eq!(form, 4_000);
}

/// Closes the shelf for good, so that nothing is left in its log.
fn checkpoint(home: &Home) {
    let database = rusqlite::Connection::open(home.shelf()).expect("opened");
    let busy: i64 = database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).expect("written back");
    assert_eq!(busy, 0);
}

#[test]
fn a_database_of_garbage_is_set_aside_and_made_again() {
    let words = b"not a database, and longer than the hundred bytes of a header of one: ".repeat(9);
    for garbage in [words, vec![0xff; 8192]] {
        let desk = Desk::new();
        fs::write(desk.home.shelf(), &garbage).expect("written");
        let shelf = desk.shelf();
        let recovery = shelf.recovery().expect("it is told").clone();
        assert_eq!(fs::read(&recovery.set_aside).expect("kept"), garbage, "what was found is kept as it was");
        assert_eq!((recovery.holdings, recovery.places), (0, 0));
        desk.shelve(&shelf, "Жаңа");
        drop(shelf);
        let shelf = desk.shelf();
        assert_eq!(shelf.recovery(), None, "told once");
        assert_eq!(wait(shelf.holdings()).expect("listed").len(), 1);
    }
}

#[test]
fn what_a_damaged_database_still_holds_is_taken_over() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    // No texts: a book is found again by its file.
    let shelve = |number: i32| {
        let file = desk.download("one.part", format!("\0{number}").as_bytes());
        wait(shelf.shelve(file, card(&format!("Кітап {number}")))).expect("shelved").into_holding()
    };
    let books: Vec<Holding> = (0..200).map(shelve).collect();
    for (number, book) in books.iter().enumerate() {
        let progress = number as f64 / 200.0;
        wait(shelf.save_place(book.id, Place::now(locator(progress), progress))).expect("kept");
    }
    wait(shelf.settled()).expect("settled");
    drop(shelf);
    checkpoint(&desk.home);
    let mut bytes = fs::read(desk.home.shelf()).expect("read");
    let pages = bytes.len() / 4096;
    assert!(pages > 20, "{pages}");
    let middle = pages / 2 * 4096;
    bytes[middle..middle + 4096].fill(0xa5);
    fs::write(desk.home.shelf(), &bytes).expect("written");

    let shelf = desk.shelf();
    let recovery = shelf.recovery().expect("it is told");
    assert!(recovery.set_aside.exists());
    assert!(recovery.holdings > 100, "{recovery:?}");
    assert!(recovery.places > 100, "{recovery:?}");
    for found in wait(shelf.holdings()).expect("listed") {
        let before = books.iter().find(|book| book.id == found.id).expect("no number is new");
        assert_eq!((&found.title, &found.file), (&before.title, &before.file));
    }
}

#[test]
fn what_a_crash_left_between_file_and_row_is_ended() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let (kept, gone) = (desk.shelve(&shelf, "Kept"), desk.shelve(&shelf, "Gone"));
    wait(shelf.remove(gone.id)).expect("removed");
    drop(shelf);
    // Cut off while it was being removed, before and after the row was.
    let hidden = |name: &str| desk.home.books().join(format!(".gone-{name}"));
    fs::rename(&kept.file, hidden(kept.file_name())).expect("renamed");
    fs::write(hidden(gone.file_name()), b"left").expect("written");
    fs::write(desk.home.books().join(".incoming-1"), b"on its way in another process").expect("written");
    let shelf = desk.shelf();
    assert_eq!(desk.files(), [".incoming-1", kept.file_name()]);
    assert!(wait(shelf.holding(kept.id)).expect("asked").expect("found").present);
}

/// A book as it lies in the folder of shipped ones.
fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/library").join(name)
}

#[test]
fn a_readers_own_file_is_copied_and_the_original_stays() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let own = desk.download("Менің кітабым.EPUB", &fs::read(shipped("abai-qara-sozder.epub")).expect("a book"));
    let before = fs::metadata(&own).expect("there").modified().expect("a time");
    let shelved = wait(shelf.add_file(&own)).expect("shelved");
    assert!(matches!(shelved, Shelved::New(_)));
    let holding = shelved.into_holding();
    assert_eq!(holding.languages.first().map(Language::primary), Some("kk"));
    assert!(holding.title.contains("сөз"), "{}", holding.title);
    assert_eq!((holding.source.as_ref(), holding.loan), (None, None));
    assert_eq!(fs::read(&holding.file).expect("the copy"), fs::read(&own).expect("the original"));
    assert_eq!(fs::metadata(&own).expect("there").modified().expect("a time"), before);
    let again = wait(shelf.add_file(&own)).expect("asked");
    assert!(matches!(again, Shelved::Again(found) if found.id == holding.id));
    assert_eq!(desk.files(), [holding.file_name()]);

    fs::remove_file(&holding.file).expect("taken away");
    assert!(!wait(shelf.holding(holding.id)).expect("asked").expect("found").present);
    wait(shelf.save_place(holding.id, Place::now(locator(0.5), 0.5))).expect("kept");
    let found = wait(shelf.relink(holding.id, &own)).expect("given back");
    assert_eq!((found.id, found.present, found.progress), (holding.id, true, Some(0.5)));
}

#[test]
fn what_is_no_book_is_refused_and_leaves_nothing() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let garbage = desk.download("garbage.epub", b"PK\x03\x04 nothing behind it");
    let refused = wait(shelf.add_file(&garbage));
    assert!(matches!(refused, Err(Error::NotABook(_))), "{refused:?}");
    let folder = wait(shelf.add_file(desk.home.root()));
    assert!(matches!(folder, Err(Error::NotAFile(_))), "{folder:?}");
    let gone = wait(shelf.add_file("/nowhere/at all.epub"));
    assert!(matches!(gone, Err(Error::Gone(_))), "{gone:?}");
    #[cfg(unix)]
    {
        let pipe = desk.home.downloads().join("pipe.epub");
        assert!(Command::new("mkfifo").arg(&pipe).status().expect("run").success());
        let pipe = wait(shelf.add_file(&pipe));
        assert!(matches!(pipe, Err(Error::NotAFile(_))), "a pipe would wait for ever: {pipe:?}");
    }
    assert_eq!(desk.files(), Vec::<String>::new());
    assert!(wait(shelf.holdings()).expect("listed").is_empty());
}

#[test]
fn books_are_found_again_when_the_database_is_lost() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    for name in ["abai-qara-sozder.epub", "pushkin-kapitanskaya-dochka.epub"] {
        wait(shelf.add_file(shipped(name))).expect("shelved");
    }
    let before: Vec<String> = wait(shelf.holdings()).expect("listed").into_iter().map(|found| found.title).collect();
    drop(shelf);
    fs::write(desk.home.books().join("notes.dat"), "\0no book").expect("written");
    checkpoint(&desk.home);
    fs::write(desk.home.shelf(), [0; 5_000]).expect("written");
    let shelf = desk.shelf();
    assert_eq!(shelf.recovery().expect("it is told").holdings, 2);
    let after: Vec<String> = wait(shelf.holdings()).expect("listed").into_iter().map(|found| found.title).collect();
    assert_eq!(after, before);
}

#[test]
fn a_newer_file_that_a_crash_kept_from_its_row_takes_its_place() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let book = wait(shelf.add_file(shipped("abai-qara-sozder.epub"))).expect("shelved").into_holding();
    wait(shelf.save_place(book.id, Place::now(locator(0.5), 0.5))).expect("kept");
    drop(shelf);
    // The end of a zip's directory tells how long the comment behind it is: one byte, and the file is another.
    let mut newer = fs::read(&book.file).expect("the book");
    let length = newer.len() - 2;
    newer[length..].copy_from_slice(&[1, 0]);
    newer.push(b'!');
    fs::write(desk.home.books().join("newer.epub"), &newer).expect("written");
    let shelf = desk.shelf();
    let found = wait(shelf.holdings()).expect("listed");
    assert_eq!(found.len(), 1, "one book, one holding: {found:?}");
    assert_eq!((found[0].id, found[0].file_name(), found[0].progress), (book.id, "newer.epub", Some(0.5)));
    assert_eq!(desk.files(), ["newer.epub"]);
}

/// A process of its own that runs this test in this home.
fn process(home: &Home, test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"])
        .env("SHELF_TEST_HOME", home.root())
        .stdout(Stdio::piped())
        .stdin(Stdio::piped());
    command
}

fn start(home: &Home, test: &str) -> Child {
    process(home, test).spawn().expect("a child")
}

/// Starts the process of [`child`] in this home.
fn start_child(home: &Home, work: &str) -> Child {
    process(home, "child").env("SHELF_TEST_WORK", work).spawn().expect("a child")
}

/// Not a test of its own: the other process of the tests below. Keeps places without end and tells each that is kept.
#[test]
#[ignore = "started by other tests as a process of its own"]
fn child() {
    let Some(home) = std::env::var_os("SHELF_TEST_HOME") else { return };
    let home = Home::at(Path::new(&home)).expect("a home");
    let shelf = Shelf::open(&home).expect("a shelf");
    let count = match std::env::var("SHELF_TEST_WORK").as_deref() {
        Ok("for ever") => u32::MAX,
        _ => 200,
    };
    let book = wait(shelf.holdings()).expect("listed").remove(0);
    for number in 0..count {
        let place = Place::now(locator(0.5), f64::from(number) / f64::from(u32::MAX));
        wait(shelf.save_place(book.id, place)).expect("kept");
        wait(shelf.add_bookmark(book.id, locator(0.5), 0.5, format!("{number}"), None)).expect("marked");
        println!("kept {number}");
        std::io::stdout().flush().expect("told");
    }
}

fn kept(line: &str) -> Option<u32> {
    // The first line shares its beginning with the harness's own words.
    line.rsplit_once("kept ")?.1.parse().ok()
}

#[test]
fn what_was_answered_as_kept_outlives_the_killing_of_the_process() {
    for wanted in [1, 17, 60] {
        let desk = Desk::new();
        let shelf = desk.shelf();
        let book = desk.shelve(&shelf, "Соғыс пен бейбітшілік");
        drop(shelf);
        let mut child = start_child(&desk.home, "for ever");
        let mut told = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
        let reached = told.by_ref().filter_map(|line| kept(&line)).find(|number| *number >= wanted).expect("it writes");
        child.kill().expect("killed");
        child.wait().expect("dead");
        // Between our reading and the kill it told more.
        let last = told.filter_map(|line| kept(&line)).last().unwrap_or(reached);

        let shelf = desk.shelf();
        assert_eq!(shelf.recovery(), None);
        let place = wait(shelf.place(book.id)).expect("asked").expect("a place");
        assert!(place.progress >= f64::from(last) / f64::from(u32::MAX), "{} of {last}", place.progress);
        let marks = wait(shelf.bookmarks(book.id)).expect("asked");
        let numbers: Vec<u32> = marks.iter().map(|mark| mark.text.parse().expect("a number")).collect();
        assert!(numbers.starts_with(&(0..=last).collect::<Vec<_>>()), "every one that was told, in order");
        assert!(numbers.len() <= last as usize + 2, "and at most the one that was not told yet");
    }
}

#[test]
fn two_processes_keep_on_one_shelf() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let book = desk.shelve(&shelf, "Ортақ кітап");
    let mut child = start_child(&desk.home, "two hundred");
    for number in 0..200 {
        wait(shelf.add_bookmark(book.id, locator(0.2), 0.2, format!("own {number}"), None)).expect("marked");
    }
    let output = child.stdout.take().expect("its output");
    let told = BufReader::new(output).lines().map_while(Result::ok).filter_map(|line| kept(&line)).count();
    assert!(child.wait().expect("ended").success());
    assert_eq!(told, 200);
    let marks = wait(shelf.bookmarks(book.id)).expect("asked");
    assert_eq!(marks.len(), 400, "each sees what the other kept");
}

#[test]
fn a_new_home_is_opened_by_many_at_once() {
    let desk = Desk::new();
    let shelves: Vec<_> = (0..8)
        .map(|_| {
            let home = desk.home.clone();
            std::thread::spawn(move || Shelf::open(&home))
        })
        .collect();
    for shelf in shelves {
        let shelf = shelf.join().expect("no panic").expect("a shelf");
        assert!(wait(shelf.holdings()).expect("listed").is_empty());
    }
}

/// The form of the shelf before passages had two ends.
const FIRST_FORM: &str = "CREATE TABLE holdings (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL,
     authors TEXT NOT NULL, languages TEXT NOT NULL, identifier TEXT, format TEXT NOT NULL, file TEXT NOT NULL UNIQUE,
     sha256 TEXT NOT NULL UNIQUE, source TEXT, loan INTEGER NOT NULL DEFAULT 0, loan_since INTEGER, loan_until INTEGER,
     added INTEGER NOT NULL, last_opened INTEGER, finished INTEGER) STRICT;
     CREATE INDEX holdings_by_identifier ON holdings (identifier);
     CREATE TABLE places (holding INTEGER PRIMARY KEY REFERENCES holdings (id) ON DELETE CASCADE, locator TEXT NOT NULL,
     progress REAL NOT NULL, modified INTEGER NOT NULL) STRICT;
     CREATE TABLE bookmarks (id INTEGER PRIMARY KEY AUTOINCREMENT,
     holding INTEGER NOT NULL REFERENCES holdings (id) ON DELETE CASCADE, locator TEXT NOT NULL, progress REAL NOT NULL,
     text TEXT NOT NULL, note TEXT, created INTEGER NOT NULL) STRICT;
     CREATE INDEX bookmarks_by_holding ON bookmarks (holding, progress);
     CREATE TABLE libraries (id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
     chosen INTEGER NOT NULL, user TEXT) STRICT;
     INSERT INTO holdings (title, authors, languages, format, file, sha256, added)
     VALUES ('Абай', '[]', '[\"kk\"]', 'epub', 'Абай.epub', 'a', 0);
     INSERT INTO bookmarks (holding, locator, progress, text, note, created) VALUES
     (1, '{\"href\":\"1.xhtml\"}', 0.1, 'бір', NULL, 1000), (1, '{\"href\":\"1.xhtml\"}', 0.2, 'екі', '', 2000),
     (1, '{\"href\":\"1.xhtml\"}', 0.3, 'үш', 'сөзім', 3000);
     PRAGMA user_version = 1;";

/// What kinds there are, as far as an older program told them.
fn older_marks(shelf: &Shelf) -> Vec<(bookmark::Kind, String)> {
    let book = wait(shelf.holdings()).expect("listed").remove(0);
    wait(shelf.bookmarks(book.id)).expect("asked").into_iter().map(|mark| (mark.kind, mark.text)).collect()
}

#[test]
fn marks_of_an_older_program_are_taken_over_whole_and_out_of_a_damaged_shelf() {
    use bookmark::Kind::{Bookmark, Highlight, Note};
    let wanted = [(Bookmark, "бір"), (Highlight, "екі"), (Note, "үш")].map(|(kind, text)| (kind, text.to_owned()));
    let desk = Desk::new();
    fs::create_dir_all(desk.home.books()).expect("a folder");
    fs::write(desk.home.books().join("Абай.epub"), "words").expect("a file");
    let database = rusqlite::Connection::open(desk.home.shelf()).expect("a database");
    database.execute_batch(FIRST_FORM).expect("made");
    drop(database);
    let shelf = desk.shelf();
    assert_eq!(shelf.recovery(), None);
    assert_eq!(older_marks(&shelf), wanted);
    drop(shelf);

    // The same rows where no step can be taken any more: a table of the newest form is missing.
    fs::remove_file(desk.home.shelf()).expect("removed");
    let database = rusqlite::Connection::open(desk.home.shelf()).expect("a database");
    database.execute_batch(FIRST_FORM).expect("made");
    database.execute_batch("DROP TABLE libraries; PRAGMA user_version = 2").expect("damaged");
    drop(database);
    let shelf = desk.shelf();
    assert!(shelf.recovery().is_some());
    assert_eq!(older_marks(&shelf), wanted);
}

#[test]
fn a_book_is_found_by_the_file_that_it_was_put_on_the_shelf_from() {
    let desk = Desk::new();
    let shelf = desk.shelf();
    let book = desk.shelve(&shelf, "Абай");
    let copy = desk.download("copy.epub", "Абай".as_bytes());
    let found = wait(shelf.find_file(&copy)).expect("asked").map(|found| found.id);
    assert_eq!(found, Some(book.id));
    let other = desk.download("other.epub", b"other");
    assert_eq!(wait(shelf.find_file(other)).expect("asked"), None);
    assert!(matches!(wait(shelf.find_file("/nowhere/at/all.epub")), Err(Error::Gone(_))));
}
