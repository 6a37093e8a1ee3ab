//! `shelf`: what is on the reader's shelf.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Context, Failure};
use crate::book::Language;
use crate::library::shelf::{self, Error, Holding, Place, holding, wait};
use crate::locale::Locale;

#[derive(Debug, clap::Args)]
pub struct Shelf {
    /// Put a copy of this file on the shelf and print it
    #[arg(long, value_name = "FILE", conflicts_with = "remove")]
    pub add: Option<PathBuf>,
    /// Take the book with this id off the shelf, with its file and its place
    #[arg(long, value_name = "ID")]
    pub remove: Option<i64>,
}

pub fn shelf(context: &Context, command: Shelf) -> Result<(), Failure> {
    let locale = &context.locale;
    let failed = |error: Error| Failure(sentence(locale, &error, command.add.as_deref()));
    let shelf = shelf::Shelf::open(&context.home()?).map_err(failed)?;
    if let Some(recovery) = shelf.recovery() {
        let told = locale.with(
            "cli-shelf-recovered",
            &[
                ("holdings", recovery.holdings.into()),
                ("places", recovery.places.into()),
                ("file", recovery.set_aside.display().to_string().into()),
            ],
        );
        let _ = writeln!(std::io::stderr(), "{told}");
    }
    if let Some(id) = command.remove {
        return wait(shelf.remove(holding::Id::from(id))).map_err(failed);
    }
    let holdings = match &command.add {
        Some(file) => vec![wait(shelf.add_file(file)).map_err(failed)?.into_holding()],
        // Loans that ended are told of by `loans`.
        None => wait(shelf.holdings()).map_err(failed)?.into_iter().filter(|it| it.gone.is_none()).collect(),
    };
    let mut output = std::io::stdout().lock();
    for holding in holdings {
        let place = wait(shelf.place(holding.id)).map_err(failed)?;
        // Whoever reads us may stop reading (`head`): that is no failure.
        if writeln!(output, "{}", as_json(&holding, place.as_ref())).is_err() {
            break;
        }
    }
    Ok(())
}

/// A holding as the command line's contract has it. `place` is null for a book that was never begun.
pub fn as_json(holding: &Holding, place: Option<&Place>) -> Value {
    json!({
        "id": holding.id,
        "title": holding.title,
        "authors": holding.authors,
        "languages": holding.languages.iter().map(Language::tag).collect::<Vec<_>>(),
        "identifier": holding.identifier,
        "format": holding.format.name(),
        "place": place,
        "loan": holding.loan,
        "file": holding.file.to_string_lossy(),
        "present": holding.present,
        "sha256": holding.sha256,
        "source": holding.source,
        "sample": holding.sample.is_some(),
        "added": holding.added,
        "last_opened": holding.last_opened,
        "finished": holding.finished,
    })
}

/// What is wrong and what to do. `asked` is the file that was to be added.
pub fn sentence(locale: &Locale, error: &Error, asked: Option<&Path>) -> String {
    let file = |path: &Path| [("file", path.display().to_string().into())];
    match error {
        Error::NotABook(_) => locale.with("cli-shelf-not-a-book", &file(asked.unwrap_or(Path::new("?")))),
        Error::Gone(path) => locale.with("cli-shelf-gone", &file(path)),
        Error::Forbidden(path) => locale.with("cli-shelf-forbidden", &file(path)),
        Error::NotAFile(path) => locale.with("cli-shelf-not-a-file", &file(path)),
        Error::Full => locale.text("cli-shelf-full"),
        Error::Busy => locale.text("cli-shelf-busy"),
        Error::Newer(_) => locale.text("cli-shelf-newer"),
        Error::Unknown(id) => locale.with("cli-shelf-unknown", &[("id", id.to_string().into())]),
        Error::Damaged | Error::Closed => locale.text("cli-shelf-damaged"),
        Error::Io(cause) => locale.with("cli-shelf-failed", &[("cause", cause.to_string().into())]),
        Error::Database(cause) => locale.with("cli-shelf-failed", &[("cause", cause.to_string().into())]),
    }
}
