//! Notes travel: what the reader has marked and written in a book, as one collection of Web Annotations that her library
//! keeps (<https://www.w3.org/TR/annotation-model/>).
//!
//! Both sides are compared with what they had when they were last at one, so that what was removed on one is removed on the
//! other and does not come back. Of a note that was changed on both the later words hold; the earlier stay as a note of
//! their own: nothing that the reader wrote is lost. Annotations of other programs, which we cannot place, are left as they
//! are. What was spoken stays on its device; the words beside it travel.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use super::document::{self, Kept};
use super::{Error, Travel, daisy_notes};
use crate::book::Locator;
use crate::library;
use crate::library::shelf::bookmark::Kind;
use crate::library::shelf::{self, Holding, Moment};

/// The relation of a publication's link to the reader's notes in it: a collection that is got and put whole.
pub const RELATION: &str = "urn:oqyrman:rel:annotations";
pub const MEDIA_TYPE: &str = "application/ld+json";
/// A collection is not larger than this.
pub const MOST_BYTES: u64 = 2 * 1024 * 1024;
/// Annotations of one book.
pub const MOST: usize = 5_000;
/// Bytes of what the reader wrote, and of the words at the place.
pub(super) const MOST_WORDS: usize = 64 * 1024;
/// So often it is tried when another device is always faster.
const TRIES: usize = 3;

/// A mark or a note as it travels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// `urn:uuid:…`, the same on all devices.
    #[serde(skip)]
    pub urn: String,
    pub kind: Kind,
    pub locator: Locator,
    /// Where the passage ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Locator>,
    /// In the whole book, 0 to 1.
    pub progress: f64,
    /// The words at the place.
    #[serde(default)]
    pub text: String,
    /// The reader's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub created: Moment,
    /// When her words were changed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Moment>,
}

impl Note {
    /// What tells one state of it from another.
    pub fn digest(&self) -> String {
        let told = json!([self.kind, self.locator, self.end, self.note]);
        let digest = Sha256::digest(told.to_string());
        digest[..12].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn changed(&self) -> Moment {
        self.modified.unwrap_or(self.created)
    }

    /// As a Web Annotation. The exact place is in a member of our own, which other programs pass over.
    fn annotation(&self) -> Value {
        let motivation = match self.kind {
            Kind::Bookmark => "bookmarking",
            Kind::Highlight => "highlighting",
            Kind::Note => "commenting",
        };
        let mut selector = vec![json!({ "type": "TextQuoteSelector", "exact": self.text })];
        selector.extend(
            self.locator
                .locations
                .fragments
                .iter()
                .find(|it| !it.starts_with("at="))
                .map(|fragment| json!({ "type": "FragmentSelector", "value": fragment })),
        );
        let mut annotation = json!({
            "id": self.urn,
            "type": "Annotation",
            "motivation": motivation,
            "created": self.created,
            "target": { "source": self.locator.href, "selector": selector },
            "oqyrman": self,
        });
        if let Some(modified) = self.modified {
            annotation["modified"] = json!(modified);
        }
        if let Some(note) = &self.note {
            annotation["body"] = json!({ "type": "TextualBody", "value": note, "format": "text/plain" });
        }
        annotation
    }

    /// From an annotation of ours; `None` for those of other programs and for what is damaged.
    fn read(annotation: &Value) -> Option<Self> {
        let urn = annotation.get("id")?.as_str().filter(|urn| urn.starts_with("urn:uuid:") && urn.len() <= 64)?;
        let mut note: Self = serde_json::from_value(annotation.get("oqyrman")?.clone()).ok()?;
        urn.clone_into(&mut note.urn);
        let is_short = note.text.len() <= MOST_WORDS && note.note.as_ref().is_none_or(|it| it.len() <= MOST_WORDS);
        let is_place = (0.0..=1.0).contains(&note.progress) && note.locator.href.len() <= 4096;
        (is_short && is_place).then_some(note)
    }
}

/// What is to be done with the shelf.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It is new here or another one.
    Put(Box<Note>),
    /// By its urn.
    Remove(String),
}

/// How both sides come to have the same.
#[derive(Debug, Default)]
struct Merged {
    here: Vec<Change>,
    /// The annotations of the collection from now on.
    there: Vec<Value>,
    /// Whether they are others than before.
    is_sent: bool,
    /// Urns and digests of what both have then.
    base: BTreeMap<String, String>,
}

/// `base`: what both had when they were last at one. `name` gives a note its urn.
fn merge(base: &BTreeMap<String, String>, here: &[Note], there: &[Value], mut name: impl FnMut() -> String) -> Merged {
    let mut merged = Merged::default();
    let mut seen = HashSet::new();
    let told: HashSet<String> = there.iter().filter_map(Note::read).map(|note| note.digest()).collect();
    for value in there {
        let Some(far) = Note::read(value) else {
            merged.there.push(value.clone());
            continue;
        };
        if !seen.insert(far.urn.clone()) {
            // The same twice.
            merged.is_sent = true;
            continue;
        }
        let last = base.get(&far.urn);
        let digest = far.digest();
        match here.iter().find(|near| near.urn == far.urn) {
            Some(near) if near.digest() == digest => merged.both(value.clone(), &far),
            Some(near) if last == Some(&digest) => {
                merged.is_sent = true;
                merged.both(near.annotation(), near);
            }
            Some(near) if last == Some(&near.digest()) => {
                merged.here.push(Change::Put(Box::new(far.clone())));
                merged.both(value.clone(), &far);
            }
            Some(near) => {
                let (later, earlier) = if near.changed() > far.changed() { (near, &far) } else { (&far, near) };
                if later == near {
                    merged.is_sent = true;
                    merged.both(near.annotation(), near);
                } else {
                    merged.here.push(Change::Put(Box::new(far.clone())));
                    merged.both(value.clone(), &far);
                }
                let has_words = earlier.note.as_ref().is_some_and(|words| !words.trim().is_empty());
                // A program that ended in the middle has sent it already.
                let is_there = earlier == near && told.contains(&earlier.digest());
                if has_words && earlier.note != later.note && !is_there {
                    let copy = Note { urn: name(), ..earlier.clone() };
                    merged.is_sent = true;
                    merged.both(copy.annotation(), &copy);
                    merged.here.push(Change::Put(Box::new(copy)));
                }
            }
            // Removed here, and not changed there since.
            None if last == Some(&digest) => merged.is_sent = true,
            None => {
                merged.here.push(Change::Put(Box::new(far.clone())));
                merged.both(value.clone(), &far);
            }
        }
    }
    for near in here.iter().filter(|near| !seen.contains(&near.urn)) {
        if base.get(&near.urn) == Some(&near.digest()) {
            merged.here.push(Change::Remove(near.urn.clone()));
        } else {
            merged.is_sent = true;
            merged.both(near.annotation(), near);
        }
    }
    merged
}

impl Merged {
    fn both(&mut self, value: Value, note: &Note) {
        self.there.push(value);
        self.base.insert(note.urn.clone(), note.digest());
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exchanged {
    /// Notes that are new, others or gone here.
    pub received: usize,
    /// Ours were sent.
    pub sent: bool,
}

/// Every annotation of a collection, in one page as we write it or in that of others.
fn items(body: &[u8]) -> Option<(Value, Vec<Value>)> {
    if body.trim_ascii().is_empty() {
        return Some((collection(), Vec::new()));
    }
    let mut document: Value = serde_json::from_slice(body).ok()?;
    let listed = document.pointer_mut("/first/items").map(Value::take);
    match listed {
        Some(Value::Array(items)) if items.len() <= MOST => Some((document, items)),
        Some(_) => None,
        None => document.get("type").and_then(Value::as_str).filter(|it| *it == "AnnotationCollection").map(|_| {
            let mut document = document.clone();
            document["first"] = json!({ "type": "AnnotationPage", "items": [] });
            (document, Vec::new())
        }),
    }
}

fn collection() -> Value {
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationCollection",
        "total": 0,
        "first": { "type": "AnnotationPage", "items": [] },
    })
}

/// Whether this is a collection as it is kept here.
pub fn is_collection(body: &[u8]) -> bool {
    !body.trim_ascii().is_empty() && items(body).is_some()
}

/// The notes of ours in such a document, each as it is read and as it is read again when it was written: for what tries readers of
/// foreign bytes.
pub fn read_here(body: &[u8]) -> Vec<(Note, Option<Note>)> {
    let Some((_, there)) = items(body) else { return Vec::new() };
    let ours = there.iter().filter_map(Note::read);
    ours.map(|note| {
        let again = Note::read(&note.annotation());
        (note, again)
    })
    .collect()
}

impl Travel {
    /// Where the library of this book keeps notes, if it does and may.
    ///
    /// # Errors
    /// What the shelf says.
    pub async fn notes_of(&self, holding: &Holding) -> Result<Option<Url>, shelf::Error> {
        if !self.rules.notes || !self.rules.on {
            return Ok(None);
        }
        let address = self.shelf.way(holding.id, RELATION).await?.and_then(|it| Url::parse(&it).ok());
        Ok(address.filter(|address| self.rules.allow(address)))
    }

    /// Brings the notes of this book to one with those that its library keeps. `None` where it keeps none.
    ///
    /// # Errors
    /// When the library does not answer, does not let us in, or answers with something else; what the shelf says.
    pub async fn meet_notes(&self, holding: &Holding) -> Result<Option<Exchanged>, Error> {
        let kept = |error: shelf::Error| Error::from(library::Error::from(error));
        if let Some(at) = super::travel::lent(holding) {
            let may = self.rules.notes && self.rules.allow(&at.service);
            return if may { daisy_notes::meet(self, holding, &at.url()).await.map(Some) } else { Ok(None) };
        }
        let Some(address) = self.notes_of(holding).await.map_err(kept)? else { return Ok(None) };
        for _ in 0..TRIES {
            let far = document::get(&self.client, &address, MEDIA_TYPE, MOST_BYTES).await?;
            let body = far.as_ref().map_or(&[][..], |kept: &Kept| kept.body.as_slice());
            let not_one = || library::Error::NotCatalog { address: address.to_string() };
            let (mut collection, there) = items(body).ok_or_else(not_one)?;
            // Read again after each answer: the reader may have gone on.
            let (here, base) = self.shelf.travelling_notes(holding.id).await.map_err(kept)?;
            let seen: BTreeMap<String, String> = here.iter().map(|it| (it.urn.clone(), it.digest())).collect();
            let mut failed = None;
            let merged = merge(&base, &here, &there, || {
                super::number().map_err(|error| failed = Some(error)).unwrap_or_default()
            });
            if let Some(error) = failed {
                return Err(library::Error::from(error).into());
            }
            if merged.is_sent {
                collection["total"] = json!(merged.there.len());
                collection["first"]["items"] = Value::Array(merged.there);
                let body = collection.to_string().into_bytes();
                if body.len() as u64 > MOST_BYTES {
                    return Err(library::Error::TooLarge { limit: MOST_BYTES }.into());
                }
                if !document::put(&self.client, &address, MEDIA_TYPE, body, far.as_ref()).await? {
                    continue;
                }
            }
            let exchanged = Exchanged { received: merged.here.len(), sent: merged.is_sent };
            if !merged.here.is_empty() || merged.base != base {
                self.shelf.take_notes(holding.id, merged.here, merged.base, seen).await.map_err(kept)?;
            }
            return Ok(Some(exchanged));
        }
        let host = address.host_str().unwrap_or_default().to_owned();
        Err(library::Error::Conflict { host }.into())
    }

    /// Meets the libraries of every book in which something was written since they were last met.
    pub async fn send_waiting_notes(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        for holding in self.shelf.holdings().await.unwrap_or_default() {
            if !matches!(self.notes_of(&holding).await, Ok(Some(_))) {
                continue;
            }
            let Ok((here, base)) = self.shelf.travelling_notes(holding.id).await else { continue };
            let is_same = here.len() == base.len() && here.iter().all(|it| base.get(&it.urn) == Some(&it.digest()));
            if !is_same {
                errors.extend(self.meet_notes(&holding).await.err());
            }
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(urn: u8, words: &str, minute: i64) -> Note {
        Note {
            urn: format!("urn:uuid:{urn}"),
            kind: Kind::Note,
            locator: Locator { href: "a.xhtml".to_owned(), ..Locator::default() },
            end: None,
            progress: 0.4,
            text: "Ғылым таппай".to_owned(),
            note: Some(words.to_owned()),
            created: Moment::from_unix_millis(0),
            modified: Some(Moment::from_unix_millis(minute * 60_000)),
        }
    }

    fn base(notes: &[&Note]) -> BTreeMap<String, String> {
        notes.iter().map(|note| (note.urn.clone(), note.digest())).collect()
    }

    fn values(notes: &[&Note]) -> Vec<Value> {
        notes.iter().map(|note| note.annotation()).collect()
    }

    fn merged(base: &BTreeMap<String, String>, here: &[Note], there: &[Value]) -> Merged {
        let mut next = 100;
        merge(base, here, there, || {
            next += 1;
            format!("urn:uuid:{next}")
        })
    }

    #[test]
    fn an_annotation_comes_back_as_it_was() {
        let note = note(1, "мұны қайта оқу", 3);
        assert_eq!(Note::read(&note.annotation()), Some(note.clone()));
        // To the last digit, or it would count as another one.
        for place in (0..2_000_u32).map(|step| (f64::from(step) * 0.618_033_988_749_894_9).fract()) {
            let mut note = note.clone();
            note.locator.locations.total_progression = Some(place);
            let sent = note.annotation().to_string();
            let came: Value = serde_json::from_str(&sent).unwrap();
            assert_eq!(Note::read(&came).map(|it| it.digest()), Some(note.digest()), "{place}");
        }
        let mut damaged = note.annotation();
        damaged["oqyrman"]["progress"] = json!("far");
        assert_eq!(Note::read(&damaged), None);
        damaged = note.annotation();
        damaged["oqyrman"]["note"] = json!("x".repeat(MOST_WORDS + 1));
        assert_eq!(Note::read(&damaged), None);
        damaged = note.annotation();
        damaged["oqyrman"]["progress"] = json!(7.0);
        assert_eq!(Note::read(&damaged), None);
        let mut whole = collection();
        whole["first"]["items"] = json!([note.annotation(), { "type": "Annotation" }]);
        assert_eq!(read_here(whole.to_string().as_bytes()), [(note.clone(), Some(note))]);
    }

    #[test]
    fn new_notes_go_both_ways_and_those_of_others_stay() {
        let (near, far) = (note(1, "мұнда", 0), note(2, "онда", 0));
        let foreign = json!({ "id": "https://other.example/1", "type": "Annotation", "target": "x" });
        let there = [values(&[&far]), vec![foreign.clone()]].concat();
        let one = merged(&BTreeMap::new(), std::slice::from_ref(&near), &there);
        assert_eq!(one.here, [Change::Put(Box::new(far.clone()))]);
        assert_eq!(one.there, [far.annotation(), foreign, near.annotation()]);
        assert!(one.is_sent);
        assert_eq!(one.base, base(&[&near, &far]));
        let again = merged(&one.base, &[near, far], &one.there);
        assert!(again.here.is_empty() && !again.is_sent, "nothing is left to do");
    }

    #[test]
    fn what_was_removed_goes_and_does_not_come_back() {
        let (a, b) = (note(1, "a", 0), note(2, "b", 0));
        let both = base(&[&a, &b]);
        let here = merged(&both, std::slice::from_ref(&a), &values(&[&a, &b]));
        assert_eq!((here.there, here.here.len(), here.is_sent), (values(&[&a]), 0, true));
        let there = merged(&both, &[a.clone(), b.clone()], &values(&[&a]));
        assert_eq!((there.here, there.is_sent), (vec![Change::Remove(b.urn.clone())], false));
        // What somebody has changed since is not thrown away.
        let changed = note(2, "b, again", 9);
        let kept = merged(&both, &[a.clone(), changed.clone()], &values(&[&a]));
        assert_eq!((kept.here.len(), kept.there), (0, values(&[&a, &changed])));
        let back = merged(&both, std::slice::from_ref(&a), &values(&[&a, &changed]));
        assert_eq!(back.here, [Change::Put(Box::new(changed))]);
    }

    #[test]
    fn of_two_changes_the_later_holds_and_the_earlier_stays_as_a_note_of_its_own() {
        let was = note(1, "was", 0);
        let (near, far) = (note(1, "near", 5), note(1, "far", 7));
        let one = merged(&base(&[&was]), std::slice::from_ref(&near), &values(&[&far]));
        let copy = Note { urn: "urn:uuid:101".to_owned(), ..near.clone() };
        assert_eq!(one.here, [Change::Put(Box::new(far.clone())), Change::Put(Box::new(copy.clone()))]);
        assert_eq!(one.there, values(&[&far, &copy]));
        // The program ended before the shelf was told: nothing is doubled.
        let again = merged(&base(&[&was]), &[near], &one.there);
        assert_eq!(again.here, [Change::Put(Box::new(far.clone())), Change::Put(Box::new(copy.clone()))]);
        assert!(!again.is_sent);
        let later = note(1, "near", 9);
        let other = merged(&base(&[&was]), std::slice::from_ref(&later), &values(&[&far]));
        assert_eq!(other.there[0], later.annotation());
        assert!(matches!(&other.here[..], [Change::Put(copy)] if copy.note.as_deref() == Some("far")));
    }

    #[test]
    fn only_collections_are_kept() {
        assert!(is_collection(collection().to_string().as_bytes()));
        for wrong in ["", "[]", "{}", "<html>", r#"{"type":"AnnotationCollection","first":{"items":3}}"#] {
            assert!(!is_collection(wrong.as_bytes()), "{wrong}");
        }
    }
}
