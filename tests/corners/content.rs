//! Content documents: what stands for something else, semantics, ruby, odd markup and encodings.

use oqyrman::book::{Code, GroupKind, Kind};

use super::{Made, body, check, codes, document, lines};
use crate::support::chapter;

#[test]
fn what_stands_for_something_else_is_read() {
    check("<script>document.write('x')</script><noscript><p>Скриптсіз</p></noscript>", &["Скриптсіз"]);
    check("<p>a <noscript>b</noscript> c</p>", &["a", "b", "c"]);
    check("<canvas id='c'><p>Кенептің орнына</p></canvas>", &["Кенептің орнына"]);
    check(
        "<object data='x.swf' type='application/x-shockwave-flash'><param name='a'/><p>Орнына</p></object>",
        &["Орнына"],
    );
    check("<object data='m.svg' type='image/svg+xml'>Картаның сипаттамасы</object>", &["[Картаның сипаттамасы]"]);
    check("<object data='m.svg' type='image/svg+xml'><img src='m.png' alt='Карта'/></object>", &["[Карта]"]);
    check("<video controls=''><source src='v.mp4'/><track src='v.vtt'/><p>Бейне жоқ</p></video>", &["Бейне жоқ"]);
    check("<p>x</p><audio src='a.mp3' aria-label='Қоңырау'/><p>y</p>", &["x", "Қоңырау", "y"]);
    check("<iframe src='b.xhtml' title='Кесте'></iframe><p>x</p>", &["Кесте", "x"]);
    check("<picture><source srcset='a.webp' type='image/webp'/><img src='a.png' alt='Тау'/></picture>", &["[Тау]"]);
    check(
        "<p>x</p><epub:trigger xmlns:ev='http://www.w3.org/2001/xml-events' ev:event='click' action='show' ref='a'/>",
        &["x"],
    );
    check("<form><input type='text' value='x'/><button>Тексеру</button></form>", &["Тексеру"]);
}

#[test]
fn the_case_that_is_known_is_read() {
    let switch = |space: &str| {
        format!(
            "<epub:switch id='s'><epub:case required-namespace='http://www.xml-cml.org/schema'><cml>H2O</cml></epub:case>\
             <epub:case required-namespace='{space}'><math xmlns='{space}'><mi>x</mi></math></epub:case>\
             <epub:default><p>Әйтпесе</p></epub:default></epub:switch>"
        )
    };
    check(&switch("http://www.w3.org/1998/Math/MathML"), &["x"]);
    check(&switch("urn:unknown"), &["Әйтпесе"]);
}

#[test]
fn drawings_give_their_words_and_what_html_they_hold() {
    check("<svg><text>Бір</text><text>Екі</text></svg>", &["[Бір Екі]"]);
    check("<svg role='img' aria-label='Карта'><text>Бір</text></svg>", &["[Карта]"]);
    check(
        "<svg><title>Ат</title><foreignObject><body><p>Ішкі мәтін</p></body></foreignObject></svg>",
        &["[Ат]", "Ішкі мәтін"],
    );
}

#[test]
fn ruby_has_its_reading_in_brackets_behind_the_word() {
    check("<p><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>の本</p>", &["漢字(かんじ)の本"]);
    check(
        "<p><ruby><rb>漢</rb><rb>字</rb><rp>（</rp><rt>かん</rt><rt>じ</rt><rp>）</rp></ruby></p>",
        &["漢字（かんじ）"],
    );
    check(
        "<p><ruby>漢<rp>（</rp><rt>かん</rt><rp>）</rp>字<rp>（</rp><rt>じ</rt><rp>）</rp></ruby></p>",
        &["漢字（かんじ）"],
    );
    check("<p><ruby>北京<rtc><rt>Běi</rt><rt>jīng</rt></rtc></ruby></p>", &["北京(Běi jīng)"]);
    check("<p><ruby>東<rt></rt></ruby></p>", &["東"]);
}

#[test]
fn directions_leave_the_order_of_the_text() {
    let text = "<p dir='rtl' xml:lang='ar'>قال <bdo dir='ltr'>abc</bdo> و<bdi>user</bdi> \u{200f}12\u{200e}.</p>\
        <div style='writing-mode: vertical-rl; -epub-writing-mode: vertical-rl'><p>縦<span style='text-combine-upright: all'>12</span>書き</p></div>";
    check(text, &["قال abc وuser \u{200f}12\u{200e}.", "縦12書き"]);
    let book = document(
        "<html xmlns='http://www.w3.org/1999/xhtml' lang='ru' xml:lang='kk'><body><p lang='en' xml:lang='de'>a</p>\
         <p xml:lang='' lang='fr'>b</p></body></html>",
    )
    .book;
    let section = &book.sections[0];
    let tag = |block: usize| section.blocks[block].language.as_ref().map(|it| it.tag().to_owned());
    assert_eq!(section.language.as_ref().map(|it| it.tag()), Some("kk"));
    assert_eq!((tag(0).as_deref(), tag(1).as_deref()), (Some("de"), Some("fr")));
}

#[test]
fn structures_in_structures_are_read_in_order() {
    check("<h1>Бірінші<br/>тарау</h1><p>жол<br/>жол</p><hr/>", &["Бірінші\nтарау", "жол\nжол"]);
    check("<p>сө\u{ad}з&shy;дік</p>", &["сөздік"]);
    check("<dl><dt>a</dt><dd>b<dl><dt>c</dt><dd>d</dd></dl></dd></dl>", &["a", "b", "c", "d"]);
    check(
        "<figure><figure><img src='a.png' alt='aa'/><figcaption>b</figcaption></figure><figcaption>c</figcaption></figure>",
        &["[aa]", "b", "c"],
    );
    check(
        "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table>d</td><td>e</td></tr></table>",
        &["a", "b", "c", "d", "e"],
    );
    check("<table role='presentation'><tr><td>a</td><td><p>b</p></td></tr></table>", &["a", "b"]);
    check(
        "<p>a<span aria-hidden='true'>*</span> <span hidden=''>b</span><i role='img' aria-label='жұлдыз'>☆</i></p>",
        &["a", "[жұлдыз]"],
    );
    let opened = body("<details><summary>a</summary><p>b</p></details><ul role='list'><li>c</li></ul>");
    assert!(opened.book.sections[0].groups.iter().any(|group| matches!(group.kind, GroupKind::Details { .. })));
    // The first of two elements with one name is the one that is meant.
    let book = body("<p>a</p><p id='x'>b</p><p id='x'>c</p>").book;
    assert_eq!(book.sections[0].anchors.get("x"), Some(&(1, 0)));
}

#[test]
fn markup_of_any_make_is_read() {
    let whole = |prolog: &str, text: &str| {
        let opened =
            document(&format!("{prolog}<html xmlns='http://www.w3.org/1999/xhtml'><body>{text}</body></html>"));
        (lines(&opened.book), codes(&opened).contains(&Code::Malformed))
    };
    let one = |text: &str| vec![text.to_owned()];
    assert_eq!(whole("<?xml version='1.1'?>", "<p>a&#x85;b<?pi x > y?><![CDATA[ <c> &amp; ]]></p>").0.len(), 1);
    assert_eq!(whole("", "<p>a<?pi x?><![CDATA[ <c> &amp;]]></p>"), (one("a <c> &amp;"), false));
    assert_eq!(whole("", "<p>«a&nbsp;b» &mdash; &hellip;&eacute;</p>"), (one("«a\u{a0}b» — …é"), false));
    assert_eq!(whole("", "<P>A<BR>B</P>").0, one("A\nB"));
    assert_eq!(whole("", "<p>a</p><x::y>b</x::y>"), (vec!["a".to_owned(), "b".to_owned()], true));
    assert_eq!(whole("", "<p><font size=3>a</font><center>b</center>").0, ["a", "b"]);
    let subset = "<!DOCTYPE html [<!ENTITY name \"Абай\"><!ENTITY full '&name; &#x49A;ұнанбайұлы'>\
        <!ENTITY % p 'x'> %p; <!-- <!ENTITY name 'no'> --><!ENTITY out SYSTEM 'file:///etc/passwd'>\
        <!ENTITY loop '&loop;'><!ENTITY tag '<b>қ</b>'>]>";
    assert_eq!(whole(subset, "<p>&full;!</p>"), (one("Абай Құнанбайұлы!"), false));
    assert_eq!(whole(subset, "<p>a&loop;&out;b</p>"), (one("ab"), true));
    assert_eq!(whole(subset, "<img alt='&name; &amp; &full;'/>").0, one("[Абай & Абай Құнанбайұлы]"));
}

#[test]
fn encodings_that_lie_are_seen_through() {
    let text = "<?xml version='1.0' encoding='utf-8'?><html><body><p>Старая книга о степи</p></body></html>";
    let book = |bytes: Vec<u8>| {
        let made = Made::new().item("a", "a.xhtml", "application/xhtml+xml", "").spine("<itemref idref='a'/>");
        lines(&made.file("OEBPS/a.xhtml", bytes).open().book)
    };
    assert_eq!(book(encoding_rs::WINDOWS_1251.encode(text).0.into_owned()), ["Старая книга о степи"]);
    let marked = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    assert_eq!(book(marked(text, u16::to_le_bytes)), ["Старая книга о степи"]);
    assert_eq!(book(marked(&text.replace("utf-8", "utf-16"), u16::to_be_bytes)), ["Старая книга о степи"]);
    assert_eq!(book([b"\xef\xbb\xbf".to_vec(), text.as_bytes().to_vec()].concat()), ["Старая книга о степи"]);
    // The package in another encoding than its chapters.
    let mut entries = Made::new().metadata("<dc:title>Книга</dc:title>").chapter("a", "<p>x</p>").entries();
    let package = String::from_utf8(entries[2].1.clone()).expect("UTF-8");
    let package = package.replace("<?xml version='1.0'?>", "<?xml version='1.0' encoding='windows-1251'?>");
    entries[2].1 = encoding_rs::WINDOWS_1251.encode(&package).0.into_owned();
    assert_eq!(super::opened(crate::support::zip(&entries)).book.metadata.title, "Книга");
}

#[test]
fn bindings_and_handlers_are_passed_over() {
    let made = Made::new()
        .item("h", "h.xhtml", "application/xhtml+xml", "properties='scripted'")
        .file("OEBPS/h.xhtml", chapter("<p>Жазылмаған</p>"))
        .chapter("a", "<object data='q.xml' type='application/x-quiz'><p>Сұрақтар</p></object>");
    let mut entries = made.entries();
    let package = String::from_utf8(entries[2].1.clone()).expect("UTF-8");
    let bindings = "<bindings><mediaType handler='h' media-type='application/x-quiz'/></bindings></package>";
    entries[2].1 = package.replace("</package>", bindings).into_bytes();
    let opened = super::opened(crate::support::zip(&entries));
    assert_eq!(lines(&opened.book), ["Сұрақтар"]);
    assert_eq!(opened.book.sections[0].blocks[0].kind, Kind::Paragraph);
}
