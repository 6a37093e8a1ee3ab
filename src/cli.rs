//! The same library without a window: arguments, and one room for each command.
//!
//! The command line is a contract; fields are added, never renamed.

pub mod annotations;
pub mod backup;
pub mod cards;
pub mod catalog;
pub mod downloads;
pub mod export;
pub mod index;
pub mod inspect;
pub mod libraries;
pub mod loans;
pub mod play;
pub mod profile;
mod saving;
pub mod serve;
pub mod shelf;
pub mod speak;
pub mod sync;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::app;
use crate::format;
use crate::home::Home;
use crate::locale::{Locale, Tongue};
use crate::settings::Settings;

/// Reads books to people who cannot read ordinary print.
#[derive(Debug, Parser)]
#[command(name = "oqyrman", version)]
struct Arguments {
    /// Keep everything under this folder (else OQYRMAN_HOME, else the system's place)
    #[arg(long, global = true, value_name = "DIR")]
    home: Option<PathBuf>,
    /// The language of the interface for this run: kk, ru or en
    #[arg(long, global = true, value_name = "LANG", value_parser = tongue)]
    lang: Option<Tongue>,
    /// Log to standard error; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    #[command(flatten)]
    window: WindowArguments,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What the window is opened with.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
pub struct WindowArguments {
    /// A book to open, or the address of a book or a library
    #[arg(value_name = "FILE or URL")]
    pub open: Option<String>,
    /// The library to begin with
    #[arg(long, value_name = "URL")]
    pub library: Option<String>,
    /// For a shared station
    #[arg(long)]
    pub station: bool,
    /// Keep the program's own voice silent
    #[arg(long)]
    pub no_speech: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What is known about a book, as JSON
    Info(inspect::Info),
    /// A book's text in reading order
    Text(inspect::Text),
    /// A book as plain text, HTML, EPUB or braille
    Export(export::Export),
    /// A page of a library's catalogue, a JSON line an entry
    Catalog(catalog::Catalog),
    /// Books in the lists of all libraries and on the shelf, a JSON line each
    Find(index::Find),
    /// The lists of what libraries have
    Index(index::Arguments),
    /// The libraries that are known, a JSON line each; look for one, add it, take it off
    Libraries(libraries::Libraries),
    /// Borrow or download a book, check it, put it on the shelf
    Fetch(catalog::Fetch),
    /// What is on its way to the shelf: list, pause, resume, cancel, download
    Downloads(downloads::Downloads),
    /// What is on the shelf, a JSON line a book
    Shelf(shelf::Shelf),
    /// Loans and holds, a JSON line each; giving back, renewing
    Loans(loans::Loans),
    /// Bookmarks, highlights and notes in a book of the shelf
    Annotations(annotations::Arguments),
    /// The look of books as a file, to take along and to bring in
    Profile(profile::Arguments),
    /// Send where you are in your books to the servers that keep it, and ask them; a JSON line a book
    Sync(sync::Sync),
    /// Read a book aloud with the system's voice
    Speak(speak::Speak),
    /// Play a recorded book
    Play(play::Play),
    /// The system's voices, as JSON
    Voices(speak::Voices),
    /// Serve a folder of books as a small library
    Serve(serve::Serve),
    /// Readers' cards of a served folder, a JSON line each
    Cards(cards::Cards),
    /// Write everything that a served folder keeps for its readers to one file
    Backup(backup::Backup),
    /// Put back what “backup” has written
    Restore(backup::Restore),
    /// Read one document for the program that started this one; not for people
    #[command(name = format::PDF_COMMAND, hide = true)]
    PdfWorker { file: Option<PathBuf> },
}

/// What every command is given.
#[derive(Debug, Clone)]
pub struct Context {
    home: Option<PathBuf>,
    pub locale: Locale,
    /// True when standard error is a terminal, so that long work may show how far it is.
    pub progress: bool,
}

impl Context {
    /// The home folder, made when it is missing.
    pub fn home(&self) -> Result<Home, Failure> {
        Home::locate(self.home.clone())
            .map_err(|error| Failure(self.locale.with("cli-no-home", &[("cause", error.to_string().into())])))
    }

    /// A runtime for commands that wait for the network.
    pub fn runtime(&self) -> Result<tokio::runtime::Runtime, Failure> {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| Failure(error.to_string()))
    }
}

/// Why a command did not succeed: one plain sentence in the reader's language that says what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(pub String);

impl Failure {
    /// The sentence with this id.
    pub fn of(locale: &Locale, id: &str) -> Self {
        Self(locale.text(id))
    }
}

/// Runs the command line and answers its exit status: 0, 1 for a failure, 2 for wrong usage.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // It has no language, no home and no voice.
    if let Some(Command::PdfWorker { file }) = &arguments.command {
        return format::read_pdf(file.as_deref());
    }
    if let Ok(own) = std::env::current_exe() {
        // Also when the file was replaced by a newer one meanwhile.
        format::use_program(if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { own });
    }
    // Options of every command may stand before its name; those of the window belong to no command.
    if arguments.command.is_some() && arguments.window != WindowArguments::default() {
        let message = "a file, --library, --station and --no-speech belong to the window, not to a command";
        Arguments::command().error(clap::error::ErrorKind::ArgumentConflict, message).exit();
    }
    log(arguments.verbose);
    let tongue = arguments.lang.or_else(|| chosen_language(arguments.home.clone())).or_else(Tongue::of_system);
    let context = Context {
        home: arguments.home,
        locale: Locale::new(tongue.unwrap_or_default()),
        progress: std::io::stderr().is_terminal(),
    };
    let answer = match arguments.command {
        None => app::run(&context, arguments.window, arguments.lang),
        Some(Command::Info(command)) => inspect::info(&context, command),
        Some(Command::Text(command)) => inspect::text(&context, command),
        Some(Command::Export(command)) => export::export(&context, command),
        Some(Command::Catalog(command)) => catalog::catalog(&context, command),
        Some(Command::Find(command)) => index::find(&context, command),
        Some(Command::Index(command)) => index::index(&context, command),
        Some(Command::Libraries(command)) => libraries::libraries(&context, command),
        Some(Command::Fetch(command)) => catalog::fetch(&context, command),
        Some(Command::Downloads(command)) => downloads::downloads(&context, command),
        Some(Command::Shelf(command)) => shelf::shelf(&context, command),
        Some(Command::Loans(command)) => loans::loans(&context, command),
        Some(Command::Annotations(command)) => annotations::annotations(&context, command),
        Some(Command::Profile(command)) => profile::profile(&context, command),
        Some(Command::Sync(command)) => sync::sync(&context, command),
        Some(Command::Speak(command)) => speak::speak(&context, command),
        Some(Command::Play(command)) => play::play(&context, command),
        Some(Command::Voices(command)) => speak::voices(&context, command),
        Some(Command::Serve(command)) => serve::serve(&context, command),
        Some(Command::Cards(command)) => cards::cards(&context, command),
        Some(Command::Backup(command)) => backup::backup(&context, command),
        Some(Command::Restore(command)) => backup::restore(&context, command),
        Some(Command::PdfWorker { .. }) => unreachable!("it was started above"),
    };
    match answer {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(sentence)) => {
            let _ = writeln!(std::io::stderr(), "{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// The language that the settings hold, without making a home that is not there.
fn chosen_language(home: Option<PathBuf>) -> Option<Tongue> {
    let home = Home::find(home)?;
    Settings::load(&home.settings()).language
}

fn tongue(tag: &str) -> Result<Tongue, String> {
    Tongue::from_tag(tag).ok_or_else(|| "kk, ru, en".to_owned())
}

fn log(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => "oqyrman=info,warn",
        2 => "oqyrman=debug,info",
        _ => "trace",
    };
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(level))
        .with_writer(std::io::stderr)
        .init();
}
