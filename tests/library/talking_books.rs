//! Libraries for the blind: sessions of both versions, and the way of a talking book to the shelf and back.

use std::time::Duration;

use futures::StreamExt;
use oqyrman::book::Format;
use oqyrman::format;
use oqyrman::library::Error;
use oqyrman::library::acquire::{self, Event, Step, Wanted};
use oqyrman::library::authentication::Credentials;
use oqyrman::library::catalog::form::{Kind, Lack};
use oqyrman::library::catalog::{Feed, Search};
use oqyrman::library::client::Client;
use oqyrman::library::daisy_online::bookmark::{BookmarkSet, Mark, Offset};
use oqyrman::library::daisy_online::model::{Answer, Priority, Progress, Question, way};
use oqyrman::library::daisy_online::{self, Address, Place, Session, Version};
use oqyrman::library::shelf::{Moment, Shelved};
use url::Url;

use crate::dodp::{Knobs, Service};
use crate::server::{Server, not_found, reply};
use crate::{Desk, client};

fn known(service: &Service, password: &str) -> Client {
    let client = client();
    let credentials = Credentials { user: "kolibre".to_owned(), password: password.to_owned() };
    client.sign_in(&service.url(), credentials);
    client
}

async fn open(service: &Service) -> Session {
    Session::open(&known(service, "kolibre"), &service.url(), None).await.expect("a session")
}

fn last_mark() -> BookmarkSet {
    let mark = Mark {
        navigation: Some("rgn_cnt_0001".to_owned()),
        uri: "tawnt0001.smil#a1".to_owned(),
        offset: Some(Offset::Time("00:01:02".to_owned())),
    };
    BookmarkSet { title: "A light Man".to_owned(), uid: "con_1".to_owned(), last: Some(mark), ..BookmarkSet::default() }
}

#[tokio::test]
async fn a_session_of_the_first_version() {
    let service = Service::start(1, Knobs::default()).await;
    let mut session = open(&service).await;
    assert_eq!(session.version(), Version::One);
    assert_eq!(session.name(), "127.0.0.1");
    assert!(session.service().search && session.service().offers("DYNAMIC_MENUS"));
    let announcements = session.announcements().await.unwrap();
    assert_eq!(announcements.iter().map(|it| it.priority).collect::<Vec<_>>(), [Priority::Medium, Priority::Low]);
    assert_eq!(announcements[0].label.text, "Welcome to the Kolibre Daisy Online demo service.");
    assert_eq!(announcements[0].label.audio.as_ref().unwrap().path(), "/announcements/1/announcement_1.ogg");
    let list = session.list("new", 0, -1).await.unwrap();
    assert_eq!((list.total, list.items.len()), (Some(3), 3));
    assert_eq!(list.items[1].label.language.as_ref().unwrap().tag(), "en-IN");
    assert_eq!(list.items[0].modified, Moment::parse("2026-11-01T10:00:00Z"));
    let none = session.list("issued", 0, -1).await.unwrap();
    assert_eq!((none.total, none.items.len()), (Some(0), 0));
    let metadata = session.metadata("con_1").await.unwrap();
    assert_eq!(
        (metadata.title.as_str(), metadata.creators, metadata.size, metadata.requires_return),
        ("A light Man", vec!["Henry James".to_owned()], Some(18_628_410), true)
    );
    // The book is not lent yet: it is lent, and its files are asked for again.
    let resources = session.resources("con_1").await.unwrap();
    assert_eq!(resources.files.len(), 39);
    assert_eq!(resources.files[0].path, "01_A_light_Man.mp3");
    assert_eq!(resources.return_by, Moment::parse("2026-12-23T02:17:18Z"));
    assert_eq!(session.bookmarks("con_1").await.unwrap(), None);
    session.set_bookmarks("con_1", &last_mark()).await.unwrap();
    assert_eq!(session.bookmarks("con_1").await.unwrap(), Some(last_mark()));
    // Nobody wants to know that in this version.
    session.progress("con_1", Progress::Start).await.unwrap();
    session.give_back("con_1").await.unwrap();
    session.give_back("con_999").await.unwrap();
    session.close().await;
    assert_eq!(
        service.log(),
        [
            // What was asked to find out what it is.
            "!getServiceAttributes",
            "logOn",
            "getServiceAttributes",
            "setReadingSystemAttributes",
            "getServiceAnnouncements",
            "getContentList",
            "getContentList",
            "getContentMetadata",
            "!getContentResources",
            "issueContent",
            "getContentResources",
            "!getBookmarks",
            "setBookmarks",
            "getBookmarks",
            "returnContent",
            "!returnContent",
            "logOff"
        ]
    );
}

#[tokio::test]
async fn a_session_of_the_second_version() {
    let service = Service::start(2, Knobs::default()).await;
    let mut session = open(&service).await;
    assert_eq!(session.version(), Version::Two);
    let terms = session.terms().await.unwrap().unwrap();
    assert!(terms.text.starts_with("Welcome to the Kolibre demo") && terms.audio.is_none());
    session.accept_terms().await.unwrap();
    let announcements = session.announcements().await.unwrap();
    assert_eq!(announcements.iter().map(|it| it.priority).collect::<Vec<_>>(), [Priority::Medium, Priority::Low]);
    session.mark_read(&[announcements[0].id.clone()]).await.unwrap();
    let list = session.list("bookshelf", 0, -1).await.unwrap();
    assert_eq!(list.items.len(), 3);
    assert_eq!(list.items[0].return_by, Moment::parse("2026-12-23T02:15:24Z"));
    assert_eq!((list.items[1].return_by, list.items[1].may_download), (None, true));
    assert_eq!(list.items[1].metadata.as_ref().unwrap().title, "ARE YOU READY?");
    let unknown = session.list("nope", 0, -1).await.unwrap_err();
    assert!(matches!(unknown, Error::Refused { .. }), "{unknown:?}");
    for (id, files) in [("con_1", 39), ("con_3", 21)] {
        assert_eq!(session.resources(id).await.unwrap().files.len(), files, "{id}");
    }
    assert!(session.resources("con_999").await.is_err());
    session.set_bookmarks("con_1", &last_mark()).await.unwrap();
    let kept = session.bookmarks("con_1").await.unwrap().unwrap();
    assert_eq!(kept.modified, Moment::parse("2026-11-23T02:15:24Z"));
    assert_eq!(kept, BookmarkSet { modified: kept.modified, ..last_mark() });
    session.progress("con_1", Progress::Start).await.unwrap();
    let mut questions = session.questions(&[Answer::bare("default")]).await.unwrap();
    let Some(Question::Choice { id, choices, several: false, .. }) = questions.pop() else { panic!("a choice") };
    assert_eq!(choices[0].1.text, "Search the library.");
    questions = session.questions(&[Answer { question: id, values: vec![choices[0].0.clone()] }]).await.unwrap();
    assert!(matches!(&questions[..], [Question::Choice { id, .. }] if id == "que_20"));
    let answer = |question: &str, value: &str| Answer { question: question.to_owned(), values: vec![value.to_owned()] };
    questions = session.questions(&[answer("que_20", "que_22")]).await.unwrap();
    assert!(matches!(&questions[..], [Question::Input { label, .. }] if label.text == "Title keywords:"));
    questions = session.questions(&[answer("que_24", "mountain")]).await.unwrap();
    assert_eq!(questions, [Question::Contents("search".to_owned())]);
    session.give_back("con_1").await.unwrap();
    session.close().await;
    assert!(service.log().contains(&"setProgressState".to_owned()));
}

#[tokio::test]
async fn a_wrong_password_is_sent_once() {
    for version in [1, 2] {
        let service = Service::start(version, Knobs::default()).await;
        let client = known(&service, "wrong");
        for refused in [true, false] {
            match Session::open(&client, &service.url(), None).await {
                Err(Error::Unauthorized(document)) => {
                    assert_eq!((document.refused, document.address.as_str()), (refused, service.url().as_str()));
                    assert!(document.password_flow().is_some());
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(service.log().iter().filter(|it| it.ends_with("logOn")).count(), 1);
    }
}

#[tokio::test]
async fn a_session_that_is_over_is_begun_again() {
    for version in [1, 2] {
        let service = Service::start(version, Knobs::default()).await;
        let mut session = open(&service).await;
        service.forget();
        assert_eq!(session.announcements().await.unwrap().len(), 2);
        assert_eq!(service.log().iter().filter(|it| *it == "logOn").count(), 2);
        service.state.lock().unwrap().knobs.forgets = true;
        assert!(session.announcements().await.is_err());
        assert_eq!(service.log().iter().filter(|it| *it == "logOn").count(), 3, "once more, and not for ever");
    }
}

/// Without these the other tests would prove little.
#[tokio::test]
async fn the_service_of_these_tests_is_strict() {
    let service = Service::start(1, Knobs::default()).await;
    let http = reqwest::Client::new();
    let ask = async |action: &str, cookie: &str, operation: &str| {
        let body = format!(
            "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/' \
             xmlns:d='http://www.daisy.org/ns/daisy-online/'><S:Body>{operation}</S:Body></S:Envelope>"
        );
        let asked = http.post(service.url()).header("soapaction", action).header("cookie", cookie).body(body);
        asked.send().await.unwrap().text().await.unwrap()
    };
    let log_on = "<d:logOn><d:username>kolibre</d:username><d:password>kolibre</d:password></d:logOn>";
    let turned = "<d:logOn><d:password>kolibre</d:password><d:username>kolibre</d:username></d:logOn>";
    assert!(ask("/logOn", "", log_on).await.contains("invalidOperationFault"));
    assert!(ask("\"/logOn\"", "", turned).await.contains("invalidParameterFault"));
    assert!(ask("\"/logOn\"", "", log_on).await.contains("true"));
    assert!(ask("\"/logOff\"", "PHPSESSID=s0", "<d:logOff/>").await.contains("noActiveSessionFault"));
    let early = ask("\"/logOff\"", "PHPSESSID=s1", "<d:logOff/>").await;
    assert!(early.contains("Expected a call to operation getServiceAttributes"), "{early}");
    let dead = ask("\"/getServiceAttributes\"", "PHPSESSID=s1", "<d:getServiceAttributes/>").await;
    assert!(dead.contains("noActiveSessionFault"), "{dead}");
}

#[tokio::test]
async fn terms_are_accepted_before_anything_else() {
    let service = Service::start(2, Knobs { terms: true, ..Knobs::default() }).await;
    let client = known(&service, "kolibre");
    let start = client.discover(service.url().as_str()).await.unwrap();
    let shelf = &start.navigation[0].href;
    let Err(Error::Terms { service: at, words, .. }) = client.feed(shelf).await else { panic!("terms") };
    assert!(words.text.starts_with("Welcome to the Kolibre demo"));
    daisy_online::accept_terms(&client, &at).await.unwrap();
    assert_eq!(client.feed(shelf).await.unwrap().publications.len(), 3);
}

#[tokio::test]
async fn who_leaves_signs_off() {
    let service = Service::start(2, Knobs::default()).await;
    let client = known(&service, "kolibre");
    let start = client.discover(service.url().as_str()).await.unwrap();
    client.feed(&start.navigation[0].href).await.unwrap();
    let off = || service.log().iter().filter(|asked| *asked == "logOff").count();
    // Another library is left, not this one.
    daisy_online::sign_off(&client, Some(&Url::parse("https://library.example/opds").unwrap())).await;
    assert_eq!(off(), 0);
    daisy_online::sign_off(&client, Some(&start.address)).await;
    daisy_online::sign_off(&client, None).await;
    assert_eq!(off(), 1);
    // Who comes again signs on again.
    client.feed(&start.navigation[0].href).await.unwrap();
    daisy_online::sign_off(&client, None).await;
    assert_eq!(off(), 2);
}

fn leads<'a>(feed: &'a Feed, rel: &str) -> &'a Url {
    &feed.navigation.iter().find(|it| it.rels.iter().any(|own| own == rel)).expect("a way").href
}

#[tokio::test]
async fn a_service_is_a_catalogue() {
    let service = Service::start(1, Knobs::default()).await;
    let client = client();
    let asked = client.discover(service.url().as_str()).await;
    let Err(Error::Unauthorized(document)) = asked else { panic!("{asked:?}") };
    client.sign_in(&document.address, Credentials { user: "kolibre".to_owned(), password: "kolibre".to_owned() });
    let start = client.discover(service.url().as_str()).await.unwrap();
    assert_eq!(Address::parse(&start.address).unwrap().version, Some(Version::One));
    // As the shelf keeps it.
    assert_eq!(client.discover(start.address.as_str()).await.unwrap(), start);
    assert!(client.feed(leads(&start, way::ISSUED)).await.unwrap().is_empty());
    let new = client.feed(leads(&start, way::NEW)).await.unwrap();
    assert_eq!((new.total, new.publications.len()), (Some(3), 3));
    let part = &new.publications[0];
    assert_eq!((part.title.as_str(), part.authors.len()), ("A light Man", 0));
    let whole = client.publication(part).await.unwrap();
    assert_eq!(whole.authors, ["Henry James"]);
    assert_eq!(whole.identifier, part.identifier);
    assert_eq!(acquire::choose(&whole).unwrap().length, Some(18_628_410));
    let menu = client.feed(leads(&start, way::MENU)).await.unwrap();
    assert_eq!(menu.title, "What would you like to do?");
    let names: Vec<&str> = menu.navigation.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(names, ["Search the library.", "Browse the library.", "Give feedback."]);
}

#[tokio::test]
async fn questions_that_come_together_are_answered_together() {
    let service = Service::start(2, Knobs { asks: true, ..Knobs::default() }).await;
    let client = known(&service, "kolibre");
    let start = client.discover(service.url().as_str()).await.unwrap();
    let page = client.feed(leads(&start, way::MENU)).await.unwrap();
    assert_eq!((page.subtitle.as_deref(), page.navigation.len()), (Some("Подберём книгу."), 0));
    assert_eq!(page.said[0].language.as_ref().unwrap().tag(), "ru");
    let form = page.form.as_ref().unwrap();
    let Kind::Choice { choices, several: true } = &form.fields[0].kind else { panic!("{form:?}") };
    let tags: Vec<&str> = choices.iter().map(|(_, label)| label.language.as_ref().unwrap().tag()).collect();
    assert_eq!(tags, ["kk", "ru", "en"]);
    assert_eq!(form.fields[2].kind, Kind::Words { figures: true, default: "1990".to_owned() });
    assert_eq!(form.fields[3].kind, Kind::Spoken);

    let sounds = page.sounds();
    assert_eq!(sounds, [service.server.url("/said/genres.wav")]);
    let sound = daisy_online::sound(&client, &page.address, &sounds[0]).await.unwrap();
    let opened = format::open_bytes(sound).unwrap();
    assert_eq!(opened.book.recording.as_ref().unwrap().duration(), Duration::from_millis(500));

    let lacks = form.answered(&form.typed(&[("genre", "tales")]).unwrap());
    assert_eq!(lacks, Err(Lack::Choice(1)));
    let given = form.typed(&[("genre", "tales"), ("genre", "poems"), ("length", "long"), ("year", "2001")]).unwrap();
    let found = client.feed(&form.answered(&given).unwrap()).await.unwrap();
    assert_eq!(found.publications.len(), 3);
    let answered = service.state.lock().unwrap().answered.clone();
    assert_eq!(answered, ["genre=poems", "genre=tales", "length=long", "year=2001", "wish="]);
    let seen = service.server.seen();
    let attributes = seen.iter().find(|seen| seen.body.contains("logOn>")).unwrap();
    assert!(attributes.body.contains("supportsMultipleSelections>true</"), "{}", attributes.body);
}

#[tokio::test]
async fn words_answer_a_question() {
    let service = Service::start(2, Knobs::default()).await;
    let client = known(&service, "kolibre");
    let start = client.discover(service.url().as_str()).await.unwrap();
    let shelf = client.feed(leads(&start, way::BOOKSHELF)).await.unwrap();
    assert_eq!(shelf.publications[0].authors, ["Henry James"]);
    assert_eq!(shelf.publications[0].availability().unwrap().until.as_deref(), Some("2026-12-23T02:15:24Z"));
    // What is typed anywhere leads to where the library asks what to search by.
    let by = client.search(&start, "mountain").await.unwrap();
    assert_eq!(by.title, "What do you want to search by?");
    let by_title = client.feed(&by.navigation[1].href).await.unwrap();
    assert_eq!(by_title.title, "Title keywords:");
    assert!(matches!(by_title.links.search, Some(Search::Questions(_))));
    let found = client.search(&by_title, "mountain").await.unwrap();
    assert_eq!(found.publications.len(), 1, "{found:?}");
    assert_eq!(found.publications[0].title, "Climbing the Highest Mountain");
}

#[tokio::test]
async fn other_servers_are_no_services() {
    let server = Server::start(|seen| match seen.path() {
        "/html" => reply(200, "text/html", "<html><body>Welcome</body></html>"),
        "/500" => reply(500, "text/html", "<html><body>Failed</body></html>"),
        _ => not_found(),
    })
    .await;
    let client = client();
    for path in ["/html", "/500", "/nothing"] {
        let found = client.discover(server.url(path).as_str()).await;
        assert!(matches!(found, Err(Error::NotCatalog { .. })), "{path}: {found:?}");
    }
    let described = Server::start(|seen| match (seen.method.as_str(), seen.path()) {
        ("GET", "/service.wsdl") => reply(
            200,
            "text/xml",
            "<w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/' \
             targetNamespace='http://www.daisy.org/ns/daisy-online/'><w:service><w:port><a:address \
             xmlns:a='http://schemas.xmlsoap.org/wsdl/soap/' location='http://other.example/online'/></w:port>\
             </w:service></w:definitions>",
        ),
        ("POST", "/online") => reply(
            500,
            "text/xml",
            "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Body><S:Fault>\
             <faultstring>who are you</faultstring></S:Fault></S:Body></S:Envelope>",
        ),
        _ => not_found(),
    })
    .await;
    let found = client.discover(described.url("/service.wsdl").as_str()).await;
    let Err(Error::Unauthorized(document)) = found else { panic!("{found:?}") };
    assert_eq!(document.address, described.url("/online"));
}

async fn fetched(desk: &Desk, client: &Client, wanted: Wanted) -> (Vec<Step>, Result<Box<Shelved>, Error>) {
    let mut steps = Vec::new();
    let mut events = acquire::acquire(client.clone(), desk.home.clone(), desk.shelf.clone(), wanted);
    while let Some(event) = events.next().await {
        match event {
            Event::Step(step) => steps.push(step),
            Event::Done(end) => return (steps, end),
        }
    }
    panic!("no end");
}

fn content(service: &Service, id: &str) -> Url {
    Address::of(service.url(), None).at(Place::Content(id.to_owned())).url()
}

#[tokio::test]
async fn a_talking_book_comes_to_the_shelf_and_goes_back() {
    for version in [1, 2] {
        let knobs = Knobs { own_book: true, prefix: "book/", refuse_files: 1, ..Knobs::default() };
        let service = Service::start(version, knobs).await;
        let (desk, client) = (Desk::new(), known(&service, "kolibre"));
        let start = client.discover(service.url().as_str()).await.unwrap();
        let list = if version == 1 { way::NEW } else { way::BOOKSHELF };
        let publication = client.feed(leads(&start, list)).await.unwrap().publications.swap_remove(0);
        let wanted = Wanted::Publication(Box::new(publication.clone()), None);
        let (steps, end) = fetched(&desk, &client, wanted).await;
        let holding = end.unwrap().into_holding();
        assert_eq!(steps.first(), Some(&Step::Borrowing));
        assert_eq!(steps.last(), Some(&Step::Checking));
        let is_whole = |step: &Step| matches!(step, Step::Downloading(it) if Some(it.received) == it.total);
        assert!(steps.iter().any(is_whole), "{steps:?}");
        assert_eq!((holding.title.as_str(), holding.format), ("A light Man", Format::Daisy202));
        assert_eq!(holding.identifier, publication.identifier);
        let until = if version == 1 { "2026-12-23T02:17:18Z" } else { "2026-12-23T02:15:24Z" };
        assert_eq!(holding.loan.unwrap().until, Moment::parse(until));
        let opened = format::open(&holding.file).unwrap();
        assert!(opened.defects.is_empty(), "{:?}", opened.defects);
        assert!(opened.book.recording.is_some() || opened.book.narration.is_some());
        assert!(desk.downloads().is_empty(), "{:?}", desk.downloads());
        let source = Url::parse(holding.source.as_deref().unwrap()).unwrap();
        daisy_online::give_back(&client, &source).await.unwrap();
        assert!(service.log().contains(&"returnContent".to_owned()));
    }
}

#[tokio::test]
async fn a_book_that_was_cut_off_goes_on() {
    let knobs = Knobs { own_book: true, refuse_files: 2, ..Knobs::default() };
    let service = Service::start(2, knobs).await;
    let (desk, client) = (Desk::new(), known(&service, "kolibre"));
    let wanted = Wanted::Address(content(&service, "con_1"));
    let (_, end) = fetched(&desk, &client, wanted.clone()).await;
    assert!(matches!(end, Err(Error::Forbidden { .. })), "{end:?}");
    for _ in 0..20 {
        if let (_, Ok(shelved)) = fetched(&desk, &client, wanted.clone()).await {
            assert!(format::open(&shelved.holding().file).is_ok());
            assert_eq!(shelved.holding().identifier.as_deref(), Some(content(&service, "con_1").as_str()));
            assert_eq!(desk.books().len(), 1);
            let seen = service.server.seen();
            let of = |seen: &&crate::server::Seen| seen.path().ends_with("/ncc.html");
            assert_eq!(seen.iter().filter(of).count(), 3, "what is there is not fetched again");
            return;
        }
    }
    panic!("it never came");
}

#[tokio::test]
async fn files_that_are_too_much_or_lead_elsewhere_are_not_fetched() {
    let service = Service::start(2, Knobs { own_book: true, size: Some(1 << 40), ..Knobs::default() }).await;
    let (desk, client) = (Desk::new(), known(&service, "kolibre"));
    let (_, end) = fetched(&desk, &client, Wanted::Address(content(&service, "con_1"))).await;
    assert!(matches!(end, Err(Error::TooLarge { .. })), "{end:?}");
    assert!(service.server.targets().iter().all(|target| !target.starts_with("/contents/")));

    // Names that lead elsewhere are taken from the addresses instead.
    let service = Service::start(2, Knobs { own_book: true, prefix: "../../", ..Knobs::default() }).await;
    let client = known(&service, "kolibre");
    let (_, end) = fetched(&desk, &client, Wanted::Address(content(&service, "con_1"))).await;
    assert!(format::open(&end.unwrap().holding().file).is_ok());
    let (_, end) = fetched(&desk, &client, Wanted::Address(content(&service, "con_999"))).await;
    assert!(matches!(end, Err(Error::Refused { words, .. }) if words.contains("con_999")));
}

/// `cargo test --test library -- --ignored --nocapture serve`: reader «kolibre», password «kolibre».
#[tokio::test]
#[ignore = "serves both versions until its input ends, for a window beside it"]
async fn serve() {
    let knobs = Knobs { own_book: true, ..Knobs::default() };
    let (one, two) = (Service::start(1, knobs.clone()).await, Service::start(2, Knobs { terms: true, ..knobs }).await);
    println!("{}\n{}", one.url(), two.url());
    tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink())).await.unwrap().unwrap();
}
