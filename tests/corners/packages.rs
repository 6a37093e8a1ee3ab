//! The package: fixed layout, fallbacks, resources of the network, renditions, metadata.

use oqyrman::book::{Code, Kind, LandmarkKind};

use super::{Made, codes, container, lines, open, opened, pages, subjects};
use crate::support::{Epub, chapter, zip};

const XHTML: &str = "application/xhtml+xml";
const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><title>Карта</title><desc>Ескі карта</desc>\
    <style>text { fill: red }</style><text x='1'>Бірінші <tspan>жол</tspan></text><g><text>Екінші жол</text><text>жалғасы</text></g></svg>";

fn fixed(properties: [&str; 3]) -> Made {
    let mut made = Made::new().metadata(
        "<dc:title>t</dc:title><meta property='rendition:layout'>pre-paginated</meta>\
         <meta property='rendition:spread'>both</meta><meta property='rendition:orientation'>landscape</meta>",
    );
    made.order = "page-progression-direction='rtl'".to_owned();
    for (number, properties) in properties.iter().enumerate() {
        let id = format!("p{number}");
        made = made
            .item(&id, &format!("{id}.xhtml"), XHTML, "")
            .spine(&format!("<itemref idref='{id}' properties='{properties}'/>"))
            .file(&format!("OEBPS/{id}.xhtml"), chapter(&format!("<p style='position:absolute'>{number}</p>")));
    }
    made
}

#[test]
fn fixed_layout_is_read_in_order_and_its_pages_are_pages() {
    let book = fixed(["rendition:page-spread-center", "page-spread-right", "page-spread-left"]).open().book;
    assert_eq!(lines(&book), ["0", "1", "2"]);
    assert_eq!(pages(&book), ["1 0/0", "2 1/0", "3 2/0"]);
    // Of a book that flows but for some pages, those are none.
    let book = fixed(["rendition:layout-reflowable", "", "rendition:layout-reflowable"]).open().book;
    assert_eq!(pages(&book), [""; 0]);
    // What the book says of its pages counts more.
    let book = fixed([""; 3]).file("x", "").chapter("b", "<hr epub:type='pagebreak' title='xi'/><p>b</p>").open().book;
    assert_eq!(pages(&book), ["xi 3/0"]);
}

#[test]
fn drawings_and_pictures_stand_in_the_spine() {
    let made = Made::new()
        .item("s", "s.svg", "image/svg+xml", "")
        .item("i", "i.png", "image/png", "")
        .item("x", "x.xhtml", XHTML, "")
        .item("j", "j.png", "image/png", "fallback='x'")
        .item("f", "f.xyz", "application/x-foreign", "fallback='g'")
        .item("g", "g.xyz", "application/x-other", "fallback='i'")
        .item("c", "c.xyz", "application/x-circle", "fallback='d'")
        .item("d", "d.xyz", "application/x-circle", "fallback='c'")
        .spine("<itemref idref='s'/><itemref idref='i'/><itemref idref='j'/><itemref idref='f'/><itemref idref='c'/>")
        .file("OEBPS/s.svg", SVG)
        .file("OEBPS/i.png", "png")
        .file("OEBPS/j.png", "png")
        .file("OEBPS/x.xhtml", chapter("<p>Суреттің орнына</p>"))
        .file("OEBPS/f.xyz", "f")
        .file("OEBPS/c.xyz", "c");
    let opened = made.open();
    assert_eq!(lines(&opened.book), ["[Карта. Ескі карта]", "Бірінші жол", "Екінші жол жалғасы", "Суреттің орнына"]);
    let drawing = &opened.book.sections[0].blocks[0];
    assert_eq!((drawing.kind, drawing.drawing), (Kind::Image, Some(0)));
    for section in [1, 3] {
        assert_eq!(opened.book.sections[section].blocks[0].resource.as_deref(), Some("OEBPS/i.png"), "{section}");
    }
    assert_eq!(subjects(&opened, Code::Unreadable), ["OEBPS/c.xyz"]);
    // A drawing without a word is a picture all the same.
    let mute = "<svg xmlns='http://www.w3.org/2000/svg'><rect width='1' height='1'/></svg>";
    let made = Made::new()
        .item("s", "s.svg", "image/svg+xml", "")
        .spine("<itemref idref='s'/>")
        .file("OEBPS/s.svg", mute)
        .chapter("a", "<p>x</p>");
    let book = made.open().book;
    assert_eq!((book.sections[0].blocks.len(), book.sections[0].blocks[0].kind), (1, Kind::Image));
}

#[test]
fn what_needs_a_script_has_its_fallback() {
    let made = |fallback: &str| {
        Made::new()
            .item("s", "s.xhtml", XHTML, &format!("properties='scripted' {fallback}"))
            .item("f", "f.xhtml", XHTML, "")
            .spine("<itemref idref='s'/>")
            .file("OEBPS/s.xhtml", chapter("<p>Скрипт керек</p>"))
            .file("OEBPS/f.xhtml", chapter("<p>Скриптсіз</p>"))
    };
    assert_eq!(lines(&made("fallback='f'").open().book), ["Скриптсіз"]);
    assert_eq!(lines(&made("").open().book), ["Скрипт керек"]);
    // So has XML that may be anything.
    let made = |fallback: &str| {
        Made::new()
            .item("s", "s.xml", "application/xml", fallback)
            .item("f", "f.xhtml", XHTML, "")
            .spine("<itemref idref='s'/>")
            .file("OEBPS/s.xml", "<data><x>1</x></data>")
            .file("OEBPS/f.xhtml", chapter("<p>Мәтін</p>"))
    };
    assert_eq!(lines(&made("fallback='f'").open().book), ["Мәтін"]);
    assert_eq!(lines(&made("").open().book), ["1"]);
}

#[test]
fn foreign_pictures_have_their_fallbacks() {
    let made = Made::new()
        .item("p", "p.psd", "image/vnd.adobe.photoshop", "fallback='q'")
        .item("q", "q.tif", "image/tiff", "fallback='r'")
        .item("r", "r.png", "image/png", "")
        .chapter("a", "<p>x</p><img src='p.psd' alt='Сурет'/>")
        .file("OEBPS/p.psd", "p")
        .file("OEBPS/r.png", "r");
    let opened = made.open();
    assert_eq!(opened.book.sections[0].blocks[1].resource.as_deref(), Some("OEBPS/r.png"));
    assert_eq!(lines(&opened.book), ["x", "[Сурет]"]);
}

#[test]
fn nothing_is_fetched_and_its_alternative_is_read() {
    let made = Made::new()
        .item("r", "https://127.0.0.1:9/r.xhtml", XHTML, "fallback='l'")
        .item("l", "l.xhtml", XHTML, "")
        .item("u", "http://127.0.0.1:9/u.xhtml", XHTML, "")
        .spine("<itemref idref='r'/><itemref idref='u'/>")
        .file("OEBPS/l.xhtml", chapter("<p>Жергілікті</p>"))
        .chapter(
            "a",
            "<link rel='stylesheet' href='https://127.0.0.1:9/s.css'/><p>x</p><img src='https://127.0.0.1:9/i.png' \
             alt='Алыстағы сурет'/><audio src='http://127.0.0.1:9/a.mp3'>Дыбыс <a href='t.xhtml'>мәтіні</a></audio>\
             <iframe src='https://127.0.0.1:9/f.html'>Терезе</iframe>",
        );
    let opened = made.file("OEBPS/t.xhtml", chapter("t")).open();
    assert_eq!(lines(&opened.book), ["Жергілікті", "x", "[Алыстағы сурет]", "Дыбыс мәтіні Терезе"]);
    let remote = subjects(&opened, Code::Remote);
    for address in ["r.xhtml", "u.xhtml", "i.png", "a.mp3", "f.html"] {
        assert!(remote.iter().any(|subject| subject.ends_with(address)), "{address}: {remote:?}");
    }
    assert!(!codes(&opened).contains(&Code::Missing), "{:?}", opened.defects);
}

#[test]
fn the_first_rendition_that_can_be_read_is_read() {
    let mut entries = Epub::new().chapter("a", &chapter("<p>Екінші</p>")).entries();
    entries[1].1 = container(&["gone.opf", "empty.opf", "OEBPS/p.opf", "later.opf"]).into_bytes();
    entries.push((
        "empty.opf".to_owned(),
        b"<package xmlns='http://www.idpf.org/2007/opf'><metadata/><manifest/><spine/></package>".to_vec(),
    ));
    let selection = "<metadata xmlns='http://www.idpf.org/2013/metadata'><meta property='x'>y</meta></metadata>";
    entries.push(("META-INF/metadata.xml".to_owned(), selection.into()));
    let opened = opened(zip(&entries));
    assert_eq!(lines(&opened.book), ["Екінші"]);
    assert_eq!(opened.book.metadata.title, "t");
}

#[test]
fn people_titles_and_collections_are_told_apart() {
    let metadata = "<dc:identifier>urn:isbn:1</dc:identifier><dc:title id='s'>Бірінші том</dc:title>\
        <dc:title id='m'>Басты ат</dc:title><dc:title id='u'>Қосымша</dc:title>\
        <meta refines='#m' property='title-type'>main</meta><meta refines='#u' property='title-type'>subtitle</meta>\
        <meta refines='#s' property='title-type'>collection</meta><meta refines='#m' property='display-seq'>2</meta>\
        <dc:creator id='c'>Абай</dc:creator><meta refines='#c' property='role' scheme='marc:relators'>aut</meta>\
        <meta refines='#c' property='file-as'>Құнанбайұлы, Абай</meta>\
        <dc:creator id='d'>Суретші</dc:creator><meta refines='#d' property='role'>ill</meta>\
        <dc:contributor id='e'>Аудармашы</dc:contributor><meta refines='#e' property='role'>trl</meta>\
        <dc:contributor>Көмекші</dc:contributor><dc:language/><dc:language>қазақша</dc:language>\
        <meta property='belongs-to-collection' id='k'>Шығармалар</meta>\
        <meta refines='#k' property='collection-type'>series</meta><meta refines='#k' property='group-position'>2</meta>\
        <meta property='dcterms:modified'>2024-01-01T00:00:00Z</meta><dc:date>1905</dc:date>\
        <meta name='schema:accessMode' content='textual'/><meta property='a11y:exemption'>eaa-microenterprise</meta>\
        <meta property='acc:certifiedBy' id='b'>Кітапхана</meta>\
        <meta refines='#b' property='a11y:certifierCredential'>Куәлік</meta>\
        <link refines='#b' rel='a11y:certifierReport' href='https://example.org/r'/>\
        <link rel='dcterms:conformsTo' href='https://example.org/wcag'/>";
    let mut made = Made::new().metadata(metadata).chapter("a", "<p>x</p>");
    made.package = "version='3.0' unique-identifier='gone' \
        prefix='acc: http://www.idpf.org/epub/vocab/package/a11y/#'"
        .to_owned();
    let metadata = made.open().book.metadata.clone();
    assert_eq!(metadata.title, "Басты ат");
    assert_eq!(metadata.subtitle.as_deref(), Some("Қосымша"));
    assert_eq!(metadata.authors().collect::<Vec<_>>(), ["Абай"]);
    let people: Vec<_> = metadata.contributors.iter().map(|it| format!("{} {}", it.role, it.name)).collect();
    assert_eq!(people, ["aut Абай", "ill Суретші", "trl Аудармашы", "ctb Көмекші"]);
    assert_eq!(metadata.identifier.as_deref(), Some("urn:isbn:1"));
    assert_eq!(metadata.languages, []);
    assert_eq!(metadata.published.as_deref(), Some("1905"));
    let collection = &metadata.collections[0];
    assert_eq!((collection.name.as_str(), collection.position.as_deref()), ("Шығармалар", Some("2")));
    let accessibility = &metadata.accessibility;
    assert_eq!(accessibility.access_modes, ["textual"]);
    assert_eq!(accessibility.exemptions, ["eaa-microenterprise"]);
    assert_eq!(accessibility.certified_by, ["Кітапхана"]);
    assert_eq!(accessibility.certifier_credentials, ["Куәлік"]);
    assert_eq!(accessibility.certifier_reports, ["https://example.org/r"]);
    assert_eq!(accessibility.conforms_to, ["https://example.org/wcag"]);

    let old = "<dc:title>t</dc:title><dc:creator opf:role='aut' opf:file-as='Чехов, Антон'>Антон Чехов</dc:creator>\
        <dc:contributor opf:role='edt'>Редактор</dc:contributor><meta name='calibre:series' content='Повести'/>\
        <meta name='calibre:series_index' content='3.0'/>";
    let metadata = Made::new().metadata(old).chapter("a", "<p>x</p>").open().book.metadata.clone();
    assert_eq!(metadata.authors().collect::<Vec<_>>(), ["Антон Чехов"]);
    let collection = &metadata.collections[0];
    assert_eq!((collection.name.as_str(), collection.position.as_deref()), ("Повести", Some("3.0")));
}

#[test]
fn a_package_that_is_written_oddly_is_read() {
    // Another namespace, a prefix, white space around what is named, unknown elements and properties.
    let package = "<o:package xmlns:o='urn:other' version=' 3.0 '><o:metadata xmlns:d='urn:dc'><d:title> Ат\n \u{9}тағы \
        </d:title><o:meta property='x:unknown'>y</o:meta></o:metadata><o:manifest><o:item id=' a ' \
        href=' a.xhtml ' media-type=' Application/XHTML+XML ' properties='x:unknown scripted'/><unknown/>\
        </o:manifest><o:spine x='y'><o:itemref idref=' a ' linear='maybe' properties='x:unknown'/></o:spine>\
        <o:collection role='unknown'><o:link href='gone.xhtml'/></o:collection></o:package>";
    let mut entries = Epub::new().chapter("a", &chapter("<p>x</p>")).entries();
    entries[2].1 = package.into();
    let opened = opened(zip(&entries));
    assert_eq!(
        (lines(&opened.book).as_slice(), opened.book.metadata.title.as_str()),
        (&["x".to_owned()][..], "Ат тағы")
    );
    assert!(opened.book.sections[0].linear);
    // A manifest without the chapter that the spine names, twice the same, one after another.
    let book = Epub::new().chapter("a", &chapter("<p>x</p>"));
    let spine = "<itemref idref='a'/><itemref idref='gone'/><itemref idref='a'/>".to_owned();
    let opened = open(book.spine(spine).bytes()).expect("it opens");
    assert_eq!(lines(&opened.book), ["x", "x"]);
    assert_eq!(subjects(&opened, Code::Missing), ["gone"]);
}

#[test]
fn landmarks_are_those_of_the_text_where_nothing_else_tells() {
    let made = Made::new()
        .chapter("a", "<section epub:type='cover'><p>Мұқаба</p></section>")
        .chapter("b", "<p>алды</p><section role='doc-glossary' aria-label='Сөздік'><p>Сөз</p></section>")
        .chapter("c", "<section epub:type='bodymatter chapter'><h1>Бір</h1><p>x</p></section>")
        .chapter("d", "<section epub:type='bodymatter chapter'><h1>Екі</h1><p>y</p></section>")
        .chapter("e", "<section role='doc-bibliography'><h2>Әдебиет</h2><p>z</p></section>");
    let book = made.open().book;
    let landmarks: Vec<_> =
        book.landmarks.iter().map(|it| (it.kind, it.title.as_str(), it.point.section, it.point.block)).collect();
    assert_eq!(
        landmarks,
        [
            (LandmarkKind::Cover, "", 0, 0),
            (LandmarkKind::Glossary, "Сөздік", 1, 1),
            (LandmarkKind::BodyMatter, "Бір", 2, 0),
            (LandmarkKind::Bibliography, "Әдебиет", 4, 0)
        ]
    );
}

#[test]
fn ways_into_the_book_are_found_however_they_are_written() {
    // No `nav` property, no type, nested in what it should not be, hidden; the page list too.
    let contents = "<div><nav hidden='' id='x'><h1>Мазмұн</h1><div><ol><li><span>Бөлім</span><ol><li><a href='a.xhtml#h'>\
        <img src='i.png' alt='Бір'/></a></li></ol></li></ol></div></nav></div>\
        <nav role='doc-pagelist' hidden=''><ol><li><a href='a.xhtml#p1'>1</a></li><li><a href='a.xhtml#p2'>2</a></li></ol></nav>";
    let made = Made::new()
        .item("n", "n.xhtml", XHTML, "properties='nav'")
        .file("OEBPS/n.xhtml", chapter(contents))
        .chapter("a", "<h1 id='h'>Бір</h1><p id='p1'>x</p><p>y <a id='p2'/>z</p>");
    let book = made.open().book;
    assert_eq!((book.outline[0].title.as_str(), book.outline[0].children[0].title.as_str()), ("Бөлім", "Бір"));
    assert_eq!(pages(&book), ["1 0/1", "2 0/2"]);

    let ncx = "<ncx><navMap><navPoint playOrder='9'><navLabel><text>Бір</text></navLabel><content src='a.xhtml'/>\
        </navPoint><navPoint playOrder='1'><navLabel><text>Екі</text></navLabel><content src='a.xhtml#h'/></navPoint></navMap>\
        <pageList><pageTarget type='normal' value='7' playOrder='x'><content src='a.xhtml#h'/></pageTarget></pageList></ncx>";
    let made = Made::new()
        .item("n", "toc.ncx", "text/xml", "")
        .file("OEBPS/toc.ncx", ncx)
        .chapter("a", "<p>x</p><h1 id='h'>Бір</h1>");
    let book = made.open().book;
    assert_eq!(book.outline.iter().map(|entry| entry.title.as_str()).collect::<Vec<_>>(), ["Бір", "Екі"]);
    assert_eq!(pages(&book), ["7 0/1"]);

    let body = "<p>x <span role='doc-pagebreak' aria-label='Page 4'/>y</p><div epub:type='pagebreak' id='page_5'>5</div>\
        <p>z<a epub:type='pagebreak' id='p6' title='6'></a></p>";
    let book = Made::new().chapter("a", body).open().book;
    assert_eq!(book.pages.iter().map(|page| page.label.as_str()).collect::<Vec<_>>(), ["4", "5", "6"]);
    assert_eq!(lines(&book), ["x y", "z"]);
}

#[test]
fn a_cover_is_told_in_the_words_of_its_page() {
    let made = |picture: &str| {
        Made::new()
            .item("picture", "c.png", "image/png", "properties='cover-image'")
            .file("OEBPS/c.png", b"\x89PNG".as_slice())
            .chapter("cover", picture)
            .chapter("b", "<p>Мәтін</p>")
            .open()
    };
    let told = made("<img src='c.png' alt=' Дала, жалғыз шаңырақ '/>");
    assert_eq!(told.cover_words(), Some("Дала, жалғыз шаңырақ"));
    assert_eq!(made("<img src='c.png' alt=''/>").cover_words(), None);
    assert_eq!(made("<p>x</p>").cover_words(), None);
}
