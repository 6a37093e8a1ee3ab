//! `profile`: the look of books as a file, to take along and to bring in.

use std::io::{self, Write};
use std::path::PathBuf;

use super::{Context, Failure};
use crate::library::papers;
use crate::settings::{Profile, ProfileError, Settings};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write the look of books, or one of your profiles, into a file; what is there already is never written over
    Export(Export),
    /// Take a profile from a file: it is kept by its name, and books look so from now on
    Import(Import),
}

#[derive(Debug, clap::Args)]
pub struct Export {
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// One of your profiles; else the look that holds now, under the file's name
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Import {
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

pub fn profile(context: &Context, arguments: Arguments) -> Result<(), Failure> {
    let path = context.home()?.settings();
    match arguments.command {
        Command::Export(command) => export(context, command, &Settings::load(&path)),
        Command::Import(command) => {
            let mut settings = Settings::load(&path);
            let name = import(context, command, &mut settings)?;
            settings.save(&path).map_err(|error| {
                Failure(context.locale.with("cli-profile-not-kept", &[("cause", error.to_string().into())]))
            })?;
            let _ = writeln!(io::stdout(), "{name}");
            Ok(())
        }
    }
}

fn export(context: &Context, command: Export, settings: &Settings) -> Result<(), Failure> {
    let locale = &context.locale;
    let file = command.file.display().to_string();
    let profile = match &command.name {
        Some(name) => {
            let wanted = name.trim().to_lowercase();
            let found = settings.profiles.iter().find(|profile| profile.name.to_lowercase() == wanted).cloned();
            found.ok_or_else(|| Failure(locale.with("cli-profile-unknown", &[("name", name.as_str().into())])))?
        }
        None => {
            let stem = command.file.file_stem().unwrap_or_default().to_string_lossy();
            let own = Profile::new(&stem, settings.appearance.clone());
            own.ok_or_else(|| Failure(locale.with("cli-profile-no-name", &[("file", file.as_str().into())])))?
        }
    };
    let written = papers::write_new(&command.file, profile.written().as_bytes()).map_err(|error| {
        let values = [("file", file.into()), ("cause", error.to_string().into())];
        Failure(locale.with("cli-annotations-not-written", &values))
    })?;
    // It may have another name than was asked for.
    let _ = writeln!(io::stdout(), "{}", written.display());
    Ok(())
}

/// Takes a profile into the settings, in the place of one that is called the same. Its name.
fn import(context: &Context, command: Import, settings: &mut Settings) -> Result<String, Failure> {
    let profile = Profile::load(&command.file).map_err(|error| {
        let id = match error {
            ProfileError::Io(_) => "cli-profile-not-read",
            ProfileError::Foreign => "cli-profile-foreign",
            ProfileError::Damaged(_) => "cli-profile-damaged",
        };
        Failure(context.locale.with(id, &[("file", command.file.display().to_string().into())]))
    })?;
    settings.appearance = profile.appearance.clone();
    let name = profile.name.clone();
    match settings.profiles.iter_mut().find(|known| known.name == name) {
        Some(known) => *known = profile,
        None => settings.profiles.push(profile),
    }
    Ok(name)
}
