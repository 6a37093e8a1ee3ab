//! The package: metadata, manifest, spine, guide.
//!
//! The package document is first read by our own bounded reader, checked and mended (no DTD, no path out of the
//! container, no more items than the limits); what is then handed to the `epub` crate is small and well-formed.
//!
//! <https://www.w3.org/TR/epub-33/#sec-package-doc>, <https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm>

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Write};

use epub::doc::{EpubDoc, ResourceItem};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::super::container::{Container, Fault};
use super::super::href::{self, Href};
use super::super::limits::{self, Deadline};
use super::super::markup::tree::{NodeId, ROOT, collapse};
use super::super::markup::{self, Dialect, Tree};
use super::super::{Defects, Error};
use crate::book::{Code, Metadata};

mod metadata;

/// An item of the spine.
#[derive(Debug, Clone)]
pub(super) struct SpineItem {
    pub(super) path: String,
    pub(super) media_type: String,
    pub(super) linear: bool,
}

impl SpineItem {
    /// Whether it is markup that we read.
    pub(super) fn is_readable(&self) -> bool {
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
pub(super) struct Package {
    pub(super) metadata: Metadata,
    pub(super) spine: Vec<SpineItem>,
    pub(super) navigation_document: Option<String>,
    pub(super) ncx: Option<String>,
    pub(super) cover: Option<String>,
    /// EPUB 2's guide: (type, title, path, fragment).
    pub(super) guide: Vec<GuideReference>,
    /// Path → media type, as the manifest declares it.
    pub(super) media_types: HashMap<String, String>,
    /// Document → the media overlay that goes with it.
    pub(super) overlays: HashMap<String, String>,
}

#[derive(Debug)]
pub(super) struct GuideReference {
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) path: String,
    pub(super) fragment: Option<String>,
}

pub(super) fn read(container: &Container, deadline: Deadline, defects: &mut Defects) -> Result<Package, Error> {
    let Some((path, tree)) = find_package(container, deadline, defects)? else {
        return spine_by_names(container, defects);
    };
    let mut mended = Mended::of(&tree, &path, defects);
    if mended.spine == 0 {
        defects.add(Code::Malformed, &path);
        return spine_by_names(container, defects);
    }
    let doc = match mended.hand_over() {
        Ok(doc) => doc,
        Err(error) => {
            tracing::debug!(%error, "the mended package is refused");
            defects.add(Code::Malformed, &path);
            return spine_by_names(container, defects);
        }
    };
    let path_of = |item: &ResourceItem| item.path.to_str().map(str::to_owned).unwrap_or_default();
    let media_types: HashMap<String, String> =
        doc.resources.values().map(|item| (path_of(item), item.mime.clone())).collect();
    let spine = doc
        .spine
        .iter()
        .filter_map(|item| {
            let (path, media_type) = mended.readable(&doc.resources, &item.idref)?;
            Some(SpineItem { path, media_type, linear: item.linear })
        })
        .collect();
    let navigation_document = doc.get_nav_id().and_then(|id| doc.resources.get(&id)).map(path_of);
    let ncx = mended
        .ncx
        .as_ref()
        .and_then(|id| doc.resources.get(id))
        .or_else(|| doc.resources.values().find(|item| item.mime == "application/x-dtbncx+xml"))
        .map(path_of);
    let named = doc.mdata("cover").and_then(|cover| doc.resources.get(&cover.value));
    let cover = doc
        .get_cover_id()
        .and_then(|id| doc.resources.get(&id))
        .or(named)
        .or_else(|| ["cover-image", "cover"].iter().find_map(|id| doc.resources.get(*id)))
        .filter(|item| item.mime.starts_with("image/"))
        .map(path_of);
    let metadata = metadata::read(&doc);
    let overlays = overlays(&tree, &path);
    let guide = guide(&tree, &path);
    Ok(Package { metadata, spine, navigation_document, ncx, cover, guide, media_types, overlays })
}

/// The package document that the container names, else the first that lies in it.
fn find_package(
    container: &Container,
    deadline: Deadline,
    defects: &mut Defects,
) -> Result<Option<(String, Tree)>, Error> {
    let mut paths = Vec::new();
    match container.read("META-INF/container.xml", limits::MEBIBYTE) {
        Ok(content) => {
            let tree = Tree::parse(&markup::decode(&content.bytes).0, Dialect::Xml, deadline);
            let roots = tree.descendants(ROOT).filter(|&node| tree.name(node) == "rootfile").take(100);
            for node in roots {
                let kind = tree.attribute(node, "media-type").unwrap_or("application/oebps-package+xml");
                let Some(path) = tree.attribute(node, "full-path") else { continue };
                match href::join("", &href::decode(path)) {
                    Some(path) if kind == "application/oebps-package+xml" => paths.push(path),
                    Some(_) => {}
                    None => defects.add(Code::Unsafe, path),
                }
            }
        }
        Err(_) => defects.add(Code::Missing, "META-INF/container.xml"),
    }
    let mut others: Vec<&str> = container.names().filter(|name| name.to_lowercase().ends_with(".opf")).collect();
    others.sort_unstable();
    paths.extend(others.into_iter().take(3).map(str::to_owned));
    let mut fault = None;
    for path in paths {
        match container.read(&path, limits::MARKUP_BYTES) {
            Ok(content) => {
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
                return Ok(Some((path, tree)));
            }
            Err(Fault::Protected) => return Err(Error::Protected("".into())),
            Err(Fault::TooLarge) => fault = Some(Error::TooLarge(path.into())),
            Err(Fault::Missing) => defects.add(Code::Missing, &path),
            Err(Fault::Unreadable) => defects.add(Code::Unreadable, &path),
        }
    }
    match fault {
        Some(error) => Err(error),
        None => Ok(None),
    }
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
        .map(|name| SpineItem { path: name.to_owned(), media_type: "application/xhtml+xml".to_owned(), linear: true })
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
    let by_id: HashMap<&str, NodeId> = items().filter_map(|item| Some((tree.attribute(item, "id")?, item))).collect();
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

const CONTAINER: &str = r#"<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;

/// The package, checked and written anew for the `epub` crate: paths from the container's root, text in one piece.
struct Mended {
    xml: String,
    /// Items of the spine.
    spine: usize,
    /// Item → the item that stands in for it.
    fallbacks: HashMap<String, String>,
    ncx: Option<String>,
}

impl Mended {
    fn of(tree: &Tree, package: &str, defects: &mut Defects) -> Self {
        let root = tree.descendant(ROOT, "package").unwrap_or(ROOT);
        let version = tree.attribute(root, "version").unwrap_or_default().trim();
        let version = if version.starts_with('3') { "3.0" } else { "2.0" };
        let mut mended = Self { xml: String::new(), spine: 0, fallbacks: HashMap::new(), ncx: None };
        let xml = &mut mended.xml;
        xml.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?><package xmlns=\"http://www.idpf.org/2007/opf\"");
        attribute(xml, "version", version);
        if let Some(identifier) = tree.attribute(root, "unique-identifier") {
            attribute(xml, "unique-identifier", identifier.trim());
        }
        xml.push('>');
        metadata::write(tree, root, xml);

        xml.push_str("<manifest>");
        let mut known = HashSet::new();
        let manifest = tree.descendant(root, "manifest");
        for item in manifest.into_iter().flat_map(|manifest| tree.elements(manifest)) {
            let (Some(id), Some(reference)) = (tree.attribute(item, "id"), tree.attribute(item, "href")) else {
                continue;
            };
            if known.len() >= limits::MANIFEST_ITEMS {
                defects.add(Code::Limit, "manifest");
                break;
            }
            if known.contains(id) {
                continue;
            }
            let path = match href::resolve(package, reference) {
                Href::Inside { path, .. } => path,
                // A resource of the network is not fetched unasked.
                Href::Outside(_) => continue,
                Href::Unsafe => {
                    defects.add(Code::Unsafe, reference);
                    continue;
                }
            };
            known.insert(id.to_owned());
            if let Some(fallback) = tree.attribute(item, "fallback") {
                mended.fallbacks.insert(id.to_owned(), fallback.to_owned());
            }
            xml.push_str("<item");
            attribute(xml, "id", id);
            attribute(xml, "href", &path);
            let media_type = tree.attribute(item, "media-type").unwrap_or_default();
            attribute(xml, "media-type", &media_type.trim().to_ascii_lowercase());
            if let Some(properties) = tree.attribute(item, "properties") {
                attribute(xml, "properties", properties);
            }
            xml.push_str("/>");
        }
        xml.push_str("</manifest><spine>");
        if let Some(spine) = tree.descendant(root, "spine") {
            mended.ncx = tree.attribute(spine, "toc").map(str::to_owned);
            for item in tree.elements(spine) {
                let Some(id) = tree.attribute(item, "idref") else { continue };
                if mended.spine >= limits::SPINE_ITEMS {
                    defects.add(Code::Limit, "spine");
                    break;
                }
                if !known.contains(id) {
                    defects.add(Code::Missing, id);
                    continue;
                }
                mended.spine += 1;
                xml.push_str("<itemref");
                attribute(xml, "idref", id);
                let linear = tree.attribute(item, "linear").is_none_or(|linear| linear.trim() != "no");
                attribute(xml, "linear", if linear { "yes" } else { "no" });
                xml.push_str("/>");
            }
        }
        xml.push_str("</spine></package>");
        mended
    }

    fn hand_over(&mut self) -> Result<EpubDoc<Cursor<Vec<u8>>>, String> {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(self.xml.len() + 1024)));
        for (name, text) in [("META-INF/container.xml", CONTAINER), ("package.opf", self.xml.as_str())] {
            zip.start_file(name, stored).map_err(|error| error.to_string())?;
            zip.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
        }
        self.xml = String::new();
        let bytes = zip.finish().map_err(|error| error.to_string())?;
        EpubDoc::from_reader(bytes).map_err(|error| error.to_string())
    }

    /// The path and media type of an item, or of the first of its fallbacks that can be read.
    fn readable(&self, resources: &HashMap<String, ResourceItem>, id: &str) -> Option<(String, String)> {
        let own = resources.get(id)?;
        let mut item = own;
        let mut next = self.fallbacks.get(id);
        for _ in 0..16 {
            if is_markup(&item.mime) || item.mime == "image/svg+xml" {
                break;
            }
            let Some(fallback) = next.and_then(|id| resources.get(id).map(|found| (id, found))) else {
                item = own;
                break;
            };
            item = fallback.1;
            next = self.fallbacks.get(fallback.0);
        }
        Some((item.path.to_str()?.to_owned(), item.mime.clone()))
    }
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
