//! `speak` and `voices`: reading aloud without a window.
//!
//! The session is the window's own ([`Reading`]), so that the same phrases are said in the same voices.

mod record;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use futures::StreamExt;

use super::{Context, Failure, inspect};
use crate::book::{Book, Kind, Language, OutlineEntry, Point};
use crate::format::{self, Resources, Revisions};
use crate::home::Home;
use crate::locale::Locale;
use crate::reading::{Annotations, Command, Effect, Hearing, Narrator, Notice, Reading};
use crate::settings::{Pronunciations, Settings};
use crate::ui::wording;
use crate::voice::player;
use crate::voice::{self, Event, Events, Options, Prosody, Request, Speaker, Voice};

/// Reading goes on after another program spoke, unless that happens again this soon: two readers would take the floor
/// from each other for ever.
const UNDISTURBED: Duration = Duration::from_secs(2);

#[derive(Debug, clap::Args)]
pub struct Speak {
    pub file: PathBuf,
    /// Slower −100 … 100 faster
    #[arg(long, allow_hyphen_values = true, value_parser = clap::value_parser!(i8).range(-100..=100))]
    pub rate: Option<i8>,
    /// The voice's name, as `oqyrman voices` tells it
    #[arg(long)]
    pub voice: Option<String>,
    /// Where to begin: a percentage («40%»), a page's label («p. 12»), or words of a heading
    #[arg(long)]
    pub from: Option<String>,
    /// Save what would be heard to this file, which ends in .opus (sound with chapters) or .epub (text and sound)
    #[arg(long, short, value_name = "FILE", conflicts_with = "from")]
    pub output: Option<PathBuf>,
    /// Save this chapter alone, counted from 1
    #[arg(long, value_name = "NUMBER", requires = "output")]
    pub chapter: Option<usize>,
    /// Read a protected book's password from standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Which book of an archive, by its name there
    #[arg(long, value_name = "NAME")]
    pub member: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Voices {}

pub fn speak(context: &Context, command: Speak) -> Result<(), Failure> {
    if let Some(target) = command.output.clone() {
        return record::save(context, &command, target);
    }
    let locale = &context.locale;
    let way = format::Options { member: command.member.clone(), ..inspect::options(context, command.password_stdin)? };
    // A place to begin at may lie anywhere; else the first words are said while the rest is being read.
    let opened = match &command.from {
        Some(_) => format::open_whole(&command.file, &way),
        None => format::open_with(&command.file, &way),
    };
    let opened = opened.map_err(|error| inspect::failure(locale, &error))?;
    if opened.book.recording.is_some() {
        return Err(Failure::of(locale, "cli-recording"));
    }
    if let Some(defect) = opened.unreadable() {
        return Err(Failure(wording::defect(locale, defect)));
    }
    let mut reading = Reading::open(Arc::clone(&opened.book), None, Annotations::default());
    if let Some(from) = &command.from {
        let unknown = || Failure(locale.with("cli-speak-no-place", &[("from", from.as_str().into())]));
        let place = place(&opened.book, from).ok_or_else(unknown)?;
        // The place may be told («page 12»), which is for a window.
        let _ = reading.perform(Command::GoTo(place), SystemTime::now());
    }
    let settings = Home::find(context.home.clone()).map(|home| Settings::load(&home.settings())).unwrap_or_default();
    reading.set_hearing(Hearing::from(&settings));
    let home = Home::find(context.home.clone());
    let pronunciations = home.map(|home| Pronunciations::load(&home.pronunciation()).0).unwrap_or_default();
    let runtime = context.runtime()?;
    let work = async {
        let (speaker, mut events) = voice::start(Options { pronunciations, ..options(&settings, command.rate) });
        if let Some(name) = &command.voice {
            choose(locale, &speaker, &mut events, &opened.book, name).await?;
        }
        tokio::select! {
            answer = read(locale, reading, &speaker, events, opened.revisions, &opened.resources) => answer,
            // The reader wants silence, not a word about it; letting the speaker go is silence.
            () = interrupted() => Ok(()),
        }
    };
    voice::without_window(|| runtime.block_on(work))
}

pub fn voices(context: &Context, _command: Voices) -> Result<(), Failure> {
    let voices = context.runtime()?.block_on(async {
        let (speaker, mut events) = voice::start(Options { connection: "voices".to_owned(), ..Options::default() });
        installed(&context.locale, &speaker, &mut events).await
    })?;
    let lines: Vec<String> = voices
        .iter()
        .map(|voice| serde_json::json!({ "voice": voice.name, "language": voice.language, "engine": voice.engine }))
        .map(|voice| voice.to_string())
        .collect();
    let mut output = std::io::stdout().lock();
    // Whoever reads us may stop reading (`head`): that is no failure.
    let _ = writeln!(output, "[{}]", lines.join(",\n"));
    Ok(())
}

/// Reads to the end of the book.
async fn read(
    locale: &Locale,
    mut reading: Reading,
    speaker: &Speaker,
    mut events: Events,
    revisions: Option<Revisions>,
    resources: &Resources,
) -> Result<(), Failure> {
    // A text that somebody has read is heard as it was read.
    let player = reading.book().narration.as_ref().map(|narration| {
        let (player, told) = player::start();
        let recording = Arc::clone(narration.recording());
        player.send(player::Request::Load { recording, resources: resources.clone() });
        (player, told)
    });
    let (player, mut told) = match player {
        Some((player, told)) => (Some(player), told.boxed()),
        None => (None, futures::stream::pending().boxed()),
    };
    let sound = |request| player.as_ref().map(|player| player.send(request));
    let mut revisions = match revisions {
        Some(revisions) => revisions.stream().boxed(),
        None => futures::stream::pending().boxed(),
    };
    let mut effects = reading.perform(Command::Read, SystemTime::now());
    let mut begun = Instant::now();
    loop {
        for effect in effects {
            match effect {
                Effect::Hush => {
                    speaker.send(Request::Hush);
                    sound(player::Request::Pause);
                }
                Effect::Play { id, at, route } => {
                    sound(player::Request::Play { id, at, route });
                }
                Effect::Say(utterance) => speaker.send(Request::Say(utterance)),
                Effect::Queue(utterance) => speaker.send(Request::Queue(utterance)),
                Effect::Notice(Notice::EndOfBook) => return Ok(()),
                Effect::Notice(Notice::NotPlayed(error)) => {
                    let _ = writeln!(std::io::stderr(), "{}", wording::player_error(locale, &error).line());
                }
                Effect::Notice(Notice::NotSpoken(error)) => return Err(unheard(locale, &error)),
                Effect::Notice(notice @ Notice::NothingToRead) => {
                    return Err(Failure(wording::notice(locale, &notice, Some(&reading))));
                }
                _ => {}
            }
        }
        effects = tokio::select! {
            event = events.next() => match event {
                Some(event) => reading.hear(event),
                None => return Ok(()),
            },
            Some(event) = told.next() => reading.hear_player(event),
            Some(revision) = revisions.next() => reading.revise(revision.book, SystemTime::now()),
        };
        if reading.narrator() == Narrator::Paused && !effects.iter().any(|effect| matches!(effect, Effect::Notice(_))) {
            if begun.elapsed() < UNDISTURBED {
                return Ok(());
            }
            begun = Instant::now();
            effects.extend(reading.perform(Command::Read, SystemTime::now()));
        }
    }
}

fn unheard(locale: &Locale, error: &voice::Error) -> Failure {
    Failure(wording::voice_error(locale, error).line())
}

fn options(settings: &Settings, rate: Option<i8>) -> Options {
    let punctuation = settings.aloud.punctuation;
    let settings = &settings.voice;
    let prosody = Prosody { rate: rate.unwrap_or(settings.rate), pitch: settings.pitch, volume: settings.volume };
    let chosen = settings.voices.iter();
    let voices = chosen.filter_map(|(tag, name)| Some((Language::parse(tag)?, name.clone()))).collect();
    let manners = settings.manners.iter();
    let manners = manners.filter_map(|(tag, manner)| Some((Language::parse(tag)?, *manner))).collect();
    Options { prosody, voices, manners, punctuation, ..Options::default() }
}

/// The installed voices, or why there are none.
async fn installed(locale: &Locale, speaker: &Speaker, events: &mut Events) -> Result<Vec<Voice>, Failure> {
    speaker.send(Request::ListVoices);
    while let Some(event) = events.next().await {
        match event {
            Event::Voices(voices) => return Ok(voices),
            Event::Unavailable(error) | Event::Lost(error) => return Err(unheard(locale, &error)),
            _ => {}
        }
    }
    Err(unheard(locale, &voice::Error::NoEngine(None)))
}

/// Uses the voice of this name for its language; for the whole book when that has another: the reader asked for it.
async fn choose(
    locale: &Locale,
    speaker: &Speaker,
    events: &mut Events,
    book: &Book,
    name: &str,
) -> Result<(), Failure> {
    let voices = installed(locale, speaker, events).await?;
    let found = voices.iter().find(|voice| voice.name == name);
    let voice = found.or_else(|| voices.iter().find(|voice| voice.name.to_lowercase() == name.to_lowercase()));
    let Some(voice) = voice else {
        return Err(Failure(locale.with("cli-speak-no-voice", &[("voice", name.into())])));
    };
    for language in languages_of(voice, &book.metadata.languages) {
        speaker.send(Request::Choose { language, voice: Some(voice.name.clone()) });
    }
    Ok(())
}

/// The languages that a voice is to speak which was asked for by name: its own, and where a book has another, that of the
/// book.
fn languages_of(voice: &Voice, of_book: &[Language]) -> Vec<Language> {
    let own = Language::parse(&voice.language);
    let speaks_book =
        own.as_ref().is_some_and(|own| of_book.iter().any(|language| language.primary() == own.primary()));
    let ours = ["kk", "ru", "en"].into_iter().filter_map(Language::parse);
    let whole_book: Vec<Language> =
        if speaks_book { Vec::new() } else { of_book.iter().cloned().chain(ours).collect() };
    own.into_iter().chain(whole_book).collect()
}

/// The place that «40%», a page's label or words of a heading name.
fn place(book: &Book, from: &str) -> Option<Point> {
    let from = from.trim();
    if let Some(number) = from.strip_suffix('%') {
        let percent: f64 = number.trim().replace(',', ".").parse().ok()?;
        return (0.0..=100.0).contains(&percent).then(|| book.at_progress(percent / 100.0));
    }
    let wanted = from.to_lowercase();
    let label = wanted.trim_start_matches(|c: char| !c.is_numeric());
    let page = |wanted: &str| book.pages.iter().find(|page| page.label.to_lowercase() == wanted);
    // «p. 12», «12-бет», «с. 12»; a heading that holds a number is no page.
    let is_page = ["p", "page", "pp", "с", "стр", "страница", "б", "бет"].iter().any(|word| {
        let before = wanted.strip_suffix(label).unwrap_or_default();
        before.trim().trim_end_matches('.') == *word
    });
    let labelled = page(&wanted).or_else(|| page(label).filter(|_| is_page));
    let labelled = labelled.or_else(|| wanted.strip_suffix("-бет").and_then(page));
    if let Some(page) = labelled {
        return Some(page.point);
    }
    if wanted.is_empty() {
        return None;
    }
    let headings: Vec<(String, Point)> = headings(book);
    let same = headings.iter().find(|(title, _)| *title == wanted);
    same.or_else(|| headings.iter().find(|(title, _)| title.contains(&wanted))).map(|(_, point)| *point)
}

/// The headings of the contents, then those of the text, in small letters.
fn headings(book: &Book) -> Vec<(String, Point)> {
    fn walk(entries: &[OutlineEntry], found: &mut Vec<(String, Point)>) {
        for entry in entries {
            found.extend(entry.point.map(|point| (entry.title.to_lowercase(), point)));
            walk(&entry.children, found);
        }
    }
    let mut found = Vec::new();
    walk(&book.outline, &mut found);
    for (section, content) in book.sections.iter().enumerate() {
        for (block, heading) in content.blocks.iter().enumerate() {
            if matches!(heading.kind, Kind::Heading(_)) {
                found.push((heading.text.to_lowercase(), Point { section, block, byte: 0 }));
            }
        }
    }
    found
}

/// When the reader (Ctrl+C) or the system wants the program to end.
pub(super) async fn interrupted() {
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminated) = terminated {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Where no signal can be waited for, the system ends the process itself.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Block, Metadata, PageLabel, Section};

    #[test]
    fn a_place_is_named_by_percent_page_or_heading() {
        let mut section = Section::new("one.xhtml");
        section.blocks = vec![
            Block::new(Kind::Heading(1), "Бірінші сөз"),
            Block::new(Kind::Paragraph, "Бұл жасқа келгенше жақсы өткіздік пе?"),
            Block::new(Kind::Heading(1), "Он екінші сөз"),
            Block::new(Kind::Paragraph, "Кімде-кім жақсы болсын."),
        ];
        let page = |label: &str, block| PageLabel { label: label.to_owned(), point: Point::new(0, block, 0) };
        let pages = vec![page("iv", 0), page("12", 3)];
        let book = Book::new(Metadata::default(), vec![Arc::new(section)], vec![], pages, vec![]);
        let at = |from: &str| place(&book, from).map(|point| point.block);
        assert_eq!(at("0%"), Some(0));
        assert_eq!(at("100 %"), Some(3));
        assert_eq!(at("12"), Some(3));
        assert_eq!(at("p. 12"), Some(3));
        assert_eq!(at("12-бет"), Some(3));
        assert_eq!(at("с. 12"), Some(3));
        assert_eq!(at("IV"), Some(0));
        assert_eq!(at("екінші сөз"), Some(2));
        assert_eq!(at("бірінші СӨЗ"), Some(0));
        assert_eq!(at("13"), None);
        assert_eq!(at("101%"), None);
        assert_eq!(at("NaN%"), None);
        assert_eq!(at(""), None);
        assert_eq!(at("жоқ тарау"), None);
    }
}
