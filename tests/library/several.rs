//! Several libraries: what is found behind an address, and folders as libraries.

use std::fs;
use std::path::Path;

use futures::StreamExt;
use oqyrman::library::acquire::{self, Event, Wanted};
use oqyrman::library::catalog::{Asked, Display, Feed, Publication};
use oqyrman::library::shelf::LibraryKind;
use oqyrman::library::{Error, folder, places};
use serde_json::json;
use url::Url;

use crate::server::{Server, atom, not_found, opds2, reply, with};
use crate::{Desk, client, epub};

const ATOM: &str = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Алматы</title>
    <link rel='self' href='/opds'/></feed>";

fn json_feed() -> serde_json::Value {
    json!({"metadata": {"title": "Алматы 2", "numberOfItems": 24}, "links": [], "publications": []})
}

fn typed(server: &Server) -> String {
    server.root.as_str().trim_start_matches("http://").trim_end_matches('/').to_owned()
}

#[tokio::test]
async fn everything_that_answers_is_found_and_the_second_version_comes_first() {
    let server = Server::start(|seen| match seen.path() {
        "/opds" => atom(ATOM),
        "/opds/v2" => opds2(&json_feed()),
        "/" => reply(200, "text/html", "<!doctype html><html><body>Сайт</body></html>"),
        _ => not_found(),
    })
    .await;
    let survey = client().survey(&typed(&server)).await;
    let found: Vec<_> =
        survey.findings.iter().map(|it| (it.kind, it.title.as_str(), it.books, it.address.path())).collect();
    assert_eq!(
        found,
        [(LibraryKind::Opds2, "Алматы 2", Some(24), "/opds/v2"), (LibraryKind::Opds1, "Алматы", None, "/opds"),]
    );
    assert!(survey.findings.iter().all(|found| found.sign_in.is_none()) && survey.trouble.is_none());
}

#[tokio::test]
async fn a_page_names_its_catalogues_or_its_search() {
    let names = Server::start(|seen| match seen.path() {
        "/" => reply(
            200,
            "text/html",
            "<!doctype html><html><head>
             <link rel='alternate' type='application/atom+xml;profile=opds-catalog' href='/one'>
             <link rel='alternate' type='application/opds+json' href='/two'></head></html>",
        ),
        "/one" => atom(ATOM),
        "/two" => opds2(&json_feed()),
        _ => not_found(),
    })
    .await;
    let survey = client().survey(names.root.as_str()).await;
    let paths: Vec<_> = survey.findings.iter().map(|found| found.address.path()).collect();
    assert_eq!(paths, ["/two", "/one"]);
    let searches = Server::start(|seen| match seen.path() {
        "/" => reply(
            200,
            "text/html",
            "<!doctype html><html><head>
             <link rel='search' type='application/opensearchdescription+xml' href='/osd'></head></html>",
        ),
        "/osd" => reply(
            200,
            "application/opensearchdescription+xml",
            "<OpenSearchDescription xmlns='http://a9.com/-/spec/opensearch/1.1/'>
             <Url type='application/atom+xml;profile=opds-catalog' template='/find?q={searchTerms}'/>
             </OpenSearchDescription>",
        ),
        "/find" => atom(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Табылды</title><link rel='start' href='/begin'/></feed>",
        ),
        "/begin" => atom(ATOM),
        _ => not_found(),
    })
    .await;
    let survey = client().survey(searches.root.as_str()).await;
    assert_eq!(survey.findings.len(), 1, "{survey:?}");
    assert_eq!((survey.findings[0].title.as_str(), survey.findings[0].address.path()), ("Алматы", "/begin"));
}

#[tokio::test]
async fn a_library_that_asks_who_is_there_is_found_once_with_its_ways() {
    let guarded =
        Server::start(|_| with(reply(401, "text/plain", ""), "www-authenticate", "Basic realm=\"Орталық кітапхана\""))
            .await;
    let survey = client().survey(&typed(&guarded)).await;
    assert_eq!(survey.findings.len(), 1, "{survey:?}");
    let found = &survey.findings[0];
    assert_eq!(
        (found.title.as_str(), found.kind, &found.address),
        ("Орталық кітапхана", LibraryKind::Unknown, &guarded.root)
    );
    assert!(found.sign_in.as_ref().is_some_and(|document| document.password_flow().is_some()));
    // One whose way of signing in nobody knows has a page for the browser.
    let strange = Server::start(|seen| match seen.path() {
        "/opds" => reply(
            401,
            "application/opds-authentication+json",
            json!({"title": "Жабық", "authentication": [{"type": "http://opds-spec.org/auth/local",
                "links": [{"rel": "authenticate", "type": "text/html", "href": "/login"}]}]})
            .to_string(),
        ),
        _ => not_found(),
    })
    .await;
    let survey = client().survey(&typed(&strange)).await;
    let document = survey.findings[0].sign_in.as_ref().expect("it asks");
    assert!(document.password_flow().is_none());
    assert_eq!(document.site.as_ref(), Some(&strange.url("/login")));
    let refused = client().feed(&strange.url("/opds")).await.unwrap_err();
    assert!(matches!(refused, Error::UnsupportedSignIn(document) if document.site.is_some()));
}

#[tokio::test]
async fn where_nothing_is_found_what_was_tried_is_told() {
    let server = Server::start(|_| not_found()).await;
    let survey = client().survey(server.url("/site").as_str()).await;
    assert!(survey.findings.is_empty());
    assert!(matches!(survey.trouble, Some(Error::NotCatalog { .. })), "{survey:?}");
    let tried: Vec<_> = survey.tried.iter().map(|url| url.path().to_owned()).collect();
    for place in ["/site", "/site/opds", "/site/opds/v2", "/site/.well-known/opds", "/opds", "/.well-known/opds"] {
        assert!(tried.contains(&place.to_owned()), "{place} in {tried:?}");
    }
    let survey = client().survey("Абай").await;
    assert!(matches!(survey.trouble, Some(Error::Address(_))) && survey.tried.is_empty());
    // Nobody is asked without protection before the reader has agreed, calibre's port neither.
    let survey = client().survey("http://kitap.example/opds").await;
    assert!(matches!(survey.trouble, Some(Error::Unprotected { .. })), "{survey:?}");
}

#[tokio::test]
async fn several_libraries_do_not_know_of_each_other() {
    let first = Server::start(|seen| match seen.header("authorization") {
        Some(_) => atom(ATOM),
        None => with(reply(401, "text/plain", ""), "www-authenticate", "Basic realm=\"A\""),
    })
    .await;
    let second = Server::start(|_| opds2(&json_feed())).await;
    let client = client();
    client.sign_in(&first.root, crate::reader("құпия"));
    for _ in 0..2 {
        assert_eq!(client.feed(&first.url("/opds")).await.unwrap().title, "Алматы");
        let feed = client.feed(&second.url("/opds/v2")).await.unwrap();
        assert_eq!((feed.title.as_str(), feed.kind), ("Алматы 2", LibraryKind::Opds2));
    }
    assert!(second.seen().iter().all(|seen| seen.header("authorization").is_none()));
}

#[tokio::test]
async fn what_a_library_puts_forward_and_what_is_chosen_is_read() {
    let server = Server::start(|seen| match seen.path() {
        "/opds" => atom(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:opds='http://opds-spec.org/2010/catalog'><title>L</title>
             <link rel='http://opds-spec.org/sort/popular' type='application/atom+xml;profile=opds-catalog' href='/popular'/>
             <link rel='http://opds-spec.org/featured' type='application/atom+xml;profile=opds-catalog' href='/featured'/>
             <link rel='http://opds-spec.org/sort/new' type='text/html' href='/page'/>
             <link rel='http://opds-spec.org/crawlable' type='application/atom+xml' href='/all'/>
             <link rel='http://opds-spec.org/facet' href='/kk' title='Қазақша' opds:facetGroup='Тіл' opds:activeFacet='true'/>
             <link rel='http://opds-spec.org/facet' href='/ru' title='Орысша' opds:facetGroup='Тіл'/></feed>",
        ),
        _ => opds2(&json!({"metadata": {"title": "2"}, "links": [
            {"rel": "http://opds-spec.org/recommended", "type": "application/opds+json", "href": "/r"}],
            "navigation": [{"title": "Жаңа", "href": "/n", "type": "application/opds+json",
                "rel": "http://opds-spec.org/sort/new"}],
            "publications": [{"metadata": {"title": "Кітап", "numberOfPages": 320, "modified": "2026-11-01T00:00:00Z",
                "accessibility": {"accessMode": ["textual", "visual"], "accessModeSufficient": [["textual"], ["visual", "textual"]],
                    "feature": ["alternativeText"], "hazard": "none", "summary": "Сипатталған."}},
                "links": [{"rel": "http://opds-spec.org/acquisition/open-access", "href": "/b", "type": "application/epub+zip"}]}]})),
    })
    .await;
    let told = |feed: &Feed| {
        feed.displays().into_iter().map(|(display, link)| (display, link.href.path().to_owned())).collect::<Vec<_>>()
    };
    let feed = client().feed(&server.url("/opds")).await.unwrap();
    let wanted = [(Display::Featured, "/featured".to_owned()), (Display::Popular, "/popular".to_owned())];
    assert_eq!(told(&feed), wanted);
    assert_eq!(feed.chosen(), [("Тіл", "Қазақша")]);
    let feed = client().feed(&server.url("/opds/v2")).await.unwrap();
    assert_eq!(told(&feed), [(Display::Recommended, "/r".to_owned())], "a section of the page is not repeated");
    let book = &feed.publications[0];
    assert_eq!((book.pages, book.updated.as_deref()), (Some(320), Some("2026-11-01T00:00:00Z")));
    let access = &book.accessibility;
    assert_eq!(access.access_modes_sufficient, ["textual", "visual,textual"]);
    assert_eq!(
        (access.features.as_slice(), access.hazards.as_slice()),
        (["alternativeText".to_owned()].as_slice(), ["none".to_owned()].as_slice())
    );
    assert_eq!(access.summary.as_deref(), Some("Сипатталған."));
}

#[tokio::test]
async fn an_author_and_a_title_are_searched_for_in_places_of_their_own() {
    let server = Server::start(|seen| match seen.path() {
        "/opds" => atom(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>L</title>
             <link rel='search' type='application/opensearchdescription+xml' href='/osd'/></feed>",
        ),
        "/osd" => reply(
            200,
            "application/opensearchdescription+xml",
            "<OpenSearchDescription xmlns='http://a9.com/-/spec/opensearch/1.1/' xmlns:atom='http://www.w3.org/2005/Atom'>
             <Url type='application/atom+xml' template='/find?q={searchTerms}&amp;a={atom:author?}&amp;t={atom:title?}'/>
             </OpenSearchDescription>",
        ),
        "/find" => atom(ATOM),
        _ => not_found(),
    })
    .await;
    let client = client();
    let feed = client.feed(&server.url("/opds")).await.unwrap();
    let template = client.search_template(&server.url("/osd")).await.unwrap();
    assert!(template.takes_author_and_title());
    let asked = Asked { author: "abai".to_owned(), title: "words".to_owned(), ..Asked::default() };
    client.search_for(&feed, &asked).await.unwrap();
    assert_eq!(server.targets().pop().unwrap(), "/find?q=&a=abai&t=words");
}

/// A folder with two books and a third one deeper, a book whose folder is made by calibre, and what is no book.
fn books() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |path: &str| folder.path().join(path);
    for name in ["Абай/Қара сөздер", "Calibre/Author/Book (1)", ".hidden"] {
        fs::create_dir_all(at(name)).expect("made");
    }
    fs::write(at("Бірінші.txt"), "Бірінші кітаптың мәтіні.").expect("written");
    fs::write(at("Абай/Қара сөздер/Он тоғызыншы сөз.txt"), "Адам баласы анадан туғанда есті болмайды.")
        .expect("written");
    fs::write(
        at("Calibre/Author/Book (1)/metadata.opf"),
        "<package xmlns='http://www.idpf.org/2007/opf'><metadata/></package>",
    )
    .expect("written");
    fs::write(at("Calibre/Author/Book (1)/book.txt"), "A book of calibre's.").expect("written");
    fs::write(at(".hidden/secret.txt"), "Жасырын.").expect("written");
    fs::write(at("сурет.png"), [0x89, b'P', b'N', b'G']).expect("written");
    fs::write(at("Айгүл.epub"), epub::Epub::new().chapter("c", &epub::chapter("<p>Сәлем.</p>")).bytes())
        .expect("written");
    folder
}

fn root(folder: &Path) -> Url {
    folder::address_of(folder).expect("an absolute path")
}

fn titles(books: &[Publication]) -> Vec<&str> {
    books.iter().map(|book| book.title.as_str()).collect()
}

#[tokio::test]
async fn a_folder_is_a_library() {
    let folder = books();
    let client = client();
    let start = client.feed(&root(folder.path())).await.unwrap();
    assert_eq!(start.kind, LibraryKind::Folder);
    assert_eq!(titles(&start.publications), ["t", "Бірінші"]);
    assert_eq!(start.total, Some(2));
    let sections: Vec<_> = start.navigation.iter().map(|way| way.title.as_str()).collect();
    assert_eq!(sections, ["", "Абай", "Calibre"], "all books first, and nothing hidden");
    assert_eq!(start.navigation[0].rels, [folder::ALL]);
    let abai = client.feed(&start.navigation[1].href).await.unwrap();
    assert_eq!((abai.title.as_str(), abai.navigation[0].title.as_str()), ("Абай", "Қара сөздер"));
    assert_eq!(abai.links.up.as_ref(), Some(&start.address));
    let all = client.feed(&start.navigation[0].href).await.unwrap();
    assert_eq!(all.total, Some(4), "{:?}", titles(&all.publications));
    let found = client.search(&start, "ҚАРА СОЗ").await.unwrap();
    assert_eq!(titles(&found.publications), ["Он тоғызыншы сөз"]);
    assert!(client.search(&start, "ешқайда").await.unwrap().is_empty());
    let survey = client.survey(start.address.as_str()).await;
    assert_eq!((survey.findings[0].kind, survey.findings[0].books), (LibraryKind::Folder, Some(4)));
}

#[tokio::test]
async fn a_book_of_a_folder_comes_to_the_shelf_and_stays_in_the_folder() {
    let folder = books();
    let desk = Desk::new();
    let client = client();
    let start = client.feed(&root(folder.path())).await.unwrap();
    for (index, book) in start.publications.iter().enumerate() {
        let wanted = Wanted::Publication(Box::new(book.clone()), None);
        let mut events = acquire::acquire(client.clone(), desk.home.clone(), desk.shelf.clone(), wanted);
        let mut end = None;
        while let Some(event) = events.next().await {
            if let Event::Done(done) = event {
                end = Some(done);
            }
        }
        let holding = end.expect("an end").expect("a book").into_holding();
        assert_eq!(holding.title, book.title);
        assert!(holding.loan.is_none() && holding.file.is_file());
        assert_eq!(holding.identifier, book.identifier);
        assert_eq!(desk.shelf.holdings().await.unwrap().len(), index + 1);
    }
    assert!(folder.path().join("Айгүл.epub").is_file() && folder.path().join("Бірінші.txt").is_file());
    assert!(desk.downloads().is_empty(), "{:?}", desk.downloads());
}

#[cfg(unix)]
#[tokio::test]
async fn links_do_not_lead_out_of_a_folder() {
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("secret.txt"), "Құпия.").expect("written");
    let folder = books();
    let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, folder.path().join(name)).expect("linked");
    link(outside.path(), "out");
    link(&outside.path().join("secret.txt"), "out.txt");
    link(&folder.path().join("Бірінші.txt"), "in.txt");
    link(folder.path(), "round");
    let client = client();
    let start = client.feed(&root(folder.path())).await.unwrap();
    assert_eq!(titles(&start.publications), ["t", "Бірінші", "in"]);
    assert_eq!(start.navigation.len(), 3);
    let address = |fragment: &str| {
        let mut address = root(folder.path());
        address.set_fragment(Some(fragment));
        address
    };
    for fragment in ["path=%2E%2E", "path=out", "book=out%2Etxt", "book=out%2Fsecret%2Etxt", "book=%2Fetc%2Fpasswd"] {
        let refused = client.feed(&address(fragment)).await;
        assert!(matches!(refused, Err(Error::NotFound { .. } | Error::Place(_))), "{fragment}: {refused:?}");
        let desk = Desk::new();
        let wanted = Wanted::Address(address(fragment));
        let mut events = acquire::acquire(client.clone(), desk.home.clone(), desk.shelf.clone(), wanted);
        while let Some(event) = events.next().await {
            assert!(!matches!(event, Event::Done(Ok(_))), "{fragment}");
        }
    }
}

#[tokio::test]
async fn a_share_that_went_away_says_so() {
    let folder = books();
    let client = client();
    let address = root(folder.path());
    let start = client.feed(&address).await.unwrap();
    drop(folder);
    let gone = client.feed(&address).await;
    assert!(matches!(gone, Err(Error::Place(places::Error::Gone(_)))), "{gone:?}");
    let desk = Desk::new();
    let wanted = Wanted::Publication(Box::new(start.publications[0].clone()), None);
    let mut events = acquire::acquire(client, desk.home.clone(), desk.shelf.clone(), wanted);
    let mut end = None;
    while let Some(event) = events.next().await {
        if let Event::Done(done) = event {
            end = Some(done);
        }
    }
    assert!(matches!(end, Some(Err(Error::Place(_)))), "{end:?}");
    assert!(desk.shelf.holdings().await.unwrap().is_empty());
}

#[tokio::test]
async fn no_page_of_the_web_leads_into_a_folder() {
    let server = Server::start(|seen| match seen.path() {
        "/away" => with(reply(302, "text/html", ""), "location", "file:///etc/"),
        _ => opds2(&json!({"metadata": {"title": "2"}, "links": [], "navigation": [
            {"title": "x", "href": "file:///etc/", "type": "application/opds+json"}]})),
    })
    .await;
    let client = client();
    assert!(client.feed(&server.url("/opds")).await.unwrap().navigation.is_empty());
    assert!(client.feed(&server.url("/away")).await.is_err());
}
