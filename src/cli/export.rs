//! `oqyrman export`: a book in another form.

use std::io::Write;
use std::path::PathBuf;

use super::{Context, Failure, inspect};
use crate::format::{self, Options};
use crate::reading::export::{self, Error, Form, Grade, Order, Sheet};
use crate::reading::record;
use crate::ui::wording;
use crate::voice::record::Stop;

#[derive(Debug, clap::Args)]
pub struct Export {
    pub file: PathBuf,
    /// The form: txt, html, epub, brf or pef
    #[arg(long = "to", value_name = "FORM", value_parser = form)]
    pub form: Form,
    /// The new file; - writes a text form to standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Cells of a line of braille
    #[arg(long, value_name = "NUMBER", default_value_t = Sheet::default().cells)]
    pub cells: usize,
    /// Lines of a page of braille
    #[arg(long, value_name = "NUMBER", default_value_t = Sheet::default().lines)]
    pub lines: usize,
    /// 2 for shortened braille, where the language has a table for it
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
    pub grade: u8,
    /// Read a protected book's password from standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Which book of an archive, by its name there
    #[arg(long, value_name = "NAME")]
    pub member: Option<String>,
}

fn form(name: &str) -> Result<Form, String> {
    Form::of(name).ok_or_else(|| "txt, html, epub, brf, pef".to_owned())
}

pub fn export(context: &Context, command: Export) -> Result<(), Failure> {
    let locale = &context.locale;
    let to_output = command.output.as_os_str() == "-";
    let about_file = |id| Failure(locale.with(id, &[("file", command.output.display().to_string().into())]));
    if to_output && command.form == Form::Epub {
        return Err(Failure::of(locale, "cli-export-file"));
    }
    if !to_output && command.output.symlink_metadata().is_ok() {
        return Err(about_file("cli-speak-there"));
    }
    let way = Options { member: command.member.clone(), ..inspect::options(context, command.password_stdin)? };
    let opened = format::open_whole(&command.file, &way).map_err(|error| inspect::failure(locale, &error))?;
    if opened.book.recording.is_some() {
        return Err(Failure::of(locale, "cli-recording"));
    }
    if let Some(defect) = opened.unreadable() {
        return Err(Failure(wording::defect(locale, defect)));
    }
    let cover = opened.cover();
    let grade = if command.grade == 2 { Grade::Shortened } else { Grade::Full };
    let order = Order {
        book: opened.book,
        resources: opened.resources,
        cover,
        title: command.file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        form: command.form,
        sheet: Sheet { cells: command.cells, lines: command.lines, grade },
    };
    let failed = |error: Error| match error {
        Error::NoBraille => Failure::of(locale, "export-no-braille"),
        Error::Stopped => Failure::of(locale, "cli-speak-stopped"),
        Error::Io(error) => Failure(wording::record_error(locale, &record::Error::Io(error)).line()),
    };
    let stop = Stop::default();
    if to_output {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        return match export::write(&order, &mut out, &stop).and_then(|()| Ok(out.flush()?)) {
            // A reader who has seen enough is no failure.
            Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(failed),
        };
    }
    let made = export::export(&order, &command.output, &stop).map_err(failed)?;
    let answer = serde_json::json!({ "file": made.display().to_string(), "format": command.form.ending() });
    // Whoever reads us may have stopped reading: that is no failure.
    let _ = writeln!(std::io::stdout(), "{answer}");
    Ok(())
}
