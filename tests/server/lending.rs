//! Loans, holds and copies as the service lends them, and as our own client has them from it.

use oqyrman::library::catalog::Document;
use oqyrman::library::client::Client as Reader;
use oqyrman::library::loan::{Deed, Standing, deeds, perform, standing};
use oqyrman::library::secrets::Secrets;
use oqyrman::library::shelf::{Loan, Moment};

use super::*;

const BORROW: &str = "http://opds-spec.org/acquisition/borrow";
const REVOKE: &str = "http://librarysimplified.org/terms/rel/revoke";
const RENEW: &str = "https://oqyrman.kz/rel/renew";

#[tokio::test]
async fn a_lent_book_is_borrowed_for_thirty_days_and_given_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = Home::at(folder.path()).expect("a home");
    let running = Running::start(Options { lending: true, home: Some(home), ..Options::default() }).await;
    let feed = running.json("search?query=дубровский").await;
    let book = &feed["publications"][0];
    let rels: Vec<&str> =
        book["links"].as_array().expect("links").iter().filter_map(|link| link["rel"].as_str()).collect();
    assert_eq!(rels[..2], ["self", BORROW], "it is not given, it is lent");
    let borrowed = running.json(link(book, "http://opds-spec.org/acquisition/borrow")).await;
    let ways = borrowed["links"].as_array().expect("links");
    let get = ways.iter().find(|link| link["rel"] == "http://opds-spec.org/acquisition").expect("a way to the file");
    let available = &get["properties"]["availability"];
    assert_eq!(available["state"], "available");
    let date =
        |name: &str| oqyrman::library::shelf::Moment::parse(available[name].as_str().expect("a date")).expect("a date");
    assert_eq!(date("since").days_until(date("until")), 30);
    let file = get["href"].as_str().expect("an address");
    assert_eq!(running.get(file).await.status(), StatusCode::OK);
    let again = running.json(link(book, "http://opds-spec.org/acquisition/borrow")).await;
    assert_eq!(again, borrowed, "asked again, the loan is the same");
    assert_eq!(running.titles("loans").await, ["Дубровский"]);
    let back = running.json(link(&borrowed, "http://librarysimplified.org/terms/rel/revoke")).await;
    assert_eq!(&back, book);
    assert_eq!(running.get(file).await.status(), StatusCode::NOT_FOUND, "what was given back is not sent");
    assert_eq!(running.titles("loans").await, Vec::<String>::new());
}

fn cards() -> Vec<Card> {
    vec![Card::new("Әсел", "1"), Card::new("Болат", "2")]
}

/// What this reader is answered.
async fn asked(running: &Running, user: &str, method: &str, address: &str) -> Response {
    let address =
        if address.starts_with("http") { address.to_owned() } else { format!("{}{address}", running.address) };
    let password = if user == "Әсел" { "1" } else { "2" };
    let method = method.parse().expect("a method");
    let request = running.client.request(method, address).header("accept-language", "en");
    request.basic_auth(user, Some(password)).send().await.expect("an answer")
}

async fn json(running: &Running, user: &str, method: &str, address: &str) -> Value {
    let answer = asked(running, user, method, address).await;
    assert_eq!(answer.status(), StatusCode::OK, "{method} {address}");
    answer.json().await.expect("JSON")
}

/// How one book stands to this reader.
async fn stands(running: &Running, user: &str) -> Value {
    let feed = json(running, user, "GET", "search?query=дубровский").await;
    feed["publications"][0].clone()
}

fn borrow(book: &Value) -> &Value {
    let links = book["links"].as_array().expect("links");
    &links.iter().find(|link| link["rel"] == BORROW).expect("a way to borrow")["properties"]
}

#[tokio::test]
async fn one_copy_is_waited_for_and_put_aside() {
    let running =
        Running::start(Options { lending: true, copies: Some(1), cards: cards(), ..Options::default() }).await;
    let free = stands(&running, "Әсел").await;
    assert_eq!(borrow(&free)["copies"], json!({ "total": 1, "available": 1 }));
    let lent = json(&running, "Әсел", "GET", link(&free, BORROW)).await;
    assert!(lent["links"].as_array().expect("links").iter().all(|link| link["rel"] != BORROW));

    let away = stands(&running, "Болат").await;
    assert_eq!(borrow(&away)["availability"]["state"], "unavailable");
    assert!(borrow(&away)["availability"]["until"].is_string(), "the day on which it is due");
    let held = json(&running, "Болат", "POST", link(&away, BORROW)).await;
    assert_eq!(borrow(&held)["availability"]["state"], "reserved");
    assert_eq!(borrow(&held)["holds"], json!({ "total": 1, "position": 1 }));
    let refused = asked(&running, "Әсел", "POST", link(&lent, RENEW)).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert_eq!(refused.headers()["content-type"], "application/problem+json");
    assert!(refused.text().await.expect("words").contains("waiting"));

    // The other one's loan is not seen, and cannot be given back.
    let shelf = json(&running, "Болат", "GET", "loans").await;
    assert_eq!(titles(&shelf), ["Дубровский"]);
    assert_eq!(borrow(&shelf["publications"][0])["availability"]["state"], "reserved");
    json(&running, "Әсел", "GET", link(&lent, REVOKE)).await;
    let ready = stands(&running, "Болат").await;
    assert_eq!(borrow(&ready)["availability"]["state"], "ready");
    assert!(borrow(&ready)["availability"]["until"].is_string());
    assert_eq!(borrow(&stands(&running, "Әсел").await)["availability"]["state"], "unavailable", "it is put aside");
    let lent = json(&running, "Болат", "GET", link(&ready, BORROW)).await;
    let file = asked(&running, "Болат", "GET", link(&lent, "http://opds-spec.org/acquisition")).await;
    assert_eq!(file.status(), StatusCode::OK);
    let other = asked(&running, "Әсел", "GET", link(&lent, "http://opds-spec.org/acquisition")).await;
    assert_eq!(other.status(), StatusCode::NOT_FOUND, "it is lent to somebody else");
}

#[tokio::test]
async fn what_changes_something_is_stored_nowhere_and_asked_about_changes_nothing() {
    let running = Running::start(Options { lending: true, ..Options::default() }).await;
    let book = running.json("search?query=дубровский").await["publications"][0].clone();
    let head = running.client.head(link(&book, BORROW)).send().await.expect("an answer");
    assert_eq!(head.headers()["cache-control"], "no-store");
    assert_eq!(running.titles("loans").await, Vec::<String>::new());
    let lent = running.get(link(&book, BORROW)).await;
    assert_eq!(lent.headers()["cache-control"], "no-store");
    let lent: Value = lent.json().await.expect("JSON");
    for rel in [RENEW, REVOKE] {
        assert_eq!(running.get(link(&lent, rel)).await.headers()["cache-control"], "no-store");
    }
    let document: Value =
        running.get(&format!("{}/authentication", running.origin())).await.json().await.expect("JSON");
    assert_eq!(link(&document, "http://opds-spec.org/shelf"), format!("{}loans", running.address));
}

/// Everything that can be done about a loan, by our own client, in both views.
#[tokio::test]
async fn our_own_client_goes_the_whole_road() {
    for view in ["opds2", "opds"] {
        let running = Running::start(Options { lending: true, copies: Some(1), ..Options::default() }).await;
        let address = format!("{}/{view}/search?query=дубровский", running.origin());
        let address = url::Url::parse(&address).expect("an address");
        let client = Reader::new(Secrets::none()).expect("a client");
        let found = async || match client.open(&address).await.expect("an answer") {
            Document::Feed(mut feed) => feed.publications.remove(0),
            Document::Publication(publication) => *publication,
        };
        let now = Moment::now();
        let book = found().await;
        assert_eq!(deeds(&book, None, now), [Deed::Borrow], "{view}");
        let lent = perform(&client, Deed::Borrow, &book, None).await.expect("lent").expect("told");
        assert_eq!(standing(&lent), Some(Standing::Lent), "{view}");
        assert_eq!(deeds(&lent, None, now), [Deed::Renew, Deed::Return], "{view}");
        let until = |publication| {
            let until = oqyrman::library::loan::until_of(publication).expect("an end");
            Moment::parse(&until).expect("a date")
        };
        let loan = Loan { since: None, until: Some(until(&lent)) };
        let renewed = perform(&client, Deed::Renew, &lent, Some(&loan)).await.expect("renewed").expect("told");
        assert_eq!(until(&lent).days_until(until(&renewed)), 30, "{view}");
        let back = perform(&client, Deed::Return, &renewed, Some(&loan)).await.expect("given back").expect("told");
        assert_eq!(deeds(&back, None, now), [Deed::Borrow], "{view}");
        perform(&client, Deed::Return, &renewed, Some(&loan)).await.expect("given back once is given back");
    }
}
