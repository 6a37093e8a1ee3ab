//! A window with one screen in it, wired as the program wires it, and things to show on it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use iced::{Element, Size, window};
use oqyrman::access::{Cause, Echo, Entered, Spoken};
use oqyrman::book::{
    Block, Book, Chapter, Code, Contributor, Defect, Kind, Language, Metadata, OutlineEntry, PageLabel, Point,
    Recording, Section, Target, Track,
};
use oqyrman::library::authentication::{AuthDocument, Flow, FlowKind};
use oqyrman::library::catalog::form::{Field, Form, Kind as Asks};
use oqyrman::library::catalog::profile::{Allowance, Profile};
use oqyrman::library::catalog::search::Template;
use oqyrman::library::catalog::{self as library_catalog};
use oqyrman::library::catalog::{Acquisition, Availability, Feed, Navigation, Publication, Relation, Search};
use oqyrman::library::client::survey::{Finding, Survey};
use oqyrman::library::daisy_online::model::Label;
use oqyrman::library::places::{Entry, EntryKind, Kind as PlaceKind, Listing, Place as Folder};
use oqyrman::library::shelf::{Holding, Library, LibraryKind, Loan, Moment, holding};
use oqyrman::locale::{Locale, Tongue};
use oqyrman::reading::listening::{self, Effect, Listening, Marks, Speed};
use oqyrman::reading::{Annotations, Command, Direction, Matching, Reading, Unit};
use oqyrman::settings::{Appearance, Colours, Pronunciations, Settings};
use oqyrman::ui::dialog::{
    account, browser, export, failure, members, note, password, place, question, record, save_as, sign_in, spoken,
};
use oqyrman::ui::keymap::{Act, Place, Scope};
use oqyrman::ui::screen::{
    self, Context, Navigation as Frame, OpenBook, add, aloud, book, catalog, chapters, downloads, find, help,
    libraries, outline, page, patron, player, pronunciation, reader, settings, shelf, sync, welcome,
};
use oqyrman::ui::widget::{Root, key_of, over, root};
use oqyrman::ui::wording;
use oqyrman::voice::player::Event;
use oqyrman::voice::{RequestId, Voice};
use url::Url;

use crate::headless::{Headless, Listener};

#[path = "finding.rs"]
mod finding;
#[path = "people.rs"]
pub mod people;

#[derive(Debug, Clone)]
pub enum Message {
    Welcome(welcome::Message),
    Shelf(shelf::Message),
    Book(book::Message),
    Catalog(catalog::Message),
    Libraries(libraries::Message),
    Reader(reader::Message),
    Outline(outline::Message),
    Player(player::Message),
    Chapters(chapters::Message),
    Settings(settings::Message),
    Page(page::Message),
    Pronunciation(pronunciation::Message),
    Aloud(aloud::Message),
    Sync(sync::Message),
    Help(help::Message),
    Add(add::Message),
    Find(find::Message),
    SignIn(sign_in::Message),
    Browser(browser::Message),
    Account(account::Closed),
    Password(password::Message),
    Question(question::Message),
    Failure(failure::Message),
    Note(note::Message),
    Spoken(spoken::Message),
    Export(export::Message),
    Record(record::Message),
    SaveAs(save_as::Message),
    Members(members::Message),
    Place(place::Message),
    Downloads(downloads::Message),
    Patron(patron::Message),
    Show(Place),
    Back,
    Focused(Cause, Spoken),
    Entered(Box<Entered>),
    Echoed(Echo),
    Pressed,
    ControlAlone,
}

#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum Screen {
    Welcome(welcome::State),
    Shelf(shelf::State),
    Book(book::State),
    Catalog(catalog::State),
    Libraries(libraries::State),
    Reader(reader::State),
    Outline(outline::State),
    Player(player::State),
    Chapters(chapters::State),
    Settings(settings::State),
    Page(page::State),
    Pronunciation(pronunciation::State),
    Aloud,
    Sync(sync::State),
    Help(help::State),
    Add(add::State),
    Find(Box<find::State>),
    Downloads(downloads::State),
    Patron(Box<patron::State>),
}

pub enum Dialog {
    SignIn(sign_in::State),
    Browser(browser::State),
    Account(account::State),
    Password(password::State),
    Question(question::State<&'static str>),
    Failure(failure::State),
    Note(note::State),
    Spoken(spoken::State),
    Export(export::State),
    Record(record::State),
    SaveAs(save_as::State),
    Members(members::State),
    Place(place::State),
}

pub struct Desk {
    pub window: window::Id,
    pub context: Context,
    pub screen: Screen,
    pub dialog: Option<Dialog>,
    pub reading: Reading,
    pub listening: Listening,
    /// What the player was asked to sound last, while it sounds.
    pub sounding: Option<RequestId>,
    pub voices: Vec<Voice>,
    pub pronunciations: Pronunciations,
    /// A screen reader runs.
    pub screen_reader: bool,
    /// What the screens asked of the program, as it prints.
    pub asked: Vec<String>,
    /// What the program's own voice is given to say, one entry a time.
    pub heard: Vec<String>,
    pub control_alone: usize,
}

impl Desk {
    pub fn ask(&mut self, action: impl std::fmt::Debug) {
        let action = format!("{action:?}");
        if action != "None" {
            self.asked.push(action);
        }
    }

    /// Hands a command to the session of the recording, and what it asks to a player that is played by hand.
    pub fn listen(&mut self, command: listening::Command) {
        let effects = self.listening.perform(command, SystemTime::UNIX_EPOCH);
        self.carry_out(effects);
    }

    /// The recording is heard up to this second.
    pub fn hear_up_to(&mut self, seconds: u64) {
        let id = self.sounding.expect("something sounds");
        let effects = self.listening.hear(Event::Position(id, Duration::from_secs(seconds)));
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Play { id, .. } => self.sounding = Some(id),
                Effect::Pause => self.sounding = None,
                _ => {}
            }
        }
    }

    pub fn settings(&mut self, settings: Settings) {
        let locale = Locale::new(settings.language.unwrap_or_default());
        self.context = Context::new(settings, locale, self.context.size);
    }
}

impl Desk {
    /// A desk with this screen and nothing over it, at 100 %.
    pub fn at(window: window::Id, screen: Screen) -> Self {
        let settings = choices(Tongue::Kk, Some(100), Colours::BlackOnWhite);
        let size = Size::new(1280.0, 720.0);
        Self {
            window,
            context: Context::new(settings, Locale::new(Tongue::Kk), size),
            screen,
            dialog: None,
            reading: reading(),
            listening: listening(),
            sounding: None,
            voices: voices(),
            pronunciations: pronunciations(),
            screen_reader: false,
            asked: Vec::new(),
            heard: Vec::new(),
            control_alone: 0,
        }
    }

    fn hear(&mut self, cause: Cause, spoken: &Spoken) {
        let verbosity = self.context.settings.voice.verbosity;
        let parts = wording::spoken_parts(&self.context.locale, cause, spoken, verbosity);
        self.heard.push(parts.into_iter().map(|said| said.text).collect::<Vec<_>>().join(", "));
    }

    /// What was given to the voice since the last call.
    pub fn heard(&mut self) -> Vec<String> {
        std::mem::take(&mut self.heard)
    }
}

/// The mark in what is heard where a key has silenced it.
pub const HUSHED: &str = "—";

/// A window of this size with this screen.
pub fn open(size: Size, settings: Settings, screen: Screen, dialog: Option<Dialog>) -> Headless<Desk, Message> {
    let locale = Locale::new(settings.language.unwrap_or_default());
    let context = Context::new(settings, locale, size);
    opened(size, |window| Desk { context, dialog, ..Desk::at(window, screen) })
}

/// A window of this size over this desk.
pub fn opened(size: Size, make: impl FnOnce(window::Id) -> Desk) -> Headless<Desk, Message> {
    heard_by(Listener::Tree, size, make)
}

/// The same with another listener.
pub fn heard_by(listener: Listener, size: Size, make: impl FnOnce(window::Id) -> Desk) -> Headless<Desk, Message> {
    Headless::heard_by(listener, size, make, view, update)
}

/// A window's root that tells the voice, as the program's does.
fn told<'a>(root: Root<'a, Message>, window: window::Id) -> Element<'a, Message> {
    root.window(window, 1.0)
        .on_focus(Message::Focused)
        .on_dialog(|entered| Message::Entered(Box::new(entered)))
        .on_echo(Message::Echoed)
        .on_press(Some(|| Message::Pressed))
        .on_control_alone(Some(|| Message::ControlAlone))
        .into()
}

/// The theme that the window is painted with.
fn painted<'a>(desk: &'a Desk, content: Element<'a, Message>) -> Element<'a, Message> {
    let look = desk.context.look;
    let style = move |_: &iced::Theme| iced::widget::container::Style {
        background: Some(look.background.into()),
        text_color: Some(look.text),
        ..iced::widget::container::Style::default()
    };
    iced::widget::container(content).width(iced::Length::Fill).height(iced::Length::Fill).style(style).into()
}

fn view(desk: &Desk) -> Element<'_, Message> {
    let context = &desk.context;
    let locale = &context.locale;
    let (title, place, content): (String, Option<Place>, Element<'_, Message>) = match &desk.screen {
        Screen::Welcome(state) => {
            let view = painted(desk, state.view(context).map(Message::Welcome));
            return told(root(welcome::State::title(locale), locale.tongue().tag(), view), desk.window);
        }
        Screen::Shelf(state) => {
            (shelf::State::title(locale), Some(Place::Shelf), state.view(context).map(Message::Shelf))
        }
        Screen::Book(state) => (state.title(locale), None, state.view(context).map(Message::Book)),
        Screen::Catalog(state) => {
            (state.title(locale), Some(Place::Catalog), state.view(context).map(Message::Catalog))
        }
        Screen::Outline(state) => {
            (state.title(locale), Some(Place::Outline), state.view(context, &desk.reading).map(Message::Outline))
        }
        Screen::Settings(state) => (
            settings::State::title(locale),
            Some(Place::Settings),
            state.view(context, &desk.voices).map(Message::Settings),
        ),
        Screen::Page(state) => (
            page::State::title(locale),
            Some(Place::Page),
            state.view(context, Some(page::Book { title: "Абай жолы", alone: false })).map(Message::Page),
        ),
        Screen::Pronunciation(state) => (
            pronunciation::State::title(locale),
            Some(Place::Pronunciation),
            state.view(context, &desk.pronunciations).map(Message::Pronunciation),
        ),
        Screen::Aloud => (aloud::title(locale), Some(Place::Aloud), aloud::view(context).map(Message::Aloud)),
        Screen::Sync(state) => (sync::State::title(locale), None, state.view(context).map(Message::Sync)),
        Screen::Player(state) => (
            "Абай жолы".to_owned(),
            Some(Place::Reader),
            state.view(context, &desk.listening, "Абай жолы").map(Message::Player),
        ),
        Screen::Chapters(state) => (
            state.title(locale),
            Some(Place::Outline),
            state.view(context, &desk.listening, "Абай жолы").map(Message::Chapters),
        ),
        Screen::Help(state) => (help::State::title(locale), Some(Place::Help), state.view(context).map(Message::Help)),
        Screen::Libraries(state) => {
            (libraries::State::title(locale), Some(Place::Libraries), state.view(context).map(Message::Libraries))
        }
        Screen::Add(state) => (add::State::title(locale), Some(Place::Add), state.view(context).map(Message::Add)),
        Screen::Find(state) => (find::State::title(locale), Some(Place::Find), state.view(context).map(Message::Find)),
        Screen::Downloads(state) => {
            (downloads::State::title(locale), Some(Place::Downloads), state.view(context).map(Message::Downloads))
        }
        Screen::Patron(state) => {
            (patron::State::title(locale), Some(Place::Patron), state.view(context).map(Message::Patron))
        }
        Screen::Reader(state) => (
            reader::State::title(locale, Some(&desk.reading)),
            Some(Place::Reader),
            state.view(context, &desk.reading).map(Message::Reader),
        ),
    };
    let page = match &desk.screen {
        Screen::Patron(state) => Some(state.page()),
        _ => None,
    };
    let frame = Frame {
        key: key_of((place.map(|place| format!("{place:?}")), page)),
        current: place,
        open: Some(match desk.screen {
            Screen::Player(_) | Screen::Chapters(_) => OpenBook::Sound,
            _ => OpenBook::Text,
        }),
        downloads: 0,
        news: page.map(|_| 1),
        back: Some(Message::Back),
    };
    let screen = match &desk.screen {
        // The page has the window for itself.
        Screen::Reader(_) => content,
        Screen::Page(state) => {
            let framed = screen::frame(context, frame, title.clone(), Message::Show, content);
            state.with_sample(context, framed, Message::Page)
        }
        _ => screen::frame(context, frame, title.clone(), Message::Show, content),
    };
    let sheet = match &desk.screen {
        Screen::Player(state) => state.sheet(context).map(|sheet| sheet.map(Message::Player)),
        _ => None,
    };
    let screen = over(&context.look, screen, sheet);
    let dialog = desk.dialog.as_ref().map(|dialog| match dialog {
        Dialog::SignIn(state) => state.view(context).map(Message::SignIn),
        Dialog::Account(state) => state.view(context).map(Message::Account),
        Dialog::Browser(state) => state.view(context).map(Message::Browser),
        Dialog::Password(state) => state.view(context).map(Message::Password),
        Dialog::Question(state) => state.view(context).map(Message::Question),
        Dialog::Failure(state) => state.view(context).map(Message::Failure),
        Dialog::Note(state) => state.view(context).map(Message::Note),
        Dialog::Spoken(state) => state.view(context).map(Message::Spoken),
        Dialog::Export(state) => state.view(context).map(Message::Export),
        Dialog::Record(state) => state.view(context).map(Message::Record),
        Dialog::SaveAs(state) => state.view(context).map(Message::SaveAs),
        Dialog::Members(state) => state.view(context).map(Message::Members),
        Dialog::Place(state) => state.view(context).map(Message::Place),
    });
    let window_title = screen::window_title(locale, &title);
    let content = painted(desk, over(&context.look, screen, dialog));
    told(root(window_title, locale.tongue().tag(), content).screen_reader(desk.screen_reader), desk.window)
}

fn update(desk: &mut Desk, message: Message) {
    let locale = desk.context.locale.clone();
    match (message, &mut desk.screen, &mut desk.dialog) {
        (Message::Welcome(message), Screen::Welcome(state), _) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Shelf(message), Screen::Shelf(state), _) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Book(message), Screen::Book(state), _) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Catalog(message), Screen::Catalog(state), _) => {
            let action = state.update(message, &locale);
            desk.ask(action);
        }
        (Message::Outline(message), Screen::Outline(state), _) => {
            let action = state.update(message, &desk.reading, &locale);
            if let outline::Action::Perform(command) = &action {
                desk.reading.perform(command.clone(), SystemTime::UNIX_EPOCH);
            }
            desk.ask(action);
        }
        (Message::Reader(message), Screen::Reader(state), _) => {
            let action = state.update(message, &desk.reading);
            if let reader::Action::Perform(command) | reader::Action::Act(Act::Read(command)) = &action {
                desk.reading.perform(command.clone(), SystemTime::UNIX_EPOCH);
            }
            match action {
                reader::Action::Look(point) => {
                    desk.reading.perform(Command::Place(point), SystemTime::UNIX_EPOCH);
                }
                reader::Action::LookBeyond { forward } => {
                    let direction = if forward { Direction::Forward } else { Direction::Backward };
                    let before = desk.reading.cursor();
                    desk.reading.perform(Command::Move(direction, Unit::Sentence), SystemTime::UNIX_EPOCH);
                    if desk.reading.cursor() == before {
                        state.set_running(false);
                    }
                }
                _ => {}
            }
            if !matches!(action, reader::Action::None) {
                desk.ask(action);
            }
        }
        (Message::Player(message), Screen::Player(state), _) => {
            let action = state.update(message, &desk.listening);
            match &action {
                player::Action::Listen(command) | player::Action::Act(Act::Listen(command)) => desk.listen(*command),
                player::Action::Change(recording) => {
                    let settings = Settings { recording: *recording, ..desk.context.settings.clone() };
                    desk.listening.adopt(recording);
                    desk.settings(settings);
                }
                player::Action::Sleep(sleep) => state.set_sleep(*sleep),
                player::Action::None | player::Action::Act(_) => {}
            }
            desk.ask(action);
        }
        (Message::Chapters(message), Screen::Chapters(state), _) => {
            let action = state.update(message, &desk.listening, &locale);
            if let chapters::Action::Go(command) | chapters::Action::Perform(command) = &action {
                desk.listen(*command);
            }
            desk.ask(action);
        }
        (Message::Settings(message), Screen::Settings(state), _) => {
            let action = state.update(message, &desk.context.settings);
            if let settings::Action::Change(settings) = &action {
                let settings = (**settings).clone();
                desk.settings(settings);
            }
            desk.ask(action);
        }
        (Message::Page(message), Screen::Page(state), _) => {
            let action = state.update(message, &desk.context.settings, &locale);
            if let page::Action::Change(settings) = &action {
                let settings = (**settings).clone();
                desk.settings(settings);
            }
            desk.ask(action);
        }
        (Message::Pronunciation(message), Screen::Pronunciation(state), _) => {
            let action = state.update(message, &desk.pronunciations, &locale);
            if let pronunciation::Action::Change(changed) = &action {
                desk.pronunciations = changed.clone();
            }
            desk.ask(action);
        }
        (Message::Aloud(message), Screen::Aloud, _) => {
            let action = aloud::update(message, &desk.context.settings, &locale);
            if let aloud::Action::Change(settings) = &action {
                let settings = (**settings).clone();
                desk.settings(settings);
            }
            desk.ask(action);
        }
        (Message::Sync(message), Screen::Sync(state), _) => {
            let action = state.update(message, &desk.context.settings, &locale);
            if let sync::Action::Change(settings) = &action {
                let settings = (**settings).clone();
                desk.settings(settings);
            }
            desk.ask(action);
        }
        (Message::Help(message), Screen::Help(state), _) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Libraries(message), Screen::Libraries(state), _) => {
            let action = state.update(message, &locale);
            desk.ask(action);
        }
        (Message::Add(message), Screen::Add(state), _) => {
            let action = state.update(message, &locale);
            desk.ask(action);
        }
        (Message::Find(message), Screen::Find(state), _) => {
            let action = state.update(message, &locale);
            desk.ask(action);
        }
        (Message::Downloads(message), Screen::Downloads(state), _) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Patron(message), Screen::Patron(state), _) => {
            let action = state.update(message, &locale);
            desk.ask(action);
        }
        (Message::Password(message), _, Some(Dialog::Password(state))) => {
            let action = state.update(message, &locale);
            desk.ask(action);
        }
        (Message::SignIn(message), _, Some(Dialog::SignIn(state))) => {
            let action = state.update(message, &locale);
            desk.ask(action);
        }
        (Message::Account(closed), ..) => desk.ask(closed),
        (Message::Browser(message), _, Some(Dialog::Browser(state))) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Question(message), _, Some(Dialog::Question(state))) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Failure(message), _, Some(Dialog::Failure(state))) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Note(message), _, Some(Dialog::Note(state))) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Spoken(message), _, Some(Dialog::Spoken(state))) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Place(message), _, Some(Dialog::Place(state))) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Focused(cause, spoken), ..) => desk.hear(cause, &spoken),
        (Message::Entered(entered), ..) => {
            desk.hear(Cause::Moved, &entered.dialog);
            desk.hear(Cause::Moved, &entered.control);
        }
        (Message::Echoed(echo), ..) => {
            let words = wording::echo(&locale, &echo, desk.context.settings.voice.typing_echo);
            desk.heard.push(words);
        }
        (Message::Pressed, ..) => desk.heard.push(HUSHED.to_owned()),
        (Message::ControlAlone, ..) => desk.control_alone += 1,
        (Message::Export(message), _, Some(Dialog::Export(state))) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Record(message), _, Some(Dialog::Record(state))) => {
            let action = state.update(message);
            desk.ask(action);
        }
        (Message::Members(message), _, Some(Dialog::Members(state))) => {
            let _ = state.update(message);
        }
        (Message::SaveAs(message), _, Some(Dialog::SaveAs(state))) => {
            let action = state.update(message, &locale);
            desk.ask(action);
        }
        (Message::Show(place), ..) => desk.ask(place),
        (Message::Back, ..) => desk.ask("back"),
        (message, ..) => panic!("{message:?} came from a screen that is not there"),
    }
}

pub fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

pub fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

pub fn url(path: &str) -> Url {
    Url::parse("http://127.0.0.1:8080/").unwrap().join(path).unwrap()
}

pub fn holding(id: i64, title: &str, author: &str, tag: &str) -> Holding {
    Holding {
        id: holding::Id::from(id),
        title: title.to_owned(),
        authors: vec![author.to_owned()],
        languages: vec![language(tag)],
        identifier: None,
        format: oqyrman::book::Format::Epub,
        file: format!("/books/{id}.epub").into(),
        present: true,
        sha256: "0".repeat(64),
        source: None,
        loan: None,
        sample: None,
        ties: None,
        gone: None,
        returning: false,
        added: moment("2026-11-01"),
        last_opened: None,
        finished: None,
        progress: None,
    }
}

/// Eight books in three languages: one that is being read, one lent, one finished, one whose file is gone.
pub fn holdings() -> Vec<Holding> {
    let mut all = vec![
        holding(1, "Қара сөздер", "Абай Құнанбайұлы", "kk"),
        holding(2, "Капитанская дочка", "Александр Пушкин", "ru"),
        holding(3, "Great Expectations", "Charles Dickens", "en"),
        holding(4, "Менің атым Қожа", "Бердібек Соқпақбаев", "kk"),
        holding(5, "Дама с собачкой", "Антон Чехов", "ru"),
        holding(6, "Абай жолы", "Мұхтар Әуезов", "kk"),
        holding(7, "Adventures of Huckleberry Finn", "Mark Twain", "en"),
        holding(8, "Мёртвые души", "Николай Гоголь", "ru"),
    ];
    all[0].last_opened = Some(moment("2026-11-20"));
    all[0].progress = Some(0.42);
    all[1].loan = Some(Loan { since: None, until: Some(moment("2999-12-01")) });
    all[4].finished = Some(moment("2026-11-10"));
    all[7].present = false;
    all
}

pub fn publication() -> Publication {
    let mut borrow = Acquisition::new(url("borrow"), Relation::Borrow);
    borrow.media_type = Some("application/epub+zip".to_owned());
    borrow.length = Some(2_400_000);
    let mut sample = Acquisition::new(url("sample"), Relation::Sample);
    sample.media_type = Some("application/epub+zip".to_owned());
    Publication {
        identifier: Some("urn:isbn:9786012345678".to_owned()),
        title: "Абай жолы. Бірінші кітап".to_owned(),
        subtitle: Some("Роман-эпопея".to_owned()),
        authors: vec!["Мұхтар Әуезов".to_owned()],
        languages: vec![language("kk")],
        summary: Some(
            "Ұлы ақын Абайдың балалық және жастық шағы.\nҚазақ даласының тіршілігі мен салт-дәстүрі.".to_owned(),
        ),
        published: Some("1942".to_owned()),
        publisher: Some("Жазушы".to_owned()),
        subjects: vec!["Тарихи роман".to_owned()],
        acquisitions: vec![borrow, sample],
        ..Publication::default()
    }
}

/// A page of a catalogue: sections, books, a next page, search.
pub fn feed() -> Feed {
    let mut feed = Feed::new(url("opds"));
    feed.title = "Қалалық кітапхана".to_owned();
    feed.total = Some(120);
    feed.links.next = Some(url("opds?page=2"));
    feed.links.search = Template::new("/search?q={searchTerms}", &url("opds")).map(Search::Template);
    feed.navigation = [("Қазақ әдебиеті", "kk"), ("Орыс әдебиеті", "ru"), ("Жаңа кітаптар", "new")]
        .into_iter()
        .map(|(title, path)| Navigation {
            language: None,
            sound: None,
            title: title.to_owned(),
            summary: None,
            href: url(path),
            rels: Vec::new(),
            count: Some(40),
            images: Vec::new(),
        })
        .collect();
    let mut lent = publication();
    lent.title = "Капитанская дочка".to_owned();
    lent.identifier = Some("urn:isbn:2".to_owned());
    lent.languages = vec![language("ru")];
    lent.authors = vec!["Александр Пушкин".to_owned()];
    lent.acquisitions[0].availability = Some(Availability {
        state: library_catalog::State::Unavailable,
        since: None,
        until: Some("2026-12-05".to_owned()),
    });
    feed.publications = vec![publication(), lent];
    feed
}

pub fn document() -> AuthDocument {
    let address = Url::parse("https://library.example/opds").unwrap();
    AuthDocument {
        title: "Қалалық кітапхана".to_owned(),
        description: Some("Оқырман билетінің нөмірін енгізіңіз.".to_owned()),
        flows: vec![Flow {
            login_label: Some("Билет нөмірі".to_owned()),
            password_label: Some("PIN-код".to_owned()),
            ..Flow::bare(FlowKind::Basic)
        }],
        ..AuthDocument::bare(&address)
    }
}

/// What a library tells of its reader.
pub fn profile() -> Profile {
    let allowance = |total, available| Allowance { total, available };
    Profile {
        name: Some("Айгүл Сапарова".to_owned()),
        email: None,
        loans: allowance(Some(10), Some(7)),
        holds: allowance(None, Some(2)),
    }
}

/// The same, with tokens: for a password that goes to another host, and from the browser.
pub fn by_token() -> AuthDocument {
    let at = |path| Some(Url::parse("https://login.library.example/").unwrap().join(path).unwrap());
    let mut document = document();
    document.flows = vec![
        Flow { authenticate: at("token"), ..Flow::bare(FlowKind::OauthPassword) },
        Flow { authenticate: at("page"), ..Flow::bare(FlowKind::OauthImplicit) },
    ];
    document
}

/// A book of four sections with two levels of contents and ten pages; the reader is in the second chapter's part, has left
/// a bookmark and a note there, and has looked for a word that stands in each section.
pub fn reading() -> Reading {
    let section = |number: usize| {
        let mut section = Section::new(format!("{number}.xhtml"));
        section.blocks = vec![
            Block::new(Kind::Heading(1), format!("{number}-тарау")),
            Block::new(Kind::Paragraph, "Ол келді. Мен күттім. Екеуміз үйге қайттық."),
        ];
        Arc::new(section)
    };
    let entry = |title: &str, level, place: Option<usize>, children| OutlineEntry {
        title: title.to_owned(),
        level,
        target: place.map(|at| Target::Internal { href: format!("{at}.xhtml"), fragment: None }),
        point: place.map(|at| Point::new(at, 0, 0)),
        children,
    };
    let outline = vec![
        entry("Кіріспе", 1, Some(0), vec![]),
        entry(
            "Бірінші бөлім",
            1,
            Some(1),
            vec![entry("Балалық шақ", 2, Some(1), vec![]), entry("Қайтқанда", 2, Some(2), vec![])],
        ),
        entry("Соңғы сөз", 1, Some(3), vec![]),
    ];
    let pages = (0..10).map(|page| PageLabel { label: (page + 1).to_string(), point: Point::new(page / 3, 1, 0) });
    let metadata =
        Metadata { title: "Абай жолы".to_owned(), languages: vec![language("kk")], ..Metadata::default() };
    let book = Book::new(metadata, (0..4).map(section).collect(), outline, pages.collect(), Vec::new());
    let mut reading = Reading::open(Arc::new(book), None, Annotations::default());
    reading.perform(Command::GoTo(Point::new(2, 1, 0)), SystemTime::UNIX_EPOCH);
    reading.perform(Command::AddBookmark { label: String::new() }, SystemTime::UNIX_EPOCH);
    reading.perform(Command::AddNote { text: "қайта оқу".to_owned() }, SystemTime::UNIX_EPOCH);
    let find = Command::FindAll { query: "күттім".to_owned(), matching: Matching::default() };
    reading.perform(find, SystemTime::UNIX_EPOCH);
    reading
}

/// A recording of three hours in five chapters of two levels, at 1:02:05 in the third, with a bookmark.
pub fn listening() -> Listening {
    let chapters = [
        ("Кіріспе", 1, 0),
        ("Бірінші бөлім", 1, 600),
        ("Балалық шақ", 2, 3_600),
        ("Жігіт болған шағы", 2, 5_400),
        ("", 1, 9_000),
    ]
    .map(|(title, level, start)| Chapter { title: title.to_owned(), level, start: Duration::from_secs(start) });
    let tracks = (1..=3).map(|number| Track {
        title: None,
        href: format!("{number}.mp3"),
        media_type: "audio/mpeg".to_owned(),
        from: Duration::ZERO,
        duration: Duration::from_secs(3_600),
    });
    let recording = Arc::new(Recording::new(tracks.collect(), chapters.to_vec()));
    let author = Contributor { name: "Мұхтар Әуезов".to_owned(), role: "aut".to_owned() };
    let metadata = Metadata {
        title: "Абай жолы".to_owned(),
        contributors: vec![author],
        languages: vec![language("kk")],
        ..Metadata::default()
    };
    let book = Book::of_sound(metadata, recording.outline(), recording.clone());
    let mut listening = Listening::open(Arc::new(book), recording, None, Marks::default(), Speed::default());
    for command in [listening::Command::GoTo(Duration::from_secs(3_725)), listening::Command::AddBookmark] {
        listening.perform(command, SystemTime::UNIX_EPOCH);
    }
    listening
}

/// A word and a pattern in Kazakh, a word in Russian.
pub fn pronunciations() -> Pronunciations {
    let entry = |language: &str, written: &str, said: &str, pattern| oqyrman::settings::Entry {
        language: language.to_owned(),
        written: written.to_owned(),
        said: said.to_owned(),
        pattern,
    };
    Pronunciations {
        entries: vec![
            entry("kk", "ҚазҰУ", "қаз ұлттық университеті", false),
            entry("ru", "КазНУ", "казну", false),
            entry("kk", r"\[\d+\]", "", true),
        ],
    }
}

pub fn voices() -> Vec<Voice> {
    ["kk", "ru", "en"]
        .into_iter()
        .flat_map(|tag| {
            ["male1", "female1"].map(|kind| Voice {
                name: format!("{tag}+{kind}"),
                language: tag.to_owned(),
                engine: "espeak-ng".to_owned(),
            })
        })
        .collect()
}

pub fn listing() -> Listing {
    let entry = |name: &str, kind| Entry { name: name.to_owned(), path: format!("/home/aigul/{name}").into(), kind };
    Listing {
        folder: "/home/aigul".into(),
        parent: Some("/home".into()),
        entries: vec![
            entry("Кітаптар", EntryKind::Folder),
            entry("abai.epub", EntryKind::Book { bytes: 1_200_000, modified: None }),
        ],
        cut: false,
    }
}

pub fn folders() -> Vec<Folder> {
    vec![
        Folder { kind: PlaceKind::Home, path: "/home/aigul".into(), name: "aigul".to_owned() },
        Folder { kind: PlaceKind::Removable, path: "/media/usb".into(), name: "КІТАПТАР".to_owned() },
    ]
}

pub fn shelf() -> Screen {
    let mut state = shelf::State::new();
    state.set_holdings(holdings());
    Screen::Shelf(state)
}

/// A page of a service of talking books that asks questions of every kind.
pub fn questions() -> Feed {
    let label = |text: &str, tag: &str| Label {
        text: text.to_owned(),
        language: Some(language(tag)),
        audio: Some(url("said.ogg")),
    };
    let choices = |all: &[(&str, &str, &str)]| -> Vec<(String, Label)> {
        all.iter().map(|(id, text, tag)| ((*id).to_owned(), label(text, tag))).collect()
    };
    let genres = choices(&[("poems", "Өлеңдер", "kk"), ("tales", "Сказки", "ru"), ("novels", "Романдар", "kk")]);
    let lengths = choices(&[("short", "Қысқа", "kk"), ("long", "Ұзақ", "kk")]);
    let field = |id: &str, text: &str, kind| Field { id: id.to_owned(), label: label(text, "kk"), kind };
    let address: url::Url =
        "dodp+https://library.example/service.php#version=2&ask=default".parse().expect("an address");
    let mut feed = Feed::new(address.clone());
    feed.said = vec![label("Подберём книгу.", "ru")];
    feed.subtitle = Some("Подберём книгу.".to_owned());
    feed.form = Some(Form {
        service: address,
        fields: vec![
            field("genre", "Жанрлар", Asks::Choice { choices: genres, several: true }),
            field("length", "Қандай кітап?", Asks::Choice { choices: lengths, several: false }),
            field("year", "Қай жылдан бері?", Asks::Words { figures: true, default: "1990".to_owned() }),
            field("wish", "Не тыңдағыңыз келеді?", Asks::Spoken),
        ],
    });
    feed
}

pub fn catalog() -> Screen {
    let locale = Locale::new(Tongue::Kk);
    let (mut state, action) = catalog::State::new(&locale);
    let catalog::Action::Load(request) = action else { panic!("a catalogue asks for its first page") };
    state.update(catalog::Message::Loaded(request.id, Ok(Box::new(feed()))), &locale);
    Screen::Catalog(state)
}

/// Three libraries beside the program's own, the first of which is open.
pub fn known_libraries() -> Vec<Library> {
    let library = |url: &str, title: &str, kind| Library {
        url: url.to_owned(),
        title: title.to_owned(),
        kind,
        ..Library::default()
    };
    vec![
        Library {
            chosen: true,
            user: Some("0042".to_owned()),
            ..library("https://library.example/opds", "Қалалық кітапхана", LibraryKind::Opds2)
        },
        Library {
            failed: Some(Moment::from_unix_millis(1_795_000_000_000)),
            ..library("dodp+https://daisy.example/service", "Дыбысты кітаптар", LibraryKind::DaisyOnline)
        },
        library("file:///media/usb", "Менің кітаптарым", LibraryKind::Folder),
    ]
}

pub fn libraries_state(locale: &Locale) -> libraries::State {
    let mut state = libraries::State::default();
    let known = known_libraries();
    state.set_libraries(&known, Some(known[0].url.clone()), |_| None, locale);
    state
}

/// What is found behind an address: one library in both versions, and one that nobody can sign in to here.
pub fn survey() -> Survey {
    let finding = |path: &str, kind, books| Finding {
        address: url(path),
        kind,
        title: "Қалалық кітапхана".to_owned(),
        books,
        sign_in: None,
    };
    let mut strange = document();
    strange.flows = vec![Flow::bare(FlowKind::Other("http://opds-spec.org/auth/local".to_owned()))];
    strange.site = Some(url("login"));
    let strange = Finding { sign_in: Some(Box::new(strange)), ..finding("closed", LibraryKind::Unknown, None) };
    Survey {
        findings: vec![
            finding("opds/v2", LibraryKind::Opds2, Some(120)),
            finding("opds", LibraryKind::Opds1, None),
            strange,
        ],
        ..Survey::default()
    }
}

/// The libraries, after this address was typed and looked at with this result.
pub fn looked(locale: &Locale, survey: Survey) -> libraries::State {
    let mut state = libraries_state(locale);
    let libraries::Action::Survey(id, _) = state.look_at("library.example".to_owned(), locale) else {
        panic!("an address is looked at")
    };
    state.update(libraries::Message::Surveyed(id, Box::new(survey)), locale);
    state
}

/// A catalogue as it is shown where there are several libraries.
pub fn one_of_several(locale: &Locale) -> catalog::State {
    let which = catalog::Which {
        name: "Қалалық кітапхана".to_owned(),
        renamed: false,
        next: Some("Дыбысты кітаптар".to_owned()),
    };
    let (mut state, _) = catalog::State::of(which, locale);
    let mut feed = feed();
    let way = |rel: &str, path: &str| library_catalog::Link {
        href: url(path),
        rels: vec![rel.to_owned()],
        media_type: Some("application/opds+json".to_owned()),
        title: None,
    };
    feed.links.other =
        vec![way("http://opds-spec.org/sort/popular", "popular"), way("http://opds-spec.org/featured", "featured")];
    feed.links.search =
        Template::new("/search?q={searchTerms}&a={atom:author?}&t={atom:title?}", &url("opds")).map(Search::Template);
    state.update(catalog::Message::Loaded(1, Ok(Box::new(feed))), locale);
    state.update(catalog::Message::FieldsToggled, locale);
    state
}

pub fn add_screen() -> Screen {
    let locale = Locale::new(Tongue::Kk);
    let (mut state, _) = add::State::new();
    state.update(add::Message::PlacesFound(folders()), &locale);
    Screen::Add(state)
}

pub fn held() -> Screen {
    let defects = vec![Defect { code: Code::Missing, subject: "cover.jpg".to_owned() }];
    Screen::Book(book::State::held(holdings().remove(0), defects))
}

/// A chapter, or the whole book, as an audiobook.
/// An archive of three books.
pub fn archived() -> members::State {
    members::State::new(
        ["Абай/Қара сөздер.epub", "Мұхтар Әуезов – Абай жолы, 1-том.fb2", "Ертегілер.txt"].map(str::to_owned),
    )
}

/// What travels, with one library that keeps places.
pub fn syncing() -> sync::State {
    let settings = Settings::default();
    let mut state = sync::State::new(&settings);
    let locale = Locale::new(Tongue::Kk);
    state.update(sync::Message::DeviceTyped("Үстел".to_owned()), &settings, &locale);
    let libraries = vec![("https://library.example".to_owned(), "Қалалық кітапхана".to_owned())];
    state.update(sync::Message::Known { libraries, signed_in: false }, &settings, &locale);
    let keepers = vec![("Қалалық кітапхана".to_owned(), url("settings"))];
    state.update(sync::Message::Offered(keepers), &settings, &locale);
    state
}

/// Two places in one book.
pub fn two_places(locale: &Locale) -> place::State {
    let clock = wording::Clock { now: moment("2026-11-28T09:30:00Z"), offset: 300 };
    let spot = |progress, part: &str, when| wording::Spot { progress, part: part.to_owned(), when: Some(moment(when)) };
    let here = spot(0.34, "Бесінші сөз", "2026-11-28T09:20:00Z");
    let there = spot(0.41, "Алтыншы сөз", "2026-11-27T17:05:00Z");
    place::State::new(
        wording::place_here(locale, Some(&here), clock),
        wording::place_there(locale, Some("Телефон"), &there, clock),
    )
}

pub fn saving_asked() -> save_as::State {
    let mut state = save_as::State::new("/home/aigul/Құжаттар");
    state.update(save_as::Message::Chosen(oqyrman::reading::export::Form::Brf), &Locale::new(Tongue::Kk));
    state
}

pub fn recording_asked() -> record::State {
    record::State::new(Some("Он тоғызыншы сөз".to_owned()), "/home/aigul/Құжаттар")
}

/// Every screen in every state that looks unlike the others, with a name.
pub fn all(locale: &Locale) -> Vec<(&'static str, Screen, Option<Dialog>)> {
    let error = oqyrman::library::Error::TimedOut { host: "library.example".to_owned() };
    let trouble = wording::library_error(locale, &error);
    let loading = |answer: Option<Result<Box<Feed>, oqyrman::library::Error>>| {
        let (mut state, _) = catalog::State::new(locale);
        if let Some(answer) = answer {
            state.update(catalog::Message::Loaded(1, answer), locale);
        }
        Screen::Catalog(state)
    };
    let mut details = libraries_state(locale);
    details.update(libraries::Message::DetailsPressed(known_libraries()[0].url.clone()), locale);
    let mut folder = add_screen();
    if let Screen::Add(state) = &mut folder
        && let add::Action::List(id, _) = state.update(add::Message::FolderPressed("/home/aigul".into()), locale)
    {
        state.update(add::Message::Listed(id, Ok(listing())), locale);
    }
    let outline = |part| Screen::Outline(outline::State::new(part, &reading()));
    let chapters = |part| Screen::Chapters(chapters::State::new(part));
    let people = people::all(locale).into_iter().map(|(name, state)| (name, Screen::Patron(Box::new(state)), None));
    let mut all = vec![
        ("welcome", Screen::Welcome(welcome::State::new()), None),
        ("shelf", shelf(), None),
        (
            "shelf-empty",
            {
                let mut state = shelf::State::new();
                state.set_holdings(Vec::new());
                Screen::Shelf(state)
            },
            None,
        ),
        ("book-held", held(), None),
        ("book-published", Screen::Book(book::State::published(publication(), None)), None),
        ("catalog", loading(Some(Ok(Box::new(feed())))), None),
        ("catalog-loading", loading(None), None),
        ("catalog-failed", loading(Some(Err(error.clone()))), None),
        ("catalog-questions", loading(Some(Ok(Box::new(questions())))), None),
        ("catalog-several", Screen::Catalog(one_of_several(locale)), None),
        ("libraries", Screen::Libraries(libraries_state(locale)), None),
        ("libraries-details", Screen::Libraries(details), None),
        ("libraries-found", Screen::Libraries(looked(locale, survey())), None),
        ("outline", outline(outline::Part::Contents), None),
        ("outline-bookmarks", outline(outline::Part::Bookmarks), None),
        ("outline-found", outline(outline::Part::Found), None),
        ("outline-places", outline(outline::Part::Places), None),
        ("player", Screen::Player(player::State::new()), None),
        (
            "player-go-to",
            {
                let mut state = player::State::new();
                state.ask_place();
                Screen::Player(state)
            },
            None,
        ),
        ("chapters", chapters(outline::Part::Contents), None),
        ("chapters-bookmarks", chapters(outline::Part::Bookmarks), None),
        ("chapters-places", chapters(outline::Part::Places), None),
        ("settings", Screen::Settings(settings::State::new("")), None),
        ("page", Screen::Page(page::State::new(None, locale)), None),
        ("pronunciation", Screen::Pronunciation(pronunciation::State::new(Tongue::Kk, None)), None),
        ("aloud", Screen::Aloud, None),
        ("sync", Screen::Sync(syncing()), None),
        ("help", Screen::Help(help::State::new(Scope::Global)), None),
        ("add", add_screen(), None),
        ("add-folder", folder, None),
        ("find", Screen::Find(Box::new(finding::found(locale, "абай", false))), None),
        ("find-filters", Screen::Find(Box::new(finding::found(locale, "абай", true))), None),
        ("find-nothing", Screen::Find(Box::new(finding::found(locale, "ешқайдажоқ", false))), None),
        ("find-without-libraries", Screen::Find(Box::new(finding::without_libraries(locale))), None),
        ("sign-in", shelf(), Some(Dialog::SignIn(sign_in::State::new(Box::new(document()), "", true, locale)))),
        ("sign-in-browser", shelf(), Some(Dialog::SignIn(sign_in::State::new(Box::new(by_token()), "", true, locale)))),
        ("account", shelf(), Some(Dialog::Account(account::State::new(locale, "Қалалық кітапхана", &profile())))),
        ("browser", shelf(), Some(Dialog::Browser(browser::State::new("Қалалық кітапхана", "login.library.example")))),
        ("question", shelf(), Some(Dialog::Question(question::State::remove(locale, "Қара сөздер", "remove")))),
        ("failure", shelf(), Some(Dialog::Failure(failure::State::new(trouble, true)))),
        ("password", shelf(), Some(Dialog::Password(password::State::new("Қара сөздер", true, locale)))),
        ("note", shelf(), Some(Dialog::Note(note::State::new("Ол келді.", "")))),
        ("name", shelf(), Some(Dialog::Note(note::State::name("Ол келді.", "осы жер")))),
        ("spoken", shelf(), Some(Dialog::Spoken(spoken::State::new()))),
        ("export", shelf(), Some(Dialog::Export(export::State::new("/home/aigul/Құжаттар")))),
        ("record", shelf(), Some(Dialog::Record(recording_asked()))),
        ("save-as", shelf(), Some(Dialog::SaveAs(saving_asked()))),
        ("members", shelf(), Some(Dialog::Members(archived()))),
        ("place", shelf(), Some(Dialog::Place(two_places(locale)))),
    ];
    all.extend(people);
    all
}

pub fn choices(tongue: Tongue, scale: Option<u16>, colours: Colours) -> Settings {
    let appearance = Appearance { scale, colours, ..Appearance::default() };
    Settings { language: Some(tongue), appearance, ..Settings::default() }
}
