//! Audiobooks with a manifest, Readium's and the W3C's: order, titles, contents, pages, people, places, and what lies in them
//! when they are damaged.

use std::sync::Arc;
use std::time::{Duration, Instant};

use oqyrman::book::{Code, Format, Recording};
use oqyrman::format::{self, Error, Opened};
use oqyrman::home::Home;
use oqyrman::library::shelf::{Shelf, wait};
use oqyrman::voice::player::render;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::sound::{fixture, sine, wav};

#[path = "support/epub.rs"]
#[allow(dead_code, reason = "only its zip is needed here")]
mod epub;
mod support {
    #[allow(dead_code, reason = "only waves are needed here")]
    pub mod sound;
}

type Files = Vec<(String, Vec<u8>)>;

fn file(name: &str, content: impl Into<Vec<u8>>) -> (String, Vec<u8>) {
    (name.to_owned(), content.into())
}

/// A tone that lasts this long.
fn tone(hertz: f64, seconds: f64) -> Vec<u8> {
    wav(&sine(hertz, 8000, seconds), 8000, 1)
}

/// Readium's: the order of the manifest is not that of the names.
fn readium() -> (Value, Files) {
    let manifest = json!({
        "@context": "https://readium.org/webpub-manifest/context.jsonld",
        "metadata": {
            "@type": "http://schema.org/Audiobook",
            "conformsTo": "https://readium.org/webpub-manifest/profiles/audiobook",
            "identifier": "urn:isbn:9780000000001",
            "title": {"ru": "Слова назидания", "kk": "Қара сөздер"},
            "author": "Абай",
            "narrator": [{"name": "Ерлан"}, {"name": {"kk": "Айгүл"}}],
            "language": "kk",
            "publisher": "Жазушы",
            "published": "2020-05-01",
            "duration": 9,
            "accessibility": {"summary": "Тек дыбыс", "hazard": ["noSoundHazard"]},
        },
        "links": [{"rel": "self", "href": "https://example.org/manifest.json", "type": "application/audiobook+json"}],
        "readingOrder": [
            {"href": "sound/b.wav", "type": "audio/wav", "duration": 2, "title": "Бірінші сөз"},
            {"href": "sound/a%20a.wav", "type": "audio/wav", "duration": 400},
            {"href": "sound/c.wav", "type": "audio/wav", "title": "Үшінші сөз"},
        ],
        "resources": [{"rel": "cover", "href": "picture.png", "type": "image/png"}],
        "toc": [
            {"title": "Бірінші бөлім", "children": [
                {"href": "sound/b.wav", "title": "Бірінші сөз"},
                {"href": "sound/a%20a.wav#t=1.5", "title": "Екінші сөз, ортасы"},
            ]},
            {"href": "sound/c.wav#t=0", "title": "Үшінші сөз"},
            {"href": "gone.wav", "title": "Жоқ"},
        ],
        "pageList": [{"href": "sound/c.wav#t=0.25", "title": "7"}],
    });
    let files = vec![
        file("sound/a a.wav", tone(500.0, 3.0)),
        file("sound/b.wav", tone(300.0, 2.0)),
        file("sound/c.wav", tone(700.0, 4.0)),
        file("picture.png", b"\x89PNG\r\n\x1a\npicture".as_slice()),
        file("other.png", b"\x89PNG\r\n\x1a\nother".as_slice()),
    ];
    (manifest, files)
}

/// The W3C's: a document holds the contents, and two items are parts of one file.
fn w3c() -> Files {
    let manifest = json!({
        "@context": ["https://schema.org", "https://www.w3.org/ns/pub-context"],
        "conformsTo": "https://www.w3.org/TR/audiobooks/",
        "type": "Audiobook",
        "id": "urn:uuid:1",
        "name": [{"value": "Words", "language": "en"}, {"value": "Сөздер", "language": "kk"}],
        "author": [{"type": "Person", "name": [{"value": "Шәкәрім", "language": "kk"}]}],
        "readBy": "Ерлан",
        "inLanguage": ["kk", "ru"],
        "datePublished": "1990",
        "accessibilitySummary": "Дыбыс",
        "readingOrder": [
            {"url": "one.wav#t=0,2", "encodingFormat": "audio/wav", "duration": "PT2S", "name": "Алғы сөз"},
            {"url": "one.wav#t=2,5", "encodingFormat": "audio/wav", "duration": "PT3S", "name": "Негізі"},
            "two.wav",
        ],
        "resources": [
            {"url": "html/toc.html", "rel": "contents", "encodingFormat": "text/html"},
            {"url": "cover.jpg", "rel": ["cover"]},
        ],
    });
    let contents = "<!DOCTYPE html><html><body><h1>Мазмұны</h1><nav role='doc-toc'><h2>Мазмұны</h2><ol>\
        <li><a href='../one.wav'>Алғы <b>сөз</b></a>\
        <li><span>Негізі</span><ol><li><a href='../one.wav#t=2.5'>Басы</a></li><li><a href='../two.wav#t=1'>Соңы</a></li></ol>\
        </ol></nav><section role='doc-pagelist'><ol><li><a href='../two.wav#t=0.5'>12</a></li></ol></section></body></html>";
    vec![
        file("publication.json", manifest.to_string()),
        file("html/toc.html", contents),
        file("one.wav", tone(300.0, 6.0)),
        file("two.wav", tone(700.0, 2.0)),
        file("cover.jpg", b"\xff\xd8\xffpicture".as_slice()),
    ]
}

fn with(manifest: &Value, mut files: Files) -> Files {
    files.push(file("manifest.json", manifest.to_string()));
    files
}

fn open(files: &Files) -> Result<Opened, Error> {
    format::open_bytes(epub::zip(files).into())
}

fn laid(files: &Files) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
    folder
}

fn recording(opened: &Opened) -> &Arc<Recording> {
    opened.book.recording.as_ref().expect("a recording")
}

/// Chapters as (level, title, milliseconds).
fn chapters(opened: &Opened) -> Vec<(u8, String, u128)> {
    let chapters = recording(opened).chapters().iter();
    chapters.map(|chapter| (chapter.level, chapter.title.clone(), chapter.start.as_millis())).collect()
}

fn expected(list: &[(u8, &str, u128)]) -> Vec<(u8, String, u128)> {
    list.iter().map(|(level, title, start)| (*level, (*title).to_owned(), *start)).collect()
}

const MS: fn(u64) -> Duration = Duration::from_millis;

/// Cycles a second of what sounds from here.
fn pitch(opened: &Opened, from: u64, millis: u64) -> f64 {
    let heard = render(recording(opened), &opened.resources, MS(from)..MS(from + millis), 1.0, (8000, 1));
    assert!(heard.skipped.is_empty(), "{:?}", heard.skipped);
    let rises = heard.samples.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
    rises as f64 * 1000.0 / millis as f64
}

#[test]
fn a_readium_audiobook_is_heard_as_its_manifest_says() {
    let (manifest, files) = readium();
    let files = with(&manifest, files);
    let folder = laid(&files);
    let unpacked = format::open(folder.path()).expect("a folder opens");
    let by_manifest = format::open(&folder.path().join("manifest.json")).expect("by its manifest");
    for opened in [open(&files).expect("a zip opens"), unpacked, by_manifest] {
        let about = &opened.book.metadata;
        assert_eq!((about.format, about.title.as_str()), (Format::Audiobook, "Қара сөздер"));
        let people: Vec<_> = about.contributors.iter().map(|it| (it.name.as_str(), it.role.as_str())).collect();
        assert_eq!(people, [("Абай", "aut"), ("Ерлан", "nrt"), ("Айгүл", "nrt")]);
        assert_eq!(about.languages[0].tag(), "kk");
        assert_eq!(about.identifier.as_deref(), Some("urn:isbn:9780000000001"));
        assert_eq!((about.publisher.as_deref(), about.published.as_deref()), (Some("Жазушы"), Some("2020-05-01")));
        assert_eq!(about.accessibility.summary.as_deref(), Some("Тек дыбыс"));
        // How long a file lasts it tells itself: the manifest's 400 seconds are wrong.
        assert_eq!(recording(&opened).duration(), MS(9000));
        let titles: Vec<_> = recording(&opened).tracks().iter().filter_map(|track| track.title.as_deref()).collect();
        assert_eq!(titles, ["Бірінші сөз", "a a", "Үшінші сөз"]);
        let told =
            [(1, "Бірінші бөлім", 0), (2, "Бірінші сөз", 0), (2, "Екінші сөз, ортасы", 3500), (1, "Үшінші сөз", 5000)];
        assert_eq!(chapters(&opened), expected(&told));
        let pages: Vec<_> = recording(&opened).pages().iter().map(|page| (page.label.as_str(), page.start)).collect();
        assert_eq!(pages, [("7", MS(5250))]);
        let missing: Vec<_> = opened.defects.iter().map(|it| (it.code, it.subject.as_str())).collect();
        assert_eq!(missing, [(Code::Missing, "gone.wav")]);
        assert!(opened.cover().expect("a cover").bytes.ends_with(b"picture"));
        for (from, hertz) in [(500, 300.0), (2500, 500.0), (6000, 700.0)] {
            assert!((pitch(&opened, from, 1000) - hertz).abs() <= 1.0, "{from}: {}", pitch(&opened, from, 1000));
        }
    }
}

#[test]
fn a_w3c_audiobook_has_its_contents_from_its_document() {
    let files = w3c();
    let mut packed = files.clone();
    packed.insert(0, file("mimetype", "application/lpf+zip"));
    let folder = laid(&files);
    for opened in [
        open(&packed).expect("it opens"),
        open(&files).expect("it opens"),
        format::open(folder.path()).expect("it opens"),
    ] {
        let about = &opened.book.metadata;
        assert_eq!((about.format, about.title.as_str()), (Format::Lpf, "Сөздер"), "the book's own language first");
        let people: Vec<_> = about.contributors.iter().map(|it| (it.name.as_str(), it.role.as_str())).collect();
        assert_eq!(people, [("Шәкәрім", "aut"), ("Ерлан", "nrt")]);
        assert_eq!(recording(&opened).duration(), MS(7000));
        let told = [(1, "Алғы сөз", 0), (1, "Негізі", 2500), (2, "Басы", 2500), (2, "Соңы", 6000)];
        assert_eq!(chapters(&opened), expected(&told));
        assert_eq!(recording(&opened).pages()[0].start, MS(5500));
        assert!(opened.cover().expect("a cover").bytes.ends_with(b"picture"));
        assert!(opened.defects.is_empty(), "{:?}", opened.defects);
        // What the file holds behind its last part is not heard.
        let heard = render(recording(&opened), &opened.resources, Duration::ZERO..Duration::MAX, 1.0, (8000, 1));
        assert_eq!(heard.samples.len(), 7 * 8000);
    }
}

#[test]
fn a_damaged_manifest_leaves_a_recording_without_it() {
    let (_, files) = readium();
    for manifest in ["{\"readingOrder\": [", "[]", "{}", "{\"readingOrder\": [{\"href\": \"../../etc/passwd\"}, 7]}"] {
        let mut files = files.clone();
        files.push(file("manifest.json", manifest));
        let opened = open(&files).expect("it opens");
        assert_eq!(recording(&opened).tracks().len(), 3, "{manifest}");
        assert!(opened.defects.iter().any(|it| it.code == Code::Malformed), "{manifest}: {:?}", opened.defects);
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let opened = open(&with(&Value::Null, files.clone())).expect("it opens");
    assert_eq!(recording(&opened).duration(), MS(9000));
    let mut files = files;
    files.push(file("manifest.json", format!("{{\"toc\": {deep}}}")));
    assert_eq!(recording(&open(&files).expect("it opens")).duration(), MS(9000));
}

#[test]
fn what_is_encrypted_says_so_and_what_is_missing_is_left_out() {
    let (mut manifest, files) = readium();
    manifest["readingOrder"][0]["properties"] = json!({"encrypted": {"algorithm": "aes"}});
    let opened = open(&with(&manifest, files.clone())).expect("it opens");
    assert!(opened.defects.iter().any(|it| it.code == Code::Protected));
    assert_eq!(recording(&opened).duration(), MS(7000));
    for item in manifest["readingOrder"].as_array_mut().expect("a list") {
        item["properties"] = json!({"encrypted": {"algorithm": "aes"}});
    }
    assert!(matches!(open(&with(&manifest, files.clone())), Err(Error::Protected(_))));
    let (mut manifest, mut files) = readium();
    files.push(file("license.lcpl", "{}"));
    assert!(matches!(open(&with(&manifest, files)), Err(Error::Protected(scheme)) if &*scheme == "LCP"));
    let (_, mut files) = readium();
    files.retain(|(name, _)| name != "sound/b.wav");
    manifest["readingOrder"][2]["href"] = "https://example.org/c.wav".into();
    let opened = open(&with(&manifest, files)).expect("it opens");
    let missing: Vec<_> = opened.defects.iter().map(|it| (it.code, it.subject.as_str())).collect();
    assert!(missing.contains(&(Code::Missing, "sound/b.wav")), "{missing:?}");
    assert!(missing.contains(&(Code::Missing, "https://example.org/c.wav")), "{missing:?}");
    assert_eq!(recording(&opened).tracks().len(), 1);
}

/// The package without a file for its manifest: it stands in the page that the package begins with, or is named there.
#[test]
fn a_manifest_inside_the_first_page_is_the_books() {
    let files = w3c();
    let manifest = String::from_utf8(files[0].1.clone()).expect("text");
    let script = |id: &str, content: &str| format!("<script id='{id}' type='application/ld+json'>{content}</script>");
    let other = r#"{"@type": "Organization", "name": "</p> A < B & C"}"#;
    let page =
        |head: &str| format!("<!DOCTYPE html><html><head><title>Сөздер</title>{head}</head><body></body></html>");
    let pages = [
        page(&(script("x", other) + &script("m", &manifest))),
        page(&format!(
            "<link rel='publication' href='#m'>{}{}",
            script("x", "{\"readingOrder\": []}"),
            script("m", &manifest)
        )),
        page("<link href=about/book.json rel='alternate publication'>"),
    ];
    for (number, page) in pages.iter().enumerate() {
        let mut book: Files = files[1..].to_vec();
        book.push(file("index.html", page.as_str()));
        if number == 2 {
            let moved = manifest.replace("one.wav", "../one.wav").replace("two.wav", "../two.wav");
            book.push(file(
                "about/book.json",
                moved.replace("html/toc", "../html/toc").replace("cover.jpg", "../cover.jpg"),
            ));
        }
        let opened = open(&book).unwrap_or_else(|error| panic!("{number}: {error}"));
        assert_eq!(opened.book.metadata.format, Format::Lpf, "{number}");
        assert_eq!(opened.book.metadata.title, "Сөздер", "{number}");
        assert_eq!(recording(&opened).duration(), MS(7000), "{number}");
        let titles: Vec<String> = chapters(&opened).into_iter().map(|(_, title, _)| title).collect();
        assert_eq!(titles, ["Алғы сөз", "Негізі", "Басы", "Соңы"], "{number}");
        let mut zipped = tempfile::NamedTempFile::with_suffix(".lpf").expect("a file");
        std::io::Write::write_all(&mut zipped, &epub::zip(&book)).expect("written");
        assert_eq!(format::sniff(zipped.path()).expect("looked"), Some(Format::Lpf), "{number}");
    }
    // A page beside sounds that is nothing of the kind.
    let mut book: Files = files[1..].to_vec();
    book.push(file("index.html", page(&script("x", other))));
    assert_eq!(open(&book).expect("it opens").book.metadata.format, Format::Audio);
}

#[test]
fn a_book_of_three_thousand_parts_opens_by_its_manifests_word() {
    let sound = fixture("constant.mp3");
    let order: Vec<Value> = (0..3000)
        .map(|number| json!({"href": format!("{number}.mp3"), "type": "audio/mpeg", "duration": 7.5, "title": number.to_string()}))
        .collect();
    let toc: Vec<Value> = (0..3000)
        .map(|number| json!({"href": format!("{number}.mp3#t=1"), "title": format!("{number}-тарау")}))
        .collect();
    let manifest = json!({"metadata": {"title": "Ұзақ кітап"}, "readingOrder": order, "toc": toc});
    let mut files = vec![file("manifest.json", manifest.to_string())];
    files.extend((0..3000).map(|number| file(&format!("{number}.mp3"), &sound[..2000])));
    files[2001].1.clone_from(&sound);
    let folder = laid(&files);
    let start = Instant::now();
    let opened = format::open(folder.path()).expect("it opens");
    let took = start.elapsed();
    assert_eq!(recording(&opened).duration(), MS(3000 * 7500));
    assert_eq!(recording(&opened).chapters().len(), 3000);
    assert_eq!(recording(&opened).chapters()[2000].start, MS(2000 * 7500 + 1000));
    // The measure is 300 ms of a program that was made for speed.
    assert!(took < Duration::from_millis(1500), "{took:?}");
    let from = MS(2000 * 7500 + 1000);
    let heard = render(recording(&opened), &opened.resources, from..from + MS(500), 1.0, (22_050, 1));
    assert!(heard.skipped.is_empty() && heard.samples.len() == 11_025, "{:?} {}", heard.skipped, heard.samples.len());
    eprintln!("3,000 parts: {took:?}");
}

/// A folder and a zip of three thousand numbered files, of constant and of variable rate, without anything that tells
/// how long they are.
#[test]
fn a_book_of_three_thousand_parts_without_a_manifest_opens_at_once() {
    let (constant, variable) = (fixture("constant.mp3").repeat(20), fixture("variable.mp3").repeat(20));
    let exact = |sound: &[u8]| {
        let opened = format::open_bytes(sound.into()).expect("it opens");
        recording(&opened).duration()
    };
    for (sound, margin) in [(&constant, 0.001), (&variable, 0.2)] {
        let folder = tempfile::tempdir().expect("a folder");
        let source = tempfile::NamedTempFile::new_in(folder.path().parent().expect("one")).expect("a file");
        std::fs::write(source.path(), sound).expect("written");
        for number in 1..=3000 {
            std::fs::hard_link(source.path(), folder.path().join(format!("Part {number}.mp3"))).expect("linked");
        }
        let start = Instant::now();
        let opened = format::open(folder.path()).expect("it opens");
        let took = start.elapsed();
        eprintln!("3,000 parts without a manifest: {took:?}");
        // The measure is 1 s of a program that was made for speed.
        assert!(took < Duration::from_millis(2500), "{took:?}");
        let tracks = recording(&opened).tracks();
        assert_eq!(tracks.len(), 3000);
        let told: Vec<&str> = tracks.iter().take(11).skip(8).map(|track| track.href.as_str()).collect();
        assert_eq!(told, ["Part 9.mp3", "Part 10.mp3", "Part 11.mp3"]);
        assert!(opened.defects.is_empty(), "{:?}", &opened.defects[..1]);
        let (whole, expected) = (recording(&opened).duration(), exact(sound) * 3000);
        let off = whole.abs_diff(expected).as_secs_f64() / expected.as_secs_f64();
        assert!(off < margin, "{whole:?} of {expected:?}");
        // The last one is heard, whatever was known of it.
        let from = recording(&opened).start_of(2999) + MS(500);
        let heard = render(recording(&opened), &opened.resources, from..from + MS(500), 1.0, (22_050, 1));
        assert!(heard.skipped.is_empty() && heard.samples.len() == 11_025, "{:?}", heard.skipped);
    }
}

#[test]
fn an_unpacked_audiobook_stands_on_the_shelf_with_its_manifest() {
    let home = tempfile::tempdir().expect("a folder");
    let shelf = Shelf::open(&Home::at(home.path().join("home")).expect("a home")).expect("a shelf");
    let (manifest, files) = readium();
    let folder = laid(&with(&manifest, files));
    let holding = wait(shelf.add_file(folder.path())).expect("added").into_holding();
    assert_eq!((holding.title.as_str(), holding.format), ("Қара сөздер", Format::Audiobook));
    let opened = format::open(&holding.file).expect("it opens");
    assert_eq!(chapters(&opened).len(), 4);
    assert_eq!(recording(&opened).duration(), MS(9000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn spoilt_manifests_end_in_a_book_or_an_error(
        of_w3c in any::<bool>(),
        spots in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut files = if of_w3c { w3c() } else {
            let (manifest, files) = readium();
            with(&manifest, files)
        };
        let marked = files.iter_mut().filter(|(name, _)| name.ends_with("json") || name.ends_with("html"));
        for (_, bytes) in marked {
            for (at, value) in &spots {
                let at = at.index(bytes.len());
                bytes[at] = *value;
            }
        }
        if let Ok(opened) = open(&files)
            && let Some(recording) = &opened.book.recording
        {
            prop_assert!(recording.duration() > Duration::ZERO);
            for chapter in recording.chapters() {
                prop_assert!(chapter.start <= recording.duration());
            }
        }
    }
}
