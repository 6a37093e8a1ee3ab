//! `sync`: the places of the shelf's books, sent to and asked of the servers that keep them.

use std::io::Write;

use serde_json::{Value, json};
use url::Url;

use super::{Context, Failure};
use crate::book::{Locations, Locator};
use crate::home::Home;
use crate::library::Error;
use crate::library::authentication::Credentials;
use crate::library::client::Client;
use crate::library::secrets::Secrets;
use crate::library::shelf::{Holding, Moment, Place, Shelf, wait};
use crate::library::sync::{self, Device, Met, Remote, Rules, Travel, kosync, profile};
use crate::settings::Settings;
use crate::ui::wording;

#[derive(Debug, clap::Args)]
pub struct Sync {
    /// Only say what is known, without asking anybody
    #[arg(long)]
    pub status: bool,
    /// Turn sending on, and remember it: the place, the chapter's title, the device's name and the time go to the servers
    /// that `--status` names
    #[arg(long, conflicts_with = "off")]
    pub on: bool,
    /// Turn sending off, and remember it
    #[arg(long)]
    pub off: bool,
    /// Send bookmarks and notes, too, and remember it
    #[arg(long, conflicts_with_all = ["no_notes", "off"])]
    pub notes: bool,
    /// Send no bookmarks and notes, and remember it
    #[arg(long)]
    pub no_notes: bool,
    /// Send the settings to this library
    #[arg(long, value_name = "NAME or ADDRESS", conflicts_with = "take_settings")]
    pub send_settings: Option<String>,
    /// Take the settings that this library keeps, in the place of those of this device
    #[arg(long, value_name = "NAME or ADDRESS")]
    pub take_settings: Option<String>,
    /// Of two places, take the one on this device or the one of the server
    #[arg(long, value_name = "WHICH")]
    pub prefer: Option<Side>,
    /// The KOReader server to sign in to, which is remembered
    #[arg(long, value_name = "URL", requires = "user")]
    pub koreader: Option<String>,
    /// Make the account at the KOReader server
    #[arg(long, requires = "koreader")]
    pub register: bool,
    /// The name at the KOReader server, else at the libraries
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Read the password from standard input
    #[arg(long, requires = "user")]
    pub password_stdin: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Side {
    Here,
    There,
}

pub fn sync(context: &Context, command: Sync) -> Result<(), Failure> {
    let locale = &context.locale;
    let home = context.home()?;
    let mut settings = Settings::load(&home.settings());
    if command.on || command.off {
        settings.sync.on = command.on;
        keep(context, &home, &settings)?;
    }
    if command.notes || command.no_notes {
        settings.sync.notes = command.notes;
        keep(context, &home, &settings)?;
    }
    let failed = |error: Error| Failure(wording::library_error(locale, &error).line());
    let shelf = Shelf::open(&home).map_err(|error| failed(error.into()))?;
    let client = client(context, &home, &shelf, &command)?;
    context.runtime()?.block_on(async {
        if let Some(password) = given(context, &command)? {
            sign_in(context, &home, &client, &shelf, &command, &mut settings, password).await?;
        }
        let device = Device::of(&home, settings.sync.device.as_deref()).map_err(|error| failed(error.into()))?;
        let travel =
            Travel { client: client.clone(), shelf: shelf.clone(), device, rules: Rules::from(&settings.sync) };
        if !travel.rules.on && !command.status {
            // Who has just turned it off wants nothing more.
            return if command.off { Ok(()) } else { Err(Failure::of(locale, "cli-sync-off")) };
        }
        if let Some(library) = command.send_settings.as_deref().or(command.take_settings.as_deref()) {
            return settings_of(context, &home, &client, &settings, library, command.take_settings.is_some()).await;
        }
        let mut output = std::io::stdout().lock();
        if command.status {
            let line = json!({ "on": travel.rules.on, "device": travel.device, "without": travel.rules.without, "notes": travel.rules.notes });
            if writeln!(output, "{line}").is_err() {
                return Ok(());
            }
        }
        for holding in shelf.holdings().await.map_err(|error| failed(error.into()))? {
            let lines = match command.status {
                true => known(&travel, &holding).await.map_err(failed)?,
                false => met(context, &travel, &holding, command.prefer).await.map_err(failed)?,
            };
            // Whoever reads us may stop reading (`head`): that is no failure.
            if lines.iter().any(|line| writeln!(output, "{line}").is_err()) {
                return Ok(());
            }
        }
        Ok(())
    })
}

/// Sends the settings to a library, or takes those that it keeps.
async fn settings_of(
    context: &Context,
    home: &Home,
    client: &Client,
    settings: &Settings,
    library: &str,
    takes: bool,
) -> Result<(), Failure> {
    let locale = &context.locale;
    let failed = |error: Error| Failure(wording::library_error(locale, &error).line());
    let typed = super::libraries::address(home, library);
    let url = Url::parse(&typed).map_err(|_| failed(Error::Address(typed.clone())))?;
    let start = client.feed(&url).await.map_err(failed)?;
    let name = if start.title.is_empty() { library.to_owned() } else { start.title.clone() };
    let told = |id: &str| Failure(locale.with(id, &[("name", name.as_str().into())]));
    let Some(address) = profile::offered(&start) else { return Err(told("cli-sync-no-settings")) };
    if !takes {
        let written = settings.travelling().map_err(|error| failed(std::io::Error::other(error).into()))?;
        profile::put(client, address, &written).await.map_err(failed)?;
    } else {
        let text = profile::get(client, address).await.map_err(failed)?.ok_or_else(|| told("sync-settings-none"))?;
        let arrived = settings.arrived(&text);
        let arrived = arrived.ok_or_else(|| Failure(wording::foreign_settings(locale, &name).line()))?;
        keep(context, home, &arrived)?;
    }
    let _ =
        writeln!(std::io::stdout(), "{}", json!({ "settings": if takes { "taken" } else { "sent" }, "library": name }));
    Ok(())
}

fn keep(context: &Context, home: &Home, settings: &Settings) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure(wording::not_saved(&context.locale, &error).line());
    settings.save(&home.settings()).map_err(failed)
}

fn client(context: &Context, home: &Home, shelf: &Shelf, command: &Sync) -> Result<Client, Failure> {
    let failed = |error: Error| Failure(wording::library_error(&context.locale, &error).line());
    // Who brings a password does not want the one that the system remembers.
    let secrets =
        if command.password_stdin && command.koreader.is_none() { Secrets::none() } else { Secrets::system(home) };
    let client = Client::new(secrets).map_err(failed)?;
    client.speak(context.locale.tongue());
    for origin in wait(shelf.confirmed()).map_err(|error| failed(error.into()))? {
        client.trust().confirm(&origin);
    }
    Ok(client)
}

fn given(context: &Context, command: &Sync) -> Result<Option<String>, Failure> {
    if command.password_stdin { super::serve::password(context).map(Some) } else { Ok(None) }
}

/// At the KOReader server that is named, else at the known one of this name, else at every library that keeps a place.
async fn sign_in(
    context: &Context,
    home: &Home,
    client: &Client,
    shelf: &Shelf,
    command: &Sync,
    settings: &mut Settings,
    password: String,
) -> Result<(), Failure> {
    let user = command.user.clone().unwrap_or_default();
    let Some(typed) = &command.koreader else {
        if let Some(server) = settings.sync.koreader().filter(|_| settings.sync.koreader_user == user) {
            kosync::Account::new(&server, &user, &password).remember(client);
        }
        for way in shelf.all_ways().await.unwrap_or_default() {
            if let Ok(address) = Url::parse(&way) {
                client.sign_in(&address, Credentials { user: user.clone(), password: password.clone() });
            }
        }
        return Ok(());
    };
    settings.sync.koreader_server.clone_from(typed);
    let failed = |error: &sync::Error| Failure(wording::sync_error(&context.locale, error).line());
    let Some(server) = settings.sync.koreader() else {
        return Err(failed(&Error::Address(typed.clone()).into()));
    };
    let account = kosync::Account::new(&server, &user, &password);
    if command.register {
        kosync::register(client, &account).await.map_err(|error| failed(&error))?;
    }
    kosync::sign_in(client, &account).await.map_err(|error| failed(&error))?;
    account.remember(client);
    if account.keep(client.secrets()).await.is_err() {
        let _ = writeln!(std::io::stderr(), "{}", context.locale.text("error-no-keyring"));
    }
    settings.sync.koreader_user = user;
    keep(context, home, settings)
}

/// What is known about a book without asking anybody, a line a server.
async fn known(travel: &Travel, holding: &Holding) -> Result<Vec<Value>, Error> {
    let place = travel.shelf.place(holding.id).await?;
    let mut lines = Vec::new();
    for channel in sync::channels_of(travel, holding).await? {
        let synced = travel.shelf.synced(holding.id, channel.name()).await?;
        let progress = place.as_ref().map(|place| place.progress);
        lines.push(json!({
            "id": holding.id,
            "title": holding.title,
            "channel": channel.name(),
            "server": channel.host(),
            "progress": progress,
            "there": synced.map(|synced| json!({ "progress": synced.there, "modified": synced.modified })),
            "waiting": synced.map_or(progress.is_some(), |it| it.dirty || progress.is_some_and(|now| (now - it.here).abs() > 1e-6)),
        }));
    }
    Ok(lines)
}

/// Meets the servers of a book.
async fn met(context: &Context, travel: &Travel, holding: &Holding, prefer: Option<Side>) -> Result<Vec<Value>, Error> {
    let (mut met, mut errors) = travel.meet(holding).await;
    if let (Met::Ask { channel, there, .. }, Some(side)) = (&met, prefer) {
        match side {
            Side::Here => travel.stay(holding.id, channel, there).await?,
            Side::There => {
                let place = place_of(there);
                let progress = place.progress;
                travel.shelf.save_place(holding.id, place).await?;
                travel.went(holding.id, channel, there, progress).await?;
            }
        }
        (met, errors) = travel.meet(holding).await;
    }
    let place = travel.shelf.place(holding.id).await?;
    let line = |state: &str| {
        json!({
            "id": holding.id,
            "title": holding.title,
            "state": state,
            "progress": place.as_ref().map(|place| place.progress),
        })
    };
    let mut lines = Vec::new();
    match &met {
        Met::Nobody => {}
        Met::Same => lines.push(line("same")),
        Met::Sent => lines.push(line("sent")),
        Met::Ask { channel, there, .. } => {
            let mut asked = line("ask");
            asked["channel"] = json!(channel.name());
            asked["server"] = json!(channel.host());
            asked["there"] = json!({
                "progress": there.progress,
                "modified": there.modified,
                "device": there.device,
                "title": there.title,
            });
            lines.push(asked);
        }
    }
    match travel.meet_notes(holding).await {
        Ok(None) => {}
        Ok(Some(exchanged)) => {
            let mut notes = line("notes");
            notes["received"] = json!(exchanged.received);
            notes["sent"] = json!(exchanged.sent);
            lines.push(notes);
        }
        Err(error) => errors.push(error),
    }
    for error in errors {
        let mut failed = line("failed");
        failed["error"] = json!(wording::sync_error(&context.locale, &error).line());
        lines.push(failed);
    }
    Ok(lines)
}

/// A place of another device as the shelf keeps it.
fn place_of(there: &Remote) -> Place {
    let share = Locations { total_progression: Some(there.progress), ..Locations::default() };
    let locator = there.locator.clone().unwrap_or_else(|| Locator { locations: share, ..Locator::default() });
    Place { locator, progress: there.progress, modified: Moment::now() }
}
