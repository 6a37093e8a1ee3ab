//! The search for a book with answers of a real index.

use futures::executor::block_on;
use oqyrman::book::{Format, Language};
use oqyrman::home::Home;
use oqyrman::library::catalog::State;
use oqyrman::library::index::{End, Index, Kind, Question, Title};
use oqyrman::locale::Locale;
use oqyrman::ui::screen::find::{self, Known, Updated};
use url::Url;

/// Two libraries with some titles each.
fn index(home: &Home) -> Index {
    let index = Index::open(home).expect("an index");
    let libraries = [
        (
            "http://127.0.0.1:8080/a",
            "Қалалық кітапхана",
            vec![("Абай жолы", "Мұхтар Әуезов", "kk"), ("Чайка", "Антон Чехов", "ru")],
        ),
        (
            "http://127.0.0.1:8080/b",
            "Мектеп кітапханасы",
            vec![("Абай жолы", "Мұхтар Әуезов", "kk"), ("Абай", "Мұхтар Әуезов", "kk")],
        ),
    ];
    for (url, name, titles) in libraries {
        let url = Url::parse(url).expect("an address");
        let source = block_on(index.source(url, name.to_owned(), Kind::Opds)).expect("a source");
        let walk = block_on(index.walk(source)).expect("a walk");
        let titles = titles.into_iter().map(|(title, author, language)| Title {
            identifier: Some(format!("urn:{title}")),
            title: title.to_owned(),
            authors: vec![author.to_owned()],
            languages: Language::parse(language).into_iter().collect(),
            formats: [Format::Epub].into_iter().collect(),
            state: (title == "Абай").then_some(State::Unavailable),
            ..Title::default()
        });
        block_on(index.add(walk, None, titles.collect())).expect("added");
        block_on(index.finish(walk, End::Whole, None)).expect("finished");
    }
    index
}

/// The screen after these words were typed, with a book on the shelf. `open`: its filters are shown.
pub fn found(locale: &Locale, words: &str, open: bool) -> find::State {
    let folder = tempfile::tempdir().expect("a folder");
    let index = index(&Home::at(folder.path()).expect("a home"));
    let mut state = find::State::new(&super::holdings()[..1]);
    let known = Known {
        sources: block_on(index.sources()).expect("sources"),
        facets: block_on(index.facets()).expect("facets"),
        libraries: 2,
        titles: 52_340,
        updated: Some(Updated { days: 0, date: (2026, 11, 28), hour: 14, minute: 20 }),
        kept: true,
    };
    state.update(find::Message::Known(Box::new(known)), locale);
    if let find::Action::Ask(number, question) = state.update(find::Message::Typed(words.to_owned()), locale) {
        let Question { words, filter, limit } = *question;
        let answer = block_on(index.ask(Question { words, filter, limit }));
        state.update(find::Message::Answered(number, answer), locale);
    }
    if open {
        state.update(find::Message::FiltersToggled, locale);
    }
    state
}

/// Before any library was added.
pub fn without_libraries(locale: &Locale) -> find::State {
    let mut state = find::State::new(&[]);
    state.update(find::Message::Known(Box::new(Known { kept: true, ..Known::default() })), locale);
    state
}
