//! A part of a book is shelved as what it is, and is no copy of the whole.

use futures::StreamExt;
use oqyrman::library::Error;
use oqyrman::library::acquire::{Event, Wanted, acquire};
use oqyrman::library::catalog::{Publication, Relation};
use oqyrman::library::shelf::{Holding, Sample};
use serde_json::json;

use crate::server::{Server, not_found, opds2, reply};
use crate::{Desk, book, client};

fn other_book() -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/library/pushkin-kapitanskaya-dochka.epub");
    std::fs::read(path).expect("a book")
}

async fn fetched(desk: &Desk, wanted: Wanted) -> Result<Holding, Error> {
    let mut events = acquire(client(), desk.home.clone(), desk.shelf.clone(), wanted);
    while let Some(event) = events.next().await {
        if let Event::Done(end) = event {
            return end.map(|shelved| shelved.into_holding());
        }
    }
    panic!("no end");
}

fn wanted(publication: &Publication, relation: Relation) -> Wanted {
    let chosen = publication.acquisitions.iter().find(|it| it.relation == relation).expect("a way").clone();
    Wanted::Publication(Box::new(publication.clone()), Some(Box::new(chosen)))
}

#[tokio::test]
async fn a_sample_is_shelved_beside_the_whole_book() {
    let desk = Desk::new();
    let (part, whole) = (other_book(), book());
    let server = Server::start(move |seen| match seen.path() {
        "/opds" => opds2(&json!({ "metadata": { "title": "Кітапхана" }, "publications": [{
            "metadata": { "title": "Қара сөздер", "identifier": "urn:isbn:1" },
            "links": [
                { "rel": "http://opds-spec.org/acquisition/sample", "href": "/part.epub", "type": "application/epub+zip" },
                { "rel": "http://opds-spec.org/acquisition", "href": "/whole.epub", "type": "application/epub+zip" },
            ] }] })),
        "/part.epub" => reply(200, "application/epub+zip", part.clone()),
        "/whole.epub" => reply(200, "application/epub+zip", whole.clone()),
        _ => not_found(),
    })
    .await;
    let publication = client().feed(&server.url("/opds")).await.unwrap().publications.remove(0);

    let sample = fetched(&desk, wanted(&publication, Relation::Sample)).await.unwrap();
    assert_eq!(sample.sample, Some(Sample { whole: Some(server.url("/whole.epub")) }));
    assert_eq!((sample.title.as_str(), sample.identifier.as_deref()), ("Қара сөздер", Some("urn:isbn:1")));
    let whole = fetched(&desk, wanted(&publication, Relation::Download)).await.unwrap();
    assert_eq!((whole.identifier.as_deref(), &whole.sample), (Some("urn:isbn:1"), &None));
    assert_ne!(sample.id, whole.id);
    // As the button for the whole book asks for it.
    let again = fetched(&desk, Wanted::Address(server.url("/whole.epub"))).await.unwrap();
    assert_eq!((again.id, again.sample), (whole.id, None));
    let once_more = fetched(&desk, wanted(&publication, Relation::Sample)).await.unwrap();
    assert_eq!(once_more.id, sample.id);
    assert_eq!(desk.shelf.holdings().await.unwrap().len(), 2);
}
