//! The books in a folder: found within bounds, and what they tell about themselves.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::places::is_book;
use super::shelf::Moment;
use crate::book::Metadata;
use crate::format::{self, Resource};

/// What is known about a book without opening it again.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    pub title: String,
    pub subtitle: Option<String>,
    /// (name, MARC relator code).
    pub people: Vec<(String, String)>,
    /// BCP 47.
    pub languages: Vec<String>,
    pub identifier: Option<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    pub description: Option<String>,
    pub subjects: Vec<String>,
    /// The media type of the cover picture, when there is one.
    pub cover: Option<String>,
    /// Seconds, of a recording.
    pub duration: Option<f64>,
    /// It does not open; what is told is its name.
    pub damaged: bool,
    pub access_modes: Vec<String>,
    pub access_modes_sufficient: Vec<String>,
    pub features: Vec<String>,
    pub hazards: Vec<String>,
    pub access_summary: Option<String>,
    pub conforms_to: Vec<String>,
}

impl Entry {
    /// Of a file of which nothing but its name is known.
    pub fn named(path: &Path) -> Self {
        Self { title: title_of(path), ..Self::default() }
    }

    /// Of a book that was (or was not) opened. `path` is its name.
    pub fn of(opened: Result<format::Opened, format::Error>, path: &Path) -> Self {
        match opened {
            Ok(opened) => {
                let mut entry = entry_of(&opened.book.metadata, opened.cover());
                entry.duration = opened.book.recording.as_ref().map(|it| it.duration().as_millis() as f64 / 1000.0);
                if entry.title.trim().is_empty() {
                    entry.title = title_of(path);
                }
                entry
            }
            // It opens to those who know its password; until then it is known by its name.
            Err(format::Error::PasswordNeeded) => Self::named(path),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "a book that does not open");
                Self { damaged: true, ..Self::named(path) }
            }
        }
    }

    pub fn authors(&self) -> impl Iterator<Item = &str> {
        self.people.iter().filter(|(_, role)| role == "aut").map(|(name, _)| name.as_str())
    }
}

/// A file that was found, before it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Below the folder.
    pub path: PathBuf,
    pub size: u64,
    pub modified: Moment,
    /// Changes with the file.
    pub stamp: String,
}

/// How far a walk through a folder goes.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub books: usize,
    pub depth: usize,
    /// Names that are looked at, of books and of anything else.
    pub names: usize,
    pub until: Option<Instant>,
}

/// The books below a folder, in the order of their names. Hidden ones are left out; folders that are links are not gone
/// into, and files that are links count where they lead to a place inside. Also answers whether this is all of it.
pub fn walk(root: &Path, bounds: Bounds) -> (Vec<Found>, bool) {
    let mut walk = Walk { root, left: bounds, found: Vec::new(), whole: true };
    walk.enter(Path::new(""), bounds.depth);
    (walk.found, walk.whole)
}

struct Walk<'a> {
    root: &'a Path,
    /// What is left of the bounds.
    left: Bounds,
    found: Vec<Found>,
    whole: bool,
}

impl Walk<'_> {
    fn enter(&mut self, folder: &Path, depth: usize) {
        let Ok(names) = fs::read_dir(self.root.join(folder)) else { return };
        let mut names: Vec<fs::DirEntry> = names.flatten().take(self.left.names).collect();
        self.left.names -= names.len();
        self.whole &= self.left.names > 0;
        names.sort_by_key(fs::DirEntry::file_name);
        for name in names {
            if self.found.len() >= self.left.books || self.left.until.is_some_and(|until| Instant::now() > until) {
                self.whole = false;
                return;
            }
            if is_hidden(&name) {
                continue;
            }
            let path = folder.join(name.file_name());
            let Ok(kind) = name.file_type() else { continue };
            if kind.is_dir() {
                // A folder that is only a link could lead out or round in a circle: it is no folder here.
                if depth > 0 {
                    self.enter(&path, depth - 1);
                }
            } else {
                self.found.extend(found(self.root, &path, kind));
            }
        }
    }
}

pub(super) fn is_hidden(name: &fs::DirEntry) -> bool {
    name.file_name().as_encoded_bytes().first() == Some(&b'.')
}

/// The file at this path below the folder, when it may be a book and lies inside.
pub(super) fn found(root: &Path, path: &Path, kind: fs::FileType) -> Option<Found> {
    let whole = root.join(path);
    if !is_book(&whole) || !(kind.is_file() || inside(root, path).is_some()) {
        return None;
    }
    let about = fs::metadata(whole).ok()?;
    let modified = about.modified().map_or(Moment::from_unix_millis(0), Moment::from);
    let stamp = format!("{:x}-{:x}", about.len(), modified.unix_millis());
    Some(Found { path: path.to_path_buf(), size: about.len(), modified, stamp })
}

/// The file at this path below a folder, when it (still) lies in it, links followed. The folder must be canonical.
pub fn inside(root: &Path, relative: &Path) -> Option<PathBuf> {
    let path = root.join(relative).canonicalize().ok()?;
    (path.starts_with(root) && path.is_file()).then_some(path)
}

/// Anything may lie in a zip: one that holds no book is no damaged book.
pub fn is_stranger(path: &Path) -> bool {
    let is_zip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    is_zip && !matches!(format::sniff(path), Ok(Some(_)))
}

fn title_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().replace('_', " ")
}

fn entry_of(book: &Metadata, cover: Option<Resource>) -> Entry {
    let access = &book.accessibility;
    Entry {
        title: book.title.clone(),
        subtitle: book.subtitle.clone(),
        people: book.contributors.iter().map(|person| (person.name.clone(), person.role.clone())).collect(),
        languages: book.languages.iter().map(|language| language.tag().to_owned()).collect(),
        identifier: book.identifier.clone(),
        publisher: book.publisher.clone(),
        published: book.published.clone(),
        description: book.description.clone(),
        subjects: book.subjects.clone(),
        cover: cover.map(|cover| cover.media_type).filter(|kind| kind.starts_with("image/")),
        duration: None,
        damaged: false,
        access_modes: access.access_modes.clone(),
        access_modes_sufficient: access.access_modes_sufficient.clone(),
        features: access.features.clone(),
        hazards: access.hazards.clone(),
        access_summary: access.summary.clone(),
        conforms_to: access.conforms_to.clone(),
    }
}
