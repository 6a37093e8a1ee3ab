//! Notes in a talking book, as libraries for the blind keep them: places in its SMIL documents, with words
//! (<https://www.daisy.org/z3986/2005/Z3986-2005.html#Bookmarks>).
//!
//! Their marks have no names: the same place is the same mark. What another player wrote beside the words, a note that was
//! spoken, stays as it is, and so do its words.

use std::collections::{BTreeMap, HashSet};
use std::io;

use sha2::{Digest, Sha256};
use url::Url;

use super::daisy::{found, mark_of, stretches};
use super::notes::{Change, Exchanged, MOST_WORDS, Note};
use super::{Error, Travel};
use crate::book::Locator;
use crate::format::Stretch;
use crate::library;
use crate::library::daisy_online::bookmark::{Bookmark, BookmarkSet, Highlight, Mark};
use crate::library::daisy_online::{keep_marks, marks};
use crate::library::shelf::bookmark::Kind;
use crate::library::shelf::{self, Holding, Moment};

/// So often it is tried when another device is always faster.
const TRIES: usize = 3;

/// Which of the two kinds of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Bookmark(usize),
    Highlight(usize),
}

/// A mark of the set as a note.
struct Far {
    at: At,
    key: String,
    locator: Locator,
    end: Option<Locator>,
    progress: f64,
    words: Option<String>,
    /// It holds more than is read here.
    is_foreign: bool,
}

/// What is to be done.
#[derive(Default)]
struct Plan {
    here: Vec<Change>,
    /// The set from now on; `None` when it stays.
    after: Option<BookmarkSet>,
    /// Nothing that was there is changed or gone.
    adds: bool,
    base: BTreeMap<String, String>,
}

fn words_of(note: Option<&str>) -> Option<String> {
    let words = note?.trim();
    let end = words.floor_char_boundary(MOST_WORDS);
    (!words.is_empty()).then(|| words[..end].to_owned())
}

fn digest(words: Option<&str>) -> String {
    let digest = Sha256::digest(words.unwrap_or_default());
    digest[..12].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What tells one place from another.
fn place(stretches: &[Stretch], locator: &Locator) -> Option<(String, Mark)> {
    let mark = mark_of(stretches, locator)?;
    Some((format!("{}@{:?}", mark.uri, mark.offset), mark))
}

fn key(start: &str, end: Option<&str>) -> String {
    match end {
        Some(end) => format!("hilite {start} {end}"),
        None => format!("bookmark {start}"),
    }
}

fn far(stretches: &[Stretch], set: &BookmarkSet) -> Vec<Far> {
    let read = |at: At, start: &Mark, end: Option<&Mark>, note: Option<&str>, is_foreign: bool| {
        let (progress, locator) = found(stretches, start)?;
        let (begin, _) = place(stretches, &locator)?;
        let until = match end {
            Some(end) => Some(found(stretches, end)?.1),
            None => None,
        };
        let end = match &until {
            Some(until) => Some(place(stretches, until)?.0),
            None => None,
        };
        let key = key(&begin, end.as_deref());
        Some(Far { at, key, locator, end: until, progress, words: words_of(note), is_foreign })
    };
    let bookmarks =
        set.bookmarks.iter().enumerate().filter_map(|(index, it)| {
            read(At::Bookmark(index), &it.mark, None, it.note.as_deref(), it.verbatim.is_some())
        });
    let highlights = set.highlights.iter().enumerate().filter_map(|(index, it)| {
        read(At::Highlight(index), &it.start, Some(&it.end), it.note.as_deref(), it.verbatim.is_some())
    });
    bookmarks.chain(highlights).collect()
}

fn plan(
    stretches: &[Stretch],
    set: &BookmarkSet,
    here: &[Note],
    base: &BTreeMap<String, String>,
    mut name: impl FnMut() -> io::Result<String>,
) -> io::Result<Plan> {
    // Ours by their places; those that no address names stay here.
    let mut near: BTreeMap<String, (&Note, Mark, Option<Mark>)> = BTreeMap::new();
    for note in here {
        let Some((start, mark)) = place(stretches, &note.locator) else { continue };
        let end = match &note.end {
            Some(end) => match place(stretches, end) {
                Some(end) => Some(end),
                None => continue,
            },
            None => None,
        };
        let (end, until) = end.unzip();
        near.entry(key(&start, end.as_deref())).or_insert((note, mark, until));
    }
    let mut after = set.clone();
    let mut plan = Plan { adds: true, ..Plan::default() };
    let (mut gone, mut seen) = (Vec::new(), HashSet::new());
    let mut is_changed = false;
    for far in far(stretches, set) {
        if !seen.insert(far.key.clone()) {
            continue;
        }
        let (last, there) = (base.get(&far.key), digest(far.words.as_deref()));
        let Some((note, ..)) = near.get(&far.key) else {
            if last == Some(&there) {
                gone.push(far.at);
                continue;
            }
            let kind = match (&far.end, &far.words) {
                (Some(_), Some(_)) => Kind::Note,
                (Some(_), None) => Kind::Highlight,
                (None, _) => Kind::Bookmark,
            };
            plan.base.insert(far.key, there);
            plan.here.push(Change::Put(Box::new(Note {
                urn: name()?,
                kind,
                locator: far.locator,
                end: far.end,
                progress: far.progress,
                text: String::new(),
                note: far.words,
                created: Moment::now(),
                modified: None,
            })));
            continue;
        };
        let own = words_of(note.note.as_deref());
        let ours = digest(own.as_deref());
        if ours == there {
            plan.base.insert(far.key, there);
        } else if last == Some(&ours) {
            let note = Note { note: far.words, modified: Some(Moment::now()), ..(*note).clone() };
            plan.here.push(Change::Put(Box::new(note)));
            plan.base.insert(far.key, there);
        } else if far.is_foreign {
            // Neither side gives way: what was spoken would be lost.
            plan.base.extend(last.map(|last| (far.key, last.clone())));
        } else {
            let words = match (last == Some(&there), &own, &far.words) {
                (false, Some(own), Some(other)) => Some(format!("{own}\n\n{other}")),
                (false, None, Some(other)) => Some(other.clone()),
                _ => own.clone(),
            };
            if words != own {
                let note = Note { note: words.clone(), modified: Some(Moment::now()), ..(*note).clone() };
                plan.here.push(Change::Put(Box::new(note)));
            }
            plan.base.insert(far.key, digest(words.as_deref()));
            match far.at {
                At::Bookmark(index) => after.bookmarks[index].note = words,
                At::Highlight(index) => after.highlights[index].note = words,
            }
            (is_changed, plan.adds) = (true, false);
        }
    }
    for (key, (note, start, end)) in near {
        if seen.contains(&key) {
            continue;
        }
        let words = words_of(note.note.as_deref());
        let ours = digest(words.as_deref());
        if base.get(&key) == Some(&ours) {
            plan.here.push(Change::Remove(note.urn.clone()));
            continue;
        }
        plan.base.insert(key, ours);
        is_changed = true;
        match end {
            Some(end) => after.highlights.push(Highlight { start, end, note: words, verbatim: None }),
            None => after.bookmarks.push(Bookmark { mark: start, note: words, verbatim: None }),
        }
    }
    if !gone.is_empty() {
        (is_changed, plan.adds) = (true, false);
        let mut index = 0;
        after.bookmarks.retain(|_| {
            index += 1;
            !gone.contains(&At::Bookmark(index - 1))
        });
        index = 0;
        after.highlights.retain(|_| {
            index += 1;
            !gone.contains(&At::Highlight(index - 1))
        });
    }
    plan.after = is_changed.then_some(after);
    Ok(plan)
}

/// Brings the notes of this book to one with those that its service keeps.
pub(super) async fn meet(travel: &Travel, holding: &Holding, address: &Url) -> Result<Exchanged, Error> {
    let kept = |error: shelf::Error| Error::from(library::Error::from(error));
    let stretches = stretches(&holding.file).await;
    for _ in 0..TRIES {
        let set = marks(&travel.client, address).await?.unwrap_or_default();
        // Read again after each answer: the reader may have gone on.
        let (here, base) = travel.shelf.travelling_notes(holding.id).await.map_err(kept)?;
        let seen: BTreeMap<String, String> = here.iter().map(|it| (it.urn.clone(), it.digest())).collect();
        let plan = plan(&stretches, &set, &here, &base, super::number).map_err(library::Error::from)?;
        if let Some(after) = &plan.after
            && !keep_marks(&travel.client, address, &holding.title, &set, after, plan.adds).await?
        {
            continue;
        }
        let exchanged = Exchanged { received: plan.here.len(), sent: plan.after.is_some() };
        if !plan.here.is_empty() || plan.base != base {
            travel.shelf.take_notes(holding.id, plan.here, plan.base, seen).await.map_err(kept)?;
        }
        return Ok(exchanged);
    }
    let host = address.host_str().unwrap_or_default().to_owned();
    Err(library::Error::Conflict { host }.into())
}
