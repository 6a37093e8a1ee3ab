//! «Add a book»: places, folders and files as a list of our own, and a field for a path or an address.

use std::path::{Path, PathBuf};

use iced::Length;
use iced::widget::column;

use super::{Context, stacked};
use crate::access::{Announcement, announce};
use crate::library::places::{Entry, EntryKind, Error, Kind, Listing, Place};
use crate::locale::Locale;
use crate::ui::widget::{
    self, Control, Element, Landmark, Purpose, button, failure, heading, item, key_of, landmark, list, text, text_field,
};
use crate::ui::wording;

/// Entries that are shown at a time.
const PAGE: usize = 200;

#[derive(Debug, Clone)]
enum Phase {
    /// The places to begin at.
    Places,
    Loading,
    Shown(Listing),
}

#[derive(Debug, Clone)]
pub struct State {
    places: Vec<Place>,
    phase: Phase,
    /// Why the last folder was not listed.
    trouble: Option<String>,
    shown: usize,
    path: String,
    path_error: Option<String>,
    request: u64,
    /// A file is being checked and copied.
    busy: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    PlacesFound(Vec<Place>),
    /// What was asked for with this number.
    Listed(u64, Result<Listing, Error>),
    FolderPressed(PathBuf),
    PlacesPressed,
    BookPressed(PathBuf),
    MorePressed,
    PathTyped(String),
    PathSubmitted,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// List this folder on another thread, and answer with [`Message::Listed`] and this number.
    List(u64, PathBuf),
    /// Ask for the places on another thread, and answer with [`Message::PlacesFound`].
    FindPlaces,
    /// Put this file on the shelf and open it; tell the screen with [`State::settled`].
    Add(PathBuf),
    /// A book or a library on the web.
    OpenAddress(String),
}

impl State {
    /// The places to begin at, which are to be asked for.
    pub fn new() -> (Self, Action) {
        let state = Self {
            places: Vec::new(),
            phase: Phase::Places,
            trouble: None,
            shown: PAGE,
            path: String::new(),
            path_error: None,
            request: 0,
            busy: false,
        };
        (state, Action::FindPlaces)
    }

    pub fn title(locale: &Locale) -> String {
        locale.text("screen-add")
    }

    /// The file that was to be added is on the shelf, or why it is not.
    pub fn settled(&mut self, trouble: Option<String>) {
        self.busy = false;
        self.path_error = trouble;
    }

    /// True when «back» leads to the folder above, or to the places.
    pub fn can_go_back(&self) -> bool {
        !matches!(self.phase, Phase::Places)
    }

    pub fn back(&mut self) -> Action {
        match &self.phase {
            Phase::Shown(listing) if !self.is_place(&listing.folder) => match listing.parent.clone() {
                Some(parent) => self.list(parent),
                None => self.show_places(),
            },
            _ => self.show_places(),
        }
    }

    fn is_place(&self, folder: &Path) -> bool {
        self.places.iter().any(|place| place.path == folder)
    }

    fn show_places(&mut self) -> Action {
        // What is still being listed is not waited for.
        self.request += 1;
        self.phase = Phase::Places;
        self.trouble = None;
        Action::FindPlaces
    }

    fn list(&mut self, folder: PathBuf) -> Action {
        self.request += 1;
        self.phase = Phase::Loading;
        self.trouble = None;
        self.shown = PAGE;
        Action::List(self.request, folder)
    }

    pub fn update(&mut self, message: Message, locale: &Locale) -> Action {
        match message {
            Message::PlacesFound(places) => self.places = places,
            Message::Listed(id, answer) if id == self.request => self.listed(answer, locale),
            // Late news is no news.
            Message::Listed(..) => {}
            Message::FolderPressed(folder) => return self.list(folder),
            Message::PlacesPressed => return self.show_places(),
            Message::BookPressed(file) => return self.add(file, locale),
            Message::MorePressed => self.shown += PAGE,
            Message::PathTyped(text) => {
                self.path = text;
                self.path_error = None;
            }
            Message::PathSubmitted => return self.take(locale),
        }
        Action::None
    }

    fn listed(&mut self, answer: Result<Listing, Error>, locale: &Locale) {
        match answer {
            Ok(listing) => {
                announce(Announcement::polite(told(&listing, locale)));
                self.phase = Phase::Shown(listing);
            }
            Err(error) => {
                let line = wording::places_error(locale, &error).line();
                announce(Announcement::assertive(line.clone()));
                self.trouble = Some(line);
                self.phase = Phase::Places;
            }
        }
    }

    fn add(&mut self, file: PathBuf, locale: &Locale) -> Action {
        if self.busy {
            return Action::None;
        }
        self.busy = true;
        self.path_error = None;
        announce(Announcement::polite(locale.text("add-opening")));
        Action::Add(file)
    }

    /// What was typed or pasted: an address of the web, a folder, a file.
    fn take(&mut self, locale: &Locale) -> Action {
        let typed = self.path.trim().trim_matches('"').to_owned();
        if typed.is_empty() {
            self.path_error = Some(locale.text("add-path-empty"));
            return Action::None;
        }
        let lower = typed.to_ascii_lowercase();
        if ["http://", "https://", "opds://", "opdss://"].iter().any(|scheme| lower.starts_with(scheme)) {
            return Action::OpenAddress(typed);
        }
        let path = local_path(&typed);
        // One look at one path; a folder is only listed on another thread.
        if path.is_dir() { self.list(path) } else { self.add(path, locale) }
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, context.text("add-heading")).into()];
        if let Some(trouble) = &self.trouble {
            let line = failure(look, trouble.clone()).semantics(|it| it.live(accesskit::Live::Off));
            parts.push(line.into());
        }
        match &self.phase {
            Phase::Places => parts.extend(self.place_list(context)),
            Phase::Loading => parts.push(text(look, context.text("add-listing")).into()),
            Phase::Shown(listing) => parts.extend(self.folder(context, listing)),
        }
        parts.push(self.typing(context));
        stacked(look, parts)
    }

    fn place_list<'a>(&'a self, context: &'a Context) -> [Element<'a, Message>; 2] {
        let look = &context.look;
        let name = context.text("add-places");
        let rows = self.places.iter().enumerate().map(|(index, place)| {
            let row = item(look, name_of(&context.locale, place))
                .key(key_of(&place.path))
                .on_press(Message::FolderPressed(place.path.clone()));
            if index == 0 { row.autofocus() } else { row }
        });
        [heading(look, 2, name.clone()).into(), list(look, name, rows).into()]
    }

    fn folder<'a>(&'a self, context: &'a Context, listing: &'a Listing) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let folder = self.folder_name(context, &listing.folder);
        let name = context.locale.with("add-contents", &[("name", folder.into())]);
        let up = match &listing.parent {
            Some(parent) if !self.is_place(&listing.folder) => {
                button(look, context.text("add-up")).on_press(Message::FolderPressed(parent.clone()))
            }
            _ => button(look, context.text("add-places")).on_press(Message::PlacesPressed),
        };
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 2, name.clone()).into(), up.into()];
        if listing.entries.is_empty() {
            parts.push(text(look, context.text("add-empty")).into());
            return parts;
        }
        if listing.may_be_recording() {
            let whole = Message::BookPressed(listing.folder.clone());
            let take = button(look, context.text("add-recording")).on_press_maybe((!self.busy).then_some(whole));
            parts.push(take.into());
        }
        let rows = listing.entries.iter().take(self.shown).enumerate().map(|(index, entry)| {
            let row = entry_row(context, entry);
            if index == 0 { row.autofocus() } else { row }
        });
        parts.push(list(look, name, rows).into());
        if self.shown < listing.entries.len() {
            parts.push(button(look, context.text("add-more")).on_press(Message::MorePressed).into());
        }
        parts
    }

    fn folder_name(&self, context: &Context, folder: &Path) -> String {
        match self.places.iter().find(|place| place.path == folder) {
            Some(place) => name_of(&context.locale, place),
            None => folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned(),
        }
    }

    fn typing<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let name = context.text("add-path");
        let field = text_field(look, name.clone(), self.path.as_str())
            .purpose(Purpose::Address)
            .description(context.text("add-path-hint"))
            .error(self.path_error.clone())
            .disabled(self.busy)
            .on_input(Message::PathTyped)
            .on_submit(Message::PathSubmitted);
        let press =
            button(look, context.text("add-path-open")).on_press_maybe((!self.busy).then_some(Message::PathSubmitted));
        landmark(look, Landmark::Form, name, column![field, press].spacing(look.gap()).width(Length::Fill))
            .width(Length::Fill)
            .into()
    }
}

fn told(listing: &Listing, locale: &Locale) -> String {
    let folders = listing.entries.iter().filter(|entry| entry.is_folder()).count();
    let books = listing.entries.len() - folders;
    if listing.entries.is_empty() {
        locale.text("add-empty")
    } else {
        locale.with("add-count", &[("folders", folders.into()), ("books", books.into())])
    }
}

pub(super) fn name_of(locale: &Locale, place: &Place) -> String {
    match place.kind {
        Kind::Home => locale.text("add-place-home"),
        Kind::Documents => locale.text("add-place-documents"),
        Kind::Downloads => locale.text("add-place-downloads"),
        Kind::Desktop => locale.text("add-place-desktop"),
        Kind::Share => locale.with("add-place-share", &[("name", place.name.as_str().into())]),
        Kind::Removable | Kind::Drive => locale.with("add-place-drive", &[("name", place.name.as_str().into())]),
    }
}

fn entry_row<'a>(context: &'a Context, entry: &'a Entry) -> Control<'a, Message> {
    let look = &context.look;
    let locale = &context.locale;
    match entry.kind {
        EntryKind::Folder => {
            let name = locale.with("add-folder", &[("name", entry.name.as_str().into())]);
            item(look, name).key(key_of(&entry.path)).on_press(Message::FolderPressed(entry.path.clone()))
        }
        EntryKind::Book { bytes, .. } => {
            let shown = format!("{}, {}", entry.name, wording::size(locale, bytes));
            item(look, shown.clone())
                .key(key_of(&entry.path))
                .content(widget::worded(shown).size(look.body()).font(look.bold))
                .on_press(Message::BookPressed(entry.path.clone()))
        }
    }
}

/// A path as people paste it: a `file:` address, one that begins in the home folder.
pub(super) fn local_path(typed: &str) -> PathBuf {
    if typed.to_ascii_lowercase().starts_with("file:")
        && let Some(path) = url::Url::parse(typed).ok().and_then(|url| url.to_file_path().ok())
    {
        return path;
    }
    if let Some(rest) = typed.strip_prefix("~/")
        && let Some(user) = directories::UserDirs::new()
    {
        return user.home_dir().join(rest);
    }
    PathBuf::from(typed)
}
