//! Every door by which foreign bytes come in, and what a reader does with what has come of them.
//!
//! `tests/fuzzed.rs` walks the same doors with what was once found.

use std::cell::OnceCell;
use std::sync::Arc;

use oqyrman::book::{Book, Locator, Point};
use oqyrman::format;
use oqyrman::library::sync::{notes, progression};
use oqyrman::library::{authentication, catalog, daisy_online};
use oqyrman::reading::{Command, Direction, Matching, Reading, Search, Unit, Whereabouts};
use oqyrman::settings::Settings;
use url::Url;

#[path = "../../tests/support/epub.rs"]
mod epub;

use epub::{Epub, chapter, zip};

pub type Reader = fn(&[u8]);

/// Each by its name.
pub const READERS: [(&str, Reader); 26] = [
    ("file", file),
    ("markup", markup),
    ("package", package),
    ("navigation", navigation),
    ("overlay", overlay),
    ("ncc", ncc),
    ("smil", smil),
    ("ncx", ncx),
    ("dtbook", dtbook),
    ("fictionbook", fictionbook),
    ("text", text),
    ("page", page),
    ("markdown", markdown),
    ("recognised", recognised),
    ("docx", docx),
    ("odt", odt),
    ("rtf", rtf),
    ("braille", braille),
    ("sound", sound),
    ("pdf", pdf),
    ("catalogue", catalogue),
    ("sign-in", sign_in),
    ("service", service),
    ("settings", settings),
    ("places", places),
    ("travelling", travelling),
];

/// Steps a book is walked by each unit: enough to meet what lies at its start and at its end.
const STEPS: usize = 2;
/// Packets of each sound that are read.
const PACKETS: usize = 2000;

/// All that a reader may ask of a book.
fn walk(book: &Arc<Book>) {
    for section in book.sections.iter().take(20) {
        for block in section.blocks.iter().take(50) {
            block.phrases();
        }
    }
    for progress in [0.0, 0.5, 1.0] {
        let point = book.at_progress(progress);
        let place = book.resolve(&book.locate(point));
        assert_eq!(book.bounded(place), place, "a place that is found lies in the book");
        Whereabouts::of(book, place);
    }
    Search::run(book, "а", Matching::default());
    let mut reading = Reading::open(Arc::clone(book), None, Default::default());
    for direction in [Direction::Forward, Direction::Backward] {
        for unit in Unit::ALL {
            for _ in 0..STEPS {
                reading.perform(Command::Move(direction, unit), std::time::UNIX_EPOCH);
            }
        }
        let end = book.at_progress(1.0);
        reading.perform(Command::GoTo(end), std::time::UNIX_EPOCH);
        for command in [Command::Read, Command::Move(direction, Unit::Sentence), Command::Leave, Command::Stop] {
            reading.perform(command, std::time::UNIX_EPOCH);
        }
    }
}

fn opened(bytes: &[u8]) {
    if bytes.windows(5).take(2048).any(|head| head == b"%PDF-") {
        // It has a door of its own, without a process for each.
        return;
    }
    if let Ok(opened) = format::open_bytes(bytes.into()) {
        walk(&opened.book);
        opened.cover();
        for track in opened.book.recording.iter().flat_map(|it| it.tracks()).take(4) {
            // As the player does: what decodes sound may panic, and it has its own boundary.
            format::quietly(|| {
                let Ok(mut sound) = opened.resources.sound(&track.href) else { return };
                for _ in 0..PACKETS {
                    match sound.next_packet() {
                        Ok(Some(_)) => {}
                        _ => break,
                    }
                }
                let half = sound.duration().map(|whole| whole / 2);
                if half.is_some_and(|half| sound.seek(half).is_ok()) {
                    let _ = sound.next_packet();
                }
            });
        }
    }
}

/// A file as it lies on a disk: a zip, a sound, anything.
fn file(bytes: &[u8]) {
    opened(bytes);
}

/// A chapter: XHTML, tables, formulas, notes.
fn markup(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    opened(&Epub::new().chapter("a", &text).chapter("b", &chapter("<p id='x'>Ол келді.</p>")).bytes());
}

fn with(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut entries = Epub::new().chapter("a", &chapter("<h1 id='x'>Бір</h1><p>Ол келді.</p>")).entries();
    entries.retain(|(known, _)| known != name);
    entries.push((name.to_owned(), bytes.to_vec()));
    zip(&entries)
}

/// The package of an EPUB.
fn package(bytes: &[u8]) {
    opened(&with("OEBPS/p.opf", bytes));
}

/// The contents of an EPUB.
fn navigation(bytes: &[u8]) {
    opened(&with("OEBPS/n.xhtml", bytes));
}

/// A book whose parts lie in a zip, these bytes among them.
fn of_parts(parts: &[(&str, &[u8])]) {
    opened(&zip(&parts.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect::<Vec<_>>()));
}

const SMIL: &[u8] = b"<smil><body><seq id='s'><par id='p'><text src='t.xml#a'/><audio src='a.mp3' clipBegin='0s' \
    clipEnd='9s'/></par></seq></body></smil>";
const TALKING: &[u8] =
    b"<package><metadata><dc-metadata><dc:Format>ANSI/NISO Z39.86-2005</dc:Format></dc-metadata></metadata>\
    <manifest><item id='n' href='n.ncx' media-type='application/x-dtbncx+xml'/><item id='s' href='s.smil' \
    media-type='application/smil'/><item id='t' href='t.xml' media-type='application/x-dtbook+xml'/></manifest><spine>\
    <itemref idref='s'/></spine></package>";
const DTBOOK: &[u8] =
    "<dtbook><book><level1><h1 id='a'>Бірінші сөз</h1><p id='b'>Ол келді.</p></level1></book></dtbook>".as_bytes();
const NCC: &[u8] =
    b"<html><head><meta name='dc:title' content='t'/></head><body><h1><a href='s.smil#p'>x</a></h1><span \
    class='page-normal'><a href='s.smil#s'>1</a></span></body></html>";

/// The media overlay of an EPUB.
fn overlay(bytes: &[u8]) {
    let package = b"<package version='3.0'><metadata/><manifest><item id='a' href='a.xhtml' \
        media-type='application/xhtml+xml' media-overlay='o'/><item id='o' href='a.smil' \
        media-type='application/smil+xml'/></manifest><spine><itemref idref='a'/></spine></package>";
    let container = b"<container><rootfiles><rootfile full-path='p.opf'/></rootfiles></container>";
    let text = chapter(
        "<h1 id='a'>Бірінші сөз</h1><p id='b'><span id='c'>Ол келді.</span> <span id='d'>Мен күттім.</span></p>",
    );
    of_parts(&[
        ("META-INF/container.xml", container),
        ("p.opf", package),
        ("a.xhtml", text.as_bytes()),
        ("a.smil", bytes),
        ("a.mp3", b""),
    ]);
}

/// The navigation of DAISY 2.02.
fn ncc(bytes: &[u8]) {
    of_parts(&[("ncc.html", bytes), ("s.smil", SMIL), ("a.mp3", b""), ("t.xml", DTBOOK)]);
}

/// The SMIL of both DAISYs.
fn smil(bytes: &[u8]) {
    of_parts(&[("ncc.html", NCC), ("s.smil", bytes), ("a.mp3", b"")]);
    of_parts(&[("p.opf", TALKING), ("s.smil", bytes), ("a.mp3", b""), ("t.xml", DTBOOK)]);
}

/// The navigation of DAISY 3.
fn ncx(bytes: &[u8]) {
    of_parts(&[("p.opf", TALKING), ("n.ncx", bytes), ("s.smil", SMIL), ("a.mp3", b""), ("t.xml", DTBOOK)]);
}

/// The text of DAISY 3.
fn dtbook(bytes: &[u8]) {
    of_parts(&[("p.opf", TALKING), ("s.smil", SMIL), ("a.mp3", b""), ("t.xml", bytes)]);
}

/// A FictionBook, in whatever encoding.
fn fictionbook(bytes: &[u8]) {
    opened(&after("<FictionBook xmlns:l='http://www.w3.org/1999/xlink'>", bytes));
    opened(bytes);
}

/// A plain text, in whatever encoding.
fn text(bytes: &[u8]) {
    opened(bytes);
    opened(&after("Қара сөздер, мәтін.\n", bytes));
}

/// A page of HTML, alone and in a zip.
fn page(bytes: &[u8]) {
    opened(&after("<!DOCTYPE html>", bytes));
    of_parts(&[("index.html", bytes), ("a.png", b"")]);
}

/// A document of Markdown.
fn markdown(bytes: &[u8]) {
    opened(&after("# A heading\n\n", bytes));
    opened(&after("---\ntitle: x\n", bytes));
}

/// What a recogniser and what DjVuLibre answer.
fn recognised(bytes: &[u8]) {
    format::read_recognised_here(bytes);
}

/// These bytes behind a beginning by which their format is known.
fn after(beginning: &str, bytes: &[u8]) -> Vec<u8> {
    [beginning.as_bytes(), bytes].concat()
}

/// The text of a DOCX, with styles, lists and notes beside it.
fn docx(bytes: &[u8]) {
    let relations = b"<Relationships><Relationship Id='s' Type='x/styles' Target='styles.xml'/><Relationship Id='n' \
        Type='x/numbering' Target='numbering.xml'/><Relationship Id='f' Type='x/footnotes' Target='footnotes.xml'/>\
        </Relationships>";
    let styles =
        b"<styles><style styleId='H1'><name val='heading 1'/><pPr><outlineLvl val='0'/></pPr></style></styles>";
    let numbering =
        b"<numbering><abstractNum abstractNumId='1'><lvl ilvl='0'><numFmt val='decimal'/><lvlText val='%1.%2'/>\
        </lvl></abstractNum><num numId='1'><abstractNumId val='1'/></num></numbering>";
    let notes = b"<footnotes><footnote id='7'><p><r><t>n</t><footnoteReference id='7'/></r></p></footnote></footnotes>";
    let part = |name: &'static str, content| (name, content);
    of_parts(&[
        part("word/document.xml", bytes),
        part("word/_rels/document.xml.rels", relations),
        part("word/styles.xml", styles),
        part("word/numbering.xml", numbering),
        part("word/footnotes.xml", notes),
    ]);
    // The same bytes as what the text is numbered and styled by.
    let text =
        b"<document><body><p><pPr><pStyle val='H1'/><numPr><ilvl val='1'/><numId val='1'/></numPr></pPr><r><t>x</t>\
        </r></p></body></document>";
    of_parts(&[
        part("word/document.xml", text),
        part("word/_rels/document.xml.rels", relations),
        part("word/styles.xml", bytes),
        part("word/numbering.xml", bytes),
    ]);
}

/// The text and the styles of an OpenDocument.
fn odt(bytes: &[u8]) {
    let kind: &[u8] = b"application/vnd.oasis.opendocument.text";
    of_parts(&[("mimetype", kind), ("content.xml", bytes), ("styles.xml", bytes), ("meta.xml", bytes)]);
}

fn rtf(bytes: &[u8]) {
    opened(&[b"{\\rtf1\\ansi ", bytes].concat());
}

/// Braille in ASCII and in patterns.
fn braille(bytes: &[u8]) {
    opened(bytes);
    let patterns: String = bytes
        .iter()
        .map(|&byte| match byte {
            b'\n' | 12 => char::from(byte),
            _ => char::from_u32(0x2800 + u32::from(byte & 0x3f)).unwrap_or(' '),
        })
        .collect();
    opened(patterns.as_bytes());
}

/// A file of sound, its packets, and a leap in it.
fn sound(bytes: &[u8]) {
    opened(bytes);
}

fn pdf(bytes: &[u8]) {
    // The program gives it a thread with such a stack, in a process that may fail.
    let bytes = bytes.to_vec();
    let reader = std::thread::Builder::new().stack_size(32 << 20).spawn(move || {
        format::quietly(|| {
            if let Some(book) = format::read_pdf_here(&bytes) {
                walk(&Arc::new(book));
            }
        });
    });
    reader.expect("a thread").join().expect("it is behind a boundary");
}

fn address() -> Url {
    "https://library.example/opds/".parse().expect("an address")
}

/// A page of a catalogue, of either version, and a description of its search.
fn catalogue(bytes: &[u8]) {
    let _ = catalog::parse(bytes, None, &address());
    if let Some(template) = catalog::search::description(bytes, None, &address()) {
        template.fill("Абай жолы");
    }
}

/// What a library says of how it signs its readers in.
fn sign_in(bytes: &[u8]) {
    authentication::parse(bytes, &address());
    authentication::linked_document(&String::from_utf8_lossy(bytes), &address());
}

/// What a service of DAISY Online answers.
fn service(bytes: &[u8]) {
    daisy_online::read_here(bytes, &address());
}

/// What a library keeps for the reader: notes, a place, what it knows of her.
fn travelling(bytes: &[u8]) {
    for (note, again) in notes::read_here(bytes) {
        assert_eq!(again, Some(note), "what was written is read again");
    }
    if let Some(Some(place)) = progression::read(bytes) {
        let written = progression::write(&place).to_string();
        assert!(matches!(progression::read(written.as_bytes()), Some(Some(_))), "what was written is read again");
    }
    catalog::profile::parse(bytes);
}

/// The reader's settings.
fn settings(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, bytes).expect("written");
    let settings = Settings::load(&path);
    settings.save(&path).expect("what was read can be written");
    assert_eq!(Settings::load(&path), settings, "what was written is read again");
}

thread_local! {
    static BOOK: OnceCell<Arc<Book>> = const { OnceCell::new() };
}

/// A kept place, and words to search for.
fn places(bytes: &[u8]) {
    let book = BOOK.with(|book| {
        let text =
            chapter("<h1 id='x'>Бірінші сөз</h1><p>Ғылым таппай мақтанба. Орын таппай баптанба.</p><p>Ё́лка «ел»</p>");
        let make = || format::open_bytes(Epub::new().chapter("a", &text).bytes().into()).expect("it opens").book;
        Arc::clone(book.get_or_init(make))
    });
    if let Ok(place) = serde_json::from_slice::<Locator>(bytes) {
        let point = book.resolve(&place);
        assert_eq!(book.bounded(point), point);
        book.resolve(&book.locate(point));
    }
    let words = String::from_utf8_lossy(bytes);
    for matching in [Matching::default(), Matching { whole_words: true, case: true }] {
        Search::run(&book, &words, matching);
    }
    Whereabouts::of(&book, Point::new(words.len(), words.len() / 2, words.len() / 3));
}
