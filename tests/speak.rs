//! `speak` and `voices` against a private speech daemon that writes down what it is asked to say.
#![cfg(target_os = "linux")]

#[path = "kit/speech.rs"]
mod speech;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use speech::Daemon;

const PATIENCE: Duration = Duration::from_secs(20);

fn spoken(daemon: &Daemon) -> Vec<(String, String)> {
    let events = daemon.events().into_iter();
    events.filter(|event| event.kind == "speak").map(|event| (event.language, event.text)).collect()
}

const CHAPTER: &str = r#"<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="kk"><head><title>Сөз</title></head><body>
<h1 id="a">Бірінші сөз</h1><p>Ғылым таппай мақтанба. Орын таппай баптанба.</p>
<p xml:lang="ru">Мороз и солнце.</p>
<h1 id="b">Екінші сөз</h1><p>Бұл соңғы сөйлем.</p></body></html>"#;

/// An EPUB 3 with one chapter in Kazakh and Russian.
fn book(folder: &Path) -> PathBuf {
    use std::io::Write;
    let path = folder.join("book.epub");
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
        r#"<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
        <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:test</dc:identifier>
        <dc:title>Сөз</dc:title><dc:language>kk</dc:language></metadata>
        <manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>
        <spine><itemref idref="c"/></spine></package>"#,
    );
    add("c.xhtml", CHAPTER);
    epub.finish().unwrap();
    path
}

/// The program with a home of its own and this speech address.
fn program(folder: &Path, address: &str) -> Command {
    program_in("en", folder, address)
}

fn program_in(language: &str, folder: &Path, address: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oqyrman"));
    command.env("SPEECHD_ADDRESS", address).env("HOME", folder).env("XDG_RUNTIME_DIR", folder);
    command.env("OQYRMAN_HOME", folder.join("home")).args(["--lang", language]).stdin(Stdio::null());
    command
}

#[test]
fn the_command_line_reads_a_book_aloud() {
    let daemon = match Daemon::start() {
        Ok(daemon) => daemon,
        Err(why) => return println!("skipped: {why}"),
    };
    let folder = tempfile::tempdir().unwrap();
    let book = book(folder.path());
    let output = program(folder.path(), &daemon.address()).arg("speak").arg(&book).output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
    let pair = |language: &str, text: &str| (language.to_owned(), text.to_owned());
    let all = [
        pair("kk", "Бірінші сөз"),
        pair("kk", "Ғылым таппай мақтанба."),
        pair("kk", "Орын таппай баптанба."),
        pair("ru", "Мороз и солнце."),
        pair("kk", "Екінші сөз"),
        pair("kk", "Бұл соңғы сөйлем."),
    ];
    assert_eq!(spoken(&daemon), all);

    let mut from = program(folder.path(), &daemon.address());
    from.arg("speak").arg(&book).args(["--from", "екінші", "--rate", "-30", "--voice", "kazakh"]);
    assert!(from.status().unwrap().success());
    let events = daemon.events();
    let again: Vec<_> = events.iter().filter(|event| event.kind == "speak").skip(all.len()).collect();
    assert_eq!(again.iter().map(|event| event.text.as_str()).collect::<Vec<_>>(), ["Екінші сөз", "Бұл соңғы сөйлем."]);
    assert_eq!(again[0].json["settings"]["rate"], "-30");
    assert_eq!(again[0].json["settings"]["synthesis_voice"], "Kazakh");
}

#[test]
fn the_command_line_reads_as_the_reader_has_chosen() {
    let daemon = match Daemon::start() {
        Ok(daemon) => daemon,
        Err(why) => return println!("skipped: {why}"),
    };
    let folder = tempfile::tempdir().unwrap();
    let book = book(folder.path());
    std::fs::create_dir_all(folder.path().join("home")).unwrap();
    let choices = "[aloud]\npunctuation = \"all\"\n[heard]\nheadings = \"other-voice\"\n";
    std::fs::write(folder.path().join("home/settings.toml"), choices).unwrap();
    assert!(program(folder.path(), &daemon.address()).arg("speak").arg(&book).status().unwrap().success());
    let events = daemon.events();
    let said: Vec<_> = events.iter().filter(|event| event.kind == "speak").collect();
    assert_eq!((&said[0].json["settings"]["pitch"], said[0].text.as_str()), (&"-50".into(), "Бірінші сөз"));
    assert_eq!(said[1].json["settings"]["pitch"], "0");
    assert!(said[1].json["ssml"].as_str().unwrap().contains("нүкте."), "{:?}", said[1].json);
    assert!(said[3].json["ssml"].as_str().unwrap().contains("точка."), "{:?}", said[3].json);
}

#[test]
fn the_command_line_says_what_is_wrong_in_one_sentence() {
    let daemon = match Daemon::start() {
        Ok(daemon) => daemon,
        Err(why) => return println!("skipped: {why}"),
    };
    let folder = tempfile::tempdir().unwrap();
    let book = book(folder.path());
    for (arguments, words) in [
        (["--from", "Жоқ тарау"], "Жоқ тарау"),
        (["--from", "400%"], "400%"),
        (["--voice", "Nobody"], "oqyrman voices"),
    ] {
        let output =
            program(folder.path(), &daemon.address()).arg("speak").arg(&book).args(arguments).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains(words) && told.lines().count() == 1, "{told}");
    }
    assert!(daemon.spoken().is_empty());
    let usage =
        program(folder.path(), &daemon.address()).arg("speak").arg(&book).args(["--rate", "500"]).output().unwrap();
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn the_command_line_lists_the_voices() {
    let daemon = match Daemon::with(&[("OQYRMAN_SPEECH_VOICES", "Abai:kk,Anna:ru")]) {
        Ok(daemon) => daemon,
        Err(why) => return println!("skipped: {why}"),
    };
    let folder = tempfile::tempdir().unwrap();
    let output = program(folder.path(), &daemon.address()).arg("voices").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let voices: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = serde_json::json!([
        { "voice": "Abai", "language": "kk", "engine": "recorder" },
        { "voice": "Anna", "language": "ru", "engine": "recorder" },
    ]);
    assert_eq!(voices, expected);
}

#[test]
fn without_a_daemon_the_command_line_says_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    let book = book(folder.path());
    // A socket in a folder that is a file can neither be reached nor made.
    let address = format!("unix_socket:{}", book.join("speechd.sock").display());
    for (language, words) in [("kk", "орнатыңыз"), ("ru", "Установите"), ("en", "Install")] {
        for command in [vec!["voices"], vec!["speak", "book.epub"]] {
            let mut program = program_in(language, folder.path(), &address);
            let output = program.args(&command).current_dir(folder.path()).output().unwrap();
            let told = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{command:?}: {told}");
            assert!(told.contains(words) && told.contains("speech-dispatcher") && told.contains("espeak-ng"), "{told}");
            assert_eq!(told.lines().count(), 1, "{told}");
            assert!(output.stdout.is_empty());
        }
    }
}

#[test]
fn an_interruption_silences_the_command_line() {
    let daemon = match Daemon::with(&[("OQYRMAN_SPEECH_CPS", "5")]) {
        Ok(daemon) => daemon,
        Err(why) => return println!("skipped: {why}"),
    };
    let folder = tempfile::tempdir().unwrap();
    let book = book(folder.path());
    let mut command = program(folder.path(), &daemon.address());
    let mut child = command.arg("speak").arg(&book).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    daemon.wait(PATIENCE, |events| events.iter().any(|event| event.kind == "begin"));
    let asked = Instant::now();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    daemon.wait(PATIENCE, |events| events.iter().any(|event| event.kind == "stop"));
    println!("silent {:.0} ms after Ctrl+C", 1000.0 * asked.elapsed().as_secs_f64());
    let status = child.wait().unwrap();
    println!("ended {:.0} ms after Ctrl+C", 1000.0 * asked.elapsed().as_secs_f64());
    let output = child.wait_with_output().unwrap();
    assert!(status.success() && output.stderr.is_empty(), "{status} {output:?}");
}
