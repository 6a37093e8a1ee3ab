//! Titles of real servers' feeds found without the network, however they are typed.

use futures::executor::block_on;
use oqyrman::book::{Format, Language};
use oqyrman::library::index::{Answer, End, Filter, Hit, How, Index, Kind, Page, Question, Title};
use url::Url;

use crate::Desk;
use crate::feeds::feed;

const LIBRARIES: &[(&str, &[&str])] = &[
    ("http://calibre.example/opds", &["calibre-newest.xml", "calibre-newest-2.xml"]),
    ("http://calibre-web.example/opds", &["calibre-web-new.xml"]),
    (
        "http://others.example/",
        &[
            "lib2opds-books.xml",
            "palace-audiobooks.xml",
            "palace-bad-feed.json",
            "palace-book-with-licence.xml",
            "palace-wayfless.xml",
            "r2-streamer-feed.json",
        ],
    ),
];

/// An index of these libraries, as a walk through them makes it.
fn index() -> (Desk, Index) {
    let desk = Desk::new();
    let index = Index::open(&desk.home).expect("an index");
    for (address, names) in LIBRARIES {
        let address = Url::parse(address).expect("an address");
        let source = block_on(index.source(address.clone(), address.to_string(), Kind::Opds)).expect("a source");
        let walk = block_on(index.walk(source)).expect("a walk");
        for name in *names {
            let titles: Vec<Title> = feed(name).publications.iter().filter_map(Title::of).collect();
            assert!(!titles.is_empty(), "{name}");
            let url = address.join(name).expect("an address");
            let page = Page { url, etag: None, modified: None, next: None, digest: None };
            block_on(index.add(walk, Some(page), titles)).expect("added");
        }
        block_on(index.finish(walk, End::Whole, None)).expect("finished");
    }
    (desk, index)
}

fn ask(index: &Index, words: &str) -> Answer {
    block_on(index.ask(Question::new(words))).expect("an answer")
}

fn is_by(hit: &Hit, author: &str) -> bool {
    hit.authors.iter().any(|name| name == author)
}

#[test]
fn books_are_found_in_every_script_and_on_every_keyboard() {
    let (_desk, index) = index();
    for (typed, author) in [
        // As it stands, without Kazakh letters, in Kazakh Latin letters, romanised.
        ("Қара сөздер", "Абай Құнанбайұлы"),
        ("кара создер", "Абай Құнанбайұлы"),
        ("құнанб", "Абай Құнанбайұлы"),
        ("Qara sözder", "Абай Құнанбайұлы"),
        ("kara sozder", "Абай Құнанбайұлы"),
        ("әңгім", "Ыбырай Алтынсарин"),
        ("angime", "Ыбырай Алтынсарин"),
        ("Auezov", "Мұхтар Әуезов"),
        ("ауезов абай жолы", "Мұхтар Әуезов"),
        ("Chekhov", "Антон Чехов"),
        ("Čehov", "Антон Чехов"),
        ("Voina i mir", "Лев Толстой"),
        ("tolst", "Лев Толстой"),
        ("Pushkin kapitan", "Александр Пушкин"),
        ("капитанская", "Александр Пушкин"),
        ("great exp", "Charles Dickens"),
        // The keyboard was set to another language.
        ("njkcnjq", "Лев Толстой"),
        ("xt[jd", "Антон Чехов"),
        ("0fhf c-plth", "Абай Құнанбайұлы"),
        ("24u3vtkth", "Ыбырай Алтынсарин"),
        ("вшслуты", "Charles Dickens"),
        // A letter is wrong, missing, too many, exchanged.
        ("чихов", "Антон Чехов"),
        ("толстй", "Лев Толстой"),
        ("капиттанская", "Александр Пушкин"),
        ("expetcations", "Charles Dickens"),
        ("алтинсарим", "Ыбырай Алтынсарин"),
        ("huckelberry", "Mark Twain"),
    ] {
        let answer = ask(&index, typed);
        let first = answer.hits.first().unwrap_or_else(|| panic!("{typed}: nothing"));
        assert!(is_by(first, author), "{typed}: {first:?}");
    }
}

#[test]
fn what_was_meant_is_told() {
    let (_desk, index) = index();
    assert_eq!(ask(&index, "чехов").forgiven, None);
    assert_eq!(ask(&index, "xt[jd").forgiven.as_deref(), Some("чехов"));
    assert_eq!(ask(&index, "huckelberry finn").forgiven.as_deref(), Some("huckleberry finn"));
    let hit = ask(&index, "huckelberry").hits.swap_remove(0);
    assert_eq!(hit.how, How::Forgiven { meant: "huckleberry".to_owned() });
}

#[test]
fn a_book_of_two_libraries_is_one_answer_that_leads_to_both() {
    let (_desk, index) = index();
    let answer = ask(&index, "Абай жолы, 20-том ");
    assert_eq!(answer.hits.len(), 1, "{:?}", answer.hits);
    let hit = &answer.hits[0];
    assert_eq!((hit.title.as_str(), &hit.how, hit.also.len()), ("Абай жолы, 20-том", &How::Exact, 1));
    let (source, other) = hit.also[0];
    assert_ne!(source, hit.source);
    for id in [hit.id, other] {
        let found = block_on(index.publication(id)).expect("an answer").expect("a publication");
        assert_eq!(found.title, hit.title);
        assert!(found.full.is_some_and(|full| full.host_str().is_some()) && found.identifier.is_some());
    }
    let all: usize = index.status().borrow().titles as usize;
    assert_eq!(all, 60 + 60 + 2 + 1 + 2 + 1 + 1 + 4);
}

#[test]
fn filters_narrow_what_is_found() {
    let (_desk, index) = index();
    let count = |filter: Filter| {
        let answer = block_on(index.ask(Question { filter, limit: 600, ..Question::new("") })).expect("an answer");
        answer.hits.iter().map(|hit| 1 + hit.also.len()).sum::<usize>()
    };
    let sources = block_on(index.sources()).expect("sources");
    assert_eq!(sources.iter().map(|source| source.titles).collect::<Vec<_>>(), [60, 60, 11]);
    assert_eq!(count(Filter { sources: vec![sources[0].id], ..Filter::default() }), 60);
    let russian = Language::parse("ru").into_iter().collect();
    assert_eq!(count(Filter { languages: russian, sources: vec![sources[1].id], ..Filter::default() }), 22);
    assert_eq!(count(Filter { sound: true, ..Filter::default() }), 4);
    let all = LIBRARIES.iter().flat_map(|(_, names)| *names).flat_map(|name| feed(name).publications);
    let epubs = all.filter_map(|it| Title::of(&it)).filter(|title| title.formats.contains(Format::Epub)).count();
    assert!(epubs > 0);
    assert_eq!(count(Filter { formats: vec![Format::Epub], ..Filter::default() }), epubs);
}
