//! Files that mean harm: each is answered within the time and the memory that the program allows itself, without a
//! panic, without a file or a request that the reader did not ask for.

#[path = "support/epub.rs"]
mod support;

use std::time::{Duration, Instant};

use oqyrman::book::{Book, Code};
use oqyrman::format::{Error, Opened, open_bytes};
use proptest::prelude::*;
use support::{Epub, chapter, zip};

const MOST_TIME: Duration = Duration::from_secs(5);

/// Opens the bytes, and all that a reader may ask of the book: phrases, places, progress.
fn answer(bytes: Vec<u8>) -> Result<Opened, Error> {
    let start = Instant::now();
    let answer = open_bytes(bytes.into());
    assert!(start.elapsed() < MOST_TIME, "took {:?}", start.elapsed());
    if let Ok(opened) = &answer {
        let book = &opened.book;
        for section in book.sections.iter().take(50) {
            for block in section.blocks.iter().take(200) {
                block.phrases();
            }
        }
        let point = book.at_progress(0.5);
        assert_eq!(book.bounded(book.resolve(&book.locate(point))), book.resolve(&book.locate(point)));
        opened.cover();
    }
    answer
}

fn codes(opened: &Opened) -> Vec<Code> {
    opened.defects.iter().map(|defect| defect.code).collect()
}

fn text(book: &Book) -> String {
    let blocks = book.sections.iter().flat_map(|section| &section.blocks);
    blocks.map(|block| block.text.as_str()).collect::<Vec<_>>().join("|")
}

fn ok() -> String {
    chapter("<p>ok</p>")
}

#[test]
fn a_bomb_is_left_out() {
    let bomb = chapter(&format!("<p>{}</p>", " ".repeat(256 << 20)));
    let alone = Epub::new().chapter("b", &bomb);
    assert!(matches!(answer(alone.bytes()), Err(Error::TooLarge(_))));
    let beside = answer(Epub::new().chapter("b", &bomb).chapter("a", &ok()).bytes()).expect("the rest opens");
    assert_eq!(text(&beside.book), "ok");
    assert!(codes(&beside).contains(&Code::Limit));
}

#[test]
fn a_size_that_lies_does_not_help_a_bomb() {
    let bomb = "<p>x</p>".repeat(40 << 17);
    let mut bytes = Epub::new().chapter("b", &chapter(&bomb)).chapter("a", &ok()).bytes();
    // The declared size of the chapter in its local header and in the list of entries.
    let size = (chapter(&bomb).len() as u32).to_le_bytes();
    let places: Vec<usize> = bytes.windows(4).enumerate().filter(|(_, at)| *at == size).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
    }
    let opened = answer(bytes).expect("the rest opens");
    assert!(text(&opened.book).ends_with("ok"));
}

#[test]
fn many_chapters_together_are_bounded_too() {
    let chapter = chapter(&"<p>сөз сөз сөз сөз сөз сөз</p>".repeat(250_000));
    let mut book = Epub::new();
    for number in 0..20 {
        book = book.chapter(&format!("c{number}"), &chapter);
    }
    let opened = answer(book.bytes()).expect("what fits opens");
    assert!(codes(&opened).contains(&Code::Limit));
    let blocks: usize = opened.book.sections.iter().map(|section| section.blocks.len()).sum();
    assert!(blocks <= 500_000, "{blocks}");
}

#[test]
fn entities_are_not_expanded_and_nothing_is_fetched() {
    let mut laughs = "<!DOCTYPE p [<!ENTITY a0 \"lol\">".to_owned();
    for number in 1..20 {
        laughs += &format!("<!ENTITY a{number} \"{}\">", format!("&a{};", number - 1).repeat(10));
    }
    laughs += "]>";
    let book = Epub::new().prolog(&laughs).chapter("a", &format!("{laughs}{}", chapter("<p>o&a19;k</p>")));
    assert_eq!(text(&answer(book.bytes()).expect("it opens").book), "ok");

    let secret = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(secret.path(), "SECRET").expect("written");
    let outer = format!("<!DOCTYPE p [<!ENTITY x SYSTEM \"file://{}\">]>", secret.path().display());
    let book = Epub::new().prolog(&outer).chapter("a", &format!("{outer}{}", chapter("<p>o&x;k</p>")));
    let opened = answer(book.bytes()).expect("it opens");
    assert_eq!(text(&opened.book), "ok");
    assert!(codes(&opened).contains(&Code::Malformed));
}

#[test]
fn nesting_has_a_bottom() {
    let depth = 100_000;
    for element in ["div", "b", "table><tr><td", "ul><li", "blockquote", "math><mrow", "svg"] {
        let inner: Vec<&str> = element.split("><").collect();
        let close: String = inner.iter().rev().map(|name| format!("</{name}>")).collect();
        let deep = format!("{}x{}", format!("<{element}>").repeat(depth), close.repeat(depth));
        let opened = answer(Epub::new().chapter("d", &chapter(&deep)).chapter("a", &ok()).bytes()).expect("it opens");
        assert!(codes(&opened).contains(&Code::Limit), "{element}");
        assert!(text(&opened.book).ends_with("ok"), "{element}");
    }
    let navigation = format!("{}<a href='a.xhtml'>x</a>", "<ol><li>".repeat(depth));
    let book = Epub::new().without_navigation().chapter("a", &ok());
    let book = book.file("OEBPS/n.xhtml", chapter(&format!("<nav epub:type='toc'>{navigation}</nav>")));
    answer(book.bytes()).expect("it opens");
    let package = format!("{}<manifest>", "<metadata>".repeat(depth));
    answer(Epub::new().prolog(&package).chapter("a", &ok()).bytes()).expect("it opens");
}

#[test]
fn no_path_leads_out_of_the_container() {
    let home = tempfile::tempdir().expect("a folder");
    let before = std::fs::read_dir(home.path()).expect("there").count();
    let mut entries = Epub::new()
        .chapter(
            "a",
            &chapter("<p>ok <a href='../../../../../etc/passwd'>x</a><img alt='' src='file:///etc/passwd'/></p>"),
        )
        .named("t", "../../../../etc/passwd")
        .named("u", "%2e%2e/%2e%2e/%2e%2e/etc/passwd")
        .named("v", "file:///etc/passwd")
        .named("w", "http://127.0.0.1:9/x.xhtml")
        .entries();
    for name in ["../../../../tmp/evil.txt", "..\\..\\evil.txt", "/etc/evil", "C:\\evil"] {
        entries.push((name.to_owned(), b"x".to_vec()));
    }
    let opened = answer(zip(&entries)).expect("it opens");
    assert_eq!(text(&opened.book), "ok x");
    let unsafe_count = codes(&opened).iter().filter(|code| **code == Code::Unsafe).count();
    assert!(unsafe_count >= 6, "{:?}", opened.defects);
    for href in ["../../../../tmp/evil.txt", "/etc/passwd", "../etc/passwd", "C:\\evil"] {
        assert!(opened.resources.read(href).is_err(), "{href}");
    }
    assert_eq!(std::fs::read_dir(home.path()).expect("there").count(), before);
}

#[test]
fn a_spine_without_end_is_bounded() {
    let spine = "<itemref idref=\"a\"/>".repeat(100_000);
    let opened = answer(Epub::new().chapter("a", &ok()).spine(spine).bytes()).expect("it opens");
    assert!(codes(&opened).contains(&Code::Limit));
    assert!(opened.book.sections.len() <= 10_000);
}

#[test]
fn a_container_of_very_many_entries_opens_or_is_refused() {
    let many = |count: usize| {
        let mut entries = Epub::new().chapter("a", &ok()).entries();
        entries.extend((0..count).map(|number| (format!("OEBPS/j/{number}"), Vec::new())));
        zip(&entries)
    };
    assert_eq!(text(&answer(many(70_000)).expect("it opens").book), "ok");
    assert!(matches!(answer(many(300_000)), Err(Error::TooLarge(_))));
}

#[test]
fn entries_of_one_name_are_one() {
    let mut bytes = Epub::new().chapter("a", &ok()).chapter("b", &chapter("<p>second</p>")).bytes();
    // The writer refuses what an attacker does not: one name is made the other.
    let places: Vec<usize> =
        bytes.windows(13).enumerate().filter(|(_, at)| *at == b"OEBPS/b.xhtml").map(|(at, _)| at).collect();
    for at in places {
        bytes[at + 6] = b'a';
    }
    let opened = answer(bytes).expect("it opens");
    assert!(matches!(text(&opened.book).as_str(), "ok" | "second"));
}

#[test]
fn a_picture_of_any_size_is_not_decoded() {
    // 60,000 × 60,000, one bit: the header is all that this test needs to be refused or left alone.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(60_000u32.to_be_bytes());
    png.extend(60_000u32.to_be_bytes());
    png.extend([1, 0, 0, 0, 0]);
    assert!(matches!(answer(png.clone()), Err(Error::TooLarge(_) | Error::Damaged(_))));
    let book =
        Epub::new().chapter("a", &chapter("<p>ok</p><img src='p.png' alt='big'/>")).file("OEBPS/p.png", png.clone());
    let opened = answer(book.bytes()).expect("it opens");
    assert_eq!(text(&opened.book), "ok|big");
    assert_eq!(opened.resources.read("OEBPS/p.png").map(|picture| picture.bytes).ok(), Some(png));
}

#[test]
fn texts_that_are_hard_to_part_are_parted_in_time() {
    let evil = [
        "! ".repeat(2 << 20),
        "….)".repeat(1 << 20),
        "А. ".repeat(1 << 20),
        "т. д. ".repeat(1 << 19),
        "\u{2029}".repeat(1 << 20),
        "(((".repeat(1 << 20),
        "« А.".repeat(1 << 19),
        "x".repeat(8 << 20),
    ];
    for text in evil {
        let opened = answer(Epub::new().chapter("a", &chapter(&format!("<p>{text}</p>"))).bytes());
        if let Ok(opened) = opened {
            let start = Instant::now();
            opened.book.sections[0].blocks.iter().map(|block| block.phrases().len()).sum::<usize>();
            assert!(start.elapsed() < MOST_TIME, "{:?} took {:?}", &text[..8], start.elapsed());
        }
    }
}

#[test]
fn markup_that_is_hard_to_read_is_read_in_time() {
    let evil = [
        "<!--".repeat(1 << 20),
        "< ".repeat(4 << 20),
        "<p a=\"".repeat(1 << 20),
        "&".repeat(8 << 20),
        "<![CDATA[".repeat(1 << 19),
        "<!DOCTYPE [".repeat(1 << 19),
        "<td>".repeat(1 << 20),
        "</p>".repeat(1 << 21),
        "<table>".to_owned() + &"<tr><td colspan='1000' rowspan='0'>".repeat(1 << 17),
        "<a id='".to_owned() + &"x".repeat(1 << 20) + "'>x</a>",
        "<img aria-labelledby='a a a a a a a a a a a a a a a a'/>".repeat(1 << 12)
            + "<p id='a'>"
            + &"y".repeat(1 << 16),
        "<p title='".to_owned() + &"&amp".repeat(1 << 21) + "'>",
    ];
    for text in evil {
        let book = Epub::new().chapter("e", &format!("<html><body>{text}</body></html>")).chapter("a", &ok());
        let opened = answer(book.bytes()).expect("the rest opens");
        assert!(crate::text(&opened.book).ends_with("ok") || codes(&opened).contains(&Code::Limit));
    }
}

fn entry(name: &str, content: impl Into<Vec<u8>>) -> (String, Vec<u8>) {
    (name.to_owned(), content.into())
}

/// A DAISY 2.02 book around this body of its navigation and this body of its SMIL.
fn talking(ncc: &str, smil: &str) -> Vec<(String, Vec<u8>)> {
    vec![
        entry("ncc.html", format!("<html><head><title>t</title></head><body>{ncc}</body></html>")),
        entry("s.smil", format!("<smil><body>{smil}</body></smil>")),
        entry("t.html", chapter("<p id='a'>ok</p><p id='b'>Ол келді.</p>")),
        entry("a.wav", "RIFF"),
    ]
}

const HEADING: &str = "<h1><a href='s.smil#p'>Бір</a></h1>";
const PAR: &str = "<par id='p'><text src='t.html#a'/><audio src='a.wav' clip-begin='npt=0s' clip-end='npt=1s'/></par>";

#[test]
fn talking_books_are_bounded() {
    let many = |count: usize, part: &str| part.repeat(count);
    let ids: String = (0..150_000).map(|number| format!("<h1 id='h{number}'><a href='s.smil#p'>x</a></h1>")).collect();
    let smils: String = (0..40_000).map(|number| format!("<h1><a href='x{number}.smil#p'>x</a></h1>")).collect();
    for (name, ncc, smil) in [
        ("pars", HEADING.to_owned(), many(150_000, PAR)),
        ("nesting", HEADING.to_owned(), many(100_000, "<seq class='table'>")),
        ("pars in pars", HEADING.to_owned(), many(60, "<par>") + PAR),
        ("headings", ids, PAR.to_owned()),
        ("missing", smils + HEADING, PAR.to_owned()),
        ("times", HEADING.to_owned(), PAR.replace("npt=1s", "999999999999h")),
        ("bomb", format!("{HEADING}{}", " ".repeat(64 << 20)), PAR.to_owned()),
        (
            "sounds",
            HEADING.to_owned(),
            (0..60_000).fold(String::new(), |all, number| {
                all + &format!("<par><text src='t.html#b'/><audio src='a.wav' clip-begin='{}s'/></par>", number % 7)
            }),
        ),
    ] {
        let opened = answer(zip(&talking(&ncc, &smil)));
        // What is nested too deep has no phrase left.
        if !matches!(name, "bomb" | "nesting") {
            assert!(opened.is_ok(), "{name}: {:?}", opened.err());
        }
    }
}

#[test]
fn talking_books_lead_nowhere_and_expand_nothing() {
    let away = "<h1><a href='../../../etc/passwd'>x</a></h1><h1><a href='file:///etc/passwd'>y</a></h1>";
    let sound = "<par id='p'><text src='../../t.html#a'/><audio src='/../../etc/passwd' clip-end='1s'/></par>";
    let opened = answer(zip(&talking(&format!("{HEADING}{away}"), &format!("{sound}{PAR}")))).expect("it opens");
    assert!(codes(&opened).iter().filter(|code| **code == Code::Unsafe).count() >= 3, "{:?}", opened.defects);
    let mut laughs = "<!DOCTYPE smil [<!ENTITY a \"lol\">".to_owned();
    for number in 0..15 {
        laughs += &format!("<!ENTITY b{number} \"{}\">", "&a;".repeat(1000));
    }
    let mut entries = talking(HEADING, PAR);
    entries[1].1 =
        format!("{laughs}]><smil><body><par id='p'><text src='&b1;'/></par>{PAR}</body></smil>").into_bytes();
    assert_eq!(text(&answer(zip(&entries)).expect("it opens").book), "ok|Ол келді.");
}

/// All of the above is bounded in memory as well: this file's tests run in one process.
#[cfg(target_os = "linux")]
#[test]
fn audiobooks_are_bounded_by_their_manifests() {
    let sound =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/audio/constant.mp3")).expect("a sound");
    let book = |manifest: String| {
        let contents = "<nav role='doc-toc'><ol>".to_owned() + &"<li><a href='a.mp3'>a</a><ol>".repeat(100_000);
        vec![entry("publication.json", manifest), entry("index.html", contents), entry("a.mp3", sound.clone())]
    };
    // Thousands of parts of one file, and thousands of places in it.
    let parts: String = (0..6000).map(|at| format!("\"a.mp3#t={}.{at},6\",", at % 5)).collect();
    let places: String =
        (0..20_000).map(|at| format!("{{\"title\":\"{at}\",\"href\":\"a.mp3#t={}\"}},", at % 7)).collect();
    let opened = answer(zip(&book(format!("{{\"readingOrder\":[{parts}0],\"toc\":[{places}0]}}")))).expect("it opens");
    assert!(codes(&opened).contains(&Code::Limit));
    let recording = opened.book.recording.as_ref().expect("a recording");
    assert!(recording.tracks().len() <= 5000 && recording.chapters().len() <= 10_000);
    // A tree of values takes many times what its text does.
    for text in ["[],", "{\"\":0},"] {
        let manifest = format!("{{\"readingOrder\":[\"a.mp3\"],\"toc\":[{}0]}}", text.repeat(2_000_000));
        assert_eq!(
            answer(zip(&book(manifest))).expect("it opens").book.recording.as_ref().map(|it| it.tracks().len()),
            Some(1)
        );
    }
    let opened = answer(zip(&book("{\"readingOrder\":[\"a.mp3\"]}".to_owned()))).expect("it opens");
    assert!(opened.book.recording.is_some());
}

#[test]
fn the_memory_stays_bounded() {
    let run = |name: &str, bytes: Vec<u8>| {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), bytes).expect("written");
        let home = tempfile::tempdir().expect("a folder");
        // The address space is a generous bound on what is resident.
        let script = "ulimit -v 1048576; exec \"$0\" text \"$1\" > /dev/null 2>&1";
        let status = std::process::Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_oqyrman")])
            .arg(file.path())
            .env("OQYRMAN_HOME", home.path())
            .status()
            .expect("it runs");
        assert!(matches!(status.code(), Some(0 | 1)), "{name}: {status}");
    };
    run("bomb", Epub::new().chapter("b", &chapter(&" ".repeat(256 << 20))).bytes());
    run("elements", Epub::new().chapter("b", &chapter(&"<b/>".repeat(4_000_000))).chapter("a", &ok()).bytes());
    let dense = chapter(&"<p>x</p>".repeat(2_000_000));
    let mut book = Epub::new();
    for number in 0..6 {
        book = book.chapter(&format!("c{number}"), &dense);
    }
    run("blocks", book.bytes());
    run("attributes", Epub::new().chapter("b", &chapter(&"<b a='' b='' c='' d=''/>".repeat(700_000))).bytes());
}

fn sample() -> Vec<u8> {
    Epub::new()
        .chapter(
            "a",
            &chapter("<h1 id='h'>T</h1><p>Бір. Екі.</p><table><tr><td>x</td></tr></table><ol><li>y</li></ol>"),
        )
        .chapter(
            "b",
            &chapter("<p>Үш<a epub:type='noteref' href='#n'>1</a></p><aside epub:type='footnote' id='n'>n</aside>"),
        )
        .bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn spoilt_books_are_answered(spots in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = sample();
        for (at, byte) in spots {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = answer(bytes);
    }

    #[test]
    fn spoilt_documents_are_answered(
        which in 1usize..6,
        at in any::<prop::sample::Index>(),
        put in "[<>&/\"'!?\\[\\]a-z= ]{0,12}",
    ) {
        let mut entries = Epub::new()
            .chapter("a", &chapter("<h1 id='h'>T</h1><p>Бір. <b>Екі</b>.</p><table><tr><td>x</td></tr></table>"))
            .chapter("b", &ok())
            .entries();
        let document = &mut entries[which].1;
        let at = at.index(document.len());
        document.splice(at..at, put.bytes());
        let _ = answer(zip(&entries));
    }

    #[test]
    fn spoilt_talking_books_are_answered(
        which in 0usize..3,
        at in any::<prop::sample::Index>(),
        put in "[<>&/\"'!?#:.0-9a-z= ]{0,12}",
    ) {
        let mut entries = talking(HEADING, PAR);
        let document = &mut entries[which].1;
        let at = at.index(document.len());
        document.splice(at..at, put.bytes());
        let _ = answer(zip(&entries));
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = answer(bytes.clone());
        let mut zipped = b"PK\x03\x04".to_vec();
        zipped.extend(bytes);
        let _ = answer(zipped);
    }
}
