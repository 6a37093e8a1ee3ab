//! The libraries that the reader knows: which one is open, the way to the others, adding and removing.

use iced::Task;
use url::Url;

use super::actions::tokio_blocking;
use super::dialogs::{Resume, Then};
use super::screens::{self, Shown};
use super::{App, Message};
use crate::library::client::survey::Finding;
use crate::library::shelf::{self, Library, LibraryKind, Moment, Visit};
use crate::library::{Error, daisy_online, folder, places};
use crate::ui::dialog::question;
use crate::ui::screen::{catalog, libraries};
use crate::ui::wording;

/// The address of a library as the command line is given it: of the web, of a service of talking books, of a folder.
pub(super) fn address(text: &str) -> Option<Url> {
    match Url::parse(text).ok().filter(|url| url.scheme().len() > 1) {
        Some(url) => Some(url),
        None => std::path::absolute(text).ok().filter(|path| path.is_dir()).and_then(|path| folder::address_of(&path)),
    }
}

impl App {
    pub(super) fn list_libraries(&self) -> Task<Message> {
        let shelf = self.shelf.clone();
        Task::perform(async move { shelf.libraries().await }, Message::Libraries)
    }

    /// What the shelf answered: at the start and after every change.
    pub(super) fn libraries_known(&mut self, libraries: Result<Vec<Library>, shelf::Error>) -> Task<Message> {
        match libraries {
            Ok(libraries) => {
                if !std::mem::replace(&mut self.library_decided, true) {
                    let chosen = libraries.iter().find(|library| library.chosen);
                    self.library = chosen.and_then(|library| Url::parse(&library.url).ok());
                }
                self.libraries = libraries;
                self.tell_libraries();
                self.finding.look();
                Task::none()
            }
            Err(error) => self.kept(Err(error)),
        }
    }

    /// Tells the screens what is known now.
    fn tell_libraries(&mut self) {
        let open = self.library.as_ref().map(Url::to_string);
        let client = self.client.clone();
        let user = |url: &str| client.as_ref()?.signed_in(&service(url)?);
        let locale = &self.context.locale;
        self.screens.libraries.set_libraries(&self.libraries, open, user, locale);
        self.tell_signed();
        let which = self.which();
        if let Some(catalog) = &mut self.screens.catalog {
            catalog.set_library(which);
        }
    }

    /// Whether there is another library than the one in the catalogue.
    pub(super) fn has_several(&self) -> bool {
        !self.libraries.is_empty()
    }

    /// The library that is open, for its catalogue.
    pub(super) fn which(&self) -> catalog::Which {
        let open = self.libraries.iter().find(|library| self.is_open(library));
        // One that is not in the list, as the command line may bring it, says itself what it is called.
        let (name, renamed) = open.map_or((String::new(), false), |it| (it.title.trim().to_owned(), it.renamed));
        let next = self.next_address().map(|next| match next {
            Some(url) => {
                let named = self.libraries.iter().find(|library| library.url == url);
                named.map_or_else(|| wording::host(&url), |library| library.name().to_owned())
            }
            None => self.context.text("libraries-own"),
        });
        catalog::Which { name, renamed, next }
    }

    fn is_open(&self, library: &Library) -> bool {
        self.library.as_ref().is_some_and(|open| open.as_str() == library.url)
    }

    /// The address of the next library, `Some(None)` for the program's own; `None` where there is no other.
    fn next_address(&self) -> Option<Option<String>> {
        let all: Vec<Option<&str>> =
            std::iter::once(None).chain(self.libraries.iter().map(|it| Some(it.url.as_str()))).collect();
        if all.len() < 2 {
            return None;
        }
        let open = self.library.as_ref().map(Url::as_str);
        // After one that is not in the list comes the first.
        let at = all.iter().position(|one| *one == open);
        let next = at.map_or(0, |at| (at + 1) % all.len());
        Some(all[next].map(str::to_owned))
    }

    pub(super) fn next_library(&mut self) -> Task<Message> {
        match self.next_address() {
            Some(next) => self.open_library(next),
            None => {
                self.say(self.context.text("libraries-only-one"));
                Task::none()
            }
        }
    }

    /// The catalogue of this library, which is the one to begin with from now on; without an address the program's own.
    pub(super) fn open_library(&mut self, url: Option<String>) -> Task<Message> {
        self.library = url.as_deref().and_then(|url| Url::parse(url).ok());
        self.library_decided = true;
        let shelf = self.shelf.clone();
        let chosen = Task::perform(
            async move {
                shelf.choose_library(url).await?;
                shelf.libraries().await
            },
            Message::Libraries,
        );
        let which = self.which();
        let name = if self.library.is_none() { self.context.text("libraries-own") } else { which.name };
        if !name.is_empty() && self.has_several() {
            self.say(self.context.locale.with("libraries-opening", &[("name", name.into())]));
        }
        self.screens.show(Shown::Catalog);
        Task::batch([chosen, self.enter_catalog()])
    }

    /// Shows what stands at this address of a library, which is not kept.
    pub(super) fn visit(&mut self, address: Url) -> Task<Message> {
        self.library = Some(address);
        self.library_decided = true;
        self.screens.show(Shown::Catalog);
        self.enter_catalog()
    }

    pub(super) fn show_libraries(&mut self) -> Task<Message> {
        self.tell_libraries();
        self.screens.show(Shown::Libraries);
        self.list_libraries()
    }

    /// Looks for a library whose address was given elsewhere.
    pub(super) fn look_for_library(&mut self, address: String) -> Task<Message> {
        let shown = self.show_libraries();
        let locale = self.context.locale.clone();
        let action = self.screens.libraries.look_at(address, &locale);
        Task::batch([shown, self.libraries_ask(action)])
    }

    pub(super) fn survey_again(&mut self) -> Task<Message> {
        let action = self.screens.libraries.again();
        self.libraries_ask(action)
    }

    pub(super) fn libraries_ask(&mut self, action: libraries::Action) -> Task<Message> {
        use libraries::Action as A;
        let told = |message| Message::Screen(screens::Message::Libraries(message));
        match action {
            A::None => Task::none(),
            A::Open(url) => self.open_library(url),
            A::Survey(id, typed) => {
                let Some(client) = self.client.clone() else { return Task::none() };
                let work = async move { Box::new(client.survey(&typed).await) };
                Task::perform(work, move |survey| told(libraries::Message::Surveyed(id, survey)))
            }
            A::Add(finding) => self.add_library(*finding),
            A::Rename { url, title } => {
                self.say(self.context.locale.with("libraries-renamed", &[("name", title.as_str().into())]));
                let shelf = self.shelf.clone();
                let renamed = async move {
                    shelf.rename_library(url, title).await?;
                    shelf.libraries().await
                };
                Task::perform(renamed, Message::Libraries)
            }
            A::Remove(url) => {
                let name = self.library_name(&url);
                self.ask(question::State::remove_library(&self.context.locale, &name, Then::RemoveLibrary(url)));
                Task::none()
            }
            A::Confirm(origin) => {
                self.ask_unprotected(origin, Resume::Survey);
                Task::none()
            }
            A::Browse(address) => {
                self.ask_to_leave(address.to_string());
                Task::none()
            }
            A::FindPlaces => {
                let found = tokio_blocking(places::places);
                Task::perform(found, move |places| told(libraries::Message::PlacesFound(places)))
            }
            A::List(id, folder) => {
                let listed = tokio_blocking(move || places::list(&folder));
                Task::perform(listed, move |listing| told(libraries::Message::Listed(id, listing)))
            }
        }
    }

    fn library_name(&self, url: &str) -> String {
        let known = self.libraries.iter().find(|library| library.url == url);
        known.map_or_else(|| wording::host(url), |library| library.name().to_owned())
    }

    /// Keeps a library that was found, and opens it. One that is known already keeps its name.
    fn add_library(&mut self, finding: Finding) -> Task<Message> {
        let url = finding.address.to_string();
        if !self.libraries.iter().any(|library| library.url == url) {
            let Finding { title, kind, .. } = finding;
            let library = Library { url: url.clone(), title, kind, ..Library::default() };
            self.say(self.context.locale.with("libraries-added", &[("name", library.name().into())]));
            // Before it is in the list its catalogue would not know what it is called.
            self.libraries.push(library.clone());
            let shelf = self.shelf.clone();
            let kept = Task::perform(async move { shelf.keep_library(library).await }, Message::Kept);
            return kept.chain(self.open_library(Some(url)));
        }
        self.open_library(Some(url))
    }

    pub(super) fn remove_library(&mut self, url: String) -> Task<Message> {
        let shelf = self.shelf.clone();
        let asked = url.clone();
        let removed = async move {
            shelf.remove_library(asked).await?;
            shelf.libraries().await
        };
        Task::perform(removed, move |left| Message::LibraryRemoved(url.clone(), left))
    }

    pub(super) fn library_removed(&mut self, url: &str, left: Result<Vec<Library>, shelf::Error>) -> Task<Message> {
        if left.is_err() {
            return self.libraries_known(left);
        }
        let name = self.library_name(url);
        let user = self.libraries.iter().find(|library| library.url == url).and_then(|library| library.user.clone());
        if self.library.as_ref().is_some_and(|open| open.as_str() == url) {
            // Its catalogue goes with it.
            self.library = None;
            self.screens.catalog = None;
        }
        self.say(self.context.locale.with("libraries-removed", &[("name", name.into())]));
        let known = Task::batch([self.libraries_known(left), self.sign_off(url), self.forget_patron(url)]);
        // Passwords are kept by the machine that asks for them: others on it may need this one.
        if let Some(address) = service(url)
            && let Some(client) = &self.client
            && (user.is_some() || client.signed_in(&address).is_some())
            && !self.libraries.iter().filter_map(|it| service(&it.url)).any(|it| it.origin() == address.origin())
        {
            self.ask(question::State::forget_password(&self.context.locale, Then::ForgetPassword(Box::new(address))));
        }
        known
    }

    /// The library is left: its service hears of it, if it is one.
    fn sign_off(&self, url: &str) -> Task<Message> {
        let (Some(client), Ok(address)) = (self.client.clone(), Url::parse(url)) else { return Task::none() };
        Task::future(async move { daisy_online::sign_off(&client, Some(&address)).await }).discard()
    }

    pub(super) fn forget_password(&mut self, address: Url) -> Task<Message> {
        let Some(client) = self.client.clone() else { return Task::none() };
        client.sign_out(&address);
        let users = Task::batch([self.forget_users(&address), self.forget_patrons(&address)]);
        let secret = async move { client.secrets().forget(&address).await };
        Task::batch([users, Task::perform(secret, Message::PasswordForgotten)])
    }

    pub(super) fn password_forgotten(&mut self, forgotten: Result<(), Error>) -> Task<Message> {
        match forgotten {
            // Without a keyring nothing was stored: it is gone with this run.
            Ok(()) | Err(Error::NoKeyring) => self.say(self.context.text("libraries-forgotten")),
            Err(error) => self.fail(wording::library_error(&self.context.locale, &error)),
        }
        Task::none()
    }

    /// Notes how a visit to a library that is known went, when this is the answer to its first page.
    pub(super) fn visited(&self, message: &catalog::Message) -> Task<Message> {
        let catalog::Message::Loaded(id, answer) = message else { return Task::none() };
        let is_start = self.screens.catalog.as_ref().is_some_and(|catalog| catalog.is_start(*id));
        let open = self.libraries.iter().find(|library| self.is_open(library));
        let Some(library) = open.filter(|_| is_start) else { return Task::none() };
        let user = || self.client.as_ref()?.signed_in(&service(&library.url)?);
        let visit = match answer {
            Ok(feed) => Visit { title: feed.title.clone(), kind: feed.kind, user: user(), failed: None },
            // It is there, and asks first.
            Err(Error::Unauthorized(_) | Error::Terms { .. } | Error::Unprotected { .. }) => return Task::none(),
            Err(_) => {
                Visit { title: String::new(), kind: LibraryKind::Unknown, user: None, failed: Some(Moment::now()) }
            }
        };
        let (shelf, url) = (self.shelf.clone(), library.url.clone());
        let noted = async move {
            shelf.visited_library(url, visit).await?;
            shelf.libraries().await
        };
        Task::perform(noted, Message::Libraries)
    }

    /// Fetches what the search of the page that is shown takes, so that fields can be offered for it. The page is there
    /// without it.
    pub(super) fn describe_search(&mut self) -> Task<Message> {
        let described = self.screens.catalog.as_mut().and_then(catalog::State::undescribed);
        let (Some(address), Some(client)) = (described, self.client.clone()) else { return Task::none() };
        Task::future(async move {
            let template = client.search_template(&address).await.ok()?;
            let described = catalog::Message::Described(address, Box::new(template));
            Some(Message::Screen(screens::Message::Catalog(described)))
        })
        .and_then(Task::done)
    }
}

/// The machine that a library's passwords are for.
pub(super) fn service(url: &str) -> Option<Url> {
    let url = Url::parse(url).ok()?;
    let url = crate::library::daisy_online::Address::parse(&url).map_or(url, |at| at.service);
    (!folder::is_address(&url)).then_some(url)
}
