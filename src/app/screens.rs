//! The screens that there are: which one is shown, what it is drawn from, what it tells.

use accesskit::Role;

use super::App;
use super::session::{Session, Sitting};
use crate::locale::Locale;
use crate::settings::Settings;
use crate::ui::keymap::{Place, Scope};
use crate::ui::screen::{
    self, Navigation, add, aloud, book, catalog, chapters, downloads, find, help, libraries, outline, page, patron,
    player, pronunciation, reader, settings, shelf, sync, welcome,
};
use crate::ui::widget::{Element, key_of, over};

/// The screen that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shown {
    Welcome,
    Shelf,
    Catalog,
    Libraries,
    Book,
    /// The open book: its text, or the player of its recording.
    Reader,
    Outline,
    Settings,
    /// How books look.
    Page,
    /// How words are said.
    Pronunciation,
    /// How books are read aloud.
    Aloud,
    /// What travels between devices.
    Sync,
    Help,
    Add,
    Find,
    /// Books on their way.
    Downloads,
    /// What the library's people do for the reader.
    Patron,
}

/// The states of the screens. Those that are not shown keep theirs, so that «back» finds them as they were left.
pub(super) struct Screens {
    pub shown: Shown,
    /// The screens that «back» leads to, the nearest last; none of them twice.
    trail: Vec<Shown>,
    pub welcome: welcome::State,
    pub shelf: shelf::State,
    pub catalog: Option<catalog::State>,
    pub libraries: libraries::State,
    pub book: Option<book::State>,
    pub reader: reader::State,
    pub player: player::State,
    /// Of a text, and of a recording.
    pub outline: Option<outline::State>,
    pub chapters: Option<chapters::State>,
    pub settings: settings::State,
    pub page: Option<page::State>,
    pub pronunciation: pronunciation::State,
    pub sync: sync::State,
    pub help: help::State,
    pub add: Option<add::State>,
    pub find: Option<find::State>,
    pub downloads: downloads::State,
    pub patron: patron::State,
}

#[derive(Debug, Clone)]
pub enum Message {
    Welcome(welcome::Message),
    Shelf(shelf::Message),
    Catalog(catalog::Message),
    Libraries(libraries::Message),
    Book(book::Message),
    Reader(reader::Message),
    Player(player::Message),
    Outline(outline::Message),
    Chapters(chapters::Message),
    Settings(settings::Message),
    Page(page::Message),
    Pronunciation(pronunciation::Message),
    Aloud(aloud::Message),
    Sync(sync::Message),
    Help(help::Message),
    Add(add::Message),
    Find(find::Message),
    Downloads(downloads::Message),
    Patron(patron::Message),
    /// A button of the frame.
    Show(Place),
    Back,
}

impl Screens {
    pub fn new(settings: &Settings) -> Self {
        Self {
            shown: if settings.language.is_some() { Shown::Shelf } else { Shown::Welcome },
            trail: Vec::new(),
            welcome: welcome::State::new(),
            shelf: shelf::State::new(),
            catalog: None,
            libraries: libraries::State::default(),
            book: None,
            reader: reader::State::new(),
            player: player::State::new(),
            outline: None,
            chapters: None,
            settings: settings::State::default(),
            page: None,
            pronunciation: pronunciation::State::default(),
            sync: sync::State::default(),
            help: help::State::default(),
            add: None,
            find: None,
            downloads: downloads::State::new(),
            patron: patron::State::default(),
        }
    }

    /// Shows another screen; «back» leads to the one that is left.
    pub fn show(&mut self, screen: Shown) {
        if screen == self.shown {
            return;
        }
        let left = std::mem::replace(&mut self.shown, screen);
        self.trail.retain(|shown| *shown != screen && *shown != left);
        // Nobody goes back to the choice of the language.
        if left != Shown::Welcome {
            self.trail.push(left);
        }
    }

    /// Shows a book that was just opened. The contents of the one before are nowhere to go back to.
    pub fn show_book(&mut self) {
        self.show(Shown::Reader);
        self.trail.retain(|shown| *shown != Shown::Outline);
        self.outline = None;
        self.chapters = None;
    }

    /// Shows the libraries above the catalogue of one: «back» does not lead into it again.
    pub fn climb_to_libraries(&mut self) {
        self.trail.retain(|shown| !matches!(shown, Shown::Catalog | Shown::Libraries));
        self.shown = Shown::Libraries;
    }

    /// Shows the screen that was left for this one. False on the first.
    pub fn back(&mut self) -> bool {
        let before = self.trail.pop();
        if let Some(before) = before {
            self.shown = before;
        }
        before.is_some()
    }

    pub fn can_go_back(&self) -> bool {
        !self.trail.is_empty()
    }

    pub fn title(&self, locale: &Locale, session: Option<&Session>) -> String {
        match self.shown {
            Shown::Welcome => welcome::State::title(locale),
            Shown::Shelf => shelf::State::title(locale),
            Shown::Catalog => self.catalog.as_ref().map_or_else(String::new, |state| state.title(locale)),
            Shown::Libraries => libraries::State::title(locale),
            Shown::Book => self.book.as_ref().map_or_else(String::new, |state| state.title(locale)),
            Shown::Reader => match session {
                Some(Session { sitting: Sitting::Listening(_), holding, .. }) => holding.title.clone(),
                // A book that does not tell its title is known by the name of its file.
                Some(session) if session.opened.book.metadata.title.is_empty() => session.holding.title.clone(),
                session => reader::State::title(locale, session.and_then(Session::reading)),
            },
            Shown::Outline => match (&self.outline, &self.chapters) {
                (Some(state), None) => state.title(locale),
                (_, Some(state)) => state.title(locale),
                (None, None) => String::new(),
            },
            Shown::Settings => settings::State::title(locale),
            Shown::Page => page::State::title(locale),
            Shown::Pronunciation => pronunciation::State::title(locale),
            Shown::Aloud => aloud::title(locale),
            Shown::Sync => sync::State::title(locale),
            Shown::Help => help::State::title(locale),
            Shown::Add => add::State::title(locale),
            Shown::Find => find::State::title(locale),
            Shown::Downloads => downloads::State::title(locale),
            Shown::Patron => patron::State::title(locale),
        }
    }

    fn place(&self) -> Option<Place> {
        match self.shown {
            Shown::Shelf => Some(Place::Shelf),
            Shown::Catalog => Some(Place::Catalog),
            Shown::Libraries => Some(Place::Libraries),
            Shown::Reader => Some(Place::Reader),
            Shown::Outline => Some(Place::Outline),
            Shown::Settings => Some(Place::Settings),
            Shown::Page => Some(Place::Page),
            Shown::Pronunciation => Some(Place::Pronunciation),
            Shown::Aloud => Some(Place::Aloud),
            Shown::Help => Some(Place::Help),
            Shown::Add => Some(Place::Add),
            Shown::Find => Some(Place::Find),
            Shown::Downloads => Some(Place::Downloads),
            Shown::Patron => Some(Place::Patron),
            Shown::Welcome | Shown::Book | Shown::Sync => None,
        }
    }
}

/// True for what is typed into.
pub(super) fn is_field(role: Role) -> bool {
    matches!(role, Role::TextInput | Role::SearchInput | Role::PasswordInput | Role::UrlInput)
}

impl App {
    /// Whose keys hold.
    pub(super) fn scope(&self) -> Scope {
        match self.screens.shown {
            Shown::Welcome => Scope::Welcome,
            Shown::Shelf => Scope::Shelf,
            Shown::Catalog => Scope::Catalog,
            Shown::Libraries => Scope::Libraries,
            Shown::Downloads => Scope::Downloads,
            Shown::Patron => Scope::Patron,
            Shown::Reader if self.session.as_ref().is_some_and(|session| session.listening().is_some()) => {
                Scope::Player
            }
            Shown::Reader => Scope::Reader,
            Shown::Outline => Scope::Outline,
            _ => Scope::Global,
        }
    }

    /// The open book is shown, and nothing lies over it.
    pub(super) fn is_page_open(&self) -> bool {
        self.screens.shown == Shown::Reader && !self.is_covered()
    }

    /// The screen that is shown, in its frame.
    pub(super) fn screen_view(&self) -> Element<'_, Message> {
        let (context, screens) = (&self.context, &self.screens);
        match screens.shown {
            Shown::Welcome => return screens.welcome.view(context).map(Message::Welcome),
            Shown::Reader => match self.session.as_ref().map(|session| &session.sitting) {
                Some(Sitting::Reading(reading)) => {
                    let album = self.session.as_ref().map(|session| &session.album);
                    return screens.reader.illustrated(context, reading, album).map(Message::Reader);
                }
                None => return reader::nothing_open(context, Message::Show(Place::Shelf)),
                Some(Sitting::Listening(_)) => {}
            },
            _ => {}
        }
        let nothing = || iced::widget::space().into();
        let title = self.session.as_ref().map_or("", |session| session.holding.title.as_str());
        let content = match (screens.shown, self.session.as_ref().map(|session| &session.sitting)) {
            (Shown::Shelf, _) => screens.shelf.view(context).map(Message::Shelf),
            (Shown::Catalog, _) => {
                screens.catalog.as_ref().map_or_else(nothing, |state| state.view(context).map(Message::Catalog))
            }
            (Shown::Libraries, _) => screens.libraries.view(context).map(Message::Libraries),
            (Shown::Book, _) => {
                screens.book.as_ref().map_or_else(nothing, |state| state.view(context).map(Message::Book))
            }
            (Shown::Reader, Some(Sitting::Listening(listening))) => {
                screens.player.view(context, listening, title).map(Message::Player)
            }
            (Shown::Outline, Some(Sitting::Reading(reading))) => {
                let state = screens.outline.as_ref();
                state.map_or_else(nothing, |state| state.view(context, reading).map(Message::Outline))
            }
            (Shown::Outline, Some(Sitting::Listening(listening))) => {
                let state = screens.chapters.as_ref();
                state.map_or_else(nothing, |state| state.view(context, listening, title).map(Message::Chapters))
            }
            (Shown::Settings, _) => screens.settings.view(context, &self.voices).map(Message::Settings),
            (Shown::Page, _) => {
                let book = self.book_of_look();
                screens.page.as_ref().map_or_else(nothing, |state| state.view(context, book).map(Message::Page))
            }
            (Shown::Pronunciation, _) => {
                screens.pronunciation.view(context, &self.pronunciations).map(Message::Pronunciation)
            }
            (Shown::Aloud, _) => aloud::view(context).map(Message::Aloud),
            (Shown::Sync, _) => screens.sync.view(context).map(Message::Sync),
            (Shown::Downloads, _) => screens.downloads.view(context).map(Message::Downloads),
            (Shown::Patron, _) => screens.patron.view(context).map(Message::Patron),
            (Shown::Help, _) => screens.help.view(context).map(Message::Help),
            (Shown::Add, _) => screens.add.as_ref().map_or_else(nothing, |state| state.view(context).map(Message::Add)),
            (Shown::Find, _) => {
                screens.find.as_ref().map_or_else(nothing, |state| state.view(context).map(Message::Find))
            }
            _ => nothing(),
        };
        let navigation = Navigation {
            key: key_of((screens.shown, (screens.shown == Shown::Patron).then(|| screens.patron.page()))),
            current: screens.place(),
            open: self.session.as_ref().map(Session::kind),
            downloads: screens.downloads.items().len(),
            news: self.unread_news(),
            back: self.can_go_back().then_some(Message::Back),
        };
        let title = screens.title(&context.locale, self.session.as_ref());
        let framed = screen::frame(context, navigation, title, Message::Show, content);
        let framed = match screens.page.as_ref().filter(|_| screens.shown == Shown::Page) {
            Some(state) => state.with_sample(context, framed, Message::Page),
            None => framed,
        };
        let sheet = screens.player.sheet(context).filter(|_| screens.shown == Shown::Reader);
        over(&context.look, framed, sheet.map(|sheet| sheet.map(Message::Player)))
    }

    /// True when «back» leads anywhere: inside the screen, or to another one.
    pub(super) fn can_go_back(&self) -> bool {
        let screens = &self.screens;
        let inside = match screens.shown {
            Shown::Catalog => self.has_several() || screens.catalog.as_ref().is_some_and(catalog::State::can_go_back),
            Shown::Libraries => screens.libraries.can_go_back(),
            Shown::Patron => screens.patron.can_go_back(),
            Shown::Add => screens.add.as_ref().is_some_and(add::State::can_go_back),
            _ => false,
        };
        inside || screens.can_go_back()
    }
}
