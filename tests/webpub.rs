//! Web publications of text: order, contents, pages, landmarks, people; what is encrypted, damaged or hostile in them.

use std::io::Write;

use oqyrman::book::{BaseDirection, Code, Format, LandmarkKind};
use oqyrman::format::{self, Error, Opened};
use serde_json::{Value, json};

fn page(body: &str) -> String {
    format!(
        r#"<html xmlns="http://www.w3.org/1999/xhtml" lang="kk"><head><title>x</title></head><body>{body}</body></html>"#
    )
}

fn manifest() -> Value {
    json!({
        "@context": "https://readium.org/webpub-manifest/context.jsonld",
        "metadata": {
            "@type": "http://schema.org/Book", "title": "Қара сөздер", "author": "Абай", "identifier": "urn:x:1",
            "language": "kk", "readingProgression": "rtl",
            "accessibility": {"accessMode": ["textual"], "accessModeSufficient": [["textual", "visual"]]},
        },
        "links": [{"rel": "self", "href": "https://example.org/manifest.json"}],
        "readingOrder": [
            {"href": "text/2.xhtml", "type": "application/xhtml+xml"},
            {"href": "text/1%20a.xhtml", "type": "application/xhtml+xml; charset=utf-8"},
            {"href": "picture.png", "type": "image/png"},
        ],
        "resources": [{"href": "picture.png", "type": "image/png", "rel": "cover"}],
        "toc": [
            {"title": "Бөлім", "children": [{"href": "text/2.xhtml", "title": "Екінші"}]},
            {"href": "text/1%20a.xhtml#b", "title": "Бірінші"},
            {"href": "gone.xhtml", "title": "Жоқ"},
        ],
        "page-list": [{"href": "text/1%20a.xhtml#p7", "title": "7"}],
        "landmarks": [{"href": "text/1%20a.xhtml", "title": "Мәтін", "rel": "bodymatter"}],
    })
}

fn documents() -> Vec<(String, String)> {
    let first = page(r#"<h1>Бірінші</h1><p id="b">Бірінші сөз.</p><p id="p7">Жетінші бет.</p>"#);
    let second = page(r#"<h1>Екінші</h1><p>Екінші сөз. <a href="1%20a.xhtml#b">Сонда</a></p>"#);
    vec![
        ("text/1 a.xhtml".to_owned(), first),
        ("text/2.xhtml".to_owned(), second),
        ("picture.png".to_owned(), "\u{1}PNG".to_owned()),
    ]
}

fn zipped(files: &[(String, String)]) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".webpub").tempfile().expect("a file");
    let mut zip = zip::ZipWriter::new(file.reopen().expect("opened"));
    for (name, text) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip");
    file
}

fn with(name: &str, manifest: &Value, mut files: Vec<(String, String)>) -> tempfile::NamedTempFile {
    files.push((name.to_owned(), manifest.to_string()));
    zipped(&files)
}

fn words(opened: &Opened) -> Vec<String> {
    let blocks = opened.book.sections.iter().flat_map(|section| &section.blocks);
    blocks.map(|block| block.text.clone()).filter(|text| !text.is_empty()).collect()
}

#[test]
fn the_manifest_gives_order_contents_pages_and_landmarks() {
    for name in ["manifest.json", "publication.json"] {
        let file = with(name, &manifest(), documents());
        assert_eq!(format::sniff(file.path()).expect("looked"), Some(Format::Webpub), "{name}");
        let opened = format::open(file.path()).expect("opened");
        let about = &opened.book.metadata;
        assert_eq!((about.format, about.title.as_str()), (Format::Webpub, "Қара сөздер"));
        assert_eq!(about.contributors[0].name, "Абай");
        assert_eq!(about.page_progression, Some(BaseDirection::Rtl));
        assert_eq!(about.accessibility.access_modes_sufficient, ["textual,visual"]);
        assert_eq!(words(&opened)[..3], ["Екінші", "Екінші сөз. Сонда", "Бірінші"]);
        let titles: Vec<&str> = opened.book.outline.iter().map(|entry| entry.title.as_str()).collect();
        assert_eq!(titles[..2], ["Бөлім", "Бірінші"]);
        assert_eq!(opened.book.outline[0].children[0].title, "Екінші");
        let page = &opened.book.pages[0];
        assert_eq!((page.label.as_str(), page.point.section), ("7", 1));
        assert_eq!(opened.book.landmarks[0].kind, LandmarkKind::BodyMatter);
        assert_eq!(opened.cover.as_deref(), Some("picture.png"));
        assert!(opened.defects.iter().any(|it| it.code == Code::Missing && it.subject.contains("gone.xhtml")));
    }
}

#[test]
fn a_folder_opens_by_its_manifest() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("text")).expect("made");
    for (name, text) in documents() {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let path = folder.path().join("manifest.json");
    std::fs::write(&path, manifest().to_string()).expect("written");
    assert_eq!(words(&format::open(&path).expect("opened"))[0], "Екінші");
}

#[test]
fn without_contents_those_of_a_document_or_the_headings_are_taken() {
    let mut bare = manifest();
    for key in ["toc", "page-list", "landmarks"] {
        bare.as_object_mut().expect("an object").remove(key);
    }
    let opened = format::open(with("manifest.json", &bare, documents()).path()).expect("opened");
    assert_eq!(opened.book.outline.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), ["Екінші", "Бірінші"]);

    bare["resources"] = json!([{"rel": "contents", "href": "nav.xhtml", "type": "application/xhtml+xml"}]);
    let mut files = documents();
    let nav = r#"<nav epub:type="toc"><ol><li><a href="text/1%20a.xhtml">Мазмұннан</a></li></ol></nav>"#;
    files.push(("nav.xhtml".to_owned(), page(nav)));
    let opened = format::open(with("manifest.json", &bare, files).path()).expect("opened");
    assert_eq!(opened.book.outline[0].title, "Мазмұннан");
}

#[test]
fn what_is_protected_says_so() {
    let mut files = documents();
    files.push(("license.lcpl".to_owned(), "{}".to_owned()));
    let locked = format::open(with("manifest.json", &manifest(), files).path());
    assert!(matches!(locked, Err(Error::Protected(scheme)) if &*scheme == "LCP"));
    let mut encrypted = manifest();
    for index in 0..3 {
        encrypted["readingOrder"][index]["properties"] =
            json!({"encrypted": {"scheme": "http://readium.org/2014/01/lcp"}});
    }
    let locked = format::open(with("manifest.json", &encrypted, documents()).path());
    assert!(matches!(locked, Err(Error::Protected(_))));
}

#[test]
fn what_is_none_is_left_to_other_readers_and_hostile_ones_end() {
    // The manifest of a web application beside a page.
    let application = json!({"name": "x", "icons": []});
    let files = vec![("index.html".to_owned(), page("<p>Бет.</p>"))];
    let opened = format::open(with("manifest.json", &application, files).path()).expect("opened");
    assert_eq!(opened.book.metadata.format, Format::Html);

    let mut deep = json!({"title": "x", "href": "text/2.xhtml"});
    for _ in 0..60 {
        deep = json!({"title": "x", "href": "text/2.xhtml", "children": [deep]});
    }
    let mut hostile = manifest();
    hostile["toc"] = json!([deep]);
    hostile["readingOrder"] = json!([7, null, {"href": 3}, {"href": "../../etc/passwd"}, {"href": "https://a.kz/x.html"},
        {"href": "text/2.xhtml"}, {"href": "text/2.xhtml"}]);
    let opened = format::open(with("manifest.json", &hostile, documents()).path()).expect("opened");
    assert_eq!(words(&opened)[0], "Екінші");
    assert!(opened.book.outline.len() <= 20, "{}", opened.book.outline.len());

    let missing = json!({"metadata": {}, "readingOrder": [{"href": "gone.xhtml", "type": "text/html"}]});
    assert!(format::open(with("manifest.json", &missing, Vec::new()).path()).is_err());
}
