//! The interface by role and name, without a window: order of focus, dialogs, fields, documents, the tree itself.

#[path = "support/headless.rs"]
mod headless;

use accesskit::{Action, ActionData, Role, TextSelection};
use headless::Headless;
use iced::keyboard::{Modifiers, key::Code, key::Named};
use iced::widget::{column, row};
use iced::{Element, window};
use oqyrman::access::{Announcement, Cause, Echo, announce};
use oqyrman::ui::typography;
use oqyrman::ui::widget::*;

#[derive(Debug, Clone)]
enum Message {
    Pressed(&'static str),
    Toggled,
    Chosen(usize),
    Size(f64),
    Typed(String),
    Secret(String),
    Submitted,
    Opened,
    Closed,
    Screen(u64),
    Focused(Cause, String),
    Heard(Echo),
}

struct Desk {
    window: window::Id,
    on: bool,
    chosen: usize,
    size: f64,
    text: String,
    secret: String,
    error: Option<String>,
    dialog: bool,
    screen: u64,
    books: Vec<u64>,
    log: Vec<String>,
}

impl Desk {
    fn new(window: window::Id) -> Self {
        Self {
            window,
            on: false,
            chosen: 0,
            size: 18.0,
            text: String::new(),
            secret: String::new(),
            error: None,
            dialog: false,
            screen: 1,
            books: vec![1, 2, 3],
            log: Vec::new(),
        }
    }
}

fn look() -> Look {
    Look { font: typography::REGULAR, bold: typography::BOLD, ..Look::default() }
}

fn view(desk: &Desk) -> Element<'_, Message> {
    let look = &look();
    let content: Element<'_, Message> = match desk.screen {
        1 => {
            let controls = column![
                heading(look, 1, "Сөре"),
                text(look, "Бұл сіздің сөреңіз."),
                row![
                    button(look, "Ашу").on_press(Message::Opened).shortcut("Ctrl+O"),
                    button(look, "Жою"),
                    link(look, "Көмек").on_press(Message::Screen(2)),
                ]
                .spacing(8),
                checkbox(look, "Қараңғы", desk.on).on_press(Message::Toggled),
                choices(
                    look,
                    "Тіл",
                    ["Қазақша", "Русский", "English"].into_iter().zip(["kk", "ru", "en"]).enumerate().map(
                        |(index, (name, tag))| {
                            Choice::new(name, desk.chosen == index, Message::Chosen(index)).language(tag)
                        }
                    ),
                ),
                stepper(
                    look,
                    "Мәтін өлшемі",
                    format!("{} пункт", desk.size),
                    Range { value: desk.size, least: 14.0, greatest: 96.0, step: 2.0 },
                    Message::Size,
                ),
                text_field(look, "Іздеу", &desk.text)
                    .purpose(Purpose::Search)
                    .placeholder("Абай")
                    .error(desk.error.clone())
                    .on_input(Message::Typed)
                    .on_submit(Message::Submitted)
                    .id("search"),
                text_field(look, "Құпиясөз", &desk.secret).purpose(Purpose::Password).on_input(Message::Secret),
                list(
                    look,
                    "Кітаптар",
                    desk.books.iter().map(|book| {
                        item(look, format!("Кітап {book}")).key(*book).on_press(Message::Pressed("book"))
                    }),
                ),
                progress(look, "Жүктелуде", "40 пайыз", Some(0.4)),
                image(look, "Абайдың суреті", iced::widget::space()),
                separator(look),
                status(look, format!("табылды: {}", desk.books.len())),
            ]
            .spacing(8);
            scrollable(look, controls).into()
        }
        _ => column![heading(look, 1, "Анықтама"), button(look, "Артқа").on_press(Message::Screen(1))].into(),
    };
    let screen = screen(look, desk.screen, content);
    let asked = desk.dialog.then(|| {
        dialog(
            look,
            "Ашасыз ба?",
            column![
                text(look, "Кітап ашылады."),
                button(look, "Иә").on_press(Message::Closed),
                button(look, "Жоқ").on_press(Message::Closed)
            ],
        )
        .into()
    });
    root("Оқырман", "kk", over(look, screen, asked))
        .window(desk.window, 1.0)
        .on_focus(|cause, spoken| Message::Focused(cause, format!("{} {:?}", spoken.name, spoken.value)))
        .on_echo(Message::Heard)
        .into()
}

fn update(desk: &mut Desk, message: Message) {
    match message {
        Message::Pressed(what) => desk.log.push(what.to_owned()),
        Message::Toggled => desk.on = !desk.on,
        Message::Chosen(index) => desk.chosen = index,
        Message::Size(size) => desk.size = size,
        Message::Typed(text) => desk.text = text,
        Message::Secret(text) => desk.secret = text,
        Message::Submitted => desk.log.push("submitted".to_owned()),
        Message::Opened => desk.dialog = true,
        Message::Closed => desk.dialog = false,
        Message::Screen(screen) => desk.screen = screen,
        Message::Focused(cause, what) => desk.log.push(format!("{cause:?} {what}")),
        Message::Heard(echo) => desk.log.push(format!("{echo:?}")),
    }
}

fn desk() -> Headless<Desk, Message> {
    let mut desk = Headless::new(Desk::new, view, update);
    desk.state.log.clear();
    desk
}

#[test]
fn the_outline_tells_everything() {
    let mut desk = desk();
    desk.picture("desk");
    assert_eq!(
        desk.outline(),
        "\
Window «Оқырман»
  ScrollView
    Heading «Сөре»
    Label «Бұл сіздің сөреңіз.»
    Button «Ашу» [focused]
    Button «Жою» [disabled]
    Link «Көмек»
    CheckBox «Қараңғы» [off]
    RadioGroup «Тіл»
      RadioButton «Қазақша» [on] [selected] 1/3
      RadioButton «Русский» [off] 2/3
      RadioButton «English» [off] 3/3
    Slider «Мәтін өлшемі» = \"18 пункт\"
    SearchInput «Іздеу» = \"\"
    PasswordInput «Құпиясөз» = \"\"
    List «Кітаптар»
      ListItem «Кітап 1» 1/3
      ListItem «Кітап 2» 2/3
      ListItem «Кітап 3» 3/3
    ProgressIndicator «Жүктелуде» = \"40 пайыз\"
    Image «Абайдың суреті»
    Label «табылды: 3»
"
    );
}

#[test]
fn everything_that_can_be_focused_has_a_role_a_name_and_a_place() {
    let desk = desk();
    for found in desk.nodes().iter().filter(|found| found.node.supports_action(Action::Focus)) {
        assert!(!found.name.is_empty(), "{found:?}");
        assert!(!matches!(found.role, Role::Unknown | Role::GenericContainer), "{found:?}");
        let bounds = found.bounds.expect("it stands somewhere");
        assert!(bounds.width() >= 44.0 && bounds.height() >= 44.0, "{found:?}");
    }
}

#[test]
fn tab_goes_round_and_stops_once_at_a_group() {
    let mut desk = desk();
    let order = ["Жою", "Көмек", "Қараңғы", "Қазақша", "Мәтін өлшемі", "Іздеу", "Құпиясөз", "Кітап 1", "Ашу", "Жою"];
    for name in order {
        desk.press(Named::Tab);
        assert_eq!(desk.focus().1, name);
    }
    for name in order.iter().rev().skip(1) {
        desk.press_with(Modifiers::SHIFT, Named::Tab);
        assert_eq!(desk.focus().1, *name);
    }
    assert!(desk.state.log.iter().any(|line| line == "Moved Мәтін өлшемі Some(\"18 пункт\")"), "{:?}", desk.state.log);
}

#[test]
fn the_focused_control_is_scrolled_into_view() {
    let mut desk = desk();
    for _ in 0..8 {
        desk.press(Named::Tab);
    }
    let item = desk.find(Role::ListItem, "Кітап 1");
    let bounds = item.bounds.expect("it stands somewhere");
    assert!(item.focused);
    assert!(bounds.y0 >= 0.0 && bounds.y1 <= 600.0, "{bounds:?}");
    let end = desk.find(Role::Label, "табылды: 3").bounds.expect("it stands somewhere");
    desk.press(Named::PageDown);
    let after = desk.find(Role::Label, "табылды: 3").bounds.expect("it stands somewhere");
    assert!(after.y0 < end.y0 && after.y1 <= 601.0, "{end:?} {after:?}");
}

#[test]
fn keys_pointer_and_assistive_technology_do_the_same() {
    let mut desk = desk();
    let toggle = desk.find(Role::CheckBox, "Қараңғы").id;
    desk.request(toggle, Action::Focus, None);
    assert_eq!(desk.focus(), (Role::CheckBox, "Қараңғы".to_owned()));
    desk.press(Named::Space);
    assert!(desk.state.on);
    desk.click(Role::CheckBox, "Қараңғы");
    assert!(!desk.state.on);
    desk.request(toggle, Action::Click, None);
    assert!(desk.state.on);
    assert!(desk.state.log.iter().any(|line| line.starts_with("Changed Қараңғы")), "{:?}", desk.state.log);

    let button = desk.find(Role::Button, "Жою").id;
    desk.request(button, Action::Click, None);
    desk.click(Role::Link, "Көмек");
    assert_eq!(desk.state.screen, 2);
    assert_eq!(desk.focus(), (Role::Button, "Артқа".to_owned()));
    desk.press(Named::Enter);
    assert_eq!(desk.focus(), (Role::Button, "Ашу".to_owned()));
}

#[test]
fn arrows_choose_and_walk_lists() {
    let mut desk = desk();
    let first = desk.find(Role::RadioButton, "Қазақша").id;
    desk.request(first, Action::Focus, None);
    desk.press(Named::ArrowDown);
    assert_eq!((desk.state.chosen, desk.focus().1.as_str()), (1, "Русский"));
    desk.press(Named::ArrowUp);
    desk.press(Named::ArrowUp);
    assert_eq!((desk.state.chosen, desk.focus().1.as_str()), (2, "English"));
    assert_eq!(desk.find(Role::RadioButton, "English").node.language(), Some("en"));

    let book = desk.find(Role::ListItem, "Кітап 1").id;
    desk.request(book, Action::Focus, None);
    desk.press(Named::ArrowDown);
    desk.press(Named::End);
    desk.press(Named::ArrowDown);
    assert_eq!(desk.focus().1, "Кітап 3");
    desk.press(Named::Enter);
    assert_eq!(desk.state.log.last().map(String::as_str), Some("book"));
    // The book goes; what stood behind it, or the last one, has the focus.
    desk.state.books.pop();
    desk.redraw();
    assert_eq!(desk.focus().1, "Кітап 2");
    // Keys keep identities: the first goes, the focus stays on the same book.
    desk.state.books.remove(0);
    desk.redraw();
    assert_eq!(desk.focus().1, "Кітап 2");
}

#[test]
fn a_stepper_steps() {
    let mut desk = desk();
    let stepper = desk.find(Role::Slider, "Мәтін өлшемі").id;
    desk.request(stepper, Action::Focus, None);
    desk.press(Named::ArrowUp);
    desk.press(Named::PageUp);
    assert_eq!(desk.state.size, 40.0);
    desk.request(stepper, Action::Decrement, None);
    assert_eq!(desk.state.size, 38.0);
    desk.request(stepper, Action::SetValue, Some(ActionData::NumericValue(500.0)));
    assert_eq!(desk.state.size, 96.0);
    desk.press(Named::Home);
    assert_eq!(desk.find(Role::Slider, "Мәтін өлшемі").value.as_deref(), Some("14 пункт"));
}

#[test]
fn a_dialog_keeps_the_focus_and_gives_it_back() {
    let mut desk = desk();
    desk.press(Named::Enter);
    assert_eq!(desk.focus(), (Role::Button, "Иә".to_owned()));
    assert_eq!(
        desk.outline(),
        "\
Window «Оқырман»
  Dialog «Ашасыз ба?» [modal]
    ScrollView
      Heading «Ашасыз ба?»
      Label «Кітап ашылады.»
      Button «Иә» [focused]
      Button «Жоқ»
"
    );
    desk.press(Named::Tab);
    desk.press(Named::Tab);
    assert_eq!(desk.focus().1, "Иә");
    desk.press_with(Modifiers::SHIFT, Named::Tab);
    assert_eq!(desk.focus().1, "Жоқ");
    // Nothing behind it can be pressed.
    desk.click_at(iced::Point::new(60.0, 340.0));
    assert!(desk.state.dialog && !desk.state.on);
    desk.picture("dialog");
    desk.press(Named::Space);
    assert_eq!(desk.focus(), (Role::Button, "Ашу".to_owned()));
}

fn in_field(desk: &mut Headless<Desk, Message>, role: Role, name: &str) {
    let field = desk.find(role, name).id;
    desk.request(field, Action::Focus, None);
    desk.state.log.clear();
}

/// Caret as an assistive technology has it, in characters.
fn caret(desk: &Headless<Desk, Message>) -> usize {
    desk.tree(|tree| {
        let node = tree.state().focus().expect("something has the focus");
        node.text_selection_focus().expect("it has a caret").to_global_usv_index()
    })
}

#[test]
fn a_field_is_typed_into_in_kazakh() {
    let mut desk = desk();
    in_field(&mut desk, Role::SearchInput, "Іздеу");
    desk.type_text("Әуезов");
    assert_eq!(desk.state.text, "Әуезов");
    assert_eq!(desk.find(Role::SearchInput, "Іздеу").value.as_deref(), Some("Әуезов"));
    assert_eq!(caret(&desk), 6);
    desk.press(Named::ArrowLeft);
    desk.press(Named::Backspace);
    desk.press_with(Modifiers::SHIFT, Named::Home);
    assert_eq!(desk.state.text, "Әуезв");
    desk.press_with(Modifiers::CTRL, Named::ArrowRight);
    desk.press(Named::Delete);
    desk.press(Named::Enter);
    assert_eq!(
        desk.state.log,
        [
            "Typed(\"Ә\")",
            "Typed(\"у\")",
            "Typed(\"е\")",
            "Typed(\"з\")",
            "Typed(\"о\")",
            "Typed(\"в\")",
            "Passed(\"в\")",
            "Deleted(\"о\")",
            "Selected(\"Әуез\")",
            "Passed(\"\")",
            "Edge",
            "submitted"
        ]
    );
    // Control with the key that is A on a Latin keyboard, on a Russian one.
    desk.chord(Modifiers::CTRL, "ф", Code::KeyA);
    desk.chord(Modifiers::CTRL, "с", Code::KeyC);
    assert_eq!(desk.clipboard(), Some("Әуезв"));
    desk.set_clipboard("Абай\nжолы");
    desk.chord(Modifiers::CTRL, "м", Code::KeyV);
    assert_eq!(desk.state.text, "Абай жолы");
    desk.chord(Modifiers::CTRL, "я", Code::KeyZ);
    assert_eq!(desk.state.text, "Әуезв");
    desk.picture("field");
}

#[test]
fn a_field_answers_assistive_technology() {
    let mut desk = desk();
    in_field(&mut desk, Role::SearchInput, "Іздеу");
    let field = desk.find(Role::SearchInput, "Іздеу").id;
    desk.request(field, Action::SetValue, Some(ActionData::Value("Мұхтар Әуезов".into())));
    assert_eq!(desk.state.text, "Мұхтар Әуезов");
    let selection = desk.tree(|tree| {
        let node = tree.state().focus().expect("something has the focus");
        let at = |index| node.text_position_from_global_usv_index(index).expect("it is inside").to_raw();
        TextSelection { anchor: at(0), focus: at(6) }
    });
    desk.request(field, Action::SetTextSelection, Some(ActionData::SetTextSelection(selection)));
    assert_eq!(caret(&desk), 6);
    desk.request(field, Action::ReplaceSelectedText, Some(ActionData::Value("М.".into())));
    assert_eq!(desk.state.text, "М. Әуезов");
    desk.state.error = Some("Мұндай кітап жоқ.".to_owned());
    desk.redraw();
    let found = desk.find(Role::SearchInput, "Іздеу");
    assert_eq!(found.description.as_deref(), Some("Мұндай кітап жоқ."));
    assert!(found.node.invalid().is_some());
    // The application's own change arrives in the field.
    desk.state.text = "жаңа".to_owned();
    desk.redraw();
    assert_eq!(desk.find(Role::SearchInput, "Іздеу").value.as_deref(), Some("жаңа"));
}

#[test]
fn a_password_is_told_as_stars() {
    let mut desk = desk();
    in_field(&mut desk, Role::PasswordInput, "Құпиясөз");
    desk.type_text("құс1");
    desk.press(Named::Backspace);
    desk.press(Named::ArrowLeft);
    assert_eq!(desk.state.secret, "құс");
    assert_eq!(desk.find(Role::PasswordInput, "Құпиясөз").value.as_deref(), Some("***"));
    assert_eq!(desk.state.log, ["Hidden", "Hidden", "Hidden", "Hidden", "HiddenDeleted", "Passed(\"*\")"]);
    desk.chord(Modifiers::CTRL, "a", Code::KeyA);
    desk.chord(Modifiers::CTRL, "c", Code::KeyC);
    assert_eq!(desk.clipboard(), None);
    assert!(!desk.outline().contains("құс"));
    assert!(!desk.state.log.iter().any(|line| line.contains('қ')));
}

#[test]
fn input_methods_compose_before_they_commit() {
    use iced::Event;
    use iced::advanced::input_method::Event as Ime;
    let mut desk = desk();
    in_field(&mut desk, Role::SearchInput, "Іздеу");
    desk.events(&[Event::InputMethod(Ime::Opened), Event::InputMethod(Ime::Preedit("´".to_owned(), None))]);
    assert_eq!(desk.state.text, "");
    desk.events(&[
        Event::InputMethod(Ime::Preedit(String::new(), None)),
        Event::InputMethod(Ime::Commit("é".to_owned())),
    ]);
    assert_eq!(desk.state.text, "é");
}

#[test]
fn a_click_puts_the_caret_and_two_choose_a_word() {
    let mut desk = desk();
    desk.state.text = "бір екі үш".to_owned();
    desk.redraw();
    desk.click(Role::SearchInput, "Іздеу");
    assert_eq!(desk.focus().0, Role::SearchInput);
    assert_eq!(caret(&desk), 10);
    let bounds = desk.find(Role::SearchInput, "Іздеу").bounds.expect("it stands somewhere");
    let place = iced::Point::new(bounds.x0 as f32 + 14.0, bounds.y0 as f32 + 20.0);
    desk.click_at(place);
    assert_eq!(caret(&desk), 0);
    desk.click_at(place);
    desk.chord(Modifiers::CTRL, "c", Code::KeyC);
    assert_eq!(desk.clipboard(), Some("бір"));
}

#[test]
fn announcements_are_heard_each_time() {
    let mut desk = desk();
    for _ in 0..2 {
        announce(Announcement::polite("Кітап жүктелді."));
        desk.redraw();
    }
    announce(Announcement::assertive("Қате."));
    announce(Announcement::polite(" "));
    desk.redraw();
    assert_eq!(desk.announced(), ["Кітап жүктелді.", "Кітап жүктелді.", "Қате."]);
    desk.state.books.pop();
    desk.redraw();
    assert_eq!(desk.announced(), ["табылды: 2"]);
}

#[test]
fn only_what_has_changed_is_pushed() {
    let mut desk = desk();
    let (updates, _) = desk.pushed();
    desk.redraw();
    assert_eq!(desk.pushed().0, updates, "an idle frame pushes nothing");
    desk.press(Named::Tab);
    assert_eq!(desk.pushed(), (updates + 1, 0), "a moved focus pushes no node");
}

#[test]
fn the_application_can_move_the_focus() {
    let mut desk = desk();
    let mut operation = iced::advanced::widget::operation::focusable::focus::<()>("search".into());
    desk.operate(&mut operation);
    assert_eq!(desk.focus(), (Role::SearchInput, "Іздеу".to_owned()));
}
