//! A short book in three languages, saved as it would be read aloud, and read again by our own readers.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use oqyrman::book::{Book, Kind};
use oqyrman::format;

const CHAPTERS: [(&str, &str, &str); 3] = [
    ("kk", "Бірінші сөз", "<p>Ғылым таппай мақтанба. XIX ғасырда 5-үйде тұрды.</p><ul><li>нан</li><li>су</li></ul>"),
    (
        "ru",
        "Вторая глава",
        "<p>Мороз и <em>солнце</em>; день чудесный! Она открыла окно &amp; ждала.</p><hr/><p>Вечер.</p>",
    ),
    (
        "en",
        "The third chapter",
        "<table><tr><th>Town</th><td>Almaty</td></tr></table><p>At last it came.<br/>So did he.</p>",
    ),
];

fn is_there() -> bool {
    let there = Command::new("espeak-ng").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !there {
        println!("skipped: no espeak-ng");
    }
    there
}

fn book(folder: &Path) -> PathBuf {
    let path = folder.join("book.epub");
    let mut epub = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut add = |name: &str, content: &str| {
        epub.start_file(name, stored).expect("an entry");
        epub.write_all(content.as_bytes()).expect("written");
    };
    add("mimetype", "application/epub+zip");
    add(
        "META-INF/container.xml",
        r#"<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#,
    );
    let mut items =
        String::from(r#"<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>"#);
    let (mut spine, mut contents) = (String::new(), String::new());
    for (number, (language, title, body)) in CHAPTERS.into_iter().enumerate() {
        items += &format!(r#"<item id="c{number}" href="c{number}.xhtml" media-type="application/xhtml+xml"/>"#);
        spine += &format!(r#"<itemref idref="c{number}"/>"#);
        contents += &format!(r#"<li><a href="c{number}.xhtml">{title}</a></li>"#);
        let page = format!(
            r#"<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{language}"><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"#
        );
        add(&format!("c{number}.xhtml"), &page);
    }
    let nav = format!(
        r#"<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body><nav epub:type="toc"><ol>{contents}</ol></nav></body></html>"#
    );
    let package = format!(
        r#"<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:test</dc:identifier><dc:title>Үш тіл</dc:title><dc:creator>Абай</dc:creator><dc:language>kk</dc:language></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"#
    );
    add("nav.xhtml", &nav);
    add("book.opf", &package);
    epub.finish().expect("finished");
    path
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oqyrman"));
    command.env("OQYRMAN_HOME", folder.join("home")).args(["--lang", "en", "speak"]).stdin(Stdio::null());
    command
}

fn save(folder: &Path, name: &str, more: &[&str]) -> Output {
    program(folder).arg(book(folder)).arg("-o").arg(folder.join("out").join(name)).args(more).output().expect("it runs")
}

fn saved(folder: &Path, name: &str, more: &[&str]) -> serde_json::Value {
    let output = save(folder, name, more);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told["left_out"], 0);
    assert_eq!(std::fs::read_dir(folder.join("out")).expect("a folder").count(), 1, "nothing else is left");
    told
}

fn texts(book: &Book) -> Vec<(Kind, String, Option<String>)> {
    let blocks = book.sections.iter().flat_map(|section| section.blocks.iter().map(move |block| (section, block)));
    let language = |tag: &oqyrman::book::Language| tag.tag().to_owned();
    blocks
        .map(|(section, block)| {
            (block.kind, block.text.clone(), block.language.as_ref().or(section.language.as_ref()).map(language))
        })
        .collect()
}

#[test]
fn a_book_with_text_and_sound_is_the_same_book() {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let told = saved(folder.path(), "book.epub", &[]);
    let before = format::open(&book(folder.path())).expect("it opens").book;
    let opened = format::open(&folder.path().join("out/book.epub")).expect("it opens");
    assert!(opened.defects.is_empty(), "{:?}", opened.defects);
    let after = &opened.book;
    assert_eq!(texts(after), texts(&before));
    let (titles, known): (Vec<_>, Vec<_>) =
        after.outline.iter().map(|entry| (entry.title.as_str(), entry.point.is_some())).unzip();
    assert_eq!(titles, CHAPTERS.map(|(_, title, _)| title));
    assert_eq!(known, [true; 3]);
    assert_eq!((after.metadata.title.as_str(), after.metadata.authors().next()), ("Үш тіл", Some("Абай")));
    let narration = after.narration.as_ref().expect("it is read aloud");
    let mut end = Duration::ZERO;
    for clip in narration.clips() {
        let time = clip.time.clone().expect("every phrase is recorded");
        assert!(time.start == end && time.end > time.start, "{time:?} behind {end:?}");
        end = time.end;
    }
    let phrases = before.sections.iter().flat_map(|section| &section.blocks).flat_map(|block| block.phrases()).count();
    assert_eq!(narration.clips().len(), phrases);
    let duration = told["duration_s"].as_f64().expect("a time");
    assert!((end.as_secs_f64() - duration).abs() < 0.01 && duration > 10.0, "{end:?} {duration}");
    for (number, section) in after.sections.iter().enumerate() {
        let sound = format!("EPUB/audio/s{:04}.opus", number + 1);
        opened.resources.sound(&sound).unwrap_or_else(|error| panic!("{sound} of {}: {error}", section.href));
    }
}

#[test]
fn a_file_of_sound_has_its_chapters_where_they_are_heard() {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let told = saved(folder.path(), "book.opus", &[]);
    let opened = format::open(&folder.path().join("out/book.opus")).expect("it opens");
    let recording = opened.book.recording.as_ref().expect("a recording");
    let duration = told["duration_s"].as_f64().expect("a time");
    assert!((recording.duration().as_secs_f64() - duration).abs() < 0.002, "{:?} {duration}", recording.duration());
    let chapters = recording.chapters();
    assert_eq!(chapters.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), CHAPTERS.map(|(_, title, _)| title));
    assert!(chapters.windows(2).all(|pair| pair[0].start + Duration::from_secs(2) < pair[1].start), "{chapters:?}");
    assert_eq!(opened.book.metadata.authors().next(), Some("Абай"));
    // A chapter alone is as long as it is in the whole, save the silence before it.
    let alone = tempfile::tempdir().expect("a folder");
    let told = saved(alone.path(), "two.opus", &["--chapter", "2"]);
    let within = (chapters[2].start - chapters[1].start).as_secs_f64();
    let alone = told["duration_s"].as_f64().expect("a time");
    assert!((within - alone).abs() < 2.0, "{within} {alone}");
    let fast = tempfile::tempdir().expect("a folder");
    let told = saved(fast.path(), "fast.opus", &["--rate", "60"]);
    assert!(told["duration_s"].as_f64().expect("a time") < duration * 0.75);
}

#[test]
fn what_cannot_be_saved_is_told_in_one_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("out")).expect("made");
    std::fs::write(folder.path().join("out/there.opus"), "x").expect("written");
    let tell = |output: Output, words: &str| {
        let told = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains(words) && told.lines().count() == 1, "{told}");
    };
    tell(save(folder.path(), "book.mp3", &[]), ".opus or .epub");
    tell(save(folder.path(), "there.opus", &[]), "already");
    tell(save(folder.path(), "book.opus", &["--chapter", "4"]), "4");
    tell(save(folder.path(), "book.opus", &["--chapter", "0"]), "0");
    if is_there() {
        tell(save(folder.path(), "book.opus", &["--voice", "Nobody"]), "oqyrman voices");
        tell(save(folder.path(), "there.opus/book.opus", &[]), "could not be saved");
    }
    // No program of that name anywhere.
    let mut deaf = program(folder.path());
    deaf.env("PATH", folder.path()).arg(book(folder.path())).arg("-o").arg(folder.path().join("out/book.opus"));
    tell(deaf.output().expect("it runs"), "espeak-ng");
    assert_eq!(std::fs::read(folder.path().join("out/there.opus")).expect("still there"), b"x");
    assert_eq!(std::fs::read_dir(folder.path().join("out")).expect("a folder").count(), 1);
    let usage = program(folder.path()).arg(book(folder.path())).args(["--chapter", "1"]).output().expect("it runs");
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn an_interrupted_command_leaves_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    // An engine that never ends.
    let engine = folder.path().join("espeak-ng");
    let list = "if [ \"$1\" = --voices ]; then echo ' 5 kk --/M Kazakh trk/kk'; exit 0; fi";
    std::fs::write(&engine, format!("#!/bin/sh\n{list}\nexec sleep 100\n")).expect("written");
    std::fs::set_permissions(&engine, std::fs::Permissions::from_mode(0o700)).expect("allowed");
    let out = folder.path().join("out");
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap_or_default());
    let mut running = program(folder.path());
    running.env("PATH", path).arg(book(folder.path())).arg("-o").arg(out.join("book.opus"));
    let mut running = running.stderr(Stdio::piped()).spawn().expect("it runs");
    let count = || std::fs::read_dir(&out).map_or(0, Iterator::count);
    let until = Instant::now() + Duration::from_secs(20);
    while count() == 0 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(count(), 1, "the file in the making");
    // SAFETY: the process is our own child, which was not waited for yet.
    assert_eq!(unsafe { libc::kill(running.id() as libc::pid_t, libc::SIGINT) }, 0);
    assert_eq!(running.wait().expect("it ends").code(), Some(1));
    assert_eq!(count(), 0);
}
