//! FictionBook, plain text, HTML and Markdown through the program itself, and files of theirs that mean harm.

#[path = "support/epub.rs"]
#[allow(dead_code, reason = "only its zips are needed")]
mod epub;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use oqyrman::format::{Error, Opened, open_bytes};
use serde_json::Value;

const MOST_TIME: Duration = Duration::from_secs(5);
const TITLE: &str = "БІРІНШІ СӨЗ";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/texts").join(name)
}

/// What the program prints.
fn run(arguments: &[&str], file: &Path) -> String {
    let home = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_oqyrman"))
        .args(["--lang", "en"])
        .args(arguments)
        .arg(file)
        .env("OQYRMAN_HOME", home.path())
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn info(file: &Path) -> Value {
    serde_json::from_str(&run(&["info"], file)).expect("JSON")
}

fn blocks(file: &Path) -> Vec<Value> {
    run(&["text", "--json"], file).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn titles(told: &Value) -> Vec<&str> {
    told["outline"]
        .as_array()
        .expect("contents")
        .iter()
        .map(|entry| entry["title"].as_str().expect("a title"))
        .collect()
}

/// A file of these bytes, kept as long as its folder.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    (folder, path)
}

#[test]
fn fictionbook_is_the_same_in_every_encoding() {
    let expected = run(&["text"], &fixture("abai-UTF-8.fb2"));
    assert!(expected.starts_with(TITLE) && expected.contains("өткіздік"), "{expected}");
    let zipped = epub::zip(&[
        ("Абай.fb2".to_owned(), std::fs::read(fixture("abai-UTF-8.fb2")).expect("read")),
        ("оқыңыз.txt".to_owned(), b"a remark".to_vec()),
    ]);
    let (_folder, zipped) = file("abai.fb2.zip", &zipped);
    let encodings = ["UTF-8", "UTF-16", "KZ-1048", "windows-1251"];
    for book in encodings.iter().map(|encoding| fixture(&format!("abai-{encoding}.fb2"))).chain([zipped]) {
        assert_eq!(run(&["text"], &book), expected, "{}", book.display());
        let told = info(&book);
        assert_eq!((told["format"].as_str(), told["title"].as_str()), (Some("fb2"), Some("Қара сөздер")));
        assert_eq!(told["authors"], serde_json::json!(["Абай Құнанбайұлы"]));
        assert_eq!(told["languages"], serde_json::json!(["kk"]));
        assert_eq!((titles(&told), &told["defects"]), (vec![TITLE], &serde_json::json!([])), "{}", book.display());
    }
}

#[test]
fn a_declaration_that_lies_does_no_harm() {
    let expected = run(&["text"], &fixture("abai-UTF-8.fb2"));
    let bytes = std::fs::read(fixture("abai-KZ-1048.fb2")).expect("read");
    let at = bytes.windows(7).position(|it| it == b"KZ-1048").expect("a declaration");
    for lie in ["UTF-8", "windows-1251", "koi8-r", "UTF-16"] {
        let lying = [&bytes[..at], lie.as_bytes(), &bytes[at + 7..]].concat();
        let (_folder, path) = file("a.fb2", &lying);
        assert_eq!(run(&["text"], &path), expected, "{lie}");
        assert_eq!(info(&path)["defects"][0]["code"], "malformed");
    }
}

#[test]
fn plain_text_is_read_by_its_letters() {
    let expected = run(&["text"], &fixture("abai-utf-8.txt"));
    assert_eq!(run(&["text"], &fixture("abai-kz1048.txt")), expected);
    let told = info(&fixture("abai-kz1048.txt"));
    assert_eq!((told["format"].as_str(), &told["languages"][0]), (Some("text"), &Value::from("kk")));
    let blocks = blocks(&fixture("abai-kz1048.txt"));
    assert_eq!((blocks[0]["kind"].as_str(), blocks[0]["text"].as_str()), (Some("heading"), Some(TITLE)));
    assert!(blocks[1..].iter().all(|block| block["kind"] == "paragraph"));
}

#[test]
fn every_word_of_abai_is_a_chapter() {
    let told = info(&fixture("abai-openings.txt"));
    let titles = titles(&told);
    assert_eq!((titles.len(), told["sections"].as_u64()), (45, Some(45)));
    assert!(titles.iter().all(|title| title.contains("СӨЗ")));
    assert_eq!((titles[0], titles[44]), (TITLE, "ҚЫРЫҚ БЕСІНШІ СӨЗ"));
    let blocks = blocks(&fixture("abai-openings.txt"));
    assert!(blocks[1]["text"].as_str().is_some_and(|text| text.starts_with("Бұл жасқа келгенше")));
}

#[test]
fn a_page_has_its_pictures_in_a_zip_and_nothing_from_outside() {
    let page = "<html lang='kk'><head><title>Қара сөздер</title></head><body><h1>Бірінші</h1><img src='p.gif' alt='Сурет'>\
                <img src='https://example.org/a.png' alt='Алыс'><img src='../secret.png' alt='Құпия'></body></html>";
    let picture = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,".to_vec();
    let zipped =
        epub::zip(&[("b/index.html".to_owned(), page.as_bytes().to_vec()), ("b/p.gif".to_owned(), picture.clone())]);
    let (_folder, path) = file("page.zip", &zipped);
    let told = info(&path);
    assert_eq!((told["format"].as_str(), told["title"].as_str()), (Some("html"), Some("Қара сөздер")));
    let resources: Vec<Value> = blocks(&path).into_iter().map(|block| block["resource"].clone()).collect();
    assert_eq!(resources, [Value::Null, Value::from("b/p.gif"), Value::Null, Value::from("secret.png")]);
    let opened = oqyrman::format::open(&path).expect("it opens");
    assert_eq!(opened.resources.read("b/p.gif").expect("a picture").bytes, picture);
    assert!(opened.resources.read("secret.png").is_err());
    // Alone, what lies beside it is not read.
    let (folder, path) = file("page.html", page.as_bytes());
    std::fs::write(folder.path().join("p.gif"), picture).expect("written");
    let opened = oqyrman::format::open(&path).expect("it opens");
    assert!(opened.resources.read("p.gif").is_err());
    assert_eq!(run(&["text"], &path), "Бірінші\n\n[Сурет]\n\n[Алыс]\n\n[Құпия]\n");
}

#[test]
fn markdown_is_told_from_text() {
    let (_folder, path) = file("a.txt", "# Абай\n\n## Бір\n\nОл **келді**.\n\n## Екі\n\n- бір\n- екі\n".as_bytes());
    let told = info(&path);
    assert_eq!((told["format"].as_str(), told["title"].as_str()), (Some("markdown"), Some("Абай")));
    let kinds: Vec<String> =
        blocks(&path).iter().map(|block| block["kind"].as_str().expect("a kind").to_owned()).collect();
    assert_eq!(kinds, ["heading", "heading", "paragraph", "heading", "item", "item"]);
    let (_folder, path) = file("a.md", "Қара сөздер, жай мәтін.\n".as_bytes());
    assert_eq!(info(&path)["format"], "text");
}

fn answer(bytes: Vec<u8>) -> Result<Opened, Error> {
    let start = Instant::now();
    let answer = open_bytes(Arc::from(bytes));
    assert!(start.elapsed() < MOST_TIME, "took {:?}", start.elapsed());
    if let Ok(opened) = &answer {
        opened.cover();
        let book = &opened.book;
        let point = book.at_progress(0.5);
        assert_eq!(book.bounded(book.resolve(&book.locate(point))), book.resolve(&book.locate(point)));
    }
    answer
}

#[test]
fn books_that_mean_harm_are_answered() {
    let fb2 = |inside: &str| format!("<FictionBook xmlns:l='x'>{inside}</FictionBook>").into_bytes();
    for inside in [
        "<section>".repeat(300_000) + "<p>x",
        "<body>".repeat(100_000) + "<p>x",
        format!("<body><section><p>{}", "<emphasis>".repeat(200_000)),
        format!("<body><section><p>x</p></section></body>{}", "<binary id='a'>".repeat(100_000)),
        format!("<body><section><p>x</p></section></body><binary id='a'>{}", "A".repeat(4 << 20)),
        format!("<body>{}</body>", "<section><title><p>t</p></title><p>x</p></section>".repeat(40_000)),
        format!("<body><section>{}</section></body>", "<empty-line/><p>x</p>".repeat(60_000)),
        format!("<body><section><p>{}x</p></section></body>", "<a l:href='#n' type='note'>1</a>".repeat(60_000)),
        "<body><section><p>".to_owned() + &"< ".repeat(1 << 20),
    ] {
        let _ = answer(fb2(&inside));
    }
    let laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>";
    let opened =
        answer(format!("<?xml version='1.0'?>{laughs}<FictionBook><body><p>a&b;&c;z</p></body></FictionBook>").into());
    assert_eq!(opened.expect("it opens").book.sections[0].blocks[0].text, "ahahaz", "words of its own alone");
    let outside = answer(fb2(
        "<body><section><image l:href='file:///etc/passwd'/><image l:href='../../x'/><p>x</p></section></body>",
    ));
    assert!(outside.expect("it opens").defects.iter().any(|defect| defect.code == oqyrman::book::Code::Unsafe));
}

#[test]
fn texts_that_mean_harm_are_answered() {
    for text in [
        "a\n".repeat(1 << 20),
        "Глава 1\n".repeat(200_000),
        "Глава 1\n\nГлава 2\n\nГлава 3\n\nсөз сөз сөз сөз\n\n".repeat(40_000),
        "I\n\n".repeat(300_000),
        "_a_ ".repeat(1 << 19),
        "&#1179;".repeat(300_000),
        "сло-\nво ".repeat(200_000),
        "ә".repeat(2 << 20),
        "***\n".repeat(400_000) + "а",
        "а\u{c}\r".repeat(400_000),
    ] {
        let _ = answer(text.into_bytes());
    }
    for page in [
        "<script>".repeat(200_000),
        "<style>p</".repeat(200_000),
        "<p>".repeat(400_000),
        "<table><tr><td>".repeat(60_000),
        "<!--".repeat(400_000),
        "<![if ".repeat(300_000),
        "<p>".to_owned() + &"<a href='x'>".repeat(100_000),
    ] {
        let _ = answer(format!("<html><body>x{page}").into_bytes());
    }
    for text in [
        "> ".repeat(50_000),
        "- ".repeat(20_000),
        "[".repeat(200_000),
        "*a **b ".repeat(60_000),
        "[^1]: a\n\n[^1] ".repeat(40_000),
        "![".repeat(60_000),
        "<b>".repeat(200_000),
        "|a".repeat(60_000) + "\n" + &"|-".repeat(60_000),
        "# a\n".repeat(150_000),
        "`".repeat(300_000),
    ] {
        let _ = answer(format!("# A heading\n\n{text}\n").into_bytes());
    }
}
