//! Pages that are pictures: recognised by Tesseract where it is installed, told where it is not, looked at in any case.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use oqyrman::book::{Code, Format, Language, Picture, Style};
use oqyrman::format::{self, Memory, Options, Recognition};
use serde_json::Value;

fn scanned() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pdf/udhr-kk-scanned.pdf")
}

/// Whether pages can be recognised here; where not, it is said why nothing is tested.
fn is_installed() -> bool {
    let told = Command::new("tesseract").arg("--list-langs").output();
    let is_there = told.is_ok_and(|told| String::from_utf8_lossy(&told.stdout).lines().any(|pack| pack == "kaz"));
    if !is_there {
        println!("skipped: Tesseract with its Kazakh pack is not installed (tesseract-ocr-kaz)");
    }
    is_there
}

fn run(home: &Path, path: Option<&Path>, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oqyrman"));
    command.env("OQYRMAN_HOME", home).args(["--lang", "en"]).args(arguments);
    if let Some(path) = path {
        command.env("PATH", path);
    }
    let output = command.output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[derive(Debug, Default)]
struct Kept(std::sync::Mutex<std::collections::HashMap<String, Vec<u8>>>);

impl Memory for Kept {
    fn recall(&self, key: &str) -> Option<Vec<u8>> {
        self.0.lock().expect("a memory").get(key).cloned()
    }

    fn keep(&self, key: &str, page: &[u8]) {
        self.0.lock().expect("a memory").insert(key.to_owned(), page.to_vec());
    }
}

fn with(memory: &Arc<Kept>) -> Options {
    let memory = Some(Arc::clone(memory) as Arc<dyn Memory>);
    let languages = Language::parse("kk").into_iter().collect();
    Options { recognition: Some(Recognition { languages, memory }), ..Options::default() }
}

#[test]
fn a_scan_is_recognised_once_and_looked_at() {
    let untouched = format::open_whole(&scanned(), &Options::default()).expect("it opens");
    assert_eq!(untouched.book.metadata.format, Format::Scan);
    assert_eq!(untouched.unreadable().map(|defect| defect.code), Some(Code::NoText));
    assert!(untouched.resources.has_pages());
    let (width, height) = untouched.resources.picture_size(&Picture::Page(0)).expect("a size");
    assert!((width / height - 595.0 / 842.0).abs() < 0.01, "{width} × {height}");
    let pixels = untouched.resources.picture(&Picture::Page(1), 300.0, 300.0).expect("a page");
    assert!(pixels.width < 300 && pixels.height == 300 && pixels.rgba.len() == (pixels.width * 300 * 4) as usize);
    assert!(pixels.rgba.chunks(4).filter(|pixel| pixel[0] < 200).count() > 100, "ink");
    assert!(untouched.resources.picture(&Picture::Page(9), 300.0, 300.0).is_err());

    if !is_installed() {
        return;
    }
    let memory = Arc::new(Kept::default());
    let opened = format::open_whole(&scanned(), &with(&memory)).expect("it opens");
    assert_eq!(opened.book.metadata.format, Format::Scan, "it is what it was");
    assert_eq!(opened.defects.iter().map(|defect| defect.code).collect::<Vec<_>>(), [Code::Recognised]);
    assert_eq!((opened.unreadable(), opened.book.sections.len()), (None, 3));
    let text: Vec<&str> =
        opened.book.sections.iter().flat_map(|it| &it.blocks).map(|block| block.text.as_str()).collect();
    let text = text.join("\n");
    for words in ["Адам баласы үйелменінің барлық мүшелеріне", "БАС АССАМБЛЕЯ"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(memory.0.lock().expect("a memory").len(), 3);
    let start = Instant::now();
    let again = format::open_whole(&scanned(), &with(&memory)).expect("it opens");
    assert_eq!(again.book.sections.len(), 3);
    assert!(start.elapsed() < Duration::from_secs(2) || memory.0.lock().expect("a memory").len() == 3);
    assert_eq!(again.book.sections[0].blocks[1].text, opened.book.sections[0].blocks[1].text);
}

#[test]
fn a_scan_comes_page_by_page_from_where_the_reader_is() {
    if !is_installed() {
        return;
    }
    let memory = Arc::new(Kept::default());
    let options = Options { start: Some("page-2".to_owned()), ..with(&memory) };
    let opened = format::open_with(&scanned(), &options).expect("it opens");
    let revisions = opened.revisions.clone().expect("more to come");
    let last = futures::executor::block_on(revisions.stream().filter(|it| futures::future::ready(it.finished)).next());
    let book = last.expect("an end").book;
    assert!(book.sections.iter().all(|section| !section.pending && !section.blocks.is_empty()));
    assert_eq!(book.pages.len(), 3);
}

#[test]
fn doubtful_words_are_marked() {
    if !is_installed() {
        return;
    }
    let memory = Arc::new(Kept::default());
    // What another recogniser was less sure of.
    format::open_whole(&scanned(), &with(&memory)).expect("it opens");
    for page in memory.0.lock().expect("a memory").values_mut() {
        let mut value: Value = serde_json::from_slice(page).expect("JSON");
        let lines = value["lines"].as_array_mut().expect("lines");
        for line in lines {
            let end = line["text"].as_str().and_then(|text| text.split(' ').next()).map_or(0, str::len);
            line["doubtful"] = serde_json::json!([[0, end]]);
        }
        *page = serde_json::to_vec(&value).expect("JSON");
    }
    let opened = format::open_whole(&scanned(), &with(&memory)).expect("it opens");
    let blocks = || opened.book.sections.iter().flat_map(|section| &section.blocks);
    let doubtful: Vec<&str> = blocks()
        .flat_map(|block| {
            block.inlines.iter().filter(|it| it.style == Style::Doubtful).map(|it| &block.text[it.range.clone()])
        })
        .collect();
    assert!(doubtful.contains(&"Адам") && doubtful.len() > 20, "{doubtful:?}");
    assert!(doubtful.iter().all(|word| !word.contains(' ')), "{doubtful:?}");
}

#[test]
fn pictures_of_pages_are_books_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = format::open_whole(&scanned(), &Options::default()).expect("it opens").resources;
    let pixels = page.picture(&Picture::Page(0), 1654.0, 2339.0).expect("a page");
    let image = image::RgbaImage::from_raw(pixels.width, pixels.height, pixels.rgba).expect("an image");
    let grey = image::DynamicImage::from(image).into_luma8();
    for (name, kind) in [("page.png", image::ImageFormat::Png), ("page.jpg", image::ImageFormat::Jpeg)] {
        let file = folder.path().join(name);
        grey.save_with_format(&file, kind).expect("written");
        let path = file.to_str().expect("a name");
        let (status, info, _) = run(folder.path(), None, &["info", path]);
        let info: Value = serde_json::from_str(&info).expect("JSON");
        assert_eq!((status, &info["format"], &info["sections"]), (0, &"scan".into(), &1.into()), "{name}");
        if is_installed() {
            let (status, text, told) = run(folder.path(), None, &["text", path]);
            assert_eq!((status, text.contains("үйелменінің барлық")), (0, true), "{name}: {text}");
            assert!(told.contains("recognised"), "{told}");
        }
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).expect("an encoder");
    for _ in 0..2 {
        let page = encoder.new_image::<tiff::encoder::colortype::Gray8>(grey.width(), grey.height()).expect("an image");
        page.write_data(grey.as_raw()).expect("written");
    }
    let file = folder.path().join("pages.tif");
    std::fs::write(&file, bytes.into_inner()).expect("written");
    let opened = format::open_whole(&file, &Options::default()).expect("it opens");
    assert_eq!((opened.book.metadata.format, opened.book.sections.len()), (Format::Scan, 2));
}

#[test]
fn without_a_recogniser_it_is_told_how_to_get_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = scanned();
    let (status, text, told) = run(folder.path(), Some(folder.path()), &["text", file.to_str().expect("a name")]);
    assert_eq!((status, text.as_str()), (1, ""));
    assert!(told.contains("sudo apt install tesseract-ocr") && told.lines().count() == 1, "{told}");
}
