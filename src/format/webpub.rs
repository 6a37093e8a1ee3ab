//! Web publications of text: documents of HTML and the manifest that puts them in order, zipped or in a folder → [`Book`].
//!
//! <https://readium.org/webpub-manifest/>, <https://readium.org/webpub-manifest/profiles/epub>,
//! <https://www.w3.org/TR/pub-manifest/>. Its documents are those of EPUB and are read as such.

use std::collections::HashSet;

use serde_json::Value;

use super::container::Container;
use super::epub::package::{Package, SpineItem};
use super::epub::{self, navigation};
use super::limits::{self, Deadline};
use super::manifest::{self, Manifest, address, list, metadata};
use super::places::{Entry, LandmarkEntry, Navigation, Page};
use super::{Defects, Error, Opened};
use crate::book::{BaseDirection, Code, Format, Target};

/// Entries inside entries.
const DEPTH: u8 = 16;
/// Landmarks of one book.
const LANDMARKS: usize = 200;

/// Whether a link leads to a document of ours.
fn is_document(link: &Value) -> bool {
    match manifest::media_type(link).map(essence) {
        Some(told) => matches!(told.as_str(), "application/xhtml+xml" | "text/html" | "image/svg+xml"),
        None => address(link).is_some_and(|address| {
            let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
            [".xhtml", ".html", ".htm"].iter().any(|ending| path.ends_with(ending))
        }),
    }
}

fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether the container holds a manifest whose reading order are documents. One document is enough: sounds beside it make an
/// audiobook of what has none.
pub(super) fn is(container: &Container) -> bool {
    let Some(manifest) = manifest::read(container, &mut Defects::default()) else { return false };
    list(&manifest.value, "readingOrder").iter().take(limits::SPINE_ITEMS).any(|link| {
        is_document(link) && address(link).is_some_and(|address| manifest.resolve(container, address).is_some())
    })
}

/// Opens the publication whose manifest lies in the container.
pub(super) fn open(container: Container, deadline: Deadline) -> Result<Opened, Error> {
    manifest::check_licence(&container)?;
    let mut defects = Defects::default();
    container.report(&mut defects);
    let Some(manifest) = manifest::read(&container, &mut defects) else {
        return Err(Error::Damaged("manifest".into()));
    };
    let (package, protected) = package(&manifest, &container, &mut defects);
    if package.spine.is_empty() {
        return Err(Error::Damaged("manifest".into()));
    }
    if package.spine.iter().all(|item| protected.contains(&item.path)) {
        return Err(Error::Protected("".into()));
    }
    let mut ways = ways(&manifest, &container, &mut defects);
    epub::assemble(container, package, protected, deadline, defects, |package, reading| {
        let own = navigation::read(package, reading);
        if ways.contents.is_empty() {
            ways.contents = own.contents;
        }
        if ways.pages.is_empty() {
            ways.pages = own.pages;
        }
        if ways.landmarks.is_empty() {
            ways.landmarks = own.landmarks;
        }
        ways
    })
}

/// What stands for the package of an EPUB; and the paths of what is encrypted.
fn package(manifest: &Manifest, container: &Container, defects: &mut Defects) -> (Package, HashSet<String>) {
    let mut metadata = metadata::read(manifest);
    metadata.format = Format::Webpub;
    let about = manifest.value.get("metadata").unwrap_or(&manifest.value);
    metadata.page_progression =
        about.get("readingProgression").and_then(Value::as_str).and_then(BaseDirection::from_name);
    let fixed = |value: &Value| {
        let told = ["/presentation/layout", "/layout"].iter().find_map(|at| value.pointer(at)?.as_str());
        told.map(|told| told == "fixed")
    };
    let all_fixed = fixed(about).unwrap_or(false);
    let mut package = Package { metadata, ..Package::default() };
    let mut protected = HashSet::new();
    let order = list(&manifest.value, "readingOrder");
    for (index, link) in order.iter().chain(list(&manifest.value, "resources")).enumerate() {
        if index >= limits::MANIFEST_ITEMS || package.spine.len() >= limits::SPINE_ITEMS {
            defects.add(Code::Limit, "manifest");
            break;
        }
        let Some(address) = address(link) else {
            defects.add(Code::Malformed, &manifest.path);
            continue;
        };
        let Some((path, _)) = manifest.resolve(container, address) else {
            defects.add(Code::Missing, address);
            continue;
        };
        let media_type = manifest::media_type(link).map(essence).unwrap_or_default();
        if manifest::is_encrypted(link) {
            protected.insert(path.clone());
        }
        if index < order.len() {
            let media_type =
                if is_document(link) && media_type.is_empty() { "text/html".into() } else { media_type.clone() };
            let fixed = link.get("properties").and_then(fixed).unwrap_or(all_fixed);
            package.spine.push(SpineItem { path: path.clone(), media_type, linear: true, fixed });
        }
        package.media_types.insert(path, media_type);
    }
    package.navigation_document = manifest.related(container, "contents");
    package.cover = manifest.related(container, "cover").filter(|path| {
        let told = package.media_types.get(path).map(String::as_str).unwrap_or_default();
        told.is_empty() || told.starts_with("image/")
    });
    (package, protected)
}

/// The ways into the book that the manifest itself knows.
fn ways(manifest: &Manifest, container: &Container, defects: &mut Defects) -> Navigation {
    let mut reader = Reader { manifest, container, left: limits::OUTLINE_ENTRIES, defects };
    let contents = reader.entries(list(&manifest.value, "toc"), 1);
    // Written with a hyphen where the manifest was made of an EPUB.
    let pages = ["pageList", "page-list"].iter().map(|key| list(&manifest.value, key)).find(|list| !list.is_empty());
    let pages = reader.pages(pages.unwrap_or_default());
    let landmarks = reader.landmarks(list(&manifest.value, "landmarks"));
    Navigation { contents, pages, landmarks }
}

struct Reader<'a> {
    manifest: &'a Manifest,
    container: &'a Container,
    /// Entries that may still be read.
    left: usize,
    defects: &'a mut Defects,
}

impl Reader<'_> {
    /// False when there have been too many.
    fn one_more(&mut self) -> bool {
        let Some(left) = self.left.checked_sub(1) else {
            self.defects.add(Code::Limit, &self.manifest.path);
            return false;
        };
        self.left = left;
        true
    }

    fn target(&mut self, link: &Value) -> Option<Target> {
        let address = address(link)?;
        let found = self.manifest.resolve(self.container, address);
        if found.is_none() {
            self.defects.add(Code::Missing, address);
        }
        found.map(|(href, fragment)| Target::Internal { href, fragment })
    }

    fn entries(&mut self, links: &[Value], level: u8) -> Vec<Entry> {
        let mut entries = Vec::new();
        for link in links {
            if !self.one_more() {
                break;
            }
            let (title, target) = (title(link), self.target(link));
            let children = if level < DEPTH { self.entries(list(link, "children"), level + 1) } else { Vec::new() };
            if title.is_empty() && target.is_none() {
                entries.extend(children);
            } else {
                entries.push(Entry { title, target, children });
            }
        }
        entries
    }

    fn pages(&mut self, links: &[Value]) -> Vec<Page> {
        let mut pages = Vec::new();
        for link in links {
            if !self.one_more() {
                break;
            }
            let label = title(link);
            if !label.is_empty()
                && let Some(target) = self.target(link)
            {
                pages.push(Page { label, target });
            }
        }
        pages
    }

    fn landmarks(&mut self, links: &[Value]) -> Vec<LandmarkEntry> {
        let mut landmarks = Vec::new();
        for link in links.iter().take(LANDMARKS) {
            let kinds: Vec<&str> = list(link, "rel").iter().filter_map(Value::as_str).collect();
            if let Some(target) = self.target(link) {
                landmarks.push(LandmarkEntry {
                    kind: navigation::landmark(&kinds.join(" ")),
                    title: title(link),
                    target,
                });
            }
        }
        landmarks
    }
}

fn title(link: &Value) -> String {
    link.get("title").or_else(|| link.get("name")).and_then(|told| metadata::text(told, None)).unwrap_or_default()
}
