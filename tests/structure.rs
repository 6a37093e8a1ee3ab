//! Details, formulas, descriptions and notes, from the file to the window: what is told, and what the keys do.

#[path = "support/epub.rs"]
mod epub;
#[path = "support/headless.rs"]
mod headless;

use std::sync::Arc;
use std::time::SystemTime;

use accesskit::{Action, Role};
use epub::{Epub, chapter};
use headless::Headless;
use iced::keyboard::{Modifiers, key::Named};
use iced::{Element, Size, window};
use oqyrman::book::{Book, Point};
use oqyrman::locale::{Locale, Tongue};
use oqyrman::reading::{Annotations, Command, Effect, Matching, Notice, Reading};
use oqyrman::settings::Settings;
use oqyrman::ui::dialog::formula;
use oqyrman::ui::keymap::{self, Act, Scope, Walk};
use oqyrman::ui::screen::{Context, reader};
use oqyrman::ui::widget::root;
use oqyrman::ui::wording;

const BODY: &str = "<h1>Тарау</h1>\
    <details><summary>Карта туралы</summary><p>Карта ескі.</p></details>\
    <p>Одан кейін.</p>\
    <math display='block' alttext='\\frac{a+b}{2}'><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math>\
    <p>Мұнда <math><msup><mi>x</mi><mn>2</mn></msup></math> бар.</p>\
    <img src='m.png' alt='Өзен картасы' aria-details='long'/>\
    <img src='n.png' alt='Тау' aria-describedby='words'/><p id='words' hidden=''>Биік тау.</p>\
    <p>Сөз<a epub:type='noteref' id='r' href='#n'>1</a>.</p>\
    <blockquote><p>Нақыл.</p></blockquote>\
    <p id='long'>Өзеннің ұзақ сипаттамасы.</p>\
    <aside epub:type='footnote' id='n'><p>Ескертпе. <a href='#r'>Қайту</a></p></aside>";

struct Desk {
    window: window::Id,
    context: Context,
    reading: Reading,
    screen: reader::State,
    said: Vec<String>,
}

impl Desk {
    fn perform(&mut self, command: Command) {
        for effect in self.reading.perform(command, SystemTime::UNIX_EPOCH) {
            match effect {
                Effect::Explore(formula) => {
                    let language = formula.tongue.expect("it is said in words").tag();
                    self.screen.explore(formula::State::new(formula, language));
                }
                Effect::Describe(text) => self.screen.describe(text),
                Effect::Notice(notice) => {
                    self.said.push(wording::notice(&self.context.locale, &notice, Some(&self.reading)));
                }
                _ => {}
            }
        }
    }

    fn walk(&mut self, walk: Walk) {
        let nothing = self.screen.exploring().and_then(|formula| formula.walk(walk));
        self.said.extend(nothing.map(|nothing| self.context.text(nothing)));
    }
}

fn view(desk: &Desk) -> Element<'_, reader::Message> {
    root("Оқырман", "kk", desk.screen.view(&desk.context, &desk.reading)).window(desk.window, 1.0).into()
}

fn update(desk: &mut Desk, message: reader::Message) {
    match desk.screen.update(message, &desk.reading) {
        reader::Action::None => {}
        reader::Action::Perform(command) => desk.perform(command),
        reader::Action::Follow(point) => {
            desk.perform(Command::Place(point));
            desk.perform(Command::Follow);
        }
        reader::Action::Walk(walk) => desk.walk(walk),
        reader::Action::Act(Act::Read(command)) => desk.perform(command),
        action => panic!("not asked for: {action:?}"),
    }
}

fn book() -> Arc<Book> {
    let bytes = Epub::new().chapter("c", &chapter(BODY)).bytes();
    oqyrman::format::open_bytes(bytes.into()).expect("it opens").book
}

fn window() -> Headless<Desk, reader::Message> {
    let size = Size::new(1000.0, 1400.0);
    Headless::sized(
        size,
        |window| Desk {
            window,
            context: Context::new(Settings::default(), Locale::new(Tongue::Kk), size),
            reading: Reading::open(book(), None, Annotations::default()),
            screen: reader::State::new(),
            said: Vec::new(),
        },
        view,
        update,
    )
}

fn text(window: &Headless<Desk, reader::Message>) -> String {
    window.tree(|tree| {
        let node = tree.state().focus().expect("the page has the focus");
        node.document_range().text()
    })
}

/// Stands at the beginning of the block with this text.
fn stand(window: &mut Headless<Desk, reader::Message>, wanted: &str) {
    let blocks = &window.state.reading.book().sections[0].blocks;
    let block = blocks.iter().position(|block| block.text.starts_with(wanted)).expect("there");
    window.state.perform(Command::Place(Point::new(0, block, 0)));
    window.redraw();
}

fn here(window: &Headless<Desk, reader::Message>) -> String {
    let reading = &window.state.reading;
    let cursor = reading.cursor();
    reading.book().block(cursor).expect("a block").text[cursor.byte..].to_owned()
}

#[test]
fn details_are_closed_until_they_are_opened() {
    let mut window = window();
    assert!(!text(&window).contains("Карта ескі"));
    let summary = window.find(Role::DisclosureTriangle, "");
    assert_eq!(summary.node.is_expanded(), Some(false));
    stand(&mut window, "Карта туралы");
    window.press_with(Modifiers::CTRL, Named::ArrowDown);
    assert_eq!(here(&window), "Одан кейін.", "what is closed is passed over");
    window.press_with(Modifiers::CTRL, Named::ArrowUp);
    assert_eq!(here(&window), "Карта туралы");
    window.press(Named::Space);
    assert_eq!(window.state.said, ["Ашылды"]);
    assert!(text(&window).contains("Карта ескі"));
    let summary = window.find(Role::DisclosureTriangle, "");
    assert_eq!(summary.node.is_expanded(), Some(true));
    window.press(Named::ArrowDown);
    assert_eq!(here(&window), "Карта ескі.");
    // By assistive technology; the caret comes out of what closes.
    window.request(summary.id, Action::Collapse, None);
    assert_eq!(window.state.said.last().map(String::as_str), Some("Жабылды"));
    assert_eq!(here(&window), "Карта туралы");
    assert!(!text(&window).contains("Карта ескі"));
    window.request(summary.id, Action::Click, None);
    assert!(text(&window).contains("Карта ескі"));
    // By the pointer.
    let summary = window.find(Role::DisclosureTriangle, "").bounds.expect("it is seen");
    window.click_at(iced::Point::new(summary.x0 as f32 + 20.0, (summary.y0 + summary.y1) as f32 / 2.0));
    assert!(!text(&window).contains("Карта ескі"));
    // Enter is the session's.
    stand(&mut window, "Карта туралы");
    window.state.perform(Command::Follow);
    window.redraw();
    assert!(text(&window).contains("Карта ескі"));
    // A search that finds something inside opens it.
    window.state.perform(Command::ToggleDetails(Point::new(0, 1, 0)));
    window.state.perform(Command::Find { query: "ескі".to_owned(), matching: Matching::default() });
    window.redraw();
    assert!(text(&window).contains("Карта ескі"));
    assert_eq!(here(&window), "ескі.");
}

#[test]
fn a_formula_is_told_as_mathematics_and_walked_by_keys() {
    let mut window = window();
    let words = "бөлшек: алымы a плюс b, бөлімі 2, бөлшек соңы";
    assert!(text(&window).contains(&format!("{words}\nМұнда x квадрат бар.")));
    window.find(Role::Math, words);
    let inline = window.find(Role::Math, "x квадрат");
    stand(&mut window, words);
    let before = window.state.reading.cursor();
    window.state.perform(Command::Follow);
    window.redraw();
    assert_eq!(window.focus(), (Role::TreeItem, words.to_owned()));
    let keys = [
        (Walk::Into, "алымы: a плюс b"),
        (Walk::Next, "бөлімі: 2"),
        (Walk::Next, "автордың сөзі: \\frac{a+b}{2}"),
        (Walk::Previous, "бөлімі: 2"),
        (Walk::Out, words),
    ];
    for (walk, wanted) in keys {
        window.state.walk(walk);
        window.redraw();
        assert_eq!(window.focus(), (Role::TreeItem, wanted.to_owned()), "{walk:?}");
    }
    window.state.walk(Walk::Out);
    assert_eq!(window.state.said, ["Бұл — бүкіл формула"]);
    // The buttons do what the keys do.
    window.click(Role::Button, "Бөліктің ішіне кіру");
    let part = window.find(Role::TreeItem, "алымы: a плюс b").node;
    assert_eq!((part.level(), part.position_in_set(), part.language()), (Some(1), Some(0), Some("kk")));
    window.state.screen.uncover();
    window.redraw();
    assert_eq!(window.focus().0, Role::Document);
    assert_eq!(window.state.reading.cursor(), before, "the place is the same");
    // Assistive technology presses the one inside a sentence.
    window.request(inline.id, Action::Click, None);
    assert_eq!(window.focus(), (Role::TreeItem, "x квадрат".to_owned()));
}

#[test]
fn the_keys_of_a_formula_are_in_the_table() {
    for (act, wanted) in
        [(Act::Read(Command::Explore), "Ctrl + Shift + J"), (Act::Read(Command::Describe), "Alt + Enter")]
    {
        let locale = Locale::new(Tongue::En);
        assert_eq!(keymap::shortcut(&locale, Scope::Reader, &act).as_deref(), Some(wanted));
    }
    for walk in [Walk::Into, Walk::Out, Walk::Next, Walk::Previous, Walk::First, Walk::Last] {
        assert_eq!(keymap::chords(Scope::Formula, &Act::Part(walk)).len(), 1, "{walk:?}");
    }
}

#[test]
fn descriptions_are_told_and_opened() {
    let mut window = window();
    let map = window.find(Role::Image, "Өзен картасы");
    assert_eq!(map.description.as_deref(), Some("Сипаттамасы бар, Alt + Enter ашады"));
    let long = window.nodes().into_iter().find(|node| map.node.details().contains(&node.id)).expect("it leads there");
    assert_eq!(long.role, Role::Paragraph);
    let hill = window.find(Role::Image, "Тау");
    assert_eq!(hill.description.as_deref(), Some("Биік тау."));
    stand(&mut window, "Өзен картасы");
    window.state.perform(Command::Describe);
    assert_eq!(here(&window), "Өзеннің ұзақ сипаттамасы.");
    window.state.perform(Command::Back);
    assert_eq!(here(&window), "Өзен картасы");
    stand(&mut window, "Тау");
    window.state.perform(Command::Describe);
    window.redraw();
    assert_eq!(window.focus(), (Role::Button, "Жабу".to_owned()));
    assert!(window.nodes().iter().any(|node| node.value.as_deref() == Some("Биік тау.")));
    window.press(Named::Enter);
    assert_eq!(window.focus().0, Role::Document);
    assert_eq!(here(&window), "Тау");
    stand(&mut window, "Одан кейін");
    window.state.said.clear();
    window.state.perform(Command::Describe);
    assert_eq!(window.state.said, ["Бұл жерде сипаттама жоқ"]);
}

#[test]
fn notes_quotes_and_links_are_told_as_what_they_are() {
    let mut window = window();
    let outline = window.outline();
    let place = |part: &str| outline.find(part).unwrap_or_else(|| panic!("no {part} in {outline}"));
    place("DocNoteRef «1»");
    place("DocBackLink «Қайту»");
    assert!(place("Blockquote") < place("DocEndnotes") && place("DocEndnotes") < place("DocFootnote"));
    stand(&mut window, "Ескертпе");
    window.state.perform(Command::GoTo(Point::new(0, 0, 0)));
    stand(&mut window, "Ескертпе");
    // From a note's words, which hold a link, Enter goes by the link; it leads back to the reference.
    window.press_with(Modifiers::CTRL, Named::ArrowRight);
    window.press_with(Modifiers::CTRL, Named::ArrowRight);
    window.state.perform(Command::Follow);
    assert_eq!(here(&window), "1.");
}

#[test]
fn what_is_announced_is_worded_in_three_languages() {
    let said = |tongue| {
        let locale = Locale::new(tongue);
        let notices = [Notice::Expanded, Notice::NoFormula, Notice::Described(Some("x".to_owned()))];
        notices.map(|notice| wording::notice(&locale, &notice, None)).join(" | ")
    };
    assert_eq!(said(Tongue::Kk), "Ашылды | Бұл жерде формула жоқ | Сипаттамасы: x");
    assert_eq!(said(Tongue::Ru), "Развёрнуто | Здесь нет формулы | Описание: x");
    assert_eq!(said(Tongue::En), "Expanded | No formula here | Description: x");
}
