//! Documents of word processors and braille: files of real programs, and bytes that mean harm, by the built program.

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use oqyrman::format::{Error, open_bytes};
use serde_json::Value;

fn run(arguments: &[&str], file: &Path) -> Output {
    let home = tempfile::tempdir().expect("a folder");
    Command::new(env!("CARGO_BIN_EXE_oqyrman"))
        .args(arguments)
        .arg(file)
        .env("OQYRMAN_HOME", home.path())
        .output()
        .expect("it runs")
}

fn printed(arguments: &[&str], file: &Path) -> String {
    let output = run(arguments, file);
    assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/office").join(name)
}

fn titles(outline: &Value) -> Vec<String> {
    let entries = outline.as_array().expect("a list");
    entries
        .iter()
        .flat_map(|entry| {
            let own = entry["title"].as_str().expect("a title").to_owned();
            std::iter::once(own).chain(titles(&entry["children"]))
        })
        .collect()
}

#[test]
fn documents_of_real_programs_say_the_same_in_every_format() {
    for format in ["docx", "odt", "rtf"] {
        let file = fixture(&format!("kk.{format}"));
        let info: Value = serde_json::from_str(&printed(&["info"], &file)).expect("JSON");
        assert_eq!(info["format"], format);
        // pandoc's RTF tells nothing of itself.
        if format != "rtf" {
            assert_eq!(info["title"], "Қара сөздер", "{format}");
            assert_eq!(info["authors"][0], "Абай Құнанбайұлы", "{format}");
            assert_eq!(info["languages"][0], "kk-KZ", "{format}");
        }
        let outline = titles(&info["outline"]);
        let chapters = ["Бірінші сөз", "Еңбек пен ғылым", "Екінші сөз"];
        assert!(outline.ends_with(&chapters.map(str::to_owned)), "{format}: {outline:?}");
        let text = printed(&["text"], &file);
        for line in [
            "Сөз\tЖылы\tБеті",
            "Бірінші\t1890\t5",
            "Абай бұл сөзін 1890 жылы жазған.",
            "Ақырын жүріп, анық бас, еңбегің кетпес далаға.",
        ] {
            assert!(text.lines().any(|printed| printed.trim() == line), "{format}: {line}\n{text}");
        }
        let blocks: Vec<Value> =
            printed(&["text", "--json"], &file).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let of = |kind: &str| {
            let blocks = blocks.iter().filter(|block| block["kind"] == kind);
            blocks.map(|block| block["text"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
        };
        let items = ["ел бағу", "мал бағу", "қой", "жылқы", "ғылым бағу", "намаз", "ораза"];
        assert_eq!(of("item"), items, "{format}");
        assert_eq!(of("cell").len(), 9, "{format}");
        assert_eq!(of("note").len(), 1, "{format}");
        let away = blocks.iter().any(|block| block["links"].to_string().contains("https://abai.kz/"));
        assert!(away, "{format}");
    }
}

#[test]
fn russian_documents_are_read_in_order() {
    for format in ["docx", "odt", "rtf"] {
        let text = printed(&["text"], &fixture(&format!("ru.{format}")));
        let mut rest = text.as_str();
        for part in [
            "Глава первая",
            "жил в своём поместье Ненарадове добрый Гаврила Гаврилович Р**.",
            "Список",
            "Первое",
            "Второе",
            "Ещё абзац второго.",
            "Третье",
            "Имя\tРоль",
            "Владимир\tпрапорщик",
            "Глава вторая",
            "Конец.",
            "Повесть написана в Болдине.",
        ] {
            let at = rest.find(part).unwrap_or_else(|| panic!("{format}: {part} is missing or too early\n{text}"));
            rest = &rest[at + part.len()..];
        }
    }
}

/// Letters and digits alone, small: what two codes of braille write of a text alike.
fn bare(text: &str) -> String {
    text.to_lowercase().chars().filter(|character| character.is_alphanumeric()).collect()
}

fn is_liblouis_installed() -> bool {
    Command::new("lou_translate").arg("--version").output().is_ok()
}

#[test]
fn braille_is_turned_back_into_letters() {
    for language in ["kk", "ru", "en"] {
        if language == "en" && !is_liblouis_installed() {
            eprintln!("skipped: liblouis's lou_translate is not installed");
            continue;
        }
        let file = fixture(&format!("{language}.brf"));
        let original = std::fs::read_to_string(fixture(&format!("{language}.txt"))).expect("there");
        let info: Value = serde_json::from_str(&printed(&["info"], &file)).expect("JSON");
        assert_eq!((&info["format"], &info["languages"][0]), (&"brf".into(), &language.into()));
        let defects = info["defects"].as_array().expect("a list");
        assert!(defects.is_empty(), "{language}: {defects:?}");
        assert_eq!(titles(&info["outline"]).len(), 1, "{language}");
        let pages = info["pages"].as_array().expect("a list");
        assert!(pages.len() > 2 && pages[0] == "1" && pages[1] == "2", "{language}: {pages:?}");
        let text = printed(&["text"], &file);
        let printed: Vec<String> = text.lines().filter(|line| !line.is_empty()).map(bare).collect();
        let wanted: Vec<String> = original.lines().map(bare).collect();
        assert_eq!(printed, wanted, "{language}:\n{text}");
    }
}

#[test]
fn english_braille_stays_braille_where_liblouis_is_not_installed() {
    let home = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_oqyrman"))
        .args(["text", "--lang", "en"])
        .arg(fixture("en.brf"))
        .env("OQYRMAN_HOME", home.path())
        .env("PATH", home.path())
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains('⠮'));
    assert!(String::from_utf8_lossy(&output.stderr).contains("liblouis"));
}

#[test]
fn an_old_word_document_is_refused_in_one_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("old.doc");
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(2048, 0);
    std::fs::write(&file, bytes).expect("written");
    let output = run(&["text", "--lang", "en"], &file);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.trim().lines().count() == 1 && told.contains("DOCX"), "{told}");
}

fn zip(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    use std::io::Write;

    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    zip(&[("word/document.xml", format!("<w:document><w:body>{body}</w:body></w:document>").into_bytes())])
}

fn odt(body: &str) -> Vec<u8> {
    let content = format!("<document-content><body><text>{body}</text></body></document-content>");
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.text".to_vec()), ("content.xml", content.into_bytes())])
}

#[test]
fn documents_that_mean_harm_are_answered_in_time() {
    let cells = "<w:tc><w:tcPr><w:gridSpan w:val='999999999'/></w:tcPr><w:p/></w:tc>";
    let evil = [
        ("paragraphs", docx(&"<w:p><w:r><w:t>x</w:t></w:r></w:p>".repeat(300_000))),
        ("tables in tables", docx(&("<w:tbl><w:tr><w:tc>".repeat(60_000) + "<w:p/>"))),
        ("wide cells", docx(&format!("<w:tbl>{}</w:tbl>", format!("<w:tr>{cells}</w:tr>").repeat(40_000)))),
        ("fields", docx(&"<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p>".repeat(100_000))),
        ("boxes", docx(&"<w:p><w:r><w:pict><w:txbxContent>".repeat(20_000))),
        ("bomb", docx(&" ".repeat(64 << 20))),
        ("lists", odt(&"<list><list-item>".repeat(60_000))),
        ("columns", odt(&"<table><table-row><table-cell number-columns-repeated='99999999'><p>x</p></table-cell></table-row></table>".repeat(20_000))),
        ("notes", odt(&"<p>x<note><note-body>".repeat(60_000))),
        ("spans", odt(&format!("<p>{}</p>", "<span>x<s/></span>".repeat(200_000)))),
        ("groups", ("{\\rtf1 x".to_owned() + &"{\\b ".repeat(2_000_000)).into_bytes()),
        ("rows", ("{\\rtf1 x".to_owned() + &"\\trowd\\cellx9\\pard\\intbl y\\cell\\row".repeat(200_000)).into_bytes()),
        ("letters", ("{\\rtf1 x".to_owned() + &"\\u1179?".repeat(2_000_000)).into_bytes()),
        ("pages", "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠀⠼⠁\n\u{c}".repeat(80_000).into_bytes()),
    ];
    for (name, bytes) in evil {
        let start = Instant::now();
        let answer = open_bytes(bytes.into());
        assert!(start.elapsed() < Duration::from_secs(5), "{name} took {:?}", start.elapsed());
        assert!(!matches!(answer, Err(Error::Unsupported(_))), "{name}");
    }
}
