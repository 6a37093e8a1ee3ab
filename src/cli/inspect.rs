//! `info` and `text`: what a book is and says.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Context, Failure};
use crate::book::{Block, Book, Kind, LandmarkKind, OutlineEntry, Point, Recording, Section, Style, Target};
use crate::format::{self, Error, Opened, Options, Password};
use crate::home::Home;
use crate::library::recognised;
use crate::locale::Locale;
use crate::ui::wording;

#[derive(Debug, clap::Args)]
pub struct Info {
    pub file: PathBuf,
    /// Read a protected book's password from standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Which book of an archive, by its name there
    #[arg(long, value_name = "NAME")]
    pub member: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Text {
    /// A JSON line a block
    #[arg(long)]
    pub json: bool,
    pub file: PathBuf,
    /// Read a protected book's password from standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Which book of an archive, by its name there
    #[arg(long, value_name = "NAME")]
    pub member: Option<String>,
}

pub fn info(context: &Context, command: Info) -> Result<(), Failure> {
    // What is known of a book is known at once: its pictures are not recognised for it.
    let way = Options { recognition: None, member: command.member, ..options(context, command.password_stdin)? };
    let opened = format::open_whole(&command.file, &way).map_err(|error| failure(&context.locale, &error))?;
    let described = describe(context, &opened);
    print(context, |out| {
        serde_json::to_writer_pretty(&mut *out, &described)?;
        writeln!(out)
    })
}

pub fn text(context: &Context, command: Text) -> Result<(), Failure> {
    let way = Options { member: command.member, ..options(context, command.password_stdin)? };
    let opened = format::open_whole(&command.file, &way).map_err(|error| failure(&context.locale, &error))?;
    if opened.book.recording.is_some() {
        return Err(Failure::of(&context.locale, "cli-recording"));
    }
    if let Some(defect) = opened.unreadable() {
        return Err(Failure(wording::defect(&context.locale, defect)));
    }
    for defect in &opened.defects {
        // Standard error may be closed; the text matters more.
        let _ = writeln!(io::stderr(), "{}", wording::defect(&context.locale, defect));
    }
    print(context, |out| if command.json { write_json(&opened.book, out) } else { write_plain(&opened.book, out) })
}

/// How a book is opened, with the password that is given on standard input.
pub(super) fn options(context: &Context, password_from_input: bool) -> Result<Options, Failure> {
    let password = match password_from_input {
        true => Some(Password::new(super::serve::password(context)?)),
        false => None,
    };
    let home = Home::find(context.home.clone());
    let recognition = Some(recognised::recognition(home.as_ref(), context.locale.tongue()));
    Ok(Options { password, recognition, ..Options::default() })
}

/// That a book has to be chosen, and of which.
pub(super) fn several(locale: &Locale, names: &[String]) -> String {
    locale.with("cli-several", &[("names", names.join(", ").into())])
}

/// Why a book does not open, and what to do here, where there is no window.
pub(super) fn failure(locale: &Locale, error: &Error) -> Failure {
    if let Error::Several(names) = error {
        return Failure(several(locale, names));
    }
    let mut failure = wording::format_error(locale, error);
    if matches!(error, Error::PasswordNeeded) {
        failure.advice = locale.text("cli-book-password-do");
    }
    Failure(failure.line())
}

/// Writes to standard output; a reader who has seen enough is no failure.
pub(super) fn print(
    context: &Context,
    write: impl FnOnce(&mut BufWriter<io::StdoutLock<'static>>) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure(context.locale.with("cli-output", &[("cause", error.to_string().into())])))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

fn describe(context: &Context, opened: &Opened) -> Value {
    let book = &*opened.book;
    let metadata = &book.metadata;
    let accessibility = &metadata.accessibility;
    let landmarks: Vec<Value> = book
        .landmarks
        .iter()
        .map(|landmark| {
            json!({
                "type": landmark_name(landmark.kind),
                "title": landmark.title,
                "href": book.section(landmark.point.section).map(|section| &section.href),
            })
        })
        .collect();
    let defects: Vec<Value> = opened
        .defects
        .iter()
        .map(|defect| {
            let message = wording::defect(&context.locale, defect);
            json!({ "code": defect.code.name(), "message": message })
        })
        .collect();
    let contributors: Vec<Value> =
        metadata.contributors.iter().map(|person| json!({ "name": person.name, "role": person.role })).collect();
    let collections: Vec<Value> = metadata
        .collections
        .iter()
        .map(|collection| json!({ "name": collection.name, "position": collection.position }))
        .collect();
    json!({
        "format": metadata.format.name(),
        "title": metadata.title,
        "subtitle": metadata.subtitle,
        "authors": metadata.authors().collect::<Vec<_>>(),
        "contributors": contributors,
        "languages": metadata.languages.iter().map(|language| language.tag()).collect::<Vec<_>>(),
        "identifier": metadata.identifier,
        "publisher": metadata.publisher,
        "published": metadata.published,
        "description": metadata.description,
        "subjects": metadata.subjects,
        "collections": collections,
        "sections": book.recording.as_ref().map_or(book.sections.len(), |recording| recording.tracks().len()),
        "words": book.words(),
        "outline": book.outline.iter().map(outline_entry).collect::<Vec<_>>(),
        "pages": pages(book),
        "landmarks": landmarks,
        "narration": narration(book),
        "audio": audio(book.recording.as_deref()),
        "accessibility": {
            "access_modes": accessibility.access_modes,
            "access_modes_sufficient": accessibility.access_modes_sufficient,
            "features": accessibility.features,
            "hazards": accessibility.hazards,
            "summary": accessibility.summary,
            "conforms_to": accessibility.conforms_to,
            "exemptions": accessibility.exemptions,
            "certified_by": accessibility.certified_by,
            "certifier_credentials": accessibility.certifier_credentials,
            "certifier_reports": accessibility.certifier_reports,
        },
        "cover": opened.cover,
        "defects": defects,
    })
}

fn pages(book: &Book) -> Vec<&str> {
    match &book.recording {
        Some(recording) => recording.pages().iter().map(|page| page.label.as_str()).collect(),
        None => book.pages.iter().map(|page| page.label.as_str()).collect(),
    }
}

fn seconds(time: Duration) -> f64 {
    time.as_millis() as f64 / 1000.0
}

/// The phrases that a narrator has read, of a text or of a book of sound that tells them.
fn narration(book: &Book) -> Value {
    let (clips, time) = match (&book.narration, &book.recording) {
        (Some(narration), _) => (narration.recorded(), narration.recording().duration()),
        (None, Some(recording)) if !recording.phrases().is_empty() => (recording.phrases().len(), recording.duration()),
        _ => (0, Duration::ZERO),
    };
    json!({ "clips": clips, "duration_s": seconds(time) })
}

fn audio(recording: Option<&Recording>) -> Value {
    let tracks = recording.map(Recording::tracks).unwrap_or_default().iter();
    let chapters = recording.map(Recording::chapters).unwrap_or_default().iter();
    json!({
        "duration_s": recording.map_or(0.0, |recording| seconds(recording.duration())),
        "tracks": tracks
            .map(|track| json!({ "title": track.title, "duration_s": seconds(track.duration), "href": track.href }))
            .collect::<Vec<_>>(),
        "chapters": chapters
            .map(|chapter| json!({ "title": chapter.title, "start_s": seconds(chapter.start), "level": chapter.level }))
            .collect::<Vec<_>>(),
    })
}

fn outline_entry(entry: &OutlineEntry) -> Value {
    json!({
        "title": entry.title,
        "level": entry.level,
        "href": entry.target.as_ref().map(address),
        "children": entry.children.iter().map(outline_entry).collect::<Vec<_>>(),
    })
}

fn landmark_name(kind: LandmarkKind) -> &'static str {
    match kind {
        LandmarkKind::Cover => "cover",
        LandmarkKind::TitlePage => "titlepage",
        LandmarkKind::Contents => "toc",
        LandmarkKind::BodyMatter => "bodymatter",
        LandmarkKind::Glossary => "glossary",
        LandmarkKind::Index => "index",
        LandmarkKind::Bibliography => "bibliography",
        LandmarkKind::Notes => "notes",
        LandmarkKind::Other => "other",
    }
}

fn address(target: &Target) -> String {
    match target {
        Target::Internal { href, fragment: Some(fragment) } => format!("{href}#{fragment}"),
        Target::Internal { href, fragment: None } => href.clone(),
        Target::External(address) => address.clone(),
    }
}

/// The text in reading order: a line a block, a line a row of a table, blank lines between.
fn write_plain(book: &Book, out: &mut impl Write) -> io::Result<()> {
    let mut first = true;
    for section in &book.sections {
        let mut rest = section.blocks.as_slice();
        let mut index = 0;
        // The row that the last line belongs to: rows of one table stand together.
        let mut last_row: Option<usize> = None;
        while let Some(block) = rest.first() {
            let count = row_length(section, index).max(1);
            let in_row = block.cell.is_some();
            let line = if in_row { row(&rest[..count]) } else { line_of(block) };
            rest = &rest[count..];
            index += count;
            if line.is_empty() && !in_row {
                continue;
            }
            let table = if in_row { section.table_of(index - 1) } else { None };
            if !first && (table.is_none() || table != last_row) {
                writeln!(out)?;
            }
            writeln!(out, "{line}")?;
            first = false;
            last_row = table;
        }
    }
    Ok(())
}

/// Blocks from here on that stand in one row of one table; 0 for a block in no table.
fn row_length(section: &Section, from: usize) -> usize {
    let Some(place) = section.blocks[from].cell else { return 0 };
    let table = section.table_of(from);
    section.blocks[from..]
        .iter()
        .enumerate()
        .take_while(|(offset, block)| {
            block.cell.is_some_and(|cell| cell.row == place.row) && section.table_of(from + offset) == table
        })
        .count()
}

/// The cells of a row, joined by TAB; what one cell holds, by spaces.
fn row(blocks: &[Block]) -> String {
    let mut line = String::new();
    let mut column = None;
    for block in blocks {
        let place = block.cell.map(|cell| cell.column);
        let text = line_of(block);
        if column.is_some() && place != column {
            line.push('\t');
        } else if column.is_some() && !text.is_empty() && !line.is_empty() && !line.ends_with('\t') {
            line.push(' ');
        }
        line.push_str(&text);
        column = place;
    }
    line
}

fn line_of(block: &Block) -> String {
    match block.kind {
        Kind::PageBreak | Kind::Separator => String::new(),
        Kind::Image if block.text.is_empty() => String::new(),
        Kind::Image => format!("[{}]", one_line(&block.text)),
        Kind::Heading(_) | Kind::Paragraph | Kind::Item | Kind::Cell | Kind::Note | Kind::Caption | Kind::Code => {
            one_line(&block.text)
        }
    }
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ")
}

fn write_json(book: &Book, out: &mut impl Write) -> io::Result<()> {
    for (number, section) in book.sections.iter().enumerate() {
        for (index, block) in section.blocks.iter().enumerate() {
            let point = Point::new(number, index, 0);
            let links: Vec<Value> = block.inlines.iter().filter_map(|inline| link(block, inline)).collect();
            let languages: Vec<Value> = block
                .inlines
                .iter()
                .filter_map(|inline| match &inline.style {
                    Style::Language(language) => Some(
                        json!({ "start": inline.range.start, "end": inline.range.end, "language": language.tag() }),
                    ),
                    _ => None,
                })
                .collect();
            let href = match &block.fragment {
                Some(fragment) => format!("{}#{fragment}", section.href),
                None => section.href.clone(),
            };
            let phrases: Vec<[usize; 2]> = block.phrases().iter().map(|range| [range.start, range.end]).collect();
            let cell = block.cell.map(|cell| {
                json!({
                    "row": cell.row, "column": cell.column, "rows": cell.rows, "columns": cell.columns,
                    "header": cell.header,
                })
            });
            let page = match block.kind {
                Kind::PageBreak => block.label.as_deref(),
                _ => book.page_at(point).map(|page| page.label.as_str()),
            };
            let value = json!({
                "section": number,
                "kind": block.kind.name(),
                "level": block.kind.level(),
                "text": block.text,
                "language": book.language_of_block(point).map(|language| language.tag()),
                "languages": languages,
                "direction": section.base_direction(index, book.metadata.languages.first()).name(),
                "phrases": phrases,
                "href": href,
                "links": links,
                "page": page,
                "label": block.label,
                "cell": cell,
                "resource": block.resource,
            });
            serde_json::to_writer(&mut *out, &value)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn link(block: &Block, inline: &crate::book::Inline) -> Option<Value> {
    let (target, kind) = match &inline.style {
        Style::Link(target) => (target, "link"),
        Style::NoteReference(target) => (target, "noteref"),
        _ => return None,
    };
    Some(json!({
        "href": address(target),
        "type": kind,
        "text": block.text.get(inline.range.clone()).unwrap_or_default(),
        "start": inline.range.start,
        "end": inline.range.end,
    }))
}
