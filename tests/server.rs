//! The library service over real sockets on loopback: what it tells, what it sends, whom it turns away.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use oqyrman::home::Home;
use oqyrman::server::{Card, Embedded, Options, Service};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

#[cfg(unix)]
#[path = "server/backup.rs"]
mod backup;
#[cfg(unix)]
#[path = "server/database.rs"]
mod database;
#[path = "server/lending.rs"]
mod lending;
#[path = "server/openapi.rs"]
mod openapi;
#[path = "server/operation.rs"]
mod operation;
#[cfg(unix)]
#[path = "server/postgres.rs"]
mod postgres;
#[path = "server/tokens.rs"]
mod tokens;

/// Title, author, language of small books, in no order.
const BOOKS: &[(&str, &str, &str)] = &[
    ("Қара сөздер", "Абай Құнанбайұлы", "kk"),
    ("Абай жолы", "Мұхтар Әуезов", "kk"),
    ("Звёзды", "Анна Ёлкина", "ru"),
    ("Капитанская дочка", "Александр Пушкин", "ru"),
    ("Дубровский", "Александр Пушкин", "ru"),
    ("Jane Eyre", "Charlotte Brontë", "en"),
];

/// A folder of books and a running service over it.
struct Running {
    folder: tempfile::TempDir,
    address: String,
    client: Client,
    _end: tokio::sync::oneshot::Sender<()>,
}

impl Running {
    async fn start(options: Options) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let books = folder.path().join("books");
        fs::create_dir(&books).expect("a folder");
        for (number, (title, author, language)) in BOOKS.iter().enumerate() {
            fs::write(books.join(format!("{number} кітап.epub")), epub(title, author, language)).expect("a book");
        }
        Self::over(folder, options).await
    }

    async fn over(folder: tempfile::TempDir, options: Options) -> Self {
        let options = Options { folder: Some(folder.path().join("books")), ..options };
        let service = Service::bind(options).await.expect("it listens");
        let address = service.address().to_owned();
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        tokio::spawn(service.run(async {
            let _ = ended.await;
        }));
        Self { folder, address, client: Client::builder().no_proxy().build().expect("a client"), _end: end }
    }

    fn origin(&self) -> &str {
        self.address.strip_suffix("/opds2/").expect("the address of the OPDS 2 view")
    }

    async fn get(&self, place: &str) -> Response {
        let address = if place.starts_with("http") { place.to_owned() } else { format!("{}{place}", self.address) };
        self.client.get(address).header("accept-language", "en").send().await.expect("an answer")
    }

    async fn json(&self, place: &str) -> Value {
        let answer = self.get(place).await;
        assert_eq!(answer.status(), StatusCode::OK, "{place}");
        answer.json().await.expect("JSON")
    }

    async fn titles(&self, place: &str) -> Vec<String> {
        titles(&self.json(place).await)
    }

    /// The address of a book's file, by its title.
    async fn file(&self, title: &str) -> String {
        let feed = self.json("all").await;
        let found =
            feed["publications"].as_array().expect("books").iter().find(|book| book["metadata"]["title"] == title);
        link(found.expect("the book"), "http://opds-spec.org/acquisition/open-access").to_owned()
    }
}

fn titles(feed: &Value) -> Vec<String> {
    let books = feed["publications"].as_array().expect("a list of books");
    books.iter().map(|book| book["metadata"]["title"].as_str().expect("a title").to_owned()).collect()
}

fn link<'a>(of: &'a Value, rel: &str) -> &'a str {
    let links = of["links"].as_array().expect("links");
    links
        .iter()
        .find(|link| link["rel"] == rel)
        .and_then(|link| link["href"].as_str())
        .unwrap_or_else(|| panic!("no {rel}"))
}

/// A whole small EPUB 3 with a cover.
fn epub(title: &str, author: &str, language: &str) -> Vec<u8> {
    let package = format!(
        "<?xml version=\"1.0\"?><package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"i\">\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:identifier id=\"i\">urn:test:{title}</dc:identifier>\
         <dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>{language}</dc:language>\
         <meta property=\"schema:accessMode\">textual</meta></metadata><manifest>\
         <item id=\"n\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\
         <item id=\"c\" href=\"cover.png\" media-type=\"image/png\" properties=\"cover-image\"/>\
         <item id=\"t\" href=\"text.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
         <spine><itemref idref=\"t\"/></spine></package>"
    );
    let page = |body: &str| {
        format!(
            "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\" \
             xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title>{title}</title></head><body>{body}</body></html>"
        )
    };
    let files: [(&str, Vec<u8>); 6] = [
        ("mimetype", b"application/epub+zip".to_vec()),
        (
            "META-INF/container.xml",
            b"<?xml version=\"1.0\"?><container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\" version=\"1.0\">\
              <rootfiles><rootfile full-path=\"p.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>"
                .to_vec(),
        ),
        ("p.opf", package.into_bytes()),
        ("nav.xhtml", page("<nav epub:type=\"toc\"><ol><li><a href=\"text.xhtml\">1</a></li></ol></nav>").into_bytes()),
        ("text.xhtml", page(&format!("<h1>{title}</h1><p>{}</p>", "Мәтін. ".repeat(2_000))).into_bytes()),
        ("cover.png", PIXEL.to_vec()),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(name, stored).expect("an entry");
        archive.write_all(&bytes).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A PNG of one pixel.
const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0,
    0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1, 0x0d, 0x0a,
    0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

#[tokio::test]
async fn a_small_library_stands_on_its_first_page() {
    let running = Running::start(Options::default()).await;
    let answer = running.get("").await;
    assert_eq!(answer.headers()["content-type"], "application/opds+json");
    let root: Value = answer.json().await.expect("JSON");
    assert_eq!(root["metadata"]["title"], "books");
    assert_eq!(link(&root, "self"), running.address);
    let search = root["links"].as_array().expect("links").iter().find(|link| link["rel"] == "search").expect("search");
    assert_eq!(search["templated"], true);
    assert!(search["href"].as_str().expect("an address").ends_with("/opds2/search{?query}"), "{search}");
    assert_eq!(
        titles(&root),
        ["Абай жолы", "Дубровский", "Звёзды", "Капитанская дочка", "Қара сөздер", "Jane Eyre"],
        "by the Kazakh alphabet, Cyrillic first"
    );
    for way in root["navigation"].as_array().expect("ways") {
        assert!(!way["title"].as_str().expect("a title").is_empty());
        running.json(way["href"].as_str().expect("an address")).await;
    }
    let kazakh = running.client.get(&running.address).header("accept-language", "fr, kk;q=0.9, ru;q=0.8").send().await;
    let kazakh: Value = kazakh.expect("an answer").json().await.expect("JSON");
    assert_eq!(kazakh["navigation"][0]["title"], "Барлық кітаптар");
}

#[tokio::test]
async fn a_publication_has_its_metadata_cover_and_file() {
    let running = Running::start(Options::default()).await;
    let feed = running.json("search?query=jane").await;
    let book = &feed["publications"][0];
    assert_eq!(book["metadata"]["@type"], "http://schema.org/Book");
    assert_eq!(book["metadata"]["title"], "Jane Eyre");
    assert_eq!(book["metadata"]["author"][0]["name"], "Charlotte Brontë");
    assert_eq!(book["metadata"]["language"], json!(["en"]));
    assert_eq!(book["metadata"]["accessibility"]["accessMode"], json!(["textual"]));
    let own = running.get(link(book, "self")).await;
    assert_eq!(own.headers()["content-type"], "application/opds-publication+json");
    assert_eq!(own.json::<Value>().await.expect("JSON")["metadata"], book["metadata"]);
    let cover = running.get(book["images"][0]["href"].as_str().expect("a cover")).await;
    assert_eq!(cover.headers()["content-type"], book["images"][0]["type"].as_str().expect("its type"));
    assert_eq!(cover.bytes().await.expect("the picture"), PIXEL);
    let file = running.get(link(book, "http://opds-spec.org/acquisition/open-access")).await;
    assert_eq!(file.headers()["content-type"], "application/epub+zip");
    assert_eq!(file.bytes().await.expect("the book"), epub("Jane Eyre", "Charlotte Brontë", "en"));
}

#[tokio::test]
async fn a_search_finds_what_was_typed_with_other_letters() {
    let running = Running::start(Options::default()).await;
    for (query, wanted) in [
        ("кара создер", &["Қара сөздер"][..]),
        ("ҚАРА", &["Қара сөздер"]),
        ("звезды", &["Звёзды"]),
        ("елкина", &["Звёзды"]),
        ("ауезов абай", &["Абай жолы"]),
        ("абай", &["Абай жолы", "Қара сөздер"]),
        ("пушкин дочка", &["Капитанская дочка"]),
        ("bronte", &["Jane Eyre"]),
        ("пушкин абай", &[]),
        ("", &[]),
    ] {
        let address = url::Url::parse_with_params(&format!("{}search", running.address), [("query", query)]);
        let feed = running.json(address.expect("an address").as_str()).await;
        assert_eq!(titles(&feed), wanted, "{query}");
        assert_eq!(feed["metadata"]["numberOfItems"], wanted.len(), "{query}");
    }
}

#[tokio::test]
async fn lists_come_in_parts_that_lead_to_each_other() {
    let running = Running::start(Options { per_page: 4, ..Options::default() }).await;
    let first = running.json("all").await;
    assert_eq!(first["metadata"]["numberOfItems"], 6);
    assert_eq!(first["metadata"]["itemsPerPage"], 4);
    assert_eq!(first["metadata"]["currentPage"], 1);
    let second = running.json(link(&first, "next")).await;
    assert_eq!(second["metadata"]["currentPage"], 2);
    assert_eq!(link(&first, "last"), link(&second, "self"));
    assert_eq!(running.json(link(&second, "previous")).await, first);
    assert_eq!(running.json(link(&second, "first")).await, first);
    assert!(!second["links"].as_array().expect("links").iter().any(|link| link["rel"] == "next"));
    let all: Vec<String> = titles(&first).into_iter().chain(titles(&second)).collect();
    assert_eq!(all, ["Абай жолы", "Дубровский", "Звёзды", "Капитанская дочка", "Қара сөздер", "Jane Eyre"]);
    for wrong in ["all?page=3", "all?page=0", "all?page=-1", "all?page=x", "all?page=18446744073709551615", "nothing"] {
        assert_eq!(running.get(wrong).await.status(), StatusCode::NOT_FOUND, "{wrong}");
    }
    let root = running.json("").await;
    assert_eq!(root["publications"], Value::Null);
    assert_eq!(root["groups"][0]["publications"].as_array().map(Vec::len), Some(6));
}

#[tokio::test]
async fn choices_narrow_a_list_by_language_and_author() {
    let running = Running::start(Options::default()).await;
    let all = running.json("all").await;
    let choice = |feed: &Value, group: usize, title: &str| {
        let links = feed["facets"][group]["links"].as_array().expect("choices").clone();
        links.into_iter().find(|link| link["title"] == title).unwrap_or_else(|| panic!("no {title}"))
    };
    let russian = choice(&all, 0, "Russian");
    assert_eq!(russian["properties"]["numberOfItems"], 3);
    let russian = running.json(russian["href"].as_str().expect("an address")).await;
    assert_eq!(titles(&russian), ["Дубровский", "Звёзды", "Капитанская дочка"]);
    let active = choice(&russian, 0, "Russian");
    assert_eq!(active["rel"], "self");
    let pushkin = choice(&russian, 1, "Александр Пушкин");
    assert_eq!(
        running.titles(pushkin["href"].as_str().expect("an address")).await,
        ["Дубровский", "Капитанская дочка"]
    );
    let back = running.json(active["href"].as_str().expect("an address")).await;
    assert_eq!(titles(&back).len(), 6, "the active choice leads back");
    let authors = running.json("authors").await;
    let names: Vec<&str> =
        authors["navigation"].as_array().expect("ways").iter().filter_map(|way| way["title"].as_str()).collect();
    assert_eq!(names, ["Абай Құнанбайұлы", "Александр Пушкин", "Анна Ёлкина", "Мұхтар Әуезов", "Charlotte Brontë"]);
    assert_eq!(running.titles(authors["navigation"][3]["href"].as_str().expect("an address")).await, ["Абай жолы"]);
}

#[tokio::test]
async fn a_file_is_sent_whole_in_part_or_not_at_all() {
    let running = Running::start(Options::default()).await;
    let file = running.file("Дубровский").await;
    let whole = epub("Дубровский", "Александр Пушкин", "ru");
    let ask = |headers: &[(&str, &str)]| {
        let mut request = running.client.get(&file);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send()
    };
    let head = running.client.head(&file).send().await.expect("an answer");
    assert_eq!(head.status(), StatusCode::OK);
    assert_eq!(head.headers()["content-length"], whole.len().to_string().as_str());
    assert_eq!(head.headers()["accept-ranges"], "bytes");
    let name = head.headers()["content-disposition"].to_str().expect("a name").to_owned();
    assert!(name.ends_with("filename*=UTF-8''4%20%D0%BA%D1%96%D1%82%D0%B0%D0%BF%2Eepub"), "{name}");
    let etag = head.headers()["etag"].to_str().expect("a tag").to_owned();
    assert!(head.bytes().await.expect("no body").is_empty());

    let part = ask(&[("range", "bytes=100-199")]).await.expect("an answer");
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()["content-range"], format!("bytes 100-199/{}", whole.len()).as_str());
    assert_eq!(part.bytes().await.expect("a part"), whole[100..200]);
    let rest = ask(&[("range", "bytes=1000-"), ("if-range", &etag)]).await.expect("an answer");
    assert_eq!(rest.bytes().await.expect("the rest"), whole[1000..]);
    let last = ask(&[("range", "bytes=-7")]).await.expect("an answer");
    assert_eq!(last.bytes().await.expect("the end"), whole[whole.len() - 7..]);
    let other = ask(&[("range", "bytes=1000-"), ("if-range", "\"another\"")]).await.expect("an answer");
    assert_eq!(other.status(), StatusCode::OK, "the file has changed: all of it");
    assert_eq!(other.bytes().await.expect("the book"), whole);
    let beyond = ask(&[("range", "bytes=99999999-")]).await.expect("an answer");
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(beyond.headers()["content-range"], format!("bytes */{}", whole.len()).as_str());
    let known = ask(&[("if-none-match", &etag)]).await.expect("an answer");
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    assert!(known.bytes().await.expect("no body").is_empty());
}

#[tokio::test]
async fn nothing_outside_the_folder_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let books = folder.path().join("books");
    fs::create_dir_all(books.join("inner")).expect("folders");
    fs::write(folder.path().join("secret.epub"), epub("Secret", "Nobody", "en")).expect("a book");
    fs::write(books.join("inner/own.epub"), epub("Own", "Somebody", "en")).expect("a book");
    fs::write(books.join("notes.dat"), "\0not a book").expect("a file");
    fs::write(books.join(".hidden.epub"), epub("Hidden", "Nobody", "en")).expect("a book");
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(folder.path().join("secret.epub"), books.join("out.epub")).expect("a link");
        symlink(folder.path(), books.join("around")).expect("a link");
        symlink(books.join("inner/own.epub"), books.join("in.epub")).expect("a link");
        symlink(books.join("nowhere.epub"), books.join("broken.epub")).expect("a link");
    }
    let running = Running::over(folder, Options::default()).await;
    let inside = if cfg!(unix) { 2 } else { 1 };
    assert_eq!(running.titles("all").await, vec!["Own"; inside]);
    let file = running.file("Own").await;
    // A file that is exchanged for a link after it was listed.
    #[cfg(unix)]
    {
        let own = running.folder.path().join("books/inner/own.epub");
        fs::remove_file(&own).expect("removed");
        std::os::unix::fs::symlink(running.folder.path().join("secret.epub"), &own).expect("a link");
        assert_eq!(running.get(&file).await.status(), StatusCode::NOT_FOUND);
    }
    // Written by hand: a client would tidy these paths up.
    for path in [
        "/books/../../secret.epub",
        "/books/%2e%2e%2f%2e%2e%2fsecret.epub/x",
        "/books/..%5c..%5csecret.epub/x",
        "/covers/..%2f..%2fsecret.epub",
        "/opds2/publications/..%2f..%2fsecret.epub",
        "//etc/passwd",
        "/../../../etc/passwd",
        "/books/%00/x",
        "/opds2/%ff",
    ] {
        let host = running.origin().strip_prefix("http://").expect("http");
        let status = raw(host, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).await;
        assert!(status.contains(" 404 ") || status.contains(" 400 "), "{path}: {status}");
    }
}

/// The status line that these bytes are answered with.
async fn raw(host: &str, request: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(host).await.expect("connected");
    stream.write_all(request.as_bytes()).await.expect("asked");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("answered");
    String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn only_names_of_this_machine_are_answered_to() {
    let running = Running::start(Options::default()).await;
    let host = running.origin().strip_prefix("http://").expect("http");
    let port = host.rsplit(':').next().expect("a port");
    for (name, wanted) in [
        (host.to_owned(), " 200 "),
        (format!("localhost:{port}"), " 200 "),
        (format!("library.example:{port}"), " 421 "),
        ("127.0.0.1:1".to_owned(), " 421 "),
    ] {
        let status = raw(host, &format!("GET /opds2/ HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n")).await;
        assert!(status.contains(wanted), "{name}: {status}");
    }
}

#[tokio::test]
async fn a_card_is_asked_for_everywhere() {
    let running =
        Running::start(Options { cards: vec![Card::new("Әсел", "құпия:сөз")], ..Options::default() }).await;
    let file = {
        let signed = running.client.get(format!("{}all", running.address)).basic_auth("Әсел", Some("құпия:сөз"));
        let feed: Value = signed.send().await.expect("an answer").json().await.expect("JSON");
        link(&feed["publications"][0], "http://opds-spec.org/acquisition/open-access").to_owned()
    };
    for place in ["", "all", "nothing", file.as_str()] {
        let answer = running.get(place).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{place}");
        assert!(answer.headers()["www-authenticate"].to_str().expect("text").starts_with("Basic "));
        assert!(answer.headers()["link"].to_str().expect("text").contains("http://opds-spec.org/auth/document"));
        assert_eq!(answer.headers()["content-type"], "application/opds-authentication+json");
        let document: Value = answer.json().await.expect("JSON");
        assert_eq!(document["authentication"][0]["type"], "http://opds-spec.org/auth/basic");
        let shown = running.get(document["id"].as_str().expect("an address")).await;
        assert_eq!(shown.status(), StatusCode::OK, "the document itself is open");
    }
    let wrong = running.client.get(&file).basic_auth("Әсел", Some("құпиясөз")).send().await.expect("an answer");
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    let right = running.client.get(&file).basic_auth("Әсел", Some("құпия:сөз")).send().await.expect("an answer");
    assert_eq!(right.status(), StatusCode::OK);
}

#[tokio::test]
async fn damaged_books_are_listed_and_new_ones_are_seen() {
    let running = Running::start(Options::default()).await;
    assert_eq!(running.titles("all").await.len(), 6);
    let books = running.folder.path().join("books");
    fs::write(books.join("broken_book.epub"), b"PK\x03\x04 and then nothing").expect("a file");
    fs::write(books.join("new.epub"), epub("Жаңа кітап", "Біреу", "kk")).expect("a book");
    fs::remove_file(books.join("0 кітап.epub")).expect("removed");
    let wanted = |titles: &[String]| {
        titles.iter().any(|title| title == "broken book")
            && titles.iter().any(|title| title == "Жаңа кітап")
            && !titles.iter().any(|title| title == "Қара сөздер")
    };
    // It looks again when what it knows is a few seconds old.
    let seen = tokio::time::timeout(std::time::Duration::from_secs(30), async {
        while !wanted(&running.titles("all").await) {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    });
    seen.await.expect("the folder is looked at again");
    assert_eq!(running.titles("all").await.len(), 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_readers_at_once_get_whole_books() {
    let running = std::sync::Arc::new(Running::start(Options::default()).await);
    let readers = (0..32).map(|number| {
        let running = std::sync::Arc::clone(&running);
        tokio::spawn(async move {
            let (title, author, language) = BOOKS[number % BOOKS.len()];
            let file = running.file(title).await;
            let bytes = running.get(&file).await.bytes().await.expect("the book");
            assert_eq!(bytes, epub(title, author, language));
            assert_eq!(running.json("search?query=%D0%B0%D0%B1%D0%B0%D0%B9").await["metadata"]["numberOfItems"], 2);
        })
    });
    for reader in readers.collect::<Vec<_>>() {
        reader.await.expect("no panic");
    }
}

#[tokio::test]
async fn older_clients_read_the_same_books_as_atom() {
    let running = Running::start(Options::default()).await;
    let origin = running.origin().to_owned();
    let root = running.get(&format!("{origin}/opds")).await;
    assert_eq!(root.headers()["content-type"], "application/atom+xml;profile=opds-catalog;kind=navigation");
    let all = running.get(&format!("{origin}/opds/all")).await;
    assert_eq!(all.headers()["content-type"], "application/atom+xml;profile=opds-catalog;kind=acquisition");
    let all = all.text().await.expect("text");
    let search = running.get(&format!("{origin}/opds/search?query=jane")).await.text().await.expect("text");
    let description = running.get(&format!("{origin}/opds/opensearch.xml")).await.text().await.expect("text");
    assert!(description.contains("/opds/search?query={searchTerms}"), "{description}");
    for (xml, entries) in [(root.text().await.expect("text"), 4), (all, 6), (search, 1), (description, 0)] {
        let mut reader = quick_xml::Reader::from_str(&xml);
        let mut count = 0;
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Start(tag) if tag.name().as_ref() == b"entry" => count += 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(count, entries, "{xml}");
    }
}

#[tokio::test]
async fn the_embedded_library_lends_the_shipped_books_until_it_is_dropped() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = Home::at(folder.path()).expect("a home");
    let embedded = Embedded::start(&home).expect("it listens");
    let client = Client::builder().no_proxy().build().expect("a client");
    let feed: Value = client.get(embedded.address()).send().await.expect("an answer").json().await.expect("JSON");
    let shipped = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/library")).expect("the folder");
    let shipped: Vec<_> = shipped
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "md"))
        .collect();
    assert!(shipped.len() >= 3);
    let books = feed["publications"].as_array().expect("books");
    assert_eq!(books.len(), shipped.len());
    for book in books {
        assert!(book["metadata"]["author"][0]["name"].is_string(), "opened, not only listed: {book}");
        let borrow = link(book, "http://opds-spec.org/acquisition/borrow");
        let lent: Value = client.get(borrow).send().await.expect("an answer").json().await.expect("JSON");
        let file = client.get(link(&lent, "http://opds-spec.org/acquisition")).send().await.expect("an answer");
        let bytes = file.bytes().await.expect("the book");
        assert!(shipped.iter().any(|path| fs::read(path).expect("a book") == bytes), "byte for byte");
    }
    let address = embedded.address().to_owned();
    drop(embedded);
    let gone = tokio::time::timeout(std::time::Duration::from_secs(10), async {
        // A new connection each time: one that is kept alive is closed only when it is idle.
        while Client::builder().no_proxy().build().expect("a client").get(&address).send().await.is_ok() {
            tokio::task::yield_now().await;
        }
    });
    gone.await.expect("it ends with its owner");
}

/// The strict models of palace-opds (PyPI), where an interpreter has them: `OPDS_VALIDATOR`, else `python3`.
#[tokio::test]
async fn strict_models_accept_every_page() {
    const SCRIPT: &str = r#"
import json, sys
from palace.opds import opds2
from palace.opds.authentication.document import AuthenticationDocument
for page in json.load(sys.stdin):
    if "authentication" in page:
        model = AuthenticationDocument
    elif "publications" in page:
        model = opds2.PublicationFeed
    elif "navigation" in page:
        model = opds2.Feed
    else:
        model = opds2.Publication
    model.model_validate(page)
"#;
    let python = std::env::var("OPDS_VALIDATOR").unwrap_or_else(|_| "python3".to_owned());
    let found = Command::new(&python).args(["-c", "import palace.opds"]).stderr(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        eprintln!("skipped: Python ≥ 3.12 with palace-opds (“make opds” sees to it)");
        return;
    }
    let mut pages = Vec::new();
    for (lending, per_page) in [(false, 50), (true, 4)] {
        let running = Running::start(Options { lending, per_page, ..Options::default() }).await;
        let mut places = vec![running.address.clone(), format!("{}/authentication", running.origin())];
        let mut seen = std::collections::HashSet::new();
        while let Some(place) = places.pop().filter(|_| seen.len() < 200) {
            if seen.insert(place.clone()) {
                let page = running.json(&place).await;
                ways(&page, &mut places);
                pages.push(page);
            }
        }
        assert!(seen.len() > 20, "{}", seen.len());
    }
    let mut judge = Command::new(&python).args(["-c", SCRIPT]).stdin(Stdio::piped()).spawn().expect("started");
    let mut input = judge.stdin.take().expect("its input");
    input.write_all(Value::from(pages).to_string().as_bytes()).expect("told");
    drop(input);
    assert!(judge.wait().expect("judged").success());
}

/// The addresses of further pages that this one leads to.
fn ways(page: &Value, places: &mut Vec<String>) {
    match page {
        Value::Object(parts) => {
            let leads = matches!(
                parts.get("type").and_then(Value::as_str),
                Some("application/opds+json" | "application/opds-publication+json")
            );
            match parts.get("href").and_then(Value::as_str) {
                Some(href) if leads && !href.contains('{') => places.push(href.to_owned()),
                _ => {}
            }
            parts.values().for_each(|part| ways(part, places));
        }
        Value::Array(parts) => parts.iter().for_each(|part| ways(part, places)),
        _ => {}
    }
}

#[test]
fn the_embedded_library_is_at_the_same_address_the_next_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = Home::at(folder.path().join("home")).expect("a home");
    let first = Embedded::start(&home).expect("it listens");
    let address = first.address().to_owned();
    let beside = Embedded::start(&home).expect("another window has one of its own");
    assert_ne!(beside.address(), address);
    drop((first, beside));
    // It ends a little later than who holds it.
    let port = url::Url::parse(&address).expect("an address").port().expect("a port");
    while std::net::TcpListener::bind(("127.0.0.1", port)).is_err() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(Embedded::start(&home).expect("it listens").address(), address);
}

#[test]
fn the_command_tells_its_address_first_and_ends_when_told() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("one.epub"), epub("One", "Somebody", "en")).expect("a book");
    let mut service = Command::new(env!("CARGO_BIN_EXE_oqyrman"))
        .arg("serve")
        .arg(folder.path())
        .args(["--user", "reader", "--password-stdin"])
        .env("OQYRMAN_HOME", folder.path().join("home"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    service.stdin.take().expect("its input").write_all(b"secret\n").expect("told");
    let mut output = BufReader::new(service.stdout.take().expect("its output"));
    let mut address = String::new();
    output.read_line(&mut address).expect("a line");
    assert!(address.starts_with("http://127.0.0.1:") && address.ends_with("/\n"), "{address}");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let statuses = runtime.block_on(async {
        let client = Client::builder().no_proxy().build().expect("a client");
        let open = client.get(address.trim()).send().await.expect("an answer").status();
        let signed = client.get(address.trim()).basic_auth("reader", Some("secret")).send().await.expect("an answer");
        (open, signed.status())
    });
    assert_eq!(statuses, (StatusCode::UNAUTHORIZED, StatusCode::OK));
    #[cfg(unix)]
    {
        let told = Command::new("kill").args(["-TERM", &service.id().to_string()]).status().expect("told to end");
        assert!(told.success());
        assert!(service.wait().expect("ended").success(), "an end that was asked for is no failure");
    }
    #[cfg(not(unix))]
    service.kill().expect("ended");
}

#[test]
fn a_folder_that_is_not_there_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_oqyrman"))
        .args(["--lang", "en", "serve"])
        .arg(folder.path().join("nowhere"))
        .env("OQYRMAN_HOME", folder.path().join("home"))
        .output()
        .expect("run");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let sentence = String::from_utf8(output.stderr).expect("text");
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    assert!(sentence.contains("nowhere") && sentence.contains("cannot be served"), "{sentence}");
}
