//! The libraries that the reader knows: open one, give it another name, take it off the list, add one.

mod folders;
mod view;

use std::path::PathBuf;

use url::Url;

use super::{Context, add};
use crate::access::{Announcement, announce};
use crate::library::Error;
use crate::library::client::survey::{Finding, Survey};
use crate::library::folder;
use crate::library::places::{self, Listing, Place};
use crate::library::shelf::Library;
use crate::locale::Locale;
use crate::ui::keymap::Act;
use crate::ui::widget::Element;
use crate::ui::wording;

pub use folders::{Folders, Message as FolderMessage};

/// A library in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// `None` for the program's own.
    pub library: Option<Library>,
    /// As it is told.
    words: String,
}

/// What is known of an address that was typed.
#[derive(Debug, Clone, Default)]
enum Looking {
    #[default]
    Nothing,
    At(String),
    Found(Vec<Finding>),
    /// Nothing was there; these were asked.
    Nowhere(Vec<Url>),
}

/// A library that is looked at closer.
#[derive(Debug, Clone)]
struct About {
    url: String,
    name: String,
    error: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub struct State {
    rows: Vec<Row>,
    /// The address of the one that is open in the catalogue; `None` for the program's own.
    open: Option<String>,
    about: Option<About>,
    address: String,
    address_error: Option<String>,
    looking: Looking,
    request: u64,
    folders: Option<Folders>,
}

#[derive(Debug, Clone)]
pub enum Message {
    OpenPressed(Option<String>),
    DetailsPressed(String),
    DetailsClosed,
    NameTyped(String),
    NameSubmitted,
    RemovePressed(String),
    AddressTyped(String),
    AddressSubmitted,
    /// What was asked for with this number.
    Surveyed(u64, Box<Survey>),
    FindingPressed(Box<Finding>),
    BrowsePressed(Url),
    FoldersPressed,
    Folders(folders::Message),
    PlacesFound(Vec<Place>),
    Listed(u64, Result<Listing, places::Error>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// Show this library's catalogue; `None` is the program's own.
    Open(Option<String>),
    /// Look what is at this address, and answer with [`Message::Surveyed`] and this number.
    Survey(u64, String),
    /// Keep this one, and show it.
    Add(Box<Finding>),
    Rename {
        url: String,
        title: String,
    },
    /// Ask whether it is to go, and take it off.
    Remove(String),
    /// Ask whether this origin may be asked without protection; when it may, [`State::again`].
    Confirm(String),
    Browse(Url),
    /// Ask for the places on another thread, and answer with [`Message::PlacesFound`].
    FindPlaces,
    /// List this folder on another thread, and answer with [`Message::Listed`] and this number.
    List(u64, PathBuf),
}

impl State {
    pub fn title(locale: &Locale) -> String {
        locale.text("screen-libraries")
    }

    /// What the shelf knows: at the start and after every change. `open`: the address of the one in the catalogue;
    /// `user`: who is signed in at an address.
    pub fn set_libraries(
        &mut self,
        libraries: &[Library],
        open: Option<String>,
        user: impl Fn(&str) -> Option<String>,
        locale: &Locale,
    ) {
        let own = locale.text("libraries-own");
        let own = if open.is_none() { format!("{own}, {}", locale.text("libraries-open-now")) } else { own };
        let row = |library: &Library| Row {
            words: wording::library(
                locale,
                library,
                user(&library.url).as_deref(),
                open.as_deref() == Some(library.url.as_str()),
            ),
            library: Some(library.clone()),
        };
        self.rows = std::iter::once(Row { library: None, words: own }).chain(libraries.iter().map(row)).collect();
        self.open = open;
        let rows = &self.rows;
        let known = |about: &About| rows.iter().any(|row| row.library.as_ref().is_some_and(|it| it.url == about.url));
        self.about = self.about.take().filter(known);
    }

    /// Looks at this address as if it had been typed here.
    pub fn look_at(&mut self, address: String, locale: &Locale) -> Action {
        self.address = address;
        self.survey(locale)
    }

    /// Looks at the same address again: when it may be asked without protection.
    pub fn again(&mut self) -> Action {
        match &self.looking {
            Looking::At(address) => {
                let address = address.clone();
                self.ask(address)
            }
            _ => Action::None,
        }
    }

    /// True when «back» closes something here.
    pub fn can_go_back(&self) -> bool {
        self.about.is_some() || self.folders.is_some() || !matches!(self.looking, Looking::Nothing)
    }

    pub fn back(&mut self) -> Action {
        match &mut self.folders {
            _ if self.about.take().is_some() => Action::None,
            Some(folders) => match folders.back() {
                Some(action) => action,
                None => {
                    self.folders = None;
                    Action::None
                }
            },
            None => {
                // What is still being looked at is not waited for.
                self.request += 1;
                self.looking = Looking::Nothing;
                Action::None
            }
        }
    }

    /// What a key asks of the library whose row has the focus, by the row's name.
    pub fn act(&mut self, act: &Act, focused: &str) -> Action {
        let Some(library) = self.rows.iter().find(|row| row.words == focused).and_then(|row| row.library.clone())
        else {
            return Action::None;
        };
        match act {
            Act::Details => self.show(library.url),
            Act::Remove => Action::Remove(library.url),
            _ => Action::None,
        }
    }

    fn library(&self, url: &str) -> Option<&Library> {
        self.rows.iter().filter_map(|row| row.library.as_ref()).find(|library| library.url == url)
    }

    fn show(&mut self, url: String) -> Action {
        let name = self.library(&url).map(|library| library.name().to_owned()).unwrap_or_default();
        self.about = Some(About { url, name, error: None });
        Action::None
    }

    pub fn update(&mut self, message: Message, locale: &Locale) -> Action {
        match message {
            Message::OpenPressed(url) => return Action::Open(url),
            Message::DetailsPressed(url) => return self.show(url),
            Message::DetailsClosed => self.about = None,
            Message::NameTyped(text) => {
                if let Some(about) = &mut self.about {
                    (about.name, about.error) = (text, None);
                }
            }
            Message::NameSubmitted => return self.rename(locale),
            Message::RemovePressed(url) => return Action::Remove(url),
            Message::AddressTyped(text) => {
                self.address = text;
                self.address_error = None;
            }
            Message::AddressSubmitted => return self.survey(locale),
            Message::Surveyed(id, survey) if id == self.request => return self.surveyed(*survey, locale),
            // Late news is no news.
            Message::Surveyed(..) => {}
            Message::FindingPressed(finding) => {
                self.looking = Looking::Nothing;
                self.address.clear();
                return Action::Add(finding);
            }
            Message::BrowsePressed(address) => return Action::Browse(address),
            Message::FoldersPressed => {
                self.folders = match self.folders.take() {
                    Some(_) => None,
                    None => Some(Folders::default()),
                };
                return if self.folders.is_some() { Action::FindPlaces } else { Action::None };
            }
            Message::Folders(folders::Message::Taken(folder)) => {
                self.folders = None;
                let address = folder::address_of(&folder).map(String::from);
                return self.look_at(address.unwrap_or_else(|| folder.display().to_string()), locale);
            }
            Message::Folders(message) => return self.folders.as_mut().map_or(Action::None, |it| it.update(message)),
            Message::PlacesFound(places) => {
                if let Some(folders) = &mut self.folders {
                    folders.set_places(places);
                }
            }
            Message::Listed(id, listing) => {
                if let Some(folders) = &mut self.folders {
                    folders.listed(id, listing, locale);
                }
            }
        }
        Action::None
    }

    fn rename(&mut self, locale: &Locale) -> Action {
        let Some(about) = &mut self.about else { return Action::None };
        let title = about.name.trim().to_owned();
        if title.is_empty() {
            about.error = Some(locale.text("libraries-name-empty"));
            return Action::None;
        }
        let url = about.url.clone();
        self.about = None;
        Action::Rename { url, title }
    }

    fn survey(&mut self, locale: &Locale) -> Action {
        let typed = self.address.trim().trim_matches('"').to_owned();
        if typed.is_empty() {
            self.address_error = Some(locale.text("catalog-address-empty"));
            return Action::None;
        }
        let typed = local(&typed).map_or(typed, String::from);
        let shown = wording::host(&typed);
        announce(Announcement::polite(locale.with("libraries-looking", &[("address", shown.into())])));
        self.ask(typed)
    }

    fn ask(&mut self, address: String) -> Action {
        self.request += 1;
        self.address_error = None;
        self.looking = Looking::At(address.clone());
        Action::Survey(self.request, address)
    }

    fn surveyed(&mut self, survey: Survey, locale: &Locale) -> Action {
        let Survey { findings, tried, trouble } = survey;
        if findings.is_empty() {
            // What may not be asked yet is asked about, and then looked at again.
            if let Some(Error::Unprotected { origin }) = trouble {
                return Action::Confirm(origin);
            }
            let line = match &trouble {
                Some(error) if !matches!(error, Error::NotCatalog { .. }) => {
                    wording::library_error(locale, error).line()
                }
                _ => format!("{} {}", locale.text("libraries-nothing"), locale.text("libraries-nothing-do")),
            };
            let asked: Vec<&str> = tried.iter().map(Url::as_str).collect();
            let told = match asked.is_empty() {
                true => line.clone(),
                false => format!("{line} {}: {}", locale.text("libraries-tried"), asked.join(", ")),
            };
            announce(Announcement::assertive(told));
            self.address_error = Some(line);
            self.looking = Looking::Nowhere(tried);
            return Action::None;
        }
        let told = match findings.as_slice() {
            [one] => locale.with("libraries-found-one", &[("found", wording::finding(locale, one).into())]),
            several => locale.with("libraries-found", &[("count", several.len().into())]),
        };
        announce(Announcement::polite(told));
        self.looking = Looking::Found(findings);
        Action::None
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        view::view(self, context)
    }
}

/// The address of a folder that was typed as a path.
fn local(typed: &str) -> Option<Url> {
    let is_path = typed.starts_with(['/', '~', '\\']) && !typed.starts_with("//")
        || typed.to_ascii_lowercase().starts_with("file:")
        || typed.starts_with("\\\\")
        || typed.get(1..3).is_some_and(|rest| matches!(rest, ":\\" | ":/"));
    is_path.then(|| folder::address_of(&add::local_path(typed)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_folder_and_everything_else_an_address() {
        assert_eq!(local("/srv/Кітап").map(String::from), folder::address_of("/srv/Кітап".as_ref()).map(String::from));
        assert!(local("file:///srv").is_some());
        for address in ["kitap.kz", "//kitap.kz/opds", "https://kitap.kz", "localhost:8080", "Абай"] {
            assert_eq!(local(address), None, "{address}");
        }
    }
}
