//! Libraries that lend talking books: what their pages, their questions and their loans look like on the screens.

use accesskit::Role;
use oqyrman::library::Error;
use oqyrman::library::catalog::{Feed, Navigation, Search};
use oqyrman::library::daisy_online::model::way;
use oqyrman::library::shelf::Loan;
use oqyrman::ui::dialog::question;
use oqyrman::ui::screen::{book, catalog};
use url::Url;

use super::desk::{self, Dialog, Screen, holding};
use super::{asked, kk, press_on, usual, with};

const SERVICE: &str = "dodp+https://library.example/service.php#version=1";

fn page(rels: &[&str]) -> Feed {
    let address: Url = SERVICE.parse().unwrap();
    let mut feed = Feed::new(address.clone());
    feed.title = "Көзі көрмейтіндер кітапханасы".to_owned();
    feed.navigation = rels
        .iter()
        .map(|rel| Navigation {
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
    let terms =
        Error::Terms {
            service: Box::new(service.clone()), library: "Кітапхана".to_owned(), text: "Шарт".to_owned()
        };
    let action = state.update(catalog::Message::Loaded(2, Err(terms)), &kk());
    assert!(matches!(action, catalog::Action::Terms { service: asked, .. } if asked == service));

    for (dialog, yes) in [
        (question::State::unprotected(&kk(), &origin, "confirm"), "Қорғаныссыз жүгіну"),
        (question::State::terms(&kk(), "Кітапхана", "Шарт", "accept"), "Келісемін"),
        (question::State::announcement(&kk(), "Дүйсенбіде жабық.".to_owned(), "heard"), "Таныстым"),
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
    assert!(asked(&mut window).starts_with("GiveBack("));
}
