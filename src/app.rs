//! The window's program: state, messages, what follows from them, what is shown.
//!
//! Screens ask, the program acts: a screen's `Action` is carried out in `app/actions.rs`, the session's effects in
//! `app/effects.rs`, keys in `app/keys.rs`.

mod actions;
mod books;
mod browser;
mod catalogs;
mod clock;
mod covers;
mod dialogs;
mod downloads;
mod early;
mod effects;
mod entry;
mod finding;
mod instance;
mod keys;
mod labels;
mod lending;
mod libraries;
mod lifetime;
mod looks;
mod modes;
mod navigation;
mod notes;
mod own_voice;
mod panel;
mod patron;
mod pictures;
mod privacy;
mod pronunciation;
mod record;
mod save_as;
mod screens;
mod services;
mod session;
mod sleep;
mod sound;
mod speech;
mod spoken;
mod status;
mod structure;
mod syncing;
mod travelling;
mod window;

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use iced::{Size, Subscription, Task, keyboard};
use url::Url;

use crate::access::{self, Announcement, Cause, Echo, Entered, Spoken};
use crate::book::Picture;
use crate::cli::{Context as CommandLine, Failure, WindowArguments};
use crate::format::{self, Password, Revision};
use crate::home::Home;
use crate::library::catalog::Publication;
use crate::library::catalog::profile::Profile;
use crate::library::client::Client;
use crate::library::covers::Covers;
use crate::library::shelf::{self, Holding, Library, Shelf, bookmark, holding};
use crate::library::{self, acquire, secrets};
use crate::locale::{Locale, Tongue};
use crate::reading::annotations;
use crate::settings::{Pronunciations, Scheme, Settings};
use crate::ui::covers::Gallery;
use crate::ui::keymap::{self, Chord};
use crate::ui::pictures::{Made, Wanted};
use crate::ui::screen::Context;
use crate::ui::widget::{Element, over, root};
use crate::ui::{theme, typography, wording};
use crate::voice::{self, Options, Speaker};
use dialogs::Dialog;
use downloads::Downloads;
use instance::Start;
use own_voice::Turn;
use screens::Screens;
use session::{Loaded, Session};
use speech::voice_options;

/// What the program is at work with.
pub struct App {
    home: Home,
    /// The page that stands beside the text.
    beside: Option<Wanted>,
    settings: Settings,
    context: Context,
    window: iced::window::Id,
    scale_factor: f32,
    arrivals: PathBuf,

    shelf: Shelf,
    client: Option<Client>,
    embedded: catalogs::Own,
    /// The library that the reader chose; `None` is the program's own.
    library: Option<Url>,
    /// All that the reader knows, in the order they were added.
    libraries: Vec<Library>,
    /// Which one is open has been decided in this run: what the shelf remembers no longer changes it.
    library_decided: bool,
    /// The page of a catalogue that is being fetched.
    loading: Option<iced::task::Handle>,
    speaker: Speaker,
    voices: Vec<voice::Voice>,
    /// How the reader wants words to be said.
    pronunciations: Pronunciations,
    sound: sound::Sound,
    sleep: sleep::Sleeping,
    panel: panel::Told,
    notes: spoken::Notes,

    screens: Screens,
    /// The last one is shown.
    dialogs: Vec<Dialog>,
    session: Option<Session>,
    /// The look that the open book has for itself.
    own_look: Option<crate::settings::Appearance>,
    /// Of books that were unlocked since the start; kept nowhere else.
    passwords: HashMap<holding::Id, Password>,
    downloads: Downloads,
    finding: finding::Finding,
    saving: record::Saving,
    lending: lending::Lending,
    patrons: patron::Patrons,
    syncing: syncing::Syncing,
    /// Services whose announcements were asked for.
    heard: std::collections::HashSet<Url>,
    /// Places in books that are not on the shelf yet.
    left: Vec<(acquire::Wanted, shelf::Place)>,
    covers: covers::Making,

    turn: Turn,
    /// What has the focus, for keys that mean something else in a text field and for «say it again».
    focus: Option<Spoken>,
    /// The screen whose title our own voice has said.
    told_screen: Option<screens::Shown>,
    last_words: String,
    /// The open book is before the reader again, and gets the focus with the next frame.
    page_returns: bool,
    /// The system was heard of its colours, which are a change from then on.
    system_heard: bool,
    /// What our own voice has said before the window's door announces it.
    said: VecDeque<String>,
    /// Why the voice is silent, when nobody was told because nobody needed it.
    mute: Option<voice::Error>,
    /// Troubles of the voice that were not dismissed: beside the screen, since reading goes on without a voice.
    troubles: Vec<wording::Failure>,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// The window is there, with its adapter installed.
    Opened,
    Resized(Size),
    Rescaled(f32),
    Moved,
    CloseRequested,
    /// Everything is on the disk: nothing holds the program any more.
    Settled,
    /// Assistive technology wants a frame.
    Woken,
    Key(keyboard::Event),
    Dropped(PathBuf),
    /// A later start handed this over.
    Arrived(Option<String>),

    /// What the system asks of its windows.
    System(Scheme),
    ScreenReader(bool),
    ReaderListens,
    /// A key was pressed while the interface was speaking, or while the sleep timer asks.
    Pressed,
    ControlAlone,
    Entered(Box<Entered>),
    Focused(Cause, Spoken),
    Echoed(Echo),
    Announced(Announcement),
    Heard(voice::Event),
    Played(voice::player::Event),
    MomentPassed(u64),
    OpenedEarly(Box<acquire::Wanted>, Result<Box<format::Opened>, format::Error>),
    /// The microphone may be opened.
    SpeakDue,
    Microphone(voice::microphone::Event),
    LabelCame(u64, labels::Came),
    NoteOpened(annotations::Id, Result<Box<format::Opened>, format::Error>),
    NotePlayed(voice::player::Event),
    /// The clock of a sleep timer is to be looked at.
    SleepDue(u64),
    /// At the system's panel for players, or by a media key.
    Wished(voice::panel::Wish),
    PlaceDue,
    Kept(Result<(), shelf::Error>),
    BookmarkKept(annotations::Id, Result<bookmark::Id, shelf::Error>),
    Holdings(Result<Vec<Holding>, shelf::Error>),
    Loaded(Result<Box<Loaded>, session::Error>),
    /// More of the book that is read bit by bit.
    Revised(holding::Id, Revision),
    PictureMade(holding::Id, Picture, Result<Made, format::Error>),
    LoansDue,
    Added(PathBuf, Result<Box<shelf::Shelved>, shelf::Error>),
    /// The chosen book of an archive that came for this.
    Taken(Box<acquire::Wanted>, Result<Box<shelf::Shelved>, library::Error>),
    Download(Box<library::queue::Event>),
    Finding(finding::News),
    Libraries(Result<Vec<Library>, shelf::Error>),
    Agreed(privacy::Agreed),
    LibraryRemoved(String, Result<Vec<Library>, shelf::Error>),
    PasswordForgotten(Result<(), library::Error>),
    Publication(Result<Box<Publication>, crate::library::Error>),
    PasswordKept(Result<(), crate::library::Error>),
    Obtained(entry::Obtained, dialogs::Resume),
    Account(Url, Result<Profile, library::Error>),
    TermsAccepted(Url, Result<(), crate::library::Error>, dialogs::Resume),
    ServiceTold(Url, Result<Vec<crate::library::daisy_online::model::Announcement>, crate::library::Error>),
    Lending(lending::News),
    Patron(patron::News),
    Exported(notes::Saved),
    Recorded(record::Id, record::News),
    RecordingPressed(record::Pressed),
    ProfileSaved(looks::Saved),
    ProfileRead(looks::Read),

    Covers(covers::News),
    Travel(syncing::News),
    Travelling(travelling::News),

    Screen(screens::Message),
    Dialog(dialogs::Said),
    TroubleDismissed,
}

/// Opens the window, or hands its file to the window of the same home that is open already.
pub fn run(command_line: &CommandLine, arguments: WindowArguments, language: Option<Tongue>) -> Result<(), Failure> {
    format::use_fonts(&typography::FILES, typography::FAMILY);
    let home = command_line.home()?;
    let mut settings = Settings::load(&home.settings());
    let open = arguments.open.clone().map(absolute);
    let failed = |error: &dyn std::fmt::Display| {
        Failure(command_line.locale.with("cli-no-window", &[("cause", error.to_string().into())]))
    };
    let instance = match instance::claim(&home, open.as_deref()).map_err(|error| failed(&error))? {
        Start::First(instance) => instance,
        Start::HandedOver => return Ok(()),
    };
    // SAFETY: nothing of this program has started a thread yet.
    unsafe { window::prepare(settings.renderer) };
    if language.is_some() {
        settings.language = language;
    }
    let shelf =
        Shelf::open(&home).map_err(|error| Failure(wording::shelf_error(&command_line.locale, &error).line()))?;
    let start = Mutex::new(Some(Startup { home, settings, shelf, arrivals: instance.address(), arguments, open }));
    let boot = move || {
        let startup = start.lock().unwrap_or_else(PoisonError::into_inner).take();
        App::start(startup.expect("iced boots a program once"))
    };
    let fonts = typography::FILES.map(std::borrow::Cow::Borrowed);
    let mut daemon = iced::daemon(boot, App::update, App::view)
        .title(App::title)
        .theme(App::theme)
        .subscription(App::subscription)
        .default_font(typography::REGULAR)
        .antialiasing(true);
    for font in fonts {
        daemon = daemon.font(font);
    }
    daemon.run().map_err(|error| failed(&error))
}

/// A file by its whole path, since the window that it is handed to was started elsewhere; addresses as they are.
fn absolute(open: String) -> String {
    if url::Url::parse(&open).is_ok_and(|url| url.scheme().len() > 1) {
        return open;
    }
    std::path::absolute(&open).map_or(open, |path| path.to_string_lossy().into_owned())
}

/// What the program starts with.
struct Startup {
    home: Home,
    settings: Settings,
    shelf: Shelf,
    arrivals: PathBuf,
    arguments: WindowArguments,
    open: Option<String>,
}

impl App {
    fn start(startup: Startup) -> (Self, Task<Message>) {
        let Startup { home, settings, shelf, arrivals, arguments, open } = startup;
        let locale = Locale::new(settings.language.or_else(Tongue::of_system).unwrap_or_default());
        let (pronunciations, damaged) = Pronunciations::load(&home.pronunciation());
        let (speaker, heard) =
            voice::start(Options { pronunciations: pronunciations.clone(), ..voice_options(&settings) });
        let (player, played) = voice::player::start();
        let (panel, wishes) = voice::panel::start();
        let (window, opened) = window::open(|_| Message::Opened);
        let (gallery, wished_covers) = Gallery::new();
        gallery.set_light(settings.appearance.light);
        let context = Context { covers: gallery, ..Context::new(settings.clone(), locale, window::SIZE) };
        let library = arguments.library.as_deref().and_then(libraries::address);
        let asked_for_library = arguments.library.is_some();
        let turn = Turn { wish: settings.voice.own_voice, screen_reader: None, muted: arguments.no_speech };
        let client = Client::new(secrets::Secrets::system(&home)).ok();
        let (finding, kept) = finding::Finding::start(&home, client.as_ref(), &shelf, settings.library_lists);
        let mut app = Self {
            client,
            finding,
            embedded: catalogs::Own::default(),
            library,
            libraries: Vec::new(),
            library_decided: asked_for_library,
            loading: None,
            screens: Screens::new(&settings),
            dialogs: Vec::new(),
            session: None,
            own_look: None,
            passwords: HashMap::new(),
            downloads: Downloads::default(),
            saving: record::Saving::default(),
            lending: lending::Lending::default(),
            patrons: patron::Patrons::default(),
            syncing: syncing::Syncing::default(),
            heard: std::collections::HashSet::new(),
            left: Vec::new(),
            covers: covers::Making::new(Covers::new(home.cache().join("covers"))),
            voices: Vec::new(),
            pronunciations,
            sound: sound::Sound::new(player),
            sleep: sleep::Sleeping::default(),
            panel: panel::Told::new(panel),
            notes: spoken::Notes::default(),
            focus: None,
            told_screen: None,
            last_words: String::new(),
            page_returns: false,
            system_heard: false,
            said: VecDeque::new(),
            mute: None,
            troubles: Vec::new(),
            scale_factor: 1.0,
            home,
            beside: None,
            settings,
            context,
            window,
            arrivals,
            shelf,
            speaker,
            turn,
        };
        app.tell_libraries_the_language();
        app.recall_confirmed();
        if let Some(recovery) = app.shelf.recovery() {
            let failure = wording::recovery(&app.context.locale, recovery);
            app.fail(failure);
        }
        if damaged {
            app.dictionary_damaged();
        }
        let shown = if asked_for_library { app.show_place(keymap::Place::Catalog) } else { Task::none() };
        let known = Task::batch([app.list_libraries(), shown]);
        let played = Task::run(sound::news(played), Message::Played);
        let heard = Task::run(heard, Message::Heard);
        let covers = covers::news(wished_covers);
        let wished = Task::run(wishes, Message::Wished);
        let brought = Task::batch([app.start_queue(), app.begin_lending(), app.begin_patrons(), app.send_waiting()]);
        let known = Task::batch([app.list_holdings(), known, kept]);
        let tasks = [opened, covers, heard, played, wished, known, brought, app.open_asked(open)];
        (app, Task::batch(tasks))
    }

    fn title(&self, _window: iced::window::Id) -> String {
        let locale = &self.context.locale;
        let screen = self.screens.title(locale, self.session.as_ref());
        locale.with("window-title", &[("screen", screen.into()), ("app", locale.text("app-name").into())])
    }

    fn theme(&self, _window: iced::window::Id) -> iced::Theme {
        theme::iced(&self.context.settings, &self.context.look)
    }

    fn subscription(&self) -> Subscription<Message> {
        Subscription::batch([
            access::bridge::subscription().map(|()| Message::Woken),
            access::screen_reader_running().map(Message::ScreenReader),
            access::system_scheme().map(Message::System),
            iced::window::events().filter_map(|(_, event)| match event {
                iced::window::Event::Resized(size) => Some(Message::Resized(size)),
                iced::window::Event::Rescaled(factor) => Some(Message::Rescaled(factor)),
                iced::window::Event::Moved(_) => Some(Message::Moved),
                iced::window::Event::CloseRequested => Some(Message::CloseRequested),
                iced::window::Event::FileDropped(path) => Some(Message::Dropped(path)),
                _ => None,
            }),
            Subscription::run_with(self.arrivals.clone(), |address| instance::arrivals(address.clone()))
                .map(Message::Arrived),
        ])
    }

    fn view(&self, window: iced::window::Id) -> Element<'_, Message> {
        let screen = self.with_trouble(self.screen_view().map(Message::Screen));
        let content = over(&self.context.look, screen, self.dialog_view().map(|it| it.map(Message::Dialog)));
        root(self.title(window), self.context.locale.tongue().tag(), content)
            .window(window, self.scale_factor)
            .screen_reader(self.turn.screen_reader == Some(true))
            .on_focus(Message::Focused)
            .on_dialog(|entered| Message::Entered(Box::new(entered)))
            .on_press((self.sound.is_spoken() || self.sleep.is_asking()).then_some(|| Message::Pressed))
            .on_control_alone(self.turn.is_ours().then_some(|| Message::ControlAlone))
            .on_echo(Message::Echoed)
            .on_key(|press| Chord::of(press).map(|_| Message::Key(press.clone())))
            .on_announce(Message::Announced)
            .into()
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        let away = !self.is_page_open();
        let task = self.heed(message);
        self.finding.follow(self.settings.library_lists, self.fetching());
        self.tell_lists();
        self.hold_run();
        self.follow_look();
        self.context.covers.set_page(self.screens.catalog.as_ref().and_then(|state| state.address()));
        self.tell_panel();
        self.page_returns |= away && self.is_page_open();
        Task::batch([task, self.ask_place(), self.follow_printed()])
    }

    fn heed(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Opened => self.opened(),
            Message::Resized(size) => self.resized(size),
            Message::Rescaled(factor) => {
                self.scale_factor = factor;
                Task::none()
            }
            // On X11 a window that moves does not draw, and assistive technology would not learn where it is.
            Message::Moved | Message::Woken => Task::none(),
            Message::CloseRequested => self.leave(),
            Message::Settled => iced::exit(),
            Message::Key(event) => self.key(&event),
            Message::Dropped(path) => self.add(path),
            Message::Arrived(open) => Task::batch([window::show(self.window), self.open_asked(open)]),

            Message::System(scheme) => self.system_asks(scheme),
            Message::ScreenReader(running) => self.screen_reader(running),
            Message::ReaderListens => self.reader_listens(),
            Message::Pressed => self.pressed(),
            Message::ControlAlone => self.control_alone(),
            Message::Entered(entered) => self.entered(*entered),
            Message::Focused(cause, spoken) => self.focused(cause, spoken),
            Message::Echoed(echo) => {
                let wish = self.settings.voice.typing_echo;
                self.speak(own_voice::of_echo(&self.context.locale, &echo, wish))
            }
            Message::Announced(announcement) => self.announced(&announcement),
            Message::Heard(event) => self.hear(event),
            Message::Played(event) => self.played(event),
            Message::MomentPassed(moment) => self.moment_passed(moment),
            Message::OpenedEarly(wanted, opened) => self.opened_early(*wanted, opened),
            Message::SpeakDue => self.speak_due(),
            Message::Microphone(event) => self.microphone(event),
            Message::LabelCame(turn, came) => self.label_came(turn, came),
            Message::NoteOpened(id, opened) => self.note_opened(id, opened),
            Message::NotePlayed(event) => self.note_played(event),
            Message::SleepDue(clock) => self.sleep_due(clock),
            Message::Wished(wish) => self.wished(wish),

            Message::PlaceDue => self.save_place(),
            Message::Kept(kept) => self.kept(kept),
            Message::BookmarkKept(id, kept) => self.bookmark_kept(id, kept),
            Message::Holdings(holdings) => self.listed(holdings),
            Message::Loaded(loaded) => self.loaded(loaded),
            Message::Revised(id, revision) => self.revised(id, revision),
            Message::PictureMade(id, picture, made) => self.picture_made(id, picture, made),
            Message::LoansDue => self.loans_due(),
            Message::Added(file, added) => self.added(file, added),
            Message::Taken(wanted, taken) => self.taken(&wanted, taken),
            Message::Download(event) => self.downloaded(*event),
            Message::Finding(news) => self.found_news(news),
            Message::Agreed(agreed) => self.agreed_known(agreed),
            Message::Libraries(libraries) => self.libraries_known(libraries),
            Message::LibraryRemoved(url, removed) => self.library_removed(&url, removed),
            Message::PasswordForgotten(forgotten) => self.password_forgotten(forgotten),
            Message::Publication(publication) => self.publication_came(publication),
            Message::PasswordKept(kept) => self.password_kept(kept),
            Message::Account(address, told) => self.account_told(address, told),
            Message::Obtained(obtained, resume) => self.obtained(obtained, resume),
            Message::TermsAccepted(service, accepted, resume) => self.terms_accepted(&service, accepted, resume),
            Message::ServiceTold(service, told) => self.service_told(service, told),
            Message::Lending(news) => self.lending(news),
            Message::Patron(news) => self.patron_news(news),
            Message::Exported(saved) => self.exported(saved),
            Message::Recorded(id, news) => self.recorded(id, news),
            Message::RecordingPressed(pressed) => self.recording_pressed(pressed),
            Message::ProfileSaved(saved) => self.profile_saved(saved),
            Message::ProfileRead(read) => self.profile_read(read),
            Message::Covers(news) => self.cover_news(news),
            Message::Travel(news) => self.travelled(news),
            Message::Travelling(news) => self.travelling(news),
            Message::Screen(message) => self.screen_said(message),
            Message::Dialog(said) => self.dialog_said(said),
            Message::TroubleDismissed => self.dismiss_trouble(),
        }
    }
}
