//! `export`: a book as plain text, HTML, EPUB or braille.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Context, Failure, inspect, saving};
use crate::format;
use crate::reading::export::{self, Error, Form, Grade, Sheet, Work};
use crate::ui::wording;
use crate::voice::record::Stop;

#[derive(Debug, clap::Args)]
pub struct Export {
    pub file: PathBuf,
    /// In which form: txt, html, epub, brf or pef
    #[arg(long, value_name = "FORM", value_parser = form)]
    pub to: Form,
    /// The file to write, which must not be there; «-» for standard output (not for epub)
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
    /// Braille: cells in a line
    #[arg(long, value_name = "NUMBER", default_value_t = Sheet::default().cells, value_parser = cells)]
    pub cells: usize,
    /// Braille: lines on a page
    #[arg(long, value_name = "NUMBER", default_value_t = Sheet::default().lines, value_parser = lines)]
    pub lines: usize,
    /// Braille: 1 for letter by letter, 2 for English with contractions
    #[arg(long, value_name = "GRADE", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
    pub grade: u8,
    /// Read a protected book's password from standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Which book of an archive, by its name there
    #[arg(long, value_name = "NAME")]
    pub member: Option<String>,
}

pub fn export(context: &Context, command: Export) -> Result<(), Failure> {
    let locale = &context.locale;
    let target = command.output;
    let to_output = target == Path::new("-");
    if to_output && command.to == Form::Epub {
        return Err(Failure::of(locale, "cli-export-output"));
    }
    if !to_output && target.symlink_metadata().is_ok() {
        let file = target.display().to_string();
        return Err(Failure(locale.with("cli-speak-there", &[("file", file.into())])));
    }
    let way = format::Options { member: command.member, ..inspect::options(context, command.password_stdin)? };
    let opened = format::open_whole(&command.file, &way).map_err(|error| inspect::failure(locale, &error))?;
    if opened.book.recording.is_some() {
        return Err(Failure::of(locale, "cli-recording"));
    }
    if let Some(defect) = opened.unreadable() {
        return Err(Failure(wording::defect(locale, defect)));
    }
    for defect in &opened.defects {
        // Standard error may be closed; the book matters more.
        let _ = writeln!(std::io::stderr(), "{}", wording::defect(locale, defect));
    }
    let cover = opened.cover();
    let grade = if command.grade == 2 { Grade::Two } else { Grade::One };
    let work = Work {
        book: opened.book,
        resources: opened.resources,
        cover,
        title: command.file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        form: command.to,
        sheet: Sheet { cells: command.cells, lines: command.lines, grade },
        contents: locale.text("reader-contents"),
    };
    let stop = Stop::default();
    let asked = stop.clone();
    let made = saving::wait(context, "cli-export-progress", &stop, move |tell| {
        if to_output {
            // Whole before it is handed on: a page that breaks off would be taken for a book.
            let mut text = Vec::new();
            export::write(&work, &mut text, &asked, tell).map(|()| (None, text))
        } else {
            export::export(&work, &target, &asked, tell).map(|path| (Some(path), Vec::new()))
        }
    })?;
    let broken = || Err(Error::Io(std::io::Error::other("export")));
    match made.unwrap_or_else(broken) {
        Ok((Some(path), _)) => {
            let answer = serde_json::json!({ "file": path.display().to_string() });
            // Whoever reads us may have stopped reading: that is no failure.
            let _ = writeln!(std::io::stdout(), "{answer}");
            Ok(())
        }
        Ok((None, text)) => inspect::print(context, |out| out.write_all(&text)),
        Err(Error::Stopped) => Err(Failure::of(locale, "cli-speak-stopped")),
        Err(error) => Err(Failure(wording::export_error(locale, &error).line())),
    }
}

fn form(name: &str) -> Result<Form, String> {
    Form::from_name(name).ok_or_else(|| Form::ALL.map(Form::ending).join(", "))
}

fn cells(number: &str) -> Result<usize, String> {
    within(number, Sheet::CELLS)
}

fn lines(number: &str) -> Result<usize, String> {
    within(number, Sheet::LINES)
}

fn within(number: &str, range: std::ops::RangeInclusive<usize>) -> Result<usize, String> {
    let number = number.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| format!("{}–{}", range.start(), range.end()))
}
