//! `annotations`: bookmarks, highlights and notes in a book of the shelf, for other programs and for paper.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Context, Failure, inspect, shelf};
use crate::book::Book;
use crate::format;
use crate::library::papers;
use crate::library::shelf::{Bookmark, Holding, Moment, Shelf, collation_key, wait};
use crate::reading::Annotations;
use crate::reading::annotations::Kept;
use crate::reading::collection::Collection;
use crate::reading::listening::Marks;
use crate::ui::export::{self, Form};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The book's file, or its title or number on the shelf
    #[arg(value_name = "FILE or TITLE")]
    pub book: String,
    /// The kind of file
    #[arg(long, value_name = "json|html|text", default_value = "json", value_parser = form)]
    pub to: Form,
    /// Write into this file (or a file in this folder); what is there already is never written over
    #[arg(short, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// Read a protected book's password from standard input
    #[arg(long)]
    pub password_stdin: bool,
}

fn form(name: &str) -> Result<Form, String> {
    Form::ALL.into_iter().find(|form| form.name() == name).ok_or_else(|| Form::ALL.map(Form::name).join(", "))
}

pub fn annotations(context: &Context, command: Arguments) -> Result<(), Failure> {
    let locale = &context.locale;
    let failed = |error| Failure(shelf::sentence(locale, &error, None));
    let shelf = Shelf::open(&context.home()?).map_err(failed)?;
    let holding = find(context, &shelf, &command.book)?;
    let bookmarks = wait(shelf.bookmarks(holding.id)).map_err(failed)?;
    let collection = if holding.present {
        let options = inspect::options(context, command.password_stdin)?;
        let opened = format::open_whole(&holding.file, &options).map_err(|error| inspect::failure(locale, &error))?;
        collect(&opened.book, &holding, bookmarks)
    } else {
        // The loan is over; what the reader wrote stays hers.
        Collection::of_shelf(&holding, bookmarks)
    };
    let content = export::write(locale, &collection, command.to, Moment::now());
    let Some(output) = command.output else {
        // Whoever reads us may stop reading (`head`): that is no failure.
        let _ = io::stdout().lock().write_all(content.as_bytes());
        return Ok(());
    };
    let output = if output.is_dir() { output.join(export::file_name(locale, &collection, command.to)) } else { output };
    let written = papers::write_new(&output, content.as_bytes()).map_err(|error| {
        let values = [("file", output.display().to_string().into()), ("cause", error.to_string().into())];
        Failure(locale.with("cli-annotations-not-written", &values))
    })?;
    papers::copy_beside(&written, &shelf.spoken(holding.id), &collection.sounds()).map_err(|error| {
        let values = [("file", written.display().to_string().into()), ("cause", error.to_string().into())];
        Failure(locale.with("cli-annotations-not-written", &values))
    })?;
    // It may have another name than was asked for.
    let _ = writeln!(io::stdout(), "{}", written.display());
    Ok(())
}

/// The holding that has this file, this number or this title.
fn find(context: &Context, shelf: &Shelf, book: &str) -> Result<Holding, Failure> {
    let locale = &context.locale;
    let failed = |error| Failure(shelf::sentence(locale, &error, Some(Path::new(book))));
    let told = |id| Failure(locale.with(id, &[("book", book.into())]));
    if Path::new(book).is_file() {
        let found = wait(shelf.find_file(book)).map_err(failed)?;
        return found.ok_or_else(|| told("cli-annotations-unknown"));
    }
    let holdings = wait(shelf.holdings()).map_err(failed)?;
    if let Some(found) = holdings.iter().find(|holding| holding.id.to_string() == book.trim()) {
        return Ok(found.clone());
    }
    let wanted = collation_key(book);
    let same: Vec<_> = holdings.iter().filter(|holding| collation_key(&holding.title) == wanted).collect();
    let part = book.trim().to_lowercase();
    let found = match same.as_slice() {
        [] => holdings.iter().filter(|holding| holding.title.to_lowercase().contains(&part)).collect(),
        _ => same,
    };
    match found.as_slice() {
        [] => Err(told("cli-annotations-unknown")),
        [one] => Ok((*one).clone()),
        _ => Err(told("cli-annotations-many")),
    }
}

/// What the shelf keeps of this book, at its places in the book.
fn collect(book: &Book, holding: &Holding, bookmarks: Vec<Bookmark>) -> Collection {
    let kept = bookmarks.into_iter().map(Kept::of);
    match &book.recording {
        Some(recording) => Collection::of_recording(book, &holding.title, recording, &Marks::restore(recording, kept)),
        None => Collection::of_text(book, &holding.title, &Annotations::restore(book, kept)),
    }
}
