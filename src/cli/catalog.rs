//! `catalog` and `fetch`: what a library has, and getting it.

use std::collections::HashSet;
use std::io::{IsTerminal, Write};
use std::time::Duration;

use serde_json::{Map, Value, json};
use url::Url;

use super::{Context, Failure, shelf};
use crate::book::{Accessibility, Language};
use crate::home::Home;
use crate::library::acquire::{self, Step, Wanted};
use crate::library::authentication::{Credentials, FlowKind};
use crate::library::catalog::{Acquisition, Feed, Navigation, Publication};
use crate::library::client::{Client, trust};
use crate::library::daisy_online;
use crate::library::folder;
use crate::library::queue::one::{self, Brought, Told, Tools};
use crate::library::queue::{Rules, Why};
use crate::library::secrets::Secrets;
use crate::library::shelf::Shelf;
use crate::library::{Error, shelf as shelves};
use crate::locale::Locale;
use crate::server::Embedded;
use crate::settings::Settings;
use crate::ui::wording;

mod questions;

/// A catalogue that leads on and on is left after so many pages.
const MAX_PAGES: usize = 100_000;
/// Between two looks at what other programs do with a book that is fetched.
const LOOK: Duration = Duration::from_millis(200);

#[derive(Debug, clap::Args)]
pub struct Catalog {
    /// The library's or the page's address, a known library's name, or a folder; else the chosen library, by default the embedded one
    pub url: Option<String>,
    /// Search for these words
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,
    /// Answer a question of the page; once more for each answer
    #[arg(long, value_name = "QUESTION=ANSWER", conflicts_with = "search")]
    pub answer: Vec<String>,
    /// Follow the pages to the last
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Read the password from standard input
    #[arg(long, requires = "user")]
    pub password_stdin: bool,
    /// Agree to ask the address without protection, and remember it
    #[arg(long)]
    pub unprotected: bool,
    /// Accept the terms of the library's service
    #[arg(long)]
    pub accept_terms: bool,
}

#[derive(Debug, clap::Args)]
pub struct Fetch {
    /// The address of a book or of its entry in a catalogue
    pub url: String,
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Read the password from standard input
    #[arg(long, requires = "user")]
    pub password_stdin: bool,
    /// Which book of an archive, by its name there
    #[arg(long, value_name = "NAME")]
    pub member: Option<String>,
    /// Agree to ask the address without protection, and remember it
    #[arg(long)]
    pub unprotected: bool,
    /// Accept the terms of the library's service
    #[arg(long)]
    pub accept_terms: bool,
}

pub fn catalog(context: &Context, command: Catalog) -> Result<(), Failure> {
    let home = context.home()?;
    let mut visit = Visit::new(context, &home, command.user.as_deref(), command.password_stdin)?;
    visit.accepts_terms = command.accept_terms;
    let (typed, _embedded) = match command.url {
        Some(url) => (super::libraries::address(&home, &url), None),
        None => chosen(context, &home)?,
    };
    if command.unprotected {
        visit.agree(&home, &typed)?;
    }
    let mut output = std::io::stdout().lock();
    context.runtime()?.block_on(async {
        let mut feed = visit.ask(async |client: &Client| client.discover(&typed).await).await?;
        if let Some(words) = &command.search {
            feed = visit.ask(async |client: &Client| client.search(&feed, words).await).await?;
        }
        if !command.answer.is_empty() {
            let address = questions::answered(&context.locale, &feed, &command.answer).map_err(Failure)?;
            feed = visit.ask(async |client: &Client| client.feed(&address).await).await?;
        }
        let mut seen = HashSet::from([feed.address.clone()]);
        loop {
            let next =
                feed.links.next.clone().filter(|next| command.all && seen.len() < MAX_PAGES && !seen.contains(next));
            // Whoever reads us may stop reading (`head`): that is no failure.
            if lines(&context.locale, &feed, next.is_some()).iter().any(|line| writeln!(output, "{line}").is_err()) {
                return Ok(());
            }
            let Some(next) = next else { return Ok(()) };
            seen.insert(next.clone());
            feed = visit.ask(async |client: &Client| client.feed(&next).await).await?;
        }
    })
}

pub fn fetch(context: &Context, command: Fetch) -> Result<(), Failure> {
    let home = context.home()?;
    let failed = |error: Error| Failure(sentence(&context.locale, &error));
    let address = Url::parse(command.url.trim())
        .ok()
        .filter(|url| {
            let of_web = matches!(url.scheme(), "http" | "https");
            of_web || daisy_online::is_address(url) || folder::is_address(url)
        })
        .ok_or_else(|| failed(Error::Address(command.url.clone())))?;
    let shelf = Shelf::open(&home).map_err(|error| failed(error.into()))?;
    let mut visit = Visit::new(context, &home, command.user.as_deref(), command.password_stdin)?;
    visit.accepts_terms = command.accept_terms;
    if command.unprotected {
        visit.agree(&home, address.as_str())?;
    }
    let brought = context.runtime()?.block_on(async {
        let rules = Rules::from(Settings::load(&home.settings()).downloads);
        let tools = |client: &Client| Tools {
            client: client.clone(),
            home: home.clone(),
            shelf: shelf.clone(),
            rules,
            look: LOOK,
        };
        let get = async |client: &Client, address: &Url| match get(context, &tools(client), address).await {
            Err(Error::Several(archive)) => match &command.member {
                Some(name) if archive.names().contains(name) => {
                    let shelved = archive.shelve(&shelf, name).await?;
                    Ok(Brought::Holding(Box::new(shelved.into_holding())))
                }
                _ => Err(Error::Several(archive)),
            },
            other => other,
        };
        match visit.try_ask(async |client: &Client| get(client, &address).await).await {
            // The addresses that `catalog` prints of the embedded library are served by nobody when it has ended.
            Err(error @ (Error::Unreachable { .. } | Error::NotFound { .. })) if is_loopback(&address) => {
                let moved = moved(&home, &address);
                match moved {
                    Some((address, _embedded)) => get(&visit.client, &address).await.map_err(|_| failed(error)),
                    None => Err(failed(error)),
                }
            }
            other => other.map_err(failed),
        }
    })?;
    let holding = match brought {
        Brought::Holding(holding) => *holding,
        Brought::Waits(why) => return Err(Failure(wording::not_brought(&context.locale, why))),
        Brought::GivenUp => return Err(Failure(context.locale.text("cli-fetch-given-up"))),
    };
    let place = shelves::wait(shelf.place(holding.id)).map_err(|error| failed(error.into()))?;
    let _ = writeln!(std::io::stdout(), "{}", shelf::as_json(&holding, place.as_ref()));
    Ok(())
}

/// A client with what the system remembers and the reader has agreed to.
pub(super) fn client(context: &Context, home: &Home) -> Result<Client, Failure> {
    Visit::new(context, home, None, false).map(|visit| visit.client)
}

/// What is wrong with a library, and what to do here, where there is no window.
pub(super) fn sentence(locale: &Locale, error: &Error) -> String {
    if let Error::Several(archive) = error {
        return super::inspect::several(locale, archive.names());
    }
    let mut failure = wording::library_error(locale, error);
    match error {
        Error::Unauthorized(document) if document.password_flow().is_none() => {
            failure.advice = locale.text("entry-cli-browser");
        }
        Error::Unauthorized(document) if document.refused => failure.advice = locale.text("sign-in-wrong"),
        Error::Unauthorized(_) => failure.advice = locale.text("cli-sign-in-do"),
        Error::NotFound { .. } => failure.advice = locale.text("cli-address-do"),
        Error::Terms { words, .. } => {
            failure.sentence = format!("{} {}", failure.sentence, words.text).trim_end().replace('\n', " ");
            failure.advice = locale.text("cli-terms-do");
        }
        Error::Unprotected { .. } => failure.advice = locale.text("cli-unprotected-do"),
        _ => {}
    }
    failure.line()
}

/// The library that was chosen in the window, else the embedded one, which runs until it is dropped.
pub(super) fn chosen(context: &Context, home: &Home) -> Result<(String, Option<Embedded>), Failure> {
    // A shelf that is not there yet knows no library; it is not made for this.
    if home.shelf().exists() {
        let libraries = Shelf::open(home).and_then(|shelf| shelves::wait(shelf.libraries()));
        match libraries {
            Ok(libraries) => {
                if let Some(library) = libraries.into_iter().find(|library| library.chosen) {
                    return Ok((library.url, None));
                }
            }
            Err(error) => tracing::warn!(%error, "the known libraries cannot be read"),
        }
    }
    let embedded = Embedded::start(home).map_err(|error| super::serve::sentence(context, &error))?;
    Ok((embedded.address().to_owned(), Some(embedded)))
}

/// The same address in an embedded library that runs until it is dropped.
fn moved(home: &Home, address: &Url) -> Option<(Url, Embedded)> {
    let embedded = Embedded::start(home).ok()?;
    let base = Url::parse(embedded.address()).ok()?;
    let mut moved = address.clone();
    moved.set_port(base.port()).ok()?;
    moved.set_host(base.host_str()).ok()?;
    Some((moved, embedded))
}

fn is_loopback(address: &Url) -> bool {
    matches!(address.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// A client that signs in when it is asked to.
pub(super) struct Visit<'a> {
    context: &'a Context,
    pub(super) client: Client,
    user: Option<String>,
    password: Option<String>,
    /// The terms of the library's service are accepted.
    accepts_terms: bool,
}

impl<'a> Visit<'a> {
    pub(super) fn new(
        context: &'a Context,
        home: &Home,
        user: Option<&str>,
        from_input: bool,
    ) -> Result<Self, Failure> {
        let password = if from_input { Some(super::serve::password(context)?) } else { None };
        // Who brings a password does not want the one that the system remembers.
        let secrets = if from_input { Secrets::none() } else { Secrets::system(home) };
        let client = Client::new(secrets).map_err(|error| Failure(sentence(&context.locale, &error)))?;
        client.speak(context.locale.tongue());
        // A shelf that is not there yet knows of nothing that was agreed to.
        if home.shelf().exists() {
            match Shelf::open(home).and_then(|shelf| shelves::wait(shelf.confirmed())) {
                Ok(origins) => origins.iter().for_each(|origin| client.trust().confirm(origin)),
                Err(error) => tracing::warn!(%error, "what was agreed to cannot be read"),
            }
        }
        Ok(Self { context, client, user: user.map(str::to_owned), password, accepts_terms: false })
    }

    /// The reader agrees that what she typed is asked without protection, now and later. Where a library leads from there is
    /// another matter.
    pub(super) fn agree(&self, home: &Home, typed: &str) -> Result<(), Failure> {
        let typed = typed.trim();
        let open = if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") };
        // What is inside a service stands for the service.
        let service = |url: Url| daisy_online::Address::parse(&url).map_or(url, |at| at.service);
        let Some(address) = Url::parse(&open).ok().map(service).filter(|url| url.scheme() == "http") else {
            return Ok(());
        };
        let origin = trust::origin(&address);
        let failed = |error: shelves::Error| Failure(sentence(&self.context.locale, &error.into()));
        self.client.trust().confirm(&origin);
        let shelf = Shelf::open(home).map_err(failed)?;
        shelves::wait(shelf.confirm(origin)).map_err(failed)
    }

    pub(super) fn client(&self) -> Client {
        self.client.clone()
    }

    pub(super) async fn ask<T>(&mut self, request: impl AsyncFn(&Client) -> Result<T, Error>) -> Result<T, Failure> {
        self.try_ask(request).await.map_err(|error| Failure(sentence(&self.context.locale, &error)))
    }

    /// Asks; signs in and asks again when the library wants to know who the reader is. A password is sent once.
    pub(super) async fn try_ask<T>(&mut self, request: impl AsyncFn(&Client) -> Result<T, Error>) -> Result<T, Error> {
        let (mut signed_in, mut accepted) = (false, false);
        loop {
            match request(&self.client).await {
                Err(Error::Unauthorized(document))
                    if !document.refused && !signed_in && document.password_flow().is_some() =>
                {
                    let credentials = self.credentials(&document.title);
                    let Some(credentials) = credentials else { return Err(Error::Unauthorized(document)) };
                    if document.password_flow().is_some_and(|flow| flow.kind == FlowKind::OauthPassword) {
                        self.client.obtain(&document, &credentials, false).await?;
                    } else {
                        self.client.sign_in(&document.address, credentials);
                    }
                    signed_in = true;
                }
                Err(Error::Terms { service, .. }) if self.accepts_terms && !accepted => {
                    daisy_online::accept_terms(&self.client, &service).await?;
                    accepted = true;
                }
                other => return other,
            }
        }
    }

    fn credentials(&self, library: &str) -> Option<Credentials> {
        let user = self.user.clone()?;
        let password = match &self.password {
            Some(password) => password.clone(),
            None if std::io::stdin().is_terminal() => {
                let prompt = self.context.locale.with("cli-password", &[("library", library.to_owned().into())]);
                rpassword::prompt_password(format!("{prompt} ")).ok()?
            }
            None => return None,
        };
        Some(Credentials { user, password })
    }
}

/// Fetches one book and shows how far it is.
async fn get(context: &Context, tools: &Tools, address: &Url) -> Result<Brought, Error> {
    let mut bar = Bar { context, shown: String::new() };
    let brought = one::fetch(tools, Wanted::Address(address.clone()), &mut |told| bar.show(told)).await;
    bar.clear();
    brought
}

/// One line on standard error that is written over; nothing where nobody sees it.
struct Bar<'a> {
    context: &'a Context,
    shown: String,
}

impl Bar<'_> {
    fn show(&mut self, told: Told) {
        if !self.context.progress {
            return;
        }
        let locale = &self.context.locale;
        let text = match told {
            Told::Elsewhere => wording::download_paused(locale, Why::Elsewhere),
            Told::Step(Step::Borrowing) => locale.text("cli-borrowing"),
            Told::Step(Step::Waiting(wait)) => locale.with("cli-waiting", &[("seconds", wait.as_secs().max(1).into())]),
            Told::Step(Step::Downloading(progress)) => match progress.total.filter(|total| *total > 0) {
                Some(total) => {
                    let percent = (progress.received as f64 / total as f64 * 100.0).floor();
                    locale.with("cli-downloading", &[("percent", (percent as u64).to_string().into())])
                }
                None => locale.with("cli-downloading-some", &[("size", (progress.received / 1024).into())]),
            },
            Told::Step(Step::Checking) => locale.text("cli-checking"),
        };
        if text != self.shown {
            self.clear();
            let _ = write!(std::io::stderr(), "\r{text}");
            let _ = std::io::stderr().flush();
            self.shown = text;
        }
    }

    fn clear(&mut self) {
        if !self.shown.is_empty() {
            let _ = write!(std::io::stderr(), "\r{}\r", " ".repeat(self.shown.chars().count()));
            self.shown.clear();
        }
    }
}

/// A page as lines of the contract.
fn lines(locale: &Locale, feed: &Feed, goes_on: bool) -> Vec<Value> {
    let displays = feed.displays().into_iter().map(|(display, link)| {
        json!({ "navigation": wording::display(locale, display), "href": link.href.as_str(), "rel": display.rel(), "count": null })
    });
    let mut lines: Vec<Value> = displays.collect();
    lines.extend(feed.form.iter().flat_map(questions::lines));
    lines.extend(feed.navigation.iter().map(|entry| navigation(locale, entry, None)));
    for group in &feed.groups {
        if let Some(href) = &group.href {
            lines.push(json!({ "navigation": group.title, "href": href.as_str(), "count": group.total }));
        }
        lines.extend(group.navigation.iter().map(|entry| navigation(locale, entry, Some(&group.title))));
        lines.extend(group.publications.iter().map(|entry| publication(entry, Some(&group.title))));
    }
    lines.extend(feed.publications.iter().map(|entry| publication(entry, None)));
    if !goes_on && let Some(next) = &feed.links.next {
        lines.push(json!({ "next": next.as_str() }));
    }
    lines
}

fn navigation(locale: &Locale, entry: &Navigation, group: Option<&str>) -> Value {
    with_group(
        json!({ "navigation": wording::section(locale, entry), "href": entry.href.as_str(), "count": entry.count }),
        group,
    )
}

fn publication(entry: &Publication, group: Option<&str>) -> Value {
    let value = json!({
        "title": entry.title,
        "subtitle": entry.subtitle,
        "authors": entry.authors,
        "languages": entry.languages.iter().map(Language::tag).collect::<Vec<_>>(),
        "identifier": entry.identifier,
        "summary": entry.summary,
        "published": entry.published,
        "publisher": entry.publisher,
        "subjects": entry.subjects,
        "modified": entry.updated,
        "pages": entry.pages,
        "accessibility": accessibility(&entry.accessibility),
        "acquisitions": entry.acquisitions.iter().map(acquisition).collect::<Vec<_>>(),
        "availability": entry.availability().map(|it| {
            json!({ "state": it.state.name(), "since": it.since, "until": it.until })
        }),
        "cover": entry.cover().map(|image| image.href.as_str()),
        "entry": entry.full.as_ref().map(Url::as_str),
    });
    with_group(value, group)
}

/// By the vocabulary of schema.org; null where the catalogue says nothing.
fn accessibility(access: &Accessibility) -> Option<Value> {
    (*access != Accessibility::default()).then(|| {
        json!({
            "access_modes": access.access_modes,
            "access_modes_sufficient": access.access_modes_sufficient,
            "features": access.features,
            "hazards": access.hazards,
            "summary": access.summary,
            "conforms_to": access.conforms_to,
        })
    })
}

fn acquisition(way: &Acquisition) -> Value {
    json!({
        "href": way.href.as_str(),
        "rel": way.relation.uri(),
        "type": way.media_type,
        "ends_in": way.endings(),
        "protection": acquire::protection(way),
        "length": way.length,
    })
}

fn with_group(value: Value, group: Option<&str>) -> Value {
    let Some(group) = group else { return value };
    let mut fields = Map::new();
    if let Value::Object(own) = value {
        fields.extend(own);
    }
    fields.insert("group".to_owned(), group.into());
    fields.into()
}
