//! The libraries that the reader knows on the screens: which one is open, the others, adding one.

use accesskit::Role;
use iced::keyboard::key::Named;
use oqyrman::library::Error;
use oqyrman::library::authentication::FlowKind;
use oqyrman::library::catalog::{Facet, Facets, Feed, Link};
use oqyrman::library::client::survey::Survey;
use oqyrman::ui::keymap::Act;
use oqyrman::ui::screen::{catalog, libraries, settings};

use super::desk::{self, Screen, url};
use super::{asked, kk, press_on, usual};

fn featured() -> Link {
    Link {
        href: url("featured"),
        rels: vec!["http://opds-spec.org/featured".to_owned()],
        media_type: Some("application/opds+json".to_owned()),
        title: None,
    }
}

#[test]
fn the_catalogue_says_which_library_it_is() {
    let mut window = usual(Screen::Catalog(desk::one_of_several(&kk())));
    let Screen::Catalog(state) = &mut window.state.screen else { unreachable!() };
    // Its own name is not said twice.
    state.update(catalog::Message::RetryPressed, &kk());
    let mut start = desk::feed();
    start.links.other = vec![featured()];
    state.update(catalog::Message::Loaded(2, Ok(Box::new(start))), &kk());
    window.redraw();
    let said = window.announced();
    assert!(said.contains(&"Қалалық кітапхана, 120 кітап".to_owned()), "{said:?}");
    let Screen::Catalog(state) = &mut window.state.screen else { unreachable!() };
    assert_eq!(state.title(&kk()), "Каталог: Қалалық кітапхана");
    press_on(&mut window, Role::ListItem, "Таңдаулы кітаптар");
    assert!(asked(&mut window).contains("/featured"));
    let Screen::Catalog(state) = &mut window.state.screen else { unreachable!() };
    let mut page = Feed::new(url("featured"));
    page.title = "Жаңа кітаптар".to_owned();
    page.total = Some(24);
    page.publications.push(desk::publication());
    let choice = |title: &str, chosen| Facet { title: title.to_owned(), href: url("x"), count: None, chosen };
    let choices = vec![choice("Орысша", false), choice("Қазақша", true)];
    page.facets = vec![Facets { title: "Тіл".to_owned(), choices }];
    state.update(catalog::Message::Loaded(3, Ok(Box::new(page))), &kk());
    assert_eq!(state.title(&kk()), "Қалалық кітапхана: Жаңа кітаптар");
    window.redraw();
    let said = window.announced();
    let wanted = "Қалалық кітапхана: Жаңа кітаптар, 24 кітап. Таңдалғаны: Тіл: Қазақша";
    assert!(said.contains(&wanted.to_owned()), "{said:?}");
    // The way back begins with the library.
    assert!(window.maybe(Role::Link, "Қалалық кітапхана").is_some(), "{}", window.outline());
    press_on(&mut window, Role::Button, "Келесі кітапхана: Дыбысты кітаптар");
    assert_eq!(asked(&mut window), "NextLibrary");
    press_on(&mut window, Role::Button, "Кітапханалар");
    assert_eq!(asked(&mut window), "Libraries");
}

#[test]
fn an_author_and_a_title_have_fields_where_the_library_takes_them_apart() {
    let mut window = usual(Screen::Catalog(desk::one_of_several(&kk())));
    let Screen::Catalog(state) = &mut window.state.screen else { unreachable!() };
    state.update(catalog::Message::AuthorTyped("Абай".to_owned()), &kk());
    state.update(catalog::Message::TitleTyped("Қара сөздер".to_owned()), &kk());
    let action = state.update(catalog::Message::SearchPressed, &kk());
    let told = format!("{action:?}");
    assert!(told.contains("author: \"Абай\"") && told.contains("title: \"Қара сөздер\""), "{told}");
    let mut plain = usual(desk::catalog());
    assert!(plain.maybe(Role::Button, "Авторы мен атауы бойынша іздеу").is_none(), "{}", plain.outline());
    plain.announced();
}

#[test]
fn a_library_is_opened_renamed_and_removed() {
    let mut window = usual(Screen::Libraries(desk::libraries_state(&kk())));
    let open = "Қалалық кітапхана, ашық тұр, OPDS 2, library.example, кірген: 0042";
    assert_eq!(window.focus(), (Role::ListItem, open.to_owned()), "{}", window.outline());
    window.press(Named::ArrowDown);
    let failed = window.focus().1;
    assert!(failed.starts_with("Дыбысты кітаптар, DAISY Online, daisy.example, соңғы рет ашылмады: "), "{failed}");
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Open(Some(\"dodp+https://daisy.example/service\"))");
    window.press(Named::Home);
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Open(None)");
    let Screen::Libraries(state) = &mut window.state.screen else { unreachable!() };
    assert_eq!(
        state.act(&Act::Remove, &failed),
        libraries::Action::Remove("dodp+https://daisy.example/service".into())
    );
    assert_eq!(state.act(&Act::Remove, "Оқырманның өз кітапханасы"), libraries::Action::None);
    assert!(!state.can_go_back());
    state.act(&Act::Details, &failed);
    assert!(state.can_go_back());
    window.redraw();
    assert_eq!(window.focus(), (Role::Button, "Ашу".to_owned()), "{}", window.outline());
    let Screen::Libraries(state) = &mut window.state.screen else { unreachable!() };
    state.update(libraries::Message::NameTyped(" ".to_owned()), &kk());
    assert_eq!(state.update(libraries::Message::NameSubmitted, &kk()), libraries::Action::None);
    state.update(libraries::Message::NameTyped(" Менікі ".to_owned()), &kk());
    let renamed = state.update(libraries::Message::NameSubmitted, &kk());
    let url = "dodp+https://daisy.example/service".to_owned();
    assert_eq!(renamed, libraries::Action::Rename { url, title: "Менікі".to_owned() });
}

#[test]
fn what_is_found_behind_an_address_is_told_before_it_is_added() {
    let mut window = usual(Screen::Libraries(desk::libraries_state(&kk())));
    let Screen::Libraries(state) = &mut window.state.screen else { unreachable!() };
    let libraries::Action::Survey(id, typed) = state.look_at(" library.example ".to_owned(), &kk()) else {
        panic!("it is looked at")
    };
    assert_eq!(typed, "library.example");
    state.update(libraries::Message::Surveyed(id, Box::new(desk::survey())), &kk());
    window.redraw();
    let said = window.announced();
    assert!(said.contains(&"Табылды: 3. Қайсысын қосатыныңызды таңдаңыз.".to_owned()), "{said:?}");
    let (role, name) = window.focus();
    assert_eq!(role, Role::ListItem, "{}", window.outline());
    assert!(name.starts_with("Қалалық кітапхана, OPDS 2, 120 кітап, "), "{name}");
    window.press(Named::Enter);
    assert!(asked(&mut window).starts_with("Add(Finding"));
    let mut window = usual(Screen::Libraries(desk::looked(&kk(), desk::survey())));
    press_on(&mut window, Role::Button, "Браузерде ашу");
    assert!(asked(&mut window).starts_with("Browse("));
    // An answer that comes late changes nothing.
    let Screen::Libraries(state) = &mut window.state.screen else { unreachable!() };
    state.back();
    state.update(libraries::Message::Surveyed(1, Box::new(desk::survey())), &kk());
    assert!(!state.can_go_back());
}

#[test]
fn where_nothing_is_found_it_is_said_and_what_may_not_be_asked_is_asked_about() {
    let mut window = usual(Screen::Libraries(desk::libraries_state(&kk())));
    let Screen::Libraries(state) = &mut window.state.screen else { unreachable!() };
    assert_eq!(state.update(libraries::Message::AddressSubmitted, &kk()), libraries::Action::None);
    let trouble = Error::Unprotected { origin: "http://library.example".to_owned() };
    state.look_at("library.example".to_owned(), &kk());
    let survey = Survey { trouble: Some(trouble), ..Survey::default() };
    let action = state.update(libraries::Message::Surveyed(1, Box::new(survey)), &kk());
    assert_eq!(action, libraries::Action::Confirm("http://library.example".to_owned()));
    assert_eq!(state.again(), libraries::Action::Survey(2, "library.example".to_owned()));
    let survey = Survey { tried: vec![url("opds")], ..Survey::default() };
    state.update(libraries::Message::Surveyed(2, Box::new(survey)), &kk());
    window.redraw();
    let said = window.announced().join(" ");
    assert!(said.contains("Бұл мекенжайдан кітапхана табылмады.") && said.contains("opds"), "{said}");
    let field = window.maybe(Role::UrlInput, "Кітапхананың мекенжайы немесе қалта").expect("the field");
    let told = field.description.unwrap_or_default();
    assert!(told.starts_with("Бұл мекенжайдан кітапхана табылмады."), "{told}");
}

#[test]
fn a_library_that_signs_in_by_an_unknown_way_leads_to_the_browser() {
    let (mut state, _) = catalog::State::new(&kk());
    let mut document = desk::document();
    document.flows[0].kind = FlowKind::Other("http://opds-spec.org/auth/local".to_owned());
    document.site = Some(url("login"));
    let error = Error::UnsupportedSignIn(Box::new(document));
    state.update(catalog::Message::Loaded(1, Err(error)), &kk());
    let mut window = usual(Screen::Catalog(state));
    press_on(&mut window, Role::Button, "Браузерде ашу");
    assert!(asked(&mut window).starts_with("Browse("));
}

#[test]
fn what_was_agreed_to_is_taken_back_and_the_focus_is_not_lost() {
    let mut window = usual(Screen::Settings(settings::State::new("")));
    let origins = ["http://a.example", "http://b.example:8080"].map(str::to_owned);
    let Screen::Settings(state) = &mut window.state.screen else { unreachable!() };
    state.set_agreed(origins.to_vec());
    window.redraw();
    press_on(&mut window, Role::Button, "http://a.example мекенжайын алып тастау");
    assert!(asked(&mut window).contains("http://a.example"));
    let Screen::Settings(state) = &mut window.state.screen else { unreachable!() };
    state.set_agreed(origins[1..].to_vec());
    window.redraw();
    assert_eq!(window.focus(), (Role::Button, "http://b.example:8080 мекенжайын алып тастау".to_owned()));
}
