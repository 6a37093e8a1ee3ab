//! Libraries that lend talking books: what their pages, their questions and their loans look like on the screens.

use accesskit::{Action, Role};
use iced::keyboard::key::Named;
use oqyrman::library::Error;
use oqyrman::library::catalog::{Availability, Feed, Link, Navigation, Publication, Search, State};
use oqyrman::library::daisy_online::model::{Label, way};
use oqyrman::library::shelf::{Bookmark, Holding, Loan, Ties, bookmark};
use oqyrman::ui::dialog::question;
use oqyrman::ui::screen::{book, catalog};
use url::Url;

use super::desk::{self, Dialog, Screen, holding};
use super::{Window, asked, kk, press_on, usual, walk_to, with};

const SERVICE: &str = "dodp+https://library.example/service.php#version=1";

fn page(rels: &[&str]) -> Feed {
    let address: Url = SERVICE.parse().unwrap();
    let mut feed = Feed::new(address.clone());
    feed.title = "Көзі көрмейтіндер кітапханасы".to_owned();
    feed.navigation = rels
        .iter()
        .map(|rel| Navigation {
            language: None,
            sound: None,
            title: String::new(),
            summary: None,
            href: address.clone(),
            rels: vec![(*rel).to_owned()],
            count: None,
            images: Vec::new(),
        })
        .collect();
    feed
}

#[test]
fn ways_without_words_get_the_words_of_the_interface() {
    let (mut state, _) = catalog::State::new(&kk());
    state.update(catalog::Message::Loaded(1, Ok(Box::new(page(&[way::ISSUED, way::NEW, way::MENU])))), &kk());
    let mut window = usual(Screen::Catalog(state));
    for name in ["Маған берілген кітаптар", "Жаңа кітаптар", "Кітапхананың мәзірі"]
    {
        assert!(window.maybe(Role::ListItem, name).is_some(), "{name} in\n{}", window.outline());
    }
    press_on(&mut window, Role::ListItem, "Жаңа кітаптар");
    assert!(asked(&mut window).starts_with("Load("));
    // The list has no name of its own: it is called by the way that led there.
    let mut list = page(&[]);
    list.title.clear();
    list.publications.push(desk::publication());
    window.announced();
    let Screen::Catalog(state) = &mut window.state.screen else { unreachable!() };
    state.update(catalog::Message::Loaded(2, Ok(Box::new(list))), &kk());
    window.redraw();
    let said = window.announced();
    assert!(said.iter().any(|words| words.starts_with("Жаңа кітаптар, ")), "{said:?}");
    assert!(window.maybe(Role::Heading, "Жаңа кітаптар").is_some(), "{}", window.outline());
}

#[test]
fn several_answers_are_chosen_and_sent_with_one_button() {
    let (mut state, _) = catalog::State::new(&kk());
    state.update(catalog::Message::Loaded(1, Ok(Box::new(page(&[])))), &kk());
    let mut window = usual(Screen::Catalog(state));
    window.announced();
    let Screen::Catalog(state) = &mut window.state.screen else { unreachable!() };
    state.update(catalog::Message::Loaded(1, Ok(Box::new(desk::questions()))), &kk());
    window.redraw();
    let said = window.announced();
    assert!(said.iter().any(|words| words.contains("Подберём книгу.")), "{said:?}");
    let boxed = |window: &Window, name: &str| {
        let nodes = window.all(Role::CheckBox);
        nodes.into_iter().find(|it| it.name == name).unwrap_or_else(|| panic!("{name} in\n{}", window.outline()))
    };
    assert_eq!(boxed(&window, "Сказки").node.language(), Some("ru"));
    for name in ["Сказки", "Өлеңдер", "Романдар", "Романдар"] {
        press_on(&mut window, Role::CheckBox, name);
    }
    assert_eq!(boxed(&window, "Сказки").node.toggled(), Some(accesskit::Toggled::True));
    assert_eq!(boxed(&window, "Романдар").node.toggled(), Some(accesskit::Toggled::False));
    let send = kk().text("catalog-form-send");
    window.announced();
    press_on(&mut window, Role::Button, &send);
    let said = window.announced();
    assert!(said.iter().any(|words| words.contains("Қандай кітап?")), "{said:?}");
    walk_to(&mut window, Role::RadioButton, "Қысқа");
    window.press(Named::ArrowDown);
    press_on(&mut window, Role::Button, &send);
    let asked = asked(&mut window);
    assert!(asked.starts_with("Load("), "{asked}");
    assert!(
        asked.contains("ask=genre&value=poems&value=tales&ask=length&value=long&ask=year&value=1990&ask=wish"),
        "{asked}"
    );
}

#[test]
fn what_a_library_says_in_sound_can_be_heard() {
    let (mut state, _) = catalog::State::new(&kk());
    state.update(catalog::Message::Loaded(1, Ok(Box::new(desk::questions()))), &kk());
    let mut window = usual(Screen::Catalog(state));
    press_on(&mut window, Role::Button, &kk().text("catalog-hear"));
    assert!(asked(&mut window).starts_with("Hear("));
    let silent = Label { text: String::new(), language: None, audio: Some(SERVICE[5..].parse().unwrap()) };
    let mut window = with(Dialog::Question(question::State::announcement(&kk(), [&silent], "heard")));
    press_on(&mut window, Role::Button, &kk().text("catalog-hear"));
    assert_eq!(asked(&mut window), "Hear");
}

#[test]
fn a_question_for_words_is_no_empty_page() {
    let (mut state, _) = catalog::State::new(&kk());
    let mut question = page(&[]);
    question.title = "Атауынан сөздер:".to_owned();
    question.links.search = Some(Search::Questions(SERVICE.parse().unwrap()));
    state.update(catalog::Message::Loaded(1, Ok(Box::new(question))), &kk());
    let mut window = usual(Screen::Catalog(state));
    let said = window.announced();
    assert!(!said.iter().any(|words| words == &kk().text("catalog-empty")), "{said:?}");
    assert!(window.maybe(Role::Heading, "Атауынан сөздер:").is_some(), "{}", window.outline());
}

#[test]
fn what_needs_an_answer_is_asked() {
    let (mut state, _) = catalog::State::new(&kk());
    let origin = "http://library.example".to_owned();
    let action = state.update(catalog::Message::Loaded(1, Err(Error::Unprotected { origin: origin.clone() })), &kk());
    assert_eq!(action, catalog::Action::Confirm(origin.clone()));
    assert!(matches!(state.again(), catalog::Action::Load(_)));
    let service: Url = SERVICE.parse().unwrap();
    let words = Label { text: "Шарт".to_owned(), ..Label::default() };
    let terms = Error::Terms {
        service: Box::new(service.clone()),
        library: "Кітапхана".to_owned(),
        words: Box::new(words.clone()),
    };
    let action = state.update(catalog::Message::Loaded(2, Err(terms)), &kk());
    assert!(matches!(action, catalog::Action::Terms { service: asked, .. } if asked == service));

    let monday = Label { text: "Дүйсенбіде жабық.".to_owned(), ..Label::default() };
    for (dialog, yes) in [
        (question::State::unprotected(&kk(), &origin, "confirm"), "Қорғаныссыз жүгіну"),
        (question::State::terms(&kk(), "Кітапхана", &words, "accept"), "Келісемін"),
        (question::State::announcement(&kk(), [&monday], "heard"), "Таныстым"),
    ] {
        let title = dialog.title().to_owned();
        let mut window = with(Dialog::Question(dialog));
        assert!(window.maybe(Role::Dialog, &title).is_some(), "{}", window.outline());
        press_on(&mut window, Role::Button, yes);
        assert!(asked(&mut window).starts_with("Do("));
    }
}

#[test]
fn a_lent_talking_book_can_be_given_back() {
    let mut lent = holding(1, "Қара сөздер", "Абай", "kk");
    lent.loan = Some(Loan { since: None, until: None });
    lent.source = Some("https://library.example/loan".to_owned());
    let window = usual(Screen::Book(book::State::held(lent.clone(), Vec::new())));
    assert!(window.maybe(Role::Button, "Кітапханаға қайтару").is_none());
    lent.source = Some(format!("{SERVICE}&content=con_1"));
    let mut window = usual(Screen::Book(book::State::held(lent, Vec::new())));
    press_on(&mut window, Role::Button, "Кітапханаға қайтару");
    assert!(asked(&mut window).starts_with("Deed(Return"));
}

/// A publication of which all copies are lent, and one that stands otherwise.
fn standing(state: State) -> Publication {
    let mut publication = desk::publication();
    publication.acquisitions[0].availability = Some(Availability { state, since: None, until: None });
    publication.links.push(Link {
        href: desk::url("revoke"),
        rels: vec!["http://librarysimplified.org/terms/rel/revoke".to_owned()],
        media_type: None,
        title: None,
    });
    publication
}

#[test]
fn a_press_that_meets_the_rest_of_the_entry_is_kept() {
    let mut whole = standing(State::Ready);
    let part = Publication { subtitle: None, summary: None, links: Default::default(), ..desk::publication() };
    let mut other = whole.acquisitions[0].clone();
    other.href = desk::url("other");
    whole.acquisitions.insert(0, other);
    let mut window = usual(Screen::Book(book::State::published(part, None)));
    let borrow = window.find(Role::Button, "Оқуға алу, EPUB").id;
    let Screen::Book(state) = &mut window.state.screen else { unreachable!() };
    state.set_publication(whole);
    window.request(borrow, Action::Click, None);
    let asked = asked(&mut window);
    let borrowed = asked.rsplit_once("href").is_some_and(|(_, href)| href.contains("borrow"));
    assert!(asked.starts_with("Acquire(Publication(") && borrowed, "{asked}\n{}", window.outline());
}

#[test]
fn a_book_that_is_away_can_be_waited_for_and_nothing_else() {
    let borrow = kk().text("book-borrow");
    for (state, name, deed) in [
        (State::Unavailable, "loan-hold", "Deed(Hold"),
        (State::Reserved, "loan-cancel-hold", "Deed(CancelHold"),
        (State::Ready, "loan-cancel-ready", "Deed(CancelHold"),
    ] {
        let mut window = usual(Screen::Book(book::State::published(standing(state), None)));
        let ways = window.all(Role::Button).iter().filter(|it| it.name.starts_with(&borrow)).count();
        assert_eq!(ways, usize::from(state == State::Ready), "{state:?}\n{}", window.outline());
        press_on(&mut window, Role::Button, &kk().text(name));
        assert!(asked(&mut window).starts_with(deed), "{state:?}");
    }
}

#[test]
fn what_was_given_back_shows_what_was_written_and_can_be_borrowed_again() {
    let gone = Holding {
        gone: Some(desk::moment("2026-11-20")),
        present: false,
        ties: Some(Ties { entry: Some(desk::url("entry")), ..Ties::default() }),
        ..holding(1, "Қара сөздер", "Абай", "kk")
    };
    let mut state = book::State::held(gone.clone(), Vec::new());
    state.set_notes(vec![Bookmark {
        id: serde_json::from_str("5").unwrap(),
        holding: gone.id,
        kind: bookmark::Kind::Note,
        locator: Default::default(),
        end: None,
        progress: 0.25,
        text: "Бұл жасқа келгенше".to_owned(),
        note: Some("ойлан".to_owned()),
        sound: Some("1.wav".to_owned()),
        created: desk::moment("2026-11-10"),
        modified: None,
    }]);
    let mut window = usual(Screen::Book(state));
    // One button of this name leads to the open book.
    let read = window.all(Role::Button).iter().filter(|it| it.name == kk().text("read")).count();
    assert_eq!(read, 1, "{}", window.outline());
    let note = "ойлан, Бұл жасқа келгенше, жазба, 25 %, айтылған жазба, тыңдау үшін басыңыз";
    press_on(&mut window, Role::ListItem, note);
    assert!(asked(&mut window).starts_with("PlayNote("));
    press_on(&mut window, Role::Button, &kk().text("loan-borrow-again"));
    assert!(asked(&mut window).starts_with("BorrowAgain("));

    let mut shelf = oqyrman::ui::screen::shelf::State::new();
    shelf.set_holdings(vec![holding(2, "Абай жолы", "Әуезов", "kk"), gone]);
    let mut window = usual(Screen::Shelf(shelf));
    assert!(window.maybe(Role::Heading, "Сөреде 1 кітап бар").is_some(), "{}", window.outline());
    press_on(&mut window, Role::ListItem, "Қара сөздер, Абай, қайтарылған күні: 2026 жылғы 20 қараша");
    assert!(asked(&mut window).starts_with("Details("));
}
