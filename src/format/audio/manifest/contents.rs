//! The contents and the pages of an audiobook: in Readium's manifest, or in the W3C's document for people.
//!
//! <https://readium.org/webpub-manifest/>, <https://www.w3.org/TR/pub-manifest/#app-toc-structure>

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;

use super::super::tags::clean;
use super::part;
use crate::book::{Chapter, Code, Page, Recording};
use crate::format::Defects;
use crate::format::container::Container;
use crate::format::href::{self, Href};
use crate::format::limits::{self, Deadline};
use crate::format::manifest::{Manifest, address, list, metadata};
use crate::format::markup::tree::{NodeId, ROOT};
use crate::format::markup::{self, Dialect, Tree};

/// Entries inside entries.
const DEPTH: u8 = 6;

#[derive(Default)]
pub(super) struct Told {
    pub(super) chapters: Vec<Chapter>,
    pub(super) pages: Vec<Page>,
}

/// Where references of one document lead in the recording.
struct Places<'a> {
    base: &'a str,
    container: &'a Container,
    recording: &'a Recording,
    /// Path → the tracks that play it.
    tracks: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Places<'a> {
    fn new(base: &'a str, container: &'a Container, recording: &'a Recording) -> Self {
        let mut tracks: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, track) in recording.tracks().iter().enumerate() {
            tracks.entry(&track.href).or_default().push(index);
        }
        Self { base, container, recording, tracks }
    }

    /// The time that a reference leads to.
    fn of(&self, reference: &str) -> Option<Duration> {
        let Href::Inside { path, fragment } = href::resolve(self.base, reference) else { return None };
        let tracks = self.tracks.get(self.container.find(&path)?)?;
        let told = fragment.as_deref().filter(|fragment| fragment.starts_with("t="));
        let Some(told) = told else { return tracks.first().map(|&index| self.recording.start_of(index)) };
        let (time, _) = part(Some(told));
        // Of the parts of one file the one that the time lies in, else the nearest.
        let distance = |index: &usize| {
            let track = &self.recording.tracks()[*index];
            let inside = time.saturating_sub(track.from);
            (track.from.saturating_sub(time) + inside.saturating_sub(track.duration), inside == track.duration)
        };
        let &index = tracks.iter().min_by_key(|index| distance(index))?;
        let track = &self.recording.tracks()[index];
        Some(self.recording.start_of(index) + time.saturating_sub(track.from).min(track.duration))
    }
}

pub(super) fn read(
    manifest: &Manifest,
    container: &Container,
    recording: &Recording,
    defects: &mut Defects,
    deadline: Deadline,
) -> Told {
    let mut told = Told::default();
    let places = Places::new(&manifest.path, container, recording);
    links(list(&manifest.value, "toc"), 1, &places, &mut told.chapters, defects);
    for link in list(&manifest.value, "pageList").iter().take(limits::CHAPTERS) {
        let label = link.get("title").and_then(|title| metadata::text(title, None));
        if let (Some(label), Some(start)) = (label, address(link).and_then(|address| places.of(address))) {
            told.pages.push(Page { label, start });
        }
    }
    if told.chapters.is_empty() {
        document(manifest, container, recording, &mut told, defects, deadline);
    }
    if told.chapters.len() >= limits::CHAPTERS {
        defects.add(Code::Limit, "chapters");
    }
    told
}

/// The entries of a list; one that leads nowhere begins where the first below it does. Answers where the list begins.
fn links(
    list_of: &[Value],
    level: u8,
    places: &Places<'_>,
    chapters: &mut Vec<Chapter>,
    defects: &mut Defects,
) -> Option<Duration> {
    let mut first = None;
    for link in list_of {
        if chapters.len() >= limits::CHAPTERS {
            break;
        }
        let title = link.get("title").or_else(|| link.get("name")).and_then(|title| metadata::text(title, None));
        let own = address(link).and_then(|address| {
            let place = places.of(address);
            if place.is_none() {
                defects.add(Code::Missing, address);
            }
            place
        });
        let at = chapters.len();
        let below = match level < DEPTH {
            true => links(list(link, "children"), level + 1, places, chapters, defects),
            false => None,
        };
        if let (Some(title), Some(start)) = (title, own.or(below)) {
            chapters.insert(at, Chapter { title, level, start });
        }
        first = first.or(own).or(below);
    }
    first
}

/// The document that holds the contents: the resource that says so, else the page that the book is entered by.
fn document(
    manifest: &Manifest,
    container: &Container,
    recording: &Recording,
    told: &mut Told,
    defects: &mut Defects,
    deadline: Deadline,
) {
    let entry = || manifest.resolve(container, "index.html").map(|(path, _)| path);
    let Some(path) = manifest.related(container, "contents").or_else(entry) else { return };
    let Ok(content) = container.read(&path, limits::MARKUP_BYTES) else {
        defects.add(Code::Unreadable, &path);
        return;
    };
    let (text, _) = markup::decode(&content.bytes);
    let tree = Tree::parse(&text, Dialect::Html, deadline);
    let places = Places::new(&path, container, recording);
    let of_role = |wanted: &str| {
        tree.descendants(ROOT).find(|&node| {
            let role = tree.attribute(node, "role").unwrap_or_default();
            role.split_ascii_whitespace().any(|role| role.eq_ignore_ascii_case(wanted))
        })
    };
    if let Some(contents) = of_role("doc-toc").or_else(|| tree.descendant(ROOT, "nav")) {
        entries(&tree, contents, 1, &places, &mut told.chapters);
    }
    if told.pages.is_empty()
        && let Some(list) = of_role("doc-pagelist")
    {
        let mut pages = Vec::new();
        entries(&tree, list, 1, &places, &mut pages);
        told.pages = pages.into_iter().map(|page| Page { label: page.title, start: page.start }).collect();
    }
}

/// The entries of the first list in a node, as in [`links`].
fn entries(tree: &Tree, node: NodeId, level: u8, places: &Places<'_>, chapters: &mut Vec<Chapter>) -> Option<Duration> {
    let is_list = |&node: &NodeId| matches!(tree.name(node), "ol" | "ul");
    let own_list = tree.elements(node).find(is_list);
    let list = own_list.or_else(|| if level == 1 { tree.descendants(node).find(is_list) } else { None })?;
    let mut first = None;
    for item in tree.elements(list).filter(|&item| tree.name(item) == "li") {
        if chapters.len() >= limits::CHAPTERS {
            break;
        }
        let label = tree.elements(item).find(|node| !is_list(node));
        let link = label.and_then(|label| match tree.name(label) {
            "a" => Some(label),
            _ => tree.descendant(label, "a"),
        });
        let own = link.and_then(|link| places.of(tree.attribute(link, "href")?));
        let at = chapters.len();
        let below = if level < DEPTH { entries(tree, item, level + 1, places, chapters) } else { None };
        let title = label.map(|label| clean(&tree.label(label))).filter(|title| !title.is_empty());
        if let (Some(title), Some(start)) = (title, own.or(below)) {
            chapters.insert(at, Chapter { title, level, start });
        }
        first = first.or(own).or(below);
    }
    first
}
