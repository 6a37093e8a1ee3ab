//! Bookmarks, highlights and notes on their whole way: made in a book, kept on the shelf, found again in the book that is
//! opened anew, and taken along by the command line.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use oqyrman::book::Point;
use oqyrman::format;
use oqyrman::home::Home;
use oqyrman::library::shelf::{Holding, Shelf, bookmark, wait};
use oqyrman::reading::annotations::{Annotation, Kept, Kind};
use oqyrman::reading::{Annotations, Command as Ask, Effect, Reading, movement};

const CHAPTER: &str = r#"<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="kk"><head><title>Сөз</title></head><body>
<h1 id="a">Бірінші сөз</h1><p>Ғылым таппай мақтанба. Орын таппай баптанба.</p>
<p xml:lang="ru">Мороз и солнце; день чудесный!</p>
<h1 id="b">Екінші сөз</h1><p>Бұл соңғы сөйлем &amp; &lt;белгі&gt;.</p></body></html>"#;

/// An EPUB 3 with this title and one chapter in Kazakh and Russian.
fn book(folder: &Path, title: &str) -> PathBuf {
    let path = folder.join(format!("{title}.epub"));
    let mut epub = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut add = |name: &str, content: &str| {
        epub.start_file(name, stored).unwrap();
        epub.write_all(content.as_bytes()).unwrap();
    };
    add("mimetype", "application/epub+zip");
    add(
        "META-INF/container.xml",
        r#"<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
        <rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#,
    );
    add(
        "book.opf",
        &format!(
            r#"<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
        <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:test:{title}</dc:identifier>
        <dc:title>{title}</dc:title><dc:creator>Абай</dc:creator><dc:language>kk</dc:language></metadata>
        <manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>
        <spine><itemref idref="c"/></spine></package>"#
        ),
    );
    add("c.xhtml", CHAPTER);
    epub.finish().unwrap();
    path
}

struct Desk {
    folder: tempfile::TempDir,
    home: Home,
    holding: Holding,
}

impl Desk {
    /// A shelf with one book in which nothing is marked.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("home")).unwrap();
        let file = book(folder.path(), "Сөз");
        let holding = wait(Shelf::open(&home).unwrap().add_file(file)).unwrap().into_holding();
        Self { folder, home, holding }
    }

    /// The book as it is opened from the shelf, with what the shelf keeps of it.
    fn open(&self) -> Reading {
        let book = format::open(&self.holding.file).unwrap().book;
        let kept = wait(Shelf::open(&self.home).unwrap().bookmarks(self.holding.id)).unwrap();
        let annotations = Annotations::restore(&book, kept.into_iter().map(Kept::of));
        Reading::open(Arc::clone(&book), None, annotations)
    }

    /// Asks, and has the shelf keep what is to be kept.
    fn ask(&self, reading: &mut Reading, command: Ask) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let shelf = Shelf::open(&self.home).unwrap();
        for effect in reading.perform(command, now) {
            if let Effect::Keep(mark) = effect {
                let progress = reading.book().progress(mark.span.start);
                wait(shelf.mark(self.holding.id, mark.kept.for_shelf(progress, String::new()))).unwrap();
            }
        }
    }

    /// A bookmark in the middle of a word, a highlight, a note.
    fn mark(&self) {
        let mut reading = self.open();
        self.ask(&mut reading, Ask::GoTo(Point::new(0, 1, "Ғылым тап".len())));
        self.ask(&mut reading, Ask::AddBookmark { label: "осы жер".to_owned() });
        let (anchor, focus) = (Point::new(0, 1, "Ғыл".len()), Point::new(0, 2, "Мороз и сол".len()));
        self.ask(&mut reading, Ask::Select { anchor, focus });
        self.ask(&mut reading, Ask::AddHighlight);
        self.ask(&mut reading, Ask::Deselect);
        self.ask(&mut reading, Ask::GoTo(Point::new(0, 4, 0)));
        self.ask(&mut reading, Ask::AddNote { text: "мұны <қайта> оқу".to_owned() });
    }

    fn call(&self, language: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oqyrman"));
        command.env("OQYRMAN_HOME", self.home.root()).env("HOME", self.folder.path()).stdin(Stdio::null());
        command.args(["--lang", language, "annotations"]).args(arguments).output().unwrap()
    }

    fn ok(&self, language: &str, arguments: &[&str]) -> String {
        let output = self.call(language, arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

#[test]
fn every_mark_is_found_again_to_the_character_when_the_book_is_opened_anew() {
    let desk = Desk::new();
    desk.mark();
    let reading = desk.open();
    let told = |mark: &Annotation| (mark.kind(), movement::text_of(reading.book(), mark.span), mark.kept.text.clone());
    let all: Vec<_> = reading.annotations().iter().map(told).collect();
    let highlighted = "ым таппай мақтанба. Орын таппай баптанба.\nМороз и сол".to_owned();
    assert_eq!(
        all,
        [
            (Kind::Highlight, highlighted, String::new()),
            (Kind::Bookmark, String::new(), "осы жер".to_owned()),
            (Kind::Note, "Бұл соңғы сөйлем & <белгі>.".to_owned(), "мұны <қайта> оқу".to_owned()),
        ]
    );
    let bookmark = reading.annotations().bookmarks().next().unwrap();
    assert_eq!(bookmark.span.start, Point::new(0, 1, "Ғылым тап".len()));
}

#[test]
fn the_shelf_keeps_kind_both_ends_and_when_it_was() {
    let desk = Desk::new();
    desk.mark();
    let shelf = Shelf::open(&desk.home).unwrap();
    let marks = wait(shelf.bookmarks(desk.holding.id)).unwrap();
    let kinds: Vec<_> = marks.iter().map(|mark| (mark.kind, mark.end.is_some(), mark.note.as_deref())).collect();
    assert_eq!(
        kinds,
        [
            (bookmark::Kind::Highlight, true, None),
            (bookmark::Kind::Bookmark, false, Some("осы жер")),
            (bookmark::Kind::Note, true, Some("мұны <қайта> оқу")),
        ]
    );
    assert!(marks.iter().all(|mark| mark.created.to_string() == "2027-01-15T08:00:00Z" && mark.modified.is_none()));
    assert!(wait(shelf.set_note(marks[1].id, Some("басқа ат".to_owned()))).unwrap());
    let again = wait(Shelf::open(&desk.home).unwrap().bookmarks(desk.holding.id)).unwrap();
    assert_eq!(again[1].note.as_deref(), Some("басқа ат"));
    assert!(again[1].modified > Some(again[1].created) || again[1].modified.is_some());
}

#[test]
fn other_programs_get_web_annotations() {
    let desk = Desk::new();
    desk.mark();
    let json: serde_json::Value = serde_json::from_str(&desk.ok("kk", &["Сөз"])).unwrap();
    assert_eq!(json["@context"], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!((&json["label"], &json["total"]), (&"Сөз".into(), &3.into()));
    let items = json["first"]["items"].as_array().unwrap();
    assert_eq!(items[0]["motivation"], "highlighting");
    let quote = &items[0]["target"]["selector"][0];
    assert_eq!(quote["exact"], "ым таппай мақтанба. Орын таппай баптанба.\nМороз и сол");
    assert_eq!(quote["prefix"], "Бірінші сөзҒыл");
    assert!(quote["suffix"].as_str().unwrap().starts_with("нце; день чудесный!"), "{quote}");
    assert_eq!(items[0]["target"]["source"], "c.xhtml");
    assert_eq!(items[1]["motivation"], "bookmarking");
    assert_eq!(items[1]["body"]["value"], "осы жер");
    assert_eq!(items[2]["created"], "2027-01-15T08:00:00Z");
    assert_eq!(items[2]["body"]["value"], "мұны <қайта> оқу");
    assert_eq!(items[2]["target"]["meta"]["headings"][0], "Екінші сөз");
}

#[test]
fn people_get_a_page_or_plain_text_in_their_language_by_title_number_or_file() {
    let desk = Desk::new();
    desk.mark();
    let file = desk.folder.path().join("Сөз.epub");
    let page = desk.ok("ru", &[file.to_str().unwrap(), "--to", "html"]);
    assert!(page.contains("<html lang=\"ru\">") && page.contains("<h1>«Сөз»: закладки и заметки</h1>"), "{page}");
    assert!(page.contains("<h2 lang=\"kk\">Екінші сөз</h2>"));
    assert!(page.contains("<blockquote lang=\"kk\"><p>Бұл соңғы сөйлем &amp; &lt;белгі&gt;.</p></blockquote>"));
    let text = desk.ok("en", &[&desk.holding.id.to_string(), "--to", "text"]);
    assert!(text.contains("My words: мұны <қайта> оқу\nDate: 15 January 2027"), "{text}");
}

#[test]
fn what_was_written_in_a_book_that_is_given_back_is_taken_along_without_its_file() {
    let desk = Desk::new();
    let mut reading = desk.open();
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let shelf = Shelf::open(&desk.home).unwrap();
    // As the window keeps it: with the words that begin there.
    let keep = |reading: &mut Reading, command| {
        for effect in reading.perform(command, now) {
            if let Effect::Keep(mark) = effect {
                let start = mark.span.start;
                let words = reading.book().block(start).unwrap().text[start.byte..].chars().take(120).collect();
                let card = mark.kept.for_shelf(reading.book().progress(start), words);
                wait(shelf.mark(desk.holding.id, card)).unwrap();
            }
        }
    };
    keep(&mut reading, Ask::Select { anchor: Point::new(0, 1, 0), focus: Point::new(0, 1, "Ғылым таппай".len()) });
    keep(&mut reading, Ask::AddHighlight);
    keep(&mut reading, Ask::Deselect);
    keep(&mut reading, Ask::GoTo(Point::new(0, 4, 0)));
    keep(&mut reading, Ask::AddNote { text: "мұны қайта оқу".to_owned() });
    let whole: serde_json::Value = serde_json::from_str(&desk.ok("kk", &["Сөз"])).unwrap();

    wait(shelf.let_go(desk.holding.id)).unwrap();
    assert!(!desk.holding.file.exists());
    let kept: serde_json::Value = serde_json::from_str(&desk.ok("kk", &["Сөз"])).unwrap();
    assert_eq!((&kept["label"], &kept["total"], &kept["about"]), (&whole["label"], &whole["total"], &whole["about"]));
    for (own, other) in [(0, 0), (1, 1)] {
        let (own, other) = (&kept["first"]["items"][own], &whole["first"]["items"][other]);
        assert_eq!((&own["id"], &own["body"]), (&other["id"], &other["body"]));
        assert_eq!(own["target"]["selector"][0], other["target"]["selector"][0]);
        assert_eq!(own["target"]["source"], other["target"]["source"]);
    }
    let text = desk.ok("en", &["Сөз", "--to", "text"]);
    assert!(text.contains("My words: мұны қайта оқу") && text.contains("Ғылым таппай"), "{text}");
    assert!(!text.contains("мақтанба"), "{text}");
}

#[test]
fn a_file_is_never_written_over_and_its_name_is_told() {
    let desk = Desk::new();
    desk.mark();
    let wanted = desk.folder.path().join("out").join("notes.txt");
    let to = wanted.to_str().unwrap();
    let first = desk.ok("kk", &["сөз", "--to", "text", "-o", to]);
    assert_eq!(first.trim(), to);
    std::fs::write(&wanted, "mine").unwrap();
    let second = desk.ok("kk", &["сөз", "--to", "text", "-o", to]);
    assert!(second.trim().ends_with("notes (2).txt"), "{second}");
    assert_eq!(std::fs::read_to_string(&wanted).unwrap(), "mine");
    let folder = desk.ok("kk", &["сөз", "--to", "html", "-o", desk.folder.path().to_str().unwrap()]);
    assert!(folder.trim().ends_with("Сөз - бетбелгілер мен жазбалар.html"), "{folder}");
    let failed = desk.call("kk", &["сөз", "-o", wanted.join("under").to_str().unwrap()]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("жазылмады"));
}

#[test]
fn a_book_that_is_not_there_or_not_the_only_one_is_told_in_one_sentence() {
    let desk = Desk::new();
    let other = book(desk.folder.path(), "Сөз өнері");
    wait(Shelf::open(&desk.home).unwrap().add_file(other)).unwrap();
    for (language, wanted) in [("kk", "сөреде жоқ"), ("ru", "нет на полке"), ("en", "is not on the shelf")]
    {
        let output = desk.call(language, &["Жоқ кітап"]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1));
        assert!(told.contains(wanted) && told.trim().lines().count() == 1, "{told}");
    }
    // The whole title is one book's; a part of it is both books'.
    assert!(desk.call("en", &["сөз"]).status.success());
    let output = desk.call("en", &["сө"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("Several books"), "{output:?}");
    assert_eq!(desk.call("en", &["сөз", "--to", "docx"]).status.code(), Some(2));
}
