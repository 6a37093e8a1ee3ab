//! Pages, search, discovery, and servers that misbehave.

use std::time::{Duration, Instant};

use oqyrman::library::Error;
use serde_json::json;
use url::Url;

use crate::client;
use crate::server::{Server, atom, dripping, endless, gzip_bomb, not_found, opds2, redirect, reply, stuck, with};

fn page(title: &str, next: Option<&str>) -> String {
    let next = next.map(|href| format!("<link rel='next' href='{href}'/>")).unwrap_or_default();
    format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>{title}</title>{next}</feed>")
}

#[tokio::test]
async fn pages_lead_to_one_another() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/opds/" => atom(page("1", Some("?page=2"))),
        "/opds/?page=2" => atom(page("2", Some("/opds/?page=3"))),
        "/opds/?page=3" => atom(page("3", None)),
        _ => not_found(),
    })
    .await;
    let client = client();
    let mut feed = client.feed(&server.url("/opds/")).await.unwrap();
    let mut titles = vec![feed.title.clone()];
    while let Some(next) = feed.links.next {
        feed = client.feed(&next).await.unwrap();
        titles.push(feed.title.clone());
    }
    assert_eq!(titles, ["1", "2", "3"]);
}

#[tokio::test]
async fn search_goes_through_the_description_and_encodes_cyrillic() {
    let server = Server::start(|seen| match seen.path() {
        "/opds" => atom(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>L</title>
             <link rel='search' type='application/opensearchdescription+xml' href='/osd'/></feed>",
        ),
        "/osd" => reply(
            200,
            "application/atom+xml",
            "<OpenSearchDescription xmlns='http://a9.com/-/spec/opensearch/1.1/'>
             <Url type='text/html' template='/html?q={searchTerms}'/>
             <Url type='application/atom+xml' template='/find?q={searchTerms}&amp;p={startPage?}'/>
             </OpenSearchDescription>",
        ),
        "/find" => atom(page("found", None)),
        _ => not_found(),
    })
    .await;
    let client = client();
    let root = client.feed(&server.url("/opds")).await.unwrap();
    let found = client.search(&root, " Абай жолы ").await.unwrap();
    assert_eq!(found.title, "found");
    let last = server.targets().pop().unwrap();
    assert_eq!(last, "/find?q=%D0%90%D0%B1%D0%B0%D0%B9%20%D0%B6%D0%BE%D0%BB%D1%8B&p=1");
    // A page of results can be searched again, although it names no search of its own.
    assert!(client.search(&found, "x").await.is_ok());
}

#[tokio::test]
async fn nothing_found_in_plain_text_is_an_empty_page() {
    let server = Server::start(|seen| match seen.path() {
        "/opds" => atom(
            "<feed><title>L</title><link rel='search' type='application/atom+xml' href='/s/{searchTerms}'/></feed>",
        ),
        "/s/none" => reply(404, "text/plain; charset=UTF-8", "No books found"),
        "/s/empty" => opds2(&json!({ "metadata": { "title": "E" }, "links": [], "publications": [] })),
        _ => not_found(),
    })
    .await;
    let client = client();
    let root = client.feed(&server.url("/opds")).await.unwrap();
    assert!(client.search(&root, "none").await.unwrap().is_empty());
    assert!(client.search(&root, "empty").await.unwrap().is_empty());
    assert!(matches!(client.search(&root, "broken").await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_page_without_search_asks_the_first_page() {
    let server = Server::start(|seen| match seen.path() {
        "/root" => opds2(&json!({
            "metadata": { "title": "L" }, "navigation": [],
            "links": [{ "rel": "search", "href": "find{?query,author}", "templated": true, "type": "application/opds+json" }]
        })),
        "/deep" => opds2(&json!({
            "metadata": { "title": "D" }, "publications": [], "links": [{ "rel": ["start"], "href": "/root" }]
        })),
        "/find" => opds2(&json!({ "metadata": { "title": "F" }, "publications": [], "links": [] })),
        "/lone" => opds2(&json!({ "metadata": { "title": "X" }, "publications": [], "links": [] })),
        _ => not_found(),
    })
    .await;
    let client = client();
    let deep = client.feed(&server.url("/deep")).await.unwrap();
    assert_eq!(client.search(&deep, "сөз").await.unwrap().title, "F");
    assert_eq!(server.targets().pop().unwrap(), "/find?query=%D1%81%D3%A9%D0%B7");
    let lone = client.feed(&server.url("/lone")).await.unwrap();
    assert!(matches!(client.search(&lone, "x").await, Err(Error::NoSearch)));
}

#[tokio::test]
async fn a_part_of_an_entry_leads_to_the_whole() {
    let server = Server::start(|seen| match seen.path() {
        "/opds" => atom(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>L</title><entry><id>1</id><title>Part</title>
             <link rel='alternate' type='application/atom+xml;type=entry;profile=opds-catalog' href='/entry/1'/>
             </entry></feed>",
        ),
        "/entry/1" => atom(
            "<entry xmlns='http://www.w3.org/2005/Atom'><id>1</id><title>Whole</title>
             <link rel='http://opds-spec.org/acquisition' type='application/epub+zip' href='1.epub'/></entry>",
        ),
        _ => not_found(),
    })
    .await;
    let client = client();
    let feed = client.feed(&server.url("/opds")).await.unwrap();
    let whole = client.publication(&feed.publications[0]).await.unwrap();
    assert_eq!(whole.title, "Whole");
    assert_eq!(whole.acquisitions[0].href, server.url("/entry/1.epub"));
}

#[tokio::test]
async fn statuses_tell_what_to_do() {
    let server = Server::start(|seen| match seen.path() {
        "/403" => reply(403, "text/plain", "Too many failed login attempts"),
        "/409" => reply(409, "text/plain", ""),
        "/410" => reply(410, "text/plain", ""),
        "/429" => with(reply(429, "text/html", "slow down"), "retry-after", "60"),
        "/500" => reply(500, "text/html", ""),
        "/waking" if seen.before == 0 => reply(503, "text/html", "not yet"),
        "/waking" => atom(page("awake", None)),
        "/closed" => with(reply(503, "text/html", ""), "retry-after", "3600"),
        "/empty" => reply(200, "application/atom+xml", ""),
        "/garbage" => reply(200, "application/opds+json", vec![0xff, 0xfe, 0, 1, 2, 3]),
        "/html" => reply(200, "application/atom+xml", "<html><body>Welcome</body></html>"),
        _ => not_found(),
    })
    .await;
    let client = client();
    let error = async |path: &str| client.feed(&server.url(path)).await.unwrap_err();
    assert!(matches!(error("/404").await, Error::NotFound { .. }));
    assert!(matches!(error("/410").await, Error::Gone { .. }));
    assert!(matches!(error("/409").await, Error::Conflict { .. }));
    assert!(matches!(error("/403").await, Error::Forbidden { .. }));
    assert!(matches!(error("/500").await, Error::Server { status: 500, .. }));
    assert!(matches!(error("/closed").await, Error::Busy { .. }));
    for path in ["/empty", "/garbage", "/html"] {
        assert!(matches!(error(path).await, Error::NotCatalog { .. }), "{path}");
    }
    assert_eq!(client.feed(&server.url("/waking")).await.unwrap().title, "awake");
    assert!(matches!(error("/429").await, Error::Busy { after: Some(after), .. } if after == Duration::from_secs(60)));
    // Who asks to wait is left alone: nothing is sent in that time.
    let before = server.seen().len();
    assert!(matches!(error("/500").await, Error::Busy { after: Some(after), .. } if after > Duration::from_secs(50)));
    assert_eq!(server.seen().len(), before);
}

#[tokio::test]
async fn answers_without_an_end_are_left() {
    let server = Server::start(|seen| match seen.path() {
        "/endless" => reply(200, "application/atom+xml", endless(b"<feed><entry><title>more</title></entry>")),
        "/huge" => with(reply(200, "application/atom+xml", stuck(b"<feed>")), "content-length", "99999999999"),
        "/stuck" => reply(200, "application/atom+xml", stuck(b"<feed>")),
        "/dripping" => reply(200, "application/atom+xml", dripping(Duration::from_millis(100))),
        "/bomb" => with(reply(200, "application/atom+xml", gzip_bomb(64 << 20)), "content-encoding", "gzip"),
        _ => not_found(),
    })
    .await;
    let client = client();
    let begun = Instant::now();
    for path in ["/endless", "/huge", "/bomb"] {
        let error = client.feed(&server.url(path)).await.unwrap_err();
        assert!(matches!(error, Error::TooLarge { limit } if limit == 512 * 1024), "{path}: {error:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(4));
    let (stuck, dripping) = (server.url("/stuck"), server.url("/dripping"));
    let (stuck, dripping) = tokio::join!(client.feed(&stuck), client.feed(&dripping));
    assert!(matches!(stuck.unwrap_err(), Error::TimedOut { .. } | Error::BrokeOff { .. }));
    assert!(matches!(dripping.unwrap_err(), Error::TimedOut { .. }));
    assert!(begun.elapsed() < Duration::from_secs(12));
}

#[tokio::test]
async fn redirects_are_followed_within_reason() {
    let server = Server::start(|seen| match seen.path() {
        "/old" => redirect("/new/"),
        "/new/" => atom(page("new", Some("next"))),
        "/circle" => redirect("/circle"),
        "/file" => redirect("file:///etc/passwd"),
        "/odd" => redirect("http://"),
        _ => not_found(),
    })
    .await;
    let client = client();
    let feed = client.feed(&server.url("/old")).await.unwrap();
    // Relative addresses are those of where it was found.
    assert_eq!((feed.address, feed.links.next), (server.url("/new/"), Some(server.url("/new/next"))));
    assert!(matches!(client.feed(&server.url("/circle")).await, Err(Error::RedirectLoop { .. })));
    assert_eq!(server.targets().iter().filter(|target| *target == "/circle").count(), 6);
    assert!(client.feed(&server.url("/file")).await.is_err());
    assert!(client.feed(&server.url("/odd")).await.is_err());
}

#[tokio::test]
async fn a_library_is_found_from_what_a_reader_types() {
    let site = Server::start(|seen| match seen.path() {
        "/" => reply(
            200,
            "text/html",
            "<!DOCTYPE html><html><head><link rel='alternate' type='application/atom+xml;profile=opds-catalog' \
             href='/feeds/root.xml'></head></html>",
        ),
        "/feeds/root.xml" => atom(page("named", None)),
        _ => not_found(),
    })
    .await;
    let bare = Server::start(|seen| match seen.path() {
        "/" => reply(200, "text/html", "<html>Welcome</html>"),
        "/opds" => atom(page("usual", None)),
        _ => not_found(),
    })
    .await;
    let none = Server::start(|_| not_found()).await;
    let client = client();
    let typed = |server: &Server| format!(" {} ", server.root.authority());
    assert_eq!(client.discover(&typed(&site)).await.unwrap().title, "named");
    assert_eq!(client.discover(&typed(&bare)).await.unwrap().title, "usual");
    assert_eq!(client.discover(bare.url("/opds").as_str()).await.unwrap().title, "usual");
    assert!(matches!(client.discover(&typed(&none)).await, Err(Error::NotCatalog { .. })));
    assert!(matches!(client.discover("Абай").await, Err(Error::Address(_))));
}

#[tokio::test]
async fn nobody_at_home_is_said() {
    let gone = {
        let server = Server::start(|_| not_found()).await;
        server.root.clone()
    };
    // The port is free once its server has ended.
    let error = loop {
        match client().feed(&gone).await {
            Err(Error::NotFound { .. }) => tokio::task::yield_now().await,
            other => break other.unwrap_err(),
        }
    };
    assert!(matches!(error, Error::Unreachable { .. } | Error::BrokeOff { .. }), "{error:?}");
}

#[tokio::test]
async fn what_is_not_protected_is_not_asked_before_the_reader_agreed() {
    // An address for documentation: nobody is there, and nothing may be sent.
    let address = Url::parse("http://192.0.2.1/opds").unwrap();
    let client = client();
    for refused in [client.feed(&address).await, client.discover(address.as_str()).await] {
        assert!(matches!(refused, Err(Error::Unprotected { origin }) if origin == "http://192.0.2.1"));
    }
    client.trust().confirm("http://192.0.2.1");
    assert!(client.trust().allows(&address));
}

#[tokio::test]
async fn a_server_that_leads_elsewhere_without_protection_is_not_followed() {
    let server = Server::start(|_| redirect("http://192.0.2.1/opds")).await;
    let error = client().feed(&server.root).await.unwrap_err();
    assert!(matches!(error, Error::Unprotected { .. }), "{error:?}");
}
