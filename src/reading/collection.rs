//! What the reader left in a book, gathered for other programs and for paper: the W3C's Web Annotation
//! (<https://www.w3.org/TR/annotation-model/>), and the facts that a page of notes is written from.

use std::time::{Duration, SystemTime};

use md5::{Digest, Md5};
use serde_json::{Value, json};

use super::annotations::{Annotation, Annotations, Kept, Kind};
use super::listening::{Mark, Marks};
use super::{Whereabouts, movement};
use crate::book::{Book, Language, Locator, Recording, Span};
use crate::library::shelf::{Bookmark, Holding, Moment};

/// Characters before and after a quotation that tell it from others like it.
const AROUND: usize = 32;

/// One annotation with what is to be known of it outside of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub kind: Kind,
    /// The words of the passage; at a bookmark the rest of its phrase. Empty in a recording.
    pub quote: String,
    pub before: String,
    pub after: String,
    /// Of the quotation.
    pub language: Option<Language>,
    /// The headings that it stands under, outermost first; in a recording the chapter.
    pub headings: Vec<String>,
    /// The printed page's label.
    pub page: Option<String>,
    /// In the whole book, 0 to 1.
    pub progress: f64,
    /// In a recording, from its beginning.
    pub at: Option<Duration>,
    pub start: Locator,
    pub end: Option<Locator>,
    /// The reader's own words; may be empty.
    pub text: String,
    /// The name of the file of what the reader has spoken.
    pub sound: Option<String>,
    pub created: Moment,
    pub modified: Option<Moment>,
}

/// All annotations of a book, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    pub title: String,
    pub authors: Vec<String>,
    pub languages: Vec<Language>,
    pub identifier: Option<String>,
    pub entries: Vec<Entry>,
}

impl Collection {
    /// Of a text. `title` is that of the shelf, for a book that does not tell its own.
    pub fn of_text(book: &Book, title: &str, annotations: &Annotations) -> Self {
        Self::of(book, title, annotations.iter().map(|annotation| entry(book, annotation)).collect())
    }

    /// Of a recording.
    pub fn of_recording(book: &Book, title: &str, recording: &Recording, marks: &Marks) -> Self {
        Self::of(book, title, marks.iter().map(|mark| entry_of_mark(recording, mark)).collect())
    }

    /// Of a book whose file is not there any more, because the loan is over or somebody took it away: what the shelf keeps.
    pub fn of_shelf(holding: &Holding, bookmarks: Vec<Bookmark>) -> Self {
        Self {
            title: holding.title.clone(),
            authors: holding.authors.clone(),
            languages: holding.languages.clone(),
            identifier: holding.identifier.clone(),
            entries: bookmarks.into_iter().map(entry_of_shelf).collect(),
        }
    }

    fn of(book: &Book, title: &str, entries: Vec<Entry>) -> Self {
        let metadata = &book.metadata;
        let own = metadata.title.trim();
        Self {
            title: if own.is_empty() { title.to_owned() } else { own.to_owned() },
            authors: metadata.authors().map(str::to_owned).collect(),
            languages: metadata.languages.clone(),
            identifier: metadata.identifier.clone(),
            entries,
        }
    }

    /// The names of the files of what the reader has spoken.
    pub fn sounds(&self) -> Vec<String> {
        self.entries.iter().filter_map(|entry| entry.sound.clone()).collect()
    }

    /// An `AnnotationCollection` with all of its annotations in one page. The same annotation has the same `id` in every
    /// export.
    pub fn web_annotation(&self, generated: Moment) -> Value {
        let about = self.identifier.as_deref().unwrap_or(&self.title);
        let collection = urn(&["collection", about]);
        let page = urn(&["page", about]);
        let tags: Vec<&str> = self.languages.iter().map(Language::tag).collect();
        let items: Vec<Value> = self.entries.iter().map(|entry| entry.web_annotation(about, generated)).collect();
        told(json!({
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": collection,
            "type": "AnnotationCollection",
            "label": self.title,
            "generated": generated,
            "generator": { "type": "Software", "name": "Oqyrman" },
            "about": {
                "dc:identifier": self.identifier,
                "dc:title": self.title,
                "dc:creator": self.authors,
                "dc:language": tags,
            },
            "total": items.len(),
            "first": {
                "id": page,
                "type": "AnnotationPage",
                "partOf": collection,
                "startIndex": 0,
                "items": items,
            },
        }))
    }
}

impl Entry {
    fn web_annotation(&self, about: &str, generated: Moment) -> Value {
        let start = &self.start;
        let place = start.locations.fragments.join(",");
        let created = self.created.unix_millis().to_string();
        let mut annotation = json!({
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": urn(&["annotation", about, &start.href, &place, &created]),
            "type": "Annotation",
            "motivation": match self.kind {
                Kind::Bookmark => "bookmarking",
                Kind::Highlight => "highlighting",
                Kind::Note => "commenting",
            },
            "created": self.created,
            "generated": generated,
            "target": self.target(),
        });
        if let Some(modified) = self.modified {
            annotation["modified"] = json!(modified);
        }
        let mut bodies = Vec::new();
        if !self.text.is_empty() {
            // A bookmark's label names it; what is written on a passage is a comment.
            let purpose = if self.kind == Kind::Bookmark { "describing" } else { "commenting" };
            bodies.push(json!({
                "type": "TextualBody",
                "value": self.text,
                "format": "text/plain",
                "purpose": purpose,
            }));
        }
        if let Some(sound) = &self.sound {
            bodies.push(json!({ "type": "Sound", "id": sound, "format": "audio/wav" }));
        }
        match bodies.len() {
            0 => {}
            1 => annotation["body"] = bodies.remove(0),
            _ => annotation["body"] = bodies.into(),
        }
        annotation
    }

    fn target(&self) -> Value {
        let locations = &self.start.locations;
        let mut selectors = Vec::new();
        if !self.quote.is_empty() {
            selectors.push(json!({
                "type": "TextQuoteSelector",
                "prefix": self.before,
                "exact": self.quote,
                "suffix": self.after,
            }));
        }
        match is_time(&self.start) {
            true => selectors.extend(locations.fragments.first().map(|fragment| {
                json!({
                    "type": "FragmentSelector",
                    "conformsTo": "http://www.w3.org/TR/media-frags/",
                    "value": fragment,
                })
            })),
            // The exact place is in words of our own, which no other program knows.
            false => selectors.extend(locations.fragments.iter().find(|it| !it.starts_with("at=")).map(|fragment| {
                json!({
                    "type": "FragmentSelector",
                    "conformsTo": "http://tools.ietf.org/rfc/rfc3236",
                    "value": fragment,
                })
            })),
        }
        let end = self.end.as_ref().and_then(|end| end.locations.progression);
        selectors.push(json!({
            "type": "ProgressionSelector",
            "value": locations.progression,
            "end": end,
            "total": self.progress,
        }));
        let mut target = json!({
            "type": "SpecificResource",
            "source": self.start.href,
            "selector": selectors,
            "meta": { "headings": self.headings, "page": self.page },
        });
        if let Some(language) = &self.language {
            target["language"] = json!(language.tag());
        }
        target
    }
}

fn entry(book: &Book, annotation: &Annotation) -> Entry {
    let span = annotation.span;
    let whereabouts = Whereabouts::of(book, span.start);
    let quoted = match annotation.kind() {
        Kind::Bookmark => {
            let end = movement::phrase_around(book, span.start).map_or(span.start, |phrase| phrase.end);
            Span { start: span.start, end: end.max(span.start) }
        }
        Kind::Highlight | Kind::Note => span,
    };
    let (start, end) = (book.locate(quoted.start), book.locate(quoted.end));
    let after = end.text.highlight.chars().chain(end.text.after.chars()).take(AROUND).collect();
    let mut headings = whereabouts.headings;
    if headings.is_empty() {
        headings.extend(whereabouts.section_title);
    }
    Entry {
        quote: movement::text_of(book, quoted),
        before: start.text.before,
        after,
        language: book.language_at(span.start).cloned(),
        headings,
        page: whereabouts.page,
        progress: book.progress(span.start),
        at: None,
        ..bare(&annotation.kept)
    }
}

fn entry_of_mark(recording: &Recording, mark: &Mark) -> Entry {
    let chapter = recording.chapter_at(mark.at).map(|index| recording.chapters()[index].title.clone());
    Entry {
        headings: chapter.into_iter().filter(|title| !title.is_empty()).collect(),
        progress: recording.progress(mark.at),
        at: Some(mark.at),
        ..bare(&mark.kept)
    }
}

/// The words at the place were kept with it: of a text those from its beginning on, of a recording the chapter's title.
fn entry_of_shelf(bookmark: Bookmark) -> Entry {
    let (words, progress) = (bookmark.text.trim_end().to_owned(), bookmark.progress);
    let kept = bare(&Kept::of(bookmark));
    if is_time(&kept.start) {
        return Entry { headings: Some(words).into_iter().filter(|it| !it.is_empty()).collect(), progress, ..kept };
    }
    let text = &kept.start.text;
    let words = if words.is_empty() { text.highlight.clone() } else { words };
    let (quote, after) = match &kept.end {
        Some(end) => {
            let quote = up_to(&text.before, &words, &end.text.before);
            (quote, end.text.highlight.chars().chain(end.text.after.chars()).take(AROUND).collect())
        }
        None => (words, String::new()),
    };
    let (before, title) = (text.before.clone(), kept.start.title.clone());
    let headings = title.into_iter().filter(|it| !it.is_empty()).collect();
    Entry { quote, before, after, headings, progress, ..kept }
}

/// Of the words that follow on `before`, those up to where `end` stands; all when it lies beyond them.
fn up_to(before: &str, words: &str, end: &str) -> String {
    let whole = format!("{before}{words}");
    let stands = whole.find(end).map(|at| at + end.len()).filter(|at| !end.is_empty() && *at > before.len());
    stands.map_or_else(|| words.to_owned(), |at| whole[before.len()..at].to_owned())
}

/// A place in a recording.
fn is_time(place: &Locator) -> bool {
    place.locations.fragments.first().is_some_and(|fragment| fragment.starts_with("t="))
}

/// What is kept of an annotation, without what only its book tells.
fn bare(kept: &Kept) -> Entry {
    let moment = |time: SystemTime| Moment::from(time);
    Entry {
        kind: kept.kind,
        quote: String::new(),
        before: String::new(),
        after: String::new(),
        language: None,
        headings: Vec::new(),
        page: None,
        progress: 0.0,
        at: None,
        start: kept.start.clone(),
        end: kept.end.clone(),
        text: kept.text.trim().to_owned(),
        sound: kept.sound.clone(),
        created: moment(kept.created),
        modified: kept.modified.map(moment),
    }
}

/// Without what nobody knows.
fn told(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name, told(value))).collect()
        }
        Value::Array(values) => values.into_iter().map(told).collect(),
        other => other,
    }
}

/// A name that is made of these parts alone (RFC 9562, version 3, in the name space of addresses).
fn urn(parts: &[&str]) -> String {
    const ADDRESSES: [u8; 16] =
        [0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];
    let mut hash = Md5::new();
    hash.update(ADDRESSES);
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut bytes: [u8; 16] = hash.finalize().into();
    bytes[6] = bytes[6] & 0x0f | 0x30;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let (one, two, three, four, five) = (&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]);
    format!("urn:uuid:{one}-{two}-{three}-{four}-{five}")
}
