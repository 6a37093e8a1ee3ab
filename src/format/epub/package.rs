//! The package: metadata, manifest, spine, guide.
//!
//! The package document is first read by our own bounded reader, checked and mended (no DTD, no path out of the
//! container, no more items than the limits); what is then handed to the `epub` crate is small and well-formed.
//!
//! <https://www.w3.org/TR/epub-33/#sec-package-doc>, <https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm>

use std::collections::HashMap;
use std::io::{Read, Seek};

use epub::doc::{EpubDoc, ResourceItem};

use super::super::container::{Container, Fault};
use super::super::href::{self, Href};
use super::super::limits::{self, Deadline};
use super::super::markup::tree::{NodeId, ROOT, collapse};
use super::super::markup::{self, Dialect, Tree};
use super::super::{Defects, Error};
use crate::book::{BaseDirection, Code, Metadata};

mod mended;
mod metadata;

use mended::Mended;

/// An item of the spine.
#[derive(Debug, Clone)]
pub(in crate::format) struct SpineItem {
    pub(in crate::format) path: String,
    pub(in crate::format) media_type: String,
    pub(in crate::format) linear: bool,
    /// A page as it was printed, which does not flow.
    pub(in crate::format) fixed: bool,
}

impl SpineItem {
    /// Whether it is markup that we read.
    pub(in crate::format) fn is_readable(&self) -> bool {
        is_markup(&self.media_type) || self.media_type == "image/svg+xml"
    }
}

fn is_markup(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/xhtml+xml"
            | "text/html"
            | "text/x-oeb1-document"
            | "application/x-dtbook+xml"
            | "text/xml"
            | "application/xml"
            | ""
    )
}

#[derive(Debug, Default)]
pub(in crate::format) struct Package {
    pub(in crate::format) metadata: Metadata,
    pub(in crate::format) spine: Vec<SpineItem>,
    pub(in crate::format) navigation_document: Option<String>,
    pub(in crate::format) ncx: Option<String>,
    pub(in crate::format) cover: Option<String>,
    /// EPUB 2's guide: (type, title, path, fragment).
    pub(in crate::format) guide: Vec<GuideReference>,
    /// Path → media type, as the manifest declares it.
    pub(in crate::format) media_types: HashMap<String, String>,
    /// Document → the media overlay that goes with it.
    pub(in crate::format) overlays: HashMap<String, String>,
    /// Pictures that cannot be shown → those that stand in for them.
    pub(in crate::format) pictures: HashMap<String, String>,
}

#[derive(Debug)]
pub(in crate::format) struct GuideReference {
    pub(in crate::format) kind: String,
    pub(in crate::format) title: String,
    pub(in crate::format) path: String,
    pub(in crate::format) fragment: Option<String>,
}

pub(super) fn read(container: &Container, deadline: Deadline, defects: &mut Defects) -> Result<Package, Error> {
    let mut fault = None;
    // One book may come in several renditions: the author's first is taken, of which something can be read.
    for path in packages(container, deadline, defects) {
        let content = match container.read(&path, limits::MARKUP_BYTES) {
            Ok(content) => content,
            Err(Fault::Protected) => return Err(Error::Protected("".into())),
            Err(Fault::TooLarge) => {
                fault = Some(Error::TooLarge(path.into()));
                continue;
            }
            Err(Fault::Missing) => {
                defects.add(Code::Missing, &path);
                continue;
            }
            Err(Fault::Unreadable) => {
                defects.add(Code::Unreadable, &path);
                continue;
            }
        };
        if !content.whole {
            defects.add(Code::Unreadable, &path);
        }
        let tree = Tree::parse(&markup::decode(&content.bytes).0, Dialect::Xml, deadline);
        if tree.malformed {
            defects.add(Code::Malformed, &path);
        }
        if tree.cut {
            defects.add(Code::Limit, &path);
        }
        let mut mended = Mended::of(&tree, &path, defects);
        if mended.spine == 0 {
            defects.add(Code::Malformed, &path);
            continue;
        }
        match mended.hand_over() {
            Ok(doc) => return Ok(package(&doc, &mended, &tree, &path)),
            Err(error) => {
                tracing::debug!(%error, "the mended package is refused");
                defects.add(Code::Malformed, &path);
            }
        }
    }
    match fault {
        Some(error) => Err(error),
        None => spine_by_names(container, defects),
    }
}

fn package<R: Read + Seek>(doc: &EpubDoc<R>, mended: &Mended, tree: &Tree, path: &str) -> Package {
    let path_of = |item: &ResourceItem| item.path.to_str().map(str::to_owned).unwrap_or_default();
    let media_types: HashMap<String, String> =
        doc.resources.values().map(|item| (path_of(item), item.mime.clone())).collect();
    let fixed = doc.metadata.iter().any(|item| match item.property.as_str() {
        "rendition:layout" => item.value.trim() == "pre-paginated",
        // Before there was a word for it.
        "fixed-layout" => item.value.trim() == "true",
        _ => false,
    });
    let spine = doc
        .spine
        .iter()
        .filter_map(|item| {
            let (path, media_type) = mended.readable(&doc.resources, &item.idref)?;
            Some(SpineItem {
                path,
                media_type,
                linear: item.linear,
                fixed: is_fixed(item.properties.as_deref(), fixed),
            })
        })
        .collect();
    let navigation_document = doc.get_nav_id().and_then(|id| doc.resources.get(&id)).map(path_of);
    let ncx = mended
        .ncx
        .as_ref()
        .and_then(|id| doc.resources.get(id))
        .or_else(|| doc.resources.values().find(|item| item.mime == "application/x-dtbncx+xml"))
        .or_else(|| doc.resources.values().find(|item| item.path.extension().is_some_and(|ending| ending == "ncx")))
        .map(path_of);
    let named = doc.mdata("cover").and_then(|cover| doc.resources.get(&cover.value));
    let cover = doc
        .get_cover_id()
        .and_then(|id| doc.resources.get(&id))
        .or(named)
        .or_else(|| ["cover-image", "cover"].iter().find_map(|id| doc.resources.get(*id)))
        .filter(|item| item.mime.starts_with("image/"))
        .map(path_of);
    let mut metadata = metadata::read(doc);
    let spine_element = tree.descendant(ROOT, "spine");
    metadata.page_progression = spine_element
        .and_then(|node| tree.attribute(node, "page-progression-direction"))
        .and_then(BaseDirection::from_name);
    let overlays = overlays(tree, path);
    let guide = guide(tree, path);
    let pictures = mended.pictures(&doc.resources);
    Package { metadata, spine, navigation_document, ncx, cover, guide, media_types, overlays, pictures }
}

/// Whether an item of the spine is laid out in advance, when the book as a whole is or is not.
fn is_fixed(properties: Option<&str>, whole: bool) -> bool {
    let own = properties.unwrap_or_default().split_whitespace().find_map(|property| match property {
        "rendition:layout-pre-paginated" => Some(true),
        "rendition:layout-reflowable" => Some(false),
        _ => None,
    });
    own.unwrap_or(whole)
}

/// Packages that are tried.
const PACKAGES: usize = 8;

/// The package documents that the container names, then those that lie in it.
fn packages(container: &Container, deadline: Deadline, defects: &mut Defects) -> Vec<String> {
    let mut paths = Vec::new();
    match container.read("META-INF/container.xml", limits::MEBIBYTE) {
        Ok(content) => {
            let tree = Tree::parse(&markup::decode(&content.bytes).0, Dialect::Xml, deadline);
            let roots = tree.descendants(ROOT).filter(|&node| tree.name(node) == "rootfile").take(100);
            for node in roots {
                let kind = tree.attribute(node, "media-type").unwrap_or("application/oebps-package+xml");
                let Some(path) = tree.attribute(node, "full-path").map(str::trim) else { continue };
                match href::join("", &href::decode(path)) {
                    Some(path) if kind.trim() == "application/oebps-package+xml" => paths.push(path),
                    Some(_) => {}
                    None => defects.add(Code::Unsafe, path),
                }
            }
        }
        Err(_) => defects.add(Code::Missing, "META-INF/container.xml"),
    }
    paths.truncate(PACKAGES);
    let mut others: Vec<&str> = container.names().filter(|name| name.to_lowercase().ends_with(".opf")).collect();
    others.sort_unstable();
    for other in others.into_iter().take(3) {
        if !paths.iter().any(|path| path == other) {
            paths.push(other.to_owned());
        }
    }
    paths
}

/// Without a package: all content documents by their names, numbers in them by their value.
fn spine_by_names(container: &Container, defects: &mut Defects) -> Result<Package, Error> {
    let is_content = |name: &&str| {
        let name = name.to_lowercase();
        [".xhtml", ".html", ".htm"].iter().any(|ending| name.ends_with(ending))
    };
    let mut names: Vec<&str> = container.names().filter(is_content).collect();
    if names.is_empty() {
        return Err(Error::Damaged("package".into()));
    }
    names.sort_by_cached_key(|name| natural_key(name));
    if names.len() > limits::SPINE_ITEMS {
        defects.add(Code::Limit, "spine");
        names.truncate(limits::SPINE_ITEMS);
    }
    let spine: Vec<SpineItem> = names
        .into_iter()
        .map(|name| SpineItem {
            path: name.to_owned(),
            media_type: "application/xhtml+xml".to_owned(),
            linear: true,
            fixed: false,
        })
        .collect();
    let mut ncx: Vec<&str> = container.names().filter(|name| name.to_lowercase().ends_with(".ncx")).collect();
    ncx.sort_unstable();
    let ncx = ncx.first().map(|name| (*name).to_owned());
    Ok(Package { spine, ncx, ..Package::default() })
}

/// Letters as they are, numbers padded, so that 10 follows 9.
fn natural_key(name: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for character in name.chars().chain(['\u{0}']) {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        if !digits.is_empty() {
            key.push_str(&format!("{digits:0>12}"));
            digits.clear();
        }
        key.push(character);
    }
    key
}

/// The media overlay of each document.
fn overlays(tree: &Tree, package: &str) -> HashMap<String, String> {
    let Some(manifest) = tree.descendant(ROOT, "manifest") else { return Default::default() };
    let items = || tree.elements(manifest).take(limits::MANIFEST_ITEMS);
    let path = |item: NodeId| match href::resolve(package, tree.attribute(item, "href")?) {
        Href::Inside { path, .. } => Some(path),
        Href::Outside(_) | Href::Unsafe => None,
    };
    let by_id: HashMap<&str, NodeId> =
        items().filter_map(|item| Some((tree.attribute(item, "id")?.trim(), item))).collect();
    let overlays = items().filter_map(|item| {
        let overlay = by_id.get(tree.attribute(item, "media-overlay")?.trim())?;
        Some((path(item)?, path(*overlay)?))
    });
    overlays.collect()
}

fn guide(tree: &Tree, package: &str) -> Vec<GuideReference> {
    let Some(guide) = tree.descendant(ROOT, "guide") else { return Vec::new() };
    tree.elements(guide)
        .filter(|&node| tree.name(node) == "reference")
        .take(200)
        .filter_map(|node| match href::resolve(package, tree.attribute(node, "href")?) {
            Href::Inside { path, fragment } => Some(GuideReference {
                kind: tree.attribute(node, "type").unwrap_or_default().to_lowercase(),
                title: collapse(tree.attribute(node, "title").unwrap_or_default()),
                path,
                fragment,
            }),
            Href::Outside(_) | Href::Unsafe => None,
        })
        .collect()
}

fn attribute(xml: &mut String, name: &str, value: &str) {
    xml.push(' ');
    xml.push_str(name);
    xml.push_str("=\"");
    text(xml, value);
    xml.push('"');
}

fn text(xml: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            character if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => xml.push(' '),
            character => xml.push(character),
        }
    }
}

/// The children of an element, `dc-metadata` and `x-metadata` of the oldest books opened.
fn metadata_elements(tree: &Tree, metadata: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    tree.elements(metadata).flat_map(move |node| {
        if matches!(tree.name(node), "dc-metadata" | "x-metadata") {
            tree.elements(node).collect::<Vec<_>>()
        } else {
            vec![node]
        }
    })
}
