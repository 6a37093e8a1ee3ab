//! Answers of real servers, read.

use oqyrman::library::authentication::{self, FlowKind};
use oqyrman::library::catalog::{self, Document, Feed, Publication, Relation, Search};
use url::Url;

fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn address() -> Url {
    Url::parse("http://library.example:8080/opds/start").unwrap()
}

pub fn feed(name: &str) -> Feed {
    match catalog::parse(&fixture(name), None, &address()).unwrap() {
        Document::Feed(feed) => *feed,
        Document::Publication(_) => panic!("{name} is a feed"),
    }
}

fn publication(name: &str) -> Publication {
    match catalog::parse(&fixture(name), None, &address()).unwrap() {
        Document::Publication(publication) => *publication,
        Document::Feed(_) => panic!("{name} is an entry"),
    }
}

#[test]
fn every_captured_feed_has_its_entries() {
    for (name, navigation, publications) in [
        ("calibre-root.xml", 8, 0),
        ("calibre-web-root.xml", 15, 0),
        ("calibre-web-nothing-found.xml", 0, 0),
        ("lib2opds-index.xml", 7, 0),
        ("lib2opds-books.xml", 0, 2),
        ("palace-audiobooks.xml", 0, 1),
        ("palace-bad-feed.json", 0, 3),
        ("palace-book-with-licence.xml", 0, 1),
        ("palace-language-map.json", 0, 1),
        ("palace-wayfless.xml", 0, 1),
        ("r2-streamer-feed.json", 0, 4),
        ("sign-in-root.json", 9, 0),
        ("test-catalogue-navigation.json", 5, 0),
    ] {
        let feed = feed(name);
        assert_eq!((feed.navigation.len(), feed.publications.len()), (navigation, publications), "{name}");
        for entry in &feed.navigation {
            assert!(!entry.title.is_empty() && entry.href.has_host(), "{name}: {entry:?}");
        }
    }
}

#[test]
fn calibre_searches_by_a_template_that_is_called_a_feed() {
    let feed = feed("calibre-root.xml");
    assert_eq!(feed.title, "calibre Library");
    assert_eq!(feed.navigation[0].title, "By Newest");
    assert_eq!(feed.navigation[0].summary.as_deref(), Some("Books sorted by Date"));
    assert_eq!(
        feed.navigation[0].href.as_str(),
        "http://library.example:8080/opds/navcatalog/4f6e6577657374?library_id=lib"
    );
    let Some(Search::Template(template)) = feed.links.search else { panic!("{:?}", feed.links.search) };
    assert_eq!(
        template.fill("қара сөз").unwrap().as_str(),
        "http://library.example:8080/opds/search/%D2%9B%D0%B0%D1%80%D0%B0%20%D1%81%D3%A9%D0%B7?library_id=lib"
    );
}

#[test]
fn calibre_web_searches_with_or_without_its_description() {
    let feed = feed("calibre-web-root.xml");
    assert!(feed.links.search.is_some());
    let template = catalog::search::description(&fixture("calibre-web-osd.xml"), None, &address()).unwrap();
    assert_eq!(template.fill("Абай").unwrap().query(), Some("query=%D0%90%D0%B1%D0%B0%D0%B9"));
    assert!(feed.links.start.is_some());
    assert!(self::feed("calibre-web-nothing-found.xml").is_empty());
}

#[test]
fn entries_of_calibre_and_calibre_web_tell_the_same_book() {
    let calibre = publication("calibre-entry.xml");
    let calibre_web = publication("calibre-web-entry.xml");
    for entry in [&calibre, &calibre_web] {
        assert_eq!(entry.title, "Абай жолы, 13-том");
        assert_eq!(entry.authors, ["Мұхтар Әуезов"]);
        assert_eq!(entry.identifier.as_deref(), Some("urn:uuid:28e23cdb-94f3-4b08-a945-1cee294ae154"));
        assert_eq!(
            entry.summary.as_deref(),
            Some("TAGS: Аудио, Классика\nSERIES: Абай жолы [13]\nСипаттама & тест №100")
        );
        assert_eq!(entry.acquisitions.len(), 2);
        assert!(entry.acquisitions.iter().all(|way| way.relation == Relation::Download && way.length.is_some()));
    }
    assert!(calibre.cover().unwrap().thumbnail);
    assert_eq!(calibre_web.languages[0].tag(), "kk");
    assert_eq!(calibre_web.publisher.as_deref(), Some("Жазушы"));
    // The year 101 is kept as it stands and told as none.
    assert_eq!(calibre_web.published.as_deref(), Some("101-01-01T00:00:00+00:00"));
    assert_eq!(calibre_web.year(), None);
}

#[test]
fn summaries_are_plain_text() {
    let feed = feed("palace-book-with-licence.xml");
    let book = &feed.publications[0];
    let summary = book.summary.as_deref().unwrap();
    assert!(summary.starts_with("WARBREAKER is the story"), "{summary}");
    assert!(summary.ends_with("Everything Brandon Sanderson is available at his store."), "{summary}");
    assert_eq!(book.acquisitions[0].relation, Relation::OpenAccess);
    assert_eq!(book.year(), Some(2016));
    assert_eq!(self::feed("palace-wayfless.xml").publications[0].authors, ["Chambers, Robert W. (Robert William)"]);
}

#[test]
fn broken_opds2_gives_what_can_be_read() {
    let feed = feed("palace-bad-feed.json");
    let [untitled, huck, bare] = &feed.publications[..] else { panic!("three publications") };
    assert_eq!((untitled.title.as_str(), untitled.duration), ("", Some(100.2)));
    assert_eq!(huck.authors, ["Mark Twain", "Samuel Langhorne Clemens", "Test 123"]);
    let borrow = &huck.acquisitions[0];
    assert_eq!(borrow.relation, Relation::Borrow);
    assert_eq!(borrow.chains.len(), 2);
    assert_eq!(borrow.endings(), ["application/epub+zip", "application/epub+zip"]);
    assert!(bare.acquisitions.is_empty());
    assert_eq!(bare.languages[0].tag(), "en");
    let map = self::feed("palace-language-map.json");
    assert_eq!(map.publications[0].title, "Twenty Thousand Leagues Under the Sea");
    assert!(map.publications[0].languages.is_empty());
}

#[test]
fn a_preview_that_is_a_file_is_a_sample_and_a_page_is_none() {
    let source = r#"{ "metadata": { "title": "Қара сөздер" }, "links": [
        { "rel": "preview", "href": "/part.epub", "type": "application/epub+zip" },
        { "rel": "preview", "href": "/player", "type": "text/html" },
        { "rel": "http://opds-spec.org/acquisition/borrow", "href": "/borrow", "type": "application/epub+zip" }] }"#;
    let Document::Publication(book) = catalog::parse(source.as_bytes(), None, &address()).unwrap() else { panic!() };
    let ways: Vec<(Relation, &str)> = book.acquisitions.iter().map(|way| (way.relation, way.href.path())).collect();
    assert_eq!(ways, [(Relation::Sample, "/part.epub"), (Relation::Borrow, "/borrow")]);
}

#[test]
fn contributors_read_and_translate_as_their_roles_tell() {
    let source = r#"<entry xmlns="http://www.w3.org/2005/Atom" xmlns:opf="http://www.idpf.org/2007/opf">
        <title>Абай жолы</title><id>urn:x</id>
        <contributor opf:role="nrt"><name>Айгүл Жансерікқызы</name></contributor>
        <contributor opf:role="trl"><name>Анна Никольская</name></contributor>
        <contributor><name>Somebody</name></contributor>
        <link rel="http://opds-spec.org/acquisition" href="/b.epub" type="application/epub+zip"/></entry>"#;
    let Document::Publication(book) = catalog::parse(source.as_bytes(), None, &address()).unwrap() else { panic!() };
    assert_eq!(book.narrators, ["Айгүл Жансерікқызы"]);
    assert_eq!(book.translators, ["Анна Никольская"]);
}

#[test]
fn relative_addresses_are_those_of_the_page() {
    let feed = feed("test-catalogue-navigation.json");
    let hrefs: Vec<&str> = feed.navigation.iter().map(|entry| entry.href.as_str()).take(3).collect();
    assert_eq!(
        hrefs,
        [
            "https://test.opds.io/2.0/home.json",
            "http://library.example:8080/opds/home.json",
            "http://library.example:8080/2.0/home.json"
        ]
    );
}

#[test]
fn sign_in_documents_are_read_whatever_they_are_called() {
    let document = |name: &str| authentication::parse(&fixture(name), &address()).unwrap();
    let basic = document("sign-in-basic_401.json");
    assert_eq!(basic.title, "basic auth");
    assert_eq!(basic.flows[0].kind, FlowKind::Basic);
    assert_eq!(basic.flows[0].login_label.as_deref(), Some("LOGIN"));
    assert!(basic.logo.is_some());
    let implicit = document("sign-in-implicit_401.json");
    assert_eq!(implicit.flows[0].kind, FlowKind::OauthImplicit);
    assert!(implicit.is_known() && implicit.password_flow().is_none() && implicit.browser_flow().is_some());
    let password = document("sign-in-password_401.json");
    assert_eq!(password.flows[0].kind, FlowKind::OauthPassword);
    assert_eq!(password.password_flow(), Some(&password.flows[0]));
    assert!(password.flows[0].refresh.is_some() && password.browser_flow().is_none());
    assert!(matches!(document("sign-in-local_401.json").flows[0].kind, FlowKind::Other(_)));
    assert!(authentication::parse(&fixture("sign-in-root.json"), &address()).is_none());
}

#[test]
fn garbage_is_no_catalogue() {
    for body in [
        &b""[..],
        b"No books found",
        b"<html><body>hello</body></html>",
        b"{}",
        b"[]",
        b"[[[[",
        b"{\"metadata\": 5, \"links\": {}}",
        b"\xff\xfe\x00\xd8",
        b"<?xml version='1.0'?>",
        b"<rss><channel/></rss>",
    ] {
        assert!(catalog::parse(body, None, &address()).is_err(), "{}", String::from_utf8_lossy(body));
    }
    assert!(catalog::parse("[".repeat(100_000).as_bytes(), None, &address()).is_err());
}

/// Every beginning of an answer, and every answer with a part knocked out, is read or refused, never a panic.
#[test]
fn cut_and_damaged_feeds_do_not_break_the_reader() {
    for name in ["calibre-entry.xml", "palace-book-with-licence.xml", "palace-bad-feed.json", "calibre-web-entry.xml"] {
        let whole = fixture(name);
        for at in (0..whole.len()).step_by(7) {
            let _ = catalog::parse(&whole[..at], None, &address());
            let mut damaged = whole.clone();
            damaged[at] ^= 0x15;
            damaged.drain(at / 2..at / 2 + (at % 13));
            let _ = catalog::parse(&damaged, None, &address());
        }
    }
}

/// What is small on the wire must not be large in memory, nor slow.
#[test]
fn hostile_feeds_are_read_in_time() {
    let megabytes = |piece: &str| piece.repeat((8 << 20) / piece.len());
    let long = "x".repeat(200_000);
    for body in [
        format!(
            "{{\"metadata\":{{}},\"links\":[],\"publications\":[{}]}}",
            megabytes("{\"a\":0},").trim_end_matches(',')
        ),
        format!("<feed>{}</feed>", megabytes("<entry><title>&lt;p&gt;&lt;</title><link href='a'/></entry>")),
        format!(
            "<feed xml:base='/{long}/'>{}</feed>",
            megabytes("<entry><link href='b' type='application/atom+xml'/></entry>")
        ),
        format!("<feed><entry><summary type='html'>{}</summary></entry></feed>", megabytes("&lt;style>&lt;p&lt;")),
        format!("<feed><title a='{}'/></feed>", megabytes("&amp;")),
        format!("<feed>{}</feed>", megabytes("<a b='1' c='2' d='3' e='4' f='5'>")),
        megabytes("<"),
        megabytes("&"),
        megabytes("<!--"),
    ] {
        let begun = std::time::Instant::now();
        let _ = catalog::parse(body.as_bytes(), None, &address());
        assert!(begun.elapsed() < std::time::Duration::from_secs(4), "{}: {:?}", &body[..60], begun.elapsed());
    }
}
