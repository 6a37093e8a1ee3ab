//! An EPUB 3 with media overlays: the text of the book, a recording for each of its documents, and what joins them phrase
//! by phrase.
//!
//! <https://www.w3.org/TR/epub-33/#sec-media-overlays>; Opus in Ogg is one of EPUB's own types
//! (<https://www.w3.org/TR/epub-33/#sec-core-media-types>).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter};
use std::sync::Arc;
use std::time::Duration;

use zip::ZipWriter;

use super::{Line, Work, time_of, to_millisecond};
use crate::book::{Kind, Span};
use crate::reading::markup::{Heard, Manner, text};
use crate::reading::package::{
    About, Binder, document_name, everything, has_document, identifier, packed, put, stored,
};
use crate::voice::record::opus;

/// The style of the phrase that is heard.
const ACTIVE: &str = "-epub-media-overlay-active";

const STYLE: &str = ".-epub-media-overlay-active { background-color: #ffe58a; color: #000; }\n\
                     img { max-width: 100%; }\ntable { border-collapse: collapse; }\ntd, th { border: 1px solid; \
                     padding: 0.2em 0.5em; }\n";

type Archive = ZipWriter<BufWriter<File>>;

/// A book in the making.
pub(super) struct Publication {
    work: Work,
    narrator: &'static str,
    span: Span,
    /// Where the next file goes while no sound is being written.
    archive: Option<Archive>,
    sound: Option<Recording>,
    /// Sections behind this one have no document yet.
    done: usize,
    binder: Binder,
    /// Of the sections that were heard.
    durations: Vec<(usize, Duration)>,
    duration: Duration,
}

/// The recording of a section, while it is written.
struct Recording {
    section: usize,
    writer: opus::Writer<Archive>,
    lines: Vec<Line>,
}

impl Publication {
    pub(super) fn begin(work: &Work, narrator: &'static str, file: File) -> io::Result<Self> {
        let book = Arc::clone(&work.book);
        let mut archive = ZipWriter::new(BufWriter::new(file));
        let span = if work.chapter.is_some() { work.span() } else { everything(&book) };
        let parts = (Arc::clone(&book), &work.resources, work.cover.as_ref());
        let binder = Binder::begin(&mut archive, parts, work.name(), span, Manner::default(), STYLE)?;
        Ok(Self {
            work: work.clone(),
            binder,
            narrator,
            done: if span == everything(&book) { 0 } else { span.start.section },
            span,
            archive: Some(archive),
            sound: None,
            durations: Vec::new(),
            duration: Duration::ZERO,
        })
    }

    /// A phrase of this section comes. True when it is the first.
    pub(super) fn begin_section(&mut self, section: usize) -> io::Result<bool> {
        if self.sound.as_ref().is_some_and(|sound| sound.section == section) {
            return Ok(self.sound.as_ref().is_some_and(|sound| sound.lines.is_empty()));
        }
        self.end_section()?;
        self.silent_sections(section)?;
        let mut archive = self.archive.take().ok_or(io::ErrorKind::NotFound)?;
        archive.start_file(format!("EPUB/{}", sound_path(section)), stored())?;
        let tags = opus::Tags { comments: vec![("TITLE", self.work.name())], chapters: Vec::new() };
        let writer = opus::Writer::new(archive, &tags)?;
        self.sound = Some(Recording { section, writer, lines: Vec::new() });
        Ok(true)
    }

    pub(super) fn silence(&mut self, samples: u64) -> io::Result<()> {
        let Some(sound) = &mut self.sound else { return Ok(()) };
        sound.writer.silence(samples + to_millisecond(sound.writer.samples() + samples))
    }

    /// Of the section's recording.
    pub(super) fn samples(&self) -> u64 {
        self.sound.as_ref().map_or(0, |sound| sound.writer.samples())
    }

    pub(super) fn line(&mut self, span: Span) {
        if let Some(sound) = &mut self.sound {
            sound.lines.push(Line { span, start: sound.writer.time() });
        }
    }

    pub(super) fn unsay(&mut self) {
        if let Some(sound) = &mut self.sound {
            sound.lines.pop();
        }
    }

    pub(super) fn write(&mut self, samples: &[f32]) -> io::Result<()> {
        match &mut self.sound {
            Some(sound) => sound.writer.write(samples),
            None => Ok(()),
        }
    }

    /// The recording of a section is whole: its text and its overlay follow.
    fn end_section(&mut self) -> io::Result<()> {
        let Some(Recording { section, mut writer, lines }) = self.sound.take() else { return Ok(()) };
        writer.silence(to_millisecond(writer.samples()))?;
        let end = time_of(writer.samples());
        self.archive = Some(writer.finish()?);
        let book = Arc::clone(&self.work.book);
        // A picture is one thing to be heard, however long its words are.
        let mut heard: Vec<(Heard, Duration)> = Vec::new();
        for line in lines {
            let (start, end) = (line.span.start, line.span.end);
            let picture = book.block(start).is_some_and(|block| block.kind == Kind::Image && block.resource.is_some());
            match heard.last_mut().filter(|(last, _)| picture && last.block == start.block) {
                Some((last, _)) => last.bytes.end = end.byte,
                None => heard.push((Heard { block: start.block, bytes: start.byte..end.byte }, line.start)),
            }
        }
        let document = document_name(section);
        let mut overlay = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<smil xmlns=\"http://www.w3.org/ns/SMIL\" \
             xmlns:epub=\"http://www.idpf.org/2007/ops\" version=\"3.0\">\n<body epub:textref=\"../text/{document}\">\n"
        );
        // The silence before the first phrase belongs to it.
        if let Some((_, start)) = heard.first_mut() {
            *start = Duration::ZERO;
        }
        let ends = heard.iter().skip(1).map(|(_, start)| *start).chain([end]);
        for (number, ((_, start), end)) in heard.iter().zip(ends).enumerate() {
            let _ = writeln!(
                overlay,
                "<par id=\"o{number}\"><text src=\"../text/{document}#{}\"/><audio src=\"../{}\" clipBegin=\"{}\" \
                 clipEnd=\"{}\"/></par>",
                Heard::id(number),
                sound_path(section),
                clock(*start),
                clock(end)
            );
        }
        overlay.push_str("</body>\n</smil>\n");
        let heard: Vec<Heard> = heard.into_iter().map(|(heard, _)| heard).collect();
        self.write_document(section, &heard, (!heard.is_empty()).then_some(end))?;
        if let Some(archive) = self.archive.as_mut().filter(|_| !heard.is_empty()) {
            put(archive, &format!("EPUB/{}", overlay_path(section)), overlay.as_bytes(), packed())?;
            self.duration += end;
        }
        Ok(())
    }

    /// The documents of sections without a phrase, up to this one.
    fn silent_sections(&mut self, until: usize) -> io::Result<()> {
        for section in self.done..until.min(self.work.book.sections.len()) {
            if has_document(&self.work.book, self.span, section) {
                self.write_document(section, &[], None)?;
            }
        }
        self.done = self.done.max(until + 1);
        Ok(())
    }

    fn write_document(&mut self, number: usize, heard: &[Heard], duration: Option<Duration>) -> io::Result<()> {
        let Some(archive) = &mut self.archive else { return Ok(()) };
        self.binder.document(archive, number, heard)?;
        self.durations.extend(duration.map(|duration| (number, duration)));
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<Duration> {
        self.end_section()?;
        let last = if self.span == everything(&self.work.book) { usize::MAX - 1 } else { self.span.end.section + 1 };
        self.silent_sections(last)?;
        let archive = self.archive.take().ok_or(io::ErrorKind::NotFound)?;
        let about = self.about();
        self.binder.finish(archive, &about)?.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(self.duration)
    }

    /// What the package says of the recording.
    fn about(&self) -> About {
        let book = &self.work.book;
        let source = book.metadata.identifier.as_deref().unwrap_or(&book.metadata.title);
        let mut metadata = vec![
            format!("<meta property=\"media:narrator\">{}</meta>", text(self.narrator)),
            format!("<meta property=\"media:active-class\">{ACTIVE}</meta>"),
            format!("<meta property=\"media:duration\">{}</meta>", clock(self.duration)),
        ];
        let mut items = HashMap::new();
        for &(section, duration) in &self.durations {
            let (number, duration) = (section + 1, clock(duration));
            metadata.push(format!("<meta refines=\"#m{number}\" property=\"media:duration\">{duration}</meta>"));
            let more = format!(
                "\n<item id=\"m{number}\" href=\"{}\" media-type=\"application/smil+xml\"/>\n<item id=\"a{number}\" \
                 href=\"{}\" media-type=\"audio/ogg; codecs=opus\"/>",
                overlay_path(section),
                sound_path(section)
            );
            items.insert(section, (format!(" media-overlay=\"m{number}\""), more));
        }
        let access = [
            ("accessMode", "textual"),
            ("accessMode", "auditory"),
            ("accessModeSufficient", "textual"),
            ("accessModeSufficient", "auditory"),
            ("accessibilityFeature", "synchronizedAudioText"),
            ("accessibilityHazard", "none"),
            ("accessibilityFeature", "tableOfContents"),
            ("accessibilityFeature", "structuralNavigation"),
        ];
        let access = access.map(|(name, value)| (name, value.to_owned())).to_vec();
        About { identifier: identifier("speech", source, &self.work.name()), metadata, access, items }
    }
}

fn sound_path(section: usize) -> String {
    format!("audio/s{:04}.opus", section + 1)
}

fn overlay_path(section: usize) -> String {
    format!("overlays/s{:04}.smil", section + 1)
}

/// A full clock value: `0:00:00.000`.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, time.subsec_millis())
}
