//! `find` and `index`: books in the lists of all libraries and on the shelf, and keeping those lists.

use std::io::Write;

use serde_json::{Value, json};
use url::Url;

use super::{Context, Failure};
use crate::book::{Format, Language};
use crate::home::Home;
use crate::library::catalog::Publication;
use crate::library::client::Client;
use crate::library::index::held::Held;
use crate::library::index::rounds::{self, is_whole_due};
use crate::library::index::{self, Answer, Filter, Hit, How, Index, Question, Source, crawl};
use crate::library::secrets::Secrets;
use crate::library::shelf::{self as shelves, Holding, Library, Moment, Shelf};
use crate::ui::wording;

#[derive(Debug, clap::Args)]
pub struct Find {
    /// A title, an author, a part of them
    #[arg(required = true)]
    pub words: Vec<String>,
    /// language=kk, format=epub, library=URL, sound, now or new; more than one is all of them
    #[arg(long = "filter", value_name = "FILTER")]
    pub filters: Vec<String>,
    /// Answers at most
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub limit: usize,
}

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// The libraries in the lists, a JSON line each
    Status,
    /// Read the lists of the libraries that the window knows; a JSON line each
    Update(Update),
}

#[derive(Debug, clap::Args)]
pub struct Update {
    /// Libraries that are added first, by their addresses
    pub urls: Vec<String>,
    /// Read also what is not due yet, and to the end
    #[arg(long)]
    pub all: bool,
}

pub fn find(context: &Context, command: Find) -> Result<(), Failure> {
    let home = context.home()?;
    let index = open(context, &home)?;
    let runtime = context.runtime()?;
    let sources = runtime.block_on(index.sources()).map_err(|error| failed(context, &error))?;
    let filter = filter(context, &command.filters, &sources)?;
    let question = Question { words: command.words.join(" "), filter, limit: command.limit };
    // A shelf that is not there yet has no book; it is not made for this.
    let holdings = match home.shelf().exists() {
        true => Shelf::open(&home)
            .and_then(|shelf| shelves::wait(shelf.holdings()))
            .map_err(|error| Failure(wording::shelf_error(&context.locale, &error).line()))?,
        false => Vec::new(),
    };
    let mut output = std::io::stdout().lock();
    let held = Held::new(&holdings).find(&holdings, &question, Moment::now());
    // Whoever reads us may stop reading (`head`): that is no failure.
    for holding in held.into_iter().filter_map(|at| holdings.get(at)).take(command.limit) {
        if writeln!(output, "{}", of_holding(holding)).is_err() {
            return Ok(());
        }
    }
    let answer = runtime.block_on(index.ask(question)).map_err(|error| failed(context, &error))?;
    for hit in &answer.hits {
        let entry = runtime.block_on(index.publication(hit.id)).map_err(|error| failed(context, &error))?;
        if writeln!(output, "{}", of_hit(&answer, hit, entry.as_ref(), &sources)).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

pub fn index(context: &Context, arguments: Arguments) -> Result<(), Failure> {
    let home = context.home()?;
    let index = open(context, &home)?;
    match arguments.command {
        Command::Status => {
            let sources = context.runtime()?.block_on(index.sources()).map_err(|error| failed(context, &error))?;
            let mut output = std::io::stdout().lock();
            for source in &sources {
                if writeln!(output, "{}", of_source(source)).is_err() {
                    break;
                }
            }
            Ok(())
        }
        Command::Update(update) => self::update(context, &home, &index, &update),
    }
}

/// Reads what is due; goes on with the others when one library fails, and says so at the end.
fn update(context: &Context, home: &Home, index: &Index, update: &Update) -> Result<(), Failure> {
    let told = |error: &crate::library::Error| Failure(wording::library_error(&context.locale, error).line());
    let shelf = Shelf::open(home).map_err(|error| told(&error.into()))?;
    let client = Client::new(Secrets::system(home)).map_err(|error| told(&error))?;
    client.speak(context.locale.tongue());
    for origin in shelves::wait(shelf.confirmed()).map_err(|error| told(&error.into()))? {
        client.trust().confirm(&origin);
    }
    let mut output = std::io::stdout().lock();
    let first = context.runtime()?.block_on(async {
        let mut first = None;
        for typed in &update.urls {
            let feed = client.discover(typed).await.map_err(|error| told(&error))?;
            let known = shelf.libraries().await.map_err(|error| told(&error.into()))?;
            if known.iter().all(|library| library.url != feed.address.as_str()) {
                let url = feed.address.to_string();
                let chosen = known.is_empty();
                let library = Library { url, title: feed.title, chosen, ..Library::default() };
                shelf.keep_library(library).await.map_err(|error| told(&error.into()))?;
            }
        }
        let libraries = shelf.libraries().await.map_err(|error| told(&error.into()))?;
        let sources = rounds::settle(index, &libraries).await.map_err(|error| failed(context, &error))?;
        let Some(_alone) = index.alone() else { return Err(Failure::of(&context.locale, "find-cli-busy")) };
        for source in sources {
            let now = Moment::now();
            if !update.all && !rounds::is_due(&source, now) {
                let _ = writeln!(output, "{}", of_source(&source));
                continue;
            }
            let whole = update.all || is_whole_due(&source, now);
            match crawl::crawl(&client, index, &source, whole, &crawl::Limits::default()).await {
                Ok(_) => {}
                Err(crawl::Error::Library(error)) => first = first.or_else(|| Some(told(&error))),
                Err(crawl::Error::Index(error)) => return Err(failed(context, &error)),
            }
            let sources = index.sources().await.map_err(|error| failed(context, &error))?;
            if let Some(source) = sources.iter().find(|it| it.id == source.id) {
                let _ = writeln!(output, "{}", of_source(source));
            }
        }
        Ok(first)
    })?;
    first.map_or(Ok(()), Err)
}

fn open(context: &Context, home: &Home) -> Result<Index, Failure> {
    Index::open(home).map_err(|error| failed(context, &error))
}

fn failed(context: &Context, error: &index::Error) -> Failure {
    Failure(context.locale.with("find-cli-failed", &[("cause", error.to_string().into())]))
}

fn filter(context: &Context, typed: &[String], sources: &[Source]) -> Result<Filter, Failure> {
    let mut filter = Filter::default();
    for one in typed {
        let wrong = || Failure(context.locale.with("find-cli-filter", &[("filter", one.as_str().into())]));
        match one.split_once('=') {
            None if one == "sound" => filter.sound = true,
            None if one == "now" => filter.now = true,
            None if one == "new" => filter.new = true,
            Some(("language", tag)) => filter.languages.push(Language::parse(tag).ok_or_else(wrong)?),
            Some(("format", name)) => {
                let format = Format::ALL.into_iter().find(|format| format.name() == name);
                filter.formats.push(format.ok_or_else(wrong)?);
            }
            Some(("library", url)) => {
                let is_it = |source: &&Source| source.url.as_ref().map(Url::as_str) == Some(url);
                filter.sources.push(sources.iter().find(is_it).ok_or_else(wrong)?.id);
            }
            _ => return Err(wrong()),
        }
    }
    Ok(filter)
}

fn tags(languages: &[Language]) -> Vec<&str> {
    languages.iter().map(Language::tag).collect()
}

fn of_holding(holding: &Holding) -> Value {
    json!({
        "title": holding.title,
        "authors": holding.authors,
        "languages": tags(&holding.languages),
        "formats": [holding.format.name()],
        "shelf": holding.id,
        "file": holding.file.to_string_lossy(),
    })
}

fn of_hit(answer: &Answer, hit: &Hit, entry: Option<&Publication>, sources: &[Source]) -> Value {
    let library = |id| sources.iter().find(|source| source.id == id).and_then(|source| source.url.as_ref());
    json!({
        "title": hit.title,
        "authors": hit.authors,
        "narrators": hit.narrators,
        "languages": tags(&hit.languages),
        "formats": hit.formats.iter().map(Format::name).collect::<Vec<_>>(),
        "sound": hit.sound,
        "year": hit.year,
        "library": library(hit.source).map(Url::as_str),
        "also": hit.also.iter().filter_map(|(id, _)| library(*id)).map(Url::as_str).collect::<Vec<_>>(),
        "availability": hit.state.map(|state| json!({ "state": state.name() })),
        "entry": entry.and_then(|entry| entry.full.as_ref()).map(Url::as_str),
        "how": match &hit.how {
            How::Exact => "exact",
            How::Beginning => "beginning",
            How::Words => "words",
            How::Elsewhere => "elsewhere",
            How::Forgiven { .. } => "forgiven",
        },
        "meant": answer.forgiven,
    })
}

fn of_source(source: &Source) -> Value {
    json!({
        "library": source.url.as_ref().map(Url::as_str),
        "title": source.title,
        "titles": source.titles,
        "complete": source.complete,
        "checked": source.checked,
    })
}
