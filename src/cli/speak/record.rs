//! `speak --output`: the book, or a chapter of it, saved as it would be read aloud.

use std::io::Write;
use std::path::PathBuf;

use super::{Speak, options};
use crate::book::Language;
use crate::cli::{Context, Failure, inspect, saving};
use crate::format;
use crate::home::Home;
use crate::locale::Locale;
use crate::reading::Hearing;
use crate::reading::record::{self, Chapter, Error, Form, Work};
use crate::settings::{Pronunciations, Settings};
use crate::ui::wording;
use crate::voice::Options;
use crate::voice::record::{Recorder, Stop};

/// Saves the book to this file and tells what came of it, as JSON.
pub(super) fn save(context: &Context, command: &Speak, target: PathBuf) -> Result<(), Failure> {
    let locale = &context.locale;
    let file = target.display().to_string();
    let about_file = |id| Failure(locale.with(id, &[("file", file.as_str().into())]));
    let form = Form::of(&target).ok_or_else(|| about_file("cli-speak-form"))?;
    if target.symlink_metadata().is_ok() {
        return Err(about_file("cli-speak-there"));
    }
    let way = format::Options { member: command.member.clone(), ..inspect::options(context, command.password_stdin)? };
    let opened = format::open_whole(&command.file, &way).map_err(|error| inspect::failure(locale, &error))?;
    if opened.book.recording.is_some() {
        return Err(Failure::of(locale, "cli-recording"));
    }
    if let Some(defect) = opened.unreadable() {
        return Err(Failure(wording::defect(locale, defect)));
    }
    let chapter = command.chapter.map(|number| chapter(locale, &opened.book, number)).transpose()?;
    let title = command.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let cover = opened.cover();
    let home = Home::find(context.home.clone());
    let settings = home.as_ref().map(|home| Settings::load(&home.settings())).unwrap_or_default();
    let hearing = Hearing::from(&settings);
    let work = Work { book: opened.book, resources: opened.resources, cover, title, chapter, form, hearing };

    let pronunciations = home.map(|home| Pronunciations::load(&home.pronunciation()).0).unwrap_or_default();
    let refused = |error: &Error| Failure(wording::record_error(locale, error).line());
    let mut recorder = Recorder::open(&Options { pronunciations, ..options(&settings, command.rate) })
        .map_err(|error| refused(&Error::Voice(error)))?;
    if let Some(name) = &command.voice {
        choose(locale, &mut recorder, &work.book.metadata.languages, name)?;
    }

    let stop = Stop::default();
    let asked = stop.clone();
    let made = saving::wait(context, "cli-speak-progress", &stop, move |tell| {
        record::record(&work, &mut recorder, &target, &asked, tell)
    })?;
    let broken = || Err(Error::Io(std::io::Error::other("record")));
    match made.unwrap_or_else(broken) {
        Ok(made) => {
            let answer = serde_json::json!({
                "file": made.path.display().to_string(),
                "duration_s": made.duration.as_secs_f64(),
                "left_out": made.left_out,
                "other_voice": made.replaced.iter().map(Language::tag).collect::<Vec<_>>(),
            });
            // Whoever reads us may have stopped reading: that is no failure.
            let _ = writeln!(std::io::stdout(), "{answer}");
            Ok(())
        }
        Err(Error::Stopped) => Err(Failure::of(locale, "cli-speak-stopped")),
        Err(error) => Err(refused(&error)),
    }
}

fn chapter(locale: &Locale, book: &crate::book::Book, number: usize) -> Result<Chapter, Failure> {
    let mut chapters = record::chapters(book);
    let count = chapters.len();
    match number.checked_sub(1).filter(|index| *index < count) {
        Some(index) => Ok(chapters.swap_remove(index)),
        None => {
            let values = [("number", number.to_string().into()), ("count", count.to_string().into())];
            Err(Failure(locale.with("cli-speak-no-chapter", &values)))
        }
    }
}

/// Uses the voice of this name, for its language and for those of the book that it would not speak unasked.
fn choose(locale: &Locale, recorder: &mut Recorder, of_book: &[Language], name: &str) -> Result<(), Failure> {
    let same = |voice: &&crate::voice::Voice| voice.name.to_lowercase() == name.to_lowercase();
    let Some(voice) = recorder.voices().iter().find(same).cloned() else {
        return Err(Failure(locale.with("cli-speak-no-voice", &[("voice", name.into())])));
    };
    for language in super::languages_of(&voice, of_book) {
        recorder.choose(&language, &voice.name);
    }
    Ok(())
}
