//! What a library's people do for a reader, by role, name and keyboard; the desk where they see it.

use accesskit::{Action, Role};
use iced::keyboard::key::Named;
use oqyrman::library::patron::request::{Kind, State};
use oqyrman::ui::screen::patron::desk::Page as DeskPage;
use oqyrman::ui::screen::patron::{self, Page};

use super::desk::{Screen, people};
use super::{Window, asked, kk, press_on, usual};

fn shown(state: patron::State) -> Window {
    usual(Screen::Patron(Box::new(state)))
}

fn at(page: Page) -> Window {
    shown(people::at(&kk(), "", page))
}

fn state(window: &mut Window) -> &mut patron::State {
    match &mut window.state.screen {
        Screen::Patron(state) => state,
        _ => unreachable!(),
    }
}

#[test]
fn everything_that_is_offered_is_in_one_list_and_nothing_else() {
    let window = shown(people::services(""));
    let rows: Vec<String> = window.all(Role::ListItem).into_iter().map(|row| row.name).collect();
    assert_eq!(
        rows,
        [
            "Жаңалықтар, оқылмағаны: 1",
            "Менің өтініштерім, аяқталмағаны: 3",
            "Өтініш жазу",
            "Филиалдар мен станциялар",
            "Оқырман билеті"
        ]
    );
    assert_eq!(window.focus().1, rows[0]);
    let staff = shown(people::services("alatau"));
    assert_eq!(staff.all(Role::ListItem).last().unwrap().name, "Оқырмандардың өтініштері");
    let mut none = patron::State::default();
    none.set(Default::default(), Vec::new());
    assert!(shown(none).all(Role::ListItem).is_empty());
}

#[test]
fn a_press_that_meets_news_is_kept() {
    let mut window = shown(people::services(""));
    let news = window.all(Role::ListItem).remove(0).id;
    state(&mut window).set_told(Some("Өтінішіңіз қабылданды.".to_owned()));
    window.request(news, Action::Click, None);
    let outline = window.outline();
    assert_eq!(*state(&mut window).page(), Page::News, "{outline}");
}

#[test]
fn a_book_is_asked_for_by_keyboard_alone() {
    let mut window = at(Page::Ask);
    assert_eq!(window.focus(), (Role::RadioButton, "Кітапқа тапсырыс".to_owned()));
    press_on(&mut window, Role::Button, "Өтінішті жіберу");
    assert!(window.state.asked.is_empty());
    let wrong = kk().text("patron-needs-title");
    assert!(window.all(Role::Label).iter().any(|label| label.name == wrong), "{}", window.outline());

    let mut window = at(Page::Ask);
    while window.focus().1 != "Кітаптың аты мен авторы" {
        window.press(Named::Tab);
    }
    window.type_text("Қан мен тер");
    window.press(Named::Tab);
    // She asked at this branch before: it is chosen already.
    assert_eq!(window.focus(), (Role::RadioButton, "Алатау орталығы".to_owned()));
    window.press(Named::ArrowDown);
    assert_eq!(window.focus(), (Role::RadioButton, "Алмалы станциясы".to_owned()));
    press_on(&mut window, Role::Button, "Өтінішті жіберу");
    let sent = asked(&mut window);
    assert!(sent.starts_with("Send(") && sent.contains("Қан мен тер") && sent.contains("almaly"), "{sent}");
}

#[test]
fn help_is_asked_of_people_and_not_of_a_station() {
    let mut window = at(Page::Ask);
    window.press(Named::ArrowDown);
    window.press(Named::ArrowDown);
    assert_eq!(window.focus(), (Role::RadioButton, "Маманның көмегі".to_owned()));
    let radios: Vec<String> = window.all(Role::RadioButton).into_iter().map(|radio| radio.name).collect();
    assert!(radios.contains(&"Алатау орталығы".to_owned()) && !radios.contains(&"Алмалы станциясы".to_owned()));
    assert!(window.all(Role::TextInput).iter().all(|field| field.name != "Кітаптың аты мен авторы"));
}

#[test]
fn a_number_is_heard_digit_by_digit_and_seen_whole() {
    let mut window = at(Page::Card);
    let words = "Билет нөмірі: 2 1 0 0 0 0 0 0 1 7";
    assert!(window.all(Role::Label).iter().any(|label| label.name == words), "{}", window.outline());
    window.find(Role::Image, "Билеттің штрихкоды");
    press_on(&mut window, Role::Button, "Нөмірді бір цифрдан айту");
    assert_eq!(asked(&mut window), "Say(\"2 1 0 0 0 0 0 0 1 7\")");
}

#[test]
fn a_request_is_withdrawn_only_while_nobody_has_got_it_ready() {
    let mut window = at(Page::Request("2".to_owned()));
    press_on(&mut window, Role::Button, "Өтінішті қайтарып алу");
    assert!(asked(&mut window).starts_with("Withdraw("));
    let window = at(Page::Request("1".to_owned()));
    assert!(window.all(Role::Button).iter().all(|button| button.name != "Өтінішті қайтарып алу"));
    let mut window = at(Page::Request("unsent".to_owned()));
    press_on(&mut window, Role::Button, "Өтінішті жою");
    assert_eq!(asked(&mut window), "Forget(\"unsent\")");
}

#[test]
fn news_are_marked_when_they_are_opened_and_walked_by_their_words() {
    let mut window = at(Page::News);
    assert_eq!(window.focus(), (Role::ListItem, "Сенбідегі кездесу".to_owned()));
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Read(\"n1\")");
    assert_eq!(window.focus(), (Role::ListItem, "Сағат 11-де оқырмандар клубы жиналады.".to_owned()));
    window.press(Named::ArrowDown);
    assert_eq!(window.focus().1, "Келуге жазылудың керегі жоқ.");
    state(&mut window).back();
    window.redraw();
    assert_eq!(window.focus().1, "Сенбідегі кездесу", "where she was");
    window.press(Named::ArrowDown);
    assert_eq!(window.focus().1, "Жаңа кітаптар келді");
    window.press(Named::Enter);
    state(&mut window).back();
    window.redraw();
    assert_eq!(window.focus().1, "Жаңа кітаптар келді", "and not at the first");
    window.press(Named::Enter);
    assert!(window.state.asked.is_empty(), "it was read before");
}

#[test]
fn staff_answer_a_request_and_make_a_step_of_it() {
    let mut window = shown(people::at(&kk(), "alatau", Page::Desk(DeskPage::Requests)));
    let rows: Vec<String> = window.all(Role::ListItem).into_iter().map(|row| row.name).collect();
    let open = ["Кітапқа тапсырыс: Абай жолы", "Маманның көмегі: Алатау орталығы", "Үйге жеткізу: Абай жолы"];
    assert_eq!(rows, open, "what has ended is not shown");
    press_on(&mut window, Role::ListItem, open[0]);
    while window.focus().0 != Role::TextInput {
        window.press(Named::Tab);
    }
    window.type_text("Жұмаға дейін");
    press_on(&mut window, Role::Button, "Қабылдау");
    let step = asked(&mut window);
    assert!(step.starts_with("Desk(Step(") && step.contains("Жұмаға дейін"), "{step}");
    assert!(step.contains("from: Sent, state: Accepted"), "{step}");
    let now = people::request("1", Kind::Booking, State::Done);
    state(&mut window).desk().put(now);
    window.redraw();
    assert!(window.all(Role::Button).iter().all(|button| button.name != "Қабылдау"), "nothing is left to do");
}

#[test]
fn staff_choose_what_they_see() {
    let mut window = shown(people::at(&kk(), "alatau", Page::Desk(DeskPage::Requests)));
    window.click(Role::Tab, "Маманның көмегі");
    let rows = |window: &Window| window.all(Role::ListItem).len();
    assert_eq!(rows(&window), 1, "{}", window.outline());
    window.click(Role::Tab, "Барлығы");
    press_on(&mut window, Role::CheckBox, "Аяқталғандарын да көрсету");
    assert_eq!(asked(&mut window), "Desk(Read { ended: true })");
    assert_eq!(rows(&window), 4);
    press_on(&mut window, Role::Button, "Тізімді басып шығару");
    assert!(asked(&mut window).starts_with("Desk(Print(["));
}

#[test]
fn an_announcement_has_a_title_in_one_language_at_least() {
    let mut state = people::at(&kk(), "*", Page::Desk(DeskPage::News));
    state.update(patron::Message::Desk(patron::desk::Message::Show(DeskPage::Announcing)), &kk());
    let mut window = shown(state);
    press_on(&mut window, Role::Button, "Жариялау");
    assert!(window.state.asked.is_empty());
    while window.focus().1 != "Тақырыбы, Қазақ тілі" {
        window.press(Named::Tab);
    }
    window.type_text("Кездесу");
    press_on(&mut window, Role::Button, "Жариялау");
    let told = asked(&mut window);
    assert!(told.starts_with("Desk(Announce(") && told.contains("Кездесу"), "{told}");
}
