//! Every screen in every state that is told differently: those of the desk, the page that is read on, what goes wrong.

use std::sync::Arc;
use std::time::SystemTime;

use iced::Size;
use oqyrman::book::Locator;
use oqyrman::book::{
    Book, Format, Formula, Metadata, Part as FormulaPart, Point, Section, Shape, Tongue as FormulaTongue,
};
use oqyrman::library::catalog::{Availability, Copies, Holds, Link, State};
use oqyrman::library::client::survey::Survey;
use oqyrman::library::shelf::{Bookmark, Hold, Holding, Loan, Ties, bookmark, hold};
use oqyrman::locale::Locale;
use oqyrman::reading::{Annotations, Command, Direction, Matching, Reading, Unit};
use oqyrman::settings::{Colours, Part, Rgb, Settings};
use oqyrman::ui::dialog::{failure, formula, password, question, reference, sign_in};
use oqyrman::ui::screen::settings::privacy::Signed;
use oqyrman::ui::screen::{Context, add, book, downloads, libraries, outline, reader, settings, shelf, welcome};
use oqyrman::ui::{theme, wording};

use crate::desk::{self, Desk, Dialog, Message, Screen};
use crate::headless::Headless;
use crate::{books, language_of};

pub struct Scene {
    pub name: &'static str,
    screen: Screen,
    dialog: Option<Dialog>,
    reading: Option<Reading>,
    /// The reader has made colours of her own, the link of which is weak.
    own_colours: bool,
}

impl Scene {
    fn new(name: &'static str, screen: Screen, dialog: Option<Dialog>) -> Self {
        Self { name, screen, dialog, reading: None, own_colours: false }
    }

    /// The window that shows it.
    pub fn open(self, size: Size, settings: Settings) -> Headless<Desk, Message> {
        self.open_in(size, size, settings)
    }

    /// A window of the first size that shows it as it is in one of the second.
    pub fn open_in(self, size: Size, as_in: Size, settings: Settings) -> Headless<Desk, Message> {
        let Self { screen, dialog, reading, own_colours, .. } = self;
        let mut settings = settings;
        if own_colours {
            settings.appearance.own_colours =
                Some(theme::unlit(&settings).own().with(Part::Link, Rgb::new(0x80_80_80)));
            settings.appearance.colours = Colours::Own;
        }
        let context = Context::new(settings.clone(), Locale::new(language_of(&settings)), as_in);
        // What was announced while the scenes were made belongs to none of them.
        drop(desk::opened(size, |window| Desk::at(window, Screen::Welcome(welcome::State::new()))));
        desk::opened(size, |window| {
            let mut desk = Desk { context, dialog, ..Desk::at(window, screen) };
            if let Some(reading) = reading {
                desk.reading = reading;
            }
            desk
        })
    }
}

/// All there are, in this language.
pub fn all(locale: &Locale) -> Vec<Scene> {
    let mut scenes: Vec<Scene> =
        desk::all(locale).into_iter().map(|(name, screen, dialog)| Scene::new(name, screen, dialog)).collect();
    scenes.extend(pages());
    scenes.extend(troubles(locale));
    scenes.extend(lending(locale));
    let settings = Screen::Settings(settings::State::new(""));
    scenes.push(Scene { own_colours: true, ..Scene::new("settings-colours", settings, None) });
    let mut settings = settings::State::new("");
    settings.set_agreed(vec!["http://192.168.1.5:8080".to_owned(), "http://library.example".to_owned()]);
    let (name, user) = ("Қалалық кітапхана".to_owned(), "айгүл".to_owned());
    settings.set_signed(vec![Signed { name, user, url: "https://library.example/opds".to_owned() }]);
    scenes.push(Scene::new("settings-privacy", Screen::Settings(settings), None));
    scenes
}

/// The open book at this command's end.
fn reading(commands: impl IntoIterator<Item = Command>) -> Reading {
    let mut reading = Reading::open(books::book(4), None, Annotations::default());
    for command in [Command::GoTo(Point::new(1, 1, 0))].into_iter().chain(commands) {
        reading.perform(command, SystemTime::UNIX_EPOCH);
    }
    reading
}

fn pages() -> Vec<Scene> {
    let page = |name, prepare: fn(&mut reader::State, &Reading), reading: Reading| {
        let mut state = reader::State::new();
        prepare(&mut state, &reading);
        Scene { reading: Some(reading), ..Scene::new(name, Screen::Reader(state), None) }
    };
    let plain = |_: &mut reader::State, _: &Reading| {};
    let find = |query: &str| Command::Find { query: query.to_owned(), matching: Matching::default() };
    let extend = Command::Extend(Direction::Forward, Unit::Word);
    let whole = |book: Book| Reading::open(Arc::new(book), None, Annotations::default());
    let mut pending = Section::new("0.pdf");
    pending.pending = true;
    let pending = Book::new(Metadata::default(), vec![Arc::new(pending)], Vec::new(), Vec::new(), Vec::new());
    let metadata = Metadata { format: Format::Scan, ..Metadata::default() };
    let scan = Book::new(metadata, vec![Arc::new(Section::new("0"))], Vec::new(), Vec::new(), Vec::new());
    vec![
        page("reader", plain, reading([])),
        page("reader-aloud", plain, reading([Command::Read])),
        page("reader-found", plain, reading([find("Ақыры")])),
        page("reader-selected", plain, reading([extend.clone(), extend])),
        page("reader-waiting", plain, whole(pending)),
        page("reader-scan", plain, whole(scan)),
        page(
            "reader-menu",
            |state, reading| {
                state.update(reader::Message::MenuOpened, reading);
            },
            reading([]),
        ),
        page(
            "reader-formula",
            |state, _| {
                let leaf = |text: &str| FormulaPart::leaf(Shape::Identifier(text.to_owned()));
                let sum =
                    FormulaPart::row(vec![leaf("a"), FormulaPart::leaf(Shape::Operator("+".to_owned())), leaf("b")]);
                let root = Some(FormulaPart::new(Shape::Fraction, vec![sum, leaf("c")]));
                let formula = Formula { root, authored: None, tongue: Some(FormulaTongue::Kazakh), display: true };
                state.explore(formula::State::new(Arc::new(formula), "kk"));
            },
            reading([]),
        ),
        page(
            "reader-description",
            |state, _| {
                state.describe("Суретте Абай ақ шапанымен үстел басында отыр. Алдында ашық кітап жатыр.".to_owned())
            },
            reading([]),
        ),
        page(
            "reader-note",
            |state, _| {
                let words =
                    "Абай (Ибраһим) Құнанбайұлы, 1845–1904, ақын, ағартушы, қазақ жазба әдебиетінің негізін салған.";
                state.show_note(reference::State::new(vec![(words.to_owned(), "kk".to_owned())], Point::new(1, 3, 0)));
            },
            reading([Command::Move(Direction::Forward, Unit::Sentence)]),
        ),
        page("reader-search", |state, _| state.ask_words(), reading([])),
        page("reader-place", |state, _| state.ask_place(), reading([])),
        page(
            "reader-place-wrong",
            |state, reading| {
                state.ask_place();
                state.update(reader::Message::Typed("999".to_owned()), reading);
                state.update(reader::Message::Submitted, reading);
            },
            reading([]),
        ),
    ]
}

/// What goes wrong, shown where it is shown.
fn troubles(locale: &Locale) -> Vec<Scene> {
    let mut places = outline::State::new(outline::Part::Places, &desk::reading());
    for message in [
        outline::Message::PageTyped("99".to_owned()),
        outline::Message::PageSubmitted,
        outline::Message::PercentTyped("999".to_owned()),
        outline::Message::PercentSubmitted,
    ] {
        places.update(message, &desk::reading(), locale);
    }
    let nowhere = Survey {
        tried: vec![desk::url(""), desk::url("opds")],
        trouble: Some(oqyrman::library::Error::NotCatalog { address: "https://library.example/".to_owned() }),
        ..Survey::default()
    };
    let mut folders = desk::libraries_state(locale);
    folders.update(libraries::Message::FoldersPressed, locale);
    folders.update(libraries::Message::PlacesFound(desk::folders()), locale);
    let entered = libraries::Message::Folders(libraries::FolderMessage::Entered("/home/aigul".into()));
    if let libraries::Action::List(id, _) = folders.update(entered, locale) {
        folders.update(libraries::Message::Listed(id, Ok(desk::listing())), locale);
    }
    let (mut path, _) = add::State::new();
    path.update(add::Message::PlacesFound(desk::folders()), locale);
    path.update(add::Message::PathSubmitted, locale);
    let mut refused = desk::document();
    refused.refused = true;
    let broken = wording::library_error(
        locale,
        &oqyrman::library::Error::BrokeOff { host: "library.example".to_owned(), source: None },
    );
    let mut details = failure::State::new(broken, false);
    details.update(failure::Message::DetailsToggled);
    let over = |name, dialog| Scene::new(name, desk::shelf(), Some(dialog));
    vec![
        Scene::new("outline-places-wrong", Screen::Outline(places), None),
        Scene::new("libraries-nothing", Screen::Libraries(desk::looked(locale, nowhere)), None),
        Scene::new("libraries-folders", Screen::Libraries(folders), None),
        Scene::new("add-wrong", Screen::Add(path), None),
        Scene::new("downloads", Screen::Downloads(on_their_way()), None),
        Scene::new("downloads-none", Screen::Downloads(downloads::State::new()), None),
        over(
            "question-cancel-download",
            Dialog::Question(question::State::cancel_download(locale, "Абай жолы", "120 МБ", "cancel")),
        ),
        over("question-metered", Dialog::Question(question::State::metered(locale, "download"))),
        over("sign-in-refused", Dialog::SignIn(sign_in::State::new(Box::new(refused), "12345", false, locale))),
        over("password-first", Dialog::Password(password::State::new("Қара сөздер", false, locale))),
        over("failure-details", Dialog::Failure(details)),
        over(
            "question-remove-library",
            Dialog::Question(question::State::remove_library(locale, "Қалалық кітапхана", "remove")),
        ),
        over("question-forget", Dialog::Question(question::State::forget_password(locale, "forget"))),
        over("question-reset", Dialog::Question(question::State::reset(locale, "reset"))),
        over("question-leave", Dialog::Question(question::State::leave(locale, "https://example.org/", "leave"))),
    ]
}

/// Loans, holds and what was given back.
fn lending(locale: &Locale) -> Vec<Scene> {
    let address = |path| Some(desk::url(path));
    let ties =
        Ties { entry: address("entry"), borrow: address("borrow"), revoke: address("revoke"), ..Ties::default() };
    let hold = |title: &str, state, position| Hold {
        library: "https://library.example/".to_owned(),
        identifier: title.to_owned(),
        title: title.to_owned(),
        authors: vec!["Мұхтар Әуезов".to_owned()],
        state,
        position,
        total: position.map(|position| position + 4),
        until: (state != hold::State::Reserved).then(|| desk::moment("2099-01-02")),
        ties: ties.clone(),
    };
    let gone = Holding {
        gone: Some(desk::moment("2026-11-20")),
        present: false,
        ties: Some(ties.clone()),
        ..desk::holding(31, "Ақбілек", "Жүсіпбек Аймауытов", "kk")
    };
    let mut shelf = shelf::State::new();
    shelf.set_holdings(vec![desk::holding(1, "Қара сөздер", "Абай Құнанбайұлы", "kk"), gone.clone()]);
    shelf.set_holds(vec![
        hold("Абай жолы", hold::State::Ready, None),
        hold("Қилы заман", hold::State::Lent, None),
        hold("Қараш-қараш", hold::State::Reserved, Some(3)),
    ]);
    let mark = |id, kind, note: Option<&str>, sound: Option<&str>| Bookmark {
        id: serde_json::from_value(id).expect("a number"),
        holding: gone.id,
        kind,
        locator: Locator::default(),
        end: None,
        progress: 0.3,
        text: "Ақбілек үйінде жалғыз отыр еді.".to_owned(),
        note: note.map(str::to_owned),
        sound: sound.map(str::to_owned),
        created: desk::moment("2026-11-10"),
        modified: None,
    };
    let mut returned = book::State::held(gone.clone(), Vec::new());
    returned.set_notes(vec![
        mark(1.into(), bookmark::Kind::Note, Some("мұны қайта оқу"), None),
        mark(2.into(), bookmark::Kind::Bookmark, None, Some("note-1.wav")),
    ]);
    let standing = |state, copies, holds| {
        let mut publication = desk::publication();
        publication.links.push(Link {
            href: desk::url("revoke"),
            rels: vec!["http://librarysimplified.org/terms/rel/revoke".to_owned()],
            media_type: None,
            title: None,
        });
        let way = &mut publication.acquisitions[0];
        way.availability = Some(Availability { state, since: None, until: Some("2099-01-02".to_owned()) });
        (way.copies, way.holds) = (copies, holds);
        Screen::Book(book::State::published(publication, None))
    };
    let copies = Some(Copies { total: Some(3), available: Some(0) });
    let queue = |position| Some(Holds { total: Some(7), position });
    let lent = Holding {
        loan: Some(Loan { since: None, until: Some(desk::moment("2099-01-02")) }),
        ties: Some(ties.clone()),
        ..desk::holding(32, "Ақбілек", "Жүсіпбек Аймауытов", "kk")
    };
    let lent = || Screen::Book(book::State::held(lent.clone(), Vec::new()));
    let over = |name, question| Scene::new(name, lent(), Some(Dialog::Question(question)));
    vec![
        Scene::new("shelf-kept", Screen::Shelf(shelf), None),
        Scene::new("book-lent", lent(), None),
        Scene::new("book-returned", Screen::Book(returned), None),
        Scene::new("book-unavailable", standing(State::Unavailable, copies, queue(None)), None),
        Scene::new("book-reserved", standing(State::Reserved, copies, queue(Some(2))), None),
        Scene::new("book-ready", standing(State::Ready, copies, queue(None)), None),
        over("question-return", question::State::give_back(locale, "Ақбілек", "return")),
        over("question-cancel", question::State::cancel_hold(locale, "Ақбілек", "cancel")),
    ]
}

/// Downloads in every state.
fn on_their_way() -> downloads::State {
    use oqyrman::library::Error;
    use oqyrman::library::acquire::{Step, Wanted};
    use oqyrman::library::download::Progress;
    use oqyrman::library::queue::{Id, Item, State, Why};
    let states = [
        State::Running(Some(Step::Downloading(Progress { received: 41_000_000, total: Some(120_000_000) }))),
        State::Running(Some(Step::Borrowing)),
        State::Waiting,
        State::Paused(Why::Reader),
        State::Paused(Why::Metered),
        State::Paused(Why::NoRoom { needed: 12_000_000 }),
        State::Paused(Why::Offline),
        State::Paused(Why::Elsewhere),
        State::Paused(Why::Earlier),
        State::Failed(Error::NotFound { address: "https://library.kz/7".to_owned() }),
    ];
    let items = states.into_iter().enumerate().map(|(number, state)| Item {
        id: Id::from(number as i64 + 1),
        title: if number == 1 { String::new() } else { format!("Абай жолы, {}-кітап", number + 1) },
        wanted: Wanted::Address(format!("https://library.kz/%D0%B0/{number}.epub").parse().expect("an address")),
        there: if number == 3 { 5_600_000 } else { 0 },
        state,
        growing: Arc::default(),
    });
    let mut state = downloads::State::new();
    state.set_items(items.collect());
    state
}
