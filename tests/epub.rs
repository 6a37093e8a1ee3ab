//! EPUB: fixture folders, zipped at test time, and small books made here → what a reader gets.

#[path = "support/epub.rs"]
mod support;

use std::path::Path;
use std::process::Command;

use oqyrman::book::{Book, Code, GroupKind, Kind, LandmarkKind, OutlineEntry, Point, Style, Target};
use oqyrman::format::{Error, Opened};
use support::{Epub, chapter};

fn fixture(name: &str) -> Vec<u8> {
    support::zip_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/epub").join(name))
}

fn open(bytes: Vec<u8>) -> Result<Opened, Error> {
    oqyrman::format::open_bytes(bytes.into())
}

fn opened(bytes: Vec<u8>) -> Opened {
    open(bytes).expect("it opens")
}

fn codes(opened: &Opened) -> Vec<Code> {
    opened.defects.iter().map(|defect| defect.code).collect()
}

fn texts(book: &Book) -> Vec<&str> {
    book.sections.iter().flat_map(|section| &section.blocks).map(|block| block.text.as_str()).collect()
}

fn outline(entries: &[OutlineEntry]) -> Vec<String> {
    entries
        .iter()
        .flat_map(|entry| {
            let place = match entry.point {
                Some(point) => format!("{}/{}/{}", point.section, point.block, point.byte),
                None => "-".to_owned(),
            };
            let own = format!("{} {} {place}", "*".repeat(entry.level.into()), entry.title);
            std::iter::once(own).chain(outline(&entry.children))
        })
        .collect()
}

#[test]
fn fixtures_print_the_expected_text() {
    for name in ["structures", "second"] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("book.bin");
        std::fs::write(&file, fixture(name)).expect("written");
        let output = Command::new(env!("CARGO_BIN_EXE_oqyrman"))
            .args(["text", "--lang", "en"])
            .arg(&file)
            .env("OQYRMAN_HOME", folder.path().join("home"))
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/epub").join(name).join("expected.txt");
        let expected = std::fs::read_to_string(path).expect("there");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{name}");
    }
}

#[test]
fn the_command_line_tells_what_the_contract_promises() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("book.epub");
    std::fs::write(&file, fixture("structures")).expect("written");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_oqyrman"))
            .args(arguments)
            .arg(&file)
            .env("OQYRMAN_HOME", folder.path().join("home"))
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let info: serde_json::Value = serde_json::from_str(&run(&["info", "--lang", "en"])).expect("JSON");
    assert_eq!(info["format"], "epub");
    assert_eq!(info["title"], "Құрылым & мазмұн");
    assert_eq!(info["authors"], serde_json::json!(["Абай Құнанбайұлы"]));
    assert_eq!(info["languages"], serde_json::json!(["kk", "ru-RU"]));
    assert_eq!(info["sections"], 4);
    assert_eq!(info["pages"], serde_json::json!(["1", "2", "3"]));
    assert_eq!(info["outline"][0]["children"][0]["title"], "Кесте");
    assert_eq!(info["outline"][0]["children"][0]["level"], 2);
    assert_eq!(info["defects"][0]["code"], "dead-link");
    assert_eq!(info["defects"][0]["message"], "A link that leads nowhere: OEBPS/text/gone.xhtml");
    assert_eq!(info["narration"]["clips"], 0);

    let lines: Vec<serde_json::Value> =
        run(&["text", "--json"]).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let words: usize =
        lines.iter().map(|line| line["text"].as_str().unwrap_or_default().split_whitespace().count()).sum();
    assert!(info["words"].as_u64().is_some_and(|count| count as usize + 10 > words && count > 60));
    for line in &lines {
        let text = line["text"].as_str().expect("text");
        let mut end = 0;
        for phrase in line["phrases"].as_array().expect("phrases") {
            assert_eq!(phrase[0], end);
            end = phrase[1].as_u64().expect("a byte") as usize;
            assert!(text.is_char_boundary(end));
        }
        assert_eq!(end, text.len());
    }
    let paragraph = &lines[2];
    assert_eq!((&paragraph["kind"], &paragraph["page"]), (&"paragraph".into(), &"1".into()));
    assert_eq!(paragraph["links"][0]["href"], "OEBPS/text/one.xhtml#n1");
    assert_eq!(paragraph["links"][0]["type"], "noteref");
    let russian = &lines[3];
    assert_eq!((&russian["language"], &russian["page"]), (&"ru".into(), &"2".into()));
    assert_eq!((&lines[1]["kind"], &lines[1]["level"]), (&"heading".into(), &1.into()));
}

#[test]
fn metadata_is_read_with_its_refinements() {
    let book = opened(fixture("structures")).book;
    let metadata = &book.metadata;
    assert_eq!(metadata.subtitle.as_deref(), Some("Қосымша ат"));
    assert_eq!(metadata.identifier.as_deref(), Some("urn:uuid:7d1a"));
    assert_eq!(metadata.description.as_deref(), Some("Сипаттама мәтіні."));
    let roles: Vec<&str> = metadata.contributors.iter().map(|person| person.role.as_str()).collect();
    assert_eq!(roles, ["aut", "trl"]);
    let accessibility = &metadata.accessibility;
    assert_eq!(accessibility.access_modes, ["textual", "visual"]);
    assert_eq!(accessibility.summary.as_deref(), Some("Бәрі қолжетімді."));
    assert_eq!(accessibility.conforms_to, ["http://www.idpf.org/epub/a11y/accessibility-20170105.html#wcag-aa"]);

    let old = opened(fixture("second"));
    let metadata = &old.book.metadata;
    assert_eq!(metadata.authors().collect::<Vec<_>>(), ["Антон Чехов"]);
    assert_eq!(metadata.languages[0].tag(), "ru");
    assert_eq!(metadata.published.as_deref(), Some("1899"));
    assert_eq!(metadata.identifier.as_deref(), Some("9780000000000"));
    assert_eq!(old.cover.as_deref(), Some("OPS/cover.jpg"));
    assert_eq!(
        old.cover().map(|cover| (cover.bytes, cover.media_type)),
        Some((vec![0xff, 0xd8, 0xff, 0xe0], "image/jpeg".to_owned()))
    );
}

#[test]
fn contents_pages_and_landmarks_lead_to_their_places() {
    let opened = opened(fixture("structures"));
    let book = &opened.book;
    assert_eq!(
        outline(&book.outline),
        ["* Бірінші тарау 0/0/0", "** Кесте 0/7/0", "* Екінші бөлім -", "** Екінші тарау 1/1/0", "* Жоқ тарау -"]
    );
    let pages: Vec<_> = book.pages.iter().map(|page| (page.label.as_str(), page.point)).collect();
    let second = "Абай, т.б. ақындар. Олар көп1. Бет ".len();
    assert_eq!(pages, [("1", Point::new(0, 0, 0)), ("2", Point::new(0, 2, second)), ("3", Point::new(1, 0, 0))]);
    assert_eq!(book.sections[1].blocks[0].label.as_deref(), Some("3"));
    let landmarks: Vec<_> = book.landmarks.iter().map(|landmark| (landmark.kind, landmark.point.section)).collect();
    assert_eq!(landmarks, [(LandmarkKind::BodyMatter, 0), (LandmarkKind::Notes, 2)]);
    assert_eq!(codes(&opened), [Code::DeadLink]);
    assert_eq!(book.sections[1].title.as_deref(), Some("Екінші тарау"));
    assert!(!book.sections[2].linear && book.sections[3].linear);

    let old = opened_second();
    assert_eq!(outline(&old.outline), ["* Часть\u{a0}I 0/0/0", "** Глава 0/2/0", "* Часть II 1/0/0"]);
    let pages: Vec<_> = old.pages.iter().map(|page| (page.label.as_str(), page.point.section)).collect();
    assert_eq!(pages, [("5", 0), ("6", 1)]);
    assert_eq!(old.landmarks[0].kind, LandmarkKind::BodyMatter);
}

fn opened_second() -> std::sync::Arc<Book> {
    opened(fixture("second")).book
}

#[test]
fn links_to_notes_are_note_references() {
    let book = opened(fixture("structures")).book;
    let inline = &book.sections[1].blocks[2].inlines[0];
    let Style::NoteReference(target) = &inline.style else { panic!("{inline:?}") };
    let point = book.resolve_target(target).expect("there");
    assert_eq!(book.block(point).map(|block| block.kind), Some(Kind::Note));
    let back = &book.sections[2].blocks[1].inlines[0].style;
    assert!(matches!(back, Style::Link(Target::Internal { .. })), "{back:?}");
    assert!(book.sections[0].groups.iter().any(|group| group.kind == GroupKind::Notes));
}

#[test]
fn languages_are_those_of_the_innermost_part() {
    let book = opened(fixture("structures")).book;
    let at = |byte| book.language_at(Point::new(0, 3, byte)).map(|language| language.tag().to_owned());
    assert_eq!(at(0).as_deref(), Some("ru"));
    assert_eq!(at("Он сказал: «да». ".len()).as_deref(), Some("en"));
}

#[test]
fn every_place_of_a_book_is_found_again() {
    for name in ["structures", "second"] {
        let book = opened(fixture(name)).book;
        for (section, read) in book.sections.iter().enumerate() {
            for (block, found) in read.blocks.iter().enumerate() {
                for byte in found.text.char_indices().map(|(byte, _)| byte).chain([found.text.len()]) {
                    let point = Point::new(section, block, byte);
                    assert_eq!(book.resolve(&book.locate(point)), point);
                }
            }
        }
    }
}

#[test]
fn without_contents_the_headings_are_the_contents() {
    let opened = opened(
        Epub::new()
            .without_navigation()
            .chapter("a", &chapter("<h1>A</h1><p>x</p><h2>B</h2><h3>C</h3><h2>D</h2>"))
            .chapter("b", &chapter("<h2>E</h2><h1>F</h1>"))
            .bytes(),
    );
    let wanted = ["* A 0/0/0", "** B 0/2/0", "*** C 0/3/0", "** D 0/4/0", "** E 1/0/0", "* F 1/1/0"];
    assert_eq!(outline(&opened.book.outline), wanted);
    assert!(codes(&opened).contains(&Code::NoOutline));
}

#[test]
fn without_a_page_list_the_breaks_are_the_pages() {
    let opened = opened(
        Epub::new()
            .chapter(
                "a",
                &chapter("<p>x <span epub:type='pagebreak' title='iv'/>y</p><hr epub:type='pagebreak' id='p5'/>"),
            )
            .bytes(),
    );
    let pages: Vec<_> = opened.book.pages.iter().map(|page| (page.label.as_str(), page.point)).collect();
    assert_eq!(pages, [("iv", Point::new(0, 0, 2)), ("5", Point::new(0, 1, 0))]);
}

#[test]
fn a_damaged_book_opens_with_what_can_be_read() {
    let missing = opened(
        Epub::new()
            .chapter("a", &chapter("<p>here</p>"))
            .named("b", "gone.xhtml")
            .chapter("c", &chapter("<p>c</p>"))
            .bytes(),
    );
    assert_eq!(texts(&missing.book), ["here", "c"]);
    assert_eq!(missing.book.sections.len(), 3);
    assert!(codes(&missing).contains(&Code::Missing));

    let malformed = opened(Epub::new().chapter("a", "<html><body><p>a & b <i>c</p><p>d < e</b>").bytes());
    assert_eq!(texts(&malformed.book), ["a & b c", "d < e"]);
    assert!(codes(&malformed).contains(&Code::Malformed));

    let headless = opened(
        Epub::new()
            .without_package()
            .chapter("t10", &chapter("<p>ten</p>"))
            .chapter("t9", &chapter("<p>nine</p>"))
            .bytes(),
    );
    assert_eq!(texts(&headless.book), ["nine", "ten"]);
}

#[test]
fn a_download_that_was_cut_opens_with_what_came() {
    let text = |word: &str| chapter(&format!("<p>{}</p>", format!("{word} ").repeat(2000)));
    let whole =
        Epub::new().chapter("a", &text("бірінші")).chapter("b", &text("екінші")).chapter("c", &text("үшінші")).bytes();
    let half = whole[..whole.len() - whole.len() / 3].to_vec();
    let opened = opened(half);
    assert!(texts(&opened.book).iter().any(|text| text.starts_with("бірінші")));
    assert!(codes(&opened).contains(&Code::Unreadable));
    assert!(matches!(open(whole[..20].to_vec()), Err(Error::Damaged(_))));
}

#[test]
fn protection_is_told_and_obfuscated_fonts_are_none() {
    let encryption = |algorithm: &str, path: &str| {
        format!(
            "<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:container' \
             xmlns:enc='http://www.w3.org/2001/04/xmlenc#'><enc:EncryptedData><enc:EncryptionMethod \
             Algorithm='{algorithm}'/><enc:CipherData><enc:CipherReference URI='{path}'/></enc:CipherData>\
             </enc:EncryptedData></encryption>"
        )
    };
    let book = || Epub::new().chapter("a", &chapter("<p>x</p>"));
    let aes = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";
    let fonts = encryption("http://www.idpf.org/2008/embedding", "OEBPS/font.otf");
    assert_eq!(texts(&opened(book().file("META-INF/encryption.xml", fonts).bytes()).book), ["x"]);
    let text = encryption(aes, "OEBPS/a.xhtml");
    assert!(matches!(open(book().file("META-INF/encryption.xml", text).bytes()), Err(Error::Protected(_))));
    let licence = book().file("META-INF/license.lcpl", "{}".to_owned()).bytes();
    assert!(matches!(open(licence), Err(Error::Protected(scheme)) if &*scheme == "LCP"));
    let adept = book().file("META-INF/rights.xml", "<rights xmlns='http://ns.adobe.com/adept'/>".to_owned()).bytes();
    assert!(matches!(open(adept), Err(Error::Protected(_))));
    let picture = opened(book().file("META-INF/encryption.xml", encryption(aes, "OEBPS/p.png")).bytes());
    assert!(matches!(picture.resources.read("OEBPS/p.png"), Err(Error::Protected(_))));
}

#[test]
fn other_formats_are_named_and_other_files_refused() {
    use oqyrman::book::Format;
    assert!(matches!(open("Қара сөздер".into()), Err(Error::Unsupported(Format::Text))));
    assert!(matches!(open(b"\x89PNG\r\n\x1a\n".to_vec()), Err(Error::NotABook)));
    assert!(matches!(open(Vec::new()), Err(Error::NotABook)));
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(oqyrman::format::open(folder.path()), Err(Error::NotABook)));
    assert!(matches!(oqyrman::format::open(&folder.path().join("none")), Err(Error::Io(_))));
}

#[test]
fn names_that_differ_in_case_or_separator_are_found() {
    let opened =
        opened(Epub::new().chapter("a", &chapter("<p>x</p>")).renaming("OEBPS/a.xhtml", "oebps\\A.xhtml").bytes());
    assert_eq!(texts(&opened.book), ["x"]);
}
