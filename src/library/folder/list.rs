//! Pages made of what lies in a folder.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::{ALL, Address, LOOKING, MOST_FOLDERS, Memory, PAGE, Place, failed, name_of};
use crate::book::{Accessibility, Language};
use crate::format;
use crate::library::Error;
use crate::library::catalog::{Acquisition, Feed, Image, Navigation, Publication, Relation, Search, media_type};
use crate::library::folding::fold;
use crate::library::places;
use crate::library::shelf::collation_key;
use crate::library::volume::{self, Bounds, Entry, Found};

/// Most names that are looked at in one folder.
const MOST_NAMES: usize = 100_000;

/// The folder itself, links followed.
pub(super) fn root(at: &Address) -> Result<PathBuf, Error> {
    let root = at.root.canonicalize().map_err(|error| failed(&at.root, error))?;
    if root.is_dir() { Ok(root) } else { Err(Error::Place(places::Error::NotAFolder(root))) }
}

pub(super) fn feed(at: &Address, memory: &Memory) -> Result<Feed, Error> {
    let root = root(at)?;
    let page = Page { at, root: &root, memory };
    match &at.place {
        Place::Inside { path, first } => page.section(path, *first),
        Place::All { first } => {
            let (found, whole) = memory.list(&root);
            let mut feed = page.books(&found, *first, |first| Place::All { first });
            feed.total = whole.then_some(found.len() as u64);
            Ok(feed)
        }
        Place::Search { words, first } => page.search(words, *first),
        Place::Book(path) => {
            let about = fs::metadata(root.join(path)).map_err(|_| page.not_found())?;
            let found = found_in(&root, path, about.file_type()).ok_or_else(|| page.not_found())?;
            let mut feed = page.books(std::slice::from_ref(&found), 0, |_| at.place.clone());
            feed.title = feed.publications.first().map(|book| book.title.clone()).unwrap_or_default();
            Ok(feed)
        }
    }
}

/// All books below a folder. A book that is a folder is one, whatever lies in it.
pub(super) fn books_below(root: &Path, bounds: Bounds) -> (Vec<Found>, bool) {
    let (mut found, whole) = volume::walk(root, bounds);
    let begins = |found: &Found| format::folder_of(&found.path).is_some();
    let books: HashSet<PathBuf> = found
        .iter()
        .filter(|found| begins(found))
        .filter_map(|found| found.path.parent().map(Path::to_path_buf))
        .filter(|folder| is_book(&root.join(folder)))
        .collect();
    let mut told: HashSet<PathBuf> = HashSet::new();
    found.retain(|found| match found.path.ancestors().skip(1).find(|folder| books.contains(*folder)) {
        Some(folder) => found.path.parent() == Some(folder) && begins(found) && told.insert(folder.to_path_buf()),
        None => !begins(found),
    });
    (found, whole)
}

/// Whether a folder is itself a book.
fn is_book(folder: &Path) -> bool {
    matches!(format::sniff(folder), Ok(Some(_)))
}

/// The file that a book in this folder begins with, when the folder is one.
fn first_of(root: &Path, folder: &Path) -> Option<Found> {
    let names = fs::read_dir(root.join(folder)).ok()?.flatten().take(MOST_NAMES);
    let mut firsts: Vec<fs::DirEntry> =
        names.filter(|name| format::folder_of(&PathBuf::from(name.file_name())).is_some()).collect();
    firsts.sort_by_key(fs::DirEntry::file_name);
    let first = firsts.into_iter().next().filter(|_| is_book(&root.join(folder)))?;
    found_in(root, &folder.join(first.file_name()), first.file_type().ok()?)
}

fn found_in(root: &Path, path: &Path, kind: fs::FileType) -> Option<Found> {
    // What leads out by its name or by links is not in the folder.
    volume::inside(root, path)?;
    volume::found(root, path, kind)
}

struct Page<'a> {
    at: &'a Address,
    root: &'a Path,
    memory: &'a Memory,
}

impl Page<'_> {
    fn not_found(&self) -> Error {
        Error::NotFound { address: self.at.url().to_string() }
    }

    fn empty(&self) -> Feed {
        let mut feed = Feed::new(self.at.url());
        feed.title = name_of(&self.at.root);
        feed.links.this = Some(self.at.url());
        feed.links.start = Some(self.at.start().url());
        feed.links.search = Some(Search::Questions(self.at.start().url()));
        feed
    }

    /// A folder: those in it, and its books.
    fn section(&self, path: &Path, first: usize) -> Result<Feed, Error> {
        let folder = self.root.join(path).canonicalize().map_err(|error| failed(&self.at.root.join(path), error))?;
        if !folder.starts_with(self.root) || !folder.is_dir() {
            return Err(self.not_found());
        }
        let mut folders: Vec<PathBuf> = Vec::new();
        let mut books: Vec<Found> = Vec::new();
        let until = Instant::now() + LOOKING;
        let names = fs::read_dir(&folder).map_err(|error| failed(&folder, error))?;
        for name in names.take(MOST_NAMES) {
            let name = name.map_err(|error| failed(&folder, error))?;
            let Ok(kind) = name.file_type() else { continue };
            if volume::is_hidden(&name) {
                continue;
            }
            let path = path.join(name.file_name());
            if kind.is_dir() {
                match first_of(self.root, &path).filter(|_| Instant::now() < until) {
                    Some(found) => books.push(found),
                    None if folders.len() < MOST_FOLDERS => folders.push(path),
                    None => {}
                }
            } else if format::folder_of(&path).is_none() {
                books.extend(volume::found(self.root, &path, kind));
            }
        }
        let key =
            |path: &Path| (collation_key(&path.file_name().unwrap_or_default().to_string_lossy()), path.to_owned());
        folders.sort_by_cached_key(|path| key(path));
        books.sort_by_cached_key(|found| key(&found.path));
        let mut feed = self.books(&books, first, |first| Place::Inside { path: path.to_path_buf(), first });
        feed.total = Some(books.len() as u64);
        if let Some(name) = path.file_name() {
            feed.title = name.to_string_lossy().into_owned();
            let up = path.parent().map(Path::to_path_buf).unwrap_or_default();
            feed.links.up = Some(self.at.at(Place::Inside { path: up, first: 0 }).url());
        } else if !folders.is_empty() {
            feed.navigation.push(self.way(String::new(), Place::All { first: 0 }, &[ALL]));
        }
        // Later pages of a folder's books are for its books.
        if first == 0 {
            feed.navigation.extend(folders.into_iter().map(|path| {
                let title = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                self.way(title, Place::Inside { path, first: 0 }, &["subsection"])
            }));
        }
        Ok(feed)
    }

    fn way(&self, title: String, place: Place, rels: &[&str]) -> Navigation {
        Navigation {
            language: None,
            sound: None,
            title,
            summary: None,
            href: self.at.at(place).url(),
            rels: rels.iter().map(|rel| (*rel).to_owned()).collect(),
            count: None,
            images: Vec::new(),
        }
    }

    fn search(&self, words: &str, first: usize) -> Result<Feed, Error> {
        let (found, whole) = self.memory.list(self.root);
        let folded = fold(words);
        let wanted: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let until = Instant::now() + LOOKING;
        let matching: Vec<Found> = found
            .iter()
            .filter(|found| {
                let by_name = fold(&found.path.to_string_lossy());
                if wanted.iter().all(|word| by_name.contains(word)) {
                    return true;
                }
                // Books that were not looked at in time are found by their names.
                let Some(entry) = self.entry(found, until) else { return false };
                let people: Vec<&str> = entry.people.iter().map(|(name, _)| name.as_str()).collect();
                let text = format!("{} {} {by_name}", fold(&entry.title), fold(&people.join(" ")));
                wanted.iter().all(|word| text.contains(word))
            })
            .cloned()
            .collect();
        let mut feed = self.books(&matching, first, |first| Place::Search { words: words.to_owned(), first });
        feed.total = whole.then_some(matching.len() as u64);
        Ok(feed)
    }

    /// A page of these books.
    fn books(&self, books: &[Found], first: usize, place: impl Fn(usize) -> Place) -> Feed {
        let mut feed = self.empty();
        let until = Instant::now() + LOOKING;
        let shown = books.iter().skip(first).take(PAGE);
        feed.publications = shown.map(|found| self.publication(found, until)).collect();
        let turn = |first: usize| self.at.at(place(first)).url();
        feed.links.next = (first + PAGE < books.len()).then(|| turn(first + PAGE));
        feed.links.previous = (first > 0).then(|| turn(first.saturating_sub(PAGE)));
        feed
    }

    /// What is known of a book, when that can be seen in time.
    fn entry(&self, found: &Found, until: Instant) -> Option<Entry> {
        let path = self.root.join(&found.path);
        if let Some(known) = self.memory.entry(&path, &found.stamp) {
            return Some(known);
        }
        if Instant::now() > until {
            return None;
        }
        let book = format::folder_of(&path).unwrap_or_else(|| path.clone());
        let name = if book == path { &found.path } else { &book };
        let entry = Entry::of(format::open(&book), name);
        self.memory.remember(path, found.stamp.clone(), entry.clone());
        Some(entry)
    }

    fn publication(&self, found: &Found, until: Instant) -> Publication {
        let entry = self.entry(found, until).unwrap_or_else(|| Entry::named(&found.path));
        let address = self.at.at(Place::Book(found.path.clone())).url();
        let mut way = Acquisition::new(address.clone(), Relation::OpenAccess);
        let is_folder = format::folder_of(&found.path).is_some();
        let name = found.path.file_name().unwrap_or_default().to_string_lossy();
        way.media_type = (!is_folder).then(|| media_type::of_file(&name).to_owned());
        way.length = (!is_folder).then_some(found.size);
        let named = |role: &str| {
            entry.people.iter().filter(|(_, own)| own == role).map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        let (authors, narrators, translators) = (named("aut"), named("nrt"), named("trl"));
        let image = entry.cover.is_some().then(|| Image {
            href: address.clone(),
            media_type: entry.cover.clone(),
            thumbnail: false,
            alternative: None,
            size: None,
        });
        Publication {
            // A book without one is known by where it lies.
            identifier: entry.identifier.or_else(|| Some(address.to_string())),
            title: entry.title,
            subtitle: entry.subtitle,
            authors,
            narrators,
            translators,
            languages: entry.languages.iter().filter_map(|tag| Language::parse(tag)).collect(),
            summary: entry.description,
            published: entry.published,
            publisher: entry.publisher,
            subjects: entry.subjects,
            duration: entry.duration,
            updated: Some(found.modified.to_string()),
            accessibility: Accessibility {
                access_modes: entry.access_modes,
                access_modes_sufficient: entry.access_modes_sufficient,
                features: entry.features,
                hazards: entry.hazards,
                summary: entry.access_summary,
                conforms_to: entry.conforms_to,
                ..Accessibility::default()
            },
            images: image.into_iter().collect(),
            // What does not open is no book to be had.
            acquisitions: if entry.damaged { Vec::new() } else { vec![way] },
            ..Publication::default()
        }
    }
}
