//! Talking books of DAISY: navigation, SMIL, text where there is one, sound → [`Book`].
//!
//! A book with a text is that text with its narration; one of sound alone is a recording whose headings are its chapters.
//! No file of sound is opened for it: how long it is the SMIL tells.
//!
//! <https://daisy.org/activities/standards/daisy/daisy-2/daisy-format-2-02-specification/>,
//! <https://daisy.org/activities/standards/daisy/daisy-3/z39-86-2005-r2012-specifications-for-the-digital-talking-book/>

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::container::{Container, Source};
use super::contents::{Content, Reading};
use super::limits::{self, Deadline};
use super::markup::{Dialect, Tree};
use super::overlay::assembly::Assembly;
use super::overlay::{self, Overlay, Tests};
use super::places::{self, Entry, Navigation, Page, Places};
use super::{Defects, Error, Opened, Resources};
use crate::book::{self, Book, Chapter, Code, Metadata, Recording, Skippable, Target};

mod dtbook;
mod metadata;
mod ncc;
mod package;
pub(super) mod stretches;
mod volumes;

/// Path and fragment.
type Reference = (String, Option<String>);

/// A heading of the navigation.
#[derive(Debug, Default)]
struct Heading {
    title: String,
    level: u8,
    /// A place in a SMIL document, else in the text; `None` for a heading that leads nowhere.
    target: Option<Reference>,
}

/// What the navigation tells of a book.
#[derive(Debug, Default)]
struct Guide {
    metadata: Metadata,
    headings: Vec<Heading>,
    /// Printed pages: (label, place in a SMIL document).
    pages: Vec<(String, Reference)>,
    /// What else the navigation names, for readers who pass it over.
    others: Vec<(Skippable, Reference)>,
    /// The SMIL documents in the order in which they are heard.
    smils: Vec<String>,
    tests: Tests,
    /// The documents of navigation, which are no text.
    navigation: HashSet<String>,
    /// Documents of text that the book names itself.
    texts: Vec<String>,
    cover: Option<String>,
    media_types: HashMap<String, String>,
    /// Its number in the set and how many there are, where not all of them are here.
    volume: Option<(u32, u32)>,
}

/// Opens the DAISY 2.02 book in this container.
pub(super) fn open_202(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    open(container, deadline, volumes::read, Dialect::Html, ncc::prepare)
}

/// Opens the DAISY 3 book in this container.
pub(super) fn open_3(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    open(container, deadline, package::read, Dialect::Xml, dtbook::prepare)
}

/// Opens a text of DAISY 3 that stands alone.
pub(super) fn open_dtbook(source: &Source, deadline: Deadline) -> Result<Opened, Error> {
    open(Container::alone(dtbook::ALONE, source), deadline, dtbook::alone, Dialect::Xml, dtbook::prepare)
}

fn open(
    container: Container,
    deadline: Deadline,
    guide: fn(&mut Reading<'_>) -> Result<Guide, Error>,
    dialect: Dialect,
    prepare: fn(&mut Tree),
) -> Result<Opened, Error> {
    let mut defects = Defects::default();
    container.report(&mut defects);
    let guide = guide(&mut Reading::new(&container, None, deadline, &mut defects, None))?;
    if let Some((number, of)) = guide.volume {
        defects.add(Code::OtherVolume, &format!("{number}/{of}"));
    }
    let languages = guide.metadata.languages.clone();
    let mut reading = Reading::new(&container, None, deadline, &mut defects, languages.first());
    let smils = Smils::read(&guide, &mut reading);
    let mut contents: Vec<Content> = Vec::new();
    for path in smils.texts(&guide, reading.container, reading.defects) {
        contents.push(reading.document(&path, dialect, prepare));
    }
    let book = if contents.iter().any(|content| !content.section.blocks.is_empty()) {
        text(&guide, contents, smils, &mut reading)
    } else {
        sound(&guide, smils, &mut reading).ok_or_else(|| reading.nothing())?
    };
    let resources = Resources::new(container, guide.media_types, HashSet::new());
    Ok(Opened { book: Arc::new(book), defects: defects.list, resources, cover: guide.cover, revisions: None })
}

/// The SMIL documents, read.
struct Smils {
    overlays: Vec<(String, Overlay)>,
    /// Path → which of them.
    known: HashMap<String, usize>,
    /// The number of the first clip of each.
    first: Vec<usize>,
}

impl Smils {
    fn read(guide: &Guide, reading: &mut Reading<'_>) -> Self {
        let mut smils = Self { overlays: Vec::new(), known: HashMap::new(), first: Vec::new() };
        let mut clips = 0;
        for path in &guide.smils {
            if smils.known.contains_key(path) {
                continue;
            }
            if reading.deadline.has_passed() || smils.overlays.len() >= limits::SPINE_ITEMS {
                reading.defects.add(Code::Limit, path);
                break;
            }
            let Some(mut overlay) = overlay::document(path, &guide.tests, limits::CLIPS - clips, reading) else {
                continue;
            };
            for par in &mut overlay.pars {
                // One name for one document, however it is written.
                let named = par.text.take().map(|(path, fragment)| match reading.container.find(&path) {
                    Some(name) if name != path => (name.to_owned(), fragment),
                    _ => (path, fragment),
                });
                // The words of the navigation are no text.
                par.text = named.filter(|(path, _)| !guide.navigation.contains(path));
            }
            smils.first.push(clips);
            clips += overlay.pars.len();
            smils.known.insert(path.clone(), smils.overlays.len());
            smils.overlays.push((path.clone(), overlay));
        }
        smils
    }

    /// The documents of text, in the order in which the SMIL documents come to them; those that are missing are told.
    fn texts(&self, guide: &Guide, container: &Container, defects: &mut Defects) -> Vec<String> {
        let named = self.overlays.iter().flat_map(|(_, overlay)| &overlay.pars);
        let named = named.filter_map(|par| par.text.as_ref().map(|(path, _)| path));
        let mut known = HashSet::new();
        let mut texts: Vec<String> = named.filter(|path| known.insert(path.as_str())).cloned().collect();
        texts.extend(guide.texts.iter().filter(|path| known.insert(path)).cloned());
        texts.retain(|path| {
            let there = container.find(path).is_some();
            if !there {
                defects.add(Code::Missing, path);
            }
            there
        });
        texts.truncate(limits::SPINE_ITEMS);
        texts
    }

    /// Which SMIL document and par a reference leads to.
    fn par(&self, (path, fragment): &Reference) -> Option<(usize, usize)> {
        let smil = *self.known.get(path)?;
        let overlay = &self.overlays[smil].1;
        let par = fragment.as_ref().and_then(|fragment| overlay.ids.get(fragment)).copied();
        (!overlay.pars.is_empty()).then(|| (smil, par.unwrap_or_default().min(overlay.pars.len() - 1)))
    }

    /// The number of the clip that a reference leads to.
    fn clip(&self, reference: &Reference) -> Option<usize> {
        let (smil, par) = self.par(reference)?;
        Some(self.first[smil] + par)
    }

    /// The place in the text that a reference leads to: that of its par, else of the next par with one.
    fn target(&self, reference: &Reference) -> Option<Target> {
        let to = |(href, fragment): &Reference| Target::Internal { href: href.clone(), fragment: fragment.clone() };
        if !self.known.contains_key(&reference.0) {
            return Some(to(reference));
        }
        let (smil, par) = self.par(reference)?;
        self.overlays[smil].1.pars[par..].iter().find_map(|par| par.text.as_ref()).map(to)
    }

    /// Puts them together; what the navigation calls a page or a note is one.
    fn assemble(mut self, guide: &Guide, places: Option<&Places<'_>>, reading: &mut Reading<'_>) -> Assembly {
        let pages = guide.pages.iter().map(|(_, reference)| (Skippable::PageNumber, reference));
        let others = guide.others.iter().map(|(kind, reference)| (*kind, reference));
        let named: Vec<(usize, Skippable)> =
            pages.chain(others).filter_map(|(kind, reference)| Some((self.clip(reference)?, kind))).collect();
        let mut assembly = Assembly::default();
        for (_, overlay) in std::mem::take(&mut self.overlays) {
            assembly.add(overlay, places, reading);
        }
        for (clip, kind) in named {
            if let Some(clip) = assembly.clip_mut(clip) {
                clip.skip.get_or_insert(kind);
            }
        }
        assembly
    }
}

/// A book with a text.
fn text(guide: &Guide, mut contents: Vec<Content>, smils: Smils, reading: &mut Reading<'_>) -> Book {
    let order: Vec<usize> = (0..contents.len()).collect();
    let mut dead = Vec::new();
    let mut target = |reference: &Reference| {
        let target = smils.target(reference);
        if target.is_none() {
            dead.push(reference.0.clone());
        }
        target
    };
    let flat = guide.headings.iter().map(|heading| {
        let target = heading.target.as_ref().and_then(&mut target);
        (heading.level, Entry { title: heading.title.clone(), target, children: Vec::new() })
    });
    let flat: Vec<(u8, Entry)> = flat.collect();
    let pages = guide
        .pages
        .iter()
        .filter_map(|(label, reference)| Some(Page { label: label.clone(), target: target(reference)? }));
    let pages = pages.collect();
    let navigation = Navigation { contents: nest(flat), pages, landmarks: Vec::new() };
    if guide.volume.is_none() {
        dead.iter().for_each(|path| reading.defects.add(Code::DeadLink, path));
    }
    let narration = {
        let places = Places::new(&contents, &order);
        smils.assemble(guide, Some(&places), reading)
    };
    let narration = narration.narration(&mut contents, &order);
    places::label_breaks(&mut contents, &navigation);
    places::mark_notes(&mut contents);
    places::report_dead_links(&contents, reading.container, reading.defects);
    let (outline, pages, landmarks) =
        places::resolve(&contents, &order, navigation, reading.container, reading.defects);
    places::title_sections(&mut contents, &order, &outline);
    let sections = contents.into_iter().map(|content| Arc::new(content.section)).collect();
    let mut book = Book::new(guide.metadata.clone(), sections, outline, pages, landmarks);
    book.narration = narration.map(Arc::new);
    book
}

/// A book of sound alone: its headings are chapters.
fn sound(guide: &Guide, smils: Smils, reading: &mut Reading<'_>) -> Option<Book> {
    let clips: Vec<Option<usize>> =
        guide.headings.iter().map(|heading| heading.target.as_ref().and_then(|target| smils.clip(target))).collect();
    let pages: Vec<(String, Option<usize>)> =
        guide.pages.iter().map(|(label, reference)| (label.clone(), smils.clip(reference))).collect();
    let assembly = smils.assemble(guide, None, reading);
    if !assembly.is_recorded() {
        return None;
    }
    let time = |clip: Option<usize>| clip.and_then(|clip| assembly.time_from(clip));
    let mut chapters = Vec::new();
    for (heading, clip) in guide.headings.iter().zip(clips).take(limits::CHAPTERS) {
        match time(clip) {
            Some(start) => chapters.push(Chapter { title: heading.title.clone(), level: heading.level, start }),
            None if guide.volume.is_none() => reading.defects.add(Code::DeadLink, &heading.title),
            None => {}
        }
    }
    let pages = pages.into_iter().filter_map(|(label, clip)| Some(book::Page { label, start: time(clip)? })).collect();
    let (tracks, phrases) = assembly.into_sound();
    let recording = Arc::new(Recording::new(tracks, chapters).with_marks(pages, phrases));
    let mut metadata = guide.metadata.clone();
    let modes = || vec!["auditory".to_owned()];
    (metadata.accessibility.access_modes, metadata.accessibility.access_modes_sufficient) = (modes(), modes());
    Some(Book::of_sound(metadata, recording.outline(), recording))
}

/// Headings in a row as a tree, by their levels.
fn nest(flat: Vec<(u8, Entry)>) -> Vec<Entry> {
    let mut open: Vec<(u8, Entry)> = Vec::new();
    let mut tree: Vec<Entry> = Vec::new();
    let close = |open: &mut Vec<(u8, Entry)>, tree: &mut Vec<Entry>, level: u8| {
        while open.last().is_some_and(|(above, _)| *above >= level) {
            let Some((_, entry)) = open.pop() else { return };
            match open.last_mut() {
                Some((_, parent)) => parent.children.push(entry),
                None => tree.push(entry),
            }
        }
    };
    for (level, entry) in flat.into_iter().take(limits::OUTLINE_ENTRIES) {
        close(&mut open, &mut tree, level);
        open.push((level, entry));
    }
    close(&mut open, &mut tree, 0);
    tree
}

/// The name in the container of what is written like this, as it stands when nothing has it.
fn named(container: &Container, path: String) -> String {
    container.find(&path).map_or(path, str::to_owned)
}

/// How deep a name lies, then the name: the first is the one to begin with.
fn by_depth(names: &mut [String]) {
    names.sort_by_cached_key(|name| (name.matches('/').count(), name.to_lowercase()));
}
